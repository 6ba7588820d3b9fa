"""The maps of a meeting: outlines as a picture, names, figures and points as text over it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.look import FILLS, SIGNS, done, palette, short
from pages.parts.map_chart import OUTLINES, codes_of, has_map, places, places_of
from pages.parts.outlines import Drawing, Look, drawing
from pages.parts.site_map_chart import COLOURS, is_kept_back
from warehouse.plan import Plan

Map = dict[str, Any]
_SHAPES = (
    "M22 12A10 10 0 1 1 2 12A10 10 0 1 1 22 12Z",
    "M3 3H21V21H3Z",
    "M12 2L23 21H1Z",
    "M12 1L23 12L12 23L1 12Z",
    "M8.5 2H15.5V8.5H22V15.5H15.5V22H8.5V15.5H2V8.5H8.5Z",
    "M12 22L1 3H23Z",
    "M12 1L22 8.3L18.2 22H5.8L2 8.3Z",
    "M6 2H18L23 12L18 22H6L1 12Z",
    "M12 0L15 8.2L23.4 8.6L16.8 13.9L19.1 22L12 17.3L4.9 22L7.2 13.9L.6 8.6L9 8.2Z",
    "M6 1L12 7L18 1L23 6L17 12L23 18L18 23L12 17L6 23L1 18L7 12L1 6Z",
)
"""A shape of 24 by 24 for each kind of site, in the plan's order, so that kinds differ by more than their colour."""


@cache
def _icons(count: int) -> list[str]:
    return [_picture(_SHAPES[place % len(_SHAPES)], COLOURS[place % len(COLOURS)]) for place in range(count)]


def _picture(shape: str, colour: str) -> str:
    path = f'<path d="{shape}" fill="{colour}" stroke="#ffffff" stroke-width="2"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28" viewBox="-2 -2 28 28">{path}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def icon(plan: Plan, domain: str) -> str:
    """The picture that stands for a kind of site, on the map and beside it."""
    return _icons(len(plan.domains))[list(plan.domains).index(domain)]


def figure_label(row: pd.Series) -> tuple[str, str]:
    """What stands before and under a name on the map: the light's sign and the figure."""
    return SIGNS[row["light"]], done(row["fulfilment"], row["light"])


def city_map(plan: Plan, ranking: pd.DataFrame, theme: str, label: Callable[[pd.Series], tuple[str, str]] = figure_label) -> Map | None:
    """Every county-level unit in the colour of its light, with its name and a label; None where the plan brought no outlines.

    `ranking` is indexed by unit code.
    """
    if not has_map(plan):
        return None
    ground = palette(theme)["ground"]
    looks = {code: Look(FILLS[light], ground, 3) for code, light in ranking["light"].items()}
    drawn = _drawing(plan.files[OUTLINES], codes_of(plan), tuple(sorted(looks.items())))
    if drawn is None:
        return None
    labels = []
    for place in places(plan):
        if place["code"] not in ranking.index:
            continue
        row = ranking.loc[place["code"]]
        left, top = drawn.at(place["label_lon"], place["label_lat"])
        sign, words = label(row)
        is_point = place["lon"] is not None
        labels.append(
            {
                "left": left,
                "top": top,
                "sign": sign,
                "name": short(row["unit_name"]),
                "words": words,
                "is_beside": is_point,
                "light": row["light"],
                "point": drawn.at(place["lon"], place["lat"]) if is_point else None,
            }
        )
    return {"source": drawn.source, "ratio": drawn.ratio, "labels": labels}


def unit_map(plan: Plan, code: str, light: str, sites: pd.DataFrame, visits: pd.DataFrame, theme: str) -> Map | None:
    """One unit as large as it goes, its sites as points and those to visit numbered; a unit that is a point, among all the others.

    None where the outlines hold neither. Points of kinds that are kept back are not drawn.
    """
    place = next((one for one in places(plan) if one["code"] == code), None) if has_map(plan) else None
    if place is None:
        return None
    is_point = place["lon"] is not None
    look = Look(palette(theme)["second"], palette(theme)["faint"], 2) if is_point else Look(palette(theme)["second"], FILLS[light], 6)
    looks = {one["code"]: look for one in places(plan) if is_point or one["code"] == code}
    drawn = _drawing(plan.files[OUTLINES], codes_of(plan), tuple(sorted(looks.items())))
    if drawn is None:
        return None
    own = drawn.at(place["lon"], place["lat"]) if is_point else None
    chosen = set(zip(visits["domain"], visits["folded_name"], strict=True))
    may_be_drawn = pd.Series([not is_kept_back(plan.domains[domain]) for domain in sites["domain"]], sites.index, dtype=bool)
    shown = sites[may_be_drawn].dropna(subset=["lon", "lat"])
    points = [
        spot | {"icon": icon(plan, site.domain)}
        for site in shown.itertuples()
        if (site.domain, site.folded_name) not in chosen and (spot := _spot(drawn, site.lon, site.lat))
    ]
    numbered = [
        spot | {"place": number}
        for number, visit in enumerate(visits.itertuples(), start=1)
        if not is_kept_back(plan.domains[visit.domain]) and (spot := _spot(drawn, visit.longitude, visit.latitude))
    ]
    return {"source": drawn.source, "ratio": drawn.ratio, "points": points, "numbered": numbered, "light": light, "own": own}


def _spot(drawn: Drawing, lon: float, lat: float) -> Map | None:
    """Where a point lies in a picture; None where it has no coordinates, or such as lie beyond the picture."""
    if pd.isna(lon) or pd.isna(lat):
        return None
    left, top = drawn.at(lon, lat)
    return {"left": left, "top": top} if 0 <= left <= 100 and 0 <= top <= 100 else None


@st.cache_data(show_spinner=False, max_entries=64)
def _drawing(outlines: bytes, codes: tuple[tuple[str, str | None], ...], looks: tuple[tuple[str, Look], ...]) -> Drawing | None:
    return drawing(places_of(outlines, codes), dict(looks))
