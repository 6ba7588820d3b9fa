"""One plan folder, read anew with the csv module."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

COUNTY_LEVEL = ("county", "park")


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


@dataclass(frozen=True)
class Domain:
    domain: str
    name: str
    indicator_id: str


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
        self.domains = [Domain(r["domain"], r["name"], r["indicator_id"]) for r in _rows(folder, "site_domains")]
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

    def domains_of(self, indicator: Indicator) -> list[str]:
        """The domains of sites that are the evidence for the indicator."""
        return [domain.domain for domain in self.domains if domain.indicator_id == indicator.indicator_id]

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
