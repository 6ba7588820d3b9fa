"""The sites that a round will visit (互观点位清单): in order, to print and to take along; the office lays it down."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.data import ask
from pages.parts.look import as_markdown, short
from pages.review.any_round import choose_any_round
from pages.review.visits_edit import edit_visits
from pages.review.visits_sheet import visits_sheet
from warehouse import meeting_queries, standing
from warehouse.plan import Plan
from warehouse.standing import ReviewRound

_PRINTING = Path(__file__).with_name("printing.html")


def visits_box(sites: pd.DataFrame, in_force: Plan) -> None:
    """The list of the round that is chosen, and the office's place to change it. `sites` is the whole register."""
    with st.container(border=True, key="visits"):
        st.markdown("**互观点位清单**")
        rounds: list[ReviewRound] = ask(standing.rounds)
        if not rounds:
            st.caption("还没有开设互评。请先到“互评”页开设一轮,再为它排定要看的示范点。")
            return
        chosen = choose_any_round(rounds, "visits_round")
        listed = ask(meeting_queries.visits, frame.clocks().knowledge, chosen.round_date)
        if listed.empty:
            st.caption("这一轮还没有排定要看的示范点。")
        else:
            _list(listed, chosen)
        edit_visits(chosen, listed, sites, in_force)


def _list(listed: pd.DataFrame, chosen: ReviewRound) -> None:
    """The list as it was laid down: what stands in this container is what is printed."""
    shown = visits_table(listed)
    stamp = frame.stamp()
    laid_down = f"{len(listed)} 个点,{listed['chosen_at'].iloc[0]:%Y-%m-%d %H:%M} 排定"
    with st.container(key="visits_print"):
        st.markdown(f"**{as_markdown(chosen.name)} 互观点位清单**({chosen.round_date:%Y-%m-%d})")
        st.html(as_html(shown))
        st.caption(laid_down)
        with st.container(key="visits_stamp"):  # on paper alone
            st.caption(as_markdown(stamp))
    with st.container(horizontal=True, gap="small"):
        st.button("打印", key="print_visits", icon=":material/print:")
        st.html(_PRINTING, unsafe_allow_javascript=True, width="content")
        st.download_button(
            "下载清单(.xlsx,可直接打印)",
            data=lambda: visits_sheet(f"{chosen.name}互观点位清单", shown, f"{laid_down};{stamp}"),
            file_name=f"{chosen.round_date:%Y-%m-%d}互观点位清单.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="download_visits",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def as_html(table: pd.DataFrame) -> str:
    """A table of texts, each of which stands for itself. On paper a dataframe is cut off, and st.table would read Markdown."""
    head = "".join(f'<th scope="col">{html.escape(heading)}</th>' for heading in table.columns)
    rows = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in table.itertuples(index=False))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def visits_table(listed: pd.DataFrame) -> pd.DataFrame:
    """One row per site in order, all of it text; one that the register has no more says so."""
    return pd.DataFrame(
        {
            "序号": listed["place"].astype(str),
            "单位": [short(name) if pd.notna(name) else code for name, code in zip(listed["unit_name"], listed["unit_code"], strict=True)],
            "类别": listed["domain_name"].fillna(""),
            "示范点": [
                name if known else f"{name}(已不在名录)" for name, known in zip(listed["name"], listed["is_registered"], strict=True)
            ],
            "级别": listed["level"].fillna(""),
            "乡镇(街道)": listed["township"].fillna(""),
            "备注": listed["note"].fillna(""),
        }
    )
