"""The configuration: its files, read as one, with everything in them checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from litcli.errors import ConfigError
from litcli.query.fields import SCOPES
from litcli.topics.document import Document, Error, merged, read_text
from litcli.topics.never import complain
from litcli.topics.queries import read_queries
from litcli.topics.terms import terms
from litcli.topics.topic import TITLE_WEIGHT, VERSIONS, Config, Topic

TOP_KEYS = ("include", "title_weight", "versions", "queries", "topics")
INCLUDED_KEYS = ("include", "topics")
TOPIC_KEYS = ("label", "parent", "any", "all", "none", "min_score", "title_weight", "field", "examples")
EXAMPLES_KEYS = ("match", "no_match")
NOT_IN_NAMES = " \t\n()\":*?,'"
"""Characters that the name of a topic cannot hold: `topic:NAME` is one word of a query."""


def load(path: Path) -> Config:
    """Read a configuration. Raises ConfigError with every error in it, each with file, line and column."""
    return loads(read_text(path), path)


def loads(text: str, path: Path) -> Config:
    """Read a configuration from its text; `path` names it and is where its includes start from. Raises ConfigError."""
    reader = _Reader(path)
    reader.file(Document(text, path, reader.errors), TOP_KEYS, [path])
    reader.check_parents()
    reader.first.finish()
    topics = {
        name: topic if topic.title_weight else replace(topic, title_weight=reader.title_weight)
        for name, topic in reader.topics.items()
    }
    for name, topic in topics.items():
        complain(topic, *reader.places[name])
    reader.first.finish()
    whole = text if len(reader.documents) == 1 else merged(reader.documents, "topics")
    return Config(path, topics, whole, reader.queries, reader.versions)


class _Reader:
    """The files of one configuration on their way to topics."""

    def __init__(self, path: Path) -> None:
        self.errors: list[Error] = []
        self.topics: dict[str, Topic] = {}
        self.places: dict[str, tuple[Document, Any]] = {}
        """A topic's document and the node of its rule."""
        self.parents: dict[str, tuple[Document, Any]] = {}
        self.title_weight = TITLE_WEIGHT
        self.versions = VERSIONS[0]
        self.queries: dict[str, str] = {}
        self.documents: list[Document] = []
        self.seen = {path.resolve()}

    @property
    def first(self) -> Document:
        return self.documents[0]

    def file(self, document: Document, keys: tuple[str, ...], chain: list[Path]) -> None:
        """Read one file and what it includes; `chain` is the files on the way to it, itself last."""
        self.documents.append(document)
        if document.root is None:
            return
        sections = dict(document.known(document.root, "the configuration", keys))
        if "queries" in sections:
            self.queries = read_queries(document, sections.pop("queries"))
        # Terms may use saved queries, wherever these stand and in every file.
        document.queries = self.queries
        for key, node in sections.items():
            if key == "include":
                for value in document.sequence(node, "include"):
                    self.include(document, value, chain)
            elif key == "title_weight":
                self.title_weight = document.number(node, key) or TITLE_WEIGHT
            elif key == "versions":
                self.versions = document.choice(node, key, VERSIONS) or VERSIONS[0]
            else:
                self.section(document, node)

    def include(self, document: Document, node: Any, chain: list[Path]) -> None:
        name = document.text(node, "an included file")
        path = document.path.parent / name
        if not name:
            return
        if path.resolve() in [one.resolve() for one in chain]:
            names = " includes ".join(str(one) for one in [*chain, path])
            document.error(node.start_mark, f"the includes go in a circle: {names}")
        elif path.resolve() not in self.seen:
            self.seen.add(path.resolve())
            try:
                text = read_text(path)
            except ConfigError as error:
                document.error(
                    node.start_mark, f"cannot include {error.message}", "a path from the folder of this file"
                )
            else:
                self.file(Document(text, path, self.errors, len(self.documents)), INCLUDED_KEYS, [*chain, path])

    def section(self, document: Document, topics_node: Any) -> None:
        """Read the topics of one file."""
        for name, key_node, node in document.mapping(topics_node, "topics"):
            _check_name(document, key_node, name)
            if name in self.topics:
                first = self.topics[name]
                document.error(
                    key_node.start_mark, f'topic "{name}" stands twice; the first is {first.file}:{first.line}'
                )
                continue
            topic = self.topic(document, name, node)
            self.topics[name] = replace(topic, file=document.path, line=key_node.start_mark.line + 1)
            self.places[name] = (document, node)

    def topic(self, document: Document, name: str, node: Any) -> Topic:
        """Read one topic, short or long form; a title weight of 0 stands for the one of the file."""
        if document.is_sequence(node):
            if not node.value:
                document.error(node.start_mark, f"topic {name} has no terms", "a term at least: [neural collapse]")
            return Topic(name, any=terms(document, node, "terms"), title_weight=0)
        values: dict[str, Any] = {"title_weight": 0}
        lists: dict[str, Any] = {}
        for key, value in document.known(node, f"topic {name}", TOPIC_KEYS):
            if key in ("any", "all", "none"):
                lists[key] = value
            elif key in ("min_score", "title_weight"):
                values[key] = document.number(value, key) or 1.0
            elif key == "examples":
                values |= _examples(document, value)
            elif key == "field":
                values[key] = SCOPES.get(document.choice(value, key, tuple(SCOPES)), "")
            else:
                values[key] = document.text(value, key)
        if values.get("parent"):
            self.parents[name] = (document, _value(node, "parent"))
        for key, value in lists.items():
            values[key] = terms(document, value, key, values.get("field", ""))
        if document.is_mapping(node) and not any(lists[key].value for key in lists if key != "none"):
            document.error(node.start_mark, f"topic {name} has no terms", "any: [a term] or all: [a term]")
        return Topic(name, **values)

    def check_parents(self) -> None:
        """Note the parents that do not exist, and those that go in a circle."""
        for name, (document, node) in self.parents.items():
            parent = self.topics[name].parent
            if parent not in self.topics:
                near = get_close_matches(parent, self.topics, n=1)
                guess = f'; did you mean "{near[0]}"?' if near else ""
                document.error(node.start_mark, f'parent "{parent}" is no topic of this file{guess}')
            elif _in_circle(self.topics, name):
                document.error(node.start_mark, f'"{name}" is its own ancestor: the parents go in a circle')


def _check_name(document: Document, node: Any, name: str) -> None:
    if bad := set(NOT_IN_NAMES) & set(name):
        shown = "a space" if " " in bad else sorted(bad)[0]
        document.error(
            node.start_mark, f'the name of a topic cannot hold {shown}: "{name}"', "a label may: label: Any text"
        )


def _examples(document: Document, node: Any) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(document.text(text, "an example") for text in document.sequence(value, key))
        for key, value in document.known(node, "examples", EXAMPLES_KEYS)
    }


def _value(node: Any, key: str) -> Any:
    return next(value for key_node, value in node.value if key_node.value == key)


def _in_circle(topics: Mapping[str, Topic], name: str) -> bool:
    return name in _ancestors(topics, name)


def _ancestors(topics: Mapping[str, Topic], name: str) -> Iterator[str]:
    """Yield the ancestors of a topic, each once, also where they go in a circle."""
    seen, at = set[str](), topics[name].parent
    while at in topics and at not in seen:
        yield at
        seen.add(at)
        at = topics[at].parent
