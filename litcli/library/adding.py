"""A source into the library: its records, their names and keys, the pairs worth comparing, and the papers that follow.

Adding a source is one transaction. The same bytes are the same source, whatever the file is called: they are added once. The
records come in batches, and after each of them the library is whole: memory does not grow with the source nor the library.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from litcli.dedupe.block import Candidate, candidate
from litcli.dedupe.folded import folded
from litcli.library import decisions, deriving, history
from litcli.library.grouping import FoldedNames, regroup
from litcli.library.matching import Matching, store
from litcli.library.rejudging import rejudge
from litcli.library.rows import RECORD_COLUMNS, record_values
from litcli.library.schema import MEMORY, Library
from litcli.query.fields import LAST_ADD
from litcli.read import Reading
from litcli.read.ahead import pieces
from litcli.records import Record, Tally, Unread

Progress = Callable[[int], None]
"""Is told how many bytes of the source have been read."""

_INDEXED_TOGETHER = 20_000
"""Changes of the index that wait: it writes a piece whenever another table is changed, and many small pieces are merged long."""
_UNREAD_TEXT_LIMIT = 65_536
"""Characters of an unread stretch that are kept in the library; the rest stays in the source."""


class Added(NamedTuple):
    """What became of one source."""

    source: str
    origin: int
    """The source's number in the library."""
    format: str
    """The format it was read as, now or when it was added."""
    known: bool
    """Whether it was in the library before, so that nothing was added."""
    tally: Tally
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]
    command: int = 0
    """The number of the command in the history; 0 where nothing was added."""


def add(library: Library, reading: Reading, progress: Progress = lambda _: None, command: int = 0) -> Added:
    """Add a source: wholly, or not at all. Raises SourceError where it cannot be read, LibraryError where not be written.

    Sources that are given the number of the first one's command are taken back with it, and `is:new` finds what all of them brought.
    """
    name, digest = reading.source.name, reading.source.digest()
    if known := _known(library, name, digest):
        return known
    store(library)
    with library.transaction() as db:
        # Another program may have added it while this one waited.
        if known := _known(library, name, digest):
            return known
        rejudge(library)
        origin = db.execute(
            "INSERT INTO sources (name, digest, format, added, lines, records, unread) VALUES (?, ?, ?, ?, 0, 0, 0)",
            (name, digest, reading.format.name, date.today().isoformat()),
        ).lastrowid
        assert origin is not None
        before = library.setting(LAST_ADD)
        if not command:
            library.remember(LAST_ADD, str(library.one("SELECT coalesce(max(rowid), 0) FROM records")))
        intake = _Intake(library, origin)
        unread = _store(intake, reading, progress)
        decisions.refresh(db)
        number = history.record(db, "add", name, {"origin": origin, "new_after": before}, command)
        tally = reading.tally
        counts = (tally.lines, tally.records, tally.unread, origin)
        db.execute("UPDATE sources SET lines = ?, records = ?, unread = ? WHERE rowid = ?", counts)
    library.fresh = intake.matching.fresh
    return Added(name, origin, reading.format.name, False, tally, unread, reading.warnings, number)


def _known(library: Library, name: str, digest: str) -> Added | None:
    """Return what became of a source that the library has, or None."""
    row = library.db.execute("SELECT rowid, format FROM sources WHERE digest = ?", (digest,)).fetchone()
    return Added(name, row[0], row[1], True, Tally(), (), ()) if row else None


def _store(intake: "_Intake", reading: Reading, progress: Progress) -> tuple[Unread, ...]:
    """Take records in as they come, and return the unread stretches."""
    unread: list[Unread] = []
    for piece in pieces(reading, _folded):
        unread += (item for item in piece if isinstance(item, Unread))
        intake.take([item for item in piece if not isinstance(item, Unread)])
        progress(reading.position())
    intake.finish(unread)
    return tuple(unread)


_Arrived = tuple[Record, Candidate]
"""A record, and how it is compared."""
_Named = tuple[Record, int]
"""A record and the rowid of its name."""


def _folded(record: Record) -> _Arrived:
    """Fold a record, which needs nothing but the record: it is done where there is time (read.ahead)."""
    return record, candidate(folded(record))


