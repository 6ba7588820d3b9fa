"""Files that are no workbook, or that attack: each is refused by one clear sentence, quickly, and the machine lives."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
from openpyxl import Workbook

from loaders import sandbox
from loaders.examine import examine
from loaders.formats.limits import LARGEST_FILE, LARGEST_UNPACKED, MOST_CELLS, MOST_ROWS
from loaders.problems import issue
from tests.loaders.books import SHEET, fill, packed, parts, report, row, saved, with_part, with_sheet_data
from tests.workbooks import biff5
from tests.workbooks.ole import compound

GOOD = report([row("08-1", 3)])
CDF = bytes.fromhex("D0CF11E0A1B11AE1")


def rule_of(content: bytes, name: str = "a.xlsx") -> str | None:
    """The one rule that a file is refused for, or None."""
    draft = examine(content, name)
    assert len(draft.faults) <= 1
    return draft.faults[0].rule if draft.faults else None


def with_text(text: bytes) -> bytes:
    return with_part(GOOD, SHEET, lambda sheet: sheet.replace(b"<sheetData>", text + b"<sheetData>", 1))


def flagged(content: bytes, offset_in_entry: int, value: bytes) -> bytes:
    """The container with bytes of every central directory entry overwritten."""
    data, at = bytearray(content), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + offset_in_entry : at + offset_in_entry + len(value)] = value
        at += 4
    return bytes(data)


def doubled() -> bytes:
    stream = io.BytesIO(GOOD)
    with pytest.warns(UserWarning), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def row_xml(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def data(*rows: str, after: str = "") -> bytes:
    return with_sheet_data(f"<sheetData>{''.join(rows)}</sheetData>{after}".encode())


FILES = {
    "empty": (b"", "file_empty"),
    "text": (b"hello", "file_not_workbook"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "file_not_workbook"),
    "pdf": (b"%PDF-1.7", "file_not_workbook"),
    "too big": (b"PK\x03\x04" + bytes(LARGEST_FILE), "file_too_big"),
    "html as xls": (b"<html><table><tr><td>3</td></tr></table></html>", "file_web_page"),
    "html after blanks": (b"\xef\xbb\xbf\r\n  <!DOCTYPE html><table>", "file_web_page"),
    "html in UTF-16": ("<html><table>".encode("utf-16"), "file_web_page"),
    "SpreadsheetML": (b'<?xml version="1.0"?><Workbook/>', "file_web_page"),
    "MHTML": (b"MIME-Version: 1.0\r\n", "file_web_page"),
    "encrypted": (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "file_encrypted"),
    "Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "file_old_format"),
    "Excel 2": (b"\x09\x00\x04\x00\x02\x00\x10\x00", "file_old_format"),
    "doc": (compound({"WordDocument": b"x"}), "file_not_workbook"),
    "a compound file's head alone": (CDF + bytes(600), "file_damaged"),
    "truncated": (GOOD[: len(GOOD) // 2], "file_damaged"),
    "damaged": (GOOD[:400] + bytes(200) + GOOD[600:], "file_damaged"),
    "zip of photos": (packed({"a.jpg": b"x"}), "file_not_workbook"),
    "docx": (packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}), "file_not_workbook"),
    "ods of nothing": (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<d/>"}), "file_damaged"),
    "odt": (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<d/>"}), "file_not_workbook"),
    "numbers": (packed({"Index/Document.iwa": b"x"}), "file_other_format"),
    "xlsb": (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}), "file_other_format"),
    "encrypted entries": (flagged(GOOD, 8, b"\x01"), "file_encrypted"),
    "lying size": (flagged(GOOD, 24, struct.pack("<I", 100)), "file_damaged"),
    "same part twice": (doubled(), "file_unsafe"),
    "same part in other case": (packed({**parts(GOOD), SHEET.upper(): b"<worksheet/>"}), "file_unsafe"),
    "2,001 parts": (packed({**parts(GOOD), **{f"x/{n}": b"" for n in range(2001)}}), "file_too_many_parts"),
    "bomb": (packed({**parts(GOOD), "xl/media/a.bin": bytes(LARGEST_UNPACKED)}), "file_unpacks_too_big"),
    "billion laughs": (
        with_part(GOOD, SHEET, lambda s: b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + s.split(b"?>")[-1]), "file_unsafe"),
    "XXE": (
        with_part(GOOD, "xl/workbook.xml", lambda s: b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + s.split(b"?>")[-1]),
        "file_unsafe"),
    "DOCTYPE in UTF-16": (packed({**parts(GOOD), "docProps/app.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "file_unsafe"),
    "deep nesting": (with_text(b"<a>" * 100 + b"</a>" * 100), "file_unsafe"),
    "broken XML": (with_text(b"<a>"), "file_damaged"),
    "a row too many": (data(*(f'<row r="{n}"/>' for n in range(1, MOST_ROWS + 2))), "file_too_many_rows"),
    "a cell too many": (data(row_xml(1, '<c r="A1"/>' * (MOST_CELLS + 1))), "file_too_many_cells"),
    "20,001 merges": (
        data(after="<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 20_001 + "</mergeCells>"), "file_too_many_merges"),
    "long text": (data(row_xml(1, f'<c r="A1" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c>')), "file_text_too_long"),
    "cell beyond the last": (data(row_xml(1, '<c r="XFE1"><v>1</v></c>')), "file_bad_reference"),
    "absurd reference": (data(row_xml(1, '<c r="ZZZZZZZ99999999999"><v>1</v></c>')), "file_bad_reference"),
    "row beyond the last": (data('<row r="1048577"/>'), "file_bad_reference"),
    "merge beyond the last": (data(after='<mergeCells><mergeCell ref="A1:XFE1"/></mergeCells>'), "file_bad_reference"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_refused_for(name: str) -> None:
    content, rule = FILES[name]
    start = time.perf_counter()
    assert rule_of(content, "a.xls" if "xls" in name and "xlsb" not in name else "a.xlsx") == rule
    assert time.perf_counter() - start < 5


NAMED = {
    "%PDF-1.7": "PDF 文件",
    "\x89PNG": "图片",
    "Rar!": "压缩包",
    "{\\rtf1": "文字文档",
}


@pytest.mark.parametrize("start", NAMED)
def test_what_a_file_is_instead_is_said(start: str) -> None:
    (fault,) = examine(start.encode("latin-1") + bytes(100), "a.xlsx").faults
    assert issue(fault).message.startswith(f"这个文件是{NAMED[start]},不是工作簿;请")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv", "a", "a.pdf"])
def test_the_bytes_decide_never_the_name(name: str) -> None:
    for content in (
        GOOD,
        "指标编号,完成值\n08-1,3\n".encode(),
        compound({"Book": biff5.workbook({"表": {(1, 1): "指标编号", (1, 2): "完成值"}})}),
    ):
        draft = examine(content, name)
        assert [sheet.kind for sheet in draft.sheets] == ["report"] and not draft.faults


def test_every_refusal_says_how_to_mend() -> None:
    for content, _ in FILES.values():
        (fault,) = examine(content, "a.xlsx").faults
        found = issue(fault)
        assert (found.sheet, found.cell, found.severity) == (None, None, "error")
        assert ";请" in found.message and found.message.endswith("。")


def many_sheets(count: int) -> bytes:
    workbook = Workbook()
    fill(workbook.worksheets[0], [row("08-1", 3)])
    for number in range(count - 1):
        workbook.create_sheet(f"S{number}")
    return saved(workbook)


def test_50_sheets_are_enough() -> None:
    assert rule_of(many_sheets(50)) is None
    assert rule_of(many_sheets(51)) == "file_too_many_sheets"


def test_two_sheets_on_one_part() -> None:
    content = with_part(many_sheets(2), "xl/_rels/workbook.xml.rels", lambda rels: rels.replace(b"sheet2.xml", b"sheet1.xml"))
    assert rule_of(content) == "file_unsafe"


def test_what_looks_odd_but_is_sound() -> None:
    """Far stray cells, one giant merge, a formatted column, styles to the last row: read, and quickly."""
    merge = '<mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    good = parts(GOOD)[SHEET].decode()
    sheets = {
        "giant merge": good.replace("</sheetData>", "</sheetData>" + merge),
        "far stray cell": good.replace("</sheetData>", row_xml(1048576, '<c r="XFD1048576"><v>1</v></c>') + "</sheetData>"),
        "column styles": good.replace("<sheetData>", '<cols><col min="1" max="16384" width="9" hidden="0"/></cols><sheetData>'),
        "wrong dimension": good.replace("<sheetData>", '<dimension ref="A1"/><sheetData>', 1),
    }
    for name, sheet in sheets.items():
        start = time.perf_counter()
        draft = sandbox.examine(packed({**parts(GOOD), SHEET: sheet.encode()}), "a.xlsx")
        assert not draft.faults, name
        assert [r.cells["value"][0].number for r in draft.sheets[0].rows if "value" in r.cells][:1] == [3], name
        assert time.perf_counter() - start < 3, name


def test_numbers_that_are_none() -> None:
    """What openpyxl itself can't read is a damaged file, not a traceback; but see `test_number_cells_without_a_number`."""
    for cell in ('<c r="A1" t="s"><v>99999</v></c>', '<c r="A1" s="9999"><v>1</v></c>'):
        draft = sandbox.examine(data(row_xml(1, cell)), "a.xlsx")
        assert [fault.rule for fault in draft.faults] == ["file_damaged"]


def strict(content: bytes) -> bytes:
    """The workbook in Strict Open XML namespaces."""
    usual = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    contents = parts(content)
    for name in contents:
        for transitional, name_of_strict in usual:
            contents[name] = contents[name].replace(transitional, name_of_strict)
    return packed(contents)


ODD = {
    "Strict": strict(GOOD),
    "backslashes": packed({name.replace("/", "\\"): part for name, part in parts(GOOD).items()}),
    "other case": packed({name if name.startswith("[") else name.upper(): part for name, part in parts(GOOD).items()}),
    "stored": packed(parts(GOOD), zipfile.ZIP_STORED),
    "junk before the end": GOOD + b"\0" * 100,
    "with a macro": packed({**parts(GOOD), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_containers_are_read(name: str) -> None:
    draft = examine(ODD[name], "a.xlsm")
    assert not draft.faults
    assert draft.sheets[0].rows[0].cells["value"][0].number == 3
