"""The figures of the reviews twice: the product's macros against `tests/oracle/stakes.py`, over the worlds of `tests/test_figures.py`.

FIGURES_EXAMPLES=200 FIGURES_RANDOM=1 looks further than a usual run. That the comparison can fail is shown on the macros themselves:
each planted bug replaces a few words of one of them.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import STAKE_COLUMNS, STAKE_KEYS, Moment, Row, Stakes, Warned, World, stake_rows
from tests.test_figures import REVIEWED, built, equal, shown
from tests.worlds import LATER, Draft, checked_world, checked_worlds, exact_world, reviewed_world, settle
from warehouse.build import SQL

EXAMPLES = int(os.environ.get("FIGURES_EXAMPLES", "10"))
FITTED = ("expected_points", "residual")
"""Columns that rest on a fit by least squares, which may be iterated."""
SEEDS = (1, 2, 3, 5, 8, 13, 43, 58, 66)


def differences(name: str, wanted: list[Row], found: list[Row]) -> list[str]:
    """Every difference between the rows of the oracle and of the product, a line each."""
    keys = STAKE_KEYS[name].split()
    ours, theirs = ({tuple(str(row.get(key)) for key in keys): row for row in rows} for rows in (wanted, found))
    faults = [f"{len(rows)} rows by {len(by_key)} keys" for rows, by_key in ((wanted, ours), (found, theirs)) if len(rows) != len(by_key)]
    faults += [f"row {key} is missing: {ours[key]}" for key in ours.keys() - theirs.keys()]
    faults += [f"row {key} should not be there: {theirs[key]}" for key in theirs.keys() - ours.keys()]
    for key in sorted(ours.keys() & theirs.keys()):
        for column, value in ours[key].items():
            if not equal("adjusted_score" if column in FITTED else column, value, theirs[key].get(column)):
                faults.append(f"{key} {column}: the oracle says {value!r}, the macro {theirs[key].get(column)!r}")
    return faults


@dataclass(frozen=True)
class Asked:
    """A world in the product, and what the oracle answers at its moments."""

    cursor: duckdb.DuckDBPyConnection
    names: dict[str, str]
    wanted: dict[tuple[date, datetime], dict[str, list[Row]]]

    def faults(self, name: str) -> Iterator[str]:
        """What the product answers otherwise of one macro."""
        for (as_of, known_at), rows in self.wanted.items():
            columns, found = shown(self.cursor, f"{name}_at(?, ?)", [as_of, known_at], self.names)
            if columns != STAKE_COLUMNS[name]:
                yield f"{name}: columns {columns} instead of {STAKE_COLUMNS[name]}"
            for fault in differences(name, rows[name], found):
                yield f"{name}_at('{as_of}', '{known_at}') {fault}"


def answers(world: World, moments: list[tuple[date, datetime]]) -> dict[tuple[date, datetime], dict[str, list[Row]]]:
    """What the oracle says at every moment."""
    found = {}
    for as_of, known_at in moments:
        stakes = Stakes(Moment(world, as_of, known_at))
        found[as_of, known_at] = {name: stake_rows(stakes, name) for name in STAKE_COLUMNS}
    return found


def faults_of(world: World, moments: list[tuple[date, datetime]], path: Path) -> list[str]:
    with built(world, path) as (warehouse, names), warehouse.reading() as cursor:
        asked = Asked(cursor, names, answers(world, moments))
        assert disagreeing(asked) == []
        return [fault for name in STAKE_COLUMNS for fault in asked.faults(name)]


def disagreeing(asked: Asked) -> list[tuple[object, ...]]:
    """Where the inspections that count deduct otherwise than `window_value_at`, or are not the ones that it counts."""
    found = []
    for moment in asked.wanted:
        found += asked.cursor.execute(
            """
            with own as (
                select unit_code, indicator_id, window_start, verified, rounded(deduction)
                from inspected_outcome_at($as_of, $known_at)
                where is_counted
            ), of_values as (
                select unit_code, indicator_id, window_start, verified_value, rounded(deduction)
                from window_value_at($as_of, $known_at)
                where verified_value is not null
            )
            (from own except all from of_values) union all (from of_values except all from own)
            """,
            {"as_of": moment[0], "known_at": moment[1]},
        ).fetchall()
    return found


# ---------------------------------------------------------------------------------------------------------------------------------
# The product against the oracle


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not os.environ.get("FIGURES_RANDOM"),
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(draft=checked_worlds())
def test_random_worlds(draft: Draft) -> None:
    with tempfile.TemporaryDirectory() as folder:
        faults = faults_of(settle(draft, Path(folder)), draft.moments, Path(folder) / "warehouse.duckdb")
    assert not faults, "\n".join(["", *faults])


def warned_world(folder: Path) -> World:
    """The reviewed world, with warnings beside some figures: jumps of 青禾's 01-1 and 02-1, no evidence for its 02-1, and others' rows."""
    world = reviewed_world(folder)
    warnings = {
        "s0001": (Warned("evidence_missing", "填报表", "G4"), Warned("value_jumped", "填报表", "C5"), Warned("report_late", None, None)),
        "s0003": (Warned("value_jumped", "填报表", "C3"), Warned("evidence_missing", "另一张表", "G3")),
        "s0004": (Warned("row_hidden", "填报表", "C3"),),
    }
    submissions = [replace(one, warnings=warnings.get(one.submission_id, ())) for one in world.submissions]
    return replace(world, submissions=submissions)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Asked]]:
    """Two worlds written by hand and a few random ones, all open."""
    folder = tmp_path_factory.mktemp("worlds")
    drafts = {seed: checked_world(seed) for seed in SEEDS}
    about = [(warned_world(folder), REVIEWED), (exact_world(folder), [(date(2024, 2, 29), LATER)])]
    about += [(settle(draft, folder / str(seed)), draft.moments) for seed, draft in drafts.items()]
    with ExitStack() as stack:
        opened = []
        for number, (world, moments) in enumerate(about):
            warehouse, names = stack.enter_context(built(world, folder / f"{number}.duckdb"))
            cursor = stack.enter_context(warehouse.reading())
            opened.append(Asked(cursor, names, answers(world, moments)))
        yield opened


@pytest.mark.parametrize("name", STAKE_COLUMNS)
def test_worlds_written_by_hand(asked: list[Asked], name: str) -> None:
    assert not [fault for one in asked for fault in one.faults(name)]
    assert sum(len(rows[name]) for one in asked for rows in one.wanted.values()) > 10


def test_inspections_deduct_what_values_lack(asked: list[Asked]) -> None:
    assert [fault for one in asked for fault in disagreeing(one)] == []


# ---------------------------------------------------------------------------------------------------------------------------------
# The comparison can fail

BUGS = [
    ("inspected_outcome", "inspected.period <= moment.held", "true"),
    ("inspected_outcome", "least(last_day(inspected.period), duty.window_end, moment.plan_end)", "inspected.period"),
    ("inspected_outcome", "and inspected.period\n        group", "and date '9999-01-01'\n        group"),
    ("inspected_outcome", "coalesce(registered.sites_then::double, typed.typed_then)", "typed.typed_then"),
    ("inspected_outcome", "coalesce(reported_then - verified, 0)", "reported_then - verified"),
    ("inspected_outcome", "coalesce(reported_then - verified, 0)", "greatest(coalesce(reported_then - verified, 0), 0)"),
    ("inspected_outcome", "<= 0 end as held_up", "< 0 end as held_up"),
    (
        "inspected_outcome",
        "case when reported_then is not null then rounded(reported_then - verified)",
        "case when true then rounded(deduction)",
    ),
    ("inspected_outcome", "order by period desc, received_at desc", "order by received_at desc, period desc"),
    ("inspected_outcome", "unit_code, indicator_id, window_start, verified is null", "unit_code, indicator_id, window_start"),
    ("indicator_worth", "coalesce(reported_value, 0) = 0", "coalesce(value, 0) = 0"),
    ("indicator_worth", "figure.indicator_weight / nullif(task.indicator_weights, 0) *", ""),
    ("indicator_worth", "figure.task_weight / nullif(unit.task_weights, 0)", "figure.task_weight"),
    ("indicator_worth", "where task.scored\n", ""),
    ("indicator_worth", "* 100 * unit.fulfilment_share", "* 60"),
    ("indicator_worth", "other.unit_code <> unit.unit_code", "true"),
    ("total_rest", "order by score.round_date desc) = 1", "order by score.round_date) = 1"),
    ("total_rest", "if(satisfied.satisfaction is null, 0, weight.satisfaction)", "weight.satisfaction"),
    ("place_among", "rival > shown_total(own_total)", "rival >= shown_total(own_total)"),
    ("place_among", "rival > shown_total(own_total)", "rival > own_total"),
    ("indicator_stake", "total - stake as total_if_lost", "total - points as total_if_lost"),
    ("indicator_stake", "(unverified_fulfilment - fulfilment) as lost", "greatest(unverified_fulfilment - fulfilment, 0) as lost"),
    ("indicator_stake", "where scored", "where true"),
    ("unit_deduction", "left join deduction", "inner join deduction"),
    ("unit_deduction", "deduction.total + deduction.lost, deduction.rivals", "deduction.total, deduction.rivals"),
    ("site_step", "coalesce(value, 0) + 1", "value + 1"),
    ("site_step", "/ nullif(windows, 0)", ""),
    ("site_step", "place_among(step.total + step.gain, step.rivals)", "place_among(step.total, step.rivals)"),
    ("check_first", "rounded(worth.fulfilment) > 0", "true"),
    ("check_first", "where rule in ('value_jumped', 'evidence_missing')", "where rule = 'value_jumped'"),
    ("check_first", "bool_or(rule = 'value_jumped')", "bool_or(true)"),
    ("check_first", "coalesce(sheet, '') || '!' || cell", "sheet || '!' || cell"),
    ("check_first", "warned.submission_id = worth.submission_id", "true"),
    ("check_first", "regexp_replace(worth.source_cell, '![A-Z]+([0-9]+)$', '!\\1')", "worth.source_cell"),
    ("check_first", "own.indicator_id = worth.indicator_id", "true"),
    ("check_first", "counted.received_at > submission.received_at", "true"),
    ("check_first", "counted.period >= worth.period", "counted.period > worth.period"),
    ("check_first", "and counted.is_counted", "and counted.verified is not null"),
    (
        "check_first",
        "doubted.signs + 1) / (doubted.checked + doubted.signs + 2) as doubt",
        "doubted.signs) / (doubted.checked + doubted.signs + 1) as doubt",
    ),
    ("score_residual", "and state.closed", ""),
    (
        "score_residual",
        "over (\n                partition by sheet.round_date, sheet.rater_code\n            )",
        "over (partition by sheet.rater_code)",
    ),
]
"""Macro (without `_at`), what stands there once, and what a tired hand might have written."""
USUAL = BUGS if os.environ.get("FIGURES_BUGS") else list({bug[0]: bug for bug in BUGS}.values())
"""One of each macro; FIGURES_BUGS=1 plants them all (two minutes)."""


def put(asked: list[Asked], text: str) -> None:
    """Make a macro anew in every world."""
    for one in asked:
        one.cursor.execute(text)


@pytest.mark.parametrize(("macro", "right", "wrong"), USUAL, ids=[f"{macro}-{number}" for number, (macro, _, _) in enumerate(USUAL)])
def test_a_planted_bug_is_found(asked: list[Asked], macro: str, right: str, wrong: str) -> None:
    file = next(file for file in (SQL / "core" / f"{macro}_at.sql", SQL / "core" / f"{macro}.sql") if file.is_file())
    text = file.read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{right!r} stands {text.count(right)} times in {file.name}"
    touched = (macro,) if macro in STAKE_COLUMNS else ("indicator_stake", "unit_deduction")
    put(asked, text.replace(right, wrong))
    try:
        assert any(fault for one in asked for name in touched for fault in one.faults(name))
    finally:
        put(asked, text)


# ---------------------------------------------------------------------------------------------------------------------------------
# The worlds hold what the figures must stand up to


TROUBLES = (
    *("sites", "inspection", "scoring", "satisfaction", "returned", "withdrawn", "value_jumped", "evidence_missing", "csv"),
    *("a department scores", "a partial round", "a full round", "a round the city closed", "a round left open"),
)
SIDES = (
    *("held", "failed", "unsaid", "negative", "ties", "falls_if_lost", "rises_without", "falls_without", "jumped", "without_evidence"),
    *("own_missed", "verified_since", "new_to_check", "rises_by_a_site", "full_quota", "open_quota", "residual"),
)


def told(draft: Draft) -> Iterator[str]:
    """What of it a random world holds."""
    kinds = {one.kind for one in draft.submissions}
    yield from (kind for kind in ("sites", "inspection", "scoring", "satisfaction") if kind in kinds)
    yield from {event.kind for event in draft.events}
    yield from {warning.rule for one in draft.submissions for warning in one.warnings}
    if any(one.kind == "report" and one.rows[0][2].startswith("!") for one in draft.submissions):
        yield "csv"
    departments = {unit["unit_code"] for unit in draft.plans[0][1]["units"] if unit["kind"] == "department"}
    for one in draft.rounds:
        sent = {sheet.unit_code for sheet in draft.submissions if sheet.kind == "scoring" and sheet.period == one.day}
        if departments & sent:
            yield "a department scores"
        if 0 < len(sent) < len(one.raters):
            yield "a partial round"
        yield "a round the city closed" if one.closed_at is not None else "a round left open"
        if sent >= set(one.raters):
            yield "a full round"


def test_random_worlds_hold_what_they_must(tmp_path: Path) -> None:
    """Of a hundred worlds each kind of trouble is in five or more; the answers of the first twenty-five take every side."""
    drafts = [checked_world(seed) for seed in range(100)]
    found = Counter(word for draft in drafts for word in set(told(draft)))
    assert {word: found[word] for word in TROUBLES if found[word] < 5} == {}
    seen: Counter[str] = Counter()
    for number, draft in enumerate(drafts[:25]):
        for rows in answers(settle(draft, tmp_path / str(number)), draft.moments).values():
            seen.update(sides(rows))
    assert {word: seen[word] for word in SIDES if seen[word] < 2} == {}


def sides(rows: dict[str, list[Row]]) -> Iterator[str]:
    """What the answers of one moment show."""
    for row in rows["inspected_outcome"]:
        yield {True: "held", False: "failed", None: "unsaid"}[row["held_up"]]
        if row["deduction"] is not None and row["deduction"] < 0:
            yield "negative"
    ranks = [row["rank"] for row in rows["unit_deduction"] if row["rank"] is not None and row["total"] > 0]
    if len(set(ranks)) < len(ranks):
        yield "ties"
    for row in rows["indicator_stake"]:
        if row["rank_if_lost"] > row["rank"]:
            yield "falls_if_lost"
    for row in rows["unit_deduction"]:
        if row["rank"] is not None and row["rank_without"] != row["rank"]:
            yield "rises_without" if row["rank_without"] < row["rank"] else "falls_without"
    for row in rows["site_step"]:
        yield "open_quota" if row["gain"] > 0 else "full_quota"
        if row["rank"] is not None and row["rank_after"] < row["rank"]:
            yield "rises_by_a_site"
    for row in rows["check_first"]:
        yield from (sign for sign in ("jumped", "without_evidence", "own_missed") if row[sign])
        yield "verified_since" if row["is_verified_since"] else "new_to_check"
    if any(abs(row["residual"]) > 1 for row in rows["score_residual"]):
        yield "residual"
