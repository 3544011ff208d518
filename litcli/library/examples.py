"""The examples of topics, tried on the engine that tags papers: each is an abstract without a title."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.library import tagging
from litcli.library.grouping import indexed
from litcli.library.rows import PAPER_COLUMNS, paper_values
from litcli.library.schema import Library
from litcli.records import Paper
from litcli.topics import Config


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold."""

    topic: str
    line: int
    """Where the topic stands in its file."""
    text: str
    reason: str


def failures(config: Config) -> Iterator[Failure]:
    """Yield the examples that do not hold."""
    with Library.in_memory() as library:
        cases = [
            (topic, text, wanted)
            for topic in config.topics.values()
            for texts, wanted in ((topic.match, True), (topic.no_match, False))
            for text in texts
        ]
        for rowid, (_, text, _) in enumerate(cases, start=1):
            _insert(library, rowid, Paper(id=str(rowid), title="", abstract=text))
        tagging.retag(library, config)
        for rowid, (topic, text, wanted) in enumerate(cases, start=1):
            has = library.one("SELECT 1 FROM tags WHERE topic = ? AND paper = ?", topic.name, rowid) is not None
            if has != wanted:
                reason = "does not match its example" if wanted else "matches what it should not"
                yield Failure(topic.name, topic.line, text, reason)


def _insert(library: Library, rowid: int, paper: Paper) -> None:
    places = ", ".join("?" * (1 + len(PAPER_COLUMNS.split(","))))
    library.db.execute(f"INSERT INTO papers (rowid, {PAPER_COLUMNS}) VALUES ({places})", (rowid, *paper_values(paper)))
    library.db.execute(
        "INSERT INTO words (rowid, title, abstract, authors, venue) VALUES (?, ?, ?, ?, ?)", indexed(rowid, paper)
    )
