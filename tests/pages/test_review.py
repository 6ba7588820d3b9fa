"""互评: a round in words and tables. Small rounds of the shipped plan, with figures that can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pages.review.office_box import closing_words
from pages.review.pairs_box import findings_words, pair_words, pairs_table
from pages.review.round_box import sheet_table, sheets_words
from pages.review.round_figures import (
    Round,
    adjusted_formula,
    answer,
    counts_words,
    difference_words,
    dropped_words,
    official_formula,
    points_in_numbers,
    points_table,
    ranks_words,
    rounds_of,
    score_table,
    severity_table,
    severity_words,
)
from pages.review.severity_box import severity_frame
from pages.review.typed_draft import begun, doubts, entered, standing_words, too_fine
from tests.warehouse.helpers import SHIPPED, opened, put, scoring
from warehouse import queries, round_queries
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.pairs import Findings, Pair
from warehouse.plan import Plan, read_plan
from warehouse.records import OFFICE
from warehouse.rounds import close_round

AS_OF, KNOWN = date(2025, 12, 31), datetime(2026, 1, 1)
DAY = "2025-07-04"
FIVE = ["kongtong", "huating", "jingchuan", "lingtai", "chongxin"]
POINTS = {
    "kongtong": {"huating": 80, "jingchuan": 90, "lingtai": 70, "chongxin": 60},
    "huating": {"kongtong": 88, "jingchuan": 92, "lingtai": 72, "chongxin": 62},
    "jingchuan": {"kongtong": 84, "huating": 78, "lingtai": 68, "chongxin": 58},
    "lingtai": {"kongtong": 90, "huating": 82, "jingchuan": 94, "chongxin": 66},
    "chongxin": {"kongtong": 86, "huating": 84, "jingchuan": 91, "lingtai": 74},
    "d07": {"kongtong": 80, "huating": 70, "jingchuan": 85, "lingtai": 60, "chongxin": 50},
}
"""Each county is scored by four others and a department: five raters, so that one highest and one lowest is dropped."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(SHIPPED)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "w.duckdb"
    initialise(path, SHIPPED)
    return path


@pytest.fixture
def warehouse(pristine: Path, tmp_path: Path) -> Iterator[Warehouse]:
    path = tmp_path / "w.duckdb"
    path.write_bytes(pristine.read_bytes())
    with Warehouse.open(path) as found:
        yield found


class Asked:
    """What the page asks of one round."""

    def __init__(self, warehouse: Warehouse, day: str = DAY) -> None:
        at = date.fromisoformat(day)
        with warehouse.reading() as cursor:
            self.rounds = rounds_of(round_queries.round_states(cursor, AS_OF, KNOWN))
            self.sheets = round_queries.sheets_of_round(cursor, AS_OF, KNOWN, at)
            self.scores = round_queries.peer_scores(cursor, AS_OF, KNOWN, at)
            self.given = round_queries.given_points(cursor, AS_OF, KNOWN, at)
            self.severities = round_queries.rater_severities(cursor, AS_OF, KNOWN, at)
            self.sources = queries.total_sources(cursor, AS_OF, KNOWN)
        self.round = next(one for one in self.rounds if one.round_date == at)

    def unit(self, code: str) -> pd.DataFrame:
        return self.given[self.given["unit_code"] == code]

    def score(self, code: str) -> Any:
        return self.scores[self.scores["unit_code"] == code].iloc[0]


def held(warehouse: Warehouse, raters: Sequence[str] = tuple(POINTS), sent: Sequence[str] = tuple(POINTS), day: str = DAY) -> Asked:
    opened(warehouse, day, FIVE, raters)
    put(warehouse, *(scoring(rater, day, POINTS[rater], f"{day}T1{place}:00:00") for place, rater in enumerate(sent)))
    return Asked(warehouse, day)


# ---- the answer ------------------------------------------------------------------------------------------------------------


