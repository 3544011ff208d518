"""The language: what queries find, against a matcher that knows nothing of SQL, and what is said of those that cannot be read."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import QueryError
from litcli.library import Library, tagging
from litcli.library.adding import add
from litcli.library.searching import count, papers
from litcli.query import parse, sql
from litcli.query.fields import FIELDS as LANGUAGE_FIELDS
from litcli.query.fields import SCOPES, BadValue
from litcli.read import How, Source, read
from litcli.text import fold
from litcli.text.names import name_of
from litcli.topics.config import loads


@dataclass(frozen=True)
class Sheet:
    """An invented paper; its title begins with the letter that the tables below call it by."""

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""
    links: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("mon.txt",)
    topics: frozenset[str] = frozenset()

    @property
    def letter(self) -> str:
        return self.title[0]

    def as_json(self) -> str:
        """The paper as `litcli list --format jsonl` has it."""
        seen = [{"source": source, "line": 1, "key": None, "listed": None} for source in self.sources]
        names = ("title", "abstract", "authors", "year", "venue", "doi", "arxiv", "pmid", "links")
        return json.dumps({"id": name_of([self.title]), "seen": seen, **{name: getattr(self, name) for name in names}})


COLLAPSE, PRUNING, SPARSE = frozenset({"collapse"}), frozenset({"pruning", "sparse"}), frozenset({"sparse"})
SHEETS = (
    Sheet("A neural collapse", "Late in training the class means meet.", ("Müller, Ada",), 2020, topics=COLLAPSE),
    Sheet("B is neural", "Collapse of the means.", ("Li Wei",), 2021, "Journal of Neural Means", "10.1000/b.1"),
    Sheet("C collapse of neural networks", "We prune a network.", ("Ada Moller",), 2022, topics=PRUNING),
    Sheet(
        "D self-supervised pruning", "Neural collapse, again.", year=2023, arxiv="2301.00001", topics=PRUNING | COLLAPSE
    ),
    Sheet("E selfsupervised learning", "Supervised by oneself.", year=2023, sources=("mon.txt", "in/tue.txt")),
    Sheet(r"F Schr\"odinger means", "Means of a naïve network: $\\pi$.", sources=("in/tue.txt",), doi="10.2000/f_1"),
    Sheet("G", "A prune is a plum. AND then a network.", links=("https://github.com/x/y",), year=1999, topics=PRUNING),
    Sheet("H not a network", "", venue="Neural Letters", links=("https://x.org",)),
    Sheet("I networks, not network", "Class means meet late in neural training.", ("Wei, Li",), 2024, pmid="31452104"),
    Sheet("J", "Lottery tickets of a sparse network.", year=2024, sources=("wed.txt",), topics=SPARSE),
    Sheet("K means", "GPT-4 and C++ meet the class of 1999.", year=2020),
    Sheet("L 深層学習", "Обучение нейронных сетей.", ("王 伟",), 2022),
)
CONFIG = """
topics:
  collapse: [neural collapse]
  sparse: [lottery ticket*]
  pruning: {parent: sparse, any: [prun*]}
