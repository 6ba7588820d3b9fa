"""会议: from a key to the next page, over a whole run forward and back, and from an accepted score sheet to the projector."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

Say = Callable[[str, str], None]


def meeting(demo: Path, say: Say) -> None:
    """The run of the last meeting of the examples; five score sheets for the round that is open."""
    from playwright.sync_api import Page, sync_playwright

    from tests.browser.conftest import chromium_arguments, serving
    from tests.browser.test_meeting import number, press, send_sheet

    def walk(page: Page, key: str, places: range) -> list[float]:
        times = []
        for place in places:
            began = time.perf_counter()
            press(page, key, place)
            times.append(time.perf_counter() - began)
            page.wait_for_timeout(300)
        return times

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "demo.duckdb"
        shutil.copy(demo, path)
        with serving(path, is_fresh=True) as server:
            browser = playwright.chromium.launch(**chromium_arguments())
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.goto(f"{server.url}/meeting?meeting=250704-A")
            page.locator(".hall h1").wait_for()
            page.wait_for_timeout(1_500)
            _, count = number(page)
            for words, key, places in (
                ("first walk", "PageDown", range(2, count + 1)),
                ("back again", "PageUp", range(count - 1, 0, -1)),
            ):
                times = walk(page, key, places)
                say(
                    f"会议, key to the next page, {words}, {len(times)} pages",
                    f"{median(times) * 1000:.0f} ms, max {max(times) * 1000:.0f} ms",
                )
            page.goto(f"{server.url}/meeting")
            page.get_by_role("button", name="开会").click()
            page.locator(".hall h1").wait_for()
            page.goto(page.url.split("&")[0] + "&step=sheets")
            page.locator(".hall .count").wait_for()
            waits = []
            for sheets, rater in enumerate(("华亭市", "泾川县", "崇信县", "庄浪县", "静宁县"), start=4):
                send_sheet(path, rater, "2025-12-26")
                began = time.perf_counter()
                page.wait_for_function(f"() => document.querySelector('.hall .count b').innerText === '{sheets}'", polling=20)
                waits.append(time.perf_counter() - began)
                page.wait_for_timeout(700)
            say("会议, accepted score sheet to the projector", f"{median(waits) * 1000:.0f} ms, max {max(waits) * 1000:.0f} ms")
            browser.close()
