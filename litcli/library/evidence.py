"""Why a paper is what it is: which terms brought its topics, and which matches brought its records together."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.library.rows import RECORD_COLUMNS, record_of
from litcli.library.schema import Library
from litcli.library.tagging import found_in
from litcli.query import Node
from litcli.records import Record, Told
from litcli.topics import Config


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term of a topic that a paper has."""

    topic: str
    term: str
    title: bool
    """Whether the title has it; otherwise the abstract."""
    weight: float
    required: bool
    """Whether it is one of the topic's `all` terms, which do not score beside `any` terms."""
    node: Node
    """The term's tree, for lighting it up."""


def terms(library: Library, config: Config, paper: str) -> Iterator[TermFound]:
    """Yield the terms of the paper's topics that it has, in the order of the configuration."""
    rowid = library.one("SELECT rowid FROM papers WHERE id = ?", paper)
    rows = library.db.execute("SELECT topic FROM tags WHERE paper = ?", (rowid,))
    topics = {row[0] for row in rows} & config.topics.keys()
    for name in config.topics:
        topic = config.topics[name]
        for term, required in [*((t, False) for t in topic.any), *((t, True) for t in topic.all)]:
            for title in found_in(library, term, rowid) if name in topics else ():
                yield TermFound(name, term.text, title, term.weight, required, term.node)


def records(library: Library, paper: str) -> list[Record]:
    """Return the records of a paper by source and line."""
    columns = ", ".join(f"r.{column.strip()}" for column in RECORD_COLUMNS.split(","))
    rows = library.db.execute(
        f"SELECT {columns} FROM records AS r JOIN names AS n ON n.rowid = r.name JOIN papers AS p ON p.rowid = n.paper"
        " WHERE p.id = ? ORDER BY r.source, r.line",
        (paper,),
    )
    return [record_of(row) for row in rows]


def folds(library: Library, paper: str) -> list[Told]:
    """Return what brought the paper's records together: equal ones first, then the matches by their places."""
    rows = library.db.execute(
        "SELECT n.rowid, r.source, r.line FROM papers AS p JOIN names AS n ON n.paper = p.rowid"
        " JOIN records AS r ON r.name = n.rowid WHERE p.id = ? ORDER BY r.source, r.line",
        (paper,),
    )
    first: dict[int, str] = {}
    found = []
    for name, source, line in rows:
        place = f"{source}:{line}"
        if name in first:
            found.append(Told(first[name], place, "equal after folding", None, None))
        first.setdefault(name, place)
    for one in first:
        matches = library.db.execute(
            "SELECT other, rule, title, abstract FROM matches WHERE one = ? AND same AND held_apart = ''", (one,)
        )
        found += [Told(first[one], first[other], *rest) for other, *rest in matches if other in first]
    return found


def near_misses(library: Library, paper: str) -> list[Told]:
    """Return the pairs of this paper's records with others that came close, and what held them apart."""
    rows = library.db.execute(
        "SELECT DISTINCT (SELECT source || ':' || line FROM records WHERE name = mine.rowid ORDER BY source, line),"
        " q.id || '  ' || q.title, CASE m.held_apart WHEN '' THEN m.rule ELSE m.held_apart END, m.title, m.abstract"
        " FROM papers AS p JOIN names AS mine ON mine.paper = p.rowid"
        " JOIN matches AS m ON mine.rowid IN (m.one, m.other) JOIN names AS n"
        " ON n.rowid = m.one + m.other - mine.rowid JOIN papers AS q ON q.rowid = n.paper"
        " WHERE p.id = ? AND q.rowid <> p.rowid ORDER BY 2, 1",
        (paper,),
    )
    return [Told(*row) for row in rows]
