"""JSON sources: what each service's fields become, that the layout does not matter, and that damage stays where it is."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.library import Library
from litcli.library.adding import add
from litcli.library.searching import papers
from litcli.read import How, Reading, Source, formats, read, window
from litcli.read.formats import named
from litcli.read.jats import unmarked
from litcli.read.scan import marks
from litcli.records import Furniture, Item, Record, Unread
from litcli.write import json_

FOLDER = Path(__file__).parent / "golden" / "formats"
FILES = {
    "csl_doi.json": "csl-json",
    "csl_zotero.json": "csl-json",
    "hf_daily_papers.json": "hf-json",
    "hf_papers_ls.json": "hf-json",
    "openalex.jsonl": "openalex",
    "openalex_page.json": "openalex",
    "semantic_scholar_batch.json": "semantic-scholar",
    "semantic_scholar_bulk.json": "semantic-scholar",
}
SNIFFS = {name: named(name).sniff for name in ("csl-json", "hf-json", "jsonl", "openalex", "semantic-scholar")}


def reading(text: str | bytes, form: str = "", day: str = "") -> Reading:
    data = text.encode() if isinstance(text, str) else text
    return read(Source("s", io.BytesIO(data)), How(form, day))


def items(text: str | bytes, form: str = "") -> list[Item]:
    """Read a source, and see to it that every line of it is accounted for."""
    found, result = reading(text, form), list[Item]()
    with suppress(SourceError):  # where nothing but brackets is left
        result.extend(found)
    assert found.tally.adds_up(), found.tally
    assert found.tally.starts <= found.tally.entries + found.tally.unread, found.tally
    return result


def records(text: str | bytes, form: str = "") -> list[Record]:
    return [item for item in items(text, form) if isinstance(item, Record)]


def content(record: Record) -> dict[str, Any]:
    """What a record says, without its place."""
    fields = {name: getattr(record, name) for name in Record._fields}
    return {name: value for name, value in fields.items() if name not in ("line", "end", "lines")}


def contents(text: str | bytes, form: str = "") -> list[dict[str, Any]]:
    return [content(record) for record in records(text, form)]


def entries(name: str) -> list[dict[str, Any]]:
    """The entries of a file, as the standard library reads them."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    whole = json.loads(text)
    found = whole.get("results") or whole.get("data") or [whole] if isinstance(whole, dict) else whole
    return [entry for entry in found if entry]


# --- what the fields become

