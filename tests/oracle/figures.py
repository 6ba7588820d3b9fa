"""Fulfilment and schedule: the means over windows, indicators, tasks, sections, units and the city; lights and totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.known import Known
from tests.oracle.numbers import nine
from tests.oracle.plan import Indicator, Task, Unit, Window, first_of
from tests.oracle.reviews import Reviews
from tests.oracle.values import Values

DONE, GREEN, YELLOW, RED, GREY = "已完成", "绿", "黄", "红", "灰"


@dataclass(frozen=True)
class Figure:
    """Fulfilment beside what an even pace would have reached, and the indicators they rest on."""

    fulfilment: Fraction
    expected: Fraction
    indicators: frozenset[str]
    reported: frozenset[str]


class Figures:
    """The figures of a world that speak of `as_of` with the knowledge of `known_at`."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.plan = known.plan
        self.as_of = known.as_of
        self.values = Values(known)
        self.reviews = Reviews(known)
        self.remembered: dict[tuple[str, str], Figure | None] = {}

    # One window

    def elapsed(self, window: Window) -> Fraction:
        """The share of the window's days gone by `as_of`, that day included."""
        days = (window.end - window.start).days + 1
        gone = (self.as_of - window.start).days + 1
        return Fraction(max(0, min(days, gone)), days)

    def newest_begun(self, indicator: Indicator) -> Window | None:
        newest = None
        for window in self.plan.windows_of(indicator):
            if window.start <= self.as_of:
                newest = window
        return newest

    def in_window(self, unit: Unit, indicator: Indicator, window: Window) -> Fraction:
        """f(W) of a unit's own target."""
        target = self.plan.own_target(unit, indicator)
        assert target is not None
        value = self.values.of(unit, indicator, window).value
        return Fraction(0) if value is None else min(value / target, Fraction(1))

    # One indicator

    def has_reported(self, unit: Unit, indicator: Indicator) -> bool:
        """Whether anything is reported of the indicator in any counted window."""
        return any(self.values.of(unit, indicator, window).reported is not None for window in self.plan.windows_of(indicator))

    def of_indicator(self, unit: Unit, indicator: Indicator) -> Figure | None:
        key = unit.unit_code, indicator.indicator_id
        if key not in self.remembered:
            self.remembered[key] = self.work_out(unit, indicator)
        return self.remembered[key]

    def work_out(self, unit: Unit, indicator: Indicator) -> Figure | None:
        if self.plan.own_target(unit, indicator) is None:
            return None
        windows = self.plan.windows_of(indicator)
        fulfilment = sum((self.in_window(unit, indicator, window) for window in windows), Fraction(0)) / len(windows)
        expected = sum((self.elapsed(window) for window in windows), Fraction(0)) / len(windows)
        own = frozenset([indicator.indicator_id])
        return Figure(fulfilment, expected, own, own if self.has_reported(unit, indicator) else frozenset())

    def of_pooled(self, indicator: Indicator) -> Figure | None:
        """A pooled target, filled together by the county-level units it applies to, after deduction, registers included."""
        target = self.plan.pooled_target(indicator)
        filling = [unit for unit in self.plan.county_level() if self.plan.fills(unit, indicator)]
        if target is None or not filling:
            return None
        windows = self.plan.windows_of(indicator)
        fulfilment = Fraction(0)
        expected = Fraction(0)
        for window in windows:
            together = Fraction(0)
            for unit in filling:
                value = self.values.of(unit, indicator, window).value
                if value is not None:
                    together += value
            fulfilment += min(together / target, Fraction(1))
            expected += self.elapsed(window)
        own = frozenset([indicator.indicator_id])
        some = any(self.has_reported(unit, indicator) for unit in filling)
        return Figure(fulfilment / len(windows), expected / len(windows), own, own if some else frozenset())

    # Steps up

    def of_task_for(self, unit: Unit, task: Task) -> Figure | None:
        """The mean over the task's indicators with a target for the unit, by weight."""
        parts = []
        for indicator in self.plan.indicators:
            if indicator.task_no == task.task_no:
                figure = self.of_indicator(unit, indicator)
                if figure is not None:
                    parts.append((indicator.weight, figure))
        return weighted(parts)

    def of_tasks_for(self, unit: Unit, tasks: list[Task]) -> Figure | None:
        """The mean over scored tasks, by weight."""
        parts = []
        for task in tasks:
            if task.scored:
                figure = self.of_task_for(unit, task)
                if figure is not None:
                    parts.append((task.weight, figure))
        return weighted(parts)

    def of_section_for(self, unit: Unit, section_no: int) -> Figure | None:
        return self.of_tasks_for(unit, [task for task in self.plan.tasks if task.section_no == section_no])

    def of_unit(self, unit: Unit) -> Figure | None:
        return self.of_tasks_for(unit, self.plan.tasks)

    def of_city_task(self, task: Task) -> Figure | None:
        """The mean of each pooled indicator's figure and, as one more, the mean over the county-level units of their own figure."""
        parts = []
        for indicator in self.plan.indicators:
            if indicator.task_no == task.task_no:
                figure = self.of_pooled(indicator)
                if figure is not None:
                    parts.append((Fraction(1), figure))
        own = []
        for unit in self.plan.county_level():
            figure = self.of_task_for(unit, task)
            if figure is not None:
                own.append((Fraction(1), figure))
        of_units = weighted(own)
        if of_units is not None:
            parts.append((Fraction(1), of_units))
        return weighted(parts)

    def of_city(self) -> Figure | None:
        parts = []
        for task in self.plan.tasks:
            if task.scored:
                figure = self.of_city_task(task)
                if figure is not None:
                    parts.append((task.weight, figure))
        return weighted(parts)

    def light(self, figure: Figure | None) -> str:
        if figure is None or not figure.reported:
            return GREY
        fulfilment, expected = nine(figure.fulfilment), nine(figure.expected)
        if fulfilment == 1:
            return DONE
        if fulfilment >= expected:
            return GREEN
        if nine(expected - fulfilment) <= nine(self.plan.yellow_points / 100):
            return YELLOW
        return RED

    def is_declared(self, unit: Unit, indicator: Indicator) -> bool:
        """A status that rests on the unit's word: no inspection in force has verified it."""
        return indicator.kind == "status" and not self.values.verifying(unit, indicator)

    def declared_share(self, unit: Unit) -> Fraction | None:
        """The part of the unit's fulfilment that its declared indicators contribute; null where there is no fulfilment to share."""
        whole = Fraction(0)
        declared = Fraction(0)
        for task in self.plan.tasks:
            of_task = self.of_task_for(unit, task)
            if not task.scored or of_task is None:
                continue
            own = [i for i in self.plan.indicators if i.task_no == task.task_no and self.plan.own_target(unit, i) is not None]
            all_weights = sum((indicator.weight for indicator in own), Fraction(0))
            for indicator in own:
                figure = self.of_indicator(unit, indicator)
                assert figure is not None
                contribution = task.weight * indicator.weight / all_weights * figure.fulfilment
                whole += contribution
                if self.is_declared(unit, indicator):
                    declared += contribution
        return None if whole == 0 else declared / whole

    # Total

    def totals(self) -> dict[str, Fraction | None]:
        """Each county-level unit's total: the weighted mean of the parts there are. Without a fulfilment there is none."""
        peer_scores, satisfactions = self.reviews.peer_scores(self.as_of), self.reviews.satisfactions(self.as_of)
        result: dict[str, Fraction | None] = {}
        for unit in self.plan.county_level():
            figure = self.of_unit(unit)
            if figure is None:
                result[unit.unit_code] = None
                continue
            parts = [(self.plan.score_weights["fulfilment"], figure.fulfilment * 100)]
            if peer_scores is not None:
                parts.append((self.plan.score_weights["peer_score"], peer_scores[unit.unit_code]))
            if satisfactions is not None:
                parts.append((self.plan.score_weights["satisfaction"], satisfactions[unit.unit_code]))
            weights = sum((weight for weight, _ in parts), Fraction(0))
            result[unit.unit_code] = sum((weight * part for weight, part in parts), Fraction(0)) / weights
        return result

    def totals_a_month_before(self) -> dict[str, Fraction | None] | None:
        """The same as of the last day of the month before, with the same knowledge; None before the plan began."""
        before = first_of(self.as_of) - timedelta(days=1)
        return None if before < self.plan.start else self.as_of_day(before).totals()

    def as_of_day(self, day: date) -> Figures:
        return Figures(Known(self.known.world, day, self.known.known_at))


def weighted(parts: list[tuple[Fraction, Figure]]) -> Figure | None:
    """The weighted mean of figures; nothing where there are none."""
    if not parts:
        return None
    weights = sum((weight for weight, _ in parts), Fraction(0))
    return Figure(
        sum((weight * figure.fulfilment for weight, figure in parts), Fraction(0)) / weights,
        sum((weight * figure.expected for weight, figure in parts), Fraction(0)) / weights,
        frozenset().union(*(figure.indicators for _, figure in parts)),
        frozenset().union(*(figure.reported for _, figure in parts)),
    )
