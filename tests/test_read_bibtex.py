r"""BibTeX: what fields and TeX become, that two entries are two entries, and what damage to one costs the others."""

import builtins
import io
import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.read import How, Source, bibtex, read
from litcli.read.formats import format_of
from litcli.read.people import braced
from litcli.read.tex import plain
from litcli.records import Furniture, Item, Paper, Record, Unread
from litcli.text import clean
from litcli.write.bibtex import write

GOOD = "@article{ash2020,\n  title = {Tides in the moor},\n  year = {2020},\n}"


@pytest.fixture(autouse=True)
def _parser() -> None:
    pytest.importorskip("bibtexparser", minversion="2.0")


def source(data: str | bytes) -> Source:
    return Source("t.bib", io.BytesIO(data.encode() if isinstance(data, str) else data))


def items(data: str | bytes) -> list[Item]:
    """Everything in a source; each line of it is accounted for."""
    reading = read(source(data), How("bibtex"))
    found = list(reading)
    assert reading.tally.adds_up()
    return found


def records(data: str | bytes) -> list[Record]:
    return [item for item in items(data) if isinstance(item, Record)]


def unread(data: str) -> list[Unread]:
    return [item for item in items(data) if isinstance(item, Unread)]


def one(data: str) -> Record:
    (record,) = records(data)
    return record


