"""Fifteen layouts as tired clerks type them, written from the contract alone before the heading search was read or run.

They are the examination: they are not mended to fit the product. Mistakes of ours against the contract that were mended afterwards
are listed in MENDED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.loaders.layouts.proof import Layout, Truth, Truth_row, bytes_of

MENDED: dict[str, str] = {}
"""Layout and what of it broke the contract."""

UNSEEN: dict[str, Callable[[], Layout]] = {}
Made = tuple[Workbook, Truth]


def unseen(build: Callable[[], Made | tuple[Workbook, Truth, dict[tuple[int, str], str]]]) -> Callable[[], Layout]:
    """Enter a layout into the examination."""

    def made() -> Layout:
        workbook, truth, *formulas = build()
        return Layout(build.__name__, bytes_of(workbook, formulas[0] if formulas else None), truth)

    UNSEEN[build.__name__] = made
    return made


def sheet_of(workbook: Workbook, name: str) -> Worksheet:
    """The new workbook's own sheet, named."""
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    return sheet


def put(sheet: Worksheet, start: str, *rows: Sequence[object]) -> None:
    """Rows of cells from `start` on; None leaves a cell alone."""
    corner = sheet[start]
    for number, cells in enumerate(rows, start=corner.row):
        for column, value in enumerate(cells, start=corner.column):
            if value is not None:
                sheet.cell(number, column, value)


def merge(sheet: Worksheet, *places: str) -> None:
    for place in places:
        sheet.merge_cells(place)


def said(**row: Any) -> Truth_row:
    return row


def figures(values: dict[str, float], **more: dict[str, Any]) -> list[Truth_row]:
    """Rows of a report: figures by indicator, and further fields by indicator (08_1 for 08-1)."""
    extra = {key.lstrip("n").replace("_", "-"): fields for key, fields in more.items()}
    return [{"indicator_id": key, "value": value, **extra.get(key, {})} for key, value in values.items()]


# ---- reports -------------------------------------------------------------------------------------------------------------


@unseen
def report_chongxin_annex_with_three_heading_rows() -> Made:
    """附件2: names only, three heading rows, 牵头单位 and 责任领导, a unit of measure in the label row, subtotals, a full footer."""
    workbook = Workbook()
    s = sheet_of(workbook, "附件2")
    put(s, "A1", ["附件2"], ["崇信县创建全国民族团结进步示范市任务完成情况填报表"])
    put(s, "A3", ["填报单位(盖章):崇信县", None, None, None, None, None, "填报期:2024年6月", None, None, None, None, "单位:次、个、所"])
    put(
        s,
        "A4",
        ["序号", "重点任务内容", "牵头单位", "责任领导", "目标值", "完成情况", None, None, None, None, "佐证及问题", None, "备注"],
        [None, None, None, None, None, "数量", None, "工作进展", "对比", None, "支撑材料", "困难问题"],
        [None, None, None, None, None, "完成数", "应完成数", None, "去年同期", "完成率"],
        ["一、石榴籽工程"],
        [1, "党委常委会研究民族工作", "县委办", "张某某", 4, 2, None, None, 1, "50%", "常委会纪要2期"],
        [2, "政府常务会研究民族工作", "县政府办", "李某某", 2, "两次", None, None, 2, "100%", "常务会纪要"],
        [3, "理论学习中心组专题学习", "县委宣传部", "王某某", 1, "１次", None, None, 0],
        [4, "每学期举办专题讲座等活动的中小学", "县教育局", "赵某某", 40, 36, 40, None, 30, "90%", None, "4所教学点师资不足"],
        ["小计", None, None, None, 47, 41, 40],
        ["二、八进工程"],
        [5, "进机关示范点", "县直机关工委", "周某某", 5, "5个", None, None, 3, "100%", "命名文件"],
        [6, "进两新组织示范点", "县委统战部", "吴某某", 1, 1, None, None, 0, "100%", None, None, "已挂牌"],
        [7, "图书馆、文化馆、美术馆建设", "县文旅局", "郑某某", None, None, None, "正在推进", None, None, "施工照片", "资金缺口"],
        [8, "明确创建工作分管领导和联络员", "县委统战部", "吴某某", None, None, None, "√", None, None, "通知"],
        ["合计", None, None, None, 53, 47, 40],
        [],
        ["填表人:孙某", None, None, "审核人:钱某", None, None, "联系电话:0933-6123456", None, None, None, "填表日期:2024年7月2日"],
    )
    merge(s, "A2:M2", "A3:D3", "G3:I3", "L3:M3", "A4:A6", "B4:B6", "C4:C6", "D4:D6", "E4:E6", "F4:J4", "K4:L4", "M4:M6", "F5:G5")
    merge(s, "H5:H6", "I5:J5", "K5:K6", "L5:L6", "A7:M7", "A12:D12", "A13:M13", "A18:D18")
    rows = figures(
        {"08-1": 2, "08-2": 2, "08-3": 1, "09-3": 0.9, "23-3": 5, "28-1": 1, "05-1": 0.5, "S1-1": 1},
        n08_1={"evidence": "常委会纪要2期"},
        n08_2={"evidence": "常务会纪要"},
        n09_3={"numerator": 36, "denominator": 40, "problem": "4所教学点师资不足"},
        n23_3={"evidence": "命名文件"},
        n28_1={"remark": "已挂牌"},
        n05_1={"evidence": "施工照片", "problem": "资金缺口"},
        nS1_1={"evidence": "通知"},
    )
    return workbook, Truth("report", "崇信县", "2024-06", rows)


