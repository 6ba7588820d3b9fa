"""How a total comes about, in words and in numbers: which parts, by which weights, from which round, and what is left out.

The one place that words it: under a ranking (`total_line`), for one unit (`total_in_numbers`), and for all units (`parts_table`).
"""

from __future__ import annotations

import pandas as pd

from pages.parts.look import hundredths, number, short, total
from warehouse.plan import Plan

PART_WORDS = {"fulfilment": "完成率", "peer_score": "互评分", "satisfaction": "满意度"}
"""The parts of a total, in the order in which they are named."""
ASSUMED = "权重是假设:方案未规定,可以调整"


def counted_weights(ranking: pd.DataFrame, in_force: Plan) -> dict[str, float]:
    """The parts that count in the totals of `ranking` (`queries.ranking`), with the plan's weights for them.

    A part that no round has yet for all units is left out for all alike; so is one whose weight is 0.
    """
    weights = {part: in_force.score_weights.get(part, 0.0) for part in PART_WORDS}
    return {part: weight for part, weight in weights.items() if weight > 0 and _is_held(ranking, part)}


def part_scores(ranking: pd.DataFrame, parts: list[str]) -> dict[str, dict[str, float]]:
    """Of each unit that has a total, in the order of the ranking: part → score (0 to 100)."""
    return {row["unit_code"]: {part: _score(row, part) for part in parts} for _, row in ranking[ranking["total"].notna()].iterrows()}


def total_line(ranking: pd.DataFrame, in_force: Plan, sources: pd.DataFrame) -> str:
    """For under a ranking: the formula, where its parts come from, what is left out and why.

    `ranking` and `sources` as `queries.ranking` and `queries.total_sources` answer them. A round's name is foreign text: hand the line to
    `st.text`, or through `look.as_markdown`.
    """
    weights = counted_weights(ranking, in_force)
    said = [f"总分 = {_formula(weights)}({ASSUMED})" if weights else "总分暂时算不出来:方案没有给任何有结果的部分以权重"]
    said += _rounds(weights, sources)
    said += _left_out(weights, in_force)
    if parks := [short(name) for name in ranking.loc[ranking["unit_kind"] == "park", "unit_name"]]:
        said.append(f"{'、'.join(parks)}口径不同:没有示范点定额,得分来自其他指标")
    return ";".join(said) + "。"


def total_in_numbers(row: pd.Series, ranking: pd.DataFrame, in_force: Plan, sources: pd.DataFrame) -> list[str]:
    """The formula with one unit's numbers put in, which round each part comes from, and what is left out: a line each."""
    weights = counted_weights(ranking, in_force)
    terms = [f"({PART_WORDS[part]} {total(_score(row, part))} × {weight:g})" for part, weight in weights.items()]
    divisor = " + ".join(f"{weight:g}" for weight in weights.values())
    formula = f"[{' + '.join(terms)}] ÷ ({divisor})" if len(terms) > 1 else "、".join(PART_WORDS[part] for part in weights)
    lines = [f"总分 = {formula or '暂缺'} = {total(row['total'])}({ASSUMED})"]
    return lines + _rounds(weights, sources) + _left_out(weights, in_force)


def parts_table(ranking: pd.DataFrame, in_force: Plan) -> pd.DataFrame:
    """One row per unit, in the order of the ranking: each part's score, what it brings by its weight, and the total, as numbers.

    A unit that has reported nothing has neither a figure nor a total here, as on every page.
    """
    weights = counted_weights(ranking, in_force)
    is_reported = ranking["light"] != "灰"
    table: dict[str, object] = {
        "名次": ranking["rank"].where(is_reported).astype("Int64"),
        "单位": ranking["unit_name"].map(short),
    }
    for part, share in _shares(weights).items():
        scores = ranking[part] * (100 if part == "fulfilment" else 1)
        if part == "fulfilment":
            scores = scores.where(is_reported)
        table[PART_WORDS[part]] = scores.map(hundredths)
        table[f"{PART_WORDS[part]}×{_share_words(share)}"] = (scores * share).map(hundredths)
    table["总分"] = ranking["total"].where(is_reported).map(hundredths)
    return pd.DataFrame(table)


def _is_held(ranking: pd.DataFrame, part: str) -> bool:
    return part == "fulfilment" or bool(ranking[part].notna().any())


def _score(row: pd.Series, part: str) -> float:
    return float(row[part]) * (100 if part == "fulfilment" else 1)


def _shares(weights: dict[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {part: weight / whole for part, weight in weights.items()}


def _share_words(share: float) -> str:
    """A weight as a percentage without needless zeros: 60%, 66.67%."""
    return f"{number(share * 100)}%"


def _formula(weights: dict[str, float]) -> str:
    if len(weights) == 1:
        return PART_WORDS[next(iter(weights))]
    return " + ".join(f"{PART_WORDS[part]} × {_share_words(share)}" for part, share in _shares(weights).items())


def _rounds(weights: dict[str, float], sources: pd.DataFrame) -> list[str]:
    """Which round each part that counts comes from; parts of the same round in one go."""
    rounds: dict[str, list[str]] = {}
    for row in sources[sources["part"].isin(list(weights))].itertuples():
        name = f"“{row.name}”" if pd.notna(row.name) else ""
        rounds.setdefault(f"{row.round_date:%Y-%m-%d}{name}", []).append(PART_WORDS[row.part])
    return [f"{'、'.join(parts)}取自 {words}" for words, parts in rounds.items()]


def _left_out(weights: dict[str, float], in_force: Plan) -> list[str]:
    planned = {part: in_force.score_weights.get(part, 0.0) for part in PART_WORDS}
    missing = [words for part, words in PART_WORDS.items() if planned[part] > 0 and part not in weights]
    weightless = [words for part, words in PART_WORDS.items() if part in in_force.score_weights and not planned[part]]
    said = []
    if missing:
        original = "、".join(f"{PART_WORDS[part]} {weight:g}" for part, weight in planned.items() if weight)
        said.append(f"{'、'.join(missing)}还没有各单位都齐全的一轮,不计入,其余权重按比例放大(方案权重:{original})")
    if weightless:
        said.append(f"{'、'.join(weightless)}的权重为 0,不计入")
    return said
