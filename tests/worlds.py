"""Small invented worlds: random ones for hypothesis, and a few written by hand whose figures are worked out in the comments.

A draft holds everything as data; `settle` writes its plan folders to disk. Moments are drawn close to where figures change:
the very receipt or event, a microsecond before it, due days, ends of months and of the plan.
"""

from __future__ import annotations

import csv
import hashlib
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.oracle import Happened, PlanVersion, Received, World, first_of, next_month

SMALL_PLAN = Path(__file__).parent / "plans" / "small"
PLAN_COLUMNS = {
    "sections": "section_no name aim",
    "tasks": "task_no section_no title scored weight text",
    "units": "unit_code name kind unit_class adcode report_cycle aliases",
    "task_departments": "task_no unit_name listed_order",
    "indicators": "indicator_id task_no name kind unit window reported_by weight basis note",
    "targets": "indicator_id scope_kind scope target joint note",
    "windows": "window label start end counted note",
    "phases": "phase_no name start end work",
    "review_criteria": "criterion_no name full_score",
    "site_domains": "domain name indicator_id level aliases",
    "score_weights": "part weight",
    "settings": "key value note",
}
SHEET = "填报表"
LONG_AGO = datetime(2020, 1, 1)
LATER = datetime(2026, 6, 30, 12)
"""After everything that ever happens in a random world, yet before any clock that runs these tests."""

Files = dict[str, list[dict[str, Any]]]
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Draft:
    """A world whose plan folders are not written yet."""

    plans: list[tuple[datetime | None, Files]]
    submissions: list[Received]
    events: list[Happened]
    moments: list[tuple[date, datetime]] = field(default_factory=list)


def settle(draft: Draft, folder: Path) -> World:
    versions = []
    for number, (in_force_from, files) in enumerate(draft.plans, start=1):
        versions.append(PlanVersion(in_force_from, write_plan(files, folder / f"plan{number}")))
    return World(versions, draft.submissions, draft.events)


