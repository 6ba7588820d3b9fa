"""Peer scores, 校正分, satisfaction and what they do to totals: small cases by hand, and least squares by another way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.warehouse.helpers import ask, opened, plan_copy, put, register, report, satisfaction, scoring
from warehouse.build import initialise, open_current
from warehouse.clock import parse_moment
from warehouse.connection import Warehouse
from warehouse.records import OFFICE
from warehouse.rounds import close_round
from warehouse.submit import withdraw

DAY = "2024-06-10"
LATER = datetime(2026, 1, 1)
COUNTY = ("qinghe", "yunxi", "park")
TICK = datetime(2024, 6, 12, 9)


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with eight departments, which may be raters."""
    folder = tmp_path_factory.mktemp("larger")
    line = "park,星桥园区(演示),park,P,,quarter,星桥园区|园区"
    departments = "\n".join(f"d{number},演示部门{number},department,D,,none," for number in range(8))
    assert initialise(folder / "w.duckdb", plan_copy(folder / "plan", ("units.csv", line, f"{line}\n{departments}")))
    return folder / "w.duckdb"


@pytest.fixture
def office(larger: Path, tmp_path: Path) -> Iterator[Warehouse]:
    (tmp_path / "w.duckdb").write_bytes(larger.read_bytes())
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        yield warehouse


def sheets(warehouse: Warehouse, given: Mapping[str, Mapping[str, float]], day: str = DAY, at: str | None = None) -> list[str]:
    """One sheet for each rater."""
    return put(warehouse, *[scoring(rater, day, points, at or f"{day}T09:00") for rater, points in given.items()])


def scores(warehouse: Warehouse, columns: str, as_of: str = "2024-12-31", known_at: Any = LATER) -> dict[str, Any]:
    """Of the last round: unit → what was asked for."""
    rows = ask(warehouse, f"select unit_code, {columns} from peer_scores_at(?, ?) order by round_date", [as_of, known_at])
    return {unit: tuple(row) if len(row) > 1 else row[0] for unit, *row in rows}


# ---- official scores -------------------------------------------------------------------------------------------------------


def test_the_mean_of_the_others(warehouse: Warehouse) -> None:
    """Nobody scores itself; a sheet still missing is no score of 0."""
    opened(warehouse, DAY)
    assert scores(warehouse, "raters, official_score, official_rank, closed") == dict.fromkeys(COUNTY, (0, None, None, False))
    sheets(warehouse, {"qinghe": {"yunxi": 80, "park": 90}, "yunxi": {"qinghe": 70, "park": 85}})
    columns = "raters, official_score, official_rank, closed"
    assert scores(warehouse, columns) == {"park": (2, 87.5, 1, False), "yunxi": (1, 80, 2, False), "qinghe": (1, 70, 3, False)}
    sheets(warehouse, {"park": {"qinghe": 91, "yunxi": 81}})
    assert scores(warehouse, columns) == {"park": (2, 87.5, 1, True), "yunxi": (2, 80.5, 2, True), "qinghe": (2, 80.5, 2, True)}


def test_equal_as_shown_shares_a_rank(office: Warehouse) -> None:
    """Half up to two decimals: 80.005 and 80.01 are both shown as 80.01; the rank after two firsts is the third."""
    opened(office, DAY, raters=["d0"])
    sheets(office, {"d0": {"qinghe": 80.01, "yunxi": 80.005, "park": 80}})
    assert scores(office, "official_rank, adjusted_rank") == {"qinghe": (1, 1), "yunxi": (1, 1), "park": (3, 3)}


def test_with_five_raters_of_that_unit_one_highest_and_one_lowest_are_dropped(office: Warehouse) -> None:
    """qinghe is a rater itself, so it has four where the others have five."""
    opened(office, DAY, raters=["qinghe", "d0", "d1", "d2", "d3"])
    four = {f"d{number}": {"qinghe": given, "yunxi": given, "park": 50} for number, given in enumerate((10, 60, 70, 100))}
    sheets(office, {**four, "qinghe": {"yunxi": 62, "park": 50}})
    assert scores(office, "raters, official_score") == {
        "qinghe": (4, pytest.approx(60)),
        "yunxi": (5, pytest.approx(64)),
        "park": (5, pytest.approx(50)),
    }


