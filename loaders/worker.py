"""The sandbox's process: started once, with openpyxl imported, it forks a child for each workbook.

It talks over its own standard input and output and ends when its parent does (end of file on standard input). It has one thread,
imports no database and knows no secret. The child that meets the workbook has limits on memory, time and files, and answers JSON.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from contextlib import suppress

from loaders.frames import frames_of

HEAD = struct.Struct(">cII")
"""What is asked, and the sizes of name and content."""
EXAMINE, CELLS = b"e", b"c"
ANSWER = struct.Struct(">cI")
DONE, FAILED, KILLED = b"d", b"f", b"k"
CPU_SECONDS = 6
WALL_SECONDS = 9.0
MEMORY = 900 * 2**20
_NEEDLESS = ("numpy", "PIL")
"""What openpyxl takes along where it finds it: numpy would bring threads into a process that forks."""
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
        _, name_size, content_size = HEAD.unpack(head)
        job = _read_exactly(requests, name_size + content_size)
        if job is None:
            return
        child.begin(head + job)
        following = _Child(ours, small)  # forked while the other works, so that the next workbook need not wait for it
        mark, answer = child.end()
        del job
        _write_all(answers, ANSWER.pack(mark, len(answer)) + answer)
        child = following


def _warm_up() -> bytes:
    """Import all that a child needs, and examine one small workbook, so that vocabularies and caches are filled before the fork.

    Answers that workbook: a child examines it too while it waits, since the first touch of each page after a fork is what costs time.
    """
    from openpyxl import Workbook

    from loaders.examine import examine

    workbook, stream = Workbook(), io.BytesIO()
    for cells in (("填报单位:", "x", "填报期:"), ("指标编号", "完成值", "进展情况"), ("01-1", 1, "完成")):
        workbook.active.append(cells)
    workbook.save(stream)
    examine(stream.getvalue(), "x.xlsx")
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

    def end(self) -> tuple[bytes, bytes]:
        """A mark and the child's JSON, or the reason why there is none."""
        answer = _collect(self._answer, self._deadline)
        os.close(self._answer)
        if answer is None:
            os.kill(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        if answer is None or not answer or os.waitstatus_to_exitcode(status) != 0:
            return KILLED, f"exit {os.waitstatus_to_exitcode(status)}".encode()
        return answer[:1], answer[1:]


def _work(job: int, write_end: int, small: bytes) -> None:
    """The child: set limits, examine, write one answer, end without any clean-up of what the parent owns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        gc.disable()  # the child ends with the workbook
        from loaders.examine import cells_of, examine

        examine(small, "x.xlsx")
        head = _read_exactly(job, HEAD.size)
        if head is None:
            os._exit(0)  # the parent has ended, and there is no job
        asked, name_size, content_size = HEAD.unpack(head)
        name, content = _read_exactly(job, name_size), _read_exactly(job, content_size)
        assert name is not None and content is not None
        try:
            answered = cells_of(content, name.decode()) if asked == CELLS else examine(content, name.decode()).to_json()
            answer = DONE + answered.encode("utf-8", "replace")
        except MemoryError:
            os._exit(2)
        except Exception as error:
            answer = FAILED + json.dumps(frames_of(error)).encode()
        _write_all(write_end, answer)
        status = 0
    finally:
        os._exit(status)


def _collect(descriptor: int, deadline: float) -> bytes | None:
    """Everything that the child writes; None where it takes too long or writes too much."""
    parts: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            return None
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
