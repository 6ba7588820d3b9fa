"""An Excel 95 workbook (BIFF5, code page 936) written by hand: no program at hand still writes them. For tests alone."""

from __future__ import annotations

import struct
from collections.abc import Mapping

ERROR_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
BLANK = object()
"""A formula that was never calculated: an empty text for the sum of two numbers."""


class Error(str):
    """An error value, such as #REF!."""

    __slots__ = ()


class Shown(float):
    """A number in one of the formats below."""

    style = 15

    @classmethod
    def as_(cls, style: int, number: float) -> Shown:
        made = cls(number)
        made.style = style
        return made


PERCENT, DATE, CHINESE_MONTH_DAY = 16, 17, 18
_FORMATS = {15: 0, PERCENT: 9, DATE: 14, CHINESE_MONTH_DAY: 58}
"""Style, and the number of its format; the last is one that a Chinese Excel does not write down."""
Sheet = Mapping[tuple[int, int], object]


def record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _coded(text: str) -> bytes:
    return text.encode("gb18030")


def workbook(
    sheets: Mapping[str, Sheet],
    *,
    hidden_sheets: tuple[str, ...] = (),
    hidden_rows: tuple[int, ...] = (),
    merges: tuple[tuple[int, int, int, int], ...] = (),
    notes: Mapping[tuple[int, int], str] = {},  # never written to
    is_1904: bool = False,
) -> bytes:
    """The stream of a workbook; rows and columns count from 1. Merges, notes and hidden rows are the first sheet's.

    BIFF5 has no record for merges that xlrd reads; they are left out by callers that mean to be exact.
    """
    bodies = []
    for order, cells in enumerate(sheets.values()):
        body = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 4000, 1996))
        rows = sorted({row for row, _ in cells})
        for row in rows:
            flags = 0x100 | (0x20 if row in hidden_rows and order == 0 else 0)
            body += record(0x208, struct.pack("<HHHHHHHH", row - 1, 0, 9, 255, 0, 0, flags, 15))
        body += b"".join(_cell(place, value) for place, value in sorted(cells.items()))
        if order == 0:
            for (row, column), text in notes.items():
                coded = _coded(text)
                body += record(0x1C, struct.pack("<HHH", row - 1, column - 1, len(coded)) + coded)
            if merges:
                body += record(0xE5, struct.pack("<H", len(merges)) + b"".join(
                    struct.pack("<HHHH", top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in merges))  # fmt: skip
        bodies.append(body + record(0x0A))
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 4000, 1996)) + record(0x42, struct.pack("<H", 936))
    head += record(0x22, struct.pack("<H", int(is_1904)))
    head += record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + bytes([4]) + _coded("宋体"))
    head += b"".join(record(0xE0, _style(_FORMATS.get(number, 0), number < 15)) for number in range(19))
    offset = len(head) + sum(4 + 7 + len(_coded(name)) for name in sheets) + 4
    listed = b""
    for (name, _), body in zip(sheets.items(), bodies, strict=True):
        coded = _coded(name)
        listed += record(0x85, struct.pack("<IBBB", offset, int(name in hidden_sheets), 0, len(coded)) + coded)
        offset += len(body)
    return head + listed + record(0x0A) + b"".join(bodies)


def _style(number_format: int, is_style: bool) -> bytes:
    return struct.pack("<HHHHHHHH", 0, number_format, 0xFFF5 if is_style else 1, 0x20, 0, 0x20C0, 0, 0)


def _cell(place: tuple[int, int], value: object) -> bytes:
    row, column = place[0] - 1, place[1] - 1
    if value is BLANK:
        formula = b"\x1e\x01\x00\x1e\x01\x00\x03"
        result = b"\x03\0\0\0\0\0\xff\xff"
        return record(0x06, struct.pack("<HHH", row, column, 15) + result + struct.pack("<HIH", 0, 0, len(formula)) + formula)
    if isinstance(value, Error):
        return record(0x205, struct.pack("<HHHBB", row, column, 15, ERROR_CODES[value], 1))
    if isinstance(value, bool):
        return record(0x205, struct.pack("<HHHBB", row, column, 15, value, 0))
    if isinstance(value, str):
        coded = _coded(value)
        return record(0x204, struct.pack("<HHHH", row, column, 15, len(coded)) + coded)
    assert isinstance(value, int | float)
    return record(0x203, struct.pack("<HHHd", row, column, getattr(value, "style", 15), value))
