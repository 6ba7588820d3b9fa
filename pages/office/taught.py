"""Headings of a unit's own: taught once on a picture of the sheet's first rows, kept for that unit and kind, shown, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from loaders.cells import Cell, Sheet, letters
from loaders.layout.folding import fold_heading
from loaders.layout.words import kinds
from loaders.taught import check_teachable, columns_of, known_headings
from pages.parts import address, frame
from pages.parts.data import ask, plan, warehouse
from pages.parts.guard import step, try_step
from pages.parts.look import as_markdown, short
from warehouse.clock import office_now
from warehouse.layouts import forget_heading, learn_heading
from warehouse.plan import Plan
from warehouse.records import OFFICE
from warehouse.standing import learned_headings

_KEPT_ROWS, _CHOOSABLE_ROWS = 200, 60
_ROWS_BEFORE, _ROWS, _COLUMNS, _LONGEST = 3, 12, 14, 60
_MOST_ASKED = 30
_NOT_READ = ""
_UNSAID = "请选择"


def first_rows(sheet: Sheet) -> Sheet:
    """A sheet's first filled rows: where a heading stands, and enough below it to see which columns hold anything."""
    rows = set(sorted({row for row, _ in sheet.cells})[:_KEPT_ROWS])
    return Sheet(sheet.name, cells={place: cell for place, cell in sheet.cells.items() if place[0] in rows}, merges=sheet.merges)


def teach(
    order: int,
    answer: dict[str, Any],
    sheets_of: Callable[[], list[Sheet]],
    in_force: Plan,
    sender: str | None,
    after: Callable[[int, str | None], None],
) -> None:
    """Offer to map headings, where one that is wanted was not found, or a column was left unread. `after` follows what was taught."""
    headings = answer["headings"]
    if not headings["unread"] and not any(issue["rule"] == "heading_missing" for issue in answer["issues"]):
        return
    if not st.toggle("列名不认得?在这里教", key=f"teach_on_{order}"):
        return  # the sheet is read again for its picture, so only when somebody asks
    with st.container(border=True, key=f"teach_box_{order}"):
        sheets = sheets_of()
        if not sheets:
            st.caption("这个文件读不出内容,不能设定列名。")
            return
        st.caption("告诉系统一个列名按哪一栏读,只对这个单位的这种表有效。")
        names = [sheet.name or "(文本文件)" for sheet in sheets]
        own = [sheet.name for sheet in sheets]
        first = own.index(headings["sheet"] or "") if (headings["sheet"] or "") in own else 0
        left, middle, right = st.columns(3)
        place = left.selectbox("工作表", range(len(sheets)), index=first, format_func=names.__getitem__, key=f"teach_sheet_{order}")
        kind = _choose_kind(middle, headings["kind"], sender, order)
        unit_code = _choose_unit(right, headings["unit_code"], in_force, sender, kind, order)
        picture = st.container()
        sheet = sheets[place]
        rows = sorted({row for row, _ in sheet.cells})[:_CHOOSABLE_ROWS]
        likely = headings["row"] if place == first and headings["row"] in rows else rows[0]
        row = st.selectbox("列名在第几行", rows, index=rows.index(likely), key=f"teach_row_{order}_{place}")
        asked = _asked(sheet, row, known_headings(kind, in_force)) if kind else []
        with picture:
            _picture(sheet, row, {cell.column for cell in asked}, f"{order}_{place}_{row}")
        if kind is None:
            st.caption("请先选择表类。")
        elif not asked:
            st.caption("这一行没有系统不认得、下面又有内容的列名。")
        else:
            _form(f"{order}_{place}_{row}_{kind}", asked, in_force, kind, unit_code, lambda: after(order, sender))


def _choose_kind(place: Any, likely: str | None, sender: str | None, order: int) -> str | None:
    titles = {kind.kind: kind.title for kind in kinds() if sender is None or kind.kind != "satisfaction"}
    index = list(titles).index(likely) if likely in titles else None
    chosen: str | None = place.selectbox(
        "表类", list(titles), index=index, format_func=titles.__getitem__, placeholder=_UNSAID, key=f"teach_kind_{order}"
    )
    return chosen


