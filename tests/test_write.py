"""Every format on papers with nasty text, and what is written read back."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from litcli.errors import UseError
from litcli.library import Library
from litcli.library.adding import add
from litcli.library.searching import papers
from litcli.read import Source, read
from litcli.records import Paper, Sighting, Tag
from litcli.text import clean, safe
from litcli.text.names import name_of
from litcli.write import FIELDS, check_fields, writer
from litcli.write.bibtex import latex
from litcli.write.names import family_first

PLAIN = Paper(
    id="abcdefghjkmn",
    title="Pruning of GPT-4 with $\\ell_1$: 90% & more",
    abstract="We prune a_b.",
    authors=("Müller, Ada", "Li Wei"),
    year=2024,
    venue="Proceedings of the Conference on Pruning",
    volume="3",
    number="4",
    pages="5--6",
    doi="10.1000/a_b",
    arxiv="2403.01234",
    pmid="123",
    url="https://x.org/a_b?c=%20",
    links=("https://github.com/x/y", "https://x.org"),
    added="2024-03-14",
    seen=(Sighting("mon.txt", 3, "", "2024-03-13"), Sighting("tue.txt", 7, "K1", "")),
    tags=(Tag("efficiency", 0.0), Tag("pruning", 3.5), Tag("sparse", 3.0)),
)
NASTY = Paper(
    id="bbcdefghjkmn",
    title='Tab\there, "quotes" & [bold]x[/bold] {\x1b[31m\u202e',
    abstract="One line\r\nand another; 100% #1 a_b ~ ^ $x_1$ \\emph{y} 👩‍🔬 <b>",
    authors=('O\'Neil, "A"', "王\n伟"),
    venue="=1+1",
)
BARE = Paper(id="cbcdefghjkmn", title="")
ALL = (PLAIN, NASTY, BARE)


def written(form: str, *chosen: Paper, fields: Sequence[str] = (), end: str = "\n") -> str:
    return "".join(writer(form, fields).write(chosen, fields, end))


# --- random papers -----------------------------------------------------------------------------------------------------------

ANY = st.text(
    alphabet=st.sampled_from("ab A\t\n\r\"',;|&%#_{}$^~<>[]*`\x1b\u202e\u2028é🔬") | st.characters(codec="utf-8")
)
TEXT = ANY.map(lambda text: clean(text.replace("\0", "").replace("\ufeff", "")))
"""As a source gives it to the library: one line, single spaces, no NUL and no byte-order mark."""
SOME = TEXT.filter(bool)
NAMES = SOME.map(lambda text: name_of([text]))


def papers_of(text: st.SearchStrategy[str], some: st.SearchStrategy[str]) -> st.SearchStrategy[Paper]:
    sightings = st.builds(Sighting, source=some, line=st.integers(1, 10**6), key=text, listed=text)
    return st.builds(
        Paper,
        id=NAMES,
        title=some,
        abstract=text,
        authors=st.lists(some, max_size=3).map(tuple),
        year=st.none() | st.integers(0, 3000),
        venue=text,
        volume=text,
        number=text,
        pages=text,
        doi=text,
        arxiv=text,
        pmid=text,
        url=text,
        links=st.lists(some, max_size=3, unique=True).map(sorted).map(tuple),
        added=st.dates(max_value=date(2024, 1, 1)).map(date.isoformat),
        seen=st.lists(sightings, min_size=1, max_size=3, unique=True).map(sorted).map(tuple),
        status=st.just(""),
        note=st.just(""),
        versions=st.just(()),
        tags=st.just(()),
        kind=st.sampled_from(["", "conference", "chapter", "book", "thesis", "report", "preprint"]),
    )


# --- TSV, CSV, ids -----------------------------------------------------------------------------------------------------------


def test_tsv() -> None:
    assert written("tsv", *ALL) == (
        "abcdefghjkmn\tPruning of GPT-4 with $\\ell_1$: 90% & more\tefficiency,pruning,sparse\t\t2\n"
        'bbcdefghjkmn\tTab here, "quotes" & [bold]x[/bold] {\x1b[31m\u202e\t\t\t0\n'
        "cbcdefghjkmn\t\t\t\t0\n"
    )


def test_tsv_with_fields() -> None:
    fields = check_fields("seen, scores,links,authors,year")
    assert written("tsv", PLAIN, BARE, fields=fields).split("\n") == [
        "2\tefficiency=0,pruning=3.5,sparse=3\thttps://github.com/x/y https://x.org\tMüller, Ada; Li Wei\t2024",
        "0\t\t\t\t",
        "",
    ]


def test_csv() -> None:
    text = written("csv", NASTY, BARE, fields=("id", "title", "authors", "year"))
    assert text == (
        "id,title,authors,year\n"
        'bbcdefghjkmn,"Tab here, ""quotes"" & [bold]x[/bold] {\x1b[31m\u202e","O\'Neil, ""A""; 王 伟",\n'
        "cbcdefghjkmn,,,\n"
    )


def test_csv_has_every_field_but_the_scores() -> None:
    assert written("csv").strip().split(",") == [name for name in FIELDS if name != "scores"]


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(ANY, ANY), max_size=3))
def test_every_line_of_tsv_has_its_cells_and_csv_has_the_same(chosen: list[Paper]) -> None:
    fields = tuple(FIELDS)
    lines = written("tsv", *chosen, fields=fields).split("\n")
    cells = [line.split("\t") for line in lines]
    assert cells.pop() == [""]
    assert [len(row) for row in cells] == [len(fields)] * len(chosen)
    assert list(csv.reader(io.StringIO(written("csv", *chosen, fields=fields), newline=""))) == [list(fields), *cells]


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(TEXT, SOME), max_size=3))
def test_a_cell_holds_a_text_of_one_line_as_it_stands(chosen: list[Paper]) -> None:
    rows = csv.reader(io.StringIO(written("csv", *chosen, fields=("title", "abstract", "doi")), newline=""))
    assert list(rows)[1:] == [[paper.title, paper.abstract, paper.doi] for paper in chosen]


def test_ids() -> None:
    assert written("ids", *ALL) == "abcdefghjkmn\nbbcdefghjkmn\ncbcdefghjkmn\n"


@pytest.mark.parametrize("form", ["tsv", "jsonl", "ids"])
def test_a_nul_may_end_a_line(form: str) -> None:
    assert written(form, *ALL, end="\0").split("\0") == written(form, *ALL).split("\n")


@pytest.mark.parametrize(
    ("form", "text"), [("tsv", ""), ("ids", ""), ("jsonl", ""), ("json", "[]\n"), ("csl-json", "[]\n")]
)
def test_no_papers(form: str, text: str) -> None:
    assert written(form) == text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_safe_csv_holds_no_formulas(sign: str) -> None:
    paper = BARE._replace(title=f"{sign}1+1", authors=(f"A{sign}",))
    guarded = "".join(writer("csv", ["title", "authors"], guarded=True).write([paper], ["title", "authors"], "\n"))
    assert guarded == f"title,authors\n'{sign}1+1,A{sign}\n"


# --- JSON --------------------------------------------------------------------------------------------------------------------


def test_a_json_paper_has_every_field_in_order() -> None:
    names = "id title abstract authors year venue doi arxiv pmid url links topics scores status note added seen"
    names += " volume number pages versions kind"
    assert list(FIELDS) == names.split()
    assert [list(json.loads(line)) for line in written("jsonl", *ALL).splitlines()] == [names.split()] * 3


def test_a_field_with_nothing_is_null_or_empty() -> None:
    lists: dict[str, object] = {"authors": [], "links": [], "topics": [], "seen": [], "versions": [], "scores": {}}
    nothing = dict.fromkeys(FIELDS, None) | lists | {"id": BARE.id}
    assert json.loads(written("jsonl", BARE)) == nothing


def test_a_json_paper() -> None:
    assert json.loads(written("jsonl", PLAIN)) == {
        "id": "abcdefghjkmn",
        "title": "Pruning of GPT-4 with $\\ell_1$: 90% & more",
        "abstract": "We prune a_b.",
        "authors": ["Müller, Ada", "Li Wei"],
        "year": 2024,
        "venue": "Proceedings of the Conference on Pruning",
        "doi": "10.1000/a_b",
        "arxiv": "2403.01234",
        "pmid": "123",
        "url": "https://x.org/a_b?c=%20",
        "links": ["https://github.com/x/y", "https://x.org"],
        "topics": ["efficiency", "pruning", "sparse"],
        "scores": {"efficiency": 0, "pruning": 3.5, "sparse": 3},
        "status": None,
        "note": None,
        "added": "2024-03-14",
        "seen": [
            {"source": "mon.txt", "line": 3, "key": None, "listed": "2024-03-13"},
            {"source": "tue.txt", "line": 7, "key": "K1", "listed": None},
        ],
        "volume": "3",
        "number": "4",
        "pages": "5--6",
        "versions": [],
        "kind": None,
    }


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(ANY, ANY), max_size=3), st.lists(st.sampled_from(list(FIELDS)), unique=True))
def test_an_array_holds_what_the_lines_hold(chosen: list[Paper], fields: list[str]) -> None:
    lines = written("jsonl", *chosen, fields=fields).split("\n")
    assert lines.pop() == ""
    assert json.loads(written("json", *chosen, fields=fields)) == [json.loads(line) for line in lines]
    assert all(list(json.loads(line)) == (fields or list(FIELDS)) for line in lines)


def read_back(text: str) -> tuple[list[Paper], list[str]]:
    """The papers that a JSON Lines source brings, and why lines of it could not be read."""
    with Library.in_memory() as library:
        added = add(library, read(Source("back.jsonl", io.BytesIO(text.encode()))))
        return list(papers(library)), [unread.reason for unread in added.unread]


@settings(max_examples=200, deadline=None)
@given(papers_of(TEXT, SOME))
def test_json_lines_read_back_are_the_same_paper(paper: Paper) -> None:
    lines = written("jsonl", paper)
    assert read_back(lines) == ([paper], [])
    assert written("jsonl", *read_back(lines)[0]) == lines


def test_topics_are_not_read_back_for_the_rules_give_them() -> None:
    bare = PLAIN._replace(volume="", number="", pages="")
    assert read_back(written("jsonl", bare)) == ([bare._replace(tags=())], [])
    assert read_back(written("json", bare)) == ([bare._replace(tags=())], [])


def test_volume_number_and_pages_are_read_back() -> None:
    [paper], _ = read_back(written("jsonl", PLAIN))
    assert (paper.volume, paper.number, paper.pages) == ("3", "4", "5--6")


@pytest.mark.parametrize("wrong", [{"year": 10**30}, {"seen": [{"source": "a", "line": 10**30}]}], ids=["year", "line"])
def test_a_number_too_large_does_not_stop_the_good_lines(wrong: dict[str, object]) -> None:
    bad = json.dumps({"id": "", "title": "Bad", "seen": [], **wrong})
    found, unread = read_back(f"{written('jsonl', NASTY)}{bad}\n")
    assert [paper.id for paper in found] == [NASTY.id]
    assert len(unread) == 1


# --- BibTeX ------------------------------------------------------------------------------------------------------------------


def test_bibtex() -> None:
    assert written("bibtex", PLAIN) == (
        "@inproceedings{muller2024pruning,\n"
        "  title = {Pruning of {GPT}-4 with $\\ell_1$: 90\\% \\& more},\n"
        "  author = {Müller, Ada and Li Wei},\n"
        "  year = {2024},\n"
        "  booktitle = {Proceedings of the Conference on Pruning},\n"
        "  volume = {3},\n"
        "  number = {4},\n"
        "  pages = {5--6},\n"
        "  doi = {10.1000/a_b},\n"
        "  eprint = {2403.01234},\n"
        "  archiveprefix = {arXiv},\n"
        "  pmid = {123},\n"
        "  url = {https://x.org/a_b?c=%20},\n"
        "  abstract = {We prune a\\_b.},\n"
        "  keywords = {efficiency, pruning, sparse}\n"
        "}\n\n"
    )


def test_bibtex_of_nasty_text() -> None:
    assert written("bibtex", NASTY) == (
        "@article{oneiltab,\n"
        '  title = {Tab here, "quotes" \\& [bold]x[/bold] \\textbraceleft{}<U+{001B}>[31m<U+{202E}>},\n'
        '  author = {O\'Neil, "A" and 王 伟},\n'
        "  journal = {=1+1},\n"
        "  abstract = {One line and another; 100\\% \\#1 a\\_b \\textasciitilde{} \\textasciicircum{} $x_1$ \\emph{y} 👩‍🔬 <b>}\n"
        "}\n\n"
    )


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (Paper(id="a", title="On the Use of Pruning", authors=("Ada B. Müller",), year=2020), "muller2020use"),
        (Paper(id="a", title="The Deep Sea", authors=("van der Berg, A.",)), "vanderbergdeep"),
        (Paper(id="a", title="What is a Deep Blue Sea?", year=2020), "2020deepbluesea"),
        (Paper(id="abcdefghjkmn", title="深層学習"), "abcdefghjkmn"),
        (BARE, BARE.id),
    ],
)
def test_a_bibtex_key_can_be_read(paper: Paper, key: str) -> None:
    assert keys_in(written("bibtex", paper)) == [key]


def keys_in(bibtex: str) -> list[str]:
    return re.findall(r"^@\w+\{([^,]*),$", bibtex, re.MULTILINE)


TITLES = st.sampled_from(["A sea", "The sea", "Sea", "深層", "", "2020", "a b", "Sea-b"])
PLACES = st.builds(
    Sighting,
    source=st.sampled_from(["refs.bib", "Old.BIB", "scopus.csv"]),
    line=st.just(1),
    key=st.sampled_from(["", "Sea", "sea", "weisea", "2-s2.0-1", "a b", "sea-aaaaaa", "sea-aaaaaaaaabbb"]),
    listed=st.just(""),
)
ALIKE = st.builds(
    Paper,
    seen=st.lists(PLACES, max_size=2).map(tuple),
    id=st.text("ab", min_size=1, max_size=3).map(lambda end: f"{'a' * 8}{end:b>4}"),
    title=TITLES,
    authors=st.sampled_from([(), ("Li Wei",), ("Wei, Li",), ("王",)]),
    year=st.sampled_from([None, 2020]),
)


@given(st.lists(ALIKE, unique_by=lambda paper: paper.id))
def test_bibtex_keys_are_unique(chosen: list[Paper]) -> None:
    keys = keys_in(written("bibtex", *chosen))
    assert len({key.lower() for key in keys}) == len(keys) == len(chosen)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", key) for key in keys)


@pytest.mark.parametrize(
    ("places", "key"),
    [
        ([("refs.bib", "Ash:2014_tides")], "Ash:2014_tides"),
        ([("scopus.csv", "2-s2.0-850"), ("thesis/Refs.BIB", "ash14")], "ash14"),
        ([("a.bib.gz", ""), ("b.bib", "ash14"), ("c.bib", "Ash")], "ash14"),
        ([("zotero.csv", "ABCD1234")], "ash2014tides"),
        ([("refs.bib", "what ever, {}")], "ash2014tides"),
    ],
)
def test_a_paper_of_a_bibliography_keeps_its_key(places: list[tuple[str, str]], key: str) -> None:
    seen = tuple(Sighting(source, 1, name, "") for source, name in places)
    paper = Paper(id="abcdefghjkmn", title="Tides", authors=("Karl Ash",), year=2014, seen=seen)
    assert keys_in(written("bibtex", paper)) == [key]
    assert json.loads(written("csl-json", paper))[0]["citation-key"] == key


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Smith JA", "Smith, JA"),
        ("Nakashima S.", "Nakashima, S."),
        ("van der Berg A. B.", "van der Berg, A. B."),
        ("O'Neil J-P", "O'Neil, J-P"),
        ("Müller ÄÖ", "Müller, ÄÖ"),
        ("Karl B. Ash", "Karl B. Ash"),
        ("Li Wei", "Li Wei"),
        ("Ash, K.", "Ash, K."),
        ("WHO", "WHO"),
        ("KARL ASH", "KARL ASH"),
        ("Tides and Salt Group UK", "Tides and Salt Group UK"),
        ("Henry VIII", "Henry VIII"),
        ("", ""),
    ],
)
def test_initials_behind_a_name_show_the_family_name(name: str, written: str) -> None:
    assert family_first(name) == written


def test_authors_in_vancouver_style_are_exported_by_their_family_names() -> None:
    paper = Paper(id="a", title="Exercise in Bavaria", authors=("Smith JA", "World Health Organization"), year=2012)
    assert "author = {Smith, JA and {World Health Organization}}" in written("bibtex", paper)
    assert keys_in(written("bibtex", paper)) == ["smith2012exercise"]
    assert "AU  - Smith, JA\nAU  - World Health Organization\n" in written("ris", paper)
    assert json.loads(written("csl-json", paper))[0]["author"] == [
        {"family": "Smith", "given": "JA"},
        {"literal": "World Health Organization"},
    ]


def test_no_other_paper_gets_the_key_of_a_bibliography() -> None:
    ash = Paper(id="abcdefghjkmn", title="Neural methods", authors=("Ash, K.",), year=2020)
    zebra = ash._replace(id="bbcdefghjkmn", title="Zebras", seen=(Sighting("refs.bib", 1, "Ash2020Neural", ""),))
    other = zebra._replace(id="cbcdefghjkmn", seen=(Sighting("more.bib", 1, "ash2020neural", ""),))
    assert keys_in(written("bibtex", ash, zebra, other)) == [
        "ash2020neural-abcdef",
        "Ash2020Neural",
        "ash2020neural-cbcdef",
    ]


def test_a_bibliography_comes_back_with_its_keys(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("bibtexparser")
    keys = ["Ash2014", "birch:tides", "x1"]
    titles = ["Tides of the moor", "Salt wedges in rivers", "On counting cedars"]
    entries = [f"@article{{{key}, title={{{title}}}, year={{2014}}}}" for key, title in zip(keys, titles, strict=True)]
    (tmp_path / "refs.bib").write_text("\n".join(entries))
    exported = run("export", "--from", "refs.bib", "--format", "bibtex", "--sort", "title").out
    assert sorted(keys_in(exported)) == sorted(keys)


def deepest(text: str) -> tuple[int, int]:
    """The least and the last depth of braces, as BibTeX counts them: a backslash before a brace means nothing to it."""
    depths = [0]
    for brace in re.findall("[{}]", text):
        depths.append(depths[-1] + (1 if brace == "{" else -1))
    return min(depths), depths[-1]


TEXISH = st.text(alphabet=st.sampled_from("ab A1\\\\\\{}$$&%#_^~'\"@,")) | ANY


@given(TEXISH, st.booleans())
def test_braces_balance(text: str, protect: bool) -> None:
    assert deepest(latex(text, protect=protect)) == (0, 0)


@given(TEXISH, st.booleans())
def test_special_characters_are_escaped(text: str, protect: bool) -> None:
    assert bare(latex(text, protect=protect)) == ""


def bare(tex: str) -> str:
    """What TeX would not take for text: special characters outside math, and a `$` that nothing closes."""
    math, wrong = False, ""
    for token in re.findall(r"\\.|\\$|[^\\]", tex, re.DOTALL):
        if token == "$":
            math = not math
        elif not math and token in "&%#_^~\\":
            wrong += token
    return wrong + "$" * math


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        (r"\emph{x} and {\'e} \& \%", r"\emph{x} and {\'e} \& \%"),
        (r"$\{a_1 \mid x^2 < y\}$", r"$\{a_1 \mid x^2 < y\}$"),
        ("costs $5", r"costs \$5"),
        ("costs $5 and $10", r"costs \$5 and \$10"),
        (r"costs \$5 & $x_1$", r"costs \$5 \& $x_1$"),
        ("x^2 ~ y", r"x\textasciicircum{}2 \textasciitilde{} y"),
        ("C:\\", r"C:\textbackslash{}"),
        ("a { b", r"a \textbraceleft{} b"),
        ("{a b}", "{a b}"),
        ("@misc{a}", "{@}misc{a}"),
        ("a\n b", "a b"),
    ],
)
def test_tex_is_kept_and_text_is_escaped(text: str, tex: str) -> None:
    assert latex(text) == tex


def test_no_comment_begins_inside_math() -> None:
    assert latex(r"$a \\% b$") == r"$a \\\% b$"


def test_displayed_math_is_math() -> None:
    assert latex("$$x_1$$") == "$$x_1$$"


def test_words_with_capitals_are_kept_from_styles() -> None:
    assert latex("A GPT-4 and LoRA in {NLP} of DNAs", protect=True) == "A {GPT}-4 and {LoRA} in {NLP} of {DNAs}"


@pytest.mark.parametrize("field", ["doi", "arxiv", "pmid", "url", "volume", "number", "pages", "venue", "abstract"])
def test_no_field_breaks_out_of_its_entry(field: str) -> None:
    given: dict[str, Any] = {field: "1}}\n@misc{evil,"}
    paper = BARE._replace(**given)
    assert deepest(written("bibtex", paper)) == (0, 0)
    assert keys_in(written("bibtex", paper)) == [BARE.id]


@pytest.mark.parametrize(
    ("authors", "tex"),
    [
        (("Ada Ash", "Li, Wei"), "Ada Ash and Li, Wei"),
        (("Smith and Sons", "Li Wei"), "{Smith and Sons} and Li Wei"),
        (("A, B, C, D",), "{A, B, C, D}"),
    ],
)
def test_an_author_stays_one(authors: tuple[str, ...], tex: str) -> None:
    assert f"  author = {{{tex}}}" in written("bibtex", BARE._replace(authors=authors))


# --- RIS, CSL-JSON -----------------------------------------------------------------------------------------------------------


def test_ris() -> None:
    assert written("ris", PLAIN) == (
        "TY  - CONF\nID  - abcdefghjkmn\nTI  - Pruning of GPT-4 with $\\ell_1$: 90% & more\nAU  - Müller, Ada\nAU  - Li Wei\n"
        "PY  - 2024\nT2  - Proceedings of the Conference on Pruning\nVL  - 3\nIS  - 4\nSP  - 5\nEP  - 6\nDO  - 10.1000/a_b\n"
        "DB  - PubMed\nAN  - 123\nUR  - https://x.org/a_b?c=%20\nUR  - https://arxiv.org/abs/2403.01234\n"
        "UR  - https://github.com/x/y\nUR  - https://x.org\nKW  - efficiency\nKW  - pruning\nKW  - sparse\n"
        "AB  - We prune a_b.\nER  - \n\n"
    )
    assert written("ris", BARE) == "TY  - GEN\nID  - cbcdefghjkmn\nER  - \n\n"


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(ANY, ANY), max_size=3))
def test_no_text_begins_a_line_of_ris(chosen: list[Paper]) -> None:
    lines = written("ris", *chosen).splitlines()
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*|", line) for line in lines)
    assert [line[:2] for line in lines].count("TY") == lines.count("ER  - ") == len(chosen)
    assert all(lines[at + 1] == "" for at, line in enumerate(lines) if line == "ER  - ")


def test_csl_json() -> None:
    assert json.loads(written("csl-json", PLAIN, BARE)) == [
        {
            "id": "abcdefghjkmn",
            "citation-key": "muller2024pruning",
            "type": "paper-conference",
            "title": "Pruning of GPT-4 with $\\ell_1$: 90% & more",
            "author": [{"family": "Müller", "given": "Ada"}, {"literal": "Li Wei"}],
            "issued": {"date-parts": [[2024]]},
            "container-title": "Proceedings of the Conference on Pruning",
            "volume": "3",
            "issue": "4",
            "page": "5-6",
            "archive": "arXiv",
            "archive_location": "2403.01234",
            "DOI": "10.1000/a_b",
            "PMID": "123",
            "URL": "https://x.org/a_b?c=%20",
            "keyword": "efficiency, pruning, sparse",
            "abstract": "We prune a_b.",
        },
        {"id": "cbcdefghjkmn", "citation-key": "cbcdefghjkmn", "type": "document"},
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(ANY, ANY), max_size=3))
def test_csl_json_holds_every_paper_and_nothing_empty(chosen: list[Paper]) -> None:
    items = json.loads(written("csl-json", *chosen))
    assert [item["id"] for item in items] == [paper.id for paper in chosen]
    assert [item["citation-key"] for item in items] == keys_in(written("bibtex", *chosen))
    assert all(all(item.values()) for item in items)


# --- HTML --------------------------------------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """What a browser makes of a page: its tags, where its links lead, and the text in the script that holds the papers."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.papers = ""
        self.in_papers = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.in_papers = ("id", "papers") in attrs
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, _: str) -> None:
        self.in_papers = False

    def handle_data(self, data: str) -> None:
        self.papers += data if self.in_papers else ""


