"""What was sent before, and its state: on the page 报送. Warnings are confirmed and submissions withdrawn here."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.office.issues import show_issues, stored_warnings
from pages.parts import address, frame
from pages.parts.data import Clocks, Knowledge, ask, plan, warehouse
from pages.parts.download import download_table
from pages.parts.guard import step
from pages.parts.look import STATES, as_markdown
from pages.parts.sources import download_original
from pages.parts.tables import submission_table, submission_words
from warehouse import queries
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.submit import confirm_warnings, withdraw

_LATEST = 30


def sent(in_force: Plan, sender: str | None) -> None:
    """The latest submissions; a picked one with its warnings, its original, and what can be done with it."""
    latest = ask(queries.received, Knowledge(None), _LATEST, sender)
    with st.container(border=True):
        st.markdown("**已报送**" if sender is None else f"**{as_markdown(in_force.units[sender].name)} 已报送**")
        if latest.empty:
            st.caption("还没有报送记录。")
            return
        shown = submission_table(latest).assign(
            退回理由=latest["reason"].fillna(""), 报送人=latest["received_by"], 文件=latest["file_name"], 报送编号=latest["submission_id"]
        )
        _sent_rows(shown)
        download_table(shown, "已报送", frame.stamp(), "download_sent", "下载已报送清单(.xlsx)")
        picked = latest[latest["submission_id"] == st.session_state.get("picked_submission")]
        if len(picked):
            _one_sent(picked.iloc[0])
        else:
            st.caption("选中一行,可以看它的提示、下载原件、确认或撤回。")


def _sent_rows(shown: pd.DataFrame) -> None:
    """The table. What is picked is kept by its number: a row's place moves when something new comes in, and the table begins anew then."""
    key = f"sent_{warehouse().data_version}"

    @step
    def pick() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state["picked_submission"] = shown["报送编号"].iloc[rows[0]] if rows else None

    st.dataframe(shown, hide_index=True, key=key, on_select=pick, selection_mode="single-row", height=320)


def _one_sent(row: pd.Series) -> None:
    what = f"{' '.join(filter(None, submission_words(row)))},{row['file_name']}"
    with st.container(border=True, key="one_sent"):
        st.text(f"{what}\n{STATES[row['state']]},{row['received_by']} {row['received_at']:%Y-%m-%d %H:%M} 报送")
        show_issues("请核对", stored_warnings(row["submission_id"]), "sent")
        with st.container(horizontal=True):
            download_original(row["submission_id"], row["file_name"])
            if row["warnings"]:
                st.button("已核对,数字无误", key="confirm_sent", on_click=_confirm_now, args=(row["submission_id"],))
            if row["state"] in ("in_force", "superseded"):
                with st.popover("撤回这份报送"):
                    st.text(f"{what}\n{_after_withdrawal(row)}记录仍然保留。")
                    st.button("确定撤回", key="withdraw_sent", type="primary", on_click=_withdraw_now, args=(row["submission_id"],))


def _after_withdrawal(row: pd.Series) -> str:
    """What a withdrawal changes."""
    if row["state"] == "superseded":
        return "这份已被后来的替代,撤回它不改变现在的数字;"
    before = ask(queries.standby_of, row["submission_id"])
    if before is not None:
        return f"撤回后,{before[1]:%Y-%m-%d %H:%M} 收到的上一份({before[0]})重新有效;"
    return f"没有更早的一份:{_WITHOUT[row['kind']]}"


_WITHOUT = {
    "report": "撤回后,这一期就是未报;",
    "sites": "撤回后,这个单位就没有名录,示范点按填报表所填的数计;",
    "inspection": "撤回后,这次核查不再核减;",
    "scoring": "撤回后,这次互评就缺这张打分表;",
    "satisfaction": "撤回后,这次互评就没有满意度;",
}


def confirm(submission_id: str, key: str, had_warnings: bool) -> None:
    """Warnings wait here until somebody has looked; meanwhile the figures are 待核."""
    waiting = ask(queries.unconfirmed, Clocks(office_now().date(), None))
    if submission_id not in set(waiting["submission_id"]):
        if had_warnings:
            st.caption("提示已确认,或这份报送已不在用。")
        return
    st.button("已核对,数字无误", key=key, on_click=_confirm_now, args=(submission_id,))


@step
def _confirm_now(submission_id: str) -> None:
    with warehouse().writing() as cursor:
        confirm_warnings(cursor, submission_id, office_now(), address.sender_name(plan()))


@step
def _withdraw_now(submission_id: str) -> None:
    with warehouse().writing() as cursor:
        withdraw(cursor, submission_id, office_now(), address.sender_name(plan()))
