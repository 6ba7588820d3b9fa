"""Arrows point down, and every outside library has one home (docs/architecture.md). Each rule is shown to fail on a planted fault."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app.py", "pages", "loaders", "warehouse")
PACKAGES = ("app", "pages", "loaders", "warehouse", "tests", "examples")


def files_of(*places: str, suffix: str = ".py") -> list[Path]:
    """Source files below these places, as paths from the root."""
    found = [file for place in places for file in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob(f"*{suffix}"))]
    return sorted(file.relative_to(ROOT) for file in found if "__pycache__" not in file.parts)


def imported(place: Path, source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module imports, at its top or within a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = list(place.with_suffix("").parts[: -node.level]) if node.level else []
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__"):
            name = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else "(computed)"
            yield node.lineno, str(name)


def may_import(place: Path, name: str) -> bool:
    """Whether the file at `place` may import `name`."""
    home, library = place.parts[0], name.partition(".")[0]
    if home in ("tests", "examples"):
        return True
    if library in ("streamlit", "altair"):
        return home in ("app.py", "pages")
    if library == "openpyxl":
        return home == "loaders"
    if library == "xlrd":
        return place.parts[:2] == ("loaders", "formats")
    if library == "duckdb":
        return home == "warehouse"
    if library in ("tests", "examples", "app"):
        return False
    if library == "pages":
        return home == "app.py" or (home == "pages" and (name.startswith("pages.parts") or place.parts[1] != "parts"))
    if library == "loaders":
        # What pages share may use no more of the loaders than this: it serves commands, logs, and writes tables to take away.
        if place.parts[:2] == ("pages", "parts"):
            return name.startswith(("loaders.load.handlers", "loaders.frames.", "loaders.templates.drawing."))
        return home in ("loaders", "pages") and place.parts[:2] != ("pages", "ranking")
    if library == "warehouse" and home == "pages":
        # A page asks by queries; only pages for sending and for reviews write. What all pages share hands the commands' table to `serve`, no more.
        writers = ("submit", "events", "rounds", "rectification", "layouts", "plan_store", "preparation", "objections", "meetings")
        return name.split(".")[1] not in writers or place.parts[1] in ("office", "review")
    return True


def import_faults(place: Path, source: str) -> list[str]:
    return [f"{place}:{line} imports {name}" for line, name in imported(place, source) if not may_import(place, name)]


def test_imports() -> None:
    assert [fault for file in files_of(*PRODUCT) for fault in import_faults(file, (ROOT / file).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("warehouse/x.py", "import streamlit as st"),
        ("warehouse/x.py", "from loaders.load import handlers"),
        ("warehouse/x.py", "def f():\n    import pages.parts"),
        ("warehouse/x.py", "from openpyxl import Workbook"),
        ("warehouse/x.py", "import importlib\nimportlib.import_module('loaders')"),
        ("loaders/x.py", "from pages.parts import data"),
        ("loaders/x.py", "import streamlit.testing"),
        ("loaders/x.py", "import duckdb"),
        ("loaders/x.py", "import xlrd"),
        ("loaders/x.py", "from tests.worlds import worlds"),
        ("pages/office/x.py", "import duckdb"),
        ("pages/office/x.py", "from openpyxl.utils import get_column_letter"),
        ("pages/ranking/x.py", "from warehouse.submit import submit"),
        ("pages/parts/x.py", "from warehouse.submit import submit"),
        ("pages/parts/x.py", "from warehouse.layouts import learn_heading"),
        ("pages/parts/x.py", "from loaders.load import load"),
        ("pages/parts/x.py", "from loaders import sandbox"),
        ("pages/ranking/x.py", "from loaders.load import load"),
        ("app.py", "from loaders.load import load"),
        ("pages/parts/x.py", "from pages.ranking import overview"),
        ("pages/parts/x.py", "from ..ranking import overview"),
        ("app.py", "import duckdb"),
        ("app.py", "import openpyxl"),
        ("warehouse/x.py", "from examples import reports"),
    ],
)
def test_planted_imports_are_found(place: str, source: str) -> None:
    assert len(import_faults(Path(place), source)) == 1


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("app.py", "import streamlit\nfrom pages.ranking import overview\nfrom warehouse.errors import Refusal"),
        (
            "pages/parts/x.py",
            "from loaders.load import handlers\nfrom loaders.frames import frames_of\nfrom warehouse.commands import handlers",
        ),
        ("pages/ranking/x.py", "import altair\nfrom pages.parts.data import ranking\nfrom warehouse.queries import ranking"),
        ("pages/office/upload.py", "from loaders.load import load"),
        ("loaders/x.py", "import openpyxl\nfrom warehouse.submit import submit\nfrom . import cells"),
        ("loaders/formats/x.py", "import xlrd"),
        ("warehouse/x.py", "import duckdb\nimport pandas"),
        ("tests/x.py", "import duckdb, openpyxl, streamlit"),
    ],
)
def test_allowed_imports_are_allowed(place: str, source: str) -> None:
    assert import_faults(Path(place), source) == []


def test_no_page_directly_in_pages() -> None:
    """Streamlit makes a page of each .py there, beside the one list in app.py, past whatever guards it."""
    assert [file.name for file in (ROOT / "pages").glob("*.py")] == ["__init__.py"]
    assert not (ROOT / "pages" / "__init__.py").read_text(encoding="utf-8").strip()


# ---- SQL -------------------------------------------------------------------------------------------------------------------

SQL_TEXT = re.compile(
    r"\b(select\b[^;]*?\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|create\s+(or\s+replace\s+)?(table|view|macro))\b",
    re.IGNORECASE | re.DOTALL,
)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string in a module but its docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    # A bare string behind a constant describes it, as a docstring does.
    docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def sql_faults(place: Path, source: str) -> list[str]:
    found = [f"{place}:{line} holds SQL: {text[:40]!r}" for line, text in texts(source) if SQL_TEXT.search(text)]
    return found + [f"{place}:{line} executes" for line, _, _ in executed(source)]


def executed(source: str) -> Iterator[tuple[int, str, ast.expr]]:
    """Line, function around it, and first argument of every call that hands SQL to DuckDB."""

    def walk(node: ast.AST, around: str) -> Iterator[tuple[int, str, ast.expr]]:
        for child in ast.iter_child_nodes(node):
            inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else around
            match child:
                case ast.Call(func=ast.Attribute(attr="execute" | "executemany" | "sql"), args=[asked, *_]):
                    yield child.lineno, around, asked
            yield from walk(child, inside)

    yield from walk(ast.parse(source), "")


def test_no_sql_in_pages_and_loaders() -> None:
    """A definition that stands twice drifts: pages name a question, `warehouse/queries.py` answers it."""
    places = files_of("app.py", "pages", "loaders")
    assert [fault for file in places for fault in sql_faults(file, (ROOT / file).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        'QUESTION = "select unit_code\\n from submission"',
        'x = f"SELECT {column} FROM {table}"',
        'def f(cursor):\n    return cursor.execute("from submissions").df()',
        'cursor.sql("from submissions")',
        'x = "delete from event"',
    ],
)
def test_planted_sql_is_found(source: str) -> None:
    assert sql_faults(Path("pages/x.py"), source)


REVIEWED = {
    ("warehouse/build.py", "_make_tables"): "each statement is a file of sql/tables",
    (
        "warehouse/build.py",
        "build_views",
    ): "each statement is a file of sql/; `comment on` takes no parameter: names are DuckDB's own, labels ours",
    ("warehouse/plan_store.py", "_insert"): "the table's name is a key of _COLUMNS, the rest are question marks",
    ("warehouse/submit.py", "_insert_rows"): "written of names in warehouse/row_tables.py; what a workbook holds is bound",
    ("warehouse/submit.py", "stored_rows"): "the table's name stands in warehouse/row_tables.py",
    ("warehouse/verify.py", "_checks"): "each statement is a file of sql/checks",
}
"""Where what is executed is no plain text of its own, and why that is no door for foreign text."""


def computed_sql(place: Path, source: str) -> set[tuple[str, str]]:
    return {(str(place), around) for _, around, asked in executed(source) if not isinstance(asked, ast.Constant)}


def test_no_computed_sql_but_what_was_reviewed() -> None:
    """Text from a workbook never becomes SQL: whatever is asked is a constant, and values are bound."""
    found = set().union(*(computed_sql(file, (ROOT / file).read_text(encoding="utf-8")) for file in files_of(*PRODUCT)))
    assert found - set(REVIEWED) == set(), "review it, and say here why it is safe"
    assert set(REVIEWED) - found == set(), "reviewed, and no longer there"


@pytest.mark.parametrize(
    "argument", ['f"from {table}"', '"from " + table', '"from {}".format(table)', '"from %s" % table', "question", 'f"""select {x}"""']
)
def test_planted_computed_sql_is_found(argument: str) -> None:
    assert computed_sql(Path("warehouse/x.py"), f"def f(cursor):\n    with cursor as c:\n        c.execute({argument}, [1])") == {
        ("warehouse/x.py", "f")
    }
    assert not computed_sql(Path("warehouse/x.py"), 'def f(c):\n    c.execute("from x where y = ?" " and z = 1", [1])')


# ---- one city's names are data ---------------------------------------------------------------------------------------------

GENERIC = {"park"}
"""Codes that are words of the product itself: `park` is a kind of unit, too."""


def local_words() -> dict[str, Path]:
    """Names, aliases and codes of units, and the city's own, of every plan that is shipped."""
    words: dict[str, Path] = {}
    for folder in sorted(path for path in (ROOT / "plans").iterdir() if path.is_dir()):
        with (folder / "units.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                names = [row["name"], *row["aliases"].split("|")]
                if row["kind"] == "county":
                    names.append(row["unit_code"])
                words |= {name.strip(): folder for name in names if len(name.strip()) > 1}
        title = re.search(r"《(.+?)[市州盟县]", (folder / "notice.txt").read_text(encoding="utf-8"))
        assert title, f"{folder}: the notice names no city"
        words |= {title[1]: folder, folder.name: folder}
    return {word: folder for word, folder in words.items() if word not in GENERIC}


def named(text: str, words: dict[str, Path]) -> list[str]:
    return [word for word in words if (re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text, re.I) if word.isascii() else word in text)]


