"""The way in: which template is wanted, of whom and when; what is in force is asked here, and nothing is asked further in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from loaders.cells import Cell
from loaders.checks import Standing, value_words
from loaders.kinds.figures import read_quietly
from loaders.kinds.heads import month_words
from loaders.kinds.units import UnitFinder
from loaders.layout.words import kind_of, kinds
from loaders.templates.inspection import build_inspection
from loaders.templates.report import build_report
from loaders.templates.satisfaction import build_satisfaction
from loaders.templates.scoring import build_scoring
from loaders.templates.sites import build_sites
from loaders.templates.words import last_day
from warehouse import standing
from warehouse.clock import office_now
from warehouse.connection import Cursor
from warehouse.errors import Refusal
from warehouse.plan import Indicator, Plan, Unit
from warehouse.records import SiteRow
from warehouse.standing import ReviewRound
from warehouse.submit import stored_rows

_TAKES: Mapping[str, tuple[str, ...]] = {
    "report": ("unit", "period"),
    "sites": ("unit",),
    "inspection": ("unit", "inspected", "period"),
    "scoring": ("unit", "round"),
    "satisfaction": ("round",),
}
"""What a template of each kind is filled in with, by the command's options."""
_ROW = re.compile(r"[0-9]+\Z")


def refuse_unused(kind: str, given: Mapping[str, Any]) -> None:
    """Refuse what a template of this kind has no place for; `given` is by the command's options. Raises Refusal."""
    if kind not in _TAKES:
        raise Refusal(f"没有“{kind}”这种模板;现有的是 {'、'.join(f'{known.kind}({known.title})' for known in kinds())}。")
    unused = [f"--{name}" for name, value in given.items() if value is not None and name not in _TAKES[kind]]
    if unused:
        taken = "、".join(f"--{name}" for name in _TAKES[kind])
        raise Refusal(f"{kind_of(kind).title}的模板不用 {'、'.join(unused)};它用的是 {taken}。")


def write_template(
    cursor: Cursor,
    kind: str,
    unit_name: str | None,
    period: date | None,
    round_date: date | None = None,
    inspected: str | None = None,
    *,
    indicator_ids: Collection[str] | None = None,
) -> bytes:
    """The template's bytes. `unit_name` is who it speaks for, `indicator_ids` the only rows of an inspection where they are given.

    Raises Refusal for an unknown kind or unit, for what the kind has no place for, a month outside the plan, a unit that inspects
    itself, a date that names no round (or a closed one, where scores are wanted), and a rater that is none of the round's.
    """
    refuse_unused(kind, {"unit": unit_name, "period": period, "round": round_date, "inspected": inspected})
    plan = standing.plan_at(cursor, office_now())
    unit, subject = _unit(plan, unit_name), _unit(plan, inspected)
    if period is not None and period not in plan.periods:
        first, last = month_words(plan.periods[0]), month_words(plan.periods[-1])
        raise Refusal(f"{month_words(period)}不在方案起止时间内;应在 {first} 至 {last} 之间。")
    if kind == "sites":
        return build_sites(plan, unit, _register(cursor, unit) if unit else [])
    if kind == "inspection":
        if unit is not None and unit == subject:
            raise Refusal(f"{unit.name}不能核查自己;请改正核查单位或被核查单位。")
        reported = _reported(cursor, plan, subject, period) if subject and period else {}
        return build_inspection(plan, unit, subject, period, reported, indicator_ids)
    if kind == "scoring":
        return build_scoring(plan, unit, _open_round(cursor, plan, round_date, unit))
    if kind == "satisfaction":
        return build_satisfaction(plan, _round(cursor, round_date, is_open_wanted=False))
    return build_report(plan, unit, period, _known(cursor, unit))


def _unit(plan: Plan, name: str | None) -> Unit | None:
    if name is None:
        return None
    unit = UnitFinder(plan).find_sender(name)
    if unit is None:
        raise Refusal(f"方案里没有单位“{name}”{UnitFinder(plan).hint(name)};请写方案中的单位名称。")
    return unit


def _known(cursor: Cursor, unit: Unit | None) -> Standing:
    """What is in force for a unit: its figures, and its register where it has one."""
    if unit is None:
        return Standing()
    return Standing(standing.reported_in_force(cursor, unit.unit_code), register=standing.register_in_force(cursor, unit.unit_code))


