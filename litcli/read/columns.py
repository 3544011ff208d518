"""The columns of a table: which of litcli's fields each is, by its name in the header, and how its cells are to be taken.

It knows the names and habits of the programs that export tables, and nothing of quoting or lines.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from litcli.read import people
from litcli.read.entry import Entry
from litcli.text.identifiers import find_doi

FIELDS: Mapping[str, Sequence[str]] = {
    "title": "title titles documenttitle itemtitle articletitle papertitle primarytitle".split(),
    "abstract": "abstract abstracts abstractnote abstracttext summary summaries".split(),
    "author": "authors author authornames authorlist creators creator".split(),
    "year": "year publicationyear pubyear yearpublished publishedyear publicationdate dateofpublication coverdate date"
    " published versions updatedate".split(),
    "venue": "venue journal booktitle publicationtitle sourcetitle journalbook journaltitle containertitle publication"
    " booktitles bookseriestitle conferencename journalname".split(),
    "volume": "volume journalvolume".split(),
    "number": "issue number journalissue issuenumber".split(),
    "pages": "pages page pagerange pagination".split(),
    "first_page": "startpage pagestart firstpage".split(),
    "last_page": "endpage pageend lastpage".split(),
    "article": "artno articlenumber articleno".split(),
    "doi": "doi itemdoi doinumber".split(),
    "arxiv": "arxiv arxivid arxivnumber".split(),
    "pmid": "pmid pubmedid medlinepmid".split(),
    "url": "url urls link openurllink fulltextlink pdflink".split(),
    "key": "key citationkey citekey bibtexkey id recordid uniquewosid eid accessionnumber".split(),
}
"""The names of columns, in lower case and without punctuation, by litcli's name for the field; the first that has a value
fills it, what further ones have is kept as extra. `article`, an article's number, is its pages where it has no others."""

WEB_OF_SCIENCE: Mapping[str, Sequence[str]] = {
    "title": ["ti"], "abstract": ["ab"], "author": ["au", "af", "ca"], "year": ["py", "ea"], "venue": ["so", "se"],
    "volume": ["vl"], "number": ["is"], "first_page": ["bp"], "last_page": ["ep"], "article": ["ar"], "doi": ["di"],
    "pmid": ["pm"], "key": ["ut"],
}  # fmt: skip
"""The tags that Web of Science heads its tab-delimited columns with; `ID` is keywords there."""

_NOT_WORD = re.compile(r"[\W_]+")
_NOTHING = frozenset(f"no {what} available" for what in ("author name", "author id", "abstract", "title"))
_END_OF_NOTHING = frozenset("eE] ")
_TELLING = frozenset(("year", "url", "key", "venue"))
"""The fields whose cells may hold more than the field."""
# `Tides (2014) 3:3 (152-160). Date of Publication: 2014`
_EMBASE = re.compile(
    r"(?P<venue>.+?) \((?P<year>\d{4})\)(?: (?P<volume>\w+))?(?::(?P<number>\S+))?(?: \((?P<pages>[^()]+)\))?"
)
_DOI_IN_LINK = re.compile(r"[?&](?:id=doi:|doi=)([^&]+)")
_ARXIV_NUMBER = re.compile(r"(\d{3,4})\.(\d{1,5})")

_KINDS: Mapping[str, re.Pattern[str]] = {
    "year": re.compile(r".{0,20}\b(?:1[5-9]|20|21)\d\d\b.{0,20}"),
    "doi": re.compile(r"\S*10\.\d{4,9}/.+"),
    "pmid": re.compile(r"\d{1,9}"),
    "url": re.compile(r"https?://.+"),
    "issn": re.compile(r"\d{4}-?\d{3}[\dXx]\b.*"),
    "eid": re.compile(r"2-s2\.0-\d+"),
}
"""What a cell of some columns looks like, by field or by name: it shows whether cells stand under their own header."""


def folded(name: str) -> str:
    """Return a column's name as it is compared: lower case, no punctuation."""
    return _NOT_WORD.sub("", name.casefold())


