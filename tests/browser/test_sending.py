"""Workbooks in: a good one, a bad one, many at once; the receipt, the fault's cell, the live refresh in another window."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server, Visitor, assert_sound, rest, visit

RESULT = "[class*='st-key-result_']"


def _report(path: Path, unit: str, period: str, rows: list[tuple[str, object, str]]) -> Path:
    """A small honest workbook: (indicator, value, remark)."""
    book = Workbook()
    sheet = book.active
    sheet.title = "填报表"
    sheet.append(["任务完成情况填报表"])
    sheet.append(["填报单位", unit, "填报期", period])
    sheet.append(["指标编号", "完成值", "佐证材料", "备注"])
    for indicator, value, remark in rows:
        sheet.append([indicator, value, "会议纪要", remark])
    book.save(path)
    return path


def _send(page: Page, *files: Path, button: str = "检查并报送") -> None:
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    for file in files:
        expect(page.locator("[data-testid=stFileUploader]")).to_contain_text(file.name[:5])  # a long name is shortened there
    page.get_by_role("button", name=button).click()
    page.locator(RESULT).first.wait_for()
    rest(page)


def _city(page: Page) -> str:
    return page.locator(".st-key-cards").inner_text()


def test_good_and_bad_workbooks_at_once(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    good = _report(tmp_path / "好.xlsx", "庄浪县", "2025年12月", [("08-1", 2, ""), ("08-2", 2, "")])
    bad = _report(tmp_path / "坏.xlsx", "华亭市", "2025年12月", [("08-1", "约3", ""), ("99-9", 1, "")])
    broken = tmp_path / "碎.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, good, bad, broken)
    results = page.locator(RESULT)
    expect(results).to_have_count(3)
    expect(results.filter(has_text="坏.xlsx")).to_contain_text("填报表!B4(08-1 党委常委会研究民族工作)")
    expect(results.filter(has_text="坏.xlsx")).to_contain_text("约3")
    expect(results.filter(has_text="坏.xlsx")).to_contain_text("填报表!A5")
    expect(results.filter(has_text="好.xlsx")).to_contain_text("已入库:2 项指标")
    expect(results.filter(has_text="坏.xlsx")).to_contain_text("需要修改 2 处")
    expect(results.filter(has_text="碎.xlsx")).to_contain_text("没有入库")
    assert_sound(page)
    with page.expect_download() as download:
        page.locator(".st-key-download_receipt button").click()
    download.value.save_as(tmp_path / "回执.xlsx")
    receipt = load_workbook(tmp_path / "回执.xlsx").active
    assert [cell.value for cell in receipt[3]][:4] == ["好.xlsx", "庄浪县", "2025年12月", 2]
    assert receipt.max_row == 3, "only what was stored has a receipt"


def test_only_checking_stores_nothing(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, _report(tmp_path / "试.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")]), button="只检查,不入库")
    expect(page.locator(RESULT)).to_contain_text("检查通过,可以报送")
    visit(page, own_server, "/upload?sender=zhuanglang")
    expect(page.get_by_text("试.xlsx")).to_have_count(0)


def test_the_same_file_again_changes_nothing(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    file = _report(tmp_path / "同.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")])
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, file)
    expect(page.locator(RESULT)).to_contain_text("已入库")
    _send(page, file)
    expect(page.locator(RESULT)).to_contain_text("完全相同")


def test_a_unit_may_not_send_for_another(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=huating")
    _send(page, _report(tmp_path / "替.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")]))
    expect(page.locator(RESULT)).to_contain_text("没有入库")
    expect(page.locator(RESULT)).to_contain_text("华亭市")


def test_warnings_wait_for_a_person(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    _send(page, _report(tmp_path / "迟.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")]))
    result = page.locator(RESULT)
    expect(result).to_contain_text("请核对")  # sent long after the due day
    page.get_by_role("button", name="已核对,数字无误").first.click()
    expect(result).to_contain_text("提示已确认")


def test_text_of_a_file_stays_text(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    file = _report(tmp_path / "**粗**_$1$_:red[红].xlsx", "庄浪县", "2025-12", [("08-1", "**约**<b>3</b>", "")])
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, file)
    expect(page.locator(RESULT)).to_contain_text("**粗**_$1$_:red[红].xlsx")
    expect(page.locator(RESULT)).to_contain_text("**约**<b>3</b>")
    assert page.locator(f"{RESULT} b, {RESULT} .katex").count() == 0


def test_an_accepted_workbook_shows_in_another_window_within_five_seconds(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    watching = visitor.another_window()
    visit(watching, own_server)
    watching.evaluate("window.neverReloaded = true")
    before = _city(watching)
    rows = [(f"{task:02d}-1", value, "") for task, value in ((1, "已完成"), (2, "已完成"), (3, "已完成"), (5, "已完成"))]
    book = _report(tmp_path / "新.xlsx", "庄浪县", "2025-12", rows)
    sheet_book = load_workbook(book)
    sheet_book.active["B3"] = "进展情况"
    sheet_book.save(book)
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, book)
    expect(page.locator(RESULT)).to_contain_text("已入库")
    accepted = time.monotonic()
    watching.wait_for_function(
        "before => document.querySelector('.st-key-cards').innerText !== before", arg=before, timeout=6_000, polling=50
    )
    assert time.monotonic() - accepted < 5
    assert watching.evaluate("window.neverReloaded") is True
    assert_sound(watching)


def test_a_command_beside_the_running_app_shows_too(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    book = _report(tmp_path / "令.xlsx", "庄浪县", "2025-12", [("08-1", 2, ""), ("08-2", 2, ""), ("16-1", 9, "补记")])
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    visit(page, own_server)
    expect(page.locator(".st-key-cards")).to_contain_text("2025年12月应报未报")
    before = _city(page)
    ran = subprocess.run(
        [sys.executable, "-m", "loaders", "load", str(book), "--warehouse", str(own_server.warehouse), "--as", "庄浪县"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    page.wait_for_function("before => document.querySelector('.st-key-cards').innerText !== before", arg=before, timeout=5_000)


def test_a_template_comes_out_and_goes_back_in(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    with page.expect_download() as download:
        page.locator(".st-key-download_template button").click()
    path = tmp_path / "模板.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    sheet = book.active
    heads = {str(cell.value).split("(")[0]: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
    row = next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == "08-1")
    sheet.cell(row, heads["完成值"], 2)
    book.save(path)
    _send(page, path)
    expect(page.locator(RESULT)).to_contain_text("已入库:1 项指标")


def test_withdrawing_brings_the_one_before_back(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    assert date.today() > date(2026, 1, 10)
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    _send(page, _report(tmp_path / "撤.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")]))
    identity = page.get_by_text("回执编号").inner_text().split()[-1]
    ran = subprocess.run(
        [sys.executable, "-m", "warehouse", "withdraw", identity, "--warehouse", str(own_server.warehouse)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    visit(page, own_server, "/upload?sender=zhuanglang")
    expect(page.locator("[data-testid=stDataFrame]").first).to_contain_text("已撤回")


def test_an_open_explanation_stays_where_it_is_when_data_comes_in(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    watching = visitor.another_window()
    visit(watching, own_server, "/?unit=zhuanglang&task=8")
    dialog = watching.get_by_role("dialog")
    expect(dialog).to_contain_text("08-1")
    watching.evaluate("document.querySelector('[role=dialog]').dataset.mine = 'yes'")
    book = _report(tmp_path / "新.xlsx", "庄浪县", "2025-12", [("08-1", 7, "")])
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, book)
    expect(page.locator(RESULT)).to_contain_text("已入库")
    expect(dialog).to_contain_text("新.xlsx · 填报表!B4", timeout=5_000)
    assert watching.evaluate("document.querySelector('[role=dialog]').dataset.mine") == "yes", "the dialog was torn down"


def test_a_picked_row_stays_the_same_report_when_another_comes_in(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload")
    table = page.locator("[data-testid=stDataFrame]").filter(has_text="收到时间").first
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 18)
    picked = page.locator(".st-key-one_sent")
    expect(picked).to_contain_text("报送")
    rest(page)
    before = picked.inner_text()
    book = _report(tmp_path / "后到.xlsx", "庄浪县", "2025-12", [("08-1", 2, "")])
    ran = subprocess.run(
        [sys.executable, "-m", "loaders", "load", str(book), "--warehouse", str(own_server.warehouse)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    expect(page.get_by_text("最近一次收到报送 2026-01-09 17:52")).to_have_count(0, timeout=6_000)
    assert picked.inner_text() == before


def test_a_refused_workbook_comes_back_marked_up(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, _report(tmp_path / "错.xlsx", "庄浪县", "2025-12", [("08-1", "约3", ""), ("08-2", 2, "")]))
    with page.expect_download() as download:
        page.get_by_role("button", name="下载问题清单").click()
    download.value.save_as(tmp_path / "清单.xlsx")
    assert download.value.suggested_filename == "错_问题清单.xlsx"
    copy = load_workbook(tmp_path / "清单.xlsx")
    assert copy.sheetnames == ["问题清单", "填报表"]
    assert "约3" in str(copy["问题清单"]["D2"].value)
    assert copy["填报表"]["B4"].comment is not None
    assert_sound(page)


def test_a_file_that_is_too_large_is_told_in_chinese(server: Server, visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "大.xlsx").write_bytes(b"PK" + bytes(12 << 20))
    page = visitor.page
    visit(page, server, "/upload")
    page.locator("input[type=file]").set_input_files(str(tmp_path / "大.xlsx"))
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("文件太大(每份不超过 10 MB)")
    expect(page.locator("[data-testid=stFileUploader]")).not_to_contain_text("Error")
    assert_sound(page)


def _pick(page: Page, label: str, option: str) -> None:
    field = page.get_by_role("combobox", name=label)
    field.scroll_into_view_if_needed()  # a list that opens while the page scrolls shuts again
    field.focus()
    page.keyboard.type(option)
    expect(page.get_by_role("option", name=option, exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    rest(page)


def _own_headings(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "填报表"
    for cells in (
        ["任务完成情况填报表"],
        ["填报单位", "庄浪县", "填报期", "2025年12月"],
        ["指标编号", "办结数", "证明文件"],
        ["08-1", 2, "会议纪要"],
    ):
        sheet.append(cells)
    book.save(path)
    return path


def test_a_heading_is_taught_once_and_taken_back(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    _send(page, _own_headings(tmp_path / "自有列名.xlsx"))
    expect(page.locator(RESULT)).to_contain_text("办结数")
    _teach(page, {"B3“办结数”按哪一栏读": "完成值", "C3“证明文件”按哪一栏读": "佐证材料"})
    expect(page.locator(RESULT)).to_contain_text("已入库:1 项指标")
    expect(page.locator(RESULT)).to_contain_text("“办结数”按“完成值”读入")
    taught = page.locator(".st-key-taught")
    expect(taught).to_contain_text("“证明文件”按“佐证材料”读")
    assert_sound(page)
    taught.get_by_role("button", name="取消").first.click()
    rest(page)
    expect(taught.get_by_role("button", name="取消")).to_have_count(1)


def _teach(page: Page, columns: dict[str, str]) -> None:
    page.get_by_text("列名不认得").click()
    rest(page)
    for label, column in columns.items():
        _pick(page, label, column)
    page.get_by_role("button", name="记住列名").click()
    rest(page)


def _unread_column(path: Path) -> Path:
    book = load_workbook(_report(path, "庄浪县", "2025年12月", [("08-1", 2, "")]))
    book.active["E3"], book.active["E4"] = "证明文件", "纪要第三号"
    book.save(path)
    return path


def test_teaching_after_acceptance_leaves_what_is_stored(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    file = _unread_column(tmp_path / "多一列.xlsx")
    _send(page, file)
    expect(page.locator(RESULT)).to_contain_text("没有读入的列:填报表!E3 “证明文件”")
    identity = page.get_by_text("回执编号").inner_text()
    _teach(page, {"E3“证明文件”按哪一栏读": "存在问题"})
    expect(page.locator(RESULT)).to_contain_text("已入库的不变;要按新列名读,请先撤回这份报送再上传")
    assert page.get_by_text("回执编号").inner_text() == identity
    _send(page, file)
    expect(page.locator(RESULT)).to_contain_text("完全相同")
    expect(page.locator(RESULT)).not_to_contain_text("读入(本单位教过的列名)")
    expect(page.locator(RESULT)).to_contain_text("请核对")  # the warnings of the one that is stored
    expect(page.locator(RESULT).get_by_role("button", name="已核对,数字无误")).to_be_visible()
    assert_sound(page)


def test_taking_back_in_two_windows_at_once(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    _send(page, _own_headings(tmp_path / "自有列名.xlsx"))
    _teach(page, {"B3“办结数”按哪一栏读": "完成值"})
    other = visitor.another_window()
    visit(other, own_server, "/upload?sender=zhuanglang")
    expect(other.locator(".st-key-taught")).to_contain_text("办结数")
    for window in (page, other):
        window.evaluate("document.querySelector('.st-key-taught button').click()")
    for window in (page, other):
        expect(window.locator(".st-key-taught")).to_have_count(0)
        rest(window)
        assert_sound(window)
        expect(window.get_by_role("button", name="检查并报送")).to_be_visible()


def test_a_criterion_is_taught_by_the_office(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    """The unit is found by the sheet's label, though there is no table; the plan's criteria are among the columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "打分"
    for cells in (
        ["互评打分表"],
        ["评分单位", "庄浪县", "评议日期", "2025年12月26日"],
        ["被评单位", "领导力", "宣教", "经费", "典型", "推进"],
        *([name, 18, 17, 16, 15, 14] for name in ("崆峒区", "华亭市", "泾川县", "灵台县", "崇信县", "静宁县", "平凉工业园区")),
    ):
        sheet.append(cells)
    path = tmp_path / "打分.xlsx"
    book.save(path)
    page = visitor.page
    visit(page, own_server, "/upload")
    _send(page, path)
    page.get_by_text("列名不认得").click()
    rest(page)
    box = page.locator("[class*='st-key-teach_box_']")
    expect(box.get_by_role("combobox", name="对谁有效")).to_have_value("庄浪县")
    expect(box.get_by_role("combobox", name="表类")).to_have_value("互评打分表")
    criteria = {"B3“领导力”": "组织领导", "C3“宣教”": "宣传教育", "D3“经费”": "经费投入", "E3“典型”": "典型培育", "F3“推进”": "工作推进"}
    for label, column in criteria.items():
        _pick(page, f"{label}按哪一栏读", column)
    page.get_by_role("button", name="记住列名").click()
    rest(page)
    expect(page.locator(RESULT)).to_contain_text("“领导力”按“组织领导”读入")
    expect(page.locator(".st-key-taught")).to_contain_text("“领导力”按“组织领导”读")
    assert_sound(page)


