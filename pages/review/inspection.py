"""互检: a stand-in that shows the ledger and the objections alone."""

from __future__ import annotations

from pages.parts import frame
from pages.parts.data import plan
from pages.parts.guard import tell_refused
from pages.parts.who import choose_sender
from pages.review.finding import show_chosen_finding
from pages.review.ledger import ledger_box
from pages.review.objections_box import objections_box


def page() -> None:
    """The page."""
    in_force = plan(frame.clocks())
    frame.title("互检")
    tell_refused()
    choose_sender(in_force, "可代各单位办理", "单位只能办理与自己有关的事项")
    ledger_box(in_force)
    objections_box(in_force)
    show_chosen_finding(in_force)
