"""One small record for a cell, whatever the format of the workbook. Nothing above this layer knows xlsx from any other.

Everything here goes through JSON between the sandbox and the application, so the records are plain tuples.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

Place = tuple[int, int]
"""Row and column, from 1."""


class Cell(NamedTuple):
    """One cell that holds something."""

    row: int
    column: int
    kind: str
    """`text`, `number`, `date`, `bool`, `error`, or `formula` (one without a stored value)."""
    text: str
    """What a person sees in it, as nearly as its format tells: `95%`, `2024.10`, `#REF!`."""
    number: float | None = None
    day: str | None = None
    """ISO date of a date cell; None for a time of day."""
    percent: bool = False
    """Whether the number is shown in percent (0.95 as 95%)."""

    @property
    def spot(self) -> str:
        """The cell's name in a spreadsheet, such as C5."""
        return spot(self.row, self.column)


class Merge(NamedTuple):
    """A merged range, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """One worksheet: only cells that hold something, never the rectangle around them."""

    name: str
    """Empty where a format knows no sheets (.csv)."""
    is_hidden: bool = False
    cells: dict[Place, Cell] = field(default_factory=dict)
    covered: dict[Place, Cell] = field(default_factory=dict)
    """Cells that a merge hides: nobody sees them, so they count for nothing but the search for personal data."""
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)
    """Texts of page headers and footers."""
    widths: dict[int, int] = field(default_factory=dict)
    """How many fields each row of a .csv has, blank ones too."""


class Unseen(NamedTuple):
    """Resident numbers in the raw bytes of a file, where they may stand in no cell: formulas, lists to choose from, links, properties."""

    sheet: int | None
    """The sheet's place among the sheets, where it is one's."""
    what: str
    numbers: set[str]


@dataclass
class Book:
    """A workbook as it was read, whatever its format."""

    sheets: list[Sheet]
    raw_numbers: list[Unseen] = field(default_factory=list)


@cache
def letters(column: int) -> str:
    """A column's name: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def spot(row: int, column: int) -> str:
    """A cell's name, such as C5."""
    return f"{letters(column)}{row}"


def sheets_to_json(sheets: list[Sheet]) -> str:
    """What is seen of sheets, as JSON."""
    return json.dumps([[sheet.name, list(sheet.cells.values()), sheet.merges] for sheet in sheets], ensure_ascii=False)


def sheets_of(data: list[Any]) -> list[Sheet]:
    """The reverse of `sheets_to_json`, once it is parsed."""
    return [
        Sheet(name, cells={(cell[0], cell[1]): Cell._make(cell) for cell in cells}, merges=[Merge(*merge) for merge in merges])
        for name, cells, merges in data
    ]
