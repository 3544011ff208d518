"""Pages saved as HTML and mails from anywhere: what a reader sees of them is read, and nothing around it becomes a paper."""

import base64
import io
import quopri
import re
from pathlib import Path
from time import monotonic

import pytest
from conftest import ROOT, Run
from hypothesis import given
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.read import Reading, markup
from litcli.read.formats import format_of
from litcli.read.html_lines import seen
from litcli.read.html_sites import site_of
from litcli.read.source import Source
from litcli.records import Item, Record, Unread

FORMS = ROOT / "tests" / "golden" / "formats"
TIDES = "Tidal mixing in shallow estuaries under storm surge conditions"
SHIPS = "Learning to route ships with graph networks"
SALT = "Salt wedges and the people who live with them"
TEXT = (
    "Ships are routed by graph networks that learn from past voyages. Fuel falls by a tenth against the routes that masters"
    " chose. The network also knows when it does not know, and then it leaves the choice to the master, as it should."
)


def items(data: bytes | str, form: str = "") -> tuple[Reading, list[Item]]:
    """Read a source to its end; whatever is in it, the account of its lines holds."""
    source = Source("s", io.BytesIO(data.encode() if isinstance(data, str) else data))
    run, found = Reading(source, format_of(source, form)), list[Item]()
    try:
        found.extend(run)
    except SourceError as error:
        if not ("no paper was found" in error.message or "is empty" in error.message):
            raise
    assert run.tally.adds_up(), run.tally
    return run, found


def records(data: bytes | str, form: str = "") -> list[Record]:
    return [item for item in items(data, form)[1] if isinstance(item, Record)]


def fixture(name: str) -> bytes:
    return (FORMS / name).read_bytes()


READ = {
    "pubmed_results.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Ash KB", "Birch L", "de la Cedar M"),
                "year": 2024,
                "venue": "J Tides",
                "volume": "12",
                "number": "3",
                "pages": "101-9",
                "doi": "10.1234/tides.2024.0101",
                "pmid": "38123456",
                "abstract": "We study tidal mixing in shallow estuaries during storm surges …",
            },
            {
                "title": SALT,
                "authors": ("Dogwood E",),
                "volume": "7",
                "pages": "e55",
                "pmid": "38123457",
                "abstract": "",
            },
        ],
    ),
    "scholar_results.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("KB Ash", "L Birch"),
                "venue": "Journal of Tides",
                "year": 2024,
                "doi": "10.1234/tides.2024.0101",
                "url": "https://doi.org/10.1234/tides.2024.0101",
            },
            {"title": "Storm surges of the northern coasts", "authors": ("E Dogwood",), "year": 1998, "url": ""},
        ],
    ),
    "arxiv_list.html": (
        "html",
        [
            {
                "title": SHIPS,
                "authors": ("Karl Ash", "Lena Birch"),
                "arxiv": "2403.01234",
                "listed": "2024-03-11",
                "extra": {
                    "comments": "10 pages, 4 figures",
                    "categories": "Machine Learning (cs.LG); Robotics (cs.RO)",
                },
            },
            {"title": "On waves that never break", "arxiv": "math/0309136", "year": 2003, "abstract": ""},
        ],
    ),
    "arxiv_search.html": (
        "html",
        [
            {
                "title": SHIPS,
                "authors": ("Karl Ash", "Lena Birch"),
                "arxiv": "2403.01234",
                "abstract": "Ships are routed by graph networks that learn from past voyages. Fuel falls by a tenth.",
                "extra": {"comments": "10 pages, 4 figures", "published": "2024-03-08"},
            }
        ],
    ),
    "article.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Ash, Karl B.", "Birch, Lena"),
                "abstract": "We study tidal mixing in shallow estuaries during storm surges.",
                "year": 2024,
                "pages": "101-109",
                "doi": "10.1234/tides.2024.0101",
            }
        ],
    ),
    "page.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Karl Ash", "Lena Birch"),
                "doi": "10.1234/tides.2024.0101",
                "line": 6,
                "end": 8,
            },
            {"title": SHIPS, "arxiv": "2403.01234", "line": 9, "end": 11},
        ],
    ),
    "proceedings.html": (
        "html",
        [
            {"title": TIDES, "authors": ("Karl Ash", "Lena Birch"), "line": 8, "end": 8},
            {"title": SHIPS, "authors": ("Lena Birch", "Max Cedar", "Emil Dogwood")},
            {"title": SALT, "authors": ("Emil Dogwood", "Max Cedar")},
            {"title": "On waves that never break at all", "authors": ("Greta Fir",)},
        ],
    ),
    "pmlr.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Karl Ash", "Lena Birch"),
                "venue": "Proceedings of the 12th Conference on Tides",
                "volume": "240",
                "pages": "1-27",
                "year": 2024,
                "url": "https://proceedings.mlr.press/v240/ash24a.html",
            },
            {"title": "Salt wedges", "authors": ("Emil Dogwood",), "pages": "28-40"},
        ],
    ),
    "cvf.html": (
        "html",
        [
            {
                "title": SHIPS,
                "authors": ("Lena Birch", "Max Cedar"),
                "venue": "Proceedings of the Conference on Seeing Tides (CST)",
                "year": 2024,
                "pages": "11-20",
                "url": "https://openaccess.thecvf.com/content/CVPR2024/html/Birch_Learning_paper.html",
            },
            {"title": SALT, "authors": ("Emil Dogwood",)},
        ],
    ),
    "dblp.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Karl Ash", "Lena Birch"),
                "venue": "J. Tides",
                "volume": "12",
                "number": "3",
                "pages": "101-109",
                "year": 2024,
                "doi": "10.1234/tides.2024.0101",
            },
            {"title": "Salt wedges", "authors": ("Emil Dogwood",), "doi": "10.1234/tides.2024.0110"},
        ],
    ),
    "sciencedirect.html": (
        "html",
        [
            {
                "title": TIDES,
                "authors": ("Karl Ash", "Lena Birch"),
                "venue": "Journal of Tides, Waves and Winds",
                "year": 2024,
                "url": "https://www.sciencedirect.com/science/article/pii/S0000000024000101",
            },
            {"title": "Salt wedges", "authors": ("Emil Dogwood",), "venue": "Salt", "year": 2024},
        ],
    ),
    "plain.eml": (
        "mail",
        [
            {
                "title": TIDES,
                "authors": ("Karl Ash", "Lena Birch"),
                "doi": "10.1234/tides.2024.0101",
                "listed": "2024-03-11",
                "line": 16,
                "end": 23,
            },
            {"title": SHIPS, "listed": "2024-03-11", "line": 25, "end": 29},
        ],
    ),
    "alerts.mbox": (
        "mail",
        [
            {"title": TIDES, "listed": "2024-03-11"},
            {"title": SHIPS, "listed": "2024-03-11"},
            {"title": SALT, "authors": ("Emil Dogwood", "Max Cedar"), "listed": "2024-03-12"},
        ],
    ),
}

