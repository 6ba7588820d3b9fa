"""The records that pass between the loaders and the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

OFFICE = "创建办"
"""The sender in words where no unit is named: the office that runs the plan, which may send for every unit."""


@dataclass(frozen=True)
class Issue:
    """One fault or warning at one place of a workbook; `sheet` and `cell` are None where the file as a whole is meant."""

    severity: str
    """`error` or `warning`."""
    rule: str
    sheet: str | None
    cell: str | None
    message: str


@dataclass(frozen=True)
class ReportRow:
    """One indicator's figure as a unit reported it, with the cell it stood in."""

    indicator_id: str
    value: float
    """counts and hours: the number; coverage: a share, 0 to 1; status: 0, 0.5 or 1."""
    numerator: float | None
    denominator: float | None
    typed: str
    """The figure as it stood in the workbook."""
    sheet: str
    cell: str
    evidence: str | None
    problem: str | None
    next_step: str | None
    remark: str | None


@dataclass(frozen=True)
class Submission:
    """One checked workbook on its way into the warehouse."""

    kind: str
    unit_code: str | None
    """Who it speaks for: the reporting unit, the inspector, the rater; None for satisfaction."""
    subject_code: str | None
    """The unit that is inspected; None for every other kind."""
    period: date | None
    """First of the month of a report or inspection; the round's date for scoring and satisfaction; None for sites."""
    file_name: str
    content: bytes
    received_at: datetime
    """Without a zone, in the office's local time."""
    received_by: str
    """The sender in words: a unit's name, or `OFFICE`."""
    rows: tuple[ReportRow, ...]
    warnings: tuple[Issue, ...]
    is_confirmed: bool
    """Whether the sender has seen the warnings: the command confirms by sending, the page asks afterwards."""
    is_demo: bool
    """Whether the workbook calls itself 演示数据."""
