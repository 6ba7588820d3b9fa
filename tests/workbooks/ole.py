"""A compound file of a few streams, written by hand: what old .xls files are in. For tests alone."""

from __future__ import annotations

import struct

FREE, END, TABLE, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
SECTOR = 512


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; every stream is made long enough (4,096 bytes) to stand in sectors of its own."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    count_of = {name: -(-len(data) // SECTOR) for name, data in padded.items()}
    directory_sectors = -(-(len(streams) + 1) // 4)
    total = directory_sectors + sum(count_of.values())
    tables, lists = 1, 0
    while total + tables + lists > tables * (SECTOR // 4):
        tables += 1
        lists = -(-max(0, tables - 109) // 127)
    body, entries, start = [], [], tables + lists
    table = [TABLE] * tables + [LIST] * lists
    table += [start + n + 1 if n < directory_sectors - 1 else END for n in range(directory_sectors)]
    start += directory_sectors
    for name, data in padded.items():
        entries.append((name, 2, start, len(data)))
        table += [start + n + 1 if n < count_of[name] - 1 else END for n in range(count_of[name])]
        start += count_of[name]
        body.append(data.ljust(count_of[name] * SECTOR, b"\0"))
    table += [FREE] * (tables * (SECTOR // 4) - len(table))
    directory = entry("Root Entry", 5, END, 0, child=1) + b"".join(
        entry(*given, right=order + 2 if order < len(entries) - 1 else FREE) for order, given in enumerate(entries)
    )
    directory = directory.ljust(directory_sectors * SECTOR, b"\0")
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", tables, tables + lists, 0, 4096, END, 0, tables if lists else END, lists, 0)[: 9 * 4]
    numbers = [*range(tables), *[FREE] * 109]
    head = head[:76] + struct.pack("<109I", *numbers[:109])
    listed = b""
    for order in range(lists):
        begin = 109 + 127 * order
        chunk = ([*range(tables)][begin : begin + 127] + [FREE] * 127)[:127]
        listed += struct.pack("<128I", *chunk, tables + order + 1 if order < lists - 1 else END)
    return head + struct.pack(f"<{len(table)}I", *table) + listed + directory + b"".join(body)


def entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    """One entry of the directory."""
    coded = name.encode("utf-16-le") + b"\0\0"
    data = coded.ljust(64, b"\0") + struct.pack("<HBBIII", len(coded), kind, 1, FREE, right, child)
    return data + bytes(36) + struct.pack("<III", start, size, 0)
