"""Who inspects whom, as a table and as a ring of arrows. Pure: pairs in, a frame and a drawing out."""

from __future__ import annotations

import html
import math
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from pages.parts.look import FONT, month, short
from warehouse.rotation import Pair

_WIDTH, _HEIGHT, _RADIUS, _GAP, _HEAD = 420, 290, 104, 13, 9
"""Of the drawing: its size, the circle, what an arrow leaves free before a unit, and the arrow's head."""
MOST_IN_RING = 16
"""More units than this have no place for their names around the circle."""


def pairs_on(assigned: pd.DataFrame, round_date: date) -> tuple[list[Pair], datetime | None]:
    """The pairs that were laid down for a round and when, out of `meeting_queries.assignments`."""
    rows = assigned[assigned["round_date"].dt.date == round_date]
    return _pairs(rows), None if rows.empty else rows["assigned_at"].iloc[0].to_pydatetime()


def pairs_before(assigned: pd.DataFrame, round_date: date) -> list[Pair]:
    """The pairs of all rounds before this one."""
    return _pairs(assigned[assigned["round_date"].dt.date < round_date])


def _pairs(rows: pd.DataFrame) -> list[Pair]:
    return list(zip(rows["inspector_code"], rows["unit_code"], strict=True))


def pair_table(pairs: Sequence[Pair], earlier: Sequence[Pair], outcomes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per pair: how often it was there before, and the month of its last check sheet."""
    return pd.DataFrame(
        {
            "核查单位": [short(names.get(inspector, inspector)) for inspector, _ in pairs],
            "被核查单位": [short(names.get(unit, unit)) for _, unit in pairs],
            "以前安排过(次)": [earlier.count(pair) for pair in pairs],
            "最近的核查表": [_last_sheet(pair, outcomes) for pair in pairs],
        }
    )


def _last_sheet(pair: Pair, outcomes: pd.DataFrame) -> str:
    of_pair = outcomes[(outcomes["inspector_code"] == pair[0]) & (outcomes["unit_code"] == pair[1])]
    return month(of_pair["period"].max()) if len(of_pair) else "还没有"


def walk(pairs: Sequence[Pair]) -> list[str]:
    """The units in an order in which most arrows lead to the next one: from inspector to inspected, as far as it goes."""
    following = dict(reversed(pairs))  # of a unit that inspects two, the first
    order: list[str] = []
    for code in dict.fromkeys(code for pair in pairs for code in pair):
        at: str | None = code
        while at is not None and at not in order:
            order.append(at)
            at = following.get(at)
    return order


def ring(pairs: Sequence[Pair], names: Mapping[str, str], ink: str) -> str:
    """The drawing as HTML. It comes as a picture: Streamlit takes any <svg> out of what it is given."""
    order = walk(pairs)
    angles = {code: 2 * math.pi * place / len(order) - math.pi / 2 for place, code in enumerate(order)}
    arrows = "".join(_arrow(_point(angles[inspector]), _point(angles[unit])) for inspector, unit in pairs)
    units = "".join(_unit(angle, short(names.get(code, code))) for code, angle in angles.items())
    said = ";".join(f"{short(names.get(inspector, inspector))}核查{short(names.get(unit, unit))}" for inspector, unit in pairs)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' fill="{ink}" font-family="{FONT}" font-size="15">'
        f'<g stroke="{ink}" stroke-width="1.6" opacity="0.7">{arrows}</g>{units}</svg>'
    )
    return f'<img class="ring" alt="{html.escape(said)}" src="data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}">'


def _point(angle: float, radius: float = _RADIUS) -> tuple[float, float]:
    return _WIDTH / 2 + radius * math.cos(angle), _HEIGHT / 2 + radius * math.sin(angle)


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line with a head, a little short of both ends."""
    length = math.dist(start, end)
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    tip = end[0] - x * _GAP, end[1] - y * _GAP
    foot = tip[0] - x * _HEAD, tip[1] - y * _HEAD
    wings = [(foot[0] - y * _HEAD / 2, foot[1] + x * _HEAD / 2), (foot[0] + y * _HEAD / 2, foot[1] - x * _HEAD / 2)]
    corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in (tip, *wings))
    line = f'x1="{start[0] + x * _GAP:.1f}" y1="{start[1] + y * _GAP:.1f}" x2="{foot[0]:.1f}" y2="{foot[1]:.1f}"'
    return f'<line {line}/><polygon points="{corners}"/>'


def _unit(angle: float, name: str) -> str:
    """A dot, and the name outside the circle on its side."""
    x, y = _point(angle)
    side = math.cos(angle)
    text_x, text_y = x + 14 * side, y + 22 * math.sin(angle) + 5
    anchor = "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
        f'<text x="{text_x:.1f}" y="{text_y:.1f}" text-anchor="{anchor}">{html.escape(name)}</text>'
    )
