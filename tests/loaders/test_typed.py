"""What is typed on a page becomes the official workbook, and that is loaded: round trips, carried rows, refusals with their place."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from loaders.load import load
from loaders.typed import TypedInspection, TypedScores, inspection_workbook, scoring_workbook
from tests.loaders.books import places
from tests.loaders.conftest import PLAN_FOLDER, Send
from warehouse.clock import office_now
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.plan import read_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE
from warehouse.rounds import close_round, open_round

DAY, JUNE = date(2024, 7, 5), date(2024, 6, 1)
CODES = ["kongtong", "huating", "jingchuan"]
FORMULA = '=HYPERLINK("http://x","请点")'


@pytest.fixture
def review(warehouse: Warehouse) -> Warehouse:
    with warehouse.writing() as cursor:
        open_round(cursor, DAY, None, CODES, [*CODES, "d07"], datetime(2024, 7, 1), OFFICE)
    return warehouse


def given(unit: str, *scores: Any, remark: str = "") -> TypedScores:
    return TypedScores(unit, tuple(scores), remark)


def score(warehouse: Warehouse, rater: str, typed: Sequence[TypedScores], **how: Any) -> dict[str, Any]:
    with warehouse.reading() as cursor:
        name, content = scoring_workbook(cursor, rater, DAY, typed)
    return load(warehouse, name, content, **how)


def scores(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.reading() as cursor:
        return cursor.execute("select rater_code, unit_code, scores, remark from given_score order by submission_id, unit_code").fetchall()


def inspect(warehouse: Warehouse, typed: Sequence[TypedInspection], period: date = JUNE, **how: Any) -> dict[str, Any]:
    with warehouse.reading() as cursor:
        name, content = inspection_workbook(cursor, "lingtai", "jingchuan", period, typed)
    return load(warehouse, name, content, **how)


def inspected(warehouse: Warehouse) -> dict[str, tuple[Any, ...]]:
    """Of the inspection in force: indicator → verified, numerator, denominator, whether the evidence is complete, finding, due date."""
    with warehouse.reading() as cursor:
        rows = cursor.execute(
            """
            select indicator_id, verified, numerator, denominator, evidence_complete, finding, due_date
            from inspected_in_force_at(timestamp '9999-12-31')
            where inspector_code = 'lingtai' and unit_code = 'jingchuan' and period = date '2024-06-01'
            """
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


# ---- score sheets ----------------------------------------------------------------------------------------------------------


def test_a_typed_sheet_is_stored_as_any_other(review: Warehouse) -> None:
    typed = [given("kongtong", 18.0, 19.0, 17.5, 0.0, 20.0, remark="好"), given("huating", "18", "十八", 15.0, "19分", 15.0)]
    answer = score(review, "jingchuan", typed, sender="泾川县")
    assert (answer["status"], answer["kind"], answer["unit"], answer["period"]) == ("accepted", "scoring", "泾川县", "2024-07-05")
    assert answer["issues"] == []
    assert scores(review) == [
        ("jingchuan", "huating", [18, 18, 15, 19, 15], None),
        ("jingchuan", "kongtong", [18, 19, 17.5, 0, 20], "好"),
    ]


def test_the_original_is_the_official_workbook(review: Warehouse) -> None:
    answer = score(review, "jingchuan", [given("kongtong", 18.0, 19.0, 17.5, 18.0, 20.0), given("huating", *[15.0] * 5)])
    with review.reading() as cursor:
        [(name, content)] = cursor.execute(
            "select file_name, content from submission inner join original using (sha256) where submission_id = ?",
            [answer["submission_id"]],
        ).fetchall()
    assert name == "2024-07-05_泾川县_互评打分表(网页填写).xlsx"
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    texts = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {"泾川县互评打分表", "崆峒区", "华亭市"} <= texts
    assert any(text.startswith("=IF(COUNT(") for text in texts), "the sums of the template stand"


def test_a_department_scores_every_unit(review: Warehouse) -> None:
    assert score(review, "d07", [given(code, *[16.0] * 5) for code in CODES])["rows"] == 3


def test_an_empty_field_stays_empty_and_is_told_with_its_place(review: Warehouse) -> None:
    answer = score(review, "jingchuan", [given("kongtong", 18.0, None, "", 18.0, 20.0), given("huating", *[15.0] * 5)])
    found = places(answer)
    assert [rule for rule, _, _ in found] == ["score_missing", "score_missing"]
    assert all(sheet == "互评打分表" and cell and cell[0] in "DE" for _, sheet, cell in found)
    assert all("崆峒区" in issue["message"] for issue in answer["issues"])
    assert scores(review) == []


def test_a_unit_that_was_not_typed_is_missing(review: Warehouse) -> None:
    answer = score(review, "jingchuan", [given("kongtong", *[15.0] * 5)])
    assert answer["status"] == "refused"
    assert {rule for rule, _, _ in places(answer)} == {"score_missing"}
    assert all("华亭市" in issue["message"] for issue in answer["issues"])


@pytest.mark.parametrize(
    ("score_typed", "rule"),
    [(21.0, "score_over_full"), (-1.0, "figure_negative"), ("约18", "figure_unreadable"), (FORMULA, "figure_unreadable")],
)
def test_the_same_checks_as_for_a_workbook(review: Warehouse, score_typed: Any, rule: str) -> None:
    answer = score(review, "jingchuan", [given("kongtong", score_typed, *[15.0] * 4), given("huating", *[15.0] * 5)])
    assert [(found, cell) for found, _, cell in places(answer)] == [(rule, places(answer)[0][2])]
    assert "崆峒区" in answer["issues"][0]["message"]


@pytest.mark.parametrize("remark", [FORMULA, "+1+1", "-2", "@SUM(A1)", "**粗**<b>x</b>", "  前后有空格  ", "一行\n两行"])
def test_remarks_stay_text(review: Warehouse, remark: str) -> None:
    typed = [given("kongtong", *[15.0] * 5, remark=remark), given("huating", *[15.0] * 5)]
    with review.reading() as cursor:
        name, content = scoring_workbook(cursor, "jingchuan", DAY, typed)
    cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row if cell.value == remark]
    assert [cell.data_type for cell in cells] == ["s"]
    assert load(review, name, content)["status"] == "accepted"
    assert scores(review)[1][3].split() == remark.split()


def test_a_sheet_sent_again_replaces_the_one_before(review: Warehouse) -> None:
    for points in (15.0, 16.0):
        assert score(review, "jingchuan", [given(code, *[points] * 5) for code in CODES[:2]])["status"] == "accepted"
    with review.reading() as cursor:
        rows = cursor.execute("select points from sheet_score_at(timestamp '9999-12-31')").fetchall()
    assert rows == [(80.0,), (80.0,)]


def test_only_its_own_sheet(review: Warehouse) -> None:
    answer = score(review, "jingchuan", [given(code, *[15.0] * 5) for code in CODES[:2]], sender="华亭市")
    assert [rule for rule, _, _ in places(answer)] == ["sender_not_allowed"]


def test_what_is_typed_after_the_close_is_refused(review: Warehouse) -> None:
    typed = [given(code, *[15.0] * 5) for code in CODES[:2]]
    with review.reading() as cursor:
        name, content = scoring_workbook(cursor, "jingchuan", DAY, typed)
    with review.writing() as cursor:
        close_round(cursor, DAY, datetime(2024, 7, 6), OFFICE)
    assert load(review, name, content)["status"] == "refused"
    with pytest.raises(Refusal), review.reading() as cursor:
        scoring_workbook(cursor, "jingchuan", DAY, typed)


def test_a_unit_or_a_rater_that_the_round_does_not_know(review: Warehouse) -> None:
    with review.reading() as cursor:
        with pytest.raises(Refusal, match="灵台县"):
            scoring_workbook(cursor, "jingchuan", DAY, [given("lingtai", *[15.0] * 5)])
        with pytest.raises(Refusal, match="泾川县"):
            scoring_workbook(cursor, "jingchuan", DAY, [given("jingchuan", *[15.0] * 5)])
        with pytest.raises(Refusal, match="灵台县"):
            scoring_workbook(cursor, "lingtai", DAY, [given("kongtong", *[15.0] * 5)])


# ---- inspections ------------------------------------------------------------------------------------------------------------


def test_typed_inspections_of_every_kind(warehouse: Warehouse) -> None:
    typed = [
        TypedInspection("08-1", "2", "否", "缺会议记录", date(2024, 7, 31)),
        TypedInspection("09-3", "38/40", "是"),
        TypedInspection("01-1", "推进中"),
        TypedInspection("08-2", "", "", "只有通知"),
    ]
    answer = inspect(warehouse, typed, sender="灵台县")
    assert (answer["status"], answer["kind"], answer["unit"], answer["period"]) == ("accepted", "inspection", "灵台县", "2024-06")
    assert inspected(warehouse) == {
        "08-1": (2, None, None, "否", "缺会议记录", date(2024, 7, 31)),
        "09-3": (0.95, 38, 40, "是", None, None),
        "01-1": (0.5, None, None, None, None, None),
        "08-2": (None, None, None, None, "只有通知", None),
    }


def test_rows_in_force_are_carried_along(warehouse: Warehouse) -> None:
    first = [
        TypedInspection("08-1", "2", "是", "缺会议记录", date(2024, 7, 31)),
        TypedInspection("09-3", "38/40"),
        TypedInspection("01-1", "推进中"),
    ]
    assert inspect(warehouse, first)["status"] == "accepted"
    before = inspected(warehouse)
    assert inspect(warehouse, [TypedInspection("08-1", "3")])["status"] == "accepted"
    assert inspected(warehouse) == {**before, "08-1": (3, None, None, None, None, None)}


def test_a_self_reported_value_of_the_sheet_in_force_is_carried_too(warehouse: Warehouse, send: Send) -> None:
    with warehouse.reading() as cursor:
        name, content = inspection_workbook(cursor, "lingtai", "jingchuan", JUNE, [TypedInspection("09-3", "38/40")])
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    row = next(cell.row for cells in page.iter_rows() for cell in cells if cell.value == "09-3")
    page.cell(row, 5).value = "39/40"
    changed = io.BytesIO()
    book.save(changed)
    assert send(changed.getvalue(), file_name=name)["status"] == "accepted"
    assert inspect(warehouse, [TypedInspection("08-1", "3")])["status"] == "accepted"
    with warehouse.reading() as cursor:
        rows = cursor.execute(
            "select indicator_id, self_typed from inspected_in_force_at(timestamp '9999-12-31') where self_typed is not null order by all"
        ).fetchall()
    assert ("09-3", "39/40") in rows


def test_another_inspector_or_month_is_not_carried(warehouse: Warehouse) -> None:
    inspect(warehouse, [TypedInspection("08-1", "2")])
    with warehouse.reading() as cursor:
        _, content = inspection_workbook(cursor, "lingtai", "jingchuan", date(2024, 5, 1), [TypedInspection("01-1", "推进中")])
    cells = {cell.value for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row}
    assert "01-1" in cells
    assert "08-1" not in cells


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        (TypedInspection("08-1", "约3"), "figure_unreadable"),
        (TypedInspection("09-3", "38"), "total_missing"),
        (TypedInspection("09-3", "41/40"), "figure_over_total"),
        (TypedInspection("01-1", "差不多"), "state_unknown"),
        (TypedInspection("08-1", FORMULA), "figure_unreadable"),
        (TypedInspection("08-1", "-1"), "figure_negative"),
    ],
)
def test_typed_inspections_are_refused_by_cell(warehouse: Warehouse, typed: TypedInspection, rule: str) -> None:
    answer = inspect(warehouse, [typed])
    [(found, _, cell)] = places(answer)
    assert (found, cell is not None and cell.startswith("F")) == (rule, True)
    assert typed.indicator_id in answer["issues"][0]["message"]
    assert inspected(warehouse) == {}


def test_findings_stay_text(warehouse: Warehouse) -> None:
    assert inspect(warehouse, [TypedInspection("08-1", "2", "", FORMULA)])["status"] == "accepted"
    assert inspected(warehouse)["08-1"][4] == FORMULA


def test_nothing_typed_is_told(warehouse: Warehouse) -> None:
    answer = inspect(warehouse, [TypedInspection("08-1")])
    assert places(answer) == [("nothing_inspected", None, None)]


def test_an_indicator_that_the_unit_has_not(warehouse: Warehouse) -> None:
    with pytest.raises(Refusal, match="88-8"), warehouse.reading() as cursor:
        inspection_workbook(cursor, "lingtai", "jingchuan", JUNE, [TypedInspection("88-8", "1")])


def test_after_a_change_of_plan_the_carried_row_still_has_its_place(warehouse: Warehouse, tmp_path: Path) -> None:
    """The new plan words the indicator anew: the row in force is carried under its code."""
    assert inspect(warehouse, [TypedInspection("08-1", "2"), TypedInspection("08-2", "1")])["status"] == "accepted"
    folder = tmp_path / "plan"
    shutil.copytree(PLAN_FOLDER, folder)
    old = (folder / "indicators.csv").read_text(encoding="utf-8-sig")
    line = next(one for one in old.splitlines() if one.startswith("08-2,"))
    name = line.split(",")[2]
    (folder / "indicators.csv").write_text(old.replace(line, line.replace(name, f"{name}(新)")), encoding="utf-8")
    with warehouse.writing() as cursor:
        assert store_plan(cursor, read_plan(folder), office_now() - timedelta(seconds=1), None, OFFICE) is not None
    assert inspect(warehouse, [TypedInspection("08-1", "3")])["status"] == "accepted"
    assert {code: row[0] for code, row in inspected(warehouse).items()} == {"08-1": 3, "08-2": 1}


def test_after_a_change_of_plan_a_row_without_a_target_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    """The new plan says 不适用 for an indicator of the sheet in force: no template has a row for it, and nothing is left out in silence."""
    assert inspect(warehouse, [TypedInspection("08-1", "2"), TypedInspection("08-2", "1")])["status"] == "accepted"
    folder = tmp_path / "plan"
    shutil.copytree(PLAN_FOLDER, folder)
    targets = (folder / "targets.csv").read_text(encoding="utf-8-sig").rstrip("\n")
    (folder / "targets.csv").write_text(f"{targets}\n08-2,unit,jingchuan,-,\n", encoding="utf-8")
    with warehouse.writing() as cursor:
        assert store_plan(cursor, read_plan(folder), office_now() - timedelta(seconds=1), None, OFFICE) is not None
    with pytest.raises(Refusal, match="08-2"):
        inspect(warehouse, [TypedInspection("08-1", "3")])
    assert {code: row[0] for code, row in inspected(warehouse).items()} == {"08-1": 2, "08-2": 1}
