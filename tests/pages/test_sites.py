"""互观: quota against register by hand, nothing sent never as 0, points that are kept back nowhere, the list of visits as text."""

from __future__ import annotations

import io
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import load_workbook

from pages.parts.look import FILLS, palette
from pages.parts.site_map_chart import COLOURS, discs, is_kept_back, signs, site_map_frame
from pages.review.sites_figures import account, answer, cell, sites_of_units, tally, total_words
from pages.review.sites_list import list_table
from pages.review.sites_map import Choice
from pages.review.sites_quota import in_numbers, one_by_one, quota_table
from pages.review.visits_box import visits_table
from pages.review.visits_edit import saved_visits
from pages.review.visits_sheet import visits_sheet
from tests.warehouse.helpers import SHIPPED, SMALL, opened, put, register
from warehouse import meeting_queries, review_queries, site_queries
from warehouse.connection import Warehouse
from warehouse.plan import Domain, Plan, read_plan
from warehouse.preparation import Visit, choose_visits
from warehouse.records import OFFICE
from warehouse.submit import withdraw

AS_OF, NOW, ROUND = date(2024, 12, 31), datetime(2024, 12, 31), date(2024, 6, 30)
COLUMNS = ["unit_code", "unit_name", "unit_kind", "domain", "domain_name", "target", "sites", "gap", "joint"]


@pytest.fixture(scope="module")
def shipped() -> Plan:
    return read_plan(SHIPPED)


def quota(*rows: tuple[str, str, str, float | None, int], joint: bool = False) -> pd.DataFrame:
    """Rows of `review_queries.quota` in short: unit, its kind (none for the city), kind of site, target, sites."""
    return pd.DataFrame(
        [
            (unit, unit, kind or None, domain, domain, target, sites, None if target is None else target - sites, joint)
            for unit, kind, domain, target, sites in rows
        ],
        columns=COLUMNS,
    ).astype({"target": float, "gap": float})


# ---- figures ---------------------------------------------------------------------------------------------------------------


def test_what_is_over_fills_no_gap_elsewhere() -> None:
    rows = quota(("a", "county", "x", 3, 5), ("b", "county", "x", 4, 1), ("c", "department", "x", 2, 0), ("d", "county", "y", None, 2))
    whole = tally(rows)
    assert (whole.sites, whole.target, whole.lacking, whole.over, whole.within) == (6, 9, 5, 2, 4)
    assert sites_of_units(rows) == 8
    assert answer(rows, frozenset("ab")) == "示范点已建 8 个,应建 9 个,还差 5 个"
    assert account(rows) == "应建 9 = 县级单位定额 7 + 市本级 2;还差 5 = 应建 9 − 已抵定额 4;另有 4 个超出定额或没有定额,不抵别处的缺额"


def test_pooled_quotas_count_once() -> None:
    rows = quota(("a", "county", "x", None, 2), ("b", "county", "x", None, 1), ("city", "", "x", 5, 3))
    assert sites_of_units(rows) == 3
    assert answer(rows, frozenset("ab")) == "示范点已建 3 个,应建 5 个,还差 2 个"
    assert account(rows) == "应建 5 = 全市共同定额 5;还差 2 = 应建 5 − 已抵定额 3"


def test_the_answer_where_there_is_little_to_say() -> None:
    full = quota(("a", "county", "x", 2, 2))
    assert answer(full, frozenset("a")) == "示范点已建 2 个,应建 2 个,各类定额全部建成"
    assert answer(quota(("a", "county", "x", 2, 0)), frozenset()) == "示范点应建 2 个,还没有收到名录"
    assert answer(quota(), frozenset()) == "示范点:还没有收到名录"
    assert answer(quota(("a", "county", "x", None, 3)), frozenset("a")) == "示范点已建 3 个,方案没有定额"
    assert account(quota()) == ""


@pytest.mark.parametrize(
    ("target", "sites", "joint", "is_registered", "is_pooled", "words"),
    [
        (5, 4, False, True, False, "4/5 差1"),
        (5, 4, True, True, False, "4/5 差1 联"),
        (3, 3, False, True, False, "3/3 ✓"),
        (3, 4, False, True, False, "4/3 超1"),
        (5, 0, False, True, False, "0/5 差5"),
        (5, 0, False, False, False, "未报/5 差5"),
        (None, 3, False, True, True, "3 共"),
        (None, 0, False, True, True, "0 共"),
        (None, 0, False, False, True, "未报"),
        (None, 2, False, True, False, "2(无定额)"),
        (None, 0, False, True, False, "—"),
    ],
)
def test_a_cell_in_words(target: float | None, sites: int, joint: bool, is_registered: bool, is_pooled: bool, words: str) -> None:
    row = quota(("a", "county", "x", target, sites), joint=joint).iloc[0]
    assert cell(row, is_registered, is_pooled) == words


