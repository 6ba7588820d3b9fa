"""Where the sites are: what is chosen, the map, and beside it every kind with its sign, which is the map's legend."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.chart_base import download_picture, draw
from pages.parts.look import as_markdown, palette, short, theme
from pages.parts.map_chart import OUTLINES, codes_of, has_map
from pages.parts.site_map_chart import colours, discs, discs_on_paper, is_kept_back, signs, site_map_frame, site_map_spec
from pages.review.sites_figures import CITY, CITY_LEVEL, compared, sites_of_units, tally
from warehouse.plan import Plan

_SCHEMATIC = "示意图,不作为划界依据"
_ASKED = "shows_kept_back"


@dataclass(frozen=True)
class Choice:
    """What the page is asked for: a unit (or 市本级) and a kind of site, None for all; kinds whose points are kept back for now."""

    unit: str | None
    domain: str | None
    kept_back: frozenset[str]

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows are of the unit and the kind."""
        return self.of_unit(rows) & self.of_domain(rows)

    def of_domain(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows are of the kind."""
        return rows["domain"] == self.domain if self.domain else pd.Series(True, rows.index)

    def of_unit(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows are of the unit; those of all departments for 市本级."""
        if self.unit == CITY_LEVEL:
            return rows["unit_kind"] == "department"
        return rows["unit_code"] == self.unit if self.unit else pd.Series(True, rows.index)

    def words(self, in_force: Plan) -> str:
        """Whose sites of which kind."""
        unit = "市本级" if self.unit == CITY_LEVEL else short(in_force.units[self.unit].name) if self.unit else "全市"
        return f"{unit} {in_force.domains[self.domain].name}" if self.domain else unit


def choose(quota: pd.DataFrame, sites: pd.DataFrame, in_force: Plan) -> Choice:
    """The choice by keyboard; it stands in the address. Whether points kept back are shown does not: a link never brings them along."""
    departments = {code for rows in (quota, sites) for code in rows.loc[rows["unit_kind"] == "department", "unit_code"]}
    units = [code for code, unit in in_force.units.items() if unit.is_county_level or code in departments]
    names = {"": "全市(未选单位)", **{code: in_force.units[code].name for code in units}}
    if departments:
        names[CITY_LEVEL] = "市本级(各部门)"
    kinds = {"": "全部类别", **{code: domain.name for code, domain in in_force.domains.items()}}
    kept = frozenset(code for code, domain in in_force.domains.items() if is_kept_back(domain))
    left, middle, right = st.columns([3, 3, 4], vertical_alignment="bottom")
    unit = _pick(left, "单位", "unit", names)
    domain = _pick(middle, "类别", "domain", kinds)
    if not kept:
        return Choice(unit, domain, kept)
    of_venues = "、".join(in_force.domains[code].name.removeprefix("进") for code in kept)
    is_asked = right.toggle(as_markdown(f"显示{of_venues}点位"), key=_ASKED)
    return Choice(unit, domain, frozenset() if is_asked else kept)


def _pick(place: Any, label: str, key: str, names: dict[str, str]) -> str | None:
    """A choice that stands in the address; what it can't be there is not chosen."""
    asked = st.query_params.get(key, "")
    st.session_state[f"sites_{key}"] = asked if asked in names else ""
    picked: str = place.selectbox(
        label,
        list(names),
        key=f"sites_{key}",
        format_func=names.__getitem__,
        on_change=lambda: address.put(key, st.session_state[f"sites_{key}"]),
    )
    return picked or None


def map_and_kinds(quota: pd.DataFrame, sites: pd.DataFrame, choice: Choice, in_force: Plan, registered: frozenset[str]) -> None:
    """The map where the plan brought outlines, and the kinds of sites beside it. `sites` is the whole register."""
    counted = sites[sites["counts"] & choice.of_domain(sites)]
    if has_map(in_force):
        left, right = st.columns([11, 6], gap="small")
        with left.container(border=True, height="stretch", key="site_map_box"):
            _map(counted, choice, in_force, registered)
    else:
        right = st.container()
    with right.container(border=True, height="stretch", key="site_kinds"):
        _kinds(quota, choice, in_force, registered)


def _map(counted: pd.DataFrame, choice: Choice, in_force: Plan, registered: frozenset[str]) -> None:
    has_place = counted["lon"].notna() & counted["lat"].notna()
    is_kept = counted["domain"].isin(choice.kept_back)
    counted = counted.assign(is_drawn=has_place & ~is_kept, is_chosen=choice.of_unit(counted))
    rows = site_map_frame(counted, in_force, registered, choice.unit)
    st.markdown("**示范点分布** · 点选县区或示范点看名单")
    outlines, codes, pictures = in_force.files[OUTLINES], codes_of(in_force), discs(in_force)
    draw(
        rows,
        site_map_spec(outlines, codes, pictures, theme()),
        "site_map",
        "各县级单位的示范点位置和个数;同样的内容见下面的表格。",
        _select,
        "stretch",
    )
    said = _drawn_words(counted, is_kept)
    st.caption(f"{said} | {_SCHEMATIC}")
    sign = signs(in_force)
    legend = " ".join(f"{sign[code]} {domain.name}" for code, domain in in_force.domains.items() if choice.domain in (None, code))
    notes = [f"{frame.stamp()};{_SCHEMATIC}", said, legend]
    of_kind = f"({in_force.domains[choice.domain].name})" if choice.domain else ""
    on_paper = site_map_spec(outlines, codes, discs_on_paper(pictures), "light")
    download_picture(rows, on_paper, f"示范点分布{of_kind}", notes, (1100, 580), "picture_sites")


def _drawn_words(counted: pd.DataFrame, is_kept: pd.Series) -> str:
    """How many of the sites have a point on the map, and why the others have none."""
    kept = counted.loc[is_kept, "domain_name"].value_counts(sort=False)
    why = [f"{name} {number} 个默认不标点" for name, number in kept.items()]
    if missing := int((~counted["is_drawn"] & ~is_kept).sum()):
        why.append(f"{missing} 个没有填坐标")
    return f"共 {len(counted)} 个,标出 {int(counted['is_drawn'].sum())} 个" + (f";{'、'.join(why)},只计个数" if why else "")


def _select(mark: dict[str, Any]) -> None:
    """Choose the unit that was clicked, or whose site it was; a second click lets it go."""
    unit = mark.get("unit_code")
    address.put("unit", None if st.query_params.get("unit") == unit else unit)


def _kinds(quota: pd.DataFrame, choice: Choice, in_force: Plan, registered: frozenset[str]) -> None:
    """Every kind with its sign on the map, what there is and should be (of the unit that is chosen, else of the city), and the gap."""
    rows, whose = quota[choice.of_unit(quota)], Choice(choice.unit, None, frozenset()).words(in_force)
    pooled = set(quota.loc[quota["unit_code"] == CITY, "domain"])
    is_registered = bool(registered) if choice.unit is None else any(code in registered for code in rows["unit_code"])
    sign, colour = signs(in_force), colours(in_force)
    lines = []
    for code, domain in in_force.domains.items():
        of_kind = rows[rows["domain"] == code]
        faded = "" if choice.domain in (None, code) else ' class="other"'
        joint = "·联合" if of_kind["joint"].any() and choice.unit else ""
        lines.append(
            f'<li{faded}><i style="background:{colour[code]}">{html.escape(sign[code])}</i><span>{html.escape(domain.name)}</span>'
            f"{_figures(of_kind, is_registered, code in pooled)}<small>{joint}</small></li>"
        )
    st.markdown(f"**{as_markdown(whose)}各类** · 有/应建")
    st.html(f'<ul class="site-kinds">{"".join(lines)}</ul>')


def _figures(rows: pd.DataFrame, is_registered: bool, is_pooled: bool) -> str:
    """What there is and should be of one kind, as a number, a bar and the difference in words."""
    whole, sites = tally(rows), sites_of_units(rows)
    if whole.target:
        shown = f"{whole.sites if is_registered else '未报'}/{whole.target}"
        gap = compared("", whole.target, whole.lacking, whole.over).removeprefix(f"/{whole.target} ")
    else:
        is_asked = is_pooled and len(rows) > 0
        shown = f"{sites}" if is_registered and (sites or is_asked) else "—" if is_registered or rows.empty else "未报"
        gap = "共同" if is_asked else "无定额"
    accent = palette(theme())["accent"]
    share = f'<span class="done" style="width:{100 * whole.within / whole.target:.0f}%;background:{accent}"></span>' if whole.target else ""
    return f'<b>{shown}</b><span class="bar">{share}</span><em>{gap}</em>'
