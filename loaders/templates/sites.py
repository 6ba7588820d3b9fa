"""示范点名录: the unit's whole register, as it stands, with room below it; and a second sheet that says how to fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl.utils import get_column_letter

from loaders.kinds.sites import RANGES
from loaders.layout.words import kind_of, level_words
from loaders.templates.drawing import (
    DAY,
    ENTRY,
    FIRST_ROW,
    FIXED,
    HEADING,
    HINT,
    TEXT,
    TITLE,
    Book,
    Column,
    Head,
    Page,
    between,
    day_from,
)
from loaders.templates.words import plain, target_words, unit_choices
from warehouse.clock import office_now
from warehouse.plan import Domain, Plan, Unit
from warehouse.records import SiteRow

_COLUMNS = (
    Column("number", "序号", 11),
    Column("name", "名称", 34, "left"),
    Column("domain", "类别", 22),
    Column("level", "级别", 9),
    Column("township", "乡镇(街道)", 16, "left"),
    Column("named_on", "命名时间", 13),
    Column("longitude", "经度", 11),
    Column("latitude", "纬度", 11),
    Column("remark", "备注", 24, "left"),
)
_PLACES = {column.key: place for place, column in enumerate(_COLUMNS, start=1)}
_FORMATS = {"named_on": DAY, "name": TEXT, "township": TEXT, "remark": TEXT}
_SPARE_ROWS = 60
_EARLIEST = date(1949, 10, 1)
_HINT = (
    "一行填一个示范点,每次报送本单位的全部示范点;已经在册的列在前面,可以修改,要去掉的清空整行。没有用到的行留空。"
    "不要填写个人信息。怎样填写、各类别的任务数,见“填表说明”。"
)
_RULES = (
    ("名称", "写全称。同一类别下一个示范点只列一行。"),
    ("类别", "从下拉列表中选择。"),
    ("级别", "从下拉列表中选择{levels}。"),
    ("乡镇(街道)", "示范点所在的乡镇或街道,可以不填。"),
    ("命名时间", "填年月日;只知道年月的,填当月 1 日。没有填的,按一直有效计数。"),
    ("经度、纬度", "填小数,按高德、腾讯地图的坐标(GCJ-02);两个一起填,或都不填。"),
    ("备注", "可以不填。"),
)


def build_sites(plan: Plan, unit: Unit | None, register: Sequence[SiteRow]) -> bytes:
    """The workbook; `register` is what is in force for the unit, in its own order."""
    kind = kind_of("sites")
    title = f"{unit.name if unit else ''}{kind.title}"
    book = Book(kind.title, title)
    page = book.main
    head = Head("填报单位", unit.name if unit else "", (1, 1, 2, 2), unit_choices(plan))
    page.write_top(title, [head], _HINT, _COLUMNS, book)
    last_row = FIRST_ROW + len(register) + _SPARE_ROWS - 1
    for row in range(FIRST_ROW, last_row + 1):
        place = row - FIRST_ROW
        _write_site(page, row, plan, register[place] if place < len(register) else None)
    _check_columns(page, book, plan, last_row)
    page.write_footer(last_row + 2, ((1, 2, 2), (4, 5, 5), (7, 8, 9)))
    page.finish(f"C{FIRST_ROW}")
    _write_rules(book, plan, unit, register, last_row)
    return book.save()


def _write_site(page: Page, row: int, plan: Plan, site: SiteRow | None) -> None:
    contents: dict[str, str | float | date | None] = {"number": row - FIRST_ROW + 1}
    if site is not None:
        domain = plan.domains.get(site.domain)
        contents |= {
            "name": site.name,
            "domain": domain.name if domain else None,
            "level": site.level,
            "township": site.township,
            "named_on": site.named_on,
            "longitude": site.longitude,
            "latitude": site.latitude,
            "remark": site.remark,
        }
    for column, (key, _, _, align) in enumerate(_COLUMNS, start=1):
        look = FIXED if key == "number" else ENTRY.of(align=align, number_format=_FORMATS.get(key, "General"))
        page.put(row, column, contents.get(key), look)
    page.fit(row, ((str(contents.get(key) or ""), width) for key, _, width, _ in _COLUMNS))


def _check_columns(page: Page, book: Book, plan: Plan, last_row: int) -> None:
    def of(key: str) -> list[str]:
        letter = get_column_letter(_PLACES[key])
        return [f"{letter}{FIRST_ROW}:{letter}{last_row}"]

    page.check(book.choices("类别名单", [domain.name for domain in plan.domains.values()]), of("domain"))
    page.check(book.choices("级别名单", dict.fromkeys(level_words().values())), of("level"))
    page.check(day_from(_EARLIEST), of("named_on"))
    for key, noun in (("longitude", "经度"), ("latitude", "纬度")):
        low, high = (int(bound) for bound in RANGES[key])
        page.check(between(low, high, f"{noun}请填 {low} 至 {high} 之间的小数。"), of(key))


def _write_rules(book: Book, plan: Plan, unit: Unit | None, register: Sequence[SiteRow], last_row: int) -> None:
    """How each column is filled in, and what the unit is to have beside what it has."""
    page = book.add_page("填表说明")
    for letter, width in zip("ABCDE", (24, 16, 16, 16, 40), strict=True):
        page.sheet.column_dimensions[letter].width = width
    page.put_across(1, 1, 5, "填表说明", TITLE.of(size=16))
    page.sheet.row_dimensions[1].height = 30
    levels = "".join(f";{domain.name}应为{domain.level}" for domain in plan.domains.values() if domain.level)
    row = 2
    for row, (column, rule) in enumerate(_RULES, start=2):
        rule = rule.format(levels=levels)
        page.put(row, 1, column, HEADING.of(align="left"))
        page.put_across(row, 2, 5, rule, FIXED.of(align="left", fill=None))
        page.fit(row, [(rule, 88)], least=20)
    if unit is not None:
        _write_quotas(page, plan, unit, register, row + 2, last_row)
    page.finish(title_rows=None)


def _write_quotas(page: Page, plan: Plan, unit: Unit, register: Sequence[SiteRow], row: int, last_row: int) -> None:
    page.put_across(row, 1, 5, f"{unit.name}各类别的任务数(个)", TITLE.of(size=12, align="left"))
    today = office_now().date()
    page.put_across(row + 1, 1, 5, f"“现有”是截至 {today} 在册、已命名的;“本表”随填写变动,没有填命名时间的也算。", HINT)
    for column, heading in enumerate(("领域", "任务", "现有", "本表", "说明"), start=1):
        page.put(row + 2, column, heading, HEADING)
    page.sheet.row_dimensions[row + 2].height = 22
    letter = get_column_letter(_PLACES["domain"])
    listed = f"'{kind_of('sites').title}'!${letter}${FIRST_ROW}:${letter}${last_row}"
    for at, domain in enumerate(plan.domains.values(), start=row + 3):
        target = _quota(plan, unit, domain)
        page.put(at, 1, domain.name, FIXED.of(align="left", fill=None))
        page.put(at, 2, plain(target) if target else "无任务", FIXED.of(fill=None))
        page.put(at, 3, _count(register, domain, today), FIXED.of(fill=None))
        page.sheet.row_dimensions[at].height = 19
        page.put_formula(at, 4, f"COUNTIF({listed},A{at})", FIXED.of(fill=None))
        level = f"级别应为{domain.level}" if domain.level else ""
        rule = "" if target else "可以列入,不计数"
        page.put(at, 5, ";".join(filter(None, (level, rule))), FIXED.of(align="left", fill=None))


def _quota(plan: Plan, unit: Unit, domain: Domain) -> str:
    return target_words(plan, unit, plan.indicators[domain.indicator_id])


def _count(register: Sequence[SiteRow], domain: Domain, day: date) -> int:
    """Sites of a domain that are named by a day, each once."""
    of_domain = (site for site in register if site.domain == domain.domain)
    return len({site.folded_name for site in of_domain if site.named_on is None or site.named_on <= day})
