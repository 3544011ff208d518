"""The tagged formats: every dialect gives the same paper, damage stays with its entry, and no line and no value is lost."""

import re
import tracemalloc
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.read import How, Reading, Source, formats, read
from litcli.read.formats import format_of, named
from litcli.records import Furniture, Item, Record, Unread
from litcli.text import clean, whole

NAMES = ("ris", "wos", "endnote", "medline")
ABSTRACT = "Tides are replayed from the sketches of 5% of the sea. It is the moon – and “drag” – that costs the rest."


def reading(text: str | bytes, form: str = "") -> Reading:
    return read(Source("s", BytesIO(text.encode() if isinstance(text, str) else text)), How(form))


def items(text: str | bytes, form: str = "") -> list[Item]:
    """Read a text, and hold the law of the lines on the way."""
    done = reading(text, form)
    try:
        found = list(done)
    except SourceError:
        found = []
    assert done.tally.adds_up()
    return found


def records(text: str | bytes, form: str = "") -> list[Record]:
    return [item for item in items(text, form) if isinstance(item, Record)]


def furniture(found: Sequence[Item]) -> list[str]:
    return [item.text for item in found if isinstance(item, Furniture)]


def unread(found: Sequence[Item]) -> list[Unread]:
    return [item for item in found if isinstance(item, Unread)]


# --- one paper, in every format --------------------------------------------------------------------------------------------

RIS = f"""\
TY  - JOUR
TI  - Replaying tides
AU  - Ash, K.
AU  - Birch, L.
T2  - Journal of Tides
AB  - {ABSTRACT}
DA  - 2021/02/01/
PY  - 2021
DO  - 10.5555/tide.1
VL  - 3
IS  - 2
SP  - 125
EP  - 133
SN  - 1234-5678
UR  - https://example.org/tide
ID  - ash2021
ER  - \n\n"""

WOS = f"""\
FN Some Index
VR 1.0
PT J
AU Ash, K
   Birch, L
AF Ash, K.
   Birch, L.
TI Replaying
   tides
SO Journal of Tides
AB {ABSTRACT[:42]}
   {ABSTRACT[43:]}
SN 1234-5678
PD FEB
PY 2021
VL 3
IS 2
BP 125
EP 133
DI 10.5555/tide.1
DL https://example.org/tide
UT ash2021
ER

EF
"""

ENDNOTE = f"""\
%0 Journal Article
%T Replaying tides
%A Ash, K.
%A Birch, L.
%J Journal of Tides
%D 2021
%8 February 1, 2021
%V 3
%N 2
%P 125-133
%@ 1234-5678
%R 10.5555/tide.1
%U https://example.org/tide
%F ash2021
%X {ABSTRACT}

"""

MEDLINE = f"""\
PMID- 12345678
OWN - NLM
IS  - 1234-5678 (Electronic)
VI  - 3
IP  - 2
DP  - 2021 Feb
TI  - Replaying
      tides
PG  - 125-133
LID - S5555-1 [pii]
LID - 10.5555/tide.1 [doi]
AB  - {ABSTRACT[:42]}
      {ABSTRACT[43:]}
FAU - Ash, K.
AU  - Ash K
FAU - Birch, L.
AU  - Birch L
TA  - J Tides
JT  - Journal of Tides
AID - 10.5555/tide.1 [doi]
SO  - J Tides. 2021 Feb;3(2):125-133.

"""

