"""Colours, signs and the way figures are written. One place, so that map, bars and tables can't differ."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import streamlit as st

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

LIGHTS = ("已完成", "绿", "黄", "红", "灰")
SIGNS = {"已完成": "✓", "绿": "●", "黄": "▲", "红": "■", "灰": "○"}
FILLS = {"已完成": "#2f8f66", "绿": "#57b78b", "黄": "#ecb740", "红": "#e2695c", "灰": "#a7b0bb"}
INK_ON_FILL = "#0a111c"
MEANINGS = {
    "绿": "达到或快于序时进度",
    "黄": "落后 {points:g} 个百分点以内",
    "红": "落后超过 {points:g} 个百分点",
    "灰": "未报",
}

_PALETTES = {
    "light": {"accent": "#1f4e8c", "ground": "#ffffff", "second": "#f4f6f9", "ink": "#1b2430", "border": "#dde3ea", "faint": "#5b6673"},
    "dark": {"accent": "#7db0ff", "ground": "#0f1826", "second": "#172336", "ink": "#e8eef7", "border": "#2a3a52", "faint": "#a9b6c8"},
}


def theme() -> str:
    """`light` or `dark`, as the viewer's browser shows it."""
    return st.context.theme.type or "light"


def palette(kind: str) -> dict[str, str]:
    """Colours of a theme."""
    return _PALETTES[kind]


def legend(yellow_points: float) -> str:
    """The lights and what they mean, in one line."""
    others = [f"{SIGNS[light]} {light}:{MEANINGS[light].format(points=yellow_points)}" for light in LIGHTS if light != "已完成"]
    return " ".join(["✓ 已完成", *others])


def _half_up(figure: float, digits: int) -> Decimal:
    return Decimal(repr(round(float(figure), 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage, rounded half up; 未报 for nothing."""
    return "未报" if share is None or pd.isna(share) else f"{_half_up(share * 100, digits)}%"


def done(share: float | None, light: str) -> str:
    """A fulfilment as it is shown: never 0% where nothing was reported."""
    return "未报" if light == "灰" else percent(share)


def tenths(share: float | None) -> float | None:
    """A share in percent with one decimal, half up, as a number that tables can sort; None for nothing."""
    return None if share is None or pd.isna(share) else float(_half_up(share * 100, 1))


def hundredths(score: float | None) -> float | None:
    """A total with two decimals, half up, as a number; None for nothing."""
    return None if score is None or pd.isna(score) else float(_half_up(score, 2))


def points(difference: float) -> str:
    """A difference of shares in percentage points, without sign."""
    return f"{_half_up(abs(difference) * 100, 1)} 个百分点"


def signed_points(difference: float) -> str:
    """The same with an ASCII minus before what is behind, and no sign before a nought."""
    rounded = _half_up(difference * 100, 1)
    return f"{rounded if rounded else abs(rounded)} 个百分点"


def pace(fulfilment: float, expected: float, light: str) -> str:
    """How a figure stands to the even pace, in words; nothing where nothing was reported."""
    if light == "灰":
        return f"序时进度 {percent(expected)}"
    gap = _half_up((fulfilment - expected) * 100, 1)
    if not gap:
        return f"与序时进度 {percent(expected)} 持平"
    return f"{'快于' if gap > 0 else '落后'}序时进度 {abs(gap)} 个百分点"


STATES = {"in_force": "在用", "superseded": "已被替代", "returned": "已退回", "withdrawn": "已撤回"}


def state_words(state: str, is_late: bool | None, warnings: int) -> str:
    """A submission's state in words, with what else is to be known of it."""
    late = "(迟报)" if is_late is not None and pd.notna(is_late) and is_late else ""
    return STATES[state] + late + (f"(待核 {warnings} 处)" if warnings else "")


def light_words(light: str) -> str:
    """A light by its sign and name; 未报 for the grey one."""
    return f"{SIGNS[light]} {'未报' if light == '灰' else light}"


def total(score: float | None) -> str:
    """A total with two decimals, half up; a dash for nothing."""
    return "—" if score is None or pd.isna(score) else f"{_half_up(score, 2)}"


def number(value: float | None) -> str:
    """A plain number without needless zeros; 未报 for nothing."""
    return "未报" if value is None or pd.isna(value) else f"{_half_up(value, 2).normalize():f}"


def value(figure: float | None, kind: str, measure: str | None = None) -> str:
    """An indicator's value as its kind is read: a count with its measure, a share, or a state in words."""
    if figure is None or pd.isna(figure):
        return "未报"
    if kind == "coverage":
        return percent(figure)
    if kind == "status":
        return {0.0: "未启动", 0.5: "推进中", 1.0: "已完成"}.get(float(figure), number(figure))
    return f"{number(figure)} {measure or ''}".strip()


def signed(light: str, text: str) -> str:
    """A text behind the sign of its light."""
    return f"{SIGNS[light]} {text}"


def movement(change: float | None) -> str:
    """A change of rank: ↑2, ↓1, — for none, nothing where there was no rank before."""
    if change is None or pd.isna(change):
        return ""
    return f"↑{int(change)}" if change > 0 else f"↓{int(-change)}" if change < 0 else "—"


def month(period: date | datetime) -> str:
    """A period in words."""
    return f"{period.year}年{period.month}月"


_MARKUP = re.compile(r"""
    [\\`*_{}\[\]\#~$:|<>&@]             # signs that mean something wherever they stand
    | ^\s*(?:[+=-]|[0-9]+[.)](?=\s|$))  # what begins a list or a heading
""", re.VERBOSE | re.MULTILINE)  # fmt: skip
_LATE = re.compile(r"""
    (?<=http)(?=://) | (?<=https)(?=://) | (?<=www)(?=[.]) | (?<=\S)(?=@)  # an address
    | (?<=:)(?=[\w+/-]+:)                                               # a picture by its name
    | (?<=-)(?=[->]) | (?<=<)(?=-) | (?<=[<>~])(?==)                    # an arrow or a dash
""", re.VERBOSE | re.IGNORECASE)  # fmt: skip
_JOINER = "\u2060"
"""A sign without width, for what Streamlit looks for after marks have been read, so that no mark keeps it off."""


def as_markdown(text: str) -> str:
    """Text that came from outside, for a place where Streamlit reads Markdown: every sign stands for itself, and no address is a link.

    Only where Markdown would read something else is it marked: a label is read out with its marks.
    """
    return _MARKUP.sub(lambda found: re.sub(r"([^\w\s]|_)", r"\\\1", found[0]), _LATE.sub(_JOINER, text))


def short(name: str) -> str:
    """A unit's name without what stands in brackets, for maps and narrow columns."""
    return name.split("(", maxsplit=1)[0].split("(", maxsplit=1)[0]
