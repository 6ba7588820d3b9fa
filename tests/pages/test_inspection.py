"""互检: what its words and tables say of small warehouses whose figures can be worked out by hand (tests/warehouse/test_review_queries.py)."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
from openpyxl import load_workbook

from pages.review.assignment_edit import Arrangement, remarks
from pages.review.assignment_figures import pair_table, pairs_before, pairs_on, ring, walk
from pages.review.check_first_box import check_sheet
from pages.review.check_first_figures import first_table, inspected_first, inspectors_of, rows_chosen
from pages.review.inspection_figures import account, answer, together
from pages.review.verified_chart import verified_frame
from pages.review.verified_figures import deducted, in_numbers, outcome_table, unit_table
from tests.warehouse.helpers import SHIPPED, SMALL, inspection, opened, plan_copy, put, report
from warehouse import meeting_queries, review_queries
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse
from warehouse.plan import read_plan
from warehouse.preparation import assign_inspections
from warehouse.records import OFFICE, Issue
from warehouse.rectification import RectificationKey, close
from warehouse.rotation import Pair, proposed

MARCH, LATER = date(2024, 3, 31), datetime(2026, 1, 1)
NAMES = {"qinghe": "青禾县(演示)", "yunxi": "云溪县(演示)", "park": "星桥园区(演示)"}


def told(warehouse: Warehouse, question: Callable[..., pd.DataFrame], as_of: date = MARCH) -> pd.DataFrame:
    with warehouse.reading() as cursor:
        return question(cursor, as_of, LATER)


def first_quarter(warehouse: Warehouse) -> None:
    """青禾: 01-1 in full for one of three quarters (5.56 points), 02-1 in full (16.67). The park: 02-1 half (16.67). 云溪: nothing."""
    put(
        warehouse,
        report("qinghe", "2024-03", {"01-1": 4, "02-1": 1}, "2024-04-01T09:00"),
        report("park", "2024-03", {"02-1": 0.5}, "2024-04-02T09:00"),
    )


def inspected(warehouse: Warehouse) -> None:
    """青禾 overstated 01-1 (4, verified 2: −2.78 points) and 02-1 (已完成, verified 推进中: −8.33), and had sent no 02-3."""
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 2, "02-1": 0.5, "02-3": 3}, "2024-04-20T09:00", "台账不全", "2024-03-15"),
    )


# ---- the answer ------------------------------------------------------------------------------------------------------------


def test_the_answer_before_anything_came(warehouse: Warehouse) -> None:
    ledger, shares = told(warehouse, review_queries.rectifications), told(warehouse, review_queries.held_shares)
    assert answer(ledger, shares) == "互检:到数据截至日还没有核查结果"
    assert account(shares) == ""


def test_the_answer_names_what_is_overdue_and_whose_reports_hold_least(warehouse: Warehouse) -> None:
    inspected(warehouse)
    put(warehouse, inspection("yunxi", "park", "2024-03", {"02-1": 0.5}, "2024-04-21T09:00"))
    ledger, shares = told(warehouse, review_queries.rectifications), told(warehouse, review_queries.held_shares)
    assert answer(ledger, shares) == "互检查出 3 个问题,3 个逾期未整改,最多的是青禾县(3 个);自报核实率最低的是青禾县(0.0%)"
    assert account(shares) == "县级单位的自报数核查过 3 个,属实 1 个,自报核实率 33.3%(核实值不低于自报值的为属实)。"
    early = told(warehouse, review_queries.rectifications, date(2024, 3, 10))
    assert answer(early, shares).startswith("互检查出 3 个问题,没有逾期的;")


def test_the_answer_where_all_is_well(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    put(warehouse, inspection("yunxi", "park", "2024-03", {"02-1": 0.5}, "2024-04-21T09:00", "照片没有日期"))
    with warehouse.writing() as cursor:
        close(cursor, RectificationKey("yunxi", "park", date(2024, 3, 1), "02-1"), datetime(2024, 5, 1), OFFICE)
    ledger, shares = told(warehouse, review_queries.rectifications), told(warehouse, review_queries.held_shares)
    assert answer(ledger, shares) == "互检查出 1 个问题,已全部销号;核查过的自报数全部属实"
    assert answer(ledger.iloc[:0], shares) == "互检没有查出问题;核查过的自报数全部属实"


def test_a_finding_that_verifies_nothing_is_no_share_of_nought(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "park", "2024-03", {"02-1": None}, "2024-04-21T09:00", "没有材料"))
    ledger, shares = told(warehouse, review_queries.rectifications), told(warehouse, review_queries.held_shares)
    assert answer(ledger, shares) == "互检查出 1 个问题,没有逾期的;还没有核实过自报数"


def test_many_names_are_counted() -> None:
    assert together(["甲县(演示)", "乙县"]) == "甲县、乙县"
    assert together(["甲县", "乙县", "丙县"]) == "甲县、乙县等 3 个单位"


# ---- reported against verified ---------------------------------------------------------------------------------------------


def test_units_by_what_their_reports_are_worth(warehouse: Warehouse) -> None:
    """青禾 has 11.11 of 22.22 left, and falls behind the park's 16.67; the park and 云溪 were never checked."""
    inspected(warehouse)
    table = unit_table(told(warehouse, review_queries.unit_deductions), told(warehouse, review_queries.held_shares))
    assert list(table["单位"]) == ["青禾县", "星桥园区", "云溪县"] or list(table["单位"]) == ["青禾县", "云溪县", "星桥园区"]
    qinghe = table.iloc[0]
    assert (qinghe["自报核实率(%)"], qinghe["属实/核查"], qinghe["核减(分)"]) == (0.0, "0/2", 11.11)
    assert (qinghe["总分"], qinghe["不核减总分"], qinghe["名次"], qinghe["不核减名次"]) == (11.11, 22.22, 2, 1)
    assert table["自报核实率(%)"].iloc[1:].isna().all(), "never checked is no 0"


