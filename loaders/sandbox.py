"""Examine a workbook that nobody trusts in a process of its own. One long-lived helper per process forks a child per workbook.

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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from loaders.cells import Sheet, sheets_of
from loaders.draft import Draft
from loaders.frames import frames_of
from loaders.guard import LARGEST_FILE, check_magic
from loaders.problems import Fault, Unreadable
from loaders.worker import ANSWER, CELLS, DONE, EXAMINE, FAILED, HEAD

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent
_HIDDEN = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONHOME")


class Sandbox:
    """The helper process and the line to it; any thread may ask, one is served at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def examine(self, content: bytes, file_name: str) -> Draft:
        """The draft of a workbook. Never raises for what the workbook holds: that is a fault of the draft."""
        try:
            check_magic(content, file_name)
        except Unreadable as unreadable:
            return Draft(faults=[unreadable.at()])
        with self._lock:
            mark, answer = self._ask(EXAMINE, content, file_name)
        if mark == DONE:
            return Draft.from_json(json.loads(answer))
        if mark == FAILED:
            _log.warning("a workbook of %d bytes could not be read: %s", len(content), json.loads(answer))
            return Draft(faults=[Fault("file_damaged")])
        _log.warning("a workbook of %d bytes was given up: %s", len(content), answer.decode())
        return Draft(faults=[Fault("file_took_too_long")])

    def cells(self, content: bytes, file_name: str) -> list[Sheet]:
        """A workbook's sheets with their cells, for a copy of them; none where it can't be read."""
        with self._lock:
            mark, answer = self._ask(CELLS, content, file_name)
        return sheets_of(json.loads(answer)) if mark == DONE else []

    def _ask(self, asked: bytes, content: bytes, file_name: str) -> tuple[bytes, bytes]:
        """One question and answer; a helper that has died is started again, once."""
        name = file_name.encode("utf-8", "replace")
        request = HEAD.pack(asked, len(name), len(content)) + name + content
        for _ in range(2):
            process = self._started()
            try:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(request)
                process.stdin.flush()
                head = process.stdout.read(ANSWER.size)
                mark, size = ANSWER.unpack(head)
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


class _Ahead:
    """Workbooks that are examined before they are asked for, while the one before is checked and stored."""

    _MOST = 4

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "sandbox-ahead")
        self._drafts: dict[tuple[str, bytes], Future[Draft]] = {}
        self._lock = threading.Lock()

    def begin(self, content: bytes, file_name: str) -> None:
        """Examine a workbook in the background; few are kept, the oldest go."""
        with self._lock:
            self._drafts[_key(content, file_name)] = self._pool.submit(_sandbox.examine, content, file_name)
            while len(self._drafts) > self._MOST:
                del self._drafts[next(iter(self._drafts))]

    def take(self, content: bytes, file_name: str) -> Draft | None:
        """The draft of a workbook that was begun, once."""
        with self._lock:
            begun = self._drafts.pop(_key(content, file_name), None)
        return begun.result() if begun is not None else None


def _key(content: bytes, file_name: str) -> tuple[str, bytes]:
    return file_name, hashlib.sha256(content).digest()


_sandbox = Sandbox()
atexit.register(_sandbox.close)
_ahead = _Ahead()


def begin(content: bytes, file_name: str) -> None:
    """Examine a workbook ahead of time: the next `examine` of the same bytes and name finds its draft ready."""
    _ahead.begin(content[: LARGEST_FILE + 1], file_name)


def examine(content: bytes, file_name: str) -> Draft:
    """Examine a workbook in this process's sandbox, which is started at the first call."""
    content = content[: LARGEST_FILE + 1]
    return _ahead.take(content, file_name) or _sandbox.examine(content, file_name)


def cells(content: bytes, file_name: str) -> list[Sheet]:
    """The cells of a workbook, read in this process's sandbox."""
    return _sandbox.cells(content[: LARGEST_FILE + 1], file_name)


def warm() -> None:
    """Start this process's sandbox ahead of the first workbook."""
    _sandbox.warm()
