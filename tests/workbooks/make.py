"""`python -m tests.workbooks.make`: write the workbooks beside this file anew, and what they hold, which is said here by hand.

Needs LibreOffice (soffice) and, for one file, xlwt (`pip install xlwt`); the tests read what is stored and need neither.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks import biff5
from tests.workbooks.ole import compound

HERE = Path(__file__).parent
FILES = HERE / "files"
FIXED = (2024, 7, 1, 0, 0, 0)
"""The date of every part, so that the same workbook has the same bytes."""

# ---- facts: one of everything that a cell may be ---------------------------------------------------------------------------

FACTS: list[tuple[str, object, str | None, list[object]]] = [
    # place, value, number format, [kind, text, number, day, percent] as it must be read
    ("A1", "单元格事实", None, ["text", "单元格事实", None, None, False]),
    ("A2", 3, None, ["number", "3", 3, None, False]),
    ("B2", 3.5, None, ["number", "3.5", 3.5, None, False]),
    ("C2", "3", "@", ["text", "3", None, None, False]),
    ("D2", "３", None, ["text", "３", None, None, False]),
    ("E2", "0431", "@", ["text", "0431", None, None, False]),
    ("F2", "08-1", "@", ["text", "08-1", None, None, False]),
    ("A3", 0.95, "0%", ["number", "95%", 0.95, None, True]),
    ("B3", 0.955, "0.0%", ["number", "95.5%", 0.955, None, True]),
    ("C3", 1, "0%", ["number", "100%", 1, None, True]),
    ("D3", "95%", "@", ["text", "95%", None, None, False]),
    ("E3", 1200, "#,##0", ["number", "1200", 1200, None, False]),
    ("F3", -2, None, ["number", "-2", -2, None, False]),
    ("A4", 2024.1, None, ["number", "2024.1", 2024.1, None, False]),
    ("B4", 2024.1, "0.00", ["number", "2024.10", 2024.1, None, False]),
    ("C4", 202406, None, ["number", "202406", 202406, None, False]),
    ("A5", datetime(2024, 6, 1), "yyyy-mm-dd", ["date", "2024年6月1日", None, "2024-06-01", False]),
    ("B5", datetime(2024, 3, 5), 'm"月"d"日"', ["date", "2024年3月5日", None, "2024-03-05", False]),
    ("C5", datetime(2024, 6, 1), 'yyyy"年"m"月"', ["date", "2024年6月", None, "2024-06-01", False]),
    ("A6", True, None, ["bool", "TRUE", None, None, False]),
    ("A7", "第一行\n第二行", None, ["text", "第一行\n第二行", None, None, False]),
    ("B7", "前  后", None, ["text", "前  后", None, None, False]),
    ("C7", "=1/0", None, ["error", "#DIV/0!", None, None, False]),
    ("D7", "=#REF!+1", None, ["error", "#REF!", None, None, False]),
    ("E7", "=NA()", None, ["error", "#N/A", None, None, False]),
    ("F7", "=1+1", None, ["number", "2", 2, None, False]),
    ("A9", "合并", None, ["text", "合并", None, None, False]),
    ("A12", "隐藏行", None, ["text", "隐藏行", None, None, False]),
    ("A13", "有批注", None, ["text", "有批注", None, None, False]),
    ("H20", "远处", None, ["text", "远处", None, None, False]),
]
STORED = {"C7": ("e", "#DIV/0!"), "D7": ("e", "#REF!"), "E7": ("e", "#N/A"), "F7": ("n", "2")}
"""Values that are stored with the formulas: openpyxl writes none."""
SHEETS = [["事实", False], ["藏", True], ["深藏", True]]
COMMENT = "这是批注"


def facts(is_1904: bool = False) -> Workbook:
    """The workbook of facts, by openpyxl."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904 if is_1904 else book.epoch
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "事实"
    for place, value, number_format, _ in FACTS:
        cell = sheet[place]
        cell.value = value
        if number_format:
            cell.number_format = number_format
    sheet["B6"] = CellRichText("富", TextBlock(InlineFont(b=True), "文本"))
    sheet.merge_cells("A9:C10")
    sheet.row_dimensions[12].hidden = True
    sheet["A13"].comment = Comment(COMMENT, "甲")
    sheet.oddHeader.center.text = "页眉文字"
    for name, state in (("藏", "hidden"), ("深藏", "veryHidden")):
        other = book.create_sheet(name)
        other["A1"] = name
        other.sheet_state = state
    return book


# ---- a report, the same in every format ------------------------------------------------------------------------------------