PUBMED = ("pubmed_summary.txt", "pubmed_abstracts.txt", "pubmed_copied.txt", "pubmed_alert.eml", "pubmed_results.html")


@pytest.mark.parametrize("name", READ)
def test_a_page_or_mail_gives_its_papers_and_nothing_else(name: str) -> None:
    form, expected = READ[name]
    run, found = items(fixture(name))
    assert run.format.name == form
    assert run.tally.unread == 0
    made = [item for item in found if isinstance(item, Record)]
    assert [
        {field: getattr(one, field) for field in want} for one, want in zip(made, expected, strict=True)
    ] == expected


@pytest.mark.parametrize("name", READ)
def test_cut_off_anywhere_it_keeps_its_account_and_the_entries_before(name: str) -> None:
    whole = fixture(name)
    expected = [record.title for record in records(whole)]
    for size in range(1, len(whole), 53):
        found = [record.title for record in records(whole[:size], READ[name][0])]
        # Of the last one the title may be cut, and text of another part stands in for what never came.
        assert found[:-1] == expected[: max(0, len(found) - 1)]


@pytest.mark.parametrize("name", [name for name in READ if name.endswith(".html")])
def test_a_page_on_one_line_gives_the_same_papers(name: str) -> None:
    data = fixture(name)
    once = [one._replace(line=1, end=1, lines=0) for one in records(data)]
    again = [one._replace(line=1, end=1, lines=0) for one in records(data.replace(b"\n", b" "))]
    assert again == once


def test_a_saved_page_of_the_same_list_folds_with_its_mail(run: Run, tmp_path: Path) -> None:
    library = ["--library", tmp_path / "library.db"]
    files = [FORMS / name for name in ("page.html", "plain.eml", "alerts.mbox", "arxiv_search.html", "article.html")]
    assert run("add", *files, *library).code == 0
    assert run("list", "--format", "ids", *library).out.count("\n") == 3


def page(body: str) -> str:
    return f"<!DOCTYPE html>\n<html><body>\n{body}\n</body></html>\n"


def lines(html: str) -> list[str]:
    pieces = [(number, f"{line}\n") for number, line in enumerate(html.split("\n"), start=1)]
    return [line.text for line in seen(markup.Text.of(pieces)) if line.text]


