"""总览: where do we stand? The answer as a sentence, map and ranking linked, what is behind, who owes a report."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.cards import cards
from pages.parts.chart_base import download_picture, draw
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.explain import TASK_COLUMNS, explain_what_is_chosen, task_table
from pages.parts.look import (
    LIGHTS,
    SIGNS,
    as_markdown,
    done,
    hundredths,
    legend,
    light_words,
    month,
    movement,
    number,
    pace,
    percent,
    short,
    signed,
    state_words,
    tenths,
    theme,
    total,
)  # fmt: skip
from pages.parts.map_chart import OUTLINES, codes_of, has_map, map_frame, map_spec
from pages.parts.ranking_chart import ranking_frame, ranking_spec
from warehouse import queries
from warehouse.plan import Plan

_BEHIND = 6
_LATEST = 10
_SCHEMATIC = "示意图,不作为划界依据"


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    ranking = ask(queries.ranking, clocks)
    city = ask(queries.city, clocks).iloc[0]
    owed = ask(queries.owed, clocks)
    frame.title(_answer(city))
    if city["light"] == "灰":
        st.info("还没有可以计算的数据。请到“报送”页下载模板、上传填报表;报上来的数字会自动显示在这里。")
    cards(city, ranking, owed)
    _map_and_ranking(ranking, in_force)
    _one_unit(ranking, in_force)
    left, right = st.columns([11, 10], gap="small")
    with left:
        _tasks(city, in_force)
    with right:
        _owed(owed)
        _received()
    explain_what_is_chosen(in_force)


def _answer(city: pd.Series) -> str:
    if pd.isna(city["fulfilment"]) or city["light"] == "灰":
        return "全市创建任务:还没有收到报送数据"
    answer = f"全市创建任务完成 {percent(city['fulfilment'])}"
    if city["light"] == "已完成":
        return f"{answer},全部完成"
    return f"{answer},{pace(city['fulfilment'], city['expected'], city['light'])}"


# ---- map and ranking -----------------------------------------------------------------------------------------------------


def _map_and_ranking(ranking: pd.DataFrame, in_force: Plan) -> None:
    left, right = st.columns([11, 10], gap="small") if has_map(in_force) else (None, st.container())
    if left is not None:
        with left.container(border=True, height="stretch", key="map_box"):
            _map(ranking, in_force)
    with right.container(border=True, height="stretch", key="ranking_box"):
        _ranking(ranking, in_force)


def _map(ranking: pd.DataFrame, in_force: Plan) -> None:
    st.markdown("**完成率与序时进度** · 点选县区看详情")
    rows = map_frame(ranking, in_force, address.chosen_unit(in_force))
    outlines, codes, lights = in_force.files[OUTLINES], codes_of(in_force), legend(in_force.settings.yellow_points)
    draw(rows, map_spec(outlines, codes, theme()), "map", "各县级单位的位置、完成率和灯;同样的内容见旁边的排名。", _select, "stretch")
    st.caption(f"{lights} | {_SCHEMATIC}")
    notes = [f"{frame.stamp()};{_SCHEMATIC}", lights]
    download_picture(rows, map_spec(outlines, codes, "light"), "完成率地图", notes, (1100, 580), "picture_map")


def _ranking(ranking: pd.DataFrame, in_force: Plan) -> None:
    st.markdown("**排名** · 竖线为序时进度,右为总分和名次变化")
    rows = ranking_frame(ranking, address.chosen_unit(in_force))
    draw(rows, ranking_spec(theme()), "ranking", "各县级单位按总分排名,条形为完成率。", _select, "stretch")
    st.caption(_how_totals_come_about(ranking, in_force))
    _waiting()
    with st.container(horizontal=True, gap="small"):
        notes = [frame.stamp(), f"竖线为序时进度,右为总分和名次变化;{legend(in_force.settings.yellow_points)}"]
        download_picture(rows, ranking_spec("light"), "排名", notes, (900, 420), "picture_ranking")
        download_table(_ranking_table(ranking), "排名", frame.stamp(), "download_ranking")


def _select(mark: dict[str, Any]) -> None:
    """Choose the unit that was clicked; a second click lets it go."""
    unit = mark.get("unit_code")
    address.choose(None if st.query_params.get("unit") == unit else unit)


def _how_totals_come_about(ranking: pd.DataFrame, in_force: Plan) -> str:
    words = {"fulfilment": "完成率", "peer_score": "互评分", "satisfaction": "满意度"}
    weights = in_force.score_weights
    formula = " + ".join(f"{words[part]} {weight:g}" for part, weight in weights.items())
    missing = [words[part] for part in ("peer_score", "satisfaction") if part in weights and ranking[part].isna().all()]
    left_out = f";{'、'.join(missing)}暂缺,不计入,其余按比例放大" if missing else ""
    parks = [short(name) for name in ranking.loc[ranking["unit_kind"] == "park", "unit_name"]]
    apart = f";{'、'.join(parks)}口径不同(没有示范点指标)" if parks else ""
    return f"总分权重:{formula}(假设,可调){left_out}{apart}。"


def _waiting() -> None:
    """Figures that rest on a report whose warnings nobody has confirmed yet."""
    waiting = ask(queries.unconfirmed, frame.clocks())
    if len(waiting):
        names = "、".join(dict.fromkeys(short(name) for name in waiting["unit_name"]))
        st.caption(f"待核:{names} 的 {len(waiting)} 份报送有提示尚未确认,数字可能变动。")


def _ranking_table(ranking: pd.DataFrame) -> pd.DataFrame:
    is_reported = ranking["light"] != "灰"
    return pd.DataFrame(
        {
            "名次": ranking["rank"].where(is_reported).astype("Int64"),
            "县(市、区)名次": ranking["county_rank"].where(is_reported).astype("Int64"),
            "单位": ranking["unit_name"],
            "总分": ranking["total"].where(is_reported).map(hundredths),
            "灯": ranking["light"].map(light_words),
            "完成率(%)": ranking["fulfilment"].where(is_reported).map(tenths),
            "序时(%)": ranking["expected"].map(tenths),
            "上月名次": ranking["previous_rank"].astype("Int64"),
            "名次变化": ranking["rank_change"].where(is_reported).map(movement),
        }
    )


# ---- one unit ------------------------------------------------------------------------------------------------------------


def _one_unit(ranking: pd.DataFrame, in_force: Plan) -> None:
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
        words.caption(f"{len(tasks)} 项计分任务:" + " ".join(f"{SIGNS[light]} {light} {counts.get(light, 0)}" for light in LIGHTS))
        _worst(tasks, selected)
        with st.expander("总分和完成率怎么来的"):
            st.text(_total_in_numbers(row, len(tasks), in_force))
            shown = task_table(tasks, in_force)
            _task_rows(shown, list(tasks["task_no"]), selected, "unit_tasks")
            download_table(shown, f"{short(row['unit_name'])}各项任务", frame.stamp(), "download_unit_tasks")


def _worst(tasks: pd.DataFrame, unit_code: str) -> None:
    gap = tasks["expected"] - tasks["fulfilment"]
    worst = tasks[gap > 0].assign(gap=gap).sort_values(["gap", "task_no"], ascending=[False, True]).head(_BEHIND)
    if worst.empty:
        return
    st.markdown("落后最多的任务(点开看指标和来源)")
    with st.container(horizontal=True, gap="small"):
        for task in worst.itertuples():
            label = as_markdown(f"{signed(task.light, done(task.fulfilment, task.light))} {task.task_no} {task.task_title}")
            st.button(label, key=f"worst_{task.task_no}", on_click=address.choose, args=(unit_code, task.task_no))


def _place(row: pd.Series) -> str:
    figure = signed(row["light"], f"完成率 {done(row['fulfilment'], row['light'])}")
    if row["light"] == "灰":
        return f"{row['unit_name']}:{figure}"
    among = f"(县(市、区)第 {int(row['county_rank'])} 名)" if pd.notna(row["county_rank"]) else "(口径不同)"
    moved = f",比上月末 {movement(row['rank_change'])}" if pd.notna(row["rank_change"]) and row["rank_change"] else ""
    standing = pace(row["fulfilment"], row["expected"], row["light"])
    return f"{row['unit_name']}:第 {int(row['rank'])} 名{among},总分 {total(row['total'])}{moved};{figure},{standing}"


def _total_in_numbers(row: pd.Series, tasks: int, in_force: Plan) -> str:
    """The formulas with this unit's numbers put in."""
    lines = [f"完成率 = 下列 {tasks} 项计分任务完成率的加权平均 = {done(row['fulfilment'], row['light'])}(未报的计 0)"]
    parts = [("完成率×100", row["fulfilment"] * 100, "fulfilment"), ("互评分", row["peer_score"], "peer_score"),
             ("满意度", row["satisfaction"], "satisfaction")]  # fmt: skip
    held = [(name, points, in_force.score_weights.get(part, 0.0)) for name, points, part in parts if pd.notna(points)]
    terms = " + ".join(f"{name} {total(points)} × {weight:g}" for name, points, weight in held)
    lines.append(f"总分 = ({terms})÷ {sum(weight for *_, weight in held):g} = {total(row['total'])}")
    if pd.notna(row["rank_change"]):
        lines.append(f"名次变化:上月末第 {int(row['previous_rank'])} 名,现在第 {int(row['rank'])} 名")
    return "\n".join(lines)


