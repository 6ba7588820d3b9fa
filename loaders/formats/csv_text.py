"""A table as text: .csv in UTF-8 or GB18030, and what Excel calls Unicode 文本 (UTF-16 with tabs). Every value is a text.

One sheet without a name, whose cells are named as a spreadsheet would: a record is a row, also where a quoted field has line breaks.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from itertools import islice

from loaders.cells import Book, Cell, Sheet
from loaders.formats.limits import LAST_COLUMN, LONGEST_TEXT, Counts, text_too_long
from loaders.formats.sniff import not_workbook
from loaders.layout.folding import is_blank
from loaders.problems import Unreadable

_DELIMITERS = (",", "\t", ";")
_SIGNS_OF_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_KEPT_TEXT = re.compile(r'="([^"]*)"\Z')
ERRORS = frozenset({"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"})
_LOOKED_AT = 100


def read(content: bytes) -> Book:
    """The table as a book of one sheet. Raises Unreadable for what is no text, no table, or quoted so that it reads in two ways."""
    text = _decoded(content)
    if _SIGNS_OF_CONTROL.search(text):
        raise not_workbook()
    csv.field_size_limit(LONGEST_TEXT)
    said = _SAID.match(text)
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text)
    sheet, counts = Sheet(""), Counts()
    rows = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, fields in enumerate(rows, start=1):
            counts.add_rows()
            sheet.widths[row] = len(fields)
            if len(fields) > LAST_COLUMN:
                raise Unreadable("file_bad_reference")
            for column, field in enumerate(fields, start=1):
                if (cell := _cell(row, column, field)) is not None:
                    counts.add_cells()
                    sheet.cells[row, column] = cell
    except csv.Error as error:
        if "field larger than" in str(error):
            raise text_too_long() from error
        raise Unreadable("file_quotes", row=str(row + 1)) from error
    return Book([sheet])


def _decoded(content: bytes) -> str:
    """UTF-16 by its mark, UTF-8, then GB18030, each strictly: text in GB18030 is hardly ever UTF-8 by chance, the reverse is common.

    A few short words are both: what is strange signs without one of Chinese in UTF-8 and Chinese in GB18030 is the latter.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = [_strictly(content, "utf-16")]
    else:
        found = [_strictly(content, "utf-8-sig")]
        if found[0] is None or not (found[0].isascii() or _CHINESE.search(found[0])):
            found.insert(0 if _CHINESE.search(_strictly(content, "gb18030") or "") else 1, _strictly(content, "gb18030"))
    text = next((text for text in found if text is not None), None)
    if text is None:
        raise not_workbook()
    return text.removesuffix("\x1a")


def _strictly(content: bytes, coding: str) -> str | None:
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> list[str]:
    """Lines with their ends, parted at line breaks alone: `splitlines` would part at other signs too."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def _delimiter(text: str) -> str:
    """The delimiter by which most of the first records have the same number of fields, more than one."""
    lines = _lines(text[: _LOOKED_AT * 4096])[:_LOOKED_AT]
    if sum(not is_blank(line) for line in lines) < 2 and not any(delimiter in text for delimiter in _DELIMITERS):
        raise not_workbook()
    return max(_DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many records agree on a width above one, and that width. What the delimiter cannot part without breaking quotes counts less."""
    widths: Counter[int] = Counter()
    try:
        for fields in islice(csv.reader(lines, delimiter=delimiter, strict=True), _LOOKED_AT):
            if len(fields) > 1:
                widths[len(fields)] += 1
    except csv.Error:
        pass
    width, records = max(widths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
    return records, width


def _cell(row: int, column: int, field: str) -> Cell | None:
    """A field as a text; `="08-1"` is how some programs keep a spreadsheet from taking a text for a date."""
    if is_blank(field):
        return None
    kept = _KEPT_TEXT.match(field)
    if kept:
        return None if is_blank(kept[1]) else Cell(row, column, "text", kept[1])
    return Cell(row, column, "error" if field.strip() in ERRORS else "text", field)
