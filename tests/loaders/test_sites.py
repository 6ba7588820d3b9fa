"""Registers of demonstration sites: what is stored, what is refused by cell, what is warned of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from tests.loaders.books import places, report, row, table
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse

HEADINGS = ("名称", "类别", "级别", "乡镇(街道)", "命名时间", "经度", "纬度", "备注")
CELL = "ABCDEFGH"
FIRST = 5


def register(rows: Sequence[Sequence[object]], unit: object = "泾川县", **how: Any) -> bytes:
    return table("示范点名录", {"填报单位": unit}, how.pop("headings", HEADINGS), rows, **how)


def site(name: object, domain: object = "进学校", level: object = "县级", named: object = "2024年3月", *rest: object) -> list[object]:
    return [name, domain, level, None, named, *rest]


def stored(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.reading() as cursor:
        return cursor.execute(
            "select domain, name, level, named_on, longitude, latitude, source_cell from site order by source_cell"
        ).fetchall()


def test_a_register_is_stored_whole(send: Send, warehouse: Warehouse) -> None:
    rows = [
        ["城关小学", "学校", "省级", "城关镇", datetime(2023, 5, 8), 107.36, "35.33", "x"],
        ["“石榴红”社区", "进社区(村)", "市级", None, "2024.5", None, None, None],
        ["某寺", "宗教场所", "县", None, "2022/5/8", None, None, None],
    ]
    answer = send(register(rows), file_name="名录.xlsx")
    assert (answer["kind"], answer["unit"], answer["period"], answer["status"], answer["rows"]) == ("sites", "泾川县", None, "accepted", 3)
    assert answer["issues"] == []
    assert stored(warehouse) == [
        ("school", "城关小学", "省级", date(2023, 5, 8), 107.36, 35.33, "表!A5"),
        ("community", "“石榴红”社区", "市级", date(2024, 5, 1), None, None, "表!A6"),
        ("venue", "某寺", "县级", date(2022, 5, 8), None, None, "表!A7"),
    ]


REFUSED = {
    "an unknown domain": (site("甲校", "进校园吧"), [("site_domain_unknown", "B5")]),
    "no domain": (site("甲校", None), [("site_domain_missing", "B5")]),
    "no name": (site(None), [("site_name_missing", "A5")]),
    "a level that is none": (site("甲校", level="很高"), [("site_level_unknown", "C5")]),
    "a year alone": (site("甲校", named="2024年"), [("day_unreadable", "E5")]),
    "eight digits": (site("甲校", named=20240731), [("day_unreadable", "E5")]),
    "the end of a month is no first day": (site("甲校", named="2024年7月底"), [("day_unreadable", "E5")]),
    "no such day": (site("甲校", named="2024-02-30"), [("day_unreadable", "E5")]),
    "January or October": (site("甲校", named=2024.1), [("day_ambiguous", "E5")]),
    "an error": (site("甲校", named="#REF!"), [("cell_is_error", "E5")]),
    "longitude alone": (site("甲校", "进学校", "县级", "2024年3月", 106.6), [("coordinate_missing", "G5")]),
    "swapped": (
        site("甲校", "进学校", "县级", "2024年3月", 35.5, 106.6),
        [("coordinate_unreadable", "F5"), ("coordinate_unreadable", "G5")],
    ),
    "degrees and minutes": (
        site("甲校", "进学校", "县级", "2024年3月", "106°40′", "35°30′"),
        [("coordinate_unreadable", "F5"), ("coordinate_unreadable", "G5")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_cell(send: Send, name: str) -> None:
    cells, expected = REFUSED[name]
    answer = send(register([cells]))
    assert [(rule, cell) for rule, _, cell in places(answer)] == expected
    assert answer["status"] == "refused"


def test_all_faults_at_once(send: Send) -> None:
    answer = send(register([site("甲校", "x"), site("乙校"), site("丙校", named="约三月")]))
    assert [(rule, cell) for rule, _, cell in places(answer)] == [("site_domain_unknown", "B5"), ("day_unreadable", "E7")]


NAMED = {
    "2024-07-31": date(2024, 7, 31),
    "2024/5/8": date(2024, 5, 8),
    "2024.5.8": date(2024, 5, 8),
    "2024年7月31日": date(2024, 7, 31),
    " 2024 年 7 月 31 日 ": date(2024, 7, 31),
    "2024年3月": date(2024, 3, 1),
    "2024.1": date(2024, 1, 1),
}


@pytest.mark.parametrize("text", NAMED)
def test_when_a_site_was_named(send: Send, warehouse: Warehouse, text: str) -> None:
    assert send(register([site("甲校", named=text)]))["status"] == "accepted"
    assert stored(warehouse)[0][3] == NAMED[text]


def test_a_number_shown_as_a_month(send: Send, warehouse: Warehouse) -> None:
    assert send(register([site("甲校", named=2024.5)]))["status"] == "accepted"
    assert stored(warehouse)[0][3] == date(2024, 5, 1)


def test_sections_numbering_and_prepared_rows_are_passed_over(send: Send) -> None:
    headings = ("序号", *HEADINGS)
    rows = [
        ["一、进学校"],
        [1, *site("甲校")],
        [2, None, "进学校", None, None, None],
        ["合计", None, None, "1个"],
    ]
    answer = send(register(rows, headings=headings))
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


def test_a_total_under_the_domain(send: Send) -> None:
    assert send(register([site("甲校"), [None, "合计", None, None, "1个"]]))["rows"] == 1


def test_a_section_in_the_column_of_names(send: Send) -> None:
    assert send(register([["进学校"], site("甲校"), ["(二)其他"], site("乙校")]))["rows"] == 2
    answer = send(register([site("甲校"), ["乙校"]]))
    assert [(rule, cell) for rule, _, cell in places(answer)] == [("site_domain_missing", "B6")]


def test_a_domain_merged_over_its_sites(send: Send) -> None:
    answer = send(register([site("甲校"), site("乙校", None)], change=lambda sheet: sheet.merge_cells("B5:B6")))
    assert (answer["status"], answer["rows"]) == ("accepted", 2)


def test_warnings(send: Send) -> None:
    send(register([site("共有的学校")], unit="灵台县"))
    rows = [
        site("共有的学校"),
        site("甲校", named=None),
        site("示范村", "省级互嵌式", "市级"),
        site("示范村", "省级互嵌式", None),
    ]
    answer = send(register(rows))
    assert answer["status"] == "accepted"
    assert [(rule, cell) for rule, _, cell in places(answer, "warning")] == [
        ("site_without_date", "E6"),
        ("site_level_unlike", "C7"),
        ("site_elsewhere", "A5"),
    ]
    assert "灵台县" in answer["issues"][2]["message"]


def test_a_site_that_is_no_longer_listed(send: Send) -> None:
    send(register([site("甲校"), site("乙校")]))
    answer = send(register([site("甲校")]), received_at=datetime(2024, 7, 6))
    assert (answer["status"], places(answer, "warning")) == ("accepted", [("site_no_longer_listed", None, None)])
    assert "乙校" in answer["issues"][0]["message"]


def test_no_site_at_all(send: Send) -> None:
    assert places(send(register([]))) == [("no_site", None, None)]


def test_only_its_own_register(send: Send) -> None:
    answer = send(register([site("甲校")]), sender="灵台县")
    assert places(answer) == [("sender_not_allowed", "表", "B2")]


def test_hidden_rows_are_told(send: Send) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True

    assert places(send(register([site("甲校")], change=hide)), "warning") == [("row_hidden", "表", "A5")]


def test_a_report_unlike_the_register(send: Send) -> None:
    send(register([site("甲校"), site("乙校", named="2024-07-01"), site("丙校", named=None)]))
    answer = send(report([row("26-1", 3)]))
    assert (answer["status"], places(answer, "warning")) == ("accepted", [("value_unlike_register", "填报表", "C5")])
    assert send(report([row("26-1", 2)]), received_at=datetime(2024, 7, 6))["issues"] == []


def test_the_same_bytes_again_change_nothing(send: Send) -> None:
    content = register([site("甲校")])
    first = send(content)
    again = send(content)
    assert (again["status"], again["submission_id"], again["rows"]) == ("unchanged", first["submission_id"], 1)


def test_sites_on_several_sheets_are_one_register(send: Send) -> None:
    def second(sheet: Any) -> None:
        other = sheet.parent.create_sheet("续")
        for column, heading in enumerate(HEADINGS, start=1):
            other.cell(1, column, heading)
        for column, value in enumerate(site("乙校"), start=1):
            other.cell(2, column, value)

    assert send(register([site("甲校")], change=second))["rows"] == 2
