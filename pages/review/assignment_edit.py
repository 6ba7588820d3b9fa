"""The office's draft of who inspects whom, changed pair by pair; kept in the session until it is saved as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from pages.parts import address, frame
from pages.parts.data import plan, warehouse
from pages.parts.guard import step
from pages.parts.look import as_markdown, short
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.preparation import assign_inspections, remarks_on
from warehouse.rotation import Pair


@dataclass(frozen=True)
class Arrangement:
    """Who inspects whom in a round: as it was laid down (nothing before) and when, as it is proposed, and all pairs of earlier rounds."""

    round_date: date
    units: tuple[str, ...]
    """Those of the round."""
    saved: list[Pair]
    saved_at: datetime | None
    proposal: list[Pair]
    earlier: list[Pair]


@dataclass
class Draft:
    """What is being laid down, what it began with, and what was saved then."""

    base: list[Pair]
    start: list[Pair]
    pairs: list[Pair]

    @property
    def is_changed(self) -> bool:
        """Whether something waits to be saved."""
        return self.pairs != self.start


def edit_assignment(arrangement: Arrangement, in_force: Plan) -> None:
    """The draft for one round; for the office alone, and only as things are known now."""
    if address.sender(in_force) is not None:
        return
    if frame.clocks().known_at:
        st.caption("这是那一天所知的安排。要改安排,请先把左边的“按哪天所知”改为“现在”。")
        return
    if not arrangement.saved and arrangement.proposal:
        # What is saved is what was seen when the button was drawn.
        st.button("按建议排定", key="take_proposal", type="primary", on_click=_lay_down, args=(arrangement, arrangement.proposal))
    draft = _draft(arrangement)

    @step
    def take_over() -> None:
        draft.pairs = list(arrangement.proposal)

    _unsaved(arrangement, draft, in_force)
    with st.expander("排定、修改", key="assignment_editor"):
        for place in range(len(draft.pairs)):
            _one(arrangement, draft, place, in_force)
        if not draft.pairs:
            st.caption("还没有安排。")
        _add(arrangement, draft, in_force)
        if draft.pairs != arrangement.proposal:
            st.button("全部换成建议的排法", key="take_over_proposal", on_click=take_over)


def remarks(pairs: Sequence[Pair], arrangement: Arrangement, in_force: Plan) -> list[str]:
    """What is to be known of an arrangement, in words. Pairs of a unit that the plan knows no more are left out."""
    known = [pair for pair in pairs if all(code in in_force.units for code in pair)]
    inspectors, inspected = {code for code, _ in known}, {code for _, code in known}
    idle = [code for code in arrangement.units if code not in inspectors]
    found = [f"{in_force.units[code].name}没有安排核查别的单位" for code in idle]
    found += [f"{in_force.units[code].name}没有单位核查" for code in idle if code not in inspected]
    return found + remarks_on(known, arrangement.earlier, in_force)


def _draft(arrangement: Arrangement) -> Draft:
    """The session's draft of a round; one without changes, or that stands saved just so, follows what is saved or proposed."""
    drafts: dict[str, Draft] = st.session_state.setdefault("assignment_drafts", {})
    day = arrangement.round_date.isoformat()
    if day not in drafts or not drafts[day].is_changed or drafts[day].pairs == arrangement.saved:
        start = arrangement.saved or arrangement.proposal
        drafts[day] = Draft(arrangement.saved, list(start), list(start))
    return drafts[day]


def _unsaved(arrangement: Arrangement, draft: Draft, in_force: Plan) -> None:
    """What waits to be saved, what is to be known of it, and whether somebody else saved meanwhile."""
    if not draft.is_changed:
        return
    elsewhere = "修改期间,别处保存过另一份安排;现在保存,会用这一份替换它。" if arrangement.saved != draft.base else ""
    what = f"{len(draft.pairs)} 对" if draft.pairs else "取消安排"
    with st.container(border=True, key="assignment_unsaved"):
        st.warning(f"安排有改动还没有保存(改为 {what})。{elsewhere}上面显示的仍是{'已排定的安排' if arrangement.saved else '建议'}。")
        if found := remarks(draft.pairs, arrangement, in_force):
            st.caption(as_markdown(f"请留意:{';'.join(found)}。"))
        with st.container(horizontal=True, gap="small"):
            st.button("保存安排", key="save_assignment", type="primary", on_click=_save, args=(arrangement, draft))
            st.button("放弃改动", key="drop_assignment", on_click=_drop, args=(arrangement,))


def _one(arrangement: Arrangement, draft: Draft, place: int, in_force: Plan) -> None:
    """One pair of the draft: the inspector, whom it inspects, and out."""
    inspector, inspected = draft.pairs[place]
    field = f"inspected_{arrangement.round_date}_{place}_{inspector}"
    name = short(in_force.units[inspector].name) if inspector in in_force.units else inspector
    st.session_state[field] = inspected

    @step
    def change() -> None:
        draft.pairs[place] = (inspector, st.session_state[field])

    @step
    def take_out() -> None:
        del draft.pairs[place]

    who, whom, button = st.columns([3, 4, 2], vertical_alignment="center")
    who.text(f"{place + 1}. {name} 核查")
    offered = [code for code in in_force.units if code != inspector]
    whom.selectbox(
        f"{as_markdown(name)}核查的单位",
        offered if inspected in offered else [inspected, *offered],
        key=field,
        format_func=lambda code: in_force.units[code].name if code in in_force.units else code,
        label_visibility="collapsed",
        on_change=change,
    )
    button.button("去掉", key=f"out_{field}", on_click=take_out)


def _add(arrangement: Arrangement, draft: Draft, in_force: Plan) -> None:
    """One more pair: both sides are chosen before it comes in."""
    who_field, whom_field = f"add_inspector_{arrangement.round_date}", f"add_inspected_{arrangement.round_date}"

    @step
    def add() -> None:
        pair = st.session_state[who_field], st.session_state[whom_field]
        if None not in pair and pair not in draft.pairs:
            draft.pairs.append(pair)
        st.session_state[who_field] = st.session_state[whom_field] = None

    def name(code: str) -> str:
        return in_force.units[code].name

    who, whom, button = st.columns([3, 4, 2], vertical_alignment="bottom")
    options = list(in_force.units)
    who.selectbox("增加一对:核查单位", options, index=None, key=who_field, format_func=name, placeholder="请选择单位")
    others = [code for code in options if code != st.session_state.get(who_field)]
    whom.selectbox("被核查单位", others, index=None, key=whom_field, format_func=name, placeholder="请选择单位")
    button.button("增加", key="add_pair", on_click=add)


@step
def _lay_down(arrangement: Arrangement, pairs: list[Pair]) -> None:
    with warehouse().writing() as cursor:
        assign_inspections(cursor, arrangement.round_date, pairs, office_now(), address.sender_name(plan()))


@step
def _save(arrangement: Arrangement, draft: Draft) -> None:
    with warehouse().writing() as cursor:
        assign_inspections(cursor, arrangement.round_date, draft.pairs, office_now(), address.sender_name(plan()))
    _forget(arrangement)


@step
def _drop(arrangement: Arrangement) -> None:
    _forget(arrangement)


def _forget(arrangement: Arrangement) -> None:
    st.session_state["assignment_drafts"].pop(arrangement.round_date.isoformat(), None)
