"""问题清单 and 异议 in words and tables: states and days by hand, what waits, history in the order of time, a finding that isn't lost."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from pages.review.finding_figures import (
    Checked,
    checked,
    compared,
    counts_in,
    heading,
    history,
    holds_words,
    month_for_new_value,
    month_words,
    source_line,
    standing_lines,
)
from pages.review.ledger_figures import (
    concerning,
    contestable,
    key_of_text,
    key_text,
    ledger_table,
    objection_table,
    state_counts,
)
from pages.review.new_value import typed_row
from pages.review.told_here import LONGEST_WORDS, sound_words
from tests.warehouse.helpers import SMALL, inspection, put, report
from warehouse import meeting_queries, queries, review_queries, standing
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.objections import decide, object_to_inspection, object_to_return
from warehouse.plan import Plan, read_plan
from warehouse.records import OFFICE
from warehouse.rectification import RectificationKey, close, report_done
from warehouse.submit import send_back

AS_OF, NOW = date(2024, 12, 31), datetime(2024, 12, 31)
JUNE, VILLAGES = (
    RectificationKey("yunxi", "qinghe", date(2024, 6, 1), "01-1"),
    RectificationKey("yunxi", "qinghe", date(2024, 6, 1), "02-3"),
)
AT_PARK = RectificationKey("qinghe", "park", date(2024, 6, 1), "01-1")


@pytest.fixture(scope="module")
def small() -> Plan:
    return read_plan(SMALL)


@pytest.fixture
def warehouse(warehouse: Warehouse) -> Warehouse:
    """Two findings at one unit, one at another without a 整改时限, and a row where nothing was found."""
    put(warehouse, report("qinghe", "2024-06", {"01-1": 3, "01-2": 0.5, "02-3": 2}, "2024-07-05"))
    put(warehouse, inspection("yunxi", "qinghe", "2024-06", {"01-1": 2, "02-3": None}, "2024-07-10", "少一场", "2024-12-30"))
    put(warehouse, inspection("qinghe", "park", "2024-06", {"01-1": 1}, "2024-07-11", "台账不全"))
    put(warehouse, inspection("park", "yunxi", "2024-06", {"01-2": 0.5}, "2024-07-12"))
    return warehouse


def ledger(warehouse: Warehouse, as_of: date = AS_OF) -> pd.DataFrame:
    with warehouse.reading() as cursor:
        return review_queries.rectifications(cursor, as_of, NOW)


def table(warehouse: Warehouse, as_of: date = AS_OF) -> pd.DataFrame:
    with warehouse.reading() as cursor:
        return ledger_table(ledger(warehouse, as_of), meeting_queries.pending_figures(cursor, as_of, NOW), as_of)


def one(warehouse: Warehouse, key: RectificationKey) -> Checked:
    with warehouse.reading() as cursor:
        outcomes, objections = review_queries.outcomes(cursor, AS_OF, NOW), meeting_queries.objections(cursor, NOW)
        found = checked(key, outcomes, ledger(warehouse), objections, review_queries.rectification_answers(cursor, NOW))
    assert found is not None
    return found


# ---- which finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ["01-1", "S5-1", "a.b"])
def test_a_key_survives_the_address(indicator: str) -> None:
    key = RectificationKey("yunxi", "d01", date(2024, 6, 1), indicator)
    assert key_of_text(key_text(key)) == key
    assert key_text(key).isascii()


@pytest.mark.parametrize("text", ["", "a.b.2024-06", "a.b.2024-13.c", "a.b.June.c", "<script>"])
def test_an_address_that_names_none_opens_none(text: str) -> None:
    assert key_of_text(text) is None


# ---- the ledger ------------------------------------------------------------------------------------------------------------


def test_days_count_from_the_day_after_and_only_where_overdue(warehouse: Warehouse) -> None:
    assert set(table(warehouse, date(2024, 12, 30))["状态"]) == {"◇ 整改中"}, "the last day is not late"
    found = table(warehouse)
    assert list(found["状态"]) == ["◆ 逾期未整改", "◆ 逾期未整改", "◇ 整改中"]
    assert found["逾期天数"].tolist()[:2] == [1, 1]
    assert found["逾期天数"].isna().tolist() == [False, False, True], "without a 整改时限 nothing is late"
    assert state_counts(ledger(warehouse)) == {"overdue": 2, "open": 1, "done": 0, "closed": 0}


def test_a_unit_is_concerned_on_both_sides(warehouse: Warehouse) -> None:
    assert set(concerning(ledger(warehouse), "qinghe")["unit_code"]) == {"qinghe", "park"}
    assert set(concerning(ledger(warehouse), "park")["unit_code"]) == {"park"}


def test_answer_closing_and_what_waits_stand_in_the_table(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        report_done(cursor, JUNE, "已补讲", datetime(2024, 8, 1, 9), "青禾县")
        close(cursor, VILLAGES, datetime(2024, 8, 2, 9), "云溪县")
        object_to_inspection(cursor, AT_PARK, "台账在案", datetime(2024, 8, 3))
    found = table(warehouse).set_index(["被核查单位", "任务/指标"])
    done, closed = found.loc[("青禾县", "01-1 宣讲场次(演示)")], found.loc[("青禾县", "02-3 示范村(演示)")]
    park = found.loc[("星桥园区", "01-1 宣讲场次(演示)")]
    assert (done["状态"], done["整改情况"], done["待核"]) == ("◐ 已整改待销号", "已补讲(2024-08-01)", "")
    assert (closed["状态"], closed["销号时间"], closed["整改情况"]) == ("✓ 已销号", "2024-08-02", "")
    assert (park["待核"], park["整改时限"], park["核查单位"], park["核查期"]) == ("对核查的异议还没有裁定", "", "青禾县", "2024-06")


# ---- one finding -----------------------------------------------------------------------------------------------------------


def test_reported_beside_verified_and_nothing_verified_is_no_nought(warehouse: Warehouse) -> None:
    assert compared(one(warehouse, JUNE).row) == [("自报(核查期末)", "3 场"), ("核实", "2 场"), ("核减", "1 场")]
    assert compared(one(warehouse, VILLAGES).row) == [("自报(核查期末)", "2 个"), ("核实", "未核定")]
    assert holds_words(one(warehouse, VILLAGES)) == "核查表没有填核实值,不改变自报数。"
    unreported = RectificationKey("park", "yunxi", date(2024, 6, 1), "01-2")
    assert compared(one(warehouse, unreported).row)[:2] == [("自报(核查期末)", "未报"), ("核实", "50.0%")]
    assert standing_lines(one(warehouse, unreported), AS_OF) == ["没有发现问题。"]


def test_more_than_reported_is_added(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-06", {"01-2": 0.75}, "2024-08-10"))
    figures = compared(one(warehouse, RectificationKey("yunxi", "qinghe", date(2024, 6, 1), "01-2")).row)
    assert figures[2] == ("核增", "25.0 个百分点")


def test_history_is_in_the_order_of_time_and_keeps_every_objection(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        first = object_to_inspection(cursor, JUNE, "台账在案", datetime(2024, 7, 20, 8))
        decide(cursor, first, "dismissed", "没有找到", datetime(2024, 7, 25, 8), OFFICE)
        object_to_inspection(cursor, JUNE, "已经找到", datetime(2024, 7, 30, 8))
        report_done(cursor, JUNE, "已补讲", datetime(2024, 7, 22, 9), "青禾县")
        close(cursor, JUNE, datetime(2024, 8, 20, 9), "云溪县")
    put(warehouse, inspection("park", "qinghe", "2024-06", {"01-1": 3}, "2024-08-20T10:00"))
    found = one(warehouse, JUNE)
    assert [line[:10] for line in history(found)] == [
        "2024-07-10",
        "2024-07-20",
        "2024-07-22",
        "2024-07-25",
        "2024-07-30",
        "2024-08-20",
        "2024-08-20",
    ]
    assert "裁定异议不成立:没有找到" in history(found)[3]
    assert history(found)[-2] == "2024-08-20 09:00 云溪县销号"
    assert history(found)[-1].endswith("核实为 3 场(在用)")
    assert found.waiting is not None and found.waiting.reason == "已经找到"
    assert holds_words(found) == "已有后来的核查,这次的核实值不再用。"


def test_every_answer_stays_and_whoever_typed_for_a_unit_is_named(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        report_done(cursor, JUNE, "正在补讲", datetime(2024, 7, 22), "青禾县(演示)")
        report_done(cursor, JUNE, "已补讲", datetime(2024, 7, 23), OFFICE)
        first = object_to_inspection(cursor, JUNE, "台账在案", datetime(2024, 7, 24), OFFICE)
    said = history(one(warehouse, JUNE))
    assert said[1:] == [
        "2024-07-22 00:00 青禾县(演示)说明整改情况:正在补讲",
        "2024-07-23 00:00 创建办代青禾县(演示)说明整改情况:已补讲",
        "2024-07-24 00:00 创建办代青禾县(演示)提出异议:台账在案",
    ]
    assert not one(warehouse, JUNE).is_upheld
    with warehouse.writing() as cursor:
        decide(cursor, first, "upheld", "已复核", datetime(2024, 7, 25), OFFICE)
    assert one(warehouse, JUNE).is_upheld, "then a new 核实值 is offered, though the finding is open"


def test_where_it_stands_written(warehouse: Warehouse) -> None:
    found = one(warehouse, JUNE)
    assert heading(found) == "青禾县(演示) · 01-1 宣讲场次(演示)"
    assert source_line(found) == "来自 inspection_yunxi_2024-06-01.xlsx · 核查表!D3;创建办 2024-07-10 00:00 报送"
    assert standing_lines(found, AS_OF) == ["发现问题:少一场", "整改时限 2024-12-30(已过 1 天);现在:◆ 逾期未整改"]


def test_what_a_later_sheet_left_out_is_gone(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-06", {"02-3": 1}, "2024-08-10"))
    with warehouse.reading() as cursor:
        outcomes, objections = review_queries.outcomes(cursor, AS_OF, NOW), meeting_queries.objections(cursor, NOW)
    assert checked(JUNE, outcomes, ledger(warehouse), objections, objections.head(0)) is None


# ---- a new 核实值 ------------------------------------------------------------------------------------------------------------


def test_the_month_is_held_within_the_plan(small: Plan) -> None:
    assert month_for_new_value(small, date(2024, 8, 17)) == date(2024, 8, 1)
    assert month_for_new_value(small, date(2026, 1, 2)) == date(2024, 12, 1)
    assert month_for_new_value(small, date(2023, 12, 31)) is None


def test_it_says_where_a_new_value_counts(small: Plan, warehouse: Warehouse) -> None:
    found, villages = one(warehouse, JUNE), one(warehouse, VILLAGES)
    assert "不能登记" in month_words(small, found, date(2024, 12, 1), date(2024, 12, 5)), "the last quarter does not count"
    assert not counts_in(small, found.key, date(2024, 12, 1))
    assert "它只影响2024年第三季度的数字,原来2024年第二季度的核减不变" in month_words(small, found, date(2024, 8, 1), date(2024, 8, 5))
    assert "方案已于 2024-12-31 结束,记到最后一个月" in month_words(small, villages, date(2024, 12, 1), date(2025, 3, 1))
    no_target = RectificationKey("park", "yunxi", date(2024, 6, 1), "02-3")
    assert not counts_in(small, no_target, date(2024, 8, 1))


def test_the_finding_of_the_same_month_goes_along(warehouse: Warehouse) -> None:
    """Without it the sheet in force would have no finding, and the closed one would leave the ledger."""
    with warehouse.reading() as cursor:
        before = standing.inspection_in_force(cursor, "yunxi", "qinghe", date(2024, 6, 1))
    row = typed_row("01-1", "3", before)
    assert (row.verified, row.finding, row.due_date, row.evidence_complete) == ("3", "少一场", date(2024, 12, 30), "是")
    assert typed_row("01-2", "80%", before).finding == ""


# ---- objections ------------------------------------------------------------------------------------------------------------


def test_all_objections_stay_and_a_return_waits_once(warehouse: Warehouse) -> None:
    returned, other = put(
        warehouse, report("qinghe", "2024-07", {"02-3": 1}, "2024-08-05"), report("park", "2024-07", {"01-1": 1}, "2024-08-05")
    )
    with warehouse.writing() as cursor:
        for submission_id in (returned, other):
            send_back(cursor, submission_id, "盖章不清", datetime(2024, 8, 6), OFFICE)
        first = object_to_inspection(cursor, JUNE, "台账在案", datetime(2024, 8, 7))
        decide(cursor, first, "upheld", "已复核", datetime(2024, 8, 8), OFFICE)
        object_to_return(cursor, returned, "公章清晰", datetime(2024, 8, 9))
    with warehouse.reading() as cursor:
        objections, received = meeting_queries.objections(cursor, NOW), queries.received(cursor, NOW, 100)
    shown = objection_table(objections)
    assert list(shown["裁定"]) == ["待裁定", "成立"]
    assert list(shown["对什么提出"]) == ["退回 2024-07_qinghe.xlsx,退回理由:盖章不清", "云溪县 2024年6月核查 01-1 宣讲场次(演示)"]
    assert list(shown["裁定理由"]) == ["", "已复核"]
    assert list(contestable(received, objections)["submission_id"]) == [other]


@pytest.mark.parametrize("number", ["110101199003074477", "110101 19900307 4477", "1101011990-03074477"])
def test_no_resident_number_in_free_words(number: str) -> None:
    with pytest.raises(Refusal, match="身份证号") as refused:
        sound_words(f"联系人 {number}")
    assert "4477" not in str(refused.value)
    assert sound_words("  文号 2024-110 ") == "文号 2024-110"


def test_words_are_not_longer_than_a_table_shows() -> None:
    assert sound_words("字" * LONGEST_WORDS)
    with pytest.raises(Refusal, match=f"{LONGEST_WORDS} 字"):
        sound_words("字" * (LONGEST_WORDS + 1))
