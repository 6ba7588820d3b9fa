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
class SiteRow:
    """One demonstration site of a unit's register."""

    domain: str
    """Its code in site_domains.csv."""
    name: str
    """As it stood in the workbook, without blanks at its ends."""
    folded_name: str
    """`names.normalised_name` of it: two spellings of one site are equal in this."""
    level: str | None
    """国家级, 省级, 市级 or 县级."""
    township: str | None
    named_on: date | None
    """None where 命名时间 is blank; a month alone is its first day."""
    longitude: float | None
    latitude: float | None
    """Degrees, GCJ-02; both or neither."""
    remark: str | None
    sheet: str
    cell: str
    """The cell with the site's name."""


@dataclass(frozen=True)
class InspectionRow:
    """One indicator that a unit inspected at another: what it verified, and what it found."""

    indicator_id: str
    verified: float | None
    """As `ReportRow.value`; None where 核实值 is blank beside a finding, which verifies nothing."""
    numerator: float | None
    denominator: float | None
    typed: str | None
    """核实值 as it stood in the workbook."""
    self_typed: str | None
    """自报值 as it stood in the workbook; it enters no figure."""
    evidence_complete: str | None
    """佐证是否齐全, as it stood in the workbook."""
    finding: str | None
    due_date: date | None
    """整改时限; a month alone is its last day."""
    sheet: str
    cell: str
    """The cell with 核实值; where that is blank, the one with the finding."""


@dataclass(frozen=True)
class ScoreRow:
    """One rater's points for one scored unit."""

    unit_code: str
    scores: tuple[float, ...]
    """One for each criterion of the plan, in the order of review_criteria.csv."""
    remark: str | None
    sheet: str
    cell: str
    """The cell with the scored unit's name."""


@dataclass(frozen=True)
class SatisfactionRow:
    """One unit's 群众满意度 in a round: totals only."""

    unit_code: str
    answers: int | None
    """有效问卷数."""
    satisfaction: float
    """0 to 100."""
    typed: str
    sheet: str
    cell: str
    """The cell with 满意度."""


Row = ReportRow | SiteRow | InspectionRow | ScoreRow | SatisfactionRow


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
    rows: tuple[Row, ...]
    """Rows of the kind: ReportRow, SiteRow, InspectionRow, ScoreRow or SatisfactionRow."""
    warnings: tuple[Issue, ...]
    is_confirmed: bool
    """Whether the sender has seen the warnings: the command confirms by sending, the page asks afterwards."""
    is_demo: bool
    """Whether the workbook calls itself 演示数据."""
