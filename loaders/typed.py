"""What is typed on a page goes the way of all workbooks: it is written into the official template, and that is loaded.

So the same checks hold, and an original is kept as of any other submission.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from loaders.layout.words import kind_of
from loaders.templates.door import write_template
from loaders.templates.drawing import FIRST_ROW, put_text
from warehouse import standing
from warehouse.clock import office_now
from warehouse.connection import Cursor
from warehouse.errors import Refusal

_CODE, _SELF, _VERIFIED, _COMPLETE, _FINDING, _DUE = 1, 5, 6, 7, 8, 9
"""Columns of the inspection's template."""


@dataclass(frozen=True)
class TypedScores:
    """One rater's points for one unit, as typed: one text or number for each criterion of the plan, None for an empty field."""

    unit_code: str
    scores: tuple[str | float | None, ...]
    remark: str = ""


@dataclass(frozen=True)
class TypedInspection:
    """One row of an inspection sheet, as typed; empty texts are blank cells."""

    indicator_id: str
    verified: str = ""
    evidence_complete: str = ""
    finding: str = ""
    due_date: date | None = None


def scoring_workbook(cursor: Cursor, rater_code: str, round_date: date, given: Sequence[TypedScores]) -> tuple[str, bytes]:
    """File name and bytes of a score sheet. Raises Refusal as the template does, and where it has no row for a unit."""
    plan = standing.plan_at(cursor, office_now())
    rater = plan.units[rater_code]
    book, page = _opened(write_template(cursor, "scoring", rater.name, None, round_date))
    rows = {page.cell(row, 2).value: row for row in range(FIRST_ROW, page.max_row + 1)}
    for one in given:
        row = _row(rows, plan.units[one.unit_code].name)
        for column, score in enumerate(one.scores, start=3):
            _put(page, row, column, score)
        _put(page, row, 3 + len(plan.criteria) + 1, one.remark)
    return f"{round_date}_{rater.name}_{kind_of('scoring').title}(网页填写).xlsx", _saved(book)


def inspection_workbook(
    cursor: Cursor, inspector_code: str, unit_code: str, period: date, given: Sequence[TypedInspection]
) -> tuple[str, bytes]:
    """File name and bytes of an inspection sheet: the rows typed now, and those of the sheet in force for the same key carried along.

    A row typed now takes the place of one in force for its indicator. Raises Refusal as the template does.
    """
    plan = standing.plan_at(cursor, office_now())
    in_force = standing.inspection_in_force(cursor, inspector_code, unit_code, period)
    rows = {row.indicator_id: row for row in given}
    carried = {row.indicator_id: row for row in in_force if row.indicator_id not in rows}
    inspector, inspected = plan.units[inspector_code], plan.units[unit_code]
    content = write_template(cursor, "inspection", inspector.name, period, inspected=inspected.name, indicator_ids={*rows, *carried})
    book, page = _opened(content)
    places = {page.cell(row, _CODE).value: row for row in range(FIRST_ROW, page.max_row + 1)}
    for code, old in carried.items():
        row = _row(places, code)
        if old.self_typed:
            _put(page, row, _SELF, old.self_typed)
        _fill(page, row, TypedInspection(code, old.typed or "", old.evidence_complete or "", old.finding or "", old.due_date))
    for code, new in rows.items():
        _fill(page, _row(places, code), new)
    name = f"{period:%Y-%m}_{inspector.name}核查{inspected.name}_{kind_of('inspection').title}(网页填写).xlsx"
    return name, _saved(book)


def _fill(page: Worksheet, row: int, typed: TypedInspection) -> None:
    _put(page, row, _VERIFIED, typed.verified)
    _put(page, row, _COMPLETE, typed.evidence_complete)
    _put(page, row, _FINDING, typed.finding)
    _put(page, row, _DUE, f"{typed.due_date:%Y-%m-%d}" if typed.due_date else None)


def _opened(content: bytes) -> tuple[openpyxl.Workbook, Worksheet]:
    """A template of ours; its first sheet is the one to fill in."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, book.worksheets[0]


def _row(rows: Mapping[object, int], name: str) -> int:
    if name not in rows:
        raise Refusal(f"这张表里没有“{name}”这一行;请刷新网页后再填。")
    return rows[name]


def _put(page: Worksheet, row: int, column: int, content: str | float | None) -> None:
    """A text stays a text, also one that begins like a formula."""
    if isinstance(content, str):
        if content.strip():
            put_text(page, row, column, content)
    elif content is not None:
        page.cell(row, column).value = content


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