def test_every_figure_checked(warehouse: Warehouse) -> None:
    inspected(warehouse)
    outcomes, stakes = told(warehouse, review_queries.outcomes), told(warehouse, review_queries.stakes)
    pending = pd.DataFrame({"unit_code": ["qinghe"], "indicator_id": ["02-1"]})
    table = outcome_table(outcomes, stakes, pending).set_index("指标")
    first = table.loc["01-1 宣讲场次(演示)"]
    assert list(first[["核查期", "核查单位", "被核查单位", "自报", "核实", "核减", "结果", "是否在用", "发现问题", "整改"]]) == (
        ["2024-03", "云溪县", "青禾县", "4 场", "2 场", "2", "核减", "在用", "台账不全", "逾期未整改"]
    )
    assert (first["扣总分(分)"], first["对名次的影响"]) == (2.78, "名次不变")
    state = table.loc["02-1 建立示范创建机制(演示)"]
    assert (state["自报"], state["核实"], state["核减"], state["是否在用"], state["扣总分(分)"]) == (
        "已完成",
        "推进中",
        "",
        "在用,待核",
        8.33,
    )
    assert state["对名次的影响"] == "不扣是第 1 名,现第 2 名"
    unsent = table.loc["02-3 示范村(演示)"]
    assert (unsent["自报"], unsent["结果"], unsent["对名次的影响"]) == ("未报", "当时未报", "")
    assert pd.isna(unsent["扣总分(分)"])
    numbers = in_numbers(outcomes, stakes, pending)
    assert list(numbers["自报(数值)"].dropna()) == [4, 1]
    assert numbers["文件"].iloc[0] == "inspection_yunxi_2024-03-01.xlsx"


def test_only_what_counts_costs(warehouse: Warehouse) -> None:
    """Checked twice: the later sheet counts, and verified more than was reported; a finding without a value changes nothing."""
    first_quarter(warehouse)
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-03", {"01-1": 2}, "2024-04-20T09:00"),
        inspection("park", "qinghe", "2024-03", {"01-1": 5, "02-1": None}, "2024-04-25T09:00", "没有材料"),
    )
    table = outcome_table(
        *(told(warehouse, question) for question in (review_queries.outcomes, review_queries.stakes, meeting_queries.pending_figures))
    )
    assert list(zip(table["核查单位"], table["核实"], table["结果"], table["是否在用"], strict=True)) == [
        ("星桥园区", "5 场", "核增", "在用"),
        ("星桥园区", "未核定", "未核定", "只记问题"),
        ("云溪县", "2 场", "核减", "后来又核查过"),
    ]
    assert table["扣总分(分)"].isna().all(), "5 of 4 is no more than 100%"


