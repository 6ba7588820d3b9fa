"""The pages of one unit: its sites, the tasks behind, the findings of inspections, and what changed since the last meeting."""

from __future__ import annotations

import pandas as pd

from pages.parts.data import Clocks, ask
from pages.parts.look import LIGHTS, SIGNS, done, number, points, short, total
from pages.parts.sources import FINDING_STATES
from pages.review.hall_map import unit_map
from pages.review.hall_run import Run, Slide, cut, figure_words, light_counts
from warehouse import meeting_queries, queries, review_queries

_TASKS, _FINDINGS, _VISITS = 7, 3, 4
"""How many lines fit on a page of 1280 by 720 in letters that are read from ten metres."""
_LETTERS = 20
"""Of a finding; all of it stands in the ledger."""


def unit_slide(run: Run, code: str) -> Slide:
    """Where a unit stands, its sites, and those to visit."""
    row = _figure(run, code)
    quota = ask(review_queries.quota, run.clocks)
    own = quota[(quota["unit_code"] == code) & quota["target"].notna()]
    sites = ask(review_queries.register, run.clocks)
    sites = sites[(sites["unit_code"] == code) & sites["counts"]]
    visits = ask(meeting_queries.visits, run.clocks, run.meeting.round_date)
    visits = visits[visits["unit_code"] == code]
    gap = int(own["gap"].clip(lower=0).sum())
    if own.empty:
        words = f"示范点 {len(sites)} 个,没有定额" if len(sites) else "没有示范点定额"
    else:
        words = (
            f"示范点应建 {number(own['target'].sum())} 个,已建 {number(own['sites'].sum())} 个,{f'还差 {gap} 个' if gap else '没有差额'}"
        )
    lines = [
        {"place": place, "name": visit.name, "kind": visit.domain_name, "note": visit.note or ""}
        for place, visit in enumerate(visits.itertuples(), start=1)
    ]
    return {
        "title": f"{run.name(code)}:完成 {figure_words(row)}",
        "note": "数字圆点是要看的示范点,小圆点是其他示范点;示意图,不作为划界依据",
        "map": unit_map(run.plan, code, row["light"], sites, visits, run.theme),
        "sites": words,
        "lights": light_counts(_own_tasks(run, code)["light"]),
        "has_no_visit": not lines,
        **cut(lines, _VISITS),
    }


def _figure(run: Run, code: str) -> pd.Series:
    ranking = ask(queries.ranking, run.clocks)
    return ranking[ranking["unit_code"] == code].iloc[0]


def _own_tasks(run: Run, code: str) -> pd.DataFrame:
    tasks = ask(queries.task_units, run.clocks)
    scored = [no for no, task in run.plan.tasks.items() if task.scored]
    return tasks[(tasks["unit_code"] == code) & tasks["task_no"].isin(scored)]


def tasks_slide(run: Run, code: str) -> Slide:
    """Its tasks behind the even pace, the farthest first."""
    tasks = _own_tasks(run, code)
    behind = tasks.assign(gap=(tasks["expected"] - tasks["fulfilment"]).round(9))
    behind = behind[behind["gap"] > 0].sort_values(["gap", "task_no"], ascending=[False, True])
    waiting = ask(meeting_queries.pending_figures, run.clocks)
    waiting = set(waiting.loc[waiting["unit_code"] == code, "task_no"])
    lines = [
        {
            "light": row.light,
            "sign": SIGNS[row.light],
            "title": f"{row.task_no} {row.task_title}",
            "figure": done(row.fulfilment, row.light),
            "gap": f"落后 {points(row.gap)}",
            "pending": row.task_no in waiting,
        }
        for row in behind.itertuples()
    ]
    name = run.name(code)
    title = f"{name}:{len(tasks)} 项计分任务中 {len(lines)} 项落后于序时进度" if lines else f"{name}:没有落后于序时进度的任务"
    return {"title": title, "note": "按落后多少排列;“待核”的数有异议或提示还没有确认", **cut(lines, _TASKS)}


def findings_slide(run: Run, code: str) -> Slide:
    """What inspections found and is not closed, and what changed since the last meeting."""
    ledger = ask(review_queries.rectifications, run.clocks)
    ledger = ledger[ledger["unit_code"] == code]
    standing = ledger[ledger["state"] != "closed"]
    taken = ask(review_queries.unit_deductions, run.clocks)
    taken = taken[taken["unit_code"] == code]
    lines = [
        {
            "state": FINDING_STATES[row.state],
            "is_overdue": row.state == "overdue",
            "what": f"{row.indicator_id} {row.indicator_name}",
            "finding": row.finding if len(row.finding) <= _LETTERS else f"{row.finding[:_LETTERS]}……",
            "who": f"{short(row.inspector_name)} {row.period:%Y-%m}",
        }
        for row in standing.itertuples()
    ]
    overdue = int((standing["state"] == "overdue").sum())
    late = f",其中超期 {overdue} 项" if overdue else ""
    title = f"{run.name(code)}:互检发现的问题还有 {len(lines)} 项没有销号{late}" if lines else f"{run.name(code)}:互检发现的问题都已销号"
    if ledger.empty:
        title = f"{run.name(code)}:互检没有发现问题"
    lost = taken["lost"].iloc[0] if len(taken) else None
    note = f"互检共核减总分 {total(lost)} 分" if lost is not None and pd.notna(lost) and round(lost, 9) > 0 else "互检没有核减总分"
    return {"title": title, "note": note, **cut(lines, _FINDINGS), **_changes(run, code, ledger)}


def _changes(run: Run, code: str, ledger: pd.DataFrame) -> Slide:
    """What changed since the meeting before, by the clocks that it froze last."""
    if run.before is None:
        return {"since": "首次会议,没有可比的上一次", "changes": []}
    then_clocks = Clocks(run.before.as_of, run.before.last_frozen)
    before, now = ask(queries.ranking, then_clocks).set_index("unit_code"), _figure(run, code)
    changes = []
    if code in before.index:
        then = before.loc[code]
        changes.append(f"完成率 {done(then['fulfilment'], then['light'])} → {done(now['fulfilment'], now['light'])}")
    lights = ask(queries.task_units, then_clocks)
    lights = lights[lights["unit_code"] == code].set_index("task_no")["light"]
    moved = [(row, lights[row.task_no]) for row in _own_tasks(run, code).itertuples() if row.task_no in lights.index]
    up = sum(LIGHTS.index(row.light) < LIGHTS.index(light) for row, light in moved)
    down = sum(LIGHTS.index(row.light) > LIGHTS.index(light) for row, light in moved)
    changes.append(f"任务的灯:{up} 项变好,{down} 项变差")
    closed = int((pd.to_datetime(ledger["closed_on"]) > pd.Timestamp(run.before.last_frozen.date())).sum())
    found = int((ledger["received_at"] > run.before.last_frozen).sum())
    changes.append(f"问题:销号 {closed} 项,新发现 {found} 项")
    return {"since": f"与上次会议({run.before.opened_at:%Y-%m-%d})相比", "changes": changes}
