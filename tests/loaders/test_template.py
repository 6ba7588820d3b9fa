"""The official template: what a unit needs to fill in, locked where it must not; read back by the loader."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from loaders.examine import examine
from loaders.report import read_report
from loaders.template import build_template, write_template
from loaders.words import column_keys
from tests.loaders.books import places, report, row, saved
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.plan import Plan
from warehouse.queries import ReportedValue

JUNE = date(2024, 6, 1)


def opened(content: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def headings(sheet: Worksheet) -> dict[str, int]:
    """Columns of the template by the words their headings begin with."""
    return {str(cell.value).partition("(")[0]: cell.column for cell in sheet[4]}


def lines(sheet: Worksheet) -> dict[str, int]:
    return {str(sheet.cell(r, 1).value): r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 2).value}


def test_it_lists_what_the_unit_may_report(plan: Plan) -> None:
    for code in ("jingchuan", "park", "d08"):
        listed = set(lines(opened(build_template(plan, plan.units[code], JUNE, []))))
        assert listed == {indicator for indicator in plan.indicators if plan.may_report(code, indicator)}
    assert set(lines(opened(build_template(plan, None, None, [])))) == set(plan.indicators)


@pytest.mark.parametrize("code", ["jingchuan", "park", "d05"])
def test_filled_in_it_is_read_back(plan: Plan, code: str) -> None:
    workbook = load_workbook(io.BytesIO(build_template(plan, plan.units[code], JUNE, [])))
    sheet = workbook.worksheets[0]
    columns = headings(sheet)
    expected: dict[str, float] = {}
    for number, (indicator_id, at) in enumerate(lines(sheet).items()):
        kind = plan.indicators[indicator_id].kind
        if kind == "status":
            sheet.cell(at, columns["进展情况"]).value = "推进中"
            expected[indicator_id] = 0.5
        elif kind == "coverage":
            sheet.cell(at, columns["完成值"]).value, sheet.cell(at, columns["应达标数"]).value = 38, 40
            expected[indicator_id] = 0.95
        else:
            sheet.cell(at, columns["完成值"]).value = number
            expected[indicator_id] = number
    read = read_report(examine(saved(workbook), "a.xlsx"), plan)
    assert read.faults == []
    assert read.unit == plan.units[code]
    assert read.period == JUNE
    assert {line.indicator_id: line.value for line in read.rows} == expected


def test_untouched_it_holds_nothing(plan: Plan, send: Send) -> None:
    assert places(send(build_template(plan, plan.units["jingchuan"], JUNE, []))) == [("nothing_filled", None, None)]


def test_without_unit_and_period_both_are_asked_for(plan: Plan, send: Send) -> None:
    content = build_template(plan, None, None, [])
    sheet = opened(content)
    sheet.cell(lines(sheet)["08-1"], headings(sheet)["完成值"]).value = 3
    assert sheet.parent is not None
    assert places(send(saved(sheet.parent))) == [("unit_missing", "填报表", "B2"), ("period_missing", "填报表", "G2")]


def test_what_is_locked_and_what_is_checked(plan: Plan) -> None:
    sheet = opened(build_template(plan, plan.units["jingchuan"], JUNE, []))
    columns, rows = headings(sheet), lines(sheet)
    assert sheet.protection.sheet
    assert sheet.cell(4, 1).protection.locked
    assert not sheet["B2"].protection.locked
    count, state, share = rows["08-1"], rows["01-1"], rows["09-3"]
    is_open = {
        (name, at): not sheet.cell(at, columns[name]).protection.locked
        for name in ("指标编号", "完成值", "应达标数", "进展情况", "备注")
        for at in (count, state, share)
    }
    assert {key for key, value in is_open.items() if value} == {
        ("完成值", count), ("进展情况", state), ("完成值", share), ("应达标数", share), ("备注", count), ("备注", state), ("备注", share)
    }  # fmt: skip
    checks = {check.type: check for check in sheet.data_validations.dataValidation if check.formula1 != "1"}
    assert sheet.cell(state, columns["进展情况"]).coordinate in checks["list"].sqref
    assert sheet.cell(count, columns["完成值"]).coordinate in checks["whole"].sqref
    assert checks["list"].formula1 == '"已完成,推进中,未启动"'
    assert sheet.cell(count, 1).number_format == "@"


def test_how_it_prints(plan: Plan) -> None:
    sheet = opened(build_template(plan, plan.units["jingchuan"], JUNE, []))
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.freeze_panes == "C5"
    assert "任务完成情况填报表" in str(sheet["A1"].value)


def test_last_figures_stand_in_a_column_that_is_none_of_ours(plan: Plan) -> None:
    reported = [
        ReportedValue("08-1", date(2024, 4, 1), 1, "a", datetime(2024, 5, 1)),
        ReportedValue("08-1", date(2024, 5, 1), 2, "b", datetime(2024, 6, 1)),
        ReportedValue("08-1", date(2024, 7, 1), 9, "c", datetime(2024, 8, 1)),
    ]
    sheet = opened(build_template(plan, plan.units["jingchuan"], JUNE, reported))
    assert sheet.cell(lines(sheet)["08-1"], headings(sheet)["上期数"]).value == "2(2024年5月)"
    known = column_keys("report")
    assert [name for name in headings(sheet) if name in known] == [
        "指标编号", "指标内容", "完成值", "应达标数", "进展情况", "佐证材料", "存在问题", "下一步打算", "备注"
    ]  # fmt: skip


def test_rows_that_do_not_count_are_grey(plan: Plan) -> None:
    sheet = opened(build_template(plan, plan.units["jingchuan"], date(2025, 9, 1), []))
    columns, rows = headings(sheet), lines(sheet)
    fills = {code: sheet.cell(rows[code], columns["完成值"]).fill.fgColor.rgb for code in ("09-1", "08-1")}
    assert fills["09-1"] != fills["08-1"]


def test_texts_that_begin_like_formulas_stay_texts(plan: Plan) -> None:
    from dataclasses import replace

    from warehouse.plan import Unit

    unit: Unit = replace(plan.units["jingchuan"], name="=HYPERLINK(1)")
    content = build_template(plan, unit, JUNE, [])
    assert opened(content)["B2"].data_type == "s"


def test_the_warehouse_fills_it(warehouse: Warehouse, send: Send) -> None:
    send(report([row("08-1", 2)], period="2024年5月"))
    with warehouse.reading() as cursor:
        sheet = opened(write_template(cursor, "report", "泾川", JUNE))
    assert sheet["B2"].value == "泾川县"
    assert sheet["G2"].value == "2024年6月"
    assert sheet.cell(lines(sheet)["08-1"], headings(sheet)["上期数"]).value == "2(2024年5月)"


@pytest.mark.parametrize("how", [("sites", None, None), ("report", "火星县", None), ("report", None, date(2020, 1, 1))])
def test_what_there_is_no_template_of(warehouse: Warehouse, how: tuple[Any, ...]) -> None:
    with warehouse.reading() as cursor, pytest.raises(Refusal):
        write_template(cursor, *how)
