"""Rounding and ranking."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def exact(value: float) -> Fraction:
    """The number that was typed: 0.1 is one tenth."""
    return Fraction(str(value))


def nine(value: Fraction | Decimal) -> Decimal:
    """Rounded to nine decimals, as everything is before it is compared."""
    whole = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return whole.quantize(Decimal("0.000000001"), ROUND_HALF_UP)


def two(value: Fraction) -> Decimal:
    """Rounded half up to two decimals, for show and rank."""
    return nine(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranked(totals: Mapping[str, Fraction | None]) -> dict[str, int]:
    """Equal totals share a rank and the next is skipped: 1, 2, 2, 4. No total, no rank."""
    shown = {code: two(total) for code, total in totals.items() if total is not None}
    return {code: 1 + sum(other > total for other in shown.values()) for code, total in shown.items()}
