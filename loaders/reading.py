"""An .xlsx or .xlsm as sheets of small records, through openpyxl. Runs in the sandbox, behind the guard.

openpyxl's reader is used without what nobody looks at here (drawings, pivot tables, document properties, links), since each is
one more way for a sound workbook to fail; and merges are kept as ranges, since openpyxl would expand a merged column cell by
cell. The second load that tells a formula without a stored value from a blank is not needed: the guard's pass saw them.
"""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser, WorksheetReader
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import COMMENTS_NS
from openpyxl.xml.functions import fromstring

from loaders.cells import Cell, Merge, Place, Sheet
from loaders.folding import is_blank
from loaders.guard import Package
from loaders.personal import MASK, is_number_cell

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"^[#,]*0(?:\.(0+))?%?$")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_NAMES = re.compile(rb'\b(PartName|Target)="([^"]*)"')


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's parser of one sheet; a number cell that holds no number is read as the text that it is."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """One cell: `NaN`, `1,200` and the like as texts, nothing but blanks as nothing."""
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except ValueError:
            value = element.find(VALUE_TAG)
            if element.get("t", "n") != "n" or value is None:
                raise
            if not element.get("r"):
                self.col_counter -= 1
            element.set("t", "str")
            value.text = (value.text or "").strip()
            cell = super().parse_cell(element)
        return cell


class _SheetReader(WorksheetReader):  # type: ignore[misc]
    """openpyxl's reader of one sheet, with the parser above."""

    def __init__(self, worksheet: Worksheet, source: Any, strings: Any, data_only: bool, rich_text: bool) -> None:
        super().__init__(worksheet, source, strings, data_only, rich_text)
        book = worksheet.parent
        self.parser = _Parser(source, strings, data_only, book.epoch, book._date_formats, book._timedelta_formats, rich_text)


class _Reader(ExcelReader):  # type: ignore[misc] # openpyxl has no types
    """openpyxl's reader, cells and their formats only."""

    def read(self) -> None:
        """Load the workbook into `self.wb`."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()
        self.archive.close()

    def read_worksheets(self) -> None:
        """Every worksheet's cells, hidden rows, merged ranges (as texts) and comments."""
        for sheet, relation in self.parser.find_sheets():
            if relation.target not in self.valid_files or "worksheet" not in relation.Type.lower():
                continue
            worksheet = self.wb.create_sheet(sheet.name)
            with self.archive.open(relation.target) as source:
                reader = _SheetReader(worksheet, source, self.shared_strings, self.data_only, self.rich_text)
                reader.bind_cells()
                reader.bind_row_dimensions()
            worksheet.sheet_state = sheet.state
            worksheet.HeaderFooter = getattr(reader.parser, "HeaderFooter", worksheet.HeaderFooter)
            worksheet.kept_merges = [merge.ref for merge in reader.parser.merged_cells.mergeCell] if reader.parser.merged_cells else []
            worksheet.kept_comments = list(self._comments(relation.target))

    def _comments(self, part: str) -> Iterator[tuple[Place, str]]:
        rels_path = get_rels_path(part)
        relations = get_dependents(self.archive, rels_path) if rels_path in self.valid_files else RelationshipList()
        for relation in relations.find(COMMENTS_NS):
            for reference, comment in CommentSheet.from_tree(fromstring(self.archive.read(relation.target))).comments:
                yield coordinate_to_tuple(reference), comment.content


def read_sheets(package: Package) -> list[Sheet]:
    """All worksheets of a guarded package, hidden ones included; chart sheets are none."""
    content = package.content
    if package.names_are_odd or package.is_strict or _names_differ_in_case(package):
        content = _mended(package)
    bare_formulas = {name: package.scans[part].bare_formulas for name, _, part in package.sheet_parts if part in package.scans}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _Reader(io.BytesIO(content), data_only=True, keep_links=False)
        reader.read()
        return [_sheet(worksheet, bare_formulas.get(worksheet.title, set())) for worksheet in reader.wb.worksheets]


def _names_differ_in_case(package: Package) -> bool:
    """Whether a part is referred to by a name that only differs in large and small letters."""
    targets = [part for _, _, part in package.sheet_parts] + re.findall(
        r'PartName="/?([^"]*)"', package.parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    )
    small = {name.lower() for name in package.parts}
    return "[Content_Types].xml" not in package.parts or any(t not in package.parts and t.lower() in small for t in targets)


