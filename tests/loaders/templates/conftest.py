"""The story of `filling`, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.loaders.templates.filling import prepare
from warehouse.connection import Warehouse


@pytest.fixture(scope="session")
def prepared(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's warehouse, closed."""
    path = Path(shutil.copy(pristine, tmp_path_factory.mktemp("prepared") / "w.duckdb"))
    with Warehouse.open(path) as opened:
        prepare(opened)
    return path


@pytest.fixture
def warehouse_file(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it, not opened."""
    return Path(shutil.copy(prepared, tmp_path / "w.duckdb"))
