"""What became of a workbook that was typed on a page: why it was refused, or its warnings and receipt."""

from __future__ import annotations

import streamlit as st

from pages.office.issues import show_issues
from pages.office.outcomes import Outcome, receipt
from pages.office.sent import confirm
from warehouse.plan import Plan


def typed_result(outcome: Outcome | str, stored: str, name: str, in_force: Plan) -> None:
    """`outcome` is a text where nothing was written at all; `stored` says in words what came in; `name` keeps two places apart."""
    with st.container(border=True, key=f"{name}_result"):
        if not isinstance(outcome, Outcome):
            st.text(outcome)
            return
        errors, warnings = outcome.issues("error"), outcome.issues("warning")
        st.markdown(f"**没有入库,需要修改 {len(errors)} 处**" if outcome.is_refused else f"**{stored}**")
        show_issues("需要修改", errors, name)
        show_issues("请核对", warnings, name)
        if outcome.is_stored:
            st.caption(f"回执编号 {outcome.answer['submission_id']}")
            confirm(outcome.answer["submission_id"], f"confirm_{name}", bool(warnings))
            receipt([outcome.answer], in_force)
