"""Who inspects whom: nobody itself, no two each other, and no pair twice before all have had a turn."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.rotation import Pair, proposed

UNITS = tuple("abcdefghijklmno")


def rounds(size: int, count: int) -> list[list[Pair]]:
    """Rounds one after the other, each proposed upon those before."""
    found: list[list[Pair]] = []
    for _ in range(count):
        found.append(proposed(UNITS[:size], [pair for pairs in found for pair in pairs]))
    return found


def assert_fit(units: tuple[str, ...], pairs: list[Pair]) -> None:
    assert [inspector for inspector, _ in pairs] == list(units)
    assert sorted(inspected for _, inspected in pairs) == sorted(units)
    assert all(a != b for a, b in pairs)
    if len(units) > 2:
        assert not [pair for pair in pairs if pair[::-1] in pairs]


@pytest.mark.parametrize("size", range(3, 16))
def test_every_pair_has_a_turn_before_any_comes_again(size: int) -> None:
    """Four units are too few: three rounds without mutual pairs do not exist (shown below), two do."""
    fresh = 2 if size == 4 else size - 1
    all_rounds = rounds(size, 2 * (size - 1))
    for pairs in all_rounds:
        assert_fit(UNITS[:size], pairs)
    used = Counter(pair for pairs in all_rounds[:fresh] for pair in pairs)
    assert set(used.values()) == {1}
    assert len(used) == fresh * size
    if size != 4:
        assert set(Counter(pair for pairs in all_rounds for pair in pairs).values()) == {2}


def test_four_units_cannot_do_better() -> None:
    turns = [turn for turn in permutations(range(4)) if all(b != a and turn[b] != a for a, b in enumerate(turn))]
    three = [(x, y, z) for x in turns for y in turns for z in turns if all(len({x[a], y[a], z[a]}) == 3 for a in range(4))]
    assert turns
    assert not three


def test_two_units_can_only_inspect_each_other_and_one_has_nobody() -> None:
    assert proposed(["a", "b"], []) == [("a", "b"), ("b", "a")]
    assert proposed(["a"], []) == []
    assert proposed([], []) == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_after_any_history_a_round_is_fit_and_as_fresh_as_can_be(data: st.DataObject) -> None:
    """Held against all turns there are, one by one."""
    size = data.draw(st.integers(3, 6))
    units = UNITS[:size]
    pairs = [(a, b) for a in units for b in units if a != b]
    earlier = data.draw(st.lists(st.sampled_from([*pairs, ("gone", "a"), ("a", "gone")]), max_size=30))
    found = proposed(units, earlier)
    assert_fit(units, found)
    used = Counter(earlier)

    def staleness(turn: list[Pair]) -> list[int]:
        return sorted((used[pair] for pair in turn), reverse=True)

    turns = ([(units[a], units[b]) for a, b in enumerate(turn)] for turn in permutations(range(size)))
    fit = [turn for turn in turns if all(a != b and (b, a) not in turn for a, b in turn)]
    assert staleness(found) == min(map(staleness, fit))
