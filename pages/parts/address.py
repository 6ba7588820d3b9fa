"""What is chosen stands in the page's address, so that a view can be sent to a colleague. Values there are ASCII codes."""

from __future__ import annotations

import streamlit as st

from warehouse.plan import Plan
from warehouse.records import OFFICE

_CARRIED = ("as_of", "known_at", "unit", "sender")


def carry(page: str) -> None:
    """Take what is chosen along to another page, whose address begins empty. On the same page the address is right, also after Back."""
    if st.session_state.get("page", page) != page:
        st.session_state.visit = st.session_state.get("visit", 0) + 1  # what is told of one visit is not told of the next
        for key, value in st.session_state.get("carried", {}).items():
            if key not in st.query_params:
                st.query_params[key] = value
    st.session_state.page = page
    st.session_state.carried = {key: st.query_params[key] for key in _CARRIED if key in st.query_params}


def put(key: str, value: str | None) -> None:
    """Put one value into the address; None or nothing takes it out."""
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def chosen_unit(plan: Plan) -> str | None:
    """The county-level unit in the address, if it names one of the plan's."""
    code = st.query_params.get("unit")
    return code if code in plan.units and plan.units[code].is_county_level else None


def sender(plan: Plan) -> str | None:
    """The unit that sends workbooks, if the address names one; None for the office."""
    code = st.query_params.get("sender")
    return code if code in plan.units else None


def sender_name(plan: Plan) -> str:
    """The sender in words: the unit that the address names, else the office."""
    code = sender(plan)
    return plan.units[code].name if code else OFFICE


def chosen_task(plan: Plan) -> int | None:
    """The task in the address, if it names one of the plan's."""
    text = st.query_params.get("task", "")
    return int(text) if text.isdecimal() and int(text) in plan.tasks else None


def choose(unit_code: str | None = None, task_no: int | None = None) -> None:
    """Put a unit and a task into the address; None takes them out."""
    put("unit", unit_code)
    put("task", str(task_no) if task_no else None)
