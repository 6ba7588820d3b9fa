"""How names are compared: full and half width alike, without blanks and quotation marks."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile(r"[\s\"'“”‘’「」『』《》〝〞‟‛]")


def normalised_name(text: str) -> str:
    """A site's name as the contract has it: full and half width alike, without blanks and quotation marks. Capitals stay capitals."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def fold_name(text: str) -> str:
    """The form in which two spellings of a unit's, an indicator's or a domain's name are equal. Brackets keep their contents."""
    return normalised_name(text).casefold()
