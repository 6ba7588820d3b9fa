"""What the pages of the reviews ask: small cases that can be worked out by hand.

In the small plan task 1 weighs 2 and task 2 weighs 1, and without a round the total is the fulfilment alone. So of 青禾's 100 points 01-1
holds 16.67 (a quarter of two thirds), 01-2 holds 50, 02-1 and 02-3 hold 16.67 each (a half of a third); of 云溪's 01-1 holds 16.67, 01-2
holds 50 and 02-1 holds 33.33; of the park's 01-1 holds 66.67 and 02-1 holds 33.33. 01-1 and 01-2 count in three quarters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.warehouse.helpers import inspection, opened, plan_copy, put, register, report, satisfaction, scoring
from warehouse import review_queries as queries
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse
from warehouse.records import OFFICE, Issue, ScoreRow, SiteRow
from warehouse.rectification import RectificationKey, close, report_done
from warehouse.rounds import close_round
from warehouse.submit import withdraw

if TYPE_CHECKING:
    import pandas as pd

LATER = datetime(2026, 1, 1)
MARCH = date(2024, 3, 31)
SIXTH = 100 / 6


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with five departments, which may be raters, and streets as a second, pooled domain of sites."""
    folder = tmp_path_factory.mktemp("larger")
    park = "park,星桥园区(演示),park,P,,quarter,星桥园区|园区"
    departments = "\n".join(f"d{number},演示部门{number},department,D,,none," for number in range(5))
    village = "village,进村(演示),02-3,,村|示范村"
    changes = (
        ("units.csv", park, f"{park}\n{departments}"),
        ("site_domains.csv", village, f"{village}\nstreet,进街区(演示),02-2,市级,街区"),
    )
    assert initialise(folder / "w.duckdb", plan_copy(folder / "plan", *changes))
    return folder / "w.duckdb"


@pytest.fixture
def office(larger: Path, tmp_path: Path) -> Iterator[Warehouse]:
    (tmp_path / "w.duckdb").write_bytes(larger.read_bytes())
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        yield warehouse


def told(
    warehouse: Warehouse, question: Callable[..., pd.DataFrame], columns: str, *more: Any, as_of: date = MARCH, known_at: datetime = LATER
) -> list[tuple[Any, ...]]:
    """The answer's rows as tuples of the columns named; what is missing is None, and figures are rounded to nine decimals."""
    with warehouse.reading() as cursor:
        frame = question(cursor, as_of, known_at, *more)
    frame = frame[columns.split()].astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    return [tuple(round(value, 9) if isinstance(value, float) else value for value in row) for row in rows]


def points(*figures: float | None) -> tuple[float | None, ...]:
    return tuple(None if figure is None else round(figure, 9) for figure in figures)


def first_quarter(warehouse: Warehouse) -> None:
    """青禾: 01-1 in full for one of three quarters (5.56 points), 02-1 in full (16.67). The park: 02-1 half (16.67). 云溪: nothing."""
    put(
        warehouse,
        report("qinghe", "2024-03", {"01-1": 4, "02-1": 1}, "2024-04-01T09:00"),
        report("park", "2024-03", {"02-1": 0.5}, "2024-04-02T09:00"),
    )


# ---- 互检 ------------------------------------------------------------------------------------------------------------------


