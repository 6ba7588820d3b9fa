"""The numbers of the plan in force as tables: settings, weights, windows, criteria, sites, indicators with their targets."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.download import download_table
from pages.parts.look import number, percent, short
from pages.parts.total import PART_WORDS
from pages.ranking.method_terms import CYCLES
from warehouse.plan import Plan

ASSUMPTIONS = "assumptions.txt"
"""A plan folder's own account of where the notice leaves something open: a paragraph a line."""
_SETTINGS = {
    "report_due_day": "报表截止日(次月几日)",
    "yellow_points": "黄灯宽度(百分点)",
    "jump_factor": "突增核对(上次的倍数)",
}
_WINDOWS = {"plan": "全周期", "year": "本年", "semester": "本学期", "school_year": "本学年"}
_KINDS = {"count": "计数", "hours": "课时", "coverage": "覆盖率", "status": "状态"}
_REPORTERS = {"county": "县级单位", "department": "部门", "both": "县级单位、部门"}
_UNIT_KINDS = {"county": "县(市、区)", "park": "园区", "department": "市直部门"}


def show_plan(in_force: Plan) -> None:
    """The tables, each to take away; and the assumptions where the plan's folder tells them."""
    _assumptions(in_force)
    left, right = st.columns(2, gap="medium")
    with left:
        _table("参数和权重", _settings(in_force), "settings")
        _table("互评评分项目", _criteria(in_force), "criteria")
        _table("报送周期", _cycles(in_force), "cycles")
    with right:
        _table("计分窗口", _windows(in_force), "windows")
        _table("示范点类别", _domains(in_force), "domains")
    _table("目标的特别说明", _special_targets(in_force), "special")
    _table("指标与目标", _indicators(in_force), "indicators")


def _assumptions(in_force: Plan) -> None:
    words = in_force.files.get(ASSUMPTIONS, b"").decode("utf-8-sig", "replace").strip()
    if words:
        with st.container(border=True):
            st.markdown("**方案没有写明的,本系统这样理解**")
            st.text(words)


def _table(name: str, table: pd.DataFrame, key: str) -> None:
    if table.empty:
        return
    with st.container(border=True):
        st.markdown(f"**{name}**({len(table)} 行)")
        st.dataframe(table, hide_index=True, key=f"plan_{key}", height=36 * min(len(table) + 1, 14) + 2)
        download_table(table, name, frame.stamp(), f"download_{key}")


def _settings(in_force: Plan) -> pd.DataFrame:
    rows = [(_SETTINGS.get(row["key"], row["key"]), number(row["value"]), row["note"] or "") for row in in_force.rows["settings"]]
    rows += [(f"总分权重:{PART_WORDS[part]}", number(weight), "假设:方案未规定") for part, weight in in_force.score_weights.items()]
    tasks = [task for task in in_force.tasks.values() if task.scored]
    rows.append((f"任务权重({len(tasks)} 项计分任务)", _weights([task.weight for task in tasks]), "假设:方案未规定"))
    indicators = list(in_force.indicators.values())
    rows.append((f"指标权重({len(indicators)} 项指标)", _weights([indicator.weight for indicator in indicators]), "假设:方案未规定"))
    return pd.DataFrame(rows, columns=["项目", "数值", "说明"])


def _weights(weights: list[float]) -> str:
    return f"各为 {number(weights[0])}" if len(set(weights)) == 1 else "不等,见“指标与目标”"


def _criteria(in_force: Plan) -> pd.DataFrame:
    rows = [(criterion.criterion_no, criterion.name, number(criterion.full_score)) for criterion in in_force.criteria]
    return pd.DataFrame(rows, columns=["序号", "评分项目", "满分"])


def _cycles(in_force: Plan) -> pd.DataFrame:
    counts: dict[tuple[str, str], int] = {}
    for unit in in_force.units.values():
        key = (_UNIT_KINDS[unit.kind], CYCLES[unit.report_cycle])
        counts[key] = counts.get(key, 0) + 1
    return pd.DataFrame(
        [(kind, cycle, count, "假设:方案未规定") for (kind, cycle), count in counts.items()], columns=["单位", "周期", "家数", "说明"]
    )


