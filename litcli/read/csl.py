"""CSL-JSON, as Zotero, Mendeley, Pandoc and the DOI registries write it: an array of items, or one of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litcli.read import json_fields
from litcli.read.entry import Entry
from litcli.read.jats import unmarked
from litcli.read.json_fields import inside, objects, text
from litcli.read.json_head import first_object
from litcli.read.scan import marks
from litcli.records import Item

DESCRIPTION = "CSL-JSON (Zotero, Mendeley, Pandoc, DOI registries)"
starts = marks("title")
"""What every entry has once."""

_SURE_TYPES = frozenset(
    "article-journal article-magazine article-newspaper entry-dictionary entry-encyclopedia paper-conference post-weblog"
    " review-book legal_case motion_picture musical_score personal_communication"
    " journal-article proceedings-article posted-content book-chapter".split()
)
"""Types that only CSL, and Crossref's dialect of it, have."""
_TYPES = frozenset(
    "article book chapter dataset document entry manuscript map pamphlet patent periodical report review software speech"
    " standard thesis webpage monograph dissertation component".split()
)
_FIELDS = {
    "container-title": "venue", "volume": "volume", "issue": "number", "page": "pages", "DOI": "doi", "PMID": "pmid",
    "URL": "url", "id": "key",
}  # fmt: skip
_DATE = {"date-parts", "raw", "literal", "edtf"}
_ELSEWHERE = {"title", "author", "issued", "abstract", *_FIELDS}


def is_paper(value: Mapping[str, Any]) -> bool:
    """Say whether an object has two signs of CSL: a type, names in parts, a date in parts, the name of a container."""
    kind, issued, authors = value.get("type"), value.get("issued"), objects(value.get("author"))
    signs = (
        kind in _SURE_TYPES if isinstance(kind, str) else False,
        kind in _SURE_TYPES | _TYPES if isinstance(kind, str) else False,
        isinstance(issued, dict) and bool(_DATE & issued.keys()),
        any({"family", "literal"} & author.keys() for author in authors[:1]),
        "container-title" in value,
        "citation-key" in value,
    )
    return sum(signs) >= 2 and bool({"title", "id", "DOI"} & value.keys())


def sniff(head: list[str]) -> bool:
    """Say whether the first object is a CSL item."""
    return is_paper(first_object(head))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every item."""
    return json_fields.papers(lines, source, day, _fill, is_paper)


def _fill(entry: Entry, value: Mapping[str, Any]) -> None:
    entry.add("title", unmarked(text(value.get("title"))))
    entry.add("abstract", unmarked(text(value.get("abstract"))))
    for name in _names(value.get("author")):
        entry.add("author", name)
    date = _date(value.get("issued"))
    entry.add("year", date)
    for name, field in _FIELDS.items():
        entry.add(field, unmarked(text(value.get(name))))
    if not value.get("container-title"):
        entry.add("venue", text(value.get("event-title")) or text(value.get("event")))
    # Zotero keeps a preprint's number as `arXiv:2401.00001`, and what CSL has no field for as lines of a note.
    if "arxiv" in (number := text(value.get("number"))).lower():
        entry.add("arxiv", number)
    for line in text(value.get("note")).splitlines():
        if line.startswith("PMID:"):
            entry.add("pmid", line)
    entry.add("issued", date if len(date) > 4 else "")
    rest = {name: _shown(value[name]) for name in value if name not in _ELSEWHERE}
    json_fields.keep(entry, rest, rest)


def _shown(value: object) -> object:
    """Return people as names and a date as a date; anything else as it is."""
    if any({"family", "literal"} & person.keys() for person in objects(value)):
        return list(_names(value))
    return _date(value) if isinstance(value, dict) and _DATE & value.keys() else value


def _names(value: object) -> Iterator[str]:
    """Yield the names of a list as `Family, Given`, or as they are where they have no parts."""
    for name in value if isinstance(value, list) else [value]:
        yield _name(name) if isinstance(name, dict) else text(name)


def _name(name: Mapping[str, Any]) -> str:
    part = {key: text(name.get(key)) for key in name}
    family = f"{part.get('non-dropping-particle', '')} {part.get('family', '')}".strip()
    given = f"{part.get('given', '')} {part.get('dropping-particle', '')}".strip()
    whole = ", ".join(filter(None, (family, given, part.get("suffix", ""))))
    return whole or part.get("literal", "") or part.get("name", "")


def _date(value: object) -> str:
    """Return a date as ISO 8601 as far as it goes, or as it stands where it is not in parts."""
    parts = inside(value, "date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    if date := "-".join(text(part).zfill(2) for part in first[:3] if text(part)):
        return date
    return next((found for name in ("raw", "literal", "edtf") if (found := text(inside(value, name)))), text(value))
