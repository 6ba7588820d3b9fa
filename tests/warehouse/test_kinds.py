"""Each kind of workbook in its own table, as it came; and what a loader asks of it before the next one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.warehouse.helpers import SMALL, ask, inspection, plan_copy, put, raw, register, report, satisfaction, scoring, workbook
from warehouse import queries, verify
from warehouse.build import SCHEMA_VERSION, SQL, open_current
from warehouse.clock import parse_moment
from warehouse.connection import Warehouse
from warehouse.errors import PlanRefused
from warehouse.layouts import forget_heading, learn_heading
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE, InspectionRow, ReportRow, SatisfactionRow, ScoreRow, SiteRow, Submission
from warehouse.row_tables import ROW_TABLES
from warehouse.standing import (
    inspection_in_force,
    learned_headings,
    plan_at,
    register_in_force,
    sites_elsewhere,
    submission_in_force,
)
from warehouse.submit import send_back, stored_rows

MARCH = date(2024, 3, 1)
ROUND = date(2024, 6, 1)
AT = "2024-06-05T09:00"
ROWS = {
    "report": ReportRow("01-2", 0.75, 3, 4, "3/4", "填报表", "C4", "佐证", "问题", "打算", "备注"),
    "sites": SiteRow("village", "甲 村", "甲村", "市级", "东街道", date(2024, 2, 1), 106.68, 35.54, "备注", "名录", "B3"),
    "inspection": InspectionRow("01-2", 0.5, 2, 4, "2/4", "3/4", "否", "台账不全", date(2024, 5, 31), "核查表", "E4"),
    "scoring": ScoreRow("qinghe", (18, 17.5, 20, 0, 19), "评语", "打分表", "B3"),
    "satisfaction": SatisfactionRow("qinghe", 120, 95.25, "95.25%", "结果表", "C3"),
}
KEYS = {
    "report": ("qinghe", None, MARCH),
    "sites": ("qinghe", None, None),
    "inspection": ("yunxi", "qinghe", MARCH),
    "scoring": ("yunxi", None, ROUND),
    "satisfaction": (None, None, ROUND),
}
STORED = {
    "report": ("qinghe", MARCH, "01-2", 0.75, 3.0, 4.0, "3/4", "填报表!C4", "佐证", "问题", "打算", "备注"),
    "sites": ("qinghe", "village", "甲 村", "甲村", "市级", "东街道", date(2024, 2, 1), 106.68, 35.54, "备注", "名录!B3"),
    "inspection": (*("yunxi", "qinghe", MARCH, "01-2", 0.5, 2.0, 4.0, "2/4", "3/4", "否", "台账不全", date(2024, 5, 31), "核查表!E4"),),
    "scoring": ("yunxi", ROUND, "qinghe", [18.0, 17.5, 20.0, 0.0, 19.0], "评语", "打分表!B3"),
    "satisfaction": (ROUND, "qinghe", 120, 95.25, "95.25%", "结果表!C3"),
}


def one(kind: str) -> Submission:
    return workbook(kind, *KEYS[kind], [ROWS[kind]], AT)


@pytest.mark.parametrize("kind", ROW_TABLES)
def test_stored_as_it_came(warehouse: Warehouse, kind: str) -> None:
    (submission_id,) = put(warehouse, one(kind))
    with warehouse.reading() as cursor:
        assert stored_rows(cursor, kind, submission_id) == [(submission_id, *STORED[kind])]
        found = submission_in_force(cursor, kind, *KEYS[kind])
        assert found
        assert found.submission_id == submission_id
        assert not [fault for fault in verify.faults(cursor) if "given_score_is_of_its_round" not in fault], "no round was opened here"
    state = ask(warehouse, "select kind, unit_code, period, state, is_late from submissions_at('2024-12-31', '2024-12-31')")
    unit, _, period = KEYS[kind]
    assert state == [(kind, unit, period, "in_force", True if kind == "report" else None)]


@pytest.mark.parametrize("kind", ROW_TABLES)
def test_every_field_of_a_row_has_its_column(warehouse: Warehouse, kind: str) -> None:
    table = ROW_TABLES[kind]
    assert set(table.columns) == {field.name for field in fields(ROWS[kind])} - {"sheet", "cell"}
    columns = {name for (name,) in ask(warehouse, "select column_name from duckdb_columns() where table_name = ?", [table.table])}
    assert columns == {"submission_id", *table.key, *table.columns, "source_cell"}


def test_superseded_within_its_key_alone(warehouse: Warehouse) -> None:
    """Another inspector, another unit, another month or round is another key."""
    sent = [
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-04-05T09:00"),
        inspection("park", "qinghe", "2024-03", {"01-1": 3}, "2024-04-06T09:00"),
        inspection("yunxi", "park", "2024-03", {"01-1": 2}, "2024-04-06T09:00"),
        inspection("yunxi", "qinghe", "2024-04", {"01-1": 3}, "2024-05-06T09:00"),
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 4}, "2024-05-07T09:00"),
        register("qinghe", {"甲村": None}, "2024-04-05T09:00"),
        register("yunxi", {"乙村": None}, "2024-04-06T09:00"),
        register("qinghe", {}, "2024-04-07T09:00"),
        scoring("yunxi", "2024-06-01", {"qinghe": 80}, "2024-06-01T09:00"),
        scoring("yunxi", "2024-07-01", {"qinghe": 80}, "2024-07-01T09:00"),
        scoring("park", "2024-06-01", {"qinghe": 80}, "2024-06-01T09:00"),
        scoring("yunxi", "2024-06-01", {"qinghe": 81}, "2024-06-02T09:00"),
        satisfaction("2024-06-01", {"qinghe": 90}, "2024-06-01T09:00"),
        satisfaction("2024-07-01", {"qinghe": 90}, "2024-07-01T09:00"),
        satisfaction("2024-06-01", {"qinghe": 91}, "2024-07-02T09:00"),
    ]
    ids = put(warehouse, *sent)
    superseded = {row for (row,) in ask(warehouse, "select submission_id from submissions where state = 'superseded'")}
    assert [ids.index(submission_id) for submission_id in sorted(superseded, key=ids.index)] == [0, 5, 8, 12]


# ---- what a loader asks ----------------------------------------------------------------------------------------------------


def test_register_in_force(warehouse: Warehouse) -> None:
    """No register is not an empty register."""
    with warehouse.reading() as cursor:
        assert register_in_force(cursor, "qinghe") is None
    put(warehouse, register("qinghe", {"甲村": None}, "2024-04-05T09:00"))
    (empty,) = put(warehouse, register("qinghe", {}, "2024-04-06T09:00"))
    put(warehouse, register("yunxi", {"乙 村": "2024-02-01", "丙村": None}, "2024-04-07T09:00"))
    with warehouse.writing() as cursor:
        assert register_in_force(cursor, "qinghe") == []
        assert [(site.name, site.folded_name, site.named_on) for site in register_in_force(cursor, "yunxi") or []] == [
            ("丙村", "丙村", None),
            ("乙 村", "乙村", date(2024, 2, 1)),
        ]
        assert sites_elsewhere(cursor, "qinghe") == {("village", "乙村"): "yunxi", ("village", "丙村"): "yunxi"}
        assert sites_elsewhere(cursor, "yunxi") == {}
        send_back(cursor, empty, "演示", parse_moment("2024-04-10"), OFFICE)
        assert sites_elsewhere(cursor, "yunxi") == {("village", "甲村"): "qinghe"}


def test_inspection_in_force(warehouse: Warehouse) -> None:
    (submission_id,) = put(warehouse, one("inspection"))
    put(warehouse, inspection("park", "qinghe", "2024-03", {"01-1": 4}, "2024-07-06T09:00"))
    with warehouse.reading() as cursor:
        (row,) = inspection_in_force(cursor, "yunxi", "qinghe", MARCH)
        wanted = {field.name: getattr(ROWS["inspection"], field.name) for field in fields(ROWS["inspection"])}
        assert {name: value for name, value in wanted.items() if name not in ("sheet", "cell") and getattr(row, name) != value} == {}
        assert (row.source_cell, row.submission_id, row.received_at) == ("核查表!E4", submission_id, parse_moment(AT))
        assert inspection_in_force(cursor, "qinghe", "yunxi", MARCH) == []


def test_the_old_names_are_still_there() -> None:
    assert queries.plan_at is plan_at
    assert queries.submission_in_force is submission_in_force


# ---- headings that staff have taught ---------------------------------------------------------------------------------------


def test_headings_are_learned_and_forgotten(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        learn_heading(cursor, None, "report", "办结数", "value", datetime(2024, 4, 1), OFFICE)
        learn_heading(cursor, "qinghe", "report", "办结数", "numerator", datetime(2024, 4, 2), "青禾县(演示)")
        learn_heading(cursor, "qinghe", "report", "办结数", "numerator", datetime(2024, 4, 3), OFFICE)  # the same again
        learn_heading(cursor, "qinghe", "report", "办结数", "value", datetime(2024, 4, 4), OFFICE)
        learn_heading(cursor, "qinghe", "sites", "办结数", "name", datetime(2024, 4, 5), OFFICE)
        assert [(one.unit_code, one.kind, one.key, one.learned_at.day, one.learned_by) for one in learned_headings(cursor)] == [
            (None, "report", "value", 1, OFFICE),
            ("qinghe", "report", "value", 4, OFFICE),
            ("qinghe", "sites", "name", 5, OFFICE),
        ]
        assert forget_heading(cursor, "qinghe", "report", "办结数", datetime(2024, 4, 6), OFFICE)
        assert [(one.unit_code, one.kind) for one in learned_headings(cursor)] == [(None, "report"), ("qinghe", "sites")]
        assert not forget_heading(cursor, "qinghe", "report", "办结数", datetime(2024, 4, 7), OFFICE), "two windows, one click each"
        assert [one.key for one in learned_headings(cursor, datetime(2024, 4, 2))] == ["value", "numerator"]
        learn_heading(cursor, "qinghe", "report", "办结数", "value", datetime(2024, 4, 8), OFFICE)
    known = "select key from learned_heading_at(?) where unit_code = 'qinghe' and kind = 'report'"
    days = [ask(warehouse, known, [datetime(2024, 4, day)]) for day in (1, 2, 4, 6, 8)]
    assert days == [[], [("numerator",)], [("value",)], [], [("value",)]]
    assert ask(warehouse, "select count(*) from event where kind like 'heading%'") == [(6,)]


# ---- a warehouse of the first version --------------------------------------------------------------------------------------

NEW = ("site", "inspected_value", "given_score", "satisfaction_result", "review_round", "review_round_member")


def first_version(path: Path) -> None:
    """As a program of version 1 left it: without the new tables and views, with a report."""
    views = [name for (name,) in raw(path, "select view_name from duckdb_views() where not internal")]
    raw(
        path,
        *(f"drop view {view}" for view in views),
        *(f"drop table {table}" for table in NEW),
        "update schema_version set version = 1, views_sha256 = 'of another program'",
    )


def test_version_1_is_brought_up(path: Path) -> None:
    with open_current(path, 5) as warehouse:
        put(warehouse, report("qinghe", "2024-03", {"02-1": 1}, "2024-04-05T09:00"))
    tables = [file.stem for file in (SQL / "tables").glob("*.sql") if file.stem not in (*NEW, "schema_version")]
    first_version(path)
    before = {table: raw(path, f"from {table}") for table in tables}
    with open_current(path, 5) as warehouse:
        assert {table: ask(warehouse, f"from {table}") for table in tables} == before
        assert ask(warehouse, "select version from schema_version") == [(SCHEMA_VERSION,)]
        assert [table for table in NEW if ask(warehouse, f"from {table}")] == []
        with warehouse.reading() as cursor:
            assert verify.faults(cursor) == []
        put(warehouse, one("sites"))
        assert len(ask(warehouse, "from county_ranking")) == 3
    content = path.read_bytes()
    open_current(path, 5).close()
    assert path.read_bytes() == content, "once is enough"


def test_a_failing_move_leaves_version_1(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_version(path)

    def fails(_: object) -> None:
        raise KeyError

    monkeypatch.setattr("warehouse.build.build_views", fails)
    with pytest.raises(KeyError):
        open_current(path, 5)
    assert raw(path, "select version from schema_version") == [(1,)]
    assert raw(path, "select table_name from duckdb_tables() where table_name = 'site'") == []


# ---- a plan may not lose what is spoken of ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "change", "word"),
    [
        (
            register("park", {"甲村": None}, AT),
            ("site_domains.csv", "village,进村(演示)", "hamlet,进村(演示)"),
            "site_domains.csv:示范点类别 village",
        ),
        (inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, AT), ("units.csv", "qinghe,", "renamed,"), "units.csv:单位 qinghe"),
        (inspection("qinghe", "yunxi", "2024-03", {"01-1": 3}, AT), ("units.csv", "qinghe,", "renamed,"), "units.csv:单位 qinghe"),
        (scoring("yunxi", "2024-06-01", {"qinghe": 80}, AT), ("units.csv", "qinghe,", "renamed,"), "units.csv:单位 qinghe"),
        (satisfaction("2024-06-01", {"qinghe": 80}, AT), ("units.csv", "qinghe,", "renamed,"), "units.csv:单位 qinghe"),
    ],
)
def test_what_is_spoken_of_may_not_vanish(
    warehouse: Warehouse, tmp_path: Path, sent: Submission, change: tuple[str, str, str], word: str
) -> None:
    folder = plan_copy(tmp_path / "b", change)
    put(warehouse, sent)
    with pytest.raises(PlanRefused) as refused, warehouse.writing() as cursor:
        store_plan(cursor, read_plan(folder), parse_moment("2024-08-01"), None, OFFICE)
    assert [fault for fault in refused.value.faults if fault.startswith(word)]
    assert len(refused.value.faults) == 1
    with warehouse.writing() as cursor:
        assert store_plan(cursor, read_plan(SMALL), parse_moment("2024-08-01"), None, OFFICE) is None


def test_an_inspected_indicator_keeps_its_kind(warehouse: Warehouse, tmp_path: Path) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"02-1": 1}, AT))
    folder = plan_copy(tmp_path / "b", ("indicators.csv", "status,项,plan", "count,项,plan"))
    with pytest.raises(PlanRefused, match="02-1 已有报送数据,类型不能由 status 改为 count"), warehouse.writing() as cursor:
        store_plan(cursor, read_plan(folder), parse_moment("2024-08-01"), None, OFFICE)
