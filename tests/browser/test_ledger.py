"""问题清单 and 异议 as people use them: read and filtered, a finding answered, closed and verified anew, contested and decided, live elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, Visitor, assert_sound, at_every_size, rest, serving, visit
from tests.warehouse.helpers import SMALL, inspection, put, report
from warehouse import review_queries
from warehouse.build import initialise, open_current
from warehouse.clock import office_now
from warehouse.connection import Warehouse
from warehouse.records import OFFICE
from warehouse.submit import send_back

LEDGER, FINDING, OBJECTIONS = ".st-key-ledger_box", ".st-key-finding_box", ".st-key-objections_box"
HOSTILE = "**粗**<img src=x onerror=alert(1)> $x$ [链](http://a.example)"
KEY = "yunxi.qinghe.2024-12.02-3"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Server]:
    """One finding of the plan's last month, one of an earlier month, and a report that was returned."""
    path = tmp_path / "small.duckdb"
    initialise(path, SMALL)
    with open_current(path, 5) as warehouse:
        put(warehouse, report("qinghe", "2024-06", {"01-1": 2, "02-3": 3}, "2024-07-05"))
        put(warehouse, inspection("yunxi", "qinghe", "2024-12", {"02-3": 1}, "2025-01-05", f"少两个村{HOSTILE}", "2025-02-28"))
        put(warehouse, inspection("yunxi", "qinghe", "2024-06", {"01-1": 1}, "2024-07-08", "台账不全"))
        returned = put(warehouse, report("qinghe", "2024-09", {"02-3": 4}, "2024-10-05"))[0]
        with warehouse.writing() as cursor:
            send_back(cursor, returned, "盖章不清", datetime(2024, 10, 9), OFFICE)
    with serving(path) as running:
        yield running


def _ready(page: Page, box: str = LEDGER) -> Locator:
    found = page.locator(box)
    found.wait_for(timeout=20_000)
    rest(page)
    return found


def _open(page: Page, server: Server, sender: str | None, key: str = KEY) -> Locator:
    page.bring_to_front()  # a window behind another draws late, and loses clicks
    visit(page, server, f"/inspection?finding={key}" + (f"&sender={sender}" if sender else ""))
    return _ready(page, FINDING)


def _say(box: Locator, label: str, words: str) -> None:
    field = box.get_by_label(label)
    field.click()
    field.fill(words)
    field.press("Tab")


def _file(page: Page, key: str) -> list[tuple[object, ...]]:
    with page.expect_download() as download:
        page.locator(f".st-key-{key} button").click()
    return list(load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0].iter_rows(values_only=True))


# ---- the ledger ------------------------------------------------------------------------------------------------------------


def test_the_counts_come_first_at_every_size(server: Server, demo_file: Path, visitor: Visitor) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        ledger = review_queries.rectifications(cursor, office_now().date(), office_now())
    visit(visitor.page, server, "/inspection")
    box = _ready(visitor.page)
    expect(box).to_contain_text(f"问题清单({len(ledger)} 条)")
    states = {"overdue": "◆ 逾期未整改", "open": "◇ 整改中", "done": "◐ 已整改待销号", "closed": "✓ 已销号"}
    for _ in at_every_size(visitor.page):
        for state, words in states.items():
            expect(box.get_by_text(f"{words} {(ledger['state'] == state).sum()}", exact=True)).to_be_visible()


