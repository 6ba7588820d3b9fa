"""报送: workbooks in, many at once; what became of them, templates out, what is owed, what was sent before, and its state."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from loaders.load import STEPS
from pages.office.outcomes import Outcome, send, show_results
from pages.office.sent import sent
from pages.office.taught import taught_box
from pages.office.template_box import template_box
from pages.parts import address, frame
from pages.parts.data import ask, plan
from pages.parts.look import as_markdown, month, short
from warehouse import queries
from warehouse.plan import Plan
from warehouse.records import OFFICE


def page() -> None:
    """The page."""
    in_force = plan()
    frame.title("报送:上传工作簿,当场告知哪里要改")
    left, right = st.columns([5, 3], gap="small")
    with left:
        sender = _sender(in_force)
        _take_files(sender)
        show_results(in_force, sender)
        sent(in_force, sender)
    with right:
        template_box(in_force, sender)
        _owed(sender)
        taught_box(in_force, sender)


def _sender(in_force: Plan) -> str | None:
    """The unit that sends; None for the office, which may send for all. Stands in the address."""
    st.session_state["sender_choice"] = address.sender(in_force) or ""
    st.selectbox(
        "报送单位",
        ["", *in_force.units],
        key="sender_choice",
        format_func=lambda code: in_force.units[code].name if code else f"{OFFICE}(可代各单位报送)",
        help="单位只能报送自己的表;创建办可以代各单位报送。",
        on_change=lambda: address.put("sender", st.session_state["sender_choice"]),
    )
    return address.sender(in_force)


# ---- sending -------------------------------------------------------------------------------------------------------------


def _take_files(sender: str | None) -> None:
    # A new key after each sending gives an empty field; the same file can then be chosen again.
    sendings = st.session_state.setdefault("sendings", 0)
    with st.form("send", border=True):
        files = st.file_uploader(
            "选择或拖入工作簿(.xlsx、.xls、.et、.ods、.csv,可一次多份,每份不超过 10 MB)",
            accept_multiple_files=True,
            key=f"files_{sendings}",
        )
        left, right = st.columns(2)
        send = left.form_submit_button("检查并报送", type="primary", width="stretch")
        check = right.form_submit_button("只检查,不入库", width="stretch")
    if send or check:
        if not files:
            st.warning("还没有选择文件。请先选择或拖入工作簿,再点“检查并报送”。")
            return
        _load_all(files, sender, is_dry_run=check)
        st.session_state["sendings"] = sendings + 1
        st.rerun()


def _load_all(files: list[Any], sender: str | None, is_dry_run: bool) -> None:
    """Each file in its own transaction, so that one fault does not hold the others up.

    Every answer is kept as soon as it is there: whoever clicks twice, or leaves for another page meanwhile, finds the receipts.
    """
    outcomes: list[Outcome] = []
    st.session_state["outcomes"], st.session_state["outcomes_dry"] = outcomes, is_dry_run
    bar = st.progress(0.0)
    for order, file in enumerate(files):

        def tell(step: str, order: int = order, name: str = file.name) -> None:
            share = (order + STEPS.index(step) / len(STEPS)) / len(files)
            bar.progress(share, text=as_markdown(f"{order + 1}/{len(files)} {name}:正在{step}"))

        outcomes.append(send(file.name, file.getvalue(), sender, is_dry_run, tell))
    bar.empty()


# ---- what is owed ---------------------------------------------------------------------------------------------------------


def _owed(sender: str | None) -> None:
    owed = ask(queries.owed, frame.clocks())
    if sender:
        owed = owed[owed["unit_code"] == sender]
    with st.container(border=True):
        st.markdown("**应报未报**")
        if owed.empty:
            st.caption("没有逾期未报。")
            return
        shown = pd.DataFrame(
            {"单位": owed["unit_name"].map(short), "应报期": [month(period) for period in owed["period"]], "逾期(天)": owed["days_overdue"]}
        )
        st.dataframe(shown, hide_index=True, key="owed", height=min(36 * (len(shown) + 1), 220))
