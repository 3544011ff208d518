"""Pages of search results that name their fields by classes: what the classes of each site are, and how its entries are read."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from litcli.read import markup, people
from litcli.read.addresses import doi_in, real
from litcli.read.arxiv_mail import year_of
from litcli.read.citation import cited
from litcli.read.entry import Entry
from litcli.read.ledger import Ledger
from litcli.read.page import date
from litcli.read.scholar import byline
from litcli.records import Item
from litcli.text import clean
from litcli.text.identifiers import find_arxiv

_SCHOLAR_MARK = re.compile(r"^(?:\[[A-Z]{1,9}\]\s*)+")
_SUBMITTED = re.compile(r"\d{1,2} [A-Z][a-z]{2,8},? \d{4}")
"""`Mon, 11 Mar 2024`, `8 March, 2024`"""
_ARXIV_LINK = re.compile(r"/abs/([\w.-]+(?:/\d{7})?)")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_DEEPEST = 100
"""Elements inside one another that are told apart; no page of results has more than a dozen."""


class Site(NamedTuple):
    """How one site writes its results."""

    entry: re.Pattern[str]
    """What the start tag of an entry has: its name, a space and its classes."""
    fields: Mapping[str, str]
    """The field for each class, or `itemprop` behind an @; an empty one is no part of the field around it."""
    finish: Callable[[Entry, "Found"], None]
    """Adds to an entry what its texts say."""
    needs: str = ""
    """A field without which it is no paper."""
    many: str = ""
    """A field that comes once for each of its values."""


class Found(NamedTuple):
    """What was found of an entry: texts by field, the addresses it links to, the heading above it."""

    texts: Mapping[str, str]
    addresses: tuple[str, ...]
    heading: str


def _pubmed(entry: Entry, found: Found) -> None:
    entry.values["title"] = [title.removesuffix(".") for title in entry.values.get("title", ())]
    for name in found.texts.get("authors", "").rstrip(". ").split(","):
        if "[" not in name:
            entry.add("author", name)
    for name, value in cited(found.texts.get("citation", "")).items():
        entry.add(name, value)
    entry.add("pmid", found.texts.get("pmid", ""))
    if pmid := entry.first("pmid"):
        entry.add("url", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")


def _scholar(entry: Entry, found: Found) -> None:
    entry.values["title"] = [_SCHOLAR_MARK.sub("", title) for title in entry.values.get("title", ())]
    byline(entry, found.texts.get("byline", ""))
    address = next((real(address) for address in found.addresses if address.startswith("http")), "")
    entry.add("url", address)
    entry.add("doi", doi_in(address))
    entry.add("arxiv", find_arxiv(address))


def _arxiv(entry: Entry, found: Found) -> None:
    for name in people.natural(found.texts.get("authors", "").removeprefix("Authors:")):
        entry.add("author", name)
    number = next((match[1] for address in found.addresses if (match := _ARXIV_LINK.search(address))), "")
    entry.add("arxiv", number)
    if entry.first("arxiv"):
        entry.add("url", f"https://arxiv.org/abs/{number}")
    entry.add("doi", next(filter(None, map(doi_in, found.addresses)), ""))
    for name in ("comments", "categories"):
        entry.add(name, found.texts.get(name, ""))
    entry.add("year", year_of(number))
    said = _SUBMITTED.search(found.texts.get("submitted", "") or found.heading)
    year, day = date(said[0]) if said else (None, "")
    if year and day:
        entry.add("published" if "submitted" in found.texts else "listed", f"{year}-{day}")


def _pmlr(entry: Entry, found: Found) -> None:
    for name in people.natural(found.texts.get("authors", "")):
        entry.add("author", name)
    if said := _PMLR.fullmatch(found.texts.get("citation", "")):
        for name, value in said.groupdict(default="").items():
            entry.add(name, value)
    if year := _YEAR.search(found.heading):
        entry.add("year", year[0])
    entry.add("url", next((address for address in found.addresses if address.endswith(".html")), ""))


def _cvf(entry: Entry, found: Found) -> None:
    for name in found.texts.get("authors", "").split(_BETWEEN):
        entry.add("author", name.strip(" ,"))
    for said in _BIBTEX.finditer(found.texts.get("bibtex", "")):
        entry.add({"booktitle": "venue"}.get(said[1], said[1]), said[2])
    page = next((address for address in found.addresses if address.endswith(".html")), "")
    entry.add("url", _on("https://openaccess.thecvf.com", page))


def _dblp(entry: Entry, found: Found) -> None:
    entry.values["title"] = [title.removesuffix(".") for title in entry.values.get("title", ())]
    for name in found.texts.get("authors", "").split(_BETWEEN):
        # A number tells persons of one name apart: `Wei Wang 0001`.
        entry.add("author", _HOMONYM.sub("", name.strip()))
    for name in ("year", "volume", "number", "pages"):
        entry.add(name, found.texts.get(name, ""))
    entry.add("doi", next(filter(None, map(doi_in, found.addresses)), ""))
    entry.add("arxiv", next(filter(None, map(find_arxiv, found.addresses)), ""))


def _sciencedirect(entry: Entry, found: Found) -> None:
    for name in people.natural(found.texts.get("authors", "")):
        entry.add("author", name.strip("… ."))
    source = found.texts.get("source", "")
    if year := _YEAR.search(source):
        entry.add("year", year[0])
    page = next((address for address in found.addresses if "/science/article/" in address), "")
    entry.add("url", _on("https://www.sciencedirect.com", page))


def _on(host: str, address: str) -> str:
    """Return a whole address for one that a page gives without its host."""
    return host + address if address.startswith("/") else address


_PMLR = re.compile(r"(?P<venue>.+?),? PMLR (?P<volume>\d+)(?::(?P<pages>\d+\s*[-–]\s*\d+))?.*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BIBTEX = re.compile(r"\b(booktitle|year|pages)\s*=\s*\{([^{}]*)\}")
_HOMONYM = re.compile(r" \d{4}$")
_BETWEEN = ";"
"""Stands between the values of a field that comes many times."""
_DESCRIPTOR = {"descriptor": "", "has-text-weight-semibold": "", "a.is-size-7": ""}
"""What stands before a text, `Title:`, and the button behind one that is folded."""
_SITES = {
    re.compile(r"""class=["']?[^"'>]{0,300}\bdocsum-title\b"""): Site(
        re.compile(r"article .*\bfull-docsum\b"),
        {
            "docsum-title": "title",
            "full-authors": "authors",
            "full-journal-citation": "citation",
            "docsum-pmid": "pmid",
            "full-view-snippet": "abstract",
        },
        _pubmed,
    ),
    re.compile(r"""class=["']?[^"'>]{0,300}\bgs_rt\b"""): Site(
        re.compile(r"div .*\bgs_r(?:i)?\b"),
        {"gs_rt": "title", "gs_a": "byline", "gs_rs": "abstract"},
        _scholar,
        "byline",
    ),
    re.compile(r"""class=["']?[^"'>]{0,300}\barxiv-result\b"""): Site(
        re.compile(r"li .*\barxiv-result\b"),
        {
            "title": "title",
            "authors": "authors",
            "abstract-full": "abstract",
            "p.comments": "comments",
            "p.is-size-7": "submitted",
            **_DESCRIPTOR,
        },
        _arxiv,
    ),
    re.compile(r"""class=["']?(?:[^"'>]{0,300}\s)?list-title(?![\w-])"""): Site(
        re.compile(r"dt\b"),
        {
            "list-title": "title",
            "list-authors": "authors",
            "list-comments": "comments",
            "list-subjects": "categories",
            "list-journal-ref": "venue",
            "mathjax": "abstract",
            **_DESCRIPTOR,
        },
        _arxiv,
    ),
    re.compile(r"""class=["']?authors\b[^<>]{0,300}>[^<>]{0,5000}</span>\s{0,9};"""): Site(
        re.compile(r"div (?:.* )?paper\b"),
        {"title": "title", "authors": "authors", "info": "citation"},
        _pmlr,
        "authors",
    ),
    re.compile(r"""class=["']?ptitle\b"""): Site(
        re.compile(r"dt (?:.* )?ptitle\b"),
        {"ptitle": "title", "authsearch": "authors", "bibref": "bibtex"},
        _cvf,
        "authors",
        many="authors",
    ),
    re.compile(r"""<li\s+class=["']?entry\s[^"'>]{0,300}["']\s+id=["']?\w+/"""): Site(
        re.compile(r"li (?:.* )?entry\b"),
        {
            "title": "title",
            "@author": "authors",
            "@isPartOf": "venue",
            "@datePublished": "year",
            "@volumeNumber": "volume",
            "@issueNumber": "number",
            "@pagination": "pages",
        },
        _dblp,
        many="authors",
    ),
    re.compile(r"""class=["']?[^"'>]{0,300}\b(?:result-list-title-link|article-content-title)\b"""): Site(
        re.compile(r"li (?:.* )?(?:ResultItem|js-article-list-item)\b"),
        {
            "result-list-title-link": "title",
            "article-content-title": "title",
            "subtype-srctitle-link": "venue",
            "srctitle-date-fields": "source",
            "Authors": "authors",
            "js-article__item__authors": "authors",
        },
        _sciencedirect,
        "authors",
    ),
}
"""The sites by what their pages have; the surest first."""


