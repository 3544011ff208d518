"""What the user made of papers: keep, maybe, drop, or none yet, with a note.

A decision stands on every name that the paper had when it was made, so it follows each of them through merges and splits. Where
papers with different decisions merge, the most cautious holds (keep, then maybe, then drop) and the notes are joined. What a
source of litcli's own says was decided holds where the user has said nothing here.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

from litcli.library import history
from litcli.library.linking import link
from litcli.library.schema import PAPER_OF_ID, Library
from litcli.records import Record
from litcli.text import clean, whole

STATUSES = ("keep", "maybe", "drop")
"""From the most cautious: what is kept by one decision and dropped by another is kept."""
NONE = "none"
STATUS_KEY, NOTE_KEY = "litcli status", "litcli note"
"""Where a record keeps what its source says was decided, among its `extra`."""

_BETWEEN = " | "
Decision = tuple[str, str]
"""A status, or an empty string, and a note."""


def merged(decisions: Iterable[Decision]) -> Decision:
    """Return the one decision of a paper from those on its names: their order does not matter."""
    given = list(decisions)
    status = next((status for status in STATUSES if any(status == one for one, _ in given)), "")
    notes = {part for _, note in given for part in note.split(_BETWEEN) if part}
    return status, _BETWEEN.join(sorted(notes))


def are_there(library: Library) -> bool:
    """Say whether anything has been decided."""
    return library.one("SELECT 1 FROM decided LIMIT 1") is not None


def decide(library: Library, papers: Sequence[str], status: str, note: str | None = None) -> int:
    """Decide on the papers with these ids, as one command, and return how many there are.

    `status` is one of STATUSES or `none`; a note that is None stays as it is, an empty one goes.
    """
    with library.transaction() as db:
        before: list[tuple[int, str | None, str | None]] = []
        for paper in _with_linked(db, papers):
            before += _decide(db, paper, "" if status == NONE else status, note)
        history.record(db, "mark", f"{status} {_few(papers)}", {"decisions": before})
        refresh(db)
    return len(set(papers))


def _with_linked(db: sqlite3.Connection, papers: Iterable[str]) -> Sequence[str]:
    """Return the ids and those of the papers that share a decision with them, each once."""
    found = dict.fromkeys(papers)
    for paper in list(found):
        rows = db.execute(
            f"SELECT q.id FROM linked AS l JOIN papers AS q ON q.rowid = l.other WHERE l.paper = {PAPER_OF_ID}",
            (paper,),
        )
        found |= dict.fromkeys(other for (other,) in rows)
    return list(found)


def _decide(
    db: sqlite3.Connection, paper: str, status: str, note: str | None
) -> list[tuple[int, str | None, str | None]]:
    """Set the decision on all names of a paper; return what stood there, None where nothing did."""
    rowid = db.execute(f"SELECT {PAPER_OF_ID}", (paper,)).fetchone()[0]
    rows = db.execute(
        "SELECT n.rowid, d.status, d.note FROM names AS n LEFT JOIN decisions AS d ON d.name = n.rowid"
        " WHERE n.paper = ? ORDER BY n.rowid",
        (rowid,),
    ).fetchall()
    kept = db.execute("SELECT note FROM decided WHERE paper = ?", (rowid,)).fetchone()
    text = (kept[0] if kept else "") if note is None else clean(whole(note))
    db.executemany("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?)", [(name, status, text) for name, _, _ in rows])
    return rows


def restore(db: sqlite3.Connection, before: Iterable[tuple[int, str | None, str | None]]) -> None:
    """Put decisions back as they were; of a name that stands there twice, as it was first."""
    for name, status, note in reversed(list(before)):
        db.execute("DELETE FROM decisions WHERE name = ?", (name,))
        if status is not None:
            db.execute("INSERT INTO decisions VALUES (?, ?, ?)", (name, status, note))


def carry(db: sqlite3.Connection, origin: int, named: Iterable[tuple[Record, int]]) -> None:
    """Keep what records say was decided, each with its name's rowid."""
    rows = [
        (origin, name, record.extra.get(STATUS_KEY, ""), record.extra.get(NOTE_KEY, ""))
        for record, name in named
        if record.extra and (STATUS_KEY in record.extra or NOTE_KEY in record.extra)
    ]
    db.executemany("INSERT INTO carried (origin, name, status, note) VALUES (?, ?, ?, ?)", rows)


def refresh(db: sqlite3.Connection) -> None:
    """Say again of every paper what is decided on it: decisions are few beside papers. Linked papers share theirs."""
    groups = link(db)
    first = {paper: min(group) for group in groups for paper in group}
    found: dict[int, list[Decision]] = defaultdict(list)
    for paper, status, note in db.execute(
        "SELECT n.paper, d.status, d.note FROM decisions AS d JOIN names AS n ON n.rowid = d.name"
    ):
        found[first.get(paper, paper)].append((status, note))
    said = set(found)
    for paper, status, note in db.execute(
        "SELECT DISTINCT n.paper, c.status, c.note FROM carried AS c JOIN names AS n ON n.rowid = c.name"
    ):
        if first.get(paper, paper) not in said:
            found[first.get(paper, paper)].append((status, note))
    found |= {paper: found[one] for paper, one in first.items() if one in found}
    db.execute("DELETE FROM decided")
    rows = ((paper, *merged(decisions)) for paper, decisions in found.items())
    db.executemany("INSERT INTO decided VALUES (?, ?, ?)", [row for row in rows if row[1] or row[2]])


def on_records(library: Library, paper: str) -> list[tuple[str, str, str]]:
    """Return name, status and note wherever the names of a paper were decided on differently; else nothing."""
    rows = library.db.execute(
        "SELECT n.name, d.status, d.note FROM names AS n JOIN decisions AS d ON d.name = n.rowid"
        f" WHERE n.paper = {PAPER_OF_ID} ORDER BY n.name",
        (paper,),
    ).fetchall()
    return rows if len({row[1:] for row in rows}) > 1 else []


def _few(papers: Sequence[str], most: int = 3) -> str:
    rest = len(papers) - most
    return " ".join(papers[:most]) + (f" and {rest} more" if rest > 0 else "")
