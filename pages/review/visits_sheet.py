"""The list of sites to visit as a workbook that prints as it is: A4 across, headings on each page."""

from __future__ import annotations

import pandas as pd

from loaders.templates.drawing import ENTRY, HEADING, HINT, TITLE, Book, lines_needed

_WIDTHS = {"序号": 6, "单位": 14, "类别": 18, "示范点": 32, "级别": 9, "乡镇(街道)": 16, "备注": 36}
_LEFT = ("示范点", "备注")
_HEADINGS = 3


def visits_sheet(title: str, table: pd.DataFrame, note: str) -> bytes:
    """Title, note and the table's texts; open to be written in. A text is never run, whatever it begins with."""
    book = Book("互观点位清单", title)
    page, columns = book.main, list(table.columns)
    page.put_across(1, 1, len(columns), title, TITLE)
    page.put_across(2, 1, len(columns), note, HINT)
    widths = [_WIDTHS[heading] for heading in columns]
    for place, (heading, width) in enumerate(zip(columns, widths, strict=True), start=1):
        page.put(_HEADINGS, place, heading, HEADING)
        page.sheet.column_dimensions[chr(ord("A") + place - 1)].width = width
    looks = [ENTRY.of(align="left") if heading in _LEFT else ENTRY for heading in columns]
    for row, texts in enumerate(table.itertuples(index=False), start=_HEADINGS + 1):
        for place, (text, look) in enumerate(zip(texts, looks, strict=True), start=1):
            page.put(row, place, text, look)
        page.fit(row, zip(texts, widths, strict=True), least=24)
    for row, height in ((1, 34.0), (2, 15.0 * lines_needed(note, sum(widths)) + 5), (_HEADINGS, 26.0)):
        page.sheet.row_dimensions[row].height = height
    page.finish(frozen=f"A{_HEADINGS + 1}", title_rows=_HEADINGS)
    page.sheet.protection.sheet = False
    return book.save()
