"""Random worlds: what units and the city did under a random plan, and the moments to ask about."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.oracle import Happened, Inspected, Points, Received, Rectified, Round, Satisfied, Site, Warned, first_of, next_month
from tests.worlds.dice import Dice
from tests.worlds.draft import SHEET, Draft, Files, signed, workbook
from tests.worlds.plans import random_plan, second_plan, span_of

LONG_AGO = datetime(2020, 1, 1)
LATER = datetime(2026, 6, 30, 12)
"""After everything that ever happens in a random world, yet before any clock that runs these tests."""

Plans = list[tuple[datetime | None, Files]]
TIMES = (time(9, 30), time(0), time(23, 59, 59, 999999), time(0, 0, 0, 1))
SITES = (
    "第1示范点",
    "第１示范点",
    "第 1 示范点",
    "“第1”示范点",
    "第2示范点(演示)",
    "第2示范点（演示）",
    "第2示范点",
    "第3示范点",
    "第\u30003示范点",
)
SCORES = (20.0, 18.0, 18.0, 15.5, 12.0, 0.0)


def worlds() -> st.SearchStrategy[Draft]:
    return st.integers(0, 2**64 - 1).map(random_world)


def random_world(seed: int) -> Draft:
    dice = Dice(seed)
    first = random_plan(dice)
    plans: Plans = [(None, first)]
    start, end = span_of(first)
    if dice.chance(50):
        in_force_from = _moment(dice, start, end)
        plans.append((in_force_from, second_plan(dice, first)))
    months = _months(dice, start, end)
    rounds = _rounds(dice, first, start, end)
    reports = _reports(dice, plans, months)
    about: list[Received] = [*reports, *_registers(dice, first, start, end), *_inspections(dice, plans, months, reports)]
    for one in rounds:
        about += [*_sheets(dice, one), *_satisfaction(dice, one)]
    submissions = [replace(one, submission_id=f"s{number:04}") for number, one in enumerate(dice.shuffled(about), start=1)]
    submissions = _warned(Dice(seed + 1), submissions)
    events = _events(dice, submissions)
    rectified = _rectified(dice, submissions)
    draft = Draft(plans, submissions, events, [], rounds, rectified)
    return replace(draft, moments=[_asked(dice, draft) for _ in range(2)])


def checked_worlds() -> st.SearchStrategy[Draft]:
    return st.integers(0, 2**64 - 1).map(checked_world)


def checked_world(seed: int) -> Draft:
    """A random world in which more of what county-level units reported is inspected, and often found to be less; asked of once more at its end."""
    draft, dice = random_world(seed), Dice(seed + 2)
    first = draft.plans[0][1]
    codes = [unit["unit_code"] for unit in first["units"]]
    departments = {unit["unit_code"] for unit in first["units"] if unit["kind"] == "department"}
    submissions = list(draft.submissions)
    for report in draft.submissions:
        if report.kind != "report" or report.unit_code in departments or report.period is None or dice.chance(40):
            continue
        inspector = dice.pick([code for code in codes if code != report.unit_code])
        received_at = datetime.combine(report.period + timedelta(days=dice.whole(0, 90)), dice.pick(TIMES))
        known = {indicator["indicator_id"] for indicator in _in_force(draft.plans, received_at)["indicators"]}
        rows = [
            Inspected(code, value * dice.pick((1.0, 1.0, 0.5, 0.0, 1.5)), None, None, f"核查表!D{line}")
            for line, (code, value, _) in enumerate(dice.some(report.rows, 1), start=5)
            if code in known
        ]
        if rows:
            number = len(submissions) + 1
            submissions.append(workbook(number, "inspection", inspector, report.period, received_at, rows, subject=report.unit_code))
    moments = [*draft.moments, (span_of(first)[1], LATER)]
    return replace(draft, submissions=submissions, moments=moments)


def _moment(dice: Dice, start: date, end: date) -> datetime:
    day = start + timedelta(days=dice.whole(0, (end - start).days))
    return datetime.combine(day, dice.pick((time(9, 30), time(0), time(23, 59, 59, 999999))))


def _months(dice: Dice, start: date, end: date) -> list[date]:
    """The plan's months, or five of them in a row: few, so that many a workbook corrects another."""
    months = [first_of(start)]
    while next_month(months[-1]) <= end:
        months.append(next_month(months[-1]))
    if len(months) > 5 and dice.chance(60):
        begin = dice.whole(0, len(months) - 5)
        months = months[begin : begin + 5]
    return months


def _in_force(plans: Plans, moment: datetime) -> Files:
    return [files for in_force_from, files in plans if in_force_from is None or in_force_from <= moment][-1]


# ---------------------------------------------------------------------------------------------------------------------------------
# Reports


