"""A pair of dots for each indicator that inspections changed: its fulfilment as reported and as verified."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, finished
from pages.parts.look import palette, percent, short, total
from pages.review.verified_figures import rank_words

_ROW = 29
_LEFT, _RIGHT, _HEAD = -1.5, 1.55, 0.9
"""What names on the left and words on the right take beside the scale from 0 to 1, and the headings above, in rows."""
_NARROW = "width < 420"


def verified_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator, placed in the order of `rows`, which are of `review_queries.stakes`."""
    names = [f"{short(row.unit_name)} {row.indicator_id} {row.indicator_name}" for row in rows.itertuples()]
    costs = [f"{'−' if lost > 0 else '+'}{total(abs(lost))} 分" for lost in rows["lost"]]
    ranks = [rank_words(*both) for both in zip(rows["rank"], rows["rank_without"], strict=True)]
    shares = [percent(share) for share in rows["unverified_fulfilment"]], [percent(share) for share in rows["fulfilment"]]
    return pd.DataFrame(
        {
            "row": range(len(rows)),
            "name": names,
            "reported": rows["unverified_fulfilment"].round(9).to_list(),
            "verified": rows["fulfilment"].round(9).to_list(),
            "before": shares[0],
            "after": shares[1],
            "cost": costs,
            "rank": ranks,
            "moved": ["" if words == "名次不变" else words for words in ranks],
            "words": [
                f"{name}:按自报 {before},核查后 {after},{cost},{rank}"
                for name, before, after, cost, rank in zip(names, *shares, costs, ranks, strict=True)
            ],
        }
    )


@st.cache_data(show_spinner=False)
def verified_spec(count: int, theme: str) -> dict[str, Any]:
    """The chart's specification for so many indicators; names and figures come with the frame."""
    colours = palette(theme)
    x_scale, y_scale = alt.Scale(domain=[_LEFT, _RIGHT], nice=False, zero=False), alt.Scale(domain=[count, -_HEAD], nice=False, zero=False)
    base = alt.Chart(alt.NamedData(ROWS)).transform_calculate(y="datum.row + 0.5")
    y = alt.Y("y:Q", scale=y_scale, axis=None)
    reported, verified = (alt.X(f"{name}:Q", scale=x_scale, axis=None) for name in ("reported", "verified"))
    size = alt.expr(f"{_NARROW} ? 11 : 13.5")

    def place(at: float) -> Any:
        return alt.X(datum=at, type="quantitative", scale=x_scale, axis=None)

    def text(at: float, column: str, align: Any, **style: Any) -> Any:
        mark = {"aria": False, "align": align, "fontSize": size, "color": colours["ink"], **style}
        return base.mark_text(**mark).encode(x=place(at), y=y, text=f"{column}:N")

    heads = base.transform_filter("datum.row == 0").transform_calculate(none="'0'", whole="'100%'")
    above = [
        heads.mark_text(aria=False, fontSize=size, color=colours["faint"]).encode(
            x=place(at), y=alt.Y(datum=-_HEAD / 2, type="quantitative", scale=y_scale, axis=None), text=f"{column}:N"
        )
        for at, column in ((0, "none"), (1, "whole"))
    ]
    edges = [
        base.mark_rule(color=colours["border"], strokeWidth=2, aria=False).encode(
            x=place(at), y=alt.Y(datum=0, type="quantitative", scale=y_scale, axis=None), y2=alt.datum(count)
        )
        for at in (0, 1)
    ]
    stems = base.mark_rule(color=colours["accent"], strokeWidth=2, aria=False).encode(x=reported, x2="verified:Q", y=y)
    dot: dict[str, Any] = {"size": 110, "strokeWidth": 2, "opacity": 1, "stroke": colours["accent"]}
    hollow = base.mark_point(filled=True, fill=colours["ground"], aria=False, **dot).encode(x=reported, y=y)
    tips = {"name": "单位和指标", "before": "按自报", "after": "核查后", "cost": "总分", "rank": "名次"}
    full = base.mark_point(filled=True, fill=colours["accent"], **dot).encode(
        x=verified, y=y, description="words:N", tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tips.items()]
    )
    names = text(-0.06, "name", "right", limit=alt.expr(f"width * {(-0.06 - _LEFT) / (_RIGHT - _LEFT):.3f}"))
    costs = text(1.08, "cost", "left")
    return finished(alt.layer(*edges, stems, hollow, full, names, costs, *above), theme, height=_ROW * count + 26)