# ---- below ---------------------------------------------------------------------------------------------------------------


def _task_rows(shown: pd.DataFrame, task_nos: list[int], unit_code: str | None, key: str) -> None:
    """A table of tasks, worst first; a row opens what stands behind it."""

    def open_row() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(task_nos):
            address.choose(unit_code, task_nos[rows[0]])

    st.dataframe(
        shown, hide_index=True, key=key, column_config=TASK_COLUMNS, on_select=open_row, selection_mode="single-row", height=36 * 12 + 2
    )


def _tasks(city: pd.Series, in_force: Plan) -> None:
    """All scored tasks of the city, worst first, and how the city's figure comes about."""
    tasks = ask(queries.city_tasks, frame.clocks())
    tasks = tasks[tasks["scored"]].assign(gap=lambda rows: rows["expected"] - rows["fulfilment"])
    tasks = tasks.sort_values(["gap", "task_no"], ascending=[False, True])
    with st.container(border=True):
        st.markdown("**全市各项任务,落后的在前** · 选中一行看算法")
        shown = task_table(tasks, in_force)
        _task_rows(shown, list(tasks["task_no"]), None, "city_tasks")
        st.caption(
            f"全市完成率 = {len(tasks)} 项计分任务完成率的加权平均 = {done(city['fulfilment'], city['light'])};"
            "每项任务 = 共同指标(各算一项)与各单位完成率的平均(再算一项)的平均。"
        )
        download_table(shown, "全市各项任务", frame.stamp(), "download_behind")


