"""How a month is read, from a label's value or from a title."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from loaders.cells import Cell
from loaders.kinds.values import chinese_number, refuse_unread
from loaders.layout.folding import fold_figure
from loaders.problems import Unreadable

_DIGITS = {digit: str(value) for value, digits in enumerate(("零〇○", *"一二三四五六七八九")) for digit in digits}
_MONTH_FORMS = (
    re.compile(r"([0-9]{4})年([0-9]{1,2})月份?\Z"),
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\Z"),
    re.compile(r"([0-9]{4})(0[1-9]|1[0-2])\Z"),
)
_DAY_FORMS = (
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\Z"),
    re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:T?[0-9]{1,2}:[0-9:.]+)?\Z"),
    re.compile(r"([0-9]{4})(0[1-9]|1[0-2])([0-3][0-9])\Z"),
)
_LONGEST = 200
_IN_BRACKETS = re.compile(r"\A[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]\Z")
_CHINESE_MONTH = re.compile(r"([零〇○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月份?\Z")
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_IN_TITLE = re.compile(
    rf"(截[至止]到?)?(?:([0-9]{{4}}|[零〇○一二三四五六七八九]{{4}})年度?)?(?<![0-9一二三四五六七八九十])({_NUMBER})月份?(?:({_NUMBER})日)?"
    r"|(?<![0-9])([0-9]{4})[-.]([0-9]{1,2})(?![0-9.\-至到~—、])"
)
_SPAN_IN_TITLE = re.compile(r"年度?[0-9一二三四五六七八九十]{1,3}月?[-—~至到、和与]+[0-9一二三四五六七八九十]{1,3}月")
_OF_THE_FORM = re.compile(r"底?(?:印发|印制|印刷|修订|制定|制表|制(?![^)\]])|版|发布|起|施行|填(?!报)|前|以前)")
"""What follows a month that says when the form was made, and nothing of the figures."""


def read_period(cell: Cell) -> date:
    """The month that a cell names, as its first day."""
    refuse_unread(cell)
    if cell.kind == "date" and cell.day is not None:
        return date.fromisoformat(cell.day).replace(day=1)
    if cell.kind == "number" and re.match(r"[0-9]{4}\.1\Z", cell.text):
        year = cell.text[:4]
        raise Unreadable("period_ambiguous", found=cell.text, example=f"{year}年1月 或 {year}年10月")
    if cell.kind not in ("number", "text") or cell.percent:
        raise Unreadable("period_unreadable", found=cell.text)
    month = month_in(cell.text)
    if month is None:
        raise Unreadable("period_unreadable", found=cell.text)
    return month


def month_in(text: str) -> date | None:
    """The month that a whole text is, or None. Brackets may stand around it."""
    folded = _IN_BRACKETS.sub(r"\1", fold_figure(text[:_LONGEST]))
    for form in (*_MONTH_FORMS, *_DAY_FORMS):
        if match := form.match(folded):
            numbers = [int(part) for part in match.groups() if part.isdigit()]
            return _month(numbers[0], numbers[1], *numbers[2:])
    if match := _CHINESE_MONTH.match(folded):
        month = chinese_number(match[2])
        return _month(_year(match[1]), int(month)) if month is not None else None
    return None


def _year(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else int("".join(_DIGITS[sign] for sign in text))


def _month(year: int, month: int, day: int = 1) -> date | None:
    try:
        return date(year, month, day).replace(day=1)
    except ValueError:
        return None


def months_in_title(text: str) -> list[date] | None:
    """All months that a title names; None where it names a span of months, which is no month for certain.

    A day is when the table was filled in, and names no month, but for 截至 and a month's last day.
    """
    folded = fold_figure(text)
    if _SPAN_IN_TITLE.search(folded):
        return None
    found: list[date] = []
    mentions: set[tuple[str, str]] = set()
    for match in _IN_TITLE.finditer(folded):
        upto, year, month, day = match.group(1, 2, 3, 4) if match[3] else (None, match[5], match[6], None)
        if _OF_THE_FORM.match(folded, match.end()):
            continue
        mentions.add((month, day or ""))
        first = _month(_year(year), _small(month)) if year else None
        if first is not None and (day is None or (upto and _small(day) == monthrange(first.year, first.month)[1])):
            found.append(first)
    return found if len(mentions) < 2 or len(set(found)) > 1 else None


def _small(text: str) -> int:
    """A month's or a day's number in digits or Chinese; 0 where it is none."""
    return int(text) if text.isdigit() and text.isascii() else int(chinese_number(text) or 0)
