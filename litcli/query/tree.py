"""The tree of a query: what each node asks for. Positions say where a leaf stood in the text; equality ignores them."""

from collections.abc import Iterator
from typing import Any, Literal, Self

Form = Literal["word", "prefix", "glob", "fuzzy"]
_PLACE = ("start", "end")


class Part:
    """A part of a tree: two of one class are equal where what they ask for is. None is changed once it is made.

    Written out: `dataclasses`, with `inspect` that it imports, takes as long as a short query (tests/bench/query.py).
    """

    __slots__: tuple[str, ...] = ()

    def asked(self) -> tuple[Any, ...]:
        """Return what it asks for: its attributes without its place."""
        return tuple(getattr(self, name) for name in self.__slots__ if name not in _PLACE)

    def changed(self, **parts: Any) -> Self:
        """Return it with other values for some of its attributes."""
        return type(self)(**{name: getattr(self, name) for name in self.__slots__} | parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and type(self) is type(other) and self.asked() == other.asked()

    def __hash__(self) -> int:
        return hash((type(self), self.asked()))

    def __repr__(self) -> str:
        parts = (f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({', '.join(parts)})"


class Word(Part):
    """One folded word of a phrase, or the words that it stands for.

    A prefix stands here without its `*`, a fuzzy word without its `~`; `*` and `?` in a glob are wildcards.
    """

    __slots__ = ("form", "text")

    def __init__(self, text: str, form: Form = "word") -> None:
        self.text = text
        self.form = form

    def __str__(self) -> str:
        return self.text + {"prefix": "*", "fuzzy": "~"}.get(self.form, "")


class Phrase(Part):
    """Words that stand side by side, in one scope or in title and abstract."""

    __slots__ = ("end", "scope", "start", "words")

    def __init__(self, words: tuple[Word, ...], scope: str = "", start: int = 0, end: int = 0) -> None:
        self.words = words
        self.scope = scope
        self.start = start
        self.end = end


class Near(Part):
    """Two phrases in one text with at most so many words between them, in either order; each one of several."""

    __slots__ = ("distance", "left", "right", "scope")

    def __init__(self, left: tuple[Phrase, ...], right: tuple[Phrase, ...], distance: int, scope: str = "") -> None:
        self.left = left
        self.right = right
        self.distance = distance
        self.scope = scope


class Regex(Part):
    """A regular expression over a text as it stands."""

    __slots__ = ("end", "pattern", "scope", "start")

    def __init__(self, pattern: str, scope: str = "", start: int = 0, end: int = 0) -> None:
        self.pattern = pattern
        self.scope = scope
        self.start = start
        self.end = end


class FieldTerm(Part):
    """A field of the paper and the value it is compared with."""

    __slots__ = ("end", "field", "start", "value")

    def __init__(self, field: str, value: str, start: int = 0, end: int = 0) -> None:
        self.field = field
        self.value = value
        self.start = start
        self.end = end


class And(Part):
    """All of two or more."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple["Node", ...]) -> None:
        self.parts = parts


class Or(Part):
    """Any of two or more."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple["Node", ...]) -> None:
        self.parts = parts


class Not(Part):
    """Anything but."""

    __slots__ = ("part",)

    def __init__(self, part: "Node") -> None:
        self.part = part


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
        return node.changed(parts=tuple(parts)) if len(parts) == len(node.parts) else None
    return None


def _bound(node: Textual, scope: str) -> Textual:
    if isinstance(node, Near):
        sides = [tuple(phrase.changed(scope=scope) for phrase in side) for side in (node.left, node.right)]
        return Near(sides[0], sides[1], node.distance, scope)
    return node.changed(scope=scope)


def placed(node: Node, start: int, end: int) -> Node:
    """Return the tree with all its leaves standing at one place: that of the saved query's name."""
    if isinstance(node, And | Or):
        return node.changed(parts=tuple(placed(part, start, end) for part in node.parts))
    if isinstance(node, Not):
        return Not(placed(node.part, start, end))
    if isinstance(node, Near):
        sides = [tuple(phrase.changed(start=start, end=end) for phrase in side) for side in (node.left, node.right)]
        return node.changed(left=sides[0], right=sides[1])
    return node.changed(start=start, end=end)
