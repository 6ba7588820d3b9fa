"""A second computation of every figure, slow and obvious, from the text of the contract alone.

Nothing here knows the product's SQL or imports the product: plan folders are read with the csv module, submissions and events are
plain lists, every mean is a loop, and all arithmetic is done in fractions, so that a figure is rounded only where the contract says so.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = dict[str, Any]

DONE, GREEN, YELLOW, RED, GREY = "已完成", "绿", "黄", "红", "灰"
COUNTY_LEVEL = ("county", "park")

COLUMNS = {
    name: columns.split()
    for name, columns in {
        "fulfilment_by_indicator": (
            "unit_code unit_name task_no indicator_id indicator_name target value reported_value typed_value verified_value deduction "
            "fulfilment expected light submission_id source_cell joint"
        ),
        "fulfilment_by_indicator_window": (
            "unit_code unit_name task_no indicator_id window_label window_start window_end period target value reported_value typed_value "
            "verified_value deduction fulfilment expected submission_id source_cell"
        ),
        "fulfilment_by_task_unit": (
            "unit_code unit_name unit_kind task_no task_title section_no fulfilment expected light indicators reported_indicators"
        ),
        "fulfilment_by_section_unit": (
            "unit_code unit_name unit_kind section_no section_name fulfilment expected light indicators reported_indicators"
        ),
        "fulfilment_by_unit": "unit_code unit_name unit_kind fulfilment expected light indicators reported_indicators declared_share",
        "fulfilment_by_task": "task_no task_title section_no fulfilment expected light indicators reported_indicators",
        "fulfilment_of_city": "fulfilment expected light",
        "pooled_contributions": (
            "task_no indicator_id unit_code unit_name target value reported_value verified_value share_of_target submission_id source_cell"
        ),
        "county_ranking": (
            "rank county_rank unit_code unit_name unit_kind total fulfilment expected light peer_score satisfaction previous_rank rank_change"
        ),
        "reports_owed": "unit_code unit_name period due_date days_overdue",
        "submissions": ("submission_id kind unit_code unit_name period file_name sha256 received_at received_by state is_late"),
    }.items()
}


# ---------------------------------------------------------------------------------------------------------------------------------
# What a world is made of


@dataclass(frozen=True)
class PlanVersion:
    in_force_from: datetime | None
    """None is the first version, known since ever."""
    folder: Path


@dataclass(frozen=True)
class Received:
    submission_id: str
    unit_code: str
    period: date
    received_at: datetime
    received_by: str
    file_name: str
    sha256: str
    rows: list[tuple[str, float, str]]
    """(indicator_id, value, source_cell); a blank is simply no row."""
    kind: str = "report"


@dataclass(frozen=True)
class Happened:
    kind: str
    """`returned` or `withdrawn`."""
    submission_id: str
    happened_at: datetime


@dataclass(frozen=True)
class World:
    versions: list[PlanVersion]
    submissions: list[Received] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)


# ---------------------------------------------------------------------------------------------------------------------------------
# The plan, read anew from its folder


@dataclass(frozen=True)
class Window:
    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Indicator:
    indicator_id: str
    task_no: int
    name: str
    kind: str
    window: str
    weight: Fraction


@dataclass(frozen=True)
class Task:
    task_no: int
    section_no: int
    title: str
    scored: bool
    weight: Fraction


@dataclass(frozen=True)
class Unit:
    unit_code: str
    name: str
    kind: str
    unit_class: str
    report_cycle: str


@dataclass(frozen=True)
class TargetRow:
    target: Fraction | None
    """None is `-`: 不适用."""
    joint: bool


class PlanRead:
    """One plan folder as lists and dicts."""

    def __init__(self, folder: Path) -> None:
        self.units = [Unit(r["unit_code"], r["name"], r["kind"], r["unit_class"], r["report_cycle"]) for r in _rows(folder, "units")]
        self.sections = {int(r["section_no"]): r["name"] for r in _rows(folder, "sections")}
        self.tasks = [
            Task(int(r["task_no"]), int(r["section_no"]), r["title"], r["scored"] == "1", Fraction(r["weight"]))
            for r in _rows(folder, "tasks")
        ]
        self.indicators = [
            Indicator(r["indicator_id"], int(r["task_no"]), r["name"], r["kind"], r["window"], Fraction(r["weight"]))
            for r in _rows(folder, "indicators")
        ]
        self.targets: dict[tuple[str, str, str], TargetRow] = {}
        for r in _rows(folder, "targets"):
            self.targets[r["indicator_id"], r["scope_kind"], r["scope"]] = TargetRow(_target(r["target"]), r["joint"] == "1")
        self.counted_windows: dict[str, list[Window]] = {}
        span: tuple[date, date] | None = None
        for r in _rows(folder, "windows"):
            window = Window(r["label"], date.fromisoformat(r["start"]), date.fromisoformat(r["end"]))
            if r["window"] == "plan":
                span = window.start, window.end
            if r["counted"] == "1":
                self.counted_windows.setdefault(r["window"], []).append(window)
        assert span is not None, "a plan has a window called plan"
        self.start, self.end = span
        self.score_weights = {r["part"]: Fraction(r["weight"]) for r in _rows(folder, "score_weights")}
        settings = {r["key"]: r["value"] for r in _rows(folder, "settings")}
        self.report_due_day = int(settings["report_due_day"])
        self.yellow_points = Fraction(settings["yellow_points"])

    def windows_of(self, indicator: Indicator) -> list[Window]:
        """All counted windows of the indicator's kind, oldest first."""
        return sorted(self.counted_windows.get(indicator.window, []), key=lambda window: window.start)

    def winning_row(self, unit: Unit, indicator: Indicator) -> TargetRow | None:
        """A row for the unit beats one for its class."""
        of_unit = self.targets.get((indicator.indicator_id, "unit", unit.unit_code))
        if of_unit is not None:
            return of_unit
        return self.targets.get((indicator.indicator_id, "class", unit.unit_class))

    def own_target(self, unit: Unit, indicator: Indicator) -> Fraction | None:
        row = self.winning_row(unit, indicator)
        return None if row is None else row.target

    def pooled_target(self, indicator: Indicator) -> Fraction | None:
        row = self.targets.get((indicator.indicator_id, "city", "city"))
        return None if row is None else row.target

    def fills(self, unit: Unit, indicator: Indicator) -> bool:
        """Whether the unit is one of those that fill the indicator's pooled target together."""
        if self.pooled_target(indicator) is None or unit.kind not in COUNTY_LEVEL:
            return False
        row = self.winning_row(unit, indicator)
        return not (row is not None and row.target is None)

    def county_level(self) -> list[Unit]:
        return [unit for unit in self.units if unit.kind in COUNTY_LEVEL]

    def periods(self) -> list[date]:
        """The calendar months of the plan's span, by their first days."""
        months = []
        month = first_of(self.start)
        while month <= self.end:
            months.append(month)
            month = next_month(month)
        return months

    def due_date(self, period: date) -> date:
        """The `report_due_day` of the month after the period; the month's last day where it is shorter."""
        month = next_month(period)
        return month.replace(day=min(self.report_due_day, monthrange(month.year, month.month)[1]))

    def hold(self, as_of: date) -> date:
        return max(self.start, min(self.end, as_of))


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _target(text: str) -> Fraction | None:
    if text == "-":
        return None
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def first_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# ---------------------------------------------------------------------------------------------------------------------------------
# What is known at a moment


