"""One worksheet part of an .xlsx: cells as stored, never the rectangle around them, collected in the same pass that guards the part.

Values are taken as openpyxl takes them (`tests/workbooks` compares the two), but for a number cell that holds no number, which is
read as the text that it is, and the dates that a Chinese Excel formats by number alone.
"""

from __future__ import annotations

import re
from datetime import datetime

from openpyxl.utils.datetime import from_ISO8601

from loaders.cells import Cell, Merge, Place, Sheet
from loaders.formats.limits import LAST_ROW, LONGEST_TEXT, Counts, place_of, text_too_long
from loaders.formats.margins import margin_text
from loaders.formats.markup import Attributes, Walker
from loaders.formats.merges import put_cells
from loaders.formats.number_formats import NUMBER, NumberFormat, date_cell, value_cell
from loaders.layout.folding import is_blank
from loaders.problems import Unreadable

_TRUE = ("1", "true")
_NO_HEIGHT = ("0", "0.0")
_HELD = frozenset({"v", "t"})
_TEXTS = frozenset({"s", "str", "inlineStr"})
_KINDS = _TEXTS | {"n", "b", "e", "d"}
_MARGINS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_WHOLE = re.compile(r"[+-]?[0-9]+\Z", re.ASCII)
_LONGEST_WHOLE = 300


