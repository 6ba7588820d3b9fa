"""Whatever was changed behind the product's back, `verify` says so and names it; a sound warehouse passes."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.helpers import (
    CHINESE,
    Said,
    ask,
    inspection,
    opened,
    plan_copy,
    put,
    raw,
    register,
    report,
    run,
    run_here,
    satisfaction,
    scoring,
    send,
)
from warehouse.build import SQL, initialise, open_current
from warehouse.clock import parse_moment
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE, Issue
from warehouse.rounds import close_round
from warehouse.submit import confirm_warnings, send_back, submit, withdraw

SENT = ("kept", "register", "inspection", "scoring", "satisfaction")
TABLES = sorted(file.stem for file in (SQL / "tables").glob("*.sql"))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which everything that there is has happened once: nobody may open it, copy it."""
    folder = tmp_path_factory.mktemp("lived")
    path = folder / "warehouse.duckdb"
    # The small plan names no departments; every table of a plan should hold a row.
    first = plan_copy(folder / "first", ("task_departments.csv", "listed_order", "listed_order\n1,青禾县,1"))
    assert initialise(path, first)
    second = plan_copy(folder / "second", ("targets.csv", "02-3,class,A,2", "02-3,class,A,3"), source=first)
    warning = Issue("warning", "jump", "填报表", "C3", "演示")
    with open_current(path, 5) as warehouse:
        kept = send(warehouse, "qinghe", "2024-03", {"01-1": 4, "01-2": 0.5, "02-1": 1, "02-2": 3}, "2024-04-05T09:00")
        returned = send(warehouse, "qinghe", "2024-03", {"01-1": 5}, "2024-04-06T09:00")
        withdrawn = send(warehouse, "yunxi", "2024-03", {"01-1": 2}, "2024-04-07T09:00")
        with warehouse.writing() as cursor:
            warned = submit(
                cursor,
                report("park", "2024-03", {"01-1": 9}, "2024-04-08T09:00", warnings=[warning], is_confirmed=False, received_by="星桥园区"),
            )
            send_back(cursor, returned, "演示", parse_moment("2024-04-10"), OFFICE)
            withdraw(cursor, withdrawn, parse_moment("2024-04-11"), OFFICE)
            store_plan(cursor, read_plan(second), parse_moment("2024-05-01"), "演示", OFFICE)
            confirm_warnings(cursor, warned, parse_moment("2024-05-02"), "星桥园区")
        opened(warehouse, "2024-05-06")
        others = put(
            warehouse,
            register("qinghe", {"甲村": None, "乙村": "2024-02-01"}, "2024-05-03T09:00"),
            inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-05-04T09:00", "台账不全", "2024-06-01"),
            scoring("yunxi", "2024-05-06", {"qinghe": 80, "park": 90}, "2024-05-06T09:00"),
            satisfaction("2024-05-06", {"qinghe": 91, "yunxi": 92, "park": 93}, "2024-05-07T09:00"),
        )
        with warehouse.writing() as cursor:
            close_round(cursor, date(2024, 5, 6), parse_moment("2024-05-08"), OFFICE)
        kinds = ["plan_stored", *["received"] * 4, "returned", "withdrawn", "plan_stored", "warnings_confirmed"]
        kinds += ["round_opened", *["received"] * 4, "round_closed"]
        assert [kind for (kind,) in ask(warehouse, "select kind from event order by event_no")] == kinds
        assert [table for table in TABLES if not ask(warehouse, f"select 1 from {table} limit 1")] == []
    (folder / "kept").write_text(json.dumps(dict(zip(SENT, [kept, *others], strict=True))))
    return path


@pytest.fixture
def path(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(lived, tmp_path / "warehouse.duckdb"))


@pytest.fixture
def kept(lived: Path) -> dict[str, str]:
    """The submissions that were kept, by the names in SENT."""
    return dict(json.loads((lived.parent / "kept").read_text()))


