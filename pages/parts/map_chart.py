"""The map of county-level units: one colour scale and one set of signs with the ranking beside it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, clicked, finished
from pages.parts.look import FILLS, INK_ON_FILL, SIGNS, done, palette, percent, short
from warehouse.plan import Plan

OUTLINES = "outlines.geojson"
_NAME_SIZE = alt.expr("width < 420 ? 9.5 : width < 640 ? 12 : width < 800 ? 14.5 : 16.5")


def has_map(plan: Plan) -> bool:
    """Whether the plan's folder brought outlines."""
    return OUTLINES in plan.files


def map_frame(ranking: pd.DataFrame, plan: Plan, selected: str | None) -> pd.DataFrame:
    """One row per county-level unit that the outlines hold: its place, label, fill and sign."""
    known = {place["code"]: place for place in places(plan)}
    frame = ranking[ranking["unit_code"].isin(list(known))].copy()
    for column in ("label_lon", "label_lat", "lon", "lat"):
        frame[column] = [known[code].get(column) for code in frame["unit_code"]]
    frame["name"] = frame["unit_name"].map(short)
    frame["fill"] = frame["light"].map(FILLS)
    frame["label"] = [f"{SIGNS[light]} {done(share, light)}" for light, share in zip(frame["light"], frame["fulfilment"], strict=True)]
    frame["is_selected"] = frame["unit_code"] == selected
    frame["place"] = [
        f"第 {int(rank)} 名" if pd.notna(rank) and light != "灰" else "—" for rank, light in zip(frame["rank"], frame["light"], strict=True)
    ]
    frame["pace"] = frame["expected"].map(percent)
    frame["words"] = frame["unit_name"] + ":" + frame["label"] + ",序时 " + frame["pace"] + "," + frame["place"]
    columns = [
        "unit_code",
        "unit_name",
        "name",
        "place",
        "pace",
        "label",
        "words",
        "fill",
        "is_selected",
        "label_lon",
        "label_lat",
        "lon",
        "lat",
    ]
    return frame[columns].reset_index(drop=True)


@st.cache_data(show_spinner=False)
def map_spec(outlines: bytes, codes: tuple[tuple[str, str | None], ...], theme: str) -> dict[str, Any]:
    """The map's specification; `codes` pairs unit codes with the codes that outlines go by."""
    colours = palette(theme)
    features = [
        {"unit_code": place["code"], "type": "Feature", "geometry": place["geometry"]}
        for place in places_of(outlines, codes)
        if place["geometry"]["type"] != "Point"
    ]
    select = clicked("unit_code")
    base = alt.Chart(alt.NamedData(ROWS))
    tooltip = [
        alt.Tooltip("unit_name:N", title="单位"),
        alt.Tooltip("label:N", title="完成率"),
        alt.Tooltip("pace:N", title="序时进度"),
        alt.Tooltip("place:N", title="名次"),
    ]
    emphasis = {
        "stroke": alt.condition("datum.is_selected", alt.value(colours["accent"]), alt.value(colours["ground"])),
        "strokeWidth": alt.condition("datum.is_selected", alt.value(4), alt.value(1.5)),
        "fill": alt.Fill("fill:N", scale=None),
        "tooltip": tooltip,
        "description": "words:N",
    }
    areas = (
        base.transform_lookup(
            lookup="unit_code", from_=alt.LookupData(alt.InlineData(values=features), key="unit_code", fields=["type", "geometry"])
        )
        .transform_filter("isValid(datum.geometry)")
        .mark_geoshape(cursor="pointer", strokeJoin="round")
        .encode(**emphasis)
        .add_params(select)
    )
    markers = base.transform_filter("isValid(datum.lon)")
    leader = markers.mark_rule(color=colours["ink"], strokeWidth=1, aria=False).encode(
        longitude="lon:Q", latitude="lat:Q", longitude2="label_lon:Q", latitude2="label_lat:Q"
    )
    diamond = markers.mark_point(shape="diamond", filled=True, size=170, opacity=1, cursor="pointer").encode(
        longitude="lon:Q", latitude="lat:Q", **emphasis
    )
    text = base.encode(longitude="label_lon:Q", latitude="label_lat:Q", tooltip=tooltip)
    on_area = text.transform_filter("!isValid(datum.lon)")
    beside = text.transform_filter("isValid(datum.lon)")
    kinds: list[tuple[Any, str, Any, int]] = [(on_area, INK_ON_FILL, "center", 0), (beside, colours["ink"], "left", -6)]
    lines: list[tuple[str, Any, Any]] = [
        ("name", alt.expr("width < 420 ? -6 : width < 640 ? -8 : -11"), "bold"),
        ("label", alt.expr("width < 420 ? 6 : width < 640 ? 8 : 11"), "normal"),
    ]
    labels = [
        layer.mark_text(
            fontSize=_NAME_SIZE, dy=shift, fontWeight=weight, color=ink, cursor="pointer", align=align, dx=indent, aria=False
        ).encode(text=f"{column}:N")
        for layer, ink, align, indent in kinds
        for column, shift, weight in lines
    ]
    return finished(alt.layer(areas, leader, diamond, *labels).project("mercator"), theme)


def codes_of(plan: Plan) -> tuple[tuple[str, str | None], ...]:
    """Pairs of unit code and adcode."""
    return tuple((unit.unit_code, unit.adcode) for unit in plan.units.values())


def places(plan: Plan) -> list[dict[str, Any]]:
    """The units that the plan's outlines hold; see `places_of`."""
    return places_of(plan.files[OUTLINES], codes_of(plan))


def places_of(outlines: bytes, codes: tuple[tuple[str, str | None], ...]) -> list[dict[str, Any]]:
    """Of each unit in the outlines: code, geometry (as Vega wants it), label_lon, label_lat, and lon, lat where it is a point."""
    by_code = {adcode or unit_code: unit_code for unit_code, adcode in codes}
    found = []
    for feature in json.loads(outlines)["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        if properties["code"] in by_code:
            lon, lat = geometry["coordinates"] if geometry["type"] == "Point" else (None, None)
            found.append(
                {
                    "code": by_code[properties["code"]],
                    "geometry": _wound(geometry),
                    "label_lon": properties["label_lon"],
                    "label_lat": properties["label_lat"],
                    "lon": lon,
                    "lat": lat,
                }
            )
    return found


def _wound(geometry: dict[str, Any]) -> dict[str, Any]:
    """The same outline with its rings as Vega wants them: outer ones clockwise, holes the other way.

    The standard says the reverse, and a ring the wrong way round would fill the whole globe.
    """
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": _wound_rings(geometry["coordinates"])}
    if geometry["type"] == "MultiPolygon":
        return {**geometry, "coordinates": [_wound_rings(rings) for rings in geometry["coordinates"]]}
    return geometry


def _wound_rings(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    wound = []
    for number, ring in enumerate(rings):
        doubled_area = sum(x0 * y1 - x1 * y0 for (x0, y0, *_), (x1, y1, *_) in pairwise(ring))
        is_clockwise = doubled_area < 0
        wound.append(ring if is_clockwise == (number == 0) else ring[::-1])
    return wound
