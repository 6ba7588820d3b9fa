"""For the office: pairs of units that score each other unlike their other scores, in neutral words, from four closed rounds on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import hundredths, short
from warehouse import round_queries
from warehouse.pairs import FEWEST_ROUNDS, FEWEST_SHEETS, Findings, Pair, unlike_pairs
from warehouse.plan import Plan

_CAUTION = "只说明分数上的差别,不说明原因。"
_HOW = (
    "算法:每份打分减去该评分单位的宽严和被评单位的校正分所预期的分数,两个单位互评的差额放在一起求平均;区间为 95% 同时置信区间"
    "(t 分布,按所比较的对数修正),各轮都诚实打分时,误列任何一对的可能不超过约 5%。差额会被低估。"
    "列出一对后,其余各对不计它们之间的打分重新计算;只列不论剔除其他哪一对、差别都还在的。"
)


def pairs_box(in_force: Plan) -> None:
    """The pairs whose interval leaves 0 out; nothing before there are rounds enough."""
    findings = _findings(ask(round_queries.residuals, frame.clocks())[["round_date", "rater_code", "unit_code", "residual"]])
    with st.container(border=True, key="pairs_box"):
        st.markdown("**互相打分与其他打分的差别** · 只在创建办工作区显示")
        if findings.rounds < FEWEST_ROUNDS:
            st.text(f"不足四轮,暂不列出(现有 {findings.rounds} 轮)。")
            st.caption("只计已经结束、打分表连得起所有单位、且至少五个单位互相打分的轮次。")
            return
        names = {code: short(unit.name) for code, unit in in_force.units.items()}
        st.text("\n".join(findings_words(findings, names)))
        st.caption(_HOW)
        if findings.pairs:
            note = f"{frame.stamp()};{_CAUTION}"
            download_table(pairs_table(findings, names), "互相打分的差别", note, "download_pairs")


@st.cache_data(show_spinner="正在比较…", max_entries=8)
def _findings(residuals: pd.DataFrame) -> Findings:
    """Where a pair stands out, it is held against every other pair, which takes up to a second: kept until the points change."""
    return unlike_pairs((day.date(), rater, unit, residual) for day, rater, unit, residual in residuals.itertuples(index=False))


def findings_words(findings: Findings, names: Mapping[str, str]) -> list[str]:
    """What is listed, a line each, and out of how many."""
    compared = f"{findings.rounds} 轮中两两互评、打分表不少于 {FEWEST_SHEETS} 份的共 {findings.tested} 对"
    if not findings.pairs:
        return [f"{compared},没有哪一对的差别超出偶然范围。"]
    return [f"{compared},其中 {len(findings.pairs)} 对的差别超出偶然范围:", *(pair_words(pair, names) for pair in findings.pairs)]


def pair_words(pair: Pair, names: Mapping[str, str]) -> str:
    """One pair in neutral words."""
    first, second = names.get(pair.first, pair.first), names.get(pair.second, pair.second)
    word, low, high = ("高", pair.low, pair.high) if pair.mean > 0 else ("低", -pair.high, -pair.low)
    return (
        f"{first}与{second}互相打分平均比各自对其他单位的打分{word} {abs(pair.mean):.1f} 分"
        f"(95% 区间 {low:.1f} 至 {high:.1f},{pair.sheets} 份打分表,{pair.rounds} 轮);{_CAUTION}"
    )


def pairs_table(findings: Findings, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per pair that is listed."""
    return pd.DataFrame(
        {
            "单位": [names.get(pair.first, pair.first) for pair in findings.pairs],
            "单位 ": [names.get(pair.second, pair.second) for pair in findings.pairs],
            "平均差(分)": [hundredths(pair.mean) for pair in findings.pairs],
            "区间下限": [hundredths(pair.low) for pair in findings.pairs],
            "区间上限": [hundredths(pair.high) for pair in findings.pairs],
            "打分表(份)": [pair.sheets for pair in findings.pairs],
            "轮数": [pair.rounds for pair in findings.pairs],
            "说明": [pair_words(pair, names) for pair in findings.pairs],
        }
    )
