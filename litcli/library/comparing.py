"""Two libraries beside each other: which papers of the one the other has, by the blocks and comparisons that `add` goes by.

Nothing is written in a file.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from litcli.dedupe.compare import ELSEWHERE, compare
from litcli.library.grouping import FoldedNames
from litcli.library.matching import store
from litcli.library.schema import Library


def known(new: Library, old: Library) -> set[str]:
    """Return the ids of the papers in `new` that are a paper of `old`.

    A paper is known where one of its records has a name there, or matches a record of a paper there and no veto holds it from
    the others of that paper.
    """
    for library in (new, old):
        store(library)
    found = _by_name(new, old)
    names, other_names = FoldedNames(new.db), FoldedNames(old.db)
    for paper, name, candidates in _candidates(new.db, old.db):
        if paper not in found and any(_is_one(names, name, other_names, other, old.db) for other in candidates):
            found.add(paper)
    ids = dict(new.db.execute("SELECT rowid, id FROM papers"))
    return {ids[paper] for paper in found}


def _by_name(new: Library, old: Library) -> set[int]:
    rows = new.db.execute("SELECT name, paper FROM names").fetchall()
    return {paper for name, paper in rows if old.one("SELECT 1 FROM names WHERE name = ?", name)}


def _candidates(new: sqlite3.Connection, old: sqlite3.Connection) -> Iterator[tuple[int, int, list[int]]]:
    """Yield paper, name, and the names in the other library that share a block with it."""
    keys: dict[tuple[int, int], list[int]] = defaultdict(list)
    for paper, name, key in new.execute(
        "SELECT n.paper, n.rowid, k.key FROM keys AS k JOIN names AS n ON n.rowid = k.name ORDER BY n.rowid"
    ):
        keys[paper, name].append(key)
    for (paper, name), mine in keys.items():
        rows = (
            old.execute("SELECT name FROM keys WHERE key = ? AND key NOT IN (SELECT key FROM crowded)", (key,))
            for key in mine
        )
        yield paper, name, sorted({row[0] for found in rows for row in found})


def _is_one(names: FoldedNames, name: int, others: FoldedNames, other: int, old: sqlite3.Connection) -> bool:
    """Say whether two names match, and nothing in the other's paper speaks against it that did not keep that paper apart either."""
    mine = names[name]
    match = compare(mine, others[other])
    if match is None or not match.same:
        return False
    rows = old.execute(
        "SELECT rowid FROM names WHERE paper = (SELECT paper FROM names WHERE rowid = ?)", (other,)
    ).fetchall()
    vetoes = ((others.veto(mine, others[rowid]), rowid) for (rowid,) in rows)
    return not any(
        reason
        and not (match.by_identifier and reason == ELSEWHERE)
        and reason != others.veto(others[other], others[rowid])
        for reason, rowid in vetoes
    )
