"""Layouts as people type them up: each must be read back right, or refused; none may be read wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from loaders.examine import examine
from loaders.judge import read_content
from loaders.kinds.content import Content
from tests.loaders.books import SHEET, report, row, saved, with_part
from warehouse.plan import Plan

Layout = Callable[[Worksheet], object]
LAYOUTS: dict[str, tuple[Layout, dict[str, float]]] = {}
USUAL = {"08-1": 3.0, "08-2": 2.0, "01-1": 1.0}
"""What most layouts say, of 泾川县 for June 2024."""


def layout(values: dict[str, float] = USUAL) -> Callable[[Layout], Layout]:
    def add(build: Layout) -> Layout:
        LAYOUTS[build.__name__] = (build, values)
        return build

    return add


def put(sheet: Worksheet, top: int, *rows: Sequence[object], left: int = 1) -> int:
    """Write rows of cells; answers the row after the last."""
    for number, cells in enumerate(rows, start=top):
        for column, value in enumerate(cells, start=left):
            if value is not None:
                sheet.cell(number, column, value)
    return top + len(rows)


HEADS = ("填报单位:泾川县", None, None, "填报期:2024年6月")
HEADING = ("指标编号", "指标内容", "完成值", "进展情况", "佐证材料", "备注")
BODY = (
    ("08-1", "党委常委会研究民族工作", 3, None, None, None),
    ("08-2", "政府常务会研究民族工作", 2, None, None, None),
    ("01-1", "纳入重要议事日程", None, "已完成", "文件", None),
)


@layout()
def plain(s: Worksheet) -> None:
    put(s, 1, ("任务完成情况填报表",), HEADS, HEADING, *BODY)


@layout()
def blank_rows_and_columns(s: Worksheet) -> None:
    put(s, 4, HEADS, (), (), ("指标编号", None, "指标内容", "完成值", None, "进展情况", "佐证材料"), left=3)
    put(s, 9, ("08-1", None, "x", 3), (), (), ("08-2", None, "y", 2), (), ("01-1", None, "z", None, None, "已完成", "文"), left=3)


@layout()
def side_by_side_labels(s: Worksheet) -> None:
    put(s, 1, ("填报单位", "泾川县", None, "填报期", date(2024, 6, 30)), HEADING, *BODY)


@layout()
def merged_labels(s: Worksheet) -> None:
    put(s, 1, ("填报表",), ("报送单位:", None, "泾川县(盖章)", None, "数据期", "2024.6"), HEADING, *BODY)
    for merge in ("A1:F1", "A2:B2", "C2:D2"):
        s.merge_cells(merge)


@layout()
def label_above_value(s: Worksheet) -> None:
    put(s, 1, ("填报单位", "填报期", "填表日期"), ("泾川县", "2024-06", "2024年7月3日"), (), HEADING, *BODY)


@layout()
def labels_in_one_cell(s: Worksheet) -> None:
    put(s, 1, ("填报单位(盖章)\uff1a泾川县 填报月份\uff1a2024年6月 填表日期:2024年7月5日",), HEADING, *BODY)


@layout()
def labels_without_blanks(s: Worksheet) -> None:
    put(s, 1, ("填报单位:泾川县填报期:2024年6月",), HEADING, *BODY)


@layout()
def another_label_in_the_value_cell(s: Worksheet) -> None:
    put(s, 1, ("填报单位", "泾川县 填表人:张某", "填报期", "2024年6月  联系电话:0933-1"), HEADING, *BODY)


@layout()
def labels_below_the_table(s: Worksheet) -> None:
    put(s, 1, HEADING, *BODY, (), ("填报单位:泾川县", None, "填报期:2024年6月"), ("填表人:张某", None, "审核人:李某"))


@layout()
def only_in_the_title(s: Worksheet) -> None:
    put(s, 1, ("泾川县2024年6月民族团结进步创建任务完成情况填报表",), ("填表日期:2024年7月5日",), HEADING, *BODY)


@layout()
def chinese_month_in_the_title(s: Worksheet) -> None:
    put(s, 1, ("泾川县二〇二四年六月任务完成情况填报表",), HEADING, *BODY)


@layout()
def unit_of_measure_beside_the_unit(s: Worksheet) -> None:
    """单位 is both the unit that reports and the unit of measure."""
    put(s, 1, ("单位:个、次", None, "单位:泾川县", "月份:2024年6月"), ("指标编号", "指标内容", "单位", "完成值", "进展情况", "佐证"))
    put(s, 3, ("08-1", "x", "次", 3), ("08-2", "y", "次", 2), ("01-1", "z", "项", None, "已完成", "文"))


@layout()
def county_label(s: Worksheet) -> None:
    put(s, 1, ("县(市、区)", "泾川", None, "所属月份:", "202406"), HEADING, *BODY)


@layout()
def two_row_heading(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标", None, "完成情况", None, None), ("编号", "内容", "累计完成", "进展", "佐证"))
    put(s, 4, *(cells[:5] for cells in BODY))
    s.merge_cells("A2:B2")
    s.merge_cells("C2:E2")


@layout()
def three_row_heading(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标编号", "指标内容", "完成情况", None, None, "备注"))
    put(s, 3, (None, None, "数量", None, "进展情况"), (None, None, "上月完成数", "累计完成数"))
    put(s, 5, ("08-1", "x", 1, 3), ("08-2", "y", 1, 2), ("01-1", "z", None, None, "已完成", "见文"))
    for merge in ("A2:A4", "B2:B4", "C2:E2", "C3:D3", "E3:E4", "F2:F4"):
        s.merge_cells(merge)


@layout()
def group_head_beats_nothing(s: Worksheet) -> None:
    """完成情况 merged over three columns counts once, and its columns are named below."""
    put(s, 1, HEADS, ("编号", "考核指标", "完成情况", None, None), (None, None, "目标", "实际完成", "工作进展"))
    put(s, 4, ("08-1", "x", 2, 3), ("08-2", "y", 2, 2), ("01-1", "z", 1, None, "已完成"))
    s.merge_cells("C2:E2")
    s.merge_cells("A2:A3")
    s.merge_cells("B2:B3")


@layout()
def unmerged_group_head(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标编号", "指标内容", "完成情况", None, None), (None, None, "本月", "累计完成", "进展"))
    put(s, 4, ("08-1", "x", 1, 3), ("08-2", "y", 0, 2), ("01-1", "z", None, None, "已完成"))


@layout()
def numbering_rows(s: Worksheet) -> None:
    put(s, 1, HEADS, HEADING, (1, 2, 3, 4, 5, 6), *BODY, ("甲", "乙", 1, 2, 3, 4))


@layout()
def section_rows_and_totals(s: Worksheet) -> None:
    put(
        s,
        1,
        HEADS,
        HEADING,
        ("一、政治引领",),
        BODY[2],
        ("小计", None, 1),
        ("二、石榴籽",),
        *BODY[:2],
        ("合 计", None, "=SUM(C5:C9)"),
        (None, "平均分", 2),
    )
    s.merge_cells("A3:F3")
    s.merge_cells("A6:F6")


@layout()
def repeated_headings(s: Worksheet) -> None:
    put(s, 1, HEADS, HEADING, BODY[0], ("续表",), HEADING, *BODY[1:], HEADING)


@layout()
def footers(s: Worksheet) -> None:
    put(
        s,
        1,
        HEADS,
        HEADING,
        *BODY,
        ("单位负责人(签字):", None, "审核人:李某", "填表人:张某", "联系电话:0933-1234567"),
        (None, None, "2024年7月5日"),
    )
    put(s, 9, ("注:1.本表按月填报", None, "x"), ("填表人", "张某", "审核人", "李某"), ("说明:完成值填累计数",))


@layout()
def helper_column_of_last_month(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标编号", "上月完成数", "完成数", "完成率", "进展情况", "佐证"))
    put(s, 3, ("08-1", 9, 3, "100%"), ("08-2", 9, 2, "1"), ("01-1", 9, None, None, "已完成", "x"))
    s.column_dimensions["B"].hidden = True


@layout()
def one_column_for_both(s: Worksheet) -> None:
    put(s, 1, HEADS, ("编号", "工作内容", "完成情况", "支撑材料"), ("08-1", "x", "3次"), ("08-2", "y", "两次"), ("01-1", "z", "√", "文"))


@layout()
def both_beside_a_number(s: Worksheet) -> None:
    """完成情况 beside 完成数 can only be the state."""
    put(s, 1, HEADS, ("编号", "完成数", "完成情况", "佐证"), ("08-1", 3), ("08-2", 2, "推进中"), ("01-1", None, "已完成", "文"))


@layout()
def by_name_alone(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标名称", "累计完成数", "状态", "佐证资料"))
    put(s, 3, ("党委常委会\n研究民族工作", 3), ("“政府常务会”研究民族工作 ", 2), ("纳入重要议事日程", None, "已完成", "文"))


@layout()
def spelled_headings(s: Worksheet) -> None:
    put(
        s,
        1,
        HEADS,
        ("指 标\n编 号:", "指标内容(方案原文)", "【累计】完成值(个/次)", "进展情况(已完成/推进中)", "佐证材料", "备  注"),
        *BODY,
    )


@layout()
def side_by_side_tables(s: Worksheet) -> None:
    put(s, 1, HEADS, ("编号", "内容", "完成值", None, "编号", "完成值", "进展情况", "佐证"))
    put(s, 3, ("08-1", "x", 3, None, "01-1", None, "已完成", "文"), ("08-2", "y", 2))


@layout({"08-1": 3.0, "09-3": 0.95, "09-4": 0.5, "09-5": 1.0, "27-2": 0.25})
def coverage(s: Worksheet) -> None:
    put(
        s,
        1,
        HEADS,
        ("编号", "达标数", "应达标总数"),
        ("08-1", 3),
        ("09-3", 38, 40),
        ("09-4", "50%", None),
        ("09-5", 1, None),
        ("27-2", "1/4"),
    )
    s["B6"].number_format = "0%"


@layout({"08-1": 3.0, "09-3": 0.95})
def targets_in_the_total_column(s: Worksheet) -> None:
    """应完成数 filled with targets for all rows: a share that carries its sign needs none."""
    put(s, 1, HEADS, ("编号", "应完成数", "实际完成"), ("08-1", 2, 3), ("08-2", 2), ("09-3", "100%", "95%"), ("09-4", "100%"))


@layout()
def other_sheets(s: Worksheet) -> None:
    plain(s)
    assert s.parent is not None
    notes = s.parent.create_sheet("填表说明", 0)
    put(notes, 1, ("填表说明",), ("一、指标编号按方案填写,完成值填累计数",), ("填报单位", "写全称"), ("填报期", "写年月"))
    put(s.parent.create_sheet("台账"), 1, ("序号", "活动", "时间"), (1, "学习", "2024-03"))
    s.parent.create_chartsheet("图")


@layout({"08-1": 3.0, "08-2": 2.0, "01-1": 1.0})
def merged_remarks(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标编号", "完成值", "进展情况", "佐证材料"), ("08-1", 3, None, "会议纪要"), ("08-2", 2), ("01-1", None, "已完成"))
    s.merge_cells("D3:D5")


@layout({"09-1": 12.5, "08-1": 3.0})
def heads_in_column_of_labels(s: Worksheet) -> None:
    put(
        s,
        1,
        ("填报单位:", None, "泾川县"),
        ("填报期:", None, "2024/6/1"),
        ("填表人:", None, "张某"),
        ("指标编号", "目标", "完成值"),
        ("09-1", 12, "12.5"),
        ("08-1", 2, "3"),
    )


@layout()
def table_far_to_the_right(s: Worksheet) -> None:
    put(s, 20, HEADS, HEADING, *BODY, left=30)


@layout()
def a_date_as_period_and_unit_by_alias(s: Worksheet) -> None:
    put(s, 1, ("上报单位:平凉市泾川县", None, "报告期", datetime(2024, 6, 1)), HEADING, *BODY)


@layout({"08-1": 3.0})
def merged_heading_over_two_columns(s: Worksheet) -> None:
    put(s, 1, HEADS, ("指标编号", "完成值", None, "备注"), ("08-1", None, 3))
    s.merge_cells("B2:C2")


@layout()
def heading_hidden_rows_between(s: Worksheet) -> None:
    put(s, 1, HEADS, HEADING, ("", "", "", ""), *BODY)
    s.row_dimensions[3].hidden = True


def two_rows(left: str, right: str, merged: str) -> Layout:
    """The commonest heading that people draw: 完成情况 over two columns, all others two rows tall."""

    def build(s: Worksheet) -> None:
        put(s, 1, ("任务完成情况填报表",), HEADS, ("指标编号", "指标内容", "完成情况", None, "佐证材料", "备注"), (None, None, left, right))
        for place in merged.split():
            s.merge_cells(place)

    return build


ALL_MERGED = "A3:A4 B3:B4 C3:D3 E3:E4 F3:F4"
SUBHEADINGS: dict[tuple[str, str], tuple[tuple[object, object], dict[str, float]]] = {
    ("本月", "累计"): ((9, 3), {"08-1": 3}),
    ("本月完成", "累计完成"): ((9, 3), {"08-1": 3}),
    ("上月完成数", "累计完成数"): ((9, 3), {"08-1": 3}),
    ("计划数", "实际完成"): ((9, 3), {"08-1": 3}),
    ("目标", "完成数"): ((9, 3), {"08-1": 3}),
    ("上期数", "截至本期累计完成"): ((9, 3), {"08-1": 3}),
    ("完成数", "完成率"): ((3, "150%"), {"08-1": 3}),
    ("数量", "进展情况"): ((3, None), {"08-1": 3}),
    ("完成值", "应达标数"): ((3, 4), {"08-1": 3}),
    ("实际完成", "上月完成数"): ((3, 2), {"08-1": 3}),
}


@pytest.mark.parametrize("merged", [ALL_MERGED, "C3:D3", "A3:A4 C3:D3", ""])
@pytest.mark.parametrize("headings", SUBHEADINGS)
def test_two_row_headings(headings: tuple[str, str], merged: str, plan: Plan) -> None:
    figures, values = SUBHEADINGS[headings]
    if headings == ("本月", "累计") and not merged:
        return  # 累计 alone says nothing, and nothing says that 完成情况 stands over it

    def build(s: Worksheet) -> None:
        two_rows(*headings, merged)(s)
        put(s, 5, ("08-1", "党委常委会研究民族工作", *figures, "纪要", "无"))

    found = read(build, plan)
    assert found.faults == []
    assert {row.indicator_id: row.value for row in found.rows} == values
    assert (found.rows[0].evidence, found.rows[0].remark) == ("纪要", "无")


@pytest.mark.parametrize("headings", [("本月", "今年"), ("数", "率"), ("上半年", "全年")])
@pytest.mark.parametrize("merged", [ALL_MERGED, "C3:D3"])
def test_a_group_heading_over_unknown_ones_is_none(headings: tuple[str, str], merged: str, plan: Plan) -> None:
    """What they are called is told; nothing is taken for the figure."""

    def build(s: Worksheet) -> None:
        two_rows(*headings, merged)(s)
        put(s, 5, ("08-1", "x", 9, 3), ("08-2", "y", 9, 2))

    (fault,) = read(build, plan).faults
    assert (fault.rule, fault.cell) == ("heading_missing", "A3")
    assert all(heading in fault.particulars["columns"] for heading in ("指标编号", "完成情况", *headings))


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_group_heading_over_the_names(is_merged: bool, plan: Plan) -> None:
    def build(s: Worksheet) -> None:
        put(s, 1, ("任务完成情况填报表",), HEADS, ("考核指标", None, "完成值", "佐证材料"), ("编号", "内容"), ("08-1", "x", 3, "纪要"))
        for merge in ("A3:B3", *(("C3:C4", "D3:D4") if is_merged else ())):
            s.merge_cells(merge)

    found = read(build, plan)
    assert (found.faults, [(row.indicator_id, row.value, row.evidence) for row in found.rows]) == ([], [("08-1", 3, "纪要")])


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_heading_of_three_rows(is_merged: bool, plan: Plan) -> None:
    def build(s: Worksheet) -> None:
        put(s, 1, ("任务完成情况填报表",), HEADS, ("指标", None, "完成情况", None, "备注"), ("编号", "内容", "数量"))
        put(s, 5, (None, None, "上月完成", "累计完成"), ("08-1", "x", 9, 3, "说明"), ("08-2", "y", 9, 2))
        for merge in ("A3:B3", "C3:D3", "C4:D4", *(("A4:A5", "B4:B5", "E3:E5") if is_merged else ())):
            s.merge_cells(merge)

    found = read(build, plan)
    assert (found.faults, [(row.indicator_id, row.value) for row in found.rows]) == ([], [("08-1", 3), ("08-2", 2)])
    assert found.rows[0].remark == "说明"


def test_a_first_row_of_data_is_no_heading(plan: Plan) -> None:
    """Without 指标编号, a text that happens to be a heading's word doesn't make its row one."""

    def build(s: Worksheet) -> None:
        put(s, 1, HEADS, ("指标内容", "完成值", "佐证材料", "备注"), ("党委常委会研究民族工作", 3, "佐证资料", "说明"))

    assert [row.value for row in read(build, plan).rows] == [3]


def test_a_heading_far_down_a_long_preface(plan: Plan) -> None:
    """The first 60 filled rows are searched, whatever their numbers."""

    def build(s: Worksheet) -> None:
        put(s, 70, ("任务完成情况填报表",), HEADS, HEADING, *BODY)
        s.merge_cells("A1:P60")

    found = read(build, plan)
    assert {row.indicator_id: row.value for row in found.rows} == USUAL


def read(build: Layout, plan: Plan) -> Content:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    build(sheet)
    return read_content(examine(saved(workbook), "a.xlsx"), plan, [])


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str, plan: Plan) -> None:
    build, values = LAYOUTS[name]
    found = read(build, plan)
    assert [fault for fault in found.faults if fault.is_error] == []
    assert found.heads.unit.value is not None
    assert (found.heads.unit.value.name, found.heads.period.value) == ("泾川县", date(2024, 6, 1))
    assert {row.indicator_id: row.value for row in found.rows} == values


def test_there_are_enough_layouts() -> None:
    assert len(LAYOUTS) >= 30


def refusals(build: Layout, plan: Plan) -> list[tuple[str, str | None]]:
    return [(fault.rule, fault.cell) for fault in read(build, plan).faults if fault.is_error]


def test_a_number_without_an_indicator_is_not_lost(plan: Plan) -> None:
    def lost(s: Worksheet) -> None:
        put(s, 1, HEADS, HEADING, *BODY, (None, None, 15))

    assert refusals(lost, plan) == [("indicator_missing", "A6")]


def test_two_columns_for_one_figure_must_agree(plan: Plan) -> None:
    def differing(s: Worksheet) -> None:
        put(s, 1, HEADS, ("编号", "完成数", "累计完成数"), ("08-1", 3, 3), ("08-2", 1, 2), ("08-3", None, 1))

    assert refusals(differing, plan) == [("columns_differ", "C4")]


def test_a_title_with_two_units_or_a_span_of_months_names_none(plan: Plan) -> None:
    def doubtful(s: Worksheet) -> None:
        put(s, 1, ("泾川县教育局2024年1-6月任务完成情况填报表",), HEADING, *BODY)

    assert refusals(doubtful, plan) == [("unit_missing", None), ("period_missing", None)]


def test_a_longer_name_does_not_name_the_shorter(plan: Plan) -> None:
    def long(s: Worksheet) -> None:
        put(s, 1, ("崆峒山大景区管委会2024年6月填报表",), ("编号", "进展情况"), ("15-1", "推进中"))

    found = read(long, plan)
    assert found.heads.unit.value is not None
    assert found.heads.unit.value.name == "崆峒山大景区管委会"


def test_an_unknown_unit_is_not_replaced_by_the_title(plan: Plan) -> None:
    def wrong(s: Worksheet) -> None:
        put(s, 1, ("泾川县填报表",), ("填报单位:火星县", None, "填报期:2024年6月"), HEADING, *BODY)

    assert refusals(wrong, plan) == [("unit_unknown", "A2")]


def test_a_blank_label_leaves_it_to_the_title(plan: Plan) -> None:
    def blank(s: Worksheet) -> None:
        put(s, 1, ("泾川县填报表",), ("填报单位:", None, "填报期:2024年6月"), HEADING, *BODY)

    assert refusals(blank, plan) == []


def test_instructions_that_name_headings_are_no_table(plan: Plan) -> None:
    def instructions(s: Worksheet) -> None:
        put(s, 1, ("填写指标编号和完成值",), ("08-1", "3"))

    assert refusals(instructions, plan) == [("heading_missing", None)]


def test_names_keep_their_brackets(plan: Plan) -> None:
    """进乡镇(街道)示范点 is not 进乡镇示范点."""

    def bare(s: Worksheet) -> None:
        put(s, 1, HEADS, ("指标内容", "完成值"), ("进乡镇\uff08街道\uff09示范点", 1), ("进社区示范点", 1))

    assert refusals(bare, plan) == [("indicator_unknown", "A4")]


def test_merged_remarks_speak_for_all_their_rows(plan: Plan) -> None:
    assert [row.evidence for row in read(merged_remarks, plan).rows] == ["会议纪要"] * 3


def test_formulas_are_read_by_their_stored_result(plan: Plan) -> None:
    """ "" stored as an empty text is a blank; an empty number is a result that was never calculated."""
    content = report([row("08-1", "=1+2"), row("08-2", '=""'), row("08-3", "=1"), row("01-1", state='=IF(1,"√","")', evidence="文")])
    results = {"C5": b"<v>3</v>", "C6": b"<v></v>", "E8": "<v>√</v>".encode()}

    def calculate(sheet: bytes) -> bytes:
        for cell, value in results.items():
            kind = b"" if cell == "C5" else b' t="str"'
            sheet = re.sub(
                rb'<c r="%b"([^>]*)>(<f>.*?</f>)<v ?/?>(</v>)?' % cell.encode(),
                rb'<c r="%b"\1%b>\2%b' % (cell.encode(), kind, value),
                sheet,
            )
        return sheet

    read_back = read_content(examine(with_part(content, SHEET, calculate), "a.xlsx"), plan, [])
    assert {line.indicator_id: line.value for line in read_back.rows} == {"08-1": 3, "01-1": 1}
    assert [(fault.rule, fault.cell) for fault in read_back.faults] == [("formula_without_value", "C7")]


def test_a_format_tells_percent_and_the_month(plan: Plan) -> None:
    """The number 1 shown as 100% is all of them; 2024.1 shown as 2024.10 is October."""

    def show(sheet: Worksheet) -> None:
        sheet["C5"].number_format = "0.0%"
        sheet["E2"].number_format = "0.00"

    read_back = read_content(examine(report([row("09-3", 1)], period=2024.1, change=show), "a.xlsx"), plan, [])
    assert (read_back.faults, read_back.rows[0].value, read_back.rows[0].typed) == ([], 1, "100.0%")
    assert read_back.heads.period.value == date(2024, 10, 1)


def test_the_1904_date_system(plan: Plan) -> None:
    workbook = Workbook()
    workbook.epoch = datetime(1904, 1, 1)
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    put(sheet, 1, ("填报单位:泾川县", "填报期", datetime(2024, 6, 1)), HEADING, *BODY)
    found = read_content(examine(saved(workbook), "a.xlsx"), plan, [])
    assert found.heads.period.value == date(2024, 6, 1)
