"""The one door to the warehouse file: who holds it, a fresh cursor for every question, one writer at a time.

Three traps stand behind this module (docs/decisions/0003-one-process-holds-the-file.md): a connection that threads share
answers one with the other's rows; any other `open()` of the file in this process would drop DuckDB's own lock, and with it
acknowledged rows; a full disk invalidates the database until it is opened again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO

import duckdb

from warehouse.errors import Busy, NoWarehouse, Refusal

Cursor = duckdb.DuckDBPyConnection
"""What `reading` and `writing` hand out; named here so that those above need not know DuckDB."""
WAIT_SECONDS = 60.0
"""How long commands that meet wait for one another."""
_POLL_SECONDS = 0.05
_DISK_FAILED = "写入时磁盘出错(可能已满),本次没有入库;此前入库的数据完好。请清理磁盘后再试。"
_ROOM_NEEDED = 64 * 2**20
"""Free bytes below which nothing is written: a disk that fills up in mid-commit costs everybody a restart."""


class Warehouse:
    """An opened warehouse, held by this process alone. Make one with `Warehouse.open`."""

    def __init__(self, path: Path, lock_file: IO[bytes], connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.data_version = 0
        """Grows with every commit, so that what was cached of an earlier one is not shown again."""
        self._lock_file = lock_file
        self._connection = connection
        self._is_closed = False
        self._writer = threading.RLock()
        self._readers = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))

    @classmethod
    def open(cls, path: Path | str, wait_seconds: float = WAIT_SECONDS) -> Warehouse:
        """Open an existing warehouse.

        Raises NoWarehouse where there is none, Busy where another program held it for `wait_seconds`.
        """
        path = Path(path).resolve()
        if not path.is_file():
            raise NoWarehouse(f"没有找到数据仓库 {path};请先运行 python -m warehouse init。")
        return cls.hold(path, wait_seconds)

    @classmethod
    def hold(cls, path: Path, wait_seconds: float) -> Warehouse:
        """Take the lock and connect; the file is made where there is none (`build.initialise` alone wants that)."""
        deadline = time.monotonic() + wait_seconds
        lock_file = _take_lock(path, deadline)
        try:
            return cls(path, lock_file, _connect(path, deadline))
        except BaseException:
            lock_file.close()
            raise

    def close(self) -> None:
        """Let go of the file. Every statement that is under way ends first."""
        with self._writer:
            self._is_closed = True
            self._connection.close()
            self._lock_file.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A fresh cursor for one question; as many at a time as there are cores, the others wait."""
        with self._readers:
            cursor = self._cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor in a transaction of its own; writers wait in line. Commits at the end, or leaves nothing behind.

        Raises Refusal where the disk is full.
        """
        with self._writer:
            if shutil.disk_usage(self.path.parent).free < _ROOM_NEEDED:
                raise Refusal("磁盘空间不足,没有写入任何数据;请清理磁盘后再试。")
            cursor = self._cursor()
            try:
                cursor.execute("begin transaction")
                yield cursor
                self._commit(cursor)
                self.data_version += 1
            except duckdb.FatalException as error:
                self._reopen()
                raise Refusal(_DISK_FAILED) from error
            except BaseException:
                with suppress(duckdb.Error):  # DuckDB ends a transaction by itself where a commit fails
                    cursor.execute("rollback")
                raise
            finally:
                cursor.close()

    def _commit(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Commit; Refusal where nothing was stored. A commit that is durable stands, though the checkpoint behind it failed."""
        try:
            cursor.execute("commit")
        except duckdb.FatalException as error:
            if "succeeded and is durable" not in str(error):
                raise
            self._reopen()
        except (duckdb.TransactionException, duckdb.IOException) as error:
            raise Refusal(_DISK_FAILED) from error

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._is_closed:
            raise Refusal("数据仓库已经关闭;请重新打开后再试。")
        try:
            return self._connection.cursor()
        except duckdb.Error:
            with self._writer:
                self._reopen()
            return self._connection.cursor()

    def _reopen(self) -> None:
        """After a fatal error DuckDB answers nothing more on any connection; the file itself is sound."""
        self._connection.close()
        self._connection = _connect(self.path, time.monotonic() + WAIT_SECONDS)
        self.data_version += 1


def lock_path(path: Path) -> Path:
    """The lock file beside a warehouse."""
    return path.with_name(path.name + ".lock")


def _take_lock(path: Path, deadline: float) -> IO[bytes]:
    """A lock beside the file that outlives DuckDB's own: that one is dropped by any `open()` of the file in this process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock_file = lock_path(path).open("ab")
    while True:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock_file
        except OSError:
            if time.monotonic() > deadline:
                lock_file.close()
                raise Busy(f"数据仓库 {path.name} 正被另一个程序使用,等待超时;请稍后再试,或先关闭那个程序。") from None
            time.sleep(_POLL_SECONDS)


def _connect(path: Path, deadline: float) -> duckdb.DuckDBPyConnection:
    scratch = path.with_name(path.name + ".tmp")
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": "1GB",
        "threads": str(min(4, os.cpu_count() or 2)),
        "temp_directory": str(scratch),
        "max_temp_directory_size": "2GB",
    }
    while True:
        try:
            connection = duckdb.connect(str(path), config=config)
            # In this order: with the door shut, the key is thrown away. Cursors inherit it.
            connection.execute("set enable_external_access = false; set lock_configuration = true")
            return connection
        except duckdb.Error as error:
            if "could not set lock" not in str(error).lower():
                raise NoWarehouse(f"{path} 不是可以读取的数据仓库,可能已损坏;请从备份恢复。") from error
            if time.monotonic() > deadline:
                raise Busy(f"数据仓库 {path.name} 正被另一个程序打开;请先关闭那个程序,再试一次。") from error
            time.sleep(_POLL_SECONDS)
