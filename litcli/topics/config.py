"""The configuration: its files, read as one, with everything in them checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from litcli.errors import ConfigError
from litcli.query.fields import SCOPES
from litcli.topics import keys
from litcli.topics.document import Document, Error, merged
from litcli.topics.files import read_text
from litcli.topics.never import complain
from litcli.topics.queries import read_queries
from litcli.topics.terms import terms
from litcli.topics.topic import TITLE_WEIGHT, VERSIONS, Config, Term, Topic

FILE_LIMIT = 100
"""Files of one configuration."""
_SECTIONS = ("queries", "topics")
"""What the files of a configuration bring together; every other key is a setting of the first."""


def load(path: Path) -> Config:
    """Read a configuration. Raises ConfigError with every error in it, each with file, line and column."""
    return loads(read_text(path), path)


def loads(text: str, path: Path) -> Config:
    """Read a configuration from its text; `path` names it and is where its includes start from. Raises ConfigError."""
    reader = _Reader(path)
    reader.file(Document(text, path, reader.errors), keys.TOP, [path])
    for section in reader.sections.values():
        section.sort(key=lambda one: one[0].order)  # a file before what it includes, as in the text that is kept
    reader.queries = read_queries(reader.sections["queries"])  # terms may use them, wherever they stand
    for document, node in reader.sections["topics"]:
        reader.section(document, node)
    reader.check_parents()
    topics = {name: reader.weighted(topic) for name, topic in reader.topics.items()}
    for name, place in reader.places.items():
        complain(topics[name], *place)
    reader.first.finish()
    whole = text if len(reader.documents) == 1 else merged(reader.documents, _SECTIONS)
    files = tuple(document.path for document in reader.documents)
    prints = {str(document.path.resolve()): document.print for document in reader.documents}
    return Config(path, topics, whole, reader.queries, reader.settings.get("versions") or VERSIONS[0], files, prints)


_Read = dict[str, list[Term | None]]
"""The terms of a topic by list, with None for one that cannot be read."""


class _Reader:
    """The files of one configuration on their way to topics."""

    def __init__(self, path: Path) -> None:
        self.errors: list[Error] = []
        self.settings: dict[str, Any] = {}
        self.sections: dict[str, list[tuple[Document, Any]]] = {name: [] for name in _SECTIONS}
        self.queries: dict[str, str] = {}
        self.topics: dict[str, Topic] = {}
        self.places: dict[str, tuple[Document, Any, _Read]] = {}
        """The document and the node of each topic's rule, and what was read of it."""
        self.parents: dict[str, tuple[Document, Any]] = {}
        self.documents: list[Document] = []
        self.seen = {path.resolve()}

    @property
    def first(self) -> Document:
        return self.documents[0]

    def weighted(self, topic: Topic) -> Topic:
        """Return a topic with the file's weight of the title, where it has none of its own."""
        default = self.settings.get("title_weight") or TITLE_WEIGHT
        return topic if topic.title_weight else replace(topic, title_weight=default)

    def file(self, document: Document, known: keys.Keys, chain: list[Path]) -> None:
        """Read one file's settings, and find its sections and what it includes.

        `chain` is the files on the way to it, itself last.
        """
        self.documents.append(document)
        if document.root is None:
            return
        for key, node in document.known(document.root, "the configuration", tuple(known)):
            if key in _SECTIONS:
                self.sections[key].append((document, node))
            elif key == "include":
                for value in document.sequence(node, key):
                    self.include(document, value, chain)
            else:
                self.settings[key] = _value(document, key, known[key], node)

    def include(self, document: Document, node: Any, chain: list[Path]) -> None:
        name = document.text(node, "an included file")
        path = document.path.parent / name
        if not name:
            return
        if path.resolve() in [one.resolve() for one in chain]:
            names = " includes ".join(str(one) for one in [*chain, path])
            document.error(node.start_mark, f"the includes go in a circle: {names}")
        elif len(self.documents) == FILE_LIMIT:
            document.error(node.start_mark, f"more than {FILE_LIMIT} files make this configuration")
        elif path.resolve() not in self.seen:
            self.seen.add(path.resolve())
            try:
                text = read_text(path)
            except ConfigError as error:
                told = f"cannot include {error.message}"
                document.error(node.start_mark, told, "a path from the folder of this file")
            else:
                self.file(Document(text, path, self.errors, len(self.documents)), keys.INCLUDED, [*chain, path])

    def section(self, document: Document, node: Any) -> None:
        """Read the topics of one file."""
        for name, key_node, rule in document.mapping(node, "topics"):
            _check_name(document, key_node, name)
            if first := next((one for one in self.topics.values() if one.name.lower() == name.lower()), None):
                alike = "" if first.name == name else f' as "{first.name}", from which capitals do not tell it'
                told = f'topic "{name}" stands twice{alike}; the first is {first.file}:{first.line}'
                document.error(key_node.start_mark, told)
                continue
            topic, read = self.topic(document, name, rule)
            self.topics[name] = replace(topic, file=document.path, line=key_node.start_mark.line + 1)
            self.places[name] = (document, rule, read)

    def topic(self, document: Document, name: str, node: Any) -> tuple[Topic, _Read]:
        """Read one topic, short or long form, and its lists; a title weight of 0 stands for the one of the file."""
        if document.is_sequence(node):
            if not node.value:
                document.error(node.start_mark, f"topic {name} has no terms", "a term at least: [neural collapse]")
            short = terms(document, node, "terms", self.queries)
            return Topic(name, any=_readable(short), title_weight=0), {"any": short}
        values: dict[str, Any] = {"title_weight": 0}
        lists: dict[str, Any] = {}
        for key, value in document.known(node, f"topic {name}", tuple(keys.TOPIC)):
            kind = keys.TOPIC[key].kind
            if kind == "terms":
                lists[key] = value
            elif kind == "examples":
                values |= _examples(document, value)
            elif found := _value(document, key, keys.TOPIC[key], value):
                values[key] = found
                if key == "parent":
                    self.parents[name] = (document, value)
        values["field"] = SCOPES.get(values.get("field", ""), "")
        read = {key: terms(document, value, key, self.queries, values["field"]) for key, value in lists.items()}
        values |= {key: _readable(found) for key, found in read.items()}
        if document.is_mapping(node) and not any(lists[key].value for key in lists if key != "none"):
            document.error(node.start_mark, f"topic {name} has no terms", "any: [a term] or all: [a term]")
        return Topic(name, **values), read

    def check_parents(self) -> None:
        """Note the parents that do not exist, and those that go in a circle."""
        for name, (document, node) in self.parents.items():
            parent = self.topics[name].parent
            if parent not in self.topics:
                near = get_close_matches(parent, self.topics, n=1)
                guess = f'; did you mean "{near[0]}"?' if near else ""
                document.error(node.start_mark, f'parent "{parent}" is no topic of this configuration{guess}')
            elif name in _ancestors(self.topics, name):
                document.error(node.start_mark, f'"{name}" is its own ancestor: the parents go in a circle')


def _value(document: Document, name: str, key: keys.Key, node: Any) -> Any:
    """Read what stands under a plain key by its kind; nothing (0, "" or None) where it is wrong."""
    if key.kind == "number":
        return document.number(node, name)
    if key.kind == "choice":
        return document.choice(node, name, key.legal)
    return document.text(node, name)


def _check_name(document: Document, node: Any, name: str) -> None:
    if bad := set(keys.NOT_IN_NAMES) & set(name):
        shown = "a space" if " " in bad else sorted(bad)[0]
        told = f'the name of a topic cannot hold {shown}: "{name}"'
        document.error(node.start_mark, told, "a label may: label: Any text")


def _examples(document: Document, node: Any) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(document.text(text, "an example") for text in document.sequence(value, key))
        for key, value in document.known(node, "examples", tuple(keys.EXAMPLES))
    }


def _ancestors(topics: Mapping[str, Topic], name: str) -> Iterator[str]:
    """Yield the ancestors of a topic, each once, also where they go in a circle."""
    seen, at = set[str](), topics[name].parent
    while at in topics and at not in seen:
        yield at
        seen.add(at)
        at = topics[at].parent


def _readable(terms: list[Term | None]) -> tuple[Term, ...]:
    return tuple(term for term in terms if term)
