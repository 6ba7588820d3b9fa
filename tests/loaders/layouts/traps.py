"""Layouts beyond what the contract promises to read, each with one tempting wrong reading: right or refused, never wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from openpyxl import Workbook

from tests.loaders.layouts.proof import COUNTIES, Layout, Truth, bytes_of, plan
from tests.loaders.layouts.unseen import Made, figures, merge, put, said, sheet_of

TRAPS: dict[str, Callable[[], Layout]] = {}
LABELS = ("填报单位:泾川县", None, None, "填报期:2024年6月")
JUNE = ("report", "泾川县", "2024-06")
CRITERIA = ("组织领导", "宣传教育", "经费投入", "典型培育", "工作推进")


def trap(build: Callable[[], Made]) -> Callable[[], Layout]:
    def made() -> Layout:
        workbook, truth = build()
        return Layout(build.__name__, bytes_of(workbook), truth)

    TRAPS[build.__name__] = made
    return made


@trap
def second_table_with_its_columns_in_another_order() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS)
    put(s, "A3", ["指标编号", "指标内容", "上月完成数", "完成数"], ["08-1", None, 1, 3], ["08-2", None, 1, 2], [])
    put(s, "A7", ["指标编号", "指标内容", "完成数", "上月完成数"], ["23-1", None, 4, 2], ["23-2", None, 5, 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2, "23-1": 4, "23-2": 5}))


@trap
def second_table_with_other_columns() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS)
    put(s, "A3", ["指标编号", "指标内容", "目标值", "完成数", "应达标数"], ["08-1", None, 2, 3], ["09-3", None, 1, 38, 40], [])
    put(s, "A7", ["指标编号", "指标内容", "进展情况", "佐证材料", "备注"], ["01-1", None, "已完成", "文件"], ["01-2", None, "推进中"])
    rows = figures(
        {"08-1": 3, "09-3": 0.95, "01-1": 1, "01-2": 0.5}, n01_1={"evidence": "文件"}, n09_3={"numerator": 38, "denominator": 40}
    )
    return workbook, Truth(*JUNE, rows)


@trap
def two_column_blocks_side_by_side() -> Made:
    """One sheet of paper, two halves: the same headings once more on the right."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    half = ["指标编号", "完成值"]
    put(s, "A1", ["任务完成情况填报表"], LABELS, [*half, *half], ["08-1", 3, "23-1", 4], ["08-2", 2, "23-2", 5])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2, "23-1": 4, "23-2": 5}))


@trap
def this_year_and_last_year_with_the_same_heading() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "指标内容", "去年", None, "今年"], [None, None, "完成数", "备注", "完成数"])
    put(s, "A5", ["08-1", None, 7, None, 3], ["08-2", None, 6, None, 2])
    merge(s, "A3:A4", "B3:B4", "C3:D3")
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2}))


@trap
def a_group_named_like_a_heading_over_unknown_columns() -> Made:
    """完成情况 over 去年同期 and 本期: neither is named by the list."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "指标内容", "完成情况", None, "佐证材料"], [None, None, "去年同期", "本期"])
    put(s, "A5", ["08-1", None, 7, 3], ["08-2", None, 6, 2])
    merge(s, "A3:A4", "B3:B4", "C3:D3", "E3:E4")
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2}))


@trap
def month_and_sum_both_named_by_the_list() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成数", "累计完成数"], ["08-1", 1, 3], ["08-2", 1, 2])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2}))


@trap
def two_units_one_below_the_other() -> Made:
    """The truth is a workbook of two units, which cannot be right: only a refusal is."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3], [])
    put(s, "A6", ["填报单位:灵台县", None, None, "填报期:2024年6月"], ["指标编号", "完成值"], ["08-2", 2])
    return workbook, Truth("report", "(两个单位)", "2024-06", figures({"08-1": 3, "08-2": 2}))


@trap
def two_months_one_below_the_other() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3], [])
    put(s, "A6", ["填报单位:泾川县", None, None, "填报期:2024年5月"], ["指标编号", "完成值"], ["08-2", 2])
    return workbook, Truth("report", "泾川县", "(两个月)", figures({"08-1": 3, "08-2": 2}))


@trap
def serial_numbers_under_the_heading_of_codes() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["编号", "指标内容", "完成值"])
    put(s, "A4", [1, "政府常务会研究民族工作", 2], [2, "党委常委会研究民族工作", 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2}))


