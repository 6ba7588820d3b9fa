"""The guard before any reader: what the bytes are, how much they unpack to, and whether their XML is safe to parse.

Runs in the sandbox. Every refusal is `Unreadable` with a rule of the file as a whole. Declared sizes are never trusted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from loaders.parts import Counts, PartScan, scan_part
from loaders.personal import numbers_in_part
from loaders.problems import Unreadable

MB = 2**20
LARGEST_FILE = 10 * MB
LARGEST_UNPACKED = 64 * MB
MOST_PARTS = 2_000
MOST_SHEETS = 50
_CHUNK = 256 * 1024
_CDF = bytes.fromhex("D0CF11E0A1B11AE1")
_ENDS = (".xlsx", ".xlsm", ".xltx", ".xltm")


@dataclass
class Package:
    """A container that passed the guard: its parts by the names they are referred to, and what was seen on the way."""

    content: bytes
    parts: dict[str, bytes]
    scans: dict[str, PartScan]
    names_are_odd: bool = False
    is_strict: bool = False
    numbers: dict[str, set[str]] = field(default_factory=dict)
    """Resident numbers that stand anywhere in a part's bytes, by part."""
    sheet_parts: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, state and part of each sheet, in their order."""


def inspect(content: bytes, file_name: str = "") -> Package:
    """Check a file from the outside in; raises Unreadable at the first thing that is wrong."""
    check_magic(content, file_name)
    parts, names_are_odd = _unpack(content)
    _check_is_workbook(parts)
    counts = Counts()
    scans = {name: scan for name, part in parts.items() if (scan := scan_part(name, part, counts)) is not None}
    package = Package(content, parts, scans, names_are_odd)
    package.is_strict = any(b"purl.oclc.org/ooxml" in part[:4000] for name, part in parts.items() if name.endswith("workbook.xml"))
    package.sheet_parts = _sheets(package)
    package.numbers = {name: numbers for name in scans if (numbers := numbers_in_part(parts[name]))}
    return package


def check_magic(content: bytes, file_name: str) -> None:
    """Say what the bytes are where they are no zip: the size first, since an empty or huge file has no kind."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("file_too_big", limit=str(LARGEST_FILE // MB))
    if not content:
        raise Unreadable("file_empty")
    if content.startswith(_CDF):
        raise Unreadable(_compound_kind(content))
    if content.startswith(b"PK"):
        return
    head = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lstrip()
    if head.startswith(b"<") or head.lower().startswith(b"mime-version"):
        raise Unreadable("file_web_page")
    if file_name.lower().endswith(".csv"):
        raise Unreadable("file_other_format", format=".csv")
    if head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        raise Unreadable("file_old_format")
    raise Unreadable("file_not_workbook")


def _compound_kind(content: bytes) -> str:
    """A compound file: a workbook with a password, an old workbook, or something else (.doc)."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "file_encrypted"
    if "Workbook".encode("utf-16-le") in content or "Book\0".encode("utf-16-le") in content:
        return "file_old_format"
    return "file_not_workbook"


def _unpack(content: bytes) -> tuple[dict[str, bytes], bool]:
    """All parts, inflated under one count; and whether a name needs mending (backslashes, a leading slash)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Unreadable("file_too_many_parts", limit=str(MOST_PARTS))
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("file_encrypted")
        parts: dict[str, bytes] = {}
        left = LARGEST_UNPACKED
        names_are_odd = False
        for entry in entries:
            if entry.is_dir():
                continue
            name = entry.orig_filename.replace("\\", "/").lstrip("/")
            names_are_odd |= name != entry.orig_filename
            if name in parts or entry.filename in parts:
                raise Unreadable("file_unsafe", what="同名的部件")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("file_damaged")
            parts[name] = _inflate(archive, entry, left)
            left -= len(parts[name])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable("file_damaged") from error
    if len({name.lower() for name in parts}) < len(parts):
        raise Unreadable("file_unsafe", what="同名的部件")
    return parts, names_are_odd


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """One part, counted while it is inflated."""
    chunks, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise Unreadable("file_unpacks_too_big", limit=str(LARGEST_UNPACKED // MB))
            chunks.append(chunk)
    return b"".join(chunks)


def _check_is_workbook(parts: dict[str, bytes]) -> None:
    """A zip is many things; name those that a person may have taken for a workbook."""
    names = {name.lower() for name in parts}
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise Unreadable("file_other_format", format=".ods")
    if "xl/workbook.bin" in names:
        raise Unreadable("file_other_format", format=".xlsb")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable("file_not_workbook")


def _sheets(package: Package) -> list[tuple[str, str, str]]:
    """The sheets that the workbook lists, each with a part of its own."""
    scan = next((scan for scan in package.scans.values() if scan.root == "workbook"), None)
    if scan is None:
        raise Unreadable("file_damaged")
    if len(scan.sheets) > MOST_SHEETS:
        raise Unreadable("file_too_many_sheets", limit=str(MOST_SHEETS))
    folder, _, name = scan.name.rpartition("/")
    relations = package.scans.get(f"{folder}/_rels/{name}.rels")
    if relations is None:
        relations = next((s for s in package.scans.values() if s.name.lower() == f"{folder}/_rels/{name}.rels".lower()), None)
    targets = relations.targets if relations else {}
    sheets = [(title, state, resolve(folder, targets.get(relation, ""))) for title, state, relation in scan.sheets]
    used = [part.lower() for _, _, part in sheets if part != folder + "/"]
    if len(set(used)) < len(used):
        raise Unreadable("file_unsafe", what="几张工作表共用同一部件")
    return sheets


def resolve(folder: str, target: str) -> str:
    """A relation's target as a part's name."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/")
    while target.startswith("../"):
        target, steps = target[3:], steps[:-1]
    return "/".join([*steps, target.removeprefix("./")])