EXPECTED: dict[str, list[dict[str, Any]]] = {
    "csl_zotero.json": [
        {
            "title": "Counting barnacles with a very long stick",
            "abstract": "We count barnacles with a camera on a stick. Errors stay under 3 % where p < 0.05 and a < b.",
            "authors": ("Ash, K.", "van den Berg, Tom", "The Shore Group"),
            "year": 2021,
            "venue": "Journal of Small Shores",
            "volume": "14",
            "number": "2",
            "pages": "11-29",
            "doi": "10.5555/shore.2021.7",
            "url": "https://example.org/shore/7",
            "key": "http://zotero.org/users/1/items/AAAA1111",
        },
        {
            "title": "Knotting nets twice",
            "authors": ("Birch, L., Jr.",),
            "year": 2019,
            "venue": "Proceedings of the Meeting on Nets",
            "pages": "101–109",
            "pmid": "30000001",
        },
        {"title": "Sleepy buoys", "authors": ("Çelik, Ö.",), "year": 2024, "arxiv": "2403.01234", "venue": ""},
        {"title": "Harbours in fog", "authors": ("Dale",), "year": None, "abstract": ""},
    ],
    "csl_doi.json": [
        {
            "title": "Fog horns and the gulls that answer them",
            "abstract": "Aims Gulls answer horns.",
            "authors": ("Elm, M.", "Fog Society"),
            "year": 2018,
            "doi": "10.5555/fog.3",
        }
    ],
    "openalex.jsonl": [
        {
            "title": "Kelp grows faster under blue light",
            "abstract": "Kelp under blue light grows faster than kelp under red light. We grew both.",
            "authors": ("Kim Ash", "L. Birch"),
            "year": 2021,
            "venue": "Kelp Letters",
            "volume": "1",
            "number": "4",
            "pages": "10-19",
            "doi": "10.5555/kelp.1",
            "pmid": "31000001",
            "key": "W101",
            "url": "https://doi.org/10.5555/kelp.1",
        },
        {"title": "A model of kelp", "arxiv": "2201.00002", "key": "W102"},
        {"title": "Notes on kelp", "abstract": "", "doi": "", "venue": "", "url": "", "key": "W103"},
    ],
    "semantic_scholar_bulk.json": [
        {
            "title": "Crabs that walk forward",
            "abstract": "Most crabs walk sideways. We film three that do not.",
            "authors": ("K. Ash", "Lee Birch"),
            "year": 2021,
            "venue": "Shore Conference",
            "volume": "5",
            "pages": "1-9",
            "doi": "10.5555/crab.1",
            "arxiv": "2101.00007",
            "pmid": "32000001",
            "key": f"{1:040x}",
            "url": f"https://www.semanticscholar.org/paper/{1:040x}",
        },
        {"title": "Crabs at night", "venue": "Journal of Night", "volume": "", "arxiv": "q-bio/0601002"},
        {"title": "Crabs and the moon", "abstract": "", "authors": (), "venue": "Moon Studies"},
    ],
    "hf_daily_papers.json": [
        {
            "title": "Lighthouse: A lamp that answers",
            "abstract": "We teach a lamp to answer ships. It answers in 4 ms.",
            "authors": ("Kim Ash", "Lee Birch"),
            "year": 2025,
            "arxiv": "2501.00001",
            "key": "2501.00001",
            "listed": "2025-01-11",
            "url": "https://huggingface.co/papers/2501.00001",
            "links": ("https://github.com/example/lighthouse",),
        },
        {"title": "Ropewalk: Long contexts on a short rope", "arxiv": "2501.00002", "listed": "2025-01-12"},
        {"title": "Gannet: Diving for tokens", "links": ("https://example.org/gannet/code",)},
    ],
}
EXPECTED["openalex_page.json"] = EXPECTED["openalex.jsonl"]
EXPECTED["semantic_scholar_batch.json"] = EXPECTED["semantic_scholar_bulk.json"][:2]
EXPECTED["hf_papers_ls.json"] = [
    {**one, "links": one.get("links", ())[1:]} for one in EXPECTED["hf_daily_papers.json"][:2]
]


@pytest.mark.parametrize("name", FILES)
def test_the_fields_of_a_file(name: str) -> None:
    found = records((FOLDER / name).read_bytes())
    assert len(found) == len(entries(name))
    for record, expected in zip(found, EXPECTED[name], strict=False):
        assert {field: getattr(record, field) for field in expected} == expected


def test_what_has_no_field_is_kept_beside() -> None:
    first = records((FOLDER / "csl_zotero.json").read_bytes())[0]
    assert first.extra["type"] == "article-journal"
    assert first.extra["accessed"] == "2024-03-01"
    assert first.extra["ISSN"] == "0000-0019"
    work = records((FOLDER / "openalex.jsonl").read_bytes())[0]
    assert work.extra == {
        "keywords": "Kelp",
        "type": "article",
        "language": "en",
        "publication_date": "2021-02-01",
        "cited_by_count": "1",
    }


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"family": "Berg", "given": "T.", "non-dropping-particle": "van"}, "van Berg, T."),
        ({"family": "Croix", "given": "Ann", "dropping-particle": "de la"}, "Croix, Ann de la"),
        ({"family": "Elm", "given": "M.", "suffix": "III"}, "Elm, M., III"),
        ({"given": "Plato"}, "Plato"),
        ({"literal": "The Group"}, "The Group"),
        ("Fir, P.", "Fir, P."),
        ({"family": ["odd"], "given": 7}, "odd, 7"),
    ],
)
def test_names_in_parts(given: object, name: str) -> None:
    (record,) = records(json.dumps([{"type": "article-journal", "title": "On trees", "author": [given]}]))
    assert record.authors == (name,)


