"""The forms that the clerks use, as data. Headings and labels are all among the spellings that the contract accepts."""

from __future__ import annotations

from dataclasses import dataclass

DONE_WORDS = ("未启动", "推进中", "已完成")
LOOSE_WORDS = ("未开展", "正在推进", "完成")
OFFICE_WORDS = ("未开展", "持续推进", "已办结")
SIGNS = ("×", "进行中", "√")

Columns = tuple[tuple[str, str], ...]
"""(what stands in the column, its heading)"""


@dataclass(frozen=True)
class Layout:
    title: str
    columns: Columns
    sheet: str = "填报表"
    subtitle: str = "(演示数据,均为虚构)"
    unit_label: str = "填报单位"
    period_label: str = "填报期"
    heads: str = "side"
    """side, merged (side by side, value merged), one_cell (`填报单位:泾川县`), below (side by side, under the table)."""
    period_style: str = "年月"
    colon: str = ":"
    has_wide_names: bool = False
    """指标内容 with brackets of full width and straight quotation marks."""
    start: tuple[int, int] = (1, 1)
    groups: tuple[tuple[str, int, int], ...] = ()
    """Upper row of a heading of two rows: (text, first and last column of `columns`, from 0)."""
    number_style: str = "plain"
    coverage: str = "pair"
    """pair (达标数 beside 应达标数), fraction (`38/40`), percent_text (`95%`), percent_cell."""
    words: tuple[str, str, str] = DONE_WORDS
    has_numbering: bool = False
    has_sections: bool = False
    repeats_head: bool = False
    has_totals: bool = False
    has_blank_rows: bool = False
    filled_rows_only: bool = False
    hidden_column: str | None = None
    """The column (by what stands in it) that is hidden."""
    extra_sheets: tuple[str, ...] = ()
    second_sheet: str | None = None
    """The name of a second sheet, which goes on after the first half of the tasks, without heads of its own."""
    footer: tuple[tuple[str, str], ...] = (("填表人", "(略)"), ("审核人", "(略)"), ("联系电话", ""))
    font: str = "宋体"
    title_font: str = "黑体"
    is_ruled: bool = True
    head_fill: str | None = "DDEBF7"


_WORDS_COLUMNS: Columns = (("evidence", "佐证材料"), ("problem", "存在问题"), ("next_step", "下一步打算"), ("remark", "备注"))
_CITY_TITLE = "平凉市创建全国民族团结进步示范市任务完成情况填报表"

