"""Score sheets and satisfaction results of a review round become rows: a row a unit, points or one percentage."""

from __future__ import annotations

from collections.abc import Collection

from loaders.cells import Cell
from loaders.kinds.content import Content
from loaders.kinds.figures import hidden_where, text_of, unsound
from loaders.kinds.heads import Heads, Spot
from loaders.kinds.units import UnitFinder
from loaders.kinds.values import read_figure, read_points, read_satisfaction
from loaders.layout.draft import DraftRow, DraftSheet
from loaders.problems import Fault, Unreadable
from warehouse.plan import Plan, Unit
from warehouse.records import SatisfactionRow, ScoreRow


def read_scoring(sheets: list[DraftSheet], heads: Heads, plan: Plan) -> Content:
    """A rater's points for each unit. The rater's own row must be left blank."""
    return _Scores(Content("scoring", heads), plan).read(sheets)


def read_satisfaction_result(sheets: list[DraftSheet], heads: Heads, plan: Plan) -> Content:
    """One percentage for each unit, with the number of valid answers where it is given."""
    return _Satisfaction(Content("satisfaction", heads), plan).read(sheets)


class _UnitRows:
    """Rows that are about a unit; what each says is for the kind to read."""

    name_key: str
    empty_rule: str
    columns: dict[str, str]
    """Columns with one figure each, by key, with their headings."""
    wanted_keys: Collection[str]
    """Those in which every row must say something."""

    def __init__(self, content: Content, plan: Plan) -> None:
        self._content = content
        self._plan = plan
        self._units = UnitFinder(plan)
        self.spoiled: set[str | None] = set()
        """Cells of the row at hand that are told already."""

    def read(self, sheets: list[DraftSheet]) -> Content:
        is_any_filled = False
        for sheet in sheets:
            for row in sheet.rows:
                if self.is_filled(row):
                    is_any_filled = True
                    self._read_row(sheet, row)
                else:
                    self._remember_blank(sheet, row)
        if not is_any_filled:
            self._content.faults.append(Fault(self.empty_rule))
        return self._content

    def is_filled(self, row: DraftRow) -> bool:
        """Whether a row says anything."""
        raise NotImplementedError

    def keep(self, sheet: DraftSheet, row: DraftRow, unit: Unit, name: Cell) -> None:
        """Read a row whose unit is known."""
        raise NotImplementedError

    def fault(self, rule: str, sheet: DraftSheet, cell: str, about: str, **particulars: str) -> None:
        """Note a fault of a row."""
        self._content.faults.append(Fault(rule, sheet.name, cell, about, particulars))

    def _remember_blank(self, sheet: DraftSheet, row: DraftRow) -> None:
        name = next(iter(row.cells.get(self.name_key, [])), None)
        unit = self._units.find(name.text) if name is not None else None
        if unit is not None:
            spots = [Spot(sheet.name, place) for key, place in row.places.items() if key in self.wanted_keys]
            self._content.blanks.setdefault(unit.unit_code, spots)

    def _read_row(self, sheet: DraftSheet, row: DraftRow) -> None:
        faults = list(unsound(sheet, row, self.columns))
        self._content.faults.extend(faults)
        self.spoiled = {fault.cell for fault in faults}
        name = next(iter(row.cells.get(self.name_key, [])), None)
        if name is None:
            self.fault("rated_unit_missing", sheet, row.places[self.name_key], "")
            return
        unit = self._units.find(name.text)
        if unit is None:
            words = {"found": name.text.strip(), "hint": self._units.hint(name.text), "noun": "被评单位"}
            self.fault("unit_unknown", sheet, name.spot, "", **words)
            return
        self._content.mentioned.add(unit.unit_code)
        self._content.names.setdefault(unit.unit_code, Spot(sheet.name, name.spot))
        if row.is_hidden:
            self.fault("row_hidden", sheet, name.spot, unit.name, what=hidden_where(sheet), found=name.text.strip())
        self.keep(sheet, row, unit, name)


