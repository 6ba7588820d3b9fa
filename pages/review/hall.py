"""会议, on the projector: one page of the run fills the screen, keys go on and back, and the address holds where we are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import jinja2
import streamlit as st

from pages.parts.address import put, sender
from pages.parts.data import ask, plan, warehouse
from pages.parts.guard import try_step
from pages.parts.look import FILLS, as_markdown, palette, theme
from pages.review.hall_doing import REFUSED, close, decide
from pages.review.hall_figures import frozen_words, slide
from pages.review.hall_run import Run
from pages.review.hall_scores import round_state
from pages.review.hall_steps import Step, step_at, steps_of
from warehouse import meeting_queries, queries
from warehouse.clock import office_now
from warehouse.meetings import reveal
from warehouse.records import OFFICE

_SLIDES = Path(__file__).with_name("slides")


def run_page() -> None:
    """One page of the meeting in the address."""
    meeting = ask(meeting_queries.meeting, st.query_params.get("meeting", ""))
    if meeting is None:
        st.title("没有这次会议", anchor=False)
        st.text("网址里的会议编号不对,或会议不在这个数据仓库里。")
        st.button("回到会议名单", on_click=_leave)
        return
    look = st.query_params.get("look")
    before = ask(meeting_queries.meeting_before, meeting.meeting_id)
    run = Run(meeting, before, look if look in ("light", "dark") else theme(), sender(plan()) is None)
    steps = steps_of(meeting, run.before.decisions if run.before else (), sum(unit.is_county_level for unit in run.plan.units.values()))
    place = step_at(steps, st.query_params.get("step"))
    st.html(f"<style>{_style(run.theme)}</style>")
    st.html(_drawn(run, steps, place))
    _keys(run, steps)
    if steps[place].kind == "decisions" and run.is_office:
        decide(run)
    elif steps[place].kind == "sheets" and run.is_office:
        close(run)
    st.html((_SLIDES / "keys.html").read_text(encoding="utf-8"), unsafe_allow_javascript=True)
    for neighbour in _neighbours(steps, place):
        try_step(partial(slide, run, neighbour))  # asked ahead, so that the next key is answered at once


def _neighbours(steps: list[Step], place: int) -> Iterator[Step]:
    for other in (place + 1, place - 1, place + 2):
        if 0 <= other < len(steps):
            yield steps[other]


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(_SLIDES), autoescape=True, undefined=jinja2.StrictUndefined)


@cache
def _style(kind: str) -> str:
    """The style sheet with the colours of a theme and of the lights."""
    colours = ";".join(f"--{name}:{colour}" for name, colour in palette(kind).items())
    lights = "".join(
        f".hall .l-{light}{{border-color:{fill}}}.hall i.l-{light},.hall .sign.l-{light}{{background:{fill}}}"
        for light, fill in FILLS.items()
    )
    return f":root{{{colours}}}body{{background:{palette(kind)['ground']}}}{(_SLIDES / 'hall.css').read_text(encoding='utf-8')}{lights}"


def _drawn(run: Run, steps: list[Step], place: int) -> str:
    step = steps[place]
    minutes = next((item.minutes for item in run.meeting.agenda if item.unit_code == step.unit_code), None)
    since = _since()
    return (
        _templates()
        .get_template("page.html")
        .render(
            slide=slide(run, step),
            step=step,
            theme=run.theme,
            meeting=run.meeting,
            frozen=frozen_words(run, step),
            number=place + 1,
            count=len(steps),
            is_demo=ask(queries.holds_demo_data),
            minutes=minutes,
            since=since or "",
            clock=_clock(minutes, since) if minutes else "",
        )
    )


def _since() -> int | None:
    text = st.query_params.get("since", "")
    return int(text) if text.isdecimal() else None


def _clock(minutes: int, since: int | None) -> str:
    """What the timer shows until the browser takes it over."""
    left = minutes * 60 - (int(time.time()) - since if since else 0)
    words = f"{abs(left) // 60}:{abs(left) % 60:02}"
    return f"超时 {words}" if left < 0 else f"剩余 {words}"


# ---- going on ------------------------------------------------------------------------------------------------------------


def _keys(run: Run, steps: list[Step]) -> None:
    with st.container(horizontal=True, gap="small", key="hall_keys"):
        st.button("⇤", key="hall_first", on_click=_go, args=(run, steps, -len(steps)), help="首页(Home)")
        st.button("←", key="hall_back", on_click=_go, args=(run, steps, -1), help="上一页(PageUp、←)")
        st.button("→", key="hall_next", on_click=_go, args=(run, steps, 1), help="下一页(PageDown、→)")
        st.button("⇥", key="hall_last", on_click=_go, args=(run, steps, len(steps)), help="末页(End)")
        st.button("◐", key="hall_look", on_click=put, args=("look", "light" if run.theme == "dark" else "dark"), help="深浅色(D)")
        st.button("✕", key="hall_leave", on_click=_leave, help="退出投影")
    if words := st.session_state.pop(REFUSED, None):
        st.toast(as_markdown(words))


def _go(run: Run, steps: list[Step], by: int) -> None:
    """On or back by so many pages; entering the reveal freezes what is revealed, entering a unit starts its clock.

    Counted from where the address is now: of two keys in quick succession the second finds the page that the first one chose.
    """
    place = step_at(steps, st.query_params.get("step"))
    step = steps[max(0, min(place + by, len(steps) - 1))]
    put("step", step.key)
    if step.unit_code != steps[place].unit_code:
        put("since", _start(run, steps[place].unit_code, step.unit_code, is_fresh=by == -len(steps)))
    if step.kind in ("reveal", "ranking") and run.meeting.revealed_at is None and run.is_office and round_state(run)["closed"]:
        st.session_state[REFUSED] = try_step(lambda: _reveal(run))


def _start(run: Run, left: str | None, entered: str | None, is_fresh: bool) -> str | None:
    """When the clock of the unit that is entered began to run, for the address.

    One page back and on again goes on with the clock that ran; who begins anew from the first page begins with all the minutes.
    """
    begun: dict[tuple[str, str], str] = st.session_state.setdefault("hall_begun", {})
    if is_fresh:
        begun.clear()
    elif left is not None and (since := st.query_params.get("since")):
        begun[run.meeting.meeting_id, left] = since
    return begun.setdefault((run.meeting.meeting_id, entered), str(int(time.time()))) if entered is not None else None


def _reveal(run: Run) -> None:
    with warehouse().writing() as cursor:
        reveal(cursor, run.meeting.meeting_id, office_now(), OFFICE)


def _leave() -> None:
    for key in ("meeting", "step", "since", "look"):
        put(key, None)
