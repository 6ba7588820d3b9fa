"""Layouts composed from independent choices: the same seed, the same bytes and the same truth, whatever ran before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.loaders.layouts.choices import Choices, all_choices
from tests.loaders.layouts.contents import Filling, TableRow, filling_of
from tests.loaders.layouts.proof import Layout, Truth, bytes_of
from tests.loaders.layouts.spelling import Typed

SEEDS = tuple(choices.seed for choices in all_choices())
GROUPS = {
    "report": ("工作情况", "填报内容", "任务信息", "完成情况"),
    "sites": ("示范点情况", "基本情况", "创建情况"),
    "inspection": ("核查情况", "指标情况", "检查内容"),
    "scoring": ("评分项目", "打分情况", "评议内容"),
    "satisfaction": ("测评情况", "问卷情况", "调查结果"),
}
SUPERS = {"report": "填报情况", "sites": "示范点信息", "inspection": "互检情况", "scoring": "互评情况", "satisfaction": "测评结果"}
SECTIONS = {
    "report": ("一、政治引领", "二、石榴籽工程", "三、八进"),
    "sites": ("一、第一批", "二、第二批", "三、第三批"),
    "inspection": ("(一)政治引领", "(二)共同发展", "(三)平安和谐"),
    "scoring": ("一、A类县区", "二、B类县", "三、园区"),
    "satisfaction": ("一、A类县区", "二、B类县", "三、园区"),
}
TITLES = {
    "report": ("任务完成情况填报表", "民族团结进步创建重点任务完成情况填报表"),
    "sites": ("示范点名录", "民族团结进步“八进”示范点名录"),
    "inspection": ("互检核查表", "民族团结进步创建工作互检核查表"),
    "scoring": ("互评打分表", "民族团结进步创建工作互评打分表"),
    "satisfaction": ("群众满意度测评结果表", "民族团结进步创建群众满意度测评结果表"),
}
INSTRUCTIONS = {
    "report": "填表说明:“指标编号”请勿改动,“完成值”填累计数,“进展情况”填已完成、推进中或未启动。",
    "sites": "填表说明:“类别”按八进填写,“命名时间”填到日,“经度”“纬度”可不填。",
    "inspection": "填表说明:“核实值”由核查组填写,“整改时限”填到日。",
    "scoring": "打分说明:“组织领导”“宣传教育”等五项,每项满分20分,不评本单位。",
    "satisfaction": "说明:“满意度”为百分数,“有效问卷数”不含拒访。",
}


@dataclass
class Column:
    """One column of a table as it is laid out."""

    key: str
    """The filling's key; extra columns have one too."""
    path: list[str]
    """Headings from the top; one for a plain column."""
    position: int = 0
    """Its column in the sheet."""


@dataclass
class Page:
    """A sheet while it is written."""

    sheet: Worksheet
    number: int
    row: int
    left: int
    formulas: dict[tuple[int, str], str] = field(default_factory=dict)

    def put(self, column: int, value: object, number_format: str | None = None) -> None:
        """A value in the present row."""
        if value is None:
            return
        cell = self.sheet.cell(self.row, column, value)
        if number_format:
            cell.number_format = number_format

    def merge(self, first: int, last: int, rows: int = 1) -> None:
        """The present row and those below it, over columns."""
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row + rows - 1, start_column=first, end_column=last)


