"""What registers and inspections make of a reported value: small cases by hand (contract: semantics.md, Value)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.helpers import ask, inspection, plan_copy, put, register, report
from warehouse.build import initialise, open_current
from warehouse.clock import parse_moment
from warehouse.connection import Warehouse
from warehouse.records import OFFICE, Submission
from warehouse.submit import send_back

LATER = datetime(2026, 1, 1)


def monthly(period: str, value: float, indicator: str = "01-1", unit: str = "qinghe", at: str | None = None) -> Submission:
    return report(unit, period, {indicator: value}, at or f"{period}-28T09:00")


def checked(period: str, verified: float | None, at: str | None = None, indicator: str = "01-1", by: str = "yunxi") -> Submission:
    finding = "台账不全" if verified is None else None
    return inspection(by, "qinghe", period, {indicator: verified}, at or f"{period}-25T09:00", finding)


def figure(warehouse: Warehouse, as_of: str, columns: str, indicator: str = "01-1", known_at: Any = LATER, unit: str = "qinghe") -> Any:
    question = f"select {columns} from fulfilment_by_indicator_window_at(?, ?) where unit_code = ? and indicator_id = ? "
    return ask(warehouse, question + "order by window_start", [as_of, known_at, unit, indicator])


def first_quarter(warehouse: Warehouse, as_of: str = "2024-03-31", known_at: Any = LATER) -> tuple[Any, ...]:
    """Reported, verified, deducted, value of 01-1 (target 4) in the first quarter."""
    return tuple(figure(warehouse, as_of, "reported_value, verified_value, deduction, value", known_at=known_at)[0])


# ---- inspections -----------------------------------------------------------------------------------------------------------


def test_without_an_inspection_nothing_is_deducted(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-03", 3))
    assert first_quarter(warehouse) == (3, None, None, 3)


def test_deducted_from_its_period_on_within_its_window(warehouse: Warehouse) -> None:
    """Reported 3 by the end of January, verified 2: one is deducted for the rest of the quarter, and not in the next."""
    put(warehouse, monthly("2024-01", 3), monthly("2024-03", 4), monthly("2024-05", 2), checked("2024-01", 2))
    assert first_quarter(warehouse, "2024-02-15") == (3, 2, 1, 2)
    assert first_quarter(warehouse) == (4, 2, 1, 3)
    assert figure(warehouse, "2024-06-30", "value, fulfilment") == [(3, 0.75), (2, 0.5), (None, 0)]
    assert ask(
        warehouse,
        "select value, verified_value, deduction from fulfilment_by_indicator_at('2024-06-30', ?) where indicator_id = '01-1'",
        [LATER],
    )[0] == (2, None, None), "the newest window begun has no inspection"


def test_before_any_report(warehouse: Warehouse) -> None:
    """Nothing was reported by the end of its month, so nothing is deducted from what comes later; and nothing reported stays null."""
    put(warehouse, checked("2024-01", 2))
    assert first_quarter(warehouse) == (None, 2, 0, None)
    assert figure(warehouse, "2024-03-31", "fulfilment")[0] == (0,)
    put(warehouse, monthly("2024-02", 4))
    assert first_quarter(warehouse) == (4, 2, 0, 4)


def test_a_negative_deduction_adds(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-01", 1), checked("2024-01", 2), monthly("2024-03", 4))
    assert first_quarter(warehouse) == (4, 2, -1, 5)
    assert figure(warehouse, "2024-03-31", "fulfilment")[0] == (1,)


def test_never_below_nothing(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-01", 3), checked("2024-01", 0), monthly("2024-03", 2))
    assert first_quarter(warehouse) == (2, 0, 3, 0)


def test_the_reported_value_as_of_the_last_day_of_its_month(warehouse: Warehouse) -> None:
    """The month's own report counts, a later one does not, an earlier one does where the month has none."""
    put(warehouse, monthly("2024-01", 1), monthly("2024-02", 3), checked("2024-02", 2), monthly("2024-03", 4))
    assert first_quarter(warehouse) == (4, 2, 1, 3)
    put(warehouse, report("qinghe", "2024-02", {"02-1": 1}, "2024-04-01T09:00"))  # the indicator is left blank now
    assert first_quarter(warehouse) == (4, 2, -1, 5)
    assert first_quarter(warehouse, known_at="2024-03-31") == (4, 2, 1, 3)
    put(warehouse, monthly("2024-02", 2.5, at="2024-04-02T09:00"))
    assert first_quarter(warehouse) == (4, 2, 0.5, 3.5)


