"""Inspection sheets: what is stored, what is refused by cell, what is warned of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from tests.loaders.books import places, report, row, table
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse

HEADINGS = ("指标编号", "指标内容", "自报值", "核实值", "佐证是否齐全", "发现问题", "整改时限")
HEADS = {"核查单位": "灵台县", "被核查单位": "泾川县", "核查期": "2024年6月"}
"""Rows 2 to 4; headings stand in row 6, rows begin in row 7."""


def inspection(rows: Sequence[Sequence[object]], **how: Any) -> bytes:
    heads = {**HEADS, **how.pop("heads", {})}
    return table("互检核查表", heads, how.pop("headings", HEADINGS), rows, **how)


def line(code: object, verified: object = None, finding: object = None, due: object = None, reported: object = None) -> list[object]:
    return [code, None, reported, verified, None, finding, due]


def stored(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.reading() as cursor:
        return cursor.execute(
            """
            select inspector_code, unit_code, period, indicator_id, verified, numerator, denominator, finding, due_date, source_cell
            from inspected_value order by source_cell
            """
        ).fetchall()


def test_an_inspection_is_stored(send: Send, warehouse: Warehouse) -> None:
    rows = [
        line("08-1", 2, "缺会议记录", "2024年7月底"),
        line("09-3", "38/40", due="2024.8"),
        line("01-1", "推进中", "无"),
        line("08-2", None, "只有通知", "2024-08-15"),
        line("08-3"),
        line("09-1", "十二课时"),
    ]
    answer = send(inspection(rows))
    assert (answer["kind"], answer["unit"], answer["period"]) == ("inspection", "灵台县", "2024-06")
    assert (answer["status"], answer["rows"], places(answer)) == ("accepted", 5, [])
    june = date(2024, 6, 1)
    key = ("lingtai", "jingchuan", june)
    assert stored(warehouse) == [
        (*key, "09-1", 12, None, None, None, None, "表!D12"),
        (*key, "08-1", 2, None, None, "缺会议记录", date(2024, 7, 31), "表!D7"),
        (*key, "09-3", 0.95, 38, 40, None, date(2024, 8, 31), "表!D8"),
        (*key, "01-1", 0.5, None, None, None, None, "表!D9"),
        (*key, "08-2", None, None, None, "只有通知", date(2024, 8, 15), "表!F10"),
    ]


REFUSED = {
    "a number in doubt": (line("08-1", "约3"), [("figure_unreadable", "D7")]),
    "a bare coverage": (line("09-3", 38), [("total_missing", "D7")]),
    "a state that is none": (line("01-1", "差不多"), [("state_unknown", "D7")]),
    "more than all": (line("09-3", "41/40"), [("figure_over_total", "D7")]),
    "an unknown indicator": (line("88-8", 3), [("indicator_unknown", "A7")]),
    "none of the inspected unit's": (line("30-1", 3), [("indicator_unknown", "A7")]),
    "a deadline that is no day": (line("08-1", 3, "x", "尽快"), [("day_unreadable", "G7")]),
    "an error": (line("08-1", "#DIV/0!"), [("cell_is_error", "D7")]),
    "turned into a date": (line("08-1", datetime(2024, 3, 5)), [("figure_is_date", "D7")]),
    "negative": (line("08-1", -1), [("figure_negative", "D7")]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_cell(send: Send, name: str) -> None:
    cells, expected = REFUSED[name]
    answer = send(inspection([cells]))
    assert [(rule, cell) for rule, _, cell in places(answer)] == expected


def test_an_indicator_that_the_inspected_unit_has_not(send: Send) -> None:
    answer = send(inspection([line("08-1", 3)], heads={"被核查单位": "市教育局"}))
    assert places(answer) == [("indicator_without_target", "表", "A7")]


def test_nobody_inspects_itself(send: Send) -> None:
    answer = send(inspection([line("08-1", 3)], heads={"被核查单位": "灵台"}))
    assert places(answer) == [("inspects_itself", "表", "B3")]


def test_heads_that_are_missing_or_unknown(send: Send) -> None:
    answer = send(inspection([line("08-1", 3)], heads={"核查单位": None, "被核查单位": "火星县", "核查期": "夏天"}))
    assert places(answer) == [("unit_missing", "表", "B2"), ("unit_unknown", "表", "B3"), ("period_unreadable", "表", "B4")]
    assert "核查单位" in answer["issues"][0]["message"]
    assert "被核查单位" in answer["issues"][1]["message"]


def test_other_spellings_of_the_heads(send: Send) -> None:
    content = table("互检核查表", {"检查单位:": "灵台县", "受检单位:": "泾川县", "检查期:": "202406"}, ("编号", "核实值"), [["08-1", 3]])
    answer = send(content)
    assert (answer["status"], answer["unit"], answer["period"]) == ("accepted", "灵台县", "2024-06")


def test_the_sender_is_the_inspector(send: Send) -> None:
    content = inspection([line("08-1", 3)])
    assert places(send(content, sender="泾川县")) == [("sender_not_allowed", "表", "B2")]
    assert send(content, sender="灵台县")["status"] == "accepted"


def test_a_month_to_come_and_one_outside(send: Send) -> None:
    assert places(send(inspection([line("08-1", 3)], heads={"核查期": "2024年8月"}))) == [("period_in_future", "表", "B4")]
    assert places(send(inspection([line("08-1", 3)], heads={"核查期": "2022年8月"}))) == [("period_outside_plan", "表", "B4")]


def test_twice_with_different_values(send: Send) -> None:
    answer = send(inspection([line("08-1", 3), line("08-1", 2)]))
    assert places(answer) == [("indicator_twice", "表", "A8")]
    assert send(inspection([line("08-1", 3), line("08-1", "三")]))["rows"] == 1


def test_untouched(send: Send) -> None:
    assert places(send(inspection([line("08-1", reported=3), line("08-2", finding="无")]))) == [("nothing_inspected", None, None)]


def test_self_reported_unlike_the_report(send: Send) -> None:
    send(report([row("08-1", 3), row("01-1", state="已完成", evidence="文"), row("09-3", 38, 40)]))
    rows = [line("08-1", 2, reported="4次"), line("01-1", "推进中", reported="√"), line("09-3", "30/40", reported="95%")]
    answer = send(inspection(rows))
    assert (answer["status"], places(answer, "warning")) == ("accepted", [("self_reported_unlike", "表", "C7")])
    assert "“4次”" in answer["issues"][0]["message"] and "“3”" in answer["issues"][0]["message"]


def test_an_indicator_left_out_of_a_sheet_sent_again(send: Send) -> None:
    send(inspection([line("08-1", 3), line("08-2", 1)]))
    answer = send(inspection([line("08-1", 3), line("08-2")]), received_at=datetime(2024, 7, 6))
    assert (answer["status"], places(answer, "warning")) == ("accepted", [("row_left_blank", "表", "D8")])


def test_two_inspected_units_in_one_file(send: Send) -> None:
    def second(sheet: Any) -> None:
        copy = sheet.parent.copy_worksheet(sheet)
        copy["B3"] = "崇信县"

    answer = send(inspection([line("08-1", 3)], change=second))
    assert [(rule, cell) for rule, _, cell in places(answer)] == [("units_differ", "B3")]
    assert answer["issues"][0]["sheet"] == "表 Copy"
