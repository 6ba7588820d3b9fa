"""Figures, shares, states and months: every spelling of the contract, and every near miss that must be refused."""

from __future__ import annotations

import math
from datetime import date
from itertools import product

import pytest

from loaders.cells import Cell
from loaders.kinds.periods import month_in, months_in_title, read_period
from loaders.kinds.values import chinese_number, read_figure, read_signed_share, read_state, read_total
from loaders.problems import Unreadable


def text(value: str) -> Cell:
    return Cell(5, 3, "text", value)


def number(value: float, shown: str | None = None, percent: bool = False) -> Cell:
    return Cell(5, 3, "number", shown or f"{value:g}", value, percent=percent)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3", 3), ("\uff13", 3), ("3个", 3), ("三", 3), ("零", 0), ("〇", 0), ("两次", 2), ("十二课时", 12), ("3.0", 3),
        (" 3 ", 3), ("1,200", 1200),
        ("1\uff0c200", 1200), ("十", 10), ("二十", 20), ("二十一", 21), ("一百零五", 105),
        ("一百二十", 120), ("两百", 200),
        ("一千零二十", 1020), ("叁", 3), ("拾贰", 12), ("3场次", 3), ("0", 0), ("3.00次", 3), ("\u3000七\u200b", 7), ("1,234,567", 1234567),
        ("一百一十", 110), (" 3 个\n", 3), ("十二 课时", 12), ("1\u200b2", 12), ("\u30001,200 次", 1200),
    ],
)  # fmt: skip
def test_counts_that_are_certain(typed: str, value: float) -> None:
    assert read_figure(text(typed), is_whole=True) == value


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("约3", "figure_unreadable"), ("3-5", "figure_unreadable"), ("若干", "figure_unreadable"), ("3(含在建1)", "figure_unreadable"),
        ("3²", "figure_unreadable"), ("①", "figure_unreadable"), ("3½", "figure_unreadable"), ("1,20", "figure_unreadable"),
        ("12,00", "figure_unreadable"), ("一百二", "figure_unreadable"), ("一二", "figure_unreadable"), ("十几", "figure_unreadable"),
        ("三五", "figure_unreadable"), ("二三十", "figure_unreadable"), ("百", "figure_unreadable"), ("3+1", "figure_unreadable"),
        ("3/5", "figure_unreadable"), ("1\u30002", "figure_unreadable"), ("1 2", "figure_unreadable"), ("1\n2", "figure_unreadable"), ("1, 200", "figure_unreadable"), ("3 . 5", "figure_unreadable"),
        ("十 二", "figure_unreadable"), ("1_x000D_2", "figure_unreadable"), ("95%", "figure_unreadable"), ("无", "figure_unreadable"), ("/", "figure_unreadable"),
        ("1e3", "figure_unreadable"), ("3次以上", "figure_unreadable"), ("个", "figure_unreadable"), ("3人次", "figure_unreadable"),
        ("两两", "figure_unreadable"), ("零三", "figure_unreadable"), ("0x3", "figure_unreadable"),
        ("٣", "figure_unreadable"), ("3。", "figure_unreadable"), ("共3次", "figure_unreadable"), ("十十", "figure_unreadable"),
        ("-3", "figure_negative"), ("\uff0d\uff13", "figure_negative"), ("2.5", "figure_fractional"), ("nan", "figure_not_finite"),
        ("inf", "figure_not_finite"), ("2024-03-05", "figure_is_date"), ("3月5日", "figure_is_date"), ("2024/3/5", "figure_is_date"),
    ],
)  # fmt: skip
def test_counts_that_are_refused(typed: str, rule: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_figure(text(typed), is_whole=True)
    assert raised.value.rule == rule


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (number(2.5), "figure_fractional"),
        (number(2.4, shown="2"), "figure_fractional"),  # the format hides the fraction
        (number(-1), "figure_negative"),
        (number(math.inf), "figure_not_finite"),
        (number(1e300), "figure_too_large"),
        (number(1, "100%", percent=True), "figure_unreadable"),
        (Cell(5, 3, "date", "2024年3月5日", day="2024-03-05"), "figure_is_date"),
        (Cell(5, 3, "date", "12:30:00"), "figure_is_date"),
        (Cell(5, 3, "bool", "TRUE"), "figure_unreadable"),
        (Cell(5, 3, "error", "#REF!"), "cell_is_error"),
        (Cell(5, 3, "formula", ""), "formula_without_value"),
    ],
)
def test_cells_that_hold_no_count(cell: Cell, rule: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_figure(cell, is_whole=True)
    assert raised.value.rule == rule


def test_chinese_numerals_are_read_only_where_they_are_spelled_in_full() -> None:
    """Every string of up to five signs: what is read is a number whose one full spelling this is."""
    read = {text: chinese_number(text) for size in range(1, 6) for text in map("".join, product("零一二十百", repeat=size))}
    read = {text: value for text, value in read.items() if value is not None}
    assert len(set(read.values())) == len(read) - 3  # 十, 十一, 十二 have a second spelling
    assert {text for text in read if text.startswith("零")} == {"零"}
    assert (read["一百零二"], read["二百二十一"], read["一百一十"]) == (102, 221, 110)


def test_hours_may_have_a_fraction_and_sums_lose_their_noise() -> None:
    assert read_figure(text("12.5课时"), is_whole=False) == 12.5
    assert read_figure(number(12.5), is_whole=False) == 12.5
    assert read_figure(number(0.1 + 0.2 + 2.7), is_whole=True) == 3


def test_the_message_shows_the_fraction_that_a_format_hides() -> None:
    with pytest.raises(Unreadable) as raised:
        read_figure(number(2.4, shown="2"), is_whole=True)
    assert raised.value.particulars["found"] == "2.4"


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        (text("38/40"), (0.95, 38, 40)), (text("38\uff0f40"), (0.95, 38, 40)), (text("38 / 40"), (0.95, 38, 40)),
        (text("38所/40所"), (0.95, 38, 40)),
        (text("95%"), (0.95, None, None)), (text("95.0\uff05"), (0.95, None, None)), (text("95﹪"), (0.95, None, None)),
        (text("0%"), (0, None, None)),
        (text("百分之九十五"), (0.95, None, None)), (number(0.95, "95%", percent=True), (0.95, None, None)), (text("0/40"), (0, 0, 40)),
        (number(1, "100%", percent=True), (1, None, None)), (number(0.951, "95%", percent=True), (0.951, None, None)),
        (text("38"), None), (number(0.95), None), (number(38), None),
    ],
)  # fmt: skip
def test_shares_with_a_sign(cell: Cell, share: tuple[float, float | None, float | None] | None) -> None:
    found = read_signed_share(cell)
    assert (found and tuple(found)) == share


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (text("38/0"), "total_zero"), (text("41/40"), "figure_over_total"), (text("101%"), "share_over_one"),
        (text("-5%"), "figure_negative"),
        (text("38.5/40"), "figure_fractional"), (text("约38/40"), "figure_unreadable"),
        (number(38, "3800%", percent=True), "share_over_one"),
        (text("1/2/3"), "figure_unreadable"),
    ],
)  # fmt: skip
def test_shares_that_are_refused(cell: Cell, rule: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_signed_share(cell)
    assert raised.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "rule"), [("0", "total_zero"), ("100%", "figure_unreadable"), ("2.5", "figure_fractional"), ("-1", "figure_negative")]
)
def test_totals_that_are_refused(typed: str, rule: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_total(text(typed))
    assert raised.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        ("已完成", 1), ("完成", 1), ("已办结", 1), ("√", 1), ("推进中", 0.5), ("进行中", 0.5), ("正在推进", 0.5),
        ("持续推进", 0.5), ("未启动", 0),
        ("未开展", 0), ("×", 0), (" 已 完成\n", 1),
    ],
)  # fmt: skip
def test_states(typed: str, worth: float) -> None:
    assert read_state(text(typed)) == worth