def test_a_later_inspection_lifts_it(warehouse: Warehouse) -> None:
    """By period, whichever was received later; of one period by receipt, whoever inspected."""
    put(warehouse, monthly("2024-01", 3), checked("2024-01", 1))
    put(warehouse, checked("2024-02", 3, "2024-01-20T09:00"))
    assert first_quarter(warehouse, "2024-01-31") == (3, 1, 2, 1)
    assert first_quarter(warehouse, "2024-02-01") == (3, 3, 0, 3)
    put(warehouse, checked("2024-02", 2, "2024-03-20T09:00", by="park"))
    assert first_quarter(warehouse) == (3, 2, 1, 2)
    put(warehouse, checked("2024-02", 2.5, "2024-03-20T09:00", by="yunxi"))  # of one moment the greater id
    assert first_quarter(warehouse) == (3, 2.5, 0.5, 2.5)


def test_not_before_its_period_has_begun(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-01", 3), checked("2024-02", 1, "2024-01-20T09:00"))
    assert first_quarter(warehouse, "2024-01-31") == (3, None, None, 3)
    assert first_quarter(warehouse, "2024-02-01") == (3, 1, 2, 1)


def test_a_blank_verifies_nothing(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-01", 3), checked("2024-01", 2), checked("2024-02", None))
    assert first_quarter(warehouse) == (3, 2, 1, 2)


def test_a_returned_inspection_deducts_no_more(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-01", 3))
    (submission_id,) = put(warehouse, checked("2024-01", 2))
    with warehouse.writing() as cursor:
        send_back(cursor, submission_id, "演示", parse_moment("2024-03-10"), OFFICE)
    assert first_quarter(warehouse, known_at="2024-03-09") == (3, 2, 1, 2)
    assert first_quarter(warehouse) == (3, None, None, 3)


def test_pooled_targets_are_filled_after_deduction(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-03", 4, "02-2"), monthly("2024-03", 3, "02-2", "yunxi"), checked("2024-03", 3, indicator="02-2"))
    columns = "unit_code, target, value, reported_value, verified_value, share_of_target"
    rows = ask(warehouse, f"select {columns} from pooled_contributions_at('2024-06-30', ?) order by unit_code", [LATER])
    assert rows == [("qinghe", 10, 3, 4, 3, 0.3), ("yunxi", 10, 3, 3, None, 0.3)]
    city = "select fulfilment from city_task_part_at('2024-06-30', ?) where indicator_id = '02-2'"
    assert ask(warehouse, city, [LATER]) == [(pytest.approx(0.6),)]


def test_declared_share_is_without_what_was_inspected(warehouse: Warehouse) -> None:
    """A status stands by word alone until somebody has looked; a blank 核实值 is no look."""
    share = "select declared_share from fulfilment_by_unit_at(?, ?) where unit_code = 'qinghe'"
    put(warehouse, monthly("2024-03", 1, "02-1"), checked("2024-03", None, indicator="02-1"))
    assert ask(warehouse, share, ["2024-06-30", LATER]) == [(1,)]
    put(warehouse, checked("2024-05", 1, indicator="02-1"))
    assert ask(warehouse, share, ["2024-04-30", LATER]) == [(1,)]
    assert ask(warehouse, share, ["2024-05-01", LATER]) == [(0,)]
    assert ask(warehouse, share, ["2024-05-01", "2024-05-25T08:59"]) == [(1,)]


# ---- registers of sites ----------------------------------------------------------------------------------------------------


def villages(warehouse: Warehouse, as_of: str, known_at: Any = LATER) -> tuple[Any, ...]:
    """Typed, reported, verified, deducted, value of 02-3 (target 2; sites of the domain village)."""
    (row,) = figure(warehouse, as_of, "typed_value, reported_value, verified_value, deduction, value", "02-3", known_at)
    return tuple(row)


def test_sites_take_the_place_of_what_was_typed(warehouse: Warehouse) -> None:
    (typed,) = put(warehouse, monthly("2024-02", 5, "02-3"))
    assert villages(warehouse, "2024-03-31") == (5, 5, None, None, 5)
    (listed,) = put(warehouse, register("qinghe", {"甲村": None, "乙村": "2024-03-10", "丙村": "2023-01-01"}, "2024-03-15T09:00"))
    assert villages(warehouse, "2024-01-31") == (None, 2, None, None, 2)
    assert villages(warehouse, "2024-03-09") == (5, 2, None, None, 2)
    assert villages(warehouse, "2024-03-10") == (5, 3, None, None, 3)
    assert villages(warehouse, "2024-03-10", "2024-03-15T08:59") == (5, 5, None, None, 5)
    places = "submission_id, source_cell, period, fulfilment"
    assert figure(warehouse, "2024-03-31", places, "02-3") == [(listed, None, date(2024, 2, 1), 1)]
    assert figure(warehouse, "2024-03-31", places, "02-3", "2024-03-01") == [(typed, "填报表!C3", date(2024, 2, 1), 1)]
    assert figure(warehouse, "2024-03-31", "typed_value", "02-1") == [(None,)], "no indicator of sites"


def test_a_register_that_lists_none_counts_nothing_and_is_reported(warehouse: Warehouse) -> None:
    put(warehouse, monthly("2024-02", 5, "02-3"), register("qinghe", {"甲村": "2024-09-01"}, "2024-03-15T09:00"))
    assert villages(warehouse, "2024-03-31") == (5, 0, None, None, 0)
    light = "select light, fulfilment from fulfilment_by_indicator_at('2024-03-31', ?) where unit_code = 'qinghe' and indicator_id = '02-3'"
    assert ask(warehouse, light, [LATER]) == [("红", 0)]
    put(warehouse, register("qinghe", {}, "2024-03-16T09:00"))
    assert villages(warehouse, "2024-12-31") == (5, 0, None, None, 0)


def test_one_site_in_two_spellings_is_one(warehouse: Warehouse) -> None:
    """And it counts from the earlier of its two days."""
    put(warehouse, register("qinghe", {"甲村": "2024-05-01", "甲 村": "2024-02-01", "“甲村”": "2024-06-01"}, "2024-03-15T09:00"))
    assert [villages(warehouse, day)[1] for day in ("2024-01-31", "2024-02-01", "2024-12-31")] == [0, 1, 1]


def test_a_superseded_register_counts_no_more(warehouse: Warehouse) -> None:
    put(warehouse, register("qinghe", {"甲村": None, "乙村": None}, "2024-03-15T09:00"))
    (second,) = put(warehouse, register("qinghe", {"丙村": None}, "2024-03-16T09:00"))
    put(warehouse, register("yunxi", {"甲村": None, "丁村": None}, "2024-03-17T09:00"))
    assert villages(warehouse, "2024-03-31")[4] == 1
    with warehouse.writing() as cursor:
        send_back(cursor, second, "演示", parse_moment("2024-04-01"), OFFICE)
    assert villages(warehouse, "2024-03-31")[4] == 2
    assert villages(warehouse, "2024-03-31", "2024-03-31")[4] == 1


def test_a_registers_count_is_deducted_from(warehouse: Warehouse) -> None:
    """Two sites by the end of March, one verified: one less from then on, whatever is named later and whatever was typed."""
    sites = {"甲村": None, "乙村": "2024-03-31", "丙村": "2024-05-01"}
    put(warehouse, monthly("2024-03", 9, "02-3"), register("qinghe", sites, "2024-03-15T09:00"), checked("2024-03", 1, indicator="02-3"))
    assert villages(warehouse, "2024-02-29") == (None, 1, None, None, 1)
    assert villages(warehouse, "2024-03-01") == (9, 1, 1, 1, 0), "the deduction looks at the month's last day"
    assert villages(warehouse, "2024-04-30") == (9, 2, 1, 1, 1)
    assert villages(warehouse, "2024-05-01") == (9, 3, 1, 1, 2)
    assert villages(warehouse, "2024-05-01", "2024-03-14") == (None, None, None, None, None)


def test_within_a_window_no_later_than_its_end(tmp_path: Path) -> None:
    """By quarters: each counts what was named by its last day, and one still to come counts nothing."""
    folder = plan_copy(tmp_path / "plan", ("indicators.csv", "count,个,plan", "count,个,quarter"))
    assert initialise(tmp_path / "w.duckdb", folder)
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        put(warehouse, register("qinghe", {"甲村": None, "乙村": "2024-03-31", "丙村": "2024-04-01"}, "2024-03-15T09:00"))
        assert figure(warehouse, "2024-05-31", "reported_value, fulfilment", "02-3") == [(2, 1), (3, 1), (None, 0)]
        assert figure(warehouse, "2024-03-30", "reported_value, fulfilment", "02-3") == [(1, 0.5), (None, 0), (None, 0)]


def test_several_domains_of_one_indicator_are_added(tmp_path: Path) -> None:
    line = "village,进村(演示),02-3,,村|示范村"
    folder = plan_copy(tmp_path / "plan", ("site_domains.csv", line, f"{line}\nstreet,进街(演示),02-3,,街"))
    assert initialise(tmp_path / "w.duckdb", folder)
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        both = register("qinghe", {"甲": None, "乙": None}, "2024-03-15T09:00")
        street = register("qinghe", {"甲": None}, "2024-03-15T09:00", "street")
        put(warehouse, Submission(**{**vars(both), "rows": both.rows + street.rows}))
        assert villages(warehouse, "2024-03-31")[1] == 3
        quota = "select domain, target, sites, gap from site_quota_at('2024-03-31', ?) where unit_code = 'qinghe' order by domain"
        assert ask(warehouse, quota, [LATER]) == [("street", 2, 1, 1), ("village", 2, 2, 0)]


# ---- quotas ----------------------------------------------------------------------------------------------------------------

QUOTA = "select unit_code, target, sites, gap, joint from site_quota_at(?, ?) order by unit_code"


def test_quota(warehouse: Warehouse) -> None:
    """qinghe alone has one; yunxi's sites are shown and count nowhere. Before deduction, at the held as_of."""
    assert ask(warehouse, QUOTA, ["2024-03-31", LATER]) == [("qinghe", 2, 0, 2, False)]
    put(warehouse, register("qinghe", {"甲村": None, "乙村": "2024-05-01", "丙村": None}, "2024-03-15T09:00"))
    put(warehouse, register("yunxi", {"丁村": None}, "2024-03-15T09:00"), register("park", {"戊村": "2024-12-31"}, "2024-03-15T09:00"))
    put(warehouse, checked("2024-03", 0, indicator="02-3"))
    assert ask(warehouse, QUOTA, ["2024-03-31", LATER]) == [("qinghe", 2, 2, 0, False), ("yunxi", None, 1, None, False)]
    assert ask(warehouse, QUOTA, ["2030-01-01", LATER]) == [
        ("park", None, 1, None, False),
        ("qinghe", 2, 3, -1, False),
        ("yunxi", None, 1, None, False),
    ]
    assert ask(warehouse, "select unit_name, domain_name from site_quota_at('2024-01-01', ?) where unit_code = 'yunxi'", [LATER]) == [
        ("云溪县(演示)", "进村(演示)")
    ]


def test_pooled_quota(tmp_path: Path) -> None:
    """02-2 is pooled and not for the park: its sites are shown, and no part of the city's."""
    folder = plan_copy(
        tmp_path / "plan",
        ("site_domains.csv", "village,进村(演示),02-3,", "village,进村(演示),02-2,"),
        ("targets.csv", "02-2,city,city,10,0,", "02-2,city,city,10,1,"),
    )
    assert initialise(tmp_path / "w.duckdb", folder)
    with open_current(tmp_path / "w.duckdb", 5) as warehouse:
        nothing = [("city", 10, 0, 10, True), ("qinghe", None, 0, None, False), ("yunxi", None, 0, None, False)]
        assert ask(warehouse, QUOTA, ["2024-03-31", LATER]) == nothing
        put(
            warehouse,
            register("qinghe", {"甲村": None, "乙村": None}, "2024-03-15T09:00"),
            register("yunxi", {"甲村": None}, "2024-03-15T09:00"),
        )
        put(warehouse, register("park", {"戊村": None}, "2024-03-15T09:00"))
        assert ask(warehouse, QUOTA, ["2024-03-31", LATER]) == [
            ("city", 10, 3, 7, True),
            ("park", None, 1, None, False),
            ("qinghe", None, 2, None, False),
            ("yunxi", None, 1, None, False),
        ]
        assert ask(warehouse, "select unit_name from site_quota_at('2024-03-31', ?) where unit_code = 'city'", [LATER]) == [("全市",)]
        rows = ask(warehouse, "select unit_code, value, source_cell from pooled_contributions_at('2024-03-31', ?) order by 1", [LATER])
        assert rows == [("qinghe", 2, None), ("yunxi", 1, None)]
