"""Find the indicator of a row by 指标编号 or, where that is blank, by 指标内容 when it names exactly one."""

from __future__ import annotations

import re
from collections.abc import Callable

from loaders.cells import Cell
from loaders.kinds.values import looks_like_date, refuse_unread
from loaders.layout.draft import DraftRow
from loaders.layout.folding import fold_code
from loaders.problems import Unreadable
from warehouse.names import fold_name
from warehouse.plan import Indicator, Plan

_NUMBER = re.compile(r"([A-Z]?)0*([0-9]+)-0*([0-9]+)\Z")


class IndicatorFinder:
    """The indicators of a plan by number and by name."""

    def __init__(self, plan: Plan) -> None:
        self._by_code = {fold_code(code): indicator for code, indicator in plan.indicators.items()}
        self._by_number = {_number(code): code for code in plan.indicators}
        self._by_name: dict[str, list[Indicator]] = {}
        for indicator in plan.indicators.values():
            self._by_name.setdefault(fold_name(indicator.name), []).append(indicator)

    def find(self, row: DraftRow) -> tuple[Indicator, str]:
        """The indicator, and the cell that names it; raises Unreadable (its place: `place_of_name`)."""
        for key, read in (("indicator_id", self._by_its_code), ("indicator_name", self._by_its_name)):
            if cells := row.cells.get(key):
                return _only(cells, read)
        raise Unreadable("indicator_missing")

    def contradiction(self, row: DraftRow, indicator: Indicator) -> Cell | None:
        """The 指标内容 of a row where it is another indicator's name; the number decides."""
        name = _first(row, "indicator_name")
        if name is None or name.kind != "text" or _first(row, "indicator_id") is None:
            return None
        named = self._by_name.get(fold_name(name.text), [])
        return name if named and indicator not in named else None

    @staticmethod
    def place_of_name(row: DraftRow) -> str:
        """The cell to mend where a row's indicator is not known."""
        cell = _first(row, "indicator_id") or _first(row, "indicator_name")
        return cell.spot if cell else row.places.get("indicator_id") or row.places["indicator_name"]

    def _by_its_code(self, cell: Cell) -> Indicator:
        refuse_unread(cell)
        if cell.kind == "date" or looks_like_date(cell):
            raise Unreadable("code_is_date", found=cell.text)
        indicator = self._by_code.get(fold_code(cell.text))
        if indicator is None:
            near = self._by_number.get(_number(fold_code(cell.text)) or "")
            raise Unreadable("indicator_unknown", found=cell.text.strip(), hint=f"(是不是 {near}?)" if near else "")
        return indicator

    def _by_its_name(self, cell: Cell) -> Indicator:
        refuse_unread(cell)
        found = self._by_name.get(fold_name(cell.text), [])
        if not found:
            raise Unreadable("indicator_unknown", found=cell.text.strip(), hint=",或填写指标编号")
        if len(found) > 1:
            raise Unreadable("indicator_ambiguous", found=cell.text.strip(), hint="、".join(i.indicator_id for i in found))
        return found[0]


def _only(cells: list[Cell], read: Callable[[Cell], Indicator]) -> tuple[Indicator, str]:
    """The indicator that the cells of a key name: of a running number and 指标编号 side by side, the one that is known."""
    first: Unreadable | None = None
    for cell in cells:
        try:
            return read(cell), cell.spot
        except Unreadable as unreadable:
            first = first or unreadable
    assert first is not None
    raise first


def _first(row: DraftRow, key: str) -> Cell | None:
    return next(iter(row.cells.get(key, [])), None)


def _number(code: str) -> str | None:
    """A number without leading zeros, to suggest 08-1 for 8-1."""
    match = _NUMBER.match(code)
    return "-".join(match.groups()) if match else None
