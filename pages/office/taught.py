"""Headings of a unit's own: taught once on a picture of the sheet's first rows, kept for that unit and kind, shown, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from loaders import sandbox
from loaders.cells import Sheet, letters
from loaders.layout.folding import fold_heading
from loaders.layout.words import Vocabulary, column_choices, kinds
from loaders.taught import check_teachable
from pages.parts import address, frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.look import as_markdown, short
from warehouse.clock import office_now
from warehouse.errors import Refusal
from warehouse.layouts import forget_heading, learn_heading
from warehouse.plan import Plan
from warehouse.records import OFFICE
from warehouse.standing import learned_headings

_ROWS, _COLUMNS = 14, 14
_NOT_READ = ""


def teach(
    order: int, answer: dict[str, Any], content: bytes, in_force: Plan, sender: str | None, again: Callable[[int, str | None], None]
) -> None:
    """Offer to map headings, where one that is wanted was not found, or a column was left unread. `again` sends the workbook anew."""
    missing = next((issue for issue in answer["issues"] if issue["rule"] == "heading_missing"), None)
    if not content or (missing is None and not answer["headings"]["unread"]):
        return
    if not st.toggle("列名系统不认得?在这里告诉它按哪一栏读(只对这个单位的这种表有效)", key=f"teach_on_{order}"):
        return  # the sheet is read again for its picture, so only when somebody asks
    with st.container(border=True):
        sheets = [sheet for sheet in sandbox.cells(content, answer["file"]) if sheet.cells]
        if not sheets:
            st.caption("这个文件读不出内容,不能设定列名。")
            return
        names = [sheet.name or "(文本文件)" for sheet in sheets]
        first = names.index(missing["sheet"]) if missing and missing["sheet"] in names else 0
        left, middle, right = st.columns(3)
        sheet = sheets[names.index(left.selectbox("工作表", names, index=first, key=f"teach_sheet_{order}"))]
        kind = _choose_kind(middle, answer, missing, order)
        unit_code = _choose_unit(right, answer, in_force, sender, kind, order)
        _picture(sheet, order)
        rows = sorted({row for row, _ in sheet.cells})[:_ROWS]
        likely = _row_of(missing, answer, rows)
        row = st.selectbox("列名在第几行", rows, index=rows.index(likely), key=f"teach_row_{order}")
        _form(order, sheet, row, kind, unit_code, lambda: again(order, sender))


def _choose_kind(place: Any, answer: dict[str, Any], missing: dict[str, Any] | None, order: int) -> str:
    titles = {kind.kind: kind.title for kind in kinds()}
    likely = answer["kind"] or next(
        (kind for kind, title in titles.items() if missing and f"{title}的表头" in missing["message"]), "report"
    )
    chosen: str = place.selectbox(
        "表类", list(titles), index=list(titles).index(likely), format_func=titles.__getitem__, key=f"teach_kind_{order}"
    )
    return chosen


def _choose_unit(place: Any, answer: dict[str, Any], in_force: Plan, sender: str | None, kind: str, order: int) -> str | None:
    """Whose heading it is: the sender's; the office chooses; a satisfaction result is the office's own."""
    if kind == "satisfaction":
        place.text_input("对谁有效", OFFICE, disabled=True, key=f"teach_office_{order}")
        return None
    if sender is not None:
        place.text_input("对谁有效", in_force.units[sender].name, disabled=True, key=f"teach_sender_{order}")
        return sender
    codes = list(in_force.units)
    found = next((code for code, unit in in_force.units.items() if unit.name == answer["unit"]), codes[0])
    chosen: str = place.selectbox(
        "对谁有效", codes, index=codes.index(found), format_func=lambda code: in_force.units[code].name, key=f"teach_unit_{order}"
    )
    return chosen


def _row_of(missing: dict[str, Any] | None, answer: dict[str, Any], rows: list[int]) -> int:
    """The row in which the headings most likely stand."""
    spots = (
        [missing["cell"]] if missing and missing["cell"] else [line.split("!")[-1].split(" ")[0] for line in answer["headings"]["unread"]]
    )
    numbers = [int("".join(sign for sign in spot if sign.isdigit()) or 0) for spot in spots]
    return next((number for number in numbers if number in rows), rows[0])


def _picture(sheet: Sheet, order: int) -> None:
    """The sheet's first rows as they stand there."""
    rows = sorted({row for row, _ in sheet.cells})[:_ROWS]
    columns = sorted({column for row, column in sheet.cells if row in rows})[:_COLUMNS]
    shown = pd.DataFrame(
        [[cell.text if (cell := sheet.cells.get((row, column))) else "" for column in columns] for row in rows],
        index=[str(row) for row in rows],
        columns=[letters(column) for column in columns],
    )
    st.dataframe(shown, key=f"teach_picture_{order}", height=min(36 * (len(rows) + 1), 320))


