"""Why a paper is what it is: which terms brought its topics, and which matches brought its records together."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.library.rows import RECORD_COLUMNS, record_of
from litcli.library.schema import Library
from litcli.library.tagging import found_in
from litcli.query import Node
from litcli.records import Match, Record
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


def matches(library: Library, paper: str) -> list[Match]:
    """Return what brought the paper's names together, surest first, then the near misses with other papers."""
    rows = library.db.execute(
        "SELECT a.name, b.name, m.same AND a.paper = b.paper, CASE m.held_apart WHEN '' THEN m.rule ELSE m.held_apart END,"
        " m.title, m.abstract FROM matches AS m JOIN names AS a ON a.rowid = m.one JOIN names AS b ON b.rowid = m.other"
        " JOIN papers AS p ON p.id = ? WHERE (a.paper = p.rowid OR b.paper = p.rowid) AND (m.same AND a.paper = b.paper"
        " OR a.paper <> b.paper)",
        (paper,),
    )
    found = [Match(*row) for row in rows]
    return sorted(found, key=lambda m: (not m.same, -m.strength, m.one, m.other))
