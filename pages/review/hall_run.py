"""A meeting that is on the projector, and what its pages word alike. Texts of workbooks stay texts: the templates escape them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.data import Clocks, plan
from pages.parts.look import LIGHTS, SIGNS, done, pace, short
from pages.review.hall_steps import Numbered
from warehouse.meeting_queries import Meeting
from warehouse.meetings import Decision
from warehouse.plan import Plan

Slide = dict[str, Any]
"""The words and numbers of one page: `title` and `note` are on all of them, the rest is its template's."""


@dataclass(frozen=True)
class Run:
    """A meeting that is on the projector: its clocks, the plan in force by them, and the meeting before."""

    meeting: Meeting
    before: Meeting | None
    theme: str
    is_office: bool = False
    """Whether whoever stands at the keyboard may end, reveal and decide."""

    @property
    def clocks(self) -> Clocks:
        """What the pages about the city and the units speak by."""
        return Clocks(self.meeting.as_of, self.meeting.opened_at)

    @property
    def live(self) -> Clocks:
        """The meeting's day with the knowledge of now: for the sheets that come in."""
        return Clocks(self.meeting.as_of, None)

    @property
    def plan(self) -> Plan:
        """The plan in force when the meeting was opened."""
        return plan(self.clocks)

    def name(self, unit_code: str | None) -> str:
        """A unit's short name; 全部 for none."""
        if unit_code is None:
            return "全部单位"
        unit = self.plan.units.get(unit_code)
        return short(unit.name) if unit else unit_code


def cut(lines: list[Slide], most: int) -> Slide:
    """As many as fit, and how many more there are."""
    kept = lines if len(lines) <= most else lines[: most - 1]
    return {"lines": kept, "more": len(lines) - len(kept)}


def decision_words(run: Run, place: int, one: Decision) -> Slide:
    """A decision in words."""
    due = f"{one.due_date:%Y-%m-%d} 前" if one.due_date else "没有定时限"
    return {"place": place, "words": one.words, "whose": run.name(one.unit_code), "due": due}


def shortened(text: str, letters: int) -> str:
    """A text of a workbook as far as there is room for it."""
    return text if len(text) <= letters else f"{text[:letters]}……"


def leaf_words(words: str, leaf: int, pages: list[list[Numbered]]) -> str:
    """What a page of decisions says at its foot: which part of them it shows, where they take several pages."""
    if len(pages) < 2:
        return words
    shown = pages[min(leaf, len(pages) - 1)]
    return f"{words};这里是第 {shown[0][0]} 至 {shown[-1][0]} 项"


def figure_words(row: pd.Series) -> str:
    """A figure and how it stands to the even pace."""
    return f"{done(row['fulfilment'], row['light'])},{pace(row['fulfilment'], row['expected'], row['light'])}"


def light_counts(lights: pd.Series) -> list[Slide]:
    """How many there are of each light; nothing is said of 未报 where there is none."""
    counts = lights.value_counts()
    words = {light: "未报" if light == "灰" else light for light in LIGHTS}
    return [
        {"sign": SIGNS[light], "light": light, "words": words[light], "count": int(counts.get(light, 0))}
        for light in LIGHTS
        if light != "灰" or light in counts.index
    ]
