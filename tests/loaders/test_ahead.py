"""The next workbook is examined while the present one is stored: the same answers, in the same order, each bytes' own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from loaders import sandbox
from tests.loaders.books import report, row
from warehouse.build import initialise

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_begun_is_taken_once_and_only_for_its_own_bytes() -> None:
    one, other = report([row("08-1", 1)]), report([row("08-1", 2)])
    sandbox.begin(one, "a.xlsx")
    assert sandbox.examine(other, "a.xlsx").to_json() != sandbox.examine(one, "a.xlsx").to_json()
    assert sandbox.examine(one, "a.xlsx").to_json() == sandbox.examine(one, "a.xlsx").to_json()


def test_a_hostile_or_missing_file_in_between_holds_nobody_up(tmp_path: Path) -> None:
    good, better, bad = tmp_path / "a.xlsx", tmp_path / "c.xlsx", tmp_path / "b.xlsx"
    good.write_bytes(report([row("08-1", 1)]))
    better.write_bytes(report([row("08-1", 2)]))
    bad.write_bytes(good.read_bytes()[:500])
    warehouse = tmp_path / "w.duckdb"
    initialise(warehouse, ROOT / "plans" / "pingliang")
    files = [good, bad, tmp_path / "none.xlsx", better, good]
    ran = subprocess.run(
        [sys.executable, "-m", "loaders", "load", *map(str, files), "--warehouse", str(warehouse), "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["file"] for answer in answers] == list(map(str, files))
    statuses = [answer["status"] for answer in answers]
    assert statuses == ["accepted", "refused", "refused", "accepted", "accepted"], ran.stdout
    assert ran.returncode == 1 and not ran.stderr
