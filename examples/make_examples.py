"""Makes the invented workbooks: `python -m examples.make_examples [--check]`.

The same seed gives the same files. `--check` writes nothing and prints the ranks and lights that the examples come to.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from examples.estimate import show
from examples.plan_data import PlanData
from examples.profiles import PROFILES
from examples.rendering import render
from examples.reports import Report, all_reports
from examples.writing import workbook_bytes, write_receipts

SEED = 20230623
FOLDER = Path(__file__).resolve().parent


def make(folder: Path, seed: int = SEED, unit_codes: tuple[str, ...] = tuple(PROFILES)) -> int:
    """Write `workbooks/` and `receipts.csv` into the folder; how many workbooks were written."""
    plan = PlanData()
    reports = all_reports(plan, seed, unit_codes)
    workbooks = folder / "workbooks"
    workbooks.mkdir(parents=True, exist_ok=True)
    names = {report.file_name for report in reports}
    for old in workbooks.glob("*.xlsx"):
        if old.name not in names:
            old.unlink()
    for report in reports:
        if not report.is_resent_file:
            (workbooks / report.file_name).write_bytes(_content(plan, report, seed))
    lines = [(report.file_name, report.unit.name, report.received_at.isoformat(), report.note) for report in reports]
    write_receipts(folder / "receipts.csv", lines)
    return len(names)


def _content(plan: PlanData, report: Report, seed: int) -> bytes:
    workbook, stored_values = render(plan, report, Random(f"{seed}/{report.file_name}"), report.received_at)
    return workbook_bytes(workbook, stored_values, report.received_at)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--check", action="store_true", help="print ranks and lights instead of writing")
    arguments = parser.parse_args()
    if arguments.check:
        plan = PlanData()
        show(plan, all_reports(plan, arguments.seed))
    else:
        print(f"已生成演示工作簿 {make(FOLDER, arguments.seed)} 份,见 {FOLDER / 'workbooks'}")


if __name__ == "__main__":
    main()