def test_rounds_exist_from_their_date_whenever_typed_in(warehouse: Warehouse) -> None:
    opened(warehouse, DAY)
    days = [len(scores(warehouse, "raters", as_of, "2024-01-01")) for as_of in ("2024-06-09", DAY, "2030-01-01")]
    assert days == [0, 3, 3]


def test_a_sheet_counts_from_its_receipt_and_while_in_force(warehouse: Warehouse) -> None:
    """A sheet withdrawn opens a full round again; sent again, it is full again."""
    opened(warehouse, DAY)
    ids = sheets(warehouse, {unit: {other: 80 for other in COUNTY if other != unit} for unit in COUNTY})
    with warehouse.writing() as cursor:
        withdraw(cursor, ids[0], parse_moment("2024-06-12T09:00"), "青禾县(演示)")
    sheets(warehouse, {"qinghe": {"yunxi": 90, "park": 90}}, at="2024-06-14T09:00")
    moments = ["2024-06-10T08:59", "2024-06-10T09:00", "2024-06-12T08:59", "2024-06-12T09:00", "2024-06-14T09:00"]
    found = [scores(warehouse, "raters, official_score, closed", known_at=moment)["park"] for moment in moments]
    assert found == [(0, None, False), (2, 80, True), (2, 80, True), (1, 80, False), (2, 85, True)]


def test_closed_by_the_city_from_that_moment(warehouse: Warehouse) -> None:
    opened(warehouse, DAY)
    ids = sheets(warehouse, {"qinghe": {"yunxi": 80, "park": 90}, "yunxi": {"qinghe": 70, "park": 85}})
    with warehouse.writing() as cursor:
        close_round(cursor, date(2024, 6, 10), TICK, OFFICE)
        withdraw(cursor, ids[0], parse_moment("2024-06-13"), OFFICE)
    closed = [scores(warehouse, "closed", known_at=moment)["park"] for moment in ("2024-06-12T08:59:59", TICK, LATER)]
    assert closed == [False, True, True], "what the city has closed stays closed"


def test_sheets_in_and_missing(warehouse: Warehouse) -> None:
    opened(warehouse, DAY)
    (submission_id,) = sheets(warehouse, {"yunxi": {"qinghe": 70, "park": 85}})
    rows = ask(warehouse, "select rater_code, submission_id from review_sheet_at('2024-12-31', ?) order by rater_code", [LATER])
    assert rows == [("park", None), ("qinghe", None), ("yunxi", submission_id)]
    assert ask(warehouse, "select raters, sheets, closed from round_state_at('2024-12-31', ?)", [LATER]) == [(3, 1, False)]


# ---- 校正分 ----------------------------------------------------------------------------------------------------------------


def least_squares(given: Mapping[str, Mapping[str, float]]) -> tuple[dict[str, float], dict[str, float]]:
    """Unit parts and rater effects by numpy's own solver, the effects summing to 0."""
    raters, units = sorted(given), sorted({unit for points in given.values() for unit in points})
    rows, wanted = [], []
    for rater, points in given.items():
        for unit, point in points.items():
            rows.append([float(unit == other) for other in units] + [float(rater == other) for other in raters])
            wanted.append(point)
    rows.append([0.0] * len(units) + [1.0] * len(raters))
    wanted.append(0.0)
    parts, *_ = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)
    return dict(zip(units, parts, strict=False)), dict(zip(raters, parts[len(units) :], strict=True))


def test_a_severe_raters_own_unit_is_put_right(warehouse: Warehouse) -> None:
    """park takes 20 points off everybody and escapes itself: by the official scores it leads, put right all are equal."""
    opened(warehouse, DAY)
    sheets(warehouse, {"qinghe": {"yunxi": 80, "park": 80}, "yunxi": {"qinghe": 80, "park": 80}, "park": {"qinghe": 60, "yunxi": 60}})
    found = scores(warehouse, "official_score, adjusted_score, official_rank, adjusted_rank")
    level = 80 - 20 / 3
    assert found["park"] == (80, pytest.approx(level, abs=1e-9), 1, 1)
    assert found["qinghe"] == found["yunxi"] == (70, pytest.approx(level, abs=1e-9), 2, 1)
    rows = ask(warehouse, "select rater_code, severity, spread from rater_severity_at('2024-12-31', ?) order by severity", [LATER])
    assert [(rater, round(severity, 9), spread) for rater, severity, spread in rows[2:]] == [("park", round(40 / 3, 9), 0)]
    assert sum(severity for _, severity, _ in rows) == pytest.approx(0)