SAMPLE = dict(zip(NAMES, (RIS, WOS, ENDNOTE, MEDLINE), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_the_same_from_every_format(name: str) -> None:
    (record,) = records(SAMPLE[name])
    assert (record.title, record.abstract) == ("Replaying tides", ABSTRACT)
    assert (record.authors, record.year, record.venue) == (("Ash, K.", "Birch, L."), 2021, "Journal of Tides")
    assert (record.volume, record.number, record.pages, record.doi) == ("3", "2", "125-133", "10.5555/tide.1")
    medline = name == "medline"
    assert record.key == ("12345678" if medline else "ash2021")
    assert record.pmid == ("12345678" if medline else "")
    assert record.url == ("" if medline else "https://example.org/tide")


@pytest.mark.parametrize("name", NAMES)
def test_what_has_no_field_is_kept_under_its_tag(name: str) -> None:
    (record,) = records(SAMPLE[name])
    expected = {
        "ris": {"TY": "JOUR", "DA": "2021/02/01/", "SN": "1234-5678"},
        "wos": {"PT": "J", "AU": "Ash, K; Birch, L", "SN": "1234-5678", "PD": "FEB"},
        "endnote": {"%0": "Journal Article", "%8": "February 1, 2021", "%@": "1234-5678"},
        "medline": {
            "OWN": "NLM",
            "IS": "1234-5678 (Electronic)",
            "DP": "2021 Feb",
            "LID": "S5555-1 [pii]",
            "AU": "Ash K; Birch L",
            "TA": "J Tides",
            "SO": "J Tides. 2021 Feb;3(2):125-133.",
        },
    }
    assert record.extra == expected[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_record_knows_its_lines(name: str) -> None:
    done = reading(SAMPLE[name] * 3)
    found = [item for item in done if isinstance(item, Record)]
    lines = SAMPLE[name].splitlines()
    first = next(number for number, line in enumerate(lines, start=1) if not re.match("FN|VR", line))
    last = max(number for number, line in enumerate(lines, start=1) if line and line != "EF")
    assert [(record.line, record.end) for record in found] == [
        (first + len(lines) * turn, last + len(lines) * turn) for turn in range(3)
    ]
    assert {record.lines for record in found} == {last - first + 1}
    assert done.tally.starts == done.tally.entries == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_format_knows_its_own_and_no_other(name: str) -> None:
    assert reading(SAMPLE[name]).format.name == name
    tagged = [form for form in formats() if form.name in NAMES]
    lines = [line for line in SAMPLE[name].splitlines() if line]
    assert [form.name for form in tagged if form.sniff(lines)] == [name]
    assert not any(form.sniff([]) or form.sniff(["Replaying tides", ABSTRACT]) for form in tagged)


@pytest.mark.parametrize(
    "line",
    [
        "TY - thank you all",
        "PT boats of the war",
        "% of all patients",
        "%A comment",
        "PMID: 12345678",
        "ER - the rooms",
    ],
)
def test_a_line_that_only_resembles_a_tag_claims_no_page(line: str) -> None:
    assert format_of(Source("s", BytesIO(f"{line}\n{ABSTRACT}\n".encode()))).name == "listing"


def test_no_sample_page_is_claimed() -> None:
    for path in SAMPLES.glob("*.txt"):
        assert format_of(Source("s", BytesIO(path.read_bytes()))).name not in NAMES


# --- the dialects of RIS ---------------------------------------------------------------------------------------------------

LAYOUTS = {
    "as Zotero": RIS.replace("\n", "\r\n"),
    "a byte-order mark": "\ufeff" + RIS,
    "no space behind": RIS.replace("ER  - ", "ER  -"),
    "one space": re.sub("(?m)^([A-Z][A-Z0-9])  - ", r"\1 - ", RIS),
    "three spaces": re.sub("(?m)^([A-Z][A-Z0-9])  - ", r"\1   -  ", RIS),
    "tabs": re.sub("(?m)^([A-Z][A-Z0-9])  - ", "\\1 \t-\t", RIS),
    "hard spaces": re.sub("(?m)^([A-Z][A-Z0-9])  - ", "\\1\xa0\xa0-\xa0", RIS),
    "indented": re.sub("(?m)^(?=.)", "    ", RIS),
    "glued": re.sub("(?m)^([A-Z][A-Z0-9])  - ", r"\1  -", RIS),
    "blank lines between": RIS.replace("\n", "\n\n"),
    "UTF-16": RIS.encode("utf-16"),
    "wrapped": RIS.replace(" of the sea", "\nof the sea"),
    "wrapped and indented": RIS.replace(" of the sea", "\n      of the sea"),
    "old tags": RIS.replace("TI  ", "T1  ")
    .replace("AU  ", "A1  ")
    .replace("AB  ", "N2  ")
    .replace("T2  ", "JF  ")
    .replace("PY  - 2021", "Y1  - 2021///"),
    "short title alone": RIS.replace("TI  ", "ST  "),
    "no end": RIS.replace("ER  - ", ""),
    "text around": f"1.\n{RIS}\nLink to the full text\n\n2.\n",
    "DOI as an address": RIS.replace("10.5555", "https://doi.org/10.5555"),
    "DOI in L3": RIS.replace("DO  ", "L3  "),
    "DOI in M3": RIS.replace("DO  ", "M3  "),
    "DOI in a link": RIS.replace("DO  - ", "L2  - http://dx.doi.org/"),
    "empty tags": RIS.replace("VL", "C1  - \nVL").replace("DO", "DO  - \nDO"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_dialect_of_ris_gives_the_same_paper(name: str) -> None:
    (plain,) = records(RIS)
    (record,) = records(LAYOUTS[name])
    for field in ("title", "abstract", "authors", "year", "venue", "volume", "number", "pages", "doi", "url", "key"):
        assert getattr(record, field) == getattr(plain, field), field


def ris(*lines: str) -> Record:
    (record,) = records("\n".join(["TY  - JOUR", "TI  - Tides", *lines, "ER  - ", ""]))
    return record


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (["T1  - Tides again", "ST  - Tides"], {"extra": {"TY": "JOUR", "T1": "Tides again"}}),
        (["KW  - sea", "moon", "drag"], {"extra": {"TY": "JOUR", "KW": "sea; moon; drag"}}),
        (["KW  - sea", "KW  - moon"], {"extra": {"TY": "JOUR", "KW": "sea; moon"}}),
        (["N1  - a note", "that goes on"], {"extra": {"TY": "JOUR", "N1": "a note that goes on"}}),
        (["AB  - One.", "", "Two."], {"abstract": "One. Two."}),
        (["AB  - One.", "XY  - 1"], {"abstract": "One.", "extra": {"TY": "JOUR", "XY": "1"}}),
        (
            ["AB  - The risk of", "DNA - and RNA", "VR - for all"],
            {"abstract": "The risk of DNA - and RNA VR - for all"},
        ),
        (["AU  - Ash, K.", "A2  - Elm, N."], {"authors": ("Ash, K.",), "extra": {"TY": "JOUR", "A2": "Elm, N."}}),
        (["AN  - 77"], {"key": "77"}),
        (["AN  - 77", "ID  - 1"], {"key": "1", "extra": {"TY": "JOUR", "AN": "77"}}),
        (["AN  - 12345678", "DP  - NLM"], {"pmid": "12345678"}),
        (["AN  - 12345678", "DB  - Some Index"], {"pmid": ""}),
        (["C2  - 12345678", "DB  - Scopus"], {"pmid": "12345678"}),
        (["SP  - 7", "EP  - 7"], {"pages": "7"}),
        (["SP  - 349-69"], {"pages": "349-69"}),
        (["C7  - 104501"], {"pages": "104501"}),
        (["SP  - No", "EP  - Specified"], {"pages": "", "extra": {"TY": "JOUR", "SP EP": "No; Specified"}}),
        (["DA  - 2019/03/14"], {"year": 2019}),
        (["PY  - n.d.", "Y1  - 2019//"], {"year": 2019, "extra": {"TY": "JOUR", "PY": "n.d.", "Y1": "2019//"}}),
        (["JO  - J Tides", "JF  - Journal of Tides"], {"venue": "Journal of Tides"}),
        (["UR  - www.example.org"], {"url": "", "extra": {"TY": "JOUR", "UR": "www.example.org"}}),
        (["DO  - not given"], {"doi": "", "extra": {"TY": "JOUR", "DO": "not given"}}),
        (["UR  - https://a.org", "https://b.org"], {"url": "https://a.org", "links": ("https://b.org",)}),
        (["L1  - https://b.org/x.pdf", "UR  - https://a.org"], {"url": "https://a.org"}),
        (["UR  - http://arxiv.org/abs/2401.00001v2"], {"arxiv": "2401.00001"}),
    ],
)
def test_a_value_goes_where_it_belongs(lines: list[str], fields: dict[str, Any]) -> None:
    record = ris(*lines)
    assert {name: getattr(record, name) for name in fields} == fields


def test_a_whole_book_has_its_title_in_bt_and_a_chapter_its_venue() -> None:
    book, chapter = records("TY  - BOOK\nBT  - Tides\nER  -\nTY  - CHAP\nTI  - The moon\nBT  - Tides\nER  -\n")
    assert (book.title, book.venue) == ("Tides", "")
    assert (chapter.title, chapter.venue) == ("The moon", "Tides")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("PT J\nTI A\nBP 1\nEP 9\nAR e7\nER\n", {"pages": "1-9", "extra": {"PT": "J", "AR": "e7"}}),
        ("PT J\nTI A\nAR e7\nPM 12345678\nER\n", {"pages": "e7", "pmid": "12345678"}),
        ("PT J\nAU Ash, K\nTI A\nEA MAR 2020\nER\n", {"authors": ("Ash, K",), "year": 2020}),
        ("PT J\nTI A\nID SEA; MOON;\n   DRAG\nER\n", {"extra": {"PT": "J", "ID": "SEA; MOON; DRAG"}}),
        ("PT J\nTI A\nCR Elm, 1999\n   Fir, 2000\nER\n", {"extra": {"PT": "J", "CR": "Elm, 1999; Fir, 2000"}}),
        ("%T A\n%0 Book\n%K sea\nmoon\n", {"title": "A", "extra": {"%0": "Book", "%K": "sea; moon"}}),
        ("%0 Book\n%T A\n%X One\n% of two.\n", {"abstract": "One % of two."}),
        ("%0 Book\n%T A\n%M 12345678\n%W NLM\n", {"key": "12345678", "pmid": "12345678"}),
        ("%0 Book\n%T A\n%B Tides\n%8 March 2019\n", {"venue": "Tides", "year": 2019}),
        ("PMC - PMC77\nPMID- 7\nTI  - A\n", {"key": "7", "extra": {"PMC": "PMC77"}}),
        ("PMID- 7\nBTI - A\nAU  - Ash K\nTA  - J A\n", {"title": "A", "authors": ("Ash K",), "venue": "J A"}),
        (
            "PMID- 7\nBTI - Tides\nTI  - A\nCN  - The Group\n",
            {"title": "A", "venue": "Tides", "authors": ("The Group",)},
        ),
    ],
)
def test_the_other_formats_have_ways_of_their_own(text: str, fields: dict[str, Any]) -> None:
    (record,) = records(text)
    assert {name: getattr(record, name) for name in fields} == fields


# --- where entries begin and end -------------------------------------------------------------------------------------------

BOUNDS = {
    "a further TY": ("ris", "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\n"),
    "a further PT": ("wos", "PT J\nTI A\nPT J\nTI B\n"),
    "the end of the file": ("wos", "PT J\nTI A\nEF\nPT J\nTI B\n"),
    "a blank line": ("endnote", "%T A\n%D 2020\n\n%T B\n%D 2020\n"),
    "%T first": ("endnote", "%T A\n%0 Book\n%D 2020\n%T B\n%0 Book\n"),
    "%0 first": ("endnote", "%0 Book\n%T A\n%D 2020\n%0 Book\n%T B\n"),
    "a further PMID": ("medline", "PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n"),
    "PMC first": ("medline", "PMC - PMC1\nPMID- 1\nTI  - A\n\nPMC - PMC2\nPMID- 2\nTI  - B\n"),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_an_entry_ends_at(name: str) -> None:
    form, text = BOUNDS[name]
    assert [record.title for record in records(text, form)] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"{RIS}NL  - J Tides\n\nLink to it\n2.\n{RIS}", ["Record", "Furniture", "Furniture", "Furniture", "Record"]),
        (f"{RIS}ER  - \nER  -\n{RIS}", ["Record", "Furniture", "Furniture", "Record"]),
        (f"TI  - Lost\nAU  - Elm, N.\nER  - \n{RIS}", ["Unread", "Record"]),
        (f"{RIS}AB  - Lost.\nIt goes on.\nER  - \n{RIS}", ["Record", "Unread", "Record"]),
        (f"TY  - JOUR\nAU  - Elm, N.\nER  - \n{RIS}", ["Unread", "Record"]),
        (f"TY  -\n{RIS}", ["Unread", "Record"]),
        (
            "FN I\nVR 1.0\nTI Lost\nSO S\nER\nPT J\nTI A\nER\nEF\n",
            ["Furniture"] * 2 + ["Unread", "Record", "Furniture"],
        ),
        (f"%A Elm, N.\n%D 2020\n\n{ENDNOTE}", ["Unread", "Record"]),
        (f"\nPMID- 5\nOWN - NLM\n\nsome text\n\n{MEDLINE}", ["Unread", "Furniture", "Record"]),
    ],
)
def test_what_is_no_whole_entry_is_named(text: str, kinds: list[str]) -> None:
    assert [type(item).__name__ for item in items(text)] == kinds


