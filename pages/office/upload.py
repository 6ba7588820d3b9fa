"""报送: workbooks in, many at once; every fault by cell, warnings to confirm, a receipt; what was sent before, and its state."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from loaders.load import load
from loaders.shown import grouped
from loaders.template import write_template
from pages.parts import frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.download import download_table
from pages.parts.look import as_markdown, month, number
from warehouse import queries
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.plan import Plan
from warehouse.records import OFFICE
from warehouse.submit import confirm_warnings, withdraw

_STATES = {"in_force": "在用", "superseded": "已被替代", "returned": "已退回", "withdrawn": "已撤回"}
_LATEST = 30


def page() -> None:
    """The page."""
    in_force = plan()
    frame.title("报送:上传填报表,当场告知哪里要改")
    left, right = st.columns([5, 3], gap="small")
    with left:
        sender = _sender(in_force)
        _take_files(sender)
        _results()
        _sent(in_force, sender)
    with right:
        _template(in_force, sender)
        _owed(sender)


def _sender(in_force: Plan) -> str | None:
    """The unit that sends; None for the office, which may send for all. Stands in the address."""
    codes = ["", *in_force.units]
    if "sender" not in st.session_state:
        asked = st.query_params.get("unit", "")
        st.session_state["sender"] = asked if asked in in_force.units else ""
    chosen: str = st.selectbox(
        "报送单位",
        codes,
        key="sender",
        format_func=lambda code: in_force.units[code].name if code else f"{OFFICE}(可代各单位报送)",
        help="单位只能报送自己的填报表;创建办可以代各单位报送。",
    )
    if chosen:
        st.query_params["unit"] = chosen
    else:
        st.query_params.pop("unit", None)
    return chosen or None


def _take_files(sender: str | None) -> None:
    # A new key after each sending gives an empty field; the same file can then be chosen again.
    sendings = st.session_state.setdefault("sendings", 0)
    with st.form("send", border=True):
        files = st.file_uploader(
            "选择或拖入填报表(.xlsx,可一次多份,每份不超过 10 MB)",
            accept_multiple_files=True,
            max_upload_size=10,
            key=f"files_{sendings}",
        )
        left, right = st.columns(2)
        send = left.form_submit_button("检查并报送", type="primary", width="stretch")
        check = right.form_submit_button("只检查,不入库", width="stretch")
    if send or check:
        if not files:
            st.warning("还没有选择文件。请先选择或拖入填报表,再点“检查并报送”。")
            return
        st.session_state["results"] = _load_all(files, sender, is_dry_run=check)
        st.session_state["results_dry"] = check
        st.session_state["sendings"] = sendings + 1
        st.rerun()


def _load_all(files: list[Any], sender: str | None, is_dry_run: bool) -> list[dict[str, Any]]:
    """Each file in its own transaction, so that one fault does not hold the others up."""
    unit = plan().units[sender].name if sender else None
    results = []
    bar = st.progress(0.0)
    for done, file in enumerate(files):
        bar.progress(done / len(files), text=as_markdown(f"正在检查 {done + 1}/{len(files)}:{file.name}"))
        results.append(load(warehouse(), file.name, file.getvalue(), sender=unit, dry_run=is_dry_run, is_confirmed=False))
    bar.empty()
    return results


def _results() -> None:
    results: list[dict[str, Any]] = st.session_state.get("results", [])
    if results:
        refused = sum(result["status"] == "refused" for result in results)
        st.markdown(f"**{len(results)} 份已检查,{refused} 份需要修改**" if refused else f"**{len(results)} 份全部通过**")
    is_dry_run = st.session_state.get("results_dry", False)
    for order, result in enumerate(sorted(results, key=lambda one: one["status"] != "refused")):
        _result(order, result, is_dry_run)
    stored = [result for result in results if result["status"] != "refused"]
    if stored and not is_dry_run:
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
        download_table(receipt, "报送回执", f"报送回执,{office_now():%Y-%m-%d %H:%M}", "download_receipt")


def _result(order: int, result: dict[str, Any], is_dry_run: bool) -> None:
    errors = [issue for issue in result["issues"] if issue["severity"] == "error"]
    warnings = [issue for issue in result["issues"] if issue["severity"] == "warning"]
    what = " ".join(text for text in (result["unit"], result["period"]) if text)
    with st.container(border=True, key=f"result_{order}"):
        if result["status"] == "refused":
            st.error(f"没有入库,需要修改 {len(errors)} 处")
        elif result["status"] == "unchanged":
            st.info("与在库的完全相同,没有改动")
        elif is_dry_run:
            st.success(f"检查通过,可以报送({result['rows']} 项指标)")
        else:
            st.success(f"已入库:{result['rows']} 项指标")
        st.text(f"{result['file']}" + (f"\n{what}" if what else ""))
        if result["status"] == "accepted" and not is_dry_run:
            st.caption(f"回执编号 {result['submission_id']}")
        _issue_table("需要修改", errors, order)
        _issue_table("请核对", warnings, order)
        if warnings and result["status"] == "accepted" and not is_dry_run:
            _confirm(result["submission_id"], f"confirm_result_{order}")


def _issue_table(heading: str, issues: list[dict[str, Any]], order: int) -> None:
    if not issues:
        return
    st.text(f"{heading}({len(issues)} 处)")
    for line in grouped(issues):
        st.text(f"• {line}")
    places = pd.DataFrame(
        {
            "工作表": [issue["sheet"] or "整个文件" for issue in issues],
            "单元格": [issue["cell"] or "" for issue in issues],
            "说明": [issue["message"] for issue in issues],
        }
    )
    download_table(places, f"{heading}清单", heading, f"download_{heading}_{order}")


def _confirm(submission_id: str, key: str) -> None:
    """Warnings wait here until somebody has looked; meanwhile the figures are 待核."""
    waiting = ask(queries.received_now, _LATEST * 10)
    waiting = waiting[(waiting["submission_id"] == submission_id) & (waiting["warnings"] > 0)]
    if waiting.empty:
        st.caption("提示已确认,或这份报送已不在用。")
        return
    st.button("已核对,数字无误", key=key, on_click=_confirm_now, args=(submission_id,))


def _confirm_now(submission_id: str) -> None:
    with warehouse().writing() as cursor:
        confirm_warnings(cursor, submission_id, office_now(), _actor())


def _withdraw_now(submission_id: str) -> None:
    try:
        with warehouse().writing() as cursor:
            withdraw(cursor, submission_id, office_now(), _actor())
    except Refusal as refusal:
        st.session_state["withdraw_refused"] = str(refusal)


def _actor() -> str:
    sender = st.session_state.get("sender")
    return plan().units[sender].name if sender else OFFICE


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
            {"单位": owed["unit_name"], "应报期": [month(period) for period in owed["period"]], "逾期(天)": owed["days_overdue"]}
        )
        st.dataframe(shown, hide_index=True, key="owed", height=min(36 * (len(shown) + 1), 220))


def _sent(in_force: Plan, sender: str | None) -> None:
    latest = ask(queries.received_now, _LATEST, sender) if sender else ask(queries.received_now, _LATEST)
    with st.container(border=True):
        st.markdown("**已报送**" if sender is None else f"**{as_markdown(in_force.units[sender].name)} 已报送**")
        if refused := st.session_state.pop("withdraw_refused", None):
            st.error(refused)
        if latest.empty:
            st.caption("还没有报送记录。")
            return
        shown = pd.DataFrame(
            {
                "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in latest["received_at"]],
                "单位": latest["unit_name"],
                "报告期": [month(period) if pd.notna(period) else "" for period in latest["period"]],
                "指标数": [number(count) for count in latest["row_count"]],
                "状态": [_STATES[state] for state in latest["state"]],
                "迟报": ["迟报" if late else "" for late in latest["is_late"]],
                "待核": [f"{count} 处" if count else "" for count in latest["warnings"]],
                "退回理由": latest["reason"].fillna(""),
                "报送人": latest["received_by"],
                "文件": latest["file_name"],
                "报送编号": latest["submission_id"],
            }
        )
        picked = st.dataframe(shown, hide_index=True, key="sent", on_select="rerun", selection_mode="single-row", height=320)
        download_table(shown, "已报送", frame.stamp(), "download_sent")
        rows = picked["selection"]["rows"]
        if rows and rows[0] < len(latest):
            _one_sent(latest.iloc[rows[0]])
        else:
            st.caption("选中一行,可以看它的提示、下载原件、确认或撤回。")


def _one_sent(row: pd.Series) -> None:
    st.text(f"{row['file_name']}({_STATES[row['state']]})")
    warnings = ask(queries.warnings_of, row["submission_id"])
    for message in warnings["message"]:
        st.text(f"• {message}")
    with st.container(horizontal=True):
        st.download_button(
            "下载原件",
            data=lambda: (ask(queries.original, row["submission_id"]) or ("", b""))[1],
            file_name=row["file_name"],
            key="download_original",
            on_click="ignore",
        )
        if row["warnings"]:
            st.button("已核对,数字无误", key="confirm_sent", on_click=_confirm_now, args=(row["submission_id"],))
        if row["state"] in ("in_force", "superseded"):
            with st.popover("撤回这份报送"):
                st.text("撤回后,同一期的上一份重新有效;记录仍然保留。")
                st.button("确定撤回", key="withdraw_sent", type="primary", on_click=_withdraw_now, args=(row["submission_id"],))
