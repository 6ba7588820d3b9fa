"""One pass of expat over each XML part: refuses DOCTYPE, deep nesting and masses, and notes formulas without a stored value.

What it counts is what it *sees*, not distinct cells, so that a part which names one cell a million times is stopped too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from loaders.problems import Unreadable

DEEPEST = 64
MOST_ROWS = 20_000
MOST_CELLS = 200_000
MOST_MERGES = 20_000
LONGEST_TEXT = 32_767
MOST_ELEMENTS = 3_000_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_ESSENTIAL = frozenset({"worksheet", "sst", "workbook", "Relationships", "Types", "styleSheet", "comments"})
_TEXTS = frozenset({"v", "t", "f"})


@dataclass
class Counts:
    """What was seen in the whole workbook so far."""

    rows: int = 0
    cells: int = 0
    merges: int = 0
    elements: int = 0


@dataclass
class PartScan:
    """What one part turned out to hold."""

    name: str
    root: str = ""
    bare_formulas: set[tuple[int, int]] = field(default_factory=set)
    """Cells with a formula and no stored value. An empty text result (`t="str"`) is a value: it is how "" is stored."""
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell's name; raises where it lies outside A1:XFD1048576."""
    match = _REFERENCE.match(reference)
    if not match:
        raise Unreadable("file_bad_reference")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if column > _LAST_COLUMN or not 1 <= row <= _LAST_ROW:
        raise Unreadable("file_bad_reference")
    return row, column


class _Scanner:
    """The handlers of one part's parse."""

    def __init__(self, name: str, counts: Counts) -> None:
        self.scan = PartScan(name)
        self.counts = counts
        self.depth = 0
        self.text_length = 0
        self.value_length = 0
        self.row = 0
        self.column = 0
        self.is_in_cell = False
        self.cell_kind: str | None = None
        self.has_formula = False
        self.inside: str | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def doctype(self, *_: object) -> None:
        raise Unreadable("file_unsafe", what="DOCTYPE 声明")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.counts.elements += 1
        if self.depth > DEEPEST:
            raise Unreadable("file_unsafe", what="嵌套过深的 XML")
        if self.counts.elements > MOST_ELEMENTS:
            raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))
        if ":" in name:
            name = name.rpartition(":")[2]
        if self.depth == 1:
            self.begin(name)
        elif self.scan.root == "worksheet":
            self.start_in_sheet(name, attributes)
        elif self.scan.root == "sst":
            if name == "si":
                self.text_length = 0
        elif self.scan.root == "workbook":
            if name == "sheet":
                relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), "")
                self.scan.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif self.scan.root == "Relationships" and name == "Relationship":
            self.scan.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def begin(self, name: str) -> None:
        self.scan.root = name
        if name in ("worksheet", "sst"):
            self.parser.CharacterDataHandler = self.text

    def start_in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.counts.cells += 1
            if self.counts.cells > MOST_CELLS:
                raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))
            reference = attributes.get("r")
            if reference is None:
                self.column += 1
            else:
                self.row, self.column = place_of(reference)
            self.is_in_cell = True
            self.cell_kind = attributes.get("t")
            self.has_formula = False
            self.value_length = self.text_length = 0
        elif name == "f":
            self.has_formula = True
            self.inside = name
        elif name in _TEXTS:
            self.inside = name
        elif name == "row":
            self.counts.rows += 1
            if self.counts.rows > MOST_ROWS:
                raise Unreadable("file_too_many_rows", limit=str(MOST_ROWS))
            self.row, self.column = int(float(attributes.get("r", self.row + 1))), 0
            if not 1 <= self.row <= _LAST_ROW:
                raise Unreadable("file_bad_reference")
        elif name == "mergeCell":
            self.counts.merges += 1
            if self.counts.merges > MOST_MERGES:
                raise Unreadable("file_too_many_merges", limit=str(MOST_MERGES))
            for corner in attributes.get("ref", "").replace("$", "").split(":"):
                place_of(corner)

    def text(self, data: str) -> None:
        self.text_length += len(data)
        if self.text_length > LONGEST_TEXT and (self.scan.root == "sst" or self.is_in_cell):
            raise Unreadable("file_text_too_long", limit=str(LONGEST_TEXT))
        if self.inside == "v":
            self.value_length += len(data.strip())

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.scan.root != "worksheet":
            return
        if name == "c" or name.endswith(":c"):
            if self.has_formula and not self.value_length and self.cell_kind not in ("str", "inlineStr"):
                self.scan.bare_formulas.add((self.row, self.column))
            self.is_in_cell = False
        elif self.inside is not None:
            self.inside = None


def scan_part(name: str, part: bytes, counts: Counts) -> PartScan | None:
    """Scan one part; None where it is no XML. Raises Unreadable where it must not be parsed."""
    head = part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if not head.startswith(b"<"):
        return None
    scanner = _Scanner(name, counts)
    try:
        scanner.parser.Parse(part, True)
    except expat.ExpatError as error:
        if b"<!DOCTYPE" in part.replace(b"\0", b""):
            raise Unreadable("file_unsafe", what="DOCTYPE 声明") from error
        if scanner.scan.root in _ESSENTIAL or not scanner.scan.root:
            raise Unreadable("file_damaged") from error
        return None
    except (ValueError, OverflowError) as error:
        raise Unreadable("file_damaged") from error
    return scanner.scan
