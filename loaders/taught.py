"""Headings beyond headings.csv: the criteria of the plan, and those that a unit taught for its own workbooks. Never taken silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from loaders.formats.limits import place_of
from loaders.kinds.heads import unit_of
from loaders.kinds.units import UnitFinder
from loaders.layout.draft import Draft
from loaders.layout.folding import fold_heading
from loaders.layout.words import Vocabulary, column_choices, ignored_headings
from warehouse.errors import Refusal
from warehouse.plan import Plan, Unit
from warehouse.standing import LearnedHeading

_PARTS = re.compile(r"[()()、]")


@dataclass(frozen=True)
class Taken:
    """A column that was read because the unit taught its heading."""

    sheet: str
    cell: str
    heading: str
    column: str
    """The column's official name, or the criterion's."""


@dataclass(frozen=True)
class Unread:
    """A column with something in it that nothing reads."""

    sheet: str
    cell: str
    heading: str


@dataclass
class Headings:
    """How a workbook's headings were taken, as far as a person should know, and where its own could be taught."""

    learned: list[Taken] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Sheets with a table that does not count: a blank form, or a 台账 that has headings of ours."""
    unit_code: str | None = None
    """Whose workbook it is: the unit that it speaks for, as far as it says so."""
    subject_code: str | None = None
    """The inspected unit, where it is an inspection that says so."""
    kind: str | None = None
    """The kind of its first table; where there is none, the one that the nearest row of headings comes nearest to."""
    sheet: str | None = None
    """Where a column is unread, or that row stands."""
    row: int | None = None


def criteria_headings(plan: Plan) -> list[list[str]]:
    """(kind, key, heading) of a plan's criteria: 组织领导, also 组织领导20分."""
    return [
        ["scoring", f"criterion_{criterion.criterion_no}", heading]
        for criterion in plan.criteria
        for heading in (criterion.name, f"{criterion.name}{criterion.full_score:g}分")
    ]


def columns_of(kind: str, plan: Plan | None) -> dict[str, str]:
    """Every column of a kind by its key, with its name; a score sheet's criteria are the plan's."""
    criteria = plan.criteria if plan is not None and kind == "scoring" else []
    names = {f"criterion_{criterion.criterion_no}": criterion.name for criterion in criteria}
    first, *others = column_choices(kind).items()
    return dict([first, *names.items(), *others])


def known_headings(kind: str, plan: Plan) -> frozenset[str]:
    """Folded headings that need no teaching: those of a column, and those that are there for the reader's eye alone."""
    return ignored_headings(kind) | Vocabulary(criteria_headings(plan)).column_keys(kind).keys()


def own_headings(draft: Draft, plan: Plan, sender: Unit | None, learned: list[LearnedHeading]) -> list[list[str]]:
    """(kind, key, heading) that a workbook's unit taught, where one of them stands in it unread, so that reading it again is of use.

    The unit is the sender where there is one, else the one that the labels name. What the plan knows or has no longer is left out.
    """
    unit = sender or _labelled(draft, plan)
    code = unit.unit_code if unit else None
    own = [taught for taught in learned if taught.unit_code == code]
    held = [
        [taught.kind, taught.key, taught.heading]
        for taught in own
        if taught.key in columns_of(taught.kind, plan) and taught.heading not in known_headings(taught.kind, plan)
    ]
    return held if any(_stands(draft, kind, heading) for kind, _, heading in held) else []


def _labelled(draft: Draft, plan: Plan) -> Unit | None:
    """The unit that a draft's labels name."""
    return unit_of([*draft.names, *(label for sheet in draft.sheets for label in sheet.labels)], UnitFinder(plan))


def _inspected(draft: Draft, plan: Plan) -> str | None:
    """The code of the unit that a draft's labels name as inspected."""
    texts = (label.value.text for sheet in draft.sheets for label in sheet.labels if label.key == "inspected")
    return next((unit.unit_code for text in texts if (unit := UnitFinder(plan).find(text)) is not None), None)


def _stands(draft: Draft, kind: str, heading: str) -> bool:
    """Whether a heading stands over an unread column of a table of its kind, or in the nearest row where there is no table."""
    folded = fold_heading(heading)
    if draft.sheets:
        columns = (column for sheet in draft.sheets if sheet.kind == kind for column in sheet.columns)
        return any(not column.keys and fold_heading(column.heading) == folded for column in columns)
    if not draft.nearest:  # not one heading that is known: there may be a row of the unit's own
        return not draft.faults and not draft.is_empty
    return any(fold_heading(part) == folded for text in draft.nearest for part in (text, *_PARTS.split(text)))


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


def headings_of(draft: Draft, plan: Plan | None = None, unit: Unit | None = None) -> Headings:
    """What a person should know of a draft's headings. `unit` is the sender, or the unit that the workbook was found to speak for."""
    found = Headings(kind=draft.nearest_kind)
    if plan is not None:
        unit = unit or _labelled(draft, plan)
        found.subject_code = _inspected(draft, plan)
    found.unit_code = unit.unit_code if unit else None
    kinds = {sheet.name: sheet.kind for sheet in draft.sheets}
    for sheet, cell, heading, key in draft.learned:
        found.learned.append(Taken(sheet, cell, heading, columns_of(kinds[sheet], plan).get(key, key)))
    for table in draft.sheets:
        found.kind = found.kind or table.kind
        if not table.is_read:
            found.left_out.append(table.name)
        else:
            found.unread += [Unread(table.name, column.cell, column.heading) for column in table.columns if not column.keys]
    seen = found.unread[0] if found.unread else draft.headings_seen
    if seen is not None and seen.cell:
        found.sheet, found.row = seen.sheet, place_of(seen.cell)[0]
    return found


def check_teachable(plan: Plan, kind: str, heading: str, key: str) -> None:
    """Whether a heading may be taught for a column; raises Refusal where it is known already, blank, or there is no such column."""
    folded = fold_heading(heading)
    if not folded:
        raise Refusal("列名是空的;请选择一个有文字的列名。")
    if key not in columns_of(kind, plan):
        raise Refusal("没有这样的栏目;请重新选择。")
    if folded in ignored_headings(kind):
        raise Refusal(f"“{heading.strip()}”这一列只供查看,从来不读,不用教。")
    if folded in known_headings(kind, plan):
        raise Refusal(f"列名“{heading.strip()}”系统本来就认得,不用再教。")
