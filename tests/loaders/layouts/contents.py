"""What the generated layouts hold: rows with their truth, headings by the contract's aliases, labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from tests.loaders.layouts import spelling
from tests.loaders.layouts.choices import Choices
from tests.loaders.layouts.proof import COUNTIES, RATERS, ROUNDS, Truth_row, plan
from tests.loaders.layouts.spelling import Typed
from warehouse.plan import Indicator, Unit

ALIASES = {
    "指标编号": ("编号", "指标代码", "指标序号"),
    "指标内容": ("指标名称", "指标", "考核指标", "工作内容", "重点任务内容"),
    "完成值": (
        "完成数",
        "完成数量",
        "累计完成",
        "累计完成数",
        "截至本期累计完成",
        "实际完成",
        "达标数",
        "完成情况",
    ),
    "应达标数": ("应完成数", "应达标总数", "总数", "基数"),
    "进展情况": ("进展", "工作进展", "推进情况", "状态", "完成情况"),
    "佐证材料": ("佐证", "佐证资料", "印证材料", "支撑材料"),
    "存在问题": ("问题", "困难问题", "主要问题"),
    "下一步打算": ("下步打算", "下一步工作", "下步工作措施", "下一步措施"),
    "备注": ("说明",),
    "名称": ("示范点名称", "单位名称", "点位名称"),
    "类别": ("类型", "所属领域", "八进类别"),
    "级别": ("等级", "命名级别"),
    "填报单位": ("报送单位", "上报单位", "县区", "县(市、区)", "单位"),
    "填报期": ("报告期", "数据期", "填报月份", "月份", "所属月份"),
    "被核查单位": ("受检单位",),
    "核查单位": ("检查单位",),
    "核查期": ("检查期",),
    "被评单位": ("被评议单位", "参评单位"),
    "评分单位": ("打分单位", "评议单位"),
    "评议日期": ("打分日期", "评分日期"),
}
"""The contract's table of other spellings."""

EXTRAS = {
    "report": ("责任领导", "牵头单位", "目标值", "去年同期", "配合单位", "完成时限", "上月完成数", "完成率"),
    "sites": ("联系人", "占地面积", "命名文号", "挂牌情况"),
    "inspection": ("核查方式", "核查人", "差异", "责任单位"),
    "scoring": ("总分", "位次", "上轮得分"),
    "satisfaction": ("发放问卷数", "位次", "去年同期", "主要意见"),
}
_EXTRA_NUMBERS = frozenset({"目标值", "去年同期", "上月完成数", "占地面积", "差异", "总分", "位次", "上轮得分", "发放问卷数"})
_EXTRA_TEXTS = {
    "完成率": "90%",
    "完成时限": "2024年12月底",
    "核查方式": "实地查看",
    "命名文号": "平民发〔2024〕3号",
    "挂牌情况": "已挂牌",
    "主要意见": "形式单一",
}
_TEXTS = {
    "evidence": ("会议纪要2期", "照片", "命名文件", "总结、简报"),
    "problem": ("经费不足", "2个乡镇进度慢", "人手紧张"),
    "next_step": ("下半年再安排2次", "6月底前补齐", "继续推进"),
    "remark": ("含1个省级", "县委办提供", "数据待年底复核"),
    "finding": ("缺一次会议记录", "台账不全", "一所学校未挂牌"),
    "evidence_complete": ("是", "否", "齐全"),
}


@dataclass
class TableRow:
    """One row of a table and what it says; a row without truth says nothing."""

    cells: dict[str, Typed]
    truth: Truth_row | None
    figures: frozenset[str] = frozenset()
    """Keys of the cells that hold figures."""
    merged_up: str | None = None
    """A key whose cell may be merged with the one above, which holds the same."""


@dataclass
class Filling:
    """All that a layout holds before it is laid out."""

    unit: str | None
    period: str | None
    rows: list[TableRow]
    headings: dict[str, str]
    labels: list[tuple[str, Typed]]
    title_words: str
    """Unit and period before the title's own words."""
    naming: tuple[str, ...]
    """Keys of the columns that name a row; 合计 stands in one of them."""
    summed: frozenset[str]
    extras: dict[str, str] = field(default_factory=dict)
    subject: str | None = None
    labels_beside_title: list[tuple[str, Typed]] = field(default_factory=list)
    """Heads that a title cannot say."""


