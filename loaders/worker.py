"""The sandbox's process: started once, with the readers imported, it forks a child for each workbook.

It talks over its own standard input and output and ends when its parent does (end of file on standard input). It has one thread,
imports no database and knows no secret. The child that meets the workbook has limits on memory, time and files, and answers JSON.
"""

from __future__ import annotations

import gc
import io
import json
import math
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from loaders.frames import frames_of

HEAD = struct.Struct(">cIII")
"""What is asked, and the sizes of name, options (JSON) and content."""
EXAMINE, CELLS = b"e", b"c"
ANSWER = struct.Struct(">cIII")
"""A mark, the size of what follows, and what the child used: milliseconds of its processor's time, kilobytes of memory."""
DONE, FAILED, KILLED = b"d", b"f", b"k"
CPU_SECONDS = 5.8
MANY_CELLS = 50_000
"""A register's. Once so many are read within the limits, its tables may take as long again: a slow machine is no reason to refuse it."""
WALL_SECONDS = 6.0
MOST_WALL_SECONDS = 24.0
"""For a child that is kept from the processor by others: its own time is limited all the same."""
MEMORY = 900 * 2**20
_NEEDLESS = ("numpy", "PIL")
"""What openpyxl takes along where it finds it: numpy would bring threads into a process that forks."""
_WARM_HEADINGS = ("指标编号", "指标内容", "完成值", "应达标数", "进展情况", "佐证材料", "存在问题", "下一步打算", "备注")
_A_WHILE = 0.2
_LARGEST_ANSWER = 64 * 2**20


def main() -> None:
    """Serve until standard input ends."""
    for needless in _NEEDLESS:
        sys.modules[needless] = None  # type: ignore[assignment]
    small = _warm_up()
    gc.collect()
    gc.freeze()
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    ours = (requests, answers)
    child = _Child(ours, small)
    while (head := _read_exactly(requests, HEAD.size)) is not None:
        _, *sizes = HEAD.unpack(head)
        job = _read_exactly(requests, sum(sizes))
        if job is None:
            return
        child.begin(head + job)
        following = _Child(ours, small)  # forked while the other works, so that the next workbook need not wait for it
        mark, answer, *used = child.end()
        del job
        _write_all(answers, ANSWER.pack(mark, len(answer), *used) + answer)
        child = following


def _warm_up() -> bytes:
    """Import all that a child needs, and examine one small workbook, so that vocabularies and caches are filled before the fork.

    Answers that workbook: a child examines it too while it waits, since the first touch of each page after a fork is what costs time.
    """
    from openpyxl import Workbook

    from loaders.examine import examine

    workbook, stream = Workbook(), io.BytesIO()
    heads = [("任务完成情况填报表",), ("填报单位:", "x", "填报期:", "2024年6月"), (), _WARM_HEADINGS]
    rows = [(f"{n // 5:02}-{n % 5}", f"内容{n}", n, n + 0.5, "推进中", f"记录{n}份", "", f"下一步{n}", f"{n}个") for n in range(75)]
    for cells in (*heads, *rows):
        workbook.active.append(cells)
    workbook.save(stream)
    examine(stream.getvalue(), "x.xlsx", {})
    return stream.getvalue()


class _Child:
    """A process for one workbook. It waits for its job, and ends where its parent does."""

    def __init__(self, ours: tuple[int, int], small: bytes) -> None:
        job, self._job = os.pipe()
        self._answer, answer = os.pipe()
        self._deadline = 0.0
        self._pid = os.fork()
        if self._pid == 0:
            for descriptor in (*ours, self._job, self._answer):
                os.close(descriptor)
            _work(job, answer, small)
        os.close(job)
        os.close(answer)

    def begin(self, job: bytes) -> None:
        """Hand the workbook over; its time runs from here."""
        self._deadline = time.monotonic() + WALL_SECONDS
        with suppress(BrokenPipeError):  # it died while it waited: `end` says so
            _write_all(self._job, job)
        os.close(self._job)

    def end(self) -> tuple[bytes, bytes, int, int]:
        """A mark and the child's JSON, or the reason why there is none; and what the child used."""
        answer = _collect(self._answer, self._deadline, self._waits_for_the_processor)
        os.close(self._answer)
        if answer is None:
            os.kill(self._pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._pid, 0)
        used = (int((usage.ru_utime + usage.ru_stime) * 1000), usage.ru_maxrss)
        if answer is None or not answer or os.waitstatus_to_exitcode(status) != 0:
            return KILLED, f"exit {os.waitstatus_to_exitcode(status)}".encode(), *used
        return answer[:1], answer[1:], *used

    def _waits_for_the_processor(self) -> bool:
        """Whether the child is at work still, which after its time it can only be where others were served first."""
        if time.monotonic() > self._deadline + MOST_WALL_SECONDS - WALL_SECONDS:
            return False
        try:
            with open(f"/proc/{self._pid}/stat", "rb") as told:  # noqa: PTH123 # pathlib is not needed here otherwise
                return told.read().rpartition(b") ")[2][:1] == b"R"
        except OSError:
            return False


def _work(job: int, write_end: int, small: bytes) -> None:
    """The child: set limits, examine, write one answer, end without any clean-up of what the parent owns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # finer than RLIMIT_CPU, and ends the process as well
        most = math.ceil(2 * CPU_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        gc.disable()  # the child ends with the workbook
        from loaders.examine import cells_of, examine

        examine(small, "x.xlsx", {})
        head = _read_exactly(job, HEAD.size)
        if head is None:
            os._exit(0)  # the parent has ended, and there is no job
        asked, *sizes = HEAD.unpack(head)
        given = [_read_exactly(job, size) or b"" for size in sizes]
        name, options, content = given[0].decode(), json.loads(given[1]), given[2]
        try:
            answered = cells_of(content, name) if asked == CELLS else examine(content, name, options, _more_time).to_json()
            answer = DONE + answered.encode("utf-8", "replace")
        except MemoryError:
            os._exit(2)
        except Exception as error:
            answer = FAILED + json.dumps(frames_of(error)).encode()
        _write_all(write_end, answer)
        status = 0
    finally:
        os._exit(status)


def _more_time(cells: int) -> None:
    if cells >= MANY_CELLS:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)


def _collect(descriptor: int, deadline: float, may_go_on: Callable[[], bool]) -> bytes | None:
    """Everything that the child writes; None where it takes too long or writes too much."""
    parts: list[bytes] = []
    size = 0
    while True:
        if not select.select([descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
            if not may_go_on():
                return None
            deadline = time.monotonic() + _A_WHILE
            continue
        part = os.read(descriptor, 2**20)
        if not part:
            return b"".join(parts)
        size += len(part)
        if size > _LARGEST_ANSWER:
            return None
        parts.append(part)


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    """`size` bytes, or None at the end of the stream."""
    parts = []
    while size:
        part = os.read(descriptor, min(size, 2**20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is the parent's affair
    try:
        main()
    except BrokenPipeError:
        sys.exit(0)
