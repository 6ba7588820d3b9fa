"""What is in force follows from submissions and events alone; nothing is lost, and nothing reported is never a number."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.warehouse.helpers import ask, environment, report, send
from warehouse import verify
from warehouse.clock import office_now
from warehouse.commands import handlers
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.ids import new_id
from warehouse.queries import original, received, reported_in_force, submission_in_force, was_returned
from warehouse.records import OFFICE, Issue
from warehouse.submit import confirm_warnings, send_back, submit, withdraw

APRIL_5 = "2024-04-05T09:00"
LATER = datetime(2026, 1, 1)
TICK = timedelta(microseconds=1)


def states(warehouse: Warehouse, known_at: datetime = LATER) -> dict[str, str]:
    return dict(ask(warehouse, "select submission_id, state from submissions_at('2024-06-30', ?)", [known_at]))


def value(warehouse: Warehouse, known_at: datetime = LATER, indicator: str = "02-1") -> Any:
    question = "select value from fulfilment_by_indicator_at('2024-06-30', ?) where unit_code = 'qinghe' and indicator_id = ?"
    return ask(warehouse, question, [known_at, indicator])[0][0]


def end(warehouse: Warehouse, how: Callable[..., None], *arguments: Any) -> None:
    with warehouse.writing() as cursor:
        how(cursor, *arguments)


def march(warehouse: Warehouse, figure: float, at: str = APRIL_5, **more: Any) -> str:
    return send(warehouse, "qinghe", "2024-03", {"02-1": figure}, at, **more)


# ---- which one is in force -------------------------------------------------------------------------------------------------


def test_later_receipt_supersedes_whatever_the_order_of_storing(warehouse: Warehouse) -> None:
    """History is brought in back-dated: what was received last counts, not what was stored last."""
    last = march(warehouse, 1, "2024-04-07T09:00")
    first = march(warehouse, 0.5, "2024-04-06T09:00")
    assert first > last  # the ids say the opposite
    assert states(warehouse) == {last: "in_force", first: "superseded"}
    assert value(warehouse) == 1
    assert states(warehouse, datetime(2024, 4, 7, 9) - TICK) == {first: "in_force"}
    assert value(warehouse, datetime(2024, 4, 7, 9)) == 1
    assert value(warehouse, datetime(2024, 4, 6, 9) - TICK) is None


def test_of_one_moment_the_greater_id_counts(warehouse: Warehouse) -> None:
    ids = [march(warehouse, figure) for figure in (1, 0, 0.5)]
    assert states(warehouse, datetime.fromisoformat(APRIL_5)) == {ids[0]: "superseded", ids[1]: "superseded", ids[2]: "in_force"}
    assert value(warehouse) == 0.5


def test_supersedes_as_a_whole(warehouse: Warehouse) -> None:
    """What the later workbook leaves blank is not taken from the earlier one."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 3, "02-1": 1}, APRIL_5)
    send(warehouse, "qinghe", "2024-03", {"01-1": 4}, "2024-04-06T09:00")
    assert value(warehouse) is None
    with warehouse.reading() as cursor:
        assert [(row.indicator_id, row.value) for row in reported_in_force(cursor, "qinghe")] == [("01-1", 4)]


def test_other_units_and_periods_are_other_keys(warehouse: Warehouse) -> None:
    ids = [
        march(warehouse, 1),
        send(warehouse, "yunxi", "2024-03", {"02-1": 1}, APRIL_5),
        send(warehouse, "qinghe", "2024-02", {"02-1": 0}, APRIL_5),
    ]
    assert states(warehouse) == dict.fromkeys(ids, "in_force")
    assert value(warehouse) == 1


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_ended_brings_the_earlier_one_back(warehouse: Warehouse, how: str) -> None:
    first, second = march(warehouse, 0.5), march(warehouse, 1, "2024-04-06T09:00")
    moment = datetime(2024, 4, 8, 12)
    if how == "returned":
        end(warehouse, send_back, second, "数字有误(演示)", moment, OFFICE)
    else:
        end(warehouse, withdraw, second, moment, "青禾县(演示)")
    assert states(warehouse) == {first: "in_force", second: how}
    assert states(warehouse, moment) == {first: "in_force", second: how}, "an event of the very moment counts"
    assert states(warehouse, moment - TICK) == {first: "superseded", second: "in_force"}
    assert [value(warehouse, known_at) for known_at in (moment - TICK, moment, LATER)] == [1, 0.5, 0.5]


