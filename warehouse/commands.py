"""What the commands of `python -m warehouse` do, here or in the running app: JSON in, JSON out."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from typing import Any

from warehouse import verify
from warehouse.clock import office_now, parse_moment
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.handover import Handlers
from warehouse.plan import parse_plan
from warehouse.plan_store import store_plan
from warehouse.records import OFFICE
from warehouse.rounds import close_round, open_round
from warehouse.submit import send_back, withdraw


def _plan(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    plan = parse_plan({name: b64decode(content) for name, content in arguments["files"].items()})
    in_force_from = parse_moment(arguments["at"]) if arguments.get("at") else office_now()
    with warehouse.writing() as cursor:
        return {"plan_version_no": store_plan(cursor, plan, in_force_from, arguments.get("note"), OFFICE)}


def _moment(arguments: dict[str, Any]) -> Any:
    at = parse_moment(arguments["at"]) if arguments.get("at") else office_now()
    if at > office_now():
        raise Refusal(f"时间 {at:%Y-%m-%d %H:%M:%S} 还没有到;请写现在或以前的时间。")
    return at


def _return(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    at = _moment(arguments)
    with warehouse.writing() as cursor:
        send_back(cursor, arguments["submission_id"], arguments["reason"], at, OFFICE)
    return {}


def _withdraw(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    at = _moment(arguments)
    with warehouse.writing() as cursor:
        withdraw(cursor, arguments["submission_id"], at, OFFICE)
    return {}


def _round(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    with warehouse.writing() as cursor:
        is_new = open_round(
            cursor,
            date.fromisoformat(arguments["date"]),
            arguments.get("name"),
            arguments.get("units"),
            arguments.get("raters"),
            office_now(),
            OFFICE,
        )
    return {"is_new": is_new}


def _close_round(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    at = _moment(arguments)
    with warehouse.writing() as cursor:
        close_round(cursor, date.fromisoformat(arguments["date"]), at, OFFICE)
    return {}


def _verify(warehouse: Warehouse, _: dict[str, Any], __: bytes) -> dict[str, Any]:
    with warehouse.reading() as cursor:
        faults = verify.faults(cursor)
        submissions = cursor.execute("select count(*) from submission").fetchone()
    return {"faults": faults, "submissions": submissions[0] if submissions else 0}


handlers: Handlers = {
    "plan": _plan,
    "return": _return,
    "withdraw": _withdraw,
    "round": _round,
    "close_round": _close_round,
    "verify": _verify,
}
