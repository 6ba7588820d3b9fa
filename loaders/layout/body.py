"""The rows under a heading: what is data, and what is a section, a total, a numbering, a repeated heading or a footer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.cells import Cell, Sheet, letters
from loaders.layout.draft import DraftRow
from loaders.layout.folding import fold_figure, fold_heading
from loaders.layout.headings import Grid, Group, Heading, is_code, is_figure, repeated_rows
from loaders.layout.labels import COLON, is_bare_label_row, label_of, split_labels
from loaders.layout.words import Kind, group_of, words

_NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?(=.*)?\Z")
_DATED = re.compile(r"[0-9]{4}\s*[年./-]|[零〇○一二三四五六七八九]{4}年|[0-9]{1,2}月[0-9]{1,2}日|年\s*月\s*日")
"""A day, filled in or not: a lone one below a table is when it was signed."""
_DAY = re.compile(r"[0-9]{4}\s*(?:年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|([./-])[0-9]{1,2}\1[0-9]{1,2})\Z")
_SEALED = re.compile("(?:签字|签名|签章|盖章|公章)[处栏]?[)\uff09]?\\s*(?:[:\uff1a]|\\Z)")
_TOTALLED = re.compile("共计?[0-9一二三四五六七八九十百]+[项个处家人所条户份名](?:示范点|指标)?[。.]?\\Z")
_NAMED_AFTER = re.compile(r"([^\s:\uff1a]{3,6})[ \t\u3000\xa0]+[^\s]{1,12}\s*\Z")
"""填表人 张三, with a blank for a colon."""
_LONGEST_SEAL = 20
_LONGEST_HEADING = 60
_ORDINALS = ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮", "一二三四五六七八九", "ABCDEFGHIJKLMNO")
_STEMS = "甲乙丙丁戊己庚辛"
_LONGEST_ORDINAL = 20
"""As in 3=1+2, with blanks for the eye."""
_MOST_COVERED = 400_000
"""Rows under merges, over all columns that stretch."""


@dataclass
class Body:
    """Rows of a table, and the rows in which labels may stand below it."""

    rows: list[DraftRow] = field(default_factory=list)
    label_rows: list[int] = field(default_factory=list)
    data_rows: set[int] = field(default_factory=set)
    heading_rows: list[int] = field(default_factory=list)
    """A row that is a heading of its own, with other columns than the table's; nothing below it is read."""


class _Columns(NamedTuple):
    """The columns of a heading by what they are for; asked of every row, so told once."""

    codes: frozenset[int]
    names: frozenset[int]
    figures: frozenset[int]
    """Of what is reported, without columns that name the row too."""
    certain_figures: frozenset[int]
    """Where a total's word would be a figure's."""
    remarks: frozenset[int]
    undated: frozenset[int]
    """Of what is reported, where no day can stand."""
    number: int

    @classmethod
    def of(cls, heading: Heading, kind: Kind) -> _Columns:
        return cls(
            codes=_columns(heading, {"indicator_id"}),
            names=_columns(heading, kind.names),
            figures=_columns(heading, kind.figures - kind.names),
            certain_figures=_columns(heading, (kind.figures - kind.names - kind.stretched) | {"denominator"}),
            remarks=_columns(heading, kind.stretched),
            undated=_columns(heading, kind.figures - kind.names) if kind.kind != "sites" else frozenset(),
            number=len(heading.keys_of),
        )