@unseen
def report_zhuanglang_instructions_above_and_all_in_the_title() -> Made:
    """The table begins at C7; unit and month (in Chinese numerals) only in its title; instructions above name the headings."""
    workbook = Workbook()
    s = sheet_of(workbook, "Sheet1")
    s["C3"] = "填表说明:1.“指标编号”“指标内容”请勿改动;2.“完成值”填截至本月累计数;3.“进展情况”填已完成、推进中、未启动。"
    s["C5"] = "4.每月10日前报创建办,逾期通报。"
    put(
        s,
        "C7",
        ["庄浪县二〇二四年五月铸牢中华民族共同体意识重点任务完成情况填报表"],
        ["指标序号", "考核指标", "累计完成", "基数", "状态", "印证材料", "下步打算", "说明"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        ["08-1", "党委常委会研究民族工作", "2", None, None, "会议纪要", "下半年再研究2次"],
        ["09-1", "小学高年级民族团结进步专题教育课", "十二课时", None, None, "课表"],
        ["09-5", "书记或副书记每学期上课或讲座的学校", 45, 50],
        [],
        ["22-1", "进乡镇(街道)示范点", "三个", None, None, "名单", None, "含朱店镇"],
        ["23-1", "机关集中学习党的民族理论政策", "零"],
        ["26-1", "进学校示范点", 3.0],
        ["27-2", "落实“五个一”活动的宗教活动场所", "38/40", None, None, "台账"],
        [],
        ["15-1", "主题研学、导游培训等活动", None, None, "×", None, "7月启动"],
        ["S3-1", "纳入党委常委会工作要点", None, None, "已办结", "工作要点"],
        ["03-1", "弘扬民族精神宣传教育"],
        [],
        ["填表人:马某某", None, None, "审核人:柳某某", None, "联系电话:0933-6621111"],
    )
    merge(s, "C3:J4", "C5:J5", "C7:J7")
    rows = figures(
        {"08-1": 2, "09-1": 12, "09-5": 0.9, "22-1": 3, "23-1": 0, "26-1": 3, "27-2": 0.95, "15-1": 0, "S3-1": 1},
        n08_1={"evidence": "会议纪要", "next_step": "下半年再研究2次"},
        n09_1={"evidence": "课表"},
        n09_5={"numerator": 45, "denominator": 50},
        n22_1={"evidence": "名单", "remark": "含朱店镇"},
        n27_2={"numerator": 38, "denominator": 40, "evidence": "台账"},
        n15_1={"next_step": "7月启动"},
        nS3_1={"evidence": "工作要点"},
    )
    return workbook, Truth("report", "庄浪县", "2024-05", rows)


@unseen
def report_lingtai_two_tables_one_above_the_other() -> Made:
    """Two tables with the same headings, a merged label row with a date cell, 责任单位 and 截止日期 columns with dates of their own."""
    workbook = Workbook()
    s = sheet_of(workbook, "3月")
    put(s, "A1", ["任务完成情况填报表"], ["填报单位", None, "灵台县", None, "报告期", date(2024, 3, 31)], [])
    headings = ["编号", "指标名称", "责任单位", "截止日期", "累计完成数", "总数", "推进情况", "佐证资料", "主要问题", "下一步工作"]
    due = date(2024, 12, 31)
    put(
        s,
        "A4",
        ["表一 定量指标"],
        headings,
        ["08-2", "政府常务会研究民族工作", "县政府办", due, 1, None, None, "纪要"],
        ["09-4", "每年安排党的民族理论政策学习的学校党组织", "县教育局", due, 18, 24],
        ["14-2", "市级互嵌式发展计划创新示范点", "县委统战部", date(2025, 12, 31), "2个", None, None, None, "选点难", "6月底前申报"],
        ["29-1", "进景区示范点", "县文旅局", due, 0],
        ["合计", None, None, None, 21, 24],
        [],
        [],
        ["表二 定性指标"],
        headings,
        ["01-1", "纳入重要议事日程", "县委办", due, None, None, "已完成", "议题"],
        ["07-2", "推广普及国家通用语言文字", "县教育局", due, None, None, "持续推进", None, None, "开展普通话测试"],
        ["17-1", "法治宣传教育", "县司法局", due, None, None, "未启动"],
        [],
        ["单位负责人:景某", None, None, "填表人:曹某", None, None, "联系电话:0933-3621234"],
    )
    merge(s, "A1:J1", "A2:B2", "C2:D2", "F2:G2", "A4:J4", "A12:J12")
    rows = figures(
        {"08-2": 1, "09-4": 0.75, "14-2": 2, "29-1": 0, "01-1": 1, "07-2": 0.5, "17-1": 0},
        n08_2={"evidence": "纪要"},
        n09_4={"numerator": 18, "denominator": 24},
        n14_2={"problem": "选点难", "next_step": "6月底前申报"},
        n01_1={"evidence": "议题"},
        n07_2={"next_step": "开展普通话测试"},
    )
    return workbook, Truth("report", "灵台县", "2024-03", rows)


@unseen
def report_jingning_a_sheet_for_each_programme() -> Made:
    """填表说明 first, three sheets of which the first has the heads, a hidden column of codes, a hidden 台账 with a table of its own."""
    workbook = Workbook()
    notes = sheet_of(workbook, "填表说明")
    put(notes, "A1", ["填表说明"], ["一、填报单位为各县(市、区)"], ["二、指标编号不得改动"], ["三、完成值为累计数,进展情况从下拉框选择"])
    headings = ["内部码", "指标编号", "指标内容", "实际完成", "应达标总数", "工作进展", "佐证", "问题", "下步工作措施", "备注"]
    first = workbook.create_sheet("政治引领")
    put(first, "A1", ["静宁县民族团结进步创建任务完成情况填报表"], ["报送单位:", None, "静宁", None, None, "月份:", "2024-06"])
    put(
        first,
        "A3",
        headings,
        ["NX001", "01-1", "纳入重要议事日程", None, None, "完成", "会议通知"],
        ["NX002", "01-2", "纳入党的建设和意识形态工作责任制", None, None, "推进中"],
        ["NX003", "02-3", "纳入党校(行政学院)、社会主义学院培训计划", None, None, "未开展", None, "未排上课", "下半年补"],
    )
    merge(first, "A1:J1", "A2:B2", "C2:E2", "G2:H2")
    second = workbook.create_sheet("石榴籽")
    put(
        second,
        "A1",
        headings,
        ["NX021", "08-1", "党委常委会研究民族工作", " 3 "],
        ["NX022", "09-2", "初中民族团结进步专题教育课", 12.5],
        ["NX023", "09-3", "每学期举办专题讲座等活动的中小学", "95.0％"],
    )
    third = workbook.create_sheet("八进")
    put(
        third,
        "A2",
        headings,
        ["NX061", "25-1", "进社区(村)示范点", "三"],
        ["NX062", "24-1", "进企业示范点", "3个", None, None, "命名决定", None, None, "含1个省级"],
        ["NX063", "27-2", "落实“五个一”活动的宗教活动场所", 19, 20],
    )
    for sheet in (first, second, third):
        sheet.column_dimensions["A"].hidden = True
    ledger = workbook.create_sheet("台账")
    put(ledger, "A1", ["活动台账"], ["序号", "活动名称", "活动时间", "地点", "参加人数", "备注"])
    put(ledger, "A3", [1, "石榴籽宣讲", "2024年4月2日", "城川镇", 120, "有照片"], [2, "联谊活动", "2024年5月6日", "威戎镇", 60])
    ledger.sheet_state = "hidden"
    rows = figures(
        {"01-1": 1, "01-2": 0.5, "02-3": 0, "08-1": 3, "09-2": 12.5, "09-3": 0.95, "25-1": 3, "24-1": 3, "27-2": 0.95},
        n01_1={"evidence": "会议通知"},
        n02_3={"problem": "未排上课", "next_step": "下半年补"},
        n24_1={"evidence": "命名决定", "remark": "含1个省级"},
        n27_2={"numerator": 19, "denominator": 20},
    )
    return workbook, Truth("report", "静宁县", "2024-06", rows)


@unseen
def report_education_bureau_one_column_for_both() -> Made:
    """A department; 完成情况 holds numbers and states; a diagonal corner; a 截止日期 in the label row; blanks and breaks in headings."""
    workbook = Workbook()
    s = sheet_of(workbook, "教育局")
    put(s, "A1", ["附表3:"], ["2024年上半年任务完成情况填报表"])
    put(s, "A3", ["上报单位:", "市教育局", None, "截止日期:", "2024年6月30日", None, "填报月份:", "2024年6月"])
    put(
        s,
        "A4",
        ["      项目\n序号", "指标\n代码", "工 作 内 容", "目标任务", "完 成 情 况", "支撑\n材料", "存在问题", "下步工作\n措施", "备注"],
        [1, "07-2", "推广普及国家通用语言文字", "全年推进", "持续推进", None, None, "九月推普周"],
        [2, "09-6", "教师和管理干部培训纳入民族团结进步教育", "纳入", "已完成", "培训计划"],
        [3, "16-1", "“陇原石榴籽”系列活动", "2次", "3次", "简报三期"],
        [4, "16-2", "学校宣传教育阵地建设", None, "进行中", None, "经费不足"],
        [5, "20-2", "子女入学、医疗救助、就业等服务保障", None, "未开展"],
        [6, "26-1", "进学校示范点", "3个", "２", None, None, None, "另有1个待命名"],
        [7, "S1-1", "明确创建工作分管领导和联络员", None, "完成", "名单"],
        ["注:完成情况请如实填写。"],
        ["分管领导:何某", None, "科室负责人:范某", None, "填表人:彭某", None, "联系电话:0933-8213456"],
    )
    s["A4"].border = Border(diagonal=Side(style="thin"), diagonalDown=True)
    merge(s, "A2:I2", "B3:C3", "E3:F3", "H3:I3", "A12:I12")
    rows = figures(
        {"07-2": 0.5, "09-6": 1, "16-1": 3, "16-2": 0.5, "20-2": 0, "26-1": 2, "S1-1": 1},
        n07_2={"next_step": "九月推普周"},
        n09_6={"evidence": "培训计划"},
        n16_1={"evidence": "简报三期"},
        n16_2={"problem": "经费不足"},
        n26_1={"remark": "另有1个待命名"},
        nS1_1={"evidence": "名单"},
    )
    return workbook, Truth("report", "市教育局", "2024-06", rows)


@unseen
def report_huating_signed_below_the_table() -> tuple[Workbook, Truth, dict[tuple[int, str], str]]:
    """Starts at B2; heads below the table beside the seal; an empty column; a formula; percent cells; a hidden row without values."""
    workbook = Workbook()
    s = sheet_of(workbook, "华亭")
    put(
        s,
        "B2",
        ["任务完成情况填报表"],
        ["指标", None, None, "任务数", "完成情况", None, None, None, "印证材料", "备注"],
        ["编号", "指标名称", None, None, "上月完成数", "截至本期累计完成", "应达标数", "进展", None, None],
        ["1", "2", None, "3", "4", "5", "6", "7", "8", "9"],
        ["(一)数量类"],
        ["08-1", "党委常委会研究民族工作", None, 2, 2, 3, None, None, "纪要"],
        ["08-3", "理论学习中心组专题学习", None, 1, 0, "1", None, None],
        ["09-2", "初中民族团结进步专题教育课", None, 12, 10, "12.5课时"],
        ["09-4", "每年安排党的民族理论政策学习的学校党组织", None, 1, None, 0.95],
        ["24-1", "进企业示范点", None, 3, 2, "3个"],
        ["25-1", "进社区(村)示范点", None, 5, 4, "五", None, None, None, "2个为市级"],
        ["26-1", "进学校示范点", None, 4],
        ["(二)状态类"],
        ["13-4", "落实社会保险、完善社会救助", None, None, None, None, None, "正在推进"],
        ["19-1", "矛盾纠纷排查化解", None, None, None, None, None, "已完成", "总结"],
        [],
        ["报送单位(公章):华亭市", None, None, "数据期:", "2024.6", None, "填表日期:", "2024年7月3日"],
        ["填表人:朱某", None, None, "审核人:秦某", None, None, "联系电话", "0933-7721234"],
    )
    s["G10"].number_format = "0%"
    s.row_dimensions[13].hidden = True
    merge(s, "B2:K2", "B3:C3", "E3:E4", "F3:I3", "J3:J4", "K3:K4", "B18:D18")
    rows = figures(
        {"08-1": 3, "08-3": 1, "09-2": 12.5, "09-4": 0.95, "24-1": 3, "25-1": 5, "13-4": 0.5, "19-1": 1},
        n08_1={"evidence": "纪要"},
        n25_1={"remark": "2个为市级"},
        n19_1={"evidence": "总结"},
    )
    return workbook, Truth("report", "华亭市", "2024-06", rows), {(1, "G7"): "2+1"}


# ---- registers of sites --------------------------------------------------------------------------------------------------


@unseen
def sites_jingchuan_coordinates_under_one_head() -> Made:
    """附件1: two heading rows, 所属领域 merged down over its sites, contacts beside, a total in words."""
    workbook = Workbook()
    s = sheet_of(workbook, "名录")
    put(
        s,
        "A1",
        ["附件1"],
        ["泾川县民族团结进步“八进”示范点名录"],
        ["填报单位:泾川县", None, None, None, None, None, "填报时间:2024年6月28日"],
    )
    put(
        s,
        "A4",
        ["序号", "点位名称", "所属领域", "命名级别", "乡镇(街道)", "命名时间", "地理坐标(GCJ-02)", None, "联系人及电话", "备注"],
        [None, None, None, None, None, None, "经度", "纬度"],
        [1, "城关小学", "进学校", "省级", "城关镇", datetime(2023, 5, 8), 107.36, 35.33, "张某 0933-3301111"],
        [2, "泾川县第一中学", None, "县级", "城关镇", "2024.5", None, None, None, "初评"],
        [3, "温泉社区", "社区", "市级", "城关镇", "2024年3月", "107.35", "35.34"],
        [4, "王母宫景区", "景区", "国家级", None, "2023/11/20"],
        ["合计", "4个"],
        ["填表人:李某", None, None, "审核人:何某", None, None, "联系电话:0933-3302222"],
    )
    merge(s, "A2:J2", "A3:D3", "G3:J3", "G4:H4", "C6:C7", *(f"{column}4:{column}5" for column in "ABCDEFIJ"))
    rows = [
        said(
            name="城关小学", domain="school", level="省级", township="城关镇", named_on=date(2023, 5, 8), longitude=107.36, latitude=35.33
        ),
        said(name="泾川县第一中学", domain="school", level="县级", township="城关镇", named_on=date(2024, 5, 1), remark="初评"),
        said(
            name="温泉社区",
            domain="community",
            level="市级",
            township="城关镇",
            named_on=date(2024, 3, 1),
            longitude=107.35,
            latitude=35.34,
        ),
        said(name="王母宫景区", domain="scenic", level="国家级", named_on=date(2023, 11, 20)),
    ]
    return workbook, Truth("sites", "泾川县", None, rows)


@unseen
def sites_kongtong_two_batches_on_two_sheets() -> Made:
    """The unit stands in the title of the first sheet alone; 命名文号 and 挂牌情况 beside what is asked."""
    workbook = Workbook()
    first = sheet_of(workbook, "第一批")
    headings = ["序号", "示范点名称", "类型", "等级", "命名时间", "命名文号", "挂牌情况", "备注"]
    put(
        first,
        "A1",
        ["崆峒区民族团结进步示范点名录(第一批)"],
        [],
        headings,
        [1, "崆峒古镇", "进景区", "省级", "2023年9月12日", "平民发〔2023〕15号", "已挂牌"],
        [2, "东关街道", "街道", "市级", "2023-12-01", "平民发〔2023〕21号", "已挂牌"],
        [3, "区人社局", "机关", "县级", "2024.1.15", None, "未挂牌", "待挂牌"],
    )
    merge(first, "A1:H1")
    second = workbook.create_sheet("第二批")
    put(
        second,
        "B2",
        headings,
        [1, "“红石榴”互嵌式社区", "市级互嵌式发展示范点", "市级", "2024/4/30", None, None],
        [],
        [2, "某清真寺", "宗教活动场所", "县级", date(2024, 6, 3), None, None, "申报市级"],
        [3, "某某商会", "两新组织", None, "2024年5月"],
    )
    rows = [
        said(name="崆峒古镇", domain="scenic", level="省级", named_on=date(2023, 9, 12)),
        said(name="东关街道", domain="township", level="市级", named_on=date(2023, 12, 1)),
        said(name="区人社局", domain="office", level="县级", named_on=date(2024, 1, 15), remark="待挂牌"),
        said(name="“红石榴”互嵌式社区", domain="embedded_city", level="市级", named_on=date(2024, 4, 30)),
        said(name="某清真寺", domain="venue", level="县级", named_on=date(2024, 6, 3), remark="申报市级"),
        said(name="某某商会", domain="new_org", named_on=date(2024, 5, 1)),
    ]
    return workbook, Truth("sites", "崆峒区", None, rows)


@unseen
def sites_park_in_sections_from_c7() -> Made:
    """Starts at C7; section rows merged across; the unit by an alias in a merged cell; a hidden column; the unit's own name folded."""
    workbook = Workbook()
    s = sheet_of(workbook, "示范点")
    put(
        s,
        "C7",
        ["示范点名录"],
        ["填报单位:", None, "平凉高新区", None, None, "截止日期:", "2024年6月30日"],
        [],
        ["序号", "单位名称", "占地面积", "八进类别", "级别", "命名时间", "乡镇(街道)", "说明"],
        ["一、进企业"],
        [1, "甲电子有限公司", 3200, "进企业", "市级", "2024年2月", "四十里铺镇", "规上企业"],
        [2, "乙食品公司", 1500, "企业", "县级", "2024.3.5"],
        ["小计", "2个", 4700],
        ["二、进“两新”组织"],
        [3, "园区联合党委(两新组织)", None, "“两新”组织", "县级", date(2024, 4, 18), None],
        ["小计", "1个"],
        ["合计", "3个", 4700],
        [],
        ["负责人:安某", None, None, "填表人:白某", None, None, "联系电话:0933-8571234"],
    )
    s.column_dimensions["E"].hidden = True
    merge(s, "C7:J7", "C8:D8", "E8:G8", "C11:J11", "C15:J15")
    rows = [
        said(name="甲电子有限公司", domain="enterprise", level="市级", township="四十里铺镇", named_on=date(2024, 2, 1), remark="规上企业"),
        said(name="乙食品公司", domain="enterprise", level="县级", named_on=date(2024, 3, 5)),
        said(name="园区联合党委(两新组织)", domain="new_org", level="县级", named_on=date(2024, 4, 18)),
    ]
    return workbook, Truth("sites", "平凉工业园区(高新区)", None, rows)


# ---- inspections ---------------------------------------------------------------------------------------------------------


@unseen
def inspection_lingtai_at_jingchuan_grouped_heads() -> Made:
    """Three heads in merged cells, groups over two columns each, 差异 and 核查人 beside, a row without a verdict."""
    workbook = Workbook()
    s = sheet_of(workbook, "互检")
    put(s, "A1", ["2024年上半年民族团结进步创建互检核查表"])
    put(s, "A2", ["核查单位(盖章):灵台县", None, None, "被核查单位:泾川县", None, None, "核查期:2024年6月"])
    put(
        s,
        "A3",
        ["序号", "指标", None, "核查数据", None, None, "佐证是否齐全", "发现问题", "整改时限", "核查人"],
        [None, "编号", "指标名称", "自报值", "核实值", "差异"],
        [1, "08-1", "党委常委会研究民族工作", 3, 2, -1, "否", "缺一次会议记录", "2024年7月底", "石某"],
        [2, "09-3", "每学期举办专题讲座等活动的中小学", "38/40", "36/40", None, "是", None, None, "石某"],
        [3, "01-1", "纳入重要议事日程", "已完成", "√", None, "是", None, None, "石某"],
        [4, "26-1", "进学校示范点", "3个", "二个", None, "否", "一所未挂牌", date(2024, 8, 15), "石某"],
        [5, "09-1", "小学高年级民族团结进步专题教育课"],
        ["合计", None, None, 6, 4, -1],
        ["核查组签字:石某 路某", None, None, None, None, None, "被核查单位签字:何某"],
    )
    merge(s, "A1:J1", "A2:C2", "D2:F2", "G2:J2", "A3:A4", "B3:C3", "D3:F3", "G3:G4", "H3:H4", "I3:I4", "J3:J4", "A10:C10")
    rows = [
        said(indicator_id="08-1", verified=2, self_typed="3", evidence_complete="否", finding="缺一次会议记录", due_date=date(2024, 7, 31)),
        said(indicator_id="09-3", verified=0.9, numerator=36, denominator=40, self_typed="38/40", evidence_complete="是"),
        said(indicator_id="01-1", verified=1, self_typed="已完成", evidence_complete="是"),
        said(indicator_id="26-1", verified=2, self_typed="3个", evidence_complete="否", finding="一所未挂牌", due_date=date(2024, 8, 15)),
    ]
    return workbook, Truth("inspection", "灵台县", "2024-06", rows, "泾川县")


@unseen
def inspection_education_bureau_at_jingning_by_names() -> Made:
    """Heads one below the other with values beside, names only, sections, a percent cell, months alone as deadlines."""
    workbook = Workbook()
    s = sheet_of(workbook, "核查")
    put(
        s,
        "B2",
        ["互检核查表"],
        ["检查单位:", None, "市教育局"],
        ["受检单位:", None, "静宁县"],
        ["检查期:", None, "二〇二四年六月"],
        [],
        ["考核指标", "核查方式", "核实值", "自报值", "整改时限", "发现问题", "佐证是否齐全"],
        ["一、国民教育"],
        ["初中民族团结进步专题教育课", "查阅课表", "11课时", "12课时", "2024.9", "两所初中课时不足", "齐全"],
        ["每年安排党的民族理论政策学习的学校党组织", "查阅记录", 0.875, "90%", None, None, "齐全"],
        [],
        ["二、其他"],
        ["进社区(村)示范点", "实地", "三个", 3, None, None, "不齐全"],
        ["安全生产隐患排查与专项整治", "座谈", "推进中", None, "2024年8月", "台账不全"],
        [],
        ["填表人:薛某", None, "联系电话:0933-8216666", None, "2024年6月26日"],
    )
    s["D10"].number_format = "0.0%"
    merge(s, "B2:H2", "B3:C3", "D3:F3", "B4:C4", "D4:F4", "B5:C5", "D5:F5", "B8:H8", "B12:H12")
    rows = [
        said(
            indicator_id="09-2",
            verified=11,
            self_typed="12课时",
            due_date=date(2024, 9, 30),
            finding="两所初中课时不足",
            evidence_complete="齐全",
        ),
        said(indicator_id="09-4", verified=0.875, self_typed="90%", evidence_complete="齐全"),
        said(indicator_id="25-1", verified=3, self_typed="3", evidence_complete="不齐全"),
        said(indicator_id="19-2", verified=0.5, due_date=date(2024, 8, 31), finding="台账不全"),
    ]
    return workbook, Truth("inspection", "市教育局", "2024-06", rows, "静宁县")


# ---- score sheets --------------------------------------------------------------------------------------------------------


@unseen
def scoring_jingchuan_full_marks_in_the_headings() -> Made:
    """评分项目 over five criteria with their full marks, a sum column, the rater's own row left blank, an average below."""
    workbook = Workbook()
    s = sheet_of(workbook, "打分")
    put(s, "A1", ["2024年全市民族团结进步创建工作互评打分表"], ["打分单位:泾川县", None, None, "打分日期:2024年7月5日"])
    criteria = ["组织领导(20分)", "宣传教育(20分)", "经费投入(20分)", "典型培育(20分)", "工作推进(20分)"]
    put(s, "A3", ["序号", "被评议单位", "评分项目(每项满分20分)", None, None, None, None, "得分合计", "评语"], [None, None, *criteria])
    put(
        s,
        "A5",
        [1, "崆峒区", 18, 19, 17.5, 18, 19, 91.5, "亮点突出"],
        [2, "华亭市", 17, 18, 18, 17, 18, 88],
        [3, "泾川县"],
        [4, "灵台县", 16, 17, 16.5, 17, 18, 84.5],
        [5, "崇信县", 17, 16, 15, 18, 17, 83],
        [6, "庄浪县", "18分", "十七", "１６", 17, 18, 86, "进步明显"],
        [7, "静宁县", 18, 18, 17, 17, 17, 87],
        [8, "平凉工业园区", 15, 16, 17, 16, 15, 79],
        ["平均分", None, 17, 17.3, 16.7, 17.1, 17.4, 85.6],
        ["评分人签字:", None, None, None, "填表人:何某"],
    )
    merge(s, "A1:I1", "A2:C2", "D2:I2", "A3:A4", "B3:B4", "C3:G3", "H3:H4", "I3:I4", "A13:B13")
    given = {
        "kongtong": (18, 19, 17.5, 18, 19),
        "huating": (17, 18, 18, 17, 18),
        "lingtai": (16, 17, 16.5, 17, 18),
        "chongxin": (17, 16, 15, 18, 17),
        "zhuanglang": (18, 17, 16, 17, 18),
        "jingning": (18, 18, 17, 17, 17),
        "park": (15, 16, 17, 16, 15),
    }
    remarks = {"kongtong": "亮点突出", "zhuanglang": "进步明显"}
    rows = [said(unit_code=code, scores=scores, remark=remarks.get(code)) for code, scores in given.items()]
    return workbook, Truth("scoring", "泾川县", "2024-07-05", rows)


@unseen
def scoring_united_front_date_below() -> Made:
    """A department scores all eight; the criteria in an order of its own, blank rows between classes, rater and date below the table."""
    workbook = Workbook()
    s = sheet_of(workbook, "互评")
    put(
        s,
        "B4",
        ["互评打分表"],
        ["参评单位", "工作推进", "典型培育", "经费投入", "宣传教育", "组织领导", "总分", "评语"],
        ["一、A类县区"],
        ["崆峒", 19, 18, 17, 18, 19, 91],
        ["华亭", 18, 18, 17, 17, 18, 88],
        [],
        ["二、B类县"],
        ["泾川", 17, 18, 16, 17, 18, 86],
        ["灵台", 16, 17, 16, 17, 17, 83],
        ["崇信", 16, 16, 15, 16, 17, 80, "经费偏少"],
        ["庄浪", 17.5, 17, 16, 18, 18, 86.5],
        ["静宁", "18", "17", "16", "18", "17.5", 86.5],
        [],
        ["三、园区"],
        ["高新区", 15, 15, 16, 16, 16, 78],
        [],
        ["评议单位:", "市委统战部", None, "评议日期:", "2024.6.20"],
    )
    merge(s, "B4:I4")
    given = {
        "kongtong": (19, 18, 17, 18, 19),
        "huating": (18, 17, 17, 18, 18),
        "jingchuan": (18, 17, 16, 18, 17),
        "lingtai": (17, 17, 16, 17, 16),
        "chongxin": (17, 16, 15, 16, 16),
        "zhuanglang": (18, 18, 16, 17, 17.5),
        "jingning": (17.5, 18, 16, 17, 18),
        "park": (16, 16, 16, 15, 15),
    }
    rows = [said(unit_code=code, scores=scores, remark="经费偏少" if code == "chongxin" else None) for code, scores in given.items()]
    return workbook, Truth("scoring", "市委统战部", "2024-06-20", rows)


# ---- satisfaction --------------------------------------------------------------------------------------------------------


@unseen
def satisfaction_with_ranks_and_totals() -> Made:
    """满意度(%) with bare numbers, 发放问卷数 and 位次 beside, a total and an average below, the date in a date cell."""
    workbook = Workbook()
    s = sheet_of(workbook, "满意度")
    put(s, "A1", ["全市民族团结进步创建群众满意度测评结果表"], [None, None, None, "评议日期:", date(2024, 6, 20)])
    put(
        s,
        "A3",
        ["序号", "单位", "发放问卷数", "有效问卷数", "满意度(%)", "位次"],
        [1, "崆峒区", 500, "486份", 95.5, 3],
        [2, "华亭市", 400, 390, 96, 2],
        [3, "泾川县", 300, 281, "97.2", 1],
        [4, "灵台县", 300, 290, 93.4, 6],
        [5, "崇信县", 300, 277, 94, 5],
        [6, "庄浪县", 300, "２９５", 92.8, 7],
        [7, "静宁县", 300, 300, 95, 4],
        [8, "平凉工业园区(高新区)", 200, 188, 90.1, 8],
        ["合计", None, 2600, 2507],
        ["平均分", None, None, None, 94.25],
        ["制表:创建办", None, None, "2024年6月21日"],
    )
    merge(s, "A1:F1", "A12:B12", "A13:B13")
    given = {
        "kongtong": (486, 95.5),
        "huating": (390, 96),
        "jingchuan": (281, 97.2),
        "lingtai": (290, 93.4),
        "chongxin": (277, 94),
        "zhuanglang": (295, 92.8),
        "jingning": (300, 95),
        "park": (188, 90.1),
    }
    return workbook, Truth(
        "satisfaction", None, "2024-06-20", [said(unit_code=c, answers=a, satisfaction=v) for c, (a, v) in given.items()]
    )


@unseen
def satisfaction_percent_cells_under_a_group() -> Made:
    """问卷情况 over two columns, percent cells and signs, full-width brackets in the park's name, a sheet of notes behind."""
    workbook = Workbook()
    s = sheet_of(workbook, "结果")
    put(
        s,
        "C3",
        ["群众满意度测评结果表"],
        ["打分日期:2024年5月8日"],
        ["单位", "问卷情况", None, "满意度", "主要意见"],
        [None, "发放数", "有效问卷数"],
        ["平凉工业园区（高新区）", 200, "190", 1],
        ["静宁", 300, 288, 0.962, "宣传形式单一"],
        ["庄浪", 300, 291, "95%"],
        ["崇信", 300, 280, "９４．５％"],
        ["灵台", 300, 279, 0.93],
        ["泾川", 300, 285, 0.978],
        ["华亭", 400, "1,390", 0.9],
        ["崆峒", 500, 477, "96.0％"],
    )
    for row in (7, 8, 11, 12, 13):
        s.cell(row, 6).number_format = "0.0%"
    merge(s, "C3:G3", "C4:G4", "C5:C6", "D5:E5", "F5:F6", "G5:G6")
    notes = workbook.create_sheet("说明")
    put(notes, "A1", ["说明"], ["1.本次测评由第三方电话访问,有效问卷数不含拒访。"], ["2.满意度=(满意+基本满意)/有效问卷数。"])
    given = {
        "park": (190, 100),
        "jingning": (288, 96.2),
        "zhuanglang": (291, 95),
        "chongxin": (280, 94.5),
        "lingtai": (279, 93),
        "jingchuan": (285, 97.8),
        "huating": (1390, 90),
        "kongtong": (477, 96),
    }
    return workbook, Truth(
        "satisfaction", None, "2024-05-08", [said(unit_code=c, answers=a, satisfaction=v) for c, (a, v) in given.items()]
    )
