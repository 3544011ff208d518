"""`litcli repeats` and `litcli show`: what was merged and why, what came close, and the round trip through a pipe."""

import json
import re
from pathlib import Path

import pytest
from conftest import SAMPLES, Run, shell
from test_dedupe import LONG, TITLE

from litcli.terminal.repeats import differing

MONDAY, TUESDAY = SAMPLES / "monday.txt", SAMPLES / "tuesday.txt"


@pytest.fixture
def library(run: Run) -> str:
    run("add", MONDAY, TUESDAY, "--library", "l.db")
    return "l.db"


def own(path: Path, *rows: dict[str, object]) -> Path:
    """Write papers as litcli's JSON Lines, each seen at its own line of `s`."""
    lines = (
        json.dumps({"id": None, "seen": [{"source": "s", "line": i}], **row}) for i, row in enumerate(rows, start=1)
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ids(run: Run, library: str) -> list[str]:
    return run("list", "--library", library, "--format", "ids", "--sort", "id").lines


def test_repeats_come_least_certain_first(run: Run, library: str) -> None:
    rows = [line.split("\t") for line in run("repeats", "--library", library).lines]
    assert [row[2] for row in rows] == [
        "titles alike, abstracts agree",
        "same title, abstracts agree",
        *["equal after folding"] * 4,
    ]
    assert [float(row[3]) for row in rows if row[3]] == [98.7, 100.0]
    objects = [json.loads(line) for line in run("repeats", "--library", library, "--format", "jsonl").lines]
    assert [one["id"] for one in objects] == [row[0] for row in rows]
    assert {one["seen"] for one in objects} == {2}
    assert len(run("repeats", "title:grokking", "--library", library).lines) == 1
    nothing = run("repeats", "zzzzz", "--library", library)
    assert (nothing.code, nothing.out) == (1, "")
    assert 'no paper has the word "zzzzz"' in nothing.err


def test_one_word_that_begins_an_id_shows_its_paper(run: Run, library: str) -> None:
    first = run("repeats", "--library", library).lines[0].split("\t")[0]
    shown = run("repeats", first[:6], "--library", library)
    assert shown.out == run("repeats", "show", first, "--library", library).out
    assert [line.split("\t")[:2] for line in shown.lines] == [[first, f"{MONDAY}:27"], [first, f"{TUESDAY}:85"]]
    whole = json.loads(run("repeats", first, "--library", library, "--format", "jsonl").out)
    assert [record["place"] for record in whole["records"]] == [f"{MONDAY}:27", f"{TUESDAY}:85"]
    assert whole["folds"][0]["rule"] == "titles alike, abstracts agree"


def test_the_words_that_differ_are_lit() -> None:
    one, other = "Deep nets, and their Tides", "deep Networks and their tides again"
    assert [other[a:b] for a, b in differing(one, other)] == ["Networks", "again"]
    assert differing(one, one.upper()) == differing("", "") == []


def test_near_misses_go_through_a_pipe_into_join_and_come_back(
    run: Run, home: dict[str, str], tmp_path: Path, library: str
) -> None:
    before = run("list", "--library", library, "--format", "jsonl").out
    pair = run("repeats", "near", "--library", library, "--format", "tsv").lines
    assert len(pair) == 1
    assert pair[0].split("\t")[2] == "numbers in the titles differ"
    one, other = sorted(pair[0].split("\t")[:2])
    assert run("repeats", "near", other, "--library", library).lines == pair
    environment = {**home, "LITCLI_LIBRARY": library}
    joined = shell("litcli repeats near --format tsv | litcli repeats join -", environment, tmp_path)
    assert (joined.code, joined.out) == (0, "")
    assert joined.err == f"joined: 1 paper now, {one} (seen 2); litcli undo takes it back\n"
    assert run("repeats", "near", "--library", library).code == 1
    assert "you joined them" in run("show", one, "--library", library).out
    listed = run("repeats", one, "--library", library, "--format", "tsv").lines
    assert run("repeats", "split", "-", "--library", library, stdin=f"\n{listed[1]}\n\n").code == 0
    assert len(ids(run, library)) == 23
    assert run("repeats", "near", "--library", library).code == 1, "what the user split is decided"
    assert "held apart by you" in run("show", one, "--library", library).out
    run("undo", "--library", library)
    run("undo", "--library", library)
    run("mark", "drop", one, "--library", library)
    run("mark", "maybe", other, "--library", library)
    saved = f'\ufeffid,other,rule\r\n{one},{other},"numbers, in the titles"\r\n'
    joined = run("repeats", "join", "-", "--library", library, stdin=saved)
    assert joined.err.splitlines()[1] == f"{one}: drop and maybe had been decided; maybe holds (litcli mark)"
    for _ in range(3):
        run("undo", "--library", library)
    assert run("list", "--library", library, "--format", "jsonl").out == before
    assert run("repeats", "near", "--library", library).lines == pair


def test_records_are_named_by_place_key_or_name(run: Run, tmp_path: Path) -> None:
    rows = [
        {
            "title": TITLE,
            "abstract": LONG,
            "seen": [{"source": f"d/{i}.bib", "line": i, "key": f"ash{i}"}],
            "authors": ["Ash, K.", "Birch, L.", "Cedar, M."][: i + 1],
        }
        for i in range(3)
    ]
    run("add", own(tmp_path / "own.jsonl", *rows), "--library", "k.db")
    [paper] = ids(run, "k.db")
    named = [line.split("\t") for line in run("repeats", "show", paper, "--library", "k.db").lines]
    assert [(row[1], row[3]) for row in named] == [(f"d/{i}.bib:{i}", f"ash{i}") for i in range(3)]
    for words in (("1.bib:1",), ("d/1.bib:1",), ("ash1",), (named[1][2][:8],), ("ash1", "1.bib:1")):
        assert run("repeats", "split", paper, *words, "--library", "k.db").code == 0
        assert sorted(row.split("\t")[1] for row in run("list", "--library", "k.db", "--fields", "id,seen").lines) == [
            "1",
            "2",
        ]
        run("undo", "--library", "k.db")
    for words, message in (
        (("ash7",), 'has no record "ash7"'),
        (("ash0", "ash1", "ash2"), "nothing would stay in"),
        ((), "split needs a paper and its records"),
    ):
        done = run("repeats", "split", paper, *words, "--library", "k.db")
        assert (done.code, message in done.err) == (2, True), done.err
    for words in ((paper,), (paper, paper), ("-",)):
        done = run("repeats", "join", *words, "--library", "k.db", stdin="\n")
        assert done.code == (1 if "-" in words else 2)
        assert ("no pair was given" if "-" in words else "join needs two papers or more") in done.err
    marked = run("repeats", "join", "-", "--library", "k.db", stdin=f"\ufeff{paper}\tzzzz\r\n").err
    assert 'begins with "zzzz"' in marked  # the first column is a paper, byte-order mark or not
    assert (
        "line 2 of standard input has one column"
        in run("repeats", "join", "-", "--library", "k.db", stdin="\nk3v9\n").err
    )


def test_show_names_the_weakest_link_and_what_was_not_chosen(run: Run, tmp_path: Path) -> None:
    rows = [
        {"title": TITLE, "abstract": LONG, "year": 2020, "venue": "Tides"},
        {"title": TITLE, "abstract": LONG, "year": 2020, "venue": "Journal of Tides"},
        {"title": TITLE.replace("learning", "Revisited"), "abstract": LONG, "year": 2021},
    ]
    run("add", own(tmp_path / "own.jsonl", *rows), "--library", "w.db")
    [paper] = ids(run, "w.db")
    shown = run("show", paper, "--library", "w.db").out
    assert len(re.findall("the weakest link", shown)) == 1
    assert re.search(r"s:3.*titles alike.*the weakest link", shown)
    assert re.search(r"year +s:3  2021", shown)
    assert re.search(r"venue +s:1  Tides\n", shown)


def test_show_says_how_decisions_were_merged(run: Run, tmp_path: Path) -> None:
    rows = [{"title": "Bees of the northern shore in winter"}, {"title": "Jars of the southern shore in summer"}]
    run("add", own(tmp_path / "own.jsonl", *rows), "--library", "d.db")
    one, other = ids(run, "d.db")
    run("mark", "drop", one, "--note", "no bees", "--library", "d.db")
    run("mark", "maybe", other, "--library", "d.db")
    run("repeats", "join", one, other, "--library", "d.db")
    shown = run("show", one, "--library", "d.db").out
    assert "decision maybe\nnote     no bees\n" in shown
    assert "the most cautious holds" in shown
    assert f"{one}  drop  no bees" in shown
    assert run("show", other, "--library", "d.db").out == shown


def test_undo_lists_what_was_done_newest_first(run: Run, library: str) -> None:
    run("mark", "keep", ids(run, library)[0], "--library", library)
    rows = [line.split("\t") for line in run("undo", "--list", "--library", library).lines]
    assert [row[2] for row in rows] == ["mark", "add"]
    assert rows[1][3] == f"{MONDAY}, {TUESDAY}"
    assert run("undo", "--library", library).err.startswith(f"taken back: mark keep {ids(run, library)[0]}")
    assert [bool(row.split("\t")[4]) for row in run("undo", "--list", "--library", library).lines] == [True, False]
    assert run("undo", "--library", library).code == 0
    assert ids(run, library) == []
    again = run("undo", "--library", library)
    assert (again.code, again.err) == (1, "there is nothing to take back\n")
    run("add", MONDAY, "--library", library)
    assert len(ids(run, library)) == 14


def test_records_that_are_equal_after_folding_cannot_be_split_and_are_told_so(run: Run) -> None:
    run("add", "--library", "l.db", *SAMPLES.glob("*.txt"))
    equal = next(
        line.split("\t")[0] for line in run("repeats", "--library", "l.db").lines if "equal after folding" in line
    )
    place = run("repeats", "show", equal, "--library", "l.db").lines[0].split("\t")[1]
    done = run("repeats", "split", equal, place, "--library", "l.db")
    assert done.code == 2
    assert "are equal after folding" in done.err