def site_of(text: str) -> Site | None:
    """Return the site that a page is of, or None."""
    return next((site for mark, site in _SITES.items() if mark.search(text)), None)


def entries(site: Site, text: markup.Text, ledger: Ledger) -> Iterator[Item]:
    """Yield the entries of a page of results; one that the page ends inside is unread."""
    for draft in _drafts(site, text.text):
        if draft.texts.get("title") and (site.needs in draft.texts or not site.needs):
            entry = Entry(text.line(draft.start), text.line(max(draft.start, draft.end - 1)), 0)
            found = draft.found()
            for name in ("title", "abstract", "venue"):
                entry.add(name, found.texts.get(name, ""))
            site.finish(entry, found)
            yield from ledger.entry(entry, "the page ends inside this entry" if draft.open else "")


@dataclass(slots=True)
class _Draft:
    """An entry while its tags and texts come."""

    start: int
    end: int
    heading: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    """The elements that are open inside a field: each with the field that it holds, the outermost first."""

    def take(self, token: markup.Tag | markup.Words, site: Site) -> None:
        if isinstance(token, markup.Words):
            if self.open and self.open[-1][1]:
                self.texts.setdefault(self.open[-1][1], []).append(token)
        elif token.closes:
            self._close(token)
        else:
            if token.name == "a" and "href" in token.attributes:
                self.addresses.append(token.attributes["href"])
            if token.name in ("br", "p") and self.open:
                self.texts.setdefault(self.open[-1][1], []).append(" ")
            self._open(token, site)

    def _open(self, tag: markup.Tag, site: Site) -> None:
        classes = tag.attributes.get("class", "").split()
        keys = [key for one in classes for key in (f"{tag.name}.{one}", one)]
        keys += (f"@{one}" for one in tag.attributes.get("itemprop", "").split())
        name = next((site.fields[key] for key in keys if key in site.fields), None)
        if name and not self.open and name in self.texts:
            # The first of a kind: what follows is the same, shortened.
            if name != site.many:
                return
            self.texts[name].append(_BETWEEN)
        if tag.name not in _VOID and (self.open or name) and len(self.open) < _DEEPEST:
            self.open.append((tag.name, self.open[-1][1] if name is None and self.open else name or ""))

    def _close(self, tag: markup.Tag) -> None:
        names = [name for name, _ in self.open]
        if tag.name in names:
            # An element inside it may have lost its end.
            del self.open[len(names) - 1 - names[::-1].index(tag.name) :]
            self.end = tag.end

    def found(self) -> Found:
        texts = {name: clean("".join(words)) for name, words in self.texts.items()}
        return Found(texts, tuple(self.addresses), self.heading)


def _drafts(site: Site, text: str) -> Iterator[_Draft]:
    draft: _Draft | None = None
    heading, in_heading = "", False
    for token in markup.tokens(text):
        if isinstance(token, markup.Tag) and token.name in ("h2", "h3") and not (draft and draft.open):
            in_heading = not token.closes
            heading = heading if token.closes else ""
        elif in_heading and isinstance(token, markup.Words):
            heading += token
        if isinstance(token, markup.Tag) and not token.closes and _begins(site, token):
            if draft:
                draft.open.clear()
                yield draft
            draft = _Draft(token.start, token.end, heading)
        if draft:
            draft.take(token, site)
    if draft:
        yield draft


def _begins(site: Site, tag: markup.Tag) -> bool:
    return bool(site.entry.match(f"{tag.name} {tag.attributes.get('class', '')}"))
