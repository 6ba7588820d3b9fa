"""The value of one unit and indicator in one window: what was reported, what the register lists, what inspections verified."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.known import Known, order
from tests.oracle.numbers import exact
from tests.oracle.plan import Indicator, Unit, Window, first_of
from tests.oracle.world import Inspected, Received

QUOTES = "\"'“”‘’「」『』"


@dataclass(frozen=True)
class Reported:
    """A value as of a day, and where it comes from."""

    value: Fraction
    submission_id: str
    source_cell: str | None
    """None where a register counts."""
    period: date | None
    """The report's; None where a register counts."""


@dataclass(frozen=True)
class Value:
    """Everything that is shown of one unit, indicator and window."""

    typed: Reported | None
    """The number in the reports."""
    reported: Reported | None
    """The register's count where one is in force, else the same."""
    verified: Fraction | None
    deduction: Fraction | None
    value: Fraction | None


NOTHING = Value(None, None, None, None, None)


def normalised(name: str) -> str:
    """NFKC, without blanks and quotation marks."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name) if not letter.isspace() and letter not in QUOTES)


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def lies_in(period: date, window: Window) -> bool:
    return first_of(window.start) <= period <= window.end


class Values:
    """Values of all units at one moment; what is asked again is remembered."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.plan = known.plan
        self.as_of = known.as_of
        self.reports = known.in_force("report")
        self.registers = {received.unit_code: received for received in known.in_force("sites")}
        self.inspections = known.in_force("inspection")
        self.remembered: dict[tuple[str, str, date], Value] = {}

    def of(self, unit: Unit, indicator: Indicator, window: Window) -> Value:
        key = unit.unit_code, indicator.indicator_id, window.start
        if key not in self.remembered:
            self.remembered[key] = self.work_out(unit, indicator, window)
        return self.remembered[key]

    def work_out(self, unit: Unit, indicator: Indicator, window: Window) -> Value:
        """value = max(0, reported − deduction), from the inspected period on, until a later inspection."""
        typed = self.typed(unit, indicator, window, self.as_of)
        reported = self.reported(unit, indicator, window, self.as_of)
        inspection = self.inspection(unit, indicator, window)
        if inspection is None:
            return Value(typed, reported, None, None, None if reported is None else reported.value)
        verified, period = inspection
        deduction = self.deduction(unit, indicator, window, verified, period)
        value = None if reported is None else max(Fraction(0), reported.value - deduction)
        return Value(typed, reported, verified, deduction, value)

    def typed(self, unit: Unit, indicator: Indicator, window: Window, day: date) -> Reported | None:
        """The value of the latest period of the window, begun by `day`, that reports the indicator in the submission in force."""
        latest: Reported | None = None
        for received in self.reports:
            if received.unit_code != unit.unit_code or received.period > day or not lies_in(received.period, window):
                continue
            for indicator_id, value, source_cell in received.rows:
                if indicator_id == indicator.indicator_id and (latest is None or latest.period < received.period):
                    latest = Reported(exact(value), received.submission_id, source_cell, received.period)
        return latest

    def reported(self, unit: Unit, indicator: Indicator, window: Window, day: date) -> Reported | None:
        """The register of sites takes the place of the typed number, for an indicator that site_domains.csv names."""
        register = self.registers.get(unit.unit_code)
        domains = self.plan.domains_of(indicator)
        if not domains or register is None:
            return self.typed(unit, indicator, window, day)
        if window.start > day:
            return None
        count = sum(self.sites(register, domain, min(day, window.end)) for domain in domains)
        return Reported(Fraction(count), register.submission_id, None, None)

    def sites(self, register: Received, domain: str, day: date) -> int:
        """Distinct sites of one domain, by normalised name, whose 命名时间 is blank or on or before the day."""
        names = set()
        for site in register.rows:
            if site.domain == domain and (site.named_on is None or site.named_on <= day):
                names.add(normalised(site.name))
        return len(names)

    def verifying(self, unit: Unit, indicator: Indicator) -> list[tuple[Received, Inspected]]:
        """Every inspection in force, of a period begun by `as_of`, that verifies a value of the indicator at the unit."""
        found = []
        for received in self.inspections:
            if received.subject_code == unit.unit_code and received.period <= self.as_of:
                found += [
                    (received, row) for row in received.rows if row.indicator_id == indicator.indicator_id and row.verified is not None
                ]
        return found

    def inspection(self, unit: Unit, indicator: Indicator, window: Window) -> tuple[Fraction, date] | None:
        """The verified value and the period of the latest inspection within the window, by period, then by receipt."""
        within = [(received, row) for received, row in self.verifying(unit, indicator) if lies_in(received.period, window)]
        if not within:
            return None
        received, row = max(within, key=lambda found: (found[0].period, order(found[0])))
        return exact(row.verified), received.period

    def deduction(self, unit: Unit, indicator: Indicator, window: Window, verified: Fraction, period: date) -> Fraction:
        """The reported value as of the last day of the inspected period − verified; 0 while nothing is reported by then."""
        then = self.reported(unit, indicator, window, self.plan.hold(last_of(period)))
        return Fraction(0) if then is None else then.value - verified
