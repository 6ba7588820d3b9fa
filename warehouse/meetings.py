"""Review meetings (互观互检互评会): opened on two clocks that do not move, revealed once, and their decisions. All are events.

Opening freezes `as_of` and the moment of opening as `known_at`; revealing freezes a second moment, with the sheets that came in during
the meeting. What the ranking was at each is written into the event, so that even a receipt that is back-dated later shows as a change.
Every function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record
from warehouse.standing import plan_at, round_on

LONGEST_MINUTES = 240
LONGEST_DECISION = 200
"""Characters of a decision: it is read from ten metres away."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class AgendaItem:
    """A unit's turn in a meeting."""

    unit_code: str
    minutes: int


@dataclass(frozen=True)
class Decision:
    """What a meeting decided: in words, for whom (None: all) and until when."""

    words: str
    unit_code: str | None = None
    due_date: date | None = None


def open_meeting(
    cursor: duckdb.DuckDBPyConnection, round_date: date, as_of: date, agenda: Sequence[AgendaItem], at: datetime, actor: str
) -> str:
    """Open a meeting on a round, speaking of `as_of` with the knowledge of `at`; answers its short id, e.g. `250704-A`.

    Raises Refusal for an unknown round, an `as_of` before the round or outside the plan, an empty agenda, a unit that is unknown or
    stands there twice, or minutes that are none.
    """
    if round_on(cursor, round_date) is None:
        raise Refusal(f"没有 {round_date} 的评议;请核对日期,或先开设这一轮。")
    plan = plan_at(cursor, at)
    start, end = plan.span
    if not max(start, round_date) <= as_of <= end:
        raise Refusal(f"数据截至日 {as_of} 应在评议日期 {round_date} 和方案结束日 {end} 之间;请改为其中的一天。")
    if at.date() < round_date:
        raise Refusal(f"评议日期 {round_date} 还没有到;请在当天或以后开会。")
    if not agenda:
        raise Refusal("议程是空的;请至少选一个单位。")
    for place, item in enumerate(agenda):
        if item.unit_code not in plan.units:
            raise Refusal(f"方案里没有单位“{item.unit_code}”;请从单位名单中选择。")
        name = plan.units[item.unit_code].name
        if item.unit_code in [other.unit_code for other in agenda[:place]]:
            raise Refusal(f"{name}在议程里出现了两次;请去掉一次。")
        if not 1 <= item.minutes <= LONGEST_MINUTES:
            raise Refusal(f"{name}的时间填的是 {item.minutes} 分钟;请填 1 至 {LONGEST_MINUTES} 之间的整数。")
    meeting_id = _next_id(cursor, round_date)
    content = {
        "meeting_id": meeting_id,
        "round_date": round_date,
        "as_of": as_of,
        "agenda": [asdict(item) for item in agenda],
        "ranking": _ranking(cursor, as_of, at),
    }
    record(cursor, "meeting_opened", actor, at, content)
    return meeting_id


def reveal(cursor: duckdb.DuckDBPyConnection, meeting_id: str, at: datetime, actor: str) -> bool:
    """Freeze the ranking that is revealed, as known at `at`; False where that is done already.

    Raises Refusal for an unknown meeting, a time before its opening, or a round that is not closed.
    """
    round_date, as_of, opened_at, revealed_at = _found(cursor, meeting_id)
    if revealed_at is not None:
        return False
    _refuse_before(at, opened_at)
    closed = cursor.execute("select closed from round_state_at(?, ?) where round_date = ?", [as_of, at, round_date]).fetchone()
    if not closed or not closed[0]:
        raise Refusal(f"{round_date} 的评分还没有结束,不能揭晓;请等打分表收齐,或先结束这一轮。")
    record(cursor, "meeting_revealed", actor, at, {"meeting_id": meeting_id, "ranking": _ranking(cursor, as_of, at)})
    return True


def write_decisions(cursor: duckdb.DuckDBPyConnection, meeting_id: str, decisions: Sequence[Decision], at: datetime, actor: str) -> None:
    """Write down all decisions of a meeting, in this order, in place of those before.

    Raises Refusal for an unknown meeting or unit, empty words, more than `LONGEST_DECISION` characters, or a time before the opening.
    """
    _, _, opened_at, _ = _found(cursor, meeting_id)
    _refuse_before(at, opened_at)
    units = plan_at(cursor, at).units
    for number, decision in enumerate(decisions, start=1):
        if not decision.words.strip():
            raise Refusal(f"第 {number} 条决定没有内容;请写清楚,或去掉这一条。")
        if len(decision.words) > LONGEST_DECISION:
            raise Refusal(f"第 {number} 条决定超过 {LONGEST_DECISION} 字;请写短些,或分成两条。")
        if decision.unit_code is not None and decision.unit_code not in units:
            raise Refusal(f"方案里没有单位“{decision.unit_code}”;请从单位名单中选择。")
    written = [asdict(decision) | {"words": decision.words.strip()} for decision in decisions]
    record(cursor, "meeting_decided", actor, at, {"meeting_id": meeting_id, "decisions": written})


def _found(cursor: duckdb.DuckDBPyConnection, meeting_id: str) -> tuple[date, date, datetime, datetime | None]:
    found: tuple[date, date, datetime, datetime | None] | None = cursor.execute(
        "select round_date, as_of, opened_at, revealed_at from meeting_at(timestamp '9999-12-31') where meeting_id = ?", [meeting_id]
    ).fetchone()
    if found is None:
        raise Refusal(f"没有编号为 {meeting_id} 的会议;请核对会议编号。")
    return found


def _refuse_before(at: datetime, opened_at: datetime) -> None:
    if at < opened_at:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于开会时间 {opened_at:%Y-%m-%d %H:%M:%S};请改为开会以后的时间。")


def _next_id(cursor: duckdb.DuckDBPyConnection, round_date: date) -> str:
    """The round's day and a letter that no meeting of it has: short enough to be read out."""
    held = cursor.execute("select count(*) from meeting_at(timestamp '9999-12-31') where round_date = ?", [round_date]).fetchone()
    number = held[0] if held else 0
    letters = ""
    while True:
        number, letter = divmod(number, len(_LETTERS))
        letters = _LETTERS[letter] + letters
        if not number:
            return f"{round_date:%y%m%d}-{letters}"
        number -= 1


def _ranking(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> list[dict[str, Any]]:
    rows = cursor.execute(
        "select unit_code, total, rank from county_ranking_at(?, ?) order by rank nulls last, unit_code", [as_of, known_at]
    )
    return [{"unit_code": code, "total": total, "rank": rank} for code, total, rank in rows.fetchall()]
