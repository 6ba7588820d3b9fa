"""A draft of a report becomes rows: who it speaks for, which month, which indicator, which figure. Knows the plan, not the warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from loaders.cells import Cell
from loaders.draft import Draft, DraftRow, DraftSheet, LabelValue
from loaders.folding import is_blank
from loaders.indicators import IndicatorFinder
from loaders.periods import months_in_title, read_period
from loaders.problems import Fault, Unreadable
from loaders.units import UnitFinder
from loaders.values import read_figure, read_signed_share, read_state, read_total, refuse_unread
from loaders.words import kinds
from warehouse.plan import Indicator, Plan, Unit
from warehouse.records import ReportRow

_NO_EVIDENCE = re.compile(r"[无/\-—\\]*\Z")
_COLUMN_NAMES = {"value": "完成值", "status": "进展情况"}


class Spot(NamedTuple):
    """Where something stood."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass
class Report:
    """A report as far as it could be read, with all faults and warnings of its own."""

    unit: Unit | None = None
    unit_spot: Spot | None = None
    unit_typed: str = ""
    period: date | None = None
    period_spot: Spot | None = None
    period_typed: str = ""
    rows: list[ReportRow] = field(default_factory=list)
    blanks: dict[str, Spot] = field(default_factory=dict)
    """Where an indicator stands whose figure is blank."""
    faults: list[Fault] = field(default_factory=list)


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
    units = UnitFinder(plan)
    _read_unit(report, sheets, units)
    _read_period(report, sheets)
    _Rows(report, plan).read(sheets)
    return report


def _structure_faults(draft: Draft, sheets: list[DraftSheet]) -> Iterator[Fault]:
    """What keeps a workbook from being a report at all."""
    if any(fault.cell is None and fault.sheet is None and fault.rule.startswith("file_") for fault in draft.faults):
        return
    titles = {kind.kind: kind.title for kind in kinds()}
    others = [sheet for sheet in draft.sheets if sheet.kind != "report"]
    if sheets and others:
        found = "、".join(f"{sheet.name}({titles[sheet.kind]})" for sheet in draft.sheets)
        yield from (Fault("kinds_differ", sheet.name, None, particulars={"found": found}) for sheet in others)
    elif others:
        yield from (Fault("kind_not_ready", sheet.name, None, particulars={"found": titles[sheet.kind]}) for sheet in others)
    elif draft.is_empty:
        yield Fault("sheet_empty")
    elif not sheets:
        yield draft.headings_seen or Fault("heading_missing", particulars={"found": ""})


# ---- heads --------------------------------------------------------------------------------------------------------------


def _read_unit(report: Report, sheets: list[DraftSheet], units: UnitFinder) -> None:
    faults: list[Fault] = []
    for sheet in sheets:
        found = _unit_of(sheet, units, faults)
        if found is None:
            continue
        unit, cell = found
        spot = Spot(sheet.name, cell.spot)
        if report.unit is None:
            report.unit, report.unit_spot, report.unit_typed = unit, spot, cell.text.strip()
        elif report.unit.unit_code != unit.unit_code:
            named = {"found": unit.name, "expected": report.unit.name, "other": str(report.unit_spot)}
            faults.append(Fault("units_differ", *spot, particulars=named))
    report.faults.extend(faults)
    if report.unit is None and not faults:
        report.faults.append(_missing("unit_missing", "unit", sheets))


def _unit_of(sheet: DraftSheet, units: UnitFinder, faults: list[Fault]) -> tuple[Unit, Cell] | None:
    """The sheet's unit and the cell that names it: a label's value, a title's only unit, a weak label's value."""
    labels = [label for label in sheet.labels if label.key == "unit" and not _is_empty(label)]
    strong, weak = [label for label in labels if not label.is_weak], [label for label in labels if label.is_weak]
    for label in strong:
        if (unit := units.find(label.value.text)) is not None:
            return unit, label.value
    if not strong:
        for label in weak:
            if (unit := units.find(label.value.text)) is not None:
                return unit, label.value
        in_titles = [(unit, cell) for cell in sheet.titles for unit in units.named_in(cell.text)]
        if len({unit.unit_code for unit, _ in in_titles}) == 1:
            return in_titles[0]
    if strong or weak:
        cell = (strong or weak)[0].value
        try:
            refuse_unread(cell)
            raise Unreadable("unit_unknown", found=cell.text.strip(), hint=units.hint(cell.text))
        except Unreadable as unreadable:
            faults.append(unreadable.at(sheet.name, cell))
    return None


