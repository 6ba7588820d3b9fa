"""The ranking as bullet bars: the bar is fulfilment, the upright stroke the even pace, behind them total and movement."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, clicked, finished
from pages.parts.look import FILLS, INK_ON_FILL, SIGNS, done, light_words, movement, palette, percent, short
from pages.parts.look import total as as_total

_SIZE = alt.expr("width < 420 ? 11 : width < 700 ? 13.5 : 16")
_NAME_AT, _RANK_AT, _TOTAL_AT, _MOVE_AT = -0.12, -0.03, 1.17, 1.3
_DOMAIN = [-0.56, 1.32]
_LABEL_ROOM = 0.27
"""What a label needs beside it, as a share of the whole bar."""


def ranking_frame(ranking: pd.DataFrame, selected: str | None) -> pd.DataFrame:
    """One row per unit in the order of the ranking, with everything written out as it is shown."""
    frame = ranking.reset_index(drop=True)
    return pd.DataFrame(
        {
            "unit_code": frame["unit_code"],
            "unit_name": frame["unit_name"],
            "name": frame["unit_name"].map(short),
            "row": range(len(frame)),
            "rank": [
                f"{int(rank)}" if pd.notna(rank) and light != "灰" else "—"
                for rank, light in zip(frame["rank"], frame["light"], strict=True)
            ],
            "fulfilment": frame["fulfilment"].fillna(0.0),
            "expected": frame["expected"],
            "label": [f"{SIGNS[light]} {done(share, light)}" for light, share in zip(frame["light"], frame["fulfilment"], strict=True)],
            "label_at": [_label_place(share, pace) for share, pace in zip(frame["fulfilment"].fillna(0.0), frame["expected"], strict=True)],
            "fill": frame["light"].map(FILLS),
            "total": ["—" if light == "灰" else as_total(score) for score, light in zip(frame["total"], frame["light"], strict=True)],
            "move": frame["rank_change"].where(frame["light"] != "灰").map(movement),
            "pace": frame["expected"].map(percent),
            "is_selected": frame["unit_code"] == selected,
            "words": [
                f"{name}:{light_words(light)} {done(share, light)},序时 {percent(pace)}"
                for name, light, share, pace in zip(frame["unit_name"], frame["light"], frame["fulfilment"], frame["expected"], strict=True)
            ],
        }
    )


def _label_place(share: float, pace: float) -> float:
    """Where the figure begins: on the bar where it is long enough, else behind the bar or behind the stroke, whichever has room."""
    if share >= _LABEL_ROOM:
        return 0.02
    return share + 0.02 if pd.isna(pace) or not share < pace < share + _LABEL_ROOM else pace + 0.03


@st.cache_data(show_spinner=False)
def ranking_spec(theme: str) -> dict[str, Any]:
    """The bars' specification; order and figures come with the frame."""
    colours = palette(theme)
    base = alt.Chart(alt.NamedData(ROWS)).encode(
        description="words:N",
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.1)),
        tooltip=[
            alt.Tooltip("unit_name:N", title="单位"),
            alt.Tooltip("label:N", title="完成率"),
            alt.Tooltip("pace:N", title="序时进度"),
            alt.Tooltip("total:N", title="总分"),
            alt.Tooltip("rank:N", title="名次"),
        ],
    )
    scale = alt.Scale(domain=_DOMAIN, nice=False, zero=False)

    def at(place: float) -> Any:
        return alt.X(datum=place, type="quantitative", scale=scale, axis=None)

    select = clicked("unit_code")
    row = base.mark_bar(cursor="pointer", cornerRadius=4).encode(
        x=at(_DOMAIN[0]),
        x2=alt.X2(datum=_DOMAIN[1]),
        color=alt.value(colours["accent"]),
        opacity=alt.condition("datum.is_selected", alt.value(0.16), alt.value(0)),
    )
    track = base.mark_bar(color=colours["border"], opacity=0.55, cursor="pointer").encode(x=at(0), x2=alt.X2(datum=1))
    bar = base.mark_bar(cursor="pointer", cornerRadiusEnd=3).encode(
        x=alt.X("fulfilment:Q", scale=scale, axis=None), x2=alt.X2(datum=0), color=alt.Color("fill:N", scale=None)
    )
    pace = base.mark_tick(color=colours["ink"], thickness=2.5, size=alt.expr("height / 11"), opacity=0.85).encode(
        x=alt.X("expected:Q", scale=scale, axis=None)
    )

    def words(column: str, place: float, align: Any, **style: Any) -> Any:
        return base.mark_text(align=align, fontSize=_SIZE, cursor="pointer", aria=False, **style).encode(x=at(place), text=f"{column}:N")

    label = base
    style: dict[str, Any] = {"align": "left", "fontSize": _SIZE, "fontWeight": "bold", "cursor": "pointer", "aria": False}
    place = {"x": alt.X("label_at:Q", scale=scale, axis=None), "text": "label:N"}
    texts = [
        words("name", _NAME_AT, "right", color=colours["ink"]),
        words("rank", _RANK_AT, "right", color=colours["accent"], fontWeight="bold"),
        label.transform_filter(f"datum.fulfilment >= {_LABEL_ROOM}").mark_text(color=INK_ON_FILL, **style).encode(**place),
        label.transform_filter(f"datum.fulfilment < {_LABEL_ROOM}").mark_text(color=colours["ink"], **style).encode(**place),
        words("total", _TOTAL_AT, "right", color=colours["ink"]),
        words("move", _MOVE_AT, "right", color=colours["faint"]),
    ]
    return finished(alt.layer(row.add_params(select), track, bar, pace, *texts), theme)
