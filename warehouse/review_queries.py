"""What the pages of the reviews ask of figures: 互观 (sites) and 互检 (inspections); 互评 stands in `round_queries`.

One function for each question, which takes a cursor first (`Warehouse.reading` or `writing`). Frames have the columns of the macro named
and what is listed beside them; points and totals are 0 to 100, shares 0 to 1, periods firsts of months. What is null was never reported,
checked or scored; it is no 0.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

from warehouse.round_queries import given_points, peer_scores, rater_severities, residuals, round_states, sheets_of_round

if TYPE_CHECKING:
    import pandas as pd  # frames are made when a page asks

__all__ = ["given_points", "peer_scores", "rater_severities", "residuals", "round_states", "sheets_of_round"]
"""Asked for by this module's name too: a page of the reviews has one place to ask."""

# ---- 互检 ------------------------------------------------------------------------------------------------------------------


def outcomes(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per row of an inspection in force whose period has begun, newest first; columns of `inspected_outcome_at`.

    Beside them: inspector_name, unit_name, task_no, indicator_name, indicator_kind, measure, the finding's state and closed_on as in
    `rectifications_at` (null without a finding), file_name and received_by.
    """
    return cursor.execute(
        """
        select
            outcome.*, inspector.name as inspector_name, unit.name as unit_name, indicator.task_no, indicator.name as indicator_name,
            indicator.kind as indicator_kind, indicator.unit as measure, rectification.state, rectification.closed_on,
            submission.file_name, submission.received_by,
        from inspected_outcome_at($as_of, $known_at) as outcome
        inner join submission on submission.submission_id = outcome.submission_id
        left join plan_indicator_at($known_at) as indicator on indicator.indicator_id = outcome.indicator_id
        left join plan_unit_at($known_at) as inspector on inspector.unit_code = outcome.inspector_code
        left join plan_unit_at($known_at) as unit on unit.unit_code = outcome.unit_code
        left join rectifications_at($as_of, $known_at) as rectification
            on rectification.inspector_code = outcome.inspector_code and rectification.unit_code = outcome.unit_code
            and rectification.period = outcome.period and rectification.indicator_id = outcome.indicator_id
        order by outcome.period desc, outcome.received_at desc, outcome.submission_id, unit.unit_order, outcome.indicator_id
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def held_shares(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """自报核实率, one row per county-level unit in the plan's order, also for one that was never checked.

    Columns: unit_code, unit_name, checked (its figures that an inspection could hold against something reported), held (of these, the
    ones that were verified at no less than was reported), share (held / checked; null at 0).
    """
    return cursor.execute(
        """
        select
            unit.unit_code, unit.name as unit_name, count(outcome.held_up)::integer as checked,
            (count(*) filter (outcome.held_up))::integer as held,
            count(*) filter (outcome.held_up) / nullif(count(outcome.held_up), 0) as share,
        from plan_unit_at($known_at) as unit
        left join inspected_outcome_at($as_of, $known_at) as outcome on outcome.unit_code = unit.unit_code
        where unit.kind in ('county', 'park')
        group by unit.unit_code, unit.name, unit.unit_order
        order by unit.unit_order
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def unit_deductions(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per county-level unit, the largest loss first; columns of `unit_deduction_at`, and unit_name."""
    return cursor.execute(
        """
        select deduction.*, unit.name as unit_name
        from unit_deduction_at($as_of, $known_at) as deduction
        inner join plan_unit_at($known_at) as unit on unit.unit_code = deduction.unit_code
        order by rounded(deduction.lost) desc nulls last, unit.unit_order
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def stakes(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per (county-level unit, scored indicator with a target of its own), the largest stake first.

    Columns of `indicator_stake_at`, and unit_name, task_title, indicator_name, indicator_kind, measure.
    """
    return cursor.execute(
        """
        select
            stake.*, unit.name as unit_name, task.title as task_title, indicator.name as indicator_name,
            indicator.kind as indicator_kind, indicator.unit as measure,
        from indicator_stake_at($as_of, $known_at) as stake
        inner join plan_unit_at($known_at) as unit on unit.unit_code = stake.unit_code
        inner join plan_task_at($known_at) as task on task.task_no = stake.task_no
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = stake.indicator_id
        order by rounded(stake.stake) desc nulls last, unit.unit_order, stake.indicator_id
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def check_first(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """What to check first, the most at risk first, what was verified since at the end; columns of `check_first_at`.

    Beside them: unit_name, task_title, indicator_kind, measure.
    """
    return cursor.execute(
        """
        select
            first.*, unit.name as unit_name, task.title as task_title, indicator.kind as indicator_kind, indicator.unit as measure,
        from check_first_at($as_of, $known_at) as first
        inner join plan_unit_at($known_at) as unit on unit.unit_code = first.unit_code
        inner join plan_task_at($known_at) as task on task.task_no = first.task_no
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = first.indicator_id
        order by first.is_verified_since, rounded(first.at_risk) desc nulls last, unit.unit_order, first.indicator_id
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def rectifications(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """The ledger of findings (问题清单), overdue first, then open, done and closed, each by 整改时限; columns of `rectifications_at`.

    Beside them: task_no, indicator_name, done_words and done_at (what the unit last said was done, and when), closed_at, closed_by,
    and file_name, source_cell, received_at of the inspection.
    """
    return cursor.execute(
        """
        with said as (
            select
                payload ->> 'inspector_code' as inspector_code, payload ->> 'unit_code' as unit_code,
                (payload ->> 'period')::date as period, payload ->> 'indicator_id' as indicator_id,
                payload ->> 'words' as done_words, happened_at as done_at,
            from event
            where kind = 'rectification_done' and happened_at <= $known_at
            qualify row_number() over (
                partition by inspector_code, unit_code, period, indicator_id order by happened_at desc, event_no desc
            ) = 1
        ), closed as (
            select
                payload ->> 'inspector_code' as inspector_code, payload ->> 'unit_code' as unit_code,
                (payload ->> 'period')::date as period, payload ->> 'indicator_id' as indicator_id,
                min(happened_at) as closed_at, min_by(actor, event_no) as closed_by,
            from event
            where kind = 'rectification_closed' and happened_at <= $known_at
            group by all
        )
        select
            ledger.*, indicator.task_no, indicator.name as indicator_name, said.done_words, said.done_at,
            closed.closed_at, closed.closed_by,
            submission.file_name, inspected.source_cell, submission.received_at,
        from rectifications_at($as_of, $known_at) as ledger
        inner join submission on submission.submission_id = ledger.submission_id
        inner join inspected_value as inspected
            on inspected.submission_id = ledger.submission_id and inspected.indicator_id = ledger.indicator_id
        left join plan_indicator_at($known_at) as indicator on indicator.indicator_id = ledger.indicator_id
        left join plan_unit_at($known_at) as unit on unit.unit_code = ledger.unit_code
        left join said
            on said.inspector_code = ledger.inspector_code and said.unit_code = ledger.unit_code
            and said.period = ledger.period and said.indicator_id = ledger.indicator_id
        left join closed
            on closed.inspector_code = ledger.inspector_code and closed.unit_code = ledger.unit_code
            and closed.period = ledger.period and closed.indicator_id = ledger.indicator_id
        order by
            array_position(['overdue', 'open', 'done', 'closed'], ledger.state), ledger.due_date nulls last, ledger.period,
            unit.unit_order, ledger.indicator_id, ledger.inspector_code
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def rectification_answers(cursor: duckdb.DuckDBPyConnection, known_at: datetime) -> pd.DataFrame:
    """What units said was done about findings, each time, oldest first.

    Columns: inspector_code, unit_code, period, indicator_id (the finding), words, said_by (who typed it, in words), said_at.
    """
    return cursor.execute(
        """
        select
            payload ->> 'inspector_code' as inspector_code, payload ->> 'unit_code' as unit_code,
            (payload ->> 'period')::date as period, payload ->> 'indicator_id' as indicator_id,
            payload ->> 'words' as words, actor as said_by, happened_at as said_at,
        from event
        where kind = 'rectification_done' and happened_at <= $known_at
        order by happened_at, event_no
        """,
        {"known_at": known_at},
    ).df()


# ---- 互观 ------------------------------------------------------------------------------------------------------------------


def quota(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per (unit, domain) with a quota or a site, units in the plan's order, the city's pooled quotas last (unit_code `city`).

    Columns of `site_quota_at`, and unit_kind and unit_order (null for the city), domain_order, domain_level (that its sites must have).
    """
    return cursor.execute(
        """
        with domain as (
            select domain, level, row_number() over (order by rowid)::integer as domain_order
            from plan_site_domain
            where plan_version_no = plan_version_at($known_at)
        )
        select quota.*, unit.kind as unit_kind, unit.unit_order, domain.domain_order, domain.level as domain_level
        from site_quota_at($as_of, $known_at) as quota
        left join domain on domain.domain = quota.domain
        left join plan_unit_at($known_at) as unit on unit.unit_code = quota.unit_code
        order by quota.unit_code = 'city', unit.unit_order nulls last, quota.unit_code, domain.domain_order nulls last
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def register(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per site of the registers in force, once though it be listed twice; by unit, domain and place in the workbook.

    Columns: unit_code, unit_name, unit_kind, domain, domain_name, name, folded_name, level, township, named_on, counts (named by the held
    as_of, or with a blank 命名时间), lon, lat (GCJ-02; null where not given), remark, source_cell, file_name, submission_id, received_at.
    """
    return cursor.execute(
        """
        with domain as (
            select domain, name, row_number() over (order by rowid) as domain_order
            from plan_site_domain
            where plan_version_no = plan_version_at($known_at)
        )
        select
            site.unit_code, unit.name as unit_name, unit.kind as unit_kind, site.domain, domain.name as domain_name,
            site.name, site.folded_name, site.level, site.township, site.named_on,
            coalesce(site.named_on, date '0001-01-01') <= held_as_of($as_of, $known_at) as counts,
            site.longitude as lon, site.latitude as lat, site.remark, site.source_cell,
            submission.file_name, site.submission_id, submission.received_at,
        from in_force_at($known_at) as in_force
        inner join site on site.submission_id = in_force.submission_id and site.unit_code = in_force.unit_code
        inner join submission on submission.submission_id = in_force.submission_id
        left join plan_unit_at($known_at) as unit on unit.unit_code = site.unit_code
        left join domain on domain.domain = site.domain
        where in_force.kind = 'sites'
        qualify row_number() over (
            partition by site.unit_code, site.domain, site.folded_name order by site.named_on nulls first, site.rowid
        ) = 1
        order by unit.unit_order nulls last, site.unit_code, domain.domain_order nulls last, site.rowid
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def site_steps(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per (county-level unit, domain with a target of its own), the largest gain first.

    Columns of `site_step_at`, and unit_name, domain_name, task_no, indicator_name.
    """
    return cursor.execute(
        """
        select step.*, unit.name as unit_name, domain.name as domain_name, indicator.task_no, indicator.name as indicator_name
        from site_step_at($as_of, $known_at) as step
        inner join plan_unit_at($known_at) as unit on unit.unit_code = step.unit_code
        inner join plan_site_domain_at($known_at) as domain on domain.domain = step.domain
        inner join plan_indicator_at($known_at) as indicator on indicator.indicator_id = step.indicator_id
        order by rounded(step.gain) desc nulls last, unit.unit_order, step.domain
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()
