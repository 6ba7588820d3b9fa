"""Map, ranking and matrix are linked: what is clicked is chosen everywhere, by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server, Visitor, rest, serving, visit
from warehouse.build import initialise
from warehouse.connection import Warehouse

MAP, RANKING, MATRIX = ".st-key-map_box", ".st-key-ranking_box", ".st-key-matrix_box"


def _shape(page: Page, unit: str) -> None:
    page.locator(f"{MAP} svg .mark-shape path[aria-label*='{unit}']").click()


def _leave(page: Page) -> None:
    rest(page)  # a chart that is being drawn anew does not notice
    page.mouse.move(10, 700)
    page.wait_for_timeout(600)  # leaving the map lets its selection go, which is a run of its own
    rest(page)


def test_a_county_is_chosen_on_the_map_and_in_the_ranking(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31")
    _shape(page, "庄浪县")
    page.wait_for_url("**unit=zhuanglang**")
    box = page.locator(".st-key-unit_box")
    expect(box).to_contain_text("庄浪县:第 8 名")
    # The ranking shows the same choice: one row is lit, and it is that unit's.
    lit = page.locator(f"{RANKING} svg .mark-rect path[opacity='0.16']")
    expect(lit).to_have_count(1)
    expect(lit).to_have_attribute("aria-label", re.compile("庄浪县"))
    _leave(page)
    page.locator(f"{RANKING} svg .mark-rect path[aria-label*='华亭市']").first.click(force=True)
    page.wait_for_url("**unit=huating**")
    expect(box).to_contain_text("华亭市:第 2 名")
    outlined = page.locator(f"{MAP} svg .mark-shape path[stroke-width='4']")
    expect(outlined).to_have_count(1)
    expect(outlined).to_have_attribute("aria-label", re.compile("华亭市"))
    # The same county again, after another was chosen elsewhere; and a second click lets it go.
    for _ in range(2):
        _leave(page)
        _shape(page, "庄浪县")
        page.wait_for_url(("**unit=zhuanglang**", lambda url: "unit=" not in url)[_])


def test_the_park_is_chosen_by_its_marker(server: Server, visitor: Visitor) -> None:
    visit(visitor.page, server, "/?as_of=2025-03-31")
    visitor.page.locator(f"{MAP} svg .mark-symbol path").first.click()
    visitor.page.wait_for_url("**unit=park**")
    expect(visitor.page.locator(".st-key-unit_box")).to_contain_text("口径不同")


def test_a_unit_is_chosen_by_keyboard_alone(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31")
    field = page.get_by_role("combobox", name="选择单位")
    field.focus()
    page.keyboard.type("灵台")
    expect(page.get_by_role("option", name="灵台县")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**unit=lingtai**")
    expect(page.locator(".st-key-unit_box")).to_contain_text("灵台县:第")


def test_a_task_of_a_unit_opens_from_the_overview_and_stays_open(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31&unit=zhuanglang")
    page.locator(".st-key-unit_box button", has_text="15 ").click()
    expect(page.get_by_role("dialog")).to_contain_text("算法")
    page.wait_for_url("**task=15**")
    page.wait_for_timeout(2500)  # longer than a live refresh
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_url(lambda url: "task=" not in url)


def test_a_cell_opens_what_stands_behind_it(server: Server, demo_file: Path, visitor: Visitor) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        file, cell, fulfilment = cursor.execute(
            """
            select submission.file_name, figure.source_cell, figure.fulfilment
            from fulfilment_by_indicator_at(date '2025-03-31', localtimestamp) as figure
            inner join submission on submission.submission_id = figure.submission_id
            where figure.unit_code = 'jingchuan' and figure.indicator_id = '08-1'
            """
        ).fetchone()
    page = visitor.page
    visit(page, server, "/matrix?as_of=2025-03-31")
    page.locator(f"{MATRIX} svg .mark-rect path[aria-label*='开展党员干部教育'][aria-label*='泾川县']").click()
    page.wait_for_url("**unit=jingchuan**task=8**")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("泾川县 · 8 ")
    expect(dialog).to_contain_text("08-1 党委常委会研究民族工作")
    expect(dialog).to_contain_text(f"{fulfilment * 100:.1f}%")
    expect(dialog).to_contain_text(f"来自 {file} · {cell}")
    expect(dialog).to_contain_text("÷")


def test_a_cell_opens_by_keyboard(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/matrix?as_of=2025-03-31")
    page.get_by_role("button", name="查看这一格").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_matrix_shows_the_lights_of_the_view(server: Server, demo_file: Path, visitor: Visitor) -> None:
    with Warehouse.open(demo_file) as warehouse, warehouse.reading() as cursor:
        counts = dict(
            cursor.execute(
                """
                select figure.light, count(*)
                from fulfilment_by_task_unit_at(date '2024-12-31', localtimestamp) as figure
                inner join plan_task_at(localtimestamp) as task on task.task_no = figure.task_no and task.scored
                where figure.unit_kind in ('county', 'park')
                group by figure.light
                """
            ).fetchall()
        )
    visit(visitor.page, server, "/matrix?as_of=2024-12-31")
    heading = visitor.page.locator("h1").first.inner_text()
    signs = {"已完成": "✓", "绿": "●", "黄": "▲", "红": "■", "灰": "○"}
    for light, sign in signs.items():
        if light in counts:
            assert f"{sign} {light} {counts[light]}" in heading
    cells = visitor.page.locator(f"{MATRIX} svg .mark-rect path")
    assert cells.count() == sum(counts.values())


def test_the_city_s_figure_of_a_task_leads_down_to_a_cell(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31&task=14")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("全市 · 14 ")
    expect(dialog).to_contain_text("各单位完成率的平均")
    dialog.get_by_role("button", name="泾川县").click()
    page.wait_for_url("**unit=jingchuan**")
    expect(page.get_by_role("dialog")).to_contain_text("泾川县 · 14 ")
    expect(page.get_by_role("dialog")).to_contain_text("填报表!")


def test_what_is_chosen_goes_along_to_another_page_and_back(server: Server, visitor: Visitor) -> None:
    page = visitor.page
    visit(page, server, "/?as_of=2025-03-31&unit=jingning")
    page.get_by_role("link", name="报送").click()
    expect(page.locator("h1").first).to_contain_text("报送")
    page.get_by_role("link", name="总览").click()
    expect(page.locator(".st-key-unit_box")).to_contain_text("静宁县:第")
    page.wait_for_url("**unit=jingning**")


def test_an_outline_wound_either_way_is_drawn_as_a_place(tmp_path: Path, visitor: Visitor) -> None:
    path = tmp_path / "small.duckdb"
    initialise(path, ROOT / "tests" / "plans" / "small")
    with serving(path) as small:
        visit(visitor.page, small)
        boxes = [shape.bounding_box() for shape in visitor.page.locator(f"{MAP} svg .mark-shape path").all()]
        whole = visitor.page.locator(f"{MAP} svg.marks").bounding_box()
    assert len(boxes) >= 2
    assert all(box["width"] < 0.8 * whole["width"] for box in boxes), "an outline fills the whole map"
