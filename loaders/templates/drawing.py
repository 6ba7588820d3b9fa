"""How every template looks and what holds on it: fonts, fills, locked cells, lists to choose from, the printed page.

The sheet is protected without a password: it keeps hands off headings and numbers, and locks nobody out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that no workbook may hold."""
HEADS_ROW, HINT_ROW, HEADING_ROW = 2, 3, 4
FIRST_ROW = HEADING_ROW + 1
SONG, HEI = "宋体", "黑体"
TEXT, DAY, SHARE = "@", "yyyy-mm-dd", "0.00%"
_HEAD_FILL, _SECTION_FILL, _GREY, _WHITE = "FFDCE6F1", "FFF1F5FA", "FFEDEDED", "FFFFFFFF"
_THIN = Side(style="thin", color="FF999999")
_BORDERS = {
    "box": Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN),
    "line": Border(bottom=Side(style="thin", color="FF555555")),
    "none": Border(),
}
_LISTS = "名单"
_LONGEST_LIST = 255
_LINE_HEIGHT = 15
_LAST_DAY = "DATE(2100,12,31)"


@dataclass(frozen=True)
class Look:
    """How a cell looks, and whether it may be typed in."""

    font: str = SONG
    size: int = 11
    color: str = "FF000000"
    fill: str | None = None
    align: str = "center"
    border: str = "box"
    number_format: str = "General"
    is_open: bool = False
    is_wrapped: bool = True

    def of(self, **changes: Any) -> Look:
        """The same but for these."""
        return replace(self, **changes)


TITLE = Look(HEI, 18, border="none", is_wrapped=False)
LABEL = Look(HEI, 11, border="none", align="right", is_wrapped=False)
HEAD_VALUE = Look(border="line", align="left", number_format=TEXT, is_wrapped=False)
HINT = Look(size=10, color="FF555555", border="none", align="left")
HEADING = Look(HEI, 11, fill=_HEAD_FILL)
SECTION = Look(HEI, 10, fill=_SECTION_FILL, align="left", is_wrapped=False)
FIXED = Look(fill=_GREY)
"""What the template says: grey, locked."""
ENTRY = Look(fill=_WHITE, is_open=True)
"""What is to be typed: white, open."""


class Column(NamedTuple):
    """One column of a template's table."""

    key: str
    heading: str
    width: float
    align: str = "center"


class Head(NamedTuple):
    """One head above the table; typed in where its text is not known, and chosen from a list where there is one."""

    label: str
    text: str
    columns: tuple[int, int, int, int]
    """First and last column of the label, and of its value."""
    choices: Sequence[str] = ()


class _FittedRow(RowDimension):  # type: ignore[misc] # openpyxl has no types
    """A row with the height that its texts need now, which the program fits again when somebody types more."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """Whether somebody chose the height."""
        return False


class Book:
    """A template that is being drawn."""

    def __init__(self, sheet_name: str, title: str) -> None:
        self.workbook = Workbook()
        sheet = self.workbook.active
        assert isinstance(sheet, Worksheet)
        sheet.title = sheet_name
        self.main = Page(sheet)
        self._lists: dict[str, str] = {}
        self._listed: Worksheet | None = None
        self.workbook.properties.title, self.workbook.properties.creator = CONTROL.sub("", title), None

    def add_page(self, sheet_name: str) -> Page:
        """A further sheet."""
        sheet = self.workbook.create_sheet(sheet_name)
        assert isinstance(sheet, Worksheet)
        return Page(sheet)

    def choices(self, name: str, texts: Iterable[str]) -> DataValidation:
        """A list to choose from. One that a validation can't hold stands on a hidden sheet, under this name."""
        texts = [CONTROL.sub("", text) for text in texts]
        joined = ",".join(texts)
        if len(joined) <= _LONGEST_LIST and not any(sign in text for text in texts for sign in ',"'):
            formula = f'"{joined}"'
        else:
            formula = self._lists[name] if name in self._lists else self._list(name, texts)
        return check("list", "请从下拉列表中选择。", formula1=formula)

    def _list(self, name: str, texts: list[str]) -> str:
        if self._listed is None:
            listed = self.workbook.create_sheet(_LISTS)
            assert isinstance(listed, Worksheet)
            listed.sheet_state, listed.protection.sheet = "hidden", True
            self._listed = listed
        column = len(self._lists) + 1
        for row, text in enumerate(texts, start=1):
            put_text(self._listed, row, column, text)
        letter = get_column_letter(column)
        place = f"'{_LISTS}'!${letter}$1:${letter}${len(texts)}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place)
        self._lists[name] = name
        return name

    def save(self) -> bytes:
        """The workbook's bytes."""
        stream = io.BytesIO()
        self.workbook.save(stream)
        return stream.getvalue()


