"""A warehouse of the small plan for each test, copied from one that is made once for a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.helpers import SMALL
from warehouse.build import initialise, open_current
from warehouse.connection import Warehouse


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pristine") / "warehouse.duckdb"
    initialise(path, SMALL)
    return path


@pytest.fixture
def warehouse(pristine: Path, tmp_path: Path) -> Iterator[Warehouse]:
    with open_current(Path(shutil.copy(pristine, tmp_path / "warehouse.duckdb")), 5) as here:
        yield here
