"""What became of the workbooks that were sent just now: every fault by cell, the marked-up copy, warnings to confirm, a receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from loaders import sandbox
from loaders.cells import Sheet
from loaders.layout.words import kinds
from loaders.load import load
from loaders.marked import marked_up
from loaders.shown import heading_lines
from pages.office.issues import show_issues, stored_warnings
from pages.office.sent import confirm
from pages.office.taught import first_rows, teach
from pages.parts import frame
from pages.parts.data import plan, warehouse
from pages.parts.download import download_table
from pages.parts.tables import period_words, whose_words
from warehouse.connection import Warehouse
from warehouse.plan import Plan

_ROWS = {"report": "项指标", "sites": "个示范点", "inspection": "项指标", "scoring": "个单位", "satisfaction": "个单位"}
_TAUGHT = "已记住,以后报送的表按新列名读。已入库的不变;要按新列名读,请先撤回这份报送再上传。"


@dataclass
class Outcome:
    """A loader's answer, and the bytes as long as something may still be done with them: a copy to make, a heading to teach."""

    answer: dict[str, Any]
    content: bytes
    is_dry_run: bool
    note: str = ""
    """What to say beside the answer."""
    _sheets: list[Sheet] | None = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing was stored for its faults."""
        return bool(self.answer["status"] == "refused")

    @property
    def is_stored(self) -> bool:
        """Whether it stands in the warehouse."""
        return not self.is_refused and not self.is_dry_run

    def issues(self, severity: str) -> list[dict[str, Any]]:
        """Its errors or its warnings."""
        return [issue for issue in self.answer["issues"] if issue["severity"] == severity]

    def sheets(self) -> list[Sheet]:
        """The first rows of its sheets, as they stand there; read when somebody asks, once."""
        if self._sheets is None:
            self._sheets = [first_rows(sheet) for sheet in sandbox.cells(self.content, self.answer["file"]) if sheet.cells]
        return self._sheets


def send(opened: Warehouse, file: tuple[str, bytes], unit: str | None, is_dry_run: bool, tell: Callable[[str], None]) -> Outcome:
    """Load one workbook for the unit that sends (None: the office); its warnings wait to be confirmed. Any thread may."""
    name, content = file
    answer = load(opened, name, content, sender=unit, dry_run=is_dry_run, is_confirmed=False, tell=tell)
    is_done_with = answer["status"] != "refused" and not answer["headings"]["unread"]
    return Outcome(answer, b"" if is_done_with else content, is_dry_run)


def show_results(in_force: Plan, sender: str | None) -> None:
    """All outcomes, the refused ones first, and a receipt for what was stored."""
    outcomes: list[Outcome] = st.session_state.get("outcomes", [])
    if not outcomes:
        return
    refused = sum(outcome.is_refused for outcome in outcomes)
    st.markdown(f"**{len(outcomes)} 份已检查,{refused} 份需要修改**" if refused else f"**{len(outcomes)} 份全部通过**")
    for order in sorted(range(len(outcomes)), key=lambda order: not outcomes[order].is_refused):
        outcome = outcomes[order]
        _one(order, outcome, in_force)
        if outcome.content:
            teach(order, outcome.answer, outcome.sheets, in_force, sender, _after_teaching)
    stored = [outcome.answer for outcome in outcomes if outcome.is_stored]
    if stored:
        receipt(stored, in_force)


def _after_teaching(order: int, sender: str | None) -> None:
    """After a heading was taught: what is stored stays as it is, anything else is checked once more."""
    outcomes: list[Outcome] = st.session_state["outcomes"]
    before = outcomes[order]
    if before.is_stored:
        before.note, before.content = _TAUGHT, b""
        return
    unit = plan().units[sender].name if sender else None
    with st.spinner("正在重新检查…"):
        outcomes[order] = send(warehouse(), (before.answer["file"], before.content), unit, before.is_dry_run, lambda _: None)


def receipt(stored: list[dict[str, Any]], in_force: Plan) -> None:
    """A button that gives the receipt of what was stored; `stored` holds the loader's answers."""
    titles = {kind.kind: kind.title for kind in kinds()}
    shown = pd.DataFrame(
        {
            "文件": [answer["file"] for answer in stored],
            "单位": [_unit_of(answer, in_force) for answer in stored],
            "报告期": [_period_of(answer) for answer in stored],
            "行数": [answer["rows"] for answer in stored],
            "结果": ["已入库" if answer["status"] == "accepted" else "与在库的完全相同" for answer in stored],
            "表类": [titles[answer["kind"]] for answer in stored],
            "报送编号": [answer["submission_id"] or "" for answer in stored],
        }
    )
    download_table(shown, "报送回执", f"报送回执;{frame.stamp()}", "download_receipt", "下载回执(.xlsx)")


def _one(order: int, outcome: Outcome, in_force: Plan) -> None:
    answer, errors, warnings = outcome.answer, outcome.issues("error"), outcome.issues("warning")
    if answer["status"] == "unchanged":  # what the one in the warehouse came with
        warnings = stored_warnings(answer["submission_id"])
    with st.container(border=True, key=f"result_{order}"):
        st.markdown(f"**{_headline(outcome)}**")
        st.text("\n".join(text for text in (answer["file"], _whose(answer, in_force)) if text))
        if outcome.is_stored:
            st.caption(f"回执编号 {answer['submission_id']}")
        show_issues("需要修改", errors, str(order))
        show_issues("请核对", warnings, str(order))
        if lines := [*heading_lines(answer["headings"]), *filter(None, [outcome.note])]:
            st.text("\n".join(lines))
        if outcome.is_refused and outcome.content:
            _copy(order, outcome)
        if outcome.is_stored:
            confirm(answer["submission_id"], f"confirm_result_{order}", bool(warnings))


def _whose(answer: dict[str, Any], in_force: Plan) -> str:
    title = next((kind.title for kind in kinds() if kind.kind == answer["kind"]), None)
    return " ".join(filter(None, (title, _unit_of(answer, in_force), _period_of(answer))))


def _unit_of(answer: dict[str, Any], in_force: Plan) -> str:
    """Who it speaks for; an inspection with the inspected unit."""
    subject = in_force.units.get(answer["headings"].get("subject_code"))
    return whose_words(answer["unit"], subject.name if subject else None) if answer["unit"] else ""


def _period_of(answer: dict[str, Any]) -> str:
    """The answer's period as pages write it."""
    period = answer["period"] or ""
    return period_words(answer["kind"], date.fromisoformat(f"{period}-01"[:10])) if period else ""


def _headline(outcome: Outcome) -> str:
    # No coloured boxes here: red means 落后 and nothing else.
    answer = outcome.answer
    if outcome.is_refused:
        return f"没有入库,需要修改 {len(outcome.issues('error'))} 处"
    if answer["status"] == "unchanged":
        return "与在库的完全相同,没有改动"
    rows = f"{answer['rows']} {_ROWS[answer['kind']]}"
    return f"检查通过,可以报送({rows})" if outcome.is_dry_run else f"已入库:{rows}"


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
