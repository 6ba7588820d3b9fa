"""What the warehouse says when it can't do what was asked: always a sentence for a person, never a traceback."""

from __future__ import annotations


class Refusal(Exception):
    """A plain Chinese sentence, or several lines of them; nothing was changed."""

    exit_code = 1


class NoWarehouse(Refusal):
    """The warehouse that was named is not there, or is none."""

    exit_code = 2


class Busy(Refusal):
    """Somebody else held the warehouse for longer than a command waits."""


class PlanRefused(Refusal):
    """A plan folder with faults; `faults` holds one line each, by file and line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("方案未入库,需要先改正以下 {} 处:\n{}".format(len(faults), "\n".join(faults)))
