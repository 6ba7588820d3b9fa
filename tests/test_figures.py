"""Every figure twice: the product's views against the slow second computation of `tests/oracle.py`, over small invented worlds.

The oracle itself is held to figures worked out by hand. FIGURES_EXAMPLES=500 FIGURES_RANDOM=1 looks further than a usual run;
FIGURES_SHRINK=1 cuts a world that shows a difference down to the least that still does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import COLUMNS, Happened, Moment, PlanVersion, Received, Row, World, ranked, rows_of, two, view
from tests.worlds import (
    LATER,
    LONG_AGO,
    SMALL_PLAN,
    Draft,
    content,
    exact_world,
    read_files,
    received,
    settle,
    small_world,
    smaller,
    with_second_version,
    worlds,
    write_plan,
)
from warehouse.build import initialise
from warehouse.clock import office_now
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE, ReportRow, Submission
from warehouse.submit import send_back, submit, withdraw

EXAMPLES = int(os.environ.get("FIGURES_EXAMPLES", "60"))
TOLERANCE = 1e-9


# ---------------------------------------------------------------------------------------------------------------------------------
# A world in the product, through its own doors


@contextmanager
def built(world: World, path: Path) -> Iterator[tuple[Warehouse, dict[str, str]]]:
    """A warehouse of the world, and the oracle's name of each submission by the id that the product gave it."""
    assert initialise(path, world.versions[0].folder)
    with Warehouse.open(path) as warehouse:
        yield warehouse, fill(world, warehouse)


def fill(world: World, warehouse: Warehouse) -> dict[str, str]:
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    with warehouse.writing() as cursor:
        for version in world.versions[1:]:
            assert version.in_force_from is not None
            assert store_plan(cursor, read_plan(version.folder), version.in_force_from, None, OFFICE) is not None
        for one in world.submissions:
            submission_id = submit(cursor, as_submission(one))
            names[submission_id] = one.submission_id
            ids[one.submission_id] = submission_id
        for event in world.events:
            if event.kind == "returned":
                send_back(cursor, ids[event.submission_id], "演示:请核对", event.happened_at, OFFICE)
            else:
                withdraw(cursor, ids[event.submission_id], event.happened_at, OFFICE)
    return names


def as_submission(one: Received) -> Submission:
    rows = []
    for indicator_id, value, source_cell in one.rows:
        sheet, cell = source_cell.split("!")
        rows.append(ReportRow(indicator_id, value, None, None, str(value), sheet, cell, "演示材料", None, None, None))
    return Submission(
        kind=one.kind,
        unit_code=one.unit_code,
        subject_code=None,
        period=one.period,
        file_name=one.file_name,
        content=content(one.period, one.unit_code, one.rows),
        received_at=one.received_at,
        received_by=one.received_by,
        rows=tuple(rows),
        warnings=(),
        is_confirmed=True,
        is_demo=True,
    )


def shown(cursor: duckdb.DuckDBPyConnection, relation: str, parameters: list[Any], names: dict[str, str]) -> tuple[list[str], list[Row]]:
    """What the product answers: its columns in their order, and its rows with the oracle's names of submissions."""
    cursor.execute(f"select * from {relation}", parameters)
    columns = [column[0] for column in cursor.description or []]
    rows = []
    for values in cursor.fetchall():
        row = {column: str(value) if isinstance(value, UUID) else value for column, value in zip(columns, values, strict=True)}
        if row.get("submission_id") is not None:
            row["submission_id"] = names.get(row["submission_id"], row["submission_id"])
        rows.append(row)
    return columns, rows


KEYS = ("unit_code", "task_no", "section_no", "indicator_id", "window_start", "period", "submission_id")


def by_key(name: str, rows: list[Row]) -> dict[tuple[str, ...], Row]:
    """Rows by what makes them one; `submission_id` is a key in `submissions` alone."""
    keys = ["submission_id"] if name == "submissions" else [key for key in KEYS[:-1] if key in COLUMNS[name]]
    if name == "fulfilment_by_indicator_window":
        keys.remove("period")
    result = {tuple(str(row.get(key)) for key in keys): row for row in rows}
    assert len(result) == len(rows), f"{name}: the same row twice in {rows}"
    return result


