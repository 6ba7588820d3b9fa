"""待核: figures under an objection, or of a workbook with a warning that nobody has confirmed. They count as they are meanwhile."""

from __future__ import annotations

import pandas as pd

from pages.parts import frame
from pages.parts.data import ask
from warehouse import meeting_queries

SIGN = "※"
LEGEND = f"{SIGN} 待核(有异议没有裁定,或提示没有确认)"
_REASONS = {
    "inspection_objection": "对核查的异议还没有裁定",
    "return_objection": "对退回的异议还没有裁定",
    "warning": "报送时的提示还没有确认",
}


def pending_figures() -> pd.DataFrame:
    """By the page's clocks; columns of `meeting_queries.pending_figures`."""
    figures: pd.DataFrame = ask(meeting_queries.pending_figures, frame.clocks())
    return figures


def pending_reasons(figures: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(Unit, indicator) → why the figure is 待核, in words."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for unit_code, indicator_id, reason in zip(figures["unit_code"], figures["indicator_id"], figures["reason"], strict=True):
        reasons.setdefault((unit_code, indicator_id), []).append(_REASONS[reason])
    return {figure: "、".join(words) for figure, words in reasons.items()}


def pending_note(figures: pd.DataFrame, unit_code: str, indicator_id: str) -> str:
    """Why one figure is 待核, for a place where nothing else says so; nothing where it is not."""
    reasons = pending_reasons(figures).get((unit_code, indicator_id))
    return f"待核:{reasons}" if reasons else ""


def pending_counts(figures: pd.DataFrame) -> dict[tuple[str, int], int]:
    """(Unit, task) → how many of its indicators are 待核."""
    single = figures.drop_duplicates(["unit_code", "indicator_id"])
    return {(str(unit), int(task)): int(count) for (unit, task), count in single.groupby(["unit_code", "task_no"]).size().items()}
