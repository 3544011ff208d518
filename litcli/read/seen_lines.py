"""The lines that a reader of a page or a mail sees, of whatever make, read as those of a listing are.

Such a page has many short texts that look like titles, so an entry must have an abstract or an identifier, or the authors of the
papers must stand under their titles, on a page that lists several so. What is left out for the want of all is told: its lines are
called so, and the user is told how many there are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from litcli.read import listing, pubmed_text
from litcli.read.entry import ABSTRACT
from litcli.read.ledger import LEFT_OUT, Ledger
from litcli.read.page import may_be_names, names, unlinked
from litcli.records import Furniture, Item, Record, Unread

TITLE_WORDS = 4
"""Words from which a linked text may be a title, and one that is left out is worth a word: menus have fewer."""
LISTED = 3
"""Titles with two authors or more under them from which a page is a list of papers, as a volume of proceedings is."""
_REFERENCES = 2
"""Lines that are whole references from which a page lists such."""
_LABEL = re.compile(r"(?:#{1,6} )?(?:abstract|summary|article abstract)\s*[:.]?", re.IGNORECASE)
_DOI = re.compile(r"(?:\bdoi\b\s*:?\s*|\bdoi\.org/|(?:^|[\s,;(]))(10\.\d{4,9}/[^\s|;]+)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:also|and|but|cf|compare|or|please|see)\b", re.IGNORECASE)
"""How a line begins that says something, about another paper if it has a DOI."""
_CITATION_LENGTH = 250
"""Characters up to which a line with a DOI in it says where a paper was published, and is no part of its text."""
_CHATTER = re.compile(
    r"\bunsubscribe\b|\byou(?:'re| are| have)? (?:been sent|receiv(?:ed?|ing)) this\b|\bmanage your (?:alerts|subscriptions?|preferences)\b"
    r"|\bview (?:this (?:e-?mail|message) )?in (?:your )?browser\b|\bprivacy policy\b|\bcookies?\b.{0,60}\b(?:accept|consent|policy)\b"
    r"|\bintended only for the\b|\bconfidential information\b|\boriginated from outside\b|\bdo not reply\b"
    r"|^keywords?\s*:|^#{1,6} \d{4}$|^(?:accession number|times cited|source|sent|to|cc|subject)\s*:",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"semanticscholar\.org/(?:paper|reader)/|openreview\.net/forum|pubmed\.ncbi\.nlm\.nih\.gov/\d|aclanthology\.org/\w+[.-]"
    r"|proceedings\.mlr\.press/v\d+/\w|/doi/(?:abs/|full/)?10\."
)
"""Addresses that are a paper's own."""
_CRUMBS = re.compile(r"[^·•]{1,40}(?:\s[·•]\s[^·•]{1,40}){2,}")
"""`1 March 2024 · Computer Science · NeurIPS`"""


class Seen(NamedTuple):
    """A line that a reader sees, and the lines of the source that it comes from."""

    text: str
    first: int
    last: int


def told(seen: Iterable[Seen], ledger: Ledger) -> Iterator[Item]:
    """Yield the entries among the lines of a page whose own lines a ledger has."""
    page = list(seen)
    filled = [line for line in page if line.text.strip()]
    if not pubmed_text.sniff([line.text for line in filled]):
        yield from _listed(page, ledger)
        return
    if 2 * len(filled) < len(page) + 2:
        # Of HTML every line has a blank one behind it, which parts nothing.
        page = filled
    for item in pubmed_text.read([unlinked(line.text)[0] for line in page], ledger.source, ledger.day):
        if not isinstance(item, Furniture):
            yield from placed(item, page, ledger)


def _listed(seen: Sequence[Seen], ledger: Ledger) -> Iterator[Item]:
    whole = _references(seen, ledger)
    page = [_as_listed(line._replace(text="") if i in whole else line) for i, line in enumerate(seen, start=1)]
    items = listing.read([line.text for line in page], ledger.source, ledger.day, with_names=True)
    found = [item for item in items if not isinstance(item, Furniture)]
    for item in sorted([*_papers(found), *whole.values()], key=lambda item: item.line):
        if isinstance(item, Furniture):
            yield from ledger.leave_out(page[item.line - 1].first, item.text)
        else:
            yield from placed(item, page, ledger)


def _references(seen: Sequence[Seen], ledger: Ledger) -> dict[int, Record]:
    """Return the lines that are whole references, by their number, where the page lists several."""
    read = {i: pubmed_text.reference(line.text, ledger.source, i, ledger.day) for i, line in enumerate(seen, start=1)}
    found = {i: record for i, record in read.items() if record}
    return found if len(found) >= _REFERENCES else {}


def _papers(items: list[Record | Unread]) -> Iterator[Item]:
    """Yield the items that are papers or unread, and as a line of the page what a person should know to be left out."""
    is_list = sum(_is_titled(item) and len(item.authors) > 1 for item in items if isinstance(item, Record)) >= LISTED
    for item in _with_single_authors(items) if is_list else items:
        if _counts(item) or (is_list and isinstance(item, Record) and item.authors and _is_titled(item)):
            yield item
        elif isinstance(item, Record) and (_is_titled(item) or (is_list and item.authors)):
            yield Furniture(item.source, item.line, item.title, LEFT_OUT)


def placed(item: Record | Unread, page: list[Seen], ledger: Ledger) -> Iterator[Item]:
    """Yield what stands before an item, then the item, with the lines of the source for those of the page."""
    first, last = page[item.line - 1].first, page[min(item.end, len(page)) - 1].last
    yield from ledger.before(first)
    own = ledger.own(last)
    if isinstance(item, Record):
        yield item._replace(line=first, end=last, lines=len(own))
    else:
        yield Unread(item.source, first, last, "\n".join(own), f"{item.reason}: {item.text[:200]}")
    yield from ledger.beside()


def _as_listed(line: Seen) -> Seen:
    """Return a line as a listing has it: what is no paper's blank, the DOI in it by itself."""
    if any((_CHATTER.search(line.text), _LABEL.fullmatch(line.text), _CRUMBS.fullmatch(line.text))):
        return line._replace(text="")
    if _SENTENCE.match(line.text) or len(line.text) > _CITATION_LENGTH or "](" in line.text:
        return line
    doi = _DOI.search(line.text)
    return line._replace(text=f"https://doi.org/{doi[1].rstrip('.,)')}") if doi else line


def _with_single_authors(items: list[Record | Unread]) -> Iterator[Record | Unread]:
    """Yield the items of a list, where what may be a name and stands under a title without authors is its author.

    What the page says more than once, `Main Conference Track`, is nobody.
    """
    times = Counter(_text(item) for item in items)
    taken = False
    for item, below in zip(items, [*items[1:], None], strict=True):
        if taken:
            taken = False
            continue
        if isinstance(item, Record) and not item.authors and _is_titled(item) and below and not _counts(below):
            text = _text(below)
            taken = may_be_names(text) and times[text] == 1 and not (isinstance(below, Record) and below.authors)
            if taken:
                item = item._replace(authors=names(text), end=below.end)
        yield item


def _text(item: Record | Unread) -> str:
    return item.title if isinstance(item, Record) else item.text


def _is_titled(item: Record) -> bool:
    return item.title.count(" ") >= TITLE_WORDS - 1


def _counts(item: Record | Unread) -> bool:
    """Say whether it is more than one of the short texts that every page has."""
    if isinstance(item, Unread):
        return item.reason != listing.STRAY
    return bool(len(item.abstract) >= ABSTRACT or item.doi or item.arxiv or any(map(_PAPER.search, item.links)))
