"""The scores of a round: official score and 校正分, both ranks and where they differ, what was dropped."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.download import download_table
from pages.review.round_box import choose_detail
from pages.review.round_figures import Round, ranks_words, score_table

_MEANING = (
    "官方分:每个评分单位五项之和,满 5 个评分单位的去掉一个最高、一个最低后平均。"
    "校正分:评分单位有宽有严,单位又不评自己,严的单位自己就不受这份严;校正分扣除宽严的影响,只作对照,不计入总分。"
)
_COLUMNS = {
    **{name: st.column_config.NumberColumn(format="%.2f", width=66) for name in ("官方分", "校正分")},
    **{name: st.column_config.NumberColumn(width=72) for name in ("官方名次", "校正名次")},
    "单位": st.column_config.TextColumn(pinned=True),
    "名次差别": st.column_config.TextColumn(width=124),
    "份数": st.column_config.NumberColumn(width=52),
    "去掉的最高、最低": st.column_config.TextColumn(width="medium"),
}


def scores_box(chosen: Round, scores: pd.DataFrame, given: pd.DataFrame) -> None:
    """The table; a row chosen shows what that unit was given below."""
    with st.container(border=True, height="stretch", key="scores_box"):
        provisional = "" if chosen.closed else "(评分还没有结束,会随打分表变化)"
        st.markdown(f"**得分与名次** · {ranks_words(scores)}{provisional}")
        shown = score_table(scores, given)
        codes = scores["unit_code"].reindex(shown.index).to_list()

        def choose() -> None:
            rows = st.session_state["score_rows"]["selection"]["rows"]
            if rows and rows[0] < len(codes):
                choose_detail(unit=codes[rows[0]])

        st.dataframe(
            shown,
            hide_index=True,
            key="score_rows",
            on_select=choose,
            selection_mode="single-row",
            height=35 * (len(shown) + 1) + 3,
            column_config=_COLUMNS,
            alt="各单位的官方分、校正分和两种名次;同样的内容可以下载成表格。",
        )
        if len(given) and scores["adjusted_score"].isna().all():
            st.caption("校正分暂缺:打分表还连不起所有单位和评分单位,算不出宽严;再交几张就有了。")
        st.caption(_MEANING)
        download_table(shown, f"{chosen.round_date} 互评得分", f"{chosen.name} {chosen.state};{frame.stamp()}", "download_scores")
