"""A table whose rows lead somewhere: one click on a row, and what it stands for is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import pandas as pd
import streamlit as st


def row_table(table: pd.DataFrame, names: Sequence[str], pick: Callable[[str], None], key: str, **look: Any) -> None:
    """Draw it; a click on a row calls `pick` with the row's name. `look` goes to `st.dataframe`.

    Streamlit keeps a tick by the row's number, so that it would stand beside another row in another order, and a second click would
    only take it away: after each click, and for other rows, it is a new table without ticks.
    """
    clicks: dict[str, int] = st.session_state.setdefault("row_table_clicks", {})
    own = f"{key}_{clicks.get(key, 0)}_{sha256(repr(list(names)).encode()).hexdigest()[:12]}"

    def choose() -> None:
        rows = st.session_state[own]["selection"]["rows"]
        if rows and rows[0] < len(names):
            clicks[key] = clicks.get(key, 0) + 1
            pick(names[rows[0]])

    with st.container(key=key):
        st.dataframe(table, hide_index=True, key=own, on_select=choose, selection_mode="single-row", **look)
