"""Mails, feeds and HTML: what each fixture and each real file gives, and what damage and malice cannot do."""

import io
import random
import re
import time
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.read import Reading, arxiv_mail, feed, mail, markup
from litcli.read.addresses import doi_in, real
from litcli.read.formats import format_of, formats
from litcli.read.source import Source
from litcli.records import Furniture, Item, Record, Unread

FORMS = ROOT / "tests" / "golden" / "formats"
OURS = {
    "arxiv_mail.txt": ("arxiv-mail", 5),
    "arxiv_api.xml": ("feed", 2),
    "arxiv_rss.xml": ("feed", 2),
    "arxiv_rss_atom.xml": ("feed", 1),
    "arxiv_rss_old.xml": ("feed", 1),
    "journal.xml": ("feed", 3),
    "pubmed.xml": ("feed", 1),
    "scholar_quoted.eml": ("scholar-mail", 3),
    "scholar_base64.eml": ("scholar-mail", 3),
    "scholar.mbox": ("scholar-mail", 4),
    "hf_daily.html": ("hf-html", 3),
    "hf_trending.html": ("hf-html", 2),
}
REAL = {"arxiv_listing_qfin.txt": ("arxiv-mail", 16), "arxiv_atom.xml": ("feed", 20)}
NAMES = {"arxiv-mail", "feed", "scholar-mail", "hf-html"}


def reading(data: bytes | str, form: str = "") -> Reading:
    source = Source("s", io.BytesIO(data.encode() if isinstance(data, str) else data))
    return Reading(source, format_of(source, form))


def items(data: bytes | str, form: str = "") -> tuple[Reading, list[Item]]:
    """Read a source to its end; whatever is in it, the account of its lines holds."""
    run, found = reading(data, form), []
    try:
        found.extend(run)
    except SourceError as error:
        if not ("no paper was found" in error.message or "is empty" in error.message):
            raise
    assert run.tally.adds_up(), run.tally
    numbers = [
        (item.line, isinstance(item, Record)) for item in found if not (isinstance(item, Unread) and not item.text)
    ]
    assert numbers == sorted(numbers, key=lambda pair: pair[0]), "items come in the order of the source"
    return run, found


def records(data: bytes | str, form: str = "") -> list[Record]:
    return [item for item in items(data, form)[1] if isinstance(item, Record)]


def unread(data: bytes | str, form: str = "") -> list[Unread]:
    return [item for item in items(data, form)[1] if isinstance(item, Unread)]


def fixture(name: str) -> bytes:
    return (FORMS / name).read_bytes()


def titles(found: list[Record]) -> list[str]:
    return [record.title for record in found]


# --- what the fixtures and the real files give ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_a_fixture_is_known_and_read_whole(name: str) -> None:
    run, found = items(fixture(name))
    assert run.format.name == OURS[name][0]
    assert [item for item in found if isinstance(item, Unread)] == []
    assert run.tally.records == OURS[name][1]
    assert run.tally.starts == run.tally.entries > 0


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_gives_what_its_readme_says(shared: Path, name: str) -> None:
    run, found = items((shared / "data" / "exports" / name).read_bytes())
    assert run.format.name == REAL[name][0]
    assert (run.tally.records, run.tally.starts, run.tally.unread) == (REAL[name][1], REAL[name][1], 0)
    for record in (item for item in found if isinstance(item, Record)):
        assert all((record.title, record.authors, record.year, record.arxiv, record.url, record.key == record.arxiv))


def test_the_last_three_of_the_real_mail_are_replacements(shared: Path) -> None:
    found = records((shared / "data" / "exports" / "arxiv_listing_qfin.txt").read_bytes())
    assert [not record.abstract for record in found] == [False] * 13 + [True] * 3
    assert [record.extra.get("announced") for record in found] == [None] * 13 + ["replacement"] * 3
    assert {record.listed for record in found} == {"2023-03-17"}
    assert [record.year for record in found[13:]] == [2020, 2022, 2022]
    assert sum(bool(record.doi) for record in found) == 4
    assert not any("(" in name or " and " in name for record in found for name in record.authors)


def test_the_real_feed_agrees_with_elementtree(shared: Path) -> None:
    path = shared / "data" / "exports" / "arxiv_atom.xml"
    atom = "{http://www.w3.org/2005/Atom}"
    expected = [
        (
            " ".join((entry.findtext(f"{atom}title") or "").split()),
            " ".join((entry.findtext(f"{atom}summary") or "").split()),
            tuple(name.text for name in entry.iterfind(f"{atom}author/{atom}name")),
        )
        for entry in ET.parse(path).iter(f"{atom}entry")
    ]
    assert [(one.title, one.abstract, one.authors) for one in records(path.read_bytes())] == expected


