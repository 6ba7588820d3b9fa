"""互评 and 群众满意度: two rounds that are closed, each in its own way, and one that is still open. Raters differ in severity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from examples.documents import OFFICE, Document, day_text
from examples.plan_data import PlanData, Unit
from examples.profiles import PROFILES as UNIT_PROFILES
from examples.spelling import Cell
from examples.tables import Table, written
from examples.texts import MARK

STEP = 0.5
NOISE = 0.8


@dataclass(frozen=True)
class Round:
    day: date
    name: str
    opened_at: datetime
    raters: tuple[str, ...]
    missing: tuple[str, ...]
    """Raters whose sheet never comes in."""
    received: tuple[date, ...]
    quality: dict[str, float]
    """What a rater of mean severity gives to a unit."""
    closed_at: datetime | None = None
    satisfaction: dict[str, tuple[int, float]] | None = None
    """Unit → valid answers and percentage."""
    satisfaction_at: datetime | None = None
    is_percent_format: bool = False


COUNTIES = ("kongtong", "huating", "jingchuan", "lingtai", "chongxin", "zhuanglang", "jingning", "park")
SEVERITY = {
    "kongtong": 0.6, "huating": -9.5, "jingchuan": 0.4, "lingtai": -0.8, "chongxin": -2.0, "zhuanglang": 1.2, "jingning": 6.0, "park": 0.2,
    "d07": -1.2, "d08": 0.5,
}  # fmt: skip
"""Points that a rater gives more than the mean to anybody."""
ROUNDS = (
    Round(
        date(2024, 7, 5), "2024年年中互评", datetime(2024, 7, 1, 9, 0), COUNTIES, (),
        (date(2024, 7, 8), date(2024, 7, 9), date(2024, 7, 10), date(2024, 7, 12)),
        {"kongtong": 84.5, "huating": 85.5, "jingchuan": 84.8, "lingtai": 82.0, "chongxin": 80.2, "zhuanglang": 77.6, "jingning": 78.0,
         "park": 80.0},
        satisfaction={"kongtong": (612, 91.8), "huating": (455, 93.2), "jingchuan": (398, 92.5), "lingtai": (360, 92.9), "chongxin": (287, 90.1),
                      "zhuanglang": (402, 88.7), "jingning": (431, 89.4), "park": (196, 91.1)},
        satisfaction_at=datetime(2024, 7, 19, 16, 20), is_percent_format=True,
    ),
    Round(
        date(2025, 7, 4), "2025年年中互评", datetime(2025, 7, 1, 9, 0), (*COUNTIES, "d07", "d08"), ("zhuanglang",),
        (date(2025, 7, 7), date(2025, 7, 8), date(2025, 7, 10), date(2025, 7, 14)),
        {"kongtong": 88.6, "huating": 85.9, "jingchuan": 89.4, "lingtai": 85.9, "chongxin": 82.4, "zhuanglang": 79.0, "jingning": 83.6,
         "park": 83.1},
        closed_at=datetime(2025, 7, 18, 18, 0),
        satisfaction={"kongtong": (655, 94.1), "huating": (470, 91.6), "jingchuan": (420, 95.3), "lingtai": (371, 93.8), "chongxin": (301, 90.9),
                      "zhuanglang": (415, 87.9), "jingning": (447, 93.4), "park": (188, 90.6)},
        satisfaction_at=datetime(2025, 7, 22, 10, 45),
    ),
    Round(
        date(2025, 12, 26), "2025年年终互评", datetime(2025, 12, 24, 9, 0), COUNTIES,
        ("huating", "jingchuan", "chongxin", "zhuanglang", "jingning"), (date(2025, 12, 29), date(2025, 12, 30)),
        {"kongtong": 90.0, "huating": 84.9, "jingchuan": 90.6, "lingtai": 87.2, "chongxin": 83.0, "zhuanglang": 79.5, "jingning": 86.8,
         "park": 83.9},
    ),
)  # fmt: skip
_REMARKS = (
    "组织有力,亮点突出",
    "台账规范,佐证齐全",
    "宣传形式可再丰富",
    "示范点打造扎实",
    "推进较慢,需加力",
    "经费保障到位",
    "典型经验值得学习",
)


@dataclass(frozen=True)
class Layout:
    title: str
    labels: tuple[str, str] = ("评分单位", "评议日期")
    heads: str = "side"
    subtitle: str = f"({MARK},均为虚构)"
    unit_heading: str = "被评单位"
    full: str = ""
    """What stands behind a criterion's name: `{n}` is its full mark."""
    has_remark: bool = True
    has_sum: bool = False
    has_numbering: bool = False
    own_row: str | None = "/"
    """What stands in the rater's own row; None leaves the row out."""
    day: str = "年月日"
    file_format: str = "xlsx"


LAYOUTS = {
    "official": Layout("互评打分表"),
    "summed": Layout(
        f"民族团结进步创建互评打分表({MARK})", ("打分单位", "打分日期"), "one_cell", "数据均为虚构", "被评议单位", "({n:g}分)", has_sum=True, own_row=None,
        day="dash",
    ),
    "numbered": Layout("创建工作互评打分表", heads="side", subtitle=MARK, has_numbering=True, has_remark=False, own_row="——", day="cell"),
    "text": Layout("互评打分表", ("评议单位", "评议日期"), subtitle=MARK, full="(满分{n:g})", day="dot", file_format="csv_gb18030", own_row=None),
    "open_document": Layout("互评评分表", heads="one_cell", subtitle=f"{MARK},均为虚构", unit_heading="参评单位", day="slash", file_format="ods"),
}  # fmt: skip
OF_RATER = {
    "kongtong": "official", "huating": "summed", "jingchuan": "numbered", "lingtai": "text", "chongxin": "open_document", "zhuanglang": "official",
    "jingning": "summed", "park": "numbered", "d07": "official", "d08": "summed",
}  # fmt: skip