def _is_empty(label: LabelValue) -> bool:
    return label.value.kind == "text" and is_blank(label.value.text)


def _missing(rule: str, key: str, sheets: list[DraftSheet]) -> Fault:
    """A head that stands nowhere: the empty cell beside its label, else the file as a whole."""
    for sheet in sheets:
        for label in sheet.labels:
            if label.key == key and not label.is_weak:
                return Fault(rule, sheet.name, label.value.spot)
    return Fault(rule)


def _read_period(report: Report, sheets: list[DraftSheet]) -> None:
    faults: list[Fault] = []
    for sheet in sheets:
        found = _period_of(sheet, faults)
        if found is None:
            continue
        period, cell = found
        spot = Spot(sheet.name, cell.spot)
        if report.period is None:
            report.period, report.period_spot, report.period_typed = period, spot, month_words(period)
        elif report.period != period:
            named = {"found": month_words(period), "expected": month_words(report.period), "other": str(report.period_spot)}
            faults.append(Fault("periods_differ", *spot, particulars=named))
    report.faults.extend(faults)
    if report.period is None and not faults:
        report.faults.append(_missing("period_missing", "period", sheets))


def _period_of(sheet: DraftSheet, faults: list[Fault]) -> tuple[date, Cell] | None:
    """The sheet's month and the cell that names it."""
    labels = [label for label in sheet.labels if label.key == "period" and not _is_empty(label)]
    first: Fault | None = None
    for label in sorted(labels, key=lambda label: label.is_weak):
        try:
            return read_period(label.value), label.value
        except Unreadable as unreadable:
            first = first or unreadable.at(sheet.name, label.value)
    if first is not None and not all(label.is_weak for label in labels):
        faults.append(first)
        return None
    in_titles = [(months_in_title(cell.text), cell) for cell in sheet.titles]
    months = {month for found, _ in in_titles for month in found or ()}
    if len(months) == 1 and all(found is not None for found, _ in in_titles):
        month = months.pop()
        return month, next(cell for found, cell in in_titles if found)
    if first is not None:
        faults.append(first)
    return None


def month_words(period: date) -> str:
    """A month as people write it."""
    return f"{period.year}年{period.month}月"


# ---- rows ---------------------------------------------------------------------------------------------------------------


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
        self._refuse_unread_texts(sheet, row, indicator)
        cell = self._figure_cell(sheet, row, indicator)
        if cell is None:
            return
        if row.is_hidden:
            where = "隐藏的工作表" if sheet.is_hidden else "隐藏的行"
            self._fault("row_hidden", sheet.name, cell.spot, indicator, what=where, found=cell.text)
        read = self._read_figure(sheet, row, indicator, cell)
        if read is not None:
            self._keep(read, indicator, named_by)

    def _refuse_unread_texts(self, sheet: DraftSheet, row: DraftRow, indicator: Indicator) -> None:
        for key in ("indicator_name", "evidence", "problem", "next_step", "remark"):
            for cell in row.cells.get(key, ()):
                try:
                    refuse_unread(cell)
                except Unreadable as unreadable:
                    self.report.faults.append(unreadable.at(sheet.name, cell, about(indicator)))

    def _figure_cell(self, sheet: DraftSheet, row: DraftRow, indicator: Indicator) -> Cell | None:
        """The cell with the indicator's figure; its kind chooses the column."""
        key, other = ("status", "value") if indicator.kind == "status" else ("value", "status")
        cells = row.cells.get(key, [])
        if not cells:
            stray = row.cells[other][0]
            wanted = "已完成、推进中、未启动 之一" if key == "status" else "数"
            words = {"column": _COLUMN_NAMES[key], "other": stray.spot, "found": stray.text, "wanted": wanted}
            self._fault("figure_in_other_column", sheet.name, row.places.get(key, stray.spot), indicator, **words)
            return None
        for cell in cells[1:]:
            if cell.text.strip() != cells[0].text.strip():
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
        if indicator.kind == "status" and value == 1 and (not texts["evidence"] or _NO_EVIDENCE.match(texts["evidence"])):
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
