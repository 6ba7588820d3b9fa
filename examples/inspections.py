"""互检: county-level units check one another in a rotation, confirm most, find fault with some, and see it put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from examples.figures import Figure
from examples.plan_data import Indicator, PlanData, Unit, month_end
from examples.registers import Registers
from examples.reports import Report

SEED_WORD = "inspection"


@dataclass(frozen=True)
class Wave:
    """Everybody inspects whoever stands `step` places behind; `inspectors` limits a wave to some."""

    period: date
    received: tuple[date, ...]
    due: tuple[date, ...]
    step: int
    inspectors: tuple[str, ...] = ()


WAVES = (
    Wave(date(2024, 6, 1), (date(2024, 7, 25), date(2024, 7, 26), date(2024, 7, 29)), (date(2024, 8, 31), date(2024, 9, 30)), 1),
    Wave(date(2025, 3, 1), (date(2025, 4, 25), date(2025, 4, 27), date(2025, 4, 28)), (date(2025, 5, 31), date(2025, 6, 30)), 3),
    Wave(
        date(2025, 9, 1), (date(2025, 10, 27), date(2025, 10, 28)), (date(2025, 11, 30), date(2025, 12, 31)), 5,
        ("huating", "jingchuan", "lingtai", "zhuanglang"),
    ),
)  # fmt: skip
UNLIKE_SHEET = (date(2025, 3, 1), "jingchuan")
"""The sheet whose first number says that its unit reported one more than it did."""
MOST_LOWERED = 2

_NUMBER_FAULTS = ("台账与上报数不符,核减{n}{unit}", "{n}{unit}没有会议记录或签到,不予认定", "重复统计{n}{unit},应予核减")
_COVERAGE_FAULTS = ("抽查发现{n}{unit}没有活动记录", "{n}{unit}只有方案,没有开展")
_STATE_FAULTS = ("只有实施方案,没有落实材料", "工作仍在推进,尚未办结", "制度已经起草,没有印发")
_EVIDENCE_FAULTS = ("佐证材料缺少签到表", "照片没有日期,无法核对", "档案没有分类整理", "台账更新不及时")
_SITE_FAULTS = ("{n}{unit}示范点没有命名文件,不予认定",)
_UNSEEN_FAULTS = ("现场没有提供材料,暂不核定", "台账存放在乡镇,本次没有查看,待补核")
_DONE_WORDS = (
    "已补齐台账和签到表",
    "已重新核对,台账附后",
    "已印发文件并归档",
    "已补充佐证材料",
    "已组织补课和补录,照片附后",
    "已完成整改,书面报告附后",
)


@dataclass(frozen=True)
class Line:
    """One indicator that was looked at. `reported` is what the unit had reported, `said` what the sheet says it had."""

    indicator: Indicator
    reported: Figure
    said: Figure
    verified: Figure | None
    finding: str | None = None
    due: date | None = None


@dataclass(frozen=True)
class Inspection:
    inspector: Unit
    unit: Unit
    period: date
    received_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Step:
    """A rectification's step: done or closed."""

    at: datetime
    step: str
    inspection: Inspection
    line: Line
    words: str = ""


class Reported:
    """What units have reported once all reports are in."""

    def __init__(self, plan: PlanData, reports: list[Report]) -> None:
        self.plan = plan
        self._figures: dict[tuple[str, str, date], list[tuple[date, Figure]]] = defaultdict(list)
        in_force = {(report.unit.code, report.period): report for report in reports}
        for (unit_code, period), report in sorted(in_force.items(), key=lambda item: item[0]):
            for row in report.rows:
                window = plan.counted_window(row.indicator, period)
                if window is not None and row.figure is not None:
                    self._figures[unit_code, row.indicator.indicator_id, window.start].append((period, row.figure))

    def figure(self, unit_code: str, indicator: Indicator, day: date, window_start: date | None = None) -> Figure | None:
        """The last one of a window (the one that a day lies in) by that day."""
        if window_start is None:
            window = self.plan.counted_window(indicator, day)
            if window is None:
                return None
            window_start = window.start
        known = [figure for period, figure in self._figures[unit_code, indicator.indicator_id, window_start] if period <= day]
        return known[-1] if known else None


