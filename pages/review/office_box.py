"""The office's own place on 互评: rounds are opened and closed here. Off until somebody turns it on, and never in the address."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.guard import step
from pages.parts.look import as_markdown
from pages.review.pairs_box import pairs_box
from pages.review.round_box import rater_names
from pages.review.round_figures import Round
from pages.review.typed_sheet import choose_whose, takes_sheets
from warehouse import standing
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.plan import Plan
from warehouse.records import OFFICE
from warehouse.rounds import close_round, open_round
from warehouse.standing import ReviewRound

_KEPT, _TOGGLE = "is_office", "office_toggle"
_LONGEST_NAME = 40


def office_box(chosen: Round | None, sheets: pd.DataFrame | None, in_force: Plan) -> None:
    """The toggle, and what it opens; nothing where the address names a unit that sends."""
    if address.sender(in_force):
        st.caption(f"现在以{as_markdown(address.sender_name(in_force))}的身份查看;创建办工作区只在身份是创建办时打开。")
        if chosen is None or not takes_sheets(chosen):  # else it is asked above, where a sheet is typed
            choose_whose(in_force)
        return
    st.session_state[_TOGGLE] = st.session_state.get(_KEPT, False)
    st.toggle("创建办工作区", key=_TOGGLE, on_change=_keep)
    if not st.session_state.get(_KEPT):
        return
    with st.container(key="office_box"):
        pairs_box(in_force)
        if frame.clocks().known_at:
            st.caption("要开设或结束一轮,请先把左边的“按哪天所知”改为“现在”。")
            return
        left, right = st.columns(2, gap="small")
        with left.container(border=True, height="stretch"):
            _open(in_force)
        with right.container(border=True, height="stretch"):
            _close(chosen, sheets)


def _keep() -> None:
    st.session_state[_KEPT] = st.session_state[_TOGGLE]


# ---- opening ---------------------------------------------------------------------------------------------------------------


def _open(in_force: Plan) -> None:
    st.markdown("**开设一轮**")
    _opened_ahead()
    counties = [code for code, unit in in_force.units.items() if unit.is_county_level]

    def name(code: str) -> str:
        return in_force.units[code].name

    with st.form("open_round", border=False):
        st.text_input("评议日期(如 2025-12-26)", key="new_round_date", max_chars=10, placeholder="年-月-日")
        st.text_input("名称(可不填)", key="new_round_name", max_chars=_LONGEST_NAME, placeholder="如 2025年年终互评")
        st.multiselect("被评单位", list(in_force.units), default=counties, key="new_round_units", format_func=name, select_all=False)
        st.multiselect("评分单位", list(in_force.units), default=counties, key="new_round_raters", format_func=name, select_all=False)
        st.form_submit_button("开设", type="primary", key="open_round_now", on_click=_open_now)


def _opened_ahead() -> None:
    """Rounds that exist only from a later day, and so stand in no list above."""
    held: list[ReviewRound] = ask(standing.rounds)
    ahead = [f"{one.round_date} {one.name}" for one in held if one.round_date > frame.clocks().as_of]
    if ahead:
        st.text(f"已开设、日期在数据截至日以后:{'、'.join(ahead)}")


@step
def _open_now() -> None:
    typed = st.session_state
    try:
        day = date.fromisoformat(typed["new_round_date"].strip())
    except ValueError as error:
        raise Refusal("评议日期请写成“年-月-日”,如 2025-12-26。") from error
    if not typed["new_round_units"] or not typed["new_round_raters"]:
        raise Refusal("请至少选一个被评单位和一个评分单位。")
    with warehouse().writing() as cursor:
        is_new = open_round(
            cursor,
            day,
            typed["new_round_name"].strip() or None,
            typed["new_round_units"],
            typed["new_round_raters"],
            office_now(),
            OFFICE,
        )
    if not is_new:
        raise Refusal(f"{day} 的这一轮已经开设,没有改动。")
    address.put("round", day.isoformat())
    typed["new_round_date"] = typed["new_round_name"] = ""


# ---- closing ---------------------------------------------------------------------------------------------------------------


def _close(chosen: Round | None, sheets: pd.DataFrame | None) -> None:
    st.markdown("**结束一轮**")
    if chosen is None or sheets is None:
        st.caption("还没有开设互评。")
        return
    st.text(f"{chosen.round_date} {chosen.name}:{chosen.state}")
    if chosen.closed_at:
        st.caption(f"已于 {chosen.closed_at:%Y-%m-%d %H:%M} 结束,不能再次结束,也不能重新打开。")
        return
    with st.popover("结束这一轮…"):
        st.text(closing_words(chosen, sheets))
        st.button("确定结束", key="close_round_now", type="primary", on_click=_close_now, args=(chosen.round_date,))


def closing_words(chosen: Round, sheets: pd.DataFrame) -> str:
    """What follows from closing a round now."""
    missing = rater_names(sheets[sheets["submission_id"].isna()])
    lacking = f"还有 {len(missing)} 个单位没有交打分表:{'、'.join(missing)}。" if missing else "打分表已经收齐。"
    return (
        f"{lacking}\n结束以后,再交的打分表(包括改后再交的)不再收,得分按已收到的 {chosen.sheets} 张计算,可能计入总分。\n"
        "结束以后不能重新打开。"
    )


@step
def _close_now(round_date: date) -> None:
    with warehouse().writing() as cursor:
        close_round(cursor, round_date, office_now(), address.sender_name(plan()))
