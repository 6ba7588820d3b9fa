"""Resident numbers, rosters and columns of numbers are found; what only looks like them is not."""

from __future__ import annotations

import random

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.cells import Cell, Merge, Sheet
from loaders.examine import examine
from loaders.personal import faults_of, holds_number, is_number_cell, masked, numbers_in_stream
from loaders.problems import Fault, issue
from tests.loaders.books import packed, report, row
from tests.workbooks import biff5
from tests.workbooks.ole import compound

NUMBER = "11010519491231002X"
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789Xx"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, NUMBER.lower(), NUMBER.translate(_WIDE), "110105 19491231 002X", "110105-19491231-002x",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        f"张三,{NUMBER},男", f"身份证{NUMBER}", f"A{NUMBER}", f"{NUMBER} 13900000000", f"电话 13900000000 {NUMBER}",
        "110105\n19491231\u200b002X",
        "110105\u201419491231\u2014002X", f"1 {NUMBER}", f"{NUMBER}abc", f"号{NUMBER}张三", "620802199003071238abc",
    ],
)  # fmt: skip
def test_numbers_are_found(text: str) -> None:
    assert holds_number(text)
    assert "19491231" not in masked(text)
    assert NUMBER not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310020",  # wrong check digit
        "11010519491331002X",  # no such month
        "11010518991231002X",  # before 1900
        "16010519491231002X",  # no such province
        "91620802MA72ABCD1X", "116208020139123456", "6222020200001234567", "0933-1234567", "20240601", "1101051949123100",
        "1" + NUMBER, NUMBER + "1", "",
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert not holds_number(text)
    assert masked(text) == text


def test_credit_codes_of_this_city_are_none() -> None:
    """统一社会信用代码 made of digits alone: positions 7 to 8 hold the county, where a year would begin with 19 or 20."""
    rng = random.Random(7)
    for _ in range(20_000):
        code = "1" + rng.choice("1234") + "6208" + rng.choice(["02", "21", "22", "23", "25", "26", "81"])
        code += "".join(rng.choice("0123456789") for _ in range(18 - len(code)))
        assert not holds_number(code)


def test_random_numbers_hardly_ever_pass() -> None:
    rng = random.Random(3)
    assert sum(holds_number("".join(rng.choice("0123456789") for _ in range(18))) for _ in range(20_000)) <= 3


def test_number_cells_lose_their_check_digit() -> None:
    assert is_number_cell(1.1010519491231002e17)
    assert is_number_cell(110105194912310016)
    assert not is_number_cell(1.16208020139123456e17)
    assert not is_number_cell(45444)


def sheet_of(cells: dict[tuple[int, int], str], merges: tuple[Merge, ...] = ()) -> Sheet:
    return Sheet("表", cells={place: Cell(*place, "text", text) for place, text in cells.items()}, merges=list(merges))


