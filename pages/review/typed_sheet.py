"""A score sheet typed on the page: it is written into the official workbook and goes the way of all workbooks, checks and receipt too.

Plain fields, one for each score: Streamlit's grid loses the first key that is struck in it, and an 18 becomes an 8.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from loaders.templates import write_template
from loaders.typed import TypedScores, scoring_workbook
from pages.office.outcomes import Outcome, send
from pages.parts import frame
from pages.parts.data import Clocks, ask, plan, warehouse
from pages.parts.guard import drawn, try_step
from pages.parts.look import as_markdown, number, short
from pages.parts.who import choose_sender
from pages.review.round_figures import Round
from pages.review.typed_draft import Draft, begun, doubts, drafts, entered, standing_words, too_fine
from pages.review.typed_result import typed_result
from warehouse import round_queries, standing
from warehouse.clock import office_now
from warehouse.plan import Plan
from warehouse.standing import ReviewRound

_LONGEST_SCORE, _LONGEST_REMARK = 12, 200
_NOBODY = ""
_OUTCOME = "typed_outcome"


def takes_sheets(chosen: Round) -> bool:
    """Whether the round takes sheets, as things are known now: until the city closes it."""
    held: ReviewRound | None = ask(standing.round_on, chosen.round_date)
    return held is not None and held.closed_at is None


def choose_whose(in_force: Plan) -> str | None:
    """In whose name somebody works on this page."""
    return choose_sender(in_force, "可代各评分单位填写", "单位只能填自己的打分表")


def typed_box(chosen: Round, in_force: Plan) -> None:
    """The place to type a sheet for a round that takes any; only as things are known now."""
    held: ReviewRound = ask(standing.round_on, chosen.round_date)
    with st.container(border=True, key="typed_box"):
        st.markdown("**填写打分表**")
        if frame.clocks().known_at:
            st.caption("这是那一天所知的情况。要填写,请先把左边的“按哪天所知”改为“现在”。")
            return
        left, right = st.columns(2, gap="small")
        with left:
            sender = choose_whose(in_force)
        if sender and sender not in held.rater_codes:
            st.caption(f"{as_markdown(in_force.units[sender].name)}不是这一轮的评分单位,不用填写。")
        else:
            with right:
                rater = sender or _choose_rater(held, in_force)
            if rater:
                _form(held, rater, sender)
            else:
                st.caption("选好评分单位就可以在这里填写;也可以在“报送”页上传打分表。")


@st.fragment
@drawn
def _form(held: ReviewRound, rater: str, sender: str | None) -> None:
    """Runs by itself: whatever is typed is kept at once, and the rest of the page stays as it is."""
    in_force = plan()
    units = [code for code in held.unit_codes if code != rater and code in in_force.units]
    with st.container():  # a place of its own, so that nothing below moves to another when it fills
        draft = _draft(held.round_date, rater, units, in_force)
    with st.container(key="typed_grid", gap="xsmall"):
        _grid(draft, f"typed_{held.round_date}_{rater}_{draft.number}", units, in_force)
    st.text("\n".join([*standing_words(draft.now, units, in_force), *doubts(draft.now, units, in_force)]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        wants_to_send = st.button(
            "提交打分表", type="primary" if draft.is_changed else "secondary", key="send_typed", disabled=not draft.is_changed
        )
        if draft.is_changed:
            st.button("放弃改动", key="drop_typed", on_click=draft.begin_again)
        _template(held.round_date, in_force.units[rater].name)
    _outcome(held, rater, in_force)
    if wants_to_send:
        _send(held.round_date, rater, units, sender)


def _choose_rater(held: ReviewRound, in_force: Plan) -> str:
    return str(
        st.selectbox(
            "评分单位",
            [_NOBODY, *(code for code in held.rater_codes if code in in_force.units)],
            key=f"typed_rater_{held.round_date}",
            format_func=lambda code: in_force.units[code].name if code else "请选择评分单位",
        )
    )


def _draft(round_date: date, rater: str, units: list[str], in_force: Plan) -> Draft:
    """The session's draft; one without changes follows the sheet in force."""
    given = ask(round_queries.given_points, Clocks(office_now().date(), None), round_date)
    own = given[given["rater_code"] == rater]
    submission_id = None if own.empty else str(own["submission_id"].iloc[0])
    draft = drafts().get((round_date, rater))
    if draft is None or (not draft.is_changed and draft.based_on != submission_id):
        draft = drafts()[round_date, rater] = begun(own, units, in_force, draft.number + 1 if draft else 0)
    if draft.based_on != submission_id:
        st.caption("填写期间,这个单位的打分表已由别处报送或撤回;现在提交,会替换在用的那一份。")
    elif submission_id:
        st.caption(f"{own['received_at'].iloc[0]:%Y-%m-%d %H:%M} 已交,下面是在用的一份;这一轮结束以前可以改后再交。")
    return draft


