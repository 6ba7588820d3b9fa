"""Score sheets and satisfaction results: against the round that they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from tests.loaders.books import places, table
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse
from warehouse.records import OFFICE
from warehouse.rounds import close_round, open_round

CRITERIA = ("组织领导", "宣传教育", "经费投入", "典型培育", "工作推进")
DAY = date(2024, 7, 5)
CODES = ["kongtong", "huating", "jingchuan"]


@pytest.fixture
def review(warehouse: Warehouse) -> Warehouse:
    """A round of three counties, scored by themselves and a department."""
    with warehouse.writing() as cursor:
        open_round(cursor, DAY, None, CODES, [*CODES, "d07"], datetime(2024, 7, 1), OFFICE)
    return warehouse


def sheet_of(rows: Sequence[Sequence[object]], rater: object = "泾川县", day: object = "2024年7月5日", **how: Any) -> bytes:
    headings = how.pop("headings", ("被评单位", *CRITERIA, "评语"))
    return table("互评打分表", {"评分单位": rater, "评议日期": day}, headings, rows, **how)


GOOD = [["崆峒区", 18, "19分", "１７.5", "十八", 20, "好"], ["华亭", 15, 15, 15, 15, 15]]


def test_a_score_sheet_is_stored(send: Send, review: Warehouse) -> None:
    answer = send(sheet_of(GOOD))
    assert (answer["kind"], answer["unit"], answer["period"]) == ("scoring", "泾川县", "2024-07-05")
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 2, [])
    with review.reading() as cursor:
        assert cursor.execute(
            "select rater_code, round_date, unit_code, scores, remark, source_cell from given_score order by 3"
        ).fetchall() == [
            ("jingchuan", DAY, "huating", [15, 15, 15, 15, 15], None, "表!A7"),
            ("jingchuan", DAY, "kongtong", [18, 19, 17.5, 18, 20], "好", "表!A6"),
        ]


REFUSED: dict[str, tuple[list[Sequence[object]], list[tuple[str, str | None]]]] = {
    "over the full mark": ([["崆峒区", 21, 1, 1, 1, 1], GOOD[1]], [("score_over_full", "B6")]),
    "a score is missing": ([["崆峒区", 1, 1, None, 1, 1], GOOD[1]], [("score_missing", "D6")]),
    "a whole row is blank": (
        [["崆峒区"], GOOD[1]],
        [("score_missing", "B6"), ("score_missing", "C6"), ("score_missing", "D6"), ("score_missing", "E6"), ("score_missing", "F6")],
    ),
    "a unit is missing": ([GOOD[1]], [("unit_not_scored", None)]),
    "itself": ([*GOOD, ["泾川县", 20, 20, 20, 20, 20]], [("scores_itself", "A8")]),
    "no number": ([["崆峒区", "优", 1, 1, 1, 1], GOOD[1]], [("figure_unreadable", "B6")]),
    "negative": ([["崆峒区", -1, 1, 1, 1, 1], GOOD[1]], [("figure_negative", "B6")]),
    "not in the round": ([*GOOD, ["灵台县", 1, 1, 1, 1, 1]], [("unit_not_in_round", "A8")]),
    "an unknown unit": ([*GOOD, ["火星县", 1, 1, 1, 1, 1]], [("unit_unknown", "A8")]),
    "no unit": ([*GOOD, [None, 1, 1, 1, 1, 1]], [("rated_unit_missing", "A8")]),
    "twice": ([*GOOD, ["华亭市", 15, 15, 15, 15, 14]], [("unit_twice", "A8")]),
    "a division by nothing": ([["崆峒区", "#DIV/0!", 1, 1, 1, 1], GOOD[1]], [("cell_is_error", "B6")]),
    "turned into a date": ([["崆峒区", datetime(2024, 5, 1), 1, 1, 1, 1], GOOD[1]], [("figure_is_date", "B6")]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_cell(send: Send, review: Warehouse, name: str) -> None:
    rows, expected = REFUSED[name]
    answer = send(sheet_of(rows))
    assert [(rule, cell) for rule, _, cell in places(answer)] == expected
    assert answer["status"] == "refused"


def test_the_raters_own_row_may_stand_there_blank(send: Send, review: Warehouse) -> None:
    assert send(sheet_of([*GOOD, ["泾川县", "/", "——", None, "/", None]]))["status"] == "accepted"


def test_twice_the_same_is_one(send: Send, review: Warehouse) -> None:
    assert send(sheet_of([*GOOD, ["华亭市", 15, 15, 15, 15, "15.0"]]))["rows"] == 2


def test_a_column_is_missing(send: Send, review: Warehouse) -> None:
    answer = send(sheet_of([["崆峒区", 1, 1, 1, 1], ["华亭市", 1, 1, 1, 1]], headings=("被评单位", *CRITERIA[:4])))
    assert places(answer) == [("criterion_missing", "表", None)]
    assert "工作推进" in answer["issues"][0]["message"]


def test_headings_with_full_marks_and_a_group(send: Send, review: Warehouse) -> None:
    def group(sheet: Any) -> None:
        sheet.insert_rows(5)
        sheet["A5"], sheet["B5"] = "被评单位", "评分项目"
        sheet.merge_cells("A5:A6")
        sheet.merge_cells("B5:F5")

    headings = ("被评单位", "组织领导(20分)", "宣传教育20分", "经费投入\n(满分20)", "典型培育", "工作推进", "评语")
    assert send(sheet_of(GOOD, headings=headings, change=group))["status"] == "accepted"


def test_a_sum_column_disturbs_nothing(send: Send, review: Warehouse) -> None:
    rows = [[*cells[:6], "=SUM(B6:F6)"] for cells in GOOD]
    answer = send(sheet_of(rows, headings=("被评单位", *CRITERIA, "合计")))
    assert (answer["status"], answer["headings"]["unread"]) == ("accepted", [])


def test_the_date_must_name_a_round(send: Send, review: Warehouse) -> None:
    assert places(send(sheet_of(GOOD, day="2024年7月4日"))) == [("round_unknown", "表", "B3")]
    assert places(send(sheet_of(GOOD, day="2024年7月"))) == [("day_unreadable", "表", "B3")]
    assert places(send(sheet_of(GOOD, day=None))) == [("period_missing", "表", "B3")]
    assert send(sheet_of(GOOD, day=DAY))["status"] == "accepted"


def test_the_day_may_stand_in_the_title(send: Send, review: Warehouse) -> None:
    def title(sheet: Any) -> None:
        sheet["A1"], sheet["A3"], sheet["B3"] = "泾川县2024年7月5日互评打分表", None, None

    assert send(sheet_of(GOOD, change=title))["period"] == "2024-07-05"


def test_before_the_day_there_is_no_round(send: Send, review: Warehouse) -> None:
    answer = send(sheet_of(GOOD), received_at=datetime(2024, 7, 4, 23))
    assert [rule for rule, _, _ in places(answer)] == ["period_in_future"]


def test_a_rater_of_another_round(send: Send, review: Warehouse) -> None:
    assert places(send(sheet_of([*GOOD, ["泾川县", 1, 1, 1, 1, 1]], rater="灵台县"))) == [("rater_not_in_round", "表", "B2")]


def test_a_department_scores_all(send: Send, review: Warehouse) -> None:
    assert places(send(sheet_of(GOOD, rater="市委统战部"))) == [("unit_not_scored", None, None)]
    assert send(sheet_of([*GOOD, ["泾川县", 1, 1, 1, 1, 1]], rater="市委统战部"))["rows"] == 3


def test_a_closed_round_takes_no_sheet(send: Send, review: Warehouse) -> None:
    with review.writing() as cursor:
        close_round(cursor, DAY, datetime(2024, 7, 5, 18), OFFICE)
    assert send(sheet_of(GOOD), received_at=datetime(2024, 7, 5, 17))["status"] == "accepted"
    answer = send(sheet_of(GOOD, rater="崆峒区"), received_at=datetime(2024, 7, 5, 18))
    assert ("round_closed", "表", "B3") in places(answer)


def test_a_full_set_of_sheets_shuts_nothing(send: Send, review: Warehouse) -> None:
    for rater in ("泾川县", "崆峒区", "华亭市", "市委统战部"):
        rows = [[name, 15, 15, 15, 15, 15] for name in ("崆峒区", "华亭市", "泾川县") if name != rater]
        assert send(sheet_of(rows, rater=rater))["status"] == "accepted"
    again = send(sheet_of(GOOD), received_at=datetime(2024, 7, 6))
    assert again["status"] == "accepted"


def test_the_sender_is_the_rater(send: Send, review: Warehouse) -> None:
    assert places(send(sheet_of(GOOD), sender="华亭市")) == [("sender_not_allowed", "表", "B2")]


def test_nothing_scored(send: Send, review: Warehouse) -> None:
    answer = send(sheet_of([["崆峒区"], ["华亭市"]]))
    assert [rule for rule, _, _ in places(answer)] == ["nothing_scored"]


# ---- satisfaction --------------------------------------------------------------------------------------------------------


def result_of(rows: Sequence[Sequence[object]], day: object = "2024-07-05", **how: Any) -> bytes:
    return table("群众满意度测评结果表", {"评议日期": day}, ("单位", "有效问卷数", "满意度"), rows, **how)


def rated(value: object, percent: bool = False) -> bytes:
    def show(sheet: Any) -> None:
        if percent:
            sheet["C5"].number_format = "0.0%"

    return result_of([["崆峒区", 200, value], ["华亭市", "１,２００份", "95%"], ["泾川县", 180, 96]], change=show)


VALUES = {
    ("95%", False): 95.0,
    ("９５．５％", False): 95.5,
    (0.955, True): 95.5,
    (1, True): 100.0,
    (95.5, False): 95.5,
    ("95.5", False): 95.5,
    (0.955, False): 95.5,
    (100, False): 100.0,
    (0, False): 0.0,
    ("百分之九十五", False): 95.0,
}


@pytest.mark.parametrize(("value", "percent"), VALUES)
def test_satisfaction_is_stored(send: Send, review: Warehouse, value: object, percent: bool) -> None:
    answer = send(rated(value, percent))
    assert (answer["kind"], answer["unit"], answer["period"]) == ("satisfaction", None, "2024-07-05")
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 3, [])
    with review.reading() as cursor:
        assert cursor.execute("select unit_code, answers, satisfaction from satisfaction_result order by source_cell").fetchall() == [
            ("kongtong", 200, VALUES[value, percent]),
            ("huating", 1200, 95),
            ("jingchuan", 180, 96),
        ]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (1, "satisfaction_ambiguous"),
        ("1", "satisfaction_ambiguous"),
        (101, "share_over_one"),
        ("120%", "share_over_one"),
        (-3, "figure_negative"),
        ("约95%", "figure_unreadable"),
        ("95/100", "figure_unreadable"),
        ("#N/A", "cell_is_error"),
        (None, "satisfaction_missing"),
    ],
)
def test_satisfaction_is_refused(send: Send, review: Warehouse, value: object, rule: str) -> None:
    assert places(send(rated(value))) == [(rule, "表", "C5")]


def test_every_scored_unit_and_no_other(send: Send, review: Warehouse) -> None:
    answer = send(result_of([["崆峒区", 1, "95%"], ["灵台县", 1, "95%"], ["泾川县"]]))
    assert places(answer) == [("unit_not_in_round", "表", "A6"), ("unit_not_scored", None, None), ("satisfaction_missing", "表", "C7")]


def test_only_the_city_sends_it_and_after_the_end_too(send: Send, review: Warehouse) -> None:
    with review.writing() as cursor:
        close_round(cursor, DAY, datetime(2024, 7, 5, 8), OFFICE)
    assert [rule for rule, _, _ in places(send(rated(95), sender="崆峒区"))] == ["sender_not_office"]
    assert send(rated(95), sender=OFFICE)["status"] == "accepted"


def test_satisfaction_of_no_round(send: Send, review: Warehouse) -> None:
    assert places(send(result_of([["崆峒区", 1, "95%"]], day="2024-07-04"))) == [("round_unknown", "表", "B2")]
