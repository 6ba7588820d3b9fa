"""Headings that staff have taught: what a heading of their own workbooks means, said once. Both steps are events.

Every function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from warehouse.events import record
from warehouse.standing import learned_headings


def learn_heading(
    cursor: duckdb.DuckDBPyConnection, unit_code: str | None, kind: str, heading: str, key: str, at: datetime, actor: str
) -> None:
    """From now on `heading` (folded as the loaders fold it) stands for the column `key` in workbooks of this kind.

    For one unit's workbooks, or for the office's own (satisfaction) where `unit_code` is None. What it stood for before is replaced;
    the same again records nothing.
    """
    if _key_of(cursor, unit_code, kind, heading) != key:
        record(cursor, "heading_learned", actor, at, {"unit_code": unit_code, "kind": kind, "heading": heading, "key": key})


def forget_heading(cursor: duckdb.DuckDBPyConnection, unit_code: str | None, kind: str, heading: str, at: datetime, actor: str) -> bool:
    """Take back what was learned; False where it is not known (any more), and nothing is recorded."""
    key = _key_of(cursor, unit_code, kind, heading)
    if key is None:
        return False
    record(cursor, "heading_forgotten", actor, at, {"unit_code": unit_code, "kind": kind, "heading": heading, "key": key})
    return True


def _key_of(cursor: duckdb.DuckDBPyConnection, unit_code: str | None, kind: str, heading: str) -> str | None:
    known = {(one.unit_code, one.kind, one.heading): one.key for one in learned_headings(cursor)}
    return known.get((unit_code, kind, heading))