def test_the_picture_holds_what_inspections_changed(warehouse: Warehouse) -> None:
    inspected(warehouse)
    rows = deducted(told(warehouse, review_queries.stakes), None)
    picture = verified_frame(rows)
    assert list(zip(picture["name"], picture["before"], picture["after"], picture["cost"], strict=True)) == [
        ("青禾县 02-1 建立示范创建机制(演示)", "100.0%", "50.0%", "−8.33 分"),
        ("青禾县 01-1 宣讲场次(演示)", "33.3%", "16.7%", "−2.78 分"),
    ]
    assert list(picture["moved"]) == ["不扣是第 1 名,现第 2 名", ""]
    assert deducted(told(warehouse, review_queries.stakes), "park").empty


# ---- who inspects whom -----------------------------------------------------------------------------------------------------


def test_a_round_knows_what_was_laid_down_for_it_and_before(warehouse: Warehouse) -> None:
    for day in ("2024-03-31", "2024-06-30"):
        opened(warehouse, day)
    early, late = [("qinghe", "yunxi"), ("yunxi", "park")], [("qinghe", "park")]
    at = datetime(2024, 3, 1, 9, 30)
    with warehouse.writing() as cursor:
        assign_inspections(cursor, date(2024, 3, 31), early, at, OFFICE)
        assign_inspections(cursor, date(2024, 6, 30), late, at, OFFICE)
    with warehouse.reading() as cursor:
        assigned = meeting_queries.assignments(cursor, LATER)
    assert pairs_on(assigned, date(2024, 3, 31)) == (early, at)
    assert pairs_before(assigned, date(2024, 3, 31)) == []
    assert pairs_before(assigned, date(2024, 6, 30)) == early
    assert pairs_on(assigned, date(2024, 9, 30)) == ([], None)
    inspected(warehouse)
    pairs = [("yunxi", "qinghe"), ("qinghe", "yunxi")]
    table = pair_table(pairs, early, told(warehouse, review_queries.outcomes), NAMES)
    assert table.to_dict("split")["data"] == [["云溪县", "青禾县", 0, "2024年3月"], ["青禾县", "云溪县", 1, "还没有"]]


def _drawn(pairs: list[Pair], names: dict[str, str]) -> Any:
    """The drawing, taken out of the picture that holds it."""
    return ElementTree.fromstring(b64decode(ring(pairs, names, "#000").partition("base64,")[2].partition('"')[0]))


def test_the_ring_has_an_arrow_for_each_pair() -> None:
    units = list("abcdefgh")
    pairs = [(units[place], units[(place + 3) % 8]) for place in range(8)]
    drawn = _drawn(pairs, {code: f"{code}县" for code in units})
    space = "{http://www.w3.org/2000/svg}"
    assert len(drawn.findall(f".//{space}polygon")) == len(pairs)
    assert sorted(text.text for text in drawn.findall(f"{space}text")) == [f"{code}县" for code in units]
    order = walk(pairs)
    assert all(dict(pairs)[a] == b for a, b in pairwise(order)), "all eight go round once: each arrow leads to the neighbour"


def test_the_ring_takes_any_arrangement_and_any_name() -> None:
    hostile = '"><img src=x onerror=boom>'
    pairs = [("a", "b"), ("b", "a"), ("a", "c"), ("c", "gone")]
    assert sorted(walk(pairs)) == ["a", "b", "c", "gone"]
    drawn = _drawn(pairs, {"a": hostile, "b": "乙", "c": "丙"})
    assert {text.text for text in drawn.iter() if text.text} >= {hostile, "乙", "丙", "gone"}
    assert ring(pairs, {"a": hostile}, "#000").count("<") == 1, "the name opens no tag"


def test_whoever_is_left_out_is_named() -> None:
    """Out of both sides of every pair a unit is in no pair at all: the warehouse's own remarks know those of the pairs alone."""
    plan = read_plan(SMALL)
    arrangement = Arrangement(MARCH, ("qinghe", "yunxi", "park"), [], None, [], [("qinghe", "yunxi")])
    assert remarks([("qinghe", "yunxi"), ("yunxi", "qinghe")], arrangement, plan) == [
        "星桥园区(演示)没有安排核查别的单位",
        "星桥园区(演示)没有单位核查",
        "青禾县(演示)与云溪县(演示)在同一轮互相核查",
        "青禾县(演示)以前核查过云溪县(演示)(1 次)",
    ]
    assert remarks([("qinghe", "park"), ("park", "yunxi"), ("yunxi", "qinghe"), ("gone", "park")], arrangement, plan) == []


# ---- what to check first ---------------------------------------------------------------------------------------------------


