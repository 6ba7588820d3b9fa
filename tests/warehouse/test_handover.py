"""Commands beside a running app: it answers over its socket, and its death in the middle costs nobody anything."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.helpers import SMALL, ask, environment, plan_copy, raw, run, send
from tests.warehouse.serving import all_handlers
from warehouse import handover
from warehouse.build import initialise, open_current
from warehouse.commands import handlers
from warehouse.errors import Busy, Refusal
from warehouse.location import socket_path

pytestmark = pytest.mark.timeout(60)


class App:
    """The helper process of serving.py."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path.with_name("app.log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.warehouse.serving", str(path)],
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.log.read_text()

    def leave(self) -> None:
        """As the app ends by itself."""
        self.process.communicate()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def app(path: Path) -> Iterator[App]:
    with open_current(path, 5) as warehouse:
        send(warehouse, "qinghe", "2024-03", {"01-1": 1}, "2024-04-05T09:00")
        send(warehouse, "qinghe", "2024-03", {"01-1": 2}, "2024-04-06T09:00")
    running = App(path)
    yield running
    running.kill()


def ids_of(path: Path) -> list[str]:
    return [one for (one,) in raw(path, "select submission_id from submission order by submission_id")]


def dial(path: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(socket_path(path)))  # waits where the queue is full; with a time limit it would fail at once
    line.settimeout(10)
    return line


# ---- answered by the app ---------------------------------------------------------------------------------------------------


def test_commands_are_answered_by_the_app(app: App, tmp_path: Path) -> None:
    """The file itself is held all the while; what the commands say and their exit statuses are those of before."""
    with pytest.raises(Busy):
        open_current(app.path, 0.1)
    place = ("--warehouse", str(app.path))
    verified = run("verify", *place, cwd=tmp_path)
    assert (verified.code, "2 份" in verified.out) == (0, True)
    assert "没有改动" in run("init", *place, cwd=tmp_path).out
    second = plan_copy(tmp_path / "second", ("targets.csv", "01-1,class,A,4", "01-1,class,A,8"))
    assert "第 2 版" in run("plan", second, "--note", "演示", *place, cwd=tmp_path).out
    with handover.reaching(app.path, all_handlers()) as desk:
        assert desk.request("echo", {})["pid"] == app.process.pid
    app.leave()
    first, last = ids_of(app.path)
    app = App(app.path)
    try:
        assert run("return", last, "--reason", "演示", *place, cwd=tmp_path).code == 0
        refused = run("withdraw", last, *place, cwd=tmp_path)
        assert (refused.code, "已被退回" in refused.err) == (1, True)
        assert run("withdraw", first, "--at", "2999-01-01", *place, cwd=tmp_path).code == 1
        assert "已开设" in run("round", "2024-06-30", *place, cwd=tmp_path).out
        refused = run("round", "2024-06-30", "--units", "qinghe,yunxi", *place, cwd=tmp_path)
        assert (refused.code, "这次被评单位少了" in refused.err) == (1, True)
        assert run("round", "2024-06-30", "--close", *place, cwd=tmp_path).code == 0
    finally:
        app.leave()
    with open_current(app.path, 5) as warehouse:
        kinds = ask(warehouse, "select kind from event order by event_no")
    assert [kind for (kind,) in kinds] == ["plan_stored", "received", "received", "plan_stored", "returned", "round_opened", "round_closed"]
    assert "Traceback" not in app.log.read_text()


def test_only_the_apps_user_reaches_the_socket(app: App) -> None:
    place = socket_path(app.path)
    assert place.parent == app.path.parent
    assert stat.S_ISSOCK(place.stat().st_mode)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    app.leave()
    assert not place.exists(), "an app that ends by itself takes its socket along"


def test_the_socket_is_shut_under_any_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        with open_current(path, 5) as warehouse:
            stop = handover.serve(warehouse, handlers)
            assert stat.S_IMODE(socket_path(path).stat().st_mode) == 0o600
            assert os.umask(0) == 0, "and the umask is as it was"
            stop()
    finally:
        os.umask(before)


def test_contents_and_words_pass_unchanged(app: App) -> None:
    content = os.urandom(5_000_000)
    arguments = {"number": 7, "text": "退回(演示) 𠀀\n\0\"'", "none": None, "list": [1.5, True]}
    with handover.reaching(app.path, all_handlers()) as desk:
        for sent in (content, b"", b"\0"):
            answer = desk.request("echo", arguments, sent)
            assert (answer["arguments"], answer["asked"]) == (arguments, 7)
            assert answer["sha256"] == hashlib.sha256(sent).hexdigest()


