"""What a workbook turned out to say: its heads, its rows as they are stored, and all faults and warnings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.kinds.heads import Heads, Spot, unit_of
from loaders.kinds.indicators import IndicatorFinder
from loaders.kinds.units import UnitFinder
from loaders.layout.draft import Draft, DraftRow, DraftSheet
from loaders.layout.headings import is_code
from loaders.layout.tables import wanted
from loaders.layout.words import group_of, kind_of, kinds
from loaders.problems import Fault, Unreadable
from warehouse.names import fold_name
from warehouse.plan import Plan
from warehouse.records import Row


class Claim(NamedTuple):
    """自报值 as an inspection sheet has it: the number where it can be read, how it looks, and where it stands."""

    value: float | None
    typed: str
    spot: Spot


@dataclass
class Content:
    """A workbook of any kind as far as it could be read with the plan alone. Indicators, units and sites go by their code or name."""

    kind: str | None
    """None where no table was found, or tables of several kinds."""
    heads: Heads
    rows: list[Row] = field(default_factory=list)
    blanks: dict[str, list[Spot]] = field(default_factory=dict)
    """The blank cells of an indicator or a unit that a row names without a figure."""
    mentioned: set[str] = field(default_factory=set)
    """What some row says something about, sound or not."""
    claims: dict[str, Claim] = field(default_factory=dict)
    """自报值 of each indicator of an inspection."""
    names: dict[str, Spot] = field(default_factory=dict)
    """Where each unit of a result is named."""

    @property
    def faults(self) -> list[Fault]:
        """All faults so far."""
        return self.heads.faults


def sheets_of_one_kind(draft: Draft, plan: Plan, faults: list[Fault]) -> list[DraftSheet]:
    """The workbook's tables where they are of one kind; none, and the fault that says why, where it is no workbook of any."""
    faults.extend(draft.faults)
    sheets = _without_bystanders(draft.sheets, plan)
    if len({sheet.kind for sheet in sheets}) == 1:
        for sheet in sheets:
            merged = dict.fromkeys(cell for row in sheet.rows for cell in row.under_merge)
            faults.extend(Fault("figure_merged", sheet.name, cell) for cell in merged)
        kind = sheets[0].kind
        left_out = (sheet for sheet in draft.sheets if not sheet.is_read and sheet.kind == kind and _has_filled_rows(sheet))
        faults.extend(Fault("sheet_left_out", sheet.name, particulars={"found": kind_of(kind).title}) for sheet in left_out)
        return sheets
    faults.extend(_structure_faults(draft, sheets))
    return []


def _without_bystanders(sheets: list[DraftSheet], plan: Plan) -> list[DraftSheet]:
    """The tables without blank ones of another kind or month, and without a 台账 that happens to have headings of ours.

    Beside a table that bears its title, one without a title counts only where it has the same columns, speaks for another unit, or
    names something of the plan, be it mistyped under a heading that says 指标.
    """
    filled = [sheet for sheet in sheets if _has_filled_rows(sheet)]
    kept = filled if any(sheet.labels for sheet in filled) else sheets
    shapes = [(sheet.kind, _shape(sheet)) for sheet in kept if sheet.is_titled]
    if shapes:
        titled = {unit for sheet in kept if sheet.is_titled and (unit := _labelled(sheet, plan)) is not None}
        kept = [
            sheet
            for sheet in kept
            if (sheet.kind, _shape(sheet)) in shapes
            or sheet.is_titled
            or _is_of_plan(sheet, plan)
            or _has_codes(sheet)
            or (titled and _labelled(sheet, plan) not in {None, *titled})
        ]
    for sheet in sheets:
        sheet.is_read = sheet in kept
    return kept


def _shape(sheet: DraftSheet) -> frozenset[str]:
    """The columns of a table: a continuation has those of the table that it continues."""
    return frozenset(key for column in sheet.columns for key in column.keys)


def _has_filled_rows(sheet: DraftSheet) -> bool:
    return any(_is_filled(sheet, row) for row in sheet.rows)


def _is_filled(sheet: DraftSheet, row: DraftRow) -> bool:
    kind = kind_of(sheet.kind)
    return any(group_of(key) in kind.figures - kind.names or key in kind.names & kind.figures for key in row.cells)


def _labelled(sheet: DraftSheet, plan: Plan) -> str | None:
    """The code of the unit that labels of its own name."""
    unit = unit_of([label for label in sheet.labels if label.rank == 2], UnitFinder(plan))
    return unit.unit_code if unit else None


def _has_codes(sheet: DraftSheet) -> bool:
    """Whether a row has what looks like an indicator's number, under a heading that says so: a 台账 has an 编号 too."""
    if not any("indicator_id" in column.keys and "指标" in column.heading for column in sheet.columns):
        return False
    return any(is_code(cell) for row in sheet.rows for cell in row.cells.get("indicator_id", ()))


def _is_of_plan(sheet: DraftSheet, plan: Plan) -> bool:
    """Whether any row names an indicator, a kind of site or a unit that the plan knows."""
    if sheet.kind in ("report", "inspection"):
        return any(_is_found(IndicatorFinder(plan), row) for row in sheet.rows)
    if sheet.kind == "sites":
        known = {fold_name(name) for domain in plan.domains.values() for name in (domain.name, *domain.aliases)}
        return any(fold_name(cell.text) in known for row in sheet.rows for cell in row.cells.get("domain", ()))
    units = UnitFinder(plan)
    names = (cell for row in sheet.rows for key in ("scored_unit", "rated_unit") for cell in row.cells.get(key, ()))
    return any(units.find(cell.text) is not None for cell in names)


def _is_found(finder: IndicatorFinder, row: DraftRow) -> bool:
    try:
        finder.find(row)
    except Unreadable:
        return False
    return True


def _structure_faults(draft: Draft, sheets: list[DraftSheet]) -> Iterator[Fault]:
    """What keeps a workbook from being of one kind."""
    if any(fault.rule == "kind_unclear" or (fault.sheet is None and fault.rule.startswith("file_")) for fault in draft.faults):
        return
    if sheets:
        named = "、".join(f"{sheet.name}({kind_of(sheet.kind).title})" for sheet in sheets)
        for sheet in sheets:
            if sheet.kind != sheets[0].kind:
                yield Fault("kinds_differ", sheet.name, None, particulars={"sheets": named})
    elif draft.is_empty:
        yield Fault("sheet_empty")
    else:
        first = kinds()[0]
        words = {"found": first.title, "columns": "", "wanted": wanted(first)}
        yield draft.headings_seen or Fault("heading_missing", particulars=words)
