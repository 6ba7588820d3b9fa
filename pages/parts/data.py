"""The one cached door to the queries. A page names a question and the clocks; the answer is kept until the data changes."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from loaders.load import handlers as loader_handlers
from pages.parts.kept_files import keep_files
from warehouse import queries
from warehouse.build import open_current
from warehouse.clock import office_now
from warehouse.commands import handlers as warehouse_handlers
from warehouse.connection import Warehouse
from warehouse.handover import serve
from warehouse.location import warehouse_path
from warehouse.plan import Plan


@dataclass(frozen=True)
class Clocks:
    """The two clocks of every figure. `known_at` None is now: the answer then moves with the data."""

    as_of: date
    known_at: datetime | None

    @property
    def moment(self) -> datetime:
        """The moment whose knowledge is used."""
        return self.known_at or office_now()

    @property
    def knowledge(self) -> Knowledge:
        """The second clock alone, for what is laid down and not of any day."""
        return Knowledge(self.known_at)


@dataclass(frozen=True)
class Knowledge:
    """The moment whose knowledge is used, for a question that takes `known_at` alone. None is now."""

    known_at: datetime | None

    @property
    def moment(self) -> datetime:
        """The moment itself."""
        return self.known_at or office_now()


@st.cache_resource(show_spinner="正在打开数据仓库…")
def warehouse() -> Warehouse:
    """The warehouse, opened once for all sessions; commands are answered from here on."""
    opened = open_current(warehouse_path(None))
    stop = serve(opened, {**warehouse_handlers, **loader_handlers})
    atexit.register(stop)
    keep_files()
    return opened


def ask(question: Callable[..., Any], *arguments: Any) -> Any:
    """The answer of a function of `warehouse.queries` to these arguments; Clocks stand for as_of and known_at, Knowledge for known_at.

    A frame that is answered is a copy of the caller's own.
    """
    opened = warehouse()
    keys = tuple((part, part.known_at or office_now().date()) if isinstance(part, Clocks | Knowledge) else part for part in arguments)
    return _answer(str(opened.path), opened.data_version, f"{question.__module__}.{question.__name__}", keys, question, arguments)


@st.cache_data(max_entries=512, show_spinner=False)
def _answer(
    path: str, data_version: int, name: str, keys: tuple[Any, ...], _question: Callable[..., Any], _arguments: tuple[Any, ...]
) -> Any:
    flat: list[Any] = []
    for part in _arguments:
        flat += [part.as_of, part.moment] if isinstance(part, Clocks) else [part.moment] if isinstance(part, Knowledge) else [part]
    with warehouse().reading() as cursor:
        return _question(cursor, *flat)


def plan(clocks: Clocks | None = None) -> Plan:
    """The plan in force."""
    with warehouse().reading() as cursor:
        return queries.plan_at(cursor, clocks.moment if clocks else office_now())
