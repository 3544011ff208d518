"""Works as OpenAlex's web service and snapshot give them: pages of results, an array, or JSON Lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litcli.read import json_fields
from litcli.read.entry import Entry
from litcli.read.jats import unmarked
from litcli.read.json_fields import inside, objects, text
from litcli.read.json_head import first_object
from litcli.read.scan import marks
from litcli.records import Item
from litcli.text.identifiers import find_arxiv

DESCRIPTION = "OpenAlex works (pages of the web service, JSON Lines)"
starts = marks("authorships")
"""What every entry has once, unless the user asked for other fields."""

_OWN = {"abstract_inverted_index", "authorships", "primary_location", "cited_by_count", "publication_year", "biblio"}
"""Members that together only OpenAlex has."""
_KEPT = ("type", "language", "publication_date", "cited_by_count", "is_retracted")
"""Of what litcli has no field for, that which is about the paper and short."""


def is_paper(value: Mapping[str, Any]) -> bool:
    """Say whether an object is a work of OpenAlex: by its address, or by three members that only works have."""
    if "openalex.org/W" in text(value.get("id")):
        return True
    return len(_OWN & value.keys()) >= 3 and bool({"title", "display_name"} & value.keys())


def sniff(head: list[str]) -> bool:
    """Say whether the first object is a work."""
    return is_paper(first_object(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every work."""
    return json_fields.papers(lines, source, day, _fill, is_paper)


def _fill(entry: Entry, value: Mapping[str, Any]) -> None:
    entry.add("title", unmarked(text(value.get("title")) or text(value.get("display_name"))))
    entry.add("abstract", unmarked(_abstract(value.get("abstract_inverted_index")) or text(value.get("abstract"))))
    for authorship in objects(value.get("authorships")):
        name = text(inside(authorship, "author", "display_name"))
        entry.add("author", name or text(authorship.get("raw_author_name")))
    entry.add("year", text(value.get("publication_year")) or text(value.get("publication_date")))
    source = inside(value, "primary_location", "source", "display_name") or inside(value, "host_venue", "display_name")
    entry.add("venue", text(source))
    for name, field in (
        ("volume", "volume"),
        ("issue", "number"),
        ("first_page", "first_page"),
        ("last_page", "last_page"),
    ):
        entry.add(field, text(inside(value, "biblio", name)))
    entry.add("doi", text(value.get("doi")) or text(inside(value, "ids", "doi")))
    entry.add("pmid", _last_part(inside(value, "ids", "pmid")))
    entry.add("key", _last_part(inside(value, "ids", "openalex") or value.get("id")))
    entry.add("url", text(inside(value, "primary_location", "landing_page_url")))
    entry.add("arxiv", _arxiv(value))
    entry.add("keywords", "; ".join(text(word.get("display_name")) for word in objects(value.get("keywords"))))
    json_fields.keep(entry, value, _KEPT)


def _abstract(index: object) -> str:
    """Return the text of an inverted index, which says of each word at which places it stands."""
    if not isinstance(index, dict):
        return ""
    places = (
        (place, word) for word, at in index.items() if isinstance(at, list) for place in at if isinstance(place, int)
    )
    return " ".join(word for _, word in sorted(places))


def _last_part(address: object) -> str:
    """Return what identifies: `https://openalex.org/W1` gives `W1`."""
    return text(address).rstrip("/").rpartition("/")[2]


def _arxiv(value: Mapping[str, Any]) -> str:
    """Return the arXiv address among the places where a work is to be had."""
    places = [value.get("primary_location"), *objects(value.get("locations"))]
    addresses = (text(inside(place, name)) for place in places for name in ("landing_page_url", "pdf_url"))
    return next((address for address in addresses if find_arxiv(address)), "")