def equal(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, float) and isinstance(found, int | float) and not isinstance(found, bool):
        return abs(wanted - found) <= TOLERANCE
    return type(wanted) is type(found) and wanted == found


def differences(name: str, wanted: list[Row], found: list[Row]) -> list[str]:
    ours, theirs = by_key(name, wanted), by_key(name, found)
    faults = [f"row {key} is missing" for key in ours.keys() - theirs.keys()]
    faults += [f"row {key} should not be there: {theirs[key]}" for key in theirs.keys() - ours.keys()]
    for key in sorted(ours.keys() & theirs.keys()):
        for column, value in ours[key].items():
            if not equal(value, theirs[key][column]):
                faults.append(f"{key} {column}: the oracle says {value!r}, the view {theirs[key][column]!r}")
    return faults


def faults_of(world: World, moments: list[tuple[date, datetime]], path: Path) -> list[str]:
    """Every difference between the product and the oracle, a line each."""
    faults = []
    with built(world, path) as (warehouse, names):
        for as_of, known_at in moments:
            moment = Moment(world, as_of, known_at)
            for name in COLUMNS:
                with warehouse.reading() as cursor:
                    columns, rows = shown(cursor, f"{name}_at(?, ?)", [as_of, known_at], names)
                if columns != COLUMNS[name]:
                    faults.append(f"{name}: columns {columns} instead of {COLUMNS[name]}")
                    continue
                faults += [f"{name}_at('{as_of}', '{known_at}') {fault}" for fault in differences(name, rows_of(moment, name), rows)]
    return faults


def compare(world: World, moments: list[tuple[date, datetime]], path: Path) -> None:
    faults = faults_of(world, moments, path)
    assert not faults, "\n".join(["", *faults])


def faults_of_draft(draft: Draft) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return faults_of(settle(draft, Path(folder)), draft.moments, Path(folder) / "warehouse.duckdb")


def least(draft: Draft) -> Draft:
    """The smallest draft on the way down from this one that still shows a difference."""
    for other in smaller(draft):
        try:
            still_differs = bool(faults_of_draft(other))
        except (Refusal, AssertionError, KeyError):
            still_differs = False  # without that part it is no world any more
        if still_differs:
            return least(other)
    return draft


# ---------------------------------------------------------------------------------------------------------------------------------
# The oracle against figures worked out by hand, from the text of the contract

JUNE, JULY_16 = date(2024, 6, 30), datetime(2024, 7, 16)


def figures(rows: list[Row], key: str, *columns: str) -> dict[Any, tuple[Any, ...]]:
    return {row[key]: tuple(row[column] for column in columns) for row in rows}


def approximately(*values: Any) -> Any:
    return pytest.approx(tuple(float(value) if isinstance(value, Fraction) else value for value in values), abs=1e-12)


def test_oracle_indicators_of_the_small_world() -> None:
    """By June the quarters 1 and 2 are over, the third is to come and the fourth does not count: 2/3 expected. The year: 182 of 366 days."""
    pace, year = Fraction(2, 3), Fraction(182, 366)
    rows = {(r["unit_code"], r["indicator_id"]): r for r in view(small_world(), "fulfilment_by_indicator", JUNE, JULY_16)}
    wanted = {
        # s3 corrected March but was returned, so s1 counts again: 4/4; in quarter 2 s7 stands before s5 of the same moment: 1/4; (1+1/4)/3.
        # June says nothing of it, so May does. 25 points behind.
        ("qinghe", "01-1"): (Fraction(5, 12), pace, "红", 1.0, "s0007", False),
        ("qinghe", "01-2"): (Fraction(1, 2), pace, "黄", 1.0, "s0006", False),  # 1/2 and 1: 16.7 points behind, yellow is 20
        ("qinghe", "02-1"): (Fraction(1, 2), year, "绿", 0.5, "s0001", True),  # 0.5 against 0.497
        ("qinghe", "02-3"): (Fraction(0), year, "灰", None, None, False),
        ("yunxi", "01-1"): (Fraction(1, 6), pace, "红", None, None, False),  # its own target is 2: 1/2 in quarter 1, nothing in 2
        ("yunxi", "01-2"): (Fraction(0), pace, "灰", None, None, False),
        ("yunxi", "02-1"): (Fraction(0), year, "灰", None, None, False),
        ("park", "01-1"): (Fraction(1, 3), pace, "红", 5.0, "s0004", False),  # 5 of 2 is no more than all
        ("park", "02-1"): (Fraction(0), year, "红", 0.0, "s0004", False),  # 未启动 is reported, and 0
    }
    assert rows.keys() == wanted.keys()  # 不适用 and pooled indicators are not there
    for key, figure in wanted.items():
        row = rows[key]
        found = (row["fulfilment"], row["expected"], row["light"], row["value"], row["submission_id"], row["joint"])
        assert found == approximately(*figure), key