def test_refusals_keep_their_words_and_exit_code(app: App) -> None:
    with handover.reaching(app.path, all_handlers()) as desk:
        for code in (1, 2):
            with pytest.raises(Refusal) as refused:
                desk.request("refuse", {"words": "第一行\n第二行", "exit_code": code})
            assert (str(refused.value), refused.value.exit_code) == ("第一行\n第二行", code)
        with pytest.raises(Refusal, match="程序内部出错") as refused:
            desk.request("broken", {})
        assert refused.value.exit_code == 1
        assert desk.request("echo", {"number": 3})["asked"] == 3  # the line is still good
    assert "ZeroDivisionError" in app.log.read_text(), "the manager finds it in the log"


def test_many_at_once(app: App) -> None:
    """Each gets the own answer; more lines than the queue of the socket is long."""

    def bring(number: int) -> list[tuple[int, str]]:
        with handover.reaching(app.path, all_handlers()) as desk:
            answers = [desk.request("echo", {"number": number * 100 + turn}, str(number).encode() * 1000) for turn in range(5)]
        return [(answer["asked"], answer["sha256"]) for answer in answers]

    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(bring, range(60)))
    assert found == [
        [(number * 100 + turn, hashlib.sha256(str(number).encode() * 1000).hexdigest()) for turn in range(5)] for number in range(60)
    ]


def test_one_slow_command_holds_up_nobody(app: App) -> None:
    with (
        ThreadPoolExecutor(1) as pool,
        handover.reaching(app.path, all_handlers()) as one,
        handover.reaching(app.path, all_handlers()) as other,
    ):
        slow = pool.submit(one.request, "slow", {"seconds": 1.5})
        time.sleep(0.1)
        other.request("echo", {})
        other.request("verify", {})
        assert not slow.done()
        assert slow.result() == {}


# ---- nobody listens --------------------------------------------------------------------------------------------------------


def test_a_stale_socket_is_nobody(path: Path, tmp_path: Path) -> None:
    """Of an app that was killed: a command opens the file itself, and the next app puts its own socket there."""
    killed = App(path)
    killed.kill()
    assert socket_path(path).exists()
    assert run("verify", "--warehouse", path, cwd=tmp_path).code == 0
    app = App(path)
    try:
        with handover.reaching(path, all_handlers()) as desk:
            assert desk.request("echo", {})["pid"] == app.process.pid
    finally:
        app.leave()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_something_else_lies_where_the_socket_should_be(path: Path, tmp_path: Path, kind: str) -> None:
    if kind == "file":
        socket_path(path).write_text("x")
    else:
        socket_path(path).mkdir()
    assert run("verify", "--warehouse", path, cwd=tmp_path).code == 0


def test_a_long_path_has_a_socket_too(tmp_path: Path) -> None:
    path = tmp_path / ("很长的文件夹名" * 8) / "warehouse.duckdb"
    assert len(str(path).encode()) > 108
    initialise(path, SMALL)
    app = App(path)
    try:
        assert stat.S_IMODE(socket_path(path).stat().st_mode) == 0o600
        with handover.reaching(path, all_handlers()) as desk:
            assert desk.request("echo", {})["pid"] == app.process.pid
    finally:
        app.leave()
    assert not socket_path(path).exists()


def test_a_busy_file_without_a_socket(path: Path) -> None:
    with open_current(path, 5):
        start = time.monotonic()
        with pytest.raises(Busy, match="正被另一个程序使用"):
            handover.reach(path, handlers, wait_seconds=0.6)
        assert 0.6 <= time.monotonic() - start < 5


def test_an_app_that_starts_while_a_command_waits_answers_it(path: Path) -> None:
    """It holds the file before it listens: the command that met it in between must find the socket afterwards."""
    with open_current(path, 5) as warehouse, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(handover.reach, path, handlers, 20)
        time.sleep(0.6)
        stop = handover.serve(warehouse, handlers)
        desk = waiting.result(10)
        assert desk.request("verify", {}) == {"faults": [], "submissions": 0}
        desk.close()
        stop()