def test_an_unread_entry_says_why_and_where() -> None:
    headless, empty = unread(items(f"TI  - Lost\n\nAU  - Elm, N.\nER  - \n\nTY  - JOUR\nAU  - Elm, N.\nER  - \n{RIS}"))
    assert (headless.line, headless.end) == (1, 4)
    assert headless.text == "TI  - Lost\n\nAU  - Elm, N.\nER  - "
    assert "(TY) is missing" in headless.reason
    assert (empty.line, empty.end, empty.text) == (6, 8, "TY  - JOUR\nAU  - Elm, N.\nER  - ")
    assert "no title and no abstract" in empty.reason


# --- damage ------------------------------------------------------------------------------------------------------------------


def shelf(name: str, count: int = 4) -> str:
    """Several different entries in one file."""
    return "".join(SAMPLE[name].replace("tide", f"tide{number}") for number in range(count))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_cut_at_any_byte_leaves_the_entries_before_it_whole(name: str, end: str) -> None:
    data = shelf(name, 3).replace("\n", end).encode()
    entire = records(data)
    for at in range(0, len(data), 3):
        found = records(data[:at], name)
        kept = sum(record.end <= data.count(b"\n", 0, at) for record in entire)
        assert found[:kept] == entire[:kept]
        assert len(found) <= kept + 1


