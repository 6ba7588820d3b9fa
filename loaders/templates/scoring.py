"""互评打分表: the units that a rater scores in a round, a column for each criterion of the plan."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from loaders.kinds.dates import day_words
from loaders.layout.words import kind_of
from loaders.templates.drawing import ENTRY, FIRST_ROW, FIXED, Book, Column, Head, check
from warehouse.plan import Plan, Unit
from warehouse.standing import ReviewRound

_HINT = "给每个单位的每一项打分,都要填,可以有一位小数;确实是 0 分的填 0。合计自动算出。{own}不要填写个人信息。"
_OWN = "单位不评自己,本单位那一行留空。"
_ROW_HEIGHT = 30


def build_scoring(plan: Plan, rater: Unit | None, held: ReviewRound) -> bytes:
    """The workbook: every scored unit but the rater; all of them where no rater is named."""
    kind = kind_of("scoring")
    title = f"{rater.name if rater else ''}{kind.title}"
    book = Book(kind.title, title)
    page = book.main
    criteria = [Column(str(one.criterion_no), f"{one.name}({one.full_score:g}分)", 13) for one in plan.criteria]
    columns = (
        Column("number", "序号", 11),
        Column("unit", "被评单位", 28),
        *criteria,
        Column("sum", "合计", 10),
        Column("remark", "评语", 44, "left"),
    )
    last = len(columns)
    heads = (
        Head("评分单位", rater.name if rater else "", (1, 1, 2, 2), [plan.units[code].name for code in held.rater_codes]),
        Head("评议日期", day_words(held.round_date), (last - 1, last - 1, last, last)),
    )
    page.write_top(title, heads, _HINT.format(own="" if rater else _OWN), columns, book)
    codes = [code for code in held.unit_codes if rater is None or code != rater.unit_code]
    first, end = get_column_letter(3), get_column_letter(2 + len(criteria))
    row = FIRST_ROW - 1
    for row, code in enumerate(codes, start=FIRST_ROW):
        page.put(row, 1, row - FIRST_ROW + 1, FIXED)
        page.put(row, 2, plan.units[code].name, FIXED)
        for column in range(3, 3 + len(criteria)):
            page.put(row, column, None, ENTRY)
        cells = f"{first}{row}:{end}{row}"
        page.put_formula(row, last - 1, f'IF(COUNT({cells})={len(criteria)},SUM({cells}),"")', FIXED)
        page.put(row, last, None, ENTRY.of(align="left"))
        page.fit(row, (), least=_ROW_HEIGHT)
    if codes:
        for column, criterion in enumerate(plan.criteria, start=3):
            letter, full = get_column_letter(column), f"{criterion.full_score:g}"
            cell = f"{letter}{FIRST_ROW}"
            formula = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={full},ROUND({cell},1)={cell})"
            error = f"{criterion.name}请填 0 至 {full} 之间的分数,最多一位小数。"
            page.check(check("custom", error, formula1=formula), [f"{letter}{FIRST_ROW}:{letter}{row}"])
    middle = [(3, 4, min(5, last - 2))] if last > 5 else []
    page.write_footer(row + 2, [(1, 2, 2), *middle, (last - 1, last, last)])
    page.finish(f"C{FIRST_ROW}")
    return book.save()
