"""A file that was made on a click is there when the browser asks for it, however many windows look for news meanwhile."""

from __future__ import annotations

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.parts.kept_files import keep_files_of


def test_a_file_outlives_the_runs_of_other_windows_and_goes_in_the_end() -> None:
    now = 0.0
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    keep_files_of(files, lambda: now)
    button = files.add_deferred(lambda: b"x", "text/plain", "1.0", "a.txt")
    name = files.execute_deferred(button).rpartition("/")[2]

    def is_there() -> bool:
        return files.read_file(name) is not None

    for _ in range(100):  # every run that ends anywhere asks for this
        files.remove_orphaned_files()
    assert is_there()
    now = 61.0
    files.remove_orphaned_files()
    files.remove_orphaned_files()
    assert is_there(), "marked, and not deleted by the next run"
    now = 122.0
    files.remove_orphaned_files()
    assert not is_there()
