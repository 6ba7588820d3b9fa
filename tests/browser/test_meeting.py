"""会议 on the projector: the whole run by keyboard alone, sheets coming in, the reveal, decisions, and what stays as it was."""

from __future__ import annotations

import base64
import io
import re
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from examples.__main__ import FOLDER
from loaders.templates.drawing import FIRST_ROW
from pages.parts.look import total
from tests.browser.conftest import Server, Visitor, assert_sound, rest, visit
from warehouse.connection import Warehouse
from warehouse.handover import reaching
from warehouse.meeting_queries import meetings

HALLS = ((1920, 1080), (1280, 720))
_FAULTS = """() => {
    const faults = [], width = innerWidth, height = innerHeight;
    const texts = document.querySelectorAll('.hall *, .st-key-hall_form *, .st-key-hall_close *, .st-key-hall_keys *');
    for (const element of texts) {
        const own = [...element.childNodes].filter(node => node.nodeType === 3 && node.textContent.trim());
        const field = element.matches('input');
        if (!own.length && !field) continue;
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        if (!box.width || !box.height || style.visibility === 'hidden') continue;
        const words = own.map(node => node.textContent.trim()).join(' ').slice(0, 30) || element.value || element.placeholder;
        if (parseFloat(style.fontSize) < 28) faults.push(`small ${style.fontSize}: ${words}`);
        if (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1) faults.push(`beyond the screen: ${words}`);
        if (style.overflow !== 'visible' && style.display !== 'inline' && element.scrollWidth > element.clientWidth + 2 && !field)
            faults.push(`clipped: ${words}`);
    }
    const main = document.querySelector('.hall main'), room = main.getBoundingClientRect();
    for (const element of main.querySelectorAll('li, p, .rank, .bar')) {
        const box = element.getBoundingClientRect();
        if (box.height && (box.bottom > room.bottom + 2 || box.top < room.top - 2)) faults.push(`out of its room: ${element.innerText.slice(0, 30)}`);
        if (box.height && element.scrollHeight > element.clientHeight + 4) faults.push(`fuller than its box: ${element.innerText.slice(0, 30)}`);
    }
    const inner = element => { const range = document.createRange(); range.selectNodeContents(element); return range.getBoundingClientRect(); };
    const boxes = selector => [...document.querySelectorAll(selector)].map(e => e.innerText ? inner(e) : e.getBoundingClientRect());
    const words = boxes('.hall h1, .hall li span, .hall main p, .hall .rank span, .hall .bar span');
    for (const a of boxes('.st-key-hall_form button, .st-key-hall_form input, .st-key-hall_close button, .st-key-hall_keys button, .hall .timer'))
        if (words.some(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)) faults.push('a control lies over a text');
    if (document.documentElement.scrollHeight > height) faults.push('the page scrolls');
    return faults;
}"""
_BOXES = "() => [...document.querySelectorAll('.hall header, .hall main, .hall footer, .hall li')].map(e => JSON.stringify(e.getBoundingClientRect()))"


def step(page: Page) -> str:
    return str(page.evaluate("new URL(location).searchParams.get('step') || ''"))


def number(page: Page) -> tuple[int, int]:
    found = re.search(r"第 (\d+)/(\d+) 页", page.locator(".hall .caption").inner_text())
    assert found, "a caption on every page"
    return int(found[1]), int(found[2])


def press(page: Page, key: str, wanted: int) -> None:
    """A key, and the page it leads to; a machine under heavy load may swallow one, as a person would see and press again."""
    for tries_left in (2, 1, 0):
        rest(page)  # a key that comes while the page is drawn anew may be swallowed
        page.keyboard.press(key)
        try:
            page.wait_for_function(
                f"() => document.querySelector('.hall .caption')?.innerText.includes('第 {wanted}/')",
                timeout=6_000 if tries_left else 15_000,
            )
        except TimeoutError:
            if not tries_left:
                raise
        else:
            return


def assert_fits(page: Page) -> None:
    rest(page)
    for width, height in HALLS[::-1]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(_FAULTS) == [], f"{step(page)} at {width}×{height}"


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until something of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(a => a.placeholder || (a.tagName === 'BUTTON' ? a.innerText.trim() : ''))(document.activeElement)").startswith(
            words
        ):
            return
    raise AssertionError(f"no Tab leads to {words}")


def choose(page: Page, number: int) -> None:
    """Choose a decision that is there, by keyboard."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-hall_which') !== null && document.activeElement.tagName === 'INPUT'"):
            break
    page.keyboard.type(f"第 {number} 条")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"去掉第 {number} 条").wait_for()


def send(path: Path, operation: str, arguments: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
    """Ask the running app, as the commands do."""
    with reaching(path, {}) as desk:
        answer: dict[str, Any] = desk.request(operation, arguments, content)
        return answer


def send_sheet(path: Path, rater: str, round_date: str) -> None:
    """The rater's official template, filled in, through the loader beside the app."""
    template = send(path, "template", {"kind": "scoring", "unit": rater, "round": round_date})
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(template["content"])))
    page = book.worksheets[0]
    for row in range(FIRST_ROW, page.max_row + 1):
        if isinstance(page.cell(row, 1).value, int):
            for column in range(3, 8):
                page.cell(row, column).value = 15 + row % 3
    filled = io.BytesIO()
    book.save(filled)
    answer = send(path, "load", {"file_name": f"{rater}.xlsx", "sender": rater}, filled.getvalue())
    assert answer["status"] == "accepted", answer["issues"]