GARBAGE = {
    "text": "Loading more papers ...\n",
    "a page": "-- 8< --\n\n<p>page 2 of 7</p>\n\n",
    "NULs": "\x00\x00\x00\n",
    "a long line": "x" * 5_000 + "\n",
    "bytes": "\udcff\udcfe\n",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_between_entries_harms_none(name: str, kind: str) -> None:
    entries = [SAMPLE[name].replace("tide", f"tide{number}") for number in range(4)]
    garbage = GARBAGE[kind].encode("utf-8", "surrogateescape")
    found = items(garbage.join(entry.encode() for entry in entries), name)
    plain = records("".join(entries), name)
    assert [(r.title, r.abstract, r.extra) for r in found if isinstance(r, Record)] == [
        (r.title, r.abstract, r.extra) for r in plain
    ]
    assert not unread(found)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_lost_line_harms_its_own_entry_only(name: str, data: st.DataObject) -> None:
    entries = [SAMPLE[name].replace("tide", f"tide{number}") for number in range(3)]
    lines = entries[1].splitlines(keepends=True)
    lost = data.draw(st.integers(0, len(lines) - 1))
    # Where blank lines divide, a lost one and a lost first line together leave no trace; one alone does.
    text = entries[0] + "".join(lines[:lost] + lines[lost + 1 :]) + entries[2]
    dois = [record.doi for record in records(text, name)]
    assert {"10.5555/tide0.1", "10.5555/tide2.1"} <= set(dois)


# --- laws --------------------------------------------------------------------------------------------------------------------

TAGGED = {
    "ris": ["TY  - ", "ER  - ", "TI  - ", "AU - ", "XX  - ", "KW  -", "TY - JOUR", "  AB  - "],
    "wos": ["FN ", "VR 1.0", "PT J", "ER", "EF", "TI ", "   ", "AU "],
    "endnote": ["%0 ", "%T ", "%A ", "%X", "%", "%K ", "%T "],
    "medline": ["PMID- 1", "PMC - 1", "TI  - ", "      ", "LID - ", "AU  -", "X"],
}
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_nothing_makes_a_reader_raise_and_every_line_is_in_one_item(name: str, data: st.DataObject) -> None:
    start = st.one_of(st.just(""), st.sampled_from(TAGGED[name]))
    lines = data.draw(st.lists(st.builds("{}{}".format, start, LINE), max_size=30))
    done = reading("\n".join(lines), name)
    try:
        found = list(done)
    except SourceError:
        found = []
    assert done.tally.adds_up()
    places = [item.line for item in found]
    assert places == sorted(set(places))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["TI", "AB", "AU", "KW", "N1"]),
            # Other control characters make a short file a binary one; the separators are white space as others are.
            st.text(
                st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=30
            ),
        ),
        min_size=1,
    )
)
def test_values_are_folded_however_they_come(pairs: list[tuple[str, str]]) -> None:
    found = items("TY  - JOUR\nST  - x\n" + "".join(f"{tag}  - {value}\n" for tag, value in pairs) + "ER  - \n")
    values: dict[str, list[str]] = {}
    for tag, value in pairs:
        if folded := clean(whole(value)):
            values.setdefault(tag, []).append(folded)
    (record,) = [item for item in found if isinstance(item, Record)]
    assert record.title == values.get("TI", ["x"])[0]
    assert record.abstract == " ".join(values.get("AB", ()))
    assert record.authors == tuple(values.get("AU", ()))
    for tag in ("KW", "N1"):
        assert record.extra.get(tag, "") == "; ".join(values.get(tag, ()))


