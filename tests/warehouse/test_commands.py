"""The commands as a person runs them: exit statuses, one Chinese sentence, and never a traceback (`run` holds that for all)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.helpers import SHIPPED, SMALL, Said, ask, environment, plan_copy, raw, run, run_here, send
from warehouse.build import open_current
from warehouse.ids import new_id

APRIL_5 = "2024-04-05T09:00"


def all_of(*calls: Callable[[], Said]) -> list[Said]:
    """Several commands at once, each in its own process."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [call.result() for call in [pool.submit(call) for call in calls]]


def events(path: Path) -> list[tuple[str, str | None]]:
    with open_current(path, 5) as warehouse:
        return ask(warehouse, "select kind, submission_id from event order by event_no")


def sent(path: Path, *figures: float) -> list[str]:
    """Reports of one key, a day apart."""
    with open_current(path, 5) as warehouse:
        return [
            send(warehouse, "qinghe", "2024-03", {"01-1": figure}, f"2024-04-{day:02}T09:00") for day, figure in enumerate(figures, start=5)
        ]


# ---- init ------------------------------------------------------------------------------------------------------------------


def test_init_twice(tmp_path: Path) -> None:
    place = tmp_path / "made" / "for" / "it" / "库 房.duckdb"
    first = run("init", "--plan", SMALL, "--warehouse", place, cwd=tmp_path)
    assert (first.code, str(place) in first.out, str(SMALL) in first.out) == (0, True, True)
    content, stamp = place.read_bytes(), place.stat().st_mtime_ns
    second = run("init", "--plan", SHIPPED, "--warehouse", place, cwd=tmp_path)  # another plan does not change it either
    assert second.code == 0
    assert "已经存在,没有改动" in second.out
    assert (place.read_bytes(), place.stat().st_mtime_ns) == (content, stamp)
    assert {file.name for file in place.parent.iterdir()} == {place.name, f"{place.name}.lock"}
    assert events(place) == [("plan_stored", None)]


def test_places_by_default(tmp_path: Path) -> None:
    """--warehouse, else $WAREHOUSE, else data/warehouse.duckdb; --plan, else $PLAN, else the only one in plans/."""
    by_plan_name = "select count(*) from plan_unit"
    assert run("init", cwd=tmp_path).code == 0
    assert raw(tmp_path / "data" / "warehouse.duckdb", by_plan_name) == [(55,)]
    assert run("init", cwd=tmp_path, WAREHOUSE="by_name.duckdb", PLAN=str(SMALL)).code == 0
    assert raw(tmp_path / "by_name.duckdb", by_plan_name) == [(3,)]
    assert run("init", "--warehouse", "given.duckdb", "--plan", SMALL, cwd=tmp_path, WAREHOUSE="no.duckdb", PLAN="no").code == 0
    assert raw(tmp_path / "given.duckdb", by_plan_name) == [(3,)]
    assert not (tmp_path / "no.duckdb").exists()
    assert run("verify", cwd=tmp_path).code == 0
    assert run("verify", cwd=tmp_path, WAREHOUSE="no.duckdb").code == 2


def test_init_with_a_faulty_plan(tmp_path: Path) -> None:
    folder = plan_copy(tmp_path / "plan", ("targets.csv", "01-1,class,A,4", "01-1,class,A,-4"), ("phases.csv", "2024-01-01", "1.1.2024"))
    said = run("init", "--plan", folder, "--warehouse", tmp_path / "w" / "w.duckdb", cwd=tmp_path)
    assert said.code == 1
    assert "2 处" in said.err
    assert all(f"{place} 行:" in said.err for place in ("targets.csv 第 2", "phases.csv 第 2"))
    assert not list(tmp_path.glob("w/*"))
    said = run("init", "--plan", tmp_path / "nowhere", "--warehouse", tmp_path / "w" / "w.duckdb", cwd=tmp_path)
    assert (said.code, str(tmp_path / "nowhere") in said.err) == (1, True)


def test_several_inits_at_once_make_one(tmp_path: Path) -> None:
    place = tmp_path / "w.duckdb"
    said = all_of(*[lambda: run("init", "--plan", SMALL, "--warehouse", place, cwd=tmp_path)] * 4)
    assert [one.code for one in said] == [0] * 4
    assert sorted("已建立" in one.out for one in said) == [False, False, False, True]
    assert events(place) == [("plan_stored", None)]
    assert {file.name for file in tmp_path.iterdir()} == {"w.duckdb", "w.duckdb.lock"}


# ---- what is no warehouse --------------------------------------------------------------------------------------------------


