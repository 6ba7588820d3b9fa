"""The cards of 总览: where we stand, lights, who owes a report, who rose and fell."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts.look import LIGHTS, SIGNS, done, month, movement, percent, short, signed_points


def cards(city: pd.Series, ranking: pd.DataFrame, owed: pd.DataFrame) -> None:
    """Four cards in a row; two by two on a phone."""
    where, lights, reports, moves = st.container(key="cards").columns(4, gap="small")
    with where:
        _where(city)
    with lights:
        _lights(ranking)
    with reports:
        _reports(owed)
    with moves:
        _moves(ranking)


def _card(label: str, figure: str, words: str) -> None:
    st.metric(label, figure, delta=words, delta_color="off", delta_arrow="off", border=True, height="stretch")


def _where(city: pd.Series) -> None:
    if city["light"] == "灰":
        _card("全市完成率", "未报", f"序时 {percent(city['expected'])}")
        return
    st.metric(
        "全市完成率",
        done(city["fulfilment"], city["light"]),
        delta=signed_points(city["fulfilment"] - city["expected"]),
        delta_description=f"序时 {percent(city['expected'])}",
        border=True,
        height="stretch",
    )


def _lights(ranking: pd.DataFrame) -> None:
    counts = ranking["light"].value_counts()
    shown = [f"{SIGNS[light]} {counts[light]}" for light in LIGHTS if light in counts.index]
    behind = int(counts.get("红", 0))
    _card("县级单位的灯", "  ".join(shown) or "—", f"{behind} 家红灯" if behind else "没有红灯")


def _reports(owed: pd.DataFrame) -> None:
    ours = owed[owed["unit_kind"] != "department"]
    newest = ours[ours["period"] == ours["period"].max()]
    others = int(owed["unit_kind"].eq("department").sum())
    label = f"{month(newest['period'].iloc[0])}应报未报" if len(newest) else "应报未报"
    _card(label, f"{newest['unit_code'].nunique()} 家", f"累计 {len(ours)} 份" + (f",部门 {others} 份" if others else ""))


def _moves(ranking: pd.DataFrame) -> None:
    change = ranking["rank_change"].fillna(0)
    risen = ranking[change > 0].sort_values(["rank_change", "rank"], ascending=[False, True])
    fallen = ranking[change < 0].sort_values(["rank_change", "rank"])
    best, worst = (
        f"{short(rows.iloc[0]['unit_name'])} {movement(rows.iloc[0]['rank_change'])}" if len(rows) else "" for rows in (risen, fallen)
    )
    _card("名次上升最多", best or "名次无变化", f"下降最多:{worst}" if worst else "与上月末相比")
