"""What there is no template of, and the command."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from loaders.__main__ import main
from loaders.layout.words import kind_of
from loaders.templates import write_template
from tests.loaders.templates.filling import CASES, DAY, JUNE
from warehouse.connection import Warehouse
from warehouse.errors import Refusal
from warehouse.records import OFFICE
from warehouse.rounds import close_round, open_round


def refusal(warehouse: Warehouse, *how: Any) -> str:
    with warehouse.reading() as cursor, pytest.raises(Refusal) as refused:
        write_template(cursor, *how)
    return str(refused.value)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (("nonsense", None, None), "satisfaction(群众满意度测评结果表)"),
        (("report", "火星县", None), "方案里没有单位“火星县”"),
        (("report", "泾州县", None), "是不是"),
        (("report", None, date(2020, 1, 1)), "应在 2023年7月 至 2025年12月 之间"),
        (("inspection", "灵台县", JUNE, None, "灵台"), "灵台县不能核查自己"),
        (("inspection", None, JUNE, None, "火星县"), "方案里没有单位“火星县”"),
        (("sites", "灵台县", JUNE), "示范点名录的模板不用 --period;它用的是 --unit。"),
        (("satisfaction", "灵台县", None, DAY), "不用 --unit"),
        (("report", None, None, DAY), "不用 --round"),
        (("scoring", "灵台县", None), "没有写明评议日期(--round);没有结束的互评有:2024-07-05(2024年7月5日互评)。"),
        (("scoring", "灵台县", None, date(2024, 7, 4)), "2024-07-04 没有互评;没有结束的互评有:2024-07-05"),
        (("satisfaction", None, None, date(2024, 7, 4)), "2024-07-04 没有互评;互评有:2024-07-05"),
        (("scoring", "市民宗委", None, DAY), "市民宗委不参加 2024-07-05 的互评打分"),
    ],
)
def test_what_there_is_no_template_of(warehouse: Warehouse, how: tuple[Any, ...], words: str) -> None:
    assert words in refusal(warehouse, *how)


def test_a_closed_round_takes_results_and_no_scores(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        close_round(cursor, DAY, datetime(2024, 7, 20), OFFICE)
    assert "已于 2024-07-20 00:00 结束,不再收打分表;现在没有开着的互评" in refusal(warehouse, "scoring", "泾川县", None, DAY)
    assert "2024-07-05(2024年7月5日互评,已结束)" in refusal(warehouse, "satisfaction", None, None)
    with warehouse.writing() as cursor:
        open_round(cursor, date(2024, 12, 5), None, None, None, datetime(2024, 12, 1), OFFICE)
    assert "没有结束的互评有:2024-12-05" in refusal(warehouse, "scoring", "泾川县", None, None)
    with warehouse.reading() as cursor:
        assert write_template(cursor, "satisfaction", None, None, DAY)


OPTIONS = {
    "report": ["--unit", "泾川县", "--period", "2024-06"],
    "sites": ["--unit", "泾川县"],
    "inspection": ["--unit", "灵台县", "--inspected", "泾川县", "--period", "2024-06"],
    "scoring": ["--unit", "泾川县", "--round", "2024-07-05"],
    "satisfaction": ["--round", "2024-07-05"],
}


@pytest.mark.parametrize("kind", CASES)
def test_the_command_writes_every_kind(warehouse_file: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "模板.xlsx"
    assert main(["template", kind, *OPTIONS[kind], "-o", str(path), "--warehouse", str(warehouse_file)]) == 0
    assert capsys.readouterr().out == f"已写出模板 {path}。\n"
    assert kind_of(kind).title in str(load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]["A1"].value)


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["sites", "--period", "2024-06"], 2, "示范点名录的模板不用 --period"),
        (["report", "--round", "2024-07-05", "--inspected", "泾川县"], 2, "不用 --round、--inspected"),
        (["scoring"], 1, "没有写明评议日期"),
        (["report", "--unit", "火星县"], 1, "方案里没有单位"),
        (["report", "--period", "2020-01"], 1, "不在方案起止时间内"),
    ],
)
def test_wrong_combinations_are_one_sentence(
    warehouse_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], status: int, words: str
) -> None:
    path = tmp_path / "模板.xlsx"
    assert main(["template", *options, "-o", str(path), "--warehouse", str(warehouse_file)]) == status
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert not path.exists()


@pytest.mark.parametrize("day", ["2024-7-5", "20240705x", "昨天"])
def test_a_round_is_a_day(tmp_path: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["template", "scoring", "--round", day, "-o", str(tmp_path / "t.xlsx")])
    assert left.value.code == 2
    assert "不是 2024-07-05 这样的日期" in capsys.readouterr().err
