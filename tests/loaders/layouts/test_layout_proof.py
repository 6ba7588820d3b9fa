"""The proof of the heading search: every layout is read exactly as its truth, and what is not is refused, never read wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from loaders.load import load
from tests.loaders.layouts.choices import KINDS, OPTIONS, all_choices, values_of
from tests.loaders.layouts.generator import SEEDS, layout_of
from tests.loaders.layouts.known import KNOWN, KNOWN_UNSEEN
from tests.loaders.layouts.proof import RECEIVED_AT, Layout, Outcome, Truth, open_rounds, proof_warehouse, read, unlike
from tests.loaders.layouts.traps import TRAPS
from tests.loaders.layouts.unseen import UNSEEN
from warehouse.connection import Warehouse


@pytest.fixture(scope="module")
def shared() -> Iterator[Warehouse]:
    """A warehouse that is read only."""
    with proof_warehouse() as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def generated() -> dict[int, Layout]:
    return {seed: layout_of(seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def outcomes(shared: Warehouse, generated: dict[int, Layout]) -> dict[int, Outcome]:
    return {seed: read(shared, layout) for seed, layout in generated.items()}


@pytest.fixture(scope="module")
def unseen_outcomes(shared: Warehouse) -> dict[str, Outcome]:
    return {name: read(shared, build()) for name, build in UNSEEN.items()}


def _told(outcomes: dict[Any, Outcome], *verdicts: str) -> dict[Any, str]:
    return {name: outcome.words for name, outcome in outcomes.items() if outcome.verdict in verdicts}


# ---- the proof -----------------------------------------------------------------------------------------------------------


def test_no_generated_layout_is_read_wrongly(outcomes: dict[int, Outcome]) -> None:
    assert _told(outcomes, "wrong") == {}


def test_no_unseen_layout_is_read_wrongly(unseen_outcomes: dict[str, Outcome]) -> None:
    assert _told(unseen_outcomes, "wrong") == {}


def test_generated_layouts_are_read_right(outcomes: dict[int, Outcome]) -> None:
    """All but the known ones; one that is read after all leaves KNOWN."""
    failed = _told(outcomes, "refused", "wrong")
    print(f"generated {len(outcomes) - len(failed)}/{len(outcomes)}")
    assert {seed: words for seed, words in failed.items() if seed not in KNOWN} == {}
    assert set(KNOWN) - set(failed) == set(), "these are read right by now: take them out of KNOWN"


def test_unseen_layouts_are_read_right(unseen_outcomes: dict[str, Outcome]) -> None:
    failed = _told(unseen_outcomes, "refused", "wrong")
    print(f"unseen {len(unseen_outcomes) - len(failed)}/{len(unseen_outcomes)}")
    assert {name: words for name, words in failed.items() if name not in KNOWN_UNSEEN} == {}
    assert set(KNOWN_UNSEEN) - set(failed) == set(), "these are read right by now: take them out of KNOWN_UNSEEN"


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_read_right_or_refused(shared: Warehouse, name: str) -> None:
    """Beyond the contract: a refusal will do, a wrong reading will not."""
    outcome = read(shared, TRAPS[name]())
    assert outcome.verdict != "wrong", outcome.words


def test_the_load_itself_agrees(warehouse: Warehouse, unseen_outcomes: dict[str, Outcome]) -> None:
    """The whole way, child process included, on one unseen layout of each kind and on every one that is not read right."""
    open_rounds(warehouse)
    kinds = set()
    for name, build in UNSEEN.items():
        layout = build()
        if layout.truth.kind in kinds and unseen_outcomes[name].verdict == "right":
            continue
        kinds.add(layout.truth.kind)
        answer = load(warehouse, "表.xlsx", layout.content, received_at=RECEIVED_AT, dry_run=True)
        expected = unseen_outcomes[name].verdict
        assert (answer["status"] == "accepted") == (expected != "refused"), name
        if expected == "right":
            truth = layout.truth
            assert (answer["kind"], answer["unit"], answer["period"]) == (truth.kind, truth.unit, truth.period), name
            assert answer["rows"] == len(truth.rows), name


# ---- what the proof covers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_comes_up(kind: str) -> None:
    """Each value of each option at least three times for each kind that it fits."""
    for option in OPTIONS:
        counted = Counter(choices[option] for choices in all_choices() if choices.kind == kind)
        for value in values_of(kind, option):
            assert counted[value] >= 3, (option, value)


def test_layouts_are_many_and_distinct(generated: dict[int, Layout]) -> None:
    assert len(generated) >= 60
    assert len({tuple(sorted(choices.options.items())) for choices in all_choices()}) == len(generated)
    assert len(UNSEEN) == 15
    assert Counter(build().truth.kind for build in UNSEEN.values()) == Counter(
        {"report": 6, "sites": 3, "inspection": 2, "scoring": 2, "satisfaction": 2}
    )


def test_the_same_seed_is_the_same_layout(shared: Warehouse, generated: dict[int, Layout]) -> None:
    for seed in (0, 40, 70, 100, 120):
        assert layout_of(seed).truth == generated[seed].truth
        assert read(shared, layout_of(seed)) == read(shared, generated[seed])


# ---- the proof can fail --------------------------------------------------------------------------------------------------


def _rows_with(layout: Layout, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Layout:
    rows = [change(layout.truth.rows[0]), *layout.truth.rows[1:]]
    return replace(layout, truth=replace(layout.truth, rows=rows))


CHANGES: dict[str, Callable[[Layout], Layout]] = {
    "a row more": lambda layout: replace(
        layout, truth=replace(layout.truth, rows=[*layout.truth.rows, _changed(layout.truth.rows[0], key=True)])
    ),
    "a row less": lambda layout: replace(layout, truth=replace(layout.truth, rows=layout.truth.rows[1:])),
    "a value off by one": lambda layout: _rows_with(layout, lambda row: _changed(row, key=False)),
    "another row": lambda layout: _rows_with(layout, lambda row: _changed(row, key=True)),
    "another unit": lambda layout: replace(layout, truth=replace(layout.truth, unit="庄浪县外")),
    "another period": lambda layout: replace(layout, truth=replace(layout.truth, period="2024-07-09")),
    "another kind": lambda layout: replace(layout, truth=replace(layout.truth, kind="taste")),
    "another subject": lambda layout: replace(layout, truth=replace(layout.truth, subject="庄浪县外")),
}
_VALUES = {"report": "value", "sites": "named_on", "inspection": "verified", "scoring": "scores", "satisfaction": "satisfaction"}


def _changed(row: dict[str, Any], *, key: bool) -> dict[str, Any]:
    name = next(iter(row)) if key else next(name for name in row if name in _VALUES.values())
    value = row[name]
    if isinstance(value, str):
        return {**row, name: value + "x"}
    if isinstance(value, tuple):
        return {**row, name: (value[0] + 1, *value[1:])}
    return {**row, name: value + (timedelta(days=1) if isinstance(value, date) else 1)}


@pytest.mark.parametrize("name", CHANGES)
def test_a_truth_changed_by_one_is_noticed(
    shared: Warehouse, generated: dict[int, Layout], outcomes: dict[int, Outcome], name: str
) -> None:
    """For a layout of each kind that is read right."""
    for kind in KINDS:
        seed = next(seed for seed, layout in generated.items() if layout.truth.kind == kind and outcomes[seed].verdict == "right")
        assert read(shared, CHANGES[name](generated[seed])).verdict == "wrong", (kind, name)


def test_a_workbook_changed_by_one_is_noticed(shared: Warehouse, generated: dict[int, Layout], outcomes: dict[int, Outcome]) -> None:
    """The next layout of its kind, read with this one's truth."""
    for kind in KINDS:
        right = [layout for seed, layout in generated.items() if layout.truth.kind == kind and outcomes[seed].verdict == "right"]
        assert read(shared, replace(right[0], content=right[1].content)).verdict == "wrong"


def test_every_field_is_compared() -> None:
    """A reading without a text that the truth has, and with one that it has not."""
    said = Truth("report", "泾川县", "2024-06", [{"indicator_id": "08-1", "value": 3, "evidence": "纪要"}])
    read_as = dict.fromkeys(("numerator", "denominator", "problem", "next_step", "remark"))
    row = {"indicator_id": "08-1", "value": 3.0, "evidence": "纪要", **read_as}
    assert list(unlike(said, replace(said, rows=[row]))) == []
    for field in ("evidence", "numerator", "problem", "next_step", "remark"):
        assert list(unlike(said, replace(said, rows=[{**row, field: "y"}]))) != []
    assert list(unlike(said, replace(said, rows=[row, row]))) == ["1 rows stand twice"]