@pytest.mark.parametrize(
    ("issued", "year", "shown"),
    [
        ({"date-parts": [[2020, 3, 1]]}, 2020, "2020-03-01"),
        ({"date-parts": [["2020", "11"]]}, 2020, "2020-11"),
        ({"date-parts": [[2020], [2021]]}, 2020, None),
        ({"raw": "March 2020"}, 2020, "March 2020"),
        ({"literal": "spring 2020"}, 2020, "spring 2020"),
        ("2020-03", 2020, "2020-03"),
        ({"date-parts": [[None]]}, None, None),
        ({"date-parts": [[[2020]]]}, None, None),
        ({"date-parts": "2020"}, None, None),
    ],
)
def test_dates(issued: object, year: int | None, shown: str | None) -> None:
    (record,) = records(json.dumps([{"type": "article-journal", "title": "On days", "issued": issued}]))
    assert (record.year, record.extra.get("issued")) == (year, shown)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", " One.  Two. "),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", " One. "),
        ("<title>Summary:</title> One.", " One."),
        ("H<sub>2</sub>O and <span class='nocase'>pH</span>", "H2O and pH"),
        ("a < b and c > d", "a < b and c > d"),
        ("x <y> z <pre> <bandit>", "x <y> z <pre> <bandit>"),
        ("p &lt; 0.05 &amp; so on", "p < 0.05 & so on"),
        ("<jats:inline-formula><mml:math><mml:mi>x</mml:mi></mml:math></jats:inline-formula>", "x"),
        ("&lt;jats:p&gt;p &amp;lt; 0.05&lt;/jats:p&gt;", " p < 0.05 "),
        ("AT&T, A&notB, R&#38;D", "AT&T, A&notB, R&D"),
        ("<" * 1000, "<" * 1000),
    ],
)
def test_marks_in_a_text(marked: str, plain: str) -> None:
    assert unmarked(marked) == plain


@pytest.mark.parametrize(
    "value",
    [
        {
            "id": "https://openalex.org/W1",
            "title": ["a"],
            "abstract_inverted_index": {"b": [10**18, True, "x", [1]], "c": 5},
        },
        {
            "id": "https://openalex.org/W1",
            "title": "a",
            "authorships": {"x": 1},
            "locations": [3],
            "ids": "none",
            "biblio": [1],
        },
        {"paperId": 7, "title": "a", "authors": ["x", {"name": {}}], "externalIds": ["10.1/x"], "journal": "J"},
        {"id": "2501.00001", "title": "a", "summary": 3.5, "authors": {"name": "x"}, "paper": "none", "upvotes": True},
        {
            "type": "article-journal",
            "title": "a",
            "author": 5,
            "issued": [1],
            "listed": "soon",
            "key": {"a": [1, {"b": 2}]},
        },
        {"type": "article-journal", "title": "a\ud800\x00b", "abstract": float("inf"), "note": [[["x"]]]},
    ],
)
def test_fields_of_another_kind_are_no_error(value: dict[str, Any]) -> None:
    (record,) = records(json.dumps([value]))
    assert record.title.startswith("a")
    assert record.listed == ""


# --- the layout does not matter

