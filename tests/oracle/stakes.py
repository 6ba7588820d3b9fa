"""What the reviews are prepared with: how inspections came out, what each figure holds of a total, what to check first, odd scores.

Whatever “would be” is worked out by doing it: one fulfilment is put in place of another, and all totals are worked out anew.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from datetime import date
from fractions import Fraction

from tests.oracle.figures import Figures
from tests.oracle.known import order
from tests.oracle.moment import Moment, Row
from tests.oracle.numbers import exact, nine, ranked
from tests.oracle.plan import Indicator, Unit, Window
from tests.oracle.values import Reported, last_of, lies_in
from tests.oracle.world import Inspected, Received

STAKE_COLUMNS = {
    name: columns.split()
    for name, columns in {
        "inspected_outcome": (
            "inspector_code unit_code period indicator_id window_label window_start window_end reported_then verified deduction held_up "
            "is_counted finding due_date submission_id source_cell received_at"
        ),
        "indicator_stake": (
            "unit_code task_no indicator_id points fulfilment stake total_if_lost rank_if_lost unverified_fulfilment lost total_without "
            "rank_without total rank"
        ),
        "unit_deduction": "unit_code total rank lost total_without rank_without",
        "site_step": "unit_code domain indicator_id target value gain total_after rank rank_after joint",
        "check_first": (
            "unit_code task_no indicator_id indicator_name window_label period reported_value value stake rank rank_if_lost jumped "
            "without_evidence checked missed own_missed signs doubt at_risk is_verified_since"
        ),
        "score_residual": "round_date rater_code unit_code points expected_points residual",
    }.items()
}
STAKE_KEYS = {
    "inspected_outcome": "inspector_code unit_code period indicator_id",
    "indicator_stake": "unit_code indicator_id",
    "unit_deduction": "unit_code",
    "site_step": "unit_code domain",
    "check_first": "unit_code indicator_id",
    "score_residual": "round_date rater_code unit_code",
}
"""What makes a row of each of them one."""


class Stakes:
    """What the pages of the reviews show at one moment."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.plan = moment.plan
        self.figures = moment.figures
        self.values = moment.values
        self.totals = self.figures.totals()
        self.ranks = ranked(self.totals)
        self.uninspected = Figures(moment.known)
        self.uninspected.values.inspections = []

    # What if

    def total_with(self, unit: Unit, fulfilments: dict[str, Fraction]) -> tuple[Fraction | None, int | None]:
        """The unit's total and rank, had its indicators these fulfilments and all else stayed."""
        figures = copy(self.figures)
        figures.remembered = dict(self.figures.remembered)
        for indicator in self.plan.indicators:
            if indicator.indicator_id in fulfilments:
                before = self.figures.of_indicator(unit, indicator)
                assert before is not None
                key = unit.unit_code, indicator.indicator_id
                figures.remembered[key] = replace(before, fulfilment=fulfilments[indicator.indicator_id])
        totals = {**self.totals, unit.unit_code: figures.totals()[unit.unit_code]}
        return totals[unit.unit_code], ranked(totals).get(unit.unit_code)

    def is_scored(self, indicator: Indicator) -> bool:
        return any(task.scored for task in self.plan.tasks if task.task_no == indicator.task_no)

    def own(self) -> list[tuple[Unit, Indicator]]:
        """County-level units and their indicators of scored tasks with a target of their own."""
        return [
            (unit, indicator)
            for unit in self.plan.county_level()
            for indicator in self.plan.indicators
            if self.plan.own_target(unit, indicator) is not None and self.is_scored(indicator)
        ]

    # Inspections

    def results(self) -> list[tuple[Received, Inspected, Window | None, Reported | None]]:
        """Every row of the inspections in force whose period has begun, its window, and what was reported by the end of the period."""
        found = []
        units = {unit.unit_code: unit for unit in self.plan.units}
        indicators = {indicator.indicator_id: indicator for indicator in self.plan.indicators}
        for received in self.values.inspections:
            assert received.subject_code is not None and received.period is not None
            if received.period > self.moment.as_of:
                continue
            for row in received.rows:
                unit, indicator = units[received.subject_code], indicators[row.indicator_id]
                window = self.window_of(unit, indicator, received.period)
                then = None
                if window is not None:
                    then = self.values.reported(unit, indicator, window, self.plan.hold(last_of(received.period)))
                found.append((received, row, window, then))
        return found

    def window_of(self, unit: Unit, indicator: Indicator, period: date) -> Window | None:
        """The counted window of the pair that holds the period, where the pair exists at all."""
        if self.plan.own_target(unit, indicator) is None and not self.plan.fills(unit, indicator):
            return None
        return next((window for window in self.plan.windows_of(indicator) if lies_in(period, window)), None)

    def held_up(self, row: Inspected, then: Reported | None) -> bool | None:
        """Verified at no less than was reported; neither yes nor no where one of the two is missing."""
        if row.verified is None or then is None:
            return None
        return nine(then.value - exact(row.verified)) <= 0

    def counts(self, received: Received, row: Inspected, window: Window | None) -> bool:
        """Of the inspections of that unit, indicator and window, the one whose value holds."""
        if row.verified is None or window is None:
            return False
        rivals = [
            (other.period, order(other))
            for other, its_row, its_window, _ in self.results()
            if other.subject_code == received.subject_code
            and its_row.indicator_id == row.indicator_id
            and its_window == window
            and its_row.verified is not None
        ]
        return max(rivals) == (received.period, order(received))

    def inspected_outcome(self) -> list[Row]:
        rows: list[Row] = []
        for received, row, window, then in self.results():
            deduction = None
            if row.verified is not None and window is not None:
                deduction = Fraction(0) if then is None else then.value - exact(row.verified)
            rows.append(
                {
                    "inspector_code": received.unit_code,
                    "unit_code": received.subject_code,
                    "period": received.period,
                    "indicator_id": row.indicator_id,
                    "window_label": None if window is None else window.label,
                    "window_start": None if window is None else window.start,
                    "window_end": None if window is None else window.end,
                    "reported_then": None if then is None else then.value,
                    "verified": None if row.verified is None else exact(row.verified),
                    "deduction": deduction,
                    "held_up": self.held_up(row, then),
                    "is_counted": self.counts(received, row, window),
                    "finding": row.finding,
                    "due_date": row.due_date,
                    "submission_id": received.submission_id,
                    "source_cell": row.source_cell,
                    "received_at": received.received_at,
                }
            )
        return rows

    # Stakes

    def indicator_stake(self) -> list[Row]:
        rows: list[Row] = []
        for unit, indicator in self.own():
            code = indicator.indicator_id
            figure, uninspected = self.figures.of_indicator(unit, indicator), self.uninspected.of_indicator(unit, indicator)
            assert figure is not None and uninspected is not None
            nothing, rank_if_lost = self.total_with(unit, {code: Fraction(0)})
            everything, _ = self.total_with(unit, {code: Fraction(1)})
            without, rank_without = self.total_with(unit, {code: uninspected.fulfilment})
            total = self.totals[unit.unit_code]
            assert nothing is not None and everything is not None and without is not None and total is not None
            rows.append(
                {
                    "unit_code": unit.unit_code,
                    "task_no": indicator.task_no,
                    "indicator_id": code,
                    "points": everything - nothing,
                    "fulfilment": figure.fulfilment,
                    "stake": total - nothing,
                    "total_if_lost": nothing,
                    "rank_if_lost": rank_if_lost,
                    "unverified_fulfilment": uninspected.fulfilment,
                    "lost": without - total,
                    "total_without": without,
                    "rank_without": rank_without,
                    "total": total,
                    "rank": self.ranks[unit.unit_code],
                }
            )
        return rows

    def unit_deduction(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.county_level():
            uninspected: dict[str, Fraction] = {}
            for indicator in self.plan.indicators:
                figure = self.uninspected.of_indicator(unit, indicator)
                if figure is not None:
                    uninspected[indicator.indicator_id] = figure.fulfilment
            without, rank_without = self.total_with(unit, uninspected)
            total = self.totals[unit.unit_code]
            rows.append(
                {
                    "unit_code": unit.unit_code,
                    "total": total,
                    "rank": self.ranks.get(unit.unit_code),
                    "lost": None if total is None or without is None else without - total,
                    "total_without": without,
                    "rank_without": rank_without,
                }
            )
        return rows

    def site_step(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.county_level():
            for domain in self.plan.domains:
                indicator = next(one for one in self.plan.indicators if one.indicator_id == domain.indicator_id)
                winning = self.plan.winning_row(unit, indicator)
                if winning is None or winning.target is None:
                    continue
                newest = self.figures.newest_begun(indicator)
                value = None if newest is None else self.values.of(unit, indicator, newest).value
                after, rank_after = self.total_with(unit, {indicator.indicator_id: self.with_one_more(unit, indicator, newest)})
                total = self.totals[unit.unit_code]
                rows.append(
                    {
                        "unit_code": unit.unit_code,
                        "domain": domain.domain,
                        "indicator_id": indicator.indicator_id,
                        "target": winning.target,
                        "value": value,
                        "gain": Fraction(0) if total is None or after is None else after - total,
                        "total_after": after,
                        "rank": self.ranks.get(unit.unit_code),
                        "rank_after": rank_after,
                        "joint": winning.joint,
                    }
                )
        return rows

    def with_one_more(self, unit: Unit, indicator: Indicator, newest: Window | None) -> Fraction:
        """The indicator's fulfilment, were there one site more in its newest window that has begun."""
        target = self.plan.own_target(unit, indicator)
        assert target is not None
        windows = self.plan.windows_of(indicator)
        together = Fraction(0)
        for window in windows:
            if window == newest:
                together += min(((self.values.of(unit, indicator, window).value or 0) + 1) / target, Fraction(1))
            else:
                together += self.figures.in_window(unit, indicator, window)
        return together / len(windows)

    # What to check first

    def check_first(self) -> list[Row]:
        rows: list[Row] = []
        for unit, indicator in self.own():
            newest = self.figures.newest_begun(indicator)
            figure = self.figures.of_indicator(unit, indicator)
            assert figure is not None
            if newest is None or nine(figure.fulfilment) <= 0:
                continue
            value = self.values.of(unit, indicator, newest)
            if value.value is None:
                continue
            assert value.reported is not None
            total = self.totals[unit.unit_code]
            nothing, rank_if_lost = self.total_with(unit, {indicator.indicator_id: Fraction(0)})
            assert total is not None and nothing is not None
            rows.append(
                {
                    "unit_code": unit.unit_code,
                    "task_no": indicator.task_no,
                    "indicator_id": indicator.indicator_id,
                    "indicator_name": indicator.name,
                    "window_label": newest.label,
                    "period": value.reported.period,
                    "reported_value": value.reported.value,
                    "value": value.value,
                    "stake": total - nothing,
                    "rank": self.ranks[unit.unit_code],
                    "rank_if_lost": rank_if_lost,
                    **self.doubts(unit, indicator, value.reported, total - nothing),
                    "is_verified_since": self.is_verified_since(unit, indicator, newest, value.reported),
                }
            )
        return rows

    def doubts(self, unit: Unit, indicator: Indicator, reported: Reported, stake: Fraction) -> Row:
        """The signs that speak against a figure, and how much of the total is in doubt for them."""
        about = [(row, self.held_up(row, then)) for received, row, _, then in self.results() if received.subject_code == unit.unit_code]
        checked = sum(held is not None for _, held in about)
        missed = sum(held is False for _, held in about)
        own_missed = any(held is False for row, held in about if row.indicator_id == indicator.indicator_id)
        jumped, without_evidence = self.is_warned("value_jumped", reported), self.is_warned("evidence_missing", reported)
        signs = jumped + without_evidence + own_missed
        doubt = Fraction(missed + signs + 1, checked + signs + 2)
        return {
            "jumped": jumped,
            "without_evidence": without_evidence,
            "checked": checked,
            "missed": missed,
            "own_missed": own_missed,
            "signs": signs,
            "doubt": doubt,
            "at_risk": stake * doubt,
        }

    def is_warned(self, rule: str, reported: Reported) -> bool:
        """Whether the workbook was warned so of a cell in the figure's row of its sheet."""
        if reported.source_cell is None:
            return False
        sheet, cell = reported.source_cell.split("!")
        received = self.received(reported.submission_id)
        return any(
            warning.rule == rule and (warning.sheet or "") == sheet and warning.cell is not None and line(warning.cell) == line(cell)
            for warning in received.warnings
        )

    def received(self, submission_id: str) -> Received:
        return next(one for one in self.moment.world.submissions if one.submission_id == submission_id)

    def is_verified_since(self, unit: Unit, indicator: Indicator, window: Window, reported: Reported) -> bool:
        """Whether the inspection that counts is of the report's period or a later one; of a register, whether it came in after it."""
        for received, row, its_window, _ in self.results():
            is_of_it = received.subject_code == unit.unit_code and row.indicator_id == indicator.indicator_id and its_window == window
            if is_of_it and self.counts(received, row, its_window):
                if reported.period is None:
                    return received.received_at > self.received(reported.submission_id).received_at
                assert received.period is not None
                return received.period >= reported.period
        return False

    # Scores

    def score_residual(self) -> list[Row]:
        rows: list[Row] = []
        reviews = self.moment.reviews
        for one in reviews.rounds(self.moment.as_of):
            adjusted = reviews.adjusted(one)
            if adjusted is None or not reviews.is_closed(one):
                continue
            for rater, points in reviews.sheets(one).items():
                severity = sum((adjusted[code] - given for code, given in points.items()), Fraction(0)) / len(points)
                for code, given in points.items():
                    expected = adjusted[code] - severity
                    place = {"round_date": one.day, "rater_code": rater, "unit_code": code}
                    rows.append({**place, "points": given, "expected_points": expected, "residual": given - expected})
        return rows


def line(cell: str) -> int:
    """The number of a cell's row."""
    return int(re.sub("[A-Z]", "", cell))


def stake_rows(stakes: Stakes, name: str) -> list[Row]:
    """The rows of one macro, in no particular order; fractions come out as floats."""
    rows: list[Row] = getattr(stakes, name)()
    result = []
    for row in rows:
        assert list(row) == STAKE_COLUMNS[name], (name, list(row))
        result.append({column: float(value) if isinstance(value, Fraction) else value for column, value in row.items()})
    return result
