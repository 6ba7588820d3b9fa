"""The official template of a report: an .xlsx that the loader reads back, with the unit's indicators, targets and last figures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.checks import value_words
from loaders.heads import month_words
from loaders.units import UnitFinder
from loaders.words import kinds
from warehouse.clock import office_now
from warehouse.connection import Cursor
from warehouse.errors import Refusal
from warehouse.plan import Indicator, Plan, Unit
from warehouse.queries import ReportedValue, plan_at, reported_in_force

_COLUMNS = (
    ("code", "指标编号", 9),
    ("name", "指标内容", 36),
    ("measure", "计量单位", 7),
    ("target", "目标", 9),
    ("last", "上期数", 16),
    ("value", "完成值(覆盖类填达标数)", 11),
    ("total", "应达标数(覆盖类)", 10),
    ("status", "进展情况(状态类)", 11),
    ("evidence", "佐证材料", 22),
    ("problem", "存在问题", 18),
    ("next_step", "下一步打算", 18),
    ("remark", "备注", 14),
    ("note", "填写提示", 24),
)
_PLACES = {key: place for place, (key, _, _) in enumerate(_COLUMNS, start=1)}
_HEADING_ROW = 4
_LINE_HEIGHT = 14
_ENTRIES = ("evidence", "problem", "next_step", "remark")
_STATES = "已完成,推进中,未启动"
_SONG, _HEI = "宋体", "黑体"
_THIN = Side(style="thin", color="FF999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="FFEDEDED")
_HEAD_FILL = PatternFill("solid", fgColor="FFDCE6F1")
_ENTRY_FILL = PatternFill("solid", fgColor="FFFFFFFF")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class _Line:
    """One indicator's row of the template."""

    indicator: Indicator
    target: str
    last: str
    counts: bool


def write_template(cursor: Cursor, kind: str, unit_name: str | None, period: date | None) -> bytes:
    """The template's bytes.

    Raises Refusal for a kind that there is no template of yet, an unknown unit, or a month outside the plan.
    """
    if kind not in {known.kind for known in kinds() if known.is_read}:
        raise Refusal(f"没有“{kind}”这种模板;现有的是 report(任务完成情况填报表)。")
    plan = plan_at(cursor, office_now())
    unit = None
    if unit_name is not None:
        unit = UnitFinder(plan).find_sender(unit_name)
        if unit is None:
            raise Refusal(f"方案里没有单位“{unit_name}”;请写方案中的单位名称。")
    if period is not None and period not in plan.periods:
        first, last = month_words(plan.periods[0]), month_words(plan.periods[-1])
        raise Refusal(f"{month_words(period)}不在方案起止时间内;应在 {first} 至 {last} 之间。")
    reported = reported_in_force(cursor, unit.unit_code) if unit else []
    return build_template(plan, unit, period, reported)