def verified(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What `python -m warehouse verify` answers."""
    said = run_here(capsys, "verify", "--warehouse", path)
    return said.code, said.out + said.err


def test_a_sound_warehouse_passes(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = verified(path, capsys)
    assert (code, "8 份" in words) == (0, True), words


def test_exit_statuses_of_the_command(path: Path, tmp_path: Path) -> None:
    assert run("verify", "--warehouse", path, cwd=tmp_path) == Said(0, "数据完好:8 份报送逐一核对无误。\n", "")
    raw(path, "update reported_value set value = value + 1 where indicator_id = '01-1' and unit_code = 'park'")
    said = run("verify", "--warehouse", path, cwd=tmp_path)
    assert (said.code, "发现 1 处问题" in said.out + said.err) == (1, True)


# Each: what is done to the file, and what one line of the answer must hold. {kept} is qinghe's report in force, the others are in SENT.
MINE = "submission_id = '{kept}'"
LAST_EVENT = 15
TAMPERED: dict[str, tuple[str, str]] = {
    "reported_value: a figure": (f"update reported_value set value = 3 where {MINE} and indicator_id = '01-1'", "{kept}"),
    "reported_value: the last digit": (
        f"update reported_value set value = 0.5000000000000001 where {MINE} and indicator_id = '01-2'",
        "{kept}",
    ),
    "reported_value: a numerator": (f"update reported_value set numerator = 1 where {MINE} and indicator_id = '01-2'", "{kept}"),
    "reported_value: what was typed": (f"update reported_value set typed = '四' where {MINE} and indicator_id = '01-1'", "{kept}"),
    "reported_value: the cell": (f"update reported_value set source_cell = '填报表!C9' where {MINE} and indicator_id = '01-1'", "{kept}"),
    "reported_value: a text": (f"update reported_value set evidence = null where {MINE} and indicator_id = '01-1'", "{kept}"),
    "reported_value: another indicator": (
        f"update reported_value set indicator_id = '02-3' where {MINE} and indicator_id = '02-1'",
        "{kept}",
    ),
    "reported_value: a row gone": (f"delete from reported_value where {MINE} and indicator_id = '02-1'", "{kept}"),
    "reported_value: all rows gone": (f"delete from reported_value where {MINE}", "{kept}"),
    "reported_value: a row more": (
        f"insert into reported_value select * replace ('02-3' as indicator_id) from reported_value where {MINE} limit 1",
        "{kept}",
    ),
    "reported_value: a row twice": (f"insert into reported_value from reported_value where {MINE} and indicator_id = '01-1'", "{kept}"),
    "reported_value: rows of nobody": (
        "insert into reported_value select * replace ('none' as submission_id) from reported_value limit 1",
        "reported_value_has_a_submission",
    ),
    "site: a name": ("update site set name = '丙村' where name = '甲村'", "{register}"),
    "site: 命名时间": ("update site set named_on = '2024-02-02' where name = '乙村'", "{register}"),
    "site: gone": ("delete from site where name = '乙村'", "{register}"),
    "site: of nobody": ("update site set submission_id = 'none'", "site_has_a_submission"),
    "inspected_value: a figure": ("update inspected_value set verified = 4", "{inspection}"),
    "inspected_value: the finding": ("update inspected_value set finding = null", "{inspection}"),
    "inspected_value: the time limit": ("update inspected_value set due_date = '2024-07-01'", "{inspection}"),
    "inspected_value: gone": ("delete from inspected_value", "{inspection}"),
    "given_score: a point": ("update given_score set scores = [20, 20, 20, 20, 10.000000000000002] where unit_code = 'park'", "{scoring}"),
    "given_score: two change places": (
        "update given_score set unit_code = if(unit_code = 'park', 'qinghe', 'park')",
        "{scoring}",
    ),
    "given_score: gone": ("delete from given_score where unit_code = 'park'", "{scoring}"),
    "satisfaction_result: a figure": ("update satisfaction_result set satisfaction = 95 where unit_code = 'park'", "{satisfaction}"),
    "satisfaction_result: the answers": ("update satisfaction_result set answers = 101 where unit_code = 'park'", "{satisfaction}"),
    "satisfaction_result: gone": ("delete from satisfaction_result where unit_code = 'park'", "{satisfaction}"),
    "review_round: its name": ("update review_round set name = '别的'", "2024-05-06"),
    "review_round: its date": (
        "update review_round set round_date = '2024-05-07'; update review_round_member set round_date = '2024-05-07'",
        "2024-05-07",
    ),
    "review_round: gone": ("delete from review_round; delete from review_round_member", "2024-05-06"),
    "review_round: twice": ("insert into review_round from review_round", "2024-05-06"),
    "review_round_member: gone": ("delete from review_round_member where unit_code = 'park'", "2024-05-06"),
    "review_round_member: no rater any more": ("update review_round_member set is_rater = false where unit_code = 'park'", "2024-05-06"),
    "review_round_member: twice": ("insert into review_round_member from review_round_member where unit_code = 'park'", "2024-05-06"),
    "submission: gone": (f"delete from submission where {MINE}", "{kept}"),
    "submission: gone with its rows": (f"delete from submission where {MINE}; delete from reported_value where {MINE}", "{kept}"),
    "submission: one more": (
        "insert into submission select * replace ('none' as submission_id, 0 as row_count) from submission limit 1",
        "none",
    ),
    "submission: twice": (f"insert into submission from submission where {MINE}", "{kept}"),
    "submission: received earlier": (f"update submission set received_at = '2024-04-01 09:00' where {MINE}", "{kept}"),
    "submission: another unit": (f"update submission set unit_code = 'yunxi' where {MINE}", "{kept}"),
    "submission: another unit, rows and all": (
        f"update submission set unit_code = 'yunxi' where {MINE}; update reported_value set unit_code = 'yunxi' where {MINE}",
        "{kept}",
    ),
    "submission: another period": (f"update submission set period = '2024-06-01' where {MINE}", "{kept}"),
    "submission: another kind": (f"update submission set kind = 'sites' where {MINE}", "{kept}"),
    "submission: another subject": (f"update submission set subject_code = 'yunxi' where {MINE}", "{kept}"),
    "submission: another file's name": (f"update submission set file_name = 'x.xlsx' where {MINE}", "{kept}"),
    "submission: another sender": (f"update submission set received_by = '云溪县' where {MINE}", "{kept}"),
    "submission: another file": (
        f"update submission set sha256 = (select max(sha256) from submission where unit_code = 'park') where {MINE}",
        "{kept}",
    ),
    "submission: fewer rows": (f"update submission set row_count = 3 where {MINE}", "{kept}"),
    "submission: confirmed": ("update submission set is_confirmed = true", "报送"),
    "submission: no demonstration": (f"update submission set is_demo = false where {MINE}", "{kept}"),
    "submission_warning: gone": ("delete from submission_warning", "报送"),
    "submission_warning: another": ("update submission_warning set message = '无'", "报送"),
    "original: a byte": (
        f"update original set content = 'X'::blob || content[2:] where sha256 = (select sha256 from submission where {MINE})",
        "原件",
    ),
    "original: gone": (f"delete from original where sha256 = (select sha256 from submission where {MINE})", "{kept}"),
    "event: what it tells": ("update event set payload = replace(payload, '演示', '无') where kind = 'returned'", "第 6 条"),
    "event: no JSON any more": ("update event set payload = 'x' where event_no = 2", "第 2 条"),
    "event: a round of nobody": (
        "update event set payload = '{{\"round_date\": [1], \"units\": 5}}' where kind = 'round_opened'",
        "第 10 条",
    ),
    "event: a receipt without digests": ("update event set payload = '{{}}' where event_no = 2", "第 2 条"),
    "event: when": ("update event set happened_at = '2024-04-12' where kind = 'returned'", "第 6 条"),
    "event: when it was written": ("update event set recorded_at = '2024-04-12' where kind = 'returned'", "第 6 条"),
    "event: who": ("update event set actor = '某人' where kind = 'withdrawn'", "第 7 条"),
    "event: what": ("update event set kind = 'withdrawn' where kind = 'returned'", "第 6 条"),
    "event: of whom": ("update event set submission_id = '{kept}' where kind = 'returned'", "第 6 条"),
    "event: of nobody": ("update event set submission_id = null where kind = 'returned'", "第 6 条"),
    "event: its hash": ("update event set hash = repeat('0', 64) where event_no = 3", "第 3 条"),
    "event: the hash before": ("update event set previous_hash = repeat('0', 64) where event_no = 3", "第 3 条"),
    "event: the first gone": ("delete from event where event_no = 1", "第 1 条"),
    "event: one gone": ("delete from event where kind = 'returned'", "第 6 条"),
    "event: one gone, closed up": (
        "delete from event where event_no = 6; update event set event_no = event_no - 1 where event_no > 6",
        "第 6 条",
    ),
    "event: two change places": ("update event set event_no = case event_no when 3 then 4 when 4 then 3 else event_no end", "第 3 条"),
    "event: one twice": ("insert into event from event where event_no = 3", "第 "),
    "event: the last gone": (f"delete from event where event_no = {LAST_EVENT}", "事件"),
    "event: the last three gone": (f"delete from event where event_no > {LAST_EVENT - 3}", "事件"),
    "event: one more": (
        f"insert into event select * replace ({LAST_EVENT + 1} as event_no, '{{kept}}' as submission_id, 'returned' as kind) "
        "from event where event_no = 6",
        f"第 {LAST_EVENT + 1} 条",
    ),
    "plan_version: in force earlier": ("update plan_version set in_force_from = '2024-02-01' where plan_version_no = 2", "方案"),
    "plan_version: gone": ("delete from plan_version where plan_version_no = 2", "方案"),
    "plan_version: its digest": ("update plan_version set sha256 = repeat('0', 64) where plan_version_no = 2", "方案"),
    "plan_file: a byte": (
        "update plan_file set content = 'X'::blob || content[2:] where file_name = 'notice.txt' and plan_version_no = 1",
        "方案",
    ),
    "plan_file: gone": ("delete from plan_file where file_name = 'targets.csv' and plan_version_no = 2", "方案"),
    "plan_section": ("update plan_section set name = '别的' where section_no = 1", "方案"),
    "plan_task": ("update plan_task set weight = 5 where task_no = 1 and plan_version_no = 1", "方案"),
    "plan_task_department": ("delete from plan_task_department", "方案"),
    "plan_unit: name": ("update plan_unit set name = '别的' where unit_code = 'park'", "方案"),
    "plan_unit: cycle": ("update plan_unit set report_cycle = 'none' where unit_code = 'park'", "方案"),
    "plan_indicator": ("update plan_indicator set name = '别的' where indicator_id = '01-1'", "方案"),
    "plan_window: the plan's end": ("update plan_window set end_date = '2024-11-30' where \"window\" = 'plan'", "方案"),
    "plan_target": ("update plan_target set target = 1 where indicator_id = '01-1'", "方案"),
    "plan_target: gone": ("delete from plan_target where indicator_id = '01-1'", "方案"),
    "plan_phase": ("delete from plan_phase", "方案"),
    "plan_review_criterion": ("update plan_review_criterion set full_score = 30 where criterion_no = 1", "方案"),
    "plan_site_domain": ("delete from plan_site_domain", "方案"),
    "plan_score_weight": ("update plan_score_weight set weight = 0 where part = 'peer_score'", "方案"),
    "plan_setting": ("update plan_setting set value = 31 where key = 'report_due_day'", "方案"),
    "plan_duty: a target": ("update plan_duty set target = 1 where indicator_id = '01-1'", "plan_duty_is_resolved"),
    "plan_duty: a row gone": ("delete from plan_duty where indicator_id = '02-3'", "plan_duty_is_resolved"),
    "plan_duty: a row twice": (
        "insert into plan_duty from plan_duty where indicator_id = '02-2' and plan_version_no = 1",
        "plan_duty_is_resolved",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampered(path: Path, kept: dict[str, str], case: str, capsys: pytest.CaptureFixture[str]) -> None:
    statement, word = (text.format(**kept) for text in TAMPERED[case])
    raw(path, statement)
    code, words = verified(path, capsys)
    assert code == 1, words
    assert [line for line in words.splitlines() if word in line and CHINESE.search(line)], words


def test_every_table_is_tampered_with() -> None:
    """`schema_version` holds no data: another number is another program's warehouse (test_commands)."""
    assert {case.partition(":")[0] for case in TAMPERED} | {"schema_version"} == set(TABLES)


# Each check of sql/checks can return a row: what is done, for each.
FAILING_CHECKS = {
    "event_ends_a_known_submission": "delete from submission where unit_code = 'park'",
    "fulfilment_within_bounds": "update plan_duty set target = -1 where target is not null",
    "one_submission_in_force_per_key": """
        create or replace macro in_force_at(known_at) as table
            select submission_id, kind, unit_code, subject_code, period, received_at from submission
        """,
    "given_score_has_a_submission": "update given_score set rater_code = 'qinghe' where unit_code = 'park'",
    "given_score_in_range": "update given_score set scores = [20, 20, 20, 20, 20.5]",
    "given_score_is_of_its_round": "update review_round_member set is_scored = false where unit_code = 'park'",
    "given_score_once_per_unit": "insert into given_score from given_score where unit_code = 'park'",
    "inspected_value_has_a_submission": "update inspected_value set inspector_code = 'park'",
    "inspected_value_in_range": "update inspected_value set verified = 2.5",
    "inspected_value_once_per_indicator": "insert into inspected_value from inspected_value",
    "peer_score_within_bounds": "update given_score set scores = [90, 90]",
    "plan_duty_is_resolved": "delete from plan_duty where unit_code = 'park'",
    "review_round_is_whole": "insert into review_round from review_round",
    "satisfaction_result_has_a_submission": "update satisfaction_result set round_date = '2024-05-07'",
    "satisfaction_result_in_range": "update satisfaction_result set satisfaction = 101 where unit_code = 'park'",
    "satisfaction_result_once_per_unit": "insert into satisfaction_result from satisfaction_result where unit_code = 'park'",
    "site_has_a_submission": "update site set unit_code = 'park'",
    "site_in_range": "update site set domain = 'moon'",
    "ranking_holds_every_county_level_unit": "insert into plan_unit from plan_unit where unit_code = 'park'",
    "reported_value_has_a_submission": "update reported_value set period = '2024-05-01' where unit_code = 'park'",
    "reported_value_in_range": "update reported_value set value = 1.5 where indicator_id = '02-1'",
    "reported_value_once_per_indicator": "insert into reported_value from reported_value where unit_code = 'park'",
}


def test_every_check_has_a_case() -> None:
    assert set(FAILING_CHECKS) == {file.stem for file in (SQL / "checks").glob("*.sql")}


@pytest.mark.parametrize("check", FAILING_CHECKS)
def test_check_can_fail(path: Path, check: str, capsys: pytest.CaptureFixture[str]) -> None:
    statement = (SQL / "checks" / f"{check}.sql").read_text(encoding="utf-8")
    assert raw(path, statement) == []
    assert raw(path, FAILING_CHECKS[check], statement)
    code, words = verified(path, capsys)
    assert code == 1
    assert f"检查 {check} 不通过" in words


@pytest.mark.parametrize("value", ["'nan'", "'inf'", "-1", "1.5"])
def test_no_such_figure_may_stand(path: Path, value: str) -> None:
    """A share above 1, half a count, less than nothing, no number at all: each is found by the check, whoever let it in."""
    statement = (SQL / "checks" / "reported_value_in_range.sql").read_text(encoding="utf-8")
    assert raw(path, f"update reported_value set value = {value} where indicator_id = '01-1'", statement)


def test_a_missing_table_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw(path, "drop table original")
    code, words = verified(path, capsys)
    assert code == 1
    assert "original" in words


def test_views_are_made_anew_when_their_digest_differs(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A view that somebody changed for himself is put right as soon as the program's own have changed."""
    raw(path, "create or replace view fulfilment_of_city as select 1 as fulfilment", "update schema_version set views_sha256 = ''")
    assert verified(path, capsys)[0] == 0
    with duckdb.connect(str(path), read_only=True) as connection:
        assert [column[0] for column in connection.execute("from fulfilment_of_city").description or []] == [
            "fulfilment",
            "expected",
            "light",
        ]
