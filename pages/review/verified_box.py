"""Reported against verified side by side: unit by unit, what was deducted and what it does to the rank, and every figure checked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.chart_base import download_picture, draw
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown, short, theme
from pages.parts.pending import pending_figures
from pages.parts.row_table import row_table
from pages.review.finding import choose_finding_named
from pages.review.ledger_figures import key_of_row, key_text
from pages.review.verified_chart import verified_frame, verified_spec
from pages.review.verified_figures import deducted, in_numbers, outcome_table, unit_table
from warehouse import review_queries
from warehouse.plan import Plan

_EVERYBODY, _DRAWN, _ROWS = "", 12, 10
_DOTS = "○ 按自报的完成率,● 核查后的完成率,右边是总分因此少了(−)或多了(+)几分"
_MEANING = (
    "自报核实率 = 属实的个数 ÷ 核查过、当时已有自报的个数,核实值不低于自报值的为属实;没有核查过的为空,不算 0。"
    "核减(分)是现在因核查从总分中扣去的分;“不核减”指其他单位不变、不算本单位的核减。"
)
_UNIT_COLUMNS = {
    "单位": st.column_config.TextColumn(width=105),
    "自报核实率(%)": st.column_config.NumberColumn(format="%.1f", width=108),
    "属实/核查": st.column_config.TextColumn(width=75),
    "核减(分)": st.column_config.NumberColumn(format="%.2f", width=75),
    "名次": st.column_config.NumberColumn(width=55),
    "不核减名次": st.column_config.NumberColumn(width=92),
}
"""What stands on the page; the table to take away holds the totals and counts besides."""


def verified_box(outcomes: pd.DataFrame, shares: pd.DataFrame, in_force: Plan) -> None:
    """Units on the left, the indicators that cost points on the right, below them every figure of the check sheets."""
    clocks = frame.clocks()
    deductions, stakes = ask(review_queries.unit_deductions, clocks), ask(review_queries.stakes, clocks)
    if outcomes.empty:
        with st.container(border=True, key="verified"):
            st.markdown("**自报与核实**")
            st.caption("到数据截至的那一天为止,还没有核查结果。核查单位在下面下载核查表,填好后到“报送”页上传。")
        return
    unit = address.chosen_unit(in_force)
    left, right = st.columns([7, 6], gap="small")
    with left.container(border=True, height="stretch", key="verified_units"):
        _units(unit_table(deductions, shares), in_force)
    with right.container(border=True, height="stretch", key="verified_points"):
        _points(deducted(stakes, unit), unit, in_force)
    with st.container(border=True, key="verified"):
        _outcomes(outcomes, stakes, in_force)


def _units(table: pd.DataFrame, in_force: Plan) -> None:
    st.markdown("**自报与核实** · 各单位")
    codes = {short(one.name): code for code, one in in_force.units.items() if one.is_county_level}
    row_table(
        table,
        [codes.get(name, "") for name in table["单位"]],
        lambda code: address.put("unit", code),
        "verified_unit_rows",
        placeholder="",
        height=35 * (min(len(table), _ROWS) + 1) + 3,
        column_config=_UNIT_COLUMNS,
        column_order=list(_UNIT_COLUMNS),
        alt="各单位的自报核实率、核减的分数和名次;同样的内容可以下载成表格。",
    )
    st.caption(_MEANING)
    download_table(table, "各单位自报核实率和核减", frame.stamp(), "download_verified_units")


def _points(rows: pd.DataFrame, unit: str | None, in_force: Plan) -> None:
    whose = as_markdown(in_force.units[unit].name) if unit else "全市"
    st.markdown(f"**核查改变了哪些指标** · {whose}")
    if rows.empty:
        st.caption("现在没有因核查而改变的得分。")
        return
    drawn = rows.head(_DRAWN)
    picture = verified_frame(drawn)
    draw(picture, verified_spec(len(drawn), theme()), "verified_picture", "核查前后各指标的完成率和扣分;同样的内容在下面的表中。")
    more = f"只画扣分最多的 {_DRAWN} 项,全部 {len(rows)} 项在下面的表中。" if len(rows) > _DRAWN else ""
    moved = [f"{name}:{words}" for name, words in zip(picture["name"], picture["moved"], strict=True) if words]
    st.caption(as_markdown(f"{_DOTS}。{more}{_moved_words(moved)}"))
    notes = [frame.stamp(), _DOTS]
    download_picture(picture, verified_spec(len(drawn), "light"), "核查改变的指标", notes, (760, 29 * len(drawn) + 26), "picture_verified")


def _moved_words(moved: list[str]) -> str:
    return f"单独一项就改变名次的:{';'.join(moved)}。" if moved else "没有哪一项单独改变了名次。"


# ---- every figure ------------------------------------------------------------------------------------------------------------


def _outcomes(outcomes: pd.DataFrame, stakes: pd.DataFrame, in_force: Plan) -> None:
    st.markdown("**核查过的每个数** · 点一行看这一条")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        unit = _choose_unit(in_force)
        only_reduced = _choose_reduced()
    picked = outcomes if unit is None else outcomes[outcomes["unit_code"] == unit]
    if only_reduced:
        picked = picked[~picked["held_up"].fillna(True)]  # null neither holds up nor fails
    if picked.empty:
        st.caption("没有这样的核查结果。")
        return
    pending = pending_figures()
    _outcome_rows(picked, stakes, pending)
    st.caption(
        f"共 {len(picked)} 行。核减 = 自报 − 核实,按核查当月的自报数算;在用的才影响现在的数,“待核”的有异议还没有裁定,或有提示还没有确认。"
        "同一指标在几个计数窗口都被核减的,扣的总分是合计。没有写“发现问题”的不进问题清单。"
    )
    whose = short(in_force.units[unit].name) if unit else "全市"
    name = f"{whose} 自报与核实{'(只列核减的)' if only_reduced else ''}"
    download_table(lambda: in_numbers(picked, stakes, pending), name, frame.stamp(), "download_outcomes")


def _choose_unit(in_force: Plan) -> str | None:
    counties = [code for code, one in in_force.units.items() if one.is_county_level]
    st.session_state["outcome_unit"] = address.chosen_unit(in_force) or _EVERYBODY
    st.selectbox(
        "看哪个单位",
        [_EVERYBODY, *counties],
        key="outcome_unit",
        format_func=lambda code: in_force.units[code].name if code else "全部单位",
        on_change=lambda: address.put("unit", st.session_state["outcome_unit"]),
        width=280,
    )
    return address.chosen_unit(in_force)


def _choose_reduced() -> bool:
    st.session_state["only_reduced"] = "reduced" in st.query_params
    st.toggle("只看核减的", key="only_reduced", on_change=lambda: address.put("reduced", "1" if st.session_state["only_reduced"] else None))
    return "reduced" in st.query_params


def _outcome_rows(picked: pd.DataFrame, stakes: pd.DataFrame, pending: pd.DataFrame) -> None:
    row_table(
        outcome_table(picked, stakes, pending),
        [key_text(key_of_row(row)) for row in picked.itertuples()],
        choose_finding_named,
        "outcome_rows",
        placeholder="",
        height=35 * (min(len(picked), _ROWS) + 1) + 3,
        column_config={
            "指标": st.column_config.TextColumn(width="medium"),
            "对名次的影响": st.column_config.TextColumn(width=165),
            "扣总分(分)": st.column_config.NumberColumn(format="%.2f"),
        },
        alt="核查过的每个数:自报、核实、核减和结果;同样的内容可以下载成表格。",
    )
