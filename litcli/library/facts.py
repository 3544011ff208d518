"""What the user said of papers: these are one, those are not. It outweighs every match and every veto.

A fact is about two names, so it holds when a source is read again, in any order. The facts never contradict each other: the
later word takes the place of the earlier one.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from itertools import product

from litcli.dedupe.cluster import united
from litcli.errors import UseError
from litcli.library import decisions, deriving, history
from litcli.library.grouping import FoldedNames, regroup
from litcli.library.schema import PAPER_OF_ID, Library

Pair = tuple[int, int]
Before = list[tuple[int, int, int | None]]
"""Pairs of names with what was said of them: 1 one paper, 0 not, None nothing."""


def join(library: Library, papers: Sequence[Sequence[str]]) -> None:
    """Make one paper of each group of ids, as one command; groups that share an id are one."""
    with library.transaction() as db:
        before: Before = []
        touched: set[int] = set()
        for ids in united(papers):
            names = sorted({name for paper in ids for name in names_of(db, paper)})
            before += _join(db, names)
            touched.update(names)
        _finish(db, touched)
        what = "; ".join(" ".join(ids) for ids in papers[:3]) + " ..." * (len(papers) > 3)
        history.record(db, "join", what, {"facts": before})


def _join(db: sqlite3.Connection, names: Sequence[int]) -> Before:
    """Say that the names are one paper, whatever was said of any two of them."""
    known = _said(db, names)
    before: Before = [(one, other, same) for (one, other), same in known.items() if not same]
    db.executemany("DELETE FROM facts WHERE one = ? AND other = ?", [pair[:2] for pair in before])
    return before + _say(db, _star(names), same=True)


def split(library: Library, taken: Sequence[tuple[str, Collection[int]]]) -> None:
    """Take records, by the rowids of their names, out of the papers with these ids, as one command.

    Raises UseError where nothing would stay in one of them.
    """
    with library.transaction() as db:
        before: Before = []
        touched: set[int] = set()
        for paper, out in taken:
            names = names_of(db, paper)
            if len(names) == 1:
                told = "they differ in case, punctuation or places alone, and are one record to every rule"
                raise UseError(f"the records of {paper} are equal after folding", told)
            if set(names) <= set(out):
                raise UseError(f"nothing would stay in {paper}", "name the records to take out, not all of them")
            before += _split(db, names, out)
            touched.update(names)
        _finish(db, touched)
        what = "; ".join(f"{len(out)} out of {paper}" for paper, out in taken[:3]) + " ..." * (len(taken) > 3)
        history.record(db, "split", what, {"facts": before})


def _split(db: sqlite3.Connection, names: Sequence[int], out: Collection[int]) -> Before:
    """Say that each name taken out is not one paper with any that stays; what was joined on either side stays so."""
    known = _said(db, names)
    parts = [[name for name in names if (name in out) is side] for side in (True, False)]
    stars: list[Pair] = []
    for joined in united(pair for pair, same in known.items() if same):
        for part in parts:
            stars += _star(sorted(joined & set(part)))
    apart = [(min(pair), max(pair)) for pair in product(*parts)]
    return _say(db, apart, same=False) + _say(db, stars, same=True)


def _finish(db: sqlite3.Connection, touched: Iterable[int]) -> None:
    deriving.index(db, deriving.remake(db, regroup(db, sorted(touched), FoldedNames(db))))
    decisions.refresh(db)


def restore(db: sqlite3.Connection, before: Before) -> set[int]:
    """Put facts back as they were, the last said first; return the names that this touches."""
    for one, other, same in reversed(before):
        db.execute("DELETE FROM facts WHERE one = ? AND other = ?", (one, other))
        if same is not None:
            db.execute("INSERT INTO facts VALUES (?, ?, ?)", (one, other, same))
    pairs = {name for one, other, _ in before for name in (one, other)}
    papers = (db.execute("SELECT paper FROM names WHERE rowid = ?", (name,)).fetchone()[0] for name in pairs)
    rows = (db.execute("SELECT rowid FROM names WHERE paper = ?", (paper,)) for paper in set(papers))
    return {row[0] for found in rows for row in found}


def papers_of(library: Library, names: Collection[int]) -> list[tuple[str, int]]:
    """Return the papers that names belong to now, each with how many places it was seen in, by id."""
    rows = {library.db.execute(
        "SELECT p.id, p.seen FROM names AS n JOIN papers AS p ON p.rowid = n.paper WHERE n.rowid = ?", (name,)
    ).fetchone() for name in names}  # fmt: skip
    return sorted(rows)


def names_of(db: sqlite3.Connection, paper: str) -> list[int]:
    """Return the names of a paper, by rowid."""
    rows = db.execute(f"SELECT rowid FROM names WHERE paper = {PAPER_OF_ID} ORDER BY rowid", (paper,))
    return [row[0] for row in rows]


def find(library: Library, paper: str, record: str) -> int:
    """Return the rowid of the name of a paper's record: by its place `source:line`, its key, or the start of its name.

    Raises UseError where the paper has none such or more than one.
    """
    rows = library.db.execute(
        "SELECT n.rowid, n.name, r.source || ':' || r.line, r.key FROM names AS n JOIN records AS r ON r.name = n.rowid"
        f" WHERE n.paper = {PAPER_OF_ID} ORDER BY r.source, r.line",
        (paper,),
    ).fetchall()
    by_place = {rowid: place for rowid, _, place, key in rows if record in (place, key) or place.endswith(f"/{record}")}
    by_name = {rowid: place for rowid, name, place, _ in rows if name.startswith(record.lower())}
    found = by_place or by_name
    if len(found) > 1:
        raise UseError(f'more than one record of {paper} is "{record}"', f"they are: {', '.join(found.values())}")
    if found:
        return int(next(iter(found)))
    places = ", ".join(place for _, _, place, _ in rows)
    raise UseError(f'{paper} has no record "{record}"', f"it has: {places}")


def about(library: Library, paper: str) -> list[tuple[int, int, bool]]:
    """Return what was said of a paper's names: two names, whether they are one paper."""
    rows = library.db.execute(
        "SELECT DISTINCT f.one, f.other, f.same FROM names AS n JOIN facts AS f ON n.rowid IN (f.one, f.other)"
        f" WHERE n.paper = {PAPER_OF_ID} ORDER BY f.same DESC, f.one, f.other",
        (paper,),
    )
    return [(one, other, bool(same)) for one, other, same in rows]


def _said(db: sqlite3.Connection, names: Iterable[int]) -> dict[Pair, int]:
    """Return what was said of any two of these names."""
    inside = set(names)
    rows = (
        row
        for name in sorted(inside)
        for row in db.execute("SELECT one, other, same FROM facts WHERE one = ?", (name,)).fetchall()
    )
    return {(one, other): same for one, other, same in rows if other in inside}


def _say(db: sqlite3.Connection, pairs: Iterable[Pair], *, same: bool) -> Before:
    """State a fact on each pair; return what was said of it before."""
    before: Before = []
    for one, other in pairs:
        row = db.execute("SELECT same FROM facts WHERE one = ? AND other = ?", (one, other)).fetchone()
        before.append((one, other, row[0] if row else None))
        db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (one, other, int(same)))
    return before


def _star(names: Sequence[int]) -> list[Pair]:
    """Pair the first of sorted names with each other one: enough to make them one."""
    return [(names[0], other) for other in names[1:]]
