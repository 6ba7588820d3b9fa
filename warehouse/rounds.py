"""Review rounds (互评): opened with the units that are scored and those that score, and closed by the city. Both are events.

Every function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record
from warehouse.names import fold_name
from warehouse.plan import Plan, Unit
from warehouse.standing import ReviewRound, plan_at, round_on


def open_round(
    cursor: duckdb.DuckDBPyConnection,
    round_date: date,
    name: str | None,
    units: Sequence[str] | None,
    raters: Sequence[str] | None,
    at: datetime,
    actor: str,
) -> bool:
    """Open a review round; False where the very same one is there already.

    `units` are scored and `raters` score: codes, names or aliases; None for the county-level units of the plan in force at `at`.
    Raises Refusal for a date outside the plan, an unknown unit, a rater who would have nobody to score, or where a round of that
    date is there with another name, other units or other raters.
    """
    plan = plan_at(cursor, at)
    start, end = plan.span
    if not start <= round_date <= end:
        raise Refusal(f"评议日期 {round_date} 不在方案的时段({start} 至 {end})内;请改为其中的一天。")
    scored, scoring = _chosen(plan, units), _chosen(plan, raters)
    before = round_on(cursor, round_date)
    if before:
        _refuse_other(plan, before, name, scored, scoring)
        return False
    for code in scoring:
        if scored == [code]:
            raise Refusal(f"{plan.units[code].name}没有可以评分的单位(单位不评自己);请增加被评单位,或不让它评分。")
    name = name or f"{round_date.year}年{round_date.month}月{round_date.day}日互评"
    cursor.execute("insert into review_round values (?, ?)", [round_date, name])
    for code in _in_plan_order(plan, {*scored, *scoring}):
        cursor.execute("insert into review_round_member values (?, ?, ?, ?)", [round_date, code, code in scored, code in scoring])
    record(cursor, "round_opened", actor, at, {"round_date": round_date, "name": name, "units": scored, "raters": scoring})
    return True


def close_round(cursor: duckdb.DuckDBPyConnection, round_date: date, at: datetime, actor: str) -> None:
    """Close a round: sheets received later are refused.

    Raises Refusal for an unknown round, one that is closed already, or a time before its date.
    """
    found = round_on(cursor, round_date)
    if found is None:
        raise Refusal(f"没有 {round_date} 的评议;请核对日期,或先开设这一轮。")
    if found.closed_at:
        raise Refusal(f"{round_date} 的评议已于 {found.closed_at:%Y-%m-%d %H:%M:%S} 结束,不能再次结束。")
    if at.date() < round_date:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于评议日期 {round_date};请改为评议日期当天或以后的时间。")
    record(cursor, "round_closed", actor, at, {"round_date": round_date})


def _chosen(plan: Plan, given: Sequence[str] | None) -> list[str]:
    """The codes of the units meant, in the plan's order; None means the county-level ones."""
    if given is None:
        return [code for code, unit in plan.units.items() if unit.is_county_level]
    if not given:
        raise Refusal("没有写明任何单位;请写单位代码或名称,用逗号隔开。")
    return _in_plan_order(plan, {_unit(plan, text).unit_code for text in given})


def _in_plan_order(plan: Plan, codes: set[str]) -> list[str]:
    return [code for code in plan.units if code in codes]


def _unit(plan: Plan, text: str) -> Unit:
    folded = fold_name(text)
    for unit in plan.units.values():
        if text == unit.unit_code or folded in {fold_name(name) for name in (unit.name, *unit.aliases)}:
            return unit
    raise Refusal(f"方案里没有单位“{text}”;请改为 units.csv 里的代码或名称。")


def _refuse_other(plan: Plan, before: ReviewRound, name: str | None, scored: Sequence[str], scoring: Sequence[str]) -> None:
    differences = [
        *_difference(plan, "被评单位", before.unit_codes, scored),
        *_difference(plan, "评分单位", before.rater_codes, scoring),
    ]
    if name and name != before.name:
        differences.append(f"名称已定为“{before.name}”,这次写的是“{name}”")
    if differences:
        raise Refusal(f"{before.round_date} 的评议已经开设,不能改动:{';'.join(differences)}。请照原样写,或另定评议日期。")


def _difference(plan: Plan, what: str, before: Iterable[str], given: Iterable[str]) -> list[str]:
    """What is more and what is less among the units given now, in words."""
    before, given = set(before), set(given)
    sides = (("多了", given - before), ("少了", before - given))
    named = [f"{word}{'、'.join(_name(plan, code) for code in sorted(codes))}" for word, codes in sides if codes]
    return [f"这次{what}{','.join(named)}"] if named else []


def _name(plan: Plan, code: str) -> str:
    return plan.units[code].name if code in plan.units else code
