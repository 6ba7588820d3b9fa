"""What stands around every page: the clocks in the sidebar, the stamp under the title, the demo badge, the live refresh."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from pages.parts import address
from pages.parts.data import Clocks, ask, plan, warehouse
from pages.parts.look import theme
from warehouse import queries
from warehouse.clock import office_now
from warehouse.plan import Plan

_STYLE = Path(__file__).with_name("style.css")
_CHINESE = Path(__file__).with_name("chinese.html")
REFRESH = timedelta(seconds=2)


def dress() -> None:
    """Bring the style sheet, and put Streamlit's own words into Chinese."""
    st.html(_STYLE)
    if theme() == "dark":
        st.html("<style>button[kind^=primary] p { color: #0f1826; }</style>")  # white on the dark theme's accent can't be read
    st.html(_CHINESE, unsafe_allow_javascript=True)


def reload_if_deep_link() -> None:
    """Load the address anew, where it names a page."""
    if urlsplit(st.context.url or "").path.strip("/"):
        # Not reload(): by then Streamlit may have put the first page's address in the place of the one that was asked for.
        asked = "performance.getEntriesByType('navigation')[0].name"
        st.html(f"<script>window.location.replace({asked})</script>", unsafe_allow_javascript=True)


def is_projected() -> bool:
    """Whether the address names a running meeting: its pages take the whole screen, and speak by clocks of their own."""
    return bool(st.query_params.get("meeting")) and urlsplit(st.context.url or "/meeting").path.endswith("/meeting")


def choose_clocks() -> Clocks:
    """The as-of chooser of the sidebar; its state stands in the address (`as_of`, `known_at`) on every page."""
    in_force = plan()
    today = office_now().date()
    start, end = in_force.span
    as_of = _choose("as_of", "数据截至", _month_ends(start, min(end, today)), f"最新({_held(in_force, today)})")
    known = _choose("known_at", "按哪天所知", _month_ends(start, today), "现在")
    return Clocks(as_of or today, datetime.combine(known, time.max) if known else None)


def clocks() -> Clocks:
    """The clocks that this session looks by."""
    chosen: Clocks = st.session_state.clocks
    return chosen


def _choose(key: str, label: str, days: list[date], words_for_now: str) -> date | None:
    """One clock: None for now. A day in the address that is no month's end is offered too."""
    asked = _day(st.query_params.get(key))
    if asked is None:
        address.put(key, None)
    options = ["", *sorted({day.isoformat() for day in (*days, *([asked] if asked else []))}, reverse=True)]
    st.session_state[f"{key}_choice"] = asked.isoformat() if asked else ""
    st.sidebar.selectbox(
        label,
        options,
        key=f"{key}_choice",
        format_func=lambda text: text or words_for_now,
        on_change=lambda: address.put(key, st.session_state[f"{key}_choice"]),
    )
    return asked


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _held(in_force: Plan, day: date) -> date:
    start, end = in_force.span
    return max(start, min(day, end))


def _month_ends(start: date, end: date) -> list[date]:
    """The last days of the months from one day to another."""
    ends, month = [], start.replace(day=1)
    while (following := (month + timedelta(days=32)).replace(day=1)) - timedelta(days=1) <= end:
        ends.append(following - timedelta(days=1))
        month = following
    return ends


def title(sentence: str) -> None:
    """The page's answer as its title, and under it which clocks it speaks by."""
    st.title(sentence, anchor=False)
    by = clocks()
    held = _held(plan(by), by.as_of)
    known = f" · 按 {by.known_at:%Y-%m-%d} 时已知" if by.known_at else ""
    last = ask(queries.last_known)
    received = f" · 最近一次收到报送 {last:%Y-%m-%d %H:%M}" if last and not by.known_at else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"数据截至 {held:%Y-%m-%d}{known}{received}", width="content")
        if ask(queries.holds_demo_data):
            st.badge("演示数据", color="orange")


def stamp() -> str:
    """What an export says of itself: the clocks, and that example data is invented."""
    by = clocks()
    known = f",按 {by.known_at:%Y-%m-%d} 时已知" if by.known_at else f",{office_now():%Y-%m-%d %H:%M} 导出"
    demo = ";演示数据,均为虚构" if ask(queries.holds_demo_data) else ""
    return f"数据截至 {_held(plan(by), by.as_of):%Y-%m-%d}{known}{demo}"


def begin(page: str) -> None:
    """Called when a run begins: takes the address along, and remembers the state of the data that the run draws."""
    address.carry(page)
    st.session_state.is_dialog_open = False
    note_what_is_drawn()


def note_what_is_drawn() -> None:
    """Remember the state of the data that is drawn; called by a page too that has just written itself."""
    st.session_state.drawn_version = warehouse().data_version


@st.fragment(run_every=REFRESH)
def refresh_when_data_changes() -> None:
    """Show what was accepted meanwhile, without anybody reloading: runs the page anew when the data has changed since it was drawn.

    An open dialog would be torn down and lose its place: it refreshes itself, and the page catches up when it is closed.
    """
    if warehouse().data_version != st.session_state.drawn_version and not st.session_state.is_dialog_open:
        st.rerun()