def test_oracle_steps_up_in_the_small_world() -> None:
    world = small_world()
    tasks = {(r["unit_code"], r["task_no"]): r for r in view(world, "fulfilment_by_task_unit", JUNE, JULY_16)}
    # Task 1 by weight 1 and 3: (5/12 + 3/2)/4 = 23/48; (1/6 + 0)/4; the park has the first alone. Task 2: (1/2 + 0)/2; 0; 0.
    wanted_tasks = {
        ("qinghe", 1): (Fraction(23, 48), "黄", 2, 2),
        ("qinghe", 2): (Fraction(1, 4), "红", 2, 1),
        ("yunxi", 1): (Fraction(1, 24), "红", 2, 1),
        ("yunxi", 2): (Fraction(0), "灰", 1, 0),
        ("park", 1): (Fraction(1, 3), "红", 1, 1),
        ("park", 2): (Fraction(0), "红", 1, 1),
    }
    found_tasks = {key: (r["fulfilment"], r["light"], r["indicators"], r["reported_indicators"]) for key, r in tasks.items()}
    assert found_tasks.keys() == wanted_tasks.keys()
    for key, figure in wanted_tasks.items():
        assert found_tasks[key] == approximately(*figure), key
    # Units by task weights 2 and 1: (2·23/48 + 1/4)/3 = 29/72. Of it 02-1 gives 1/3 · 1/2 · 1/2 = 1/12: 6/29.
    units = figures(view(world, "fulfilment_by_unit", JUNE, JULY_16), "unit_code", "fulfilment", "expected", "light", "declared_share")
    expected = (2 * Fraction(2, 3) + Fraction(182, 366)) / 3
    assert units["qinghe"] == approximately(Fraction(29, 72), expected, "红", Fraction(6, 29))
    assert units["yunxi"] == approximately(Fraction(1, 36), expected, "红", Fraction(0))
    assert units["park"] == approximately(Fraction(2, 9), expected, "红", Fraction(0))
    sections = {(r["unit_code"], r["section_no"]): r["fulfilment"] for r in view(world, "fulfilment_by_section_unit", JUNE, JULY_16)}
    assert sections == {key: pytest.approx(float(figure[0])) for key, figure in wanted_tasks.items()}  # one task in each section


def test_oracle_city_of_the_small_world() -> None:
    world = small_world()
    # Task 1: (23/48 + 1/24 + 1/3)/3 = 41/144. Task 2: streets 5 + 0 of 10 = 1/2 (the park is excluded), and as one more (1/4+0+0)/3.
    tasks = figures(
        view(world, "fulfilment_by_task", JUNE, JULY_16), "task_no", "fulfilment", "expected", "light", "indicators", "reported_indicators"
    )
    assert tasks[1] == approximately(Fraction(41, 144), Fraction(2, 3), "红", 2, 2)
    assert tasks[2] == approximately(Fraction(7, 24), Fraction(182, 366), "红", 3, 2)
    (city,) = view(world, "fulfilment_of_city", JUNE, JULY_16)
    assert city["fulfilment"] == pytest.approx(float(Fraction(31, 108)))  # (2·41/144 + 7/24)/3
    assert city["light"] == "红"
    shares = figures(view(world, "pooled_contributions", JUNE, JULY_16), "unit_code", "target", "value", "share_of_target", "submission_id")
    assert shares == {"qinghe": (10.0, 5.0, 0.5, "s0006"), "yunxi": (10.0, 0.0, 0.0, "s0002")}


