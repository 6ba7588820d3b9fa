"""What is done on the projector itself: the scoring is ended, decisions are written down, changed and taken away."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import streamlit as st

from pages.parts.address import put
from pages.parts.data import warehouse
from pages.parts.download import download_table
from pages.parts.guard import try_step
from pages.parts.look import short
from pages.review.hall_exports import decision_table, snapshot_words
from pages.review.hall_run import Run
from pages.review.hall_scores import round_state
from pages.review.hall_steps import DECISION_ROOM, leaf_key, leaves
from pages.review.told_here import sound_words
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.meetings import LONGEST_DECISION, Decision, write_decisions
from warehouse.records import OFFICE
from warehouse.rounds import close_round

REFUSED = "hall_refused"
"""Where the words of a refused step wait for the next run."""


# ---- the scoring ---------------------------------------------------------------------------------------------------------


def close(run: Run) -> None:
    """The office ends the scoring though sheets are missing."""
    if round_state(run)["closed"]:
        return
    with st.container(horizontal=True, horizontal_alignment="right", key="hall_close"):
        if st.session_state.get("hall_closing"):
            st.button(
                "确认结束评分(此后不再收打分表)",
                key="hall_close_yes",
                type="primary",
                on_click=_end_scoring,
                args=(run.meeting.round_date,),
            )
            st.button("先不结束", key="hall_close_no", on_click=st.session_state.pop, args=("hall_closing", None))
        else:
            st.button("结束评分", key="hall_close_ask", on_click=st.session_state.__setitem__, args=("hall_closing", True))


def _end_scoring(round_date: date) -> None:
    def write() -> None:
        with warehouse().writing() as cursor:
            close_round(cursor, round_date, office_now(), OFFICE)

    st.session_state.pop("hall_closing", None)
    st.session_state[REFUSED] = try_step(write)


# ---- decisions -----------------------------------------------------------------------------------------------------------


def decide(run: Run) -> None:
    """Decisions are typed in one at a time; one that is there can be chosen, and changed or taken away."""
    written = run.meeting.decisions
    if (chosen := st.session_state.get("hall_which")) is not None and chosen >= len(written):
        st.session_state["hall_which"] = None  # taken away meanwhile
    which: int | None = st.session_state.get("hall_which")
    with st.container(key="hall_form"):
        _form(run, which)
        with st.container(horizontal=True):
            st.selectbox(
                "写哪一条",
                [None, *range(len(written))],
                format_func=lambda place: "写新的一条" if place is None else f"改第 {place + 1} 条",
                key="hall_which",
                label_visibility="collapsed",
                width=280,
                on_change=_show_chosen,
                args=(run,),
            )
            words = "去掉这一条" if which is None else f"去掉第 {which + 1} 条"
            st.button(words, key="hall_remove", disabled=which is None, on_click=_remove, args=(run, which))
            download_table(
                decision_table(run), f"会议决定{run.meeting.meeting_id}", snapshot_words(run.meeting), "hall_export", "导出决定(.xlsx)"
            )


def _form(run: Run, which: int | None) -> None:
    units = {None: "全部单位"} | {code: short(unit.name) for code, unit in run.plan.units.items()}
    now = Decision("") if which is None else run.meeting.decisions[which]
    name = "new" if which is None else f"{which}"
    with st.form(f"hall_decision_{name}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "决定",
            value=now.words,
            max_chars=LONGEST_DECISION,
            key=f"hall_words_{name}",
            placeholder="写一条决定,按回车记下",
            label_visibility="collapsed",
        )
        st.selectbox(
            "责任单位",
            list(units),
            index=list(units).index(now.unit_code) if now.unit_code in units else 0,
            format_func=units.__getitem__,
            key=f"hall_whose_{name}",
            label_visibility="collapsed",
            width=280,
        )
        st.text_input(
            "时限",
            value=f"{now.due_date:%Y-%m-%d}" if now.due_date else "",
            key=f"hall_due_{name}",
            placeholder="时限,如 2026-01-31",
            label_visibility="collapsed",
            width=330,
        )
        st.form_submit_button("记下" if which is None else "改好", type="primary", on_click=_take, args=(run, which, name))


def _take(run: Run, which: int | None, name: str) -> None:
    """Write down what stands in the form."""
    words, whose, due = (st.session_state[f"hall_{field}_{name}"] for field in ("words", "whose", "due"))
    if not words.strip():
        return
    try:
        decision = Decision(sound_words(words), whose, due_day(due))
    except Refusal as refusal:
        st.session_state[REFUSED] = str(refusal)
        return
    except ValueError:
        st.session_state[REFUSED] = f"时限“{due}”看不懂;请写成 2026-01-31 这样的日期,或者留空。"
        return
    if _write(run, which, decision) and which is None:  # the next one is typed into the same fields
        st.session_state["hall_words_new"] = st.session_state["hall_due_new"] = ""
        st.session_state["hall_whose_new"] = None


def due_day(text: str) -> date | None:
    """A day as somebody types it in a hurry (2026-1-31, 2026年1月31日); None for nothing. Raises ValueError where it is no day."""
    numbers = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    if not text.strip():
        return None
    if len(numbers) != 3:
        raise ValueError(text)
    return date(*map(int, numbers))


def _write(run: Run, which: int | None, decision: Decision | None) -> bool:
    """A new decision (`which` None), another in the place of one, or one less (`decision` None); whether it was written."""
    written = list(run.meeting.decisions)
    place = len(written) if which is None else which
    written[place : place + 1] = [decision] if decision else []

    def write() -> None:
        with warehouse().writing() as cursor:
            write_decisions(cursor, run.meeting.meeting_id, written, office_now(), OFFICE)

    if refused := try_step(write):
        st.session_state[REFUSED] = refused
        return False
    st.session_state["hall_which"] = None
    _show(written, place)
    return True


def _remove(run: Run, which: int | None) -> None:
    if which is not None:
        _write(run, which, None)


def _show_chosen(run: Run) -> None:
    if (place := st.session_state["hall_which"]) is not None:
        _show(list(run.meeting.decisions), place)


def _show(decisions: list[Decision], place: int) -> None:
    """Turn to the page that holds a decision."""
    pages = leaves(decisions, DECISION_ROOM)
    leaf = next((number for number, page in enumerate(pages) if any(one - 1 == place for one, _ in page)), len(pages) - 1)
    put("step", leaf_key("decisions", leaf))
