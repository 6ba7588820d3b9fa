"""Sheets to a draft: which kind of table stands on each, its labels, its rows. Knows no plan and no format of file."""

from __future__ import annotations

from loaders.cells import Cell, Sheet, spot
from loaders.layout.body import other_texts, read_body
from loaders.layout.doubts import cut_figures, lost_columns
from loaders.layout.draft import Column, Draft, DraftSheet, LabelValue
from loaders.layout.folding import fold_heading
from loaders.layout.headings import (
    Grid,
    Heading,
    columns_seen,
    find_heading,
    heading_above,
    headings_nearest,
)
from loaders.layout.labels import candidates, titles
from loaders.layout.words import Kind, Vocabulary, column_heading, head_of_rows, ignored_headings, kinds
from loaders.problems import Fault

_DEMO = "演示数据"
_MOST_HEADINGS = 12
_FARTHEST_ROW = 60
_LONGEST_TITLE = 100


def add_tables(draft: Draft, sheets: list[Sheet], file_name: str, vocabulary: Vocabulary) -> None:
    """Every table of the sheets; where there is none, what comes nearest to one."""
    draft.is_empty = not any(sheet.cells for sheet in sheets)
    texts = [file_name]
    for sheet in sheets:
        data_rows: set[int] = set()
        if sheet.cells:
            data_rows = _add_table(draft, sheet, vocabulary)
        texts.extend(other_texts(sheet, data_rows))
    draft.is_demo = any(_DEMO in text for text in texts)
    if not draft.sheets:
        _add_nearest(draft, sheets, vocabulary)


def _add_table(draft: Draft, sheet: Sheet, vocabulary: Vocabulary) -> set[int]:
    """Find the sheet's table, of whatever kind; answers the rows that are data."""
    grid = Grid(sheet)
    found = _find(grid, vocabulary)
    if not found:
        return set()
    if len(found) > 1:
        words = {"kinds": "、".join(kind.title for kind, _ in found), "columns": "、".join(_headings(grid, found))}
        draft.faults.append(Fault("kind_unclear", sheet.name, particulars=words))
        return set()
    kind, heading = found[0]
    table = DraftSheet(sheet.name, sheet.is_hidden, kind.kind, heading.top)
    table.is_titled = any(fold_heading(text).endswith(kind.title) for text in _texts_above(grid, vocabulary))
    draft.sheets.append(table)
    body = read_body(sheet, grid, heading, kind, vocabulary.column_keys(kind.kind))
    other = heading_above(grid, kind, vocabulary, heading)
    for first, second in ([(other, heading.top)] if other else []) + [(heading.top, row) for row in body.heading_rows[:1]]:
        words = {"first": str(first), "second": str(second)}
        draft.faults.append(Fault("two_tables", sheet.name, spot(second, min(heading.keys_of)), particulars=words))
    above = range(1, heading.top)
    table.labels = [*candidates(sheet, above, kind.kind), *candidates(sheet, body.label_rows, kind.kind, colon_only=True)]
    table.titles = titles(sheet, heading.top, kind.kind)
    table.rows = body.rows
    filled: dict[int, list[Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row in body.data_rows:
            filled.setdefault(column, []).append(cell)
    draft.faults.extend(lost_columns(sheet, grid, heading, kind, vocabulary, filled))
    if sheet.widths:
        draft.faults.extend(cut_figures(sheet, heading, kind, body.data_rows))
    for place, text, keys in columns_seen(grid, heading):
        if keys or (place[1] in filled and fold_heading(text) not in ignored_headings(kind.kind)):
            table.columns.append(Column(spot(*place), text, sorted(keys)))
        if not keys and (head := head_of_rows(text, kind.kind)) is not None:
            cells = (sheet.cells.get((row, place[1])) for row in sorted(body.data_rows))
            table.row_heads += [LabelValue(head, 0, cell) for cell in cells if cell is not None]
    return body.data_rows


def _find(grid: Grid, vocabulary: Vocabulary) -> list[tuple[Kind, Heading]]:
    """The kind that the sheet's title and headings make it; several where neither decides, none where there is no heading."""
    texts = _texts_above(grid, vocabulary)
    bearing = _bearing(texts)
    if len(bearing) == 1:
        heading = find_heading(grid, bearing[0], vocabulary)
        return [(bearing[0], heading)] if heading is not None else []
    found = [(kind, heading) for kind in kinds() if (heading := find_heading(grid, kind, vocabulary)) is not None]
    titled = [pair for pair in found if pair[0].is_titled("\n".join(texts))]
    return titled if len(titled) == 1 else found


def _bearing(texts: list[str]) -> list[Kind]:
    """Kinds whose official title ends one of the texts."""
    return [kind for kind in kinds() if any(fold_heading(text).endswith(kind.title) for text in texts)]


def _texts_above(grid: Grid, vocabulary: Vocabulary) -> list[str]:
    """The sheet's name and what stands above its headings, where a title would be. A site's or a remark's words are no title."""
    tenth = grid.rows[:10][-1]
    known = vocabulary.all_headings()
    first = next((row for row in grid.rows if sum(grid.folded((row, column)) in known for column in grid.columns) > 1), tenth + 1)
    cells = (cell for (row, _), cell in grid.sheet.cells.items() if row < first and row <= tenth)
    return [grid.sheet.name, *(cell.text for cell in cells if cell.kind == "text" and len(cell.text) < _LONGEST_TITLE)]


def _headings(grid: Grid, found: list[tuple[Kind, Heading]]) -> list[str]:
    """Every heading that one of the kinds knows, in the order of the sheet."""
    seen = {place: text for _, heading in found for place, text, keys in columns_seen(grid, heading) if keys}
    return [text for _, text in sorted(seen.items())][:_MOST_HEADINGS]


def _add_nearest(draft: Draft, sheets: list[Sheet], vocabulary: Vocabulary) -> None:
    """The row that comes nearest to a heading of any kind, with what it lacks; and whom the labels above it name."""
    best: tuple[tuple[bool, int, bool], Kind, Sheet, Cell, list[str]] | None = None
    for sheet in sheets:
        if not sheet.cells:
            continue
        grid = Grid(sheet)
        texts = _texts_above(grid, vocabulary)
        near = headings_nearest(grid, vocabulary.all_headings())
        if near is None:
            continue
        cell, headings, folded = near
        for kind in kinds():
            known = len(folded & vocabulary.column_keys(kind.kind).keys())
            score = (kind in _bearing(texts), known, kind.is_titled("\n".join(texts)))
            if best is None or score > best[0]:
                best = (score, kind, sheet, cell, headings)
    if best is not None:
        _, kind, sheet, cell, headings = best
        words = {"found": kind.title, "columns": f",读到的列名是 {'、'.join(headings[:_MOST_HEADINGS])}", "wanted": wanted(kind)}
        draft.headings_seen = Fault("heading_missing", sheet.name, cell.spot, particulars=words)
        draft.nearest, draft.nearest_kind = headings, kind.kind
        draft.names = list(candidates(sheet, range(1, _FARTHEST_ROW), kind.kind))


def wanted(kind: Kind) -> str:
    """The columns that a kind can't do without, in words: `“指标编号”(或“指标内容”)和“完成值”(或“进展情况”)`."""
    groups = []
    for need in kind.needs:
        if "criterion" in need:
            groups.append("各评分项目")
            continue
        keys = sorted(need, key=lambda key: (key != "indicator_id", key != "value", key))
        first, *others = (f"“{column_heading(kind.kind, key)}”" for key in keys)
        groups.append(first + (f"(或{'、'.join(others)})" if others else ""))
    return "和".join(groups)