def test_no_other_file_is_taken_for_a_mail_a_feed_or_html(shared: Path) -> None:
    others = [path for path in FORMS.iterdir() if path.is_file() and path.name not in OURS]
    others += [path for path in (shared / "data" / "exports").iterdir() if path.name not in REAL]
    others += sorted((shared / "data" / "dumps").glob("*.txt")) + sorted((ROOT / "docs" / "samples").glob("*.txt"))
    for path in others:
        with path.open("rb") as file:
            head = [line for line in Source(path.name, file).lines() if line.strip()][:60]
        assert [form.name for form in formats() if form.name in NAMES and form.sniff(head)] == [], path


@pytest.mark.parametrize(
    "head",
    [
        ["<!doctype html><html>", "<title>Cooking - Hugging Face</title>"],
        ["<html><head><title>A page on RSS: the <rss> tag</title>"],
        ["<nbib><item>x</item></nbib>"],
        ['<?xml version="1.0"?>', "<xml><records><record>", "<database>x</database>"],
        ["How to read scholaralerts-noreply@google.com", "and gse_alrt_title"],
        ["From the Margins: a title", "gse_alrt is a class"],
        ["\\\\", "a line of TeX"],
        ["arXiv:2403.01001", "A title on a page"],
        [],
    ],
)
def test_what_only_looks_a_little_alike_is_left_to_others(head: list[str]) -> None:
    assert [form.name for form in formats() if form.name in NAMES and form.sniff(head)] == []


# --- arXiv's mails ------------------------------------------------------------------------------------------------------------


def test_every_field_of_an_entry_in_a_mail() -> None:
    first, second, cross, replaced, old = records(fixture("arxiv_mail.txt"))
    assert first.title == "Counting Tide Pools from the Air: A Census of Small Ponds with Very Few Labels"
    assert first.abstract.startswith(
        "We count tide pools on photographs taken by a kite. Forty labels suffice, since a pool"
    )
    assert "lies in: arXiv:2402.00001 says so too" in first.abstract, "a number in an abstract begins no entry"
    assert first.abstract.endswith("The kite and the code are at https://example.org/kite.")
    assert first.authors == ("Karin Ash", "Lars Birch", "Mia Elm, Jr.", "Tove Fir")
    assert "Shore Institute" in first.extra["Authors"]
    assert (first.year, first.doi, first.arxiv) == (2024, "10.5555/shore.2024.12", "2403.01001")
    assert (first.url, first.key, first.listed) == ("https://arxiv.org/abs/2403.01001", "2403.01001", "2024-03-05")
    assert first.venue == "Journal of Shore Studies 12 (2024) 3-14"
    assert first.extra["Report-no"] == "SHORE-24-1"
    assert first.extra["Categories"] == "cs.CV cs.LG"
    assert first.extra["Date"] == "Sun, 3 Mar 2024 09:14:02 GMT"
    assert first.links == ("https://example.org/kite",)
    assert (first.line, first.end) == (15, 35)
    assert second.authors == ("Nils Oak",)
    assert (cross.extra["announced"], cross.abstract[:4], cross.authors) == (
        "cross-listing",
        "Sand",
        ("Oda Pine", "Pia Reed"),
    )
    assert (replaced.extra["announced"], replaced.abstract, replaced.year) == ("replacement", "", 2021)
    assert (old.arxiv, old.key, old.year) == ("math/9905010", "math/9905010", 1999)


@pytest.mark.parametrize(
    ("number", "year"),
    [("2303.08867", "2023"), ("0704.0001", "2007"), ("hep-th/9901001", "1999"), ("math/0102003", "2001"), ("x", "")],
)
def test_the_year_in_an_arxiv_number(number: str, year: str) -> None:
    assert arxiv_mail.year_of(number) == year


END = rb"\\ ( https://arxiv.org/abs/2403.01001 ,  812kb)" + b"\n"
RULE = b"-" * 78 + b"\n"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(END, b""),
        lambda data: data.replace(END + RULE, END),
        lambda data: data.replace(END + RULE, b""),
        lambda data: data.replace(END + RULE + b"\\\\\n", b""),
        lambda data: data.replace(END, END + b"zq \x00 garbage of no kind\nFrom: nobody\n"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"a kite", b"a k\xeete"),
    ],
    ids=["no end", "no rule", "neither", "nor the sign before", "garbage", "CRLF", "Latin-1"],
)
def test_damage_in_a_mail_stays_with_its_entry(damage: Any) -> None:
    run, found = items(damage(fixture("arxiv_mail.txt")), "arxiv-mail")
    expected = records(fixture("arxiv_mail.txt"))
    got = [item for item in found if isinstance(item, Record)]
    assert titles(got) == titles(expected)
    assert [record.abstract for record in got[1:]] == [record.abstract for record in expected[1:]]
    assert run.tally.unread == 0


