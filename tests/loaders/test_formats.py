"""Every stored workbook, in every format, is read as `tests/workbooks/expected.json` says it must be; the reader agrees with openpyxl's."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format

from loaders import sandbox
from loaders.cells import Cell, Sheet, letters, spot
from loaders.examine import examine
from loaders.formats.door import read
from loaders.formats.limits import place_of
from loaders.formats.number_formats import number_format
from loaders.marked import marked_up
from loaders.problems import Unreadable, issue
from tests.loaders.books import packed, parts, report, row, with_sheet_data
from tests.loaders.conftest import Send
from tests.workbooks import biff5
from tests.workbooks.ole import compound
from warehouse.connection import Warehouse

FOLDER = Path(__file__).parents[1] / "workbooks"
FILES = {path.name: path for path in sorted((FOLDER / "files").iterdir())}
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
REPORTS = [name for name in FILES if name.startswith("report")]
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "workbooks").glob("*.xlsx"))


def said(cell: Cell | None) -> list[object] | None:
    return None if cell is None else [cell.kind, cell.text, cell.number, cell.day, cell.percent]


@pytest.mark.parametrize("name", EXPECTED["facts"])
def test_facts(name: str) -> None:
    wanted = EXPECTED["facts"][name]
    sheets = read(FILES[name].read_bytes()).sheets
    assert [[sheet.name, sheet.is_hidden] for sheet in sheets] == wanted["sheets"]
    first = sheets[0]
    found = {cell.spot: said(cell) for cell in first.cells.values()}
    assert found == wanted["cells"]
    assert [f"{spot(m.top, m.left)}:{spot(m.bottom, m.right)}" for m in first.merges] == wanted["merges"]
    assert [n for n in sorted(first.hidden_rows) if any(row == n for row, _ in first.cells)] == wanted["hidden_rows"]
    assert {spot(*place) for place in first.comments} == set(wanted["comments"])
    for place, text in wanted["comments"].items():
        assert text in first.comments[place_of(place)]
    assert wanted["margins"] in " ".join(first.margins)


def test_every_stored_file_is_compared() -> None:
    assert set(FILES) == set(EXPECTED["facts"]) | set(REPORTS) | set(LONG)


LONG = [name for name in FILES if name.startswith("long")]


def test_long_reports_are_the_same_cell_by_cell() -> None:
    found = [{c.spot: c.text for c in read(FILES[name].read_bytes()).sheets[0].cells.values()} for name in LONG]
    assert len(found) == 4
    assert all(cells == found[0] for cells in found)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_the_same_in_every_format(name: str, send: Send, warehouse: Warehouse) -> None:
    answer = send(FILES[name].read_bytes(), file_name=name)
    assert answer["status"] == "accepted", answer["issues"]
    with warehouse.reading() as cursor:
        stored = cursor.execute("select indicator_id, value, numerator, denominator from reported_value order by 1").fetchall()
    assert [list(values) for values in stored] == EXPECTED["report"]


@pytest.mark.parametrize("name", REPORTS)
def test_a_fault_is_told_by_its_cell_in_every_format(name: str) -> None:
    """Whatever the format, C8 is where 08-1's figure stands; a .csv has no sheet to name."""
    draft = examine(FILES[name].read_bytes(), name)
    (line,) = [line for sheet in draft.sheets for line in sheet.rows if [c.text for c in line.cells.get("indicator_id", ())] == ["08-1"]]
    assert [cell.spot for cell in line.cells["value"]] == ["C8"]
    assert draft.sheets[0].name == ("" if name.endswith((".csv", ".txt")) else "填报表")


# ---- openpyxl is the oracle of the .xlsx reader -----------------------------------------------------------------------------

ORACLE = [FILES[name] for name in FILES if name.endswith((".xlsx", ".xlsm")) and "strict" not in name and "prefixed" not in name]


