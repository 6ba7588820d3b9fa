"""One row of an inspection in words: what was checked, what it changed, how far the finding is, and what happened to it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pages.parts.look import month, value
from pages.parts.sources import deducted_points, spot_words
from pages.review.ledger_figures import day_words, days_overdue, indicator_words, lodged_by, rows_of, state_words
from warehouse.objections import DECISIONS
from warehouse.plan import Plan
from warehouse.rectification import RectificationKey


@dataclass(frozen=True)
class Checked:
    """A row of an inspection in force, and all that belongs to it."""

    key: RectificationKey
    row: Any
    """Of `review_queries.outcomes`."""
    finding: Any | None
    """Of `review_queries.rectifications`; None where nothing was found."""
    objections: pd.DataFrame
    later: pd.DataFrame
    """Inspections of the same figure that came in later, rows of `review_queries.outcomes`."""
    answers: pd.DataFrame
    """What was said to be done about the finding, each time, rows of `review_queries.rectification_answers`."""

    @property
    def waiting(self) -> Any | None:
        """The objection that nobody has decided."""
        open_ones = self.objections[self.objections["decision"].isna()]
        return None if open_ones.empty else next(open_ones.itertuples())

    @property
    def is_upheld(self) -> bool:
        """Whether the office found that an objection was right: then a new 核实值 is due."""
        return bool((self.objections["decision"] == "upheld").any())


def checked(
    key: RectificationKey, outcomes: pd.DataFrame, ledger: pd.DataFrame, objections: pd.DataFrame, answers: pd.DataFrame
) -> Checked | None:
    """The row of an inspection that a key names; None where no inspection in force has it."""
    for name, code in (("unit_name", "unit_code"), ("inspector_name", "inspector_code")):  # a unit that the plan knows no more
        outcomes = outcomes.assign(**{name: outcomes[name].fillna(outcomes[code])})
    own = rows_of(outcomes, key)
    if own.empty:
        return None
    row = next(own.itertuples())
    found = rows_of(ledger, key)
    same_figure = outcomes[(outcomes["unit_code"] == key.unit_code) & (outcomes["indicator_id"] == key.indicator_id)]
    later = same_figure[same_figure["received_at"] > row.received_at].sort_values("received_at")
    about = rows_of(objections[objections["subject"] == "inspection"], key).sort_values("lodged_at")
    return Checked(key, row, None if found.empty else next(found.itertuples()), about, later, rows_of(answers, key))


def heading(one: Checked) -> str:
    """What the dialog is about."""
    return f"{one.row.unit_name} · {indicator_words(one.row)}"


def compared(row: Any) -> list[tuple[str, str]]:
    """Reported against verified, and what was deducted: names and figures side by side."""
    kind, measure = row.indicator_kind, row.measure
    verified = value(row.verified, kind, measure) if pd.notna(row.verified) else "未核定"
    figures = [("自报(核查期末)", value(row.reported_then, kind, measure)), ("核实", verified)]
    if kind != "status" and pd.notna(row.deduction):  # half a state is no figure that anybody wrote
        word = "核增" if round(row.deduction, 9) < 0 else "核减"
        size = abs(row.deduction)
        figures.append((word, deducted_points(size, kind) if kind == "coverage" else value(size, kind, measure)))
    return figures


def holds_words(one: Checked) -> str:
    """Whether this inspection is the one that counts."""
    if pd.isna(one.row.verified):
        return "核查表没有填核实值,不改变自报数。"
    if pd.isna(one.row.window_start):
        return "这个月这项指标不计数,不改变数字。"
    return "这次核查在用。" if one.row.is_counted else "已有后来的核查,这次的核实值不再用。"


def standing_lines(one: Checked, as_of: date) -> list[str]:
    """What was found, until when it is to be put right, and how far that is."""
    found = one.finding
    if found is None:
        return ["没有发现问题。"]
    due = f"整改时限 {day_words(found.due_date)}" if pd.notna(found.due_date) else "没有写整改时限"
    late = f"(已过 {days_overdue(found.due_date, as_of)} 天)" if found.state == "overdue" else ""
    return [f"发现问题:{found.finding}", f"{due}{late};现在:{state_words(found.state)}"]


def source_line(one: Checked) -> str:
    """Where the inspection stands written, and when it came in."""
    row = one.row
    return f"来自 {row.file_name} · {spot_words(row.source_cell)};{row.received_by} {row.received_at:%Y-%m-%d %H:%M} 报送"


def history(one: Checked) -> list[str]:
    """What happened to it, in the order of time."""
    row, found = one.row, one.finding
    happened = [(row.received_at, f"{row.inspector_name}核查 {month(row.period)},核查表收到")]
    for answer in one.answers.itertuples() if found is not None else ():
        whose = row.unit_name if answer.said_by == row.unit_name else f"{answer.said_by}代{row.unit_name}"
        happened.append((answer.said_at, f"{whose}说明整改情况:{answer.words}"))
    if found is not None and pd.notna(found.closed_at):
        happened.append((found.closed_at, f"{found.closed_by}销号"))
    for lodged in one.objections.itertuples():
        happened.append((lodged.lodged_at, f"{lodged_by(lodged)}提出异议:{lodged.reason}"))
        if pd.notna(lodged.decided_at):
            happened.append((lodged.decided_at, f"{lodged.decided_by}裁定异议{DECISIONS[lodged.decision]}:{lodged.words}"))
    for later in one.later.itertuples():
        happened.append((later.received_at, f"{later.inspector_name} {month(later.period)}核查,{_verified(later)}"))
    return [f"{moment:%Y-%m-%d %H:%M} {words}" for moment, words in sorted(happened, key=lambda pair: pair[0])]


def _verified(row: Any) -> str:
    holds = "(在用)" if row.is_counted else ""
    return f"核实为 {value(row.verified, row.indicator_kind, row.measure)}{holds}" if pd.notna(row.verified) else "没有核实值"


# ---- a new 核实值 ------------------------------------------------------------------------------------------------------------


def month_for_new_value(in_force: Plan, today: date) -> date | None:
    """The month that an inspection recorded now is of: this one, after the plan's end its last; None before it begins."""
    begun = [period for period in in_force.periods if period <= today]
    return begun[-1] if begun else None


def counts_in(in_force: Plan, key: RectificationKey, period: date) -> bool:
    """Whether the plan takes a value of this figure in that month."""
    is_known = key.indicator_id in in_force.indicators and {key.unit_code, key.inspector_code} <= set(in_force.units)
    return (
        is_known and in_force.may_report(key.unit_code, key.indicator_id) and in_force.counted_window(key.indicator_id, period) is not None
    )


def month_words(in_force: Plan, one: Checked, period: date, today: date) -> str:
    """Which month and window a new value goes to, and what stays as it is."""
    if not counts_in(in_force, one.key, period):
        return f"现行方案里,这项指标在 {month(period)}对{one.row.unit_name}不计数,不能登记新的核实值。"
    window = in_force.counted_window(one.key.indicator_id, period)
    after = f"(方案已于 {in_force.span[1]:%Y-%m-%d} 结束,记到最后一个月)" if today > in_force.span[1] else ""
    words = f"将作为 {month(period)}的核查入库{after},核查单位是{one.row.inspector_name}"
    if window and pd.notna(one.row.window_start) and one.row.window_start.date() != window.start:
        return f"{words}。它只影响{window.label}的数字,原来{one.row.window_label}的核减不变。"
    return f"{words};入库后,从这个月起按新的核实值计。"
