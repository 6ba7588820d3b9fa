"""The ledger of findings (问题清单) in words and tables: frames of the queries in, no Streamlit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pages.parts.look import month, short
from pages.parts.pending import pending_reasons
from pages.parts.sources import FINDING_STATES
from warehouse.objections import DECISIONS
from warehouse.rectification import RectificationKey

STATE_SIGNS = {"overdue": "◆", "open": "◇", "done": "◐", "closed": "✓"}


# ---- which finding ---------------------------------------------------------------------------------------------------------


def key_text(key: RectificationKey) -> str:
    """The key as it stands in an address."""
    return f"{key.inspector_code}.{key.unit_code}.{key.period:%Y-%m}.{key.indicator_id}"


def key_of_text(text: str) -> RectificationKey | None:
    """The key that an address names; None where it names none."""
    parts = text.split(".", 3)
    if len(parts) != 4:
        return None
    try:
        return RectificationKey(parts[0], parts[1], date.fromisoformat(f"{parts[2]}-01"), parts[3])
    except ValueError:
        return None


def key_of_row(row: Any) -> RectificationKey:
    """The key of a row of `outcomes`, `rectifications` or `objections`, as `itertuples` gives it."""
    return RectificationKey(row.inspector_code, row.unit_code, row.period.date(), row.indicator_id)


def rows_of(frame: pd.DataFrame, key: RectificationKey) -> pd.DataFrame:
    """The rows of a frame that are about one row of an inspection."""
    is_about = (frame["inspector_code"] == key.inspector_code) & (frame["unit_code"] == key.unit_code)
    return frame[is_about & (frame["period"] == pd.Timestamp(key.period)) & (frame["indicator_id"] == key.indicator_id)]


# ---- the ledger ------------------------------------------------------------------------------------------------------------


def state_words(state: str) -> str:
    """A finding's state by its sign and name."""
    return f"{STATE_SIGNS[state]} {FINDING_STATES[state]}"


def concerning(ledger: pd.DataFrame, unit_code: str) -> pd.DataFrame:
    """The findings at a unit and those that it found at others."""
    return ledger[(ledger["unit_code"] == unit_code) | (ledger["inspector_code"] == unit_code)]


def state_counts(ledger: pd.DataFrame) -> dict[str, int]:
    """How many findings stand in each state, those with none too."""
    return {state: int((ledger["state"] == state).sum()) for state in FINDING_STATES}


def days_overdue(due_date: pd.Timestamp, as_of: date) -> int:
    """How many days a 整改时限 has passed."""
    days: int = (pd.Timestamp(as_of) - due_date).days
    return days


def answer_words(row: Any) -> str:
    """What the unit last said was done, and when; nothing where it has said nothing."""
    return f"{row.done_words}({row.done_at:%Y-%m-%d})" if pd.notna(row.done_at) else ""


def ledger_table(ledger: pd.DataFrame, pending: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row per finding, as the page shows it and as it is taken away; days are numbers."""
    rows, reasons = list(ledger.itertuples()), pending_reasons(pending)
    return pd.DataFrame(
        {
            "状态": [state_words(row.state) for row in rows],
            "被核查单位": [_unit(row.unit_name, row.unit_code) for row in rows],
            "发现问题": [row.finding for row in rows],
            "任务/指标": [indicator_words(row) for row in rows],
            "整改时限": [day_words(row.due_date) for row in rows],
            "逾期天数": pd.array([days_overdue(row.due_date, as_of) if row.state == "overdue" else None for row in rows], dtype="Int64"),
            "整改情况": [answer_words(row) for row in rows],
            "销号时间": [day_words(row.closed_on) for row in rows],
            "核查单位": [_unit(row.inspector_name, row.inspector_code) for row in rows],
            "核查期": [f"{row.period:%Y-%m}" for row in rows],
            "待核": [reasons.get((row.unit_code, row.indicator_id), "") for row in rows],
        }
    )


def indicator_words(row: Any) -> str:
    """An indicator by its number and name; by its number alone where the plan knows it no more."""
    return f"{row.indicator_id} {row.indicator_name}" if pd.notna(row.indicator_name) else str(row.indicator_id)


def day_words(day: Any) -> str:
    """A day, or nothing."""
    return f"{day:%Y-%m-%d}" if pd.notna(day) else ""


def row_label(row: Any) -> str:
    """One finding in a list to choose from."""
    return f"{state_words(row.state)} · {_unit(row.unit_name, row.unit_code)} · {indicator_words(row)} · {row.finding}"


def _unit(name: Any, code: str) -> str:
    """A unit in short; one that the plan knows no more by its code."""
    return short(name) if pd.notna(name) else code


# ---- objections ------------------------------------------------------------------------------------------------------------


def lodged_by(row: Any) -> str:
    """Whose objection it is, and who typed it where it was not the unit itself."""
    unit = row.unit_name if pd.notna(row.unit_name) else row.unit_code
    return unit if row.lodged_by == unit else f"{row.lodged_by}代{unit}"


def decision_words(decision: Any) -> str:
    """What became of an objection."""
    return DECISIONS[decision] if pd.notna(decision) else "待裁定"


def subject_words(row: Any) -> str:
    """What an objection is about: a row of an inspection, or a workbook that was returned."""
    if row.subject == "inspection":
        return f"{_unit(row.inspector_name, row.inspector_code)} {month(row.period)}核查 {indicator_words(row)}"
    return f"退回 {row.file_name}" + (f",退回理由:{row.return_reason}" if pd.notna(row.return_reason) else "")


def objection_table(objections: pd.DataFrame) -> pd.DataFrame:
    """Every objection, those that wait first, with its decision."""
    rows = list(objections.itertuples())
    return pd.DataFrame(
        {
            "裁定": [decision_words(row.decision) for row in rows],
            "提出单位": [lodged_by(row) for row in rows],
            "提出时间": [f"{row.lodged_at:%Y-%m-%d %H:%M}" for row in rows],
            "对什么提出": [subject_words(row) for row in rows],
            "异议理由": [row.reason for row in rows],
            "裁定理由": [row.words if pd.notna(row.words) else "" for row in rows],
            "裁定人": [row.decided_by if pd.notna(row.decided_by) else "" for row in rows],
            "裁定时间": [f"{row.decided_at:%Y-%m-%d %H:%M}" if pd.notna(row.decided_at) else "" for row in rows],
        }
    )


def contestable(received: pd.DataFrame, objections: pd.DataFrame) -> pd.DataFrame:
    """Returned submissions of units against which no objection waits."""
    waiting = objections[objections["decision"].isna() & (objections["subject"] == "return")]
    returned = received[(received["state"] == "returned") & received["unit_code"].notna()]
    return returned[~returned["submission_id"].isin(waiting["submission_id"])]