def test_what_is_around_the_text_is_left_out_only_where_it_ends() -> None:
    entry = f"<h3>{SHIPS}</h3><p>{TEXT}</p>"
    assert lines(page(f"<nav>Home</nav>{entry}<footer>Legal</footer>")) == [f"### {SHIPS}", TEXT]
    assert lines(page(f"<nav>Home{entry}")) == ["Home", f"### {SHIPS}", TEXT]


def test_a_link_stays_with_what_it_is_all_of() -> None:
    assert lines('<p><a href="https://a.org/1">Tides</a></p>') == ["[Tides](https://a.org/1)"]
    assert lines('<p>See <a href="https://a.org/1">Tides</a></p>') == ["See Tides"]
    assert lines('<p>See <a href="https://doi.org/10.1234/a">it</a></p>') == ["See it", "https://doi.org/10.1234/a"]
    assert lines('<p><a href="/rel">Tides</a></p>') == ["Tides"]


def test_what_every_mail_says_is_no_abstract() -> None:
    chatter = f"You are receiving this mail because you asked for it. {TEXT}"
    (record,) = records(page(f"<h3>{SHIPS}</h3><p>{TEXT}</p><p>{chatter}</p>"))
    assert record.abstract == TEXT


def test_an_abstract_without_its_title_is_unread_and_shown() -> None:
    _, found = items(page(f"<p>{TEXT} {TEXT}</p><h3>{SHIPS}</h3><p>{TEXT}</p>"))
    (unread,) = [item for item in found if isinstance(item, Unread)]
    assert unread.line == 3
    assert "an abstract with no title before it: Ships are routed" in unread.reason


def test_a_page_without_papers_is_refused(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(page("<h1>Terms of use and other things</h1><p>Nothing is for sale here today.</p>"))
    done = run("add", source, "--library", tmp_path / "library.db")
    assert done.code == 3
    assert "no paper was found in it" in done.err


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("From: a@b.org\nTo: c@d.org\nSubject: x\n\n", "mail"),
        ("From a@b.org Mon Mar 11 08:00:00 2024\nDate: x\nFrom: y\nSubject: z\n\n", "mail"),
        ("Received: from a\n\tby b\nDate: x\nFrom: y\n\n", "mail"),
        ("Abstract: a text\nAuthors: many\nTitle: b\n", "listing"),
        ("From: here to there, a study of distances\n", "listing"),
        ("From: Words to Worlds\nTo: Be or Not to Be\nSubject: Verb Agreement in Transformers\n\n", "listing"),
        ("<html> as a Language: Markup for Models\n\nA text\n", "listing"),
        ('<!-- saved from url=(0019)https://example.org -->\n<html><body class="x">\n', "html"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html>\n<html>\n', "html"),
        ("<p>A paragraph</p>\n", "html"),
        ("<ash> are trees\n", "listing"),
    ],
)
def test_mails_and_pages_are_known_by_their_first_lines(head: str, form: str) -> None:
    assert format_of(Source("s", io.BytesIO(head.encode()))).name == form


def test_a_signature_ends_the_text() -> None:
    mail = f"From: a@b.org\nDate: x\nSubject: y\n\n{SHIPS}\n\n{TEXT} {TEXT}\n\n-- \n{TIDES}\n\n{TEXT} {TEXT}\n"
    assert [record.title for record in records(mail)] == [SHIPS]


@given(
    st.lists(
        st.sampled_from(
            [
                *("<h3>", "</h3>", "<p>", "</p>", "<nav>", "</nav>", "<a href='https://doi.org/10.1234/x'>", "</a>"),
                *("<dt>", "<div class='list-title'>", "</div>", "<meta name=citation_title content=x>", "\n", "&amp;"),
                *("<article class='full-docsum'>", "<a class='docsum-title'>", "<!--", "-->", "<script>", "\x00"),
                *("<", "[", SHIPS, TEXT),
            ]
        ),
        max_size=40,
    )
)
def test_no_mixture_of_tags_is_an_error(parts: list[str]) -> None:
    items("<!DOCTYPE html>\n" + "".join(parts), "html")
    items("From: a@b.org\nDate: x\nSubject: y\nContent-Type: text/html\n\n" + "".join(parts), "mail")