LAYOUTS: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "one line": json.dumps,
    "pretty": lambda found: json.dumps(found, indent=2),
    "tabs": lambda found: json.dumps(found, indent="\t", ensure_ascii=False),
    "flush left": lambda found: json.dumps(found, indent=0),
    "JSON Lines": lambda found: "\n".join(map(json.dumps, found)),
    "JSON Lines with blanks": lambda found: "\n\n" + "\n \n".join(map(json.dumps, found)) + "\n\n",
    "an array with an object a line": lambda found: "[\n" + ",\n".join(map(json.dumps, found)) + "\n]\n",
    "commas first": lambda found: "[ " + "\n, ".join(map(json.dumps, found)) + "\n]",
    "objects one after another": lambda found: "\n".join(json.dumps(entry, indent=4) for entry in found),
    "objects glued together": lambda found: "".join(map(json.dumps, found)),
    "a page of results": lambda found: json.dumps({"meta": {"count": 3}, "results": found, "group_by": []}),
    "a pretty page of data": lambda found: json.dumps({"total": 9, "token": "x", "data": found}, indent=2),
    "a page that says nothing first": lambda found: json.dumps({"data": found, "next": 3}),
    "a page of another kind": lambda found: json.dumps({"status": "ok", "message": {"took": 3, "items": found}}),
    "a page an entry": lambda found: "\n".join(json.dumps({"meta": {}, "results": [entry]}) for entry in found),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "name", ["csl_zotero.json", "hf_papers_ls.json", "openalex.jsonl", "semantic_scholar_bulk.json"]
)
def test_the_layout_makes_no_difference(name: str, layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = contents((FOLDER / name).read_bytes())
    text = LAYOUTS[layout](entries(name))
    assert reading(text).format.name == FILES[name]
    assert contents(text) == expected
    monkeypatch.setattr(window, "CHUNK", 37)
    assert contents(text) == expected


def test_an_entry_has_its_first_and_last_line() -> None:
    text = LAYOUTS["pretty"](entries("openalex.jsonl"))
    lines = text.split("\n")
    for record in records(text):
        assert lines[record.line - 1] == "  {"
        assert lines[record.end - 1].rstrip(",") == "  }"
        assert record.lines == record.end - record.line + 1
        assert f'"{record.title}"' in "".join(lines[record.line - 1 : record.end])


@pytest.mark.parametrize(
    "layout", ["pretty", "tabs", "JSON Lines", "an array with an object a line", "a pretty page of data"]
)
@pytest.mark.parametrize("name", [name for name in FILES if name != "csl_doi.json"])
def test_the_scan_for_starts_counts_what_is_read(name: str, layout: str) -> None:
    found = reading(LAYOUTS[layout](entries(name)))
    list(found)
    assert found.tally.starts == found.tally.entries == len(entries(name))


def test_the_scan_for_starts_passes_over_texts_and_what_is_inside() -> None:
    count = marks("title")()
    lines = ['  "title": "a \\"title\\": b",', '  "note": "\\"title\\": x"', '    "title": "inside"', '  "title" : "c"']
    assert [count(line) for line in lines] == [1, 0, 0, 1]


def test_an_entry_the_reader_loses_is_noticed() -> None:
    # The comma that is missing lets the second work look like a part of the first one's list.
    first, second, third = (json.dumps(work) for work in entries("openalex.jsonl"))
    text = f'[\n{first[:-1]}, "related": [\n{second},\n{third}]}}\n]'
    found = reading(text)
    lost = [item for item in found if isinstance(item, Unread)]
    assert [item.reason for item in lost] == ["2 more entries begin in this source than could be read"]


# --- damage stays where it is


@pytest.mark.parametrize("name", FILES)
def test_every_whole_entry_before_a_cut_is_read(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    whole = contents(data)
    text, before = data.decode(), 0
    for cut in range(2, len(text), 11):
        found = contents(text[:cut], FILES[name])
        assert found == whole[: len(found)]
        assert len(found) >= before, f"fewer entries at {cut} than before it"
        before = len(found)
    # An entry is whole with its last brace, whatever else is missing.
    assert contents(text.rstrip().rstrip("]}\n \t") + "}" * 9, FILES[name])[: len(whole) - 1] == whole[:-1]


@pytest.mark.parametrize("name", FILES)
def test_a_lost_character_costs_one_entry_and_makes_none(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    whole = contents(text)
    for at in range(0, len(text), 13):
        found = contents(text[:at] + text[at + 1 :], FILES[name])
        assert sum(one not in found for one in whole) <= 1, text[at - 40 : at]
        assert len(found) <= len(whole), text[at - 40 : at]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from([*'{}[]",:\n\\\t\x01', "null", '{"', "\r", "\x1c", "é" * 9])),
        max_size=6,
    ),
    st.sampled_from([9, 100, 1 << 16]),
    st.sampled_from(sorted(SNIFFS)),
)
def test_no_damage_loses_a_line(name: str, marks: list[tuple[float, str]], chunk: int, form: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    for where, mark in marks:
        at = int(where * len(text))
        text = text[:at] + mark + text[at:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window, "CHUNK", chunk)
        found = reading(text, form)
        last = 0
        for item in found:
            if form != "jsonl" and not (isinstance(item, Unread) and not item.text):
                assert item.line >= last
                last = item.line
        assert found.tally.adds_up()


def lines_of(*parts: str) -> str:
    return "\n".join(parts)


@pytest.fixture
def three() -> Iterator[str]:
    """Three entries of CSL, a line each."""
    return (json.dumps({"type": "article-journal", "title": f"Title {n}", "id": str(n)}) for n in range(3))


def told(found: list[Item]) -> list[tuple[int, str]]:
    """What is on which line: titles, or why not."""
    return [
        (
            item.line,
            item.title
            if isinstance(item, Record)
            else item.reason.split(":")[0]
            if isinstance(item, Unread)
            else item.text,
        )
        for item in found
    ]


def test_what_stands_between_entries_is_unread_as_one(three: Iterator[str]) -> None:
    one, two, last = three
    found = items(lines_of(one, "not JSON at all", "", "nor {this}", two, last))
    assert told(found) == [(1, "Title 0"), (2, "this is no JSON object"), (5, "Title 1"), (6, "Title 2")]
    assert isinstance(found[1], Unread)
    assert (found[1].end, found[1].text) == (4, "not JSON at all\n\nnor {this}")


def test_a_broken_entry_is_unread_and_the_next_is_whole(three: Iterator[str]) -> None:
    one, two, last = three
    found = items(lines_of("[", one + ",", two.replace('"id"', "id") + ",", last, "]"))
    assert told(found) == [(1, "["), (2, "Title 0"), (3, "damaged JSON"), (4, "Title 2"), (5, "]")]


def test_damage_on_a_line_of_several_entries_is_told_with_the_text(three: Iterator[str]) -> None:
    one, two, last = three
    two = two.replace("Title 1", 'Title 1"')
    found = items(f"[{one}, {two}, {last}]")
    assert [type(item) for item in found] == [Record, Unread, Record]
    broken = found[1]
    assert isinstance(broken, Unread)
    assert broken.text == ""
    assert "Title 1" in broken.reason


def test_damage_far_down_a_long_line_costs_one_entry() -> None:
    many = [{"type": "article-journal", "title": f"Title {n}", "id": str(n), "abstract": "a" * 900} for n in range(400)]
    text = json.dumps(many).replace('"Title 300"', '"Title 300')
    assert [record.key for record in records(text)] == [str(n) for n in range(400) if n != 300]


def test_a_tab_inside_a_text_is_mended(three: Iterator[str]) -> None:
    one, two, _ = three
    assert [r.title for r in records(lines_of(one.replace("Title 0", "Title\t0"), two))] == ["Title 0", "Title 1"]


def test_a_paper_inside_a_damaged_one_is_none() -> None:
    first, second = entries("semantic_scholar_batch.json")
    text = json.dumps([first, second], indent=2)
    for damaged in (text.replace('"citations": [', '"citations" [', 1), text.replace('"paperId"', 'paperId"', 1)):
        assert [record.title for record in records(damaged, "semantic-scholar")] == [second["title"]]
    cut = text[: text.index('"Another"')]
    assert [type(item) for item in items(cut)] == [Furniture, Unread]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"title": "x", "a": ' + "[" * 100_000, "JSON that is nested too deeply"),
        ('{"title": "x", "a": ' + "9" * 5_000 + "}", "JSON with a number that is too long"),
        ('{"title": "x", "a": "b', "the source ends inside this entry"),
        ('{"title": "x", "a": b}', "damaged JSON: line 1: Expecting value"),
        ('{"a": "b"}', "an entry with no title and no abstract"),
    ],
)
def test_why_an_entry_is_unread(text: str, reason: str) -> None:
    (item,) = items(text, "csl-json")
    assert isinstance(item, Unread)
    assert (item.reason, item.text) == (reason, text)


