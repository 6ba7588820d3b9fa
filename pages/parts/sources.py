"""Where a number came from, what an inspection changed in it, and the workbooks themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.data import ask
from pages.parts.look import as_markdown, number, signed_points, value
from warehouse import queries


def deducted_points(deduction: float, kind: str) -> str:
    """A deduction: in points where the figure is a share, a plain number else; nothing where there was no inspection."""
    if pd.isna(deduction):
        return ""
    return signed_points(deduction) if kind == "coverage" else number(deduction)


def source_words(window: Any, indicator: Any) -> str:
    """Where one number came from, who sent it and when, and what else the row says."""
    if pd.isna(window.submission_id):
        return ""
    said = [
        f"{label}:{text}"
        for label, text in (("佐证", window.evidence), ("问题", window.problem), ("备注", window.remark))
        if pd.notna(text)
    ]
    waiting = "(待核)" if window.warnings else ""
    sent = f"{window.received_by} {window.received_at:%Y-%m-%d %H:%M} 报送{waiting}"
    if window.is_register:
        sites = f"名录里有 {number(window.reported_value)} 个"
        typed = f";填报表填的是“{window.typed}”,不计" if pd.notna(window.typed) else ""
        first = f"{window.window_label}:来自示范点名录 {window.file_name},{sites}{typed};{sent}"
    else:
        first = f"{window.window_label}:来自 {window.file_name} · {window.source_cell},填的是“{window.typed}”;{sent}"
    return "\n".join([first, *(f"  {text}" for text in said), *_deducted(window, indicator)])


def _deducted(window: Any, indicator: Any) -> list[str]:
    """How an inspection changed the figure, with the numbers put in."""
    if pd.isna(window.deduction) or not round(window.deduction, 9):
        return []
    kind = indicator.indicator_kind
    figures = [value(figure, kind) for figure in (window.reported_value, window.value)]
    return [f"  认定 = 自报 {figures[0]} − 核减 {deducted_points(window.deduction, kind)} = {figures[1]}(不低于 0)"]


def inspection_words(inspection: Any, indicator: Any) -> str:
    """Who inspected, what was verified and found, and where that stands."""
    kind = indicator.indicator_kind
    verified = f"核实为 {value(inspection.verified, kind, indicator.measure)}" if pd.notna(inspection.verified) else "没有核实值"
    due = f",整改时限 {inspection.due_date:%Y-%m-%d}" if pd.notna(inspection.due_date) else ""
    finding = f";发现问题:{inspection.finding}{due}" if pd.notna(inspection.finding) else ""
    return (
        f"互检:{inspection.inspector_name} 核查 {inspection.period:%Y-%m},{verified}{finding};"
        f"来自 {inspection.file_name} · {inspection.source_cell},{inspection.received_by} {inspection.received_at:%Y-%m-%d %H:%M} 报送"
    )


def originals(windows: pd.DataFrame, inspections: pd.DataFrame) -> None:
    """The workbooks themselves, as they came."""
    columns = ["submission_id", "file_name", "received_at"]
    both = pd.concat([windows[columns], inspections[columns]]) if len(inspections) else windows[columns]
    sources = both.dropna(subset=["submission_id"]).drop_duplicates("submission_id").sort_values("received_at", ascending=False)
    if sources.empty:
        return
    with st.expander(f"下载原件({len(sources)} 份)"):
        for source in sources.itertuples():
            download_original(source.submission_id, source.file_name)


def download_original(submission_id: str, file_name: str) -> None:
    """A button that gives an accepted workbook back as it came; it is read only when somebody asks."""
    st.download_button(
        as_markdown(file_name),
        data=lambda: (ask(queries.original, submission_id) or ("", b""))[1],
        file_name=file_name,
        key=f"original_{submission_id}",
        on_click="ignore",
        type="tertiary",
    )
