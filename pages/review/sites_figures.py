"""Quota against register in numbers and words, out of `review_queries.quota`: pure, so that tests can hold them by hand.

Nothing sent is not 0: a unit without a register is told as 未报, though its whole quota is lacking.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

CITY = "city"
"""Stands for the whole city in the quota's rows: there the pooled quotas are."""
CITY_LEVEL = "city_level"
"""Stands for the departments' own quotas (市本级) together."""


@dataclass(frozen=True)
class Tally:
    """Sites, what they should be, what lacks and what is over, over some rows of the quota."""

    sites: int
    target: int
    lacking: int
    """Row by row: what one unit or kind has too many fills no other's gap."""
    over: int

    @property
    def within(self) -> int:
        """How many of the quota are there."""
        return self.target - self.lacking


def tally(rows: pd.DataFrame) -> Tally:
    """Over all rows with a quota; sites without one are in no number of it."""
    asked = [
        (sites, target, round(gap, 9))
        for sites, target, gap in zip(rows["sites"], rows["target"], rows["gap"], strict=True)
        if pd.notna(target)
    ]
    sites, target = (int(sum(row[place] for row in asked)) for place in (0, 1))
    return Tally(sites, target, int(sum(max(gap, 0) for *_, gap in asked)), int(sum(max(-gap, 0) for *_, gap in asked)))


def sites_of_units(quota: pd.DataFrame) -> int:
    """Every site that counts, once: the pooled rows repeat those of the units."""
    return int(quota.loc[quota["unit_code"] != CITY, "sites"].sum())


def answer(quota: pd.DataFrame, registered: frozenset[str]) -> str:
    """The page's first sentence."""
    whole = tally(quota)
    if not registered:
        return f"示范点应建 {whole.target} 个,还没有收到名录" if whole.target else "示范点:还没有收到名录"
    sites = sites_of_units(quota)
    if not whole.target:
        return f"示范点已建 {sites} 个,方案没有定额"
    gap = f"还差 {whole.lacking} 个" if whole.lacking else "各类定额全部建成"
    return f"示范点已建 {sites} 个,应建 {whole.target} 个,{gap}"


def account(quota: pd.DataFrame) -> str:
    """How the sentence's numbers come about, with the numbers put in."""
    whole, sites = tally(quota), sites_of_units(quota)
    if not whole.target:
        return ""
    is_pooled = quota["unit_code"] == CITY
    is_department = quota["unit_kind"] == "department"
    parts = [("县级单位定额", quota[~is_pooled & ~is_department]), ("市本级", quota[is_department]), ("全市共同定额", quota[is_pooled])]
    sums = " + ".join(f"{name} {tally(rows).target}" for name, rows in parts if tally(rows).target)
    said = [f"应建 {whole.target} = {sums}", f"还差 {whole.lacking} = 应建 {whole.target} − 已抵定额 {whole.within}"]
    if (beyond := sites - whole.within) > 0:
        said.append(f"另有 {beyond} 个超出定额或没有定额,不抵别处的缺额")
    return ";".join(said)


def cell(row: pd.Series | None, is_registered: bool, is_pooled: bool) -> str:
    """One unit's kind of site as the table shows it: 有/应, what lacks or is over, 联 for a joint quota;

    共 where all units fill one quota together.
    """
    if row is None:
        return "—"
    sites = f"{int(row['sites'])}" if is_registered else "未报"
    if pd.isna(row["target"]):
        if is_pooled:
            return f"{sites} 共" if is_registered else sites
        return f"{sites}(无定额)" if row["sites"] else "—"
    return compared(sites, int(row["target"]), gap := int(row["gap"]), max(0, -gap)) + (" 联" if row["joint"] else "")


def compared(sites: str, target: int, gap: int, over: int) -> str:
    """有/应 and the difference by sign and word."""
    lacking = f" 差{gap}" if gap > 0 else ""
    return f"{sites}/{target}{lacking}{f' 超{over}' if over else ''}" + ("" if lacking or over else " ✓")


def lacks(words: str) -> bool:
    """Whether a cell of the table tells a gap."""
    return " 差" in words


def total_words(rows: pd.DataFrame, is_registered: bool = True) -> str:
    """Several rows as one cell; a dash where none has a quota."""
    whole = tally(rows)
    return compared(f"{whole.sites}" if is_registered else "未报", whole.target, whole.lacking, whole.over) if whole.target else "—"
