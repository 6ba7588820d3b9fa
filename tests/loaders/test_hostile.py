"""Every hostile file is refused with one sentence, or read as what it is, within the child's limits; the next workbook is read."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import sandbox, worker
from loaders.problems import issue
from loaders.sandbox import Pool, Sandbox
from tests.hostile import make
from tests.hostile.make import MAKERS, READ_HARMLESSLY, good

MOST_SECONDS = 6.0
"""Of the processor, for any file whatever."""
RULES = frozenset(
    row["rule"]
    for row in csv.DictReader((Path(worker.__file__).with_name("problems.csv")).open(encoding="utf-8"))
    if row["rule"].startswith("file_")
)


OUTCOMES: dict[str, list[str]] = json.loads(Path(make.__file__).with_name("outcomes.json").read_text(encoding="utf-8"))
"""Of each file that may be read: its faults, and the kinds of its tables."""


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    made = Sandbox()
    made.warm()
    yield made
    made.close()


def test_there_are_enough() -> None:
    assert len(MAKERS) >= 40


@pytest.mark.parametrize("name", MAKERS)
def test_hostile(name: str, box: Sandbox) -> None:
    content = MAKERS[name]()
    box.used = (0.0, 0.0)
    draft = box.examine(content[: 10 * 2**20 + 1], name)
    seconds, megabytes = box.used
    print(f"HOSTILE {name:50} {seconds:5.2f} s {megabytes:5.0f} MB {[fault.rule for fault in draft.faults][:3]}")
    assert seconds <= MOST_SECONDS
    assert megabytes < 1024
    rules = {fault.rule for fault in draft.faults}
    if name not in READ_HARMLESSLY:
        assert len(draft.faults) == 1 and rules <= RULES, rules
        found = issue(draft.faults[0])
        assert (found.sheet, found.cell, found.severity) == (None, None, "error")
        assert ";请" in found.message and found.message.endswith("。")
    else:
        assert [*sorted(rules), *(sheet.kind for sheet in draft.sheets)] == OUTCOMES[name]
    assert "root:" not in draft.to_json()
    assert not box.examine(good(), "a.xlsx").faults


def test_a_hostile_file_holds_up_nobody_else() -> None:
    """While one helper is held for seconds, another workbook is read by the second."""
    pool = Pool()
    with pool.one() as box:
        assert not box.examine(good(), "a.xlsx").faults
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with pool.one():
            is_held.set()
            is_over.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    assert is_held.wait(10)
    with pool.one() as box:
        assert not box.examine(good(), "a.xlsx").faults
    assert thread.is_alive(), "the second helper waited for the first"
    is_over.set()
    thread.join()
    pool.close()


def test_a_warm_pool_serves_two_at_once() -> None:
    pool = Pool()
    with pool.one() as one, pool.one() as other:
        assert one is not other
    pool.close()
    assert sandbox.examine(good(), "a.xlsx").faults == []
