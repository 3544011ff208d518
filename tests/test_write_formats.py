"""Formats for other programs: what litcli and those programs themselves read of what is written, and the page in a browser."""

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, Run
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.cli.export_ import _by_ending
from litcli.errors import UseError
from litcli.library import Library, searching
from litcli.library.adding import add
from litcli.read import Source, formats, open_source, read
from litcli.records import Paper, Record, Sighting, Tag, Unread
from litcli.text import clean
from litcli.text.identifiers import find_urls
from litcli.write import writer
from litcli.write.kinds import kind

TIDES = Paper(
    id="abcdefghjkmn",
    title="Tides of the northern shore",
    abstract="We measure tides. The code is at https://github.com/x/tides.",
    authors=("Ash, K.", "Birch, L.", "Tides and Salt Group"),
    year=2024,
    venue="Journal of Tides",
    volume="3",
    number="4",
    pages="5-16",
    doi="10.1000/tides",
    arxiv="2403.01234",
    pmid="12345678",
    url="https://example.org/tides",
    links=("https://github.com/x/tides", "https://example.org/data"),
    seen=(Sighting("mon.txt", 3, "", ""), Sighting("tue.txt", 7, "", "")),
    tags=(Tag("shores", 2.0), Tag("tides", 3.5)),
)
PLAIN_FIELDS = ("title", "abstract", "authors", "year", "venue", "volume", "number", "pages", "doi", "pmid")


def written(form: str, *papers: Paper, fields: Sequence[str] = (), safe: bool = False) -> str:
    return "".join(writer(form, fields, safe).write(papers, fields, "\n"))


def back(text: str, form: str) -> list[Record]:
    """Read what was written, with the format found out by itself and every line accounted for."""
    if form not in {known.name for known in formats()}:
        pytest.skip(f"litcli does not read {form} yet")
    reading = read(Source("back", io.BytesIO(text.encode())))
    items = list(reading)
    assert (reading.format.name, reading.tally.adds_up()) == (form, True)
    assert not [item for item in items if isinstance(item, Unread)]
    return [item for item in items if isinstance(item, Record)]


def same(record: Record, paper: Paper, *others: str) -> None:
    for name in (*PLAIN_FIELDS, *others):
        assert getattr(record, name) == getattr(paper, name), name


# --- random papers --------------------------------------------------------------------------------------------------------

