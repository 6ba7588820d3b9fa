"""No traceback and no English on a page: what fails is logged without what a workbook holds, and one plain sentence is shown.

Streamlit's own way to stop or repeat a run is no `Exception`, and passes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from loaders.frames import frames_of
from pages.parts.look import as_markdown
from warehouse.errors import Refusal

P = ParamSpec("P")

_log = logging.getLogger(__name__)
_FAILED = "程序出错,这一步没有完成;数据没有受影响。请刷新网页再试,仍不行请联系系统管理员。"
_TOLD = "step_refused"


def drawn(draw: Callable[P, None]) -> Callable[P, None]:
    """A page, or a part that runs by itself, which says so in words where it can't be drawn."""

    @wraps(draw)
    def guarded(*arguments: P.args, **named: P.kwargs) -> None:
        try:
            draw(*arguments, **named)
        except Refusal as refusal:
            _say(str(refusal))
        except Exception as error:
            _log.error("%s could not be drawn: %s", draw.__qualname__, frames_of(error))
            _say("程序出错,这一页暂时显示不了;数据没有受影响。请刷新网页再试,仍不行请联系系统管理员。")

    return guarded


def _say(words: str) -> None:
    st.text(words)
    st.stop()


def step(take: Callable[P, None]) -> Callable[P, None]:
    """A callback of a button: what it refuses is told at the head of the page, by `tell_refused`."""

    @wraps(take)
    def guarded(*arguments: P.args, **named: P.kwargs) -> None:
        words = try_step(lambda: take(*arguments, **named))
        if words is not None:
            st.session_state[_TOLD] = words

    return guarded


def try_step(take: Callable[[], Any]) -> str | None:
    """Do something now; answers why it could not be done, in words, or None."""
    try:
        take()
    except Refusal as refusal:
        return str(refusal)
    except Exception as error:
        _log.error("a step failed: %s", frames_of(error))
        return _FAILED
    return None


def tell_refused() -> None:
    """What the last click could not do; told once."""
    if words := st.session_state.pop(_TOLD, None):
        st.warning(as_markdown(words))
