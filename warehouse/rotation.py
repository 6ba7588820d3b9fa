"""Who inspects whom (互检): a proposal for a round, by what earlier rounds had. Pure; nothing is stored here.

Nobody inspects itself, no two units inspect each other in one round, and no pair comes again before all have had a turn, as far as
the number of units allows (two units can only inspect each other; four cannot keep all three).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

Pair = tuple[str, str]
"""Inspector and inspected unit, by their codes."""
_STEPS = 100_000
"""How many places a search tries before it is content with the best it has."""


def proposed(units: Sequence[str], earlier: Sequence[Pair]) -> list[Pair]:
    """A pair for each unit, in their order: every unit inspects one and is inspected by one. None for fewer than two units.

    `earlier` are the pairs of all earlier rounds, each as often as it was there.
    """
    size = len(units)
    if size < 2:
        return []
    place = {code: number for number, code in enumerate(units)}
    used = Counter((place[a], place[b]) for a, b in earlier if a in place and b in place)
    # So much dearer is each further time that fewer old pairs always win over any number of pairs less old.
    cost = [[(size + 1) ** used[a, b] for b in range(size)] for a in range(size)]
    best = min(_schedule(size) or [_around(size, 1)], key=lambda turn: _price(turn, cost))
    level = min(cost[a][b] for a in range(size) for b in range(size) if a != b)
    if _price(best, cost) > size * level or not _is_fit(best):
        best = _searched(cost, best)
    return [(units[a], units[b]) for a, b in enumerate(best)]


def _price(turn: Sequence[int], cost: Sequence[Sequence[int]]) -> int:
    return sum(cost[a][b] for a, b in enumerate(turn))


def _is_fit(turn: Sequence[int]) -> bool:
    """Nobody inspects itself, and no two inspect each other."""
    return all(b != a and turn[b] != a for a, b in enumerate(turn))


def _around(size: int, step: int) -> tuple[int, ...]:
    return tuple((a + step) % size for a in range(size))


@cache
def _schedule(size: int) -> tuple[tuple[int, ...], ...]:
    """Turns in which every pair comes once, as many as can be had: all of them, but for four units (and two).

    In turn number `step` everybody inspects the unit `step` places on. Half way round that would be mutual, so the pairs of that turn
    and of a few others are dealt out anew.
    """
    steps = [step for step in range(1, size) if 2 * step != size]
    if size % 2 == 0:
        for count in range(2, min(3, len(steps)) + 1):
            for others in combinations(steps, count):
                dealt = _dealt(size, [{(a + step) % size for step in (*others, size // 2)} for a in range(size)])
                if dealt is not None:
                    return (*(_around(size, step) for step in steps if step not in others), *dealt)
    return tuple(_around(size, step) for step in steps)


def _dealt(size: int, offered: Sequence[set[int]]) -> tuple[tuple[int, ...], ...] | None:
    """Fit turns that use each offered pair (unit → units it may inspect, as many for each) once; None where there are none."""
    if not offered[0]:
        return ()
    turn: list[int] = []

    def turns() -> Iterator[tuple[int, ...]]:
        a = len(turn)
        if a == size:
            yield tuple(turn)
            return
        for b in sorted(offered[a]):
            if b not in turn and not (b < a and turn[b] == a):
                turn.append(b)
                yield from turns()
                turn.pop()

    for found in turns():
        rest = _dealt(size, [units - {b} for units, b in zip(offered, found, strict=True)])
        if rest is not None:
            return (found, *rest)
    return None


def _searched(cost: Sequence[Sequence[int]], known: tuple[int, ...]) -> tuple[int, ...]:
    """The cheapest fit turn, by trying unit after unit, cheap pairs first; `known` where none is found or the steps run out."""
    size = len(cost)
    cheapest = [min(cost[a][b] for b in range(size) if b != a) for a in range(size)]
    rest = [sum(cheapest[a:]) for a in range(size + 1)]
    best = known
    least = _price(known, cost) if _is_fit(known) else None
    steps = 0
    turn: list[int] = []

    def go_on(price: int) -> None:
        nonlocal best, least, steps
        a = len(turn)
        if least is not None and price + rest[a] >= least:
            return
        if a == size:
            best, least = tuple(turn), price
            return
        for b in sorted(range(size), key=lambda b: (cost[a][b], (b - a) % size)):
            steps += 1
            if steps > _STEPS:
                return
            if b != a and b not in turn and not (b < a and turn[b] == a):
                turn.append(b)
                go_on(price + cost[a][b])
                turn.pop()

    go_on(0)
    return best
