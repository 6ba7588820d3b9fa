"""`make fuzz`: stored workbooks of every format, spoiled at random, through the sandbox. FUZZ_SECONDS says how long (60), FUZZ_SEED whence.

A finding is a child that was killed (its time or memory ran out, or it crashed), an answer that is no draft, or a sentence that can't
be made. What a reader raises on a damaged file is none: the worker answers `file_damaged`; such errors are listed by their type.
Findings are written to FUZZ_FOLDER (data/fuzz) to become tests.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from loaders.formats.compound import Compound
from loaders.formats.sniff import sniff
from loaders.layout.draft import Draft
from loaders.problems import Unreadable, issue
from loaders.sandbox import Sandbox
from loaders.worker import EXAMINE, FAILED, KILLED
from tests.workbooks.ole import compound

FILES = sorted((Path(__file__).parents[1] / "workbooks" / "files").iterdir())
TOKENS = (
    b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"-1", b"99999999999", b"1e999", b"NaN", b'"', b",", b";", b"\t", b"\r\n", b"\n",
    b"<", b">", b"&#0;", b"&lt;", b"<c/>", b'<c r="A1"><v>1</v></c>', b"</row>", b'<row r="0">', b'<mergeCell ref="A1:A0"/>', b"<x:",
    b' t="s"', b' t="d"', b' s="-1"', b' r=""', b"<f/>", b"<table:table-cell/>", b' table:number-rows-repeated="0"', b"<text:s/>",
    "民族".encode(), "，".encode("gb18030"), b"\xef\xbb\xbf", b"\xff\xfe", b"\x09\x08\x10\x00", b"\x0a\x00\x00\x00", b"\x3c\x00\x00\x00",
)  # fmt: skip


def spoiled(data: bytes, rng: random.Random) -> bytes:
    """Bytes with some changes of all kinds."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8, 40))):
        place = rng.randrange(len(changed) + 1)
        length = rng.choice((1, 1, 2, 4, 16, 200))
        kind = rng.randrange(6)
        if kind == 0 and place < len(changed):
            changed[place] ^= 1 << rng.randrange(8)
        elif kind == 1 and place < len(changed):
            changed[place] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        elif kind == 2:
            del changed[place : place + length]
        elif kind == 3:
            changed[place:place] = rng.choice(TOKENS)
        elif kind == 4:
            changed[place:place] = changed[place : place + length] * rng.choice((1, 1, 3, 50))
        else:
            other = rng.randrange(len(changed) + 1)
            changed[place : place + length] = changed[other : other + length]
    return bytes(changed)


def case(path: Path, rng: random.Random) -> bytes:
    """A file spoiled outside, or inside its container with the container kept sound."""
    content = path.read_bytes()
    if rng.random() < 0.2:
        return spoiled(content, rng)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        likely = [name for name in parts if "sheet" in name.lower() or name.lower().endswith(("content.xml", "styles.xml", "workbook.xml"))]
        for _ in range(rng.choice((1, 1, 2))):
            name = rng.choice(likely if rng.random() < 0.8 else list(parts))
            parts[name] = spoiled(parts[name], rng)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return stream.getvalue()
    if content.startswith(bytes.fromhex("D0CF")):
        streams = Compound(content)
        return compound({name.title(): spoiled(streams.stream(name), rng) for name in streams.names() if name in ("workbook", "book")})
    return spoiled(content, rng)


def problem_of(box: Sandbox, content: bytes, name: str, errors: Counter[str]) -> str | None:
    """What is wrong with the answer, if anything."""
    try:
        sniff(content)
    except Unreadable as unreadable:
        return None if issue(unreadable.at()).message.endswith("。") else "a sentence without an end"
    mark, answer = box._ask(EXAMINE, content, name)
    if mark == KILLED or mark == b"k":
        return f"killed: {answer.decode()} after {box.used}"
    if mark == FAILED:
        errors[json.dumps(json.loads(answer))[:160]] += 1
        return None
    draft = Draft.from_json(json.loads(answer))
    for fault in draft.faults:
        if not issue(fault).message:
            return f"no sentence for {fault.rule}"
    return None


def main() -> int:
    """Fuzz for the time given; 1 where something was found."""
    seconds, seed = float(os.environ.get("FUZZ_SECONDS", "60")), int(os.environ.get("FUZZ_SEED", str(time.time_ns() % 10**6)))
    folder = Path(os.environ.get("FUZZ_FOLDER", "data/fuzz"))
    rng, box, errors, outcomes = random.Random(seed), Sandbox(), Counter[str](), Counter[str]()
    slowest, found, until = 0.0, 0, time.monotonic() + seconds
    while time.monotonic() < until:
        path = rng.choice(FILES)
        content = case(path, rng)
        problem = problem_of(box, content, path.name, errors)
        slowest = max(slowest, box.used[0])
        outcomes[path.suffix] += 1
        if problem is not None:
            found += 1
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{seed}_{found}_{path.name}").write_bytes(content)
            print(f"FOUND {path.name}: {problem}", flush=True)
    box.close()
    print(f"seed {seed}: {sum(outcomes.values())} cases {dict(outcomes)}, slowest child {slowest:.2f} s, {found} findings")
    for error, count in errors.most_common(12):
        print(f"  {count} times a reader raised {error}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
