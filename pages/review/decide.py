"""The office's decision of an objection, wherever it is shown: the reason, and one button for each way."""

from __future__ import annotations

import streamlit as st

from pages.parts import address
from pages.parts.data import plan, warehouse
from pages.review.told_here import clear_words, take, tell, words_field, words_in
from warehouse import objections
from warehouse.clock import office_now
from warehouse.objections import DECISIONS, Decision

_WAYS: tuple[Decision, ...] = ("upheld", "dismissed")


def decision_form(objection_id: str, place: str) -> None:
    """The form for one objection at `place`; a refusal is told within it."""
    field = f"{place}_decide_{objection_id}"
    tell(field)
    words_field("裁定理由", field)
    with st.container(horizontal=True, gap="small"):
        for way in _WAYS:
            st.button(f"异议{DECISIONS[way]}", key=f"{place}_{way}_{objection_id}", on_click=_decide_now, args=(objection_id, way, place))
    st.caption("裁定后不能再改。裁定本身不改数字:成立的,请再在那次核查里登记新的核实值,或退回核查表。")


def _decide_now(objection_id: str, way: Decision, place: str) -> None:
    field = f"{place}_decide_{objection_id}"

    def write() -> None:
        with warehouse().writing() as cursor:
            objections.decide(cursor, objection_id, way, words_in(field), office_now(), address.sender_name(plan()))

    if take(field, write):
        clear_words(field)
