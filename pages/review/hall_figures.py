"""Which figures each page of a meeting shows, and as of when."""

from __future__ import annotations

from datetime import datetime

from pages.review import hall_closing, hall_opening, hall_scores, hall_unit
from pages.review.hall_run import Run, Slide
from pages.review.hall_steps import Step

_OF_UNIT = {"unit": hall_unit.unit_slide, "tasks": hall_unit.tasks_slide, "findings": hall_unit.findings_slide}
_OF_ALL = {
    "agenda": hall_opening.agenda,
    "city": hall_opening.city,
    "sheets": hall_scores.sheets,
    "ranking": hall_scores.whole_ranking,
    "since": hall_closing.since,
}
_OF_PLACE = {"before": hall_opening.before, "reveal": hall_scores.reveal, "decisions": hall_closing.decisions}


def slide(run: Run, step: Step) -> Slide:
    """The words and numbers of one page."""
    if step.unit_code is not None:
        return _OF_UNIT[step.kind](run, step.unit_code)
    if step.kind in _OF_PLACE:
        return _OF_PLACE[step.kind](run, step.place)
    return _OF_ALL[step.kind](run)


def frozen_words(run: Run, step: Step) -> str:
    """As of when a page speaks, for its caption."""
    held = f"数据截至 {run.meeting.as_of:%Y-%m-%d}"
    moment: datetime | None = run.meeting.opened_at
    if step.kind in ("sheets", "since"):
        return f"{held} · 按现在已知"
    if step.kind in ("reveal", "ranking"):
        moment = run.meeting.revealed_at
    return f"{held} · 按 {moment:%Y-%m-%d %H:%M} 时已知" if moment else held
