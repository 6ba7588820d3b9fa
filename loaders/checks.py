"""What a workbook is checked against beyond itself: who sends it and when, and what is in force now."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from loaders.kinds.content import Claim, Content
from loaders.kinds.dates import day_words
from loaders.kinds.figures import about
from loaders.kinds.heads import month_words
from loaders.layout.words import says_nothing
from loaders.problems import Fault
from warehouse.plan import Indicator, Plan, Unit, Window
from warehouse.records import InspectionRow, ReportRow, SatisfactionRow, ScoreRow, SiteRow
from warehouse.standing import InspectionInForce, ReportedValue, ReviewRound, SiteInForce

_GROWING = ("count", "hours")


@dataclass(frozen=True)
class Standing:
    """What the warehouse knows now that a workbook is held against; each kind fills what it needs."""

    reported: list[ReportedValue] = field(default_factory=list)
    """Figures in force of the unit that it is about."""
    replaced_id: str | None = None
    """The submission in force for the same key, where it had been received by this one's receipt."""
    register: list[SiteInForce] | None = None
    """The unit's sites in force; None where it has no register."""
    sites_elsewhere: dict[tuple[str, str], str] = field(default_factory=dict)
    inspected: list[InspectionInForce] = field(default_factory=list)
    review_round: ReviewRound | None = None

    @cached_property
    def by_indicator(self) -> dict[str, list[ReportedValue]]:
        """The values of each indicator."""
        values: dict[str, list[ReportedValue]] = defaultdict(list)
        for value in self.reported:
            values[value.indicator_id].append(value)
        return values

    def sites_of(self, indicator_id: str, plan: Plan, day: date) -> int | None:
        """How many sites of the register count for an indicator on a day; None where no register does."""
        domains = {domain.domain for domain in plan.domains.values() if domain.indicator_id == indicator_id}
        if self.register is None or not domains:
            return None
        return len(
            {
                (site.domain, site.folded_name)
                for site in self.register
                if site.domain in domains and (site.named_on is None or site.named_on <= day)
            }
        )


# ---- who, when ------------------------------------------------------------------------------------------------------------


def check_sender(content: Content, sender: Unit | None) -> Iterator[Fault]:
    """A unit speaks only for itself; the office (None) for all, and it alone sends satisfaction."""
    unit = content.heads.unit
    if sender is not None and content.kind == "satisfaction":
        yield Fault("sender_not_office", particulars={"sender": sender.name})
    elif sender is not None and unit.value is not None and sender.unit_code != unit.value.unit_code:
        yield Fault("sender_not_allowed", *unit.place, particulars={"found": unit.typed, "sender": sender.name})


def check_period(content: Content, plan: Plan, received_at: datetime) -> Iterator[Fault]:
    """A month of the plan, or a day, that had begun when the workbook came in."""
    period = content.heads.period
    if period.value is None:
        return
    is_month = content.kind in ("report", "inspection")
    if is_month and period.value not in plan.periods:
        words = {"first": month_words(plan.periods[0]), "last": month_words(plan.periods[-1]), "found": period.typed}
        yield Fault("period_outside_plan", *period.place, particulars=words)
    elif period.value > received_at.date():
        words = {"found": period.typed, "received": day_words(received_at.date()), "noun": "这个月" if is_month else "这一天"}
        yield Fault("period_in_future", *period.place, particulars=words)


def check_round(content: Content, standing: Standing, received_at: datetime) -> Iterator[Fault]:
    """A date that names a round, which is open for a score sheet, and whose rater it is."""
    period, unit, held = content.heads.period, content.heads.unit, standing.review_round
    if period.value is None:
        return
    if held is None:
        yield Fault("round_unknown", *period.place, particulars={"found": period.typed})
        return
    if content.kind == "scoring":
        if held.closed_at is not None and held.closed_at <= received_at:
            words = {"found": period.typed, "closed": f"{held.closed_at:%Y-%m-%d %H:%M}"}
            yield Fault("round_closed", *period.place, particulars=words)
        if unit.value is not None and unit.value.unit_code not in held.rater_codes:
            yield Fault("rater_not_in_round", *unit.place, particulars={"found": unit.typed, "round": period.typed})