ROSTERS = {
    "姓名 and 民族": ({(3, 2): "姓名", (3, 5): "民族"}, True),
    "with blanks": ({(3, 2): "姓  名", (3, 5): "籍\n贯"}, True),
    "宗教信仰": ({(1, 1): "姓名", (1, 2): "宗教信仰"}, True),
    "in two heading rows": ({(3, 2): "姓名", (3, 3): "基本情况", (4, 3): "民族"}, True),
    "民族 in a table of totals": ({(3, 1): "乡镇", (3, 2): "民族", (3, 3): "人数"}, False),
    "a list of contacts": ({(3, 1): "姓名", (3, 2): "职务", (3, 3): "电话"}, False),
    "民族 far below": ({(3, 1): "姓名", (9, 2): "民族"}, False),
    "民族团结": ({(3, 1): "姓名", (3, 2): "民族团结进步"}, False),
    "联系人姓名 and 民族": ({(3, 2): "联系人姓名", (3, 5): "民族"}, True),
    "户主姓名 and 籍贯": ({(3, 2): "户主姓名", (3, 5): "籍贯"}, True),
    "两栏合一": ({(3, 2): "户主姓名", (3, 5): "民族/籍贯"}, True),
    "三栏合一": ({(3, 2): "姓名", (3, 5): "民族、籍贯及宗教信仰"}, True),
    "民族 and a count in one": ({(3, 2): "姓名", (3, 5): "民族/人数"}, False),
    "不收姓名": ({(3, 2): "不收姓名", (3, 5): "民族"}, False),
    "in a sentence": ({(3, 1): "不得填写姓名、民族", (3, 2): "民族"}, False),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_rosters(name: str) -> None:
    cells, is_roster = ROSTERS[name]
    assert ("personal_roster" in [rule for rule, _, _ in faults_of(sheet_of(cells))]) == is_roster


def test_a_merged_heading_of_a_roster() -> None:
    cells = {(3, 2): "姓名", (3, 3): "个人情况", (5, 3): "民族"}
    assert [rule for rule, _, _ in faults_of(sheet_of(cells, (Merge(3, 2, 5, 2),)))] == ["personal_roster"]


@pytest.mark.parametrize(
    ("heading", "is_refused"),
    [
        ("身份证号", True), ("身份证号码(18位)", True), ("居民身份证", True), ("负责人身份证号", True), ("公民身份号码", True),
        ("证件", False), ("学生证号", False), ("请勿填写身份证号等个人信息", False), ("身份", False),
        ("不收身份证号", False), ("请勿填写身份证号", False), ("不得出现身份证号码", False), ("户主身份证号", True),
    ],
)  # fmt: skip
def test_columns_of_numbers(heading: str, is_refused: bool) -> None:
    assert [rule for rule, _, _ in faults_of(sheet_of({(2, 2): heading}))] == (["personal_id_column"] if is_refused else [])


def test_comments_headers_and_cells_under_a_merge_are_searched() -> None:
    sheet = Sheet("表", covered={(4, 4): Cell(4, 4, "text", NUMBER)}, comments={(1, 1): NUMBER}, margins=[NUMBER])
    assert sorted((place for _, place, _ in faults_of(sheet)), key=str) == [(1, 1), (4, 4), None]


def test_a_message_never_repeats_a_number() -> None:
    found = issue(Fault("figure_unreadable", "表", "C5", "", {"found": f"张三 {NUMBER}", "wanted": "整数", "example": "3"}))
    assert NUMBER not in found.message
    assert "1949" not in found.message


def test_numbers_where_nobody_looks() -> None:
    """In formulas, lists to choose from, links, defined names and properties; told by the sheet where there is one."""

    def formula(s: Worksheet) -> None:
        s["K30"] = f'=IF(A1="{NUMBER}",1,0)'

    def choices(s: Worksheet) -> None:
        s.add_data_validation(DataValidation("list", formula1=f'"张三{NUMBER},李四"', sqref="K1:K9"))

    def link(s: Worksheet) -> None:
        s["K30"] = "查看"
        s["K30"].hyperlink = f"http://x/{NUMBER}"

    def name(s: Worksheet) -> None:
        assert s.parent is not None
        s.parent.defined_names["x"] = DefinedName("x", attr_text=f'"{NUMBER}"')

    def author(s: Worksheet) -> None:
        assert s.parent is not None
        s.parent.properties.creator = f"张三 {NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:]}".translate(_WIDE)

    for change, sheet in ((formula, "填报表"), (choices, "填报表"), (link, "填报表"), (name, None), (author, None)):
        draft = examine(report([row("08-1", 3)], change=change), "a.xlsx")
        assert [(f.rule, f.sheet, f.cell) for f in draft.faults] == [("personal_id_number", sheet, None)], change
        assert "1949" not in "".join(issue(f).message for f in draft.faults)


def test_a_number_in_a_cell_is_told_once() -> None:
    def everywhere(s: Worksheet) -> None:
        s["K30"], s["K31"], s["K32"] = NUMBER, f"张三 {NUMBER[:6]} {NUMBER[6:]}".translate(_WIDE), 110105194912310021
        s["K33"].comment = Comment(NUMBER, "x")
        s["K34"] = f"\u200b{NUMBER}"

    draft = examine(report([row("08-1", 3)], change=everywhere), "a.xlsx")
    assert [(f.rule, f.cell) for f in draft.faults] == [("personal_id_number", f"K{n}") for n in (30, 31, 32, 34, 33)]


# ---- every format ----------------------------------------------------------------------------------------------------------

PLAIN: dict[tuple[int, int], object] = {(1, 1): "填报单位"}
WIDE = NUMBER.translate(_WIDE)


def xls(
    cells: dict[tuple[int, int], object] | None = None, last: bytes = b"", streams: dict[str, bytes] | None = None, **how: object
) -> bytes:
    """An Excel 95 workbook; `last` are records at the end of its sheet."""
    stream = biff5.workbook({"表": cells or PLAIN}, **how)  # type: ignore[arg-type]
    return compound({"Book": stream[:-4] + last + stream[-4:], **(streams or {})})


def ods(cell: str = "<text:p>填报单位</text:p>", table: str = "", styles: str = "", **others: bytes) -> bytes:
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"'
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
    )
    content += (
        f'<table:table table:name="表" {table}><table:table-row><table:table-cell>{cell}</table:table-cell></table:table-row></table:table>'
    )
    content += "</office:spreadsheet></office:body></office:document-content>"
    parts = {name.replace("_", "."): part for name, part in others.items()}
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(), **parts})


