"""`python -m examples [--warehouse FILE] [--json]`: bring all invented workbooks in, in the order of their receipt, the ordinary way.

Between them stand the steps of `steps.csv`: rounds that are opened, prepared and closed, findings that are put right, meetings.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from loaders.load import handlers as loader_handlers
from warehouse.build import open_current
from warehouse.cli import ChineseParser, run
from warehouse.connection import Cursor, Warehouse
from warehouse.errors import Refusal
from warehouse.handover import Desk, Handlers
from warehouse.location import warehouse_path
from warehouse.meeting_queries import objections
from warehouse.meetings import AgendaItem, Decision, open_meeting, reveal, write_decisions
from warehouse.names import normalised_name
from warehouse.objections import decide, object_to_inspection
from warehouse.preparation import Visit, assign_inspections, choose_visits
from warehouse.records import OFFICE
from warehouse.rectification import RectificationKey, close, report_done
from warehouse.rounds import close_round, open_round
from warehouse.standing import plan_at

FOLDER = Path(__file__).resolve().parent


def _step(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    """One line of `steps.csv`, at its own time."""
    at = datetime.fromisoformat(arguments["at"])
    with warehouse.writing() as cursor:
        if arguments["indicator_id"]:
            _rectify(cursor, arguments, at)
        elif arguments["round_date"]:
            _review(cursor, arguments, at)
        else:
            _hold(cursor, arguments, at)
    return {}


def _review(cursor: Cursor, line: dict[str, Any], at: datetime) -> None:
    """A step of the office around a round: opened, prepared, met about, closed."""
    day = date.fromisoformat(line["round_date"])
    details: list[Any] = json.loads(line["details"] or "[]")
    match line["step"]:
        case "open_round":
            open_round(cursor, day, line["name"], line["units"].split(","), line["raters"].split(","), at, OFFICE)
        case "close_round":
            close_round(cursor, day, at, OFFICE)
        case "visits":
            visits = [Visit(**site, folded_name=normalised_name(site["name"])) for site in details]
            choose_visits(cursor, day, visits, at, OFFICE)
        case "assign":
            assign_inspections(cursor, day, [(inspector, unit) for inspector, unit in details], at, OFFICE)
        case "meet":
            open_meeting(cursor, day, at.date(), [AgendaItem(**item) for item in details], at, OFFICE)
        case unknown:
            raise ValueError(f"{unknown} is no step")


def _hold(cursor: Cursor, line: dict[str, Any], at: datetime) -> None:
    """A step of a meeting; `name` is its id."""
    if line["step"] == "reveal":
        reveal(cursor, line["name"], at, OFFICE)
        return
    decisions = [
        Decision(item["words"], item["unit_code"], date.fromisoformat(item["due_date"]) if item["due_date"] else None)
        for item in json.loads(line["details"])
    ]
    write_decisions(cursor, line["name"], decisions, at, OFFICE)


def _rectify(cursor: Cursor, line: dict[str, Any], at: datetime) -> None:
    """A step about one row of an inspection: put right, closed, contested, decided."""
    key = RectificationKey(line["inspector"], line["unit"], date.fromisoformat(f"{line['period']}-01"), line["indicator_id"])
    units = plan_at(cursor, at).units
    match line["step"]:
        case "done":
            report_done(cursor, key, line["words"], at, units[key.unit_code].name)
        case "closed":
            close(cursor, key, at, units[key.inspector_code].name)
        case "object":
            object_to_inspection(cursor, key, line["words"], at)
        case "decide":
            waiting = objections(cursor, at)
            waiting = waiting[(waiting["unit_code"] == key.unit_code) & (waiting["indicator_id"] == key.indicator_id)]
            decide(cursor, waiting["objection_id"].iloc[0], json.loads(line["details"]), line["words"], at, OFFICE)
        case unknown:
            raise ValueError(f"{unknown} is no step")


handlers: Handlers = {**loader_handlers, "step": _step}
"""What `load_all` asks of its desk: more than the running app does for others, so the examples are loaded while it is stopped."""


def _lines(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """What happens, in the order of time: (moment, a line of `receipts.csv` or `steps.csv`)."""
    found = []
    for name, moment in (("receipts.csv", "received_at"), ("steps.csv", "at")):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found += [(line[moment], line) for line in csv.DictReader(file)]
    return sorted(found, key=lambda pair: pair[0])


def load_all(desk: Desk, folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Hand every file of `receipts.csv` to the loader as its sender did, and take the steps between; the loader's answers, one by one.

    The desk is one of `handlers`.
    """
    lines = _lines(folder)
    for number, (_, line) in enumerate(lines):
        if "step" in line:
            desk.request("step", dict(line))
            continue
        following = next((other for _, other in lines[number + 1 :] if "file" in other), None)
        if following is not None:  # it is examined while this one is checked and stored
            with suppress(Refusal):
                desk.request("prepare", _arguments(following), _content(folder, following))
        yield desk.request("load", _arguments(line), _content(folder, line))


def _arguments(line: dict[str, str]) -> dict[str, Any]:
    name = line["file"].rpartition("/")[2]
    return {"file_name": name, "sender": line["sender"], "received_at": line["received_at"], "dry_run": False, "is_confirmed": True}


def _content(folder: Path, line: dict[str, str]) -> bytes:
    return (folder / "workbooks" / line["file"]).read_bytes()


class _Here:
    """A desk in this process."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def request(self, operation: str, arguments: dict[str, Any], content: bytes = b"") -> dict[str, Any]:
        return handlers[operation](self._warehouse, arguments, content)

    def close(self) -> None:
        self._warehouse.close()


def _load(given: argparse.Namespace) -> int:
    counted: Counter[str] = Counter()
    warned = 0
    desk = _Here(open_current(warehouse_path(given.warehouse)))
    try:
        for number, answer in enumerate(load_all(desk), 1):
            counted[answer["status"]] += 1
            warned += answer["status"] != "refused" and bool(answer["issues"])
            if given.json:
                print(json.dumps(answer, ensure_ascii=False), flush=True)
                continue
            if answer["status"] == "refused":
                print(f"\n未收下:{answer['file']}")
                for issue in answer["issues"]:
                    print(f"  {issue['message']}")
            if sys.stderr.isatty():
                print(f"\r已读 {number} 份……", end="", file=sys.stderr, flush=True)
    finally:
        desk.close()
    if not given.json:
        if sys.stderr.isatty():
            print(file=sys.stderr)
        print(
            f"演示数据:收下 {counted['accepted']} 份(其中 {warned} 份有提示),未变 {counted['unchanged']} 份,未收下 {counted['refused']} 份。"
        )
    return 1 if counted["refused"] else 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ChineseParser(prog="python -m examples", description="把演示数据(虚构)按收到的先后载入数据仓库")
    parser.add_argument("--warehouse", metavar="FILE", help="数据仓库文件(默认 $WAREHOUSE,再默认 data/warehouse.duckdb)")
    parser.add_argument("--json", action="store_true", help="每份文件输出一行 JSON")
    parser.set_defaults(do=_load)
    return run(parser, arguments)


if __name__ == "__main__":
    sys.exit(main())