ANY = st.text(
    st.sampled_from("ab AM1\t\n\r\"',;|&%#_{}$^~<>[]()*`\\@=-é🔬\u202e\u2028") | st.characters(codec="utf-8"),
    max_size=30,
)
TEX = st.lists(
    st.sampled_from(
        [
            *"ab {}$%\\&#_^~@=,", "\\emph{", "\\'e", "\\c{c}", "$x$", "\\\\", "@misc{", "@article(", "\\{", "\\}", "\\$", "\\begin{x}",
            "$$", "\\(", "\\verb|", " and ", "\\u", "5 ",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip
LINE = st.text(
    st.sampled_from("ab TYER  - 1é,;:.%&#<>$[]{}\\") | st.characters(categories=["L", "N", "P", "S"]), max_size=30
)
"""One line of text as sources give it, with what begins tags in it."""
PLAIN = LINE.map(clean)
NAMES = st.sampled_from(["Ash, K.", "Birch, L. M.", "Cedar", "Élan, Ö.", "Tides and Salt Group"])
ADDRESSES = st.sampled_from(["https://example.org/a", "https://x.org/b?c=1&d=2", "http://example.org/e_(f)"])
PLACES = st.sampled_from(["", "Journal of Tides", "Proceedings of the Workshop on Jars", "arXiv", "ER  - "]).map(clean)
PAGES = st.sampled_from(["", "1-9", "e12", "S1-S4", "3", "1-2, 8"])
PAPERS = st.builds(
    Paper,
    id=st.sampled_from(["abcdefghjkmn", "bbcdefghjkmn"]),
    title=PLAIN.map(lambda text: f"A {text}".strip()),
    abstract=PLAIN,
    authors=st.lists(NAMES, max_size=3).map(tuple),
    year=st.none() | st.integers(1900, 2099),
    venue=PLACES,
    volume=st.sampled_from(["", "3", "12A"]),
    number=st.sampled_from(["", "4", "Suppl. 1"]),
    pages=PAGES,
    doi=st.sampled_from(
        ["", "10.1000/a_b", "10.1002/(sici)1097<1::aid>3.0.co;2-#".replace("<", "(").replace(">", ")")]
    ),
    arxiv=st.sampled_from(["", "2403.01234", "hep-th/9901001"]),
    pmid=st.sampled_from(["", "12345678"]),
    url=st.just("") | ADDRESSES,
    links=st.lists(ADDRESSES, max_size=2, unique=True).map(tuple),
)


# --- kinds ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("venue", "fields", "expected"),
    [
        ("", {}, "other"),
        ("", {"arxiv": "2403.01234"}, "preprint"),
        ("arXiv", {}, "preprint"),
        ("bioRxiv : the preprint server", {}, "preprint"),
        ("CoRR", {}, "preprint"),
        ("Corrosion Today", {}, "article"),
        ("Journal of Tides", {"arxiv": "2403.01234"}, "article"),
        ("NeurIPS 2023", {}, "conference"),
        ("Proceedings of the 3rd Workshop on Jars", {"number": "4"}, "conference"),
        ("Proceedings of the Academy of Tides", {"number": "4"}, "article"),
        ("Proc. Tides", {}, "conference"),
    ],
)
def test_the_kind_of_a_work_goes_by_its_venue(venue: str, fields: dict[str, Any], expected: str) -> None:
    assert kind(Paper(id="a", title="T", venue=venue, **fields)) == expected


# --- RIS ------------------------------------------------------------------------------------------------------------------


def test_ris() -> None:
    assert written("ris", TIDES).splitlines() == [
        "TY  - JOUR",
        "ID  - abcdefghjkmn",
        "TI  - Tides of the northern shore",
        "AU  - Ash, K.",
        "AU  - Birch, L.",
        "AU  - Tides and Salt Group",
        "PY  - 2024",
        "T2  - Journal of Tides",
        "VL  - 3",
        "IS  - 4",
        "SP  - 5",
        "EP  - 16",
        "DO  - 10.1000/tides",
        "DB  - PubMed",
        "AN  - 12345678",
        "UR  - https://example.org/tides",
        "UR  - https://arxiv.org/abs/2403.01234",
        "UR  - https://example.org/data",
        "KW  - shores",
        "KW  - tides",
        "AB  - We measure tides. The code is at https://github.com/x/tides.",
        "ER  - ",
        "",
    ]


def test_no_text_of_ris_begins_a_tag() -> None:
    paper = TIDES._replace(title="A\nER  - \nTY  - JOUR\u2028AU  - Fir", abstract="TY  - JOUR\r\nER  -")
    assert [line for line in written("ris", paper).split("\n") if line.startswith(("TY", "ER"))] == [
        "TY  - JOUR",
        "ER  - ",
    ]
    [record] = back(written("ris", paper), "ris")
    assert (record.title, record.abstract) == ("A ER - TY - JOUR AU - Fir", "TY - JOUR ER -")


@settings(deadline=None, max_examples=50)
@given(st.lists(PAPERS, min_size=1, max_size=3))
def test_ris_read_back_is_the_same(papers: list[Paper]) -> None:
    records = back(written("ris", *papers), "ris")
    assert len(records) == len(papers)
    for record, paper in zip(records, papers, strict=True):
        same(record, paper, "arxiv")
        assert record.key == paper.id
        arxiv = f"https://arxiv.org/abs/{paper.arxiv}"
        assert record.url == (paper.url or record.url)
        # A paper without an address of its own gets arXiv's.
        addresses = {*find_urls(paper.abstract), *paper.links, paper.url} - {""}
        assert {record.url, *record.links} - {"", arxiv} == addresses


@pytest.mark.parametrize(("form", "field"), [("bibtex", "annote"), ("ris", "N1"), ("csl-json", '"note"')])
def test_the_users_note_goes_with_the_paper(form: str, field: str) -> None:
    assert field in written(form, TIDES._replace(note="for the first chapter"))
    assert "for the first chapter" in written(form, TIDES._replace(note="for the first chapter"))
    assert field not in written(form, TIDES._replace(links=()))


@pytest.mark.parametrize("link", ["https://doi.org/10.1000/another", "https://arxiv.org/abs/2401.09999"])
def test_a_link_to_another_work_does_not_become_the_papers_own_number(link: str) -> None:
    bare = Paper(id="abcdefghjkmn", title="Tides", links=(link,))
    [record] = back(written("ris", bare), "ris")
    assert (record.doi, record.arxiv) == ("", "")
    assert f"N1  - {link}\n" in written("ris", bare)


# --- CSL-JSON -------------------------------------------------------------------------------------------------------------


def test_csl_json() -> None:
    preprint = TIDES._replace(venue="", doi="", authors=("Ash,", "Elm, O., Jr."))
    item, other = json.loads(written("csl-json", TIDES, preprint))
    assert item == {
        "id": "abcdefghjkmn",
        "citation-key": "ash2024tides",
        "type": "article-journal",
        "title": TIDES.title,
        "author": [
            {"family": "Ash", "given": "K."},
            {"family": "Birch", "given": "L."},
            {"literal": "Tides and Salt Group"},
        ],
        "issued": {"date-parts": [[2024]]},
        "container-title": "Journal of Tides",
        "volume": "3",
        "issue": "4",
        "page": "5-16",
        "archive": "arXiv",
        "archive_location": "2403.01234",
        "DOI": "10.1000/tides",
        "PMID": "12345678",
        "URL": "https://example.org/tides",
        "keyword": "shores, tides",
        "abstract": TIDES.abstract,
    }
    assert (other["type"], other["number"]) == ("article", "arXiv:2403.01234")
    assert other["author"] == [{"literal": "Ash,"}, {"family": "Elm", "given": "O., Jr."}]


@settings(deadline=None, max_examples=100)
@given(st.lists(PAPERS, min_size=1, max_size=3))
def test_csv_read_back_is_the_same(papers: list[Paper]) -> None:
    for record, paper in zip(back(written("csv", *papers), "csv"), papers, strict=True):
        same(record, paper, "arxiv", "url")
        # A cell cannot say which of its addresses stood in the abstract; none is lost.
        assert set(paper.links) <= {*record.links, *find_urls(paper.abstract)}
        assert record.key == paper.id


@settings(deadline=None, max_examples=50)
@given(st.lists(PAPERS, min_size=1, max_size=3))
def test_csl_json_read_back_is_the_same(papers: list[Paper]) -> None:
    # Text in CSL-JSON may have markup, which a reader takes out.
    plain = [
        paper._replace(title=re.sub("[<>&]", "", paper.title), abstract=re.sub("[<>&]", "", paper.abstract))
        for paper in papers
    ]
    records = back(written("csl-json", *plain), "csl-json")
    assert len(records) == len(papers)
    for record, paper in zip(records, plain, strict=True):
        same(record, paper._replace(title=clean(paper.title), abstract=clean(paper.abstract)), "url")
        assert record.arxiv == paper.arxiv or kind(paper) != "preprint"


# --- BibTeX ---------------------------------------------------------------------------------------------------------------


WORD_MARKS = str.maketrans("", "", "\\{}-'`")
"""What TeX reads as commands, groups, dashes and quotes: a reader gives what they stand for."""


@settings(deadline=None, max_examples=50)
@given(st.lists(PAPERS, min_size=1, max_size=3))
def test_bibtex_read_back_is_the_same(papers: list[Paper]) -> None:
    pytest.importorskip("bibtexparser", "2")
    plain = [
        paper._replace(
            title=clean(paper.title.translate(WORD_MARKS)), abstract=clean(paper.abstract.translate(WORD_MARKS))
        )
        for paper in papers
    ]
    records = back(written("bibtex", *plain), "bibtex")
    assert len(records) == len(papers)
    for record, paper in zip(records, plain, strict=True):
        same(record, paper, "arxiv", "url")


@pytest.mark.parametrize(
    "text", ["a { b", "} a", "a \\{ b", "\\}\\{", "$ {$ }", "$\\{$", "a\\\\{b}", "\\emph{a", "{\\"]
)
def test_braces_that_do_not_match_are_kept_as_text(text: str) -> None:
    tex = written("bibtex", Paper(id="abcdefghjkmn", title=text)).split("= {")[1].split("}\n")[0]
    assert tex.count("{") == tex.count("}")
    literal = re.sub(r"\\textbrace(left|right)\{\}", lambda found: {"left": "{", "right": "}"}[found[1]], tex)
    assert [char for char in literal.replace("\\textbackslash{}", "") if char in "{}"] == [
        char for char in text if char in "{}"
    ]


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("costs $5 and $10", "costs \\$5 and \\$10"),
        ("$50% of x$ and $y$5", "$50\\% of x$ and \\$y\\$5"),
        ("C:\\temp\\new", "C:\\textbackslash{}temp\\textbackslash{}new"),
        ("\\alpha and $\\alpha$", "\\textbackslash{}alpha and $\\alpha$"),
        ('Schr\\"odinger, \\c{c}a, \\v{s}, \\ss{} \\o', 'Schr\\"odinger, \\c{c}a, \\v{s}, \\ss{} \\o'),
        ("@misc{x} a@b.org", "{@}misc{x} a@b.org"),
    ],
)
def test_only_tex_that_stands_for_text_stays(text: str, tex: str) -> None:
    assert f"abstract = {{{tex}}}" in written("bibtex", Paper(id="abcdefghjkmn", title="T", abstract=text))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(ANY | TEX, ANY | TEX, ANY | TEX, ANY), min_size=1, max_size=4))