def write_plan(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, columns in PLAN_COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(files.get(name, []))
    (folder / "notice.txt").write_text("关于印发《随机方案(演示)》的通知\n演示数据,全部虚构。\n", encoding="utf-8")
    return folder


def received(
    number: int, unit: str, period: str, at: str, values: dict[str, float], sender: str | None = None, name: str | None = None
) -> Received:
    """One report, in short: the rows stand from C3 downwards, one below the other."""
    month = date.fromisoformat(f"{period}-01")
    rows = [(indicator, value, f"{SHEET}!C{line}") for line, (indicator, value) in enumerate(values.items(), start=3)]
    return Received(
        f"s{number:04}",
        unit,
        month,
        datetime.fromisoformat(at),
        sender or unit,
        name or f"{unit}-{period}.xlsx",
        digest(month, unit, rows),
        rows,
    )


def digest(period: date, unit_code: str, rows: list[tuple[str, float, str]]) -> str:
    return hashlib.sha256(content(period, unit_code, rows)).hexdigest()


def content(period: date, unit_code: str, rows: list[tuple[str, float, str]]) -> bytes:
    """Stands for the workbook's bytes: the same report has the same bytes."""
    return f"演示 {unit_code} {period} {rows}".encode()


# ---------------------------------------------------------------------------------------------------------------------------------
# Random worlds


class Dice:
    """Chance, in words. A generator of its own: hypothesis, asked draw by draw, repeats one large world with small changes."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pick(self, choices: Sequence[Choice]) -> Choice:
        return self.random.choice(choices)

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent


WEIGHTS = ("1", "1", "2", "3", "0.1", "0.7")


def worlds() -> st.SearchStrategy[Draft]:
    return st.integers(0, 2**64 - 1).map(random_world)


def random_world(seed: int) -> Draft:
    dice = Dice(seed)
    first = _plan(dice)
    plans: list[tuple[datetime | None, Files]] = [(None, first)]
    start, end = _span(first)
    if dice.chance(50):
        in_force_from = _moment(dice, start, end)
        plans.append((in_force_from, _second_plan(dice, first)))
    submissions = _submissions(dice, plans)
    events = _events(dice, submissions)
    moments = [_asked(dice, plans, submissions, events) for _ in range(3)]
    return Draft(plans, submissions, events, moments)


def smaller(draft: Draft) -> Iterator[Draft]:
    """Drafts that lack one thing of this one, the large things first: to look for the least that shows a difference."""
    for moment in draft.moments:
        if len(draft.moments) > 1:
            yield replace(draft, moments=[moment])
    if len(draft.plans) > 1:
        yield replace(draft, plans=draft.plans[:1])
        yield replace(draft, plans=[(None, draft.plans[1][1])])
    for one in draft.submissions:
        events = [event for event in draft.events if event.submission_id != one.submission_id]
        yield replace(draft, submissions=[other for other in draft.submissions if other is not one], events=events)
    for event in draft.events:
        yield replace(draft, events=[other for other in draft.events if other is not event])
    for indicator in draft.plans[0][1]["indicators"][1:]:
        yield _without(draft, indicator["indicator_id"])
    for number, one in enumerate(draft.submissions):
        for row in one.rows if len(one.rows) > 1 else []:
            rows = [other for other in one.rows if other is not row]
            shorter = replace(one, rows=rows, sha256=digest(one.period, one.unit_code, rows))
            yield replace(draft, submissions=[*draft.submissions[:number], shorter, *draft.submissions[number + 1 :]])


def _without(draft: Draft, indicator_id: str) -> Draft:
    plans = []
    for in_force_from, files in draft.plans:
        left = {name: [row for row in files[name] if row["indicator_id"] != indicator_id] for name in ("indicators", "targets")}
        plans.append((in_force_from, {**files, **left}))
    submissions = []
    for one in draft.submissions:
        rows = [row for row in one.rows if row[0] != indicator_id]
        submissions.append(replace(one, rows=rows, sha256=digest(one.period, one.unit_code, rows)))
    return replace(draft, plans=plans, submissions=submissions)


def _span(files: Files) -> tuple[date, date]:
    plan = next(row for row in files["windows"] if row["window"] == "plan")
    return date.fromisoformat(plan["start"]), date.fromisoformat(plan["end"])


def _moment(dice: Dice, start: date, end: date) -> datetime:
    day = start + timedelta(days=dice.whole(0, (end - start).days))
    return datetime.combine(day, dice.pick((time(9, 30), time(0), time(23, 59, 59, 999999))))


def _plan(dice: Dice) -> Files:
    start = dice.pick((date(2024, 1, 1), date(2023, 7, 1), date(2024, 2, 16), date(2023, 12, 31)))
    end = start
    for _ in range(dice.whole(3, 16)):
        end = next_month(first_of(end))
    end = end.replace(day=dice.pick((monthrange(end.year, end.month)[1], 15, 1)))
    units = _units(dice)
    windows = _windows(dice, start, end)
    sections = [{"section_no": no, "name": f"工程{no}(演示)", "aim": ""} for no in range(1, dice.whole(1, 3) + 1)]
    tasks = []
    for task_no in range(1, dice.whole(2, 5) + 1):
        scored = 1 if task_no == 1 or not dice.chance(25) else 0
        section_no = dice.pick(sections)["section_no"]
        tasks.append(
            {
                "task_no": task_no,
                "section_no": section_no,
                "title": f"任务{task_no}(演示)",
                "scored": scored,
                "weight": dice.pick(WEIGHTS),
                "text": "演示",
            }
        )
    files: Files = {
        "sections": sections,
        "tasks": tasks,
        "units": units,
        "windows": windows,
        "indicators": [],
        "targets": [],
        "phases": [{"phase_no": 1, "name": "演示阶段", "start": start, "end": end, "work": ""}],
        "review_criteria": [{"criterion_no": no, "name": f"方面{no}", "full_score": 20} for no in range(1, 6)],
        "score_weights": [
            {"part": "fulfilment", "weight": 60},
            {"part": "peer_score", "weight": 30},
            {"part": "satisfaction", "weight": 10},
        ],
        "settings": [
            {"key": "report_due_day", "value": dice.pick((10, 1, 31, 30))},
            {"key": "yellow_points", "value": dice.pick((10, 25, 0, 2.5))},
            {"key": "jump_factor", "value": 3},
        ],
    }
    for row in files["windows"]:
        row["start"], row["end"] = str(row["start"]), str(row["end"])
    departments = [unit["name"] for unit in units if unit["kind"] == "department"]
    files["task_departments"] = [{"task_no": 1, "unit_name": name, "listed_order": no} for no, name in enumerate(departments, start=1)]
    for _ in range(dice.whole(2, 7)):
        _add_indicator(dice, files)
    return files


def _units(dice: Dice) -> list[dict[str, Any]]:
    units = []
    counties = dice.whole(1, 4)
    cycles = ("month", "quarter", "half_year", "none")
    for no in range(1, counties + 1):
        units.append(
            {
                "unit_code": f"c{no}",
                "name": f"演示{no}县",
                "kind": "county",
                "unit_class": dice.pick("AB"),
                "adcode": f"99010{no}",
                "report_cycle": dice.pick(cycles),
            }
        )
    if counties == 1 or dice.chance(60):
        units.append({"unit_code": "park", "name": "演示园区", "kind": "park", "unit_class": "P", "report_cycle": dice.pick(cycles)})
    for no in range(1, dice.whole(0, 2) + 1):
        units.append(
            {"unit_code": f"d{no}", "name": f"演示{no}局", "kind": "department", "unit_class": "D", "report_cycle": dice.pick(cycles)}
        )
    return units


def _windows(dice: Dice, start: date, end: date) -> list[dict[str, Any]]:
    """The plan's own span; calendar years and quarters that touch it (so some begin before and end after it); half years with gaps."""
    windows = [{"window": "plan", "label": "全周期", "start": start, "end": end, "counted": 1}]
    years = range(start.year, end.year + 1)
    some: list[dict[str, Any]] = [
        {"window": "year", "label": f"{year}年", "start": date(year, 1, 1), "end": date(year, 12, 31)} for year in years
    ]
    for year in years:
        for quarter in range(1, 5):
            opens, closes = date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, 31 if quarter in (1, 4) else 30)
            if opens <= end and closes >= start:
                some.append({"window": "quarter", "label": f"{year}年第{quarter}季度", "start": opens, "end": closes})
    ends_on = dice.pick((30, 15))
    for year in range(start.year - 1, end.year + 1):
        for label, opens, closes in (
            ("春季", date(year, 3, 1), date(year, 6, ends_on)),
            ("秋季", date(year, 9, 1), date(year + 1, 1, ends_on)),
        ):
            if opens <= end and closes >= start:
                some.append({"window": "semester", "label": f"{year}年{label}学期", "start": opens, "end": closes})
    for window in some:
        window["counted"] = 0 if dice.chance(20) else 1
    for kind in ("year", "quarter", "semester"):
        of_kind = [window for window in some if window["window"] == kind]
        if of_kind and not any(window["counted"] for window in of_kind):
            of_kind[-1]["counted"] = 1
    return windows + some


