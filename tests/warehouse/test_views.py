"""The views are the product's promise to any DuckDB client: names, columns and their order, labels, and how they are made."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.helpers import CHINESE, ask, inspection, opened, put, raw, send
from warehouse import build
from warehouse.build import SQL, in_order, open_current, statements
from warehouse.connection import Warehouse

# As the contract's interfaces.md lists them; the sections' is “the same one step up” (and has the section's name besides).
CONTRACT = {
    "fulfilment_by_indicator": "unit_code, unit_name, task_no, indicator_id, indicator_name, target, value, reported_value, typed_value, "
    "verified_value, deduction, fulfilment, expected, light, submission_id, source_cell, joint",
    "fulfilment_by_indicator_window": "unit_code, unit_name, task_no, indicator_id, window_label, window_start, window_end, period, "
    "target, value, reported_value, typed_value, verified_value, deduction, fulfilment, expected, submission_id, source_cell",
    "fulfilment_by_task_unit": "unit_code, unit_name, unit_kind, task_no, task_title, section_no, fulfilment, expected, light, indicators, "
    "reported_indicators",
    "fulfilment_by_section_unit": "unit_code, unit_name, unit_kind, section_no, section_name, fulfilment, expected, light, indicators, "
    "reported_indicators",
    "fulfilment_by_unit": "unit_code, unit_name, unit_kind, fulfilment, expected, light, indicators, reported_indicators, declared_share",
    "fulfilment_by_task": "task_no, task_title, section_no, fulfilment, expected, light, indicators, reported_indicators",
    "fulfilment_of_city": "fulfilment, expected, light",
    "pooled_contributions": "task_no, indicator_id, unit_code, unit_name, target, value, reported_value, verified_value, share_of_target, "
    "submission_id, source_cell",
    "county_ranking": "rank, county_rank, unit_code, unit_name, unit_kind, total, fulfilment, expected, light, peer_score, satisfaction, "
    "previous_rank, rank_change",
    "peer_scores": "round_date, unit_code, unit_name, raters, official_score, adjusted_score, official_rank, adjusted_rank, closed",
    "site_quota": "unit_code, unit_name, domain, domain_name, target, sites, gap, joint",
    "rectifications": "inspector_code, inspector_name, unit_code, unit_name, period, indicator_id, finding, due_date, state, closed_on, "
    "submission_id",
    "reports_owed": "unit_code, unit_name, period, due_date, days_overdue",
    "submissions": "submission_id, kind, unit_code, unit_name, period, file_name, sha256, received_at, received_by, state, is_late",
}
OURS = {"unconfirmed": "submission_id, unit_code, unit_name, period, warnings"}
VIEWS = {**CONTRACT, **OURS}
TYPES = {
    "period": "DATE",
    "due_date": "DATE",
    "round_date": "DATE",
    "closed_on": "DATE",
    "window_start": "DATE",
    "window_end": "DATE",
    "received_at": "TIMESTAMP",
    "fulfilment": "DOUBLE",
    "expected": "DOUBLE",
    "target": "DOUBLE",
    "value": "DOUBLE",
    "reported_value": "DOUBLE",
    "typed_value": "DOUBLE",
    "verified_value": "DOUBLE",
    "deduction": "DOUBLE",
    "declared_share": "DOUBLE",
    "share_of_target": "DOUBLE",
    "total": "DOUBLE",
    "peer_score": "DOUBLE",
    "satisfaction": "DOUBLE",
    "official_score": "DOUBLE",
    "adjusted_score": "DOUBLE",
    "gap": "DOUBLE",
    "raters": "INTEGER",
    "sites": "INTEGER",
    "task_no": "INTEGER",
    "section_no": "INTEGER",
    "indicators": "INTEGER",
    "reported_indicators": "INTEGER",
    "rank": "BIGINT",
    "official_rank": "BIGINT",
    "adjusted_rank": "BIGINT",
    "county_rank": "BIGINT",
    "previous_rank": "BIGINT",
    "rank_change": "BIGINT",
    "days_overdue": "BIGINT",
    "warnings": "INTEGER",
    "joint": "BOOLEAN",
    "is_late": "BOOLEAN",
    "closed": "BOOLEAN",
}
FILES = sorted(SQL.glob("*/*.sql"))


def described(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in connection.execute(f"describe select * from {relation}").fetchall()]


@pytest.fixture(scope="module")
def closed(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with something of each kind that nobody holds; read it only."""
    path = Path(shutil.copy(pristine, tmp_path_factory.mktemp("closed") / "warehouse.duckdb"))
    with open_current(path, 5) as warehouse:
        send(warehouse, "qinghe", "2024-03", {"01-1": 4, "02-2": 3}, "2024-04-05T09:00")
        put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-04-20T09:00", "台账不全"))
        opened(warehouse, "2024-05-01")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_columns(closed: Path, view: str) -> None:
    """Read as anybody would with the app stopped: read-only, by a plain client."""
    wanted = VIEWS[view].split(", ")
    with duckdb.connect(str(closed), read_only=True) as connection:
        plain = described(connection, view)
        assert [column for column, _ in plain] == wanted
        assert plain == described(connection, f"{view}_at('2024-06-30', '2024-07-01')")
        assert plain == described(connection, f"{view}_at(date '2024-06-30', timestamp '2024-07-01 10:00')")
        assert plain == [(column, TYPES.get(column, "VARCHAR")) for column in wanted]
        connection.execute(f"from {view}").fetchall()
        bound = connection.execute(f"from {view}_at(?, ?)", [date(2024, 6, 30), datetime(2024, 7, 1)]).fetchall()
        assert bool(bound) == (view != "unconfirmed")


