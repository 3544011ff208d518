"""Topics on papers: each term is one look-up in the full-text index, for however many papers there are.

Tags are derived: all are made again when papers have changed, and when the configuration has, those of the topics that it
changes. Measured over 100,000 papers, 500 terms in 50 topics take two and a half seconds, one of these topics a twentieth.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from litcli.errors import ConfigError
from litcli.library import applied
from litcli.library.checking import checked
from litcli.library.lexicon import vocabulary
from litcli.library.schema import TAGGED, Library
from litcli.query import Node, sql
from litcli.query.fields import BadValue, Condition
from litcli.query.syntax import in_title_alone

if TYPE_CHECKING:
    from litcli.topics.topic import Config, Term, Topic

_DIGESTS = "digests"
"""The setting that says what each topic was when it was last applied."""
_MATCHING = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
_DECIMALS = 6
"""Digits of a score that count: 0.7 + 0.1 reaches 0.8."""


def retag(library: Library, config: "Config", topics: Collection[str] | None = None) -> None:
    """Make the tags again, all of them or those of some topics. Raises ConfigError where a term's field has a wrong value."""
    names = config.topics.keys() if topics is None else topics
    with library.transaction() as db:
        others = [] if topics is None else [name for name in config.topics if name not in names]
        made = _Tagger(library, config).tags(names)
        kept = " WHERE topic NOT IN (SELECT value FROM json_each(?))"
        # Without a condition SQLite drops all pages at once.
        db.execute(f"DELETE FROM tags{kept if others else ''}", (json.dumps(others),) if others else ())
        _store(db, made, len(others))
        library.remember(_DIGESTS, json.dumps(config.digests()))
        applied.remember(library, config)


def apply(library: Library, config: "Config") -> None:
    """Bring the tags up to date: nothing where they are, all where papers have changed, else those of the changed topics."""
    if applied.is_current(library, config):
        applied.remember_files(library, config)
        return
    known = json.loads(library.setting(_DIGESTS) or "{}") if library.setting(TAGGED) else {}
    changed = {name for name, digest in config.digests().items() if known.get(name) != digest}
    retag(library, config, changed if known else None)


def tags(library: Library, config: "Config") -> Mapping[str, Mapping[int, float]]:
    """Return the tags that a configuration gives, topic -> paper's rowid -> score; the library stays as it is."""
    return _Tagger(library, config).tags(config.topics)


def papers_with(library: Library, term: "Term") -> set[int]:
    """Return the rowids of the papers that have a term. Raises ConfigError where its field has a wrong value."""
    from litcli.topics.topic import Config

    return _Tagger(library, Config()).found(term, term.node)


class _Tagger:
    """One run of all topics."""

    def __init__(self, library: Library, config: "Config") -> None:
        self.library = library
        self.config = config
        self.words = vocabulary(library)
        self.checked = checked(library)

    def tags(self, wanted: Collection[str]) -> Mapping[str, Mapping[int, float]]:
        """Return topic -> paper's rowid -> score; a parent has the score of its own terms, or 0 from a child alone.

        The tags of topics that are not wanted are those in the library.
        """
        own = {name: self._scores(topic) for name, topic in self.config.topics.items() if name in wanted}
        for name in self.config.topics:
            for ancestor in self.config.ancestors(name):
                if ancestor in own:
                    for paper in own[name] if name in own else self._tagged(name):
                        own[ancestor].setdefault(paper, 0.0)
        return own

    def _tagged(self, topic: str) -> list[int]:
        return [row[0] for row in self.library.db.execute("SELECT paper FROM tags WHERE topic = ?", (topic,))]

    def _scores(self, topic: "Topic") -> dict[int, float]:
        """Return the papers that a topic applies to; without `any` terms it is the `all` terms that score."""
        scores = self._sums(topic.any or topic.all, topic.title_weight)
        for term in topic.all:
            found = self.found(term, term.node)
            scores = {paper: score for paper, score in scores.items() if paper in found}
        for term in topic.none:
            for paper in self.found(term, term.node):
                scores.pop(paper, None)
        # There are few different sums, so each is rounded once for however many papers have it.
        rounded = {score: round(score, _DECIMALS) for score in set(scores.values())}
        least = round(topic.min_score, _DECIMALS)
        return {paper: rounded[score] for paper, score in scores.items() if rounded[score] >= least}

    def _sums(self, terms: "Iterable[Term]", title_weight: float) -> dict[int, float]:
        """Add up each paper's terms: a term counts once, by the best place it is found in."""
        scores: dict[int, float] = {}
        for term in terms:
            counts = dict.fromkeys(self.found(term, term.node), term.weight)
            if in_title := in_title_alone(term.node):
                titles = self.found(term, in_title) & counts.keys()
                counts.update(dict.fromkeys(titles, term.weight * title_weight))
            # Most papers have one term of a topic: only those with more are gone through one by one.
            for paper in scores.keys() & counts.keys():
                counts[paper] += scores[paper]
            scores.update(counts)
        return scores

    def found(self, term: "Term", node: Node) -> set[int]:
        """Return the papers that a term's tree finds."""
        try:
            text = sql.match(node, self.words)
            if text is not None:
                # In one piece: a row each would take half as long again.
                return set(json.loads(self.library.one(_MATCHING, text)))
            where, values = sql.condition(node, self.words, self.checked)
            return {row[0] for row in self.library.db.execute(f"SELECT papers.rowid FROM papers WHERE {where}", values)}
        except BadValue as error:
            raise ConfigError(f"the term {term.text}: {error}") from None


def found_in(library: Library, term: "Term", paper: int) -> Iterator[bool]:
    """Yield once if the paper has the term: True where the title has all of it, False where the abstract is needed."""
    words, regexes = vocabulary(library), checked(library)
    one: Condition = ("papers.rowid = ?", (paper,))

    def has(node: Node) -> bool:
        try:
            where, values = sql.condition(node, words, regexes, one)
        except BadValue as error:
            raise ConfigError(f"the term {term.text}: {error}") from None
        return bool(library.one(f"SELECT 1 FROM papers WHERE papers.rowid = ? AND {where}", paper, *values))

    if has(term.node):
        in_title = in_title_alone(term.node)
        yield in_title is not None and has(in_title)


def _store(db: sqlite3.Connection, tags: Mapping[str, Mapping[int, float]], others: int) -> None:
    """Store the tags of topics beside those of so many others."""
    # Made at the end, the index by paper is sorted once instead of sought in for every tag.
    index = db.execute("SELECT sql FROM sqlite_master WHERE name = 'tags_of_paper'").fetchone()[0]
    if all_anew := len(tags) > others:
        db.execute("DROP INDEX tags_of_paper")
    for topic, scores in sorted(tags.items()):
        # There are few different scores, and the papers of one are stored in one piece: a third of the time that rows take.
        papers: dict[float, list[int]] = defaultdict(list)
        for paper in sorted(scores):
            papers[scores[paper]].append(paper)
        rows = ((topic, score, json.dumps(own)) for score, own in papers.items())
        db.executemany("INSERT INTO tags SELECT ?, value, ? FROM json_each(?)", rows)
    if all_anew:
        db.execute(index)


def counts(library: Library, config: "Config") -> Mapping[str, int]:
    """Return how many papers each topic of the configuration has."""
    found: dict[str, int] = defaultdict(int)
    found.update(library.db.execute("SELECT topic, count(*) FROM tags GROUP BY topic").fetchall())
    return {name: found[name] for name in config.topics}
