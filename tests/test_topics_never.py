"""What is said to be impossible is: no paper that could be written has it."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.query import And, Node, Not, Or, Phrase, parse
from litcli.topics.never import possible

TEXTS = [words for length in range(4) for words in product("abc", repeat=length)]
LEAVES = st.sampled_from(["a", "b", "a b", "b a", "a*", "title:a", "abstract:b", "title:(a b)", "abstract:a*"])
QUERIES = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["AND", "OR", "AND NOT"]), part).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        part.map(lambda p: f"NOT ({p})"),
    ),
    max_leaves=5,
)


def has(node: Node, paper: dict[str, tuple[str, ...]]) -> bool:
    if isinstance(node, And | Or):
        return (all if isinstance(node, And) else any)(has(part, paper) for part in node.parts)
    if isinstance(node, Not):
        return not has(node.part, paper)
    assert isinstance(node, Phrase)
    places = [node.scope] if node.scope else ["title", "abstract"]
    sought = [word.text for word in node.words]
    return any(list(paper[p][at : at + len(sought)]) == sought for p in places for at in range(len(paper[p])))


@settings(max_examples=150, deadline=None)
@given(QUERIES, st.randoms(use_true_random=False))
def test_no_paper_has_what_is_impossible(query: str, random: Any) -> None:
    node = parse(query)
    papers = [{"title": one, "abstract": other} for one, other in random.sample(list(product(TEXTS, TEXTS)), 300)]
    assert possible(node) or not any(has(node, paper) for paper in papers)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a AND NOT a", False),
        ("a b AND NOT a", False),
        ("a AND NOT a b", True),
        ("a AND NOT a*", False),
        ("ab* AND NOT a*", False),
        ("a* AND NOT ab*", True),
        ("title:a AND NOT a", False),
        ("a AND NOT title:a", True),
        ("a AND NOT title:a AND NOT abstract:a", False),
        ("(a OR b) AND NOT a AND NOT b", False),
        ("NOT (a OR NOT a)", False),
        ("a NEAR/3 b AND NOT (a NEAR/3 b)", False),
        ("year:2020 AND NOT year:2020", False),
        ("a~ AND NOT a", True),
        ("Prun* AND NOT prun*", False),
    ],
)
def test_what_is_possible(query: str, expected: bool) -> None:
    assert possible(parse(query)) is expected


def test_many_leaves_are_not_tried_for_long() -> None:
    assert possible(parse(" AND ".join([*(f"NOT w{n}" for n in range(40)), "w1"])))