def test_an_entry_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch, three: Iterator[str]) -> None:
    monkeypatch.setattr("litcli.read.json_entries.ENTRY_LIMIT", 10_000)
    monkeypatch.setattr(window, "CHUNK", 1_000)
    one, two, last = three
    found = items(lines_of(one, '{"title": "x", "a": [', *["1,"] * 20_000, two, last), "csl-json")
    assert [record.title for record in found if isinstance(record, Record)] == ["Title 0", "Title 1", "Title 2"]


# --- telling formats apart

OTHER_JSON = {
    "a package": '{"name": "x", "version": "1.0", "dependencies": {}}',
    "a notebook": '{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "source": ["# Title"]\n  }\n ],\n "nbformat": 4\n}',
    "a web log": '[{"id": 1, "type": "article", "title": "Hello", "author": "Ash", "url": "https://example.org"}]',
    "arXiv's metadata": '{"id":"0704.0001","submitter":"K. Ash","authors":"K. Ash","title":"On x","abstract":"We x.","categories":"hep-ph"}',
    "an author of OpenAlex": '{"id": "https://openalex.org/A1", "display_name": "K. Ash", "works_count": 3}',
    "an author of Semantic Scholar": '{"authorId": "1", "name": "K. Ash", "url": "x", "paperCount": 3}',
    "litcli with few fields": '{"id": "a1b2c3d4e5f6", "title": "On x"}\n{"id": "b1b2c3d4e5f6", "title": "On y"}',
    "texts": '["A title that is long enough for a paper", "Another title of some length"]',
    "texts, cut off": '[\n"A title that is long enough for a paper",\n"Another title of',
    "an error": '{"error": "too many requests"}',
    "nothing": "{}",
    "a broken object": '{"a": 1, b',
    "many lines": "[\n" + ",\n".join(f'"line {n} of a list"' for n in range(99)) + "\n]",
}


