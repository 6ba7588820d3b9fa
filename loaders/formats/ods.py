"""An .ods workbook: its content walked once, without ever expanding what it repeats and leaves blank.

odfpy is not used: it builds an object for every element, which takes 22 ms for a report and far more than a child has for a register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from loaders.cells import Book, Cell, Merge, Place, Sheet, Unseen
from loaders.formats.container import Parts, check_xml, numbers_by_part
from loaders.formats.limits import LAST_COLUMN, LAST_ROW, LONGEST_TEXT, Counts, check_sheets, text_too_long
from loaders.formats.markup import Attributes, LocalNames, Walker, walk
from loaders.formats.merges import put_cells
from loaders.formats.number_formats import NUMBER, NumberFormat, date_cell, number_cell, whole
from loaders.layout.folding import is_blank
from loaders.problems import Unreadable

_CONTENT = "content.xml"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_ERROR = re.compile(r"#[A-Z/0-9]+[!?]?|#N/A|(?:Err|错误)[::]\s?[0-9]{3}")
_FIXED = re.compile(r"-?[0-9,]+(?:\.([0-9]+))?\s?%?\Z")
_MONTH = re.compile(r"[0-9]{2,4}(?:年[0-9]{1,2}月|[-/.][0-9]{1,2})\Z")
_SHORT = 10
_TRUTH = ("TRUE", "FALSE")
_PLAIN = frozenset({"style-name", "value-type", "calcext-type", "value"})
"""Attributes of a cell that is neither repeated, merged nor calculated: nearly all of a register's."""
_FIGURES = frozenset({"float", "percentage", "currency"})
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}\Z", re.ASCII)
_NOT_TEXT = frozenset({"annotation", "frame", "shapes", "custom-shape", "ruby-text", "note", "g", "control", "line", "rect"})
"""What may stand in a cell, or beside its text, and is no text of its own."""


class _Names(LocalNames):
    """Attributes without their prefix, but for LibreOffice's own type of a cell, which stands beside the standard's."""

    def __missing__(self, name: str) -> str:
        if name == "calcext:value-type":
            return "calcext-type"
        return super().__missing__(name)


_Pending = tuple[int, Cell, str, bool]
"""Column, cell, comment, and whether a merge covers it: a cell of the present row, which may be repeated."""