STEERING = st.sampled_from(
    ["<script>", "</script>", "</script ", "<!--", "-->", "&lt;", "<b>", "javascript:alert(1)", "http://x.org/'\"<"]
)
HOSTILE = st.lists(STEERING | ANY, max_size=3).map("".join)
BONES = Seen(written("html")).tags
"""The tags of a page without papers."""


@settings(max_examples=50, deadline=None)
@given(st.lists(papers_of(HOSTILE, HOSTILE), max_size=2))
def test_no_text_becomes_html(chosen: list[Paper]) -> None:
    page = Seen(written("html", *chosen))
    assert "<" not in page.papers
    assert [(paper["title"], paper["abstract"]) for paper in json.loads(page.papers)] == [
        (p.title, p.abstract) for p in chosen
    ]
    assert [tag for tag in page.tags if tag not in ("li", "br", "a")] == [tag for tag in BONES if tag != "a"]
    assert page.tags.count("li") == len(chosen)
    assert all(re.match("#|https?://", link) for link in page.links)


@pytest.mark.parametrize(
    "address", ["javascript://x.org/%0aalert(1)", "javascript:alert(1)", "data:text/html,x", "//x.org"]
)
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    page = Seen(written("html", BARE._replace(url=address, links=(address, "https://x.org"))))
    assert json.loads(page.papers)[0]["links"] == [["x.org", "https://x.org"]]
    assert "https://x.org" in page.links
    assert address not in page.links


