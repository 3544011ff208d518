"""What can never come about: a term that contradicts itself or its topic's `none`, a score that no paper reaches.

A tree is tried under every truth of its leaves, where a phrase brings the phrases inside it (`a b` brings `a`).
"""

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from itertools import product
from typing import Any

from litcli.query import And, Node, Not, Or, Phrase, Word
from litcli.query.syntax import in_title_alone
from litcli.topics.document import Document
from litcli.topics.topic import Term, Topic

LEAF_LIMIT = 10
"""Distinct leaves of a tree that is tried; a larger one counts as possible."""
_ANYWHERE = ("title", "abstract")

Leaf = tuple[Any, ...]


def possible(node: Node) -> bool:
    """Say whether any paper could have what a tree asks for."""
    return _Tried(node).is_possible


def complain(topic: Topic, document: Document, node: Any, read: Mapping[str, Sequence[Term | None]]) -> None:
    """Note in the document the terms of a topic that can never count, and a `min_score` that nothing reaches.

    `read` has the terms of each of its lists, with None for one that could not be read.
    """
    named = {key.value: value for key, value in node.value} if document.is_mapping(node) else {"any": node}
    excluded = [(no.text, _Tried(Not(no.node))) for no in topic.none]
    for key, terms in read.items():
        for term, at in zip(terms, named[key].value, strict=False):
            if term is None:
                continue
            tried = _Tried(term.node)
            if not tried.is_possible:
                document.error(at.start_mark, f'"{term.text}" can never match: it contradicts itself')
                continue
            for text, no in excluded if key != "none" else ():
                if not tried.is_possible_with(no):
                    document.error(at.start_mark, f'"{term.text}" can never match: none: has "{text}"')
    if "min_score" in named and all(None not in terms for terms in read.values()):
        _complain_of_score(topic, document, named["min_score"])


def _complain_of_score(topic: Topic, document: Document, node: Any) -> None:
    most = sum(
        term.weight * max(1.0, topic.title_weight if in_title_alone(term.node) else 1.0)
        for term in topic.any or topic.all
    )
    if most + 1e-6 < topic.min_score:
        told = f"min_score {topic.min_score:g} is never reached: all terms in the title add up to {most:g}"
        document.error(node.start_mark, told, f"at most {most:g}, or terms of more weight")


class _Tried:
    """A tree with its distinct leaves."""

    def __init__(self, node: Node) -> None:
        self.tree = _plain(node)
        self.leaves = _leaves(self.tree)
        words = {word for leaf in self.leaves if _is_words(leaf) for word in leaf[1]}
        self.texts = {word.text for word in words}
        self.prefixes = {word.text for word in words if word.form == "prefix"}

    @cached_property
    def is_possible(self) -> bool:
        # Without a NOT, a paper with all of the leaves has it.
        return not _has_not(self.tree) or _satisfiable(self.tree, self.leaves)

    def is_possible_with(self, other: "_Tried") -> bool:
        """Say whether one paper could have both; trees that share no word and no leaf do not bear on each other."""
        if not self._bears_on(other):
            return other.is_possible
        return _satisfiable(("and", (self.tree, other.tree)), self.leaves | other.leaves)

    def _bears_on(self, other: "_Tried") -> bool:
        return bool(
            self.texts & other.texts
            or self.leaves & other.leaves
            or any(text.startswith(start) for start in self.prefixes for text in other.texts)
            or any(text.startswith(start) for start in other.prefixes for text in self.texts)
        )


def _satisfiable(tree: Any, found: Set[Leaf]) -> bool:
    """Try every truth of the leaves; too many of them count as possible."""
    leaves = sorted(found, key=repr)
    if len(leaves) > LEAF_LIMIT:
        return True
    implied = [(a, b) for a in leaves for b in leaves if a != b and _brings(a, b)]
    for values in product((True, False), repeat=len(leaves)):
        truth = dict(zip(leaves, values, strict=True))
        if all(truth[b] or not truth[a] for a, b in implied) and _holds(tree, truth):
            return True
    return False


def _plain(node: Any) -> Any:
    """Return nested tuples ("and" | "or" | "not", parts) over leaves; a phrase without a scope is one of two places."""
    if isinstance(node, And | Or):
        return "and" if isinstance(node, And) else "or", tuple(_plain(part) for part in node.parts)
    if isinstance(node, Not):
        return "not", (_plain(node.part),)
    if isinstance(node, Phrase):
        places = (node.scope,) if node.scope else _ANYWHERE
        return "or", tuple(("leaf", (place, node.words)) for place in places)
    return "leaf", (type(node).__name__, *node.asked())


def _has_not(tree: Any) -> bool:
    kind, inner = tree
    return kind == "not" or (kind != "leaf" and any(map(_has_not, inner)))


def _leaves(tree: Any) -> set[Leaf]:
    kind, inner = tree
    return {inner} if kind == "leaf" else set().union(*(_leaves(part) for part in inner))


def _holds(tree: Any, truth: Mapping[Leaf, bool]) -> bool:
    kind, inner = tree
    if kind == "leaf":
        return truth[inner]
    held = (_holds(part, truth) for part in inner)
    return all(held) if kind == "and" else any(held) if kind == "or" else not next(held)


def _brings(one: Leaf, other: Leaf) -> bool:
    """Say whether a paper with one phrase has the other in any case: it stands in it, word by word."""
    if one[0] != other[0] or not (_is_words(one) and _is_words(other)):
        return False
    return stands_in(other[1], one[1])


def _is_words(leaf: Leaf) -> bool:
    return len(leaf) == 2 and isinstance(leaf[1], tuple) and all(isinstance(word, Word) for word in leaf[1])


def stands_in(inner: tuple[Word, ...], outer: tuple[Word, ...]) -> bool:
    """Say whether every text with the outer phrase has the inner one."""
    starts = range(len(outer) - len(inner) + 1)
    return any(all(_covers(word, outer[at + i]) for i, word in enumerate(inner)) for at in starts)


def _covers(word: Word, other: Word) -> bool:
    if word.form == "prefix":
        return other.form in ("word", "prefix") and other.text.startswith(word.text)
    return word == other