@pytest.mark.parametrize("seed", range(8))
def test_least_squares_with_sheets_missing(office: Warehouse, seed: int) -> None:
    """Several rounds at once, with other units, raters and gaps; equal to numpy's solver."""
    dice = random.Random(seed)
    everybody = [*COUNTY, *(f"d{number}" for number in range(8))]
    wanted: dict[tuple[date, str], float] = {}
    effects: dict[tuple[date, str], float] = {}
    for month in range(1, 5):
        day = f"2024-{month:02}-15"
        units, raters = dice.sample(everybody, dice.randrange(3, 9)), dice.sample(everybody, dice.randrange(4, 11))
        opened(office, day, units, raters)
        present = dice.sample(raters, dice.randrange(3, len(raters) + 1))
        given = {rater: {unit: round(dice.uniform(0, 100), 1) for unit in units if unit != rater} for rater in present}
        given = {rater: points for rater, points in given.items() if points}
        sheets(office, given, day)
        parts, of_raters = least_squares(given)
        assert set(parts) == set(units), "three raters or more: all are connected"
        wanted |= {(date.fromisoformat(day), unit): part for unit, part in parts.items()}
        effects |= {(date.fromisoformat(day), rater): effect for rater, effect in of_raters.items()}
    rows = ask(office, "select round_date, unit_code, adjusted_score from peer_scores_at('2024-12-31', ?)", [LATER])
    assert {(day, unit): score for day, unit, score in rows} == pytest.approx(wanted, abs=1e-7)
    severities = ask(office, "select round_date, rater_code, severity from rater_severity_at('2024-12-31', ?)", [LATER])
    assert {(day, rater): -severity for day, rater, severity in severities} == pytest.approx(effects, abs=1e-7)


def test_a_long_chain_is_fitted_too(office: Warehouse) -> None:
    """Each rater links two units only: what plain alternating needs hundreds of turns for."""
    units = [f"d{number}" for number in range(8)]
    opened(office, DAY, units, [*units, *COUNTY])
    dice = random.Random(1)
    # A sheet with less than every scored unit comes through no loader; the fit takes whatever connects.
    raters = ["d7", "d6", *COUNTY, "d0", "d1"]
    given = {rater: {units[place]: dice.uniform(0, 100), units[place + 1]: dice.uniform(0, 100)} for place, rater in enumerate(raters)}
    sheets(office, given)
    assert scores(office, "adjusted_score") == pytest.approx(least_squares(given)[0], abs=1e-6)


def test_null_for_a_round_that_is_not_connected_and_for_that_alone(office: Warehouse) -> None:
    """Two units that score each other tell nothing of their raters' severity; nor does a unit without any score."""
    opened(office, "2024-03-15", ["qinghe", "yunxi"], ["qinghe", "yunxi"])
    sheets(office, {"qinghe": {"yunxi": 80}, "yunxi": {"qinghe": 90}}, "2024-03-15")
    opened(office, "2024-04-15")
    sheets(office, {"qinghe": {"yunxi": 80, "park": 70}}, "2024-04-15")
    opened(office, "2024-05-15")
    sheets(office, {"qinghe": {"yunxi": 80, "park": 70}, "park": {"yunxi": 60, "qinghe": 50}}, "2024-05-15")
    opened(office, "2024-06-15", ["qinghe"], ["yunxi", "park"])
    sheets(office, {"yunxi": {"qinghe": 80}, "park": {"qinghe": 60}}, "2024-06-15")
    question = "select round_date, unit_code, adjusted_score, adjusted_rank from peer_scores_at('2024-12-31', ?) order by 1, 2"
    rows = ask(office, question, [LATER])
    found = {day.month: [(unit, score, rank) for _, unit, score, rank in part] for day, part in groupby(rows, key=lambda row: row[0])}
    assert found[3] == [("qinghe", None, None), ("yunxi", None, None)]
    assert found[4] == [("park", None, None), ("qinghe", None, None), ("yunxi", None, None)]
    # park and qinghe share no rater, but each shares one with yunxi: 80 and 60 for yunxi make park 20 severer
    assert [(unit, pytest.approx(score), rank) for unit, score, rank in found[5]] == [("park", 60, 2), ("qinghe", 60, 2), ("yunxi", 70, 1)]
    assert found[6] == [("qinghe", pytest.approx(70), 1)]


