"""Who a report speaks for and of which month: labels, titles, and several sheets that must agree."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from loaders.cells import Cell
from loaders.draft import DraftSheet, LabelValue
from loaders.folding import is_blank
from loaders.periods import months_in_title, read_period
from loaders.problems import Fault, Unreadable
from loaders.units import UnitFinder
from loaders.values import refuse_unread
from warehouse.plan import Unit


class Spot(NamedTuple):
    """Where something stood."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass
class Heads:
    """The heads of a workbook with one unit and one month, as far as they could be read, and all faults so far."""

    unit: Unit | None = None
    unit_spot: Spot | None = None
    unit_typed: str = ""
    period: date | None = None
    period_spot: Spot | None = None
    period_typed: str = ""
    faults: list[Fault] = field(default_factory=list)


def read_heads(heads: Heads, sheets: list[DraftSheet], units: UnitFinder) -> None:
    """Read unit and month from the sheets of one kind; a sheet that names none has those of the others."""
    _read_unit(heads, sheets, units)
    _read_period(heads, sheets)


def _read_unit(heads: Heads, sheets: list[DraftSheet], units: UnitFinder) -> None:
    faults: list[Fault] = []
    for sheet in sheets:
        for unit, cell in _units_of(sheet, units, faults):
            spot = Spot(sheet.name, cell.spot)
            if heads.unit is None:
                heads.unit, heads.unit_spot, heads.unit_typed = unit, spot, cell.text.strip()
            elif heads.unit.unit_code != unit.unit_code:
                named = {"found": unit.name, "expected": heads.unit.name, "other": str(heads.unit_spot)}
                faults.append(Fault("units_differ", *spot, particulars=named))
    heads.faults.extend(faults)
    if heads.unit is None and not faults:
        heads.faults.append(_missing("unit_missing", "unit", sheets))


def _units_of(sheet: DraftSheet, units: UnitFinder, faults: list[Fault]) -> list[tuple[Unit, Cell]]:
    """The sheet's unit and the cell that names it: a label's value, else a title's only unit. More where labels disagree."""
    labels = _labels(sheet, "unit")
    for label in labels:
        if (unit := units.find(label.value.text)) is not None:
            found = [(unit, label.value)]
            for other in _rivals(sheet, label):
                if (another := units.find(other.value.text)) is not None:
                    found.append((another, other.value))
            return found
    if not _is_certain(labels):
        in_titles = [(unit, cell) for cell in sheet.titles for unit in units.named_in(cell.text)]
        if len({unit.unit_code for unit, _ in in_titles}) == 1:
            return in_titles[:1]
    if labels and labels[0].rank:
        cell = labels[0].value
        try:
            refuse_unread(cell)
            raise Unreadable("unit_unknown", found=cell.text.strip(), hint=units.hint(cell.text))
        except Unreadable as unreadable:
            faults.append(unreadable.at(sheet.name, cell))
    return []


def _rivals(sheet: DraftSheet, taken: LabelValue) -> list[LabelValue]:
    """Other labels of a sheet that have the same say as the one taken, or stand at the head of a further page."""
    return [
        label
        for label in sheet.labels
        if label.key == taken.key
        and label is not taken
        and not _is_empty(label)
        and (label.rank >= taken.rank > 0 or (label.rank and label.value.row > sheet.heading_row))
    ]


def _labels(sheet: DraftSheet, key: str) -> list[LabelValue]:
    """A label's candidates that hold something, the surest first. What a sure label says is not overruled by an unsure one."""
    filled = [label for label in sheet.labels if label.key == key and not _is_empty(label)]
    least = 2 if any(label.rank == 2 for label in filled) else 0
    likely = [label for label in filled if label.rank >= least or label.rank == 0]
    return sorted(likely, key=lambda label: -label.rank)


def _is_certain(labels: list[LabelValue]) -> bool:
    """Whether a label of its own holds something, so that titles have no say."""
    return any(label.rank == 2 for label in labels)


def _is_empty(label: LabelValue) -> bool:
    return label.value.kind == "text" and is_blank(label.value.text)


def _missing(rule: str, key: str, sheets: list[DraftSheet]) -> Fault:
    """A head that stands nowhere: the empty cell beside its label, else the file as a whole."""
    for sheet in sheets:
        for label in sheet.labels:
            if label.key == key and label.rank == 2:
                return Fault(rule, sheet.name, label.value.spot)
    return Fault(rule)


def _read_period(heads: Heads, sheets: list[DraftSheet]) -> None:
    faults: list[Fault] = []
    for sheet in sheets:
        for period, cell in _periods_of(sheet, faults):
            spot = Spot(sheet.name, cell.spot)
            if heads.period is None:
                heads.period, heads.period_spot, heads.period_typed = period, spot, month_words(period)
            elif heads.period != period:
                named = {"found": month_words(period), "expected": month_words(heads.period), "other": str(heads.period_spot)}
                faults.append(Fault("periods_differ", *spot, particulars=named))
    heads.faults.extend(faults)
    if heads.period is None and not faults:
        heads.faults.append(_missing("period_missing", "period", sheets))


def _periods_of(sheet: DraftSheet, faults: list[Fault]) -> list[tuple[date, Cell]]:
    """The sheet's month and the cell that names it: a label's value, else a title's only month. More where labels disagree."""
    labels = _labels(sheet, "period")
    first: Fault | None = None
    for label in labels:
        try:
            found = [(read_period(label.value), label.value)]
            for other in _rivals(sheet, label):
                with suppress(Unreadable):
                    found.append((read_period(other.value), other.value))
            return found
        except Unreadable as unreadable:
            if first is None and label.rank:
                first = unreadable.at(sheet.name, label.value)
    if not _is_certain(labels):
        in_titles = [(months_in_title(cell.text), cell) for cell in sheet.titles]
        months = {month for named, _ in in_titles for month in named or ()}
        if len(months) == 1 and all(named is not None for named, _ in in_titles):
            return [(months.pop(), next(cell for named, cell in in_titles if named))]
    if first is not None:
        faults.append(first)
    return []


def month_words(period: date) -> str:
    """A month as people write it."""
    return f"{period.year}年{period.month}月"
