"""A plan: tasks, units, indicators, targets and windows, read from a folder of CSV files and checked as a whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from warehouse.errors import PlanRefused
from warehouse.plan_check import check_plan
from warehouse.plan_files import EXTRA_FILES, PLAN_FILES, Row, read_rows

COUNTY_LEVEL = ("county", "park")


@dataclass(frozen=True)
class Unit:
    """A county-level unit or a department."""

    unit_code: str
    name: str
    kind: str
    unit_class: str
    adcode: str | None
    report_cycle: str
    aliases: tuple[str, ...]

    @property
    def is_county_level(self) -> bool:
        """Whether it is ranked, and fills pooled targets."""
        return self.kind in COUNTY_LEVEL


@dataclass(frozen=True)
class Section:
    """A group of tasks (工程)."""

    section_no: int
    name: str
    aim: str | None


@dataclass(frozen=True)
class Task:
    """A numbered task of the notice."""

    task_no: int
    section_no: int
    title: str
    scored: bool
    weight: float
    text: str | None


@dataclass(frozen=True)
class Indicator:
    """What is measured of a task; `unit` is the unit of measure."""

    indicator_id: str
    task_no: int
    name: str
    kind: str
    unit: str | None
    window: str
    reported_by: str
    weight: float
    basis: str | None
    note: str | None


@dataclass(frozen=True)
class Window:
    """A span over which an indicator counts; both days belong to it."""

    window: str
    label: str
    start: date
    end: date
    counted: bool
    note: str | None

    def holds(self, period: date) -> bool:
        """Whether the month that begins on `period` belongs to this window."""
        return self.start.replace(day=1) <= period <= self.end


@dataclass(frozen=True)
class Domain:
    """A kind of demonstration site, and the indicator that its sites count towards."""

    domain: str
    name: str
    indicator_id: str
    level: str | None
    """The 级别 that its sites must have; None for any."""
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """One aspect of a peer review, and its full mark."""

    criterion_no: int
    name: str
    full_score: float


@dataclass(frozen=True)
class Settings:
    """The office's own assumptions: due day of a report, width of the yellow light in points, jump that is queried."""

    report_due_day: int
    yellow_points: float
    jump_factor: float


