"""The tables and views of a warehouse: made from `sql/`, one object per file, whose path is its name."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse.clock import office_now
from warehouse.connection import WAIT_SECONDS, Warehouse, lock_path
from warehouse.errors import NoWarehouse, Refusal
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE

SQL = Path(__file__).resolve().parent.parent / "sql"
SCHEMA_VERSION = 2
"""1: reports alone. 2: the other kinds of workbooks and review rounds, each in a table of its own."""
_BROUGHT_UP = range(1, SCHEMA_VERSION)
"""Versions that differ from this one by tables they lack."""


def initialise(path: Path | str, plan_folder: Path | str) -> bool:
    """Make the warehouse and store its plan; False where it exists already, and nothing is changed then.

    Raises PlanRefused, before anything is made, where the folder has a fault.
    """
    path = Path(path).resolve()
    if path.exists():
        with open_current(path):
            return False
    plan = read_plan(plan_folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"不能在 {path.parent} 建立数据仓库:这个文件夹不存在,也建不了;请换一个位置。") from error
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        with Warehouse.hold(beside, WAIT_SECONDS) as warehouse, warehouse.writing() as cursor:
            _make_tables(cursor)
            cursor.execute("insert into schema_version values (?, '', '')", [SCHEMA_VERSION])
            build_views(cursor)
            store_plan(cursor, plan, office_now(), None, OFFICE)
        os.link(beside, path)  # whole or not at all, and never over one that somebody else made meanwhile
    except FileExistsError:
        return False
    finally:
        for leftover in (beside, lock_path(beside)):
            leftover.unlink(missing_ok=True)
    return True


def open_current(path: Path | str, wait_seconds: float = WAIT_SECONDS) -> Warehouse:
    """Open a warehouse and bring it up to this program's `sql/`: tables that an earlier version lacks, and the views.

    Raises NoWarehouse where there is none, or where it was made by a program of a later schema; Busy as `Warehouse.open`.
    """
    warehouse = Warehouse.open(path, wait_seconds)
    try:
        try:
            with warehouse.reading() as cursor:
                found = cursor.execute("select version, views_sha256 from schema_version").fetchone() if _has_tables(cursor) else None
        except duckdb.Error as error:
            raise NoWarehouse(f"{warehouse.path} 不是可以读取的数据仓库,可能已损坏;请从备份恢复。") from error
        if found is None or found[0] not in (*_BROUGHT_UP, SCHEMA_VERSION):
            raise NoWarehouse(f"{warehouse.path} 不是本程序建立的数据仓库,或版本不同;请换一个文件,或换用相应版本的程序。")
        if found != (SCHEMA_VERSION, _digest()):
            with warehouse.writing() as cursor:
                if found[0] in _BROUGHT_UP:
                    _make_tables(cursor)
                    cursor.execute("update schema_version set version = ?", [SCHEMA_VERSION])
                build_views(cursor)
    except BaseException:
        warehouse.close()
        raise
    return warehouse


def _make_tables(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make every table that is not there yet."""
    for statement in statements("tables"):
        cursor.execute(statement)


def build_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make every macro and view anew, and label their columns; each view is bound, so that a broken one is found here."""
    for statement in in_order([*statements("core"), *statements("marts"), *statements("views")]):
        cursor.execute(statement)
    columns = cursor.execute("select table_name, column_name from information_schema.columns where table_schema = 'main'").fetchall()
    by_column, by_place = labels()
    for table, column in columns:
        label = by_place.get((table, column)) or by_column.get(column)
        if label:
            # DuckDB takes no bound parameter here; the names are its own and the labels are ours.
            quoted = label.replace("'", "''")
            cursor.execute(f"""comment on column "{table}"."{column}" is '{quoted}'""")
    cursor.execute("update schema_version set views_sha256 = ?", [_digest()])


def labels() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Chinese labels of columns: by name alone, and by (table or view, name) where one means something of its own."""
    with (SQL / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_column = {row["column"]: row["label"] for row in rows if not row["object"]}
    return by_column, {(row["object"], row["column"]): row["label"] for row in rows if row["object"]}


def in_order(texts: list[str]) -> list[str]:
    """The statements, each behind those it calls: DuckDB binds a macro when it is made."""
    named = {found[1]: text for text in texts if (found := re.search(r"create or replace (?:macro|view) (\w+)", text))}
    calls = {name: {other for other in re.findall(r"(\w+)\(", text) if other in named and other != name} for name, text in named.items()}
    return [named[name] for name in TopologicalSorter(calls).static_order()]


def statements(folder: str) -> Iterator[str]:
    """The text of each file of a folder of `sql/`, by name."""
    return (text for _, text in named_statements(folder))


def named_statements(folder: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file of a folder of `sql/`, by name."""
    for file in sorted((SQL / folder).glob("*.sql")):
        yield file.stem, file.read_text(encoding="utf-8")


def _digest() -> str:
    text = "\0".join(text for folder in ("core", "marts", "views") for text in statements(folder))
    return hashlib.sha256((text + (SQL / "labels.csv").read_text(encoding="utf-8")).encode()).hexdigest()


def _has_tables(cursor: duckdb.DuckDBPyConnection) -> bool:
    return bool(cursor.execute("select 1 from information_schema.tables where table_name = 'schema_version'").fetchone())
