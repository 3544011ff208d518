"""What was done to the library, step by step: each change leaves what takes it back.

A step is written in the transaction of its change. Steps are never deleted; one that was taken back says when. `undoing` reads
them.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple

from litcli.library.schema import Library

Kind = Literal["add", "mark", "split", "join"]


_FEW = 3
"""Steps that are named one by one."""


class Command(NamedTuple):
    """One command of the user's, however many steps it took."""

    number: int
    at: str
    """When, ISO 8601 in local time."""
    kind: str
    undone: str
    """When it was taken back, ISO 8601; empty where it was not."""
    steps: tuple[str, ...]
    """What each of its steps was about: a source, of an `add`."""

    @property
    def what(self) -> str:
        """Return in words what it was about."""
        return ", ".join(self.steps)

    @property
    def brief(self) -> str:
        """Return in words what it was about, of many steps the first few."""
        rest = len(self.steps) - _FEW
        return ", ".join(self.steps[:_FEW]) + f" and {rest} more" if rest > 0 else self.what


def record(db: sqlite3.Connection, kind: Kind, what: str, before: dict[str, Any], command: int = 0) -> int:
    """Write a step down and return its command's number: the one given, or a new one."""
    row = db.execute(
        "INSERT INTO history (command, at, kind, what, before) VALUES (?, ?, ?, ?, ?)",
        (command, now(), kind, what, json.dumps(before)),
    ).lastrowid
    assert row is not None
    if not command:
        db.execute("UPDATE history SET command = rowid WHERE rowid = ?", (row,))
    return command or row


def commands(library: Library) -> Iterator[Command]:
    """Yield the commands that changed the library, newest first."""
    rows = library.db.execute(
        "SELECT command, max(at), kind, min(undone), json_group_array(what) FROM history"
        " GROUP BY command ORDER BY command DESC"
    )
    return (Command(number, at, kind, undone, tuple(json.loads(steps))) for number, at, kind, undone, steps in rows)


def now() -> str:
    """Return the time, ISO 8601, to the second."""
    return datetime.now().isoformat(sep=" ", timespec="seconds")
