"""The values that every stage hands to the next: what was read, what was matched, what a paper is.

Nothing here computes: folding is in `text`, merging in `dedupe.merge`. An empty string, an empty tuple or None is a field
with nothing in it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Record(NamedTuple):
    """One entry as it stands in one source."""

    source: str
    """The source's name, as the user gave it; `-` is standard input."""
    line: int
    """Where it starts, counted from 1: a listing's title, or the first line of a tagged entry or row."""
    end: int = 0
    """The last line of its title and abstract; 0 where the entry is one line."""
    lines: int = 1
    """How many lines of the source are its own, blank ones not counted; 0 for a further place of the entry before."""
    title: str = ""
    """As it stands in the source, each run of white space as one space."""
    abstract: str = ""
    """As it stands in the source, its lines and paragraphs joined by one space."""
    authors: tuple[str, ...] = ()
    """One name each, in the source's own style and order."""
    year: int | None = None
    """The year of publication, where the source says it."""
    venue: str = ""
    """The journal, the conference or the book."""
    volume: str = ""
    """The volume, as text."""
    number: str = ""
    """The issue, as text."""
    pages: str = ""
    """The page range or the article number, as text."""
    doi: str = ""
    """Lower case, without a resolver's address."""
    arxiv: str = ""
    """The arXiv number without its version."""
    pmid: str = ""
    """The PubMed number."""
    url: str = ""
    """The entry's own address."""
    links: tuple[str, ...] = ()
    """The web addresses in the abstract and beside it: code, data, a project page."""
    key: str = ""
    """The entry's own name in its source: a BibTeX key, an ID column."""
    listed: str = ""
    """The day the source lists it under, ISO 8601; `--03-14` where no year is known."""
    name: str = ""
    """The name that litcli gave it before, where it is read back; otherwise its content gives it one."""
    extra: Mapping[str, str] = MappingProxyType({})
    """Whatever else stood there, by the source's own name for it."""


class Unread(NamedTuple):
    """A stretch of a source that looks like an entry and could not be read."""

    source: str
    """The source's name."""
    line: int
    """Its first line."""
    end: int
    """Its last line."""
    text: str
    """The raw text, its lines joined by a line feed."""
    reason: str
    """Why it could not be read, in words for the user."""


class Furniture(NamedTuple):
    """A line that belongs to the page and not to a title or an abstract."""

    source: str
    """The source's name."""
    line: int
    """Where it stands."""
    text: str
    """The line."""
    what: str
    """What it is: page, date, link, count, name, heading ..."""


Item = Record | Unread | Furniture
"""What reading a source yields: an item when it is complete."""


class Tally:
    """How the lines of one source were understood: `lines` is the sum of the other line counts."""

    records: int = 0
    """Records read."""
    entries: int = 0
    """Entries that they come from: one paper of litcli's own JSON Lines is a record for every place it was seen."""
    starts: int = 0
    """Entries that an independent scan saw begin; 0 where the format has no mark for that."""
    unread: int = 0
    """Stretches that could not be read."""
    lines: int = 0
    """Lines in the source."""
    blank: int = 0
    """Lines with nothing on them."""
    record_lines: int = 0
    """Lines of titles and abstracts."""
    furniture_lines: int = 0
    """Lines of the page."""
    unread_lines: int = 0
    """Lines in unread stretches."""

    def adds_up(self) -> bool:
        """Say whether every line is accounted for."""
        return self.lines == self.blank + self.record_lines + self.furniture_lines + self.unread_lines


class Match(NamedTuple):
    """Two names judged one paper, or a pair that came close, with the evidence."""

    one: str
    """The smaller of the two names."""
    other: str
    """The larger."""
    same: bool
    """True for a match; False for a near miss."""
    rule: str
    """The rule that decided, in words: `same title, abstracts agree`."""
    title: float | None
    """The titles' similarity, 0 to 100; None where one is absent."""
    abstract: float | None
    """The abstracts' similarity, 0 to 100; None where one is absent."""

    @property
    def strength(self) -> float:
        """Return how sure the match is: the mean of the scores that exist, 0 to 100."""
        scores = [score for score in (self.title, self.abstract) if score is not None]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def by_identifier(self) -> bool:
        """Say whether the two have an identifier in common."""
        return self.rule.startswith(("same DOI", "same arXiv number", "same PubMed number"))


class Told(NamedTuple):
    """A match or a near miss as a person is told of it: places instead of names."""

    one: str
    """A place of the paper, `source:line`."""
    other: str
    """Another place of it; for a near miss the other paper's id and title."""
    rule: str
    title: float | None
    abstract: float | None
    weakest: bool = False
    """Whether it is the weakest link of the strongest chain that holds the paper together."""


class Repeat(NamedTuple):
    """A paper that more than one record is about, with what holds it together least."""

    id: str
    title: str
    records: int
    """How many places it was seen in."""
    weakest: Match
    """The weakest link of the strongest chain of its matches; names of records, or empty where they are all equal."""


class NearMiss(NamedTuple):
    """Two papers that came close to being one: the closest pair of their records."""

    one: str
    """The id of the paper that sorts first."""
    other: str
    """The id of the other."""
    one_title: str
    other_title: str
    pair: Match
    """The records' names, what held them apart, the scores."""


class Unchosen(NamedTuple):
    """A value that a record has for a field of its paper, where the paper has another."""

    field: str
    value: str
    place: str
    """Where the record stands, `source:line`."""


class Sighting(NamedTuple):
    """One place where a paper was seen."""

    source: str
    line: int
    key: str
    listed: str


class Tag(NamedTuple):
    """A topic on a paper."""

    topic: str
    """The topic's name."""
    score: float
    """The sum of the weights of the terms that were found; 0 for a parent that only its children bring."""


class Paper(NamedTuple):
    """What all matching records are about."""

    id: str
    """The smallest name among its records; any unique prefix finds it."""
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    status: str = ""
    """What the user decided: keep, maybe or drop; empty where nothing is decided."""
    note: str = ""
    """What the user wrote beside it, on one line."""
    added: str = ""
    """The day its first record came into the library, ISO 8601."""
    seen: tuple[Sighting, ...] = ()
    """Every place it was seen, by source and line."""
    versions: tuple[str, ...] = ()
    """The ids of its other versions, where the configuration links them: its preprint, its published form."""
    tags: tuple[Tag, ...] = ()
    """Its topics, by name."""
    kind: str = ""
    """What kind of work its sources say it is: conference, chapter, book, thesis, report, preprint; empty for an article and where
    none says."""
