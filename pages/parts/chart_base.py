"""What the charts share: theme, fonts, the picture to take away, and how a click comes back.

A chart's specification never holds figures: those go beside it as a frame, so that the browser moves marks in place when the
data changes, without a flicker.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.look import FONT, palette

ROWS = "rows"
"""Stands in a specification for the frame that is handed beside it."""
Height = Literal["content", "stretch"]
CLICKED = "clicked"
"""Name of the selection in every chart that can be clicked."""


def finished(chart: Any, theme: str, **properties: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a chart over the frame that is handed beside it."""
    colours = palette(theme)
    spec: dict[str, Any] = (
        chart.properties(background=colours["ground"], **properties)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelColor=colours["ink"], titleColor=colours["faint"], gridColor=colours["border"], domainColor=colours["border"])
        .configure_text(color=colours["ink"])
        .to_dict(validate=False)
    )
    for part in (spec, *spec.get("layer", [])):
        if part.get("data") == {"name": ROWS}:
            del part["data"]  # the frame handed beside the specification takes its place
    return spec


def clicked(*fields: str) -> Any:
    """A selection of one mark by these fields. It lets go when the pointer leaves the chart, so that the same mark can be clicked again."""
    return alt.selection_point(name=CLICKED, fields=list(fields), empty=False, on="click", clear="view:pointerout")


def draw(
    frame: pd.DataFrame,
    spec: dict[str, Any],
    key: str,
    describe: str,
    on_click: Callable[[dict[str, Any]], None] | None = None,
    height: Height = "content",
) -> None:
    """Show a chart; `on_click` gets the fields of the mark that was clicked, before the page runs anew.

    `height` is the specification's own, or what the style sheet gives the chart's box (`stretch`).
    """

    def take() -> None:
        hits = st.session_state[key]["selection"].get(CLICKED)
        if hits and on_click is not None:
            on_click(hits[0])

    if on_click is None:
        st.vega_lite_chart(frame, spec, key=key, theme=None, width="stretch", height=height, alt=describe)
    else:
        st.vega_lite_chart(
            frame, spec, key=key, theme=None, width="stretch", height=height, on_select=take, selection_mode=CLICKED, alt=describe
        )


def download_picture(frame: pd.DataFrame, spec: dict[str, Any], name: str, notes: list[str], size: tuple[int, int], key: str) -> None:
    """A button that gives the chart as .png, drawn on the server when it is asked for; the notes stand over it.

    Hand it the light theme's specification: a picture goes on paper and into documents.
    """

    def picture() -> bytes:
        import vl_convert  # a JavaScript engine of its own: loaded when the first picture is asked for, not at start-up

        rows = json.loads(frame.to_json(orient="records", force_ascii=False))
        title = {"text": name, "subtitle": notes, "subtitlePadding": 6, "anchor": "start", "fontSize": 18, "subtitleFontSize": 12}
        whole = {**spec, "data": {"name": ROWS, "values": rows}, "width": size[0], "height": size[1], "title": title, "padding": 16}
        return bytes(vl_convert.vegalite_to_png(vl_spec=whole, scale=2))

    st.download_button(
        "下载图片(.png)",
        data=picture,
        file_name=f"{name}.png",
        mime="image/png",
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
