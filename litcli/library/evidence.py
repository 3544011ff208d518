"""Why a paper is what it is: which terms brought its topics, and which matches brought its records together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from litcli.dedupe import merge
from litcli.dedupe.cluster import JOINED, SPLIT
from litcli.library import facts, repeats
from litcli.library.rows import RECORD_COLUMNS, record_of
from litcli.library.schema import PAPER_OF_ID, Library
from litcli.library.tagging import found_in
from litcli.query import Node
from litcli.records import Paper, Record, Told, Unchosen
from litcli.topics.topic import Config


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
    rowid = library.one(f"SELECT {PAPER_OF_ID}", paper)
    rows = library.db.execute("SELECT topic FROM tags WHERE paper = ?", (rowid,))
    topics = {row[0] for row in rows} & config.topics.keys()
    for name in config.topics:
        topic = config.topics[name]
        for term, required in [*((t, False) for t in topic.any), *((t, True) for t in topic.all)]:
            for title in found_in(library, term, rowid) if name in topics else ():
                yield TermFound(name, term.text, title, term.weight, required, term.node)


def records(library: Library, paper: str) -> list[Record]:
    """Return the records of a paper by source and line."""
    return [record for _, record in named_records(library, paper)]


def named_records(library: Library, paper: str) -> list[tuple[str, Record]]:
    """Return the records of a paper by source and line, each with its name."""
    columns = ", ".join(f"r.{column.strip()}" for column in RECORD_COLUMNS.split(","))
    rows = library.db.execute(
        f"SELECT n.name, {columns} FROM records AS r JOIN names AS n ON n.rowid = r.name"
        f" WHERE n.paper = {PAPER_OF_ID} ORDER BY r.source, r.line, n.name",
        (paper,),
    )
    return [(name, record_of(tuple(row))) for name, *row in rows]


def folds(library: Library, paper: str) -> list[Told]:
    """Return what brought the paper's records together: equal ones first, then what the user joined, then the matches."""
    first: dict[int, str] = {}
    found = []
    for name, place in _places(library, paper):
        if name in first:
            found.append(Told(first[name], place, "equal after folding", None, None))
        first.setdefault(name, place)
    joined = [(one, other) for one, other, same in facts.about(library, paper) if same]
    found += [
        Told(first[one], first[other], JOINED, None, None) for one, other in joined if {one, other} <= first.keys()
    ]
    weakest = repeats.weakest(library, paper) if len(first) > 2 else None  # one link alone is no chain
    for one in first:
        matches = library.db.execute(
            "SELECT m.other, a.name, b.name, m.rule, m.title, m.abstract FROM matches AS m"
            " JOIN names AS a ON a.rowid = m.one JOIN names AS b ON b.rowid = m.other"
            " WHERE m.one = ? AND m.same AND m.held_apart = ''",
            (one,),
        )
        for other, *names, rule, title, abstract in matches:
            if other in first:
                is_weakest = weakest is not None and sorted(names) == [weakest.one, weakest.other]
                found.append(Told(first[one], first[other], rule, title, abstract, is_weakest))
    return found


def _places(library: Library, paper: str) -> Iterator[tuple[int, str]]:
    """Yield name and place of each of the paper's records, by source and line."""
    rows = library.db.execute(
        "SELECT n.rowid, r.source, r.line FROM names AS n JOIN records AS r ON r.name = n.rowid"
        f" WHERE n.paper = {PAPER_OF_ID} ORDER BY r.source, r.line",
        (paper,),
    )
    return ((name, f"{source}:{line}") for name, source, line in rows)


_OTHER = (
    "SELECT DISTINCT (SELECT source || ':' || line FROM records WHERE name = mine.rowid ORDER BY source, line),"
    " q.id || '  ' || q.title, {what} FROM names AS mine"
    " JOIN {table} AS m ON mine.rowid IN (m.one, m.other) JOIN names AS n ON n.rowid = m.one + m.other - mine.rowid"
    " JOIN papers AS q ON q.rowid = n.paper WHERE mine.paper = {paper} AND q.rowid <> mine.paper{also} ORDER BY 2, 1"
)


def near_misses(library: Library, paper: str) -> list[Told]:
    """Return the pairs of this paper's records with others that came close, and what held them apart."""
    what = "CASE m.held_apart WHEN '' THEN m.rule ELSE m.held_apart END, m.title, m.abstract"
    said = " AND NOT EXISTS (SELECT 1 FROM facts AS f WHERE f.one = m.one AND f.other = m.other)"
    said += " AND NOT EXISTS (SELECT 1 FROM linked AS l WHERE l.paper = mine.paper AND l.other = q.rowid)"
    rows = library.db.execute(_OTHER.format(what=what, table="matches", paper=PAPER_OF_ID, also=said), (paper,))
    return [Told(*row) for row in rows]


def splits(library: Library, paper: str) -> list[Told]:
    """Return the pairs of this paper's records with others that the user split."""
    what = f"'{SPLIT}', NULL, NULL"
    sql = _OTHER.format(what=what, table="facts", paper=PAPER_OF_ID, also=" AND NOT m.same")
    return [Told(*row) for row in library.db.execute(sql, (paper,))]


def unchosen(paper: Paper, records: Sequence[Record]) -> list[Unchosen]:
    """Return what the records of a paper say otherwise than it does."""
    return list(merge.unchosen(paper, records))
