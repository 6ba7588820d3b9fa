"""What a workbook may be at the most, whatever its format; every limit is counted while a file is read, never after.

What is counted is what is *seen*, not distinct cells: a part that names one cell a million times is stopped too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.problems import Unreadable

MB = 2**20
LARGEST_FILE = 10 * MB
LARGEST_UNPACKED = 64 * MB
MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_ROWS = 20_200
"""A register of 20,000 rows, with room for its titles, headings and notes."""
MOST_CELLS = 300_000
MOST_MERGES = 20_000
LONGEST_TEXT = 32_767
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z", re.ASCII)


@dataclass
class Counts:
    """What was seen in the whole workbook so far."""

    rows: int = 0
    cells: int = 0
    merges: int = 0
    elements: int = 0

    def add_rows(self, number: int = 1) -> None:
        """Count rows, blank ones too where the file spends something on them."""
        self.rows += number
        if self.rows > MOST_ROWS:
            raise Unreadable("file_too_many_rows", limit=str(MOST_ROWS))

    def add_cells(self, number: int = 1) -> None:
        """Count cells, also those that hold a format alone."""
        self.cells += number
        if self.cells > MOST_CELLS:
            raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))

    def add_merges(self, number: int = 1) -> None:
        """Count merged ranges, which are never expanded."""
        self.merges += number
        if self.merges > MOST_MERGES:
            raise Unreadable("file_too_many_merges", limit=str(MOST_MERGES))


def check_sheets(number: int) -> None:
    """Refuse a workbook of too many sheets."""
    if number > MOST_SHEETS:
        raise Unreadable("file_too_many_sheets", limit=str(MOST_SHEETS))


def text_too_long() -> Unreadable:
    """What is raised for a cell that holds more text than a spreadsheet lets it."""
    return Unreadable("file_text_too_long", limit=str(LONGEST_TEXT))


def check_text(text: str) -> str:
    """The text, where a cell may be so long."""
    if len(text) > LONGEST_TEXT:
        raise text_too_long()
    return text


def column_of(letters: str) -> int:
    """A column's number: A is 1. Raises where it lies behind XFD."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    if column > LAST_COLUMN:
        raise Unreadable("file_bad_reference")
    return column


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell's name; raises where it lies outside A1:XFD1048576."""
    match = _REFERENCE.match(reference)
    if not match:
        raise Unreadable("file_bad_reference")
    row = int(match[2])
    if not 1 <= row <= LAST_ROW:
        raise Unreadable("file_bad_reference")
    return row, column_of(match[1])