"""


def library_of(lines: str) -> Library:
    library = Library.in_memory()
    add(library, read(Source("papers.jsonl", io.BytesIO(lines.encode())), How("jsonl")))
    return library


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    with library_of("\n".join(sheet.as_json() for sheet in SHEETS)) as made:
        tagging.retag(made, loads(CONFIG, Path("litcli.yaml")))
        yield made


def found(library: Library, query: str) -> str:
    """The letters of the papers that a query finds."""
    return "".join(sorted(paper.title[0] for paper in papers(library, query)))


ALL = "".join(sheet.letter for sheet in SHEETS)

# --- what queries find -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("", ALL),
        ("neural", "ABCDI"),
        ("NEURAL", "ABCDI"),
        ("neural collapse", "AD"),
        ("neural   collapse", "AD"),
        ('"neural collapse"', "AD"),
        ('neural "collapse"', "AD"),
        ("neural AND collapse", "ABCD"),
        ("neural OR sparse", "ABCDIJ"),
        ("neural AND NOT collapse", "I"),
        ("neural NOT collapse", "I"),
        ("NOT neural", "EFGHJKL"),
        ("network* AND NOT prun* AND NOT means", "HJ"),
        ("NOT prun* AND network* AND NOT (means OR lottery)", "H"),
        ("NOT NOT neural", "ABCDI"),
        ("sparse OR neural AND collapse", "ABCDJ"),
        ("(sparse OR neural) AND collapse", "ABCD"),
        ("NOT (sparse OR neural) AND means", "FK"),
        ("NOT sparse OR neural", "ABCDEFGHIKL"),
        ("network", "CFGHIJ"),
        ("networks", "CI"),
        ("network*", "CFGHIJ"),
        ("prune", "CG"),
        ("prun*", "CDG"),
        ("neural net*", "C"),
        ("class mean* meet", "AI"),
        ("neur* coll*", "AD"),
        ("self supervised", "D"),
        ("self-supervised", "D"),
        ("selfsupervised", "E"),
        ("supervised", "DE"),
        ("schrodinger", "F"),
        ("Schrödinger", "F"),
        ("naive", "F"),
        ("π", "F"),
        ("pi", "F"),
        ("GPT-4", "K"),
        ("gpt 4", "K"),
        ('"AND then"', "G"),
        ('"and" THEN', "G"),
        ("not a network", "H"),
        ("深層学習", "L"),
        ("深層*", "L"),
        ("обучение НЕЙРОННЫХ", "L"),
        ("collapse late", ""),
        ("zebra", ""),
        ("zebr*", ""),
        ("NOT zebra", ALL),
        ("title:neural", "ABC"),
        ("TITLE:neural", "ABC"),
        ("title:neural collapse", "A"),
        ('title:"neural collapse"', "A"),
        ("title:(neural AND collapse)", "AC"),
        ("title:(neural OR abstract)", "ABC"),
        ("abstract:neural", "DI"),
        ("abstract:(neural AND NOT collapse)", "I"),
        ("title:neural AND abstract:collapse", "B"),
        ("title:neural abstract:collapse", "B"),
        ("NOT title:neural AND neural", "DI"),
        ("author:muller", "A"),
        ("author:Müller", "A"),
        ("author:(ada OR wei)", "ABCI"),
        ("author:王", "L"),
        ("venue:neural", "BH"),
        ("ada", ""),
        ("year:2020", "AK"),
        ("year:=2020", "AK"),
        ("year: 2020", "AK"),
        ("year:>2022", "DEIJ"),
        ("year:>=2022", "CDEIJL"),
        ("year:<2020", "G"),
        ("year:<=2020", "AGK"),
        ("year:2021..2022", "BCL"),
        ("year:2024..", "IJ"),
        ("year:..1999", "G"),
        ("year:2020 neural", "A"),
        ("neural year:2020", "A"),
        ("neural (year:2020 OR year:2024)", "AI"),
        ("topic:pruning", "CDG"),
        ("topic:PRUNING", "CDG"),
        ("topic:sparse", "CDGJ"),
        ("topic:pruning topic:collapse", "D"),
        ("topic:*s*", "ACDGJ"),
        ("topic:prunin", ""),
        ("NOT topic:sparse AND network*", "FHI"),
        ("title:(pruning AND topic:collapse)", "D"),
        ("has:topic", "ACDGJ"),
        ("has:abstract", "ABCDEFGIJKL"),
        ("has:authors", "ABCIL"),
        ("has:year", "ABCDEGIJKL"),
        ("has:doi", "BF"),
        ("has:arxiv", "D"),
        ("has:links", "GH"),
        ("has:code", "G"),
        ("NOT has:abstract", "H"),
        ("doi:10.1000/*", "B"),
        ("doi:*", "BF"),
        ("NOT doi:*", "ACDEGHIJKL"),
        ("doi:10.2000/F?1", "F"),
        ("doi:https://doi.org/10.1000/B.1", "B"),
        ("doi:http://dx.doi.org/10.1000/*", "B"),
        ("doi:doi.org/10.1000/b.1", "B"),
        ("doi:10.2000/f%", ""),
        ("arxiv:2301.00001", "D"),
        ("arxiv:2301.00001v3", "D"),
        ("arxiv:https://arxiv.org/abs/2301.00001v2", "D"),
        ("arxiv:arxiv.org/pdf/2301*", "D"),
        ("pmid:31452104", "I"),
        ("pmid:3145*", "I"),
        ("pmid:*", "I"),
        ("has:pmid", "I"),
        ("source:mon.txt", "ABCDEGHIKL"),
        ("source:tue.txt", "EF"),
        ("source:in/tue.txt", "EF"),
        ("source:in/*", "EF"),
        ("source:n/tue.txt", ""),
        ("seen:1 year:2023", "D"),
        ("seen:>=2", "E"),
        (f"id:{name_of(['J'])[:6]}", "J"),
        (f"id:{name_of(['J']).upper()}", "J"),
        ("*eural", "ABCDI"),
        ("n?ural", "ABCDI"),
        ("n*l coll?pse", "AD"),
        ("net?ork?", "CI"),
        ("*vised learn*", "E"),
        ("s*f superv*", "D"),
        ("*zz", ""),
        ("zz* neural", ""),
        ("neural AND NOT *zz", "ABCDI"),
        ("title:*eural", "ABC"),
        ("Schröd*er", "F"),
        ("neurl~", "ABCDI"),
        ("neurla~", "ABCDI"),
        ("netwrok~ AND NOT networks", "FGHJ"),
        ("lottry~ tickets", "J"),
        ("qqqqqq~", ""),
        ("neural NEAR/0 collapse", "AD"),
        ("collapse NEAR/1 neural", "ACD"),
        ("neural NEAR/1 (collapse OR meet)", "ACD"),
        ("title:(neural NEAR collapse)", "AC"),
        ("title:neural NEAR collapse", "AC"),
        ("NOT neural NEAR/1 collapse AND neural", "BI"),
        ("(neur* OR class means) NEAR/3 (meet OR coll?pse)", "ACDI"),
        ("neural NEAR/1 neural", "ABCDI"),
        (r"/GPT-\d/", "K"),
        (r"/gpt-\d/", ""),
        (r"/(?i)gpt-\d/", "K"),
        (r"/C\+\+ meet/", "K"),
        (r"title:/^[A-D] n/", "A"),
        ("neural /[Cc]ollapse[.,]/", "D"),
        ("NOT /e/ AND year:>2000", "L"),
        (r"author:/M.ller, A/", "A"),
        ("neural OR /plum/", "ABCDGI"),
        ("neural AND NOT /again/", "ABCI"),
        ("year:2020,2024", "AIJK"),
        ("year:(2020 OR >=2024)", "AIJK"),
        ("year:(>=2020 AND NOT 2023)", "ABCIJKL"),
        ("topic:(collapse AND pruning)", "D"),
        ("topic:collapse,pruning", "ACDG"),
        ("has:doi,arxiv", "BDF"),
        ("added:1d", ALL),
        ("added:today", ALL),
        ("added:>=2024-03", ALL),
        ("added:..2024", ""),
        ("added:<2024-03-14", ""),
        ('source:"*"', ""),
        ("is:new", "ABCDEFGHIJKL"),
    ],
)
def test_a_query_finds(library: Library, query: str, letters: str) -> None:
    assert found(library, query) == letters
    assert count(library, query) == len(letters)


def test_a_paper_without_a_year_is_not_of_that_year(library: Library) -> None:
    assert found(library, "NOT year:2020") == "BCDEFGHIJL"


def test_a_field_may_follow_a_value_with_a_colon(library: Library) -> None:
    assert found(library, r"NOT source:C:\page.txt title:neural") == "ABC"


# --- against a matcher of its own --------------------------------------------------------------------------------------------

Holds = Callable[[Sheet, str], bool]
"""Says whether a paper has a query that stands in a scope."""


@dataclass(frozen=True)
class Query:
    """A query as text, with what it means."""

    text: str
    holds: Holds = field(repr=False)
    level: int = 3
    """How tight it binds: OR 0, AND 1, NOT 2, a term 3."""
    words: bool = False
    """Whether it begins and ends with bare words, which join their neighbours to a phrase."""

    def at(self, level: int) -> "Query":
        """The query in parentheses, if it binds less tight than this."""
        return self if self.level >= level else Query(f"({self.text})", self.holds)


def phrase_in(text: str, words: list[str]) -> bool:
    parts = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.search(rf"(?<!\S){' '.join(parts)}(?!\S)", fold(text)) is not None


def has_phrase(words: list[str]) -> Holds:
    def holds(sheet: Sheet, scope: str) -> bool:
        texts = [getattr(sheet, scope)] if scope else [sheet.title, sheet.abstract]
        return any(phrase_in(text, words) for text in texts)

    return holds


def either(one: Query, other: Query) -> Query:
    text = f"{one.at(0).text} OR {other.at(1).text}"
    return Query(text, lambda sheet, scope: one.holds(sheet, scope) or other.holds(sheet, scope), 0)


def both(one: Query, other: Query, spoken: bool) -> Query:
    left, right = one.at(1), other.at(2)
    silent = not spoken and left.level == right.level == 3 and not (left.words and right.words)
    text = f"{left.text}{' ' if silent else ' AND '}{right.text}"
    return Query(text, lambda sheet, scope: one.holds(sheet, scope) and other.holds(sheet, scope), 1)


def negated(one: Query) -> Query:
    return Query(f"NOT {one.at(2).text}", lambda sheet, scope: not one.holds(sheet, scope), 2)


def scoped(scope: str, one: Query) -> Query:
    inner = one if one.words else Query(f"({one.text})", one.holds)
    return Query(f"{scope}:{inner.text}", lambda sheet, _: one.holds(sheet, scope), words=inner.words)


def of_words(words: list[str], quoted: bool) -> Query:
    plain = [word.rstrip("*") for word in words] if quoted else words
    text = " ".join(words).replace("*", "")
    return Query(f'"{text}"' if quoted else " ".join(words), has_phrase(plain), words=True)


def of_year(sign: str, year: int) -> Query:
    def holds(sheet: Sheet, _: str) -> bool:
        if sheet.year is None:
            return False
        return {">=": sheet.year >= year, "<": sheet.year < year, "": sheet.year == year}[sign]

    return Query(f"year:{sign}{year}", holds)


TOPICS = ("collapse", "pruning", "sparse")
FACTS: dict[str, Callable[[Sheet], bool]] = {
    "has:abstract": lambda sheet: bool(sheet.abstract),
    "has:authors": lambda sheet: bool(sheet.authors),
    "has:year": lambda sheet: sheet.year is not None,
    "has:doi": lambda sheet: bool(sheet.doi),
    "has:links": lambda sheet: bool(sheet.links),
    "has:topic": lambda sheet: bool(sheet.topics),
    **{f"topic:{name}": lambda sheet, name=name: name in sheet.topics for name in TOPICS},  # type: ignore[misc]  # a default binds the loop's name
}


def of_fact(text: str) -> Query:
    return Query(text, lambda sheet, _: FACTS[text](sheet))


WORDS = (
    "neural collapse network net* networks means mean* late prun* prune a of the class meet n* self* supervised".split()
)
PHRASES = st.builds(of_words, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.booleans())
FIELDS = st.sampled_from(sorted(FACTS)).map(of_fact) | st.builds(
    of_year, st.sampled_from([">=", "<", ""]), st.sampled_from([1999, 2020, 2022, 2025])
)


def grown(leaves: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    return st.recursive(
        leaves,
        lambda smaller: st.one_of(
            st.builds(either, smaller, smaller),
            st.builds(both, smaller, smaller, st.booleans()),
            smaller.map(negated),
            smaller.map(lambda one: Query(f"({one.text})", one.holds)),
        ),
        max_leaves=8,
    )


SCOPED = st.builds(scoped, st.sampled_from(["title", "abstract"]), PHRASES | grown(PHRASES | FIELDS))
QUERIES = grown(PHRASES | FIELDS | SCOPED)


@settings(max_examples=500, deadline=None)
@given(query=QUERIES)
def test_the_library_finds_what_a_plain_matcher_finds(library: Library, query: Query) -> None:
    assert found(library, query.text) == "".join(s.letter for s in SHEETS if query.holds(s, "")), query.text


@settings(max_examples=100, deadline=None)
@given(one=QUERIES, other=QUERIES)
def test_not_both_is_either_not(library: Library, one: Query, other: Query) -> None:
    apart = f"NOT ({one.text}) OR NOT ({other.text})"
    assert found(library, f"NOT (({one.text}) AND ({other.text}))") == found(library, apart)


# --- queries that cannot be read ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ['"', "(", ")", "AND", "OR", "NOT", "NEAR/5", "title:", "year:", "topic:", ":", "*", "~", "/", "a", " "]
)
NOISE = st.lists(PIECES | PIECES.map(lambda piece: f" {piece} ") | st.text(max_size=4), max_size=12).map("".join)


@settings(max_examples=2000, deadline=None)
@given(NOISE)
def test_any_text_is_read_or_turned_down_with_the_place(query: str) -> None:
    error = refusal(lambda: parse(query))
    if error:
        start, carets = place_of(error, query)
        assert start == error.start <= len(query)
        assert start + carets <= max(len(query), start + 1)


def refusal(act: Callable[[], object]) -> QueryError | None:
    """The QueryError that an act ends with, if it does; any other error is the test's."""
    try:
        act()
    except QueryError as error:
        return error
    return None


