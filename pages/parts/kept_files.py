"""Files to take away stay on the server for a minute at least.

Streamlit 1.67 clears files that no session holds whenever a run ends anywhere, and a file that is made on a click belongs to none: it
lives for two runs of whatever window. With twenty windows that look for news every two seconds that is a fifth of a second, and a
browser that asks later gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from streamlit import runtime

_SECONDS = 60.0


def keep_files() -> None:
    """Have this server's files kept; nothing where there is no server (tests in process)."""
    if runtime.exists():
        keep_files_of(runtime.get_instance().media_file_mgr)


def keep_files_of(files: Any, clock: Callable[[], float] = monotonic) -> None:
    """Clear once a minute at the most: what one clearing marks is deleted by the next. `files` is Streamlit's MediaFileManager."""
    clear, last = files.remove_orphaned_files, clock()

    def clear_at_times() -> None:
        nonlocal last
        if clock() - last >= _SECONDS:
            last = clock()
            clear()

    files.remove_orphaned_files = clear_at_times
