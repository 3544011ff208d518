"""A page saved as HTML: of search results, of a list of papers, or of one article.

Three ways, the surest first. Publishers and arXiv describe an article in `meta` elements named `citation_...`
(`html_article`). Search pages name their fields by classes (`html_sites`). Any other page is read as the lines that a reader
sees, as a listing is (`html_lines`); there an entry must have an abstract or an identifier, since a page has many short texts
that look like titles.
"""

import re
from collections.abc import Iterable, Iterator

from litcli.read import markup
from litcli.read.ledger import Ledger
from litcli.records import Item

DESCRIPTION = "a page saved as HTML: search results, proceedings and other lists of papers, one article"
starts = None
"""Entries have no mark that all pages share."""

_HTML = re.compile(
    r"\s*<(?:!doctype html|html|head|body|meta|title|main|article|section|div|dl|ol|ul|table|h[1-6]|p)\b", re.IGNORECASE
)
_TAG = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,200}")
_ASIDE = re.compile(r"\ufeff?\s*(?:<\?xml[^<>]*>|<!--[^>]*-->)\s*")
"""What may stand before a page: an XML declaration, a comment of the browser that saved it."""


def sniff(head: list[str]) -> bool:
    """Say whether the first lines are an HTML page's: a tag at the beginning, and another."""
    first = next((line for line in head if not _ASIDE.fullmatch(line)), "")
    return bool(_HTML.match(first.lstrip("\ufeff"))) and sum(len(_TAG.findall(line)) for line in head) > 1


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; one that the page ends inside is unread."""
    ledger = Ledger(source, day)
    pieces = []
    for number, line in enumerate(lines, start=1):
        ledger.line(number, line, "markup")
        pieces.append((number, f"{line}\n"))
    yield from entries(markup.Text.of(pieces), ledger)
    yield from ledger.rest()


def entries(text: markup.Text, ledger: Ledger) -> Iterator[Item]:
    """Yield the entries of a page whose lines a ledger has."""
    from litcli.read import html_article, html_lines, html_sites, seen_lines

    article = html_article.article(text)
    if article:
        yield from ledger.entry(article)
    elif site := html_sites.site_of(text.text):
        yield from html_sites.entries(site, text, ledger)
    else:
        yield from seen_lines.told(list(html_lines.seen(text)), ledger)
