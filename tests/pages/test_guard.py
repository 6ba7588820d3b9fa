"""What fails on a page is one sentence there and frames in the log; Streamlit's own ways to stop and repeat pass."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest


def _broken() -> None:
    import streamlit as st

    from pages.parts.guard import drawn

    def draw() -> None:
        raise ValueError("what a workbook holds")

    drawn(draw)()
    st.text("after")


def _refused() -> None:
    from pages.parts.guard import drawn
    from warehouse.errors import Refusal

    def draw() -> None:
        raise Refusal("方案还没有开始。")

    drawn(draw)()


def _repeated() -> None:
    import streamlit as st

    from pages.parts.guard import drawn

    def draw() -> None:
        if "run" not in st.session_state:
            st.session_state["run"] = True
            st.rerun()
        st.text("the second run")
        st.stop()

    drawn(draw)()


def _clicked() -> None:
    import streamlit as st

    from pages.parts.guard import step, tell_refused
    from warehouse.errors import Refusal

    @step
    def refuse() -> None:
        raise Refusal("已经**撤回**。")

    @step
    def fail() -> None:
        raise KeyError("criterion_9")

    tell_refused()
    st.button("拒绝", on_click=refuse)
    st.button("失败", on_click=fail)


def test_a_page_that_fails_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        app = AppTest.from_function(_broken).run()
    assert not app.exception
    assert [text.value[:4] for text in app.text] == ["程序出错"]
    assert "ValueError" in caplog.text
    assert "what a workbook holds" not in caplog.text
    assert [text.value for text in AppTest.from_function(_refused).run().text] == ["方案还没有开始。"]


def test_stopping_and_repeating_pass() -> None:
    app = AppTest.from_function(_repeated).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["the second run"]


def test_a_click_that_fails_is_told_once() -> None:
    app = AppTest.from_function(_clicked).run()
    assert not app.warning
    app.button[0].click().run()
    assert [warning.value for warning in app.warning] == [r"已经\*\*撤回\*\*。"]
    app.button[1].click().run()
    assert [warning.value[:4] for warning in app.warning] == ["程序出错"]
    assert not app.exception
    app.run()
    assert not app.warning
