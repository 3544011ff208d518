"""A record as it is compared: folded once, named by its content.

Two records whose folded content is equal have one name and are one thing to all that follows: repeats that differ in case,
accents, punctuation, TeX or white space cost no comparison.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

from litcli.dedupe.people import NOBODY, People, folded_name, people
from litcli.dedupe.place import Place, folded_venue, place
from litcli.dedupe.titles import Title, title
from litcli.records import Record
from litcli.text import fold
from litcli.text.names import name_of
from litcli.text.venues import is_of_preprints

_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550/arxiv|1101/|2139/ssrn|21203/rs|20944/preprints|31219/osf|31234/|26434/chemrxiv|36227/techrxiv)"
)


class Folded(NamedTuple):
    """What comparing needs of a record."""

    name: str
    """12 characters made from the content: records with the same name are the same."""
    title: Title
    abstract: str
    """Folded words."""
    cut: bool
    """Whether the abstract ends in an ellipsis."""
    people: People
    year: int | None
    place: Place
    doi: str
    """Lower case, without the escapes of an address."""
    arxiv: str
    pmid: str
    form: str
    """`preprint` by its venue, by its DOI or by an arXiv number with no venue; `published` by a venue or another DOI; else empty."""


def folded(record: Record) -> Folded:
    """Fold a record for comparison."""
    read, abstract = title(record.title), fold(record.abstract)
    cut = bool(_ELLIPSIS.search(record.abstract[-8:]))
    placed = record.venue or record.volume or record.number or record.pages
    doi = unquote(record.doi) if "%" in record.doi else record.doi
    return Folded(
        name=record.name or _name(record, read, abstract + "…" * cut),
        title=read,
        abstract=abstract,
        cut=cut,
        people=people(record.authors) if record.authors else NOBODY,
        year=record.year,
        place=_place(record) if placed else _NOWHERE,
        doi=doi,
        arxiv=record.arxiv,
        pmid=record.pmid,
        form=form(record),
    )


_NOWHERE = Place()


def _place(record: Record) -> Place:
    """Read where it stands; magazines have the year for a volume, which says nothing more than the year."""
    volume = "" if record.volume == str(record.year) else record.volume
    return place(record.venue, volume, record.number, record.pages)


def _is_placed(record: Record) -> bool:
    """Say whether a record tells where it stands in its journal."""
    return bool((record.pages and (record.volume or record.year)) or (record.volume and record.number))


def form(record: Record) -> str:
    """Return `preprint`, `published`, or an empty string where a record does not tell."""
    if record.venue:
        return "preprint" if is_of_preprints(folded_venue(record.venue)) else "published"
    if record.doi:
        return "preprint" if _PREPRINT_DOI.match(record.doi) else "published"
    return "preprint" if record.arxiv else ""


def are_versions(one: Folded, other: Folded) -> bool:
    """Say whether one is a preprint and the other published, so that they may be two forms of one paper."""
    return {one.form, other.form} == {"preprint", "published"}


def _name(record: Record, read: Title, abstract: str) -> str:
    """Name a record by everything that comparing looks at: what is judged then depends on the names alone.

    Venue, volume, issue and pages are in it so that two editorials do not share a name; where pages and issue are missing, two
    records that are both called `Editorial`, by one editor in one year, are told apart by where they stand. So are two comments
    on one paper where nothing says whose they are.
    """
    authors = "|".join(map(folded_name, record.authors))
    where = (folded_venue(record.venue), fold(record.volume), fold(record.number), fold(record.pages))
    identifiers = (record.doi, record.arxiv, record.pmid)
    # Only brackets and markup make a title's own words other than those of the whole line.
    whole = fold(record.title) if "[" in record.title or "<" in record.title or "(" in record.title else read.words
    marks = " ".join(sorted(read.marks)) if read.marks else ""
    parts = [whole, read.tail, abstract, marks, authors, str(record.year or ""), *where, *identifiers]
    if read.other:
        parts += [read.words, read.other]
    if (read.is_generic or (read.notice and not authors)) and not (abstract or any(identifiers) or _is_placed(record)):
        parts += [record.source, str(record.line)]
    # One part made of all: no part has the separator in it.
    return name_of(["\x1f".join(parts).replace(" ", "")])
