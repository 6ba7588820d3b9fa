"""Is the warehouse whole? Every original, every row and every event is held against the digests that were taken at receipt."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb

from warehouse.build import named_statements
from warehouse.errors import PlanRefused
from warehouse.events import FIRST_HASH, event_hash
from warehouse.plan import parse_plan
from warehouse.plan_store import stored_files, table_rows
from warehouse.submit import rows_digest, stored_rows, stored_submission


def faults(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """One Chinese line for each fault; an empty list where all is well."""
    found = []
    for look in (_event_chain, _originals, _rows, _plans, _rounds, _checks):
        try:
            found += list(look(cursor))
        except duckdb.Error as error:
            found.append(f"核验做不完,数据仓库的结构被改动过或已损坏:{str(error).splitlines()[0]}。")
    return found


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
    last = cursor.execute("select last_event_hash from schema_version").fetchall()
    if last != [(previous,)]:
        yield f"最后的事件记录不在库中,或第 {number} 条事件之后被改动过。"


def _originals(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for digest, content in cursor.execute("select sha256, content from original").fetchall():
        if hashlib.sha256(content).hexdigest() != digest:
            yield f"原件 {digest[:12]} 的内容与其摘要不符。"
    missing = cursor.execute("select submission_id, file_name from submission where sha256 not in (select sha256 from original)").fetchall()
    for submission_id, file_name in missing:
        yield f"报送 {submission_id}({file_name})的原件不在库中。"


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    receipts = dict(cursor.execute("select submission_id, payload from event where kind = 'received'").fetchall())
    submissions = cursor.execute("select submission_id, kind, sha256, row_count from submission").fetchall()
    for submission_id, kind, digest, row_count in submissions:
        if submission_id not in receipts:
            yield f"报送 {submission_id} 没有收到时的事件记录,或库中不止一份。"
            continue
        rows = stored_rows(cursor, kind, submission_id)
        digests = {
            "file_sha256": digest,
            "rows_sha256": rows_digest(rows),
            "submission_sha256": rows_digest(stored_submission(cursor, submission_id)),
        }
        payload = _json(receipts.pop(submission_id))
        if digests.items() - payload.items() or len(rows) != row_count:
            yield f"报送 {submission_id} 的数据与收到时的摘要不符,被改动过。"
    for submission_id in receipts:
        yield f"报送 {submission_id} 有收到记录,却不在库中。"


def _json(text: str) -> dict[str, Any]:
    """An event's payload; nothing where it was made unreadable (the chain names that)."""
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        return {}


def _codes(said: dict[str, Any], part: str) -> set[str]:
    """The codes that an event names; none where that was made unreadable."""
    codes = said.get(part)
    return {str(code) for code in codes} if isinstance(codes, list) else set()


def _plans(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    told = {}
    for (payload,) in cursor.execute("select payload from event where kind = 'plan_stored'").fetchall():
        said = _json(payload)
        told[said.get("plan_version_no")] = (said.get("in_force_from"), said.get("sha256"))
    for number, in_force_from, sha256 in cursor.execute("select plan_version_no, in_force_from, sha256 from plan_version").fetchall():
        if told.pop(number, None) != (str(in_force_from), sha256):
            yield f"方案第 {number} 版与入库时的事件记录不符,被改动过。"
        try:
            plan = parse_plan(stored_files(cursor, number))
        except PlanRefused:
            yield f"方案第 {number} 版的文件不完整或被改动过。"
            continue
        if plan.sha256 != sha256:
            yield f"方案第 {number} 版的文件与其摘要不符,被改动过。"
        for table, rows in table_rows(number, plan).items():
            stored = cursor.table(table).filter(f"plan_version_no = {int(number)}").fetchall()
            if Counter(stored) != Counter(map(tuple, rows)):
                yield f"方案第 {number} 版的 {table} 与其文件不符,被改动过。"
    for number in told:
        yield f"方案第 {number} 版有入库记录,却不在库中。"


def _rounds(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    told: Counter[tuple[Any, ...]] = Counter()
    for (payload,) in cursor.execute("select payload from event where kind = 'round_opened'").fetchall():
        said = _json(payload)
        round_date, units, raters = str(said.get("round_date")), _codes(said, "units"), _codes(said, "raters")
        told[round_date, str(said.get("name"))] += 1
        told.update((round_date, code, code in units, code in raters) for code in units | raters)
    stored = cursor.execute("from review_round").fetchall() + cursor.execute("from review_round_member").fetchall()
    held = Counter((str(row[0]), *row[1:]) for row in stored)
    for round_date in sorted({str(row[0]) for row in (told - held) + (held - told)}):
        yield f"{round_date} 的评议与开设时的事件记录不符,被改动过。"


def _checks(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, statement in named_statements("checks"):
        found = cursor.execute(statement).fetchall()
        if found:
            yield f"检查 {name} 不通过,有 {len(found)} 行,例如 {found[0]}。"
