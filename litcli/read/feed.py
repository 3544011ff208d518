"""Feeds: Atom and RSS of arXiv, of its API, of journals, of PubMed.

The source is cut into entries by their tags, and each is parsed by a parser of its own. So a broken entry harms no other, memory
is that of one entry, and no entity that a DOCTYPE declares is ever known where text is read; a source that declares one is turned
down. Names of elements are taken with their usual prefixes, which broken feeds forget to declare.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from xml.parsers import expat

from litcli.errors import SourceError
from litcli.read import markup
from litcli.read.entry import Entry
from litcli.read.feed_fields import Element, fill
from litcli.read.ledger import Ledger
from litcli.records import Item
from litcli.text import whole

DESCRIPTION = "Atom and RSS feeds (arXiv and its API, journals, PubMed)"

_PREFIX = r"(?P<prefix>(?:atom|rss|a|ns\d{1,2}):)?"
_MARK = re.compile(
    rf"(?P<quote><!\[CDATA\[|<!--)|(?P<unquote>\]\]>|-->)|<{_PREFIX}(?P<start>entry|item)(?=[\s/>]|$)"
    r"|</(?:\w{1,4}:)?(?:entry|item)\s*+(?P<end>>)"
)
_ROOT = re.compile(r"<(?:\w{1,10}:)?([A-Za-z][\w.-]{0,40})(?=[\s>])")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,40};)?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PEOPLE = ("author", "contributor")

starts = markup.scan("entry|item")


def sniff(head: list[str]) -> bool:
    """Say whether the first tag is that of a feed."""
    text = "\n".join(head).lstrip("\ufeff \t\n")
    root = _ROOT.search(text) if text.startswith("<") else None
    return root is not None and (root[1] in ("feed", "rss") or (root[1] == "RDF" and "purl.org/rss/" in text))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; one that is no XML, or that the source ends inside, is unread.

    Raises SourceError where a DOCTYPE declares entities.
    """
    return iter(_Feed(lines, source, day))


class _Feed:
    """The state of a feed as its lines come in."""

    def __init__(self, lines: Iterable[str], source: str, day: str) -> None:
        self._lines = lines
        self._ledger = Ledger(source, day)
        self._declarations: Callable[[str], None] | None = _declarations(source)
        self._open: _Draft | None = None
        self._quote = ""
        """What ends the comment or the CDATA section that is open."""

    def __iter__(self) -> Iterator[Item]:
        number = 0
        for number, line in enumerate(self._lines, start=1):
            if self._declarations:
                self._declarations(line)
            self._ledger.line(number, line, "markup")
            yield from self._line(number, line)
            if not self._open:
                yield from self._ledger.before(number + 1)
        if self._open:
            yield from self._ledger.entry(Entry(self._open.line, number, 0), "the source ends inside this entry")

    def _line(self, number: int, line: str) -> Iterator[Item]:
        at, indent = 0, len(line) - len(line.lstrip())
        for mark in _MARK.finditer(line) if ">" in line or "<" in line else ():
            if self._is_quoted(mark, indent):
                continue
            if self._open:
                # Its end; or the next one's start, where the end is lost.
                upto = mark.end() if mark["end"] else mark.start()
                self._open.text.append(line[at:upto] + ("" if mark["end"] else self._open.closing))
                yield from self._close(number if line[at:upto].strip() else number - 1)
            if mark["start"]:
                self._open, self._declarations = _Draft(number, mark["start"], mark["prefix"] or ""), None
                at = mark.start()
        if self._open:
            self._open.text.append(line[at:] + "\n")

    def _is_quoted(self, mark: re.Match[str], indent: int) -> bool:
        """Say whether a mark is none: inside a comment or a CDATA section, unless it begins its line, as if their end were lost."""
        if mark["quote"]:
            self._quote = self._quote or ("-->" if mark["quote"] == "<!--" else "]]>")
        elif mark["unquote"]:
            self._quote = "" if mark["unquote"] == self._quote else self._quote
        elif not self._quote or mark.start() == indent:
            self._quote = ""
            return not (mark["start"] or self._open)
        return True

    def _close(self, end: int) -> Iterator[Item]:
        draft, self._open = self._open, None
        assert draft is not None
        entry = Entry(draft.line, end, 0)
        elements, why = _parsed(draft)
        if not why:
            fill(entry, elements, rss=draft.name == "item")
        yield from self._ledger.entry(entry, why)


def _declarations(source: str) -> Callable[[str], None]:
    """Return what looks at the lines before the first entry and raises SourceError at the first entity that they declare."""
    parser = expat.ParserCreate("utf-8")
    broken = False

    def refuse(*_: object) -> None:
        raise SourceError(f"{source}: declares XML entities, which no feed needs and which can be used to do harm")

    def look(line: str) -> None:
        nonlocal broken
        try:
            if not broken:
                parser.Parse(whole(line).encode() + b"\n", False)
        except expat.ExpatError:
            broken = True

    parser.EntityDeclHandler = refuse
    return look


@dataclass(slots=True)
class _Draft:
    """The text of one entry while its lines come."""

    line: int
    name: str
    prefix: str
    text: list[str] = field(default_factory=list)

    @property
    def closing(self) -> str:
        return f"</{self.prefix}{self.name}>"


def _parsed(draft: _Draft) -> tuple[list[Element], str]:
    """Return the elements of an entry; or none, and why."""
    collected = _Collected(draft.prefix)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = collected.start
    parser.EndElementHandler = collected.end
    parser.CharacterDataHandler = collected.characters
    text = _ENTITY.sub(_character, _NOT_XML.sub(" ", whole("".join(draft.text))))
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return [], f"not well-formed XML: line {draft.line + error.lineno - 1}: {expat.ErrorString(error.code)}"
    return collected.elements, ""


def _character(found: re.Match[str]) -> str:
    """Return an entity of HTML as its character, and an ampersand that forgot to be one as an entity."""
    name = found[1] or ""
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


class _Collected:
    """The elements of an entry, gathered from what the parser finds; what stands inside one is its text."""

    def __init__(self, prefix: str) -> None:
        self.elements: list[Element] = []
        self._prefix = prefix
        self._depth = 0
        self._inner: Element | None = None
        """An element of a person: name, affiliation."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.removeprefix(self._prefix)
        if self._depth == 2:
            self.elements.append(Element(name, attributes))
        elif self._depth == 3 and self.elements[-1].name in _PEOPLE:
            self._inner = Element(name, attributes)
            self.elements[-1].children.append(self._inner)
        elif self._depth > 2 and name in ("p", "br", "div", "li"):
            self.elements[-1].texts.append(" ")

    def end(self, _: str) -> None:
        self._depth -= 1
        if self._depth == 2:
            self._inner = None

    def characters(self, text: str) -> None:
        if self._depth > 1:
            (self._inner or self.elements[-1]).texts.append(text)
