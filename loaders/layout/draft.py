"""What the sandbox hands back: tables found by their headings, rows by column keys, and labels, all still uninterpreted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from loaders.cells import Cell
from loaders.problems import Fault


class LabelValue(NamedTuple):
    """One candidate for a label's value: the best first, the first that resolves is taken."""

    key: str
    rank: int
    """2 for a label of its own; 1 for a word of many uses (单位); 0 for a place that is taken only where it resolves."""
    value: Cell
    """The text after the label, with the place to name."""


@dataclass
class DraftRow:
    """One row of a table. `cells` holds what is filled, by key; `columns` has the letters of every key's column."""

    row: int
    is_hidden: bool
    cells: dict[str, list[Cell]]
    columns: dict[str, str]
    is_single: bool = False
    """Whether nothing else stands in the row."""
    under_merge: list[str] = field(default_factory=list)
    """Cells of figures that are merged over this row from above: whose they are is for nobody to guess."""

    @property
    def places(self) -> dict[str, str]:
        """The cell of each key in this row, be it filled or not."""
        return {key: f"{column}{self.row}" for key, column in self.columns.items()}


class Column(NamedTuple):
    """One column that has a heading, also where nothing reads it."""

    cell: str
    """The heading's place."""
    heading: str
    keys: list[str]
    """What it is read as; none where nobody knows the heading."""


@dataclass
class DraftSheet:
    """A sheet that holds a table of a known kind."""

    name: str
    is_hidden: bool
    kind: str
    heading_row: int
    labels: list[LabelValue] = field(default_factory=list)
    titles: list[Cell] = field(default_factory=list)
    rows: list[DraftRow] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    row_heads: list[LabelValue] = field(default_factory=list)
    """Cells of columns that name a unit or a month row by row (县区, 月份), though the table speaks for one."""
    is_titled: bool = False
    """Whether its official title stands above it."""
    is_read: bool = True
    """Whether it counts; a blank form beside a filled one, or a 台账, does not."""


@dataclass
class Draft:
    """A workbook as far as it can be read without a plan."""

    faults: list[Fault] = field(default_factory=list)
    sheets: list[DraftSheet] = field(default_factory=list)
    is_empty: bool = False
    is_demo: bool = False
    headings_seen: Fault | None = None
    """Where no table was found: the nearest thing to a heading row, or why the kind is in doubt."""
    names: list[LabelValue] = field(default_factory=list)
    """Where no table was found: what labels above say of a unit, so that its own headings can be tried."""
    nearest: list[str] = field(default_factory=list)
    """Where no table was found: the texts of the row that comes nearest to a heading."""
    nearest_kind: str | None = None
    """And the kind that it comes nearest to."""
    learned: list[list[str]] = field(default_factory=list)
    """Sheet, cell, heading and key of columns that were read because the unit taught their heading."""

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self, default=vars, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The reverse of `to_json`."""
        sheets = [
            DraftSheet(
                **{key: sheet[key] for key in ("name", "is_hidden", "kind", "heading_row")},
                labels=[LabelValue(key, rank, Cell(*value)) for key, rank, value in sheet["labels"]],
                titles=[Cell(*cell) for cell in sheet["titles"]],
                columns=[Column(*column) for column in sheet["columns"]],
                row_heads=[LabelValue(key, rank, Cell(*value)) for key, rank, value in sheet["row_heads"]],
                is_titled=sheet["is_titled"],
                rows=[
                    DraftRow(**{**row, "cells": {key: list(map(Cell._make, cells)) for key, cells in row["cells"].items()}})
                    for row in sheet["rows"]
                ],
            )
            for sheet in data["sheets"]
        ]
        return cls(
            faults=[Fault(**fault) for fault in data["faults"]],
            sheets=sheets,
            headings_seen=Fault(**data["headings_seen"]) if data["headings_seen"] else None,
            names=[LabelValue(key, rank, Cell(*value)) for key, rank, value in data["names"]],
            **{key: data[key] for key in ("is_empty", "is_demo", "nearest", "nearest_kind", "learned")},
        )
