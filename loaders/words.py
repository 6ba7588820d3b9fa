"""The small vocabularies beside this module: words.csv, headings.csv and kinds.csv. They are data and grow without code."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from loaders.folding import fold_heading, without_blanks


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def words(role: str) -> frozenset[str]:
    """Words of a role, folded as headings are."""
    return frozenset(fold_heading(row["word"]) for row in _rows("words.csv") if row["role"] == role)


def says_nothing(text: str | None) -> bool:
    """Whether an entry explains nothing: blank, only signs (/, ——), or a word for it such as 无 or 暂无."""
    folded = without_blanks(unicodedata.normalize("NFKC", text or "")).rstrip("。.,;、!").upper()
    return not any(sign.isalnum() for sign in folded) or folded in words("nothing")


@cache
def state_words() -> dict[str, float]:
    """What each word for a state is worth."""
    roles = {"state_1": 1.0, "state_0.5": 0.5, "state_0": 0.0}
    return {row["word"]: roles[row["role"]] for row in _rows("words.csv") if row["role"] in roles}


@cache
def column_keys(kind: str) -> dict[str, frozenset[str]]:
    """Keys that a folded heading stands for in a kind of workbook; 完成情况 stands for two."""
    keys: dict[str, set[str]] = {}
    for row in _rows("headings.csv"):
        if row["kind"] == kind and row["role"] == "column":
            keys.setdefault(fold_heading(row["heading"]), set()).add(row["key"])
    return {heading: frozenset(found) for heading, found in keys.items()}


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
    rows = [row for row in _rows("headings.csv") if row["kind"] == kind and row["role"].endswith("label")]
    return {fold_heading(row["heading"]): Label(row["key"], row["role"] == "weak_label") for row in rows}


class Kind(NamedTuple):
    """A kind of workbook: what its title says, and the columns it needs (one of each group)."""

    kind: str
    title: str
    needs: tuple[frozenset[str], ...]
    is_read: bool


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, those that this version reads first."""
    found = [
        Kind(row["kind"], row["title"], tuple(frozenset(group.split("|")) for group in row["needs"].split()), row["is_read"] == "1")
        for row in _rows("kinds.csv")
    ]
    return tuple(sorted(found, key=lambda kind: not kind.is_read))