# --- Markdown ----------------------------------------------------------------------------------------------------------------


def blocks(markdown: str) -> Iterator[tuple[str, str]]:
    """The blocks that Markdown makes of a text: what each is, and what a reader sees of it. Fails on HTML."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    kind = ""
    for token in tokens:
        parts = token.children or []
        assert not [part for part in (token, *parts) if part.type.startswith("html")], markdown
        if token.type.endswith("_open"):
            kind = token.tag
        elif token.type == "inline":
            yield kind, "".join(part.content for part in parts)
        elif not token.type.endswith("_close"):
            yield token.tag, token.content


def test_markdown() -> None:
    facts = r"Müller, Ada, Li Wei · Proceedings of the Conference on Pruning 2024 · [doi:10.1000/a\_b](<https://doi.org/10.1000/a_b>)"
    assert written("markdown", PLAIN) == (
        "## Pruning of GPT-4 with \\$\\\\ell\\_1\\$: 90% \\& more\n\n"
        f"{facts} · [arXiv:2403.01234](<https://arxiv.org/abs/2403.01234>) · `efficiency`, `pruning`, `sparse`"
        " · seen 2 times · `abcdefghjkmn`\n\n"
        "We prune a\\_b.\n\n"
    )
    assert written("markdown", BARE) == "## Untitled\n\nseen 0 times · `cbcdefghjkmn`\n\n"


BLOCKS = st.sampled_from(["- ", "+ ", "* ", "1. ", "2) ", "---", "===", "# ", "> ", "```", "&amp;", "![a](b)", ""])
MARKED = st.builds(str.__add__, BLOCKS, ANY).map(lambda text: clean(text.replace("\0", ""))).filter(bool)


@given(MARKED)
def test_markdown_shows_a_decision_and_its_note(note: str) -> None:
    paper = Paper(id="abcdefghjkmn", title="A", status="keep", note=note)
    facts, quoted = list(blocks(written("markdown", paper)))[1:]
    assert facts == ("p", "keep · seen 0 times · abcdefghjkmn")
    assert quoted == ("p", safe(note))


@given(MARKED, MARKED, st.lists(MARKED, min_size=1, max_size=2).map(tuple), MARKED)
def test_markdown_shows_text_as_it_stands(title: str, abstract: str, authors: tuple[str, ...], venue: str) -> None:
    paper = Paper(id="abcdefghjkmn", title=title, abstract=abstract, authors=authors, venue=venue)
    assert list(blocks(written("markdown", paper))) == [
        ("h2", safe(title)),
        ("p", safe(f"{', '.join(authors)} · {venue} · seen 0 times · abcdefghjkmn")),
        ("p", safe(abstract)),
    ]


@pytest.mark.parametrize("title", ["AT&amp;T", "&lt;b&gt;", "&copy; x"])
def test_markdown_resolves_no_entities(title: str) -> None:
    assert next(blocks(written("markdown", BARE._replace(title=title)))) == ("h2", title)


@pytest.mark.parametrize("abstract", ["- We prune.", "+ We prune.", "1. We prune.", "2) We prune.", "---"])
def test_an_abstract_makes_no_list(abstract: str) -> None:
    assert list(blocks(written("markdown", BARE._replace(abstract=abstract))))[2:] == [("p", abstract)]


@pytest.mark.parametrize("field", ["doi", "arxiv"])
def test_an_identifier_makes_no_html(field: str) -> None:
    given: dict[str, Any] = {field: "10.1/x>) <script>alert(1)</script>"}
    paper = BARE._replace(**given)
    assert [kind for kind, _ in blocks(written("markdown", paper))] == ["h2", "p"]


# --- wrong use ---------------------------------------------------------------------------------------------------------------


def test_an_unknown_format_or_field_is_answered_with_the_legal_ones() -> None:
    with pytest.raises(UseError, match='no format is called "xml"\nlegal: tsv, csv, json, jsonl, ids, bibtex, '):
        writer("xml")
    with pytest.raises(UseError, match=f'no field is called "titel"\nlegal: {", ".join(FIELDS)}'):
        check_fields("id, titel")


@pytest.mark.parametrize("form", ["ids", "bibtex", "ris", "csl-json", "markdown", "html"])
def test_fields_go_with_tables_and_json_alone(form: str) -> None:
    with pytest.raises(UseError, match=f"--fields does not go with --format {form}"):
        writer(form, ["id"])
