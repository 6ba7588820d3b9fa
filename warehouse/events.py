"""The one table of what happened. Each row holds the hash of the one before, so that a row taken out or changed shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb

from warehouse.clock import office_now
from warehouse.ids import new_id

FIRST_HASH = "0" * 64


def record(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    actor: str,
    happened_at: datetime,
    payload: Mapping[str, Any],
    submission_id: str | None = None,
) -> str:
    """Add one event; call it inside the transaction that does what it tells. Answers its id."""
    last = cursor.execute("select event_no, hash from event order by event_no desc limit 1").fetchone()
    event_no, previous_hash = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    row = [event_no, new_id(), happened_at, office_now(), actor, kind, submission_id, text, previous_hash]
    cursor.execute("insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, event_hash(row)])
    cursor.execute("update schema_version set last_event_hash = ?", [event_hash(row)])
    return str(row[1])


def event_hash(row: list[Any]) -> str:
    """The hash of an event's other columns, in the table's order, the hash of the one before among them."""
    return hashlib.sha256(json.dumps([str(cell) if cell is not None else None for cell in row], ensure_ascii=False).encode()).hexdigest()
