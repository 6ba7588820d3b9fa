"""Rows that are about an indicator, in a report and in an inspection alike: which indicator, and which figure by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from loaders.cells import Cell
from loaders.kinds.indicators import IndicatorFinder
from loaders.kinds.values import read_figure, read_signed_share, read_state, read_total, refuse_unread
from loaders.layout.draft import DraftRow, DraftSheet
from loaders.problems import Fault, Unreadable
from warehouse.plan import Indicator, Plan, Unit

_BESIDE = {"denominator": "应达标数", "self_reported": "自报值", "due_date": "整改时限"}
"""Columns beside a figure that have one value a row, by key, with their heading."""
UNREAD = ("error", "formula")
"""Kinds of cells that hold nothing certain, whatever they are for."""


class Figure(NamedTuple):
    """What one row says of its indicator: the number as `warehouse.records.ReportRow` has it, and how it was typed."""

    value: float
    numerator: float | None
    denominator: float | None
    typed: str


class Line(NamedTuple):
    """A row whose indicator is known."""

    sheet: DraftSheet
    row: DraftRow
    indicator: Indicator
    named_by: str
    """The cell that names the indicator."""
    unread: frozenset[Cell]
    """Cells of the row that hold an error, no result, or something else than their twin column: each a fault already."""


def about(indicator: Indicator) -> str:
    """How a message names an indicator."""
    return f"{indicator.indicator_id} {indicator.name}"


def text_of(cells: list[Cell]) -> str | None:
    """The texts of a row's cells of one key, one after another; None where there is none."""
    return "\n".join(dict.fromkeys(cell.text.strip() for cell in cells)) or None


def differing(sheet: DraftSheet, cells: list[Cell], column: str, about: str = "") -> Fault | None:
    """The fault where several columns of one meaning say different things in a row."""
    for cell in cells[1:]:
        if cell.kind not in UNREAD and cell.text.strip() != cells[0].text.strip():
            words = {"found": cell.text, "expected": cells[0].text, "other": cells[0].spot, "column": column}
            return Fault("columns_differ", sheet.name, cell.spot, about, words)
    return None


def unread_cells(sheet: DraftSheet, row: DraftRow, about: str = "") -> Iterator[tuple[Cell, Fault]]:
    """Errors and formulas without a result in any column of a row, each with its fault."""
    for cell in dict.fromkeys(cell for cells in row.cells.values() for cell in cells if cell.kind in UNREAD):
        try:
            refuse_unread(cell)
        except Unreadable as unreadable:
            yield cell, unreadable.at(sheet.name, cell, about)


def unsound(sheet: DraftSheet, row: DraftRow, columns: dict[str, str]) -> Iterator[Fault]:
    """What is wrong with a row before it is read: cells that hold nothing certain, columns (by key, with heading) that differ."""
    yield from (fault for _, fault in unread_cells(sheet, row))
    for key, column in columns.items():
        if (fault := differing(sheet, row.cells.get(key, []), column)) is not None:
            yield fault