def test_a_header_names_the_day_of_the_mail_that_it_begins() -> None:
    second = fixture("arxiv_mail.txt").replace(b"5 Mar 24 02:10:44", b"6 Mar 24 02:10:44")
    found = records(fixture("arxiv_mail.txt") + second)
    assert [record.listed for record in found] == ["2024-03-05"] * 5 + ["2024-03-06"] * 5


# --- feeds --------------------------------------------------------------------------------------------------------------------


def test_the_api_of_arxiv() -> None:
    first, second = records(fixture("arxiv_api.xml"))
    assert first.title == "Sorting Pebbles by Sound"
    assert first.abstract.endswith("$a<b and c>d$. We listen & sort <b> by ear."), "plain text is not taken for HTML"
    assert (first.authors, first.year, first.doi) == (("Nils Oak", "Oda Pine"), 2023, "10.5555/pebble.7")
    assert (first.arxiv, first.key, first.venue) == ("2403.01002", "2403.01002", "Pebble Letters 7 (2024) 1-9")
    assert first.extra["arxiv:comment"] == "9 pages"
    assert first.extra["category"] == "cs.SD; cs.LG"
    assert (first.listed, first.links, first.line, first.end) == ("", (), 7, 32)
    assert (second.arxiv, second.year) == ("math/9905010", 1999)


@pytest.mark.parametrize("name", ["arxiv_rss.xml", "arxiv_rss_atom.xml"])
def test_the_news_of_arxiv(name: str) -> None:
    first = records(fixture(name))[0]
    assert first.abstract.startswith("We count tide pools")
    assert (first.authors, first.year, first.listed) == (("Karin Ash", "Lars Birch"), 2024, "2024-03-05")
    assert (first.arxiv, first.key, first.url) == ("2403.01001", "2403.01001", "https://arxiv.org/abs/2403.01001")
    assert first.extra["arxiv:announce_type"] == "new"


def test_a_replacement_in_the_news_keeps_its_own_year() -> None:
    first, second = records(fixture("arxiv_rss.xml"))
    assert "$a<b and c>d$" in first.abstract
    assert first.abstract.endswith("Abstract: the word stands here again.")
    assert (second.year, second.doi, second.venue) == (2021, "10.5555/cloud.1", "Annals of Kitchens 3 (2022)")


def test_the_old_feed_of_arxiv() -> None:
    [only] = records(fixture("arxiv_rss_old.xml"))
    assert (only.title, only.abstract) == ("A Ladder for Frogs", "Frogs climb better on rungs than on ropes.")
    assert (only.authors, only.arxiv, only.year) == (("Pia Reed", "Nils Oak"), "2201.03003", 2022)


def test_a_journal_whose_entries_share_lines() -> None:
    first, notice, gravel = records(fixture("journal.xml"))
    assert first.title == "Moss & Lichen on Old Walls"
    assert first.abstract.startswith("Old walls are wet & slow to dry. Moss likes both.")
    assert first.abstract.endswith("see <item> in the list."), "what is quoted begins no entry"
    assert (first.authors, first.venue, first.volume, first.number) == (
        ("Ash, Karin", "Birch, Lars"),
        "Shore Studies",
        "12",
        "2",
    )
    assert (first.pages, first.doi, first.year, first.listed) == ("31-40", "10.5555/shore.77", 2024, "2024-03-14")
    assert (notice.lines, notice.authors, notice.abstract) == (0, ("Mia Elm",), "A wall fell — nobody knows why.")
    assert (gravel.abstract, gravel.authors, gravel.venue) == ("", ("Tove Fir", "Nils Oak"), "Gravel Letters")


def test_pubmeds_feed() -> None:
    [only] = records(fixture("pubmed.xml"))
    assert only.abstract == "BACKGROUND: Watchmen are awake at night. CONCLUSIONS: They sleep by day."
    assert (only.pmid, only.doi, only.venue) == ("99000001", "10.5555/watch.3.5", "Watch Medicine")


def rss(*entries: str) -> str:
    return '<?xml version="1.0"?>\n<rss version="2.0"><channel>\n' + "\n".join(entries) + "\n</channel></rss>\n"


def entry(name: str, text: str = "Some text.") -> str:
    return f"<item>\n<title>{name} walls and gates</title>\n<description>{text}</description>\n</item>"


