"""What another configuration would change: the papers that each topic gains and loses, found without changing anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.library import tagging
from litcli.library.schema import Library
from litcli.topics.topic import Config


@dataclass(frozen=True, slots=True)
class Change:
    """A paper that a topic gains or loses."""

    gained: bool
    topic: str
    id: str
    title: str


def changes(library: Library, old: Config, new: Config) -> Iterator[Change]:
    """Yield the changes by topic, first what it gains; a topic that only one configuration has is empty in the other."""
    before, after = tagging.tags(library, old), tagging.tags(library, new)
    for topic in dict.fromkeys([*new.topics, *old.topics]):
        had, has = set(before.get(topic, ())), set(after.get(topic, ()))
        for gained, papers in ((True, has - had), (False, had - has)):
            found = (library.db.execute("SELECT id, title FROM papers WHERE rowid = ?", (paper,)) for paper in papers)
            for name, title in sorted(row for rows in found for row in rows):
                yield Change(gained, topic, name, title)
