"""One process holds the file, every question has a cursor of its own, and a full disk costs nobody what was acknowledged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.helpers import ask, environment, report, send
from warehouse import connection, verify
from warehouse.build import SCHEMA_VERSION, open_current
from warehouse.connection import Warehouse
from warehouse.errors import Busy, NoWarehouse, Refusal
from warehouse.records import OFFICE
from warehouse.submit import submit

APRIL_5 = "2024-04-05T09:00"


# ---- one cursor a question -------------------------------------------------------------------------------------------------


def test_everybody_gets_the_own_answer(warehouse: Warehouse) -> None:
    """On one shared connection a county is shown another's figure, silently. Eight threads, each asks for itself."""
    wrong: list[tuple[int, object]] = []
    start = threading.Barrier(8)

    def ask_often(own: int) -> None:
        start.wait()
        for turn in range(60):
            with warehouse.reading() as cursor:
                cursor.execute("select ?::integer, i from range(20) as t(i)", [own])
                answer = cursor.fetchmany(2) + cursor.fetchall()
            if answer != [(own, i) for i in range(20)]:
                wrong.append((own, (turn, answer)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask_often, range(8)))
    assert wrong == []


def test_a_cursor_is_nobody_elses(warehouse: Warehouse) -> None:
    """What the test above rests on: `.reading()` hands out a new one each time, and takes it back."""
    with warehouse.reading() as one, warehouse.reading() as other:
        assert one is not other
        assert warehouse._connection not in (one, other)
        one.execute("select 1")
        other.execute("select 2")
        assert one.fetchall() == [(1,)]
    with pytest.raises(duckdb.Error):
        one.execute("select 1")


def test_no_more_readers_at_a_time_than_there_is_room_for(warehouse: Warehouse) -> None:
    room, inside, most = warehouse._readers._value, 0, 0
    lock = threading.Lock()

    def read(_: int) -> None:
        nonlocal inside, most
        with warehouse.reading():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(read, range(24)))
    assert most == room


def test_readers_see_whole_transactions_only(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        submit(cursor, report("qinghe", "2024-03", {"01-1": 1}, APRIL_5))
        assert ask(warehouse, "select count(*) from submission") == [(0,)]
    assert ask(warehouse, "select count(*) from submission") == [(1,)]


# ---- transactions ----------------------------------------------------------------------------------------------------------


def test_rollback_leaves_nothing(warehouse: Warehouse) -> None:
    before = [ask(warehouse, f"from {table}") for table in ("submission", "original", "reported_value", "event")]
    with pytest.raises(KeyError), warehouse.writing() as cursor:
        submit(cursor, report("qinghe", "2024-03", {"01-1": 1}, APRIL_5))
        raise KeyError("the check after it failed")
    assert [ask(warehouse, f"from {table}") for table in ("submission", "original", "reported_value", "event")] == before
    send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)  # and the door is open again
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []


def test_a_failed_statement_is_told_as_what_it_is(warehouse: Warehouse) -> None:
    with pytest.raises(duckdb.ConversionException), warehouse.writing() as cursor:
        cursor.execute("select 'abc'::integer").fetchall()
    with pytest.raises(duckdb.ConstraintException), warehouse.writing() as cursor:
        cursor.execute("insert into submission_warning values (null, null, null, null, null)")
    assert ask(warehouse, "from submission_warning") == []


def test_data_version_grows_with_commits_alone(warehouse: Warehouse) -> None:
    seen = [warehouse.data_version]
    ask(warehouse, "select 1")
    with pytest.raises(KeyError), warehouse.writing() as cursor:
        submit(cursor, report("qinghe", "2024-03", {"01-1": 1}, APRIL_5))
        raise KeyError
    assert warehouse.data_version == seen[0]
    for _ in range(3):
        send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
        seen.append(warehouse.data_version)
    assert seen == sorted(set(seen))


def test_writers_wait_in_line(warehouse: Warehouse) -> None:
    """Without it most of them fail: DuckDB refuses the second of two transactions that touch one row."""

    def add(_: int) -> None:
        with warehouse.writing() as cursor:
            cursor.execute("update schema_version set version = version + 1")
            time.sleep(0.002)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert ask(warehouse, "select version from schema_version") == [(SCHEMA_VERSION + 40,)]


def test_closed_is_closed(path: Path) -> None:
    """Nobody may open the file once more by a forgotten cursor, without the lock: the next program holds it by then."""
    warehouse = open_current(path, 5)
    warehouse.close()
    opened = []
    for way in (warehouse.reading, warehouse.writing):
        try:
            with way() as cursor:
                opened.append((way.__name__, cursor.execute("select 1").fetchall()))
        except (duckdb.Error, Refusal):
            pass
    warehouse._connection.close()
    assert opened == []


# ---- one process -----------------------------------------------------------------------------------------------------------

