"""The other sheets that come along in a workbook: a guide, a ledger, a hidden list of choices."""

from __future__ import annotations

from datetime import date
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font

from examples.layouts import DONE_WORDS
from examples.texts import MARK

_GUIDE = (
    f"填表说明({MARK})",
    "一、数字填窗口期内的累计数,没有开展的填0,不掌握的空着不填。",
    "二、状态类工作在下拉框中选择,不要写其他文字。",
    "三、已完成的工作要附佐证材料,并写明材料名称。",
    "四、次月10日前报送,逾期注明原因。",
)
_LEDGER_HEAD = ("序号", "日期", "活动名称", "参加人次", "地点")
_ACTIVITIES = (
    "民族团结进步宣传月启动仪式",
    "“石榴籽”主题宣讲",
    "政策法规进社区",
    "主题班会观摩",
    "示范点现场推进会",
    "文化惠民演出",
    "经典诵读比赛",
)
_PLACES = ("文化广场", "县委党校", "社区服务中心", "乡镇会议室", "中心小学")


def add(workbook: Workbook, name: str, period: date, random: Random) -> None:
    {"guide": _guide, "ledger": _ledger, "options": _options}[name](workbook, period, random)


def _guide(workbook: Workbook, period: date, random: Random) -> None:
    sheet = workbook.create_sheet("填表说明", 0)
    sheet.column_dimensions["A"].width = 80
    for row, line in enumerate(_GUIDE, 1):
        sheet.cell(row, 1, line).font = Font(name="宋体", size=14 if row == 1 else 11, bold=row == 1)


def _ledger(workbook: Workbook, period: date, random: Random) -> None:
    sheet = workbook.create_sheet("台账")
    sheet.append([f"宣传活动台账({MARK})"])
    sheet.append(_LEDGER_HEAD)
    for number in range(1, random.randint(4, 8)):
        day = period.replace(day=random.randint(1, 28))
        visitors = random.choice([60, 85, 120, 200, "1,200"])
        sheet.append([number, f"{day:%Y-%m-%d}", random.choice(_ACTIVITIES), visitors, random.choice(_PLACES)])
    for letter, width in zip("ABCDE", (6, 13, 34, 11, 18), strict=True):
        sheet.column_dimensions[letter].width = width


def _options(workbook: Workbook, period: date, random: Random) -> None:
    sheet = workbook.create_sheet("选项")
    for row, word in enumerate(DONE_WORDS, 1):
        sheet.cell(row, 1, word)
    sheet.sheet_state = "hidden"
