"""口径: what a total is made of in words, how firm a ranking is in a sentence, and definitions with a plan's own numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pages.parts.firmness_chart import firmness_frame, firmness_spec, share_words
from pages.parts.total import counted_weights, part_scores, parts_table, total_in_numbers, total_line
from pages.ranking import method_plan
from pages.ranking.method_firmness import answer, has_ranking, swap_words
from pages.ranking.method_terms import definitions
from warehouse.firmness import acceptabilities, present_ranks, swaps
from warehouse.plan import Plan, read_plan

ROOT = Path(__file__).resolve().parents[2]
PLANS = {"small": ROOT / "tests" / "plans" / "small", "shipped": ROOT / "plans" / "pingliang"}
SOURCES = pd.DataFrame(
    {"part": ["peer_score", "satisfaction"], "round_date": [pd.Timestamp(2024, 7, 5)] * 2, "name": ["年中*互评*", "年中*互评*"]}
)
NO_SOURCES = SOURCES.head(0)


@pytest.fixture(scope="module", params=list(PLANS))
def plan(request: pytest.FixtureRequest) -> Plan:
    return read_plan(PLANS[request.param])


@pytest.fixture(scope="module")
def shipped() -> Plan:
    return read_plan(PLANS["shipped"])


def ranking(plan: Plan, *rows: tuple[float, float | None, float | None], unreported: int = 0) -> pd.DataFrame:
    """County-level units of a plan with (fulfilment, peer score, satisfaction), best first; the last ones unreported."""
    weights = {part: weight for part, weight in plan.score_weights.items() if rows[0][list(plan.score_weights).index(part)] is not None}
    units = [unit for unit in plan.units.values() if unit.is_county_level][: len(rows)]
    scores = {
        unit.unit_code: {part: (row[0] * 100 if part == "fulfilment" else row[list(plan.score_weights).index(part)]) for part in weights}
        for unit, row in zip(units, rows, strict=True)
    }
    ranks = present_ranks(scores, weights)  # type: ignore[arg-type]
    table = pd.DataFrame(
        {
            "rank": [ranks[unit.unit_code] for unit in units],
            "unit_code": [unit.unit_code for unit in units],
            "unit_name": [unit.name for unit in units],
            "unit_kind": [unit.kind for unit in units],
            "total": [sum(weights[part] * (own[part] or 0) for part in weights) / sum(weights.values()) for own in scores.values()],
            "fulfilment": [row[0] for row in rows],
            "peer_score": pd.Series([row[1] for row in rows], dtype="float64"),
            "satisfaction": pd.Series([row[2] for row in rows], dtype="float64"),
            "light": ["绿"] * (len(rows) - unreported) + ["灰"] * unreported,
        }
    )
    return table.sort_values("rank", kind="stable").reset_index(drop=True)


# ---- the parts of a total ------------------------------------------------------------------------------------------------


def test_the_line_names_parts_weights_rounds_and_assumption(shipped: Plan) -> None:
    line = total_line(ranking(shipped, (0.9, 80.0, 90.0), (0.8, 85.0, 91.0)), shipped, SOURCES)
    assert "总分 = 完成率 × 60% + 互评分 × 30% + 满意度 × 10%" in line
    assert "假设" in line and "方案未规定" in line
    assert "互评分、满意度取自 2024-07-05“年中*互评*”" in line
    assert "不计入" not in line


def test_a_part_left_out_is_told_and_the_others_scaled_up(shipped: Plan) -> None:
    table = ranking(shipped, (0.9, 80.0, None), (0.8, 85.0, None))
    assert list(counted_weights(table, shipped)) == ["fulfilment", "peer_score"]
    line = total_line(table, shipped, SOURCES)
    assert "完成率 × 66.67% + 互评分 × 33.33%" in line
    assert "满意度还没有各单位都齐全的一轮,不计入,其余权重按比例放大(方案权重:完成率 60、互评分 30、满意度 10)" in line
    assert "满意度取自" not in line


def test_fulfilment_alone(shipped: Plan) -> None:
    table = ranking(shipped, (0.9, None, None), (0.8, None, None))
    assert total_line(table, shipped, NO_SOURCES).startswith("总分 = 完成率(")
    [formula, *_] = total_in_numbers(table.iloc[0], table, shipped, NO_SOURCES)
    assert formula.startswith("总分 = 完成率 = 90.00(")


def test_numbers_of_one_unit_add_up(shipped: Plan) -> None:
    table = ranking(shipped, (0.9, 80.0, 90.0), (0.8, 85.0, 91.0))
    [formula, *_] = total_in_numbers(table.iloc[0], table, shipped, SOURCES)
    assert formula.startswith("总分 = [(完成率 90.00 × 60) + (互评分 80.00 × 30) + (满意度 90.00 × 10)] ÷ (60 + 30 + 10) = 87.00")


def test_the_table_of_parts_adds_up_and_shows_no_nought_for_nothing_reported(shipped: Plan) -> None:
    shown = parts_table(ranking(shipped, (0.9, 80.0, 90.0), (0.8, 85.0, 91.0), (0.0, 70.0, 80.0), unreported=1), shipped)
    assert list(shown.columns) == ["名次", "单位", "完成率", "完成率×60%", "互评分", "互评分×30%", "满意度", "满意度×10%", "总分"]
    first = shown.iloc[0]
    assert first["完成率×60%"] + first["互评分×30%"] + first["满意度×10%"] == pytest.approx(first["总分"], abs=0.015)
    last = shown.iloc[-1]
    assert last[["名次", "完成率", "完成率×60%", "总分"]].isna().all()
    assert last["互评分"] == 70


# ---- firmness in words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (1.0, "100%"), (0.0004, "<0.1%"), (0.9996, ">99.9%"), (0.748, "74.8%"), (1 - 1e-15, "100%")]
)
def test_a_share_is_0_or_100_only_where_it_is(share: float, words: str) -> None:
    assert share_words(share) == words


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(0.9, 90.0, 90.0), (0.8, 80.0, 80.0)], "名次很稳:不论权重怎么定,全部名次都不变"),
        ([(0.9, None, None), (0.8, None, None)], "名次与权重无关:总分目前只有完成率一项"),
        # Level where the peer score weighs as much as fulfilment: half of all weights.
        ([(0.9, 70.0, 80.0), (0.7, 90.0, 80.0)], "各种权重中,第 1 名不变的占 50.0%,全部名次不变的占 50.0%"),
        ([(0.95, 95.0, 95.0), (0.9, 70.0, 80.0), (0.7, 90.0, 80.0)], "不论权重怎么定,第 1 名都不变;各种权重中,全部名次不变的占 50.0%"),
        # Two that share the first place are no “第 1 名” but the “前 2 名”.
        ([(0.9, 80.0, 80.0), (0.9, 80.0, 80.0), (0.1, 10.0, 10.0)], "名次很稳:不论权重怎么定,全部名次都不变"),
        ([(0.9, 80.0, 80.0)], "口径:还没有可以比较的名次"),
    ],
)
def test_the_answer_is_computed(shipped: Plan, rows: list[tuple[float, float | None, float | None]], sentence: str) -> None:
    assert answer(ranking(shipped, *rows), shipped) == sentence


def test_nothing_reported_is_no_ranking(shipped: Plan) -> None:
    table = ranking(shipped, (0.0, None, None), (0.0, None, None), unreported=2)
    assert not has_ranking(table)
    assert answer(table, shipped) == "口径:还没有可以比较的名次"


def test_the_heat_table_frames_the_present_place(shipped: Plan) -> None:
    table = ranking(shipped, (0.9, 70.0, 80.0), (0.7, 90.0, 80.0), (0.0, 10.0, 10.0), unreported=1)
    rows = firmness_frame(table, acceptabilities(part_scores(table, list(counted_weights(table, shipped)))))
    assert len(rows) == 9
    assert list(rows.loc[rows["is_present"], ["row", "rank"]].itertuples(index=False, name=None)) == [(0, 1), (1, 2)]
    assert list(rows["label"]) == ["50.0%", "50.0%", "", "50.0%", "50.0%", "", "", "", "100%"]
    assert list(rows.drop_duplicates("row")["range"]) == ["1–2", "1–2", "3"]
    assert list(rows.drop_duplicates("row")["place"]) == ["1", "2", "—"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_specification_holds_no_figures(theme: str) -> None:
    assert "values" not in str(firmness_spec(8, theme))


def test_swaps_are_sentences() -> None:
    names = {"a": "甲县", "b": "乙县"}

    def sentence(one: tuple[float, ...], other: tuple[float, ...], weights: dict[str, float]) -> str:
        parts: dict[str, Any] = {"a": dict(zip(weights, one, strict=True)), "b": dict(zip(weights, other, strict=True))}
        return swap_words(swaps(parts, weights)[0], names)

    two = {"fulfilment": 60.0, "peer_score": 40.0}
    assert sentence((100, 0), (0, 100), two) == "把 10 点权重从完成率移给互评分,乙县就与甲县持平(权重变为完成率 50、互评分 50)。"
    assert sentence((90, 80), (80, 80), two) == "先后与权重无关:甲县各项都不低于乙县。"
    assert sentence((90, 80), (90, 80), two) == "总分相同,已经持平。"
    even = {"fulfilment": 50.0, "peer_score": 50.0}
    assert sentence((100, 0.01), (0.0098, 100), even).startswith("把 不到 0.01 点权重从完成率移给互评分,")
    three = {"fulfilment": 10.0, "peer_score": 80.0, "satisfaction": 10.0}
    assert sentence((100, 20, 0), (0, 0, 10), three).startswith("把 10 点权重从完成率、46.67 点从互评分移给满意度,乙县就与甲县持平")


# ---- definitions ---------------------------------------------------------------------------------------------------------


def test_every_definition_is_filled_for_every_plan(plan: Plan) -> None:
    terms = definitions(plan)
    assert len({term.name for term in terms}) == len(terms) > 20
    assert {term.group for term in terms} == {"数据从哪里来", "分数和名次怎么算"}
    for term in terms:
        assert not re.search(r"[{}]|None|nan", term.words), term.name
        assert term.words and not re.search(r"[A-Za-z]{3,}", term.words), term.name


@pytest.mark.parametrize(
    "word",
    [
        "窗口",
        "完成率",
        "序时进度",
        "灯",
        "核实",
        "扣减",
        "整改",
        "示范点",
        "共同指标",
        "互评分",
        "校正分",
        "满意度",
        "总分",
        "名次",
        "园区",
        "数据截至",
        "待核",
        "迟报",
        "版本",
        "部门",
        "舍入",
    ],
)
def test_nothing_of_the_contract_is_left_out(shipped: Plan, word: str) -> None:
    assert any(word in term.name + term.words for term in definitions(shipped))


def test_the_plans_own_numbers_are_put_in(shipped: Plan) -> None:
    text = "\n".join(term.words for term in definitions(shipped))
    for words in (
        "2023-07-01 至 2025-12-31",
        "29 项计分任务",
        "86 项指标",
        "次月 10 日(假设)",
        "组织领导 20 分",
        "完成率 60、互评分 30、满意度 10",
    ):
        assert words in text, words


def test_plan_tables_hold_every_row(plan: Plan) -> None:
    indicators = method_plan._indicators(plan)
    assert len(indicators) == len(plan.indicators)
    assert not indicators.isna().any().any()
    assert len(method_plan._windows(plan)) == len(plan.windows)
    assert len(method_plan._criteria(plan)) == len(plan.criteria)
    assert len(method_plan._domains(plan)) == len(plan.domains)
    notes = [row["note"] for row in plan.rows["targets"] if row["note"]]
    special = method_plan._special_targets(plan)
    assert all(any(note in words for words in special["说明"]) for note in notes)
    assert set(method_plan._settings(plan)["说明"]) >= {row["note"] for row in plan.rows["settings"] if row["note"]}
