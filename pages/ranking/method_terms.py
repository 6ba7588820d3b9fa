"""Every definition in an official's words (`definitions.md`), with the numbers of the plan in force put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.parts.look import as_markdown, number, short
from pages.parts.total import PART_WORDS
from warehouse.plan import Plan

_TEXT = Path(__file__).with_name("definitions.md")
CYCLES = {"month": "每月", "quarter": "每季度", "half_year": "每半年", "none": "不报"}


@dataclass(frozen=True)
class Term:
    """One definition: its group, its name, and its words (Markdown; what came from the plan is marked as text)."""

    group: str
    name: str
    words: str


def definitions(in_force: Plan) -> list[Term]:
    """All definitions in the order of the text, with the plan's own numbers."""
    numbers = {name: as_markdown(words) for name, words in _numbers(in_force).items()}
    terms, group = [], ""
    for line in re.split(r"\n(?=#)", _TEXT.read_text(encoding="utf-8").strip()):
        heading, _, body = line.partition("\n")
        if heading.startswith("## "):
            terms.append(Term(group, heading.removeprefix("## "), body.strip().format_map(numbers)))
        else:
            group = heading.removeprefix("# ")
    return terms


def show_definitions(terms: list[Term]) -> None:
    """Definitions side by side in two columns, one under the other on a narrow screen: about as much text in each."""
    whole = sum(len(term.words) for term in terms)
    before, columns = 0, st.columns(2, gap="large")
    for term in terms:
        columns[before >= whole / 2].markdown(f"**{term.name}**  \n{term.words}")
        before += len(term.words)


def _numbers(in_force: Plan) -> dict[str, str]:
    """What stands in braces in the text."""
    start, end = in_force.span
    settings = in_force.settings
    notes = {row["key"]: "(假设)" for row in in_force.rows["settings"] if "假设" in (row["note"] or "")}
    return {
        "span": f"{start:%Y-%m-%d} 至 {end:%Y-%m-%d}",
        "due_day": f"{settings.report_due_day}",
        "due_note": notes.get("report_due_day", ""),
        "yellow": number(settings.yellow_points),
        "yellow_note": notes.get("yellow_points", ""),
        "jump": number(settings.jump_factor),
        "jump_note": notes.get("jump_factor", ""),
        "domains": f"{len(in_force.domains)}",
        "joint": _joint(in_force),
        "cycles": _cycles(in_force),
        "pooled": _pooled(in_force),
        "criteria": "、".join(f"{criterion.name} {number(criterion.full_score)} 分" for criterion in in_force.criteria) or "方案没有列出",
        "weights": "、".join(f"{words} {in_force.score_weights.get(part, 0.0):g}" for part, words in PART_WORDS.items()),
        "parks": "、".join(short(unit.name) for unit in in_force.units.values() if unit.kind == "park") or "园区(本方案没有)",
        **_counts(in_force),
    }


def _counts(in_force: Plan) -> dict[str, str]:
    """How many tasks and indicators there are, and whether they weigh the same."""
    scored = [task for task in in_force.tasks.values() if task.scored]
    others = [task for task in in_force.tasks.values() if not task.scored]
    indicators = in_force.indicators.values()
    names = "、".join(dict.fromkeys(in_force.sections[task.section_no].name for task in others))
    return {
        "tasks": f"{len(scored)}",
        "indicators": f"{len(indicators)}",
        "statuses": f"{sum(indicator.kind == 'status' for indicator in indicators)}",
        "task_weights": _weighing("各任务", {task.weight for task in scored}),
        "indicator_weights": _weighing("同一任务内各指标", {indicator.weight for indicator in indicators}),
        "unscored": f"{names}共 {len(others)} 项只显示,不计分。" if others else "",
    }


def _weighing(what: str, weights: set[float]) -> str:
    return f"{what}权重相同(假设:方案未规定权重)" if len(weights) <= 1 else f"{what}的权重见下面的表"


def _cycles(in_force: Plan) -> str:
    by_kind = (
        ("县(市、区)和园区", [unit for unit in in_force.units.values() if unit.is_county_level]),
        ("市直部门", [unit for unit in in_force.units.values() if not unit.is_county_level]),
    )
    said = []
    for who, units in by_kind:
        counts = {cycle: sum(unit.report_cycle == cycle for unit in units) for cycle in CYCLES}
        held = {cycle: count for cycle, count in counts.items() if count}
        if len(held) == 1:
            said.append(f"{who}{CYCLES[next(iter(held))]}")
        elif held:
            said.append(who + "、".join(f" {count} 家{CYCLES[cycle]}" for cycle, count in held.items()))
    return ",".join(said) + "(假设:方案未规定)"


def _pooled(in_force: Plan) -> str:
    pooled = [
        f"{in_force.indicators[row['indicator_id']].name}({number(row['target'])})"
        for row in in_force.rows["targets"]
        if row["scope_kind"] == "city" and row["target"] is not None
    ]
    return f"本方案的共同指标:{'、'.join(pooled)}。" if pooled else "本方案没有共同指标。"


def _joint(in_force: Plan) -> str:
    joint: dict[str, list[str]] = {}
    for row in in_force.rows["targets"]:
        if row["joint"]:
            who = in_force.units[row["scope"]].name if row["scope"] in in_force.units else f"{row['scope']} 类单位"
            joint.setdefault(who, []).append(in_force.indicators[row["indicator_id"]].name)
    said = [f"{who}的{'、'.join(names)}是市区联合的定额,列在{who}名下" for who, names in joint.items()]
    return f"{';'.join(said)}。" if said else ""