def filling_of(choices: Choices, random: Random) -> Filling:
    """What a layout holds."""
    makers = {"report": _report, "sites": _sites, "inspection": _inspection, "scoring": _scoring, "satisfaction": _satisfaction}
    filling = makers[choices.kind](choices, random)
    if choices["extras"] == "several":
        for heading in random.sample(EXTRAS[choices.kind], 3):
            filling.extras[f"extra {heading}"] = heading
        for row in filling.rows:
            for key, heading in filling.extras.items():
                if heading in _EXTRA_NUMBERS:
                    row.cells[key] = Typed(random.randint(1, 60))
                elif row.truth:
                    row.cells[key] = Typed(_EXTRA_TEXTS.get(heading, "张某某"))
    return filling


class _Words:
    """Headings and labels by the layout's choice of aliases, no two alike."""

    def __init__(self, choices: Choices, random: Random) -> None:
        self.is_random = choices["aliases"] == "random"
        self.random = random
        self.taken: set[str] = set()

    def __call__(self, official: str, *barred: str) -> str:
        forms = [official] if not self.is_random else [f for f in ALIASES.get(official, ()) if f not in self.taken and f not in barred]
        text = self.random.choice(forms or [official])
        self.taken.add(text)
        return text


def _unit_words(unit: Unit, choices: Choices, random: Random) -> Typed:
    by_alias = choices["unit"] == "alias" and unit.aliases
    return Typed(random.choice(unit.aliases) if by_alias else unit.name)


def _label(text: str, random: Random) -> str:
    return text + random.choice(("", "", "(盖章)")) if text.endswith("单位") else text


def _text(key: str, random: Random, chance: float = 0.4) -> str | None:
    return random.choice(_TEXTS[key]) if random.random() < chance else None


# ---- reports and inspections ---------------------------------------------------------------------------------------------


def _indicators(unit: Unit, count: int, random: Random) -> list[Indicator]:
    """Indicators that the unit may report: every kind that it has, then any; in the plan's order."""
    names = [indicator.name for indicator in plan().indicators.values()]
    own = [i for i in plan().indicators.values() if plan().may_report(unit.unit_code, i.indicator_id) and names.count(i.name) == 1]
    random.shuffle(own)
    first = [next((i for i in own if i.kind == kind), None) for kind in ("count", "hours", "coverage", "status")]
    chosen = {i.indicator_id: i for i in [*first, *own] if i is not None}
    kept = set(list(chosen)[:count])
    return [indicator for indicator in plan().indicators.values() if indicator.indicator_id in kept]


def _figure(
    indicator: Indicator, choices: Choices, random: Random, *, has_total: bool
) -> tuple[dict[str, Typed], float, tuple[int, int] | None, frozenset[str]]:
    """Cells for value, total and state; the value, its parts, and which cells are figures."""
    style = choices["values"]
    if indicator.kind == "status":
        value = random.choice((1.0, 0.5, 0.0))
        return {"state": spelling.state(value, style, random)}, value, None, frozenset()
    if indicator.kind == "coverage":
        total = random.choice((20, 40, 50))
        done = random.randint(1, total)
        if has_total and random.random() < 0.6:
            cells = {
                "value": spelling.number(done, indicator.unit or "", style, random),
                "total": spelling.number(total, indicator.unit or "", style, random),
            }
            return cells, done / total, (done, total), frozenset(cells)
        typed, share, told = spelling.share(done, total, style, random)
        return {"value": typed}, share, told, frozenset({"value"})
    value = random.choice((12.5, 10.5, 12.0, 11.0)) if indicator.kind == "hours" else float(random.randint(0, 15))
    return {"value": spelling.number(value, indicator.unit or "", style, random)}, value, None, frozenset({"value"})


def _identity(indicator: Indicator, choices: Choices, random: Random) -> dict[str, Typed]:
    cells = {}
    if choices["identify"] in ("number", "both"):
        cells["code"] = Typed(indicator.indicator_id)
    if choices["identify"] in ("name", "both"):
        cells["name"] = Typed(spelling.name(indicator.name, choices["values"], random))
    return cells


