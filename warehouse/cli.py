"""What every command line of the product shares: usage in Chinese, a sentence in place of a traceback, the exit statuses."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from warehouse.errors import Refusal

_log = logging.getLogger(__name__)


class ChineseParser(argparse.ArgumentParser):
    """A parser that names what is wrong in Chinese and exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used, and leave."""
        for english, chinese in (
            ("the following arguments are required: ", "缺少参数:"),
            ("unrecognized arguments: ", "不认识的参数:"),
            ("expected one argument", "后面要跟一个值"),
            ("expected at least one argument", "后面至少要跟一个值"),
            ("invalid choice: ", "不认识的取值:"),
            ("choose from", "可用的有"),
            ("argument ", "参数 "),
        ):
            message = message.replace(english, chinese)
        self.exit(2, f"用法有误:{message}\n{self.format_usage().replace('usage:', '用法:')}")


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Parse, do, and answer the exit status: 0 done, 1 refused, 2 wrong usage or no warehouse."""
    given = parser.parse_args(arguments)
    try:
        return int(given.do(given))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("已中断;此前报告为已入库的数据都在库中。", file=sys.stderr)
        return 1
    except Exception:
        _log.debug("a command failed", exc_info=True)
        print("程序内部出错,没有改动任何数据;请把所用的命令和文件交给管理员。", file=sys.stderr)
        return 1
