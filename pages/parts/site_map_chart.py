"""The map of demonstration sites: a point with the sign of its kind where coordinates are given, the number of sites by county.

The signs are characters and the colours none of the lights', so that no point is read as one. Coordinates are GCJ-02, as the outlines are.
"""

from __future__ import annotations

import csv
import json
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, clicked, finished
from pages.parts.look import FONT, palette, short
from pages.parts.map_chart import places, places_of
from warehouse.plan import Domain, Plan

COLOURS = ("#1f4e8c", "#0b6b75", "#6a3d9a", "#8a4a14", "#a1327b", "#44566c", "#3a3fb5", "#6b5a12", "#7a1f4b", "#1d6fb0")
"""White is read on each of them at a contrast of 4.5 or more."""
_NAME_SIZE = alt.expr("width < 420 ? 9.5 : width < 640 ? 12 : width < 1000 ? 14 : 17")
_NOTE_SIZE = alt.expr("width < 420 ? 0 : width < 640 ? 10 : width < 1000 ? 12 : 15")
"""On a phone there is no room for it."""
_POINTS = (("width < 420", 11), ("width >= 420 && width < 1000", 18), ("width >= 1000", 23))
"""Size of a point by the width of the map: an image takes no expression for its own, so each size is a layer of its own."""
_HALO = 3
_FONT = FONT.replace("'", "")


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


Discs = tuple[tuple[str, str], ...]
"""Each kind of site and the address of its picture."""


def discs(plan: Plan) -> Discs:
    """A disc with its sign for each kind of site, as a picture: where two overlap, the upper one stays whole."""
    colour = colours(plan)
    return tuple(
        (code, f"data:image/svg+xml;base64,{b64encode(_disc(sign, colour[code]).encode()).decode()}") for code, sign in signs(plan).items()
    )


def _disc(sign: str, colour: str) -> str:
    circle = f'<circle cx="20" cy="20" r="19" fill="{colour}" stroke="#ffffff" stroke-width="2"/>'
    text = f'<text x="20" y="28" font-size="23" font-weight="700" text-anchor="middle" fill="#ffffff" font-family="{_FONT}">{sign}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{circle}{text}</svg>'


@st.cache_data(show_spinner=False)
def discs_on_paper(drawn: Discs) -> Discs:
    """The same in pixels: drawing the letters of every single point anew takes a map to take away from half a second to fourteen."""
    import vl_convert  # loaded where a picture is made

    found = []
    for code, address in drawn:
        pixels = vl_convert.svg_to_png(b64decode(address.partition(",")[2]).decode(), scale=3)
        found.append((code, f"data:image/png;base64,{b64encode(pixels).decode()}"))
    return tuple(found)


def site_map_frame(sites: pd.DataFrame, plan: Plan, registered: frozenset[str], selected: str | None) -> pd.DataFrame:
    """What the map shows: one row per county-level unit of the outlines (`mark` unit) and one per site that is drawn (`mark` site).

    `sites` are those that count, with `is_drawn` (its point is shown) and `is_chosen` (else it stands back). Units that are not
    `registered` have sent no register. A unit's note tells how many of its sites have no point.
    """
    known = {place["code"]: place for place in places(plan)}
    units = [_unit_row(plan, code, place, sites, code in registered) for code, place in known.items()]
    points = [
        {
            "mark": "site",
            "unit_code": site.unit_code,
            "unit_name": site.unit_name,
            "name": site.name,
            "kind": site.domain_name,
            "domain": site.domain,
            "township": "" if pd.isna(site.township) else site.township,
            "level": "" if pd.isna(site.level) else site.level,
            "named": f"{site.named_on:%Y-%m-%d}" if pd.notna(site.named_on) else "未填",
            "words": f"{site.name},{site.domain_name},{site.unit_name}",
            "lon": site.lon,
            "lat": site.lat,
            "strength": 1.0 if site.is_chosen else 0.25,
        }
        for site in sites[sites["is_drawn"]].itertuples()
        if site.domain in plan.domains
    ]
    frame = pd.DataFrame([*units, *points])
    frame["is_selected"] = frame["unit_code"] == selected
    return frame


