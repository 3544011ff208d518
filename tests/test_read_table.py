"""Tables: what each source's columns become, that no row is lost, and what damage to one row costs the others."""

import csv
import gzip
import io
import random
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError, UseError
from litcli.read import How, Reading, Source, read
from litcli.read import table as csv_format
from litcli.read.formats import format_of, named
from litcli.read.people import guessed, natural
from litcli.records import Furniture, Item, Paper, Record, Sighting, Unread
from litcli.text import clean
from litcli.text.identifiers import find_doi
from litcli.write.tables import csv as write_csv

TABLE = named("csv")
ROW = "Tides in the moor,We measure tides where no sea is.,2020,10.1000/tide.1"
HEADER = "title,abstract,year,doi"


def source(data: str | bytes, name: str = "t.csv") -> Source:
    return Source(name, io.BytesIO(data.encode() if isinstance(data, str) else data))


def items(data: str | bytes, form: str = "csv") -> list[Item]:
    """Everything in a source; each line of it is accounted for."""
    reading = read(source(data), How(form))
    found = list(reading)
    assert reading.tally.adds_up()
    return found


def records(data: str | bytes, form: str = "csv") -> list[Record]:
    return [item for item in items(data, form) if isinstance(item, Record)]


def unread(data: str | bytes) -> list[Unread]:
    return [item for item in items(data) if isinstance(item, Unread)]


def one(data: str | bytes) -> Record:
    (record,) = records(data, "")
    return record


def test_a_plain_table() -> None:
    first, second = records(f"title,abstract\n{'A first title'},An abstract.\nA second title,\n", "")
    assert (first.title, first.abstract, first.line, first.lines) == ("A first title", "An abstract.", 2, 1)
    assert (second.title, second.abstract, second.line) == ("A second title", "", 3)
    assert [item.what for item in items("title,abstract\nx,y\n") if isinstance(item, Furniture)] == ["header"]


# --- the sources -----------------------------------------------------------------------------------------------------

