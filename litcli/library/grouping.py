"""Names to papers inside the library: the groups that new matches touch are made again, and no others.

What a group is depends on the names in it and their matches alone (`dedupe.cluster`), so making it again after each batch
gives the same papers as making all of them at the end.
"""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from litcli.dedupe.cluster import Clusters, cluster
from litcli.dedupe.compare import veto
from litcli.dedupe.folded import Folded, are_versions, folded
from litcli.library.linking import HELD, MERGE, mode
from litcli.library.rows import NAMED_COLUMNS, record_of
from litcli.records import Match

Pair = tuple[str, str]

_CACHE = 4_000
"""Names that are kept folded, some 5 kB each, the last used: those of a batch and as many; others are folded again when they come up."""


class FoldedNames:
    """The names of the library as they are compared, by rowid."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._cache: OrderedDict[int, Folded] = OrderedDict()
        self._merges_versions = mode(db) == MERGE

    def __getitem__(self, rowid: int) -> Folded:
        if rowid not in self._cache:
            self.fetch([rowid])
        self._cache.move_to_end(rowid)
        return self._cache[rowid]

    def fetch(self, rowids: Iterable[int]) -> None:
        """Have names at hand that will be asked for one by one: together they take half the time."""
        missing = sorted(rowid for rowid in rowids if rowid not in self._cache)
        if not missing:
            return
        # Any record of a name will do: all that is compared is in the name. Only a line that litcli wrote of a merged paper has the
        # name of one of its records and says more: there it is the one that came first. A name may be of older rules, and stays.
        rows = self._db.execute(
            f"SELECT n.rowid, n.name, {NAMED_COLUMNS} FROM json_each(?) AS j CROSS JOIN names AS n ON n.rowid = j.value"
            " CROSS JOIN records AS r ON r.rowid = (SELECT rowid FROM records WHERE name = n.rowid LIMIT 1)",
            (json.dumps(missing),),
        )
        for rowid, name, *row in rows:
            self.keep(rowid, folded(record_of(row)._replace(name=name)))

    def veto(self, one: Folded, other: Folded) -> str:
        """Return what holds two names apart in this library, or an empty string."""
        reason = veto(one, other)
        return reason or (HELD if not self._merges_versions and are_versions(one, other) else "")

    def keep(self, rowid: int, name: Folded) -> None:
        """Take a name that has just been folded."""
        self._cache[rowid] = name
        if len(self._cache) > _CACHE:
            self._cache.popitem(last=False)


def regroup(db: sqlite3.Connection, touched: Iterable[int], names: FoldedNames) -> set[int]:
    """Group names again that have new matches or facts, with all that these connect; return the papers that change.

    Where a paper may fall apart, all its names must be among them. A paper's rowid is the smallest rowid among its names, so that an old paper stays with its oldest name.
    """
    dirty: set[int] = set()
    done: set[int] = set()
    for name in touched:
        if name not in done:
            members = component(db, name)
            done |= members
            dirty |= _group(db, names, members)
    return dirty


def component(db: sqlite3.Connection, start: int) -> set[int]:
    """Return all names that a chain of matches and joins connects with this one."""
    found, edge = {start}, [start]
    while edge:
        name = edge.pop()
        rows = db.execute(
            "SELECT other FROM matches WHERE one = ?1 AND same UNION SELECT one FROM matches WHERE other = ?1 AND same"
            " UNION SELECT other FROM facts WHERE one = ?1 AND same UNION SELECT one FROM facts WHERE other = ?1 AND same",
            (name,),
        )
        fresh = {row[0] for row in rows} - found
        found |= fresh
        edge += fresh
    return found


def _group(db: sqlite3.Connection, names: FoldedNames, members: set[int]) -> set[int]:
    """Cluster a component, give each group its paper, and return the papers that change."""
    rowids = {names[rowid].name: rowid for rowid in members}
    together, apart = _facts(db, names, members)
    matches = list(_matches(db, members))
    clusters = cluster(
        rowids,
        (_named(names, match) for match in matches),
        lambda a, b: names.veto(names[rowids[a]], names[rowids[b]]),
        together,
        apart,
    )
    _remember_refused(db, rowids, clusters, matches)
    groups = [[rowids[name] for name in group] for group in clusters.groups]
    papers = {rowid: min(group) for group in groups for rowid in group}
    before = {_paper_of(db, rowid) for rowid in members}
    db.executemany("UPDATE names SET paper = ? WHERE rowid = ?", [(paper, rowid) for rowid, paper in papers.items()])
    return before.union(papers.values())


def _paper_of(db: sqlite3.Connection, name: int) -> int:
    return int(db.execute("SELECT paper FROM names WHERE rowid = ?", (name,)).fetchone()[0])


_Stored = tuple[int, int, str, float | None, float | None, str]
"""A match as it is stored: its names, rule, scores, and what held it apart the last time."""


def _matches(db: sqlite3.Connection, members: set[int]) -> Iterator[_Stored]:
    for rowid in members:
        yield from db.execute(
            "SELECT one, other, rule, title, abstract, held_apart FROM matches WHERE one = ? AND same", (rowid,)
        )


def _named(names: FoldedNames, stored: _Stored) -> Match:
    one, other, rule, title, abstract, _ = stored
    first, second = sorted((names[one].name, names[other].name))
    return Match(first, second, True, rule, title, abstract)


def _facts(db: sqlite3.Connection, names: FoldedNames, members: set[int]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs of these names that the user joined, and those that the user split."""
    said: tuple[list[Pair], list[Pair]] = ([], [])
    for rowid in members:
        for other, same in db.execute("SELECT other, same FROM facts WHERE one = ?", (rowid,)):
            if other in members:
                said[not same].append((names[rowid].name, names[other].name))
    return said


def _remember_refused(
    db: sqlite3.Connection, rowids: dict[str, int], clusters: Clusters, matches: Iterable[_Stored]
) -> None:
    freed = [(one, other) for one, other, *_, held_apart in matches if held_apart]
    db.executemany("UPDATE matches SET held_apart = '' WHERE one = ? AND other = ?", freed)
    for match in clusters.refused:
        one, other = sorted((rowids[match.one], rowids[match.other]))
        db.execute("UPDATE matches SET held_apart = ? WHERE one = ? AND other = ?", (match.rule, one, other))
