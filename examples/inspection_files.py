"""Inspection sheets as the inspectors type them: a few layouts, one of them text with a byte order mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from examples import spelling
from examples.documents import Document, day_text
from examples.figures import Figure
from examples.inspections import Inspection, Inspections, Line
from examples.layouts import DONE_WORDS, LOOSE_WORDS, OFFICE_WORDS
from examples.plan_data import Indicator
from examples.spelling import Cell
from examples.tables import Table, written
from examples.texts import MARK

WIDTHS = {"seq": 7, "id": 11, "name": 38, "measure": 9, "said": 12, "verified": 12, "evidence": 14, "finding": 30, "due": 16}


@dataclass(frozen=True)
class Layout:
    title: str
    columns: tuple[tuple[str, str], ...]
    subtitle: str = f"({MARK},均为虚构)"
    labels: tuple[str, str, str] = ("核查单位", "被核查单位", "核查期")
    heads: str = "rows"
    period_style: str = "年月"
    days: str = "cell"
    """How 整改时限 is typed: cell (a date), month (`2024年8月底`), or as text."""
    words: tuple[str, str, str] = DONE_WORDS
    file_format: str = "xlsx"
    nothing: str | None = None
    """What stands where nothing was found."""


LAYOUTS = {
    "official": Layout(
        "互检核查表",
        (("id", "指标编号"), ("name", "指标内容"), ("said", "自报值"), ("verified", "核实值"), ("evidence", "佐证是否齐全"), ("finding", "发现问题"),
         ("due", "整改时限")),
    ),
    "numbered": Layout(
        f"民族团结进步创建互检核查表({MARK})",
        (("seq", "序号"), ("id", "编号"), ("name", "指标名称"), ("measure", "计量单位"), ("said", "自报数"), ("verified", "核实数"),
         ("evidence", "佐证材料是否齐全"), ("finding", "核查发现问题"), ("due", "整改期限")),
        subtitle="数据均为虚构",
        labels=("检查单位", "受检单位", "检查期"),
        heads="side",
        period_style="dash",
        days="month",
        words=LOOSE_WORDS,
        nothing="无",
    ),
    "one_cell": Layout(
        "交叉互检表",
        (("id", "指标代码"), ("name", "考核指标"), ("said", "自报情况"), ("verified", "核实情况"), ("finding", "发现的问题"), ("due", "整改时限")),
        subtitle=f"——{MARK},均为虚构——",
        heads="one_cell",
        days="年月日",
        words=OFFICE_WORDS,
        nothing="——",
    ),
    "text": Layout(
        "互检核查表",
        (("id", "指标编号"), ("name", "指标内容"), ("said", "自报值"), ("verified", "核实值"), ("evidence", "佐证齐全"), ("finding", "发现问题"),
         ("due", "整改时限")),
        subtitle=MARK,
        days="dash",
        file_format="csv",
    ),
    "open_document": Layout(
        "互检核查表",
        (("seq", "序号"), ("id", "指标序号"), ("name", "指标"), ("said", "自报值"), ("verified", "核实值"), ("evidence", "佐证是否齐全"),
         ("finding", "发现问题"), ("due", "整改时限")),
        subtitle=f"{MARK},均为虚构",
        heads="side",
        file_format="ods",
    ),
}  # fmt: skip
OF_INSPECTOR = {
    "kongtong": "official", "huating": "numbered", "jingchuan": "one_cell", "lingtai": "text", "chongxin": "numbered",
    "zhuanglang": "one_cell", "jingning": "official", "park": "open_document",
}  # fmt: skip


def documents(inspections: Inspections) -> Iterator[Document]:
    yield from map(_document, inspections.all)


def _document(sheet: Inspection) -> Document:
    layout = LAYOUTS[OF_INSPECTOR[sheet.inspector.code]]
    ending = layout.file_format.partition("_")[0]
    title = f"{sheet.inspector.name} 互检核查表 {MARK}"
    return Document(
        f"inspection/{sheet.period:%Y-%m}_{sheet.inspector.short_name}核查{sheet.unit.short_name}_互检核查表_{MARK}.{ending}",
        sheet.inspector.name,
        sheet.received_at,
        lambda: written([_table(sheet, layout)], layout.file_format, title, sheet.received_at),
    )


def _table(sheet: Inspection, layout: Layout) -> Table:
    table = Table("核查表", tuple(WIDTHS[key] for key, _ in layout.columns))
    table.line(layout.title, "title")
    table.line(layout.subtitle)
    heads: tuple[Cell, Cell, Cell] = (
        (sheet.inspector.name, None),
        (sheet.unit.name, None),
        spelling.period(sheet.period, layout.period_style),
    )
    table.labels(list(zip(layout.labels, heads, strict=True)), layout.heads)
    table.fill([(heading, None) for _, heading in layout.columns], "head")
    for number, line in enumerate(sheet.lines, 1):
        cells = _cells(line, layout, number)
        table.fill([cells.get(key) for key, _ in layout.columns])
    table.row += 1
    table.fill([None, ("核查组:(略)", None)], "foot")
    return table


def _cells(line: Line, layout: Layout, number: int) -> dict[str, Cell | None]:
    is_less = line.verified is None or line.verified.value < line.reported.value
    return {
        "seq": (number, None),
        "id": (line.indicator.indicator_id, "@"),
        "name": (line.indicator.name, None),
        "measure": (line.indicator.measure, None),
        "said": _figure(line.said, line.indicator, layout),
        "verified": None if line.verified is None else _figure(line.verified, line.indicator, layout),
        "evidence": ("不齐全" if is_less else "基本齐全" if line.finding else "齐全", None),
        "finding": (line.finding or layout.nothing, None),
        "due": None if line.due is None else _due(line.due, layout.days),
    }


def _figure(figure: Figure, indicator: Indicator, layout: Layout) -> Cell:
    if indicator.kind == "status":
        return spelling.state(figure.value, layout.words)
    if indicator.kind == "coverage":
        return spelling.share(figure, "fraction")
    return (int(figure.value) if figure.value == int(figure.value) else figure.value), None


def _due(day: date, style: str) -> Cell:
    moment = datetime.combine(day, time())
    if style == "month":
        return f"{day.year}年{day.month}月底", None
    return (moment, "yyyy-mm-dd") if style == "cell" else (day_text(moment, style), "@")
