"""The whole language over real pages, against an evaluator of its own that knows no SQL; printing and reading back; noise."""

import io
import random
import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from time import monotonic

import pytest
from conftest import SAMPLES, Run, dumps
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import ConfigError, QueryError
from litcli.library import Library, checking, searching, tagging
from litcli.library.adding import add
from litcli.library.searching import ids, papers
from litcli.query import parse
from litcli.query.printing import text as printed
from litcli.query.spans import spans
from litcli.query.tree import wanted
from litcli.read import How, open_sources, read
from litcli.read.source import Source
from litcli.topics.config import loads

QUERIES = 2_000
NOISE = 100_000
CONFIG = """
queries:
  nets: neural network*
  fresh: '@nets AND NOT (survey OR *former)'
  wide: title:deep OR @fresh
topics:
  nets: ['@nets', convolution*]
  speech: [speech NEAR/5 (recogni* OR synthesis), 'translaton~']
"""
PLACES = ("title", "abstract")

Found = frozenset[int]


@dataclass(frozen=True)
class Query:
    """A query as text, and the papers it should find."""

    text: str
    found: Found
    level: int = 3
    """How tight it binds: OR 0, AND 1, NOT 2, a term 3."""
    bare: bool = False
    """Whether it is bare words, which join their neighbours to a phrase."""

    def at(self, level: int) -> "Query":
        return self if self.level >= level else Query(f"({self.text})", self.found)


@dataclass
class Corpus:
    """Titles and abstracts cut into words, with where each word stands."""

    texts: list[tuple[str, str]]
    places: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    """Word -> paper, place (0 the title, 1 the abstract), position."""
    cut: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for paper, both in enumerate(self.texts):
            for place, text in enumerate(both):
                plain = unicodedata.normalize("NFKD", text).casefold()
                words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
                self.cut[paper, place] = words
                for at, word in enumerate(words):
                    self.places[word].append((paper, place, at))

    def matching(self, pattern: str) -> set[str]:
        if pattern not in self.known:
            self.known[pattern] = self.matched(pattern)
        return self.known[pattern]

    def matched(self, pattern: str) -> set[str]:
        if pattern.endswith("~"):
            word = pattern[:-1]
            most = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
            return {
                other for other in self.places if abs(len(other) - len(word)) <= most and edits(word, other) <= most
            }
        if not set("*?") & set(pattern):
            return {pattern} & set(self.places)
        expression = re.compile(pattern.replace("*", ".*").replace("?", "."))
        return {word for word in self.places if expression.fullmatch(word)}

    def runs(self, words: Sequence[str], scope: str) -> list[tuple[int, int, int, int]]:
        """Where a phrase stands: paper, place, its first word and the one after its last."""
        sets = [self.matching(word) for word in words]
        found = []
        for first in sets[0]:
            for paper, place, at in self.places[first]:
                here = self.cut[paper, place][at : at + len(words)]
                if len(here) == len(words) and all(map(set.__contains__, sets, here)) and scope in ("", PLACES[place]):
                    found.append((paper, place, at, at + len(words)))
        return found


