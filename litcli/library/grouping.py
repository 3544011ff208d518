"""Names to papers inside the library: the groups that new matches touch are made again, and no others.

What a group is depends on the names in it and their matches alone (`dedupe.cluster`), so making it again after each source
gives the same papers as making all of them at the end.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from litcli.dedupe.cluster import Clusters, cluster
from litcli.dedupe.compare import veto
from litcli.dedupe.folded import Folded, folded
from litcli.dedupe.merge import merge
from litcli.library.rows import PAPER_COLUMNS, RECORD_COLUMNS, paper_values, record_of
from litcli.records import Match, Paper
from litcli.text import fold

_CACHE = 50_000
"""Names that are kept folded; more are folded again when they come up."""


class FoldedNames:
    """The names of the library as they are compared, by rowid."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._cache: dict[int, Folded] = {}

    def __getitem__(self, rowid: int) -> Folded:
        if rowid not in self._cache:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            # Any record of a name will do: all that is compared is in the name.
            row = self._db.execute(f"SELECT {RECORD_COLUMNS} FROM records WHERE name = ? LIMIT 1", (rowid,)).fetchone()
            self._cache[rowid] = folded(record_of(row))
        return self._cache[rowid]


def regroup(db: sqlite3.Connection, origin: int, names: FoldedNames) -> None:
    """Make the papers again that a source's records belong to, now that their matches are stored."""
    touched = [
        row[0] for row in db.execute("SELECT DISTINCT name FROM records WHERE origin = ? ORDER BY name", (origin,))
    ]
    dirty: set[int] = set()
    next_paper = db.execute("SELECT coalesce(max(rowid), 0) + 1 FROM papers").fetchone()[0]
    papers = _papers_of(db, touched)
    in_matches = {
        row[0] for row in db.execute("SELECT one FROM matches WHERE same UNION SELECT other FROM matches WHERE same")
    }
    done: set[int] = set()
    for name in touched:
        if name in done:
            continue
        if name in in_matches:
            members = _component(db, name)
            done |= members
            next_paper = _group(db, names, members, next_paper, dirty)
        elif (paper := papers.get(name)) is not None:
            dirty.add(paper)
        else:
            db.execute("UPDATE names SET paper = ? WHERE rowid = ?", (next_paper, name))
            dirty.add(next_paper)
            next_paper += 1
    _remake(db, dirty)


def _papers_of(db: sqlite3.Connection, names: Iterable[int]) -> dict[int, int]:
    """Return the paper of each name that has one."""
    rows = ((name, db.execute("SELECT paper FROM names WHERE rowid = ?", (name,)).fetchone()[0]) for name in names)
    return {name: paper for name, paper in rows if paper is not None}


def _component(db: sqlite3.Connection, start: int) -> set[int]:
    """Return all names that a chain of matches connects with this one."""
    found, edge = {start}, [start]
    while edge:
        name = edge.pop()
        rows = db.execute(
            "SELECT other FROM matches WHERE one = ? AND same UNION SELECT one FROM matches WHERE other = ? AND same",
            (name, name),
        )
        fresh = {row[0] for row in rows} - found
        found |= fresh
        edge += fresh
    return found


def _group(db: sqlite3.Connection, names: FoldedNames, members: set[int], next_paper: int, dirty: set[int]) -> int:
    """Cluster a component and give each group its paper; an old paper stays with the group that has its smallest name."""
    rowids = {names[rowid].name: rowid for rowid in members}
    clusters = cluster(rowids, _matches(db, names, members), lambda a, b: veto(names[rowids[a]], names[rowids[b]]))
    _remember_refused(db, rowids, clusters, members)
    old = _papers_of(db, members)
    dirty.update(old.values())
    free = set(old.values())
    for group in clusters.groups:
        mine = sorted({old[rowids[name]] for name in group if rowids[name] in old} & free)
        paper = mine[0] if mine else next_paper
        next_paper += not mine
        free.discard(paper)
        dirty.add(paper)
        db.executemany("UPDATE names SET paper = ? WHERE rowid = ?", [(paper, rowids[name]) for name in group])
    return next_paper


