"""群众满意度测评结果表: the scored units of a round, totals only."""

from __future__ import annotations

from loaders.kinds.dates import day_words
from loaders.layout.words import kind_of
from loaders.templates.drawing import ENTRY, FIRST_ROW, FIXED, SHARE, Book, Column, Head, between, whole
from warehouse.plan import Plan
from warehouse.standing import ReviewRound

_COLUMNS = (
    Column("number", "序号", 11),
    Column("unit", "单位", 40),
    Column("answers", "有效问卷数", 24),
    Column("satisfaction", "满意度", 24),
)
_HINT = "每个单位都要填满意度,填百分比,如 95.6%;有效问卷数填整数。只填汇总数,不要填写个人信息。"
_ROW_HEIGHT = 26


def build_satisfaction(plan: Plan, held: ReviewRound) -> bytes:
    """The workbook: every scored unit of the round."""
    kind = kind_of("satisfaction")
    book = Book("满意度测评", kind.title)
    page = book.main
    head = Head("评议日期", day_words(held.round_date), (1, 1, 2, 2))
    page.write_top(kind.title, [head], _HINT, _COLUMNS, book)
    row = FIRST_ROW - 1
    for row, code in enumerate(held.unit_codes, start=FIRST_ROW):
        page.put(row, 1, row - FIRST_ROW + 1, FIXED)
        page.put(row, 2, plan.units[code].name, FIXED)
        page.put(row, 3, None, ENTRY)
        page.put(row, 4, None, ENTRY.of(number_format=SHARE))
        page.fit(row, (), least=_ROW_HEIGHT)
    if held.unit_codes:
        page.check(whole(), [f"C{FIRST_ROW}:C{row}"])
        error = "请填 0% 至 100% 之间的百分比,如 95.6%。"
        page.check(between(0, 1, error, prompt="填百分比,如 95.6%。"), [f"D{FIRST_ROW}:D{row}"])
    page.write_footer(row + 2, ((1, 2, 2), (3, 4, 4)))
    page.finish(f"C{FIRST_ROW}")
    return book.save()