@pytest.fixture
def hall(visitor: Visitor) -> Page:
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    return visitor.page


def test_a_whole_meeting_by_keyboard_alone(own_server: Server, hall: Page) -> None:
    page, path = hall, own_server.warehouse
    visit(page, own_server, "/meeting")
    expect(page.locator("h1").first).to_contain_text("已开会 2 次")
    assert_sound(page)
    tab_to(page, "开会")
    page.keyboard.press("Enter")
    page.locator(".hall h1").wait_for()
    at, count = number(page)
    texts = {}
    while step(page) != "sheets":
        rest(page)
        texts[step(page)] = page.locator(".hall main").inner_text()
        assert_fits(page)
        at += 1
        press(page, ("PageDown", "ArrowRight", "ArrowDown")[at % 3], at)
    expect(page.locator(".hall h1")).to_have_text("评分进行中(3/8)")
    assert_fits(page)

    # Nothing is revealed before the scoring has ended.
    press(page, "PageDown", at + 1)
    expect(page.locator(".hall h1")).to_contain_text("评分进行中(3/8)")
    assert page.locator(".hall .rank").count() == 0
    expect(page.locator(".hall .wait")).to_contain_text("还没有交:")
    assert_fits(page)
    press(page, "PageUp", at)

    # The office could end the scoring now; it is asked twice, and does not.
    tab_to(page, "结束评分")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确认结束评分").wait_for()
    assert_fits(page)
    tab_to(page, "先不结束")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="结束评分", exact=True).wait_for()

    # Sheets come in live, and nothing moves.
    before = page.evaluate(_BOXES)
    for sheets, rater in enumerate(("华亭市", "泾川县", "崇信县", "庄浪县", "静宁县"), start=4):
        send_sheet(path, rater, "2025-12-26")
        accepted = time.monotonic()
        words = f"打分表已收齐({sheets}/8)" if sheets == 8 else f"评分进行中({sheets}/8)"
        expect(page.locator(".hall h1")).to_have_text(words, timeout=5_000)
        assert time.monotonic() - accepted < 5
    assert page.evaluate(_BOXES) == before

    last = at
    for place in range(1, count - at):
        press(page, "PageDown", at + place)
        last = at + place
        if not step(page).startswith("reveal"):
            break
        assert page.locator(".hall .rank:not(.hidden):not(.heads)").count() == place - 1
        if place > 1:
            assert_fits(page)
        if step(page) == "reveal-8":
            shown = page.locator(".hall .rank .figure").all_inner_texts()
            names = page.locator(".hall .rank .name").all_inner_texts()
    assert step(page) == "ranking"
    assert page.locator(".hall .rank .figure").all_inner_texts() == shown
    assert page.locator(".hall .rank .name").all_inner_texts() == names
    assert page.locator(".hall .label").count() == 8
    assert_fits(page)
    last += 1
    press(page, "PageDown", last)
    assert step(page) == "decisions"

    # Decisions are typed in; the keys that turn pages belong to the field meanwhile.
    tab_to(page, "写一条决定")
    page.keyboard.type("下月底前逐条销号 <b>$x$</b>")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".hall .lines li")).to_have_count(1)
    expect(page.locator(".hall .lines li .grow")).to_have_text("下月底前逐条销号 <b>$x$</b>")
    assert step(page) == "decisions"
    assert_fits(page)
    page.keyboard.type("逐项督促")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("月底")
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stToast]")).to_contain_text("看不懂")
    page.keyboard.press("Control+A")
    page.keyboard.type("2026年1月31日")
    page.keyboard.press("Enter")
    expect(page.locator(".hall .lines li .due").nth(1)).to_have_text("2026-01-31 前")
    choose(page, 2)
    tab_to(page, "去掉第 2 条")
    page.keyboard.press("Enter")
    expect(page.locator(".hall .lines li")).to_have_count(1)
    page.keyboard.press("Escape")
    press(page, "End", count)
    expect(page.locator(".hall h1")).to_have_text("揭晓以来总分和名次没有变动")
    assert_fits(page)

    # A crash or a reload comes back to where it was.
    press(page, "PageUp", last)
    page.reload()
    page.locator(".hall h1").wait_for()
    assert number(page) == (last, count)
    press(page, "Home", 1)
    meeting = page.evaluate("new URL(location).searchParams.get('meeting')")
    for key in ("city", "unit-kongtong", "unit-kongtong-tasks"):
        page.goto(f"{own_server.url}/meeting?meeting={meeting}&step={key}")
        page.locator(".hall main").wait_for()
        assert page.locator(".hall main").inner_text() == texts[key], "what was frozen stays"

    own_server.stop()
    with Warehouse.open(path, 10) as warehouse, warehouse.reading() as cursor:
        held = meetings(cursor)[0]
        ranking = cursor.execute("select unit_name, total from county_ranking_at(?, ?)", [held.as_of, held.revealed_at]).fetchall()
    by_name = {name.split("(")[0].split("(")[0]: total(figure) for name, figure in ranking}
    assert {name.rstrip("※"): figure for name, figure in zip(names, shown, strict=True)} == by_name
    assert held.meeting_id == "251226-A"
    assert [one.words for one in held.decisions] == ["下月底前逐条销号 <b>$x$</b>"]