# --- fields ------------------------------------------------------------------------------------------------------------

ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    "an article": (
        ('@Article{k:1,\n Title = "On {T}ides", Author = {Ash, Karl and Birch, Lena},\n journal = {Moors}, year = 2020,'
        " volume={7}, number=2,\n pages = {1--10}, doi={https://doi.org/10.1000/X\\_1}, abstract = {We\n   measure.},"
        " keywords={tides, moors}, month = mar, note={Read}}"),
        {"title": "On Tides", "authors": ("Ash, Karl", "Birch, Lena"), "venue": "Moors", "year": 2020, "volume": "7"}
        | {"number": "2", "pages": "1-10", "doi": "10.1000/x_1", "abstract": "We measure.", "key": "k:1"}
        | {"extra": {"ENTRYTYPE": "article", "keywords": "tides, moors", "month": "mar", "note": "Read"}},
    ),
    "a paper in proceedings": ("@inproceedings(k, title={On tides}, booktitle={Proc. (Moors)})", {"venue": "Proc. (Moors)"}),
    "BibLaTeX": (
        ("@online{k, title={On tides}, date={2020-03-14}, journaltitle={Moors}, eprint={hep-th/9901001}, eprinttype={arxiv},"
        " eprintclass={hep-th}}"),
        {"year": 2020, "venue": "Moors", "arxiv": "hep-th/9901001"},
    ),
    "arXiv": ("@misc{k, title={x}, eprint={2001.01234v2}, archivePrefix={arXiv}}", {"arxiv": "2001.01234"}),
    "arXiv with no word of it": ("@misc{k, title={x}, eprint={2001.01234}}", {"arxiv": "2001.01234"}),
    "arXiv as a journal": (
        "@article{k, title={x}, journal={arXiv preprint arXiv:2001.01234}}",
        {"arxiv": "2001.01234", "venue": "arXiv preprint arXiv:2001.01234"},
    ),
    "an eprint elsewhere": ("@misc{k, title={x}, eprint={123}, eprinttype={jstor}}", {"arxiv": "", "pmid": ""}),
    "PubMed": ("@misc{k, title={x}, eprint={123}, eprinttype={pubmed}}", {"pmid": "123"}),
    "an article's number": ("@article{k, title={x}, art_number={e17}}", {"pages": "e17"}),
    "an article's number beside pages": ("@article{k, eid={e17}, title={x}, pages={1-2}}", {"pages": "1-2"}),
    "an address": ("@misc{k, title={x}, url={\\url{https://x.org/~ash/a\\_b?c=1\\%20}}}", {"url": "https://x.org/~ash/a_b?c=1%20"}),
    "strings": (
        ('@string{jm = "Journal of " # {Moors}}\n@STRING(t = {Tides})\n@article{k, title = T # " and " # {x}, journal = jm,'
        " publisher = unknown}"),
        {"title": "Tides and x", "venue": "Journal of Moors", "line": 3},
    ),
    "no key": ("@article{, title={x}}", {"key": ""}),
    "a key with a space": ("@article{Ash 2020, title={x}}", {"key": "Ash 2020"}),
    "others": ("@misc{k, title={x}, author={Ash, Karl and others}}", {"authors": ("Ash, Karl",)}),
    "names in one more pair of braces": (
        "@misc{k, title={{x}}, author={{Ash, Karl and\n   Birch, Lena}}}",
        {"authors": ("Ash, Karl", "Birch, Lena"), "title": "x"},
    ),
    "a field twice": (
        "@misc{k, title={x}, title={y}, abstract={A.}, abstract={A.}, author={Ash, K.}, author={Birch, L.}}",
        {"title": "x", "abstract": "A.", "authors": ("Ash, K.",)}
        | {"extra": {"ENTRYTYPE": "misc", "other title": "y", "other author": "Birch, L."}},
    ),
    "the brace on the next line": ("@article\n{k,\n title={x}}", {"line": 1, "end": 3, "lines": 3}),
    "spaces in its head": ("  @ article {k, title={x}}", {"key": "k"}),
    "quotes inside braces": ('@misc{k, title={The "inner" title}}', {"title": 'The "inner" title'}),
    "an at sign inside": ("@misc{k, title={Tides @ {Moor}, mail a@b.org}}", {"title": "Tides @ Moor, mail a@b.org"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_read_by_the_names_of_its_fields(name: str) -> None:
    data, wanted = ENTRIES[name]
    record = one(data)
    assert {field: getattr(record, field) for field in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ash, Karl and Birch, Lena", ["Ash, Karl", "Birch, Lena"]),
        ("{Moor and Tide Ltd.} AND Ash, Karl", ["{Moor and Tide Ltd.}", "Ash, Karl"]),
        ("{\\'A}sh, K. and Sand, A.", ["{\\'A}sh, K.", "Sand, A."]),
        ("Ferdinand Band", ["Ferdinand Band"]),
    ],
)
def test_names_are_split_outside_braces(text: str, names: list[str]) -> None:
    assert braced(text) == names


# --- TeX ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'e}\'{e}\'e{\'{e}}", "éééé"),
        (r"Schr{\"o}dinger, \"Ozt{\"{u}}rk, na\"{\i}ve, \^\i", "Schrödinger, Öztürk, naïve, î"),
        (r"\c{c}\c c\v{s}{\v S}\H{o}\u{g}\k{a}\r{a}\d{h}\=a\.z", "ççšŠőğąåḥāż"),
        (r"\'{\^e}", "ế"),
        (r"Stra{\ss}e, {\O}re, \o re, \L{}\'od\'z, {\AA}, \ae", "Straße, Øre, øre, Łódź, Å, æ"),
        (r"50\% of R\&D \#1 a\_b \$5 \{x\}", "50% of R&D #1 a_b $5 {x}"),
        (r"a--b --- c ``d'' e~f", "a–b — c “d” e f"),
        (r"{DNA} and {The {T}ide}", "DNA and The Tide"),
        (r"\emph{Really} \textbf{\textit{so}} {\it now} {\bf then}", "Really so now then"),
        (r"$\alpha_{i}$ and {A} $x \in \{1\}$", r"$\alpha_{i}$ and A $x \in \{1\}$"),
        (r"\(\mathbf{x}\) {B}", r"\(\mathbf{x}\) B"),
        (r"\unknown{a}{b} {c} \alpha d", r"\unknown{a}{b} c \alpha d"),
        (r"\textendash{} \textquoteright s \ldots", "– ’s …"),
        (r"see https://x.org/~ash", "see https://x.org/~ash"),
        (r"costs $5 more \~{}\^{}", "costs $5 more ~^"),
        (r"a \"quoted\" word", 'a "quoted" word'),
        ("plain – text, 100 % (x_y)", "plain – text, 100 % (x_y)"),
        ("}{ } a {", " a "),
    ],
)
def test_tex_becomes_text(tex: str, text: str) -> None:
    assert clean(plain(tex)) == clean(text)


