"""A draft of a report becomes rows: who it speaks for, which month, which indicator, which figure. Knows the plan, not the warehouse."""

from __future__ import annotations

from loaders.cells import Cell
from loaders.kinds.content import Content
from loaders.kinds.figures import UNREAD, FigureReader, Line, text_of
from loaders.kinds.heads import Heads, Spot
from loaders.layout.draft import DraftRow, DraftSheet
from loaders.layout.words import says_nothing
from loaders.problems import Fault
from warehouse.plan import Indicator, Plan
from warehouse.records import ReportRow

_COLUMN_NAMES = {"value": "完成值", "status": "进展情况"}
_WANTED = {"value": "数字", "status": "已完成、推进中、未启动 之一"}
_TEXTS = ("evidence", "problem", "next_step", "remark")


def read_report(sheets: list[DraftSheet], heads: Heads, plan: Plan) -> Content:
    """All rows of a report's sheets; blank ones are only remembered."""
    return _Rows(Content("report", heads), plan).read(sheets)


class _Rows:
    """Reads rows into one content."""

    def __init__(self, content: Content, plan: Plan) -> None:
        self._content = content
        self._reader = FigureReader(plan, content.faults)
        self._first: dict[str, ReportRow] = {}

    def read(self, sheets: list[DraftSheet]) -> Content:
        is_any_filled = False
        for sheet in sheets:
            for row in sheet.rows:
                if row.cells.get("value") or row.cells.get("status"):
                    is_any_filled = True
                    self._read_row(sheet, row)
                else:
                    self._remember_blank(sheet, row)
        if not is_any_filled:
            self._content.faults.append(Fault("nothing_filled"))
        return self._content

    def _remember_blank(self, sheet: DraftSheet, row: DraftRow) -> None:
        indicator = self._reader.named(row)
        if indicator is None:
            return
        key = _column_of(indicator)
        place = row.places.get(key) or row.places.get("value") or row.places.get("status")
        if place:
            self._content.blanks.setdefault(indicator.indicator_id, [Spot(sheet.name, place)])

    def _read_row(self, sheet: DraftSheet, row: DraftRow) -> None:
        line = self._reader.line(sheet, row, self._content.heads.unit.value)
        if line is None:
            return
        self._content.mentioned.add(line.indicator.indicator_id)
        cell = self._figure_cell(line)
        if cell is None:
            return
        if cell not in line.unread:
            self._reader.warn_if_hidden(line, cell)
        figure = self._reader.figure(line, cell)
        if figure is None:
            return
        evidence, problem, next_step, remark = (text_of(row.cells.get(key, [])) for key in _TEXTS)
        self._keep(ReportRow(line.indicator.indicator_id, *figure, sheet.name, cell.spot, evidence, problem, next_step, remark), line)

    def _figure_cell(self, line: Line) -> Cell | None:
        """The cell with the indicator's figure; its kind chooses the column."""
        key = _column_of(line.indicator)
        other = "value" if key == "status" else "status"
        cells, places = line.row.cells.get(key, []), line.row.places
        if cells:
            return self._reader.same(line, cells, _COLUMN_NAMES[key])
        stray = line.row.cells[other][0]
        if stray.kind not in UNREAD and any(sign.isalnum() for sign in stray.text):
            where = f"改填到 {places[key]},并清空这一格" if key in places else f"增加{_COLUMN_NAMES[key]}一栏填写"
            words = {"found": stray.text.strip(), "other": _COLUMN_NAMES[other], "column": _COLUMN_NAMES[key], "wanted": _WANTED[key]}
            self._reader.fault("figure_in_other_column", line.sheet, stray.spot, line.indicator, **words, where=where)
        return None

    def _keep(self, row: ReportRow, line: Line) -> None:
        """Keep the first of an indicator; a second one must say the same."""
        first = self._first.get(row.indicator_id)
        if first is None:
            self._first[row.indicator_id] = row
            self._content.rows.append(row)
            if line.indicator.kind == "status" and row.value == 1 and says_nothing(row.evidence):
                place = line.row.places.get("evidence", row.cell)
                self._reader.fault("evidence_missing", line.sheet, place, line.indicator, found=row.typed)
        elif round(first.value, 9) != round(row.value, 9):
            words = {"other": str(Spot(first.sheet, first.cell)), "expected": first.typed, "found": row.typed}
            self._reader.fault("indicator_twice", line.sheet, line.named_by, line.indicator, **words)


def _column_of(indicator: Indicator) -> str:
    return "status" if indicator.kind == "status" else "value"
