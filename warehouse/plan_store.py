"""Versions of the plan: stored whole, never changed. Nothing shown before changes when targets or weights do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb

from warehouse.clock import office_now
from warehouse.errors import PlanRefused
from warehouse.events import record
from warehouse.plan import Plan

SINCE_EVER = datetime(1, 1, 1)
"""The first version counts as known since ever."""

# Where a table's columns are named otherwise than the file's, or leave some out.
_COLUMNS = {
    "plan_section": ("sections", ["section_no", "name", "aim"]),
    "plan_task": ("tasks", ["task_no", "section_no", "title", "scored", "weight", "text"]),
    "plan_task_department": ("task_departments", ["task_no", "unit_name", "listed_order"]),
    "plan_unit": ("units", ["unit_code", "name", "kind", "unit_class", "adcode", "report_cycle", "line"]),
    "plan_indicator": (
        "indicators",
        ["indicator_id", "task_no", "name", "kind", "unit", "window", "reported_by", "weight", "basis", "note"],
    ),
    "plan_window": ("windows", ["window", "label", "start", "end", "counted", "note"]),
    "plan_target": ("targets", ["indicator_id", "scope_kind", "scope", "target", "joint", "note"]),
    "plan_phase": ("phases", ["phase_no", "name", "start", "end", "work"]),
    "plan_review_criterion": ("review_criteria", ["criterion_no", "name", "full_score"]),
    "plan_site_domain": ("site_domains", ["domain", "name", "indicator_id", "level"]),
    "plan_score_weight": ("score_weights", ["part", "weight"]),
    "plan_setting": ("settings", ["key", "value", "note"]),
}


def store_plan(cursor: duckdb.DuckDBPyConnection, plan: Plan, in_force_from: datetime, note: str | None, actor: str) -> int | None:
    """Store a version in the caller's transaction; answers its number, or None where it equals the one in force then.

    Raises PlanRefused where a unit, an indicator or a kind of site that was reported on would vanish.
    """
    in_force = cursor.execute("select sha256 from plan_version where plan_version_no = plan_version_at(?)", [in_force_from]).fetchone()
    if in_force and in_force[0] == plan.sha256:
        return None
    _refuse_vanished(cursor, plan)
    number = cursor.execute("select coalesce(max(plan_version_no), 0) + 1 from plan_version").fetchone()[0]  # type: ignore[index]
    counts_from = in_force_from if number > 1 else SINCE_EVER
    cursor.execute("insert into plan_version values (?, ?, ?, ?, ?)", [number, counts_from, office_now(), plan.sha256, note])
    for name, content in plan.files.items():
        cursor.execute("insert into plan_file values (?, ?, ?)", [number, name, content])
    for table, rows in table_rows(number, plan).items():
        _insert(cursor, table, rows)
    cursor.execute("insert into plan_duty from resolved_duty(?)", [number])
    record(cursor, "plan_stored", actor, office_now(), {"plan_version_no": number, "in_force_from": counts_from, "sha256": plan.sha256})
    return int(number)


def table_rows(number: int, plan: Plan) -> dict[str, list[list[Any]]]:
    """A version as it is stored: the rows of each table."""
    return {
        table: [[number, *(row[column] for column in columns)] for row in plan.rows[file]] for table, (file, columns) in _COLUMNS.items()
    }


def _insert(cursor: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    if rows:
        cursor.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def _refuse_vanished(cursor: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    told = "已有报送数据,新方案里不能没有它;请保留这一行。"
    kinds = _indicators_in_use(cursor)
    faults = [f"units.csv:单位 {code} {told}" for code in sorted(_units_in_use(cursor) - plan.units.keys())]
    faults += [f"indicators.csv:指标 {code} {told}" for code in sorted(kinds.keys() - plan.indicators.keys())]
    faults += [
        f"site_domains.csv:示范点类别 {code} {told}"
        for code in sorted(_domains_in_use(cursor) - {row["domain"] for row in plan.rows["site_domains"]})
    ]
    faults += [
        f"indicators.csv:指标 {code} 已有报送数据,类型不能由 {kind} 改为 {plan.indicators[code].kind};请保留原类型,或另立一个指标。"
        for code, kind in sorted(kinds.items())
        if kind and code in plan.indicators and plan.indicators[code].kind != kind
    ]
    if faults:
        raise PlanRefused(faults)


def _units_in_use(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Every unit that sent something, or that something was sent about, or that takes part in a review round."""
    rows = cursor.execute(
        """
        select unit_code from submission
        union select subject_code from submission
        union select unit_code from given_score
        union select unit_code from satisfaction_result
        union select unit_code from review_round_member
        """
    ).fetchall()
    return {code for (code,) in rows if code}


def _indicators_in_use(cursor: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    """Every indicator that was reported or inspected, with its kind in the plan of now."""
    return dict(
        cursor.execute(
            """
            with used as (
                select indicator_id from reported_value
                union
                select indicator_id from inspected_value
            )
            select used.indicator_id, indicator.kind
            from used
            left join plan_indicator_at(?) as indicator on indicator.indicator_id = used.indicator_id
            """,
            [office_now()],
        ).fetchall()
    )


def _domains_in_use(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    return {code for (code,) in cursor.execute("select distinct domain from site").fetchall()}


def stored_files(cursor: duckdb.DuckDBPyConnection, number: int) -> dict[str, bytes]:
    """The files of a version, by name."""
    rows = cursor.execute("select file_name, content from plan_file where plan_version_no = ?", [number]).fetchall()
    return {name: bytes(content) for name, content in rows}
