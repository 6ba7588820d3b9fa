"""Official templates to take out, of every kind: the office for any unit, a unit for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from loaders.layout.words import kinds
from loaders.templates import write_template
from pages.parts.data import ask
from pages.parts.look import month
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.plan import Plan
from warehouse.standing import ReviewRound, rounds

_WORDS = {
    "report": "已填好单位、填报期、目标和上期数。",
    "sites": "已列出在用的名录;每次报送的是全部示范点。",
    "inspection": "已列出被核查单位的指标和自报值。",
    "scoring": "已列出这次互评的被评单位(本单位除外)。",
    "satisfaction": "已列出这次互评的被评单位,由创建办报送。",
}


def template_box(in_force: Plan, sender: str | None) -> None:
    """Choose a kind and what it is for, and take the template."""
    with st.container(border=True):
        st.markdown("**模板**")
        offered = {kind.kind: kind.title for kind in kinds() if sender is None or kind.kind != "satisfaction"}
        kind = st.selectbox("表类", list(offered), format_func=offered.__getitem__, key="template_kind")
        how = _choices(kind, in_force, sender)
        if how is None:
            return
        try:  # made at once, and kept until the data changes: a button that fails has no place for a reason
            content = ask(write_template, kind, how["unit_name"], how["period"], how["round_date"], how["inspected"])
        except Refusal as refusal:
            st.text(str(refusal))
            return
        named = [offered[kind], *(str(part) for part in (how["unit_name"], how["inspected"], _when(how)) if part)]
        st.download_button("下载模板(.xlsx)", data=content, file_name=f"{'_'.join(named)}.xlsx", key="download_template", on_click="ignore")
        st.caption(f"{_WORDS[kind]}自己排版的表也可以直接上传,按表头识别。")


def _choices(kind: str, in_force: Plan, sender: str | None) -> dict[str, Any] | None:
    """What the template is for; None where there is nothing that it could be for yet."""
    how: dict[str, Any] = {"unit_name": None, "period": None, "round_date": None, "inspected": None}
    units = [sender] if sender else list(in_force.units)
    if kind in ("scoring", "satisfaction"):
        held = _round(kind, sender)
        if held is None:
            return None
        how["round_date"] = held.round_date
        units = [code for code in units if code in held.rater_codes and code in in_force.units]
    if kind != "satisfaction":
        how["unit_name"] = in_force.units[sender].name if sender else _unit(_WHO[kind], units, in_force, f"template_unit_{kind}")
    if kind == "inspection":
        others = [code for code, unit in in_force.units.items() if unit.name != how["unit_name"]]
        how["inspected"] = _unit("被核查单位", others, in_force, "template_inspected")
    if kind in ("report", "inspection"):
        begun = [period for period in in_force.periods if period <= office_now().date()]
        if not begun:
            st.caption("方案还没有开始,没有可以填报的月份。")
            return None
        how["period"] = st.selectbox("填报期" if kind == "report" else "核查期", begun[::-1], format_func=month, key="template_period")
    return how


_WHO = {"report": "填报单位", "sites": "填报单位", "inspection": "核查单位", "scoring": "评分单位"}


def _round(kind: str, sender: str | None) -> ReviewRound | None:
    """The round that a sheet is for: an open one in which the sender scores, or any for a result."""
    held: list[ReviewRound] = ask(rounds)
    if not held:
        st.caption("还没有开设互评;由创建办在“互评”页开设。")
        return None
    if kind == "scoring":
        held = [one for one in held if one.closed_at is None and (sender is None or sender in one.rater_codes)]
    if not held:
        st.caption("没有进行中的、由本单位打分的互评。" if sender else "没有进行中的互评。")
        return None
    names = {one.round_date: f"{one.round_date:%Y-%m-%d} {one.name}" for one in held}
    chosen = st.selectbox("评议日期", sorted(names, reverse=True), format_func=names.__getitem__, key=f"template_round_{kind}")
    return next(one for one in held if one.round_date == chosen)


def _unit(label: str, codes: list[str], in_force: Plan, key: str) -> str:
    code = st.selectbox(label, codes, format_func=lambda code: in_force.units[code].name, key=key)
    return in_force.units[code].name


def _when(how: dict[str, Any]) -> str:
    period: date | None = how["period"]
    day: date | None = how["round_date"]
    return f"{period:%Y-%m}" if period else day.isoformat() if day else ""
