"""What a person reads on the terminal: one workbook's answer, the same fault in many rows told once with its places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loaders.problems import wordings

_STATUS = {"accepted": "已接收", "refused": "未接收", "unchanged": "没有变化"}
_MOST_PLACES = 12
_QUOTED = re.compile("“[^”]*”")


def lines(answer: dict[str, Any], is_dry_run: bool) -> Iterator[str]:
    """One answer of the load command, errors before warnings."""
    head = f"{answer['file']}:{_STATUS[answer['status']]}"
    if answer["status"] == "accepted" and is_dry_run:
        head = f"{answer['file']}:可以接收(试运行,没有入库)"
    facts = [fact for fact in (answer["unit"], answer["period"]) if fact]
    if answer["status"] == "accepted":
        facts.append(f"{answer['rows']} 行")
    yield head + (f"({','.join(facts)})" if facts else "")
    for severity, word in (("error", "需要改正"), ("warning", "请核对")):
        issues = [issue for issue in answer["issues"] if issue["severity"] == severity]
        if issues:
            yield f"  {word} {len(issues)} 处:"
            yield from (f"  - {line}" for line in grouped(issues))
    yield from (f"  {line}" for line in heading_lines(answer["headings"]))


def heading_lines(headings: dict[str, Any]) -> Iterator[str]:
    """How columns were taken where it was not by the official list: those that a unit taught; columns and sheets that nothing reads."""
    for taken in headings["learned"]:
        yield f"{_spot(taken)} 的“{taken['heading']}”按“{taken['column']}”读入(本单位教过的列名)"
    if headings["unread"]:
        places = (f"{_spot(unread)} “{unread['heading']}”" for unread in headings["unread"])
        yield f"没有读入的列:{'、'.join(places)}"
    if headings["left_out"]:
        yield f"没有读入的工作表(空白表或台账):{'、'.join(headings['left_out'])}"


def _spot(column: dict[str, Any]) -> str:
    return f"{column['sheet']}!{column['cell']}" if column["sheet"] else str(column["cell"])


def grouped(issues: list[dict[str, Any]]) -> Iterator[str]:
    """The same fault at several places as one line: the places, then what is wrong. A .csv has cells but no sheet."""
    groups: dict[tuple[str, str | None, str], list[dict[str, Any]]] = {}
    for issue in issues:
        words = issue["message"][_sentence_at(issue) :] if _has_place(issue) else ""
        groups.setdefault((issue["rule"], issue["sheet"], words), []).append(issue)
    for (_, sheet, words), same in groups.items():
        if len(same) > 1 and _has_place(same[0]):
            cells = [issue["cell"] or "" for issue in same]
            more = "等" if len(cells) > _MOST_PLACES else ""
            yield f"{sheet}!" * bool(sheet) + f"{'、'.join(cells[:_MOST_PLACES])}{more}(共 {len(cells)} 处):{words}"
        elif len(same) > 1 and all(_about(issue) for issue in same):
            yield _of_indicators(same)
        else:
            yield from (issue["message"] for issue in same)


def without_place(issue: dict[str, Any]) -> str:
    """A message without sheet and cell, where they stand beside it: `08-1 …:填的是“约3”…`."""
    place = "!".join(filter(None, (issue["sheet"], issue["cell"])))
    if not place or not issue["message"].startswith(place):
        return str(issue["message"])
    at = _sentence_at(issue)
    about = issue["message"][len(place) : max(at - 1, 0)].removeprefix("(").removesuffix(")")
    return f"{about}:{issue['message'][at:]}" if about and at else str(issue["message"][at:])


def _has_place(issue: dict[str, Any]) -> bool:
    return bool(issue["sheet"] or issue["cell"])


def _about(issue: dict[str, Any]) -> str:
    """The indicator that a message without a place begins with: `(08-3 …):`."""
    at = _sentence_at(issue)
    return issue["message"][1 : at - 2] if issue["message"].startswith("(") and at > 3 else ""


def _of_indicators(same: list[dict[str, Any]]) -> str:
    """One line for many indicators; what was typed for each is left out where it differs."""
    sentences = {issue["message"][_sentence_at(issue) :] for issue in same}
    words = sentences.pop() if len(sentences) == 1 else _QUOTED.sub("", sentences.pop())
    more = f"等 {len(same)} 项" if len(same) > _MOST_PLACES else f"(共 {len(same)} 项)"
    return f"{'、'.join(_about(issue) for issue in same[:_MOST_PLACES])}{more}:{words}"


def _sentence_at(issue: dict[str, Any]) -> int:
    """Where a message's sentence begins, behind its place and indicator; 0 where it has none."""
    beginning = ":" + wordings()[issue["rule"]].sentence.partition("{")[0]
    return int(issue["message"].find(beginning)) + 1
