"""A plan folder is read whole or refused whole: every fault at once, each by file and line, and nothing is stored."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.helpers import SHIPPED, SMALL, ask, plan_copy, send
from warehouse.build import initialise
from warehouse.commands import handlers
from warehouse.connection import Warehouse
from warehouse.errors import PlanRefused
from warehouse.plan import Plan, read_plan
from warehouse.plan_files import PLAN_FILES


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(PlanRefused) as refused:
        read_plan(folder)
    assert f"{len(refused.value.faults)} 处" in str(refused.value)
    assert all(fault in str(refused.value) for fault in refused.value.faults)
    return refused.value.faults


def check(folder: Path, *wanted: tuple[str, ...]) -> None:
    """The faults are exactly these: each starts with the first text (file and line) and holds the others."""
    faults = faults_of(folder)
    left = list(faults)
    for start, *words in wanted:
        found = [fault for fault in left if fault.startswith(start) and all(word in fault for word in words)]
        assert found, f"nobody names {start} {words}; named are {faults}"
        left.remove(found[0])
    assert not left, f"named without need: {left}"


# ---- what is shipped reads -------------------------------------------------------------------------------------------------


def test_shipped_plan_reads() -> None:
    plan = read_plan(SHIPPED)
    assert (len(plan.units), len(plan.sections), len(plan.tasks)) == (55, 9, 34)
    assert sum(unit.is_county_level for unit in plan.units.values()) == 8
    assert plan.span == (date(2023, 7, 1), date(2025, 12, 31))
    assert (plan.periods[0], plan.periods[-1], len(plan.periods)) == (date(2023, 7, 1), date(2025, 12, 1), 30)
    assert plan.settings.report_due_day == 10
    assert plan.title.startswith("平凉市")
    # Every indicator can be reported by somebody, and what a city fills together by county-level units.
    for indicator in plan.indicators:
        assert any(plan.may_report(unit, indicator) for unit in plan.units), indicator


def test_targets_of_the_small_plan() -> None:
    """A unit's row beats its class's; `-` means that the pair does not exist, pooled or not; percent is a share."""
    plan = read_plan(SMALL)
    assert plan.target("qinghe", "01-1") == 4
    assert plan.target("yunxi", "01-1") == 2  # its own, although class B has 3
    assert plan.target("yunxi", "01-2") == 1.0  # 100%
    assert plan.target("park", "01-2") is None
    assert not plan.may_report("park", "01-2")
    assert plan.target("qinghe", "02-2") is None
    assert plan.fills_pooled("qinghe", "02-2")
    assert not plan.fills_pooled("park", "02-2")
    assert not plan.may_report("park", "02-2")
    assert plan.may_report("yunxi", "02-2")
    assert not plan.may_report("yunxi", "02-3")


def test_counted_windows_of_the_small_plan() -> None:
    plan = read_plan(SMALL)
    window = plan.counted_window("01-1", date(2024, 9, 1))
    assert window is not None
    assert window.label == "2024年第三季度"
    assert plan.counted_window("01-1", date(2024, 10, 1)) is None  # the fourth quarter does not count
    assert plan.counted_window("01-1", date(2023, 12, 1)) is None
    assert plan.counted_window("02-1", date(2024, 12, 1)) is not None


# ---- one fault each --------------------------------------------------------------------------------------------------------

Change = tuple[str, str, str]
TARGET = "01-1,class,A,4,0,"
QUARTERS = ("第一季度,2024-01-01,2024-03-31,", "第二季度,2024-04-01,2024-06-30,", "第三季度,2024-07-01,2024-09-30,")

REFUSED: dict[str, tuple[list[Change], list[tuple[str, ...]]]] = {
    # codes that lead nowhere
    "unknown section": ([("tasks.csv", "1,1,开展宣讲", "1,9,开展宣讲")], [("tasks.csv 第 2 行", "section_no", "“9”", "sections.csv")]),
    "unknown task": ([("indicators.csv", "02-3,2,", "02-3,7,")], [("indicators.csv 第 6 行", "task_no", "“7”", "tasks.csv")]),
    "unknown indicator": (
        [("targets.csv", "02-3,class,A,2,0,", "02-3,class,A,2,0,\n09-9,class,A,2,0,")],
        [("targets.csv 第 15 行", "09-9", "indicators.csv")],
    ),
    "unknown indicator of sites": ([("site_domains.csv", "02-3", "09-9")], [("site_domains.csv 第 2 行", "09-9", "indicators.csv")]),
    "unknown window": (
        [("indicators.csv", "count,场,quarter", "count,场,decade")],
        [("indicators.csv 第 2 行", "window", "decade", "windows.csv")],
    ),
    "unknown unit": ([("targets.csv", "unit,yunxi", "unit,nobody")], [("targets.csv 第 4 行", "scope", "nobody", "units.csv")]),
    "unknown class": ([("targets.csv", "01-1,class,P", "01-1,class,Z")], [("targets.csv 第 5 行", "scope", "“Z”", "units.csv")]),
    "a unit for a class": ([("targets.csv", "01-1,class,P", "01-1,class,park")], [("targets.csv 第 5 行", "scope", "park")]),
    "unknown city": ([("targets.csv", "city,city", "city,all")], [("targets.csv 第 12 行", "scope", "all", "city")]),
    "unknown department": (
        [("task_departments.csv", "listed_order", "listed_order\n1,演示办,1")],
        [("task_departments.csv 第 2 行", "演示办", "units.csv")],
    ),
    "unknown task of a department": (
        [("task_departments.csv", "listed_order", "listed_order\n9,青禾县,1")],
        [("task_departments.csv 第 2 行", "task_no", "“9”")],
    ),
    # words of a closed list
    "kind of unit": ([("units.csv", ",park,P", ",zone,P")], [("units.csv 第 4 行", "kind", "zone", "park", "department")]),
    "report cycle": ([("units.csv", "990101,quarter", "990101,weekly")], [("units.csv 第 2 行", "report_cycle", "weekly", "quarter")]),
    "kind of indicator": ([("indicators.csv", ",status,", ",state,")], [("indicators.csv 第 4 行", "kind", "state", "coverage")]),
    "reported by": (
        [("indicators.csv", "count,场,quarter,county", "count,场,quarter,city")],
        [("indicators.csv 第 2 行", "reported_by", "both")],
    ),
    "kind of scope": (
        [("targets.csv", "01-1,unit,yunxi", "01-1,county,yunxi")],
        [("targets.csv 第 4 行", "scope_kind", "county", "class")],
    ),
    "part of the total": ([("score_weights.csv", "satisfaction", "luck")], [("score_weights.csv 第 4 行", "part", "luck", "peer_score")]),
    "flag": ([("tasks.csv", "开展宣讲(演示),1,2", "开展宣讲(演示),yes,2")], [("tasks.csv 第 2 行", "scored", "yes")]),
    "joint": ([("targets.csv", "1,1,市区联合", "1,2,市区联合")], [("targets.csv 第 9 行", "joint", "“2”")]),
    "empty code": ([("units.csv", "park,星桥园区(演示)", ",星桥园区(演示)")], [("units.csv 第 4 行", "unit_code", "空")]),
    "empty name": ([("sections.csv", "2,示范(演示)", "2,  ")], [("sections.csv 第 3 行", "name", "空")]),
    "reserved code": (
        [("units.csv", "park,星桥园区(演示)", "city,星桥园区(演示)"), ("targets.csv", "unit,park", "unit,city")],
        [("units.csv 第 4 行", "city")],
    ),
    # targets that are not there or can't be
    "indicator without target": ([("targets.csv", "02-3,class,A,2,0,", "")], [("indicators.csv 第 6 行", "02-3", "targets.csv")]),
    "indicator that applies to nobody": ([("targets.csv", "02-3,class,A,2,0,", "02-3,class,A,-,0,")], [("indicators.csv 第 6 行", "02-3")]),
    "coverage above 100%": ([("targets.csv", "01-2,class,A,100%", "01-2,class,A,100.5%")], [("targets.csv 第 6 行", "01-2", "100%")]),
    "coverage as a bare number": ([("targets.csv", "01-2,class,A,100%", "01-2,class,A,100")], [("targets.csv 第 6 行", "01-2", "100%")]),
    "status above 1": ([("targets.csv", "02-1,class,P,1", "02-1,class,P,2")], [("targets.csv 第 11 行", "02-1")]),
    "half a count": ([("targets.csv", "city,city,10", "city,city,10.5")], [("targets.csv 第 12 行", "02-2", "整数")]),
    # windows
    "windows overlap": (
        [("windows.csv", "2024-04-01,2024-06-30", "2024-02-01,2024-06-30")],
        [("windows.csv 第 4 行", "第一季度", "第二季度", "第 3 行", "重叠")],
    ),
    "windows share a month": (
        [
            ("windows.csv", "2024-04-01,2024-06-30", "2024-03-31,2024-06-30"),
            ("windows.csv", "2024-01-01,2024-03-31", "2024-01-01,2024-03-30"),
        ],
        [("windows.csv 第 4 行", "第 3 行", "同一个月")],
    ),
    "one window holds two others": (
        [("windows.csv", "2024-01-01,2024-03-31", "2024-01-01,2024-09-30")],
        [("windows.csv 第 4 行", "第 3 行"), ("windows.csv 第 5 行", "第 3 行")],
    ),
    "uncounted windows overlap too": (
        [("windows.csv", "2024-10-01,2024-12-31", "2024-09-01,2024-12-31")],
        [("windows.csv 第 6 行", "第 5 行")],
    ),
    "window ends before it begins": (
        [("windows.csv", "2024-10-01,2024-12-31", "2024-12-31,2024-10-01")],
        [("windows.csv 第 6 行", "晚于")],
    ),
    "phase ends before it begins": ([("phases.csv", "2024-01-01,2024-03-31", "2024-03-31,2024-01-01")], [("phases.csv 第 2 行", "晚于")]),
    "no plan window": (
        [
            ("windows.csv", "plan,全周期", "whole,全周期"),
            ("indicators.csv", "项,plan", "项,whole"),
            ("indicators.csv", "条,plan", "条,whole"),
            ("indicators.csv", "count,个,plan", "count,个,whole"),
        ],
        [("windows.csv:", "plan")],
    ),
    "two plan windows": (
        [("windows.csv", "quarter,2024年第四季度,2024-10-01,2024-12-31,0", "plan,明年,2025-01-01,2025-12-31,1")],
        [("windows.csv:", "plan")],
    ),
    "nothing counts": (
        [("windows.csv", f"{quarter}1", f"{quarter}0") for quarter in QUARTERS],
        [("indicators.csv 第 2 行", "01-1", "quarter"), ("indicators.csv 第 3 行", "01-2", "quarter")],
    ),
    # keys and names
    "section twice": (
        [("sections.csv", "2,示范(演示)", "1,示范(演示)"), ("tasks.csv", "2,2,建设", "2,1,建设")],
        [("sections.csv 第 3 行", "第 2 行", "重复")],
    ),
    "task twice": (
        [("tasks.csv", "2,2,建设示范点(演示),1,1,", "2,2,又一次,1,1,\n2,2,建设示范点(演示),1,1,")],
        [("tasks.csv 第 4 行", "第 3 行", "重复")],
    ),
    "unit twice": (
        [("units.csv", "quarter,星桥园区|园区", "quarter,星桥园区|园区\npark,另一园区,park,P,,quarter,")],
        [("units.csv 第 5 行", "park", "第 4 行")],
    ),
    "indicator twice": (
        [("indicators.csv", "02-3,2,示范村(演示)", "02-2,2,又一次,count,条,plan,county,1,,\n02-3,2,示范村(演示)")],
        [("indicators.csv 第 6 行", "02-2", "第 5 行")],
    ),
    "target twice": ([("targets.csv", "01-1,class,B,3,0,", "01-1,class,A,3,0,")], [("targets.csv 第 3 行", "01-1", "第 2 行")]),
    "window twice": ([("windows.csv", "2024-10-01,2024-12-31", "2024-07-01,2024-09-30")], [("windows.csv 第 6 行", "第 5 行")]),
    "setting twice": (
        [("settings.csv", "jump_factor,4", "yellow_points,30\njump_factor,4")],
        [("settings.csv 第 4 行", "yellow_points", "第 3 行")],
    ),
    "weight twice": (
        [("score_weights.csv", "satisfaction,10", "satisfaction,10\nsatisfaction,20")],
        [("score_weights.csv 第 5 行", "第 4 行")],
    ),
    "phase twice": ([("phases.csv", "2,实施", "1,实施")], [("phases.csv 第 3 行", "第 2 行")]),
    "criterion twice": ([("review_criteria.csv", "3,经费投入", "2,经费投入")], [("review_criteria.csv 第 4 行", "第 3 行")]),
    "shared alias": ([("units.csv", "云溪县|云溪", "云溪县|青禾")], [("units.csv 第 3 行", "青禾", "qinghe", "第 2 行")]),
    "shared alias, spelled otherwise": ([("units.csv", "云溪县|云溪", "云溪县|“青 禾”")], [("units.csv 第 3 行", "青禾", "qinghe")]),
    "alias is another's name": ([("units.csv", "星桥园区|园区", "星桥园区|云溪县（演示）")], [("units.csv 第 4 行", "yunxi", "第 3 行")]),
    "shared alias of sites": (
        [
            (
                "site_domains.csv",
                "village,进村(演示),02-3,,村|示范村",
                "village,进村(演示),02-3,,村|示范村\nhamlet,进社(演示),02-3,,社|示范村",
            )
        ],
        [("site_domains.csv 第 3 行", "示范村", "village", "第 2 行")],
    ),
    # what the office assumes
    "unknown setting": (
        [("settings.csv", "jump_factor,4", "jump_factor,4,\nred_points,4")],
        [("settings.csv 第 5 行", "red_points", "yellow_points")],
    ),
    "missing setting": ([("settings.csv", "jump_factor,4,累计数超过上次4倍时提示核对(演示)", "")], [("settings.csv:", "jump_factor")]),
    "due day 0": ([("settings.csv", "report_due_day,15", "report_due_day,0")], [("settings.csv 第 2 行", "1 到 31")]),
    "due day 32": ([("settings.csv", "report_due_day,15", "report_due_day,32")], [("settings.csv 第 2 行", "1 到 31")]),
    "due day 10.5": ([("settings.csv", "report_due_day,15", "report_due_day,10.5")], [("settings.csv 第 2 行", "整数")]),
    "fulfilment weighs nothing": ([("score_weights.csv", "fulfilment,70", "fulfilment,0")], [("score_weights.csv:", "fulfilment")]),
    "nothing is scored": (
        [("tasks.csv", "(演示),1,2,", "(演示),0,2,"), ("tasks.csv", "(演示),1,1,", "(演示),0,1,")],
        [("tasks.csv:", "scored")],
    ),
    "nobody to rank": (
        [("units.csv", "county,A", "department,A"), ("units.csv", "county,B", "department,B"), ("units.csv", ",park,P", ",department,P")],
        [("units.csv:", "county")],
    ),
    "outlines are no map": (
        [("outlines.geojson", '"FeatureCollection","features"', '"FeatureCollection","shapes"')],
        [("outlines.geojson:", "FeatureCollection")],
    ),
    "outlines without a code": ([("outlines.geojson", '"code":"990101",', "")], [("outlines.geojson:", "code")]),
    "outlines are no JSON": (
        [("outlines.geojson", '{"type":"FeatureCollection"', '{"type";"FeatureCollection"')],
        [("outlines.geojson:", "GeoJSON")],
    ),
    # a comma or a quotation mark too many or too few would lose what follows without a word
    "more cells than columns": ([("tasks.csv", "各县区每季度开展宣讲(", "各县区每季度,开展宣讲(")], [("tasks.csv 第 2 行",)]),
    "a quotation mark is not closed": (
        [("windows.csv", "2024-07-01,2024-09-30,1,", '2024-07-01,2024-09-30,1,"第三季度')],
        [("windows.csv 第 5 行",)],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path: Path, case: str) -> None:
    changes, wanted = REFUSED[case]
    check(plan_copy(tmp_path / "plan", *changes), *wanted)


BAD_NUMBERS = ["-4", "nan", "NaN", "inf", "1e5", "四", "4 场", "", "  ", "0", "+4", ".5", "4.", "1_000", "0x10", '"1,000"', "--", "9" * 400]


@pytest.mark.parametrize("number", [*BAD_NUMBERS, "0%", "-5%", "%", "5%%", "9" * 400 + "%"], ids=lambda text: repr(text[:6]))
def test_bad_target(tmp_path: Path, number: str) -> None:
    check(plan_copy(tmp_path / "plan", ("targets.csv", TARGET, f"01-1,class,A,{number},0,")), ("targets.csv 第 2 行",))


@pytest.mark.parametrize("number", BAD_NUMBERS, ids=lambda text: repr(text[:6]))
def test_bad_weight(tmp_path: Path, number: str) -> None:
    folder = plan_copy(
        tmp_path / "plan",
        ("tasks.csv", "建设示范点(演示),1,1,", f"建设示范点(演示),1,{number},"),
        ("indicators.csv", "个,plan,county,1,", f"个,plan,county,{number},"),
        ("review_criteria.csv", "5,工作推进,20", f"5,工作推进,{number}"),
        ("settings.csv", "yellow_points,20", f"yellow_points,{'-1' if number == '0' else number}"),
        ("score_weights.csv", "peer_score,20", f"peer_score,{'-1' if number == '0' else number}"),
    )
    check(
        folder,
        ("tasks.csv 第 3 行", "weight"),
        ("indicators.csv 第 6 行", "weight"),
        ("review_criteria.csv 第 6 行", "full_score"),
        ("settings.csv 第 3 行", "value"),
        ("score_weights.csv 第 3 行", "weight"),
    )


@pytest.mark.parametrize("number", ["1.5", "-1", "一", "", "1e0", "9" * 12])
def test_bad_whole_number(tmp_path: Path, number: str) -> None:
    folder = plan_copy(
        tmp_path / "plan",
        ("phases.csv", "2,实施", f"{number},实施"),
        ("review_criteria.csv", "5,工作推进", f"{number},工作推进"),
        ("task_departments.csv", "listed_order", f"listed_order\n1,青禾县,{number}"),
    )
    check(
        folder,
        ("phases.csv 第 3 行", "phase_no"),
        ("review_criteria.csv 第 6 行", "criterion_no"),
        ("task_departments.csv 第 2 行", "listed_order"),
    )


@pytest.mark.parametrize(
    "day", ["", "2024-02-30", "2024/03/31", "2024-3-31", "2024年3月31日", "31.03.2024", "45382", "明天", "2024-03", "2024-03-31 00:00"]
)
def test_bad_date(tmp_path: Path, day: str) -> None:
    folder = plan_copy(
        tmp_path / "plan",
        ("windows.csv", "2024-01-01,2024-03-31", f"2024-01-01,{day}"),
        ("phases.csv", "2024-01-01,2024-03-31", f"{day},2024-03-31"),
    )
    check(folder, ("windows.csv 第 3 行", "end", f"“{day}”"), ("phases.csv 第 2 行", "start", f"“{day}”"))


REQUIRED = [name for name, file in PLAN_FILES.items() if file.is_required]


@pytest.mark.parametrize("name", REQUIRED)
def test_missing_file(tmp_path: Path, name: str) -> None:
    folder = plan_copy(tmp_path / "plan")
    (folder / f"{name}.csv").unlink()
    check(folder, (f"{name}.csv:", "没有这个文件"))


def test_what_may_be_missing(tmp_path: Path) -> None:
    folder = plan_copy(tmp_path / "plan")
    for name in ("task_departments.csv", "phases.csv", "review_criteria.csv", "site_domains.csv", "notice.txt", "outlines.geojson"):
        (folder / name).unlink()
    plan = read_plan(folder)
    assert plan.title == ""
    assert initialise(tmp_path / "w.duckdb", folder)


@pytest.mark.parametrize(("name", "column"), [(name, column) for name, file in PLAN_FILES.items() for column in file.columns])
def test_missing_column(tmp_path: Path, name: str, column: str) -> None:
    folder = plan_copy(tmp_path / "plan")
    file = folder / f"{name}.csv"
    heading, _, rest = file.read_text(encoding="utf-8").partition("\n")
    file.write_text(",".join(f"{cell}x" if cell == column else cell for cell in heading.split(",")) + "\n" + rest, encoding="utf-8")
    check(folder, (f"{name}.csv 第 1 行", column))


@pytest.mark.parametrize("name", REQUIRED)
def test_no_rows(tmp_path: Path, name: str) -> None:
    folder = plan_copy(tmp_path / "plan")
    file = folder / f"{name}.csv"
    file.write_text(file.read_text(encoding="utf-8").partition("\n")[0] + "\n\n,,,\n", encoding="utf-8")
    check(folder, (f"{name}.csv:", "没有任何数据行"))


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_not_utf8(tmp_path: Path, encoding: str) -> None:
    folder = plan_copy(tmp_path / "plan")
    for name in ("units.csv", "phases.csv"):
        (folder / name).write_bytes((folder / name).read_text(encoding="utf-8").encode(encoding))
    check(folder, ("units.csv:", "UTF-8"), ("phases.csv:", "UTF-8"))


def test_empty_file(tmp_path: Path) -> None:
    folder = plan_copy(tmp_path / "plan")
    (folder / "windows.csv").write_bytes(b"")
    check(folder, ("windows.csv 第 1 行", "window", "counted"))


def test_a_cell_longer_than_csv_takes(tmp_path: Path) -> None:
    """The csv module gives up at 131,072 characters; that is a fault of a file and line like any other, or read, but no crash."""
    folder = plan_copy(tmp_path / "plan", ("tasks.csv", "建设示范点(演示),1,1,", "建设示范点(演示),1,1," + "演" * 140_000))
    try:
        plan = read_plan(folder)
    except PlanRefused as refused:
        assert [fault for fault in refused.faults if fault.startswith("tasks.csv 第 3 行")], refused.faults
    else:
        assert len(plan.tasks[2].text or "") > 140_000


def test_no_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", SMALL / "units.csv"):
        check(place, (f"没有方案文件夹 {place}",))


# ---- all at once -----------------------------------------------------------------------------------------------------------


def test_all_faults_at_once(tmp_path: Path) -> None:
    """A cell that can't be read in one file must not hide what is wrong in the others: the keeper would mend one a day."""
    folder = plan_copy(
        tmp_path / "plan",
        ("tasks.csv", "2,2,建设", "2,8,建设"),
        ("indicators.csv", "count,场,quarter", "count,场,decade"),
        ("indicators.csv", "02-3,2,", "02-3,7,"),
        ("targets.csv", TARGET, "01-1,class,A,-4,0,"),
        ("targets.csv", "01-1,unit,yunxi", "01-1,unit,nobody"),
        ("targets.csv", "02-1,class,P,1", "02-1,class,P,2"),
        ("units.csv", "云溪县|云溪", "云溪县|青禾"),
        ("windows.csv", "2024-04-01,2024-06-30", "2024-03-01,2024-06-30"),
        ("phases.csv", "2024-01-01,2024-03-31", "2024-01-01,2024-02-31"),
        ("settings.csv", "report_due_day,15", "report_due_day,0"),
        ("settings.csv", "jump_factor,4", "jump,4"),
        ("score_weights.csv", "fulfilment,70", "fulfilment,0"),
        ("outlines.geojson", '"FeatureCollection","features"', '"FeatureCollection","shapes"'),
    )
    (folder / "review_criteria.csv").write_bytes("criterion_no,name,full_score\n1,组织,20".encode("gbk"))
    check(
        folder,
        ("tasks.csv 第 3 行", "“8”"),
        ("indicators.csv 第 2 行", "decade"),
        ("indicators.csv 第 6 行", "“7”"),
        ("targets.csv 第 2 行", "“-4”"),
        ("targets.csv 第 4 行", "nobody"),
        ("targets.csv 第 11 行", "02-1"),
        ("units.csv 第 3 行", "青禾"),
        ("windows.csv 第 4 行", "重叠"),
        ("phases.csv 第 2 行", "end"),
        ("settings.csv 第 2 行", "report_due_day"),
        ("settings.csv 第 4 行", "jump"),
        ("settings.csv:", "jump_factor"),
        ("score_weights.csv:", "fulfilment"),
        ("outlines.geojson:", "FeatureCollection"),
        ("review_criteria.csv:", "UTF-8"),
    )