OTHER = """
import sys, time
from warehouse.connection import Warehouse
from warehouse.errors import Busy
start = time.monotonic()
try:
    with Warehouse.open(sys.argv[1], float(sys.argv[2])) as warehouse, warehouse.writing() as cursor:
        cursor.execute("insert into submission_warning values ('other', 'other', null, null, 'other')")
    print("in", time.monotonic() - start)
except Busy as busy:
    print("busy", time.monotonic() - start, busy)
"""


def other_process(path: Path, wait_seconds: float) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", OTHER, str(path), str(wait_seconds)]
    return subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=60)
    assert not err, err
    return out.split(maxsplit=2)


def test_a_second_process_waits_and_is_refused(warehouse: Warehouse) -> None:
    said, seconds, words = answer(other_process(warehouse.path, 0.6))
    assert said == "busy"
    assert 0.6 <= float(seconds) < 5
    assert "正被另一个程序" in words
    assert warehouse.path.name in words


def test_the_lock_holds_after_the_file_was_read_here(warehouse: Warehouse) -> None:
    """DuckDB's own lock belongs to the process, and any open and close of the file in it lets go of it; ours must not.

    In the trials 10,000 acknowledged rows were lost that way.
    """
    with warehouse.path.open("rb") as file:
        file.read()
    said, *_ = answer(other_process(warehouse.path, 0.3))
    assert said == "busy"
    send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
    with warehouse.reading() as cursor:
        assert verify.faults(cursor) == []


def test_a_waiting_process_gets_in_when_the_first_leaves(path: Path) -> None:
    with open_current(path, 5) as warehouse:
        send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
        process = other_process(path, 30)
        time.sleep(0.7)
        assert process.poll() is None
    assert answer(process)[0] == "in"
    with open_current(path, 5) as warehouse:
        assert ask(warehouse, "select message from submission_warning") == [("other",)]
        assert ask(warehouse, "select count(*) from submission") == [(1,)]


def test_a_stranger_with_the_file_open_is_waited_for(path: Path) -> None:
    """Somebody looks at the file with another DuckDB client, which knows nothing of our lock."""
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); sys.stdin.read()"
    stranger = subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert stranger.stdout is not None
        assert stranger.stdout.readline() == "open\n"
        start = time.monotonic()
        with pytest.raises(Busy, match="正被另一个程序打开"):
            Warehouse.open(path, 0.5)
        assert 0.5 <= time.monotonic() - start < 5
    finally:
        stranger.communicate()
    with Warehouse.open(path, 5) as warehouse:
        assert ask(warehouse, "select 1") == [(1,)]


def test_the_same_process_is_refused_too(warehouse: Warehouse) -> None:
    with pytest.raises(Busy):
        Warehouse.open(warehouse.path, 0.1)
    assert ask(warehouse, "select count(*) from submission") == [(0,)]


def test_a_failed_open_lets_go_of_the_lock(tmp_path: Path, path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(b"no database" * 1000)
    for _ in range(2):
        with pytest.raises(NoWarehouse, match="不是可以读取的数据仓库"):
            open_current(path, 0.2)
    path.write_bytes(content)
    open_current(path, 0.2).close()


def test_a_broken_file_is_not_a_busy_one(path: Path, tmp_path: Path) -> None:
    """The path holds the word `lock`: what DuckDB says of a file that is none must not be taken for somebody else's lock."""
    place = tmp_path / "clock" / "warehouse.duckdb"
    place.parent.mkdir()
    place.write_bytes(b"no database" * 1000)
    start = time.monotonic()
    with pytest.raises(NoWarehouse):
        Warehouse.open(place, 2)
    assert time.monotonic() - start < 1.5


# ---- shut doors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "select * from read_blob('/etc/hostname')",
        "select * from read_csv('/etc/hostname')",
        "select * from glob('/etc/*')",
        "from '/etc/hostname.csv'",
        "copy (select 1) to '{folder}/out.csv'",
        "attach '{folder}/other.duckdb'",
        "export database '{folder}/out'",
        "install httpfs",
        "load '{folder}/x.duckdb_extension'",
        "set memory_limit = '10GB'",
        "set enable_external_access = true",
        "set autoinstall_known_extensions = true",
        "set lock_configuration = false",
        "set global temp_directory = '/etc'",
    ],
)
@pytest.mark.parametrize("way", ["reading", "writing"])
def test_doors_are_shut(untouched: Warehouse, statement: str, way: str) -> None:
    """A cursor inherits it: text from a workbook that ever became SQL would find neither files nor network."""
    with pytest.raises(duckdb.Error) as refused, getattr(untouched, way)() as cursor:
        cursor.execute(statement.format(folder=untouched.path.parent)).fetchall()
    assert isinstance(refused.value, duckdb.PermissionException | duckdb.InvalidInputException | duckdb.CatalogException), refused.value
    assert sorted(file.name for file in untouched.path.parent.iterdir()) in (
        ["warehouse.duckdb", "warehouse.duckdb.lock"],
        ["warehouse.duckdb", "warehouse.duckdb.lock", "warehouse.duckdb.wal"],
    )


