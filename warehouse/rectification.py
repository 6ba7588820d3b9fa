"""Steps of a rectification (整改): its unit says what was done, and the inspector or the city closes it (销号).

Both are events, keyed by inspector, unit, period and indicator, so that they outlive a sheet sent again. Neither changes a value.
Every function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record


@dataclass(frozen=True)
class RectificationKey:
    """Which finding is meant: the inspection's key and the indicator."""

    inspector_code: str
    unit_code: str
    """The inspected unit."""
    period: date
    """First of the month."""
    indicator_id: str


def report_done(cursor: duckdb.DuckDBPyConnection, key: RectificationKey, words: str, at: datetime, actor: str) -> None:
    """Record what the unit did about a finding; it may say so again as long as the finding is not closed.

    Raises Refusal where no inspection in force has the finding, it is closed already, `words` are empty, or `at` lies before
    the inspection's receipt.
    """
    if not words.strip():
        raise Refusal("没有写明整改情况;请写清做了什么。")
    _refuse_unfit(cursor, key, at)
    record(cursor, "rectification_done", actor, at, {**asdict(key), "words": words.strip()})


def close(cursor: duckdb.DuckDBPyConnection, key: RectificationKey, at: datetime, actor: str) -> None:
    """Close a rectification (销号), reported done or not. Raises Refusal as `report_done`."""
    _refuse_unfit(cursor, key, at)
    record(cursor, "rectification_closed", actor, at, asdict(key))


def _refuse_unfit(cursor: duckdb.DuckDBPyConnection, key: RectificationKey, at: datetime) -> None:
    words = f"{key.period:%Y-%m} 指标 {key.indicator_id} 的问题({key.inspector_code} 核查 {key.unit_code})"
    where = [key.inspector_code, key.unit_code, key.period, key.indicator_id]
    found = cursor.execute(
        """
        select 1
        from inspected_in_force_at(timestamp '9999-12-31')
        where inspector_code = ? and unit_code = ? and period = ? and indicator_id = ? and finding is not null
        """,
        where,
    ).fetchone()
    if not found:
        raise Refusal(f"现行的核查表里没有 {words};请核对核查单位、被核查单位、核查期和指标编号。")
    closed = cursor.execute(
        """
        select closed_at
        from rectification_step_at(timestamp '9999-12-31')
        where inspector_code = ? and unit_code = ? and period = ? and indicator_id = ? and closed_at is not null
        """,
        where,
    ).fetchone()
    if closed:
        raise Refusal(f"{words}已于 {closed[0]:%Y-%m-%d %H:%M:%S} 销号,不能再改。")
    received_at = cursor.execute(
        """
        select min(submission.received_at)
        from submission
        inner join inspected_value as inspected on inspected.submission_id = submission.submission_id
        where inspected.inspector_code = ? and inspected.unit_code = ? and inspected.period = ? and inspected.indicator_id = ?
            and inspected.finding is not null
        """,
        where,
    ).fetchone()
    if received_at and at < received_at[0]:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于核查表的收到时间 {received_at[0]:%Y-%m-%d %H:%M:%S};请改为收到之后的时间。")
