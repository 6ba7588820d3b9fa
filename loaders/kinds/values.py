"""How a cell is read as a figure, a share or a state. Only whole and certain readings; everything else is refused.

Each function raises Unreadable with a rule and its particulars; the caller knows the place.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from loaders.cells import Cell
from loaders.layout.folding import fold_figure, narrow
from loaders.layout.words import state_words, words
from loaders.problems import Unreadable

_PLAIN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?\Z")
_SIGNED_SHARE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)%\Z")
_CHINESE_SHARE = re.compile(r"百分之(.+)\Z")
_FRACTION = re.compile(r"(.+)/(.+)\Z")
_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH_DATE = re.compile(rf"[0-9]{{1,2}}-(?:{_MONTH_NAMES})(?:-[0-9]{{2,4}})?\Z|(?:{_MONTH_NAMES})-[0-9]{{1,2}}\Z", re.IGNORECASE)
"""What an English spreadsheet program makes of 8-1 in a .csv."""
_YEAR_FIRST_DATE = re.compile(r"[0-9]{4}([-/.年])[0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)(?:[0-9]{2}:[0-9:.]*)?\Z|[0-9]{1,2}月[0-9]{1,2}日\Z")
_DIGIT_SIGNS = "零一二三四五六七八九"
_DIGITS = {sign: value for value, sign in enumerate(_DIGIT_SIGNS)}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_PLAIN_SIGNS = str.maketrans("〇○壹贰两叁肆伍陆柒捌玖拾佰仟", "零零一二二三四五六七八九十百千")
_CHINESE = re.compile(r"[零一二三四五六七八九十百千]{1,7}\Z")
_CHINESE_STEP = re.compile(r"([一二三四五六七八九])?([十百千])|([一二三四五六七八九])")
_SIGNS_OF_NUMBERS = "[0-9.,零〇○一二三四五六七八九十百千壹贰两叁肆伍陆柒捌玖拾佰仟]"
_GAP = re.compile(rf"{_SIGNS_OF_NUMBERS}(?:\s|_x000[dD]_)+{_SIGNS_OF_NUMBERS}")
_LONGEST_FIGURE = 200
"""Signs, blanks among them; what is longer is no figure, and is not searched for one."""
_CIRCLE = "○"
"""A mark in many tables; a nought only among other numerals, as in 二○二四."""
_LARGEST = 1e12
_DEGREES = re.compile(r"[0-9]{1,3}\.[0-9]+\Z|[0-9]{1,3}\Z")
WHOLE, ANY_NUMBER = "整数", "数字"


class Share(NamedTuple):
    """A share, and what it was made from where both are known."""

    value: float
    numerator: float | None
    denominator: float | None


def refuse_unread(cell: Cell) -> None:
    """Raise for a cell that holds nothing certain whatever it is for: an error, or a formula without a stored value."""
    if cell.kind == "error":
        raise Unreadable("cell_is_error", found=cell.text)
    if cell.kind == "formula":
        raise Unreadable("formula_without_value")


def looks_like_date(cell: Cell) -> bool:
    """Whether a text is a date for certain (2024-08-01, 8月1日), as some programs store what they turned into one."""
    if cell.kind != "text" or len(cell.text) > _LONGEST_FIGURE:
        return False
    folded = fold_figure(cell.text)
    return bool(_YEAR_FIRST_DATE.match(folded) or _ENGLISH_DATE.match(folded))


def read_figure(cell: Cell, is_whole: bool) -> float:
    """A count (whole) or hours (any number), 0 or more."""
    wanted = WHOLE if is_whole else ANY_NUMBER
    refuse_unread(cell)
    if cell.kind == "date" or looks_like_date(cell):
        raise Unreadable("figure_is_date", found=cell.text, wanted=wanted)
    if cell.kind == "bool" or cell.percent:
        raise _unreadable(cell.text, wanted)
    is_doubtful = len(cell.text) > _LONGEST_FIGURE or _is_in_pieces(cell.text) or fold_figure(cell.text) == _CIRCLE
    value = cell.number if cell.kind == "number" else None if is_doubtful else _number(cell.text)
    if value is None:
        raise _unreadable(cell.text, wanted)
    return _checked(value, cell.text, is_whole)


def _is_in_pieces(text: str) -> bool:
    """Whether blanks stand between the signs of one number: `1 2` may be 12, or 1 and 2."""
    return bool(_GAP.search(narrow(text)))


def _unreadable(text: str, wanted: str) -> Unreadable:
    return Unreadable("figure_unreadable", found=text, wanted=wanted, example="3" if wanted == WHOLE else "12.5")


def _checked(value: float, text: str, is_whole: bool) -> float:
    """The number itself where it is finite, not negative, and whole where it counts things."""
    wanted = WHOLE if is_whole else ANY_NUMBER
    if not math.isfinite(value):
        raise Unreadable("figure_not_finite", found=text, wanted=wanted, example="3")
    value = round(float(value), 9)
    if value < 0:
        raise Unreadable("figure_negative", found=text, wanted=wanted)
    if is_whole and value != int(value):
        raise Unreadable("figure_fractional", found=_exactly(text, value))
    if value > _LARGEST:
        raise Unreadable("figure_too_large", found=text, wanted=wanted)
    return value + 0.0


def _exactly(text: str, value: float) -> str:
    """A cell's format may hide the fraction that it is refused for."""
    return text if "." in text else f"{value:g}"


