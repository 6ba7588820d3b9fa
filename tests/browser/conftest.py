"""A real server over a real warehouse, and a real headless Chromium in front of it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from examples.__main__ import handlers, load_all
from warehouse.build import initialise
from warehouse.handover import reaching

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "390": (390, 844)}

_AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]');
}"""


class _Nursery:
    """The process that forks servers (`nursery.py`), started with the first that is asked for."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def fork(self, port: int, warehouse: Path, log: Path) -> int:
        if self._process is None:
            command = [sys.executable, "-m", "tests.browser.nursery"]
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"port": port, "warehouse": str(warehouse), "log": str(log)}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


_nursery = _Nursery()
_free_ports: list[int] = []
"""Where servers were before: Chromium keeps what it loaded and compiled by its address, so the next one is opened faster there."""


def _free_port() -> int:
    if _free_ports:
        return _free_ports.pop()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """The app with a warehouse of its own. `is_fresh` is as the README starts it; else a fork that spares the imports."""

    def __init__(self, warehouse: Path, is_fresh: bool = False) -> None:
        self.warehouse = warehouse
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = warehouse.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        if is_fresh:
            with self.log.open("w") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
                    cwd=ROOT,
                    env={**os.environ, "WAREHOUSE": str(warehouse)},
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            self.pid = self._process.pid
        else:
            self.pid = _nursery.fork(self.port, warehouse, self.log)
        self._is_stopped = False
        self._wait()

    def _runs(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        return Path(f"/proc/{self.pid}").exists()

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                assert self._runs(), self.log.read_text()
                time.sleep(0.02)
        raise AssertionError("the server did not start: " + self.log.read_text())

    def stop(self, signs: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)) -> None:
        if self._is_stopped:
            return
        for sign in signs:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)
            until = time.monotonic() + 10
            while self._runs() and time.monotonic() < until:
                time.sleep(0.02)
        self._is_stopped = True
        _free_ports.append(self.port)


@contextmanager
def serving(warehouse: Path, is_fresh: bool = False) -> Iterator[Server]:
    server = Server(warehouse, is_fresh)
    try:
        yield server
    finally:
        server.stop((signal.SIGKILL,))  # nobody looks at its warehouse any more


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with all examples, loaded through the ordinary loader; copy it, don't serve it."""
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else tmp_path_factory.getbasetemp()
    path = shared / "demo.duckdb"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes first makes it for all
        if not path.exists():
            making = shared / "making.duckdb"
            initialise(making, ROOT / "plans" / "pingliang")
            with reaching(making, handlers) as desk:
                answers = list(load_all(desk))
            assert all(answer["status"] == "accepted" for answer in answers)
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def server(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the examples that every test may read from; tests that write take `own_server`."""
    path = tmp_path_factory.mktemp("shared") / "demo.duckdb"
    shutil.copy(demo_file, path)
    with serving(path, is_fresh=True) as running:
        yield running


@pytest.fixture
def own_server(demo_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server over a copy of the examples for one test alone."""
    path = tmp_path / "demo.duckdb"
    shutil.copy(demo_file, path)
    with serving(path) as running:
        yield running


def chromium_arguments() -> dict[str, Any]:
    """Debian's Chromium, headless, asking nobody but us; its shell without windows starts and paints in two thirds of the time."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"]
    return {
        "executable_path": shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", *quiet],
    }


expect.set_options(timeout=15_000)  # beside another worker; what must come within five seconds says so itself


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = chromium_arguments()
        arguments["args"].append("--renderer-process-limit=1")  # one process, which compiles Streamlit's files once
        browser = playwright.chromium.launch(**arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One for all visitors, so that Streamlit's own files are loaded once; an empty page keeps the process that has compiled them."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    context.new_page()
    yield context
    context.close()


class Visitor:
    """One person's pages. Keeps every request, so that a test can see whether one left the machine."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.watch(self.page)

    def watch(self, page: Page) -> Page:
        page.on("request", lambda request: self.requests.append(request.url))
        page.set_default_timeout(15_000)
        return page

    def another_window(self) -> Page:
        return self.watch(self.context.new_page())

    def leave(self) -> None:
        for page in self.context.pages[1:]:
            page.close()
        self.context.clear_cookies()

    def strangers(self) -> list[str]:
        return [url for url in self.requests if urlsplit(url).scheme in ("http", "https", "ws") and urlsplit(url).hostname != "localhost"]


@pytest.fixture
def visitor(window: BrowserContext) -> Iterator[Visitor]:
    someone = Visitor(window)
    yield someone
    strangers = someone.strangers()
    someone.leave()
    assert not strangers, f"the page asked another host: {strangers[:3]}"


def rest(page: Page) -> None:
    """Wait until the page has been drawn and nothing runs."""
    page.wait_for_function(_AT_REST)


def visit(page: Page, server: Server, address: str = "/") -> None:
    page.goto(server.url + address)
    page.locator("h1").first.wait_for()
    rest(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list by keyboard."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.scroll_into_view_if_needed()  # a list that opens while the page scrolls shuts again
    field.focus()
    page.keyboard.type(option)
    expect(page.get_by_role("option", name=option).first).to_be_visible()
    page.keyboard.press("Enter")
    rest(page)


def press(page: Page, name: str, nth: int = 0) -> None:
    """Press a button by keyboard."""
    rest(page)  # a run that ends between focus and key would take the focus along
    page.get_by_role("button", name=name, exact=True).nth(nth).press("Enter")


def at_every_size(page: Page, sizes: Iterable[str] = SIZES) -> Iterator[str]:
    """The page on one screen after another; on none may it be wider than the screen, or show a fault."""
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        rest(page)
        yield size
        assert_sound(page)
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
        page.wait_for_function(
            "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth; })()"
        )


def assert_sound(page: Page) -> None:
    """No error box, no English toast, nothing of a traceback."""
    assert page.locator("[data-testid=stException]").count() == 0
    text = page.locator("body").inner_text()
    for word in ("Traceback", "Page not found", "Error", "Exception"):
        assert word not in text, word