def _matches(db: sqlite3.Connection, names: FoldedNames, members: set[int]) -> Iterator[Match]:
    for rowid in members:
        rows = db.execute("SELECT other, rule, title, abstract FROM matches WHERE one = ? AND same", (rowid,))
        for other, rule, title, abstract in rows:
            one_name, other_name = sorted((names[rowid].name, names[other].name))
            yield Match(one_name, other_name, True, rule, title, abstract)


def _remember_refused(db: sqlite3.Connection, rowids: dict[str, int], clusters: Clusters, members: set[int]) -> None:
    db.executemany("UPDATE matches SET held_apart = '' WHERE one = ?", [(rowid,) for rowid in members])
    for match in clusters.refused:
        one, other = sorted((rowids[match.one], rowids[match.other]))
        db.execute("UPDATE matches SET held_apart = ? WHERE one = ? AND other = ?", (match.rule, one, other))


# --- papers -------------------------------------------------------------------------------------------------------------------

_NAMED = ", ".join(f"r.{column.strip()}" for column in RECORD_COLUMNS.split(","))


def _remake(db: sqlite3.Connection, dirty: set[int]) -> None:
    """Derive the rows of these papers again, and their entries in the index."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS dirty (paper INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.dirty")
    db.executemany("INSERT INTO temp.dirty VALUES (?)", [(paper,) for paper in sorted(dirty)])
    _unindex(db)
    db.execute("DELETE FROM tags WHERE paper IN (SELECT paper FROM temp.dirty)")
    db.execute("DELETE FROM papers WHERE rowid IN (SELECT paper FROM temp.dirty)")
    columns = PAPER_COLUMNS.split(",")
    insert = f"INSERT INTO papers (rowid, {PAPER_COLUMNS}) VALUES (?{', ?' * len(columns)})"
    for rowid, paper in _merged(db):
        db.execute(insert, (rowid, *paper_values(paper)))
        db.execute(
            "INSERT INTO words (rowid, title, abstract, authors, venue) VALUES (?, ?, ?, ?, ?)", indexed(rowid, paper)
        )


def _merged(db: sqlite3.Connection) -> Iterator[tuple[int, Paper]]:
    """Yield the dirty papers, merged from all their records."""
    rows = db.execute(
        f"SELECT n.paper, n.name, s.added, {_NAMED} FROM temp.dirty AS d JOIN names AS n ON n.paper = d.paper"
        " JOIN records AS r ON r.name = n.rowid JOIN sources AS s ON s.rowid = r.origin ORDER BY n.paper"
    )
    for paper, group in groupby(rows.fetchall(), key=lambda row: row[0]):
        members = list(group)
        name, added = min(row[1] for row in members), min(row[2] for row in members)
        yield paper, merge(name, [record_of(row[3:]) for row in members], added)


def indexed(rowid: int, paper: Paper) -> tuple[int, str, str, str, str]:
    """Return a paper's row of the index: its text, folded."""
    return rowid, fold(paper.title), fold(paper.abstract), fold(" ".join(paper.authors)), fold(paper.venue)


def _unindex(db: sqlite3.Connection) -> None:
    """Take the dirty papers out of the index, which wants to be told what stood there."""
    rows = db.execute(
        "SELECT p.rowid, title, abstract, authors, venue FROM papers AS p JOIN temp.dirty AS d ON d.paper = p.rowid"
    )
    for rowid, title, abstract, authors, venue in rows.fetchall():
        texts = (fold(title), fold(abstract), fold(" ".join(json.loads(authors))), fold(venue))
        db.execute(
            "INSERT INTO words (words, rowid, title, abstract, authors, venue) VALUES ('delete', ?, ?, ?, ?, ?)",
            (rowid, *texts),
        )
