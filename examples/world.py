"""Everything that is invented, from one seed: reports, registers, inspections, reviews, and the steps between them."""

from __future__ import annotations

from collections.abc import Iterator

from examples import inspection_files, meetings, register_files, reviews
from examples.documents import Document
from examples.inspections import Inspections
from examples.plan_data import PlanData
from examples.registers import Registers
from examples.reports import Report, all_reports

STEPS_HEAD = ("at", "step", "round_date", "name", "units", "raters", "inspector", "unit", "period", "indicator_id", "words", "details")
"""open_round: round_date, name, units and raters (codes); close_round: round_date; done and closed: the finding's key, and words for done;
object: the inspected row's key and words; decide: the same key, words, and the decision; the others: see examples/meetings.py."""


class World:
    def __init__(self, plan: PlanData, seed: int) -> None:
        self.plan, self.seed = plan, seed
        self.registers = Registers(plan, seed)
        self.reports: list[Report] = all_reports(plan, seed, self.registers)
        self.inspections = Inspections(plan, seed, self.reports, self.registers)

    def documents(self) -> Iterator[Document]:
        """What comes in beside the reports."""
        yield from register_files.documents(self.plan, self.registers)
        yield from inspection_files.documents(self.inspections)
        yield from reviews.documents(self.plan, self.seed)

    def steps(self) -> list[dict[str, str]]:
        """What the office and the units do in the program, in the order of time."""
        lines = []
        for review in reviews.ROUNDS:
            day = review.day.isoformat()
            opened = {"name": review.name, "units": ",".join(reviews.COUNTIES), "raters": ",".join(review.raters)}
            lines.append({"at": review.opened_at.isoformat(), "step": "open_round", "round_date": day, **opened})
            if review.closed_at is not None:
                lines.append({"at": review.closed_at.isoformat(), "step": "close_round", "round_date": day})
        for step in self.inspections.steps():
            sheet = step.inspection
            key = {"inspector": sheet.inspector.code, "unit": sheet.unit.code, "period": f"{sheet.period:%Y-%m}"}
            key |= {"indicator_id": step.line.indicator.indicator_id, "words": step.words}
            lines.append({"at": step.at.isoformat(), "step": step.step, **key})
        lines += meetings.steps(self.inspections, self.registers)
        return sorted(lines, key=lambda line: line["at"])
