"""What the elements of a feed's entry mean: the table of their names, and the habits of arXiv, PubMed and publishers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from litcli.read import mail
from litcli.read.addresses import doi_in
from litcli.read.arxiv_mail import year_of
from litcli.read.entry import NAMES, Entry
from litcli.read.jats import unmarked
from litcli.read.people import natural, semicolons
from litcli.text import clean
from litcli.text.identifiers import find_arxiv, find_doi

_FIELDS = {
    "title": "title",
    "dc:title": "title",
    "arxiv:doi": "doi",
    "arxiv:DOI": "doi",
    "prism:doi": "doi",
    "arxiv:journal_ref": "venue",
    "arxiv:journal_reference": "venue",
    "prism:publicationName": "venue",
    "dc:source": "venue",
    "prism:volume": "volume",
    "prism:number": "number",
    "prism:startingPage": "first_page",
    "prism:endingPage": "last_page",
    "prism:pageRange": "pages",
}
_TEXTS = frozenset("summary description content content:encoded dc:description dcterms:abstract".split())
_DATES = "published prism:publicationDate prism:coverDate dcterms:issued dc:date pubDate updated".split()
"""Where the year is looked for, in this order."""
_PEOPLE = frozenset("author dc:creator dc:contributor".split())

_LABEL = re.compile(r"(?:^|(?<=\s))(?:ABSTRACT\b:?|Abstract:)\s?")
_BEFORE_LABEL = 300
"""Characters in which the word "abstract" is looked for: more than arXiv's and PubMed's first line has."""
_PUBMED_TAIL = re.compile(r"PMID:\s?(?P<pmid>\d{1,9})(?: \| .*)?$")
_PUBMED = re.compile(r"(?:pubmed|pmid):\s?(\d{1,9})")
_NUMBERED = re.compile(r"\.? ?\(arXiv:\S{1,40} \[[^\]]{1,40}\](?: UPDATED)?\)$")
_MAILBOX = re.compile(r"\S{1,200}@\S{1,200} ?\((.*)\)")
# What `jats` leaves alone: a page's markup, not a text's.
_MORE = re.compile(
    r"</?(?:h[1-6]|img|hr|table|tbody|tr|td|th|figure|figcaption|section|article|blockquote|pre|code|font|center)"
    r"(?:\s[^<>]*+)?/?>",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AUTHORS = "Author(s):"


@dataclass(slots=True)
class Element:
    """One element of an entry."""

    name: str
    """With its prefix."""
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)
    children: "list[Element]" = field(default_factory=list)
    """What a person is made of."""

    def text(self) -> str:
        """Return its text, and that of what stands inside it."""
        return clean("".join(self.texts))

    def plain(self, as_html: bool) -> str:
        """Return its text, without markup where it is said to be HTML."""
        if not as_html or self.attributes.get("type") == "xhtml":
            return self.text()
        return clean(_plain_text("".join(self.texts)))


def _plain_text(text: str) -> str:
    return unmarked(_MORE.sub(" ", text) if "<" in text else text)


def fill(entry: Entry, elements: Sequence[Element], rss: bool) -> None:
    """Add what the elements say to an entry of RSS or of Atom."""
    announced = any(element.name == "arxiv:announce_type" for element in elements)
    texts = []
    for element in elements:
        # Atom says what is HTML; in RSS everything is, but not what arXiv writes: `a<b and c>d` is mathematics.
        text = element.plain((rss and not announced) or element.attributes.get("type") in ("html", "text/html"))
        if element.name in _TEXTS:
            texts.append(text)
        elif element.name == "link":
            _link(entry, element)
        elif element.name == "category":
            entry.add("category", element.attributes.get("term", "") or text)
        elif element.name not in _PEOPLE:
            _plain(entry, element.name, text)
    _abstract(entry, texts)
    for person in _people([element for element in elements if element.name in _PEOPLE], announced):
        _once(entry, "author", person)
    _numbers(entry)
    _dates(entry, announced, rss)


def _once(entry: Entry, name: str, value: str) -> None:
    if value not in entry.values.get(name, ()):
        entry.add(name, value)


def _plain(entry: Entry, name: str, text: str) -> None:
    """Add what is no more than a text."""
    if name in _FIELDS:
        _once(entry, _FIELDS[name], _NUMBERED.sub("", text) if name == "title" else text)
    elif found := _PUBMED.fullmatch(text):
        _once(entry, "pmid", found[1])
    elif name in ("dc:identifier", "guid", "id") and (doi := find_doi(text)):
        _once(entry, "doi", doi)
    elif name in ("guid", "id"):
        _once(entry, "key", text)
    else:
        _once(entry, f"feed's {name}" if name in NAMES else name, text)


def _link(entry: Entry, element: Element) -> None:
    """Add an address: of the entry itself, of a DOI, or of something else, which litcli has no need of but keeps."""
    address = element.attributes.get("href", "") or "".join(element.texts).strip().replace("&amp;", "&")
    relation = element.attributes.get("rel", "alternate")
    if relation == "alternate":
        _once(entry, "url", address)
    elif element.attributes.get("title") == "doi":
        _once(entry, "doi", find_doi(address))
    else:
        _once(entry, element.attributes.get("title") or relation, address)


def _abstract(entry: Entry, texts: Sequence[str]) -> None:
    """Add the text that is marked as the abstract, or else the longest, without what stands around it."""
    labelled = [(text, label) for text in texts if (label := _LABEL.search(text[:_BEFORE_LABEL]))]
    text, label = labelled[0] if labelled else (max(texts, key=len, default=""), None)
    if label:
        entry.add("before the abstract", text[: label.start()])
        text = text[label.end() :]
    if tail := _PUBMED_TAIL.search(text, max(0, len(text) - 200)):
        _once(entry, "pmid", tail["pmid"])
        text = text[: tail.start()]
    if text.startswith("Publication date:") and _AUTHORS in text:
        # ScienceDirect's feeds have this instead of an abstract.
        entry.add("description", text)
        before, _, people = text.partition(_AUTHORS)
        published, _, venue = before.partition("Source:")
        entry.add("year", published)
        entry.add("venue", venue.partition(", Volume")[0])
        for person in natural(people):
            entry.add("author", person)
    else:
        entry.add("abstract", text)


def _people(elements: Sequence[Element], announced: bool) -> Iterable[str]:
    """Return the names, whether each has its own element or all stand in one."""
    parts = [part for element in elements for part in element.children if part.name == "name"]
    if parts:
        return [part.text() for part in parts]
    found = [_plain_text(element.text()) for element in elements if not element.children]
    found = [box[1] if (box := _MAILBOX.fullmatch(text)) else text for text in found]
    if len(found) != 1:
        return found
    several = semicolons(found[0]) if ";" in found[0] else natural(found[0])
    # `Ash, Karin` is one person; `Karin Ash, Lars Birch` are two.
    return several if announced or all(" " in name for name in several) else found


def _numbers(entry: Entry) -> None:
    """Find arXiv's number, which is the key then, and the DOI, if only an address has it."""
    keys = [key.replace("oai:arXiv.org:", "arXiv:") for key in entry.values.get("key", ())]
    found = [number for text in (*entry.values.get("url", ()), *keys) if (number := find_arxiv(text))]
    if found:
        entry.values["key"] = []
        entry.add("key", found[0])
        entry.add("arxiv", found[0])
        if "url" not in entry.values:
            entry.add("url", f"https://arxiv.org/abs/{found[0]}")
    elif keys and keys[0].startswith("http") and "url" not in entry.values:
        entry.add("url", keys[0])
    if "doi" not in entry.values:
        entry.add("doi", next(filter(None, map(doi_in, entry.values.get("url", ()))), ""))


def _dates(entry: Entry, announced: bool, rss: bool) -> None:
    """Take the year from the best of the dates, and the day on which a feed of news lists the entry."""
    dates = [text for name in _DATES for text in entry.values.get(name, ())]
    if announced or not dates:
        # A replacement is announced years after the paper.
        entry.add("year", year_of(entry.first("arxiv")))
    for text in dates:
        entry.add("year", text)
    if dates and (announced or rss):
        text = entry.first("pubDate") or dates[0]
        found = _DAY.match(text)
        entry.add("listed", found[0] if found else mail.day(text))
