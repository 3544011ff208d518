"""One paper from its records: the fullest, cleanest value of each field, by rules that do not depend on order.

A text without markup beats one with TeX, tags or lost characters; a title in mixed case beats one in capitals or small letters
alone; a whole abstract beats one cut off; then the longer value wins, and of equals the one that sorts first. Of identifiers,
volumes and years the one that most records give wins. Where a paper was published (venue, volume, issue, pages, year, DOI) is
said by its published form, where there is one beside a preprint. What was not chosen stays on its record.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from litcli.dedupe.folded import form
from litcli.dedupe.kinds import kind_of
from litcli.records import Paper, Record, Sighting, Unchosen
from litcli.text import squash

_LONGEST = ("venue", "pages", "url")
_COMMONEST = ("volume", "number", "doi", "arxiv", "pmid")
_OF_PLACE = frozenset(("venue", "pages", "volume", "number", "doi"))
_MARKUP = re.compile(r"[\\\ufffd]|\$|&\w+;|</?\w+>")


def merge(name: str, records: Sequence[Record], added: str) -> Paper:
    """Make the paper called `name` of its records; `added` is the day its first record came, ISO 8601."""
    different = list({_content(r): r for r in records}.values())  # a source read twice has one voice
    published = [r for r in different if form(r) == "published"]

    def values(field: str) -> Sequence[str]:
        said = [getattr(r, field) for r in published] if field in _OF_PLACE else []
        return said if any(said) else [getattr(r, field) for r in different]

    texts: dict[str, Any] = {field: _best(values(field), len) for field in _LONGEST}
    texts |= {field: _commonest(values(field)) for field in _COMMONEST}
    return Paper(
        id=name,
        title=_best((r.title for r in records), _title_rank),
        abstract=_best((r.abstract for r in records), _abstract_rank),
        authors=min({r.authors for r in records}, key=lambda a: (-len(a), -sum(map(len, a)), a)),
        year=_year(published) or _year(different),
        links=tuple(sorted({link for r in records for link in r.links})),
        added=min([added, *(r.extra["added"] for r in records if r.extra.get("added"))]),
        seen=sightings(records),
        kind=_kind(published) or _kind(different),
        **texts,
    )


def _kind(records: Iterable[Record]) -> str:
    return _commonest(kind_of(r.extra) for r in records if r.extra)


def _content(record: Record) -> tuple[Any, ...]:
    """Return what a record says of its paper, wherever it stands."""
    return (*(getattr(record, field) for field in _SHOWN), kind_of(record.extra))


def sightings(records: Iterable[Record]) -> tuple[Sighting, ...]:
    """Return where the records stood, by source and line, each place once."""
    return tuple(sorted({Sighting(r.source, r.line, r.key, r.listed) for r in records}))


_SHOWN = ("title", "authors", "year", "venue", "volume", "number", "pages", "doi", "arxiv", "pmid", "url", "abstract")


def unchosen(paper: Paper, records: Iterable[Record]) -> Iterator[Unchosen]:
    """Yield what records say otherwise than their paper, each value once, at its first place.

    Values that are equal after folding are the same; of an abstract, a part of the chosen one says nothing new.
    """
    for field in _SHOWN:
        chosen = squash(_text(getattr(paper, field)))
        told = {chosen, ""}
        for record in records:
            value = _text(getattr(record, field))
            folded = squash(value)
            if folded not in told and not (field == "abstract" and folded in chosen):
                told.add(folded)
                yield Unchosen(field, value, f"{record.source}:{record.line}")


def _text(value: Any) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _best(values: Iterable[str], rank: Callable[[str], Any]) -> str:
    """Return the value with the highest rank, of equals the one that sorts first."""
    ordered = sorted({value for value in values if value})
    return max(ordered, key=rank, default="")


def _commonest(values: Iterable[str]) -> str:
    """Return the value that most records give, of equals the longest, of these the one that sorts first."""
    counts = Counter(value for value in values if value)
    return _best(counts, lambda value: (counts[value], len(value)))


def _title_rank(title: str) -> tuple[bool, bool, int]:
    return not _MARKUP.search(title), not (title.isupper() or title.islower()), len(title)


def _abstract_rank(abstract: str) -> tuple[bool, bool, int]:
    return not abstract.endswith(("…", "...")), not _MARKUP.search(abstract), len(abstract)


def _year(records: Iterable[Record]) -> int | None:
    """Return the year that most records give, of equals the earliest."""
    years = Counter(r.year for r in records if r.year is not None)
    return min(years, key=lambda year: (-years[year], year), default=None)