def _row_names(choices: Choices, words: _Words) -> dict[str, str]:
    headings = {}
    if choices["identify"] in ("number", "both"):
        headings["code"] = words("指标编号")
    if choices["identify"] in ("name", "both"):
        headings["name"] = words("指标内容")
    return headings


def _reporting_unit(random: Random, *, may_be_department: bool = True) -> Unit:
    codes = COUNTIES * 2 + (("d07", "d08", "d13") if may_be_department else ())
    return plan().units[random.choice(codes)]


def _month(random: Random) -> date:
    return random.choice([date(2023, number, 1) for number in range(9, 13)] + [date(2024, number, 1) for number in range(1, 7)])


def _as_text(choices: Choices) -> bool:
    return choices["labels"] in ("same_cell", "below", "title_only")


def _title_month(first: date, choices: Choices, random: Random) -> str:
    if choices["values"] == "spelled" and random.random() < 0.7:
        return spelling.month(first, "spelled", Random(_CHINESE_SEED), as_text=True).text
    return f"{first.year}年{first.month}月"


_CHINESE_SEED = next(seed for seed in range(99) if "〇" in spelling.month(date(2024, 1, 1), "spelled", Random(seed), as_text=True).text)
"""A seed that spells a month in Chinese numerals."""


def _report(choices: Choices, random: Random) -> Filling:
    unit, month = _reporting_unit(random), _month(random)
    words = _Words(choices, random)
    headings = _row_names(choices, words)
    has_total = random.random() < 0.7
    if choices["both_in_one"] == "yes":
        headings["value"] = "完成情况"
        words.taken.add("完成情况")
    else:
        headings["value"] = words("完成值")
    if has_total:
        headings["total"] = words("应达标数")
    if choices["both_in_one"] == "no":
        headings["state"] = words("进展情况")
    for key, official in (("evidence", "佐证材料"), ("problem", "存在问题"), ("next_step", "下一步打算"), ("remark", "备注")):
        if random.random() < 0.8:
            headings[key] = words(official)
    rows = []
    for indicator in _indicators(unit, random.randint(6, 9), random):
        cells, value, told, figures = _figure(indicator, choices, random, has_total=has_total)
        if choices["both_in_one"] == "yes" and "state" in cells:
            cells["value"] = cells.pop("state")
        truth: Truth_row = {"indicator_id": indicator.indicator_id, "value": value}
        truth["numerator"], truth["denominator"] = told or (None, None)
        cells |= _identity(indicator, choices, random)
        for key in ("evidence", "problem", "next_step", "remark"):
            text = _text(key, random)
            if key in headings and text:
                cells[key], truth[key] = Typed(text), text
        rows.append(TableRow(cells, truth, figures))
    if choices["prepared_rows"] == "yes":
        _prepare(rows, unit, choices, random)
    labels = [
        (_label(words("填报单位"), random), _unit_words(unit, choices, random)),
        (words("填报期"), spelling.month(month, choices["values"], random, as_text=_as_text(choices))),
    ]
    return Filling(
        unit.name,
        f"{month:%Y-%m}",
        rows,
        headings,
        labels,
        unit.name + _title_month(month, choices, random),
        ("code", "name"),
        frozenset({"value", "total"}),
    )


def _prepare(rows: list[TableRow], unit: Unit, choices: Choices, random: Random) -> None:
    """A row that names an indicator and says nothing of it, as templates have them."""
    told = {row.truth["indicator_id"] for row in rows if row.truth}
    left = [indicator for indicator in _indicators(unit, 99, random) if indicator.indicator_id not in told]
    if left:
        rows.insert(1, TableRow(_identity(left[0], choices, random), None))


