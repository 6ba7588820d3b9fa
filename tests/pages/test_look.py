"""How figures are written: half up as by hand, nothing reported never as 0, foreign text never as Markdown."""

from __future__ import annotations

import io
import math

import pandas as pd
import pytest
from openpyxl import load_workbook

from pages.parts.download import workbook
from pages.parts.look import as_markdown, legend, movement, number, percent, points, short, total, value


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.64, "64.0%"),
        (0.1235, "12.4%"),
        (0.99949999, "99.9%"),
        (0.9995, "100.0%"),
        (0.0, "0.0%"),
        (None, "未报"),
        (math.nan, "未报"),
        (1 / 3, "33.3%"),
    ],
)
def test_percent(share: float | None, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(("score", "words"), [(81.2, "81.20"), (2.675, "2.68"), (66.565, "66.57"), (None, "—"), (math.nan, "—")])
def test_total_is_rounded_as_by_hand(score: float | None, words: str) -> None:
    assert total(score) == words


@pytest.mark.parametrize(
    ("figure", "kind", "measure", "words"),
    [
        (3.0, "count", "个", "3 个"), (0.0, "count", "个", "0 个"), (None, "count", "个", "未报"), (10.5, "hours", "课时", "10.5 课时"),
        (1200.0, "count", "次", "1200 次"), (0.95, "coverage", "所", "95.0%"), (0.5, "status", "项", "推进中"), (0.0, "status", "项", "未启动"),
        (100.0, "count", None, "100"),
    ],
)  # fmt: skip
def test_value(figure: float | None, kind: str, measure: str | None, words: str) -> None:
    assert value(figure, kind, measure) == words


def test_small_words() -> None:
    assert [movement(change) for change in (2, -1, 0, None, math.nan)] == ["↑2", "↓1", "—", "", ""]
    assert points(-0.0225) == "2.3 个百分点"
    assert number(1e6) == "1000000"
    assert short("某工业园区(高新区)") == "某工业园区"
    assert "7.5 个百分点" in legend(7.5)


def test_foreign_text_stands_for_itself() -> None:
    for sign in "*_`[]$:<>#~|":
        assert as_markdown(f"a{sign}b") == f"a\\{sign}b"
    assert as_markdown("会议纪要 3 份") == "会议纪要 3 份"


def test_a_cell_that_begins_like_a_formula_goes_out_as_text() -> None:
    frame = pd.DataFrame({"单位": ["=1+1", "+cmd", "@x"], "值": [1, 2, 3]})
    sheet = load_workbook(io.BytesIO(workbook("表", frame, "=note"))).active
    assert sheet["A3"].data_type == "s" and sheet["A3"].value == "=1+1"
    assert sheet["A1"].data_type == "s"
    assert sheet["B3"].value == 1


def test_signs_that_no_workbook_may_hold_are_left_out() -> None:
    frame = pd.DataFrame({"单\x02位": ["a\x0bb", "\x00=1+1"], "值": [1.5, 2]})
    sheet = load_workbook(io.BytesIO(workbook("表\x01[一]", frame, "note\x1f"))).active
    assert sheet.title == "表_一_"
    assert [sheet[cell].value for cell in ("A1", "A2", "A3", "A4", "B3")] == ["note", "单位", "ab", "=1+1", 1.5]
    assert (sheet["A4"].data_type, sheet["A4"].quotePrefix, sheet["A3"].quotePrefix) == ("s", True, False)


def test_labels_are_read_out_without_needless_marks() -> None:
    for text in ("08-1 党委常委会", "B3“证明文件”按哪一栏读", "完成率 12.5%(落后)", "表.xlsx", "a!"):
        assert as_markdown(text) == text
    for text, marked in (("- a", r"\- a"), ("1. a", r"1\. a"), ("a\n=", "a\n\\="), ("a_b", r"a\_b")):
        assert as_markdown(text) == marked
    for text, marked in (
        ("www.a.cn", "www\u2060.a.cn"),
        ("https://a", "https\u2060\\://a"),
        ("a@b.cn", "a\u2060\\@b.cn"),
        ("httpx:", "httpx\\:"),
    ):
        assert as_markdown(text) == marked
