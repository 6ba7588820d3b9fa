"""The independent choices of which the generated layouts are composed, dealt so that every option comes up often enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

KINDS = ("report", "sites", "inspection", "scoring", "satisfaction")
LAYOUTS_OF = {"report": 36, "sites": 26, "inspection": 26, "scoring": 24, "satisfaction": 24}
"""How many layouts of each kind are generated."""

_ALL = frozenset(KINDS)
_BY_INDICATOR = frozenset({"report", "inspection"})

OPTIONS: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "labels": (("same_cell", "beside", "merged_beside", "above_value", "below", "title_only"), _ALL),
    "label_rows": (("one", "several"), _ALL),
    "other_label": (("none", "filled_in_on", "due"), _ALL),
    "title": (("official", "long", "none"), _ALL),
    "depth": (("1", "2", "3"), _ALL),
    "order": (("official", "shuffled"), _ALL),
    "aliases": (("official", "random"), _ALL),
    "extras": (("none", "number_first", "several"), _ALL),
    "blanks": (("none", "rows", "columns", "both"), _ALL),
    "start": (("A1", "B2", "C7", "D4"), _ALL),
    "numbering": (("none", "numbers", "texts"), _ALL),
    "sections": (("none", "one_cell", "merged"), _ALL),
    "totals": (("none", "total", "subtotals"), _ALL),
    "repeated": (("no", "yes"), _ALL),
    "footer": (("none", "one_row", "several"), _ALL),
    "instructions": (("no", "yes"), _ALL),
    "other_sheet": (("none", "note_before", "note_behind", "ledger"), _ALL),
    "sheets": (("1", "2", "3"), _ALL),
    "heads_on": (("first", "all"), _ALL),
    "hidden": (("none", "column", "row"), _ALL),
    "values": (("plain", "spelled", "texts", "formulas"), _ALL),
    "unit": (("name", "alias"), _ALL),
    "identify": (("number", "name", "both"), _BY_INDICATOR),
    "both_in_one": (("no", "yes"), frozenset({"report"})),
    "merged_down": (("no", "yes"), frozenset({"sites"})),
    "prepared_rows": (("no", "yes"), _BY_INDICATOR),
}
"""Name, values, and the kinds that it fits."""


@dataclass(frozen=True)
class Choices:
    """What one layout is composed of."""

    seed: int
    kind: str
    options: dict[str, str]

    def __getitem__(self, option: str) -> str:
        return self.options.get(option, "none")


def values_of(kind: str, option: str) -> tuple[str, ...]:
    """The values of an option that fit a kind."""
    values, kinds = OPTIONS[option]
    if kind not in kinds:
        return ()
    if (kind, option) == ("satisfaction", "unit"):
        return ("name", "alias")
    return values


@cache
def all_choices() -> tuple[Choices, ...]:
    """The choices of every seed: each option's values in equal shares, shuffled independently of the others."""
    dealt: list[Choices] = []
    for kind in KINDS:
        count = LAYOUTS_OF[kind]
        columns = {option: _dealt(f"{kind}/{option}", values_of(kind, option), count) for option in OPTIONS if values_of(kind, option)}
        for number in range(count):
            dealt.append(Choices(len(dealt), kind, _settled({option: column[number] for option, column in columns.items()})))
    return tuple(dealt)


def _dealt(name: str, values: tuple[str, ...], count: int) -> list[str]:
    cards = [values[number % len(values)] for number in range(count)]
    Random(name).shuffle(cards)
    return cards


def _settled(options: dict[str, str]) -> dict[str, str]:
    """Choices that contradict each other give way, so that what is counted is what was built."""
    if options["labels"] == "title_only":
        options["label_rows"] = "one"
        if options["title"] == "none":
            options["title"] = "long"
    if options["sheets"] == "1":
        options["heads_on"] = "first"
    if options["hidden"] == "column" and options["extras"] == "none":
        options["extras"] = "number_first"
    return options
