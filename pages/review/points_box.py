"""Who gave whom how many points: raters down, units across; one unit or one rater looked at closely, by criterion, with its remarks."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.download import download_table
from pages.parts.look import as_markdown, hundredths, palette, short, theme
from pages.parts.sources import download_original
from pages.review.round_box import choose_detail
from pages.review.round_figures import (
    DROPPED,
    NOT_SENT,
    OWN,
    Round,
    adjusted_formula,
    criteria_columns,
    extremes,
    official_formula,
    points_in_numbers,
    points_table,
    severity_words,
)
from warehouse.plan import Plan

_DEEPEST = 0.5
"""How much of the accent the highest deviation takes."""
_NOTHING = ""


def points_box(chosen: Round, answers: dict[str, pd.DataFrame], in_force: Plan) -> None:
    """The table, and below it what is looked at closely. `answers`: sheets, scores, given and severities of the round."""
    sheets, scores, given = answers["sheets"], answers["scores"], answers["given"]
    with st.container(border=True, key="points_box"):
        st.markdown("**谁给谁打了多少分** · 每行一个评分单位,每列一个被评单位")
        if given.empty:
            st.caption("还没有收到打分表。")
            return
        shown, deviations = points_table(sheets, scores, given)
        st.dataframe(
            _heat(shown, deviations),
            hide_index=True,
            key="points",
            height=35 * (len(shown) + 1) + 3,
            column_config={"评分单位": st.column_config.TextColumn(pinned=True)},
            alt="各评分单位给各单位的分数;同样的内容可以下载成表格。",
        )
        st.caption(
            f"满分 {sum(one.full_score for one in in_force.criteria):g} 分。底色越深,比该单位得到的平均分越高。"
            f"{DROPPED[True]}、{DROPPED[False]}:算官方分时去掉的最高、最低;{OWN}:单位不评自己;{NOT_SENT}:打分表还没有收到,不算 0 分。"
        )
        with st.container(horizontal=True, gap="small"):
            note = f"{chosen.name} {chosen.state};{frame.stamp()}"
            download_table(shown, f"{chosen.round_date} 互评打分", note, "download_points")
            download_table(
                lambda: points_in_numbers(given, in_force.criteria),
                f"{chosen.round_date} 互评打分明细",
                note,
                "download_points_long",
                "下载明细(含各项分数和评语,.xlsx)",
            )
        _detail(answers, in_force)


def _heat(shown: pd.DataFrame, deviations: pd.DataFrame) -> pd.io.formats.style.Styler:
    """One neutral colour: the more above the unit's mean, the deeper."""
    accent, widest = palette(theme())["accent"], float(deviations.abs().max().max())

    def colour(deviation: float) -> str:
        if pd.isna(deviation) or not widest:
            return ""
        return f"background-color: {accent}{round(255 * _DEEPEST * (1 + deviation / widest) / 2):02x}"

    grounds = deviations.map(colour)
    grounds.insert(0, "评分单位", "")
    return shown.style.apply(lambda _: grounds.set_axis(shown.columns, axis=1), axis=None)


# ---- one unit, one rater ---------------------------------------------------------------------------------------------------


def _detail(answers: dict[str, pd.DataFrame], in_force: Plan) -> None:
    sheets, scores, given = answers["sheets"], answers["scores"], answers["given"]
    units = {f"unit {row.unit_code}": f"被评单位 {short(row.unit_name)}" for row in scores.itertuples()}
    raters = {f"rater {row.rater_code}": f"评分单位 {short(row.rater_name)}" for row in sheets.itertuples()}
    offered = {_NOTHING: "不看", **units, **raters}
    asked = [f"{kind} {code}" for kind in ("rater", "unit") if (code := st.query_params.get(kind))]
    st.session_state["detail_choice"] = next((one for one in asked if one in offered), _NOTHING)

    def choose() -> None:
        kind, _, code = st.session_state["detail_choice"].partition(" ")
        choose_detail(**({kind: code} if code else {}))

    st.selectbox(
        "细看一个单位的各项得分和评语", list(offered), key="detail_choice", format_func=offered.__getitem__, on_change=choose, width=420
    )
    kind, _, code = st.session_state["detail_choice"].partition(" ")
    severities = dict(zip(answers["severities"]["rater_code"], answers["severities"]["severity"], strict=True))
    if kind == "unit":
        _one_unit(given[given["unit_code"] == code], scores[scores["unit_code"] == code].iloc[0], severities, in_force)
    elif kind == "rater":
        _one_rater(given[given["rater_code"] == code], severities.get(code), in_force)


def _one_unit(of_unit: pd.DataFrame, score: pd.Series, severities: dict[str, float], in_force: Plan) -> None:
    """What a unit was given, and how its two scores come about."""
    if of_unit.empty:
        st.caption("还没有单位给它打分。")
        return
    st.text(f"{official_formula(of_unit, score['official_score'])}\n{adjusted_formula(score['adjusted_score'])}")
    own = of_unit["rater_code"].map(severities).astype(float)
    high = extremes(of_unit)[0] if of_unit["is_dropped"].any() else None
    table = pd.DataFrame(
        {
            "评分单位": of_unit["rater_name"].map(short),
            **criteria_columns(of_unit, in_force.criteria),
            "去分": [DROPPED[label == high] if dropped else "" for label, dropped in of_unit["is_dropped"].items()],
            "宽严": [severity_words(one) if pd.notna(one) else "" for one in own],
            "校正后": (of_unit["points"] + own).map(hundredths).astype(float),
            "评语": of_unit["remark"].fillna(""),
        }
    )
    _detail_table(table, f"{score['unit_name']} 互评得分")


def _one_rater(of_rater: pd.DataFrame, severity: float | None, in_force: Plan) -> None:
    """What a rater gave, and the workbook it stands in."""
    if of_rater.empty:
        st.caption("它的打分表还没有收到。")
        return
    first = of_rater.iloc[0]
    if severity is not None:
        st.text(f"{first['rater_name']}:{severity_words(severity)} 分(与各评分单位的平均比),{first['received_at']:%Y-%m-%d %H:%M} 收到")
    table = pd.DataFrame(
        {
            "被评单位": of_rater["unit_name"].map(short),
            **criteria_columns(of_rater, in_force.criteria),
            "评语": of_rater["remark"].fillna(""),
        }
    )
    _detail_table(table, f"{first['rater_name']} 打分")
    download_original(first["submission_id"], first["file_name"])


def _detail_table(table: pd.DataFrame, name: str) -> None:
    config = {"校正后": st.column_config.NumberColumn(format="%.2f"), table.columns[0]: st.column_config.TextColumn(pinned=True)}
    st.dataframe(table, hide_index=True, key="detail", height=35 * (len(table) + 1) + 3, column_config=config)
    download_table(table, as_markdown(name), frame.stamp(), "download_detail")
