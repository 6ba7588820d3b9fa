"""What each page of a meeting shows, as plain words and numbers for its template; by the clocks that the meeting froze.

Texts of workbooks stay texts: the templates escape them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from pages.parts.data import Clocks, ask, plan
from pages.parts.look import LIGHTS, SIGNS, done, movement, number, pace, points, short, signed, total
from pages.parts.sources import FINDING_STATES
from pages.parts.total import PART_WORDS, counted_weights, total_line
from pages.review.hall_map import city_map, unit_map
from pages.review.hall_steps import Step
from warehouse import meeting_queries, queries, review_queries, round_queries
from warehouse.meeting_queries import Meeting, Standing
from warehouse.meetings import Decision
from warehouse.plan import Plan

Slide = dict[str, Any]
_TASKS, _FINDINGS, _CHANGES, _VISITS, _DECISIONS, _RATERS = 7, 3, 5, 4, 6, 16
"""How many lines fit on a page of 1280 by 720 in letters that are read from ten metres."""
_LETTERS = 20
"""Of a finding; all of it stands in the ledger."""


@dataclass(frozen=True)
class Run:
    """A meeting that is on the projector: its clocks, the plan in force by them, and the meeting before."""

    meeting: Meeting
    before: Meeting | None
    theme: str

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


def slide(run: Run, step: Step) -> Slide:
    """The words and numbers of one page; `title` and `note` are on all of them."""
    if step.unit_code is not None:
        return {"unit": _unit, "tasks": _tasks, "findings": _findings}[step.kind](run, step.unit_code)
    if step.kind == "reveal":
        return _reveal(run, step.place)
    return {"before": _before, "agenda": _agenda, "city": _city, "sheets": _sheets, "decisions": _decisions, "since": _since}[step.kind](
        run
    )


def _cut(lines: list[Slide], most: int) -> Slide:
    """As many as fit, and how many more there are."""
    kept = lines if len(lines) <= most else lines[: most - 1]
    return {"lines": kept, "more": len(lines) - len(kept)}


# ---- before the units ----------------------------------------------------------------------------------------------------


def _before(run: Run) -> Slide:
    assert run.before is not None
    lines = [_decision_words(run, number, one) for number, one in enumerate(run.before.decisions, start=1)]
    title = f"上次会议({run.before.round_name})决定 {len(lines)} 项,逐项看落实"
    return {"title": title, "note": f"上次会议编号 {run.before.meeting_id}", **_cut(lines, _DECISIONS)}


def _decision_words(run: Run, place: int, one: Decision) -> Slide:
    due = f"{one.due_date:%Y-%m-%d} 前" if one.due_date else "没有定时限"
    return {"place": place, "words": one.words, "whose": run.name(one.unit_code), "due": due}


def _agenda(run: Run) -> Slide:
    items = run.meeting.agenda
    lines = [{"place": place, "name": run.name(item.unit_code), "minutes": item.minutes} for place, item in enumerate(items, start=1)]
    title = f"{run.meeting.round_name}:{len(lines)} 个单位,共 {sum(item.minutes for item in items)} 分钟"
    return {"title": title, "note": "先看全市,再逐个单位看点、查问题,然后打分、揭晓名次、定下一步", **_cut(lines, 16)}


def _city(run: Run) -> Slide:
    figure = ask(queries.city, run.clocks).iloc[0]
    ranking = ask(queries.ranking, run.clocks).set_index("unit_code")
    tasks = ask(queries.city_tasks, run.clocks)
    lights = tasks[tasks["scored"]]["light"].value_counts()
    order = [item.unit_code for item in run.meeting.agenda if item.unit_code in ranking.index]
    order += [code for code in run.plan.units if code in ranking.index and code not in order]
    return {
        "title": f"全市创建任务完成 {_figure_words(figure)}",
        "note": f"{len(tasks[tasks['scored']])} 项计分任务;竖线是序时进度。单位按议程顺序,名次在打分后揭晓",
        "map": city_map(run.plan, ranking, run.theme),
        "bars": [_bar(run, ranking.loc[code], code) for code in order],
        "lights": [
            {"sign": SIGNS[light], "light": light, "words": "未报" if light == "灰" else light, "count": int(lights.get(light, 0))}
            for light in LIGHTS
        ],
    }


def _bar(run: Run, row: pd.Series, code: str) -> Slide:
    is_reported = row["light"] != "灰"
    return {
        "name": run.name(code),
        "light": row["light"],
        "words": signed(row["light"], done(row["fulfilment"], row["light"])),
        "width": round(float(row["fulfilment"]) * 100, 2) if is_reported else 0,
        "pace": round(float(row["expected"]) * 100, 2) if pd.notna(row["expected"]) else 0,
    }


# ---- a unit --------------------------------------------------------------------------------------------------------------


def _unit(run: Run, code: str) -> Slide:
    row = _figure(run, code)
    quota = ask(review_queries.quota, run.clocks)
    own = quota[(quota["unit_code"] == code) & quota["target"].notna()]
    sites = ask(review_queries.register, run.clocks)
    sites = sites[(sites["unit_code"] == code) & sites["counts"]]
    visits = ask(meeting_queries.visits, run.clocks, run.meeting.round_date)
    visits = visits[visits["unit_code"] == code]
    tasks = _own_tasks(run, code)["light"].value_counts()
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
        "title": f"{run.name(code)}:完成 {_figure_words(row)}",
        "note": "数字圆点是要看的示范点,小圆点是其他示范点;示意图,不作为划界依据",
        "map": unit_map(run.plan, code, row["light"], sites, visits, run.theme),
        "sites": words,
        "lights": [
            {"sign": SIGNS[light], "light": light, "words": "未报" if light == "灰" else light, "count": int(tasks.get(light, 0))}
            for light in LIGHTS
        ],
        "has_no_visit": not lines,
        **_cut(lines, _VISITS),
    }


def _figure(run: Run, code: str) -> pd.Series:
    ranking = ask(queries.ranking, run.clocks)
    return ranking[ranking["unit_code"] == code].iloc[0]


def _figure_words(row: pd.Series) -> str:
    return f"{done(row['fulfilment'], row['light'])},{pace(row['fulfilment'], row['expected'], row['light'])}"


def _own_tasks(run: Run, code: str) -> pd.DataFrame:
    tasks = ask(queries.task_units, run.clocks)
    scored = [no for no, task in run.plan.tasks.items() if task.scored]
    return tasks[(tasks["unit_code"] == code) & tasks["task_no"].isin(scored)]


def _tasks(run: Run, code: str) -> Slide:
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
    return {"title": title, "note": "按落后多少排列;“待核”的数有异议或提示还没有确认", **_cut(lines, _TASKS)}


def _findings(run: Run, code: str) -> Slide:
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
    return {"title": title, "note": note, **_cut(lines, _FINDINGS), **_changes(run, code, ledger)}


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


# ---- scores --------------------------------------------------------------------------------------------------------------


def round_state(run: Run) -> pd.Series:
    """How many sheets are in now, and whether the round is closed."""
    states = ask(round_queries.round_states, run.live)
    return states[states["round_date"].dt.date == run.meeting.round_date].iloc[0]


def _sheets(run: Run) -> Slide:
    state = round_state(run)
    sheets = ask(round_queries.sheets_of_round, run.live, run.meeting.round_date)
    missing = sheets["submission_id"].isna()
    lines = [
        {
            "name": short(row.rater_name),
            "is_in": pd.notna(row.submission_id),
            "when": f"{row.received_at:%m-%d %H:%M}" if pd.notna(row.submission_id) else "未交",
        }
        for row in sheets[missing | (len(sheets) <= _RATERS)].itertuples()
    ]
    done_words = "打分表已收齐" if not missing.any() else "评分已由创建办结束" if state["closed"] else "评分进行中"
    title = f"{done_words}({int(state['sheets'])}/{int(state['raters'])})"
    note = "可以揭晓名次" if state["closed"] else "收到一份,这里几秒内自动显示;收齐或结束评分后揭晓名次"
    return {
        "title": title,
        "note": note,
        "in": int(state["sheets"]),
        "raters": int(state["raters"]),
        "width": round(100 * state["sheets"] / state["raters"], 2),
        **_cut(lines, _RATERS),
    }


def revealed_clocks(run: Run) -> Clocks | None:
    """What the revealed ranking speaks by; None before the reveal."""
    return Clocks(run.meeting.as_of, run.meeting.revealed_at) if run.meeting.revealed_at else None


def _reveal(run: Run, shown: int) -> Slide:
    clocks = revealed_clocks(run)
    if clocks is None:
        state = round_state(run)
        words = (
            "评分已经结束,按翻页键揭晓"
            if state["closed"]
            else f"评分进行中({int(state['sheets'])}/{int(state['raters'])}),收齐或结束评分后揭晓"
        )
        return {"title": words, "note": "名次从最后一名揭晓到第一名", "rows": [], "parts": [], "has_apart": False}
    ranking = ask(queries.ranking, clocks)
    in_force = plan(clocks)
    weights = counted_weights(ranking, in_force)
    whole = sum(weights.values())
    first_shown = len(ranking) - shown
    rows: list[Slide] = []
    for place, (_, row) in enumerate(ranking.iterrows()):
        if place < first_shown:
            rows.append({"is_hidden": True})
            continue
        parts = [
            {"part": part, "width": round(_score(row, part) * weight / whole, 3), "words": total(_score(row, part))}
            for part, weight in weights.items()
        ]
        rows.append(
            {
                "is_hidden": False,
                "is_new": place == first_shown,
                "rank": f"{int(row['rank'])}" if pd.notna(row["rank"]) else "—",
                "name": short(row["unit_name"]),
                "parts": parts,
                "total": total(row["total"]),
                "move": movement(row["rank_change"]),
                "is_apart": row["unit_kind"] == "park",
            }
        )
    legend = [{"part": part, "words": f"{PART_WORDS[part]}"} for part, weight in weights.items()]
    line = total_line(ranking, in_force, ask(queries.total_sources, clocks))
    return {
        "title": _reveal_title(ranking, shown),
        "note": line,
        "rows": rows,
        "parts": legend,
        "has_apart": any(row.get("is_apart") for row in rows),
    }


def _score(row: pd.Series, part: str) -> float:
    return float(row[part]) * (100 if part == "fulfilment" else 1)


def _reveal_title(ranking: pd.DataFrame, shown: int) -> str:
    if not shown:
        return f"{len(ranking)} 个单位,从最后一名揭晓到第一名"
    row = ranking.iloc[len(ranking) - shown]
    return f"第 {int(row['rank'])} 名:{short(row['unit_name'])},总分 {total(row['total'])}"


# ---- after ---------------------------------------------------------------------------------------------------------------


def _decisions(run: Run) -> Slide:
    lines = [_decision_words(run, number, one) for number, one in enumerate(run.meeting.decisions, start=1)]
    title = f"会议决定 {len(lines)} 项" if lines else "会议决定:还没有写"
    return {"title": title, "note": "下次会议第一页先看这些决定的落实", **_cut(lines, 4)}


def corrections(run: Run) -> list[tuple[str, Standing, Standing]]:
    """Units whose total or rank is not what the meeting showed last: (code, then, now)."""
    then = run.meeting.revealed or run.meeting.ranking
    now = ask(meeting_queries.totals_now, run.live)
    nothing = Standing(None, None)
    pairs = [(code, then.get(code, nothing), now.get(code, nothing)) for code in dict.fromkeys([*then, *now])]
    return [
        (code, before, after) for code, before, after in pairs if (total(before.total), before.rank) != (total(after.total), after.rank)
    ]


_KINDS = {"report": "填报表", "sites": "示范点名录", "inspection": "核查表", "scoring": "打分表", "satisfaction": "满意度"}
_STEPS = {"received": "收到", "returned": "退回", "withdrawn": "撤回"}


def happened_since(run: Run) -> list[str]:
    """What came in or was taken back since the figures were frozen, in words, oldest first."""
    frozen = run.meeting.revealed_event_no or run.meeting.event_no
    lines = []
    for row in ask(meeting_queries.changes_since, frozen).itertuples():
        if row.kind == "plan_stored":
            lines.append(f"{row.happened_at:%m-%d %H:%M} 方案换了新的一版")
        elif row.kind == "round_closed":
            lines.append(f"{row.happened_at:%m-%d %H:%M} 结束 {row.round_date:%Y-%m-%d} 的评分")
        else:
            whose = short(row.unit_name) if pd.notna(row.unit_name) else "创建办"
            subject = f"(核查{short(row.subject_name)})" if pd.notna(row.subject_name) else ""
            lines.append(f"{row.happened_at:%m-%d %H:%M} {_STEPS[row.kind]}{whose}{subject}的{_KINDS[row.submission_kind]}")
    return lines


def _since(run: Run) -> Slide:
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
        **_cut(lines, 8),
    }


def frozen_words(run: Run, step: Step) -> str:
    """As of when a page speaks, for its caption."""
    held = f"数据截至 {run.meeting.as_of:%Y-%m-%d}"
    moment: datetime | None = run.meeting.opened_at
    if step.kind in ("sheets", "since"):
        return f"{held} · 按现在已知"
    if step.kind == "reveal":
        moment = run.meeting.revealed_at
    return f"{held} · 按 {moment:%Y-%m-%d %H:%M} 时已知" if moment else held
