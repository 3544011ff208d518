"""The tree of a query: what each node asks for. Positions say where a leaf stood in the text; equality ignores them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Literal

Form = Literal["word", "prefix", "glob", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word of a phrase, or the words that it stands for."""

    text: str
    """A prefix stands here without its `*`, a fuzzy word without its `~`; `*` and `?` in a glob are wildcards."""
    form: Form = "word"

    def __str__(self) -> str:
        return self.text + {"prefix": "*", "fuzzy": "~"}.get(self.form, "")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, in one scope or in title and abstract."""

    words: tuple[Word, ...]
    scope: str = ""
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrases in one text with at most so many words between them, in either order; each one of several."""

    left: tuple[Phrase, ...]
    right: tuple[Phrase, ...]
    distance: int
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression over a text as it stands."""

    pattern: str
    scope: str = ""
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field of the paper and the value it is compared with."""

    field: str
    value: str
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but."""

    part: "Node"


Textual = Phrase | Near | Regex
"""What looks into the text of a paper, and so can be lit there."""
Node = Textual | FieldTerm | And | Or | Not


def leaves(node: Node) -> Iterator[Phrase | Regex | FieldTerm]:
    """Yield the phrases, regular expressions and fields of a tree from left to right."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, Near):
        yield from (*node.left, *node.right)
    else:
        yield node


def fields(node: Node) -> Iterator[FieldTerm]:
    """Yield the fields that a tree asks for."""
    return (leaf for leaf in leaves(node) if isinstance(leaf, FieldTerm))


def wanted(node: Node) -> Iterator[Textual]:
    """Yield what a tree asks for in the text, which is what to light up: nothing under a NOT."""
    if isinstance(node, Phrase | Near | Regex):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from wanted(part)


def has_regex(node: Node) -> bool:
    """Say whether a tree holds a regular expression, which no index answers."""
    return any(isinstance(leaf, Regex) for leaf in leaves(node))


def has_not(node: Node) -> bool:
    """Say whether a tree holds a NOT, without which it cannot contradict itself."""
    return isinstance(node, Not) or (isinstance(node, And | Or) and any(map(has_not, node.parts)))


def in_title_alone(node: Node) -> Node | None:
    """Return the tree with its open terms bound to the title, or None where it asks for another place.

    What matches it has the whole term in the title.
    """
    if isinstance(node, Phrase | Near | Regex):
        return _bound(node, "title") if node.scope in ("", "title") else None
    if isinstance(node, Not):
        part = in_title_alone(node.part)
        return Not(part) if part else None
    if isinstance(node, And | Or):
        parts = [part for part in map(in_title_alone, node.parts) if part]
        return replace(node, parts=tuple(parts)) if len(parts) == len(node.parts) else None
    return None


def _bound(node: Textual, scope: str) -> Textual:
    if isinstance(node, Near):
        sides = [tuple(replace(phrase, scope=scope) for phrase in side) for side in (node.left, node.right)]
        return Near(sides[0], sides[1], node.distance, scope)
    return replace(node, scope=scope)


def placed(node: Node, start: int, end: int) -> Node:
    """Return the tree with all its leaves standing at one place: that of the saved query's name."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(placed(part, start, end) for part in node.parts))
    if isinstance(node, Not):
        return Not(placed(node.part, start, end))
    if isinstance(node, Near):
        sides = [tuple(replace(phrase, start=start, end=end) for phrase in side) for side in (node.left, node.right)]
        return replace(node, left=sides[0], right=sides[1])
    return replace(node, start=start, end=end)
