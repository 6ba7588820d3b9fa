"""Fulfilment, lights and ranks of the examples, worked out a second time in slow, plain Python to tune them by.

Reports, registers and inspections; 互评, satisfaction and returns are left out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from examples.plan_data import Indicator, Window, month_end
from examples.world import World

YELLOW = 0.1


class Estimate:
    """What holds at the end of a month, once everything has come in."""

    def __init__(self, world: World, as_of: date) -> None:
        self.world, self.plan, self.as_of = world, world.plan, as_of
        self.verified: dict[tuple[str, str, date], tuple[date, float]] = {}
        """The last inspection of a unit's indicator in a window: its month and what it verified."""
        for sheet in sorted(world.inspections.all, key=lambda sheet: (sheet.period, sheet.received_at)):
            for line in sheet.lines:
                window = self.plan.counted_window(line.indicator, sheet.period)
                if sheet.period <= as_of and window is not None and line.verified is not None:
                    key = sheet.unit.code, line.indicator.indicator_id, window.start
                    self.verified[key] = sheet.period, line.verified.value

    def reported(self, unit_code: str, indicator: Indicator, window: Window, day: date) -> float | None:
        """What counts as reported in a window by a day: the register where one stands for it, else the last report."""
        if self.world.registers.counts(unit_code, indicator.indicator_id):
            return float(self.world.registers.counted(unit_code, indicator.indicator_id, day)) if window.start <= day else None
        figure = self.world.inspections.reported.figure(unit_code, indicator, day, window.start)
        return None if figure is None else figure.value

    def value(self, unit_code: str, indicator: Indicator, window: Window) -> float | None:
        """After what an inspection took away."""
        reported = self.reported(unit_code, indicator, window, self.as_of)
        found = self.verified.get((unit_code, indicator.indicator_id, window.start))
        if reported is None or found is None:
            return reported
        period, verified = found
        then = self.reported(unit_code, indicator, window, month_end(period))
        return max(reported - (0.0 if then is None else then - verified), 0.0)

    def share_gone(self, window: Window) -> float:
        return min(max(((self.as_of - window.start).days + 1) / ((window.end - window.start).days + 1), 0.0), 1.0)

    def of_indicator(self, unit_code: str, indicator: Indicator) -> tuple[float, float, bool]:
        """Fulfilment, expected, reported."""
        target = self.plan.target(unit_code, indicator.indicator_id)
        assert target is not None
        windows = self.plan.counted_windows(indicator)
        values = [self.value(unit_code, indicator, window) for window in windows]
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
        indicator = self.plan.indicators[indicator_id]
        (window,) = self.plan.counted_windows(indicator)
        return sum(self.value(code, indicator, window) or 0.0 for code in self.plan.county_codes)

    def ranks(self) -> dict[str, int]:
        """By fulfilment alone."""
        totals = {code: int(self.of_unit(code)[0] * 10000 + 0.5 + 1e-9) for code in self.plan.county_codes}
        return {code: 1 + sum(other > total for other in totals.values()) for code, total in totals.items()}

    def lights(self) -> dict[str, dict[str, int]]:
        """Unit → light → number of scored tasks."""
        counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for code in self.plan.county_codes:
            for task_no in sorted(self.plan.scored_tasks):
                if (task := self.of_task(code, task_no)) is not None:
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


def show(world: World) -> None:
    """Print what the examples come to."""
    plan = world.plan
    counties = plan.county_codes
    print("月末名次:", " ".join(plan.units[code].name[:2] for code in counties))
    before: dict[str, int] = {}
    changes = 0
    for period in plan.periods:
        estimate = Estimate(world, month_end(period))
        ranks = estimate.ranks()
        changes += bool(before) and ranks != before
        figures = "  ".join(f"{estimate.of_unit(code)[0]:.1%}" for code in counties)
        print(f"{period:%Y-%m}  {' '.join(str(ranks[code]) for code in counties)}{' *' if ranks != before else '  '}  {figures}")
        before = ranks
    print(f"名次有变化的月份:{changes}")
    for as_of in (date(2024, 6, 30), date(2024, 12, 31), date(2025, 11, 30), date(2025, 12, 31)):
        estimate = Estimate(world, as_of)
        print(f"\n{as_of}  14-1:{estimate.pooled('14-1'):g}/7  14-2:{estimate.pooled('14-2'):g}/20")
        for code, lights in estimate.lights().items():
            fulfilment, expected = estimate.of_unit(code)
            print(f"  {plan.units[code].name}  {fulfilment:.2%} (序时 {expected:.1%})  {dict(sorted(lights.items()))}")
