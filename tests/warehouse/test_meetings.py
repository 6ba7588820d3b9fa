"""Meetings: two frozen clocks, one reveal, decisions, and what changed since."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.warehouse.helpers import ask, opened, put, satisfaction, scoring, send
from warehouse import verify
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.meeting_queries import Meeting, Standing, changes_since, meeting, meeting_before, meetings, totals_now
from warehouse.meetings import AgendaItem, Decision, open_meeting, reveal, write_decisions
from warehouse.records import OFFICE
from warehouse.rounds import close_round

ROUND = date(2024, 6, 30)
OPENED = datetime(2024, 7, 10, 9)
AS_OF = date(2024, 7, 10)
AGENDA = (AgendaItem("yunxi", 5), AgendaItem("qinghe", 8))


@pytest.fixture
def held(warehouse: Warehouse) -> Warehouse:
    opened(warehouse, "2024-06-30")
    send(warehouse, "qinghe", "2024-06", {"01-1": 4}, "2024-07-05")
    send(warehouse, "yunxi", "2024-06", {"01-1": 1}, "2024-07-05")
    return warehouse


def begin(
    warehouse: Warehouse, at: datetime = OPENED, agenda: tuple[AgendaItem, ...] = AGENDA, as_of: date = AS_OF, day: date = ROUND
) -> str:
    with warehouse.writing() as cursor:
        return open_meeting(cursor, day, as_of, agenda, at, OFFICE)


def show(warehouse: Warehouse, meeting_id: str, at: datetime) -> bool:
    with warehouse.writing() as cursor:
        return reveal(cursor, meeting_id, at, OFFICE)


def found(warehouse: Warehouse, meeting_id: str) -> Meeting:
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
        one = meeting(cursor, meeting_id)
    assert one is not None
    return one


def ranking(warehouse: Warehouse, as_of: date, known_at: datetime) -> dict[str, Standing]:
    rows = ask(warehouse, "select unit_code, total, rank from county_ranking_at(?, ?)", [as_of, known_at])
    return {code: Standing(total, rank) for code, total, rank in rows}


def all_sheets(warehouse: Warehouse, at: str) -> None:
    put(
        warehouse,
        scoring("qinghe", "2024-06-30", {"yunxi": 90, "park": 80}, at),
        scoring("yunxi", "2024-06-30", {"qinghe": 70, "park": 60}, at),
        scoring("park", "2024-06-30", {"yunxi": 85, "qinghe": 75}, at),
    )


def test_opening_freezes_both_clocks_and_writes_the_ranking_down(held: Warehouse) -> None:
    name = begin(held)
    one = found(held, name)
    assert (name, one.round_date, one.as_of, one.opened_at, one.revealed_at) == ("240630-A", ROUND, AS_OF, OPENED, None)
    assert (one.agenda, one.decisions, one.is_held) == (AGENDA, (), False)
    assert one.ranking == ranking(held, AS_OF, OPENED)
    assert one.ranking["qinghe"].rank == 1
    send(held, "yunxi", "2024-06", {"01-1": 2, "02-1": 1, "01-2": 1}, "2024-07-11")
    assert found(held, name).ranking == ranking(held, AS_OF, OPENED), "what comes in later changes nothing that was shown"
    with held.reading() as cursor:
        assert totals_now(cursor, AS_OF, datetime(2024, 7, 12)) == ranking(held, AS_OF, datetime(2024, 7, 12)) != one.ranking


def test_a_receipt_that_is_dated_back_shows_against_what_was_written_down(held: Warehouse) -> None:
    name = begin(held)
    before = found(held, name)
    send(held, "yunxi", "2024-06", {"01-1": 2, "02-1": 1, "01-2": 1}, "2024-07-06")
    assert found(held, name).ranking == before.ranking != ranking(held, AS_OF, OPENED)
    with held.reading() as cursor:
        changes = changes_since(cursor, before.event_no)
    assert list(changes[["kind", "submission_kind", "unit_code"]].itertuples(index=False, name=None)) == [("received", "report", "yunxi")]
    assert changes["happened_at"].iloc[0] == datetime(2024, 7, 6)
    assert changes["recorded_at"].iloc[0] > datetime(2025, 1, 1)


def test_the_ranking_is_revealed_once_when_the_round_is_closed(held: Warehouse) -> None:
    name = begin(held)
    with pytest.raises(Refusal, match="还没有结束,不能揭晓"):
        show(held, name, datetime(2024, 7, 10, 10))
    all_sheets(held, "2024-07-10T10:30")
    with pytest.raises(Refusal, match="早于开会时间"):
        show(held, name, datetime(2024, 7, 10, 8))
    moment = datetime(2024, 7, 10, 11)
    assert show(held, name, moment)
    assert not show(held, name, datetime(2024, 7, 10, 12))
    one = found(held, name)
    assert (one.revealed_at, one.last_frozen, one.is_held) == (moment, moment, True)
    assert one.revealed == ranking(held, AS_OF, moment) != one.ranking


def test_a_round_that_the_city_closed_can_be_revealed(held: Warehouse) -> None:
    name = begin(held)
    with held.writing() as cursor:
        close_round(cursor, ROUND, datetime(2024, 7, 10, 10), OFFICE)
    with pytest.raises(Refusal, match="还没有结束"):
        show(held, name, datetime(2024, 7, 10, 9, 30))
    assert show(held, name, datetime(2024, 7, 10, 10))


def test_ids_are_short_and_never_come_twice(held: Warehouse) -> None:
    opened(held, "2024-03-31")
    names = [begin(held) for _ in range(28)]
    assert names[:2] == ["240630-A", "240630-B"]
    assert names[25:] == ["240630-Z", "240630-AA", "240630-AB"]
    assert begin(held, day=date(2024, 3, 31)) == "240331-A"


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"day": date(2024, 5, 1)}, "没有 2024-05-01 的评议"),
        ({"as_of": date(2024, 6, 29)}, "应在评议日期 2024-06-30 和"),
        ({"as_of": date(2025, 1, 1)}, "应在评议日期 2024-06-30 和"),
        ({"at": datetime(2024, 6, 29)}, "还没有到"),
        ({"agenda": ()}, "议程是空的"),
        ({"agenda": (AgendaItem("moon", 5),)}, "没有单位“moon”"),
        ({"agenda": (AgendaItem("park", 5), AgendaItem("park", 5))}, "出现了两次"),
        ({"agenda": (AgendaItem("park", 0),)}, "填的是 0 分钟"),
        ({"agenda": (AgendaItem("park", 241),)}, "填的是 241 分钟"),
    ],
)
def test_a_meeting_is_refused(held: Warehouse, more: dict[str, object], named: str) -> None:
    with pytest.raises(Refusal, match=named):
        begin(held, **more)  # type: ignore[arg-type]
    with held.reading() as cursor:
        assert meetings(cursor) == []


def test_decisions_are_written_whole_and_lead_to_the_next_meeting(held: Warehouse) -> None:
    first = begin(held)
    begin(held, datetime(2024, 7, 11))  # a rehearsal: nothing came of it
    decisions = [Decision(" 补齐台账 ", "yunxi", date(2024, 8, 31)), Decision("<b>$x$</b>")]
    with held.writing() as cursor:
        write_decisions(cursor, first, [Decision("先写的")], datetime(2024, 7, 10, 10), OFFICE)
        write_decisions(cursor, first, decisions, datetime(2024, 7, 10, 11), OFFICE)
    assert found(held, first).decisions == (Decision("补齐台账", "yunxi", date(2024, 8, 31)), Decision("<b>$x$</b>"))
    third = begin(held, datetime(2024, 9, 1))
    with held.reading() as cursor:
        before = meeting_before(cursor, third)
        assert before is not None
        assert before.meeting_id == first
        assert meeting_before(cursor, first) is None
        assert [one.meeting_id for one in meetings(cursor)] == ["240630-C", "240630-B", "240630-A"]
    with held.writing() as cursor:
        write_decisions(cursor, first, [], datetime(2024, 9, 1), OFFICE)
    assert found(held, first).decisions == ()


@pytest.mark.parametrize(
    ("decision", "at", "named"),
    [
        (Decision("  "), OPENED, "第 1 条决定没有内容"),
        (Decision("长" * 201), OPENED, "第 1 条决定超过 200 字"),
        (Decision("补报", "moon"), OPENED, "没有单位“moon”"),
        (Decision("补报"), datetime(2024, 7, 9), "早于开会时间"),
    ],
)
def test_a_decision_is_refused(held: Warehouse, decision: Decision, at: datetime, named: str) -> None:
    name = begin(held)
    with held.writing() as cursor, pytest.raises(Refusal, match=named):
        write_decisions(cursor, name, [decision], at, OFFICE)
    assert found(held, name).decisions == ()


def test_an_unknown_meeting(held: Warehouse) -> None:
    with pytest.raises(Refusal, match="没有编号为 X 的会议"):
        show(held, "X", OPENED)
    with held.reading() as cursor:
        assert (meeting(cursor, "X"), meeting_before(cursor, "X")) == (None, None)


def test_changes_name_what_may_move_a_figure(held: Warehouse) -> None:
    name = begin(held)
    all_sheets(held, "2024-07-10T10:30")
    put(held, satisfaction("2024-06-30", {"qinghe": 90, "yunxi": 91, "park": 92}, "2024-07-10T10:40"))
    show(held, name, datetime(2024, 7, 10, 11))
    with held.writing() as cursor:
        close_round(cursor, ROUND, datetime(2024, 7, 10, 12), OFFICE)
    with held.reading() as cursor:
        changes = changes_since(cursor, found(held, name).event_no)
    told = changes[["kind", "submission_kind", "unit_code"]].fillna("").agg("/".join, axis=1)
    assert list(told) == [
        "received/scoring/qinghe", "received/scoring/yunxi", "received/scoring/park", "received/satisfaction/", "round_closed//",
    ]  # fmt: skip
