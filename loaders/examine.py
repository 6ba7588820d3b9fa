"""Bytes to a draft: guard, reading, search for personal data, tables and labels. Runs in the sandbox; knows no plan."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.body import other_texts, read_body
from loaders.cells import Sheet, sheets_to_json, spot
from loaders.draft import Draft, DraftSheet
from loaders.guard import Package, inspect
from loaders.headings import Grid, Heading, find_heading, headings_nearest
from loaders.labels import candidates, titles
from loaders.personal import faults_of, holds_number, is_number_cell, numbers_in
from loaders.problems import Fault, Unreadable
from loaders.reading import read_sheets
from loaders.words import Kind, kinds

_DEMO = "演示数据"


def examine(content: bytes, file_name: str) -> Draft:
    """Read a workbook as far as it can be read without a plan. A file that must not be read is a draft with one fault.

    Raises whatever a reader raises on a damaged file; the caller logs that and answers `file_damaged`.
    """
    try:
        package = inspect(content, file_name)
        sheets = read_sheets(package)
    except Unreadable as unreadable:
        return Draft(faults=[unreadable.at()])
    names = [sheet.name for sheet in sheets]
    seen = _numbers_seen(sheets) if package.numbers else set()
    draft = draft_of(sheets, file_name)
    names_now = dict(zip(names, (sheet.name for sheet in sheets), strict=True))
    draft.faults.extend(_numbers_unseen(package, seen, names_now))
    return draft


def cells_of(content: bytes, file_name: str) -> str:
    """The sheets' cells as JSON, under the names that faults give them; none of a file that must not be read."""
    try:
        sheets = read_sheets(inspect(content, file_name))
    except Unreadable:
        sheets = []
    _search_personal(Draft(), sheets, file_name)
    return sheets_to_json(sheets)


def _numbers_seen(sheets: list[Sheet]) -> set[str]:
    """Resident numbers in cells, comments, page headers and names, which are told by their cell."""
    seen: set[str] = set()
    for sheet in sheets:
        cells = [*sheet.cells.values(), *sheet.covered.values()]
        texts = (sheet.name, *sheet.margins, *sheet.comments.values(), *(cell.text for cell in cells if cell.number is None))
        seen.update(*map(numbers_in, texts), (f"{cell.number:.0f}"[:15] for cell in cells if cell.number and is_number_cell(cell.number)))
    return seen


def _numbers_unseen(package: Package, seen: set[str], names_now: dict[str, str]) -> Iterator[Fault]:
    """The numbers that stand nowhere a person would look: their part's sheet is named where they are a sheet's."""
    sheet_of = {part.lower(): names_now.get(name) for name, _, part in package.sheet_parts}
    told = set()
    for part, numbers in package.numbers.items():
        if not numbers <= seen:
            folder, _, name = part.lower().replace("/_rels/", "/").rpartition("/")
            sheet = sheet_of.get(f"{folder}/{name.removesuffix('.rels')}")
            what = "公式、下拉列表或链接里" if sheet else "文件属性里" if folder == "docprops" else "名称定义、链接或隐藏的内容里"
            told.add((sheet, what))
    for sheet, what in sorted(told, key=str):
        yield Fault("personal_id_number", sheet, particulars={"what": what})


def draft_of(sheets: list[Sheet], file_name: str) -> Draft:
    """Tables, labels and personal data of sheets that were read, whatever their format."""
    draft = Draft()
    _search_personal(draft, sheets, file_name)
    draft.is_empty = not any(sheet.cells for sheet in sheets)
    texts = [file_name]
    for sheet in sheets:
        data_rows: set[int] = set()
        if sheet.cells:
            data_rows = _add_table(draft, sheet)
        texts.extend(other_texts(sheet, data_rows))
    draft.is_demo = any(_DEMO in text for text in texts)
    if not draft.sheets:
        draft.headings_seen = _nearest(sheets)
    return draft


def _search_personal(draft: Draft, sheets: list[Sheet], file_name: str) -> None:
    """Every place with personal data. A sheet whose name is a resident number goes by its place from here on."""
    if holds_number(file_name):
        draft.faults.append(Fault("personal_id_number", particulars={"what": "文件名里"}))
    for order, sheet in enumerate(sheets, start=1):
        if holds_number(sheet.name):
            sheet.name = f"第{order}张工作表"
            draft.faults.append(Fault("personal_id_number", sheet.name, particulars={"what": "工作表名"}))
        for rule, place, what in faults_of(sheet):
            draft.faults.append(Fault(rule, sheet.name, spot(*place) if place else None, particulars={"what": what}))


def _add_table(draft: Draft, sheet: Sheet) -> set[int]:
    """Find the sheet's table, of whatever kind; answers the rows that are data."""
    grid = Grid(sheet)
    found = _find(grid)
    if found is None:
        return set()
    kind, heading = found
    table = DraftSheet(sheet.name, sheet.is_hidden, kind.kind, heading.top)
    draft.sheets.append(table)
    if not kind.is_read:
        return set()
    body = read_body(sheet, grid, heading, kind.kind)
    above = range(1, heading.top)
    table.labels = [*candidates(sheet, above, kind.kind), *candidates(sheet, body.label_rows, kind.kind, colon_only=True)]
    table.titles = titles(sheet, heading.top, kind.kind)
    table.rows = body.rows
    return body.data_rows


def _find(grid: Grid) -> tuple[Kind, Heading] | None:
    """The kind whose title the sheet bears first, then in the order of kinds.csv."""
    tenth = grid.rows[:10][-1]
    seen = "".join(
        cell.text for (row, _), cell in grid.sheet.cells.items() if row <= tenth and cell.kind == "text" and len(cell.text) < 100
    )
    for kind in sorted(kinds(), key=lambda kind: kind.title not in seen):
        heading = find_heading(grid, kind)
        if heading is not None:
            return kind, heading
    return None


def _nearest(sheets: list[Sheet]) -> Fault | None:
    for sheet in sheets:
        if sheet.cells and (near := headings_nearest(Grid(sheet), kinds()[0])) is not None:
            cell, texts = near
            return Fault("heading_missing", sheet.name, cell.spot, particulars={"columns": f",读到的列名是 {'、'.join(texts[:12])}"})
    return None
