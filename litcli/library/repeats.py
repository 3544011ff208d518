"""Which papers have more than one record, what holds each together least, and which pairs of papers came close."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from litcli.dedupe.cluster import JOINED, chain
from litcli.library.schema import PAPER_OF_ID, Library
from litcli.records import Match, NearMiss, Repeat

EQUAL = "equal after folding"
_CERTAIN = 100.0

_LINKS = (
    "SELECT a.paper, a.name, b.name, m.rule, m.title, m.abstract FROM matches AS m JOIN names AS a ON a.rowid = m.one"
    " JOIN names AS b ON b.rowid = m.other WHERE m.same AND m.held_apart = '' AND a.paper = b.paper"
)
_JOINS = (
    "SELECT a.paper, a.name, b.name FROM facts AS f JOIN names AS a ON a.rowid = f.one JOIN names AS b ON b.rowid = f.other"
    " WHERE f.same AND a.paper = b.paper"
)


def repeats(library: Library, ids: Collection[str] | None = None) -> list[Repeat]:
    """Return the papers with more than one record, of all or of those with these ids, the least certain first."""
    links = {paper: list(rows) for paper, rows in groupby(library.db.execute(f"{_LINKS} ORDER BY a.paper"), _first)}
    joins = {paper: list(rows) for paper, rows in groupby(library.db.execute(f"{_JOINS} ORDER BY a.paper"), _first)}
    rows = library.db.execute(
        "SELECT p.rowid, p.id, p.title, max(p.seen, (SELECT count(*) FROM names WHERE paper = p.rowid)) AS times"
        " FROM papers AS p WHERE times > 1"
    )
    found = [
        Repeat(name, title, times, _weakest(links.get(paper, ()), joins.get(paper, ())))
        for paper, name, title, times in rows
        if ids is None or name in ids
    ]
    return sorted(found, key=lambda one: (_certainty(one.weakest), -one.records, one.title, one.id))


def weakest(library: Library, paper: str) -> Match | None:
    """Return the weakest link of the strongest chain of matches in a paper, or None where no match is needed."""
    of_paper = f" AND a.paper = {PAPER_OF_ID}"
    links, joins = (library.db.execute(sql + of_paper, (paper,)).fetchall() for sql in (_LINKS, _JOINS))
    found = _weakest(links, joins)
    return found if found.one else None


def _weakest(links: Iterable[Any], joins: Iterable[Any]) -> Match:
    together = [(one, other) for _, one, other in joins]
    links_in_order = list(chain((_match(*row) for _, *row in links), together))
    if links_in_order:
        return links_in_order[-1]
    return Match("", "", True, JOINED if together else EQUAL, None, None)


def _match(one: str, other: str, rule: str, title: float | None, abstract: float | None) -> Match:
    return Match(min(one, other), max(one, other), True, rule, title, abstract)


def _certainty(match: Match) -> float:
    return match.strength if match.one else _CERTAIN + 1


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]


def near(library: Library, ids: Collection[str] | None = None) -> list[NearMiss]:
    """Return the pairs of papers that came close, one of them with one of these ids, the closest first.

    A pair that the user split is decided, and versions that the configuration links know each other: neither is among them.
    """
    apart = set(library.db.execute(
        "SELECT min(a.paper, b.paper), max(a.paper, b.paper) FROM facts AS f JOIN names AS a ON a.rowid = f.one"
        " JOIN names AS b ON b.rowid = f.other WHERE NOT f.same UNION SELECT min(paper, other), max(paper, other) FROM linked"
    ).fetchall())  # fmt: skip
    closest: dict[tuple[str, str], NearMiss] = {}
    for pair, miss in _near(library):
        known = closest.get((miss.one, miss.other))
        if pair in apart or (ids is not None and miss.one not in ids and miss.other not in ids):
            continue
        if known is None or _closeness(miss) < _closeness(known):
            closest[miss.one, miss.other] = miss
    return sorted(closest.values(), key=_closeness)


def _closeness(miss: NearMiss) -> tuple[float, str, str, str, str]:
    return -miss.pair.strength, miss.one, miss.other, miss.pair.one, miss.pair.other


def _near(library: Library) -> Iterator[tuple[tuple[int, int], NearMiss]]:
    """Yield each pair of records that came close, with the rowids of their papers."""
    rows = library.db.execute(
        "SELECT p.rowid, p.id, p.title, a.name, q.rowid, q.id, q.title, b.name,"
        " CASE m.held_apart WHEN '' THEN m.rule ELSE m.held_apart END, m.title, m.abstract"
        " FROM matches AS m JOIN names AS a ON a.rowid = m.one JOIN names AS b ON b.rowid = m.other"
        " JOIN papers AS p ON p.rowid = a.paper JOIN papers AS q ON q.rowid = b.paper WHERE a.paper <> b.paper"
    )
    for *papers, rule, title, abstract in rows:
        (one, *left), (other, *right) = sorted((papers[:4], papers[4:]), key=lambda side: str(side[1]))
        names = sorted((left[2], right[2]))
        pair = Match(names[0], names[1], False, rule, title, abstract)
        yield (min(one, other), max(one, other)), NearMiss(left[0], right[0], left[1], right[1], pair)