def place_of(error: QueryError, query: str) -> tuple[int, int]:
    """Where the carets stand under the query, and how many they are."""
    shown = f"    {query}\n    "
    assert error.message
    assert error.hint.startswith(shown)
    under = re.match(r"( *)(\^+)(?:\n|$)", error.hint[len(shown) :])
    assert under, error.hint
    return len(under[1]), len(under[2])


LEGAL = ", ".join([*SCOPES, *LANGUAGE_FIELDS])


@pytest.mark.parametrize(
    "message",
    [
        """
the query is empty
    {}
    ^
expected a word, a field or a group
""",
        """
a parenthesis is not closed
    a OR ((b) AND c
         ^
""",
        """
a parenthesis is closed that was not opened
    neural)
          ^
expected AND, OR or the end here
""",
        """
nothing stands before the parenthesis
    neural ()
            ^
expected a word, a field or a group here
""",
        """
the query ends too early
    a AND
         ^
expected a word, a field or a group here
""",
        """
OR has nothing to work on
    a AND OR b
          ^^
expected a word, a field or a group here
""",
        """
a minus is no operator
    neural -collapse
           ^^^^^^^^^
NOT leaves papers out: NOT collapse; as a text: "-collapse"
""",
        """
NEAR has no distance
    a NEAR/x b
      ^^^^^^
the words between are a number of up to four digits: a NEAR/5 b; as a text: "NEAR/x"
""",
        """
a quote is not closed
    say "neural
        ^
""",
        f"""
no field is called "Titel"; did you mean "title"?
    a AND Titel:x
          ^^^^^
legal: {LEGAL}; quote a text with a colon: "Titel: ..."
""",
        f"""
no field is called "zzz"
    zzz:"a b" OR c
    ^^^
legal: {LEGAL}; quote a text with a colon: "zzz: ..."
""",
        """
abstract: cannot stand inside another scope
    title:(a OR abstract:b)
                ^^^^^^^^^
""",
        """
topic: has no value
    a topic:
            ^
expected a value (topic:pruning) here
""",
        """
year: has no value
    year: AND b
          ^^^
expected a value (year:2020..2024) here
""",
        """
NEAR stands between two terms
    a NEAR b NEAR c
             ^^^^
join two NEARs by AND: a NEAR/5 b AND b NEAR/5 c
""",
        """
NEAR cannot work on this
    (a AND b) NEAR/5 c
    ^^^^^^^^^
expected a phrase, or phrases joined by OR in parentheses: (a OR b c) NEAR/5 d
""",
        """
NEAR has two scopes
    (title:a) NEAR/5 b
              ^^^^^^
both sides must be looked for in one place: title:(a NEAR/5 b)
""",
        """
the query ends too early
    a NEAR/5
            ^
expected a word, a field or a group here
""",
        """
a wildcard stands alone
    neural * AND b
           ^
a wildcard stands in a word: prun*, *former, wom?n; as a text: "*"
""",
        """
a word is fuzzy or has wildcards, not both
    wom?n~
    ^^^^^^
""",
        """
a regular expression is not closed
    a AND /GPT
          ^
a regular expression stands between slashes: /GPT-\\d/; a text with a slash in quotes: "/tmp"
""",
        """
a regular expression ends inside a word
    /home/ada
          ^
a regular expression stands between slashes: /GPT-\\d/; a text with a slash in quotes: "/tmp"
""",
        """
the regular expression cannot be read
    a AND /(b/
          ^^^^
missing ), unterminated subpattern at position 0
""",
        """
two values stand side by side
    year:(2020 2022)
               ^^^^
expected AND, OR or a parenthesis here
""",
        """
no saved query is called "mine"
    a AND @mine
          ^^^^^
legal: none yet; they stand under "queries:" in the config; as a text: "@mine"
""",
        """
there is no letter or digit to search for
    a AND !!! "" OR b
          ^^^^^^
""",
    ],
)
def test_a_query_that_cannot_be_read_is_answered_so(message: str) -> None:
    lines = message.replace("{}", "").strip("\n").split("\n")
    with pytest.raises(QueryError) as caught:
        parse(lines[1].removeprefix("    "))
    assert str(caught.value).split("\n") == lines


