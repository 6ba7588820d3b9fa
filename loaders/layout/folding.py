"""How texts are compared: headings lose brackets' contents, figures are only made narrow, blanks are many things."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+|_x000[dD]_")
_NO_WIDTH = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
_LONGEST_HEADING = 500
"""What is longer is none, and may hold brackets within brackets by the thousand."""
_OTHER_TIME = re.compile(r"[(\[【〔](?:截[至止]?到?)?[上去往历同前]一?个?(?:月|年|期|次|季|轮|届)")
"""A bracket that begins with another time makes a heading another one: 完成数(去年6月) is not 完成数. But 完成数(截至本月) is, and
备注(与上月比) is a remark.
"""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFE6A: ord("%")}
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63~]")


def without_blanks(text: str) -> str:
    """The text without blanks, line breaks and characters of no width."""
    return _BLANKS.sub("", text)


def is_blank(text: str) -> bool:
    """Whether nothing but blanks stands there."""
    return not text[:1].isalnum() and not without_blanks(text)  # most texts begin with a word


@lru_cache(maxsize=8192)
def fold_heading(text: str) -> str:
    """The form in which two headings or labels are equal: narrow, without blanks, brackets' contents and a trailing colon."""
    folded = without_blanks(unicodedata.normalize("NFKC", text))
    if len(folded) > _LONGEST_HEADING or _OTHER_TIME.search(folded):
        return folded.rstrip(":")
    before = ""
    while folded != before:
        before, folded = folded, _BRACKETS.sub("", folded)
    return folded.rstrip(":")


def without_brackets(text: str) -> str:
    """The text, made narrow, without brackets' contents, whatever they say."""
    before, text = "", unicodedata.normalize("NFKC", text)[:_LONGEST_HEADING]
    while text != before:
        before, text = text, _BRACKETS.sub("", text)
    return text


def are_thousands(first: str, second: str) -> bool:
    """Whether two neighbours in a .csv look like one number that was cut at the comma of its thousands: 1 and 200."""
    return len(second) == 3 and second.isdigit() and 0 < len(first) <= 3 and first.isdigit()


def narrow(text: str) -> str:
    """A figure made narrow, without signs of no width. Not NFKC, which would turn 3² into 32."""
    return _NO_WIDTH.sub("", text.translate(_WIDE))


def fold_figure(text: str) -> str:
    """A figure made narrow, without blanks."""
    return without_blanks(text.translate(_WIDE))


def fold_code(text: str) -> str:
    """An indicator's number made narrow, every dash a hyphen, letters large."""
    return _DASHES.sub("-", fold_figure(text)).upper()
