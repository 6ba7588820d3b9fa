"""`python -m warehouse`: make a warehouse, store a plan, return or withdraw a submission, verify."""

from __future__ import annotations

import argparse
import sys
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from warehouse.build import initialise
from warehouse.cli import ChineseParser, run
from warehouse.commands import handlers
from warehouse.handover import reaching
from warehouse.location import plan_folder, warehouse_path
from warehouse.plan import read_plan


def _init(given: argparse.Namespace) -> int:
    path = warehouse_path(given.warehouse)
    if path.exists():
        with reaching(path, handlers):
            print(f"数据仓库 {path} 已经存在,没有改动。")
        return 0
    folder = plan_folder(given.plan)
    made = initialise(path, folder)
    print(f"已建立数据仓库 {path},方案取自 {folder}。" if made else f"数据仓库 {path} 已经存在,没有改动。")
    return 0


def _plan(given: argparse.Namespace) -> int:
    plan = read_plan(Path(given.folder))
    files = {name: b64encode(content).decode() for name, content in plan.files.items()}
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        number = desk.request("plan", {"files": files, "at": given.at, "note": given.note})["plan_version_no"]
    print(f"方案已入库,为第 {number} 版。" if number else "方案与现行版本相同,没有改动。")
    return 0


def _return(given: argparse.Namespace) -> int:
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        desk.request("return", {"submission_id": given.submission_id, "reason": given.reason, "at": given.at})
    print(f"已退回 {given.submission_id}。")
    return 0


def _withdraw(given: argparse.Namespace) -> int:
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        desk.request("withdraw", {"submission_id": given.submission_id, "at": given.at})
    print(f"已撤回 {given.submission_id}。")
    return 0


def _verify(given: argparse.Namespace) -> int:
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        answer = desk.request("verify", {})
    for fault in answer["faults"]:
        print(fault)
    print(f"发现 {len(answer['faults'])} 处问题。" if answer["faults"] else f"数据完好:{answer['submissions']} 份报送逐一核对无误。")
    return 1 if answer["faults"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = ChineseParser(prog="python -m warehouse", description="数据仓库:建立、换方案、退回、撤回、核验")
    commands = parser.add_subparsers(required=True, metavar="命令", parser_class=ChineseParser)

    def command(name: str, words: str, do: object) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.add_argument("--warehouse", metavar="FILE", help="数据仓库文件(默认 $WAREHOUSE,再默认 data/warehouse.duckdb)")
        added.set_defaults(do=do)
        return added

    command("init", "建立数据仓库并载入方案", _init).add_argument(
        "--plan", metavar="DIR", help="方案文件夹(默认 $PLAN,再默认 plans/ 里唯一的)"
    )
    plan = command("plan", "检查方案文件夹,存为新的一版", _plan)
    plan.add_argument("folder", metavar="DIR")
    plan.add_argument("--at", metavar="ISO", help="自何时起生效(默认现在)")
    plan.add_argument("--note", metavar="TEXT", help="说明")
    send_back = command("return", "退回一份报送", _return)
    send_back.add_argument("submission_id", metavar="SUBMISSION_ID")
    send_back.add_argument("--reason", metavar="TEXT", required=True, help="退回的理由")
    send_back.add_argument("--at", metavar="ISO", help="何时退回(默认现在)")
    withdraw = command("withdraw", "撤回一份报送", _withdraw)
    withdraw.add_argument("submission_id", metavar="SUBMISSION_ID")
    withdraw.add_argument("--at", metavar="ISO", help="何时撤回(默认现在)")
    command("verify", "核验数据是否完好", _verify)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit status."""
    return run(_parser(), arguments)


if __name__ == "__main__":
    sys.exit(main())
