"""The examples of topics, tried on the engine that tags papers: each is an abstract without a title."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.library import deriving, tagging
from litcli.library.explaining import Verdict, verdicts
from litcli.library.schema import Library
from litcli.records import Paper
from litcli.topics.topic import Config, Topic


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold."""

    topic: Topic
    text: str
    reason: str
    because: str
    """What was missing, or what was found that should not be."""


def failures(config: Config) -> Iterator[Failure]:
    """Yield the examples that do not hold."""
    with Library.in_memory() as library:
        cases = [
            (topic, text, wanted)
            for topic in config.topics.values()
            for texts, wanted in ((topic.match, True), (topic.no_match, False))
            for text in texts
        ]
        papers = [
            (rowid, Paper(id=str(rowid), title="", abstract=text)) for rowid, (_, text, _) in enumerate(cases, start=1)
        ]
        named = ((rowid, paper.id, rowid) for rowid, paper in papers)
        library.db.executemany("INSERT INTO names (rowid, name, paper) VALUES (?, ?, ?)", named)
        deriving.insert(library.db, papers)
        deriving.index(library.db, [deriving.indexed(rowid, paper) for rowid, paper in papers])
        tagging.retag(library, config)
        for rowid, (topic, text, wanted) in enumerate(cases, start=1):
            has = library.one("SELECT 1 FROM tags WHERE topic = ? AND paper = ?", topic.name, rowid) is not None
            if has != wanted:
                reason = "does not match its example" if wanted else "matches what it should not"
                paper = Paper(id=str(rowid), title="", abstract=text)
                verdict = next(verdicts(library, config, paper, (topic.name,)))
                yield Failure(topic, text, reason, "; ".join(verdict.missing) if wanted else _found(verdict))


def _found(verdict: Verdict) -> str:
    terms = ", ".join(f'"{one.term}"' for one in verdict.terms if one.place)
    return f"found: {terms}" if not verdict.missing else f"implied by {', '.join(verdict.below)}"
