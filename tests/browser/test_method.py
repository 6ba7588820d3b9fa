"""口径 in a browser: the answer first, at every size, with nothing wider than the screen; what is shown can be taken away."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visitor, assert_sound, at_every_size, rest, serving, visit
from warehouse.build import initialise

ROOT = Path(__file__).resolve().parents[2]


def test_the_answer_comes_first(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/method")
    for _ in at_every_size(page):
        expect(page.locator("h1").first).to_contain_text("名")
        expect(page.get_by_text("精确计算,不是抽样").first).to_be_visible()
        expect(page.get_by_text("最容易换位的是")).to_be_visible()
        expect(page.locator("[data-testid=stVegaLiteChart] [aria-label*='现在的名次']").first).to_be_attached()


def test_definitions_and_the_plan_stand_below(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/method")
    expect(page.get_by_text("核实与扣减")).to_be_visible()
    page.get_by_role("tab", name="分数和名次怎么算").click()
    expect(page.get_by_text("校正分按")).to_be_visible()
    page.get_by_role("tab", name="本方案的数字和假设").click()
    expect(page.get_by_text("指标与目标").first).to_be_visible()
    assert_sound(page)


def test_tables_and_the_picture_can_be_taken_away(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/method")
    for key, heading in (("firmness", "现在的名次"), ("swaps", "移动权重(点)"), ("parts", "总分"), ("site_steps", "增加后名次")):
        with page.expect_download() as download:
            page.locator(f".st-key-download_{key} button").click()
        sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
        assert heading in [cell.value for cell in sheet[2]], key
        assert "演示数据" in sheet["A1"].value
    with page.expect_download() as picture:
        page.locator(".st-key-picture_firmness button").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_without_reports_the_definitions_still_stand(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "empty.duckdb"
    initialise(path, ROOT / "plans" / "pingliang")
    with serving(path) as empty:
        visit(visitor.page, empty, "/method")
        expect(visitor.page.locator("h1").first).to_have_text("口径:还没有可以比较的名次")
        expect(visitor.page.get_by_text("核实与扣减")).to_be_visible()
        rest(visitor.page)
        assert_sound(visitor.page)
