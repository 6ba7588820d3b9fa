"""Templates of every kind in one small story, and what a clerk fills in: for tests, and for the files that LibreOffice made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from loaders.load import load
from loaders.templates import write_template
from tests.loaders.books import report, row, saved, table
from warehouse.connection import Warehouse
from warehouse.records import OFFICE
from warehouse.rounds import open_round

JUNE = date(2024, 6, 1)
DAY = date(2024, 7, 5)
FIRST_ROW = 5

CASES: dict[str, dict[str, Any]] = {
    "report": {"unit_name": "泾川县", "period": JUNE},
    "sites": {"unit_name": "泾川县", "period": None},
    "inspection": {"unit_name": "灵台县", "period": JUNE, "inspected": "泾川县"},
    "scoring": {"unit_name": "泾川县", "period": None, "round_date": DAY},
    "satisfaction": {"unit_name": None, "period": None, "round_date": DAY},
}
SITES = [
    ["城关镇", "进乡镇(街道)", "县级", "城关镇", date(2023, 9, 1), 107.35, 35.33, None],
    ["温泉社区", "进社区(村)", "市级", None, None, None, None, "老社区"],
]


def prepare(warehouse: Warehouse) -> None:
    """A county that reported in May and has a register of two sites; a round of all counties."""
    may = [row("08-1", 2), row("09-3", 38, 40), row("27-2", "95.5%"), row("01-1", state="推进中"), row("22-1", 1)]
    headings = ["名称", "类别", "级别", "乡镇(街道)", "命名时间", "经度", "纬度", "备注"]
    for content, day in ((report(may, period="2024年5月"), 5), (table("示范点名录", {"填报单位": "泾川县"}, headings, SITES), 6)):
        answer = load(warehouse, "五月.xlsx", content, received_at=datetime(2024, 6, day))
        assert answer["status"] == "accepted", answer
    with warehouse.writing() as cursor:
        open_round(cursor, DAY, None, None, None, datetime(2024, 7, 1), OFFICE)


def template(warehouse: Warehouse, kind: str, **changes: Any) -> bytes:
    """The story's template of a kind."""
    with warehouse.reading() as cursor:
        return write_template(cursor, kind, **{**CASES[kind], **changes})


def opened(content: bytes) -> Worksheet:
    """The first sheet of a workbook."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def columns(sheet: Worksheet) -> dict[str, int]:
    """Columns by the words their headings begin with."""
    return {str(cell.value).partition("(")[0]: cell.column for cell in sheet[4] if cell.value}


def lines(sheet: Worksheet, column: int = 1) -> dict[str, int]:
    """Rows by what stands in a column, below the headings."""
    return {str(value): r for r in range(FIRST_ROW, sheet.max_row + 1) if (value := sheet.cell(r, column).value) and sheet.cell(r, 2).value}


def _fill_report(sheet: Worksheet) -> None:
    at, rows = columns(sheet), lines(sheet)
    for code, key, value in (
        ("08-1", "完成值", 3),
        ("08-1", "备注", "含市上一次"),
        ("09-1", "完成值", 12.5),
        ("09-3", "完成值", 39),
        ("09-3", "应达标数", 40),
        ("01-1", "进展情况", "已完成"),
        ("01-1", "佐证材料", "会议纪要"),
        ("22-1", "完成值", 1),
        ("03-1", "进展情况", "未启动"),
    ):
        sheet.cell(rows[code], at[key]).value = value


def _fill_sites(sheet: Worksheet) -> None:
    at, first = columns(sheet), FIRST_ROW + len(SITES)
    sheet.cell(first - 1, at["命名时间"]).value = date(2024, 3, 1)
    contents = ["第一中学", "进学校", "省级", "城关镇", date(2024, 5, 8), 107.36, 35.34, "新命名"]
    for column, content in enumerate(contents, start=2):
        sheet.cell(first, column).value = content


def _fill_inspection(sheet: Worksheet) -> None:
    at, rows = columns(sheet), lines(sheet)
    for code, key, value in (
        ("08-1", "核实值", 2),
        ("08-1", "佐证是否齐全", "齐全"),
        ("09-3", "核实值", "36/40"),
        ("09-3", "佐证是否齐全", "部分齐全"),
        ("09-3", "发现问题", "两所学校没有记录"),
        ("09-3", "整改时限", date(2024, 8, 31)),
        ("27-2", "核实值", "95.5%"),
        ("01-1", "核实值", "推进中"),
        ("22-1", "核实值", 1),
    ):
        sheet.cell(rows[code], at[key]).value = value


def _fill_scoring(sheet: Worksheet) -> None:
    for number, at in enumerate(lines(sheet, 2).values()):
        for column in range(3, 8):
            sheet.cell(at, column).value = 15 + number / 2
        sheet.cell(at, 9).value = "好" if number == 0 else None


def _fill_satisfaction(sheet: Worksheet) -> None:
    for number, at in enumerate(lines(sheet, 2).values()):
        sheet.cell(at, 3).value, sheet.cell(at, 4).value = 200 + number, 0.956 if number else 1


_FILLED: dict[str, Callable[[Worksheet], None]] = {
    "report": _fill_report,
    "sites": _fill_sites,
    "inspection": _fill_inspection,
    "scoring": _fill_scoring,
    "satisfaction": _fill_satisfaction,
}


def filled(content: bytes, kind: str) -> bytes:
    """The template as a clerk fills it in."""
    workbook: Workbook = load_workbook(io.BytesIO(content))
    _FILLED[kind](workbook.worksheets[0])
    return saved(workbook)
