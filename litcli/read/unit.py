"""The texts of a page and the entries they make, while the page is read: what a text can be, judged by itself."""

import re
from dataclasses import dataclass, field

from litcli.read import wrap
from litcli.read.page import Kind, Line, may_be_names
from litcli.records import Record
from litcli.text.identifiers import find_urls

LONG_TITLE = 400
"""Characters from which a text that does not end as a sentence is prose all the same."""
PROSE = 250
SHORT_SENTENCE = 30
"""Characters from which a text that ends in a full stop may be a sentence."""
LONG_SENTENCE = 160
"""Characters from which a text that holds two sentences but does not end may be an abstract cut off."""

_SENTENCE_BREAK = re.compile(r"[^\W\d_A-Z]{3,}[.!?] +[^\W\d_a-z]")
_STARTS_TEXT = re.compile(
    r"(?:we|our|in this (?:paper|work|article|study)|this (?:paper|work|article|study)|the code|code|source code|project page"
    r"|additional|here,? we)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{2,}")
"""A word of two letters or more; scripts that set no spaces have a word a letter."""


@dataclass(slots=True)
class Beside:
    """What the special lines around an entry said."""

    arxiv: str = ""
    doi: str = ""
    url: str = ""
    venue: str = ""
    year: int | None = None
    published: str = ""
    listed: str = ""
    authors: tuple[str, ...] = ()
    links: list[str] = field(default_factory=list)

    def fill(self, other: "Beside") -> None:
        """Take from the other what is not here yet."""
        self.arxiv, self.doi, self.url = self.arxiv or other.arxiv, self.doi or other.doi, self.url or other.url
        self.venue = self.venue or other.venue
        self.year, self.published = self.year or other.year, self.published or other.published
        self.listed = self.listed or other.listed
        self.authors = self.authors or other.authors
        self.links += other.links


@dataclass(slots=True)
class Unit:
    """A text of one or more lines."""

    lines: list[Line]
    text: str
    heading: int = 0
    """A heading's level, or 0."""
    beside: Beside = field(default_factory=Beside)
    """What the special lines under it said while it waited."""

    @property
    def first(self) -> int:
        """Its first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """Its last line."""
        return self.lines[-1].number

    def is_prose(self) -> bool:
        """Say whether only an abstract can be so long."""
        if self.heading or len(self.text) <= PROSE:
            return False
        return len(self.text) > LONG_TITLE or wrap.ends_sentence(self.text) or bool(_SENTENCE_BREAK.search(self.text))

    def is_sentence(self) -> bool:
        """Say whether it reads as running text rather than as a title: mostly lower case, and it ends or says what it is."""
        if "://" in self.text:
            return " " in self.text
        words = [word for word in _WORD.findall(self.text) if len(word) > 3 or not word.isascii()]
        if sum(not word[0].isupper() for word in words) < 0.6 * len(words):
            return False
        if wrap.ends_sentence(self.text) and not self.text.endswith("?"):
            return len(self.text) >= SHORT_SENTENCE
        if _STARTS_TEXT.match(self.text) or self.text.startswith(("- ", "* ", "• ")):
            return len(self.text) >= SHORT_SENTENCE
        return len(self.text) >= LONG_SENTENCE and bool(_SENTENCE_BREAK.search(self.text))

    def is_title(self) -> bool:
        """Say whether it can be a title even with no abstract under it."""
        enough = len(_WORD.findall(self.text)) >= 3 and (len(self.text) >= 15 or not self.text.isascii())
        return bool(self.heading) or (enough and not self.is_sentence())

    def is_name(self) -> bool:
        """Say whether it may be a title of one or two words: `Feature Collapse`, not `see more`."""
        return bool(re.match(r"[^\W\d_a-z]", self.text)) and not wrap.ends_sentence(self.text)

    def may_be_names(self) -> bool:
        """Say whether it may be one person or two, and as well a title."""
        return not self.heading and may_be_names(self.text)

    def is_names(self) -> bool:
        """Say whether it looks like a list of people: `Segment Anything, Track Anything` does too."""
        return self.lines[0].kind is Kind.NAMES


@dataclass(slots=True)
class Entry:
    """An entry of a page while its lines come in."""

    title: Unit
    listed: str
    abstract: list[Unit] = field(default_factory=list)
    closed: bool = False
    """Whether a link, a date or a count has ended the abstract."""

    @property
    def beside(self) -> Beside:
        """What the special lines said."""
        return self.title.beside

    def takes(self, unit: Unit, limit: int) -> bool:
        """Say whether another paragraph may belong to the abstract, which is then no longer than `limit` characters."""
        length = sum(len(one.text) for one in self.abstract) + len(unit.text)
        return not self.closed and (not self.abstract or length <= limit)

    def takes_names(self, following: Unit | None) -> bool:
        """Say whether what looks like names is its authors: it has none yet, and no abstract follows that would want a title."""
        return not self.beside.authors and (not self.abstract or following is None or not following.is_sentence())

    def record(self, source: str) -> Record:
        """Return the record that it makes."""
        abstract = " ".join(unit.text for unit in self.abstract)
        for unit in self.abstract:
            self.beside.fill(unit.beside)
        beside, units = self.beside, (self.title, *self.abstract)
        return Record(
            source=source,
            line=self.title.first,
            end=units[-1].last,
            lines=sum(len(unit.lines) for unit in units),
            title=self.title.text,
            abstract=abstract,
            authors=beside.authors,
            year=beside.year,
            venue=beside.venue,
            doi=beside.doi,
            arxiv=beside.arxiv,
            url=beside.url,
            links=tuple(dict.fromkeys((*find_urls(abstract), *beside.links))),
            listed=beside.listed or self.listed,
            extra={"published": beside.published} if beside.published else {},
        )
