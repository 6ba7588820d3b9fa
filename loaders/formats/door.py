"""The one door: bytes in any format to a book of sheets. The bytes decide, never the end of the file's name."""

from __future__ import annotations

from loaders.cells import Book
from loaders.formats import csv_text, ods, xls, xlsx
from loaders.formats.container import is_open_document, unpack
from loaders.formats.sniff import COMPOUND, RECORDS, ZIP, sniff


def read(content: bytes) -> Book:
    """Read a workbook. Raises Unreadable with a rule of the file as a whole, or whatever a reader raises on a damaged one."""
    kind = sniff(content)
    if kind == ZIP:
        parts = unpack(content)
        return ods.read(parts) if is_open_document(parts) else xlsx.read(parts)
    if kind == COMPOUND:
        return xls.read_compound(content)
    if kind == RECORDS:
        return xls.read_records(content)
    return csv_text.read(content)
