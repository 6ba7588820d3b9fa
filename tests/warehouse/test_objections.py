"""Objections (异议) and 待核: who may contest what, what the office decides, and which figures wait meanwhile."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.warehouse.helpers import ask, inspection, put, register, send
from warehouse import verify
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.meeting_queries import objections, pending_figures
from warehouse.objections import decide, object_to_inspection, object_to_return
from warehouse.records import OFFICE, Issue
from warehouse.rectification import RectificationKey
from warehouse.submit import confirm_warnings, send_back

KEY = RectificationKey("qinghe", "yunxi", date(2024, 6, 1), "01-1")
LODGED = datetime(2024, 7, 20)
END = date(2024, 12, 31)


@pytest.fixture
def inspected(warehouse: Warehouse) -> Warehouse:
    send(warehouse, "yunxi", "2024-06", {"01-1": 2, "02-3": 1}, "2024-07-05")
    put(warehouse, inspection("qinghe", "yunxi", "2024-06", {"01-1": 1, "02-3": 1}, "2024-07-10", "少一场"))
    return warehouse


def lodge(warehouse: Warehouse, key: RectificationKey = KEY, reason: str = "会议记录在案", at: datetime = LODGED) -> str:
    with warehouse.writing() as cursor:
        return object_to_inspection(cursor, key, reason, at)


def settle(warehouse: Warehouse, objection_id: str, decision: str, at: datetime, words: str = "已复核") -> None:
    with warehouse.writing() as cursor:
        decide(cursor, objection_id, decision, words, at, OFFICE)  # type: ignore[arg-type]


def pending(warehouse: Warehouse, known_at: datetime, as_of: date = END) -> list[tuple[str, str, str]]:
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
        frame = pending_figures(cursor, as_of, known_at)
    return list(frame[["unit_code", "indicator_id", "reason"]].itertuples(index=False, name=None))


def values(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return ask(warehouse, "select unit_code, indicator_id, value from fulfilment_by_indicator where value is not null order by all")


def test_a_figure_waits_until_the_office_decides_and_never_changes_by_it(inspected: Warehouse) -> None:
    before = values(inspected)
    found = lodge(inspected)
    assert pending(inspected, datetime(2024, 7, 19)) == []
    assert pending(inspected, datetime(2024, 7, 25)) == [("yunxi", "01-1", "inspection_objection")]
    assert pending(inspected, datetime(2024, 7, 25), date(2024, 5, 31)) == [], "the inspection has not begun by then"
    settle(inspected, found, "upheld", datetime(2024, 8, 1))
    assert pending(inspected, datetime(2024, 7, 25)) == [("yunxi", "01-1", "inspection_objection")]
    assert pending(inspected, datetime(2024, 8, 1)) == []
    assert values(inspected) == before
    with inspected.reading() as cursor:
        (row,) = objections(cursor, datetime(2024, 8, 2)).to_dict("records")
    told = {key: row[key] for key in ("subject", "unit_name", "inspector_name", "reason", "lodged_by", "decision", "words", "decided_by")}
    assert told == {
        "subject": "inspection", "unit_name": "云溪县(演示)", "inspector_name": "青禾县(演示)", "reason": "会议记录在案",
        "lodged_by": "云溪县(演示)", "decision": "upheld", "words": "已复核", "decided_by": OFFICE,
    }  # fmt: skip
    assert (row["verified"], row["decided_at"]) == (1, datetime(2024, 8, 1))


def test_after_a_decision_another_may_be_lodged_and_the_old_one_stays(inspected: Warehouse) -> None:
    settle(inspected, lodge(inspected), "dismissed", datetime(2024, 8, 1))
    lodge(inspected, at=datetime(2024, 8, 2))
    with inspected.reading() as cursor:
        assert list(objections(cursor, datetime(2024, 9, 1))["decision"].fillna("open")) == ["open", "dismissed"]


def test_an_inspection_that_is_sent_again_keeps_the_objection(inspected: Warehouse) -> None:
    lodge(inspected)
    put(inspected, inspection("qinghe", "yunxi", "2024-06", {"01-1": 2}, "2024-07-30"))
    assert pending(inspected, datetime(2024, 8, 1)) == [("yunxi", "01-1", "inspection_objection")]
    put(inspected, inspection("qinghe", "yunxi", "2024-06", {"02-3": 1}, "2024-08-02"))
    assert pending(inspected, datetime(2024, 8, 3)) == [], "the row is gone, and with it what was contested"


@pytest.mark.parametrize(
    ("key", "reason", "at", "named"),
    [
        (RectificationKey("park", "yunxi", date(2024, 6, 1), "01-1"), "不对", LODGED, "没有 2024-06 指标 01-1 的核查"),
        (RectificationKey("qinghe", "yunxi", date(2024, 6, 1), "02-1"), "不对", LODGED, "没有 2024-06 指标 02-1 的核查"),
        (KEY, "  ", LODGED, "没有写明异议的理由"),
        (KEY, "不对", datetime(2024, 7, 9), "早于 2024-07-10"),
    ],
)
def test_an_objection_is_refused(inspected: Warehouse, key: RectificationKey, reason: str, at: datetime, named: str) -> None:
    with pytest.raises(Refusal, match=named):
        lodge(inspected, key, reason, at)
    assert pending(inspected, datetime(2024, 12, 1)) == []


def test_one_objection_at_a_time_and_one_decision(inspected: Warehouse) -> None:
    found = lodge(inspected)
    with pytest.raises(Refusal, match="不必再提"):
        lodge(inspected, at=datetime(2024, 7, 21))
    for words, at, named in ((" ", datetime(2024, 8, 1), "没有写明裁定的理由"), ("已核", datetime(2024, 7, 19), "早于异议提出")):
        with pytest.raises(Refusal, match=named):
            settle(inspected, found, "upheld", at, words)
    settle(inspected, found, "dismissed", datetime(2024, 8, 1))
    with pytest.raises(Refusal, match="已于 2024-08-01 00:00:00 裁定\\(不成立\\)"):
        settle(inspected, found, "upheld", datetime(2024, 8, 2))
    with pytest.raises(Refusal, match="没有这项异议"):
        settle(inspected, "x", "upheld", datetime(2024, 8, 2))


def test_an_objection_to_a_return(warehouse: Warehouse) -> None:
    sent = send(warehouse, "yunxi", "2024-06", {"01-1": 2, "02-1": 1}, "2024-07-05")
    listed = put(warehouse, register("qinghe", {"希望村": None}, "2024-07-06"))[0]
    with warehouse.writing() as cursor:
        with pytest.raises(Refusal, match="没有被退回"):
            object_to_return(cursor, sent, "没有错", LODGED)
        for one in (sent, listed):
            send_back(cursor, one, "数不对", datetime(2024, 7, 10), OFFICE)
            object_to_return(cursor, one, "没有错", LODGED)
        with pytest.raises(Refusal, match="不必再提"):
            object_to_return(cursor, sent, "没有错", LODGED)
    assert pending(warehouse, datetime(2024, 7, 25)) == [
        ("qinghe", "02-3", "return_objection"),
        ("yunxi", "01-1", "return_objection"),
        ("yunxi", "02-1", "return_objection"),
    ]
    with warehouse.reading() as cursor:
        rows = objections(cursor, datetime(2024, 7, 25))
    assert list(rows["return_reason"]) == ["数不对", "数不对"]
    settle(warehouse, rows.set_index("unit_code").loc["yunxi", "objection_id"], "dismissed", datetime(2024, 7, 26))
    assert pending(warehouse, datetime(2024, 7, 27)) == [("qinghe", "02-3", "return_objection")]


def test_a_warning_that_nobody_confirmed_makes_its_figures_wait(warehouse: Warehouse) -> None:
    warned = Issue("warning", "evidence_missing", "填报表", "D3", "没有佐证")
    kept = send(warehouse, "yunxi", "2024-03", {"02-3": 1}, "2024-04-05")
    sent = send(warehouse, "yunxi", "2024-06", {"01-1": 2}, "2024-07-05", warnings=[warned], is_confirmed=False)
    assert kept
    assert pending(warehouse, datetime(2024, 7, 25)) == [("yunxi", "01-1", "warning")]
    with warehouse.writing() as cursor:
        confirm_warnings(cursor, sent, datetime(2024, 7, 26), OFFICE)
    assert pending(warehouse, datetime(2024, 7, 27)) == []