def _add_indicator(dice: Dice, files: Files) -> None:
    """The first indicator has a target for nearly every county-level unit, so that few are without a figure; the others are anything."""
    is_first = not files["indicators"]
    number = len(files["indicators"]) + 1
    task_no = 1 if is_first else dice.pick(files["tasks"])["task_no"]
    kind = dice.pick(("count", "status", "coverage", "hours"))
    indicator_id = f"{task_no:02}-{number}"
    window = dice.pick(sorted({row["window"] for row in files["windows"]}))
    classes = sorted({unit["unit_class"] for unit in files["units"]})
    targets: list[dict[str, Any]] = []

    def demand(scope_kind: str, scope: str, target: str) -> None:
        targets.append(
            {
                "indicator_id": indicator_id,
                "scope_kind": scope_kind,
                "scope": scope,
                "target": target,
                "joint": dice.pick(("0", "0", "1", "")),
            }
        )

    if is_first:
        for unit_class in classes:
            if dice.chance(50 if unit_class == "D" else 92):
                demand("class", unit_class, _a_target(dice, kind))
        if not targets:
            demand("class", classes[0], _a_target(dice, kind))
    elif kind in ("count", "hours") and dice.chance(40):
        demand("city", "city", str(dice.whole(1, 20)))
        for unit_class in classes:
            if dice.chance(20):
                demand("class", unit_class, dice.pick(("-", _a_target(dice, kind))))
        for unit in files["units"]:
            if dice.chance(15):
                demand("unit", unit["unit_code"], dice.pick(("-", _a_target(dice, kind))))
    else:
        for unit_class in classes:
            if dice.chance(70):
                demand("class", unit_class, "-" if dice.chance(15) else _a_target(dice, kind))
        for unit in files["units"]:
            if dice.chance(20):
                demand("unit", unit["unit_code"], "-" if dice.chance(40) else _a_target(dice, kind))
        if all(row["target"] == "-" for row in targets):
            targets.clear()
            demand("class", classes[0], _a_target(dice, kind))
    files["indicators"].append(
        {
            "indicator_id": indicator_id,
            "task_no": task_no,
            "name": f"指标{number}(演示)",
            "kind": kind,
            "unit": "项",
            "window": window,
            "reported_by": "both",
            "weight": dice.pick(WEIGHTS),
        }
    )
    files["targets"] += targets
    _keep_filled(files, indicator_id)


