"""An .xls or .et of Excel 5 to 2003, through xlrd, behind a walk of its records. Macros are streams that nobody looks at."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import xlrd
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from loaders.cells import Book, Cell, Merge, Sheet, Unseen
from loaders.formats.biff import Records, SheetRecords, walk
from loaders.formats.compound import Compound
from loaders.formats.limits import check_text
from loaders.formats.merges import put_cells
from loaders.formats.number_formats import NumberFormat, number_format, value_cell, whole
from loaders.formats.sniff import not_workbook
from loaders.layout.folding import is_blank
from loaders.personal import numbers_in, numbers_in_stream
from loaders.problems import Unreadable

_OTHERS = (("worddocument", "Word 文字文档"), ("powerpoint document", "演示文稿"))
_LARGEST_PROPERTIES = 2**20


class _Nowhere:
    """Where xlrd writes what it thinks of a file."""

    def write(self, text: str) -> int:
        return len(text)


def read_compound(content: bytes) -> Book:
    """A workbook in a compound file. Raises Unreadable where it has a password or holds something else."""
    try:
        streams = Compound(content)
    except struct.error as error:
        raise Unreadable("file_damaged") from error
    if "encryptedpackage" in streams:
        raise Unreadable("file_encrypted")
    name = next((name for name in ("workbook", "book") if name in streams), None)
    if name is None:
        raise not_workbook(next((what for stream, what in _OTHERS if stream in streams), ""))
    book = read_records(streams.stream(name))
    for other in streams.names():
        if other.startswith("\5") and (numbers := numbers_in_stream(streams.stream(other)[:_LARGEST_PROPERTIES])):
            book.raw_numbers.append(Unseen(None, "文件属性里", numbers))
    return book


def read_records(stream: bytes) -> Book:
    """A workbook's stream, as it stands in a compound file or, in old ones, alone."""
    try:
        records = walk(stream)
    except struct.error as error:
        raise Unreadable("file_damaged") from error
    source = xlrd.open_workbook(
        file_contents=records.stream,
        formatting_info=True,
        ragged_rows=True,
        logfile=_Nowhere(),
        encoding_override=records.encoding,
        on_demand=True,  # else it forgets the texts that cells share
    )
    formats = [_format(source, style) for style in source.xf_list]
    epoch = CALENDAR_MAC_1904 if source.datemode else CALENDAR_WINDOWS_1900
    book = Book([])
    starts = [start for start in source._sh_abs_posn if start in records.sheets]
    if len(starts) != source.nsheets:
        raise Unreadable("file_damaged")
    for number, start in enumerate(starts):
        noted, found = records.sheets[start], source.sheet_by_index(number)
        sheet = Sheet(found.name, found.visibility != 0, comments=noted.comments, margins=noted.margins)
        sheet.merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in found.merged_cells if top < bottom]
        sheet.hidden_rows = {row + 1 for row, info in found.rowinfo_map.items() if info.hidden}
        put_cells(sheet, _cells(found, formats, epoch, noted))
        book.sheets.append(sheet)
        if numbers := numbers_in_stream(stream[noted.start : noted.end]):
            book.raw_numbers.append(Unseen(number, "公式、下拉列表或链接里", numbers))
    if numbers := _numbers_in_globals(stream, records, source):
        book.raw_numbers.append(Unseen(None, "名称定义、链接或隐藏的内容里", numbers))
    return book


def _numbers_in_globals(stream: bytes, records: Records, source: Any) -> set[str]:
    """Resident numbers before the first sheet. The texts that cells share are looked at one by one, since they stand side by side."""
    head = bytearray(stream[: min(records.sheets)])
    for start, end in records.texts:
        head[start:end] = b"|" * (min(end, len(head)) - start)
    return numbers_in_stream(bytes(head)).union(*map(numbers_in, source._sharedstrings or ()))


def _format(source: Any, style: Any) -> NumberFormat:
    """A style's format; xlrd knows no code for those that a Chinese Excel does not write down."""
    known = source.format_map.get(style.format_key)
    return number_format(style.format_key, known.format_str if known is not None else None)


def _cells(found: Any, formats: list[NumberFormat], epoch: Any, noted: SheetRecords) -> Iterator[Cell]:
    """Cells that hold something, row by row."""
    types, values, styles = found._cell_types, found._cell_values, found._cell_xf_indexes
    for row in range(len(types)):
        for column, kind in enumerate(types[row]):
            value = values[row][column]
            place = (row + 1, column + 1)
            if kind == xlrd.XL_CELL_TEXT:
                if place in noted.bare_formulas:
                    yield Cell(*place, "formula", "")
                elif not is_blank(check_text(value)):
                    yield Cell(*place, "text", value)
            elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                yield value_cell(*place, whole(value), formats[styles[row][column]], epoch)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                yield Cell(*place, "bool", "TRUE" if value else "FALSE")
            elif kind == xlrd.XL_CELL_ERROR:
                yield Cell(*place, "error", xlrd.error_text_from_code.get(value, "#N/A"))
