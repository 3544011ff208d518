"""A library that was made by other rules: all its names are judged again before new ones come in.

Names stay as they are, and with them ids, decisions and facts; keys, matches and papers follow from today's rules.
"""

from litcli.dedupe import RULES
from litcli.dedupe.block import candidate
from litcli.library import deriving
from litcli.library.grouping import FoldedNames, regroup
from litcli.library.matching import Matching
from litcli.library.schema import Library

_SETTING = "rules"
_BATCH = 2000


def rejudge(library: Library) -> None:
    """Judge all names again, inside a transaction of the caller's, unless the rules are those of the last time."""
    if library.setting(_SETTING) == RULES:
        return
    db = library.db
    touched = _names_not_alone(library)
    for table in ("keys", "matches", "crowded"):
        db.execute(f"DELETE FROM {table}")
    names = FoldedNames(db)
    matching = Matching(db, names)
    rowids = [row[0] for row in db.execute("SELECT rowid FROM names ORDER BY rowid")]
    for start in range(0, len(rowids), _BATCH):
        batch = rowids[start : start + _BATCH]
        names.fetch(batch)
        candidates = {rowid: candidate(names[rowid]) for rowid in batch}
        db.executemany(
            "UPDATE names SET outline = ? WHERE rowid = ?", [(one.outline, i) for i, one in candidates.items()]
        )
        touched |= matching.take(candidates)
    matching.finish()
    changes = deriving.remake(db, regroup(db, sorted(touched), names))
    if library.with_index:
        deriving.index(db, changes)
    library.remember(_SETTING, RULES)


def _names_not_alone(library: Library) -> set[int]:
    """Return the names of papers that have more than one, and that may fall apart."""
    several = "SELECT paper FROM names GROUP BY paper HAVING count(*) > 1"
    return {row[0] for row in library.db.execute(f"SELECT rowid FROM names WHERE paper IN ({several})")}