def test_frames_of_the_caller_are_not_tables(warehouse: Warehouse) -> None:
    submission_frame = report  # noqa: F841 - a Python name must not be found by SQL
    with pytest.raises(duckdb.CatalogException):
        ask(warehouse, "from submission_frame")


# ---- a full disk -----------------------------------------------------------------------------------------------------------

Usage = namedtuple("Usage", "total used free")


def test_a_nearly_full_disk_is_told_before_anything_is_written(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    version = warehouse.data_version
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2**40, 2**40, 64 * 2**20 - 1))
    with pytest.raises(Refusal, match="磁盘空间不足"):
        send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
    assert warehouse.data_version == version
    assert ask(warehouse, "select count(*) from submission") == [(0,)]  # reading goes on
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2**40, 0, 64 * 2**20))
    send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)


# A child writes 200 kB workbooks until the disk is full, is told so, and goes on when there is room again, all in one process.
# Its "disk" is a limit on the size of its files, which DuckDB meets like a full one.
FILLING = """
import json, os, resource, sys
from tests.warehouse.helpers import ask, report
from warehouse.build import open_current
from warehouse.errors import Refusal
from warehouse.submit import submit

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def send():
    with warehouse.writing() as cursor:
        return submit(cursor, report("qinghe", "2024-03", {"01-1": 1}, "2024-04-05T09:00", content=os.urandom(200_000)))

warehouse = open_current(sys.argv[1])
acknowledged, refusals = [], []
idle = warehouse.reading()
idle.__enter__().execute("select 1").fetchall()      # a page that is being drawn while the disk fills up
room(int(sys.argv[2]))
for _ in range(150):
    try:
        acknowledged.append(send())
    except Refusal as refusal:
        refusals.append(str(refusal))
        if len(refusals) == 3:
            break
while_full = ask(warehouse, "select submission_id from submission")
room(resource.RLIM_INFINITY)
idle.__exit__(None, None, None)
acknowledged.append(send())
stored = ask(warehouse, "select submission_id from submission")
print(json.dumps([acknowledged, refusals, [one for one, in while_full], [one for one, in stored], warehouse.data_version]))
"""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("size", [5_000_000, 18_500_000], ids=["at a commit", "at a checkpoint"])
def test_a_full_disk(path: Path, size: int) -> None:
    """Full at a commit, or at the checkpoint behind one: the sender is told the truth, readers go on, and so does the process."""
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(path), str(size)], env=environment(), capture_output=True, text=True, check=False, timeout=50
    )
    assert done.returncode == 0, done.stderr
    acknowledged, refusals, while_full, stored, version = json.loads(done.stdout)
    assert len(acknowledged) > 5
    assert len(refusals) == 3
    assert all("磁盘" in words for words in refusals)
    assert set(stored) == set(acknowledged), "what was told as stored is there, and what was told as not stored is not"
    assert set(while_full) == set(acknowledged[:-1])
    assert version >= len(acknowledged)
    with open_current(path, 5) as warehouse, warehouse.reading() as cursor:
        assert verify.faults(cursor) == []
        assert {one for (one,) in cursor.execute("select submission_id from submission").fetchall()} == set(stored)


def test_a_fatal_error_costs_one_answer(warehouse: Warehouse) -> None:
    """DuckDB answers nothing after one; the file is opened again by itself."""
    first = send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
    version, connected = warehouse.data_version, warehouse._connection
    with pytest.raises(Refusal, match="没有入库") as refused, warehouse.writing() as cursor:
        submit(cursor, report("qinghe", "2024-03", {"01-1": 2}, APRIL_5))
        raise duckdb.FatalException("FATAL Error: Failed to create checkpoint: No space left on device")
    assert isinstance(refused.value.__cause__, duckdb.FatalException)
    assert warehouse._connection is not connected
    assert ask(warehouse, "select submission_id from submission") == [(first,)]
    assert warehouse.data_version > version, "what was cached may not be trusted"
    second = send(warehouse, "qinghe", "2024-03", {"01-1": 2}, APRIL_5)
    with pytest.raises(duckdb.Error), warehouse.reading() as cursor:  # the new connection is shut like the first
        cursor.execute("from read_text('/etc/hostname')")
    assert {one for (one,) in ask(warehouse, "select submission_id from submission")} == {first, second}


def test_a_connection_that_died_between_two_questions(warehouse: Warehouse) -> None:
    send(warehouse, "qinghe", "2024-03", {"01-1": 1}, APRIL_5)
    warehouse._connection.close()
    assert ask(warehouse, "select count(*) from submission") == [(1,)]
    warehouse._connection.close()
    send(warehouse, "qinghe", "2024-03", {"01-1": 2}, APRIL_5)
    assert ask(warehouse, "select count(*) from submission") == [(2,)]


def test_waiting_is_a_minute_by_promise() -> None:
    assert connection.WAIT_SECONDS == 60
    assert OFFICE == "创建办"