def test_what_an_inspection_finds(warehouse: Warehouse) -> None:
    """Reported 4 and verified 2; reported and verified 1; verified 3 while nothing was reported; a finding that verifies nothing."""
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 2, "02-1": 1, "02-3": 3}, "2024-04-20T09:00"),
        inspection("park", "qinghe", "2024-02", {"01-1": None}, "2024-04-10T09:00", "场次台账不全", "2024-03-15"),
    )
    columns = "period indicator_id window_label reported_then verified deduction held_up is_counted state"
    march, february = date(2024, 3, 1), date(2024, 2, 1)
    assert [(row[0].date(), *row[1:]) for row in told(warehouse, queries.outcomes, columns)] == [
        (march, "01-1", "2024年第一季度", 4, 2, 2, False, True, None),
        (march, "02-1", "全周期", 1, 1, 0, True, True, None),
        (march, "02-3", "全周期", None, 3, 0, None, True, None),
        (february, "01-1", "2024年第一季度", None, None, None, None, False, "overdue"),
    ]
    named = "inspector_name unit_name task_no indicator_name indicator_kind measure file_name"
    assert told(warehouse, queries.outcomes, named)[0] == (
        *("云溪县(演示)", "青禾县(演示)", 1, "宣讲场次(演示)", "count", "场"),
        "inspection_yunxi_2024-03-01.xlsx",
    )
    assert told(warehouse, queries.outcomes, columns, as_of=date(2024, 1, 31)) == [], "its period has not begun"


def test_the_later_inspection_counts(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 4}, "2024-04-20T09:00"),
        inspection("park", "qinghe", "2024-02", {"01-1": 0}, "2024-04-25T09:00"),
        inspection("park", "qinghe", "2024-03", {"01-1": 3}, "2024-04-21T09:00"),
    )
    found = told(warehouse, queries.outcomes, "inspector_code verified deduction is_counted")
    assert found == [("park", 3, 1, True), ("yunxi", 4, 0, False), ("park", 0, 0, False)]  # in February nothing was reported yet


def test_shares_that_held_up(warehouse: Warehouse) -> None:
    """Of the three verified figures one had nothing to be held against; more than was reported holds too."""
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 2, "02-1": 1, "02-3": 3}, "2024-04-20T09:00"),
        inspection("yunxi", "park", "2024-03", {"02-1": 1}, "2024-04-20T09:00"),
    )
    assert told(warehouse, queries.held_shares, "unit_code unit_name checked held share") == [
        ("qinghe", "青禾县(演示)", 2, 1, 0.5),
        ("yunxi", "云溪县(演示)", 0, 0, None),
        ("park", "星桥园区(演示)", 1, 1, 1),
    ]


def test_what_each_figure_holds(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    found = told(warehouse, queries.stakes, "unit_code indicator_id points fulfilment stake total_if_lost rank_if_lost total rank")
    third = SIXTH / 3
    assert found[:4] == [
        ("qinghe", "02-1", *points(SIXTH, 1, SIXTH, third), 2, *points(SIXTH + third), 1),
        ("park", "02-1", *points(2 * SIXTH, 0.5, SIXTH, 0), 2, *points(SIXTH), 2),  # level with 云溪
        ("qinghe", "01-1", *points(SIXTH, 1 / 3, third, SIXTH), 1, *points(SIXTH + third), 1),  # level with the park
        ("qinghe", "01-2", *points(50, 0, 0, SIXTH + third), 1, *points(SIXTH + third), 1),
    ]
    assert len(found) == 9  # 青禾 four, 云溪 three, the park two; the pooled 02-2 is nobody's own


def test_what_inspections_took(warehouse: Warehouse) -> None:
    """Two of 01-1's four were not found, a half of 5.56 points; that 02-1 of the park is done and not half done gave 16.67."""
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 2}, "2024-04-20T09:00"),
        inspection("yunxi", "park", "2024-03", {"02-1": 1}, "2024-04-20T09:00"),
    )
    lost = SIXTH / 6
    columns = "unit_code total rank lost total_without rank_without"
    assert told(warehouse, queries.unit_deductions, columns) == [
        ("qinghe", *points(SIXTH + lost), 2, *points(lost, SIXTH + 2 * lost), 2),
        ("yunxi", 0, 3, 0, 0, 3),
        ("park", *points(2 * SIXTH), 1, *points(-SIXTH, SIXTH), 2),
    ]
    found = {row[:2]: row[2:] for row in told(warehouse, queries.stakes, "unit_code indicator_id lost unverified_fulfilment total_without")}
    assert found["qinghe", "01-1"] == points(lost, 1 / 3, SIXTH + 2 * lost)
    assert found["qinghe", "02-1"] == points(0, 1, SIXTH + lost)


