"""Personal data: resident numbers, columns headed 身份证号, rosters. What is found is named by its place and never repeated."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from loaders.cells import Book, Place, Sheet
from loaders.layout.folding import fold_heading

_GAP_SIGN = r"[\s\u200b-\u200f\u2060\ufeff\-\u00ad\u2010-\u2015\u2212\u2500\u2501]"
_GAPS = re.compile(rf"{_GAP_SIGN}{{2,}}")
_GAP = f"{_GAP_SIGN}?"
"""Between two signs of a number, once every run of blanks and dashes is made one blank."""
_SHAPE = ("[1-8]", *["[0-9]"] * 5, f"(?:1{_GAP}9|2{_GAP}0)", *["[0-9]"] * 2, "[01]", "[0-9]", "[0-3]", *["[0-9]"] * 4)
"""Sign by sign what can be checked while searching, so that a text of nothing but figures costs no more than another: area, date, order."""
_NUMBER = re.compile(rf"(?<![0-9])(?=({_GAP.join(_SHAPE)}{_GAP}[0-9Xx](?![0-9])))")
_GAP_BYTE = rb"(?:[\s\-]|\xe2\x80[\x80-\xaf]|\xe2\x88\x92|\xe2\x81\xa0|\xe2\x94[\x80\x81]|\xe3\x80\x80|\xc2[\xa0\xad]|\xef\xbb\xbf)"
_RAW_GAPS = re.compile(_GAP_BYTE + rb"{2,}")
_GAP_BYTES = _GAP_BYTE + rb"?"
_RAW_SHAPE = (b"", *[b"[0-9]"] * 5, b"(?:1%b9|2%b0)" % (_GAP_BYTES, _GAP_BYTES), *(sign.encode() for sign in _SHAPE[7:14]))
_RAW = re.compile(rb"[1-8](?<![0-9.].)(?=%b)" % _GAP_BYTES.join(_RAW_SHAPE))
_GAP_SIGNS = b" \t\r\n\v\f-\xe2\x88\x92\x81\xe3\xc2\xef\xbb\xbf" + bytes(range(0x80, 0xB0))
_BARE = re.compile(rb"[1-8][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{2}")
"""What is left of a number without all that may be a gap: a quick look at a part that spares most the careful one."""
_WIDE_DIGIT = re.compile(rb"\xef\xbc([\x90-\x99])")
_WIDE_SIGN_UTF16 = re.compile(rb"([\x10-\x19\x38\x58])\xff")
_CONTROL_AS_BARS = bytes.maketrans(bytes(range(1, 32)), b"|" * 31)
_RAW_LENGTH = 150
_KEPT_DIGITS = 15
"""As many of a number as a spreadsheet keeps of one that it takes for a figure."""
_JUNK = re.compile(r"[^0-9X]")
_PROVINCES = frozenset(
    str(10 * region + province)
    for region, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5), (7, 1), (8, 3))
    for province in range(0 if region == 5 else 1, last + 1)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LONGEST_HEADING = 16
_LONGEST_COLUMN = 12
_ASKING = re.compile("[请勿不无非删含核与或填收]")
_JOINED = re.compile("[/、,及和与]")
MASK = "(不重复显示)"
"""What stands in a message in place of a resident number."""


def _is_plausible(digits: str) -> bool:
    """Province and birth date; a 统一社会信用代码 fails here, since the county part of an area code stands where the year would."""
    if digits[:2] not in _PROVINCES or not "1900" <= digits[6:10] <= str(date.today().year):
        return False
    try:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])) <= date.today()
    except ValueError:
        return False


def _is_resident_number(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _is_plausible(digits) and _CHECK_DIGITS[total % 11] == digits[17]


def _narrowed(text: str) -> str:
    """The text in narrow signs, with every run of blanks and dashes made one blank."""
    return _GAPS.sub(" ", unicodedata.normalize("NFKC", text))


def _found_in(text: str) -> Iterator[str]:
    """Resident numbers as they stand in a text that is narrowed already."""
    for match in _NUMBER.finditer(text):
        if _is_resident_number(_JUNK.sub("", match[1].upper())):
            yield match[1]


def holds_number(text: str) -> bool:
    """Whether a resident number stands in the text, also in wide digits, with blanks or dashes between."""
    if len(text) < 18:
        return False
    return any(True for _ in _found_in(_narrowed(text)))


def numbers_in(text: str) -> set[str]:
    """What is the same of a resident number wherever it stands in a workbook, be it a text or a figure."""
    if len(text) < 18:
        return set()
    return {_JUNK.sub("", number.upper())[:_KEPT_DIGITS] for number in _found_in(_narrowed(text))}


def numbers_in_part(part: bytes) -> set[str]:
    """The same of all that stands in an XML part: formulas, lists to choose from, links, names, properties."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        part = part.decode("utf-16", "ignore").encode()
    return _numbers_in_bytes(part)


