"""待核: which figures, and why, in words."""

from __future__ import annotations

import pandas as pd

from pages.parts.pending import pending_counts, pending_note

FIGURES = pd.DataFrame(
    [
        ("qinghe", "08-2", 8, "inspection_objection"),
        ("qinghe", "08-2", 8, "warning"),
        ("qinghe", "08-1", 8, "warning"),
        ("qinghe", "09-1", 9, "return_objection"),
        ("baishan", "08-2", 8, "warning"),
    ],
    columns=["unit_code", "indicator_id", "task_no", "reason"],
)


def test_every_reason_is_told_of_that_figure_alone() -> None:
    assert pending_note(FIGURES, "qinghe", "08-2") == "待核:对核查的异议还没有裁定、报送时的提示还没有确认"
    assert pending_note(FIGURES, "qinghe", "09-1") == "待核:对退回的异议还没有裁定"
    assert pending_note(FIGURES, "baishan", "09-1") == ""


def test_an_indicator_with_two_reasons_counts_once() -> None:
    assert pending_counts(FIGURES) == {("qinghe", 8): 2, ("qinghe", 9): 1, ("baishan", 8): 1}
    assert pending_counts(FIGURES.head(0)) == {}
