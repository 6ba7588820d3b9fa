"""Workbooks made for tests, as people write them and as attackers do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("指标编号", "指标内容", "完成值", "应达标数", "进展情况", "佐证材料", "存在问题", "下一步打算", "备注")
FIRST_ROW = 5
"""Where the rows of `report` begin."""


def row(code: object = None, value: object = None, total: object = None, state: object = None, **texts: object) -> list[object]:
    """One row in the order of HEADINGS."""
    return [code, texts.get("name"), value, total, state, texts.get("evidence"), texts.get("problem"), None, texts.get("remark")]


def fill(sheet: Worksheet, rows: Sequence[Sequence[object]], unit: object = "泾川县", period: object = "2024年6月") -> None:
    """The plain layout: title, heads side by side in row 2, headings in row 4, rows from row 5."""
    sheet["A1"] = "任务完成情况填报表"
    sheet["A2"], sheet["B2"], sheet["D2"], sheet["E2"] = "填报单位:", unit, "填报期:", period
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(4, column, heading)
    for number, cells in enumerate(rows, start=FIRST_ROW):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(number, column, value)


def saved(workbook: Workbook) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def report(
    rows: Sequence[Sequence[object]],
    unit: object = "泾川县",
    period: object = "2024年6月",
    change: Callable[[Worksheet], Any] | None = None,
) -> bytes:
    """A report in the plain layout; `change` may spoil its sheet."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    fill(sheet, rows, unit, period)
    if change is not None:
        change(sheet)
    return saved(workbook)


def table(
    title: str,
    heads: dict[str, object],
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    change: Callable[[Worksheet], Any] | None = None,
) -> bytes:
    """A workbook of any kind: title in row 1, a head a row from row 2, a blank row, headings, rows."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    sheet["A1"] = title
    for number, (label, value) in enumerate(heads.items(), start=2):
        sheet.cell(number, 1, label)
        sheet.cell(number, 2, value)
    for number, cells in enumerate([headings, *rows], start=len(heads) + 3):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(number, column, value)
    if change is not None:
        change(sheet)
    return saved(workbook)


def edited(content: bytes, change: Callable[[Worksheet], Any]) -> bytes:
    """A workbook with its first sheet changed."""
    workbook = load_workbook(io.BytesIO(content))
    change(workbook.worksheets[0])
    return saved(workbook)


def parts(content: bytes) -> dict[str, bytes]:
    """A container's parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A container of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, part in contents.items():
            archive.writestr(name, part)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part rewritten by hand."""
    contents = parts(content)
    contents[name] = change(contents[name])
    return packed(contents)


def with_sheet_data(data: bytes) -> bytes:
    """A workbook whose only sheet holds this sheetData by hand."""
    body = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + data + b"</worksheet>"
    return with_part(report([]), SHEET, lambda _: body)


def places(answer: dict[str, Any], severity: str = "error") -> list[tuple[str, str | None, str | None]]:
    """Rule, sheet and cell of each issue of a severity."""
    return [(issue["rule"], issue["sheet"], issue["cell"]) for issue in answer["issues"] if issue["severity"] == severity]
