"""What the office lays down before a review round: which sites are visited (互观), and who inspects whom (互检). Both are events.

Every function here runs inside one `Warehouse.writing()` transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import duckdb

from warehouse.errors import Refusal
from warehouse.events import record
from warehouse.plan import Plan
from warehouse.standing import plan_at, round_on

LONGEST_NOTE = 200
"""Characters of a note to a visit."""


@dataclass(frozen=True)
class Visit:
    """A site to visit: its key in the register, its name as it is read now, and what to look at there."""

    unit_code: str
    domain: str
    folded_name: str
    name: str
    note: str = ""


def choose_visits(cursor: duckdb.DuckDBPyConnection, round_date: date, visits: Sequence[Visit], at: datetime, actor: str) -> None:
    """Lay down the whole list of sites to visit in a round, in this order; an empty one takes the list back.

    Raises Refusal for an unknown round, a site that stands in no register in force, one that stands in the list twice, or a note of
    more than `LONGEST_NOTE` characters.
    """
    _refuse_unknown_round(cursor, round_date)
    registered = set(cursor.execute("select unit_code, domain, folded_name from site_in_force_at(timestamp '9999-12-31')").fetchall())
    chosen = set()
    for visit in visits:
        key = (visit.unit_code, visit.domain, visit.folded_name)
        if key not in registered:
            raise Refusal(f"“{visit.name}”不在现行的示范点名录里;请从名录中选择。")
        if key in chosen:
            raise Refusal(f"“{visit.name}”在清单里出现了两次;请去掉一次。")
        if len(visit.note) > LONGEST_NOTE:
            raise Refusal(f"“{visit.name}”的备注超过 {LONGEST_NOTE} 字;请写短些。")
        chosen.add(key)
    record(cursor, "visits_chosen", actor, at, {"round_date": round_date, "visits": [asdict(visit) for visit in visits]})


def assign_inspections(
    cursor: duckdb.DuckDBPyConnection, round_date: date, pairs: Sequence[tuple[str, str]], at: datetime, actor: str
) -> None:
    """Lay down who inspects whom in a round, as pairs of unit codes (inspector, inspected); none takes it back.

    Raises Refusal for an unknown round or unit, a unit that would inspect itself, or a pair that stands there twice.
    """
    _refuse_unknown_round(cursor, round_date)
    units = plan_at(cursor, at).units
    for place, (inspector, inspected) in enumerate(pairs):
        for code in (inspector, inspected):
            if code not in units:
                raise Refusal(f"方案里没有单位“{code}”;请从单位名单中选择。")
        if inspector == inspected:
            raise Refusal(f"{units[inspector].name}不能核查自己;请改为别的单位。")
        if (inspector, inspected) in pairs[:place]:
            raise Refusal(f"{units[inspector].name}核查{units[inspected].name}写了两次;请去掉一次。")
    record(cursor, "inspections_assigned", actor, at, {"round_date": round_date, "pairs": [list(pair) for pair in pairs]})


def remarks_on(pairs: Sequence[tuple[str, str]], earlier: Sequence[tuple[str, str]], plan: Plan) -> list[str]:
    """What is to be known of an arrangement before it is laid down, in words: units left out, mutual pairs, pairs that come again.

    `earlier` are the pairs of earlier rounds. Units are those of `pairs`.
    """
    names = {code: unit.name for code, unit in plan.units.items()}
    inspected = [code for _, code in pairs]
    found = [f"{names[code]}没有单位核查" for code in dict.fromkeys(code for code, _ in pairs) if code not in inspected]
    found += [f"{names[code]}被 {inspected.count(code)} 个单位核查" for code in dict.fromkeys(inspected) if inspected.count(code) > 1]
    found += [f"{names[a]}与{names[b]}在同一轮互相核查" for a, b in pairs if (b, a) in pairs and a < b]
    found += [f"{names[a]}以前核查过{names[b]}({earlier.count((a, b))} 次)" for a, b in pairs if (a, b) in earlier]
    return found


def _refuse_unknown_round(cursor: duckdb.DuckDBPyConnection, round_date: date) -> None:
    if round_on(cursor, round_date) is None:
        raise Refusal(f"没有 {round_date} 的评议;请核对日期,或先开设这一轮。")