def layout_of(seed: int) -> Layout:
    """The layout of a seed."""
    choices = all_choices()[seed]
    random = Random(seed)
    filling = filling_of(choices, random)
    columns = _columns(choices, filling, random)
    workbook = Workbook()
    sheets = [_new_sheet(workbook, name) for name in ("表", "续表", "续表二")[: int(choices["sheets"])]]
    formulas: dict[tuple[int, str], str] = {}
    other = choices["other_sheet"]
    if other != "none":
        _other_sheet(workbook, other, choices.kind)
    del workbook[workbook.sheetnames[0]]
    for number, (sheet, rows) in enumerate(zip(sheets, _shares(filling.rows, len(sheets)), strict=True)):
        place = workbook.worksheets.index(sheet) + 1
        corner = choices["start"]
        page = Page(sheet, place, int(corner[1:]), column_index_from_string(corner[0]), formulas)
        _write_page(page, choices, filling, columns, rows, random, has_heads=number == 0 or choices["heads_on"] == "all")
    truth = Truth(choices.kind, filling.unit, filling.period, [row.truth for row in filling.rows if row.truth], filling.subject)
    return Layout(f"seed {seed} ({choices.kind})", bytes_of(workbook, formulas), truth)


def _new_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook.create_sheet(name)
    assert isinstance(sheet, Worksheet)
    return sheet