BAD = {
    "a tag that is not closed": entry("Bad").replace("</title>", ""),
    "a control character by number": entry("Bad", "&#1;"),
    "a lost end of CDATA": entry("Bad", "<![CDATA[<p>never ends"),
    "a bare less-than": entry("Bad", "a < b"),
    "an attribute twice": entry("Bad").replace("<title>", '<title a="1" a="2">'),
    "no title and no text": "<item>\n<link>https://example.org/x</link>\n</item>",
    "nested a thousand deep and not closed": entry("Bad", "<b>" * 1000),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_entry_of_a_feed_harms_no_other(name: str) -> None:
    run, found = items(rss(entry("First"), BAD[name], entry("Second")))
    assert titles([item for item in found if isinstance(item, Record)]) == [
        "First walls and gates",
        "Second walls and gates",
    ]
    [bad] = [item for item in found if isinstance(item, Unread)]
    assert bad.text.startswith("<item>")
    assert bad.reason
    assert (bad.line, run.tally.starts) == (7, 3)


GOOD = {
    "an entity of HTML": (entry("Good", "caf&eacute;&nbsp;chairs"), "café chairs"),
    "a bare ampersand": (entry("Good", "salt & pepper"), "salt & pepper"),
    "a control character": (entry("Good", "salt\x01 \x0cpepper"), "salt pepper"),
    "markup in markup": (
        entry("Good", "&lt;p&gt;one&lt;/p&gt;&lt;p&gt;H&lt;sub&gt;2&lt;/sub&gt;O&lt;/p&gt;"),
        "one H2O",
    ),
    "a prefix that nobody declared": (entry("Good").replace("</item>", "<zz:x>1</zz:x></item>"), "Some text."),
    "an end tag that is lost": (entry("Good").removesuffix("</item>"), "Some text."),
    "XHTML": (entry("Good", "<div><p>one</p><p>two</p></div>"), "one two"),
    "a comment": (entry("Good", "one<!-- <item> not this -->two"), "onetwo"),
    "the word Abstract": (entry("Good", "Abstract: text"), "text"),
    "a text that begins with the word": (entry("Good", "Abstract walls are rare."), "Abstract walls are rare."),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_feeds_get_wrong_is_read_all_the_same(name: str) -> None:
    text, abstract = GOOD[name]
    found = records(rss(entry("First"), text, entry("Second")))
    assert titles(found) == ["First walls and gates", "Good walls and gates", "Second walls and gates"]
    assert found[1].abstract == abstract


@pytest.mark.parametrize(
    ("element", "people"),
    [
        ("<dc:creator>Ash, Karin</dc:creator>", ("Ash, Karin",)),
        ("<dc:creator>Karin Ash, Lars Birch and Mia Elm</dc:creator>", ("Karin Ash", "Lars Birch", "Mia Elm")),
        (
            "<dc:creator>Madonna, Karin Ash</dc:creator><arxiv:announce_type>new</arxiv:announce_type>",
            ("Madonna", "Karin Ash"),
        ),
        ("<dc:creator>Ash, K.; Birch, L. M.</dc:creator>", ("Ash, K.", "Birch, L. M.")),
        ("<dc:creator>Ash, K.</dc:creator><dc:creator>Birch, L.</dc:creator>", ("Ash, K.", "Birch, L.")),
        ("<author>a@example.org (Karin Ash)</author>", ("Karin Ash",)),
        ("<author><name>Karin Ash</name><email>a@example.org</email></author>", ("Karin Ash",)),
    ],
)
def test_authors_of_feeds(element: str, people: tuple[str, ...]) -> None:
    [only] = records(rss(entry("One").replace("</item>", element + "</item>")))
    assert only.authors == people


def test_a_prefix_before_every_name_and_a_feed_on_one_line() -> None:
    text = re.sub(
        r"<(/?)(feed|entry|title|summary|author|name|link|id|published)\b",
        r"<\1ns0:\2",
        fixture("arxiv_api.xml").decode(),
    )
    expected = records(fixture("arxiv_api.xml"))
    assert [(one.title, one.authors) for one in records(text)] == [(one.title, one.authors) for one in expected]
    run, found = items(fixture("arxiv_api.xml").replace(b"\n", b" "))
    assert titles([item for item in found if isinstance(item, Record)]) == titles(expected)
    assert (run.tally.lines, run.tally.starts, run.tally.entries, run.tally.unread) == (1, 1, 1, 0)


LAUGHS = (
    "<?xml version='1.0'?>\n<!DOCTYPE rss [\n<!ENTITY a 'ha'>\n"
    + "\n".join(f"<!ENTITY {two} '{f'&{one};' * 10}'>" for one, two in zip("abcdefghi", "bcdefghij", strict=True))
    + "\n]>\n<rss><channel><title>&j;</title><item><title>&j;</title></item></channel></rss>\n"
)
HARMFUL = {
    "a billion laughs": LAUGHS,
    "a billion laughs on one line": LAUGHS.replace("\n", " "),
    "an external entity": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<rss><channel><item><title>&x;</title></item></channel></rss>',
    "a parameter entity": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]>\n<rss><item><title>A</title></item></rss>',
    "in a feed": LAUGHS.replace("rss", "feed").replace("item", "entry"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_entities_are_turned_down_at_once(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(SourceError, match="declares XML entities"):
        list(reading(HARMFUL[name]))
    assert time.perf_counter() - start < 1


def test_an_external_dtd_is_never_fetched_and_an_unknown_entity_is_text() -> None:
    text = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/never.dtd">\n' + rss(entry("One", "&lol; &xxe;"))
    [only] = records(text.replace('<?xml version="1.0"?>\n', ""))
    assert only.abstract == "&lol; &xxe;"


def test_the_memory_for_a_feed_is_that_of_one_entry() -> None:
    one, count = entry("Same", "text " * 600).split("\n"), 300

    def lines() -> Iterator[str]:
        yield "<rss><channel>"
        for _ in range(count):
            # Lines of their own, as a file has them.
            yield from ("".join(line) for line in one)

    tracemalloc.start()
    assert sum(isinstance(item, Record) for item in feed.read(lines(), "s")) == count
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000, "the entries are a million characters"


# --- Google Scholar -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "day"), [("scholar_quoted.eml", "2024-03-05"), ("scholar_base64.eml", "2024-03-06")])
def test_an_alert_whatever_its_encoding(name: str, day: str) -> None:
    pebbles, chairs, gates = records(fixture(name))
    assert (pebbles.title, pebbles.authors) == ("Sorting pebbles by sound", ("N Oak", "O Pine"))
    assert pebbles.abstract.startswith("A pebble that falls on a plate says how heavy it is. We listen")
    assert pebbles.abstract.endswith("which takes …")
    assert (pebbles.url, pebbles.arxiv, pebbles.year) == ("https://arxiv.org/pdf/2403.01002", "2403.01002", 2024)
    assert (chairs.title, chairs.authors) == ("Café chairs & their legs: a census", ("K Ash", "L Birch"))
    assert (chairs.venue, chairs.year, chairs.extra["publisher"]) == ("… of Furniture", 2023, "Example Press")
    assert chairs.doi == "10.5555/café.9"
    assert (gates.title, gates.abstract, gates.authors, gates.year) == ("A book of gates", "", ("M Elm",), 2022)
    assert {record.listed for record in (pebbles, chairs, gates)} == {day}
    assert pebbles.extra["alert"].startswith("pebbles ")


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("=?utf-8?q?caf=C3=A9?= chairs", "café chairs"),
        ("=?utf-\xff8?q?caf?=", None),
        ("=?x-none?b?w?=", None),
        ("", ""),
    ],
)
def test_a_subject_is_decoded_where_it_can_be(text: str, decoded: str | None) -> None:
    assert mail.decoded(text) == (text if decoded is None else decoded)


def test_an_mbox_holds_several_alerts_and_other_mail() -> None:
    found = records(fixture("scholar.mbox"))
    assert [record.listed for record in found] == ["2024-03-05"] * 3 + ["2024-03-07"]
    assert found[3].extra["alert"] == "mud - new articles"


def test_the_html_of_an_alert_alone_and_an_alert_sent_on() -> None:
    message = EmailMessage(policy=policy.default)
    html = "<html><body><h3><a class='gse_alrt_title' href='https://example.org/a'>Mud on boots</a></h3><div>T Fir - 2024</div></body></html>"
    message.set_content(html, subtype="html")
    message["From"] = "scholaralerts-noreply@google.com"
    message["Date"] = "Tue, 05 Mar 2024 03:12:44 -0800"
    outer = EmailMessage(policy=policy.default)
    outer["Subject"] = "Fwd"
    outer.set_content("see below")
    outer.add_attachment(message)
    assert titles(records(html)) == ["Mud on boots"]
    [inner] = records(outer.as_bytes(), "scholar-mail")
    assert (inner.title, inner.year, inner.listed) == ("Mud on boots", 2024, "2024-03-05")


@pytest.mark.parametrize("lost", ["</a>", "</h3>", "</a></h3>", "</div>", '<div class="gse_alrt_sni">'])
def test_a_tag_lost_in_an_alert_harms_no_other_entry(lost: str) -> None:
    one = '<h3><a class="gse_alrt_title" href="https://example.org/{0}">Mud {0}</a></h3>\n<div>T Fir - 2024</div>\n<div class="gse_alrt_sni">Text {0}</div>\n'
    page = "<html>" + one.format(1) + one.format(2).replace(lost, "", 1) + one.format(3) + "</html>"
    first, second, third = records(page)
    assert (first.title, first.abstract, third.title, third.abstract) == ("Mud 1", "Text 1", "Mud 3", "Text 3")
    assert second.title.startswith("Mud 2")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://scholar.google.com/scholar_url?url=https://example.org/a%3Fb%3D1%26c%3D2&hl=en&sa=X",
            "https://example.org/a?b=1&c=2",
        ),
        ("http://scholar.google.co.uk/scholar_url?hl=en&url=https://example.org/a", "https://example.org/a"),
        ("https://scholar.google.com/scholar_url?hl=en", "https://scholar.google.com/scholar_url?hl=en"),
        (
            "https://example.org/scholar_url?url=https://elsewhere.example",
            "https://example.org/scholar_url?url=https://elsewhere.example",
        ),
        ("https://[bad", "https://[bad"),
        ("", ""),
    ],
)
def test_the_real_address(address: str, expected: str) -> None:
    assert real(address) == expected


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://example.org/doi/full/10.5555/a.b?af=R", "10.5555/a.b"),
        ("https://example.org/articles/10.5555/a.b/full", "10.5555/a.b"),
        ("https://example.org/content/pdf/10.5555%2Fa.b.pdf#page=2", "10.5555/a.b"),
        ("https://example.org/x?doi=10.5555/no", ""),
    ],
)
def test_a_doi_in_an_address(address: str, doi: str) -> None:
    assert doi_in(address) == doi


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, 17 Mar 23 00:31:14 GMT", "2023-03-17"),
        ("Tue, 05 Mar 2024 03:12:44 -0800", "2024-03-05"),
        ("31 Feb 2024", ""),
        ("", ""),
        ("yesterday", ""),
    ],
)
def test_the_day_of_a_mail(text: str, day: str) -> None:
    assert mail.day(text) == day


