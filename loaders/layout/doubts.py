"""Figures that a table holds and that nothing reads for certain: told, never lost in silence and never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from loaders.cells import Cell, Place, Sheet, spot
from loaders.layout.folding import are_thousands, fold_figure, fold_heading, without_brackets
from loaders.layout.headings import Grid, Heading
from loaders.layout.words import Kind, Vocabulary, column_heading, group_of
from loaders.problems import Fault

_PLAIN_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?%?(?:/[0-9]+)?\Z", re.ASCII)
_LONGEST_ORDINAL = 5
"""Digits; `int` raises for thousands of them."""
_FIGURES = frozenset({"denominator", "self_reported", "answers"})
_WORDS = frozenset({"evidence", "problem", "next_step", "remark", "finding", "evidence_complete"})


def lost_columns(
    sheet: Sheet, grid: Grid, heading: Heading, kind: Kind, vocabulary: Vocabulary, filled: dict[int, list[Cell]]
) -> Iterator[Fault]:
    """Figures in columns that nothing reads: under a heading that may mean a figure's column (an error), or under none at all."""
    told = set()
    for column, place, key in _claimants(grid, heading, kind, vocabulary.column_keys(kind.kind)):
        if column in filled and place not in told:
            told.add(place)
            found = sheet.cells[place].text.strip()
            official = found if key.startswith("criterion_") else column_heading(kind.kind, key)
            yield Fault("heading_unclear", sheet.name, spot(*place), particulars={"found": found, "column": official})
    for column, cells in filled.items():
        stack = (grid.anchor((row, column)) for row in range(heading.top, heading.bottom + 1))
        figures = [cell for cell in cells if _is_figure_cell(cell)]
        is_serial = _is_numbered(cells) or (column < min(heading.keys_of) and len(figures) == len(cells))
        if not any(grid.folded(place) for place in stack) and len(figures) > 1 and not is_serial:
            first = min(cells)
            yield Fault("heading_blank", sheet.name, first.spot, particulars={"found": first.text})


def _claimants(grid: Grid, heading: Heading, kind: Kind, aliases: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, Place, str]]:
    """Unread columns that must be meant for a figure: column, the heading's place, and a key that nothing else on the sheet has.

    完成值 over 本月 and 到现在, or 完成值(上月) where there is no other 完成值: which number counts is for the sender to say.
    """
    wanted = kind.figures | {"denominator", "due_date"}
    read = frozenset().union(*heading.keys_of.values())
    for column in grid.columns:
        if column in heading.keys_of:
            continue
        for place in dict.fromkeys(grid.anchor((row, column)) for row in range(heading.bottom, heading.top - 1, -1)):
            cell = grid.sheet.cells.get(place)
            if cell is None or cell.kind != "text":
                continue
            keys = aliases.get(fold_heading(without_brackets(cell.text)), frozenset())
            keys = frozenset(key for key in keys if group_of(key) in wanted)
            under = range(place[1], place[1] + grid.width(place))
            is_shared = len(under) > 1 and len(keys) > 1
            if keys and not heading.keys_of.keys() & set(under) and (not keys <= read if is_shared else not keys & read):
                yield column, place, min(keys - read)


def cut_figures(sheet: Sheet, heading: Heading, kind: Kind, rows: set[int]) -> Iterator[Fault]:
    """In a .csv: a figure beside three digits, as the comma in 1,200 leaves it.

    It is an error where the row is longer than the heading, and longer than other rows or with something at its end: then all behind
    the figure stands one column too far. It is a warning where the three digits stand among words.
    """
    wanted = (kind.figures | _FIGURES) - kind.names
    figures = sorted(column for column, keys in heading.keys_of.items() if wanted.intersection(map(group_of, keys)))
    words_for = {column for column, keys in heading.keys_of.items() if keys & _WORDS}
    width = sheet.widths[heading.bottom]
    usual = Counter(sheet.widths[row] for row in rows).most_common(1)[0][0] if rows else 0
    for row in sorted(rows):
        own = sheet.widths[row]
        is_longer = own > width and (own > usual or any((row, column) in sheet.cells for column in range(width + 1, own + 1)))
        for column in figures:
            cell, beside = sheet.cells.get((row, column)), sheet.cells.get((row, column + 1))
            if cell is None or beside is None or not are_thousands(cell.text, beside.text):
                continue
            if is_longer or column + 1 in words_for:
                particulars = {"found": cell.text, "other": beside.text, "place": beside.spot}
                yield Fault("figure_cut" if is_longer else "figure_may_be_cut", sheet.name, cell.spot, particulars=particulars)


def _is_figure_cell(cell: Cell) -> bool:
    """Whether a cell holds a number, or a text that is read as one."""
    return cell.kind == "number" or (cell.kind == "text" and bool(_PLAIN_FIGURE.match(fold_figure(cell.text))))


def _is_numbered(cells: Sequence[Cell]) -> bool:
    """Whether a column's cells only number its rows: 1, 2, 3, or on from an earlier page."""
    texts = [fold_figure(cell.text) for cell in sorted(cells)]
    if not all(text.isdigit() and text.isascii() and len(text) <= _LONGEST_ORDINAL for text in texts):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(texts))
