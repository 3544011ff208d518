"""What is folded and what is not, and that nothing about it depends on order."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litcli.dedupe.block import keys, outline, says_enough, worth_comparing
from litcli.dedupe.cluster import cluster
from litcli.dedupe.compare import ELSEWHERE, compare, veto
from litcli.dedupe.fields import authors
from litcli.dedupe.folded import folded
from litcli.dedupe.merge import merge
from litcli.dedupe.people import people
from litcli.dedupe.titles import marks
from litcli.library import Library
from litcli.library.adding import add
from litcli.library.searching import papers
from litcli.read import How, open_source, read
from litcli.records import Match, Record
from litcli.text import fold
from litcli.write.json_ import as_object

LONG = (
    "We study how the feature space of a deep network turns while it learns one task after another. A probe that is trained "
    "before the change is read after it, and the angle between the two tells how much was forgotten. On three benchmarks the "
    "angle predicts the drop in accuracy within two percent, and a penalty on it halves the drop at no cost."
)
OTHER = (
    "Hearing aids must separate speech from clatter on a battery the size of a pea. A tiny recurrent model is pruned by sorting "
    "its gates by how often they open, and the loss is a model of the ear. Forty listeners preferred it in a noisy canteen, "
    "while the device ran for thirty hours between two charges."
)


def record(title: str, abstract: str = "", **fields: Any) -> Record:
    return Record(source="s", line=1, title=title, abstract=abstract, **fields)


def verdict(one: Record, other: Record) -> tuple[bool, str] | None:
    """Judge two records as litcli does: equal names are the same, everything else is compared."""
    a, b = folded(one), folded(other)
    if a.name == b.name:
        return True, "equal after folding"
    forth, back = compare(a, b), compare(b, a)
    assert forth == back
    return (forth.same, forth.rule) if forth else None


TITLE = "TidePool: Replaying compressed feature sketches for continual learning"


def placed(**fields: Any) -> Record:
    """A record with all that a database says of an article, but for what is given."""
    usual: dict[str, Any] = {
        "title": TITLE, "authors": ("Ash, Karl B.",), "year": 2020, "venue": "Journal of Coast and Tides", "volume": "12", "number": "3",
        "pages": "221-228",
    }  # fmt: skip
    return record(**(usual | fields))


SAME = {
    "case": (record(TITLE, LONG), record(TITLE.upper(), LONG)),
    "accents": (
        record("Naïve Bayes über alles für Schätzer", LONG),
        record("Naive Bayes uber alles fur Schatzer", LONG),
    ),
    "TeX accents": (
        record(r"Bal\'azs and Schr\"{o}dinger meet again", LONG),
        record("Balázs and Schrödinger meet again", LONG),
    ),
    "Greek": (
        record(r"Learning with $\pi$-stable noise in the wild", LONG),
        record("Learning with π-stable noise in the wild", LONG),
    ),
    "punctuation": (record(TITLE, LONG), record(TITLE.replace(": ", " - ") + ".", LONG.replace("-", "\u2010"))),
    "white space": (record(TITLE, LONG), record(TITLE.replace(" ", "  "), LONG)),
    "subtitle dropped": (record(TITLE, LONG), record(TITLE.split(": ")[1], LONG)),
    "subtitle with a number dropped": (record("Tide2: " + TITLE[10:], LONG), record(TITLE[10:], LONG)),
    "slip": (record(TITLE, LONG), record(TITLE.replace("feature", "faeture"), LONG)),
    "a number gave way to a word": (
        record("A theory of tides and drift II", LONG),
        record("A theory of tides and drift revisited", LONG),
    ),
    "another dash before the subtitle": (
        record("Tide2 \u2010 " + TITLE[10:], LONG),
        record("Tide2: " + TITLE[10:], LONG),
    ),
    "via misread as a numeral": (
        record("Replaying sketches via the moon", LONG),
        record("Replaying sketches vi the moon", LONG),
    ),
    "last word changed": (record(TITLE, LONG), record(TITLE.replace("learning", "Revisited"), LONG)),
    "cut off": (record(TITLE, LONG), record(TITLE, LONG[:180] + "…")),
    "no abstract": (record(TITLE, LONG), record(TITLE)),
    "summary": (
        record(TITLE, LONG),
        record(TITLE, "An angle between probes tells how much a network has forgotten so far."),
    ),
    "sentences in another order": (record(TITLE, LONG), record(TITLE, " ".join(reversed(LONG.split(". "))))),
    "last word another, sentences in another order": (
        record("Tides of the northern shores", LONG),
        record("Tides of the northern models", " ".join(reversed(LONG.split(". ")))),
    ),
    "last words another, a number among them": (
        record("Replaying sketches of tides with shores in SE(3)", LONG),
        record("Replaying sketches of tides with shores in detail", LONG),
    ),
    "same DOI": (record(TITLE, doi="10.1/a"), record("Replaying sketches for continual learning", doi="10.1/a")),
    "letter missing": (record(TITLE), record(TITLE.replace("compressed", "compresed"))),
    "language noted": (placed(title=f"[{TITLE}]"), placed(title=f"{TITLE}. [Russian]")),
    "abbreviated": (placed(), placed(authors=("Ash K.B.",), venue="J Coast Tides", pages="221-8")),
    "authors in another order": (placed(authors=("Ash, Karl", "Birch, Lena")), placed(authors=("L. Birch", "K. Ash"))),
    "translated": (placed(), placed(title="Die Gezeiten werden aus Skizzen wiederholt und gelernt")),
    "translated with the original behind it": (
        placed(title="Gezeiten im Becken und ihre Wiederkehr", pages=""),
        placed(title="Tides in the basin and their return [Gezeiten im Becken und ihre Wiederkehr]", pages=""),
    ),
    "subtitle dropped, same place": (
        placed(title="Tides of the north: a probe of the shore"),
        placed(title="Tides of the north"),
    ),
    "misread without authors": (
        placed(authors=()),
        placed(authors=(), title="TidPool Replayng conpressed featue sketces for contnual lerning"),
    ),
    "a footnote's number": (placed(title=TITLE), placed(title=f"{TITLE} 1")),
    "acronym of the venue": (
        record(TITLE, authors=("Ash, K.",), year=2017, venue="Nordic Conference on Tidal Systems"),
        record(TITLE, authors=("Ash, Karl",), year=2017, venue="NCTS 2017 Proceedings"),
    ),
    "year of print": (placed(year=2019, pages=""), placed(year=2020, pages="")),
    "range made a date": (placed(pages="1-14"), placed(pages="Jan-14")),
    "DOI with escapes": (record(TITLE, doi="10.1/s0025(17)3"), record(TITLE, doi="10.1/s0025%2817%293")),
    "editorials of one place": (placed(title="Editorial"), placed(title="Editorial.", authors=("Ash K.",))),
    "preprint and article": (
        record(TITLE, authors=("Ash, K.",), arxiv="2401.00001", year=2022, doi="10.48550/arxiv.2401.00001"),
        placed(doi="10.1/a", year=2024),
    ),
    "printed again by its journal": (
        placed(abstract=LONG, doi="10.1/a"),
        placed(abstract=LONG, doi="10.2/b", year=2021, volume="13", pages="56-63"),
    ),
    "erratum with its paper's abstract": (
        placed(abstract=LONG, doi="10.1/a"),
        placed(title=f"Erratum to: {TITLE}", abstract=LONG, pages="229", doi="10.1/e"),
    ),
    "British and American": (
        record("Randomised trial of tidal oedema in anaemia", authors=("Ash, K.",), year=2015),
        record("Randomized trial of tidal edema in anemia", authors=("Ash, K.",), year=2015),
    ),
    "a title and its text in two spellings": (
        record("Randomised trial of tides in anaemia of seals", f"{LONG} The randomised seals had anaemia."),
        record("Randomized trial of tides in anemia of seals", f"{LONG} The randomized seals had anemia."),
    ),
    "a name before the colon": (placed(title=f"LatNet: {TITLE}"), placed(title=TITLE)),
    "a label that some sources leave out": (placed(title=f"Review article: {TITLE}"), placed(title=TITLE)),
    "a label, on the same pages": (placed(title=f"Perspective: {TITLE}"), placed(title=TITLE)),
    "a wrong DOI": (placed(abstract=LONG, doi="10.1/a"), placed(abstract=LONG, doi="10.2/b")),
}

APART = {
    "X and X2": (
        record("Lantern: lighting up concepts in networks", LONG),
        record("Lantern2: lighting up concepts in networks", LONG),
    ),
    "part I and part II": (record("A theory of tides. Part I", LONG), record("A theory of tides. Part II", LONG)),
    "II and none": (record("A theory of tides and drift", LONG), record("A theory of tides and drift II", LONG)),
    "v1 and v2 of a name": (
        record("Detector v4: fast boxes for all", LONG),
        record("Detector v5: fast boxes for all", LONG),
    ),
    "part II and part one": (
        record("A theory of tides and drift, part II", LONG),
        record("A theory of tides and drift, part one", LONG),
    ),
    "part one and part two": (
        record("A theory of tides and drift. Part One", LONG),
        record("A theory of tides and drift. Part Two", LONG),
    ),
    "plus": (record("Flow: physics of generative models", LONG), record("Flow++: physics of generative models", LONG)),
    "one word and another abstract": (record(TITLE, LONG), record(TITLE.replace("feature", "motion"), OTHER)),
    "same title, another abstract": (record(TITLE, LONG), record(TITLE, OTHER)),
    "another DOI": (record(TITLE, LONG, doi="10.1/a"), record(TITLE, LONG, doi="10.1/b")),
    "another arXiv number": (record(TITLE, LONG, arxiv="2401.00001"), record(TITLE, LONG, arxiv="2401.00002")),
    "generic title": (record("Editorial", venue="A"), record("Editorial", venue="B")),
    "other authors": (record(TITLE, authors=("Ash, K.",)), record(TITLE, authors=("Birch, L.",))),
    "words that differ by a letter": (
        record("Heavy metal absorption on treated clay surfaces in rivers"),
        record("Heavy metal adsorption on treated clay surfaces in rivers"),
    ),
    "erratum": (placed(), placed(title=f"Erratum to: {TITLE}", pages="300")),
    "erratum of another issue with its paper's abstract": (
        placed(abstract=LONG),
        placed(title=f"Erratum to: {TITLE}", abstract=LONG, number="5", pages="300"),
    ),
    "comment with its paper's abstract": (
        placed(abstract=LONG),
        placed(title=f"Comment on: {TITLE}", abstract=LONG, pages="229"),
    ),
    "one text in two journals": (
        placed(abstract=LONG, doi="10.1/a"),
        placed(abstract=LONG, doi="10.2/b", venue="Journal of Chicken Farming", volume="13", pages="56-63"),
    ),
    "comment on it": (record(TITLE), record(f"Comment on: {TITLE}")),
    "a meeting's abstract and the article": (
        placed(abstract=LONG, volume="4", number="S1", pages="A12", venue="Tidal Society Meeting"),
        placed(abstract=LONG),
    ),
    "another volume and pages": (placed(), placed(volume="13", pages="40-49", year=2021)),
    "editorials of two issues": (
        placed(title="Editorial introduction", pages="5-6", doi="10.1/a"),
        placed(title="Editorial introduction", pages="5-6", number="4", doi="10.1/b"),
    ),
    "abstracts of one meeting with one DOI": (
        placed(title="Replaying sketches of tides in young mice", pages="S12", doi="10.1/s", abstract=LONG),
        placed(title="Replaying sketches of tides in old mice", pages="S19", doi="10.1/s", abstract=OTHER),
    ),
    "thesis and its summary a year later": (
        record(TITLE, authors=("Ash, K.",), year=2019),
        record(TITLE, authors=("Ash, K.",), year=2020, volume="12", pages="4714"),
    ),
    "parts on one page": (
        placed(title="A theory of tides. Part I", pages="893", abstract=LONG),
        placed(title="A theory of tides. Part II", pages="893", abstract=OTHER),
    ),
    "companions: in men and in women": (
        placed(title=f"{TITLE} in men", pages="1-9", abstract=f"{LONG} We asked men."),
        placed(title=f"{TITLE} in women", pages="10-19", abstract=f"{LONG} We asked women."),
    ),
    "companions: hypo and hyper": (
        record("Hypothyroidism and tides in older seals", f"{LONG} They had hypothyroidism."),
        record("Hyperthyroidism and tides in older seals", f"{LONG} They had hyperthyroidism."),
    ),
    "introductions to the session of every year": (
        record(
            "Introduction to the Minitrack on Tides and Gauges", authors=("Ash, K.",), venue="Tidal Days", year=2021
        ),
        record(
            "Introduction to the Minitrack on Tides and Gauges", authors=("Ash, K.",), venue="Tidal Days", year=2022
        ),
    ),
    "two comments with the title and text of what they are on": (
        placed(abstract=LONG),
        placed(abstract=LONG, authors=("Birch, L.",), pages="229-230"),
    ),
    "two comments on one paper, by nobody knows whom": (
        record(f"Comment on: {TITLE}", year=2021, venue="Tidal Days"),
        record(f"Comment on: {TITLE}", year=2021),
    ),
    **{
        f"{label}, on other pages": (placed(), placed(title=f"{label} {TITLE}", pages="410-411"))
        for label in (
            "Notice of retraction:",
            "Withdrawn:",
            "Berichtigung:",
            "Fe de erratas:",
            "In reply:",
            "Letter to the editor:",
            "Invited commentary:",
            "Critique of:",
            "Supplementary material to:",
            "Data from:",
            "Plain language summary:",
            "In brief:",
            "Abstract P12:",
            "Clinical trial registration:",
        )
    },
    "same DOI by mistake": (record(TITLE, LONG, doi="10.1/a"), record("Bees in winter", OTHER, doi="10.1/a")),
}


@pytest.mark.parametrize("name", SAME)
def test_is_one_paper(name: str) -> None:
    judged = verdict(*SAME[name])
    assert judged is not None
    assert judged[0], judged[1]
    a, b = map(folded, SAME[name])
    shared = set(keys(a)) & set(keys(b))
    alike = worth_comparing(outline(a), outline(b))
    assert any(says_enough(key) or alike for key in shared), "no block brings them together"


@pytest.mark.parametrize("name", APART)
def test_is_not_one_paper_but_a_near_miss(name: str) -> None:
    judged = verdict(*APART[name])
    assert judged is None or not judged[0]
    if name not in ("generic title", "editorials of two issues"):
        assert judged is not None, "a person should be told of this pair"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record("Editorial", authors=("Ash, K.",), year=2003), record("Editorial", authors=("Ash, K.",), year=2003)),
        (record("Editor's Comments", venue="A", year=2003), record("Editor's Comments", venue="A", year=2003)),
        (record(f"Comment on: {TITLE}", year=2003), record(f"Comment on: {TITLE}", year=2003)),
        (
            placed(title="Editorial", authors=(), venue="Tidal Systems Journal", year=2016),
            placed(title="Editorial", authors=(), venue="Journal of Strategic Tidal Systems", year=2017),
        ),
    ],
)
def test_texts_of_one_kind_are_apart_where_nothing_says_which_is_which(one: Record, other: Record) -> None:
    a, b = folded(one._replace(line=3)), folded(other._replace(line=9))
    assert a.name != b.name
    found = compare(a, b)
    assert found is None or not found.same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"pages": "5-7"}, {"pages": "5-7"}, True),
        ({"volume": "27", "number": "1"}, {"volume": "27", "number": "1"}, True),
        ({"volume": "27", "number": "1"}, {"volume": "27", "number": "2"}, False),
        ({"doi": "10.1/a"}, {"doi": "10.1/a"}, True),
    ],
)
def test_an_editorial_is_known_by_its_place(one: dict[str, str], other: dict[str, str], alike: bool) -> None:
    a, b = (
        folded(record("Editorial", authors=("Ash, K.",), year=2003, **given)._replace(line=line))
        for line, given in enumerate((one, other))
    )
    assert (a.name == b.name) == alike


def test_the_rule_says_what_is_alike_and_the_score_how_much() -> None:
    short = "Tides and moors"
    found = compare(
        folded(placed(title=short)),
        folded(placed(title=f"{short}: What forty years of hourly gauges tell of storm surges")),
    )
    assert found is not None
    assert found.same
    assert found.rule == "one title without the other's subtitle, same authors and pages"
    assert found.title is not None
    assert 10 < found.title < 55


def test_unrelated_papers_are_nothing_to_each_other() -> None:
    assert verdict(record(TITLE, LONG), record("Bees in winter: a diary of forty hives", OTHER)) is None


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Part 2", "Part II", True),
        ("Part one", "Part one", True),
        ("V-Net for volumes", "Net for volumes", True),
        ("C", "C++", False),
        ("Model 02", "Model 2", True),
        ("2 of 2", "2 of", False),
        ("Scaling to 10,000 classes", "Scaling to 10,000 classes", True),
    ],
)
def test_the_marks_of_a_series(one: str, other: str, equal: bool) -> None:
    assert (marks(one, fold(one)) == marks(other, fold(other))) is equal


def test_no_chain_of_matches_crosses_a_veto() -> None:
    names = {"a": record("T 1", doi="10.1/a"), "b": record("T"), "c": record("T 2", doi="10.1/b")}
    matches = [Match("a", "b", True, "m", 95.0, None), Match("b", "c", True, "m", 90.0, None)]
    held = {name: folded(one) for name, one in names.items()}
    result = cluster(names, matches, lambda x, y: veto(held[x], held[y]) if {x, y} == {"a", "c"} else "")
    assert result.groups == (("a", "b"), ("c",))
    assert [(match.one, match.other, match.same) for match in result.refused] == [("b", "c", False)]
    assert "different DOIs" in result.refused[0].rule


def test_places_do_not_hold_groups_apart_that_share_an_identifier() -> None:
    elsewhere = lambda x, y: ELSEWHERE if {x, y} == {"a", "c"} else ""  # noqa: E731  (one line says it)
    for rule, groups in (("same DOI", 1), ("same title", 2)):
        matches = [Match("a", "b", True, "same title", 100.0, None), Match("b", "c", True, rule, 98.0, None)]
        assert len(cluster("abc", matches, elsewhere).groups) == groups


def test_merging_takes_the_fullest_value_whatever_the_order() -> None:
    group = [
        record("A STUDY OF TIDES", LONG[:100] + "…", year=2021),
        record("A study of tides", LONG, year=2020, authors=("Ash, K.", "Birch, L.")),
        record("a study of tides", "", year=2020, authors=("Ash, K.",), doi="10.1/a"),
    ]
    for order in itertools.permutations(group):
        paper = merge("n", list(order), "2024-01-01")
        assert (paper.title, paper.abstract, paper.year) == ("A study of tides", LONG, 2020)
        assert (paper.authors, paper.doi) == (("Ash, K.", "Birch, L."), "10.1/a")


def test_merging_takes_clean_texts_common_numbers_and_the_published_place() -> None:
    group = [
        record(
            r"Schr\"odinger's \emph{tides} of the northern shore",
            year=2019,
            venue="arXiv",
            doi="10.48550/arxiv.1901.00001",
        ),
        record(
            "Schrödinger's tides of the northern shore",
            year=2020,
            venue="Tides",
            volume="4",
            doi="10.1/ab",
            pages="1-9",
        ),
        record(
            "Schrödinger's tides of the northern shore", year=2020, venue="Journal of Tides", volume="4", doi="10.1/ab"
        ),
        record(
            "SCHRÖDINGER'S TIDES OF THE NORTHERN SHORE IN WINTER",
            year=2021,
            venue="J Tides",
            volume="14",
            doi="10.1/abc",
        ),
        record("Schrödinger's tides of the northern shore", arxiv="1901.00001", year=2019),
    ]
    for order in itertools.permutations(group):
        paper = merge("n", list(order), "2024-01-01")
        assert paper.title == "Schrödinger's tides of the northern shore"
        assert (paper.year, paper.venue, paper.volume, paper.pages) == (2020, "Journal of Tides", "4", "1-9")
        assert (paper.doi, paper.arxiv) == ("10.1/ab", "1901.00001")


# --- the library: order and split ------------------------------------------------------------------------------------------

VARIANTS: Sequence[Record] = [
    one._replace(line=line) for line, one in enumerate(itertools.chain.from_iterable((*SAME.values(), *APART.values())))
]


def write(folder: Path, name: str, records: Sequence[Record]) -> Path:
    """Write records as litcli's JSON Lines, each with its own place, without the name that its content gives it."""
    rows = []
    for record_ in records:
        row = as_object(merge("x", [record_], ""))
        row |= {"id": None, "seen": [{"source": "s", "line": record_.line, "key": None, "listed": None}]}
        rows.append(json.dumps(row))
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def grouped(sources: Sequence[Path]) -> list[tuple[str, str, tuple[int, ...]]]:
    """The papers of a library that the sources were added to one by one: id, title and the records' numbers."""
    with Library.in_memory() as library:
        for path in sources:
            source = open_source(str(path))
            add(library, read(source, How("jsonl")))
            source.close()
        return [(p.id, p.title, tuple(sorted(s.line for s in p.seen))) for p in papers(library, sort="id")]


