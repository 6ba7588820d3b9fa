"""In whose name somebody works on a page: a unit in its own, or the office for any. It stands in the address, and goes along."""

from __future__ import annotations

import streamlit as st

from pages.parts import address
from warehouse.plan import Plan
from warehouse.records import OFFICE

_OFFICE_CODE = ""


def choose_sender(in_force: Plan, office_may: str, units_may: str, label: str = "我是") -> str | None:
    """The chooser; answers the unit's code, None for the office. `office_may` and `units_may` say what either can do here."""
    st.session_state["sender_choice"] = address.sender(in_force) or _OFFICE_CODE
    st.selectbox(
        label,
        [_OFFICE_CODE, *in_force.units],
        key="sender_choice",
        format_func=lambda code: in_force.units[code].name if code else f"{OFFICE}({office_may})",
        help=f"{units_may};{OFFICE}{office_may}。",
        on_change=lambda: address.put("sender", st.session_state["sender_choice"]),
    )
    return address.sender(in_force)