# --- Hugging Face -------------------------------------------------------------------------------------------------------------


def test_a_page_with_its_papers_as_json() -> None:
    first, second, third = records(fixture("hf_daily.html"))
    assert (first.title, first.authors) == ('Counting Tide Pools "from the Air"', ("Karin Ash", "Lars Birch"))
    assert first.abstract == "We count tide pools on photographs taken by a kite & say where a<b."
    assert (first.arxiv, first.url, first.year) == ("2403.01001", "https://huggingface.co/papers/2403.01001", 2024)
    assert first.links == ("https://github.com/example/kite", "https://example.org/kite")
    assert (first.extra["upvotes"], first.listed, second.listed) == ("12", "2024-03-05", "2024-03-05")
    assert (first.lines, second.lines, third.lines) == (1, 0, 0), "they share a line"


def test_a_page_without_json() -> None:
    first, second = records(fixture("hf_trending.html"))
    assert (first.title, first.links) == ('Counting Tide Pools "from the Air"', ("https://github.com/example/kite",))
    assert first.abstract == "We count tide pools on photographs taken by a kite & say where they are."
    assert (second.title, second.arxiv) == ("Sorting Pebbles by Sound", "2403.01002")
    assert second.abstract == "A pebble that falls on a plate says how heavy it is."