class SheetPart(Walker):
    """The handlers of one worksheet's parse."""

    is_text_wanted = True

    def __init__(self, counts: Counts, strings: list[str], formats: list[NumberFormat], epoch: datetime) -> None:
        self.counts = counts
        self.strings, self.formats, self.epoch = strings, formats, epoch
        self.root = ""
        self.found: dict[Place, Cell] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.margins: list[str] = []
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._row_digits = "0"
        self._kind = self._style = ""
        self._is_in_cell = self._has_formula = self._is_held = self._has_value = self._is_in_value = False
        self._is_in_extension = False
        self._phonetic = 0
        self._value = ""
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Cells, rows and merges are counted as they come."""
        if not self.root:
            self.root = name
        elif name == "c":
            self.counts.add_cells()
            self._place(attributes.get("r"))
            self._kind, self._style = attributes.get("t") or "n", attributes.get("s", "0")
            self._is_in_cell, self._has_formula, self._has_value = True, False, False
            self._value, self._length = "", 0
            self._pieces.clear()
        elif self._is_in_cell:
            self._start_in_cell(name)
        elif name == "row":
            self.counts.add_rows()
            self._row, self._column = int(float(attributes.get("r", self._row + 1))), 0
            if not 1 <= self._row <= LAST_ROW:
                raise Unreadable("file_bad_reference")
            self._row_digits = str(self._row)
            if attributes.get("hidden") in _TRUE or attributes.get("ht") in _NO_HEIGHT:
                self.hidden_rows.add(self._row)
        elif name == "mergeCell":
            self.counts.add_merges()
            corners = [place_of(corner) for corner in attributes.get("ref", "").split(":")]
            (top, left), (bottom, right) = corners[0], corners[-1]
            self.merges.append(Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        elif name in _MARGINS:
            self._is_held = True
            self._pieces.clear()

    def _start_in_cell(self, name: str) -> None:
        """A value, a formula, a text. A second value, or something within a value, is none that can be read for certain."""
        if self._is_in_extension or name == "extLst":
            self._is_in_extension = True
            return
        if self._is_in_value or (name == "v" and self._has_value):
            raise Unreadable("file_damaged")
        if name == "v":
            self._has_value = self._is_in_value = True
            self._is_held = self._phonetic == 0
            self._pieces.clear()
        elif name == "t":
            self._is_held = self._phonetic == 0
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic += 1

    def _place(self, reference: str | None) -> None:
        """Where a cell stands; most stand in the row around them, and column letters repeat."""
        if reference is None:
            self._column += 1
            if self._row < 1:
                raise Unreadable("file_bad_reference")
            return
        if reference.endswith(self._row_digits):
            letters = reference[: -len(self._row_digits)]
            column = self._columns.get(letters)
            if column is not None:
                self._column = column
                return
        self._row, self._column = place_of(reference)
        self._row_digits = str(self._row)
        self._columns[reference.rstrip("0123456789")] = self._column

    def text(self, data: str) -> None:
        """Text of a value or of a page header."""
        if self._is_held:
            self._pieces.append(data)
        self._length += len(data)
        if self._length > LONGEST_TEXT and self._is_in_cell:
            raise text_too_long()

    def end(self, name: str) -> None:
        """A cell is made where its element ends."""
        if name == "c":
            self._is_in_cell = self._is_in_extension = False
            self._phonetic = 0
            self._make()
        elif self._is_in_extension:
            self._is_in_extension = name != "extLst"
        elif name in _HELD:
            self._is_held = False
            if name == "v":
                self._is_in_value = False
                self._value = "".join(self._pieces)
                self._pieces.clear()
        elif name == "rPh":
            self._phonetic = max(0, self._phonetic - 1)
        elif name in _MARGINS:
            self._is_held = False
            if text := margin_text("".join(self._pieces)):
                self.margins.append(text)
            self._pieces.clear()

    def _make(self) -> None:
        row, column, kind, value = self._row, self._column, self._kind, self._value
        if kind not in _KINDS or (self._pieces and kind != "inlineStr") or (value and kind == "inlineStr"):
            raise Unreadable("file_damaged")  # what a cell holds in a form of its own would else be lost
        cell = self._cell("".join(self._pieces) if kind == "inlineStr" else value)
        # An empty text is a value: it is how "" is stored. An empty value of any other type is none (openpyxl writes `<v></v>`).
        is_text = kind == "inlineStr" or (kind == "str" and self._has_value)
        if self._has_formula and not is_text and not value.strip():
            cell = Cell(row, column, "formula", "")
        elif kind == "e" and not value.strip():
            cell = Cell(row, column, "error", "#VALUE!")
        if cell is not None:
            if self.found.get((row, column), cell) != cell:
                raise Unreadable("file_damaged")  # two contents of one cell
            self.found[row, column] = cell

    def _cell(self, value: str) -> Cell | None:
        """The cell at hand by its type."""
        row, column, kind = self._row, self._column, self._kind
        if kind in _TEXTS and value:
            text = self.strings[_index(value, len(self.strings))] if kind == "s" else value
            return None if is_blank(text) else Cell(row, column, "text", text)
        if not value:
            return None
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return Cell(row, column, "bool", "TRUE" if value.strip() in _TRUE else "FALSE")
        return Cell(row, column, "error", value) if kind == "e" else _dated(row, column, value)

    def _number(self, value: str) -> Cell | None:
        """A number; `NaN`, `1,200` and the like as the texts that they are, nothing but blanks as nothing."""
        form = self.formats[_index(self._style, len(self.formats))]
        value = value.strip()
        if _WHOLE.match(value) and len(value) < _LONGEST_WHOLE:
            return value_cell(self._row, self._column, int(value), form, self.epoch)
        if NUMBER.match(value):
            return value_cell(self._row, self._column, float(value), form, self.epoch)
        return None if is_blank(value) else Cell(self._row, self._column, "text", value)

    def finished(self) -> bool:
        """Whether it was a worksheet's part at all."""
        return self.root == "worksheet"

    def sheet(self, name: str, state: str) -> Sheet:
        """What was collected, sorted by what merges hide."""
        sheet = Sheet(name, state not in ("", "visible"), merges=self.merges, hidden_rows=self.hidden_rows, margins=self.margins)
        put_cells(sheet, self.found.values())
        return sheet


def _index(text: str, length: int) -> int:
    index = int(text)
    if not 0 <= index < length:
        raise Unreadable("file_damaged")
    return index


def _dated(row: int, column: int, value: str) -> Cell:
    """A date as ISO text; what is none is a text."""
    try:
        return date_cell(row, column, from_ISO8601(value))
    except (ValueError, OverflowError, TypeError):
        return Cell(row, column, "text", value)
