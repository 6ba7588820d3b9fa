"""The page for staff that lists every fault and warning with how to mend it: `make docs` writes docs/problems.md."""

from __future__ import annotations

import re
import sys

from loaders.problems import wordings

_HEAD = """# 问题与改法一览

上传时可能看到的全部说法,按类别排列。“…”处是表里的内容或位置,实际的提示会写明是哪张表、哪个单元格、填的是什么。
由 `make docs` 从 `loaders/problems.csv` 生成,不要直接改这一页。
"""
_SECTIONS = (
    ("error", "需要改正", "有其中任何一条,整个文件都不收,改好再报。所有问题一次说全。"),
    ("warning", "请核对", "文件已经收下;请看一遍,属实的点“已核对,数字无误”,不属实的改正后再报。"),
)
_PLACE = re.compile(r"\{[a-z_]+\}")


def page() -> str:
    """The page in Markdown."""
    lines = [_HEAD]
    for severity, title, words in _SECTIONS:
        lines += [f"## {title}", "", words, ""]
        rules = {rule: wording for rule, wording in wordings().items() if wording.severity == severity}
        for group in dict.fromkeys(wording.group for wording in rules.values()):
            lines += [f"### {group}", "", "| 提示 | 规则名 |", "|---|---|"]
            lines += [f"| {_PLACE.sub('…', wording.sentence)} | `{rule}` |" for rule, wording in rules.items() if wording.group == group]
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
