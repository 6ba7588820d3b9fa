"""The run of a meeting: which pages there are, in which order. The address holds the step, so that a crash or a reload loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.meeting_queries import Meeting


@dataclass(frozen=True)
class Step:
    """One page of the run. `kind` says what it shows; `unit_code` of whom; `place` how many units a reveal has shown."""

    key: str
    kind: str
    unit_code: str | None = None
    place: int = 0


def steps_of(meeting: Meeting, has_before: bool, ranked: int) -> list[Step]:
    """All pages; `has_before` where an earlier meeting decided something, `ranked` is how many units are revealed."""
    found = [Step("before", "before")] if has_before else []
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
    return [*found, Step("decisions", "decisions"), Step("since", "since")]


def step_at(steps: list[Step], key: str | None) -> int:
    """The place of a step in the run; the first page for none that is known."""
    return next((number for number, step in enumerate(steps) if step.key == key), 0)
