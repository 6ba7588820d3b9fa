"""Makes the invented workbooks: `python -m examples.make_examples [--check]`.

The same seed gives the same files. `--check` writes nothing and prints the ranks and lights that the examples come to.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from examples.documents import OFFICE
from examples.estimate import show
from examples.plan_data import PlanData
from examples.profiles import PROFILES
from examples.rendering import render
from examples.reports import Report
from examples.world import STEPS_HEAD, World
from examples.writing import workbook_bytes, write_lines, write_receipts

SEED = 20230623
FOLDER = Path(__file__).resolve().parent


def make(folder: Path, seed: int = SEED, unit_codes: tuple[str, ...] = tuple(PROFILES)) -> int:
    """Write `workbooks/`, `receipts.csv` and `steps.csv` into the folder; how many workbooks were written.

    With other `unit_codes` than all, only what these units send.
    """
    plan = PlanData()
    world = World(plan, seed)
    senders = {plan.units[code].name for code in unit_codes} | ({OFFICE} if set(unit_codes) == set(PROFILES) else set())
    workbooks = folder / "workbooks"
    reports = [report for report in world.reports if report.unit.name in senders]
    documents = [document for document in world.documents() if document.sender in senders]
    paths = {report.file_name for report in reports} | {document.path for document in documents}
    for old in workbooks.rglob("*.*"):
        if old.is_file() and str(old.relative_to(workbooks)) not in paths:
            old.unlink()
    for path in paths:
        (workbooks / path).parent.mkdir(parents=True, exist_ok=True)
    for report in reports:
        if not report.is_resent_file:
            (workbooks / report.file_name).write_bytes(_content(plan, report, seed))
    for document in documents:
        (workbooks / document.path).write_bytes(document.content())
    lines = [(report.received_at, report.unit.code, report.file_name, report.unit.name, report.note) for report in reports]
    lines += [(document.received_at, "", document.path, document.sender, document.note) for document in documents]
    write_receipts(folder / "receipts.csv", [(path, sender, at.isoformat(), note) for at, _, path, sender, note in sorted(lines)])
    write_lines(folder / "steps.csv", STEPS_HEAD, [tuple(step.get(key, "") for key in STEPS_HEAD) for step in world.steps()])
    return len(paths)


def _content(plan: PlanData, report: Report, seed: int) -> bytes:
    workbook, stored_values = render(plan, report, Random(f"{seed}/{report.file_name}"), report.received_at)
    return workbook_bytes(workbook, stored_values, report.received_at)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--check", action="store_true", help="print ranks and lights instead of writing")
    arguments = parser.parse_args()
    if arguments.check:
        show(World(PlanData(), arguments.seed))
    else:
        print(f"已生成演示工作簿 {make(FOLDER, arguments.seed)} 份,见 {FOLDER / 'workbooks'}")


if __name__ == "__main__":
    main()
