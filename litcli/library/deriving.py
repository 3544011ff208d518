"""Papers as rows: made of their records, put into the index, made again when their records change.

It is told which paper each name belongs to and does not know why.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from litcli.dedupe.kinds import kind_of
from litcli.dedupe.merge import merge
from litcli.library.rows import NAMED_COLUMNS, PAPER_COLUMNS, paper_values, record_of
from litcli.library.schema import TAGGED, WORDS_TOLD
from litcli.records import Paper, Record, Sighting
from litcli.text import fold

Texts = tuple[str, str, str, str]
"""What the index has of a paper: title, abstract, authors, venue."""

_INSERT = f"INSERT INTO papers (rowid, {PAPER_COLUMNS}) VALUES (?{', ?' * len(PAPER_COLUMNS.split(','))})"
_INDEX = "INSERT INTO words (rowid, title, abstract, authors, venue) VALUES (?, ?, ?, ?, ?)"
_UNINDEX = "INSERT INTO words (words, rowid, title, abstract, authors, venue) VALUES ('delete', ?, ?, ?, ?, ?)"


class Change(NamedTuple):
    """What the index has of a paper, and what it is to have: folded texts, or None for nothing."""

    rowid: int
    old: Texts | None
    new: Texts | None


def insert(db: sqlite3.Connection, papers: Iterable[tuple[int, Paper]]) -> None:
    """Store papers under rowids that no paper has; they want tags, also where the command ends here."""
    db.execute("DELETE FROM settings WHERE name = ?", (TAGGED,))
    db.executemany(_INSERT, ((rowid, *paper_values(paper)) for rowid, paper in papers))


def index(db: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Change the index; it wants to be told what stood there, and in rising order it is written in one piece.

    What was put in and is taken out again is neither: at each such paper the index would write what it holds, a fifth of an add.
    """
    db.execute("DELETE FROM settings WHERE name = ?", (WORDS_TOLD,))
    net: dict[int, Change] = {}
    for change in changes:
        first = net.get(change.rowid, change)
        net[change.rowid] = change._replace(old=first.old)
    for change in sorted(net.values(), key=lambda change: change.rowid):
        for statement, texts in ((_UNINDEX, change.old), (_INDEX, change.new)):
            if texts is not None:
                db.execute(statement, (change.rowid, *texts))


def indexed(rowid: int, paper: Paper, abstract: str | None = None) -> Change:
    """Return what a new paper brings to the index; its abstract may have been folded already."""
    title, whole, authors, venue = _texts(paper)
    return Change(rowid, None, (fold(title), fold(whole) if abstract is None else abstract, fold(authors), fold(venue)))


def made(name: str, records: Sequence[Record], added: str) -> Paper:
    """Make the paper of its records; most have one, and nothing to choose."""
    return _alone(name, records[0], added) if len(records) == 1 else merge(name, records, added)


def _alone(name: str, record: Record, added: str) -> Paper:
    """Return what `merge` makes of a single record."""
    r = record
    return Paper(
        id=name, title=r.title, abstract=r.abstract, authors=r.authors, year=r.year, venue=r.venue, volume=r.volume,
        number=r.number, pages=r.pages, doi=r.doi, arxiv=r.arxiv, pmid=r.pmid, url=r.url,
        links=tuple(sorted(set(r.links))) if r.links else (), added=min(added, r.extra.get("added") or added),
        seen=(Sighting(r.source, r.line, r.key, r.listed),), kind=kind_of(r.extra) if r.extra else "",
    )  # fmt: skip


def remake(db: sqlite3.Connection, papers: Iterable[int]) -> Iterator[Change]:
    """Derive papers again from the records that they have now, and return what that changes in the index."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS dirty (paper INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.dirty")
    db.executemany("INSERT INTO temp.dirty VALUES (?)", ((paper,) for paper in sorted(papers)))
    # CROSS JOIN keeps SQLite from going through all papers for the few that are marked.
    rows = db.execute(
        "SELECT p.rowid, title, abstract, authors, venue FROM temp.dirty AS d CROSS JOIN papers AS p ON p.rowid = d.paper"
    )
    old = {
        rowid: (title, abstract, " ".join(json.loads(authors)), venue)
        for rowid, title, abstract, authors, venue in rows
    }
    db.execute("DELETE FROM tags WHERE paper IN (SELECT paper FROM temp.dirty)")
    db.execute("DELETE FROM papers WHERE rowid IN (SELECT paper FROM temp.dirty)")
    merged = list(_merged(db))
    insert(db, merged)
    new = {rowid: _texts(paper) for rowid, paper in merged}
    changed = (rowid for rowid in old.keys() | new.keys() if old.get(rowid) != new.get(rowid))
    return (Change(rowid, _folded(old.get(rowid)), _folded(new.get(rowid))) for rowid in changed)


def _texts(paper: Paper) -> Texts:
    return paper.title, paper.abstract, " ".join(paper.authors), paper.venue


def _folded(texts: Texts | None) -> Texts | None:
    if texts is None:
        return None
    title, abstract, authors, venue = texts
    return fold(title), fold(abstract), fold(authors), fold(venue)


def _merged(db: sqlite3.Connection) -> Iterator[tuple[int, Paper]]:
    """Yield the marked papers that have records, merged from all of them."""
    rows = db.execute(
        f"SELECT n.paper, n.name, s.added, {NAMED_COLUMNS} FROM temp.dirty AS d CROSS JOIN names AS n ON n.paper = d.paper"
        " CROSS JOIN records AS r ON r.name = n.rowid CROSS JOIN sources AS s ON s.rowid = r.origin ORDER BY d.paper"
    )
    for paper, group in groupby(rows, key=lambda row: row[0]):
        members = list(group)
        name, added = min(row[1] for row in members), min(row[2] for row in members)
        yield paper, made(name, [record_of(row[3:]) for row in members], added)