def test_all_faults_of_a_row_at_once(tmp_path: Path) -> None:
    folder = plan_copy(
        tmp_path / "plan", ("indicators.csv", "02-3,2,示范村(演示),count,个,plan,county,1,", "02-3,二,,number,个,plan,all,0,")
    )
    faults = [fault for fault in faults_of(folder) if fault.startswith("indicators.csv 第 6 行")]
    assert [
        next(column for column in ("task_no", "name", "kind", "reported_by", "weight") if f" {column} " in fault or f":{column} " in fault)
        for fault in faults
    ] == [
        "task_no",
        "name",
        "kind",
        "reported_by",
        "weight",
    ]


def test_a_faulty_row_raises_no_other_alarm(tmp_path: Path) -> None:
    """Rows that refer to a row with a bad cell are sound: whoever mends the cell has mended all."""
    folder = plan_copy(
        tmp_path / "plan", ("tasks.csv", "建设示范点(演示),1,1,", "建设示范点(演示),1,-1,"), ("units.csv", ",park,P", ",zone,P")
    )
    check(folder, ("tasks.csv 第 3 行", "weight"), ("units.csv 第 4 行", "kind"))


# ---- spellings that are accepted -------------------------------------------------------------------------------------------


def as_text(plan: Plan) -> str:
    return repr(
        {name: [{column: cell for column, cell in row.items() if column != "line"} for row in rows] for name, rows in plan.rows.items()}
    )


