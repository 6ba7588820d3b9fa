"""Quota against register: kinds of sites down, units across. A cell chosen shows its sites; all of it as .xlsx in plain numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.download import download_table
from pages.parts.look import palette, short, theme
from pages.review.sites_figures import CITY, CITY_LEVEL, cell, lacks, sites_of_units, tally, total_words
from warehouse.plan import Plan

_KIND, _WHOLE, _CITY_LEVEL, _SUM = "类别", "全市", "市本级", "合计"
_KEY = "quota_table"


def show_quota(quota: pd.DataFrame, in_force: Plan, registered: frozenset[str]) -> None:
    """The table with what its words mean, and the two tables to take away."""
    with st.container(border=True):
        st.markdown("**定额与名录** · 有/应建,点一格看是哪些示范点")
        columns = _columns(quota, in_force)
        shown = quota_table(quota, in_force, registered, columns)
        _table(shown, in_force, columns)
        st.caption(_legend(quota, in_force, registered))
        with st.container(horizontal=True, gap="small"):
            download_table(lambda: in_numbers(quota, in_force, registered, columns), "示范点定额与名录", frame.stamp(), "download_quota")
            download_table(
                lambda: one_by_one(quota, registered),
                "示范点定额明细",
                frame.stamp(),
                "download_quota_long",
                "下载明细(一行一个单位一类,.xlsx)",
            )


def _columns(quota: pd.DataFrame, in_force: Plan) -> dict[str, list[str]]:
    """Columns of the table behind 全市, by heading: the codes that each stands for. Departments with a quota or a site stand as one."""
    columns = {short(unit.name): [code] for code, unit in in_force.units.items() if unit.is_county_level}
    departments = list(dict.fromkeys(quota.loc[quota["unit_kind"] == "department", "unit_code"]))
    return {**columns, **({_CITY_LEVEL: departments} if departments else {})}


def quota_table(quota: pd.DataFrame, in_force: Plan, registered: frozenset[str], columns: dict[str, list[str]]) -> pd.DataFrame:
    """One row per kind of site in the plan's order and one for the sum, in words."""
    pooled = set(quota.loc[quota["unit_code"] == CITY, "domain"])
    rows = []
    for code, domain in in_force.domains.items():
        of_domain = quota[quota["domain"] == code]
        row = {_KIND: domain.name, _WHOLE: total_words(of_domain, bool(registered)) + (" 共" if code in pooled else "")}
        for heading, units in columns.items():
            own = of_domain[of_domain["unit_code"].isin(units)]
            is_registered = any(unit in registered for unit in own["unit_code"])
            if len(own) > 1:
                row[heading] = total_words(own, is_registered)
            else:
                row[heading] = cell(own.iloc[0] if len(own) else None, is_registered, code in pooled)
        rows.append(row)
    last = {_KIND: _SUM, _WHOLE: total_words(quota, bool(registered))}
    for heading, units in columns.items():
        last[heading] = total_words(quota[quota["unit_code"].isin(units)], any(unit in registered for unit in units))
    return pd.DataFrame([*rows, last])


def _table(shown: pd.DataFrame, in_force: Plan, columns: dict[str, list[str]]) -> None:
    domains = list(in_force.domains)

    def choose() -> None:
        picked: list[tuple[int, str]] = st.session_state[_KEY]["selection"]["cells"]
        if not picked:
            return
        row, heading = picked[0]
        units = columns.get(heading, [])
        address.put("unit", units[0] if len(units) == 1 else CITY_LEVEL if units else None)
        address.put("domain", domains[row] if row < len(domains) else None)

    accent = palette(theme())["accent"]
    marked = shown.style.map(lambda words: f"background-color: {accent}26; font-weight: 600" if lacks(str(words)) else "")
    st.dataframe(
        marked,
        hide_index=True,
        key=_KEY,
        on_select=choose,
        selection_mode="single-cell",
        height=36 * (len(shown) + 1) + 2,
        column_config={_KIND: st.column_config.TextColumn(pinned=True)},
        alt="各类示范点在各单位的已建数、应建数和差额;同样的内容可以下载成表格。",
    )


def _legend(quota: pd.DataFrame, in_force: Plan, registered: frozenset[str]) -> str:
    said = ["差:还差几个;超:多出几个,不抵别处的缺额;✓:已建成"]
    if quota["joint"].any():
        said.append("联:市区联合,列在承担单位名下")
    if (quota["unit_code"] == CITY).any():
        said.append("共:各单位共同完成全市一个定额,没有分到单位")
    departments = quota[quota["unit_kind"] == "department"]
    if len(departments):
        names = "、".join(f"{row.domain_name} {short(row.unit_name)}" for row in departments.itertuples())
        said.append(f"市本级:{names}")
    missing = [unit.name for code, unit in in_force.units.items() if code in set(quota["unit_code"]) and code not in registered]
    if missing:
        said.append(f"未报名录:{'、'.join(map(short, missing))}")
    return f"{';'.join(said)}。按名录计数,核查的核减不在内。"


def in_numbers(quota: pd.DataFrame, in_force: Plan, registered: frozenset[str], columns: dict[str, list[str]]) -> pd.DataFrame:
    """The same table as numbers: 已建, 应建 and 还差 of each unit; blank where there is no quota, and 已建 where nothing was sent."""
    rows = []
    for code, domain in in_force.domains.items():
        of_domain = quota[quota["domain"] == code]
        row: dict[str, Any] = {_KIND: domain.name, **_numbers(_WHOLE, of_domain, bool(registered))}
        for heading, units in columns.items():
            own = of_domain[of_domain["unit_code"].isin(units)]
            row |= _numbers(heading, own, any(unit in registered for unit in own["unit_code"]))
        rows.append(row)
    return pd.DataFrame(rows).astype({name: "Int64" for row in rows[:1] for name in row if name != _KIND})


def _numbers(heading: str, rows: pd.DataFrame, is_registered: bool) -> dict[str, int | None]:
    whole = tally(rows)
    sites = whole.sites if whole.target else sites_of_units(rows)
    figures = (sites if is_registered else None, whole.target or None, whole.lacking if whole.target else None)
    return {f"{heading} {word}": figure for word, figure in zip(("已建", "应建", "还差"), figures, strict=True)}


def one_by_one(quota: pd.DataFrame, registered: frozenset[str]) -> pd.DataFrame:
    """One row per unit and kind of site, in numbers."""
    gap = quota["gap"].round(9)
    is_sent = quota["unit_code"].isin(registered) | ((quota["unit_code"] == CITY) & bool(registered))
    return pd.DataFrame(
        {
            "单位": quota["unit_name"],
            "类别": quota["domain_name"],
            "已建": quota["sites"].astype("Int64").where(is_sent),
            "应建": quota["target"].astype("Int64"),
            "还差": gap.clip(lower=0).astype("Int64"),
            "超出": (-gap).clip(lower=0).astype("Int64"),
            "市区联合": quota["joint"].map({True: "是", False: ""}),
            "全市共同": (quota["unit_code"] == CITY).map({True: "是", False: ""}),
            "名录": ["" if code == CITY else "已报" if code in registered else "未报" for code in quota["unit_code"]],
        }
    )
