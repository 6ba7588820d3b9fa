"""Where the rows of each kind of workbook are stored: one table a kind, with the submission's key beside each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.records import Submission


@dataclass(frozen=True)
class RowTable:
    """The table of one kind. Its names are written here, never taken from a workbook, so they may stand in a statement."""

    table: str
    key: Mapping[str, str]
    """Columns that repeat the submission's key, so that a filter on one reaches the scan: column → attribute of `Submission`."""
    columns: Mapping[str, str]
    """Columns of the row record, by the same name: column → type."""

    @property
    def insert(self) -> str:
        """All rows in one statement, a list for each column: one insert a row costs thirty times as much, a data frame three times."""
        columns = {**self.columns, "source_cell": "varchar"}
        names = ", ".join(["submission_id", *self.key, *columns])
        keys = "".join(f", ${column}" for column in self.key)
        lists = "".join(f", unnest(${column}::{of}[])" for column, of in columns.items())
        return f"insert into {self.table} ({names}) select $submission_id{keys}{lists}"

    @property
    def select(self) -> str:
        """What is stored of one submission, in a fixed order."""
        return f"select * from {self.table} where submission_id = ? order by all"  # noqa: S608 - names from this module

    def values(self, submission_id: str, submission: Submission) -> dict[str, Any]:
        """What `insert` binds."""
        rows = submission.rows
        return {
            "submission_id": submission_id,
            **{column: getattr(submission, attribute) for column, attribute in self.key.items()},
            **{column: [getattr(row, column) for row in rows] for column in self.columns},
            "source_cell": [f"{row.sheet}!{row.cell}" for row in rows],
        }


ROW_TABLES: Mapping[str, RowTable] = {
    "report": RowTable(
        "reported_value",
        {"unit_code": "unit_code", "period": "period"},
        {
            "indicator_id": "varchar",
            "value": "double",
            "numerator": "double",
            "denominator": "double",
            "typed": "varchar",
            "evidence": "varchar",
            "problem": "varchar",
            "next_step": "varchar",
            "remark": "varchar",
        },
    ),
    "sites": RowTable(
        "site",
        {"unit_code": "unit_code"},
        {
            "domain": "varchar",
            "name": "varchar",
            "folded_name": "varchar",
            "level": "varchar",
            "township": "varchar",
            "named_on": "date",
            "longitude": "double",
            "latitude": "double",
            "remark": "varchar",
        },
    ),
    "inspection": RowTable(
        "inspected_value",
        {"inspector_code": "unit_code", "unit_code": "subject_code", "period": "period"},
        {
            "indicator_id": "varchar",
            "verified": "double",
            "numerator": "double",
            "denominator": "double",
            "typed": "varchar",
            "self_typed": "varchar",
            "evidence_complete": "varchar",
            "finding": "varchar",
            "due_date": "date",
        },
    ),
    "scoring": RowTable(
        "given_score",
        {"rater_code": "unit_code", "round_date": "period"},
        {"unit_code": "varchar", "scores": "double[]", "remark": "varchar"},
    ),
    "satisfaction": RowTable(
        "satisfaction_result",
        {"round_date": "period"},
        {"unit_code": "varchar", "answers": "integer", "satisfaction": "double", "typed": "varchar"},
    ),
}