class FigureReader:
    """Reads rows about indicators; every fault goes to one list."""

    def __init__(self, plan: Plan, faults: list[Fault]) -> None:
        self._plan = plan
        self._finder = IndicatorFinder(plan)
        self._faults = faults

    def fault(self, rule: str, sheet: DraftSheet, cell: str, indicator: Indicator, **particulars: str) -> None:
        """Note a fault of a row."""
        self._faults.append(Fault(rule, sheet.name, cell, about(indicator), particulars))

    def named(self, row: DraftRow) -> Indicator | None:
        """The indicator that a row names, where it does so for certain; no fault is noted."""
        try:
            return self._finder.find(row)[0]
        except Unreadable:
            return None

    def line(self, sheet: DraftSheet, row: DraftRow, unit: Unit | None) -> Line | None:
        """A row with its indicator; None where that is not known. `unit` is the one that the figure is about."""
        try:
            indicator, named_by = self._finder.find(row)
        except Unreadable as unreadable:
            place = self._finder.place_of_name(row)
            self._faults.append(unreadable.at(sheet.name, place))
            self._faults.extend(fault for fault in unsound(sheet, row, {}) if fault.cell != place)
            return None
        if unit is not None and not self._plan.may_report(unit.unit_code, indicator.indicator_id):
            self.fault("indicator_without_target", sheet, named_by, indicator, unit=unit.name)
        if (name := self._finder.contradiction(row, indicator)) is not None:
            self.fault("name_unlike_code", sheet, name.spot, indicator, found=name.text.strip(), expected=indicator.indicator_id)
        unread = dict(unread_cells(sheet, row, about(indicator)))
        self._faults.extend(unread.values())
        in_doubt: list[Cell] = []
        for key, column in _BESIDE.items():
            is_used = key != "denominator" or indicator.kind == "coverage"
            if is_used and (fault := differing(sheet, row.cells.get(key, []), column, about(indicator))) is not None:
                self._faults.append(fault)
                in_doubt += row.cells[key]
        return Line(sheet, row, indicator, named_by, frozenset([*unread, *in_doubt]))

    def warn_if_hidden(self, line: Line, cell: Cell) -> None:
        """A row that nobody sees is read, and told."""
        if line.row.is_hidden:
            self.fault("row_hidden", line.sheet, cell.spot, line.indicator, what=hidden_where(line.sheet), found=cell.text)

    def same(self, line: Line, cells: list[Cell], column: str) -> Cell | None:
        """The cell of a figure where a key has several columns; None where they differ, which is a fault."""
        fault = differing(line.sheet, cells, column, about(line.indicator))
        if fault is not None:
            self._faults.append(fault)
            return None
        return cells[0]

    def figure(self, line: Line, cell: Cell) -> Figure | None:
        """The figure in a cell; None where a fault was noted, for the cell or for 应达标数 beside it."""
        kind = line.indicator.kind
        total = next(iter(line.row.cells.get("denominator", [])), None)
        if cell in line.unread:
            if kind == "coverage" and total is not None and total not in line.unread:
                self._is_sound(line, total)
            return None
        try:
            if kind == "status":
                return Figure(read_state(cell), None, None, cell.text.strip())
            if kind == "coverage":
                return self._coverage(line, cell)
            return Figure(read_figure(cell, is_whole=kind == "count"), None, None, cell.text.strip())
        except Unreadable as unreadable:
            self._faults.append(unreadable.at(line.sheet.name, cell, about(line.indicator)))
            return None

    def _coverage(self, line: Line, cell: Cell) -> Figure | None:
        """A share, with 达标数 and 应达标数 where they are known. Both cells' faults are told at once."""
        sheet, indicator = line.sheet, line.indicator
        typed = cell.text.strip()
        total = next(iter(line.row.cells.get("denominator", [])), None)
        if total in line.unread:
            if read_signed_share(cell) is None:
                read_figure(cell, is_whole=True)
            return None
        share = read_signed_share(cell)
        if share is not None:
            if total is not None and not self._is_sound(line, total):
                return None
            if share.denominator is not None and total is not None and not _agrees(total, share.denominator):
                self.fault("totals_differ", sheet, cell.spot, indicator, found=typed, expected=total.text)
                return None
            return Figure(*share, typed)
        numerator = denominator = None
        try:
            numerator = read_figure(cell, is_whole=total is not None)
        except Unreadable as unreadable:
            if total is None and unreadable.rule == "figure_unreadable":
                unreadable = Unreadable(unreadable.rule, found=cell.text, wanted="达标数/应达标数,或百分比", example="38/40 或 95%")
            self._faults.append(unreadable.at(sheet.name, cell, about(indicator)))
        if total is None:
            if numerator is not None:
                self.fault("total_missing", sheet, line.row.places.get("denominator", cell.spot), indicator, found=typed)
            return None
        try:
            denominator = read_total(total)
        except Unreadable as unreadable:
            self._faults.append(unreadable.at(sheet.name, total, about(indicator)))
        if numerator is None or denominator is None:
            return None
        if numerator > denominator:
            self.fault("figure_over_total", sheet, cell.spot, indicator, found=typed, expected=total.text)
            return None
        return Figure(numerator / denominator, numerator, denominator, f"{typed}/{total.text.strip()}")

    def _is_sound(self, line: Line, total: Cell) -> bool:
        """Whether an 应达标数 beside a share is not plainly wrong; a target in its column, such as 100%, is none and does no harm."""
        try:
            read_total(total)
        except Unreadable as unreadable:
            if unreadable.rule in ("total_zero", "figure_negative"):
                self._faults.append(unreadable.at(line.sheet.name, total, about(line.indicator)))
                return False
        return True


def _agrees(total: Cell, denominator: float) -> bool:
    try:
        return read_total(total) == denominator
    except Unreadable:
        return True  # a target such as 100% in that column is no 应达标数


def read_quietly(indicator: Indicator, cell: Cell, total: Cell | None) -> float | None:
    """What a cell that enters no figure would be as one; None where it can't be read."""
    try:
        if indicator.kind == "status":
            return read_state(cell)
        if indicator.kind == "coverage":
            share = read_signed_share(cell)
            return share.value if share else read_figure(cell, is_whole=True) / read_total(total) if total else None
        return read_figure(cell, is_whole=indicator.kind == "count")
    except Unreadable:
        return None


def hidden_where(sheet: DraftSheet) -> str:
    """Where a row that nobody sees is."""
    return "隐藏的工作表" if sheet.is_hidden else "隐藏的行"
