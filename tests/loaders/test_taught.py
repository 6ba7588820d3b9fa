"""Headings that a unit taught: taken for that unit and kind alone, told each time, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from loaders.taught import check_teachable
from tests.loaders.books import places, table
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.layouts import forget_heading, learn_heading
from warehouse.records import OFFICE

HEADINGS = ("指标编号", "办结数", "证明文件")
AT = datetime(2024, 7, 1)


def own(unit: str = "泾川县", headings: tuple[str, ...] = HEADINGS) -> bytes:
    return table("任务完成情况填报表", {"填报单位": unit, "填报期": "2024年6月"}, headings, [["08-1", 3, "纪要"], ["01-1", "已完成", "文"]])


def teach(warehouse: Warehouse, unit: str | None, heading: str, key: str, kind: str = "report") -> None:
    with warehouse.writing() as cursor:
        learn_heading(cursor, unit, kind, heading, key, AT, OFFICE)


def test_taught_headings_are_taken_and_told(send: Send, warehouse: Warehouse) -> None:
    assert [rule for rule, _, _ in places(send(own()))] == ["heading_missing"]
    teach(warehouse, "jingchuan", "办结数", "value")
    teach(warehouse, "jingchuan", "证明 文件", "evidence")
    headings = ("指标编号", "办结数", "证明文件", "进展情况")
    content = table(
        "任务完成情况填报表", {"填报单位": "泾川县", "填报期": "2024年6月"}, headings, [["08-1", 3], ["01-1", None, "文", "已完成"]]
    )
    answer = send(content)
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 2, [])
    assert answer["headings"] == {
        "learned": [
            "表!B5 的“办结数”按“完成值”读入(本单位教过的列名)",
            "表!C5 的“证明文件”按“佐证材料”读入(本单位教过的列名)",
        ],
        "unread": [],
    }


def test_no_other_unit_profits(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "value")
    assert [rule for rule, _, _ in places(send(own("灵台县")))] == ["heading_missing"]
    assert send(own("灵台县"), sender="灵台县")["status"] == "refused"


def test_taken_back(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "value")
    with warehouse.writing() as cursor:
        forget_heading(cursor, "jingchuan", "report", "办结数", AT, OFFICE)
    assert [rule for rule, _, _ in places(send(own()))] == ["heading_missing"]


def test_the_sender_says_whose_it_is_where_no_label_does(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "value")
    content = table("泾川县2024年6月", {}, ("指标编号", "办结数"), [["08-1", 3]])
    assert send(content, sender="泾川县", dry_run=True)["status"] == "accepted"


def test_a_column_that_nothing_reads_is_told(send: Send) -> None:
    content = table(
        "任务完成情况填报表",
        {"填报单位": "泾川县", "填报期": "2024年6月"},
        ("指标编号", "完成值", "上月完成数", "计量单位"),
        [["08-1", 3, 2, None]],
    )
    answer = send(content)
    assert (answer["status"], answer["headings"]["unread"]) == ("accepted", ["表!C5 “上月完成数”"])


@pytest.mark.parametrize(
    ("kind", "heading", "key"),
    [("report", " ", "value"), ("report", "办结数", "nonsense"), ("report", "完 成 数", "evidence"), ("sites", "办结数", "value")],
)
def test_what_cannot_be_taught(kind: str, heading: str, key: str) -> None:
    with pytest.raises(Refusal):
        check_teachable(kind, heading, key)
    check_teachable("report", "办结数", "value")


def test_taught_for_one_kind_alone(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "verified", kind="inspection")
    answer: dict[str, Any] = send(own())
    assert [rule for rule, _, _ in places(answer)] == ["heading_missing"]
