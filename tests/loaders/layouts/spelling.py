"""How people write one and the same value: the contract's list, nothing beyond it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

_DIGITS = "零一二三四五六七八九"
STATES = {1.0: ("已完成", "完成", "已办结", "√"), 0.5: ("推进中", "进行中", "正在推进", "持续推进"), 0.0: ("未启动", "未开展", "×")}


@dataclass(frozen=True)
class Typed:
    """What stands in a cell."""

    value: Any
    number_format: str | None = None

    @property
    def text(self) -> str:
        """As it may stand behind a label in one cell."""
        assert isinstance(self.value, str), "no text"
        return self.value


def chinese(number: int) -> str:
    """三, 十二, 二十五."""
    assert 0 <= number < 100
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def wide(text: str) -> str:
    """Digits and the percent sign at full width; the point at half or full width as people have it."""
    return text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789%"})


def number(value: float, measure: str, style: str, random: Random) -> Typed:
    """A count, hours, or a score."""
    whole = value == int(value)
    bare = str(int(value)) if whole else str(value)
    if style == "texts":
        return Typed(bare)
    if style != "spelled":
        return Typed(int(value) if whole else value)
    forms: list[Any] = [wide(bare), bare + measure, f" {bare} ", wide(bare) + measure, value]
    if whole:
        forms += [f"{bare}.0", float(value)]
    if whole and value < 100:
        forms += [chinese(int(value)), ("两" if value == 2 else chinese(int(value))) + measure] * 2
    if whole and value >= 1000:
        forms += [f"{int(value):,}", f"{wide(bare[:-3])},{wide(bare[-3:])}"] * 4
    return Typed(random.choice(forms))


def share(numerator: int, denominator: int, style: str, random: Random) -> tuple[Typed, float, tuple[int, int] | None]:
    """A share in one cell; its value, and numerator and denominator where they are told."""
    value = numerator / denominator
    percent = f"{value * 100:g}"
    form = {"plain": "cell", "formulas": "cell", "texts": "sign"}.get(style) or random.choice(
        ("cell", "sign", "wide", "fraction", "fraction")
    )
    if form == "cell":
        return Typed(value, random.choice(("0%", "0.0%", "0.00%"))), value, None
    if form == "fraction":
        return Typed(f"{numerator}/{denominator}"), value, (numerator, denominator)
    return Typed(wide(percent + "%") if form == "wide" else f"{percent}%"), value, None


def state(value: float, style: str, random: Random) -> Typed:
    """A state in one of its words."""
    words = STATES[value]
    return Typed(random.choice(words) if style == "spelled" else words[0])


def month(first: date, style: str, random: Random, *, as_text: bool) -> Typed:
    """填报期 or 核查期."""
    year, number_ = first.year, first.month
    plain = f"{year}年{number_}月"
    if style not in ("spelled", "texts"):
        return Typed(plain)
    forms: list[Any] = [plain, f"{year}-{number_:02}", f"{year}.{number_}", f"{year}/{number_}/1", f"{year}{number_:02}"]
    forms.append("".join(_DIGITS[int(digit)] for digit in str(year)).replace("零", "〇") + f"年{chinese(number_)}月")
    if not as_text:
        forms += [date(year, number_, random.choice((1, 15, 28))), datetime(year, number_, 1), int(f"{year}{number_:02}")]
    return Typed(random.choice(forms))


def day(when: date, style: str, random: Random, *, as_text: bool = False) -> Typed:
    """A whole day."""
    plain = f"{when.year}年{when.month}月{when.day}日"
    if style == "plain" and as_text:
        return Typed(plain)
    if style in ("plain", "formulas") and not as_text:
        return Typed(datetime(when.year, when.month, when.day))
    forms: list[Any] = [plain, when.isoformat(), f"{when.year}/{when.month}/{when.day}", f"{when.year}.{when.month}.{when.day}"]
    if not as_text and style != "texts":
        forms.append(when)
    return Typed(random.choice(forms))


def day_or_month(when: date, style: str, random: Random, *, is_deadline: bool) -> tuple[Typed, date]:
    """命名时间 or 整改时限, which may be a month alone; the day that it stands for."""
    if style not in ("spelled", "texts") or random.random() < 0.5:
        return day(when, style, random), when
    forms = [f"{when.year}年{when.month}月", f"{when.year}.{when.month}"]
    if is_deadline:
        forms.append(f"{when.year}年{when.month}月底")
    return Typed(random.choice(forms)), when.replace(day=monthrange(when.year, when.month)[1] if is_deadline else 1)


def name(text: str, style: str, random: Random) -> str:
    """A name at another width, with a blank inside, or without quotation marks."""
    if style != "spelled":
        return text
    forms = [text, text.translate(str.maketrans("()", "（）")), f"{text[:2]} {text[2:]}", text.replace("“", "").replace("”", "")]
    return random.choice(forms)
