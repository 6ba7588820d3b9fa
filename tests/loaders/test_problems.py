"""The wording table is closed: every rule that code raises is in it, every one in it is raised, and each has what it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.problems import Fault, issue, sentence, wordings
from loaders.problems_page import page
from loaders.shown import grouped, lines

CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].joinpath("loaders").rglob("*.py"))
PARTICULARS = dict.fromkeys("".join(f" {w.sentence}" for w in wordings().values()).replace("}", "{").split("{")[1::2], "x")


def test_every_rule_is_raised_somewhere_and_none_is_unknown() -> None:
    raised = {rule for rule in wordings() if f'"{rule}"' in CODE}
    made = {f"{noun}_{direction}" for noun in ("value", "share") for direction in ("below_earlier", "above_later")}
    made |= {f"{family}_missing" for family in ("unit", "period")} | {f"{family}s_differ" for family in ("unit", "period")}
    assert set(wordings()) == raised | made
    named = set(re.findall(r'(?:Unreadable|Fault|_fault)\(\s*"([a-z_0-9]+)"', CODE))
    assert named <= set(wordings())


def test_the_page_for_staff_is_up_to_date() -> None:
    """`make docs` writes it; every rule stands there once."""
    written = Path(__file__).parents[2].joinpath("docs", "problems.md").read_text(encoding="utf-8")
    assert written == page()
    assert all(written.count(f"`{rule}`") == 1 for rule in wordings())


@pytest.mark.parametrize("rule", wordings())
def test_every_sentence_can_be_made_and_says_how_to_mend(rule: str) -> None:
    words = sentence(Fault(rule, particulars=PARTICULARS))
    assert rule == "warehouse_refused" or (words.endswith("。") and "请" in words)
    assert wordings()[rule].severity in ("error", "warning")


def test_a_long_quotation_is_cut() -> None:
    found = issue(Fault("state_unknown", "表", "C5", "01-1 x", {"found": "很" * 200}))
    assert len(found.message) < 120
    assert found.message.startswith("表!C5(01-1 x):填的是“")


def faults(*cells: str) -> list[dict[str, object]]:
    return [
        vars(issue(Fault("figure_unreadable", "表:(1)", cell, f"{cell} 名(一):", {"found": "约3", "wanted": "整数", "example": "3"})))
        for cell in cells
    ]


def test_the_same_fault_in_many_rows_is_told_once() -> None:
    (line,) = grouped(faults("C5", "C6", "C9"))
    assert line == "表:(1)!C5、C6、C9(共 3 处):填的是“约3”,应为整数;请改为确切数字,如 3。"
    (single,) = grouped(faults("C5"))
    assert single.startswith("表:(1)!C5(")


def test_cells_of_a_text_file_are_told_together() -> None:
    def at(cell: str) -> dict[str, object]:
        return vars(issue(Fault("state_unknown", "", cell, particulars={"found": "x"})))

    assert at("B2")["sheet"] is None
    (line,) = grouped([at("B2"), at("B3")])
    assert line.startswith("B2、B3(共 2 处):填的是“x”")


def test_what_a_person_reads() -> None:
    answer = {"file": "a.xlsx", "unit": "泾川县", "period": "2024-06", "status": "refused", "rows": 0, "issues": faults("C5", "C6")}
    answer["headings"] = {"learned": [], "unread": [], "left_out": []}
    assert list(lines(answer, False))[:2] == ["a.xlsx:未接收(泾川县,2024-06)", "  需要改正 2 处:"]
    accepted = {**answer, "status": "accepted", "rows": 3, "issues": []}
    assert list(lines(accepted, True)) == ["a.xlsx:可以接收(试运行,没有入库)(泾川县,2024-06,3 行)"]


def test_indicators_without_a_place_are_told_in_one_line() -> None:
    def blank(number: int) -> dict[str, object]:
        return vars(issue(Fault("row_left_blank", about=f"08-{number} 会议", particulars={"expected": str(number)})))

    (line,) = grouped([blank(1), blank(2)])
    assert line == "08-1 会议、08-2 会议(共 2 项):上一次报送填了,这一次是空的,将按未报计;请补填,属实的请确认。"
    (line,) = grouped([blank(number) for number in range(1, 21)])
    assert line.startswith("08-1 会议、") and "08-12 会议等 20 项:" in line and "08-13" not in line
    (single,) = grouped([blank(1)])
    assert single.startswith("(08-1 会议):上一次报送填了“1”")
