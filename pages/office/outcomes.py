"""What became of the workbooks that were sent just now: every fault by cell, the marked-up copy, warnings to confirm, a receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from loaders import sandbox
from loaders.layout.words import kinds
from loaders.load import load
from loaders.marked import marked_up
from loaders.shown import grouped
from pages.office.sent import confirm
from pages.office.taught import teach
from pages.parts import frame
from pages.parts.data import plan, warehouse
from pages.parts.download import download_table
from pages.parts.look import as_markdown
from warehouse.plan import Plan

_SHOWN = 6
"""How many lines of faults a file shows at once."""
_ROWS = {"report": "项指标", "sites": "个示范点", "inspection": "项指标", "scoring": "个单位", "satisfaction": "个单位"}


@dataclass
class Outcome:
    """A loader's answer, and the bytes as long as something may still be done with them: a copy to make, a heading to teach."""

    answer: dict[str, Any]
    content: bytes

    @property
    def is_refused(self) -> bool:
        """Whether nothing was stored for its faults."""
        return bool(self.answer["status"] == "refused")

    def issues(self, severity: str) -> list[dict[str, Any]]:
        """Its errors or its warnings."""
        return [issue for issue in self.answer["issues"] if issue["severity"] == severity]


def send(name: str, content: bytes, sender: str | None, is_dry_run: bool, tell: Callable[[str], None]) -> Outcome:
    """Load one workbook for the unit that sends (None: the office); its warnings wait to be confirmed."""
    unit = plan().units[sender].name if sender else None
    answer = load(warehouse(), name, content, sender=unit, dry_run=is_dry_run, is_confirmed=False, tell=tell)
    is_done_with = answer["status"] != "refused" and not answer["headings"]["unread"]
    return Outcome(answer, b"" if is_done_with else content)


def show_results(in_force: Plan, sender: str | None) -> None:
    """All outcomes, the refused ones first, and a receipt for what was stored."""
    outcomes: list[Outcome] = st.session_state.get("outcomes", [])
    if not outcomes:
        return
    is_dry_run: bool = st.session_state["outcomes_dry"]
    refused = sum(outcome.is_refused for outcome in outcomes)
    st.markdown(f"**{len(outcomes)} 份已检查,{refused} 份需要修改**" if refused else f"**{len(outcomes)} 份全部通过**")
    for order in sorted(range(len(outcomes)), key=lambda order: not outcomes[order].is_refused):
        _one(order, outcomes[order], is_dry_run)
        teach(order, outcomes[order].answer, outcomes[order].content, in_force, sender, _send_again)
    stored = [outcome.answer for outcome in outcomes if not outcome.is_refused]
    if stored and not is_dry_run:
        _receipt(stored)


def _send_again(order: int, sender: str | None) -> None:
    """The same workbook once more, after a heading was taught."""
    outcomes: list[Outcome] = st.session_state["outcomes"]
    before = outcomes[order]
    with st.spinner("正在重新检查…"):
        outcomes[order] = send(before.answer["file"], before.content, sender, st.session_state["outcomes_dry"], lambda _: None)


def _receipt(stored: list[dict[str, Any]]) -> None:
    titles = {kind.kind: kind.title for kind in kinds()}
    receipt = pd.DataFrame(
        {
            "文件": [answer["file"] for answer in stored],
            "单位": [answer["unit"] or "" for answer in stored],
            "报告期": [answer["period"] or "" for answer in stored],
            "行数": [answer["rows"] for answer in stored],
            "结果": ["已入库" if answer["status"] == "accepted" else "与在库的完全相同" for answer in stored],
            "表类": [titles[answer["kind"]] for answer in stored],
            "报送编号": [answer["submission_id"] or "" for answer in stored],
        }
    )
    download_table(receipt, "报送回执", f"报送回执;{frame.stamp()}", "download_receipt")


def _one(order: int, outcome: Outcome, is_dry_run: bool) -> None:
    answer, errors, warnings = outcome.answer, outcome.issues("error"), outcome.issues("warning")
    is_stored = not outcome.is_refused and not is_dry_run
    with st.container(border=True, key=f"result_{order}"):
        st.markdown(f"**{_headline(outcome, is_dry_run)}**")
        st.text("\n".join(text for text in (answer["file"], _whose(answer)) if text))
        if is_stored:
            st.caption(f"回执编号 {answer['submission_id']}")
        _issues("需要修改", errors, order)
        _issues("请核对", warnings, order)
        _headings(answer["headings"])
        if outcome.is_refused and outcome.content:
            _copy(order, outcome)
        if is_stored:
            confirm(answer["submission_id"], f"confirm_result_{order}", bool(warnings))


def _whose(answer: dict[str, Any]) -> str:
    title = next((kind.title for kind in kinds() if kind.kind == answer["kind"]), None)
    return " ".join(filter(None, (title, answer["unit"], answer["period"])))


def _headline(outcome: Outcome, is_dry_run: bool) -> str:
    # No coloured boxes here: red means 落后 and nothing else.
    answer = outcome.answer
    if outcome.is_refused:
        return f"没有入库,需要修改 {len(outcome.issues('error'))} 处"
    if answer["status"] == "unchanged":
        return "与在库的完全相同,没有改动"
    rows = f"{answer['rows']} {_ROWS[answer['kind']]}"
    return f"检查通过,可以报送({rows})" if is_dry_run else f"已入库:{rows}"


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


def _headings(headings: dict[str, list[str]]) -> None:
    """How columns were taken where it was not by the official list: never silently."""
    lines = list(headings["learned"])
    if headings["unread"]:
        lines.append(f"没有读入的列:{'、'.join(headings['unread'])}")
    if lines:
        st.caption(as_markdown("\n".join(lines)))


def _copy(order: int, outcome: Outcome) -> None:
    """The user's sheets as values, faults filled and commented, a list of them in front. It is made when somebody asks."""
    name = outcome.answer["file"].rpartition(".")[0] or outcome.answer["file"]
    st.download_button(
        "下载问题清单(标出错处的副本)",
        data=lambda: marked_up(sandbox.cells(outcome.content, outcome.answer["file"]), outcome.answer["issues"]),
        file_name=f"{name}_问题清单.xlsx",
        key=f"marked_{order}",
        on_click="ignore",
    )
