"""What the pages ask of review rounds (互评): sheets, points, severities and scores. One function for each question, cursor first.

Points and scores are 0 to 100. A sheet, a score or a severity that is null is missing, or cannot be told yet; it is no 0.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import pandas as pd  # frames are made when a page asks


def round_states(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per round dated on or before the held as_of, newest first; columns of `round_state_at`, and name."""
    return cursor.execute(
        """
        select state.*, review_round.name
        from round_state_at($as_of, $known_at) as state
        inner join review_round on review_round.round_date = state.round_date
        order by state.round_date desc
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()


def sheets_of_round(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, round_date: date) -> pd.DataFrame:
    """One row per rater of a round in the plan's order, with its sheet in force or nulls while it is missing.

    Columns of `review_sheet_at`, and rater_name, rater_kind, file_name, received_by.
    """
    return cursor.execute(
        """
        select sheet.*, unit.name as rater_name, unit.kind as rater_kind, submission.file_name, submission.received_by
        from review_sheet_at($as_of, $known_at) as sheet
        left join plan_unit_at($known_at) as unit on unit.unit_code = sheet.rater_code
        left join submission on submission.submission_id = sheet.submission_id
        where sheet.round_date = $round_date
        order by unit.unit_order nulls last, sheet.rater_code
        """,
        {"as_of": as_of, "known_at": known_at, "round_date": round_date},
    ).df()


def given_points(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, round_date: date) -> pd.DataFrame:
    """One row per (rater with a sheet in force, unit it scored) of a round, both in the plan's order.

    Columns: rater_code, rater_name, unit_code, unit_name, points (the sum), scores (one for each criterion, in the plan's order), remark,
    is_dropped (the unit's highest or lowest, which its official score leaves out: of five raters or more one row each; among equals the
    first of the highest and the last of the lowest by rater_code), submission_id, file_name, source_cell, received_at.
    """
    return cursor.execute(
        """
        with given as (
            select
                sheet.rater_code, score.unit_code, list_sum(score.scores) as points, score.scores, score.remark,
                sheet.submission_id, score.source_cell, sheet.received_at,
            from review_sheet_at($as_of, $known_at) as sheet
            inner join given_score as score
                on score.submission_id = sheet.submission_id and score.rater_code = sheet.rater_code and score.round_date = sheet.round_date
            where sheet.round_date = $round_date
        ), placed as (
            select
                *, count(*) over (partition by unit_code) as raters,
                row_number() over (partition by unit_code order by rounded(points) desc, rater_code) as from_the_top,
            from given
        )
        select
            placed.rater_code, rater.name as rater_name, placed.unit_code, unit.name as unit_name, placed.points, placed.scores,
            placed.remark, placed.raters >= 5 and placed.from_the_top in (1, placed.raters) as is_dropped,
            placed.submission_id, submission.file_name, placed.source_cell, placed.received_at,
        from placed
        inner join submission on submission.submission_id = placed.submission_id
        left join plan_unit_at($known_at) as rater on rater.unit_code = placed.rater_code
        left join plan_unit_at($known_at) as unit on unit.unit_code = placed.unit_code
        order by rater.unit_order nulls last, placed.rater_code, unit.unit_order nulls last, placed.unit_code
        """,
        {"as_of": as_of, "known_at": known_at, "round_date": round_date},
    ).df()


def peer_scores(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, round_date: date) -> pd.DataFrame:
    """One row per scored unit of a round in the plan's order; columns of `peer_scores`, and unit_kind."""
    return cursor.execute(
        """
        select score.*, unit.kind as unit_kind
        from peer_scores_at($as_of, $known_at) as score
        left join plan_unit_at($known_at) as unit on unit.unit_code = score.unit_code
        where score.round_date = $round_date
        order by unit.unit_order nulls last, score.unit_code
        """,
        {"as_of": as_of, "known_at": known_at, "round_date": round_date},
    ).df()


def rater_severities(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime, round_date: date) -> pd.DataFrame:
    """One row per rater with a sheet in a round whose sheets connect it, the severest first.

    Columns of `rater_severity_at` (severity: how many points it gives less than the raters' mean), and rater_name, rater_kind, received_at.
    """
    return cursor.execute(
        """
        select severity.*, unit.name as rater_name, unit.kind as rater_kind, sheet.received_at
        from rater_severity_at($as_of, $known_at) as severity
        inner join review_sheet_at($as_of, $known_at) as sheet
            on sheet.round_date = severity.round_date and sheet.rater_code = severity.rater_code
        left join plan_unit_at($known_at) as unit on unit.unit_code = severity.rater_code
        where severity.round_date = $round_date
        order by rounded(severity.severity) desc, unit.unit_order nulls last, severity.rater_code
        """,
        {"as_of": as_of, "known_at": known_at, "round_date": round_date},
    ).df()


def residuals(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per (closed round whose sheets connect it, rater, scored unit), oldest round first; columns of `score_residual_at`.

    Beside them: rater_name, unit_name. residual is how many points more the rater gave than its severity and the unit's 校正分 lead one
    to expect.
    """
    return cursor.execute(
        """
        select residual.*, rater.name as rater_name, unit.name as unit_name
        from score_residual_at($as_of, $known_at) as residual
        left join plan_unit_at($known_at) as rater on rater.unit_code = residual.rater_code
        left join plan_unit_at($known_at) as unit on unit.unit_code = residual.unit_code
        order by
            residual.round_date, rater.unit_order nulls last, residual.rater_code, unit.unit_order nulls last, residual.unit_code
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()