@pytest.mark.parametrize(
    ("body", "title", "authors"),
    [
        (f"<li><a href='https://doi.org/10.1234/a'>{SHIPS}</a>, Karl Ash, Lena Birch</li>", SHIPS, ("Karl Ash", "Lena Birch")),
        (f"<b>{SHIPS}</b><br>Karl Ash, Lena Birch<br>Tides 2024. doi: 10.1234/a.", SHIPS, ("Karl Ash", "Lena Birch")),
        (f"<b>{SHIPS}</b><br>Ash KB, Birch L.<br>posted 2 March 2024, 10.1234/a", SHIPS, ("Ash KB", "Birch L")),
        (f"<b>{SHIPS}</b><br>Ash, K. B., Birch, L.<br><a href='https://doi.org/10.1234/a'>PDF</a>", SHIPS, ("Ash, K. B.", "Birch, L.")),
        (f"<p><a href='x'>pdf</a><a href='y'>bib</a> <b>{SHIPS}</b></p><p>Karl Ash | Lena Birch</p><p>{TEXT}</p>", SHIPS, ("Karl Ash", "Lena Birch")),
        (f"<h2>{SHIPS}</h2><p>Karl Ash and Lena Birch</p><h3>Abstract</h3><p>{TEXT}</p>", SHIPS, ("Karl Ash", "Lena Birch")),
        (f"<h2>{SHIPS}</h2><p>Karl Ash et al.</p><div>Keywords: ships, tides</div><p>{TEXT}</p>", SHIPS, ("Karl Ash",)),
        (f"<p><a href='https://www.semanticscholar.org/paper/9'>{SHIPS}</a></p><p>Karl Ash, Lena Birch</p>", SHIPS, ("Karl Ash", "Lena Birch")),
    ],
)  # fmt: skip
def test_a_list_of_any_make_gives_title_and_authors(body: str, title: str, authors: tuple[str, ...]) -> None:
    (record,) = records(page(body))
    assert (record.title, record.authors) == (title, authors)
    assert record.abstract == TEXT or record.doi == "10.1234/a" or record.links


def test_what_is_left_out_for_want_of_an_abstract_is_told(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(page(f"<h3>{SHIPS}</h3>\n<p>{TEXT}</p>\n<h3>{SALT}</h3>"))
    done = run("add", source, "--library", tmp_path / "library.db")
    assert done.code == 0
    assert "1 text looks like a title but has no abstract, DOI or arXiv number, and is left out" in done.err
    shown = [line.split("\t")[3:] for line in run("parse", source).lines]
    assert ["left out", SALT] in shown
    source.write_text(page(f"<h3>{SHIPS}</h3><p>{TEXT}</p><h3>{SALT}</h3>").replace("\n", ""))
    done = run("parse", source)
    assert ["left out beside another", SALT] in [line.split("\t")[3:] for line in done.lines]
    assert "1 lines = 1 in 1 records + 0 of the page" in done.err


def test_a_quoted_mail_is_read_as_it_was() -> None:
    head = "From: a@b.org\nDate: x\nSubject: y\n\n"
    text = f"{SHIPS}\nKarl Ash, Lena Birch\nhttps://arxiv.org/abs/2403.01234\n\n{TEXT}\n"
    quoted = "".join(f"> {line}\n" for line in text.split("\n"))
    once, again = records(head + text), records(head + quoted)
    assert [(one.title, one.authors, one.arxiv, one.abstract) for one in again] == [
        (one.title, one.authors, one.arxiv, one.abstract) for one in once
    ]
    assert once[0].arxiv == "2403.01234"


def test_arxivs_list_that_was_copied_as_text_keeps_its_numbers() -> None:
    text = (
        "Machine Learning\nSee recent articles\nShowing new listings for Monday, 11 March 2024\nTotal of 2 entries : 1-2\n"
        "Showing up to 2000 entries per page: fewer | more | all\nSkip ahead: new | cross\n"
        "New submissions (showing 2 of 2 entries)\n[1] arXiv:2403.01234 [pdf, html, other]\n"
        f"Title: {SHIPS}\nKarl Ash, Lena Birch\nSubjects: Machine Learning (cs.LG)\n{TEXT}\n"
        f"[2] arXiv:2403.01240 (replaced) [pdf]\nTitle: {SALT}\nEmil Dogwood, Max Cedar\nComments: 3 pages\n{TEXT}\n"
    )
    assert [(one.title, one.arxiv, one.authors, one.abstract) for one in records(text)] == [
        (SHIPS, "2403.01234", ("Karl Ash", "Lena Birch"), TEXT),
        (SALT, "2403.01240", ("Emil Dogwood", "Max Cedar"), TEXT),
    ]


def test_a_result_of_scholar_needs_its_byline() -> None:
    extra = '<div class="gs_r"><h3 class="gs_rt"><a>User profiles for author:ash</a></h3></div>'
    whole = fixture("scholar_results.html").replace(b"</body>", extra.encode() + b"</body>")
    assert len(records(whole)) == 2


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("windows-1251", "Обучение нейронных сетей без учителя на графах"),
        ("iso-8859-2", "Żółte łodzie i źródła ciepłej wody w Zatoce"),
        ("iso-8859-1", "Über die Gezeiten an der friesischen Küste"),
        ("Shift_JIS", "干潟における潮汐混合の観測と簡単なモデル"),
        ("gb2312", "深度学习在医学影像分析中的应用研究综述"),
        ("koi8-r", "Обучение нейронных сетей без учителя на графах"),
    ],
)
def test_a_source_is_decoded_as_it_declares(charset: str, title: str) -> None:
    html = f'<html><head><meta charset="{charset}"></head><body>\n<h3>{title}</h3>\n<p>{TEXT}</p></body></html>'
    mail = (
        f"From: a@b.org\nDate: x\nSubject: y\nContent-Type: text/plain; charset={charset}\n\n{title}\n\n{TEXT} {TEXT}\n"
    )
    quoted = html.encode(charset)
    parts = "".join(f"={byte:02X}" if byte > 126 or byte == 61 else chr(byte) for byte in quoted)
    head = f"From: a@b.org\nDate: x\nSubject: y\nContent-Type: text/html; charset={charset}\nContent-Transfer-Encoding: quoted-printable\n\n"
    for data in (html.encode(charset), mail.encode(charset), (head + parts).encode()):
        run, found = items(data)
        assert [item.title for item in found if isinstance(item, Record)] == [title]
        assert run.warnings == ()


