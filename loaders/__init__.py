"""Workbooks in and out: bytes to checked rows, official templates, and all wording of problems.

Nothing is imported here: the sandbox's worker starts from this package and must stay small.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`loaders.handlers`, the table that `warehouse.handover` serves, made when it is asked for."""
    if name == "handlers":
        from loaders.load import handlers

        return handlers
    raise AttributeError(name)
