"""The terms of a topic: nodes of the file to trees of the language."""

from collections.abc import Mapping
from typing import Any

from litcli.errors import QueryError
from litcli.query import Node, parse
from litcli.query.fields import FIELDS, SCOPES, BadValue
from litcli.query.syntax import fields
from litcli.query.tree import Part
from litcli.topics import keys
from litcli.topics.document import Document
from litcli.topics.topic import Term


def terms(document: Document, node: Any, what: str, saved: Mapping[str, str], field: str = "") -> list[Term | None]:
    """Read a list of terms; one without a scope is searched in `field`, and `saved` has what `@name` stands for.

    What cannot be read is noted in the document, and None stands for it.
    """
    return [_term(document, value, saved, field) for value in document.sequence(node, what)]


def _term(document: Document, node: Any, saved: Mapping[str, str], field: str) -> Term | None:
    """Read a term: a text, or `{term: text, weight: number}`."""
    weight = 1.0
    text_node = node
    if document.is_mapping(node):
        if slip := _colon(node):
            legal = f"no space after the colon, or quotes around it all: {slip}"
            document.error(node.start_mark, "a colon with a space after it makes this a mapping, not a term", legal)
            return None
        text_node = None
        for key, value in document.known(node, "a term", tuple(keys.TERM)):
            if key == "weight":
                weight = document.number(value, "weight") or 1.0
            else:
                text_node = value
        if text_node is None:
            document.error(node.start_mark, 'a term with a weight needs its text: {term: "lottery ticket", weight: 2}')
            return None
    text = document.text(text_node, "a term")
    tree = _parsed(document, text_node, text, saved) if text else None
    if not tree:
        return None
    return Term(text, bound(tree, field) if field else tree, weight, text_node.start_mark.line + 1)


def _colon(node: Any) -> str:
    """Return what was meant by `- title: survey`, or nothing."""
    for key, value in node.value if len(node.value) == 1 else ():
        if key.value in (*SCOPES, *FIELDS) and isinstance(value.value, str):
            return f"{key.value}:{value.value}"
    return ""


def _parsed(document: Document, node: Any, text: str, saved: Mapping[str, str]) -> Node | None:
    """Parse a term; its error stands at the term, with the place in the term under it."""
    try:
        tree = parse(text, saved)
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


def bound(node: Any, scope: str) -> Any:
    """Return a tree whose parts without a scope have this one, whatever kinds of parts the language has."""
    if isinstance(node, tuple):
        return tuple(bound(part, scope) for part in node)
    if not isinstance(node, Part):
        return node
    inner = {name: bound(getattr(node, name), scope) for name in node.__slots__}
    if inner.get("scope") == "":
        inner["scope"] = scope
    return node.changed(**inner)
