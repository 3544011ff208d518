"""Tree to text: what `syntax.parse` reads as the same tree."""

import re
from collections.abc import Sequence

from litcli.query.fields import FIELDS, plain
from litcli.query.tokens import OPERATORS
from litcli.query.tree import And, FieldTerm, Near, Node, Not, Or, Phrase, Regex

_SCOPES = {"title": "title:", "abstract": "abstract:", "authors": "author:", "venue": "venue:", "": ""}


def text(node: Node) -> str:
    """Write a tree in the language."""
    if isinstance(node, Phrase):
        return _SCOPES[node.scope] + _words(node)
    if isinstance(node, Near):
        near = f"{_side(node.left)} NEAR/{node.distance} {_side(node.right)}"
        return f"{_SCOPES[node.scope]}({near})" if node.scope else near
    if isinstance(node, Regex):
        slashed = re.sub(r"\\.|/", lambda m: r"\/" if m[0] == "/" else m[0], node.pattern, flags=re.DOTALL)
        return f"{_SCOPES[node.scope]}/{slashed}/"
    if isinstance(node, FieldTerm):
        return f"{node.field}:{_value(node)}"
    if isinstance(node, Not):
        return f"NOT {_grouped(node.part)}"
    return (" AND " if isinstance(node, And) else " OR ").join(map(_grouped, node.parts))


def _grouped(node: Node) -> str:
    return f"({text(node)})" if isinstance(node, And | Or) else text(node)


def _words(phrase: Phrase) -> str:
    return " ".join(map(str, phrase.words))


def _side(phrases: Sequence[Phrase]) -> str:
    return _words(phrases[0]) if len(phrases) == 1 else f"({' OR '.join(map(_words, phrases))})"


def _value(term: FieldTerm) -> str:
    signs = r'\s()",' if FIELDS[term.field].listed else r'\s()"'
    bare = re.fullmatch(f"[^{signs}]+", term.value) and term.value not in OPERATORS
    return term.value if bare else f'"{plain(term.value)}"'
