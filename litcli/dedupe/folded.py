"""A record as it is compared: folded once, named by its content.

Two records whose folded content is equal have one name and are one thing to all that follows: repeats that differ in case,
accents, punctuation, TeX or white space cost no comparison.
"""

import re
from dataclasses import dataclass

from litcli.records import Record
from litcli.text import fold, name_of

_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")


@dataclass(frozen=True, slots=True)
class Folded:
    """What comparing needs of a record."""

    name: str
    """12 characters made from the content: records with the same name are the same."""
    title: str
    """Folded words."""
    tail: str
    """The title's folded words behind its first colon or dash, which some sources give alone; empty where there is none."""
    abstract: str
    """Folded words."""
    cut: bool
    """Whether the abstract ends in an ellipsis."""
    versions: frozenset[str]
    """What tells one of a series from the next: numbers, Roman numerals, trailing plus signs."""
    tail_versions: frozenset[str]
    """The same of the tail alone."""
    doi: str
    arxiv: str
    pmid: str
    people: frozenset[str]
    """The authors' folded name parts of three letters or more."""
    year: int | None


_SUBTITLE = re.compile(r"(?::|\s[-–—])\s+")


def folded(record: Record) -> Folded:
    """Fold a record for comparison."""
    title, abstract = fold(record.title), fold(record.abstract)
    parts = _SUBTITLE.split(record.title, maxsplit=1)
    raw_tail = parts[1] if len(parts) == 2 else ""
    tail = fold(raw_tail)
    marks, cut = versions(record.title, title), bool(_ELLIPSIS.search(record.abstract[-8:]))
    return Folded(
        name=record.name or _name(record, title, tail, abstract + "…" * cut, marks),
        title=title,
        tail=tail,
        abstract=abstract,
        cut=cut,
        versions=marks,
        tail_versions=versions(raw_tail, tail) if tail else frozenset(),
        doi=record.doi,
        arxiv=record.arxiv,
        pmid=record.pmid,
        people=frozenset(part for author in record.authors for part in fold(author).split() if len(part) > 2),
        year=record.year,
    )


def _name(record: Record, title: str, tail: str, abstract: str, marks: frozenset[str]) -> str:
    """Name a record by everything that comparing looks at: what is judged then depends on the names alone.

    Venue, volume, issue and pages are in it so that two editorials do not share a name.
    """
    people = "|".join(fold(author) for author in record.authors)
    place = (fold(record.venue), fold(record.volume), fold(record.number), fold(record.pages))
    identifiers = (record.doi, record.arxiv, record.pmid)
    parts = [title, tail, abstract, " ".join(sorted(marks)), people, str(record.year or ""), *place, *identifiers]
    return name_of(part.replace(" ", "") for part in parts)


_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_COUNTED = frozenset(
    "part parts volume vol chapter book no number phase study stage version paper episode series".split()
)
_PLUS = re.compile(r"(\w+)(\+{1,3})(?!\w)")
_MAY_HAVE_MARKS = re.compile(r"\d|\b[ivx]+\b")
_DIGITS = re.compile(r"\d+")


def versions(raw: str, title: str) -> frozenset[str]:
    """Return the marks that tell one title of a series from another.

    Each is a number with how often it has come before in the title. A lone `i`, `v` or `x` is a numeral only behind a word
    such as `part` or at the end of the title; elsewhere it may be a letter (`V-Net`). `C++` has the mark `++`.
    """
    if "+" not in raw and not _MAY_HAVE_MARKS.search(title):
        return frozenset()
    marks: list[str] = []
    words = title.split()
    for i, word in enumerate(words):
        behind = words[i - 1] if i else ""
        if word in _ROMAN and (len(word) > 1 or behind in _COUNTED or (word != "x" and i == len(words) - 1 and i > 1)):
            marks.append(_ROMAN[word])
        else:
            marks += (number.lstrip("0") or "0" for number in _DIGITS.findall(word))
    if "+" in raw:
        marks += (plus for _, plus in _PLUS.findall(raw))
    return frozenset(f"{mark}#{marks[:i].count(mark)}" if mark in marks[:i] else mark for i, mark in enumerate(marks))
