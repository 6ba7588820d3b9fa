"""会议: the meetings that were held, opening one, and the run on the projector."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.address import put
from pages.parts.data import ask, plan, warehouse
from pages.parts.download import download_table
from pages.parts.guard import step, tell_refused
from pages.parts.look import short, theme
from pages.parts.who import choose_sender
from pages.review.hall import run_page
from pages.review.hall_closing import corrections
from pages.review.hall_exports import decision_table, ranking_table, snapshot_words
from pages.review.hall_run import Run
from warehouse import meeting_queries, standing
from warehouse.clock import office_now
from warehouse.meeting_queries import Meeting
from warehouse.meetings import LONGEST_MINUTES, AgendaItem, open_meeting
from warehouse.plan import Plan
from warehouse.records import OFFICE

_MINUTES = 8
"""What a unit's turn takes unless somebody says otherwise."""


def page() -> None:
    """The page."""
    if frame.is_projected():
        run_page()
        return
    meetings: list[Meeting] = ask(meeting_queries.meetings)
    in_force = plan()
    held = sum(one.is_held for one in meetings)
    last = next((one for one in meetings if one.is_held), None)
    frame.title(f"已开会 {held} 次,最近一次 {last.opened_at:%Y-%m-%d}({last.round_name})" if last else "还没有开过互观互检互评会")
    tell_refused()
    if choose_sender(in_force, "开会、揭晓、记决定", "单位可以看投影和会后的更正") is None:
        _opening(in_force)
    for one in meetings:
        _meeting(one)


def _opening(in_force: Plan) -> None:
    """Choose a round, whose turn is when, and open the meeting."""
    with st.container(border=True):
        st.markdown("**开一次会** · 开会时冻结数据,投影上的数字此后不变,会后的更正逐条对照")
        rounds = {one.round_date: one for one in reversed(ask(standing.rounds))}
        if not rounds:
            st.caption("还没有开设互评。请先到“互评”页开设一轮。")
            return
        start, end = in_force.span
        today = max(start, min(office_now().date(), end))
        left, right = st.columns([2, 3], gap="large")
        with left:
            day = st.selectbox("哪一轮", list(rounds), format_func=lambda day: f"{day} {rounds[day].name}", key="meeting_round")
            as_of = st.date_input(
                "数据截至", value=max(today, day), min_value=day, max_value=max(end, day), format="YYYY-MM-DD", key="meeting_as_of"
            )
            opened = st.button("开会", type="primary", key="meeting_open")
        with right:
            agenda = _agenda(in_force, list(rounds[day].unit_codes))
    if opened and isinstance(as_of, date):
        _open(day, as_of, agenda)


def _agenda(in_force: Plan, codes: list[str]) -> list[AgendaItem]:
    """The order of units and the minutes of each, to be changed in place."""
    table = pd.DataFrame(
        {"顺序": range(1, len(codes) + 1), "单位": [short(in_force.units[code].name) for code in codes], "分钟": _MINUTES, "参加": True}
    )
    whole = st.column_config.NumberColumn
    edited = st.data_editor(
        table,
        hide_index=True,
        key="meeting_agenda",
        disabled=["单位"],
        height=36 * (len(codes) + 1) + 2,
        column_config={
            "顺序": whole(min_value=1, max_value=99, step=1, required=True),
            "分钟": whole(min_value=1, max_value=LONGEST_MINUTES, step=1, required=True),
        },
    )
    edited = edited.assign(code=codes)
    edited = edited[edited["参加"]].sort_values("顺序", kind="stable")
    st.caption(f"共 {int(edited['分钟'].sum())} 分钟。改“顺序”一列可以调整先后。")
    return [AgendaItem(code, int(minutes)) for code, minutes in zip(edited["code"], edited["分钟"], strict=True)]


@step
def _enter(meeting_id: str) -> None:
    put("meeting", meeting_id)
    put("step", None)


def _open(day: date, as_of: date, agenda: list[AgendaItem]) -> None:
    @step
    def write() -> None:
        with warehouse().writing() as cursor:
            put("meeting", open_meeting(cursor, day, as_of, agenda, office_now(), OFFICE))

    write()
    st.rerun()


def _meeting(one: Meeting) -> None:
    """A meeting that was opened: on with it, its exports, and what was corrected since."""
    run = Run(one, ask(meeting_queries.meeting_before, one.meeting_id), theme())
    with st.container(border=True, key=f"meeting_{one.meeting_id}"):
        revealed = f"{one.revealed_at:%Y-%m-%d %H:%M} 揭晓" if one.revealed_at else "还没有揭晓"
        st.markdown(f"**会议 {one.meeting_id}**")
        st.text(
            " · ".join(
                (
                    one.round_name,
                    f"数据截至 {one.as_of:%Y-%m-%d}",
                    f"{one.opened_at:%Y-%m-%d %H:%M} 开会",
                    revealed,
                    f"决定 {len(one.decisions)} 项",
                )
            )
        )
        changed = corrections(run)
        since = "揭晓" if one.revealed_at else "开会"
        st.caption(f"{since}以来 {len(changed)} 个单位的总分或名次有变动" if changed else f"{since}以来总分和名次没有变动")
        with st.container(horizontal=True, gap="small"):
            st.button("进入投影", key=f"enter_{one.meeting_id}", on_click=_enter, args=(one.meeting_id,))
            note = snapshot_words(one)
            download_table(ranking_table(run), f"会上名次{one.meeting_id}", note, f"ranking_{one.meeting_id}", "会上名次与更正(.xlsx)")
            if one.decisions:
                download_table(decision_table(run), f"会议决定{one.meeting_id}", note, f"decisions_{one.meeting_id}", "会议决定(.xlsx)")