def test_ending_all_leaves_nothing(warehouse: Warehouse) -> None:
    first, second = march(warehouse, 0.5), march(warehouse, 1, "2024-04-06T09:00")
    end(warehouse, withdraw, first, datetime(2024, 4, 9), OFFICE)  # a superseded one can still be
    assert value(warehouse) == 1
    end(warehouse, send_back, second, "演示", datetime(2024, 4, 10), OFFICE)
    assert states(warehouse) == {first: "withdrawn", second: "returned"}
    assert value(warehouse) is None
    with warehouse.reading() as cursor:
        assert submission_in_force(cursor, "report", "qinghe", None, date(2024, 3, 1)) is None
        assert verify.faults(cursor) == []


def test_an_event_at_the_receipt_is_not_before_it(warehouse: Warehouse) -> None:
    one = march(warehouse, 1)
    end(warehouse, withdraw, one, datetime.fromisoformat(APRIL_5), OFFICE)
    assert states(warehouse) == {one: "withdrawn"}


def test_a_return_keeps_its_reason(warehouse: Warehouse) -> None:
    one = march(warehouse, 1)
    end(warehouse, send_back, one, "  表3第5行请核对:“1”?'; drop table event; --  ", datetime(2024, 4, 8), OFFICE)
    with warehouse.reading() as cursor:
        assert received(cursor, LATER, 9)["reason"].tolist() == ["表3第5行请核对:“1”?'; drop table event; --"]
        assert received(cursor, datetime(2024, 4, 7), 9)["reason"].isna().all()
        assert was_returned(cursor, "report", "qinghe", None, date(2024, 3, 1), submission_sha(warehouse, one))
        assert not was_returned(cursor, "report", "yunxi", None, date(2024, 3, 1), submission_sha(warehouse, one))


def submission_sha(warehouse: Warehouse, submission_id: str) -> str:
    sha256: str = ask(warehouse, "select sha256 from submission where submission_id = ?", [submission_id])[0][0]
    return sha256


# ---- what is refused, and changes nothing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "changed", "words"),
    [
        ("return", {"submission_id": "ended"}, "已经撤回"),
        ("withdraw", {"submission_id": "ended"}, "已经撤回"),
        ("withdraw", {"submission_id": "returned"}, "已被退回"),
        ("return", {"submission_id": "returned"}, "已被退回"),
        ("return", {"submission_id": "00000000-0000-7000-8000-000000000000"}, "没有编号"),
        ("withdraw", {"submission_id": ""}, "没有编号"),
        ("withdraw", {"submission_id": "' or true; --"}, "没有编号"),
        ("return", {"at": "2024-04-05T08:59:59.999999"}, "早于"),
        ("withdraw", {"at": "2024-04-05"}, "早于"),
        ("return", {"reason": ""}, "理由"),
        ("return", {"reason": " \n\u3000"}, "理由"),
        ("return", {"at": "2999-01-01"}, "还没有到"),
        ("withdraw", {"at": "2999-01-01"}, "还没有到"),
        ("withdraw", {"at": "下周"}, "无法识别"),
    ],
)
def test_refused(warehouse: Warehouse, operation: str, changed: dict[str, str], words: str) -> None:
    known = {"live": march(warehouse, 1), "ended": march(warehouse, 0.5), "returned": march(warehouse, 0)}
    handlers["withdraw"](warehouse, {"submission_id": known["ended"]}, b"")
    handlers["return"](warehouse, {"submission_id": known["returned"], "reason": "演示"}, b"")
    before, version = ask(warehouse, "from event"), warehouse.data_version
    arguments = {"submission_id": "live", "reason": "演示", "at": "2024-04-06T09:00", **changed}
    arguments["submission_id"] = known.get(arguments["submission_id"], arguments["submission_id"])
    with pytest.raises(Refusal, match=words) as refused:
        handlers[operation](warehouse, arguments, b"")
    assert refused.value.exit_code == 1
    assert ask(warehouse, "from event") == before
    assert warehouse.data_version == version


def test_confirming_an_unknown_one_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(Refusal, match="没有编号"):
        end(warehouse, confirm_warnings, new_id(), datetime(2024, 4, 8), OFFICE)


# ---- the same bytes, and bytes at all --------------------------------------------------------------------------------------


def test_a_b_a_are_three_submissions(warehouse: Warehouse) -> None:
    """Bytes that were sent before another workbook are a new submission; the original is kept once."""
    a, b = b"workbook a", b"workbook b"
    ids = [march(warehouse, figure, f"2024-04-0{day}T09:00", content=content) for day, figure, content in ((5, 1, a), (6, 0, b), (7, 1, a))]
    assert len(set(ids)) == 3
    assert states(warehouse) == {ids[0]: "superseded", ids[1]: "superseded", ids[2]: "in_force"}
    with warehouse.reading() as cursor:
        in_force = submission_in_force(cursor, "report", "qinghe", None, date(2024, 3, 1))
        assert in_force is not None
        assert (in_force.submission_id, in_force.sha256) == (ids[2], submission_sha(warehouse, ids[0]))
        assert [original(cursor, one) for one in ids] == [("2024-03_qinghe.xlsx", content) for content in (a, b, a)]
        assert verify.faults(cursor) == []
    assert ask(warehouse, "select count(*) from original") == [(2,)]