# ---- what is in force -----------------------------------------------------------------------------------------------------


def check_report(content: Content, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """Every row against what is in force in its counted window, and what an earlier submission filled and this one leaves blank."""
    period = content.heads.period.value
    assert period is not None
    for row in content.rows:
        assert isinstance(row, ReportRow)
        yield from _check_register(row, period, plan, standing)
        window = plan.counted_window(row.indicator_id, period)
        if window is None:
            yield _no_window(row, content, plan)
        else:
            yield from _check_row(row, window, period, plan, standing)
    for value in standing.reported:
        if standing.replaced_id and value.submission_id == standing.replaced_id and value.indicator_id not in content.mentioned:
            yield from _left_blank(content, plan, value.indicator_id, value.value)


def _no_window(row: ReportRow | InspectionRow, content: Content, plan: Plan) -> Fault:
    words = {"found": row.typed or "", "period": content.heads.period.typed}
    return Fault("no_counted_window", row.sheet, row.cell, about(plan.indicators[row.indicator_id]), words)


def _check_register(row: ReportRow, period: date, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """A typed number of sites unlike the register's at the end of the month."""
    last_day = period.replace(day=monthrange(period.year, period.month)[1])
    sites = standing.sites_of(row.indicator_id, plan, last_day)
    if sites is not None and round(row.value, 9) != sites:
        words = {"found": row.typed, "expected": str(sites)}
        yield Fault("value_unlike_register", row.sheet, row.cell, about(plan.indicators[row.indicator_id]), words)


def _check_row(row: ReportRow, window: Window, period: date, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """A figure that falls, and one that jumps."""
    indicator = plan.indicators[row.indicator_id]
    same = [v for v in standing.by_indicator[row.indicator_id] if v.period != period and window.holds(v.period)]
    earlier = [value for value in same if value.period < period]
    later = [value for value in same if value.period > period]
    noun = "value" if indicator.kind in _GROWING else "share"
    is_excused = noun == "value" and not says_nothing(row.remark)
    if earlier and not is_excused and _below(row.value, (highest := max(earlier, key=lambda v: (v.value, v.period))).value):
        yield _compared(f"{noun}_below_earlier", row, indicator, highest)
    if later and not is_excused and _below((lowest := min(later, key=lambda v: (v.value, v.period))).value, row.value):
        yield _compared(f"{noun}_above_later", row, indicator, lowest)
    if earlier:
        last = max(earlier, key=lambda value: value.period)
        factor = plan.settings.jump_factor
        if last.value > 0 and _below(factor * last.value, row.value):
            yield _compared("value_jumped", row, indicator, last, factor=f"{factor:g}")


def _below(lower: float, higher: float) -> bool:
    return round(lower, 9) < round(higher, 9)


def _compared(rule: str, row: ReportRow, indicator: Indicator, other: ReportedValue, **words: str) -> Fault:
    words |= {"found": row.typed, "other": month_words(other.period), "expected": value_words(other.value, indicator)}
    return Fault(rule, row.sheet, row.cell, about(indicator), words)


def value_words(value: float, indicator: Indicator) -> str:
    """A stored value as people write it."""
    if indicator.kind == "coverage":
        return f"{round(value * 100, 2):g}%"
    if indicator.kind == "status":
        return {1.0: "已完成", 0.5: "推进中", 0.0: "未启动"}.get(value, f"{value:g}")
    return f"{value:.15g}"


def _left_blank(content: Content, plan: Plan, indicator_id: str, value: float | None) -> Iterator[Fault]:
    """What an earlier submission filled and this one does not."""
    if indicator_id in plan.indicators:
        indicator = plan.indicators[indicator_id]
        spot = next(iter(content.blanks.get(indicator_id, ())), None)
        words = {"expected": value_words(value, indicator) if value is not None else "发现问题"}
        sheet, cell = (spot.sheet, spot.cell) if spot else (None, None)
        yield Fault("row_left_blank", sheet, cell, about(indicator), words)


def check_sites(content: Content, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """Sites that stand in another unit's register too, and those that this register no longer lists."""
    for row in content.rows:
        assert isinstance(row, SiteRow)
        elsewhere = standing.sites_elsewhere.get((row.domain, row.folded_name))
        if elsewhere is not None:
            owner = plan.units[elsewhere].name if elsewhere in plan.units else elsewhere
            yield Fault("site_elsewhere", row.sheet, row.cell, row.name, {"other": owner})
    if standing.replaced_id is not None:
        for site in standing.register or ():
            if site.folded_name not in content.mentioned:
                yield Fault("site_no_longer_listed", about=site.name)


def check_inspection(content: Content, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """自报值 against the report, and what an earlier sheet verified and this one leaves blank."""
    period = content.heads.period.value
    assert period is not None
    for row in content.rows:
        assert isinstance(row, InspectionRow)
        window = plan.counted_window(row.indicator_id, period)
        if window is None:
            yield _no_window(row, content, plan)
        elif row.indicator_id in content.claims:
            yield from _check_claim(content.claims[row.indicator_id], plan.indicators[row.indicator_id], window, period, plan, standing)
    if standing.replaced_id is not None:
        for inspected in standing.inspected:
            if inspected.indicator_id not in content.mentioned:
                yield from _left_blank(content, plan, inspected.indicator_id, inspected.verified)


def _check_claim(claim: Claim, indicator: Indicator, window: Window, period: date, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """A 自报值 unlike the report's, and unlike the register's where one counts."""
    earlier = [v for v in standing.by_indicator[indicator.indicator_id] if v.period <= period and window.holds(v.period)]
    reported = max(earlier, key=lambda value: value.period).value if earlier else None
    last_day = period.replace(day=monthrange(period.year, period.month)[1])
    sites = standing.sites_of(indicator.indicator_id, plan, last_day)
    if claim.value is not None and any(known is not None and round(known, 9) == round(claim.value, 9) for known in (reported, sites)):
        return
    known = sites if sites is not None else reported
    words = {"found": claim.typed, "expected": value_words(known, indicator) if known is not None else "未报"}
    yield Fault("self_reported_unlike", *claim.spot, about(indicator), words)


# ---- rounds ---------------------------------------------------------------------------------------------------------------


def check_scored_units(content: Content, plan: Plan, standing: Standing) -> Iterator[Fault]:
    """Every scored unit of the round but the rater, and no other."""
    held, period = standing.review_round, content.heads.period
    if held is None or not content.mentioned:
        return
    for row in content.rows:
        assert isinstance(row, ScoreRow | SatisfactionRow)
        if row.unit_code not in held.unit_codes:
            words = {"found": plan.units[row.unit_code].name, "round": period.typed}
            yield Fault("unit_not_in_round", *content.names[row.unit_code], particulars=words)
    rater = content.heads.unit.value
    if rater is None and content.kind == "scoring":
        return  # whose row may be blank is not known
    for code in held.unit_codes:
        if code in content.mentioned or (rater is not None and code == rater.unit_code):
            continue
        name = plan.units[code].name
        if content.kind == "satisfaction":
            yield from (Fault("satisfaction_missing", *spot, name) for spot in content.blanks.get(code, ()))
        else:
            yield from (Fault("score_missing", *spot, name) for spot in content.blanks.get(code, ()))
        if not content.blanks.get(code):
            yield Fault("unit_not_scored", about=name, particulars={"round": period.typed})


# ---- receipt --------------------------------------------------------------------------------------------------------------


def check_receipt(content: Content, plan: Plan, is_returned_before: bool, received_at: datetime) -> Iterator[Fault]:
    """The file as a whole: returned before, late."""
    if is_returned_before:
        yield Fault("same_as_returned")
    if content.kind != "report" or content.heads.period.value is None:
        return
    due = due_day(content.heads.period.value, plan.settings.report_due_day)
    if received_at.date() > due:
        words = {"period": content.heads.period.typed, "due": day_words(due), "received": day_words(received_at.date())}
        yield Fault("report_late", particulars=words)


def due_day(period: date, day: int) -> date:
    """The last day on which a month's report is in time: that day of the following month, or the month's last day."""
    following = (period + timedelta(days=32)).replace(day=1)
    return following.replace(day=min(day, monthrange(following.year, following.month)[1]))
