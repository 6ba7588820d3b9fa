"""Objections (异议) on 互检: those that wait, all that there were, and a place to contest a return."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import Knowledge, ask, plan, warehouse
from pages.parts.download import download_table
from pages.parts.tables import submission_words
from pages.review.decide import decision_form
from pages.review.finding import choose_finding
from pages.review.ledger_figures import contestable, key_of_row, lodged_by, objection_table, subject_words
from pages.review.told_here import clear_words, take, tell, words_field, words_in
from warehouse import meeting_queries, queries
from warehouse.clock import office_now
from warehouse.objections import object_to_return
from warehouse.plan import Plan

_PLACE = "objections"
_LATEST = 2000
"""How many submissions are looked through for returned ones."""


def objections_box(in_force: Plan) -> None:
    """All of it stays visible, by the page's second clock; decided and lodged only as things are known now."""
    all_of_them = ask(meeting_queries.objections, frame.clocks().knowledge)
    waiting = all_of_them[all_of_them["decision"].isna()]
    with st.container(border=True, key="objections_box"):
        st.markdown(f"**异议({len(all_of_them)} 项,{len(waiting)} 项待裁定)**")
        told, cards, listed = (st.container() for _ in range(3))  # what comes or goes moves no field in which somebody types
        with told:
            tell(_PLACE)
        sender, may_write = address.sender(in_force), frame.clocks().known_at is None
        with cards:
            for row in waiting.sort_values("lodged_at").itertuples():  # the longest first: a new one moves none
                _waiting(row, may_decide=may_write and sender is None)
        with listed:
            _all(all_of_them)
        if may_write:
            _contest_return(sender, all_of_them)
        else:
            st.caption("这是那一天所知的情况。要提出或裁定异议,请先把左边的“按哪天所知”改为“现在”。")


def _all(all_of_them: pd.DataFrame) -> None:
    if all_of_them.empty:
        st.caption("还没有单位提出异议。对核查有异议的,在问题清单里打开那一条提出;对退回有异议的,在下面提出。")
        return
    table = objection_table(all_of_them)
    st.dataframe(table, hide_index=True, key="objection_rows", column_config=_COLUMNS, alt="全部异议和裁定;同样的内容可以下载成表格。")
    download_table(table, "异议", frame.stamp(), "download_objections", "下载异议清单(.xlsx)")


_COLUMNS = {
    "裁定": st.column_config.TextColumn(width=80),
    "提出单位": st.column_config.TextColumn(width=110),
    "提出时间": st.column_config.TextColumn(width=130),
    "对什么提出": st.column_config.TextColumn(width=300),
    "异议理由": st.column_config.TextColumn(width=260),
    "裁定理由": st.column_config.TextColumn(width=260),
    "裁定人": st.column_config.TextColumn(width=90),
    "裁定时间": st.column_config.TextColumn(width=130),
}


def _waiting(row: Any, may_decide: bool) -> None:
    """One objection that waits, and for the office the place to decide it."""
    with st.container(border=True, key=f"objection_{row.objection_id}"):
        st.text(f"待裁定 · {lodged_by(row)} {row.lodged_at:%Y-%m-%d %H:%M} 提出\n{subject_words(row)}\n理由:{row.reason}")
        if row.subject == "inspection":
            st.button("查看这次核查", key=f"see_{row.objection_id}", on_click=choose_finding, args=(key_of_row(row),))
        if may_decide:
            with st.expander("裁定", key=f"decide_box_{row.objection_id}"):
                decision_form(row.objection_id, _PLACE)


# ---- against a return ------------------------------------------------------------------------------------------------------


def _contest_return(sender: str | None, all_of_them: pd.DataFrame) -> None:
    received = ask(queries.received, Knowledge(None), _LATEST, sender)
    returned = contestable(received, all_of_them)
    with st.expander(f"对退回提出异议(可提的 {len(returned)} 份)", key="contest_return"):
        if returned.empty:
            st.caption("没有被退回而可以提出异议的报送。")
            return
        labels = {row["submission_id"]: _label(row) for _, row in returned.iterrows()}
        chosen = st.selectbox(
            "哪一份", list(labels), index=None, key="contest_which", format_func=labels.__getitem__, placeholder="请选择被退回的报送"
        )
        if chosen:
            reason = returned.loc[returned["submission_id"] == chosen, "reason"].iloc[0]
            st.text(f"退回理由:{reason if pd.notna(reason) else '没有写明'}")
            words_field("异议理由:哪里不对、依据是什么", f"contest_{chosen}")
            st.button("提交异议", key="send_contest_return", type="primary", on_click=_contest_now, args=(chosen,))


def _label(row: pd.Series) -> str:
    return f"{' '.join(filter(None, submission_words(row)))} · {row['file_name']} · {row['received_at']:%Y-%m-%d %H:%M} 收到"


def _contest_now(submission_id: str) -> None:
    field = f"contest_{submission_id}"

    def write() -> None:
        with warehouse().writing() as cursor:
            object_to_return(cursor, submission_id, words_in(field), office_now(), address.sender_name(plan()))

    if take(_PLACE, write):
        clear_words(field)
