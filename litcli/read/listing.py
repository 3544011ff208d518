"""A saved listing page of papers (Hugging Face Papers and its like) as records.

Lines become units (texts that a hard wrap may have broken), units become entries. What a unit is follows from the unit and
its neighbours: a long text is an abstract, the title-like short text before it is its title, and short texts wait until it
is known what comes after them. So damage stays with its entry: nothing counts lines.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from litcli.read import wrap
from litcli.read.addresses import doi_in
from litcli.read.classified import classified
from litcli.read.makes import Make, make_of
from litcli.read.page import TEXTUAL, Kind, Line, address, date, names, unlinked
from litcli.read.unit import Beside, Entry, Unit
from litcli.records import Furniture, Item, Unread
from litcli.text.identifiers import find_arxiv

DESCRIPTION = "a listing page saved as text or Markdown (Hugging Face Papers and its like)"
starts = None
"""Entries have no mark."""

ABSTRACT_LIMIT = 1_920
"""Characters that paragraphs without a title between them may add up to: so many arXiv takes for an abstract
(https://info.arxiv.org/help/prep.html). What goes beyond has lost its title."""
STRAY = "a short line that is neither a title nor a known part of the page"
"""What is said of a line that nothing is known about."""
TEXT_LIMIT = 100_000
"""Characters from which a line is no abstract at all."""
_RUN_LIMIT = 100_000
"""Lines in a run of short lines, after which it is looked at in pieces, whatever stands there."""
_WAITING_LIMIT = 50
"""Short texts that wait for an abstract; a page of nothing but titles has no more patience."""
_HEAD_LIMIT = 80
"""Lines that show of what make a page is."""
_ABSTRACT = 120
"""Characters from which a sentence that waits is an abstract, and no line of the page's head."""
_DATA = re.compile(r"\b10\.(?:5281/zenodo|6084/m9\.figshare|5061/dryad|7910/dvn|17632|17605/osf)", re.IGNORECASE)
"""DOIs of data sets, which many papers name."""
_LABELLED_NAMES = re.compile(r"(?:authors?:|by\s)", re.IGNORECASE)


def sniff(_: list[str]) -> bool:
    """Say yes: whatever no other format claims is read as a page."""
    return True


def read(lines: Iterable[str], source: str, day: str = "", *, with_names: bool = False) -> Iterator[Item]:
    """Yield what each line of a page is, in the order of the page.

    `day` is a year (`2024`) or a day (`2024-03-14`): it gives what the page's own date lacks. `with_names` says that authors may
    stand under a title; else one or two names there are taken for a title until the page has shown some that are surely names.
    """
    lines = iter(lines)
    head = list(islice(lines, _HEAD_LIMIT))
    make = make_of(head)
    page = _Page(source, day, with_names, make)
    run: list[Line] = []
    ready: list[Item] = []
    for line in classified(head, lines, make):
        if _ends_run(run, line):
            ready += page.run(run)
            run = []
            yield from _before(ready, page.open_since(line.number))
        if line.kind is not Kind.BLANK:
            run.append(line)
    ready += [*page.run(run), *page.finish()]
    yield from sorted(ready, key=lambda item: item.line)


def _before(ready: list[Item], line: int) -> Iterator[Item]:
    """Take out and yield, in order, the items that stand before a line; what follows may still get a neighbour."""
    if not ready or min(item.line for item in ready) >= line:
        return
    done = sorted((item for item in ready if item.line < line), key=lambda item: item.line)
    ready[:] = [item for item in ready if item.line >= line]
    yield from done


def _ends_run(run: list[Line], line: Line) -> bool:
    """Say whether a line begins anew: a blank line, a long line or a heading ends what may be one text."""
    if not run:
        return False
    return line.kind in (Kind.BLANK, Kind.PROSE, Kind.HEADING) or run[-1].kind is Kind.PROSE or len(run) >= _RUN_LIMIT


class _Page:
    """The state of the page as its runs of lines come in."""

    def __init__(self, source: str, day: str, with_names: bool, make: Make) -> None:
        self.source = source
        self.make = make
        self.with_names = with_names
        self.given = day
        self.listed = day if len(day) == 10 else ""
        self.entry: Entry | None = None
        self.waiting: list[Unit] = []
        """Short texts of which it is not yet known what they are."""
        self.ahead = Beside()
        """What stood before the title that it belongs to."""
        self.lost = False
        """Whether the last abstract had no title: what follows it is nobody's."""
        self.before = Kind.BLANK
        """The kind of the line before."""
        self.abstracts = 0
        """Long texts that have found their title."""
        self.apart = 0
        """Runs that began after a blank line, less those that did not."""
        self.held: list[Entry] = []
        """Headings with no abstract, of which it is not yet known whether they are titles."""
        self.title_level = 0
        """The level of the headings that titles are, once one had an abstract; 0 where titles are no headings."""
        self.numbers_ahead: bool | None = None
        """Whether this page prints arXiv numbers before their titles; None until the first is seen."""

    def open_since(self, line: int) -> int:
        """Return the first line of what is not settled yet, or this one."""
        opened = [*self.held[:1], *([self.entry] if self.entry else [])]
        return min([line, *(entry.title.first for entry in opened), *(unit.first for unit in self.waiting[:1])])

    def run(self, run: list[Line]) -> Iterator[Item]:
        """Take a run of lines with no blank line in it."""
        if run:
            self.apart += 1 if run[0].blank_before else -1
        for lines in wrap.units(run, self.apart > 2):
            kind = lines[0].kind
            if kind in TEXTUAL or (kind is Kind.NAMES and not _LABELLED_NAMES.match(lines[0].text)):
                text, link = unlinked(wrap.joined(lines))
                yield from self._text(Unit(lines, text, lines[0].level if kind is Kind.HEADING else 0), link)
            else:
                for line in lines:
                    yield from self._special(line)
            self.before = lines[-1].kind

    def finish(self) -> Iterator[Item]:
        """Settle what the end of the page leaves open."""
        if len(self.waiting) > 1 and self.abstracts and self.waiting[-2].is_title():
            # The page ends behind a title and one more text: that is the beginning of its abstract.
            last = self.waiting.pop()
            yield from self._settle(None)
            if self.entry and not self.entry.abstract:
                self.entry.abstract.append(last)
            else:
                self.waiting.append(last)
        yield from self._settle(None)
        yield from self._close()
        yield from self._release()

    # --- texts

    def _text(self, unit: Unit, link: str) -> Iterator[Item]:
        if len(unit.text) > TEXT_LIMIT:
            yield self._unread(unit, f"a line of {len(unit.text):,} characters is no title and no abstract")
        elif unit.heading:
            yield from self._settle(None)
            yield from self._open(unit)
        elif unit.is_prose():
            yield from self._prose(unit)
        else:
            self.waiting.append(unit)
            if len(self.waiting) > _WAITING_LIMIT:
                last = self.waiting.pop()
                yield from self._settle(None)
                self.waiting.append(last)
        if link:
            yield from self._links(link)

    def _prose(self, unit: Unit) -> Iterator[Item]:
        yield from self._settle(self._owner(), before_text=True)
        if self.entry and self.entry.takes(unit, ABSTRACT_LIMIT):
            self.entry.abstract.append(unit)
            self.abstracts += 1
            if not self.title_level and self.entry.title.heading:
                self.title_level = self.entry.title.heading
                yield from self._release()
        else:
            yield from self._close()
            self.lost = True
            yield self._unread(unit, "an abstract with no title before it")

    def _owner(self) -> Unit | None:
        """Return the waiting text that the abstract which has just come belongs to.

        The nearest text is its title if it can be one, however short: taking a stray line for a title harms one entry, passing a
        title over would harm the next one too.
        """
        candidates = [unit for unit in self.waiting if not self._is_paragraph(unit)]
        open_title = self.entry is not None and not self.entry.abstract and not self.entry.closed
        if self.title_level or not candidates:
            return None
        plain = [unit for unit in candidates if not unit.is_names()]
        titles = [unit for unit in plain if unit.is_title() or (unit is plain[-1] and unit.is_name())]
        if self.with_names and titles and titles[-1].may_be_names() and (titles[:-1] or open_title):
            return titles[-2] if titles[:-1] else None
        if titles:
            return titles[-1]
        return None if open_title else candidates[-1]

    def _is_paragraph(self, unit: Unit) -> bool:
        """Say whether a waiting text is a short paragraph of an abstract: a sentence, where one may stand."""
        if not unit.is_sentence() or (len(self.waiting) == 1 and len(unit.text) < 120):
            return False
        return self.waiting[0] is not unit or (self.entry is not None and not self.entry.closed)

    def _settle(self, owner: Unit | None, *, before_text: bool = False) -> Iterator[Item]:
        """Decide what the waiting texts are, now that what follows them is known; `owner` opens the next entry."""
        waiting, self.waiting = self.waiting, []
        for unit, following in zip(waiting, [*waiting[1:], None], strict=False):
            if unit is owner:
                yield from self._open(unit)
            elif self.entry and self._are_its_names(self.entry, unit, following, before_text):
                self.entry.beside.fill(self._said(unit.text))
                self.entry.beside.fill(unit.beside)
                yield from (self._furniture(line, "names") for line in unit.lines)
            elif unit.is_sentence() and self.entry and self.entry.takes(unit, ABSTRACT_LIMIT):
                self.entry.abstract.append(unit)
            elif (
                unit.is_title() or self._is_another(unit) or (following and self.make.byline.fullmatch(following.text))
            ) and not self.title_level:
                if owner:
                    yield from self._give_back()
                yield from self._open(unit)
            else:
                if self.entry:
                    self.entry.beside.fill(unit.beside)
                yield self._unread(unit, STRAY)

    def _is_another(self, unit: Unit) -> bool:
        """Say whether a text too short for a title is one all the same: it has its identifier, and the open entry has another."""
        other = self.entry.beside if self.entry else Beside()
        numbered = bool(unit.beside.doi or unit.beside.arxiv) and bool(other.doi or other.arxiv)
        return numbered and unit.lines[0].blank_before and " " in unit.text and unit.is_name()

    def _are_its_names(self, entry: Entry, unit: Unit, following: Unit | None, before_text: bool) -> bool:
        """Say whether a text is the authors of the open entry: one or two names only between its title and its abstract."""
        if unit.is_names():
            self.with_names |= not entry.abstract
            return entry.takes_names(following)
        text_follows = following.is_sentence() if following else before_text
        beside = text_follows and not entry.abstract and not entry.beside.authors
        return self.with_names and beside and unit.may_be_names()

    def _give_back(self) -> Iterator[Item]:
        """Before a title with no abstract: the long text before it is not the second of the entry before, it is its own.

        Which of two titles it belongs to cannot be told, so it is unread.
        """
        if self.entry and not self.entry.closed and len(self.entry.abstract) > 1 and self.entry.abstract[-1].is_prose():
            yield self._unread(self.entry.abstract.pop(), "an abstract that stands before a title, not behind one")

    # --- entries

    def _open(self, title: Unit) -> Iterator[Item]:
        yield from self._close(title.heading)
        self.entry, self.lost = Entry(title, self.listed), False
        title.beside.fill(self.ahead)
        self.ahead = Beside()

    def _close(self, next_level: int = 0) -> Iterator[Item]:
        """End the open entry; a heading over deeper headings, with no abstract, is a section's and no paper's."""
        entry, self.entry = self.entry, None
        if entry is None:
            return
        if entry.title.heading and not entry.abstract:
            self.held.append(entry)
            if self.title_level or next_level > entry.title.heading:
                yield from self._release(next_level)
        else:
            yield entry.record(self.source)

    def _release(self, next_level: int = 0) -> Iterator[Item]:
        """Settle what headings without abstracts are: a section's where titles are deeper, a paper's elsewhere."""
        held, self.held = self.held, []
        for entry in held:
            if entry.title.heading < max(self.title_level, next_level):
                yield from (self._furniture(line, "heading") for line in entry.title.lines)
            else:
                yield entry.record(self.source)

    # --- special lines

    def _special(self, line: Line) -> Iterator[Item]:
        if line.kind is Kind.DATE:
            self._date(line)
        elif line.kind in (Kind.LINK, Kind.ARXIV, Kind.COUNT):
            yield from self._links(address(line.text) or line.text)
        elif line.kind is Kind.NAMES:
            self._beside().fill(self._said(line.text))
            self.with_names = True
        if self.entry and self.entry.abstract and not self.waiting and line.kind not in (Kind.RULE, Kind.NAMES):
            self.entry.closed = True
        yield self._furniture(line, _WHAT[line.kind])

    def _said(self, text: str) -> Beside:
        """Return what a line of names says."""
        if by := self.make.byline.fullmatch(text):
            found = (name.strip() for name in by["names"].replace("…", "").split(","))
            return Beside(authors=tuple(filter(None, found)), venue=by["venue"] or "", year=int(by["year"]))
        return Beside(authors=names(text))

    def _beside(self) -> Beside:
        """Return where a special line's news goes: to a title that waits for its abstract, else to the open entry."""
        if self.waiting:
            return self.waiting[-1].beside
        if self.entry:
            return self.entry.beside
        return Beside() if self.lost else self.ahead

    def _links(self, text: str) -> Iterator[Item]:
        """Take a web address or an arXiv number."""
        arxiv = "" if "/login" in text else find_arxiv(text)
        if not arxiv:
            yield from self._other_link(text)
            return
        if self.numbers_ahead is None:
            self.numbers_ahead = self._stands_ahead(text)
        if self.numbers_ahead:
            yield from self._settle(None)
            self.ahead = Beside(arxiv=arxiv)
        beside = self.ahead if self.numbers_ahead else self._beside()
        if beside.arxiv and beside.arxiv != arxiv:
            beside = self.ahead
        beside.arxiv = beside.arxiv or arxiv
        beside.url = beside.url or (text if text.startswith("http") and "#" not in text else "")

    def _stands_ahead(self, number: str) -> bool:
        """Say whether the page's first number stands before its title: nothing is open, or it is counted off (`[1] arXiv:...`)."""
        if not self.waiting and self.entry is None:
            return True
        texts = any(unit.is_sentence() and len(unit.text) > _ABSTRACT for unit in self.waiting)
        return number.startswith("[") and not texts and not (self.entry and self.entry.abstract)

    def _other_link(self, text: str) -> Iterator[Item]:
        """Take a web address or a DOI; the first DOI shows whether this page prints them before their titles."""
        if "/login" in text:
            return
        doi = "" if _DATA.search(text) else doi_in(text)
        if doi and self.numbers_ahead is None:
            self.numbers_ahead = not self.waiting and self.entry is None
        if not (self.waiting or self.entry or (doi and self.numbers_ahead)):
            return
        if doi and self.numbers_ahead:
            yield from self._settle(None)
            self.ahead = Beside()
        beside = self.ahead if doi and self.numbers_ahead else self._beside()
        if doi and not beside.doi:
            beside.doi = doi
            beside.url = beside.url or (text if text.startswith("http") else f"https://doi.org/{doi}")
        elif text.startswith("http"):
            beside.links.append(text)

    def _date(self, line: Line) -> None:
        """Take a date: with its year among an entry's special lines it is the paper's, else the page's from here on."""
        year, day = date(line.text)
        day = day and f"{year or self.given[:4] or '-'}-{day}"
        among_special = self.before not in TEXTUAL and (self.entry is not None or self.lost)
        if year and (self.waiting or among_special):
            self._beside().fill(Beside(year=year, published=day))
        elif self.waiting:
            self._beside().fill(Beside(listed=day))
        elif day:
            self.listed = day

    # --- items

    def _furniture(self, line: Line, what: str) -> Furniture:
        return Furniture(self.source, line.number, line.raw.strip(), what)

    def _unread(self, unit: Unit, reason: str) -> Unread:
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
