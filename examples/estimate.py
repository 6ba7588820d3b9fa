"""Fulfilment, lights and ranks of the examples, worked out a second time in slow, plain Python to tune them by.

Reports only: no registers, inspections, reviews or returns.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from examples.plan_data import Indicator, PlanData, Window, month_end
from examples.reports import Report

YELLOW = 0.1


class Estimate:
    """What holds at the end of a month, once all reports have come in."""

    def __init__(self, plan: PlanData, reports: list[Report], as_of: date) -> None:
        self.plan, self.as_of = plan, as_of
        in_force = {(report.unit.code, report.period): report for report in reports if report.period <= as_of}
        self.values: dict[tuple[str, str, date], float] = {}
        for (unit_code, period), report in sorted(in_force.items(), key=lambda item: item[0]):
            for row in report.rows:
                window = plan.counted_window(row.indicator, period)
                if window is not None and row.figure is not None:
                    self.values[unit_code, row.indicator.indicator_id, window.start] = row.figure.value

    def share_gone(self, window: Window) -> float:
        return min(max(((self.as_of - window.start).days + 1) / ((window.end - window.start).days + 1), 0.0), 1.0)

    def of_indicator(self, unit_code: str, indicator: Indicator) -> tuple[float, float, bool]:
        """Fulfilment, expected, reported."""
        target = self.plan.target(unit_code, indicator.indicator_id)
        assert target is not None
        windows = self.plan.counted_windows(indicator)
        values = [self.values.get((unit_code, indicator.indicator_id, window.start)) for window in windows]
        fulfilment = sum(min((value or 0.0) / target, 1.0) for value in values) / len(windows)
        return fulfilment, sum(map(self.share_gone, windows)) / len(windows), any(value is not None for value in values)

    def of_task(self, unit_code: str, task_no: int) -> tuple[float, float, str] | None:
        """Fulfilment, expected, light; None where the unit has nothing of its own to do."""
        figures = [
            self.of_indicator(unit_code, indicator)
            for key, indicator in self.plan.indicators.items()
            if indicator.task_no == task_no and self.plan.target(unit_code, key) is not None
        ]
        if not figures:
            return None
        fulfilment = round(sum(figure[0] for figure in figures) / len(figures), 9)
        expected = round(sum(figure[1] for figure in figures) / len(figures), 9)
        return fulfilment, expected, light(fulfilment, expected, any(figure[2] for figure in figures))

    def of_unit(self, unit_code: str) -> tuple[float, float]:
        tasks = [task for no in sorted(self.plan.scored_tasks) if (task := self.of_task(unit_code, no)) is not None]
        return sum(task[0] for task in tasks) / len(tasks), sum(task[1] for task in tasks) / len(tasks)

    def pooled(self, indicator_id: str) -> float:
        return sum(value for (code, key, _), value in self.values.items() if key == indicator_id and self.plan.units[code].is_county_level)

    def ranks(self) -> dict[str, int]:
        counties = [code for code, unit in self.plan.units.items() if unit.is_county_level]
        totals = {code: int(self.of_unit(code)[0] * 10000 + 0.5 + 1e-9) for code in counties}
        return {code: 1 + sum(other > total for other in totals.values()) for code, total in totals.items()}

    def lights(self) -> dict[str, dict[str, int]]:
        """Unit → light → number of scored tasks."""
        counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for code, unit in self.plan.units.items():
            for task_no in sorted(self.plan.scored_tasks):
                if unit.is_county_level and (task := self.of_task(code, task_no)) is not None:
                    counted[code][task[2]] += 1
        return counted


def light(fulfilment: float, expected: float, is_reported: bool) -> str:
    if not is_reported:
        return "灰"
    if fulfilment >= 1:
        return "已完成"
    if fulfilment >= expected:
        return "绿"
    return "黄" if round(expected - fulfilment, 9) <= YELLOW else "红"


def show(plan: PlanData, reports: list[Report]) -> None:
    """Print what the examples come to."""
    counties = [code for code, unit in plan.units.items() if unit.is_county_level]
    print("月末名次:", " ".join(plan.units[code].name[:2] for code in counties))
    before: dict[str, int] = {}
    changes = 0
    for period in plan.periods:
        estimate = Estimate(plan, reports, month_end(period))
        ranks = estimate.ranks()
        changes += bool(before) and ranks != before
        figures = "  ".join(f"{estimate.of_unit(code)[0]:.1%}" for code in counties)
        print(f"{period:%Y-%m}  {' '.join(str(ranks[code]) for code in counties)}{' *' if ranks != before else '  '}  {figures}")
        before = ranks
    print(f"名次有变化的月份:{changes}")
    for as_of in (date(2024, 6, 30), date(2024, 12, 31), date(2025, 11, 30), date(2025, 12, 31)):
        estimate = Estimate(plan, reports, as_of)
        print(f"\n{as_of}  14-1:{estimate.pooled('14-1'):g}/7  14-2:{estimate.pooled('14-2'):g}/20")
        for code, lights in estimate.lights().items():
            fulfilment, expected = estimate.of_unit(code)
            print(f"  {plan.units[code].name}  {fulfilment:.2%} (序时 {expected:.1%})  {dict(sorted(lights.items()))}")
