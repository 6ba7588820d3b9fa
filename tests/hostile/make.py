"""Files that attack whoever reads them, made when they are asked for and never stored. `python -m tests.hostile.make FOLDER` writes them."""

from __future__ import annotations

import io
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.loaders.books import SHEET, packed, parts, report, row, with_part, with_sheet_data
from tests.workbooks import biff5
from tests.workbooks.ole import END, SECTOR, compound

STORED = Path(__file__).parents[1] / "workbooks" / "files"
MAKERS: dict[str, Callable[[], bytes]] = {}
READ_HARMLESSLY: set[str] = set()
"""Files that are odd and hold a sound table: they may be read, and then as what they are."""


def hostile(name: str, *, may_be_read: bool = False) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a maker under a file name."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = make
        if may_be_read:
            READ_HARMLESSLY.add(name)
        return make

    return add


@cache
def good() -> bytes:
    return report([row("08-1", 3)])


def stored(name: str) -> bytes:
    return (STORED / name).read_bytes()


def in_sheet(data: str | bytes) -> bytes:
    return with_sheet_data(data if isinstance(data, bytes) else data.encode())


def ods(tables: str, head: str = "", others: dict[str, bytes] | None = None) -> bytes:
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    content = f"{head}<office:document-content {names}><office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(), **(others or {})})


# ---- zip -------------------------------------------------------------------------------------------------------------------