class Page:
    """A sheet that is being drawn. A look is made once and copied: making one costs far more than a cell."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._styles: dict[Look, Any] = {}

    def put(self, row: int, column: int, content: str | float | date | None, look: Look) -> Cell:
        """Write a cell; a text is never run, whatever it begins with."""
        if isinstance(content, str) or content is None:
            cell = put_text(self.sheet, row, column, content or "")
        else:
            cell = self.sheet.cell(row, column)
            assert isinstance(cell, Cell)
            cell.value = content
        is_quoted = bool(cell.quotePrefix)
        self._dress(cell, look)
        if is_quoted:
            cell.quotePrefix = True
        return cell

    def put_formula(self, row: int, column: int, formula: str, look: Look) -> None:
        """Write a formula of ours."""
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = f"={formula}"
        self._dress(cell, look)

    def put_across(self, row: int, left: int, right: int, content: str | None, look: Look) -> Cell:
        """Write a cell that is merged over several columns."""
        if right > left:  # before there are any borders, which openpyxl would add up cell by cell
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=left, end_column=right)
        for column in range(left + 1, right + 1):
            self._dress(self.sheet.cell(row, column), look)
        return self.put(row, left, content, look)

    def _dress(self, cell: Any, look: Look) -> None:
        if look not in self._styles:
            cell.quotePrefix = False  # this cell's own, and none of the look
            cell.font = Font(look.font, size=look.size, color=look.color)
            cell.alignment = Alignment(look.align, "center", wrap_text=look.is_wrapped)
            cell.number_format = look.number_format
            cell.protection = Protection(locked=not look.is_open)
            cell.border = _BORDERS[look.border]
            if look.fill:
                cell.fill = PatternFill("solid", fgColor=look.fill)
            self._styles[look] = copy(cell._style)
        else:
            cell._style = copy(self._styles[look])

    def fit(self, row: int, texts: Iterable[tuple[str | None, float]], least: float = 18) -> None:
        """Make a row high enough for its texts, each with the width that it has. LibreOffice does not do so on opening, Excel does."""
        lines = max((lines_needed(text, width) for text, width in texts if text), default=1)
        self.sheet.row_dimensions[row] = _FittedRow(self.sheet, index=row, ht=max(least, _LINE_HEIGHT * lines + 3))

    def write_top(self, title: str, heads: Sequence[Head], hint: str, columns: Sequence[Column], book: Book) -> None:
        """Title, heads, a hint, and the table's headings."""
        last = len(columns)
        self.put_across(1, 1, last, title, TITLE)
        for head in heads:
            first, end, value, value_end = head.columns
            self.put_across(HEADS_ROW, first, end, f"{head.label}:", LABEL)
            cell = self.put_across(HEADS_ROW, value, value_end, head.text, HEAD_VALUE.of(is_open=not head.text))
            if head.choices and not head.text:
                self.check(book.choices(f"{head.label}名单", head.choices), [cell.coordinate])
        width = sum(column.width for column in columns)
        self.put_across(HINT_ROW, 1, last, hint, HINT)
        for number, column in enumerate(columns, start=1):
            self.put(HEADING_ROW, number, column.heading, HEADING)
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        for row, height in ((1, 34), (HEADS_ROW, 22), (HEADING_ROW, 36)):
            self.sheet.row_dimensions[row].height = height
        self.sheet.row_dimensions[HINT_ROW].height = _LINE_HEIGHT * lines_needed(hint, width) + 5

    def write_footer(self, row: int, columns: Sequence[tuple[int, int, int]]) -> None:
        """填表人, 审核人, 联系电话, as far as there is room: column of the label, first and last column of the cell to type in."""
        self.sheet.row_dimensions[row].height = 22
        for label, (at, first, last) in zip(("填表人", "审核人", "联系电话"), columns, strict=False):
            self.put(row, at, f"{label}:", LABEL)
            self.put_across(row, first, last, None, HEAD_VALUE.of(is_open=True))

    def check(self, validation: DataValidation, places: Iterable[str]) -> None:
        """Let only this be typed in these cells or ranges."""
        places = list(places)
        if places:
            for place in places:
                validation.add(place)
            self.sheet.add_data_validation(validation)

    def finish(self, frozen: str | None = None, title_rows: int | None = HEADING_ROW) -> None:
        """A4 across, as many pages long as it takes, headings on each; headings stay in view and are locked."""
        sheet = self.sheet
        sheet.freeze_panes = frozen
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        if title_rows:
            sheet.print_title_rows = f"1:{title_rows}"
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "第&P页 共&N页"
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.6
        sheet.page_margins.header = sheet.page_margins.footer = 0.3
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text as text: one that begins like a formula is never run."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    text = CONTROL.sub("", text)
    if text:
        cell.value = text
        if text[0] in "=+-@\t\r" or cell.data_type != "s":
            cell.data_type = "s"
            cell.quotePrefix = True
    return cell


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese sign is two wide."""
    return sum(-(-sum(1 if sign.isascii() else 2 for sign in line) // int(width)) or 1 for line in text.split("\n"))


# ---- what may be typed -----------------------------------------------------------------------------------------------------


def check(kind: str, error: str, **how: Any) -> DataValidation:
    """What may be typed, with a sentence for what may not; blank always may."""
    prompt = how.pop("prompt", None)
    found = DataValidation(kind, allow_blank=True, showErrorMessage=True, errorTitle="填写有误", error=error, **how)
    if prompt:
        found.showInputMessage, found.promptTitle, found.prompt = True, "怎么填", prompt
    return found


def whole(least: int = 0) -> DataValidation:
    """A whole number."""
    return check("whole", f"请填 {least} 或以上的整数。", operator="greaterThanOrEqual", formula1=str(least))


def decimal() -> DataValidation:
    """A number, 0 or more."""
    return check("decimal", "请填 0 或以上的数字。", operator="greaterThanOrEqual", formula1="0")


def between(low: float, high: float, error: str, prompt: str | None = None) -> DataValidation:
    """A number within bounds."""
    return check("decimal", error, operator="between", formula1=f"{low:g}", formula2=f"{high:g}", prompt=prompt)


def day_from(first: date) -> DataValidation:
    """A day, from the first that makes sense. The bound catches 2024.5, which a spreadsheet takes for a day of 1905."""
    error = f"请填 {first.year} 年以后、2100 年以前的日期,如 2024-07-31。"
    start = f"DATE({first.year},{first.month},{first.day})"
    return check("date", error, operator="between", formula1=start, formula2=_LAST_DAY, prompt="填年月日,如 2024-07-31。")