def test_withdrawing_by_a_click(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload?sender=zhuanglang")
    for name, figure in (("先.xlsx", 2), ("撤.xlsx", 3)):
        _send(page, _report(tmp_path / name, "庄浪县", "2025-12", [("08-1", figure, "")]))
        expect(page.locator(RESULT).filter(has_text=name)).to_contain_text("已入库")
    rest(page)  # the table begins anew with what came in
    table = page.locator("[data-testid=stDataFrame]").filter(has_text="收到时间").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 18)
    expect(page.locator(".st-key-one_sent")).to_contain_text("撤.xlsx")
    rest(page)
    page.get_by_role("button", name="撤回这份报送").click()
    expect(page.get_by_text("记录仍然保留")).to_contain_text("收到的上一份(先.xlsx)重新有效")
    page.get_by_role("button", name="确定撤回").click()
    expect(page.locator(".st-key-one_sent")).to_contain_text("已撤回")
    rest(page)
    expect(page.get_by_role("button", name="撤回这份报送")).to_have_count(0)
    assert_sound(page)


def test_templates_of_every_kind_come_out(own_server: Server, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visit(page, own_server, "/upload")
    words = {"任务完成情况填报表": "上期数", "示范点名录": "在用的名录", "互检核查表": "被核查单位的指标", "互评打分表": "本单位除外"}
    for title, hint in words.items():
        _pick(page, "表类", title)
        expect(page.get_by_text(hint)).to_be_visible()
        rest(page)
        with page.expect_download() as download:
            page.locator(".st-key-download_template button").click()
        download.value.save_as(tmp_path / "模板.xlsx")
        assert title in download.value.suggested_filename
        texts = [str(cell.value) for row in load_workbook(tmp_path / "模板.xlsx").worksheets[0].iter_rows() for cell in row]
        assert any(title in text for text in texts)
    assert_sound(page)
