"""What reading costs in each format, beside pandas on the same bytes; false alarms of the search for resident numbers."""

from __future__ import annotations

import gc
import io
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "workbooks" / "files"
RUNS = 31
ENGINES = {"xlsx": "openpyxl", "xls": "xlrd", "ods": "odf"}
Say = Callable[[str, str], None]


def formats(say: Say) -> None:
    """A report of 75 rows through the warm sandbox: read, table found, checked against the plan; then a register of 20,000 rows."""
    from datetime import datetime

    from loaders.load import load
    from loaders.sandbox import Sandbox
    from warehouse.build import initialise
    from warehouse.connection import Warehouse

    box = Sandbox()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.duckdb"
        initialise(path, ROOT / "plans" / "pingliang")
        with Warehouse.open(path) as warehouse:
            for name in ("long_openpyxl.xlsx", "long_libreoffice.xls", "long_libreoffice.ods", "long_libreoffice.csv"):
                content = (FILES / name).read_bytes()

                def checked(content: bytes = content, name: str = name) -> object:
                    return load(warehouse, name, content, received_at=datetime(2024, 7, 5), dry_run=True)

                read = _median(lambda content=content, name=name: box.examine(content, name))  # type: ignore[misc]
                whole = _median(checked)
                bare = _median(_by_pandas(content, name))
                say(
                    f"report of 75 rows, {name}: to a draft / to a verdict / pandas",
                    " / ".join(f"{middle:.1f} (best {least:.1f})" for middle, least in (read, whole, bare))
                    + f" ms   ratio {whole[0] / bare[0]:.1f}",
                )
    big = registers()
    for name, content in big.items():
        gc.collect()
        began = time.perf_counter()
        draft = box.examine(content, name)
        wall = time.perf_counter() - began
        seconds, megabytes = box.used
        began = time.perf_counter()
        _by_pandas(content, name)()
        bare = time.perf_counter() - began
        rows = len(draft.sheets[0].rows) if draft.sheets else 0
        say(
            f"register of 20,000 rows, {name}: rows, wall, child's CPU, child's MB",
            f"{rows}  {wall:.1f} s  {seconds:.1f} s  {megabytes:.0f} MB",
        )
        say("  pandas alone on the same file", f"{bare:.1f} s")
    box.close()


def _median(work: Callable[[], object]) -> tuple[float, float]:
    """Median and best, in milliseconds: on a machine that others use, the best says what the work itself takes."""
    work()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times) * 1000, min(times) * 1000


def _by_pandas(content: bytes, name: str) -> Callable[[], object]:
    suffix = name.rpartition(".")[2]
    if suffix == "csv":
        coding = "gb18030" if name.startswith("register") else "utf-8"
        return lambda: pd.read_csv(io.BytesIO(content), header=None, names=range(9), encoding=coding)
    engine: Any = ENGINES[suffix]
    return lambda: pd.read_excel(io.BytesIO(content), header=None, engine=engine)


def registers() -> dict[str, bytes]:
    """A register of 20,000 sites in every format; .xls and .ods where LibreOffice is at hand."""
    lines: list[tuple[object, ...]] = [("示范点名录",), ("填报单位:", "泾川县"), ()]
    lines += [("名称", "类别", "级别", "乡镇(街道)", "命名时间", "经度", "纬度", "备注", "说明")]
    lines += [
        (f"第{n}小学", "进学校", "县级", f"城关镇{n % 30}", "2024-05-06", 106.5, 35.1 + n / 10**6, f"备注{n}", n) for n in range(20_000)
    ]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名录")
    for line in lines:
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    found = {"register.xlsx": stream.getvalue(), "register.csv": "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "register.xlsx"
        source.write_bytes(stream.getvalue())
        for suffix in ("xls", "ods"):
            command = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/p",
                "--headless",
                "--convert-to",
                suffix,
                "--outdir",
                folder,
                str(source),
            ]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=180)
                found[f"register.{suffix}"] = (Path(folder) / f"register.{suffix}").read_bytes()
            except (OSError, subprocess.SubprocessError):
                print(f"no LibreOffice: no register.{suffix}", file=sys.stderr)
    return found


def alarms(say: Say) -> None:
    """How often what is no resident number is taken for one. The texts are random, from a fixed seed."""
    from loaders.personal import holds_number

    rng = random.Random(2024)
    count = 1_000_000
    digits = sum(holds_number(f"{rng.randrange(10**17, 10**18)}") for _ in range(count))
    say(f"random strings of 18 digits taken for resident numbers, of {count:,}", f"{digits}  ({digits / count:.4%})")
    told = {}
    for area in ("620802", "620821", "620822", "620823", "620825", "620826", "620881"):
        told[area] = sum(holds_number(credit_code(rng, area)) for _ in range(count if area == "620802" else count // 10))
    say(f"统一社会信用代码 taken for resident numbers, {count:,} of 620802 and 100,000 of each other county", f"{sum(told.values())}")
    figures = sum(holds_number(credit_code(rng, "620802", "0123456789")) for _ in range(count))
    say(f"the same of codes that are figures alone, {count:,} of 620802", f"{figures}")


_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(rng: random.Random, area: str, signs: str = _SIGNS) -> str:
    """A 统一社会信用代码 with its check sign, by GB 32100; its nine middle signs are random."""
    code = rng.choice(("11", "12", "51", "91", "92", "93")) + area + "".join(rng.choices(signs, k=9))
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return code + _SIGNS[-total % 31]


warnings.filterwarnings("ignore", module="openpyxl")
