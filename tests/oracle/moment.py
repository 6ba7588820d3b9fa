"""The views of docs' interfaces, row by row, at one moment."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracle.figures import Figure, Figures
from tests.oracle.known import Known
from tests.oracle.numbers import ranked
from tests.oracle.plan import Domain, Indicator, TargetRow, Unit, Window
from tests.oracle.values import NOTHING, Value
from tests.oracle.world import FindingKey, World

Row = dict[str, Any]

COLUMNS = {
    name: columns.split()
    for name, columns in {
        "fulfilment_by_indicator": (
            "unit_code unit_name task_no indicator_id indicator_name target value reported_value typed_value verified_value deduction "
            "fulfilment expected light submission_id source_cell joint"
        ),
        "fulfilment_by_indicator_window": (
            "unit_code unit_name task_no indicator_id window_label window_start window_end period target value reported_value typed_value "
            "verified_value deduction fulfilment expected submission_id source_cell"
        ),
        "fulfilment_by_task_unit": (
            "unit_code unit_name unit_kind task_no task_title section_no fulfilment expected light indicators reported_indicators"
        ),
        "fulfilment_by_section_unit": (
            "unit_code unit_name unit_kind section_no section_name fulfilment expected light indicators reported_indicators"
        ),
        "fulfilment_by_unit": "unit_code unit_name unit_kind fulfilment expected light indicators reported_indicators declared_share",
        "fulfilment_by_task": "task_no task_title section_no fulfilment expected light indicators reported_indicators",
        "fulfilment_of_city": "fulfilment expected light",
        "pooled_contributions": (
            "task_no indicator_id unit_code unit_name target value reported_value verified_value share_of_target submission_id source_cell"
        ),
        "peer_scores": "round_date unit_code unit_name raters official_score adjusted_score official_rank adjusted_rank closed",
        "county_ranking": (
            "rank county_rank unit_code unit_name unit_kind total fulfilment expected light peer_score satisfaction previous_rank rank_change"
        ),
        "site_quota": "unit_code unit_name domain domain_name target sites gap joint",
        "rectifications": (
            "inspector_code inspector_name unit_code unit_name period indicator_id finding due_date state closed_on submission_id"
        ),
        "reports_owed": "unit_code unit_name period due_date days_overdue",
        "submissions": "submission_id kind unit_code unit_name period file_name sha256 received_at received_by state is_late",
    }.items()
}
KEYS = {
    "fulfilment_by_indicator": "unit_code indicator_id",
    "fulfilment_by_indicator_window": "unit_code indicator_id window_start",
    "fulfilment_by_task_unit": "unit_code task_no",
    "fulfilment_by_section_unit": "unit_code section_no",
    "fulfilment_by_unit": "unit_code",
    "fulfilment_by_task": "task_no",
    "fulfilment_of_city": "",
    "pooled_contributions": "indicator_id unit_code",
    "peer_scores": "round_date unit_code",
    "county_ranking": "unit_code",
    "site_quota": "unit_code domain",
    "rectifications": "inspector_code unit_code period indicator_id",
    "reports_owed": "unit_code period",
    "submissions": "submission_id",
}
"""What makes a row of each view one."""


class Moment:
    """Every view of a world, speaking of `as_of` with the knowledge of `known_at`."""

    def __init__(self, world: World, as_of: date, known_at: datetime) -> None:
        self.world = world
        self.asked = as_of
        self.known_at = known_at
        self.known = Known(world, as_of, known_at)
        self.plan = self.known.plan
        self.as_of = self.known.as_of
        self.figures = Figures(self.known)
        self.values = self.figures.values
        self.reviews = self.figures.reviews
        self.unit_names = {unit.unit_code: unit.name for unit in self.plan.units}

    # Fulfilment

    def fulfilment_by_indicator(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for indicator in self.plan.indicators:
                figure = self.figures.of_indicator(unit, indicator)
                if figure is None:
                    continue
                winning = self.plan.winning_row(unit, indicator)
                assert winning is not None
                newest = self.figures.newest_begun(indicator)
                value = self.value(unit, indicator, newest)
                rows.append(
                    {
                        "unit_code": unit.unit_code,
                        "unit_name": unit.name,
                        "task_no": indicator.task_no,
                        "indicator_id": indicator.indicator_id,
                        "indicator_name": indicator.name,
                        "target": None if newest is None else winning.target,
                        **self.shown(indicator, value),
                        **pace(figure),
                        "light": self.figures.light(figure),
                        **evidence(value),
                        "joint": winning.joint,
                    }
                )
        return rows

    def fulfilment_by_indicator_window(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for indicator in self.plan.indicators:
                target = self.plan.own_target(unit, indicator)
                if target is None:
                    continue
                for window in self.plan.windows_of(indicator):
                    value = self.value(unit, indicator, window)
                    rows.append(
                        {
                            "unit_code": unit.unit_code,
                            "unit_name": unit.name,
                            "task_no": indicator.task_no,
                            "indicator_id": indicator.indicator_id,
                            "window_label": window.label,
                            "window_start": window.start,
                            "window_end": window.end,
                            "period": None if value.typed is None else value.typed.period,
                            "target": target,
                            **self.shown(indicator, value),
                            "fulfilment": self.figures.in_window(unit, indicator, window),
                            "expected": self.figures.elapsed(window),
                            **evidence(value),
                        }
                    )
        return rows

    def value(self, unit: Unit, indicator: Indicator, window: Window | None) -> Value:
        return NOTHING if window is None else self.values.of(unit, indicator, window)

    def shown(self, indicator: Indicator, value: Value) -> Row:
        """`typed_value` stands beside the registers' indicators alone."""
        typed = value.typed if self.plan.domains_of(indicator) else None
        return {
            "value": value.value,
            "reported_value": None if value.reported is None else value.reported.value,
            "typed_value": None if typed is None else typed.value,
            "verified_value": value.verified,
            "deduction": value.deduction,
        }

    def fulfilment_by_task_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for task in self.plan.tasks:
                figure = self.figures.of_task_for(unit, task)
                if figure is not None:
                    place = {"task_no": task.task_no, "task_title": task.title, "section_no": task.section_no}
                    rows.append({**named(unit), **place, **self.summary(figure)})
        return rows

    def fulfilment_by_section_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            for section_no, section_name in self.plan.sections.items():
                figure = self.figures.of_section_for(unit, section_no)
                if figure is not None:
                    rows.append({**named(unit), "section_no": section_no, "section_name": section_name, **self.summary(figure)})
        return rows

    def fulfilment_by_unit(self) -> list[Row]:
        rows: list[Row] = []
        for unit in self.plan.units:
            figure = self.figures.of_unit(unit)
            if figure is not None:
                rows.append({**named(unit), **self.summary(figure), "declared_share": self.figures.declared_share(unit)})
        return rows

    def fulfilment_by_task(self) -> list[Row]:
        rows: list[Row] = []
        for task in self.plan.tasks:
            figure = self.figures.of_city_task(task)
            if figure is not None:
                place = {"task_no": task.task_no, "task_title": task.title, "section_no": task.section_no}
                rows.append({**place, **self.summary(figure)})
        return rows

    def fulfilment_of_city(self) -> list[Row]:
        figure = self.figures.of_city()
        return [{**pace(figure), "light": self.figures.light(figure)}]

    def pooled_contributions(self) -> list[Row]:
        rows: list[Row] = []
        for indicator in self.plan.indicators:
            target = self.plan.pooled_target(indicator)
            newest = self.figures.newest_begun(indicator)
            for unit in self.plan.county_level():
                if target is None or not self.plan.fills(unit, indicator):
                    continue
                value = self.value(unit, indicator, newest)
                rows.append(
                    {
                        "task_no": indicator.task_no,
                        "indicator_id": indicator.indicator_id,
                        "unit_code": unit.unit_code,
                        "unit_name": unit.name,
                        "target": None if newest is None else target,
                        "value": value.value,
                        "reported_value": None if value.reported is None else value.reported.value,
                        "verified_value": value.verified,
                        "share_of_target": None if value.value is None else value.value / target,
                        **evidence(value),
                    }
                )
        return rows

    def summary(self, figure: Figure) -> Row:
        counts = {"indicators": len(figure.indicators), "reported_indicators": len(figure.reported)}
        return {**pace(figure), "light": self.figures.light(figure), **counts}

    # Scores and ranks

    def peer_scores(self) -> list[Row]:
        rows: list[Row] = []
        for one in self.reviews.rounds(self.as_of):
            official = {code: self.reviews.official(one, code) for code in one.units}
            adjusted = self.reviews.adjusted(one) or {}
            official_ranks, adjusted_ranks = ranked(official), ranked(adjusted)
            for code in one.units:
                rows.append(
                    {
                        "round_date": one.day,
                        "unit_code": code,
                        "unit_name": self.unit_names[code],
                        "raters": len(self.reviews.points(one, code)),
                        "official_score": official[code],
                        "adjusted_score": adjusted.get(code),
                        "official_rank": official_ranks.get(code),
                        "adjusted_rank": adjusted_ranks.get(code),
                        "closed": self.reviews.is_closed(one),
                    }
                )
        return rows

    def county_ranking(self) -> list[Row]:
        """Every county-level unit; one without any scored task has no total and so no rank."""
        totals = self.figures.totals()
        ranks = ranked(totals)
        counties = {unit.unit_code for unit in self.plan.units if unit.kind == "county"}
        county_ranks = ranked({code: total for code, total in totals.items() if code in counties})
        previous = ranked(self.figures.totals_a_month_before() or {})
        peer_scores = self.reviews.peer_scores(self.as_of) or {}
        satisfactions = self.reviews.satisfactions(self.as_of) or {}
        rows: list[Row] = []
        for unit in self.plan.county_level():
            figure = self.figures.of_unit(unit)
            rank, previous_rank = ranks.get(unit.unit_code), previous.get(unit.unit_code)
            rows.append(
                {
                    "rank": rank,
                    "county_rank": county_ranks.get(unit.unit_code),
                    **named(unit),
                    "total": totals[unit.unit_code],
                    **pace(figure),
                    "light": self.figures.light(figure),
                    "peer_score": peer_scores.get(unit.unit_code),
                    "satisfaction": satisfactions.get(unit.unit_code),
                    "previous_rank": previous_rank,
                    "rank_change": None if rank is None or previous_rank is None else previous_rank - rank,
                }
            )
        return rows

    # Sites

    def sites(self, unit: Unit, domain: Domain) -> int:
        """Sites of the register in force that are named by `as_of`, before any deduction."""
        register = self.values.registers.get(unit.unit_code)
        return 0 if register is None else self.values.sites(register, domain.domain, self.as_of)

    def site_quota(self) -> list[Row]:
        """A row per unit and domain with a target or a site; of a pooled domain one per county-level unit that fills it, and one for the city."""
        indicators = {indicator.indicator_id: indicator for indicator in self.plan.indicators}
        rows: list[Row] = []
        for domain in self.plan.domains:
            indicator = indicators[domain.indicator_id]
            pooled = self.plan.targets.get((indicator.indicator_id, "city", "city"))
            for unit in self.plan.units:
                own = self.plan.winning_row(unit, indicator)
                has_target = pooled is None and own is not None and own.target is not None
                has_row = has_target or (pooled is not None and self.plan.fills(unit, indicator))
                if has_row or self.sites(unit, domain) > 0:
                    quota = own if has_target else None
                    rows.append(quota_row(unit.unit_code, unit.name, domain, quota, self.sites(unit, domain)))
            if pooled is not None:
                filling = [unit for unit in self.plan.county_level() if self.plan.fills(unit, indicator)]
                rows.append(quota_row("city", "全市", domain, pooled, sum(self.sites(unit, domain) for unit in filling)))
        return rows

    # Rectifications

    def rectifications(self) -> list[Row]:
        """Findings of the inspections in force, of periods begun by `as_of` as asked."""
        rows: list[Row] = []
        for received in self.known.in_force("inspection"):
            assert received.unit_code is not None and received.subject_code is not None and received.period is not None
            if received.period > self.day_of_findings():
                continue
            for row in received.rows:
                if row.finding is None:
                    continue
                key = received.unit_code, received.subject_code, received.period, row.indicator_id
                closed = self.rectified("closed", key)
                rows.append(
                    {
                        "inspector_code": received.unit_code,
                        "inspector_name": self.unit_names[received.unit_code],
                        "unit_code": received.subject_code,
                        "unit_name": self.unit_names[received.subject_code],
                        "period": received.period,
                        "indicator_id": row.indicator_id,
                        "finding": row.finding,
                        "due_date": row.due_date,
                        "state": self.finding_state(key, row.due_date),
                        "closed_on": None if closed is None else closed.date(),
                        "submission_id": received.submission_id,
                    }
                )
        return rows

    def finding_state(self, key: FindingKey, due_date: date | None) -> str:
        if self.rectified("closed", key) is not None:
            return "closed"
        if self.rectified("done", key) is not None:
            return "done"
        return "overdue" if due_date is not None and due_date < self.day_of_findings() else "open"

    def day_of_findings(self) -> date:
        """As asked and not held."""
        return self.asked

    def rectified(self, kind: str, key: FindingKey) -> datetime | None:
        """When the first such event happened, of those known."""
        moments = [one.happened_at for one in self.world.rectified if one.kind == kind and one.key == key]
        return min((moment for moment in moments if moment <= self.known_at), default=None)

    # Workbooks

    def reports_owed(self) -> list[Row]:
        cycle_months = {"month": list(range(1, 13)), "quarter": [3, 6, 9, 12], "half_year": [6, 12], "none": []}
        have = {(received.unit_code, received.period) for received in self.known.in_force("report")}
        rows: list[Row] = []
        for unit in self.plan.units:
            for period in self.plan.periods():
                if period.month not in cycle_months[unit.report_cycle] or (unit.unit_code, period) in have:
                    continue
                due = self.plan.due_date(period)
                if due < self.asked:
                    overdue = {"period": period, "due_date": due, "days_overdue": (self.asked - due).days}
                    rows.append({"unit_code": unit.unit_code, "unit_name": unit.name, **overdue})
        return rows

    def submissions(self) -> list[Row]:
        rows: list[Row] = []
        for received in self.world.submissions:
            if received.submission_id not in self.known.state:
                continue
            is_late = None
            if received.kind == "report":
                assert received.period is not None
                is_late = received.received_at.date() > self.plan.due_date(received.period)
            rows.append(
                {
                    "submission_id": received.submission_id,
                    "kind": received.kind,
                    "unit_code": received.unit_code,
                    "unit_name": None if received.unit_code is None else self.unit_names[received.unit_code],
                    "period": received.period,
                    "file_name": received.file_name,
                    "sha256": received.sha256,
                    "received_at": received.received_at,
                    "received_by": received.received_by,
                    "state": self.known.state[received.submission_id],
                    "is_late": is_late,
                }
            )
        return rows


