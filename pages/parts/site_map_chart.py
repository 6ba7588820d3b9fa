"""The map of demonstration sites: a point with the sign of its kind where coordinates are given, the number of sites by county.

The signs are characters and the colours none of the lights', so that no point is read as one. Coordinates are GCJ-02, as the outlines are.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, clicked, finished
from pages.parts.look import palette, short
from pages.parts.map_chart import places, places_of
from warehouse.plan import Domain, Plan

COLOURS = ("#1f4e8c", "#0b6b75", "#6a3d9a", "#8a4a14", "#a1327b", "#44566c", "#3a3fb5", "#6b5a12", "#7a1f4b", "#1d6fb0")
"""White is read on each of them at a contrast of 4.5 or more."""
_NAME_SIZE = alt.expr("width < 420 ? 9.5 : width < 640 ? 12 : 14")
_POINT_SIZE = alt.expr("width < 420 ? 90 : width < 640 ? 170 : 270")
_SIGN_SIZE = alt.expr("width < 420 ? 7 : width < 640 ? 9 : 11")
_HALO = 3


@cache
def _words() -> tuple[str, ...]:
    with Path(__file__).with_name("kept_back.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(row["word"] for row in csv.DictReader(lines))


def is_kept_back(domain: Domain) -> bool:
    """Whether the points of this kind of site are drawn only when somebody asks: kept_back.csv has a word of its name or an alias."""
    return any(word in text for word in _words() for text in (domain.name, *domain.aliases))


def signs(plan: Plan) -> dict[str, str]:
    """One character for each kind of site: the first of its name, after 进, that no kind before it has."""
    found: dict[str, str] = {}
    for code, domain in plan.domains.items():
        letters = [letter for letter in domain.name.removeprefix("进") if letter.isalnum()] or ["?"]
        found[code] = next((letter for letter in letters if letter not in found.values()), letters[0])
    return found


def colours(plan: Plan) -> dict[str, str]:
    """A colour for each kind of site, in the plan's order; after the last they begin again."""
    return {code: COLOURS[place % len(COLOURS)] for place, code in enumerate(plan.domains)}


def site_map_frame(sites: pd.DataFrame, drawn: pd.Series, plan: Plan, registered: frozenset[str], selected: str | None) -> pd.DataFrame:
    """What the map shows: one row per county-level unit of the outlines (`mark` unit) and one per site that is drawn (`mark` site).

    `sites` are those that are counted; `drawn` says of each whether its point is shown. Units that are not `registered` have sent no
    register. A unit's label tells how many of its
    sites have no point.
    """
    known = {place["code"]: place for place in places(plan)}
    units = [_unit_row(plan, code, place, sites, drawn, code in registered) for code, place in known.items()]
    sign, colour = signs(plan), colours(plan)
    points = [
        {
            "mark": "site",
            "unit_code": site.unit_code,
            "unit_name": site.unit_name,
            "name": site.name,
            "kind": site.domain_name,
            "label": sign[site.domain],
            "fill": colour[site.domain],
            "township": "" if pd.isna(site.township) else site.township,
            "level": "" if pd.isna(site.level) else site.level,
            "named": f"{site.named_on:%Y-%m-%d}" if pd.notna(site.named_on) else "未填",
            "words": f"{site.name},{site.domain_name},{site.unit_name}",
            "lon": site.lon,
            "lat": site.lat,
            "strength": 1.0 if selected in (None, site.unit_code) else 0.25,
        }
        for site in sites[drawn].itertuples()
        if site.domain in sign
    ]
    frame = pd.DataFrame([*units, *points])
    frame["is_selected"] = frame["unit_code"] == selected
    return frame


def _unit_row(plan: Plan, code: str, place: dict[str, Any], sites: pd.DataFrame, drawn: pd.Series, is_registered: bool) -> dict[str, Any]:
    own = sites["unit_code"] == code
    count, undrawn = int(own.sum()), int((own & ~drawn).sum())
    note = f"未标点 {undrawn}" if undrawn and undrawn < count else ""
    label = f"{count} 个" + (f"({note})" if note else "") if is_registered else "未报名录"
    name = plan.units[code].name
    return {
        "mark": "unit",
        "unit_code": code,
        "unit_name": name,
        "name": short(name),
        "label": label,
        "words": f"{name}:{label}",
        "label_lon": place["label_lon"],
        "label_lat": place["label_lat"],
        "lon": place["lon"],
        "lat": place["lat"],
        "strength": 1.0,
    }