@trap
def a_state_beside_a_number() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值", "进展情况"])
    put(s, "A4", ["08-1", 3, "推进中"], ["08-2", 2, "已完成"], ["01-1", None, "推进中"])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2, "01-1": 0.5}))


@trap
def a_number_beside_a_state() -> Made:
    """完成值 1 for a state that is still 推进中."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值", "进展情况"], ["08-1", 3], ["01-1", 1, "推进中"])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "01-1": 0.5}))


@trap
def the_title_names_another_month() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["泾川县2024年5月任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3}))


@trap
def another_unit_in_the_title_and_a_measure_in_the_label() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["平凉市2024年6月任务完成情况填报表"], ["单位:个", None, "报送:泾川县"], ["指标编号", "牵头单位", "完成值"])
    put(s, "A4", ["08-1", "灵台县", 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3}))


@trap
def indicators_across() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "08-1", "08-2", "23-1"], ["完成值", 3, 2, 4])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2, "23-1": 4}))


@trap
def figures_below_states() -> Made:
    """The second table has the columns that the first lacks, and no total."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(
        s,
        "A1",
        ["任务完成情况填报表"],
        LABELS,
        ["一、定性"],
        ["指标编号", "指标内容", "进展情况", "佐证材料"],
        ["01-1", None, "已完成", "文件"],
        [],
    )
    put(s, "A7", ["二、定量"], ["指标编号", "指标内容", "完成值", "佐证材料"], ["08-1", None, 3, "纪要"], ["08-2", None, 2])
    return workbook, Truth(*JUNE, figures({"01-1": 1, "08-1": 3, "08-2": 2}, n01_1={"evidence": "文件"}, n08_1={"evidence": "纪要"}))


@trap
def figures_left_and_states_right() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值", None, "指标编号", "进展情况"])
    put(s, "A4", ["08-1", 3, None, "01-1", "已完成"], ["08-2", 2, None, "01-2", "推进中"])
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 2, "01-1": 1, "01-2": 0.5}))


@trap
def a_longer_second_table() -> Made:
    """One row above, six below with a column more."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3], [], ["指标编号", "完成值", "应达标数", "备注"])
    put(s, "A7", ["09-3", 38, 40], ["09-4", 19, 20], ["09-5", 10, 20], ["08-2", 2], ["08-3", 1], ["23-1", 4])
    values = {"08-1": 3.0, "09-3": 0.95, "09-4": 0.95, "09-5": 0.5, "08-2": 2, "08-3": 1, "23-1": 4}
    told = {
        "n09_3": {"numerator": 38, "denominator": 40},
        "n09_4": {"numerator": 19, "denominator": 20},
        "n09_5": {"numerator": 10, "denominator": 20},
    }
    return workbook, Truth(*JUNE, figures(values, **told))


@trap
def the_title_names_a_span_of_months() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["泾川县2024年1—6月任务完成情况填报表"], ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3}))


@trap
def the_label_names_a_span_of_months() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], ["填报单位:泾川县", None, "填报期:2024年1-6月"], ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth(*JUNE, figures({"08-1": 3}))


@trap
def a_county_bureau_is_no_city_bureau() -> Made:
    """泾川县教育局 is neither 市教育局 nor 泾川县: only a refusal is right."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], ["填报单位:泾川县教育局", None, "填报期:2024年6月"], ["指标编号", "完成值"], ["16-1", 3])
    return workbook, Truth("report", "(泾川县教育局)", "2024-06", figures({"16-1": 3}))


