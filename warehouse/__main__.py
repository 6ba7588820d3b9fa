"""`python -m warehouse`: make a warehouse, store a plan, return or withdraw a submission, open and close a review round, verify."""

from __future__ import annotations

import argparse
import re
import sys
from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
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


def _round(given: argparse.Namespace) -> int:
    opening = [option for option in ("name", "units", "raters") if getattr(given, option) is not None]
    if given.close and opening:
        given.wrong_usage(f"--close 结束一轮评议,不能同时写 --{opening[0]}")
    if given.at and not given.close:
        given.wrong_usage("--at 只和 --close 一起用")
    day = given.date.isoformat()
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        if given.close:
            desk.request("close_round", {"date": day, "at": given.at})
            print(f"已结束 {day} 的评议。")
            return 0
        asked = {"date": day, "name": given.name, "units": given.units, "raters": given.raters}
        is_new = desk.request("round", asked)["is_new"]
    print(f"已开设 {day} 的评议。" if is_new else f"{day} 的评议已经开设,没有改动。")
    return 0


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,请写成 2024-06-30 这样的格式") from None


def _names(text: str) -> list[str]:
    return [name.strip() for name in re.split("[,\uff0c、]", text) if name.strip()]


def _verify(given: argparse.Namespace) -> int:
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        answer = desk.request("verify", {})
    for fault in answer["faults"]:
        print(fault)
    print(f"发现 {len(answer['faults'])} 处问题。" if answer["faults"] else f"数据完好:{answer['submissions']} 份报送逐一核对无误。")
    return 1 if answer["faults"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = ChineseParser(prog="python -m warehouse", description="数据仓库:建立、换方案、退回、撤回、评议、核验")
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
    review = command("round", "开设或结束一轮互评", _round)
    review.add_argument("date", metavar="DATE", type=_day, help="评议日期,如 2024-06-30")
    review.add_argument("--name", metavar="TEXT", help="这一轮的名称")
    review.add_argument("--units", metavar="CODE,…", type=_names, help="被评单位的代码或名称(默认各县级单位)")
    review.add_argument("--raters", metavar="CODE,…", type=_names, help="评分单位的代码或名称(默认各县级单位)")
    review.add_argument("--close", action="store_true", help="结束这一轮,此后收到的打分表不再接收")
    review.add_argument("--at", metavar="ISO", help="何时结束(默认现在)")
    review.set_defaults(wrong_usage=review.error)
    command("verify", "核验数据是否完好", _verify)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit status."""
    return run(_parser(), arguments)


if __name__ == "__main__":
    sys.exit(main())
