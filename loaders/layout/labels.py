"""Labels and their values: `填报单位:甲县` in one cell, side by side, merged or not, or the label above its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from loaders.cells import Cell, Place, Sheet
from loaders.layout.draft import LabelValue
from loaders.layout.folding import fold_heading, is_blank
from loaders.layout.words import Label, label_words, words

COLON = re.compile(r"(?<![0-9])[:\uff1a\ufe30]|[:\uff1a\ufe30](?![0-9])")
"""A colon that is none of a time of day."""
_WIDE_GAP = re.compile(r"[ \t\u3000\xa0]{2,}|[\n\r\u3000]+|_x000[dD]_")
_LOOSE_MONTH = re.compile(r"([0-9\uff10-\uff19]{4})[ \t\u3000\xa0]*年[ \t\u3000\xa0]*([0-9\uff10-\uff19]{1,2})[ \t\u3000\xa0]*月")
"""2024 年  6 月 with blanks for the eye: no gap between two things."""
_LONGEST_LABEL = 40
_SEPARATORS = " ,;/、。_(\uff0c\uff1b\uff08\u3000"
"""What parts one label from the next, and belongs to neither's value."""
_OPENING, _CLOSING = "(\uff08[【〔 ", ")\uff09]】〕"
_FARTHEST_TITLE = 200


def label_of(text: str, kind: str) -> Label | None:
    """The label that a whole text is, or None."""
    return label_words(kind).get(fold_heading(text)) if len(text) <= _LONGEST_LABEL else None


def is_label(text: str, kind: str) -> bool:
    """Whether a whole text is a label of this kind, or a footer's (填表人, 审核人)."""
    return label_of(text, kind) is not None or (len(text) <= _LONGEST_LABEL and fold_heading(text) in words("footer"))


def is_bare_label_row(cells: Sequence[Cell], kind: str) -> bool:
    """Whether a row begins with a label that stands alone in its cell, be it a word of many uses: 县区 | 甲县."""
    return bool(cells) and cells[0].kind == "text" and label_of(cells[0].text, kind) is not None


def split_labels(text: str, kind: str) -> list[tuple[str, str]]:
    """Label and value of each `label:value` in one cell, in order; a label need not be known."""
    if not COLON.search(text):
        return []
    pieces = COLON.split(text)
    pairs: list[tuple[str, str]] = []
    label = _part_off_label(pieces[0], kind)[1]
    for place, piece in enumerate(pieces[1:], start=2):
        piece = _LOOSE_MONTH.sub(r"\1年\2月", piece)
        value, following = (piece, "") if place == len(pieces) else _part_off_label(piece, kind)
        value = _WIDE_GAP.split(value.strip())[0].strip(_SEPARATORS) if value.strip() else ""
        label = label.lstrip(_OPENING) if text.lstrip()[:1] in _OPENING else label
        pairs.append((label.strip(), value if _is_paired(value) else value.rstrip(_CLOSING)))
        label = following
    return pairs


def _is_paired(value: str) -> bool:
    """Whether no bracket closes that was opened before the label: (填报单位:甲县 填报期:2024年6月)."""
    return sum(map(value.count, _CLOSING)) <= sum(map(value.count, _OPENING[:-1]))


def _part_off_label(piece: str, kind: str) -> tuple[str, str]:
    """Part `甲县 填报期` into the value of one label and the next label, with or without a blank between."""
    stripped = piece.rstrip()
    for start in range(max(0, len(stripped) - _LONGEST_LABEL), len(stripped)):
        if is_label(stripped[start:], kind) and len(stripped) - start >= 2:
            known = label_of(stripped[start:], kind)
            if known is None or not known.is_weak or start == 0 or stripped[start - 1].isspace():
                return stripped[:start], stripped[start:]
    words_of = re.split(r"\s+", stripped)
    return stripped[: len(stripped) - len(words_of[-1])], words_of[-1]


