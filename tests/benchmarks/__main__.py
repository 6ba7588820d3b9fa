"""`make bench`: speed and memory, printed as figures and ratios. Nothing here fails; the closing notes quote it."""

from __future__ import annotations

import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pandas as pd

from tests.benchmarks.formats import alarms, formats
from tests.benchmarks.meeting import meeting

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples" / "workbooks").glob("*.xlsx"))
MOMENT = [date(2025, 3, 31), datetime(2026, 6, 1)]


def main() -> None:
    """Run every measurement, or those named (`formats`, `alarms`, `app`, `meeting`); each prints its own lines."""
    wanted = sys.argv[1:] or ["formats", "alarms", "app", "meeting"]
    if "formats" in wanted:
        formats(say)
    if "alarms" in wanted:
        alarms(say)
    if not {"app", "meeting"} & set(wanted):
        return
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo.duckdb"
        _run("warehouse", "init", "--warehouse", demo)
        loading(demo)
        if "meeting" in wanted:
            meeting(demo, say)
        if "app" not in wanted:
            return
        queries(demo)
        many_rounds(Path(scratch) / "rounds.duckdb")
        pages(demo)
        under_attack(demo)


def say(what: str, figure: str) -> None:
    print(f"{what:<80}  {figure}", flush=True)


def median_ms(times: list[float]) -> str:
    return f"median {statistics.median(times) * 1000:6.1f} ms   max {max(times) * 1000:6.1f} ms   n {len(times)}"


def timed(work: Callable[[], object], runs: int) -> list[float]:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return times