def _windows(in_force: Plan) -> pd.DataFrame:
    rows = [
        (
            _WINDOWS.get(window.window, window.label),
            window.label,
            f"{window.start:%Y-%m-%d}",
            f"{window.end:%Y-%m-%d}",
            "是" if window.counted else "否",
            window.note or "",
        )
        for window in in_force.windows
    ]
    return pd.DataFrame(rows, columns=["类别", "窗口", "起", "止", "计分", "说明"])


def _domains(in_force: Plan) -> pd.DataFrame:
    rows = []
    for domain in in_force.domains.values():
        quotas = [quota for code in in_force.units if (quota := in_force.target(code, domain.indicator_id)) is not None]
        pooled = _pooled_target(in_force, domain.indicator_id)
        rows.append((domain.name, domain.indicator_id, domain.level or "不限", sum(quotas) + (pooled or 0), "全市共同" if pooled else ""))
    return pd.DataFrame(rows, columns=["类别", "计入指标", "级别", "定额合计(个)", "说明"]).astype({"定额合计(个)": int})


def _special_targets(in_force: Plan) -> pd.DataFrame:
    """Targets that carry a note, are joint, pooled, or said not to apply."""
    rows = []
    for row in in_force.rows["targets"]:
        said = [
            *(["市区联合"] if row["joint"] else []),
            *(["全市共同,没有分到单位"] if row["scope_kind"] == "city" else []),
            *([row["note"]] if row["note"] else []),
        ]
        if not said and row["target"] is not None:
            continue
        indicator = in_force.indicators[row["indicator_id"]]
        scope = {"city": "全市", "class": f"{row['scope']} 类单位"}.get(row["scope_kind"]) or in_force.units[row["scope"]].name
        target = _target_words(row["target"], indicator.kind) if row["target"] is not None else "不适用"
        rows.append((f"{indicator.indicator_id} {indicator.name}", scope, target, ";".join(said)))
    return pd.DataFrame(rows, columns=["指标", "单位", "目标", "说明"])


def _indicators(in_force: Plan) -> pd.DataFrame:
    units = {code: short(unit.name) for code, unit in in_force.units.items() if unit.is_county_level}
    rows = []
    for indicator in in_force.indicators.values():
        task = in_force.tasks[indicator.task_no]
        rows.append(
            {
                "任务": f"{task.task_no} {task.title}",
                "指标": f"{indicator.indicator_id} {indicator.name}",
                "类型": _KINDS[indicator.kind],
                "单位": indicator.unit or "",
                "窗口": _WINDOWS.get(indicator.window, indicator.window),
                "报送": _REPORTERS[indicator.reported_by],
                **{name: _unit_target(in_force, code, indicator.indicator_id) for code, name in units.items()},
                "部门": f"{departments} 个" if (departments := _departments(in_force, indicator.indicator_id)) else "",
                "任务权重": number(task.weight) if task.scored else "不计分",
                "指标权重": number(indicator.weight),
                "填报说明": indicator.note or "",
                "方案原文": indicator.basis or "",
            }
        )
    return pd.DataFrame(rows)


def _unit_target(in_force: Plan, unit_code: str, indicator_id: str) -> str:
    target = in_force.target(unit_code, indicator_id)
    if target is not None:
        return _target_words(target, in_force.indicators[indicator_id].kind)
    return f"共同 {number(_pooled_target(in_force, indicator_id))}" if in_force.fills_pooled(unit_code, indicator_id) else "—"


def _departments(in_force: Plan, indicator_id: str) -> int:
    """How many departments have a target of their own."""
    return sum(not unit.is_county_level and in_force.target(code, indicator_id) is not None for code, unit in in_force.units.items())


def _pooled_target(in_force: Plan, indicator_id: str) -> float | None:
    rows = in_force.rows["targets"]
    return next((row["target"] for row in rows if row["indicator_id"] == indicator_id and row["scope_kind"] == "city"), None)


def _target_words(target: float, kind: str) -> str:
    return percent(target, 0) if kind == "coverage" else "完成" if kind == "status" and target == 1 else number(target)
