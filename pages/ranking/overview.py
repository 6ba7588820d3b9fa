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
from pages.parts.explain import explain_what_is_chosen
from pages.parts.look import (
    as_markdown,
    done,
    hundredths,
    legend,
    light_words,
    movement,
    pace,
    percent,
    short,
    tenths,
    theme,
)  # fmt: skip
from pages.parts.map_chart import OUTLINES, codes_of, has_map, map_frame, map_spec
from pages.parts.pending import LEGEND, pending_counts, pending_figures
from pages.parts.ranking_chart import ranking_frame, ranking_spec
from pages.parts.tables import submission_table, task_rows, task_table
from pages.parts.total import total_line
from pages.parts.unit_box import one_unit
from warehouse import queries
from warehouse.plan import Plan

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
    one_unit(ranking, in_force)
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
    st.caption(as_markdown(total_line(ranking, in_force, ask(queries.total_sources, frame.clocks()))))
    _waiting()
    with st.container(horizontal=True, gap="small"):
        notes = [frame.stamp(), f"竖线为序时进度,右为总分和名次变化;{legend(in_force.settings.yellow_points)}"]
        download_picture(rows, ranking_spec("light"), "排名", notes, (900, 420), "picture_ranking")
        download_table(_ranking_table(ranking), "排名", frame.stamp(), "download_ranking")


def _select(mark: dict[str, Any]) -> None:
    """Choose the unit that was clicked; a second click lets it go."""
    unit = mark.get("unit_code")
    address.choose(None if st.query_params.get("unit") == unit else unit)


def _waiting() -> None:
    """Figures that somebody contests, or that rest on a workbook whose warnings nobody has confirmed."""
    waiting = pending_counts(pending_figures())
    if waiting:
        in_force = plan(frame.clocks())
        names = "、".join(short(unit.name) for code, unit in in_force.units.items() if any(code == whose for whose, _ in waiting))
        st.caption(as_markdown(f"{LEGEND}:{names} 的 {sum(waiting.values())} 项指标,数字可能变动。"))


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
            **{
                name: ranking[part].map(hundredths)
                for part, name in (("peer_score", "互评分"), ("satisfaction", "满意度"))
                if ranking[part].notna().any()
            },
        }
    )


# ---- below ---------------------------------------------------------------------------------------------------------------


def _tasks(city: pd.Series, in_force: Plan) -> None:
    """All scored tasks of the city, worst first, and how the city's figure comes about."""
    tasks = ask(queries.city_tasks, frame.clocks())
    tasks = tasks[tasks["scored"]].assign(gap=lambda rows: rows["expected"] - rows["fulfilment"])
    tasks = tasks.sort_values(["gap", "task_no"], ascending=[False, True])
    with st.container(border=True):
        st.markdown("**全市各项任务,落后的在前** · 选中一行看算法")
        shown = task_table(tasks, in_force)
        task_rows(shown, list(tasks["task_no"]), None, "city_tasks")
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
    latest = ask(queries.received, clocks.knowledge, _LATEST)
    with st.container(border=True):
        st.markdown("**最近报送**")
        if latest.empty:
            st.caption("还没有收到任何报送。")
            return
        shown = submission_table(latest)
        st.dataframe(shown, hide_index=True, key="received", height=36 * (min(len(shown), _LATEST) + 1) + 2)