@pytest.mark.parametrize(
    "cell", [text("基本完成"), text("未完成"), text("已完成100%"), number(1), number(0.5), text("1"), Cell(5, 3, "bool", "TRUE"), text("x")]
)
def test_words_that_are_no_state(cell: Cell) -> None:
    with pytest.raises(Unreadable) as raised:
        read_state(cell)
    assert raised.value.rule == "state_unknown"


@pytest.mark.parametrize(
    "typed",
    [
        "2024年6月", "2024-06", "2024.6", "2024/6/1", "202406", "二〇二四年六月", "二零二四年六月", "二○二四年六月",
        "\uff12\uff10\uff12\uff14年\uff16月", "2024年06月份",
        "2024.06", "2024-6-30", "2024年6月30日", "20240601", "2024-06-01 00:00:00", " 2024 年 6 月 ", "2024/06",
    ],
)  # fmt: skip
def test_months(typed: str) -> None:
    assert read_period(text(typed)) == date(2024, 6, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "6月",
        "2024",
        "2024年",
        "2024年13月",
        "2024年上半年",
        "2024年1-6月",
        "24年6月",
        "2024.0",
        "2024年6、7月",
        "六月",
        "2024-13",
        "20241301",
    ],
)
def test_texts_that_are_no_month(typed: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_period(text(typed))
    assert raised.value.rule == "period_unreadable"


def test_a_number_that_shows_2024_1_may_be_october() -> None:
    with pytest.raises(Unreadable) as raised:
        read_period(number(2024.1, "2024.1"))
    assert raised.value.rule == "period_ambiguous"
    assert read_period(text("2024.1")) == date(2024, 1, 1)
    assert read_period(number(2024.1, "2024.10")) == date(2024, 10, 1)
    assert read_period(number(2024.6, "2024.6")) == date(2024, 6, 1)
    assert read_period(number(202406, "202406")) == date(2024, 6, 1)
    assert month_in("二〇二四年十二月") == date(2024, 12, 1)


def test_a_date_serial_without_a_format_is_no_month() -> None:
    with pytest.raises(Unreadable):
        read_period(number(45444, "45444"))


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("泾川县2024年6月任务完成情况填报表", [date(2024, 6, 1)]), ("二〇二四年六月填报表", [date(2024, 6, 1)]),
        ("2024-06 填报表", [date(2024, 6, 1)]),
        ("2024年6月填报表(对照2024年5月)", [date(2024, 6, 1), date(2024, 5, 1)]), ("2023—2025年创建工作", []), ("2024年1-6月填报表", None),
        ("2024年1月至6月填报表", None), ("填报表", []),
    ],
)  # fmt: skip
def test_months_in_titles(title: str, months: list[date] | None) -> None:
    assert months_in_title(title) == months
