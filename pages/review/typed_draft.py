"""What is being typed into a score sheet: kept in the session until it is sent or dropped, and what can be said of it meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from pages.parts.look import short
from warehouse.plan import Plan

Cells = dict[tuple[str, int], str]
"""(Unit, place of the criterion) → what stands in the field; behind the last criterion the remark. An empty field is an empty text."""
_PLAIN = re.compile(r"[0-9]+([.][0-9]+)?")


@dataclass
class Draft:
    """One rater's sheet for one round."""

    began: Cells
    """What it began with: the sheet in force, or empty fields."""
    now: Cells
    based_on: str | None
    """The submission that it began with."""
    number: int
    """Grows with each new beginning, so that the fields begin anew too."""

    @property
    def is_changed(self) -> bool:
        """Whether something waits to be sent."""
        return self.now != self.began

    def begin_again(self) -> None:
        """Drop what was typed."""
        self.now = dict(self.began)
        self.number += 1


def drafts() -> dict[tuple[date, str], Draft]:
    """The session's drafts, by round and rater."""
    kept: dict[tuple[date, str], Draft] = st.session_state.setdefault("typed_drafts", {})
    return kept


def begun(own: pd.DataFrame, units: list[str], in_force: Plan, number: int) -> Draft:
    """A draft that begins with the sheet in force: the rater's rows of `round_queries.given_points`, none where it has sent none."""
    last = len(in_force.criteria)
    cells: Cells = {(code, place): "" for code in units for place in range(last + 1)}
    for row in own.itertuples():
        cells |= {(row.unit_code, place): f"{score:g}" for place, score in enumerate(row.scores) if (row.unit_code, place) in cells}
        if (row.unit_code, last) in cells:
            cells[row.unit_code, last] = row.remark if isinstance(row.remark, str) else ""
    return Draft(cells, dict(cells), None if own.empty else str(own["submission_id"].iloc[0]), number)


def entered(text: str) -> str | float | None:
    """What a field says, as the workbook takes it: a plain number, any other text for the checks to read, nothing for an empty one."""
    if _PLAIN.fullmatch(text):
        return float(text)
    return text or None


def standing_words(cells: Cells, units: list[str], in_force: Plan) -> list[str]:
    """How far the sheet is, and where fields are empty."""
    last = len(in_force.criteria)
    empty = {code: sum(not cells.get((code, place)) for place in range(last)) for code in units}
    lacking, whole = sum(empty.values()), last * len(units)
    if not lacking:
        return [f"已填 {whole}/{whole} 项。"]
    if lacking == whole:
        return [f"已填 0/{whole} 项。每项都要填,确实是 0 分的填 0。"]
    places = "、".join(f"{short(in_force.units[code].name)} {count} 项" for code, count in empty.items() if count)
    return [f"已填 {whole - lacking}/{whole} 项,还差:{places}。确实是 0 分的填 0。"]


def doubts(cells: Cells, units: list[str], in_force: Plan) -> list[str]:
    """Numbers over the full mark or with more than one decimal, in words."""
    return [
        f"请核对:{short(in_force.units[code].name)} {criterion.name} {cells[code, place]},应为 0 至 {criterion.full_score:g},最多一位小数。"
        for code, place, points in _numbers(cells, units, in_force)
        if points > (criterion := in_force.criteria[place]).full_score or _is_fine(points)
    ]


def too_fine(cells: Cells, units: list[str], in_force: Plan) -> bool:
    """Whether some number has more than one decimal, which the official workbook does not take."""
    return any(_is_fine(points) for _, _, points in _numbers(cells, units, in_force))


def _numbers(cells: Cells, units: list[str], in_force: Plan) -> Iterator[tuple[str, int, float]]:
    for code in units:
        for place in range(len(in_force.criteria)):
            points = entered(cells.get((code, place), ""))
            if isinstance(points, float):
                yield code, place, points


def _is_fine(points: float) -> bool:
    return round(points, 1) != round(points, 9)
