"""HTML as the lines that a reader sees: a block is a line, a heading has its Markdown signs, a link that is all of it stays with it.

What pages have around their text (navigation, buttons, a footer) is left out, where the element is closed: damage hides nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from litcli.read.addresses import doi_in
from litcli.read.markup import Tag, Text, tokens
from litcli.text import clean, find_arxiv

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " head header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_HIDDEN = frozenset("button footer head nav noscript select svg template textarea".split())
_HEADING = re.compile(r"h[1-6]")


class Seen(NamedTuple):
    """A line that a reader sees, and the lines of the source that it comes from."""

    text: str
    first: int
    last: int


def seen(text: Text) -> Iterator[Seen]:
    """Yield the lines of HTML, blank ones between blocks."""
    block = _Block()
    hidden = _closed(text.text)
    depth: Counter[str] = Counter()
    for token in tokens(text.text):
        if not isinstance(token, Tag):
            if not any(depth.values()):
                block.words(token, token.start)
            continue
        if token.name in hidden:
            depth[token.name] += -1 if token.closes and depth[token.name] else not token.closes
        if token.name in _BLOCKS:
            yield from block.lines(text)
            block = _Block(int(token.name[1]) if _HEADING.fullmatch(token.name) and not token.closes else 0)
        elif token.name == "a":
            block.link("" if token.closes else token.attributes.get("href", ""))
    yield from block.lines(text)


def _closed(text: str) -> set[str]:
    """Return the elements to hide that are closed as often as they are opened."""
    opened, closed = Counter[str](), Counter[str]()
    for token in tokens(text):
        if isinstance(token, Tag) and token.name in _HIDDEN:
            (closed if token.closes else opened)[token.name] += 1
    return {name for name in _HIDDEN if opened[name] == closed[name]}


class _Block:
    """The text between two tags that begin a line."""

    def __init__(self, heading: int = 0) -> None:
        self._heading = heading
        self._texts: list[str] = []
        self._places: list[tuple[int, int]] = []
        self._address = ""
        self._links: list[tuple[str, str]] = []
        """Each link with its text."""

    def words(self, text: str, start: int) -> None:
        """Take a text."""
        self._texts.append(text)
        if stripped := text.strip():
            first = start + len(text) - len(text.lstrip())
            self._places.append((first, start + max(0, len(text.rstrip()) - 1)))
            if self._address:
                self._links.append((self._address, clean(stripped)))

    def link(self, address: str) -> None:
        """Take a link's beginning, or, without an address, its end."""
        self._address = address

    def lines(self, text: Text) -> Iterator[Seen]:
        """Yield the line, the links with an identifier that it holds, and a blank one."""
        words = clean("".join(self._texts))
        if not words:
            return
        first, last = text.line(self._places[0][0]), text.line(self._places[-1][1])
        addresses = list(dict.fromkeys(address for address, _ in self._links))
        whole = len(addresses) == 1 and clean(" ".join(said for _, said in self._links)) == words
        shown = f"[{words}]({addresses[0]})" if whole and _fits(words, addresses[0]) else words
        yield Seen(f"{'#' * self._heading} {shown}".lstrip(), first, last)
        for address in addresses:
            if shown is words and address.startswith("http") and (doi_in(address) or find_arxiv(address)):
                yield Seen(address, first, last)
        yield Seen("", last, last)


def _fits(words: str, address: str) -> bool:
    """Say whether both can stand in a Markdown link."""
    return address.startswith("http") and not re.search(r"[()\s]", address) and not re.search(r"[\[\]]", words)
