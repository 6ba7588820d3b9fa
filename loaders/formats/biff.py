"""The records of an old .xls, walked once before xlrd reads them: counted, and whatever xlrd needn't see is taken from its sight.

A link over a whole sheet, a column format or a conditional format make xlrd expand what they cover; names and drawings are one more
way for a sound workbook to fail. Their records keep their length and lose their number, so that nothing moves. What this product
wants of them is noted here: comments, page headers, and formulas without a stored value.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.cells import Place
from loaders.formats.limits import MOST_CELLS, Counts, check_sheets
from loaders.formats.margins import margin_text
from loaders.problems import Unreadable

_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _CODEPAGE = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0x42
_SST, _LABELSST, _ROW, _MULRK, _MULBLANK, _MERGED, _FORMULA = 0xFC, 0xFD, 0x208, 0xBD, 0xBE, 0xE5, 0x06
_OBJ, _TXO, _NOTE, _HEADER, _FOOTER = 0x5D, 0x1B6, 0x1C, 0x14, 0x15
_ONE_CELL = frozenset({0x203, _LABELSST, 0x204, 0xD6, 0x27E, _FORMULA, 0x206, 0x406, 0x205, 0x201})
_FORMULAS = frozenset({_FORMULA, 0x206, 0x406})
_GLOBALS_SEEN = frozenset({_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _CODEPAGE, _SST, 0x41E, 0xE0, 0x31, 0x22})
"""What xlrd sees of the workbook: formats, styles, fonts, the date system and the texts."""
_SHEET_SEEN = (_ONE_CELL - {0x201}) | {_BOF, _EOF, _CONTINUE, _ROW, _MULRK, _MERGED, 0x207, 0x221, 0x4BC, 0x236, 0x37, 0x200}
_UNSEEN = struct.pack("<H", 0x0FFE)
_MOST_RECORDS = 600_000
_CODE_PAGES = {936: "gb18030", 1200: "utf-16-le", 1252: "cp1252", 10008: "gb18030", 950: "big5hkscs", 65001: "utf-8"}
_BIFF8, _WORKSHEET = 0x600, b"\0"
_ARITHMETIC = frozenset({3, 4, 5, 6, 7, 0x12, 0x13, 0x14})
"""Last signs of a formula that yields a number: operators, and below functions such as SUM."""
_NUMERIC_FUNCTIONS = frozenset({0, 4, 5, 6, 7, 27, 169, 183, 345, 346, 347, 228})


@dataclass
class SheetRecords:
    """What the walk noted of one sheet."""

    start: int
    end: int = 0
    bare_formulas: set[Place] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)


@dataclass
class Records:
    """A stream that xlrd may read, and what was noted."""

    stream: bytes
    sheets: dict[int, SheetRecords]
    """By the place where each sheet begins."""
    texts: list[tuple[int, int]]
    """Where the texts that cells share stand, from one place to another."""
    encoding: str | None
    """What texts are in, where they are not Unicode. Files that do not say so come from Chinese offices here."""


def walk(stream: bytes) -> Records:
    """Walk all records. Raises Unreadable for a password, damage, and too much of anything."""
    walker = _Walker(stream)
    walker.globals()
    return Records(bytes(walker.stream), walker.sheets, walker.texts_at, None if walker.is_biff8 else walker.encoding)


class _Walker:
    def __init__(self, stream: bytes) -> None:
        self.stream = bytearray(stream)
        self.counts = Counts()
        self.records = 0
        self.sheets: dict[int, SheetRecords] = {}
        self.texts_at: list[tuple[int, int]] = []
        self.texts = 0
        """How many texts cells may share."""
        self.is_biff8 = True
        self.encoding = "gb18030"

    def _from(self, start: int, seen: frozenset[int]) -> Iterator[tuple[int, int, bytes]]:
        """Number, place and data of each record from a BOF to its EOF; parts within it (charts) are passed over."""
        place, depth = start, 0
        while True:
            if place + 4 > len(self.stream):
                raise Unreadable("file_damaged")
            number, length = struct.unpack_from("<HH", self.stream, place)
            data = bytes(self.stream[place + 4 : place + 4 + length])
            self.records += 1
            if len(data) < length:
                raise Unreadable("file_damaged")
            if self.records > _MOST_RECORDS:
                raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))
            if number == _BOF:
                depth += 1
            if place == start and number != _BOF:
                raise Unreadable("file_damaged")
            if (depth > 1 and number not in (_BOF, _EOF)) or number not in seen:
                self.stream[place : place + 2] = _UNSEEN
            if depth == 1:
                yield number, place, data
            if number == _EOF:
                depth -= 1
                if depth == 0:
                    return
            place += 4 + length

    def globals(self) -> None:
        """The workbook's own records, then those of each sheet that it lists."""
        starts = []
        before = 0
        for number, place, data in self._from(0, _GLOBALS_SEEN):
            before = number if number != _CONTINUE else before
            if before == _SST:
                self.texts_at.append((place, place + 4 + len(data)))
            if number == _BOF:
                self.is_biff8 = struct.unpack_from("<H", data)[0] == _BIFF8
            elif number == _FILEPASS:
                raise Unreadable("file_encrypted")
            elif number == _CODEPAGE:
                self.encoding = _CODE_PAGES.get(struct.unpack_from("<H", data)[0], "gb18030")
            elif number == _BOUNDSHEET:
                if data[5:6] == _WORKSHEET:
                    starts.append(struct.unpack_from("<I", data)[0])
                check_sheets(len(starts))
            elif number == _SST:
                self.texts = struct.unpack_from("<4xI", data)[0]
                if self.texts > MOST_CELLS:
                    raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))
        if not starts:
            raise Unreadable("file_damaged")
        if len(set(starts)) < len(starts):
            raise Unreadable("file_unsafe", what="几张工作表共用同一部件")
        for start in starts:
            self.sheets[start] = self._sheet(start)

    def _sheet(self, start: int) -> SheetRecords:
        sheet = SheetRecords(start)
        texts: dict[int, str] = {}
        shape: int | None = None
        wanted = 0
        for number, place, data in self._from(start, _SHEET_SEEN):
            if number in _ONE_CELL:
                self.counts.add_cells()
                if number in _FORMULAS and _is_bare(data):
                    sheet.bare_formulas.add(_place(data))
                elif number == _LABELSST and struct.unpack_from("<6xI", data)[0] >= self.texts:
                    raise Unreadable("file_damaged")  # xlrd counts from the end where an index is negative
            elif number in (_MULRK, _MULBLANK):
                self._count_range(data, 6 if number == _MULRK else 2)
            elif number == _ROW:
                self.counts.add_rows()
            elif number == _MERGED:
                self.counts.add_merges(struct.unpack_from("<H", data)[0])
            elif number in (_HEADER, _FOOTER) and data:
                sheet.margins.append(margin_text(self._string(data)))
            elif number == _OBJ:
                shape = struct.unpack_from("<H", data, 6)[0] if len(data) >= 8 else None
            elif number == _TXO and len(data) >= 12:
                wanted = struct.unpack_from("<H", data, 10)[0]
                texts[shape or 0] = ""
            elif number == _CONTINUE and wanted > 0 and data:
                text = data[1:].decode("utf-16-le" if data[0] & 1 else "latin-1", "replace")
                texts[shape or 0] += text
                wanted -= len(text)
            elif number == _NOTE and len(data) >= 6:
                self._note(sheet, data, texts)
            sheet.end = place + 4 + len(data)
        return sheet

    def _count_range(self, data: bytes, width: int) -> None:
        """Cells of a record that holds several; it can't hold more than its bytes."""
        first, last = struct.unpack_from("<2xH", data)[0], struct.unpack_from("<H", data, len(data) - 2)[0]
        if (last - first + 1) * width + 6 > len(data):
            raise Unreadable("file_damaged")
        self.counts.add_cells(max(1, last - first + 1))

    def _note(self, sheet: SheetRecords, data: bytes, texts: dict[int, str]) -> None:
        row, column, third = struct.unpack_from("<HHH", data)
        if self.is_biff8:
            key = struct.unpack_from("<H", data, 6)[0] if len(data) >= 8 else 0
            sheet.comments[row + 1, column + 1] = texts.get(key, "")
        elif row == 0xFFFF and sheet.comments:  # a long note goes on
            last = next(reversed(sheet.comments))
            sheet.comments[last] += data[6:].decode(self.encoding, "replace")
        else:
            sheet.comments[row + 1, column + 1] = data[6 : 6 + third].decode(self.encoding, "replace")

    def _string(self, data: bytes) -> str:
        """A page header's text, in either generation."""
        if not self.is_biff8:
            return data[1:].decode(self.encoding, "replace")
        return data[3:].decode("utf-16-le" if data[2:3] == b"\1" else "latin-1", "replace")


def _place(data: bytes) -> Place:
    row, column = struct.unpack_from("<HH", data)
    return row + 1, column + 1


def _is_bare(data: bytes) -> bool:
    """Whether a formula that yields a number was stored with an empty text for its value, as programs do that cannot calculate."""
    if len(data) < 24 or data[12:14] != b"\xff\xff" or data[6] != 3:
        return False
    formula = data[22 : 22 + struct.unpack_from("<H", data, 20)[0]]
    if not formula:
        return False
    if formula[-1] in _ARITHMETIC or formula[-4:-2] == b"\x19\x10":
        return True
    is_variable = len(formula) >= 4 and formula[-4] in (0x22, 0x42, 0x62)
    is_fixed = len(formula) >= 3 and formula[-3] in (0x21, 0x41, 0x61)
    return (is_variable or is_fixed) and struct.unpack_from("<H", formula, len(formula) - 2)[0] in _NUMERIC_FUNCTIONS