class Columns(NamedTuple):
    """What the columns of one table are."""

    names: tuple[str, ...]
    """The header, as it stands."""
    fields: tuple[str, ...]
    """The field of each column, or an empty string."""
    order: tuple[tuple[int, str], ...]
    """The columns in the order in which they may fill a field, each with that field."""
    authors: Callable[[str], list[str]]
    """Splits a cell of authors as this source writes them."""
    is_arxiv: bool
    """Whether `id` is an arXiv number."""
    is_embase: bool
    """Whether the venue has year, volume, issue and pages behind it."""

    @property
    def title(self) -> int:
        """The place of the title, or -1."""
        return self.fields.index("title") if "title" in self.fields else -1

    def fill(self, entry: Entry, cells: Sequence[str]) -> None:
        """Put a row's cells into an entry; a column that litcli has no field for is kept under its own name."""
        for i, name in self.order:
            cell = cells[i] if i < len(cells) else ""
            if not cell or (cell[-1] in _END_OF_NOTHING and cell.strip("[] ").lower() in _NOTHING):
                continue
            if name == "article":
                name = "" if {"pages", "first_page"} & entry.values.keys() else "pages"
            if not name or (name in entry.values and name != "url"):
                entry.keep(self.names[i], cell)
            elif name == "author":
                for author in self.authors(cell):
                    entry.add(name, author)
            else:
                entry.add(name, cell)
                if name in _TELLING:
                    self._fill(entry, name, self.names[i], cell)

    def _fill(self, entry: Entry, field: str, name: str, cell: str) -> None:
        """Put what a cell says beside its own field where it belongs."""
        if field == "year" and not cell.strip().isdigit():
            entry.keep(name, cell)
        if field == "url" and (doi := _DOI_IN_LINK.search(cell)):
            entry.add("doi", find_doi(unquote(doi[1])))
        if field == "key" and self.is_arxiv:
            entry.add("arxiv", _arxiv(cell.strip()))
        if field == "venue" and self.is_embase and (source := _EMBASE.match(cell)):
            entry.values["venue"] = []
            for part, value in source.groupdict(default="").items():
                entry.add(part, value)
            entry.keep(name, cell)

    def placed(self, cells: list[str]) -> list[str] | None:
        """Put the cells of a row that is too short or too long under their columns; None where nothing shows how.

        Cells too many stand in one place: the last before which, and after which, every cell fits its column. They come
        last, with no column. What is left of a column that fits stands under its own header, the title among it.
        """
        surplus = len(cells) - len(self.names)
        left = [self._fits(i, cells[i]) if i < len(cells) else 0 for i in range(len(self.names))]
        if surplus <= 0:
            return cells if min(left) >= 0 else None
        right = [self._fits(i, cells[i + surplus]) for i in range(len(self.names))]
        cuts = range(len(self.names) + 1)
        cut = max(cuts, key=lambda at: (sum(left[:at]) + sum(right[at:]), at))
        if not any(fit > 0 for fit in left[self.title + 1 : cut]):
            return None
        return [*cells[:cut], *cells[cut + surplus :], *cells[cut : cut + surplus]]

    def _fits(self, column: int, cell: str) -> int:
        """Return 1 where a cell looks as its column's cells do, -1 where it does not, 0 where it is empty or may be anything."""
        kind = _KINDS.get(self.fields[column]) or _KINDS.get(folded(self.names[column]))
        if kind is None or not cell.strip():
            return 0
        return 1 if kind.fullmatch(cell.strip()) else -1

    def proved(self, cells: Sequence[str]) -> int:
        """Return how many cells show that they stand under their own header, or -1 where one shows that it does not."""
        fits = [self._fits(i, cell) for i, cell in enumerate(cells[: len(self.names)])]
        return -1 if min(fits, default=0) < 0 else sum(fits)


def columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Say what the columns of a table with this header are; `mapping` has the user's column for a field."""
    names = [folded(name) for name in header]
    wanted = {field: [folded(column)] for field, column in mapping.items()}
    chosen: dict[int, str] = {}
    for field, known in [*wanted.items(), *_table(set(names)).items()]:
        for name in known if field not in wanted or known is wanted[field] else ():
            for i in (i for i, one in enumerate(names) if one == name):
                chosen.setdefault(i, field)
    return Columns(
        names=tuple(name.strip() or f"column {i}" for i, name in enumerate(header, start=1)),
        fields=tuple(chosen.get(i, "") for i in range(len(names))),
        order=(*chosen.items(), *((i, "") for i in range(len(names)) if i not in chosen)),
        authors=people.manner(set(names)),
        is_arxiv=_is_arxiv(set(names)),
        is_embase=_is_embase(set(names)),
    )


def recognised(header: Sequence[str]) -> int:
    """Return how many columns have names that litcli knows, 0 where no title is among them."""
    names = {folded(name) for name in header}
    table = _table(names)
    if not names.intersection(table["title"]):
        return 0
    return len(names.intersection(name for known in table.values() for name in known))


def _table(names: set[str]) -> Mapping[str, Sequence[str]]:
    if {"ti", "so", "ut"} <= names:
        return WEB_OF_SCIENCE
    return {**FIELDS, "venue": ["source"]} if _is_embase(names) else FIELDS


def _is_embase(names: set[str]) -> bool:
    return {"source", "authornames"} <= names and "sourcetitle" not in names


def _is_arxiv(names: set[str]) -> bool:
    return "categories" in names and not names.isdisjoint(("authorsparsed", "submitter"))


def _arxiv(number: str) -> str:
    """Return an arXiv number as it was before a spreadsheet took it for a decimal fraction: `704.001` was `0704.0010`."""
    if found := _ARXIV_NUMBER.fullmatch(number):
        month = found[1].zfill(4)
        # Five digits since January 2015 (https://info.arxiv.org/help/arxiv_identifier.html).
        return f"{month}.{found[2].ljust(5 if month >= '1501' else 4, '0')}"
    return f"arXiv:{number}"
