"""An .xlsx, .xlsm or Strict Open XML workbook. Macros are bytes that nobody looks at.

Names of elements, parts and relations are compared without namespace and in small letters, so Strict files and odd containers need no
mending.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from loaders.cells import Book, Place, Unseen
from loaders.formats.container import Parts, check_xml, numbers_by_part, resolve
from loaders.formats.limits import LONGEST_TEXT, MOST_CELLS, Counts, check_sheets, place_of, text_too_long
from loaders.formats.markup import Attributes, Walker, walk
from loaders.formats.number_formats import NumberFormat, number_format
from loaders.formats.xlsx_sheet import SheetPart
from loaders.problems import Unreadable


class _Relation(NamedTuple):
    kind: str
    """The last word of its type, such as `worksheet`."""
    target: str


class _Relations(Walker):
    """A part's relations by their ids."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, _Relation] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = _Relation(kind, resolve(self.folder, attributes.get("Target", "")))

    def first(self, kind: str) -> str | None:
        """The part of the first relation of a kind."""
        return next((relation.target for relation in self.found.values() if relation.kind == kind), None)


class _Workbook(Walker):
    """The sheets that a workbook lists, and how it counts days."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.epoch = CALENDAR_WINDOWS_1900
        self.root = ""

    def start(self, name: str, attributes: Attributes) -> None:
        self.root = self.root or name
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", ""), relation))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = CALENDAR_MAC_1904

    def finished(self) -> bool:
        return self.root == "workbook" and bool(self.sheets)


class _Texts(Walker):
    """Texts of the elements named `item`, without what tells how to pronounce them: shared strings, comments."""

    is_text_wanted = True

    def __init__(self, item: str) -> None:
        self.texts: list[str] = []
        self.places: list[str] = []
        self._item = item
        self._is_in_text = False
        self._phonetic = 0
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self._item:
            self._pieces, self._length = [], 0
            self.places.append(attributes.get("ref", ""))
        elif name == "t":
            self._is_in_text = not self._phonetic
        elif name == "rPh":
            self._phonetic += 1

    def text(self, data: str) -> None:
        if self._is_in_text:
            self._pieces.append(data)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                raise text_too_long()

    def end(self, name: str) -> None:
        if name == "t":
            self._is_in_text = False
        elif name == "rPh":
            self._phonetic -= 1
        elif name == self._item:
            self.texts.append("".join(self._pieces).replace("x005F_", ""))
            if len(self.texts) > MOST_CELLS:
                raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))


class _Styles(Walker):
    """The number format of each cell style."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._is_in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_in_cells = True
        elif name == "xf" and self._is_in_cells:
            self._numbers.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_in_cells = False

    def formats(self) -> list[NumberFormat]:
        """One for each style; a workbook without styles has the plain one."""
        return [number_format(number, self._codes.get(number)) for number in self._numbers] or [NumberFormat()]


def read(parts: Parts) -> Book:
    """All worksheets, hidden ones included; chart sheets are none."""
    check_xml(parts)
    counts = Counts()
    part, folder = _workbook_part(parts, counts)
    workbook = _Workbook()
    walk(parts[part], workbook, counts)
    check_sheets(len(workbook.sheets))
    relations = _relations(parts, part, counts)
    _check_parts_differ(workbook, relations)
    strings, styles = _Texts("si"), _Styles()
    for walker, kind, usual in ((strings, "sharedStrings", "sharedstrings.xml"), (styles, "styles", "styles.xml")):
        name = relations.first(kind) or f"{folder}/{usual}"
        if name in parts:
            walk(parts[name], walker, counts)
    formats = styles.formats()
    book, order_of = Book([]), {}
    for title, state, relation_id in workbook.sheets:
        relation = relations.found.get(relation_id)
        if relation is not None and relation.kind != "worksheet":
            continue
        if relation is None or relation.target not in parts:
            raise Unreadable("file_damaged")
        sheet_part = SheetPart(counts, strings.texts, formats, workbook.epoch)
        walk(parts[relation.target], sheet_part, counts)
        sheet = sheet_part.sheet(title, state)
        sheet.comments = dict(_comments(parts, relation.target, counts))
        order_of[relation.target] = len(book.sheets)
        book.sheets.append(sheet)
    book.raw_numbers = list(_raw_numbers(parts, order_of))
    return book


def _workbook_part(parts: Parts, counts: Counts) -> tuple[str, str]:
    """The workbook's part and its folder: where the container says, else where it usually stands."""
    named = _relations(parts, "", counts).first("officeDocument")
    part = named if named in parts else next((name for name in parts if name.endswith("workbook.xml")), None)
    if part is None:
        raise Unreadable("file_damaged")
    return part, part.rpartition("/")[0]


def _relations(parts: Parts, part: str, counts: Counts) -> _Relations:
    """The relations of a part; of the container itself for an empty name."""
    folder, _, name = part.rpartition("/")
    relations = _Relations(folder)
    listed = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if listed is not None:
        walk(listed, relations, counts)
    return relations


def _check_parts_differ(workbook: _Workbook, relations: _Relations) -> None:
    """Thousands of sheets on one part would be read thousands of times."""
    used = [relation.target for _, _, key in workbook.sheets if (relation := relations.found.get(key))]
    if len(set(used)) < len(used):
        raise Unreadable("file_unsafe", what="几张工作表共用同一部件")


def _comments(parts: Parts, part: str, counts: Counts) -> Iterator[tuple[Place, str]]:
    for relation in _relations(parts, part, counts).found.values():
        if relation.kind == "comments" and relation.target in parts:
            comments = _Texts("comment")
            walk(parts[relation.target], comments, counts)
            for reference, text in zip(comments.places, comments.texts, strict=True):
                yield place_of(reference), text


def _raw_numbers(parts: Parts, order_of: dict[str, int]) -> Iterator[Unseen]:
    """Resident numbers in the bytes of any part; those of a sheet and of its relations are told by the sheet."""
    for part, numbers in numbers_by_part(parts).items():
        folder, _, name = part.replace("/_rels/", "/").rpartition("/")
        sheet = order_of.get(f"{folder}/{name.removesuffix('.rels')}")
        what = "公式、下拉列表或链接里" if sheet is not None else "文件属性里" if folder == "docprops" else "名称定义、链接或隐藏的内容里"
        yield Unseen(sheet, what, numbers)
