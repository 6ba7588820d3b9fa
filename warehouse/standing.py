"""What stands now: what a loader or a step asks before it writes. Each takes a cursor first, most often that of its own transaction.

"In force" is the state of now, whatever a receipt is back-dated to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.plan import Plan, parse_plan
from warehouse.plan_store import stored_files

_plans: dict[str, Plan] = {}


def plan_at(cursor: duckdb.DuckDBPyConnection, known_at: datetime) -> Plan:
    """The plan in force at `known_at`. A version never changes, so it is parsed once."""
    # What sql/core/plan_version_at.sql says, over the few rows that there are: a macro takes DuckDB four times as long to plan.
    versions = cursor.execute("select in_force_from, plan_version_no, sha256 from plan_version").fetchall()
    _, number, digest = max(version for version in versions if version[0] <= known_at or version[1] == 1)
    if digest not in _plans:
        _plans[digest] = parse_plan(stored_files(cursor, number))
    return _plans[digest]


# ---- submissions of any kind ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InForce:
    """The submission in force for a key."""

    submission_id: str
    sha256: str
    received_at: datetime


def submission_in_force(
    cursor: duckdb.DuckDBPyConnection, kind: str, unit_code: str | None, subject_code: str | None, period: date | None
) -> InForce | None:
    """The submission in force now for a key, if there is one."""
    # What sql/core/in_force_at.sql says for the end of time, for one key, whose rows are few.
    rows = cursor.execute(
        """
        select submission_id, sha256, received_at
        from submission
        where kind = ? and unit_code is not distinct from ? and subject_code is not distinct from ? and period is not distinct from ?
        """,
        [kind, unit_code, subject_code, period],
    ).fetchall()
    if not rows:
        return None
    ids = [row[0] for row in rows]
    ended = cursor.execute(
        "select submission_id from event where kind in ('returned', 'withdrawn') and list_contains($ids, submission_id)", {"ids": ids}
    ).fetchall()
    row = max((row for row in rows if (row[0],) not in ended), key=lambda row: (row[2], row[0]), default=None)
    return InForce(*row) if row else None


def was_returned(
    cursor: duckdb.DuckDBPyConnection, kind: str, unit_code: str | None, subject_code: str | None, period: date | None, sha256: str
) -> bool:
    """Whether these very bytes came for this key before and were returned."""
    if not cursor.execute("select 1 from submission where sha256 = ? limit 1", [sha256]).fetchall():
        return False
    return bool(
        cursor.execute(
            """
            select 1
            from submission
            inner join event on event.submission_id = submission.submission_id and event.kind = 'returned'
            where submission.kind = ? and submission.unit_code is not distinct from ?
                and submission.subject_code is not distinct from ? and submission.period is not distinct from ?
                and submission.sha256 = ?
            limit 1
            """,
            [kind, unit_code, subject_code, period, sha256],
        ).fetchone()
    )


# ---- reports -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportedValue:
    """A figure in force."""

    indicator_id: str
    period: date
    value: float
    submission_id: str
    received_at: datetime


def reported_in_force(cursor: duckdb.DuckDBPyConnection, unit_code: str) -> list[ReportedValue]:
    """Every figure of a unit's reports in force now."""
    rows = cursor.execute(
        """
        select indicator_id, period, value, submission_id, received_at
        from reported_in_force_at(timestamp '9999-12-31')
        where unit_code = ?
        order by period, indicator_id
        """,
        [unit_code],
    ).fetchall()
    return [ReportedValue(*row) for row in rows]


# ---- registers of sites --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SiteInForce:
    """A site of a register in force, as it stands in the register (nothing is counted or left out here)."""

    unit_code: str
    domain: str
    name: str
    folded_name: str
    named_on: date | None


def register_in_force(cursor: duckdb.DuckDBPyConnection, unit_code: str) -> list[SiteInForce] | None:
    """The sites of a unit's register in force now, by domain and name; None where it has no register."""
    register = submission_in_force(cursor, "sites", unit_code, None, None)
    if register is None:
        return None
    rows = cursor.execute(
        "select unit_code, domain, name, folded_name, named_on from site where submission_id = ? order by domain, folded_name, source_cell",
        [register.submission_id],
    ).fetchall()
    return [SiteInForce(*row) for row in rows]


