"""How firm a ranking is when the weights of its parts change, exactly: no sampling.

All possible weights (none below 0, adding up to 1) make a triangle for three parts, a segment for two, a point for one. Where two units
are level is a line through it; between such lines every unit keeps one rank. So the triangle is cut along these lines and the areas of the
pieces are added up by rank: the rank acceptability of SMAA-2 (Lahdelma and Salminen 2001), every weight as likely as any other.

Scores are points from 0 to 100, taken to 9 decimals and reckoned with as whole numbers from there on. Over other weights than the plan's,
totals are compared as they are, not rounded to two decimals as the shown ranking is. This module knows no database and no page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

Parts = Mapping[str, Mapping[str, float]]
"""Of each unit, in the order of the plan: part → score. Every unit has the same one to three parts; one left out for all isn't there."""

_DECIMALS = 10**9
_Triple = tuple[int, int, int]
_Cell = list[_Triple]
"""A convex piece of the triangle: its corners in order, each as three whole numbers whose ratio is that of the weights."""
_ALL: _Cell = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


@dataclass(frozen=True)
class Move:
    """So many points (of 100) of weight taken from one part and given to another."""

    source: str
    target: str
    points: float


@dataclass(frozen=True)
class Swap:
    """What it takes to bring two neighbours level. `gap` is how far apart their totals are, unrounded."""

    ahead: str
    behind: str
    gap: float
    moves: tuple[Move, ...] | None
    """The least change; empty where both are shown level already, None where no weights put the one behind ahead: it is better nowhere."""
    weights_after: dict[str, float]
    """The weights (of 100) after these moves: those of today where there are none."""

    @property
    def points(self) -> float | None:
        """How many points of weight move; None where no change is enough."""
        return None if self.moves is None else sum(move.points for move in self.moves)


# ---- over all weights ----------------------------------------------------------------------------------------------------


def acceptabilities(parts: Parts) -> dict[str, dict[int, float]]:
    """Of each unit: rank → share (0 to 1) of all weights that give it this rank; only ranks that some area gives.

    Units that are equal in every part share the better rank (1, 2, 2, 4). Raises ValueError for more than three parts.
    """
    scores = _whole_scores(parts)
    return {unit: _ranks_of(own, scores.values()) for unit, own in scores.items()}


def holding_share(parts: Parts, ranks: Mapping[str, int], places: int | None = None) -> float:
    """The share (0 to 1) of all weights under which the first `places` of these ranks (all, by default) stay with whom they are now.

    Units that share a rank may come in any order among themselves.
    """
    scores = _whole_scores(parts)
    held = sorted({rank for rank in ranks.values() if places is None or rank <= places})
    cells = [_ALL]
    for rank in held:
        later = [unit for unit in ranks if ranks[unit] > rank]
        following = min((ranks[unit] for unit in later), default=None)
        # Whoever is ahead of the next is ahead of all behind them; only the last place that must hold faces everybody.
        facing = later if rank == held[-1] else [unit for unit in later if ranks[unit] == following]
        for ahead in (unit for unit in ranks if ranks[unit] == rank):
            for behind in facing:
                line = _difference(scores[ahead], scores[behind])
                if any(line):
                    cells = [above for cell in cells if (above := _cut(cell, line)[0])]
    return math.fsum(_area(cell) for cell in cells)


def present_ranks(parts: Parts, weights: Mapping[str, float]) -> dict[str, int]:
    """Rank of each unit by its total at these weights, rounded half up to two decimals; equal totals share a rank (1, 2, 2, 4)."""
    shown = {unit: _hundredths(total) for unit, total in _totals(parts, _of_hundred(weights)).items()}
    return {unit: 1 + sum(other > own for other in shown.values()) for unit, own in shown.items()}


def _ranks_of(own: _Triple, all_scores: Iterable[_Triple]) -> dict[int, float]:
    pieces: list[tuple[int, _Cell]] = [(1, _ALL)]
    for other in all_scores:
        line = _difference(other, own)
        if not any(line):
            continue  # itself, or its equal everywhere
        cut: list[tuple[int, _Cell]] = []
        for rank, cell in pieces:
            ahead, behind = _cut(cell, line)
            if ahead:
                cut.append((rank + 1, ahead))
            if behind:
                cut.append((rank, behind))
        pieces = cut
    return {rank: math.fsum(_area(cell) for at, cell in pieces if at == rank) for rank in sorted({rank for rank, _ in pieces})}


