"""Small invented worlds: random ones for hypothesis, and a few written by hand whose figures are worked out in the comments.

A draft holds everything as data; `settle` writes its plan folders to disk. Moments are drawn close to where figures change:
the very receipt or event, a microsecond before it, due days, days of rounds and of naming, ends of months and of the plan.
"""

from tests.worlds.by_hand import exact_world, inspected, register, reviewed_world, small_world, with_second_version
from tests.worlds.draft import (
    SMALL_PLAN,
    Draft,
    Files,
    content,
    read_files,
    received,
    satisfied,
    settle,
    sheet,
    smaller,
    workbook,
    write_plan,
)
from tests.worlds.facts import LATER, LONG_AGO, checked_world, checked_worlds, random_world, worlds

__all__ = [
    "LATER",
    "LONG_AGO",
    "SMALL_PLAN",
    "Draft",
    "Files",
    "checked_world",
    "checked_worlds",
    "content",
    "exact_world",
    "inspected",
    "random_world",
    "read_files",
    "received",
    "register",
    "reviewed_world",
    "satisfied",
    "settle",
    "sheet",
    "small_world",
    "smaller",
    "with_second_version",
    "workbook",
    "worlds",
    "write_plan",
]