def sites_elsewhere(cursor: duckdb.DuckDBPyConnection, unit_code: str) -> dict[tuple[str, str], str]:
    """(domain, folded name) of every site in another unit's register in force now → that unit's code."""
    rows = cursor.execute(
        """
        select domain, folded_name, min(unit_code)
        from site_in_force_at(timestamp '9999-12-31')
        where unit_code <> ?
        group by domain, folded_name
        """,
        [unit_code],
    ).fetchall()
    return {(domain, folded_name): owner for domain, folded_name, owner in rows}


# ---- inspections ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InspectionInForce:
    """One row of an inspection in force: the fields of `InspectionRow`, and where it came from."""

    indicator_id: str
    verified: float | None
    numerator: float | None
    denominator: float | None
    typed: str | None
    self_typed: str | None
    evidence_complete: str | None
    finding: str | None
    due_date: date | None
    source_cell: str
    submission_id: str
    received_at: datetime


def inspection_in_force(cursor: duckdb.DuckDBPyConnection, inspector_code: str, unit_code: str, period: date) -> list[InspectionInForce]:
    """The rows of the inspection in force now for a key (`unit_code` is inspected), by indicator; none where there is no inspection."""
    rows = cursor.execute(
        """
        select
            indicator_id, verified, numerator, denominator, typed, self_typed, evidence_complete, finding, due_date,
            source_cell, submission_id, received_at,
        from inspected_in_force_at(timestamp '9999-12-31')
        where inspector_code = ? and unit_code = ? and period = ?
        order by indicator_id
        """,
        [inspector_code, unit_code, period],
    ).fetchall()
    return [InspectionInForce(*row) for row in rows]


# ---- review rounds -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReviewRound:
    """A review round: who is scored, who scores, and when the city closed it."""

    round_date: date
    name: str
    unit_codes: tuple[str, ...]
    """The scored units."""
    rater_codes: tuple[str, ...]
    closed_at: datetime | None
    """When the city closed it; None where it has not, though sheets of all raters may be in force."""


def rounds(cursor: duckdb.DuckDBPyConnection) -> list[ReviewRound]:
    """Every review round, by date; units in the order in which it was opened with them."""
    closings = dict(cursor.execute("select round_date, closed_at from round_closing_at(timestamp '9999-12-31')").fetchall())
    members = cursor.execute("select round_date, unit_code, is_scored, is_rater from review_round_member order by rowid").fetchall()
    return [
        ReviewRound(
            round_date,
            name,
            tuple(code for day, code, is_scored, _ in members if day == round_date and is_scored),
            tuple(code for day, code, _, is_rater in members if day == round_date and is_rater),
            closings.get(round_date),
        )
        for round_date, name in cursor.execute("select round_date, name from review_round order by round_date").fetchall()
    ]


def round_on(cursor: duckdb.DuckDBPyConnection, round_date: date) -> ReviewRound | None:
    """The review round of a date, if there is one."""
    return next((found for found in rounds(cursor) if found.round_date == round_date), None)


# ---- headings that staff have taught -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LearnedHeading:
    """A heading that somebody said the meaning of, once and for all."""

    unit_code: str | None
    """Whose workbooks it holds for; None for the office's own (satisfaction)."""
    kind: str
    heading: str
    key: str
    learned_at: datetime
    learned_by: str


def learned_headings(cursor: duckdb.DuckDBPyConnection, at: datetime = datetime.max) -> list[LearnedHeading]:
    """Every heading that was learned by `at` and not forgotten, those of the office's own workbooks first."""
    if not cursor.execute("select 1 from event where kind = 'heading_learned' limit 1").fetchall():
        return []  # most warehouses know none, and every workbook asks
    rows = cursor.execute(
        """
        select unit_code, kind, heading, key, learned_at, learned_by
        from learned_heading_at(?)
        order by unit_code nulls first, kind, heading
        """,
        [at],
    ).fetchall()
    return [LearnedHeading(*row) for row in rows]
