"""Decisions: what is kept through merges, round trips and older libraries."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, SAMPLES, Run

from litcli.library import Library, schema
from litcli.library.decisions import merged

MONDAY, TUESDAY = SAMPLES / "monday.txt", SAMPLES / "tuesday.txt"


def papers(run: Run, library: str = "l.db") -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--library", library, "--format", "jsonl").lines]


def decided(run: Run, library: str = "l.db") -> dict[str, tuple[str | None, str | None]]:
    return {p["id"]: (p["status"], p["note"]) for p in papers(run, library) if p["status"] or p["note"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("keep", ""), ("drop", "")], ("keep", "")),
        ([("drop", "b"), ("maybe", "a")], ("maybe", "a | b")),
        ([("", "a"), ("drop", "b | a")], ("drop", "a | b")),
        ([("", ""), ("", "")], ("", "")),
    ],
)
def test_the_most_cautious_decision_holds_and_no_note_is_lost(given: Any, expected: Any) -> None:
    assert merged(given) == merged(reversed(given)) == expected
    assert merged([merged(given), *given]) == expected


def test_a_decision_is_in_every_format_and_is_taken_back(run: Run) -> None:
    run("add", MONDAY, "--library", "l.db")
    ids = run("list", "--library", "l.db", "--format", "ids").lines
    done = run("mark", "keep", ids[0], ids[1][:8], "--note", "read\tthis\nfirst", "--library", "l.db")
    assert (done.code, done.out, done.err) == (0, "", "2 papers: keep; litcli undo takes it back\n")
    assert decided(run) == {ids[0]: ("keep", "read this first"), ids[1]: ("keep", "read this first")}
    assert {line.split("\t")[3] for line in run("list", "--library", "l.db").lines} == {"", "keep"}
    assert "read this first" in run("show", ids[0], "--library", "l.db").out
    run("mark", "none", "-", "--library", "l.db", stdin=f"{ids[0]}\n\n{ids[1]}\n")
    for given in (
        f"{ids[0]} {ids[1]}",
        f"{ids[0]}\0{ids[1]}\0",
        f"{ids[0]}\tA title\n{ids[1]}\tOr, two\n",
        f'\ufeffid,title\r\n{ids[0]},"A title"\r\n{ids[1]},"Or, two"\r\n',
        f"{ids[0]},{'x' * 200_000}\n{ids[1]},two\n",
    ):
        assert run("mark", "none", "-", "--library", "l.db", stdin=given).err.startswith("2 papers: none")
    assert decided(run) == dict.fromkeys(ids[:2], (None, "read this first"))
    for query in ('note:"THIS first"', "note:read*first", "has:note", "note:*"):
        assert sorted(run("list", query, "--library", "l.db", "--format", "ids").lines) == sorted(ids[:2])
    assert run("list", "note:unread", "--library", "l.db").code == 1
    run("mark", "drop", ids[0], "--note", "", "--library", "l.db")
    assert run("list", "note:*", "--library", "l.db", "--format", "ids").lines == [ids[1]]
    assert decided(run)[ids[0]] == ("drop", None)


def test_wrong_use_of_mark_changes_nothing(run: Run) -> None:
    run("add", MONDAY, "--library", "l.db")
    for words, stdin in ((("-",), b"\xff\xe5x\n"), (("\udcff\udce5x",), b"")):
        noise = run("mark", "keep", *words, "--library", "l.db", stdin=stdin)
        assert (noise.code, "no paper has an id that begins with" in noise.err) == (2, True), noise.err
    first = run("list", "--library", "l.db", "--format", "ids").lines[0]
    for arguments, message in (
        (("yes", first), 'mark does not know "yes"\nlegal: keep, maybe, drop, none'),
        (("keep", first, "zzzz"), 'no paper has an id that begins with "zzzz"'),
        (("keep", "-"), "no id was given"),
    ):
        done = run("mark", *arguments, "--library", "l.db")
        # An empty pipe is no wrong use: what stands before it has found nothing.
        assert (done.code, done.err.startswith(f"litcli: {message}")) == (1 if "-" in arguments else 2, True), done.err
    assert decided(run) == {}


def test_a_paper_that_merges_keeps_its_decision_and_both_ids(run: Run) -> None:
    run("add", MONDAY, "--library", "l.db")
    run("mark", "maybe", "-", "--note", "from monday", "--library", "l.db", stdin=ids_of(run))
    before = decided(run)
    run("add", TUESDAY, "--library", "l.db")
    after = {p["id"]: p for p in papers(run)}
    changed = [old for old in before if old not in after]
    assert changed, "no id of the sample changes in its merge: the test tests nothing"
    for old in changed:
        now = run("show", old, "--library", "l.db", "--format", "ids").out.strip()
        assert (after[now]["status"], after[now]["note"]) == ("maybe", "from monday")
    assert sum(p["status"] == "maybe" for p in after.values()) == 14


def ids_of(run: Run) -> str:
    return run("list", "--library", "l.db", "--format", "ids").out


def test_own_json_lines_bring_decisions_back_where_there_is_none(run: Run, tmp_path: Path) -> None:
    run("add", MONDAY, TUESDAY, "--library", "l.db", "--config", EXAMPLE)
    ids = ids_of(run).split()
    run("mark", "keep", ids[0], "--note", "good | better", "--library", "l.db")
    run("mark", "drop", ids[1], "--library", "l.db")
    written = run("list", "--library", "l.db", "--format", "jsonl").out
    assert run("list", "--from", "-", "--config", EXAMPLE, "--format", "jsonl", stdin=written).out == written
    (tmp_path / "own.jsonl").write_text(written, encoding="utf-8")
    run("add", MONDAY, "--library", "new.db", "--config", EXAMPLE)
    mine = next(line for line in run("list", "--library", "new.db", "--format", "ids").lines if line in ids[1:2] + ids)
    run("mark", "maybe", mine, "--library", "new.db")
    run("add", "own.jsonl", "--library", "new.db", "--config", EXAMPLE)
    found = decided(run, "new.db")
    assert found.pop(mine)[0] == "maybe"
    assert found == {k: v for k, v in {ids[0]: ("keep", "good | better"), ids[1]: ("drop", None)}.items() if k != mine}


def test_a_status_that_is_none_is_unread(run: Run) -> None:
    row = {"id": "x", "title": "A title of its own", "seen": [], "status": "yes"}
    done = run("list", "--from", "-", stdin=json.dumps(row))
    assert (done.code, done.out) == (3, "")


def test_a_library_of_the_first_version_is_brought_up_to_date(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.ris").write_text("TY  - THES\nTI  - Tides of the northern shore\nER  - \n")
    run("add", MONDAY, "thesis.ris", "--library", "new.db", "--config", EXAMPLE)
    with sqlite3.connect(tmp_path / "old.db") as db:
        first = schema._MIGRATIONS[0]
        db.executescript(f"{first} PRAGMA application_id = {schema.APPLICATION}; PRAGMA user_version = 1;")
        db.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
        for table in ("sources", "names", "records", "keys", "matches", "papers", "settings"):
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} SELECT {columns} FROM new.{table}")
        # In the first version papers had numbers of their own.
        db.executescript("UPDATE main.names SET paper = 16 - paper; UPDATE main.papers SET rowid = -rowid;")
        db.execute("UPDATE main.papers SET rowid = 16 + rowid")
        db.execute("DELETE FROM main.settings WHERE name = 'rules'")
    before = run("list", "--library", "new.db", "--format", "jsonl", "--config", EXAMPLE).out
    assert run("list", "--library", "old.db", "--format", "jsonl", "--config", EXAMPLE).out == before
    for name in ("new.db", "old.db"):
        assert run("add", TUESDAY, "--library", name, "--config", EXAMPLE).code == 0
        assert run("mark", "keep", ids_of_library(run, name)[0], "--library", name).code == 0
    for arguments in (("list", "neural collapse OR drift", "--format", "jsonl"), ("repeats", "near")):
        assert run(*arguments, "--library", "old.db").out == run(*arguments, "--library", "new.db").out
    with Library.open(tmp_path / "old.db") as library:
        assert library.one("PRAGMA user_version") == schema.VERSION
        assert library.one("SELECT group_concat(kind) FROM history") == "add,add,add,mark"
    for expected in (0, 0, 0, 0, 1):
        assert run("undo", "--library", "old.db").code == expected
    assert run("list", "--library", "old.db").out == ""


def test_of_two_programs_one_brings_a_library_up_to_date(tmp_path: Path) -> None:
    path = str(tmp_path / "l.db")
    with Library.open(path) as library, sqlite3.connect(path, isolation_level=None) as late:
        library.remember("topics", "kept")
        before = late.execute("SELECT sql FROM sqlite_master").fetchall()
        # It saw an older version before it waited for the other.
        schema._migrate(late)
        assert late.execute("SELECT sql FROM sqlite_master").fetchall() == before
        assert library.setting("topics") == "kept"


def ids_of_library(run: Run, library: str) -> list[str]:
    return run("list", "--library", library, "--format", "ids").lines