def test_oracle_ranking_of_the_small_world() -> None:
    # 40.28, 22.22 and 2.78. At the end of May the park had reported nothing, so it was third.
    ranking = figures(
        view(small_world(), "county_ranking", JUNE, JULY_16), "unit_code", "rank", "county_rank", "previous_rank", "rank_change", "total"
    )
    assert ranking == {
        "qinghe": approximately(1, 1, 1, 0, Fraction(2900, 72)),
        "park": approximately(2, None, 3, 1, Fraction(200, 9)),
        "yunxi": approximately(3, 2, 2, -1, Fraction(100, 36)),
    }
    # Before the plan and in its first month nothing goes before; all stand at 0 and share the first place.
    early = figures(view(small_world(), "county_ranking", date(2023, 5, 1), LATER), "unit_code", "rank", "county_rank", "previous_rank")
    assert early == {"qinghe": (1, 1, None), "yunxi": (1, 1, None), "park": (1, None, None)}


def test_oracle_reports_owed_and_states_of_the_small_world() -> None:
    world = small_world()
    # March was due on 15 April, June on 15 July. 15 July is the last day to send June's.
    owed = {(r["unit_code"], r["period"]): r["days_overdue"] for r in view(world, "reports_owed", date(2024, 7, 16), JULY_16)}
    assert owed == {("yunxi", date(2024, 6, 1)): 1, ("park", date(2024, 3, 1)): 92}
    owed = {(r["unit_code"], r["period"]): r["days_overdue"] for r in view(world, "reports_owed", date(2024, 7, 15), JULY_16)}
    assert owed == {("park", date(2024, 3, 1)): 91}
    # As asked, not held: long after the plan December is owed by all.
    owed_later = [r["unit_code"] for r in view(world, "reports_owed", date(2025, 1, 16), LATER) if r["period"] == date(2024, 12, 1)]
    assert owed_later == ["qinghe", "yunxi", "park"]

    states = figures(view(world, "submissions", JUNE, JULY_16), "submission_id", "state", "is_late")
    assert states == {
        "s0001": ("in_force", False),
        "s0002": ("in_force", True),
        "s0003": ("returned", False),
        "s0004": ("in_force", False),
        "s0005": ("superseded", False),
        "s0006": ("in_force", False),
        "s0007": ("in_force", False),
    }
    just_before = figures(view(world, "submissions", JUNE, datetime(2024, 4, 20, 9, 59, 59)), "submission_id", "state")
    assert just_before == {"s0001": ("superseded",), "s0002": ("in_force",), "s0003": ("in_force",)}
    withdrawn_at = datetime(2024, 8, 1, 8)
    for known_at, value in ((withdrawn_at - timedelta(microseconds=1), 5.0), (withdrawn_at, 3.0)):
        share = figures(view(world, "pooled_contributions", JUNE, known_at), "unit_code", "value")
        assert share["qinghe"] == (value,)  # without June's report, March's 3 is the latest


def test_oracle_versions(tmp_path: Path) -> None:
    world = with_second_version(small_world(), tmp_path)
    before, from_then = datetime(2024, 7, 20, 9, 59, 59), datetime(2024, 7, 20, 10)
    old = figures(view(world, "fulfilment_by_unit", JUNE, before), "unit_code", "fulfilment")
    assert old["qinghe"] == approximately(Fraction(29, 72))
    # 01-1 now wants 8: (4/8 + 1/8)/3 = 5/24; task 1 (5/24 + 3/2)/4 = 41/96; both tasks weigh the same: (41/96 + 1/4)/2.
    new = figures(view(world, "fulfilment_by_unit", JUNE, from_then), "unit_code", "fulfilment", "light")
    assert new["qinghe"] == approximately(Fraction(65, 192), "黄")
    shares = figures(view(world, "pooled_contributions", JUNE, from_then), "unit_code", "target", "share_of_target")
    assert shares["qinghe"] == (4.0, 1.25)
    tasks = figures(view(world, "fulfilment_by_task", JUNE, from_then), "task_no", "fulfilment")
    assert tasks[2] == approximately((1 + Fraction(1, 12)) / 2)
    owed = figures(view(world, "reports_owed", date(2024, 8, 1), from_then), "unit_code", "period", "due_date", "days_overdue")
    assert owed["yunxi"] == (date(2024, 6, 1), date(2024, 7, 31), 1)
    states = figures(view(world, "submissions", JUNE, from_then), "submission_id", "is_late")
    assert states["s0002"] == (False,)  # now 30 April is early enough