@st.cache_data(show_spinner=False)
def site_map_spec(outlines: bytes, codes: tuple[tuple[str, str | None], ...], theme: str) -> dict[str, Any]:
    """The map's specification; `codes` pairs unit codes with the codes that outlines go by."""
    ink = palette(theme)
    base = alt.Chart(alt.NamedData(ROWS))
    units = base.transform_filter("datum.mark == 'unit'")
    areas = _areas(units, outlines, codes, ink)
    layers = [areas, *_markers(units, ink), *_points(base.transform_filter("datum.mark == 'site'"), ink), *_labels(units, ink)]
    return finished(alt.layer(*layers).project("mercator"), theme)


def _outlined(ink: dict[str, str]) -> dict[str, Any]:
    return {
        "stroke": alt.condition("datum.is_selected", alt.value(ink["accent"]), alt.value(ink["faint"])),
        "strokeWidth": alt.condition("datum.is_selected", alt.value(4), alt.value(1)),
        "description": "words:N",
        "tooltip": [alt.Tooltip("unit_name:N", title="单位"), alt.Tooltip("label:N", title="示范点")],
    }


def _areas(units: Any, outlines: bytes, codes: tuple[tuple[str, str | None], ...], ink: dict[str, str]) -> Any:
    features = [
        {"unit_code": place["code"], "type": "Feature", "geometry": place["geometry"]}
        for place in places_of(outlines, codes)
        if place["geometry"]["type"] != "Point"
    ]
    data = alt.LookupData(alt.InlineData(values=features), key="unit_code", fields=["type", "geometry"])
    return (
        units.transform_lookup(lookup="unit_code", from_=data)
        .transform_filter("isValid(datum.geometry)")
        .mark_geoshape(cursor="pointer", strokeJoin="round", fill=ink["second"])
        .encode(**_outlined(ink))
        .add_params(clicked("unit_code"))
    )


def _markers(units: Any, ink: dict[str, str]) -> list[Any]:
    """A unit that the outlines give as a point: a diamond, and a line to its label."""
    markers = units.transform_filter("isValid(datum.lon)")
    leader = markers.mark_rule(color=ink["ink"], strokeWidth=1, aria=False).encode(
        longitude="lon:Q", latitude="lat:Q", longitude2="label_lon:Q", latitude2="label_lat:Q"
    )
    diamond = markers.mark_point(shape="diamond", filled=True, size=150, opacity=1, fill=ink["second"], cursor="pointer")
    return [leader, diamond.encode(longitude="lon:Q", latitude="lat:Q", **_outlined(ink))]


def _points(sites: Any, ink: dict[str, str]) -> list[Any]:
    place = {"longitude": "lon:Q", "latitude": "lat:Q", "opacity": alt.Opacity("strength:Q", scale=None)}
    tooltip = [
        alt.Tooltip(f"{field}:N", title=title)
        for field, title in (
            ("name", "名称"),
            ("kind", "类别"),
            ("unit_name", "单位"),
            ("township", "乡镇(街道)"),
            ("level", "级别"),
            ("named", "命名时间"),
        )
    ]
    point = sites.mark_point(shape="circle", filled=True, size=_POINT_SIZE, cursor="pointer", stroke=ink["ground"], strokeWidth=1)
    sign = sites.mark_text(fontSize=_SIGN_SIZE, color="#ffffff", aria=False, fontWeight="bold")
    return [
        point.encode(**place, fill=alt.Fill("fill:N", scale=None), tooltip=tooltip, description="words:N"),
        sign.encode(**place, text="label:N"),
    ]


def _labels(units: Any, ink: dict[str, str]) -> list[Any]:
    """Names and numbers over everything, each with a halo, so that points below don't eat them."""
    layers = []
    lines = [("name", -0.5, "bold"), ("label", 0.5, "normal")]
    for rows, align, indent in (
        (units.transform_filter("!isValid(datum.lon)"), "center", 0),
        (units.transform_filter("isValid(datum.lon)"), "left", -6),
    ):
        place = rows.encode(longitude="label_lon:Q", latitude="label_lat:Q")
        for field, line, weight in lines:
            how = {
                "fontSize": _NAME_SIZE,
                "fontWeight": weight,
                "align": align,
                "dx": indent,
                "aria": False,
                "dy": alt.expr(f"{line} * (width < 420 ? 11 : width < 640 ? 14 : 17)"),
            }
            halo = place.mark_text(**how, stroke=ink["ground"], strokeWidth=_HALO, strokeJoin="round", color=ink["ground"])
            layers += [halo.encode(text=f"{field}:N"), place.mark_text(**how, color=ink["ink"]).encode(text=f"{field}:N")]
    return layers