def test_a_round_that_is_whole(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    # 泾川县: 90 92 94 91 85, without 94 and 85: (90 + 92 + 91) / 3 = 91.
    assert answer(asked.round, asked.scores) == "2025年7月4日互评打分表已收齐(6/6),第一名 泾川县 91.00 分;官方名次与校正名次一致"
    assert asked.round.state == "打分表已收齐(6/6)"
    assert sheets_words(asked.round, asked.sheets) == "打分表已交 6/6"


def test_a_round_that_goes_on(warehouse: Warehouse) -> None:
    asked = held(warehouse, sent=["kongtong", "d07"])
    assert answer(asked.round, asked.scores) == "2025年7月4日互评:评分进行中(2/6),还差 4 张打分表"
    assert sheets_words(asked.round, asked.sheets) == "打分表已交 2/6,未交:华亭市、泾川县、灵台县、崇信县"
    table = sheet_table(asked.sheets)
    assert list(table["收到时间"]) == ["2025-07-04 10:00", "未交", "未交", "未交", "未交", "2025-07-04 11:00"]


def test_a_round_that_the_city_closed(warehouse: Warehouse) -> None:
    asked = held(warehouse, sent=["kongtong", "huating", "jingchuan", "d07"])
    with warehouse.writing() as cursor:
        close_round(cursor, date.fromisoformat(DAY), datetime(2025, 7, 20), OFFICE)
    asked = Asked(warehouse)
    assert answer(asked.round, asked.scores).startswith("2025年7月4日互评已结束,第一名 泾川县 89.00 分;")
    assert asked.round.state == "已结束(4/6)"


def test_a_round_closed_without_any_sheet(warehouse: Warehouse) -> None:
    held(warehouse, sent=[])
    with warehouse.writing() as cursor:
        close_round(cursor, date.fromisoformat(DAY), datetime(2025, 7, 20), OFFICE)
    asked = Asked(warehouse)
    assert answer(asked.round, asked.scores) == "2025年7月4日互评已结束,没有收到打分表"
    assert dropped_words(asked.unit("kongtong")) == "还没有打分"
    shown = score_table(asked.scores, asked.given)
    assert shown["官方分"].isna().all() and shown["官方名次"].isna().all()


def test_two_first_ones_are_both_named(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    equal = asked.scores.assign(official_score=90.0, official_rank=1)
    assert "并列第一名 崆峒区、华亭市、泾川县、灵台县、崇信县 90.00 分" in answer(asked.round, equal)


def test_where_ranks_differ_it_is_counted(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    swapped = asked.scores.assign(adjusted_rank=[2, 3, 1, 5, 4])
    official = asked.scores["official_rank"].to_list()
    differing = sum(one != other for one, other in zip(official, [2, 3, 1, 5, 4], strict=True))
    assert ranks_words(swapped) == f"官方名次与校正名次有 {differing} 处不同"
    assert ranks_words(asked.scores.assign(adjusted_rank=None)) == "校正分还算不出"


@pytest.mark.parametrize(
    ("official", "adjusted", "words"),
    [(3, 1, "↑ 校正后靠前 2 位"), (1, 3, "↓ 校正后靠后 2 位"), (2, 2, "= 相同"), (1, None, ""), (None, None, "")],
)
def test_a_difference_of_ranks_in_words(official: float | None, adjusted: float | None, words: str) -> None:
    assert difference_words(official, adjusted) == words


# ---- scores ----------------------------------------------------------------------------------------------------------------


def test_what_was_dropped_and_the_formula(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    assert dropped_words(asked.unit("jingchuan")) == "最高 灵台县 94、最低 市委统战部 85"
    formula = official_formula(asked.unit("jingchuan"), asked.score("jingchuan")["official_score"])
    assert formula == "官方分:去掉最高 灵台县 94、最低 市委统战部 85,(90 + 92 + 91) ÷ 3 = 91.00"


def test_fewer_than_five_raters_drop_nothing(warehouse: Warehouse) -> None:
    asked = held(warehouse, raters=list(POINTS)[:5], sent=list(POINTS)[:5])
    assert dropped_words(asked.unit("jingchuan")) == "少于 5 个评分单位,不去分"
    assert official_formula(asked.unit("jingchuan"), 91.75) == "官方分:少于 5 个评分单位,不去分,(90 + 92 + 94 + 91) ÷ 4 = 91.75"
    assert set(score_table(asked.scores, asked.given)["打分单位数"]) == {4}


def test_all_equal_points_drop_two(warehouse: Warehouse) -> None:
    opened(warehouse, DAY, FIVE, list(POINTS))
    put(warehouse, *(scoring(rater, DAY, dict.fromkeys(own, 80), f"{DAY}T10:00:00") for rater, own in POINTS.items()))
    asked = Asked(warehouse)
    assert dropped_words(asked.unit("jingchuan")).count("80") == 2
    shown, _ = points_table(asked.sheets, asked.scores, asked.given)
    assert sorted(cell for cell in shown["泾川县"] if "去" in cell) == ["80 去低", "80 去高"]
    assert severity_table(asked.severities)["说明"].unique().tolist() == ["与平均相同"]


def test_adjusted_scores_are_the_mean_of_points_and_severity(warehouse: Warehouse) -> None:
    """So the page says; it is what least squares come to."""
    asked = held(warehouse, sent=["kongtong", "huating", "lingtai", "d07"])
    severities = asked.severities.set_index("rater_code")["severity"]
    for code in FIVE:
        own = asked.unit(code)
        assert (own["points"] + own["rater_code"].map(severities)).mean() == pytest.approx(asked.score(code)["adjusted_score"])
    assert adjusted_formula(88.154).endswith("= 88.15")


def test_scores_without_a_connection_say_why(warehouse: Warehouse) -> None:
    asked = held(warehouse, raters=["kongtong", "huating"], sent=["kongtong"])
    assert asked.scores["adjusted_score"].isna().all()
    assert "连不起" in adjusted_formula(asked.score("huating")["adjusted_score"])
    assert ranks_words(asked.scores) == "校正分还算不出"


def test_the_best_stands_first(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    shown = score_table(asked.scores, asked.given)
    assert list(shown["官方名次"]) == [1, 2, 3, 4, 5]
    assert shown["单位"].iloc[0] == "泾川县"
    assert list(shown["名次差别"]) == ["= 相同"] * 5


# ---- whether it counts -----------------------------------------------------------------------------------------------------


def test_whether_a_round_counts_in_the_totals(warehouse: Warehouse) -> None:
    asked = held(warehouse, sent=["kongtong"])
    none = pd.DataFrame({"part": [], "round_date": [], "name": []})
    used = pd.DataFrame({"part": ["peer_score"], "round_date": [pd.Timestamp(DAY)], "name": ["年中"]})
    later = used.assign(round_date=pd.Timestamp("2025-10-01"))
    earlier = used.assign(round_date=pd.Timestamp("2024-10-01"))
    whole = replace(asked.round, closed=True, sheets=6)
    scored = asked.scores.assign(official_score=80.0)
    assert counts_words(whole, scored, used) == "总分中的互评分取自这一轮。"
    assert counts_words(asked.round, scored, none) == "这一轮不计入总分:评分还没有结束。总分中还没有互评分。"
    assert counts_words(whole, asked.scores.assign(official_score=None), earlier).startswith("这一轮不计入总分:有单位还没有得分。")
    assert counts_words(whole, scored, later) == "这一轮不计入总分:后面已有一轮结束。总分中的互评分取自 2025-10-01“年中”。"
    assert "没有给全部县级单位打分" in counts_words(whole, scored, earlier)


# ---- rater × unit ----------------------------------------------------------------------------------------------------------


def test_the_table_of_points(warehouse: Warehouse) -> None:
    asked = held(warehouse, sent=["kongtong", "huating", "jingchuan", "lingtai", "d07"])
    shown, deviations = points_table(asked.sheets, asked.scores, asked.given)
    rows = shown.set_index("评分单位")
    assert list(shown.columns) == ["评分单位", "崆峒区", "华亭市", "泾川县", "灵台县", "崇信县"]
    assert [rows.loc[name, name] for name in rows.columns] == ["—"] * 5
    assert set(rows.loc["崇信县"]) == {"—", "未交"}, "missing, and never 0"
    # 崇信县 is scored by five: 60 62 58 66 50.
    assert rows["崇信县"].to_list() == ["60", "62", "58", "66 去高", "—", "50 去低"]
    assert rows["泾川县"].to_list() == ["90", "92", "—", "94", "未交", "85"]
    mean = (60 + 62 + 58 + 66 + 50) / 5
    assert deviations["崇信县"].to_list()[:4] == pytest.approx([60 - mean, 62 - mean, 58 - mean, 66 - mean])
    assert pd.isna(deviations.loc[4, "崇信县"])


def test_points_in_numbers_to_take_away(warehouse: Warehouse, plan: Plan) -> None:
    asked = held(warehouse)
    table = points_in_numbers(asked.given, plan.criteria)
    assert len(table) == 5 * 5
    assert list(table.columns)[:8] == [
        "评分单位", "被评单位", "组织领导(20)", "宣传教育(20)", "经费投入(20)", "典型培育(20)", "工作推进(20)", "合计",
    ]  # fmt: skip
    first = table.iloc[0]
    assert first[list(table.columns)[2:7]].sum() == pytest.approx(first["合计"])
    assert (table["去分"] == "去高").sum() == (table["去分"] == "去低").sum() == 5
    assert first["单元格"].startswith("打分表!")


# ---- severity --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "words"), [(9.029, "严 9.03"), (-7.28, "宽 7.28"), (0.001, "与平均相同"), (0.0, "与平均相同")])
def test_a_severity_in_words(severity: float, words: str) -> None:
    assert severity_words(severity) == words


def test_severities_are_placed_by_the_largest(warehouse: Warehouse) -> None:
    asked = held(warehouse)
    rows = severity_frame(asked.severities)
    assert rows["name"].iloc[0] == "市委统战部", "the severest first"
    assert rows["place"].abs().max() == pytest.approx(1)
    assert rows["place"].is_monotonic_decreasing
    assert asked.severities["severity"].sum() == pytest.approx(0)


# ---- pairs -------------------------------------------------------------------------------------------------------------------


def test_pairs_in_neutral_words() -> None:
    names = {"a": "甲", "b": "乙"}
    more, less = Pair("a", "b", 3.2, 2.1, 8, 4), Pair("a", "b", -3.2, 2.1, 8, 4)
    assert (
        pair_words(more, names)
        == "甲与乙互相打分平均比各自对其他单位的打分高 3.2 分(95% 区间 1.1 至 5.3,8 份打分表,4 轮);只说明分数上的差别,不说明原因。"
    )
    assert "低 3.2 分(95% 区间 1.1 至 5.3," in pair_words(less, names)
    assert findings_words(Findings((more,), 28, 4), names)[0] == "4 轮中两两互评、打分表不少于 4 份的共 28 对,其中 1 对的差别超出偶然范围:"
    assert findings_words(Findings((), 28, 4), names) == ["4 轮中两两互评、打分表不少于 4 份的共 28 对,没有哪一对的差别超出偶然范围。"]
    assert pairs_table(Findings((more,), 28, 4), names).iloc[0].to_list()[:5] == ["甲", "乙", 3.2, 1.1, 5.3]
    for word in ("串通", "合谋", "作弊", "照顾", "人情", "异常"):
        assert word not in pair_words(more, names)


# ---- a sheet that is typed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "taken"),
    [("18", 18.0), ("17.5", 17.5), ("0", 0.0), ("0.0", 0.0), ("", None), ("约18", "约18"), ("18.", "18."), ("=1", "=1"), ("-1", "-1")],
)
def test_what_a_field_says(text: str, taken: object) -> None:
    assert entered(text) == taken
    assert type(entered(text)) is type(taken)


def test_an_empty_draft(plan: Plan) -> None:
    units = FIVE[1:]
    draft = begun(pd.DataFrame(columns=["unit_code", "scores", "remark", "submission_id"]), units, plan, 0)
    assert set(draft.now.values()) == {""}
    assert not draft.is_changed
    assert standing_words(draft.now, units, plan) == ["已填 0/20 项。每项都要填,确实是 0 分的填 0。"]


def test_a_draft_begins_with_the_sheet_in_force(warehouse: Warehouse, plan: Plan) -> None:
    asked = held(warehouse)
    units = FIVE[1:]
    draft = begun(asked.given[asked.given["rater_code"] == "kongtong"], units, plan, 0)
    assert draft.now["huating", 0] == "16"
    assert draft.based_on == asked.sheets["submission_id"].iloc[0]
    assert standing_words(draft.now, units, plan) == ["已填 20/20 项。"]
    draft.now["huating", 0] = ""
    draft.now["jingchuan", 1] = "21"
    draft.now["jingchuan", 2] = "17.25"
    assert draft.is_changed
    assert standing_words(draft.now, units, plan) == ["已填 19/20 项,还差:华亭市 1 项。确实是 0 分的填 0。"]
    assert doubts(draft.now, units, plan) == [
        "请核对:泾川县 宣传教育 21,应为 0 至 20,最多一位小数。",
        "请核对:泾川县 经费投入 17.25,应为 0 至 20,最多一位小数。",
    ]
    assert too_fine(draft.now, units, plan)
    draft.begin_again()
    assert not draft.is_changed
    assert draft.number == 1


# ---- closing -------------------------------------------------------------------------------------------------------------------


def test_what_a_close_means(warehouse: Warehouse) -> None:
    asked = held(warehouse, sent=["kongtong", "d07"])
    words = closing_words(asked.round, asked.sheets)
    assert "还有 4 个单位没有交打分表:华亭市、泾川县、灵台县、崇信县。" in words
    assert "不再收" in words and "按已收到的 2 张计算" in words and "不能重新打开" in words
    whole = Round(asked.round.round_date, "x", 2, 2, closed=True, closed_at=None)
    assert closing_words(whole, asked.sheets[asked.sheets["submission_id"].notna()]).startswith("打分表已经收齐。")
