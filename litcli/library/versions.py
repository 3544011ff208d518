"""What the configuration says of versions of one paper, applied to the library: its papers are grouped again where it changes."""

from litcli.library.linking import SETTING, mode
from litcli.library.schema import Library


def apply(library: Library, wanted: str) -> None:
    """Merge, link or keep apart versions as the configuration wants; where it is as before, do nothing."""
    if mode(library.db) == wanted:
        return
    # Every command comes here; few go on.
    from litcli.library import decisions, deriving
    from litcli.library.grouping import FoldedNames, regroup

    with library.transaction() as db:
        library.remember(SETTING, wanted)
        rows = db.execute("SELECT one FROM matches WHERE same UNION SELECT other FROM matches WHERE same")
        names = sorted(row[0] for row in rows)
        deriving.index(db, deriving.remake(db, regroup(db, names, FoldedNames(db))))
        decisions.refresh(db)
        library.remember("topics", "")  # the tags are to be made again
