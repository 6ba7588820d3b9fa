"""Every refusal and warning that can befall a report, each at the cell that is to be mended; all at once, nothing stored."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from loaders.checks import due_day
from loaders.load import load
from tests.loaders.books import HEADINGS, SHEET, edited, fill, places, report, row, with_part
from tests.loaders.conftest import IN_TIME, Send
from tests.workbooks import biff5
from tests.workbooks.ole import compound
from warehouse.connection import Warehouse
from warehouse.queries import reported_in_force
from warehouse.records import OFFICE
from warehouse.submit import send_back

HISTORY_IN_TIME = datetime(2024, 12, 31)


def refused(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Rule and cell of every error of a refused report, all on its one sheet."""
    assert answer["status"] == "refused"
    assert answer["rows"] == 0
    assert answer["submission_id"] is None
    return [(rule, cell) for rule, _, cell in places(answer)]


def warned(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    assert answer["status"] == "accepted", answer
    return [(rule, cell) for rule, _, cell in places(answer, "warning")]


def test_a_plain_report_is_stored(send: Send, warehouse: Warehouse) -> None:
    answer = send(report([row("08-1", 3), row("09-1", 12.5), row("09-3", 38, 40), row("01-1", state="已完成", evidence="文件")]))
    assert answer["issues"] == []
    assert (answer["kind"], answer["unit"], answer["period"], answer["status"], answer["rows"]) == (
        "report", "泾川县", "2024-06", "accepted", 4)  # fmt: skip
    assert answer["submission_id"][14] == "7"
    with warehouse.reading() as cursor:
        values = {v.indicator_id: v.value for v in reported_in_force(cursor, "jingchuan")}
        stored = cursor.execute("select indicator_id, typed, source_cell, numerator, denominator, evidence from reported_value").fetchall()
    assert values == {"08-1": 3, "09-1": 12.5, "09-3": 0.95, "01-1": 1}
    assert sorted(stored) == [
        ("01-1", "已完成", "填报表!E8", None, None, "文件"),
        ("08-1", "3", "填报表!C5", None, None, None),
        ("09-1", "12.5", "填报表!C6", None, None, None),
        ("09-3", "38/40", "填报表!C7", 38, 40, None),
    ]


ROWS: dict[str, tuple[list[object], str, str]] = {
    "no number": (row("08-1", "约3"), "figure_unreadable", "C5"),
    "a span": (row("08-1", "3-5"), "figure_unreadable", "C5"),
    "negative": (row("08-1", -1), "figure_negative", "C5"),
    "half a meeting": (row("08-1", 2.5), "figure_fractional", "C5"),
    "a figure turned into a date": (row("08-1", date(2024, 3, 5)), "figure_is_date", "C5"),
    "an error value": (row("08-1", "#REF!"), "cell_is_error", "C5"),
    "another error value": (row("08-1", "#DIV/0!"), "cell_is_error", "C5"),
    "a formula never calculated": (row("08-1", "=1+2"), "formula_without_value", "C5"),
    "a state that is none": (row("01-1", state="基本完成"), "state_unknown", "E5"),
    "an unknown number": (row("99-9", 3), "indicator_unknown", "A5"),
    "a number without its zero": (row("8-1", 3), "indicator_unknown", "A5"),
    "an unknown name": (row(None, 3, name="某项工作"), "indicator_unknown", "B5"),
    "no name at all": (row(None, 3, remark="x"), "indicator_missing", "A5"),
    "a number turned into a date": (row(date(2024, 8, 1), 3), "code_is_date", "A5"),
    "a number turned into a date's text": (row("2024-08-01", 3), "code_is_date", "A5"),
    "an error for a number": (row("#N/A", 3), "cell_is_error", "A5"),
    "no target": (row("26-2", state="推进中"), "indicator_without_target", "A5"),
    "不适用": (row("11-2", state="推进中"), "indicator_without_target", "A5"),
    "no target, found by name": (row(None, state="推进中", name="园区落实进学校"), "indicator_without_target", "B5"),
    "a bare share": (row("09-3", 0.95), "total_missing", "D5"),
    "a number without its total": (row("09-3", 38), "total_missing", "D5"),
    "a total of 0": (row("09-3", 0, 0), "total_zero", "D5"),
    "a total that is none": (row("09-3", 38, "约40"), "figure_unreadable", "D5"),
    "more than all": (row("09-3", 41, 40), "figure_over_total", "C5"),
    "more than all in one cell": (row("09-3", "41/40"), "figure_over_total", "C5"),
    "over 100%": (row("09-3", "101%"), "share_over_one", "C5"),
    "two totals": (row("09-3", "38/40", 45), "totals_differ", "C5"),
    "half a school": (row("09-3", 38.5, 40), "figure_fractional", "C5"),
    "an error in a remark": (row("08-1", 3, remark="#NAME?"), "cell_is_error", "I5"),
    "the state column for a count": (row("08-1", state="推进中"), "figure_in_other_column", "E5"),
    "the number column for a state": (row("01-1", 1), "figure_in_other_column", "C5"),
}


ROWS |= {
    "an error in the other figure's column": (row("08-1", 3, state="#REF!"), "cell_is_error", "E5"),
    "an error for a total that isn't needed": (row("08-1", 3, "#REF!"), "cell_is_error", "D5"),
    "a formula in the other figure's column": (row("08-1", 3, state="=A1"), "formula_without_value", "E5"),
    "an error in the figures' column of a state": (row("01-1", "#N/A", state="推进中"), "cell_is_error", "C5"),
    "an error beside a blank figure": (row("08-1", state="#N/A"), "cell_is_error", "E5"),
    "a share beside an error": (row("09-3", "95%", "#REF!"), "cell_is_error", "D5"),
    "a fraction beside an error": (row("09-3", "38/40", "#REF!"), "cell_is_error", "D5"),
    "a share beside a formula": (row("09-3", "95%", "=A1"), "formula_without_value", "D5"),
    "a share of nothing": (row("09-3", "95%", 0), "total_zero", "D5"),
    "a fraction beside a total of 0": (row("09-3", "38/40", 0), "total_zero", "D5"),
    "a blank between digits": (row("08-1", "1 2"), "figure_unreadable", "C5"),
    "a blank in a fraction": (row("09-3", "3 8/40"), "figure_unreadable", "C5"),
    "a blank in a share": (row("09-3", "9 5%", 100), "figure_unreadable", "C5"),
    "a blank in a total": (row("09-3", 3, "4 0"), "figure_unreadable", "D5"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_refused_at_its_cell(send: Send, name: str) -> None:
    cells, rule, cell = ROWS[name]
    answer = send(report([cells, row("08-2", 2)]))
    assert refused(answer) == [(rule, cell)]
    assert f"填报表!{cell}" in answer["issues"][0]["message"]


def test_blanks_that_part_no_number(send: Send) -> None:
    rows = [row("08-1", " 3 个 "), row("08-2", "十二 次"), row("09-3", "38 / 40"), row("09-4", "95 %"), row("09-1", "\u30001,200 课时")]
    answer = send(report(rows))
    assert (answer["status"], answer["rows"]) == ("accepted", 5)


def test_what_is_typed_in_the_other_column_is_named_where_it_stands(send: Send) -> None:
    state, figure = (send(report([cells]))["issues"][0]["message"] for cells in (row("08-1", state="推进中"), row("01-1", 1)))
    assert state.endswith("填的是“推进中”,填在了进展情况一栏,而本指标应填完成值(数字);请改填到 C5,并清空这一格。")
    assert figure.endswith("填的是“1”,填在了完成值一栏,而本指标应填进展情况(已完成、推进中、未启动 之一);请改填到 E5,并清空这一格。")


def test_the_example_of_the_contract(send: Send) -> None:
    answer = send(report([row("08-1", "约3")]))
    assert answer["issues"][0]["message"] == "填报表!C5(08-1 党委常委会研究民族工作):填的是“约3”,应为整数;请改为确切数字,如 3。"


def test_all_faults_at_once_structure_first(send: Send) -> None:
    answer = send(report([row("08-1", "若干"), row("99-1", 3), row("09-3", "约38", 0)], unit="火星县", period="六月"))
    assert refused(answer) == [
        ("unit_unknown", "B2"),
        ("period_unreadable", "E2"),
        ("figure_unreadable", "C5"),
        ("indicator_unknown", "A6"),
        ("figure_unreadable", "C7"),
        ("total_zero", "D7"),
    ]
    assert (answer["unit"], answer["period"]) == (None, None)


HEADS: dict[str, tuple[dict[str, Any], list[tuple[str, str | None]]]] = {
    "unknown unit": ({"unit": "火星县"}, [("unit_unknown", "B2")]),
    "no unit": ({"unit": None}, [("unit_missing", "B2")]),
    "no period": ({"period": None}, [("period_missing", "E2")]),
    "no month": ({"period": "六月"}, [("period_unreadable", "E2")]),
    "may be October": ({"period": 2024.1}, [("period_ambiguous", "E2")]),
    "before the plan": ({"period": "2023年6月"}, [("period_outside_plan", "E2")]),
    "after the plan": ({"period": "2026年1月"}, [("period_outside_plan", "E2")]),
    "not begun": ({"period": "2024年8月"}, [("period_in_future", "E2")]),
    "an error for a unit": ({"unit": "#REF!"}, [("cell_is_error", "B2")]),
    "a formula for a month": ({"period": "=TODAY()"}, [("formula_without_value", "E2")]),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_refused_at_its_cell(send: Send, name: str) -> None:
    heads, expected = HEADS[name]
    assert refused(send(report([row("08-1", 3)], **heads))) == expected


def test_one_cell_for_label_and_value_is_named_itself(send: Send) -> None:
    def join(sheet: Worksheet) -> None:
        sheet["A2"], sheet["B2"], sheet["D2"], sheet["E2"] = "填报单位:火星县  填报期:六月", None, None, None

    assert refused(send(report([row("08-1", 3)], change=join))) == [("unit_unknown", "A2"), ("period_unreadable", "A2")]


def test_no_label_at_all_is_the_whole_file(send: Send) -> None:
    def strip(sheet: Worksheet) -> None:
        for cell in ("A2", "B2", "D2", "E2"):
            sheet[cell] = None

    answer = send(report([row("08-1", 3)], change=strip))
    assert places(answer) == [("unit_missing", None, None), ("period_missing", None, None)]


def test_the_month_of_receipt_may_be_reported(send: Send) -> None:
    assert send(report([row("08-1", 3)]), received_at=datetime(2024, 6, 1))["status"] == "accepted"
    assert refused(send(report([row("08-1", 4)]), received_at=datetime(2024, 5, 31, 23, 59))) == [("period_in_future", "E2")]


def test_pooled_indicators_are_for_county_level_units(send: Send) -> None:
    assert send(report([row("14-1", 1)]))["status"] == "accepted"
    assert send(report([row("14-1", 1)], unit="平凉高新区"))["status"] == "accepted"
    assert refused(send(report([row("14-1", 1)], unit="市民宗委"))) == [("indicator_without_target", "A5")]


def test_the_sender_speaks_for_itself(send: Send) -> None:
    content = report([row("08-1", 3)])
    assert refused(send(content, sender="静宁县")) == [("sender_not_allowed", "B2")]
    assert places(send(content, sender="火星县")) == [("sender_unknown", None, None)]
    assert send(content, sender="泾川")["status"] == "accepted"


def test_who_sent_it_is_kept(send: Send, warehouse: Warehouse) -> None:
    send(report([row("08-1", 3)]), sender="泾川")
    send(report([row("08-1", 3)], unit="静宁县"))
    with warehouse.reading() as cursor:
        assert cursor.execute("select received_by from submission order by received_by").fetchall() == [(OFFICE,), ("泾川县",)]


def test_the_future_is_refused(send: Send) -> None:
    assert places(send(report([row("08-1", 3)]), received_at=datetime(2999, 1, 1))) == [("received_in_future", None, None)]


# ---- twice ---------------------------------------------------------------------------------------------------------------


def test_the_same_indicator_twice(send: Send) -> None:
    assert refused(send(report([row("08-1", 3), row("08-2", 1), row("08-1", 4)]))) == [("indicator_twice", "A7")]
    assert refused(send(report([row("08-1", 3), row(None, 4, name="党委常委会研究民族工作")]))) == [("indicator_twice", "B6")]
    same = send(report([row("08-1", 3), row("08-1", "三次"), row("09-3", 38, 40), row("09-3", "95%")]))
    assert (same["status"], same["rows"]) == ("accepted", 2)


def test_twice_with_one_blank(send: Send) -> None:
    assert send(report([row("08-1"), row("08-1", 3)]))["rows"] == 1


# ---- empty ---------------------------------------------------------------------------------------------------------------


def test_nothing_filled(send: Send) -> None:
    assert places(send(report([row("08-1"), row("01-1")]))) == [("nothing_filled", None, None)]
    assert places(send(report([]))) == [("nothing_filled", None, None)]


def test_blank_rows_are_passed_over_before_any_check(send: Send) -> None:
    answer = send(
        report(
            [
                row("99-9"),
                row(date(2024, 8, 1)),
                row("26-2", remark="不涉及"),
                row("09-3", None, 40),
                row("08-1", " \u3000"),
                row("08-2", 1),
            ]
        )
    )
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 1, [])


def test_an_empty_workbook(send: Send) -> None:
    def clear(sheet: Worksheet) -> None:
        sheet.delete_rows(1, 20)

    assert places(send(report([], change=clear))) == [("sheet_empty", None, None)]


def test_headings_that_are_not_known_are_shown(send: Send) -> None:
    answer = send(report([row("08-1", 3)], change=lambda sheet: sheet.__setitem__("C4", "完成额") or sheet.__setitem__("E4", "x")))
    assert places(answer) == [("heading_missing", "填报表", "A4")]
    assert "完成额" in answer["issues"][0]["message"]


# ---- several sheets ------------------------------------------------------------------------------------------------------


def two_sheets(first: list[list[object]], second: list[list[object]], **heads: object) -> bytes:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        fill(sheet.parent.create_sheet("续表"), second, heads.get("unit"), heads.get("period"))

    return report(first, change=add)


def test_heads_may_stand_on_the_first_sheet_alone(send: Send) -> None:
    answer = send(two_sheets([row("08-1", 3)], [row("08-2", 2)]))
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 2, [])


def test_twice_across_sheets(send: Send) -> None:
    answer = send(two_sheets([row("08-1", 3)], [row("08-1", 4)]))
    assert places(answer) == [("indicator_twice", "续表", "A5")]


def test_different_heads_are_refused_naming_both_sheets(send: Send) -> None:
    units = send(two_sheets([row("08-1", 3)], [row("08-2", 2)], unit="静宁县"))
    assert places(units) == [("units_differ", "续表", "B2")]
    assert "填报表!B2" in units["issues"][0]["message"]
    months = send(two_sheets([row("08-1", 3)], [row("08-2", 2)], period="2024年5月"))
    assert places(months) == [("periods_differ", "续表", "E2")]


def other_kind(sheet: Worksheet) -> None:
    for place, text in {"A1": "示范点名录", "A2": "填报单位:泾川县", "A4": "名称", "B4": "类别", "A5": "某村", "B5": "社区"}.items():
        sheet[place] = text


def test_kinds_differ(send: Send) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other_kind(sheet.parent.create_sheet("名录"))

    answer = send(report([row("08-1", 3)], change=add))
    assert places(answer) == [("kinds_differ", "名录", None)]
    assert "填报表" in answer["issues"][0]["message"]


# ---- against what is in force ----------------------------------------------------------------------------------------------


def month(number: int, *rows: list[object], year: int = 2024, unit: str = "泾川县") -> bytes:
    return report(rows, unit=unit, period=f"{year}年{number}月")


def test_a_count_does_not_fall_within_its_window(send: Send) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    assert send(month(3, row("08-1", 5), row("09-1", 6)), **late)["status"] == "accepted"
    assert refused(send(month(4, row("08-1", 4), row("09-1", 5.5)), **late)) == [
        ("value_below_earlier", "C5"),
        ("value_below_earlier", "C6"),
    ]
    assert "2024年3月" in send(month(4, row("08-1", 4)), **late)["issues"][0]["message"]
    assert send(month(4, row("08-1", 4, remark="三月多报一次")), **late)["status"] == "accepted"
    assert refused(send(month(5, row("08-1", 4)), **late)) == [("value_below_earlier", "C5")]
    assert send(month(5, row("08-1", 5)), **late)["status"] == "accepted"


def test_nor_does_it_exceed_a_later_month(send: Send) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    send(month(6, row("08-1", 3)), **late)
    assert refused(send(month(4, row("08-1", 4)), **late)) == [("value_above_later", "C5")]
    assert send(month(4, row("08-1", 3)), **late)["status"] == "accepted"


def test_another_window_or_unit_is_another_count(send: Send) -> None:
    late = {"received_at": datetime(2025, 2, 28)}
    send(month(12, row("08-1", 9)), **late)
    send(month(12, row("08-1", 9), unit="静宁县"), **late)
    assert send(month(1, row("08-1", 0), year=2025), **late)["status"] == "accepted"
    assert send(month(12, row("08-1", 9), row("09-1", 4)), **late)["status"] == "accepted"
    assert refused(send(month(1, row("08-1", 1), row("09-1", 3), year=2025), **late)) == [("value_below_earlier", "C6")]


def test_the_report_that_is_replaced_does_not_count(send: Send) -> None:
    send(report([row("08-1", 5)]))
    assert send(report([row("08-1", 4)]))["status"] == "accepted"


def test_a_share_or_state_that_falls_is_a_warning(send: Send) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    send(month(9, row("09-3", 38, 40), row("01-1", state="已完成", evidence="文")), **late)
    answer = send(month(10, row("09-3", 30, 40), row("01-1", state="推进中")), **late)
    assert [w for w in warned(answer) if w[0] != "report_late"] == [("share_below_earlier", "C5"), ("share_below_earlier", "E6")]


def test_a_jump_is_a_warning(send: Send) -> None:
    late = {"received_at": datetime(2024, 5, 5)}
    send(month(2, row("08-1", 2), row("08-2", 0), row("08-3", 1)), **late)
    send(month(3, row("08-1", 3), row("08-2", 0), row("08-3", 1)), **late)
    answer = send(month(4, row("08-1", 9), row("08-2", 40), row("08-3", 4)), **late)
    assert warned(answer) == [("value_jumped", "C7")]


def test_done_without_evidence(send: Send) -> None:
    answer = send(
        report(
            [
                row("01-1", state="已完成"),
                row("01-2", state="推进中"),
                row("01-3", state="√", evidence="文件"),
                row("02-1", state="√", evidence="无"),
            ]
        )
    )
    assert warned(answer) == [("evidence_missing", "F5"), ("evidence_missing", "F8")]


def test_rows_that_are_left_blank(send: Send) -> None:
    send(report([row("08-1", 3), row("08-2", 1), row("01-1", state="推进中"), row("08-3", 1)]))
    answer = send(report([row("08-1", 3), row("08-2"), row("01-1")]))
    assert warned(answer) == [("row_left_blank", "E7"), ("row_left_blank", "C6"), ("row_left_blank", None)]


def test_hidden_rows_and_sheets(send: Send) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[6].hidden = True
        sheet.row_dimensions[7].hidden = True

    answer = send(report([row("08-1", 3), row("08-2", 2), row("08-3")], change=hide))
    assert warned(answer) == [("row_hidden", "C6")]
    assert answer["rows"] == 2

    def hide_second(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        second = sheet.parent.create_sheet("续表")
        fill(second, [row("08-2", 2)], None, None)
        second.sheet_state = "hidden"

    assert places(send(report([row("08-1", 3)], change=hide_second)), "warning") == [("row_hidden", "续表", "C5")]


def test_no_counted_window(send: Send) -> None:
    answer = send(month(9, row("09-1", 3), row("08-1", 2), year=2025), received_at=datetime(2025, 10, 5))
    assert warned(answer) == [("no_counted_window", "C5")]
    assert answer["rows"] == 2


def test_late(send: Send) -> None:
    assert warned(send(report([row("08-1", 3)]), received_at=datetime(2024, 7, 10, 23, 59, 59))) == []
    answer = send(report([row("08-1", 4)]), received_at=datetime(2024, 7, 11))
    assert places(answer, "warning") == [("report_late", None, None)]


def test_a_due_day_that_a_month_does_not_have() -> None:
    assert due_day(date(2024, 1, 1), 31) == date(2024, 2, 29)
    assert due_day(date(2024, 12, 1), 10) == date(2025, 1, 10)


# ---- the same bytes ----------------------------------------------------------------------------------------------------------


def test_the_same_bytes_again_change_nothing(send: Send, warehouse: Warehouse) -> None:
    content = report([row("08-1", 3), row("01-1", state="已完成")])
    first = send(content)
    before = warehouse.data_version
    again = send(content, received_at=datetime(2024, 8, 1), file_name="另一个名字.xlsx")
    assert (again["status"], again["submission_id"], again["issues"]) == ("unchanged", first["submission_id"], [])
    assert warehouse.data_version == before


def test_the_same_bytes_after_another_are_new(send: Send) -> None:
    content, other = report([row("08-1", 3)]), report([row("08-1", 4)])
    assert [send(c, received_at=datetime(2024, 7, day))["status"] for day, c in ((1, content), (2, other), (3, content))] == [
        "accepted"
    ] * 3


def test_the_same_bytes_after_a_return_are_new_and_warned_of(send: Send, warehouse: Warehouse) -> None:
    content = report([row("08-1", 3)])
    first = send(content)
    with warehouse.writing() as cursor:
        send_back(cursor, first["submission_id"], "数不对", datetime(2024, 7, 6), OFFICE)
    answer = send(content, received_at=datetime(2024, 7, 7))
    assert places(answer, "warning") == [("same_as_returned", None, None)]
    assert answer["submission_id"] != first["submission_id"]


def test_a_dry_run_stores_nothing(send: Send, warehouse: Warehouse) -> None:
    answer = send(report([row("08-1", 3)]), dry_run=True)
    assert (answer["status"], answer["submission_id"], answer["rows"]) == ("accepted", None, 1)
    with warehouse.reading() as cursor:
        assert cursor.execute("select count(*) from submission").fetchone() == (0,)


def test_a_refused_report_stores_nothing_and_wakes_nobody(send: Send, warehouse: Warehouse) -> None:
    before = warehouse.data_version
    refused(send(report([row("08-1", 3), row("08-2", "约3")])))
    refused(send(month(3, row("08-1", 3)), sender="静宁县"))
    assert warehouse.data_version == before
    with warehouse.reading() as cursor:
        assert cursor.execute("select count(*) from submission").fetchone() == (0,)


def test_what_the_page_sends_waits_for_a_confirmation(send: Send, warehouse: Warehouse) -> None:
    send(report([row("01-1", state="已完成")]), is_confirmed=False)
    send(report([row("08-1", 3)], unit="静宁县"), is_confirmed=False)
    with warehouse.reading() as cursor:
        assert cursor.execute("select is_confirmed from submission order by unit_code").fetchall() == [(False,), (True,)]


# ---- 演示数据 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "name", "is_demo"),
    [
        (lambda s: s.__setitem__("A1", "任务完成情况填报表(演示数据)"), "a.xlsx", True),
        (lambda s: s.__setitem__("A20", "注:本表为演示数据"), "a.xlsx", True),
        (lambda s: setattr(s.oddHeader.center, "text", "演示数据"), "a.xlsx", True),
        (lambda s: setattr(s, "title", "演示数据"), "a.xlsx", True),
        (lambda s: None, "演示数据_六月.xlsx", True),
        (lambda s: s.__setitem__("I5", "演示数据平台"), "a.xlsx", False),
        (lambda s: None, "a.xlsx", False),
    ],
)
def test_demo_data(send: Send, warehouse: Warehouse, change: Callable[[Worksheet], Any], name: str, is_demo: bool) -> None:
    assert send(report([row("08-1", 3)], change=change), file_name=name)["status"] == "accepted"
    with warehouse.reading() as cursor:
        assert cursor.execute("select is_demo from submission").fetchone() == (is_demo,)


# ---- what must not be kept or repeated -----------------------------------------------------------------------------------------


def test_a_number_is_refused_wherever_it_hides_and_never_repeated(send: Send) -> None:
    number = "11010519491231002X"

    def hide(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet["B30"] = "联系人 110105 19491231 002x"
        sheet["C5"].comment = Comment(f"张三 {number}", "x")
        secret = sheet.parent.create_sheet(f"表{number}")
        secret.sheet_state = "veryHidden"
        secret["A1"] = 110105194912310021
        sheet["I6"] = number

    answer = send(report([row("08-1", "约3"), row("08-2", number)], change=hide))
    found = {(sheet, cell) for rule, sheet, cell in places(answer) if rule == "personal_id_number"}
    assert found == {("填报表", "B30"), ("填报表", "C5"), ("填报表", "C6"), ("填报表", "I6"), ("第2张工作表", None), ("第2张工作表", "A1")}
    assert "49123" not in str(answer)
    assert ("figure_unreadable", "填报表", "C5") in places(answer)


def test_roster_and_column(send: Send) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        roster = sheet.parent.create_sheet("台账")
        for column, heading in enumerate(("序号", "姓 名", "民族", "居民身份证号"), start=1):
            roster.cell(1, column, heading)

    answer = send(report([row("08-1", 3)], change=add))
    assert sorted(places(answer)) == [("personal_id_column", "台账", "D1"), ("personal_roster", "台账", "B1")]


def test_a_damaged_file_is_one_plain_sentence(send: Send) -> None:
    answer = send(report([row("08-1", 3)])[:900])
    assert places(answer) == [("file_damaged", None, None)]
    assert answer["kind"] is None


def test_a_fault_of_ours_is_a_sentence_too(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr("loaders.judge.read_content", broken)
    answer = load(warehouse, "a.xlsx", report([row("08-1", 3)]), received_at=IN_TIME)
    assert places(answer) == [("program_failed", None, None)]


def test_the_columns_headings_are_all_known() -> None:
    from loaders.layout.words import Vocabulary

    assert all(heading in Vocabulary().column_keys("report") for heading in HEADINGS)


def test_editing_keeps_the_rest(send: Send) -> None:
    """A text cell, a rich one and a stored formula result are read alike."""
    content = edited(report([row("08-1", 3)]), lambda sheet: sheet.__setitem__("C5", "4"))
    assert send(content)["status"] == "accepted"


# ---- two heads in one sheet ----------------------------------------------------------------------------------------------------


def second_head(*cells: object, at: int = 3) -> Callable[[Worksheet], None]:
    def put(sheet: Worksheet) -> None:
        for column, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(at, column, value)

    return put


SECOND_HEADS: dict[str, tuple[Callable[[Worksheet], None], list[tuple[str, str | None]]]] = {
    "another unit": (second_head("填报单位:静宁县"), [("units_differ", "A3")]),
    "another unit beside its label": (second_head("报送单位:", "静宁县"), [("units_differ", "B3")]),
    "another month": (second_head(None, "数据期:2024年5月"), [("periods_differ", "B3")]),
    "another of both, on a further page": (
        second_head("填报单位:", "静宁县", None, "填报期:", "2024年5月", at=9), [("units_differ", "B9"), ("periods_differ", "E9")]),
    "a further page by a word of many uses": (second_head("单位:静宁县", at=9), [("units_differ", "A9")]),
    "the same again": (second_head("填报单位:泾川", None, "填报期:2024-06", at=9), []),
    "the same again above": (second_head("填报单位:平凉市泾川县", "填报月份:2024.6"), []),
    "a unit of measure": (second_head("单位:个"), []),
    "a unit of measure on a further page": (second_head("单位:个、次", at=9), []),
    "a blank one for the seal": (second_head("填报单位(盖章):", None, "填报期:", at=9), []),
}  # fmt: skip


@pytest.mark.parametrize("name", SECOND_HEADS)
def test_a_second_head_must_say_the_same(send: Send, name: str) -> None:
    change, expected = SECOND_HEADS[name]

    def spoil(sheet: Worksheet) -> None:
        change(sheet)
        for column, heading in enumerate(HEADINGS, start=1):
            sheet.cell(10, column, heading)
        sheet["A11"], sheet["C11"] = "08-3", 1

    answer = send(report([row("08-1", 3)], change=spoil))
    assert [(rule, cell) for rule, _, cell in places(answer)] == expected
    assert answer["status"] == ("refused" if expected else "accepted")


def test_two_words_of_many_uses_must_agree_too(send: Send) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"], sheet["B2"], sheet["A3"] = "单位:泾川县", None, "单位:静宁县"

    assert refused(send(report([row("08-1", 3)], change=change))) == [("units_differ", "A3")]


# ---- entries that say nothing ----------------------------------------------------------------------------------------------------

NOTHING = ["无", "/", "-", "——", 0, "暂无", "没有", "同上", "无。", "//", "N/A", " 暂 无 ", "\uff0f"]


@pytest.mark.parametrize("remark", NOTHING)
def test_a_remark_that_says_nothing_explains_no_fall(send: Send, remark: object) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    send(month(3, row("08-1", 5)), **late)
    assert refused(send(month(4, row("08-1", 4, remark=remark)), **late)) == [("value_below_earlier", "C5")]
    send(month(6, row("08-2", 3)), **late)
    assert refused(send(month(5, row("08-2", 4, remark=remark)), **late)) == [("value_above_later", "C5")]


@pytest.mark.parametrize("remark", ["三月多报一次", "无误,三月多报", "(核减)", "3"])
def test_a_remark_that_explains(send: Send, remark: str) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    send(month(3, row("08-1", 5)), **late)
    assert send(month(4, row("08-1", 4, remark=remark)), **late)["status"] == "accepted"


@pytest.mark.parametrize("evidence", NOTHING)
def test_done_with_evidence_that_is_none(send: Send, evidence: object) -> None:
    assert warned(send(report([row("01-1", state="已完成", evidence=evidence)]))) == [("evidence_missing", "F5")]


def test_a_share_or_state_that_falls_is_a_warning_whatever_the_remark(send: Send) -> None:
    late = {"received_at": HISTORY_IN_TIME}
    send(month(9, row("09-3", 38, 40), row("01-1", state="已完成", evidence="文")), **late)
    answer = send(month(10, row("09-3", 30, 40, remark="学校增加"), row("01-1", state="推进中", remark="返工")), **late)
    assert [w for w in warned(answer) if w[0] != "report_late"] == [("share_below_earlier", "C5"), ("share_below_earlier", "E6")]


def test_only_an_earlier_submission_is_compared(send: Send) -> None:
    """Brought in as received before the one in force, a report leaves nothing blank that was filled before it."""
    send(report([row("08-1", 3), row("08-2", 1)]), received_at=datetime(2024, 7, 8))
    assert warned(send(report([row("08-1", 2), row("08-2")]), received_at=datetime(2024, 7, 3), dry_run=True)) == []
    assert warned(send(report([row("08-1", 2), row("08-2")]), received_at=datetime(2024, 7, 9))) == [("row_left_blank", "C6")]


# ---- what the logs and the terminal must not repeat ------------------------------------------------------------------------------

RAW_CELLS: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "NaN": ("<v>NaN</v>", [("figure_not_finite", "C5")]),
    "INF": ("<v>INF</v>", [("figure_not_finite", "C5")]),
    "-INF": ("<v>-INF</v>", [("figure_not_finite", "C5")]),
    "too large for a number": ("<v>1e999</v>", [("figure_not_finite", "C5")]),
    "thousands": ("<v>1,200</v>", []),
    "a word": ("<v>三次</v>", []),
    "no word": ("<v>约3</v>", [("figure_unreadable", "C5")]),
    "blanks": ("<v> </v>", [("nothing_filled", None)]),
    "a formula with blanks": ("<f>1+2</f><v> </v>", [("formula_without_value", "C5")]),
    "a resident's number": ("<v>11010519491231002X</v>", [("personal_id_number", "C5"), ("figure_unreadable", "C5")]),
}


@pytest.mark.parametrize("name", RAW_CELLS)
def test_number_cells_without_a_number(send: Send, name: str) -> None:
    xml, expected = RAW_CELLS[name]
    content = with_part(
        report([row("08-1", 3)]), SHEET, lambda sheet: re.sub(rb'<c r="C5"[^>]*>.*?</c>', f'<c r="C5">{xml}</c>'.encode(), sheet)
    )
    answer = send(content)
    assert [(rule, cell) for rule, _, cell in places(answer)] == expected
    assert answer["status"] == ("refused" if expected else "accepted")
    assert "1949" not in str(answer)


def test_logs_never_repeat_what_a_workbook_holds(send: Send, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the sandbox's faults nor our own: their types and frames alone."""
    number = "11010519491231002X"
    spoiled = biff5.workbook({"表": {(1, 1): number}}).replace(number.encode(), number.encode()[:-1] + b"\xff")
    with caplog.at_level(logging.DEBUG):
        assert send(compound({"Book": spoiled}))["status"] == "refused"
        assert "could not be read: UnicodeDecodeError: " in caplog.text
        assert "xls.py:" in caplog.text

        def broken(*_: object) -> None:
            raise ValueError(number)

        monkeypatch.setattr("loaders.judge.read_content", broken)
        send(report([row("08-1", 3)]))
    assert "could not be loaded: ValueError: test_checks.py:" in caplog.text
    assert "1949" not in caplog.text