def test_filters_stand_in_the_address_and_in_the_file(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/inspection")
    _ready(page).get_by_role("radio", name="◆ 逾期未整改").click()
    page.wait_for_url("**state=overdue**")
    rest(page)
    field = page.locator(LEDGER).get_by_role("combobox", name="被核查单位")
    field.focus()
    page.keyboard.type("泾川县")
    expect(page.get_by_role("option", name="泾川县").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**unit=jingchuan**")
    rest(page)
    rows = _file(page, "download_ledger")
    assert "演示数据" in str(rows[0][0])
    assert len(rows) > 2
    assert {(row[0], row[1]) for row in rows[2:]} == {("◆ 逾期未整改", "泾川县")}
    assert all(isinstance(row[5], int) for row in rows[2:]), "days are numbers"


def test_a_unit_sees_what_concerns_it_until_it_asks_for_all(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/inspection?sender=jingchuan")
    box = _ready(page)
    expect(box).to_contain_text("只列与泾川县有关的问题")
    assert all("泾川县" in (row[1], row[8]) for row in _file(page, "download_ledger")[2:])
    box.get_by_text("显示全部单位的问题").click()
    page.wait_for_url("**all=1**")
    expect(box).not_to_contain_text("只列与泾川县有关的问题")


def test_a_row_opens_the_finding_twice_and_so_does_the_keyboard(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/inspection?state=overdue")
    _ready(page)
    grid = page.locator(".st-key-ledger_rows canvas").first
    for _ in range(2):  # no tick stays behind, for another row to stand beside
        grid.scroll_into_view_if_needed()
        grid.click(position={"x": 16, "y": 35 + 17}, force=True)
        page.wait_for_url("**finding=**")
        box = _ready(page, FINDING)
        expect(box).to_contain_text("◆ 逾期未整改")
        expect(box).to_contain_text("来自 ")
        page.keyboard.press("Escape")
        expect(page.locator(FINDING)).to_have_count(0)
        page.wait_for_url(re.compile(r"^((?!finding=).)*$"))
        rest(page)
        expect(page.locator("[class*=st-key-ledger_rows_] [aria-selected=true]")).to_have_count(0)
    field = page.get_by_role("combobox", name=re.compile("打开一条"))
    field.focus()
    page.keyboard.type("S5-1")
    expect(page.get_by_role("option", name=re.compile("S5-1")).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**finding=**S5-1**")
    _ready(page, FINDING)
    with page.expect_download() as download:
        page.locator(f"{FINDING} [class*=st-key-original_] button").click()
    assert Path(download.value.path()).read_bytes()
    assert_sound(page)


# ---- a finding's life --------------------------------------------------------------------------------------------------------


def test_a_finding_is_answered_closed_and_verified_anew(small: Server, visitor: Visitor) -> None:
    page, other = visitor.page, visitor.another_window()
    visit(other, small, "/inspection")
    box = _open(page, small, "qinghe")
    expect(box).to_contain_text(f"少两个村{HOSTILE}")  # as it stands: no bold, no picture, no link
    expect(box.get_by_role("button", name="确定销号")).to_have_count(0)  # that is the inspector's
    field = box.get_by_label("做了什么、结果怎样")
    field.click()
    page.keyboard.type("已补建两个")
    page.wait_for_timeout(5000)  # longer than two refreshes
    page.keyboard.type("村的台账")
    expect(field).to_have_value("已补建两个村的台账")
    box.get_by_role("button", name="提交整改情况").click()
    expect(box).to_contain_text("◐ 已整改待销号")
    expect(box).to_contain_text("说明整改情况:已补建两个村的台账")
    expect(box.get_by_text("已补建两个村的台账", exact=True)).to_have_count(0)  # for a moment the field before stands there too
    expect(field).to_have_value("")
    expect(other.locator(LEDGER)).to_contain_text("◐ 已整改待销号 1", timeout=10_000)

    box = _open(page, small, "yunxi")
    expect(box.get_by_label("做了什么、结果怎样")).to_have_count(0)  # that is the inspected unit's
    box.get_by_role("button", name="确定销号").click()
    expect(box).to_contain_text("✓ 已销号")
    expect(box).to_contain_text("将作为 2024年12月的核查入库(方案已于 2024-12-31 结束,记到最后一个月)")
    value = box.get_by_label(re.compile("新的核实值"))
    value.fill("约三个")
    value.press("Tab")
    box.get_by_role("button", name="登记核实值").click()
    result = page.locator(".st-key-new_value_result")
    expect(result).to_contain_text("没有入库,需要修改 1 处", timeout=30_000)
    value.fill("3")
    value.press("Tab")
    box.get_by_role("button", name="登记核实值").click()
    expect(result).to_contain_text("已入库", timeout=30_000)
    expect(page.locator(".st-key-finding_figures")).to_contain_text("3 个")
    expect(box).to_contain_text("少两个村")  # the sheet of the same month takes the finding along
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(page.locator(LEDGER)).to_contain_text("✓ 已销号 1")
    expect(page.locator(LEDGER)).to_contain_text("问题清单(2 条)")


def test_an_objection_waits_in_sight_until_the_office_decides(small: Server, visitor: Visitor) -> None:
    page, other = visitor.page, visitor.another_window()
    visit(other, small, "/inspection")
    box = _open(page, small, "qinghe")
    box.get_by_text("提出异议", exact=True).click()
    box.get_by_role("button", name="提交异议").click()
    expect(box).to_contain_text("没有写明异议的理由")
    page.wait_for_timeout(3000)
    expect(box).to_contain_text("没有写明异议的理由")  # a refresh takes no refusal away
    _say(box, "哪里不对、依据是什么", "联系人身份证号 110101199003074477")
    box.get_by_role("button", name="提交异议").click()
    expect(box).to_contain_text("文字里有身份证号,没有保存")
    _say(box, "哪里不对、依据是什么", f"台账在案{HOSTILE}")
    box.get_by_role("button", name="提交异议").click()
    expect(box).to_contain_text("待核:对这次核查的异议还没有裁定")
    expect(box).not_to_contain_text("文字里有身份证号")
    expect(box.get_by_role("button", name="异议成立", exact=True)).to_have_count(0)  # the office's

    desk = other.locator(OBJECTIONS)
    expect(desk).to_contain_text("异议(1 项,1 项待裁定)", timeout=10_000)
    expect(desk).to_contain_text(f"台账在案{HOSTILE}")
    other.bring_to_front()
    desk.get_by_text("裁定", exact=True).first.click()
    _say(desk, "裁定理由", "现场复核,维持核实值")
    desk.get_by_role("button", name="异议不成立", exact=True).click()
    expect(desk).to_contain_text("异议(1 项,0 项待裁定)")
    rows = _file(other, "download_objections")
    assert rows[2][0] == "不成立"
    assert rows[2][5] == "现场复核,维持核实值"
    page.bring_to_front()
    expect(box).to_contain_text("创建办裁定异议不成立:现场复核,维持核实值", timeout=10_000)
    assert_sound(page)


def test_a_return_is_contested_by_its_unit(small: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, small, "/inspection?sender=yunxi")
    expect(_ready(page, OBJECTIONS)).to_contain_text("对退回提出异议(可提的 0 份)")  # another unit's is none of its business
    visit(page, small, "/inspection?sender=qinghe")
    desk = _ready(page, OBJECTIONS)
    desk.get_by_text("对退回提出异议(可提的 1 份)").click()
    page.wait_for_timeout(600)  # what opens takes the letters once it is open
    field = desk.get_by_role("combobox", name="哪一份")
    field.focus()
    page.keyboard.type("2024")
    page.get_by_role("option", name=re.compile("填报表")).wait_for()
    page.keyboard.press("Enter")
    expect(desk).to_contain_text("退回理由:盖章不清")
    _say(desk, "异议理由:哪里不对、依据是什么", "公章清晰,原件可查")
    desk.get_by_role("button", name="提交异议").click()
    expect(desk).to_contain_text("异议(1 项,1 项待裁定)")
    expect(desk).to_contain_text("退回 2024-09_qinghe.xlsx,退回理由:盖章不清")
    expect(desk).to_contain_text("对退回提出异议(可提的 0 份)")


def test_what_was_known_then_can_not_be_changed(small: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, small, f"/inspection?known_at=2025-03-31&finding={KEY}")
    box = _ready(page, FINDING)
    expect(box).to_contain_text("要办理,请先把左边的“按哪天所知”改为“现在”。")
    expect(box.get_by_role("button", name=re.compile("提交|确定"))).to_have_count(0)