def test_what_to_check_first_says_why(warehouse: Warehouse) -> None:
    """青禾's 01-1 jumped: half of one quarter and all of the next are half of 16.67. The park's 02-1 holds all it has."""
    inspected(warehouse)
    jumped = Issue("warning", "value_jumped", "填报表", "C3", "比上期增加很多")
    put(warehouse, report("qinghe", "2024-04", {"01-1": 4, "02-1": 1}, "2024-05-01T09:00", warnings=[jumped]))
    first = told(warehouse, review_queries.check_first, date(2024, 4, 30))
    table = first_table(first)
    why = {(unit, code): words for unit, code, words in zip(first["unit_code"], first["indicator_id"], table["为什么先查"], strict=True)}
    assert why["qinghe", "01-1"] == "数字突增;这项以往被核减过;占总分 8.33 分,若不实从第 1 名到第 2 名;该单位以往核查 2 个,2 个核减"
    assert why["park", "02-1"].endswith("该单位还没有核查过")
    row = table[first["unit_code"].eq("park").to_numpy()].iloc[0]
    assert (row["自报"], row["占总分(分)"], row["存疑程度(%)"], row["风险(分)"]) == ("推进中", 16.67, 50.0, 8.33)


def test_what_was_verified_since_stands_last_and_says_so(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    put(warehouse, inspection("park", "qinghe", "2024-03", {"02-1": 1}, "2024-04-20T09:00"))
    first = told(warehouse, review_queries.check_first)
    assert first["indicator_id"].iloc[-1] == "02-1"
    assert (
        first_table(first)["为什么先查"].iloc[-1]
        == "报送以后已核查过;占总分 16.67 分,若不实从第 1 名到第 2 名;该单位以往核查 1 个,全部属实"
    )


def test_whose_figures_come_up_and_who_checks_them(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    first = told(warehouse, review_queries.check_first)
    pairs = [("yunxi", "qinghe"), ("qinghe", "park"), ("park", "yunxi")]
    assert first["unit_code"].iloc[0] == inspected_first(first, [], None)
    assert inspected_first(first, pairs, "qinghe") == "park"
    assert inspected_first(first, pairs, "yunxi") == "qinghe"
    assert inspected_first(first, pairs, "park") == "qinghe", "云溪 has sent nothing that could be checked, and nobody checks itself"
    assert inspected_first(first.iloc[:0], pairs, "park") is None
    assert inspectors_of("park", pairs) == ["qinghe"]


def test_ticks_follow_their_indicators() -> None:
    codes = ["01-1", "02-1", "03-1"]
    assert rows_chosen(codes, 2, None) == [0, 1]
    assert rows_chosen(codes, 8, None) == [0, 1, 2]
    assert rows_chosen(codes[::-1], 2, ["01-1"]) == [2]
    assert rows_chosen(codes, 2, []) == []
    assert rows_chosen(codes, 2, ["gone"]) == []


def test_the_check_sheet_lists_just_these(warehouse: Warehouse) -> None:
    first_quarter(warehouse)
    with warehouse.reading() as cursor:
        content = check_sheet(cursor, "云溪县(演示)", "青禾县(演示)", date(2024, 3, 1), ("02-1",))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"02-1", "已完成", "云溪县(演示)", "青禾县(演示)"} <= texts
    assert not texts & {"01-1", "01-2", "02-3"}


def test_a_plan_with_hostile_names_is_told_as_it_is(tmp_path: Path) -> None:
    """A name from a plan reaches the sentence whole; the page marks what Markdown would read."""
    folder = plan_copy(tmp_path / "plan", ("units.csv", "qinghe,青禾县(演示)", "qinghe,青*禾*县(演示)"))
    initialise(tmp_path / "w.duckdb", folder)
    with open_current(tmp_path / "w.duckdb", 5) as here:
        inspected(here)
        said = answer(told(here, review_queries.rectifications), told(here, review_queries.held_shares))
    assert "最多的是青*禾*县(3 个)" in said


def test_the_shipped_plan_fits_the_ring() -> None:
    plan = read_plan(SHIPPED)
    counties = [code for code, unit in plan.units.items() if unit.is_county_level]
    drawn = _drawn(proposed(counties, []), {code: unit.name for code, unit in plan.units.items()})
    for text in drawn.findall("{http://www.w3.org/2000/svg}text"):
        x, width = float(text.get("x")), 15 * len(text.text)
        left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        assert left >= 0, text.text
        assert left + width <= 420, text.text
