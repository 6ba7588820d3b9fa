"""Examine a workbook that nobody trusts in a process of its own. A long-lived helper forks a child per workbook.

Two helpers at the most, so that a hostile workbook, which may hold one for some seconds, holds up nobody else.

Not multiprocessing, whose children import `__main__` again, which under `streamlit run` is Streamlit.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from loaders.cells import Sheet, sheets_of
from loaders.formats.limits import LARGEST_FILE
from loaders.formats.sniff import sniff
from loaders.frames import frames_of
from loaders.layout.draft import Draft
from loaders.problems import Fault, Unreadable
from loaders.worker import ANSWER, CELLS, DONE, EXAMINE, FAILED, HEAD

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent
_HIDDEN = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONHOME")

Options = dict[str, Any]
"""What `examine` is told beside the workbook; it goes through JSON."""


class Sandbox:
    """The helper process and the line to it; any thread may ask, one is served at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.used = (0.0, 0.0)
        """Seconds of the processor and megabytes that the last workbook's child took."""
        self._owner = os.getpid()

    def examine(self, content: bytes, file_name: str, options: Options | None = None) -> Draft:
        """The draft of a workbook. Never raises for what the workbook holds: that is a fault of the draft."""
        try:
            sniff(content)
        except Unreadable as unreadable:
            return Draft(faults=[unreadable.at()])
        with self._lock:
            mark, answer = self._ask(EXAMINE, content, file_name, options)
        if mark == DONE:
            return Draft.from_json(json.loads(answer))
        if mark == FAILED:
            _log.warning("a workbook of %d bytes could not be read: %s", len(content), json.loads(answer))
            return Draft(faults=[Fault("file_damaged")])
        _log.warning("a workbook of %d bytes was given up after %.1f s, %.0f MB: %s", len(content), *self.used, answer.decode())
        return Draft(faults=[Fault("file_took_too_long")])

    def cells(self, content: bytes, file_name: str) -> list[Sheet]:
        """A workbook's sheets with their cells, for a copy of them; none where it can't be read."""
        with self._lock:
            mark, answer = self._ask(CELLS, content, file_name)
        return sheets_of(json.loads(answer)) if mark == DONE else []

    def _ask(self, asked: bytes, content: bytes, file_name: str, options: Options | None = None) -> tuple[bytes, bytes]:
        """One question and answer; a helper that has died is started again, once."""
        name, wanted = file_name.encode("utf-8", "replace"), json.dumps(options or {}).encode()
        request = HEAD.pack(asked, len(name), len(wanted), len(content)) + name + wanted + content
        for _ in range(2):
            process = self._started()
            try:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(request)
                process.stdin.flush()
                head = process.stdout.read(ANSWER.size)
                mark, size, milliseconds, kilobytes = ANSWER.unpack(head)
                self.used = (milliseconds / 1000, kilobytes / 1024)
                answer = process.stdout.read(size)
                if len(answer) == size:
                    return mark, answer
            except (OSError, ValueError, struct.error) as error:
                _log.warning("the sandbox ended and is started again: %s", frames_of(error))
            except BaseException:  # an answer that nobody waits for must not be taken for the next one's
                self._stop()
                raise
            self._stop()
        return b"k", b"the sandbox ended twice"

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork of ours: the line belongs to the other process
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            environment = {key: value for key, value in os.environ.items() if key not in _HIDDEN}
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "loaders.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                env=environment,
                close_fds=True,
            )
        return self._process

    def warm(self) -> None:
        """Start the helper now, so that the first workbook needn't wait for it."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the helper."""
        with self._lock:
            if self._owner == os.getpid():
                self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.kill()
        process.wait()


class Pool:
    """Helpers for a process's threads. The second is started where the first keeps somebody waiting: most workbooks take less time."""

    _MOST = 2
    _PATIENCE = 0.3

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cold = [Sandbox() for _ in range(self._MOST)]
        self._idle: list[Sandbox] = []
        self._all = (*self._cold,)

    @contextmanager
    def one(self) -> Iterator[Sandbox]:
        """A helper that nobody else has, for one workbook."""
        box = self._take()
        try:
            yield box
        finally:
            with self._changed:
                self._idle.append(box)
                self._changed.notify()

    def _take(self) -> Sandbox:
        patient_until = time.monotonic() + self._PATIENCE
        with self._changed:
            while True:
                left = patient_until - time.monotonic()
                if self._idle:
                    return self._idle.pop()
                if self._cold and (len(self._cold) == self._MOST or left <= 0):
                    return self._cold.pop()
                self._changed.wait(left if self._cold else None)

    def warm(self) -> None:
        """Start the first helper now, so that the first workbook needn't wait for it."""
        with self.one() as box:
            box.warm()

    def close(self) -> None:
        """End all helpers."""
        for box in self._all:
            box.close()


_Key = tuple[str, str, bytes]


class _Ahead:
    """Workbooks that are examined before they are asked for, while the one before is checked and stored."""

    _MOST = 4

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "sandbox-ahead")
        self._drafts: dict[_Key, Future[Draft]] = {}
        self._lock = threading.Lock()

    def begin(self, content: bytes, file_name: str, options: Options | None = None) -> None:
        """Examine a workbook in the background; few are kept, the oldest go."""
        with self._lock:
            self._drafts[_key(content, file_name, options)] = self._pool.submit(_examined, content, file_name, options)
            while len(self._drafts) > self._MOST:
                del self._drafts[next(iter(self._drafts))]

    def take(self, content: bytes, file_name: str, options: Options | None = None) -> Draft | None:
        """The draft of a workbook that was begun, once."""
        with self._lock:
            begun = self._drafts.pop(_key(content, file_name, options), None)
        return begun.result() if begun is not None else None


def _key(content: bytes, file_name: str, options: Options | None) -> _Key:
    return file_name, json.dumps(options or {}, sort_keys=True), hashlib.sha256(content).digest()


_helpers = Pool()
atexit.register(_helpers.close)
_ahead = _Ahead()


def _examined(content: bytes, file_name: str, options: Options | None) -> Draft:
    with _helpers.one() as box:
        return box.examine(content, file_name, options)


def begin(content: bytes, file_name: str, options: Options | None = None) -> None:
    """Examine a workbook ahead of time: the next `examine` of the same bytes, name and options finds its draft ready."""
    _ahead.begin(content[: LARGEST_FILE + 1], file_name, options)


def examine(content: bytes, file_name: str, options: Options | None = None) -> Draft:
    """Examine a workbook in this process's sandbox, whose helpers start as they are needed."""
    content = content[: LARGEST_FILE + 1]
    return _ahead.take(content, file_name, options) or _examined(content, file_name, options)


def cells(content: bytes, file_name: str) -> list[Sheet]:
    """The cells of a workbook, read in this process's sandbox."""
    with _helpers.one() as box:
        return box.cells(content[: LARGEST_FILE + 1], file_name)


def warm() -> None:
    """Start this process's first helper ahead of the first workbook."""
    _helpers.warm()
