"""Work on topics: why, check, diff, suggest, untagged, import, and the schema of the configuration."""

import json
import math
from pathlib import Path

import pytest
import yaml
from conftest import SAMPLES, Run
from hypothesis import given
from hypothesis import strategies as st

from litcli.errors import UseError
from litcli.library.suggesting import g2
from litcli.topics.borrow import borrow
from litcli.topics.config import loads
from litcli.topics.json_schema import schema

RULES = """
topics:
  lamps:
    any: [lantern, {term: wick, weight: 2}]
    all: [harbour OR quay]
    none: [festival]
    min_score: 2
    parent: light
  light: [beacon]
"""


def papers(*texts: tuple[str, str]) -> str:
    return "".join(json.dumps({"id": "", "title": t, "abstract": a, "seen": []}) + "\n" for t, a in texts)


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "p.jsonl").write_text(
        papers(
            ("A lantern at the quay", "The wick burns low in the old harbour."),
            ("Paper lanterns", "At the quay a lantern was hung for the festival, with a wick."),
            ("Rope", "Of ropes and knots, and nothing that burns."),
        )
    )
    (tmp_path / "litcli.yaml").write_text(RULES)
    assert run("add", "p.jsonl", "--library", "l.db").code == 0
    return tmp_path


def ids(run: Run) -> dict[str, str]:
    return {
        title: name
        for name, title in (line.split("\t") for line in run("list", "--library", "l.db", "--fields", "id,title").lines)
    }


def test_why_says_which_term_matched_where_and_adds_up(run: Run, library: Path) -> None:
    done = run("topics", "why", ids(run)["A lantern at the quay"], "--library", "l.db")
    assert done.code == 0
    assert [line.split("\t") for line in done.lines] == [
        ["lamps", "any", "lantern", "title", "3", "A lantern at the quay"],
        ["lamps", "any", "wick", "abstract", "2", "The wick burns low in the old harbour."],
        ["lamps", "all", "harbour OR quay", "title", "0", "A lantern at the quay"],
        ["lamps", "sum", "5 of 2", "", "5", ""],
        ["light", "below", "lamps", "", "", ""],
        ["light", "missing", "any: none of 1 terms is found", "", "", ""],
        ["light", "sum", "0 of 1", "", "0", ""],
    ]


def test_why_shows_every_phrase_of_a_term(run: Run, library: Path) -> None:
    (library / "litcli.yaml").write_text("topics: {a: [lantern AND burns AND NOT rope]}")
    done = run("topics", "why", ids(run)["A lantern at the quay"], "--library", "l.db")
    assert done.lines[0].endswith("\tabstract\t1\tA lantern at the quay | The wick burns low in the old harbour.")


def test_why_says_what_an_absent_topic_lacks(run: Run, library: Path) -> None:
    found = ids(run)
    done = run("topics", "why", found["Paper lanterns"], "lamps", "--library", "l.db")
    assert done.code == 1
    assert 'lamps\tmissing\tnone: "festival" is in the abstract' in done.out
    rope = run("topics", "why", found["Rope"], "lamps", "--library", "l.db")
    assert [line.split("\t")[2] for line in rope.lines] == [
        'all: "harbour OR quay" is not found', "any: none of 2 terms is found", "0 of 2",
    ]  # fmt: skip
    assert run("topics", "why", found["Rope"], "lamp", "--library", "l.db").code == 2


def test_diff_lists_gains_and_losses_and_changes_nothing(run: Run, library: Path) -> None:
    before = (library / "l.db").read_bytes()
    (library / "new.yaml").write_text("topics: {lamps: [lantern, rope*], light: [beacon]}")
    found = ids(run)
    done = run("topics", "diff", "new.yaml", "--library", "l.db")
    assert done.lines == [
        *sorted(f"+\tlamps\t{found[title]}\t{title}" for title in ("Paper lanterns", "Rope")),
        f"-\tlight\t{found['A lantern at the quay']}\tA lantern at the quay",
    ]
    assert (library / "l.db").read_bytes() == before
    assert run("topics", "diff", "litcli.yaml", "--library", "l.db").code == 1
    (library / "new.yaml").write_text("topics: {a: [no]}")
    assert run("topics", "diff", "new.yaml", "--library", "l.db").code == 2