class _Content(Walker):
    """The handlers of content.xml."""

    is_text_wanted = True

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.sheets: list[Sheet] = []
        self.has_spreadsheet = False
        self._names = _Names()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: Sheet | None = None
        self._found: list[Cell] = []
        self._covered: list[Cell] = []
        self._tables = 0
        self._is_linked = False
        self._row = self._column = 0
        self._row_repeats = 1
        self._is_row_hidden = False
        self._hidden_groups: list[bool] = []
        self._pending: list[_Pending] = []
        self._spans: list[tuple[int, int, int]] = []
        """Column, width and height of the merged cells of the present row."""
        self._attributes: Attributes | None = None
        self._is_covered = False
        self._text: list[str] = []
        self._comment: list[str] = []
        self._length = 0
        self._aside: list[str] = []
        self._paragraphs = 0

    def _local(self, attributes: Attributes) -> Attributes:
        names = self._names
        return {names[key]: value for key, value in attributes.items()}

    # ---- elements

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._attributes is not None:
            self._start_in_cell(name, attributes)
        elif self._tables > 1 or self._is_linked:
            self._tables += name == "table"  # a table within a sheet's drawings
        elif name in _CELLS and self._sheet is not None:
            self._attributes = self._local(attributes)
            self._is_covered = name == "covered-table-cell"
            self._text, self._comment, self._length, self._paragraphs = [], [], 0, 0
        elif name == "table-row" and self._sheet is not None:
            given = self._local(attributes)
            self.counts.add_rows()
            self._column = 1
            self._row_repeats = _repeats(given, "number-rows-repeated")
            self._is_row_hidden = given.get("visibility", "visible") != "visible" or any(self._hidden_groups)
        elif name == "table-row-group":
            self._hidden_groups.append(any(key.endswith(":display") and value == "false" for key, value in attributes.items()))
        elif name == "table":
            self._begin_table(attributes)
        elif name == "spreadsheet":
            self.has_spreadsheet = True
        elif name == "table-source" and self._sheet is not None:
            self.sheets.pop()  # what another file held when it was last looked at: no sheet that anybody sees
            self._sheet = None
        elif name == "dde-links":
            self._is_linked = True
        elif name == "style":
            self._style = next((value for key, value in attributes.items() if key.endswith(":name")), "")
        elif name == "table-properties" and any(k.endswith(":display") and v == "false" for k, v in attributes.items()):
            self._hidden_styles.add(self._style)

    def _begin_table(self, attributes: Attributes) -> None:
        """A sheet; a table within one (of a drawing) is passed over."""
        self._tables += 1
        if self._tables > 1 or not self.has_spreadsheet:
            return
        given = self._local(attributes)
        self._sheet = Sheet(given.get("name", ""), given.get("style-name", "-") in self._hidden_styles)
        self._row, self._found, self._covered = 1, [], []
        self.sheets.append(self._sheet)
        check_sheets(len(self.sheets))

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        if name == "p" and not self._aside:
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
        elif name in _NOT_TEXT:
            self._aside.append(name)
        elif self._aside and self._aside[0] != "annotation":
            pass
        elif name in ("p", "h"):
            pieces = self._comment if self._aside else self._text
            if pieces or self._paragraphs:
                pieces.append("\n")
            self._paragraphs += not self._aside
        elif name == "s":
            given = self._local(attributes)
            self.text(" " * min(_repeats(given, "c"), LONGEST_TEXT + 1), is_spaces=True)
        elif name in ("tab", "line-break"):
            self.text("\t" if name == "tab" else "\n", is_spaces=True)
        elif name in _CELLS or name == "table":
            raise Unreadable("file_damaged")

    def text(self, data: str, is_spaces: bool = False) -> None:
        """Text of the present cell or of its annotation; between paragraphs there is only the file's own layout."""
        if self._attributes is None or (self._aside and self._aside[0] != "annotation"):
            return
        if not self._aside and not self._paragraphs:
            return
        self._length += len(data)
        if self._length > LONGEST_TEXT:
            raise text_too_long()
        (self._comment if self._aside else self._text).append(data)

    def end(self, name: str) -> None:
        """An element ends: a cell is noted, a row's cells are placed, a sheet is done."""
        if self._attributes is not None:
            if self._aside:
                if name == self._aside[-1]:
                    self._aside.pop()
            elif name in _CELLS:
                self._end_cell(self._attributes)
                self._attributes = None
        elif name == "table":
            self._tables -= 1
            if self._sheet is not None and self._tables == 0:
                put_cells(self._sheet, self._found)
                self._sheet.covered.update({(cell.row, cell.column): cell for cell in self._covered})
                self._sheet = None
        elif name == "dde-links":
            self._is_linked = False
        elif self._tables > 1:
            pass
        elif name == "table-row" and self._sheet is not None:
            self._end_row(self._sheet)
        elif name == "table-row-group" and self._hidden_groups:
            self._hidden_groups.pop()

    # ---- cells and rows

    def _end_cell(self, given: Attributes) -> None:
        if given.keys() <= _PLAIN and not self._comment and self._column < LAST_COLUMN:
            self.counts.add_cells()
            if (cell := _plain_cell((self._row, self._column), given, "".join(self._text))) is not None:
                self._pending.append((self._column, cell, "", self._is_covered))
            self._column += 1
        else:
            self._end_special_cell(given)

    def _end_special_cell(self, given: Attributes) -> None:
        """A cell that is repeated, merged, commented, a formula, or anything but a text or a figure."""
        repeats = _repeats(given, "number-columns-repeated")
        text = "".join(self._text)
        cell = _cell((self._row, self._column), given, text, is_shown=self._paragraphs > 0)
        comment = "".join(self._comment).strip() if self._comment else ""
        if ("number-columns-spanned" in given or "number-rows-spanned" in given) and not self._is_covered:
            self._add_span(_repeats(given, "number-columns-spanned"), _repeats(given, "number-rows-spanned"))
        is_filled = cell is not None or bool(comment)
        if is_filled and self._column + repeats - 1 > LAST_COLUMN:
            raise Unreadable("file_bad_reference")
        self.counts.add_cells(repeats if is_filled else 1)
        if is_filled:
            shown = cell or Cell(self._row, self._column, "text", "")
            self._pending.append((self._column, shown, comment, self._is_covered))
            for column in range(self._column + 1, self._column + repeats):
                self._pending.append((column, shown._replace(column=column), comment, self._is_covered))
        self._column = min(self._column + repeats, LAST_COLUMN + 1)

    def _add_span(self, width: int, height: int) -> None:
        if width > 1 or height > 1:
            self._spans.append((self._column, width, height))

    def _end_row(self, sheet: Sheet) -> None:
        """Place the row's cells; a row that holds something and is repeated stands there as often, within the limits."""
        if self._pending:
            if self._row + self._row_repeats - 1 > LAST_ROW:
                raise Unreadable("file_bad_reference")
            self.counts.add_rows(self._row_repeats - 1)
            self.counts.add_cells(len(self._pending) * (self._row_repeats - 1))
            for row in range(self._row, self._row + self._row_repeats):
                if self._is_row_hidden:
                    sheet.hidden_rows.add(row)
                for column, cell, comment, is_covered in self._pending:
                    if comment:
                        sheet.comments[row, column] = comment
                    if cell.text or cell.kind == "formula":
                        (self._covered if is_covered else self._found).append(cell if row == cell.row else cell._replace(row=row))
            self._pending = []
        if self._spans:
            self.counts.add_merges(len(self._spans) * self._row_repeats)
            for row in range(self._row, self._row + self._row_repeats):
                for column, width, height in self._spans:
                    bottom, right = min(row + height - 1, LAST_ROW), min(column + width - 1, LAST_COLUMN)
                    sheet.merges.append(Merge(row, column, bottom, right))
            self._spans = []
        self._row = min(self._row + self._row_repeats, LAST_ROW + 1)


