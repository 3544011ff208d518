"""Why a paper has a topic, or has not: every term of the rule with what it gave, and what was missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from litcli.errors import UseError
from litcli.library.schema import PAPER_OF_ID, Library
from litcli.library.tagging import found_in
from litcli.query.spans import spans
from litcli.query.syntax import wanted
from litcli.records import Paper
from litcli.topics.topic import Config, Term, Topic

_PHRASES = 3
"""Phrases of one term that are shown: `a AND b` has two."""
_AROUND = 40
"""Characters of the text that are shown on each side of a match."""


@dataclass(frozen=True, slots=True)
class TermTried:
    """One term of a topic, tried on a paper."""

    list: str
    """`any`, `all` or `none`."""
    term: str
    place: str
    """`title` or `abstract`; empty where the paper does not have it."""
    points: float
    """What it adds to the score."""
    around: str
    """The words around the match; empty for a term that no single place shows."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a topic's rule made of a paper."""

    topic: str
    applies: bool
    """Whether the paper has the topic, by its own rule or by one under it."""
    score: float
    """The sum of the points."""
    min_score: float
    terms: tuple[TermTried, ...]
    below: tuple[str, ...]
    """The topics under it that the paper has, each of which implies it."""
    missing: tuple[str, ...]
    """What keeps the rule from applying; empty where it applies."""


def verdicts(
    library: Library, config: Config, paper: Paper, names: Iterator[str] | tuple[str, ...]
) -> Iterator[Verdict]:
    """Yield what these topics make of a paper. Raises UseError for a topic that does not exist."""
    rowid = library.one(f"SELECT {PAPER_OF_ID}", paper.id)
    has = {row[0] for row in library.db.execute("SELECT topic FROM tags WHERE paper = ?", (rowid,))}
    for name in names:
        topic = config.topics[name] if name in config.topics else _unknown(name)
        tried = tuple(_tried(library, topic, paper, rowid))
        score = round(sum(one.points for one in tried), 6)
        below = tuple(child for child in config.children(name) if child in has)
        yield Verdict(name, name in has, score, topic.min_score, tried, below, tuple(missing(topic, tried, score)))


def _unknown(name: str) -> Topic:
    raise UseError(f'no topic is called "{name}"', "litcli topics lists them")


def _tried(library: Library, topic: Topic, paper: Paper, rowid: int) -> Iterator[TermTried]:
    scoring = topic.any or topic.all
    for kind, terms in (("any", topic.any), ("all", topic.all), ("none", topic.none)):
        for term in terms:
            in_title = next(found_in(library, term, rowid), None)
            place = "" if in_title is None else "title" if in_title else "abstract"
            weight = term.weight * (topic.title_weight if in_title else 1)
            yield TermTried(
                kind,
                term.text,
                place,
                weight if place and terms is scoring else 0.0,
                _around(paper, term, place) if place else "",
            )


def _around(paper: Paper, term: Term, place: str) -> str:
    """Cut out where the phrases of a term stand first, each with the words around it; in the title alone where that has all."""
    texts = [("title", paper.title), *([("abstract", paper.abstract)] if place != "title" else [])]
    found = []
    for phrase in wanted(term.node):
        places = ((text, *span) for scope, text in texts for span in spans(text, [phrase], scope))
        if first := next(places, None):
            found.append(_cut(*first))
    return " | ".join(list(dict.fromkeys(found))[:_PHRASES])


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return f"{'…' * (first > 0)}{text[first:last]}{'…' * (last < len(text))}"


def missing(topic: Topic, tried: tuple[TermTried, ...], score: float) -> Iterator[str]:
    """Yield, in words, what keeps a rule from applying."""
    for one in tried:
        if one.list == "all" and not one.place:
            yield f'all: "{one.term}" is not found'
        elif one.list == "none" and one.place:
            yield f'none: "{one.term}" is in the {one.place}'
    if not score and not any(one.place for one in tried if one.list == "any") and topic.any:
        yield f"any: none of {len(topic.any)} terms is found"
    elif score < round(topic.min_score, 6):
        yield f"the score is {score:g}, min_score is {topic.min_score:g}"
