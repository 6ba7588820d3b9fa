"""What the pages of a review ask of meetings, visits, assignments and objections: one function for each question, cursor first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

from warehouse.meetings import AgendaItem, Decision

if TYPE_CHECKING:
    import pandas as pd  # frames are made when a page asks

# ---- meetings ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A unit's place in a ranking as it was written down when a meeting was opened or revealed."""

    total: float | None
    rank: int | None


@dataclass(frozen=True)
class Meeting:
    """A meeting: the clocks it froze, whose turn is when, and the rankings that were written down with it."""

    meeting_id: str
    round_date: date
    round_name: str
    as_of: date
    opened_at: datetime
    """Also its `known_at`."""
    revealed_at: datetime | None
    """The moment whose knowledge the revealed ranking uses; None before."""
    event_no: int
    """Of its opening; what was recorded after it is later."""
    revealed_event_no: int | None
    agenda: tuple[AgendaItem, ...]
    ranking: dict[str, Standing]
    revealed: dict[str, Standing]
    decisions: tuple[Decision, ...]

    @property
    def is_held(self) -> bool:
        """Whether it was more than a rehearsal: its ranking was revealed, or something was decided."""
        return self.revealed_at is not None or bool(self.decisions)

    @property
    def last_frozen(self) -> datetime:
        """The later of the moments it froze."""
        return self.revealed_at or self.opened_at


def meetings(cursor: duckdb.DuckDBPyConnection) -> list[Meeting]:
    """Every meeting, the one opened last first."""
    decisions: dict[str, list[Decision]] = {}
    for meeting_id, *decision in cursor.execute(
        "select meeting_id, words, unit_code, due_date from meeting_decision_at(timestamp '9999-12-31') order by meeting_id, place"
    ).fetchall():
        decisions.setdefault(meeting_id, []).append(Decision(*decision))
    rows = cursor.execute(
        """
        select
            meeting.meeting_id, meeting.round_date, review_round.name, meeting.as_of, meeting.opened_at, meeting.revealed_at,
            meeting.event_no, meeting.revealed_event_no, meeting.agenda, meeting.ranking, meeting.revealed_ranking,
        from meeting_at(timestamp '9999-12-31') as meeting
        inner join review_round on review_round.round_date = meeting.round_date
        order by meeting.opened_at desc, meeting.event_no desc
        """
    ).fetchall()
    found = []
    for meeting_id, round_date, name, as_of, opened_at, revealed_at, *numbers, agenda, ranking, revealed in rows:
        items = tuple(AgendaItem(**item) for item in json.loads(agenda))
        written = tuple(decisions.get(meeting_id, ()))
        then = (_standings(ranking), _standings(revealed))
        found.append(Meeting(meeting_id, round_date, name, as_of, opened_at, revealed_at, numbers[0], numbers[1], items, *then, written))
    return found


def _standings(text: str | None) -> dict[str, Standing]:
    return {row["unit_code"]: Standing(row["total"], row["rank"]) for row in json.loads(text or "[]")}


def meeting(cursor: duckdb.DuckDBPyConnection, meeting_id: str) -> Meeting | None:
    """A meeting by its id."""
    return next((found for found in meetings(cursor) if found.meeting_id == meeting_id), None)


def meeting_before(cursor: duckdb.DuckDBPyConnection, meeting_id: str) -> Meeting | None:
    """The last meeting that was held before one: opened earlier, and more than a rehearsal."""
    every = meetings(cursor)
    found = next((one for one in every if one.meeting_id == meeting_id), None)
    if found is None:
        return None
    earlier = (one for one in every if (one.opened_at, one.event_no) < (found.opened_at, found.event_no) and one.is_held)
    return next(earlier, None)


def changes_since(cursor: duckdb.DuckDBPyConnection, event_no: int) -> pd.DataFrame:
    """What was recorded after an event and may move a figure, oldest first.

    Columns: kind (an event's), happened_at, recorded_at, submission_kind, unit_code, unit_name, subject_code, subject_name, period,
    file_name, round_date. Codes and names are of the submission's unit and the inspected one; null where none is meant.
    """
    return cursor.execute(
        """
        select
            event.kind, event.happened_at, event.recorded_at, submission.kind as submission_kind,
            submission.unit_code, unit.name as unit_name, submission.subject_code, subject.name as subject_name,
            submission.period, submission.file_name,
            case when event.kind = 'round_closed' then (event.payload ->> 'round_date')::date end as round_date,
        from event
        left join submission on submission.submission_id = event.submission_id
        left join plan_unit_at(event.recorded_at) as unit on unit.unit_code = submission.unit_code
        left join plan_unit_at(event.recorded_at) as subject on subject.unit_code = submission.subject_code
        where event.event_no > ? and event.kind in ('received', 'returned', 'withdrawn', 'plan_stored', 'round_closed')
        order by event.event_no
        """,
        [event_no],
    ).df()


