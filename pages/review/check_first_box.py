"""What to check first of a unit, and the check sheet with just these indicators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import pandas as pd
import streamlit as st

from loaders.templates import write_template
from pages.parts import address, frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown, month, short
from pages.review.check_first_figures import MEANING, first_table, inspected_first, inspectors_of, rows_chosen
from warehouse import review_queries
from warehouse.clock import office_now
from warehouse.connection import Cursor
from warehouse.plan import Plan
from warehouse.rotation import Pair

_USUAL, _ROWS = 8, 10
_COLUMNS = {
    "指标": st.column_config.TextColumn(width=190),
    "为什么先查": st.column_config.TextColumn(width=500),
    **{name: st.column_config.NumberColumn(format="%.2f") for name in ("风险(分)", "占总分(分)")},
    "存疑程度(%)": st.column_config.NumberColumn(format="%.1f"),
}


def check_first_box(pairs: Sequence[Pair], in_force: Plan) -> None:
    """The indicators of one unit, most at risk first. `pairs` is who inspects whom in the round that is chosen."""
    every = ask(review_queries.check_first, frame.clocks())
    with st.container(border=True, key="check_first"):
        st.markdown("**先核查什么**")
        unit = address.chosen_unit(in_force) or inspected_first(every, pairs, address.sender(in_force))
        if unit is None:
            st.caption("还没有报了数、占总分的指标。")
            return
        unit_place, sheet_place = st.columns([3, 7], gap="medium", vertical_alignment="bottom")
        with unit_place:
            _choose_unit(unit, in_force)
        first = every[every["unit_code"] == unit]
        if first.empty:
            st.caption(f"{as_markdown(in_force.units[unit].name)}还没有报了数、占总分的指标。")
            return
        with sheet_place:
            count = _count(unit, len(first))
        chosen = _rows(unit, first, count)
        st.caption(MEANING)
        _sheet(unit, list(first["indicator_id"].iloc[chosen]), pairs, in_force)
        download_table(first_table(first), f"{short(in_force.units[unit].name)} 先核查什么", frame.stamp(), "download_check_first")


def _choose_unit(unit: str, in_force: Plan) -> None:
    counties = [code for code, one in in_force.units.items() if one.is_county_level]
    st.session_state["check_unit"] = unit
    st.selectbox(
        "被核查单位",
        counties,
        key="check_unit",
        format_func=lambda code: in_force.units[code].name,
        on_change=lambda: address.put("unit", st.session_state["check_unit"]),
    )


def _count(unit: str, most: int) -> int:
    """How many of the first rows go into the sheet; what was typed is held within what there is."""
    field = f"check_count_{unit}"
    st.session_state[field] = min(st.session_state.get(field, _USUAL), most)
    typed: int = st.number_input("列入核查表的项数", 1, most, key=field, on_change=_begin_again, args=(unit,), width=180)
    return typed


def _rows(unit: str, first: pd.DataFrame, count: int) -> list[int]:
    """The table; answers the rows that go into the sheet. What was ticked is kept by indicator: new figures change the order."""
    codes = list(first["indicator_id"])
    picked = _picked()
    chosen = rows_chosen(codes, count, picked.get((unit, count)))
    # A table keeps its ticks by row: in another order, or for another number of rows, it is another table.
    key = "check_rows_" + sha256(repr((unit, codes, count)).encode()).hexdigest()[:12]

    def tick() -> None:
        # Kept by the count that this table was drawn for: one that is gone already may still tell its ticks.
        picked[unit, count] = [codes[row] for row in st.session_state[key]["selection"]["rows"] if row < len(codes)]

    st.dataframe(
        first_table(first),
        hide_index=True,
        key=key,
        on_select=tick,
        selection_mode="multi-row",
        placeholder="",
        selection_default={"selection": {"rows": chosen, "columns": [], "cells": []}},
        height=35 * (min(len(first), _ROWS) + 1) + 3,
        column_config=_COLUMNS,
        alt="先核查的指标和理由;同样的内容可以下载成表格。",
    )
    return chosen


def _picked() -> dict[tuple[str, int], list[str]]:
    """(Unit, count) → the indicators that were ticked."""
    picked: dict[tuple[str, int], list[str]] = st.session_state.setdefault("check_picked", {})
    return picked


def _begin_again(unit: str) -> None:
    """Another number goes back to the first ones."""
    for known in [known for known in _picked() if known[0] == unit]:
        del _picked()[known]


# ---- the check sheet ---------------------------------------------------------------------------------------------------------


def _sheet(unit: str, indicator_ids: list[str], pairs: Sequence[Pair], in_force: Plan) -> None:
    """Whose sheet, of which month, and the sheet itself with the rows that are ticked."""
    if frame.clocks().known_at:
        st.caption("核查表按现在的数据生成。要下载,请先把左边的“按哪天所知”改为“现在”。")
        return
    if unit == address.sender(in_force):
        st.caption("这是本单位自己的指标,由别的单位来核查;核查表由核查单位下载。")
        return
    begun = [period for period in in_force.periods if period <= min(frame.clocks().as_of, office_now().date())]
    if not begun:
        st.caption("方案还没有开始,没有可以核查的月份。")
        return
    who, when, button = st.columns([3, 2, 4], gap="medium", vertical_alignment="bottom")
    with who:
        inspector = _inspector(unit, pairs, in_force)
    with when:
        period = _period(begun)
    with button:
        if not indicator_ids:
            st.caption("请在表中至少勾选一项。")
            return
        names = in_force.units[inspector].name, in_force.units[unit].name
        st.download_button(
            f"下载核查表({len(indicator_ids)} 项,.xlsx)",
            data=ask(check_sheet, *names, period, tuple(indicator_ids)),
            file_name=f"互检核查表_{'_'.join(names)}_{period:%Y-%m}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="download_check_sheet",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )


def _inspector(unit: str, pairs: Sequence[Pair], in_force: Plan) -> str:
    """A unit makes its own sheet; the office for any, first for who inspects the unit in the round."""
    sender = address.sender(in_force)
    assigned = inspectors_of(unit, pairs)
    offered = [sender] if sender else list(dict.fromkeys([*assigned, *(code for code in in_force.units if code != unit)]))

    def words(code: str) -> str:
        return in_force.units[code].name + ("(本轮核查它)" if code in assigned else "")

    return st.selectbox("核查单位", offered, key=f"check_inspector_{unit}_{sender or ''}_{offered[0]}", format_func=words)


def _period(begun: list[date]) -> date:
    """The month in the address; else the newest that has begun."""
    by_month = {f"{period:%Y-%m}": period for period in reversed(begun)}
    asked = st.query_params.get("month", "")
    st.session_state["check_month"] = asked if asked in by_month else next(iter(by_month))
    picked: str = st.selectbox(
        "核查期",
        list(by_month),
        key="check_month",
        format_func=lambda text: month(by_month[text]),
        on_change=lambda: address.put("month", st.session_state["check_month"]),
    )
    return by_month[picked]


def check_sheet(cursor: Cursor, inspector: str, inspected: str, period: date, indicator_ids: tuple[str, ...]) -> bytes:
    """The official check sheet with these rows alone."""
    return write_template(cursor, "inspection", inspector, period, inspected=inspected, indicator_ids=indicator_ids)
