"""How each unit works, invented: its pace by half-year, its weak tasks, the months it reports, its clerk's layouts.

A calendar has one sign per month of the plan, 2023-07 to 2025-12: `x` reported, `.` not, `c` sent again with better figures (original
too low), `k` sent again with lower figures (original counted twice), `o` counted too much and set right in the next report, `l` late,
`a` sent, sent again with other figures, and the first file sent once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

PACE_FROM = (date(2023, 7, 1), date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1))
"""The days from which the five figures of a pace hold."""


@dataclass(frozen=True)
class Profile:
    calendar: str
    pace: tuple[float, float, float, float, float]
    """Speed of work by half-year; 1 reaches most targets just in time."""
    layouts: tuple[tuple[str, str], ...]
    """(first period, layout): a clerk keeps a form and changes it now and then."""
    alias: int = -1
    """Which of the unit's aliases its clerk writes; -1 is the name itself."""
    weak_tasks: dict[int, float] = field(default_factory=dict)
    """Task → factor on the pace."""
    never_reported: frozenset[str] = frozenset()
    pooled: tuple[int, int] = (0, 0)
    """The embedded sites of 14-1 and 14-2 that the unit ends with (`registers.py` says when each is named)."""
    spread: tuple[float, float] = (0.5, 1.04)
    """How much work the indicators take: drawn between these for each one and window."""
    fills_uncounted: frozenset[str] = frozenset()
    """Periods in which hours of the uncounted school year are filled in all the same."""
    omits_evidence: frozenset[str] = frozenset()
    """Periods in which one finished duty lacks its evidence."""
    jumps: frozenset[str] = frozenset()
    """Periods in which one count is let jump to more than three times the last figure."""
    hides_rows: frozenset[str] = frozenset()

    def marks(self, periods: list[date]) -> dict[date, str]:
        signs = self.calendar.replace(" ", "")
        assert len(signs) == len(periods), f"{self.calendar!r}: {len(signs)} signs for {len(periods)} periods"
        return {period: sign for period, sign in zip(periods, signs, strict=True) if sign != "."}

    def layout(self, period: date) -> str:
        return [name for first, name in self.layouts if first <= f"{period:%Y-%m}"][-1]


COUNTIES = {
    "kongtong": Profile(
        "x.xx.x x.x..x.cx.xx ..x.xk..xxxx",
        (0.98, 1.0, 1.02, 1.06, 1.1),
        (("2023-07", "official"), ("2024-03", "two_row"), ("2025-03", "added_up")),
        weak_tasks={24: 0.8, 27: 0.85, 12: 0.7},
        pooled=(1, 4),
    ),
    "huating": Profile(
        "xxx.xx x.o.xx..x.xx ..x..l..xxx.",
        (1.28, 1.1, 0.82, 0.62, 0.55),
        (("2023-07", "label_value_cell"), ("2024-05", "sectioned"), ("2025-06", "two_row")),
        weak_tasks={25: 0.75, 13: 0.6, 17: 0.6},
        pooled=(1, 3),
        jumps=frozenset({"2023-11"}),
        omits_evidence=frozenset({"2025-03"}),
    ),
    "jingchuan": Profile(
        "xx.x.x .xx.xx.x.cxx .x.x.x.x.xxx",
        (1.06, 1.06, 1.06, 1.06, 1.06),
        (("2023-07", "official"), ("2024-12", "numbered")),
        weak_tasks={29: 0.9, 9: 0.85, 13: 0.8, 27: 0.85},
        pooled=(1, 3),
        spread=(0.55, 1.09),
    ),
    "lingtai": Profile(
        "..xx.x x..x.xx.a.xx .x.o.xx.xx.x",
        (0.92, 0.95, 0.95, 0.95, 1.0),
        (("2023-07", "offset"), ("2024-09", "labels_below"), ("2025-06", "no_number")),
        alias=0,
        weak_tasks={6: 0.5, 16: 0.7},
        never_reported=frozenset({"15-1"}),
        pooled=(0, 2),
        omits_evidence=frozenset({"2024-12"}),
    ),
    "chongxin": Profile(
        "x..x.x .x.x.x.xx.kx x.x.xl.xxx.x",
        (0.9, 0.92, 0.95, 0.88, 0.9),
        (("2023-07", "numbered"), ("2024-06", "marks"), ("2025-05", "ledger")),
        alias=1,
        weak_tasks={9: 0.7, 12: 0.5, 23: 0.7},
        never_reported=frozenset({"10-1", "17-2"}),
        pooled=(0, 2),
        fills_uncounted=frozenset({"2025-10"}),
    ),
    "zhuanglang": Profile(
        "..x.xx ..lx.x.xx.xx .x.x.cx.xxx.",
        (0.75, 0.8, 0.82, 0.8, 0.88),
        (("2023-07", "plain"), ("2024-06", "one_column"), ("2025-06", "repeated_head")),
        weak_tasks={5: 0.4, 19: 0.5, 26: 0.6, 2: 0.7},
        never_reported=frozenset({"21-1", "06-1"}),
        pooled=(0, 1),
        omits_evidence=frozenset({"2024-11"}),
        hides_rows=frozenset({"2025-06"}),
    ),
    "jingning": Profile(
        "...x.x ..x.xx.lx.xx x.xx.xk.xxxx",
        (0.65, 0.75, 0.95, 1.3, 1.5),
        (("2023-07", "marks"), ("2024-08", "task_merged"), ("2025-07", "date_cell")),
        weak_tasks={11: 0.8},
        pooled=(1, 1),
        jumps=frozenset({"2024-11"}),
        omits_evidence=frozenset({"2025-10"}),
    ),
    "park": Profile(
        "x..x.x x.xx.x..x.lx .xx..x.x.cxx",
        (0.95, 1.0, 0.95, 0.98, 1.05),
        (("2023-07", "date_cell"), ("2024-09", "two_sheets"), ("2025-08", "sectioned")),
        alias=1,
        weak_tasks={25: 0.6, 4: 0.7, 20: 0.7},
        never_reported=frozenset({"18-1"}),
        pooled=(0, 0),
    ),
}


def _department(months: str, pace: float, layout: str, alias: int = -1, weak: dict[int, float] | None = None) -> Profile:
    """A department reports half-yearly: five signs, for 2023-12, 2024-06, 2024-12, 2025-06 and 2025-12."""
    calendar = "....." + ".....".join(months)
    paces = (pace, pace, pace, pace, pace)
    return Profile(calendar, paces, (("2023-07", layout),), alias, weak or {})


DEPARTMENTS = {
    "d03": _department("xxxxx", 1.1, "department"),
    "d04": _department("xxx.x", 1.05, "plain", 0),
    "d05": _department("xxxl.", 0.95, "department", 0, {4: 0.6}),
    "d07": _department("xxxxx", 1.15, "sectioned"),
    "d08": _department("xxcxx", 1.1, "task_merged", 1),
    "d12": _department(".xxx.", 0.75, "department", 1, {12: 0.6}),
    "d13": _department("xxxxx", 1.0, "offset"),
    "d33": _department("xx.xx", 0.95, "one_column", 1),
    "d37": _department("x.xxx", 1.0, "no_number"),
    "d41": _department("xxlxx", 0.9, "label_value_cell", 0),
}

PROFILES = COUNTIES | DEPARTMENTS
