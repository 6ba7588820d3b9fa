"""Which round is being prepared: any that was opened, also one whose day has not come. It stands in the address."""

from __future__ import annotations

import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask
from pages.parts.guard import step
from warehouse import round_queries
from warehouse.standing import ReviewRound


def choose_any_round(rounds: list[ReviewRound], key: str) -> ReviewRound:
    """The chooser. Without an address the open rounds come first, then the newest."""
    states = ask(round_queries.round_states, frame.clocks())
    closed = {day.date() for day in states.loc[states["closed"], "round_date"]}
    ordered = sorted(rounds, key=lambda one: (one.round_date not in closed, one.round_date), reverse=True)
    by_day = {one.round_date.isoformat(): one for one in ordered}
    asked = st.query_params.get("round", "")
    st.session_state[key] = asked if asked in by_day else next(iter(by_day))

    def words(day: str) -> str:
        return f"{by_day[day].name}({day}{',已结束' if by_day[day].round_date in closed else ''})"

    @step
    def choose() -> None:
        address.put("round", st.session_state[key])

    picked: str = st.selectbox("哪一轮", list(by_day), key=key, format_func=words, on_change=choose, width=360)
    return by_day[picked]