def by_openpyxl(content: bytes) -> list[dict[str, tuple[object, object]]]:
    found = []
    for sheet in load_workbook(io.BytesIO(content), data_only=True).worksheets:
        under = {place for merge in sheet.merged_cells.ranges for place in merge.cells if place != (merge.min_row, merge.min_col)}
        found.append(
            {
                c.coordinate: (c.value, c.number_format)
                for c in sheet._cells.values()
                if c.value is not None and (c.row, c.column) not in under
            }
        )
    return found


@pytest.mark.parametrize("path", [*ORACLE, *EXAMPLES[::10]], ids=lambda path: path.name)
def test_the_reader_agrees_with_openpyxl(path: Path) -> None:
    content = path.read_bytes()
    for sheet, wanted in zip(read(content).sheets, by_openpyxl(content), strict=True):
        seen = {cell.spot: cell for cell in sheet.cells.values() if cell.kind != "formula"}
        assert set(seen) == {place for place, (value, _) in wanted.items() if str(value).strip()}
        for place, cell in seen.items():
            value, form = wanted[place]
            if cell.kind == "number":
                assert (cell.number, cell.percent) == (value, "%" in str(form)), place
            elif cell.kind == "date" and cell.day and is_date_format(form):
                assert cell.day == value.date().isoformat(), place  # type: ignore[attr-defined]
            elif cell.kind in ("text", "error"):
                assert cell.text == value, place


# ---- .xlsx -----------------------------------------------------------------------------------------------------------------


def cells_of(data: bytes) -> dict[str, list[object] | None]:
    return {cell.spot: said(cell) for cell in read(with_sheet_data(data)).sheets[0].cells.values()}


def test_cells_without_references_and_with_odd_values() -> None:
    found = cells_of(
        b'<sheetData><row><c><v>1</v></c><c t="str"><v>x</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
        b'<row r="7"><c r="C7"><f>1+1</f><v></v></c><c><v> 5 </v></c><c r="A7" t="str"><f>""</f><v></v></c><c r="B7"><v>1_000</v></c></row></sheetData>'
    )
    assert found == {
        "A1": ["number", "1", 1, None, False],
        "B1": ["text", "x", None, None, False],
        "C1": ["bool", "TRUE", None, None, False],
        "D1": ["error", "#REF!", None, None, False],
        "C7": ["formula", "", None, None, False],
        "D7": ["number", "5", 5, None, False],
        "B7": ["text", "1_000", None, None, False],
    }


def test_a_sheet_that_is_listed_and_missing_is_damage() -> None:
    contents = parts(report([row("08-1", 3)]))
    del contents["xl/worksheets/sheet1.xml"]
    with pytest.raises(Unreadable, match="file_damaged"):
        read(packed(contents))


@pytest.mark.parametrize("number", [*range(27, 37), *range(50, 59)])
def test_dates_that_a_chinese_excel_formats_by_number_alone(number: int) -> None:
    """3-5 typed into one becomes 3月5日 in format 58, which no file spells out: a number here would be a made-up figure."""
    assert number_format(number, None).is_date
    assert not number_format(number, "0.00").is_date


# ---- .xls ------------------------------------------------------------------------------------------------------------------


def test_an_old_workbook_in_code_page_936() -> None:
    book = read(compound({"Book": biff5.workbook({"表": {(1, 1): "镕基㐂", (2, 1): "民族团结"}})}))
    assert [cell.text for cell in book.sheets[0].cells.values()] == ["镕基㐂", "民族团结"]


def test_a_stream_without_its_container() -> None:
    (sheet,) = read(biff5.workbook({"表": {(16384, 256): "角"}})).sheets
    assert list(sheet.cells) == [(16384, 256)]


# ---- .ods ------------------------------------------------------------------------------------------------------------------

OFFICE = 'xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:style="s" xmlns:draw="d"'


def ods(tables: str, styles: str = "") -> bytes:
    content = f"<office:document-content {OFFICE}><office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def of_rows(rows: str) -> Sheet:
    return read(ods(f'<table:table table:name="表">{rows}</table:table>')).sheets[0]