@dataclass(frozen=True, eq=False)
class Plan:
    """One version of a plan. `rows` holds every file's parsed rows as they are stored; `files` the bytes they came from."""

    rows: dict[str, list[Row]]
    files: dict[str, bytes] = field(repr=False)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code, in the order of the file."""
        return {row["unit_code"]: Unit(**_bare(row)) for row in self.rows["units"]}

    @cached_property
    def sections(self) -> dict[int, Section]:
        """Sections by number."""
        return {row["section_no"]: Section(**_bare(row)) for row in self.rows["sections"]}

    @cached_property
    def tasks(self) -> dict[int, Task]:
        """Tasks by number."""
        return {row["task_no"]: Task(**_bare(row)) for row in self.rows["tasks"]}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by id, in the order of the file."""
        return {row["indicator_id"]: Indicator(**_bare(row)) for row in self.rows["indicators"]}

    @cached_property
    def windows(self) -> list[Window]:
        """All windows, counted or not."""
        return [Window(**_bare(row)) for row in self.rows["windows"]]

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """Kinds of demonstration sites by code, in the order of the file."""
        return {row["domain"]: Domain(**_bare(row)) for row in self.rows["site_domains"]}

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The criteria of a peer review, in the order of the file."""
        return [Criterion(**_bare(row)) for row in self.rows["review_criteria"]]

    @cached_property
    def settings(self) -> Settings:
        """The settings of this version."""
        values = {row["key"]: row["value"] for row in self.rows["settings"]}
        return Settings(int(values["report_due_day"]), values["yellow_points"], values["jump_factor"])

    @cached_property
    def score_weights(self) -> dict[str, float]:
        """Weights of the parts of the total."""
        return {row["part"]: row["weight"] for row in self.rows["score_weights"]}

    @cached_property
    def title(self) -> str:
        """The plan's name: what the notice puts first between 《 and 》; without a notice, nothing."""
        found = re.search(r"《(.+?)》", self.files.get("notice.txt", b"").decode("utf-8", "replace"))
        return found[1] if found else ""

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day of the plan."""
        window = next(window for window in self.windows if window.window == "plan")
        return window.start, window.end

    @cached_property
    def periods(self) -> list[date]:
        """The first day of every calendar month that the plan touches."""
        start, end = self.span
        months, month = [], start.replace(day=1)
        while month <= end:
            months.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return months

    @cached_property
    def _targets(self) -> dict[tuple[str, str, str], float | None]:
        return {(row["indicator_id"], row["scope_kind"], row["scope"]): row["target"] for row in self.rows["targets"]}

    def _own(self, unit_code: str, indicator_id: str) -> tuple[bool, float | None]:
        """Whether a row names this pair, and its target; a unit's own row beats its class's."""
        unit = self.units[unit_code]
        for key in ((indicator_id, "unit", unit_code), (indicator_id, "class", unit.unit_class)):
            if key in self._targets:
                return True, self._targets[key]
        return False, None

    def target(self, unit_code: str, indicator_id: str) -> float | None:
        """The unit's own target; None where it has none, or 不适用."""
        return self._own(unit_code, indicator_id)[1]

    def fills_pooled(self, unit_code: str, indicator_id: str) -> bool:
        """Whether the unit is one of those that fill this indicator's pooled target together."""
        is_named, target = self._own(unit_code, indicator_id)
        is_excluded = is_named and target is None
        return self.units[unit_code].is_county_level and not is_excluded and self._targets.get((indicator_id, "city", "city")) is not None

    def may_report(self, unit_code: str, indicator_id: str) -> bool:
        """Whether the pair of unit and indicator exists, by a target of its own or a pooled one."""
        return self.target(unit_code, indicator_id) is not None or self.fills_pooled(unit_code, indicator_id)

    def counted_window(self, indicator_id: str, period: date) -> Window | None:
        """The counted window of the indicator's kind that the month belongs to."""
        kind = self.indicators[indicator_id].window
        return next((w for w in self.windows if w.window == kind and w.counted and w.holds(period)), None)

    @cached_property
    def sha256(self) -> str:
        """Equal for two folders that say the same: every file's text, whatever its line ends or byte order mark."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            text = self.files[name].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
            digest.update(f"{name}\0{len(text)}\0".encode() + text)
        return digest.hexdigest()


def _bare(row: Row) -> Row:
    return {column: cell for column, cell in row.items() if column != "line"}


def read_plan(folder: Path | str) -> Plan:
    """Read and check a plan folder.

    Raises PlanRefused naming every fault by file and line: unreadable cells, unknown codes, an indicator without target,
    overlapping windows of a kind, names that two units share.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise PlanRefused([f"没有方案文件夹 {folder};请检查路径。"])
    names = [f"{name}.csv" for name in PLAN_FILES] + list(EXTRA_FILES)
    return parse_plan({name: (folder / name).read_bytes() for name in names if (folder / name).is_file()})


def parse_plan(files: dict[str, bytes]) -> Plan:
    """The plan that these files hold, by name; raises PlanRefused as `read_plan` does."""
    faults: list[str] = []
    rows: dict[str, list[Row]] = {}
    unsound: set[str] = set()
    for name, plan_file in PLAN_FILES.items():
        before = len(faults)
        if f"{name}.csv" in files:
            rows[name] = read_rows(name, files[f"{name}.csv"], faults)
        else:
            rows[name] = []
            if plan_file.is_required:
                faults.append(f"{name}.csv:文件夹里没有这个文件。")
        if len(faults) > before:
            unsound.add(name)
    faults += check_plan(rows, files.get("outlines.geojson"), unsound)
    if faults:
        raise PlanRefused(faults)
    return Plan(rows, files)
