"""`python -m loaders`: write a template, load workbooks. They do what the pages do, here or in the running app."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from loaders.formats.limits import LARGEST_FILE
from loaders.judge import Verdict
from loaders.layout.words import kinds
from loaders.load import handlers
from loaders.problems import Fault, issue
from loaders.shown import lines
from loaders.templates.door import refuse_unused
from warehouse.cli import ChineseParser, reason, run
from warehouse.clock import office_now, parse_moment
from warehouse.errors import Busy, NoWarehouse, Refusal
from warehouse.handover import Desk, reaching
from warehouse.location import warehouse_path

_MANY = 5


def _moment(text: str) -> str:
    """An ISO moment as it was given; wrong ones are wrong usage."""
    try:
        parse_moment(text)
    except Refusal as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None
    return text


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是 2024-06 这样的月份")
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是 2024-07-05 这样的日期") from None


def _load(given: argparse.Namespace) -> int:
    """Load every file in its own transaction, in the order given; 1 where at least one was refused."""
    is_any_refused = False
    copies = Copies(given.marked_up, given.files) if given.marked_up else None
    received_at = given.received_at
    arguments = {"sender": given.sender, "received_at": received_at, "dry_run": given.dry_run}
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        upcoming = _read(given.files[0])
        for order, name in enumerate(_with_progress(given.files, given.json)):
            content, upcoming = upcoming, _read(given.files[order + 1]) if order + 1 < len(given.files) else None
            if upcoming is not None:  # it is examined while this one is checked and stored
                with suppress(Refusal):
                    desk.request("prepare", {"file_name": Path(given.files[order + 1]).name, "received_at": received_at}, upcoming)
            answer = _load_one(desk, name, content, arguments)
            is_any_refused |= answer["status"] == "refused"
            if given.json:
                _say(json.dumps({key: answer[key] for key in answer if key != "headings"}, ensure_ascii=False))
            else:
                _say("\n".join(lines(answer, given.dry_run)))
            if copies is not None and answer["status"] == "refused":
                said = copies.write(name, content or b"", answer["issues"])
                if given.json:
                    print(said, file=sys.stderr)
                else:
                    _say(f"  {said}")
    return 1 if is_any_refused else 0


def _read(name: str) -> bytes | None:
    """A file's bytes, one more than a workbook may have at the most; None where there is no such file."""
    try:
        if not Path(name).is_file():
            return None
        with Path(name).open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        return None


