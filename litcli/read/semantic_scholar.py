"""Papers as Semantic Scholar's Graph API gives them: pages with `data`, a batch as an array, or JSON Lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litcli.read import json_fields
from litcli.read.entry import Entry
from litcli.read.json_fields import inside, objects, text
from litcli.read.json_head import first_object
from litcli.read.scan import marks
from litcli.records import Item

DESCRIPTION = "Semantic Scholar papers (answers of the Graph API, JSON Lines)"
starts = marks("paperId")
"""What every entry has: once, or again in the papers that it cites."""

_KEPT = ("corpusId", "publicationDate", "publicationTypes", "fieldsOfStudy", "citationCount")
_CITATION = ("citingPaper", "citedPaper")
"""Where an answer about citations has the paper."""


def is_paper(value: Mapping[str, Any]) -> bool:
    """Say whether an object is a paper of Semantic Scholar."""
    value = _paper(value)
    return "paperId" in value and bool({"title", "externalIds", "corpusId", "url", "abstract"} & value.keys())


def sniff(head: list[str]) -> bool:
    """Say whether the first object is such a paper."""
    return is_paper(first_object(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every paper."""
    return json_fields.papers(lines, source, day, _fill, is_paper)


def _paper(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((paper for name in _CITATION if isinstance(paper := value.get(name), dict)), value)


def _fill(entry: Entry, value: Mapping[str, Any]) -> None:
    value = _paper(value)
    entry.add("title", text(value.get("title")))
    entry.add("abstract", text(value.get("abstract")))
    for author in objects(value.get("authors")):
        entry.add("author", text(author.get("name")))
    entry.add("year", text(value.get("year")) or text(value.get("publicationDate")))
    venues = (value.get("venue"), inside(value, "publicationVenue", "name"), inside(value, "journal", "name"))
    entry.add("venue", next(filter(None, map(text, venues)), ""))
    volume = text(inside(value, "journal", "volume"))
    # Of a preprint it says `abs/2401.00001`.
    entry.add("volume", "" if volume.startswith("abs/") else volume)
    entry.add("pages", text(inside(value, "journal", "pages")))
    entry.add("doi", text(inside(value, "externalIds", "DOI")))
    entry.add("pmid", text(inside(value, "externalIds", "PubMed")))
    if number := text(inside(value, "externalIds", "ArXiv")):
        entry.add("arxiv", f"arXiv:{number}")
    entry.add("key", text(value.get("paperId")))
    entry.add("url", text(value.get("url")))
    json_fields.keep(entry, value, _KEPT)