@cache
def edits(one: str, other: str) -> int:
    """The optimal string alignment distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        edits(one[:-1], other) + 1, edits(one, other[:-1]) + 1, edits(one[:-1], other[:-1]) + (one[-1] != other[-1])
    )
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        best = min(best, edits(one[:-2], other[:-2]) + 1)
    return best


class Maker:
    """Random queries with what they should find."""

    def __init__(self, corpus: Corpus, facts: dict[str, Found], seed: int) -> None:
        self.corpus = corpus
        self.facts = facts
        self.random = random.Random(seed)
        self.all: Found = frozenset(range(len(corpus.texts)))
        self.common = sorted(w for w in corpus.places if len(corpus.places[w]) > 20 and w.isascii())
        self.long = [word for word in self.common if len(word) > 6]
        self.typos = [self.typo(word) for word in self.random.sample(self.long, 15)]

    def typo(self, word: str) -> str:
        at = self.random.randrange(1, len(word) - 1)
        return (
            self.random.choice([word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]]) + "~"
        )

    def word(self) -> str:
        r = self.random
        kind, word = r.random(), r.choice(self.long)
        at = r.randrange(2, len(word) - 2)
        wild = [f"{word[:at]}*", f"*{word[at - 2 :]}", f"{word[:at]}?{word[at + 1 :]}", f"{word[:at]}*{word[-2:]}"]
        return r.choice(self.common) if kind < 0.6 else r.choice(self.typos) if kind < 0.7 else r.choice(wild)

    def phrase(self) -> list[str]:
        """Words as they stand side by side somewhere, or any; now and then one as a prefix."""
        r = self.random
        if r.random() < 0.4:
            return [self.word()]
        words = self.corpus.cut[r.randrange(len(self.corpus.texts)), 1] or ["the"]
        at = r.randrange(len(words))
        chosen = [word for word in words[at : at + r.choice([2, 2, 3])] if word.isascii()] or ["the"]
        if r.random() < 0.3:
            chosen[r.randrange(len(chosen))] = self.word()
        if r.random() < 0.2 and len(chosen[-1]) > 4 and chosen[-1].isalpha():
            chosen[-1] = chosen[-1][:4] + "*"
        return chosen

    def phrase_query(self, scope: str) -> Query:
        words = self.phrase()
        found = frozenset(run[0] for run in self.corpus.runs(words, scope))
        quoted = self.random.random() < 0.3 and not set("*?~") & set("".join(words))
        text = " ".join(words)
        return Query(f'"{text.upper()}"' if quoted else text, found, bare=True)

    def near(self, scope: str) -> Query:
        r = self.random
        sides = [[self.phrase() for _ in range(r.choice([1, 1, 2]))] for _ in range(2)]
        distance = r.choice([0, 1, 3, 8, 15])
        left, right = ([run for phrase in side for run in self.corpus.runs(phrase, scope)] for side in sides)
        by_text = defaultdict(list)
        for run in right:
            by_text[run[:2]].append(run)
        found = {
            run[0]
            for run in left
            for other in by_text[run[:2]]
            if (other[2] - run[3] if run[2] <= other[2] else run[2] - other[3]) <= distance
        }
        texts = [" OR ".join(" ".join(phrase) for phrase in side) for side in sides]
        shown = [f"({text})" if " OR " in text else text for text in texts]
        operator = r.choice(["NEAR", "NEAR/15"]) if distance == 15 else f"NEAR/{distance}"
        return Query(f"{shown[0]} {operator} {shown[1]}", frozenset(found), level=2)

    def regex(self, scope: str) -> Query:
        pattern = self.random.choice(REGEXES)
        wanted = [place for place, name in enumerate(PLACES) if scope in ("", name)]
        found = {n for n, both in enumerate(self.corpus.texts) for p in wanted if re.search(pattern, both[p])}
        return Query("/" + pattern.replace("/", r"\/") + "/", frozenset(found))

    def fact(self) -> Query:
        text = self.random.choice(list(self.facts))
        return Query(text, self.facts[text])

    def query(self, scope: str = "", depth: int = 3) -> Query:
        r = self.random
        kind = r.random()
        if depth == 0 or kind < 0.3:
            leaf = r.random()
            if leaf < 0.55:
                return self.phrase_query(scope)
            if leaf < 0.75:
                return self.near(scope)
            return self.regex(scope) if leaf < 0.85 or scope else self.fact()
        if kind < 0.4 and not scope:
            place = r.choice(PLACES)
            inner = self.query(place, depth - 1)
            return Query(
                f"{place}:{inner.text}" if inner.bare else f"{place}:({inner.text})", inner.found, bare=inner.bare
            )
        if kind < 0.5:
            part = self.query(scope, depth - 1)
            return Query(f"NOT {part.at(2).text}", self.all - part.found, 2)
        one, other = self.query(scope, depth - 1), self.query(scope, depth - 1)
        if kind < 0.75:
            return Query(f"{one.at(0).text} OR {other.at(1).text}", one.found | other.found, 0)
        left, right = one.at(1), other.at(2)
        silent = r.random() < 0.5 and left.level == right.level == 3 and not (left.bare and right.bare)
        return Query(f"{left.text}{' ' if silent else ' AND '}{right.text}", left.found & right.found, 1)


REGEXES = (
    r"[A-Z]{2,}-\d", r"\bGPT\b", r"(?i)large.language", r"[Ww]e (show|propose)", r"\d+(\.\d+)?%", r"^[A-E]", r"\?$",
    r"state[ -]of[ -]the", r"https?://", r"\(.{3,9}\)", r"and/or|zero/one", "Net", r":\s",
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    library: Library
    corpus: Corpus
    numbers: dict[str, int]
    """The paper's id -> its number in the corpus; papers with markup, which this evaluator cannot read, are left out."""
    maker: Callable[[int], Maker]