def totals_now(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> dict[str, Standing]:
    """Total and rank of every county-level unit, to be held against what a meeting wrote down."""
    rows = cursor.execute("select unit_code, total, rank from county_ranking_at(?, ?)", [as_of, known_at]).fetchall()
    return {code: Standing(total, rank) for code, total, rank in rows}


# ---- what the office laid down before a round ----------------------------------------------------------------------------


def visits(cursor: duckdb.DuckDBPyConnection, known_at: datetime, round_date: date) -> pd.DataFrame:
    """The sites to visit in a round, in order, as they stand in the register now.

    Columns: place, unit_code, unit_name, domain, domain_name, name, folded_name, note, level, township, named_on, longitude, latitude,
    is_registered (false where the register in force has it no more; the details are null then), chosen_at.
    """
    return cursor.execute(
        """
        with registered as (
            select site.*
            from in_force_at($known_at) as in_force
            inner join site on site.submission_id = in_force.submission_id and site.unit_code = in_force.unit_code
            where in_force.kind = 'sites'
            qualify row_number() over (
                partition by site.unit_code, site.domain, site.folded_name order by site.named_on nulls first, site.rowid
            ) = 1
        )
        select
            visit.place, visit.unit_code, unit.name as unit_name, visit.domain, domain.name as domain_name, visit.name,
            visit.folded_name, visit.note, site.level, site.township, site.named_on, site.longitude, site.latitude,
            site.submission_id is not null as is_registered, visit.chosen_at,
        from visit_chosen_at($known_at) as visit
        left join registered as site
            on site.unit_code = visit.unit_code and site.domain = visit.domain and site.folded_name = visit.folded_name
        left join plan_unit_at($known_at) as unit on unit.unit_code = visit.unit_code
        left join plan_site_domain_at($known_at) as domain on domain.domain = visit.domain
        where visit.round_date = $round_date
        order by visit.place
        """,
        {"known_at": known_at, "round_date": round_date},
    ).df()


def assignments(cursor: duckdb.DuckDBPyConnection, known_at: datetime) -> pd.DataFrame:
    """Who inspects whom in every round, as laid down.

    Columns: round_date, place, inspector_code, inspector_name, unit_code, unit_name (the inspected one), assigned_at.
    """
    return cursor.execute(
        """
        select
            assigned.round_date, assigned.place, assigned.inspector_code, inspector.name as inspector_name,
            assigned.unit_code, unit.name as unit_name, assigned.assigned_at,
        from inspection_assigned_at($known_at) as assigned
        left join plan_unit_at($known_at) as inspector on inspector.unit_code = assigned.inspector_code
        left join plan_unit_at($known_at) as unit on unit.unit_code = assigned.unit_code
        order by assigned.round_date, assigned.place
        """,
        {"known_at": known_at},
    ).df()


# ---- objections ----------------------------------------------------------------------------------------------------------


def objections(cursor: duckdb.DuckDBPyConnection, known_at: datetime) -> pd.DataFrame:
    """Every objection, those that wait first, then the newest.

    Columns of `objection_at` (sql/core), and unit_name, inspector_name, indicator_name, verified (the value of the inspection in force),
    indicator_kind, measure, file_name and return_reason (of the submission that was returned).
    """
    return cursor.execute(
        """
        select
            objection.*, unit.name as unit_name, inspector.name as inspector_name, indicator.name as indicator_name,
            indicator.kind as indicator_kind, indicator.unit as measure, inspected.verified, submission.file_name,
            returned.payload ->> 'reason' as return_reason,
        from objection_at($known_at) as objection
        left join plan_unit_at($known_at) as unit on unit.unit_code = objection.unit_code
        left join plan_unit_at($known_at) as inspector on inspector.unit_code = objection.inspector_code
        left join plan_indicator_at($known_at) as indicator on indicator.indicator_id = objection.indicator_id
        left join inspected_in_force_at($known_at) as inspected
            on inspected.inspector_code = objection.inspector_code and inspected.unit_code = objection.unit_code
            and inspected.period = objection.period and inspected.indicator_id = objection.indicator_id
        left join submission on submission.submission_id = objection.submission_id
        left join event as returned on returned.submission_id = objection.submission_id and returned.kind = 'returned'
        order by objection.decision is not null, objection.lodged_at desc
        """,
        {"known_at": known_at},
    ).df()


def pending_figures(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Figures that are 待核: unit_code, indicator_id, task_no, reason (inspection_objection, return_objection, warning)."""
    return cursor.execute(
        """
        select pending.unit_code, pending.indicator_id, indicator.task_no, pending.reason
        from pending_figure_at($as_of, $known_at) as pending
        left join plan_indicator_at($known_at) as indicator on indicator.indicator_id = pending.indicator_id
        order by pending.unit_code, pending.indicator_id, pending.reason
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()
