"""名次稳健性 against a second way: triangles worked out by hand, a cloud of random weights, and a linear programme."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from warehouse.firmness import Parts, acceptabilities, holding_share, present_ranks, swaps

NAMES = ("fulfilment", "peer_score", "satisfaction")
CLOUD = 20_000
TOLERANCE = 5 * 0.5 / math.sqrt(CLOUD)
"""Five standard errors of a share near one half, the widest there is: 0.018."""


def parts_of(*rows: tuple[float, ...]) -> dict[str, dict[str, float]]:
    return {f"u{number}": dict(zip(NAMES, row, strict=False)) for number, row in enumerate(rows)}


# Few different scores make ties, equal units and noughts; many make general positions.
coarse = st.sampled_from([0.0, 25.0, 50.0, 100.0 / 3, 100.0])
fine = st.floats(0, 100, allow_nan=False).map(lambda score: round(score, 6))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """One to nine units with one to three parts, and weights of which some are nought."""
    count = draw(st.integers(1, 3))
    score = draw(st.sampled_from([coarse, fine, st.one_of(coarse, fine)]))
    rows = draw(st.lists(st.tuples(*[score] * count), min_size=1, max_size=9))
    weights = draw(st.tuples(*[st.integers(0, 60)] * count).filter(any))
    return parts_of(*rows), {name: float(weight) for name, weight in zip(NAMES, weights, strict=False)}


# ---- by hand -------------------------------------------------------------------------------------------------------------


def test_two_parts_are_a_segment() -> None:
    # Level where 100 w = 75 (1 - w), that is w = 3/7: above it the first unit leads.
    shares = acceptabilities(parts_of((100, 0), (0, 75)))
    assert shares["u0"] == pytest.approx({1: 4 / 7, 2: 3 / 7})
    assert shares["u1"] == pytest.approx({1: 3 / 7, 2: 4 / 7})


def test_three_parts_are_a_triangle() -> None:
    # u0 leads u1 where w0 > w1: half of the triangle. Each of three pure units leads in a third, and is second in a third.
    assert acceptabilities(parts_of((100, 0, 50), (0, 100, 50)))["u0"] == pytest.approx({1: 0.5, 2: 0.5})
    pure = acceptabilities(parts_of((100, 0, 0), (0, 100, 0), (0, 0, 100)))
    assert all(shares == pytest.approx({1: 1 / 3, 2: 1 / 3, 3: 1 / 3}) for shares in pure.values())


def test_a_corner_is_a_quarter() -> None:
    # Ahead only where the third weight is above one half: a triangle of half the height, a quarter of the area.
    assert acceptabilities(parts_of((0, 0, 100), (50, 50, 50)))["u0"] == pytest.approx({1: 0.25, 2: 0.75})


def test_equal_units_share_the_better_rank() -> None:
    shares = acceptabilities(parts_of((90, 80), (90, 80), (10, 10), (95, 85)))
    assert shares == {"u0": {2: 1.0}, "u1": {2: 1.0}, "u2": {4: 1.0}, "u3": {1: 1.0}}


def test_a_part_that_all_share_changes_nothing() -> None:
    assert acceptabilities(parts_of((100, 0, 50), (0, 75, 50)))["u0"] == pytest.approx({1: 4 / 7, 2: 3 / 7})


def test_more_than_three_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="too many values"):
        acceptabilities({"a": {"w": 1, "x": 1, "y": 1, "z": 1}})


def test_moves_by_hand() -> None:
    # 60/40: 60 against 40, apart by 20. Each point moved closes 2: ten points.
    [swap] = swaps(parts_of((100, 0), (0, 100)), {"fulfilment": 60, "peer_score": 40})
    assert (swap.ahead, swap.behind, swap.gap) == ("u0", "u1", pytest.approx(20))
    assert [(move.source, move.target, move.points) for move in swap.moves or ()] == [("fulfilment", "peer_score", pytest.approx(10))]
    assert swap.weights_after == pytest.approx({"fulfilment": 50, "peer_score": 50})


def test_a_second_source_is_used_when_the_first_is_empty() -> None:
    # Weights 10, 80, 10: apart by 25. The ten points of the first close 110 of a hundredth each, 11; the second closes 0.3 a point.
    [swap] = swaps(parts_of((100, 20, 0), (0, 0, 10)), {"fulfilment": 10, "peer_score": 80, "satisfaction": 10})
    assert next((move.source, move.points) for move in swap.moves or ()) == ("fulfilment", pytest.approx(10))
    assert [move.source for move in swap.moves or ()] == ["fulfilment", "peer_score"]


def test_dominance_and_level_neighbours() -> None:
    weights = {"fulfilment": 60.0, "peer_score": 40.0}
    dominated, level = swaps(parts_of((90, 80), (90, 70), (89.999, 70)), weights)
    assert dominated.moves is None and dominated.points is None and dominated.weights_after == weights
    assert level.moves == () and level.points == 0
    assert (level.ahead, level.behind) == ("u1", "u2")


def test_ranks_are_shown_ranks() -> None:
    # 84.995 rounds up to 85.00 as by hand, although the float lies below it.
    assert present_ranks(parts_of((84.995,), (85.0,), (84.994,), (90.0,)), {"fulfilment": 1}) == {"u0": 2, "u1": 2, "u2": 4, "u3": 1}


# ---- a second computation ------------------------------------------------------------------------------------------------


def slow_shares(parts: Parts, places: int | None, ranks: Mapping[str, int]) -> tuple[dict[str, dict[int, float]], float]:
    """The same by a cloud of random weights: shares of each rank, and of weights that hold the first places."""
    units = list(parts)
    scores = np.array([list(parts[unit].values()) for unit in units])
    cloud = np.random.default_rng(7).dirichlet(np.ones(scores.shape[1]), CLOUD)
    totals = np.round(cloud @ scores.T, 9)
    found = 1 + (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    shares = {
        unit: {int(rank): float((found[:, index] == rank).mean()) for rank in np.unique(found[:, index])}
        for index, unit in enumerate(units)
    }
    holds = np.ones(CLOUD, dtype=bool)
    for one, ahead in enumerate(units):
        for other, behind in enumerate(units):
            if ranks[ahead] < ranks[behind] and (places is None or ranks[ahead] <= places):
                holds &= totals[:, one] >= totals[:, other]
    return shares, float(holds.mean())


@settings(max_examples=120, deadline=None)
@given(worlds(), st.sampled_from([None, 1, 2, 3]))
def test_areas_agree_with_a_cloud_of_weights(world: tuple[dict[str, dict[str, float]], dict[str, float]], places: int | None) -> None:
    parts, weights = world
    ranks = present_ranks(parts, weights)
    shares = acceptabilities(parts)
    slow, held = slow_shares(parts, places, ranks)
    for unit, of_ranks in shares.items():
        for rank in range(1, len(parts) + 1):
            assert of_ranks.get(rank, 0.0) == pytest.approx(slow[unit].get(rank, 0.0), abs=TOLERANCE)
    assert holding_share(parts, ranks, places) == pytest.approx(held, abs=TOLERANCE)


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_shares_add_up(world: tuple[dict[str, dict[str, float]], dict[str, float]]) -> None:
    parts, _ = world
    shares = acceptabilities(parts)
    for of_ranks in shares.values():
        assert sum(of_ranks.values()) == pytest.approx(1, abs=1e-12)
        assert all(share > 0 for share in of_ranks.values())
    if len({tuple(round(score, 9) for score in scores.values()) for scores in parts.values()}) == len(parts):
        for rank in range(1, len(parts) + 1):
            assert sum(of_ranks.get(rank, 0.0) for of_ranks in shares.values()) == pytest.approx(1, abs=1e-12)


def by_hand(total: float) -> Decimal:
    return Decimal(repr(round(total, 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_moves_are_the_least(world: tuple[dict[str, dict[str, float]], dict[str, float]]) -> None:
    parts, weights = world
    whole = sum(weights.values())
    held = np.array([weight * 100 / whole for weight in weights.values()])
    totals = {unit: float(np.array(list(scores.values())) @ held) / 100 for unit, scores in parts.items()}
    for swap in swaps(parts, weights):
        advantage = np.array([parts[swap.ahead][part] - parts[swap.behind][part] for part in weights])
        assert swap.gap == pytest.approx(totals[swap.ahead] - totals[swap.behind], abs=1e-9)
        if swap.moves == ():
            assert by_hand(totals[swap.ahead]) == by_hand(totals[swap.behind])
            continue
        if swap.moves is None:
            assert (advantage >= -1e-9).all()
            continue
        after = np.array([swap.weights_after[part] for part in weights])
        assert after.sum() == pytest.approx(100)
        assert (after >= -1e-9).all()
        assert after @ advantage == pytest.approx(0, abs=1e-6), "they are level then"
        assert np.abs(after - held).sum() == pytest.approx(2 * (swap.points or 0), abs=1e-6)
        # What moves, by a linear programme: up and down of each weight, the least sum of both.
        count = len(held)
        programme = linprog(
            np.ones(2 * count),
            A_eq=[[*advantage, *-advantage], [1.0] * count + [-1.0] * count],
            b_eq=[-(held @ advantage), 0.0],
            bounds=[(0, 100)] * count + [(0, weight) for weight in held],
        )
        assert programme.success
        assert 2 * (swap.points or 0) == pytest.approx(programme.fun, abs=1e-5)
