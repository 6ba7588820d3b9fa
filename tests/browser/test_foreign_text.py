"""Text from outside stands for itself wherever Streamlit reads Markdown: asked of the real browser, since Streamlit's reader is its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Visitor

TEXTS = [
    "见 http://a.example/x?y=1",
    "HTTPS://A.example",
    "www.a.example",
    "某人@b.example 或 a.b+c@b.example",
    "mailto:a@b.example",
    "<a href='http://a.example'>x</a>",
    "[x](http://a.example) ![x](http://a.example/x.png)",
    "**粗** _斜_ ~~删~~ `码` $x^2$ :red[红] :material/home: # 题",
    "1. 一",
    "a -- b --- c -> d <- e <-> f >= g <= h != i ~= j",
    ":smile: :+1: :streamlit: 10:30:00",
    "&lt;b&gt; &copy;",
]
SCRIPT = """
import streamlit as st
from pages.parts.look import as_markdown
for text in {texts!r}:
    st.markdown(as_markdown(text))
    st.caption(as_markdown(text))
st.checkbox(as_markdown({texts!r}[0]))
st.title(as_markdown({texts!r}[0]), anchor=False)
st.text("完")
"""


@pytest.fixture
def shown(tmp_path: Path, visitor: Visitor) -> Iterator[Page]:
    script = tmp_path / "foreign.py"
    script.write_text(SCRIPT.format(texts=TEXTS))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                visitor.page.goto(f"http://localhost:{port}")
                break
            except Exception:
                visitor.page.wait_for_timeout(200)
        expect(visitor.page.get_by_text("完", exact=True)).to_be_visible(timeout=30_000)
        yield visitor.page
    finally:
        process.terminate()
        process.wait(10)


def test_every_sign_stands_for_itself_and_no_address_is_a_link(shown: Page) -> None:
    main = shown.get_by_test_id("stMain")
    assert main.locator("a, img, strong, em, del, code, .katex, li").count() == 0
    seen = [text.replace("\u2060", "") for text in main.locator("p, h1").all_inner_texts()]
    assert seen == [*(text for text in TEXTS for _ in range(2)), TEXTS[0], TEXTS[0]]
