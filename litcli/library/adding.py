"""A source into the library: its records, their names and keys, the pairs worth comparing, and the papers that follow.

Adding a source is one transaction. The same bytes are the same source, whatever the file is called: they are added once.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from litcli.dedupe.block import keys
from litcli.dedupe.compare import compare
from litcli.dedupe.folded import folded
from litcli.library.grouping import FoldedNames, regroup
from litcli.library.rows import RECORD_COLUMNS, record_values
from litcli.library.schema import Library
from litcli.query.fields import LAST_ADD
from litcli.read import Reading
from litcli.records import Record, Tally, Unread

Progress = Callable[[int], None]
"""Is told how many bytes of the source have been read."""

_BATCH = 1000
_UNREAD_TEXT_LIMIT = 65_536
"""Characters of an unread stretch that are kept in the library; the rest stays in the source."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source."""

    source: str
    origin: int
    """The source's number in the library."""
    format: str
    """The format it was read as."""
    known: bool
    """Whether it was in the library before, so that nothing was added."""
    tally: Tally
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]


def add(library: Library, reading: Reading, progress: Progress = lambda _: None) -> Added:
    """Add a source: wholly, or not at all. Raises SourceError where it cannot be read, LibraryError where not be written."""
    name, digest = reading.source.name, reading.source.digest()
    before = library.one("SELECT rowid FROM sources WHERE digest = ?", digest)
    if before is not None:
        return Added(name, before, reading.format.name, True, Tally(), (), ())
    with library.transaction() as db:
        origin = db.execute(
            "INSERT INTO sources (name, digest, format, added, lines, records, unread) VALUES (?, ?, ?, ?, 0, 0, 0)",
            (name, digest, reading.format.name, date.today().isoformat()),
        ).lastrowid
        assert origin is not None
        unread = _store(db, origin, reading, progress)
        regroup(db, origin, _compare_fresh(db))
        tally = reading.tally
        counts = (tally.lines, tally.records, tally.unread, origin)
        db.execute("UPDATE sources SET lines = ?, records = ?, unread = ? WHERE rowid = ?", counts)
    return Added(name, origin, reading.format.name, False, tally, unread, tuple(reading.lines.warnings()))


def mark_last_add(library: Library) -> None:
    """Remember which records are there before an `add` of one or more sources; `is:new` finds the papers of the later ones."""
    with library.transaction():
        library.remember(LAST_ADD, str(library.one("SELECT coalesce(max(rowid), 0) FROM records")))


def _store(db: sqlite3.Connection, origin: int, reading: Reading, progress: Progress) -> tuple[Unread, ...]:
    """Store records and unread stretches as they come; the names that are new, with their keys, go to the table `fresh`."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (key INTEGER, name INTEGER)")
    db.execute("DELETE FROM temp.fresh")
    last = db.execute("SELECT coalesce(max(rowid), 0) FROM names").fetchone()[0]
    unread: list[Unread] = []
    batch: list[Record] = []
    for item in reading:
        if isinstance(item, Record):
            batch.append(item)
            if len(batch) == _BATCH:
                _store_records(db, origin, batch, last)
                batch = []
                progress(reading.lines.position())
        elif isinstance(item, Unread):
            unread.append(item)
    _store_records(db, origin, batch, last)
    db.executemany("INSERT INTO unread VALUES (?, ?, ?, ?, ?)", [_unread_values(origin, item) for item in unread])
    db.execute("INSERT OR IGNORE INTO keys SELECT key, name FROM temp.fresh ORDER BY key, name")
    return tuple(unread)


def _unread_values(origin: int, item: Unread) -> tuple[int, int, int, str, str]:
    return origin, item.line, item.end, item.text[:_UNREAD_TEXT_LIMIT], item.reason


def _store_records(db: sqlite3.Connection, origin: int, records: Sequence[Record], last: int) -> None:
    """Store a batch; names with a rowid above `last` are new with this source."""
    prepared = [(record, folded(record)) for record in records]
    db.executemany("INSERT OR IGNORE INTO names (name) VALUES (?)", [(record.name,) for _, record in prepared])
    places = ", ".join("?" * len(RECORD_COLUMNS.split(",")))
    db.executemany(
        f"INSERT INTO records (origin, name, {RECORD_COLUMNS})"
        f" VALUES (?, (SELECT rowid FROM names WHERE name = ?), {places})",
        [(origin, prepared_record.name, *record_values(record)) for record, prepared_record in prepared],
    )
    db.executemany(
        "INSERT INTO temp.fresh SELECT ?, rowid FROM names WHERE name = ? AND rowid > ?",
        [(key, record.name, last) for _, record in prepared for key in keys(record)],
    )


def _compare_fresh(db: sqlite3.Connection) -> FoldedNames:
    """Compare every new name with the names, old and new, that share a block with it, and store the verdicts."""
    names = FoldedNames(db)
    pairs = db.execute(
        "SELECT DISTINCT k.name, f.name FROM temp.fresh AS f JOIN keys AS k ON k.key = f.key AND k.name < f.name"
        " ORDER BY f.name, k.name"
    ).fetchall()
    verdicts = ((one, other, compare(names[one], names[other])) for one, other in pairs)
    db.executemany(
        "INSERT OR IGNORE INTO matches (one, other, same, rule, title, abstract) VALUES (?, ?, ?, ?, ?, ?)",
        ((one, other, match.same, match.rule, match.title, match.abstract) for one, other, match in verdicts if match),
    )
    return names


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one or more sources brought, in papers."""

    records: int
    papers: int
    """Papers that those records are about."""
    new: int
    """Papers that the library did not have before."""
    near: int
    """Near misses between those papers and any others."""


def outcome(library: Library, origins: Sequence[int]) -> Outcome:
    """Count what the sources with these numbers brought."""
    chosen = f"({', '.join(map(str, origins))})"
    records, papers = library.db.execute(
        f"SELECT count(*), count(DISTINCT n.paper) FROM records AS r JOIN names AS n ON n.rowid = r.name WHERE r.origin IN {chosen}"
    ).fetchone()
    old = library.one(
        f"SELECT count(*) FROM (SELECT n.paper FROM records AS r JOIN names AS n ON n.rowid = r.name GROUP BY n.paper"
        f" HAVING max(r.origin IN {chosen}) AND min(r.origin IN {chosen}) = 0)"
    )
    near = library.one(
        "SELECT count(*) FROM matches AS m JOIN names AS a ON a.rowid = m.one JOIN names AS b ON b.rowid = m.other"
        " WHERE a.paper <> b.paper AND m.other IN"
        f" (SELECT r.name FROM records AS r GROUP BY r.name HAVING min(r.origin IN {chosen}))"
    )
    return Outcome(records, papers, papers - old, near)