def test_bibtexparser_reads_every_entry(texts: list[tuple[str, str, str, str]]) -> None:
    bibtexparser = pytest.importorskip("bibtexparser", "2")
    papers = [
        Paper(
            id=f"a{number:011d}",
            title=f"A {title}",
            abstract=abstract,
            authors=(author,),
            venue=title,
            doi=doi,
            url=doi,
        )
        for number, (title, abstract, author, doi) in enumerate(texts)
    ]
    library = bibtexparser.parse_string(written("bibtex", *papers))
    assert not library.failed_blocks
    assert len(library.entries) == len(papers)
    for entry, paper in zip(library.entries, papers, strict=True):
        assert (
            {"title"}
            <= entry.fields_dict.keys()
            <= {"title", "abstract", "author", "journal", "booktitle", "doi", "url"}
        )
        assert ("abstract" in entry.fields_dict) == bool(clean(paper.abstract))


# --- other programs -------------------------------------------------------------------------------------------------------

NASTY = [
    TIDES._replace(
        id=f"c{number:011d}", title=text, abstract=text, authors=(text, text), venue=text if number % 2 else ""
    )
    for number, text in enumerate(
        [
            "{",
            "}",
            "\\",
            "a\\",
            "$",
            "5% & #1 _x_ ^ ~",
            "<b>x</b>",
            "@misc{a,",
            "TY  - JOUR",
            "ER  - ",
            "$\\{$",
            "a and b",
            "é 🔬 王",
        ]
    )
]


