"""Chance, in words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Dice:
    """Chance, in words. A generator of its own: hypothesis, asked draw by draw, repeats one large world with small changes."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pick(self, choices: Sequence[Choice]) -> Choice:
        return self.random.choice(choices)

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def some(self, choices: Sequence[Choice], low: int) -> list[Choice]:
        """At least so many of them, in their order."""
        chosen = set(self.random.sample(range(len(choices)), self.whole(min(low, len(choices)), len(choices))))
        return [choice for number, choice in enumerate(choices) if number in chosen]

    def shuffled(self, choices: Sequence[Choice]) -> list[Choice]:
        return self.random.sample(choices, len(choices))