def test_a_cell_of_nothing() -> None:
    assert cell(None, True, False) == "—"
    assert total_words(quota(("a", "county", "x", None, 2))) == "—"


def test_the_table_of_a_warehouse_is_its_register(warehouse: Warehouse) -> None:
    """The small plan asks 2 villages of 青禾 alone; 云溪 lists one without a quota, named after the day; the park has sent nothing."""
    put(warehouse, register("qinghe", {"甲": "2024-02-01", "乙": None, "丙": "2023-01-01"}, "2024-03-01"))
    put(warehouse, register("yunxi", {"丁": "2025-02-01", "戊": "2024-02-01"}, "2024-03-02"))
    with warehouse.reading() as cursor:
        rows = review_queries.quota(cursor, AS_OF, NOW)
        known = site_queries.registers(cursor, AS_OF, NOW)
    registered, plan = frozenset(known["unit_code"]), read_plan(SMALL)
    assert dict(zip(known["unit_code"], known["sites"], strict=True)) == {"qinghe": 3, "yunxi": 1}
    columns = {"青禾县": ["qinghe"], "云溪县": ["yunxi"], "星桥园区": ["park"]}
    shown = quota_table(rows, plan, registered, columns)
    assert shown.to_dict("records") == [
        {"类别": "进村(演示)", "全市": "3/2 超1", "青禾县": "3/2 超1", "云溪县": "1(无定额)", "星桥园区": "—"},
        {"类别": "合计", "全市": "3/2 超1", "青禾县": "3/2 超1", "云溪县": "—", "星桥园区": "—"},
    ]
    numbers = in_numbers(rows, plan, registered, columns).iloc[0]
    assert [numbers[f"青禾县 {word}"] for word in ("已建", "应建", "还差")] == [3, 2, 0]
    assert numbers["云溪县 已建"] == 1
    assert pd.isna(numbers["云溪县 应建"])
    assert pd.isna(numbers["星桥园区 已建"])
    assert answer(rows, registered) == "示范点已建 4 个,应建 2 个,各类定额全部建成"


def test_a_register_that_lists_nothing_is_sent_and_one_withdrawn_is_not(warehouse: Warehouse) -> None:
    put(warehouse, register("qinghe", {}, "2024-03-01"))
    (sent,) = put(warehouse, register("yunxi", {"丁": None}, "2024-03-02"))
    with warehouse.writing() as cursor:
        withdraw(cursor, sent, datetime(2024, 4, 1), OFFICE)
    with warehouse.reading() as cursor:
        before, after = (site_queries.registers(cursor, AS_OF, at) for at in (datetime(2024, 3, 15), NOW))
        rows = review_queries.quota(cursor, AS_OF, NOW)
    assert list(before["unit_code"]) == ["qinghe", "yunxi"]
    assert list(after[["unit_code", "sites"]].itertuples(index=False, name=None)) == [("qinghe", 0)]
    long = one_by_one(rows, frozenset(after["unit_code"]))
    assert list(long.loc[long["单位"].str.startswith("青禾"), "已建"]) == [0]
    nobody = one_by_one(rows, frozenset())
    assert nobody["已建"].isna().all(), "nothing sent is not 0"
    assert list(nobody["名录"]) == ["未报"] * len(nobody)


# ---- points ----------------------------------------------------------------------------------------------------------------


def sites(*rows: tuple[str, str, str, float | None], plan: Plan) -> pd.DataFrame:
    """Rows of the register in short: unit, kind, name, longitude."""
    return pd.DataFrame(
        [
            {
                "unit_code": unit, "unit_name": plan.units[unit].name, "unit_kind": plan.units[unit].kind, "domain": domain,
                "domain_name": plan.domains[domain].name, "name": name, "level": None, "township": None, "named_on": pd.NaT, "counts": True,
                "lon": lon, "lat": 35.3, "remark": None, "source_cell": "名录!B5", "file_name": "名录.xlsx",
            }
            for unit, domain, name, lon in rows
        ]
    )  # fmt: skip


def test_venues_are_kept_back_and_nothing_else(shipped: Plan) -> None:
    assert [code for code, domain in shipped.domains.items() if is_kept_back(domain)] == ["venue"]
    assert is_kept_back(Domain("x", "进场所", "1", None, ("宗教场所",))), "an alias says it too"


def test_signs_tell_kinds_apart_and_colours_are_no_lights(shipped: Plan) -> None:
    assert "".join(signs(shipped).values()) == "乡机企社学宗两景省市"
    assert not set(COLOURS) & set(FILLS.values())
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in COLOURS)
    assert len(dict(discs(shipped))) == len(shipped.domains)