def sqlite(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("create table submission (x)")
    connection.close()


def foreign(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("create table submission as select 1 as submission_id")


def cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def scratched(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    place.write_bytes(content)


NO_WAREHOUSE: dict[str, Callable[[Path], object]] = {
    "text": lambda place: place.write_text("这不是数据仓库\n" * 1000),
    "a workbook": lambda place: place.write_bytes(b"PK\x03\x04" + b"\0" * 9000),
    "empty": lambda place: place.write_bytes(b""),
    "another database": sqlite,
    "another product's": foreign,
    "another program's version": lambda place: raw(place, "update schema_version set version = 99"),
    "without its version": lambda place: raw(place, "delete from schema_version"),
    "cut off": cut,
    "scratched": scratched,
}


@pytest.mark.parametrize("kind", NO_WAREHOUSE)
def test_a_file_that_is_no_warehouse(path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """Neither command takes it for one, and neither writes into somebody else's file."""
    if kind in ("another database", "another product's"):
        path.unlink()
    NO_WAREHOUSE[kind](path)
    content = path.read_bytes()
    for command in ("init", "verify"):
        said = run_here(capsys, command, "--warehouse", path)
        assert said.code == 2, said
        assert str(path) in said.err
    assert path.read_bytes() == content


def test_no_warehouse_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.duckdb").mkdir()
    (tmp_path / "file").write_text("x")
    nothing = tmp_path / "nothing.duckdb"
    for words in (("plan", SMALL), ("return", new_id(), "--reason", "演示"), ("withdraw", new_id()), ("verify",)):
        said = run_here(capsys, *words, "--warehouse", nothing)
        assert said.code == 2
        assert f"没有找到数据仓库 {nothing}" in said.err
        assert "init" in said.err
    assert run("verify", "--warehouse", nothing, cwd=tmp_path) == said
    for command, place in (("verify", "folder.duckdb"), ("init", "folder.duckdb"), ("verify", "file/w.duckdb")):
        assert run_here(capsys, command, "--warehouse", tmp_path / place).code == 2
    assert {file.name for file in tmp_path.iterdir()} == {"folder.duckdb", "file"}
    assert not list((tmp_path / "folder.duckdb").iterdir())


def test_a_place_under_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No folder can be made there. It is not “already there”, and it is a sentence."""
    (tmp_path / "file").write_text("x")
    said = run_here(capsys, "init", "--plan", SMALL, "--warehouse", tmp_path / "file" / "w.duckdb")
    assert said.code in (1, 2)
    assert str(tmp_path / "file") in said.err


def test_a_long_path(tmp_path: Path) -> None:
    """Longer than the 107 bytes that the system takes for a socket."""
    place = tmp_path / ("很长的文件夹名" * 8) / ("又一个" * 20) / "warehouse.duckdb"
    assert len(str(place)) > 108
    assert run("init", "--plan", SMALL, "--warehouse", place, cwd=tmp_path).code == 0
    [one] = sent(place, 1)
    assert run("withdraw", one, "--warehouse", place, cwd=tmp_path).code == 0
    assert run("verify", "--warehouse", place, cwd=tmp_path).code == 0


# ---- plan, return, withdraw ------------------------------------------------------------------------------------------------


def test_plan(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = plan_copy(tmp_path / "second", ("targets.csv", "01-1,class,A,4", "01-1,class,A,8"))
    said = run("plan", SMALL, "--warehouse", path, cwd=tmp_path)
    assert (said.code, "没有改动" in said.out) == (0, True)
    said = run("plan", second, "--at", "2024-07-01T10:00", "--note", "调整(演示)", "--warehouse", path, cwd=tmp_path)
    assert (said.code, "第 2 版" in said.out) == (0, True)
    assert [str(row) for row in raw(path, "select in_force_from || '|' || note from plan_version where plan_version_no = 2")] == [
        "('2024-07-01 10:00:00|调整(演示)',)"
    ]
    faulty = plan_copy(tmp_path / "faulty", ("targets.csv", "01-1,class,A,4", "01-1,class,Z,4"))
    said = run_here(capsys, "plan", faulty, "--warehouse", path)
    assert (said.code, "targets.csv 第 2 行" in said.err) == (1, True)
    said = run_here(capsys, "plan", second, "--at", "昨天", "--warehouse", path)
    assert (said.code, "“昨天”" in said.err) == (1, True)
    assert [kind for kind, _ in events(path)] == ["plan_stored", "plan_stored"]


def test_plan_that_drops_a_reported_indicator(path: Path, tmp_path: Path) -> None:
    with open_current(path, 5) as warehouse:
        send(warehouse, "qinghe", "2024-03", {"02-3": 1}, APRIL_5)
    without = plan_copy(
        tmp_path / "without",
        ("indicators.csv", "02-3,2,示范村(演示),count,个,plan,county,1,创建示范村(演示),", ""),
        ("targets.csv", "02-3,class,A,2,0,", ""),
        ("site_domains.csv", "village,进村(演示),02-3,,村|示范村", ""),
    )
    said = run("plan", without, "--warehouse", path, cwd=tmp_path)
    assert (said.code, "02-3" in said.err) == (1, True)


def test_return_and_withdraw(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third = sent(path, 1, 2, 3)
    said = run("return", third, "--reason", "请核对(演示)", "--at", "2024-04-20T08:00", "--warehouse", path, cwd=tmp_path)
    assert (said.code, third in said.out) == (0, True)
    said = run("withdraw", second, "--warehouse", path, cwd=tmp_path)
    assert (said.code, second in said.out) == (0, True)
    for words, wanted in (
        (("return", third, "--reason", "再一次"), "已被退回"),
        (("withdraw", second), "已经撤回"),
        (("withdraw", new_id()), "没有编号"),
        (("withdraw", first, "--at", "2024-04-01"), "早于"),
        (("withdraw", first, "--at", "2999-01-01"), "还没有到"),
        (("return", first, "--reason", " "), "理由"),
    ):
        said = run_here(capsys, *words, "--warehouse", path)
        assert (said.code, wanted in said.err) == (1, True), said
    assert events(path)[4:] == [("returned", third), ("withdrawn", second)]
    with open_current(path, 5) as warehouse:
        assert ask(warehouse, "select submission_id, state from submissions order by received_at") == [
            (first, "in_force"),
            (second, "withdrawn"),
            (third, "returned"),
        ]
        assert ask(warehouse, "select happened_at::varchar from event where kind = 'returned'") == [("2024-04-20 08:00:00",)]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), "缺少参数"),
        (("explode",), "explode"),
        (("return", "x"), "--reason"),
        (("return", "--reason", "x"), "SUBMISSION_ID"),
        (("plan",), "DIR"),
        (("withdraw", "x", "--at"), "--at"),
        (("verify", "--fast"), "--fast"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], wanted: str) -> None:
    said = run_here(capsys, *words)
    assert said.code == 2
    assert wanted in said.err
    assert "用法" in said.err
    assert not said.out


def test_help_and_wrong_usage_of_the_command(tmp_path: Path) -> None:
    assert run("return", "x", cwd=tmp_path).code == 2
    said = run("--help", cwd=tmp_path)
    assert said.code == 0
    assert all(word in said.out for word in ("init", "plan", "return", "withdraw", "verify"))


def test_a_plain_locale_and_a_closed_pipe(path: Path, tmp_path: Path) -> None:
    """A cron job has no locale; a reader that leaves early is no fault of ours."""
    assert run("verify", "--warehouse", path, cwd=tmp_path, LC_ALL="C", LANG="C").code == 0
    command = [sys.executable, "-m", "warehouse", "verify", "--warehouse", str(path)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(30) in (0, 1)
    assert process.stderr.read() == ""
    process.stderr.close()


# ---- commands that meet ----------------------------------------------------------------------------------------------------


@pytest.mark.timeout(90)
def test_commands_wait_for_one_another(path: Path, tmp_path: Path) -> None:
    """Five at once, each in its own process: all are done, one after the other."""
    ids = sent(path, 1, 2, 3)
    second = plan_copy(tmp_path / "second", ("targets.csv", "01-1,class,A,4", "01-1,class,A,8"))
    said = all_of(
        *(lambda one=one: run("withdraw", one, "--warehouse", path, cwd=tmp_path) for one in ids),
        *[lambda: run("plan", second, "--warehouse", path, cwd=tmp_path)] * 2,
    )
    assert [one.code for one in said] == [0] * 5
    assert sorted("第 2 版" in one.out for one in said[3:]) == [False, True], "the second finds it stored"
    stored = events(path)[4:]
    assert sorted(stored, key=str) == sorted([("plan_stored", None), *(("withdrawn", one) for one in ids)], key=str)
    assert run("verify", "--warehouse", path, cwd=tmp_path).code == 0


def test_of_two_that_want_the_same_one_is_refused(path: Path, tmp_path: Path) -> None:
    [one] = sent(path, 1)
    said = all_of(*[lambda: run("withdraw", one, "--warehouse", path, cwd=tmp_path)] * 3)
    assert sorted(answer.code for answer in said) == [0, 1, 1]
    assert events(path).count(("withdrawn", one)) == 1


def test_a_command_waits_for_a_program_that_holds_the_file(path: Path, tmp_path: Path) -> None:
    """One that does not listen on the socket: a test, a backup, another command."""
    with open_current(path, 5) as warehouse, ThreadPoolExecutor(2) as pool:
        start = time.monotonic()
        waiting = [pool.submit(run, word, "--warehouse", path, cwd=tmp_path) for word in ("verify", "init")]
        time.sleep(1.5)
        assert not any(one.done() for one in waiting)
        warehouse.close()
        assert [one.result().code for one in waiting] == [0, 0]
        assert time.monotonic() - start >= 1.5
