"""The marked-up copy that goes back with a refusal: a list of what is wrong with links, then the user's values with faulty cells marked.

It is made anew from the cells that the sandbox read: no formula, link, macro or picture of the user's file is in it, and no resident
number. The user's own file is never touched.
"""

from __future__ import annotations

import io
import math
import re
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from loaders.cells import Cell, Place, Sheet
from loaders.formats.limits import place_of
from loaders.layout.folding import fold_heading
from loaders.layout.words import Vocabulary, kinds
from loaders.personal import masked
from loaders.shown import without_place
from loaders.templates.drawing import CONTROL, lines_needed, put_text

_LIST = "问题清单"
_COLUMNS = (("序号", 6), ("工作表", 16), ("单元格", 9), ("问题", 100), ("性质", 8))
_SEVERITY = {"error": "错误", "warning": "提示"}
_FILLS = {"error": PatternFill("solid", fgColor="FFFFC7CE"), "warning": PatternFill("solid", fgColor="FFFFEB9C")}
_HEAD_FILL = PatternFill("solid", fgColor="FFDCE6F1")
_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_LONGEST_NAME = 31
_LINE_HEIGHT, _HIGHEST = 15, 400
_NARROWEST, _WIDEST, _MARGIN = 8, 40, 2
_FIRST_ROWS, _MOST_BOXED = 60, 40_000
_THIN = Side(style="thin", color="FF999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LONGEST = 2000
_MOST_DRESSED = 3000
_MOST_MARKED = 2000
"""Faults that are listed and marked: whoever has more has one fault in every row, and nobody reads further."""
_LARGEST_MERGE, _LARGEST_MERGES = 400, 20_000
_LINK = Font("宋体", size=11, color="FF0563C1", underline="single")
_FIXED = re.compile(r"-?[0-9]+(?:\.([0-9]+))?(%?)\Z")


def marked_up(sheets: list[Sheet], issues: list[dict[str, Any]]) -> bytes:
    """The copy's bytes; of a file that can't be read there is only the list."""
    workbook = Workbook()
    listed = workbook.active
    assert isinstance(listed, Worksheet)
    listed.title = _LIST
    copies = {sheet.name: _copy(workbook, sheet) for sheet in sheets}
    _write_list(listed, issues[:_MOST_MARKED], copies)
    if len(issues) > _MOST_MARKED:
        put_text(listed, _MOST_MARKED + 2, 4, f"另有 {len(issues) - _MOST_MARKED} 处没有列出;请先改正以上各处,再报送时会列出。")
    _mark(issues[:_MOST_MARKED], copies, {sheet.name: sheet for sheet in sheets})
    for copied in workbook.worksheets:
        copied.page_setup.orientation, copied.page_setup.paperSize = "landscape", 9
        copied.page_setup.fitToWidth, copied.page_setup.fitToHeight = 1, 0
        copied.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_list(listed: Worksheet, issues: list[dict[str, Any]], copies: dict[str, Worksheet]) -> None:
    for column, (heading, width) in enumerate(_COLUMNS, start=1):
        cell = put_text(listed, 1, column, heading)
        cell.font, cell.fill, cell.border = Font("黑体", size=11), _HEAD_FILL, _BOX
        listed.column_dimensions["ABCDE"[column - 1]].width = width
    for number, issue in enumerate(issues, start=1):
        row = number + 1
        listed.cell(row, 1, number).alignment = Alignment("center", "top")
        message = without_place(issue)
        texts = (issue["sheet"] or "", issue["cell"] or "", message, _SEVERITY[issue["severity"]])
        for column, text in enumerate(texts, start=2):
            cell = put_text(listed, row, column, text)
            cell.font, cell.alignment = Font("宋体", size=11), Alignment(vertical="top", wrap_text=column in (2, 4))
        lines = max(lines_needed(message, _COLUMNS[3][1] - _MARGIN), lines_needed(issue["sheet"] or "", _COLUMNS[1][1] - _MARGIN))
        listed.row_dimensions[row].height = min(_HIGHEST, _LINE_HEIGHT * lines + 3)
        for column in range(1, len(_COLUMNS) + 1):
            listed.cell(row, column).border = _BOX
        listed.cell(row, 5).fill = _FILLS[issue["severity"]]
        if issue["cell"] and (issue["sheet"] or "") in copies:
            link = listed.cell(row, 3)
            title = copies[issue["sheet"] or ""].title.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{title}'!{issue['cell']}")
            link.font, link.alignment = _LINK, Alignment(vertical="top")
    listed.freeze_panes = "A2"


def _copy(workbook: Workbook, sheet: Sheet) -> Worksheet:
    """A sheet with the values of the user's, and the smaller of its merges."""
    copied = workbook.create_sheet(_NOT_IN_NAMES.sub("_", CONTROL.sub("", sheet.name))[: _LONGEST_NAME - 2] or "Sheet")
    assert isinstance(copied, Worksheet)
    left = _LARGEST_MERGES
    for merge in sheet.merges:
        area = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        if area <= min(left, _LARGEST_MERGE):
            copied.merge_cells(start_row=merge.top, end_row=merge.bottom, start_column=merge.left, end_column=merge.right)
            left -= area
    for place, cell in sheet.cells.items():
        if isinstance(copied.cell(*place), BookCell):
            _write(copied, place, cell)
    _dress(copied, sheet)
    return copied


def _dress(copied: Worksheet, sheet: Sheet) -> None:
    """Columns as wide as their texts, rows as high, boxes from the heading row on, which is bold. Titles above it run over.

    Beyond `_MOST_DRESSED` rows a sheet has its values alone.
    """
    if not sheet.cells:
        return
    heading = _heading_row(sheet)
    cells = {place: cell for place, cell in sheet.cells.items() if heading <= place[0] < heading + _MOST_DRESSED}
    spans = {(merge.top, merge.left): range(merge.left, merge.right + 1) for merge in sheet.merges}
    widths: dict[int, int] = {}
    for (row, column), cell in cells.items():
        if len(spans.get((row, column), ())) < 2:
            wide = max(sum(1 if sign.isascii() else 2 for sign in line) for line in cell.text[:_LONGEST].split("\n"))
            widths[column] = max(widths.get(column, _NARROWEST), min(_WIDEST, wide + _MARGIN))
    for column, width in widths.items():
        copied.column_dimensions[get_column_letter(column)].width = width
    tall = {(merge.top, merge.left) for merge in sheet.merges if merge.bottom > merge.top}
    lines: dict[int, int] = {}
    for (row, column), cell in cells.items():
        if (row, column) not in tall:
            room = sum(widths.get(covered, _NARROWEST) for covered in list(spans.get((row, column), (column,)))[:_LONGEST]) - _MARGIN
            lines[row] = max(lines.get(row, 1), lines_needed(cell.text[:_LONGEST], room))
    for row, needed in lines.items():
        if needed > 1:
            copied.row_dimensions[row].height = min(_HIGHEST, _LINE_HEIGHT * needed + 3)
    _box(copied, set(cells), heading)


def _box(copied: Worksheet, filled: set[Place], heading: int) -> None:
    """Thin lines around the table's cells, the blank ones among them unless they are too many; texts broken where a column ends."""
    rows = sorted({row for row, _ in filled})
    columns = sorted({column for _, column in filled})
    places = {(row, column) for row in rows for column in columns} if len(rows) * len(columns) <= _MOST_BOXED else filled
    made: dict[tuple[str, bool, bool], Any] = {}
    for row, column in places:
        cell = copied.cell(row, column)
        looks = (cell.number_format, bool(cell.quotePrefix), row == heading) if isinstance(cell, BookCell) else ("", False, False)
        if looks not in made:
            cell.border = _BOX
            if isinstance(cell, BookCell):
                cell.alignment = Alignment(vertical="center", wrap_text=True)
                cell.font = Font("宋体", size=11, bold=row == heading)
            made[looks] = copy(cell._style)
        else:
            cell._style = copy(made[looks])


def _heading_row(sheet: Sheet) -> int:
    """The first row with the most headings that are known; the first row of all where there is none."""
    known = frozenset().union(*(Vocabulary().column_keys(kind.kind) for kind in kinds()))
    counts: dict[int, int] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if len(counts) > _FIRST_ROWS:
            break
        counts[row] = counts.get(row, 0) + (cell.kind == "text" and fold_heading(cell.text) in known)
    return max(counts, key=lambda row: (counts[row], -row))


def _write(copied: Worksheet, place: Place, cell: Cell) -> None:
    """One value: a number as a number that looks the same, all else as text."""
    shape = _FIXED.match(cell.text)
    if cell.kind == "number" and cell.number is not None and math.isfinite(cell.number) and shape:
        number = copied.cell(*place)
        number.value = cell.number
        number.number_format = "0" + (f".{'0' * len(shape[1])}" if shape[1] else "") + shape[2]
    else:
        put_text(copied, *place, masked(cell.text) if cell.kind != "formula" else "(公式,没有计算结果)")


def _mark(issues: list[dict[str, Any]], copies: dict[str, Worksheet], sheets: dict[str, Sheet]) -> None:
    """Fill and comment every faulty cell; what is under a merge is marked at its first cell."""
    marks: dict[tuple[str, Place], list[dict[str, Any]]] = {}
    for issue in issues:
        name = issue["sheet"] or ""  # the one sheet of a .csv has no name
        if issue["cell"] and name in copies:
            place = _seen_at(sheets[name], place_of(issue["cell"]))
            marks.setdefault((name, place), []).append(issue)
    for (name, place), found in marks.items():
        cell = copies[name].cell(*place)
        cell.fill = _FILLS["error" if any(issue["severity"] == "error" for issue in found) else "warning"]
        cell.comment = Comment(CONTROL.sub("", "\n".join(issue["message"] for issue in found)), "民族团结进步创建", height=120, width=320)


def _seen_at(sheet: Sheet, place: Place) -> Place:
    row, column = place
    inside = (m for m in sheet.merges if m.top <= row <= m.bottom and m.left <= column <= m.right)
    return next(((merge.top, merge.left) for merge in inside), place)