def contrast(one: str, other: str) -> float:
    """WCAG's ratio."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_theme_s_accent_marks_gaps_readably() -> None:
    assert all(contrast(palette(kind)["ink"], palette(kind)["ground"]) >= 4.5 for kind in ("light", "dark"))


def test_what_is_not_drawn_is_counted_and_its_place_is_nowhere(shipped: Plan) -> None:
    unit, other = [code for code, unit in shipped.units.items() if unit.kind == "county"][:2]
    rows = sites((unit, "venue", "甲", 106.1), (unit, "school", "乙", 106.2), (unit, "school", "丙", None), plan=shipped)
    rows = rows.assign(is_drawn=(rows["domain"] != "venue") & rows["lon"].notna(), is_chosen=True)
    frame = site_map_frame(rows, shipped, frozenset([unit]), None)
    assert list(frame.loc[frame["mark"] == "site", "unit_code"]) == [unit]
    assert 106.1 not in set(frame["lon"])
    assert "甲" not in frame.to_json(force_ascii=False)
    own, without = (frame[(frame["mark"] == "unit") & (frame["unit_code"] == code)].iloc[0] for code in (unit, other))
    assert (own["label"], own["note"]) == ("3 个", "未标点 2")
    assert without["label"] == "未报名录", "no register is not 0 sites"


def test_a_table_has_no_coordinates_of_what_is_kept_back(shipped: Plan) -> None:
    unit = next(iter(shipped.units))
    rows = sites((unit, "venue", "甲", 106.1), (unit, "school", "乙", 106.2), plan=shipped)
    table = list_table(rows, rows["domain"] != "venue")
    assert list(table["名称"]) == ["甲", "乙"]
    assert table["经度"].isna().tolist() == [True, False]
    assert table["纬度"].isna().tolist() == [True, False]


def test_a_choice_holds_its_rows(shipped: Plan) -> None:
    county = next(code for code, unit in shipped.units.items() if unit.kind == "county")
    office = next(code for code, unit in shipped.units.items() if unit.kind == "department")
    rows = sites((county, "school", "甲", 1.0), (office, "school", "乙", 1.0), (county, "office", "丙", 1.0), plan=shipped)
    for unit, domain, names in (
        (None, None, "甲乙丙"), (county, None, "甲丙"), (county, "school", "甲"), ("city_level", None, "乙"), (None, "office", "丙"),
    ):  # fmt: skip
        choice = Choice(unit, domain, frozenset())
        assert "".join(rows.loc[choice.holds(rows), "name"]) == names
    assert Choice("city_level", "school", frozenset()).words(shipped) == "市本级 进学校"


# ---- the list of visits ----------------------------------------------------------------------------------------------------


def test_the_list_comes_back_as_it_was_saved_and_says_what_is_gone(warehouse: Warehouse) -> None:
    opened(warehouse, "2024-06-30")
    put(warehouse, register("qinghe", {"=1+1": None, "新风村": None}, "2024-03-01"))
    chosen = (Visit("qinghe", "village", "新风村", "新风村", "看台账"), Visit("qinghe", "village", "=1+1", "=1+1"))
    with warehouse.writing() as cursor:
        choose_visits(cursor, ROUND, chosen, datetime(2024, 4, 1), OFFICE)
    put(warehouse, register("qinghe", {"=1+1": None}, "2024-05-01"))
    with warehouse.reading() as cursor:
        listed = meeting_queries.visits(cursor, NOW, ROUND)
    assert saved_visits(listed) == chosen
    table = visits_table(listed)
    assert list(table["示范点"]) == ["新风村(已不在名录)", "=1+1"]
    assert list(table["序号"]) == ["1", "2"]
    assert list(table["备注"]) == ["看台账", ""]


def test_the_sheet_prints_on_a4_and_runs_nothing() -> None:
    table = pd.DataFrame([["1", "甲县", "进学校", "=HYPERLINK(1)", "", "", "+86\x07"]], columns=list("1234567"))
    table.columns = pd.Index(["序号", "单位", "类别", "示范点", "级别", "乡镇(街道)", "备注"])
    sheet = load_workbook(io.BytesIO(visits_sheet("某次互评互观点位清单", table, "1 个点"))).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("landscape", 9, 1)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_margins.left > 0
    assert [one.value for one in sheet[3]] == list(table.columns)
    assert (sheet["D4"].value, sheet["D4"].data_type, sheet["D4"].quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert sheet["G4"].value == "+86"
    assert not sheet.protection.sheet, "the office may write in it"
