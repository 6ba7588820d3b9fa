"""Find the heading rows of a table by the words in them, never by position.

Of all stacks of one to four rows among the first sixty filled ones, the one with the most distinct keys is taken. Distinct: a
group heading merged over three columns must not beat the true row beneath it. A stack whose lower row already names an indicator
is none, nor is one that cuts a heading cell in two or takes a group heading for a column's own. Between equals, one is taken under
which no row of headings follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from loaders.cells import Cell, Merge, Place, Sheet
from loaders.layout.folding import fold_code, fold_figure, fold_heading
from loaders.layout.words import Kind, Vocabulary, column_heading, group_of, state_words

FIRST_ROWS = 60
DEEPEST_HEADING = 4
_MOST_COLUMNS = 300
_CODE = re.compile(r"[A-Z]?[0-9]{1,3}-[0-9]{1,3}\Z")
_NUMERALS = frozenset("零一二两三四五六七八九十")


def is_code(cell: Cell | None) -> bool:
    """Whether a cell looks like an indicator's number, in any plan."""
    return cell is not None and cell.kind == "text" and bool(_CODE.match(fold_code(cell.text)))


class Grid:
    """The first rows of a sheet as they look: a merged cell is seen in every place that it covers."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sorted({row for row, _ in sheet.cells})[:FIRST_ROWS]
        self.seen_rows = sorted({row + step for row in self.rows for step in range(DEEPEST_HEADING + 1)})
        last_row = self.seen_rows[-1] if self.seen_rows else 0
        self.columns = sorted({column for row, column in sheet.cells if row <= last_row})[:_MOST_COLUMNS]
        self._folded: dict[Place, str] = {}

    @cached_property
    def anchors(self) -> dict[Place, Merge]:
        """The merge over each place of these rows and columns."""
        found = {}
        for merge in self.sheet.merges:
            rows = self.seen_rows[bisect_left(self.seen_rows, merge.top) : bisect_right(self.seen_rows, merge.bottom)]
            for column in self.columns[bisect_left(self.columns, merge.left) : bisect_right(self.columns, merge.right)] if rows else ():
                for row in rows:
                    found[row, column] = merge
        return found

    def anchor(self, place: Place) -> Place:
        """The place whose content is seen at `place`."""
        merge = self.anchors.get(place)
        return (merge.top, merge.left) if merge else place

    def folded(self, place: Place) -> str:
        """The folded text seen at a place."""
        place = self.anchor(place)
        if place not in self._folded:
            cell = self.sheet.cells.get(place)
            self._folded[place] = fold_heading(cell.text) if cell and cell.kind == "text" else ""
        return self._folded[place]

    def width(self, place: Place) -> int:
        """How many columns the cell seen at a place is wide."""
        merge = self.anchors.get(place)
        return merge.right - merge.left + 1 if merge else 1

    def bottom(self, place: Place) -> int:
        """The last row of the cell seen at a place."""
        merge = self.anchors.get(place)
        return merge.bottom if merge else place[0]

    def is_data(self, row: int) -> bool:
        """Whether a row holds what no heading is: a number, a date, an error, or an indicator's number."""
        cells = (self.sheet.cells.get((row, column)) for column in self.columns)
        return any(cell is not None and (cell.kind != "text" or is_code(cell)) for cell in cells)


@dataclass
class Group:
    """One table's columns by key; side by side tables are several groups. A key may have several columns."""

    columns: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Heading:
    """Where the headings stand, and the columns under them."""

    top: int
    depth: int
    groups: list[Group]
    keys_of: dict[int, frozenset[str]]

    @property
    def bottom(self) -> int:
        """The last heading row."""
        return self.top + self.depth - 1


def find_heading(grid: Grid, kind: Kind, vocabulary: Vocabulary) -> Heading | None:
    """The best heading of a kind on a sheet, or None."""
    search = _Search(grid, kind, vocabulary.column_keys(kind.kind))
    best: tuple[tuple[int, ...], dict[int, frozenset[str]]] | None = None
    for top in grid.rows:
        for depth in range(1, DEEPEST_HEADING + 1):
            bottom = top + depth - 1
            if depth > 1 and grid.is_data(bottom):
                break
            found = {column: keys for column in grid.columns if (keys := search.keys((top, column), depth))}
            if not kind.is_met(frozenset().union(*found.values())) or search.is_cut(found, bottom):
                continue
            score = (*search.score(found, bottom), -depth, -top)
            if best is None or score > best[0]:
                best = (score, found)
    if best is None:
        return None
    (*_, depth, top), found = best
    bottom = -top - depth - 1
    first = max(min(grid.anchor((bottom, column))[0] for column in found), bottom - DEEPEST_HEADING + 1)
    top = min(-top, first)  # a heading merged down from above begins there
    return Heading(top, bottom - top + 1, search.groups(found, bottom), found)


