"""What a loader asks before it writes is answered as the figures see it: `standing` against the macro that defines in force."""

from __future__ import annotations

from datetime import datetime

from tests.warehouse.helpers import report
from warehouse.connection import Warehouse
from warehouse.records import OFFICE
from warehouse.standing import submission_in_force
from warehouse.submit import send_back, submit, withdraw


def test_in_force_for_a_key_is_what_the_macro_says(warehouse: Warehouse) -> None:
    at = datetime(2026, 1, 1)
    with warehouse.writing() as cursor:
        ids = [submit(cursor, report("qinghe", "2024-06", {"01-1": value}, f"2024-07-0{value} 09:00")) for value in (1, 3, 2, 4)]
        twins = [submit(cursor, report("qinghe", "2024-05", {"01-1": value}, "2024-06-01 09:00")) for value in (1, 2)]
        submit(cursor, report("qinghe", "2024-04", {"01-1": 1}, "2024-05-01 09:00"))

    def agree() -> list[str | None]:
        with warehouse.reading() as cursor:
            keys = cursor.execute("select distinct kind, unit_code, subject_code, period from submission order by period").fetchall()
            said = dict(cursor.execute("select period, submission_id from in_force_at(timestamp '9999-12-31')").fetchall())
            found = [in_force.submission_id if (in_force := submission_in_force(cursor, *key)) else None for key in keys]
            assert found == [said.get(key[3]) for key in keys]
            return found

    assert agree()[1:] == [max(twins), ids[3]]
    with warehouse.writing() as cursor:
        send_back(cursor, ids[3], "重报", at, OFFICE)
        withdraw(cursor, max(twins), at, OFFICE)
    assert agree()[1:] == [min(twins), ids[1]]
    with warehouse.writing() as cursor:
        for submission_id in (ids[0], ids[1], ids[2]):
            withdraw(cursor, submission_id, at, OFFICE)
    assert agree()[2] is None