@hostile("zip_bomb_1_gb.xlsx")
def _() -> bytes:
    """A part of 1 GB in a file of 1 MB, its size forged to 100 bytes in the directory."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    chunks = [squeeze.compress(bytes(2**20)) for _ in range(1024)] + [squeeze.flush()]
    return _with_raw_entry(b"xl/media/a.bin", b"".join(chunks), 2**30)


def _with_raw_entry(name: bytes, data: bytes, size: int, flags: int = 0) -> bytes:
    fields = struct.pack("<HHHHIII", flags, 8, 0, 0, 0, len(data), min(size, 0xFFFFFFFF))
    start = good()
    split = start.index(b"PK\x01\x02")
    local = b"PK\x03\x04" + struct.pack("<H", 20) + fields + struct.pack("<HH", len(name), 0) + name + data
    end = start.rindex(b"PK\x05\x06")
    central = (
        start[split:end]
        + b"PK\x01\x02"
        + struct.pack("<HH", 20, 20)
        + fields
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, split)
        + name
    )
    count = start[split:end].count(b"PK\x01\x02") + 1
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), split + len(local), 0)
    return start[:split] + local + central + tail


@hostile("forged_size.xlsx")
def _() -> bytes:
    return _with_raw_entry(b"xl/media/a.bin", zlib.compress(bytes(10**6))[2:-4], 100)


@hostile("huge_declared_size.xlsx")
def _() -> bytes:
    return _with_raw_entry(b"xl/media/a.bin", zlib.compress(b"x")[2:-4], 0xFFFFFFF0)


@hostile("many_bombs.xlsx")
def _() -> bytes:
    return packed({**parts(good()), **{f"xl/media/{n}.bin": bytes(2**21) for n in range(200)}})


@hostile("zip_in_zip.xlsx")
def _() -> bytes:
    inner = packed({"a": bytes(2**24)})
    return packed({"inner.zip": packed({str(n): inner for n in range(50)})})


@hostile("100000_entries.xlsx")
def _() -> bytes:
    return packed({str(n): b"" for n in range(100_000)}, zipfile.ZIP_STORED)


@hostile("names_twice.xlsx")
def _() -> bytes:
    stream = io.BytesIO(good())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")
    return stream.getvalue()


@hostile("traversal.xlsx", may_be_read=True)
def _() -> bytes:
    return packed({**parts(good()), "../../../../tmp/evil": b"x", "/etc/evil": b"x", "C:\\evil": b"x"})


@hostile("encrypted_entries.xlsx")
def _() -> bytes:
    return good().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


@hostile("truncated.xlsx")
def _() -> bytes:
    return good()[: len(good()) * 2 // 3]


@hostile("polyglot_pdf.xlsx", may_be_read=True)
def _() -> bytes:
    return b"PK\x03\x04" + b"%PDF-1.7\n" + good()


@hostile("pdf_then_zip.pdf")
def _() -> bytes:
    return b"%PDF-1.7\n" + good()


@hostile("overlapping_entries.xlsx")
def _() -> bytes:
    """A thousand names for the same bytes, so that little is inflated to much."""
    content = _with_raw_entry(b"xl/media/0000.bin", zlib.compress(bytes(10**6))[2:-4], 10**6)
    end = content.rindex(b"PK\x05\x06")
    last = content[content.rindex(b"PK\x01\x02") : end]
    more = b"".join(last.replace(b"0000.bin", b"%04d.bin" % n) for n in range(1, 1000))
    counts = struct.unpack_from("<HHII", content, end + 8)
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, counts[0] + 999, counts[1] + 999, counts[2] + len(more), counts[3], 0)
    return content[:end] + more + tail


# ---- XML of .xlsx ----------------------------------------------------------------------------------------------------------


def _declared(declaration: bytes, part: str = SHEET, body: bytes = b"&a;") -> bytes:
    def change(text: bytes) -> bytes:
        return b'<?xml version="1.0"?>' + declaration + text.split(b"?>")[-1].replace(b"<sheetData>", b"<sheetData>" + body, 1)

    return with_part(good(), part, change)


@hostile("billion_laughs.xlsx")
def _() -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    return _declared(b"<!DOCTYPE x [" + entities + b"]>", body=b"&a11;")


@hostile("quadratic.xlsx")
def _() -> bytes:
    return _declared(b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 10**6 + b'">]>', body=b"&a;" * 10**5)


@hostile("xxe.xlsx")
def _() -> bytes:
    return _declared(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')


@hostile("xxe_in_strings_utf16.xlsx")
def _() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'
    return packed({**parts(good()), "xl/sharedStrings.xml": text.encode("utf-16")})


@hostile("parameter_entity_in_an_unread_part.xlsx")
def _() -> bytes:
    return packed(
        {**parts(good()), "xl/theme/theme1.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]><a/>'}
    )


@hostile("deep_nesting.xlsx")
def _() -> bytes:
    return in_sheet(b"<a>" * 10**6 + b"</a>" * 10**6)


@hostile("16_million_elements.xlsx")
def _() -> bytes:
    return in_sheet(b"<a/>" * (15 * 2**20))


@hostile("attributes_of_20_mb.xlsx", may_be_read=True)
def _() -> bytes:
    return in_sheet(b"<sheetData><row " + b" ".join(b'a%d="%s"' % (n, b"x" * 90) for n in range(200_000)) + b"/></sheetData>")


@hostile("12_million_rows.xlsx")
def _() -> bytes:
    return in_sheet(b"<sheetData>" + b"<row/>" * 10**7 + b"</sheetData>")


@hostile("cells_at_the_limit.xlsx", may_be_read=True)
def _() -> bytes:
    """As much as the guard lets pass."""
    lines = (
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>身份{n}{c}</t></is></c>' for c in "ABCDEFGHIJKLMN") + "</row>"
        for n in range(1, 20_001)
    )
    return in_sheet("<sheetData>" + "".join(lines) + "</sheetData>")


@hostile("a_million_merges.xlsx")
def _() -> bytes:
    return in_sheet(b"<sheetData/><mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 10**6 + b"</mergeCells>")


@hostile("20000_giant_merges.xlsx", may_be_read=True)
def _() -> bytes:
    cells = "".join(f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>" for n in range(1, 20_001))
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 19_999))
    return in_sheet(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>")


@hostile("20000_tall_merges.xlsx", may_be_read=True)
def _() -> bytes:
    cells = "".join(f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>" for n in range(1, 20_001))
    merges = "".join(f'<mergeCell ref="A{n}:AW1048576"/>' for n in range(1, 19_999))
    return in_sheet(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>")


@hostile("stray_cell.xlsx", may_be_read=True)
def _() -> bytes:
    return in_sheet('<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


@hostile("heading_at_the_end_of_the_world.xlsx", may_be_read=True)
def _() -> bytes:
    cells = "".join(f'<c r="{c}1048576" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in (("XFC", "指标编号"), ("XFD", "完成值")))
    return in_sheet(
        f'<sheetData><row r="1048576">{cells}</row></sheetData><mergeCells><mergeCell ref="XFC1048576:XFC1048576"/></mergeCells>'
    )


@hostile("shared_strings_of_a_million.xlsx")
def _() -> bytes:
    return packed({**parts(good()), "xl/sharedStrings.xml": b"<sst>" + b"<si><t>x</t></si>" * 10**6 + b"</sst>"})


@hostile("one_text_of_60_mb.xlsx")
def _() -> bytes:
    return packed({**parts(good()), "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * (60 * 2**20) + b"</t></si></sst>"})


@hostile("5000_sheets_on_one_part.xlsx")
def _() -> bytes:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(2, 5000))
    return with_part(good(), "xl/workbook.xml", lambda text: text.replace(b"</sheets>", sheets + b"</sheets>"))


@hostile("sheet_that_is_the_workbook.xlsx")
def _() -> bytes:
    return with_part(good(), "xl/_rels/workbook.xml.rels", lambda text: text.replace(b"worksheets/sheet1.xml", b"workbook.xml"))


@hostile("bad_references.xlsx")
def _() -> bytes:
    return in_sheet('<sheetData><row r="1"><c r="ZZZZZZZ99999999999"><v>1</v></c></row></sheetData>')


@hostile("bad_indexes.xlsx")
def _() -> bytes:
    return in_sheet('<sheetData><row r="1"><c r="A1" t="s"><v>-1</v></c><c r="B1" s="99"><v>1</v></c></row></sheetData>')


@hostile("numbers_of_a_million_digits.xlsx", may_be_read=True)
def _() -> bytes:
    digits = "9" * 32_000
    return in_sheet(
        "<sheetData>" + f"<row><c><v>{digits}</v></c><c><v>1e{digits[:300]}</v></c><c><v>-{digits}.5</v></c></row>" * 300 + "</sheetData>"
    )


@hostile("dates_outside_all_calendars.xlsx", may_be_read=True)
def _() -> bytes:
    styles = parts(good())["xl/styles.xml"].replace(b'numFmtId="0"', b'numFmtId="14"')
    sheet = b"<worksheet><sheetData><row><c><v>1e300</v></c><c><v>-5</v></c><c><v>3000000</v></c></row></sheetData></worksheet>"
    return packed({**parts(good()), "xl/styles.xml": styles, SHEET: sheet})


@hostile("formats_that_make_patterns_run.xlsx", may_be_read=True)
def _() -> bytes:
    codes = b"".join(b'<numFmt numFmtId="%d" formatCode="%s"/>' % (n, b"[" * 9000 + b"&quot;" * 3001 + b"\\" * 99) for n in range(200, 400))
    cells = b"".join(b'<xf numFmtId="%d"/>' % n for n in range(200, 400))
    styles = b"<styleSheet><numFmts>" + codes + b"</numFmts><cellXfs>" + cells + b"</cellXfs></styleSheet>"
    sheet = b"<worksheet><sheetData><row>" + b"".join(b'<c s="%d"><v>1</v></c>' % n for n in range(200)) + b"</row></sheetData></worksheet>"
    return packed({**parts(good()), "xl/styles.xml": styles, SHEET: sheet})


@hostile("brackets_that_make_folding_run.xlsx", may_be_read=True)
def _() -> bytes:
    text = "(" * 16_000 + ")" * 16_000
    return in_sheet("<sheetData>" + f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>' * 50 + "</sheetData>")


@hostile("digits_that_make_the_search_run.xlsx", may_be_read=True)
def _() -> bytes:
    text = "1 " * 16_000
    return in_sheet("<sheetData>" + f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>' * 200 + "</sheetData>")


@hostile("blanks_that_make_the_search_run.xlsx", may_be_read=True)
def _() -> bytes:
    text = "1" + "-" * 32_000
    return in_sheet("<sheetData>" + f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>' * 200 + "</sheetData>")


@hostile("macros.xlsm", may_be_read=True)
def _() -> bytes:
    return stored("report.xlsm")


@hostile("external_links_and_dde.xlsx", may_be_read=True)
def _() -> bytes:
    contents = parts(report([row("08-1", 3)], change=lambda s: s.__setitem__("K9", "=cmd|'/c calc'!A0")))
    contents["xl/externalLinks/externalLink1.xml"] = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    contents["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        b'<Relationships><Relationship Target="http://127.0.0.1/x" TargetMode="External"/></Relationships>'
    )
    return packed(contents)


@hostile("relations_outside.xlsx")
def _() -> bytes:
    return with_part(good(), "xl/_rels/workbook.xml.rels", lambda text: text.replace(b"/xl/worksheets/sheet1.xml", b"file:///etc/passwd"))


@hostile("xlsb.xlsb")
def _() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01\x00" * 1000})


@hostile("document.docx")
def _() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"})


@hostile("table.numbers")
def _() -> bytes:
    return packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"})


# ---- .ods ------------------------------------------------------------------------------------------------------------------

TEXT_CELL = "<table:table-cell table:number-columns-repeated='{}'><text:p>1</text:p></table:table-cell>"


@hostile("repeats_of_a_filled_cell.ods")
def _() -> bytes:
    return ods(
        f"<table:table><table:table-row table:number-rows-repeated='1048576'>{TEXT_CELL.format(16384)}</table:table-row></table:table>"
    )


@hostile("repeats_of_four_billion.ods")
def _() -> bytes:
    return ods(
        f"<table:table><table:table-row table:number-rows-repeated='4000000000'>{TEXT_CELL.format(4000000000)}</table:table-row></table:table>"
    )


@hostile("repeats_of_a_number_too_long.ods")
def _() -> bytes:
    return ods(
        f"<table:table><table:table-row table:number-rows-repeated='{'9' * 9000}'>{TEXT_CELL.format(1)}</table:table-row></table:table>"
    )


@hostile("repeats_of_blanks.ods", may_be_read=True)
def _() -> bytes:
    blank = (
        "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    return ods(f"<table:table>{blank * 9000}</table:table>")


@hostile("repeats_of_spaces.ods")
def _() -> bytes:
    return ods(
        "<table:table><table:table-row><table:table-cell><text:p>x<text:s text:c='2000000000'/>y</text:p></table:table-cell></table:table-row></table:table>"
    )


@hostile("repeats_of_merged_rows.ods")
def _() -> bytes:
    cell = "<table:table-cell table:number-columns-spanned='9' table:number-rows-spanned='999999'/>"
    return ods(f"<table:table><table:table-row table:number-rows-repeated='1048576'>{cell * 100}</table:table-row></table:table>")


@hostile("entities.ods")
def _() -> bytes:
    return ods("<table:table table:name='&b;'/>", head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>')


@hostile("locked.ods")
def _() -> bytes:
    return ods("", others={"META-INF/manifest.xml": b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"})


@hostile("9000_tables.ods")
def _() -> bytes:
    return ods("<table:table/>" * 9000)


@hostile("tables_in_tables.ods")
def _() -> bytes:
    return ods("<table:table><table:table-row><table:table-cell>" * 15 + "</table:table-cell></table:table-row></table:table>" * 15)


# ---- .xls ------------------------------------------------------------------------------------------------------------------


def book(*records: bytes, stream: str = "Workbook") -> bytes:
    return compound({stream: b"".join(records)})


def biff8(sheet: bytes, extra: bytes = b"") -> bytes:
    """A BIFF8 workbook of one sheet whose records are given."""
    head = biff5.record(0x809, struct.pack("<HHHHII", 0x600, 5, 4000, 1997, 0, 0)) + extra
    head += b"".join(biff5.record(0xE0, struct.pack("<HHHHHHIIH", 0, 0, 0xFFF5 if n < 15 else 1, 0, 0, 0, 0, 0, 0)) for n in range(16))
    name = b"\x01\0s"
    offset = len(head) + 4 + 6 + len(name) + 4
    head += biff5.record(0x85, struct.pack("<IBB", offset, 0, 0) + name) + biff5.record(0x0A)
    return compound(
        {"Workbook": head + biff5.record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 4000, 1997, 0, 0)) + sheet + biff5.record(0x0A)}
    )


@hostile("cyclic_table.xls")
def _() -> bytes:
    data = bytearray(stored("report_libreoffice.xls"))
    (directory,) = struct.unpack_from("<I", data, 48)
    for n in range(127):
        struct.pack_into("<I", data, SECTOR + 4 * n, n + 1)
    struct.pack_into("<I", data, SECTOR + 4 * 127, directory)
    return bytes(data)


@hostile("sector_that_follows_itself.xls")
def _() -> bytes:
    data = bytearray(stored("report_libreoffice.xls"))
    for n in range(128):
        struct.pack_into("<I", data, SECTOR + 4 * n, n)
    return bytes(data)


@hostile("cyclic_list_of_tables.xls", may_be_read=True)
def _() -> bytes:
    data = bytearray(stored("report_libreoffice.xls"))
    struct.pack_into("<II", data, 68, 0, 0xFFFFFFFF)
    return bytes(data)


@hostile("ten_thousand_tables.xls")
def _() -> bytes:
    data = bytearray(stored("report_libreoffice.xls"))
    struct.pack_into("<I", data, 44, 0x7FFFFFFF)
    struct.pack_into("<109I", data, 76, *[0] * 109)
    return bytes(data)


@hostile("stream_of_4_gb.xls")
def _() -> bytes:
    data = bytearray(stored("report_libreoffice.xls"))
    (directory,) = struct.unpack_from("<I", data, 48)
    for n in range(4):
        struct.pack_into("<I", data, (directory + 1) * SECTOR + 128 * n + 120, 0xFFFFFFF0)
    return bytes(data)


@hostile("texts_bomb.xls")
def _() -> bytes:
    """A list of shared texts that says it holds two billion."""
    return biff8(b"", extra=biff5.record(0xFC, struct.pack("<II", 2**31 - 1, 2**31 - 1) + b"\x01\0\0x" * 1000))


@hostile("texts_that_never_end.xls")
def _() -> bytes:
    return biff8(
        b"", extra=biff5.record(0xFC, struct.pack("<II", 200_000, 200_000) + b"\xff\xff\x01") + biff5.record(0x3C, b"\x01") * 100_000
    )


@hostile("texts_of_many_pieces.xls", may_be_read=True)
def _() -> bytes:
    """One text in a hundred thousand pieces: joining them one by one would take forever."""
    pieces = biff5.record(0x3C, b"\0" + b"x") * 65_000
    return biff8(b"", extra=biff5.record(0xFC, struct.pack("<II", 1, 1) + struct.pack("<HB", 65_000, 0)) + pieces)


@hostile("links_over_whole_sheets.xls", may_be_read=True)
def _() -> bytes:
    return biff8(biff5.record(0x1B8, struct.pack("<HHHH", 0, 65535, 0, 255) + bytes(16) + struct.pack("<II", 2, 0)) * 20_000)


@hostile("columns_a_million_times.xls", may_be_read=True)
def _() -> bytes:
    return biff8(biff5.record(0x7D, struct.pack("<HHHHHH", 0, 255, 1, 15, 0, 0)) * 200_000)


@hostile("stray_cells.xls", may_be_read=True)
def _() -> bytes:
    return biff8(b"".join(biff5.record(0x203, struct.pack("<HHHd", n * 6, 255, 15, 1)) for n in range(10_000)))


@hostile("200000_wide_blanks.xls")
def _() -> bytes:
    return biff8(biff5.record(0xBE, struct.pack("<HH", 0, 0) + struct.pack("<H", 15) * 256 + struct.pack("<H", 255)) * 18_000)


@hostile("blanks_that_lie.xls")
def _() -> bytes:
    return biff8(biff5.record(0xBD, struct.pack("<HHHH", 0, 0, 15, 65535)) * 1000)


@hostile("600000_empty_records.xls")
def _() -> bytes:
    return biff8(biff5.record(0x0FFF) * 2_000_000)


@hostile("merges_that_lie.xls")
def _() -> bytes:
    return biff8(biff5.record(0xE5, struct.pack("<H", 65535)))


@hostile("merge_of_everything.xls", may_be_read=True)
def _() -> bytes:
    return biff8(biff5.record(0xE5, struct.pack("<HHHHH", 1, 0, 65535, 0, 255)) + biff5.record(0x203, struct.pack("<HHHd", 5, 5, 15, 1)))


@hostile("sheets_on_one_place.xls")
def _() -> bytes:
    stream = biff5.workbook({f"s{n}": {(1, 1): 1} for n in range(40)})
    at = stream.index(b"\x85\x00")
    offset = stream[at + 4 : at + 8]
    data = bytearray(stream)
    while (at := stream.find(b"\x85\x00", at)) >= 0 and at < len(stream) // 2:
        data[at + 4 : at + 8] = offset
        at += 4
    return compound({"Book": bytes(data)})


@hostile("sheet_beyond_the_end.xls")
def _() -> bytes:
    stream = bytearray(biff5.workbook({"s": {(1, 1): 1}}))
    at = stream.index(b"\x85\x00")
    stream[at + 4 : at + 8] = b"\xf0\xff\xff\x7f"
    return compound({"Book": bytes(stream)})


@hostile("password.xls")
def _() -> bytes:
    return biff8(b"", extra=biff5.record(0x2F, bytes(54)))


@hostile("password.xlsx")
def _() -> bytes:
    return compound({"EncryptionInfo": bytes(100), "EncryptedPackage": bytes(5000)})


@hostile("letter.doc")
def _() -> bytes:
    return compound({"WordDocument": bytes(5000)})


@hostile("letter.wps")
def _() -> bytes:
    return compound({"WordDocument": bytes(5000), "WpsCustomData": bytes(10)})


@hostile("header_alone.xls")
def _() -> bytes:
    return stored("report_libreoffice.xls")[:512]


@hostile("half.xls")
def _() -> bytes:
    return stored("report_libreoffice.xls")[:4000]


def _fuzzed(seed: int, name: str) -> bytes:
    rng = random.Random(seed)
    data = bytearray(stored(name))
    for _ in range(40):
        data[rng.randrange(512, len(data))] = rng.randrange(256)
    return bytes(data)


for _seed in range(5):
    hostile(f"fuzzed_{_seed}.xls", may_be_read=True)(lambda seed=_seed: _fuzzed(seed, "report_libreoffice.xls"))  # type: ignore[misc]

# ---- texts -----------------------------------------------------------------------------------------------------------------


@hostile("one_line_of_10_mb.csv")
def _() -> bytes:
    return b"x" * (10 * 2**20 - 1)


@hostile("one_quoted_field_of_10_mb.csv")
def _() -> bytes:
    return b'"' + b"x,\n" * 3_000_000


@hostile("nulls.csv")
def _() -> bytes:
    return b"a,b\n" * 2000 + bytes(10_000) + b"a,b\n"


@hostile("3_million_commas.csv")
def _() -> bytes:
    return b"," * 3_000_000


@hostile("9_million_blank_lines.csv")
def _() -> bytes:
    return b"\n" * 9_000_000 + b"a,b"


@hostile("quotes.csv")
def _() -> bytes:
    return b'"' * 10_000_000


@hostile("alternating_delimiters.csv")
def _() -> bytes:
    return b",;\t\n" * 2_500_000


@hostile("formulas_for_the_next_reader.csv", may_be_read=True)
def _() -> bytes:
    return "指标编号,完成值,备注\n08-1,3,\"=cmd|'/c calc'!A0\"\n08-2,@SUM(1),+1\n".encode()


@hostile("gb18030_by_halves.csv")
def _() -> bytes:
    return "指标,完成\n".encode("gb18030") * 1000 + b"\x81"


@hostile("noise.csv")
def _() -> bytes:
    return random.Random(1).randbytes(2**20)


@hostile("page.xls")
def _() -> bytes:
    return b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>08-1</td></tr></table></html>"


@hostile("page.mht.xls")
def _() -> bytes:
    return b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<html>"


@hostile("spreadsheetml.xls")
def _() -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@hostile("script.svg.csv")
def _() -> bytes:
    return b"\xef\xbb\xbf <svg onload='alert(1)'>,</svg>"


@hostile("picture.xlsx")
def _() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(1000)


@hostile("too_big.xlsx")
def _() -> bytes:
    return good() + bytes(10 * 2**20)


@hostile("empty.xlsx")
def _() -> bytes:
    return b""


assert END
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, make in MAKERS.items():
        (folder / file_name).write_bytes(make())