class Inspections:
    """All sheets of all waves, in the order of the waves."""

    def __init__(self, plan: PlanData, seed: int, reports: list[Report], registers: Registers) -> None:
        self.plan, self.seed, self.registers = plan, seed, registers
        self.reported = Reported(plan, reports)
        self._lowered: dict[tuple[str, str], Figure] = {}
        """What a wave took away for good: (unit, indicator of the whole plan) → what was verified."""
        self.lifted: tuple[str, str] | None = None
        """The unit and indicator whose deduction a later wave lifts."""
        self.all = [sheet for wave in WAVES for sheet in self._wave(wave)]

    def _random(self, *parts: object) -> Random:
        return Random("/".join(map(str, (self.seed, SEED_WORD, *parts))))

    def _wave(self, wave: Wave) -> Iterator[Inspection]:
        codes = self.plan.county_codes
        before = dict(self._lowered)
        for inspector in wave.inspectors or codes:
            inspected = codes[(codes.index(inspector) + wave.step) % len(codes)]
            random = self._random(wave.period, inspector)
            day = datetime.combine(random.choice(wave.received), time(random.randint(9, 17), random.randint(0, 59), random.randint(0, 59)))
            lines = self._lines(wave, self.plan.units[inspector], inspected, before, random)
            yield Inspection(self.plan.units[inspector], self.plan.units[inspected], wave.period, day, lines)

    def _lines(
        self, wave: Wave, inspector: Unit, unit_code: str, before: dict[tuple[str, str], Figure], random: Random
    ) -> tuple[Line, ...]:
        figures = {
            indicator.indicator_id: figure
            for indicator in self.plan.reportable(unit_code)
            if self._may_be_looked_at(unit_code, indicator, wave.period)
            and (figure := self.reported.figure(unit_code, indicator, wave.period)) is not None
            and figure.value > 0
        }
        again = [key for unit, key in before if unit == unit_code and key in figures]
        chosen = random.sample(sorted(figures.keys() - set(again)), random.randint(6, 10))
        lift = again[0] if again and self.lifted is None else None
        if lift:
            self.lifted = unit_code, lift
            chosen[-1] = lift
        numbers = [key for key in chosen if key != lift and self._may_be_less(self.plan.indicators[key], figures[key])]
        lowered = random.sample(numbers, min(len(numbers), random.randint(1, MOST_LOWERED)))
        rest = random.sample(others := [key for key in chosen if key not in lowered and key != lift], len(others))
        done = [key for key in rest if self.plan.indicators[key].kind == "status" and figures[key].value == 1]
        downgraded = done[:1] if random.random() < 0.6 else []
        rest = [key for key in rest if key not in downgraded]
        unseen = [rest.pop()] if random.random() < 0.35 else []
        remarked = [rest.pop()] if random.random() < 0.7 else []
        is_unlike = (wave.period, inspector.code) == UNLIKE_SHEET
        lines = []
        for key, indicator in self.plan.indicators.items():
            if key not in chosen:
                continue
            figure, due = figures[key], random.choice(wave.due) if random.random() < 0.85 else None
            said = figure
            if is_unlike and indicator.kind in ("count", "hours"):
                said, is_unlike = Figure(figure.value + 1), False
            line = Line(indicator, figure, said, figure)
            if key in lowered:
                verified, fault = self._less(indicator, figure, random)
                line = Line(indicator, figure, said, verified, fault, due)
            elif key in downgraded:
                line = Line(indicator, figure, said, Figure(0.5), random.choice(_STATE_FAULTS), due)
            elif key in unseen:
                line = Line(indicator, figure, said, None, random.choice(_UNSEEN_FAULTS), due)
            elif key in remarked:
                line = Line(indicator, figure, said, figure, random.choice(_EVIDENCE_FAULTS), due)
            if indicator.window == "plan" and line.verified is not None and line.verified.value < figure.value:
                self._lowered[unit_code, key] = line.verified
            lines.append(line)
        return tuple(lines)

    def _may_be_looked_at(self, unit_code: str, indicator: Indicator, period: date) -> bool:
        """Its own, and not a site indicator of which the register will know more than the report says."""
        if self.plan.target(unit_code, indicator.indicator_id) is None:
            return False
        if not self.registers.counts(unit_code, indicator.indicator_id):
            return True
        figure = self.reported.figure(unit_code, indicator, period)
        return figure is not None and figure.value == self.registers.counted(unit_code, indicator.indicator_id, month_end(period))

    @staticmethod
    def _may_be_less(indicator: Indicator, figure: Figure) -> bool:
        """A number of which something is left."""
        return indicator.kind == "coverage" or (indicator.kind in ("count", "hours") and figure.value >= 2)

    def _less(self, indicator: Indicator, figure: Figure, random: Random) -> tuple[Figure, str]:
        """What was verified, and why it is less."""
        missing = random.randint(1, 3) if indicator.kind == "coverage" else 1
        if figure.numerator is not None and figure.denominator is not None:
            missing = min(missing, figure.numerator)
            left = figure.numerator - missing
            verified = Figure(left / figure.denominator, left, figure.denominator)
            faults: tuple[str, ...] = _COVERAGE_FAULTS
        else:
            verified = Figure(max(figure.value - missing, 0.0))
            faults = _SITE_FAULTS if indicator.indicator_id in self.registers.domains_of else _NUMBER_FAULTS
        return verified, random.choice(faults).format(n=missing, unit=indicator.measure)

    def findings(self) -> Iterator[tuple[Inspection, Line]]:
        for sheet in self.all:
            for line in sheet.lines:
                if line.finding is not None:
                    yield sheet, line

    def steps(self) -> list[Step]:
        """About half of the findings are done, and most of these are closed; in the order of time."""
        steps = []
        for sheet, line in self.findings():
            random = self._random("step", sheet.period, sheet.inspector.code, line.indicator.indicator_id)
            if random.random() > (0.58 if sheet.period < WAVES[-1].period else 0.4):
                continue
            done_at = _office_hours(sheet.received_at + timedelta(days=random.randint(12, 45)), random)
            steps.append(Step(done_at, "done", sheet, line, random.choice(_DONE_WORDS)))
            if random.random() < 0.6:
                steps.append(Step(_office_hours(done_at + timedelta(days=random.randint(5, 20)), random), "closed", sheet, line))
        return sorted(steps, key=lambda step: step.at)


def _office_hours(day: datetime, random: Random) -> datetime:
    working = day + timedelta(days=max(7 - day.weekday() if day.weekday() > 4 else 0, 0))
    return datetime.combine(working.date(), time(random.randint(9, 17), random.randint(0, 59), random.randint(0, 59)))