def _a_target(dice: Dice, kind: str) -> str:
    if kind == "status":
        return "1"
    if kind == "coverage":
        return dice.pick(("100%", "90%", "1"))
    return str(dice.whole(1, 6)) if kind == "count" else dice.pick(("12", "2.5", "0.8"))


def _keep_filled(files: Files, indicator_id: str) -> None:
    """A pooled target that nobody fills means nothing: then the exclusions go."""
    rows = {(row["scope_kind"], row["scope"]): row["target"] for row in files["targets"] if row["indicator_id"] == indicator_id}
    if ("city", "city") not in rows:
        return
    for unit in files["units"]:
        own = rows.get(("unit", unit["unit_code"]), rows.get(("class", unit["unit_class"])))
        if unit["kind"] != "department" and own != "-":
            return
    files["targets"] = [row for row in files["targets"] if row["indicator_id"] != indicator_id or row["target"] != "-"]


def _second_plan(dice: Dice, first: Files) -> Files:
    """Another version: the same codes, other demands, weights, names, windows and settings, perhaps one more indicator."""
    files: Files = {name: [dict(row) for row in rows] for name, rows in first.items()}
    kinds = {row["indicator_id"]: row["kind"] for row in files["indicators"]}
    for row in files["targets"]:
        if dice.chance(30):
            if row["scope_kind"] == "city":
                row["target"] = str(dice.whole(1, 20))
            elif row["target"] != "-":
                row["target"] = _a_target(dice, kinds[row["indicator_id"]])
        if (
            dice.chance(15)
            and row["scope_kind"] == "unit"
            and sum(other["target"] != "-" for other in files["targets"] if other["indicator_id"] == row["indicator_id"]) > 1
        ):
            row["target"] = "-"
    for row in files["tasks"]:
        if dice.chance(30):
            row["weight"] = dice.pick(WEIGHTS)
        if dice.chance(15) and row["task_no"] != 1:
            row["scored"] = 1 - row["scored"]
        if dice.chance(20):
            row["title"] += "(新)"
    for row in files["indicators"]:
        if dice.chance(30):
            row["weight"] = dice.pick(WEIGHTS)
    for row in files["units"]:
        if dice.chance(15):
            row["aliases"], row["name"] = row["name"], row["name"] + "(新)"
        if dice.chance(20):
            row["report_cycle"] = dice.pick(("month", "quarter", "half_year", "none"))
    for row in files["windows"]:
        if row["counted"] == 0 and dice.chance(30):
            row["counted"] = 1
    due, yellow, _ = files["settings"]
    due["value"] = dice.pick((10, 1, 31, 30, 5))
    yellow["value"] = 20 if yellow["value"] != 20 else 15
    for row in list(files["indicators"]):
        _keep_filled(files, row["indicator_id"])
    if dice.chance(30):
        _add_indicator(dice, files)
    return files