HEADINGS = ("指标编号", "指标内容", "完成值", "应达标数", "进展情况", "佐证材料", "存在问题", "下一步打算", "备注")
ROWS: list[tuple[object, ...]] = [
    ("01-1", "纳入重要议事日程", None, None, "已完成", "会议纪要", None, None, None),
    ("01-2", None, None, None, "推进中", "方案", "人手不足", "增配人员", None),
    ("02-2", None, None, None, "√", "培训计划", None, None, None),
    ("08-1", "党委常委会研究民族工作", 3, None, None, "纪要3份", None, None, "含1次专题"),
    ("08-2", None, "２次", None, None, "纪要,两份", None, None, None),
    ("08-3", None, "3", None, None, "“学习”记录", None, None, None),
    ("09-1", None, 12, None, None, "课表", None, None, None),
    ("09-3", None, 38, 40, None, "名单", None, None, None),
    ("09-4", None, "38/40", None, None, "名单\n另附", None, None, None),
    ("09-5", None, 0.95, None, None, "名单", None, None, None),
]
VALUES = [
    ["01-1", 1, None, None], ["01-2", 0.5, None, None], ["02-2", 1, None, None], ["08-1", 3, None, None], ["08-2", 2, None, None],
    ["08-3", 3, None, None], ["09-1", 12, None, None], ["09-3", 0.95, 38, 40], ["09-4", 0.95, 38, 40], ["09-5", 0.95, None, None],
]  # fmt: skip
"""Indicator, value, numerator and denominator that must be stored of the report."""
FIRST_ROW = 5
SHARE_ROW = FIRST_ROW + 9


def report() -> Workbook:
    """The report, by openpyxl."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    for (row, column), value in report_cells().items():
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.number_format = "@"
    sheet.cell(SHARE_ROW, 3).number_format = "0%"
    sheet.merge_cells("A1:I1")
    return book


def report_cells() -> dict[tuple[int, int], object]:
    cells: dict[tuple[int, int], object] = {(1, 1): "任务完成情况填报表", (2, 1): "填报单位:", (2, 2): "泾川县"}
    cells |= {(2, 4): "填报期:", (2, 5): "2024年6月"}
    cells |= {(4, column): heading for column, heading in enumerate(HEADINGS, start=1)}
    for row, values in enumerate(ROWS, start=FIRST_ROW):
        cells |= {(row, column): value for column, value in enumerate(values, start=1) if value is not None}
    cells[FIRST_ROW + len(ROWS), 1] = "填报人:甲  审核人:乙  联系电话:0933-0000000"
    return cells


LONG = 75


def long_report() -> Workbook:
    """A report of 75 rows with words in every column, to measure with."""
    with (Path(__file__).parents[2] / "plans" / "pingliang" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        indicators = list(csv.DictReader(file))
    filled: dict[str, tuple[object, object, object]] = {"status": (None, None, "已完成"), "coverage": (38, 40, None)}
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    heads = {(1, 1): "任务完成情况填报表", (2, 1): "填报单位:", (2, 2): "泾川县", (2, 4): "填报期:", (2, 5): "2024年6月"}
    cells: dict[tuple[int, int], object] = {**heads, **{(4, column): heading for column, heading in enumerate(HEADINGS, start=1)}}
    for order in range(LONG):
        indicator = indicators[order % len(indicators)]
        figures = filled.get(indicator["kind"], (3, None, None))
        texts = ("会议纪要、照片及台账", "人手不足", "继续推进", None if order % 3 else "说明")
        for column, value in enumerate((indicator["indicator_id"], indicator["name"], *figures, *texts), start=1):
            if value is not None:
                cells[FIRST_ROW + order, column] = value
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    sheet.merge_cells("A1:I1")
    return book


# ---- containers changed by hand --------------------------------------------------------------------------------------------


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in contents.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def fixed(content: bytes) -> bytes:
    """The same parts without the hour at which they were made."""
    contents = parts(content)
    contents["docProps/core.xml"] = re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2024-07-01T00:00:00Z", contents.get("docProps/core.xml", b""))
    return packed(contents)


def with_stored_values(content: bytes) -> bytes:
    """What a spreadsheet program would have stored beside each formula."""
    contents = parts(content)
    sheet = contents["xl/worksheets/sheet1.xml"].decode()
    for place, (kind, value) in STORED.items():
        sheet = re.sub(
            rf'<c r="{place}"([^>]*?)( t="\w+")?>(<f>.*?</f>)<v ?/?>(</v>)?', rf'<c r="{place}"\1 t="{kind}">\3<v>{value}</v>', sheet
        )
    return packed({**contents, "xl/worksheets/sheet1.xml": sheet.encode()})


def like_wps(content: bytes) -> bytes:
    """What WPS does otherwise: its own namespaces and properties, shared strings, empty rows and cells, formats without a code."""
    contents = parts(content)
    sheet = contents["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<worksheet ", '<worksheet xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" ', 1)
    texts: list[str] = []

    def shared(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'<c r="{match[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    sheet = re.sub(r'<c r="(\w+)"[^>]*? t="inlineStr"><is>(.*?)</is></c>', shared, sheet, flags=re.S)
    sheet = sheet.replace("</sheetData>", '<row r="200" spans="1:9" customFormat="1" ht="15"><c r="A200" s="0"/></row></sheetData>')
    contents["xl/worksheets/sheet1.xml"] = sheet.encode()
    phonetic = '<rPh sb="0" eb="1"><t>pinyin</t></rPh>'
    items = "".join(f"<si>{text}{phonetic}</si>" for text in texts)
    types = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    relation = b'<Relationship Id="rIdTexts" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    for name, end, added in (("[Content_Types].xml", b"</Types>", types), ("xl/_rels/workbook.xml.rels", b"</Relationships>", relation)):
        contents[name] = contents[name].replace(end, added + end)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    contents["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{namespace}">{items}</sst>'.encode()
    contents["docProps/custom.xml"] = (
        b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        b'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0.14309</vt:lpwstr>'
        b"</property></Properties>"
    )
    styles = contents["xl/styles.xml"].decode()
    code = re.search(r'<numFmt numFmtId="(\d+)" formatCode="m&quot;月&quot;d&quot;日&quot;" ?/>', styles)
    if code:  # a Chinese Excel and WPS name this format by its number, 58, and do not write it down
        styles = styles.replace(code[0], "").replace(f'numFmtId="{code[1]}"', 'numFmtId="58"')
        styles = re.sub(r'<numFmts count="(\d+)"', lambda match: f'<numFmts count="{int(match[1]) - 1}"', styles)
    contents["xl/styles.xml"] = styles.encode()
    return packed(contents)


def with_macros(content: bytes) -> bytes:
    contents = parts(content)
    types = contents["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    types = types.replace(
        b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    return packed({**contents, "[Content_Types].xml": types, "xl/vbaProject.bin": compound({"VBA": b"Sub Auto_Open()"})})


def strict(content: bytes) -> bytes:
    contents = parts(content)
    for name, part in contents.items():
        part = part.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        contents[name] = part.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
        )
    return packed(contents)


def prefixed(content: bytes) -> bytes:
    """Every element of the sheet with a prefix, parts in other letters and with backslashes, as some exporters write."""
    contents = parts(content)
    sheet = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", contents["xl/worksheets/sheet1.xml"].decode()).replace("xmlns=", "xmlns:x=", 1)
    contents["xl/worksheets/sheet1.xml"] = sheet.encode()
    return packed({name if name.startswith("[") else name.upper().replace("/", "\\"): part for name, part in contents.items()})


def converted(content: bytes, to: str, suffix: str) -> bytes:
    """The workbook as LibreOffice writes it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.xlsx"
        source.write_bytes(content)
        out = Path(folder) / "out"
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (out / f"in.{suffix}").read_bytes()


