"""What comes in beside the reports, ready to be written: name, sender, receipt and how to make its bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

OFFICE = "创建办"


@dataclass(frozen=True)
class Document:
    """One workbook as it comes in."""

    path: str
    """Below `workbooks/`."""
    sender: str
    received_at: datetime
    content: Callable[[], bytes]
    note: str = ""


def day_text(day: datetime, style: str) -> str:
    """A day as text: dash, slash, dot or 年月日."""
    return {
        "dash": f"{day:%Y-%m-%d}",
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dot": f"{day.year}.{day.month}.{day.day}",
        "年月日": f"{day.year}年{day.month}月{day.day}日",
    }[style]
