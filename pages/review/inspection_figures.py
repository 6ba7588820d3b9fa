"""互检 in a sentence: what was found, what is overdue, and whose reports held up least. Pure: frames in, words out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pages.parts.look import percent, short

_NAMED = 2
"""How many names a sentence holds before it counts them."""


def answer(ledger: pd.DataFrame, shares: pd.DataFrame) -> str:
    """The page in one sentence; frames as `review_queries.rectifications` and `held_shares` answer them."""
    if ledger.empty and not shares["checked"].sum():
        return "互检:到数据截至日还没有核查结果"
    return f"{_found(ledger)};{_least_held(shares)}"


def _found(ledger: pd.DataFrame) -> str:
    overdue = ledger[ledger["state"] == "overdue"]
    if ledger.empty:
        return "互检没有查出问题"
    found = f"互检查出 {len(ledger)} 个问题"
    if overdue.empty:
        return found + (",已全部销号" if (ledger["state"] == "closed").all() else ",没有逾期的")
    counts = overdue.groupby("unit_code", sort=False).size()
    most = overdue[overdue["unit_code"].map(counts) == counts.max()].drop_duplicates("unit_code")
    names = most["unit_name"].fillna(most["unit_code"])
    return f"{found},{len(overdue)} 个逾期未整改,最多的是{together(list(names))}({'各 ' if len(most) > 1 else ''}{counts.max()} 个)"


def _least_held(shares: pd.DataFrame) -> str:
    checked = shares.dropna(subset=["share"])
    if checked.empty:
        return "还没有核实过自报数"
    least = checked[checked["share"].round(9) == checked["share"].round(9).min()]
    if least["share"].iloc[0] == 1:
        return "核查过的自报数全部属实"
    return f"自报核实率最低的是{together(list(least['unit_name']))}({percent(least['share'].iloc[0])})"


def together(names: Sequence[str]) -> str:
    """A few names; of many the first ones and how many they are."""
    shown = "、".join(short(name) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown}等 {len(names)} 个单位"


def account(shares: pd.DataFrame) -> str:
    """All figures that were checked, and what 自报核实率 means; nothing before any was."""
    checked, held = int(shares["checked"].sum()), int(shares["held"].sum())
    if not checked:
        return ""
    return f"县级单位的自报数核查过 {checked} 个,属实 {held} 个,自报核实率 {percent(held / checked)}(核实值不低于自报值的为属实)。"