def by_xlwt() -> bytes:
    """The report by xlwt, with a formula that nobody calculated beside the table."""
    import xlwt  # type: ignore[import-not-found, unused-ignore]

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("填报表")
    share = xlwt.easyxf(num_format_str="0%")
    for (row, column), value in report_cells().items():
        style = (share,) if (row, column) == (SHARE_ROW, 3) else ()
        sheet.write(row - 1, column - 1, value, *style)
    sheet.write(30, 10, xlwt.Formula("1+1"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_biff5() -> bytes:
    cells = report_cells()
    cells[SHARE_ROW, 3] = biff5.Shown.as_(biff5.PERCENT, 0.95)
    return biff5.workbook({"填报表": cells, "说明": {(1, 1): "藏"}}, hidden_sheets=("说明",))


def facts_biff5(is_1904: bool) -> bytes:
    serial = 45444 - (1462 if is_1904 else 0)
    cells: dict[tuple[int, int], object] = {
        (1, 1): "单元格事实", (2, 1): 3, (2, 2): 3.5, (2, 3): "3", (2, 4): "３", (3, 1): biff5.Shown.as_(biff5.PERCENT, 0.95),
        (5, 1): biff5.Shown.as_(biff5.DATE, serial), (5, 2): biff5.Shown.as_(biff5.CHINESE_MONTH_DAY, serial - 88),
        (6, 1): True, (7, 3): biff5.Error("#DIV/0!"), (7, 4): biff5.Error("#REF!"), (8, 1): biff5.BLANK, (12, 1): "隐藏行", (13, 1): "有批注",
    }  # fmt: skip
    return biff5.workbook(
        {"事实": cells, "藏": {(1, 1): "藏"}}, hidden_sheets=("藏",), hidden_rows=(12,), notes={(13, 1): COMMENT}, is_1904=is_1904
    )


def csv_of(encoding: str, delimiter: str) -> bytes:
    """The report as a person's spreadsheet saves it: every row as wide as the widest, what is shown and not what is stored."""
    shown = {place: str(value) for place, value in report_cells().items()} | {(SHARE_ROW, 3): "95%"}
    stream = io.StringIO()
    rows = [[shown.get((row, column), "") for column in range(1, 10)] for row in range(1, FIRST_ROW + len(ROWS) + 1)]
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def make() -> dict[str, bytes]:
    """All files by their names."""
    fact, fact_1904, master = with_stored_values(fixed(saved(facts()))), fixed(saved(facts(is_1904=True))), fixed(saved(report()))
    xls = converted(master, "xls", "xls")
    files = {
        "facts_openpyxl.xlsx": fixed(saved(facts())),
        "facts_stored.xlsx": fact,
        "facts_1904.xlsx": with_stored_values(fact_1904),
        "facts_wps_like.xlsx": like_wps(fact),
        "facts_strict.xlsx": strict(fact),
        "facts_prefixed.xlsx": prefixed(fact),
        "facts_biff5.xls": compound({"Book": facts_biff5(False)}),
        "facts_biff5_1904.xls": facts_biff5(True),
        "report_openpyxl.xlsx": master,
        "report_wps_like.xlsx": like_wps(master),
        "report_strict.xlsx": strict(master),
        "report.xlsm": with_macros(master),
        "report_libreoffice.xls": xls,
        "report.et": xls,
        "report_xlwt.xls": by_xlwt(),
        "report_biff5.xls": compound({"Book": by_biff5()}),
        "report_named_wrongly.xls": master,
        "report_utf8.csv": csv_of("utf-8", ","),
        "report_utf8_mark.csv": csv_of("utf-8-sig", ","),
        "report_gb18030.csv": csv_of("gb18030", ","),
        "report_semicolon.csv": csv_of("gb18030", ";"),
        "report_unicode.txt": csv_of("utf-16", "\t"),
    }
    for suffix in ("xlsx", "xls", "ods"):
        files[f"facts_libreoffice.{suffix}"] = converted(fact, suffix, suffix)
        files[f"report_libreoffice.{suffix}"] = converted(master, suffix, suffix)
    files["facts_libreoffice_1904.ods"] = converted(files["facts_1904.xlsx"], "ods", "ods")
    files["facts_libreoffice_1904.xls"] = converted(files["facts_1904.xlsx"], "xls", "xls")
    long = fixed(saved(long_report()))
    files["long_openpyxl.xlsx"] = long
    for suffix, to in (("xls", "xls"), ("ods", "ods"), ("csv", "csv:Text - txt - csv (StarCalc):44,34,76,1")):
        files[f"long_libreoffice.{suffix}"] = converted(long, to, suffix)
    files["report_libreoffice.csv"] = converted(master, "csv:Text - txt - csv (StarCalc):44,34,76,1", "csv")
    return files


def expected() -> dict[str, Any]:
    """What each workbook holds, as data."""
    cells = {place: said for place, _, _, said in FACTS} | {"B6": ["text", "富文本", None, None, False]}
    bare = {place: ["formula", "", None, None, False] for place in STORED}
    whole = {
        "sheets": SHEETS,
        "cells": cells,
        "merges": ["A9:C10"],
        "hidden_rows": [12],
        "comments": {"A13": COMMENT},
        "margins": "页眉文字",
    }
    some = ("A1", "A2", "B2", "C2", "D2", "A3", "A5", "B5", "A6", "C7", "D7", "A12", "A13")
    by_hand = {place: cells[place] for place in some} | {"A8": ["formula", "", None, None, False]}
    old = {**whole, "sheets": SHEETS[:2], "cells": by_hand, "merges": [], "margins": ""}
    found: dict[str, Any] = {
        "facts_openpyxl.xlsx": {**whole, "cells": cells | bare},
        "facts_biff5.xls": old,
        "facts_biff5_1904.xls": old,
    }
    for name in ("stored", "1904", "wps_like", "strict", "prefixed"):
        found[f"facts_{name}.xlsx"] = whole
    for name in ("libreoffice.xlsx", "libreoffice.xls", "libreoffice_1904.xls"):
        found[f"facts_{name}"] = whole
    for name in ("libreoffice.ods", "libreoffice_1904.ods"):
        found[f"facts_{name}"] = {**whole, "margins": ""}  # the page styles of an .ods are searched as a whole
    return {"facts": found, "report": VALUES}


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    for old_file in FILES.iterdir():
        old_file.unlink()
    for file_name, made in make().items():
        (FILES / file_name).write_bytes(made)
    (HERE / "expected.json").write_text(json.dumps(expected(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