def test_stakes_shrink_where_other_parts_count(warehouse: Warehouse) -> None:
    """70 of 100 for the fulfilment once a closed round and its satisfaction are in; 70 of 80 with the satisfaction alone."""
    first_quarter(warehouse)
    opened(warehouse, "2024-03-10")
    codes = ("qinghe", "yunxi", "park")
    put(warehouse, satisfaction("2024-03-10", dict.fromkeys(codes, 80), "2024-03-12T09:00"))
    of_park = {row[:2]: row[2] for row in told(warehouse, queries.stakes, "unit_code indicator_id points")}
    assert of_park["park", "01-1"] == round(400 / 6 * 70 / 80, 9)
    put(warehouse, *[scoring(rater, "2024-03-10", {c: 90 for c in codes if c != rater}, "2024-03-12T09:00") for rater in codes])
    of_park = {row[:2]: row[2] for row in told(warehouse, queries.stakes, "unit_code indicator_id points")}
    assert of_park["park", "01-1"] == round(400 / 6 * 70 / 100, 9)


def test_what_to_check_first(warehouse: Warehouse) -> None:
    """Never checked: one half of the stake is in doubt. Every sign counts like one more check that failed."""
    jump = Issue("warning", "value_jumped", "填报表", "C3", "演示")
    bare = Issue("warning", "evidence_missing", "填报表", "G4", "演示")
    other = Issue("warning", "evidence_missing", "附表", "G3", "演示")
    put(
        warehouse,
        report("qinghe", "2024-03", {"01-1": 4, "02-1": 1}, "2024-04-01T09:00", warnings=[jump, bare, other]),
        report("park", "2024-03", {"02-1": 0.5}, "2024-04-02T09:00"),
    )
    columns = "unit_code indicator_id jumped without_evidence own_missed signs checked missed doubt at_risk is_verified_since"
    assert told(warehouse, queries.check_first, columns) == [
        ("qinghe", "02-1", False, True, False, 1, 0, 0, *points(2 / 3, SIXTH * 2 / 3), False),
        ("park", "02-1", False, False, False, 0, 0, 0, *points(0.5, SIXTH / 2), False),
        ("qinghe", "01-1", True, False, False, 1, 0, 0, *points(2 / 3, SIXTH / 3 * 2 / 3), False),
    ]
    put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 2, "02-1": 1}, "2024-04-20T09:00"))
    found = told(warehouse, queries.check_first, columns)
    assert found[0][:2] == ("park", "02-1")
    assert found[1:] == [  # one of two failed: (1 + 1 + 1) of (2 + 1 + 2), and one sign more for 01-1; both are verified since
        ("qinghe", "02-1", False, True, False, 1, 2, 1, *points(3 / 5, SIXTH * 3 / 5), True),
        ("qinghe", "01-1", True, False, True, 2, 2, 1, *points(4 / 6, SIXTH / 6 * 4 / 6), True),
    ]


def test_a_later_figure_is_new_to_check(warehouse: Warehouse) -> None:
    """Also a register that came in after the inspection; 未启动 and what is not reported hold nothing."""
    put(
        warehouse,
        report("qinghe", "2024-02", {"01-1": 2, "02-1": 0}, "2024-03-01T09:00"),
        register("qinghe", {"甲村": None}, "2024-03-02T09:00"),
        inspection("yunxi", "qinghe", "2024-02", {"01-1": 2, "02-3": 1}, "2024-03-05T09:00"),
    )
    columns = "indicator_id window_label period reported_value is_verified_since"
    february, march = datetime(2024, 2, 1), datetime(2024, 3, 1)
    assert sorted(told(warehouse, queries.check_first, columns)) == [
        ("01-1", "2024年第一季度", february, 2, True),
        ("02-3", "全周期", None, 1, True),
    ]
    put(
        warehouse,
        report("qinghe", "2024-03", {"01-1": 3}, "2024-04-01T09:00"),
        register("qinghe", {"甲村": None}, "2024-03-06T09:00"),
    )
    assert sorted(told(warehouse, queries.check_first, columns)) == [
        ("01-1", "2024年第一季度", march, 3, False),
        ("02-3", "全周期", None, 1, False),
    ]


