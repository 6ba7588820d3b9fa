"""A new 核实值 after a finding was closed: written as an inspection of this month, and loaded as any workbook is."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from loaders.templates.words import STATES
from loaders.typed import TypedInspection, inspection_workbook
from pages.office.outcomes import send
from pages.parts.data import ask, plan, warehouse
from pages.parts.guard import try_step
from pages.parts.look import as_markdown
from pages.review.finding_figures import Checked, counts_in, month_for_new_value, month_words
from pages.review.ledger_figures import indicator_words, key_text
from pages.review.typed_result import typed_result
from warehouse import standing
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.plan import Plan
from warehouse.rectification import RectificationKey
from warehouse.standing import InspectionInForce

_LONGEST_VALUE = 20
_HINTS = {"coverage": "写达标数和应达标数,如 38/40;或写 95%", "count": "填整数", "hours": "填数字"}
_OUTCOME = "new_value_outcome"


def new_value(one: Checked, in_force: Plan, sender: str | None) -> None:
    """The form, and what became of what was sent last."""
    with st.expander("登记新的核实值", expanded=True, key="step_verify"):
        today = office_now().date()
        period = month_for_new_value(in_force, today)
        if period is None:
            st.text(f"方案从 {in_force.span[0]:%Y-%m-%d} 开始,现在还没有可以登记的月份。")
            return
        st.text(month_words(in_force, one, period, today))
        if counts_in(in_force, one.key, period):
            _form(one, period, in_force, sender)
        _outcome(one.key, in_force)


def _form(one: Checked, period: date, in_force: Plan, sender: str | None) -> None:
    typed = _field(one, in_force)
    if not st.button("登记核实值", key="send_verified", type="primary"):
        return
    with st.spinner("正在核对、入库…"):
        refused = try_step(partial(_write, one.key, period, typed, sender))
    if refused:
        st.session_state[_OUTCOME] = (one.key, refused)
    st.rerun(scope="fragment")


def _field(one: Checked, in_force: Plan) -> str:
    indicator, key = in_force.indicators[one.key.indicator_id], f"verified_{key_text(one.key)}"
    label = as_markdown(f"{indicator_words(one.row)}:新的核实值")
    if indicator.kind == "status":
        return st.selectbox(label, STATES, index=None, key=key, placeholder="请选择") or ""
    kept: dict[str, str] = st.session_state.setdefault("kept_words", {})
    if key not in st.session_state:
        st.session_state[key] = kept.get(key, "")
    measure = f"(单位:{indicator.unit})" if indicator.unit and indicator.kind != "coverage" else ""
    kept[key] = st.text_input(
        label, key=key, max_chars=_LONGEST_VALUE, placeholder=f"{_HINTS.get(indicator.kind, '')}{measure}", width=420
    ).strip()
    return kept[key]


# ---- sending ---------------------------------------------------------------------------------------------------------------


def _write(key: RectificationKey, period: date, typed: str, sender: str | None) -> None:
    if not typed:
        raise Refusal("没有填写核实值;请填写后再登记。")
    in_force = plan()
    before = ask(standing.inspection_in_force, key.inspector_code, key.unit_code, period)
    with warehouse().reading() as cursor:
        file = inspection_workbook(cursor, key.inspector_code, key.unit_code, period, [typed_row(key.indicator_id, typed, before)])
    outcome = send(warehouse(), file, in_force.units[sender].name if sender else None, False, lambda _: None)
    st.session_state[_OUTCOME] = (key, outcome)
    if outcome.is_stored:  # the field begins anew
        for kept in (st.session_state.get("kept_words", {}), st.session_state):
            kept.pop(f"verified_{key_text(key)}", None)


def typed_row(indicator_id: str, typed: str, before: list[InspectionInForce]) -> TypedInspection:
    """The row as it is sent. A finding of the same month's sheet goes along: without it, it would leave the ledger."""
    old = next((row for row in before if row.indicator_id == indicator_id), None)
    if old is None:
        return TypedInspection(indicator_id, typed)
    return TypedInspection(indicator_id, typed, old.evidence_complete or "", old.finding or "", old.due_date)


def _outcome(key: RectificationKey, in_force: Plan) -> None:
    """What became of the value that was sent last."""
    whose, outcome = st.session_state.get(_OUTCOME, (None, None))
    if whose != key:
        return
    typed_result(outcome, "已入库", "new_value", in_force)
