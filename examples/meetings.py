"""What the office lays down around the review rounds, the two meetings that were held, and two objections (异议)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from examples.inspections import WAVES, Inspection, Inspections, Line
from examples.registers import Registers
from examples.reviews import COUNTIES, ROUNDS

Step = dict[str, str]
MINUTES = 8
VISITED = {0: ("community", "school", "enterprise"), 1: ("community", "scenic", "office"), 2: ("community", "school", "embedded_city")}
"""Round → the domains of which one site in each county is visited, in turn."""
NOTES = ("看台账和活动记录", "听讲解,看现场", "与群众座谈", "", "看宣传阵地")
MEETINGS = (
    (datetime(2024, 7, 15, 9, 0), 100, (
        ("各单位8月底前补齐半年以来的会议记录和佐证材料", None, "2024-08-31"),
        ("进度落后的单位向创建办书面说明原因和措施", "zhuanglang", "2024-07-31"),
        ("示范点名录逐个核对命名文件,没有文件的补办", None, "2024-09-30"),
    )),
    (datetime(2025, 7, 18, 15, 0), 190, (
        ("互检发现的问题逐条销号,超期未整改的下月通报", None, "2025-08-31"),
        ("排名靠后的单位由帮扶部门到现场指导一次", "zhuanglang", "2025-09-15"),
        ("社区(村)和学校的示范点年底前全部达到应建数", None, "2025-12-20"),
        ("下一轮互评改为各单位交叉看现场后再打分", None, None),
    )),
)  # fmt: skip
"""Opened at, minutes until the reveal, and what was decided: words, unit, deadline. One for each of the first rounds."""


def steps(inspections: Inspections, registers: Registers) -> list[Step]:
    return [*_prepared(registers), *_held(), *_objections(inspections)]


def _step(at: datetime, step: str, **more: Any) -> Step:
    details = more.pop("details", None)
    found = {"at": at.isoformat(), "step": step, **{key: str(value) for key, value in more.items()}}
    return found | ({"details": json.dumps(details, ensure_ascii=False)} if details is not None else {})


def _prepared(registers: Registers) -> Iterator[Step]:
    """Lists of sites to visit for every round, and who inspects whom for those of which the sheets are there."""
    for number, held in enumerate(ROUNDS):
        at = held.opened_at + timedelta(hours=1)
        yield _step(at, "visits", round_date=held.day, details=_visits(registers, held.opened_at, VISITED[number]))
        if number < len(ROUNDS) - 1:
            behind = WAVES[number].step
            pairs = [[code, COUNTIES[(place + behind) % len(COUNTIES)]] for place, code in enumerate(COUNTIES)]
            yield _step(at + timedelta(minutes=20), "assign", round_date=held.day, details=pairs)


def _visits(registers: Registers, by: datetime, domains: tuple[str, ...]) -> list[dict[str, str]]:
    """One site in each county, of the domains in turn, out of the register that was in force by then."""
    in_force = {one.unit.code: one for one in sorted(registers.all(), key=lambda one: one.received_at) if one.received_at <= by}
    chosen = []
    for place, register in enumerate(in_force[code] for code in COUNTIES if code in in_force):
        wanted = domains[place % len(domains)]
        site = next((site for site in register.sites if site.domain == wanted), register.sites[0])
        note = NOTES[place % len(NOTES)]
        chosen.append({"unit_code": register.unit.code, "domain": site.domain, "name": site.name, "note": note})
    return chosen


def _held() -> Iterator[Step]:
    for held, (opened_at, minutes, decisions) in zip(ROUNDS, MEETINGS, strict=False):
        agenda = [{"unit_code": code, "minutes": MINUTES} for code in COUNTIES]
        name = f"{held.day:%y%m%d}-A"
        yield _step(opened_at, "meet", round_date=held.day, details=agenda)
        yield _step(opened_at + timedelta(minutes=minutes), "reveal", name=name)
        written = [{"words": words, "unit_code": unit, "due_date": due} for words, unit, due in decisions]
        yield _step(opened_at + timedelta(minutes=minutes + 25), "write_decisions", name=name, details=written)


def _objections(inspections: Inspections) -> Iterator[Step]:
    """The first deduction of the second wave is contested and confirmed; the first of the last wave is contested, and still waits."""
    first, last = (_lowered(inspections, wave.period) for wave in WAVES[1:])
    for (sheet, line), words in ((first, "台账上有一次活动没有算进去,请重新核对"), (last, "核查当天台账在送审,现已取回,请重新核实")):
        key = {
            "inspector": sheet.inspector.code, "unit": sheet.unit.code, "period": f"{sheet.period:%Y-%m}",
            "indicator_id": line.indicator.indicator_id,
        }  # fmt: skip
        yield _step(sheet.received_at + timedelta(days=3, hours=1), "object", **key, words=words)
        if sheet is first[0]:
            decided_at = sheet.received_at + timedelta(days=9)
            yield _step(decided_at, "decide", **key, words="已到现场复核,没有找到记录,维持核实值", details="dismissed")


def _lowered(inspections: Inspections, period: date) -> tuple[Inspection, Line]:
    return next(
        (sheet, line)
        for sheet in inspections.all
        for line in sheet.lines
        if sheet.period == period and line.verified is not None and line.verified.value < line.reported.value
    )
