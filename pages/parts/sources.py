"""Where a number came from, what an inspection changed in it, and the workbooks themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.look import as_markdown, number, signed_points, value
from warehouse import queries


def deducted_points(deduction: float, kind: str) -> str:
    """A deduction: in points where the figure is a share, a plain number else; nothing where there was no inspection."""
    if pd.isna(deduction):
        return ""
    return signed_points(deduction) if kind == "coverage" else number(deduction)


def spot_words(cell: str) -> str:
    """A stored `sheet!cell` as people read it; a .csv has cells and no sheet."""
    return cell[1:] if cell.rfind("!") == 0 else cell


def source_words(window: Any, indicator: Any) -> str:
    """Where one number came from, who sent it and when, and what else the row says."""
    if pd.isna(window.submission_id):
        return ""
    whose = "填报表的" if window.is_register else ""
    said = [
        f"{whose}{label}:{text}"
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
        first = f"{window.window_label}:来自 {window.file_name} · {spot_words(window.source_cell)},填的是“{window.typed}”;{sent}"
    return "\n".join([first, *(f"  {text}" for text in said), *_deducted(window, indicator)])


def _deducted(window: Any, indicator: Any) -> list[str]:
    """How an inspection changed the figure, with the numbers put in. A deduction comes from the figure of the inspection's own month."""
    if pd.isna(window.deduction) or not round(window.deduction, 9):
        return []
    kind = indicator.indicator_kind
    figures = [value(figure, kind) for figure in (window.reported_value, window.value)]
    if kind == "status":
        return [f"  自报“{figures[0]}”,核查后按“{figures[1]}”认定"]
    noun, verified = "名录" if window.is_register else "自报", value(window.verified_value, kind)
    then, change = value(window.verified_value + window.deduction, kind), deducted_points(abs(window.deduction), kind)
    if window.deduction < 0:
        return [
            f"  核增 = 核实 {verified} − 核查期末{noun} {then} = {change}",
            f"  认定 = {noun} {figures[0]} + 核增 {change} = {figures[1]}",
        ]
    return [
        f"  核减 = 核查期末{noun} {then} − 核实 {verified} = {change}",
        f"  认定 = {noun} {figures[0]} − 核减 {change} = {figures[1]}(不低于 0)",
    ]


FINDING_STATES = {"overdue": "逾期未整改", "open": "整改中", "done": "已整改待销号", "closed": "已销号"}
"""In the order of the ledger: what presses most comes first."""


def inspection_words(inspection: Any, indicator: Any, is_one_of_several: bool) -> str:
    """Who inspected, what was verified and found, and where that stands; of several inspections, which one holds."""
    kind = indicator.indicator_kind
    verified = f"核实为 {value(inspection.verified, kind, indicator.measure)}" if pd.notna(inspection.verified) else "没有核实值"
    holds = ("(在用)" if inspection.is_counted else "(已有后来的核查)") if is_one_of_several and pd.notna(inspection.verified) else ""
    return (
        f"互检:{inspection.inspector_name} 核查 {inspection.period:%Y-%m},{verified}{holds}{_found(inspection)};"
        f"来自 {inspection.file_name} · {spot_words(inspection.source_cell)},"
        f"{inspection.received_by} {inspection.received_at:%Y-%m-%d %H:%M} 报送"
    )


def _found(inspection: Any) -> str:
    """What an inspection found, until when it is to be put right, and how far that is."""
    if pd.isna(inspection.finding):
        return ""
    due = f",整改时限 {inspection.due_date:%Y-%m-%d}" if pd.notna(inspection.due_date) else ""
    closed = f" {inspection.closed_on:%Y-%m-%d}" if pd.notna(inspection.closed_on) else ""
    state = f"({FINDING_STATES[inspection.state]}{closed})" if pd.notna(inspection.state) else ""
    return f";发现问题:{inspection.finding}{due}{state}"


def counted_sites(unit_code: str, indicator_id: str, key: str) -> None:
    """The sites that make up a register's number, on demand."""
    sites = ask(queries.sites_of, frame.clocks(), unit_code, indicator_id)
    if sites.empty:
        return
    with st.expander(f"名录里计数的 {len(sites)} 个示范点"):
        shown = pd.DataFrame(
            {
                "名称": sites["name"],
                "命名时间": [f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in sites["named_on"]],
                "级别": sites["level"].fillna(""),
                "单元格": sites["source_cell"].map(spot_words),
            }
        )
        st.dataframe(shown, hide_index=True, key=f"sites_{key}")
        download_table(shown, f"示范点{indicator_id}", frame.stamp(), f"download_sites_{key}")


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