def test_bom_and_crlf_say_the_same(tmp_path: Path) -> None:
    """As Excel saves them. The very same plan: it must not become a new version either."""
    folder = plan_copy(tmp_path / "plan")
    for file in folder.glob("*.csv"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    plan, plain = read_plan(folder), read_plan(SMALL)
    assert as_text(plan) == as_text(plain)
    assert plan.sha256 == plain.sha256


def test_blanks_columns_and_order_do_not_matter(tmp_path: Path) -> None:
    folder = plan_copy(tmp_path / "plan", ("targets.csv", TARGET, " 01-1 , class, A ,4 , ,"))
    (folder / "score_weights.csv").write_text(
        "备注,weight,part\n\n甲,70,fulfilment\n,,\n乙,20,peer_score\n丙,10,satisfaction", encoding="utf-8"
    )
    plan = read_plan(folder)
    assert as_text(plan) == as_text(read_plan(SMALL))
    assert plan.sha256 != read_plan(SMALL).sha256


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_numbers_count_lines_within_cells(tmp_path: Path, end: str) -> None:
    """A quoted cell of three lines and an empty line stand before the fault: it is named where an editor shows it."""
    folder = plan_copy(
        tmp_path / "plan",
        ("tasks.csv", "各县区每季度开展宣讲(演示文字，全部虚构)", '"第一行,\n第二行""\n第三行"\n'),
        ("tasks.csv", "建设示范点(演示),1,1,", "建设示范点(演示),1,无,"),
    )
    file = folder / "tasks.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", end.encode()))
    check(folder, ("tasks.csv 第 6 行", "weight", "“无”"))
    file.write_bytes(file.read_bytes().replace("1,无,".encode(), b"1,1,"))
    plan = read_plan(folder)
    assert plan.tasks[1].text == f'第一行,{end}第二行"{end}第三行'
    assert [row["line"] for row in plan.rows["tasks"]] == [2, 6]