def test_check_warns_from_the_papers(run: Run, tmp_path: Path) -> None:
    texts = [(f"Lamp {n}", f"A tidal buoy, number {'abcdefgh'[n]}." if n < 6 else "Two buoys.") for n in range(8)]
    (tmp_path / "p.jsonl").write_text(papers(*texts))
    (tmp_path / "litcli.yaml").write_text(
        "topics:\n  a: [buoy, tidal buoy, zebra]\n  b: [tidal, lamp]\n  c: [lamp*]\n  d: {any: [tidal], parent: a}\n"
    )
    run("add", "p.jsonl", "--library", "l.db")
    found = [line.split("\t") for line in run("topics", "check", "--library", "l.db").lines]
    assert {(topic, kind, term) for topic, kind, term, *_ in found} == {
        ("a", "nothing", "zebra"), ("a", "covered", "tidal buoy"), ("a", "plural", "buoy"), ("a", "common", "buoy"),
        ("a", "common", "tidal buoy"), ("b", "common", "tidal"), ("b", "common", "lamp"), ("c", "common", "lamp*"),
        ("d", "common", "tidal"), ("b", "equal", "c"),
    }  # fmt: skip
    told = '6 papers have it, 2 more have "buoys" and no other term'
    hint = "write buoy*; litcli list 'buoys AND NOT topic:a'"
    assert ["a", "plural", "buoy", told, "litcli.yaml:2", hint] in found
    (tmp_path / "litcli.yaml").write_text("topics:\n  a: [buoys]\n")
    (row,) = (line.split("\t") for line in run("topics", "check", "--library", "l.db").lines)
    assert row[1:4] == ["singular", "buoys", '2 papers have it, 6 more have "buoy" and no other term']


def test_suggest_proposes_what_tells_the_topic_and_not_what_it_has(run: Run, tmp_path: Path) -> None:
    inside = [(f"Lantern {word}", f"The brass hinge of a lantern, {word}.") for word in ("one", "two", "three", "four")]
    outside = [(f"Rope {word}", f"The plain knot of a rope, {word}.") for word in ("five", "six", "seven", "eight")]
    (tmp_path / "p.jsonl").write_text(papers(*inside, *outside))
    (tmp_path / "litcli.yaml").write_text("topics: {lamps: [lantern]}")
    run("add", "p.jsonl", "--library", "l.db")
    done = run("topics", "suggest", "lamps", "--library", "l.db")
    assert done.lines == [f"brass hinge\t4\t0\t{g2(4, 4, 0, 4):.1f}"]
    groups = [line.split("\t") for line in run("topics", "untagged", "--library", "l.db").lines]
    assert {row[0] for row in groups} == {"plain knot"}
    assert len(groups) == 4


