"""The ledger of findings (问题清单) on 互检: how many stand where, and every one of them, overdue first. A row opens the finding."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown
from pages.parts.pending import pending_figures
from pages.parts.row_table import row_table
from pages.parts.sources import FINDING_STATES
from pages.review.finding import choose_finding_named
from pages.review.ledger_figures import (
    concerning,
    key_of_row,
    key_text,
    ledger_table,
    row_label,
    state_counts,
    state_words,
)
from warehouse import review_queries
from warehouse.plan import Plan

_ALL = ""
_ROWS = 12
_COLUMNS = {
    "状态": st.column_config.TextColumn(width=120),
    "被核查单位": st.column_config.TextColumn(width=100),
    "发现问题": st.column_config.TextColumn(width=225),
    "任务/指标": st.column_config.TextColumn(width=190),
    "整改时限": st.column_config.TextColumn(width=95),
    "逾期天数": st.column_config.NumberColumn(width=75),
    "整改情况": st.column_config.TextColumn(width=220),
    "销号时间": st.column_config.TextColumn(width=95),
    "核查单位": st.column_config.TextColumn(width=100),
    "核查期": st.column_config.TextColumn(width=75),
    "待核": st.column_config.TextColumn(width=100),
}


def ledger_box(in_force: Plan) -> None:
    """The ledger by the page's clocks; what is chosen stands in the address (`state`, `unit`, `all`)."""
    clocks = frame.clocks()
    ledger = ask(review_queries.rectifications, clocks)
    with st.container(border=True, key="ledger_box"):
        if ledger.empty:
            st.markdown("**问题清单**")
            st.caption("到数据截至的那一天为止,核查没有发现问题。")
            return
        shown = _filtered(ledger, in_force)
        pending = pending_figures()
        table = ledger_table(shown, pending, clocks.as_of)
        if shown.empty:
            st.caption("没有符合条件的问题。")
        else:
            _rows(shown, table)
        st.caption(f"逾期按 {clocks.as_of:%Y-%m-%d} 计算;没有写整改时限的不算逾期。")
        left, right = st.columns([3, 1], gap="small", vertical_alignment="bottom")
        with left:
            _open_by_name(shown)
        with right:
            download_table(table, "问题清单", frame.stamp(), "download_ledger", "下载问题清单(.xlsx)")


# ---- what is listed --------------------------------------------------------------------------------------------------------


def _filtered(ledger: pd.DataFrame, in_force: Plan) -> pd.DataFrame:
    """The findings that the filters leave: whose, at which unit, in which state."""
    sender = address.sender(in_force)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    if sender and not _wants_all(sender, in_force):
        ledger = concerning(ledger, sender)
    with right:
        unit = _choose_unit(ledger, in_force)
    whole = len(ledger)
    if unit:
        ledger = ledger[ledger["unit_code"] == unit]
    with left:
        only = f" · 只列{as_markdown(in_force.units[unit].name)}的,全部 {whole} 条" if unit else ""
        st.markdown(f"**问题清单({len(ledger)} 条)**{only}")
        state = _choose_state(ledger)
    return ledger[ledger["state"] == state] if state else ledger


def _wants_all(sender: str, in_force: Plan) -> bool:
    """A unit sees its own findings first: all the others' when it asks for them."""
    st.session_state["ledger_all"] = st.query_params.get("all") == "1"
    st.toggle("显示全部单位的问题", key="ledger_all", on_change=lambda: address.put("all", "1" if st.session_state["ledger_all"] else None))
    is_all: bool = st.session_state["ledger_all"]
    if not is_all:
        st.caption(f"只列与{as_markdown(in_force.units[sender].name)}有关的问题:被核查发现的,和核查别的单位时发现的。")
    return is_all


def _choose_unit(ledger: pd.DataFrame, in_force: Plan) -> str | None:
    found = set(ledger["unit_code"])
    chosen = st.query_params.get("unit")
    options = [code for code in in_force.units if code in found or code == chosen]
    st.session_state["ledger_unit"] = chosen if chosen in options else _ALL
    st.selectbox(
        "被核查单位",
        [_ALL, *options],
        key="ledger_unit",
        format_func=lambda code: in_force.units[code].name if code else "全部单位",
        on_change=lambda: address.put("unit", st.session_state["ledger_unit"]),
    )
    return st.session_state["ledger_unit"] or None


def _choose_state(ledger: pd.DataFrame) -> str | None:
    counts = state_counts(ledger)
    asked = st.query_params.get("state", _ALL)
    st.session_state["ledger_state"] = asked if asked in FINDING_STATES else _ALL
    st.pills(
        "状态",
        [_ALL, *FINDING_STATES],
        key="ledger_state",
        format_func=lambda state: f"{state_words(state)} {counts[state]}" if state else f"全部 {len(ledger)}",
        label_visibility="collapsed",
        on_change=lambda: address.put("state", st.session_state["ledger_state"]),
    )
    return st.session_state["ledger_state"] or None


# ---- the rows --------------------------------------------------------------------------------------------------------------


def _rows(shown: pd.DataFrame, table: pd.DataFrame) -> None:
    row_table(
        table,
        [key_text(key_of_row(row)) for row in shown.itertuples()],
        choose_finding_named,
        "ledger_rows",
        column_config=_COLUMNS,
        placeholder="",
        height=35 * (min(len(table), _ROWS) + 1) + 3,
        alt="问题清单;同样的内容可以下载成表格,也可以从下面的列表打开一条。",
    )


def _open_by_name(shown: pd.DataFrame) -> None:
    """The same choice by keyboard and on a narrow screen."""
    labels = {key_text(key_of_row(row)): row_label(row) for row in shown.itertuples()}

    def open_chosen() -> None:
        choose_finding_named(st.session_state["ledger_open"] or "")
        st.session_state["ledger_open"] = None

    st.selectbox(
        "打开一条(看核查经过,填整改情况、销号、提异议)",
        list(labels),
        index=None,
        key="ledger_open",
        format_func=labels.__getitem__,
        placeholder="在表中选中一行,或在这里选择",
        on_change=open_chosen,
    )
