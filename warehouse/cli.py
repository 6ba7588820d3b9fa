"""What every command line of the product shares: usage in Chinese, a sentence in place of a traceback, the exit statuses."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from warehouse.errors import Refusal

_log = logging.getLogger(__name__)


_REASONS = {
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EFBIG: "文件太大",
    errno.EIO: "磁盘读写出错",
    errno.ETXTBSY: "文件正被占用",
    errno.EBUSY: "文件正被占用",
}


def reason(error: OSError) -> str:
    """Why the system could not do it, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")


class ChineseParser(argparse.ArgumentParser):
    """A parser that helps and names what is wrong in Chinese, and exits with 2."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help="显示这段说明")

    def format_usage(self) -> str:
        """How the command is called."""
        return super().format_usage().replace("usage: ", "用法:", 1)

    def format_help(self) -> str:
        """All of the help."""
        return super().format_help().replace("usage: ", "用法:", 1)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used, and leave."""
        for english, chinese in (
            ("the following arguments are required: ", "缺少参数:"),
            ("unrecognized arguments: ", "不认识的参数:"),
            ("expected one argument", "后面要跟一个值"),
            ("expected at least one argument", "后面至少要跟一个值"),
            ("invalid choice: ", "不认识的取值:"),
            ("choose from", "可用的有"),
            ("ambiguous option: ", "不明确的参数:"),
            ("could match", "可能是"),
            ("ignored explicit argument ", "后面不能跟值:"),
            ("argument ", "参数 "),
        ):
            message = message.replace(english, chinese)
        self.exit(2, f"用法有误:{message}\n{self.format_usage()}")


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Parse, do, and answer the exit status: 0 done, 1 refused, 2 wrong usage or no warehouse."""
    for package in ("loaders", "warehouse"):  # what they log is for the app's server log; a command says all it has to say itself
        logging.getLogger(package).addHandler(logging.NullHandler())
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