def test_what_is_not_in_the_declared_set_is_told() -> None:
    run, _ = items(f'<html><head><meta charset="utf-8"></head>\n<h3>{SHIPS} \xfc</h3><p>{TEXT}</p>'.encode("latin-1"))
    assert "not UTF-8" in run.warnings[0]
    assert not records(b"<html><meta charset=zip>\n<meta charset=base64>\n<p>\xff\xfe\xfd</p>")


@pytest.mark.parametrize("name", PUBMED)
def test_pubmed_says_the_same_in_every_form(name: str) -> None:
    found = records(fixture(name))
    first, second = found[:2]
    assert (first.title, first.authors, first.year) == (TIDES, ("Ash KB", "Birch L", "de la Cedar M"), 2024)
    assert (first.venue, first.volume, first.number, first.pages) == ("J Tides", "12", "3", "101-9")
    assert (first.doi, first.pmid) == ("10.1234/tides.2024.0101", "38123456")
    assert (second.title.strip("[]"), second.authors, second.pmid) == (SALT, ("Dogwood E",), "38123457")
    for erratum in found[2:]:
        assert (erratum.title, erratum.authors) == ("Erratum: Do tides mix?", ())
        assert (erratum.doi, erratum.pages) == ("10.1234/tides.2024.e7(1)2-3", "e7")


def test_an_abstract_of_pubmed_is_whole_and_has_nothing_else_in_it() -> None:
    (first, second) = records(fixture("pubmed_abstracts.txt"))
    assert first.abstract == (
        "BACKGROUND: Tidal mixing is seldom observed during storm surges. METHODS: We observed twelve stations."
        " CONCLUSIONS: Mixing doubles when the surge meets the ebb."
    )
    assert second.abstract == ""


def test_pubmeds_forms_fold_into_one_list(run: Run, tmp_path: Path) -> None:
    library = ["--library", tmp_path / "library.db"]
    assert run("add", *[FORMS / name for name in PUBMED], *library).code == 0
    assert run("list", "--format", "ids", *library).out.count("\n") == 3


@pytest.mark.parametrize("name", PUBMED)
def test_pubmed_cut_off_anywhere_keeps_its_account(name: str) -> None:
    whole = fixture(name)
    for size in range(1, len(whole), 37):
        items(whole[:size])


ATTACHED = """From: a@b.org
Date: Mon, 11 Mar 2024 08:00:00 +0000
Subject: x
Content-Type: multipart/mixed; boundary=q

--q
Content-Type: text/plain

{ships}
Karl Ash, Lena Birch
https://arxiv.org/abs/2403.01234

--q
Content-Type: {kind}; name="{name}"
Content-Disposition: attachment; filename="{name}"
Content-Transfer-Encoding: {encoding}

{data}
--q--
"""


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
@pytest.mark.parametrize(
    ("name", "kind", "text", "titles"),
    [
        ("refs.ris", "application/x-research-info-systems", f"TY  - JOUR\nTI  - {SALT}\nER  - \n", [SHIPS, SALT]),
        ("refs.nbib", "application/octet-stream", f"PMID- 1\nTI  - {SALT}\nJT  - Tides\n", [SHIPS, SALT]),
        ("refs.csv", "text/csv", f"title,doi\n{SALT},10.1234/a\n", [SHIPS, SALT]),
        ("notes.txt", "text/plain", f"{SALT}\n\n{TEXT} {TEXT}\n", [SHIPS, SALT]),
        ("paper.pdf", "application/pdf", "%PDF-1.4 abc", [SHIPS]),
    ],
)
def test_what_is_attached_is_read_as_what_it_is(
    encoding: str, name: str, kind: str, text: str, titles: list[str]
) -> None:
    data = {
        "7bit": text,
        "base64": base64.encodebytes(text.encode()).decode(),
        "quoted-printable": quopri.encodestring(text.encode()).decode(),
    }[encoding]
    run, found = items(ATTACHED.format(ships=SHIPS, kind=kind, name=name, encoding=encoding, data=data))
    assert run.format.name == "mail"
    assert [item.title for item in found if isinstance(item, Record)] == titles
    assert run.tally.unread == 0


