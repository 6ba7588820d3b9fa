"""The pages before the units: what the last meeting decided, the agenda, the city."""

from __future__ import annotations

import pandas as pd

from pages.parts.data import ask
from pages.parts.look import done, signed
from pages.review.hall_map import city_map
from pages.review.hall_run import Run, Slide, cut, decision_words, figure_words, leaf_words, light_counts
from pages.review.hall_steps import BEFORE_ROOM, leaves
from warehouse import queries

_UNITS, _SHORT = 16, 34
"""How many units fit; letters of a decision that may be written large where there are few."""


def before(run: Run, leaf: int) -> Slide:
    """What the meeting before decided, one page of it."""
    assert run.before is not None
    title = f"上次会议({run.before.round_name})决定 {len(run.before.decisions)} 项,逐项看落实"
    pages = leaves(run.before.decisions, BEFORE_ROOM)
    shown = pages[min(leaf, len(pages) - 1)]
    return {
        "title": title,
        "note": leaf_words(f"上次会议编号 {run.before.meeting_id}", leaf, pages),
        "lines": [decision_words(run, number, one) for number, one in shown],
        "is_few": len(shown) < 4 and all(len(one.words) <= _SHORT for _, one in shown),
    }


def agenda(run: Run) -> Slide:
    """Whose turn is when, and how long."""
    items = run.meeting.agenda
    lines = [{"place": place, "name": run.name(item.unit_code), "minutes": item.minutes} for place, item in enumerate(items, start=1)]
    title = f"{run.meeting.round_name}:{len(lines)} 个单位,共 {sum(item.minutes for item in items)} 分钟"
    return {"title": title, "note": "先看全市,再逐个单位看点、查问题,然后打分、揭晓名次、定下一步", **cut(lines, _UNITS)}


def city(run: Run) -> Slide:
    """The city, without ranks: these are revealed after the scoring."""
    figure = ask(queries.city, run.clocks).iloc[0]
    ranking = ask(queries.ranking, run.clocks).set_index("unit_code")
    tasks = ask(queries.city_tasks, run.clocks)
    order = [item.unit_code for item in run.meeting.agenda if item.unit_code in ranking.index]
    order += [code for code in run.plan.units if code in ranking.index and code not in order]
    return {
        "title": f"全市创建任务完成 {figure_words(figure)}",
        "note": f"{len(tasks[tasks['scored']])} 项计分任务;竖线是序时进度。单位按议程顺序,名次在打分后揭晓",
        "map": city_map(run.plan, ranking, run.theme),
        "bars": [_bar(run, ranking.loc[code], code) for code in order],
        "lights": light_counts(tasks.loc[tasks["scored"], "light"]),
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