def _load_one(desk: Desk, name: str, content: bytes | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """The loader's answer to one file."""
    name = os.fsencode(name).decode("utf-8", "replace")
    if content is None:
        return Verdict(name, issues=[issue(Fault("file_missing"))]).to_json()
    try:
        answer = desk.request("load", {**arguments, "file_name": Path(name).name}, content)
    except (NoWarehouse, Busy):
        raise
    except Refusal as refusal:
        refused = Verdict(name, issues=[issue(Fault("warehouse_refused", particulars={"words": str(refusal)}))])
        return refused.to_json()
    return {**answer, "file": name}


class Copies:
    """The folder that marked-up copies are written to. What was handed in is never overwritten, nor one copy by another."""

    def __init__(self, folder: str, files: list[str]) -> None:
        self._folder = Path(folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refusal(f"建不了文件夹 {folder}({reason(error)});请换一个位置。") from error
        self._taken = {Path(name).resolve() for name in files}

    def write(self, name: str, content: bytes, issues: list[dict[str, Any]]) -> str:
        """Write one refused workbook's copy; answers what to say of it."""
        from loaders import sandbox
        from loaders.marked import marked_up

        stem, number = os.fsencode(Path(name).stem).decode("utf-8", "replace"), 1
        target = self._folder / f"{stem}_问题清单.xlsx"
        while target.resolve() in self._taken:
            number += 1
            target = self._folder / f"{stem}_问题清单_{number}.xlsx"
        self._taken.add(target.resolve())
        sheets = sandbox.cells(content, Path(name).name) if 0 < len(content) <= LARGEST_FILE else []
        try:
            target.write_bytes(marked_up(sheets, issues))
        except OSError as error:
            return f"问题清单没有写成:{target}({reason(error)})。"
        return f"问题清单:{target}"


def _with_progress(files: list[str], is_json: bool) -> Iterable[str]:
    """A bar on the terminal where there are many files; never between the lines that a program reads."""
    if len(files) < _MANY or not sys.stderr.isatty() or (is_json and sys.stdout.isatty()):
        return files
    bar: Iterable[str] = tqdm(files, desc="报送", unit="份", file=sys.stderr)
    return bar


def _say(text: str) -> None:
    """One answer, at once; above the bar where there is one."""
    if sys.stdout.isatty():
        tqdm.write(text, file=sys.stdout)
        sys.stdout.flush()
    else:
        print(text, flush=True)


class _WrongUsage(Refusal):
    """Options that do not go together."""

    exit_code = 2


def _template(given: argparse.Namespace) -> int:
    options = {"unit": given.unit, "period": given.period, "round": given.round, "inspected": given.inspected}
    try:
        refuse_unused(given.kind, options)
    except Refusal as refusal:
        raise _WrongUsage(str(refusal)) from None
    with reaching(warehouse_path(given.warehouse), handlers) as desk:
        answer = desk.request("template", {"kind": given.kind, **options})
    target = Path(given.output)
    try:
        target.write_bytes(b64decode(answer["content"]))
    except OSError as error:
        raise Refusal(f"写不了文件 {target}({reason(error)});请换一个位置。") from error
    print(f"已写出模板 {target}。")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = ChineseParser(prog="python -m loaders", description="工作簿:写模板、读入报送")
    commands = parser.add_subparsers(required=True, metavar="命令", parser_class=ChineseParser)
    load = commands.add_parser("load", help="检查并读入工作簿", description="检查并读入工作簿,每个文件单独入库")
    load.add_argument("files", nargs="+", metavar="FILE", help="工作簿文件,可以有多个")
    load.add_argument("--as", dest="sender", metavar="NAME", help="报送单位(默认为创建办,可报送所有单位的)")
    load.add_argument("--dry-run", action="store_true", help="只检查,不入库")
    load.add_argument("--received-at", type=_moment, metavar="ISO", help=f"收到的时间(默认现在,如 {office_now():%Y-%m-%dT%H:%M})")
    load.add_argument("--marked-up", metavar="DIR", help="把未接收的工作簿的问题清单(标出错处的副本)写到这个文件夹")
    load.add_argument("--json", action="store_true", help="每个文件输出一行 JSON")
    load.set_defaults(do=_load)
    template = commands.add_parser("template", help="写出官方模板", description="写出官方模板(.xlsx)")
    titles = ";".join(f"{kind.kind}:{kind.title}" for kind in kinds())
    template.add_argument("kind", metavar="KIND", choices=[kind.kind for kind in kinds()], help=titles)
    template.add_argument("--unit", metavar="NAME", help="填报、核查或评分的单位(默认不填,在表上选择)")
    template.add_argument("--period", type=_month, metavar="2024-06", help="填报期、核查期(默认不填,在表上选择)")
    template.add_argument("--round", type=_day, metavar="DATE", help="评议日期(打分表和测评结果表必填)")
    template.add_argument("--inspected", metavar="NAME", help="被核查单位(默认不填,在表上选择)")
    template.add_argument("-o", "--output", required=True, metavar="FILE", help="写到哪个文件")
    template.set_defaults(do=_template)
    for command in (load, template):
        command.add_argument("--warehouse", metavar="FILE", help="数据仓库文件(默认 $WAREHOUSE,再默认 data/warehouse.duckdb)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit status."""
    return run(_parser(), arguments)


if __name__ == "__main__":
    sys.exit(main())
