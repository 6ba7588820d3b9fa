"""The template commands of the README do what it says, one for each kind."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from loaders.__main__ import main
from loaders.layout.words import kinds
from warehouse.__main__ import main as warehouse_main
from warehouse.connection import Warehouse

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^python -m loaders (template .+)$", README, re.MULTILINE)
ROUND = re.findall(r"即 `python -m warehouse (round [0-9-]+)`", README)


def test_there_is_one_for_each_kind() -> None:
    assert [line.split()[1] for line in LINES] == [kind.kind for kind in kinds()]
    assert len(ROUND) == 1


@pytest.mark.parametrize("line", LINES)
def test_it_writes_a_template(
    line: str, warehouse: Warehouse, warehouse_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.close()
    monkeypatch.chdir(tmp_path)
    where = ["--warehouse", str(warehouse_file)]
    assert warehouse_main([*ROUND[0].split(), *where]) == 0
    given = shlex.split(line)
    assert main([*given, *where]) == 0
    assert (tmp_path / given[given.index("-o") + 1]).read_bytes().startswith(b"PK")