def heading_above(grid: Grid, kind: Kind, vocabulary: Vocabulary, heading: Heading) -> int | None:
    """The row of another heading further up with data below it: the sheet holds two tables. None where there is none."""
    search = _Search(grid, kind, vocabulary.column_keys(kind.kind))
    for row in (row for row in grid.rows if row < heading.top - 1):
        keys = frozenset().union(*(search.keys((row, column), 1) for column in grid.columns))
        if kind.is_met(keys) and any(grid.is_data(between) for between in range(row + 1, heading.top)):
            return row
    return None


def headings_nearest(grid: Grid, aliases: Collection[str]) -> tuple[Cell, list[str], set[str]] | None:
    """Where no heading was found: of the rows with known headings the one with the most; its first cell, its texts, and them folded."""
    best: tuple[int, int, list[Cell]] | None = None
    for row in grid.rows:
        cells = [cell for column in grid.columns if (cell := grid.sheet.cells.get((row, column))) and cell.kind == "text"]
        known = sum(grid.folded((row, cell.column)) in aliases for cell in cells)
        if known and len(cells) > 1 and (best is None or (known, -row) > best[:2]):
            best = (known, -row, cells)
    if best is None:
        return None
    cells = best[2]
    texts = [cell.text.strip() + _subheadings(grid, cell) for cell in cells]
    return cells[0], texts, {grid.folded((cell.row, cell.column)) for cell in cells}


def _subheadings(grid: Grid, cell: Cell) -> str:
    """What stands under a heading over several columns: `完成情况` is told as `完成情况(本月、今年)`."""
    place = (cell.row, cell.column)
    if grid.width(place) == 1:
        return ""
    below = (grid.sheet.cells.get((cell.row + 1, column)) for column in grid.columns if grid.anchor((cell.row, column)) == place)
    texts = [under.text.strip() for under in below if under and under.kind == "text"]
    return f"({'、'.join(texts)})" if texts else ""


def repeated_rows(grid: Grid, heading: Heading) -> Iterator[dict[int, str]]:
    """The heading rows' own texts by column, and those of the rows above (group headings), to know them again further down."""
    for row in range(max(1, heading.bottom - DEEPEST_HEADING), heading.bottom + 1):
        yield {column: text for column in grid.columns if (text := grid.folded((row, column)))}


def columns_seen(grid: Grid, heading: Heading) -> Iterator[tuple[Place, str, frozenset[str]]]:
    """Place, text and keys of every column that has a heading, also of those that are not read."""
    told = set()
    for column in grid.columns:
        stack = [grid.anchor((row, column)) for row in range(heading.bottom, heading.top - 1, -1)]
        named = next((place for place in stack if grid.folded(place)), None)
        if named is not None and (named, column in heading.keys_of) not in told:
            told.add((named, column in heading.keys_of))
            yield named, grid.sheet.cells[named].text.strip(), heading.keys_of.get(column, frozenset())