# ---- nothing is stored when refused ----------------------------------------------------------------------------------------


def test_init_with_a_faulty_plan_leaves_nothing(tmp_path: Path) -> None:
    folder = plan_copy(tmp_path / "plan", ("targets.csv", TARGET, "01-1,class,A,-4,0,"))
    place = tmp_path / "data"
    with pytest.raises(PlanRefused):
        initialise(place / "warehouse.duckdb", folder)
    assert not place.exists() or not list(place.iterdir())


def files_of(folder: Path) -> dict[str, str]:
    return {file.name: b64encode(file.read_bytes()).decode() for file in folder.iterdir()}


def held(warehouse: Warehouse) -> list[list[tuple[object, ...]]]:
    return [ask(warehouse, f"from {table} order by all") for table in ("plan_version", "plan_file", "plan_target", "plan_duty", "event")]


def test_a_faulty_plan_leaves_the_version_in_force(tmp_path: Path, warehouse: Warehouse) -> None:
    before, version = held(warehouse), warehouse.data_version
    folder = plan_copy(tmp_path / "plan", ("targets.csv", TARGET, "01-1,class,Z,4,0,"))
    with pytest.raises(PlanRefused, match=r"targets\.csv 第 2 行"):
        handlers["plan"](warehouse, {"files": files_of(folder)}, b"")
    assert held(warehouse) == before
    assert warehouse.data_version == version


