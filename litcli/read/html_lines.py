"""HTML as the lines that a reader sees: a block is a line, a heading has its Markdown signs, a link that is all of it stays with it.

What pages have around their text (navigation, buttons, a footer) is left out, where the element is closed: damage hides nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator

from litcli.read.addresses import doi_in
from litcli.read.markup import Tag, Text, tokens
from litcli.read.page import may_be_names
from litcli.read.seen_lines import TITLE_WORDS, Seen
from litcli.text import clean
from litcli.text.identifiers import find_arxiv, find_doi

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " head header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_HIDDEN = frozenset("aside button footer head nav noscript select svg template textarea".split())
_HEADING = re.compile(r"h[1-6]")
_BUTTONS = frozenset(
    ("pdf bib abs doi html code link video poster slides supp supplemental arxiv openreview paper abstract bibtex cite save expand more"
    " other").split()
)  # fmt: skip
"""What links are called that stand beside a title."""
_BUTTON_WORDS = _BUTTONS | frozenset(
    "article access available details download external full here journal more online open original page preprint publication publisher"
    " read site source text version view website".split()
)
"""Words that such links have where they are of two words or three."""
_SENTENCE = 3
"""Words before a link from which it stands in a sentence: `See it` is a button."""
_ASIDE = re.compile(
    r"(?:^|\s)(?:a|also|an|and|as|by|from|in|of|on|or|see|than|that|the|this|to|with)\s*$", re.IGNORECASE
)
"""The words behind which a link goes on with a sentence."""


def seen(text: Text) -> Iterator[Seen]:
    """Yield the lines of HTML, blank ones between blocks."""
    block = _Block()
    open_title = False  # whether a text stands above that has no identifier yet
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
            yield from block.lines(text, open_title)
            open_title = block.leaves_open(open_title)
            block = _Block(int(token.name[1]) if _HEADING.fullmatch(token.name) and not token.closes else 0)
        elif token.name == "a":
            block.link("" if token.closes else token.attributes.get("href", ""), token.start)
    yield from block.lines(text, open_title)


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
        self._links: dict[str, str] = {}
        """The text of each link, as it stands, by its address."""

    def words(self, text: str, start: int) -> None:
        """Take a text."""
        if self._address and clean(text).strip("[]()").lower() in _BUTTONS:
            text = " "
        self._texts.append(text)
        if text.strip():
            first = start + len(text) - len(text.lstrip())
            self._places.append((first, start + max(0, len(text.rstrip()) - 1)))
        if self._address:
            self._links[self._address] = self._links.get(self._address, "") + text

    def link(self, address: str, start: int) -> None:
        """Take a link's beginning, or, without an address, its end; of a picture only the address says something."""
        held, self._address = self._address, address
        if not held or address:
            return
        said = self._links.get(held, "")
        self._links[held] = f"{said} " if said.strip() else ""
        if not said.strip() and _is_identified(held):
            self._places.append((start, start))

    def leaves_open(self, before: bool) -> bool:
        """Say whether a text without an identifier stands here, or above and here is nothing."""
        if any(map(_is_identified, self._links)):
            return False
        return before or clean("".join(self._texts)).count(" ") >= TITLE_WORDS - 1

    def lines(self, text: Text, below_title: bool) -> Iterator[Seen]:
        """Yield the line, the links with an identifier that it holds, and a blank one.

        A short linked text is a button of the title that it stands below, and else a title.
        """
        words = clean("".join(self._texts))
        if not self._places:
            return
        first, last = text.line(self._places[0][0]), text.line(self._places[-1][1])
        title, rest = self._title(words, below_title and not self._heading)
        if title:
            yield Seen(f"{'#' * self._heading} {title}".lstrip(), first, last)
            if may_be_names(rest):
                yield Seen("", last, last)  # else it would be taken for the end of a title that goes on
        if rest:
            yield Seen(f"{'#' * self._heading} {rest}".lstrip() if not title else rest, first, last)
        for address in self._links:
            if f"]({address})" in title or not address.startswith("http") or self._is_aside(words, address):
                continue
            if _is_identified(address):
                yield Seen(address, first, last)
        yield Seen("", last, last)

    def _is_aside(self, words: str, address: str) -> bool:
        """Say whether a link stands inside a sentence, `see the review of [this journal]`: it is another paper's."""
        said = clean(self._links[address])
        before = words.partition(said)[0] if said else ""
        return before.count(" ") >= _SENTENCE and not find_doi(said) and bool(_ASIDE.search(before))

    def _title(self, words: str, below_title: bool) -> tuple[str, str]:
        """Return a link that may be a title, as Markdown, and what stands behind it; a link that is only a button is neither."""
        address, said = next(((address, said) for address, said in self._links.items() if said.strip()), ("", ""))
        linked = clean(said)
        behind = words.removeprefix(linked)
        if behind == words:
            return "", words
        if not behind and linked.count(" ") < TITLE_WORDS - 1 and _is_identified(address):
            if below_title or " " not in linked or _BUTTON_WORDS.intersection(linked.lower().split()):
                return "", ""
            return (f"[{linked}]({address})" if _fits(linked, address) else linked), ""
        if behind and (linked.count(" ") < TITLE_WORDS - 1 or behind[0] in "'’-"):
            return "", words
        shown = f"[{linked}]({address})" if _fits(linked, address) else linked
        return shown, behind.lstrip(" ,;:.|–—-")


def _is_identified(address: str) -> bool:
    return bool(doi_in(address) or find_arxiv(address))


def _fits(words: str, address: str) -> bool:
    """Say whether both can stand in a Markdown link."""
    return address.startswith("http") and not re.search(r"[()\s]", address) and not re.search(r"[\[\]]", words)
