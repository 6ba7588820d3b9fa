"""互检 as people use it: read at every size, a rotation taken and changed while others look on, the check sheet taken along."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from openpyxl import load_workbook
from playwright.sync_api import Download, Locator, Page, expect

from pages.review.inspection_figures import answer
from tests.browser.conftest import Server, Visitor, assert_sound, at_every_size, choose, press, rest, serving, visit
from tests.warehouse.helpers import SMALL, inspection, opened, plan_copy, put, report
from warehouse import review_queries
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse

UNPLANNED, PLANNED = "/inspection?round=2025-12-26", "/inspection?round=2025-07-04"
ASSIGNMENT, UNSAVED, CHECK = ".st-key-assignment", ".st-key-assignment_unsaved", ".st-key-check_first"
HEADER, LINE = 35, 35
"""Heights in a table, in pixels."""


def _codes(download: Download) -> list[str]:
    """The indicators that a check sheet lists."""
    sheet = load_workbook(io.BytesIO(Path(download.path()).read_bytes())).worksheets[0]
    texts = [str(sheet.cell(row, 1).value or "") for row in range(1, sheet.max_row + 1)]
    return [text for text in texts if re.fullmatch(r"S?\d+-\d+", text)]


def _ring(page: Page) -> str:
    return page.locator(f"{ASSIGNMENT} img.ring").get_attribute("alt") or ""


def _open_editor(page: Page) -> None:
    page.locator(f"{ASSIGNMENT} summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)  # what opens takes the letters once it is open


def _tick(grid: Locator, row: int) -> None:
    """Click the box before a row of a table; the grid's own layer takes the click."""
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 17, "y": HEADER + LINE * row + LINE // 2}, force=True)


# ---- reading -----------------------------------------------------------------------------------------------------------------


def test_the_answer_comes_first_at_every_size(server: Server, demo_file: Path, visitor: Visitor) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        clocks = date(2025, 3, 31), datetime(2030, 1, 1)
        said = answer(review_queries.rectifications(cursor, *clocks), review_queries.held_shares(cursor, *clocks))
    visit(visitor.page, server, "/inspection?as_of=2025-03-31&round=2025-07-04")
    expect(visitor.page.locator("h1").first).to_have_text(said, timeout=15_000)
    ring = visitor.page.locator(f"{ASSIGNMENT} img.ring")
    for _ in at_every_size(visitor.page):
        expect(ring).to_be_visible()
        assert ring.evaluate("image => image.complete && image.naturalWidth > 0"), "the drawing is a broken picture"
        assert _ring(visitor.page).startswith("崆峒区核查灵台县;华亭市核查崇信县;")
        expect(visitor.page.locator(".st-key-verified_points svg.marks")).to_be_visible()


def test_a_row_leads_to_its_finding_and_a_unit_is_followed(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1366, "height": 1800})
    visit(page, server, "/inspection?unit=jingning")
    box = page.locator(".st-key-verified")
    expect(box).to_contain_text("共 23 行")
    box.get_by_text("只看核减的").click()
    expect(box).to_contain_text("共 3 行")
    expect(box).to_contain_text("在用,待核")  # an objection waits
    assert parse_qs(urlsplit(page.url).query)["reduced"] == ["1"]
    rest(page)
    with page.expect_download() as download:
        page.locator(".st-key-download_outcomes button").click()
    assert download.value.suggested_filename == "静宁县 自报与核实(只列核减的).xlsx"
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert "演示数据" in sheet["A1"].value
    assert [sheet.cell(row, 8).value for row in range(2, 6)] == ["结果", "核减", "核减", "核减"]
    _tick(page.locator(".st-key-outcome_rows canvas").first, 0)
    page.wait_for_url("**finding=huating.jingning.2025-09.08-2**")
    expect(page.get_by_role("dialog")).to_contain_text("静宁县 · 08-2")


# ---- who inspects whom -------------------------------------------------------------------------------------------------------