def read_body(sheet: Sheet, grid: Grid, heading: Heading, kind: Kind, aliases: Mapping[str, frozenset[str]]) -> Body:
    """All rows below the heading, sorted out; `aliases` are the kind's headings, to know another heading by."""
    by_row: dict[int, list[Cell]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if row > heading.bottom:
            by_row.setdefault(row, []).append(cell)
    repeated = list(repeated_rows(grid, heading))
    columns = _Columns.of(heading, kind)
    rows = _Rows(sheet, heading, kind, columns)
    body = Body()
    for row, cells in by_row.items():
        if not any(cell.column in columns.codes and is_code(cell) for cell in cells):
            if _is_repeated(cells, repeated):
                continue
            if _is_heading(cells, kind, aliases):
                body.heading_rows.append(row)
                break  # another table: what stands below it has other columns
            named = rows.names_at(row, cells)
            if not named and _is_signed(cells, columns):
                continue
            if not _says_something(cells, named, columns, kind.kind):
                if _holds_label(cells, kind.kind):
                    body.label_rows.append(row)
                    continue
                if _is_passed_over(cells, columns):
                    continue
        for order, group in enumerate(heading.groups):
            if (draft := rows.draft(row, order, group, cells)) is not None:
                body.rows.append(draft)
                body.data_rows.add(row)
    return body


def _is_heading(cells: list[Cell], kind: Kind, aliases: Mapping[str, frozenset[str]]) -> bool:
    """Whether a row holds the headings of a table of this kind."""
    keys: list[frozenset[str]] = []
    most_unknown = (len(cells) - 1) // 2
    for cell in cells:
        known = aliases.get(fold_heading(cell.text)) if cell.kind == "text" and len(cell.text) <= _LONGEST_HEADING else None
        if known:
            keys.append(known)
        elif (most_unknown := most_unknown - 1) < 0:
            return False
    return len(keys) > 1 and kind.is_met(frozenset().union(*keys))


def _says_something(cells: list[Cell], named: list[Cell], columns: _Columns, kind: str) -> bool:
    """Whether a row names something in a column of names and has a figure: then a footer's word in its remarks makes it no footer.

    A row that begins with a total's, a label's or a footer's word says nothing, nor does a numbering.
    """
    if not named or not any(cell.column in columns.figures for cell in cells) or _is_numbering(cells, columns):
        return False
    first = cells[0]
    is_beside = first not in named  # 牵头领导, 责任单位: a column of the sender's own, in which 县委主要领导 may stand
    if _is_total_word(first) or any(map(_is_total_word, named)) or _is_footer_word(first, is_beside):
        return False
    return first.kind != "text" or label_of(COLON.split(first.text, maxsplit=1)[0], kind) is None


def _is_total_word(cell: Cell) -> bool:
    """合计, 全市平均, 本页小计 and the like."""
    folded = fold_heading(cell.text) if cell.kind == "text" and len(cell.text) <= _LONGEST_SEAL else ""
    if folded in words("total") or _TOTALLED.match(folded):
        return True
    return len(folded) <= 6 and any(folded.endswith(end) for end in words("total_end"))


def _is_footer_word(cell: Cell, is_beside: bool = False) -> bool:
    """填表人, 核查人签字 and the like, with their value behind a colon or without.

    With `is_beside` the row says something of an indicator or a site: then 县委主要领导 is no footer, though it ends like one.
    """
    if cell.kind != "text":
        return False
    first, *rest = COLON.split(cell.text, maxsplit=1)
    folded = fold_heading(first)
    if folded in words("footer") or (len(cell.text) <= _LONGEST_SEAL and _SEALED.search(cell.text)):
        return True
    if (named := _NAMED_AFTER.match(cell.text.strip())) and fold_heading(named[1]) in words("footer"):
        return True
    is_end = bool(folded) and any(folded.endswith(end) for end in words("footer_end"))
    return is_end and (bool(rest) or not is_beside)


def _columns(heading: Heading, keys: Set[str]) -> frozenset[int]:
    groups = heading.groups
    return frozenset(column for group in groups for key, columns in group.columns.items() if group_of(key) in keys for column in columns)


def _holds_label(cells: list[Cell], kind: str) -> bool:
    """Whether a row says 填报单位 or the like: below the table, that is no data."""
    if len(cells) > 1 and is_bare_label_row(cells, kind):
        return True
    for cell in cells:
        if cell.kind != "text" or len(cell.text) > 120:
            continue
        label = label_of(cell.text, kind)
        if label is not None and not label.is_weak:
            return True
        if any(label_of(text, kind) for text, _ in split_labels(cell.text, kind)):
            return True
    return False


def _is_passed_over(cells: list[Cell], columns: _Columns) -> bool:
    return _is_total(cells, columns) or _is_numbering(cells, columns) or _is_footer(cells, columns)


def _is_signed(cells: list[Cell], columns: _Columns) -> bool:
    """Whether a row that names nothing has only days where figures should stand: whose office it was, and when it signed."""
    figures = [cell for cell in cells if cell.column in columns.undated]
    return bool(figures) and all(cell.kind == "date" or (cell.kind == "text" and _DAY.match(cell.text.strip())) for cell in figures)


def _is_total(cells: list[Cell], columns: _Columns) -> bool:
    """合计 and the like, in any cell that holds no figure."""
    return any(cell.column not in columns.certain_figures and _is_total_word(cell) for cell in cells)


def _is_numbering(cells: list[Cell], columns: _Columns) -> bool:
    """1 2 3 …, also after 甲 乙 or 栏次; ① ② ③, 一 二 三, A B C."""
    if len(cells) < min(3, columns.number):
        return False
    expected = None
    for place, cell in enumerate(cells):
        if len(cell.text) > _LONGEST_ORDINAL:
            return False
        text = fold_figure(cell.text)
        if expected is None and (text == "栏次" or (place < len(_STEMS) and text == _STEMS[place])):
            continue
        number = _ordinal(text)
        if number is None or (expected is None and number != 1) or (expected is not None and number != expected):
            return False
        expected = number + 1
    return expected is not None


def _ordinal(text: str) -> int | None:
    if match := _NUMBERING.match(text):
        return int(match[1])
    return next((signs.index(text) + 1 for signs in _ORDINALS if len(text) == 1 and text in signs), None)


def _is_repeated(cells: list[Cell], repeated: list[dict[int, str]]) -> bool:
    return len(cells) > 1 and any(all(texts_of.get(cell.column) == fold_heading(cell.text) for cell in cells) for texts_of in repeated)


def _is_footer(cells: list[Cell], columns: _Columns) -> bool:
    """填表人: … 审核人: … 联系电话: …, with or without names; 注: …"""
    for place, cell in enumerate(cells):
        if not _is_footer_word(cell):
            continue
        is_said = bool(COLON.search(cell.text)) or bool(_SEALED.search(cell.text))
        if place == 0 or (is_said and cell.column not in columns.remarks):
            return True
    return False


class _Rows:
    """Turns the filled cells of a row into cells by key."""

    def __init__(self, sheet: Sheet, heading: Heading, kind: Kind, columns: _Columns) -> None:
        self._sheet = sheet
        self._kind = kind
        self._stretched_keys = kind.names | kind.stretched
        stretched, lone = _columns(heading, self._stretched_keys), _columns(heading, kind.figures - self._stretched_keys)
        self._stretched = _covering(sheet, heading, stretched)
        self._merged_figures = _covering(sheet, heading, lone)
        self._name_columns = columns.names
        self._figure_keys = {key for group in heading.groups for key in group.columns if group_of(key) in kind.figures}
        self._letters = [{key: letters(found[0]) for key, found in group.columns.items()} for group in heading.groups]
        self._merged_columns = [
            [column for found in group.columns.values() for column in found if column in self._merged_figures] for group in heading.groups
        ]
        self._wide = {(merge.top, merge.left) for merge in sheet.merges if merge.right > merge.left}

    def draft(self, row: int, order: int, group: Group, cells: list[Cell]) -> DraftRow | None:
        """A row's cells by key; None where the row names nothing and holds no figure."""
        found = self._found(row, group, cells)
        names = [cell for key in found if key in self._kind.names for cell in found[key]]
        figures = [cell for key in found if key in self._figure_keys for cell in found[key]]
        if not figures and not names:
            return None
        is_single = len(cells) == 1
        is_hidden = row in self._sheet.hidden_rows or self._sheet.is_hidden
        if is_single and not self._is_lone_figure(cells[0], figures, names):
            if not names:
                return None
            # A row of one cell that names something, or a section: kept without figures, to know a row left blank.
            found = {key: cells for key, cells in found.items() if key in self._kind.names}
        merged = [cell.spot for column in self._merged_columns[order] if (cell := self._merged_figures[column].get(row)) is not None]
        return DraftRow(row, is_hidden, found, self._letters[order], is_single, merged if names else [])

    def names_at(self, row: int, cells: list[Cell]) -> list[Cell]:
        """The cells in columns of names, also those that are merged over the row from above."""
        own = [cell for cell in cells if cell.column in self._name_columns]
        over = (self._stretched.get(column, {}).get(row) for column in self._name_columns)
        return own + [cell for cell in over if cell is not None]

    def _is_lone_figure(self, cell: Cell, figures: list[Cell], names: list[Cell]) -> bool:
        """Whether the only cell of a row is a figure: beside a name that is merged over the row, or one that looks like a figure."""
        if cell in names or cell not in figures or (cell.row, cell.column) in self._wide:
            return False
        return bool(names) or cell.kind not in ("text", "date") or (is_figure(cell.text) and not _DATED.search(cell.text))

    def _found(self, row: int, group: Group, cells: list[Cell]) -> dict[str, list[Cell]]:
        by_column = {cell.column: cell for cell in cells}
        found: dict[str, list[Cell]] = {}
        for key, columns in group.columns.items():
            for column in columns:
                cell = by_column.get(column)
                if cell is None and key in self._stretched_keys:
                    cell = self._stretched.get(column, {}).get(row)
                if cell is not None:
                    found.setdefault(key, []).append(cell)
        return found


def _covering(sheet: Sheet, heading: Heading, columns: Set[int]) -> dict[int, dict[int, Cell]]:
    """By column and row: the filled cell of a merge of several rows below the heading, for each row that it covers but the first."""
    covering: dict[int, dict[int, Cell]] = {}
    last_row, left = max((row for row, _ in sheet.cells), default=0), _MOST_COVERED
    for merge in sheet.merges:
        cell = sheet.cells.get((merge.top, merge.left))
        if cell is not None and merge.bottom > merge.top > heading.bottom and merge.left in columns:
            covered = range(merge.top + 1, min(merge.bottom, last_row) + 1)
            left -= len(covered)
            if left < 0:  # merges that lie over one another: no sound workbook has them
                break
            covering.setdefault(merge.left, {}).update(dict.fromkeys(covered, cell))
    return covering


def other_texts(sheet: Sheet, data_rows: set[int]) -> Iterator[str]:
    """All texts outside the rows of data: where a workbook says that it is 演示数据."""
    yield sheet.name
    yield from sheet.margins
    yield from (cell.text for (row, _), cell in sheet.cells.items() if row not in data_rows and cell.kind == "text")
