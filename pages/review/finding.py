"""Which finding is looked at stands in the address."""

from __future__ import annotations

from pages.parts import address
from warehouse.rectification import RectificationKey


def choose_finding(key: RectificationKey) -> None:
    """Put one finding into the address."""
    address.put("finding", f"{key.inspector_code}.{key.unit_code}.{key.period:%Y-%m}.{key.indicator_id}")