def test_addresses_as_a_browser_saves_them() -> None:
    saved = fixture("hf_trending.html").replace(b'href="/papers', b'href="https://huggingface.co/papers')
    assert records(saved) == records(fixture("hf_trending.html"))


def test_a_paper_that_is_broken_in_the_json_harms_no_other() -> None:
    data = fixture("hf_daily.html").replace(
        b"&quot;id&quot;:&quot;2403.01002&quot;,", b"&quot;id&quot;:&quot;2403.01002,", 1
    )
    found = titles(records(data))
    assert found[0].startswith("Counting")
    assert "A Map of Puddles" in found
    assert "Sorting Pebbles by Sound" in found, "the article has it still"
    assert len(unread(data)) == 1


@pytest.mark.parametrize("props", ["[]", "[", "[null]", "{}"])
def test_json_without_papers_is_furniture_and_articles_are_read(props: str) -> None:
    tag = f'<div data-props=\'{{"dailyPapers":{props}\'></div>\n<article><h3><a href="/papers/2403.01009">Sand</a></h3></article>'
    run, found = items("<html>\n" + tag, "hf-html")
    assert titles([item for item in found if isinstance(item, Record)]) == ["Sand"]
    assert run.tally.starts == run.tally.entries == 1


def test_json_that_is_cut_off_gives_every_paper_before_the_cut() -> None:
    data = fixture("hf_daily.html")
    ends = [match.start() for match in re.finditer(rb"&quot;paper&quot;", data)][1:]
    for number, end in enumerate(ends, start=1):
        assert len(records(data[: end + 20], "hf-html")) == number


# --- damage and malice --------------------------------------------------------------------------------------------------------


def said(record: Record) -> tuple[object, ...]:
    return record.line, record.title, record.abstract, record.authors, record.year, record.doi, record.arxiv, record.url