def _owed(owed: pd.DataFrame) -> None:
    with st.container(border=True):
        st.markdown("**应报未报**")
        if owed.empty:
            st.caption("没有逾期未报的单位。")
            return
        by_unit = owed.groupby(["unit_kind", "unit_name"], sort=False)
        shown = pd.DataFrame(
            [
                {
                    "单位": short(name),
                    "份数": len(rows),
                    "最近应报期": "、".join(f"{period:%Y-%m}" for period in rows["period"].sort_values(ascending=False).head(3)),
                    "最长逾期(天)": int(rows["days_overdue"].max()),
                }
                for (_, name), rows in sorted(by_unit, key=lambda item: (item[0][0] == "department", -len(item[1])))
            ]
        )
        st.dataframe(shown, hide_index=True, key="owed", height=min(36 * (len(shown) + 1) + 2, 36 * 6 + 2))
        download_table(shown, "应报未报", frame.stamp(), "download_owed")


def _received() -> None:
    clocks = frame.clocks()
    latest = ask(queries.received, clocks.known_at, _LATEST) if clocks.known_at else ask(queries.received_now, _LATEST)
    with st.container(border=True):
        st.markdown("**最近报送**")
        if latest.empty:
            st.caption("还没有收到任何报送。")
            return
        shown = pd.DataFrame(
            {
                "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in latest["received_at"]],
                "单位": latest["unit_name"].map(short),
                "报告期": [month(period) if pd.notna(period) else "" for period in latest["period"]],
                "指标": [number(count) for count in latest["row_count"]],
                "状态": [
                    state_words(state, late, warnings)
                    for state, late, warnings in zip(latest["state"], latest["is_late"], latest["warnings"], strict=True)
                ],
            }
        )
        st.dataframe(shown, hide_index=True, key="received", height=36 * (min(len(shown), _LATEST) + 1) + 2)
