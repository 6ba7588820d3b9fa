"""From a unit's invented work to the reports that its clerk sends, mistakes and corrections included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from examples import texts
from examples.figures import Figure, Work
from examples.plan_data import Indicator, PlanData, Unit, Window, month_end, next_month
from examples.profiles import PROFILES, Profile
from examples.registers import Registers

NATIONAL_DAYS = 7
"""No report comes in from the 1st to the 7th of October."""
JUMP_FACTOR = 3
UNCOUNTED_HOURS = 2.0


@dataclass(frozen=True)
class Row:
    """One line of a report; `previous` is the figure of the last report in the same window."""

    indicator: Indicator
    target: float | None
    figure: Figure | None = None
    previous: float | None = None
    evidence: str | None = None
    problem: str | None = None
    next_step: str | None = None
    remark: str | None = None

    @property
    def is_number(self) -> bool:
        return self.indicator.kind in ("count", "hours")


@dataclass(frozen=True)
class Report:
    unit: Unit
    period: date
    received_at: datetime
    rows: tuple[Row, ...]
    profile: Profile
    file_name: str
    note: str = ""
    is_resent_file: bool = False
    """The very file of an earlier line: not written again."""

    @property
    def layout(self) -> str:
        return self.profile.layout(self.period)


@dataclass
class _Memory:
    """What stands in force so far, by indicator and window: the last figure and the highest one."""

    last: dict[tuple[str, date], float] = field(default_factory=dict)
    highest: dict[tuple[str, date], float] = field(default_factory=dict)

    def keep(self, plan: PlanData, period: date, rows: tuple[Row, ...]) -> None:
        for row in rows:
            window = plan.counted_window(row.indicator, period)
            if window is not None and row.figure is not None:
                key = row.indicator.indicator_id, window.start
                self.last[key] = row.figure.value
                self.highest[key] = max(self.highest.get(key, 0.0), row.figure.value)


class Clerk:
    """Writes all reports of one unit, in the order of the calendar."""

    def __init__(self, plan: PlanData, unit_code: str, seed: int, registers: Registers) -> None:
        self.plan, self.unit, self.profile = plan, plan.units[unit_code], PROFILES[unit_code]
        self.work = Work(plan, unit_code, self.profile, seed, registers)
        self.memory = _Memory()

    def reports(self) -> Iterator[Report]:
        marks = self.profile.marks(self.plan.periods)
        for period, sign in marks.items():
            rows = self._rows(period)
            later = next((other for other in marks if other > period), None)
            sent = list(self._sent(sign, period, rows, later))
            yield from sent
            if sent[-1].is_resent_file:
                # Sent in the order of their names, the file in between is the last one: later falls are explained for that case too.
                self.memory.keep(self.plan, period, sent[-2].rows)
            self.memory.keep(self.plan, period, sent[-1].rows)

    def _sent(self, sign: str, period: date, rows: tuple[Row, ...], later: date | None) -> Iterator[Report]:
        """The files that go out for one period; the last one is what stays in force."""
        random = self.work.random("sent", period)
        first_at, again_at, third_at = _receipts(period, sign, random)
        report = Report(self.unit, period, first_at, rows, self.profile, self._file_name(period), "逾期报送" if sign == "l" else "")
        if sign in "ck":
            wrong = self._changed(rows, random, 4, self._understated) if sign == "c" else self._changed(rows, random, 2, self._overstated)
            yield replace(report, rows=wrong)
            right = self._corrected(rows, wrong, random)
            note = "更正:补报漏统数" if sign == "c" else "更正:核减重复统计数"
            yield replace(report, received_at=again_at, rows=right, file_name=self._file_name(period, "更正"), note=note)
        elif sign == "a":
            yield report
            yield replace(report, received_at=again_at, rows=self._changed(rows, random, 2, self._overstated),
                          file_name=self._file_name(period, "重报"), note="重报")  # fmt: skip
            yield replace(report, received_at=third_at, note="以首次报送为准,原文件再次报送", is_resent_file=True)
        elif sign == "o" and later is not None:
            yield replace(report, rows=self._changed(rows, random, 2, lambda row: self._overstated_until(row, period, later)))
        else:
            yield report

    def _file_name(self, period: date, variant: str = "") -> str:
        return "_".join(filter(None, (f"{period:%Y-%m}", self.unit.short_name, "任务完成情况填报表", texts.MARK, variant))) + ".xlsx"

    def _rows(self, period: date) -> tuple[Row, ...]:
        rows = tuple(self._row(indicator, period) for indicator in self.plan.reportable(self.unit.code))
        if f"{period:%Y-%m}" not in self.profile.omits_evidence:
            return rows
        done = [row for row in rows if row.indicator.kind == "status" and row.figure == Figure(1.0)]
        assert done, f"{self.unit.code} {period}"
        forgotten = self.work.random("forgotten", period).choice(done)
        return tuple(replace(row, evidence=None) if row is forgotten else row for row in rows)

    def _row(self, indicator: Indicator, period: date) -> Row:
        target = self.plan.target(self.unit.code, indicator.indicator_id)
        window, month = self.plan.counted_window(indicator, period), f"{period:%Y-%m}"
        figure = self.work.figure(indicator, period)
        if window is None and indicator.kind == "hours" and month in self.profile.fills_uncounted:
            return Row(indicator, target, Figure(UNCOUNTED_HOURS), evidence="课程表、教案及授课记录")
        if window is None or figure is None:
            return Row(indicator, target)
        key = indicator.indicator_id, window.start
        previous = self.memory.last.get(key)
        if indicator.kind in ("count", "hours") and previous and figure.value > JUMP_FACTOR * previous and month not in self.profile.jumps:
            figure = Figure(JUMP_FACTOR * previous)
        row = self._worded(Row(indicator, target, figure, previous), period, window)
        fall = self.memory.highest.get(key, 0.0) - figure.value
        if row.is_number and fall > 0:
            return replace(row, remark=texts.fall_remark(fall, indicator.measure, self.work.random("fall", *key)))
        return row

    def _worded(self, row: Row, period: date, window: Window) -> Row:
        assert row.figure is not None
        random = self.work.random("words", row.indicator.indicator_id, period)
        is_done = row.figure.value >= (row.target or row.figure.value or 1)
        is_begun = row.figure.value > 0
        is_behind = not is_done and (month_end(period) - window.start).days > 0.7 * (window.end - window.start).days
        is_site = row.indicator.indicator_id in self.plan.site_indicators
        evidence = texts.evidence(row.indicator.kind, is_site, random)
        problem, next_step = texts.problem(is_site, random), texts.next_step(is_done, random)
        return replace(
            row,
            evidence=evidence if is_done or (is_begun and random.random() < 0.5) else None,
            problem=problem if is_behind and random.random() < 0.6 else None,
            next_step=next_step if random.random() < (0.25 if is_done else 0.4) else None,
        )

    def _changed(self, rows: tuple[Row, ...], random: Random, count: int, change: Callable[[Row], Row | None]) -> tuple[Row, ...]:
        """The rows with `count` of those that `change` can change in its way."""
        changed = {row.indicator.indicator_id: new for row in rows if row.figure is not None and (new := change(row)) is not None}
        chosen = random.sample(sorted(changed), min(count, len(changed)))
        return tuple(changed[key] if (key := row.indicator.indicator_id) in chosen else row for row in rows)

    def _is_of_register(self, row: Row) -> bool:
        return self.work.registers.counts(self.unit.code, row.indicator.indicator_id)

    def _understated(self, row: Row) -> Row | None:
        if row.figure is None or row.previous is None or row.indicator.kind == "coverage" or row.figure.value <= row.previous:
            return None
        if self._is_of_register(row):
            return None
        return replace(row, figure=Figure(row.previous), evidence=None if row.previous == 0 else row.evidence)

    def _overstated(self, row: Row) -> Row | None:
        if (
            row.figure is None
            or row.indicator.kind != "count"
            or row.target is None
            or row.remark
            or self._is_of_register(row)
            or not 1 <= row.figure.value < row.target
        ):
            return None
        return replace(row, figure=Figure(row.figure.value + 1), evidence=row.evidence or "详见附件")

    def _overstated_until(self, row: Row, period: date, later: date) -> Row | None:
        """Overstated where the next report, of the same window, will have to be lower."""
        window = self.plan.counted_window(row.indicator, period)
        if window is None or window != self.plan.counted_window(row.indicator, later):
            return None
        return self._overstated(row) if self.work.figure(row.indicator, later) == row.figure else None

    def _corrected(self, rows: tuple[Row, ...], wrong: tuple[Row, ...], random: Random) -> tuple[Row, ...]:
        """The right rows; where a number differs from the wrong ones, 备注 says by how much."""
        return tuple(self._explained(row, other, random) for row, other in zip(rows, wrong, strict=True))

    def _explained(self, row: Row, wrong: Row, random: Random) -> Row:
        if row.figure is None or wrong.figure is None or not row.is_number or row.figure == wrong.figure:
            return row
        missed = row.figure.value - wrong.figure.value
        remark = texts.raise_remark if missed > 0 else texts.fall_remark
        return replace(row, remark=remark(abs(missed), row.indicator.measure, random))


def _receipts(period: date, sign: str, random: Random) -> tuple[datetime, datetime, datetime]:
    """When a file comes in, and when a second and third one for the same period would."""
    month = next_month(period)
    first_day, last_day = (12, 24) if sign == "l" else (NATIONAL_DAYS + 1, 10) if month.month == 10 else (3, 6 if sign in "cka" else 10)
    days = [day for day in range(first_day, last_day + 1) if month.replace(day=day).weekday() < 5]
    day = month.replace(day=random.choice(days))
    moments = []
    for _ in range(3):
        moments.append(datetime.combine(day, time(random.randint(9, 17), random.randint(0, 59), random.randint(0, 59))))
        day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
    return moments[0], moments[1], moments[2]


def all_reports(plan: PlanData, seed: int, registers: Registers) -> list[Report]:
    """The reports of all units in the order of their receipt."""
    reports = [report for code in PROFILES for report in Clerk(plan, code, seed, registers).reports()]
    return sorted(reports, key=lambda report: (report.received_at, report.unit.code))
