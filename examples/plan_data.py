"""The plan's CSV files, read on their own: the examples are made, and estimated, without the product's code."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

PLAN_FOLDER = Path(__file__).resolve().parent.parent / "plans" / "pingliang"


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    kind: str
    unit_class: str
    adcode: str
    aliases: tuple[str, ...]

    @property
    def is_county_level(self) -> bool:
        return self.kind in ("county", "park")

    @property
    def short_name(self) -> str:
        """The name without brackets, for names of files."""
        return re.sub(r"\(.*?\)", "", self.name)


@dataclass(frozen=True)
class Indicator:
    indicator_id: str
    task_no: int
    name: str
    kind: str
    measure: str
    window: str


@dataclass(frozen=True)
class Domain:
    """A kind of demonstration site, and the indicator that counts its sites."""

    domain: str
    name: str
    indicator_id: str
    level: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    window: str
    label: str
    start: date
    end: date
    is_counted: bool


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def month_end(period: date) -> date:
    return next_month(period) - timedelta(days=1)


def next_month(period: date) -> date:
    return date(period.year + period.month // 12, period.month % 12 + 1, 1)


class PlanData:
    """What the generator needs of the plan: who may report what, against which target, in which window."""

    def __init__(self, folder: Path = PLAN_FOLDER) -> None:
        self.units = {
            row["unit_code"]: Unit(
                row["unit_code"],
                row["name"],
                row["kind"],
                row["unit_class"],
                row["adcode"],
                tuple(filter(None, row["aliases"].split("|"))),
            )
            for row in _rows(folder, "units.csv")
        }
        self.indicators = {
            row["indicator_id"]: Indicator(row["indicator_id"], int(row["task_no"]), row["name"], row["kind"], row["unit"], row["window"])
            for row in _rows(folder, "indicators.csv")
        }
        self.windows = [
            Window(row["window"], row["label"], date.fromisoformat(row["start"]), date.fromisoformat(row["end"]), row["counted"] == "1")
            for row in _rows(folder, "windows.csv")
        ]
        self.sections = {int(row["section_no"]): row["name"] for row in _rows(folder, "sections.csv")}
        tasks = _rows(folder, "tasks.csv")
        self.task_titles = {int(row["task_no"]): row["title"] for row in tasks}
        self.task_sections = {int(row["task_no"]): int(row["section_no"]) for row in tasks}
        self.scored_tasks = {int(row["task_no"]) for row in tasks if row["scored"] == "1"}
        self.domains = [
            Domain(row["domain"], row["name"], row["indicator_id"], row["level"], tuple(filter(None, row["aliases"].split("|"))))
            for row in _rows(folder, "site_domains.csv")
        ]
        self.site_indicators = {domain.indicator_id for domain in self.domains}
        self.criteria = [(row["name"], float(row["full_score"])) for row in _rows(folder, "review_criteria.csv")]
        self._targets = {(row["indicator_id"], row["scope_kind"], row["scope"]): row["target"] for row in _rows(folder, "targets.csv")}

    @cached_property
    def county_codes(self) -> list[str]:
        """Counties and the park."""
        return [code for code, unit in self.units.items() if unit.is_county_level]

    @cached_property
    def span(self) -> tuple[date, date]:
        whole = next(window for window in self.windows if window.window == "plan")
        return whole.start, whole.end

    @cached_property
    def periods(self) -> list[date]:
        period, end = self.span
        periods = []
        while period <= end:
            periods.append(period)
            period = next_month(period)
        return periods

    def target(self, unit_code: str, indicator_id: str) -> float | None:
        """The unit's own target (coverage: 1); None where there is none or it does not apply."""
        of_class = self._targets.get((indicator_id, "class", self.units[unit_code].unit_class))
        text = self._targets.get((indicator_id, "unit", unit_code), of_class)
        if text is None or text == "-":
            return None
        return 1.0 if text.endswith("%") else float(text)

    def pooled_target(self, indicator_id: str) -> float | None:
        text = self._targets.get((indicator_id, "city", "city"))
        return None if text is None else float(text)

    def may_report(self, unit_code: str, indicator_id: str) -> bool:
        if self.target(unit_code, indicator_id) is not None:
            return True
        return self.units[unit_code].is_county_level and self.pooled_target(indicator_id) is not None

    def reportable(self, unit_code: str) -> list[Indicator]:
        return [indicator for key, indicator in self.indicators.items() if self.may_report(unit_code, key)]

    def counted_windows(self, indicator: Indicator) -> list[Window]:
        return [window for window in self.windows if window.window == indicator.window and window.is_counted]

    def counted_window(self, indicator: Indicator, period: date) -> Window | None:
        return next((window for window in self.counted_windows(indicator) if window.start <= period <= window.end), None)
