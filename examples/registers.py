"""The invented demonstration sites of the seven counties, and the registers (示范点名录) in which each county lists them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from examples.outlines import Outline, Point, read_outlines
from examples.plan_data import PlanData, Unit, month_end
from examples.profiles import COUNTIES

FIRST_NAMED = date(2021, 3, 1)
TOWNSHIPS = 9
PLACED = 0.8
"""The share of the sites whose coordinates are known."""
MONTH_ALONE = 0.3
"""The share of the sites of which only the month is known."""
LEVELS = (("国家级", 0.03), ("省级", 0.14), ("市级", 0.45), ("县级", 1.0))
ORDINALS = "一二三四五六七八九"
SHARED_NAME = "甲乙交界互嵌式社区"
"""Stands in two registers."""

_NAMES = {
    "office": ("{s}字{n}局机关", "{s}字{n}服务中心机关", "{s}字{n}办机关"),
    "enterprise": ("{s}字{n}号农产品加工公司", "{s}字{n}号商贸公司", "{s}字{n}号建材厂"),
    "community": ("{s}字{n}社区", "{s}字{n}村", "{s}字{n}家园社区"),
    "school": ("{s}字第{n}小学", "{s}字第{n}中学", "{s}字第{n}幼儿园"),
    "venue": ("{s}字{n}号宗教活动场所",),
    "new_org": ("{s}字{n}号商会", "{s}字{n}号社会组织"),
    "scenic": ("{s}字{n}号景区",),
    "embedded_province": ("{s}字{n}号省级互嵌式社区",),
    "embedded_city": ("{s}字{n}号互嵌式社区", "{s}字{n}号互嵌式院落"),
}


@dataclass(frozen=True)
class Profile:
    """How one county keeps its register."""

    stem: str
    """The sign that all names of the county begin with, so that none is a real one."""
    received: tuple[date, ...]
    """The days on which a register comes in: the first of a month, before any report of the month that has just ended."""
    shares: tuple[float, ...]
    """How much of its sites in the end the county has by then."""
    layout: str
    beyond: dict[str, int] = field(default_factory=dict)
    """Domain → sites more (or fewer) than its quota in the end."""
    undated: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Domain → the registers (from 0) in which its last site has no 命名时间."""
    wrong_level: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Domain → the registers in which its last site has a 级别 unlike the domain."""
    shares_a_site: bool = False
    unlike: dict[tuple[str, str], int] = field(default_factory=dict)
    """(period, indicator) → by how much the report's number is unlike the register's, on purpose."""


PROFILES = {
    "kongtong": Profile(
        "甲", (date(2023, 11, 1), date(2024, 9, 2), date(2025, 11, 3)), (0.45, 0.75, 1), "official",
        beyond={"enterprise": -1, "venue": -1}, undated={"community": (2,)}, shares_a_site=True,
        unlike={("2024-11", "25-1"): 1},
    ),
    "huating": Profile(
        "乙", (date(2023, 9, 1), date(2024, 7, 1), date(2025, 7, 1)), (0.5, 0.75, 1), "sections",
        beyond={"community": -1, "venue": -1, "school": -1}, shares_a_site=True,
    ),
    "jingchuan": Profile(
        "丙", (date(2023, 12, 1), date(2024, 11, 1), date(2025, 12, 1)), (0.5, 0.8, 1), "two_sheets",
        beyond={"community": 1}, unlike={("2025-06", "22-1"): 1},
    ),
    "lingtai": Profile(
        "丁", (date(2024, 3, 1), date(2024, 12, 2), date(2025, 9, 1)), (0.4, 0.7, 1), "text",
        wrong_level={"embedded_city": (1,)}, unlike={("2024-12", "23-3"): -1},
    ),
    "chongxin": Profile(
        "戊", (date(2024, 1, 2), date(2024, 11, 1), date(2025, 9, 2)), (0.45, 0.7, 1), "open_document",
        beyond={"office": -1, "venue": -1, "community": -1},
    ),
    "zhuanglang": Profile(
        "己", (date(2024, 4, 1), date(2025, 1, 2), date(2025, 9, 1)), (0.4, 0.6, 1), "merged",
        beyond={"school": -1, "office": -2, "venue": -2, "enterprise": -1}, undated={"school": (1,)},
        unlike={("2025-11", "26-1"): 1},
    ),
    "jingning": Profile(
        "庚", (date(2024, 7, 1), date(2025, 3, 3), date(2025, 12, 1)), (0.25, 0.5, 1), "words",
        beyond={"venue": -1, "scenic": -1}, undated={"enterprise": (2,)},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    domain: str
    name: str
    level: str
    township: str
    named_on: date
    is_month_alone: bool
    place: Point | None
    first_register: int
    """The register (from 0) that lists it first."""
    undated_in: tuple[int, ...] = ()
    wrong_level_in: tuple[int, ...] = ()


@dataclass(frozen=True)
class Register:
    """One sending of a county's register: its sites, whole."""

    unit: Unit
    number: int
    received_at: datetime
    sites: tuple[Site, ...]
    profile: Profile

    @property
    def first_period(self) -> date:
        """The first month whose report comes in after this register."""
        return (self.received_at.date().replace(day=1) - timedelta(days=1)).replace(day=1)

    def is_dated(self, site: Site) -> bool:
        return self.number not in site.undated_in

    def count(self, domains: set[str], day: date) -> int:
        """Sites of these domains that count on a day; one without 命名时间 counts since ever."""
        return sum(site.domain in domains and (not self.is_dated(site) or site.named_on <= day) for site in self.sites)


