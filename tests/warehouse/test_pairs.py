"""Pairs that score each other unlike their other scores: by hand, computed a second time, and tried on rounds whose truth is known."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator
from datetime import date, datetime
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.helpers import SHIPPED, opened, put, scoring
from warehouse import round_queries
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.pairs import Residual, intervals, t_within, unlike_pairs

DAYS = [date(2024, month, 5) for month in range(1, 13)]


def rounds_with(points: dict[frozenset[str], list[float]], units: str = "ABCDE") -> list[Residual]:
    """Residuals of two rounds or more: of each pair forth and back, round after round; 1, -1, 1, -1 where nothing is said."""
    count = max(map(len, points.values())) // 2
    found = []
    for day in range(count):
        for first, second in combinations(units, 2):
            own = points.get(frozenset((first, second)), [1.0, -1.0] * count)
            found += [(DAYS[day], first, second, own[2 * day]), (DAYS[day], second, first, own[2 * day + 1])]
    return found


# ---- by hand -------------------------------------------------------------------------------------------------------------


def test_by_hand() -> None:
    # Ten pairs are tested: each interval holds 99.5%. t of 3 degrees of freedom: 7.4533 (tables, 0.9975 one-sided).
    # 3.0, 2.9, 3.1, 3.0: mean 3, standard deviation √(0.02/3) = 0.08165, half 7.4533 × 0.08165 / 2 = 0.3043.
    findings = unlike_pairs(rounds_with({frozenset("AB"): [3.0, 2.9, 3.1, 3.0]}))
    assert (findings.tested, findings.rounds) == (10, 2)
    [pair] = findings.pairs
    assert (pair.first, pair.second, pair.sheets, pair.rounds) == ("A", "B", 4, 2)
    assert pair.mean == pytest.approx(3)
    assert (pair.low, pair.high) == pytest.approx((2.6957, 3.3043), abs=1e-4)


def test_an_interval_that_holds_nought_lists_nobody() -> None:
    # 3, 1, 3, 1: mean 2, standard deviation 1.1547, half 7.4533 × 1.1547 / 2 = 4.303.
    residuals = rounds_with({frozenset("AB"): [3.0, 1.0, 3.0, 1.0]})
    assert unlike_pairs(residuals).pairs == ()
    pair = next(one for one in intervals(by_round(residuals), 10) if {one.first, one.second} == set("AB"))
    assert (pair.mean, pair.half) == pytest.approx((2, 4.3031), abs=1e-4)


def test_lower_points_are_found_as_well() -> None:
    [pair] = unlike_pairs(Truth(8, seed=8).residuals(6, favour=-10)).pairs
    assert ({pair.first, pair.second}, pair.mean < 0, pair.high < 0) == (set("01"), True, True)


def test_exactly_equal_points_have_an_interval_of_no_width() -> None:
    [pair] = unlike_pairs(rounds_with({frozenset("AB"): [2.0] * 4})).pairs
    assert (pair.mean, pair.half) == (2, 0)


def test_only_rounds_in_which_both_scored_each_other_count() -> None:
    residuals = [one for one in rounds_with({frozenset("AB"): [3.0, 2.9, 3.1, 3.0]}) if one[:3] != (DAYS[1], "B", "A")]
    findings = unlike_pairs(residuals)
    assert findings.pairs == (), "two sheets are left, too few for an interval"
    assert findings.tested == 9


def test_raters_that_nobody_scores_are_in_no_pair() -> None:
    residuals = rounds_with({frozenset("AB"): [3.0, 2.9, 3.1, 3.0]})
    outside = [(day, "d07", unit, 9.0) for day in DAYS[:2] for unit in "ABCDE"]
    assert unlike_pairs([*residuals, *outside]).tested == 10


def test_rounds_of_four_units_do_not_count() -> None:
    findings = unlike_pairs(rounds_with({frozenset("AB"): [3.0, 2.9, 3.1, 3.0]}, units="ABCD"))
    assert (findings.pairs, findings.tested, findings.rounds) == ((), 0, 0)


def test_nothing_asked_nothing_found() -> None:
    assert unlike_pairs([]).pairs == ()


# ---- a second computation --------------------------------------------------------------------------------------------------


def share_within(bound: float, freedom: int) -> float:
    """The share of Student's t between -bound and bound: the density added up by Simpson's rule."""
    scale = math.gamma((freedom + 1) / 2) / math.sqrt(freedom * math.pi) / math.gamma(freedom / 2)
    steps = 4000
    width = bound / steps
    heights = [scale * (1 + (step * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for step in range(steps + 1)]
    return 2 * width / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1::2]) + 2 * sum(heights[2:-1:2]))


def bound_of(share: float, freedom: int) -> float:
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if share_within(middle, freedom) < share else (low, middle)
    return low


@pytest.mark.parametrize("freedom", [3, 5, 7, 9, 15, 31])
@pytest.mark.parametrize("share", [0.5, 0.95, 1 - 0.05 / 28])
def test_quantiles_agree_with_the_density(freedom: int, share: float) -> None:
    assert t_within(share, freedom) == pytest.approx(bound_of(share, freedom), rel=1e-6)


def by_round(residuals: list[Residual]) -> dict[date, dict[tuple[str, str], float]]:
    rounds: dict[date, dict[tuple[str, str], float]] = {}
    for day, rater, unit, residual in residuals:
        rounds.setdefault(day, {})[rater, unit] = residual
    return rounds


@pytest.mark.parametrize("seed", range(8))
def test_intervals_agree_with_a_slow_computation(seed: int) -> None:
    dice = random.Random(seed)
    units = "ABCDEFGH"[: dice.randint(5, 8)]
    residuals = [
        (day, rater, unit, dice.gauss(0, 2))
        for day in DAYS[: dice.randint(2, 6)]
        for rater, unit in permutations(units, 2)
        if dice.random() < 0.9
    ]
    dice.shuffle(residuals)
    given = {one[:3]: one[3] for one in residuals}
    expected = {}
    for first, second in combinations(units, 2):
        days = [day for day in DAYS if (day, first, second) in given and (day, second, first) in given]
        if len(days) >= 2:
            expected[frozenset((first, second))] = [given[day, *way] for day in days for way in ((first, second), (second, first))]
    answered = {frozenset((pair.first, pair.second)): pair for pair in intervals(by_round(residuals), len(expected))}
    assert answered.keys() == expected.keys()
    for names, points in expected.items():
        bound = bound_of(1 - 0.05 / len(expected), len(points) - 1)
        assert answered[names].mean == pytest.approx(sum(points) / len(points))
        assert answered[names].half == pytest.approx(bound * statistics.stdev(points) / math.sqrt(len(points)), rel=1e-5)
        assert (answered[names].sheets, answered[names].rounds) == (len(points), len(points) // 2)


# ---- rounds whose truth is known -------------------------------------------------------------------------------------------


class Truth:
    """Rounds in which `units` units score each other, fitted by a least squares of numpy's."""

    def __init__(self, units: int, seed: int) -> None:
        self.cells = [(rater, unit) for rater in range(units) for unit in range(units) if rater != unit]
        design = np.zeros((len(self.cells), 2 * units))
        for row, (rater, unit) in enumerate(self.cells):
            design[row, unit] = design[row, units + rater] = 1
        self.left = np.eye(len(self.cells)) - design @ np.linalg.pinv(design)
        self.dice = np.random.default_rng(seed)

    def residuals(self, rounds: int, favour: float = 0.0, noise: float = 2.0) -> list[Residual]:
        """Points with halves as people give them; units 0 and 1 give each other so much more."""
        found = []
        for day in DAYS[:rounds]:
            points = self.dice.normal(0, noise, len(self.cells)) + favour * np.array([set(cell) == {0, 1} for cell in self.cells])
            left = self.left @ (np.round(points * 2) / 2)
            found += [(day, str(rater), str(unit), float(one)) for (rater, unit), one in zip(self.cells, left, strict=True)]
        return found


