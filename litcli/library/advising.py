"""What the user's own papers say of the topics: terms that do nothing, or too much."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from litcli.library import tagging
from litcli.library.schema import Library
from litcli.query import Phrase, Word
from litcli.topics import Config, Term, Topic
from litcli.topics.never import stands_in

EQUAL_SHARE = 0.9
"""Papers that two topics share, of those that either has, from which on they are nearly equal."""
LEAST_PAPERS = 5
"""Papers below which nothing is said of a share: two topics with one paper each are equal by chance."""
COMMON_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning."""

    topic: str
    kind: str
    """nothing, covered, plural, common or equal."""
    term: str
    """The term, or the other topic."""
    text: str
    """What was found, in words with its counts."""


def warnings(library: Library, config: Config) -> Iterator[Warned]:
    """Yield what is worth a look, topic by topic, then pairs of topics."""
    total = int(library.one("SELECT count(*) FROM papers"))
    for topic in config.topics.values():
        found = {term.text: tagging.papers_with(library, term) for term in (*topic.any, *topic.all, *topic.none)}
        yield from _of_terms(topic, found, total)
        yield from _covered(topic, found)
        yield from _plurals(library, topic, found)
    yield from _equal(library, config)


def _of_terms(topic: Topic, found: Mapping[str, set[int]], total: int) -> Iterator[Warned]:
    for term, papers in found.items():
        if not papers:
            yield Warned(topic.name, "nothing", term, f"none of {total:,} papers has it")
    for term in (one.text for one in topic.any):
        if total >= LEAST_PAPERS and len(found[term]) > COMMON_SHARE * total:
            yield Warned(topic.name, "common", term, f"{len(found[term]):,} of {total:,} papers have it")


def _covered(topic: Topic, found: Mapping[str, set[int]]) -> Iterator[Warned]:
    """Find the terms that never decide about the topic: another one, enough alone, stands in them."""
    for term in topic.any:
        for other in topic.any:
            if term is other or other.weight < topic.min_score or not found[term.text]:
                continue
            if _within(other, term) and found[term.text] <= found[other.text]:
                papers = len(found[term.text])
                yield Warned(
                    topic.name, "covered", term.text, f'all {papers:,} papers have "{other.text}", which is enough'
                )
                break


def _within(other: Term, term: Term) -> bool:
    one, two = other.node, term.node
    if not (isinstance(one, Phrase) and isinstance(two, Phrase) and one.scope in ("", two.scope)):
        return False
    return one.words != two.words and stands_in(one.words, two.words)


def _plurals(library: Library, topic: Topic, found: Mapping[str, set[int]]) -> Iterator[Warned]:
    """Look for the plural of each term's last word among papers that no term of the topic finds."""
    reached = set[int]().union(*(found[term.text] for term in topic.any))
    for term in topic.any:
        node = term.node
        if not isinstance(node, Phrase) or node.words[-1].form != "word":
            continue
        for ending in _plural_of(node.words[-1].text):
            plural = Phrase((*node.words[:-1], Word(ending)), node.scope)
            missed = tagging.papers_with(library, Term(term.text, plural)) - reached
            if missed:
                words = " ".join(word.text for word in plural.words)
                told = (
                    f'{len(found[term.text]):,} papers have it, {len(missed):,} more have "{words}" and no other term'
                )
                yield Warned(topic.name, "plural", term.text, told)


def _plural_of(word: str) -> Iterator[str]:
    if len(word) < 3 or word.endswith("s"):
        return
    yield word + "s"
    if word.endswith("y"):
        yield word[:-1] + "ies"
    elif word.endswith(("x", "ch", "sh", "z")):
        yield word + "es"


def _equal(library: Library, config: Config) -> Iterator[Warned]:
    """Find pairs of topics on nearly the same papers; a topic and one under it are meant to share theirs."""
    tags = {name: set(papers) for name, papers in tagging.tags(library, config).items()}
    for one, other in combinations(config.topics, 2):
        either, both = len(tags[one] | tags[other]), len(tags[one] & tags[other])
        if other in config.ancestors(one) or one in config.ancestors(other):
            continue
        if either >= LEAST_PAPERS and both >= EQUAL_SHARE * either:
            yield Warned(one, "equal", other, f"{both:,} of the {either:,} papers of either topic have both")
