"""The only writer of what units did. Every function here runs inside one `Warehouse.writing()` transaction of its caller."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record
from warehouse.ids import new_id
from warehouse.records import Submission
from warehouse.row_tables import ROW_TABLES

_STATE_WORDS = {"returned": "已被退回", "withdrawn": "已经撤回"}


def submit(cursor: duckdb.DuckDBPyConnection, submission: Submission) -> str:
    """Store one checked workbook whole; answers its submission_id (a UUIDv7)."""
    submission_id = new_id()
    digest = hashlib.sha256(submission.content).hexdigest()
    cursor.execute(
        "insert into submission values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            submission_id,
            submission.kind,
            submission.unit_code,
            submission.subject_code,
            submission.period,
            submission.file_name,
            digest,
            submission.received_at,
            submission.received_by,
            len(submission.rows),
            submission.is_confirmed,
            submission.is_demo,
        ],
    )
    if not cursor.execute("select 1 from original where sha256 = ?", [digest]).fetchall():
        cursor.execute("insert into original values (?, ?)", [digest, submission.content])
    _insert_rows(cursor, submission_id, submission)
    if submission.warnings:  # a list for each column: a register may bring a warning for each of its rows
        names = ("rule", "sheet", "cell", "message")
        lists = {name: [getattr(warning, name) for warning in submission.warnings] for name in names}
        cursor.execute(
            """
            insert into submission_warning
            select $submission_id, unnest($rule::varchar[]), unnest($sheet::varchar[]), unnest($cell::varchar[]),
                unnest($message::varchar[])
            """,
            {"submission_id": submission_id, **lists},
        )
    payload = {
        "kind": submission.kind,
        "file_sha256": digest,
        "rows_sha256": rows_digest(stored_rows(cursor, submission.kind, submission_id)),
        "submission_sha256": rows_digest(stored_submission(cursor, submission_id)),
    }
    record(cursor, "received", submission.received_by, submission.received_at, payload, submission_id)
    return submission_id


def _insert_rows(cursor: duckdb.DuckDBPyConnection, submission_id: str, submission: Submission) -> None:
    table = ROW_TABLES[submission.kind]
    cursor.execute(table.insert, table.values(submission_id, submission))


def stored_rows(cursor: duckdb.DuckDBPyConnection, kind: str, submission_id: str) -> list[tuple[Any, ...]]:
    """What is stored of a submission of this kind, in a fixed order; `verify` digests the same. Nothing where there is no such kind."""
    table = ROW_TABLES.get(kind)
    return cursor.execute(table.select, [submission_id]).fetchall() if table else []


def stored_submission(cursor: duckdb.DuckDBPyConnection, submission_id: str) -> list[tuple[Any, ...]]:
    """What is stored of a submission beside its rows: itself and its warnings; `verify` digests the same."""
    itself = cursor.execute("from submission where submission_id = ?", [submission_id]).fetchall()
    return itself + cursor.execute("from submission_warning where submission_id = ? order by all", [submission_id]).fetchall()


def rows_digest(rows: list[tuple[Any, ...]]) -> str:
    """The digest that an accepted workbook's event holds of its rows."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, default=str).encode()).hexdigest()


def send_back(cursor: duckdb.DuckDBPyConnection, submission_id: str, reason: str, at: datetime, actor: str) -> None:
    """Return a submission (退回) with a reason: the one before it is in force again.

    Raises Refusal for an unknown one, one already returned or withdrawn, an empty reason, or a time before its receipt.
    """
    if not reason.strip():
        raise Refusal("退回需要写明理由;请补上 --reason。")
    _end(cursor, submission_id, "returned", at, actor, {"reason": reason.strip()})


def withdraw(cursor: duckdb.DuckDBPyConnection, submission_id: str, at: datetime, actor: str) -> None:
    """Withdraw a submission (撤回): the one before it is in force again. Raises Refusal as `send_back`."""
    _end(cursor, submission_id, "withdrawn", at, actor, {})


def _end(cursor: duckdb.DuckDBPyConnection, submission_id: str, kind: str, at: datetime, actor: str, payload: dict[str, Any]) -> None:
    received_at = _received_at(cursor, submission_id)
    ended = cursor.execute(
        "select kind from event where submission_id = ? and kind in ('returned', 'withdrawn')", [submission_id]
    ).fetchone()
    if ended:
        raise Refusal(f"报送 {submission_id} {_STATE_WORDS[ended[0]]},不能再次退回或撤回。")
    if at < received_at:
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 早于该报送的收到时间 {received_at:%Y-%m-%d %H:%M:%S};请改为收到之后的时间。")
    record(cursor, kind, actor, at, payload, submission_id)


def confirm_warnings(cursor: duckdb.DuckDBPyConnection, submission_id: str, at: datetime, actor: str) -> None:
    """Record that the sender has looked at the warnings and stands by the figures; raises Refusal for an unknown one."""
    _received_at(cursor, submission_id)
    record(cursor, "warnings_confirmed", actor, at, {}, submission_id)


def _received_at(cursor: duckdb.DuckDBPyConnection, submission_id: str) -> datetime:
    row = cursor.execute("select received_at from submission where submission_id = ?", [submission_id]).fetchone()
    if not row:
        raise Refusal(f"没有编号为 {submission_id} 的报送;请核对编号。")
    received_at: datetime = row[0]
    return received_at
