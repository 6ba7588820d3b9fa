"""互评 and 群众满意度: the scores of each round, and which round gives a part of the total."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache

from tests.oracle.known import Known
from tests.oracle.numbers import exact
from tests.oracle.world import Round

Sheets = dict[str, dict[str, Fraction]]
"""Rater to scored unit to the sum of its criteria."""
DROPS_FROM = 5


class Reviews:
    """The rounds that exist by a day, with the sheets in force."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.scoring = known.in_force("scoring")
        self.satisfaction = known.in_force("satisfaction")

    def rounds(self, day: date) -> list[Round]:
        """Rounds dated on or before the day, the oldest first."""
        return sorted((one for one in self.known.world.rounds if one.day <= day), key=lambda one: one.day)

    def sheets(self, one: Round) -> Sheets:
        """The sheets in force of the round: each rater's sum of the criteria for each unit."""
        found: Sheets = {}
        for received in self.scoring:
            if received.period == one.day and received.unit_code is not None:
                found[received.unit_code] = {row.unit_code: sum(map(exact, row.scores), Fraction(0)) for row in received.rows}
        return found

    def is_closed(self, one: Round) -> bool:
        """When sheets of all its raters are in force, or from the moment the city closes it."""
        sheets = self.sheets(one)
        return all(rater in sheets for rater in one.raters) or (one.closed_at is not None and one.closed_at <= self.known.known_at)

    def points(self, one: Round, unit_code: str) -> list[Fraction]:
        """What the raters gave the unit."""
        return [of_units[unit_code] for of_units in self.sheets(one).values() if unit_code in of_units]

    def official(self, one: Round, unit_code: str) -> Fraction | None:
        return official(self.points(one, unit_code))

    def adjusted(self, one: Round) -> dict[str, Fraction] | None:
        """The 校正分 of every scored unit; None for the whole round where its sheets do not connect them."""
        sheets = self.sheets(one)
        if not connects(one.units, sheets):
            return None
        return fitted(tuple(sorted((rater, unit, score) for rater, of_units in sheets.items() for unit, score in of_units.items())))

    def peer_scores(self, day: date) -> dict[str, Fraction] | None:
        """By the latest closed round dated on or before the day in which every county-level unit has an official score."""
        for one in reversed(self.rounds(day)):
            scores = {unit.unit_code: self.official(one, unit.unit_code) for unit in self.known.plan.county_level()}
            complete = {code: score for code, score in scores.items() if score is not None}
            if self.is_closed(one) and len(complete) == len(scores):
                return complete
        return None

    def satisfactions(self, day: date) -> dict[str, Fraction] | None:
        """By the latest round dated on or before the day with a workbook for every county-level unit."""
        county_level = [unit.unit_code for unit in self.known.plan.county_level()]
        for one in reversed(self.rounds(day)):
            for received in self.satisfaction:
                if received.period == one.day:
                    percent = {row.unit_code: exact(row.satisfaction) for row in received.rows}
                    if all(code in percent for code in county_level):
                        return {code: percent[code] for code in county_level}
        return None


def official(points: list[Fraction]) -> Fraction | None:
    """The mean of the raters' sums; with five raters or more without one highest and one lowest."""
    if not points:
        return None
    kept = sorted(points)
    if len(kept) >= DROPS_FROM:
        kept = kept[1:-1]
    return sum(kept, Fraction(0)) / len(kept)


def connects(units: tuple[str, ...], sheets: Sheets) -> bool:
    """Whether the units scored and the raters with a sheet hang together in one piece that holds every scored unit."""
    raters = [rater for rater, of_units in sheets.items() if of_units]
    if not raters:
        return False
    reached_units: set[str] = set()
    reached_raters = {raters[0]}
    while True:
        before = len(reached_units), len(reached_raters)
        for rater in raters:
            if rater in reached_raters:
                reached_units |= set(sheets[rater])
            if reached_units & set(sheets[rater]):
                reached_raters.add(rater)
        if before == (len(reached_units), len(reached_raters)):
            return reached_units >= set(units) and len(reached_raters) == len(raters)


@cache
def fitted(scores: tuple[tuple[str, str, Fraction], ...]) -> dict[str, Fraction]:
    """Unit effects of score = unit + rater by least squares, rater effects summing to 0: the normal equations, in fractions."""
    units = sorted({unit for _, unit, _ in scores})
    raters = sorted({rater for rater, _, _ in scores})
    place = {("unit", unit): number for number, unit in enumerate(units)}
    place.update({("rater", rater): len(units) + number for number, rater in enumerate(raters)})
    size = len(place)
    equations = [[Fraction(0)] * (size + 1) for _ in range(size + 1)]
    for rater, unit, score in scores:
        u, r = place["unit", unit], place["rater", rater]
        for own, other in ((u, r), (r, u)):
            equations[own][own] += 1
            equations[own][other] += 1
            equations[own][size] += score
    for rater in raters:
        equations[size][place["rater", rater]] = Fraction(1)
    answer = solved(equations)
    return {unit: answer[place["unit", unit]] for unit in units}


def solved(equations: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan on consistent equations of full rank; the last column is what they come to."""
    size = len(equations[0]) - 1
    for column in range(size):
        pivot = next(row for row in range(column, len(equations)) if equations[row][column] != 0)
        equations[column], equations[pivot] = equations[pivot], equations[column]
        lead = equations[column][column]
        equations[column] = [value / lead for value in equations[column]]
        for row, values in enumerate(equations):
            if row != column and values[column] != 0:
                factor = values[column]
                equations[row] = [value - factor * own for value, own in zip(values, equations[column], strict=True)]
    assert all(values[size] == 0 for values in equations[size:]), "the equations contradict each other"
    return [equations[row][size] for row in range(size)]
