"""The parts of a zip container, inflated under one count. Declared sizes are never trusted, and nothing is ever unpacked to disk."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib

from loaders.formats.limits import LARGEST_UNPACKED, MB, MOST_PARTS
from loaders.formats.sniff import not_workbook, other_format
from loaders.personal import numbers_in_part
from loaders.problems import Unreadable

_CHUNK = 256 * 1024
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MARKS_OF_XML = re.compile(rb"<[^>]*>")
_PARAGRAPH_END = re.compile(rb"</(?:[a-z0-9]+:)?p>")
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_OTHERS = (
    ("word/", "Word 文字文档"),
    ("ppt/", "演示文稿"),
    ("meta-inf/manifest.mf", "程序"),
)

Parts = dict[str, bytes]
"""Parts by name, in small letters with plain slashes: that is how they are referred to, whatever the program wrote."""


def unpack(content: bytes) -> Parts:
    """All parts. Raises Unreadable for what is damaged, locked, forged or too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Unreadable("file_too_many_parts", limit=str(MOST_PARTS))
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("file_encrypted")
        parts: Parts = {}
        left = LARGEST_UNPACKED
        for entry in entries:
            if entry.is_dir():
                continue
            name = entry.orig_filename.replace("\\", "/").lstrip("/").lower()
            if name in parts:
                raise Unreadable("file_unsafe", what="同名的部件")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("file_damaged")
            parts[name] = _inflate(archive, entry, left)
            left -= len(parts[name])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable("file_damaged") from error
    return parts


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


def is_open_document(parts: Parts) -> bool:
    """Whether the parts are an .ods; else they are an .xlsx. Raises Unreadable where they are no workbook that is read."""
    mimetype = parts.get("mimetype", b"")
    if mimetype.startswith(_SPREADSHEET):
        return True
    if "xl/workbook.bin" in parts:
        raise other_format(".xlsb")
    if any(name.startswith("index/") and name.endswith(".iwa") for name in parts) or "index.zip" in parts:
        raise other_format(".numbers")
    if "[content_types].xml" in parts and any(name.startswith("xl/") for name in parts):
        return False
    if mimetype.startswith(b"application/vnd.oasis"):
        raise not_workbook("文字文档")
    kinds = (what for start, what in _OTHERS if any(name.startswith(start) for name in parts))
    raise not_workbook(next(kinds, "压缩包"))


def check_xml(parts: Parts) -> None:
    """Refuse a document type declaration in any part, also in those that nobody parses."""
    for part in parts.values():
        if is_xml(part) and b"<!DOCTYPE" in (part if part[:1] == b"<" and part[1:2] != b"\0" else part.replace(b"\0", b"")):
            raise Unreadable("file_unsafe", what="DOCTYPE 声明")


def is_xml(part: bytes) -> bool:
    """Whether a part's first sign is that of XML."""
    return part[:64].lstrip(_MARKS).startswith(b"<")


def numbers_by_part(parts: Parts) -> dict[str, set[str]]:
    """Resident numbers that stand anywhere in a part's bytes."""
    return {name: numbers for name, part in parts.items() if is_xml(part) and (numbers := _numbers_in(name, part))}


def _numbers_in(name: str, part: bytes) -> set[str]:
    """Those of one part. Texts of shapes are looked at without the marks that cut them, properties with their signs spelled out."""
    numbers = numbers_in_part(part)
    if "/drawings/" in name:
        numbers |= numbers_in_part(_MARKS_OF_XML.sub(b"", _PARAGRAPH_END.sub(b"|", part)))
    elif name.startswith("docprops/"):
        numbers |= numbers_in_part(html.unescape(part.decode("utf-8", "ignore")).encode())
    return numbers


def resolve(folder: str, target: str) -> str:
    """A relation's target as a part's name."""
    target = re.sub(r"^(\./)+", "", target.replace("\\", "/")).lower()
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    while target.startswith("../"):
        target, steps = target[3:], steps[:-1]
    return "/".join([*steps, target])