def test_the_office_takes_the_proposal_and_changes_it(own_server: Server, visitor: Visitor) -> None:
    page, other = visitor.page, visitor.another_window()
    visit(other, own_server, f"{UNPLANNED}&sender=huating")
    expect(other.get_by_role("button", name="按建议排定")).to_have_count(0)
    expect(other.locator(f"{ASSIGNMENT} summary")).to_have_count(0)
    visit(page, own_server, UNPLANNED)
    page.bring_to_front()
    expect(page.locator(ASSIGNMENT)).to_contain_text("还没有排定,下面是建议")
    proposed = _ring(page)
    press(page, "按建议排定")
    expect(page.locator(ASSIGNMENT)).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d 排定"))
    expect(other.locator(ASSIGNMENT)).to_contain_text(re.compile(r"\d\d:\d\d 排定"), timeout=5000)
    assert _ring(page) == _ring(other) == proposed
    _open_editor(page)
    choose(page, "崆峒区核查的单位", "华亭市")
    expect(page.locator(UNSAVED)).to_contain_text("改为 8 对")
    expect(page.locator(UNSAVED)).to_contain_text("泾川县没有单位核查")
    expect(page.locator(UNSAVED)).to_contain_text("崆峒区以前核查过华亭市(1 次)")
    press(page, "去掉", 7)
    expect(page.locator(UNSAVED)).to_contain_text("改为 7 对")
    expect(page.locator(UNSAVED)).to_contain_text("平凉工业园区(高新区)没有安排核查别的单位")
    page.wait_for_timeout(2500)  # longer than a live refresh, which drops no draft
    assert _ring(page) == proposed, "what is shown is what is saved"
    press(page, "保存安排")
    expect(page.locator(UNSAVED)).to_have_count(0)
    expect(other.locator(f"{ASSIGNMENT} img.ring")).to_have_attribute("alt", re.compile("^崆峒区核查华亭市;"), timeout=5000)
    assert _ring(page).count("核查") == 7
    assert_sound(page)


def test_an_arrangement_saved_elsewhere_meanwhile_is_told(own_server: Server, visitor: Visitor) -> None:
    page, other = visitor.page, visitor.another_window()
    for window in (page, other):
        visit(window, own_server, PLANNED)
        window.bring_to_front()
        _open_editor(window)
        press(window, "去掉", 0 if window is page else 1)
        expect(window.locator(UNSAVED)).to_contain_text("改为 7 对")
    page.bring_to_front()
    press(page, "保存安排")
    expect(page.locator(UNSAVED)).to_have_count(0)
    expect(other.locator(UNSAVED)).to_contain_text("别处保存过另一份安排", timeout=15_000)
    other.bring_to_front()
    press(other, "放弃改动")
    expect(other.locator(UNSAVED)).to_have_count(0)
    assert _ring(other) == _ring(page)


def test_looking_back_changes_nothing(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, f"{PLANNED}&known_at=2025-06-30")
    expect(page.locator(ASSIGNMENT)).to_contain_text("要改安排,请先把左边的“按哪天所知”改为“现在”")
    expect(page.locator(ASSIGNMENT)).to_contain_text("这一轮还没有排定,下面是建议")  # laid down on the next day
    expect(page.locator(CHECK)).to_contain_text("要下载,请先把左边的“按哪天所知”改为“现在”")
    expect(page.get_by_role("button", name="按建议排定")).to_have_count(0)
    expect(page.locator(f"{ASSIGNMENT} summary")).to_have_count(0)


# ---- what to check first -----------------------------------------------------------------------------------------------------


