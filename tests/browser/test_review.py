"""互评 as people use it: a round is read, a sheet is typed while others come in, the office opens and closes rounds."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import ROOT, Server, Visitor, assert_sound, at_every_size, choose, rest, serving, visit
from tests.warehouse.helpers import scoring
from warehouse.build import initialise, open_current
from warehouse.records import OFFICE
from warehouse.rounds import open_round
from warehouse.standing import round_on
from warehouse.submit import submit

OPEN, CLOSED = "2025-12-26", "2025-07-04"
FORMULA = '=HYPERLINK("http://x","**粗**<b>x</b>")'


def _fields(page: Page) -> Locator:
    return page.locator(".st-key-typed_grid [data-testid=stTextInput] input")


def _field(page: Page, unit: int, criterion: int) -> Locator:
    """One field of the sheet; behind the five criteria stands the remark."""
    return _fields(page).nth(unit * 6 + criterion)


def _type(page: Page, unit: int, criterion: int, text: str) -> None:
    _field(page, unit, criterion).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def _fill(page: Page, text: str = "18") -> None:
    """Every score of a sheet of seven units."""
    for unit in range(7):
        for criterion in range(5):
            _type(page, unit, criterion, text)
    expect(page.locator(".st-key-typed_box")).to_contain_text("已填 35/35 项", timeout=30_000)
    rest(page)


def _send(page: Page) -> Locator:
    button = page.get_by_role("button", name="提交打分表")
    expect(button).to_be_enabled()
    button.click()
    result = page.locator(".st-key-typed_result")
    result.wait_for(timeout=30_000)
    rest(page)
    return result


def _office(page: Page) -> Locator:
    page.get_by_text("创建办工作区", exact=True).click()
    box = page.locator(".st-key-office_box")
    box.wait_for()
    rest(page)
    return box


# ---- reading a round ---------------------------------------------------------------------------------------------------------


def test_the_newest_round_comes_first_and_says_what_is_missing(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/review")
    expect(page.locator("h1")).to_contain_text("2025年年终互评:评分进行中(3/8),还差 5 张打分表")
    expect(page.get_by_text("打分表已交 3/8,未交:")).to_be_visible()
    expect(page.locator(".st-key-sheets_box")).to_contain_text("未交")
    expect(page.get_by_text("这一轮不计入总分:评分还没有结束。")).to_be_visible()
    assert_sound(page)


def test_a_closed_round_names_the_first_and_where_ranks_differ(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, f"/review?round={CLOSED}")
    expect(page.locator("h1")).to_contain_text("2025年年中互评已结束,第一名 泾川县 88.75 分;官方名次与校正名次有 2 处不同")
    expect(page.get_by_text("总分中的互评分取自这一轮。")).to_be_visible()
    expect(page.locator(".st-key-typed_box")).to_have_count(0)
    assert_sound(page)


def test_a_round_is_chosen_and_stands_in_the_address(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/review")
    choose(page, "哪一轮", "2024-07-05")
    expect(page.locator("h1")).to_contain_text("2024年年中互评打分表已收齐(8/8)")
    assert parse_qs(urlsplit(page.url).query)["round"] == ["2024-07-05"]


def test_a_unit_and_a_rater_are_looked_at_closely(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, f"/review?round={CLOSED}&unit=kongtong")
    box = page.locator(".st-key-points_box")
    expect(box).to_contain_text("官方分:去掉最高 静宁县 94、最低 华亭市 78.5,(91.5 + 88 + 86 + 87.5 + 88 + 90.5) ÷ 6 = 88.58")
    choose(page, "细看一个单位的各项得分和评语", "评分单位 华亭市")
    expect(box).to_contain_text("华亭市:严 9.03 分")
    assert parse_qs(urlsplit(page.url).query)["rater"] == ["huating"]
    with page.expect_download() as download:
        box.get_by_role("button", name="2025-07-04_华亭市_互评打分表").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_tables_are_taken_away_with_the_same_figures(server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, server, f"/review?round={CLOSED}")
    with page.expect_download() as download:
        page.locator(".st-key-download_scores button").click()
    download.value.save_as(tmp_path / "x.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "x.xlsx").active.iter_rows(min_row=2)]
    assert rows[0][:5] == ["官方名次", "单位", "官方分", "校正分", "校正名次"]
    assert rows[1][:5] == [1, "泾川县", 88.75, 88.48, 1]
    assert rows[3][5] == "↓ 校正后靠后 1 位"
    for key, first in (("download_points_long", "评分单位"), ("download_severity", "评分单位"), ("download_sheets", "评分单位")):
        with page.expect_download() as download:
            page.locator(f".st-key-{key} button").click()
        download.value.save_as(tmp_path / "y.xlsx")
        assert load_workbook(tmp_path / "y.xlsx").active["A2"].value == first


def test_while_scoring_goes_on_no_unit_sees_the_others_points(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    for address, is_shown in ((f"/review?round={OPEN}", True), (f"/review?round={OPEN}&sender=huating", False)):
        visit(page, server, address)
        expect(page.locator("h1")).to_contain_text("评分进行中(3/8)")
        expect(page.locator(".st-key-sheets_box")).to_be_visible()
        for box in (".st-key-points_box", ".st-key-severity_box", ".st-key-download_scores"):
            expect(page.locator(box)).to_have_count(1 if is_shown else 0)
    expect(page.get_by_text("评分结束以前不显示各单位的打分和得分")).to_be_visible()
    visit(page, server, f"/review?round={CLOSED}&sender=huating")
    expect(page.locator(".st-key-points_box")).to_be_visible()


def test_before_the_first_round_the_page_says_so(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/review?as_of=2023-12-31")
    expect(page.locator("h1")).to_contain_text("还没有开设互评")
    assert_sound(page)


@pytest.mark.parametrize("address", [f"/review?round={CLOSED}&unit=kongtong", "/review?sender=jingchuan"])
def test_it_fits_every_screen(server: Server, visitor: Visitor, address: str) -> None:
    page = visitor.page
    visit(page, server, address)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for _ in at_every_size(page):
            page.locator(".st-key-sheets_box").wait_for()


# ---- typing a sheet ------------------------------------------------------------------------------------------------------------


def test_a_sheet_is_typed_sent_and_shows_in_another_window_that_loses_nothing(
    own_server: Server, visitor: Visitor, chromium: Browser, tmp_path: Path
) -> None:
    other = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
    visit(other, own_server, "/review?sender=jingchuan")
    _type(other, 0, 0, "17.5")
    _type(other, 0, 1, "16")
    expect(other.locator(".st-key-typed_box")).to_contain_text("已填 2/35 项")
    _field(other, 0, 2).focus()
    other.keyboard.type("1")  # half typed when the other sheet comes in
    other.evaluate("window.neverReloaded = true")
    page = visitor.page
    visit(page, own_server, "/review?sender=huating")
    _fill(page)
    _type(page, 0, 5, FORMULA)
    result = _send(page)
    accepted = time.monotonic()
    expect(result).to_contain_text("已入库:7 个单位")
    expect(result).to_contain_text("回执编号")
    expect(other.locator("h1")).to_contain_text("评分进行中(4/8)", timeout=6_000)
    assert time.monotonic() - accepted < 5
    other.keyboard.type("9")
    other.keyboard.press("Tab")
    expect(other.locator(".st-key-typed_box")).to_contain_text("已填 3/35 项")
    assert [_field(other, 0, place).input_value() for place in range(4)] == ["17.5", "16", "19", ""]
    assert other.evaluate("window.neverReloaded") is True
    other.context.close()
    with page.expect_download() as download:
        page.locator(".st-key-download_receipt button").click()
    download.value.save_as(tmp_path / "回执.xlsx")
    receipt = [cell.value for cell in load_workbook(tmp_path / "回执.xlsx").active[3]]
    assert receipt[1:5] == ["华亭市", OPEN, 7, "已入库"]
    # What was sent stands there again, may be changed, and is then sent anew.
    page.reload()
    page.locator("h1").first.wait_for()
    rest(page)
    expect(_field(page, 0, 0)).to_have_value("18")
    expect(_field(page, 0, 5)).to_have_value(FORMULA)  # a remark that looks like a formula stays text
    assert_sound(page)
    expect(page.get_by_role("button", name="提交打分表")).to_be_disabled()
    _type(page, 0, 0, "20")
    expect(_send(page)).to_contain_text("已入库:7 个单位")
    expect(page.locator("h1")).to_contain_text("评分进行中(4/8)")


def test_empty_fields_are_no_noughts_and_faults_are_told(own_server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, own_server, "/review?sender=huating")
    _type(page, 0, 0, "21")
    _type(page, 0, 1, "约18")
    box = page.locator(".st-key-typed_box")
    expect(box).to_contain_text("已填 2/35 项")
    expect(box).to_contain_text("请核对:崆峒区 组织领导 21,应为 0 至 20,最多一位小数。")
    result = _send(page)
    expect(result).to_contain_text("没有入库,需要修改")
    expect(result).to_contain_text("超过满分 20 分")
    expect(result).to_contain_text("约18")
    expect(result).to_contain_text("没有打分")
    expect(_field(page, 0, 0)).to_have_value("21")
    expect(page.locator("h1")).to_contain_text("评分进行中(3/8)")
    _type(page, 0, 0, "17.25")
    expect(box).to_contain_text("17.25")
    page.get_by_role("button", name="提交打分表").click()
    expect(result).to_contain_text("没有提交:分数最多一位小数")
    page.get_by_role("button", name="放弃改动").click()
    expect(_field(page, 0, 0)).to_have_value("")
    assert_sound(page)


def test_what_was_typed_is_still_there_after_another_page(own_server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, own_server, "/review?sender=huating")
    _type(page, 0, 0, "18.5")
    expect(page.locator(".st-key-typed_box")).to_contain_text("已填 1/35 项")
    page.get_by_role("link", name="口径").click()
    expect(page.locator("h1")).not_to_contain_text("互评:")
    rest(page)
    page.get_by_role("link", name="互评", exact=True).click()
    expect(_field(page, 0, 0)).to_have_value("18.5")


def test_only_a_rater_types_and_only_its_own(server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, server, "/review?sender=d01")
    expect(page.locator(".st-key-typed_box")).to_contain_text("不是这一轮的评分单位")
    visit(page, server, "/review?sender=huating")
    assert page.locator(".st-key-typed_box").get_by_role("combobox").count() == 1, "who I am; no rater to choose"
    with page.expect_download() as download:
        page.locator(".st-key-download_scoring_template button").click()
    download.value.save_as(tmp_path / "模板.xlsx")
    texts = [cell.value for row in load_workbook(tmp_path / "模板.xlsx").active.iter_rows() for cell in row]
    assert "泾川县" in texts
    visit(page, server, "/review?known_at=2026-01-05&sender=huating")
    expect(page.locator(".st-key-typed_box")).to_contain_text("请先把左边的“按哪天所知”改为“现在”")


def test_the_office_types_for_any_rater(own_server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, own_server, "/review")
    choose(page, "评分单位", "华亭市")
    expect(_fields(page)).to_have_count(42)
    _fill(page)
    expect(_send(page)).to_contain_text("已入库")


# ---- the office's own place --------------------------------------------------------------------------------------------------------


def test_the_office_opens_and_closes_rounds(own_server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, own_server, "/review")
    assert page.locator(".st-key-office_box").count() == 0
    box = _office(page)
    expect(box).to_contain_text("不足四轮,暂不列出(现有 2 轮)")
    assert "office" not in page.url
    page.get_by_label("评议日期(如 2025-12-26)").fill("2025-12-29")
    page.get_by_label("名称(可不填)").fill("补*评*")
    page.get_by_role("button", name="开设", exact=True).click()
    expect(page.locator("h1")).to_contain_text("补*评*:评分进行中(0/8)")
    rest(page)
    # The same refusals as the command's.
    page.get_by_label("评议日期(如 2025-12-26)").fill("2027-01-01")
    page.get_by_role("button", name="开设", exact=True).click()
    expect(page.get_by_text("不在方案的时段")).to_be_visible()
    page.get_by_label("评议日期(如 2025-12-26)").fill("年底")
    page.get_by_role("button", name="开设", exact=True).click()
    expect(page.get_by_text("评议日期请写成")).to_be_visible()
    rest(page)
    page.get_by_role("button", name="结束这一轮").click()
    expect(page.get_by_text("还有 8 个单位没有交打分表")).to_be_visible()
    expect(page.get_by_text("结束以后不能重新打开")).to_be_visible()
    page.get_by_role("button", name="确定结束").click()
    expect(page.locator("h1")).to_contain_text("补*评*已结束,没有收到打分表")
    expect(page.locator(".st-key-typed_box")).to_have_count(0)
    assert_sound(page)
    # Not kept in the address: another window begins without it. A unit never sees it.
    visit(page, own_server, page.url.removeprefix(own_server.url))
    expect(page.locator(".st-key-office_box")).to_have_count(0)
    visit(page, own_server, "/review?sender=huating")
    expect(page.get_by_role("switch", name="创建办工作区")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="创建办工作区")).to_have_count(0)


@pytest.fixture
def four_rounds(demo_file: Path, tmp_path: Path) -> Iterator[Server]:
    """The examples, and two more closed rounds. In all that are added, two units give each other far more than they are due."""
    path = tmp_path / "four.duckdb"
    shutil.copy(demo_file, path)
    dice = random.Random(3)
    with open_current(path) as warehouse:
        for day in ("2023-10-10", "2023-12-29", "2024-03-29", "2024-12-27"):
            with warehouse.writing() as cursor:
                open_round(cursor, date.fromisoformat(day), None, None, None, datetime(2026, 1, 10), OFFICE)
                held = round_on(cursor, date.fromisoformat(day))
                assert held is not None
                units = list(held.unit_codes)
                for rater in units:
                    points = {
                        unit: 80 + dice.choice((-1, -0.5, 0, 0.5, 1)) + 12 * ({rater, unit} == set(units[2:4]))
                        for unit in units
                        if unit != rater
                    }
                    submit(cursor, scoring(rater, day, points, f"{day}T10:00:00"))
    with serving(path) as running:
        yield running


def test_pairs_are_listed_for_the_office_alone(four_rounds: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, four_rounds, "/review")
    expect(page.get_by_text("互相打分平均")).to_have_count(0)
    box = _office(page)
    expect(box).to_contain_text("泾川县与灵台县互相打分平均比各自对其他单位的打分高")
    expect(box).to_contain_text("12 份打分表,6 轮);只说明分数上的差别,不说明原因。")
    assert box.inner_text().count("互相打分平均") == 1, "nobody else is listed for it"
    with page.expect_download() as download:
        page.locator(".st-key-download_pairs button").click()
    assert "互相打分" in download.value.suggested_filename
    assert_sound(page)


def test_a_warehouse_without_rounds(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "empty.duckdb"
    initialise(path, ROOT / "plans" / "pingliang")
    with serving(path) as running:
        page = visitor.page
        visit(page, running, "/review")
        expect(page.locator("h1")).to_contain_text("互评:还没有开设互评")
        expect(_office(page)).to_contain_text("开设一轮")
        page.get_by_label("评议日期(如 2025-12-26)").fill("2024-07-05")
        page.get_by_role("button", name="开设", exact=True).click()
        expect(page.locator("h1")).to_contain_text("2024年7月5日互评:评分进行中(0/8)")
        expect(page.get_by_text("还没有收到打分表。")).to_be_visible()
        assert_sound(page)