def cuts(data: bytes, form: str) -> None:
    every = records(data)
    for cut in random.Random(14).sample(range(1, len(data)), 50):
        run, found = items(data[:cut], form)
        got = [said(item) for item in found if isinstance(item, Record)]
        expected = [said(record) for record in every if record.end <= data[:cut].count(b"\n")]
        assert got[: len(expected)] == expected, cut
        assert len(got) <= len(expected) + 1, cut
        assert run.tally.unread <= 1, (cut, found)


@pytest.mark.parametrize("name", [name for name in OURS if name != "hf_daily.html"])
def test_a_cut_at_any_byte_leaves_every_entry_before_it(name: str) -> None:
    cuts(fixture(name), OURS[name][0])


@pytest.mark.parametrize("name", REAL)
def test_a_cut_in_a_real_file_leaves_every_entry_before_it(shared: Path, name: str) -> None:
    cuts((shared / "data" / "exports" / name).read_bytes(), REAL[name][0])


@pytest.mark.parametrize("name", OURS)
def test_no_damage_makes_an_error_or_loses_a_line(name: str) -> None:
    random_, data = random.Random(15), fixture(name)
    for _ in range(40):
        hurt = bytearray(data)
        for _ in range(random_.randint(1, 8)):
            at, size = random_.randrange(len(hurt)), random_.choice((1, 1, 5, 60))
            put = random_.choice(
                (
                    b"",
                    b"\x00",
                    b"<",
                    b">",
                    b'"',
                    b"\xff\xfe",
                    b"\n\n",
                    b"<!--",
                    b"]]>",
                    b"</div>",
                    bytes(hurt[at : at + 200]),
                )
            )
            hurt[at : at + random_.choice((0, size))] = put
        items(bytes(hurt), OURS[name][0])


@given(
    st.lists(
        st.sampled_from(
            "<item> </item> <entry> </entry> <!-- --> <![CDATA[ ]]> <title>T</title> x \n \r & < \\".split(" ")
        ),
        max_size=30,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_order_of_marks_breaks_a_feed(parts: list[str]) -> None:
    items("<rss>" + "".join(parts), "feed")


TAGS = (
    "<h3>",
    "</h3>",
    "<a class='gse_alrt_title' href='/papers/2401.00001'>",
    "</a>",
    "<div class=gse_alrt_sni>",
    "<div>",
    "</div>",
    "<article>",
)


@given(
    st.lists(
        st.sampled_from((*TAGS, "</article>", "<p>", "</p>", "x - y, 2024", "\n", "<!--", "<a '", "<br>")), max_size=30
    )
)
@settings(max_examples=150, deadline=None)
def test_no_order_of_tags_breaks_a_page(parts: list[str]) -> None:
    for form in ("scholar-mail", "hf-html"):
        items("<html>" + "".join(parts), form)


@pytest.mark.parametrize(
    "unit", ["<!--", "<a '", '<a "', "<a =", "<a   ", "< ", "<![", "</", "&#", "<script>", "<p><p>", "<b x='>'>"]
)
def test_reading_tags_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    assert sum(1 for _ in markup.tokens(text)) <= 200_000
    assert time.perf_counter() - start < 2, "html.parser takes minutes for some of these"


@given(st.text("<>/!-='\" abp&;\n", max_size=60))
def test_tokens_cover_the_text_in_its_order(text: str) -> None:
    last = 0
    for token in markup.tokens(text):
        if isinstance(token, markup.Tag):
            assert last <= token.start < token.end <= len(text)
            last = token.end


@given(st.text(max_size=300), st.sampled_from(["quoted-printable", "base64"]))
def test_a_part_says_what_the_email_package_put_into_it(text: str, encoding: str) -> None:
    message = EmailMessage(policy=policy.default)
    message.set_content(f"<p>{text}".encode("utf-8", "replace").decode(), subtype="html", cte=encoding)
    mails, parts = mail.Mails(), []
    for number, line in enumerate(message.as_bytes().decode().split("\n"), start=1):
        parts.append(mails.take(number, line)[1])
    assert mails.part is not None
    assert "".join(mails.part.text().text.split()) == "".join(message.get_content().split())


def test_furniture_says_what_it_is() -> None:
    kinds = {
        name: {item.what for item in items(fixture(name))[1] if isinstance(item, Furniture)}
        for name in ("arxiv_mail.txt", "journal.xml", "scholar_quoted.eml", "hf_daily.html")
    }
    assert kinds == {
        "arxiv_mail.txt": {"mail header", "page", "rule"},
        "journal.xml": {"markup"},
        "scholar_quoted.eml": {"mail header", "mail part"},
        "hf_daily.html": {"markup"},
    }


def test_every_format_has_a_description_and_the_listing_comes_last() -> None:
    names = [form.name for form in formats() if form.description and callable(form.sniff) and callable(form.read)]
    assert len(names) == len(set(names)) == 19
    assert names[-1] == "listing"


LINKED = '<p><a href="https://doi.org/10.1000/a{0}">{1}</a></p>\n'
ON_ARXIV = '<div><h3><a href="https://arxiv.org/abs/2101.0000{0}">{1}</a></h3><p>Jane Doe, Kate Jones</p></div>\n'
REFERENCES = (
    "<html><body><h1>Publications</h1><ul>\n"
    "<li>Doe J. Exercise for knees in primary care. BMJ 2021;3:1-9. doi:10.1000/abc1</li>\n"
    "<li>Doe J, Roe R, et al. Falls in the elderly at home. N Engl J Med. 2020;3(2):1-9. doi:10.1000/abc2</li>\n"
    "</ul></body></html>\n"
)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "".join(
                LINKED.format(i, title) for i, title in enumerate(["Stress of nurses", "Stress of many night nurses"])
            ),
            [("Stress of nurses", "10.1000/a0", ""), ("Stress of many night nurses", "10.1000/a1", "")],
        ),
        (
            "".join(
                LINKED.format(i, title) for i, title in enumerate(["Stress of many night nurses", "Stress of nurses"])
            ),
            [("Stress of many night nurses", "10.1000/a0", ""), ("Stress of nurses", "10.1000/a1", "")],
        ),
        (
            f"<h1>Reading list</h1>\n{ON_ARXIV.format(1, 'Noise in Wards')}{ON_ARXIV.format(2, 'Light at Night')}",
            [("Noise in Wards", "", "2101.00001"), ("Light at Night", "", "2101.00002")],
        ),
        # A button below its title, and the name of the journal there, is no title.
        *(
            (
                f"<h2>Stress of many night nurses</h2>\n{LINKED.format(1, said)}<h2>Tides of the moor at night</h2>\n{LINKED.format(2, said)}",
                [("Stress of many night nurses", "10.1000/a1", ""), ("Tides of the moor at night", "10.1000/a2", "")],
            )
            for said in ("Full text here", "Nature Tides", "DOI")
        ),
        (
            REFERENCES,
            [
                ("Exercise for knees in primary care", "10.1000/abc1", ""),
                ("Falls in the elderly at home", "10.1000/abc2", ""),
            ],
        ),
    ],
)
def test_an_identifier_stays_with_its_paper_however_short_the_title(
    page: str, expected: list[tuple[str, str, str]]
) -> None:
    assert [(one.title, one.doi, one.arxiv) for one in records(page, "html")] == expected


