"""`python -m examples [--warehouse FILE] [--json]`: bring all invented workbooks in, in the order of their receipt, the ordinary way."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from loaders.load import handlers
from warehouse.cli import ChineseParser, run
from warehouse.handover import Desk, reaching
from warehouse.location import warehouse_path

FOLDER = Path(__file__).resolve().parent


def load_all(desk: Desk, folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Hand every file of `receipts.csv` to the loader as its sender did; the loader's answers, one by one."""
    with (folder / "receipts.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            arguments = {
                "file_name": line["file"],
                "sender": line["sender"],
                "received_at": line["received_at"],
                "dry_run": False,
                "is_confirmed": True,
            }
            yield desk.request("load", arguments, (folder / "workbooks" / line["file"]).read_bytes())


def _load(given: argparse.Namespace) -> int:
    counted: Counter[str] = Counter()
    warned = 0
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
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
