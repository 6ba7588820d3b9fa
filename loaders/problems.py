"""The closed list of problems and their wording: code raises a rule with a place and particulars, the sentence is made here."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from loaders.cells import Cell
from loaders.personal import masked
from warehouse.records import Issue

_LONGEST_QUOTE = 40
_LONGEST_READ = 1000
_QUOTATIONS = ("found", "expected")


class Wording(NamedTuple):
    """How severe a rule is, what it is about, and its sentence with places for particulars."""

    severity: str
    group: str
    sentence: str


@dataclass(frozen=True)
class Fault:
    """One problem at one place, before it is put into words. `about` names the indicator of the row."""

    rule: str
    sheet: str | None = None
    cell: str | None = None
    about: str = ""
    particulars: dict[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the workbook is refused for it."""
        return wordings()[self.rule].severity == "error"


class Unreadable(Exception):
    """A cell that can't be read for certain, or a file that must not be read: a rule and its particulars, without a place."""

    def __init__(self, rule: str, **particulars: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.particulars = particulars

    def at(self, sheet: str | None = None, cell: Cell | str | None = None, about: str = "") -> Fault:
        """The same as a fault at a place."""
        return Fault(self.rule, sheet, cell.spot if isinstance(cell, Cell) else cell, about, self.particulars)


@cache
def wordings() -> dict[str, Wording]:
    """Every rule's wording."""
    with Path(__file__).with_name("problems.csv").open(encoding="utf-8", newline="") as lines:
        return {row["rule"]: Wording(row["severity"], row["group"], row["sentence"]) for row in csv.DictReader(lines)}


def sentence(fault: Fault) -> str:
    """What is wrong, without its place. A quotation never repeats a resident's number, and is cut where it is long."""
    quoted = {key: _quote(text, key) for key, text in fault.particulars.items()}
    return wordings()[fault.rule].sentence.format(**quoted)


def _quote(text: str, key: str) -> str:
    text = _sound(text[:_LONGEST_READ])
    return _cut(text) if key in _QUOTATIONS else text


@lru_cache(maxsize=4096)
def _sound(text: str) -> str:
    """Without a resident number, on one line. The same words stand in many rows."""
    return masked(" ".join(text.split()))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def issue(fault: Fault) -> Issue:
    """The fault in words: `填报表!C5(08-1 …):填的是“约3”,应为整数;请改为确切数字,如 3。`"""
    place = "!".join(part for part in ((fault.sheet or "")[:_LONGEST_QUOTE], fault.cell) if part)
    if fault.about:
        place += f"({_cut(_sound(fault.about[:_LONGEST_READ]))})"
    message = f"{place}:{sentence(fault)}" if place else sentence(fault)
    return Issue(wordings()[fault.rule].severity, fault.rule, fault.sheet or None, fault.cell, message)  # a .csv has no sheets