@pytest.mark.parametrize("name", OTHER_JSON)
def test_other_json_is_not_read(name: str) -> None:
    with pytest.raises(SourceError, match="s: is JSON that litcli does not know"):
        reading(OTHER_JSON[name])


@pytest.mark.parametrize(
    "page",
    [
        "[A title with a link](https://example.org/a)\n\nText.",
        "[1] Ash, K. On the sea and its shores.\n[2] Birch, L. On land and its hills.",
        '["Quoted" titles are titles too] and more',
        "{Braces} in a title of a page",
        "{A} method for all of them",
        '"A quoted title": and how it goes on',
        "[",
        "null\n{\n}",
    ],
)
def test_pages_are_still_pages(page: str) -> None:
    assert reading(page).format.name == "listing"


@pytest.mark.parametrize("name", FILES)
def test_one_format_claims_a_file(name: str) -> None:
    head = [line[:20_000] for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[:60]]
    assert [form for form, sniff in SNIFFS.items() if sniff(head)] == [FILES[name]]
    assert reading((FOLDER / name).read_bytes()).format.name == FILES[name]


@pytest.mark.parametrize("layout", ["one line", "pretty", "JSON Lines", "a page of results"])
@pytest.mark.parametrize("name", FILES)
def test_a_long_first_entry_is_told_by_its_beginning(name: str, layout: str) -> None:
    found = entries(name)
    first = found[0].get("paper", found[0])
    for people in ("author", "authors", "authorships"):
        if people in first:
            first[people] *= 500
    assert reading(LAYOUTS[layout](found)).format.name == FILES[name]


def test_every_format_that_sniffs_json_stands_before_the_listing() -> None:
    names = [form.name for form in formats()]
    assert max(map(names.index, SNIFFS)) < names.index("listing")
    assert len(set(names)) == len(names)


# --- litcli's own


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_litcli_is_read_back_as_its_lines(indent: int | None) -> None:
    with Library.in_memory() as library:
        for name in FILES:
            add(library, read(Source(name, io.BytesIO((FOLDER / name).read_bytes()))))
        stored = list(papers(library))
    lines = "".join(json_.lines(stored, (), "\n"))
    array = "".join(json_.array(stored, (), "\n"))
    assert reading(array).format.name == "jsonl"
    expected = contents(lines)
    assert len(expected) == sum(len(entries(name)) for name in FILES)
    assert contents(array) == expected
    assert contents(json.dumps(json.loads(array), indent=indent)) == expected
    assert contents("\n".join(json.dumps(paper, indent=indent) for paper in json.loads(array))) == expected


def test_a_broken_paper_in_litclis_array_is_unread() -> None:
    paper = {"id": "a1b2c3d4e5f6", "title": "On x", "seen": []}
    text = (
        f"[\n{json.dumps(paper)},\n{json.dumps({**paper, 'id': 7})},\n{json.dumps(paper)[:-3]},\n{json.dumps(paper)}\n]"
    )
    assert told(items(text)) == [
        (1, "["), (2, "On x"), (3, '"id" is not a text'), (4, "damaged JSON"), (5, "On x"), (6, "]")
    ]  # fmt: skip
