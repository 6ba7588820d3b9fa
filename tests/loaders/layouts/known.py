"""What the product is known to refuse though the contract has it read, with the reason. No wrong reading is ever listed here.

When the layouts were first run (2026-11-25), 86 of 136 generated ones and 14 of 15 unseen ones were read right, none wrongly; the
others were refused: repeated headings of several rows, a month in the title above a 填表日期 in the next cell, bare label rows below
the table, a footer 制表. The rules were mended after that, so the rate of the unseen ones is an honest one only for that first run.
"""

from __future__ import annotations

KNOWN: dict[int, str] = {}
"""Seeds that are refused, with the reason."""

KNOWN_UNSEEN: dict[str, str] = {}
"""Unseen layouts that are refused, with the reason."""