FORMATS = {
    "xls cell": (xls({(3, 2): f"甲{NUMBER}"}), "表", "B3"),
    "xls figure": (xls({(3, 2): 110105194912310021}), "表", "B3"),
    "xls note": (xls(notes={(5, 1): f"甲 {WIDE}"}), "表", "A5"),
    "xls hidden sheet": (
        compound({"Book": biff5.workbook({"表": PLAIN, "藏": {(1, 2): NUMBER}}, hidden_sheets=("藏",))}), "藏", "B1"),
    "xls page header": (xls(last=biff5.record(0x14, bytes([22]) + b"&C" + NUMBER.encode())), "表", None),
    "xls formula": (xls(last=biff5.record(0x1BE, b"\x17\x12" + NUMBER.encode())), "表", None),
    "xls formula of two bytes a sign": (xls(last=biff5.record(0x1BE, WIDE.encode("utf-16-le"))), "表", None),
    "xls properties": (xls(streams={"\5SummaryInformation": b"x" * 100 + NUMBER.encode()}), None, None),
    "ods cell in pieces": (ods(f"<text:p>{NUMBER[:6]}<text:span>{NUMBER[6:]}</text:span></text:p>"), "表", "A1"),
    "ods annotation": (ods(f"<office:annotation><text:p>{NUMBER}</text:p></office:annotation><text:p>见</text:p>"), "表", "A1"),
    "ods annotation of a blank cell": (ods(f"<office:annotation><text:p>{NUMBER}</text:p></office:annotation>"), "表", "A1"),
    "ods hidden sheet": (
        ods(f"<text:p>{NUMBER}</text:p>", 'table:style-name="h"',
            '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'), "表", "A1"),
    "ods page footer": (ods(styles_xml=f"<x><text:p>{WIDE}</text:p></x>".encode()), None, None),
    "ods properties": (ods(meta_xml=f"<x>{NUMBER}</x>".encode()), None, None),
    "ods drawing": (ods(f"<draw:frame xmlns:draw='d'><text:p>{NUMBER}</text:p></draw:frame>"), None, None),
    "csv": (f"填报单位,备注\n泾川县,{NUMBER}\n".encode("gb18030"), None, "B2"),
    "text in UTF-16": (f"填报单位\t备注\n泾川县\t{WIDE}\n".encode("utf-16"), None, "B2"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_numbers_in_every_format(name: str) -> None:
    content, sheet, cell = FORMATS[name]
    found = [issue(fault) for fault in examine(content, "a").faults]
    assert [(one.rule, one.sheet, one.cell) for one in found] == [("personal_id_number", sheet, cell)]
    assert "1949" not in found[0].message and "１９４９" not in found[0].message


@pytest.mark.parametrize("content", [xls({(1, 1): "姓名", (1, 2): "民族"}), "姓名,民族\n甲,回\n".encode("gb18030")])
def test_rosters_in_every_format(content: bytes) -> None:
    assert [fault.rule for fault in examine(content, "a").faults] == ["personal_roster"]


def test_many_gaps_are_no_way_around() -> None:
    assert holds_number(" - ".join(NUMBER))
    assert holds_number("1" + "-" * 10_000 + NUMBER[1:])


def test_texts_side_by_side_in_an_xls_are_not_joined() -> None:
    """An area's code and a serial number that begins like a birthday: the length of the second text is no blank between them."""
    area, serial = NUMBER[:6], NUMBER[6:]
    assert holds_number(area + serial)
    assert not examine(xls({(1, 1): area, (2, 1): serial}), "a.xls").faults
    assert [fault.rule for fault in examine(xls({(1, 1): area + serial}), "a.xls").faults] == ["personal_id_number"]


@pytest.mark.parametrize("sign", ["\u00ad", "\u2500", "  \u3000-- ", " " * 12, "\t\n"])
def test_any_run_of_blanks_and_dashes_is_one_gap(sign: str) -> None:
    assert holds_number(f"{NUMBER[:6]}{sign}{NUMBER[6:14]}{sign}{NUMBER[14:]}")
    assert "19491231" not in masked(f"号{NUMBER[:6]}{sign}{NUMBER[6:14]}{sign}{NUMBER[14:]}")


@pytest.mark.parametrize(("heading", "is_one"), [("法人代表身份证号", True), ("受访者身份证号码", True), ("请勿填写身份证号", False)])
def test_headings_that_end_in_a_number(heading: str, is_one: bool) -> None:
    found = examine(report([row("08-1", 3, remark=heading)]), "a").faults
    assert [fault.rule for fault in found] == (["personal_id_column"] if is_one else [])


def test_headings_that_end_in_a_name() -> None:
    assert [fault.rule for fault in examine("成员姓名,民族\n甲,回\n".encode(), "a.csv").faults] == ["personal_roster"]


def test_numbers_in_binary_records() -> None:
    """A text's length is a sign of control, and no blank; properties begin with the mark of UTF-16, and are none."""
    assert numbers_in_stream(NUMBER[:6].encode() + b"\x0c\0\0" + NUMBER[6:].encode()) == set()
    properties = b"\xfe\xff\0\0\x1e\0\0\0\x13\0\0\0" + NUMBER.encode() + b"\0"
    assert numbers_in_stream(properties) == {NUMBER[:15]}
    assert [fault.rule for fault in examine(xls(streams={"\5SummaryInformation": properties}), "a.xls").faults] == ["personal_id_number"]
