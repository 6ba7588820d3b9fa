"""Children that submit workbooks until they are killed: `python -m tests.warehouse.nursery WAREHOUSE KILLS SEED`.

Everything is imported once and each child is a fork of this process, so that a kill costs no start of Python. A child tells each
workbook before it is sent (`try`) and what came of it (`new` with the id, or `unchanged`), flushed; the workbook whose answer was
lost is sent again by the next child, as a person would. At the end everything that was told is printed as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tests.warehouse.helpers import report
from warehouse.build import open_current
from warehouse.queries import submission_in_force
from warehouse.records import Submission
from warehouse.submit import submit

UNITS = ("qinghe", "yunxi", "park")
FIRST = datetime(2024, 4, 1)


def workbook(number: int) -> Submission:
    """The workbook of this number: its own bytes, 5 to 60 kB, its own rows; the units take turns."""
    dice = random.Random(number)
    one = report(UNITS[number % 3], f"2024-{1 + number % 7:02}", {}, (FIRST + timedelta(minutes=number)).isoformat())
    figures = {f"{line:03}": dice.randrange(9) for line in range(dice.randrange(85))}  # ids of no plan, so no check of ranges meets them
    rows = report("", "2024-01", figures, "2024-01-01").rows
    return replace(one, rows=rows, content=number.to_bytes(4) + dice.randbytes(dice.randrange(5_000, 60_000)))


def child(path: Path, told: int, number: int) -> None:
    """Submit one after the other, as a loader does: look, and store what is not there, in one transaction."""
    with open_current(path, 20) as warehouse:
        while True:
            one = workbook(number)
            os.write(told, f"try {number}\n".encode())
            with warehouse.writing() as cursor:
                in_force = submission_in_force(cursor, one.kind, one.unit_code, one.subject_code, one.period)
                is_known = in_force is not None and in_force.sha256 == sha256(one.content).hexdigest()
                answer = "unchanged" if is_known else f"new {submit(cursor, one)}"
            os.write(told, f"did {number} {answer}\n".encode())
            if number % 9 == 0:
                with warehouse.reading() as cursor:
                    cursor.execute("checkpoint")
            number += 1


def raise_one(path: Path, number: int, words: int, seconds: float) -> list[str]:
    """Start a child, kill it `seconds` after it has told so many lines, and answer all of them."""
    listen, told = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.close(listen)
            child(path, told, number)
        finally:
            os._exit(1)
    os.close(told)
    heard = b""
    while heard.count(b"\n") < words and (part := os.read(listen, 2**16)):
        heard += part
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    while part := os.read(listen, 2**16):
        heard += part
    os.close(listen)
    assert os.WTERMSIG(status) == signal.SIGKILL, f"a child died by itself: {status} {heard!r}"
    return heard.decode().splitlines()


def main(path: Path, kills: int, seed: int) -> None:
    """Kill, and begin again where the last answer was lost."""
    dice, number, lines = random.Random(seed), 0, list[str]()
    resent = []
    for _ in range(kills):
        heard = raise_one(path, number, dice.randrange(1, 10), dice.uniform(0, 0.03))
        last = heard[-1].split()
        number = int(last[1]) + (last[0] == "did")
        resent.append(int(last[1]) if last[0] == "try" else None)
        lines += heard
    print(json.dumps({"lines": lines, "resent": resent}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
