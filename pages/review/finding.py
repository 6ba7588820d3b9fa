"""One row of an inspection over the page: who checked what, what it changed, how far the finding is, and the steps that can be taken."""

from __future__ import annotations

import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask, plan
from pages.parts.guard import drawn
from pages.parts.look import as_markdown
from pages.parts.sources import download_original
from pages.review.finding_figures import Checked, checked, compared, heading, history, holds_words, source_line, standing_lines
from pages.review.finding_steps import PLACE, steps
from pages.review.ledger_figures import key_of_text, key_text
from pages.review.told_here import forget
from warehouse import meeting_queries, review_queries
from warehouse.plan import Plan
from warehouse.rectification import RectificationKey

_GONE = "现行的核查表里没有这一条:可能已被新的核查表替代、退回或撤回,或者数据截至日还没有到那个核查期。"


def choose_finding(key: RectificationKey) -> None:
    """Put a row of an inspection into the address, so that the page opens it."""
    address.put("finding", key_text(key))
    forget(PLACE)


def choose_finding_named(text: str) -> None:
    """The same by the key as it stands in an address; nothing for a text that names none."""
    if (key := key_of_text(text)) is not None:
        choose_finding(key)


def show_chosen_finding(in_force: Plan) -> None:
    """Open what the address names; a page calls it once, and opens no other dialog in the same run."""
    key = key_of_text(st.query_params.get("finding", ""))
    if key is None or st.session_state.is_dialog_open:
        return
    found = _checked(key)
    words = heading(found) if found else f"{_name(in_force, key.unit_code)} · {key.indicator_id}"
    st.session_state.is_dialog_open = True
    st.dialog(as_markdown(words), width="large", on_dismiss=_leave)(_contents)(key)


def _leave() -> None:
    address.put("finding", None)
    forget(PLACE)


def _name(in_force: Plan, unit_code: str) -> str:
    return in_force.units[unit_code].name if unit_code in in_force.units else unit_code


def _checked(key: RectificationKey) -> Checked | None:
    clocks = frame.clocks()
    outcomes, ledger = ask(review_queries.outcomes, clocks), ask(review_queries.rectifications, clocks)
    known = clocks.knowledge
    objections, answers = ask(meeting_queries.objections, known), ask(review_queries.rectification_answers, known)
    return checked(key, outcomes, ledger, objections, answers)


@st.fragment(run_every=frame.REFRESH)
@drawn
def _contents(key: RectificationKey) -> None:
    """Runs by itself, so that new data shows without the dialog being torn down."""
    one = _checked(key)
    with st.container(key="finding_box"):
        if one is None:
            st.text(_GONE)
            return
        _what(one)
        with st.container(key="finding_steps"):
            steps(one, plan())


def _what(one: Checked) -> None:
    row, as_of = one.row, frame.clocks().as_of
    st.caption(as_markdown(f"{row.inspector_name} 核查 {row.unit_name},核查期 {row.period:%Y-%m}。{holds_words(one)}"))
    with st.container(horizontal=True, gap="large", key="finding_figures"):
        for name, figure in compared(row):
            st.metric(name, as_markdown(figure), width="content")
    waiting = ["待核:对这次核查的异议还没有裁定。"] if one.waiting is not None else []
    st.text("\n".join([*standing_lines(one, as_of), *waiting]))
    with st.container(border=True):
        st.text("\n".join(["经过", *history(one)]))
        st.text(source_line(one))
        download_original(row.submission_id, row.file_name)
