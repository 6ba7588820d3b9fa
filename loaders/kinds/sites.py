"""A draft of a register becomes sites: name, domain, level, when it was named, where it lies."""

from __future__ import annotations

import re
from datetime import date

from loaders.cells import Cell
from loaders.kinds.content import Content
from loaders.kinds.dates import Month, read_day
from loaders.kinds.figures import hidden_where, text_of, unsound
from loaders.kinds.heads import Heads
from loaders.kinds.units import UnitFinder
from loaders.kinds.values import read_coordinate
from loaders.layout.draft import DraftRow, DraftSheet
from loaders.layout.folding import fold_heading
from loaders.layout.words import kind_of, level_words, says_none, says_nothing
from loaders.problems import Fault, Unreadable
from warehouse.names import fold_name, normalised_name
from warehouse.plan import Domain, Plan
from warehouse.records import SiteRow

_SECTION = re.compile(r"[(\uff08]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}(?![0-9]))[)\uff09、.\uff0e]")
_ASIDE = re.compile(r"年\s*[0-9一二三四五六七八九十]*\s*月.*日\Z|签字|签名|签章|盖章|以下空白|第\s*[0-9]+\s*页|\A注")
"""What stands below a register, alone in its row."""
_COLUMNS = {
    "site_name": "名称",
    "domain": "类别",
    "level": "级别",
    "named_on": "命名时间",
    "longitude": "经度",
    "latitude": "纬度",
}
RANGES = {"longitude": (73.0, 136.0), "latitude": (3.0, 54.0)}
"""Degrees between which the country lies: a pair that was swapped shows."""


def read_sites(sheets: list[DraftSheet], heads: Heads, plan: Plan) -> Content:
    """All sites of a register's sheets."""
    return _Rows(Content("sites", heads), plan).read(sheets)


