"""The sandbox survives what a workbook does to its child, and ends when its parent does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from openpyxl import Workbook

from loaders import sandbox, worker
from loaders.examine import examine
from loaders.sandbox import Sandbox
from tests.loaders.books import HEADINGS, report, row, saved

GOOD = report([row("08-1", 3)])
ROOT = Path(__file__).parents[2]


def figures(box: Sandbox, content: bytes = GOOD) -> list[float | None]:
    draft = box.examine(content, "a.xlsx")
    return [cell.number for sheet in draft.sheets for line in sheet.rows for cell in line.cells.get("value", [])]


@pytest.fixture
def box() -> Sandbox:
    return Sandbox()


def test_a_killed_helper_is_started_again(box: Sandbox) -> None:
    assert figures(box) == [3]
    assert box._process is not None
    box._process.send_signal(signal.SIGKILL)
    box._process.wait()
    assert figures(box) == [3]
    box.close()


def test_a_child_that_dies_costs_its_workbook_only(tmp_path: Path) -> None:
    """A child killed by its limits: that file is refused, the next one read, by the same helper."""
    script = (
        "import loaders.examine, os, sys, time\n"
        "real = loaders.examine.examine\n"
        "def spoiled(content, name, *others):\n"
        "    if name == 'die': os.abort()\n"
        "    if name == 'spin':\n"
        "        while True: pass\n"
        "    if name == 'sleep': time.sleep(60)\n"
        "    if name == 'eat': return [0] * 10**9\n"
        "    if name == 'raise': raise ValueError('x')\n"
        "    return real(content, name, *others)\n"
        "loaders.examine.examine = spoiled\n"
        "import loaders.worker as worker\n"
        "worker.CPU_SECONDS, worker.WALL_SECONDS = 1, 2.5\n"
        "worker.main()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    box = Sandbox()
    box._process = process
    rules = {name: [fault.rule for fault in box.examine(GOOD, name).faults] for name in ("die", "spin", "sleep", "eat", "raise")}
    assert rules == {
        "die": ["file_took_too_long"],
        "spin": ["file_took_too_long"],
        "sleep": ["file_took_too_long"],
        "eat": ["file_took_too_long"],
        "raise": ["file_damaged"],
    }
    assert figures(box) == [3]
    assert process.poll() is None
    box.close()


def test_threads_get_their_own_answers(box: Sandbox) -> None:
    contents = [report([row("08-1", number)]) for number in range(8)]
    found: dict[int, list[float | None]] = {}

    def ask(number: int) -> None:
        found[number] = figures(box, contents[number])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [number] for number in range(8)}
    box.close()


def test_the_helper_ends_with_its_parent() -> None:
    """Even where the parent is killed: its end of the pipe closes."""
    code = "from loaders.sandbox import Sandbox; import time; b = Sandbox(); b.warm(); print(b._process.pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert parent.stdout is not None
    helper = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    helper.wait(timeout=10)


def test_the_helper_inherits_no_open_files(box: Sandbox, tmp_path: Path) -> None:
    """A warehouse file held by a child would keep its lock."""
    held = os.open(tmp_path / "w.duckdb", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(held, True)
    assert figures(box) == [3]
    assert box._process is not None
    assert not any("w.duckdb" in link for link in map(os.readlink, Path(f"/proc/{box._process.pid}/fd").iterdir()))
    os.close(held)
    box.close()


def test_the_helper_knows_no_database_and_has_one_thread(box: Sandbox) -> None:
    assert figures(box) == [3]
    assert box._process is not None
    assert psutil.Process(box._process.pid).num_threads() == 1
    mapped = Path(f"/proc/{box._process.pid}/maps").read_text()
    assert not [name for name in ("duckdb", "numpy", "pandas") if name in mapped]
    box.close()


def test_it_starts_from_any_folder(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert figures(box) == [3]
    box.close()


def test_what_was_begun_with_other_options_is_not_taken() -> None:
    options = {"headings": [["report", "value", "本月数"]]}
    sandbox.begin(GOOD, "a.xlsx", options)
    assert sandbox._ahead.take(GOOD, "a.xlsx") is None
    assert sandbox._ahead.take(GOOD, "b.xlsx", options) is None
    assert sandbox._ahead.take(GOOD, "a.xlsx", dict(options)) is not None


def registers() -> dict[str, bytes]:
    """A register of 20,000 sites, as it may be."""
    lines = [
        ("示范点名录",),
        ("填报单位:", "泾川县"),
        (),
        ("名称", "类别", "级别", "乡镇(街道)", "命名时间", "经度", "纬度", "备注", "说明"),
    ]
    lines += [
        (f"第{n}小学", "进学校", "县级", f"城关镇{n % 30}", "2024-05-06", 106.5, 35.1 + n / 10**6, f"备注{n}", n) for n in range(20_000)
    ]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("名录")
    for line in lines:
        sheet.append(line)
    return {"a.xlsx": saved(workbook), "a.csv": "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")}


def test_a_register_of_20000_rows_is_read_within_the_limits(box: Sandbox) -> None:
    for name, content in registers().items():
        draft = box.examine(content, name)
        assert not draft.faults, name
        assert len(draft.sheets[0].rows) == 20_000
        seconds, megabytes = box.used
        assert seconds > 0 and megabytes < 700, (name, seconds, megabytes)  # a child that took too long would be a fault
    box.close()


def test_a_warm_round_trip_is_quick(box: Sandbox) -> None:
    """About 20 ms on a quiet machine; the limit only catches a helper that is started anew for each workbook."""
    content = report([row("08-1", 3)] * 80)
    figures(box, content)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        figures(box, content)
        times.append(time.perf_counter() - start)
    assert sorted(times)[4] < 0.25
    assert (worker.CPU_SECONDS, worker.WALL_SECONDS) == (5.8, 6.0)
    box.close()


def test_a_large_workbook_has_time_for_its_tables() -> None:
    """Once a register's cells are read within the limits, a slow machine is no reason to refuse it; a small workbook gets no more time."""
    told: list[int] = []
    examine(report([row("08-1", 3)]), "a.xlsx", {}, told.append)
    assert told == [len(HEADINGS) + 7]
    try:
        worker._more_time(worker.MANY_CELLS - 1)
        assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
        worker._more_time(worker.MANY_CELLS)
        assert worker.CPU_SECONDS - 1 < signal.getitimer(signal.ITIMER_PROF)[0] <= worker.CPU_SECONDS + 0.1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