@given(st.text(st.sampled_from("ab {}\\$'\"-~`^&%_c,é\n"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost_in_tex(text: str) -> None:
    # A command, an accent and its letter are one; all other letters stay, in their order.
    bare = text.replace("\\", "")
    assert [sign for sign in plain(bare) if sign in "abcé&%_,"] == [sign for sign in bare if sign in "abcé&%_,"]
    plain(text)


WORDS = st.text(st.sampled_from("aB é-%&_#~^.:'"), min_size=1, max_size=20).map(clean).filter(bool)


@given(WORDS, WORDS, st.lists(WORDS.filter(lambda name: " and " not in name), max_size=3))
@settings(max_examples=200, deadline=None)
def test_what_litcli_writes_is_read(title: str, abstract: str, names: list[str]) -> None:
    title, abstract, names = (f"On {title} z", f"We {abstract} z", [f"Ash {name} z" for name in names])
    paper = Paper(
        id="abc", title=title, abstract=abstract, authors=tuple(names), year=2020, doi="10.1000/x", pages="1-2"
    )
    record = one("".join(write([paper], (), "\n")))

    def dashed(text: str) -> str:
        return text.replace("---", "—").replace("--", "–").replace("''", "”")

    assert (record.title, record.abstract) == (dashed(title), dashed(abstract))
    assert record.authors == tuple(map(dashed, names))
    assert (record.year, record.doi, record.pages) == (2020, "10.1000/x", "1-2")


# --- a file of many ----------------------------------------------------------------------------------------------------


def test_every_line_has_its_place() -> None:
    data = (
        "% Encoding: UTF-8\n\n@string{jm = {Moors}}\n@comment{jabref-meta: x;}\n@preamble{ {\\newcommand{\\x}{y}} }\n"
        f"Some text\n\n{GOOD}\nbetween\n{GOOD} @misc{{b, title={{Beside}}}}\n"
    )
    found = items(data)
    kinds = [(item.line, item.what) for item in found if isinstance(item, Furniture)]
    assert kinds == [(1, "text"), (3, "string"), (4, "comment"), (5, "preamble"), (6, "text"), (12, "text")]
    places = [(item.line, item.end, item.lines, item.key) for item in found if isinstance(item, Record)]
    assert places == [(8, 11, 4, "ash2020"), (13, 16, 4, "ash2020"), (16, 16, 0, "b")]


def test_entries_of_one_key_are_all_read() -> None:
    assert [record.title for record in records(f"{GOOD}\n@misc{{ash2020, title={{Another}}}}\n{GOOD}")] == [
        "Tides in the moor",
        "Another",
        "Tides in the moor",
    ]


def test_a_string_counts_from_where_it_stands_and_cannot_grow_for_ever() -> None:
    chain = "".join(f"@string{{s{i + 1} = s{i} # s{i}}}\n" for i in range(80))
    begun = time.process_time()
    found = records(f"@string{{s0 = {{ten signs.}}}}\n{chain}@misc{{k, title = s80, note = s2}}\n@string{{s2={{}}}}")
    assert found[0].extra["note"] == "ten signs." * 4
    assert len(found[0].title) < 200_000
    assert time.process_time() - begun < 2


# --- damage ------------------------------------------------------------------------------------------------------------

DAMAGED = {
    "a brace not closed": ("@misc{k, title = {Open, year = 2020,\n}", None, "not closed"),
    "a quote not closed": ('@misc{k, title = "Open, year = {2020}\n}', None, "not closed"),
    "a brace too many": (
        "@misc{k, title = {Too } many}, year = {2020},\n author = {Ash, K.}\n}",
        None,
        "a brace too many",
    ),
    "no comma behind the key": ("@misc{k title = {x}}", None, "expected comma"),
    "garbage": ("@misc{k, title = {x}, ,,{}}", None, "not BibTeX"),
    "no title": ("@misc{k, year = {2020}}", None, "no title"),
    "no fields": ("@misc{k}", None, "no title"),
    "the last brace missing": ("@misc{k,\n title = {Whole},\n year = {2020}\n", "Whole", None),
    "a comma missing": ("@misc{k,\n title = {Whole}\n author = {Ash, K.}\n year = 2020}", "Whole", None),
    "a line of garbage": ("@misc{k,\n garbage\n title = {Whole}}", "Whole", None),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_entry_costs_no_other(name: str) -> None:
    entry, title, reason = DAMAGED[name]
    found = items(f"{GOOD}\n\n{entry}\n\n{GOOD}\n")
    (here,) = [item for item in found if 5 < item.line < 8 + entry.count("\n")]
    assert sum(isinstance(item, Record) and item.title == "Tides in the moor" for item in found) == 2
    if reason is None:
        assert isinstance(here, Record)
        assert here.title == title
    else:
        assert isinstance(here, Unread)
        assert reason in here.reason
        assert here.text.strip() == entry.strip()
    assert here.line == 6


def test_a_missing_comma_loses_no_field() -> None:
    record = one('@misc{k,\n title = {Whole}\n author = {Ash, K.}\n year = 2020\n journal = "Moors" volume = 7}')
    assert (record.authors, record.year, record.venue, record.volume) == (("Ash, K.",), 2020, "Moors", "7")


def test_of_an_entry_that_is_cut_off_only_whole_fields_are_read() -> None:
    for cut in range(len("@article{"), len(GOOD)):
        *whole, last = items(f"{GOOD}\n{GOOD[:cut]}")
        assert len(whole) == 1
        if isinstance(last, Unread):
            assert (last.line, last.text) == (5, GOOD[:cut].rstrip("\n"))
        else:
            assert isinstance(last, Record)
            assert last.title == "Tides in the moor"
            assert last.year in (None, 2020)
    assert unread(f"{GOOD}\n{GOOD[:30]}")
    assert not unread(f"{GOOD}\n{GOOD[:-2]}")


@given(st.text(st.sampled_from('ab{}",=#@\\\n $(%'), max_size=60), st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_no_damage_raises_and_every_line_is_accounted_for(noise: str, at: int) -> None:
    data = f"@string{{jm = {{Moors}}}}\n{GOOD}\n\n@misc{{b, title = jm # {{x}}, author = {{Ash, K. and B}}}}\n"
    at %= len(data)
    items(f"{data[:at]}{noise}{data[at:]}\n{GOOD}\n")


def test_time_grows_with_the_length() -> None:
    n = 20_000
    for text in ("@a{" * n, "@misc{k, title={" + "\\(" * n + "}}", "@misc{k, title={" + "{" * n + "}" * n + "}}",
                 "@misc{k, title={x" + " " * n * 10 + "y}, author={" + "a and " * n + "}}",
                 "@misc{k, note=" + "a=" * n + ", title={x}}", "@misc{k, title={" + "\\'" * n + "}}",
                 "@misc{k, title={x}" + "\n" * n + "}", "@misc{k, title={" + "$\\$" * n + "}}"):  # fmt: skip
        begun = time.process_time()
        items(f"{text}\n{GOOD}")
        assert time.process_time() - begun < 4, text[:30]


# --- what is BibTeX, and what it needs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "claimed"),
    [
        (GOOD, True),
        (f"% Encoding: UTF-8\n{GOOD}", True),
        ('@comment{x}\n@string{a = "b"}', True),
        (f"Scopus\nEXPORT DATE: 1 March 2020\n{GOOD}", True),
        ("@unheard_of{key2020,\n  title={x}", True),
        ("Tides in the moor\n\nWe measure tides. Mail: ash@moor.org", False),
        ("@app.command(\n    name='x')", False),
        ("@dataclass(frozen=True)\nclass A: ...", False),
        ("\n".join(["Tides in the moor", "We measure tides."] * 5 + [GOOD]), False),
        ("", False),
    ],
)
def test_only_bibtex_is_claimed(page: str, claimed: bool) -> None:
    assert bibtex.sniff([line for line in page.split("\n") if line.strip()]) is claimed


def test_without_the_parser_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("bibtexparser"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SourceError, match=r"^t\.bib: BibTeX needs the package bibtexparser") as raised:
        items(GOOD)
    assert raised.value.hint == "pip install 'litcli[bibtex]'"


def test_the_parser_says_nothing_itself(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    unread(f"@misc{{k, title = {{Open\n{GOOD}")
    assert (caplog.records, capfd.readouterr().err) == ([], "")


# --- a real file -------------------------------------------------------------------------------------------------------


def test_a_real_file_is_read_whole_and_cut_anywhere_up_to_the_cut(shared: Path) -> None:
    data = (shared / "data" / "exports" / "scopus.bib").read_bytes()
    assert format_of(source(data)).name == "bibtex"
    reading = read(source(data))
    whole = [item for item in reading if isinstance(item, Record)]
    assert len(whole) == reading.tally.starts == reading.tally.entries == 11
    assert (reading.tally.adds_up(), reading.tally.unread) == (True, 0)
    counts = {field: sum(bool(getattr(one, field)) for one in whole) for field in ("title", "authors", "year", "doi")}
    assert counts == {"title": 11, "authors": 10, "year": 11, "doi": 10}
    ends = [0]
    for line in data.split(b"\n"):
        ends.append(ends[-1] + len(line) + 1)
    rng = random.Random(7)
    for cut in [rng.randrange(ends[1], len(data)) for _ in range(50)]:
        before = [record for record in whole if ends[record.end] - 1 <= cut]
        found = list(bibtex.read(data[:cut].decode(errors="replace").split("\n"), "t.bib"))
        records = [item for item in found if isinstance(item, Record)]
        assert [record.title for record in records[: len(before)]] == [record.title for record in before]
        assert len(records) <= len(before) + 1


def test_a_subtitle_is_part_of_the_title() -> None:
    text = (
        "@article{a, title={Main title of it}, subtitle={A subtitle with meaning}, date={2015-03}, journaltitle={BMJ}}"
    )
    [one] = records(text)
    assert (one.title, one.year, one.venue) == ("Main title of it: A subtitle with meaning", 2015, "BMJ")
    [other] = records("@article{b, title={Tides: a study}, subtitle={a study}}")
    assert other.title == "Tides: a study"


CHILD = "@inproceedings{{{0}, crossref = {{Vol}}, author = {{Ash, K}}, title = {{A child paper called {0}}}}}\n"
VOLUME = "@proceedings{vol, title = {Proceedings of the Tidal Days}, year = 2019, volume = {12}}\n"


@pytest.mark.parametrize(
    "order", [(CHILD.format("a"), VOLUME, CHILD.format("b")), (VOLUME, CHILD.format("a")), (CHILD.format("a"), VOLUME)]
)
def test_an_entry_has_what_it_leaves_to_its_volume(order: tuple[str, ...]) -> None:
    found = records("".join(order))
    assert [one.line for one in found] == sorted(one.line for one in found)
    children = [one for one in found if one.extra["ENTRYTYPE"] == "inproceedings"]
    assert {(one.year, one.venue, one.volume) for one in children} == {(2019, "Proceedings of the Tidal Days", "12")}
    assert len(children) == "".join(order).count("@inproceedings")


def test_an_entry_says_more_than_its_volume_and_a_missing_one_loses_nothing() -> None:
    own = CHILD.format("a").replace("author", "booktitle = {Salt Days}, year = 2020, author")
    child, _ = records(own + VOLUME)
    assert (child.year, child.venue, child.volume) == (2020, "Salt Days", "12")
    lost = records(CHILD.format("a") + CHILD.format("b"))
    assert [one.title for one in lost] == ["A child paper called a", "A child paper called b"]