def build_template(plan: Plan, unit: Unit | None, period: date | None, reported: list[ReportedValue]) -> bytes:
    """The workbook itself; `reported` is what is in force for the unit."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    _write_head(sheet, unit, period)
    last_row = _write_rows(sheet, plan, list(_lines(plan, unit, period, reported)))
    _write_footer(sheet, last_row + 2)
    _set_page(sheet)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _lines(plan: Plan, unit: Unit | None, period: date | None, reported: list[ReportedValue]) -> Iterator[_Line]:
    """The indicators that the unit may report; all of them where no unit is named."""
    for code, indicator in plan.indicators.items():
        if unit is not None and not plan.may_report(unit.unit_code, code):
            continue
        earlier = [v for v in reported if v.indicator_id == code and (period is None or v.period < period)]
        last = max(earlier, key=lambda value: value.period, default=None)
        last_words = f"{value_words(last.value, indicator)}({month_words(last.period)})" if last else ""
        counts = period is None or plan.counted_window(code, period) is not None
        yield _Line(indicator, _target_words(plan, unit, indicator), last_words, counts)


def _target_words(plan: Plan, unit: Unit | None, indicator: Indicator) -> str:
    if unit is None:
        return ""
    target = plan.target(unit.unit_code, indicator.indicator_id)
    if target is None:
        return "全市合计"
    return value_words(target, indicator)


def _write_head(sheet: Worksheet, unit: Unit | None, period: date | None) -> None:
    """Title, 填报单位, 填报期 and a hint; then the headings."""
    width = len(_COLUMNS)
    title = put_text(sheet, 1, 1, f"{unit.name if unit else ''}任务完成情况填报表")
    title.font, title.alignment = Font(_HEI, size=18), Alignment("center", "center")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    for column, label, text in ((1, "填报单位:", unit.name if unit else ""), (6, "填报期:", month_words(period) if period else "")):
        put_text(sheet, 2, column, label).font = Font(_HEI, size=11)
        entry = put_text(sheet, 2, column + 1, text)
        entry.font, entry.number_format, entry.protection = Font(_SONG, size=11), "@", Protection(locked=False)
        sheet.merge_cells(start_row=2, end_row=2, start_column=column + 1, end_column=column + 2)
    hint = put_text(sheet, 3, 1, "只填白色的格(整行灰色的,本月不计数)。数字填累计数,从该指标的计数期开始算起;没有开展的填 0,未统计的留空。")
    hint.font, hint.alignment = Font(_SONG, size=10, color="FF555555"), Alignment("left", "center")
    sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=width)
    for column, (_, heading, size) in enumerate(_COLUMNS, start=1):
        cell = put_text(sheet, _HEADING_ROW, column, heading)
        cell.font, cell.fill, cell.border = Font(_HEI, size=11), _HEAD_FILL, _BOX
        cell.alignment = Alignment("center", "center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = size
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height, sheet.row_dimensions[_HEADING_ROW].height = 32, 20, 44


def _write_rows(sheet: Worksheet, plan: Plan, lines: list[_Line]) -> int:
    """One row per indicator, under a row for each task; answers the last row."""
    checks = _validations(sheet)
    row, task_no = _HEADING_ROW, None
    for line in lines:
        if line.indicator.task_no != task_no:
            row, task_no = row + 1, line.indicator.task_no
            task = put_text(sheet, row, 1, f"任务{task_no} {plan.tasks[task_no].title}" if task_no <= 100 else plan.tasks[task_no].title)
            task.font, task.alignment, task.border = Font(_HEI, size=10), Alignment("left", "center"), _BOX
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_COLUMNS))
        row += 1
        _write_line(sheet, row, line, checks)
    return row


def _write_line(sheet: Worksheet, row: int, line: _Line, checks: dict[str, DataValidation]) -> None:
    indicator = line.indicator
    texts = {
        "code": indicator.indicator_id,
        "name": indicator.name,
        "measure": indicator.unit or "",
        "target": line.target,
        "last": line.last,
        "note": indicator.note or "",
    }
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(_lines_needed(texts["name"], "name"), _lines_needed(texts["note"], "note")) + 3
    entries = {"status": ("status",), "coverage": ("value", "total")}.get(indicator.kind, ("value",)) + _ENTRIES
    for key, column in _PLACES.items():
        cell = put_text(sheet, row, column, texts.get(key, ""))
        cell.font, cell.border = Font(_SONG, size=10), _BOX
        is_long = key in ("name", "note", *_ENTRIES)
        cell.alignment = Alignment("left" if is_long else "center", "center", wrap_text=True)
        if key in ("code", "target", "last"):
            cell.number_format = "@"
        is_entry = key in entries
        cell.fill = _ENTRY_FILL if is_entry and line.counts else _GREY
        cell.protection = Protection(locked=not is_entry)
    if indicator.kind in ("count", "coverage"):
        checks["whole"].add(sheet.cell(row, _PLACES["value"]))
    if indicator.kind == "hours":
        checks["decimal"].add(sheet.cell(row, _PLACES["value"]))
    if indicator.kind == "coverage":
        checks["total"].add(sheet.cell(row, _PLACES["total"]))
    if indicator.kind == "status":
        checks["state"].add(sheet.cell(row, _PLACES["status"]))


def _lines_needed(text: str, key: str) -> int:
    """How many lines a text takes in its column; a Chinese sign is two wide."""
    width = _COLUMNS[_PLACES[key] - 1][2]
    return -(-sum(1 if sign.isascii() else 2 for sign in text) // int(width * 1.15)) or 1


def _validations(sheet: Worksheet) -> dict[str, DataValidation]:
    """What may be typed where, with a sentence for what may not."""
    found = {
        "whole": DataValidation("whole", operator="greaterThanOrEqual", formula1="0", error="请填 0 或以上的整数。"),
        "decimal": DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", error="请填 0 或以上的数字。"),
        "total": DataValidation("whole", operator="greaterThanOrEqual", formula1="1", error="请填 1 或以上的整数。"),
        "state": DataValidation("list", formula1=f'"{_STATES}"', error="请从下拉列表中选择。"),
    }
    for check in found.values():
        check.allow_blank, check.showErrorMessage, check.errorTitle = True, True, "填写有误"
        sheet.add_data_validation(check)
    return found


def _write_footer(sheet: Worksheet, row: int) -> None:
    for column, label in ((1, "填表人:"), (5, "审核人:"), (9, "联系电话:")):
        cell = put_text(sheet, row, column, label)
        cell.font, cell.protection = Font(_SONG, size=10), Protection(locked=False)


def _set_page(sheet: Worksheet) -> None:
    """A4 across, as many pages long as it takes, headings on each; headings stay in view and are locked."""
    sheet.freeze_panes = f"C{_HEADING_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{_HEADING_ROW}"
    sheet.oddFooter.center.text = "第&P页 共&N页"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text as text: one that begins like a formula is never run."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if text:
        cell.value = CONTROL.sub("", text)
        if text[0] in "=+-@\t\r":
            cell.data_type = "s"
            cell.quotePrefix = True
    return cell
