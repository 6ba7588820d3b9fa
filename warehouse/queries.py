"""One function for each question that pages ask; what a loader asks before it writes stands in `standing`.

Each takes a cursor first (`Warehouse.reading` or `writing`).
Frames have the columns of the contract's views; shares are 0 to 1, totals 0 to 100, periods are firsts of months.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

from warehouse.standing import InForce, ReportedValue, plan_at, reported_in_force, submission_in_force, was_returned

if TYPE_CHECKING:
    import pandas as pd  # frames are made when a page asks; a command that only hands work over is spared the import

__all__ = ["InForce", "ReportedValue", "plan_at", "reported_in_force", "submission_in_force", "was_returned"]
"""What stood here before `standing` and is still asked for by this name."""

# ---- figures as of a day, as known at a moment -----------------------------------------------------------------------------


def ranking(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per county-level unit, best first; columns of `county_ranking`."""
    return cursor.execute("from county_ranking_at(?, ?) order by rank nulls last, unit_code", [as_of, known_at]).df()


def city(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row: the city's fulfilment, expected and light."""
    return cursor.execute("from fulfilment_of_city_at(?, ?)", [as_of, known_at]).df()


def city_tasks(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per task; columns of `fulfilment_by_task`, and whether it is scored."""
    return cursor.execute(
        """
        select figure.*, task.scored
        from fulfilment_by_task_at($as_of, $known_at) as figure
        inner join plan_task_at($known_at) as task on task.task_no = figure.task_no
        order by figure.task_no
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def task_units(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per (county-level unit, task); columns of `fulfilment_by_task_unit`."""
    return cursor.execute(
        "from fulfilment_by_task_unit_at(?, ?) where unit_kind in ('county', 'park') order by task_no, unit_code", [as_of, known_at]
    ).df()


def indicators_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, unit_code: str, task_no: int) -> pd.DataFrame:
    """One row per indicator of a task for a unit; columns of `fulfilment_by_indicator`, and its kind, measure and weight."""
    return cursor.execute(
        """
        select figure.*, indicator.kind as indicator_kind, indicator.unit as measure, indicator.weight, indicator.basis, indicator.note
        from fulfilment_by_indicator_at($as_of, $known_at) as figure
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = figure.indicator_id
        where figure.unit_code = $unit_code and figure.task_no = $task_no
        order by figure.indicator_id
        """,
        {"as_of": as_of, "known_at": known_at, "unit_code": unit_code, "task_no": task_no},
    ).df()


def windows_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, unit_code: str, task_no: int) -> pd.DataFrame:
    """One row per (indicator of a task for a unit, counted window), with what was typed, by whom and when.

    Columns of `fulfilment_by_indicator_window`, and typed, evidence, problem, remark of the report's row, file_name, received_at,
    received_by and warnings (how many nobody has confirmed) of the submission that counts, is_register (it is a register of sites).
    """
    return cursor.execute(
        """
        select
            figure.*, reported.typed, reported.numerator, reported.denominator, reported.evidence, reported.problem,
            reported.next_step, reported.remark, coalesce(submission.kind = 'sites', false) as is_register,
            submission.file_name, submission.received_at, submission.received_by, coalesce(unconfirmed.warnings, 0) as warnings,
        from fulfilment_by_indicator_window_at($as_of, $known_at) as figure
        left join reported_in_force_at($known_at) as in_force
            on in_force.unit_code = figure.unit_code and in_force.indicator_id = figure.indicator_id and in_force.period = figure.period
        left join reported_value as reported
            on reported.submission_id = in_force.submission_id and reported.indicator_id = figure.indicator_id
        left join submission on submission.submission_id = figure.submission_id
        left join unconfirmed_at($as_of, $known_at) as unconfirmed on unconfirmed.submission_id = figure.submission_id
        where figure.unit_code = $unit_code and figure.task_no = $task_no
        order by figure.indicator_id, figure.window_start
        """,
        {"as_of": as_of, "known_at": known_at, "unit_code": unit_code, "task_no": task_no},
    ).df()


def inspections_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, unit_code: str, task_no: int) -> pd.DataFrame:
    """One row per inspection in force of an indicator of a task at a unit, oldest first, once its period has begun.

    Columns: indicator_id, period, inspector_name, verified, typed, finding, due_date, submission_id, file_name, source_cell,
    received_at, received_by, is_counted (of the inspections of a window, the one whose value holds), and the finding's state and closed_on
    as in `rectifications`.
    """
    return cursor.execute(
        """
        select
            inspected.indicator_id, inspected.period, unit.name as inspector_name, inspected.verified, inspected.typed,
            inspected.finding, inspected.due_date, inspected.submission_id, submission.file_name, inspected.source_cell,
            submission.received_at, submission.received_by,
            duty.window_start is not null and inspected.verified is not null and row_number() over (
                partition by inspected.indicator_id, duty.window_start, inspected.verified is null
                order by inspected.period desc, inspected.received_at desc, inspected.submission_id desc
            ) = 1 as is_counted,
            rectification.state, rectification.closed_on,
        from inspected_in_force_at($known_at) as inspected
        inner join submission on submission.submission_id = inspected.submission_id
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = inspected.indicator_id
        left join plan_unit_at($known_at) as unit on unit.unit_code = inspected.inspector_code
        left join plan_duty as duty
            on duty.plan_version_no = plan_version_at($known_at) and duty.unit_code = inspected.unit_code
            and duty.indicator_id = inspected.indicator_id
            and inspected.period between date_trunc('month', duty.window_start) and duty.window_end
        left join rectifications_at($as_of, $known_at) as rectification
            on rectification.inspector_code = inspected.inspector_code and rectification.unit_code = inspected.unit_code
            and rectification.period = inspected.period and rectification.indicator_id = inspected.indicator_id
        where inspected.unit_code = $unit_code and indicator.task_no = $task_no and inspected.period <= held_as_of($as_of, $known_at)
        order by inspected.indicator_id, inspected.period, inspected.received_at
        """,
        {"as_of": as_of, "known_at": known_at, "unit_code": unit_code, "task_no": task_no},
    ).df()


def sites_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, unit_code: str, indicator_id: str) -> pd.DataFrame:
    """One row per site of a unit's register that counts for an indicator, once though it be listed twice, in the order of the workbook.

    Columns: name, named_on, level, domain_name, source_cell, file_name, submission_id.
    """
    return cursor.execute(
        """
        select site.name, site.named_on, site.level, domain.name as domain_name, site.source_cell, submission.file_name, site.submission_id
        from in_force_at($known_at) as in_force
        inner join site on site.submission_id = in_force.submission_id
        inner join submission on submission.submission_id = in_force.submission_id
        inner join plan_site_domain_at($known_at) as domain on domain.domain = site.domain
        where in_force.kind = 'sites' and in_force.unit_code = $unit_code and domain.indicator_id = $indicator_id
            and coalesce(site.named_on, date '0001-01-01') <= held_as_of($as_of, $known_at)
        qualify row_number() over (partition by site.domain, site.folded_name order by site.named_on nulls first, site.rowid) = 1
        order by site.rowid
        """,
        {"as_of": as_of, "known_at": known_at, "unit_code": unit_code, "indicator_id": indicator_id},
    ).df()


def total_sources(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Which round each part of the totals comes from: part (`peer_score`, `satisfaction`), round_date, name. No row where there is none."""
    return cursor.execute(
        """
        with held as (
            select 'peer_score' as part, round_date from closed_peer_score_at($known_at)
            union
            select 'satisfaction' as part, round_date from full_satisfaction_at($known_at)
        )
        select held.part, max(held.round_date) as round_date, arg_max(review_round.name, held.round_date) as name
        from held
        left join review_round on review_round.round_date = held.round_date
        where held.round_date <= held_as_of($as_of, $known_at)
        group by held.part
        order by held.part
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def pooled_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, task_no: int) -> pd.DataFrame:
    """One row per (pooled indicator of a task, county-level unit), with the report behind it.

    Columns of `pooled_contributions`, and indicator_name, measure, file_name, received_at, received_by.
    """
    return cursor.execute(
        """
        select
            contribution.*, indicator.name as indicator_name, indicator.unit as measure,
            submission.file_name, submission.received_at, submission.received_by,
        from pooled_contributions_at($as_of, $known_at) as contribution
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = contribution.indicator_id
        inner join plan_unit_at($known_at) as unit on unit.unit_code = contribution.unit_code
        left join submission on submission.submission_id = contribution.submission_id
        where contribution.task_no = $task_no
        order by contribution.indicator_id, unit.unit_order
        """,
        {"as_of": as_of, "known_at": known_at, "task_no": task_no},
    ).df()


def city_parts_of(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, task_no: int) -> pd.DataFrame:
    """One row per part of the city's figure of a task: each pooled indicator, and the mean of the units' own figures.

    Columns: indicator_id (null for the mean of the units), fulfilment, expected.
    """
    return cursor.execute(
        "select * exclude (task_no) from city_task_part_at(?, ?) where task_no = ? order by indicator_id nulls last",
        [as_of, known_at, task_no],
    ).df()


def owed(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per report that is owed, longest overdue first; columns of `reports_owed` and unit_kind."""
    return cursor.execute(
        """
        select owed.*, unit.kind as unit_kind
        from reports_owed_at($as_of, $known_at) as owed
        inner join plan_unit_at($known_at) as unit on unit.unit_code = owed.unit_code
        order by owed.days_overdue desc, unit.unit_order
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def received(cursor: duckdb.DuckDBPyConnection, known_at: datetime, limit: int, unit_code: str | None = None) -> pd.DataFrame:
    """The latest submissions, newest first.

    Columns of `submissions`, and subject_name (the inspected unit), row_count, warnings not yet confirmed, and a return's reason.
    """
    return cursor.execute(
        """
        select
            submissions.*, subject.name as subject_name, submission.row_count, coalesce(unconfirmed.warnings, 0) as warnings,
            event.payload ->> 'reason' as reason,
        from submissions_at($known_at::date, $known_at) as submissions
        inner join submission on submission.submission_id = submissions.submission_id
        left join unconfirmed_at($known_at::date, $known_at) as unconfirmed on unconfirmed.submission_id = submissions.submission_id
        left join plan_unit_at($known_at) as subject on subject.unit_code = submission.subject_code
        left join event on event.submission_id = submissions.submission_id and event.kind = 'returned' and event.happened_at <= $known_at
        where $unit_code is null or submissions.unit_code = $unit_code
        order by submissions.received_at desc, submissions.submission_id desc
        limit $limit
        """,
        {"known_at": known_at, "unit_code": unit_code, "limit": limit},
    ).df()


def standby_of(cursor: duckdb.DuckDBPyConnection, submission_id: str) -> tuple[str, datetime] | None:
    """File name and receipt of what would be in force in a submission's place, were it withdrawn now; None where there is nothing."""
    row = cursor.execute(
        """
        select other.file_name, other.received_at
        from submission as own
        inner join submission as other
            on other.kind = own.kind and other.unit_code is not distinct from own.unit_code
            and other.subject_code is not distinct from own.subject_code and other.period is not distinct from own.period
            and other.submission_id <> own.submission_id
        where own.submission_id = ? and not exists (
            select 1 from event where event.submission_id = other.submission_id and event.kind in ('returned', 'withdrawn')
        )
        order by other.received_at desc, other.submission_id desc
        limit 1
        """,
        [submission_id],
    ).fetchone()
    return (row[0], row[1]) if row else None


def unconfirmed(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per submission in force whose warnings nobody has confirmed (待核); columns of `unconfirmed`."""
    return cursor.execute("from unconfirmed_at(?, ?) order by unit_name, period", [as_of, known_at]).df()


def warnings_of(cursor: duckdb.DuckDBPyConnection, submission_id: str) -> pd.DataFrame:
    """The warnings that a submission came with: rule, sheet, cell, message."""
    return cursor.execute(
        "select rule, sheet, cell, message from submission_warning where submission_id = ? order by rowid", [submission_id]
    ).df()


def original(cursor: duckdb.DuckDBPyConnection, submission_id: str) -> tuple[str, bytes] | None:
    """File name and bytes of an accepted workbook, as it came."""
    row = cursor.execute(
        """
        select submission.file_name, original.content
        from submission inner join original on original.sha256 = submission.sha256
        where submission.submission_id = ?
        """,
        [submission_id],
    ).fetchone()
    return (row[0], bytes(row[1])) if row else None


def holds_demo_data(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether any workbook that calls itself 演示数据 was ever accepted."""
    return bool(cursor.execute("select bool_or(is_demo) from submission").fetchone()[0])  # type: ignore[index]


def last_known(cursor: duckdb.DuckDBPyConnection) -> datetime | None:
    """When the newest submission was received; None in an empty warehouse."""
    return cursor.execute("select max(received_at) from submission").fetchone()[0]  # type: ignore[index, no-any-return]