SOURCES = {
    "Zotero": (
        (
            '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note","Date",'
            '"Pages","Issue","Volume"\n'
            '"ABCD2345","journalArticle","2020","Ash, Karl; Birch, Lena","On tides","Journal of Moors","10.1000/x",'
            '"https://x.org/a","We measure.","2020-03-14","1-10","2","7"\n'
        ),
        {"key": "ABCD2345", "authors": ("Ash, Karl", "Birch, Lena"), "venue": "Journal of Moors", "volume": "7"}
        | {"number": "2", "pages": "1-10", "doi": "10.1000/x", "url": "https://x.org/a", "year": 2020}
        | {"abstract": "We measure.", "extra": {"Item Type": "journalArticle", "Date": "2020-03-14"}},
    ),
    "Scopus": (
        (
            '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.",'
            '"Page start","Page end","DOI","Link","Abstract","EID"\n'
            '"Ash, K.; Birch, L.","Ash, Karl (1); Birch, Lena (2)","1; 2","On tides","2020","Journal of Moors","7","2","","1",'
            '"10","10.1000/x","https://x.org/r?eid=1","[No abstract available]","2-s2.0-1"\n'
        ),
        {"authors": ("Ash, K.", "Birch, L."), "pages": "1-10", "abstract": "", "key": "2-s2.0-1", "year": 2020},
    ),
    "Scopus, the article's number": (
        "Title,Year,Art. No.,Page start,Page end\nOn tides,2020,e17,,\n",
        {"pages": "e17", "extra": {}},
    ),
    "Web of Science": (
        (
            "PT\tAU\tAF\tTI\tSO\tID\tAB\tPY\tVL\tIS\tBP\tEP\tDI\tPM\tUT\n"
            'J\tAsh, K; Birch, L\tAsh, Karl; Birch, Lena\t"Quoted" tides\tMOORS\ttides; moors\tWe measure 5" of rain.\t2020\t7\t'
            "2\t1\t10\t10.1000/x\t123\tWOS:1\n"
        ),
        {"title": '"Quoted" tides', "abstract": 'We measure 5" of rain.', "authors": ("Ash, K", "Birch, L")}
        | {"key": "WOS:1", "pmid": "123", "pages": "1-10", "venue": "MOORS"},
    ),
    "IEEE Xplore": (
        (
            '"Document Title",Authors,"Publication Title","Publication Year","Start Page","End Page","Abstract","DOI","PDF Link",'
            '"Document Identifier"\n'
            '"On tides","K. Ash; L. -M. Birch","Proc. Moors","2020","1","10","We measure.","10.1000/x","https://x.org/1",'
            '"IEEE Conferences"\n'
        ),
        {"authors": ("K. Ash", "L. -M. Birch"), "pages": "1-10", "url": "https://x.org/1", "key": "", "year": 2020},
    ),
    "Embase": (
        (
            "Title,Author Names,Source,Abstract,Open URL Link\n"
            '"On tides","Ash K., Birch L.M.","Moors (2020) 7:2 (1-10). Date of Publication: 3 Mar 2021","We measure.",'
            '"http://x.org/f?sid=E&id=doi:10.1000%2Fx.1&atitle=On+tides"\n'
        ),
        {"authors": ("Ash K.", "Birch L.M."), "venue": "Moors", "year": 2020, "volume": "7", "number": "2"}
        | {"pages": "1-10", "doi": "10.1000/x.1"},
    ),
    "Springer": (
        (
            '"Item Title","Publication Title","Journal Volume","Journal Issue","Item DOI","Authors","Publication Year","URL"\n'
            '"On tides","Moors","7","2","10.1000/x","Karl Ash","2020","http://x.org/a"\n'
        ),
        {"venue": "Moors", "volume": "7", "number": "2", "doi": "10.1000/x", "year": 2020, "url": "http://x.org/a"},
    ),
    "PubMed": (
        (
            "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,DOI\n"
            '123,On tides.,"Ash K, Birch LM, Cedar M.",Moors. 2020.,Ash K,Moors,2020,2019/12/31,10.1000/x\n'
        ),
        {"pmid": "123", "authors": ("Ash K", "Birch LM", "Cedar M"), "venue": "Moors", "year": 2020},
    ),
    "arXiv": (
        (
            "id,submitter,authors,title,comments,journal-ref,doi,categories,abstract,versions,update_date\n"
            '704.001,Karl Ash,"K. Ash (1), L. Birch, Jr. (2 and 3) and M. C\\\'edar ((1) Moor U., (2) Tide, and\n  Sons)","On\n'
            "  tides\",,,,hep-ph,\"  We measure\ntides.\n\",\"[{'version': 'v1', 'created': 'Mon, 2 Apr 2007 19:18:42 GMT'}]\","
            "2010-01-01\n"
        ),
        {"arxiv": "0704.0010", "key": "704.001", "authors": ("K. Ash", "L. Birch, Jr.", "M. C\\'edar"), "year": 2007}
        | {"title": "On tides", "abstract": "We measure tides.", "line": 2, "end": 6, "lines": 5},
    ),
    "bib-dedupe": (
        (
            "ID,ENTRYTYPE,title,author,year,journal,booktitle,volume,number,pages,doi,abstract,isbn\n"
            'id_7,article,On tides,"Ash, Karl and Birch, Lena",2020,,Proc. Moors,7,2,1--10,10.1000/x,,1234\n'
        ),
        {"key": "id_7", "authors": ("Ash, Karl", "Birch, Lena"), "venue": "Proc. Moors", "number": "2"}
        | {"extra": {"ENTRYTYPE": "article", "isbn": "1234"}},
    ),
    "semicolons": ("Title;Abstract;Authors\nOn tides;We measure.;Ash, K.\n", {"authors": ("Ash, K.",)}),
    "pipes": ("title | abstract\nOn tides | We measure.\n", {"abstract": "We measure."}),
    "UTF-16": ("TI\tSO\tUT\nTides über alles\tMoors\tW\n".encode("utf-16"), {"title": "Tides über alles", "key": "W"}),
    "a byte-order mark": ("\ufefftitle,abstract\nOn tides,x\n", {"title": "On tides"}),
    "lines above and below": (
        'Moor Export\nExport date: 1 March\n\n"title","abstract","year","doi"\nOn tides,x,2020,\n© 2020 Moor Ltd.\n',
        {"line": 5},
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_row_is_read_by_the_names_of_its_columns(name: str) -> None:
    data, wanted = SOURCES[name]
    record = one(data)
    assert {"title": record.title} | {field: getattr(record, field) for field in wanted} == {
        "title": record.title
    } | wanted
    assert clean(record.title).endswith(("ides", "ides.", "alles"))


def test_what_the_program_itself_wrote_is_furniture() -> None:
    kinds = [
        (item.line, item.what) for item in items(SOURCES["lines above and below"][0]) if isinstance(item, Furniture)
    ]
    assert kinds == [(1, "page"), (2, "page"), (4, "header"), (6, "footer")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ash, Karl", ["Ash, Karl"]),
        ("Ash, K., Birch, L.M., Cedar, M.-C.", ["Ash, K.", "Birch, L.M.", "Cedar, M.-C."]),
        ("Ash K., De Birch L.M.", ["Ash K.", "De Birch L.M."]),
        ("Li, X., Wu, Y.", ["Li, X.", "Wu, Y."]),
        ("van der Moor, Karl", ["van der Moor, Karl"]),
        ("Karl Ash, Lena Birch and Max Cedar", ["Karl Ash", "Lena Birch", "Max Cedar"]),
        ("Ash, Karl and van der Birch, Lena", ["Ash, Karl", "van der Birch, Lena"]),
        ("Karl Ash and Lena Birch", ["Karl Ash", "Lena Birch"]),
        ("Ash, K.; Birch, L.; et al.", ["Ash, K.", "Birch, L."]),
        ("Ash K.Birch L. M.Moor-Cedar A.", ["Ash K.", "Birch L. M.", "Moor-Cedar A."]),
        ("Karl J.Ash", ["Karl J.Ash"]),
        ("Moor Collaboration", ["Moor Collaboration"]),
        ("Smith, John\nJones, Kate", ["Smith, John", "Jones, Kate"]),
        ("Smith J\nJones K", ["Smith J", "Jones K"]),
        ("Smith J, Jones K,\nRoe R", ["Smith J", "Jones K", "Roe R"]),
        ("Smith, J. A., & Jones, K.", ["Smith, J. A.", "Jones, K."]),
        ("Smith, J. A., Brown, B. C., & Jones, K.", ["Smith, J. A.", "Brown, B. C.", "Jones, K."]),
        ("Smith et al.", ["Smith"]),
        ("Johnson & Johnson", ["Johnson & Johnson"]),
    ],
)
def test_authors_are_split_as_the_cell_shows(cell: str, names: list[str]) -> None:
    assert guessed(cell) == names


def test_brackets_that_do_not_balance_swallow_no_name() -> None:
    assert natural("K. Ash (Moor U., L. Birch") == ["K. Ash (Moor U.", "L. Birch"]


def test_litclis_own_table_comes_back() -> None:
    paper = Paper(
        id="abc", title='On "tides", part 1', abstract="We measure; see https://x.org/code.", authors=("Ash, Karl",),
        year=2020, venue="Moors", doi="10.1000/x", arxiv="2001.01234", pmid="12", links=("https://x.org/code",),
        seen=(Sighting("s", 1, "", ""),),
    )  # fmt: skip
    record = one("".join(write_csv([paper], (), "\n")))
    fields = "title abstract authors year venue doi arxiv pmid url links".split()
    assert {name: getattr(record, name) for name in fields} == {name: getattr(paper, name) for name in fields}


# --- the user's own columns --------------------------------------------------------------------------------------------


def test_a_mapping_names_the_columns() -> None:
    data = 'Nr.,"Name, of it",Text,Title\n1,On tides,We measure.,Dr.\n'
    mapping = csv_format.mapped('"title=Name, of it",abstract=text')
    (header, record) = csv_format.read(data.splitlines(), "t", "", mapping)
    assert isinstance(header, Furniture)
    assert isinstance(record, Record)
    assert (record.title, record.abstract, record.extra) == ("On tides", "We measure.", {"Nr.": "1", "Title": "Dr."})
    scan = csv_format.starts(mapping)
    assert sum(map(scan, data.splitlines())) == 1


@pytest.mark.parametrize("text", ["title", "title=", "headline=Name", "=Name"])
def test_a_mapping_that_maps_nothing_is_refused(text: str) -> None:
    with pytest.raises(UseError, match="maps no column"):
        csv_format.mapped(text)


def test_a_mapped_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(SourceError, match="no columns Name; its columns: A, B"):
        list(csv_format.read(["A,B", "1,2"], "t", "", {"title": "Name"}))


# --- what is no table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "Tides, moors and rain\nWe measure tides, moors and rain, where no sea is.\n",
        "Title: On tides, abstract: none\n",
        "title\nOn tides\n",
        "On tides\n\nWe cite the title, the abstract\nof each.\n\nname, title, year\na, b, c\n",
        "1,On tides,We measure.\n2,On moors,We walk.\n",
        "TY  - JOUR\nTI  - On tides, moors\nER  - \n",
        "",
    ],
)
def test_other_things_are_not_claimed(page: str) -> None:
    assert not csv_format.sniff([line for line in page.split("\n") if line.strip()])


