"""Who a workbook speaks for, of whom, and of when: labels, titles, and several sheets that must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from loaders.cells import Cell
from loaders.kinds.dates import Month, day_words, days_in_title, read_day
from loaders.kinds.periods import months_in_title, read_period
from loaders.kinds.titles import Titles
from loaders.kinds.units import UnitFinder
from loaders.kinds.values import refuse_unread
from loaders.layout.draft import DraftSheet, LabelValue
from loaders.layout.folding import fold_heading, is_blank
from loaders.layout.words import kind_of
from loaders.problems import Fault, Unreadable
from warehouse.plan import Unit

T = TypeVar("T")


class Spot(NamedTuple):
    """Where something stood."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass
class Head(Generic[T]):
    """One head of a workbook as far as it could be read."""

    value: T | None = None
    spot: Spot | None = None
    typed: str = ""

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Sheet and cell for a fault."""
        return (self.spot.sheet, self.spot.cell) if self.spot else (None, None)


@dataclass
class Heads:
    """The heads of a workbook, and all faults so far. What a kind has none of stays empty."""

    unit: Head[Unit] = field(default_factory=Head)
    """Who it speaks for: 填报单位, 核查单位, 评分单位."""
    subject: Head[Unit] = field(default_factory=Head)
    """被核查单位."""
    period: Head[date] = field(default_factory=Head)
    """填报期, 核查期 (the month's first day), 评议日期."""
    faults: list[Fault] = field(default_factory=list)


class _Reader(NamedTuple, Generic[T]):
    """How one head is read, and the rules for what is wrong with it."""

    key: str
    """Its label's key."""
    noun: str
    read: Callable[[Cell], T]
    """Raises Unreadable."""
    in_title: Callable[[str], list[T] | None]
    """All that a title names; None where it names something that is none for certain."""
    words: Callable[[T], str]
    example: str
    family: str
    """`unit` or `period`: the rules `unit_missing`, `units_differ`."""


def read_heads(sheets: list[DraftSheet], units: UnitFinder, kind: str, faults: list[Fault]) -> Heads:
    """Read a kind's heads from its sheets; a sheet that names none has those of the others."""
    heads = Heads(faults=faults)
    titles = Titles(kind, units)
    for sheet in sheets:
        sheet.titles = titles.speaking(sheet.titles)
    for target, reader in _readers(kind, units):
        setattr(heads, target, _read(reader, sheets, faults))
    for target, reader in _readers(kind, units):
        head = getattr(heads, target)
        if head.value is not None:
            faults.extend(_rows_of_others(head, reader, sheets))
            faults.extend(_titles_of_others(head, reader, sheets, kind))
    return heads


def _rows_of_others(head: Head[Any], reader: _Reader[Any], sheets: list[DraftSheet]) -> Iterator[Fault]:
    """Rows of a table for one unit and month that name another in a column of their own."""
    for sheet in sheets:
        for key, _, cell in sheet.row_heads:
            if key != reader.key:
                continue
            with suppress(Unreadable):
                if (named := reader.read(cell)) != head.value:
                    words = {"noun": reader.noun, "found": reader.words(named), "expected": head.typed, "other": str(head.spot)}
                    yield Fault(f"{reader.family}s_differ", sheet.name, cell.spot, particulars=words)


def _titles_of_others(head: Head[Any], reader: _Reader[Any], sheets: list[DraftSheet], kind: str) -> Iterator[Fault]:
    """A title left over from another unit or month, where a label says whose the table is."""
    official = kind_of(kind).title
    for sheet in sheets:
        for cell in sheet.titles:
            named = reader.in_title(cell.text) if fold_heading(cell.text).endswith(official) else None
            if named and len(named) == 1 and named[0] != head.value:
                words = {"noun": reader.noun, "found": reader.words(named[0]), "expected": head.typed}
                yield Fault("title_unlike", sheet.name, cell.spot, particulars=words)


def unit_of(labels: list[LabelValue], units: UnitFinder) -> Unit | None:
    """The unit that labels name, where no table was found."""
    keys = ("unit", "inspector", "rater")
    return next((unit for label in labels if label.key in keys and (unit := units.find(label.value.text)) is not None), None)


def month_words(period: date) -> str:
    """A month as people write it."""
    return f"{period.year}年{period.month}月"


def _readers(kind: str, units: UnitFinder) -> list[tuple[str, _Reader[Any]]]:
    """Every head of a kind, and where it goes."""

    def unit(key: str, noun: str, is_in_title: bool = True) -> _Reader[Unit]:
        def read(cell: Cell) -> Unit:
            refuse_unread(cell)
            found = units.find(cell.text)
            if found is None:
                raise Unreadable("unit_unknown", found=cell.text.strip(), hint=units.hint(cell.text), noun=noun)
            return found

        named_in: Callable[[str], list[Unit] | None] = units.named_in if is_in_title else lambda _: None
        return _Reader(key, noun, read, named_in, lambda found: found.name, "单位名称", "unit")

    def month(noun: str) -> _Reader[date]:
        return _Reader("period", noun, _month_of(noun), months_in_title, month_words, "2024年6月", "period")

    def read_date(cell: Cell) -> date:
        return read_day(cell, Month.NO_DAY)

    day = _Reader("round_date", "评议日期", read_date, days_in_title, day_words, "2024年7月5日", "period")
    table: dict[str, list[tuple[str, _Reader[Any]]]] = {
        "report": [("unit", unit("unit", "填报单位")), ("period", month("填报期"))],
        "sites": [("unit", unit("unit", "填报单位"))],
        "inspection": [
            ("unit", unit("inspector", "核查单位", is_in_title=False)),
            ("subject", unit("inspected", "被核查单位", is_in_title=False)),
            ("period", month("核查期")),
        ],
        "scoring": [("unit", unit("rater", "评分单位")), ("period", day)],
        "satisfaction": [("period", day)],
    }
    return table[kind]


def _month_of(noun: str) -> Callable[[Cell], date]:
    def read(cell: Cell) -> date:
        try:
            return read_period(cell)
        except Unreadable as unreadable:
            raise Unreadable(unreadable.rule, **{**unreadable.particulars, "noun": noun}) from None

    return read


def _read(reader: _Reader[Any], sheets: list[DraftSheet], faults: list[Fault]) -> Head[Any]:
    head: Head[Any] = Head()
    own: list[Fault] = []
    for sheet in sheets:
        for value, cell in _values_of(reader, sheet, own):
            spot = Spot(sheet.name, cell.spot)
            if head.value is None:
                typed = cell.text.strip() if reader.family == "unit" else reader.words(value)
                head = Head(value, spot, typed)
            elif head.value != value:
                words = {"noun": reader.noun, "found": reader.words(value), "expected": reader.words(head.value), "other": str(head.spot)}
                own.append(Fault(f"{reader.family}s_differ", *spot, particulars=words))
    faults.extend(own)
    if head.value is None and not own:
        faults.append(_missing(reader, sheets))
    return head


def _values_of(reader: _Reader[Any], sheet: DraftSheet, faults: list[Fault]) -> list[tuple[Any, Cell]]:
    """A sheet's head and the cell that says it: a label's value, else the only one in the titles. More where labels disagree."""
    labels = _labels(sheet, reader.key)
    first: Fault | None = None
    for label in labels:
        try:
            found = [(reader.read(label.value), label.value)]
        except Unreadable as unreadable:
            if first is None and label.rank:
                first = unreadable.at(sheet.name, label.value)
            continue
        for other in _rivals(sheet, label):
            with suppress(Unreadable):
                found.append((reader.read(other.value), other.value))
        return found
    if not _is_certain(labels):
        in_titles = [(reader.in_title(cell.text), cell) for cell in sheet.titles]
        named = [(value, cell) for values, cell in in_titles for value in values or ()]
        is_doubtful = any(values is None for values, _ in in_titles)
        if named and not is_doubtful and all(value == named[0][0] for value, _ in named):
            return named[:1]
    if first is not None:
        faults.append(first)
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


def _missing(reader: _Reader[Any], sheets: list[DraftSheet]) -> Fault:
    """A head that stands nowhere: the empty cell beside its label, else the file as a whole."""
    words = {"noun": reader.noun, "example": reader.example}
    for sheet in sheets:
        for label in sheet.labels:
            if label.key == reader.key and label.rank == 2:
                return Fault(f"{reader.family}_missing", sheet.name, label.value.spot, particulars=words)
    return Fault(f"{reader.family}_missing", particulars=words)
