"""Tables as .xlsx, with the same figures as on the page. Text goes out as text: a cell that begins with = is no formula."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

from loaders.templates.drawing import CONTROL, put_text

_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_LONGEST_NAME = 31


def workbook(sheet: str, frame: pd.DataFrame, note: str) -> bytes:
    """An .xlsx of one sheet: the note in its first row, the frame's headings below. Numbers stay numbers."""
    target = io.BytesIO()
    frame = frame.map(_sound).rename(columns=_sound)
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        name = _NOT_IN_NAMES.sub("_", CONTROL.sub("", sheet))[:_LONGEST_NAME] or "表"
        frame.to_excel(writer, sheet_name=name, index=False, startrow=1)
        page = writer.sheets[name]
        put_text(page, 1, 1, note)
        for cells in page.iter_rows(min_row=2):
            for cell in cells:
                if isinstance(cell.value, str):
                    put_text(page, cell.row, cell.column, cell.value)
        for column, heading in zip(page.columns, frame.columns, strict=False):
            texts = [str(heading), *map(str, frame[heading])]
            width = max(sum(2 if ord(char) > 0x2E7F else 1 for char in text) for text in texts)
            page.column_dimensions[column[1].column_letter].width = min(60, width + 3)
            if pd.api.types.is_float_dtype(frame[heading]):
                digits = _digits(frame[heading])
                for cell in column[2:]:
                    cell.number_format = f"0.{'0' * digits}"
        page.freeze_panes = "A3"
    return target.getvalue()


def _digits(figures: pd.Series) -> int:
    """One decimal, or two where some figure of the column has a second one: as many as the page shows."""
    return 1 if (figures.dropna().round(9) == figures.dropna().round(1)).all() else 2


def _sound(content: object) -> object:
    """What a workbook may hold of a value: a text without its control characters."""
    return CONTROL.sub("", content) if isinstance(content, str) else content


def download_table(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, note: str, key: str, label: str = "下载表格(.xlsx)"
) -> None:
    """A button that gives the table as .xlsx; the file, and a frame that takes long, is made only when it is asked for."""
    st.download_button(
        label,
        data=lambda: workbook(name, frame() if callable(frame) else frame, note),
        file_name=f"{name}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