def test_the_ledger_begins_with_what_is_overdue(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-01", {"01-1": None}, "2024-02-01T09:00", "台账不全", "2024-03-30"),
        inspection("yunxi", "qinghe", "2024-02", {"01-1": None}, "2024-03-01T09:00", "仍然不全", "2024-03-31"),
        inspection("park", "qinghe", "2024-02", {"01-1": None, "02-1": None}, "2024-03-01T09:00", "没有签到表", None),
    )
    done, closed = (RectificationKey("park", "qinghe", date(2024, 2, 1), indicator) for indicator in ("01-1", "02-1"))
    with warehouse.writing() as cursor:
        report_done(cursor, done, "已补台账", datetime(2024, 3, 10), "青禾县(演示)")
        report_done(cursor, done, "签到表也已补齐", datetime(2024, 3, 12), "青禾县(演示)")
        close(cursor, closed, datetime(2024, 3, 20), OFFICE)
    columns = "state inspector_code indicator_id indicator_name done_words done_at closed_on source_cell"
    name, other = "宣讲场次(演示)", "建立示范创建机制(演示)"
    assert told(warehouse, queries.rectifications, columns) == [
        ("overdue", "yunxi", "01-1", name, None, None, None, "核查表!D3"),
        ("open", "yunxi", "01-1", name, None, None, None, "核查表!D3"),
        ("done", "park", "01-1", name, "签到表也已补齐", datetime(2024, 3, 12), None, "核查表!D3"),
        ("closed", "park", "02-1", other, None, None, datetime(2024, 3, 20), "核查表!D4"),
    ]
    before = told(warehouse, queries.rectifications, "done_words", known_at=datetime(2024, 3, 11))
    assert ("已补台账",) in before


# ---- 互观 ------------------------------------------------------------------------------------------------------------------


def test_one_site_more(warehouse: Warehouse) -> None:
    """02-3 wants two villages of 青禾: each is half of its 16.67 points, and a third one is nothing."""
    put(warehouse, report("park", "2024-03", {"02-1": 0.5}, "2024-04-02T09:00"))
    columns = "unit_code domain target value gain total_after rank rank_after joint domain_name"
    told_at = [told(warehouse, queries.site_steps, columns)]
    for sites in ({"甲村": None}, {"甲村": None, "乙村": None}):
        put(warehouse, register("qinghe", sites, f"2024-03-0{len(sites)}T09:00"))
        told_at.append(told(warehouse, queries.site_steps, columns))
    assert told_at == [
        [("qinghe", "village", 2, None, *points(SIXTH / 2, SIXTH / 2), 2, 2, False, "进村(演示)")],
        [("qinghe", "village", 2, 1, *points(SIXTH / 2, SIXTH), 2, 1, False, "进村(演示)")],
        [("qinghe", "village", 2, 2, *points(0, SIXTH), 1, 1, False, "进村(演示)")],
    ]


def test_quotas_stand_in_the_order_of_the_plan(office: Warehouse) -> None:
    put(office, register("yunxi", {"东街": None}, "2024-03-01T09:00", "street"))
    columns = "unit_code unit_kind domain target sites gap domain_order domain_level"
    assert told(office, queries.quota, columns) == [
        ("qinghe", "county", "village", 2, 0, 2, 1, None),
        ("qinghe", "county", "street", None, 0, None, 2, "市级"),
        ("yunxi", "county", "street", None, 1, None, 2, "市级"),
        ("city", None, "street", 10, 1, 9, 2, "市级"),
    ]


