"""How a day is read: 命名时间, 整改时限, 评议日期. Whole texts of the forms that people use; anything else is refused."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from enum import Enum

from loaders.cells import Cell
from loaders.kinds.values import refuse_unread
from loaders.layout.folding import fold_figure
from loaders.problems import Unreadable

_DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)\Z")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月(底)?)\Z")
_EARLIEST_YEAR = 1900
_LONGEST = 200
_OCTOBER_OR_JANUARY = re.compile(r"[0-9]{4}\.1\Z")
_IN_TITLE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日|(?<![0-9])([0-9]{4})([-/.])([0-9]{1,2})\5([0-9]{1,2})(?![0-9])")


class Month(Enum):
    """What a month alone stands for where a day is wanted."""

    NO_DAY = "年月日"
    FIRST_DAY = "年月日,或年月"
    LAST_DAY = "年月日,或年月(即月底)"


def read_day(cell: Cell, month: Month) -> date:
    """The day that a cell names; raises Unreadable where it names none for certain."""
    refuse_unread(cell)
    if cell.kind == "date" and cell.day is not None and (_DAY.match(fold_figure(cell.text)) or not _MONTH.match(fold_figure(cell.text))):
        return date.fromisoformat(cell.day)  # else it shows a month alone, and is read as that text is
    if cell.kind == "number" and month is not Month.NO_DAY and _OCTOBER_OR_JANUARY.match(cell.text):
        year = cell.text[:4]
        raise Unreadable("day_ambiguous", found=cell.text, example=f"{year}年1月 或 {year}年10月")
    day = day_in(cell.text, month) if cell.kind in ("text", "number", "date") and not cell.percent else None
    if day is None:
        raise Unreadable("day_unreadable", found=cell.text, wanted=month.value)
    return day


def day_in(text: str, month: Month) -> date | None:
    """The day that a whole text is, or None."""
    folded = fold_figure(text[:_LONGEST])
    if match := _DAY.match(folded):
        return _day(*(int(part) for part in match.group(1, 3, 4, 5, 6) if part))
    if month is Month.NO_DAY or not (match := _MONTH.match(folded)):
        return None
    if match[4] and month is not Month.LAST_DAY:
        return None
    year, number = int(match[1]), int(match[2] or match[3])
    first = _day(year, number, 1)
    return first.replace(day=monthrange(year, number)[1]) if first and month is Month.LAST_DAY else first


def days_in_title(text: str) -> list[date]:
    """All days that a title names in full."""
    found = []
    for match in _IN_TITLE.finditer(fold_figure(text)):
        year, number, day = match.group(1, 2, 3) if match[1] else match.group(4, 6, 7)
        if (named := _day(int(year), int(number), int(day))) is not None:
            found.append(named)
    return found


def day_words(day: date) -> str:
    """A day as people write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _day(year: int, month: int, day: int) -> date | None:
    if year < _EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