def _run(*arguments: object) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", *map(str, arguments)], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def loading(demo: Path) -> None:
    """All example reports through the command, in one call; pandas.read_excel of the same files beside it; then the other kinds."""
    command = [sys.executable, "-m", "loaders", "load", *map(str, EXAMPLES), "--warehouse", str(demo), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ends, answers = [], []
    for line in process.stdout:
        ends.append(time.perf_counter())
        answers.append(json.loads(line))
    process.wait()
    whole = time.perf_counter() - began
    each = [after - before for before, after in pairwise(ends)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say("loaders load, all examples in one call: files, accepted", f"{len(answers)}, {sum(a['status'] == 'accepted' for a in answers)}")
    say("  a workbook beyond start-up", median_ms(each))
    say("  to the first answer (start-up and one workbook)", f"{(ends[0] - began) * 1000:.0f} ms")
    say("  whole call", f"{whole:.1f} s")
    say("  peak memory of the largest process", f"{peak:.0f} MB")
    contents = [path.read_bytes() for path in EXAMPLES]
    bare = []
    for content in contents:
        bare += timed(lambda content=content: pd.read_excel(io.BytesIO(content), header=None), 1)  # type: ignore[misc]
    say("  pandas.read_excel of the same files alone", median_ms(bare))
    say("  ratio of the medians", f"{statistics.median(each) / statistics.median(bare):.1f}")
    demo.unlink()
    _run("warehouse", "init", "--warehouse", demo)
    say("all 258 examples with rounds and steps, as `make start` loads them", f"{_run('examples', '--warehouse', demo):.1f} s")


def queries(demo: Path) -> None:
    """Each view for one moment, on the examples (8 units, 30 months)."""
    from warehouse.build import SQL, open_current

    with open_current(demo) as warehouse:
        for file in sorted((SQL / "marts").glob("*.sql")):

            def ask(name: str = file.stem) -> None:
                with warehouse.reading() as cursor:
                    cursor.execute(f"from {name}(?, ?)", MOMENT).fetchall()

            ask()
            say(f"{file.stem}", median_ms(timed(ask, 15)))


def many_rounds(path: Path) -> None:
    """Ten rounds of eight units scored by 55 raters: the reviews, and the ranking that rests on them."""
    import random

    from warehouse.build import initialise, open_current
    from warehouse.records import OFFICE, ScoreRow, Submission
    from warehouse.rounds import open_round
    from warehouse.standing import plan_at
    from warehouse.submit import submit

    rng = random.Random(1)
    initialise(path, ROOT / "plans" / "pingliang")
    with open_current(path) as warehouse:
        with warehouse.writing() as cursor:
            units = plan_at(cursor, MOMENT[1]).units
            scored = [code for code, unit in units.items() if unit.is_county_level]
            for number in range(10):
                day = date(2023 + number // 5, 2 * (number % 5) + 3 if number >= 5 else 8 + number % 5, 5)
                received_at = datetime(day.year, day.month, day.day, 12)
                open_round(cursor, day, None, scored, list(units), received_at, OFFICE)
                for rater in units:
                    severity = rng.gauss(0, 4)
                    rows = tuple(
                        ScoreRow(
                            code, tuple(round(min(20, max(0, rng.gauss(15 + severity / 5, 2))), 1) for _ in range(5)), None, "表", "A6"
                        )
                        for code in scored
                        if code != rater
                    )
                    submit(cursor, Submission("scoring", rater, None, day, "x", b"x", received_at, OFFICE, rows, (), True, False))
        for name in ("peer_scores_at", "county_ranking_at"):

            def ask(name: str = name) -> None:
                with warehouse.reading() as cursor:
                    cursor.execute(f"from {name}(?, ?)", MOMENT).fetchall()

            ask()
            say(f"{name}, 10 rounds, 55 raters, 8 units", median_ms(timed(ask, 15)))


def under_attack(demo: Path) -> None:
    """A warm rerun of 总览 while hostile workbooks are examined one after another in the same process."""
    import threading

    from streamlit.testing.v1 import AppTest

    from loaders import sandbox
    from tests.hostile.make import MAKERS

    worst = [MAKERS[name]() for name in MAKERS if any(word in name for word in ("million", "bomb", "10_mb"))][:12]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    calm = timed(app.run, 8)
    is_over = threading.Event()

    def attack() -> None:
        while not is_over.is_set():
            for content in worst:
                sandbox.examine(content, "x")
                if is_over.is_set():
                    return

    attacker = threading.Thread(target=attack)
    attacker.start()
    during = timed(app.run, 15)
    is_over.set()
    attacker.join()
    say("总览, warm rerun before the attack", median_ms(calm))
    say("总览, warm rerun while hostile workbooks are examined", median_ms(during))


@contextmanager
def _server(demo: Path) -> Iterator[object]:
    from tests.browser.conftest import serving

    with serving(demo, is_fresh=True) as server:
        yield server


def pages(demo: Path) -> None:
    """总览 in headless Chromium on a warm server, and the server's share of a rerun by the websocket."""
    import psutil
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import _AT_REST, chromium_arguments

    with _server(demo) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_arguments())
        paints, reruns = [], []
        for _ in range(6):
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"{server.url}/?as_of=2025-03-31")  # type: ignore[attr-defined]
            page.locator(".st-key-map_box svg .mark-shape path").first.wait_for()
            paints.append(time.perf_counter() - began)
            page.wait_for_function(_AT_REST)
            context.close()
        say("总览, browser to the painted map, first visit of the server", f"{paints[0] * 1000:.0f} ms")
        say("总览, browser to the painted map, warm server, new browser", median_ms(paints[1:]))
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{server.url}/?as_of=2025-03-31")  # type: ignore[attr-defined]
        page.locator(".st-key-map_box svg .mark-shape path").first.wait_for()
        page.wait_for_function(_AT_REST)
        for unit in ["庄浪县", "华亭市", "静宁县", "灵台县", "泾川县", "崇信县"] * 2:
            page.mouse.move(5, 700)
            page.wait_for_timeout(500)
            page.wait_for_function(_AT_REST)
            began = time.perf_counter()
            page.locator(f".st-key-map_box svg .mark-shape path[aria-label*='{unit}']").click(force=True)
            page.wait_for_function(f"document.querySelector('.st-key-unit_box').innerText.includes('{unit}:')", polling=10)
            reruns.append(time.perf_counter() - began)
        say("总览, click on a county to its words on the page", median_ms(reruns))
        memory = psutil.Process(server.pid).memory_info().rss / 2**20  # type: ignore[attr-defined]
        say("server memory after these visits", f"{memory:.0f} MB")
        browser.close()
    rerun_on_the_server(demo)


def rerun_on_the_server(demo: Path) -> None:
    """One warm run of 总览, in process, without a browser: the script's own time."""
    import os

    from streamlit.testing.v1 import AppTest

    os.environ["WAREHOUSE"] = str(demo)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    say("总览, warm rerun, server time", median_ms(timed(app.run, 15)))


if __name__ == "__main__":
    main()
