"""总览: where do we stand? The answer as a sentence, map and ranking linked, what is behind, who owes a report."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.chart_base import download_picture, draw
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.explain import explain
from pages.parts.look import LIGHTS, SIGNS, as_markdown, legend, month, movement, number, percent, points, short, signed, theme, total
from pages.parts.map_chart import OUTLINES, codes_of, has_map, map_frame, map_spec
from pages.parts.ranking_chart import ranking_frame, ranking_spec
from warehouse import queries
from warehouse.plan import Plan

_BEHIND = 6


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    ranking = ask(queries.ranking, clocks)
    city = ask(queries.city, clocks).iloc[0]
    owed = ask(queries.owed, clocks)
    frame.title(_answer(city))
    _cards(city, ranking, owed)
    _map_and_ranking(ranking, in_force)
    _one_unit(ranking, in_force)
    left, right = st.columns(2, gap="small")
    with left:
        _behind()
        _owed(owed)
    with right:
        _received()
    unit, task = address.chosen_unit(in_force), address.chosen_task(in_force)
    if unit and task:
        explain(unit, task)


def _answer(city: pd.Series) -> str:
    if pd.isna(city["fulfilment"]) or city["light"] == "灰":
        return "全市创建任务:还没有收到报送数据"
    gap = round(city["fulfilment"] - city["expected"], 9)
    done = f"全市创建任务完成 {percent(city['fulfilment'])}"
    if city["light"] == "已完成":
        return f"{done},全部完成"
    return f"{done},{'快于' if gap > 0 else '落后'}序时进度 {points(gap)}" if gap else f"{done},与序时进度持平"


def _cards(city: pd.Series, ranking: pd.DataFrame, owed: pd.DataFrame) -> None:
    where, lights, reports, moves = st.container(key="cards").columns(4, gap="small")
    is_reported = city["light"] != "灰"
    gap = (city["fulfilment"] - city["expected"]) * 100 if is_reported else None
    where.metric(
        "全市完成率",
        percent(city["fulfilment"]) if is_reported else "未报",
        # An ASCII minus, or the arrow would point the wrong way.
        delta=f"{gap:.1f} 个百分点" if gap is not None else None,
        delta_description=f"序时 {percent(city['expected'])}",
        border=True,
        height="stretch",
    )
    counts = ranking["light"].value_counts()
    shown = [f"{SIGNS[light]} {counts[light]}" for light in LIGHTS if light in counts.index]
    behind = int(counts.get("红", 0))
    lights.metric(
        "县级单位的灯",
        "  ".join(shown) or "—",
        delta=f"{behind} 家红灯" if behind else "没有红灯",
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    ours = owed[owed["unit_kind"] != "department"]
    newest = ours[ours["period"] == ours["period"].max()]
    others = owed["unit_kind"].eq("department").sum()
    reports.metric(
        f"{month(newest['period'].iloc[0])}应报未报" if len(newest) else "应报未报",
        f"{newest['unit_code'].nunique()} 家",
        delta=f"累计欠报 {len(ours)} 份" + (f";部门 {others} 份" if others else ""),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    risen = ranking[ranking["rank_change"].fillna(0) > 0].sort_values(["rank_change", "rank"], ascending=[False, True])
    fallen = ranking[ranking["rank_change"].fillna(0) < 0].sort_values(["rank_change", "rank"])
    best = f"{short(risen.iloc[0]['unit_name'])} {movement(risen.iloc[0]['rank_change'])}" if len(risen) else "名次无变化"
    worst = f"下降最多:{short(fallen.iloc[0]['unit_name'])} {movement(fallen.iloc[0]['rank_change'])}" if len(fallen) else "比上月末"
    moves.metric("名次上升最多", best, delta=worst, delta_color="off", delta_arrow="off", border=True, height="stretch")


def _select(mark: dict[str, Any]) -> None:
    address.choose(mark.get("unit_code"))


def _map_and_ranking(ranking: pd.DataFrame, in_force: Plan) -> None:
    selected = address.chosen_unit(in_force)
    kind = theme()
    left, right = st.columns([11, 10], gap="small") if has_map(in_force) else (None, st.container())
    if left is not None:
        with left.container(border=True, height="stretch", key="map_box"):
            st.markdown("**完成率与序时进度** · 点选县区看详情")
            rows, spec = map_frame(ranking, in_force, selected), map_spec(in_force.files[OUTLINES], codes_of(in_force), kind)
            draw(rows, spec, "map", "各县级单位的位置、完成率和灯;同样的内容见旁边的排名。", _select, "stretch")
            st.caption(f"{legend(in_force.settings.yellow_points)} | 示意图,不作为划界依据")
            download_picture(rows, spec, "完成率地图", f"{frame.stamp()};示意图,不作为划界依据", (1100, 580), "picture_map")
    with right.container(border=True, height="stretch", key="ranking_box"):
        st.markdown("**排名** · 竖线为序时进度,右为总分和名次变化")
        rows, spec = ranking_frame(ranking, selected), ranking_spec(kind)
        draw(rows, spec, "ranking", "各县级单位按总分排名,条形为完成率。", _select, "stretch")
        st.caption(_how_totals_come_about(ranking, in_force))
        _waiting()
        with st.container(horizontal=True, gap="small"):
            download_picture(rows, spec, "排名", frame.stamp(), (900, 420), "picture_ranking")
            download_table(_ranking_table(ranking), "排名", frame.stamp(), "download_ranking")


def _waiting() -> None:
    """Figures that rest on a report whose warnings nobody has confirmed yet."""
    waiting = ask(queries.unconfirmed, frame.clocks())
    if len(waiting):
        names = "、".join(dict.fromkeys(short(name) for name in waiting["unit_name"]))
        st.caption(f"待核:{names} 的 {len(waiting)} 份报送有提示尚未确认,数字可能变动。")


def _ranking_table(ranking: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "名次": ranking["rank"].astype("Int64"),
            "县(市、区)名次": ranking["county_rank"].astype("Int64"),
            "单位": ranking["unit_name"],
            "总分": ranking["total"].map(total),
            "完成率": [
                percent(share) if light != "灰" else "未报" for share, light in zip(ranking["fulfilment"], ranking["light"], strict=True)
            ],
            "序时进度": ranking["expected"].map(percent),
            "灯": [signed(light, light) for light in ranking["light"]],
            "上月名次": ranking["previous_rank"].astype("Int64"),
            "名次变化": ranking["rank_change"].map(movement),
        }
    )


def _how_totals_come_about(ranking: pd.DataFrame, in_force: Plan) -> str:
    words = {"fulfilment": "完成率", "peer_score": "互评分", "satisfaction": "满意度"}
    weights = in_force.score_weights
    formula = " + ".join(f"{words[part]} {weight:g}" for part, weight in weights.items())
    missing = [words[part] for part in ("peer_score", "satisfaction") if part in weights and ranking[part].isna().all()]
    left_out = f";{'、'.join(missing)}暂缺,不计入,其余按比例放大" if missing else ""
    parks = [short(name) for name in ranking.loc[ranking["unit_kind"] == "park", "unit_name"]]
    apart = f";{'、'.join(parks)}口径不同(没有示范点指标)" if parks else ""
    return f"总分权重:{formula}(假设,可调){left_out}{apart}。"


def _one_unit(ranking: pd.DataFrame, in_force: Plan) -> None:
    """The choice by keyboard, and what stands behind one unit's place."""
    codes = list(ranking["unit_code"])
    selected = address.chosen_unit(in_force)
    with st.container(border=True, key="unit_box"):
        pick, words = st.columns([2, 5], vertical_alignment="center")
        st.session_state["unit_choice"] = selected or ""
        pick.selectbox(
            "选择单位",
            ["", *codes],
            key="unit_choice",
            format_func=lambda code: in_force.units[code].name if code else "全市(未选单位)",
            on_change=lambda: address.choose(st.session_state["unit_choice"] or None),
        )
        if selected is None:
            words.caption("在地图或排名上点选一个单位,或从左边选择,这里显示它的名次、总分和落后的任务。")
            return
        row = ranking[ranking["unit_code"] == selected].iloc[0]
        words.markdown(f"**{as_markdown(_place(row))}**")
        tasks = ask(queries.task_units, frame.clocks())
        tasks = tasks[tasks["unit_code"] == selected].copy()
        scored = [no for no, task in in_force.tasks.items() if task.scored]
        tasks = tasks[tasks["task_no"].isin(scored)]
        counts = tasks["light"].value_counts()
        words.caption(f"{len(tasks)} 项计分任务:" + " ".join(f"{SIGNS[light]} {light} {counts.get(light, 0)}" for light in LIGHTS))
        tasks["gap"] = tasks["expected"] - tasks["fulfilment"]
        worst = tasks[tasks["gap"] > 0].sort_values(["gap", "task_no"], ascending=[False, True]).head(_BEHIND)
        if len(worst):
            st.markdown("落后最多的任务(点开看指标和来源)")
            with st.container(horizontal=True, gap="small"):
                for task in worst.itertuples():
                    done = percent(task.fulfilment) if task.light != "灰" else "未报"
                    label = as_markdown(f"{signed(task.light, done)} {task.task_no} {task.task_title}")
                    st.button(label, key=f"worst_{task.task_no}", on_click=address.choose, args=(selected, task.task_no))


