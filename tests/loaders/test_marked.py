"""The marked-up copy: a list with links, the user's values with the faulty cells marked, and nothing that could run or be told on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from loaders import sandbox
from loaders.__main__ import main
from loaders.cells import Cell, Sheet
from loaders.marked import marked_up
from tests.loaders.books import parts, report, row
from tests.loaders.conftest import Send
from warehouse.connection import Warehouse

NUMBER = "11010519491231002X"


def copy_of(content: bytes, send: Send) -> tuple[Workbook, list[dict[str, Any]]]:
    answer = send(content)
    assert answer["status"] == "refused"
    return load_workbook(io.BytesIO(marked_up(sandbox.cells(content, "a.xlsx"), answer["issues"]))), answer["issues"]


def test_the_list_leads_to_the_marked_cells(send: Send) -> None:
    rows = [row("08-1", "约3"), row("09-3", 38), row("01-1", state="已完成"), row("08-2", 2)]
    book, issues = copy_of(report(rows), send)
    assert book.sheetnames == ["问题清单", "填报表"]
    listed = list(book["问题清单"].values)
    assert listed[0] == ("序号", "工作表", "单元格", "问题", "性质")
    assert [line[2] for line in listed[1:]] == ["C5", "D6", "F7"]
    assert [line[4] for line in listed[1:]] == ["错误", "错误", "提示"]
    assert [issue["message"].endswith(line[3].partition(":")[2]) for line, issue in zip(listed[1:], issues, strict=True)] == [True] * 3
    assert listed[1][3].startswith("08-1 党委常委会研究民族工作:填的是“约3”"), "sheet and cell stand beside it"
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book)
    assert book["问题清单"].row_dimensions[2].height == 18
    assert book["问题清单"]["C2"].hyperlink.location == "'填报表'!C5"
    sheet = book["填报表"]
    assert (sheet["C5"].value, sheet["C6"].value, sheet["C8"].value, sheet["B2"].value) == ("约3", 38, 2, "泾川县")
    for cell, issue in zip(("C5", "D6", "F7"), issues, strict=True):
        assert sheet[cell].comment.text == issue["message"]
        assert sheet[cell].fill.fgColor.rgb == ("FFFFC7CE" if issue["severity"] == "error" else "FFFFEB9C")
    assert sheet["C8"].comment is None


def test_values_only(send: Send) -> None:
    """Formulas are texts, what looks like one too; errors and dates as they were read; merges stay."""

    def spoil(sheet: Worksheet) -> None:
        sheet["K1"] = "=1+2"
        sheet["K2"] = "@SUM(A1)"
        sheet["K2"].data_type = "s"
        sheet["K3"], sheet["K4"], sheet["K5"] = "#REF!", date(2024, 8, 1), 0.955
        sheet["K5"].number_format = "0.0%"
        sheet["K6"] = f"张三 {NUMBER}"
        sheet["K7"] = 110105194912310021
        sheet["K8"] = "=cmd|' /C calc'!A0"
        sheet["K8"].data_type = "s"
        sheet.merge_cells("A1:I1")
        sheet.merge_cells("C5:C6")
        sheet.merged_cells.add("A30:XFD1048576")

    content = report([row("08-1", "约3")], change=spoil)
    book, issues = copy_of(content, send)
    sheet = book["填报表"]
    assert [sheet[f"K{n}"].value for n in (2, 3, 4, 5)] == ["@SUM(A1)", "#REF!", "2024年8月1日", 0.955]
    assert sheet["K5"].number_format == "0.0%"
    assert {sheet[f"K{n}"].data_type for n in (1, 2, 3, 4, 6, 7, 8)} == {"s"}
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {"A1:I1", "C5:C6"}
    raw = b"".join(parts(marked_up(sandbox.cells(content, "a.xlsx"), issues)).values())
    assert b"<f>" not in raw
    assert b"1949123" not in raw


def test_sheets_by_any_name(send: Send) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.title = "问题清单"
        for title in ("甲'乙", "很" * 31, f"表{NUMBER}"):
            sheet.parent.create_sheet(title)["A1"] = NUMBER

    book, issues = copy_of(report([row("08-1", "约3")], change=add), send)
    assert len(set(book.sheetnames)) == len(book.sheetnames) == 5
    links = [book["问题清单"].cell(line, 3).hyperlink for line in range(2, len(issues) + 2)]
    for link in filter(None, links):
        title, _, cell = link.location.rpartition("!")
        assert book[title[1:-1].replace("''", "'")][cell].comment is not None
    assert sum(link is not None for link in links) == 4


@pytest.mark.parametrize("spoil", [lambda content: content[:900], lambda _: b"", lambda _: b"<html>", lambda _: b"\xd0\xcf\x11\xe0" * 200])
def test_of_a_file_that_cannot_be_read_there_is_the_list(send: Send, spoil: Callable[[bytes], bytes]) -> None:
    book, _ = copy_of(spoil(report([row("08-1", 3)])), send)
    assert book.sheetnames == ["问题清单"]
    assert book["问题清单"]["C2"].value is None


def test_the_command_writes_one_for_each_refused(
    warehouse: Warehouse, warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse.close()
    good, bad, other = tmp_path / "好.xlsx", tmp_path / "坏.xlsx", tmp_path / "b" / "坏.xlsx"
    other.parent.mkdir()
    good.write_bytes(report([row("08-1", 3)]))
    bad.write_bytes(report([row("08-1", "约3")]))
    other.write_bytes(b"x")
    handed_in = tmp_path / "坏_问题清单.xlsx"
    handed_in.write_bytes(b"mine")
    files = [str(path) for path in (good, bad, other, handed_in, tmp_path / "没有.xlsx")]
    where = ["--warehouse", str(warehouse_file), "--received-at", "2024-07-05"]
    assert main(["load", *files, *where, "--marked-up", str(tmp_path / "new" / "out"), "--json"]) == 1
    assert [json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()] == ["accepted", *["refused"] * 4]
    written = sorted(path.name for path in (tmp_path / "new" / "out").iterdir())
    assert written == ["坏_问题清单.xlsx", "坏_问题清单_2.xlsx", "坏_问题清单_问题清单.xlsx", "没有_问题清单.xlsx"]
    assert load_workbook(tmp_path / "new" / "out" / "坏_问题清单.xlsx").sheetnames == ["问题清单", "填报表"]
    assert main(["load", str(bad), str(handed_in), *where, "--marked-up", str(tmp_path)]) == 1
    assert handed_in.read_bytes() == b"mine"
    assert "问题清单:" in capsys.readouterr().out
    assert main(["load", str(bad), *where, "--marked-up", str(good)]) == 1


def test_masses_of_faults_are_listed_up_to_a_number() -> None:
    """Whoever has thousands of faults has one in every row: the copy stays one that can be opened, and says how many are left."""
    sheet = Sheet("表", cells={(number, 1): Cell(number, 1, "text", "约3") for number in range(1, 2502)})
    issues = [
        {"severity": "error", "rule": "figure_unreadable", "sheet": "表", "cell": f"A{number}", "message": f"表!A{number}:填的是“约3”"}
        for number in range(1, 2502)
    ]
    workbook = load_workbook(io.BytesIO(marked_up([sheet], issues)))
    listed, copied = workbook.worksheets
    assert listed.max_row == 2002 and "501" in str(listed["D2002"].value)
    assert copied["A2000"].comment is not None and copied["A2001"].comment is None
    assert copied["A2501"].value == "约3"