@pytest.fixture(scope="module")
def bench(shared_data: Path) -> Iterator[Bench]:
    with Library.in_memory() as library:
        for path in dumps(shared_data):
            for source in open_sources(str(path)):
                assert isinstance(source, Source)
                add(library, read(source))
        config = loads(CONFIG, Path("litcli.yaml"))
        library.queries = config.queries
        tagging.retag(library, config)
        chosen = [
            paper for paper in papers(library) if not re.search("[\\\\{}&\u0370-\u03ff]", paper.title + paper.abstract)
        ]
        corpus = Corpus([(paper.title, paper.abstract) for paper in chosen])
        facts = facts_of(corpus, chosen)
        numbers = {paper.id: n for n, paper in enumerate(chosen)}
        yield Bench(library, corpus, numbers, lambda seed: Maker(corpus, facts, seed))


@pytest.fixture(scope="module")
def shared_data() -> Path:
    from conftest import SHARED

    if not (SHARED / "data").is_dir():
        pytest.skip("the real data is not here")
    return SHARED


def facts_of(corpus: Corpus, chosen: Sequence) -> dict[str, Found]:  # type: ignore[type-arg]
    """Fields and saved queries, with what they find."""
    everything = frozenset(range(len(chosen)))

    def having(*phrases: str, scope: str = "") -> Found:
        return frozenset(run[0] for phrase in phrases for run in corpus.runs(phrase.split(), scope))

    def those(test: Callable[..., bool]) -> Found:
        return frozenset(n for n, paper in enumerate(chosen) if test(paper))

    name = chosen[0].seen[0].source.rsplit("/", 1)[-1]
    nets = having("neural network*")
    fresh = nets - having("survey", "*former")
    today = date.today().isoformat()
    return {
        "@nets": nets,
        "@fresh": fresh,
        "@wide": fresh | having("deep", scope="title"),
        "topic:nets": nets | having("convolution*"),
        "seen:>=2": those(lambda p: len(p.seen) >= 2),
        "seen:1,3": those(lambda p: len(p.seen) in (1, 3)),
        "seen:(2 OR >3)": those(lambda p: len(p.seen) == 2 or len(p.seen) > 3),
        "seen:2..3": those(lambda p: 2 <= len(p.seen) <= 3),
        f"source:{name}": those(lambda p: any(place.source.endswith(f"/{name}") for place in p.seen)),
        f"source:{name[:5]}*": those(lambda p: any(f"/{name[:5]}" in place.source for place in p.seen)),
        "has:links": those(lambda p: bool(p.links)),
        "has:abstract": those(lambda p: bool(p.abstract)),
        f"id:{chosen[0].id[:1]}": those(lambda p: p.id.startswith(chosen[0].id[:1])),
        "added:2d": everything,
        f"added:{today}": everything,
        f"added:<{today}": frozenset(),
        f"added:..{today[:4]}": everything,
        "year:>1000": those(lambda p: p.year is not None),
    }


def test_random_queries_find_what_a_plain_evaluator_finds_and_survive_printing(bench: Bench) -> None:
    maker = bench.maker(5)
    wrong, empty, full = [], 0, 0
    for _ in range(QUERIES):
        query = maker.query()
        tree = parse(query.text, bench.library.queries)
        assert parse(printed(tree)) == tree, query
        found = {bench.numbers[name] for name in ids(bench.library, query.text) if name in bench.numbers}
        empty, full = empty + (not found), full + (len(found) == len(bench.numbers))
        if found != query.found:
            wrong.append((query.text, sorted(found ^ query.found)[:3]))
    assert wrong == []
    assert empty + full < QUERIES * 0.6  # or the comparison would say little