def test_a_list_of_whole_references_is_read_as_such() -> None:
    one, other = records(REFERENCES, "html")
    assert (one.authors, one.venue, one.year, one.volume, one.pages) == (("Doe J",), "BMJ", 2021, "3", "1-9")
    assert (other.authors, other.venue, other.number) == (("Doe J", "Roe R"), "N Engl J Med", "2")


def test_a_short_title_in_a_mail_keeps_its_identifier() -> None:
    text = (
        "From: a@x.org\nSubject: papers\nDate: Tue, 05 Mar 2024 10:00:00 +0000\nContent-Type: text/plain\n\n"
        "Empathy of nurses on night shifts: a cohort study\nhttps://doi.org/10.1000/a1\n\n"
        "Noise in wards\nhttps://arxiv.org/abs/2101.00002\n"
    )
    assert [(one.title, one.doi, one.arxiv) for one in records(text)] == [
        ("Empathy of nurses on night shifts: a cohort study", "10.1000/a1", ""),
        ("Noise in wards", "", "2101.00002"),
    ]


def test_a_mailbox_of_alerts_gives_its_other_mails_too() -> None:
    title = '<h3><a href="http://scholar.google.com/scholar_url?url=https://x.org/a.pdf" class="gse_alrt_title">Noise in wards</a></h3>'
    mails = (
        (
            "From x@y Mon Mar 04 10:00:00 2024\nFrom: scholaralerts-noreply@google.com\nSubject: new results\n"
            f"Date: Mon, 04 Mar 2024 10:00:00 +0000\nContent-Type: text/html\n\n{title}<div>K Roe - 2024</div>\n\n"
        ),
        (
            "From x@y Mon Mar 04 11:00:00 2024\nFrom: colleague@x.org\nSubject: one more\nDate: Mon, 04 Mar 2024 11:00:00 +0000\n"
            "Content-Type: text/plain\n\nEmpathy of nurses on night shifts: a cohort study\nhttps://doi.org/10.1000/a1\n\n"
        ),
    )
    expected = {("Noise in wards", ""), ("Empathy of nurses on night shifts: a cohort study", "10.1000/a1")}
    for order in (mails, mails[::-1]):
        assert {(one.title, one.doi) for one in records("".join(order))} == expected
