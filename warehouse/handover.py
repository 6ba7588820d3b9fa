"""Commands beside a running app: the app holds the file, so a command hands its work over a unix socket beside the warehouse.

Where nobody listens, the command opens the file itself; the same handler answers in both cases. Only the app's own user can
reach the socket (mode 0600). Bytes are handed over, never paths: the app may not read what the sender may.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from warehouse.build import open_current
from warehouse.connection import WAIT_SECONDS, Warehouse
from warehouse.errors import Busy, NoWarehouse, Refusal
from warehouse.location import socket_path

Handler = Callable[[Warehouse, dict[str, Any], bytes], dict[str, Any]]
"""Does one piece of work: JSON arguments and a file's bytes in, JSON out. Raises Refusal."""
Handlers = Mapping[str, Handler]

_log = logging.getLogger(__name__)
_HEAD = struct.Struct(">II")
_LARGEST = 64 * 2**20
_LARGEST_CONTENT = 60 * 2**20
_TRIES = 5
"""How often work is brought again where an app hangs up on it; one that starts anew answers the second time."""
_SHORTEST_WAIT = 0.25
_LONGEST_SOCKET_PATH = 100


class Desk(Protocol):
    """Where a command brings its work."""

    def request(self, operation: str, arguments: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
        """Do one piece of work and answer; raises Refusal."""

    def close(self) -> None:
        """Leave."""


class _Local:
    """The file is held by this process."""

    def __init__(self, warehouse: Warehouse, handlers: Handlers) -> None:
        self._warehouse = warehouse
        self._handlers = handlers

    def request(self, operation: str, arguments: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
        return self._handlers[operation](self._warehouse, arguments, content)

    def close(self) -> None:
        self._warehouse.close()


class _Remote:
    """The running app holds the file.

    If it dies before it has answered, the work is brought once more, to whoever holds it then: a workbook that was stored already is
    `unchanged`.
    """

    def __init__(self, path: Path, handlers: Handlers, line: socket.socket) -> None:
        self._path = path
        self._handlers = handlers
        self._line = line
        self._successor: Desk | None = None

    def request(self, operation: str, arguments: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
        if len(content) > _LARGEST_CONTENT:
            raise Refusal("文件太大,超过 60 MB,不能交给正在运行的程序;请拆成几个文件再试。")
        for _ in range(_TRIES):
            if self._successor is not None:
                return self._successor.request(operation, arguments, content)
            try:
                return self._ask(operation, arguments, content)
            except (OSError, EOFError):
                self._line.close()
                desk = reach(self._path, self._handlers)
                if isinstance(desk, _Remote):
                    self._line = desk._line
                else:
                    self._successor = desk
        raise Busy("正在运行的程序多次中断了连接,没有得到答复;请稍后再试。")

    def _ask(self, operation: str, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
        _send(self._line, {"operation": operation, "arguments": arguments}, content)
        answer, _ = _receive(self._line)
        if not isinstance(answer, dict) or not {"refusal", "result"} & answer.keys():
            raise Refusal("接收命令的程序答非所问,可能不是本程序;请关闭它再试。")
        if "refusal" in answer:
            refusal = Refusal(answer["refusal"])
            refusal.exit_code = answer["exit_code"]
            raise refusal
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        self._line.close()
        if self._successor is not None:
            self._successor.close()


def reach(path: Path | str, handlers: Handlers, wait_seconds: float = WAIT_SECONDS) -> Desk:
    """The running app where one listens, else the file itself; waits for a command that holds it.

    Raises NoWarehouse where there is none, Busy after `wait_seconds`.
    """
    path = Path(path).resolve()
    if not path.is_file():
        raise NoWarehouse(f"没有找到数据仓库 {path};请先运行 python -m warehouse init。")
    deadline = time.monotonic() + wait_seconds
    while True:
        if (line := _dial(socket_path(path))) is not None:
            return _Remote(path, handlers, line)
        try:
            return _Local(open_current(path, min(_SHORTEST_WAIT, wait_seconds)), handlers)
        except Busy:
            if time.monotonic() > deadline:
                raise


@contextmanager
def reaching(path: Path | str, handlers: Handlers) -> Iterator[Desk]:
    """`reach`, and leave at the end."""
    desk = reach(path, handlers)
    try:
        yield desk
    finally:
        desk.close()


def serve(warehouse: Warehouse, handlers: Handlers) -> Callable[[], None]:
    """Listen for commands in a thread of its own, for as long as this process holds the warehouse; answers how to stop."""
    place = socket_path(warehouse.path)
    place.unlink(missing_ok=True)  # the lock is ours, so a socket that lies here is a dead app's
    listener = socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        with _short(place) as address:
            listener.bind(address)
    finally:
        os.umask(mask)
    listener.listen(16)
    threading.Thread(target=_accept, args=(listener, warehouse, handlers), name="handover", daemon=True).start()

    def stop() -> None:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        place.unlink(missing_ok=True)

    return stop


def _accept(listener: socket.socket, warehouse: Warehouse, handlers: Handlers) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_attend, args=(line, warehouse, handlers), name="handover-line", daemon=True).start()


def _attend(line: socket.socket, warehouse: Warehouse, handlers: Handlers) -> None:
    with line, suppress(OSError, EOFError, ValueError, RecursionError):
        while True:
            request, content = _receive(line)
            _send(line, _answer(warehouse, handlers, request, content), b"")


def _answer(warehouse: Warehouse, handlers: Handlers, request: dict[str, Any], content: bytes) -> dict[str, Any]:
    try:
        return {"result": handlers[request["operation"]](warehouse, request["arguments"], content)}
    except Refusal as refusal:
        return {"refusal": str(refusal), "exit_code": refusal.exit_code}
    except Exception:
        _log.exception("a command failed: %s", request.get("operation"))
        return {"refusal": "程序内部出错,没有改动任何数据;请把服务器日志交给管理员。", "exit_code": 1}


def _dial(place: Path) -> socket.socket | None:
    line = socket.socket(socket.AF_UNIX)
    try:
        with _short(place) as address:
            line.connect(address)
    except OSError:
        line.close()
        return None
    return line


@contextmanager
def _short(place: Path) -> Iterator[str]:
    """The socket's address. The system takes no more than 107 bytes, so a long one goes by way of the folder's descriptor."""
    if len(str(place).encode()) <= _LONGEST_SOCKET_PATH:
        yield str(place)
        return
    folder = os.open(place.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{place.name}"
    finally:
        os.close(folder)


def _send(line: socket.socket, head: dict[str, Any], content: bytes) -> None:
    text = json.dumps(head, ensure_ascii=False).encode()
    line.sendall(_HEAD.pack(len(text), len(content)) + text + content)


def _receive(line: socket.socket) -> tuple[dict[str, Any], bytes]:
    head_size, content_size = _HEAD.unpack(_exactly(line, _HEAD.size))
    if head_size + content_size > _LARGEST:
        raise ValueError("a request larger than any workbook may be")
    head = json.loads(_exactly(line, head_size))
    if not isinstance(head, dict):
        raise ValueError("a request is a JSON object")
    return head, _exactly(line, content_size)


def _exactly(line: socket.socket, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = line.recv(min(missing, 2**20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
