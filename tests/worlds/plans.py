"""Random plans: small, and unlike the shipped one in every way that the contract leaves open."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from tests.oracle import first_of, next_month
from tests.worlds.dice import Dice
from tests.worlds.draft import Files

WEIGHTS = ("1", "1", "2", "3", "0.1", "0.7")
PART_WEIGHTS = ((60, 30, 10), (60, 30, 10), (1, 1, 1), (50, 0, 50), ("0.6", "0.15", "0.25"))


def span_of(files: Files) -> tuple[date, date]:
    plan = next(row for row in files["windows"] if row["window"] == "plan")
    return date.fromisoformat(plan["start"]), date.fromisoformat(plan["end"])


def random_plan(dice: Dice) -> Files:
    start = dice.pick((date(2024, 1, 1), date(2023, 7, 1), date(2024, 2, 16), date(2023, 12, 31)))
    end = start
    for _ in range(dice.whole(3, 16)):
        end = next_month(first_of(end))
    end = end.replace(day=dice.pick((monthrange(end.year, end.month)[1], 15, 1)))
    units = _units(dice)
    windows = _windows(dice, start, end)
    sections = [{"section_no": no, "name": f"工程{no}(演示)", "aim": ""} for no in range(1, dice.whole(1, 3) + 1)]
    tasks = []
    for task_no in range(1, dice.whole(2, 5) + 1):
        scored = 1 if task_no == 1 or not dice.chance(25) else 0
        section_no = dice.pick(sections)["section_no"]
        tasks.append(
            {
                "task_no": task_no,
                "section_no": section_no,
                "title": f"任务{task_no}(演示)",
                "scored": scored,
                "weight": dice.pick(WEIGHTS),
                "text": "演示",
            }
        )
    files: Files = {
        "sections": sections,
        "tasks": tasks,
        "units": units,
        "windows": windows,
        "indicators": [],
        "targets": [],
        "site_domains": [],
        "phases": [{"phase_no": 1, "name": "演示阶段", "start": start, "end": end, "work": ""}],
        "review_criteria": [{"criterion_no": no, "name": f"方面{no}", "full_score": 20} for no in range(1, 6)],
        "score_weights": [
            {"part": part, "weight": weight}
            for part, weight in zip(("fulfilment", "peer_score", "satisfaction"), dice.pick(PART_WEIGHTS), strict=True)
        ],
        "settings": [
            {"key": "report_due_day", "value": dice.pick((10, 1, 31, 30))},
            {"key": "yellow_points", "value": dice.pick((10, 25, 0, 2.5))},
            {"key": "jump_factor", "value": 3},
        ],
    }
    for row in files["windows"]:
        row["start"], row["end"] = str(row["start"]), str(row["end"])
    departments = [unit["name"] for unit in units if unit["kind"] == "department"]
    files["task_departments"] = [{"task_no": 1, "unit_name": name, "listed_order": no} for no, name in enumerate(departments, start=1)]
    for _ in range(dice.whole(2, 7)):
        _add_indicator(dice, files)
    _add_domains(dice, files)
    return files


def _add_domains(dice: Dice, files: Files) -> None:
    """Domains of sites for one to three counted indicators; one of them may have two."""
    counted = _may_have_domains(files)
    if not counted:
        _add_indicator(dice, files, "count")
        counted = _may_have_domains(files)
    for number, indicator_id in enumerate(dice.shuffled(counted)[: dice.whole(1, 3)], start=1):
        files["site_domains"].append({"domain": f"d{number}", "name": f"进{number}(演示)", "indicator_id": indicator_id})
    if dice.chance(25):
        files["site_domains"].append({"domain": "d4", "name": "进4(演示)", "indicator_id": files["site_domains"][0]["indicator_id"]})


def _may_have_domains(files: Files) -> list[str]:
    """Counted indicators; none that is pooled and yet has a target of some unit's own, whose quota the contract leaves open."""
    result = []
    for indicator in files["indicators"]:
        rows = [row for row in files["targets"] if row["indicator_id"] == indicator["indicator_id"]]
        is_mixed = any(row["scope_kind"] == "city" for row in rows) and any(
            row["scope_kind"] != "city" and row["target"] != "-" for row in rows
        )
        if indicator["kind"] == "count" and not is_mixed:
            result.append(indicator["indicator_id"])
    return result


