"""Registers as the counties' clerks type them: seven layouts, one of them text in GB18030, one an .ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from examples.documents import Document, day_text
from examples.plan_data import Domain, PlanData
from examples.profiles import PROFILES as UNIT_PROFILES
from examples.registers import Register, Registers, Site
from examples.spelling import Cell
from examples.tables import Table, written
from examples.texts import MARK

WIDTHS = {"seq": 7, "name": 26, "domain": 22, "level": 10, "township": 16, "named_on": 16, "longitude": 13, "latitude": 13, "remark": 18}
EMBEDDED = ("embedded_province", "embedded_city")
SECTION_SIGNS = "一二三四五六七八九十"

Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Layout:
    title: str
    columns: Columns
    subtitle: str = f"({MARK},均为虚构)"
    label: str = "填报单位"
    heads: str = "side"
    file_format: str = "xlsx"
    sheets: tuple[str, ...] = ("名录",)
    """Two: 八进 on the first, 互嵌式 on the second."""
    days: str = "cell"
    """cell (a date), or how a day is typed as text."""
    has_short_domains: bool = False
    has_sections: bool = False
    merges_domains: bool = False
    has_places_as_text: bool = False
    has_totals: bool = False


_PLACES: Columns = (("longitude", "经度"), ("latitude", "纬度"))
LAYOUTS = {
    "official": Layout(
        "民族团结进步示范点名录",
        (("seq", "序号"), ("name", "名称"), ("domain", "类别"), ("level", "级别"), ("township", "乡镇(街道)"), ("named_on", "命名时间"), *_PLACES,
         ("remark", "备注")),
    ),
    "sections": Layout(
        "示范点登记表",
        (("seq", "序号"), ("name", "示范点名称"), ("domain", "所属领域"), ("level", "命名级别"), ("township", "所在乡镇"), ("named_on", "命名日期"),
         *_PLACES, ("remark", "说明")),
        subtitle=f"{MARK},均为虚构",
        label="报送单位",
        heads="one_cell",
        has_sections=True,
        days="年月日",
        has_short_domains=True,
    ),
    "two_sheets": Layout(
        f"示范点名录({MARK})",
        (("name", "点位名称"), ("domain", "类型"), ("level", "等级"), ("township", "所属乡镇(街道)"), ("named_on", "命名时间"), *_PLACES),
        subtitle="数据均为虚构",
        sheets=("八进", "互嵌式"),
    ),
    "text": Layout(
        "示范点名录",
        (("name", "名称"), ("domain", "类别"), ("level", "级别"), ("township", "乡镇街道"), ("named_on", "命名时间"), *_PLACES, ("remark", "备注")),
        subtitle=MARK,
        file_format="csv_gb18030",
        days="slash",
    ),
    "open_document": Layout(
        "民族团结进步示范点台账",
        (("seq", "序号"), ("name", "单位名称"), ("domain", "八进类别"), ("level", "级别"), ("township", "所在乡镇(街道)"), ("named_on", "命名时间"),
         *_PLACES),
        subtitle=f"——{MARK},均为虚构——",
        label="上报单位",
        file_format="ods",
        has_short_domains=True,
    ),
    "merged": Layout(
        "示范点名单",
        (("domain", "类别"), ("name", "名称"), ("level", "级别"), ("named_on", "命名时间"), ("township", "乡镇、街道"), *_PLACES),
        subtitle=f"({MARK})",
        heads="one_cell",
        merges_domains=True,
        days="dot",
        has_totals=True,
    ),
    "words": Layout(
        "创建工作示范点名录",
        (("seq", "序号"), ("name", "名称"), ("domain", "类别"), ("level", "级别"), ("township", "乡镇(街道)"), ("named_on", "命名时间"), *_PLACES),
        subtitle=f"{MARK}(虚构)",
        label="县(市、区)",
        days="dash",
        has_places_as_text=True,
    ),
}  # fmt: skip


def documents(plan: PlanData, registers: Registers) -> Iterator[Document]:
    for register in registers.all():
        yield _Clerk(plan, register).document()


class _Clerk:
    """Types one register."""

    def __init__(self, plan: PlanData, register: Register) -> None:
        self.plan, self.register = plan, register
        self.layout = LAYOUTS[register.profile.layout]
        self.domains = {domain.domain: domain for domain in plan.domains}

    def document(self) -> Document:
        register = self.register
        name = f"{register.received_at:%Y-%m}_{register.unit.short_name}_示范点名录_{MARK}.{self.layout.file_format.partition('_')[0]}"
        title = f"{register.unit.name} 示范点名录 {MARK}"
        return Document(
            f"sites/{name}",
            register.unit.name,
            register.received_at,
            lambda: written(list(self._tables()), self.layout.file_format, title, register.received_at),
        )

    def _tables(self) -> Iterator[Table]:
        if len(self.layout.sheets) == 1:
            yield self._table(self.layout.sheets[0], self.register.sites, has_labels=True)
            return
        parts = ([s for s in self.register.sites if s.domain not in EMBEDDED], [s for s in self.register.sites if s.domain in EMBEDDED])
        for number, (name, sites) in enumerate(zip(self.layout.sheets, parts, strict=True)):
            yield self._table(name, sites, has_labels=number == 0)

    def _table(self, name: str, sites: Sequence[Site], *, has_labels: bool) -> Table:
        layout, unit = self.layout, self.register.unit
        alias = UNIT_PROFILES[unit.code].alias
        table = Table(name, tuple(WIDTHS[key] for key, _ in layout.columns))
        table.line(layout.title, "title")
        table.line(layout.subtitle)
        if has_labels:
            table.labels([(layout.label, (unit.name if alias < 0 else unit.aliases[alias], None))], layout.heads)
        table.fill([(heading, None) for _, heading in layout.columns], "head")
        keys = [key for key, _ in layout.columns]
        for number, (domain, found) in enumerate(groupby(sites, key=lambda site: site.domain)):
            group = list(found)
            if layout.has_sections:
                table.line(f"{SECTION_SIGNS[number]}、{self.domains[domain].name}", "body")
            first_row = table.row
            for site in group:
                cells = self._cells(site, sites.index(site) + 1)
                if layout.merges_domains and table.row > first_row:
                    cells["domain"] = None
                table.fill([cells.get(key) for key in keys])
            if layout.merges_domains:
                column = keys.index("domain") + 1
                table.merge(first_row, column, table.row - 1, column)
        if layout.has_totals:
            table.fill([None, ("合计", None), (f"{len(sites)}个", None)])
        if has_labels:
            table.row += 1
            table.fill([None, ("填表人:(略)", None), None, ("审核人:(略)", None)], "foot")
        return table

    def _cells(self, site: Site, number: int) -> dict[str, Cell | None]:
        layout, register = self.layout, self.register
        cells: dict[str, Cell | None] = {
            "seq": (number, None),
            "name": (site.name, None),
            "domain": (self._domain(self.domains[site.domain]), None),
            "level": ("县级" if register.number in site.wrong_level_in else site.level, None),
            "township": (site.township, None),
            "named_on": self._named_on(site) if register.is_dated(site) else None,
            "remark": None if register.is_dated(site) else ("命名文件待补", None),
        }
        if site.place is not None:
            for key, value in zip(("longitude", "latitude"), site.place, strict=True):
                cells[key] = (f"{value:.5f}", "@") if layout.has_places_as_text else (value, "0.00000")
        return cells

    def _domain(self, domain: Domain) -> str:
        return domain.aliases[0] if self.layout.has_short_domains else domain.name

    def _named_on(self, site: Site) -> Cell:
        day = datetime.combine(site.named_on, time())
        if site.is_month_alone:
            return (f"{day.year}.{day.month}" if self.layout.days == "dot" else f"{day.year}年{day.month}月"), "@"
        return (day, "yyyy-mm-dd") if self.layout.days == "cell" else (day_text(day, self.layout.days), "@")
