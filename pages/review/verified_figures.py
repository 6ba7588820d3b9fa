"""Reported against verified, in words and tables. Pure: frames in, words and frames out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.parts.look import hundredths, short, tenths, value
from pages.parts.sources import FINDING_STATES, deducted_points, spot_words


def unit_table(deductions: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """One row per county-level unit, the lowest 自报核实率 first, never checked ones last."""
    both = deductions.merge(shares[["unit_code", "checked", "held", "share"]], on="unit_code")
    both = both.sort_values(["share", "lost"], ascending=[True, False], kind="stable", na_position="last")
    return pd.DataFrame(
        {
            "单位": both["unit_name"].map(short),
            "自报核实率(%)": both["share"].map(tenths).astype(float),
            "属实/核查": [f"{held}/{checked}" for held, checked in zip(both["held"], both["checked"], strict=True)],
            "核查过(个)": both["checked"].astype("Int64"),
            "属实(个)": both["held"].astype("Int64"),
            "核减(分)": both["lost"].map(hundredths).astype(float),
            "总分": both["total"].map(hundredths).astype(float),
            "不核减总分": both["total_without"].map(hundredths).astype(float),
            "名次": both["rank"].astype("Int64"),
            "不核减名次": both["rank_without"].astype("Int64"),
        }
    )


def deducted(stakes: pd.DataFrame, unit_code: str | None) -> pd.DataFrame:
    """The indicators whose figure inspections changed, of one unit or all, what costs most first."""
    rows = stakes[stakes["lost"].round(9).abs() > 0]
    rows = rows if unit_code is None else rows[rows["unit_code"] == unit_code]
    return rows.sort_values("lost", ascending=False, kind="stable")


def outcome_table(outcomes: pd.DataFrame, stakes: pd.DataFrame, pending: pd.DataFrame) -> pd.DataFrame:
    """One row per row of a check sheet, newest first. What it costs stands where it counts now.

    `pending` are the figures that are 待核, as `meeting_queries.pending_figures` answers them.
    """
    doubtful = set(zip(pending["unit_code"], pending["indicator_id"], strict=True))
    effects = deducted(stakes, None).set_index(["unit_code", "indicator_id"])
    rows = list(outcomes.itertuples())
    costs = [_effect(row, effects) for row in rows]
    return pd.DataFrame(
        {
            "核查期": [f"{period:%Y-%m}" for period in outcomes["period"]],
            "核查单位": outcomes["inspector_name"].fillna(outcomes["inspector_code"]).map(short),
            "被核查单位": outcomes["unit_name"].fillna(outcomes["unit_code"]).map(short),
            "指标": [f"{row.indicator_id} {'' if pd.isna(row.indicator_name) else row.indicator_name}".strip() for row in rows],
            "自报": [_figure(row, row.reported_then) for row in rows],
            "核实": [_figure(row, row.verified) if pd.notna(row.verified) else "未核定" for row in rows],
            "核减": [_deduction(row) for row in rows],
            "结果": [result(row) for row in rows],
            "扣总分(分)": pd.Series([cost for cost, _ in costs], index=outcomes.index, dtype=float),
            "对名次的影响": [words for _, words in costs],
            "是否在用": [standing(row, (row.unit_code, row.indicator_id) in doubtful) for row in rows],
            "发现问题": outcomes["finding"].fillna(""),
            "整改": outcomes["state"].map(FINDING_STATES).fillna(""),
        }
    )


def in_numbers(outcomes: pd.DataFrame, stakes: pd.DataFrame, pending: pd.DataFrame) -> pd.DataFrame:
    """The same to take away, with the bare figures (shares from 0 to 1) and where each stands."""
    sources = {
        "自报(数值)": outcomes["reported_then"],
        "核实(数值)": outcomes["verified"],
        "核减(数值)": outcomes["deduction"],
        "计数窗口": outcomes["window_label"].fillna(""),
        "文件": outcomes["file_name"],
        "单元格": outcomes["source_cell"].map(spot_words),
        "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in outcomes["received_at"]],
    }
    return outcome_table(outcomes, stakes, pending).assign(**sources)


def _figure(row: Any, figure: float | None) -> str:
    if pd.isna(row.indicator_kind):
        return "" if figure is None or pd.isna(figure) else f"{figure:g}"
    return value(figure, row.indicator_kind, None if pd.isna(row.measure) else row.measure)


def _deduction(row: Any) -> str:
    """What was taken off; nothing where nothing was, or where a state was set in words."""
    if pd.isna(row.deduction) or not round(row.deduction, 9) or row.indicator_kind == "status":
        return ""
    return deducted_points(row.deduction, "" if pd.isna(row.indicator_kind) else row.indicator_kind)


def result(row: Any) -> str:
    """Whether the report held up, of a row of `review_queries.outcomes`."""
    if pd.isna(row.verified):
        return "未核定"
    if pd.isna(row.held_up):
        return "当时未报"
    if not row.held_up:
        return "核减"
    return "核增" if pd.notna(row.deduction) and round(row.deduction, 9) < 0 else "属实"


def standing(row: Any, is_pending: bool) -> str:
    """Whether the row changes a figure now, and whether that figure is 待核."""
    if row.is_counted:
        return "在用,待核" if is_pending else "在用"
    if pd.isna(row.verified):
        return "只记问题"
    return "不在计数期" if pd.isna(row.window_label) else "后来又核查过"


def _effect(row: Any, effects: pd.DataFrame) -> tuple[float | None, str]:
    """What the indicator loses of the total now, and where the unit would stand without that; by the row that brings it about."""
    if not row.is_counted or not round(row.deduction, 9) or (row.unit_code, row.indicator_id) not in effects.index:
        return None, ""
    effect = effects.loc[(row.unit_code, row.indicator_id)]
    return hundredths(effect["lost"]), rank_words(effect["rank"], effect["rank_without"])


def rank_words(rank: float, rank_without: float) -> str:
    """What a deduction did to the rank."""
    if pd.isna(rank) or pd.isna(rank_without):
        return ""
    return f"不扣是第 {rank_without:.0f} 名,现第 {rank:.0f} 名" if rank != rank_without else "名次不变"