def test_the_check_sheet_comes_with_what_is_ticked(own_server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1366, "height": 1800})
    visit(page, own_server, f"{PLANNED}&sender=lingtai")
    box = page.locator(CHECK)
    expect(box.get_by_role("combobox", name="被核查单位")).to_have_value("静宁县")  # whom it inspects in this round
    expect(box).to_contain_text("下载核查表(8 项")
    field = box.get_by_role("spinbutton", name="列入核查表的项数")
    field.fill("3")
    page.keyboard.press("Enter")
    expect(box).to_contain_text("下载核查表(3 项")
    rest(page)
    _tick(box.locator("canvas").first, 1)
    expect(box).to_contain_text("下载核查表(2 项")
    with page.expect_download() as download:
        page.locator(".st-key-download_check_sheet button").click()
    assert download.value.suggested_filename == "互检核查表_灵台县_静宁县_2025-12.xlsx"
    assert len(_codes(download.value)) == 2
    office = visitor.another_window()
    visit(office, own_server, UNPLANNED)
    office.bring_to_front()
    press(office, "按建议排定")
    expect(office.locator(ASSIGNMENT)).to_contain_text("排定。")
    page.bring_to_front()
    page.wait_for_timeout(3000)  # a live refresh, which drops no tick
    expect(box).to_contain_text("下载核查表(2 项")
    assert_sound(page)


def test_the_month_and_the_unit_stand_in_the_address_and_nobody_checks_itself(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, f"{PLANNED}&unit=huating&month=2025-09")
    box = page.locator(CHECK)
    expect(box.get_by_role("combobox", name="核查单位", exact=True)).to_have_value("静宁县(本轮核查它)")
    with page.expect_download() as download:
        page.locator(".st-key-download_check_sheet button").click()
    assert download.value.suggested_filename == "互检核查表_静宁县_华亭市_2025-09.xlsx"
    field = box.get_by_role("spinbutton", name="列入核查表的项数")
    field.fill("55")
    page.keyboard.press("Enter")
    expect(box).to_contain_text("下载核查表(55 项")
    choose(page, "数据截至", "2023-09-30")
    expect(box).to_contain_text(re.compile(r"下载核查表\([1-4]\d 项"))  # fewer had been reported by then
    assert_sound(page)
    visit(page, server, f"{PLANNED}&unit=huating&sender=huating")
    expect(box).to_contain_text("这是本单位自己的指标,由别的单位来核查")
    expect(page.locator(".st-key-download_check_sheet")).to_have_count(0)


# ---- where there is little to show -------------------------------------------------------------------------------------------


def test_nothing_yet(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "empty.duckdb"
    initialise(path, SMALL)
    with serving(path) as empty:
        page = visitor.page
        visit(page, empty, "/inspection")
        expect(page.locator("h1").first).to_have_text("互检:到数据截至日还没有核查结果")
        expect(page.get_by_text("还没有开设互评。请先到“互评”页开设一轮")).to_be_visible()
        expect(page.get_by_text("到数据截至的那一天为止,还没有核查结果。")).to_be_visible()
        expect(page.locator(CHECK)).to_contain_text("还没有报了数、占总分的指标")
        assert_sound(page)


def test_foreign_names_stand_for_themselves(tmp_path: Path, visitor: Visitor) -> None:
    name = "青*禾*<img src=x>县"
    folder = plan_copy(tmp_path / "plan", ("units.csv", "qinghe,青禾县(演示)", f"qinghe,{name}"))
    path = tmp_path / "small.duckdb"
    initialise(path, folder)
    with open_current(path, 5) as warehouse:
        opened(warehouse, "2024-06-30")
        put(warehouse, report("qinghe", "2024-03", {"01-1": 4}, "2024-04-01T09:00"))
        put(warehouse, inspection("yunxi", "qinghe", "2024-03", {"01-1": 2}, "2024-04-20T09:00", "台账不全", "2024-05-01"))
    with serving(path) as small:
        page = visitor.page
        visit(page, small, "/inspection?unit=qinghe")
        expect(page.locator("h1").first).to_contain_text(f"最多的是{name}(1 个)")
        expect(page.locator(".st-key-verified_points")).to_contain_text(f"核查改变了哪些指标 · {name}")
        _open_editor(page)
        press(page, "去掉", 2)
        expect(page.locator(UNSAVED)).to_contain_text(f"{name}没有单位核查")
        assert page.locator("[data-testid=stMain] em, [data-testid=stMain] img:not(.ring)").count() == 0
        assert_sound(page)