def test_an_attachment_that_is_damaged_is_unread() -> None:
    text = f"title,doi\n{SALT},10.1234/a\n"
    mail = ATTACHED.format(
        ships=SHIPS, kind="text/csv", name="refs.csv", encoding="7bit", data=text.replace("title", "x")
    )
    (unread,) = [item for item in items(mail)[1] if isinstance(item, Unread)]
    assert unread.reason.startswith("came with the mail, and is not read: ")


@pytest.mark.parametrize(
    "element",
    ['<section class="c-abstract"><h2>Abstract</h2><p>{}</p></section>', '<div id="Abs1-content"><p>{}</p></div>'],
)
def test_an_article_has_the_abstract_that_stands_in_its_page(element: str) -> None:
    head = f'<html><head><meta name="citation_title" content="{SHIPS}">\n<meta name="citation_doi" content="10.1234/a"></head><body>\n'
    (record,) = records(
        f"{head}<div class=abstract-link>no</div>\n{element.format(TEXT)}\n<p>{TEXT} More.</p></body></html>\n"
    )
    assert (record.title, record.doi, record.abstract, record.end) == (SHIPS, "10.1234/a", TEXT, 4)


def test_scholars_results_that_were_copied_as_text() -> None:
    text = (
        "About 4,210 results (0.07 sec)\n[PDF] Deep learning\nK Ash, L Birch… - Journal of Tides, 2016 - books.example.org\n"
        "An introduction to a broad range of topics, covering what can be learned and what cannot …\n"
        "☆ Save 99 Cite Cited by 31 Related articles All 9 versions\n"
        f"{SHIPS}\nM Cedar - 2020 - example.org\nSave Cite Cited by 7\n"
    )
    found = [(one.title, one.authors, one.venue, one.year) for one in records(text)]
    assert found == [
        ("Deep learning", ("K Ash", "L Birch"), "Journal of Tides", 2016),
        (SHIPS, ("M Cedar",), "", 2020),
    ]


def test_a_mail_of_labelled_fields() -> None:
    mail = (
        f"From: a@b.org\nDate: x\nSubject: y\n\nTitle: {SHIPS}\nAuthors: Ash, KB; Birch, L\nSource: TIDES, 18 (10): 945-956 OCT 2019\n"
        f"DOI: 10.1016/S1474-4422(19)30285-6\nAccession Number: A:1\nTimes Cited: 44\nAbstract: {TEXT}\n"
    )
    (record,) = records(mail)
    assert (record.title, record.authors, record.abstract) == (SHIPS, ("Ash, KB", "Birch, L"), TEXT)
    assert record.doi == "10.1016/s1474-4422(19)30285-6"


def test_a_list_of_references_is_read_as_summaries_are() -> None:
    text = f"1. Ash KB, Birch L. {SHIPS}. J Tides. 2019;5(2):1-9.\n2. Dogwood E. {SALT}. Proc Natl Acad Sci U S A. 2020 Jan;7:e3. doi: 10.1234/a.\n"
    for form in (text, text.replace("\n", "\n\n")):
        found = [(one.title, one.authors, one.venue, one.pages) for one in records(form)]
        assert found == [
            (SHIPS, ("Ash KB", "Birch L"), "J Tides", "1-9"),
            (SALT, ("Dogwood E",), "Proc Natl Acad Sci U S A", "e3"),
        ]


# --- what is one make's furniture is another's title -------------------------------------------------------------------------

TITLES = [
    "TL;DR: Mining Reddit to Learn Automatic Summarization",
    "Comments: A Corpus of What Readers Say",
    "Keywords: How Readers Choose Them",
    "Cite Before You Speak: Enhancing Context-Response Grounding",
    "Cited by 1000: What Makes a Paper Famous",
    "Small Models > Large Models",
    "Sort by Thinking Before Answering",
    "Total of 3 Entries and What They Mean",
    "World Models - A Survey, 2024",
    "Ada Lovelace - A Life in Code, 1843",
    "Title: A Study of How Papers Are Called",
    "[C] Compilers for Everyone and Nobody",
    "Authors: Who Are They in the Age of Machines?",
    "Diffusion Models and Score Matching",
    "Vision Transformers, Language Models, and Their Limits",
]


