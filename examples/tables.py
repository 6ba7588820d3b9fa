"""Plain tables with titles, labels and a heading, written as .xlsx, .ods or .csv; the same table gives the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from examples.spelling import Cell
from examples.texts import MARK
from examples.writing import ZIP_MOMENT, workbook_bytes

THIN = Side(style="thin", color="808080")
RULES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="DDEBF7")
SIZES = {"title": 16}
NARROW = 10
"""A column of numbers, too narrow for a label."""


@dataclass(frozen=True)
class Placed:
    """One filled cell; `shown` is what a formula there shows."""

    cell: Cell
    style: str
    shown: float | None = None


@dataclass
class Table:
    """One sheet being filled from the top, row by row."""

    name: str
    widths: tuple[float, ...]
    cells: dict[tuple[int, int], Placed] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(first row, first column, last row, last column), from 1."""
    row: int = 1

    def line(self, text: str, style: str = "note") -> None:
        """A text over the whole table."""
        self.cells[self.row, 1] = Placed((text, None), style)
        self.merge(self.row, 1, self.row, len(self.widths))
        self.row += 1

    def fill(self, cells: Sequence[Cell | None], style: str = "body", shown: dict[int, float] | None = None) -> None:
        """A row of cells; None leaves one out. `shown` gives what formulas show, by column from 1."""
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                self.cells[self.row, column] = Placed(cell, style, (shown or {}).get(column))
        self.row += 1

    def labels(self, pairs: Sequence[tuple[str, Cell]], way: str) -> None:
        """Labels and their values: side (by side), one_cell (`填报单位:泾川县`), rows (a label and its value a row)."""
        step = max(2, len(self.widths) // len(pairs))
        first = 2 if self.widths[0] < NARROW and way != "one_cell" else 1
        for number, (label, value) in enumerate(pairs):
            column = first if way == "rows" else first + step * number
            if way == "one_cell":
                self.cells[self.row, column] = Placed((f"{label}:{shown(value)}", None), "label")
                self.merge(self.row, column, self.row, column + step - 1 if number + 1 < len(pairs) else len(self.widths))
            else:
                self.cells[self.row, column] = Placed((label, None), "label")
                self.cells[self.row, column + 1] = Placed(value, "label")
            self.row += way == "rows"
        self.row += way != "rows"

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        if (first_row, first_column) != (last_row, last_column):
            self.merges.append((first_row, first_column, last_row, last_column))


def shown(cell: Cell) -> str:
    """What a cell shows."""
    value, number_format = cell
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日" if number_format and "年" in number_format else f"{value:%Y-%m-%d}"
    if isinstance(value, float) and number_format and number_format.endswith("%"):
        return f"{value:.{1 if '.' in number_format else 0}%}"
    return value if isinstance(value, str) else f"{value:g}" if float(value) == int(value) else repr(value)


def written(tables: Sequence[Table], file_format: str, title: str, moment: datetime) -> bytes:
    """The tables as a file of a format: xlsx, ods, or text (csv, csv_gb18030), which takes one table."""
    if file_format == "xlsx":
        return _as_xlsx(tables, title, moment)
    if file_format == "ods":
        return _as_ods(tables)
    (table,) = tables
    return _as_text(table, "gb18030" if file_format == "csv_gb18030" else "utf-8-sig")


def _as_xlsx(tables: Sequence[Table], title: str, moment: datetime) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    stored_values = {}
    for table in tables:
        sheet = workbook.create_sheet(table.name)
        for column, width in enumerate(table.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for (row, column), placed in table.cells.items():
            cell = sheet.cell(row, column, placed.cell[0])
            cell.number_format = placed.cell[1] or "General"
            cell.font = Font(name="宋体", size=SIZES.get(placed.style, 11), bold=placed.style in ("title", "head"))
            is_ruled, is_aside = placed.style in ("head", "body"), placed.style in ("label", "foot")
            cell.alignment = Alignment(horizontal="left" if is_aside else "center", vertical="center", wrap_text=is_ruled)
            if is_ruled:
                cell.border = RULES
            if placed.style == "head":
                cell.fill = HEAD_FILL
            if placed.shown is not None:
                stored_values[table.name, cell.coordinate] = placed.shown
        for first_row, first_column, last_row, last_column in table.merges:
            sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
        sheet.oddHeader.right.text = MARK
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    workbook.properties.creator, workbook.properties.title = MARK, title
    workbook.properties.created = workbook.properties.modified = moment
    return workbook_bytes(workbook, stored_values, moment)


def _as_text(table: Table, encoding: str) -> bytes:
    """As a spreadsheet program saves it: every row as wide as the widest."""
    last_row, last_column = max(row for row, _ in table.cells), max(column for _, column in table.cells)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in range(1, last_row + 1):
        placed = [table.cells.get((row, column)) for column in range(1, last_column + 1)]
        writer.writerow([shown(one.cell) if one else "" for one in placed])
    return stream.getvalue().encode(encoding)


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'office:version="1.3"><office:automatic-styles><number:date-style style:name="day"><number:year number:style="long"/>'
    '<number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    '</number:date-style><style:style style:name="dated" style:family="table-cell" style:data-style-name="day"/>{widths}'
    "</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"


def _as_ods(tables: Sequence[Table]) -> bytes:
    widths = {width for table in tables for width in table.widths}
    parts = {
        "mimetype": _OPEN_DOCUMENT,
        "content.xml": _CONTENT.format(tables="".join(map(_ods_table, tables)), widths="".join(map(_ods_width, sorted(widths)))),
        "META-INF/manifest.xml": _MANIFEST.format(kind=_OPEN_DOCUMENT),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, text in parts.items():
            target.writestr(zipfile.ZipInfo(name, ZIP_MOMENT), text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _ods_width(width: float) -> str:
    return (
        f'<style:style style:name="w{width:g}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.21:.2f}cm"/></style:style>'
    )


def _ods_table(table: Table) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in table.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in table.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    rows = []
    for row in range(1, max(row for row, _ in table.cells) + 1):
        cells = []
        for column in range(1, len(table.widths) + 1):
            place = row, column
            if place in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            height, width = spans.get(place, (1, 1))
            span = f' table:number-columns-spanned="{width}" table:number-rows-spanned="{height}"' if place in spans else ""
            cells.append(_ods_cell(table.cells[place].cell, span) if place in table.cells else f"<table:table-cell{span}/>")
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    columns = "".join(f'<table:table-column table:style-name="w{width:g}"/>' for width in table.widths)
    return f"<table:table table:name={quoteattr(table.name)}>{columns}{''.join(rows)}</table:table>"


def _ods_cell(cell: Cell, span: str) -> str:
    value = cell[0]
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, datetime):
        kind = f' table:style-name="dated" office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
    elif isinstance(value, str):
        kind = ' office:value-type="string"'
    else:
        kind = f' office:value-type="float" office:value="{value!r}"'
    text = escape(f"{value:%Y-%m-%d}" if isinstance(value, datetime) else shown(cell))
    return f"<table:table-cell{span}{kind}><text:p>{text}</text:p></table:table-cell>"