def test_a_table_without_header_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match="no header line") as raised:
        items("1,On tides\n")
    assert "--map" in raised.value.hint


# --- damage ------------------------------------------------------------------------------------------------------------

DAMAGED = {
    "a quote that nothing closes": ('"An open title,"Text",2020,10.1000/a', "An open title", None),
    "a quote that nothing closes, and no more to go by": ('"An open title,Text,,', None, "quote"),
    "quotes inside quotes": ('"The "inner" title",Text,2020,', 'The "inner" title', None),
    "quotes inside quotes, with a comma": ('"The ""inner"", title",Text,2020,', 'The "inner", title', None),
    "escaped quotes": ('"The \\"inner\\", title",Text,2020,', 'The "inner", title', None),
    "a quote in the middle": ('Rain of 5" a day,Text,2020,', 'Rain of 5" a day', None),
    "cells missing": ("A short row,Text,2020", "A short row", None),
    "a cell missing in the middle": ("A short row,2020,10.1000/a", None, "3 cells where the header has 4"),
    "a comma too many, years in their place": ("A long row,Text,2020,10.1000/a,more", "A long row", None),
    "a comma too many, nobody knows where": ("A long, row,Text,2020,10.1000/a", None, "5 cells"),
    "garbage": ("garbage between the rows", None, "1 cells"),
    "no title": (",,2020,10.1000/a", None, "no title"),
    "a huge cell": (f'"{"x" * 300_000}",Text,2020,', "x" * 300_000, None),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_row_costs_no_other(name: str) -> None:
    line, title, reason = DAMAGED[name]
    data = f"{HEADER}\n{ROW}\n{line}\n\n{ROW}\n{ROW}\n"
    found = items(data)
    whole = [item.line for item in found if isinstance(item, Record) and item.title == "Tides in the moor"]
    assert whole == [2, 5, 6]
    other = [item for item in found if item.line == 3]
    assert len(other) == 1
    if reason is None:
        assert isinstance(other[0], Record)
        assert other[0].title == title
    else:
        assert isinstance(other[0], Unread)
        assert reason in other[0].reason
        assert other[0].text == line


def test_an_open_quote_is_given_up_after_so_many_lines() -> None:
    rows = [f"Title {i},Text,2020,10.1000/{i}" for i in range(5000)]
    rows[100] = '"Title 100,Text,2020'
    found = items("\n".join([HEADER, *rows]))
    assert [record.line for record in found if isinstance(record, Record)] == [i + 2 for i in range(5000) if i != 100]
    (lost,) = [item for item in found if isinstance(item, Unread)]
    assert (lost.line, lost.end) == (102, 102)


def test_a_row_cut_off_inside_a_quote_is_one_unread_stretch() -> None:
    (lost,) = unread(f'{HEADER}\n{ROW}\n"Cut off","The abstract, of\nthree lines, is\ncut')
    assert (lost.line, lost.end) == (3, 5)
    assert "cut off" in lost.reason


def test_the_last_cell_of_a_source_that_is_cut_off_is_not_believed() -> None:
    record = records(f"{HEADER}\n{ROW}\nCut off,The abstract,20")[-1]
    assert (record.title, record.abstract, record.year, record.extra) == (
        "Cut off",
        "The abstract",
        None,
        {"cut off": "20"},
    )


def test_rows_one_cell_longer_than_the_header_stand_where_their_cells_fit() -> None:
    data = "title,doi,abstract,funding,issn,pmid\n" + "On tides,10.1000/x,We measure.,a,b,1234-5678,99\n" * 3
    for record in records(data):
        assert (record.doi, record.abstract, record.pmid, record.extra["issn"]) == (
            "10.1000/x",
            "We measure.",
            "99",
            "1234-5678",
        )
        assert "b" in record.extra["surplus"]


def test_a_title_that_begins_as_a_footer_does_is_a_title() -> None:
    data = "title,abstract\nCopyright in the moor,We ask.\nExported tides,\n"
    assert [record.title for record in records(data)] == ["Copyright in the moor", "Exported tides"]


def test_empty_rows_are_no_entries() -> None:
    reading = read(source(f"{HEADER}\n{ROW}\n,,,\n"), How("csv"))
    assert [type(item) for item in reading] == [Furniture, Record, Furniture]
    assert (reading.tally.starts, reading.tally.entries) == (1, 1)


# --- laws --------------------------------------------------------------------------------------------------------------

CELLS = st.text(st.sampled_from('ab ",;\t|\n\\é5.'), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.sampled_from(",\t;|"), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_whatever_the_csv_module_writes_is_read(rows: Sequence[tuple[str, str, str]], delimiter: str, end: str) -> None:
    written = [(f"Title {i} {title}", abstract, note) for i, (title, abstract, note) in enumerate(rows)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([("Title", "Abstract", "Note"), ("First", "x", "y"), *written])
    reading = Reading(source(out.getvalue()), TABLE)
    found = [(r.title, r.abstract, r.extra.get("Note", "")) for r in reading if isinstance(r, Record)]
    assert found == [("First", "x", "y"), *(tuple(map(clean, row)) for row in written)]
    assert reading.tally.starts == reading.tally.entries == len(found)


@given(st.text(st.sampled_from('ab",;\t|\n\r\\é5. @'), max_size=100), st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_no_damage_raises_and_every_line_is_accounted_for(noise: str, at: int) -> None:
    data = f'{HEADER}\n{ROW}\n"Two lines","of\ntext",2020,\n{ROW}\n'.encode()
    at = len(HEADER) + 1 + at % (len(data) - len(HEADER))
    items(data[:at] + noise.encode() + data[at:])


def test_time_grows_with_the_length_whatever_the_quotes() -> None:
    for line in ('ab","ef\n', 'a,"b\n', '"\n', "a" + "," * 50 + "\n"):
        begun = time.process_time()
        list(csv_format.read([HEADER, ROW, *(line[:-1] for _ in range(5_000))], "t"))
        assert time.process_time() - begun < 3


# --- real files --------------------------------------------------------------------------------------------------------

FILES = {
    "exports/asreview_embase.csv": {"records": 6, "abstract": 6, "authors": 6, "year": 6, "doi": 6},
    "exports/ieee.csv": {"records": 10, "abstract": 10, "authors": 10, "year": 10, "doi": 10},
    "exports/scopus.csv": {"records": 58, "abstract": 57, "authors": 49, "year": 58, "doi": 44, "key": 58, "pmid": 24},
    "arxiv/arxiv_data.csv": {"records": 2000, "abstract": 2000, "authors": 2000, "arxiv": 2000, "year": 2000},
    "dedup/stroke/records.csv": {"records": 1292, "key": 1292},
    "dedup/digital_work/records.csv": {"records": 7159, "key": 7159},
    "dedup/special_cases/records.csv": {"records": 12, "key": 12},
    "dedup/diabetes/records.csv": {"records": 1845, "key": 1845, "abstract": 1812},
}


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_read_whole(shared: Path, name: str) -> None:
    data = (shared / "data" / name).read_bytes()
    found = source(data)
    assert format_of(found).name == "csv"
    reading = read(found)
    papers = list(reading)
    entries = [item for item in papers if isinstance(item, Record)]
    counts = {
        field: sum(bool(getattr(entry, field)) for entry in entries) for field in FILES[name] if field != "records"
    }
    assert {"records": len(entries), **counts} == FILES[name]
    assert all(entry.title for entry in entries)
    assert reading.tally.adds_up()
    assert (reading.tally.starts, reading.tally.unread) == (len(entries), 0)
    raw = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    titles = [clean(row.get("title") or row.get("Title") or row["Document Title"]) for row in raw]
    assert [entry.title for entry in entries] == titles
    if "doi" in raw[0]:
        assert [entry.doi for entry in entries] == [find_doi(row["doi"]) for row in raw]
    if "ID" in raw[0]:
        assert [entry.key for entry in entries] == [row["ID"] for row in raw]


@pytest.mark.parametrize("name", ["exports/asreview_embase.csv", "exports/ieee.csv", "exports/scopus.csv"])
def test_a_real_file_cut_anywhere_gives_all_rows_before_the_cut(shared: Path, name: str) -> None:
    data = (shared / "data" / name).read_bytes()
    assert_cuts(partial(records, form="csv"), data)


def test_hard_wrapped_rows_cut_anywhere_give_all_rows_before_the_cut(shared: Path) -> None:
    data = (shared / "data" / "arxiv" / "arxiv_data.csv").read_bytes()
    assert_cuts(partial(records, form="csv"), b"\n".join(data.split(b"\n")[:400]))


def assert_cuts(parse: Any, data: bytes) -> None:
    whole: list[Record] = parse(data)
    ends = [0]
    for line in data.split(b"\n"):
        ends.append(ends[-1] + len(line) + 1)
    rng = random.Random(7)
    for cut in [rng.randrange(ends[1], len(data)) for _ in range(50)]:
        before = [record for record in whole if ends[max(record.line, record.end)] - 1 <= cut]
        found = parse(data[:cut])
        assert found[: len(before)] == before
        assert len(found) <= len(before) + 1


@pytest.mark.parametrize("name", ["own.csv", "OWN.TSV", "own.tab", "own.csv.gz"])
def test_a_table_by_its_name_is_never_read_as_a_page(name: str) -> None:
    data = b"Name,Summary,When\nTides of the moor,We measure tides where no sea is.,2020\n"
    packed = gzip.compress(data) if name.endswith("gz") else data
    with pytest.raises(
        SourceError, match="no header line with a title column; its columns: Name, Summary, When\nname its"
    ):
        list(read(source(packed, name)))
    assert format_of(source(data, "own.txt")).name == "listing"
    with pytest.raises(SourceError, match="is empty"):
        list(read(source(gzip.compress(b"\n") if name.endswith("gz") else b"\n", name)))
    items = read(source(packed, name), How(columns="title=Name,abstract=Summary"))
    assert [item.title for item in items if isinstance(item, Record)] == ["Tides of the moor"]
