"""A saved listing page of papers (Hugging Face Papers and its like) as records.

Lines become units (texts that a hard wrap may have broken), units become entries. What a unit is follows from the unit and
its neighbours: a long text is an abstract, the title-like short text before it is its title, and short texts wait until it
is known what comes after them. So damage stays with its entry: nothing counts lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from litcli.read import wrap
from litcli.read.page import TEXTUAL, Kind, Line, address, classify, date, names, unlinked
from litcli.records import Furniture, Item, Record, Unread
from litcli.text import find_arxiv, find_urls

NAME = "listing"
DESCRIPTION = "a listing page saved as text or Markdown (Hugging Face Papers and its like)"

ABSTRACT_LIMIT = 1_920
"""Characters that paragraphs without a title between them may add up to: so many arXiv takes for an abstract
(https://info.arxiv.org/help/prep.html). What goes beyond has lost its title."""
TEXT_LIMIT = 100_000
"""Characters from which a line is no abstract at all."""
_RUN_LIMIT = 100_000
"""Lines in a run of short lines, after which it is looked at in pieces, whatever stands there."""

_WAITING_LIMIT = 50
"""Short texts that wait for an abstract; a page of nothing but titles has no more patience."""

_GLUED = re.compile(r"Subscribe(?=\S)")
_SENTENCE_BREAK = re.compile(r"[a-z]{3,}[.!?] +[A-Z]")
_LONG_TITLE = 400
_SHORT_SENTENCE = 30
"""Characters from which a text that ends in a full stop may be a sentence."""
_LONG_SENTENCE = 160
"""Characters from which a text that holds two sentences but does not end may be an abstract cut off."""


@dataclass(slots=True)
class _Unit:
    """A text of one or more lines."""

    lines: list[Line]
    text: str
    heading: int = 0
    """A heading's level, or 0."""
    beside: "_Beside" = field(default_factory=lambda: _Beside())
    """What the special lines under it said while it waited."""

    @property
    def first(self) -> int:
        return self.lines[0].number

    @property
    def last(self) -> int:
        return self.lines[-1].number

    def is_prose(self) -> bool:
        """Say whether only an abstract can be so long."""
        if self.heading or len(self.text) <= 250:
            return False
        return len(self.text) > _LONG_TITLE or wrap.ends_sentence(self.text) or bool(_SENTENCE_BREAK.search(self.text))

    def is_sentence(self) -> bool:
        """Say whether it reads as a sentence rather than a title: mostly lower case, and it ends."""
        words = [word for word in re.findall(r"[^\W\d_]+", self.text) if len(word) > 3]
        low = sum(not word[0].isupper() for word in words) >= 0.6 * len(words)
        if wrap.ends_sentence(self.text) and not self.text.endswith("?"):
            return low and len(self.text) >= _SHORT_SENTENCE
        return low and len(self.text) >= _LONG_SENTENCE and bool(_SENTENCE_BREAK.search(self.text))

    def is_name(self) -> bool:
        """Say whether it may be a title of one or two words: `Feature Collapse`, not `see more`."""
        return bool(re.match(r"[^\W\d_a-z]", self.text)) and not wrap.ends_sentence(self.text)

    def is_title(self) -> bool:
        """Say whether it can be a title even with no abstract under it."""
        words = re.findall(r"[^\W\d_]{2,}", self.text)
        return bool(self.heading) or (len(words) >= 3 and len(self.text) >= 15 and not self.is_sentence())


@dataclass(slots=True)
class _Beside:
    """What the special lines around an entry said."""

    arxiv: str = ""
    url: str = ""
    year: int | None = None
    published: str = ""
    authors: tuple[str, ...] = ()
    links: list[str] = field(default_factory=list)

    def fill(self, other: "_Beside") -> None:
        """Take from the other what is not here yet."""
        self.arxiv, self.url = self.arxiv or other.arxiv, self.url or other.url
        self.year, self.published = self.year or other.year, self.published or other.published
        self.authors = self.authors or other.authors
        self.links += other.links


@dataclass(slots=True)
class _Entry:
    """An entry while its lines come in."""

    title: _Unit
    listed: str
    beside: _Beside
    abstract: list[_Unit] = field(default_factory=list)
    closed: bool = False
    """Whether a link, a date or a count has ended the abstract."""

    def length(self) -> int:
        return sum(len(unit.text) for unit in self.abstract)


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield what each line of a page is, in the order of the page.

    `day` is a year (`2024`) or a day (`2024-03-14`): it gives what the page's own date lacks.
    """
    page = _Page(source, day)
    run: list[Line] = []
    for line in _classified(lines):
        if _ends_run(run, line):
            yield from page.run(run)
            run = []
        if line.kind is not Kind.BLANK:
            run.append(line)
    yield from page.run(run)
    yield from page.finish()


def _classified(lines: Iterable[str]) -> Iterator[Line]:
    """Classify lines, know front matter, and take `Subscribe` off the first title."""
    blank, started, matter = True, False, False
    for number, raw in enumerate(lines, start=1):
        line = classify(number, raw)
        if line.text == "---" and (number == 1 or matter):
            matter = number == 1
        elif matter and line.kind is not Kind.BLANK:
            line.kind = Kind.PAGE
        elif not started and line.kind in TEXTUAL:
            started = True
            line.text = _GLUED.sub("", line.text, count=1)
        line.blank_before = blank
        blank = line.kind is Kind.BLANK
        yield line


def _ends_run(run: list[Line], line: Line) -> bool:
    """Say whether a line begins anew: a blank line, a long line or a heading ends what may be one text."""
    if not run:
        return False
    return line.kind in (Kind.BLANK, Kind.PROSE, Kind.HEADING) or run[-1].kind is Kind.PROSE or len(run) >= _RUN_LIMIT


class _Page:
    """The state of the page as its runs of lines come in."""

    def __init__(self, source: str, day: str) -> None:
        self.apart = 0
        """Runs that began after a blank line, less those that did not."""
        self.headed = False
        """Whether this page marks its titles as headings."""
        self.source = source
        self.given = day
        self.listed = day if len(day) == 10 else ""
        self.entry: _Entry | None = None
        self.waiting: list[_Unit] = []
        """Short texts of which it is not yet known what they are."""
        self.ahead = _Beside()
        """What stood before the title that it belongs to."""
        self.before = Kind.BLANK
        """The kind of the line before."""

    def run(self, run: list[Line]) -> Iterator[Item]:
        """Take a run of lines with no blank line in it."""
        if run:
            self.apart += 1 if run[0].blank_before else -1
        for lines in wrap.units(run, self.apart > 2):
            if lines[0].kind in TEXTUAL or self._is_title_after_all(lines[0]):
                text, link = unlinked(wrap.joined(lines))
                yield from self._text(_Unit(lines, text, lines[0].level if lines[0].kind is Kind.HEADING else 0), link)
            else:
                for line in lines:
                    yield self._special(line)
            self.before = lines[-1].kind

    def finish(self) -> Iterator[Item]:
        """Settle what the end of the page leaves open."""
        yield from self._settle(None)
        yield from self._close()

    # --- texts

    def _text(self, unit: _Unit, link: str) -> Iterator[Item]:
        if len(unit.text) > TEXT_LIMIT:
            yield self._unread(unit, f"a line of {len(unit.text):,} characters is no title and no abstract")
        elif unit.heading:
            yield from self._heading(unit)
        elif unit.is_prose():
            yield from self._prose(unit)
        else:
            self.waiting.append(unit)
            if len(self.waiting) > _WAITING_LIMIT:
                last = self.waiting.pop()
                yield from self._settle(None)
                self.waiting.append(last)
        if link:
            self._links(link)

    def _heading(self, unit: _Unit) -> Iterator[Item]:
        yield from self._settle(None)
        entry = self.entry
        if entry and 0 < entry.title.heading < unit.heading and not entry.abstract:
            # `# Papers of March` over `### A title`: a heading of a section, not of a paper.
            self.entry = None
            yield from (self._furniture(line, "heading") for line in entry.title.lines)
        yield from self._open(unit)

    def _prose(self, unit: _Unit) -> Iterator[Item]:
        owner = self._owner()
        yield from self._settle(owner)
        entry = self.entry
        if entry is None or entry.closed or (entry.abstract and entry.length() + len(unit.text) > ABSTRACT_LIMIT):
            yield self._unread(unit, "an abstract with no title before it")
        else:
            entry.abstract.append(unit)
            self.headed = self.headed or bool(entry.title.heading)

    def _owner(self) -> _Unit | None:
        """Return the waiting text that the abstract which has just come belongs to.

        The nearest text is its title if it can be one, however short: taking a stray line for a title harms one entry, passing a
        title over would harm the next one too.
        """
        candidates = [unit for unit in self.waiting if not self._is_paragraph(unit)]
        if self.headed or not candidates:
            return None
        titles = [unit for unit in candidates if unit.is_title() or (unit is candidates[-1] and unit.is_name())]
        if titles:
            return titles[-1]
        open_title = self.entry is not None and not self.entry.abstract and not self.entry.closed
        return None if open_title else candidates[-1]

    def _can_open(self, unit: _Unit) -> bool:
        """Say whether it may start an entry: where titles are headings, nothing else is one."""
        return unit.is_title() and not self.headed

    def _is_paragraph(self, unit: _Unit) -> bool:
        """Say whether a waiting text is a short paragraph of an abstract: a sentence, where one may stand."""
        return unit.is_sentence() and (len(self.waiting) > 1 or len(unit.text) >= 120) and self._can_go_on(unit)

    def _can_go_on(self, unit: _Unit) -> bool:
        if self.waiting and self.waiting[0] is not unit:
            return True
        return self.entry is not None and not self.entry.closed

    def _settle(self, owner: _Unit | None) -> Iterator[Item]:
        """Decide what the waiting texts are, now that what follows them is known; `owner` opens the next entry."""
        waiting, self.waiting = self.waiting, []
        for unit in waiting:
            entry = self.entry
            if unit is owner:
                yield from self._open(unit)
            elif (
                unit.is_sentence() and entry and not entry.closed and entry.length() + len(unit.text) <= ABSTRACT_LIMIT
            ):
                entry.abstract.append(unit)
            elif self._can_open(unit):
                yield from self._open(unit)
            else:
                yield self._unread(unit, "a short line that is neither a title nor a known part of the page")

    # --- entries

    def _open(self, title: _Unit) -> Iterator[Item]:
        yield from self._close()
        self.entry = _Entry(title, self.listed, beside=title.beside)
        title.beside.fill(self.ahead)
        self.ahead = _Beside()

    def _close(self) -> Iterator[Item]:
        if self.entry:
            yield self._record(self.entry)
        self.entry = None

    def _record(self, entry: _Entry) -> Record:
        abstract = " ".join(unit.text for unit in entry.abstract)
        beside, units = entry.beside, (entry.title, *entry.abstract)
        return Record(
            source=self.source,
            line=entry.title.first,
            end=units[-1].last,
            lines=sum(len(unit.lines) for unit in units),
            title=entry.title.text,
            abstract=abstract,
            authors=beside.authors,
            year=beside.year,
            arxiv=beside.arxiv,
            url=beside.url,
            links=tuple(dict.fromkeys((*find_urls(abstract), *beside.links))),
            listed=entry.listed,
            extra={"published": beside.published} if beside.published else {},
        )

    # --- special lines

    def _is_title_after_all(self, line: Line) -> bool:
        """Say whether what looks like names is a title: `Segment Anything, Track Anything` with no title over it."""
        return line.kind is Kind.NAMES and not self.waiting and not line.text.lower().startswith(("author", "by "))

    def _special(self, line: Line) -> Furniture:
        if line.kind is Kind.DATE:
            return self._date(line)
        if line.kind in (Kind.LINK, Kind.ARXIV, Kind.COUNT):
            self._links(address(line.text) or line.text)
        if line.kind is Kind.NAMES:
            self._beside().authors = names(line.text)
        if self.entry and self.entry.abstract and not self.waiting and line.kind is not Kind.RULE:
            self.entry.closed = True
        return self._furniture(line, _WHAT[line.kind])

    def _beside(self) -> _Beside:
        """Return where a special line's news goes: to a title that waits for its abstract, else to the open entry."""
        if self.waiting:
            return self.waiting[-1].beside
        return self.entry.beside if self.entry else self.ahead

    def _links(self, text: str) -> None:
        if "/login" in text:
            return
        arxiv, beside = find_arxiv(text), self._beside()
        if arxiv and beside.arxiv and arxiv != beside.arxiv:
            beside = self.ahead
        if arxiv:
            beside.arxiv = beside.arxiv or arxiv
            beside.url = beside.url or (text if text.startswith("http") and "#" not in text else "")
        elif text.startswith("http") and (self.waiting or self.entry):
            beside.links.append(text)

    def _date(self, line: Line) -> Furniture:
        """Take a date: among an entry's own special lines it is the paper's, elsewhere the page's, from here on."""
        year, day = date(line.text)
        inside = self.before not in TEXTUAL and not self.waiting
        if year and inside and self.entry:
            self.entry.beside.year = year
            self.entry.beside.published = f"{year}-{day}"
        elif day:
            given = self.given[:4]
            self.listed = f"{year}-{day}" if year else f"{given}-{day}" if given else f"--{day}"
        return self._furniture(line, "date")

    # --- items

    def _furniture(self, line: Line, what: str) -> Furniture:
        return Furniture(self.source, line.number, line.raw.strip(), what)

    def _unread(self, unit: _Unit, reason: str) -> Unread:
        return Unread(self.source, unit.first, unit.last, "\n".join(line.raw for line in unit.lines), reason)


_WHAT = {
    Kind.PAGE: "page",
    Kind.RULE: "rule",
    Kind.LINK: "link",
    Kind.ARXIV: "arxiv number",
    Kind.COUNT: "count",
    Kind.NAMES: "names",
    Kind.DATE: "date",
}
