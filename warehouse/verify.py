"""Is the warehouse whole? Every original, every row and every event is held against the digests that were taken at receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import duckdb

from warehouse.build import named_statements
from warehouse.events import FIRST_HASH, event_hash
from warehouse.submit import rows_digest, stored_rows


def faults(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """One Chinese line for each fault; an empty list where all is well."""
    return [*_event_chain(cursor), *_originals(cursor), *_rows(cursor), *_checks(cursor)]


def _event_chain(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    previous, number = FIRST_HASH, 0
    for *row, stored in cursor.execute("from event order by event_no").fetchall():
        number += 1
        if row[0] != number:
            yield f"事件记录缺第 {number} 条。"
            number = row[0]
        elif row[-1] != previous:
            yield f"第 {number} 条事件与前一条接不上,记录被改动过。"
        if event_hash(row) != stored:
            yield f"第 {number} 条事件的内容与其摘要不符,记录被改动过。"
        previous = stored


def _originals(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for digest, content in cursor.execute("select sha256, content from original").fetchall():
        if hashlib.sha256(content).hexdigest() != digest:
            yield f"原件 {digest[:12]} 的内容与其摘要不符。"
    missing = cursor.execute(
        "select submission_id, file_name from submission where sha256 not in (select sha256 from original)"
    ).fetchall()
    for submission_id, file_name in missing:
        yield f"报送 {submission_id}({file_name})的原件不在库中。"


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    receipts = dict(cursor.execute("select submission_id, payload from event where kind = 'received'").fetchall())
    for submission_id, digest, row_count in cursor.execute("select submission_id, sha256, row_count from submission").fetchall():
        payload = json.loads(receipts.pop(submission_id, "null"))
        rows = stored_rows(cursor, submission_id)
        if payload is None:
            yield f"报送 {submission_id} 没有收到时的事件记录。"
        elif payload["file_sha256"] != digest or payload["rows_sha256"] != rows_digest(rows) or len(rows) != row_count:
            yield f"报送 {submission_id} 的数据与收到时的摘要不符,被改动过。"
    for submission_id in receipts:
        yield f"报送 {submission_id} 有收到记录,却不在库中。"


def _checks(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, statement in named_statements("checks"):
        found = cursor.execute(statement).fetchall()
        if found:
            yield f"检查 {name} 不通过,有 {len(found)} 行,例如 {found[0]}。"
