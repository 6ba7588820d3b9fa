"""Who inspects whom in a round: as it was laid down, or as it is proposed; the office lays it down."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown, palette, theme
from pages.parts.row_table import row_table
from pages.review.assignment_edit import Arrangement, edit_assignment, remarks
from pages.review.assignment_figures import MOST_IN_RING, pair_table, pairs_before, pairs_on, ring
from warehouse import meeting_queries
from warehouse.plan import Plan
from warehouse.rotation import Pair, proposed
from warehouse.standing import ReviewRound

_HOW = "建议的排法:谁也不核查自己,同一轮不互相核查,各种组合轮完以前不重复;单位数不允许时尽量做到。"


def arrangement_of(chosen: ReviewRound, in_force: Plan) -> Arrangement:
    """What was laid down for the round, what is proposed, and what earlier rounds had."""
    assigned = ask(meeting_queries.assignments, frame.clocks().knowledge)
    earlier = pairs_before(assigned, chosen.round_date)
    units = tuple(code for code in chosen.unit_codes if code in in_force.units)
    saved, saved_at = pairs_on(assigned, chosen.round_date)
    return Arrangement(chosen.round_date, units, saved, saved_at, _proposed(units, tuple(earlier)), earlier)


@st.cache_data(show_spinner=False, max_entries=32)
def _proposed(units: tuple[str, ...], earlier: tuple[Pair, ...]) -> list[Pair]:
    """Kept, since a search among many rounds takes a while."""
    return proposed(units, earlier)


def assignment_box(chosen: ReviewRound, arrangement: Arrangement, outcomes: pd.DataFrame, in_force: Plan) -> None:
    """The ring and the table of the round, and the office's place to change it."""
    with st.container(border=True, key="assignment"):
        st.markdown(f"**谁核查谁** · {as_markdown(chosen.name)}")
        shown = arrangement.saved or arrangement.proposal
        if shown:
            st.caption(_standing(arrangement))
            _show(shown, arrangement, outcomes, in_force)
            if found := remarks(shown, arrangement, in_force):
                st.caption(as_markdown(f"请留意:{';'.join(found)}。"))
        else:
            st.caption("这一轮没有两个以上的被评单位,排不出互检。")
        edit_assignment(arrangement, in_force)


def _standing(arrangement: Arrangement) -> str:
    return f"{arrangement.saved_at:%Y-%m-%d %H:%M} 排定。" if arrangement.saved else f"这一轮还没有排定,下面是建议。{_HOW}"


def _show(pairs: Sequence[Pair], arrangement: Arrangement, outcomes: pd.DataFrame, in_force: Plan) -> None:
    names = {code: unit.name for code, unit in in_force.units.items()}
    table = pair_table(pairs, arrangement.earlier, outcomes, names)
    if len({code for pair in pairs for code in pair}) <= MOST_IN_RING:
        left, right = st.columns([4, 6], gap="medium", vertical_alignment="center")
        left.html(ring(pairs, names, palette(theme())["ink"]))
    else:
        right = st.container()
    with right:
        _table(table, [unit for _, unit in pairs])
        title = f"{arrangement.round_date} 互检安排{'' if arrangement.saved else '(建议)'}"
        download_table(table, title, frame.stamp(), "download_assignment")


def _table(table: pd.DataFrame, units: list[str]) -> None:
    """A row chosen asks what to check first of the inspected unit."""
    row_table(
        table,
        units,
        lambda code: address.put("unit", code),
        "assignment_rows",
        height=35 * (len(table) + 1) + 3,
        alt="谁核查谁;同样的内容可以下载成表格。",
    )
