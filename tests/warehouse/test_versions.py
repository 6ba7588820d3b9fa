"""Figures use the version of the plan in force at known_at: nothing shown before changes when a target does."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouse.helpers import SMALL, ask, plan_copy, send
from warehouse import verify
from warehouse.clock import office_now
from warehouse.commands import handlers
from warehouse.connection import Warehouse
from warehouse.errors import PlanRefused, Refusal
from warehouse.queries import plan_at

JULY = datetime(2024, 7, 1, 10)
TICK = timedelta(microseconds=1)


def store(warehouse: Warehouse, folder: Path, at: str | None = None, note: str | None = None) -> int | None:
    files = {file.name: b64encode(file.read_bytes()).decode() for file in folder.iterdir()}
    number: int | None = handlers["plan"](warehouse, {"files": files, "at": at, "note": note}, b"")["plan_version_no"]
    return number


def targets(warehouse: Warehouse, *moments: datetime) -> list[float]:
    """What qinghe's 01-1 aims at, as known at each moment: by the view, which must agree with the plan that Python reads."""
    found = []
    for known_at in moments:
        question = "select target from fulfilment_by_indicator_at(?, ?) where unit_code = 'qinghe' and indicator_id = '01-1'"
        [(target,)] = ask(warehouse, question, [date(2024, 6, 30), known_at])
        with warehouse.reading() as cursor:
            assert plan_at(cursor, known_at).target("qinghe", "01-1") == target
        found.append(target)
    return found


def other(folder: Path, target: int) -> Path:
    """The small plan with another target for 01-1."""
    return plan_copy(folder, ("targets.csv", "01-1,class,A,4,0,", f"01-1,class,A,{target},0,"))


def test_first_version_is_known_since_ever(warehouse: Warehouse) -> None:
    """The warehouse was made just now; reports of long ago are judged all the same."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 2}, "2024-04-05T09:00")
    assert targets(warehouse, datetime(1, 1, 1), datetime(1990, 1, 1), datetime(2024, 4, 5, 9), office_now()) == [4, 4, 4, 4]
    question = "select fulfilment from fulfilment_by_indicator_window_at('2024-06-30', '2024-04-05 09:00') where fulfilment > 0"
    assert ask(warehouse, question) == [(0.5,)]


def test_first_version_stands_before_one_that_is_back_dated(warehouse: Warehouse, tmp_path: Path) -> None:
    assert store(warehouse, other(tmp_path / "b", 8), "1900-01-01") == 2
    assert targets(warehouse, datetime(1899, 12, 31), datetime(1900, 1, 1)) == [4, 8]


def test_back_dated_version_counts_from_its_very_moment(warehouse: Warehouse, tmp_path: Path) -> None:
    send(warehouse, "qinghe", "2024-03", {"01-1": 2}, "2024-04-05T09:00")
    assert store(warehouse, other(tmp_path / "b", 8), "2024-07-01T10:00:00", "指标调整(演示)") == 2
    assert targets(warehouse, JULY - TICK, JULY, JULY + TICK, office_now()) == [4, 8, 8, 8]
    question = "select max(fulfilment) from fulfilment_by_indicator_window_at('2024-06-30', ?) where unit_code = 'qinghe'"
    assert [ask(warehouse, question, [moment])[0][0] for moment in (JULY - TICK, JULY)] == [0.5, 0.25]
    [(note, stored_at)] = ask(warehouse, "select note, stored_at from plan_version where plan_version_no = 2")
    assert note == "指标调整(演示)"
    assert timedelta() <= office_now() - stored_at < timedelta(minutes=1)


def test_without_a_moment_a_version_counts_from_now(warehouse: Warehouse, tmp_path: Path) -> None:
    before = office_now()
    assert store(warehouse, other(tmp_path / "b", 8)) == 2
    assert targets(warehouse, before - TICK, office_now()) == [4, 8]


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2024-07-01", datetime(2024, 7, 1)),
        ("2024-07-01 10:00", JULY),
        (" 2024-07-01T10:00:00.000001 ", JULY + TICK),
        ("2024-07-01T02:00:00Z", JULY),
        ("2024-07-01T04:00:00+02:00", JULY),
    ],
)
def test_spellings_of_a_moment(warehouse: Warehouse, tmp_path: Path, at: str, moment: datetime) -> None:
    """One with a zone is the office's time all the same."""
    store(warehouse, other(tmp_path / "b", 8), at)
    assert targets(warehouse, moment - TICK, moment) == [4, 8]


@pytest.mark.parametrize("at", ["gestern", "2024-13-01", "2024-07-01T25:00", "07/01/2024", "9"])
def test_unreadable_moment_stores_nothing(warehouse: Warehouse, tmp_path: Path, at: str) -> None:
    with pytest.raises(Refusal, match=f"“{at}”"):
        store(warehouse, other(tmp_path / "b", 8), at)
    assert ask(warehouse, "select count(*) from plan_version") == [(1,)]


