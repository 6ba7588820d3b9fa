"""One unit on 总览: chosen by keyboard too, its place in words, what is behind, and how its total comes about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import LIGHTS, SIGNS, as_markdown, done, movement, pace, short, signed, total
from pages.parts.pending import LEGEND, SIGN, pending_counts, pending_figures
from pages.parts.tables import task_rows, task_table
from pages.parts.total import total_in_numbers
from warehouse import queries
from warehouse.plan import Plan

_BEHIND = 6


def one_unit(ranking: pd.DataFrame, in_force: Plan) -> None:
    """The choice by keyboard, and what stands behind one unit's place."""
    selected = address.chosen_unit(in_force)
    with st.container(border=True, key="unit_box"):
        pick, words = st.columns([2, 5], vertical_alignment="center")
        st.session_state["unit_choice"] = selected or ""
        pick.selectbox(
            "选择单位",
            ["", *ranking["unit_code"]],
            key="unit_choice",
            format_func=lambda code: in_force.units[code].name if code else "全市(未选单位)",
            on_change=lambda: address.choose(st.session_state["unit_choice"] or None),
        )
        if selected is None:
            words.caption("在地图或排名上点选一个单位,或从左边选择,这里显示它的名次、总分和落后的任务。")
            return
        row = ranking[ranking["unit_code"] == selected].iloc[0]
        tasks = ask(queries.task_units, frame.clocks())
        tasks = tasks[(tasks["unit_code"] == selected) & tasks["task_no"].isin([no for no, task in in_force.tasks.items() if task.scored])]
        counts = tasks["light"].value_counts()
        words.markdown(f"**{as_markdown(_place(row))}**")
        words.caption(
            f"{len(tasks)} 项计分任务:"
            + " ".join(f"{SIGNS[light]} {light} {counts.get(light, 0)}" for light in LIGHTS)
            + _pending_words(selected)
        )
        _worst(tasks, selected)
        with st.expander("总分和完成率怎么来的"):
            st.text(_in_numbers(row, len(tasks), ranking, in_force))
            shown = task_table(tasks, in_force)
            task_rows(shown, list(tasks["task_no"]), selected, "unit_tasks")
            download_table(shown, f"{short(row['unit_name'])}各项任务", frame.stamp(), "download_unit_tasks")


def _pending_words(unit_code: str) -> str:
    """How many figures of a unit are 待核; nothing where none is."""
    count = sum(number for (code, _), number in pending_counts(pending_figures()).items() if code == unit_code)
    return f" | {LEGEND} {count} 项指标" if count else ""


def _worst(tasks: pd.DataFrame, unit_code: str) -> None:
    gap = tasks["expected"] - tasks["fulfilment"]
    worst = tasks[gap > 0].assign(gap=gap).sort_values(["gap", "task_no"], ascending=[False, True]).head(_BEHIND)
    if worst.empty:
        return
    st.markdown("落后最多的任务(点开看指标和来源)")
    waiting = pending_counts(pending_figures())
    with st.container(horizontal=True, gap="small"):
        for task in worst.itertuples():
            mark = f" {SIGN}" if (unit_code, task.task_no) in waiting else ""
            label = as_markdown(f"{signed(task.light, done(task.fulfilment, task.light))}{mark} {task.task_no} {task.task_title}")
            st.button(label, key=f"worst_{task.task_no}", on_click=address.choose, args=(unit_code, task.task_no))


def _place(row: pd.Series) -> str:
    figure = signed(row["light"], f"完成率 {done(row['fulfilment'], row['light'])}")
    if row["light"] == "灰":
        return f"{row['unit_name']}:{figure}"
    among = f"(县(市、区)第 {int(row['county_rank'])} 名)" if pd.notna(row["county_rank"]) else "(口径不同)"
    moved = f",比上月末 {movement(row['rank_change'])}" if pd.notna(row["rank_change"]) and row["rank_change"] else ""
    standing = pace(row["fulfilment"], row["expected"], row["light"])
    return f"{row['unit_name']}:第 {int(row['rank'])} 名{among},总分 {total(row['total'])}{moved};{figure},{standing}"


def _in_numbers(row: pd.Series, tasks: int, ranking: pd.DataFrame, in_force: Plan) -> str:
    """The formulas with this unit's numbers put in, and which round the scores come from."""
    lines = [f"完成率 = 下列 {tasks} 项计分任务完成率的加权平均 = {done(row['fulfilment'], row['light'])}(未报的计 0)"]
    lines += total_in_numbers(row, ranking, in_force, ask(queries.total_sources, frame.clocks()))
    if pd.notna(row["rank_change"]):
        lines.append(f"名次变化:上月末第 {int(row['previous_rank'])} 名,现在第 {int(row['rank'])} 名")
    return "\n".join(lines)
