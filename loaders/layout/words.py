"""The small vocabularies beside this module: words.csv, headings.csv and kinds.csv. They are data and grow without code."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from loaders.layout.folding import fold_heading, without_blanks


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def words(role: str) -> frozenset[str]:
    """Words of a role, folded as headings are."""
    return frozenset(fold_heading(row["word"]) for row in _rows("words.csv") if row["role"] == role)


@lru_cache(maxsize=8192)
def says_nothing(text: str | None) -> bool:
    """Whether an entry explains nothing: blank, only signs (/, ——), a word for it such as 无, or one that puts it off: 同上, 待补."""
    return says_none(text) or _bare(text) in words("zero") | words("unsaid")


@lru_cache(maxsize=8192)
def says_none(text: str | None) -> bool:
    """Whether an entry says that there is nothing to enter: blank, only signs, 无 or 不涉及. 同上 and 待补 say that there is something."""
    folded = _bare(text)
    return not any(sign.isalnum() for sign in folded) or folded in words("nothing")


def _bare(text: str | None) -> str:
    return without_blanks(unicodedata.normalize("NFKC", text or "")).rstrip("。.,;、!").upper()


@cache
def state_words() -> dict[str, float]:
    """What each word for a state is worth."""
    roles = {"state_1": 1.0, "state_0.5": 0.5, "state_0": 0.0}
    return {row["word"]: roles[row["role"]] for row in _rows("words.csv") if row["role"] in roles}


class Vocabulary:
    """Column headings of every kind: those of headings.csv, and those that come with one workbook.

    `extra` holds (kind, key, heading): the criteria of a plan, which no list of ours can know, and headings that a unit taught.
    """

    def __init__(self, extra: Iterable[Sequence[str]] = ()) -> None:
        self._extra = [(kind, key, fold_heading(heading)) for kind, key, heading in extra]

    def column_keys(self, kind: str) -> dict[str, frozenset[str]]:
        """Keys that a folded heading stands for in a kind of workbook; 完成情况 stands for two."""
        keys = dict(_column_keys(kind))
        for of_kind, key, heading in self._extra:
            if of_kind == kind:
                keys[heading] = keys.get(heading, frozenset()) | {key}
        return keys

    def all_headings(self) -> frozenset[str]:
        """Every folded heading of any kind."""
        return _all_headings() | {heading for _, _, heading in self._extra}


@cache
def _all_headings() -> frozenset[str]:
    return frozenset(heading for kind in kinds() for heading in _column_keys(kind.kind))


@cache
def _column_keys(kind: str) -> dict[str, frozenset[str]]:
    keys: dict[str, set[str]] = {}
    for row in _rows("headings.csv"):
        if kind in row["kind"].split("|") and row["role"] == "column":
            keys.setdefault(fold_heading(row["heading"]), set()).add(row["key"])
    return {heading: frozenset(found) for heading, found in keys.items()}


@cache
def column_heading(kind: str, key: str) -> str:
    """The official heading of a column: the first that headings.csv gives for its key."""
    rows = (row for row in _rows("headings.csv") if kind in row["kind"].split("|") and row["role"] == "column" and row["key"] == key)
    return next(rows)["heading"]


def column_choices(kind: str) -> dict[str, str]:
    """Every column of a kind by its key, with its official heading, in the order of headings.csv."""
    rows = [row for row in _rows("headings.csv") if kind in row["kind"].split("|") and row["role"] == "column"]
    choices: dict[str, str] = {}
    for row in rows:
        choices.setdefault(row["key"], row["heading"])
    return choices


@cache
def ignored_headings(kind: str) -> frozenset[str]:
    """Folded headings of columns that are there for the reader's eye alone: 序号, 计量单位, 目标."""
    rows = (row for row in _rows("headings.csv") if kind in row["kind"].split("|") and row["role"] == "ignored")
    return frozenset(fold_heading(row["heading"]) for row in rows)


def head_of_rows(heading: str, kind: str) -> str | None:
    """The head (`unit`, `period`) that a column names row by row, though the table speaks for one. 单位 may be the unit of measure."""
    label = label_words(kind).get(fold_heading(heading))
    return label.key if label is not None and fold_heading(heading) not in ignored_headings(kind) else None


class Label(NamedTuple):
    """What a label names, and whether it is a word of many uses."""

    key: str
    is_weak: bool

    @property
    def rank(self) -> int:
        """How firmly a value beside it is the label's: 2, or 1 for a word of many uses."""
        return 1 if self.is_weak else 2


@cache
def label_words(kind: str) -> dict[str, Label]:
    """Labels of a kind of workbook, folded."""
    rows = [row for row in _rows("headings.csv") if kind in row["kind"].split("|") and row["role"].endswith("label")]
    return {fold_heading(row["heading"]): Label(row["key"], row["role"] == "weak_label") for row in rows}


class Kind(NamedTuple):
    """A kind of workbook: what its title says, and what its columns are for. Keys are those of headings.csv."""

    kind: str
    title: str
    also: tuple[str, ...]
    """Other words for the title."""
    needs: tuple[frozenset[str], ...]
    """The columns without which there is no table: one of each group."""
    names: frozenset[str]
    """Columns that say what a row is about."""
    figures: frozenset[str]
    """Columns with what is reported; a row in which they are all blank says nothing."""
    stretched: frozenset[str]
    """Columns whose merged cells speak for every row that they cover, names beside them; a merged figure is the first row's alone."""

    def is_titled(self, text: str) -> bool:
        """Whether a text bears this kind's title."""
        return any(title in text for title in (self.title, *self.also))

    def is_met(self, keys: Set[str]) -> bool:
        """Whether these columns make a table of this kind."""
        present = keys | {group_of(key) for key in keys}
        return all(need & present for need in self.needs)


def group_of(key: str) -> str:
    """`criterion` for `criterion_3`: columns that a plan numbers share one word in kinds.csv."""
    return "criterion" if key.startswith("criterion_") else key


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of kinds.csv."""
    return tuple(
        Kind(
            row["kind"],
            row["title"],
            tuple(filter(None, row["also"].split("|"))),
            tuple(frozenset(group.split("|")) for group in row["needs"].split()),
            *(frozenset(filter(None, row[column].split("|"))) for column in ("names", "figures", "stretched")),
        )
        for row in _rows("kinds.csv")
    )


def kind_of(name: str) -> Kind:
    """A kind by its name."""
    return next(kind for kind in kinds() if kind.kind == name)


@cache
def level_words() -> dict[str, str]:
    """What each word for a site's level means."""
    return {fold_heading(row["word"]): row["role"].removeprefix("level_") for row in _rows("words.csv") if row["role"].startswith("level_")}