def test_oracle_on_the_edges(tmp_path: Path) -> None:
    world = exact_world(tmp_path)
    ranking = figures(view(world, "county_ranking", date(2024, 2, 29), LATER), "unit_code", "rank", "county_rank", "previous_rank")
    assert ranking == {"park": (1, None, 1), "c1": (2, 1, 2), "c2": (2, 1, 2), "c3": (2, 1, 2), "c4": (5, 4, 5)}
    lights = {
        day: figures(view(world, "fulfilment_by_unit", date(2023, 12, 31) + timedelta(days=day), LATER), "unit_code", "light")["park"][0]
        for day in (31, 80, 81, 90, 91)
    }
    assert lights == {31: "绿", 80: "绿", 81: "黄", 90: "黄", 91: "红"}  # 80 of 100: even with 80 days, 10 points behind 90
    # 7 of 10 in the unscored task after 80 days: 10 points behind, which is 0.10000000000000009 in binary.
    tasks = {(r["unit_code"], r["task_no"]): r["light"] for r in view(world, "fulfilment_by_task_unit", date(2024, 3, 20), LATER)}
    assert tasks["c1", 101] == "黄"
    city = figures(view(world, "fulfilment_by_task", date(2024, 3, 20), LATER), "task_no", "fulfilment", "light", "reported_indicators")
    assert city[2] == (1.0, "已完成", 1)
    assert city[3] == (0.0, "灰", 0)


def test_oracle_shares_a_rank_by_two_decimals() -> None:
    assert str(two(Fraction(1, 8))) == "0.13"  # half up, where round() would say 0.12
    assert str(two(Fraction("33.3349999999"))) == "33.34"  # nine decimals first: 33.335
    totals = {"a": Fraction(50), "b": Fraction("49.996"), "c": Fraction("49.994"), "d": Fraction(10)}
    assert ranked(totals) == {"a": 1, "b": 1, "c": 3, "d": 4}


# ---------------------------------------------------------------------------------------------------------------------------------
# The product against the oracle

DAYS = [date(2023, 12, 1), date(2024, 1, 1), date(2024, 5, 31), JUNE, date(2024, 7, 15), date(2024, 10, 15), date(2025, 2, 1)]


@pytest.mark.parametrize("known_at", [LONG_AGO, datetime(2024, 4, 20, 10), datetime(2024, 7, 20, 10), datetime(2024, 8, 1, 8), LATER])
def test_small_world(tmp_path: Path, known_at: datetime) -> None:
    world = with_second_version(small_world(), tmp_path)
    compare(world, [(day, known_at) for day in DAYS], tmp_path / "warehouse.duckdb")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not os.environ.get("FIGURES_RANDOM"),
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(draft=worlds())
def test_random_worlds(draft: Draft) -> None:
    faults = faults_of_draft(draft)
    if faults and os.environ.get("FIGURES_SHRINK"):
        draft = least(draft)
        faults = [f"{draft}", *faults_of_draft(draft)]
    assert not faults, "\n".join(["", *faults])


def test_plain_views_speak_of_now(tmp_path: Path) -> None:
    """Also a report of this very moment shows, whatever zone the machine's clock stands in."""
    now = office_now()
    world = small_world()
    world.submissions.append(received(8, "yunxi", "2024-09", now.isoformat(), {"01-1": 2, "02-2": 4}))
    path = tmp_path / "warehouse.duckdb"
    with built(world, path) as (warehouse, names), warehouse.reading() as cursor:
        for name in COLUMNS:
            for _ in range(2):
                today = office_now().date()
                columns, plain = shown(cursor, name, [], names)
                if today == office_now().date():
                    break
            known_at = office_now()
            _, at_now = shown(cursor, f"{name}_at(?, ?)", [today, known_at], names)
            assert columns == COLUMNS[name]
            assert not differences(name, at_now, plain), name
            assert not differences(name, view(world, name, today, known_at), plain), name
        assert any(row["submission_id"] == "s0008" for row in shown(cursor, "submissions", [], names)[1])


