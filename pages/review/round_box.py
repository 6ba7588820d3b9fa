"""Which round the page speaks of, and its sheets: who has sent one and when, who has not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import Clocks, ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown, short
from pages.parts.total import total_line
from pages.review.round_figures import NOT_SENT, Round, counts_words
from warehouse import queries
from warehouse.plan import Plan

_ROWS = 10


def chosen_round(rounds: list[Round]) -> Round:
    """The round in the address; else the newest."""
    asked = st.query_params.get("round")
    return next((one for one in rounds if one.round_date.isoformat() == asked), rounds[0])


def choose_round(rounds: list[Round], chosen: Round, sheets: pd.DataFrame) -> None:
    """The chooser, and how many sheets are in; what is chosen stands in the address."""
    by_day = {one.round_date.isoformat(): one for one in rounds}
    st.session_state["round_choice"] = chosen.round_date.isoformat()
    left, right = st.columns([4, 7], gap="medium", vertical_alignment="bottom")
    left.selectbox(
        "哪一轮",
        list(by_day),
        key="round_choice",
        format_func=lambda day: f"{day} {by_day[day].name} · {by_day[day].state}",
        on_change=lambda: address.put("round", st.session_state["round_choice"]),
    )
    right.progress(chosen.sheets / chosen.raters, text=as_markdown(sheets_words(chosen, sheets)))


def sheets_words(chosen: Round, sheets: pd.DataFrame) -> str:
    """How many sheets are in, and whose are not."""
    missing = "、".join(rater_names(sheets[sheets["submission_id"].isna()]))
    return f"打分表已交 {chosen.sheets}/{chosen.raters}" + (f",未交:{missing}" if missing else "")


def rater_names(sheets: pd.DataFrame) -> list[str]:
    """The raters in short; one that the plan knows no more by its code."""
    return list(sheets["rater_name"].fillna(sheets["rater_code"]).map(short))


def counts_in_total(chosen: Round, scores: pd.DataFrame, clocks: Clocks, in_force: Plan) -> None:
    """Whether this round counts in the totals, and how a total comes about."""
    ranking, sources = ask(queries.ranking, clocks), ask(queries.total_sources, clocks)
    st.caption(as_markdown(counts_words(chosen, scores, sources) + total_line(ranking, in_force, sources)))


def sheets_box(chosen: Round, sheets: pd.DataFrame) -> None:
    """Missing sheets first. A row chosen shows that sheet below."""
    with st.container(border=True, height="stretch", key="sheets_box"):
        st.markdown(f"**打分表收交** · {chosen.state}")
        ordered = sheets.sort_values("submission_id", key=lambda column: column.notna(), kind="stable")
        shown = sheet_table(ordered)
        codes = ordered["rater_code"].to_list()

        def choose() -> None:
            rows = st.session_state["sheet_rows"]["selection"]["rows"]
            if rows and rows[0] < len(codes):
                choose_detail(rater=codes[rows[0]])

        st.dataframe(
            shown[["评分单位", "收到时间"]],
            hide_index=True,
            key="sheet_rows",
            on_select=choose,
            selection_mode="single-row",
            height=35 * (min(len(shown), _ROWS) + 1) + 3,
            alt="各评分单位的打分表收到时间;同样的内容可以下载成表格。",
        )
        if chosen.closed_at:
            st.caption(f"{chosen.closed_at:%Y-%m-%d %H:%M} 结束,此后的打分表不再收。")
        download_table(shown, f"{chosen.round_date} 打分表收交情况", f"{chosen.name};{frame.stamp()}", "download_sheets")


def sheet_table(sheets: pd.DataFrame) -> pd.DataFrame:
    """One row per rater: when its sheet came, from whom."""
    return pd.DataFrame(
        {
            "评分单位": rater_names(sheets),
            "收到时间": [NOT_SENT if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M}" for moment in sheets["received_at"]],
            "报送人": sheets["received_by"].fillna(""),
            "文件": sheets["file_name"].fillna(""),
        }
    )


def choose_detail(unit: str | None = None, rater: str | None = None) -> None:
    """Put a scored unit or a rater into the address, to be looked at closely; one takes the other's place."""
    address.put("unit", unit)
    address.put("rater", rater)