def _grid(draft: Draft, key: str, units: list[str], in_force: Plan) -> None:
    """A row of fields for each unit. On a narrow screen the style sheet shows each field's own label in place of the headings."""
    criteria = in_force.criteria
    widths = [1.4, *[1.0] * len(criteria), 0.7, 3.0]
    headings = ["被评单位", *(f"{one.name}({one.full_score:g})" for one in criteria), "合计", "评语(可不填)"]
    with st.container(key="typed_heads"):
        for column, heading in zip(st.columns(widths, gap="xsmall"), headings, strict=True):
            column.caption(as_markdown(heading))
    for code in units:
        name, *fields, whole, remark = st.columns(widths, gap="xsmall", vertical_alignment="center")
        name.text(short(in_force.units[code].name))
        for place, (column, criterion) in enumerate(zip(fields, criteria, strict=True)):
            with column:
                _field(draft, f"{key}_{code}_{place}", (code, place), f"{criterion.name}({criterion.full_score:g})", _LONGEST_SCORE)
        points = [entered(draft.now.get((code, place), "")) for place in range(len(criteria))]
        numbers = [one for one in points if isinstance(one, float)]
        whole.text(number(sum(numbers)) if len(numbers) == len(points) else "—")
        with remark:
            _field(draft, f"{key}_{code}_remark", (code, len(criteria)), "评语", _LONGEST_REMARK)


def _field(draft: Draft, key: str, cell: tuple[str, int], label: str, longest: int) -> None:
    if key not in st.session_state:  # new, or another page was shown meanwhile
        st.session_state[key] = draft.now.get(cell, "")
    draft.now[cell] = st.text_input(as_markdown(label), key=key, max_chars=longest).strip()


# ---- sending ---------------------------------------------------------------------------------------------------------------


def _send(round_date: date, rater: str, units: list[str], sender: str | None) -> None:
    with st.spinner("正在核对、入库…"):
        words = try_step(partial(_write, round_date, rater, units, sender))
    if words:
        st.session_state[_OUTCOME] = (round_date, rater, words)
    st.rerun()


def _write(round_date: date, rater: str, units: list[str], sender: str | None) -> None:
    in_force, draft = plan(), drafts()[round_date, rater]
    if too_fine(draft.now, units, in_force):
        st.session_state[_OUTCOME] = (round_date, rater, "没有提交:分数最多一位小数,请按下面的提示改正。")
        return
    last = len(in_force.criteria)
    typed = [TypedScores(code, tuple(entered(draft.now[code, place]) for place in range(last)), draft.now[code, last]) for code in units]
    with warehouse().reading() as cursor:
        file = scoring_workbook(cursor, rater, round_date, typed)
    outcome = send(warehouse(), file, in_force.units[sender].name if sender else None, False, lambda _: None)
    st.session_state[_OUTCOME] = (round_date, rater, outcome)
    if outcome.is_stored:
        draft.began = dict(draft.now)  # nothing waits any more: from here on it follows the sheet in force


def _outcome(held: ReviewRound, rater: str, in_force: Plan) -> None:
    """What became of the sheet that was sent last."""
    day, whose, outcome = st.session_state.get(_OUTCOME, (None, None, None))
    if (day, whose) != (held.round_date, rater):
        return
    stored = f"已入库:{outcome.answer['rows']} 个单位" if isinstance(outcome, Outcome) and not outcome.is_refused else ""
    typed_result(outcome, stored, "typed", in_force)


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
