"""红黄绿灯: every task for every county-level unit at a glance; a cell opens what stands behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.chart_base import Height, download_picture, draw
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.explain import explain_what_is_chosen
from pages.parts.look import LIGHTS, SIGNS, done, legend, short, signed, theme
from pages.parts.matrix_chart import matrix_frame, matrix_spec
from pages.parts.pending import LEGEND, SIGN, pending_counts, pending_figures
from warehouse import queries
from warehouse.plan import Plan

_MANY = 16
"""From so many tasks on, the matrix is fitted to the height of the screen."""


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    cells = _marked(ask(queries.task_units, clocks))
    scored = [no for no, task in in_force.tasks.items() if task.scored]
    others = [no for no, task in in_force.tasks.items() if not task.scored]
    frame.title(_answer(cells[cells["task_no"].isin(scored)]))
    units = {code: unit.name for code, unit in in_force.units.items() if unit.is_county_level}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        order = st.segmented_control("排列", ["方案顺序", "落后的在前"], default="方案顺序", key="order", label_visibility="collapsed")
        st.caption(f"{_legend(in_force, cells)} | 点一格看指标、算法和来源", width="stretch")
    tasks = scored if order != "落后的在前" else _worst_first(cells, scored)
    fits_a_screen = len(tasks) >= _MANY
    with st.container(key="matrix_box" if fits_a_screen else "matrix_small"):
        _matrix(in_force, cells, tasks, units, "matrix", "stretch" if fits_a_screen else "content")
    with st.expander(f"保障措施({len(others)} 项,不计分)"):
        _matrix(in_force, cells, others, units, "matrix_unscored")
    _by_keyboard(in_force, units, scored + others)
    table = _table(cells, in_force, units, scored + others)
    download_table(table, "红黄绿灯", frame.stamp(), "download_matrix")
    explain_what_is_chosen(in_force)


def _marked(cells: pd.DataFrame) -> pd.DataFrame:
    """With a column mark: the sign of 待核 where some figure behind the cell is, else nothing."""
    waiting = pending_counts(pending_figures())
    return cells.assign(mark=[SIGN if key in waiting else "" for key in zip(cells["unit_code"], cells["task_no"], strict=True)])


def _legend(in_force: Plan, cells: pd.DataFrame) -> str:
    words = legend(in_force.settings.yellow_points)
    return f"{words} | {LEGEND}" if cells["mark"].any() else words


def _answer(cells: pd.DataFrame) -> str:
    counts = cells["light"].value_counts()
    if counts.empty or counts.get("灰", 0) == len(cells):
        return "红黄绿灯:还没有收到报送数据"
    words = ",".join(f"{SIGNS[light]} {light} {counts[light]}" for light in LIGHTS if counts.get(light))
    return f"{cells['task_no'].nunique()} 项任务、{cells['unit_code'].nunique()} 家单位:{words}"


def _worst_first(cells: pd.DataFrame, tasks: list[int]) -> list[int]:
    gaps = (cells["expected"] - cells["fulfilment"]).groupby(cells["task_no"]).mean()
    return sorted(tasks, key=lambda no: (-gaps.get(no, 0.0), no))


def _open(mark: dict[str, Any]) -> None:
    address.choose(mark.get("unit_code"), mark.get("task_no"))


def _matrix(in_force: Plan, cells: pd.DataFrame, tasks: list[int], units: dict[str, str], key: str, height: Height = "content") -> None:
    selected = (address.chosen_unit(in_force), address.chosen_task(in_force))
    rows = matrix_frame(cells, tasks, units, selected)
    titles = tuple((no, in_force.tasks[no].title) for no in tasks)
    draw(
        rows,
        matrix_spec(titles, tuple(units.items()), theme()),
        key,
        "任务与单位的完成率和灯;同样的内容可以下载成表格,或用下面的选择框查看。",
        _open,
        height,
    )
    notes = [frame.stamp(), _legend(in_force, cells)]
    picture = matrix_spec(titles, tuple(units.items()), "light")
    download_picture(rows, picture, "红黄绿灯", notes, (1200, 25 * (len(tasks) + 1)), f"picture_{key}")


def _by_keyboard(in_force: Plan, units: dict[str, str], tasks: list[int]) -> None:
    """The same choice without a mouse."""
    with st.form("by_keyboard", border=False):
        left, right, button = st.columns([3, 5, 2], vertical_alignment="bottom")
        unit = left.selectbox("单位", list(units), format_func=lambda code: units[code])
        task = right.selectbox("任务", tasks, format_func=lambda no: f"{no} {in_force.tasks[no].title}")
        if button.form_submit_button("查看这一格", width="stretch"):
            address.choose(unit, task)


def _table(cells: pd.DataFrame, in_force: Plan, units: dict[str, str], tasks: list[int]) -> pd.DataFrame:
    """The matrix as a table, as it is shown."""
    texts = {(row.task_no, row.unit_code): signed(row.light, done(row.fulfilment, row.light)) + row.mark for row in cells.itertuples()}
    rows = [
        {"任务": f"{no} {in_force.tasks[no].title}", **{short(name): texts.get((no, code), "不适用") for code, name in units.items()}}
        for no in tasks
    ]
    return pd.DataFrame(rows)