def _submissions(dice: Dice, plans: list[tuple[datetime | None, Files]]) -> list[Received]:
    """Reports in the order in which they are typed in, which is not the order of receipt; few periods, so that many correct another.

    In half of the worlds every county-level unit reports a few periods to begin with, so that figures are not all zero.
    """
    start, end = _span(plans[0][1])
    months = [first_of(start)]
    while next_month(months[-1]) <= end:
        months.append(next_month(months[-1]))
    if len(months) > 5 and dice.chance(60):
        begin = dice.whole(0, len(months) - 5)
        months = months[begin : begin + 5]
    units = plans[0][1]["units"]
    places: list[tuple[dict[str, Any], date]] = []
    is_full = dice.chance(50)
    if is_full:
        periods = sorted({dice.pick(months) for _ in range(3)})
        places = [(unit, period) for unit in units if unit["kind"] != "department" for period in periods]
    places += [(dice.pick(units), dice.pick(months)) for _ in range(dice.whole(0, 6 if is_full else 12))]
    submissions: list[Received] = []
    for number, (unit, period) in enumerate(places, start=1):
        received_at = _receipt(dice, period, int(plans[0][1]["settings"][0]["value"]), submissions)
        in_force = [files for moment, files in plans if moment is None or moment <= received_at][-1]
        rows = []
        for line, indicator in enumerate(in_force["indicators"], start=3):
            if dice.chance(75 if is_full else 60):
                rows.append((indicator["indicator_id"], _a_value(dice, indicator["kind"]), f"{SHEET}!C{line}"))
        before = [
            one for one in submissions if (one.unit_code, one.period) == (unit["unit_code"], period) and one.received_at <= received_at
        ]
        if before and dice.chance(15):
            rows = before[-1].rows  # the very same bytes once more
        if not rows:
            rows = [(in_force["indicators"][0]["indicator_id"], _a_value(dice, in_force["indicators"][0]["kind"]), f"{SHEET}!C3")]
        file_name, sender = f"{unit['unit_code']}-{period:%Y%m}.xlsx", dice.pick((unit["name"], "创建办"))
        sha256 = digest(period, unit["unit_code"], rows)
        submissions.append(Received(f"s{number:04}", unit["unit_code"], period, received_at, sender, file_name, sha256, rows))
    return submissions


def _receipt(dice: Dice, period: date, due_day: int, submissions: list[Received]) -> datetime:
    """A moment after the period began: the same as an earlier report's, round the due day, or any."""
    same = [other.received_at for other in submissions if other.received_at.date() >= period]
    if same and dice.chance(25):
        return dice.pick(same)
    month = next_month(period)
    due = month.replace(day=min(due_day, monthrange(month.year, month.month)[1]))
    if dice.chance(15):
        return datetime.combine(due, dice.pick((time(23, 59, 59, 999999), time(0))))
    if dice.chance(10):
        return datetime.combine(due + timedelta(days=1), time(0))
    day = period + timedelta(days=dice.whole(0, 70))
    return datetime.combine(day, dice.pick((time(9, 30), time(0), time(23, 59, 59, 999999), time(0, 0, 0, 1))))