def test_figures_on_the_edges(tmp_path: Path) -> None:
    """Lights and ranks where binary fractions would fall on the wrong side."""
    days = [date(2023, 12, 31) + timedelta(days=day) for day in (33, 34, 43, 44, 60, 70, 79, 80, 81, 90, 91, 100)]
    compare(exact_world(tmp_path), [(day, LATER) for day in days], tmp_path / "warehouse.duckdb")


def test_ties_go_to_the_later_submission_across_transactions(tmp_path: Path) -> None:
    """Reports with one moment of receipt, each sent in a transaction of its own: the last one sent is in force."""
    world = small_world()
    moment = "2024-04-30T12:00:00"
    world.submissions.extend(received(number, "yunxi", "2024-03", moment, {"01-1": number - 10}) for number in range(11, 19))
    path = tmp_path / "warehouse.duckdb"
    assert initialise(path, world.versions[0].folder)
    names = {}
    with Warehouse.open(path) as warehouse:
        for one in world.submissions:
            with warehouse.writing() as cursor:
                names[submit(cursor, as_submission(one))] = one.submission_id
        assert list(names) == sorted(names), "ids grow in the order of sending"
        with warehouse.reading() as cursor:
            _, rows = shown(cursor, "submissions_at(?, ?)", [JUNE, datetime.fromisoformat(moment)], names)
    in_force = [row["submission_id"] for row in rows if row["state"] == "in_force" and row["unit_code"] == "yunxi"]
    assert in_force == ["s0018"]


def test_same_bytes_again_are_a_new_submission(tmp_path: Path) -> None:
    """The same bytes after another submission, and again after a return, in one transaction and each in its own."""
    reports = [
        received(1, "yunxi", "2024-03", "2024-04-01T09:00", {"01-1": 1}),
        received(2, "yunxi", "2024-03", "2024-04-02T09:00", {"01-1": 2}),
        received(3, "yunxi", "2024-03", "2024-04-03T09:00", {"01-1": 1}),
        received(4, "yunxi", "2024-03", "2024-04-05T09:00", {"01-1": 1}),
    ]
    world = World(small_world().versions, reports, [Happened("returned", "s0003", datetime(2024, 4, 4))])
    assert reports[0].sha256 == reports[2].sha256 == reports[3].sha256
    compare(world, [(JUNE, datetime(2024, 4, day, 12)) for day in range(1, 6)], tmp_path / "warehouse.duckdb")
    apart = tmp_path / "apart.duckdb"
    assert initialise(apart, world.versions[0].folder)
    with Warehouse.open(apart) as warehouse:
        for one in reports:
            with warehouse.writing() as cursor:
                submit(cursor, as_submission(one))


def test_units_without_any_scored_task(tmp_path: Path) -> None:
    """The park's targets are all `-`: it has no figure, is listed without a rank, and the city rests on the counties alone."""
    files = read_files(SMALL_PLAN)
    for row in files["targets"]:
        if row["scope"] == "P":
            row["target"] = "-"
    world = World([PlanVersion(None, write_plan(files, tmp_path / "plan"))], small_world().submissions)
    assert [row["rank"] for row in view(world, "county_ranking", JUNE, LATER)] == [1, 2, None]
    compare(world, [(JUNE, LATER)], tmp_path / "warehouse.duckdb")


def test_unscored_tasks_and_departments_stand_beside_the_city(tmp_path: Path) -> None:
    """The shipped plan: its 保障措施 have rows among the tasks and enter no mean; departments have their own figures."""
    folder = Path(__file__).parent.parent / "plans" / "pingliang"
    reports = [
        received(1, "kongtong", "2023-12", "2024-01-05T09:00", {"08-1": 2, "08-3": 1, "01-1": 1, "14-1": 3, "09-3": 0.5}),
        received(2, "park", "2024-02", "2024-03-11T09:00", {"14-1": 9, "01-1": 0.5, "08-3": 1}),
        received(3, "d01", "2023-12", "2024-01-10T23:59:59.999999", {"01-3": 1}),
        received(4, "huating", "2024-02", "2024-03-11T00:00", {"08-1": 1, "09-3": 1}),
    ]
    world = World([PlanVersion(None, folder)], reports, [Happened("returned", "s0004", datetime(2024, 3, 12))])
    moments = [(date(2024, 2, 29), LATER), (date(2023, 12, 31), datetime(2024, 3, 11))]
    compare(world, moments, tmp_path / "warehouse.duckdb")
