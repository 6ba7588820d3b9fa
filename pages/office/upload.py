"""报送: workbooks in, many at once; every fault by cell, warnings to confirm, a receipt; what was sent before, and its state."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from loaders.load import load
from loaders.shown import grouped
from loaders.template import write_template
from pages.office.sent import confirm, sent
from pages.parts import address, frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.download import download_table
from pages.parts.look import as_markdown, month, short
from warehouse import queries
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.records import OFFICE

_SHOWN = 6
"""How many lines of faults a file shows at once."""


def page() -> None:
    """The page."""
    in_force = plan()
    frame.title("报送:上传填报表,当场告知哪里要改")
    left, right = st.columns([5, 3], gap="small")
    with left:
        sender = _sender(in_force)
        _take_files(sender)
        _results()
        sent(in_force, sender)
    with right:
        _template(in_force, sender)
        _owed(sender)


def _sender(in_force: Plan) -> str | None:
    """The unit that sends; None for the office, which may send for all. Stands in the address."""
    st.session_state["sender_choice"] = address.sender(in_force) or ""
    st.selectbox(
        "报送单位",
        ["", *in_force.units],
        key="sender_choice",
        format_func=lambda code: in_force.units[code].name if code else f"{OFFICE}(可代各单位报送)",
        help="单位只能报送自己的填报表;创建办可以代各单位报送。",
        on_change=lambda: address.put("sender", st.session_state["sender_choice"]),
    )
    return address.sender(in_force)


# ---- sending -------------------------------------------------------------------------------------------------------------


def _take_files(sender: str | None) -> None:
    # A new key after each sending gives an empty field; the same file can then be chosen again.
    sendings = st.session_state.setdefault("sendings", 0)
    with st.form("send", border=True):
        files = st.file_uploader("选择或拖入填报表(.xlsx,可一次多份,每份不超过 10 MB)", accept_multiple_files=True, key=f"files_{sendings}")
        left, right = st.columns(2)
        send = left.form_submit_button("检查并报送", type="primary", width="stretch")
        check = right.form_submit_button("只检查,不入库", width="stretch")
    if send or check:
        if not files:
            st.warning("还没有选择文件。请先选择或拖入填报表,再点“检查并报送”。")
            return
        _load_all(files, sender, is_dry_run=check)
        st.session_state["sendings"] = sendings + 1
        st.rerun()


def _load_all(files: list[Any], sender: str | None, is_dry_run: bool) -> None:
    """Each file in its own transaction, so that one fault does not hold the others up.

    Every answer is kept as soon as it is there: whoever clicks twice, or leaves for another page meanwhile, finds the receipts.
    """
    unit = plan().units[sender].name if sender else None
    results: list[dict[str, Any]] = []
    st.session_state["results"], st.session_state["results_dry"] = results, is_dry_run
    bar = st.progress(0.0)
    for order, file in enumerate(files):
        bar.progress(order / len(files), text=as_markdown(f"正在检查 {order + 1}/{len(files)}:{file.name}"))
        result = load(warehouse(), file.name, file.getvalue(), sender=unit, dry_run=is_dry_run, is_confirmed=False)
        results.append(result)
    bar.empty()


def _results() -> None:
    results: list[dict[str, Any]] = st.session_state.get("results", [])
    if not results:
        return
    is_dry_run: bool = st.session_state["results_dry"]
    refused = sum(result["status"] == "refused" for result in results)
    st.markdown(f"**{len(results)} 份已检查,{refused} 份需要修改**" if refused else f"**{len(results)} 份全部通过**")
    for order, result in enumerate(sorted(results, key=lambda one: one["status"] != "refused")):
        _result(order, result, is_dry_run)
    stored = [result for result in results if result["status"] != "refused"]
    if stored and not is_dry_run:
        _receipt(stored)


def _receipt(stored: list[dict[str, Any]]) -> None:
    receipt = pd.DataFrame(
        {
            "文件": [result["file"] for result in stored],
            "单位": [result["unit"] for result in stored],
            "报告期": [result["period"] for result in stored],
            "指标数": [result["rows"] for result in stored],
            "结果": ["已入库" if result["status"] == "accepted" else "与在库的完全相同" for result in stored],
            "报送编号": [result["submission_id"] or "" for result in stored],
        }
    )
    download_table(receipt, "报送回执", f"报送回执;{frame.stamp()}", "download_receipt")


def _result(order: int, result: dict[str, Any], is_dry_run: bool) -> None:
    errors = [issue for issue in result["issues"] if issue["severity"] == "error"]
    warnings = [issue for issue in result["issues"] if issue["severity"] == "warning"]
    is_stored = result["status"] != "refused" and not is_dry_run
    with st.container(border=True, key=f"result_{order}"):
        st.markdown(f"**{_outcome(result, len(errors), is_dry_run)}**")
        st.text("\n".join(text for text in (result["file"], " ".join(filter(None, (result["unit"], result["period"])))) if text))
        if is_stored:
            st.caption(f"回执编号 {result['submission_id']}")
        _issues("需要修改", errors, order)
        _issues("请核对", warnings, order)
        if is_stored:
            confirm(result["submission_id"], f"confirm_result_{order}", bool(warnings))


def _outcome(result: dict[str, Any], errors: int, is_dry_run: bool) -> str:
    # No coloured boxes here: red means 落后 and nothing else.
    if result["status"] == "refused":
        return f"没有入库,需要修改 {errors} 处"
    if result["status"] == "unchanged":
        return "与在库的完全相同,没有改动"
    return f"检查通过,可以报送({result['rows']} 项指标)" if is_dry_run else f"已入库:{result['rows']} 项指标"


def _issues(heading: str, issues: list[dict[str, Any]], order: int) -> None:
    """Every fault with its place: the first few at once, the others on demand, all of them as a table to take away."""
    if not issues:
        return
    lines = [f"• {line}" for line in grouped(issues)]
    st.text("\n".join([f"{heading}({len(issues)} 处)", *lines[:_SHOWN]]))
    if len(lines) > _SHOWN:
        with st.expander(f"另有 {len(lines) - _SHOWN} 条"):
            st.text("\n".join(lines[_SHOWN:]))
    places = pd.DataFrame(
        {
            "工作表": [issue["sheet"] or "整个文件" for issue in issues],
            "单元格": [issue["cell"] or "" for issue in issues],
            "说明": [issue["message"] for issue in issues],
        }
    )
    download_table(places, f"{heading}清单", f"{heading}清单;{frame.stamp()}", f"download_{heading}_{order}")


# ---- templates, what is owed ------------------------------------------------------------------------------


def _template(in_force: Plan, sender: str | None) -> None:
    with st.container(border=True):
        st.markdown("**填报模板**")
        today = office_now().date()
        begun = [period for period in in_force.periods if period <= today]
        unit = sender
        if unit is None:
            unit = st.selectbox("单位", list(in_force.units), format_func=lambda code: in_force.units[code].name, key="template_unit")
        if not begun:
            st.caption("方案还没有开始,没有可以填报的月份。")
            return
        period = st.selectbox("填报期", begun[::-1], format_func=month, key="template_period")
        name = in_force.units[unit].name
        st.download_button(
            "下载模板(.xlsx)",
            data=lambda: _template_bytes(name, period),
            file_name=f"任务完成情况填报表_{name}_{period:%Y-%m}.xlsx",
            key="download_template",
            on_click="ignore",
        )
        st.caption("模板已填好单位、填报期和目标。自己排版的表也可以直接上传,按表头识别。")


def _template_bytes(unit_name: str, period: date) -> bytes:
    with warehouse().reading() as cursor:
        return write_template(cursor, "report", unit_name, period)


def _owed(sender: str | None) -> None:
    owed = ask(queries.owed, frame.clocks())
    if sender:
        owed = owed[owed["unit_code"] == sender]
    with st.container(border=True):
        st.markdown("**应报未报**")
        if owed.empty:
            st.caption("没有逾期未报。")
            return
        shown = pd.DataFrame(
            {"单位": owed["unit_name"].map(short), "应报期": [month(period) for period in owed["period"]], "逾期(天)": owed["days_overdue"]}
        )
        st.dataframe(shown, hide_index=True, key="owed", height=min(36 * (len(shown) + 1), 220))
