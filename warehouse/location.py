"""Where the warehouse lies, and the plan that it is made from."""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.errors import Refusal

DEFAULT_WAREHOUSE = Path("data/warehouse.duckdb")
PLANS = Path(__file__).resolve().parent.parent / "plans"


def warehouse_path(given: str | None) -> Path:
    """`--warehouse`, else `$WAREHOUSE`, else `data/warehouse.duckdb`."""
    return Path(given or os.environ.get("WAREHOUSE") or DEFAULT_WAREHOUSE).resolve()


def plan_folder(given: str | None) -> Path:
    """`--plan`, else `$PLAN`, else the only folder in `plans/`; Refusal where that leaves a choice."""
    if chosen := given or os.environ.get("PLAN"):
        return Path(chosen)
    folders = sorted(folder for folder in PLANS.iterdir() if folder.is_dir()) if PLANS.is_dir() else []
    if len(folders) != 1:
        names = "、".join(folder.name for folder in folders) or "(没有)"
        raise Refusal(f"plans/ 里的方案文件夹不止一个或没有:{names};请用 --plan 指明一个。")
    return folders[0]


def socket_path(warehouse: Path) -> Path:
    """Where the running app listens for commands."""
    return warehouse.with_name(warehouse.name + ".sock")
