"""What is a row of data, and what is a footer, a label, a total, a section: found by a reviewer who tried to lose one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from loaders.examine import examine
from loaders.judge import read_content
from tests.loaders.books import places, report, row, table
from tests.loaders.conftest import Send
from tests.loaders.test_inspection import inspection, line
from tests.loaders.test_reviews import CRITERIA
from tests.loaders.test_sites import site
from warehouse.connection import Warehouse
from warehouse.plan import Plan, parse_plan
from warehouse.records import OFFICE
from warehouse.rounds import open_round

HEADS = {"填报单位": "泾川县", "填报期": "2024年6月"}


def read(send: Send, headings: Sequence[str], rows: Sequence[Sequence[object]], **how: Any) -> dict[str, Any]:
    return send(table("任务完成情况填报表", HEADS, headings, rows, **how))


# ---- a word of a footer in a row of data ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["电话:0933-1", "联系人:张某", "负责人:张某", "上报单位:城关镇", "合计", "注:见附件", "数据期:2024年6月"])
def test_a_site_is_kept_whatever_its_remarks_say(send: Send, text: str) -> None:
    headings = ("名称", "类别", "级别", "命名时间", "联系方式", "备注")
    for cells in (["甲村", "社区", None, "2024-01-01", text], ["甲村", "社区", None, "2024-01-01", None, text]):
        answer = send(table("示范点名录", {"填报单位": "泾川县"}, headings, [cells, ["乙村", "社区", None, "2024-01-01"]]), dry_run=True)
        assert (answer["status"], answer["rows"]) == ("accepted", 2)


@pytest.mark.parametrize("text", ["负责人:张某", "数据期:2024年5月", "小计"])
def test_an_indicator_known_by_its_name_alone_is_kept(send: Send, text: str) -> None:
    answer = read(send, ("指标内容", "完成值", "佐证材料"), [["党委常委会研究民族工作", 3, text]])
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


def test_footers_totals_and_sections_are_passed_over_still(send: Send) -> None:
    rows = [
        ["一、组织领导"],
        ["08-1", "党委常委会研究民族工作", 3],
        ["小计", "组织领导", 3],
        [None, "合计", 3],
        ["填表人:", "张某", "审核人:李某"],
        ["制表:创建办", None, "2024年7月3日"],
        [None, None, "2024年7月3日"],
    ]
    answer = read(send, ("指标编号", "指标内容", "完成值"), rows)
    assert (answer["status"], answer["rows"], places(answer)) == ("accepted", 1, [])


# ---- figures under a merged name -----------------------------------------------------------------------------------------


def merged(*ranges: str) -> Any:
    def change(sheet: Any) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return change


def test_a_figure_alone_in_its_row_under_a_merged_name_counts(send: Send) -> None:
    headings = ("指标编号", "完成值")
    answer = read(send, headings, [["08-1", 3], [None, 2]], change=merged("A6:A7"))
    assert [rule for rule, _, _ in places(answer)] == ["indicator_twice"]
    answer = read(send, headings, [["08-1", None], [None, 2], ["08-2", 2]], change=merged("A6:A7"))
    assert (answer["status"], answer["rows"]) == ("accepted", 2)
    answer = read(send, headings, [["08-1", None], [None, "约5"]], change=merged("A6:A7"))
    assert places(answer) == [("figure_unreadable", "表", "B7")]
    twice = inspection([line("08-1", 3), line(None, 2)], change=merged("A7:A8"))
    assert [rule for rule, _, _ in places(send(twice))] == ["indicator_twice"]


@pytest.mark.parametrize("figure", [5, "约5", "5次"])
def test_a_figure_without_any_name_is_told(send: Send, figure: object) -> None:
    answer = read(send, ("指标编号", "完成值"), [["08-1", 3], [None, figure]])
    assert [rule for rule, _, _ in places(answer)] == ["indicator_missing"]


def test_one_figure_merged_over_two_indicators(send: Send) -> None:
    answer = read(send, ("指标编号", "完成值"), [["08-1", 3], ["08-2", None], ["08-3", 1]], change=merged("B6:B7"))
    assert places(answer) == [("figure_merged", "表", "B6")]


# ---- titles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("remark", ["示范点名录", "已按互检核查表", "见互评打分表"])
def test_a_remark_is_no_title(send: Send, remark: str) -> None:
    answer = send(table("泾川县工作完成情况", HEADS, ("指标编号", "完成值", "佐证材料"), [["26-1", 3, remark]]))
    assert (answer["kind"], answer["status"]) == ("report", "accepted")


def test_a_title_whose_columns_are_another_kinds(send: Send) -> None:
    answer = send(table("示范点名录", HEADS, ("指标编号", "完成值"), [["08-1", 3]]))
    assert [rule for rule, _, _ in places(answer)] == ["heading_missing"]
    message = answer["issues"][0]["message"]
    assert "示范点名录" in message and "指标编号" in message and "“类别”" in message


def test_a_title_left_over_from_another_month_is_told(send: Send) -> None:
    answer = send(table("灵台县2024年5月任务完成情况填报表", HEADS, ("指标编号", "完成值"), [["08-1", 3]]))
    assert (answer["status"], answer["unit"], answer["period"]) == ("accepted", "泾川县", "2024-06")
    assert places(answer, "warning") == [("title_unlike", "表", "A1"), ("title_unlike", "表", "A1")]


# ---- all faults at once --------------------------------------------------------------------------------------------------


def cells_of(answer: dict[str, Any]) -> list[str | None]:
    return sorted(cell or "" for _, _, cell in places(answer))


def test_an_error_hides_no_other_fault_of_its_row(send: Send, warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        open_round(cursor, datetime(2024, 7, 5).date(), None, ["kongtong", "jingchuan"], ["jingchuan"], datetime(2024, 7, 1), OFFICE)
    scores = table(
        "互评打分表", {"评分单位": "泾川县", "评议日期": "2024-07-05"}, ("被评单位", *CRITERIA), [["崆峒区", "#REF!", 25, "约3", None, 1]]
    )
    assert cells_of(send(scores)) == ["B6", "C6", "D6", "E6"]
    sites = table("示范点名录", {"填报单位": "泾川县"}, ("名称", "类别", "级别", "命名时间"), [["甲", "进火星", "火星级", "#REF!"]])
    assert cells_of(send(sites)) == ["B5", "C5", "D5"]
    assert cells_of(send(inspection([line("08-1", "#REF!", "x", "立即")]))) == ["D7", "G7"]
    assert cells_of(read(send, ("指标编号", "完成值", "应达标数"), [["09-3", "#REF!", -1]])) == ["B6", "C6"]
    assert cells_of(read(send, ("指标编号", "完成值", "备注"), [["99-9", 3, "#REF!"]])) == ["A6", "C6"]


# ---- warnings that are none ----------------------------------------------------------------------------------------------


def test_what_is_filled_but_faulty_is_not_left_blank(send: Send) -> None:
    send(report([row("08-1", 3)]))
    assert places(send(report([row("08-1", "约3")])), "warning") == []

    def register(named: str) -> bytes:
        headings = ("名称", "类别", "级别", "乡镇(街道)", "命名时间")
        return table("示范点名录", {"填报单位": "泾川县"}, headings, [site("甲村", "社区", named=named)])

    send(register("2024年3月"))
    assert places(send(register("很久")), "warning") == []


def test_a_claim_is_read_as_its_cell_is(send: Send) -> None:
    def shown(sheet: Any) -> None:
        sheet["C5"].number_format = "0%"

    send(report([row("09-3", 0.9543)], change=shown))

    def whole(sheet: Any) -> None:
        sheet["C7"].number_format = "0%"

    answer = send(inspection([line("09-3", "90%", reported=0.9543)], change=whole))
    assert (answer["status"], places(answer, "warning")) == ("accepted", [])


def test_a_unit_outside_the_round_is_named_at_its_name(send: Send, warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        open_round(cursor, datetime(2024, 7, 5).date(), None, ["kongtong"], ["jingchuan"], datetime(2024, 7, 1), OFFICE)
    answer = send(
        table(
            "群众满意度测评结果表",
            {"评议日期": "2024-07-05"},
            ("单位", "有效问卷数", "满意度"),
            [["崆峒区", 1, "9%"], ["市教育局", 1, "9%"]],
        )
    )
    assert places(answer) == [("unit_not_in_round", "表", "A6")]


# ---- more than one of a thing --------------------------------------------------------------------------------------------


def test_months_that_differ_from_row_to_row(send: Send) -> None:
    answer = read(send, ("月份", "指标编号", "完成值"), [["2024年5月", "08-1", 3], ["2024年6月", "08-2", 2]])
    assert places(answer) == [("periods_differ", "表", "A6")]
    answer = read(send, ("县区", "指标编号", "完成值"), [["灵台县", "08-1", 3], ["泾川县", "08-2", 2]])
    assert places(answer) == [("units_differ", "表", "A6")]


def test_two_tables_on_one_sheet(send: Send) -> None:
    rows = [["08-1", 3], [], ["指标内容", "进展情况"], ["纳入重要议事日程", "推进中"]]
    answer = read(send, ("指标编号", "完成值"), rows)
    assert next((rule, cell) for rule, _, cell in places(answer)) == ("two_tables", "A8")


def test_a_number_and_a_name_that_contradict_each_other(send: Send) -> None:
    answer = read(send, ("指标编号", "指标内容", "完成值"), [["08-1", "政府常务会研究民族工作", 3]])
    assert (answer["status"], places(answer, "warning")) == ("accepted", [("name_unlike_code", "表", "B6")])


def bystander(*rows: Sequence[object], name: str = "台账") -> Any:
    def change(sheet: Any) -> None:
        other = sheet.parent.create_sheet(name)
        for cells in rows:
            other.append(list(cells))

    return change


@pytest.mark.parametrize(
    "rows",
    [
        [("序号", "名称", "类型", "时间"), (1, "座谈会", "会议", "3月")],
        [("序号", "时间", "工作内容", "完成情况"), (1, "3月", "召开座谈会", "完成")],
        [("编号", "会议名称", "状态"), ("1", "座谈会", "完成")],
        [("示范点名录",), ("填报单位", "泾川县"), ("名称", "类别")],
    ],
)
def test_a_ledger_or_a_blank_form_beside_a_report(send: Send, rows: Sequence[Sequence[object]]) -> None:
    answer = read(send, ("指标编号", "完成值"), [["08-1", 3]], change=bystander(*rows))
    assert (answer["kind"], answer["status"], answer["rows"]) == ("report", "accepted", 1)


def test_the_raters_own_row_may_say_so_in_words(send: Send, warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        open_round(cursor, datetime(2024, 7, 5).date(), None, ["kongtong", "jingchuan"], ["jingchuan"], datetime(2024, 7, 1), OFFICE)
    heads = {"评分单位": "泾川县", "评议日期": "2024-07-05"}
    for word in ("不打分", "本单位不评"):
        rows = [["崆峒区", 1, 1, 1, 1, 1], ["泾川县", word]]
        assert send(table("互评打分表", heads, ("被评单位", *CRITERIA), rows), dry_run=True)["status"] == "accepted"


def test_a_section_in_two_cells(send: Send) -> None:
    rows = [["一", "进社区(村)"], [1, "甲村", "社区", None, None, "2024年3月"]]
    answer = send(table("示范点名录", {"填报单位": "泾川县"}, ("序号", "名称", "类别", "级别", "乡镇(街道)", "命名时间"), rows))
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


def test_what_an_english_program_makes_of_a_number(send: Send) -> None:
    content = "任务完成情况填报表\n填报单位,泾川县,填报期,2024年6月\n指标编号,完成值\n8-Jan,3\n08-2,3-May\n".encode()
    assert [(rule, cell) for rule, _, cell in places(send(content, file_name="a.csv"))] == [
        ("code_is_date", "A4"),
        ("figure_is_date", "B5"),
    ]


# ---- names and shares ----------------------------------------------------------------------------------------------------


def test_a_name_that_two_indicators_share(plan: Plan) -> None:
    files = dict(plan.files)
    files["indicators.csv"] = files["indicators.csv"].replace("政府常务会研究民族工作".encode(), "党委常委会研究民族工作".encode(), 1)
    twin = parse_plan(files)
    content = table("任务完成情况填报表", HEADS, ("指标内容", "完成值"), [["党委常委会研究民族工作", 3]])
    found = read_content(examine(content, "a.xlsx"), twin, [])
    assert [(fault.rule, fault.cell) for fault in found.faults] == [("indicator_ambiguous", "A6")]
    assert found.faults[0].particulars["hint"] == "08-1、08-2"


def test_a_share_above_a_later_month_is_a_warning(send: Send) -> None:
    late = {"received_at": datetime(2025, 1, 1)}
    send(report([row("09-3", 30, 40), row("01-1", state="推进中")], period="2024年10月"), **late)
    answer = send(report([row("09-3", 38, 40), row("01-1", state="已完成", evidence="文")], period="2024年9月"), **late)
    warned = [(rule, cell) for rule, _, cell in places(answer, "warning") if rule != "report_late"]
    assert (answer["status"], warned) == ("accepted", [("share_above_later", "C5"), ("share_above_later", "E6")])


# ---- what stands around a table ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "footer",
    [
        (None, None, "2024年   月   日"),
        (None, None, "二〇二四年七月三日"),
        (None, None, "7月3日"),
        ("统计负责人", "李某", "报出日期", "2024年7月3日"),
        ("领导签字", "李某", "2024年7月3日"),
        ("联系人及电话", "张某", "139"),
        (None, "办公电话", "8212345"),
        ("传真:0933-1", None, "邮箱:a@b.cn"),
        ("单位(盖章)", None, "负责人(签字)"),
        (None, "共计", 5),
        ("本页小计", None, 5),
        (None, "完成率", "95%"),
        ("①", "②", "③"),
        ("栏次", "1", "2"),
        ("A", "B", "C"),
    ],
)
def test_signatures_totals_and_numberings_of_a_report(send: Send, footer: Sequence[object]) -> None:
    answer = read(send, ("指标编号", "指标内容", "完成值"), [["08-1", "党委常委会研究民族工作", 3], [], footer])
    assert (answer["status"], answer["rows"], places(answer)) == ("accepted", 1, [])


@pytest.mark.parametrize(
    "footer",
    [
        ("核查人签字:", None, None, "被核查单位签字:"),
        ("核查人:张某", None, None, "被核查单位负责人:李某"),
        ("核查人员", "张某", None, "日期", None, "2024年7月3日"),
        ("被核查单位意见:", None, None, None, "属实"),
    ],
)
def test_signatures_of_an_inspection(send: Send, footer: Sequence[object]) -> None:
    answer = send(inspection([line("08-1", 3), [], footer]))
    assert (answer["status"], answer["rows"], places(answer)) == ("accepted", 1, [])


@pytest.mark.parametrize(
    "aside",
    [
        "2.命名时间以文件为准。",
        "2024年7月3日",
        "泾川县(盖章)",
        "单位领导签字:",
        "以下空白",
        "第2页",
        "示范点名录(续表)",
        "1.进学校",
        "进社区(村)示范点",
    ],
)
def test_what_stands_alone_below_a_register(send: Send, aside: str) -> None:
    answer = send(table("示范点名录", {"填报单位": "泾川县"}, ("名称", "类别", "级别", "乡镇(街道)", "命名时间"), [site("甲校"), [aside]]))
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


@pytest.mark.parametrize("nil", [("无", "学校"), ("/", "进学校", "/", None, "/"), ("暂无", "进企业")])
def test_none_is_no_site(send: Send, nil: Sequence[object]) -> None:
    rows = [site("甲校"), nil]
    assert send(table("示范点名录", {"填报单位": "泾川县"}, ("名称", "类别", "级别", "乡镇(街道)", "命名时间"), rows))["rows"] == 1


@pytest.mark.parametrize(
    "headings",
    [
        ("指标编号", "完成数(去年同期)", "完成数(今年)"),
        ("指标编号", "完成情况(上月)", "完成情况"),
        ("指标编号", "完成值(截至上月)", "完成值"),
    ],
)
def test_a_bracket_that_means_another_time(send: Send, headings: Sequence[str]) -> None:
    assert places(read(send, headings, [["08-1", 5, None]])) == [("nothing_filled", None, None)]
    answer = read(send, headings, [["08-1", 5, 3]])
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


def test_a_running_number_beside_the_indicators_number(send: Send) -> None:
    answer = read(send, ("编号", "指标编号", "指标内容", "完成值"), [[1, "08-1", "x", 3], [2, "08-2", "y", 2]])
    assert (answer["status"], answer["rows"]) == ("accepted", 2)
    answer = read(send, ("重点任务内容", "指标名称", "完成值"), [["开展头雁引领行动", "党委常委会研究民族工作", 3]])
    assert (answer["status"], answer["rows"]) == ("accepted", 1)


@pytest.mark.parametrize(
    "head",
    [
        ("填报单位:泾川县,填报期:2024年6月",),
        ("填报单位:泾川县;填报期:2024年6月。",),
        ("填报单位:泾川县(联系人:张某) 填报期:2024年6月",),
        ("填报单位", "(盖章)", "泾川县", "填报期:2024年6月"),
        ("填报单位:__泾川县__", "填报期:2024年6月"),
        ("填报单位:【泾川县】", "填报期:2024年6月"),
    ],
)
def test_what_parts_one_label_from_the_next(send: Send, head: Sequence[str]) -> None:
    def change(sheet: Any) -> None:
        for row_number in (2, 3):
            for column in range(1, 5):
                sheet.cell(row_number, column).value = None
        for column, text in enumerate(head, start=1):
            sheet.cell(2, column, text)

    answer = read(send, ("指标编号", "指标内容", "完成值", "备注"), [["08-1", "x", 3]], change=change)
    assert (answer["unit"], answer["period"], answer["status"]) == ("泾川县", "2024-06", "accepted")


def test_a_sign_for_nothing(send: Send) -> None:
    answer = read(send, ("指标编号", "完成值", "进展情况", "佐证材料"), [["08-1", 3, "/"], ["01-1", "——", "推进中"], ["08-3", None, "/"]])
    assert (answer["status"], answer["rows"]) == ("accepted", 2)
    answer = send(inspection([line("08-1", "/", "无会议纪要"), line("08-2", "/", "无"), line("01-1", "×"), line("08-3", "0")]))
    assert (answer["status"], answer["rows"]) == ("accepted", 3)


def test_a_continuation_with_nothing_known_is_told(send: Send) -> None:
    def second(sheet: Any) -> None:
        other = sheet.parent.create_sheet("续表")
        other.append(["指标编号", "完成值"])
        other.append(["8-3", 1])

    answer = read(send, ("指标编号", "完成值"), [["08-1", 3]], change=second)
    assert [(sheet, cell) for _, sheet, cell in places(answer)] == [("续表", "A2")]


@pytest.mark.parametrize(
    ("heads", "rules"), [(("姓名", "身份证号/护照号"), {"personal_id_column"}), (("姓名/民族", "人数"), {"personal_roster"})]
)
def test_personal_headings_joined_by_a_stroke(send: Send, heads: Sequence[str], rules: set[str]) -> None:
    answer = read(send, ("指标编号", "完成值"), [["08-1", 3]], change=bystander(heads, ("甲", 1)))
    assert {rule for rule, _, _ in places(answer)} == rules


def test_messages_quote_what_was_typed(send: Send) -> None:
    answer = read(send, ("指标编号", "完成值"), [["09-3", "约95"]])
    assert "38/40 或 95%" in answer["issues"][0]["message"]
    result = table("示范点名录", {"填报单位": "泾川县"}, ("名称", "类别", "级别", "乡镇(街道)", "命名时间"), [site("甲校", named="0024.5")])
    assert places(send(result)) == [("day_unreadable", "表", "E5")]