class _Rows:
    """Reads rows into one content."""

    def __init__(self, content: Content, plan: Plan) -> None:
        self._content = content
        self._domains: dict[str, Domain] = {}
        for domain in plan.domains.values():
            for name in (domain.name, *domain.aliases):
                self._domains.setdefault(fold_name(name), domain)
        self._units = UnitFinder(plan)
        self._names = "、".join(domain.name for domain in plan.domains.values())
        self._spoiled: set[str | None] = set()
        """Cells of the row at hand that are told already."""

    def read(self, sheets: list[DraftSheet]) -> Content:
        is_any_filled = False
        for sheet in sheets:
            for row in sheet.rows:
                if not self._is_passed_over(row):
                    is_any_filled = True
                    self._read_row(sheet, row)
        if not is_any_filled:
            self._content.faults.append(Fault("no_site"))
        return self._content

    def _is_passed_over(self, row: DraftRow) -> bool:
        """Whether a row is a section's or a note, or one that was prepared and not filled in, or says that there is none."""
        name = next(iter(row.cells.get("site_name", [])), None)
        if name is None or (name.kind == "text" and says_nothing(name.text)):
            others = (cell for key in row.cells.keys() - {"site_name", "domain", "remark"} for cell in row.cells[key])
            return all(cell.kind == "text" and says_nothing(cell.text) for cell in others)
        is_alone = row.is_single or not row.cells.keys() - {"site_name", "remark"}
        return is_alone and self._is_aside(name.text.strip())

    def _is_aside(self, text: str) -> bool:
        """Whether a text alone in its row is a section, a note, a signature or a title that is repeated, rather than a site."""
        folded = fold_heading(text)
        if folded in self._domains or folded.removesuffix("示范点") in self._domains or self._units.find(text) is not None:
            return True
        return bool(_SECTION.match(text) or _ASIDE.search(text)) or kind_of("sites").is_titled(folded)

    def _read_row(self, sheet: DraftSheet, row: DraftRow) -> None:
        faults = list(unsound(sheet, row, _COLUMNS))
        self._content.faults.extend(faults)
        self._spoiled = {fault.cell for fault in faults}
        name = next(iter(row.cells.get("site_name", [])), None)
        if name is None or (name.kind == "text" and says_nothing(name.text)):
            self._fault("site_name_missing", sheet, row.places["site_name"], "")
            return
        about = name.text.strip()
        normalised = normalised_name(about)
        self._content.mentioned.add(normalised)
        domain = self._domain(sheet, row, about)
        level = self._level(sheet, row, about)
        named_on, is_named_soundly = self._named_on(sheet, row, about)
        place, is_placed_soundly = self._place(sheet, row, about)
        if faults or domain is None or level == "" or not is_named_soundly or not is_placed_soundly:
            return
        if row.is_hidden:
            self._fault("row_hidden", sheet, name.spot, about, what=hidden_where(sheet), found=about)
        if domain.level and level and level != domain.level:
            cell = row.cells["level"][0]
            self._fault("site_level_unlike", sheet, cell.spot, about, found=cell.text, expected=domain.level, other=domain.name)
        if named_on is None:
            self._fault("site_without_date", sheet, row.places.get("named_on", name.spot), about)
        township, remark = text_of(row.cells.get("township", [])), text_of(row.cells.get("remark", []))
        texts = (about, normalised, level, township, named_on, *place, remark, sheet.name, name.spot)
        self._content.rows.append(SiteRow(domain.domain, *texts))

    def _fault(self, rule: str, sheet: DraftSheet, cell: str, about: str, **particulars: str) -> None:
        self._content.faults.append(Fault(rule, sheet.name, cell, about, particulars))

    def _domain(self, sheet: DraftSheet, row: DraftRow, about: str) -> Domain | None:
        cell = next(iter(row.cells.get("domain", [])), None)
        if cell is None:
            self._fault("site_domain_missing", sheet, row.places["domain"], about, wanted=self._names)
            return None
        if cell.spot in self._spoiled:
            return None
        domain = self._domains.get(fold_name(cell.text))
        if domain is None:
            self._fault("site_domain_unknown", sheet, cell.spot, about, found=cell.text.strip(), wanted=self._names)
        return domain

    def _level(self, sheet: DraftSheet, row: DraftRow, about: str) -> str | None:
        """The level; None where it is blank, nothing at all (`""`) where a fault was noted."""
        cell = next(iter(row.cells.get("level", [])), None)
        if cell is None or cell.spot in self._spoiled or says_none(cell.text):
            return None
        level = level_words().get(fold_heading(cell.text), "")
        if not level:
            self._fault("site_level_unknown", sheet, cell.spot, about, found=cell.text.strip())
        return level

    def _named_on(self, sheet: DraftSheet, row: DraftRow, about: str) -> tuple[date | None, bool]:
        """命名时间, and whether nothing is wrong with it."""
        cell = next(iter(row.cells.get("named_on", [])), None)
        if cell is None or cell.spot in self._spoiled or says_none(cell.text):
            return None, True
        try:
            return read_day(cell, Month.FIRST_DAY), True
        except Unreadable as unreadable:
            self._content.faults.append(unreadable.at(sheet.name, cell, about))
            return None, False

    def _place(self, sheet: DraftSheet, row: DraftRow, about: str) -> tuple[tuple[float | None, float | None], bool]:
        """Longitude and latitude, both or neither, and whether nothing is wrong with them."""
        cells = {key: cell for key in RANGES if (cell := _filled(row, key)) is not None}
        found: dict[str, float] = {}
        for key, cell in cells.items():
            if cell.spot in self._spoiled:
                continue
            try:
                found[key] = read_coordinate(cell, *RANGES[key])
            except Unreadable as unreadable:
                self._content.faults.append(unreadable.at(sheet.name, cell, about))
        if len(cells) == 1:
            missing = next(key for key in RANGES if key not in cells)
            place = row.places.get(missing, next(iter(cells.values())).spot)
            self._fault("coordinate_missing", sheet, place, about, noun="经度" if missing == "longitude" else "纬度")
            return (None, None), False
        return (found.get("longitude"), found.get("latitude")), len(found) == len(cells)


def _filled(row: DraftRow, key: str) -> Cell | None:
    cell = next(iter(row.cells.get(key, [])), None)
    return None if cell is None or (cell.kind == "text" and says_none(cell.text)) else cell