def _shares(rows: Sequence[TableRow], count: int) -> Iterator[Sequence[TableRow]]:
    """The rows over several sheets, none without."""
    size = -(-len(rows) // count)
    for number in range(count):
        share = rows[number * size : (number + 1) * size]
        assert any(row.truth for row in share), "a sheet without a row"
        yield share


# ---- columns and their headings ------------------------------------------------------------------------------------------


def _columns(choices: Choices, filling: Filling, random: Random) -> list[Column]:
    """The table's columns in order, with group heads and positions."""
    own = [Column(key, [heading]) for key, heading in filling.headings.items()]
    if choices["order"] == "shuffled":
        random.shuffle(own)
    columns = [Column("number", ["序号"])] if choices["extras"] != "none" else []
    columns += own
    for key, heading in filling.extras.items():
        columns.insert(random.randint(1, len(columns)), Column(key, [heading]))
    depth = int(choices["depth"])
    if depth > 1:
        _group(columns, depth, choices.kind, random)
    position = 0
    for number, column in enumerate(columns):
        is_apart = number > 0 and (len(column.path) == 1 or column.path[0] != columns[number - 1].path[0])
        if is_apart and choices["blanks"] in ("columns", "both") and random.random() < 0.35:
            position += 1
        column.position = position
        position += 1
    return columns


def _group(columns: list[Column], depth: int, kind: str, random: Random) -> None:
    """Group heads over runs of columns: one over two or three, or over two of three within a larger one."""
    start = random.randint(0, len(columns) - 3)
    run = columns[start : start + 3]
    texts = [column.path[0] for column in columns]
    names = [name for name in GROUPS[kind] if name not in texts]
    if "完成情况" in names and not any(column.key in ("value", "state") for column in run):
        names.remove("完成情况")
    if depth == 3:
        inner = run[random.randint(0, 1) :][:2]
        name = "完成情况" if "完成情况" in names and inner[0].key in ("value", "state") else names[0]
        for column in inner:
            column.path = [SUPERS[kind], name, *column.path]
        for column in run:
            if column not in inner:
                column.path = [SUPERS[kind], *column.path]
        return
    run = run[: random.randint(2, 3)]
    if "完成情况" in names and not any(column.key in ("value", "state") for column in run):
        names.remove("完成情况")
    name = random.choice(names)
    for column in run:
        column.path = [name, *column.path]


def _write_headings(page: Page, columns: list[Column], depth: int) -> None:
    """All heading rows, with merges across and down."""
    for level in range(depth):
        for number, column in enumerate(columns):
            if len(column.path) <= level:
                continue
            before = columns[number - 1] if number else None
            if len(column.path) - 1 > level and before is not None and before.path[: level + 1] == column.path[: level + 1]:
                continue
            last = number
            if len(column.path) - 1 > level:
                while last + 1 < len(columns) and columns[last + 1].path[: level + 1] == column.path[: level + 1]:
                    last += 1
            page.put(page.left + column.position, column.path[level])
            rows = depth - level if len(column.path) - 1 == level else 1
            page.merge(page.left + column.position, page.left + columns[last].position, rows)
        page.row += 1


# ---- a page --------------------------------------------------------------------------------------------------------------


def _write_page(
    page: Page, choices: Choices, filling: Filling, columns: list[Column], rows: Sequence[TableRow], random: Random, *, has_heads: bool
) -> None:
    width = columns[-1].position
    has_blank_rows = choices["blanks"] in ("rows", "both")
    where = choices["labels"]
    if has_heads:
        if choices["instructions"] == "yes":
            page.put(page.left, INSTRUCTIONS[choices.kind])
            page.merge(page.left, page.left + width)
            page.row += 1
        _write_title(page, choices, filling, width)
        page.row += has_blank_rows
        if where not in ("below", "title_only"):
            _write_labels(page, choices, filling.labels, where, random)
        if where != "below" or choices["other_label"] == "due":
            _write_labels(page, choices, _other_labels(choices), "same_cell" if where == "same_cell" else "beside", random)
            page.row += has_blank_rows
    _write_table(page, choices, filling, columns, rows, random)
    if has_heads and where == "below":
        page.row += 1
        below = random.choice(("same_cell", "beside"))
        signed = _other_labels(choices) if choices["other_label"] == "filled_in_on" else []
        _write_labels(page, choices, [*filling.labels, *signed], below, random)
    _write_footer(page, choices, width)
    if choices["hidden"] == "column":
        page.sheet.column_dimensions[get_column_letter(page.left + columns[0].position)].hidden = True


def _write_title(page: Page, choices: Choices, filling: Filling, width: int) -> None:
    if choices["title"] == "none":
        return
    title = TITLES[choices.kind][choices["title"] == "long"]
    page.put(page.left, (filling.title_words if choices["labels"] == "title_only" else "") + title)
    page.merge(page.left, page.left + width)
    page.row += 1
    if choices["labels"] == "title_only" and filling.labels_beside_title:
        _write_labels(page, choices, filling.labels_beside_title, "beside", Random(choices.seed))


def _other_labels(choices: Choices) -> list[tuple[str, Typed]]:
    return {
        "none": [],
        "filled_in_on": [("填表日期", Typed("2024年7月3日"))],
        "due": [("截止日期", Typed("2024年7月10日"))],
    }[choices["other_label"]]


def _write_labels(page: Page, choices: Choices, labels: list[tuple[str, Typed]], where: str, random: Random) -> None:
    """Labels with their values, in one row or one row each."""
    column = page.left
    for number, (label, typed) in enumerate(labels):
        last = number == len(labels) - 1
        colon = random.choice((":", "："))
        if where == "same_cell":
            page.put(column, f"{label}{colon}{typed.text}")
            column += 3
        elif where == "above_value":
            page.put(column, label)
            page.row += 1
            page.put(column, typed.value, typed.number_format)
            page.row -= 1
            column += 2
        else:
            wide = where == "merged_beside"
            page.put(column, label + random.choice((colon, "")))
            if wide:
                page.merge(column, column + 1)
            page.put(column + 1 + wide, typed.value, typed.number_format)
            if wide:
                page.merge(column + 2, column + 3)
            column += 5 if wide else 3
        if last or choices["label_rows"] == "several":
            page.row += 2 if where == "above_value" else 1
            column = page.left


def _write_table(page: Page, choices: Choices, filling: Filling, columns: list[Column], rows: Sequence[TableRow], random: Random) -> None:
    depth = int(choices["depth"])
    _write_headings(page, columns, depth)
    if choices["numbering"] != "none":
        for number, column in enumerate(columns, start=1):
            page.put(page.left + column.position, number if choices["numbering"] == "numbers" else str(number))
        page.row += 1
    parts = 2 if len(rows) > 2 and choices["sections"] != "none" else 1
    middle = len(rows) // 2
    for number, row in enumerate(rows):
        if choices["sections"] != "none" and number in ((0, middle) if parts == 2 else (0,)):
            if number and choices["totals"] == "subtotals":
                _write_total(page, columns, filling, "小计", random)
            page.put(page.left, SECTIONS[choices.kind][0 if number == 0 else 1])
            if choices["sections"] == "merged":
                page.merge(page.left, page.left + columns[-1].position)
            page.row += 1
        if choices["repeated"] == "yes" and number == max(1, middle):
            page.row += 1
            _write_headings(page, columns, depth)
        if choices["blanks"] in ("rows", "both") and number and random.random() < 0.3:
            page.row += 1
        _write_row(page, choices, columns, row, number + 1, is_hidden=choices["hidden"] == "row" and number == len(rows) - 1)
    if choices["totals"] == "subtotals":
        _write_total(page, columns, filling, "小计", random)
    if choices["totals"] != "none":
        _write_total(
            page, columns, filling, "平均分" if choices.kind in ("scoring", "satisfaction") and random.random() < 0.5 else "合计", random
        )


def _write_row(page: Page, choices: Choices, columns: list[Column], row: TableRow, count: int, *, is_hidden: bool) -> None:
    for column in columns:
        place = page.left + column.position
        if column.key == "number":
            page.put(place, count)
            continue
        typed = row.cells.get(column.key)
        if typed is None:
            continue
        page.put(place, typed.value, typed.number_format)
        is_number = isinstance(typed.value, int | float) and column.key in row.figures
        if is_number and choices["values"] == "formulas" and (page.row + column.position) % 2:
            page.formulas[page.number, f"{get_column_letter(place)}{page.row}"] = f"{typed.value!r}+0"
    if row.merged_up is not None:
        place = page.left + next(column.position for column in columns if column.key == row.merged_up)
        if page.sheet.cell(page.row - 1, place).value == row.cells[row.merged_up].value:
            page.sheet.cell(page.row, place).value = None
            page.sheet.merge_cells(start_row=page.row - 1, end_row=page.row, start_column=place, end_column=place)
    if is_hidden:
        page.sheet.row_dimensions[page.row].hidden = True
    page.row += 1


def _write_total(page: Page, columns: list[Column], filling: Filling, word: str, random: Random) -> None:
    """合计 in the column of numbers or that of names, and sums in the columns of figures."""
    named = [column for column in columns if column.key in ("number", *filling.naming)]
    page.put(page.left + named[0].position, word)
    for column in columns:
        if column.key in filling.summed:
            page.put(page.left + column.position, random.randint(20, 99))
    page.row += 1


def _write_footer(page: Page, choices: Choices, width: int) -> None:
    if choices["footer"] == "none":
        return
    page.row += choices["blanks"] in ("rows", "both")
    if choices["footer"] == "one_row":
        for number, words in enumerate(("填表人:张某", "审核人:李某", "联系电话:0933-8612345")):
            page.put(page.left + number * 2, words)
        page.row += 1
        return
    page.put(page.left, "注:请于每月10日前报送。")
    page.merge(page.left, page.left + width)
    page.row += 1
    page.put(page.left, "填表人:")
    page.put(page.left + 1, "王某")
    page.put(page.left + 2, "联系电话:")
    page.put(page.left + 3, "0933-6621111")
    page.row += 1
    page.put(page.left, "审核人:")
    page.put(page.left + 1, "赵某")


def _other_sheet(workbook: Workbook, which: str, kind: str) -> None:
    if which == "ledger":
        sheet = workbook.create_sheet("台账")
        sheet.append(["序号", "活动名称", "活动时间", "地点", "参加人数"])
        sheet.append([1, "石榴籽宣讲", date(2024, 4, 2), "广场", 120])
        return
    sheet = workbook.create_sheet("填表说明", 1 if which == "note_before" else None)
    sheet.append(["填表说明"])
    sheet.append([INSTRUCTIONS[kind]])
    sheet.append(["如有疑问请与创建办联系。"])