def _place(row: pd.Series) -> str:
    gap = round(row["fulfilment"] - row["expected"], 9)
    pace = "与序时进度持平" if not gap else f"{'快于' if gap > 0 else '落后'}序时进度 {points(gap)}"
    moved = f",比上月末 {movement(row['rank_change'])}" if pd.notna(row["rank_change"]) and row["rank_change"] else ""
    done = f"完成率 {percent(row['fulfilment'])},{pace}" if row["light"] != "灰" else "未报"
    among = f"(县(市、区)第 {int(row['county_rank'])} 名)" if pd.notna(row["county_rank"]) else "(口径不同)"
    return f"{row['unit_name']}:第 {int(row['rank'])} 名{among},总分 {total(row['total'])}{moved};{signed(row['light'], done)}"


def _behind() -> None:
    clocks = frame.clocks()
    tasks = ask(queries.city_tasks, clocks)
    tasks = tasks[tasks["scored"]].copy()
    tasks["gap"] = tasks["expected"] - tasks["fulfilment"]
    worst = tasks.sort_values(["gap", "task_no"], ascending=[False, True]).head(_BEHIND)
    with st.container(border=True):
        st.markdown("**全市落后最多的任务**")
        shown = pd.DataFrame(
            {
                "任务": [f"{no} {title}" for no, title in zip(worst["task_no"], worst["task_title"], strict=True)],
                "完成率": [
                    signed(light, percent(share) if light != "灰" else "未报")
                    for light, share in zip(worst["light"], worst["fulfilment"], strict=True)
                ],
                "序时": worst["expected"].map(percent),
                "差(百分点)": [f"{gap * 100:.1f}" if gap > 0 else "—" for gap in worst["gap"]],
            }
        )
        st.dataframe(shown, hide_index=True, key="behind")
        download_table(shown, "全市落后最多的任务", frame.stamp(), "download_behind")


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
                    "单位": name,
                    "份数": len(rows),
                    "最近应报期": "、".join(f"{period:%Y-%m}" for period in rows["period"].sort_values(ascending=False).head(3)),
                    "最长逾期": f"{int(rows['days_overdue'].max())} 天",
                }
                for (_, name), rows in sorted(by_unit, key=lambda item: (item[0][0] == "department", -len(item[1])))
            ]
        )
        st.dataframe(shown, hide_index=True, key="owed", height=min(38 * (len(shown) + 1), 248))
        download_table(shown, "应报未报", frame.stamp(), "download_owed")


def _received() -> None:
    clocks = frame.clocks()
    states = {"in_force": "在用", "superseded": "已被替代", "returned": "已退回", "withdrawn": "已撤回"}
    latest = ask(queries.received, clocks.known_at, 12) if clocks.known_at else ask(queries.received_now, 12)
    with st.container(border=True):
        st.markdown("**最近报送**")
        if latest.empty:
            st.caption("还没有收到任何报送。")
            return
        shown = pd.DataFrame(
            {
                "收到时间": [
                    f"{moment:%m-%d %H:%M}" if moment.year == latest["received_at"].max().year else f"{moment:%Y-%m-%d}"
                    for moment in latest["received_at"]
                ],
                "单位": latest["unit_name"],
                "报告期": [month(period) if pd.notna(period) else "" for period in latest["period"]],
                "指标数": [number(count) for count in latest["row_count"]],
                "状态": [
                    states[state] + ("(迟报)" if late else "") + (f"(待核 {warnings} 处)" if warnings else "")
                    for state, late, warnings in zip(latest["state"], latest["is_late"], latest["warnings"], strict=True)
                ],
            }
        )
        st.dataframe(shown, hide_index=True, key="received")
