"""Tables as .xlsx, with the same figures as on the page. Text goes out as text: a cell that begins with = is no formula."""

from __future__ import annotations

import io

import pandas as pd
import streamlit as st


def workbook(sheet: str, frame: pd.DataFrame, note: str) -> bytes:
    """An .xlsx of one sheet: the note in its first row, the frame's headings below. Numbers stay numbers."""
    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name=sheet, index=False, startrow=1)
        page = writer.sheets[sheet]
        page["A1"] = note
        for cells in page.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    cell.data_type = "s"
        for column, heading in zip(page.columns, frame.columns, strict=False):
            texts = [str(heading), *map(str, frame[heading])]
            width = max(sum(2 if ord(char) > 0x2E7F else 1 for char in text) for text in texts)
            page.column_dimensions[column[1].column_letter].width = min(60, width + 3)
            digits = 2 if heading == "总分" else 1
            if pd.api.types.is_float_dtype(frame[heading]):
                for cell in column[2:]:
                    cell.number_format = f"0.{'0' * digits}"
        page.freeze_panes = "A3"
    return target.getvalue()


def download_table(frame: pd.DataFrame, name: str, note: str, key: str) -> None:
    """A button that gives the table as .xlsx; the file is made only when it is asked for."""
    st.download_button(
        "下载表格(.xlsx)",
        data=lambda: workbook(name[:31], frame, note),
        file_name=f"{name}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
