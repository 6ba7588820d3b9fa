"""Every page opens, answers its question, and stands in its address."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Server, Visitor, assert_sound, at_every_size, rest, serving, visit
from warehouse.build import initialise
from warehouse.connection import Warehouse

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "/": "全市创建任务完成",
    "/overview": "全市创建任务完成",
    "/matrix": "29 项任务",
    "/method": "权重",
    "/sites": "示范点已建",
    "/inspection": "互检查出 49 个问题",
    "/review": "评分进行中(3/8)",
    "/meeting": "已开会 2 次",
    "/upload": "报送",
}


def _english_words(page: Page) -> set[str]:
    return set(
        page.evaluate(
            """() => {
                const noPictures = document.head.appendChild(document.createElement('style'));
                noPictures.textContent = '[data-testid=stIconMaterial] { display: none }';  // words whose font draws pictures
                const texts = [document.body.innerText];
                for (const e of document.querySelectorAll('[aria-label], [title]')) {
                    if (e.closest('svg') || !e.checkVisibility()) continue;
                    texts.push(e.getAttribute('aria-label') || '', e.getAttribute('title') || '');
                }
                noPictures.remove();
                return texts.join(' ').match(/[A-Za-z]{3,}/g) || [];
            }"""
        )
    )


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("sizes", [("1366", "1920"), ("390",)])
def test_every_page_opens_at_every_size_without_an_english_word(
    server: Server, visitor: Visitor, address: str, sizes: tuple[str, ...]
) -> None:
    page = visitor.page
    width, height = SIZES[sizes[0]]
    page.set_viewport_size({"width": width, "height": height})
    visit(page, server, address)
    for _ in at_every_size(page, sizes):
        expect(page.locator("h1").first).to_contain_text(PAGES[address])
        expect(page.get_by_text("演示数据").first).to_be_visible()
        words = _english_words(page)
        assert words <= {"xlsx", "xlsm", "xls", "ods", "csv", "png"}, words  # endings of file names are no words
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_deep_link_is_the_first_thing_a_fresh_server_sees(demo_file: Path, tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "demo.duckdb"
    shutil.copy(demo_file, path)
    with serving(path, is_fresh=True) as fresh:
        visitor.page.goto(fresh.url + "/matrix?as_of=2025-03-31&unit=jingchuan&task=9")
        expect(visitor.page.get_by_role("dialog")).to_contain_text("泾川县", timeout=20_000)
        visitor.page.wait_for_timeout(1500)  # a toast of Streamlit's comes with the first run, and would stand by now
        rest(visitor.page)
        assert_sound(visitor.page)
        expect(visitor.page.get_by_role("dialog")).to_contain_text("泾川县")


def test_an_empty_warehouse_says_so_and_shows_no_zeros(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "empty.duckdb"
    initialise(path, ROOT / "plans" / "pingliang")
    with serving(path) as empty:
        for address in ("/", "/matrix", "/upload"):
            visit(visitor.page, empty, address)
            assert_sound(visitor.page)
            expect(visitor.page.get_by_text("演示数据")).to_have_count(0)
        visit(visitor.page, empty)
        expect(visitor.page.locator("h1").first).to_contain_text("还没有收到报送数据")
        assert not re.search(r"(?<!\d)0\.0%", visitor.page.locator(".st-key-cards").inner_text())


def test_another_plan_runs_through_every_page(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "small.duckdb"
    initialise(path, ROOT / "tests" / "plans" / "small")
    with serving(path) as small:
        for address in ("/", "/matrix", "/upload"):
            visit(visitor.page, small, address)
            assert_sound(visitor.page)
            assert not re.search("平凉|崆峒|泾川", visitor.page.locator("body").inner_text())


def test_without_a_warehouse_the_app_says_what_to_do(tmp_path: Path, visitor: Visitor) -> None:
    with serving(tmp_path / "nowhere.duckdb") as lost:
        visit(visitor.page, lost)
        expect(visitor.page.get_by_text("python -m warehouse init")).to_be_visible()
        assert_sound(visitor.page)


def test_the_clocks_stand_in_the_address_and_go_along(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31")
    expect(page.get_by_text("数据截至 2025-03-31").first).to_be_visible()
    page.get_by_role("link", name="红黄绿灯").click()
    expect(page.locator("h1").first).to_contain_text("29 项任务")
    expect(page.get_by_text("数据截至 2025-03-31").first).to_be_visible()
    page.wait_for_url("**as_of=2025-03-31**")
    visit(page, server, "/?as_of=2025-02-14&known_at=2025-03-01")
    expect(page.get_by_text("按 2025-03-01 时已知").first).to_be_visible()
    expect(page.get_by_text("数据截至 2025-02-14").first).to_be_visible()
    visit(page, server, "/?as_of=nonsense")
    assert_sound(page)


def test_what_the_page_ranks_is_what_the_view_ranks(server: Server, demo_file: Path, visitor: Visitor, tmp_path: Path) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        rows = cursor.execute(
            "select unit_name, rank, total from county_ranking_at(date '2025-03-31', localtimestamp) order by rank"
        ).fetchall()
    visit(visitor.page, server, "/?as_of=2025-03-31")
    with visitor.page.expect_download() as download:
        visitor.page.locator(".st-key-download_ranking button").click()
    download.value.save_as(tmp_path / "排名.xlsx")
    sheet = load_workbook(tmp_path / "排名.xlsx").active
    assert "演示数据" in sheet["A1"].value and "2025-03-31" in sheet["A1"].value
    shown = [(row[2], row[0], row[3]) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert shown == [(name, rank, pytest.approx(total, abs=0.005)) for name, rank, total in rows]


def test_charts_come_as_pictures(server: Server, visitor: Visitor) -> None:
    visit(visitor.page, server, "/?as_of=2025-03-31")
    for key in ("picture_map", "picture_ranking"):
        with visitor.page.expect_download() as download:
            visitor.page.locator(f".st-key-{key} button").click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(b"\x89PNG") and len(content) > 20_000


def test_a_figure_under_an_objection_is_marked_wherever_it_shows(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/matrix")
    marked = page.locator("svg [aria-label*='待核']")
    expect(marked).to_have_count(1)
    expect(page.get_by_text("※ 待核(有异议没有裁定", exact=False).first).to_be_visible()
    marked.click()
    expect(page.get_by_role("dialog")).to_contain_text("待核:对核查的异议还没有裁定")
    visit(page, server, "/?unit=jingning")
    expect(page.locator(".st-key-unit_box")).to_contain_text("※ 待核(有异议没有裁定,或提示没有确认) 1 项指标")
    visit(page, server, "/matrix?known_at=2025-06-30&as_of=2025-06-30")
    expect(page.get_by_text("方案顺序")).to_be_visible()
    expect(page.locator("svg [aria-label*='待核']")).to_have_count(0)
