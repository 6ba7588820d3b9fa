"""Why a figure is what it is: a task for a unit, its indicators, and the workbook, sheet and cell that each number came from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.look import as_markdown, number, percent, points, signed, value
from warehouse import queries


def explain(unit_code: str, task_no: int) -> None:
    """Open the explanation of one task for one unit, over the page."""
    in_force = plan(frame.clocks())
    heading = as_markdown(f"{in_force.units[unit_code].name} · {task_no} {in_force.tasks[task_no].title}")
    st.dialog(heading, width="large", on_dismiss=_leave)(lambda: _body(unit_code, task_no))()


def _leave() -> None:
    st.query_params.pop("task", None)


def _body(unit_code: str, task_no: int) -> None:
    clocks = frame.clocks()
    in_force = plan(clocks)
    indicators = ask(queries.indicators_of, clocks, unit_code, task_no)
    windows = ask(queries.windows_of, clocks, unit_code, task_no)
    figure = ask(queries.task_units, clocks)
    figure = figure[(figure["unit_code"] == unit_code) & (figure["task_no"] == task_no)]
    if figure.empty:
        st.caption("这项任务对该单位没有单独的指标。")
    else:
        row = figure.iloc[0]
        gap = round(row["fulfilment"] - row["expected"], 9)
        pace = "与序时持平" if not gap else f"{'快' if gap > 0 else '落后'} {points(gap)}"
        done = percent(row["fulfilment"]) if row["light"] != "灰" else "未报"
        st.markdown(f"**{signed(row['light'], f'完成率 {done}')}** · 序时进度 {percent(row['expected'])} · {pace}")
        st.text(f"算法:{_formula(indicators)}")
    for indicator in indicators.itertuples():
        _indicator(indicator, windows[windows["indicator_id"] == indicator.indicator_id])
    _pooled(unit_code, task_no)
    if not indicators.empty:
        download_table(_flat(indicators, windows), f"{in_force.units[unit_code].name}任务{task_no}", frame.stamp(), "download_explain")
    _originals(windows)


def _formula(indicators: pd.DataFrame) -> str:
    """The mean with the numbers put in, as an official would write it."""
    result = f"{percent((indicators['fulfilment'] * indicators['weight']).sum() / indicators['weight'].sum())}"
    if (indicators["weight"] == indicators["weight"].iloc[0]).all():
        parts = " + ".join(percent(share) for share in indicators["fulfilment"])
        return f"({parts})÷ {len(indicators)} = {result}" if len(indicators) > 1 else f"只有一项指标,即 {result}"
    parts = " + ".join(
        f"{percent(share)} × {weight:g}" for share, weight in zip(indicators["fulfilment"], indicators["weight"], strict=True)
    )
    return f"({parts})÷ {indicators['weight'].sum():g} = {result}"


def _indicator(indicator: object, windows: pd.DataFrame) -> None:
    with st.container(border=True):
        joint = "(市区联合)" if indicator.joint else ""  # type: ignore[attr-defined]
        done = percent(indicator.fulfilment) if indicator.light != "灰" else "未报"  # type: ignore[attr-defined]
        st.text(
            f"{indicator.indicator_id} {indicator.indicator_name}{joint}\n"  # type: ignore[attr-defined]
            f"{signed(indicator.light, done)} · 序时 {percent(indicator.expected)}"  # type: ignore[attr-defined]
            + (f" · 各时段平均:{_mean(windows)}" if len(windows) > 1 else "")
        )
        st.dataframe(_table(indicator, windows), hide_index=True, key=f"windows_{indicator.indicator_id}")  # type: ignore[attr-defined]


def _mean(windows: pd.DataFrame) -> str:
    return f"({' + '.join(percent(share) for share in windows['fulfilment'])})÷ {len(windows)}"


def _table(indicator: object, windows: pd.DataFrame) -> pd.DataFrame:
    kind, measure = indicator.indicator_kind, indicator.measure  # type: ignore[attr-defined]
    return pd.DataFrame(
        {
            "时段": windows["window_label"],
            "目标": [value(target, kind, measure) for target in windows["target"]],
            "自报": [
                f"{number(top)}/{number(bottom)} = {percent(figure)}" if pd.notna(bottom) else value(figure, kind, measure)
                for figure, top, bottom in zip(windows["reported_value"], windows["numerator"], windows["denominator"], strict=True)
            ],
            "认定": [value(figure, kind, measure) for figure in windows["value"]],
            "完成率": [
                percent(share) if pd.notna(figure) else "未报"
                for share, figure in zip(windows["fulfilment"], windows["value"], strict=True)
            ],
            "序时": windows["expected"].map(percent),
            "数据期": [f"{period:%Y-%m}" if pd.notna(period) else "" for period in windows["period"]],
            "来源": [
                f"{file} · {cell}" if pd.notna(cell) else ""
                for file, cell in zip(windows["file_name"], windows["source_cell"], strict=True)
            ],
            "报送": [
                f"{who} {when:%Y-%m-%d %H:%M}" + ("(待核)" if warned else "") if pd.notna(who) else ""
                for who, when, warned in zip(windows["received_by"], windows["received_at"], windows["warnings"], strict=True)
            ],
            "填的是": windows["typed"].fillna(""),
            "佐证材料": windows["evidence"].fillna(""),
            "备注": windows["remark"].fillna(""),
        }
    )


def _flat(indicators: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for indicator in indicators.itertuples():
        table = _table(indicator, windows[windows["indicator_id"] == indicator.indicator_id])
        table.insert(0, "指标", f"{indicator.indicator_id} {indicator.indicator_name}")
        parts.append(table)
    return pd.concat(parts)


def _pooled(unit_code: str, task_no: int) -> None:
    pooled = ask(queries.pooled_of, frame.clocks(), task_no)
    for indicator_id, rows in pooled.groupby("indicator_id"):
        target = rows["target"].iloc[0]
        done = rows["value"].sum(min_count=1)
        with st.container(border=True):
            st.text(f"{indicator_id} {rows['indicator_name'].iloc[0]}:全市共同指标,目标 {number(target)},各单位合计 {number(done)}")
            shown = pd.DataFrame(
                {
                    "单位": rows["unit_name"],
                    "贡献": [number(figure) for figure in rows["value"]],
                    "占目标": [percent(share) if pd.notna(share) else "未报" for share in rows["share_of_target"]],
                    "来源单元格": rows["source_cell"].fillna(""),
                    "": ["← 本单位" if code == unit_code else "" for code in rows["unit_code"]],
                }
            )
            st.dataframe(shown, hide_index=True, key=f"pooled_{indicator_id}")


def _originals(windows: pd.DataFrame) -> None:
    """The workbooks themselves, as they came."""
    sources = windows.dropna(subset=["submission_id"]).drop_duplicates("submission_id").sort_values("received_at", ascending=False)
    if sources.empty:
        return
    with st.expander(f"下载原件({len(sources)} 份)"):
        for source in sources.itertuples():
            st.download_button(
                source.file_name,
                data=_Original(source.submission_id),
                file_name=source.file_name,
                key=f"original_{source.submission_id}",
                on_click="ignore",
                type="tertiary",
            )


class _Original:
    """Reads an original only when somebody asks for it."""

    def __init__(self, submission_id: str) -> None:
        self._submission_id = submission_id

    def __call__(self) -> bytes:
        found = ask(queries.original, self._submission_id)
        return found[1] if found else b""
