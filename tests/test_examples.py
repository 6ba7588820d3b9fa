"""The invented workbooks: marked, without personal data, the same when made again, accepted by the loader, and lively enough to show."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from examples.__main__ import FOLDER, handlers, load_all
from examples.documents import OFFICE
from examples.estimate import Estimate
from examples.inspections import WAVES
from examples.make_examples import SEED, make
from examples.outlines import read_outlines
from examples.plan_data import PLAN_FOLDER, PlanData, month_end
from examples.reviews import COUNTIES, ROUNDS
from examples.texts import MARK
from examples.world import World
from loaders.formats.door import read
from warehouse import verify
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.handover import reaching

WORKBOOKS = sorted(path for path in (FOLDER / "workbooks").rglob("*.*") if path.is_file())
KNOWN_AT = datetime(2026, 6, 30)
LAST_DAY = date(2025, 12, 31)
ROWS_OF_TITLES = 6
LARGEST_BESIDE_REPORTS = 1_500_000

WARNINGS = {
    ("report", "report_late"): 9,
    ("report", "evidence_missing"): 4,
    ("report", "value_jumped"): 3,
    ("report", "row_hidden"): 2,
    ("report", "no_counted_window"): 2,
    ("report", "value_unlike_register"): 4,
    ("sites", "site_without_date"): 3,
    ("sites", "site_level_unlike"): 1,
    ("sites", "site_elsewhere"): 1,
    ("inspection", "self_reported_unlike"): 1,
}
"""Every warning that is meant, and no other."""
MEANT = {
    ("2024-11_崆峒区", "value_unlike_register"),
    ("2024-12_灵台县", "value_unlike_register"),
    ("2025-06_泾川县", "value_unlike_register"),
    ("2025-11_庄浪县", "value_unlike_register"),
    ("2024-12_灵台县", "site_level_unlike"),
    ("2025-01_庄浪县", "site_without_date"),
    ("2025-11_崆峒区", "site_without_date"),
    ("2025-11_崆峒区", "site_elsewhere"),
    ("2025-12_静宁县", "site_without_date"),
    ("2025-03_泾川县核查庄浪县", "self_reported_unlike"),
}
"""Where those stand that come of registers and inspections."""

Cells = dict[tuple[str, int, int], Any]


def _cells(path: Path) -> Cells:
    """What stands in a workbook, by openpyxl, and by the loader's own reader where it is no .xlsx."""
    if path.suffix != ".xlsx":
        return {(sheet.name, *place): cell.text for sheet in read(path.read_bytes()).sheets for place, cell in sheet.cells.items()}
    workbook = load_workbook(path, read_only=True, data_only=True)
    found = {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    workbook.close()
    return found


def _lines(folder: Path = FOLDER, name: str = "receipts.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _path(path: Path, folder: Path = FOLDER) -> str:
    """A workbook's name in `receipts.csv`."""
    return str(path.relative_to(folder / "workbooks"))


@pytest.fixture(scope="module")
def contents() -> dict[str, Cells]:
    return {_path(path): _cells(path) for path in WORKBOOKS}


@pytest.fixture(scope="module")
def world() -> World:
    return World(PlanData(), SEED)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """A fresh warehouse with all examples, and what the loader answered."""
    path = tmp_path_factory.mktemp("examples") / "warehouse.duckdb"
    initialise(path, PLAN_FOLDER)
    with reaching(path, handlers) as desk:
        return path, list(load_all(desk))


@pytest.fixture(scope="module")
def cursor(loaded: tuple[Path, list[dict[str, Any]]]) -> Iterator[Any]:
    with Warehouse.open(loaded[0]) as warehouse, warehouse.reading() as reading:
        yield reading


def test_receipts_list_every_workbook_in_order() -> None:
    receipts = _lines()
    plan = PlanData()
    names = {unit.name for unit in plan.units.values()} | {OFFICE}
    assert len(WORKBOOKS) >= 250
    assert {line["file"] for line in receipts} == {_path(path) for path in WORKBOOKS}
    assert len(receipts) > len(WORKBOOKS), "one file comes in a second time"
    for lines, key in ((receipts, "received_at"), (_lines(name="steps.csv"), "at")):
        moments = [datetime.fromisoformat(line[key]) for line in lines]
        assert moments == sorted(moments)
        assert max(moments) < KNOWN_AT
    for line in receipts:
        name = line["file"].rpartition("/")[2]
        assert line["sender"] in names
        assert date.fromisoformat(f"{name[:7]}-01") <= datetime.fromisoformat(line["received_at"]).date(), line["file"]


def test_all_kinds_and_formats_are_there_and_take_little_room() -> None:
    beside = [path for path in WORKBOOKS if path.parent.name != "workbooks"]
    assert Counter(path.parent.name for path in beside) == {"sites": 21, "inspection": 20, "scoring": 20, "satisfaction": 2}
    assert {path.suffix for path in beside} == {".xlsx", ".ods", ".csv"}
    assert sum(path.stat().st_size for path in beside) < LARGEST_BESIDE_REPORTS
    with pytest.raises(UnicodeDecodeError):
        next(path for path in beside if path.parent.name == "sites" and path.suffix == ".csv").read_text(encoding="utf-8")


def test_every_workbook_is_marked_above_its_table(contents: dict[str, Cells]) -> None:
    for name, cells in contents.items():
        assert MARK in name
        assert any(MARK in str(value) and row <= ROWS_OF_TITLES for (_, row, _), value in cells.items()), name


def test_nobody_is_named(contents: dict[str, Cells]) -> None:
    for name, cells in contents.items():
        for place, value in cells.items():
            text = str(value)
            assert not re.search(r"\d{11}|\d[\d -]{16,}[\dXx]|姓名|身份证|籍贯", text), f"{name} {place}: {text}"
            assert not re.search(r"(填表人|审核人|负责人|联系电话)[:\uff1a](?!\(略\)$|\uff08略\uff09$|$)", text), f"{name} {place}: {text}"


def test_the_same_seed_makes_the_same_files(tmp_path: Path, contents: dict[str, Cells]) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    for folder in (first, again):
        make(folder, SEED, ("lingtai", "chongxin"))
    made = sorted(path for path in (first / "workbooks").rglob("*.*") if path.is_file())
    assert {path.parent.name for path in made} == {"workbooks", "sites", "inspection", "scoring"}
    assert _lines(first) == [line for line in _lines() if line["sender"] in ("灵台县", "崇信县")]
    assert _lines(first, "steps.csv") == _lines(name="steps.csv")
    assert {path.suffix for path in made} == {".xlsx", ".ods", ".csv"}
    for path in made:
        name = _path(path, first)
        assert path.read_bytes() == (again / "workbooks" / name).read_bytes(), name
        assert _cells(path) == contents[name], name


def test_all_are_accepted_with_the_warnings_that_are_meant(loaded: tuple[Path, list[dict[str, Any]]]) -> None:
    answers = loaded[1]
    refused = [(answer["file"], answer["issues"]) for answer in answers if answer["status"] != "accepted"]
    assert not refused, refused
    found = [(answer["kind"], answer["file"], issue) for answer in answers for issue in answer["issues"]]
    assert Counter((kind, issue["rule"]) for kind, _, issue in found) == WARNINGS
    rules = {rule for _, rule in MEANT}
    names = re.compile(r"_(任务完成情况填报表|示范点名录|互检核查表)_.*")
    assert {(names.sub("", file), issue["rule"]) for _, file, issue in found if issue["rule"] in rules} == MEANT


def test_the_warehouse_is_sound(cursor: Any) -> None:
    assert verify.faults(cursor) == []


def test_every_filled_row_is_stored(loaded: tuple[Path, list[dict[str, Any]]], world: World) -> None:
    answers = {kind: [answer for answer in loaded[1] if answer["kind"] == kind] for kind in {answer["kind"] for answer in loaded[1]}}
    for report, answer in zip(world.reports, answers["report"], strict=True):
        assert answer["rows"] == sum(row.figure is not None for row in report.rows), report.file_name
        assert answer["unit"] == report.unit.name
        assert answer["period"] == f"{report.period:%Y-%m}"
    registers = sorted(world.registers.all(), key=lambda register: register.received_at)
    assert [(answer["unit"], answer["rows"]) for answer in answers["sites"]] == [(one.unit.name, len(one.sites)) for one in registers]
    sheets = sorted(world.inspections.all, key=lambda sheet: sheet.received_at)
    assert [(one["unit"], one["rows"]) for one in answers["inspection"]] == [(sheet.inspector.name, len(sheet.lines)) for sheet in sheets]
    assert Counter(answer["rows"] for answer in answers["scoring"]) == {7: 18, 8: 2}
    assert [answer["rows"] for answer in answers["satisfaction"]] == [8, 8]


@pytest.mark.parametrize("as_of", [date(2023, 12, 31), date(2024, 6, 15), date(2024, 12, 31), date(2025, 11, 30), LAST_DAY])
def test_figures_are_those_of_the_plain_estimate(cursor: Any, world: World, as_of: date) -> None:
    estimate = Estimate(world, as_of)
    shown = cursor.execute("select unit_code, fulfilment, expected from fulfilment_by_unit_at(?, ?)", [as_of, KNOWN_AT]).fetchall()
    figures = {code: (fulfilment, expected) for code, fulfilment, expected in shown}
    for code in world.plan.county_codes:
        assert figures[code] == pytest.approx(estimate.of_unit(code), abs=1e-8), (code, as_of)
    tasks = cursor.execute("select unit_code, task_no, light from fulfilment_by_task_unit_at(?, ?)", [as_of, KNOWN_AT]).fetchall()
    for code, task_no, light in tasks:
        task = estimate.of_task(code, task_no)
        assert task is not None
        assert light == task[2], (code, task_no, as_of)


def _lights(cursor: Any, as_of: date) -> set[str]:
    rows = cursor.execute(
        "select distinct light from fulfilment_by_task_unit_at(?, ?) where unit_kind <> 'department'", [as_of, KNOWN_AT]
    ).fetchall()
    return {light for (light,) in rows}


def test_lights_of_all_colours_occur(cursor: Any) -> None:
    every = {"已完成", "绿", "黄", "红", "灰"}
    assert _lights(cursor, date(2024, 12, 31)) == every
    assert _lights(cursor, date(2025, 11, 30)) == every
    assert _lights(cursor, LAST_DAY) == every - {"绿"}, "on the last day an even pace is 100%, so green is done"


def test_ranks_change(cursor: Any) -> None:
    def ranks(as_of: date) -> dict[str, int]:
        return dict(cursor.execute("select unit_code, rank from county_ranking_at(?, ?)", [as_of, KNOWN_AT]).fetchall())

    months = [ranks(month_end(period)) for period in PlanData().periods[5:]]
    changes = [earlier != later for earlier, later in pairwise(months)]
    assert sum(changes) >= 6
    assert changes[-1], "from 2025-11-30 to 2025-12-31"
    shares = [share for (share,) in cursor.execute("select fulfilment from county_ranking_at(?, ?)", [LAST_DAY, KNOWN_AT]).fetchall()]
    assert min(shares) < 0.75
    assert max(shares) > 0.92


def test_pooled_sites_fall_short_and_somebody_owes(cursor: Any) -> None:
    pooled = dict(
        cursor.execute(
            "select indicator_id, any_value(target) - sum(coalesce(value, 0)) from pooled_contributions_at(?, ?) group by indicator_id",
            [LAST_DAY, KNOWN_AT],
        ).fetchall()
    )
    assert pooled["14-1"] >= 3
    assert pooled["14-2"] >= 3
    owing = {code for (code,) in cursor.execute(
        "select unit_code from reports_owed_at(?, ?) where period = date '2025-12-01'", [date(2026, 1, 31), KNOWN_AT]
    ).fetchall()}  # fmt: skip
    assert {"huating", "zhuanglang"} <= owing
    assert "kongtong" not in owing


# ---- registers ----------------------------------------------------------------------------------------------------------------


def test_registers_grow_and_fall_short_here_and_there(cursor: Any, world: World) -> None:
    for registers in world.registers.of_unit.values():
        sizes = [len(register.sites) for register in registers]
        assert sizes == sorted(set(sizes)), "each register lists more than the one before"
    last = [site for registers in world.registers.of_unit.values() for site in registers[-1].sites]
    assert 160 <= len({(site.domain, site.name) for site in last}) <= 180
    assert {site.named_on.year for site in last} == {2021, 2022, 2023, 2024, 2025}
    quotas = "select unit_code, sum(target)::integer from site_quota_at(?, ?) group by 1"
    targets = dict(cursor.execute(quotas, [LAST_DAY, KNOWN_AT]).fetchall())
    assert [targets[code] for code in COUNTIES[:-1]] == [30, 26, 22, 22, 22, 22, 22]
    gaps = Counter(gap for (gap,) in cursor.execute(
        "select sign(gap)::integer from site_quota_at(?, ?) join plan_unit_at(?) using (unit_code) where kind = 'county' and gap is not null",
        [LAST_DAY, KNOWN_AT, KNOWN_AT],
    ).fetchall())  # fmt: skip
    assert gaps[-1] == 1, "one is above its quota"
    assert 8 <= gaps[1] <= 15
    assert gaps[0] > gaps[1]


def test_sites_lie_within_their_county(cursor: Any) -> None:
    outlines, units = read_outlines(), PlanData().units
    rows = cursor.execute("select unit_code, longitude, latitude, township from site").fetchall()
    placed = [(code, (x, y)) for code, x, y, _ in rows if x is not None]
    assert 0.7 < len(placed) / len(rows) < 0.9
    assert all(outlines[units[code].adcode].holds(point) for code, point in placed)
    assert all(township for *_, township in rows)


def test_typed_numbers_of_sites_follow_the_register_in_the_end_but_for_one(cursor: Any) -> None:
    unlike = cursor.execute(
        "select unit_code, indicator_id, typed_value, value from fulfilment_by_indicator_at(?, ?) where typed_value <> reported_value",
        [LAST_DAY, KNOWN_AT],
    ).fetchall()
    assert unlike == [("zhuanglang", "26-1", 3, 2)]


# ---- inspections --------------------------------------------------------------------------------------------------------------


def test_inspections_confirm_most_and_lower_some(world: World) -> None:
    assert Counter(sheet.period for sheet in world.inspections.all) == {wave.period: n for wave, n in zip(WAVES, (8, 8, 4), strict=True)}
    lines = [line for sheet in world.inspections.all for line in sheet.lines]
    assert all(6 <= len(sheet.lines) <= 10 for sheet in world.inspections.all)
    assert sum(line.verified == line.reported for line in lines) > 0.7 * len(lines)
    assert sum(line.verified is None and line.finding is not None for line in lines) >= 3
    assert sum(line.verified is not None and (line.verified.value, line.reported.value) == (0.5, 1) for line in lines) >= 3
    pairs = {(sheet.inspector.code, sheet.unit.code) for sheet in world.inspections.all}
    assert len(pairs) == len(world.inspections.all), "nobody inspects the same unit twice"


def test_a_later_inspection_lifts_a_deduction(cursor: Any, world: World) -> None:
    assert world.inspections.lifted is not None
    deductions = [
        cursor.execute(
            "select deduction from fulfilment_by_indicator_at(?, ?) where unit_code = ? and indicator_id = ?",
            [as_of, KNOWN_AT, *world.inspections.lifted],
        ).fetchone()[0]
        for as_of in (date(2024, 5, 31), date(2024, 6, 30), date(2025, 2, 28), date(2025, 3, 31), LAST_DAY)
    ]
    assert deductions[1] > 0
    assert deductions[2] > 0
    assert not any(deductions[index] for index in (0, 3, 4))
    (lowered,) = cursor.execute(
        "select count(*) from fulfilment_by_indicator_at(?, ?) where deduction > 0", [LAST_DAY, KNOWN_AT]
    ).fetchone()
    assert lowered >= 10


def test_findings_are_in_every_state(cursor: Any) -> None:
    def states(as_of: date) -> Counter[str]:
        return Counter(state for (state,) in cursor.execute("select state from rectifications_at(?, ?)", [as_of, KNOWN_AT]).fetchall())

    for as_of in (date(2025, 11, 20), KNOWN_AT.date()):
        counted = states(as_of)
        assert set(counted) == {"open", "overdue", "done", "closed"}
        assert min(counted.values()) >= 2
        assert 0.35 <= (counted["done"] + counted["closed"]) / counted.total() <= 0.6


# ---- reviews ------------------------------------------------------------------------------------------------------------------


def test_rounds_are_closed_each_in_its_way_and_the_last_is_open(cursor: Any) -> None:
    rounds = cursor.execute(
        "select round_date, sheets, raters, closed_at is not null, closed from round_state_at(?, ?) order by 1", [LAST_DAY, KNOWN_AT]
    ).fetchall()
    assert rounds == [
        (date(2024, 7, 5), 8, 8, False, True),
        (date(2025, 7, 4), 9, 10, True, True),
        (date(2025, 12, 26), 3, 8, False, False),
    ]


def test_raters_differ_so_that_ranks_do(cursor: Any) -> None:
    severities = dict(
        cursor.execute(
            "select rater_code, severity from rater_severity_at(?, ?) where round_date = ?", [LAST_DAY, KNOWN_AT, ROUNDS[1].day]
        ).fetchall()
    )
    assert severities["huating"] > 5
    assert severities["jingning"] < -5
    assert all(abs(value) < 3 for code, value in severities.items() if code not in ("huating", "jingning"))
    ranks = cursor.execute(
        "select unit_code, official_rank, adjusted_rank from peer_scores_at(?, ?) where round_date = ?", [LAST_DAY, KNOWN_AT, ROUNDS[1].day]
    ).fetchall()
    differing = {code for code, official, adjusted in ranks if official != adjusted}
    assert {"huating", "lingtai"} <= differing, ranks


def test_totals_have_all_their_parts_of_the_latest_closed_round(cursor: Any) -> None:
    ranking = cursor.execute(
        "select unit_code, rank, total, fulfilment, peer_score, satisfaction from county_ranking_at(?, ?) order by rank",
        [LAST_DAY, KNOWN_AT],
    ).fetchall()
    scores = dict(
        cursor.execute(
            "select unit_code, official_score from peer_scores_at(?, ?) where round_date = ?", [LAST_DAY, KNOWN_AT, ROUNDS[1].day]
        ).fetchall()
    )
    assert [rank for _, rank, *_ in ranking] == list(range(1, 9))
    for code, _, total, fulfilment, peer_score, satisfaction in ranking:
        assert peer_score == pytest.approx(scores[code])
        assert satisfaction == pytest.approx((ROUNDS[1].satisfaction or {})[code][1])
        assert total == pytest.approx(60 * fulfilment + 0.3 * peer_score + 0.1 * satisfaction)
    before = cursor.execute("select peer_score, satisfaction from county_ranking_at(?, ?)", [date(2024, 6, 30), KNOWN_AT]).fetchall()
    assert set(before) == {(None, None)}
