"""What every tagged or tabular format ends in: an entry's values by litcli's own names for fields, made into a record.

A format's module says which of its tags is which field; how a DOI, a year, a page range or a name is written is settled here,
once for all formats.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from litcli.records import Record, Unread
from litcli.text import whole
from litcli.text.identifiers import find_arxiv, find_doi, find_urls

NAMES = frozenset(
    "title abstract author year venue volume number pages first_page last_page doi arxiv pmid url key listed".split()
)
"""The fields that a format may fill. Any other name is kept in the record's `extra`, as the source calls it."""

ABSTRACT = 80
"""Characters from which a text below a title, or called an abstract, is one, where nothing else marks it."""

_SINGLE = NAMES - {"abstract", "author", "url", "doi", "arxiv", "pmid", "year"}
"""Those that a record has one value of, and no other use for more."""

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21\d\d)(?!\d)")
_PMID = re.compile(r"\d{1,9}")


@dataclass(slots=True)
class Entry:
    """One entry while it is read."""

    line: int
    """Its first line."""
    end: int
    """Its last line."""
    lines: int
    """How many of its lines are not blank."""
    values: dict[str, list[str]] = field(default_factory=dict)
    """The values by field, in their order; a field may stand more than once."""

    def add(self, name: str, value: str) -> None:
        """Add a value; white space is folded, an empty value is none."""
        if value := " ".join(whole(value).split()):
            self.values.setdefault(name, []).append(value)

    def keep(self, name: str, value: str) -> None:
        """Keep a value that no field takes, under the source's own name for it, which may be the name of a field."""
        self.add(f"other {name}" if name in NAMES else name, value)

    def first(self, name: str) -> str:
        """Return a field's first value, or an empty string."""
        return self.values[name][0] if name in self.values else ""


def item(source: str, entry: Entry, raw: str = "", day: str = "") -> Record | Unread:
    """Make a record of an entry; one with neither title nor abstract is unread, with its raw text."""
    title, abstract = entry.first("title"), " ".join(entry.values.get("abstract", ()))
    if not title and not abstract:
        return Unread(source, entry.line, entry.end, raw, "an entry with no title and no abstract")
    urls = entry.values.get("url", [])
    addresses = [address for url in urls for address in find_urls(url)]
    # A field made for it says what the number is: `hep-th/9901001` alone would be no arXiv number elsewhere.
    arxiv = [f"arxiv:{value}" for value in entry.values.get("arxiv", ())]
    return Record(
        source=source,
        line=entry.line,
        end=entry.end,
        lines=entry.lines,
        title=title,
        abstract=abstract,
        authors=tuple(entry.values.get("author", ())),
        year=_year(entry.values.get("year", ())),
        venue=entry.first("venue"),
        volume=entry.first("volume"),
        number=entry.first("number"),
        pages=_pages(entry),
        doi=_first(find_doi, [*entry.values.get("doi", ()), *urls]),
        arxiv=_first(find_arxiv, [*arxiv, *urls, *entry.values.get("doi", ())]),
        pmid=_first(_pmid, entry.values.get("pmid", ())),
        url=addresses[0] if addresses else "",
        links=tuple(dict.fromkeys([*find_urls(abstract), *addresses[1:]])),
        key=entry.first("key"),
        listed=entry.first("listed") or (day if len(day) == 10 else ""),
        extra=_extra(entry.values),
    )


def _extra(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Keep what litcli has no field for, and the further values of fields that hold one."""
    kept: dict[str, str] = {}
    for name, given in values.items():
        if name not in NAMES:
            kept[name] = "; ".join(given)
        elif len(given) > 1 and name in _SINGLE:
            kept[f"other {name}"] = "; ".join(given[1:])
    return kept


def _first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    """Return the first identifier that is found in any of the texts."""
    for text in texts:
        if found := find(text):
            return found
    return ""


def _pmid(text: str) -> str:
    found = _PMID.search(text)
    return found[0] if found else ""


def _year(texts: Iterable[str]) -> int | None:
    """Return the first year in any of the texts: `2019`, `2019/03/`, `Mar 2019`, `2019-03-14`."""
    for text in texts:
        if found := _YEAR.search(text):
            return int(found[0])
    return None


def _pages(entry: Entry) -> str:
    """Return the pages as the source gives them, or its first and last page joined."""
    if pages := entry.first("pages"):
        return pages
    first, last = entry.first("first_page"), entry.first("last_page")
    return f"{first}-{last}" if first and last and first != last else first or last
