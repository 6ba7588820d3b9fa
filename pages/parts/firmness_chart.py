"""名次稳健性 as a heat table: unit × rank, in each cell the share of all weights that give this unit this rank; today's place is framed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, finished
from pages.parts.look import palette, short

_ROW = 38
_LEFT = -3.1
_RIGHT = 1.3
_NAME_AT = -0.55
"""What names on the left and ranges on the right take, in columns."""
_NARROW = "width < 480"
_SIZE = alt.expr(f"{_NARROW} ? 10 : width < 700 ? 12.5 : 15")
_EXACT = 1e-12
"""Sums of areas are right to this; a share nearer to 0 or 1 is 0 or 1."""


def share_words(share: float) -> str:
    """A share of all weights as a percentage: 0% and 100% only where it is just that."""
    if share < _EXACT:
        return "0%"
    if share > 1 - _EXACT:
        return "100%"
    if share < 0.0005:
        return "<0.1%"
    return f"{share * 100:.1f}%" if share < 0.9995 else ">99.9%"


def _brief(share: float) -> str:
    """The same in whole percent without the sign, for a narrow screen; nothing for 0."""
    if share < _EXACT:
        return ""
    if share < 0.005:
        return "<1"
    return f"{share * 100:.0f}" if share < 0.995 or share > 1 - _EXACT else ">99"


def firmness_frame(ranking: pd.DataFrame, shares: Mapping[str, Mapping[int, float]]) -> pd.DataFrame:
    """One row per (unit with a total, rank), placed in the order of the ranking; `shares` as `firmness.acceptabilities` answers them."""
    units = ranking[ranking["unit_code"].isin(list(shares))].reset_index(drop=True)
    rows = []
    for row, unit in units.iterrows():
        of_ranks = shares[unit["unit_code"]]
        place = f"{int(unit['rank'])}" if unit["light"] != "灰" else "—"
        best, worst = min(of_ranks), max(of_ranks)
        for rank in range(1, len(units) + 1):
            share = of_ranks.get(rank, 0.0)
            words = share_words(share)
            rows.append(
                {
                    "row": row,
                    "rank": rank,
                    "unit_name": unit["unit_name"],
                    "name": short(unit["unit_name"]),
                    "place": place,
                    "range": f"{best}" if best == worst else f"{best}–{worst}",
                    "share": share,
                    "label": words if share else "",
                    "brief": _brief(share),
                    "is_present": place == f"{rank}",
                    "words": f"{unit['unit_name']}:第 {rank} 名占 {words}" + (",现在的名次" if place == f"{rank}" else ""),
                }
            )
    return pd.DataFrame(rows)


@st.cache_data(show_spinner=False)
def firmness_spec(units: int, theme: str) -> dict[str, Any]:
    """The heat table's specification for so many units; names and shares come with the frame."""
    colours = palette(theme)
    x_scale = alt.Scale(domain=[_LEFT, units + _RIGHT], nice=False, zero=False)
    y_scale = alt.Scale(domain=[units, -0.9], nice=False, zero=False)
    base = alt.Chart(alt.NamedData(ROWS)).transform_calculate(
        x0="datum.rank - 0.97",
        x1="datum.rank - 0.03",
        y0="datum.row + 0.05",
        y1="datum.row + 0.95",
        xm="datum.rank - 0.5",
        ym="datum.row + 0.5",
        heat="datum.share > 0 ? 0.07 + 0.48 * datum.share : 0",
    )
    cells = base.encode(
        description="words:N",
        tooltip=[
            alt.Tooltip("unit_name:N", title="单位"),
            alt.Tooltip("rank:Q", title="名次"),
            alt.Tooltip("label:N", title="占全部权重组合"),
            alt.Tooltip("place:N", title="现在的名次"),
        ],
    )
    box = {
        "x": alt.X("x0:Q", scale=x_scale, axis=None),
        "x2": "x1:Q",
        "y": alt.Y("y0:Q", scale=y_scale, axis=None),
        "y2": "y1:Q",
    }
    ground = cells.mark_rect(cornerRadius=3, color=colours["second"]).encode(**box)
    heat = base.mark_rect(cornerRadius=3, color=colours["accent"], aria=False).encode(opacity=alt.Opacity("heat:Q", scale=None), **box)
    frames = (
        base.transform_filter("datum.is_present")
        .mark_rect(cornerRadius=3, filled=False, stroke=colours["accent"], strokeWidth=2.5, aria=False)
        .encode(**box)
    )
    y = alt.Y("ym:Q", scale=y_scale, axis=None)
    labels = [
        base.mark_text(aria=False, fontSize=_SIZE, color=colours["ink"], opacity=alt.expr(f"{_NARROW} ? {narrow} : {wide}")).encode(
            x=alt.X("xm:Q", scale=x_scale, axis=None), y=y, text=f"{column}:N"
        )
        for column, narrow, wide in (("label", 0, 1), ("brief", 1, 0))
    ]
    return finished(
        alt.layer(ground, heat, frames, *labels, *_beside(base, units, x_scale, y, colours), *_above(base, x_scale, y_scale, colours)),
        theme,
        height=_ROW * units + 30,
    )


def _beside(base: Any, units: int, x_scale: Any, y: Any, colours: dict[str, str]) -> list[Any]:
    """Name and present rank on the left of each row, the ranks that are possible on its right."""
    row = base.transform_filter("datum.rank == 1")

    def at(place: float, column: str, align: Any, colour: str, **style: Any) -> Any:
        return row.mark_text(aria=False, align=align, fontSize=_SIZE, color=colours[colour], **style).encode(
            x=alt.X(datum=place, type="quantitative", scale=x_scale, axis=None), y=y, text=f"{column}:N"
        )

    return [
        at(_NAME_AT, "name", "right", "ink", limit=alt.expr(f"width * {(_NAME_AT - _LEFT) / (units + _RIGHT - _LEFT):.4f}")),
        at(-0.15, "place", "right", "accent", fontWeight="bold"),
        at(units + _RIGHT / 2, "range", "center", "ink"),
    ]


def _above(base: Any, x_scale: Any, y_scale: Any, colours: dict[str, str]) -> list[Any]:
    """The headings: the ranks, and what stands beside the cells."""
    first = base.transform_filter("datum.row == 0")
    y = alt.Y(datum=-0.4, type="quantitative", scale=y_scale, axis=None)
    style: dict[str, Any] = {"aria": False, "fontSize": _SIZE, "color": colours["faint"]}
    ranks = [
        first.transform_calculate(head=words)
        .mark_text(opacity=alt.expr(f"{_NARROW} ? {narrow} : {wide}"), **style)
        .encode(x=alt.X("xm:Q", scale=x_scale, axis=None), y=y, text="head:N")
        for words, narrow, wide in (("'第' + datum.rank + '名'", 0, 1), ("'' + datum.rank", 1, 0))
    ]
    corner = first.transform_filter("datum.rank == 1").transform_calculate(now="'现名次'")
    left = corner.mark_text(align="right", **style).encode(
        x=alt.X(datum=-0.1, type="quantitative", scale=x_scale, axis=None), y=y, text="now:N"
    )
    right = (
        first.transform_joinaggregate(last="max(rank)")
        .transform_filter("datum.rank == datum.last")
        .transform_calculate(range_head="'可能'", at=f"datum.last + {_RIGHT / 2}")
        .mark_text(**style)
        .encode(x=alt.X("at:Q", scale=x_scale, axis=None), y=y, text="range_head:N")
    )
    return [*ranks, left, right]
