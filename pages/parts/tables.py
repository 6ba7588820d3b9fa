"""Tables that more than one place shows: figures as numbers, so that they can be sorted and taken away."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import address
from pages.parts.look import light_words, month, short, state_words, tenths
from warehouse.plan import Plan
from warehouse.records import OFFICE

KINDS = {"report": "填报表", "sites": "示范点名录", "inspection": "核查表", "scoring": "打分表", "satisfaction": "满意度"}


def submission_words(row: pd.Series) -> tuple[str, str, str]:
    """Kind, unit (an inspection's with the inspected one) and period of a submission, as `queries.received` answers it."""
    period = "" if pd.isna(row["period"]) else period_words(row["kind"], row["period"].date())
    unit = short(row["unit_name"]) if pd.notna(row["unit_name"]) else OFFICE
    return KINDS[row["kind"]], whose_words(unit, short(row["subject_name"]) if pd.notna(row["subject_name"]) else None), period


def whose_words(unit: str, subject: str | None) -> str:
    """Who a workbook speaks for, and of whom where it is an inspection."""
    return f"{unit} 核查 {subject}" if subject else unit


def period_words(kind: str, period: date) -> str:
    """A month; a round is named by its day."""
    return f"{period:%Y-%m-%d}" if kind in ("scoring", "satisfaction") else month(period)


def submission_table(latest: pd.DataFrame) -> pd.DataFrame:
    """Submissions as `queries.received` answers them: when, who, for what, and their state."""
    words = [submission_words(row) for _, row in latest.iterrows()]
    return pd.DataFrame(
        {
            "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in latest["received_at"]],
            "单位": [unit for _, unit, _ in words],
            "表类": [kind for kind, _, _ in words],
            "报告期": [period for _, _, period in words],
            "行数": latest["row_count"],
            "状态": [
                state_words(state, late, warnings)
                for state, late, warnings in zip(latest["state"], latest["is_late"], latest["warnings"], strict=True)
            ],
        }
    )


def task_table(figures: pd.DataFrame, in_force: Plan) -> pd.DataFrame:
    """Tasks with their figures as numbers, for a table that can be sorted: one row per task of `figures`."""
    weights = [in_force.tasks[no].weight for no in figures["task_no"]]
    table = pd.DataFrame(
        {
            "任务": [f"{no} {title}" for no, title in zip(figures["task_no"], figures["task_title"], strict=True)],
            "灯": figures["light"].map(light_words),
            "完成率(%)": [
                tenths(share) if light != "灰" else None for share, light in zip(figures["fulfilment"], figures["light"], strict=True)
            ],
            "序时(%)": figures["expected"].map(tenths),
            "差(点)": (figures["fulfilment"] - figures["expected"]).map(tenths),
        }
    )
    if len(set(weights)) > 1:
        table["权重"] = weights
    return table


TASK_COLUMNS = {
    "任务": st.column_config.TextColumn(width="medium"),
    **{name: st.column_config.NumberColumn(format="%.1f") for name in ("完成率(%)", "序时(%)", "差(点)")},
    "权重": st.column_config.NumberColumn(format="%g"),
}


def task_rows(shown: pd.DataFrame, task_nos: list[int], unit_code: str | None, key: str) -> None:
    """A table of tasks, worst first; a row opens what stands behind it."""

    def open_row() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(task_nos):
            address.choose(unit_code, task_nos[rows[0]])

    st.dataframe(
        shown, hide_index=True, key=key, column_config=TASK_COLUMNS, on_select=open_row, selection_mode="single-row", height=36 * 12 + 2
    )
