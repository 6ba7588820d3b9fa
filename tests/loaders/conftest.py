"""A warehouse with the shipped plan, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.load import load
from warehouse.build import initialise
from warehouse.connection import Warehouse
from warehouse.plan import Plan, read_plan

PLAN_FOLDER = Path(__file__).parents[2] / "plans" / "pingliang"
IN_TIME = datetime(2024, 7, 5, 9, 30)
"""When a report of June 2024 comes in, if nothing else is said."""


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan."""
    return read_plan(PLAN_FOLDER)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse's file, closed."""
    path = tmp_path_factory.mktemp("pristine") / "w.duckdb"
    assert initialise(path, PLAN_FOLDER)
    return path


@pytest.fixture
def warehouse_file(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the empty warehouse, not opened."""
    return Path(shutil.copy(pristine, tmp_path / "w.duckdb"))


@pytest.fixture
def warehouse(warehouse_file: Path) -> Iterator[Warehouse]:
    """A copy of the empty warehouse, opened."""
    with Warehouse.open(warehouse_file) as opened:
        yield opened


Send = Callable[..., dict[str, Any]]


@pytest.fixture
def send(warehouse: Warehouse) -> Send:
    """Load a workbook into the test's warehouse; answers the command's object."""

    def sent(content: bytes, **how: Any) -> dict[str, Any]:
        how.setdefault("received_at", IN_TIME)
        return load(warehouse, how.pop("file_name", "六月.xlsx"), content, **how)

    return sent