def _units(dice: Dice) -> list[dict[str, Any]]:
    units = []
    counties = dice.pick((1, 2, 3, 4, 5, 5))
    cycles = ("month", "quarter", "half_year", "none")
    for no in range(1, counties + 1):
        units.append(
            {
                "unit_code": f"c{no}",
                "name": f"演示{no}县",
                "kind": "county",
                "unit_class": dice.pick("AB"),
                "adcode": f"99010{no}",
                "report_cycle": dice.pick(cycles),
            }
        )
    if counties == 1 or dice.chance(60):
        units.append({"unit_code": "park", "name": "演示园区", "kind": "park", "unit_class": "P", "report_cycle": dice.pick(cycles)})
    for no in range(1, dice.whole(0, 3) + 1):
        units.append(
            {"unit_code": f"d{no}", "name": f"演示{no}局", "kind": "department", "unit_class": "D", "report_cycle": dice.pick(cycles)}
        )
    return units


def _windows(dice: Dice, start: date, end: date) -> list[dict[str, Any]]:
    """The plan's own span; calendar years and quarters that touch it (so some begin before and end after it); half years with gaps."""
    windows = [{"window": "plan", "label": "全周期", "start": start, "end": end, "counted": 1}]
    years = range(start.year, end.year + 1)
    some: list[dict[str, Any]] = [
        {"window": "year", "label": f"{year}年", "start": date(year, 1, 1), "end": date(year, 12, 31)} for year in years
    ]
    for year in years:
        for quarter in range(1, 5):
            opens, closes = date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, 31 if quarter in (1, 4) else 30)
            if opens <= end and closes >= start:
                some.append({"window": "quarter", "label": f"{year}年第{quarter}季度", "start": opens, "end": closes})
    ends_on = dice.pick((30, 15))
    for year in range(start.year - 1, end.year + 1):
        for label, opens, closes in (
            ("春季", date(year, 3, 1), date(year, 6, ends_on)),
            ("秋季", date(year, 9, 1), date(year + 1, 1, ends_on)),
        ):
            if opens <= end and closes >= start:
                some.append({"window": "semester", "label": f"{year}年{label}学期", "start": opens, "end": closes})
    for window in some:
        window["counted"] = 0 if dice.chance(20) else 1
    for kind in ("year", "quarter", "semester"):
        of_kind = [window for window in some if window["window"] == kind]
        if of_kind and not any(window["counted"] for window in of_kind):
            of_kind[-1]["counted"] = 1
    return windows + some


def _add_indicator(dice: Dice, files: Files, wanted: str | None = None) -> None:
    """The first indicator has a target for nearly every county-level unit, so that few are without a figure; the others are anything."""
    is_first = not files["indicators"]
    number = len(files["indicators"]) + 1
    task_no = 1 if is_first else dice.pick(files["tasks"])["task_no"]
    kind = wanted or dice.pick(("count", "count", "status", "coverage", "hours"))
    indicator_id = f"{task_no:02}-{number}"
    window = dice.pick(sorted({row["window"] for row in files["windows"]}))
    classes = sorted({unit["unit_class"] for unit in files["units"]})
    targets: list[dict[str, Any]] = []

    def demand(scope_kind: str, scope: str, target: str) -> None:
        targets.append(
            {
                "indicator_id": indicator_id,
                "scope_kind": scope_kind,
                "scope": scope,
                "target": target,
                "joint": dice.pick(("0", "0", "1", "")),
            }
        )

    if is_first:
        for unit_class in classes:
            if dice.chance(50 if unit_class == "D" else 92):
                demand("class", unit_class, _a_target(dice, kind))
        if not targets:
            demand("class", classes[0], _a_target(dice, kind))
    elif wanted is None and kind in ("count", "hours") and dice.chance(40):
        demand("city", "city", str(dice.whole(1, 20)))
        is_mixed = dice.chance(50)
        for unit_class in classes:
            if dice.chance(20):
                demand("class", unit_class, _a_target(dice, kind) if is_mixed and dice.chance(50) else "-")
        for unit in files["units"]:
            if dice.chance(15):
                demand("unit", unit["unit_code"], _a_target(dice, kind) if is_mixed and dice.chance(50) else "-")
    else:
        for unit_class in classes:
            if dice.chance(70):
                demand("class", unit_class, "-" if dice.chance(15) else _a_target(dice, kind))
        for unit in files["units"]:
            if dice.chance(20):
                demand("unit", unit["unit_code"], "-" if dice.chance(40) else _a_target(dice, kind))
        if all(row["target"] == "-" for row in targets):
            targets.clear()
            demand("class", classes[0], _a_target(dice, kind))
    files["indicators"].append(
        {
            "indicator_id": indicator_id,
            "task_no": task_no,
            "name": f"指标{number}(演示)",
            "kind": kind,
            "unit": "项",
            "window": window,
            "reported_by": "both",
            "weight": dice.pick(WEIGHTS),
        }
    )
    files["targets"] += targets
    _keep_filled(files, indicator_id)


