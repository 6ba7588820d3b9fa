"""Worlds written by hand, over tests/plans/small; test_figures.py works their figures out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.oracle import Happened, Inspected, PlanVersion, Received, Rectified, Round, Site, World
from tests.worlds.draft import SMALL_PLAN, Files, read_files, received, satisfied, sheet, workbook, write_plan


def small_world() -> World:
    """The small plan with seven reports, a return and a withdrawal; test_figures.py works its figures out."""
    return World(
        [PlanVersion(None, SMALL_PLAN)],
        [
            received(1, "qinghe", "2024-03", "2024-04-10T09:00", {"01-1": 4, "01-2": 0.5, "02-1": 0.5, "02-2": 3}),
            received(2, "yunxi", "2024-03", "2024-04-16T00:00", {"01-1": 1, "02-2": 0}),
            received(3, "qinghe", "2024-03", "2024-04-12T09:00", {"01-1": 2, "01-2": 0.5, "02-1": 1}),
            received(4, "park", "2024-06", "2024-07-15T23:59:59", {"01-1": 5, "02-1": 0}),
            received(5, "qinghe", "2024-05", "2024-06-01T08:00", {"01-1": 3}),
            received(6, "qinghe", "2024-06", "2024-07-01T08:00", {"01-2": 1, "02-2": 5}),
            received(7, "qinghe", "2024-05", "2024-06-01T08:00", {"01-1": 1}),
        ],
        [
            Happened("returned", "s0003", datetime(2024, 4, 20, 10)),
            Happened("withdrawn", "s0006", datetime(2024, 8, 1, 8)),
        ],
    )


def with_second_version(world: World, folder: Path) -> World:
    """The small plan again from 2024-07-20 10:00 on, with other weights and targets and a wider yellow."""
    files = read_files(SMALL_PLAN)
    for row in files["targets"]:
        if (row["indicator_id"], row["scope"]) == ("01-1", "A"):
            row["target"] = "8"
        if row["scope_kind"] == "city":
            row["target"] = "4"
    for row in files["tasks"]:
        row["weight"] = "1"
    for row in files["settings"]:
        if row["key"] == "yellow_points":
            row["value"] = "60"
        if row["key"] == "report_due_day":
            row["value"] = "31"
    return replace(world, versions=[*world.versions, PlanVersion(datetime(2024, 7, 20, 10), write_plan(files, folder / "second"))])


MARCH_ROUND, JUNE_ROUND, JULY_ROUND = date(2024, 3, 20), date(2024, 6, 20), date(2024, 7, 10)


def reviewed_world(folder: Path) -> World:
    """The small plan with streets as a second domain of sites and three bureaus that score; registers, inspections and two rounds.

    In March the three units score each other and 云溪 is ten points too severe; in June the bureaus score too, so that each unit
    has five raters; in July two units score one another, which says nothing of their severity, and the park is left out.
    """
    files = read_files(SMALL_PLAN)
    files["site_domains"].append({"domain": "street", "name": "进街区(演示)", "indicator_id": "02-2", "aliases": "街区"})
    for number in (1, 2, 3):
        bureau = {"unit_code": f"b{number}", "name": f"演示{number}局", "kind": "department", "unit_class": "D", "report_cycle": "none"}
        files["units"].append(bureau)
    among = ("qinghe", "yunxi", "park")
    return World(
        [PlanVersion(None, write_plan(files, folder / "reviewed"))],
        [
            received(1, "qinghe", "2024-03", "2024-04-01T09:00", {"01-1": 4, "02-1": 0.5, "02-2": 9, "02-3": 5}),
            received(2, "qinghe", "2024-04", "2024-05-01T09:00", {"01-1": 3}),
            received(3, "qinghe", "2024-05", "2024-06-01T09:00", {"01-1": 4}),
            received(4, "qinghe", "2024-08", "2024-09-01T09:00", {"01-1": 3}),
            received(5, "yunxi", "2024-03", "2024-04-02T09:00", {"01-1": 2}),
            inspected(
                6, "yunxi", "qinghe", "2024-04", "2024-05-10T09:00", [("01-1", 2, "场次不足", "2024-05-31"), ("02-1", 1, None, None)]
            ),
            inspected(7, "park", "qinghe", "2024-05", "2024-06-10T09:00", [("01-1", 4, None, None), ("02-3", None, "未挂牌", None)]),
            inspected(8, "yunxi", "qinghe", "2024-07", "2024-07-20T09:00", [("01-1", 2, None, None)]),
            inspected(9, "park", "yunxi", "2024-06", "2024-07-01T09:00", [("02-2", 1, "一条未建成", "2024-07-31")]),
            register(
                10,
                "qinghe",
                "2024-05-20T09:00",
                [
                    ("village", "云村1", "2023-05-01"),
                    ("village", "云村 １", "2024-08-01"),
                    ("village", "新村", "2024-07-15"),
                    ("village", "老村", None),
                    ("street", "南街", "2024-02-01"),
                    ("street", "北街", "2024-09-01"),
                ],
            ),
            register(
                11, "yunxi", "2024-06-01T09:00", [("street", "东街", None), ("street", "西街", "2024-06-15"), ("village", "外村", None)]
            ),
            sheet(12, "qinghe", MARCH_ROUND, "2024-03-21T09:00", {"yunxi": 75, "park": 65}),
            sheet(13, "yunxi", MARCH_ROUND, "2024-03-22T09:00", {"qinghe": 62, "park": 50}),
            sheet(14, "park", MARCH_ROUND, "2024-03-23T09:00", {"qinghe": 77, "yunxi": 75}),
            sheet(15, "qinghe", JUNE_ROUND, "2024-06-21T09:00", {"yunxi": 80, "park": 70}),
            sheet(16, "yunxi", JUNE_ROUND, "2024-06-22T09:00", {"qinghe": 90, "park": 60}),
            sheet(17, "park", JUNE_ROUND, "2024-06-23T09:00", {"qinghe": 70, "yunxi": 90}),
            sheet(18, "b1", JUNE_ROUND, "2024-06-24T09:00", {"qinghe": 100, "yunxi": 60, "park": 65}),
            sheet(19, "b2", JUNE_ROUND, "2024-06-25T09:00", {"qinghe": 80, "yunxi": 80, "park": 65}),
            sheet(20, "b3", JUNE_ROUND, "2024-06-28T09:00", {"qinghe": 85, "yunxi": 75, "park": 65}),
            satisfied(21, MARCH_ROUND, "2024-04-01T09:00", {"qinghe": 80, "yunxi": 80, "park": 80}),
            satisfied(22, JUNE_ROUND, "2024-07-05T09:00", {"qinghe": 90, "yunxi": 80, "park": 70}),
            sheet(23, "qinghe", JULY_ROUND, "2024-07-11T09:00", {"yunxi": 40}),
            sheet(24, "yunxi", JULY_ROUND, "2024-07-11T09:00", {"qinghe": 95.5}),
            satisfied(25, JULY_ROUND, "2024-07-12T09:00", {"qinghe": 99, "yunxi": 98}),
            received(26, "park", "2024-04", "2024-10-02T09:00", {"01-1": 2}),
            inspected(27, "qinghe", "park", "2024-05", "2024-10-03T09:00", [("01-1", 1, None, None)]),
            inspected(28, "yunxi", "park", "2024-04", "2024-10-04T09:00", [("01-1", 0, "记录不全", None)]),
            received(29, "yunxi", "2024-03", "2024-10-05T09:00", {"01-1": 1}),
            inspected(30, "park", "yunxi", "2024-01", "2024-10-06T09:00", [("01-1", None, "没有台账", "2025-01-31")]),
        ],
        [Happened("withdrawn", "s0014", datetime(2024, 5, 1, 8)), Happened("returned", "s0020", datetime(2024, 9, 1, 8))],
        [
            Round(MARCH_ROUND, among, among),
            Round(JUNE_ROUND, among, (*among, "b1", "b2", "b3"), datetime(2024, 10, 1, 8)),
            Round(JULY_ROUND, among[:2], among[:2]),
        ],
        [
            Rectified("done", ("yunxi", "qinghe", date(2024, 4, 1), "01-1"), datetime(2024, 6, 5, 9), "s0006"),
            Rectified("closed", ("yunxi", "qinghe", date(2024, 4, 1), "01-1"), datetime(2024, 6, 20, 9), "s0006"),
        ],
    )


def inspected(
    number: int, inspector: str, subject: str, period: str, at: str, rows: list[tuple[str, float | None, str | None, str | None]]
) -> Received:
    """One inspection in short: indicator, verified value, finding, due date."""
    found: list[Any] = [
        Inspected(indicator_id, verified, finding, None if due is None else date.fromisoformat(due), f"核查表!D{line}")
        for line, (indicator_id, verified, finding, due) in enumerate(rows, start=5)
    ]
    month = date.fromisoformat(f"{period}-01")
    return workbook(number, "inspection", inspector, month, datetime.fromisoformat(at), found, subject=subject)


def register(number: int, unit: str, at: str, sites: list[tuple[str, str, str | None]]) -> Received:
    """One register in short: domain, name, day of naming."""
    rows: list[Any] = [
        Site(domain, name, None if named_on is None else date.fromisoformat(named_on), f"名录!A{line}")
        for line, (domain, name, named_on) in enumerate(sites, start=4)
    ]
    return workbook(number, "sites", unit, None, datetime.fromisoformat(at), rows)


def exact_world(folder: Path) -> World:
    """Figures that lie exactly on an edge: a plan of 100 days, so that n days are n per cent, and targets of round hundreds.

    The totals are 33.335, 33.34, 33.344, 33.334 and the park's 80; 33.335 is 33.34 when rounded half up, and as a binary fraction less.
    The pooled 0.8 hours are 0.7 and 0.1, whose binary sum is less than 0.8. Nobody reports the second scored task's pooled count.
    """
    start, end = date(2024, 1, 1), date(2024, 4, 9)
    files: Files = {name: rows for name, rows in read_files(SMALL_PLAN).items() if name in ("review_criteria", "score_weights")}
    files["sections"] = [{"section_no": 1, "name": "一(演示)"}, {"section_no": 2, "name": "二(演示)"}]
    files["tasks"] = [
        {"task_no": 1, "section_no": 1, "title": "甲(演示)", "scored": 1, "weight": 1},
        {"task_no": 2, "section_no": 1, "title": "乙(演示)", "scored": 1, "weight": 3},
        {"task_no": 3, "section_no": 2, "title": "丙(演示)", "scored": 1, "weight": "0.7"},
        {"task_no": 101, "section_no": 2, "title": "保障(演示)", "scored": 0, "weight": 1},
    ]
    codes = ("c1", "c2", "c3", "c4")
    files["units"] = [
        {"unit_code": code, "name": f"{code}县(演示)", "kind": "county", "unit_class": "A", "report_cycle": "month"} for code in codes
    ]
    files["units"].append({"unit_code": "park", "name": "园区(演示)", "kind": "park", "unit_class": "P", "report_cycle": "none"})
    files["indicators"] = [
        {"indicator_id": indicator_id, "task_no": task_no, "name": f"{indicator_id}(演示)", "kind": kind, "window": "plan", "weight": 1}
        for indicator_id, task_no, kind in (("01-1", 1, "count"), ("02-1", 2, "hours"), ("03-1", 3, "count"), ("101-1", 101, "count"))
    ]
    for row in files["indicators"]:
        row["reported_by"] = "county"
    files["targets"] = [
        {"indicator_id": indicator_id, "scope_kind": kind, "scope": scope, "target": target}
        for indicator_id, kind, scope, target in (
            ("01-1", "class", "A", 100_000),
            ("01-1", "class", "P", 100_000),
            ("02-1", "city", "city", "0.8"),
            ("03-1", "city", "city", 3),
            ("101-1", "class", "A", 10),
            ("101-1", "class", "P", "-"),
        )
    ]
    files["windows"] = [{"window": "plan", "label": "全周期", "start": start, "end": end, "counted": 1}]
    files["settings"] = [{"key": "report_due_day", "value": 31}, {"key": "yellow_points", "value": 10}, {"key": "jump_factor", "value": 3}]
    values: tuple[dict[str, float], ...] = (
        {"01-1": 33335, "02-1": 0.7, "101-1": 7},
        {"01-1": 33340, "02-1": 0.1},
        {"01-1": 33344},
        {"01-1": 33334},
        {"01-1": 80000},
    )
    reports = [
        received(number, code, "2024-01", f"2024-01-0{number}T09:00", row)
        for number, (code, row) in enumerate(zip((*codes, "park"), values, strict=True), start=1)
    ]
    return World([PlanVersion(None, write_plan(files, folder / "exact"))], reports)