def _inspection(choices: Choices, random: Random) -> Filling:
    subject, month = _reporting_unit(random, may_be_department=False), _month(random)
    inspector = plan().units[random.choice([code for code in RATERS if code != subject.unit_code])]
    words = _Words(choices, random)
    headings = _row_names(choices, words)
    headings |= {"self": "自报值", "value": "核实值"}
    for key, heading in (("evidence_complete", "佐证是否齐全"), ("finding", "发现问题"), ("due", "整改时限")):
        if random.random() < 0.85:
            headings[key] = heading
    rows = []
    for indicator in _indicators(subject, random.randint(6, 8), random):
        cells, value, told, figures = _figure(indicator, choices, random, has_total=False)
        if "state" in cells:
            cells["value"] = cells.pop("state")
        truth: Truth_row = {"indicator_id": indicator.indicator_id, "verified": value}
        truth["numerator"], truth["denominator"] = told or (None, None)
        cells |= _identity(indicator, choices, random)
        if random.random() < 0.7:
            said = {"status": "已完成", "coverage": "90%"}.get(indicator.kind, "3")
            cells["self"], truth["self_typed"] = Typed(said), said
        for key in ("evidence_complete", "finding"):
            text = _text(key, random, 0.5)
            if key in headings and text:
                cells[key], truth[key] = Typed(text), text
        if "due" in headings and random.random() < 0.5:
            when = date(2024, random.randint(7, 12), random.randint(1, 28))
            cells["due"], truth["due_date"] = spelling.day_or_month(when, choices["values"], random, is_deadline=True)
        rows.append(TableRow(cells, truth, figures))
    if choices["prepared_rows"] == "yes":
        _prepare(rows, subject, choices, random)
    units = [
        (_label(words("核查单位"), random), _unit_words(inspector, choices, random)),
        (words("被核查单位"), _unit_words(subject, choices, random)),
    ]
    period = (words("核查期"), spelling.month(month, choices["values"], random, as_text=_as_text(choices)))
    return Filling(
        inspector.name,
        f"{month:%Y-%m}",
        rows,
        headings,
        [*units, period],
        _title_month(month, choices, random),
        ("code", "name"),
        frozenset({"self", "value"}),
        subject=subject.name,
        labels_beside_title=units,
    )


# ---- registers of sites --------------------------------------------------------------------------------------------------

_SITES = (
    ("城关小学", "school"),
    ("第一中学(东校区)", "school"),
    ("温泉社区", "community"),
    ("某清真寺", "venue"),
    ("“石榴红”广场", "scenic"),
    ("县人社局", "office"),
    ("甲食品有限公司", "enterprise"),
    ("某某商会", "new_org"),
    ("东关街道", "township"),
    ("红旗互嵌式小区", "embedded_city"),
)


def _sites(choices: Choices, random: Random) -> Filling:
    unit = _reporting_unit(random, may_be_department=False)
    words = _Words(choices, random)
    headings = {"name": words("名称"), "domain": words("类别"), "level": words("级别")}
    headings |= {"township": "乡镇(街道)", "named": "命名时间"}
    if random.random() < 0.7:
        headings |= {"longitude": "经度", "latitude": "纬度"}
    headings["remark"] = words("备注")
    rows: list[TableRow] = []
    for name, code in random.sample(_SITES, random.randint(6, 8)):
        domain = plan().domains[code]
        level = domain.level or random.choice(("国家级", "省级", "市级", "县级"))
        written = random.choice((domain.name, *domain.aliases)) if choices["values"] == "spelled" else domain.name
        cells = {"name": Typed(name), "domain": Typed(written), "level": Typed(level)}
        truth: Truth_row = {"name": name, "domain": code, "level": level}
        when = date(random.choice((2023, 2024)), random.randint(1, 6), random.randint(1, 28))
        cells["named"], truth["named_on"] = spelling.day_or_month(when, choices["values"], random, is_deadline=False)
        if random.random() < 0.6:
            cells["township"], truth["township"] = Typed("城关镇"), "城关镇"
        if "longitude" in headings and random.random() < 0.6:
            place = {"longitude": round(random.uniform(106.3, 107.7), 4), "latitude": round(random.uniform(35.0, 35.6), 4)}
            cells |= {key: Typed(str(value) if choices["values"] == "texts" else value) for key, value in place.items()}
            truth |= place
        text = _text("remark", random)
        if text:
            cells["remark"], truth["remark"] = Typed(text), text
        rows.append(TableRow(cells, truth, frozenset({"longitude", "latitude"})))
    if choices["merged_down"] == "yes":
        rows.sort(key=lambda row: str(row.truth["domain"]) if row.truth else "")
        first, second = rows[0], rows[1]
        assert first.truth and second.truth
        second.truth["domain"], second.cells["domain"], second.merged_up = first.truth["domain"], first.cells["domain"], "domain"
    return Filling(
        unit.name,
        None,
        rows,
        headings,
        [(_label(words("填报单位"), random), _unit_words(unit, choices, random))],
        unit.name,
        ("name",),
        frozenset(),
    )


