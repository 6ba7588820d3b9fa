"""What each of the other kinds is filled in with, and what may be typed there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.kinds import sites as reader_of_sites
from loaders.templates.inspection import build_inspection
from loaders.templates.scoring import build_scoring
from loaders.templates.sites import build_sites
from tests.loaders.books import places, report, row
from tests.loaders.conftest import Send
from tests.loaders.templates.filling import DAY, FIRST_ROW, JUNE, columns, filled, lines, opened, template
from warehouse.connection import Warehouse
from warehouse.plan import Plan
from warehouse.records import SiteRow
from warehouse.standing import ReviewRound


def check_at(sheet: Worksheet, place: str) -> DataValidation:
    """The validation of a cell."""
    return next(one for one in sheet.data_validations.dataValidation if place in one.sqref)


# ---- sites ---------------------------------------------------------------------------------------------------------------


def test_the_register_stands_in_its_own_order_with_room_below(warehouse: Warehouse) -> None:
    sheet = opened(template(warehouse, "sites"))
    rows = [[cell.value for cell in cells[1:]] for cells in sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 1)]
    assert rows == [
        ["城关镇", "进乡镇(街道)", "县级", "城关镇", datetime(2023, 9, 1), 107.35, 35.33, None],
        ["温泉社区", "进社区(村)", "市级", None, None, None, None, "老社区"],
    ]
    spare = [cells[1] for cells in sheet.iter_rows(min_row=FIRST_ROW + 2, max_row=FIRST_ROW + 61)]
    assert all(cell.value is None and not cell.protection.locked for cell in spare)


def test_what_a_register_takes(warehouse: Warehouse, plan: Plan) -> None:
    sheet = opened(template(warehouse, "sites"))
    at = {name: sheet.cell(FIRST_ROW + 60, column).coordinate for name, column in columns(sheet).items()}
    assert check_at(sheet, at["类别"]).formula1 == '"' + ",".join(domain.name for domain in plan.domains.values()) + '"'
    assert check_at(sheet, at["级别"]).formula1 == '"国家级,省级,市级,县级"'
    day = check_at(sheet, at["命名时间"])
    assert (day.type, day.formula1, day.formula2) == ("date", "DATE(1949,10,1)", "DATE(2100,12,31)")
    assert sheet[at["命名时间"]].number_format == "yyyy-mm-dd"
    bounds = [(float(check_at(sheet, at[name]).formula1), float(check_at(sheet, at[name]).formula2)) for name in ("经度", "纬度")]
    assert bounds == list(reader_of_sites.RANGES.values())


def test_a_list_that_no_validation_can_hold(plan: Plan) -> None:
    """A comma or a quotation mark within a name would part it."""
    domains = {code: replace(domain, name=f'{domain.name},"x"') for code, domain in plan.domains.items()}
    other = replace(plan)
    other.__dict__["domains"] = domains
    workbook = load_workbook(io.BytesIO(build_sites(other, plan.units["jingchuan"], [])))
    assert check_at(workbook.worksheets[0], f"C{FIRST_ROW}").formula1 == "类别名单"
    assert [cell.value for cell in workbook["名单"]["A"]] == [domain.name for domain in domains.values()]


def test_quota_against_what_is_listed(warehouse: Warehouse, plan: Plan) -> None:
    sheet = load_workbook(io.BytesIO(template(warehouse, "sites")))["填表说明"]
    assert sheet.sheet_state == "visible"
    found = {
        str(cells[0].value): [cell.value for cell in cells[1:3]]
        for cells in sheet.iter_rows()
        if isinstance(cells[2].value, int) and cells[1].value != "任务"
    }
    assert list(found) == [domain.name for domain in plan.domains.values()]
    assert (found["进乡镇(街道)"], found["进企业"], found["省级互嵌式发展示范点"]) == ([2, 1], [3, 0], ["全市合计 7", 0])
    park = load_workbook(io.BytesIO(template(warehouse, "sites", unit_name="park")))["填表说明"]
    assert "无任务" in [cells[1].value for cells in park.iter_rows()]


def test_a_name_that_looks_like_a_formula(plan: Plan) -> None:
    site = SiteRow("school", "=1+1", "=1+1", None, "@x", date(2024, 1, 1), None, None, "-", "表", "A5")
    sheet = opened(build_sites(plan, plan.units["jingchuan"], [site]))
    assert [(sheet.cell(FIRST_ROW, column).value, sheet.cell(FIRST_ROW, column).data_type) for column in (2, 5, 9)] == [
        ("=1+1", "s"), ("@x", "s"), ("-", "s")
    ]  # fmt: skip


# ---- inspections ---------------------------------------------------------------------------------------------------------


def test_what_was_reported_stands_beside(warehouse: Warehouse, plan: Plan) -> None:
    sheet = opened(template(warehouse, "inspection"))
    assert [sheet[place].value for place in ("B2", "E2", "I2")] == ["灵台县", "泾川县", "2024年6月"]
    rows, at = lines(sheet), columns(sheet)
    assert set(rows) == {code for code in plan.indicators if plan.may_report("jingchuan", code)}
    reported = {code: sheet.cell(row, at["自报值"]).value for code, row in rows.items()}
    counted = {domain.indicator_id: 0 for domain in plan.domains.values()}
    expected = {**counted, "08-1": 2, "09-3": "38/40", "27-2": "95.5%", "01-1": "推进中", "22-1": 1, "25-1": 1}
    assert {code: value for code, value in reported.items() if value is not None} == {c: v for c, v in expected.items() if c in rows}
    assert all(sheet.cell(row, at["自报值"]).protection.locked for row in rows.values())


def test_a_reported_value_is_read_as_the_same(warehouse: Warehouse, send: Send) -> None:
    """A share that its cell showed rounded stands in full, so that 自报值 is not told to be unlike the report."""

    def percent(sheet: Worksheet) -> None:
        sheet["C5"].number_format, sheet["C6"].number_format = "0%", "0.0%"

    sent = send(report([row("09-3", 0.9512), row("09-4", 1 / 3), row("09-5", 1, 3)], change=percent))
    assert sent["status"] == "accepted"
    content = template(warehouse, "inspection")
    sheet = opened(content)
    rows, at = lines(sheet), columns(sheet)
    shown = [sheet.cell(rows[code], at["自报值"]).value for code in ("09-3", "09-4", "09-5")]
    assert shown == ["95.12%", "33.3333333%", "1/3"]
    for code in ("09-4", "09-5"):
        sheet.cell(rows[code], at["核实值"]).value = "1/3"
    stream = io.BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(stream)
    answer = send(filled(stream.getvalue(), "inspection"))
    assert (answer["status"], answer["issues"]) == ("accepted", [])


def test_what_an_inspection_takes(warehouse: Warehouse) -> None:
    sheet = opened(template(warehouse, "inspection"))
    rows, at = lines(sheet), columns(sheet)

    def check(code: str, name: str) -> DataValidation:
        return check_at(sheet, sheet.cell(rows[code], at[name]).coordinate)

    assert [check(code, "核实值").type for code in ("08-1", "09-1", "01-1", "09-3")] == ["whole", "decimal", "list", "custom"]
    assert check("08-1", "佐证是否齐全").formula1 == '"齐全,不齐全,部分齐全"'
    assert check("08-1", "整改时限").type == "date"
    assert sheet.cell(rows["09-3"], at["核实值"]).number_format == "@"
    assert sheet.cell(rows["08-1"], at["核实值"]).number_format == "General"


def test_only_these_indicators(plan: Plan) -> None:
    inspected = plan.units["jingchuan"]
    sheet = opened(build_inspection(plan, None, inspected, JUNE, {}, {"08-1", "01-1", "22-2"}))
    assert list(lines(sheet)) == ["01-1", "08-1"]


def test_where_the_unit_is_not_known_yet_self_reported_values_are_typed(plan: Plan) -> None:
    sheet = opened(build_inspection(plan, plan.units["lingtai"], None, None, {}))
    rows, at = lines(sheet), columns(sheet)
    assert set(rows) == set(plan.indicators)
    assert not sheet.cell(rows["08-1"], at["自报值"]).protection.locked


# ---- rounds --------------------------------------------------------------------------------------------------------------


def test_a_rater_scores_all_but_itself(warehouse: Warehouse, plan: Plan) -> None:
    sheet = opened(template(warehouse, "scoring"))
    counties = [unit.name for unit in plan.units.values() if unit.is_county_level]
    assert list(lines(sheet, 2)) == [name for name in counties if name != "泾川县"]
    assert [cell.value for cell in sheet[4]][2:8] == [
        "组织领导(20分)",
        "宣传教育(20分)",
        "经费投入(20分)",
        "典型培育(20分)",
        "工作推进(20分)",
        "合计",
    ]
    check = check_at(sheet, "C5")
    assert check.formula1 == "AND(ISNUMBER(C5),C5>=0,C5<=20,ROUND(C5,1)=C5)"
    assert "0 至 20" in check.error and "C11" in check.sqref
    assert sheet["H5"].value == '=IF(COUNT(C5:G5)=5,SUM(C5:G5),"")'


def test_without_a_rater_its_own_row_is_left_blank(warehouse: Warehouse, plan: Plan) -> None:
    sheet = opened(template(warehouse, "scoring", unit_name=None))
    assert len(lines(sheet, 2)) == 8
    assert "本单位那一行留空" in str(sheet["A3"].value)
    assert "泾川县" in str(check_at(sheet, "B2").formula1)


def test_another_plan_has_other_criteria(plan: Plan) -> None:
    held = ReviewRound(DAY, "互评", ("kongtong", "huating"), ("d07",), None)
    other = replace(plan)
    other.__dict__["criteria"] = [replace(plan.criteria[0], full_score=12.5), plan.criteria[1]]
    sheet = opened(build_scoring(other, plan.units["d07"], held))
    assert [cell.value for cell in sheet[4]] == ["序号", "被评单位", "组织领导(12.5分)", "宣传教育(20分)", "合计", "评语"]
    assert "C5<=12.5" in check_at(sheet, "C6").formula1
    assert sheet["E5"].value == '=IF(COUNT(C5:D5)=2,SUM(C5:D5),"")'
    other.__dict__["criteria"] = plan.criteria[:1]
    assert [cell.value for cell in opened(build_scoring(other, None, held))[4]] == ["序号", "被评单位", "组织领导(20分)", "合计", "评语"]


def test_what_a_satisfaction_result_takes(warehouse: Warehouse) -> None:
    sheet = opened(template(warehouse, "satisfaction"))
    assert (check_at(sheet, "C5").type, check_at(sheet, "D5").type) == ("whole", "decimal")
    assert (check_at(sheet, "D12").formula1, check_at(sheet, "D12").formula2) == ("0", "1")
    assert sheet["D5"].number_format == "0.00%"


@pytest.mark.parametrize("kind", ["scoring", "satisfaction"])
def test_a_row_left_blank_is_told(warehouse: Warehouse, send: Send, kind: str) -> None:
    workbook = load_workbook(io.BytesIO(filled(template(warehouse, kind), kind)))
    sheet = workbook.worksheets[0]
    for column in range(3, 8):
        sheet.cell(FIRST_ROW, column).value = None
    stream = io.BytesIO()
    workbook.save(stream)
    rules = {rule for rule, _, _ in places(send(stream.getvalue(), received_at=datetime(2024, 7, 6)))}
    assert rules == {"score_missing" if kind == "scoring" else "satisfaction_missing"}