@pytest.mark.parametrize(("units", "rounds"), [(8, 4), (8, 8), (5, 4)])
def test_honest_rounds_seldom_list_anybody(units: int, rounds: int) -> None:
    truth, tries = Truth(units, seed=1), 200
    alarms = sum(bool(unlike_pairs(truth.residuals(rounds)).pairs) for _ in range(tries))
    print(f"{units} units, {rounds} rounds: {alarms} false alarms in {tries} ({alarms / tries:.1%})")
    # 5% are meant; 200 tries of 5% give more than 10% once in a thousand times.
    assert alarms / tries <= 0.1


@pytest.mark.parametrize(("units", "rounds"), [(8, 4), (8, 8)])
def test_a_planted_pair_is_found_and_hardly_another(units: int, rounds: int) -> None:
    truth, tries, found, others = Truth(units, seed=2), 50, 0, 0
    for _ in range(tries):
        names = {frozenset((pair.first, pair.second)) for pair in unlike_pairs(truth.residuals(rounds, favour=7)).pairs}
        found += frozenset("01") in names
        others += bool(names - {frozenset("01")})
    print(f"{units} units, {rounds} rounds, 7 points more: found {found}, somebody else listed {others} times in {tries}")
    assert found >= 44
    assert others <= 3


def test_a_pair_that_differs_in_some_rounds_alone_drags_nobody_along() -> None:
    """Its own scores spread widely, so that what it leaves with others may look surer than itself: greatest first, and each held alone."""
    truth, tries, found, others = Truth(8, seed=6), 40, 0, 0
    for _ in range(tries):
        unlike, like = truth.residuals(6, favour=12, noise=0.8), truth.residuals(6, noise=0.8)
        names = {
            frozenset((pair.first, pair.second))
            for pair in unlike_pairs([one for one in unlike if one[0] in DAYS[:4]] + [one for one in like if one[0] in DAYS[4:6]]).pairs
        }
        found += frozenset("01") in names
        others += bool(names - {frozenset("01")})
    print(f"12 points more in 4 of 6 rounds: found {found}, somebody else listed {others} times in {tries}")
    assert found >= 30
    assert others <= 4


