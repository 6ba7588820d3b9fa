"""The rows under a heading: what is data, and what is a section, a total, a numbering, a repeated heading or a footer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loaders.cells import Cell, Merge, Sheet, spot
from loaders.draft import DraftRow
from loaders.folding import fold_figure, fold_heading
from loaders.headings import Grid, Group, Heading, is_code, repeated_rows
from loaders.labels import COLON, label_of, split_labels
from loaders.words import words

_NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?(=.*)?\Z")
_STEMS = "甲乙丙丁戊己庚辛"
_STRETCHED = ("indicator_id", "indicator_name", "evidence", "problem", "next_step", "remark")
"""Columns whose merged cells speak for every row that they cover; a merged figure is the first row's alone."""


@dataclass
class Body:
    """Rows of a table, and the rows in which labels may stand below it."""

    rows: list[DraftRow] = field(default_factory=list)
    label_rows: list[int] = field(default_factory=list)
    data_rows: set[int] = field(default_factory=set)


def read_body(sheet: Sheet, grid: Grid, heading: Heading, kind: str) -> Body:
    """All rows below the heading, sorted out."""
    by_row: dict[int, list[Cell]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if row > heading.bottom:
            by_row.setdefault(row, []).append(cell)
    repeated = list(repeated_rows(grid, heading))
    stretched = _stretched(sheet, heading)
    code_columns = _columns(heading, "indicator_id")
    body = Body()
    for row, cells in by_row.items():
        if not any(cell.column in code_columns and is_code(cell) for cell in cells):
            if _holds_label(cells, kind):
                body.label_rows.append(row)
                continue
            if _is_passed_over(cells, repeated, heading):
                continue
        for group in heading.groups:
            if (draft := _draft_row(sheet, row, group, cells, stretched)) is not None:
                body.rows.append(draft)
                body.data_rows.add(row)
    return body


def _stretched(sheet: Sheet, heading: Heading) -> dict[int, list[Merge]]:
    """Merges of several rows below the heading, by column, in columns that are stretched."""
    columns = _columns(heading, *_STRETCHED)
    found: dict[int, list[Merge]] = {}
    for merge in sheet.merges:
        if merge.bottom > merge.top > heading.bottom and merge.left in columns:
            found.setdefault(merge.left, []).append(merge)
    return found


def _holds_label(cells: list[Cell], kind: str) -> bool:
    """Whether a row says 填报单位 or the like: below the table, that is no data."""
    for cell in cells:
        if cell.kind != "text" or len(cell.text) > 120:
            continue
        label = label_of(cell.text, kind)
        if label is not None and not label.is_weak:
            return True
        if any(label_of(text, kind) for text, _ in split_labels(cell.text, kind)):
            return True
    return False


def _is_passed_over(cells: list[Cell], repeated: list[dict[int, str]], heading: Heading) -> bool:
    return _is_total(cells, heading) or _is_numbering(cells, heading) or _is_repeated(cells, repeated) or _is_footer(cells, heading)


def _columns(heading: Heading, *keys: str) -> set[int]:
    return {column for group in heading.groups for key in keys for column in group.columns.get(key, ())}


def _is_total(cells: list[Cell], heading: Heading) -> bool:
    """合计 and the like, in any cell that holds no figure."""
    figures = _columns(heading, "value", "status", "denominator")
    return any(cell.kind == "text" and cell.column not in figures and fold_heading(cell.text) in words("total") for cell in cells)


def _is_numbering(cells: list[Cell], heading: Heading) -> bool:
    """1 2 3 …, also after 甲 乙."""
    if len(cells) < min(3, len(heading.keys_of)):
        return False
    expected = None
    for place, cell in enumerate(cells):
        text = fold_figure(cell.text)
        if expected is None and place < len(_STEMS) and text == _STEMS[place]:
            continue
        match = _NUMBERING.match(text)
        if not match or (expected is None and match[1] != "1") or (expected is not None and int(match[1]) != expected):
            return False
        expected = int(match[1]) + 1
    return True


def _is_repeated(cells: list[Cell], repeated: list[dict[int, str]]) -> bool:
    texts = [(cell.column, fold_heading(cell.text)) for cell in cells]
    return len(texts) > 1 and any(all(texts_of.get(column) == text for column, text in texts) for texts_of in repeated)


def _is_footer(cells: list[Cell], heading: Heading) -> bool:
    """填表人: … 审核人: … 联系电话: …, with or without names; 注: …"""
    remarks = _columns(heading, "evidence", "problem", "next_step", "remark")
    for place, cell in enumerate(cells):
        label = COLON.split(cell.text, maxsplit=1)
        if cell.kind != "text" or fold_heading(label[0]) not in words("footer"):
            continue
        if place == 0 or (len(label) > 1 and cell.column not in remarks):
            return True
    return False


def _draft_row(sheet: Sheet, row: int, group: Group, cells: list[Cell], stretched: dict[int, list[Merge]]) -> DraftRow | None:
    """A row's cells by key; None where the row names no indicator and holds no figure."""
    by_column = {cell.column: cell for cell in cells}
    found: dict[str, list[Cell]] = {}
    for key, columns in group.columns.items():
        for column in columns:
            cell = by_column.get(column)
            if cell is None and key in _STRETCHED:
                cell = _cell_above(sheet, row, stretched.get(column, ()))
            if cell is not None:
                found.setdefault(key, []).append(cell)
    figures = found.get("value", []) + found.get("status", [])
    names = found.get("indicator_id", []) + found.get("indicator_name", [])
    if not figures and not names:
        return None
    is_single = len(cells) == 1
    if is_single and (names or cells[0].kind in ("text", "date")):
        return _named_only(row, sheet, found, group) if names else None
    places = {key: spot(row, columns[0]) for key, columns in group.columns.items()}
    return DraftRow(row, row in sheet.hidden_rows or sheet.is_hidden, found, places, is_single)


def _named_only(row: int, sheet: Sheet, found: dict[str, list[Cell]], group: Group) -> DraftRow | None:
    """A row of one cell that names an indicator, or a section: kept without figures, to know an indicator left blank."""
    kept = {key: cells for key, cells in found.items() if key in ("indicator_id", "indicator_name")}
    places = {key: spot(row, columns[0]) for key, columns in group.columns.items()}
    return DraftRow(row, row in sheet.hidden_rows, kept, places, True)


def _cell_above(sheet: Sheet, row: int, merges: Iterable[Merge]) -> Cell | None:
    for merge in merges:
        if merge.top < row <= merge.bottom:
            return sheet.cells.get((merge.top, merge.left))
    return None


def other_texts(sheet: Sheet, data_rows: set[int]) -> Iterator[str]:
    """All texts outside the rows of data: where a workbook says that it is 演示数据."""
    yield sheet.name
    yield from sheet.margins
    yield from (cell.text for (row, _), cell in sheet.cells.items() if row not in data_rows and cell.kind == "text")
