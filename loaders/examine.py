"""Bytes to a draft: guard, reading, search for personal data, tables and labels. Runs in the sandbox; knows no plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loaders.cells import Sheet, sheets_to_json, spot
from loaders.formats.door import read
from loaders.layout.draft import Draft
from loaders.layout.tables import add_tables
from loaders.layout.words import Vocabulary
from loaders.personal import faults_of, holds_number, unseen_numbers
from loaders.problems import Fault, Unreadable


def _tell_nobody(_: int) -> None:
    """Where nobody waits to be told."""


def examine(content: bytes, file_name: str, options: dict[str, Any] | None = None, has_read: Callable[[int], None] = _tell_nobody) -> Draft:
    """Read a workbook as far as it can be read without a plan. A file that must not be read is a draft with one fault.

    `has_read` is told how many cells there are, once they are read and counted.
    Raises whatever a reader raises on a damaged file; the caller logs that and answers `file_damaged`.
    """
    try:
        book = read(content)
    except Unreadable as unreadable:
        return Draft(faults=[unreadable.at()])
    has_read(sum(len(sheet.cells) for sheet in book.sheets))
    unseen = unseen_numbers(book)
    draft = draft_of(book.sheets, file_name, options)
    for sheet, what in unseen:
        draft.faults.append(Fault("personal_id_number", book.sheets[sheet].name if sheet is not None else None, particulars={"what": what}))
    return draft


def cells_of(content: bytes, file_name: str) -> str:
    """The sheets' cells as JSON, under the names that faults give them; none of a file that must not be read."""
    try:
        sheets = read(content).sheets
    except Unreadable:
        sheets = []
    _search_personal(Draft(), sheets, file_name)
    return sheets_to_json(sheets)


def draft_of(sheets: list[Sheet], file_name: str, options: dict[str, Any] | None = None) -> Draft:
    """Tables, labels and personal data of sheets that were read, whatever their format.

    `options["headings"]` holds (kind, key, heading) beyond those of headings.csv.
    """
    draft = Draft()
    _search_personal(draft, sheets, file_name)
    add_tables(draft, sheets, file_name, Vocabulary((options or {}).get("headings", ())))
    return draft


def _search_personal(draft: Draft, sheets: list[Sheet], file_name: str) -> None:
    """Every place with personal data. A sheet whose name is a resident number goes by its place from here on."""
    if holds_number(file_name):
        draft.faults.append(Fault("personal_id_number", particulars={"what": "文件名里"}))
    for order, sheet in enumerate(sheets, start=1):
        if holds_number(sheet.name):
            sheet.name = f"第{order}张工作表"
            draft.faults.append(Fault("personal_id_number", sheet.name, particulars={"what": "工作表名"}))
        for rule, place, what in faults_of(sheet):
            draft.faults.append(Fault(rule, sheet.name, spot(*place) if place else None, particulars={"what": what}))
