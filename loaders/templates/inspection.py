"""互检核查表: the indicators of the unit that is inspected, with what it reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from loaders.kinds.heads import month_words
from loaders.layout.words import kind_of
from loaders.templates.drawing import (
    DAY,
    ENTRY,
    FIRST_ROW,
    FIXED,
    SECTION,
    TEXT,
    Book,
    Column,
    Head,
    Page,
    check,
    day_from,
    decimal,
    whole,
)
from loaders.templates.words import COMPLETE, STATES, month_choices, plain, target_words, task_words, unit_choices
from warehouse.plan import Indicator, Plan, Unit

_COLUMNS = (
    Column("code", "指标编号", 11),
    Column("name", "指标内容", 34, "left"),
    Column("measure", "计量单位", 7),
    Column("target", "目标", 10),
    Column("self", "自报值", 11),
    Column("verified", "核实值", 11),
    Column("complete", "佐证是否齐全", 10),
    Column("finding", "发现问题", 34, "left"),
    Column("due", "整改时限", 12),
    Column("note", "填写提示", 20, "left"),
)
_PLACES = {column.key: place for place, column in enumerate(_COLUMNS, start=1)}
_ENTRIES = ("verified", "complete", "finding", "due")
_HINT = (
    "只填白色的格;没有核查的指标整行留空。核实值按实际核到的填,数字填累计数;核查了而没有问题的,发现问题留空。"
    "要整改的,写明问题和时限。不要填写个人信息。"
)
_SHARE_HINT = "如 38/40 或 95%"
_SHARE_SIGNS = "%％/／"


def build_inspection(
    plan: Plan,
    inspector: Unit | None,
    inspected: Unit | None,
    period: date | None,
    reported: Mapping[str, str | float],
    indicator_ids: Collection[str] | None = None,
) -> bytes:
    """The workbook; `reported` is what the inspected unit reported, by indicator. `indicator_ids` are the only ones listed."""
    kind = kind_of("inspection")
    title = f"{inspected.name if inspected else ''}{kind.title}"
    book = Book(kind.title, title)
    page = book.main
    others = [name for name in unit_choices(plan) if inspector is None or name != inspector.name]
    heads = (
        Head("核查单位", inspector.name if inspector else "", (1, 1, 2, 2), unit_choices(plan)),
        Head("被核查单位", inspected.name if inspected else "", (4, 4, 5, 7), others),
        Head("核查期", month_words(period) if period else "", (8, 8, 9, 10), month_choices(plan)),
    )
    page.write_top(title, heads, _HINT, _COLUMNS, book)
    listed = [
        indicator
        for code, indicator in plan.indicators.items()
        if (inspected is None or plan.may_report(inspected.unit_code, code)) and (indicator_ids is None or code in indicator_ids)
    ]
    last_row = _write_rows(page, plan, inspected, period, listed, reported)
    page.write_footer(last_row + 2, ((1, 2, 2), (4, 5, 6), (8, 9, 10)))
    page.finish(f"C{FIRST_ROW}")
    return book.save()


def _write_rows(
    page: Page, plan: Plan, inspected: Unit | None, period: date | None, listed: list[Indicator], reported: Mapping[str, str | float]
) -> int:
    """One row per indicator, under a row for each task; answers the last row."""
    is_known = inspected is not None and period is not None
    checked: dict[str, list[str]] = {}
    row, task_no = FIRST_ROW - 1, None
    for indicator in listed:
        if indicator.task_no != task_no:
            row, task_no = row + 1, indicator.task_no
            page.put_across(row, 1, len(_COLUMNS), task_words(plan, task_no), SECTION)
            page.fit(row, ())
        row += 1
        counts = period is None or plan.counted_window(indicator.indicator_id, period) is not None
        notes = ("" if counts else "本月不计数", _SHARE_HINT if indicator.kind == "coverage" else "", indicator.note or "")
        contents = {
            "code": indicator.indicator_id,
            "name": indicator.name,
            "measure": indicator.unit or "",
            "target": plain(target_words(plan, inspected, indicator)),
            "self": reported.get(indicator.indicator_id),
            "note": ";".join(note for note in notes if note),
        }
        entries = (*(() if is_known else ("self",)), *_ENTRIES) if counts else ()
        for column, (key, _, _, align) in enumerate(_COLUMNS, start=1):
            look = (ENTRY if key in entries else FIXED).of(align=align, size=10, number_format=_format(key, indicator))
            page.put(row, column, contents.get(key), look)
        page.fit(row, ((str(contents.get(key) or ""), width) for key, _, width, _ in _COLUMNS))
        if counts:
            for key, group in (("verified", indicator.kind), ("complete", "complete"), ("due", "due")):
                checked.setdefault(group, []).append(page.sheet.cell(row, _PLACES[key]).coordinate)
    _check_cells(page, plan, checked)
    return row


def _format(key: str, indicator: Indicator) -> str:
    """Numbers and shares as text where a spreadsheet would turn them into something else: 38/40 is no day."""
    if key == "code" or (key in ("self", "verified") and indicator.kind == "coverage"):
        return TEXT
    return DAY if key == "due" else "General"


def _check_cells(page: Page, plan: Plan, checked: Mapping[str, list[str]]) -> None:
    page.check(whole(), checked.get("count", ()))
    page.check(decimal(), checked.get("hours", ()))
    page.check(check("list", "请从下拉列表中选择。", formula1=f'"{",".join(STATES)}"'), checked.get("status", ()))
    for place in checked.get("coverage", ()):
        signs = ",".join(f'ISNUMBER(FIND("{sign}",{place}))' for sign in _SHARE_SIGNS)
        page.check(check("custom", f"请带百分号,或写明达标数和应达标数,{_SHARE_HINT}。", formula1=f"OR({signs})"), [place])
    page.check(check("list", "请从下拉列表中选择。", formula1=f'"{",".join(COMPLETE)}"'), checked.get("complete", ()))
    page.check(day_from(plan.span[0]), checked.get("due", ()))
