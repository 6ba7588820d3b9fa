"""Print how many layouts are read right: `python -m tests.loaders.layouts [seed or name ...]` (with arguments, those alone, with words)."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.loaders.layouts.generator import SEEDS, layout_of
from tests.loaders.layouts.proof import Layout, proof_warehouse, read
from tests.loaders.layouts.traps import TRAPS
from tests.loaders.layouts.unseen import UNSEEN


def main(arguments: list[str]) -> int:
    """Rates, and what was not read right; with `--save FOLDER`, the workbooks too."""
    folder = None
    if "--save" in arguments:
        place = arguments.index("--save")
        folder = Path(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    groups: dict[str, list[tuple[str, Layout]]] = {
        "generated": [(str(seed), layout_of(seed)) for seed in SEEDS if not arguments or str(seed) in arguments],
        "unseen": [(name, build()) for name, build in UNSEEN.items() if not arguments or name in arguments],
        "traps": [(name, build()) for name, build in TRAPS.items() if not arguments or name in arguments],
    }
    wrong = 0
    with proof_warehouse() as warehouse:
        for group, layouts in groups.items():
            right = 0
            for name, layout in layouts:
                outcome = read(warehouse, layout)
                right += outcome.verdict == "right"
                wrong += outcome.verdict == "wrong"
                if outcome.verdict != "right":
                    print(f"{name} {layout.truth.kind}: {outcome.verdict.upper()}: {outcome.words[:600]}")
                if folder:
                    (folder / f"{name}.xlsx").write_bytes(layout.content)
            print(f"{group} {right}/{len(layouts)}" + (" (a refusal will do)" if group == "traps" else ""))
    print(f"read wrongly: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
