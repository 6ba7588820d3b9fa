"""The verdict on a workbook: its draft against the plan at its receipt, and against what is in force now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from loaders.checks import (
    Standing,
    check_inspection,
    check_period,
    check_receipt,
    check_report,
    check_round,
    check_scored_units,
    check_sender,
    check_sites,
)
from loaders.kinds.content import Content, sheets_of_one_kind
from loaders.kinds.heads import Heads, read_heads
from loaders.kinds.inspection import read_inspection
from loaders.kinds.report import read_report
from loaders.kinds.scoring import read_satisfaction_result, read_scoring
from loaders.kinds.sites import read_sites
from loaders.kinds.units import UnitFinder
from loaders.layout.draft import Draft, DraftSheet
from loaders.problems import Fault, issue
from loaders.taught import Headings
from warehouse import standing
from warehouse.connection import Cursor
from warehouse.plan import Plan, Unit
from warehouse.records import OFFICE, Issue, Submission

_READERS: dict[str, Callable[[list[DraftSheet], Heads, Plan], Content]] = {
    "report": read_report,
    "sites": read_sites,
    "inspection": read_inspection,
    "scoring": read_scoring,
    "satisfaction": read_satisfaction_result,
}
_CHECKS = {
    "report": check_report,
    "sites": check_sites,
    "inspection": check_inspection,
}
_ROUND_KINDS = ("scoring", "satisfaction")
_DOUBTFUL = frozenset(
    {
        "sender_unknown",
        "sender_not_allowed",
        "sender_not_office",
        "period_outside_plan",
        "period_in_future",
        "units_differ",
        "periods_differ",
        "inspects_itself",
    }
)
"""Faults that leave in doubt whose workbook of when it is; without them it can be compared with what is in force."""


@dataclass
class Incoming:
    """One workbook as it came, with what is known about its sending."""

    file_name: str
    content: bytes
    sender: str | None
    received_at: datetime
    is_confirmed: bool


@dataclass
class Verdict:
    """What became of a workbook; `submission` is what would be stored of an accepted one."""

    file_name: str
    kind: str | None = None
    unit: str | None = None
    period: str | None = None
    status: str = "refused"
    submission_id: str | None = None
    rows: int = 0
    issues: list[Issue] = field(default_factory=list)
    headings: Headings = field(default_factory=Headings)
    submission: Submission | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that the command prints, and beside it how headings were taken."""
        return {
            "file": self.file_name,
            "kind": self.kind,
            "unit": self.unit,
            "period": self.period,
            "status": self.status,
            "submission_id": self.submission_id,
            "rows": self.rows,
            "issues": [dict(vars(found)) for found in self.issues],  # there may be thousands; `asdict` takes ten times as long
            "headings": asdict(self.headings),
        }


class _Key(NamedTuple):
    """What a later submission must share with an earlier one to supersede it."""

    kind: str
    unit_code: str | None
    subject_code: str | None
    period: date | None


def judge(cursor: Cursor, incoming: Incoming, draft: Draft) -> Verdict:
    """Everything that is wrong or odd with a workbook."""
    plan = standing.plan_at(cursor, incoming.received_at)
    faults: list[Fault] = []
    sender = _sender(incoming, plan, faults)
    content = read_content(draft, plan, faults)
    faults[:0] = [*check_sender(content, sender), *check_period(content, plan, incoming.received_at)]
    verdict = Verdict(
        incoming.file_name,
        kind=content.kind or (draft.sheets[0].kind if draft.sheets else None),
        unit=content.heads.unit.value.name if content.heads.unit.value else None,
        period=_period_words(content),
    )
    key = _key(content)
    if content.kind in _ROUND_KINDS and content.heads.period.value is not None:
        known = Standing(review_round=standing.round_on(cursor, content.heads.period.value))
        faults.extend(check_round(content, known, incoming.received_at))
        faults.extend(check_scored_units(content, plan, known))
    if key is not None and not any(fault.rule in _DOUBTFUL for fault in faults):
        digest = hashlib.sha256(incoming.content).hexdigest()
        in_force = standing.submission_in_force(cursor, *key)
        if in_force is not None and in_force.sha256 == digest:
            verdict.status, verdict.submission_id, verdict.rows = "unchanged", in_force.submission_id, len(content.rows)
            return verdict
        if key.kind in _CHECKS:
            replaced_id = in_force.submission_id if in_force and in_force.received_at <= incoming.received_at else None
            faults.extend(_CHECKS[key.kind](content, plan, _standing(cursor, key, content, plan, replaced_id)))
        faults.extend(check_receipt(content, plan, standing.was_returned(cursor, *key, digest), incoming.received_at))
    faults.sort(key=lambda fault: not fault.is_error)
    verdict.issues = [issue(fault) for fault in faults]
    if key is not None and not any(fault.is_error for fault in faults):
        verdict.status, verdict.rows = "accepted", len(content.rows)
        verdict.submission = _submission(key, incoming, draft, content, verdict.issues, sender)
    return verdict


