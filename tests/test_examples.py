"""The invented workbooks: marked, without personal data, the same when made again, accepted by the loader, and lively enough to show."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from examples.__main__ import FOLDER, load_all
from examples.estimate import Estimate
from examples.make_examples import SEED, make
from examples.plan_data import PLAN_FOLDER, PlanData, month_end
from examples.reports import all_reports
from examples.texts import MARK
from loaders.load import handlers
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.handover import reaching

WORKBOOKS = sorted((FOLDER / "workbooks").glob("*.xlsx"))
KNOWN_AT = datetime(2026, 6, 30)
ROWS_OF_TITLES = 6

Cells = dict[tuple[str, int, int], Any]


def _cells(path: Path) -> Cells:
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


def _receipts(folder: Path = FOLDER) -> list[dict[str, str]]:
    with (folder / "receipts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def contents() -> dict[str, Cells]:
    return {path.name: _cells(path) for path in WORKBOOKS}


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
    receipts = _receipts()
    plan = PlanData()
    names = {unit.name for unit in plan.units.values()}
    assert len(WORKBOOKS) >= 150
    assert {line["file"] for line in receipts} == {path.name for path in WORKBOOKS}
    assert len(receipts) > len(WORKBOOKS), "one file comes in a second time"
    moments = [datetime.fromisoformat(line["received_at"]) for line in receipts]
    assert moments == sorted(moments)
    for line, moment in zip(receipts, moments, strict=True):
        assert line["sender"] in names
        assert date.fromisoformat(f"{line['file'][:7]}-01") <= moment.date(), line["file"]


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
        make(folder, SEED, ("lingtai",))
    made = sorted((first / "workbooks").iterdir())
    assert _receipts(first) == [line for line in _receipts() if line["sender"] == "灵台县"]
    for path in made:
        assert path.read_bytes() == (again / "workbooks" / path.name).read_bytes(), path.name
        assert _cells(path) == contents[path.name], path.name


def test_all_are_accepted_and_few_raise_warnings(loaded: tuple[Path, list[dict[str, Any]]]) -> None:
    answers = loaded[1]
    refused = [(answer["file"], answer["issues"]) for answer in answers if answer["status"] != "accepted"]
    assert not refused, refused
    warned = [answer for answer in answers if answer["issues"]]
    assert 0.05 <= len(warned) / len(answers) <= 0.10, [(answer["file"], answer["issues"]) for answer in warned]


def test_every_filled_row_is_stored(loaded: tuple[Path, list[dict[str, Any]]]) -> None:
    reports = all_reports(PlanData(), SEED)
    for report, answer in zip(reports, loaded[1], strict=True):
        assert answer["rows"] == sum(row.figure is not None for row in report.rows), report.file_name
        assert answer["unit"] == report.unit.name
        assert answer["period"] == f"{report.period:%Y-%m}"


@pytest.mark.parametrize("as_of", [date(2023, 12, 31), date(2024, 6, 15), date(2024, 12, 31), date(2025, 11, 30), date(2025, 12, 31)])
def test_figures_are_those_of_the_plain_estimate(cursor: Any, as_of: date) -> None:
    plan = PlanData()
    estimate = Estimate(plan, all_reports(plan, SEED), as_of)
    shown = cursor.execute("select unit_code, fulfilment, expected from fulfilment_by_unit_at(?, ?)", [as_of, KNOWN_AT]).fetchall()
    figures = {code: (fulfilment, expected) for code, fulfilment, expected in shown}
    for code, unit in plan.units.items():
        if unit.is_county_level:
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
    assert _lights(cursor, date(2025, 12, 31)) == every - {"绿"}, "on the last day an even pace is 100%, so green is done"


def test_ranks_change(cursor: Any) -> None:
    def ranks(as_of: date) -> dict[str, int]:
        return dict(cursor.execute("select unit_code, rank from county_ranking_at(?, ?)", [as_of, KNOWN_AT]).fetchall())

    months = [ranks(month_end(period)) for period in PlanData().periods[5:]]
    changes = [earlier != later for earlier, later in pairwise(months)]
    assert sum(changes) >= 6
    assert changes[-1], "from 2025-11-30 to 2025-12-31"
    shares = [
        share for (share,) in cursor.execute("select fulfilment from county_ranking_at(?, ?)", [date(2025, 12, 31), KNOWN_AT]).fetchall()
    ]
    assert min(shares) < 0.75
    assert max(shares) > 0.94


def test_pooled_sites_fall_short_and_somebody_owes(cursor: Any) -> None:
    pooled = dict(
        cursor.execute(
            "select indicator_id, any_value(target) - sum(coalesce(value, 0)) from pooled_contributions_at(?, ?) group by indicator_id",
            [date(2025, 12, 31), KNOWN_AT],
        ).fetchall()
    )
    assert pooled["14-1"] >= 3
    assert pooled["14-2"] >= 3
    owing = {code for (code,) in cursor.execute(
        "select unit_code from reports_owed_at(?, ?) where period = date '2025-12-01'", [date(2026, 1, 31), KNOWN_AT]
    ).fetchall()}  # fmt: skip
    assert {"huating", "zhuanglang"} <= owing
    assert "kongtong" not in owing