def _a_value(dice: Dice, kind: str) -> float:
    if kind == "status":
        return dice.pick((0.0, 0.5, 1.0))
    if kind == "coverage":
        of = dice.pick((1, 3, 7, 10, 40))
        return dice.whole(0, of) / of
    if kind == "hours":
        return dice.pick((dice.whole(0, 26) / 2, dice.whole(0, 9) / 10))
    return float(dice.whole(0, 9))


def _events(dice: Dice, submissions: list[Received]) -> list[Happened]:
    events = []
    for received in submissions:
        if dice.chance(25):
            wait = dice.pick((timedelta(0), timedelta(microseconds=1), timedelta(hours=2), timedelta(days=9), timedelta(days=40)))
            events.append(Happened(dice.pick(("returned", "withdrawn")), received.submission_id, received.received_at + wait))
    return events


def _asked(
    dice: Dice, plans: list[tuple[datetime | None, Files]], submissions: list[Received], events: list[Happened]
) -> tuple[date, datetime]:
    """A day to speak of and a moment of knowledge, by preference just where something changes."""
    start, end = _span(plans[0][1])
    turns = [received.received_at for received in submissions] + [event.happened_at for event in events]
    turns += [moment for moment, _ in plans if moment is not None]
    known_at = LATER
    if len(plans) > 1 and dice.chance(15):
        known_at = plans[1][0] or LATER
    elif turns and dice.chance(40):
        known_at = dice.pick(turns) - dice.pick((timedelta(0), timedelta(microseconds=1)))
    elif dice.chance(10):
        known_at = LONG_AGO
    as_of = start + timedelta(days=dice.whole(0, (end - start).days))
    where = dice.pick(("inside", "inside", "month end", "due day", "period", "end", "after", "long after", "start", "before"))
    if where == "month end":
        as_of = as_of.replace(day=monthrange(as_of.year, as_of.month)[1])
    elif where == "due day":
        due_day = int(dice.pick(plans)[1]["settings"][0]["value"])
        as_of = as_of.replace(day=min(due_day, monthrange(as_of.year, as_of.month)[1])) + timedelta(days=dice.whole(0, 1))
    elif where == "period" and submissions:
        as_of = dice.pick(submissions).period - timedelta(days=dice.whole(0, 1))
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


# ---------------------------------------------------------------------------------------------------------------------------------
# Worlds written by hand, over tests/plans/small


def small_world() -> World:
    """The small plan with seven reports, a return and a withdrawal; test_figures.py works its figures out."""
    return World(
        [PlanVersion(None, SMALL_PLAN)],
        [
            received(1, "qinghe", "2024-03", "2024-04-10T09:00", {"01-1": 4, "01-2": 0.5, "02-1": 0.5, "02-2": 3}),
            received(2, "yunxi", "2024-03", "2024-04-16T00:00", {"01-1": 1, "02-2": 0}),
            received(3, "qinghe", "2024-03", "2024-04-12T09:00", {"01-1": 2, "01-2": 0.5, "02-1": 1}),
            received(4, "park", "2024-06", "2024-07-15T23:59:59", {"01-1": 5, "02-1": 0}),
            received(5, "qinghe", "2024-05", "2024-06-01T08:00", {"01-1": 3}),
            received(6, "qinghe", "2024-06", "2024-07-01T08:00", {"01-2": 1, "02-2": 5}),
            received(7, "qinghe", "2024-05", "2024-06-01T08:00", {"01-1": 1}),
        ],
        [
            Happened("returned", "s0003", datetime(2024, 4, 20, 10)),
            Happened("withdrawn", "s0006", datetime(2024, 8, 1, 8)),
        ],
    )


