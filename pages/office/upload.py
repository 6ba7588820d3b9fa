"""报送: workbooks in, many at once; what became of them, templates out, what is owed, what was sent before, and its state."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from time import monotonic
from typing import Any

import pandas as pd
import streamlit as st

from loaders.load import STEPS
from pages.office.outcomes import Outcome, send, show_results
from pages.office.sent import sent
from pages.office.taught import taught_box
from pages.office.template_box import template_box
from pages.parts import frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.guard import tell_refused
from pages.parts.look import as_markdown, month, short
from pages.parts.who import choose_sender
from warehouse import queries

_TICK = 0.25
"""Seconds between two looks at how far a workbook is."""


def page() -> None:
    """The page."""
    in_force = plan()
    frame.title("报送:上传工作簿,当场告知哪里要改")
    tell_refused()
    left, right = st.columns([5, 3], gap="small")
    with left:
        sender = choose_sender(in_force, "可代各单位报送", "单位只能报送自己的表", "报送单位")
        _take_files(sender)
        show_results(in_force, sender)
        sent(in_force, sender)
    with right:
        template_box(in_force, sender)
        _owed(sender)
        taught_box(in_force, sender)


# ---- sending -------------------------------------------------------------------------------------------------------------


def _take_files(sender: str | None) -> None:
    # A new key after each sending gives an empty field; the same file can then be chosen again.
    sendings = st.session_state.setdefault("sendings", 0)
    with st.form("send", border=True):
        files = st.file_uploader(
            "选择或拖入工作簿(.xlsx、.xlsm、.xls、.et、.ods、.csv,可一次多份,每份不超过 10 MB)",
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

    Every answer is kept as soon as it is there: whoever clicks twice, or leaves for another page meanwhile, finds the receipts. The work
    is done aside, so that the page can tell how long it takes.
    """
    outcomes: list[Outcome] = []
    st.session_state["outcomes"] = outcomes
    opened, unit = warehouse(), plan().units[sender].name if sender else None
    whole, done, began = sum(file.size for file in files) or 1, 0, monotonic()
    bar = st.progress(0.0)
    with ThreadPoolExecutor(1) as aside:
        for order, file in enumerate(files):
            steps = [STEPS[0]]

            def work(name: str = file.name, content: bytes = file.getvalue(), tell: Callable[[str], None] = steps.append) -> None:
                outcomes.append(send(opened, (name, content), unit, is_dry_run, tell))

            working = aside.submit(work)
            while not wait([working], _TICK).done:
                share = (done + file.size * (STEPS.index(steps[-1]) + 0.5) / len(STEPS)) / whole
                words = f"{order + 1}/{len(files)} {file.name}:正在{steps[-1]},已用 {monotonic() - began:.0f} 秒"
                bar.progress(min(share, 1.0), text=as_markdown(words))
            working.result()
            done += file.size
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
