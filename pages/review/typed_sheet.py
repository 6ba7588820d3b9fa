"""A score sheet typed on the page: it is written into the official workbook and goes the way of all workbooks, checks and receipt too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from loaders.templates import write_template
from loaders.typed import TypedScores, scoring_workbook
from pages.office.issues import show_issues
from pages.office.outcomes import Outcome, receipt, send
from pages.office.sent import confirm
from pages.parts import address, frame
from pages.parts.data import Clocks, ask, plan, warehouse
from pages.parts.guard import drawn, try_step
from pages.parts.look import as_markdown, number, short
from pages.review.round_figures import Round, criteria_headings
from warehouse import round_queries, standing
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.standing import ReviewRound

_UNIT, _REMARK = "被评单位", "评语"
_LONGEST_REMARK = 200
_NOBODY = ""


@dataclass
class Draft:
    """What is being typed for one rater; it lives in the session until it is sent or dropped."""

    began: pd.DataFrame
    """What it began with: the sheet in force, or empty fields."""
    base: pd.DataFrame
    """What the editor was given: its own record holds only what was changed since."""
    latest: pd.DataFrame
    based_on: str | None
    """The submission that it began with."""
    number: int = 0
    """Grows with each new beginning, so that the editor begins anew too."""

    @property
    def is_changed(self) -> bool:
        """Whether something waits to be sent."""
        return not self.latest.equals(self.began)


def typed_box(chosen: Round, in_force: Plan) -> None:
    """The place to type a sheet, as long as the round takes any; only as things are known now."""
    held: ReviewRound | None = ask(standing.round_on, chosen.round_date)
    if held is None or held.closed_at:
        return
    sender = address.sender(in_force)
    with st.container(border=True, key="typed_box"):
        st.markdown("**填写打分表**")
        if frame.clocks().known_at:
            st.caption("这是那一天所知的情况。要填写,请先把左边的“按哪天所知”改为“现在”。")
        elif sender and sender not in held.rater_codes:
            st.caption(f"{as_markdown(in_force.units[sender].name)}不是这一轮的评分单位,不用填写。")
        else:
            _form(held, sender)


@st.fragment
@drawn
def _form(held: ReviewRound, sender: str | None) -> None:
    """Runs by itself: whatever is typed is kept at once, and the rest of the page stays as it is."""
    in_force = plan()
    rater = sender or _choose_rater(held, in_force)
    if not rater:
        st.caption("选好评分单位就可以在这里填写;也可以在“报送”页上传打分表。")
        return
    _outcome(held, rater, in_force)
    units = [code for code in held.unit_codes if code != rater and code in in_force.units]
    draft = _draft(held.round_date, rater, units, in_force)
    key = f"typed_{held.round_date}_{rater}_{draft.number}"
    if key not in st.session_state:  # new, or another page was shown meanwhile
        draft.base = draft.latest
    draft.latest = _editor(draft.base, key, in_force)
    st.text("\n".join(_standing_words(draft.latest, in_force)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        wants_to_send = st.button("提交打分表", type="primary", key="send_typed", disabled=not draft.is_changed)
        if draft.is_changed:
            st.button("放弃改动", key="drop_typed", on_click=_drop, args=(held.round_date, rater))
        _template(held.round_date, in_force.units[rater].name)
    if wants_to_send:
        _send(held.round_date, rater, units, sender)


def _choose_rater(held: ReviewRound, in_force: Plan) -> str:
    return str(
        st.selectbox(
            "评分单位",
            [_NOBODY, *(code for code in held.rater_codes if code in in_force.units)],
            key=f"typed_rater_{held.round_date}",
            format_func=lambda code: in_force.units[code].name if code else "请选择评分单位",
            help="创建办可以代各单位填写;单位从“报送”页选好自己再来,只能填自己的。",
            width=420,
        )
    )


# ---- the draft -------------------------------------------------------------------------------------------------------------


def _draft(round_date: date, rater: str, units: list[str], in_force: Plan) -> Draft:
    """The session's draft; one without changes follows the sheet in force."""
    drafts: dict[tuple[date, str], Draft] = st.session_state.setdefault("typed_drafts", {})
    now = Clocks(office_now().date(), None)
    given = ask(round_queries.given_points, now, round_date)
    own = given[given["rater_code"] == rater]
    submission_id = None if own.empty else str(own["submission_id"].iloc[0])
    draft = drafts.get((round_date, rater))
    if draft is None or (not draft.is_changed and draft.based_on != submission_id):
        empty = sheet_frame(own, units, in_force)
        draft = drafts[round_date, rater] = Draft(empty, empty, empty, submission_id, draft.number + 1 if draft else 0)
    if draft.based_on != submission_id:
        st.caption("填写期间,这个单位的打分表已由别处报送或撤回;现在提交,会替换在用的那一份。")
    elif submission_id:
        st.caption(f"{own['received_at'].iloc[0]:%Y-%m-%d %H:%M} 已交,下面是在用的一份;这一轮结束以前可以改后再交。")
    return draft


def sheet_frame(own: pd.DataFrame, units: list[str], in_force: Plan) -> pd.DataFrame:
    """One row per unit to score: the points of the sheet in force, or nothing."""
    rows = own.set_index("unit_code")
    headings = criteria_headings(in_force.criteria)
    scores = [list(rows.loc[code, "scores"]) if code in rows.index else [None] * len(headings) for code in units]
    table = pd.DataFrame([one[: len(headings)] for one in scores], columns=headings, dtype=float)
    table.insert(0, _UNIT, [short(in_force.units[code].name) for code in units])
    remarks = [rows.loc[code, "remark"] if code in rows.index else None for code in units]
    table[_REMARK] = pd.Series([remark if isinstance(remark, str) else "" for remark in remarks], dtype=object)
    return table


