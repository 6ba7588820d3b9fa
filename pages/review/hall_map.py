"""The maps of a meeting: outlines as a picture, names, figures and points as text over it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.look import FILLS, SIGNS, done, palette, short
from pages.parts.map_chart import OUTLINES, codes_of, has_map, places, places_of
from pages.parts.outlines import Drawing, Look, drawing
from pages.parts.site_map_chart import colours, is_kept_back
from warehouse.plan import Plan

Map = dict[str, Any]


def city_map(plan: Plan, ranking: pd.DataFrame, theme: str) -> Map | None:
    """Every county-level unit in the colour of its light, with its name and figure; None where the plan brought no outlines.

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
        is_point = place["lon"] is not None
        labels.append(
            {
                "left": left,
                "top": top,
                "sign": SIGNS[row["light"]],
                "name": short(row["unit_name"]),
                "words": done(row["fulfilment"], row["light"]),
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
    fills = colours(plan)
    chosen = set(zip(visits["domain"], visits["folded_name"], strict=True))
    may_be_drawn = pd.Series([not is_kept_back(plan.domains[domain]) for domain in sites["domain"]], sites.index, dtype=bool)
    shown = sites[may_be_drawn].dropna(subset=["lon", "lat"])
    points = []
    for site in shown.itertuples():
        if (site.domain, site.folded_name) not in chosen:
            left, top = drawn.at(site.lon, site.lat)
            points.append({"left": left, "top": top, "fill": fills[site.domain]})
    numbered = []
    for number, visit in enumerate(visits.itertuples(), start=1):
        if pd.notna(visit.longitude) and not is_kept_back(plan.domains[visit.domain]):
            left, top = drawn.at(visit.longitude, visit.latitude)
            numbered.append({"left": left, "top": top, "place": number})
    return {"source": drawn.source, "ratio": drawn.ratio, "points": points, "numbered": numbered, "light": light, "own": own}


@st.cache_data(show_spinner=False, max_entries=64)
def _drawing(outlines: bytes, codes: tuple[tuple[str, str | None], ...], looks: tuple[tuple[str, Look], ...]) -> Drawing | None:
    return drawing(places_of(outlines, codes), dict(looks))
