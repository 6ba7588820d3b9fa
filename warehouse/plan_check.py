"""What must hold between the files of a plan. Each check yields one line for each fault, by file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set

from warehouse.names import fold_name
from warehouse.plan_files import Row

Rows = dict[str, list[Row]]

SETTINGS = ("report_due_day", "yellow_points", "jump_factor")
RESERVED_UNIT_CODE = "city"
"""Stands for the whole city in the figures, so no unit may be called so."""


def check_plan(rows: Rows, outlines: bytes | None, unsound: Set[str] = frozenset()) -> list[str]:
    """Every fault between the files; an empty list where there is none.

    Of `unsound` files some rows could not be read: what may only be missing because of that is no fault.
    """
    checks = (_references, _names, _targets, _windows, _parts)
    return [fault for check in checks for fault in check(rows, unsound)] + list(_outlines(outlines))


def _at(name: str, row: Row) -> str:
    return f"{name}.csv 第 {row['line']} 行:"


def _references(rows: Rows, unsound: Set[str]) -> Iterator[str]:
    known = {
        "section_no": ("sections.csv", {row["section_no"] for row in rows["sections"]}),
        "task_no": ("tasks.csv", {row["task_no"] for row in rows["tasks"]}),
        "indicator_id": ("indicators.csv", {row["indicator_id"] for row in rows["indicators"]}),
        "window": ("windows.csv", {row["window"] for row in rows["windows"]}),
    }
    references = (
        ("tasks", "section_no"),
        ("indicators", "task_no"),
        ("indicators", "window"),
        ("targets", "indicator_id"),
        ("site_domains", "indicator_id"),
        ("task_departments", "task_no"),
    )
    for name, column in references:
        file, codes = known[column]
        for row in rows[name]:
            if row[column] not in codes and file.removesuffix(".csv") not in unsound:
                yield f"{_at(name, row)}{column} “{row[column]}” 在 {file} 里没有;请改正代码,或在 {file} 里补上。"
    names = {fold_name(name) for unit in rows["units"] for name in (unit["name"], *unit["aliases"])}
    for row in rows["task_departments"]:
        if fold_name(row["unit_name"]) not in names and "units" not in unsound:
            yield f"{_at('task_departments', row)}unit_name “{row['unit_name']}” 在 units.csv 里没有;请改正名称,或补一个别名。"


def _names(rows: Rows, unsound: Set[str]) -> Iterator[str]:
    for name, key in (("units", "unit_code"), ("site_domains", "domain")):
        owners: dict[str, Row] = {}
        for row in rows[name]:
            for spelling in dict.fromkeys(fold_name(text) for text in (row["name"], *row["aliases"])):
                if (owner := owners.setdefault(spelling, row)) is not row:
                    yield f"{_at(name, row)}名称或别名“{spelling}”与 {owner[key]}(第 {owner['line']} 行)相同,会认错;请改掉其中一个。"
    for row in rows["units"]:
        if row["unit_code"] == RESERVED_UNIT_CODE:
            yield f"{_at('units', row)}unit_code 不能用 city,它代表全市;请换一个代码。"
    if "units" not in unsound and not any(row["kind"] in ("county", "park") for row in rows["units"]):
        yield "units.csv:没有任何县级单位(county 或 park),无从排名。"


def _targets(rows: Rows, unsound: Set[str]) -> Iterator[str]:
    classes = {row["unit_class"] for row in rows["units"]}
    codes = {row["unit_code"] for row in rows["units"]}
    scopes = {"class": ("类别", classes), "unit": ("单位", codes), "city": ("范围(全市共同的只能写 city)", {"city"})}
    kinds = {row["indicator_id"]: row["kind"] for row in rows["indicators"]}
    for row in rows["targets"]:
        word, known = scopes[row["scope_kind"]]
        if row["scope"] not in known and (row["scope_kind"] == "city" or "units" not in unsound):
            yield f"{_at('targets', row)}scope “{row['scope']}” 不是已知的{word};请对照 units.csv 改正。"
        kind, target = kinds.get(row["indicator_id"]), row["target"]
        if target is not None and kind in ("coverage", "status") and target > 1:
            yield f"{_at('targets', row)}{row['indicator_id']} 是{'覆盖率' if kind == 'coverage' else '状态'}指标,目标不能超过 100%。"
        if target is not None and kind == "count" and target != int(target):
            yield f"{_at('targets', row)}{row['indicator_id']} 是计数指标,目标应为整数。"
    with_target = {row["indicator_id"] for row in rows["targets"] if row["target"] is not None}
    for row in rows["indicators"] if "targets" not in unsound else ():
        if row["indicator_id"] not in with_target:
            yield f"{_at('indicators', row)}指标 {row['indicator_id']} 没有目标;请在 targets.csv 里为它补一行。"


def _windows(rows: Rows, unsound: Set[str]) -> Iterator[str]:
    by_kind: dict[str, list[Row]] = {}
    for row in rows["phases"]:
        if row["start"] > row["end"]:
            yield f"{_at('phases', row)}{row['name']} 的开始日期晚于结束日期;请改正。"
    for row in rows["windows"]:
        if row["start"] > row["end"]:
            yield f"{_at('windows', row)}{row['label']} 的开始日期晚于结束日期;请改正。"
        by_kind.setdefault(row["window"], []).append(row)
    for windows in by_kind.values():
        ordered = sorted(windows, key=lambda row: row["start"])
        before = ordered[0]
        for after in ordered[1:]:
            if after["start"].replace(day=1) <= before["end"]:
                yield (
                    f"{_at('windows', after)}{after['label']} 与 {before['label']}(第 {before['line']} 行)有同一个月,"
                    "同类的时段不能重叠;请改正日期。"
                )
            before = max(before, after, key=lambda row: row["end"])
    if "windows" in unsound:
        return
    if len(by_kind.get("plan", [])) != 1 or not by_kind["plan"][0]["counted"]:
        yield "windows.csv:应有且只有一行 window 为 plan 的时段(全周期),且 counted 为 1。"
    for row in rows["indicators"]:
        windows = by_kind.get(row["window"], [])
        if windows and not any(window["counted"] for window in windows):
            yield f"{_at('indicators', row)}指标 {row['indicator_id']} 的时段 {row['window']} 没有一行计入(counted 为 1),无法计算完成率。"


def _parts(rows: Rows, unsound: Set[str]) -> Iterator[str]:
    weights = {row["part"]: row["weight"] for row in rows["score_weights"]}
    if "score_weights" not in unsound and not weights.get("fulfilment"):
        yield "score_weights.csv:fulfilment(完成率)的权重应大于 0。"
    settings = {row["key"]: row for row in rows["settings"]}
    for key in SETTINGS:
        if key not in settings and "settings" not in unsound:
            yield f"settings.csv:缺少 {key} 这一行。"
    for key, row in settings.items():
        if key not in SETTINGS:
            yield f"{_at('settings', row)}不认识的设置 {key};可用的有 {'、'.join(SETTINGS)}。"
    due = settings.get("report_due_day")
    if due and (due["value"] != int(due["value"]) or not 1 <= due["value"] <= 31):
        yield f"{_at('settings', due)}report_due_day 应为 1 到 31 的整数。"
    if "tasks" not in unsound and not any(row["scored"] for row in rows["tasks"]):
        yield "tasks.csv:没有任何计分的任务(scored 为 1)。"


def _outlines(content: bytes | None) -> Iterator[str]:
    if content is None:
        return
    wanted = "outlines.geojson:应为 GeoJSON 的 FeatureCollection,每个要素有 code、name、label_lon、label_lat。"
    try:
        features = json.loads(content)["features"]
        if not all({"code", "name", "label_lon", "label_lat"} <= feature["properties"].keys() for feature in features):
            yield wanted
    except (ValueError, KeyError, TypeError, AttributeError):
        yield wanted
