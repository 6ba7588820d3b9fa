"""互评: a review round on one page, from the sheets that came in to the scores, and a place to type a sheet."""

from __future__ import annotations

import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask, plan
from pages.parts.guard import tell_refused
from pages.parts.look import as_markdown
from pages.review.office_box import office_box
from pages.review.points_box import points_box
from pages.review.round_box import choose_round, chosen_round, counts_in_total, sheets_box
from pages.review.round_figures import answer, rounds_of
from pages.review.scores_box import scores_box
from pages.review.severity_box import severity_box
from pages.review.typed_sheet import takes_sheets, typed_box
from warehouse import round_queries


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    rounds = rounds_of(ask(round_queries.round_states, clocks))
    if not rounds:
        frame.title("互评:还没有开设互评")
        tell_refused()
        st.info("到数据截至的那一天为止,还没有评议。创建办打开下面的“创建办工作区”,可以开设一轮。")
        office_box(None, None, in_force)
        return
    chosen = chosen_round(rounds)
    names = ("sheets_of_round", "peer_scores", "given_points", "rater_severities")
    sheets, scores, given, severities = (ask(getattr(round_queries, name), clocks, chosen.round_date) for name in names)
    frame.title(as_markdown(answer(chosen, scores)))
    tell_refused()
    choose_round(rounds, chosen, sheets)
    are_points_shown = chosen.closed or address.sender(in_force) is None
    if are_points_shown:
        scores_box(chosen, scores, given)
    else:
        st.info("评分结束以前不显示各单位的打分和得分,以免互相影响;结束以后全部公开。")
    counts_in_total(chosen, scores, clocks, in_force)
    if takes_sheets(chosen):
        typed_box(chosen, in_force)
    if are_points_shown:
        points_box(chosen, {"sheets": sheets, "scores": scores, "given": given, "severities": severities}, in_force)
    left, right = st.columns([4, 7], gap="small")
    with left:
        sheets_box(chosen, sheets)
    if are_points_shown:
        with right:
            severity_box(chosen, severities)
    office_box(chosen, sheets, in_force)