def _reports(dice: Dice, plans: Plans, months: list[date]) -> list[Received]:
    """Reports; in half of the worlds every county-level unit reports a few periods to begin with, so that figures are not all zero."""
    units = plans[0][1]["units"]
    places: list[tuple[dict[str, Any], date]] = []
    is_full = dice.chance(50)
    if is_full:
        periods = sorted({dice.pick(months) for _ in range(2)})
        places = [(unit, period) for unit in units if unit["kind"] != "department" for period in periods]
    places += [(dice.pick(units), dice.pick(months)) for _ in range(dice.whole(0, 5 if is_full else 10))]
    reports: list[Received] = []
    for unit, period in places:
        received_at = _receipt(dice, period, int(plans[0][1]["settings"][0]["value"]), reports)
        in_force = _in_force(plans, received_at)
        rows = []
        for line, indicator in enumerate(in_force["indicators"], start=3):
            if dice.chance(75 if is_full else 60):
                rows.append((indicator["indicator_id"], _a_value(dice, indicator["kind"]), f"{SHEET}!C{line}"))
        before = [one for one in reports if (one.unit_code, one.period) == (unit["unit_code"], period) and one.received_at <= received_at]
        if before and dice.chance(15):
            rows = before[-1].rows  # the very same bytes once more
        if not rows:
            rows = [(in_force["indicators"][0]["indicator_id"], _a_value(dice, in_force["indicators"][0]["kind"]), f"{SHEET}!C3")]
        sender = dice.pick((unit["name"], "创建办"))
        reports.append(workbook(0, "report", unit["unit_code"], period, received_at, rows, sender=sender))
    return reports


def _receipt(dice: Dice, period: date, due_day: int, others: list[Received]) -> datetime:
    """A moment after the period began: the same as an earlier workbook's, round the due day, or any."""
    same = [other.received_at for other in others if other.received_at.date() >= period]
    if same and dice.chance(25):
        return dice.pick(same)
    month = next_month(period)
    due = month.replace(day=min(due_day, monthrange(month.year, month.month)[1]))
    if dice.chance(15):
        return datetime.combine(due, dice.pick((time(23, 59, 59, 999999), time(0))))
    if dice.chance(10):
        return datetime.combine(due + timedelta(days=1), time(0))
    return datetime.combine(period + timedelta(days=dice.whole(0, 70)), dice.pick(TIMES))


def _a_value(dice: Dice, kind: str) -> float:
    if kind == "status":
        return dice.pick((0.0, 0.5, 1.0))
    if kind == "coverage":
        of = dice.pick((1, 3, 7, 10, 40))
        return dice.whole(0, of) / of
    if kind == "hours":
        return dice.pick((dice.whole(0, 26) / 2, dice.whole(0, 9) / 10))
    return float(dice.whole(0, 9))


def _warned(dice: Dice, submissions: list[Received]) -> list[Received]:
    """The same, a few reports as .csv, and most of them warned of a few places: a figure's cell, another cell of its row, or any other.

    By dice of their own, so that all else stays what it is.
    """
    result = []
    for one in submissions:
        if one.kind == "report":
            if dice.chance(20):
                one = signed(replace(one, rows=[(code, value, cell.replace(SHEET, "")) for code, value, cell in one.rows]))
            sheet = one.rows[0][2].partition("!")[0] or None
            warnings = [
                Warned(
                    dice.pick(("value_jumped", "evidence_missing", "evidence_missing", "row_hidden")),
                    dice.pick((sheet, sheet, sheet, sheet, "另一张表")),
                    f"{dice.pick(('C', 'C', 'G', 'AA'))}{dice.whole(3, 9)}",
                )
                for _ in range(dice.pick((0, 2, 4)))
            ]
            if dice.chance(20):
                warnings.append(Warned("report_late", None, None))
            one = replace(one, warnings=tuple(warnings))
        result.append(one)
    return result


# ---------------------------------------------------------------------------------------------------------------------------------
# Registers and inspections


def _registers(dice: Dice, files: Files, start: date, end: date) -> list[Received]:
    """Registers of a few units: one site in several spellings, sites named before the plan, in it, in times to come, or at no known day."""
    registers: list[Received] = []
    units = dice.some(files["units"], 1)
    for _ in range(dice.pick((0, 1, 2, 2, 3, 4, 5))):
        rows = []
        domains = dice.some([row["domain"] for row in files["site_domains"]], 1)
        for line in range(3, 3 + dice.whole(1, 7)):
            rows.append(Site(dice.pick(domains), dice.pick(SITES), _named_on(dice, start, end), f"名录!A{line}"))
        same = [other.received_at for other in registers]
        day = start + timedelta(days=dice.whole(0, (end - start).days))
        received_at = dice.pick(same) if same and dice.chance(20) else datetime.combine(day, dice.pick(TIMES))
        registers.append(workbook(0, "sites", dice.pick(units)["unit_code"], None, received_at, rows))
    return registers


