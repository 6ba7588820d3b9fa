"""Headings that a unit taught: taken for that unit and kind alone, told each time, and taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from loaders import sandbox
from loaders.layout.draft import Draft, DraftSheet
from loaders.shown import heading_lines
from loaders.taught import check_teachable, headings_of
from tests.loaders.books import places, table
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.layouts import forget_heading, learn_heading
from warehouse.plan import Plan
from warehouse.records import OFFICE
from warehouse.rounds import open_round

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
            {"sheet": "表", "cell": "B5", "heading": "办结数", "column": "完成值"},
            {"sheet": "表", "cell": "C5", "heading": "证明文件", "column": "佐证材料"},
        ],
        "unread": [],
        "left_out": [],
        "unit_code": "jingchuan",
        "subject_code": None,
        "kind": "report",
        "sheet": None,
        "row": None,
    }
    assert list(heading_lines(answer["headings"])) == [
        "表!B5 的“办结数”按“完成值”读入(本单位教过的列名)",
        "表!C5 的“证明文件”按“佐证材料”读入(本单位教过的列名)",
    ]


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
    assert answer["status"] == "accepted"
    assert answer["headings"]["unread"] == [{"sheet": "表", "cell": "C5", "heading": "上月完成数"}]
    assert list(heading_lines(answer["headings"])) == ["没有读入的列:表!C5 “上月完成数”"]
    assert send(content)["headings"]["unread"] == [], "what is stored already is not read again"


@pytest.mark.parametrize(
    ("kind", "heading", "key"),
    [
        ("report", " ", "value"),
        ("report", "办结数", "nonsense"),
        ("report", "完 成 数", "evidence"),
        ("sites", "办结数", "value"),
        ("report", "序号", "value"),
        ("scoring", "组织领导(20分)", "criterion_2"),
        ("scoring", "组织领导20分", "criterion_2"),
        ("scoring", "总分", "criterion_2"),
        ("scoring", "领导力", "criterion_9"),
        ("report", "领导力", "criterion_1"),
    ],
)
def test_what_cannot_be_taught(plan: Plan, kind: str, heading: str, key: str) -> None:
    with pytest.raises(Refusal):
        check_teachable(plan, kind, heading, key)
    check_teachable(plan, "report", "办结数", "value")
    check_teachable(plan, "scoring", "领导力", "criterion_1")


def test_taught_for_one_kind_alone(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "verified", kind="inspection")
    answer: dict[str, Any] = send(own())
    assert [rule for rule, _, _ in places(answer)] == ["heading_missing"]


def test_a_refusal_says_whose_kind_and_row_it_would_be(send: Send) -> None:
    headings = send(own())["headings"]
    assert [headings[key] for key in ("unit_code", "kind", "sheet", "row")] == ["jingchuan", "report", "表", 5]
    headings = send(table("任务完成情况填报表", {}, HEADINGS, [["08-1", 3]]))["headings"]
    assert headings["unit_code"] is None
    assert send(b"x")["headings"]["kind"] is None


def scores(criterion: str = "领导力") -> bytes:
    headings = ("被评单位", criterion, "宣传教育", "经费投入", "典型培育", "工作推进")
    rows = [[name, 18, 17, 16, 15, 14] for name in ("崆峒区", "灵台县", "崇信县", "华亭市", "庄浪县", "静宁县", "平凉工业园区")]
    return table("互评打分表", {"评分单位": "泾川县", "评议日期": "2024年7月5日"}, headings, rows)


def test_a_criterion_is_taught(send: Send, warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        open_round(cursor, date(2024, 7, 5), None, None, None, AT, OFFICE)
    answer = send(scores(), received_at=datetime(2024, 7, 6))
    assert (answer["status"], answer["headings"]["unread"]) == ("refused", [{"sheet": "表", "cell": "B5", "heading": "领导力"}])
    teach(warehouse, "jingchuan", "领导力", "criterion_1", kind="scoring")
    answer = send(scores(), received_at=datetime(2024, 7, 6))
    assert (answer["status"], answer["rows"], answer["issues"]) == ("accepted", 7, [])
    assert answer["headings"]["learned"] == [{"sheet": "表", "cell": "B5", "heading": "领导力", "column": "组织领导"}]


def test_a_criterion_that_the_plan_has_not_changes_nothing(send: Send, warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        open_round(cursor, date(2024, 7, 5), None, None, None, AT, OFFICE)
    teach(warehouse, "jingchuan", "领导力", "criterion_9", kind="scoring")
    answer = send(scores(), received_at=datetime(2024, 7, 6))
    assert "program_failed" not in [rule for rule, _, _ in places(answer)]
    assert (answer["status"], answer["headings"]["learned"]) == ("refused", [])


def test_names_of_columns_never_fail(plan: Plan) -> None:
    draft = Draft(sheets=[DraftSheet("表", False, "scoring", 5)], learned=[["表", "B5", "领导力", "criterion_9"]])
    assert [headings_of(draft, known).learned[0].column for known in (plan, None)] == ["criterion_9", "criterion_9"]


def test_a_heading_that_does_not_stand_there_costs_nothing(send: Send, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    examine = sandbox.examine

    def count(content: bytes, name: str, options: Any) -> Draft:
        read.append(name)
        return examine(content, name, options)

    monkeypatch.setattr(sandbox, "examine", count)
    teach(warehouse, "jingchuan", "办结数量", "value")
    teach(warehouse, "jingchuan", "办结数", "verified", kind="inspection")
    good = table("任务完成情况填报表", {"填报单位": "泾川县", "填报期": "2024年6月"}, ("指标编号", "完成值", "办结数"), [["08-1", 3, 2]])
    assert send(good, dry_run=True)["status"] == "accepted"
    assert len(read) == 1
    assert send(good, dry_run=True, sender="泾川县")["status"] == "accepted"
    assert len(read) == 2
    send(own())
    assert len(read) == 4, "it stands in the nearest row, of whatever kind that may be"
    send(table("任务完成情况填报表", {"填报单位": "泾川县", "填报期": "2024年6月"}, ("指标编号", "办结"), [["08-1", 3]]))
    assert len(read) == 5


def test_what_was_taught_later_does_not_hold_for_a_receipt_before(send: Send, warehouse: Warehouse) -> None:
    teach(warehouse, "jingchuan", "办结数", "value")
    content = table("任务完成情况填报表", {"填报单位": "泾川县", "填报期": "2024年5月"}, ("指标编号", "办结数"), [["08-1", 3]])
    assert send(content, received_at=datetime(2024, 6, 5))["status"] == "refused"
    assert send(content, received_at=datetime(2024, 7, 5))["status"] == "accepted"