def test_the_register_lists_a_site_once(warehouse: Warehouse) -> None:
    """Twice in the workbook, with and without a blank; a site that is named later is listed, and does not count yet."""
    sites = {"甲村": "2024-02-01", "甲 村": "2024-05-01", "乙村": "2024-05-01", "丙村": None}
    put(warehouse, register("qinghe", {"旧村": None}, "2024-02-01T09:00"), register("qinghe", sites, "2024-03-01T09:00"))
    columns = "unit_code domain_name name named_on counts lon lat source_cell"
    assert told(warehouse, queries.register, columns) == [
        ("qinghe", "进村(演示)", "甲村", datetime(2024, 2, 1), True, None, None, "名录!B3"),
        ("qinghe", "进村(演示)", "乙村", datetime(2024, 5, 1), False, None, None, "名录!B5"),
        ("qinghe", "进村(演示)", "丙村", None, True, None, None, "名录!B6"),
    ]
    assert sum(row[0] for row in told(warehouse, queries.register, "counts")) == told(warehouse, queries.quota, "sites")[0][0]
    before = told(warehouse, queries.register, "name", known_at=datetime(2024, 2, 15))
    assert before == [("旧村",)]


def test_the_register_gives_what_the_workbook_gave(warehouse: Warehouse) -> None:
    row = SiteRow("village", "甲村", "甲村", "省级", "甲镇", None, 106.5, 35.5, "=1+1", "名录", "B9")
    one = register("qinghe", {}, "2024-03-01T09:00")
    put(warehouse, type(one)(**{**vars(one), "rows": (row,)}))
    assert told(warehouse, queries.register, "level township lon lat remark source_cell file_name") == [
        ("省级", "甲镇", 106.5, 35.5, "=1+1", "名录!B9", "sites_qinghe_None.xlsx")
    ]


# ---- 互评 ------------------------------------------------------------------------------------------------------------------

DAY = date(2024, 3, 10)
COUNTY = ("qinghe", "yunxi", "park")


def test_sheets_in_and_missing(office: Warehouse) -> None:
    opened(office, "2024-01-10", raters=["d0"])
    opened(office, str(DAY), raters=["park", "d1", "qinghe"])
    first, _ = put(
        office,
        scoring("d1", str(DAY), dict.fromkeys(COUNTY, 80), "2024-03-11T09:00"),
        scoring("qinghe", str(DAY), {"yunxi": 90, "park": 70}, "2024-03-12T09:00"),
    )
    columns = "rater_code rater_kind received_at file_name"
    assert told(office, queries.sheets_of_round, columns, DAY) == [
        ("qinghe", "county", datetime(2024, 3, 12, 9), "scoring_qinghe_2024-03-10.xlsx"),
        ("park", "park", None, None),
        ("d1", "department", datetime(2024, 3, 11, 9), "scoring_d1_2024-03-10.xlsx"),
    ]
    with office.writing() as cursor:
        close_round(cursor, DAY, datetime(2024, 3, 15), OFFICE)
    assert told(office, queries.round_states, "round_date raters sheets closed") == [
        (datetime(2024, 3, 10), 3, 2, True),
        (datetime(2024, 1, 10), 1, 0, False),
    ]
    with office.writing() as cursor:
        withdraw(cursor, first, datetime(2024, 3, 16), "演示部门1")
    assert told(office, queries.round_states, "sheets closed")[0] == (1, True)
    scores = told(office, queries.peer_scores, "unit_code unit_kind raters official_score official_rank", DAY)
    assert scores == [("qinghe", "county", 0, None, None), ("yunxi", "county", 1, 90, 1), ("park", "park", 1, 70, 2)]


