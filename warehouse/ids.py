"""Ids that grow with time, so that of two submissions received at the same moment the later one has the greater id."""

from __future__ import annotations

from uuid6 import uuid7


def new_id() -> str:
    """A UUIDv7; within one process each is greater than the one before."""
    return str(uuid7())
