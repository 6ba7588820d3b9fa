"""Steps whose refusal is told beside the button: in a dialog, or far down a page, nobody sees the head of the page.

Free words that are typed there are checked here too.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from loaders.personal import holds_number
from pages.parts.guard import try_step
from pages.parts.look import as_markdown
from warehouse.errors import Refusal

LONGEST_WORDS = 300
"""Characters of a reason, an answer or a decision: it is read in a table."""


def take(place: str, write: Callable[[], None]) -> bool:
    """Do a step of a place now; whether it was done. A refusal stays there until the next step, or until another page is shown."""
    refused = try_step(write)
    _refusals()[place] = (refused, _visit())
    return refused is None


def tell(place: str) -> None:
    """What the last step of a place could not do."""
    words, visit = _refusals().get(place, (None, None))
    if words and visit == _visit():
        st.warning(as_markdown(words))


def forget(place: str) -> None:
    """Tell nothing more of what was refused there, or at a place within it."""
    for known in [known for known in _refusals() if known.startswith(place)]:
        del _refusals()[known]


def _refusals() -> dict[str, tuple[str | None, int]]:
    kept: dict[str, tuple[str | None, int]] = st.session_state.setdefault("refused_here", {})
    return kept


def _visit() -> int:
    number: int = st.session_state.get("visit", 0)
    return number


def words_field(label: str, name: str) -> None:
    """A field for free words. What was typed is kept until it is sent, also while the field is not shown."""
    kept, key = st.session_state.setdefault("kept_words", {}), _key(name)
    if key not in st.session_state:
        st.session_state[key] = kept.get(key, "")
    kept[key] = st.text_area(label, key=key, max_chars=LONGEST_WORDS, height=90, placeholder="请写清事实和依据,不要填写个人信息。")


def words_in(name: str) -> str:
    """What stands in a field now, as it may be kept. Raises Refusal for a resident number and for too many words."""
    return sound_words(st.session_state[_key(name)])


def clear_words(name: str) -> None:
    """Begin an empty field in the place of one whose words were sent. A new one: a run that is cut short would lose an emptied one."""
    st.session_state.setdefault("words_begun", {})[name] = _begun(name) + 1


def _key(name: str) -> str:
    return f"{name}_{_begun(name)}"


def _begun(name: str) -> int:
    """How many times the field began anew."""
    number: int = st.session_state.get("words_begun", {}).get(name, 0)
    return number


def sound_words(text: str) -> str:
    """Words without blanks at their ends. Raises Refusal for a resident number and for too many words."""
    text = text.strip()
    if holds_number(text):
        raise Refusal("文字里有身份证号,没有保存;请删去个人信息再提交。")
    if len(text) > LONGEST_WORDS:
        raise Refusal(f"文字超过 {LONGEST_WORDS} 字;请写短些。")
    return text
