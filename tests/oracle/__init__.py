"""A second computation of every figure, slow and obvious, from the text of the contract alone.

Nothing here knows the product's SQL or imports the product: plan folders are read with the csv module, submissions and events are
plain lists, every mean is a loop, and all arithmetic is done in fractions, so that a figure is rounded only where the contract says so.
"""

from tests.oracle.moment import COLUMNS, KEYS, Moment, Row, rows_of, view
from tests.oracle.numbers import ranked, two
from tests.oracle.plan import first_of, next_month
from tests.oracle.stakes import STAKE_COLUMNS, STAKE_KEYS, Stakes, stake_rows
from tests.oracle.world import (
    FindingKey,
    Happened,
    Inspected,
    PlanVersion,
    Points,
    Received,
    Rectified,
    Round,
    Satisfied,
    Site,
    Warned,
    World,
)

__all__ = [
    "COLUMNS",
    "KEYS",
    "STAKE_COLUMNS",
    "STAKE_KEYS",
    "FindingKey",
    "Happened",
    "Inspected",
    "Moment",
    "PlanVersion",
    "Points",
    "Received",
    "Rectified",
    "Round",
    "Row",
    "Satisfied",
    "Site",
    "Stakes",
    "Warned",
    "World",
    "first_of",
    "next_month",
    "ranked",
    "rows_of",
    "stake_rows",
    "two",
    "view",
]