def _repeats(given: Attributes, name: str) -> int:
    """How often something is repeated or how far it spans: a count of one where nothing is said."""
    said = given.get(name)
    if said is None:
        return 1
    if not _WHOLE.match(said):
        raise Unreadable("file_damaged")
    return max(1, int(said))


def _plain_cell(place: Place, given: Attributes, text: str) -> Cell | None:
    """What `_cell` makes of a cell with plain attributes alone."""
    kind = given.get("value-type", "")
    if kind == "string" and given.get("calcext-type") != "error":
        return None if is_blank(text) else Cell(*place, "text", text)
    return _cell(place, given, text, is_shown=True)


def _cell(place: Place, given: Attributes, text: str, is_shown: bool) -> Cell | None:
    """One cell by its attributes and its text; `is_shown` where a program wrote down what it shows, be it nothing (`=""`)."""
    kind = given.get("value-type", "")
    is_formula = bool(given.get("formula"))
    if given.get("calcext-type") == "error" or (is_formula and _ERROR.fullmatch(text.strip())):
        return Cell(*place, "error", text.strip() or "#VALUE!")
    if kind in _FIGURES and "value" in given:
        return _figure(place, given["value"], text, kind == "percentage")
    if kind == "date" and given.get("date-value"):
        return _dated(place, given["date-value"], text)
    if kind == "time":
        return Cell(*place, "date", text or given.get("time-value", ""))
    if kind == "boolean":
        return Cell(*place, "bool", "TRUE" if given.get("boolean-value") == "true" else "FALSE")
    if is_formula and kind != "string" and not text and not (is_shown and not kind):
        return Cell(*place, "formula", "")
    text = text or given.get("string-value", "")
    if len(text) > LONGEST_TEXT:
        raise text_too_long()
    return None if is_blank(text) else Cell(*place, "text", text)


def _figure(place: Place, said: str, text: str, is_percent: bool) -> Cell | None:
    """A number. How many decimals it shows is read off its text, which is written as its format shows it."""
    text = text.strip()
    if text in _TRUTH:  # LibreOffice writes =TRUE() as the figure 1 that shows as TRUE
        return Cell(*place, "bool", text)
    if not (said.isdigit() and said.isascii()) and not NUMBER.match(said):
        shown = said if is_blank(text) else text
        return None if is_blank(shown) else Cell(*place, "text", shown)
    value = int(said) if _WHOLE.match(said) else whole(float(said))
    shape = _FIXED.match(text)
    is_short = shape is not None and (len(text) <= _SHORT or sum(sign.isdigit() for sign in text) <= _SHORT)
    decimals = len(shape[1] or "") if shape is not None and is_short else None
    return number_cell(*place, value, _look(is_percent, decimals))


@lru_cache(maxsize=64)
def _look(is_percent: bool, decimals: int | None) -> NumberFormat:
    return NumberFormat(is_percent, decimals)


def _dated(place: Place, said: str, text: str) -> Cell:
    """A date, with or without its hour."""
    try:
        day = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
        return date_cell(*place, day, bool(_MONTH.match(text.strip())))
    except ValueError:
        return Cell(*place, "date", text or said)


def read(parts: Parts) -> Book:
    """All sheets, hidden ones included."""
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b"") or "encrypted-package" in parts:
        raise Unreadable("file_encrypted")
    check_xml(parts)
    if _CONTENT not in parts:
        raise Unreadable("file_damaged")
    content = _Content(Counts())
    walk(parts[_CONTENT], content, content.counts)
    if not content.has_spreadsheet:
        raise Unreadable("file_damaged")
    return Book(content.sheets, list(_raw_numbers(parts)))


def _raw_numbers(parts: Parts) -> Iterator[Unseen]:
    """Resident numbers in the bytes of any part."""
    for part, numbers in numbers_by_part(parts).items():
        what = "文件属性里" if part == "meta.xml" else "页眉、页脚或样式里" if part == "styles.xml" else "公式、链接或隐藏的内容里"
        yield Unseen(None, what, numbers)