def _number(text: str) -> float | None:
    """A number in digits or Chinese, with at most a measure word behind it."""
    folded = fold_figure(text)
    for measure in sorted(words("measure"), key=len, reverse=True):
        if folded.endswith(measure) and len(folded) > len(measure):
            folded = folded[: -len(measure)]
            break
    if folded.lower() in ("nan", "inf", "-inf", "infinity", "∞"):
        return math.nan
    if _PLAIN.match(folded):
        return float(folded.replace(",", ""))
    return chinese_number(folded)


def chinese_number(text: str) -> float | None:
    """A numeral below 10,000 that is spelled in full: 三, 十二, 二十, 一百零五. 一百二 may be 102 or 120, so it is none."""
    plain = text.translate(_PLAIN_SIGNS)
    if not _CHINESE.match(plain):
        return None
    total = 0
    for digit, unit, last in _CHINESE_STEP.findall(plain):
        total += _DIGITS[last] if last else _UNITS[unit] * (_DIGITS[digit] if digit else 1)
    spelled = _spelled(total)
    is_full = plain == spelled or (10 <= total < 20 and "一" + plain == spelled)
    return float(total) if is_full else None


def _spelled(number: int) -> str:
    """The full spelling of a number below 10,000."""
    text, is_gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if is_gap and text else "") + _DIGIT_SIGNS[digit] + sign
        is_gap = not digit
    return text or "零"


def read_signed_share(cell: Cell) -> Share | None:
    """A coverage that says its share by itself: `38/40`, `95%`, a cell in percent format. None where it is a bare number."""
    refuse_unread(cell)
    if cell.kind == "number" and cell.percent and cell.number is not None:
        return _whole_share(cell.number, cell.text)
    if cell.kind != "text" or len(cell.text) > _LONGEST_FIGURE:
        return None
    folded = fold_figure(cell.text)
    if not _is_in_pieces(cell.text):
        if match := _SIGNED_SHARE.match(folded):
            return _whole_share(float(match[1]) / 100, cell.text)
        if (match := _CHINESE_SHARE.match(folded)) and (spoken := _number(match[1])) is not None:
            return _whole_share(spoken / 100, cell.text)
        if (match := _FRACTION.match(folded)) and not _YEAR_FIRST_DATE.match(folded):
            return _fraction(match[1], match[2], cell.text)
    return None


