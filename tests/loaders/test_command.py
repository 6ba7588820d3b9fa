"""`python -m loaders`: exit statuses, JSON lines in order, no traceback, one path with the handlers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loaders.__main__ import main
from tests.loaders.books import SHEET, report, row, with_part
from warehouse.connection import Warehouse
from warehouse.handover import serve

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, cwd: Path = ROOT) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "loaders", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.xlsx"
    path.write_bytes(report([row("08-1", 3)]))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(report([row("08-1", "约3"), row("08-2", "约2")]))
    return path


def load_json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    status = main([*map(str, arguments), "--json"])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_files_are_answered_in_order(
    warehouse_file: Path, good: Path, bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "没有.xlsx"
    at = ("--received-at", "2024-07-05T09:00:00")
    status, answers = load_json(capsys, "load", good, bad, missing, tmp_path, good, "--warehouse", warehouse_file, *at)
    assert status == 1
    assert [answer["status"] for answer in answers] == ["accepted", "refused", "refused", "refused", "unchanged"]
    assert [answer["file"] for answer in answers] == [str(path) for path in (good, bad, missing, tmp_path, good)]
    assert [issue["rule"] for issue in answers[2]["issues"]] == ["file_missing"]
    assert list(answers[0]) == ["file", "kind", "unit", "period", "status", "submission_id", "rows", "issues"]
    assert load_json(capsys, "load", good, "--warehouse", warehouse_file)[0] == 0


def test_as_and_dry_run(warehouse_file: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--warehouse", warehouse_file, "--received-at", "2024-07-05")
    assert load_json(capsys, "load", good, *where, "--as", "静宁县")[0] == 1
    status, (answer,) = load_json(capsys, "load", good, *where, "--as", "泾川县", "--dry-run")
    assert (status, answer["status"], answer["submission_id"]) == (0, "accepted", None)
    assert load_json(capsys, "load", good, *where, "--as", "泾川县")[1][0]["status"] == "accepted"


def test_the_future_is_a_refusal_and_no_moment_is_wrong_usage(warehouse_file: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, (answer,) = load_json(capsys, "load", good, "--warehouse", warehouse_file, "--received-at", "2999-01-01")
    assert (status, answer["issues"][0]["rule"]) == (1, "received_in_future")
    for moment in ("昨天", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(SystemExit) as left:
            main(["load", str(good), "--received-at", moment])
    assert left.value.code == 2


def test_wrong_usage_and_no_warehouse_are_2(good: Path, tmp_path: Path) -> None:
    assert run("load")[0] == 2
    assert run("load", good, "--nonsense")[0] == 2
    assert run("template", "nonsense", "-o", tmp_path / "t.xlsx")[0] == 2
    status, out, error = run("load", good, "--warehouse", tmp_path / "none.duckdb")
    assert (status, out) == (2, "")
    assert "没有找到数据仓库" in error


def test_a_person_reads_one_line_for_the_same_fault(warehouse_file: Path, bad: Path) -> None:
    status, out, _ = run("load", bad, "--warehouse", warehouse_file)
    assert status == 1
    assert "需要改正 2 处" in out
    assert "C5" in out and "C6" in out


def test_template_and_back_from_any_folder(warehouse_file: Path, tmp_path: Path) -> None:
    status, out, _ = run(
        "template", "report", "--unit", "泾川县", "--period", "2024-06", "-o", "t.xlsx", "--warehouse", warehouse_file, cwd=tmp_path
    )
    assert status == 0
    assert "t.xlsx" in out
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")
    assert run("template", "report", "--unit", "火星县", "-o", "t.xlsx", "--warehouse", warehouse_file, cwd=tmp_path)[0] == 1
    assert run("template", "report", "-o", "none/t.xlsx", "--warehouse", warehouse_file, cwd=tmp_path)[0] == 1
    assert run("template", "report", "--period", "2024-13", "-o", "t.xlsx", "--warehouse", warehouse_file, cwd=tmp_path)[0] == 2


def test_beside_a_running_app(warehouse: Warehouse, good: Path) -> None:
    """The app holds the file: the command hands over the bytes and gets the same answer."""
    import loaders

    stop = serve(warehouse, loaders.handlers)
    try:
        status, out, _ = run("load", good, "--warehouse", warehouse.path, "--json", "--received-at", "2024-07-05")
    finally:
        stop()
    assert status == 0
    assert json.loads(out)["status"] == "accepted"
    with warehouse.reading() as cursor:
        assert cursor.execute("select count(*) from submission").fetchone() == (1,)


def test_a_huge_file_is_not_read_whole(warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as stream:
        stream.truncate(50 * 2**30)
    status, (answer,) = load_json(capsys, "load", path, "--warehouse", warehouse_file)
    assert (status, answer["issues"][0]["rule"]) == (1, "file_too_big")


def test_nothing_of_a_workbook_reaches_stderr(warehouse_file: Path, tmp_path: Path) -> None:
    for name, xml in {"a": '<c r="C5"><v>62080219900307123X</v></c>', "b": '<c r="C5" t="s"><v>62080219900307123</v></c>'}.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(
            with_part(report([row("08-1", 3)]), SHEET, lambda sheet, xml=xml: re.sub(rb'<c r="C5"[^>]*>.*?</c>', xml.encode(), sheet))
        )
        status, out, error = run("load", path, "--warehouse", warehouse_file)
        assert (status, error) == (1, "")
        assert "未接收" in out
        assert name == "a" or "1990" not in out


def test_why_a_file_cannot_be_written_is_said_in_chinese(warehouse_file: Path, tmp_path: Path) -> None:
    where = ("--warehouse", warehouse_file)
    status, _, error = run("template", "report", "-o", tmp_path / "none" / "t.xlsx", *where)
    assert (status, "文件夹不存在" in error, re.search("[A-Za-z]{3,} [a-z]{2,}", error)) == (1, True, None)
    assert "这是一个文件夹" in run("template", "report", "-o", tmp_path, *where)[2]


@pytest.mark.parametrize("module", ["loaders", "warehouse", "examples"])
@pytest.mark.parametrize("command", [[], ["load"], ["template"], ["init"], ["return"]])
def test_help_is_in_chinese(module: str, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, *command, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    for english in ("usage", "positional", "options", "optional", "show this", "exit"):
        assert english not in done.stdout + done.stderr
    assert "用法:" in done.stdout + done.stderr


def test_the_examples_draw_no_progress_into_a_file(warehouse_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "examples", "--warehouse", str(warehouse_file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