def version_in_force(world: World, known_at: datetime) -> PlanRead:
    """The version in force at `known_at`; the first counts as known since ever."""
    chosen: PlanVersion | None = None
    for version in world.versions:
        if version.in_force_from is None and chosen is None:
            chosen = version
            continue
        if version.in_force_from is None or version.in_force_from > known_at:
            continue
        if chosen is None or chosen.in_force_from is None or chosen.in_force_from <= version.in_force_from:
            chosen = version
    assert chosen is not None
    return PlanRead(chosen.folder)


def states(world: World, known_at: datetime) -> dict[str, str]:
    """The state of every submission received by `known_at`."""
    known = [received for received in world.submissions if received.received_at <= known_at]
    state: dict[str, str] = {}
    for event in world.events:
        if event.happened_at <= known_at:
            state[event.submission_id] = event.kind
    standing: dict[tuple[str, str, date], Received] = {}
    for received in known:
        if received.submission_id in state:
            continue
        key = (received.kind, received.unit_code, received.period)
        before = standing.get(key)
        if before is None or (before.received_at, before.submission_id) < (received.received_at, received.submission_id):
            standing[key] = received
    in_force = {received.submission_id for received in standing.values()}
    for received in known:
        if received.submission_id not in state:
            state[received.submission_id] = "in_force" if received.submission_id in in_force else "superseded"
    return {received.submission_id: state[received.submission_id] for received in known}


