"""A source into the library: its records, their names and keys, the pairs worth comparing, and the papers that follow.

Adding a source is one transaction. The same bytes are the same source, whatever the file is called: they are added once. The
records come in batches, and after each of them the library is whole: memory does not grow with the source nor the library.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from litcli.dedupe.block import keys
from litcli.dedupe.compare import compare
from litcli.dedupe.folded import Folded, folded
from litcli.library import deriving
from litcli.library.grouping import FoldedNames, regroup
from litcli.library.rows import RECORD_COLUMNS, record_values
from litcli.library.schema import Library
from litcli.read import Reading
from litcli.records import Paper, Record, Tally, Unread

Progress = Callable[[int], None]
"""Is told how many bytes of the source have been read."""

_BATCH = 2000
"""Records that are taken in together."""
_FRESH = 500_000
"""Keys that wait in memory until they are put among those of the library, in order: one by one they would touch every page."""
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
        unread = _store(_Intake(library, origin), reading, progress)
        tally = reading.tally
        counts = (tally.lines, tally.records, tally.unread, origin)
        db.execute("UPDATE sources SET lines = ?, records = ?, unread = ? WHERE rowid = ?", counts)
    return Added(name, origin, reading.format.name, False, tally, unread, tuple(reading.lines.warnings()))


def _store(intake: "_Intake", reading: Reading, progress: Progress) -> tuple[Unread, ...]:
    """Take records in as they come, and return the unread stretches."""
    unread: list[Unread] = []
    batch: list[Record] = []
    for item in reading:
        if isinstance(item, Record):
            batch.append(item)
            if len(batch) == _BATCH:
                intake.take(batch)
                batch = []
                progress(reading.lines.position())
        elif isinstance(item, Unread):
            unread.append(item)
    intake.take(batch)
    intake.finish(unread)
    return tuple(unread)


class _Intake:
    """The library while a source comes in."""

    def __init__(self, library: Library, origin: int) -> None:
        self.db = library.db
        self.origin = origin
        self.today = date.today().isoformat()
        self.with_index = library.with_index
        self.names = FoldedNames(self.db)
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (key, name, PRIMARY KEY (key, name)) WITHOUT ROWID")
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS asked (key, name)")
        self.waiting = 0

    def take(self, records: Sequence[Record]) -> None:
        """Take a batch in: from records to papers."""
        prepared = [(record, folded(record)) for record in records]
        rowids, new = self._name(prepared)
        self._keep_records(prepared, rowids)
        matched = self._compare(new)
        grouped = regroup(self.db, sorted(matched), self.names)
        alone = new.keys() - matched
        again = self._papers(rowids[name.name] for _, name in prepared if rowids[name.name] not in new)
        changes = deriving.remake(self.db, grouped | again)
        papers = self._papers_alone(prepared, rowids, alone)
        if self.with_index:
            deriving.index(self.db, [*changes, *(deriving.indexed(rowid, paper) for rowid, paper in papers)])

    def _name(self, prepared: Sequence[tuple[Record, Folded]]) -> tuple[dict[str, int], dict[int, Folded]]:
        """Return the rowids of a batch's names, and the names that are new, which are papers of their own at first."""
        wanted = {name.name: name for _, name in prepared}
        known = self.db.execute(
            "SELECT name, rowid FROM names WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(list(wanted)),)
        )
        rowids: dict[str, int] = dict(known.fetchall())
        last = int(self.db.execute("SELECT coalesce(max(rowid), 0) FROM names").fetchone()[0])
        missing = [name for name in wanted if name not in rowids]
        rowids.update((name, rowid) for rowid, name in enumerate(missing, start=last + 1))
        new = {rowids[name]: wanted[name] for name in missing}
        self.db.executemany(
            "INSERT INTO names (rowid, name, paper) VALUES (?, ?, ?)",
            ((rowids[name], name, rowids[name]) for name in missing),
        )
        for rowid, name in new.items():
            self.names.keep(rowid, name)
        return rowids, new

    def _keep_records(self, prepared: Sequence[tuple[Record, Folded]], rowids: dict[str, int]) -> None:
        places = ", ".join("?" * len(RECORD_COLUMNS.split(",")))
        self.db.executemany(
            f"INSERT INTO records (origin, name, {RECORD_COLUMNS}) VALUES (?, ?, {places})",
            ((self.origin, rowids[name.name], *record_values(record)) for record, name in prepared),
        )

    def _compare(self, new: dict[int, Folded]) -> set[int]:
        """Compare each new name with the older ones that share a block with it, store the verdicts, return who matched."""
        self.db.execute("DELETE FROM temp.asked")
        asked = [(key, rowid) for rowid, name in new.items() for key in keys(name)]
        self.db.executemany("INSERT INTO temp.asked VALUES (?, ?)", asked)
        self.db.execute("INSERT OR IGNORE INTO temp.fresh SELECT key, name FROM temp.asked")
        self.waiting += len(asked)
        pairs = self.db.execute(
            "SELECT k.name, a.name FROM temp.asked AS a CROSS JOIN keys AS k ON k.key = a.key"
            " UNION SELECT f.name, a.name FROM temp.asked AS a CROSS JOIN temp.fresh AS f ON f.key = a.key AND f.name < a.name"
        )
        names = self.names
        found = [(one, other, match) for one, other in pairs if (match := compare(names[one], names[other]))]
        self.db.executemany(
            "INSERT INTO matches (one, other, same, rule, title, abstract) VALUES (?, ?, ?, ?, ?, ?)",
            ((one, other, match.same, match.rule, match.title, match.abstract) for one, other, match in found),
        )
        if self.waiting > _FRESH:
            self._put_keys()
        return {name for one, other, match in found if match.same for name in (one, other)}

    def _put_keys(self) -> None:
        self.db.execute("INSERT INTO keys SELECT key, name FROM temp.fresh ORDER BY key, name")
        self.db.execute("DELETE FROM temp.fresh")
        self.waiting = 0

    def _papers(self, names: Iterable[int]) -> set[int]:
        """Return the papers of names."""
        chosen = json.dumps(sorted(set(names)))
        rows = self.db.execute("SELECT paper FROM names WHERE rowid IN (SELECT value FROM json_each(?))", (chosen,))
        return {row[0] for row in rows}

    def _papers_alone(
        self, prepared: Sequence[tuple[Record, Folded]], rowids: dict[str, int], alone: Collection[int]
    ) -> list[tuple[int, Paper]]:
        """Make the papers of the names that are new and that nothing matches: nearly all, so their texts are folded but once."""
        records: dict[int, list[Record]] = {}
        for record, name in prepared:
            if (rowid := rowids[name.name]) in alone:
                records.setdefault(rowid, []).append(record)
        papers = [(rowid, deriving.made(self.names[rowid].name, rs, self.today)) for rowid, rs in records.items()]
        deriving.insert(self.db, papers)
        return papers

    def finish(self, unread: Iterable[Unread]) -> None:
        """Store what is left when the source ends."""
        self._put_keys()
        self.db.executemany(
            "INSERT INTO unread VALUES (?, ?, ?, ?, ?)",
            ((self.origin, item.line, item.end, item.text[:_UNREAD_TEXT_LIMIT], item.reason) for item in unread),
        )


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