def test_same_bytes_after_a_return_are_a_new_submission(warehouse: Warehouse) -> None:
    first = march(warehouse, 1, content=b"a")
    end(warehouse, send_back, first, "演示", datetime(2024, 4, 6), OFFICE)
    second = march(warehouse, 1, "2024-04-07T09:00", content=b"a")
    assert states(warehouse) == {first: "returned", second: "in_force"}


@pytest.mark.parametrize("content", [b"", b"\0", b"\0" * 1000 + b"\xff\\x00'\"\n", bytes(range(256)), os.urandom(700_000)], ids=len)
def test_originals_are_kept_byte_for_byte(warehouse: Warehouse, content: bytes) -> None:
    one = march(warehouse, 1, content=content)
    with warehouse.reading() as cursor:
        assert original(cursor, one) == ("2024-03_qinghe.xlsx", content)
        assert original(cursor, new_id()) is None
        assert verify.faults(cursor) == []


def test_rows_are_kept_as_they_came(warehouse: Warehouse) -> None:
    """Also a workbook in which everything is blank, odd texts, shares with 15 digits, and a nothing beside a number."""
    blank = send(warehouse, "yunxi", "2024-03", {}, APRIL_5)
    odd = report("qinghe", "2024-03", {"01-1": 4, "01-2": 0.1 + 0.2, "02-1": 0.5}, APRIL_5)
    rows = list(odd.rows)
    rows[1] = type(rows[1])("01-2", 0.1 + 0.2, 3.0, 10.0, " ３/10 ", "表'一\"", "D9", None, "问题\n二", "𠀀", "=1+1")
    with warehouse.writing() as cursor:
        one = submit(cursor, type(odd)(**{**vars(odd), "rows": tuple(rows), "warnings": (Issue("warning", "jump", None, None, "演示"),)}))
    assert ask(warehouse, "select row_count from submission where submission_id = ?", [blank]) == [(0,)]
    [row] = ask(warehouse, "from reported_value where submission_id = ? and indicator_id = '01-2'", [one])
    assert row[4:] == (0.1 + 0.2, 3.0, 10.0, " ３/10 ", "表'一\"!D9", None, "问题\n二", "𠀀", "=1+1")
    [row] = ask(warehouse, "select numerator, denominator, remark from reported_value where indicator_id = '01-1'")
    assert row == (None, None, None)
    assert ask(warehouse, "from submission_warning") == [(one, "jump", None, None, "演示")]
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []


# ---- 待核 ------------------------------------------------------------------------------------------------------------------


def test_unconfirmed_until_somebody_confirms(warehouse: Warehouse) -> None:
    warnings = [Issue("warning", "jump", "填报表", "C3", "演示"), Issue("warning", "jump", "填报表", "C4", "演示")]
    by_page = march(warehouse, 1, warnings=warnings, is_confirmed=False)
    send(warehouse, "yunxi", "2024-03", {"02-1": 1}, APRIL_5, warnings=warnings, is_confirmed=True)  # a command confirms by sending
    question = "select submission_id, warnings from unconfirmed_at('2024-06-30', ?)"
    moment = datetime(2024, 4, 6)
    assert ask(warehouse, question, [LATER]) == [(by_page, 2)]
    assert ask(warehouse, question, [datetime.fromisoformat(APRIL_5) - TICK]) == []
    end(warehouse, confirm_warnings, by_page, moment, OFFICE)
    assert ask(warehouse, question, [moment]) == []
    assert ask(warehouse, question, [moment - TICK]) == [(by_page, 2)]
    assert value(warehouse) == 1  # confirming changes no figure


# ---- ids -------------------------------------------------------------------------------------------------------------------


def test_ids_are_uuid7_and_grow(warehouse: Warehouse) -> None:
    before, sent = new_id(), march(warehouse, 1)
    script = "from warehouse.ids import new_id; print(new_id())"
    there = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True).stdout.strip()
    assert before < sent < there < new_id(), "also from one process to the next"
    assert abs((UUID(sent).int >> 80) / 1000 - time.time()) < 60
    ids = [new_id() for _ in range(300)]
    assert ids == sorted(set(ids))
    assert {(UUID(one).version, UUID(one).variant) for one in ids} == {(7, "specified in RFC 4122")}


