"""Which texts above a table may name its unit, month or day: titles, and lines that say nothing else. All others speak of other things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.cells import Cell
from loaders.kinds.units import UnitFinder
from loaders.layout.folding import fold_figure, fold_heading
from loaders.layout.words import kind_of, words

_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_TIME = re.compile(
    rf"截[至止]到?|(?:[0-9]{{4}}|[零〇○一二三四五六七八九]{{4}})年度?(?:{_NUMBER}月份?(?:{_NUMBER}日|底)?)?"
    r"|(?<![0-9])[0-9]{4}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?(?![0-9])"
)
_OUTER = re.compile(r"[(\[【〔](.*)[)\]】〕]\Z")
_PAGE = re.compile(r"第[0-9一二三四五六七八九十]+页\Z")
_SIGNS = "0123456789:.。,、;!-—–―_·~<>《》“”\"'"
_LONGEST_FIRST_LINE = 40


class Titles:
    """The titles of one kind of workbook."""

    def __init__(self, kind: str, units: UnitFinder) -> None:
        kind_words = kind_of(kind)
        self._official = (kind_words.title, *kind_words.also)
        self._ends, self._offices = tuple(words("title_end")), tuple(words("office_end"))
        self._never, self._not = words("title_never"), words("title_not")
        self._rest = words("title_rest") | {""}
        self._units = units

    def speaking(self, cells: Sequence[Cell]) -> list[Cell]:
        """Those of the texts above a table that may speak for it, in their order."""
        held = [self.holds(cell.text) for cell in cells]
        return [
            cell
            for place, cell in enumerate(cells)
            if held[place] or (any(held[place + 1 : place + 2]) and cell.row < cells[place + 1].row and self._is_first_line(cell.text))
        ]

    def holds(self, text: str) -> bool:
        """Whether a text ends as titles do (填报表, 情况, 名册), or has nothing but a unit and a time in it.

        请于2024年7月10日前报送某某局 names a unit and a month, and neither is the table's.
        """
        if self._units.find(text) is not None:
            return True
        timeless = _TIME.sub("", fold_figure(text))
        within = _OUTER.match(timeless)
        rest = self._units.without_names(within[1] if within else timeless)
        folded = _PAGE.sub("", fold_heading(rest)).strip(_SIGNS)
        if any(word in folded for word in self._never):
            return False
        if folded.endswith(self._official):
            return True
        return not any(word in folded for word in self._not) and (folded.endswith(self._ends) or folded in self._rest)

    def _is_first_line(self, text: str) -> bool:
        """Whether a text above a title may be its first line: it begins with a unit, and names no office of it."""
        folded = fold_heading(text)
        if len(folded) > _LONGEST_FIRST_LINE or ":" in folded or any(word in folded for word in self._never | self._not):
            return False
        return self._units.begins(text) and not folded.endswith(self._offices)
