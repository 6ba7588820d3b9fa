"""What a world is before it stands on the disk: its plans as data, its facts, and the moments to ask about."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.oracle import Happened, PlanVersion, Points, Received, Rectified, Round, Satisfied, World

SMALL_PLAN = Path(__file__).parent.parent / "plans" / "small"
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
Files = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Draft:
    """A world whose plan folders are not written yet."""

    plans: list[tuple[datetime | None, Files]]
    submissions: list[Received]
    events: list[Happened]
    moments: list[tuple[date, datetime]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    rectified: list[Rectified] = field(default_factory=list)


def settle(draft: Draft, folder: Path) -> World:
    versions = []
    for number, (in_force_from, files) in enumerate(draft.plans, start=1):
        versions.append(PlanVersion(in_force_from, write_plan(files, folder / f"plan{number}")))
    return World(versions, draft.submissions, draft.events, draft.rounds, draft.rectified)


def write_plan(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, columns in PLAN_COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(files.get(name, []))
    (folder / "notice.txt").write_text("关于印发《随机方案(演示)》的通知\n演示数据,全部虚构。\n", encoding="utf-8")
    return folder


def read_files(folder: Path) -> Files:
    files: Files = {}
    for name in PLAN_COLUMNS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            files[name] = list(csv.DictReader(file))
    return files


# ---------------------------------------------------------------------------------------------------------------------------------
# Workbooks in short


def workbook(
    number: int,
    kind: str,
    unit: str | None,
    period: date | None,
    at: datetime,
    rows: list[Any],
    subject: str | None = None,
    sender: str | None = None,
    name: str | None = None,
) -> Received:
    """Any workbook; its bytes are what it says."""
    file_name = name or "-".join(str(part) for part in (kind, unit, subject, period) if part is not None) + ".xlsx"
    one = Received(f"s{number:04}", unit, period, at, sender or unit or "创建办", file_name, "", rows, kind, subject)
    return signed(one)


def signed(one: Received) -> Received:
    """The same with the digest of its bytes."""
    return replace(one, sha256=hashlib.sha256(content(one)).hexdigest())


def content(one: Received) -> bytes:
    """Stands for the workbook's bytes: the same workbook has the same bytes."""
    return f"演示 {one.key} {one.rows}".encode()


def received(
    number: int, unit: str, period: str, at: str, values: dict[str, float], sender: str | None = None, name: str | None = None
) -> Received:
    """One report, in short: the rows stand from C3 downwards, one below the other."""
    month = date.fromisoformat(f"{period}-01")
    rows = [(indicator, value, f"{SHEET}!C{line}") for line, (indicator, value) in enumerate(values.items(), start=3)]
    return workbook(number, "report", unit, month, datetime.fromisoformat(at), rows, sender=sender, name=name or f"{unit}-{period}.xlsx")


def sheet(number: int, rater: str, day: date, at: str, sums: dict[str, float]) -> Received:
    """One scoring sheet by the sums of its criteria, spread over the five of them."""
    rows = [Points(unit, spread(total), f"打分表!A{line}") for line, (unit, total) in enumerate(sums.items(), start=4)]
    return workbook(number, "scoring", rater, day, datetime.fromisoformat(at), rows)


def spread(total: float) -> tuple[float, ...]:
    """Five scores of at most 20 that come to the total."""
    scores: list[float] = []
    for _ in range(5):
        scores.append(min(20.0, total - sum(scores)))
    return tuple(scores)


def satisfied(number: int, day: date, at: str, percent: dict[str, float]) -> Received:
    rows = [Satisfied(unit, 100 + line, value, f"测评表!C{line}") for line, (unit, value) in enumerate(percent.items(), start=4)]
    return workbook(number, "satisfaction", None, day, datetime.fromisoformat(at), rows)


# ---------------------------------------------------------------------------------------------------------------------------------
# The least world that shows a difference


def smaller(draft: Draft) -> Iterator[Draft]:
    """Drafts that lack one thing of this one, the large things first."""
    for moment in draft.moments:
        if len(draft.moments) > 1:
            yield replace(draft, moments=[moment])
    if len(draft.plans) > 1:
        yield replace(draft, plans=draft.plans[:1])
        yield replace(draft, plans=[(None, draft.plans[1][1])])
    for one in draft.rounds:
        about = ("scoring", "satisfaction")
        kept = [other for other in draft.submissions if other.kind not in about or other.period != one.day]
        yield _with(replace(draft, rounds=[other for other in draft.rounds if other is not one]), kept)
    for one in draft.submissions:
        yield _with(draft, [other for other in draft.submissions if other is not one])
    for event in draft.events:
        yield replace(draft, events=[other for other in draft.events if other is not event])
    for step in draft.rectified:
        yield replace(draft, rectified=[other for other in draft.rectified if other is not step])
    for indicator in draft.plans[0][1]["indicators"][1:]:
        yield _without(draft, indicator["indicator_id"])
    for number, one in enumerate(draft.submissions):
        for row in one.rows if len(one.rows) > 1 and one.kind in ("report", "sites", "inspection") else []:
            shorter = signed(replace(one, rows=[other for other in one.rows if other is not row]))
            yield replace(draft, submissions=[*draft.submissions[:number], shorter, *draft.submissions[number + 1 :]])


def _with(draft: Draft, submissions: list[Received]) -> Draft:
    """Only these submissions, and what happened to them."""
    left = {one.submission_id for one in submissions}
    events = [event for event in draft.events if event.submission_id in left]
    return replace(draft, submissions=submissions, events=events, rectified=[step for step in draft.rectified if step.after in left])


def _without(draft: Draft, indicator_id: str) -> Draft:
    plans = []
    for in_force_from, files in draft.plans:
        names = ("indicators", "targets", "site_domains")
        left = {name: [row for row in files[name] if row["indicator_id"] != indicator_id] for name in names}
        plans.append((in_force_from, {**files, **left}))
    submissions = []
    for one in draft.submissions:
        if one.kind == "report":
            one = signed(replace(one, rows=[row for row in one.rows if row[0] != indicator_id]))
        if one.kind == "inspection":
            one = signed(replace(one, rows=[row for row in one.rows if row.indicator_id != indicator_id]))
        submissions.append(one)
    return replace(draft, plans=plans, submissions=submissions)
