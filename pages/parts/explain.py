"""Why a figure is what it is, over the page: a task for the city or for one unit, down to the workbook, sheet and cell of each number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address, frame
from pages.parts.data import ask, plan
from pages.parts.download import download_table
from pages.parts.guard import drawn
from pages.parts.look import as_markdown, done, number, pace, percent, signed, tenths, value
from pages.parts.pending import SIGN, pending_counts, pending_figures, pending_note
from pages.parts.sources import counted_sites, deducted_points, inspection_words, originals, source_words, spot_words
from warehouse import queries
from warehouse.plan import Plan


def explain_what_is_chosen(in_force: Plan) -> None:
    """Open the explanation that the address asks for: `task` alone is the city's, `unit` and `task` one unit's."""
    unit_code, task_no = address.chosen_unit(in_force), address.chosen_task(in_force)
    if task_no is None:
        return
    who = in_force.units[unit_code].name if unit_code else "全市"
    heading = as_markdown(f"{who} · {task_no} {in_force.tasks[task_no].title}")
    st.session_state.is_dialog_open = True
    st.dialog(heading, width="large", on_dismiss=_leave)(_contents)(unit_code, task_no)


def _leave() -> None:
    address.put("task", None)


@st.fragment(run_every=frame.REFRESH)
@drawn
def _contents(unit_code: str | None, task_no: int) -> None:
    """Runs by itself, so that new data shows without the dialog being torn down."""
    if unit_code is None:
        _city_task(task_no)
    else:
        _unit_task(unit_code, task_no)


# ---- one unit ------------------------------------------------------------------------------------------------------------


def _unit_task(unit_code: str, task_no: int) -> None:
    clocks = frame.clocks()
    indicators = ask(queries.indicators_of, clocks, unit_code, task_no)
    windows = ask(queries.windows_of, clocks, unit_code, task_no)
    figures = ask(queries.task_units, clocks)
    figures = figures[(figures["unit_code"] == unit_code) & (figures["task_no"] == task_no)]
    if figures.empty:
        st.caption("这项任务对该单位没有单独的指标。")
    else:
        row = figures.iloc[0]
        _headline(row)
        st.text(f"算法:{_mean(indicators, row['fulfilment'])}")
    inspections = ask(queries.inspections_of, clocks, unit_code, task_no)
    for indicator in indicators.itertuples():
        own, inspected = (table[table["indicator_id"] == indicator.indicator_id] for table in (windows, inspections))
        _indicator(indicator, own, inspected)
    _pooled(task_no, unit_code)
    if not indicators.empty:
        download_table(lambda: _flat(indicators, windows), f"{unit_code}-{task_no}", frame.stamp(), "download_explain")
    originals(windows, inspections)


def _headline(row: pd.Series) -> None:
    words = signed(row["light"], f"完成率 {done(row['fulfilment'], row['light'])}")
    st.markdown(f"**{as_markdown(words)}** · {as_markdown(pace(row['fulfilment'], row['expected'], row['light']))}")


def _mean(parts: pd.DataFrame, result: float) -> str:
    """A weighted mean with the numbers put in, as an official would write it. What is not reported counts 0, and is called so."""
    terms = ["未报(计 0)" if light == "灰" else percent(share) for share, light in zip(parts["fulfilment"], parts["light"], strict=True)]
    if len(terms) == 1:
        return f"只有一项指标,即 {terms[0]}"
    if parts["weight"].nunique() == 1:
        return f"({' + '.join(terms)})÷ {len(terms)} = {percent(result)}"
    weighted = " + ".join(f"{term} × {weight:g}" for term, weight in zip(terms, parts["weight"], strict=True))
    return f"({weighted})÷ {parts['weight'].sum():g} = {percent(result)}"


def _indicator(indicator: Any, windows: pd.DataFrame, inspections: pd.DataFrame) -> None:
    joint = "(市区联合)" if indicator.joint else ""
    words = [f"{indicator.indicator_id} {indicator.indicator_name}{joint}"]
    words.append(f"{signed(indicator.light, done(indicator.fulfilment, indicator.light))} · 序时 {percent(indicator.expected)}")
    if len(windows) > 1:
        terms = [_window_share(row) for row in windows.itertuples()]
        words.append(f"各时段平均:({' + '.join(terms)})÷ {len(terms)} = {done(indicator.fulfilment, indicator.light)}")
    words.append(pending_note(pending_figures(), indicator.unit_code, indicator.indicator_id))
    with st.container(border=True):
        st.text("\n".join(filter(None, words)))
        st.dataframe(_table(indicator, windows), hide_index=True, key=f"windows_{indicator.indicator_id}")
        sources = [source_words(row, indicator) for row in windows.itertuples()] + [
            inspection_words(row, indicator, len(inspections) > 1) for row in inspections.itertuples()
        ]
        st.text("\n".join(filter(None, sources)))
        if windows["is_register"].any():
            counted_sites(indicator.unit_code, indicator.indicator_id, indicator.indicator_id)


def _window_share(window: Any) -> str:
    if pd.notna(window.value):
        return percent(window.fulfilment)
    return "未开始(计 0)" if not window.expected else "未报(计 0)"


def _table(indicator: Any, windows: pd.DataFrame) -> pd.DataFrame:
    kind, measure = indicator.indicator_kind, indicator.measure
    table = pd.DataFrame(
        {
            "时段": windows["window_label"],
            "目标": [value(target, kind, measure) for target in windows["target"]],
            "自报": [_reported(window, kind, measure) for window in windows.itertuples()],
            "认定": [value(figure, kind, measure) for figure in windows["value"]],
            "完成率": [_window_share(row) for row in windows.itertuples()],
            "序时": windows["expected"].map(percent),
            "数据期": [f"{period:%Y-%m}" if pd.notna(period) else "" for period in windows["period"]],
        }
    )
    if windows["is_register"].any():
        typed = [value(figure, kind, measure) for figure in windows["typed_value"]]
        table.insert(3, "填报表所填", typed)
    if windows["verified_value"].notna().any():
        place = table.columns.get_loc("认定")
        table.insert(place, "核实", [value(figure, kind, measure) if pd.notna(figure) else "" for figure in windows["verified_value"]])
        if kind != "status":  # half a state is no figure that anybody wrote
            table.insert(place + 1, "核减", [deducted_points(figure, kind) for figure in windows["deduction"]])
    return table


def _reported(window: Any, kind: str, measure: str | None) -> str:
    """What counts as reported: the number of sites where a register counts, else what the report says."""
    if pd.notna(window.denominator) and not window.is_register:
        return f"{number(window.numerator)}/{number(window.denominator)} = {percent(window.reported_value)}"
    return value(window.reported_value, kind, measure)


def _flat(indicators: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """All indicators in one table, each number with its source."""
    parts, waiting = [], pending_figures()
    for indicator in indicators.itertuples():
        own = windows[windows["indicator_id"] == indicator.indicator_id]
        table = _table(indicator, own)
        table.insert(0, "指标", f"{indicator.indicator_id} {indicator.indicator_name}")
        table["来源文件"] = own["file_name"].fillna("")
        table["单元格"] = own["source_cell"].fillna("").map(spot_words).where(~own["is_register"], "(名录)")
        table["报送人"] = own["received_by"].fillna("")
        table["待核"] = pending_note(waiting, indicator.unit_code, indicator.indicator_id)
        table["报送时间"] = [f"{moment:%Y-%m-%d %H:%M}" if pd.notna(moment) else "" for moment in own["received_at"]]
        parts.append(table)
    return pd.concat(parts)


# ---- the city ------------------------------------------------------------------------------------------------------------


def _city_task(task_no: int) -> None:
    clocks = frame.clocks()
    in_force = plan(clocks)
    figures = ask(queries.city_tasks, clocks)
    figures = figures[figures["task_no"] == task_no]
    if figures.empty:
        st.caption("县级单位没有这项任务的指标。")
        return
    row = figures.iloc[0]
    _headline(row)
    parts = ask(queries.city_parts_of, clocks, task_no)
    names = [
        f"{indicator} {in_force.indicators[indicator].name}(共同指标)" if pd.notna(indicator) else "各单位完成率的平均"
        for indicator in parts["indicator_id"]
    ]
    terms = [f"{name} {percent(share)}" for name, share in zip(names, parts["fulfilment"], strict=True)]
    st.text(f"算法:({' + '.join(terms)})÷ {len(terms)} = {percent(row['fulfilment'])}" if len(terms) > 1 else f"算法:{terms[0]}")
    _units_of(task_no)
    _pooled(task_no, None)


def _units_of(task_no: int) -> None:
    """Every unit's own figure; a button leads on to what stands behind it."""
    units = ask(queries.task_units, frame.clocks())
    units = units[units["task_no"] == task_no]
    order, waiting = list(plan(frame.clocks()).units), pending_counts(pending_figures())
    units = units.sort_values("unit_code", key=lambda codes: codes.map(order.index))
    with st.container(border=True):
        st.text("各单位(点开看指标和来源)")
        with st.container(horizontal=True, gap="small"):
            for row in units.itertuples():
                label = as_markdown(f"{row.unit_name} {signed(row.light, done(row.fulfilment, row.light))}")
                if (row.unit_code, task_no) in waiting:
                    label += f" {SIGN}"
                st.button(label, key=f"to_{row.unit_code}", on_click=_go_on, args=(row.unit_code, task_no))


