"""`python -m tests.workbooks.templates.make`: fill in every template, and let LibreOffice save it again in three formats.

Kept in the repository, so that the tests need no LibreOffice. Made with LibreOffice 7.4.7; to be made anew when a template changes.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.loaders.templates.filling import CASES, filled, prepare, template
from warehouse.build import initialise
from warehouse.connection import Warehouse

HERE = Path(__file__).resolve().parent
PLAN_FOLDER = HERE.parents[2] / "plans" / "pingliang"


def _convert(files: list[Path], kind: str, target: Path) -> list[Path]:
    """The files in another format."""
    profile = f"-env:UserInstallation=file://{target.parent}/profile"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", kind, "--outdir", target, *files], check=True, capture_output=True)
    return [target / f"{file.stem}.{kind}" for file in files]


def make() -> None:
    """Make all files anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        initialise(folder / "w.duckdb", PLAN_FOLDER)
        with Warehouse.open(folder / "w.duckdb") as warehouse:
            prepare(warehouse)
            sources = []
            for kind in CASES:
                sources.append(folder / f"{kind}.xlsx")
                sources[-1].write_bytes(filled(template(warehouse, kind), kind))
        ods = _convert(sources, "ods", folder / "ods")
        for file in [*ods, *_convert(ods, "xlsx", folder / "xlsx"), *_convert(sources, "xls", folder / "xls")]:
            shutil.copy(file, HERE / file.name)


if __name__ == "__main__":
    make()