@pytest.mark.parametrize("layout", ["{}\n{}\n", "{}\n\n{}\n\n"])
@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_no_furniture_on_a_page_of_another_make(title: str, layout: str) -> None:
    abstracts = [f"{word} {TEXT} {TEXT}" for word in ("First", "Second", "Third")]
    text = "".join(layout.format(one, two) for one, two in zip((SHIPS, title, SALT), abstracts, strict=True))
    assert [(one.title, one.abstract) for one in records(text)] == list(
        zip((SHIPS, title, SALT), abstracts, strict=True)
    )


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize("ahead", [True, False])
def test_a_doi_goes_to_the_paper_that_the_page_prints_it_with(ahead: bool, length: int) -> None:
    text = ""
    for number, title in enumerate((SHIPS, SALT), start=1):
        link = f"https://doi.org/10.5555/a.{number}\n"
        text += f"{link if ahead else ''}{title}\n{' '.join([TEXT] * length)}\n{'' if ahead else link}"
    assert [(one.title, one.doi) for one in records(text)] == [(SHIPS, "10.5555/a.1"), (SALT, "10.5555/a.2")]


def test_a_data_sets_doi_is_not_the_papers() -> None:
    (record,) = records(f"{SHIPS}\n{TEXT} {TEXT}\nhttps://doi.org/10.5281/zenodo.123456\n")
    assert (record.doi, record.links) == ("", ("https://doi.org/10.5281/zenodo.123456",))


@pytest.mark.parametrize("body", ["", "\n", "\n\n"])
def test_a_mail_with_nothing_in_it_is_no_error_of_the_others(body: str) -> None:
    head = "From a@b.org Mon Mar 11 08:00:00 2024\nFrom: a@b.org\nDate: Mon, 11 Mar 2024 08:00:00 +0000\nSubject: x\n"
    mails = f"{head}{body}\n{head}\n{SHIPS}\n\n{TEXT} {TEXT}\n"
    assert [record.title for record in records(mails)] == [SHIPS]
    assert records(head + body) == []


@pytest.mark.parametrize(
    "body",
    [
        f"TY  - JOUR\nTI  - {SALT}\nAU  - Dogwood, E.\nER  - \n",
        f"@article{{a, title={{{SALT}}}, author={{Dogwood, E.}}}}\n",
        f'title,authors\n{SALT},"Dogwood, E."\n',
    ],
)
def test_a_mail_whose_text_is_an_export_is_read_as_that(body: str) -> None:
    (record,) = records(f"From: a@b.org\nTo: b@c.org\nSubject: s\n\n{body}")
    assert (record.title, record.authors) == (SALT, ("Dogwood, E.",))


def test_references_keep_the_abstracts_below_them() -> None:
    first, second = f"First {TEXT}", f"Second {TEXT}"
    compact = f"1. Ash KB, Birch L. {SHIPS}. Tides. 2020;12(3):1-9.\n{first}\n2. Dogwood E. {SALT}. Tides. 2021;13(1):2-8.\n{second}\n"
    for text in (compact, compact.replace("\n", "\n\n")):
        assert [(one.title, one.abstract) for one in records(text)] == [(SHIPS, first), (SALT, second)]


def test_no_line_takes_long_to_classify() -> None:
    for text in ("Aa Bb " * 41, "Aa, B. " * 35, "A B, " * 49, "Aa B | " * 35, "K Ash, " * 35 + "- x"):
        records(f"Save Cite Cited by 3\n{text}\n\n{SHIPS}\n{TEXT} {TEXT}\n")


@pytest.mark.parametrize(
    "word", ["gse_alrt_title", "scholaralerts-noreply@google.com", "<!DOCTYPE html>", "From: a@b.org", "PMID: 123456"]
)
def test_a_word_that_marks_another_format_changes_nothing_inside_a_text(word: str) -> None:
    json = f'{{"id": "abcdefghijkl", "title": "{SHIPS}", "abstract": "{word}", "seen": []}}\n'
    table = f'title,abstract\n{SHIPS},"{word}\nDate: x\nSubject: y"\n'
    ris = f"TY  - JOUR\nTI  - {SHIPS}\nAB  - {word}\nER  - \n"
    for data, form in ((json, "jsonl"), (table, "csv"), (ris, "ris")):
        run, found = items(data)
        assert run.format.name == form
        assert [item.title for item in found if isinstance(item, Record)] == [SHIPS]