def quota_row(unit_code: str, unit_name: str, domain: Domain, quota: TargetRow | None, sites: int) -> Row:
    """gap = target − sites."""
    target = None if quota is None else quota.target
    return {
        "unit_code": unit_code,
        "unit_name": unit_name,
        "domain": domain.domain,
        "domain_name": domain.name,
        "target": target,
        "sites": sites,
        "gap": None if target is None else target - sites,
        "joint": quota is not None and quota.joint,
    }


def pace(figure: Figure | None) -> Row:
    if figure is None:
        return {"fulfilment": None, "expected": None}
    return {"fulfilment": figure.fulfilment, "expected": figure.expected}


def named(unit: Unit) -> Row:
    return {"unit_code": unit.unit_code, "unit_name": unit.name, "unit_kind": unit.kind}


def evidence(value: Value) -> Row:
    if value.reported is None:
        return {"submission_id": None, "source_cell": None}
    return {"submission_id": value.reported.submission_id, "source_cell": value.reported.source_cell}


def view(world: World, name: str, as_of: date, known_at: datetime) -> list[Row]:
    """The rows of one view at one moment, in no particular order; fractions come out as floats."""
    return rows_of(Moment(world, as_of, known_at), name)


def rows_of(moment: Moment, name: str) -> list[Row]:
    rows: list[Row] = getattr(moment, name)()
    result = []
    for row in rows:
        assert list(row) == COLUMNS[name], (name, list(row))
        result.append({column: float(value) if isinstance(value, Fraction) else value for column, value in row.items()})
    return result
