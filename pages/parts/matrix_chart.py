"""Tasks × units at a glance: colour, sign and number in every cell; a cell can be clicked."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.chart_base import ROWS, clicked, finished
from pages.parts.look import FILLS, INK_ON_FILL, SIGNS, done, light_words, palette, percent, short

_NARROW = "width < 560"
_ROW = 25
_SIZE = alt.expr("height < 700 ? 12.5 : height < 860 ? 13.5 : 15.5")
_LEFT = -2.9
"""Where task titles begin, in columns; a narrow screen shows their numbers alone."""


def matrix_frame(
    task_units: pd.DataFrame, tasks: list[int], units: dict[str, str], selected: tuple[str | None, int | None]
) -> pd.DataFrame:
    """One row per (task, unit) that exists, placed in the order of `tasks` (numbers) and `units` (code to name).

    `task_units` has a column mark: what stands behind the figure, or nothing.
    """
    frame = task_units[task_units["task_no"].isin(tasks) & task_units["unit_code"].isin(list(units))]
    rows = {task_no: index for index, task_no in enumerate(tasks)}
    columns = {code: index for index, code in enumerate(units)}
    return pd.DataFrame(
        {
            "kind": "cell",
            "unit_code": frame["unit_code"],
            "task_no": frame["task_no"],
            "row": frame["task_no"].map(rows),
            "column": frame["unit_code"].map(columns),
            "unit_name": frame["unit_name"],
            "task": [f"{no} {title}" for no, title in zip(frame["task_no"], frame["task_title"], strict=True)],
            "fill": frame["light"].map(FILLS),
            "sign": frame["light"].map(SIGNS) + frame["mark"],
            "label": [
                f"{SIGNS[light]} {done(share, light)}{mark}"
                for light, share, mark in zip(frame["light"], frame["fulfilment"], frame["mark"], strict=True)
            ],
            "words": [
                f"{no} {title},{name}:{light_words(light)} {done(share, light)}{',待核' if mark else ''}"
                for no, title, name, light, share, mark in zip(
                    *(frame[column] for column in ("task_no", "task_title", "unit_name", "light", "fulfilment", "mark")), strict=True
                )
            ],
            "pace": frame["expected"].map(percent),
            "is_selected": (frame["unit_code"] == selected[0]) & (frame["task_no"] == selected[1]),
        }
    ).reset_index(drop=True)


@st.cache_data(show_spinner=False)
def matrix_spec(tasks: tuple[tuple[int, str], ...], units: tuple[tuple[str, str], ...], theme: str) -> dict[str, Any]:
    """The matrix's specification; `tasks` are (number, title) top to bottom, `units` (code, name) left to right."""
    colours = palette(theme)
    x_scale = alt.Scale(domain=[_LEFT, len(units)], nice=False, zero=False)
    y_scale = alt.Scale(domain=[len(tasks), -1.2], nice=False, zero=False)
    cells = (
        alt.Chart(alt.NamedData(ROWS))
        .transform_calculate(
            x0="datum.column + 0.03",
            x1="datum.column + 0.97",
            y0="datum.row + 0.05",
            y1="datum.row + 0.95",
            xm="datum.column + 0.5",
            ym="datum.row + 0.5",
        )
        .encode(
            description="words:N",
            tooltip=[
                alt.Tooltip("task:N", title="任务"),
                alt.Tooltip("unit_name:N", title="单位"),
                alt.Tooltip("label:N", title="完成率"),
                alt.Tooltip("pace:N", title="序时进度"),
            ],
        )
    )
    boxes = (
        cells.mark_rect(cursor="pointer", cornerRadius=3)
        .encode(
            x=alt.X("x0:Q", scale=x_scale, axis=None),
            x2="x1:Q",
            y=alt.Y("y0:Q", scale=y_scale, axis=None),
            y2="y1:Q",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.condition("datum.is_selected", alt.value(colours["accent"]), alt.value("transparent")),
            strokeWidth=alt.value(3),
        )
        .add_params(clicked("unit_code", "task_no"))
    )
    place = {"x": alt.X("xm:Q", scale=x_scale, axis=None), "y": alt.Y("ym:Q", scale=y_scale, axis=None)}
    words = [
        cells.mark_text(
            aria=False, fontSize=_SIZE, color=INK_ON_FILL, cursor="pointer", opacity=alt.expr(f"{_NARROW} ? {narrow} : {wide}")
        ).encode(text=f"{column}:N", **place)
        for column, narrow, wide in (("label", 0, 1), ("sign", 1, 0))
    ]
    titles = alt.Chart(
        alt.InlineData(values=[{"row": row + 0.5, "no": f"{no}", "title": title} for row, (no, title) in enumerate(tasks)])
    ).encode(y=alt.Y("row:Q", scale=y_scale, axis=None))
    numbers = titles.mark_text(aria=False, align="right", fontSize=_SIZE, color=colours["accent"], fontWeight="bold").encode(
        x=alt.X(datum=_LEFT + 0.28, type="quantitative", scale=x_scale, axis=None), text="no:N"
    )
    names = titles.mark_text(
        aria=False,
        align="left",
        fontSize=alt.expr(f"{_NARROW} ? 10 : height < 700 ? 12.5 : height < 860 ? 13.5 : 15.5"),
        color=colours["ink"],
        limit=alt.expr("width * 0.225"),
    ).encode(x=alt.X(datum=_LEFT + 0.4, type="quantitative", scale=x_scale, axis=None), text="title:N")
    heads = (
        alt.Chart(alt.InlineData(values=[{"column": index + 0.5, "name": short(name)} for index, (_, name) in enumerate(units)]))
        .mark_text(
            aria=False,
            fontSize=alt.expr(f"{_NARROW} ? 9 : height < 860 ? 13 : 15"),
            fontWeight="bold",
            color=colours["ink"],
            limit=alt.expr(f"width / {len(units) - _LEFT} - 2"),
        )
        .encode(
            x=alt.X("column:Q", scale=x_scale, axis=None),
            y=alt.Y(datum=-0.55, type="quantitative", scale=y_scale, axis=None),
            text="name:N",
        )
    )
    return finished(alt.layer(boxes, *words, numbers, names, heads), theme, height=_ROW * (len(tasks) + 1))