def test_no_other_views_and_none_forgotten(warehouse: Warehouse) -> None:
    views = {name for (name,) in ask(warehouse, "select view_name from duckdb_views() where not internal")}
    question = "select function_name from duckdb_functions() where function_type = 'table_macro' and not internal"
    macros = {name for (name,) in ask(warehouse, question)}
    assert views == set(VIEWS)
    assert {f"{view}_at" for view in views} <= macros


def test_every_column_has_a_chinese_label(path: Path) -> None:
    """`create or replace view` drops comments, so they must be there after the views were made anew, too."""
    comments = "select table_name, column_name, comment from duckdb_columns() where not internal order by table_name, column_index"

    def labels() -> dict[str, dict[str, str]]:
        rows = raw(path, comments)
        return {view: {column: label for table, column, label in rows if table == view} for view in VIEWS}

    before = labels()
    for view, found in before.items():
        assert list(found) == VIEWS[view].split(", ")
        assert [column for column, label in found.items() if not label or not CHINESE.search(label)] == [], view
        assert len(set(found.values())) == len(found), f"{view}: two columns with one label"
    raw(path, *(f"create or replace view {view} as select 1 as x" for view in VIEWS), "update schema_version set views_sha256 = ''")
    with open_current(path, 5) as warehouse, warehouse.reading() as cursor:
        assert {view: _labels(cursor, view) for view in VIEWS} == before
    assert labels() == before


def test_views_are_not_made_anew_without_need(path: Path) -> None:
    """Opening a warehouse whose views are this program's writes nothing: a backup beside it stays equal."""
    content = path.read_bytes()
    open_current(path, 5).close()
    assert path.read_bytes() == content


def test_a_failing_rebuild_leaves_the_old_views(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SQL, tmp_path / "sql"))
    (folder / "views" / "submissions.sql").write_text("-- One row\ncreate or replace view submissions as select nothing from nowhere;\n")
    monkeypatch.setattr(build, "SQL", folder)
    with pytest.raises(duckdb.Error):
        open_current(path, 5)
    monkeypatch.undo()
    with open_current(path, 5) as warehouse:
        assert ask(warehouse, "from submissions") == []
        assert ask(warehouse, "select count(*) from duckdb_views() where not internal")[0][0] >= len(VIEWS)


# ---- the files of sql/ -----------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Without comments and texts."""
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--[^\n]*", "", text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_one_object_a_file_with_its_grain_first(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    head, code = text.splitlines()[0], bare(text)
    is_scalar = file.parent.name == "core" and not re.search(r"\)\s+as\s+table\b", code)
    assert head.startswith(("-- The ", "-- A ", "-- One row") if is_scalar else "-- One row"), head
    assert code.count(";") == 1
    assert code.rstrip().endswith(";")
    made = re.findall(r"\bcreate\s+(?:or\s+replace\s+)?(table|view|macro)\s+(?:if\s+not\s+exists\s+)?(\w+)", code)
    kind = {"tables": "table", "views": "view", "core": "macro", "marts": "macro"}.get(file.parent.name)
    assert made == ([(kind, file.stem)] if kind else []), "the path is its name"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_duckdb_1_5_and_ducklake_do_not_take(file: Path) -> None:
    """A later step puts the same SQL on DuckLake (facts/warehouse.md, 0); and `x / 0` tops a ranking (style, T5)."""
    code = bare(file.read_text(encoding="utf-8"))
    assert not re.search(r"->(?!>)|//|\b(primary key|foreign key|references|unique|create sequence|nextval|autoincrement)\b", code)
    for divisor in re.findall(r"/\s*(\w+|\()", code):
        assert divisor in ("nullif", "100", "(") or divisor.isdigit(), f"divided by {divisor}"
    assert not re.search(r"\bat\b(?! time zone)", code), "`at` is a reserved word"


def test_layers_have_arrows() -> None:
    """Views ask their macro alone; marts ask core and no table of what units sent but submission, event and warnings."""
    names = {folder: {file.stem for file in (SQL / folder).glob("*.sql")} for folder in ("tables", "core", "marts", "views", "checks")}
    for folder, file in ((file.parent.name, file) for file in FILES):
        words = set(re.findall(r"\w+", bare(file.read_text(encoding="utf-8")))) - {file.stem}
        above = {"tables": ("core", "marts", "views"), "core": ("marts", "views"), "marts": ("views",), "views": ("tables",)}.get(
            folder, ()
        )
        forbidden = {name for layer in above for name in names[layer]} - {"unconfirmed", "submissions", "event", "light"}
        asked = {
            name for name in words & forbidden if re.search(rf"\b(from|join)\s+{name}\b|\b{name}\(", bare(file.read_text(encoding="utf-8")))
        }
        assert not asked, f"{folder}/{file.name} asks {asked}"


def test_statements_stand_behind_those_they_call() -> None:
    texts = [*statements("views"), *statements("marts"), *statements("core")]
    with duckdb.connect() as connection:
        for text in [*statements("tables"), *in_order(texts)]:
            connection.execute(text)
        assert connection.execute("select count(*) from duckdb_views() where not internal").fetchone() == (len(list(statements("views"))),)


def _labels(cursor, view: str) -> dict[str, str]:
    return dict(
        cursor.execute("select column_name, comment from duckdb_columns() where table_name = ? and comment is not null", [view]).fetchall()
    )
