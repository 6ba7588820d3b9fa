"""What a layout holds in truth, how the product reads it, and whether the two agree."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook

from loaders.examine import examine
from loaders.judge import Incoming, judge
from loaders.layout.draft import Draft
from loaders.taught import criteria_headings
from tests.loaders.books import packed, parts, saved
from warehouse import standing
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.plan import Plan, read_plan
from warehouse.records import OFFICE, Row
from warehouse.rounds import open_round

PLAN_FOLDER = Path(__file__).parents[3] / "plans" / "pingliang"
RECEIVED_AT = datetime(2024, 7, 5, 9, 30)
COUNTIES = ("kongtong", "huating", "jingchuan", "lingtai", "chongxin", "zhuanglang", "jingning", "park")
RATERS = (*COUNTIES, "d07", "d13")
ROUNDS = (date(2024, 5, 8), date(2024, 6, 20), date(2024, 7, 5))
"""The rounds of the proof's warehouse: each scores every county-level unit."""

FIELDS: dict[str, tuple[str, ...]] = {
    "report": ("indicator_id", "value", "numerator", "denominator", "evidence", "problem", "next_step", "remark"),
    "sites": ("name", "domain", "level", "township", "named_on", "longitude", "latitude", "remark"),
    "inspection": (
        "indicator_id",
        "verified",
        "numerator",
        "denominator",
        "self_typed",
        "evidence_complete",
        "finding",
        "due_date",
    ),
    "scoring": ("unit_code", "scores", "remark"),
    "satisfaction": ("unit_code", "answers", "satisfaction"),
}
"""What is compared of each row: all of a record but where and how it was typed."""

Truth_row = dict[str, Any]


@dataclass
class Truth:
    """What a layout says: kind, names of units as the plan has them, period (2024-06) or day (2024-07-05), and rows."""

    kind: str
    unit: str | None
    period: str | None
    rows: list[Truth_row] = field(default_factory=list)
    """One dict a row by the names in FIELDS; what is not named is None."""
    subject: str | None = None
    """The unit that is inspected."""


@dataclass
class Layout:
    """A workbook as somebody might type it, and what it holds."""

    name: str
    content: bytes
    truth: Truth


@dataclass(frozen=True)
class Outcome:
    """How the product took a layout."""

    verdict: Literal["right", "refused", "wrong"]
    words: str = ""
    """Why: the faults of a refusal, or where a reading differs from the truth."""


@cache
def plan() -> Plan:
    """The shipped plan."""
    return read_plan(PLAN_FOLDER)


@contextmanager
def proof_warehouse() -> Iterator[Warehouse]:
    """A warehouse with the plan and the proof's rounds, and nothing sent in yet."""
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "w.duckdb"
        assert initialise(path, PLAN_FOLDER)
        with Warehouse.open(path) as warehouse:
            open_rounds(warehouse)
            yield warehouse
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def open_rounds(warehouse: Warehouse) -> None:
    """The proof's rounds, all open at the receipt."""
    for day in ROUNDS:
        with warehouse.writing() as cursor:
            open_round(cursor, day, None, list(COUNTIES), list(RATERS), datetime(2024, 5, 1), OFFICE)


def bytes_of(workbook: Workbook, formulas: dict[tuple[int, str], str] | None = None) -> bytes:
    """The workbook's bytes; `formulas` by sheet (from 1) and cell turn a number into a formula with that number as its stored value."""
    content = saved(workbook)
    if not formulas:
        return content
    contents = parts(content)
    for (sheet, cell), formula in formulas.items():
        part = f"xl/worksheets/sheet{sheet}.xml"
        xml, found = re.subn(rf'(<c r="{cell}"[^>]*>)<v>'.encode(), rf"\1<f>{formula}</f><v>".encode(), contents[part])
        assert found == 1, f"no number stands in {cell}"
        contents[part] = xml
    return packed(contents)


def read(warehouse: Warehouse, layout: Layout) -> Outcome:
    """Take a layout as `loaders.load.load` does, without the child process, and hold what is accepted against the truth."""
    options = {"headings": criteria_headings(plan())}
    draft = Draft.from_json(json.loads(examine(layout.content, "表.xlsx", options).to_json()))
    incoming = Incoming("表.xlsx", layout.content, None, RECEIVED_AT, is_confirmed=True)
    with warehouse.reading() as cursor:
        assert standing.plan_at(cursor, RECEIVED_AT).sha256 == plan().sha256
        verdict = judge(cursor, incoming, draft)
    if verdict.status != "accepted":
        errors = [issue for issue in verdict.issues if issue.severity == "error"]
        return Outcome("refused", "; ".join(f"{issue.rule} {issue.sheet}!{issue.cell} {issue.message}" for issue in errors))
    assert verdict.submission is not None
    submission = verdict.submission
    units = plan().units
    subject = units[submission.subject_code].name if submission.subject_code else None
    found = Truth(str(verdict.kind), verdict.unit, verdict.period, rows_of(submission.kind, submission.rows), subject)
    differences = list(unlike(layout.truth, found))
    return Outcome("wrong", "; ".join(differences)) if differences else Outcome("right")


def rows_of(kind: str, rows: Sequence[Row]) -> list[Truth_row]:
    """The records as truth would name them."""
    return [{name: _plain(getattr(row, name)) for name in FIELDS[kind]} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return round(value, 9) if isinstance(value, float) else value


def unlike(truth: Truth, found: Truth) -> Iterator[str]:
    """Where two readings differ; nothing where they say the same. The order of rows is no part of the truth."""
    for name in ("kind", "unit", "period", "subject"):
        if getattr(truth, name) != getattr(found, name):
            yield f"{name}: {getattr(found, name)!r} instead of {getattr(truth, name)!r}"
    if truth.kind != found.kind:
        return
    names = FIELDS[truth.kind]
    strange = {name for row in truth.rows for name in row} - set(names)
    assert not strange, f"a truth names {strange}"
    wanted = {row[names[0]]: {name: _plain(row.get(name)) for name in names} for row in truth.rows}
    got = {row[names[0]]: row for row in found.rows}
    assert len(wanted) == len(truth.rows), "a truth names a row twice"
    if len(got) != len(found.rows):
        yield f"{len(found.rows) - len(got)} rows stand twice"
    for key in [*wanted, *(set(got) - set(wanted))]:
        if key not in got:
            yield f"{key} is missing"
        elif key not in wanted:
            yield f"{key} was invented: {got[key]}"
        else:
            for name in names:
                if got[key][name] != wanted[key][name]:
                    yield f"{key}.{name}: {got[key][name]!r} instead of {wanted[key][name]!r}"
