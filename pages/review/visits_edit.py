"""The office's draft of a list of sites to visit: added, ordered, noted; kept in the session until it is saved as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import plan, warehouse
from pages.parts.guard import step
from pages.parts.look import short
from pages.review.told_here import sound_words
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.preparation import LONGEST_NOTE, Visit, choose_visits
from warehouse.standing import ReviewRound

Key = tuple[str, str, str]
"""A site in the register: unit, kind, folded name."""


@dataclass
class Draft:
    """What is being laid down, and the saved list that it began with."""

    base: tuple[Visit, ...]
    visits: list[Visit]

    @property
    def is_changed(self) -> bool:
        """Whether something waits to be saved."""
        return tuple(self.visits) != self.base


def edit_visits(chosen: ReviewRound, listed: pd.DataFrame, sites: pd.DataFrame, in_force: Plan) -> None:
    """The draft for one round; for the office alone, and only as things are known now."""
    if address.sender(in_force) is not None:
        return
    if frame.clocks().known_at:
        st.caption("这是那一天所知的清单。要改清单,请先把左边的“按哪天所知”改为“现在”。")
        return
    draft = _draft(chosen, saved_visits(listed))
    _unsaved(chosen, draft, saved_visits(listed))
    with st.expander("排定、修改清单", key="visits_editor"):
        _add(chosen, draft, sites)
        known = set(zip(sites["unit_code"], sites["domain"], sites["folded_name"], strict=True))
        for place, visit in enumerate(draft.visits):
            _one(chosen, draft, place, in_force, is_registered=_key(visit) in known)
        if not draft.visits:
            st.caption("清单是空的。请从上面的名录中选示范点,再点“加入清单”。")


def saved_visits(listed: pd.DataFrame) -> tuple[Visit, ...]:
    """The list as it was saved, out of `meeting_queries.visits`."""
    rows = listed.assign(note=listed["note"].fillna(""))
    return tuple(Visit(row.unit_code, row.domain, row.folded_name, row.name, row.note) for row in rows.itertuples())


def _key(visit: Visit) -> Key:
    return visit.unit_code, visit.domain, visit.folded_name


def _draft(chosen: ReviewRound, saved: tuple[Visit, ...]) -> Draft:
    """The session's draft of a round; one without changes, or that somebody else has saved just so, follows what is saved."""
    drafts: dict[str, Draft] = st.session_state.setdefault("visit_drafts", {})
    day = chosen.round_date.isoformat()
    if day not in drafts or not drafts[day].is_changed or tuple(drafts[day].visits) == saved:
        drafts[day] = Draft(saved, list(saved))
    return drafts[day]


def _unsaved(chosen: ReviewRound, draft: Draft, saved: tuple[Visit, ...]) -> None:
    """What waits to be saved, and whether somebody else saved meanwhile."""
    if not draft.is_changed:
        return
    elsewhere = "修改期间,别处保存过另一份清单;现在保存,会用这一份替换它。" if saved != draft.base else ""
    what = f"{len(draft.visits)} 个点" if draft.visits else "清空"
    with st.container(border=True, key="visits_unsaved"):
        st.warning(f"清单有改动还没有保存(改为 {what})。{elsewhere}上面显示的和打印的仍是已保存的清单。")
        with st.container(horizontal=True, gap="small"):
            st.button("保存清单", key="save_visits", type="primary", on_click=_save, args=(chosen, draft))
            st.button("放弃改动", key="drop_visits", on_click=_drop, args=(chosen,))


def _add(chosen: ReviewRound, draft: Draft, sites: pd.DataFrame) -> None:
    taken = {_key(visit) for visit in draft.visits}
    offered: dict[Key, Any] = {key: row for row in sites.itertuples() if (key := (row.unit_code, row.domain, row.folded_name)) not in taken}
    field = f"visits_add_{chosen.round_date}"

    @step
    def add() -> None:
        picked = [offered[key] for key in st.session_state[field] if key in offered]
        draft.visits += [Visit(row.unit_code, row.domain, row.folded_name, row.name) for row in picked]
        st.session_state[field] = []

    left, right = st.columns([6, 1], vertical_alignment="bottom")
    left.multiselect(
        "从名录中选示范点(可输入名称、单位或类别查找)",
        list(offered),
        key=field,
        format_func=lambda key: f"{short(offered[key].unit_name)} · {offered[key].domain_name} · {offered[key].name}",
        placeholder="请选择示范点",
        select_all=False,
    )
    right.button("加入清单", key="add_visits", on_click=add, width="stretch")


def _one(chosen: ReviewRound, draft: Draft, place: int, in_force: Plan, is_registered: bool) -> None:
    """One site of the draft: its place, its note, up, down and out."""
    visit = draft.visits[place]
    own = f"{chosen.round_date}_{'_'.join(_key(visit))}"
    unit, domain = in_force.units.get(visit.unit_code), in_force.domains.get(visit.domain)
    words, note, buttons = st.columns([5, 4, 3], vertical_alignment="center")
    gone = "" if is_registered else "\n已不在名录,保存前请去掉"
    words.text(f"{place + 1}. {visit.name}\n{short(unit.name) if unit else ''} · {domain.name if domain else ''}{gone}")
    st.session_state[f"note_{own}"] = visit.note

    @step
    def write() -> None:
        draft.visits[place] = replace(visit, note=sound_words(st.session_state[f"note_{own}"]))

    note.text_input(
        f"第 {place + 1} 个点的备注",
        key=f"note_{own}",
        max_chars=LONGEST_NOTE,
        placeholder="备注",
        label_visibility="collapsed",
        on_change=write,
    )
    with buttons.container(horizontal=True, gap="small"):
        st.button("上移", key=f"up_{own}", on_click=_move, args=(draft, place, -1), disabled=place == 0)
        st.button("下移", key=f"down_{own}", on_click=_move, args=(draft, place, 1), disabled=place == len(draft.visits) - 1)
        st.button("去掉", key=f"out_{own}", on_click=_take_out, args=(draft, place))


@step
def _move(draft: Draft, place: int, by: int) -> None:
    visits = draft.visits
    visits[place], visits[place + by] = visits[place + by], visits[place]


@step
def _take_out(draft: Draft, place: int) -> None:
    del draft.visits[place]


@step
def _save(chosen: ReviewRound, draft: Draft) -> None:
    with warehouse().writing() as cursor:
        choose_visits(cursor, chosen.round_date, draft.visits, office_now(), address.sender_name(plan()))
    draft.base = tuple(draft.visits)


@step
def _drop(chosen: ReviewRound) -> None:
    st.session_state["visit_drafts"].pop(chosen.round_date.isoformat(), None)
