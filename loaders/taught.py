"""Headings beyond headings.csv: the criteria of the plan, and those that a unit taught for its own workbooks. Never taken silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from loaders.kinds.heads import unit_of
from loaders.kinds.units import UnitFinder
from loaders.layout.draft import Draft
from loaders.layout.folding import fold_heading
from loaders.layout.words import Vocabulary, column_choices
from warehouse.errors import Refusal
from warehouse.plan import Plan, Unit
from warehouse.standing import LearnedHeading


@dataclass
class Headings:
    """How a workbook's headings were taken, as far as a person should know: lines to read."""

    learned: list[str] = field(default_factory=list)
    """Columns that were read because the unit taught their heading."""
    unread: list[str] = field(default_factory=list)
    """Columns with something in them that nothing reads."""


def criteria_headings(plan: Plan) -> list[list[str]]:
    """(kind, key, heading) of a plan's criteria: 组织领导, also 组织领导20分."""
    return [
        ["scoring", f"criterion_{criterion.criterion_no}", heading]
        for criterion in plan.criteria
        for heading in (criterion.name, f"{criterion.name}{criterion.full_score:g}分")
    ]


def own_headings(draft: Draft, plan: Plan, sender: Unit | None, learned: list[LearnedHeading]) -> list[list[str]]:
    """(kind, key, heading) that the unit of a draft taught; the sender's where there is one, else the unit that the labels name."""
    labels = [*draft.names, *(label for sheet in draft.sheets for label in sheet.labels)]
    unit = sender or unit_of(labels, UnitFinder(plan))
    code = unit.unit_code if unit else None
    return [[taught.kind, taught.key, taught.heading] for taught in learned if taught.unit_code == code]


def mark_learned(draft: Draft, own: list[list[str]]) -> None:
    """Note in a draft which of its headings were taught."""
    draft.learned = [[sheet.name, column.cell, column.heading, key] for sheet, column, key in _taught(draft, own)]


def _taught(draft: Draft, own: list[list[str]]) -> Iterator[tuple[Any, Any, str]]:
    keys = {(kind, fold_heading(heading)): key for kind, key, heading in own}
    for sheet in draft.sheets:
        for column in sheet.columns:
            key = keys.get((sheet.kind, fold_heading(column.heading)))
            if key is not None and key in column.keys:
                yield sheet, column, key


def headings_of(draft: Draft) -> Headings:
    """What a person should know of a draft's headings."""
    found = Headings()
    kinds = {sheet.name: sheet.kind for sheet in draft.sheets}
    for sheet, cell, heading, key in draft.learned:
        found.learned.append(f"{_place(sheet, cell)} 的“{heading}”按“{column_choices(kinds[sheet])[key]}”读入(本单位教过的列名)")
    for table in draft.sheets:
        found.unread += [f"{_place(table.name, column.cell)} “{column.heading}”" for column in table.columns if not column.keys]
    return found


def _place(sheet: str, cell: str) -> str:
    return f"{sheet}!{cell}" if sheet else cell


def check_teachable(kind: str, heading: str, key: str) -> None:
    """Whether a heading may be taught for a column; raises Refusal where it is known already, blank, or there is no such column."""
    folded = fold_heading(heading)
    if not folded:
        raise Refusal("列名是空的;请选择一个有文字的列名。")
    if key not in column_choices(kind) and not key.startswith("criterion_"):
        raise Refusal("没有这样的栏目;请重新选择。")
    if folded in Vocabulary().column_keys(kind):
        raise Refusal(f"列名“{heading.strip()}”系统本来就认得,不用再教。")