# ---- the app dies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "within", "after"])
def test_the_app_is_killed_in_the_middle(app: App, tmp_path: Path, when: str) -> None:
    """The client brings its work once more, to the file itself: it is done once, and nothing is half."""
    second = plan_copy(tmp_path / "second", ("targets.csv", "01-1,class,A,4", "01-1,class,A,8"))
    files = {file.name: b64encode(file.read_bytes()).decode() for file in second.iterdir()}

    def here(warehouse: Any, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
        return handlers[arguments["operation"]](warehouse, arguments, content)

    with handover.reaching(app.path, {"die": here, **handlers}) as desk:
        answer = desk.request("die", {"operation": "plan", "when": when, "files": files})
        assert answer == {"plan_version_no": None if when == "after" else 2}
        assert desk.request("verify", {}) == {"faults": [], "submissions": 2}, "and it goes on at the same desk"
    assert app.process.wait(10) == -9
    assert raw(app.path, "select count(*) from plan_version") == [(2,)]
    assert raw(app.path, "from submission_warning") == []


def test_the_app_is_killed_while_many_wait(app: App) -> None:
    """Each of them finds its own way, one after the other."""
    path = app.path

    def bring(_: int) -> dict[str, Any]:
        with handover.reaching(path, {**handlers, "slow": lambda *_: {"late": True}}) as desk:
            return desk.request("slow", {"seconds": 30})

    with ThreadPoolExecutor(6) as pool:
        brought = [pool.submit(bring, number) for number in range(6)]
        time.sleep(0.7)
        app.kill()
        assert [one.result(30) for one in brought] == [{"late": True}] * 6


def test_an_app_that_ends_by_itself_hands_over_too(app: App) -> None:
    with handover.reaching(app.path, all_handlers()) as desk:
        assert desk.request("echo", {})["pid"] == app.process.pid
        app.leave()
        assert desk.request("echo", {})["pid"] == os.getpid()


# ---- garbage ---------------------------------------------------------------------------------------------------------------


def packed(head: bytes, content: bytes = b"", head_size: int | None = None, content_size: int | None = None) -> bytes:
    sizes = (len(head) if head_size is None else head_size, len(content) if content_size is None else content_size)
    return struct.pack(">II", *sizes) + head + content


GARBAGE = {
    "nothing": b"",
    "a byte": b"\0",
    "a browser": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "noise": hashlib.sha512(b"noise").digest() * 100,
    "far too large": packed(b"{}", head_size=2**32 - 1),
    "too large by content": packed(b"{}", content_size=2**31),
    "half a request": packed(b'{"operation": "verify", "arguments": {}}')[:-5],
    "content that never comes": packed(b'{"operation": "verify", "arguments": {}}', content_size=1000),
    "no JSON": packed(b"{{{{"),
    "no UTF-8": packed(b"\xff\xfe"),
    "a list": packed(b"[1, 2]"),
    "a number": packed(b"7"),
    "null": packed(b"null"),
    "no operation": packed(b"{}"),
    "an unknown operation": packed(b'{"operation": "drop", "arguments": {}}'),
    "an operation that is none": packed(b'{"operation": ["verify"], "arguments": {}}'),
    "no arguments": packed(b'{"operation": "plan"}'),
    "arguments of another kind": packed(b'{"operation": "withdraw", "arguments": [1]}'),
    "deep": packed(b"[" * 200_000),
}


def test_garbage_does_not_hurt(app: App) -> None:
    """Whatever comes, the next one is served, by the same process, and no thread of it dies with a traceback of its own."""
    for name, content in GARBAGE.items():
        with dial(app.path) as line:
            with suppress(OSError):
                line.sendall(content)
                line.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while line.recv(2**16):
                    pass
        with handover.reaching(app.path, all_handlers()) as desk:
            assert desk.request("echo", {"number": 5})["pid"] == app.process.pid, name
    with handover.reaching(app.path, all_handlers()) as desk:
        assert desk.request("verify", {}) == {"faults": [], "submissions": 2}
    assert "Exception in thread" not in app.log.read_text()


def test_lines_that_hang_hold_up_nobody(app: App) -> None:
    hanging = [dial(app.path) for _ in range(30)]
    for line in hanging:
        line.sendall(packed(b'{"operation": "verify", "arguments": {}}')[:9])
    with handover.reaching(app.path, all_handlers()) as desk:
        assert desk.request("echo", {"number": 5})["asked"] == 5
    for line in hanging:
        line.close()


def test_a_workbook_larger_than_a_line_takes_is_refused_once(app: App) -> None:
    """The app hangs up on it. The client must not come again for ever."""
    done: list[BaseException | dict[str, Any]] = []

    def bring() -> None:
        try:
            with handover.reaching(app.path, all_handlers()) as desk:
                done.append(desk.request("echo", {}, bytes(64 * 2**20 + 1)))
        except BaseException as error:
            done.append(error)

    thread = threading.Thread(target=bring, daemon=True)
    thread.start()
    thread.join(6)
    assert len(done) == 1, "the client is still trying"
    assert isinstance(done[0], Refusal), repr(done[0])[:200]


def test_a_server_that_answers_nonsense_is_no_traceback(path: Path, tmp_path: Path) -> None:
    """Another program's socket under that name."""
    place = socket_path(path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                line.recv(2**16)
                line.sendall(packed(json.dumps({"hello": 1}).encode()))
                line.close()

    threading.Thread(target=answer, daemon=True).start()
    done = subprocess.run(
        [sys.executable, "-m", "warehouse", "verify", "--warehouse", str(path)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    listener.close()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