def test_one_highest_and_one_lowest_are_marked(office: Warehouse) -> None:
    """Of equals the first of the highest and the last of the lowest; with four raters nothing is dropped."""
    raters = [f"d{number}" for number in range(5)]
    opened(office, str(DAY), units=["qinghe", "yunxi"], raters=["qinghe", *raters[:4], "yunxi"])
    for rater, given in zip(raters[:4], ((90, 80), (90, 80), (70, 80), (70, 80)), strict=True):
        put(office, scoring(rater, str(DAY), dict(zip(("qinghe", "yunxi"), given, strict=True)), "2024-03-11T09:00"))
    assert not any(row[0] for row in told(office, queries.given_points, "is_dropped", DAY))
    put(
        office,
        scoring("yunxi", str(DAY), {"qinghe": 80}, "2024-03-11T09:00"),
        scoring("qinghe", str(DAY), {"yunxi": 80}, "2024-03-11T09:00"),
    )
    found = told(office, queries.given_points, "rater_code unit_code points is_dropped", DAY)
    dropped = [row[:3] for row in found if row[3]]
    assert dropped == [("qinghe", "yunxi", 80), ("d0", "qinghe", 90), ("d0", "yunxi", 80), ("d3", "qinghe", 70)]


def test_points_keep_their_five_parts(office: Warehouse) -> None:
    opened(office, str(DAY), raters=["d0"])
    one = scoring("d0", str(DAY), {}, "2024-03-11T09:00")
    rows = tuple(ScoreRow(code, (20, 18, 16, 14, 12), "重点突出" if code == "yunxi" else None, "打分表", f"B{3}") for code in COUNTY)
    put(office, type(one)(**{**vars(one), "rows": rows}))
    found = told(office, queries.given_points, "rater_name unit_name points remark source_cell", DAY)
    assert found[:2] == [("演示部门0", "青禾县(演示)", 80, None, "打分表!B3"), ("演示部门0", "云溪县(演示)", 80, "重点突出", "打分表!B3")]
    with office.reading() as cursor:
        assert list(queries.given_points(cursor, MARCH, LATER, DAY)["scores"][0]) == [20, 18, 16, 14, 12]


def test_severity_and_what_is_left_over(warehouse: Warehouse) -> None:
    """72, 70 and 60 by raters of +5, −10 and +5 leave nothing over. Two points more to one unit are shared out by least squares."""
    opened(warehouse, str(DAY))
    given = {"qinghe": {"yunxi": 75, "park": 65}, "yunxi": {"qinghe": 62, "park": 50}}
    put(warehouse, *[scoring(rater, str(DAY), points_of, "2024-03-11T09:00") for rater, points_of in given.items()])
    assert told(warehouse, queries.residuals, "residual") == [], "the round is open"
    put(warehouse, scoring("park", str(DAY), {"qinghe": 77, "yunxi": 75}, "2024-03-12T09:00"))
    severities = told(warehouse, queries.rater_severities, "rater_code severity spread received_at", DAY)
    assert [(code, pytest.approx(severity, abs=1e-6), spread) for code, severity, spread, _ in severities] == [
        ("yunxi", 10, 6),
        ("qinghe", -5, 5),
        ("park", -5, 1),
    ]
    found = told(warehouse, queries.residuals, "rater_code unit_code points expected_points residual")
    assert [row[:3] for row in found] == [
        ("qinghe", "yunxi", 75),
        ("qinghe", "park", 65),
        ("yunxi", "qinghe", 62),
        ("yunxi", "park", 50),
        ("park", "qinghe", 77),
        ("park", "yunxi", 75),
    ]
    assert [row[4] for row in found] == pytest.approx([0] * 6, abs=1e-6)
    put(warehouse, scoring("park", str(DAY), {"qinghe": 77, "yunxi": 81}, "2024-03-13T09:00"))
    found = told(warehouse, queries.residuals, "rater_code unit_code residual")
    # Six points too many in a circle of six sheets: one sixth of them is left over at each, by turns too much and too little.
    assert [row[2] for row in found] == pytest.approx([-1, 1, 1, -1, -1, 1], abs=1e-6)
