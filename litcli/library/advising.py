"""What the user's own papers say of the topics: terms that do nothing, or too much."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from litcli.library import tagging
from litcli.library.schema import Library
from litcli.query import Phrase, Word
from litcli.query.printing import text
from litcli.topics.never import stands_in
from litcli.topics.topic import Config, Term, Topic

EQUAL_SHARE = 0.9
"""Papers that two topics share, of those that either has, from which on they are nearly equal."""
LEAST_PAPERS = 5
"""Papers below which nothing is said of a share: two topics with one paper each are equal by chance."""
COMMON_SHARE = 0.5
WORTH = 0.02
"""Papers that the other number of a word must add, shared to those of the term; fewer are slips of the pen."""


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning."""

    topic: str
    kind: str
    """nothing, covered, plural, singular, common or equal."""
    term: str
    """The term, or the other topic."""
    text: str
    """What was found, in words with its counts."""
    hint: str
    """What to type next."""
    place: str = ""
    """File and line of the term, or of the topic."""


def warnings(library: Library, config: Config) -> Iterator[Warned]:
    """Yield what is worth a look, topic by topic, then pairs of topics."""
    total = library.size()
    for topic in config.topics.values():
        found = {term.text: tagging.papers_with(library, term) for term in (*topic.any, *topic.all, *topic.none)}
        lines = {term.text: term.line for term in (*topic.any, *topic.all, *topic.none)}
        for one in (*_of_terms(topic, found, total), *_covered(topic, found), *_numbers(library, topic, found)):
            yield replace(one, place=f"{topic.file or config.path}:{lines.get(one.term, topic.line)}")
    yield from _equal(library, config)


def _of_terms(topic: Topic, found: Mapping[str, set[int]], total: int) -> Iterator[Warned]:
    for term, papers in found.items():
        if not papers:
            hint = "take it out, or keep it for papers to come"
            yield Warned(topic.name, "nothing", term, f"none of {total:,} papers has it", hint)
    for term in (one.text for one in topic.any):
        if total >= LEAST_PAPERS and len(found[term]) > COMMON_SHARE * total:
            hint = "put it under all:, or give it a weight below min_score"
            yield Warned(topic.name, "common", term, f"{len(found[term]):,} of {total:,} papers have it", hint)


def _covered(topic: Topic, found: Mapping[str, set[int]]) -> Iterator[Warned]:
    """Find the terms that never decide about the topic: another one, enough alone, stands in them."""
    for term in topic.any:
        for other in topic.any:
            if term is other or other.weight < topic.min_score or not found[term.text]:
                continue
            if _within(other, term) and found[term.text] <= found[other.text]:
                papers = len(found[term.text])
                told = f'all {papers:,} papers have "{other.text}", which is enough'
                yield Warned(topic.name, "covered", term.text, told, "take it out: no paper loses the topic")
                break


def _within(other: Term, term: Term) -> bool:
    one, two = other.node, term.node
    if not (isinstance(one, Phrase) and isinstance(two, Phrase) and one.scope in ("", two.scope)):
        return False
    return one.words != two.words and stands_in(one.words, two.words)


def _numbers(library: Library, topic: Topic, found: Mapping[str, set[int]]) -> Iterator[Warned]:
    """Look for the plural or singular of each term's last word among papers that no term of the topic finds."""
    reached = set[int]().union(*(found[term.text] for term in topic.any))
    for term in topic.any:
        node = term.node
        if not isinstance(node, Phrase) or node.words[-1].form != "word":
            continue
        last = node.words[-1].text
        for kind, other in _other_numbers(last):
            phrase = Phrase((*node.words[:-1], Word(other)), node.scope)
            missed = tagging.papers_with(library, Term(term.text, phrase)) - reached
            if missed and len(missed) >= WORTH * len(found[term.text]):
                words = " ".join(word.text for word in phrase.words)
                told = (
                    f'{len(found[term.text]):,} papers have it, {len(missed):,} more have "{words}" and no other term'
                )
                short, long = sorted((last, other), key=len)
                both = f"write {short}*" if long.startswith(short) else f"write {last} OR {other}"
                query = shlex.quote(f"{text(phrase)} AND NOT topic:{topic.name}")
                yield Warned(topic.name, kind, term.text, told, f"{both}; litcli list {query}")


def _other_numbers(word: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the plural, or the singular, of an English word; what is no word finds nothing."""
    if len(word) < 3:
        return
    if word.endswith("ies"):
        yield "singular", word[:-3] + "y"
    elif word.endswith(("xes", "ches", "shes", "zes", "sses")):
        yield "singular", word[:-2]
    elif word.endswith("s") and not word.endswith(("as", "is", "us", "ss")):
        yield "singular", word[:-1]
    elif not word.endswith("s"):
        yield "plural", word + "s"
        if word.endswith("y"):
            yield "plural", word[:-1] + "ies"
        elif word.endswith(("x", "ch", "sh", "z")):
            yield "plural", word + "es"


def _equal(library: Library, config: Config) -> Iterator[Warned]:
    """Find pairs of topics on nearly the same papers; a topic and one under it are meant to share theirs."""
    tags = {name: set(papers) for name, papers in tagging.tags(library, config).items()}
    for one, other in combinations(config.topics, 2):
        either, both = len(tags[one] | tags[other]), len(tags[one] & tags[other])
        if other in config.ancestors(one) or one in config.ancestors(other):
            continue
        if either >= LEAST_PAPERS and both >= EQUAL_SHARE * either:
            told = f"{both:,} of the {either:,} papers of either topic have both"
            where = f"{config.topics[one].file or config.path}:{config.topics[one].line}"
            yield Warned(one, "equal", other, told, f"litcli list topic:{one} AND NOT topic:{other}", where)