def _stored(cursor: Cursor, kind: str, submission_id: str) -> list[dict[str, Any]]:
    """The stored rows of a submission by their columns' names."""
    rows = stored_rows(cursor, kind, submission_id)
    names = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


# ---- sites ---------------------------------------------------------------------------------------------------------------


def _register(cursor: Cursor, unit: Unit) -> list[SiteRow]:
    """A unit's register in force, in the order in which its workbook had it."""
    register = standing.submission_in_force(cursor, "sites", unit.unit_code, None, None)
    if register is None:
        return []
    sites = []
    for row in _stored(cursor, "sites", register.submission_id):
        sheet, _, cell = row["source_cell"].rpartition("!")
        fields = {name: value for name, value in row.items() if name not in ("submission_id", "unit_code", "source_cell")}
        sites.append(SiteRow(**fields, sheet=sheet, cell=cell))
    return sorted(sites, key=lambda site: (site.sheet, _row_of(site.cell)))


def _row_of(cell: str) -> int:
    match = _ROW.search(cell)
    return int(match[0]) if match else 0


# ---- inspections ---------------------------------------------------------------------------------------------------------


def _reported(cursor: Cursor, plan: Plan, unit: Unit, period: date) -> dict[str, str | float]:
    """What a unit reported, as of a month, by indicator: the register's number where one counts, else the last figure of the window."""
    known = _known(cursor, unit)
    typed: dict[str, dict[str, dict[str, Any]]] = {}
    found: dict[str, str | float] = {}
    for code, indicator in plan.indicators.items():
        sites = known.sites_of(code, plan, last_day(period))
        window = plan.counted_window(code, period)
        values = [v for v in known.by_indicator.get(code, ()) if window and v.period <= period and window.holds(v.period)]
        if sites is not None:
            found[code] = sites
        elif values:
            last = max(values, key=lambda value: value.period)
            row: dict[str, Any] = {}
            if indicator.kind == "coverage":
                if last.submission_id not in typed:
                    typed[last.submission_id] = {row["indicator_id"]: row for row in _stored(cursor, "report", last.submission_id)}
                row = typed[last.submission_id].get(code, {})
            found[code] = _as_reported(last.value, row, indicator)
    return found


def _as_reported(value: float, row: Mapping[str, Any], indicator: Indicator) -> str | float:
    """A figure as it may be typed again: read back, it is the same to the last digit."""
    if indicator.kind == "status":
        return value_words(value, indicator)
    if indicator.kind != "coverage":
        return int(value) if value == int(value) else value
    if row.get("denominator") is not None:
        return f"{row['numerator']:g}/{row['denominator']:g}"
    typed = str(row.get("typed", ""))
    is_same = bool(typed) and read_quietly(indicator, Cell(1, 1, "text", typed), None) == value
    return typed if is_same else f"{round(value * 100, 7):.10g}%"


# ---- rounds --------------------------------------------------------------------------------------------------------------


def _round(cursor: Cursor, round_date: date | None, is_open_wanted: bool) -> ReviewRound:
    """The round of a date; without one, or with a date that names none, the refusal lists those there are."""
    rounds = standing.rounds(cursor)
    held = next((one for one in rounds if one.round_date == round_date), None)
    choices = [one for one in rounds if one.closed_at is None or not is_open_wanted]
    listed = "、".join(f"{one.round_date}({one.name}{',已结束' if one.closed_at else ''})" for one in choices)
    noun = "没有结束的互评" if is_open_wanted else "互评"
    there = f"{noun}有:{listed}。" if choices else f"现在没有{'开着的' if is_open_wanted else ''}互评,请先由创建办设立。"
    if round_date is None:
        raise Refusal(f"没有写明评议日期(--round);{there}")
    if held is None:
        raise Refusal(f"{round_date} 没有互评;{there}")
    if is_open_wanted and held.closed_at is not None:
        raise Refusal(f"{round_date} 的互评已于 {held.closed_at:%Y-%m-%d %H:%M} 结束,不再收打分表;{there}")
    return held


def _open_round(cursor: Cursor, plan: Plan, round_date: date | None, rater: Unit | None) -> ReviewRound:
    held = _round(cursor, round_date, is_open_wanted=True)
    if rater is not None and rater.unit_code not in held.rater_codes:
        raters = "、".join(plan.units[code].name for code in held.rater_codes)
        raise Refusal(f"{rater.name}不参加 {held.round_date} 的互评打分;评分单位是 {raters}。")
    return held
