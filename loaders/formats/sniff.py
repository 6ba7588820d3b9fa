"""What a file is by its first bytes, never by the end of its name. Also asked outside the sandbox: nothing is parsed here."""

from __future__ import annotations

from loaders.formats.limits import LARGEST_FILE, MB
from loaders.problems import Unreadable

ZIP, COMPOUND, RECORDS, TEXT = "zip", "compound", "records", "text"
COMPOUND_START = bytes.fromhex("D0CF11E0A1B11AE1")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OLD_RECORDS = (b"\x09\x00", b"\x09\x02", b"\x09\x04")
_KNOWN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文字文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"\x00\x00\x00\x18ftyp", "视频"),
    (b"\x00\x00\x00\x20ftyp", "视频"),
)


def sniff(content: bytes) -> str:
    """One of the four kinds of container. Raises Unreadable for what is clearly none; a text is looked at when it is read."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("file_too_big", limit=str(LARGEST_FILE // MB))
    if not content:
        raise Unreadable("file_empty")
    if content.startswith(COMPOUND_START):
        return COMPOUND
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if content.startswith(b"\x09\x08") and not content[3:4].strip(b"\0"):
        return RECORDS
    if content[:2] in _OLD_RECORDS and content[2:4] in (b"\x04\0", b"\x06\0", b"\x08\0"):
        raise Unreadable("file_old_format")
    head = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lstrip()
    if head.startswith(b"<") or head[:12].lower() == b"mime-version":
        raise Unreadable("file_web_page")
    what = next((what for start, what in _KNOWN if content.startswith(start)), None)
    if what is not None and not _reads_as_words(content[:64]):
        raise not_workbook(what)
    if b"\0" in content[:4096] and not content.startswith(_MARKS[1:]):
        raise not_workbook()
    return TEXT


def _reads_as_words(head: bytes) -> bool:
    """Whether a start that might be a picture's (BM) is a table's after all, with its delimiter and no sign of control."""
    return head[:2] in (b"BM", b"MZ") and not any(sign < 9 for sign in head) and any(sign in head for sign in b",;\t")


def not_workbook(what: str = "") -> Unreadable:
    """A file that is something else, named where that is known."""
    return Unreadable("file_not_workbook", what=f"是{what}," if what else "")


def other_format(what: str) -> Unreadable:
    """A spreadsheet in a format that is not read, which its own program can save as another."""
    return Unreadable("file_other_format", format=what)
