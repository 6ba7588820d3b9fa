"""How severe each rater of a round is, against the others, and how far apart its points lie."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.chart_base import ROWS, download_picture, draw, finished
from pages.parts.download import download_table
from pages.parts.look import palette, short, theme
from pages.review.round_figures import Round, severity_table, severity_words

_ROW = 29
_LEFT, _RIGHT, _HEAD = -2.3, 2.85, 0.8
"""What names on the left and words on the right take beside the scale from -1 to 1, and the headings above, in rows."""
_NARROW = "width < 420"
_MEANING = "宽严:对同一个单位,比全部评分单位的平均少给(严)或多给(宽)几分;离散:给各单位的分数相差多大(标准差),越小,打得越接近。"


def severity_box(chosen: Round, severities: pd.DataFrame) -> None:
    """A dot for each rater, the severest first."""
    with st.container(border=True, height="stretch", key="severity_box"):
        st.markdown("**评分单位的宽严** · 与各评分单位的平均比,单位:分")
        if severities.empty:
            st.caption("打分表还连不起所有单位和评分单位,暂时算不出宽严。")
            return
        rows = severity_frame(severities)
        draw(rows, severity_spec(len(rows), theme()), "severity", "各评分单位比平均严几分或宽几分;同样的内容可以下载成表格。")
        st.caption(_MEANING)
        with st.container(horizontal=True, gap="small"):
            size, notes = (760, _ROW * len(rows) + 24), [f"{chosen.name};{frame.stamp()}", _MEANING]
            download_picture(rows, severity_spec(len(rows), "light"), "评分单位的宽严", notes, size, "picture_severity")
            table = severity_table(severities)
            download_table(table, f"{chosen.round_date} 评分单位的宽严", f"{notes[0]};{_MEANING}", "download_severity")


def severity_frame(severities: pd.DataFrame) -> pd.DataFrame:
    """One row per rater, placed in the order of `severities`; `place` runs from -1 to 1."""
    words, rounded = severities["severity"].map(severity_words), severities["severity"].round(9)
    return pd.DataFrame(
        {
            "row": range(len(severities)),
            "name": severities["rater_name"].map(short),
            "place": rounded / (rounded.abs().max() or 1.0),
            "label": words,
            "spread": [f"离散 {spread:.1f}" for spread in severities["spread"]],
            "words": [f"{name}:{said}" for name, said in zip(severities["rater_name"], words, strict=True)],
        }
    )


@st.cache_data(show_spinner=False)
def severity_spec(raters: int, theme: str) -> dict[str, Any]:
    """The chart's specification for so many raters; names and figures come with the frame."""
    colours = palette(theme)
    x_scale, y_scale = alt.Scale(domain=[_LEFT, _RIGHT], nice=False, zero=False), alt.Scale(domain=[raters, -_HEAD], nice=False, zero=False)
    base = alt.Chart(alt.NamedData(ROWS)).transform_calculate(y="datum.row + 0.5", nought="0")
    x, y = alt.X("place:Q", scale=x_scale, axis=None), alt.Y("y:Q", scale=y_scale, axis=None)
    nought = alt.X("nought:Q", scale=x_scale, axis=None)
    size = alt.expr(f"{_NARROW} ? 11 : 13.5")

    def at(place: float, column: str, align: Any, **style: Any) -> Any:
        return base.mark_text(**{"aria": False, "align": align, "fontSize": size, "color": colours["ink"], **style}).encode(
            x=alt.X(datum=place, type="quantitative", scale=x_scale, axis=None), y=y, text=f"{column}:N"
        )

    heads = base.transform_filter("datum.row == 0").transform_calculate(mild="'← 宽'", mean="'平均'", severe="'严 →'")
    above = [
        heads.mark_text(aria=False, fontSize=size, color=colours["faint"]).encode(
            x=alt.X(datum=place, type="quantitative", scale=x_scale, axis=None),
            y=alt.Y(datum=-_HEAD / 2, type="quantitative", scale=y_scale, axis=None),
            text=f"{column}:N",
        )
        for place, column in ((-0.8, "mild"), (0, "mean"), (0.8, "severe"))
    ]
    axis = base.mark_rule(color=colours["border"], strokeWidth=2, aria=False).encode(
        x=nought, y=alt.Y(datum=0, type="quantitative", scale=y_scale, axis=None), y2=alt.datum(raters)
    )
    stems = base.mark_rule(color=colours["accent"], strokeWidth=2, aria=False).encode(x=x, x2="nought:Q", y=y)
    dots = base.mark_point(filled=True, size=120, color=colours["accent"], opacity=1).encode(
        x=x,
        y=y,
        description="words:N",
        tooltip=[alt.Tooltip("name:N", title="评分单位"), alt.Tooltip("label:N", title="宽严"), alt.Tooltip("spread:N", title="离散")],
    )
    names = at(-1.15, "name", "right", limit=alt.expr(f"width * {(-1.15 - _LEFT) / (_RIGHT - _LEFT):.3f}"))
    beside = at(1.15, "label", "left"), at(2.1, "spread", "left", color=colours["faint"], opacity=alt.expr(f"{_NARROW} ? 0 : 1"))
    return finished(alt.layer(axis, stems, dots, names, *beside, *above), theme, height=_ROW * raters + 24)
