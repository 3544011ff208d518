"""Names to matches inside the library: which names share a block, how each pair is judged, and which blocks say nothing.

A block of more than CROWDED names is not compared, and what it alone brought together is forgotten. Which pairs are judged
then depends on the names in the library and not on the order in which they came, and a title that ten thousand papers share
costs no more than one that thirty do.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from litcli.dedupe.block import keys, outline, says_enough, titles_alike
from litcli.dedupe.compare import compare
from litcli.dedupe.folded import Folded
from litcli.library.grouping import FoldedNames

CROWDED = 30
"""Names from which a block is too large. In 10,308 labelled records the fullest paper has 8, and from 25 to 100 the limit
changes nothing; in 100,000 synthetic records with words in common the pairs to look at fall from 8 a name to 3."""
_PAIRS = "SELECT k.name, a.name, max(k.key & 1), n.outline"
_OUTLINE = "JOIN names AS n ON n.rowid = k.name GROUP BY k.name, a.name"
_FRESH = 500_000
"""Keys that wait in memory until they are put among those of the library, in order: one by one they would touch every page."""


class Matching:
    """The blocks of a library while names come in."""

    def __init__(self, db: sqlite3.Connection, names: FoldedNames) -> None:
        self.db = db
        self.names = names
        self.waiting = 0
        db.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (key, name, PRIMARY KEY (key, name)) WITHOUT ROWID")
        db.execute("CREATE TEMP TABLE IF NOT EXISTS asked (key, name)")

    def take(self, new: Mapping[int, Folded]) -> set[int]:
        """Judge each new name beside all that share a block with it; return the names that won or lost a match."""
        self.db.execute("DELETE FROM temp.asked")
        asked = [(key, rowid) for rowid, name in new.items() for key in keys(name)]
        self.db.executemany("INSERT INTO temp.asked VALUES (?, ?)", asked)
        self.db.execute("INSERT OR IGNORE INTO temp.fresh SELECT key, name FROM temp.asked")
        self.waiting += len(asked)
        lost = self._crowd()
        self.db.execute("DELETE FROM temp.asked WHERE key IN (SELECT key FROM crowded)")
        pairs = self.db.execute(
            f"{_PAIRS} FROM temp.asked AS a CROSS JOIN keys AS k ON k.key = a.key {_OUTLINE}"
            f" UNION ALL {_PAIRS} FROM temp.asked AS a CROSS JOIN temp.fresh AS k ON k.key = a.key AND k.name < a.name {_OUTLINE}"
        )
        outlines = {rowid: outline(name) for rowid, name in new.items()}
        worth = ((one, other) for one, other, enough, known in pairs if enough or titles_alike(known, outlines[other]))
        won = judge(self.db, self.names, worth)
        if self.waiting > _FRESH:
            self.finish()
        return won | lost

    def finish(self) -> None:
        """Put the keys that wait among those of the library."""
        self.db.execute("INSERT INTO keys SELECT key, name FROM temp.fresh ORDER BY key, name")
        self.db.execute("DELETE FROM temp.fresh")
        self.waiting = 0

    def _crowd(self) -> set[int]:
        """Close the blocks that have just become too large; return the names that lose a match by it."""
        rows = self.db.execute(
            "SELECT a.key FROM (SELECT DISTINCT key FROM temp.asked) AS a WHERE (SELECT count(*) FROM temp.fresh AS f"
            " WHERE f.key = a.key) + (SELECT count(*) FROM (SELECT 1 FROM keys AS k WHERE k.key = a.key LIMIT ?)) > ?"
            " AND a.key NOT IN (SELECT key FROM crowded)",
            (CROWDED + 1, CROWDED),
        ).fetchall()
        self.db.executemany("INSERT INTO crowded VALUES (?)", rows)
        lost: set[int] = set()
        for (key,) in rows:
            lost |= self._forget(key)
        return lost

    def _forget(self, key: int) -> set[int]:
        """Delete the verdicts that this block alone brought about."""
        rows = self.db.execute(
            "SELECT name FROM keys WHERE key = ?1 UNION SELECT name FROM temp.fresh WHERE key = ?1", (key,)
        )
        members = json.dumps([row[0] for row in rows])
        inside = "(SELECT value FROM json_each(?1))"
        pairs = self.db.execute(
            f"SELECT one, other, same FROM matches WHERE one IN {inside} AND other IN {inside}", (members,)
        ).fetchall()
        apart = [(one, other, same) for one, other, same in pairs if not self._share_a_block(one, other)]
        self.db.executemany("DELETE FROM matches WHERE one = ? AND other = ?", [pair[:2] for pair in apart])
        return {name for *pair, same in apart if same for name in pair}

    def _share_a_block(self, one: int, other: int) -> bool:
        a, b = self.names[one], self.names[other]
        shared = set(keys(a)) & set(keys(b))
        closed = self.db.execute(
            "SELECT key FROM crowded WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(list(shared)),)
        )
        return _worth_comparing(a, b, shared.difference(key for (key,) in closed))


def _worth_comparing(one: Folded, other: Folded, shared: Iterable[int]) -> bool:
    """Say whether two names that share these keys are to be judged."""
    return any(says_enough(key) or titles_alike(outline(one), outline(other)) for key in shared)


def judge(db: sqlite3.Connection, names: FoldedNames, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Judge pairs, the smaller rowid first, store the verdicts and return the names that have a new match."""
    found = [(one, other, match) for one, other in pairs if (match := compare(names[one], names[other]))]
    db.executemany(
        "INSERT OR IGNORE INTO matches (one, other, same, rule, title, abstract) VALUES (?, ?, ?, ?, ?, ?)",
        ((one, other, match.same, match.rule, match.title, match.abstract) for one, other, match in found),
    )
    return {name for one, other, match in found if match.same for name in (one, other)}


def reopen(db: sqlite3.Connection, names: FoldedNames) -> set[int]:
    """Open the blocks again that are no longer crowded, now that names are gone; return the names that have a new match."""
    rows = db.execute(
        "SELECT key FROM crowded AS c WHERE (SELECT count(*) FROM (SELECT 1 FROM keys AS k WHERE k.key = c.key LIMIT ?)) <= ?",
        (CROWDED + 1, CROWDED),
    ).fetchall()
    db.executemany("DELETE FROM crowded WHERE key = ?", rows)
    won: set[int] = set()
    for key in rows:
        pairs = db.execute(
            "SELECT a.name, b.name FROM keys AS a JOIN keys AS b ON b.key = a.key AND a.name < b.name WHERE a.key = ?",
            key,
        )
        worth = (pair for pair in pairs.fetchall() if _worth_comparing(names[pair[0]], names[pair[1]], key))
        won |= judge(db, names, worth)
    return won
