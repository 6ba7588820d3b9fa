"""Resident numbers, rosters and columns of numbers are found; what only looks like them is not."""

from __future__ import annotations

import random

import pytest

from loaders.cells import Cell, Merge, Sheet
from loaders.personal import faults_of, holds_number, is_number_cell, masked
from loaders.problems import Fault, issue

NUMBER = "11010519491231002X"
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789Xx"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, NUMBER.lower(), NUMBER.translate(_WIDE), "110105 19491231 002X", "110105-19491231-002x",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        f"张三,{NUMBER},男", f"身份证{NUMBER}", f"A{NUMBER}", f"{NUMBER} 13900000000", f"电话 13900000000 {NUMBER}",
        "110105\n19491231\u200b002X",
        "110105\u201419491231\u2014002X", f"1 {NUMBER}",
    ],
)  # fmt: skip
def test_numbers_are_found(text: str) -> None:
    assert holds_number(text)
    assert "19491231" not in masked(text)
    assert NUMBER not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310020",  # wrong check digit
        "11010519491331002X",  # no such month
        "11010518991231002X",  # before 1900
        "16010519491231002X",  # no such province
        "91620802MA72ABCD1X", "116208020139123456", "6222020200001234567", "0933-1234567", "20240601", "1101051949123100",
        "1" + NUMBER, NUMBER + "1", "",
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert not holds_number(text)
    assert masked(text) == text


def test_credit_codes_of_this_city_are_none() -> None:
    """统一社会信用代码 made of digits alone: positions 7 to 8 hold the county, where a year would begin with 19 or 20."""
    rng = random.Random(7)
    for _ in range(20_000):
        code = "1" + rng.choice("1234") + "6208" + rng.choice(["02", "21", "22", "23", "25", "26", "81"])
        code += "".join(rng.choice("0123456789") for _ in range(18 - len(code)))
        assert not holds_number(code)


def test_random_numbers_hardly_ever_pass() -> None:
    rng = random.Random(3)
    assert sum(holds_number("".join(rng.choice("0123456789") for _ in range(18))) for _ in range(20_000)) <= 3


def test_number_cells_lose_their_check_digit() -> None:
    assert is_number_cell(1.1010519491231002e17)
    assert is_number_cell(110105194912310016)
    assert not is_number_cell(1.16208020139123456e17)
    assert not is_number_cell(45444)


def sheet_of(cells: dict[tuple[int, int], str], merges: tuple[Merge, ...] = ()) -> Sheet:
    return Sheet("表", cells={place: Cell(*place, "text", text) for place, text in cells.items()}, merges=list(merges))


ROSTERS = {
    "姓名 and 民族": ({(3, 2): "姓名", (3, 5): "民族"}, True),
    "with blanks": ({(3, 2): "姓  名", (3, 5): "籍\n贯"}, True),
    "宗教信仰": ({(1, 1): "姓名", (1, 2): "宗教信仰"}, True),
    "in two heading rows": ({(3, 2): "姓名", (3, 3): "基本情况", (4, 3): "民族"}, True),
    "民族 in a table of totals": ({(3, 1): "乡镇", (3, 2): "民族", (3, 3): "人数"}, False),
    "a list of contacts": ({(3, 1): "姓名", (3, 2): "职务", (3, 3): "电话"}, False),
    "民族 far below": ({(3, 1): "姓名", (9, 2): "民族"}, False),
    "民族团结": ({(3, 1): "姓名", (3, 2): "民族团结进步"}, False),
    "in a sentence": ({(3, 1): "不得填写姓名、民族", (3, 2): "民族"}, False),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_rosters(name: str) -> None:
    cells, is_roster = ROSTERS[name]
    assert ("personal_roster" in [rule for rule, _, _ in faults_of(sheet_of(cells))]) == is_roster


def test_a_merged_heading_of_a_roster() -> None:
    cells = {(3, 2): "姓名", (3, 3): "个人情况", (5, 3): "民族"}
    assert [rule for rule, _, _ in faults_of(sheet_of(cells, (Merge(3, 2, 5, 2),)))] == ["personal_roster"]


@pytest.mark.parametrize(
    ("heading", "is_refused"),
    [
        ("身份证号", True), ("身份证号码(18位)", True), ("居民身份证", True), ("负责人身份证号", True), ("公民身份号码", True),
        ("证件", False), ("学生证号", False), ("请勿填写身份证号等个人信息", False), ("身份", False),
    ],
)  # fmt: skip
def test_columns_of_numbers(heading: str, is_refused: bool) -> None:
    assert [rule for rule, _, _ in faults_of(sheet_of({(2, 2): heading}))] == (["personal_id_column"] if is_refused else [])


def test_comments_headers_and_cells_under_a_merge_are_searched() -> None:
    sheet = Sheet("表", covered={(4, 4): Cell(4, 4, "text", NUMBER)}, comments={(1, 1): NUMBER}, margins=[NUMBER])
    assert sorted((place for _, place, _ in faults_of(sheet)), key=str) == [(1, 1), (4, 4), None]


def test_a_message_never_repeats_a_number() -> None:
    found = issue(Fault("figure_unreadable", "表", "C5", "", {"found": f"张三 {NUMBER}", "wanted": "整数", "example": "3"}))
    assert NUMBER not in found.message
    assert "1949" not in found.message