def samples() -> list[Paper]:
    with Library.in_memory() as library:
        for page in sorted(SAMPLES.glob("*.txt")):
            add(library, read(open_source(str(page))))
        return list(searching.papers(library))


@pytest.fixture(scope="module")
def pandoc() -> str:
    """The newest pandoc that is here: the one that pypandoc_binary brings knows RIS, Debian's may not."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        if found := shutil.which("pandoc"):
            return found
    pytest.skip("pandoc is not installed")


@pytest.mark.parametrize(
    ("form", "name"), [("bibtex", "bibtex"), ("bibtex", "biblatex"), ("ris", "ris"), ("csl-json", "csljson")]
)
def test_pandoc_makes_a_bibliography(pandoc: str, form: str, name: str) -> None:
    known = subprocess.run([pandoc, "--list-input-formats"], capture_output=True, text=True, check=True).stdout.split()
    if name not in known:
        pytest.skip(f"this pandoc does not read {name}")
    for papers in (samples(), [TIDES, *NASTY]):
        command = [pandoc, "--from", name, "--to", "html", "--citeproc"]
        done = subprocess.run(
            command,
            input=written(form, *papers),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        )
        assert done.stdout.count('class="csl-entry"') == len(papers)


def test_rispy_reads_every_entry() -> None:
    rispy = pytest.importorskip("rispy")
    entries = rispy.loads(written("ris", TIDES, *NASTY))
    assert [entry["id"] for entry in entries] == [TIDES.id, *(paper.id for paper in NASTY)]
    first = entries[0]
    assert (first["title"], first["authors"], first["year"]) == (TIDES.title, list(TIDES.authors), "2024")
    assert (first["doi"], first["keywords"], first["abstract"]) == (TIDES.doi, ["shores", "tides"], TIDES.abstract)
    assert [entry["title"] for entry in entries[1:]] == [clean(paper.title) for paper in NASTY]


# --- CSV that a spreadsheet opens -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_safe_csv_guards_what_begins_a_formula(text: str) -> None:
    paper = Paper(id="abcdefghjkmn", title=text, abstract=f"a {text}", authors=(text, "Ash"))
    row = list(
        csv.reader(io.StringIO(written("csv", paper, fields=("id", "title", "abstract", "authors"), safe=True)))
    )[1]
    assert row == ["abcdefghjkmn", f"'{text}", f"a {text}", f"'{text}; Ash"]
    assert list(csv.reader(io.StringIO(written("csv", paper, fields=("title",)))))[1] == [text]


@given(st.lists(ANY, min_size=1, max_size=4))
def test_safe_csv_differs_in_nothing_else(texts: list[str]) -> None:
    papers = [Paper(id="abcdefghjkmn", title=text, abstract=text[::-1]) for text in texts]
    plain, safe = (
        list(csv.reader(io.StringIO(written("csv", *papers, safe=guard), newline=""))) for guard in (False, True)
    )
    assert [[cell.removeprefix("'") if cell != other else cell for cell, other in zip(a, b, strict=True)]
            for a, b in zip(safe, plain, strict=True)] == plain  # fmt: skip
    assert not [cell for row in safe for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and cell]


def test_safe_csv_is_for_csv_and_the_commands_have_it(run: Run, tmp_path: Path) -> None:
    with pytest.raises(UseError, match="--safe-csv does not go with --format tsv"):
        writer("tsv", guarded=True)
    (tmp_path / "page.txt").write_text(
        f"=Tides over the shore\n{'We measure the tides over the shore. ' * 8}\n", "utf-8"
    )
    common = ("--from", "page.txt", "--fields", "title", "--safe-csv")
    assert run("list", *common, "--format", "csv").lines == ["title", "'=Tides over the shore"]
    assert run("export", *common, "-o", "papers.csv").code == 0
    assert (tmp_path / "papers.csv").read_text("utf-8").splitlines() == ["title", "'=Tides over the shore"]
    wrong = run("list", *common, "--format", "table")
    assert (wrong.code, wrong.err) == (2, "litcli: --safe-csv does not go with --format table\nit goes with csv\n")


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.json", "json"), ("a.csl.json", "csl-json"), ("a.ris", "ris"), ("a.HTML", "html"), ("a.htm", "html")],
)
def test_export_goes_by_the_longest_ending(name: str, form: str) -> None:
    assert _by_ending(name) == form


# --- the page, as text ----------------------------------------------------------------------------------------------------

EVIL = Paper(
    id="ebcdefghjkmn",
    title='<script>alert(1)</script><img src=x onerror=alert(2)> "\u2028 &amp;',
    abstract="</script></noscript><!-- <script> <b>bold</b>",
    authors=("<i>Fir</i>",),
    venue="</li><h1>",
    url="javascript:alert(3)",
    links=("data:text/html,<script>alert(4)</script>", "//example.org/x", "https://example.org/?a=\"'&b=<c>"),
    tags=(Tag("tides", 1.0),),
)


class Page(HTMLParser):
    """The elements of a page as a browser without scripts sees them, and the text of each list item."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.items: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)
        if tag == "li":
            self.items.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "li" in self.inside:
            self.items[-1] += data
        if self.inside and self.inside[-1] in ("script", "style"):
            name = "data" if self.elements[-1][1].get("type") == "application/json" else self.inside[-1]
            self.texts[name] = self.texts.get(name, "") + data