LAYOUTS = {
    "official": Layout(
        _CITY_TITLE,
        (("id", "指标编号"), ("name", "指标内容"), ("measure", "计量单位"), ("target", "目标值"), ("value", "完成值"),
         ("denominator", "应达标数"), ("status", "进展情况"), *_WORDS_COLUMNS),
        extra_sheets=("options",),
    ),
    "two_row": Layout(
        "民族团结进步创建任务完成情况填报表(演示数据)",
        (("id", "指标编号"), ("name", "指标内容"), ("value", "累计完成数"), ("denominator", "应达标总数"), ("status", "工作进展"),
         ("evidence", "佐证资料"), ("problem", "主要问题"), ("next_step", "下一步措施"), ("remark", "备注")),
        subtitle="数据均为虚构",
        heads="merged",
        period_label="填报月份",
        groups=(("考核指标", 0, 1), ("完成情况", 2, 4), ("文字说明", 5, 7)),
        number_style="mixed",
    ),
    "added_up": Layout(
        _CITY_TITLE,
        (("helper", "辅助列"), ("id", "指标编号"), ("name", "指标名称"), ("previous", "上月完成数"), ("increase", "本月新增"),
         ("value", "累计完成数"), ("denominator", "应达标数"), ("status", "进展情况"), *_WORDS_COLUMNS),
        hidden_column="helper",
        period_style="dash",
        head_fill="E2EFDA",
    ),
    "label_value_cell": Layout(
        "创建工作任务完成情况填报表",
        (("id", "编号"), ("name", "工作内容"), ("value", "完成数"), ("status", "推进情况"), ("evidence", "印证材料"),
         ("problem", "困难问题"), ("next_step", "下步打算"), ("remark", "说明")),
        subtitle="——演示数据,均为虚构——",
        heads="one_cell",
        unit_label="填报单位（盖章）",
        colon="：",
        coverage="fraction",
        words=LOOSE_WORDS,
        font="仿宋",
        head_fill=None,
    ),
    "sectioned": Layout(
        _CITY_TITLE,
        (("id", "指标代码"), ("name", "考核指标"), ("target", "目标任务"), ("value", "完成值"), ("denominator", "应完成数"), ("status", "进展"),
         *_WORDS_COLUMNS),
        heads="one_cell",
        period_label="报告期",
        period_style="characters",
        has_sections=True,
        number_style="mixed",
        words=LOOSE_WORDS,
        head_fill="FFF2CC",
    ),
    "numbered": Layout(
        "创建全国民族团结进步示范市任务完成情况填报表",
        (("seq", "序号"), ("id", "指标编号"), ("name", "指标内容"), ("measure", "计量单位"), ("value", "完成数量"), ("denominator", "应达标数"),
         ("status", "工作进展"), *_WORDS_COLUMNS),
        subtitle="演示数据",
        heads="side",
        unit_label="报送单位",
        period_style="dot",
        has_numbering=True,
        number_style="text",
        has_totals=True,
    ),
    "offset": Layout(
        _CITY_TITLE,
        (("id", "指标编号"), ("name", "指标内容"), ("value", "完成值"), ("status", "进展情况"), *_WORDS_COLUMNS),
        start=(3, 3),
        heads="merged",
        coverage="percent_cell",
        has_blank_rows=True,
        has_sections=True,
        number_style="mixed",
        font="等线",
        head_fill="D9D9D9",
    ),
    "labels_below": Layout(
        "任务完成情况填报表(演示数据)",
        (("id", "指标编号"), ("name", "重点任务内容"), ("value", "实际完成"), ("status", "推进情况"), ("evidence", "支撑材料"),
         ("problem", "问题"), ("next_step", "下一步工作"), ("remark", "备注")),
        subtitle="",
        heads="below",
        period_label="数据期",
        period_style="slash",
        coverage="fraction",
        number_style="mixed",
        colon="：",
        footer=(("填表人", ""), ("审核人", ""), ("填报日期", "")),
    ),
    "no_number": Layout(
        "创建工作任务完成情况填报表",
        (("seq", "序号"), ("name", "指标内容"), ("value", "完成值"), ("status", "进展情况"), *_WORDS_COLUMNS),
        subtitle="演示数据（虚构）",
        heads="side",
        unit_label="上报单位",
        has_wide_names=True,
        period_style="dash",
        coverage="percent_text",
        font="微软雅黑",
        title_font="微软雅黑",
    ),
    "marks": Layout(
        _CITY_TITLE,
        (("id", "编 号"), ("name", "指 标 内 容"), ("value", "完 成 数\n(累计)"), ("status", "状 态"), ("evidence", "佐 证 材 料"),
         ("problem", "存 在 问 题"), ("next_step", "下 一 步 打 算"), ("remark", "备 注")),
        heads="one_cell",
        unit_label="报送单位",
        period_label="所属月份",
        words=SIGNS,
        coverage="fraction",
        number_style="mixed",
        font="仿宋",
        head_fill=None,
    ),
    "ledger": Layout(
        "创建全国民族团结进步示范市任务完成情况填报表",
        (("id", "指标编号"), ("name", "指标内容"), ("value", "截至本期累计完成"), ("denominator", "基数"), ("status", "进展情况"),
         *_WORDS_COLUMNS),
        subtitle="演示数据,均为虚构",
        heads="merged",
        unit_label="县(市、区)",
        extra_sheets=("guide", "ledger"),
        number_style="mixed",
        words=OFFICE_WORDS,
    ),
    "plain": Layout(
        "任务完成情况填报表 演示数据",
        (("id", "指标编号"), ("name", "指标"), ("value", "完成数"), ("status", "状态"), ("evidence", "佐证"), ("problem", "问题"),
         ("next_step", "下步打算"), ("remark", "备注")),
        sheet="Sheet1",
        subtitle="",
        period_label="月份",
        coverage="percent_text",
        is_ruled=False,
        head_fill=None,
        title_font="宋体",
        filled_rows_only=True,
        footer=(),
    ),
    "one_column": Layout(
        "创建工作任务完成情况填报表",
        (("id", "指标编号"), ("name", "指标内容"), ("dept", "牵头任务"), ("value", "完成情况"), ("evidence", "佐证材料"), ("problem", "存在问题"),
         ("next_step", "下步工作措施"), ("remark", "备注")),
        subtitle="(演示数据)",
        heads="side",
        period_style="digits",
        coverage="percent_cell",
        number_style="mixed",
        words=LOOSE_WORDS,
    ),
    "repeated_head": Layout(
        _CITY_TITLE,
        (("id", "指标编号"), ("name", "指标内容"), ("target", "目标值"), ("value", "完成值"), ("denominator", "总数"), ("status", "进展情况"),
         *_WORDS_COLUMNS),
        heads="one_cell",
        has_sections=True,
        repeats_head=True,
        number_style="text",
        words=OFFICE_WORDS,
        head_fill="FCE4D6",
    ),
    "task_merged": Layout(
        "民族团结进步创建任务完成情况填报表",
        (("dept", "牵头任务"), ("id", "指标编号"), ("name", "指标内容"), ("value", "累计完成"), ("denominator", "应达标数"), ("status", "进展情况"),
         *_WORDS_COLUMNS),
        subtitle="(演示数据,均为虚构)",
        heads="merged",
        period_style="年月",
        number_style="mixed",
        head_fill="EDEDED",
    ),
    "date_cell": Layout(
        "创建工作任务完成情况月报表(演示数据)",
        (("id", "指标序号"), ("name", "指标名称"), ("measure", "计量单位"), ("value", "完成值"), ("denominator", "应达标数"), ("status", "进展情况"),
         *_WORDS_COLUMNS),
        subtitle="数据均为虚构,仅供演示",
        heads="merged",
        period_style="date",
        has_numbering=True,
        number_style="mixed",
    ),
    "two_sheets": Layout(
        _CITY_TITLE,
        (("id", "指标编号"), ("name", "指标内容"), ("value", "完成值"), ("denominator", "应达标数"), ("status", "进展情况"), *_WORDS_COLUMNS),
        sheet="七大工程",
        second_sheet="八进及保障措施",
        heads="side",
        words=OFFICE_WORDS,
        head_fill="DDEBF7",
    ),
    "department": Layout(
        "市直部门创建任务完成情况填报表",
        (("id", "指标代码"), ("name", "考核指标"), ("value", "完成数量"), ("status", "推进情况"), ("evidence", "支撑材料"), ("problem", "困难问题"),
         ("next_step", "下步工作措施"), ("remark", "说明")),
        subtitle="演示数据",
        heads="one_cell",
        period_label="报告期",
        number_style="mixed",
        words=LOOSE_WORDS,
        colon="：",
        footer=(("填表人", "（略）"), ("科室负责人", "（略）"), ("联系电话", "")),
    ),
}  # fmt: skip
