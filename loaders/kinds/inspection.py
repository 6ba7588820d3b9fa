"""A draft of an inspection becomes rows: what was verified at another unit, and what was found there."""

from __future__ import annotations

from datetime import date

from loaders.cells import Cell
from loaders.kinds.content import Claim, Content
from loaders.kinds.dates import Month, read_day
from loaders.kinds.figures import FigureReader, Line, about, read_quietly, text_of
from loaders.kinds.heads import Heads, Spot
from loaders.layout.draft import DraftRow, DraftSheet
from loaders.layout.words import says_none, words
from loaders.problems import Fault, Unreadable
from warehouse.plan import Plan
from warehouse.records import InspectionRow


def read_inspection(sheets: list[DraftSheet], heads: Heads, plan: Plan) -> Content:
    """All rows of an inspection's sheets. A row with neither 核实值 nor a finding says nothing."""
    content = Content("inspection", heads)
    inspector, inspected = heads.unit.value, heads.subject.value
    if inspector is not None and inspector == inspected:
        content.faults.append(Fault("inspects_itself", *heads.subject.place, particulars={"found": heads.subject.typed}))
    return _Rows(content, plan).read(sheets)


_STROKES = "/\uff0f\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff0d~\uff5e"
_BLANKS = ("/", "-", "—", "——", "无")
"""What people write where there is no 自报值."""


class _Rows:
    """Reads rows into one content."""

    def __init__(self, content: Content, plan: Plan) -> None:
        self._content = content
        self._reader = FigureReader(plan, content.faults)
        self._first: dict[str, InspectionRow] = {}

    def read(self, sheets: list[DraftSheet]) -> Content:
        is_any_filled = False
        for sheet in sheets:
            for row in sheet.rows:
                _drop_signs(row)
                if row.cells.get("verified") or _finds(text_of(row.cells.get("finding", []))):
                    is_any_filled = True
                    self._read_row(sheet, row)
                elif (indicator := self._reader.named(row)) is not None:
                    place = row.places.get("verified", row.places.get("finding", ""))
                    self._content.blanks.setdefault(indicator.indicator_id, [Spot(sheet.name, place)])
        if not is_any_filled:
            self._content.faults.append(Fault("nothing_inspected"))
        return self._content

    def _read_row(self, sheet: DraftSheet, row: DraftRow) -> None:
        line = self._reader.line(sheet, row, self._content.heads.subject.value)
        if line is None:
            return
        self._content.mentioned.add(line.indicator.indicator_id)
        self._note_claim(line)
        verified, finding = row.cells.get("verified", []), text_of(row.cells.get("finding", []))
        due_date, is_sound = self._due_date(line)
        cell = self._reader.same(line, verified, "核实值") if verified else row.cells["finding"][0]
        if cell is None:
            return
        if cell not in line.unread:
            self._reader.warn_if_hidden(line, cell)
        figure = self._reader.figure(line, cell) if verified else None
        if (verified and figure is None) or not is_sound or cell in line.unread:
            return
        kept = InspectionRow(
            indicator_id=line.indicator.indicator_id,
            verified=figure.value if figure else None,
            numerator=figure.numerator if figure else None,
            denominator=figure.denominator if figure else None,
            typed=figure.typed if figure else None,
            self_typed=text_of(row.cells.get("self_reported", [])),
            evidence_complete=text_of(row.cells.get("evidence_complete", [])),
            finding=finding if _finds(finding) else None,
            due_date=due_date,
            sheet=sheet.name,
            cell=cell.spot,
        )
        self._keep(kept, line)

    def _note_claim(self, line: Line) -> None:
        """自报值, to be held against the report."""
        cell = next(iter(line.row.cells.get("self_reported", [])), None)
        if cell is not None and cell not in line.unread and not (cell.kind == "text" and cell.text.strip() in _BLANKS):
            total = next(iter(line.row.cells.get("denominator", [])), None)
            claim = Claim(read_quietly(line.indicator, cell, total), cell.text.strip(), Spot(line.sheet.name, cell.spot))
            self._content.claims.setdefault(line.indicator.indicator_id, claim)

    def _due_date(self, line: Line) -> tuple[date | None, bool]:
        """整改时限, and whether nothing is wrong with it."""
        cell = next(iter(line.row.cells.get("due_date", [])), None)
        if cell is not None and cell in line.unread:
            return None, False
        if cell is None or says_none(cell.text):
            return None, True
        try:
            return read_day(cell, Month.LAST_DAY), True
        except Unreadable as unreadable:
            self._content.faults.append(unreadable.at(line.sheet.name, cell, about(line.indicator)))
            return None, False

    def _keep(self, row: InspectionRow, line: Line) -> None:
        """Keep the first of an indicator; a second one must say the same."""
        first = self._first.get(row.indicator_id)
        if first is None:
            self._first[row.indicator_id] = row
            self._content.rows.append(row)
        elif (first.verified, first.finding, first.due_date) != (row.verified, row.finding, row.due_date):
            words = {"other": str(Spot(first.sheet, first.cell)), "expected": _said(first), "found": _said(row)}
            self._reader.fault("indicator_twice", line.sheet, line.named_by, line.indicator, **words)


def _said(row: InspectionRow) -> str:
    return ";".join(filter(None, (row.typed, row.finding)))


def _finds(finding: str | None) -> bool:
    """Whether 发现问题 tells of one; 同上 does, though it is for the reader to see of what."""
    return not says_none(finding) and (finding or "").strip() not in words("zero")


def _drop_signs(row: DraftRow) -> None:
    """核实值 that is only a stroke (/, ——) is blank, as it is in every other column of this sheet."""
    verified = [cell for cell in row.cells.pop("verified", []) if not _is_sign(cell)]
    if verified:
        row.cells["verified"] = verified


def _is_sign(cell: Cell) -> bool:
    return cell.kind == "text" and not cell.text.strip().strip(_STROKES)