def _sites(plan: PlanData, unit: Unit, profile: Profile, outline: Outline, seeded: Callable[..., Random]) -> Iterator[Site]:
    """All sites that a county has in the end."""
    random = seeded(unit.code)
    townships = [f"{profile.stem}字{ORDINALS[n]}{'街道' if n < 2 else '乡' if n > 6 else '镇'}" for n in range(TOWNSHIPS)]
    centres = [outline.anywhere(random) for _ in townships]
    for domain in plan.domains:
        wanted = _wanted(plan, unit, domain.domain) + profile.beyond.get(domain.domain, 0)
        for number in range(wanted):
            first = next(index for index, share in enumerate(profile.shares) if number < math.ceil(wanted * share))
            named_on = _named_on(profile, first, random)
            is_month_alone = random.random() < MONTH_ALONE
            at = number if domain.domain == "township" else random.randrange(TOWNSHIPS)
            name = _name(domain.domain, profile, townships, number, random)
            is_shared = profile.shares_a_site and domain.domain == "embedded_city" and number == wanted - 1
            is_last = number == wanted - 1
            draw = random.random()
            yield Site(
                domain.domain,
                SHARED_NAME if is_shared else name,
                domain.level or next(level for level, bound in LEVELS if draw < bound),
                townships[at],
                named_on.replace(day=1) if is_month_alone else named_on,
                is_month_alone,
                outline.near(centres[at], random) if random.random() < PLACED else None,
                first,
                profile.undated.get(domain.domain, ()) if is_last else (),
                profile.wrong_level.get(domain.domain, ()) if is_last else (),
            )


def _wanted(plan: PlanData, unit: Unit, domain: str) -> int:
    province, city = COUNTIES[unit.code].pooled
    indicator_id = next(other.indicator_id for other in plan.domains if other.domain == domain)
    if plan.pooled_target(indicator_id) is not None:
        return province if domain == "embedded_province" else city
    return int(plan.target(unit.code, indicator_id) or 0)


def _name(domain: str, profile: Profile, townships: list[str], number: int, random: Random) -> str:
    if domain == "township":
        return townships[number]
    return random.choice(_NAMES[domain]).format(s=profile.stem, n=ORDINALS[number])


def _named_on(profile: Profile, register: int, random: Random) -> date:
    """A working day between a register and the one before, the later the likelier."""
    start = FIRST_NAMED if register == 0 else profile.received[register - 1]
    days = (profile.received[register] - start).days
    day = start + timedelta(days=int(random.triangular(1, days - 5, days * (0.6 if register == 0 else 0.8))))
    return day - timedelta(days=max(day.weekday() - 4, 0))


class Registers:
    """All registers of the counties, and what they say on any day."""

    def __init__(self, plan: PlanData, seed: int) -> None:
        self.plan, self.seed = plan, seed
        self.domains_of = {
            indicator_id: {domain.domain for domain in plan.domains if domain.indicator_id == indicator_id}
            for indicator_id in plan.site_indicators
        }

    @cached_property
    def of_unit(self) -> dict[str, list[Register]]:
        """The registers of every unit that sends any, in order."""
        outlines = read_outlines()
        made = {}
        for code, profile in PROFILES.items():
            unit = self.plan.units[code]
            sites = list(_sites(self.plan, unit, profile, outlines[unit.adcode], self._random))
            made[code] = [
                Register(unit, number, self._received_at(code, day), tuple(s for s in sites if s.first_register <= number), profile)
                for number, day in enumerate(profile.received)
            ]
        return made

    def _random(self, *parts: object) -> Random:
        return Random("/".join(map(str, (self.seed, "register", *parts))))

    def _received_at(self, code: str, day: date) -> datetime:
        random = self._random(code, "received", day)
        return datetime.combine(day, time(8, random.randint(10, 59), random.randint(0, 59)))

    def counts(self, unit_code: str, indicator_id: str) -> bool:
        """Whether a register stands for the unit's figure of an indicator."""
        return unit_code in PROFILES and indicator_id in self.domains_of

    def typed(self, unit_code: str, indicator_id: str, period: date) -> int:
        """What the unit's report says: as its register in force then at the end of the month, but where it is meant to be unlike."""
        registers = self.of_unit[unit_code]
        known = [register for register in registers if register.first_period <= period]
        unlike = PROFILES[unit_code].unlike.get((f"{period:%Y-%m}", indicator_id), 0)
        domains, day = self.domains_of[indicator_id], month_end(period)
        if known:
            return known[-1].count(domains, day) + unlike
        return sum(site.domain in domains and site.named_on <= day for site in registers[-1].sites)

    def counted(self, unit_code: str, indicator_id: str, day: date) -> int:
        """What counts on a day once all registers are in."""
        return self.of_unit[unit_code][-1].count(self.domains_of[indicator_id], day)

    def all(self) -> list[Register]:
        return [register for registers in self.of_unit.values() for register in registers]
