"""Faults and warnings in words: the same one at several places told once, the first few at once, the others on demand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from loaders.shown import grouped
from pages.parts import frame
from pages.parts.data import ask
from pages.parts.download import download_table
from warehouse import queries

_SHOWN = 6
"""How many lines are shown at once."""


def stored_warnings(submission_id: str) -> list[dict[str, Any]]:
    """The warnings that a stored workbook came with, as the loader answered them."""
    found = ask(queries.warnings_of, submission_id)
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    return [{**row, "severity": "warning"} for row in rows]


def show_issues(heading: str, issues: list[dict[str, Any]], key: str) -> None:
    """Every one with its place, and all of them as a table to take away."""
    if not issues:
        return
    lines = [f"• {line}" for line in grouped(issues)]
    st.text("\n".join([f"{heading}({len(issues)} 处)", *lines[:_SHOWN]]))
    if len(lines) > _SHOWN:
        with st.expander(f"另有 {len(lines) - _SHOWN} 条"):
            st.text("\n".join(lines[_SHOWN:]))
    places = pd.DataFrame(
        {
            "工作表": [issue["sheet"] or ("" if issue["cell"] else "整个文件") for issue in issues],
            "单元格": [issue["cell"] or "" for issue in issues],
            "说明": [issue["message"] for issue in issues],
        }
    )
    download_table(places, f"{heading}清单", f"{heading}清单;{frame.stamp()}", f"download_{heading}_{key}", f"下载{heading}清单(.xlsx)")