# ---- reviews -------------------------------------------------------------------------------------------------------------


def _scoring(choices: Choices, random: Random) -> Filling:
    when = random.choice(ROUNDS)
    rater = plan().units[random.choice(RATERS)]
    words = _Words(choices, random)
    headings = {"unit": words("被评单位")}
    suffix = random.choice(("", "(20分)")) if choices["aliases"] == "random" else ""
    for criterion in plan().criteria:
        headings[f"c{criterion.criterion_no}"] = criterion.name + suffix
    headings["remark"] = "评语"
    rows = []
    for code in COUNTIES:
        if code == rater.unit_code:
            continue
        cells = {"unit": _unit_words(plan().units[code], choices, random)}
        scores = tuple(random.choice((14.0, 15.0, 16.0, 17.0, 17.5, 18.0, 18.5, 19.0, 20.0)) for _ in plan().criteria)
        for number, score in enumerate(scores, start=1):
            cells[f"c{number}"] = spelling.number(score, "分", choices["values"], random)
        truth: Truth_row = {"unit_code": code, "scores": scores}
        text = _text("remark", random)
        if text:
            cells["remark"], truth["remark"] = Typed(text), text
        rows.append(TableRow(cells, truth, frozenset(key for key in cells if key.startswith("c"))))
    labels = [
        (_label(words("评分单位"), random), _unit_words(rater, choices, random)),
        (words("评议日期"), spelling.day(when, choices["values"], random, as_text=_as_text(choices))),
    ]
    return Filling(
        rater.name,
        when.isoformat(),
        rows,
        headings,
        labels,
        f"{rater.name}{when.year}年{when.month}月{when.day}日",
        ("unit",),
        frozenset(f"c{number}" for number in range(1, 6)),
    )


def _satisfaction(choices: Choices, random: Random) -> Filling:
    when = random.choice(ROUNDS)
    words = _Words(choices, random)
    headings = {"unit": "单位", "answers": "有效问卷数", "satisfaction": random.choice(("满意度", "满意度(%)"))}
    rows = []
    for code in COUNTIES:
        answers, value = random.choice((188, 290, 1200, 3050)), random.choice((90.5, 93.0, 95.5, 97.2, 88.0))
        typed = _satisfied(value, choices["values"], random)
        cells = {
            "unit": _unit_words(plan().units[code], choices, random),
            "answers": spelling.number(answers, "份", choices["values"], random),
            "satisfaction": typed,
        }
        truth: Truth_row = {"unit_code": code, "answers": answers, "satisfaction": value}
        rows.append(TableRow(cells, truth, frozenset({"answers", "satisfaction"})))
    labels = [(words("评议日期"), spelling.day(when, choices["values"], random, as_text=_as_text(choices)))]
    title = f"{when.year}年{when.month}月{when.day}日"
    return Filling(None, when.isoformat(), rows, headings, labels, title, ("unit",), frozenset({"answers"}))


def _satisfied(value: float, style: str, random: Random) -> Typed:
    """满意度: with a sign, in percent format, bare above 1, or bare below 1."""
    bare = f"{value:g}"
    share = round(value / 100, 6)
    forms: dict[str, list[Typed]] = {
        "plain": [Typed(value), Typed(share, "0.0%")],
        "formulas": [Typed(value), Typed(share, "0.0%")],
        "texts": [Typed(bare), Typed(f"{bare}%")],
        "spelled": [Typed(spelling.wide(f"{bare}%")), Typed(share), Typed(f"{bare}％"), Typed(f" {bare}% ")],
    }
    return random.choice(forms[style])
