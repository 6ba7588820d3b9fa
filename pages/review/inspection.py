"""互检."""

from __future__ import annotations

from pages.parts import frame


def page() -> None:
    """The page."""
    frame.title("互检")