def with_second_version(world: World, folder: Path) -> World:
    """The small plan again from 2024-07-20 10:00 on, with other weights and targets and a wider yellow."""
    files = read_files(SMALL_PLAN)
    for row in files["targets"]:
        if (row["indicator_id"], row["scope"]) == ("01-1", "A"):
            row["target"] = "8"
        if row["scope_kind"] == "city":
            row["target"] = "4"
    for row in files["tasks"]:
        row["weight"] = "1"
    for row in files["settings"]:
        if row["key"] == "yellow_points":
            row["value"] = "60"
        if row["key"] == "report_due_day":
            row["value"] = "31"
    return replace(world, versions=[*world.versions, PlanVersion(datetime(2024, 7, 20, 10), write_plan(files, folder / "second"))])


def exact_world(folder: Path) -> World:
    """Figures that lie exactly on an edge: a plan of 100 days, so that n days are n per cent, and targets of round hundreds.

    The totals are 33.335, 33.34, 33.344, 33.334 and the park's 80; 33.335 is 33.34 when rounded half up, and as a binary fraction less.
    The pooled 0.8 hours are 0.7 and 0.1, whose binary sum is less than 0.8. Nobody reports the second scored task's pooled count.
    """
    start, end = date(2024, 1, 1), date(2024, 4, 9)
    files: Files = {name: rows for name, rows in read_files(SMALL_PLAN).items() if name in ("review_criteria", "score_weights")}
    files["sections"] = [{"section_no": 1, "name": "一(演示)"}, {"section_no": 2, "name": "二(演示)"}]
    files["tasks"] = [
        {"task_no": 1, "section_no": 1, "title": "甲(演示)", "scored": 1, "weight": 1},
        {"task_no": 2, "section_no": 1, "title": "乙(演示)", "scored": 1, "weight": 3},
        {"task_no": 3, "section_no": 2, "title": "丙(演示)", "scored": 1, "weight": "0.7"},
        {"task_no": 101, "section_no": 2, "title": "保障(演示)", "scored": 0, "weight": 1},
    ]
    codes = ("c1", "c2", "c3", "c4")
    files["units"] = [
        {"unit_code": code, "name": f"{code}县(演示)", "kind": "county", "unit_class": "A", "report_cycle": "month"} for code in codes
    ]
    files["units"].append({"unit_code": "park", "name": "园区(演示)", "kind": "park", "unit_class": "P", "report_cycle": "none"})
    files["indicators"] = [
        {"indicator_id": indicator_id, "task_no": task_no, "name": f"{indicator_id}(演示)", "kind": kind, "window": "plan", "weight": 1}
        for indicator_id, task_no, kind in (("01-1", 1, "count"), ("02-1", 2, "hours"), ("03-1", 3, "count"), ("101-1", 101, "count"))
    ]
    for row in files["indicators"]:
        row["reported_by"] = "county"
    files["targets"] = [
        {"indicator_id": indicator_id, "scope_kind": kind, "scope": scope, "target": target}
        for indicator_id, kind, scope, target in (
            ("01-1", "class", "A", 100_000),
            ("01-1", "class", "P", 100_000),
            ("02-1", "city", "city", "0.8"),
            ("03-1", "city", "city", 3),
            ("101-1", "class", "A", 10),
            ("101-1", "class", "P", "-"),
        )
    ]
    files["windows"] = [{"window": "plan", "label": "全周期", "start": start, "end": end, "counted": 1}]
    files["settings"] = [{"key": "report_due_day", "value": 31}, {"key": "yellow_points", "value": 10}, {"key": "jump_factor", "value": 3}]
    values: tuple[dict[str, float], ...] = (
        {"01-1": 33335, "02-1": 0.7, "101-1": 7},
        {"01-1": 33340, "02-1": 0.1},
        {"01-1": 33344},
        {"01-1": 33334},
        {"01-1": 80000},
    )
    reports = [
        received(number, code, "2024-01", f"2024-01-0{number}T09:00", row)
        for number, (code, row) in enumerate(zip((*codes, "park"), values, strict=True), start=1)
    ]
    return World([PlanVersion(None, write_plan(files, folder / "exact"))], reports)


def read_files(folder: Path) -> Files:
    files: Files = {}
    for name in PLAN_COLUMNS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            files[name] = list(csv.DictReader(file))
    return files
