"""Servers by forking: what the app imports is imported once, and a server is a fork of that, ready in a fraction of the time.

`conftest` starts this process, and asks for a server by a line of JSON: port, warehouse, log; the answer is the server's process id. No
page has run here and no warehouse is open, so a fork takes over nothing that is under way. All end with the standard input.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import signal
import sys
import threading
from typing import NoReturn

_STREAMLIT = ("streamlit.web.cli", "streamlit.web.server.starlette.starlette_app", "uvicorn.protocols.http.auto")
_STREAMLIT += ("uvicorn.protocols.websockets.websockets_sansio_impl", "anyio._backends._asyncio", "pyarrow.pandas_compat")
_APP = ("pages.office.upload", "pages.parts.frame", "pages.parts.guard", "pages.ranking.matrix", "pages.ranking.method")
_APP += ("pages.ranking.overview", "pages.review.inspection", "pages.review.meeting", "pages.review.review", "pages.review.sites")


def main() -> None:
    """Serve until standard input ends."""
    os.setpgrp()
    _import_all()
    gc.collect()
    gc.freeze()
    assert threading.active_count() == 1
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a server that ended is gone at once
    while line := sys.stdin.readline():
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _serve(asked["port"], asked["warehouse"], asked["log"])
        print(pid, flush=True)
    os.killpg(0, signal.SIGKILL)


def _import_all() -> None:
    """What a server has imported by its first page; and the flag that its first visitor clears, who is sent round once (`app.py`)."""
    logging.disable(logging.WARNING)  # each cached function says that no server runs
    for name in (*_STREAMLIT, *_APP):
        importlib.import_module(name)
    logging.disable(logging.NOTSET)
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False


def _serve(port: int, warehouse: str, log: str) -> NoReturn:
    """The fork: what `streamlit run app.py --server.port …` does."""
    from streamlit.web.cli import main as streamlit

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for ours, standard in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(ours, standard)
    os.environ["WAREHOUSE"] = warehouse
    sys.argv = ["streamlit", "run", "app.py", "--server.port", str(port)]
    streamlit(prog_name="streamlit")
    raise AssertionError("streamlit ends the process")


if __name__ == "__main__":
    main()