def reports_in_force(world: World, known_at: datetime) -> list[Received]:
    state = states(world, known_at)
    return [received for received in world.submissions if received.kind == "report" and state.get(received.submission_id) == "in_force"]


# ---------------------------------------------------------------------------------------------------------------------------------
# Figures


@dataclass(frozen=True)
class Reported:
    """The reported value of one unit, indicator and window."""

    value: Fraction
    period: date
    submission_id: str
    source_cell: str


@dataclass(frozen=True)
class Figure:
    """Fulfilment beside what an even pace would have reached, and the indicators they rest on."""

    fulfilment: Fraction
    expected: Fraction
    indicators: frozenset[str]
    reported: frozenset[str]


class Moment:
    """The figures of a world that speak of `as_of` with the knowledge of `known_at`."""

    def __init__(self, world: World, as_of: date, known_at: datetime) -> None:
        self.world = world
        self.asked = as_of
        self.known_at = known_at
        self.plan = version_in_force(world, known_at)
        self.as_of = self.plan.hold(as_of)
        self.in_force = reports_in_force(world, known_at)

    # One window

    def reported(self, unit: Unit, indicator: Indicator, window: Window) -> Reported | None:
        """The value of the latest period of the window, begun by `as_of`, that reports the indicator in the submission in force."""
        latest: Reported | None = None
        for received in self.in_force:
            if received.unit_code != unit.unit_code or received.period > self.as_of:
                continue
            if not first_of(window.start) <= received.period <= window.end:
                continue
            for indicator_id, value, source_cell in received.rows:
                if indicator_id == indicator.indicator_id and (latest is None or latest.period < received.period):
                    latest = Reported(Fraction(str(value)), received.period, received.submission_id, source_cell)
        return latest

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
        reported = self.reported(unit, indicator, window)
        return Fraction(0) if reported is None else min(reported.value / target, Fraction(1))

    # One indicator

    def has_reported(self, unit: Unit, indicator: Indicator) -> bool:
        """Whether the unit reported the indicator in any counted window."""
        return any(self.reported(unit, indicator, window) is not None for window in self.plan.windows_of(indicator))

    def of_indicator(self, unit: Unit, indicator: Indicator) -> Figure | None:
        if self.plan.own_target(unit, indicator) is None:
            return None
        windows = self.plan.windows_of(indicator)
        fulfilment = sum((self.in_window(unit, indicator, window) for window in windows), Fraction(0)) / len(windows)
        expected = sum((self.elapsed(window) for window in windows), Fraction(0)) / len(windows)
        own = frozenset([indicator.indicator_id])
        return Figure(fulfilment, expected, own, own if self.has_reported(unit, indicator) else frozenset())

    def of_pooled(self, indicator: Indicator) -> Figure | None:
        """A pooled target, filled together by the county-level units it applies to."""
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
                reported = self.reported(unit, indicator, window)
                if reported is not None:
                    together += reported.value
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

    def light(self, figure: Figure) -> str:
        if not figure.reported:
            return GREY
        fulfilment, expected = nine(figure.fulfilment), nine(figure.expected)
        if fulfilment == 1:
            return DONE
        if fulfilment >= expected:
            return GREEN
        if nine(expected - fulfilment) <= nine(self.plan.yellow_points / 100):
            return YELLOW
        return RED

    def declared_share(self, unit: Unit) -> Fraction | None:
        """The part of the unit's fulfilment that its `status` indicators contribute; null where there is no fulfilment to share."""
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
                if indicator.kind == "status":
                    declared += contribution
        return None if whole == 0 else declared / whole

    # The views

    def fulfilment_by_indicator(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for indicator in self.plan.indicators:
                figure = self.of_indicator(unit, indicator)
                if figure is None:
                    continue
                winning = self.plan.winning_row(unit, indicator)
                assert winning is not None
                newest = self.newest_begun(indicator)
                reported = None if newest is None else self.reported(unit, indicator, newest)
                rows.append(
                    {
                        "unit_code": unit.unit_code,
                        "unit_name": unit.name,
                        "task_no": indicator.task_no,
                        "indicator_id": indicator.indicator_id,
                        "indicator_name": indicator.name,
                        "target": None if newest is None else winning.target,
                        **shown(reported),
                        **self.pace(figure),
                        "light": self.light(figure),
                        **evidence(reported),
                        "joint": winning.joint,
                    }
                )
        return rows

    def fulfilment_by_indicator_window(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for indicator in self.plan.indicators:
                target = self.plan.own_target(unit, indicator)
                if target is None:
                    continue
                for window in self.plan.windows_of(indicator):
                    reported = self.reported(unit, indicator, window)
                    rows.append(
                        {
                            "unit_code": unit.unit_code,
                            "unit_name": unit.name,
                            "task_no": indicator.task_no,
                            "indicator_id": indicator.indicator_id,
                            "window_label": window.label,
                            "window_start": window.start,
                            "window_end": window.end,
                            "period": None if reported is None else reported.period,
                            "target": target,
                            **shown(reported),
                            "fulfilment": self.in_window(unit, indicator, window),
                            "expected": self.elapsed(window),
                            **evidence(reported),
                        }
                    )
        return rows

    def fulfilment_by_task_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for task in self.plan.tasks:
                figure = self.of_task_for(unit, task)
                if figure is not None:
                    place = {"task_no": task.task_no, "task_title": task.title, "section_no": task.section_no}
                    rows.append({**named(unit), **place, **self.summary(figure)})
        return rows

    def fulfilment_by_section_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for section_no, section_name in self.plan.sections.items():
                figure = self.of_section_for(unit, section_no)
                if figure is not None:
                    rows.append({**named(unit), "section_no": section_no, "section_name": section_name, **self.summary(figure)})
        return rows

    def fulfilment_by_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            figure = self.of_unit(unit)
            if figure is not None:
                rows.append({**named(unit), **self.summary(figure), "declared_share": self.declared_share(unit)})
        return rows

    def fulfilment_by_task(self) -> list[Row]:
        rows: list[Row] = []
        for task in self.plan.tasks:
            figure = self.of_city_task(task)
            if figure is not None:
                place = {"task_no": task.task_no, "task_title": task.title, "section_no": task.section_no}
                rows.append({**place, **self.summary(figure)})
        return rows

    def fulfilment_of_city(self) -> list[Row]:
        figure = self.of_city()
        if figure is None:
            return [{"fulfilment": None, "expected": None, "light": GREY}]
        return [{**self.pace(figure), "light": self.light(figure)}]

    def pooled_contributions(self) -> list[Row]:
        rows: list[Row] = []
        for indicator in self.plan.indicators:
            target = self.plan.pooled_target(indicator)
            newest = self.newest_begun(indicator)
            for unit in self.plan.county_level():
                if target is None or not self.plan.fills(unit, indicator):
                    continue
                reported = None if newest is None else self.reported(unit, indicator, newest)
                rows.append(
                    {
                        "task_no": indicator.task_no,
                        "indicator_id": indicator.indicator_id,
                        "unit_code": unit.unit_code,
                        "unit_name": unit.name,
                        "target": None if newest is None else target,
                        "value": None if reported is None else reported.value,
                        "reported_value": None if reported is None else reported.value,
                        "verified_value": None,
                        "share_of_target": None if reported is None else reported.value / target,
                        **evidence(reported),
                    }
                )
        return rows

    def totals(self) -> dict[str, Fraction]:
        """Unit code to total. No round exists yet, so fulfilment is the only part and takes the whole weight."""
        result = {}
        for unit in self.plan.county_level():
            figure = self.of_unit(unit)
            if figure is not None:
                result[unit.unit_code] = figure.fulfilment * 100
        return result

    def county_ranking(self) -> list[Row]:
        """Every county-level unit; one without any scored task has no total and so no rank."""
        totals = self.totals()
        ranks = ranked(totals)
        counties = {unit.unit_code for unit in self.plan.units if unit.kind == "county"}
        county_ranks = ranked({code: total for code, total in totals.items() if code in counties})
        before = first_of(self.as_of) - timedelta(days=1)
        previous = {} if before < self.plan.start else ranked(Moment(self.world, before, self.known_at).totals())
        rows: list[Row] = []
        for unit in self.plan.county_level():
            figure = self.of_unit(unit)
            rank, previous_rank = ranks.get(unit.unit_code), previous.get(unit.unit_code)
            rows.append(
                {
                    "rank": rank,
                    "county_rank": county_ranks.get(unit.unit_code),
                    **named(unit),
                    "total": totals.get(unit.unit_code),
                    "fulfilment": None if figure is None else figure.fulfilment,
                    "expected": None if figure is None else figure.expected,
                    "light": GREY if figure is None else self.light(figure),
                    "peer_score": None,
                    "satisfaction": None,
                    "previous_rank": previous_rank,
                    "rank_change": None if rank is None or previous_rank is None else previous_rank - rank,
                }
            )
        return rows

    def reports_owed(self) -> list[Row]:
        cycle_months = {"month": list(range(1, 13)), "quarter": [3, 6, 9, 12], "half_year": [6, 12], "none": []}
        have = {(received.unit_code, received.period) for received in self.in_force}
        rows: list[Row] = []
        for unit in self.plan.units:
            for period in self.plan.periods():
                if period.month not in cycle_months[unit.report_cycle] or (unit.unit_code, period) in have:
                    continue
                due = self.plan.due_date(period)
                if due < self.asked:
                    rows.append(
                        {
                            "unit_code": unit.unit_code,
                            "unit_name": unit.name,
                            "period": period,
                            "due_date": due,
                            "days_overdue": (self.asked - due).days,
                        }
                    )
        return rows

    def submissions(self) -> list[Row]:
        names = {unit.unit_code: unit.name for unit in self.plan.units}
        state = states(self.world, self.known_at)
        rows: list[Row] = []
        for received in self.world.submissions:
            if received.submission_id not in state:
                continue
            rows.append(
                {
                    "submission_id": received.submission_id,
                    "kind": received.kind,
                    "unit_code": received.unit_code,
                    "unit_name": names[received.unit_code],
                    "period": received.period,
                    "file_name": received.file_name,
                    "sha256": received.sha256,
                    "received_at": received.received_at,
                    "received_by": received.received_by,
                    "state": state[received.submission_id],
                    "is_late": received.received_at.date() > self.plan.due_date(received.period),
                }
            )
        return rows

    def pace(self, figure: Figure) -> Row:
        return {"fulfilment": figure.fulfilment, "expected": figure.expected}

    def summary(self, figure: Figure) -> Row:
        counts = {"indicators": len(figure.indicators), "reported_indicators": len(figure.reported)}
        return {**self.pace(figure), "light": self.light(figure), **counts}


# ---------------------------------------------------------------------------------------------------------------------------------
# Small helpers


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


def nine(value: Fraction | Decimal) -> Decimal:
    """Rounded to nine decimals, as everything is before it is compared."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal("0.000000001"), ROUND_HALF_UP)


def two(value: Fraction) -> Decimal:
    """Rounded half up to two decimals, for show and rank."""
    return nine(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranked(totals: dict[str, Fraction]) -> dict[str, int]:
    """Equal totals share a rank and the next is skipped: 1, 2, 2, 4."""
    return {code: 1 + sum(two(other) > two(total) for other in totals.values()) for code, total in totals.items()}


def named(unit: Unit) -> Row:
    return {"unit_code": unit.unit_code, "unit_name": unit.name, "unit_kind": unit.kind}


def shown(reported: Reported | None) -> Row:
    value = None if reported is None else reported.value
    return {"value": value, "reported_value": value, "typed_value": None, "verified_value": None, "deduction": None}


def evidence(reported: Reported | None) -> Row:
    if reported is None:
        return {"submission_id": None, "source_cell": None}
    return {"submission_id": reported.submission_id, "source_cell": reported.source_cell}


def view(world: World, name: str, as_of: date, known_at: datetime) -> list[Row]:
    """The rows of one view at one moment, in no particular order; fractions come out as floats."""
    return rows_of(Moment(world, as_of, known_at), name)


def rows_of(moment: Moment, name: str) -> list[Row]:
    rows: list[Row] = getattr(moment, name)()
    result = []
    for row in rows:
        assert list(row) == COLUMNS[name], (name, list(row))
        result.append({column: float(value) if isinstance(value, Fraction) else value for column, value in row.items()})
    return result
