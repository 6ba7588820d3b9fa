"""Page headers and footers as a person reads them: without the codes for fonts, sizes and places. They are searched for personal data."""

from __future__ import annotations

import re

_CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&[0-9]{1,3}\s|&[LCRBIUESXY]')


def margin_text(text: str) -> str:
    """The words of a page header; fields such as the page's number stay as they are."""
    return _CODES.sub(" ", text).strip()
