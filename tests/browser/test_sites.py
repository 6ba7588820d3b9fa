"""互观 in a browser: the map and its choice, points kept back, the list of visits laid down by keyboard, printed, and live elsewhere."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor, assert_sound, at_every_size, press, rest, serving, visit
from tests.warehouse.helpers import SMALL, opened, plan_copy, put, register
from warehouse import review_queries
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse
from warehouse.preparation import Visit, choose_visits
from warehouse.records import OFFICE

MAP, LIST, VISITS, PRINTED = ".st-key-site_map_box", ".st-key-site_list", ".st-key-visits", ".st-key-visits_print"
ADDRESS = "/sites?as_of=2025-03-31"
HOSTILE = ("<img src=x onerror=alert(1)>", "**粗** $x$ [链](http://a.example)", "=1+1")


def _points(page: Page) -> int:
    return page.locator(f"{MAP} svg image").count()


def test_the_answer_comes_first_at_every_size(server: Server, demo_file: Path, visitor: Visitor) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        quota = review_queries.quota(cursor, date(2025, 3, 31), datetime(2030, 1, 1))
    counted = quota[quota["unit_code"] != "city"]["sites"].sum()
    target, gap = quota["target"].sum(), quota["gap"].clip(lower=0).sum()
    visit(visitor.page, server, ADDRESS)
    expect(visitor.page.locator("h1").first).to_have_text(f"示范点已建 {counted:g} 个,应建 {target:g} 个,还差 {gap:g} 个", timeout=15_000)
    for _ in at_every_size(visitor.page):
        visitor.page.locator(f"{MAP} svg image").first.wait_for()
        expect(visitor.page.get_by_text("示意图,不作为划界依据")).to_be_visible()
        expect(visitor.page.locator(".site-kinds li")).to_have_count(10)


def test_venues_have_no_point_until_somebody_asks(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, f"{ADDRESS}&domain=venue")
    expect(page.locator(MAP)).to_contain_text("标出 0 个;进宗教活动场所 20 个默认不标点")
    assert _points(page) == 0
    expect(page.locator(f"{MAP} svg .mark-shape path[aria-label*='崆峒区:3 个']")).to_have_count(1)  # counted all the same
    page.get_by_text("显示宗教活动场所点位").click()
    page.locator(f"{MAP} svg image").first.wait_for()
    assert _points(page) > 0
    assert "venue" in page.url
    other = visitor.another_window()
    other.goto(page.url)
    expect(other.locator(MAP)).to_contain_text("标出 0 个")  # a link brings no points along


def test_a_county_is_chosen_on_the_map_and_by_keyboard(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, ADDRESS)
    page.locator(f"{MAP} svg .mark-shape path[aria-label*='静宁县']").click(position={"x": 60, "y": 30})
    page.wait_for_url("**unit=jingning**")
    expect(page.locator(LIST)).to_contain_text("静宁县的示范点")
    expect(page.locator(".st-key-site_kinds")).to_contain_text("静宁县各类")
    field = page.get_by_role("combobox", name="类别")
    field.focus()
    page.keyboard.type("进机关")
    expect(page.get_by_role("option", name="进机关")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**domain=office**")
    expect(page.locator(LIST)).to_contain_text("静宁县 进机关的示范点 · 5 个,其中 2 个命名时间在数据截至日以后")
    expect(page.locator(LIST)).to_contain_text("名录由")
    for key, name in (("site_list", "静宁县 进机关示范点.xlsx"), ("quota", "示范点定额与名录.xlsx"), ("quota_long", "示范点定额明细.xlsx")):
        with page.expect_download() as download:
            page.locator(f".st-key-download_{key} button").click()
        assert download.value.suggested_filename == name
        assert "演示数据" in load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]["A1"].value


def test_a_cell_of_the_quota_shows_its_sites(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1366, "height": 1600})
    visit(page, server, ADDRESS)
    grid = page.locator(".st-key-quota_table canvas").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 200, "y": 35 * 2 + 18}, force=True)  # the grid's own layer takes the click
    page.wait_for_url("**domain=office**")
    expect(page.locator(LIST)).to_contain_text("全市 进机关的示范点")


def test_the_picture_comes_soon(server: Server, visitor: Visitor) -> None:
    visit(visitor.page, server, ADDRESS)
    visitor.page.locator(f"{MAP} svg image").first.wait_for()
    rest(visitor.page)
    with visitor.page.expect_download() as picture:
        visitor.page.locator(".st-key-picture_sites button").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


# ---- the list of visits ----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Server]:
    """Two villages in a register and a hostile one, one of them on the list of a round."""
    path = tmp_path / "small.duckdb"
    initialise(path, SMALL)
    with open_current(path, 5) as warehouse:
        opened(warehouse, "2024-06-30")
        put(warehouse, register("qinghe", dict.fromkeys(("希望村", "和平村", *HOSTILE), "2024-02-01"), "2024-03-01"))
        with warehouse.writing() as cursor:
            choose_visits(
                cursor, date(2024, 6, 30), [Visit("qinghe", "village", "希望村", "希望村", "看台账")], datetime(2024, 6, 1), OFFICE
            )
    with serving(path) as running:
        yield running


def _names(page: Page) -> list[str]:
    return [row.locator("td").nth(3).inner_text() for row in page.locator(f"{PRINTED} tbody tr").all()]


def _type_and_pick(page: Page, text: str) -> None:
    field = page.get_by_role("combobox", name=re.compile("从名录中选示范点"))
    expect(field).to_be_visible()
    field.focus()
    field.press_sequentially(text)
    page.get_by_role("option", name=re.compile(re.escape(text))).first.wait_for(timeout=20_000)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stMultiSelect")).to_contain_text(text)
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)  # the run that the choice asks for begins a moment after the key, and would take a button's focus along
    rest(page)


def test_the_list_is_laid_down_by_keyboard_and_shows_elsewhere(small: Server, visitor: Visitor) -> None:
    page = visitor.page
    other = visitor.another_window()
    visit(other, small, "/sites")
    visit(page, small, "/sites?round=2024-06-30")
    page.bring_to_front()
    assert _names(page) == ["希望村"]
    page.locator(f"{VISITS} summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)  # what opens takes the letters once it is open
    _type_and_pick(page, "和平村")
    press(page, "加入清单")
    expect(page.locator(".st-key-visits_unsaved")).to_contain_text("还没有保存")
    assert _names(page) == ["希望村"], "what is shown is what is saved"
    press(page, "上移", 1)
    expect(page.locator(VISITS)).to_contain_text("1. 和平村")
    expect(page.get_by_label("第 1 个点的备注")).to_have_count(1)  # until the run is over the one before stands there too
    page.get_by_label("第 1 个点的备注").fill("问情况")
    page.keyboard.press("Enter")
    rest(page)
    page.wait_for_timeout(2500)  # longer than a live refresh, which drops no draft
    expect(page.locator(".st-key-visits_unsaved")).to_be_visible()
    press(page, "保存清单")
    expect(page.locator(f"{PRINTED} tbody tr")).to_have_count(2)
    assert _names(page) == ["和平村", "希望村"]
    expect(page.locator(PRINTED)).to_contain_text("问情况")
    expect(page.locator(".st-key-visits_unsaved")).to_have_count(0)
    expect(other.locator(f"{PRINTED} tbody tr")).to_have_count(2, timeout=5000)
    assert_sound(page)


def test_a_list_saved_elsewhere_meanwhile_is_told(small: Server, visitor: Visitor) -> None:
    page, other = visitor.page, visitor.another_window()
    for window in (page, other):
        visit(window, small, "/sites")
        window.locator(f"{VISITS} summary").click()
        window.get_by_role("button", name="去掉").click()
        expect(window.locator(".st-key-visits_unsaved")).to_contain_text("改为 清空")
    press(page, "保存清单")
    expect(page.locator(VISITS)).to_contain_text("还没有排定要看的示范点")
    expect(other.locator(".st-key-visits_unsaved")).to_have_count(0, timeout=15_000)  # what it wanted is what stands
    other.bring_to_front()
    _type_and_pick(other, "和平村")
    press(other, "加入清单")
    expect(other.locator(".st-key-visits_unsaved")).to_be_visible()
    page.bring_to_front()
    _type_and_pick(page, "希望村")
    press(page, "加入清单")
    press(page, "保存清单")
    expect(other.locator(".st-key-visits_unsaved")).to_contain_text("别处保存过另一份清单", timeout=15_000)
    press(other, "放弃改动")
    expect(other.locator(".st-key-visits_unsaved")).to_have_count(0)
    assert _names(other) == ["希望村"]


def test_a_unit_reads_the_list_and_changes_nothing(small: Server, visitor: Visitor) -> None:
    visit(visitor.page, small, "/sites?sender=qinghe")
    assert _names(visitor.page) == ["希望村"]
    expect(visitor.page.locator(f"{VISITS} summary")).to_have_count(0)


def test_foreign_names_stand_for_themselves(small: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, small, "/sites")
    page.locator(f"{VISITS} summary").click()
    page.wait_for_timeout(600)
    for name in HOSTILE:
        _type_and_pick(page, name[:8])
    press(page, "加入清单")
    for name in HOSTILE:
        expect(page.locator(VISITS)).to_contain_text(name)
    press(page, "保存清单")
    expect(page.locator(f"{PRINTED} tbody tr")).to_have_count(4)
    assert _names(page) == ["希望村", *HOSTILE]
    assert page.locator(f"{VISITS} img, {VISITS} a, {VISITS} td *, {VISITS} .katex").count() == 0
    with page.expect_download() as download:
        page.locator(".st-key-download_visits button").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert [sheet.cell(row, 4).value for row in range(4, 8)] == ["希望村", *HOSTILE]
    assert sheet["D7"].data_type == "s"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_leaves_the_list_alone_on_the_paper(server: Server, visitor: Visitor, scheme: str) -> None:
    page = visitor.page
    page.emulate_media(color_scheme=scheme)
    visit(page, server, "/sites")
    page.evaluate("window.print = () => { window.printed = document.documentElement.dataset.print; }")
    press(page, "打印")
    page.wait_for_function("window.printed === 'visits'")
    page.emulate_media(media="print", color_scheme=scheme)
    shown = page.evaluate("""() => [...document.querySelectorAll("h1, canvas, svg.marks, button, [data-testid=stSidebar], .site-kinds")]
        .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))""")
    assert shown == []
    table = page.locator(f"{PRINTED} table")
    assert table.is_visible()
    assert table.evaluate("e => getComputedStyle(e.querySelector('td')).color") == "rgb(0, 0, 0)"
    assert table.bounding_box()["y"] < 120, "nothing blank stands over the list"
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.print") is None


# ---- where there is little to show -----------------------------------------------------------------------------------------


def test_nothing_yet(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "empty.duckdb"
    initialise(path, SMALL)
    with serving(path) as empty:
        visit(visitor.page, empty, "/sites")
        expect(visitor.page.locator("h1").first).to_have_text("示范点应建 2 个,还没有收到名录")
        expect(visitor.page.get_by_text("还没有单位报送示范点名录")).to_be_visible()
        expect(visitor.page.locator(VISITS)).to_contain_text("还没有开设互评")
        expect(visitor.page.locator(f"{MAP} svg .mark-shape path[aria-label*='青禾县(演示):未报名录']")).to_have_count(1)
        expect(visitor.page.locator(".site-kinds")).to_contain_text("未报/2")
        assert_sound(visitor.page)


def test_without_outlines_the_rest_stands(tmp_path: Path, visitor: Visitor) -> None:
    folder = plan_copy(tmp_path / "plan")
    (folder / "outlines.geojson").unlink()
    path = tmp_path / "flat.duckdb"
    initialise(path, folder)
    with open_current(path, 5) as warehouse:
        put(warehouse, register("qinghe", {"希望村": "2024-02-01"}, "2024-03-01"))
    with serving(path) as flat:
        visit(visitor.page, flat, "/sites?unit=qinghe")
        expect(visitor.page.locator("h1").first).to_have_text("示范点已建 1 个,应建 2 个,还差 1 个")
        expect(visitor.page.locator(LIST)).to_contain_text("青禾县的示范点 · 1 个")
        expect(visitor.page.locator(MAP)).to_have_count(0)
        assert_sound(visitor.page)


def test_a_plan_without_kinds_of_sites_says_so(tmp_path: Path, visitor: Visitor) -> None:
    folder = plan_copy(tmp_path / "plan")
    (folder / "site_domains.csv").unlink()
    path = tmp_path / "none.duckdb"
    initialise(path, folder)
    with serving(path) as none:
        visit(visitor.page, none, "/sites")
        expect(visitor.page.get_by_text("本方案没有示范点类别")).to_be_visible()
        assert_sound(visitor.page)


def test_a_site_that_left_the_register_says_so(small: Server, visitor: Visitor, tmp_path: Path) -> None:
    small.stop()
    path = tmp_path / "later.duckdb"
    shutil.copy(small.warehouse, path)
    with open_current(path, 5) as warehouse:
        put(warehouse, register("qinghe", {"和平村": None}, "2024-07-01"))
    with serving(path) as later:
        page = visitor.page
        visit(page, later, "/sites")
        assert _names(page) == ["希望村(已不在名录)"]
        page.locator(f"{VISITS} summary").click()
        expect(page.locator(VISITS)).to_contain_text("已不在名录,保存前请去掉")
        page.get_by_label("第 1 个点的备注").fill("改")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="保存清单").click()
        expect(page.get_by_text("不在现行的示范点名录里")).to_be_visible()
