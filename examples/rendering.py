"""A report in one of the layouts, as an openpyxl workbook that looks right when it is opened."""

from __future__ import annotations

import math
from datetime import datetime
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from examples import extra_sheets, spelling
from examples.layouts import LAYOUTS, Layout
from examples.plan_data import PlanData
from examples.reports import Report, Row
from examples.spelling import Cell
from examples.texts import MARK

StoredValues = dict[tuple[str, str], float]
"""(sheet, cell) → the value that a formula there shows."""

WIDTHS = {
    "seq": 10, "id": 10, "name": 40, "measure": 9, "target": 9, "previous": 11, "increase": 10, "value": 12, "denominator": 11, "status": 12,
    "evidence": 26, "problem": 22, "next_step": 24, "remark": 22, "dept": 20, "helper": 16,
}  # fmt: skip
LEFT_ALIGNED = {"name", "evidence", "problem", "next_step", "remark", "dept"}
THIN = Side(style="thin", color="808080")
RULES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SECOND_SHEET_FROM_TASK = 22
"""The second sheet of a report in two begins with this task."""
LINE_HEIGHT = 16
WIDE_NAMES = str.maketrans("()“”", '（）""')


def _lines(value: object, width: int) -> int:
    """How many lines a text takes in a column: a Chinese character is two wide."""
    text = "" if value is None or str(value).startswith("=") else str(value)
    return max(1, math.ceil(sum(1 if sign.isascii() else 2 for sign in text) / width))


