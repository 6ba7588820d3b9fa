"""Opening and closing a review round by the command, and the steps of a rectification."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.warehouse.helpers import ask, inspection, plan_copy, put, raw, run, run_here
from warehouse import verify
from warehouse.build import initialise, open_current
from warehouse.clock import office_now
from warehouse.connection import Warehouse
from warehouse.errors import PlanRefused, Refusal
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE
from warehouse.rectification import RectificationKey, close, report_done
from warehouse.rounds import open_round
from warehouse.standing import round_on, rounds

DAY = "2024-06-30"


@pytest.fixture
def place(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The warehouse that commands find without being told."""
    monkeypatch.setenv("WAREHOUSE", str(path))
    return path


def held(path: Path) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...], bool]]:
    with open_current(path, 5) as warehouse, warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
        return {str(one.round_date): (one.name, one.unit_codes, one.rater_codes, one.closed_at is not None) for one in rounds(cursor)}


ALL = ("qinghe", "yunxi", "park")


def test_county_level_units_score_each_other(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "已开设 2024-06-30 的评议" in run_here(capsys, "round", DAY).out
    assert held(place) == {DAY: ("2024年6月30日互评", ALL, ALL, False)}
    said = run_here(capsys, "round", DAY)
    assert (said.code, "没有改动" in said.out) == (0, True)
    events = raw(place, "select kind, actor, payload from event where kind like 'round%'")
    assert [(kind, actor, json.loads(payload)) for kind, actor, payload in events] == [
        ("round_opened", OFFICE, {"round_date": DAY, "name": "2024年6月30日互评", "units": list(ALL), "raters": list(ALL)})
    ]


def test_units_by_code_name_and_alias_in_the_plans_order(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run_here(capsys, "round", DAY, "--name", "年中互评", "--units", "云溪 县,qinghe,青禾", "--raters", "园区、yunxi")
    assert said.code == 0
    assert held(place) == {DAY: ("年中互评", ("qinghe", "yunxi"), ("yunxi", "park"), False)}
    again = run_here(capsys, "round", DAY, "--units", "qinghe,yunxi", "--raters", "yunxi\uff0c星桥园区(演示)")
    assert (again.code, "没有改动" in again.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--units", "qinghe"], "这次被评单位少了"),
        (["--raters", "qinghe,yunxi"], "这次评分单位少了星桥园区(演示)"),
        (["--name", "另一个"], "“2024年6月30日互评”"),
        (["--units", "qinghe,月亮县"], "“月亮县”"),
        (["--units", ","], "没有写明任何单位"),
    ],
)
def test_another_one_is_refused(place: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str) -> None:
    run_here(capsys, "round", DAY)
    before = held(place)
    said = run_here(capsys, "round", DAY, *words)
    assert (said.code, named in said.err) == (1, True), said
    assert held(place) == before


@pytest.mark.parametrize("day", ["2023-12-31", "2025-01-01"])
def test_a_day_outside_the_plan_would_never_be_seen(place: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    said = run_here(capsys, "round", day)
    assert (said.code, "2024-01-01 至 2024-12-31" in said.err) == (1, True)
    assert held(place) == {}
    assert [run_here(capsys, "round", day).code for day in ("2024-01-01", "2024-12-31")] == [0, 0]


def test_a_rater_with_nobody_to_score(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run_here(capsys, "round", DAY, "--units", "qinghe")
    assert (said.code, "青禾县(演示)没有可以评分的单位" in said.err) == (1, True)
    assert run_here(capsys, "round", DAY, "--units", "qinghe", "--raters", "yunxi").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["2024-13-01"],
        ["06/30/2024"],
        ["2024-6"],
        [],
        [DAY, "--at", "2024-07-01"],
        [DAY, "--close", "--units", "qinghe"],
        [DAY, "--close", "--name", "互评"],
    ],
)
def test_wrong_usage(place: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert run_here(capsys, "round", *words).code == 2
    assert held(place) == {}


def test_closing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有 2024-06-30 的评议" in run_here(capsys, "round", DAY, "--close").err
    run_here(capsys, "round", DAY)
    for at, word in (("2024-06-29", "早于评议日期"), ("2199-01-01", "还没有到"), ("gestern", "“gestern”")):
        said = run_here(capsys, "round", DAY, "--close", "--at", at)
        assert (said.code, word in said.err) == (1, True), said
    assert held(place)[DAY][3] is False
    assert run_here(capsys, "round", DAY, "--close", "--at", "2024-06-30T18:00").code == 0
    said = run_here(capsys, "round", DAY, "--close")
    assert (said.code, "2024-06-30 18:00:00" in said.err) == (1, True)
    assert run_here(capsys, "round", DAY).code == 0, "the same again still changes nothing"
    assert held(place)[DAY][3] is True
    events = raw(place, "select kind, happened_at, payload from event where kind like 'round%' order by event_no")
    assert [kind for kind, _, _ in events] == ["round_opened", "round_closed"]
    assert events[1][1:] == (datetime(2024, 6, 30, 18), f'{{"round_date": "{DAY}"}}')


def test_in_a_process_of_its_own(path: Path, tmp_path: Path) -> None:
    said = run("round", DAY, "--warehouse", path, cwd=tmp_path)
    assert (said.code, said.out) == (0, "已开设 2024-06-30 的评议。\n")
    assert run("round", DAY, "--close", "--warehouse", path, cwd=tmp_path).code == 0
    assert run("round", DAY, "--warehouse", tmp_path / "none.duckdb", cwd=tmp_path).code == 2


def test_members_may_not_vanish_from_the_plan(tmp_path: Path) -> None:
    """A department that only scores: it sends no report, so the round alone holds it."""
    line = "park,星桥园区(演示),park,P,,quarter,星桥园区|园区"
    first = plan_copy(tmp_path / "first", ("units.csv", line, f"{line}\nd1,演示部门,department,D,,none,"))
    assert initialise(tmp_path / "w.duckdb", first)
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        with warehouse.writing() as cursor:
            open_round(cursor, date(2024, 6, 30), None, None, ["d1"], office_now(), OFFICE)
            found = round_on(cursor, date(2024, 6, 30))
            assert found
            assert (found.unit_codes, found.rater_codes, found.closed_at) == (ALL, ("d1",), None)
        with pytest.raises(PlanRefused, match="单位 d1"), warehouse.writing() as cursor:
            store_plan(cursor, read_plan(plan_copy(tmp_path / "b")), office_now(), None, OFFICE)


# ---- rectification ---------------------------------------------------------------------------------------------------------

KEY = RectificationKey("yunxi", "qinghe", date(2024, 3, 1), "01-1")


def listed(warehouse: Warehouse, as_of: str, known_at: str = "2025-01-01") -> list[tuple[str, date | None]]:
    return ask(warehouse, "select state, closed_on from rectifications_at(?, ?)", [as_of, known_at])


def test_a_rectification_from_finding_to_closing(warehouse: Warehouse) -> None:
    sheet = inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-04-05T09:00", "台账不全", "2024-05-31")
    (submission_id,) = put(warehouse, sheet)
    assert listed(warehouse, "2024-02-29") == []
    assert listed(warehouse, "2024-03-01") == [("open", None)]
    assert listed(warehouse, "2024-05-31") == [("open", None)]
    assert listed(warehouse, "2024-06-01") == [("overdue", None)]
    assert listed(warehouse, "2024-06-01", "2024-04-05T08:59") == []
    with warehouse.writing() as cursor:
        report_done(cursor, KEY, "已补齐台账", datetime(2024, 6, 10), "青禾县(演示)")
        report_done(cursor, KEY, "另附照片", datetime(2024, 6, 11), "青禾县(演示)")
        close(cursor, KEY, datetime(2024, 6, 20, 10), "云溪县(演示)")
    assert listed(warehouse, "2024-07-01", "2024-06-09T23:59") == [("overdue", None)]
    assert listed(warehouse, "2024-07-01", "2024-06-10") == [("done", None)]
    assert listed(warehouse, "2024-07-01") == [("closed", date(2024, 6, 20))]
    row = ask(warehouse, "from rectifications_at('2024-07-01', '2025-01-01')")
    who = ("yunxi", "云溪县(演示)", "qinghe", "青禾县(演示)")
    assert row == [(*who, date(2024, 3, 1), "01-1", "台账不全", date(2024, 5, 31), "closed", date(2024, 6, 20), submission_id)]
    payloads = ask(warehouse, "select kind, payload from event where kind like 'rectification%' order by event_no")
    key = {"inspector_code": "yunxi", "unit_code": "qinghe", "period": "2024-03-01", "indicator_id": "01-1"}
    assert [(kind, json.loads(payload)) for kind, payload in payloads] == [
        ("rectification_done", {**key, "words": "已补齐台账"}),
        ("rectification_done", {**key, "words": "另附照片"}),
        ("rectification_closed", key),
    ]


def test_as_of_is_not_held_and_without_a_time_limit_nothing_is_overdue(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-12", {"01-1": 3}, "2024-12-20T09:00", "台账不全", "2025-03-31"))
    put(warehouse, inspection("yunxi", "park", "2024-12", {"01-1": None}, "2024-12-20T09:00", "台账不全"))
    put(warehouse, inspection("park", "qinghe", "2024-12", {"01-1": 3}, "2024-12-20T09:00"))  # without a finding
    asked = "select unit_code, state from rectifications_at(?, '2026-01-01') order by unit_code"
    assert ask(warehouse, asked, ["2025-03-31"]) == [("park", "open"), ("qinghe", "open")]
    assert ask(warehouse, asked, ["2025-04-01"]) == [("park", "open"), ("qinghe", "overdue")]


def test_it_outlives_a_sheet_sent_again_and_stands_with_the_finding(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-04-05T09:00", "台账不全"))
    with warehouse.writing() as cursor:
        report_done(cursor, KEY, "已补齐", datetime(2024, 4, 6), OFFICE)
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 4}, "2024-05-05T09:00", "台账仍不全"))
    assert listed(warehouse, "2024-07-01") == [("done", None)]
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 4}, "2024-06-05T09:00"))
    assert listed(warehouse, "2024-07-01") == []
    with pytest.raises(Refusal, match="现行的核查表里没有"), warehouse.writing() as cursor:
        close(cursor, KEY, datetime(2024, 6, 6), OFFICE)