def _named_on(dice: Dice, start: date, end: date) -> date | None:
    if dice.chance(25):
        return None
    if dice.chance(25):
        return start - timedelta(days=dice.whole(1, 900))
    day = start + timedelta(days=dice.whole(0, (end - start).days + 40))
    return dice.pick((day, first_of(day), first_of(day) - timedelta(days=1)))


def _inspections(dice: Dice, plans: Plans, months: list[date], reports: list[Received]) -> list[Received]:
    """Inspections by one inspector or several, sent again, most of what was reported, some before anything is."""
    codes = [unit["unit_code"] for unit in plans[0][1]["units"]]
    places: list[tuple[Any, Any]] = [(dice.pick(codes), dice.pick(months))]
    county_level = {unit["unit_code"] for unit in plans[0][1]["units"] if unit["kind"] != "department"}
    of_counties = [one for one in reports if one.unit_code in county_level]
    if of_counties:
        subject = dice.pick(of_counties).unit_code
        places += [(subject, one.period) for one in of_counties if one.unit_code == subject]
        places += [(one.unit_code, one.period) for one in (dice.pick(of_counties) for _ in range(2))]
    inspectors = dice.shuffled(codes)[:2]
    counted_in_sites = {row["indicator_id"] for row in plans[0][1]["site_domains"]}
    first = plans[0][1]["indicators"][0]["indicator_id"]
    inspections: list[Received] = []
    for _ in range(dice.pick((0, 2, 3, 4, 6, 8))):
        subject, period = dice.pick(places)
        inspector = dice.pick([code for code in inspectors if code != subject])
        received_at = _receipt(dice, period, 10, inspections)
        indicators = dice.shuffled(_in_force(plans, received_at)["indicators"])
        if dice.chance(40):
            indicators.sort(key=lambda indicator: indicator["indicator_id"] not in counted_in_sites)
        elif dice.chance(50):
            indicators.sort(key=lambda indicator: indicator["indicator_id"] != first)
        rows = []
        for line, indicator in enumerate(indicators[: dice.whole(1, 4)], start=5):
            is_found = dice.chance(50)
            verified = dice.pick((0.0, _a_value(dice, indicator["kind"]), _a_value(dice, indicator["kind"])))
            finding = f"问题{line}(演示)" if is_found else None
            due = period + timedelta(days=dice.whole(0, 90)) if is_found and dice.chance(70) else None
            is_blank = is_found and dice.chance(35)
            rows.append(Inspected(indicator["indicator_id"], None if is_blank else verified, finding, due, f"核查表!D{line}"))
        inspections.append(workbook(0, "inspection", inspector, period, received_at, rows, subject=subject))
    return inspections


def _rectified(dice: Dice, submissions: list[Received]) -> list[Rectified]:
    """Steps typed in just after an inspection that is the one in force so far; a key that is closed takes no more of them."""
    steps: list[Rectified] = []
    typed: dict[Any, Received] = {}
    for one in submissions:
        before = typed.get(one.key)
        if one.kind != "inspection" or (before is not None and before.received_at > one.received_at):
            continue
        typed[one.key] = one
        for row in one.rows:
            key = one.unit_code, one.subject_code, one.period, row.indicator_id
            if row.finding is None or any(step.key == key and step.kind == "closed" for step in steps):
                continue
            at = max([one.received_at, *(step.happened_at for step in steps if step.key == key)])
            for kind, percent in (("done", 35), ("done", 10), ("closed", 25)):
                if dice.chance(percent):
                    at += dice.pick((timedelta(0), timedelta(hours=5), timedelta(days=20), timedelta(days=45)))
                    steps.append(Rectified(kind, key, at, one.submission_id))
    return steps


# ---------------------------------------------------------------------------------------------------------------------------------
# Rounds


def _rounds(dice: Dice, files: Files, start: date, end: date) -> list[Round]:
    """Up to three rounds: of the county-level units among themselves, with departments as raters, or of any units by any."""
    codes = [unit["unit_code"] for unit in files["units"]]
    county_level = [unit["unit_code"] for unit in files["units"] if unit["kind"] != "department"]
    rounds: dict[date, Round] = {}
    for _ in range(dice.pick((0, 1, 1, 2, 2, 3))):
        day = start + timedelta(days=dice.whole(0, (end - start).days))
        units = county_level if dice.chance(70) else dice.some(codes, 2)[:7]
        raters = dice.pick((units, codes, codes, dice.some(codes, 1)))
        closed_at = None
        if dice.chance(40):
            closed_at = datetime.combine(day + timedelta(days=dice.whole(0, 40)), dice.pick(TIMES))
        rounds[day] = Round(day, tuple(units), tuple(raters), closed_at)
    return list(rounds.values())


