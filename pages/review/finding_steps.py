"""The steps about one row of an inspection, each offered to whoever may take it: answered, closed, contested, decided, verified anew."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts import address, frame
from pages.parts.data import plan, warehouse
from pages.parts.look import as_markdown
from pages.review.decide import decision_form
from pages.review.finding_figures import Checked
from pages.review.ledger_figures import key_text
from pages.review.new_value import new_value
from pages.review.told_here import clear_words, take, tell, words_field, words_in
from warehouse import objections, rectification
from warehouse.clock import office_now
from warehouse.connection import Cursor
from warehouse.plan import Plan
from warehouse.rectification import RectificationKey

PLACE = "finding"
"""Where the words of a refused step wait."""


def steps(one: Checked, in_force: Plan) -> None:
    """What whoever works here may do now."""
    if frame.clocks().known_at:
        st.caption("这是那一天所知的情况。要办理,请先把左边的“按哪天所知”改为“现在”。")
        return
    # Each has a place of its own: what comes or goes with new data moves no field in which somebody types.
    told, answered, closed, verified, decided, contested = (st.container() for _ in range(6))
    with told:
        tell(PLACE)
    sender = address.sender(in_force)
    is_its_unit, is_inspector = (sender in (None, code) for code in (one.key.unit_code, one.key.inspector_code))
    state = one.finding.state if one.finding is not None else None
    is_open = state not in (None, "closed")
    if is_open and is_its_unit:
        with answered:
            _answer(one, is_answered=state == "done")
    if is_open and is_inspector:
        with closed:
            _close(one, is_answered=state == "done")
    if (state == "closed" or one.is_upheld) and is_inspector:
        with verified:
            new_value(one, in_force, sender)
    if one.waiting is not None and sender is None:
        with decided, st.expander("裁定异议", expanded=True, key="step_decide"):
            decision_form(one.waiting.objection_id, PLACE)
    if one.waiting is None and is_its_unit:
        with contested:
            _contest(one)
    st.caption(_whose_words(one, in_force))


def _whose_words(one: Checked, in_force: Plan) -> str:
    """Who may do what, for whoever misses a step."""
    unit, inspector = one.row.unit_name, one.row.inspector_name
    return as_markdown(
        f"现在以{address.sender_name(in_force)}的身份办理。整改情况和异议由{unit}提出,销号和新的核实值由{inspector}办理,异议由创建办裁定;创建办可以代办。"
    )


# ---- putting right ---------------------------------------------------------------------------------------------------------


def _answer(one: Checked, is_answered: bool) -> None:
    with st.expander("填写整改情况", expanded=not is_answered, key="step_answer"):
        key = f"answer_{key_text(one.key)}"
        words_field("做了什么、结果怎样", key)
        st.button("提交整改情况", key="send_answer", type="primary", on_click=_answer_now, args=(one.key, key))


def _answer_now(key: RectificationKey, field: str) -> None:
    actor = address.sender_name(plan())
    _write(lambda cursor: rectification.report_done(cursor, key, words_in(field), office_now(), actor), field)


def _close(one: Checked, is_answered: bool) -> None:
    with st.expander("销号", expanded=is_answered, key="step_close"):
        said = "" if is_answered else "被核查单位还没有说明整改情况。"
        st.text(f"{said}销号以后这个问题不再列为待办,不能撤销;核减不变,要改核实值须另行登记。")
        st.button("确定销号", key="close_finding", type="primary", on_click=_close_now, args=(one.key,))


def _close_now(key: RectificationKey) -> None:
    actor = address.sender_name(plan())
    _write(lambda cursor: rectification.close(cursor, key, office_now(), actor))


# ---- objections ------------------------------------------------------------------------------------------------------------


def _contest(one: Checked) -> None:
    with st.expander("提出异议", key="step_contest"):
        st.text("异议提出后由创建办裁定,裁定以前这项数字标为待核。理由和裁定都长期保留。")
        key = f"contest_{key_text(one.key)}"
        words_field("哪里不对、依据是什么", key)
        st.button("提交异议", key="send_contest", type="primary", on_click=_contest_now, args=(one.key, key))


def _contest_now(key: RectificationKey, field: str) -> None:
    actor = address.sender_name(plan())
    _write(lambda cursor: objections.object_to_inspection(cursor, key, words_in(field), office_now(), actor), field)


# ---- writing ---------------------------------------------------------------------------------------------------------------


def _write(write: Callable[[Cursor], object], field: str | None = None) -> None:
    """Take a step in a transaction of its own; a field whose words were taken is emptied."""

    def within() -> None:
        with warehouse().writing() as cursor:
            write(cursor)

    if take(PLACE, within) and field:
        clear_words(field)