def _numbers_in_bytes(part: bytes) -> set[str]:
    if _WIDE_DIGIT.search(part):
        part = _WIDE_DIGIT.sub(lambda match: bytes([match[1][0] - 0x90 + ord("0")]), part)
    found: set[str] = set()
    if not _BARE.search(part.translate(None, _GAP_SIGNS)):
        return found
    part = _RAW_GAPS.sub(b" ", part)
    for match in _RAW.finditer(part):
        found |= numbers_in(part[match.start() : match.start() + _RAW_LENGTH].decode("utf-8", "ignore"))
    return found


def numbers_in_stream(stream: bytes) -> set[str]:
    """The same of binary records, where texts are of one byte or two bytes a sign: without the empty bytes both look alike.

    A text's length stands before it, and is no blank that would join it to the text before.
    """
    found = _numbers_in_bytes(stream.translate(_CONTROL_AS_BARS, b"\0"))
    if _WIDE_SIGN_UTF16.search(stream):
        narrow = _WIDE_SIGN_UTF16.sub(lambda match: bytes([match[1][0] + 0x20]), stream)
        found |= _numbers_in_bytes(narrow.translate(_CONTROL_AS_BARS, b"\0"))
    return found


def unseen_numbers(book: Book) -> list[tuple[int | None, str]]:
    """Sheet (by its order) and a word for where, of resident numbers in a file's bytes that stand in no place a person would look."""
    if not book.raw_numbers:
        return []
    seen: set[str] = set()
    for sheet in book.sheets:
        cells = [*sheet.cells.values(), *sheet.covered.values()]
        texts = (sheet.name, *sheet.margins, *sheet.comments.values(), *(cell.text for cell in cells if cell.number is None))
        seen.update(*map(numbers_in, texts))
        seen.update(f"{cell.number:.0f}"[:_KEPT_DIGITS] for cell in cells if cell.number and is_number_cell(cell.number))
    found = {(raw.sheet, raw.what) for raw in book.raw_numbers if not raw.numbers <= seen}
    return sorted(found, key=str)


def masked(text: str) -> str:
    """The text with every resident number put out of sight, for messages."""
    if len(text) < 18:
        return text
    narrow = _narrowed(text)
    numbers = list(_found_in(narrow))
    for number in numbers:
        narrow = narrow.replace(number, MASK)
    return narrow if numbers else text


def is_number_cell(number: float) -> bool:
    """Whether a number cell may be a resident number: a spreadsheet keeps 15 digits of it, so the check digit is gone."""
    return 1e17 <= number < 1e18 and _is_plausible(str(int(number)))


@cache
def _words(role: str) -> frozenset[str]:
    with Path(__file__).with_name("personal.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(fold_heading(row["word"]) for row in csv.DictReader(lines) if row["role"] == role)


@cache
def _ends(role: str) -> tuple[str, ...]:
    return tuple(_words(role))


def faults_of(sheet: Sheet) -> Iterator[tuple[str, Place | None, str]]:
    """Rule, place and a word for where, of all personal data on a sheet: cells seen or hidden by a merge, comments, page headers."""
    names: list[Place] = []
    traits: list[Place] = []
    for place, cell in [*sheet.cells.items(), *sheet.covered.items()]:
        if holds_number(cell.text) or (cell.number is not None and is_number_cell(cell.number)):
            yield "personal_id_number", place, ""
        elif cell.kind == "text" and len(cell.text) <= _LONGEST_HEADING and not cell.text.isascii():
            folded = fold_heading(cell.text)
            parts = {folded, *_JOINED.split(folded)}
            if parts & _words("number_heading") or (folded.endswith(_ends("number_heading_end")) and _is_heading(folded)):
                yield "personal_id_column", place, ""
            if parts & _words("roster_name") or (folded.endswith(_ends("roster_name_end")) and _is_heading(folded)):
                names.append(place)
            if parts & _words("roster_trait") and (parts & _words("roster_name") or parts - {folded} <= _words("roster_trait")):
                traits.append(place)
    for place, comment in sheet.comments.items():
        if holds_number(comment):
            yield "personal_id_number", place, "批注里"
    if any(holds_number(text) for text in sheet.margins):
        yield "personal_id_number", None, "页眉或页脚里"
    if names and traits:
        yield from _rosters(sheet, names, traits)


def _is_heading(folded: str) -> bool:
    """Whether a text may head a column rather than say something about one: 请勿填写身份证号."""
    return len(folded) <= _LONGEST_COLUMN and not _ASKING.search(folded)


def _rosters(sheet: Sheet, names: list[Place], traits: list[Place]) -> Iterator[tuple[str, Place | None, str]]:
    """A heading row with a name and a trait; headings of two rows count as one row."""
    bottoms = {(merge.top, merge.left): merge.bottom for merge in sheet.merges}
    rows = {row for place in traits for row in range(place[0], min(bottoms.get(place, place[0]), place[0] + 3) + 1)}
    for place in names:
        last = min(bottoms.get(place, place[0]), place[0] + 3)
        if any(row in rows for row in range(place[0] - 1, last + 2)):
            yield "personal_roster", place, ""
