"""Two units that score each other unlike their other scores, and how sure that is.

A residual is how many points more a rater gave a unit than its severity and that unit's 校正分 lead one to expect
(`round_queries.residuals`). For two units that score each other, the residuals of both directions over all rounds are taken together.
This module knows no database and no page.

How far it may be trusted. The intervals are simultaneous: in honest rounds the chance that even one pair is listed is at most about 5%
(Student's t, Bonferroni over the pairs that are tested). They are approximate: residuals of a round add up to 0 for every rater and for
every unit, so that those of one pair are not quite independent (their correlation is -0.02 where eight units score each other, -0.2 where
four do). A pair that gives each other more raises its own 校正分, and thereby what is expected of it: the difference is understated (by 29%
where eight units score each other). For the same reason something of it, with the opposite sign, shows between either of the two and
everybody else. So the pair that differs most is listed first and set aside, the others are fitted without its scores and tested anew, and
so on; and a pair is listed only if it stays so whichever other pair is left out. Else units that did nothing of the kind would be listed
(tests/warehouse/test_pairs.py measures it: 1 in 200 honest series list anybody, and 1 in 50 list somebody else beside a planted pair).
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Residual = tuple[date, str, str, float]
"""Date of the round, rater, scored unit, points."""
_Sheets = dict[tuple[str, str], float]
"""Of one round: (rater, scored unit) → points."""
_Rounds = dict[date, _Sheets]

FEWEST_ROUNDS = 4
"""With fewer rounds nothing is to be listed."""
FEWEST_UNITS = 5
"""A round in which fewer units score each other does not count: of four, two who favour each other look just like the other two."""
FEWEST_SHEETS = 4
"""With fewer sheets a pair has no interval, and is not tested."""
CONFIDENCE = 0.95
"""Of all intervals together."""
_STEPS, _EXACT = 5000, 1e-12


@dataclass(frozen=True)
class Pair:
    """Two units that scored each other. Figures in points; a mean above 0: they give each other more than they give others."""

    first: str
    second: str
    mean: float
    half: float
    """Half the width of the interval."""
    sheets: int
    rounds: int

    @property
    def low(self) -> float:
        """Where the interval begins."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """Where it ends."""
        return self.mean + self.half

    @property
    def is_unlike(self) -> bool:
        """Whether the interval leaves 0 out."""
        return round(abs(self.mean) - self.half, 9) > 0


@dataclass(frozen=True)
class Findings:
    """The pairs whose interval leaves 0 out, the greatest difference first, of so many that were tested in so many rounds."""

    pairs: tuple[Pair, ...]
    tested: int
    rounds: int


def unlike_pairs(residuals: Iterable[Residual]) -> Findings:
    """The pairs to list, and how many rounds count. A round counts for a pair where both scored each other in it."""
    rounds: _Rounds = defaultdict(dict)
    for day, rater, unit, residual in residuals:
        rounds[day][rater, unit] = residual
    rounds = {
        day: sheets for day, sheets in rounds.items() if len({one for one, other in sheets if (other, one) in sheets}) >= FEWEST_UNITS
    }
    tested = len(_mutual(rounds))
    found: list[Pair] = []
    while (clearest := _clearest(rounds, tested)) is not None:
        found.append(clearest)
        rounds = _without(clearest, rounds)
    return Findings(tuple(found), tested, len(rounds))


def _clearest(rounds: _Rounds, tested: int) -> Pair | None:
    """The pair that differs most, of those that stay unlike whichever other pair is left out; None where there is none."""
    pairs = intervals(rounds, tested)
    unlike = sorted((pair for pair in pairs if pair.is_unlike), key=lambda pair: -abs(pair.mean))
    return next((pair for pair in unlike if _holds(pair, [other for other in pairs if other != pair], rounds, tested)), None)


def _holds(pair: Pair, others: list[Pair], rounds: _Rounds, tested: int) -> bool:
    names = (pair.first, pair.second)
    return all(_pair(names, _mutual(_without(other, rounds))[names], tested).is_unlike for other in others)


def _without(pair: Pair, rounds: _Rounds) -> _Rounds:
    """What is left unexplained when the scores between two units are set aside and the others fitted anew."""
    aside = {(pair.first, pair.second), (pair.second, pair.first)}
    return {
        day: _fitted({key: one for key, one in sheets.items() if key not in aside}) if aside & sheets.keys() else sheets
        for day, sheets in rounds.items()
    }


def intervals(rounds: _Rounds, tested: int) -> list[Pair]:
    """Every pair with sheets enough, with its interval as one of so many that are tested."""
    return [_pair(names, points, tested) for names, points in _mutual(rounds).items()]


def _mutual(rounds: _Rounds) -> dict[tuple[str, str], list[float]]:
    """The residuals of every pair with sheets enough, both directions of each round in which both scored each other."""
    points: dict[tuple[str, str], list[float]] = {}
    for _, sheets in sorted(rounds.items()):
        for (rater, unit), residual in sheets.items():
            if (unit, rater) in sheets and (unit, rater) not in points:
                points.setdefault((rater, unit), []).extend((residual, sheets[unit, rater]))
    return {names: both for names, both in points.items() if len(both) >= FEWEST_SHEETS}


def _pair(names: tuple[str, str], points: list[float], tested: int) -> Pair:
    sheets = len(points)
    half = t_within(1 - (1 - CONFIDENCE) / tested, sheets - 1) * statistics.stdev(points) / math.sqrt(sheets)
    return Pair(*names, statistics.fmean(points), half, sheets, sheets // 2)


def t_within(share: float, freedom: int) -> float:
    """Between minus this and this lies so large a share (0 to 1) of Student's t with so many degrees of freedom, an odd number above 1.

    Sheets come in twos, so that no even number occurs. Abramowitz and Stegun 26.7.3: with tan θ = t / √freedom a finite sum.
    """
    low, high = 0.0, math.pi / 2
    while (middle := (low + high) / 2) not in (low, high):
        if _share_within(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return math.sqrt(freedom) * math.tan(low)


def _share_within(angle: float, freedom: int) -> float:
    term, whole = math.cos(angle), 0.0
    for power in range(1, freedom - 1, 2):
        whole += term
        term *= math.cos(angle) ** 2 * (power + 1) / (power + 2)
    return (angle + math.sin(angle) * whole) * 2 / math.pi


def _fitted(sheets: _Sheets) -> _Sheets:
    """What raters and units leave unexplained, by least squares: their means are taken out in turn until there are none."""
    left = dict(sheets)
    for _ in range(_STEPS):
        largest = 0.0
        for side in (0, 1):
            of_one: dict[str, list[float]] = defaultdict(list)
            for key, points in left.items():
                of_one[key[side]].append(points)
            means = {code: statistics.fmean(points) for code, points in of_one.items()}
            left = {key: points - means[key[side]] for key, points in left.items()}
            largest = max([largest, *map(abs, means.values())])
        if largest < _EXACT:
            break
    return left