def read_total(cell: Cell) -> float:
    """应达标数: a whole number of 1 or more."""
    total = read_figure(cell, is_whole=True)
    if total < 1:
        raise Unreadable("total_zero", found=cell.text)
    return total


def _whole_share(value: float, text: str) -> Share:
    if not math.isfinite(value):
        raise Unreadable("figure_not_finite", found=text, wanted="百分比", example="95%")
    value = round(value, 9)
    if value < 0:
        raise Unreadable("figure_negative", found=text, wanted="百分比")
    if value > 1:
        raise Unreadable("share_over_one", found=text)
    return Share(value + 0.0, None, None)


def _fraction(upper: str, lower: str, text: str) -> Share:
    numerator, denominator = _number(upper), _number(lower)
    if numerator is None or denominator is None:
        raise Unreadable("figure_unreadable", found=text, wanted="达标数/应达标数或百分比", example="38/40")
    numerator, denominator = _checked(numerator, text, True), _checked(denominator, text, True)
    if denominator < 1:
        raise Unreadable("total_zero", found=text)
    if numerator > denominator:
        raise Unreadable("figure_over_total", found=f"{numerator:g}", expected=f"{denominator:g}")
    return Share(numerator / denominator, numerator, denominator)


def read_state(cell: Cell) -> float:
    """1, 0.5 or 0 for the words of words.csv."""
    refuse_unread(cell)
    if cell.kind == "date":
        raise Unreadable("figure_is_date", found=cell.text, wanted="已完成、推进中、未启动 之一")
    worth = state_words().get(fold_figure(cell.text)) if cell.kind == "text" and len(cell.text) <= _LONGEST_FIGURE else None
    if worth is None:
        raise Unreadable("state_unknown", found=cell.text)
    return worth


def read_points(cell: Cell, full_score: float) -> float:
    """Points for one criterion: 0 or more, with a fraction or without, at most the full mark."""
    try:
        points = read_figure(cell._replace(text=cell.text.strip().removesuffix("分")) if cell.kind == "text" else cell, is_whole=False)
    except Unreadable as unreadable:
        raise Unreadable(unreadable.rule, **{**unreadable.particulars, "found": cell.text}) from None
    if points > round(full_score, 9):
        raise Unreadable("score_over_full", found=cell.text, full=f"{full_score:g}")
    return points


def read_satisfaction(cell: Cell) -> float:
    """满意度 as 0 to 100: with a sign as it stands; bare, above 1 percent and below 1 a share. A bare 1 may be either."""
    no_percentage = Unreadable("figure_unreadable", found=cell.text, wanted="百分比", example="95.6%")
    share = read_signed_share(cell)
    if share is not None and share.denominator is None:
        return round(share.value * 100, 9)
    if share is not None:
        raise no_percentage
    try:
        value = read_figure(cell, is_whole=False)
    except Unreadable as unreadable:
        if unreadable.rule == "figure_unreadable":
            raise no_percentage from None
        raise
    folded = fold_figure(cell.text)
    if cell.kind == "text" and not _PLAIN.match(folded) and chinese_number(folded) is None:  # 两个, 95.6份: no measure of satisfaction
        raise no_percentage
    if value == 1:
        raise Unreadable("satisfaction_ambiguous", found=cell.text)
    if value > 100:
        raise Unreadable("share_over_one", found=cell.text)
    return round(value * 100, 9) if value < 1 else value


def read_coordinate(cell: Cell, lowest: float, highest: float) -> float:
    """Longitude or latitude in degrees, with a fraction; raises where it lies outside these bounds."""
    refuse_unread(cell)
    text = fold_figure(cell.text[:_LONGEST_FIGURE]).removesuffix("°")
    value = cell.number if cell.kind == "number" else float(text) if cell.kind == "text" and _DEGREES.match(text) else None
    if value is None or cell.percent or not lowest <= value <= highest:
        raise Unreadable("coordinate_unreadable", found=cell.text, low=f"{lowest:g}", high=f"{highest:g}")
    return value