def _whole_scores(parts: Parts) -> dict[str, _Triple]:
    """Scores as whole numbers, three for each unit.

    Where there are fewer parts, noughts stand for the others: a weight that all units share changes no rank, and what remains of an evenly
    spread triple is itself evenly spread.
    """
    whole = {}
    for unit, scores in parts.items():
        numbers = [round(score * _DECIMALS) for score in scores.values()]
        first, second, third = (*numbers, 0, 0, 0)[: max(3, len(numbers))]  # ValueError for four
        whole[unit] = (first, second, third)
    return whole


def _difference(one: _Triple, other: _Triple) -> _Triple:
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2])


def _cut(cell: _Cell, line: _Triple) -> tuple[_Cell, _Cell]:
    """The pieces of a cell where line · weights is above 0 and below 0; one that has no area is empty."""
    sides = [line[0] * corner[0] + line[1] * corner[1] + line[2] * corner[2] for corner in cell]
    if min(sides) >= 0:
        return cell, []
    if max(sides) <= 0:
        return [], cell
    above: _Cell = []
    below: _Cell = []
    for index, corner in enumerate(cell):
        side, following = sides[index - 1], sides[index]
        if (side > 0 > following) or (side < 0 < following):
            crossing = _between(cell[index - 1], corner, abs(following), abs(side))
            above.append(crossing)
            below.append(crossing)
        if following >= 0:
            above.append(corner)
        if following <= 0:
            below.append(corner)
    return above, below


def _between(one: _Triple, other: _Triple, of_one: int, of_other: int) -> _Triple:
    x, y, z = (of_one * a + of_other * b for a, b in zip(one, other, strict=True))
    common = math.gcd(x, y, z)
    return (x // common, y // common, z // common)


def _area(cell: _Cell) -> float:
    """The cell's area as a share of the whole triangle's: a fan of triangles, each rounded once."""
    a = cell[0]
    return math.fsum(abs(_determinant(a, b, c)) / (sum(a) * sum(b) * sum(c)) for b, c in pairwise(cell[1:]))


def _determinant(a: _Triple, b: _Triple, c: _Triple) -> int:
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])


# ---- the least change that brings two neighbours level -------------------------------------------------------------------


def swaps(parts: Parts, weights: Mapping[str, float]) -> list[Swap]:
    """Of each two neighbours in the ranking at these weights, best first: the least change of weights at which both are level.

    Least is the sum of what moves; weights stay 0 or above and add up to the same. The weights are of the parts that count, in any measure.
    """
    held = _of_hundred(weights)
    totals = _totals(parts, held)
    ranks = present_ranks(parts, weights)
    order = sorted(parts, key=lambda unit: (ranks[unit], -round(totals[unit], 9)))
    answer = []
    for ahead, behind in pairwise(order):
        gap = totals[ahead] - totals[behind]
        if ranks[ahead] == ranks[behind]:
            answer.append(Swap(ahead, behind, gap, (), held))
            continue
        advantage = {part: round(parts[ahead][part] - parts[behind][part], 9) for part in held}
        moves = _least_moves(advantage, held, gap) if min(advantage.values()) < 0 else None
        answer.append(Swap(ahead, behind, gap, moves, _after(held, moves or ())))
    return answer


def _least_moves(advantage: Mapping[str, float], weights: Mapping[str, float], gap: float) -> tuple[Move, ...]:
    """Weight goes to the part that speaks most for the one behind, first from the part that speaks most for the one ahead.

    No other way gains more for each point that moves, so the sum is the least. Once all weight lies there the one behind is ahead: it ends.
    """
    target = min(advantage, key=lambda part: advantage[part])
    moves, left = [], gap * 100
    for source in sorted(advantage, key=lambda part: -advantage[part]):
        gain = advantage[source] - advantage[target]
        points = min(weights[source], left / gain) if gain > 0 else 0.0
        if points > 0:
            moves.append(Move(source, target, points))
            left -= points * gain
    return tuple(moves)


def _after(weights: Mapping[str, float], moves: Iterable[Move]) -> dict[str, float]:
    after = dict(weights)
    for move in moves:
        after[move.source] -= move.points
        after[move.target] += move.points
    return after


def _of_hundred(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {part: weight * 100 / whole for part, weight in weights.items()}


def _totals(parts: Parts, weights: Mapping[str, float]) -> dict[str, float]:
    return {unit: math.fsum(weights[part] * scores[part] for part in weights) / 100 for unit, scores in parts.items()}


def _hundredths(total: float) -> int:
    """A total in whole hundredths, rounded half up as by hand."""
    return (round(total * _DECIMALS) + _DECIMALS // 200) // (_DECIMALS // 100)