def test_repeats() -> None:
    """Blank ones are passed over in one step, however many; filled ones stand as often as they say."""
    text = '<table:table-cell office:value-type="string"{}><text:p>是</text:p></table:table-cell>'
    sheet = of_rows(
        f'<table:table-row table:number-rows-repeated="2">{text.format("")}<table:table-cell table:number-columns-repeated="16000"/>'
        f"{text.format(' table:number-columns-repeated=' + chr(34) + '2' + chr(34))}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f"<table:table-row>{text.format('')}</table:table-row>"
    )
    assert [cell.spot for cell in sheet.cells.values()] == ["A1", "WQL1", "WQM1", "A2", "WQL2", "WQM2", "A1000003"]
    assert letters(16002) == "WQL"


def test_what_stands_in_a_cell_of_ods() -> None:
    sheet = of_rows(
        "<table:table-row><table:table-cell><office:annotation><dc:creator>甲</dc:creator><text:p>批</text:p></office:annotation>"
        "<text:p>一<text:s text:c='2'/>二<text:span>三</text:span></text:p><text:p>四<text:line-break/>五</text:p>"
        "<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame></table:table-cell>"
        "<table:table-cell office:value-type='string' calcext:value-type='error' table:formula='x'><text:p>#REF!</text:p></table:table-cell>"
        "<table:table-cell table:formula='of:=1+1'/>"
        "<table:table-cell table:formula='of:=\"\"' office:value-type='string'/>"
        "<table:table-cell office:value-type='float' office:value='2024.1'><text:p>2024.10</text:p></table:table-cell>"
        "<table:table-cell office:value-type='percentage' office:value='0.95'><text:p>95%</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='1_0'/></table:table-row>".replace("dc:", "office:")
    )
    assert {cell.spot: said(cell) for cell in sheet.cells.values()} == {
        "A1": ["text", "一  二三\n四\n五", None, None, False],
        "B1": ["error", "#REF!", None, None, False],
        "C1": ["formula", "", None, None, False],
        "E1": ["number", "2024.10", 2024.1, None, False],
        "F1": ["number", "95%", 0.95, None, True],
        "G1": ["text", "1_0", None, None, False],
    }
    assert "批" in sheet.comments[1, 1]


def test_hidden_merged_and_foreign_parts_of_ods() -> None:
    cell = "<table:table-cell><text:p>见</text:p></table:table-cell>"
    book = read(
        ods(
            '<table:table table:name="藏" table:style-name="ta2">'
            f'<table:table-row table:visibility="filter">{cell}</table:table-row>'
            f'<table:table-row-group table:display="false"><table:table-row>{cell}</table:table-row></table:table-row-group>'
            "<table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-spanned='2'><text:p>合</text:p></table:table-cell>"
            "<table:covered-table-cell><text:p>盖</text:p></table:covered-table-cell></table:table-row>"
            "<table:shapes><draw:frame><table:table><table:table-row><table:table-cell><text:p>图</text:p></table:table-cell>"
            f"</table:table-row></table:table></draw:frame></table:shapes><table:table-row>{cell}</table:table-row></table:table>"
            f'<table:table table:name="外"><table:table-source/><table:table-row>{cell}</table:table-row></table:table>',
            '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
        )
    )
    (sheet,) = book.sheets
    assert sheet.is_hidden
    assert sheet.hidden_rows == {1, 2}
    assert [c.spot for c in sheet.cells.values()] == ["A1", "A2", "A3", "A4", "A5"]
    assert [c.text for c in sheet.covered.values()] == ["盖", "盖"]
    assert [tuple(merge) for merge in sheet.merges] == [(3, 1, 3, 2), (4, 1, 4, 2)]


# ---- .csv ------------------------------------------------------------------------------------------------------------------


