"""What a topic and a configuration are, once their file has been read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from litcli.query import Node

TITLE_WEIGHT = 3.0
"""How many times a term counts that is found in the title, where the configuration does not say."""
VERSIONS = ("merge", "link", "apart")
"""What may become of a preprint and its published form."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a topic."""

    text: str
    """As the user wrote it."""
    node: Node
    weight: float = 1.0
    """What it adds to the score when the abstract has it."""
    line: int = field(default=0, compare=False)
    """Where it stands in its topic's file; 0 where it is in none."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A named set of terms: it applies where every `all` term, no `none` term and enough `any` terms are found."""

    name: str
    label: str = ""
    """What a person reads instead of the name."""
    parent: str = ""
    """The topic that this one implies."""
    any: tuple[Term, ...] = ()
    all: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()
    min_score: float = 1.0
    """What the found `any` terms must add up to."""
    title_weight: float = TITLE_WEIGHT
    """How many times a term counts that is found in the title."""
    field: str = ""
    """The scope in which terms without one are searched; empty for title and abstract."""
    match: tuple[str, ...] = ()
    """Examples that it must apply to."""
    no_match: tuple[str, ...] = ()
    """Examples that it must not apply to."""
    file: Path | None = None
    """The file that it stands in, which may be an included one."""
    line: int = 0
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the user configured."""

    path: Path | None = None
    """The file, or None where there is none."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    text: str = ""
    """The file as it stands, or with what it includes put in: the library keeps it with the tags."""
    queries: Mapping[str, str] = field(default_factory=dict)
    """The saved queries by name, which `@name` stands for."""
    versions: str = VERSIONS[0]
    """What becomes of a preprint and its published form: one of VERSIONS."""
    files: tuple[Path, ...] = ()
    """The file and all that it includes."""
    prints: Mapping[str, str] = field(default_factory=dict)
    """A digest of the text of each file, by its whole path: while they are the same, so is the configuration."""

    def digest(self) -> str:
        """Return a digest of all that decides which paper has which topic, as the library remembers it."""
        # Versions decide what the papers are that have topics.
        return _digest((sorted(self.digests().items()), self.versions))

    def digests(self) -> Mapping[str, str]:
        """Return a digest for each topic of all that decides which paper has it, the topics that imply it among that."""
        rules = {name: _rules(topic, self.queries) for name, topic in self.topics.items()}
        return {
            name: _digest((rules[name], sorted((child, rules[child]) for child in self.children(name))))
            for name in self.topics
        }

    def ancestors(self, name: str) -> Iterator[str]:
        """Yield the topics that a topic implies, nearest first."""
        while name := self.topics[name].parent:
            yield name

    def children(self, name: str) -> Iterator[str]:
        """Yield the topics that imply a topic, directly or through others, in the order of the file."""
        return (other for other in self.topics if name in self.ancestors(other))


def _rules(topic: Topic, queries: Mapping[str, str]) -> tuple[object, ...]:
    """Return what decides which papers have a topic by its own terms."""
    terms = [[(term.text, term.weight) for term in terms] for terms in (topic.any, topic.all, topic.none)]
    saved = sorted(queries.items()) if any("@" in text for group in terms for text, _ in group) else []
    return topic.min_score, topic.title_weight, topic.field, terms, saved


def _digest(content: object) -> str:
    return blake2b(repr(content).encode("utf-8", "replace"), digest_size=16).hexdigest()