def _sheets(dice: Dice, one: Round) -> list[Received]:
    """Sheets of all raters, of some or of none; some twice; none after the city closed the round."""
    raters = dice.pick((one.raters, one.raters, dice.some(one.raters, 0), ()))
    again = dice.some(raters, 0)[:2] if dice.chance(40) else []
    severity = {rater: dice.pick((0.0, 0.0, 1.0, 3.0)) for rater in one.raters}
    is_even = dice.chance(15)
    sheets = []
    for rater in (*raters, *again):
        received_at = datetime.combine(one.day + timedelta(days=dice.whole(0, 40)), dice.pick(TIMES))
        rows = []
        for line, unit in enumerate((unit for unit in one.units if unit != rater), start=4):
            scores = tuple(10.0 if is_even else max(0.0, dice.pick(SCORES) - severity[rater]) for _ in range(5))
            rows.append(Points(unit, scores, f"打分表!A{line}"))
        if one.closed_at is not None and received_at >= one.closed_at:
            if one.closed_at <= datetime.combine(one.day, time(0, 0, 0, 1)) or dice.chance(30):
                continue
            received_at = datetime.combine(one.day, time(0))
        sheets.append(workbook(0, "scoring", rater, one.day, received_at, rows))
    return sheets


def _satisfaction(dice: Dice, one: Round) -> list[Received]:
    """None, one or two workbooks of the round, each for every scored unit."""
    found = []
    for _ in range(dice.pick((0, 1, 1, 2))):
        received_at = datetime.combine(one.day + timedelta(days=dice.whole(0, 40)), dice.pick(TIMES))
        rows = [
            Satisfied(unit, dice.whole(0, 300), dice.pick((90.0, 95.5, dice.whole(0, 1000) / 10)), f"测评表!C{line}")
            for line, unit in enumerate(one.units, start=4)
        ]
        found.append(workbook(0, "satisfaction", None, one.day, received_at, rows))
    return found


# ---------------------------------------------------------------------------------------------------------------------------------
# Events and moments


def _events(dice: Dice, submissions: list[Received]) -> list[Happened]:
    events = []
    for received in submissions:
        if dice.chance(10 if received.kind == "scoring" else 22):
            wait = dice.pick((timedelta(0), timedelta(microseconds=1), timedelta(hours=2), timedelta(days=9), timedelta(days=40)))
            events.append(Happened(dice.pick(("returned", "withdrawn")), received.submission_id, received.received_at + wait))
    return events


def _asked(dice: Dice, draft: Draft) -> tuple[date, datetime]:
    """A day to speak of and a moment of knowledge, by preference just where something changes."""
    plans = draft.plans
    start, end = span_of(plans[0][1])
    turns = [received.received_at for received in draft.submissions] + [event.happened_at for event in draft.events]
    turns += [step.happened_at for step in draft.rectified] + [one.closed_at for one in draft.rounds if one.closed_at is not None]
    turns += [moment for moment, _ in plans if moment is not None]
    known_at = LATER
    if len(plans) > 1 and dice.chance(15):
        known_at = plans[1][0] or LATER
    elif turns and dice.chance(40):
        known_at = dice.pick(turns) - dice.pick((timedelta(0), timedelta(microseconds=1)))
    elif dice.chance(5):
        known_at = LONG_AGO
    days = [one.day for one in draft.rounds] + [one.period for one in draft.submissions if one.period is not None]
    for one in draft.submissions:
        if one.kind == "sites":
            days += [site.named_on for site in one.rows if site.named_on is not None and start <= site.named_on]
        if one.kind == "inspection":
            days += [row.due_date + timedelta(days=1) for row in one.rows if row.due_date is not None]
    as_of = start + timedelta(days=dice.whole(0, (end - start).days))
    where = dice.pick(
        ("inside", "month end", "due day", "day", "day", "day", "end", "end", "end", "after", "long after", "start", "before")
    )
    if where == "month end":
        as_of = as_of.replace(day=monthrange(as_of.year, as_of.month)[1])
    elif where == "due day":
        due_day = int(dice.pick(plans)[1]["settings"][0]["value"])
        as_of = as_of.replace(day=min(due_day, monthrange(as_of.year, as_of.month)[1])) + timedelta(days=dice.whole(0, 1))
    elif where == "day" and days:
        as_of = dice.pick(days) - timedelta(days=dice.whole(0, 1))
    elif where == "end":
        as_of = end
    elif where == "after":
        as_of = end + timedelta(days=dice.whole(1, 45))
    elif where == "long after":
        as_of = date(2026, 6, 1)
    elif where == "start":
        as_of = start
    elif where == "before":
        as_of = start - timedelta(days=dice.whole(1, 60))
    return as_of, known_at