# ---- total and rank --------------------------------------------------------------------------------------------------------

PARTS = "unit_code, peer_score, satisfaction"


def parts(warehouse: Warehouse, as_of: str, known_at: Any = LATER) -> dict[str, tuple[float | None, float | None]]:
    rows = ask(warehouse, f"select {PARTS} from county_ranking_at(?, ?)", [as_of, known_at])
    return {unit: (peer, percent) for unit, peer, percent in rows}


def full_round(warehouse: Warehouse, day: str, points: Mapping[str, float]) -> list[str]:
    opened(warehouse, day)
    return sheets(warehouse, {rater: {unit: points[unit] for unit in COUNTY if unit != rater} for rater in COUNTY}, day)


def test_total_of_three_parts_by_hand(warehouse: Warehouse) -> None:
    """Weights 70, 20, 10. Of qinghe: 02-1 done is a third of task 2, which is one of three in weight."""
    put(warehouse, report("qinghe", "2024-03", {"02-1": 1, "02-3": 1}, "2024-04-05T09:00"))
    question = "select unit_code, fulfilment, total, rank from county_ranking_at('2024-06-30', ?) order by unit_code"

    def totals() -> dict[str, tuple[float, float, int]]:
        return {unit: tuple(row) for unit, *row in ask(warehouse, question, [LATER])}

    done = (1 + 0.5) / 2 / 3  # task 2 has two indicators of qinghe's own: one done, one by half
    assert totals()["qinghe"] == (pytest.approx(done), pytest.approx(done * 100), 1)
    full_round(warehouse, "2024-05-10", {"qinghe": 60, "yunxi": 90, "park": 90})
    assert totals()["qinghe"][1] == pytest.approx((70 * done * 100 + 20 * 60) / 90)
    assert totals()["yunxi"] == (0, pytest.approx(20 * 90 / 90), 2)
    put(warehouse, satisfaction("2024-05-10", {"qinghe": 80, "yunxi": 99, "park": 90}, "2024-05-20T09:00"))
    assert totals()["qinghe"][1] == pytest.approx((70 * done * 100 + 20 * 60 + 10 * 80) / 100)
    assert {unit: row[2] for unit, row in totals().items()} == {"qinghe": 1, "yunxi": 2, "park": 3}


def test_the_latest_closed_round_in_which_all_have_a_score(office: Warehouse) -> None:
    points = {"qinghe": 60, "yunxi": 70, "park": 80}
    ids = full_round(office, "2024-03-10", points)
    opened(office, "2024-04-10", ["qinghe", "yunxi"], ["d0"])
    sheets(office, {"d0": {"qinghe": 1, "yunxi": 2}}, "2024-04-10")  # closed, but the park is none of it
    opened(office, "2024-05-10", None, ["d0", "d1"])
    sheets(office, {"d0": {"qinghe": 3, "yunxi": 4, "park": 5}}, "2024-05-10")  # all have a score, but it is not closed
    opened(office, "2024-06-10", None, ["d0", "d1"])
    with office.writing() as cursor:
        close_round(cursor, date(2024, 6, 10), datetime(2024, 6, 11), OFFICE)  # closed without any sheet
    expected = {unit: (score, None) for unit, score in points.items()}
    assert parts(office, "2024-12-31") == expected
    assert parts(office, "2024-03-09") == dict.fromkeys(COUNTY, (None, None))
    with office.writing() as cursor:
        close_round(cursor, date(2024, 5, 10), datetime(2024, 5, 20), OFFICE)
    assert parts(office, "2024-12-31") == {"qinghe": (3, None), "yunxi": (4, None), "park": (5, None)}
    assert parts(office, "2024-12-31", "2024-05-19") == expected
    assert parts(office, "2024-05-09") == expected
    with office.writing() as cursor:
        withdraw(cursor, ids[0], datetime(2024, 7, 1), OFFICE)
    assert parts(office, "2024-05-09") == dict.fromkeys(COUNTY, (None, None))