def _unit_row(plan: Plan, code: str, place: dict[str, Any], sites: pd.DataFrame, is_registered: bool) -> dict[str, Any]:
    own = sites["unit_code"] == code
    count, undrawn = int(own.sum()), int((own & ~sites["is_drawn"]).sum())
    note = f"未标点 {undrawn}" if undrawn and undrawn < count else ""
    name = plan.units[code].name
    number = f"{count} 个" if is_registered else "未报名录"
    return {
        "mark": "unit",
        "unit_code": code,
        "unit_name": name,
        "name": f"{short(name)} {number}",
        "label": number,
        "note": note,
        "words": ",".join(filter(None, (f"{name}:{number}", note))),
        "label_lon": place["label_lon"],
        "label_lat": place["label_lat"],
        "lon": place["lon"],
        "lat": place["lat"],
        "strength": 1.0,
    }


@st.cache_data(show_spinner=False)
def site_map_spec(outlines: bytes, codes: tuple[tuple[str, str | None], ...], pictures: Discs, theme: str) -> dict[str, Any]:
    """The map's specification; `codes` pairs unit codes with the codes that outlines go by, `pictures` are those of `discs`."""
    ink = palette(theme)
    base = alt.Chart(alt.NamedData(ROWS))
    units = base.transform_filter("datum.mark == 'unit'")
    areas = _areas(units, outlines, codes, ink)
    layers = [areas, *_markers(units, ink), *_points(base.transform_filter("datum.mark == 'site'"), pictures), *_labels(units, ink)]
    return finished(alt.layer(*layers).project("mercator"), theme)


def _outlined(ink: dict[str, str]) -> dict[str, Any]:
    return {
        "stroke": alt.condition("datum.is_selected", alt.value(ink["accent"]), alt.value(ink["faint"])),
        "strokeWidth": alt.condition("datum.is_selected", alt.value(4), alt.value(1)),
        "description": "words:N",
        "tooltip": [alt.Tooltip("unit_name:N", title="单位"), alt.Tooltip("label:N", title="示范点"), alt.Tooltip("note:N", title="说明")],
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


def _points(sites: Any, pictures: Discs) -> list[Any]:
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
    # A table of its own beside the outlines would leave the chart blank: Streamlit hands tables over apart from the specification.
    picture = f"({json.dumps(dict(pictures))})[datum.domain]"
    return [
        sites.transform_filter(fits)
        .transform_calculate(picture=picture)
        .mark_image(width=size, height=size, cursor="pointer")
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            url="picture:N",
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip=tooltip,
            description="words:N",
        )
        for fits, size in _POINTS
    ]


def _labels(units: Any, ink: dict[str, str]) -> list[Any]:
    """Names and numbers over everything, each with a halo, so that points below don't eat them."""
    layers = []
    lines = [("name", -0.5, "bold", _NAME_SIZE), ("note", 0.5, "normal", _NOTE_SIZE)]
    for rows, align, indent in (
        (units.transform_filter("!isValid(datum.lon)"), "center", 0),
        (units.transform_filter("isValid(datum.lon)"), "left", -6),
    ):
        place = rows.encode(longitude="label_lon:Q", latitude="label_lat:Q")
        for field, line, weight, size in lines:
            how = {
                "fontSize": size,
                "fontWeight": weight,
                "align": align,
                "dx": indent,
                "aria": False,
                "dy": alt.expr(f"{line} * (width < 420 ? 11 : width < 640 ? 14 : 17)"),
            }
            halo = place.mark_text(**how, stroke=ink["ground"], strokeWidth=_HALO, strokeJoin="round", color=ink["ground"])
            layers += [halo.encode(text=f"{field}:N"), place.mark_text(**how, color=ink["ink"]).encode(text=f"{field}:N")]
    return layers
