"""互检: what was found and is overdue, reported against verified, who inspects whom, and what to check first."""

from __future__ import annotations

import streamlit as st

from pages.parts import frame
from pages.parts.data import ask, plan
from pages.parts.guard import tell_refused
from pages.parts.look import as_markdown
from pages.parts.who import choose_sender
from pages.review.any_round import choose_any_round
from pages.review.assignment_box import arrangement_of, assignment_box
from pages.review.check_first_box import check_first_box
from pages.review.finding import show_chosen_finding
from pages.review.inspection_figures import account, answer
from pages.review.ledger import ledger_box
from pages.review.objections_box import objections_box
from pages.review.verified_box import verified_box
from warehouse import review_queries, standing
from warehouse.standing import ReviewRound


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    names = ("rectifications", "held_shares", "outcomes")
    ledger, shares, outcomes = (ask(getattr(review_queries, name), clocks) for name in names)
    frame.title(as_markdown(answer(ledger, shares)))
    tell_refused()
    if said := account(shares):
        st.caption(said)
    rounds: list[ReviewRound] = ask(standing.rounds)
    choose_sender(in_force, "可代各单位办理", "单位只能办理与自己有关的事项")
    ledger_box(in_force)
    verified_box(outcomes, shares, in_force)
    pairs = []
    if not rounds:
        st.info("还没有开设互评。请先到“互评”页开设一轮,再为它排定谁核查谁。")
    else:
        chosen = choose_any_round(rounds, "inspection_round")
        arrangement = arrangement_of(chosen, in_force)
        pairs = arrangement.saved or arrangement.proposal
        assignment_box(chosen, arrangement, outcomes, in_force)
    check_first_box(pairs, in_force)
    objections_box(in_force)
    show_chosen_finding(in_force)