def test_later_version_of_one_moment_wins(warehouse: Warehouse, tmp_path: Path) -> None:
    store(warehouse, other(tmp_path / "b", 8), "2024-07-01T10:00:00")
    store(warehouse, other(tmp_path / "c", 6), "2024-07-01T10:00:00")
    assert targets(warehouse, JULY - TICK, JULY) == [4, 6]


def test_a_version_put_between_two_ends_where_the_next_begins(warehouse: Warehouse, tmp_path: Path) -> None:
    """Stored later, yet in force earlier: the order of moments counts, not that of storing."""
    assert store(warehouse, other(tmp_path / "b", 8), "2024-07-01T10:00:00") == 2
    assert store(warehouse, other(tmp_path / "c", 6), "2024-05-01") == 3
    assert targets(warehouse, datetime(2024, 4, 30), datetime(2024, 5, 1), JULY - TICK, JULY, office_now()) == [4, 6, 6, 8, 8]


def test_equal_plan_stores_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    version = warehouse.data_version
    again = plan_copy(tmp_path / "again")
    for file in again.glob("*.csv"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    for folder, at in ((SMALL, None), (again, None), (SMALL, "2020-01-01")):
        assert store(warehouse, folder, at) is None
    for table, count in (("plan_version", 1), ("event", 1), ("plan_target", 13)):
        assert ask(warehouse, f"select count(*) from {table}") == [(count,)]
    assert warehouse.data_version >= version


def test_equal_is_held_against_the_version_in_force_then(warehouse: Warehouse, tmp_path: Path) -> None:
    """Going back to an older plan is a new version; repeating the one in force at that moment is none."""
    other(tmp_path / "b", 8)
    assert store(warehouse, tmp_path / "b", "2024-07-01T10:00:00") == 2
    assert store(warehouse, tmp_path / "b", "2024-08-01") is None
    assert store(warehouse, SMALL, "2024-06-01") is None
    assert store(warehouse, SMALL, "2024-09-01") == 3
    assert targets(warehouse, JULY, datetime(2024, 9, 1)) == [8, 4]
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []


def test_settings_weights_and_cycles_come_from_the_version_too(warehouse: Warehouse, tmp_path: Path) -> None:
    """Lateness, owed reports and lights: every figure, not the targets alone."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 4}, "2024-04-18T09:00")
    folder = plan_copy(
        tmp_path / "b",
        ("settings.csv", "report_due_day,15", "report_due_day,20"),
        ("units.csv", "990102,quarter", "990102,month"),
        ("tasks.csv", "开展宣讲(演示),1,2,", "开展宣讲(演示),1,1,"),
    )
    store(warehouse, folder, "2024-07-01T10:00:00")
    late = [ask(warehouse, "select is_late from submissions_at('2024-06-30', ?)", [moment])[0][0] for moment in (JULY - TICK, JULY)]
    assert late == [True, False]
    owed = "select period from reports_owed_at('2024-06-01', ?) where unit_code = 'yunxi' order by period"
    assert ask(warehouse, owed, [JULY - TICK]) == [(date(2024, 3, 1),)]
    assert [period.month for (period,) in ask(warehouse, owed, [JULY])] == [1, 2, 3, 4]
    of_unit = "select fulfilment from fulfilment_by_unit_at('2024-06-30', ?) where unit_code = 'qinghe'"
    task_1 = (1 / 3) * 1 / 4  # a third of 01-1, which weighs one of four; 01-2 and task 2 have nothing
    assert [ask(warehouse, of_unit, [moment])[0][0] for moment in (JULY - TICK, JULY)] == pytest.approx([task_1 * 2 / 3, task_1 / 2])


def test_an_accepted_plan_leaves_sound_data_sound(warehouse: Warehouse, tmp_path: Path) -> None:
    """A figure that was read as a count can't be a status afterwards: such a plan is refused, or verify lives with it."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 12}, "2024-04-05T09:00")
    folder = plan_copy(
        tmp_path / "b",
        ("indicators.csv", "count,场,quarter", "status,场,quarter"),
        ("targets.csv", "01-1,class,A,4", "01-1,class,A,1"),
        ("targets.csv", "01-1,class,B,3", "01-1,class,B,1"),
        ("targets.csv", "01-1,unit,yunxi,2", "01-1,unit,yunxi,1"),
        ("targets.csv", "01-1,class,P,2", "01-1,class,P,1"),
    )
    try:
        store(warehouse, folder)
    except PlanRefused as refused:
        assert "01-1" in str(refused)
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
