"""What a report is checked against beyond itself: who sends it and when, and what is in force for its unit now."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from loaders.heads import Spot, month_words
from loaders.problems import Fault
from loaders.report import Report, about
from loaders.words import says_nothing
from warehouse.plan import Indicator, Plan, Unit, Window
from warehouse.queries import ReportedValue
from warehouse.records import ReportRow

_GROWING = ("count", "hours")


@dataclass(frozen=True)
class State:
    """What the warehouse knows now about the unit of a report."""

    reported: list[ReportedValue]
    replaced_id: str | None
    """The submission in force for the same unit and period, where it had been received by this one's receipt."""
    is_returned_before: bool

    @cached_property
    def by_indicator(self) -> dict[str, list[ReportedValue]]:
        """The values of each indicator."""
        values: dict[str, list[ReportedValue]] = defaultdict(list)
        for value in self.reported:
            values[value.indicator_id].append(value)
        return values


def check_sender(report: Report, sender: Unit | None) -> Iterator[Fault]:
    """A unit speaks only for itself; the office (None) for all."""
    if sender is not None and report.unit is not None and sender.unit_code != report.unit.unit_code:
        yield Fault("sender_not_allowed", *_spot(report.unit_spot), particulars={"found": report.unit_typed, "sender": sender.name})


def check_period(report: Report, plan: Plan, received_at: datetime) -> Iterator[Fault]:
    """A month of the plan that had begun when the report came in."""
    if report.period is None:
        return
    spot = _spot(report.period_spot)
    if report.period not in plan.periods:
        words = {"first": month_words(plan.periods[0]), "last": month_words(plan.periods[-1]), "found": report.period_typed}
        yield Fault("period_outside_plan", *spot, particulars=words)
    elif report.period > received_at.date():
        yield Fault("period_in_future", *spot, particulars={"found": report.period_typed, "received": _day_words(received_at.date())})


def check_history(report: Report, plan: Plan, state: State) -> Iterator[Fault]:
    """Every row against what is in force in its counted window, and what an earlier submission filled and this one leaves blank."""
    assert report.period is not None
    for row in report.rows:
        window = plan.counted_window(row.indicator_id, report.period)
        if window is None:
            words = {"found": row.typed, "period": report.period_typed}
            yield Fault("no_counted_window", row.sheet, row.cell, about(plan.indicators[row.indicator_id]), words)
            continue
        yield from _check_row(row, window, report.period, plan, state)
    yield from _left_blank(report, plan, state)


def _check_row(row: ReportRow, window: Window, period: date, plan: Plan, state: State) -> Iterator[Fault]:
    """A figure that falls, and one that jumps."""
    indicator = plan.indicators[row.indicator_id]
    same = [v for v in state.by_indicator[row.indicator_id] if v.period != period and window.holds(v.period)]
    earlier = [value for value in same if value.period < period]
    later = [value for value in same if value.period > period]
    noun = "value" if indicator.kind in _GROWING else "share"
    is_excused = noun == "value" and not says_nothing(row.remark)
    if earlier and not is_excused and _below(row.value, (highest := max(earlier, key=lambda v: (v.value, v.period))).value):
        yield _compared(f"{noun}_below_earlier", row, indicator, highest)
    if later and not is_excused and _below((lowest := min(later, key=lambda v: (v.value, v.period))).value, row.value):
        yield _compared(f"{noun}_above_later", row, indicator, lowest)
    if earlier:
        last = max(earlier, key=lambda value: value.period)
        factor = plan.settings.jump_factor
        if last.value > 0 and _below(factor * last.value, row.value):
            yield _compared("value_jumped", row, indicator, last, factor=f"{factor:g}")


def _below(lower: float, higher: float) -> bool:
    return round(lower, 9) < round(higher, 9)


def _compared(rule: str, row: ReportRow, indicator: Indicator, other: ReportedValue, **words: str) -> Fault:
    words |= {"found": row.typed, "other": month_words(other.period), "expected": value_words(other.value, indicator)}
    return Fault(rule, row.sheet, row.cell, about(indicator), words)


def value_words(value: float, indicator: Indicator) -> str:
    """A stored value as people write it."""
    if indicator.kind == "coverage":
        return f"{round(value * 100, 2):g}%"
    if indicator.kind == "status":
        return {1.0: "已完成", 0.5: "推进中", 0.0: "未启动"}.get(value, f"{value:g}")
    return f"{value:.15g}"


def _left_blank(report: Report, plan: Plan, state: State) -> Iterator[Fault]:
    """Rows that the submission in force for the same key filled and this one does not."""
    if state.replaced_id is None:
        return
    filled = {row.indicator_id for row in report.rows}
    for value in state.reported:
        if value.submission_id == state.replaced_id and value.indicator_id not in filled and value.indicator_id in plan.indicators:
            indicator = plan.indicators[value.indicator_id]
            spot = _spot(report.blanks.get(value.indicator_id))
            yield Fault("row_left_blank", *spot, about(indicator), {"expected": value_words(value.value, indicator)})


def check_receipt(report: Report, plan: Plan, state: State, received_at: datetime) -> Iterator[Fault]:
    """The file as a whole: returned before, late."""
    if state.is_returned_before:
        yield Fault("same_as_returned")
    assert report.period is not None
    due = due_day(report.period, plan.settings.report_due_day)
    if received_at.date() > due:
        words = {"period": report.period_typed, "due": _day_words(due), "received": _day_words(received_at.date())}
        yield Fault("report_late", particulars=words)


def due_day(period: date, day: int) -> date:
    """The last day on which a month's report is in time: that day of the following month, or the month's last day."""
    following = (period + timedelta(days=32)).replace(day=1)
    return following.replace(day=min(day, monthrange(following.year, following.month)[1]))


def _spot(spot: Spot | None) -> tuple[str | None, str | None]:
    return (spot.sheet, spot.cell) if spot else (None, None)


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
