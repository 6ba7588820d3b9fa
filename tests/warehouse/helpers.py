"""What the tests of the warehouse share: small reports in short, plan folders with one line altered, commands as a person runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.__main__ import main
from warehouse.clock import office_now
from warehouse.connection import Warehouse
from warehouse.names import fold_name
from warehouse.records import OFFICE, InspectionRow, Issue, ReportRow, Row, SatisfactionRow, ScoreRow, SiteRow, Submission
from warehouse.rounds import open_round
from warehouse.submit import submit

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "plans" / "small"
SHIPPED = ROOT / "plans" / "pingliang"
CHINESE = re.compile(r"[一-鿿]")


def report(
    unit: str,
    period: str,
    values: Mapping[str, float],
    at: str,
    *,
    content: bytes | None = None,
    warnings: Sequence[Issue] = (),
    is_confirmed: bool = True,
    received_by: str = OFFICE,
) -> Submission:
    """One monthly report in short; its bytes tell it from every other one unless they are given."""
    rows = tuple(
        ReportRow(indicator, value, None, None, str(value), "填报表", f"C{line}", "演示材料", None, None, None)
        for line, (indicator, value) in enumerate(values.items(), start=3)
    )
    return Submission(
        kind="report",
        unit_code=unit,
        subject_code=None,
        period=date.fromisoformat(f"{period}-01"),
        file_name=f"{period}_{unit}.xlsx",
        content=repr((unit, period, sorted(values.items()), at)).encode() if content is None else content,
        received_at=datetime.fromisoformat(at),
        received_by=received_by,
        rows=rows,
        warnings=tuple(warnings),
        is_confirmed=is_confirmed,
        is_demo=True,
    )


def workbook(kind: str, unit: str | None, subject: str | None, period: date | None, rows: Sequence[Row], at: str) -> Submission:
    """One workbook of any kind; its bytes tell it from every other one."""
    content = repr((kind, unit, subject, period, rows, at)).encode()
    file_name = f"{kind}_{unit}_{period}.xlsx"
    moment = datetime.fromisoformat(at)
    return Submission(kind, unit, subject, period, file_name, content, moment, OFFICE, tuple(rows), (), True, True)


def register(unit: str, sites: Mapping[str, str | None], at: str, domain: str = "village") -> Submission:
    """A unit's register in short: 命名时间 of each site by name."""
    rows = [
        SiteRow(
            domain, name, fold_name(name), None, None, date.fromisoformat(named) if named else None, None, None, None, "名录", f"B{line}"
        )
        for line, (name, named) in enumerate(sites.items(), start=3)
    ]
    return workbook("sites", unit, None, None, rows, at)


def inspection(
    inspector: str,
    unit: str,
    period: str,
    verified: Mapping[str, float | None],
    at: str,
    finding: str | None = None,
    due: str | None = None,
) -> Submission:
    """An inspection sheet in short; the finding is every row's."""
    due_date = date.fromisoformat(due) if due else None
    rows = [
        InspectionRow(
            indicator, value, None, None, None if value is None else str(value), None, "是", finding, due_date, "核查表", f"D{line}"
        )
        for line, (indicator, value) in enumerate(verified.items(), start=3)
    ]
    return workbook("inspection", inspector, unit, date.fromisoformat(f"{period}-01"), rows, at)


def scoring(rater: str, round_date: str, points: Mapping[str, float], at: str) -> Submission:
    """A scoring sheet in short: the sum of the five criteria for each scored unit."""
    rows = [ScoreRow(unit, (given / 5,) * 5, None, "打分表", f"B{line}") for line, (unit, given) in enumerate(points.items(), start=3)]
    return workbook("scoring", rater, None, date.fromisoformat(round_date), rows, at)


def satisfaction(round_date: str, percents: Mapping[str, float], at: str) -> Submission:
    """A 群众满意度 workbook in short."""
    rows = [
        SatisfactionRow(unit, 100, percent, f"{percent}%", "结果表", f"C{line}")
        for line, (unit, percent) in enumerate(percents.items(), start=3)
    ]
    return workbook("satisfaction", None, None, date.fromisoformat(round_date), rows, at)


def put(warehouse: Warehouse, *submissions: Submission) -> list[str]:
    """Submit workbooks in one transaction; answers their ids."""
    with warehouse.writing() as cursor:
        return [submit(cursor, one) for one in submissions]


def opened(warehouse: Warehouse, round_date: str, units: Sequence[str] | None = None, raters: Sequence[str] | None = None) -> None:
    """Open a review round; by default the county-level units score each other."""
    with warehouse.writing() as cursor:
        open_round(cursor, date.fromisoformat(round_date), None, units, raters, office_now(), OFFICE)


def send(warehouse: Warehouse, *arguments: Any, **more: Any) -> str:
    """Submit one report in a transaction of its own; answers its id."""
    with warehouse.writing() as cursor:
        return submit(cursor, report(*arguments, **more))


def ask(warehouse: Warehouse, question: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of one question."""
    with warehouse.reading() as cursor:
        return cursor.execute(question, parameters).fetchall()


def raw(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Go round the product: a plain connection, while nobody holds the file. Answers the last statement's rows."""
    with duckdb.connect(str(path)) as connection:
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def plan_copy(folder: Path, *changes: tuple[str, str, str], source: Path = SMALL) -> Path:
    """A copy of a plan folder with texts replaced: (file, old, new), where the old one stands exactly once."""
    shutil.copytree(source, folder)
    for file, old, new in changes:
        text = (folder / file).read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (folder / file).write_bytes(text.replace(old, new).encode())
    return folder


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """As on a bare machine, with the product on the path."""
    kept = {name: value for name, value in os.environ.items() if name not in ("WAREHOUSE", "PLAN")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(*words: str | Path, cwd: Path, module: str = "warehouse", **more: str) -> Said:
    """`python -m warehouse …` in a process of its own. Whatever happens it speaks Chinese and never shows its insides."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return well_said(Said(done.returncode, done.stdout, done.stderr))


def run_here(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Said:
    """The same within this process: a start of Python costs half a second, and most of what is tested lies behind it."""
    capsys.readouterr()
    try:
        code = main([str(word) for word in words])
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    return well_said(Said(code, said.out, said.err))


def well_said(said: Said) -> Said:
    """What holds of every answer of every command."""
    assert "Traceback" not in said.out + said.err, said
    assert "程序内部出错" not in said.out + said.err, said
    assert CHINESE.search(said.out + said.err), said
    assert said.code != 0 or not said.err, f"what went well says nothing on stderr: {said}"
    return said
