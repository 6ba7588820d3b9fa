"""The office's clock. Every time in the warehouse is local time without a zone, so that people read it as they wrote it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from warehouse.errors import Refusal

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def office_now() -> datetime:
    """The present moment in the office's local time, without a zone."""
    return datetime.now(OFFICE_ZONE).replace(tzinfo=None)


def parse_moment(text: str) -> datetime:
    """Read an ISO moment; one with a zone is turned into the office's time, a date alone is its first moment.

    Raises Refusal where it is none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(OFFICE_ZONE).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise Refusal(f"时间“{text}”无法识别;请写成 2024-07-05T09:30:00 这样的格式。") from None