def _sender(incoming: Incoming, plan: Plan, faults: list[Fault]) -> Unit | None:
    """The unit that sends; None for the office."""
    if incoming.sender is None or incoming.sender == OFFICE:
        return None
    sender = UnitFinder(plan).find_sender(incoming.sender)
    if sender is None:
        faults.append(Fault("sender_unknown", particulars={"found": incoming.sender}))
    return sender


def read_content(draft: Draft, plan: Plan, faults: list[Fault]) -> Content:
    """What a draft of any kind says with the plan alone, structure before rows; `faults` grows, and is the content's from here on."""
    sheets = sheets_of_one_kind(draft, plan, faults)
    if sheets:
        return _read(sheets, plan, faults)
    read = [sheet for sheet in draft.sheets if sheet.is_read]
    for kind in dict.fromkeys(sheet.kind for sheet in read):  # what is wrong in each is told all the same
        own: list[Fault] = []
        _read([sheet for sheet in read if sheet.kind == kind], plan, own)
        faults.extend(fault for fault in own if fault.is_error and fault.cell)
    return Content(None, Heads(faults=faults))


def _read(sheets: list[DraftSheet], plan: Plan, faults: list[Fault]) -> Content:
    kind = sheets[0].kind
    return _READERS[kind](sheets, read_heads(sheets, UnitFinder(plan), kind, faults), plan)


def _period_words(content: Content) -> str | None:
    period = content.heads.period.value
    if period is None:
        return None
    return period.isoformat() if content.kind in _ROUND_KINDS else f"{period:%Y-%m}"


def _key(content: Content) -> _Key | None:
    """The workbook's key; None while a head that its kind has is not known."""
    heads, kind = content.heads, content.kind
    unit_code = heads.unit.value.unit_code if heads.unit.value else None
    subject_code = heads.subject.value.unit_code if heads.subject.value else None
    if kind is None or (unit_code is None and kind != "satisfaction"):
        return None
    if (subject_code is None and kind == "inspection") or (heads.period.value is None and kind != "sites"):
        return None
    return _Key(kind, unit_code, subject_code, heads.period.value)


def _standing(cursor: Cursor, key: _Key, content: Content, plan: Plan, replaced_id: str | None) -> Standing:
    """What a report, a register or an inspection is held against."""
    unit_code = key.subject_code or key.unit_code
    assert unit_code is not None
    if key.kind == "sites":
        register = standing.register_in_force(cursor, unit_code)
        return Standing(replaced_id=replaced_id, register=register, sites_elsewhere=standing.sites_elsewhere(cursor, unit_code))
    counted = {domain.indicator_id for domain in plan.domains.values()}
    has_sites = any(getattr(row, "indicator_id", None) in counted for row in content.rows)
    register = standing.register_in_force(cursor, unit_code) if has_sites else None
    reported = standing.reported_in_force(cursor, unit_code)
    if key.kind == "report":
        return Standing(reported, replaced_id, register)
    assert key.unit_code is not None and key.period is not None
    inspected = standing.inspection_in_force(cursor, key.unit_code, unit_code, key.period)
    return Standing(reported, replaced_id, register, inspected=inspected)


def _submission(key: _Key, incoming: Incoming, draft: Draft, content: Content, warnings: list[Issue], sender: Unit | None) -> Submission:
    return Submission(
        *key,
        file_name=incoming.file_name,
        content=incoming.content,
        received_at=incoming.received_at,
        received_by=sender.name if sender else OFFICE,
        rows=tuple(content.rows),
        warnings=tuple(warnings),
        is_confirmed=incoming.is_confirmed or not warnings,
        is_demo=draft.is_demo,
    )
