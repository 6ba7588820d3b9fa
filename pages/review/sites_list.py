"""The sites of what is chosen, one by one: where each stands in its workbook, and whether it counts yet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.download import download_table
from pages.parts.look import as_markdown, short
from pages.parts.sources import download_original, spot_words
from pages.review.sites_map import Choice
from warehouse.plan import Plan

_ROWS = 12


def show_list(sites: pd.DataFrame, choice: Choice, registers: pd.DataFrame, in_force: Plan) -> None:
    """The sites of the unit and kind that are chosen, out of the whole register, and the workbook they came from where that is one."""
    picked, whose = sites[choice.holds(sites)], choice.words(in_force)
    shown = list_table(picked, ~picked["domain"].isin(choice.kept_back))
    with st.container(border=True, key="site_list"):
        later = f",其中 {waiting} 个命名时间在数据截至日以后,还不计入" if (waiting := int((~picked["counts"]).sum())) else ""
        st.markdown(f"**{as_markdown(whose)}的示范点** · {len(picked)} 个{later}")
        register = registers[registers["unit_code"] == choice.unit]
        if picked.empty:
            st.caption("名录里没有这样的示范点。" if _has_sent(choice, registers, in_force) else "还没有报名录。")
        else:
            _table(shown)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if len(picked):
                download_table(shown, f"{whose}示范点", frame.stamp(), "download_site_list")
            for one in register.itertuples():
                download_original(one.submission_id, one.file_name)
                st.caption(f"名录由{as_markdown(one.received_by)} {one.received_at:%Y-%m-%d %H:%M} 报送", width="content")


def _has_sent(choice: Choice, registers: pd.DataFrame, in_force: Plan) -> bool:
    kinds = registers["unit_code"].map(lambda code: in_force.units[code].kind if code in in_force.units else None)
    return bool(choice.of_unit(registers.assign(unit_kind=kinds)).any())


def _table(shown: pd.DataFrame) -> None:
    place = st.column_config.NumberColumn(format="%.5f")
    st.dataframe(
        shown,
        hide_index=True,
        key="site_rows",
        height=36 * (min(len(shown), _ROWS) + 1) + 2,
        column_config={"名称": st.column_config.TextColumn(pinned=True), "经度": place, "纬度": place},
    )


def list_table(sites: pd.DataFrame, shows_place: pd.Series) -> pd.DataFrame:
    """One row per site, as shown and as taken away."""
    return pd.DataFrame(
        {
            "名称": sites["name"],
            "单位": sites["unit_name"].map(short),
            "类别": sites["domain_name"],
            "级别": sites["level"].fillna(""),
            "乡镇(街道)": sites["township"].fillna(""),
            "命名时间": [f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in sites["named_on"]],
            "计入": sites["counts"].map({True: "已计入", False: "还不计入"}),
            "备注": sites["remark"].fillna(""),
            "单元格": sites["source_cell"].map(spot_words),
            "文件": sites["file_name"],
            "经度": sites["lon"].where(shows_place),
            "纬度": sites["lat"].where(shows_place),
        }
    )