# ---- codes that were reported on may not vanish ----------------------------------------------------------------------------


@pytest.fixture
def smaller(tmp_path: Path) -> Path:
    """The small plan without the park (the one unit of class P) and without 02-3."""
    folder = plan_copy(tmp_path / "smaller")
    for name in ("units", "indicators", "targets", "site_domains"):
        file = folder / f"{name}.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not any(word in line for word in ("park,", ",P,", "02-3"))), encoding="utf-8")
    return folder


def test_codes_nobody_reported_may_vanish(warehouse: Warehouse, smaller: Path) -> None:
    send(warehouse, "qinghe", "2024-03", {"01-1": 1}, "2024-04-05T09:00")
    assert handlers["plan"](warehouse, {"files": files_of(smaller)}, b"") == {"plan_version_no": 2}


def test_codes_reported_on_may_not_vanish(warehouse: Warehouse, smaller: Path) -> None:
    """Both are named at once; also what was returned since stays: its history must still be told by name."""
    send(warehouse, "qinghe", "2024-03", {"02-3": 1}, "2024-04-05T09:00")
    gone = send(warehouse, "park", "2024-03", {"01-1": 1}, "2024-04-05T09:00")
    handlers["return"](warehouse, {"submission_id": gone, "reason": "演示", "at": "2024-04-06"}, b"")
    before = held(warehouse)
    for at in (None, "2020-01-01", "2024-07-01"):
        with pytest.raises(PlanRefused) as refused:
            handlers["plan"](warehouse, {"files": files_of(smaller), "at": at}, b"")
        assert sorted(fault.partition(":")[0] for fault in refused.value.faults) == ["indicators.csv", "units.csv"]
        assert "park" in str(refused.value)
        assert "02-3" in str(refused.value)
    assert held(warehouse) == before
