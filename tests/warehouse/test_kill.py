"""kill -9 at any moment: what was acknowledged is there, nothing is half, and whoever saw no answer may send again."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.warehouse.helpers import ROOT, SHIPPED, ask, environment, run
from tests.warehouse.nursery import workbook
from warehouse import verify
from warehouse.build import initialise, open_current
from warehouse.queries import original

KILLS = 50
WORKBOOKS = sorted((ROOT / "examples" / "workbooks").glob("*.xlsx"))


@pytest.mark.timeout(110)
def test_fifty_kills(path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.randrange(10**6))
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.nursery", str(path), str(KILLS), str(seed)],
        env=environment(OPENBLAS_NUM_THREADS="1"),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, (seed, done.stderr)
    told = json.loads(done.stdout)
    answers = [line.split() for line in told["lines"] if line.startswith("did")]
    acknowledged = {words[3]: int(words[1]) for words in answers if words[2] == "new"}
    unchanged = {int(words[1]) for words in answers if words[2] == "unchanged"}
    assert len(acknowledged) > KILLS, f"seed {seed}: the kills came before any work: {len(acknowledged)}"
    assert sum(number is not None for number in told["resent"]) > 3, f"seed {seed}: no kill fell into a submission"

    with open_current(path, 5) as warehouse:
        with warehouse.reading() as cursor:
            assert verify.faults(cursor) == [], seed
        stored = ask(warehouse, "select submission_id, sha256, row_count from submission")
        rows = dict(ask(warehouse, "select submission_id, count(*)::integer from reported_value group by all"))
        assert {one: count for one, _, count in stored if count} == rows, f"seed {seed}: a workbook is half there"
        assert acknowledged.keys() <= {one for one, *_ in stored}, f"seed {seed}: acknowledged, and lost"

        # Everybody sent again whatever had no answer, so each workbook stands once: none is lost, none is there twice.
        by_digest = {digest: one for one, digest, _ in stored}
        assert len(by_digest) == len(stored), f"seed {seed}: something was stored twice"
        sent = {int(line.split()[1]) for line in told["lines"]}
        wanted = {hashlib.sha256(workbook(number).content).hexdigest(): number for number in sent}
        answered = sent - ({told["resent"][-1]} - {None})
        assert answered <= {wanted[digest] for digest in by_digest} <= sent, seed
        assert sent == set(range(max(sent) + 1))

        # Stored, but killed before the answer: found unchanged when it was sent again, and not acknowledged as new.
        silent = {wanted[digest] for digest, one in by_digest.items() if one not in acknowledged}
        assert silent - {told["resent"][-1]} == unchanged, seed
        for one, number in list(acknowledged.items())[:: max(1, len(acknowledged) // 40)]:
            with warehouse.reading() as cursor:
                assert original(cursor, one) == (workbook(number).file_name, workbook(number).content)
    print(f"seed {seed}: {len(acknowledged)} acknowledged, {len(unchanged)} unchanged, {time.monotonic() - start:.1f} s")
    assert {file.name for file in path.parent.iterdir()} <= {"warehouse.duckdb", "warehouse.duckdb.lock", "warehouse.duckdb.wal"}


def test_a_kill_in_init_leaves_no_half_warehouse(tmp_path: Path) -> None:
    """Either there is none, and init makes it, or it is whole. A leftover beside it is nobody's warehouse."""
    dice = random.Random(7)
    for turn in range(3):
        place = tmp_path / f"w{turn}.duckdb"
        words = [sys.executable, "-m", "warehouse", "init", "--plan", str(SHIPPED), "--warehouse", str(place)]
        process = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3000):
            if list(tmp_path.glob(f"w{turn}.duckdb.new-*[0-9]")) or process.poll() is not None:
                break
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.25))
        process.kill()
        process.wait()
        was_there = place.exists()
        assert initialise(place, SHIPPED) is not was_there
        with open_current(place, 5) as warehouse, warehouse.reading() as cursor:
            assert verify.faults(cursor) == []
            assert cursor.execute("select count(*) from plan_unit").fetchall() == [(55,)]


@pytest.mark.timeout(110)
def test_kills_while_example_workbooks_are_loaded(tmp_path: Path) -> None:
    """The command of the contract: each accepted line of JSON is a promise; sent again it is unchanged, and the rest is new."""
    place = tmp_path / "warehouse.duckdb"
    initialise(place, SHIPPED)
    files = [str(shutil.copy(file, tmp_path / f"{number}.xlsx")) for number, file in enumerate(WORKBOOKS[:9])]
    command = [sys.executable, "-m", "loaders", "load", *files, "--warehouse", str(place), "--received-at", "2026-01-05T09:00", "--json"]
    dice, accepted = random.Random(11), dict[str, str]()
    for _ in range(3):
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stderr is not None
        lines: list[str] = []
        most = dice.randrange(1, 7)
        while len(lines) < most and (line := process.stdout.readline()):
            lines.append(line)
        time.sleep(dice.uniform(0, 0.05))
        process.kill()
        lines += [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        assert "Traceback" not in process.stderr.read()
        process.wait()
        for answer in map(json.loads, lines):
            assert answer["status"] in ("accepted", "unchanged", "refused"), answer
            if answer["file"] in accepted:
                assert (answer["status"], answer["submission_id"]) == ("unchanged", accepted[answer["file"]]), answer
            elif answer["status"] != "refused":
                accepted[answer["file"]] = answer["submission_id"]
    assert accepted
    said = run(*command[3:], module="loaders", cwd=tmp_path)
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert len(answers) == len(files)
    for answer in answers:
        if answer["file"] in accepted:
            assert (answer["status"], answer["submission_id"]) == ("unchanged", accepted[answer["file"]])
    with open_current(place, 5) as warehouse:
        with warehouse.reading() as cursor:
            assert verify.faults(cursor) == []
        held = "(select count(*) from reported_value where reported_value.submission_id = submission.submission_id)"
        stored = ask(warehouse, f"select submission_id, row_count, {held} from submission")
        assert all(count == found for _, count, found in stored)
        assert len(stored) == sum(answer["status"] != "refused" for answer in answers)
        assert {one for one, *_ in stored} >= set(accepted.values())
