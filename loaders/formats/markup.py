"""One careful parse of an XML part with expat: no document type, nothing too deep, no masses of elements; damage is told as damage."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from loaders.formats.limits import MOST_CELLS, Counts
from loaders.problems import Unreadable

DEEPEST = 64
MOST_ELEMENTS = 2_500_000
Attributes = dict[str, str]


class LocalNames(dict[str, str]):
    """An element's name without its prefix; each name is cut once. Programs choose prefixes and namespaces, so neither is compared."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class Walker:
    """Handlers of one part's parse; subclasses say what to do with an element, its end, and text."""

    is_text_wanted = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; `name` is without its prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text stands here."""

    def finished(self) -> bool:
        """Whether the part held what it should."""
        return True


def walk(part: bytes, walker: Walker, counts: Counts) -> None:
    """Parse a part; elements are counted over the whole workbook. Raises Unreadable where it must not be parsed, or can't be."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = _handlers(walker, counts)
    if walker.is_text_wanted:
        parser.CharacterDataHandler = walker.text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise Unreadable("file_damaged") from error
    if not walker.finished():
        raise Unreadable("file_damaged")


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("file_unsafe", what="DOCTYPE 声明")


def _handlers(walker: Walker, counts: Counts) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    """The walker's handlers behind the counts; closures, since they are called for every element."""
    names, begin, finish = LocalNames(), walker.start, walker.end
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        counts.elements += 1
        if depth > DEEPEST:
            raise Unreadable("file_unsafe", what="嵌套过深的 XML")
        if counts.elements > MOST_ELEMENTS:
            raise Unreadable("file_too_many_cells", limit=str(MOST_CELLS))
        begin(names[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        finish(names[name])

    return start, end
