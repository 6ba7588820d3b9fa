"""What several templates say alike: targets, states, months, what a register counts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from loaders.checks import value_words
from loaders.kinds.heads import month_words
from warehouse.plan import Indicator, Plan, Unit

STATES = ("已完成", "推进中", "未启动")
COMPLETE = ("齐全", "不齐全", "部分齐全")
"""Whether the evidence of an indicator is complete, as an inspection says."""


def target_words(plan: Plan, unit: Unit | None, indicator: Indicator) -> str:
    """The unit's own target, or the one that several fill together; nothing where no unit is named."""
    if unit is None:
        return ""
    target = plan.target(unit.unit_code, indicator.indicator_id)
    if target is not None:
        return value_words(target, indicator)
    pooled = (row for row in plan.rows["targets"] if row["indicator_id"] == indicator.indicator_id and row["scope_kind"] == "city")
    found = next(pooled, None)
    is_shared = found is not None and found["target"] is not None and plan.fills_pooled(unit.unit_code, indicator.indicator_id)
    return f"全市合计 {value_words(found['target'], indicator)}" if found is not None and is_shared else ""


def plain(text: str) -> str | int:
    """A text of digits as the number that it is: a spreadsheet marks a number that is kept as text."""
    return int(text) if text.isascii() and text.isdigit() else text


def task_words(plan: Plan, task_no: int) -> str:
    """A task as the row above its indicators names it; what is no task of the notice has no number."""
    title = plan.tasks[task_no].title
    return f"任务{task_no} {title}" if task_no <= 100 else title


def month_choices(plan: Plan) -> Sequence[str]:
    """The months of the plan as they are chosen."""
    return [month_words(period) for period in plan.periods]


def unit_choices(plan: Plan) -> Sequence[str]:
    """The units of the plan as they are chosen."""
    return [unit.name for unit in plan.units.values()]


def last_day(period: date) -> date:
    """The last day of a month."""
    return period.replace(day=monthrange(period.year, period.month)[1])
