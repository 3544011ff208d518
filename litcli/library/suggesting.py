"""Terms that tell some papers from the rest, by the log-likelihood ratio G2.

T. Dunning, "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics 19 (1993): a paper has a
term or not, and G2 is twice the log of how much likelier two rates make what was counted than one rate does. Above 10.83 it
happens by chance once in a thousand.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from math import log

from litcli.library import tagging
from litcli.library.schema import Library
from litcli.query import Phrase, Word
from litcli.query.syntax import wanted
from litcli.text import fold
from litcli.topics.never import stands_in
from litcli.topics.topic import Term, Topic

LONGEST = 3
"""Words in a proposed phrase."""
LEAST_PAPERS = 2
"""Papers that must have a term before it is proposed."""
_READ = 3_000
"""Papers of each side whose words are read; all are counted, by look-ups in the index."""
_CANDIDATES = 500
"""Terms that are counted in the whole library: those that tell most in what was read."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
"""What says where the code is and not what the paper is about."""
_STOP = frozenset(
    "a about above after all also although among an and any are as at be because been before being between both but by can could"
    " did do does during each either et few first for from further had has have here how however i if in into is it its itself"
    " may might more most much must no nor not of off on one only or other our out over own per same several should show shows so"
    " some such than that the their them then there these they this those through thus to too two under up upon us use used using"
    " very via was we well were what when where whether which while who why will with within without would you your".split()
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A term with its counts."""

    term: str
    inside: int
    """Papers of the chosen ones that have it."""
    outside: int
    """Other papers that have it."""
    g2: float
    papers: frozenset[int]
    """The rowids of all papers that have it."""


def g2(inside: int, chosen: int, outside: int, rest: int) -> float:
    """Return the log-likelihood ratio of a term in `inside` of `chosen` papers and `outside` of `rest` others."""
    rate = (inside + outside) / (chosen + rest) if chosen + rest else 0.0

    def likelihood(number: int, of: int, at: float) -> float:
        yes = number * log(at) if number else 0.0
        return yes + ((of - number) * log(1 - at) if of > number else 0.0)

    own = likelihood(inside, chosen, inside / chosen if chosen else 0) + likelihood(
        outside, rest, outside / rest if rest else 0
    )
    return max(0.0, 2 * (own - likelihood(inside, chosen, rate) - likelihood(outside, rest, rate)))


def learnt(library: Library, topic: str) -> set[int]:
    """Return the papers that speak for a topic: those with it, and those marked keep that have none, without those marked drop.

    A paper marked keep that has another topic speaks for that one.
    """
    rows = library.db.execute(
        "SELECT paper FROM tags WHERE topic = ? UNION SELECT paper FROM decided WHERE status = 'keep'"
        " AND paper NOT IN (SELECT paper FROM tags) EXCEPT SELECT paper FROM decided WHERE status = 'drop'",
        (topic,),
    )
    return {row[0] for row in rows}


def terms(library: Library, chosen: set[int], topic: Topic | None = None, shortest: int = 1) -> list[Proposed]:
    """Return the terms that the chosen papers have more often than the rest, the most telling first.

    What a term of the topic finds already is left out, and so is a part of a longer phrase that stands in the same papers.
    Where there is no rest, terms go by how many papers have them.
    """
    rest = library.size() - len(chosen)
    asked = [one for term in topic.any for one in wanted(term.node)] if topic else []
    known = [one.words for one in asked if isinstance(one, Phrase)]
    found = []
    for words in _candidates(library, chosen, shortest):
        phrase = tuple(Word(word) for word in words)
        if any(stands_in(one, phrase) for one in known):
            continue
        papers = tagging.papers_with(library, Term(" ".join(words), Phrase(phrase)))
        inside, outside = len(papers & chosen), len(papers - chosen)
        if inside >= LEAST_PAPERS and inside * rest >= outside * len(chosen):
            score = g2(inside, len(chosen), outside, rest) if rest else float(inside)
            found.append(Proposed(" ".join(words), inside, outside, score, frozenset(papers)))
    return _longest(sorted(found, key=lambda one: (-one.g2, -len(one.term), one.term)))


def _candidates(library: Library, chosen: set[int], shortest: int) -> list[tuple[str, ...]]:
    """Return the words and phrases that tell the chosen papers from the rest as far as samples of both sides show."""
    inside = _counts(library, chosen, shortest)
    rest = {row[0] for row in library.db.execute("SELECT rowid FROM papers")} - chosen
    outside = _counts(library, rest, shortest, inside)
    read, others = min(len(chosen), _READ), min(len(rest), _READ)

    def rank(words: tuple[str, ...]) -> tuple[float, int, tuple[str, ...]]:
        number, away = inside[words], outside[words]
        return -g2(number, read, away, others) if number * others >= away * read else 0.0, -number, words

    return sorted((words for words, number in inside.items() if number >= LEAST_PAPERS), key=rank)[:_CANDIDATES]


def _counts(
    library: Library, papers: set[int], shortest: int, only: Container[tuple[str, ...]] | None = None
) -> Counter[tuple[str, ...]]:
    """Count the papers of a sample that have each phrase; the sample is spread evenly, so that no source outweighs another."""
    ordered = sorted(papers)
    step = max(1.0, len(ordered) / _READ)
    counts: Counter[tuple[str, ...]] = Counter()
    for at in range(min(_READ, len(ordered))):
        row = library.db.execute("SELECT title, abstract FROM papers WHERE rowid = ?", (ordered[int(at * step)],))
        texts = (fold(_ADDRESS.sub(" ", text)) for text in row.fetchone())
        found = {words for text in texts for words in _phrases(text.split(), shortest)}
        counts.update(found if only is None else [words for words in found if words in only])
    return counts


def _phrases(words: Sequence[str], shortest: int) -> Iterator[tuple[str, ...]]:
    """Yield runs of one to three words that neither begin nor end with a word that any text has."""
    for at in range(len(words)):
        for length in range(shortest, LONGEST + 1):
            run = tuple(words[at : at + length])
            if len(run) == length and _tells(run[0]) and _tells(run[-1]):
                yield run


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _STOP and not word.isdigit()


def _longest(proposed: Sequence[Proposed]) -> list[Proposed]:
    """Leave out what is part of another proposed phrase in the very same papers."""
    kept: dict[frozenset[int], list[Proposed]] = {}
    for one in sorted(proposed, key=lambda one: -len(one.term)):
        longer = kept.setdefault(one.papers, [])
        if not any(f" {one.term} " in f" {other.term} " for other in longer):
            longer.append(one)
    left = {one.term for group in kept.values() for one in group}
    return [one for one in proposed if one.term in left]


@dataclass(frozen=True, slots=True)
class Group:
    """Papers without a topic that share a telling phrase."""

    phrase: str
    papers: tuple[tuple[str, str], ...]
    """Their ids and titles."""


def untagged(library: Library) -> Iterator[Group]:
    """Group the papers that have no topic, each in the group of the most telling phrase that it has; what is left comes last."""
    left = {
        row[0] for row in library.db.execute("SELECT rowid FROM papers WHERE rowid NOT IN (SELECT paper FROM tags)")
    }
    for one in terms(library, set(left), shortest=2):
        papers = left & one.papers
        if len(papers) >= LEAST_PAPERS:
            left -= papers
            yield Group(one.term, _named(library, papers))
    if left:
        yield Group("", _named(library, left))


def _named(library: Library, papers: set[int]) -> tuple[tuple[str, str], ...]:
    rows = (library.db.execute("SELECT id, title FROM papers WHERE rowid = ?", (paper,)).fetchone() for paper in papers)
    return tuple(sorted(rows))