def grid(content: bytes) -> dict[str, str]:
    return {cell.spot: cell.text for cell in read(content).sheets[0].cells.values()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("甲,乙\n1,2\n", {"A1": "甲", "B1": "乙", "A2": "1", "B2": "2"}),
        ("甲;乙\n1,5;2\n", {"A1": "甲", "B1": "乙", "A2": "1,5", "B2": "2"}),
        ("甲\t乙,丙\n1\t2\n", {"A1": "甲", "B1": "乙,丙", "A2": "1", "B2": "2"}),
        ("sep=;\n甲;乙\n", {"A1": "甲", "B1": "乙"}),
        ('"甲,\n乙",丙\n\n"他说""好""",1', {"A1": "甲,\n乙", "B1": "丙", "A3": '他说"好"', "B3": "1"}),
        ('="08-1",5"管\n', {"A1": "08-1", "B1": '5"管'}),
        ("甲,乙\r1,2\r", {"A1": "甲", "B1": "乙", "A2": "1", "B2": "2"}),
        ("甲\n乙\n", {"A1": "甲", "A2": "乙"}),
        ("甲\u2028乙,丙\x85丁\n", {"A1": "甲\u2028乙", "B1": "丙\x85丁"}),
        ("BM,图\n1,2\n", {"A1": "BM", "B1": "图", "A2": "1", "B2": "2"}),
    ],
)
def test_text_tables(text: str, wanted: dict[str, str]) -> None:
    for coding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert grid(text.encode(coding)) == wanted, coding


def test_errors_in_text_tables_are_errors() -> None:
    assert [cell.kind for cell in read(b"#REF!,#DIV/0!,##,3\n").sheets[0].cells.values()] == ["error", "error", "text", "text"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ('甲,"乙\n1,2\n'.encode(), "file_quotes"),
        ('甲,"乙"丙\n'.encode(), "file_quotes"),
        (b"a,b\0\n", "file_not_workbook"),
        (b"a,b\x01\n", "file_not_workbook"),
        (b"\xff\xfea,", "file_not_workbook"),
        ("甲,乙\n".encode() + b"\xff\xff", "file_not_workbook"),
        (b"word", "file_not_workbook"),
        (("x" * 32_768 + ",1\n").encode(), "file_text_too_long"),
        (b"," * 16_384 + b"\n", "file_bad_reference"),
        (b"a,b\n" * 20_201, "file_too_many_rows"),
    ],
)
def test_what_is_no_text_table(content: bytes, rule: str) -> None:
    (fault,) = examine(content, "a.csv").faults
    assert fault.rule == rule
    assert ";请" in issue(fault).message


def test_a_csv_has_no_sheet_to_name() -> None:
    draft = examine("姓名,身份证号\n甲,11010519491231002X\n".encode(), "a.csv")
    found = [issue(fault) for fault in draft.faults]
    assert {(one.rule, one.sheet, one.cell) for one in found} == {("personal_id_column", None, "B1"), ("personal_id_number", None, "B2")}
    assert all(one.message.startswith(("B1:", "B2:")) for one in found)


def test_the_copy_of_a_csv_is_marked(send: Send) -> None:
    content = FILES["report_gb18030.csv"].read_bytes().replace("２次".encode("gb18030"), "约3".encode("gb18030"))
    answer = send(content, file_name="a.csv")
    assert [(one["rule"], one["sheet"], one["cell"]) for one in answer["issues"] if one["severity"] == "error"] == [
        ("figure_unreadable", None, "C9")
    ]
    copy = load_workbook(io.BytesIO(marked_up(sandbox.cells(content, "a.csv"), answer["issues"])))
    assert copy.worksheets[1]["C9"].comment is not None
    assert copy.worksheets[1]["C9"].value == "约3"


@pytest.mark.parametrize("name", ["report_libreoffice.xls", "report_libreoffice.ods", "report_biff5.xls"])
def test_the_copy_of_another_format_holds_its_cells(name: str) -> None:
    (sheet,) = [sheet for sheet in sandbox.cells(FILES[name].read_bytes(), name) if sheet.name == "填报表"]
    assert sheet.cells[8, 3].number == 3
    assert sheet.cells[14, 3].text == "95%"
