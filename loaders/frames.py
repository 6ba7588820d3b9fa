"""What of an exception may be logged: its type and where it was raised. Never its text, which may repeat what a workbook holds."""

from __future__ import annotations

from pathlib import PurePath
from traceback import walk_tb

_MOST_FRAMES = 20


def frames_of(error: BaseException) -> str:
    """`ValueError: reading.py:40 read < examine.py:12 examine`, the innermost frame first."""
    frames = [f"{PurePath(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(error.__traceback__)]
    return f"{type(error).__name__}: {' < '.join(frames[: -_MOST_FRAMES - 1 : -1])}"
