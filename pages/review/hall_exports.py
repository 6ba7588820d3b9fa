"""What is taken away from a meeting: its decisions, the ranking as it was frozen, and the corrections since."""

from __future__ import annotations

import pandas as pd

from pages.parts.look import hundredths, short
from pages.review.hall_closing import corrections
from pages.review.hall_run import Run
from warehouse.meeting_queries import Meeting, Standing


def snapshot_words(meeting: Meeting) -> str:
    """Which meeting an export is of, and by which clocks it speaks."""
    revealed = f",揭晓的名次按 {meeting.revealed_at:%Y-%m-%d %H:%M} 时已知" if meeting.revealed_at else ""
    frozen = f"数据截至 {meeting.as_of:%Y-%m-%d},按 {meeting.opened_at:%Y-%m-%d %H:%M} 时已知{revealed}"
    return f"会议 {meeting.meeting_id} {meeting.round_name};{frozen}"


def decision_table(run: Run) -> pd.DataFrame:
    """The decisions in order."""
    rows = [
        (number, one.words, run.name(one.unit_code), f"{one.due_date:%Y-%m-%d}" if one.due_date else "")
        for number, one in enumerate(run.meeting.decisions, start=1)
    ]
    return pd.DataFrame(rows, columns=["序号", "决定", "责任单位", "时限"])


def ranking_table(run: Run) -> pd.DataFrame:
    """The ranking that the meeting wrote down last (revealed, else opened), and what it is now."""
    then = run.meeting.revealed or run.meeting.ranking
    now = {code: after for code, _, after in corrections(run)}
    nothing = Standing(None, None)
    rows = []
    for code, standing in then.items():
        after = now.get(code, standing)
        name = short(run.plan.units[code].name) if code in run.plan.units else code
        is_changed = code in now
        rows.append((standing.rank, name, hundredths(standing.total), hundredths(after.total), after.rank, "有变动" if is_changed else ""))
    rows += [
        (None, run.name(code), None, hundredths(after.total), after.rank, "有变动")
        for code, after in now.items()
        if then.get(code, nothing) == nothing
    ]
    table = pd.DataFrame(rows, columns=["会上名次", "单位", "会上总分", "现在总分", "现在名次", "说明"])
    return table.astype({"会上名次": "Int64", "现在名次": "Int64"})
