"""What is laid down before a round: the list of sites to visit, and who inspects whom."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.warehouse.helpers import SMALL, opened, put, register
from warehouse import verify
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.meeting_queries import assignments, visits
from warehouse.plan import read_plan
from warehouse.preparation import LONGEST_NOTE, Visit, assign_inspections, choose_visits, remarks_on
from warehouse.records import OFFICE

ROUND = date(2024, 6, 30)
AT = datetime(2024, 7, 1, 9)
HOPE = Visit("qinghe", "village", "希望村", "希望村", "看台账")
PEACE = Visit("yunxi", "village", "和平村", "和平村")


@pytest.fixture
def held(warehouse: Warehouse) -> Warehouse:
    opened(warehouse, "2024-06-30")
    put(
        warehouse,
        register("qinghe", {"希望村": "2024-02-01", "新风村": None}, "2024-03-01"),
        register("yunxi", {"和平村": "2024-02-01"}, "2024-03-02"),
    )
    return warehouse


def choose(warehouse: Warehouse, *chosen: Visit, day: date = ROUND, at: datetime = AT) -> None:
    with warehouse.writing() as cursor:
        choose_visits(cursor, day, chosen, at, OFFICE)


def listed(warehouse: Warehouse, known_at: datetime = datetime(2024, 12, 31), day: date = ROUND) -> list[tuple[object, ...]]:
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
        frame = visits(cursor, known_at, day)
    return list(frame[["place", "unit_code", "name", "note", "is_registered"]].itertuples(index=False, name=None))


def test_the_list_stands_in_the_order_chosen_and_the_last_one_holds(held: Warehouse) -> None:
    choose(held, PEACE, HOPE)
    assert listed(held) == [(1, "yunxi", "和平村", "", True), (2, "qinghe", "希望村", "看台账", True)]
    choose(held, HOPE, at=datetime(2024, 7, 2))
    assert listed(held) == [(1, "qinghe", "希望村", "看台账", True)]
    assert len(listed(held, datetime(2024, 7, 1, 12))) == 2, "what was known before stays as it was"
    choose(held, at=datetime(2024, 7, 3))
    assert listed(held) == []
    assert listed(held, day=date(2024, 3, 31)) == []


def test_a_site_that_leaves_the_register_stays_and_says_so(held: Warehouse) -> None:
    choose(held, HOPE)
    put(held, register("qinghe", {"新风村": None}, "2024-08-01"))
    assert listed(held) == [(1, "qinghe", "希望村", "看台账", False)]
    assert listed(held, datetime(2024, 7, 15)) == [(1, "qinghe", "希望村", "看台账", True)]


@pytest.mark.parametrize(
    ("chosen", "day", "named"),
    [
        ([HOPE], date(2024, 5, 1), "没有 2024-05-01 的评议"),
        ([Visit("qinghe", "village", "和平村", "和平村")], ROUND, "不在现行的示范点名录里"),
        ([HOPE, PEACE, HOPE], ROUND, "出现了两次"),
        ([Visit("qinghe", "village", "希望村", "希望村", "长" * (LONGEST_NOTE + 1))], ROUND, "备注超过"),
    ],
)
def test_a_list_is_refused_whole(held: Warehouse, chosen: list[Visit], day: date, named: str) -> None:
    with pytest.raises(Refusal, match=named):
        choose(held, *chosen, day=day)
    assert listed(held) == []


def assign(warehouse: Warehouse, *pairs: tuple[str, str], day: date = ROUND, at: datetime = AT) -> None:
    with warehouse.writing() as cursor:
        assign_inspections(cursor, day, pairs, at, OFFICE)


def assigned(warehouse: Warehouse, known_at: datetime = datetime(2024, 12, 31)) -> list[tuple[object, ...]]:
    with warehouse.reading() as cursor:
        frame = assignments(cursor, known_at)
    return [(f"{day:%m-%d}", a, b) for day, a, b in zip(frame["round_date"], frame["inspector_code"], frame["unit_code"], strict=True)]


def test_pairs_of_every_round_and_the_last_arrangement_holds(held: Warehouse) -> None:
    opened(held, "2024-03-31")
    assign(held, ("qinghe", "yunxi"), ("yunxi", "park"), day=date(2024, 3, 31))
    assign(held, ("qinghe", "park"))
    assign(held, ("park", "qinghe"), at=datetime(2024, 7, 5))
    assert assigned(held) == [("03-31", "qinghe", "yunxi"), ("03-31", "yunxi", "park"), ("06-30", "park", "qinghe")]
    assert assigned(held, datetime(2024, 7, 2))[2:] == [("06-30", "qinghe", "park")]


@pytest.mark.parametrize(
    ("pairs", "day", "named"),
    [
        ([("qinghe", "qinghe")], ROUND, "不能核查自己"),
        ([("qinghe", "moon")], ROUND, "没有单位“moon”"),
        ([("qinghe", "yunxi"), ("qinghe", "yunxi")], ROUND, "写了两次"),
        ([("qinghe", "yunxi")], date(2024, 5, 1), "没有 2024-05-01 的评议"),
    ],
)
def test_an_arrangement_is_refused_whole(held: Warehouse, pairs: list[tuple[str, str]], day: date, named: str) -> None:
    with pytest.raises(Refusal, match=named):
        assign(held, *pairs, day=day)
    assert assigned(held) == []


def test_what_is_to_be_known_of_an_arrangement() -> None:
    plan = read_plan(SMALL)
    ring = [("qinghe", "yunxi"), ("yunxi", "park"), ("park", "qinghe")]
    assert remarks_on(ring, [], plan) == []
    assert remarks_on(ring, [ring[0], ring[0]], plan) == ["青禾县(演示)以前核查过云溪县(演示)(2 次)"]
    assert remarks_on([("qinghe", "yunxi"), ("yunxi", "qinghe"), ("park", "qinghe")], [], plan) == [
        "星桥园区(演示)没有单位核查",
        "青禾县(演示)被 2 个单位核查",
        "青禾县(演示)与云溪县(演示)在同一轮互相核查",
    ]
