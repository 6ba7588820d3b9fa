"""The ways in which clerks write numbers, states, shares and months. Every one of them is in the contract."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from examples.figures import Figure
from examples.plan_data import Indicator

Cell = tuple[str | float | int | datetime | None, str | None]
"""A cell's value and its number format; None leaves the format alone."""

_DIGITS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def chinese_number(number: int) -> str:
    """0 to 99 in characters."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def number(value: float, measure: str, style: str, random: Random) -> Cell:
    """A count or a number of hours. Styles: plain (a number), text (every one typed as text), mixed (now and then as it comes)."""
    is_whole = value == int(value)
    plain = int(value) if is_whole else value
    if style == "plain":
        return plain, None
    if style == "text":
        return f"{plain:g}", "@"
    draw = random.random()
    if draw < 0.70:
        return plain, None
    if draw < 0.78:
        return f"{plain:g}{measure}", None
    if draw < 0.84:
        return f"{plain:g}".translate(_FULL_WIDTH), None
    if draw < 0.89:
        return f" {plain:g} ", None
    if draw < 0.92 and is_whole:
        return f"{plain}.0", "@"
    if draw < 0.97 and is_whole:
        spelt = chinese_number(int(value))
        return (("两" if value == 2 else spelt) + measure if random.random() < 0.5 else spelt), None
    return f"{plain:g}", "@"


def share(figure: Figure, style: str) -> Cell:
    """A coverage in one cell: `38/40`, `95%` as text, or a cell in percent format."""
    if style == "fraction":
        return f"{figure.numerator}/{figure.denominator}", "@"
    if style == "percent_cell":
        exact = round(figure.value, 4)
        return exact, "0%" if round(exact * 100, 4) == int(round(exact * 100, 4)) else "0.0%"
    percent = f"{round(figure.value * 100, 2):g}"
    return (f"{percent}%" if len(percent) % 2 else f"{percent}％"), None


def state(value: float, words: tuple[str, str, str]) -> Cell:
    """未启动, 推进中 or 已完成, in the clerk's words for them."""
    return words[int(value * 2)], None


def target(indicator: Indicator, value: float | None) -> Cell:
    if value is None:
        return "全市统筹", None
    if indicator.kind == "coverage":
        return "100%", None
    return ("完成" if indicator.kind == "status" else int(value)), None


def period(month: date, style: str) -> Cell:
    year_in_characters = "".join("〇" if sign == "0" else _DIGITS[int(sign)] for sign in str(month.year))
    spellings: dict[str, Cell] = {
        "年月": (f"{month.year}年{month.month}月", None),
        "dash": (f"{month:%Y-%m}", "@"),
        "dot": (f"{month.year}.{month.month}", "@"),
        "slash": (f"{month.year}/{month.month}/1", "@"),
        "digits": (f"{month:%Y%m}", "@"),
        "characters": (f"{year_in_characters}年{chinese_number(month.month)}月", None),
        "date": (datetime(month.year, month.month, 1), 'yyyy"年"m"月"'),
    }
    return spellings[style]