class Form:
    """One sheet being filled from the top."""

    def __init__(self, sheet: Worksheet, layout: Layout) -> None:
        self.sheet, self.layout = sheet, layout
        self.row, self.first_column = layout.start
        self.last_column = self.first_column + len(layout.columns) - 1
        self.column = {key: self.first_column + offset for offset, (key, _) in enumerate(layout.columns)}
        for key, column in self.column.items():
            sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[key]
        if layout.hidden_column:
            sheet.column_dimensions[get_column_letter(self.column[layout.hidden_column])].hidden = True
        for column in range(1, self.first_column):
            sheet.column_dimensions[get_column_letter(column)].width = 3
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.oddHeader.right.text, sheet.oddFooter.center.text = MARK, "第&P页 共&N页"

    def put(self, column: int, cell: Cell, *, bold: bool = False, align: str = "left", size: int = 11, is_ruled: bool = False) -> None:
        value, number_format = cell
        target = self.sheet.cell(self.row, column, value)
        if number_format is not None:
            target.number_format = number_format
        target.font = Font(name=self.layout.font, size=size, bold=bold)
        target.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if is_ruled and self.layout.is_ruled:
            target.border = RULES

    def merge(self, first: int, last: int, rows: int = 1) -> None:
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=self.row, start_column=first, end_row=self.row + rows - 1, end_column=last)

    def across(self, text: str, *, size: int = 11, bold: bool = False, align: str = "center", height: float | None = None) -> None:
        """A line over the whole table."""
        self.put(self.first_column, (text, None), bold=bold, align=align, size=size)
        if size > 12:
            self.sheet.cell(self.row, self.first_column).font = Font(name=self.layout.title_font, size=size, bold=True)
        self.merge(self.first_column, self.last_column)
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def labels(self, unit_name: str, period: Cell) -> None:
        layout = self.layout
        middle = self.first_column + max(3, len(layout.columns) // 2)
        if layout.heads == "one_cell":
            self.put(self.first_column, (f"{layout.unit_label}{layout.colon}{unit_name}", None))
            self.merge(self.first_column, middle - 1)
            self.put(middle, (f"{layout.period_label}{layout.colon}{period[0]}", None))
            self.merge(middle, self.last_column)
        else:
            is_merged = layout.heads == "merged"
            value_at = self.column["name"]
            self.put(value_at - 1, (layout.unit_label, None), bold=True, align="center")
            self.put(value_at, (unit_name, None))
            self.put(middle, (layout.period_label, None), bold=True, align="center")
            if is_merged:
                self.merge(value_at, middle - 1)
            self.put(middle + 1, period)
            if is_merged:
                self.merge(middle + 1, middle + 2)
        self.sheet.row_dimensions[self.row].height = 21
        self.row += 1

    def head(self) -> None:
        """The heading, in one row or two."""
        first = self.row
        if self.layout.groups:
            grouped = {index for _, low, high in self.layout.groups for index in range(low, high + 1)}
            for text, low, high in self.layout.groups:
                self.put(self.first_column + low, (text, None), bold=True, align="center", is_ruled=True)
                self.merge(self.first_column + low, self.first_column + high)
            for index, (_, heading) in enumerate(self.layout.columns):
                if index not in grouped:
                    self.put(self.first_column + index, (heading, None), bold=True, align="center", is_ruled=True)
                    self.merge(self.first_column + index, self.first_column + index, rows=2)
            self.row += 1
        else:
            grouped = set(range(len(self.layout.columns)))
        for index, (_, heading) in enumerate(self.layout.columns):
            if index in grouped:
                self.put(self.first_column + index, (heading, None), bold=True, align="center", is_ruled=True)
        for row in self.sheet.iter_rows(min_row=first, max_row=self.row, min_col=self.first_column, max_col=self.last_column):
            for cell in row:
                cell.border = RULES if self.layout.is_ruled else Border()
                if self.layout.head_fill:
                    cell.fill = PatternFill("solid", fgColor=self.layout.head_fill)
        self.sheet.row_dimensions[self.row].height = 32
        self.row += 1

    def numbering(self) -> None:
        for index in range(len(self.layout.columns)):
            self.put(self.first_column + index, (index + 1, None), align="center", size=9, is_ruled=True)
        self.row += 1


class Renderer:
    """Fills one workbook from one report."""

    def __init__(self, plan: PlanData, report: Report, random: Random) -> None:
        self.plan, self.report, self.random = plan, report, random
        self.layout = LAYOUTS[report.layout]
        self.workbook = Workbook()
        self.stored_values: StoredValues = {}

    def render(self) -> tuple[Workbook, StoredValues]:
        rows = [row for row in self.report.rows if row.figure is not None or not self.layout.filled_rows_only]
        second = [row for row in rows if self.layout.second_sheet and row.indicator.task_no >= SECOND_SHEET_FROM_TASK]
        self._fill(self.workbook.active, self.layout.sheet, [row for row in rows if row not in second], has_labels=True)
        if self.layout.second_sheet:
            self._fill(self.workbook.create_sheet(), self.layout.second_sheet, second, has_labels=False)
        for name in self.layout.extra_sheets:
            extra_sheets.add(self.workbook, name, self.report.period, self.random)
        return self.workbook, self.stored_values

    def _fill(self, sheet: Worksheet, title: str, rows: list[Row], *, has_labels: bool) -> None:
        sheet.title = title
        form, layout, report = Form(sheet, self.layout), self.layout, self.report
        form.across(layout.title, size=16, height=30)
        if layout.subtitle:
            form.across(layout.subtitle, height=18)
        alias = report.profile.alias
        unit_name = report.unit.name if alias < 0 else report.unit.aliases[alias]
        period = spelling.period(report.period, layout.period_style)
        if has_labels and layout.heads != "below":
            form.labels(unit_name, period)
        if layout.has_blank_rows:
            form.row += 1
        form.head()
        sheet.freeze_panes = sheet.cell(form.row, 1)
        sheet.print_title_rows = f"{form.row - 1}:{form.row - 1}"
        if layout.has_numbering:
            form.numbering()
        first_row = form.row
        self._body(form, rows)
        if layout.has_totals:
            self._totals(form, rows)
        if layout.heads == "below":
            form.row += 1
            form.labels(unit_name, period)
        if "status" in form.column and "options" in layout.extra_sheets:
            choice = DataValidation(type="list", formula1="选项!$A$1:$A$3", allow_blank=True)
            sheet.add_data_validation(choice)
            letter = get_column_letter(form.column["status"])
            choice.add(f"{letter}{first_row}:{letter}{form.row - 1}")
        if has_labels and layout.footer:
            form.row += 1
            for offset, (label, value) in enumerate(layout.footer):
                form.put(form.column["name"] + 2 * offset, (f"{label}{layout.colon}{value}", None))

    def _body(self, form: Form, rows: list[Row]) -> None:
        section = 0
        hidden = self._hidden_row(rows)
        task_start, task_no = form.row, 0
        for seq, row in enumerate(rows, 1):
            indicator = row.indicator
            if self.layout.has_sections and (new := self.plan.task_sections[indicator.task_no]) != section:
                is_first, section = section == 0, new
                if self.layout.has_blank_rows and not is_first:
                    form.row += 1
                if self.layout.repeats_head and not is_first:
                    form.head()
                form.across(f"{'一二三四五六七八九'[section - 1]}、{self.plan.sections[section]}", bold=True, align="left", height=20)
            if indicator.task_no != task_no:
                self._merge_task(form, task_start)
                task_start, task_no = form.row, indicator.task_no
            cells = self._cells(form, row, seq, is_first_of_task=task_start == form.row)
            for key, column in form.column.items():
                form.put(column, cells.get(key, (None, None)), align="left" if key in LEFT_ALIGNED else "center", is_ruled=True)
            form.sheet.row_dimensions[form.row].height = LINE_HEIGHT * max(
                _lines(cells.get(key, (None, None))[0], WIDTHS[key]) for key in form.column
            )
            form.sheet.row_dimensions[form.row].hidden = row is hidden
            form.row += 1
        self._merge_task(form, task_start)

    def _merge_task(self, form: Form, start: int) -> None:
        if "dept" in form.column and self.report.layout == "task_merged" and form.row - start > 1:
            column = form.column["dept"]
            form.sheet.merge_cells(start_row=start, start_column=column, end_row=form.row - 1, end_column=column)

    def _hidden_row(self, rows: list[Row]) -> Row | None:
        if f"{self.report.period:%Y-%m}" not in self.report.profile.hides_rows:
            return None
        return next(row for row in rows if row.figure is not None and row.figure.value > 0 and row.indicator.kind == "status")

    def _cells(self, form: Form, row: Row, seq: int, *, is_first_of_task: bool) -> dict[str, Cell]:
        indicator, figure, layout = row.indicator, row.figure, self.layout
        cells: dict[str, Cell] = {
            "seq": (seq, None),
            "id": (indicator.indicator_id, "@"),
            "name": (indicator.name.translate(WIDE_NAMES) if layout.has_wide_names else indicator.name, None),
            "measure": (indicator.measure, None),
            "target": spelling.target(indicator, row.target),
            "dept": (self.plan.task_titles[indicator.task_no] if is_first_of_task or self.report.layout != "task_merged" else None, None),
            "helper": (f"{indicator.indicator_id}|{self.report.unit.code}", None),
            "evidence": (row.evidence, None),
            "problem": (row.problem, None),
            "next_step": (row.next_step, None),
            "remark": (row.remark, None),
        }
        if figure is None:
            return cells
        if indicator.kind == "status":
            cells["status" if "status" in form.column else "value"] = spelling.state(figure.value, layout.words)
        elif indicator.kind == "coverage" and layout.coverage == "pair":
            cells["value"] = spelling.number(figure.numerator or 0, indicator.measure, layout.number_style, self.random)
            cells["denominator"] = figure.denominator, None
        elif indicator.kind == "coverage":
            cells["value"] = spelling.share(figure, layout.coverage)
        elif "increase" in form.column:
            before = row.previous or 0.0
            cells["previous"], cells["increase"] = (before, "0.0" if before % 1 else "0"), (figure.value - before, None)
            letters = [get_column_letter(form.column[key]) for key in ("previous", "increase", "value")]
            cells["value"] = f"={letters[0]}{form.row}+{letters[1]}{form.row}", None
            self.stored_values[form.sheet.title, f"{letters[2]}{form.row}"] = figure.value
        else:
            cells["value"] = spelling.number(figure.value, indicator.measure, layout.number_style, self.random)
        return cells

    def _totals(self, form: Form, rows: list[Row]) -> None:
        form.put(form.first_column, ("合计", None), bold=True, align="center", is_ruled=True)
        form.put(form.column["value"], (sum(row.figure is not None for row in rows), None), bold=True, align="center", is_ruled=True)
        form.row += 1


def render(plan: PlanData, report: Report, random: Random, created: datetime) -> tuple[Workbook, StoredValues]:
    workbook, stored_values = Renderer(plan, report, random).render()
    workbook.properties.creator, workbook.properties.title = MARK, f"{report.unit.name} {report.period:%Y-%m} {MARK}"
    workbook.properties.created = workbook.properties.modified = created
    return workbook, stored_values
