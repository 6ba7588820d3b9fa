"""What a number format makes of a number: percent, decimals, a date. The same for .xlsx and .xls."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from loaders.cells import Cell
from loaders.personal import MASK, is_number_cell

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"^[#,]*0(?:\.(0+))?%?$")
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Formats that a Chinese Excel uses by number and does not write down: 57 is 2024年6月, 58 is 3月5日, which is what it makes of 3-5."""
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\Z", re.ASCII)
"""A number as files write it; `int` and `float` would take 1_000 and full-width digits too."""
_CHINESE_MONTHS = frozenset({27, 36, 50, 52, 57})
_LONGEST_CODE = 255
_LARGEST_WHOLE = 10**15
_LARGEST = 10**300


class NumberFormat(NamedTuple):
    """How numbers of a format look; `decimals` where they are fixed."""

    is_percent: bool = False
    decimals: int | None = None
    is_date: bool = False
    is_timedelta: bool = False
    is_month: bool = False
    """Whether a date shows its year and month alone."""


@lru_cache(maxsize=4096)
def number_format(number: int, code: str | None) -> NumberFormat:
    """The format of that number and code; a number without a code is one that is built in."""
    if code is None:
        if number in _CHINESE_DATES:
            return NumberFormat(is_date=True, is_month=number in _CHINESE_MONTHS)
        code = BUILTIN_FORMATS.get(number, "General")
    code = code[:_LONGEST_CODE]
    plain = _QUOTED.sub("", code.split(";")[0]).strip()
    match = _DECIMALS.match(plain)
    is_date = is_date_format(code)
    signs = plain.lower()
    is_month = is_date and "y" in signs and "m" in signs and not set("dhs") & set(signs)
    return NumberFormat("%" in plain, len(match[1] or "") if match else None, is_date, bool(is_timedelta_format(code)), is_month)


def value_cell(row: int, column: int, value: float, form: NumberFormat, epoch: datetime) -> Cell:
    """A number or, where its format says so, a date. A date before or after all calendars is the error that Excel shows for it."""
    if form.is_date:
        try:
            return date_cell(row, column, from_excel(value, epoch, timedelta=form.is_timedelta), form.is_month)
        except (OverflowError, ValueError):
            return Cell(row, column, "error", "#VALUE!")
    return number_cell(row, column, value, form)


def date_cell(row: int, column: int, value: object, is_month: bool = False) -> Cell:
    """A date, with or without its hour; a time of day alone has no day. The first of a month that shows no day is told as the month."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if is_month and day.day == 1:
            return Cell(row, column, "date", f"{day.year}年{day.month}月", day=day.isoformat())
        return Cell(row, column, "date", f"{day.year}年{day.month}月{day.day}日", day=day.isoformat())
    return Cell(row, column, "date", str(value))


def number_cell(row: int, column: int, value: float, form: NumberFormat) -> Cell:
    """A number as it shows. One that may be a resident number's is not repeated."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        value = math.inf
    text = MASK if is_number_cell(value) else shown(value, form.is_percent, form.decimals)
    return Cell(row, column, "number", text, value, percent=form.is_percent)


def whole(value: float) -> float:
    """A float that is a whole number as one, since binary formats know floats alone."""
    return int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value


def shown(value: float, is_percent: bool, decimals: int | None) -> str:
    """A number as its format shows it; General keeps up to ten digits, as a spreadsheet does."""
    if not math.isfinite(value):
        return str(value)
    scaled = value * 100 if is_percent else value
    text = f"{scaled:.{decimals}f}" if decimals is not None else f"{scaled:.10g}"
    if isinstance(value, int) and not is_percent and decimals is None:
        text = str(value)
    return text + "%" if is_percent else text