def test_the_page_may_run_its_own_script_and_load_nothing() -> None:
    page = Page(written("html", TIDES))
    policy = next(a["content"] or "" for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    for kind_, text in (("script", page.texts["script"]), ("style", page.texts["style"])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind_}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    loading = [a for tag, a in page.elements for name in ("src", "srcset", "data", "action") if name in a]
    assert not loading
    assert [a["href"] for tag, a in page.elements if tag == "link"] == ["data:,"]
    assert not [tag for tag, a in page.elements if tag == "style" and a] + [
        a for _, a in page.elements if "style" in a or "onclick" in a
    ]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|fetch|XMLHttp|import", page.texts["script"]
    )


@given(st.lists(st.tuples(ANY, ANY, ANY), max_size=3))
def test_the_page_holds_the_papers_as_data_and_as_a_list(texts: list[tuple[str, str, str]]) -> None:
    papers = [Paper(id="abcdefghjkmn", title=a, abstract=b, authors=(c,), tags=(Tag(a, 1.5),)) for a, b, c in texts]
    page = Page(written("html", EVIL, *papers))
    assert not set("<>&\u2028") & set(page.texts["data"])
    objects = json.loads(page.texts["data"])
    assert [(o["title"], o["abstract"], o["authors"]) for o in objects[1:]] == [(a, b, [c]) for a, b, c in texts]
    assert [clean(item) for item in page.items[1:]] == [
        clean(f"{clean(a) or 'Untitled'}{clean(c)}") for a, _, c in texts
    ]
    assert [tag for tag, _ in page.elements].count("script") == 2