def told(record: Record) -> Iterator[str]:
    """Everything that a record says."""
    for field in ("title", "abstract", "venue", "volume", "number", "pages", "doi", "pmid", "url", "key"):
        yield getattr(record, field)
    yield from (*record.authors, *record.links, *record.extra.values(), str(record.year))


@pytest.mark.parametrize(
    ("name", "lines", "tags"),
    [
        (
            "ris",
            "TY  - JOUR\nTI  - A\n{}ER  - \n",
            [f"{a}{b}  - " for a in "ABCDEIJKLMNOPRSTUVY" for b in "BDFINTUY1239"],
        ),
        ("wos", "PT J\nTI A\n{}ER\n", [f"{a}{b} " for a in "ABCDEFGHIJLMNOPRSTUWZ" for b in "ACDEIJNOPRSTUZ19"]),
        (
            "endnote",
            "%0 Book\n%T A\n{}\n",
            [f"%{tag} " for tag in "ABCDEFGHIJKLMNOPQRSUVWXYZ123456789!@()*+^><[=~#$&|"],
        ),
        (
            "medline",
            "PMID- 1\nTI  - A\n{}\n",
            [f"{t:4}- " for t in "AB AD AID AU BTI CN FAU IP JT LID MH PG PMC TA VI X".split()],
        ),
    ],
)
def test_no_value_of_any_tag_is_lost(name: str, lines: str, tags: list[str]) -> None:
    for tag in tags:
        if tag in ("TY  - ", "PT ", "FN ", "VR ", "ER ", "ER  - "):
            continue
        (record,) = records(lines.format(f"{tag}one7word\n"), name)
        assert any("one7word" in text for text in told(record)), tag