@trap
def a_merged_figure_over_two_indicators() -> Made:
    """One 3 merged over two rows: whether it is each's or both's nobody can say."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3], ["08-2", None], ["23-1", 4])
    merge(s, "B4:B5")
    return workbook, Truth(*JUNE, figures({"08-1": 3, "08-2": 3, "23-1": 4}))


@trap
def scores_of_two_rounds_side_by_side() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["互评打分表"], ["评分单位:市委统战部", None, "评议日期:2024年7月5日"])
    put(s, "A3", ["被评单位", "上轮", *[None] * 4, "本轮", *[None] * 4], [None, *CRITERIA, *CRITERIA])
    rows = []
    for number, code in enumerate(COUNTIES, start=5):
        put(s, f"A{number}", [plan().units[code].name, 11, 12, 13, 14, 15, 20, 19, 18, 17, 16])
        rows.append(said(unit_code=code, scores=(20.0, 19.0, 18.0, 17.0, 16.0)))
    merge(s, "A3:A4", "B3:F3", "G3:K3")
    return workbook, Truth("scoring", "市委统战部", "2024-07-05", rows)


@trap
def satisfaction_of_two_years_side_by_side() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["群众满意度测评结果表"], ["评议日期:2024年7月5日"])
    put(s, "A3", ["单位", "2023年", None, "2024年", None], [None, "有效问卷数", "满意度", "有效问卷数", "满意度"])
    rows = []
    for number, code in enumerate(COUNTIES, start=5):
        put(s, f"A{number}", [plan().units[code].name, 100, "80%", 200 + number, "95%"])
        rows.append(said(unit_code=code, answers=200 + number, satisfaction=95.0))
    merge(s, "A3:A4", "B3:C3", "D3:E3")
    return workbook, Truth("satisfaction", None, "2024-07-05", rows)


@trap
def inspector_and_inspected_in_the_title_alone() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["灵台县对泾川县2024年6月互检核查表"], [], ["指标编号", "自报值", "核实值"], ["08-1", 3, 2])
    return workbook, Truth("inspection", "灵台县", "2024-06", [said(indicator_id="08-1", verified=2, self_typed="3")], "泾川县")


@trap
def a_register_of_two_units() -> Made:
    """A city's list with a column 县区: the register of no single unit."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["泾川县示范点名录"], ["县区", "名称", "类别", "级别", "命名时间"])
    put(s, "A3", ["泾川县", "甲校", "进学校", "县级", "2024年3月"], ["灵台县", "乙校", "进学校", "县级", "2024年3月"])
    rows = [said(name="甲校", domain="school", level="县级", named_on=date(2024, 3, 1))]
    return workbook, Truth("sites", "(两个县)", None, rows)


@trap
def a_row_of_full_marks() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["互评打分表"], ["评分单位:市委统战部", None, "评议日期:2024年7月5日"], ["被评单位", *CRITERIA], ["满分", *[20] * 5])
    rows = []
    for number, code in enumerate(COUNTIES, start=5):
        put(s, f"A{number}", [plan().units[code].name, 15, 16, 17, 18, 19])
        rows.append(said(unit_code=code, scores=(15.0, 16.0, 17.0, 18.0, 19.0)))
    return workbook, Truth("scoring", "市委统战部", "2024-07-05", rows)


@trap
def two_score_tables_with_other_criteria_orders() -> Made:
    """A类 above, B类 below with its headings in another order."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["互评打分表"], ["评分单位:市委统战部", None, "评议日期:2024年7月5日"], ["被评单位", *CRITERIA])
    rows = []
    for number, code in enumerate(COUNTIES[:2], start=4):
        put(s, f"A{number}", [plan().units[code].name, 15, 16, 17, 18, 19])
        rows.append(said(unit_code=code, scores=(15.0, 16.0, 17.0, 18.0, 19.0)))
    put(s, "A7", ["被评单位", *reversed(CRITERIA)])
    for number, code in enumerate(COUNTIES[2:], start=8):
        put(s, f"A{number}", [plan().units[code].name, 15, 16, 17, 18, 19])
        rows.append(said(unit_code=code, scores=(19.0, 18.0, 17.0, 16.0, 15.0)))
    return workbook, Truth("scoring", "市委统战部", "2024-07-05", rows)


@trap
def satisfaction_of_two_years_in_brackets() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["群众满意度测评结果表"], ["评议日期:2024年7月5日"], ["单位", "有效问卷数", "满意度(上年)", "满意度(本年)"])
    rows = []
    for number, code in enumerate(COUNTIES, start=4):
        put(s, f"A{number}", [plan().units[code].name, 200, "80%", "95%"])
        rows.append(said(unit_code=code, answers=200, satisfaction=95.0))
    return workbook, Truth("satisfaction", None, "2024-07-05", rows)


@trap
def verified_twice() -> Made:
    """初核 and 复核 with a 核实值 each."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["互检核查表"], ["核查单位:灵台县", None, "被核查单位:泾川县", None, "核查期:2024年6月"])
    put(s, "A3", ["指标编号", "初核", None, "复核", None], [None, "核实值", "发现问题", "核实值", "发现问题"])
    put(s, "A5", ["08-1", 1, "缺记录", 2, "已补"], ["08-2", 1, None, 2])
    merge(s, "A3:A4", "B3:C3", "D3:E3")
    rows = [said(indicator_id="08-1", verified=2, finding="已补"), said(indicator_id="08-2", verified=2)]
    return workbook, Truth("inspection", "灵台县", "2024-06", rows, "泾川县")


