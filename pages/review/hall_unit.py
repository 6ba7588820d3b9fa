"""The pages of one unit: its sites, the tasks behind, the findings of inspections, and what changed since the last meeting."""

from __future__ import annotations

import pandas as pd

from pages.parts.data import Clocks, ask
from pages.parts.look import LIGHTS, SIGNS, done, number, points, short, total
from pages.parts.sources import FINDING_STATES
from pages.review.hall_map import icon, unit_map
from pages.review.hall_run import Run, Slide, cut, figure_words, light_counts, shortened
from pages.review.hall_steps import GAP, rows
from warehouse import meeting_queries, queries, review_queries

_TASKS, _VISITS, _NOTED = 7, 4, 2
"""How many lines fit on a page of 1280 by 720 in letters that are read from ten metres; so few visits have room for their notes."""
_FINDING_ROOM = 11.0
"""Lines of text that are left for findings there, under a title of two lines."""
_LETTERS, _NAME = 20, 12
"""Of a finding or a note, and of a site's name; all of it stands in the ledger and in the register."""


def unit_slide(run: Run, code: str) -> Slide:
    """Where a unit stands, its sites, and those to visit."""
    row = _figure(run, code)
    quota = ask(review_queries.quota, run.clocks)
    own = quota[(quota["unit_code"] == code) & quota["target"].notna()]
    sites = ask(review_queries.register, run.clocks)
    sites = sites[(sites["unit_code"] == code) & sites["counts"]]
    visits = ask(meeting_queries.visits, run.clocks.knowledge, run.meeting.round_date)
    visits = visits[visits["unit_code"] == code]
    lines = [
        {
            "place": place,
            "name": shortened(visit.name, _NAME),
            "icon": icon(run.plan, visit.domain),
            "note": shortened(visit.note or "", _LETTERS) if len(visits) <= _NOTED else "",
        }
        for place, visit in enumerate(visits.itertuples(), start=1)
    ]
    return {
        "title": f"{run.name(code)}:完成 {figure_words(row)}",
        "note": "编号的是要看的点;没有坐标的、图外的和不公开位置的点不画;示意图,不作为划界依据",
        "map": unit_map(run.plan, code, row["light"], sites, visits, run.theme),
        "sites": _site_words(own, len(sites)),
        "kinds": _kinds(run, quota[quota["unit_code"] == code]),
        "lights": light_counts(_own_tasks(run, code)["light"]),
        "has_no_visit": not lines,
        **cut(lines, _VISITS),
    }


def _site_words(own: pd.DataFrame, sites: int) -> str:
    """How many sites there are against the quota: `own` has a row for each kind with a quota of the unit's own."""
    if own.empty:
        return f"示范点 {sites} 个,没有定额" if sites else "没有示范点,也没有定额"
    behind = own[own["gap"] > 0]
    kinds = f"{len(behind)} 类还差 {number(behind['gap'].sum())} 个" if len(behind) else "各类都已建够"
    return f"示范点应建 {number(own['target'].sum())} 个,{kinds}"


def _kinds(run: Run, quota: pd.DataFrame) -> list[Slide]:
    """The kinds of sites, as the map draws them, and how many there are of how many."""
    return [
        {
            "icon": icon(run.plan, row.domain),
            "name": row.domain_name.removeprefix("进"),
            "words": f"{int(row.sites)}/{number(row.target)}" if pd.notna(row.target) else f"{int(row.sites)}",
            "is_short": pd.notna(row.gap) and row.gap > 0,
        }
        for row in quota.itertuples()
        if row.sites or pd.notna(row.target)
    ]


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
    waiting = ask(meeting_queries.objections, run.clocks.knowledge)
    waiting = waiting[(waiting["unit_code"] == code) & waiting["decision"].isna()]
    objected = set(zip(waiting["inspector_code"], pd.to_datetime(waiting["period"]), waiting["indicator_id"], strict=True))
    lines = [
        {
            "state": FINDING_STATES[row.state],
            "is_overdue": row.state == "overdue",
            "what": f"{row.indicator_id} {row.indicator_name}",
            "finding": shortened(row.finding, _LETTERS),
            "who": f"{short(row.inspector_name)} {row.period:%Y-%m}",
            "pending": (row.inspector_code, row.period, row.indicator_id) in objected,
        }
        for row in standing.itertuples()
    ]
    overdue = int((standing["state"] == "overdue").sum())
    late = f",其中逾期 {overdue} 项" if overdue else ""
    title = f"{run.name(code)}:互检发现的问题还有 {len(lines)} 项没有销号{late}" if lines else f"{run.name(code)}:互检发现的问题都已销号"
    if ledger.empty:
        title = f"{run.name(code)}:互检没有发现问题"
    return {
        "title": title,
        "note": "核减 = 自报 − 核实;销号不改变数值,重新核实才恢复。“待核”的有异议,还没有裁定",
        "deducted": _deduction_words(run, code),
        "objections": f"待裁定的异议 {len(waiting)} 项" if len(waiting) else "没有待裁定的异议",
        **_fitting(lines),
        **_changes(run, code, ledger),
    }


def _fitting(lines: list[Slide]) -> Slide:
    """As many findings as fit, and how many more there are: a long one takes up to four lines of text."""
    left, kept = _FINDING_ROOM, []
    for line in lines:
        left -= rows(line["what"], _LETTERS - 1) + rows(f"{line['who']}:{line['finding']}", _LETTERS) + GAP
        if left < 0:
            break
        kept.append(line)
    return {"lines": kept, "more": len(lines) - len(kept)}


def _deduction_words(run: Run, code: str) -> str:
    """How many of its figures inspections took from, and what that is of its total."""
    outcomes = ask(review_queries.outcomes, run.clocks)
    count = int(((outcomes["unit_code"] == code) & outcomes["is_counted"] & (outcomes["deduction"].round(9) > 0)).sum())
    lost = ask(review_queries.unit_deductions, run.clocks).set_index("unit_code")["lost"].get(code)
    if not count:
        return "没有核减"
    return f"核减 {count} 项,总分减 {total(lost)} 分" if lost is not None and pd.notna(lost) else f"核减 {count} 项"


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
