"""Which kind a workbook is: by title and headings; what is none, and what could be two."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.layout.words import kinds
from tests.loaders.books import places, table
from tests.loaders.conftest import Send

HEADS = {"填报单位": "泾川县", "填报期": "2024年6月"}


def test_the_title_decides_between_two_kinds(send: Send) -> None:
    headings, rows = ("指标编号", "完成值", "核实值"), [["08-1", 3, 2]]
    report = send(table("任务完成情况填报表", HEADS, headings, rows))
    assert (report["kind"], report["status"]) == ("report", "accepted")
    heads = {"核查单位": "灵台县", "被核查单位": "泾川县", "核查期": "2024年6月"}
    assert send(table("互检核查表", heads, headings, rows))["kind"] == "inspection"


def test_without_a_title_that_decides_both_are_named(send: Send) -> None:
    answer = send(table("2024年6月情况", HEADS, ("指标编号", "完成值", "核实值"), [["08-1", 3, 2]]))
    assert places(answer) == [("kind_unclear", "表", None)]
    message = answer["issues"][0]["message"]
    assert all(word in message for word in ("任务完成情况填报表", "互检核查表", "指标编号", "完成值", "核实值"))


NEAREST = {
    "report": (("指标编号", "进度"), "“完成值”"),
    "sites": (("点位名称", "乡镇(街道)", "命名时间"), "“类别”"),
    "inspection": (("指标编号", "自报值", "发现问题", "整改时限"), "“核实值”"),
    "scoring": (("被评单位", "评语"), "各评分项目"),
    "satisfaction": (("单位", "有效问卷数", "满意程度"), "“满意度”"),
}


@pytest.mark.parametrize("kind", NEAREST)
def test_what_is_missing_is_told_beside_what_was_found(send: Send, kind: str) -> None:
    headings, wanted = NEAREST[kind]
    title = next(known.title for known in kinds() if known.kind == kind)
    answer = send(table(title, HEADS, headings, [["x"] * len(headings)]))
    assert [rule for rule, _, _ in places(answer)] == ["heading_missing"]
    message = answer["issues"][0]["message"]
    assert title in message and wanted in message and all(heading in message for heading in headings)


@pytest.mark.parametrize("kind", [known.kind for known in kinds()])
def test_headings_alone_are_enough(send: Send, kind: str) -> None:
    headings = {
        "report": ("指标编号", "完成值"),
        "sites": ("名称", "类别"),
        "inspection": ("指标编号", "核实值"),
        "scoring": ("被评单位", "组织领导"),
        "satisfaction": ("单位", "满意度"),
    }[kind]
    assert send(table("汇总", {"填报单位": "泾川县"}, headings, [["x", "y"]]))["kind"] == kind


def test_different_kinds_in_one_file(send: Send) -> None:
    def register(sheet: Any) -> None:
        other = sheet.parent.create_sheet("名录")
        other["A1"], other["B1"], other["A2"], other["B2"] = "名称", "类别", "甲校", "进学校"

    answer = send(table("任务完成情况填报表", HEADS, ("指标编号", "完成值"), [["08-1", 3]], change=register))
    assert places(answer) == [("kinds_differ", "名录", None)]
    assert "名录(示范点名录)" in answer["issues"][0]["message"]
