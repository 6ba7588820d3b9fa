"""The streams of a compound file (OLE), as old .xls and .et are: read with every chain bounded, so that none can run in a circle."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from loaders.problems import Unreadable

_END, _LAST_SECTOR = 0xFFFFFFFE, 0xFFFFFFF9
_ENTRY = 128
_MOST_ENTRIES = 2_000
_HEADER_SECTORS = 109
_STREAM, _ROOT = 2, 5


class Compound:
    """A compound file's streams by name."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise Unreadable("file_damaged")
        self._content = content
        sector_shift, small_shift = struct.unpack_from("<HH", content, 30)
        if sector_shift not in (9, 12) or small_shift != 6:
            raise Unreadable("file_damaged")
        self._size = 1 << sector_shift
        self._sectors = -(-len(content) // self._size)
        directory, self._small_limit, small_table = struct.unpack_from("<I4xII", content, 48)
        self._table = self._read_table(*struct.unpack_from("<I", content, 68))
        entries = self._chained(directory)
        self._entries = dict(self._listed(entries))
        self._small_table = _numbers(self._chained(small_table)) if small_table < _LAST_SECTOR else []
        _, start, size = next((entry for entry in self._entries.values() if entry[0] == _ROOT), (0, _END, 0))
        self._small = self._chained(start)[:size]

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise Unreadable("file_damaged")
        start = (number + 1) * self._size
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _read_table(self, following: int) -> list[int]:
        """The table that says which sector follows which; the header and then sectors of their own list its parts."""
        listed = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76))
        seen: set[int] = set()
        while following < _LAST_SECTOR:
            if following in seen:
                raise Unreadable("file_damaged")
            seen.add(following)
            *more, following = _numbers(self._sector(following))
            listed += more
        listed = [number for number in listed if number < _LAST_SECTOR]
        if len(listed) > self._sectors or len(set(listed)) < len(listed):
            raise Unreadable("file_damaged")
        return [entry for number in listed for entry in _numbers(self._sector(number))]

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        """Sectors from one on; a chain longer than the table runs in a circle."""
        for _ in range(len(table) + 1):
            if start >= _LAST_SECTOR:
                return
            if start >= len(table):
                raise Unreadable("file_damaged")
            yield start
            start = table[start]
        raise Unreadable("file_damaged")

    def _chained(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self._table))

    def _listed(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Kind, first sector and size of each entry by its name, in small letters; of two of one name, the first."""
        names = set()
        for at in range(0, min(len(directory), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", "replace").lower()
            if kind in (_STREAM, _ROOT) and name not in names:
                names.add(name)
                yield name, (kind, *struct.unpack_from("<II", directory, at + 116))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def names(self) -> list[str]:
        """Names of all streams."""
        return [name for name, (kind, _, _) in self._entries.items() if kind == _STREAM]

    def stream(self, name: str) -> bytes:
        """A stream's bytes; short ones stand in a stream of their own, in small sectors."""
        _, start, size = self._entries[name.lower()]
        if size > len(self._content):
            raise Unreadable("file_damaged")
        if size >= self._small_limit:
            return self._chained(start)[:size]
        return b"".join(self._small[number << 6 : (number + 1) << 6] for number in self._chain(start, self._small_table))[:size]


def _numbers(sectors: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sectors) // 4}I", sectors))