def _go_on(unit_code: str, task_no: int) -> None:
    """From the city's task to one unit's: the whole page runs anew, so that the other dialog opens."""
    address.choose(unit_code, task_no)
    st.session_state.drawn_version = -1
    st.session_state.is_dialog_open = False


# ---- pooled targets -------------------------------------------------------------------------------------------------------


def _pooled(task_no: int, unit_code: str | None) -> None:
    pooled = ask(queries.pooled_of, frame.clocks(), task_no)
    for indicator_id, rows in pooled.groupby("indicator_id"):
        target, reached = rows["target"].iloc[0], rows["value"].sum(min_count=1)
        reported = rows.dropna(subset=["value"])
        terms = " + ".join(f"{number(figure)}" for figure in reported["value"])
        share = f"({terms})÷ {number(target)} = {percent(min(reached / target, 1))}" if len(reported) and pd.notna(target) else "未报"
        with st.container(border=True):
            st.text(f"{indicator_id} {rows['indicator_name'].iloc[0]}:全市共同指标,目标 {number(target)}\n各单位合计:{share}")
            shown = pd.DataFrame(
                {
                    "单位": [
                        f"{name}(本单位)" if code == unit_code else name
                        for name, code in zip(rows["unit_name"], rows["unit_code"], strict=True)
                    ],
                    "贡献": rows["value"],
                    "占目标(%)": rows["share_of_target"].map(tenths),
                    "来源": [
                        (f"{file} · {spot_words(cell)}" if pd.notna(cell) else f"名录 {file}") if pd.notna(file) else "未报"
                        for file, cell in zip(rows["file_name"], rows["source_cell"], strict=True)
                    ],
                    "报送": [
                        f"{who} {when:%Y-%m-%d %H:%M}" if pd.notna(who) else ""
                        for who, when in zip(rows["received_by"], rows["received_at"], strict=True)
                    ],
                }
            )
            st.dataframe(shown, hide_index=True, key=f"pooled_{indicator_id}")
            download_table(shown, f"共同指标{indicator_id}", frame.stamp(), f"download_pooled_{indicator_id}")