def test_ids_grow_in_the_order_of_commits_of_many_threads(warehouse: Warehouse) -> None:
    """Every submission has the same moment of receipt, so the id alone says which came last."""
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda number: march(warehouse, number % 2, content=str(number).encode()), range(40)))
    in_order = [one for (one,) in ask(warehouse, "select submission_id from event where kind = 'received' order by event_no")]
    assert in_order == sorted(ids)
    assert states(warehouse) == {one: "in_force" if one == in_order[-1] else "superseded" for one in ids}


# ---- nothing is not zero ---------------------------------------------------------------------------------------------------


def figure(warehouse: Warehouse, unit: str, indicator: str, as_of: str = "2024-06-30") -> tuple[Any, ...]:
    question = (
        "select value, reported_value, fulfilment, light from fulfilment_by_indicator_at(?, ?) where unit_code = ? and indicator_id = ?"
    )
    [row] = ask(warehouse, question, [as_of, LATER, unit, indicator])
    return row


def test_unreported_has_no_value_and_no_part_in_the_figure(warehouse: Warehouse) -> None:
    """greatest(0, null) is 0 and least(null, 1) is 1 in DuckDB: an empty cell must neither be done nor a reported 0."""
    for unit, indicator in (("qinghe", "01-1"), ("qinghe", "01-2"), ("qinghe", "02-1"), ("park", "01-1")):
        assert figure(warehouse, unit, indicator) == (None, None, 0, "灰")
    windows = ask(
        warehouse, "select value, period, submission_id, fulfilment from fulfilment_by_indicator_window_at('2024-06-30', ?)", [LATER]
    )
    assert set(windows) == {(None, None, None, 0)}
    pooled = ask(warehouse, "select value, reported_value, share_of_target from pooled_contributions_at('2024-06-30', ?)", [LATER])
    assert set(pooled) == {(None, None, None)}
    assert ask(warehouse, "select fulfilment, light from fulfilment_of_city_at('2024-06-30', ?)", [LATER]) == [(0, "灰")]
    ranking = ask(warehouse, "select rank, total, light from county_ranking_at('2024-06-30', ?)", [LATER])
    assert ranking == [(1, 0, "灰")] * 3
    assert ask(warehouse, "select declared_share from fulfilment_by_unit_at('2024-06-30', ?)", [LATER]) == [(None,)] * 3


def test_zero_is_reported(warehouse: Warehouse) -> None:
    send(warehouse, "qinghe", "2024-03", {"01-1": 0, "02-1": 0, "02-2": 0}, APRIL_5)
    assert figure(warehouse, "qinghe", "01-1", "2024-03-31") == (0, 0, 0, "红")
    assert figure(warehouse, "qinghe", "02-1") == (0, 0, 0, "红")
    assert figure(warehouse, "qinghe", "02-3") == (None, None, 0, "灰")
    question = "select unit_code, value, share_of_target from pooled_contributions_at('2024-06-30', ?) order by all"
    assert ask(warehouse, question, [LATER]) == [("qinghe", 0, 0), ("yunxi", None, None)]
    reported = dict(ask(warehouse, "select unit_code, reported_indicators from fulfilment_by_unit_at('2024-06-30', ?)", [LATER]))
    assert reported == {"qinghe": 2, "yunxi": 0, "park": 0}


def test_a_target_beaten_is_no_more_than_done(warehouse: Warehouse) -> None:
    """400 of 4 in one quarter does not make up for the two others; nor does one unit's surplus overfill what all fill together."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 400, "02-2": 7}, APRIL_5)
    send(warehouse, "yunxi", "2024-03", {"02-2": 30}, APRIL_5)
    found = figure(warehouse, "qinghe", "01-1", "2024-03-31")
    assert found == (400, 400, pytest.approx(1 / 3), "绿")
    pooled = ask(warehouse, "select unit_code, share_of_target from pooled_contributions_at('2024-06-30', ?) order by all", [LATER])
    assert pooled == [("qinghe", 0.7), ("yunxi", 3.0)]
    [(task,)] = ask(warehouse, "select fulfilment from fulfilment_by_task_at('2024-06-30', ?) where task_no = 2", [LATER])
    assert task == pytest.approx(0.5)  # the pooled one is done, the mean of the units' own is 0


def test_a_newer_window_without_a_report_shows_nothing(warehouse: Warehouse) -> None:
    """The value shown is of the newest window that has begun: the last quarter's must not stand in for it."""
    send(warehouse, "qinghe", "2024-03", {"01-1": 4}, APRIL_5)
    assert figure(warehouse, "qinghe", "01-1", "2024-03-31")[0] == 4
    assert figure(warehouse, "qinghe", "01-1", "2024-04-01") == (None, None, pytest.approx(1 / 3), "黄")
    assert office_now() > LATER