# --- bounds and words for people -------------------------------------------------------------------------------------------


@pytest.fixture
def small() -> Iterator[Library]:
    """Three papers, one of which has a text that a careless regular expression never ends on."""
    lines = ["Deep nets learn", "Women and a woman", f"{'a' * 60}! is a title"]
    with Library.in_memory() as library:
        for number, line in enumerate(lines):
            page = f'{{"title": "{line}", "abstract": "word{number} network"}}\n'.encode()
            add(library, read(Source(f"{number}.jsonl", io.BytesIO(page)), How("jsonl")))
        yield library


def test_a_catastrophic_regular_expression_ends_in_time(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "checked", lambda library: within_a_second(library))
    started = monotonic()
    with pytest.raises(QueryError, match=r"asks for too much(?s:.*)took more than 0.5 seconds; simplify it"):
        ids(small, r"word2 /(a+)+$/")
    assert monotonic() - started < 8
    assert len(ids(small, "/nets/")) == 1  # the next one has a process again


within_a_second = partial(checking.checked, seconds=0.5)


def test_a_regular_expression_is_matched_only_where_the_rest_holds(small: Library) -> None:
    assert ids(small, r"deep /(a+)+n/") == []


CAPITALS = "; operators are in capitals: AND, OR, NOT"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("zebra", ['no paper has the word "zebra"']),
        ("zeb* OR deep", ['no paper has the word "zeb*"']),
        ("*zz AND w?m?n", ['no paper has a word like "*zz"']),
        ("zzzzzz~", ['no paper has a word close to "zzzzzz~"']),
        ("deep NEAR/3 (zebra OR nets)", ['no paper has the word "zebra"']),
        ("deap~ nets", []),
        ("@animals", ['no paper has the word "zebra"']),
        ("deep AND NOT deep", ["the query contradicts itself: no paper can match it"]),
        ("deep AND NOT nets", []),
        ("deep or nets", ['no paper has the word "or"', f'no paper has the phrase "deep or nets"{CAPITALS}']),
    ],
)
def test_what_can_never_be_found_is_said(small: Library, query: str, said: list[str]) -> None:
    config = loads("queries: {animals: zebra}", Path("litcli.yaml"))
    small.queries = config.queries
    assert list(searching.warnings(small, query)) == said


def test_a_wildcard_that_stands_for_too_much_is_turned_down_with_its_place() -> None:
    with Library.in_memory() as library:
        words = " ".join(f"w{number}x" for number in range(3000))
        page = f'{{"title": "Many", "abstract": "{words}"}}\n'.encode()
        add(library, read(Source("many.jsonl", io.BytesIO(page)), How("jsonl")))
        with pytest.raises(QueryError) as caught:
            ids(library, "many OR *x")
    assert str(caught.value).splitlines() == [
        "*x asks for too much",
        "    many OR *x",
        "            ^^",
        "*x stands for more than 2,000 words; more letters make them fewer",
    ]


@pytest.mark.parametrize(
    ("query", "lit"),
    [
        ("*tworks", ["networks", "Networks"]),
        ("n?tworks", ["networks", "Networks"]),
        ("netwroks~", ["networks", "Networks"]),
        ("deep NEAR/1 networks", ["Deep", "networks"]),
        ("networks NEAR/0 (learn OR deep)", ["networks", "learn", "Networks"]),
        ("/N[a-z]+s/", ["Networks"]),
        ("NOT deep AND learn", ["learn"]),
        ("title:deep", ["Deep"]),
        ("abstract:deep", []),
    ],
)
def test_what_matched_is_lit(query: str, lit: list[str]) -> None:
    text = "Deep neural networks learn. Networks?"
    assert [text[start:end] for start, end in spans(text, wanted(parse(query)), "title")] == lit