def test_only_web_addresses_are_links() -> None:
    [data, tides] = json.loads(Page(written("html", EVIL, TIDES)).texts["data"])
    assert data["links"] == [["example.org", "https://example.org/?a=\"'&b=<c>"]]
    assert tides["links"] == [
        ["DOI", "https://doi.org/10.1000/tides"],
        ["arXiv", "https://arxiv.org/abs/2403.01234"],
        ["PubMed", "https://pubmed.ncbi.nlm.nih.gov/12345678/"],
        ["example.org", "https://example.org/tides"],
        ["github.com", "https://github.com/x/tides"],
        ["example.org", "https://example.org/data"],
    ]


# --- the page in a browser ------------------------------------------------------------------------------------------------

SHELF = [
    TIDES._replace(title="Tides of the northern shore", year=2022),
    Paper(
        id="bbcdefghjkmn", title="Naïve jars", abstract="Salt on the Rim of jars.", year=2024, tags=(Tag("jars", 5.0),)
    ),
    Paper(
        id="cbcdefghjkmn", title="Another shore", abstract="Jars and tides.", tags=(Tag("jars", 1.0), Tag("tides", 9.0))
    ),
    EVIL,
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium under chromedriver."""
    webdriver = pytest.importorskip("selenium.webdriver")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromedriver are not both installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    profile = tmp_path_factory.mktemp("profile")
    for argument in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-dev-shm-usage", "window-size=1200,900", f"user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield chrome
    chrome.quit()


class Screen:
    """A page of papers, open in a browser."""

    def __init__(self, browser: Any, folder: Path, papers: Sequence[Paper]) -> None:
        self.browser = browser
        (folder / "papers.html").write_text(written("html", *papers), "utf-8")
        browser.get((folder / "papers.html").as_uri())

    def all(self, selector: str) -> list[Any]:
        return [found for found in self.browser.find_elements("css selector", selector) if found.is_displayed()]

    def texts(self, selector: str) -> list[str]:
        return [found.text for found in self.all(selector)]

    @property
    def titles(self) -> list[str]:
        return self.texts(".paper h2")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    def click(self, selector: str, text: str = "") -> None:
        next(found for found in self.all(selector) if text in found.text).click()

    def run(self, script: str) -> Any:
        return self.browser.execute_script(script)


ESCAPE, ENTER = "\ue00c", "\ue007"


@pytest.fixture
def screen(browser: Any, tmp_path: Path) -> Screen:
    return Screen(browser, tmp_path, SHELF)


def test_in_a_browser_text_stays_text_and_nothing_is_fetched(screen: Screen) -> None:
    screen.keys("a")
    assert clean(EVIL.title) in map(clean, screen.titles)
    assert EVIL.abstract in screen.texts(".abstract")
    assert screen.run("return document.querySelectorAll('script').length") == 2
    assert screen.run("return document.querySelectorAll('.paper img, .paper b, .paper i, .paper h1').length") == 0
    links = screen.all(".paper a")
    assert len(links) == 7
    assert {link.get_attribute("rel") for link in links} == {"noopener noreferrer"}
    assert all(link.get_attribute("href").startswith("https://") for link in links)
    assert screen.browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in screen.browser.get_log("performance")]
    requests = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    asked = {request["request"]["url"] for request in requests if request["documentURL"].startswith("file:")}
    assert {address.split(":")[0] for address in asked} <= {"file", "data"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("jars tides", ["Another shore"]),
        ("NAIVE", ["Naïve jars"]),
        ("shore birch", ["Tides of the northern shore"]),
        ('"of jars"', ["Naïve jars"]),
        ("2024", ["Naïve jars"]),
        ("jars zzz", []),
    ],
)
def test_in_a_browser_the_search_wants_all_words(screen: Screen, query: str, titles: list[str]) -> None:
    screen.keys("/", query)
    assert screen.titles == titles
    assert screen.texts("#count") == [f"{len(titles)} of 4 papers"]
    assert bool(screen.all("#none")) == (not titles)
    screen.keys(ESCAPE)
    assert len(screen.titles) == 4
    assert screen.texts("#count") == ["4 papers"]


def test_in_a_browser_a_decision_and_its_note_are_shown_and_found(browser: Any, tmp_path: Path) -> None:
    decided = TIDES._replace(status="maybe", note="Ask the harbour master")
    screen = Screen(browser, tmp_path, [decided, TIDES._replace(id="e00000000000", title="Another")])
    assert screen.texts(".facts .status") == ["maybe"]
    screen.keys("/", *"harbour master maybe")
    assert screen.titles == [clean(decided.title)]
    assert "Ask the harbour master" in screen.texts(".facts")[0]
    screen.keys(ESCAPE)
    for choice, titles in (("undecided", ["Another"]), ("maybe", [clean(decided.title)]), ("drop", [])):
        screen.click("#status option", choice)
        assert screen.titles == titles
        assert screen.texts("#count") == [f"{len(titles)} of 2 papers"]
    screen.click("#clear")
    assert len(screen.titles) == 2


def test_in_a_browser_nothing_asks_for_decisions_where_there_are_none(screen: Screen) -> None:
    assert not screen.all("#status")


def test_in_a_browser_words_are_lit_where_they_stand(screen: Screen) -> None:
    screen.keys("/", "naive rim")
    screen.keys(ENTER, "o")
    assert screen.texts("mark") == ["Naïve", "Rim"]


def test_in_a_browser_topics_narrow_the_list(screen: Screen) -> None:
    assert screen.texts(".chip") == ["tides\n3", "jars\n2", "shores\n1"]
    screen.click(".chip", "jars")
    assert screen.titles == ["Naïve jars", "Another shore"]
    assert screen.texts(".chip") == ["tides\n1", "jars\n2", "shores\n0"]
    screen.click(".chip", "tides")
    assert screen.titles == ["Another shore"]
    assert [chip.get_attribute("aria-pressed") for chip in screen.all(".chip")] == ["true", "true", "false"]
    screen.keys(ESCAPE)
    assert len(screen.titles) == 4
    screen.click(".tags button", "shores")
    assert screen.titles == ["Tides of the northern shore"]


def test_in_a_browser_the_list_is_sorted(screen: Screen) -> None:
    def order(name: str) -> list[str]:
        screen.click(f"#sort option[value='{name}']")
        return [title.split()[0] for title in screen.titles if "script" not in title]

    assert order("title") == ["Another", "Naïve", "Tides"]
    assert order("year") == ["Naïve", "Tides", "Another"]
    assert order("seen") == ["Tides", "Naïve", "Another"]
    assert order("score") == ["Another", "Tides", "Naïve"]
    assert order("") == ["Tides", "Naïve", "Another"]
    screen.click(".chip", "jars")
    assert order("score") == ["Naïve", "Another"]


def test_in_a_browser_keys_do_it_all(screen: Screen) -> None:
    screen.keys("j", "j", "o")
    assert screen.browser.switch_to.active_element.text == "Naïve jars"
    assert screen.texts(".abstract") == ["Salt on the Rim of jars."]
    screen.keys("k", ENTER)
    assert len(screen.all(".abstract")) == 2
    assert [button.get_attribute("aria-expanded") for button in screen.all(".paper h2 button")] == [
        "true",
        "true",
        "false",
        "false",
    ]
    screen.keys(ENTER)
    assert len(screen.all(".abstract")) == 1
    screen.keys("a")
    assert len(screen.all(".abstract")) == 4
    screen.keys("?")
    assert screen.texts("dialog h2") == ["Keys"]
    screen.keys(ESCAPE)
    assert not screen.all("dialog")


def test_in_a_browser_colours_can_be_turned(screen: Screen) -> None:
    def ground() -> str:
        return str(screen.run("return getComputedStyle(document.documentElement).backgroundColor"))

    first = ground()
    screen.click("#theme")
    turned = ground()
    assert turned != first
    screen.browser.refresh()
    assert ground() == turned
    screen.click("#theme")
    assert ground() == first


def test_in_a_browser_a_long_list_comes_as_it_is_needed(browser: Any, tmp_path: Path) -> None:
    screen = Screen(browser, tmp_path, [TIDES._replace(id=f"d{i:011d}", title=f"Paper {i}") for i in range(700)])
    rows = "return document.querySelectorAll('.paper').length"
    # The browser itself says when the end of the list is in sight: on a busy machine a moment later.
    ui = pytest.importorskip("selenium.webdriver.support.ui")
    wait = ui.WebDriverWait(browser, 60, poll_frequency=0.02)
    wait.until(lambda _: screen.run(rows))
    assert 30 <= screen.run(rows) <= 200
    wait.until(lambda _: screen.run("scrollTo(0, document.body.scrollHeight);" + rows) == 700)
    screen.keys("/", "paper")
    assert screen.run(rows) <= 200
    screen.run("dispatchEvent(new Event('beforeprint'))")
    assert screen.run(rows) == 700


def test_in_a_browser_without_scripts_there_is_a_list(browser: Any, tmp_path: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        screen = Screen(browser, tmp_path, SHELF)
        assert len(screen.all(".plain li")) == 4
        assert screen.texts(".plain li a")[0] == "Tides of the northern shore"
        assert not screen.all("#search")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_what_is_written_for_people_is_not_read_as_papers(run: Run, tmp_path: Path, name: str) -> None:
    run("add", SAMPLES / "monday.txt", "--library", "l.db")
    assert run("export", "-o", name, "--library", "l.db").code == 0
    done = run("add", name, "--library", "m.db")
    assert (done.code, "is what litcli wrote for people" in done.err) == (3, True)
    assert run("list", "--library", "m.db", "--format", "ids").lines == []


KINDS = ("conference", "chapter", "book", "thesis", "report", "preprint")


@pytest.mark.parametrize("form", ["ris", "bibtex", "csl-json", "jsonl", "csv"])
@pytest.mark.parametrize("venue", ["", "Journal of Tides"])
def test_what_kind_of_work_a_source_says_comes_back(form: str, venue: str) -> None:
    titles = [f"{kind.title()} of what the {kind} says" for kind in KINDS]
    papers = [Paper(f"a{title}", title, venue=venue, kind=kind) for title, kind in zip(titles, KINDS, strict=True)]
    if form == "bibtex":
        # BibTeX has no entry for a preprint; one in a journal is an article.
        papers = [paper for paper in papers if paper.kind != "preprint"]
    text = "".join(writer(form).write(papers, (), "\n"))
    with Library.in_memory() as library:
        add(library, read(Source(f"a.{form}", io.BytesIO(text.encode()))))
        found = {paper.title: paper.kind for paper in searching.papers(library)}
    expected = {paper.title: paper.kind for paper in papers}
    if form == "csl-json":
        expected[titles[-1]] = ""  # CSL calls an article what journals do not print
    assert found == expected


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [(("TY  - THES", "TY  - THES", "TY  - BOOK"), "thesis"), (("TY  - JOUR", "TY  - CHAP"), "chapter"), (("TY  - JOUR",), "")],
)  # fmt: skip
def test_of_kinds_the_one_that_most_records_say_is_the_papers(kinds: Sequence[str], kind: str) -> None:
    with Library.in_memory() as library:
        for i, said in enumerate(kinds):
            text = (
                f"{said}\nTI  - Tides of the northern shore in winter\nPY  - 2020\nVL  - {i}\nDO  - 10.1234/a\nER  - \n"
            )
            add(library, read(Source(f"{i}.ris", io.BytesIO(text.encode()))))
        assert [paper.kind for paper in searching.papers(library)] == [kind]