def candidates(sheet: Sheet, rows: Iterable[int], kind: str, colon_only: bool = False) -> Iterator[LabelValue]:
    """All values that labels in these rows may have, in reading order, the likelier place first.

    With `colon_only` (below a table) a weak label counts only with its value in the same cell, or where the row begins with a label.
    """
    by_row: dict[int, list[Cell]] = {}
    wanted = rows if isinstance(rows, range) else set(rows)
    for (row, _), cell in sorted(sheet.cells.items()):
        if row in wanted or (colon_only and row - 1 in wanted):
            by_row.setdefault(row, []).append(cell)
    for row in sorted(row for row in by_row if row in wanted):
        is_bare = is_bare_label_row(by_row[row], kind)
        for cell in by_row[row]:
            if cell.kind == "text":
                yield from _candidates_at(sheet, by_row, cell, kind, colon_only and not is_bare)


def _candidates_at(sheet: Sheet, by_row: dict[int, list[Cell]], cell: Cell, kind: str, colon_only: bool) -> Iterator[LabelValue]:
    pairs = split_labels(cell.text, kind)
    for place, (text, value) in enumerate(pairs):
        label = label_of(text, kind)
        if label is None:
            continue
        if value:
            yield LabelValue(label.key, label.rank, cell._replace(text=value))
        elif place == len(pairs) - 1:
            yield from _beside(sheet, by_row, cell, label, kind)
    if not pairs and (label := label_of(cell.text, kind)) is not None and not (colon_only and label.is_weak):
        yield from _beside(sheet, by_row, cell, label, kind)


def _beside(sheet: Sheet, by_row: dict[int, list[Cell]], cell: Cell, label: Label, kind: str) -> Iterator[LabelValue]:
    """The next filled cell to the right unless it is a label itself, then the cell below; an empty one where there is neither."""
    is_found = False
    right = next((o for o in by_row[cell.row] if o.column > cell.column and (o.kind != "text" or fold_heading(o.text))), None)
    if right is not None and (text := _before_labels(right, kind)):
        is_found = True
        yield LabelValue(label.key, label.rank, right._replace(text=text))
    bottom, last = _extent(sheet, (cell.row, cell.column))
    below = next((other for other in by_row.get(bottom + 1, ()) if cell.column <= other.column <= last), None)
    if below is not None and not _is_label_cell(below, kind):
        is_doubtful = is_found or bool(COLON.search(cell.text))  # after a colon, the value is rather missing than below
        is_found |= not is_doubtful
        yield LabelValue(label.key, 0 if is_doubtful else label.rank, below)
    if not is_found:
        yield LabelValue(label.key, label.rank, Cell(cell.row, last + 1, "text", ""))


def _before_labels(cell: Cell, kind: str) -> str:
    """A cell's text as a value: all of it, what stands before a label (`甲县 填表人:张某`), or nothing where it is a label."""
    if not _is_label_cell(cell, kind):
        return cell.text or " "
    first, *rest = COLON.split(cell.text)
    return _part_off_label(first, kind)[0].strip() if rest else ""


def _is_label_cell(cell: Cell, kind: str) -> bool:
    """Whether a cell holds a label, known or, by the colon at its end, not."""
    if cell.kind == "text" and len(cell.text) <= _LONGEST_LABEL and COLON.search(cell.text.rstrip()[-1:]):
        return True
    return cell.kind == "text" and (is_label(cell.text, kind) or any(is_label(text, kind) for text, _ in split_labels(cell.text, kind)))


def _extent(sheet: Sheet, place: Place) -> Place:
    """Last row and column of the cell at a place, merged or not."""
    for merge in sheet.merges:
        if (merge.top, merge.left) == place:
            return merge.bottom, merge.right
    return place


def titles(sheet: Sheet, heading_row: int, kind: str) -> list[Cell]:
    """Texts above a table that are no labels and no label's values: where else a unit or a month may be named."""
    above = [cell for (row, _), cell in sorted(sheet.cells.items()) if row < heading_row]
    taken = {following for cell, following in pairwise(above) if following.row == cell.row and _asks_beside(cell, kind)}
    return [
        cell
        for cell in above
        if cell.kind == "text"
        and not is_blank(cell.text)
        and len(cell.text) <= _FARTHEST_TITLE
        and cell not in taken
        and not _is_label_cell(cell, kind)
    ][:50]


def _asks_beside(cell: Cell, kind: str) -> bool:
    """Whether a cell is a label, known or not, whose value stands in the next one: 填表日期, 截止日期:."""
    text = cell.text.rstrip()
    return cell.kind == "text" and (is_label(text, kind) or (bool(COLON.search(text[-1:])) and len(text) <= _LONGEST_LABEL))
