"""What is known at a moment: the plan version in force, the submissions in force, the state of every one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.oracle.plan import PlanRead
from tests.oracle.world import PlanVersion, Received, World


def version_in_force(world: World, known_at: datetime) -> PlanRead:
    """The version in force at `known_at`; the first counts as known since ever."""
    chosen: PlanVersion | None = None
    for version in world.versions:
        if version.in_force_from is None and chosen is None:
            chosen = version
            continue
        if version.in_force_from is None or version.in_force_from > known_at:
            continue
        if chosen is None or chosen.in_force_from is None or chosen.in_force_from <= version.in_force_from:
            chosen = version
    assert chosen is not None
    return PlanRead(chosen.folder)


def states(world: World, known_at: datetime) -> dict[str, str]:
    """The state of every submission received by `known_at`."""
    known = [received for received in world.submissions if received.received_at <= known_at]
    state: dict[str, str] = {}
    for event in world.events:
        if event.happened_at <= known_at:
            state[event.submission_id] = event.kind
    standing: dict[tuple[Any, ...], Received] = {}
    for received in known:
        if received.submission_id in state:
            continue
        before = standing.get(received.key)
        if before is None or order(before) < order(received):
            standing[received.key] = received
    in_force = {received.submission_id for received in standing.values()}
    for received in known:
        if received.submission_id not in state:
            state[received.submission_id] = "in_force" if received.submission_id in in_force else "superseded"
    return {received.submission_id: state[received.submission_id] for received in known}


def order(received: Received) -> tuple[datetime, str]:
    """By receipt, then by id."""
    return received.received_at, received.submission_id


class Known:
    """The knowledge of `known_at`, for figures that speak of `as_of`."""

    def __init__(self, world: World, as_of: date, known_at: datetime) -> None:
        self.world = world
        self.asked = as_of
        self.known_at = known_at
        self.plan = version_in_force(world, known_at)
        self.as_of = self.plan.hold(as_of)
        self.state = states(world, known_at)
        self.standing = [received for received in world.submissions if self.state.get(received.submission_id) == "in_force"]

    def in_force(self, kind: str) -> list[Received]:
        return [received for received in self.standing if received.kind == kind]
