"""口径: how firm the ranking is when the weights change, and every definition, assumption and weight in an official's words."""

from __future__ import annotations

import streamlit as st

from pages.parts import frame
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.look import as_markdown
from pages.parts.total import parts_table, total_line
from pages.ranking.method_firmness import answer, has_ranking, show_firmness, show_site_steps
from pages.ranking.method_plan import show_plan
from pages.ranking.method_terms import definitions, show_definitions
from warehouse import queries


def page() -> None:
    """The page."""
    clocks = frame.clocks()
    in_force = plan(clocks)
    ranking = ask(queries.ranking, clocks)
    line = total_line(ranking, in_force, ask(queries.total_sources, clocks))
    frame.title(answer(ranking, in_force))
    show_firmness(ranking, in_force)
    with st.container(border=True):
        st.markdown("**总分由哪些部分构成**")
        st.caption(as_markdown(line))
        if has_ranking(ranking):
            table = parts_table(ranking, in_force)
            columns = {
                "名次": st.column_config.NumberColumn(width=60),
                **{name: st.column_config.NumberColumn(format="%.2f") for name in table.columns[2:]},
            }
            st.dataframe(table, hide_index=True, key="parts", column_config=columns, height=36 * (len(table) + 1) + 2)
            download_table(table, "总分构成", f"{frame.stamp()};{line}", "download_parts")
    show_site_steps(ranking)
    terms = definitions(in_force)
    groups = list(dict.fromkeys(term.group for term in terms))
    *written, numbers = st.tabs([*groups, "本方案的数字和假设"])
    for group, tab in zip(groups, written, strict=True):
        with tab:
            show_definitions([term for term in terms if term.group == group])
    with numbers:
        show_plan(in_force)