def test_without_setting_it_aside_others_would_be_listed() -> None:
    truth, others = Truth(8, seed=3), 0
    for _ in range(40):
        rounds = by_round(truth.residuals(12, favour=7))
        others += any(pair.is_unlike and {pair.first, pair.second} != set("01") for pair in intervals(rounds, 28))
    assert others > 20, "who did nothing of the kind stands out too: that is why the clearest pair is set aside first"


def test_a_difference_is_understated_as_the_docstring_says() -> None:
    residuals = Truth(8, seed=4).residuals(4, favour=10, noise=0.0)
    pair = next(one for one in intervals(by_round(residuals), 28) if {one.first, one.second} == set("01"))
    assert pair.mean == pytest.approx(10 * (1 - 2 / 7))


def test_two_planted_pairs_are_both_found() -> None:
    truth = Truth(8, seed=5)
    residuals = truth.residuals(8, favour=6)
    both = [set(cell) in ({0, 1}, {4, 5}) for cell in truth.cells]
    again = truth.left @ np.array(both, dtype=float) * 6
    other = truth.left @ np.array([set(cell) == {0, 1} for cell in truth.cells], dtype=float) * 6
    added = dict(zip(truth.cells, again - other, strict=True))
    shifted = [(day, rater, unit, one + added[int(rater), int(unit)]) for day, rater, unit, one in residuals]
    names = {frozenset((pair.first, pair.second)) for pair in unlike_pairs(shifted).pairs}
    assert {frozenset("01"), frozenset("45")} <= names


# ---- with the warehouse ------------------------------------------------------------------------------------------------------


@pytest.fixture
def four_rounds(tmp_path: Path) -> Iterator[Warehouse]:
    """Four closed rounds of the shipped plan; the first two units give each other eight points more than they are due."""
    path = tmp_path / "w.duckdb"
    initialise(path, SHIPPED)
    dice = random.Random(7)
    with Warehouse.open(path) as warehouse:
        for day in ("2023-12-29", "2024-07-05", "2024-12-27", "2025-07-04"):
            opened(warehouse, day)
            with warehouse.reading() as cursor:
                units = [
                    row[0] for row in cursor.execute("select unit_code from review_round_member where is_scored order by rowid").fetchall()
                ]
            units = list(dict.fromkeys(units))
            for rater in units:
                points = {
                    unit: 80
                    + units.index(unit)
                    - units.index(rater)
                    + dice.choice((-1, -0.5, 0, 0.5, 1))
                    + 8 * ({rater, unit} == set(units[:2]))
                    for unit in units
                    if unit != rater
                }
                put(warehouse, scoring(rater, day, points, f"{day}T10:00:00"))
        yield warehouse


def test_a_planted_pair_of_a_warehouse_is_found(four_rounds: Warehouse) -> None:
    with four_rounds.reading() as cursor:
        residuals = round_queries.residuals(cursor, date(2025, 12, 31), datetime(2026, 1, 1))
    asked = [(row.round_date.date(), row.rater_code, row.unit_code, row.residual) for row in residuals.itertuples(index=False)]
    findings = unlike_pairs(asked)
    assert (findings.rounds, findings.tested) == (4, 28)
    clearest = findings.pairs[0]
    assert (clearest.first, clearest.second) == (residuals["rater_code"].iloc[0], residuals["unit_code"].iloc[0])
    assert clearest.low > 4
    assert (clearest.sheets, clearest.rounds) == (8, 4)
