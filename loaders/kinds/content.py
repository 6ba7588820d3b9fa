"""What a workbook turned out to say: its heads, its rows as they are stored, and all faults and warnings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.kinds.heads import Heads, Spot
from loaders.layout.draft import Draft, DraftSheet
from loaders.layout.tables import wanted
from loaders.layout.words import kind_of, kinds
from loaders.problems import Fault
from warehouse.records import Row


@dataclass
class Content:
    """A workbook of any kind as far as it could be read with the plan alone."""

    kind: str | None
    """None where no table was found, or tables of several kinds."""
    heads: Heads
    rows: list[Row] = field(default_factory=list)
    blanks: dict[str, list[Spot]] = field(default_factory=dict)
    """The blank cells of an indicator or a unit that a row names without a figure, by its code."""
    mentioned: set[str] = field(default_factory=set)
    """Codes of the units that a row says something about, sound or not."""

    @property
    def faults(self) -> list[Fault]:
        """All faults so far."""
        return self.heads.faults


def sheets_of_one_kind(draft: Draft, faults: list[Fault]) -> list[DraftSheet]:
    """The workbook's tables where they are of one kind; none, and the fault that says why, where it is no workbook of any."""
    faults.extend(draft.faults)
    found = sorted({sheet.kind for sheet in draft.sheets}, key=[kind.kind for kind in kinds()].index)
    if len(found) == 1:
        for sheet in draft.sheets:
            merged = dict.fromkeys(cell for row in sheet.rows for cell in row.under_merge)
            faults.extend(Fault("figure_merged", sheet.name, cell) for cell in merged)
        return draft.sheets
    faults.extend(_structure_faults(draft, found))
    return []


def _structure_faults(draft: Draft, found: list[str]) -> Iterator[Fault]:
    """What keeps a workbook from being of one kind."""
    if any(fault.rule == "kind_unclear" or (fault.sheet is None and fault.rule.startswith("file_")) for fault in draft.faults):
        return
    if found:
        named = "、".join(f"{sheet.name}({kind_of(sheet.kind).title})" for sheet in draft.sheets)
        for sheet in draft.sheets:
            if sheet.kind != draft.sheets[0].kind:
                yield Fault("kinds_differ", sheet.name, None, particulars={"sheets": named})
    elif draft.is_empty:
        yield Fault("sheet_empty")
    else:
        first = kinds()[0]
        words = {"found": first.title, "columns": "", "wanted": wanted(first)}
        yield draft.headings_seen or Fault("heading_missing", particulars=words)