class _Scores(_UnitRows):
    """Points by criterion."""

    name_key, empty_rule = "scored_unit", "nothing_scored"

    def __init__(self, content: Content, plan: Plan) -> None:
        super().__init__(content, plan)
        self.columns = {f"criterion_{criterion.criterion_no}": criterion.name for criterion in plan.criteria}
        self.wanted_keys: list[str] = list(self.columns)
        self._first: dict[str, ScoreRow] = {}
        self._told: set[tuple[str, str]] = set()

    def is_filled(self, row: DraftRow) -> bool:
        cells = [cell for key in self.wanted_keys for cell in row.cells.get(key, ())]
        if self._is_own(row):
            return any(_are_points(cell) for cell in cells)
        return bool(cells)

    def _is_own(self, row: DraftRow) -> bool:
        name = next(iter(row.cells.get(self.name_key, [])), None)
        rater = self._content.heads.unit.value
        return name is not None and rater is not None and self._units.find(name.text) == rater

    def keep(self, sheet: DraftSheet, row: DraftRow, unit: Unit, name: Cell) -> None:
        if unit == self._content.heads.unit.value:
            self.fault("scores_itself", sheet, name.spot, "", found=name.text.strip())
            return
        scores = [self._score(sheet, row, unit, number) for number in range(len(self.wanted_keys))]
        known = tuple(score for score in scores if score is not None)
        if len(known) < len(scores) or self.spoiled:
            return
        kept = ScoreRow(unit.unit_code, known, text_of(row.cells.get("remark", [])), sheet.name, name.spot)
        first = self._first.setdefault(unit.unit_code, kept)
        if first is kept:
            self._content.rows.append(kept)
        elif first.scores != kept.scores:
            self.fault("unit_twice", sheet, name.spot, unit.name, other=str(Spot(first.sheet, first.cell)))

    def _score(self, sheet: DraftSheet, row: DraftRow, unit: Unit, number: int) -> float | None:
        criterion, key = self._plan.criteria[number], self.wanted_keys[number]
        if key not in row.places:
            if (sheet.name, key) not in self._told:
                self._told.add((sheet.name, key))
                self._content.faults.append(Fault("criterion_missing", sheet.name, particulars={"found": criterion.name}))
            return None
        cell = next(iter(row.cells.get(key, [])), None)
        if cell is None:
            self.fault("score_missing", sheet, row.places[key], unit.name, noun=criterion.name, full=f"{criterion.full_score:g}")
            return None
        if cell.spot in self.spoiled:
            return None
        try:
            return read_points(cell, criterion.full_score)
        except Unreadable as unreadable:
            self._content.faults.append(unreadable.at(sheet.name, cell, f"{unit.name} {criterion.name}"))
            return None


class _Satisfaction(_UnitRows):
    """One percentage a unit."""

    name_key, empty_rule, wanted_keys = "rated_unit", "nothing_rated", ("satisfaction",)

    def __init__(self, content: Content, plan: Plan) -> None:
        super().__init__(content, plan)
        self.columns = {"satisfaction": "满意度", "answers": "有效问卷数"}
        self._first: dict[str, SatisfactionRow] = {}

    def is_filled(self, row: DraftRow) -> bool:
        return bool(row.cells.get("satisfaction") or row.cells.get("answers"))

    def keep(self, sheet: DraftSheet, row: DraftRow, unit: Unit, name: Cell) -> None:
        cell = next(iter(row.cells.get("satisfaction", [])), None)
        if cell is None:
            self.fault("satisfaction_missing", sheet, row.places["satisfaction"], unit.name)
            return
        counted = next(iter(row.cells.get("answers", [])), None)
        answers: int | None = None
        share: float | None = None
        for reading in (cell, counted):
            if reading is None or reading.spot in self.spoiled:
                continue
            try:
                if reading is cell:
                    share = read_satisfaction(cell)
                else:
                    answers = int(read_figure(reading, is_whole=True))
            except Unreadable as unreadable:
                self._content.faults.append(unreadable.at(sheet.name, reading, unit.name))
        if share is None or (counted is not None and answers is None) or self.spoiled:
            return
        kept = SatisfactionRow(unit.unit_code, answers, share, cell.text.strip(), sheet.name, cell.spot)
        first = self._first.setdefault(unit.unit_code, kept)
        if first is kept:
            self._content.rows.append(kept)
        elif (first.satisfaction, first.answers) != (kept.satisfaction, kept.answers):
            self.fault("unit_twice", sheet, name.spot, unit.name, other=str(Spot(first.sheet, first.cell)))


def _are_points(cell: Cell) -> bool:
    """Whether a cell of the rater's own row is a score; 不打分 and a dash are none."""
    try:
        read_figure(cell, is_whole=False)
    except Unreadable as unreadable:
        return unreadable.rule not in ("figure_unreadable", "cell_is_error", "formula_without_value")
    return True
