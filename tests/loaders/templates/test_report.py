"""任务完成情况填报表: what a unit needs to fill in, its last figures, its register's counts; locked where it must not."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from loaders.checks import Standing
from loaders.examine import examine
from loaders.judge import read_content
from loaders.templates.report import build_report
from tests.loaders.books import saved
from tests.loaders.templates.filling import JUNE, columns, lines, opened, template
from warehouse.connection import Warehouse
from warehouse.plan import Plan
from warehouse.standing import ReportedValue

NOTHING = Standing()


def test_it_lists_what_the_unit_may_report(plan: Plan) -> None:
    for code in ("jingchuan", "park", "d08"):
        listed = set(lines(opened(build_report(plan, plan.units[code], JUNE, NOTHING))))
        assert listed == {indicator for indicator in plan.indicators if plan.may_report(code, indicator)}
    assert set(lines(opened(build_report(plan, None, None, NOTHING)))) == set(plan.indicators)


@pytest.mark.parametrize("code", ["jingchuan", "park", "d05"])
def test_filled_in_it_is_read_back(plan: Plan, code: str) -> None:
    workbook = load_workbook(io.BytesIO(build_report(plan, plan.units[code], JUNE, NOTHING)))
    sheet = workbook.worksheets[0]
    at_column = columns(sheet)
    expected: dict[str, float] = {}
    for number, (indicator_id, at) in enumerate(lines(sheet).items()):
        kind = plan.indicators[indicator_id].kind
        if kind == "status":
            sheet.cell(at, at_column["进展情况"]).value = "推进中"
            expected[indicator_id] = 0.5
        elif kind == "coverage":
            sheet.cell(at, at_column["完成值"]).value, sheet.cell(at, at_column["应达标数"]).value = 38, 40
            expected[indicator_id] = 0.95
        else:
            sheet.cell(at, at_column["完成值"]).value = number
            expected[indicator_id] = number
    read = read_content(examine(saved(workbook), "a.xlsx"), plan, [])
    assert read.faults == []
    assert read.heads.unit.value == plan.units[code]
    assert read.heads.period.value == JUNE
    assert {line.indicator_id: line.value for line in read.rows} == expected


def test_what_is_locked_and_what_is_checked(plan: Plan) -> None:
    sheet = opened(build_report(plan, plan.units["jingchuan"], JUNE, NOTHING))
    at, rows = columns(sheet), lines(sheet)
    assert sheet["B2"].protection.locked and sheet["E2"].protection.locked
    count, state, share = rows["08-1"], rows["01-1"], rows["09-3"]
    is_open = {
        (name, row): not sheet.cell(row, at[name]).protection.locked
        for name in ("指标编号", "完成值", "应达标数", "进展情况", "备注")
        for row in (count, state, share)
    }
    assert {key for key, value in is_open.items() if value} == {
        ("完成值", count), ("进展情况", state), ("完成值", share), ("应达标数", share), ("备注", count), ("备注", state), ("备注", share)
    }  # fmt: skip
    checks = {
        place: one
        for one in sheet.data_validations.dataValidation
        for place in (
            cell.coordinate
            for span in one.sqref.ranges
            for row in sheet[span.coord if ":" in span.coord else f"{span.coord}:{span.coord}"]
            for cell in row
        )
    }
    assert checks[sheet.cell(state, at["进展情况"]).coordinate].formula1 == '"已完成,推进中,未启动"'
    assert checks[sheet.cell(count, at["完成值"]).coordinate].type == "whole"
    value, total = (sheet.cell(share, at[name]).coordinate for name in ("完成值", "应达标数"))
    assert total in checks[value].formula2 and value in checks[total].formula1
    assert sheet.cell(count, 1).number_format == "@"


def test_last_figures_and_whether_counting_began_anew(plan: Plan) -> None:
    reported = [
        ReportedValue("08-1", date(2024, 4, 1), 1, "a", datetime(2024, 5, 1)),
        ReportedValue("08-1", date(2024, 5, 1), 2, "b", datetime(2024, 6, 1)),
        ReportedValue("08-1", date(2024, 7, 1), 9, "c", datetime(2024, 8, 1)),
        ReportedValue("08-2", date(2023, 12, 1), 3, "d", datetime(2024, 1, 1)),
    ]
    sheet = opened(build_report(plan, plan.units["jingchuan"], JUNE, Standing(reported)))
    last = columns(sheet)["上期数"]
    assert sheet.cell(lines(sheet)["08-1"], last).value == "2(2024年5月)"
    assert sheet.cell(lines(sheet)["08-2"], last).value == "3(2023年12月,上一计数期)"


def test_targets(plan: Plan) -> None:
    sheet = opened(build_report(plan, plan.units["jingchuan"], JUNE, NOTHING))
    rows, target = lines(sheet), columns(sheet)["目标"]
    assert [sheet.cell(rows[code], target).value for code in ("08-1", "09-3", "01-1", "14-1")] == [2, "100%", "已完成", "全市合计 7"]


def test_rows_that_do_not_count_are_grey_and_locked(plan: Plan) -> None:
    sheet = opened(build_report(plan, plan.units["jingchuan"], date(2025, 9, 1), NOTHING))
    at, rows = columns(sheet), lines(sheet)
    cells = {code: sheet.cell(rows[code], at["完成值"]) for code in ("09-1", "08-1")}
    assert cells["09-1"].fill.fgColor.rgb != cells["08-1"].fill.fgColor.rgb
    assert [cells[code].protection.locked for code in ("09-1", "08-1")] == [True, False]
    assert str(sheet.cell(rows["09-1"], at["填写提示"]).value).startswith("本月不计数")


def test_texts_that_begin_like_formulas_stay_texts(plan: Plan) -> None:
    for name in ("=HYPERLINK(1)", "+1", "-1", "@x", "#REF!"):
        unit = replace(plan.units["jingchuan"], name=name)
        sheet = opened(build_report(plan, unit, JUNE, NOTHING))
        assert (sheet["B2"].data_type, sheet["B2"].value, sheet["B2"].quotePrefix) == ("s", name, True)
        assert not sheet["E2"].quotePrefix


def test_the_warehouse_fills_it(warehouse: Warehouse) -> None:
    sheet = opened(template(warehouse, "report", unit_name="泾川"))
    rows, at = lines(sheet), columns(sheet)
    assert (sheet["B2"].value, sheet["E2"].value) == ("泾川县", "2024年6月")
    assert sheet.cell(rows["08-1"], at["上期数"]).value == "2(2024年5月)"
    notes = {code: sheet.cell(rows[code], at["填写提示"]).value for code in ("22-1", "24-1", "08-1")}
    assert notes == {"22-1": "名录 1 个", "24-1": "名录 0 个", "08-1": "按2024年累计;市一级由市委统战部代报"}


def test_without_a_register_there_is_no_count(warehouse: Warehouse) -> None:
    sheet = opened(template(warehouse, "report", unit_name="灵台县"))
    assert sheet.cell(lines(sheet)["22-1"], columns(sheet)["填写提示"]).value is None
