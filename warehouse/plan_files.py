"""The files of a plan folder: their columns, how each cell is read, and what is wrong with one, by file and line.

A fault is a line of Chinese for the person who keeps the folder. Reading goes on after a fault, so that all are told at once.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]
"""One row of a file: parsed cells by column, and its `line` in the file."""


class BadCell(ValueError):
    """Says in Chinese what the cell should have held."""


def _text(cell: str) -> str:
    if not cell:
        raise BadCell("不能空着")
    return cell


def _optional(cell: str) -> str | None:
    return cell or None


def _whole(cell: str) -> int:
    if not re.fullmatch(r"\d{1,9}", cell):
        raise BadCell("应为整数")
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", cell) or not math.isfinite(float(cell)):
        raise BadCell("应为不小于 0 的数字")
    return float(cell)


def _weight(cell: str) -> float:
    if (weight := _number(cell)) <= 0:
        raise BadCell("应为大于 0 的数字")
    return weight


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell("应为 2024-06-30 这样的日期") from None


def _flag(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise BadCell("应为 0 或 1")
    return cell == "1"


def _joint(cell: str) -> bool:
    return bool(cell) and _flag(cell)


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _target(cell: str) -> float | None:
    """`3`, `100%` (1.0), or `-` for 不适用 (None)."""
    if cell == "-":
        return None
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", cell)
    number = _number(percent[1]) / 100 if percent else _number(cell) if cell else 0.0
    if number <= 0:
        raise BadCell("应为大于 0 的数字、百分数,或“-”(不适用)")
    return number


def _choice(**words: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in words:
            raise BadCell("应为 " + "、".join(f"{word}({meaning})" for word, meaning in words.items()) + " 之一")
        return cell

    return read


@dataclass(frozen=True)
class PlanFile:
    """One CSV file of the folder: its columns with the reader of each, and which columns make a row's key."""

    columns: dict[str, Callable[[str], Any]]
    key: tuple[str, ...]
    is_required: bool = True


PLAN_FILES: dict[str, PlanFile] = {
    "sections": PlanFile({"section_no": _whole, "name": _text, "aim": _optional}, ("section_no",)),
    "tasks": PlanFile(
        {"task_no": _whole, "section_no": _whole, "title": _text, "scored": _flag, "weight": _weight, "text": _optional}, ("task_no",)
    ),
    "units": PlanFile(
        {
            "unit_code": _text,
            "name": _text,
            "kind": _choice(county="县(市、区)", park="园区", department="部门"),
            "unit_class": _text,
            "adcode": _optional,
            "report_cycle": _choice(month="月", quarter="季", half_year="半年", none="不报"),
            "aliases": _aliases,
        },
        ("unit_code",),
    ),
    "indicators": PlanFile(
        {
            "indicator_id": _text,
            "task_no": _whole,
            "name": _text,
            "kind": _choice(count="计数", hours="课时", coverage="覆盖率", status="状态"),
            "unit": _optional,
            "window": _text,
            "reported_by": _choice(county="县级单位", department="部门", both="两者"),
            "weight": _weight,
            "basis": _optional,
            "note": _optional,
        },
        ("indicator_id",),
    ),
    "windows": PlanFile(
        {"window": _text, "label": _text, "start": _day, "end": _day, "counted": _flag, "note": _optional}, ("window", "start")
    ),
    "targets": PlanFile(
        {
            "indicator_id": _text,
            "scope_kind": _choice(**{"class": "类别", "unit": "单位", "city": "全市共同"}),
            "scope": _text,
            "target": _target,
            "joint": _joint,
            "note": _optional,
        },
        ("indicator_id", "scope_kind", "scope"),
    ),
    "score_weights": PlanFile(
        {"part": _choice(fulfilment="完成率", peer_score="互评分", satisfaction="满意度"), "weight": _number}, ("part",)
    ),
    "settings": PlanFile({"key": _text, "value": _number, "note": _optional}, ("key",)),
    "task_departments": PlanFile(
        {"task_no": _whole, "unit_name": _text, "listed_order": _whole}, ("task_no", "unit_name"), is_required=False
    ),
    "phases": PlanFile(
        {"phase_no": _whole, "name": _text, "start": _day, "end": _day, "work": _optional}, ("phase_no",), is_required=False
    ),
    "review_criteria": PlanFile({"criterion_no": _whole, "name": _text, "full_score": _weight}, ("criterion_no",), is_required=False),
    "site_domains": PlanFile(
        {"domain": _text, "name": _text, "indicator_id": _text, "level": _optional, "aliases": _aliases}, ("domain",), is_required=False
    ),
}

EXTRA_FILES = ("notice.txt", "outlines.geojson", "assumptions.txt")
"""Kept with a version where the folder has them: the plan's own words, the outlines of the map, and what was assumed where it is silent."""


def read_rows(name: str, content: bytes, faults: list[str]) -> list[Row]:
    """Parse one CSV of the folder. Faults are added to `faults`; a row with one is left out."""
    file = f"{name}.csv"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(f"{file}:不是 UTF-8 编码;请另存为 UTF-8 的 CSV。")
        return []
    before = len(faults)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    line = 1
    try:
        headings = [cell.strip() for cell in next(reader, [])]
        line = reader.line_num + 1
        columns = PLAN_FILES[name].columns
        if missing := [column for column in columns if column not in headings]:
            faults.append(f"{file} 第 1 行:缺少列 {'、'.join(missing)};现有 {'、'.join(headings) or '(空)'}。")
            return []
        seen: dict[tuple[Any, ...], int] = {}
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
                    faults.append(f"{file} 第 {line} 行:单元格比列名多,文字里的逗号可能没有加引号;请给这一格加上英文双引号。")
                row = _read_row(file, line, dict(zip(headings, cells, strict=False)), columns, faults)
                if row and (first := seen.setdefault(key := tuple(row[column] for column in PLAN_FILES[name].key), line)) != line:
                    faults.append(f"{file} 第 {line} 行:{' '.join(map(str, key))} 与第 {first} 行重复;请只留一行。")
                elif row:
                    rows.append(row)
            line = reader.line_num + 1
    except csv.Error:
        faults.append(f"{file} 第 {line} 行:读不下去,英文双引号没有成对,或一格太长;请改正这一行。")
    if not rows and len(faults) == before and PLAN_FILES[name].is_required:
        faults.append(f"{file}:没有任何数据行。")
    return rows


def _read_row(file: str, line: int, cells: dict[str, str], columns: dict[str, Callable[[str], Any]], faults: list[str]) -> Row | None:
    row: Row = {"line": line}
    for column, read in columns.items():
        cell = cells.get(column, "").strip()
        try:
            row[column] = read(cell)
        except BadCell as bad:
            faults.append(f"{file} 第 {line} 行:{column} 填的是“{cell}”,{bad}。")
    return row if len(row) == len(columns) + 1 else None
