"""How names are compared: full and half width alike, without blanks and quotation marks."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile(r"[\s\"'“”‘’「」『』《》〝〞‟‛]")


def fold_name(text: str) -> str:
    """The form in which two spellings of one name are equal. Brackets keep their contents."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()
