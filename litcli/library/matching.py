"""Names to matches inside the library: which names share a block, how each pair is judged, and which blocks say nothing.

A block of more than so many names is not compared, and what it alone brought together is forgotten. Which pairs are judged
then depends on the names in the library and not on the order in which they came, and a title that ten thousand papers share
costs no more than one that fifty do.
"""

import json
import sqlite3
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from litcli.dedupe.block import Candidate, keys, outline, says_enough, worth_comparing
from litcli.dedupe.compare import compare
from litcli.dedupe.folded import Folded
from litcli.library.grouping import FoldedNames
from litcli.library.schema import Blocks, Library

CROWDED = 50
"""Names from which a block is too large that says enough by itself: an identifier, an abstract's start, authors and pages."""
CROWDED_WORDS = 20
"""The same for a few words of a title. In 10,308 labelled records the fullest paper has 8 names, and limits from 20 to 100 change
nothing; in 120,000 synthetic entries with words in common the pairs to look at fall from 8 a name to 4."""
_FRESH = 300_000
"""Keys that wait in memory until they are put among those of the library, in order: one by one they would touch every page."""
_GIVEN = "(SELECT value FROM json_each(?))"


class Matching:
    """The blocks of a library while names come in."""

    def __init__(self, db: sqlite3.Connection, names: FoldedNames) -> None:
        self.db = db
        self.names = names
        self.closed: set[int] = {key for (key,) in db.execute("SELECT key FROM crowded")}
        self.fresh: Blocks = {}
        self.waiting = 0

    def take(self, new: Mapping[int, Candidate]) -> set[int]:
        """Judge each new name beside all that share a block with it; return the names that won or lost a match."""
        wanted: set[int] = set()
        for rowid, name in new.items():
            wanted.update(name.keys)
            for key in name.keys:
                self.fresh.setdefault(key, []).append(rowid)
            self.waiting += len(name.keys)
        blocks = self._blocks(wanted - self.closed)
        crowded = {key for key, block in blocks.items() if len(block) > _most(key)}
        lost = self._close(crowded)
        pairs = _pairs(new, {key: block for key, block in blocks.items() if key not in crowded})
        won = judge(self.db, self.names, self._worth_comparing(pairs, new))
        if self.waiting > _FRESH:
            self.finish()
        return won | lost

    def finish(self) -> None:
        """Put the keys that wait among those of the library."""
        _store(self.db, self.fresh)
        self.waiting = 0

    def _blocks(self, wanted: Collection[int]) -> Blocks:
        """Return the blocks, stored and fresh, that more than one name is in."""
        blocks: Blocks = {}
        # A new library's table, with nothing in it, is not asked for each.
        if self.db.execute("SELECT 1 FROM keys LIMIT 1").fetchone():
            rows = self.db.execute(f"SELECT key, name FROM keys WHERE key IN {_GIVEN}", (_listed(wanted),))
            for key, name in rows:
                blocks.setdefault(key, []).append(name)
        for key in wanted:
            if key in blocks:
                blocks[key] += self.fresh[key]
            elif len(self.fresh[key]) > 1:
                blocks[key] = self.fresh[key]
        return blocks

    def _worth_comparing(
        self, pairs: Mapping[tuple[int, int], bool], new: Mapping[int, Candidate]
    ) -> Iterator[tuple[int, int]]:
        """Leave out the pairs that only a few words of the title bring together, where an outline shows two papers."""
        old = {one for (one, _), enough in pairs.items() if not enough and one not in new}
        outlines = {rowid: name.outline for rowid, name in new.items()}
        rows = self.db.execute(f"SELECT rowid, outline FROM names WHERE rowid IN {_GIVEN}", (_listed(old),))
        outlines.update(rows.fetchall())
        return (pair for pair, enough in pairs.items() if enough or worth_comparing(*map(outlines.__getitem__, pair)))

    def _close(self, crowded: set[int]) -> set[int]:
        """Close the blocks that have just become too large; return the names that lose a match by it."""
        self.db.executemany("INSERT INTO crowded VALUES (?)", [(key,) for key in sorted(crowded)])
        self.closed |= crowded
        within = {(one, other): same for key in crowded for one, other, same in self._judged(key)}
        sharing = self._sharing(within)
        apart = [pair for pair in within if pair not in sharing]
        self.db.executemany("DELETE FROM matches WHERE one = ? AND other = ?", apart)
        return {name for pair in apart if within[pair] for name in pair}

    def _judged(self, key: int) -> Iterator[tuple[int, int, int]]:
        """Yield the pairs of a block that have a verdict, and whether it says that they are one paper."""
        stored = self.db.execute("SELECT name FROM keys WHERE key = ?", (key,))
        members = _listed([*self.fresh.get(key, ()), *(name for (name,) in stored)])
        yield from self.db.execute(
            "SELECT one, other, same FROM matches WHERE one IN (SELECT value FROM json_each(?1))"
            " AND other IN (SELECT value FROM json_each(?1))",
            (members,),
        ).fetchall()

    def _sharing(self, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return the pairs that an open block brings together still."""
        members = {rowid for pair in pairs for rowid in pair}
        self.names.fetch(members)
        own = {rowid: set(keys(self.names[rowid])) for rowid in members}
        return {
            (one, other)
            for one, other in pairs
            if _is_worth_comparing(self.names[one], self.names[other], (own[one] & own[other]) - self.closed)
        }


def store(library: Library) -> None:
    """Put the keys of a library in memory that wait for somebody to look them up among the others."""
    _store(library.db, library.fresh)


def _store(db: sqlite3.Connection, blocks: Blocks) -> None:
    """Store the keys of blocks and empty these: in one piece, half the time of row by row."""
    if blocks:
        rows = [key << 31 | name for key in sorted(blocks) for name in blocks[key]]
        db.execute("INSERT INTO keys SELECT value >> 31, value & 0x7fffffff FROM json_each(?)", (json.dumps(rows),))
        blocks.clear()


def _most(key: int) -> int:
    """Return how many names a block may have to be compared."""
    return CROWDED if says_enough(key) else CROWDED_WORDS


def _pairs(new: Container[int], blocks: Blocks) -> dict[tuple[int, int], bool]:
    """Return the pairs of an older and a new name that share a block, and whether that block says enough."""
    pairs: dict[tuple[int, int], bool] = {}
    for key, block in blocks.items():
        enough = says_enough(key)
        for rowid in block:
            if rowid in new:
                for other in block:
                    if other < rowid and (enough or (other, rowid) not in pairs):
                        pairs[other, rowid] = enough
    return pairs


def _listed(numbers: Iterable[int]) -> str:
    """Return numbers as a parameter for `_GIVEN`; in order, what is looked up lies side by side."""
    return json.dumps(sorted(numbers))


def _is_worth_comparing(one: Folded, other: Folded, shared: Collection[int]) -> bool:
    """Say whether two names that share these keys are to be judged."""
    return any(map(says_enough, shared)) or (bool(shared) and worth_comparing(outline(one), outline(other)))


def judge(db: sqlite3.Connection, names: FoldedNames, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Judge pairs, the smaller rowid first, store the verdicts and return the names that have a new match."""
    chosen = list(pairs)
    names.fetch({rowid for pair in chosen for rowid in pair})
    found = [(one, other, match) for one, other in chosen if (match := compare(names[one], names[other]))]
    db.executemany(
        "INSERT OR IGNORE INTO matches (one, other, same, rule, title, abstract) VALUES (?, ?, ?, ?, ?, ?)",
        ((one, other, match.same, match.rule, match.title, match.abstract) for one, other, match in found),
    )
    return {name for one, other, match in found if match.same for name in (one, other)}


def reopen(db: sqlite3.Connection, names: FoldedNames) -> set[int]:
    """Open the blocks again that are no longer crowded, now that names are gone; return the names that have a new match."""
    counted = db.execute(
        "SELECT key, (SELECT count(*) FROM (SELECT 1 FROM keys AS k WHERE k.key = c.key LIMIT ?)) FROM crowded AS c",
        (max(CROWDED, CROWDED_WORDS) + 1,),
    )
    rows = [(key,) for key, count in counted.fetchall() if count <= _most(key)]
    db.executemany("DELETE FROM crowded WHERE key = ?", rows)
    won: set[int] = set()
    for key in rows:
        pairs = db.execute(
            "SELECT a.name, b.name FROM keys AS a JOIN keys AS b ON b.key = a.key AND a.name < b.name WHERE a.key = ?",
            key,
        )
        worth = (pair for pair in pairs.fetchall() if _is_worth_comparing(names[pair[0]], names[pair[1]], key))
        won |= judge(db, names, worth)
    return won