def _a_target(dice: Dice, kind: str) -> str:
    if kind == "status":
        return "1"
    if kind == "coverage":
        return dice.pick(("100%", "90%", "1"))
    return str(dice.whole(1, 6)) if kind == "count" else dice.pick(("12", "2.5", "0.8"))


def _keep_filled(files: Files, indicator_id: str) -> None:
    """A pooled target that nobody fills means nothing: then the exclusions go."""
    rows = {(row["scope_kind"], row["scope"]): row["target"] for row in files["targets"] if row["indicator_id"] == indicator_id}
    if ("city", "city") not in rows:
        return
    for unit in files["units"]:
        own = rows.get(("unit", unit["unit_code"]), rows.get(("class", unit["unit_class"])))
        if unit["kind"] != "department" and own != "-":
            return
    files["targets"] = [row for row in files["targets"] if row["indicator_id"] != indicator_id or row["target"] != "-"]


def second_plan(dice: Dice, first: Files) -> Files:
    """Another version: the same codes, other demands, weights, names, windows and settings, perhaps one more indicator."""
    files: Files = {name: [dict(row) for row in rows] for name, rows in first.items()}
    kinds = {row["indicator_id"]: row["kind"] for row in files["indicators"]}
    for row in files["targets"]:
        if dice.chance(30):
            if row["scope_kind"] == "city":
                row["target"] = str(dice.whole(1, 20))
            elif row["target"] != "-":
                row["target"] = _a_target(dice, kinds[row["indicator_id"]])
        if (
            dice.chance(15)
            and row["scope_kind"] == "unit"
            and sum(other["target"] != "-" for other in files["targets"] if other["indicator_id"] == row["indicator_id"]) > 1
        ):
            row["target"] = "-"
    for row in files["tasks"]:
        if dice.chance(30):
            row["weight"] = dice.pick(WEIGHTS)
        if dice.chance(15) and row["task_no"] != 1:
            row["scored"] = 1 - row["scored"]
        if dice.chance(20):
            row["title"] += "(新)"
    for row in files["indicators"]:
        if dice.chance(30):
            row["weight"] = dice.pick(WEIGHTS)
    for row in files["units"]:
        if dice.chance(15):
            row["aliases"], row["name"] = row["name"], row["name"] + "(新)"
        if dice.chance(20):
            row["report_cycle"] = dice.pick(("month", "quarter", "half_year", "none"))
    for row in files["windows"]:
        if row["counted"] == 0 and dice.chance(30):
            row["counted"] = 1
    for row in files["site_domains"]:
        if dice.chance(20):
            row["name"] += "(新)"
        if dice.chance(10):
            row["indicator_id"] = dice.pick(_may_have_domains(files))
    if dice.chance(20):
        files["site_domains"].append({"domain": "d5", "name": "进5(演示)", "indicator_id": dice.pick(_may_have_domains(files))})
    due, yellow, _ = files["settings"]
    due["value"] = dice.pick((10, 1, 31, 30, 5))
    yellow["value"] = 20 if yellow["value"] != 20 else 15
    for row in list(files["indicators"]):
        _keep_filled(files, row["indicator_id"])
    if dice.chance(30):
        _add_indicator(dice, files)
    return files
