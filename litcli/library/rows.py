"""Rows to values and back: the one place that knows in which column a field stands.

Lists and what else a record has are JSON in their columns. All of it is text, and most is empty or short: joining what the
encoder makes of each string takes a third of the time of encoding the whole.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from typing import Any

from litcli.records import Paper, Record, Sighting, Tag

RECORD_COLUMNS = (
    "source, line, end, lines, title, abstract, authors, year, venue, volume, number, pages, doi, arxiv, pmid, url, links,"
    " key, listed, given, extra"
)
NAMED_COLUMNS = ", ".join(f"r.{column.strip()}" for column in RECORD_COLUMNS.split(","))
"""The same where the table is called r, beside others."""
PAPER_COLUMNS = "id, title, abstract, authors, year, venue, volume, number, pages, doi, arxiv, pmid, url, links, added, seen, places, kind"

_NAMED = ", ".join(f"papers.{column.strip()}" for column in PAPER_COLUMNS.split(","))
_TAGS = "(SELECT json_group_array(json_array(topic, score)) FROM (SELECT topic, score FROM tags WHERE paper = papers.rowid ORDER BY topic))"
_DECIDED = "(SELECT json_array(status, note) FROM decided WHERE paper = papers.rowid)"
_LINKED = (
    "(SELECT group_concat(id) FROM papers AS q JOIN linked AS l ON l.other = q.rowid WHERE l.paper = papers.rowid)"
)
WHOLE = f"{_NAMED}, {_DECIDED}, {_LINKED}, {_TAGS}"
"""What is selected from `papers` of a paper with all that is known of it."""

_DECODE = json.JSONDecoder().raw_decode
"""Reads what was written here, which has nothing around it."""


def record_values(record: Record) -> tuple[Any, ...]:
    """Return a record's values in the order of RECORD_COLUMNS."""
    r = record
    return (
        r.source, r.line, r.end, r.lines, r.title, r.abstract, _array(r.authors), r.year, r.venue, r.volume, r.number, r.pages,
        r.doi, r.arxiv, r.pmid, r.url, _array(r.links), r.key, r.listed, r.name, _object(r.extra),
    )  # fmt: skip


def record_of(row: tuple[Any, ...]) -> Record:
    """Return the record of a row of RECORD_COLUMNS."""
    (source, line, end, lines, title, abstract, authors, year, venue, volume, number, pages,
     doi, arxiv, pmid, url, links, key, listed, name, extra) = row  # fmt: skip
    return Record(
        source=source, line=line, end=end, lines=lines, title=title, abstract=abstract, authors=_list(authors), year=year,
        venue=venue, volume=volume, number=number, pages=pages, doi=doi, arxiv=arxiv, pmid=pmid, url=url, links=_list(links),
        key=key, listed=listed, name=name, extra=_DECODE(extra)[0] if extra != "{}" else {},
    )  # fmt: skip


def paper_values(paper: Paper) -> tuple[Any, ...]:
    """Return a paper's values in the order of PAPER_COLUMNS."""
    p = paper
    places = [f"[{quoted(s.source)}, {s.line}, {quoted(s.key)}, {quoted(s.listed)}]" for s in p.seen]
    return (
        p.id, p.title, p.abstract, _array(p.authors), p.year, p.venue, p.volume, p.number, p.pages, p.doi, p.arxiv, p.pmid,
        p.url, _array(p.links), p.added, len(places), f"[{', '.join(places)}]", p.kind,
    )  # fmt: skip


def paper_of(row: Sequence[Any], tags: tuple[Tag, ...] = ()) -> Paper:
    """Return the paper of a row of PAPER_COLUMNS."""
    (name, title, abstract, authors, year, venue, volume, number, pages,
     doi, arxiv, pmid, url, links, added, _, places, kind) = row  # fmt: skip
    return Paper(
        id=name, title=title, abstract=abstract, authors=_list(authors), year=year, venue=venue, volume=volume, number=number,
        pages=pages, doi=doi, arxiv=arxiv, pmid=pmid, url=url, links=_list(links), added=added,
        seen=tuple(Sighting(*place) for place in _DECODE(places)[0]), tags=tags, kind=kind,
    )  # fmt: skip


def whole_paper(row: tuple[object, ...]) -> Paper:
    """Return the paper that a row of WHOLE is."""
    *columns, decided, linked, tags = row
    status, note = json.loads(str(decided)) if decided else ("", "")
    given = tuple(Tag(topic, score) for topic, score in json.loads(str(tags))) if tags != "[]" else ()
    paper = paper_of(columns, given)
    versions = tuple(sorted(str(linked).split(","))) if linked else ()
    return paper._replace(status=status, note=note, versions=versions) if decided or linked else paper


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]" if texts else "[]"


def _object(texts: Mapping[str, str]) -> str:
    return f"{{{', '.join([f'{quoted(name)}: {quoted(texts[name])}' for name in sorted(texts)])}}}" if texts else "{}"


def _list(text: str) -> tuple[str, ...]:
    return tuple(_DECODE(text)[0]) if text != "[]" else ()
