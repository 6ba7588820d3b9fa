"""Which cells a merge hides, without ever expanding one: a merge may cover a whole sheet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from loaders.cells import Cell, Merge, Place, Sheet

_WIDE = 50
_MOST_WIDE = 64


class Cover:
    """Whether a cell lies under a merge and is not its first. Merges do not overlap, so one look by column finds the only candidate.

    Wide ones are few in any real sheet; of a forged sheet's thousands only some are heeded, and what they would hide is read.
    """

    def __init__(self, merges: list[Merge]) -> None:
        self._wide = [merge for merge in merges if merge.right - merge.left >= _WIDE][:_MOST_WIDE]
        self._by_column: dict[int, list[Merge]] = {}
        for merge in sorted(merges):
            if merge.right - merge.left < _WIDE:
                for column in range(merge.left, merge.right + 1):
                    self._by_column.setdefault(column, []).append(merge)
        self._tops = {column: [merge.top for merge in found] for column, found in self._by_column.items()}

    def covers(self, place: Place) -> bool:
        """Whether nobody sees what stands there."""
        row, column = place
        if column in self._tops and (order := bisect_right(self._tops[column], row)):
            merge = self._by_column[column][order - 1]
            if row <= merge.bottom and (merge.top, merge.left) != place:
                return True
        return any(m.top <= row <= m.bottom and m.left <= column <= m.right and (m.top, m.left) != place for m in self._wide)


def put_cells(sheet: Sheet, cells: Iterable[Cell]) -> None:
    """Sort cells into those that are seen and those under the sheet's merges. A formula without a value under a merge is nothing."""
    if not sheet.merges:
        sheet.cells.update({(cell[0], cell[1]): cell for cell in cells})
        return
    cover = Cover(sheet.merges)
    for cell in cells:
        place = (cell[0], cell[1])
        if not cover.covers(place):
            sheet.cells[place] = cell
        elif cell.kind != "formula":
            sheet.covered[place] = cell