@trap
def sites_named_twice() -> Made:
    """县级 and 市级 each with 命名时间: which counts nobody can say, so only a refusal is right."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["示范点名录"], ["填报单位:泾川县"], ["名称", "类别", "县级命名", None, "市级命名", None])
    put(s, "A4", [None, None, "级别", "命名时间", "级别", "命名时间"], ["甲校", "进学校", "县级", "2023年3月", "市级", "2024年3月"])
    merge(s, "A3:A4", "B3:B4", "C3:D3", "E3:F3")
    return workbook, Truth("sites", "泾川县", None, [said(name="甲校", domain="school", level="(两个)", named_on=date(2024, 3, 1))])


@trap
def two_registers_one_below_the_other() -> Made:
    """A second table with its columns in another order."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["示范点名录"], ["填报单位:泾川县"], ["名称", "乡镇", "类别", "级别"], ["甲校", "城关镇", "进学校", "县级"], [])
    put(s, "A6", ["类别", "级别", "名称", "乡镇"], ["进学校", "县级", "乙校", "玉都镇"], ["进企业", "县级", "甲公司", "玉都镇"])
    rows = [
        said(name="甲校", domain="school", level="县级", township="城关镇"),
        said(name="乙校", domain="school", level="县级", township="玉都镇"),
        said(name="甲公司", domain="enterprise", level="县级", township="玉都镇"),
    ]
    return workbook, Truth("sites", "泾川县", None, rows)


@trap
def only_the_day_of_filling_in() -> Made:
    """No 填报期 anywhere: the day on which it was filled in is none."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["泾川县任务完成情况填报表"], ["填表日期:", "2024年7月3日"], ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth("report", "泾川县", "(没有填报期)", figures({"08-1": 3}))


@trap
def only_a_deadline() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["泾川县任务完成情况填报表"], ["截止日期", date(2024, 6, 30)], ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth("report", "泾川县", "(没有填报期)", figures({"08-1": 3}))


@trap
def the_day_of_filling_in_is_a_rounds() -> Made:
    """No 评议日期; 制表日期 happens to name a round."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["群众满意度测评结果表"], ["制表日期", "2024年7月5日"], ["单位", "有效问卷数", "满意度"])
    rows = []
    for number, code in enumerate(COUNTIES, start=4):
        put(s, f"A{number}", [plan().units[code].name, 200, "95%"])
        rows.append(said(unit_code=code, answers=200, satisfaction=95.0))
    return workbook, Truth("satisfaction", None, "(没有评议日期)", rows)


@trap
def only_a_unit_that_leads() -> Made:
    """No 填报单位; 牵头单位 and 抄送 name others."""
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(s, "A1", ["任务完成情况填报表"], ["牵头单位:", "灵台县", None, "抄送:", "市教育局", None, "填报期:", "2024年6月"])
    put(s, "A3", ["指标编号", "完成值"], ["08-1", 3])
    return workbook, Truth("report", "(没有填报单位)", "2024-06", figures({"08-1": 3}))


@trap
def another_unit_signs_below() -> Made:
    workbook = Workbook()
    s = sheet_of(workbook, "表")
    put(
        s,
        "A1",
        ["任务完成情况填报表"],
        LABELS,
        ["指标编号", "完成值"],
        ["08-1", 3],
        [],
        ["审核单位:", "市民宗委"],
        ["报送日期:", "2024年7月2日"],
    )
    return workbook, Truth(*JUNE, figures({"08-1": 3}))


@trap
def a_sheet_of_last_month_behind() -> Made:
    """上月 is a copy with its own title and last month's figures: never June's."""
    workbook = Workbook()
    s = sheet_of(workbook, "6月")
    put(s, "A1", ["任务完成情况填报表"], LABELS, ["指标编号", "完成值"], ["08-1", 3])
    last = workbook.create_sheet("5月")
    put(last, "A1", ["泾川县2024年5月任务完成情况填报表"], [], ["指标编号", "完成值"], ["08-2", 1])
    return workbook, Truth(*JUNE, figures({"08-1": 3}))
