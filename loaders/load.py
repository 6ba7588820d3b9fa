"""Load one workbook: examine it in the sandbox, check it against the plan and what is in force, submit it. One answer for all ends.

Checks and submission share one transaction, so that two uploads at once can't both pass a check that only one of them may.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from loaders import sandbox
from loaders.frames import frames_of
from loaders.judge import Incoming, Verdict, judge
from loaders.kinds.units import UnitFinder
from loaders.layout.draft import Draft
from loaders.problems import Fault, issue
from loaders.taught import criteria_headings, headings_of, mark_learned, own_headings
from loaders.templates import write_template
from warehouse.clock import office_now, parse_moment
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.plan import Plan, Unit
from warehouse.standing import LearnedHeading, learned_headings, plan_at
from warehouse.submit import submit

_log = logging.getLogger(__name__)


STEPS = ("读取", "核对", "入库")


def _tell_nobody(_: str) -> None:
    """Where nobody waits to be told."""


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
    tell: Callable[[str], None] = _tell_nobody,
) -> dict[str, Any]:
    """Read, check and submit one workbook; answers the contract's JSON object, and beside it how headings were taken (`headings`).

    `tell` is called with the name of each of `STEPS` as it begins: a register of thousands of sites takes seconds.
    Never raises for what the file holds, nor for a full disk: the answer is `refused` with issues.
    """
    incoming = Incoming(file_name, content, sender, received_at or office_now(), is_confirmed)
    verdict = Verdict(file_name)
    try:
        if incoming.received_at > office_now():
            found = f"{incoming.received_at:%Y-%m-%d %H:%M:%S}"
            verdict.issues = [issue(Fault("received_in_future", particulars={"found": found}))]
        else:
            tell(STEPS[0])
            with warehouse.reading() as cursor:
                plan, learned = plan_at(cursor, incoming.received_at), learned_headings(cursor, incoming.received_at)
            unit = UnitFinder(plan).find_sender(incoming.sender) if incoming.sender else None
            draft = _examined(incoming, plan, unit, learned)
            tell(STEPS[1])
            verdict = _stored(warehouse, incoming, draft, dry_run, tell)
            unit = unit or (UnitFinder(plan).find(verdict.unit) if verdict.unit else None)
            verdict.headings = headings_of(draft, plan, unit)
            if verdict.status == "unchanged":  # what is stored already is not read again
                verdict.headings.learned, verdict.headings.unread, verdict.headings.left_out = [], [], []
    except Refusal as refusal:
        verdict = Verdict(file_name, verdict.kind, issues=[issue(Fault("warehouse_refused", particulars={"words": str(refusal)}))])
    except Exception as error:
        _log.error("a workbook of %d bytes could not be loaded: %s", len(content), frames_of(error))
        verdict = Verdict(file_name, issues=[issue(Fault("program_failed"))])
    return verdict.to_json()


def _stored(warehouse: Warehouse, incoming: Incoming, draft: Draft, dry_run: bool, tell: Callable[[str], None]) -> Verdict:
    """Check, and submit where there is nothing to refuse."""
    if dry_run or any(fault.is_error for fault in draft.faults):
        with warehouse.reading() as cursor:
            return judge(cursor, incoming, draft)
    verdict = Verdict(incoming.file_name)
    try:
        with warehouse.writing() as cursor:
            verdict = judge(cursor, incoming, draft)
            if verdict.submission is None:
                raise _NotStored
            tell(STEPS[2])
            verdict.submission_id = submit(cursor, verdict.submission)
    except _NotStored:
        pass
    return verdict


def _examined(incoming: Incoming, plan: Plan, sender: Unit | None, learned: list[LearnedHeading]) -> Draft:
    """The draft of a workbook, read once more with its unit's own headings where one that was known at its receipt stands in it."""
    headings = criteria_headings(plan)
    draft = sandbox.examine(incoming.content, incoming.file_name, {"headings": headings})
    if own := own_headings(draft, plan, sender, learned) if learned else []:
        draft = sandbox.examine(incoming.content, incoming.file_name, {"headings": headings + own})
        mark_learned(draft, own)
    return draft


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


def _prepare_handler(warehouse: Warehouse, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Begin to examine a workbook that will be loaded next; nothing is stored."""
    received_at = parse_moment(arguments["received_at"]) if arguments.get("received_at") else office_now()
    with warehouse.reading() as cursor:
        headings = criteria_headings(plan_at(cursor, received_at))
    sandbox.begin(content, arguments["file_name"], {"headings": headings})
    return {}


def _template_handler(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    period = date.fromisoformat(arguments["period"] + "-01") if arguments.get("period") else None
    round_date = date.fromisoformat(arguments["round"]) if arguments.get("round") else None
    with warehouse.reading() as cursor:
        content = write_template(cursor, arguments["kind"], arguments.get("unit"), period, round_date, arguments.get("inspected"))
    return {"content": b64encode(content).decode()}


handlers = {"load": _load_handler, "prepare": _prepare_handler, "template": _template_handler}
"""What `warehouse.handover` serves of this package."""
