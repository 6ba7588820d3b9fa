"""What is chosen stands in the page's address, so that a view can be sent to a colleague. Values there are ASCII codes."""

from __future__ import annotations

import streamlit as st

from warehouse.plan import Plan


def chosen_unit(plan: Plan) -> str | None:
    """The county-level unit in the address, if it names one of the plan's."""
    code = st.query_params.get("unit")
    return code if code in plan.units and plan.units[code].is_county_level else None


def chosen_task(plan: Plan) -> int | None:
    """The task in the address, if it names one of the plan's."""
    text = st.query_params.get("task", "")
    return int(text) if text.isdecimal() and int(text) in plan.tasks else None


def choose(unit_code: str | None = None, task_no: int | None = None) -> None:
    """Put a choice into the address; None takes it out."""
    for key, value in (("unit", unit_code), ("task", task_no)):
        if value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(value)


def clock_parameters() -> dict[str, str]:
    """The clocks as they stand in the address, for a link to another page."""
    return {key: st.query_params[key] for key in ("as_of", "known_at") if key in st.query_params}
