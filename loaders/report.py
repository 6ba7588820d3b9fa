"""A draft of a report becomes rows: who it speaks for, which month, which indicator, which figure. Knows the plan, not the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.cells import Cell
from loaders.draft import Draft, DraftRow, DraftSheet
from loaders.heads import Heads, Spot, read_heads
from loaders.indicators import IndicatorFinder
from loaders.problems import Fault, Unreadable
from loaders.units import UnitFinder
from loaders.values import read_figure, read_signed_share, read_state, read_total, refuse_unread
from loaders.words import kinds, says_nothing
from warehouse.plan import Indicator, Plan
from warehouse.records import ReportRow

_COLUMN_NAMES = {"value": "完成值", "status": "进展情况"}
_WANTED = {"value": "数字", "status": "已完成、推进中、未启动 之一"}


_UNREAD = ("error", "formula")
"""Kinds of cells that hold nothing certain, whatever they are for."""


@dataclass
class Report(Heads):
    """A report as far as it could be read, with all faults and warnings of its own."""

    rows: list[ReportRow] = field(default_factory=list)
    blanks: dict[str, Spot] = field(default_factory=dict)
    """Where an indicator stands whose figure is blank."""


def about(indicator: Indicator) -> str:
    """How a message names an indicator."""
    return f"{indicator.indicator_id} {indicator.name}"


def read_report(draft: Draft, plan: Plan) -> Report:
    """Everything that the draft and the plan tell, structure before rows."""
    report = Report(faults=list(draft.faults))
    sheets = [sheet for sheet in draft.sheets if sheet.kind == "report"]
    report.faults.extend(_structure_faults(draft, sheets))
    if not sheets:
        return report
    read_heads(report, sheets, UnitFinder(plan))
    _Rows(report, plan).read(sheets)
    return report


def _structure_faults(draft: Draft, sheets: list[DraftSheet]) -> Iterator[Fault]:
    """What keeps a workbook from being a report at all."""
    if any(fault.cell is None and fault.sheet is None and fault.rule.startswith("file_") for fault in draft.faults):
        return
    titles = {kind.kind: kind.title for kind in kinds()}
    others = [sheet for sheet in draft.sheets if sheet.kind != "report"]
    if sheets and others:
        named = "、".join(f"{sheet.name}({titles[sheet.kind]})" for sheet in draft.sheets)
        yield from (Fault("kinds_differ", sheet.name, None, particulars={"sheets": named}) for sheet in others)
    elif others:
        yield from (Fault("kind_not_ready", sheet.name, None, particulars={"found": titles[sheet.kind]}) for sheet in others)
    elif draft.is_empty:
        yield Fault("sheet_empty")
    elif not sheets:
        yield draft.headings_seen or Fault("heading_missing", particulars={"columns": ""})


class _Rows:
    """Reads all rows of a report's sheets into the report."""

    def __init__(self, report: Report, plan: Plan) -> None:
        self.report = report
        self.plan = plan
        self.finder = IndicatorFinder(plan)
        self.first: dict[str, ReportRow] = {}

    def read(self, sheets: list[DraftSheet]) -> None:
        """Every row of every sheet; blank ones are only remembered."""
        is_any_filled = False
        for sheet in sheets:
            for row in sheet.rows:
                if row.cells.get("value") or row.cells.get("status"):
                    is_any_filled = True
                    self._read_row(sheet, row)
                else:
                    self._remember_blank(sheet, row)
        if not is_any_filled:
            self.report.faults.append(Fault("nothing_filled"))

    def _remember_blank(self, sheet: DraftSheet, row: DraftRow) -> None:
        try:
            indicator, _ = self.finder.find(row)
        except Unreadable:
            return
        key = "status" if indicator.kind == "status" else "value"
        place = row.places.get(key) or row.places.get("value") or row.places.get("status")
        if place:
            self.report.blanks.setdefault(indicator.indicator_id, Spot(sheet.name, place))

    def _fault(self, rule: str, sheet: str, cell: str, indicator: Indicator | None, **particulars: str) -> None:
        self.report.faults.append(Fault(rule, sheet, cell, about(indicator) if indicator else "", particulars))

    def _read_row(self, sheet: DraftSheet, row: DraftRow) -> None:
        try:
            indicator, named_by = self.finder.find(row)
        except Unreadable as unreadable:
            self.report.faults.append(unreadable.at(sheet.name, self.finder.place_of_name(row)))
            return
        unit = self.report.unit
        if unit is not None and not self.plan.may_report(unit.unit_code, indicator.indicator_id):
            self._fault("indicator_without_target", sheet.name, named_by, indicator, unit=unit.name)
        unread = self._refuse_unread(sheet, row, indicator)
        cell = self._figure_cell(sheet, row, indicator)
        if cell is None or unread & {cell, *row.cells.get("denominator", ())}:
            return
        if row.is_hidden:
            where = "隐藏的工作表" if sheet.is_hidden else "隐藏的行"
            self._fault("row_hidden", sheet.name, cell.spot, indicator, what=where, found=cell.text)
        read = self._read_figure(sheet, row, indicator, cell)
        if read is not None:
            self._keep(read, indicator, named_by)

    def _refuse_unread(self, sheet: DraftSheet, row: DraftRow, indicator: Indicator) -> set[Cell]:
        """Errors and formulas without a result in any column of a row that holds something; answers their cells."""
        unread = set()
        for cell in dict.fromkeys(cell for cells in row.cells.values() for cell in cells):
            try:
                refuse_unread(cell)
            except Unreadable as unreadable:
                self.report.faults.append(unreadable.at(sheet.name, cell, about(indicator)))
                unread.add(cell)
        return unread

    def _figure_cell(self, sheet: DraftSheet, row: DraftRow, indicator: Indicator) -> Cell | None:
        """The cell with the indicator's figure; its kind chooses the column."""
        key, other = ("status", "value") if indicator.kind == "status" else ("value", "status")
        cells = row.cells.get(key, [])
        if not cells:
            stray = row.cells[other][0]
            if stray.kind not in _UNREAD:
                where = f"改填到 {row.places[key]},并清空这一格" if key in row.places else f"增加{_COLUMN_NAMES[key]}一栏填写"
                words = {"found": stray.text.strip(), "other": _COLUMN_NAMES[other], "column": _COLUMN_NAMES[key], "wanted": _WANTED[key]}
                self._fault("figure_in_other_column", sheet.name, stray.spot, indicator, **words, where=where)
            return None
        for cell in cells[1:]:
            if cell.kind not in _UNREAD and cell.text.strip() != cells[0].text.strip():
                words = {"found": cell.text, "expected": cells[0].text, "other": cells[0].spot, "column": _COLUMN_NAMES[key]}
                self._fault("columns_differ", sheet.name, cell.spot, indicator, **words)
                return None
        return cells[0]

    def _read_figure(self, sheet: DraftSheet, row: DraftRow, indicator: Indicator, cell: Cell) -> ReportRow | None:
        numerator = denominator = None
        typed = cell.text.strip()
        try:
            if indicator.kind == "status":
                value = read_state(cell)
            elif indicator.kind == "coverage":
                share = self._read_coverage(sheet, row, indicator, cell)
                if share is None:
                    return None
                value, numerator, denominator, typed = share
            else:
                value = read_figure(cell, is_whole=indicator.kind == "count")
        except Unreadable as unreadable:
            self.report.faults.append(unreadable.at(sheet.name, cell, about(indicator)))
            return None
        texts = {key: _text(row.cells.get(key, [])) for key in ("evidence", "problem", "next_step", "remark")}
        if indicator.kind == "status" and value == 1 and says_nothing(texts["evidence"]):
            self._fault("evidence_missing", sheet.name, row.places.get("evidence", cell.spot), indicator, found=cell.text)
        return ReportRow(indicator.indicator_id, value, numerator, denominator, typed, sheet.name, cell.spot, **texts)

    def _read_coverage(
        self, sheet: DraftSheet, row: DraftRow, indicator: Indicator, cell: Cell
    ) -> tuple[float, float | None, float | None, str] | None:
        """Share, 达标数, 应达标数 and how they were typed; None where a fault was noted. Both cells' faults are told at once."""
        typed = cell.text.strip()
        total = next(iter(row.cells.get("denominator", [])), None)
        share = read_signed_share(cell)
        if share is not None:
            if total is not None and not self._is_sound(sheet, total, indicator):
                return None
            if share.denominator is not None and total is not None and not self._agrees(total, share.denominator):
                self._fault("totals_differ", sheet.name, cell.spot, indicator, found=typed, expected=total.text)
                return None
            return (*share, typed)
        numerator = denominator = None
        try:
            numerator = read_figure(cell, is_whole=total is not None)
        except Unreadable as unreadable:
            self.report.faults.append(unreadable.at(sheet.name, cell, about(indicator)))
        if total is None:
            if numerator is not None:
                self._fault("total_missing", sheet.name, row.places.get("denominator", cell.spot), indicator, found=typed)
            return None
        try:
            denominator = read_total(total)
        except Unreadable as unreadable:
            self.report.faults.append(unreadable.at(sheet.name, total, about(indicator)))
        if numerator is None or denominator is None:
            return None
        if numerator > denominator:
            self._fault("figure_over_total", sheet.name, cell.spot, indicator, found=typed, expected=total.text)
            return None
        return numerator / denominator, numerator, denominator, f"{typed}/{total.text.strip()}"

    def _is_sound(self, sheet: DraftSheet, total: Cell, indicator: Indicator) -> bool:
        """Whether an 应达标数 beside a share is not plainly wrong; a target in its column, such as 100%, is none and does no harm."""
        try:
            read_total(total)
        except Unreadable as unreadable:
            if unreadable.rule in ("total_zero", "figure_negative"):
                self.report.faults.append(unreadable.at(sheet.name, total, about(indicator)))
                return False
        return True

    @staticmethod
    def _agrees(total: Cell, denominator: float) -> bool:
        try:
            return read_total(total) == denominator
        except Unreadable:
            return True  # a target such as 100% in that column is no 应达标数

    def _keep(self, row: ReportRow, indicator: Indicator, named_by: str) -> None:
        """Keep the first of an indicator; a second one must say the same."""
        first = self.first.get(row.indicator_id)
        if first is None:
            self.first[row.indicator_id] = row
            self.report.rows.append(row)
        elif round(first.value, 9) != round(row.value, 9):
            words = {"other": f"{first.sheet}!{first.cell}", "expected": first.typed, "found": row.typed}
            self._fault("indicator_twice", row.sheet, named_by, indicator, **words)


def _text(cells: list[Cell]) -> str | None:
    """The texts of a row's cells of one key, one after another; None where there is none."""
    return "\n".join(dict.fromkeys(cell.text.strip() for cell in cells)) or None