def test_what_comes_in_after_the_opening_moves_no_page_and_is_listed(own_server: Server, hall: Page) -> None:
    page, path = hall, own_server.warehouse
    visit(page, own_server, "/meeting?meeting=250704-A&step=city")
    page.locator(".hall h1").wait_for()
    city = page.locator(".hall").inner_text()
    page.goto(f"{own_server.url}/meeting?meeting=250704-A&step=since")
    expect(page.locator(".hall h1")).to_contain_text("揭晓以来 8 个单位")
    before = page.locator(".hall .aside").inner_text()
    report = next(iter(sorted((FOLDER / "workbooks").glob("2025-06_灵台县*填报表*"))))
    book = openpyxl.load_workbook(report)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "推进中":
                cell.value = "已完成"
    changed = io.BytesIO()
    book.save(changed)
    answer = send(path, "load", {"file_name": report.name, "sender": "灵台县"}, changed.getvalue())
    assert answer["status"] == "accepted", answer["issues"]
    expect(page.locator(".hall .aside")).not_to_have_text(before, timeout=5_000)
    expect(page.locator(".hall .aside")).to_contain_text("收到灵台县 2025-06 的填报表")
    page.goto(f"{own_server.url}/meeting?meeting=250704-A&step=city")
    page.locator(".hall h1").wait_for()
    assert page.locator(".hall").inner_text() == city


def test_an_unknown_meeting_and_both_looks(server: Server, hall: Page) -> None:
    page = hall
    visit(page, server, "/meeting?meeting=X")
    expect(page.locator("h1")).to_have_text("没有这次会议")
    visit(page, server, "/meeting?meeting=250704-A&step=city&look=dark")
    expect(page.locator(".hall")).to_have_css("background-color", "rgb(15, 24, 38)")
    for _ in range(4):  # as fast as a thumb goes, and not one of them is lost
        page.keyboard.press("PageDown")
        page.wait_for_timeout(400)
    page.wait_for_function("() => document.querySelector('.hall .caption')?.innerText.includes('第 7/')")
    page.keyboard.press("d")
    expect(page.locator(".hall")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.locator("[data-testid=stSidebar]").count() == 0 or not page.locator("[data-testid=stSidebar]").is_visible()


def test_long_decisions_take_pages_of_their_own(own_server: Server, hall: Page) -> None:
    page = hall
    visit(page, own_server, "/meeting?meeting=250704-A&step=decisions")
    page.locator(".hall h1").wait_for()
    for written, words in enumerate(("各单位于月底前把问题逐条销号" * 14, "短", "a1" * 100, "b"), start=5):
        tab_to(page, "写一条决定")
        page.keyboard.insert_text(words)
        page.keyboard.press("Enter")
        expect(page.locator(".hall h1")).to_have_text(f"会议决定 {written} 项")
        expect(page.locator(".hall .grow").last).to_have_text(words)  # the page turns to what was just written
        assert_fits(page)
        page.keyboard.press("Escape")
    assert step(page) == "decisions-4"
    visit(page, own_server, "/meeting")
    page.get_by_role("button", name="开会").click()
    expect(page.locator(".hall h1")).to_have_text("上次会议(2025年年中互评)决定 8 项,逐项看落实")
    shown = 0
    at = 1
    while step(page) in ("", "before") or step(page).startswith("before-"):
        rest(page)
        assert_fits(page)
        shown += page.locator(".hall .lines li").count()
        at += 1
        press(page, "PageDown", at)
    assert shown == 8
    assert at > 2


def test_other_pages_stay_as_they_are_beside_a_meeting_in_the_address(server: Server, hall: Page) -> None:
    visit(hall, server, "/overview?meeting=250704-A")
    expect(hall.locator("h1").first).to_contain_text("全市")
    expect(hall.locator("[data-testid=stSidebar]")).to_be_visible()


def test_a_unit_looks_on_and_opens_ends_and_decides_nothing(server: Server, hall: Page) -> None:
    visit(hall, server, "/meeting?sender=huating")
    expect(hall.get_by_role("button", name="进入投影").first).to_be_visible()
    expect(hall.get_by_role("button", name="开会", exact=True)).to_have_count(0)
    hall.goto(f"{server.url}/meeting?meeting=250704-A&step=decisions&sender=huating")
    hall.locator(".hall").first.wait_for()
    rest(hall)
    expect(hall.get_by_role("button", name="记下")).to_have_count(0)
    hall.goto(f"{server.url}/meeting?meeting=250704-A&step=decisions")
    expect(hall.get_by_role("button", name="记下")).to_have_count(1)