def _random(seed: int, *parts: object) -> Random:
    return Random("/".join(map(str, (seed, "review", *parts))))


def documents(plan: PlanData, seed: int) -> Iterator[Document]:
    for review in ROUNDS:
        for rater in review.raters:
            if rater not in review.missing:
                yield _sheet(plan, seed, review, plan.units[rater])
        if review.satisfaction is not None:
            yield _satisfaction(plan, review)


def points(plan: PlanData, seed: int, review: Round, rater: str, unit_code: str) -> list[float]:
    """One rater's points for one unit, by criterion, in halves."""
    random = _random(seed, review.day, rater, unit_code)
    total = review.quality[unit_code] + SEVERITY[rater] + random.gauss(0, NOISE)
    given: list[float] = []
    for number, (_, full) in enumerate(plan.criteria):
        left = len(plan.criteria) - number
        wanted = (total - sum(given)) / left + (random.gauss(0, 0.6) if left > 1 else 0)
        given.append(min(max(round(wanted / STEP) * STEP, 0.0), full))
    return given


def _sheet(plan: PlanData, seed: int, review: Round, rater: Unit) -> Document:
    random = _random(seed, review.day, rater.code)
    received_at = datetime.combine(
        random.choice(review.received), time(random.randint(9, 17), random.randint(0, 59), random.randint(0, 59))
    )
    layout = LAYOUTS[OF_RATER[rater.code]]
    path = f"scoring/{review.day}_{rater.short_name}_互评打分表_{MARK}.{layout.file_format.partition('_')[0]}"
    return Document(
        path,
        rater.name,
        received_at,
        lambda: written([_scores(plan, seed, review, rater, layout)], layout.file_format, f"{rater.name} 互评打分表 {MARK}", received_at),
    )


def _scores(plan: PlanData, seed: int, review: Round, rater: Unit, layout: Layout) -> Table:
    random = _random(seed, review.day, rater.code, "remarks")
    headings = [
        *(["序号"] if layout.has_numbering else []),
        layout.unit_heading,
        *(name + layout.full.format(n=full) for name, full in plan.criteria),
        *(["合计"] if layout.has_sum else []),
        *(["评语"] if layout.has_remark else []),
    ]
    table = Table("打分表", tuple(26 if heading in (layout.unit_heading, "评语") else 12 for heading in headings))
    table.line(layout.title, "title")
    table.line(layout.subtitle)
    alias = UNIT_PROFILES[rater.code].alias
    name = rater.name if alias < 0 else rater.aliases[alias]
    table.labels(list(zip(layout.labels, ((name, None), _day(review.day, layout.day)), strict=True)), layout.heads)
    table.fill([(heading, None) for heading in headings], "head")
    number = 0
    for code in COUNTIES:
        is_own = code == rater.code
        if is_own and layout.own_row is None:
            continue
        number += 1
        front: list[Cell | None] = [(number, None)] if layout.has_numbering else []
        front.append((plan.units[code].name, None))
        if is_own:
            table.fill([*front, *((layout.own_row, None) for _ in plan.criteria)])
            continue
        given = points(plan, seed, review, rater.code, code)
        cells: list[Cell | None] = [*front, *((int(point) if point == int(point) else point, None) for point in given)]
        first, last = chr(ord("A") + len(front)), chr(ord("A") + len(front) + len(given) - 1)
        shown = {}
        if layout.has_sum:
            shown[len(cells) + 1] = sum(given)
            cells.append((f"=SUM({first}{table.row}:{last}{table.row})", None))
        if layout.has_remark:
            cells.append((random.choice(_REMARKS), None) if random.random() < 0.5 else None)
        table.fill(cells, shown=shown)
    return table


def _satisfaction(plan: PlanData, review: Round) -> Document:
    """In percent format, or as bare numbers."""
    assert review.satisfaction is not None
    assert review.satisfaction_at is not None
    table = Table("测评结果", (30, 16, 14))
    table.line("群众满意度测评结果表", "title")
    table.line(f"({MARK},均为虚构)")
    table.labels([("评议日期", _day(review.day, "cell" if review.is_percent_format else "年月日"))], "side")
    table.fill([(heading, None) for heading in ("单位", "有效问卷数", "满意度")], "head")
    for code, (answers, percentage) in review.satisfaction.items():
        share: Cell = (round(percentage / 100, 4), "0.0%") if review.is_percent_format else (percentage, None)
        table.fill([(plan.units[code].name, None), (answers, None), share])
    moment = review.satisfaction_at
    return Document(
        f"satisfaction/{review.day}_群众满意度测评结果表_{MARK}.xlsx",
        OFFICE,
        moment,
        lambda: written([table], "xlsx", f"群众满意度测评结果表 {MARK}", moment),
    )


def _day(day: date, style: str) -> Cell:
    moment = datetime.combine(day, time())
    return (moment, "yyyy-mm-dd") if style == "cell" else (day_text(moment, style), "@")