@pytest.mark.parametrize(
    ("stories", "papers"),
    [
        # A page with names under a title or two is no list of papers; from three on it is, and then one name will do.
        ([(TIDES, "Karl Ash and Lena Birch"), (SHIPS, "By Jane Roe"), (SALT, "Travel")], 0),
        ([(TIDES, "Karl Ash, Lena Birch"), (SHIPS, "Max Cedar, Lena Birch"), (SALT, "Sport")], 0),
        ([(TIDES, "Karl Ash, Lena Birch"), (SHIPS, "Max Cedar, Lena Birch"), (SALT, "Emil Dogwood, Max Cedar")], 3),
        ([(TIDES, "Karl Ash; Lena Birch"), (SHIPS, "Max Cedar; Lena Birch"), (SALT, "Emil Dogwood; Max Cedar"),
          ("Why the ferries were late on Monday", "Greta Fir"), ("Ten ways to eat well this winter", "Travel")], 4),
        ([(TIDES, "Karl Ash, Lena Birch"), (SHIPS, "Max Cedar, Lena Birch"), (SALT, "Emil Dogwood, Max Cedar"),
          ("Opening words of the conference", "Main Track"), ("Closing words of the conference", "Main Track")], 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["", "<br>", "</h3><p>"])
def test_a_page_that_lists_titles_with_their_authors_is_a_list_of_papers(
    stories: list[tuple[str, str]], papers: int, between: str
) -> None:
    told = "".join(f"<h3><a href='/{i}'>{title}</a> {between} {names}</h3>" for i, (title, names) in enumerate(stories))
    page = f"<html><body><h1>What is new</h1>{told}<p>Nothing else is to be said of it here</p></body></html>"
    made = records(page)
    assert len(made) == papers
    assert all(one.authors for one in made)


@pytest.mark.parametrize(
    "page",
    [
        ("Subject: two papers\nFrom: a@x.org\nTo: b@x.org\nDate: Fri, 15 Mar 2024 08:00:00 +0000\n\nHi,\n\nhave a look:\n\n{}\n"
        "https://arxiv.org/abs/2403.01234\n\nand https://doi.org/10.1234/tides.2024.0101 (tides).\n\nCheers\n"),
        ("<html><body><ul><li><a href='https://arxiv.org/abs/2403.01234'>{}</a></li></ul>"
        "<p>See also the review of <a href='https://doi.org/10.1234/tides.2024.0101'>this journal</a>.</p></body></html>"),
        ("<html><body><ul><li><a href='https://arxiv.org/abs/2403.01234'>{}</a></li></ul>"
        "<p>A reply to the <a href='https://doi.org/10.1234/tides.2024.0101'>paper on tides</a> is being written.</p></body></html>"),
    ],
)  # fmt: skip
def test_a_doi_in_a_sentence_is_another_papers(page: str) -> None:
    page = page.format(SHIPS)
    assert [(one.title, one.arxiv, one.doi) for one in records(page) if one.arxiv] == [(SHIPS, "2403.01234", "")]


@pytest.mark.parametrize(
    "link",
    [
        "<p>Available at <a href='https://doi.org/10.1234/tides.2024.0101'>https://doi.org/10.1234/tides.2024.0101</a></p>",
        "<p>J Tides 12(3), 101-9 (2024). doi: 10.1234/tides.2024.0101</p>",
        "<p><a href='https://doi.org/10.1234/tides.2024.0101'><img src='x.png'></a></p>",
    ],
)
def test_a_doi_beside_a_title_is_its_own(link: str) -> None:
    made = records(f"<html><body><div><h3><a href='/1'>{TIDES}</a></h3>{link}</div></body></html>")
    assert [(one.title, one.doi) for one in made] == [(TIDES, "10.1234/tides.2024.0101")]


@pytest.mark.parametrize(
    "title", ["Uptake of H<sub>2</sub>O by <i>Fucus</i>-like weeds", "The <i>Fucus</i> <b>of</b> northern shores"]
)
def test_a_linked_title_with_markup_inside_a_word_is_whole(title: str) -> None:
    entry = f"<li><a href='https://doi.org/10.1234/a'>{title}</a> <i>Karl Ash, Lena Birch</i></li>"
    made = records(f"<html><body><ul>{entry}</ul></body></html>")
    plain = re.sub("<[^>]*>", "", title)
    assert [(one.title, one.authors, one.doi) for one in made] == [(plain, ("Karl Ash", "Lena Birch"), "10.1234/a")]


@pytest.mark.parametrize("noise", ["<span class=authors ", "<li class=entry ", "class=", "<dt class=ptitle>x"])
def test_no_noise_keeps_the_sites_busy(noise: str) -> None:
    started = monotonic()
    site_of(f"<html><body>{noise * 40_000}")
    assert monotonic() - started < 8