def test_all_tags_at_once_lose_nothing() -> None:
    tags = [f"{a}{b}" for a in "ABCDEIJKLMNOPRSTUVXY" for b in "ABDFINOPRSTUY12345789" if f"{a}{b}" not in ("TY", "ER")]
    (record,) = records("TY  - JOUR\n" + "".join(f"{tag}  - word{tag}q\n" for tag in tags) + "ER  - \n")
    said = " ".join(told(record))
    assert [tag for tag in tags if f"word{tag}q" not in said] == []


# --- size --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_memory_does_not_grow_with_the_number_of_entries(name: str) -> None:
    form = named(name)
    lines = SAMPLE[name].splitlines()

    def peak(count: int) -> int:
        tracemalloc.start()
        found = sum(isinstance(item, Record) for item in form.read((x for _ in range(count) for x in lines), "s", ""))
        assert found == count
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    # Their records alone would take two million bytes; Python keeps some tuples for later.
    assert peak(2_000) < 500_000


def test_an_entry_that_never_ends_is_cut_and_the_next_is_whole() -> None:
    found = items("TY  - JOUR\nTI  - A\nN1  - x\n" + "more\n" * 150_000 + RIS)
    first, last = (item for item in found if isinstance(item, Record))
    assert (first.title, first.lines) == ("A", 100_000)
    assert last.title == "Replaying tides"
    assert len(furniture(found)) == 50_003
