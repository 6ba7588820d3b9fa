"""Find a unit by its name: a whole text, or the only one that a title names."""

from __future__ import annotations

import difflib
import re

from warehouse.names import fold_name
from warehouse.plan import Plan, Unit

_SEAL = re.compile(r"[(\uff08\[【][^()\uff08\uff09\[\]【】]*[章签][^()\uff08\uff09\[\]【】]*[)\uff09\]】]\s*\Z")
_AROUND = " \t\r\n\u3000_【】"
_SHORTEST_IN_TITLE = 2
_LONGEST_NAME = 200
_MOST_HINTS = 100
"""What is unknown by the hundred is no slip of the pen; a like name takes longer to find than a row to read."""


class UnitFinder:
    """The units of a plan by every name and alias."""

    def __init__(self, plan: Plan) -> None:
        self._by_name: dict[str, Unit] = {}
        self._by_code = plan.units
        for unit in plan.units.values():
            for name in (unit.name, *unit.aliases):
                self._by_name.setdefault(fold_name(name), unit)
        self._hints: dict[str, str] = {}
        self._longest_first = sorted(self._by_name, key=len, reverse=True)

    def find(self, text: str) -> Unit | None:
        """The unit that a whole text names; a note in brackets that it is to be sealed (盖章) may follow."""
        if len(text) > _LONGEST_NAME:
            return None
        text = text.strip(_AROUND)
        return self._by_name.get(fold_name(text)) or self._by_name.get(fold_name(_SEAL.sub("", text)))

    def find_sender(self, text: str) -> Unit | None:
        """The unit that a sender calls itself, by name, alias or code."""
        return self.find(text) or self._by_code.get(text.strip())

    def named_in(self, text: str) -> list[Unit]:
        """Units named in a title. The longest name wins where names overlap: 甲山景区 does not name 甲."""
        folded = fold_name(text)
        found: list[Unit] = []
        for name in self._longest_first:
            if len(name) >= _SHORTEST_IN_TITLE and name in folded:
                found.append(self._by_name[name])
                folded = folded.replace(name, "\0")
        return list({unit.unit_code: unit for unit in found}.values())

    def begins(self, text: str) -> bool:
        """Whether a text begins with a unit's name."""
        folded = fold_name(text)
        return any(len(name) >= _SHORTEST_IN_TITLE and folded.startswith(name) for name in self._longest_first)

    def without_names(self, text: str) -> str:
        """What is left of a text where no unit is named."""
        folded = fold_name(text)
        for name in self._longest_first:
            if len(name) >= _SHORTEST_IN_TITLE:
                folded = folded.replace(name, "")
        return folded

    def hint(self, text: str) -> str:
        """A like name to suggest, in brackets, or nothing. It is never taken."""
        folded = fold_name(text[:_LONGEST_NAME])[:50]
        if folded not in self._hints:
            if len(self._hints) >= _MOST_HINTS:
                return ""
            near = difflib.get_close_matches(folded, self._longest_first, 1, 0.6)
            self._hints[folded] = f"(是不是“{self._by_name[near[0]].name}”?)" if near else ""
        return self._hints[folded]
