"""The run of a meeting: which pages there are, in which order. The address holds the step, so that a crash or a reload loses nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.meeting_queries import Meeting
from warehouse.meetings import Decision

BEFORE_ROOM, DECISION_ROOM = 13.5, 9.5
"""Lines of text that a page of decisions holds at 1280 by 720; while they are typed in, the form takes its part."""
_LETTERS = 20
"""Of a decision that stand in one line beside its unit and its day."""
GAP = 0.7
"""Between two boxes of a list, in lines."""

Numbered = tuple[int, Decision]


@dataclass(frozen=True)
class Step:
    """One page of the run. `kind` says what it shows; `unit_code` of whom; `place` how many units a reveal has shown, or which leaf."""

    key: str
    kind: str
    unit_code: str | None = None
    place: int = 0


def steps_of(meeting: Meeting, before: Sequence[Decision], ranked: int) -> list[Step]:
    """All pages; `before` is what an earlier meeting decided, `ranked` how many units are revealed."""
    found = _leafed("before", leaves(before, BEFORE_ROOM)) if before else []
    found += [Step("agenda", "agenda"), Step("city", "city")]
    for item in meeting.agenda:
        code = item.unit_code
        found += [
            Step(f"unit-{code}", "unit", code),
            Step(f"unit-{code}-tasks", "tasks", code),
            Step(f"unit-{code}-findings", "findings", code),
        ]
    found.append(Step("sheets", "sheets"))
    found += [Step(f"reveal-{place}", "reveal", place=place) for place in range(ranked + 1)]
    return [*found, Step("ranking", "ranking"), *_leafed("decisions", leaves(meeting.decisions, DECISION_ROOM)), Step("since", "since")]


def step_at(steps: list[Step], key: str | None) -> int:
    """The place of a step in the run; the first page for none that is known."""
    return next((number for number, step in enumerate(steps) if step.key == key), 0)


def leaves(decisions: Sequence[Decision], room: float) -> list[list[Numbered]]:
    """Decisions, numbered from 1, on as many pages as they need; one empty page for none. A long one takes several lines."""
    found: list[list[Numbered]] = [[]]
    left = room
    for number, decision in enumerate(decisions, start=1):
        need = rows(decision.words, _LETTERS) + GAP
        if need > left and found[-1]:
            found.append([])
            left = room
        found[-1].append((number, decision))
        left -= need
    return found


def rows(text: str, letters: int) -> int:
    """How many lines a text takes where so many Chinese letters stand in one."""
    return max(1, math.ceil(sum(1.0 if letter > "\u2e80" else 0.6 for letter in text) / letters))


def leaf_key(kind: str, place: int) -> str:
    """The key of a page of decisions, counted from 0."""
    return kind if place == 0 else f"{kind}-{place + 1}"


def _leafed(kind: str, pages: list[list[Numbered]]) -> list[Step]:
    return [Step(leaf_key(kind, place), kind, place=place) for place in range(len(pages))]