def test_satisfaction_of_all_or_of_none(warehouse: Warehouse) -> None:
    """Each part for itself: its round need not be closed, nor be the one of the peer scores."""
    opened(warehouse, "2024-03-10")
    opened(warehouse, "2024-05-10")
    put(warehouse, satisfaction("2024-03-10", {"qinghe": 80, "yunxi": 81, "park": 82}, "2024-03-20T09:00"))
    put(warehouse, satisfaction("2024-05-10", {"qinghe": 90, "yunxi": 91}, "2024-05-20T09:00"))
    march = {"qinghe": (None, 80), "yunxi": (None, 81), "park": (None, 82)}
    assert parts(warehouse, "2024-12-31") == march
    put(warehouse, satisfaction("2024-05-10", {"qinghe": 90, "yunxi": 91, "park": 92}, "2024-06-01T09:00"))
    assert parts(warehouse, "2024-12-31") == {"qinghe": (None, 90), "yunxi": (None, 91), "park": (None, 92)}
    assert parts(warehouse, "2024-05-09") == march
    assert parts(warehouse, "2024-12-31", "2024-05-31") == march


def test_change_against_the_month_before_with_its_own_rounds(warehouse: Warehouse) -> None:
    """At the end of April the March round counted, in May the one of May: yunxi rises from third to first."""
    full_round(warehouse, "2024-03-10", {"qinghe": 90, "yunxi": 70, "park": 80})
    full_round(warehouse, "2024-05-10", {"qinghe": 60, "yunxi": 95, "park": 80})
    question = "select unit_code, rank, previous_rank, rank_change from county_ranking_at(?, ?) order by unit_code"
    assert ask(warehouse, question, ["2024-05-31", LATER]) == [("park", 2, 2, 0), ("qinghe", 3, 1, -2), ("yunxi", 1, 3, 2)]
    assert ask(warehouse, question, ["2024-03-31", LATER]) == [("park", 2, 1, -1), ("qinghe", 1, 1, 0), ("yunxi", 3, 1, -2)]
    assert ask(warehouse, question, ["2024-01-31", LATER]) == [("park", 1, None, None), ("qinghe", 1, None, None), ("yunxi", 1, None, None)]
    assert ask(warehouse, "select unit_code, county_rank from county_ranking_at('2024-05-31', ?) order by 1", [LATER]) == [
        ("park", None),
        ("qinghe", 2),
        ("yunxi", 1),
    ]


@pytest.mark.parametrize("weight", ["peer_score,0\n", ""])
def test_a_part_without_weight_changes_no_total(tmp_path: Path, weight: str) -> None:
    folder = plan_copy(tmp_path / "plan", ("score_weights.csv", "peer_score,20\n", weight))
    assert initialise(tmp_path / "w.duckdb", folder)
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        put(warehouse, report("qinghe", "2024-03", {"02-1": 1}, "2024-04-05T09:00"), register("qinghe", {}, "2024-04-05T09:00"))
        full_round(warehouse, "2024-05-10", {"qinghe": 60, "yunxi": 90, "park": 80})
        put(warehouse, satisfaction("2024-05-10", {"qinghe": 80, "yunxi": 99, "park": 90}, "2024-05-20T09:00"))
        question = "select unit_code, fulfilment, total from county_ranking_at('2024-06-30', ?)"
        percents = {"qinghe": 80, "yunxi": 99, "park": 90}
        for unit, fulfilment, total in ask(warehouse, question, [LATER]):
            assert total == pytest.approx((70 * fulfilment * 100 + 10 * percents[unit]) / 80)