@given(
    st.lists(st.sampled_from(range(len(VARIANTS))), min_size=2, max_size=12, unique=True),
    st.randoms(),
    st.integers(1, 4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neither_order_nor_split_changes_papers_or_ids(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], random: Any, parts: int
) -> None:
    folder = tmp_path_factory.mktemp("order")
    records = [VARIANTS[i] for i in chosen]
    expected = grouped([write(folder, "all", records)])
    random.shuffle(records)
    pieces = [records[i::parts] for i in range(parts)]
    assert grouped([write(folder, f"{i}", piece) for i, piece in enumerate(pieces) if piece]) == expected


def test_comparing_is_symmetric_and_never_against_a_veto() -> None:
    for a, b in itertools.combinations_with_replacement([folded(record) for record in VARIANTS], 2):
        judged = compare(a, b)
        assert judged == compare(b, a)
        assert veto(a, b) == veto(b, a)
        assert not (judged and judged.same and veto(a, b))


SURNAMES = st.sampled_from(
    ["Lee, A.", "Kim, B.", "Smith, Lee Ann", "Jones, C.", "Jonas, C.", "王伟", "Ash KB", "Lena Birch"]
)


@given(st.lists(SURNAMES, max_size=3), st.lists(SURNAMES, max_size=3))
def test_authors_agree_both_ways(one: list[str], other: list[str]) -> None:
    a, b = people(one), people(other)
    assert authors(a, b) == authors(b, a)
    assert authors(a, a) is (True if a.surnames else None)


def test_a_name_is_made_from_what_is_compared() -> None:
    for one, other in itertools.combinations(VARIANTS, 2):
        a, b = folded(one), folded(other)
        if a.name == b.name:
            assert a == b