def test_kept_papers_without_a_topic_speak_for_the_topic_and_dropped_ones_do_not(run: Run, tmp_path: Path) -> None:
    inside = [(f"Lantern {word}", f"The brass hinge of a lantern, {word}.") for word in ("one", "two", "three", "four")]
    outside = [(f"Rope {word}", f"The plain knot of a rope, {word}.") for word in ("five", "six", "seven", "eight")]
    rest = [(f"Tide {word}", f"A slow tide, {word}.") for word in ("nine", "ten", "eleven", "twelve")]
    (tmp_path / "p.jsonl").write_text(papers(*inside, *outside, *rest))
    (tmp_path / "litcli.yaml").write_text("topics: {lamps: [lantern], tides: [tide]}")
    run("add", "p.jsonl", "--library", "l.db")
    ids = {
        query: run("list", query, "--library", "l.db", "--format", "ids").lines for query in ("rope", "tide", "lantern")
    }
    run("mark", "keep", *ids["rope"], *ids["tide"], "--library", "l.db")
    run("mark", "drop", *ids["lantern"], "--library", "l.db")
    found = [line.split("\t")[:3] for line in run("topics", "suggest", "lamps", "--library", "l.db").lines]
    assert ["plain knot", "4", "0"] in found
    assert not any(term in ("brass hinge", "slow tide") for term, _, _ in found)


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("why PAPER", ["topic", "what", "text", "place", "points", "around"]),
        ("check", ["topic", "warning", "term", "text", "place", "next"]),
        ("diff new.yaml", ["change", "topic", "id", "title"]),
        ("suggest lamps", ["term", "here", "elsewhere", "g2"]),
        ("untagged", ["phrase", "id", "title"]),
    ],
)
def test_json_lines_say_what_tsv_says(run: Run, library: Path, command: str, keys: list[str]) -> None:
    (library / "new.yaml").write_text("topics: {lamps: [lantern, rope*], light: [beacon]}")
    more = papers(*((f"Lantern {i}", f"A harbour lantern with a brass hinge {i}.") for i in range(4)))
    (library / "more.jsonl").write_text(more)
    run("add", "more.jsonl", "--library", "l.db")
    words = [ids(run)["A lantern at the quay"] if word == "PAPER" else word for word in command.split()]
    rows = [line.split("\t") for line in run("topics", *words, "--library", "l.db").lines]
    objects = [json.loads(line) for line in run("topics", *words, "--library", "l.db", "--format", "jsonl").lines]
    assert rows
    assert all(list(one) == keys for one in objects)
    assert rows == [["" if value is None else str(value) for value in one.values()] for one in objects]
    assert run("topics", *words, "--library", "l.db", "--format", "xml").code == 2


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_g2_is_zero_where_both_rates_are_equal_and_symmetric(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    score = g2(a, n, b, m)
    assert score >= 0
    assert math.isclose(score, g2(b, m, a, n), abs_tol=1e-6)
    assert math.isclose(g2(a, n, a, n), 0, abs_tol=1e-6)
    assert math.isclose(score, g2(n - a, n, m - b, m), abs_tol=1e-6)


def test_g2_of_a_table_worked_by_hand() -> None:
    """All 4 of 4 against none of 4: 2 * 8 * ln 2."""
    assert math.isclose(g2(4, 4, 0, 4), 16 * math.log(2))


PUBMED = '("tidal lantern*"[tiab] OR beacon[Title/Abstract] OR "Lighthouses"[mh]) AND (harbour[ti] OR quay*[tw]) NOT (festival[ti] OR Review[pt])'
OVID = """1  exp Lighthouses/
2  (tidal adj1 lantern$).ti,ab.
3  (beacon? or light vessel*).mp.
4  or/1-3
5  harbour.ti. or quay.ab.
6  4 and 5
7  limit 6 to english language
"""
WOS = """#1 TS=("tidal lantern*" OR beacon)
#2 TI=(harbour)
#3 PY=(2010-2020)
#4 #1 AND #2 AND #3
"""


@pytest.mark.parametrize(
    ("strategy", "topic", "lost"),
    [
        (PUBMED, {"any": ["tidal lantern*", "beacon"], "all": ["title:harbour OR quay*"], "none": ["title:festival"]},
         ["Lighthouses[mh]", "Review[pt]"]),
        (OVID, {"any": ["tidal lantern*", "beacon*", "light vessel*"], "all": ["title:harbour OR abstract:quay"]},
         ["line 1: exp Lighthouses/", "line 7: limit 6"]),
        (WOS, {"any": ["tidal lantern*", "beacon"], "all": ["title:harbour"]}, ["line 3: PY="]),
        ('1 exp "lamps and wicks"/ or Oil Lamps/ae, th\n2 (brass adj (lamp$1 or lantern$)).tw.\n3 1 or 2\n4 and/1-3',
         {"any": ["brass lamp*", "brass lantern*"]}, ['line 1: exp "lamps and wicks"/', "line 1: Oil Lamps/ae, th", "line 4: and/1-3"]),
        ("buoy[tiab] OR (lamps and wicks[mh] NOT oil[ti])", {"any": ["buoy"]}, ["lamps and wicks[mh]", "NOT: what it takes"]),
        ("1 buoy.ti,ab.\n2 moor$.tw.\n3 quay.tw.\n4 or/1‐3", {"any": ["buoy", "moor*", "quay"]}, []),
        ("TITLE-ABS-KEY(buoy) AND moor*", {"any": ["buoy"], "all": ["moor*"]}, []),
    ],
    ids=["pubmed", "ovid", "wos", "headings", "lost", "dashes", "scopus"],
)  # fmt: skip
def test_a_strategy_becomes_a_topic(strategy: str, topic: dict[str, list[str]], lost: list[str]) -> None:
    found = borrow(strategy)
    assert found.topic == topic
    assert [any(line.startswith(start) for line in found.lost) for start in lost] == [True] * len(lost), found.lost
    assert loads(found.yaml("a"), Path("x")).topics["a"]


@given(st.text(alphabet='ab ()"*?$#[]./,0123456789-\nORANDNOTtiadj=', max_size=60))
def test_any_text_is_a_topic_or_an_error_of_use(text: str) -> None:
    try:
        found = borrow(text)
    except UseError:
        return
    assert loads(found.yaml("a"), Path("x")).topics["a"]


def test_lines_that_double_lines_end_quickly() -> None:
    with pytest.raises(UseError):
        borrow(
            "1 lantern.ti.\n2 (1 and buoy) or (1 and moor)\n"
            + "".join(f"{n} ({n - 1} and a{n}) or ({n - 1} and b{n})\n" for n in range(3, 60))
        )


def test_import_prints_a_configuration(run: Run, tmp_path: Path) -> None:
    done = run("topics", "import", "-", "--name", "lamps", stdin=PUBMED)
    assert (done.code, list(yaml.safe_load(done.out)["topics"])) == (0, ["lamps"])
    assert "lost: " in done.err
    assert run("topics", "import", "-", "--name", "a b", stdin="x").code == 2


def test_init_writes_the_schema_that_its_first_line_names(run: Run, tmp_path: Path) -> None:
    assert run("init").code == 0
    first = (tmp_path / "litcli.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=litcli.schema.json"
    assert (tmp_path / "litcli.schema.json").read_text(encoding="utf-8") == run("config", "schema").out
    assert json.loads(run("config", "schema").out) == schema()


def test_a_warning_names_the_line_of_its_term(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    config.write_text("topics:\n  ml:\n    any:\n      - network*\n      - {term: xyzzy plugh, weight: 2}\n")
    done = run("topics", "check", "--config", config, "--from", SAMPLES / "monday.txt")
    assert f"{config}:5" in next(line for line in done.out.split("\n") if "xyzzy" in line)
