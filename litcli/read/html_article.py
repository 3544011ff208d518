"""The one article that an HTML page is of, by the `meta` elements that publishers and arXiv put in it for indexes.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

import re

from litcli.read import markup
from litcli.read.entry import ABSTRACT, Entry
from litcli.read.jats import unmarked
from litcli.text import clean

_META = {
    "citation_title": "title",
    "citation_abstract": "abstract",
    "citation_author": "author",
    "citation_authors": "authors",
    "citation_journal_title": "venue",
    "citation_conference_title": "venue",
    "citation_volume": "volume",
    "citation_issue": "number",
    "citation_firstpage": "first_page",
    "citation_lastpage": "last_page",
    "citation_publication_date": "year",
    "citation_date": "year",
    "citation_year": "year",
    "citation_online_date": "year",
    "citation_doi": "doi",
    "citation_arxiv_id": "arxiv",
    "citation_pmid": "pmid",
    "citation_abstract_html_url": "url",
    "citation_public_url": "url",
}
_SECTIONS = frozenset("section div blockquote p article span".split())
_INLINE = frozenset("a abbr b em i small span strong sub sup".split())
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:abstract(?:-content|-text|-full|section)?|abs\d-content|summary-abstract)(?:[\s_]|$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^(?:abstract|summary)\s*[:.]?\s*", re.IGNORECASE)


def article(text: markup.Text) -> Entry | None:
    """Return the one article that a page's `meta` elements describe, or None."""
    tags = [
        (token, field)
        for token in markup.tokens(text.text)
        if isinstance(token, markup.Tag) and token.name == "meta"
        if (field := _META.get(token.attributes.get("name", token.attributes.get("property", "")).lower()))
    ]
    if not any(field == "title" for _, field in tags):
        return None
    start, end = tags[0][0].start, tags[-1][0].end
    entry = Entry(text.line(start), text.line(end - 1), 0)
    for tag, field in tags:
        value = tag.attributes.get("content", "")
        for one in value.split(";") if field == "authors" else [value]:
            _add(entry, "author" if field == "authors" else field, one)
    if not entry.first("abstract") and (found := _abstract(text.text)):
        entry.add("abstract", found[0])
        entry.end = max(entry.end, text.line(found[1]))
    return entry


def _abstract(text: str) -> tuple[str, int] | None:
    """Return the text of the first element that is called an abstract and has one in it, and where it ends."""
    name, depth, words = "", 0, list[str]()
    for token in markup.tokens(text):
        if isinstance(token, markup.Tag):
            if not depth and not token.closes and token.name in _SECTIONS and _CALLED.search(_called(token)):
                name, depth, words = token.name, 1, []
            elif depth and token.name == name:
                depth += -1 if token.closes else 1
                said = _BEFORE.sub("", clean("".join(words)))
                if not depth and len(said) >= ABSTRACT:
                    return said, token.start
            if depth and token.name not in _INLINE:
                words.append(" ")
        elif depth:
            words.append(token)
    return None


def _called(tag: markup.Tag) -> str:
    return f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')} {tag.attributes.get('role', '')}"


def _add(entry: Entry, field: str, value: str) -> None:
    # Pages say the same twice, in the manner of several indexes.
    if " ".join(value.split()) not in entry.values.get(field, ()) and (field == "author" or not entry.first(field)):
        entry.add(field, unmarked(value))
