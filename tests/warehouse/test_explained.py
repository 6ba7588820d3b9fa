"""What pages ask to explain a figure: which inspection holds, which sites count, which round, what a withdrawal would bring back."""

from __future__ import annotations

from datetime import date, datetime

from tests.warehouse.helpers import ask, inspection, opened, put, register, report, satisfaction, scoring
from warehouse.connection import Warehouse
from warehouse.queries import inspections_of, received, sites_of, standby_of, total_sources
from warehouse.records import OFFICE
from warehouse.rectification import RectificationKey, close
from warehouse.rounds import close_round
from warehouse.submit import withdraw

DAY, LATER = date(2024, 6, 30), datetime(2026, 1, 1)


def test_the_inspection_that_holds_and_how_far_its_finding_is(warehouse: Warehouse) -> None:
    put(warehouse, report("qinghe", "2024-02", {"01-1": 4}, "2024-03-05T09:00"))
    put(
        warehouse,
        inspection("yunxi", "qinghe", "2024-01", {"01-1": 3}, "2024-03-20T09:00", "台账不全", "2024-04-01"),
        inspection("yunxi", "qinghe", "2024-02", {"01-1": 2}, "2024-03-10T09:00", "没有照片"),
        inspection("park", "qinghe", "2024-03", {"01-1": None}, "2024-03-30T09:00", "没有台账"),
        inspection("park", "qinghe", "2024-05", {"01-1": 1}, "2024-06-10T09:00"),
    )
    with warehouse.writing() as cursor:
        close(cursor, RectificationKey("yunxi", "qinghe", date(2024, 2, 1), "01-1"), datetime(2024, 5, 6), OFFICE)
    with warehouse.reading() as cursor:
        found = inspections_of(cursor, DAY, LATER, "qinghe", 1)
        assert list(found["is_counted"]) == [False, True, False, True], "one of each quarter, the later period, with a value"
        assert list(found["state"])[:3] == ["overdue", "closed", "open"]
        assert found["state"].isna().tolist() == [False, False, False, True]
        assert found["closed_on"].iloc[1].date() == date(2024, 5, 6)
        verified = "select verified_value from fulfilment_by_indicator_window_at(?, ?) where unit_code = 'qinghe' and indicator_id = '01-1'"
        held = ask(warehouse, f"{verified} and verified_value is not null order by window_start", [DAY, LATER])
        assert held == [(figure,) for figure in found[found["is_counted"]]["verified"]]


def test_the_sites_that_count(warehouse: Warehouse) -> None:
    put(
        warehouse, register("qinghe", {"甲村": "2024-02-01", "乙村": None, "丙村": "2024-09-01", "甲 村": "2024-01-05"}, "2024-05-01T09:00")
    )
    with warehouse.reading() as cursor:
        sites = sites_of(cursor, DAY, LATER, "qinghe", "02-3")
        assert list(zip(sites["name"], sites["source_cell"], strict=True)) == [("乙村", "名录!B4"), ("甲 村", "名录!B6")]
        assert len(sites_of(cursor, date(2024, 9, 1), LATER, "qinghe", "02-3")) == 3
        assert sites_of(cursor, DAY, LATER, "qinghe", "02-2").empty
        assert sites_of(cursor, DAY, datetime(2024, 4, 30), "qinghe", "02-3").empty
    counted = "select reported_value from fulfilment_by_indicator_at(?, ?) where unit_code = 'qinghe' and indicator_id = '02-3'"
    assert ask(warehouse, counted, [DAY, LATER]) == [(2.0,)]


def test_the_rounds_that_totals_come_from(warehouse: Warehouse) -> None:
    units = ("qinghe", "yunxi", "park")
    for day in ("2024-03-15", "2024-06-15"):
        opened(warehouse, day)
        put(warehouse, *(scoring(rater, day, {unit: 80 for unit in units if unit != rater}, f"{day}T10:00") for rater in units))
    put(warehouse, satisfaction("2024-03-15", dict.fromkeys(units, 90), "2024-03-16T09:00"))
    with warehouse.writing() as cursor:
        close_round(cursor, date(2024, 3, 15), datetime(2024, 3, 20), OFFICE)
    with warehouse.reading() as cursor:
        found = total_sources(cursor, DAY, datetime(2024, 3, 21))
        rounds = [(row.part, row.round_date.date()) for row in found.itertuples()]
        assert rounds == [("peer_score", date(2024, 3, 15)), ("satisfaction", date(2024, 3, 15))]
        assert total_sources(cursor, date(2024, 3, 14), LATER).empty


def test_what_a_withdrawal_would_bring_back(warehouse: Warehouse) -> None:
    first, second = put(
        warehouse,
        report("qinghe", "2024-02", {"01-1": 4}, "2024-03-05T09:00"),
        report("qinghe", "2024-02", {"01-1": 5}, "2024-03-06T09:00"),
    )
    put(warehouse, report("qinghe", "2024-03", {"01-1": 5}, "2024-03-31T09:00"))
    with warehouse.writing() as cursor:
        assert standby_of(cursor, second) == ("2024-02_qinghe.xlsx", datetime(2024, 3, 5, 9))
        withdraw(cursor, first, datetime(2024, 4, 1), OFFICE)
        assert standby_of(cursor, second) is None


def test_an_inspection_names_the_inspected_unit(warehouse: Warehouse) -> None:
    put(warehouse, inspection("yunxi", "qinghe", "2024-01", {"01-1": 3}, "2024-03-20T09:00"))
    put(warehouse, report("qinghe", "2024-02", {"01-1": 4}, "2024-03-05T09:00"))
    with warehouse.reading() as cursor:
        latest = received(cursor, LATER, 9)
    assert latest["subject_name"].iloc[0].startswith("青禾")
    assert latest["subject_name"].isna().tolist() == [False, True]
