"""Taking back: the newest command that still stands, with all its steps, in one transaction.

What follows from records, facts and decisions is made again, so the library is what it would be had the command never run.
"""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from litcli.library import decisions, deriving, facts, history, matching
from litcli.library.grouping import FoldedNames, component, regroup
from litcli.library.history import Command
from litcli.library.schema import Library
from litcli.query.fields import LAST_ADD

Touched = tuple[set[int], set[int]]
"""Names to group again, and papers to make again, by rowid."""


def undo(library: Library) -> Command | None:
    """Take the newest command back that was not taken back before, and return it; None where there is none."""
    command = next((one for one in history.commands(library) if not one.undone), None)
    if command is None:
        return None
    matching.store(library)
    with library.transaction() as db:
        steps = db.execute(
            "SELECT kind, before FROM history WHERE command = ? ORDER BY rowid DESC", (command.number,)
        ).fetchall()
        for kind, before in steps:
            was = json.loads(before)
            touched, papers = _BACK[kind](db, was)
            if "new_after" in was:  # what the add before it brought is new again
                library.remember(LAST_ADD, was["new_after"])
            papers |= regroup(db, sorted(touched), FoldedNames(db))
            deriving.index(db, deriving.remake(db, papers))
        decisions.refresh(db)
        db.execute("UPDATE history SET undone = ? WHERE command = ?", (history.now(), command.number))
    return command


def _unmark(db: sqlite3.Connection, before: dict[str, Any]) -> Touched:
    decisions.restore(db, before["decisions"])
    return set(), set()


def _unsay(db: sqlite3.Connection, before: dict[str, Any]) -> Touched:
    return facts.restore(db, before["facts"]), set()


def _unadd(db: sqlite3.Connection, before: dict[str, Any]) -> Touched:
    """Take a source out, with the names that only it had."""
    origin = before["origin"]
    rows = db.execute(
        "SELECT DISTINCT n.rowid, n.paper FROM records AS r JOIN names AS n ON n.rowid = r.name WHERE r.origin = ?",
        (origin,),
    )
    mine = dict(rows.fetchall())
    touched: set[int] = set()
    for name in mine:
        if name not in touched and len(members := component(db, name)) > 1:
            touched |= members
    for table in ("records", "unread", "carried"):
        db.execute(f"DELETE FROM {table} WHERE origin = ?", (origin,))
    db.execute("DELETE FROM sources WHERE rowid = ?", (origin,))
    gone = {name for name in mine if not db.execute("SELECT 1 FROM records WHERE name = ? LIMIT 1", (name,)).fetchone()}
    _forget(db, gone)
    return (touched - gone) | matching.reopen(db, FoldedNames(db)), set(mine.values())


def _forget(db: sqlite3.Connection, names: set[int]) -> None:
    """Delete names with all that hangs on them."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS gone (name INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.gone")
    db.executemany("INSERT INTO temp.gone VALUES (?)", [(name,) for name in sorted(names)])
    for table, column in _NAMED:
        db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT name FROM temp.gone)")


_NAMED = (
    ("matches", "one"), ("matches", "other"), ("facts", "one"), ("facts", "other"), ("keys", "name"),
    ("decisions", "name"), ("names", "rowid"),
)  # fmt: skip
"""Where a name stands."""

_BACK: dict[str, Callable[[sqlite3.Connection, dict[str, Any]], Touched]] = {
    "add": _unadd,
    "mark": _unmark,
    "split": _unsay,
    "join": _unsay,
}
"""What takes a step of each kind back; with the names to group again and the papers to make again."""
