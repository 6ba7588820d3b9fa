"""Objections (异议): a unit contests an inspection of its figures or the return of its workbook, and the office decides. Both are events.

An objection changes no figure: while nobody has decided, the figures it is about are 待核 (sql/core/pending_figure_at.sql). Every
function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record
from warehouse.rectification import RectificationKey
from warehouse.standing import plan_at

Decision = Literal["upheld", "dismissed"]
DECISIONS = {"upheld": "成立", "dismissed": "不成立"}


def object_to_inspection(
    cursor: duckdb.DuckDBPyConnection, key: RectificationKey, reason: str, at: datetime, actor: str | None = None
) -> str:
    """Lodge an objection of the inspected unit against a row of the inspection in force; answers its id. Without `actor` the unit did.

    Raises Refusal where there is no such row, one objection to it waits already, `reason` is empty, or `at` lies before the receipt.
    """
    found = cursor.execute(
        """
        select received_at
        from inspected_in_force_at(timestamp '9999-12-31')
        where inspector_code = ? and unit_code = ? and period = ? and indicator_id = ?
        """,
        [key.inspector_code, key.unit_code, key.period, key.indicator_id],
    ).fetchone()
    if not found:
        raise Refusal(f"现行的核查表里没有 {key.period:%Y-%m} 指标 {key.indicator_id} 的核查;请核对后再提出。")
    return _lodge(cursor, {"subject": "inspection", **asdict(key)}, None, found[0], reason, at, actor)


def object_to_return(cursor: duckdb.DuckDBPyConnection, submission_id: str, reason: str, at: datetime, actor: str | None = None) -> str:
    """Lodge an objection of a unit whose submission was returned; answers its id. Without `actor` the unit did.

    Raises Refusal where the submission was not returned or speaks for no unit, one objection waits already, `reason` is empty, or
    `at` lies before the return.
    """
    found = cursor.execute(
        """
        select submission.unit_code, submission.period, event.happened_at
        from submission
        inner join event on event.submission_id = submission.submission_id and event.kind = 'returned'
        where submission.submission_id = ? and submission.unit_code is not null
        """,
        [submission_id],
    ).fetchone()
    if not found:
        raise Refusal("这份报送没有被退回,或不是某个单位报送的,不能提出异议。")
    unit_code, period, returned_at = found
    return _lodge(cursor, {"subject": "return", "unit_code": unit_code, "period": period}, submission_id, returned_at, reason, at, actor)


def decide(cursor: duckdb.DuckDBPyConnection, objection_id: str, decision: Decision, words: str, at: datetime, actor: str) -> None:
    """The office's decision of an objection, with its reason. It changes no figure: what follows is done by the ordinary steps.

    Raises Refusal for an unknown objection, one that is decided already, empty `words`, or a time before it was lodged.
    """
    found = cursor.execute(
        "select lodged_at, decision, decided_at from objection_at(timestamp '9999-12-31') where objection_id = ?", [objection_id]
    ).fetchone()
    if not found:
        raise Refusal("没有这项异议;请刷新网页后再试。")
    lodged_at, decided, decided_at = found
    if decided:
        raise Refusal(f"这项异议已于 {decided_at:%Y-%m-%d %H:%M:%S} 裁定({DECISIONS[decided]}),不能再改。")
    if not words.strip():
        raise Refusal("没有写明裁定的理由;请写清楚。")
    if at < lodged_at:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于异议提出的时间 {lodged_at:%Y-%m-%d %H:%M:%S};请改为提出之后的时间。")
    record(cursor, "objection_decided", actor, at, {"objection_id": objection_id, "decision": decision, "words": words.strip()})


def _lodge(
    cursor: duckdb.DuckDBPyConnection,
    about: dict[str, Any],
    submission_id: str | None,
    earliest: datetime,
    reason: str,
    at: datetime,
    actor: str | None,
) -> str:
    if not reason.strip():
        raise Refusal("没有写明异议的理由;请写清哪里不对、依据是什么。")
    if at < earliest:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于 {earliest:%Y-%m-%d %H:%M:%S};请改为那以后的时间。")
    waiting = cursor.execute(
        """
        select lodged_at
        from objection_at(timestamp '9999-12-31')
        where decision is null and subject = $subject and unit_code = $unit_code
            and submission_id is not distinct from $submission_id
            and inspector_code is not distinct from $inspector_code
            and period is not distinct from $period::date
            and indicator_id is not distinct from $indicator_id
        """,
        {"inspector_code": None, "indicator_id": None, **about, "submission_id": submission_id},
    ).fetchone()
    if waiting:
        raise Refusal(f"对它的异议已于 {waiting[0]:%Y-%m-%d %H:%M:%S} 提出,正等待裁定;不必再提。")
    unit = plan_at(cursor, at).units.get(about["unit_code"])
    actor = actor or (unit.name if unit else about["unit_code"])
    return record(cursor, "objection_lodged", actor, at, {**about, "reason": reason.strip()}, submission_id)