def _editor(base: pd.DataFrame, key: str, in_force: Plan) -> pd.DataFrame:
    """The grid. It takes any number, and what is wrong with one is said in words: a field that refuses says nothing."""
    headings = criteria_headings(in_force.criteria)
    edited: pd.DataFrame = st.data_editor(
        base,
        key=key,
        hide_index=True,
        num_rows="fixed",
        placeholder="未填",
        disabled=[_UNIT],
        height=35 * (len(base) + 1) + 3,
        column_config={
            _UNIT: st.column_config.TextColumn(pinned=True),
            **{heading: st.column_config.NumberColumn(width=92) for heading in headings},
            _REMARK: st.column_config.TextColumn(max_chars=_LONGEST_REMARK, width="medium"),
        },
        alt="打分表:每行一个被评单位,每列一项,括号里是满分。选中一格直接输入,按回车或 Tab 到下一格。",
    )
    edited[_REMARK] = edited[_REMARK].fillna("")
    return edited


def _standing_words(sheet: pd.DataFrame, in_force: Plan) -> list[str]:
    """How far the sheet is, the sums of the rows that are whole, and figures that can't be right."""
    headings = criteria_headings(in_force.criteria)
    points = sheet[headings]
    missing = int(points.isna().sum().sum())
    said = [f"已填 {points.size - missing}/{points.size} 项" + (",都要填;确实是 0 分的填 0。" if missing else "。")]
    whole = points.notna().all(axis=1)
    sums = [f"{name} {number(one)}" for name, one in zip(sheet.loc[whole, _UNIT], points[whole].sum(axis=1), strict=True)]
    return [*said, *([f"合计:{'、'.join(sums)}"] if sums else []), *doubts(sheet, in_force)]


def doubts(sheet: pd.DataFrame, in_force: Plan) -> list[str]:
    """Figures over the full mark, below 0, or with more than one decimal, in words."""
    said = []
    for heading, criterion in zip(criteria_headings(in_force.criteria), in_force.criteria, strict=True):
        for name, points in zip(sheet[_UNIT], sheet[heading], strict=True):
            if pd.notna(points) and not (0 <= points <= criterion.full_score and round(points, 1) == round(points, 9)):
                said.append(f"请核对:{name} {criterion.name} {points:g},应为 0 至 {criterion.full_score:g},最多一位小数。")
    return said


def _drop(round_date: date, rater: str) -> None:
    drafts: dict[tuple[date, str], Draft] = st.session_state["typed_drafts"]
    draft = drafts[round_date, rater]
    draft.base = draft.latest = draft.began
    draft.number += 1


# ---- sending ---------------------------------------------------------------------------------------------------------------


def _send(round_date: date, rater: str, units: list[str], sender: str | None) -> None:
    draft: Draft = st.session_state["typed_drafts"][round_date, rater]
    typed = typed_scores(draft.latest, units, plan())
    with st.spinner("正在核对、入库…"):
        if words := try_step(partial(_write, round_date, rater, typed, sender)):
            st.session_state["typed_outcome"] = (round_date, rater, words)
    st.rerun()


def _write(round_date: date, rater: str, typed: list[TypedScores], sender: str | None) -> None:
    in_force = plan()
    with warehouse().reading() as cursor:
        file = scoring_workbook(cursor, rater, round_date, typed)
    outcome = send(warehouse(), file, in_force.units[sender].name if sender else None, False, lambda _: None)
    st.session_state["typed_outcome"] = (round_date, rater, outcome)
    if outcome.is_stored:
        number = st.session_state["typed_drafts"].pop((round_date, rater)).number
        st.session_state["typed_drafts"][round_date, rater] = _fresh(number)


def _fresh(number: int) -> Draft:
    """A draft that the sheet in force will take the place of."""
    nothing = pd.DataFrame()
    return Draft(nothing, nothing, nothing, "", number)


def typed_scores(sheet: pd.DataFrame, units: list[str], in_force: Plan) -> list[TypedScores]:
    """The rows as the workbook takes them; an empty field stays empty."""
    headings = criteria_headings(in_force.criteria)
    return [
        TypedScores(code, tuple(None if pd.isna(row[heading]) else float(row[heading]) for heading in headings), row[_REMARK])
        for code, (_, row) in zip(units, sheet.iterrows(), strict=True)
    ]


def _outcome(held: ReviewRound, rater: str, in_force: Plan) -> None:
    """What became of the sheet that was sent last."""
    day, whose, outcome = st.session_state.get("typed_outcome", (None, None, None))
    if (day, whose) != (held.round_date, rater):
        return
    with st.container(border=True, key="typed_result"):
        if isinstance(outcome, str):
            st.text(outcome)
            return
        assert isinstance(outcome, Outcome)
        errors, warnings = outcome.issues("error"), outcome.issues("warning")
        st.markdown(f"**没有入库,需要修改 {len(errors)} 处**" if outcome.is_refused else f"**已入库:{outcome.answer['rows']} 个单位**")
        show_issues("需要修改", errors, "typed")
        show_issues("请核对", warnings, "typed")
        if outcome.is_stored:
            st.caption(f"回执编号 {outcome.answer['submission_id']}")
            confirm(outcome.answer["submission_id"], "confirm_typed", bool(warnings))
            receipt([outcome.answer], in_force)


def _template(round_date: date, rater_name: str) -> None:
    st.download_button(
        "下载打分表模板",
        data=lambda: ask(write_template, "scoring", rater_name, None, round_date, None),
        file_name=f"{round_date}_{rater_name}_互评打分表.xlsx",
        key="download_scoring_template",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
