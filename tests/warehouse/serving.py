"""A small app: it holds a warehouse and answers commands, with a few of its own that real life brings about.

`python -m tests.warehouse.serving WAREHOUSE`; says `ready`, and stops when its standard input ends.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import signal
import sys
import time
from typing import Any

from warehouse import handover
from warehouse.build import open_current
from warehouse.commands import handlers
from warehouse.connection import Warehouse
from warehouse.errors import Refusal


def echo(warehouse: Warehouse, arguments: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Answer what came, and a question of its own to the warehouse."""
    with warehouse.reading() as cursor:
        cursor.execute("select ?::integer", [arguments.get("number", 0)])
        asked = cursor.fetchall()[0][0]
    return {"arguments": arguments, "asked": asked, "sha256": hashlib.sha256(content).hexdigest(), "pid": os.getpid()}


def die(warehouse: Warehouse, arguments: dict[str, Any], _: bytes) -> dict[str, Any]:
    """Be killed: before, in or after the work that was asked for."""
    real = handlers[arguments.pop("operation")]
    if arguments["when"] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    if arguments["when"] == "within":
        with warehouse.writing() as cursor:
            cursor.execute("insert into submission_warning values ('half', 'half', null, null, 'half')")
            os.kill(os.getpid(), signal.SIGKILL)
    real(warehouse, arguments, b"")
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def slow(_: Warehouse, arguments: dict[str, Any], __: bytes) -> dict[str, Any]:
    """Take a while."""
    time.sleep(arguments["seconds"])
    return {}


def broken(_: Warehouse, arguments: dict[str, Any], __: bytes) -> dict[str, Any]:
    """Have a bug."""
    raise ZeroDivisionError(arguments)


def refuse(_: Warehouse, arguments: dict[str, Any], __: bytes) -> dict[str, Any]:
    """Say no."""
    refusal = Refusal(arguments["words"])
    refusal.exit_code = arguments["exit_code"]
    raise refusal


def all_handlers() -> handover.Handlers:
    """What the app serves, and the ones above."""
    served = dict(handlers)
    if importlib.util.find_spec("loaders.load"):
        import loaders

        served.update(loaders.handlers)
    return {**served, "echo": echo, "die": die, "slow": slow, "broken": broken, "refuse": refuse}


if __name__ == "__main__":
    with open_current(sys.argv[1], 30) as held:
        stop = handover.serve(held, all_handlers())
        print("ready", flush=True)
        sys.stdin.read()
        stop()
