"""The pages at the end: what was decided, and what changed since the figures were frozen."""

from __future__ import annotations

import pandas as pd

from pages.parts.data import ask
from pages.parts.look import short, total
from pages.parts.tables import KINDS
from pages.review.hall_run import Run, Slide, cut, decision_words, leaf_words
from pages.review.hall_steps import DECISION_ROOM, leaves
from warehouse import meeting_queries
from warehouse.meeting_queries import Standing

_CHANGES, _UNITS = 4, 8


def decisions(run: Run, leaf: int) -> Slide:
    """What was decided in this meeting, one page of it."""
    written = run.meeting.decisions
    pages = leaves(written, DECISION_ROOM)
    return {
        "title": f"会议决定 {len(written)} 项" if written else "会议决定:还没有写",
        "note": leaf_words("下次会议第一页先看这些决定的落实", leaf, pages),
        "lines": [decision_words(run, number, one) for number, one in pages[min(leaf, len(pages) - 1)]],
        "is_few": False,
    }


def corrections(run: Run) -> list[tuple[str, Standing, Standing]]:
    """Units whose total or rank is not what the meeting showed last: (code, then, now)."""
    then = run.meeting.revealed or run.meeting.ranking
    now = ask(meeting_queries.totals_now, run.live)
    nothing = Standing(None, None)
    pairs = [(code, then.get(code, nothing), now.get(code, nothing)) for code in dict.fromkeys([*then, *now])]
    return [
        (code, before, after) for code, before, after in pairs if (total(before.total), before.rank) != (total(after.total), after.rank)
    ]


_STEPS = {"received": "收到", "returned": "退回", "withdrawn": "撤回"}


def happened_since(run: Run) -> list[str]:
    """What came in or was taken back since the figures were frozen and may move them, in words, oldest first.

    What speaks of a month or a round after the meeting's day moves nothing of it, and is left out.
    """
    changes = ask(meeting_queries.changes_since, run.meeting.revealed_event_no or run.meeting.event_no)
    day = pd.Timestamp(run.meeting.as_of)
    changes = changes[~(pd.to_datetime(changes["period"]) > day) & ~(pd.to_datetime(changes["round_date"]) > day)]
    lines = []
    for row in changes.itertuples():
        if row.kind == "plan_stored":
            lines.append(f"{row.happened_at:%m-%d %H:%M} 方案换了新的一版")
        elif row.kind == "round_closed":
            lines.append(f"{row.happened_at:%m-%d %H:%M} 结束 {row.round_date:%Y-%m-%d} 的评分")
        else:
            whose = short(row.unit_name) if pd.notna(row.unit_name) else "创建办"
            subject = f"(核查{short(row.subject_name)})" if pd.notna(row.subject_name) else ""
            month = f" {row.period:%Y-%m} " if pd.notna(row.period) else ""
            lines.append(f"{row.happened_at:%m-%d %H:%M} {_STEPS[row.kind]}{whose}{subject}{month}的{KINDS[row.submission_kind]}")
    return lines


def since(run: Run) -> Slide:
    """Corrections against what the meeting showed last, and what came in meanwhile."""
    changed = corrections(run)
    lines = [
        {
            "name": run.name(code),
            "total": f"总分 {total(then.total)} → {total(now.total)}",
            "rank": f"名次 {then.rank or '—'} → {now.rank or '—'}",
        }
        for code, then, now in changed
    ]
    moment = "揭晓" if run.meeting.revealed_at else "开会"
    title = f"{moment}以来 {len(changed)} 个单位的总分或名次有变动" if changed else f"{moment}以来总分和名次没有变动"
    events = happened_since(run)
    kept = events[-_CHANGES:]
    return {
        "title": title,
        "note": f"与{moment}时冻结的数字逐个对照;屏幕上其他各页不变",
        "events": kept,
        "earlier": len(events) - len(kept),
        **cut(lines, _UNITS),
    }
