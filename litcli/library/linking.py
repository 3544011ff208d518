"""Papers that know each other: a preprint and its published form, or one text in two venues, where the configuration links them."""

import sqlite3

SETTING = "versions"
MERGE, LINK, APART = "merge", "link", "apart"
HELD = "versions of one paper"
"""Why a preprint and a published form are two papers; what keeps a match apart begins with it."""


def mode(db: sqlite3.Connection) -> str:
    """Return what the library does with versions of one paper: merge, link or apart."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (SETTING,)).fetchone()
    return str(row[0]) if row else MERGE


def link(db: sqlite3.Connection) -> list[set[int]]:
    """Write down again which papers know each other, and return them as groups."""
    db.execute("DELETE FROM linked")
    if mode(db) != LINK:
        return []
    # Every command asks for the mode; few go on to here.
    from litcli.dedupe.cluster import united
    from litcli.dedupe.compare import TWO_FORMS

    pairs = db.execute(
        "SELECT DISTINCT a.paper, b.paper FROM matches AS m JOIN names AS a ON a.rowid = m.one"
        " JOIN names AS b ON b.rowid = m.other WHERE (m.held_apart LIKE ? OR m.rule LIKE ? AND NOT m.same) AND a.paper <> b.paper",
        (f"{HELD}%", f"%{TWO_FORMS}"),
    ).fetchall()
    groups = united(pairs)
    db.executemany(
        "INSERT INTO linked VALUES (?, ?)",
        [(one, other) for group in groups for one in sorted(group) for other in sorted(group) if one != other],
    )
    return groups