class _Intake:
    """The library while a source comes in."""

    def __init__(self, library: Library, origin: int) -> None:
        self.db = library.db
        self.origin = origin
        self.today = date.today().isoformat()
        self.with_index = library.with_index
        self.ends_with_the_command = library.path == MEMORY
        self.names = FoldedNames(self.db)
        self.matching = Matching(self.db, self.names)
        self.changes: list[deriving.Change] = []

    def take(self, arrived: Sequence[_Arrived]) -> None:
        """Take a batch in: from records to papers."""
        named, new = self._name(arrived)
        self._keep_records(named)
        matched = self.matching.take(new)
        grouped = regroup(self.db, sorted(matched), self.names)
        again = self._papers(rowid for _, rowid in named if rowid not in new)
        changes = deriving.remake(self.db, grouped | again)
        alone = self._papers_alone(named, {rowid: name for rowid, name in new.items() if rowid not in matched})
        if self.with_index:
            self.changes += [*changes, *alone]
            if len(self.changes) >= _INDEXED_TOGETHER:
                self._index()

    def _index(self) -> None:
        """Change the index by what has gathered."""
        deriving.index(self.db, self.changes)
        self.changes.clear()

    def _name(self, arrived: Sequence[_Arrived]) -> tuple[list[_Named], dict[int, Candidate]]:
        """Return the records with the rowids of their names, and the new names, which are papers of their own at first."""
        wanted = {one.folded.name: one for _, one in arrived}
        chosen = json.dumps(list(wanted))
        known = self.db.execute(
            "SELECT name, rowid FROM names WHERE name IN (SELECT value FROM json_each(?))", (chosen,)
        )
        rowids: dict[str, int] = dict(known.fetchall())
        last = int(self.db.execute("SELECT coalesce(max(rowid), 0) FROM names").fetchone()[0])
        fresh = (one for name, one in wanted.items() if name not in rowids)
        new = dict(enumerate(fresh, start=last + 1))
        self.db.executemany(
            "INSERT INTO names (rowid, name, paper, outline) VALUES (?, ?, ?, ?)",
            ((rowid, one.folded.name, rowid, one.outline) for rowid, one in new.items()),
        )
        for rowid, one in new.items():
            rowids[one.folded.name] = rowid
            self.names.keep(rowid, one.folded)
        return [(record, rowids[one.folded.name]) for record, one in arrived], new

    def _keep_records(self, named: Sequence[_Named]) -> None:
        places = ", ".join("?" * len(RECORD_COLUMNS.split(",")))
        self.db.executemany(
            f"INSERT INTO records (origin, name, {RECORD_COLUMNS}) VALUES (?, ?, {places})",
            ((self.origin, rowid, *record_values(record)) for record, rowid in named),
        )
        decisions.carry(self.db, self.origin, named)

    def _papers(self, names: Iterable[int]) -> set[int]:
        """Return the papers of names."""
        chosen = json.dumps(sorted(set(names)))
        rows = self.db.execute("SELECT paper FROM names WHERE rowid IN (SELECT value FROM json_each(?))", (chosen,))
        return {row[0] for row in rows}

    def _papers_alone(self, named: Sequence[_Named], alone: dict[int, Candidate]) -> Iterator[deriving.Change]:
        """Make the papers of names that are new and that nothing matches, nearly all; return what they bring to the index."""
        records: dict[int, list[Record]] = {}
        for record, rowid in named:
            if rowid in alone:
                records.setdefault(rowid, []).append(record)
        papers = [(rowid, deriving.made(alone[rowid].folded.name, own, self.today)) for rowid, own in records.items()]
        deriving.insert(self.db, papers)
        # Of a single record, what was folded for comparing is what the index wants.
        return (
            deriving.indexed(rowid, paper, alone[rowid].folded.abstract if len(records[rowid]) == 1 else None)
            for rowid, paper in papers
        )

    def finish(self, unread: Iterable[Unread]) -> None:
        """Store what is left when the source ends."""
        if not self.ends_with_the_command:
            self.matching.finish()
        self._index()
        self.db.executemany(
            "INSERT INTO unread VALUES (?, ?, ?, ?, ?)",
            ((self.origin, item.line, item.end, item.text[:_UNREAD_TEXT_LIMIT], item.reason) for item in unread),
        )


class Outcome(NamedTuple):
    """What one or more sources brought, in papers."""

    records: int
    papers: int
    """Papers that those records are about."""
    new: int
    """Papers that the library did not have before."""
    near: int
    """Pairs of papers that came close, one of them brought by these sources."""


def outcome(library: Library) -> Outcome:
    """Count what the last add brought: its records are the last ones, and all else is looked up from them."""
    before = int(library.setting(LAST_ADD))
    brought = (
        "SELECT n.rowid AS name, n.paper FROM records AS r CROSS JOIN names AS n ON n.rowid = r.name WHERE r.rowid > ?1"
    )
    earlier = "SELECT 1 FROM names AS n CROSS JOIN records AS r ON r.name = n.rowid WHERE r.rowid <= ?1"
    records, papers = library.db.execute(
        f"SELECT count(*), count(DISTINCT paper) FROM ({brought})", (before,)
    ).fetchone()
    old = f"SELECT count(*) FROM (SELECT DISTINCT paper FROM ({brought})) AS b WHERE EXISTS ({earlier} AND n.paper = b.paper)"
    near = (
        f"SELECT count(DISTINCT min(a.paper, b.paper) || ' ' || max(a.paper, b.paper)) FROM (SELECT DISTINCT * FROM ({brought})) AS b"
        " CROSS JOIN matches AS m ON m.other = b.name CROSS JOIN names AS a ON a.rowid = m.one"
        f" WHERE a.paper <> b.paper AND NOT EXISTS ({earlier} AND n.rowid = b.name)"
    )
    return Outcome(records, papers, papers - library.one(old, before), library.one(near, before))