@dataclass(frozen=True)
class _Search:
    """The search for the heading of one kind on one grid."""

    grid: Grid
    kind: Kind
    aliases: dict[str, frozenset[str]]

    def score(self, found: dict[int, frozenset[str]], bottom: int) -> tuple[int, ...]:
        """How good a stack is: distinct keys, no row of headings after it, columns, headings in its own last row."""
        anchors = {(self.grid.anchor((bottom, column)), keys) for column, keys in found.items()}
        own = sum(self.grid.folded((bottom, column)) in self.aliases for column in found)
        return len(set(found.values())), -self._is_followed(found, bottom), len(anchors), own

    def is_cut(self, found: dict[int, frozenset[str]], bottom: int) -> bool:
        """Whether a stack ends too early: a heading's cell goes on below it, or one over several columns has their headings below."""
        grid = self.grid
        if grid.is_data(bottom + 1):
            return False
        if any(bottom < grid.bottom((bottom, column)) <= bottom + DEEPEST_HEADING for column in found):
            return True
        if any(keys & self.kind.names and grid.sheet.cells.get((bottom + 1, column)) for column, keys in found.items()):
            return False
        return any(self._has_headings_below(column, bottom) for column, keys in found.items() if self._are_figures(keys))

    def _are_figures(self, keys: Set[str]) -> bool:
        return any(group_of(key) in self.kind.figures for key in keys)

    def _has_headings_below(self, column: int, row: int) -> bool:
        """Whether at least two texts without any figure or state stand side by side under a cell, merged over them or not."""
        grid = self.grid
        first = grid.anchor((row, column))
        covered = [other for other in grid.columns if other >= column and grid.anchor((row, other)) == first]
        if grid.width((row, column)) == 1 and self._heads_a_group((row, column), row + 1):
            later = [other for other in grid.columns if other > column]
            end = next((place for place, other in enumerate(later) if grid.folded((row, other))), len(later))
            covered += later[:end]
        below = [cell.text for other in covered if (cell := grid.sheet.cells.get((row + 1, other))) and cell.kind == "text"]
        return len(below) > 1 and not any(is_figure(text) for text in below)

    def _is_followed(self, found: dict[int, frozenset[str]], bottom: int) -> bool:
        """Whether the next row holds headings too, and names nothing that a row may be about."""
        is_heading = False
        for column in self.grid.columns:
            cell = self.grid.sheet.cells.get((bottom + 1, column))
            if cell is None:
                continue
            text = self.grid.folded((bottom + 1, column))
            is_known = text in self.aliases or (bool(text) and self.grid.folded((bottom, column)) + text in self.aliases)
            is_heading |= is_known
            if not is_known and found.get(column, frozenset()) & self.kind.names:
                return False
        return is_heading

    def keys(self, place: Place, depth: int) -> frozenset[str]:
        """Keys of one column under a stack of cells: the lowest that says something, else the stack joined, else a cell above.

        A cell above counts only where it is no group heading over several columns: 本月 under 完成情况 is not 完成情况.
        """
        grid, aliases = self.grid, self.aliases
        top, column = place
        stack: list[Place] = []
        for row in range(top, top + depth):
            anchor = grid.anchor((row, column))
            if grid.folded(anchor) and anchor not in stack:
                stack.append(anchor)
        if not stack:
            return frozenset()
        texts = [grid.folded(anchor) for anchor in stack]
        for text in (texts[-1], "".join(texts), "".join(texts[-2:])):
            if text in aliases:
                return aliases[text]
        for anchor in reversed(stack[:-1]):
            if grid.width(anchor) == 1 and grid.folded(anchor) in aliases and not self._heads_a_group(anchor, stack[-1][0]):
                return aliases[grid.folded(anchor)]
        return frozenset()

    def _heads_a_group(self, anchor: Place, lowest_row: int) -> bool:
        """Whether an unmerged cell stands over several: the next column is blank beside it and filled below."""
        later = [column for column in self.grid.columns if column > anchor[1]]
        return bool(later) and not self.grid.folded((anchor[0], later[0])) and bool(self.grid.folded((lowest_row, later[0])))

    def groups(self, found: dict[int, frozenset[str]], bottom: int) -> list[Group]:
        """Part side by side tables, and settle what a column with two keys serves."""
        groups = [dict[int, frozenset[str]]()]
        for column, keys in sorted(found.items()):
            seen = frozenset().union(*groups[-1].values())
            left = [other for other in groups[-1] if other < column]
            is_same_cell = bool(left) and self.grid.anchor((bottom, left[-1])) == self.grid.anchor((bottom, column))
            if keys & seen & self.kind.names and self.kind.is_met(seen) and not is_same_cell:
                groups.append({})
            groups[-1][column] = keys
        while len(groups) > 1 and not self.kind.is_met(frozenset().union(*groups[-1].values())):
            last = groups.pop()
            groups[-1].update({column: keys for column, keys in last.items() if not keys & frozenset().union(*groups[-1].values())})
        made = [_group(columns) for columns in groups]
        for group in made:
            for key in group.columns.keys() & (self.kind.names | self.kind.stretched):
                official = fold_heading(column_heading(self.kind.kind, key))
                first = [column for column in group.columns[key] if self.grid.folded((bottom, column)) == official]
                group.columns[key] = first or group.columns[key]  # 示范点名称 beside 单位名称: the official heading is meant
        return made


def is_figure(text: str) -> bool:
    """Whether a text looks like a figure or a state, read or not."""
    folded = fold_figure(text)
    return folded in state_words() or any(sign.isdigit() for sign in folded) or folded[0] in _NUMERALS


def _group(found: dict[int, frozenset[str]]) -> Group:
    group = Group()
    for column, keys in found.items():
        if len(keys) == 1:
            group.columns.setdefault(next(iter(keys)), []).append(column)
    alone = set(group.columns)
    for column, keys in found.items():
        if len(keys) > 1:
            for key in sorted(keys - alone):
                group.columns.setdefault(key, []).append(column)
    return group
