"""The configuration file: its topics, with everything in them checked."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from litcli.errors import QueryError
from litcli.query import Node, parse
from litcli.query.fields import FIELDS, BadValue
from litcli.query.syntax import fields
from litcli.topics.document import Document, read_text
from litcli.topics.queries import read_queries
from litcli.topics.topic import VERSIONS, Config, Term, Topic

_TOP = ("topics", "queries", "versions")
_TOPIC = ("label", "parent", "any", "all", "none", "min_score", "examples")
_TERM = ("term", "weight")
_EXAMPLES = ("match", "no_match")
_NOT_IN_NAMES = set(" \t\n()\":*?,'")


def load(path: Path) -> Config:
    """Read a configuration. Raises ConfigError with every error in it, each with file, line and column."""
    return loads(read_text(path), path)


def loads(text: str, path: Path) -> Config:
    """Read a configuration from its text; `path` names it in errors. Raises ConfigError."""
    document = Document(text, path)
    topics: dict[str, Topic] = {}
    parents: dict[str, Any] = {}
    versions = VERSIONS[0]
    queries: dict[str, str] = {}
    if document.root is not None:
        # Terms may use saved queries, wherever in the file these stand.
        saved = (
            [value for key, value in document.root.value if key.value == "queries"]
            if document.is_mapping(document.root)
            else []
        )
        queries = document.queries = read_queries(document, saved[0]) if saved else {}
        for key, section in document.known(document.root, "the configuration", _TOP):
            if key == "versions":
                versions = _versions(document, section)
            for name, key_node, node in document.mapping(section, key) if key == "topics" else ():
                _check_name(document, key_node, name)
                topics[name] = _topic(document, name, key_node.start_mark.line + 1, node, parents)
    _check_parents(document, topics, parents)
    document.finish()
    return Config(path, topics, text, queries, versions)


def _versions(document: Document, node: Any) -> str:
    """Read what becomes of versions of one paper."""
    text = document.text(node, "versions")
    if text not in VERSIONS:
        document.error(node.start_mark, f'versions cannot be "{text}"', f"legal: {', '.join(VERSIONS)}")
    return text


def _check_name(document: Document, node: Any, name: str) -> None:
    if bad := _NOT_IN_NAMES & set(name):
        shown = "a space" if " " in bad else sorted(bad)[0]
        document.error(
            node.start_mark, f'the name of a topic cannot hold {shown}: "{name}"', "a label may: label: Any text"
        )


def _topic(document: Document, name: str, line: int, node: Any, parents: dict[str, Any]) -> Topic:
    """Read one topic, short or long form."""
    if document.is_sequence(node):
        if not node.value:
            document.error(node.start_mark, f"topic {name} has no terms", "a term at least: [neural collapse]")
        return Topic(name, any=_terms(document, node, "terms"), line=line)
    values: dict[str, Any] = {}
    terms = 0
    for key, value in document.known(node, f"topic {name}", _TOPIC):
        if key in ("any", "all", "none"):
            terms += key != "none" and bool(value.value)
            values[key] = _terms(document, value, key)
        elif key == "min_score":
            values[key] = document.number(value, key) or 1.0
        elif key == "examples":
            values |= _examples(document, value)
        else:
            values[key] = document.text(value, key)
            if key == "parent":
                parents[name] = value
    if not terms and document.is_mapping(node):
        document.error(node.start_mark, f"topic {name} has no terms", "any: [a term] or all: [a term]")
    return Topic(name, line=line, **values)


def _examples(document: Document, node: Any) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(document.text(text, "an example") for text in document.sequence(value, key))
        for key, value in document.known(node, "examples", _EXAMPLES)
    }


def _terms(document: Document, node: Any, what: str) -> tuple[Term, ...]:
    terms = [_term(document, value) for value in document.sequence(node, what)]
    return tuple(term for term in terms if term)


def _term(document: Document, node: Any) -> Term | None:
    """Read a term: a text, or `{term: text, weight: number}`."""
    weight = 1.0
    text_node = node
    if document.is_mapping(node):
        text_node = None
        for key, value in document.known(node, "a term", _TERM):
            if key == "weight":
                weight = document.number(value, "weight") or 1.0
            else:
                text_node = value
        if text_node is None:
            document.error(node.start_mark, 'a term with a weight needs its text: {term: "lottery ticket", weight: 2}')
            return None
    text = document.text(text_node, "a term")
    tree = _parsed(document, text_node, text) if text else None
    return Term(text, tree, weight) if tree else None


def _parsed(document: Document, node: Any, text: str) -> Node | None:
    """Parse a term; its error stands at the term, with the place in the term under it."""
    try:
        tree = parse(text, document.queries)
    except QueryError as error:
        document.error(node.start_mark, f"the term cannot be read: {error.message}", error.hint)
        return None
    for part in fields(tree):
        try:
            FIELDS[part.field].condition(part.value)
        except BadValue as error:
            document.error(node.start_mark, f"the term cannot be read: {part.field}:{part.value}", str(error))
            return None
        if part.field == "topic":
            document.error(node.start_mark, "a term cannot ask for a topic; parent: makes one topic imply another")
            return None
    return tree


def _check_parents(document: Document, topics: Mapping[str, Topic], nodes: Mapping[str, Any]) -> None:
    for name, node in nodes.items():
        parent = topics[name].parent
        if parent and parent not in topics:
            near = get_close_matches(parent, topics, n=1)
            guess = f'; did you mean "{near[0]}"?' if near else ""
            document.error(node.start_mark, f'parent "{parent}" is no topic of this file{guess}')
        elif parent and _in_circle(topics, name):
            document.error(node.start_mark, f'"{name}" is its own ancestor: the parents go in a circle')


def _in_circle(topics: Mapping[str, Topic], name: str) -> bool:
    seen, at = {name}, topics[name].parent
    while at in topics and at not in seen:
        seen.add(at)
        at = topics[at].parent
    return at == name
