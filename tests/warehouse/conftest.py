"""Warehouses for the tests: made once, and copied for each test while nobody holds them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.helpers import SMALL
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the small plan with nothing in it. Nobody may open it: copy it."""
    path = tmp_path_factory.mktemp("pristine") / "warehouse.duckdb"
    assert initialise(path, SMALL)
    return path


@pytest.fixture(scope="module")
def untouched(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One opened warehouse for the tests of a module that change nothing in it."""
    with open_current(shutil.copy(pristine, tmp_path_factory.mktemp("untouched") / "warehouse.duckdb"), 5) as opened:
        yield opened


@pytest.fixture
def path(pristine: Path, tmp_path: Path) -> Path:
    """A fresh warehouse of the small plan, closed."""
    return Path(shutil.copy(pristine, tmp_path / "warehouse.duckdb"))


@pytest.fixture
def warehouse(path: Path) -> Iterator[Warehouse]:
    """A fresh warehouse of the small plan, opened by this process."""
    with open_current(path, 5) as opened:
        yield opened
