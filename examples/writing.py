"""Workbooks and the list of receipts, written so that the same seed gives the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from examples.rendering import StoredValues

ZIP_MOMENT = (2023, 7, 1, 0, 0, 0)
RECEIPTS_HEAD = ("file", "sender", "received_at", "note")


def workbook_bytes(workbook: Workbook, stored_values: StoredValues, moment: datetime) -> bytes:
    """The workbook as .xlsx, its times fixed and its formulas with the values they show (openpyxl writes neither)."""
    raw = io.BytesIO()
    workbook.save(raw)
    parts = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(workbook.sheetnames, 1)}
    written = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == "docProps/core.xml":
                text = re.sub(rb"(?<=:W3CDTF\">)[^<]*(?=</dcterms:modified>)", f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), text)
            elif info.filename in parts:
                text = _with_stored_values(text, parts[info.filename], stored_values)
            target.writestr(zipfile.ZipInfo(info.filename, ZIP_MOMENT), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _with_stored_values(part: bytes, sheet: str, stored_values: StoredValues) -> bytes:
    def stored(match: re.Match[bytes]) -> bytes:
        value = stored_values[sheet, match[2].decode()]
        return match[1] + b"<v>%s</v></c>" % f"{value:g}".encode()

    return re.sub(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)</c>', stored, part)


def write_receipts(path: Path, lines: Sequence[tuple[str, str, str, str]]) -> None:
    write_lines(path, RECEIPTS_HEAD, lines)


def write_lines(path: Path, head: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(lines)
