"""What to check first, in words and tables. Pure: frames in, words and frames out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.parts.look import hundredths, month, tenths, value
from warehouse.rotation import Pair

MEANING = (
    "从最该先查的排起:风险 = 占总分 × 存疑程度。存疑程度 =(该单位以往被核减的个数 + 本项疑点数 + 1)÷"
    "(该单位以往核查过的个数 + 本项疑点数 + 2),从未核查过又没有疑点的按一半算。疑点有三种:数字突增、已完成无佐证、"
    "这项以往被核减过。报送以后已经核查过的排在最后。只列报了数、占总分的指标。"
)


def first_table(first: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator of `review_queries.check_first`, in its order."""
    return pd.DataFrame(
        {
            "指标": [f"{code} {name}" for code, name in zip(first["indicator_id"], first["indicator_name"], strict=True)],
            "自报": [value(*figures) for figures in zip(first["reported_value"], first["indicator_kind"], first["measure"], strict=True)],
            "为什么先查": [reason(row) for row in first.itertuples()],
            "风险(分)": first["at_risk"].map(hundredths).astype(float),
            "占总分(分)": first["stake"].map(hundredths).astype(float),
            "存疑程度(%)": first["doubt"].map(tenths).astype(float),
            "现名次": first["rank"].astype("Int64"),
            "若不实名次": first["rank_if_lost"].astype("Int64"),
            "任务": [f"{no} {title}" for no, title in zip(first["task_no"], first["task_title"], strict=True)],
            "报告期": ["示范点名录" if pd.isna(period) else month(period) for period in first["period"]],
        }
    )


def reason(row: Any) -> str:
    """Why to check this one, of a row of `review_queries.check_first`."""
    signs = [
        words
        for is_so, words in ((row.jumped, "数字突增"), (row.without_evidence, "已完成无佐证"), (row.own_missed, "这项以往被核减过"))
        if is_so
    ]
    since = ["报送以后已核查过"] if row.is_verified_since else []
    return ";".join([*since, *signs, _at_stake(row), past(row)])


def _at_stake(row: Any) -> str:
    held = f"占总分 {hundredths(row.stake):g} 分"
    if pd.isna(row.rank) or pd.isna(row.rank_if_lost):
        return held
    if row.rank_if_lost == row.rank:
        return f"{held},若不实名次不变"
    return f"{held},若不实从第 {row.rank:.0f} 名到第 {row.rank_if_lost:.0f} 名"


def past(row: Any) -> str:
    """How the unit's reports have held up so far."""
    if not row.checked:
        return "该单位还没有核查过"
    return f"该单位以往核查 {row.checked} 个,{row.missed} 个核减" if row.missed else f"该单位以往核查 {row.checked} 个,全部属实"


def inspected_first(first: pd.DataFrame, pairs: Sequence[Pair], sender: str | None) -> str | None:
    """The unit to look at unless another is chosen: the one that the sender inspects; else the one with the most at risk."""
    units = first["unit_code"].to_list()
    own = next((unit for inspector, unit in pairs if inspector == sender and unit in units), None)
    return own or next((unit for unit in units if unit != sender), None)


def inspectors_of(unit: str, pairs: Sequence[Pair]) -> list[str]:
    """Who inspects the unit in the round."""
    return [inspector for inspector, inspected in pairs if inspected == unit]


def rows_chosen(codes: Sequence[str], count: int, picked: Sequence[str] | None) -> list[int]:
    """Which rows go into the sheet: those that were picked, as far as they still stand there; else the first ones."""
    if picked is None:
        return list(range(min(count, len(codes))))
    return [place for place, code in enumerate(codes) if code in picked]