def _choose_unit(place: Any, likely: str | None, in_force: Plan, sender: str | None, kind: str | None, order: int) -> str | None:
    """Whose heading it is: the sender's; the office chooses; a satisfaction result is the office's own."""
    if kind == "satisfaction":
        place.text_input("对谁有效", OFFICE, disabled=True, key=f"teach_office_{order}")
        return OFFICE
    if sender is not None:
        place.text_input("对谁有效", in_force.units[sender].name, disabled=True, key=f"teach_sender_{order}")
        return sender
    codes = list(in_force.units)
    chosen: str | None = place.selectbox(
        "对谁有效",
        codes,
        index=codes.index(likely) if likely in codes else None,
        format_func=lambda code: in_force.units[code].name,
        placeholder=_UNSAID,
        key=f"teach_unit_{order}",
    )
    return chosen


def _asked(sheet: Sheet, row: int, known: frozenset[str]) -> list[Cell]:
    """The texts of a row that nobody knows and that have something below them, each once."""
    filled = {column for below, column in sheet.cells if below > row}
    wide = {(merge.top, merge.left): range(merge.left, merge.right + 1) for merge in sheet.merges if merge.top == row}
    asked: dict[str, Cell] = {}
    for place, cell in sorted(sheet.cells.items()):
        folded = fold_heading(cell.text) if place[0] == row and cell.kind == "text" else ""
        if folded and folded not in known and any(column in filled for column in wide.get(place, (place[1],))):
            asked.setdefault(folded, cell)
    return list(asked.values())[:_MOST_ASKED]


def _picture(sheet: Sheet, row: int, asked: set[int], key: str) -> None:
    """The sheet around the heading row as it stands there, every column that is asked about among what is shown."""
    rows = sorted({row for row, _ in sheet.cells})
    first = max(0, rows.index(row) - _ROWS_BEFORE)
    rows = rows[first : first + _ROWS]
    columns = sorted({*sorted({column for at, column in sheet.cells if at in rows})[:_COLUMNS], *asked})
    shown = pd.DataFrame(
        [[cell.text[:_LONGEST] if (cell := sheet.cells.get((at, column))) else "" for column in columns] for at in rows],
        index=[f"{at} ◀" if at == row else str(at) for at in rows],
        columns=[letters(column) for column in columns],
    )
    st.dataframe(shown, key=f"teach_picture_{key}", height=35 * (len(rows) + 1) + 3)


def _form(key: str, asked: list[Cell], in_force: Plan, kind: str, unit_code: str | None, after: Callable[[], None]) -> None:
    """One choice for each heading that is asked about."""
    choices = {_NOT_READ: "不读", **columns_of(kind, in_force)}
    with st.form(f"teach_{key}", border=False):
        picked: dict[str, str] = {}
        columns = st.columns(3)
        for number, cell in enumerate(asked):
            text = " ".join(cell.text.split())
            label = as_markdown(f"{cell.spot}“{text[:_LONGEST]}”按哪一栏读")
            place = columns[number % 3]
            picked[text] = place.selectbox(label, list(choices), format_func=choices.__getitem__, key=f"teach_{key}_{number}")
        if st.form_submit_button("记住列名"):
            if unit_code is None:
                st.warning("还没有选择对谁有效。请先选择单位,再点“记住列名”。")
            else:
                whose = None if unit_code == OFFICE else unit_code
                _learn(in_force, kind, whose, {text: column for text, column in picked.items() if column != _NOT_READ}, after)


def _learn(in_force: Plan, kind: str, unit_code: str | None, picked: dict[str, str], after: Callable[[], None]) -> None:
    if not picked:
        st.warning("还没有选择任何一栏。请至少给一个列名选一栏,再点“记住列名”。")
        return

    def learn() -> None:
        for text, key in picked.items():
            check_teachable(in_force, kind, text, key)
        with warehouse().writing() as cursor:
            for text, key in picked.items():
                learn_heading(cursor, unit_code, kind, fold_heading(text), key, office_now(), address.sender_name(plan()))

    if words := try_step(learn):
        st.warning(as_markdown(words))
        return
    after()
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
        for one in taught:
            who = short(in_force.units[one.unit_code].name) if one.unit_code in in_force.units else OFFICE
            column = columns_of(one.kind, in_force).get(one.key, one.key)
            words, button = st.columns([4, 1], vertical_alignment="center")
            words.text(f"{who} {titles[one.kind]}:“{one.heading}”按“{column}”读")
            button.button(
                "取消",
                key=f"forget_{one.unit_code}_{one.kind}_{one.heading}",
                on_click=_forget,
                args=(one.unit_code, one.kind, one.heading),
            )
        st.caption("只影响以后报送的表;已经入库的不变。")


@step
def _forget(unit_code: str | None, kind: str, heading: str) -> None:
    with warehouse().writing() as cursor:
        forget_heading(cursor, unit_code, kind, heading, office_now(), address.sender_name(plan()))