BACKWARDS = "the range goes backwards: its smaller end stands first"
NUMBERS = "expected a number, a comparison (>=3), a range (2020..2024) or several (2020,2022)"


@pytest.mark.parametrize(
    ("query", "place", "expected"),
    [
        ("neural year:soon", "       ^^^^^^^^^", NUMBERS),
        ("year:..", "^^^^^^^", NUMBERS),
        ("year:2022..2021", "^^^^^^^^^^^^^^^", BACKWARDS),
        ("added:2024-03..2024-02", "^^^^^^^^^^^^^^^^^^^^^^", BACKWARDS),
        ("has:wings", "^^^^^^^^^", "legal: abstract, authors, year, doi, arxiv, pmid, url, links, code, topic, note"),
        ("id:a-b", "^^^^^^", "expected the start of an id, letters and digits"),
    ],
)
def test_a_value_that_does_not_fit_is_answered_so(library: Library, query: str, place: str, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        found(library, query)
    assert str(caught.value) == f"{query.split()[-1]} cannot be read\n    {query}\n    {place}\n{expected}"


# --- limits ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "(" * 20 + "neural" + ")" * 20,
        "NOT " * 20 + "neural",
        " OR ".join(["zebra"] * 3000 + ["neural"]),
        " AND ".join(["neural"] * 3000),
    ],
    ids=["parentheses", "nots", "many or", "many and"],
)
def test_a_query_within_the_limits_is_read(query: str) -> None:
    parse(query)


