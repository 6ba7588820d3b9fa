"""What a world is made of: plan versions, submissions of every kind, rounds, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PlanVersion:
    in_force_from: datetime | None
    """None is the first version, known since ever."""
    folder: Path


@dataclass(frozen=True)
class Site:
    """A row of a `sites` workbook."""

    domain: str
    name: str
    named_on: date | None
    source_cell: str


@dataclass(frozen=True)
class Inspected:
    """A row of an `inspection` workbook."""

    indicator_id: str
    verified: float | None
    finding: str | None
    due_date: date | None
    source_cell: str


@dataclass(frozen=True)
class Points:
    """A row of a `scoring` workbook."""

    unit_code: str
    scores: tuple[float, ...]
    source_cell: str


@dataclass(frozen=True)
class Satisfied:
    """A row of a `satisfaction` workbook."""

    unit_code: str
    answers: int
    satisfaction: float
    source_cell: str


@dataclass(frozen=True)
class Warned:
    """A place of a workbook that its sender was warned of."""

    rule: str
    sheet: str | None
    """None in a .csv, whose cells have no sheet's name."""
    cell: str | None
    """None where the workbook as a whole is meant."""


@dataclass(frozen=True)
class Received:
    """One accepted workbook."""

    submission_id: str
    unit_code: str | None
    """The reporting unit, the inspector, the rater; None for satisfaction."""
    period: date | None
    """None for sites; the round's date for scoring and satisfaction."""
    received_at: datetime
    received_by: str
    file_name: str
    sha256: str
    rows: list[Any]
    """Of a report (indicator_id, value, source_cell), a blank being simply no row; of the others their own rows, as above."""
    kind: str = "report"
    subject_code: str | None = None
    """The inspected unit."""
    warnings: tuple[Warned, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """A later one of the same key supersedes the earlier one as a whole."""
        return self.kind, self.unit_code, self.subject_code, self.period


@dataclass(frozen=True)
class Happened:
    kind: str
    """`returned` or `withdrawn`."""
    submission_id: str
    happened_at: datetime


@dataclass(frozen=True)
class Round:
    """It exists from its date, whenever it was typed in."""

    day: date
    units: tuple[str, ...]
    raters: tuple[str, ...]
    closed_at: datetime | None = None
    """When the city closed it; None where it never did."""


FindingKey = tuple[str, str, date, str]
"""Inspector, inspected unit, period, indicator: what keys a rectification."""


@dataclass(frozen=True)
class Rectified:
    kind: str
    """`done` when the unit says what was done; `closed` when the inspector or the city confirms."""
    key: FindingKey
    happened_at: datetime
    after: str
    """The inspection, by its submission_id, after which it is typed in; what it says belongs to the key."""


@dataclass(frozen=True)
class World:
    versions: list[PlanVersion]
    submissions: list[Received] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    rectified: list[Rectified] = field(default_factory=list)