# --- saved queries -----------------------------------------------------------------------------------------------------------


def test_a_saved_query_means_the_same_everywhere(small: Library) -> None:
    config = loads("queries: {w: wom?n, both: '@w AND title:and'}\ntopics: {women: ['@both']}", Path("litcli.yaml"))
    small.queries = config.queries
    tagging.retag(small, config)
    assert ids(small, "topic:women") == ids(small, "@both") == ids(small, "title:(wom?n AND and)") != []
    assert ids(small, "title:@w") == ids(small, "title:wom?n")


@pytest.mark.parametrize(
    ("queries", "message"),
    [
        ("{a: '@b', b: '@a OR x'}", "the saved queries go in a circle"),
        ("{a: '@a'}", "@a -> @a"),
        ("{first: x, b: '@frist'}", 'no saved query is called "frist"; did you mean "first"?'),
        ("{a b: x}", '"a b" cannot be the name of a saved query'),
        ("{a: 'x AND'}", "litcli.yaml:1:14: the query cannot be read: the query ends too early"),
        ("{a: x, a: y}", '"a" stands twice'),
        ("[a]", "queries must be a mapping"),
    ],
)
def test_a_wrong_saved_query_is_named_with_its_place(queries: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(f"queries: {queries}\n", Path("litcli.yaml"))
    assert message in str(caught.value)


def test_saved_queries_cannot_blow_up() -> None:
    saved = {"q0": "x", **{f"q{n}": f"@q{n - 1} OR @q{n - 1}" for n in range(1, 19)}}
    with pytest.raises(QueryError, match="uses more than 1,000 saved queries"):
        parse("@q18", saved)


def test_is_new_is_what_the_last_add_brought(run: Run) -> None:
    for name, config in (("monday.txt", ()), ("tuesday.txt", ())):
        run("add", SAMPLES / name, "--library", "l.db", *config)
    new = run("list", "is:new", "--library", "l.db", "--format", "ids").lines
    assert len(new) == 9  # of the 23; the 14 of Monday were there, and so were the 6 that Tuesday repeats
    assert run("list", "is:new AND source:monday.txt", "--library", "l.db").code == 1
    for adds_nothing in ("monday.txt", "no-such-file.txt"):
        run("add", SAMPLES / adds_nothing, "--library", "l.db")
        assert run("list", "is:new", "--library", "l.db", "--format", "ids").lines == new
    run("undo", "--library", "l.db")
    assert len(run("list", "is:new", "--library", "l.db", "--format", "ids").lines) == 14  # Monday's are new again


# --- noise -------------------------------------------------------------------------------------------------------------------

PIECES = [
    '"', "(", ")", "AND", "OR", "NOT", "NEAR/5", "NEAR", "title:", "abstract:", "year:", "topic:", "added:7d", ":", "*", "?",
    "~", "/", r"\d", "[", "a", "be", " ", "@nets", "@", ",", "..", ">=", "2020", "é", "\\", "source:", "has:code", "\n",
]  # fmt: skip


def noise(generator: random.Random) -> str:
    pieces = [generator.choice(PIECES) for _ in range(generator.randrange(14))]
    if generator.random() < 0.2:
        pieces += [chr(generator.randrange(0x3000)), generator.choice(string.printable)]
        generator.shuffle(pieces)
    return generator.choice(["", " "]).join(pieces)


def read_again(query: str) -> bool:
    """Say whether a text is a query; if it is, it survives printing. Anything but a QueryError is the test's to catch."""
    try:
        tree = parse(query, {"nets": "neural net*"})
    except QueryError as error:
        if not 0 <= error.start <= len(query):
            raise AssertionError(query) from error
        return False
    assert parse(printed(tree)) == tree, query
    return True


def test_random_text_is_a_query_or_a_query_error() -> None:
    generator = random.Random(7)
    read_as_queries = sum(read_again(noise(generator)) for _ in range(NOISE))
    assert NOISE * 0.05 < read_as_queries < NOISE * 0.95


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=30) | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map(" ".join))
def test_any_text_is_a_query_or_a_query_error(query: str) -> None:
    read_again(query)