@pytest.mark.parametrize(
    "query", ["(" * 200 + "a" + ")" * 200, "(" * 50_000, "NOT " * 50_000 + "a"], ids=["few", "parentheses", "nots"]
)
def test_a_query_that_nests_too_deep_is_turned_down(query: str) -> None:
    with pytest.raises(QueryError, match="nests deeper than 20 levels"):
        parse(query)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("(" * 20 + "neural" + ")" * 20, id="parentheses"),
        pytest.param(" OR ".join(["zebra"] * 3000 + ["neural"]), id="many or"),
        pytest.param(" AND ".join(["neural"] * 3000), id="many and"),
        pytest.param("NOT " * 20 + "neural", id="nots"),
        pytest.param("(a OR (b AND " * 45 + "c" + "))" * 45, id="mixed"),
        pytest.param(" OR ".join(f"year:{n}" for n in range(2000)), id="many fields"),
        pytest.param("year:99999999999999999999", id="a long year"),
        pytest.param("year:" + "9" * 5000, id="a very long year"),
        pytest.param("topic:" + "a" * 60_000, id="a long topic"),
        pytest.param("title:" * 3000 + "neural", id="scopes"),
        pytest.param(
            "source:\udcff",
            id="a byte of another encoding",
        ),
    ],
)
def test_whatever_can_be_read_can_be_asked(library: Library, query: str) -> None:
    """A query is answered or turned down as a query: nothing else is raised."""
    error = refusal(lambda: found(library, query))
    assert error is None or error.message


def test_prefixes_inside_a_phrase_cannot_blow_it_up() -> None:
    """Three that stand for thirty words each may be ninety alternatives, not 27,000."""
    words = [f"a{n:02}" for n in range(30)]
    with pytest.raises(BadValue, match="more than 2,000 phrases"):
        sql.match(parse("a* a* a* b"), lambda _: words)