def test_words_of_the_shipped_plan_are_known() -> None:
    words = local_words()
    assert {"平凉", "崆峒区", "泾川", "kongtong", "pingliang", "市教育局"} <= set(words)
    assert named("x = '泾川县'", words)
    assert named("PLAN = 'plans/pingliang'", words)
    assert not named("park, county, 县(市、区)", words)


def test_no_place_name_in_the_product() -> None:
    """Another city takes its own plan folder and changes no line of code."""
    words = local_words()
    files = files_of(*PRODUCT) + files_of("sql", suffix=".sql")
    assert len(files) > 60
    found = {str(file): names for file in files if (names := named((ROOT / file).read_text(encoding="utf-8"), words))}
    assert found == {}


# ---- the rest --------------------------------------------------------------------------------------------------------------


def test_every_public_module_says_what_it_is() -> None:
    silent = []
    for file in files_of(*PRODUCT):
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        is_public = file.name == "__init__.py" or not file.name.startswith("_") or file.name == "__main__.py"
        if is_public and tree.body and not ast.get_docstring(tree):
            silent.append(str(file))
    assert silent == []


def test_packages_are_the_ones_meant() -> None:
    """Without an `__init__.py` at every level `tests/warehouse` would be imported under the product's name."""
    assert [name for name in PACKAGES if name != "app" and not (ROOT / name / "__init__.py").is_file()] == []
    for file in (ROOT / "tests").rglob("test_*.py"):
        assert (file.parent / "__init__.py").is_file(), file.parent