def _form(order: int, sheet: Sheet, row: int, kind: str, unit_code: str | None, again: Callable[[], None]) -> None:
    """One choice for each text of the row that nobody knows."""
    known = Vocabulary().column_keys(kind)
    texts = [cell.text.strip() for (at, _), cell in sorted(sheet.cells.items()) if at == row and cell.kind == "text"]
    unknown = [text for text in dict.fromkeys(texts) if fold_heading(text) and fold_heading(text) not in known]
    if not unknown:
        st.caption("这一行的列名系统都认得。")
        return
    choices = {_NOT_READ: "不读", **column_choices(kind)}
    with st.form(f"teach_{order}", border=False):
        picked: dict[str, str] = {}
        columns = st.columns(3)
        for number, text in enumerate(unknown):
            place = columns[number % 3]
            label = as_markdown(f"“{text}”按哪一栏读")
            picked[text] = place.selectbox(label, list(choices), format_func=choices.__getitem__, key=f"teach_{order}_{row}_{number}")
        if st.form_submit_button("记住,并重新检查这个文件"):
            _learn(kind, unit_code, {text: key for text, key in picked.items() if key != _NOT_READ}, again)


def _learn(kind: str, unit_code: str | None, picked: dict[str, str], again: Callable[[], None]) -> None:
    if not picked:
        st.warning("还没有选择任何一栏。请至少给一个列名选一栏,再点“记住”。")
        return
    try:
        for text, key in picked.items():
            check_teachable(kind, text, key)
        with warehouse().writing() as cursor:
            for text, key in picked.items():
                learn_heading(cursor, unit_code, kind, fold_heading(text), key, office_now(), address.sender_name(plan()))
    except Refusal as refusal:
        st.warning(as_markdown(str(refusal)))
        return
    again()
    frame.note_what_is_drawn()
    st.rerun()


def taught_box(in_force: Plan, sender: str | None) -> None:
    """What was taught, and how to take it back."""
    taught = [one for one in ask(learned_headings) if sender is None or one.unit_code == sender]
    if not taught:
        return
    titles = {kind.kind: kind.title for kind in kinds()}
    with st.container(border=True, key="taught"):
        st.markdown("**记住的列名**")
        for order, one in enumerate(taught):
            who = short(in_force.units[one.unit_code].name) if one.unit_code in in_force.units else OFFICE
            column = column_choices(one.kind).get(one.key, one.key)
            words, button = st.columns([4, 1], vertical_alignment="center")
            words.text(f"{who} {titles[one.kind]}:“{one.heading}”按“{column}”读")
            button.button("取消", key=f"forget_{order}", on_click=_forget, args=(one.unit_code, one.kind, one.heading))
        st.caption("只影响以后报送的表;已经入库的不变。")


def _forget(unit_code: str | None, kind: str, heading: str) -> None:
    with warehouse().writing() as cursor:
        forget_heading(cursor, unit_code, kind, heading, office_now(), address.sender_name(plan()))