def _mended(package: Package) -> bytes:
    """The package with small letters in all names, plain slashes, and Strict namespaces turned into the usual ones."""
    mended = io.BytesIO()
    with zipfile.ZipFile(mended, "w") as archive:
        for name, part in package.parts.items():
            if name in package.scans:
                for strict, usual in _STRICT:
                    part = part.replace(strict, usual)
                if name.lower().endswith((".rels", "[content_types].xml")):
                    part = _NAMES.sub(lambda match: match[1] + b'="' + match[2].replace(b"\\", b"/").lower() + b'"', part)
            small = name.lower()
            archive.writestr("[Content_Types].xml" if small == "[content_types].xml" else small, part)
    for scan in [*package.scans.values()]:
        package.scans[scan.name.lower()] = scan
    package.sheet_parts = [(title, state, part.lower()) for title, state, part in package.sheet_parts]
    return mended.getvalue()


def _sheet(worksheet: Worksheet, bare_formulas: set[Place]) -> Sheet:
    sheet = Sheet(worksheet.title, worksheet.sheet_state != "visible")
    for reference in worksheet.kept_merges:
        left, top, right, bottom = range_boundaries(reference)
        sheet.merges.append(Merge(top, left, bottom, right))
    hidden_by_merge = _Cover(sheet.merges)
    for place, source in worksheet._cells.items():
        cell = _cell(source)
        if cell is not None:
            (sheet.covered if hidden_by_merge.covers(place) else sheet.cells)[place] = cell
    for place in bare_formulas:
        if not hidden_by_merge.covers(place):
            sheet.cells[place] = Cell(*place, "formula", "")
    sheet.hidden_rows = {row for row, size in worksheet.row_dimensions.items() if size.hidden}
    sheet.comments = dict(worksheet.kept_comments)
    sheet.margins = list(_margins(worksheet))
    return sheet


class _Cover:
    """Whether a cell lies under a merge and is not its first. Merges are looked up by row where they are few rows high."""

    def __init__(self, merges: list[Merge]) -> None:
        self._by_row: dict[int, list[Merge]] = {}
        self._tall = [merge for merge in merges if merge.bottom - merge.top > 50]
        for merge in merges:
            if merge.bottom - merge.top <= 50:
                for row in range(merge.top, merge.bottom + 1):
                    self._by_row.setdefault(row, []).append(merge)

    def covers(self, place: Place) -> bool:
        row, column = place
        return any(
            merge.top <= row <= merge.bottom and merge.left <= column <= merge.right and (merge.top, merge.left) != place
            for merges in (self._by_row.get(row, ()), self._tall)
            for merge in merges
        )


def _margins(worksheet: Worksheet) -> Iterator[str]:
    margins = worksheet.HeaderFooter
    for item in (margins.oddHeader, margins.oddFooter, margins.evenHeader, margins.evenFooter, margins.firstHeader, margins.firstFooter):
        for part in (item.left, item.center, item.right) if item else ():
            if part.text:
                yield str(part.text)


def _cell(source: Any) -> Cell | None:
    """One openpyxl cell as a record; None where it holds nothing but blanks."""
    value, kind = source.value, source.data_type
    row, column = source.row, source.column
    if kind == "s" and isinstance(value, str):
        return None if is_blank(value) else Cell(row, column, "text", value)
    if value is None:
        return None
    if isinstance(value, bool):
        return Cell(row, column, "bool", "TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number_cell(row, column, value, source.number_format)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(row, column, "date", f"{day.year}年{day.month}月{day.day}日", day=day.isoformat())
    return Cell(row, column, "error" if kind == "e" else "date", str(value))  # else a time of day


def _number_cell(row: int, column: int, value: float, number_format: str) -> Cell:
    if isinstance(value, int) and abs(value) > 10**300:
        value = math.inf
    is_percent, decimals = _format(number_format)
    text = MASK if is_number_cell(value) else shown(value, is_percent, decimals)
    return Cell(row, column, "number", text, value, percent=is_percent)


@lru_cache(maxsize=1024)
def _format(number_format: str) -> tuple[bool, int | None]:
    """Whether a number format shows percent, and its decimals where they are fixed."""
    plain = _QUOTED.sub("", (number_format or "").split(";")[0]).strip()
    match = _DECIMALS.match(plain)
    return "%" in plain, (len(match[1] or "") if match else None)


def shown(value: float, is_percent: bool, decimals: int | None) -> str:
    """A number as its format shows it; General keeps up to ten digits, as a spreadsheet does."""
    if not math.isfinite(value):
        return str(value)
    scaled = value * 100 if is_percent else value
    text = f"{scaled:.{decimals}f}" if decimals is not None else f"{scaled:.10g}"
    if isinstance(value, int) and not is_percent and decimals is None:
        text = str(value)
    return text + "%" if is_percent else text