def test_refused_steps(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 3}, "2024-04-05T09:00", "台账不全"))
    later = datetime(2024, 5, 1)
    with warehouse.writing() as cursor:
        for key in (
            RectificationKey("qinghe", "yunxi", KEY.period, "01-1"),
            RectificationKey("yunxi", "qinghe", date(2024, 4, 1), "01-1"),
            RectificationKey("yunxi", "qinghe", KEY.period, "01-2"),
        ):
            with pytest.raises(Refusal, match="现行的核查表里没有"):
                report_done(cursor, key, "已补齐", later, OFFICE)
            with pytest.raises(Refusal, match="现行的核查表里没有"):
                close(cursor, key, later, OFFICE)
        with pytest.raises(Refusal, match="早于核查表的收到时间"):
            report_done(cursor, KEY, "已补齐", datetime(2024, 4, 5, 8, 59), OFFICE)
        with pytest.raises(Refusal, match="没有写明"):
            report_done(cursor, KEY, " ", later, OFFICE)
        close(cursor, KEY, later, OFFICE)  # reported done or not
        with pytest.raises(Refusal, match="2024-05-01 00:00:00 销号"):
            report_done(cursor, KEY, "已补齐", later, OFFICE)
        with pytest.raises(Refusal, match="销号"):
            close(cursor, KEY, later, OFFICE)
        assert verify.faults(cursor) == []
