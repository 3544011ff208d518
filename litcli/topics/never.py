"""What can never come about: a term that contradicts itself or its topic's `none`, a score that no paper reaches.

A tree is tried under every truth of its leaves, where a phrase brings the phrases inside it (`a b` brings `a`).
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import product
from typing import Any

from litcli.query import And, Node, Not, Or, Phrase, Word
from litcli.query.syntax import in_title_alone
from litcli.topics.document import Document
from litcli.topics.topic import Topic

LEAF_LIMIT = 10
"""Distinct leaves of a tree that is tried; a larger one counts as possible."""
_ANYWHERE = ("title", "abstract")

Leaf = tuple[Any, ...]


def possible(node: Node) -> bool:
    """Say whether any paper could have what a tree asks for."""
    tree = _plain(node)
    leaves = sorted(_leaves(tree), key=repr)
    if len(leaves) > LEAF_LIMIT:
        return True
    implied = [(a, b) for a in leaves for b in leaves if a != b and _brings(a, b)]
    for values in product((True, False), repeat=len(leaves)):
        truth = dict(zip(leaves, values, strict=True))
        if all(truth[b] or not truth[a] for a, b in implied) and _holds(tree, truth):
            return True
    return False


def complain(topic: Topic, document: Document, node: Any) -> None:
    """Note in the document the terms of a topic that can never count, and a `min_score` that nothing reaches."""
    named = {key.value: value for key, value in node.value} if document.is_mapping(node) else {"any": node}
    for key in ("any", "all", "none"):
        for term, at in zip(getattr(topic, key), named[key].value if key in named else (), strict=True):
            if not possible(term.node):
                document.error(at.start_mark, f'"{term.text}" can never match: it contradicts itself')
            elif key != "none":
                for no in topic.none:
                    if not possible(And((term.node, Not(no.node)))):
                        document.error(at.start_mark, f'"{term.text}" can never match: none: has "{no.text}"')
    most = sum(
        term.weight * max(1.0, topic.title_weight if in_title_alone(term.node) else 1.0)
        for term in topic.any or topic.all
    )
    if "min_score" in named and most + 1e-6 < topic.min_score:
        place = named["min_score"].start_mark
        told = f"min_score {topic.min_score:g} is never reached: all terms in the title add up to {most:g}"
        document.error(place, told, f"at most {most:g}, or terms of more weight")


def _plain(node: Any) -> Any:
    """Return nested tuples ("and" | "or" | "not", parts) over leaves; a phrase without a scope is one of two places."""
    if isinstance(node, And | Or):
        return "and" if isinstance(node, And) else "or", tuple(_plain(part) for part in node.parts)
    if isinstance(node, Not):
        return "not", (_plain(node.part),)
    if isinstance(node, Phrase):
        places = (node.scope,) if node.scope else _ANYWHERE
        return "or", tuple(("leaf", (place, node.words)) for place in places)
    return "leaf", (type(node).__name__, *_content(node))


def _content(node: Any) -> Leaf:
    """Return what a leaf of another kind asks for, without the place where it was written."""
    if not is_dataclass(node):
        return (node,)
    return tuple(getattr(node, one.name) for one in fields(node) if one.name not in ("start", "end"))


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
    spelled = other.form in ("word", "prefix")
    return word == other or (word.form == "prefix" and spelled and other.text.startswith(word.text))
