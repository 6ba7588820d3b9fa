"""What the page of demonstration sites asks beyond `review_queries`: whose register there is, so that none is not read as no site."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import pandas as pd  # frames are made when a page asks


def registers(cursor: duckdb.DuckDBPyConnection, as_of: date, known_at: datetime) -> pd.DataFrame:
    """One row per unit with a register in force, one that lists nothing too.

    Columns: unit_code, submission_id, file_name, received_at, received_by, sites (that count at the held as_of).
    """
    return cursor.execute(
        """
        select
            in_force.unit_code, in_force.submission_id, submission.file_name, submission.received_at, submission.received_by,
            count(site.counts_from)::integer as sites,
        from in_force_at($known_at) as in_force
        inner join submission on submission.submission_id = in_force.submission_id
        left join site_in_force_at($known_at) as site
            on site.submission_id = in_force.submission_id and site.counts_from <= held_as_of($as_of, $known_at)
        where in_force.kind = 'sites'
        group by all
        order by in_force.unit_code
        """,
        {"as_of": as_of, "known_at": known_at},
    ).df()
