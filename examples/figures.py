"""The invented state of the work: what a unit has reached in an indicator by the end of a month."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from examples.plan_data import Indicator, PlanData, Window, month_end
from examples.profiles import PACE_FROM, Profile
from examples.registers import Registers

EASY_SHARES = (20, 25, 40, 50, 100)
"""Numbers of schools and places of which every share is exact in percent with one decimal."""

COUNT_HEAD_START = 0.25
"""The last part of a thing that is counted takes less than its share."""
ARRANGEMENT_WORK = 0.75
"""What is arranged once (纳入…、建立机制) takes less than its share of the plan."""


@dataclass(frozen=True)
class Figure:
    """A figure to date within its window; `numerator` and `denominator` for coverage only."""

    value: float
    numerator: int | None = None
    denominator: int | None = None


class Work:
    """One unit's work. Every indicator and window draws from its own seed, so a unit comes out the same with or without the others."""

    def __init__(self, plan: PlanData, unit_code: str, profile: Profile, seed: int, registers: Registers) -> None:
        self.plan, self.unit_code, self.profile, self.seed, self.registers = plan, unit_code, profile, seed, registers

    def random(self, *parts: object) -> Random:
        return Random("/".join(map(str, (self.seed, self.unit_code, *parts))))

    def first_reported(self, indicator: Indicator) -> date | None:
        """The month from which the unit reports the indicator at all: clerks find their way into the form."""
        if indicator.indicator_id in self.profile.never_reported:
            return None
        draw = self.random("first", indicator.indicator_id).random()
        return self.plan.periods[0 if draw < 0.6 else 4 if draw < 0.8 else 6 if draw < 0.93 else 12]

    def figure(self, indicator: Indicator, period: date) -> Figure | None:
        window = self.plan.counted_window(indicator, period)
        first = self.first_reported(indicator)
        if window is None or first is None or period < first:
            return None
        if self.registers.counts(self.unit_code, indicator.indicator_id):
            return Figure(float(self.registers.typed(self.unit_code, indicator.indicator_id, period)))
        done = self._share_of_work(indicator, window, month_end(period))
        target = self.plan.target(self.unit_code, indicator.indicator_id)
        if indicator.kind == "status":
            return Figure(1.0 if done >= 1 else 0.5 if done >= 0.22 else 0.0)
        if indicator.kind == "coverage":
            whole = self.whole(indicator)
            reached = whole if done >= 1 else math.floor(whole * (0.36 + 0.63 * done))
            return Figure(reached / whole, reached, whole)
        if indicator.kind == "hours":
            assert target is not None
            return Figure(
                math.floor(min(done, 1) * target * 2 + 1e-9) / 2 if self._counts_halves() else float(math.floor(min(done, 1) * target))
            )
        is_own = target is not None
        if target is None:
            province, city = self.profile.pooled
            target = float(province if self.plan.pooled_target(indicator.indicator_id) == 7 else city)
        extra = 1 if is_own and done > 1.2 and self.random("extra", indicator.indicator_id, window.start).random() < 0.18 else 0
        return Figure(float(math.floor(min(done, 1) * target + COUNT_HEAD_START) + extra))

    def whole(self, indicator: Indicator) -> int:
        """应达标数: the same through the plan."""
        random = self.random("whole", indicator.indicator_id)
        if self._writes_percent():
            return random.choice(EASY_SHARES)
        return random.randint(24, 68) if indicator.indicator_id == "27-2" else random.randint(31, 96)

    def _writes_percent(self) -> bool:
        return self.unit_code in ("lingtai", "zhuanglang", "chongxin")

    def _counts_halves(self) -> bool:
        return self.random("halves").random() < 0.6

    def _share_of_work(self, indicator: Indicator, window: Window, day: date) -> float:
        """Work done in the window by `day` over the work that the indicator takes; above 1 where done early."""
        needed = self.random("needed", indicator.indicator_id, window.start).uniform(*self.profile.spread)
        if indicator.kind == "status" and indicator.window == "plan":
            needed *= ARRANGEMENT_WORK
        factor = self.profile.weak_tasks.get(indicator.task_no, 1.0)
        return self._worked(window.start, day) * factor / ((window.end - window.start).days + 1) / needed

    def _worked(self, start: date, end: date) -> float:
        """Days from `start` to `end`, both included, each weighed by the pace of its half-year (before the plan: the first)."""
        bounds = [*PACE_FROM[1:], date.max]
        days, begin = 0.0, start
        for pace, bound in zip(self.profile.pace, bounds, strict=True):
            stop = min(end + timedelta(days=1), bound)
            if stop > begin:
                days += pace * (stop - begin).days
                begin = stop
        return days
