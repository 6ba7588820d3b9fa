"""Load one workbook: examine it in the sandbox, check it against the plan and what is in force, submit it. One answer for all ends.

Checks and submission share one transaction, so that two uploads at once can't both pass a check that only one of them may.
"""

from __future__ import annotations

import hashlib
import logging
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from loaders import sandbox
from loaders.checks import State, check_history, check_period, check_receipt, check_sender
from loaders.draft import Draft
from loaders.frames import frames_of
from loaders.problems import Fault, issue
from loaders.report import Report, read_report
from loaders.template import write_template
from loaders.units import UnitFinder
from warehouse.clock import office_now, parse_moment
from warehouse.connection import Cursor, Warehouse
from warehouse.errors import Refusal
from warehouse.plan import Unit
from warehouse.queries import plan_at, reported_in_force, submission_in_force, was_returned
from warehouse.records import OFFICE, Issue, Submission
from warehouse.submit import submit

_log = logging.getLogger(__name__)


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
    submission: Submission | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that the command prints."""
        return {
            "file": self.file_name,
            "kind": self.kind,
            "unit": self.unit,
            "period": self.period,
            "status": self.status,
            "submission_id": self.submission_id,
            "rows": self.rows,
            "issues": [asdict(found) for found in self.issues],
        }


class _NotStored(Exception):
    """Leaves a transaction that has nothing to store."""


def load(
    warehouse: Warehouse,
    file_name: str,
    content: bytes,
    *,
    sender: str | None = None,
    received_at: datetime | None = None,
    dry_run: bool = False,
    is_confirmed: bool = True,
) -> dict[str, Any]:
    """Read, check and submit one workbook; answers the contract's JSON object.

    Never raises for what the file holds, nor for a full disk: the answer is `refused` with issues.
    """
    incoming = Incoming(file_name, content, sender, received_at or office_now(), is_confirmed)
    verdict = Verdict(file_name)
    try:
        if incoming.received_at > office_now():
            found = f"{incoming.received_at:%Y-%m-%d %H:%M:%S}"
            verdict.issues = [issue(Fault("received_in_future", particulars={"found": found}))]
        else:
            draft = sandbox.examine(content, file_name)
            verdict = _stored(warehouse, incoming, draft, dry_run)
    except Refusal as refusal:
        verdict = Verdict(file_name, verdict.kind, issues=[issue(Fault("warehouse_refused", particulars={"words": str(refusal)}))])
    except Exception as error:
        _log.error("a workbook of %d bytes could not be loaded: %s", len(content), frames_of(error))
        verdict = Verdict(file_name, issues=[issue(Fault("program_failed"))])
    return verdict.to_json()


def _stored(warehouse: Warehouse, incoming: Incoming, draft: Draft, dry_run: bool) -> Verdict:
    """Check, and submit where there is nothing to refuse."""
    if dry_run or any(fault.is_error for fault in draft.faults):
        with warehouse.reading() as cursor:
            return _judge(cursor, incoming, draft)
    verdict = Verdict(incoming.file_name)
    try:
        with warehouse.writing() as cursor:
            verdict = _judge(cursor, incoming, draft)
            if verdict.submission is None:
                raise _NotStored
            verdict.submission_id = submit(cursor, verdict.submission)
    except _NotStored:
        pass
    return verdict


def _judge(cursor: Cursor, incoming: Incoming, draft: Draft) -> Verdict:
    """Everything that is wrong or odd with a workbook, against what is in force now and the plan at its receipt."""
    plan = plan_at(cursor, incoming.received_at)
    report = read_report(draft, plan)
    faults = report.faults
    sender: Unit | None = None
    if incoming.sender is not None and incoming.sender != OFFICE:
        sender = UnitFinder(plan).find_sender(incoming.sender)
        if sender is None:
            faults.insert(0, Fault("sender_unknown", particulars={"found": incoming.sender}))
    faults[:0] = [*check_sender(report, sender), *check_period(report, plan, incoming.received_at)]
    verdict = Verdict(
        incoming.file_name,
        kind=draft.sheets[0].kind if draft.sheets else None,
        unit=report.unit.name if report.unit else None,
        period=f"{report.period:%Y-%m}" if report.period else None,
    )
    is_whole = not any(fault.rule in _STRUCTURE for fault in faults)
    if report.unit is not None and report.period is not None and is_whole:
        unit_code, period = report.unit.unit_code, report.period
        digest = hashlib.sha256(incoming.content).hexdigest()
        in_force = submission_in_force(cursor, "report", unit_code, None, period)
        if in_force is not None and in_force.sha256 == digest:
            verdict.status, verdict.submission_id, verdict.rows = "unchanged", in_force.submission_id, len(report.rows)
            return verdict
        is_returned = was_returned(cursor, "report", unit_code, None, period, digest)
        replaced_id = in_force.submission_id if in_force and in_force.received_at <= incoming.received_at else None
        state = State(reported_in_force(cursor, unit_code), replaced_id, is_returned)
        faults.extend(check_history(report, plan, state))
        faults.extend(check_receipt(report, plan, state, incoming.received_at))
    faults.sort(key=lambda fault: not fault.is_error)
    verdict.issues = [issue(fault) for fault in faults]
    if not any(fault.is_error for fault in faults):
        verdict.status, verdict.rows = "accepted", len(report.rows)
        verdict.submission = _submission(incoming, draft, report, verdict.issues, sender)
    return verdict


_STRUCTURE = frozenset(
    {"sender_unknown", "sender_not_allowed", "period_outside_plan", "period_in_future", "units_differ", "periods_differ", "kinds_differ"}
)
"""Faults that leave in doubt whose report of what month it is; without them it can be compared with what is in force."""


def _submission(incoming: Incoming, draft: Draft, report: Report, warnings: list[Issue], sender: Unit | None) -> Submission:
    assert report.unit is not None
    return Submission(
        kind="report",
        unit_code=report.unit.unit_code,
        subject_code=None,
        period=report.period,
        file_name=incoming.file_name,
        content=incoming.content,
        received_at=incoming.received_at,
        received_by=sender.name if sender else OFFICE,
        rows=tuple(report.rows),
        warnings=tuple(warnings),
        is_confirmed=incoming.is_confirmed or not warnings,
        is_demo=draft.is_demo,
    )


def _load_handler(warehouse: Warehouse, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
    received_at = parse_moment(arguments["received_at"]) if arguments.get("received_at") else None
    return load(
        warehouse,
        arguments["file_name"],
        content,
        sender=arguments.get("sender"),
        received_at=received_at,
        dry_run=bool(arguments.get("dry_run")),
        is_confirmed=bool(arguments.get("is_confirmed", True)),
    )


def _prepare_handler(_: Warehouse, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Begin to examine a workbook that will be loaded next; nothing is stored."""
    sandbox.begin(content, arguments["file_name"])
    return {}


def _template_handler(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    period = date.fromisoformat(arguments["period"] + "-01") if arguments.get("period") else None
    with warehouse.reading() as cursor:
        content = write_template(cursor, arguments["kind"], arguments.get("unit"), period)
    return {"content": b64encode(content).decode()}


handlers = {"load": _load_handler, "prepare": _prepare_handler, "template": _template_handler}
"""What `warehouse.handover` serves of this package."""
