"""Which texts above a table may name its unit, month or day: titles, and lines that say nothing else. All others speak of other things."""

from __future__ import annotations

import re

from loaders.kinds.units import UnitFinder
from loaders.layout.folding import fold_figure, fold_heading
from loaders.layout.words import kind_of, words

_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_TIME = re.compile(
    rf"截[至止]到?|(?:[0-9]{{4}}|[零〇○一二三四五六七八九]{{4}})年度?(?:{_NUMBER}月份?(?:{_NUMBER}日|底)?)?"
    r"|(?<![0-9])[0-9]{4}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?(?![0-9])"
)
_OUTER = re.compile(r"[(\[【〔](.*)[)\]】〕]\Z")


class Titles:
    """The titles of one kind of workbook."""

    def __init__(self, kind: str, units: UnitFinder) -> None:
        kind_words = kind_of(kind)
        self._ends = tuple({kind_words.title, *kind_words.also, *words("title_end")})
        self._never = words("title_never")
        self._rest = words("title_rest") | {""}
        self._units = units

    def holds(self, text: str) -> bool:
        """Whether a text ends as titles do (填报表, 情况, 名册), or has nothing but a unit and a time in it.

        请于2024年7月10日前报送某某局 names a unit and a month, and neither is the table's.
        """
        timeless = _TIME.sub("", fold_figure(text))
        folded = fold_heading(timeless)
        if any(word in folded for word in self._never):
            return False
        if folded.endswith(self._ends):
            return True
        within = _OUTER.match(timeless)
        return self._units.without_names(within[1] if within else timeless).strip(":.。,、-—_") in self._rest
