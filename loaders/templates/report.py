"""任务完成情况填报表: a row for each indicator that the unit may report, under its task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loaders.checks import Standing, value_words
from loaders.kinds.heads import month_words
from loaders.layout.words import kind_of
from loaders.templates.drawing import ENTRY, FIRST_ROW, FIXED, SECTION, TEXT, Book, Column, Head, Page, check, decimal, whole
from loaders.templates.words import STATES, last_day, month_choices, plain, target_words, task_words, unit_choices
from warehouse.clock import office_now
from warehouse.plan import Indicator, Plan, Unit

_COLUMNS = (
    Column("code", "指标编号", 11),
    Column("name", "指标内容", 34, "left"),
    Column("measure", "计量单位", 6),
    Column("target", "目标", 9),
    Column("last", "上期数", 14),
    Column("value", "完成值(覆盖类填达标数)", 11),
    Column("total", "应达标数(覆盖类)", 10),
    Column("status", "进展情况(状态类)", 10),
    Column("evidence", "佐证材料", 18, "left"),
    Column("problem", "存在问题", 14, "left"),
    Column("next_step", "下一步打算", 14, "left"),
    Column("remark", "备注", 11, "left"),
    Column("note", "填写提示", 20, "left"),
)
_PLACES = {column.key: place for place, column in enumerate(_COLUMNS, start=1)}
_TEXTS = ("evidence", "problem", "next_step", "remark")
_FIGURES = {"status": ("status",), "coverage": ("value", "total")}
_HINT = (
    "只填白色的格;整行灰色的,本月不计数,不用填。数字填累计数,从该指标的计数期开始算起;没有开展的填 0,还没有统计的留空。"
    "比上期数少的,请在备注栏说明原因。换单位、换月份请另取模板。不要填写个人信息。"
)


@dataclass(frozen=True)
class _Line:
    """One indicator's row."""

    indicator: Indicator
    target: str
    last: str
    note: str
    counts: bool

    @property
    def entries(self) -> tuple[str, ...]:
        """The columns to type in: none of a row that does not count."""
        return _FIGURES.get(self.indicator.kind, ("value",)) + _TEXTS if self.counts else ()


def build_report(plan: Plan, unit: Unit | None, period: date | None, known: Standing) -> bytes:
    """The workbook; `known` holds what is in force for the unit: its figures, and its register where it has one."""
    kind = kind_of("report")
    title = f"{unit.name if unit else ''}{kind.title}"
    book = Book("填报表", title)
    page = book.main
    heads = (
        Head("填报单位", unit.name if unit else "", (1, 1, 2, 2), unit_choices(plan)),
        Head("填报期", month_words(period) if period else "", (4, 4, 5, 5), month_choices(plan)),
    )
    page.write_top(title, heads, _HINT, _COLUMNS, book)
    last_row = _write_rows(page, plan, list(_lines(plan, unit, period, known)))
    page.write_footer(last_row + 2, ((1, 2, 2), (5, 6, 7), (9, 10, 11)))
    page.finish(f"C{FIRST_ROW}")
    return book.save()


def _lines(plan: Plan, unit: Unit | None, period: date | None, known: Standing) -> Iterator[_Line]:
    """The indicators that the unit may report; all of them where no unit is named."""
    for code, indicator in plan.indicators.items():
        if unit is not None and not plan.may_report(unit.unit_code, code):
            continue
        counts = period is None or plan.counted_window(code, period) is not None
        note = _note(plan, indicator, period, known, counts)
        yield _Line(indicator, target_words(plan, unit, indicator), _last(plan, indicator, period, known), note, counts)


def _last(plan: Plan, indicator: Indicator, period: date | None, known: Standing) -> str:
    """The last figure in force of an earlier month; one of an earlier window is named as such, for counting began anew."""
    earlier = [v for v in known.by_indicator.get(indicator.indicator_id, ()) if period is None or v.period < period]
    if not earlier:
        return ""
    last = max(earlier, key=lambda value: value.period)
    window = plan.counted_window(indicator.indicator_id, period) if period else None
    before = ",上一计数期" if window and not window.holds(last.period) else ""
    return f"{value_words(last.value, indicator)}({month_words(last.period)}{before})"


def _note(plan: Plan, indicator: Indicator, period: date | None, known: Standing, counts: bool) -> str:
    """What helps to fill in a row: since when it counts, what the register holds, and the plan's own note."""
    window = plan.counted_window(indicator.indicator_id, period) if period else None
    day = last_day(period) if period else office_now().date()
    sites = known.sites_of(indicator.indicator_id, plan, day)
    notes = (
        "" if counts else "本月不计数",
        f"按{window.label}累计" if window and window.window != "plan" and indicator.kind in ("count", "hours") else "",
        f"名录 {sites} 个" if sites is not None else "",
        indicator.note or "",
    )
    return ";".join(note for note in notes if note)


def _write_rows(page: Page, plan: Plan, lines: list[_Line]) -> int:
    """One row per indicator, under a row for each task; answers the last row."""
    checked: dict[str, list[str]] = {"count": [], "hours": [], "status": []}
    row, task_no = FIRST_ROW - 1, None
    for line in lines:
        if line.indicator.task_no != task_no:
            row, task_no = row + 1, line.indicator.task_no
            page.put_across(row, 1, len(_COLUMNS), task_words(plan, task_no), SECTION)
            page.fit(row, ())
        row += 1
        _write_line(page, row, line)
        if line.counts and line.indicator.kind == "coverage":
            _check_coverage(page, row)
        elif line.counts:
            key = "status" if line.indicator.kind == "status" else "value"
            checked[line.indicator.kind].append(page.sheet.cell(row, _PLACES[key]).coordinate)
    page.check(whole(), checked["count"])
    page.check(decimal(), checked["hours"])
    page.check(check("list", "请从下拉列表中选择。", formula1=f'"{",".join(STATES)}"'), checked["status"])
    return row


def _write_line(page: Page, row: int, line: _Line) -> None:
    indicator = line.indicator
    texts: dict[str, str | int] = {
        "code": indicator.indicator_id,
        "name": indicator.name,
        "measure": indicator.unit or "",
        "target": plain(line.target),
        "last": line.last,
        "note": line.note,
    }
    entries = line.entries
    for column, (key, _, _, align) in enumerate(_COLUMNS, start=1):
        look = (ENTRY if key in entries else FIXED).of(align=align, size=10, number_format=TEXT if key in ("code", "last") else "General")
        page.put(row, column, texts.get(key), look)
    page.fit(row, ((str(texts.get(key, "")), width) for key, _, width, _ in _COLUMNS))


def _check_coverage(page: Page, row: int) -> None:
    """达标数 and 应达标数 hold each other: neither may be typed so that more are sound than there are."""
    value, total = (page.sheet.cell(row, _PLACES[key]).coordinate for key in ("value", "total"))
    at_most = f"IF(N({total})>=1,{total},10^12)"
    error = "请填 0 或以上的整数,且不多于应达标数。"
    page.check(check("whole", error, operator="between", formula1="0", formula2=at_most), [value])
    error = "请填 1 或以上的整数,且不少于达标数。"
    page.check(check("whole", error, operator="greaterThanOrEqual", formula1=f"MAX(1,{value})"), [total])
