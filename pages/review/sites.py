"""互观: how many demonstration sites there are against the quota, where they are, which they are, and which a round will visit."""

from __future__ import annotations

import streamlit as st

from pages.parts import frame
from pages.parts.data import ask, plan
from pages.parts.guard import tell_refused
from pages.review.sites_figures import account, answer
from pages.review.sites_list import show_list
from pages.review.sites_map import choose, map_and_kinds
from pages.review.sites_quota import show_quota
from pages.review.visits_box import visits_box
from warehouse import review_queries, site_queries


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    quota, sites = ask(review_queries.quota, clocks), ask(review_queries.register, clocks)
    registers = ask(site_queries.registers, clocks)
    registered = frozenset(registers["unit_code"])
    frame.title(answer(quota, registered))
    tell_refused()
    if said := account(quota):
        st.caption(said)
    if not registered:
        st.info("还没有单位报送示范点名录。请到“报送”页下载“示范点名录”模板,填好上传;报上来的示范点会自动显示在这里。")
    if not in_force.domains:
        st.info("本方案没有示范点类别。")
        return
    choice = choose(quota, sites, in_force)
    map_and_kinds(quota, sites, choice, in_force, registered)
    show_quota(quota, in_force, registered)
    if registered:
        show_list(sites, choice, registers, in_force)
    visits_box(sites, in_force)
