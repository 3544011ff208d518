"""Terminal and pipe in pairs: the same command, what a person sees and what the next program gets."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import EXAMPLE, SAMPLES, Run, shell

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
Terminal = Callable[..., str]


@pytest.fixture
def terminal(home: dict[str, str], tmp_path: Path) -> Terminal:
    """Run litcli on a pseudo-terminal and return all that it printed there; there is no pager unless one is named."""

    def call(*arguments: str | Path, width: int = 100, height: int = 24, env: dict[str, str] | None = None) -> str:
        size = {"COLUMNS": str(width), "LINES": str(height), "TERM": "xterm", "PAGER": ""}
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "litcli", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            cwd=tmp_path,
            env={**home, **size, **(env or {})},
        )
        os.close(theirs)
        return _all_of(ours, process)

    return call


def _all_of(descriptor: int, process: "subprocess.Popen[bytes]") -> str:
    parts, end = [], time.monotonic() + 30
    while time.monotonic() < end:
        if not select.select([descriptor], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait(timeout=10)
    os.close(descriptor)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.fixture
def library(run: Run) -> str:
    run("add", SAMPLES / "monday.txt", SAMPLES / "tuesday.txt", "--library", "l.db", "--config", EXAMPLE)
    return "l.db"


def plain(text: str) -> str:
    return ESCAPE.sub("", text)


def test_undo_list_names_three_sources_on_a_terminal_and_all_in_a_pipe(
    run: Run, terminal: Terminal, tmp_path: Path
) -> None:
    names = [f"{name}.csv" for name in "abcde"]
    for name in names:
        (tmp_path / name).write_text(f"title,abstract\nA paper called {name},What {name} says.\n")
    run("add", *names, "--library", "l.db")
    shown, piped = (
        plain(terminal("undo", "--list", "--library", "l.db")),
        run("undo", "--list", "--library", "l.db").out,
    )
    assert "a.csv, b.csv, c.csv and 2 more" in shown
    assert piped.split("\t")[2:4] == ["add", ", ".join(names)]


def test_list_is_a_table_on_a_terminal_and_tsv_in_a_pipe(run: Run, terminal: Terminal, library: str) -> None:
    shown, piped = terminal("list", "--library", library), run("list", "--library", library)
    assert plain(shown).splitlines()[0].split() == ["id", "title", "topics", "seen"]
    assert "\x1b[" in shown
    assert "\x1b" not in piped.out
    assert [line.count("\t") for line in piped.lines] == [4] * 23
    assert all(re.match(r"[a-z][0-9a-z]{11}\t", line) for line in piped.lines)


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_the_table_fits_its_terminal(terminal: Terminal, library: str, width: int) -> None:
    lines = plain(terminal("list", "--library", library, width=width)).splitlines()
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)


def test_a_pipe_is_never_wrapped_or_cut(run: Run, library: str) -> None:
    narrow = run("list", "--library", library, env={"COLUMNS": "20"})
    assert narrow.out == run("list", "--library", library).out
    shown = run("show", narrow.lines[0].split("\t")[0], "--library", library, env={"COLUMNS": "20"})
    assert max(map(len, shown.lines)) > 400


@pytest.mark.parametrize(
    ("env", "options", "coloured"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({}, ("--color", "always"), True),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
    ],
)
def test_colour_in_a_pipe(run: Run, library: str, env: dict[str, str], options: Sequence[str], coloured: bool) -> None:
    done = run("list", "--format", "table", "--library", library, *options, env=env)
    assert ("\x1b[" in done.out) is coloured


def test_no_color_on_a_terminal_means_no_codes_at_all(terminal: Terminal, library: str) -> None:
    assert "\x1b" not in terminal("list", "--library", library, env={"NO_COLOR": "1"})
    assert "\x1b" not in terminal("show", "q2q9", "--library", library, env={"NO_COLOR": "1", "FORCE_COLOR": "1"})


def test_long_lists_go_through_the_pager_and_short_ones_do_not(terminal: Terminal, library: str) -> None:
    pager = {"LITCLI_PAGER": "sed 's/^/PAGED /'"}
    assert terminal("list", "--library", library, height=10, env=pager).startswith("PAGED ")
    assert "PAGED" not in terminal("list", "--library", library, "--limit", "2", height=10, env=pager)
    assert "PAGED" not in terminal("list", "--library", library, height=10, env={"PAGER": "cat"})
    missing = terminal("list", "--library", library, height=10, env={"PAGER": "/nowhere/pager"})
    assert plain(missing).startswith("id")


def test_a_pager_that_is_left_early_is_no_error(terminal: Terminal, library: str) -> None:
    out = terminal("list", "--library", library, height=10, env={"PAGER": "head -n 1"})
    assert "Traceback" not in out
    assert "rror" not in out


NASTY = {
    "brackets": "[cs.CL] Markup in [bold]titles[/bold] and [/INST] of chats",
    "escapes": "Red \x1b[31malert\x1b[0m and \x1b]0;owned\x07 a title with codes",
    "bidi": "Read \u202ebackwards\u202c and \u2066isolated\u2069 words in a title",
    "eight bit": "An eight bit \x9b31m control in a title of five words",
    "emoji code": "The :warning: sign is no picture in this title",
}


@pytest.mark.parametrize("name", NASTY)
def test_untrusted_titles_are_harmless_on_a_terminal_and_whole_in_a_pipe(
    run: Run, terminal: Terminal, tmp_path: Path, name: str
) -> None:
    title = NASTY[name]
    abstract = f"We study {title} in detail. " + "Nothing of it may reach the terminal as more than text. " * 8
    (tmp_path / "page.txt").write_text(f"{title}\n{abstract}\n", encoding="utf-8")
    run("add", "page.txt", "--library", "n.db")
    paper = json.loads(run("list", "--library", "n.db", "--format", "jsonl").out)
    assert paper["title"] == " ".join(title.split())
    assert run("list", "--library", "n.db", "--fields", "title").out == paper["title"] + "\n"
    for command in (("list",), ("show", paper["id"]), ("list", "--format", "tsv"), ("list", "--format", "markdown")):
        seen = terminal(*command, "--library", "n.db", width=200)
        without_ours = ESCAPE.sub("", seen) if len(command) == 1 or command[0] == "show" else seen
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", without_ours)
        assert "\x1b[31m" not in seen
        assert "\x1b]" not in seen
    shown = ESCAPE.sub("", terminal("list", "--library", "n.db", width=200))
    visible = re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", lambda m: f"<U+{ord(m[0]):04X}>", title)
    assert visible in shown


def test_progress_is_only_for_a_terminal(run: Run, terminal: Terminal) -> None:
    assert "\r" not in run("add", SAMPLES / "monday.txt", "--library", "p.db").err
    assert "23 papers" in plain(terminal("list", "--from", SAMPLES / "monday.txt", "--from", SAMPLES / "tuesday.txt"))


def test_the_reader_may_leave_early(home: dict[str, str], tmp_path: Path, library: str) -> None:
    long = f"for i in $(seq 40); do cat {SAMPLES}/monday.txt; echo; done > big.txt; litcli list --from big.txt --format jsonl"
    for command in (
        f"litcli list --library {library} | head -n 1",
        f"{long} | head -n 1",
        f"litcli list --library {library} | true",
    ):
        done = shell(command, home, tmp_path)
        assert (done.code, done.err) == (0, ""), command


@pytest.mark.parametrize("width", [60, 100, 160])
def test_records_stand_side_by_side_on_a_terminal(run: Run, terminal: Terminal, library: str, width: int) -> None:
    first = run("repeats", "--library", library).lines[0].split("\t")[0]
    shown = terminal("repeats", first, "--library", library, width=width)
    assert "\x1b[1;33mLables:" in shown
    assert plain(shown).count("Vertices") == 3
    assert all(len(line) <= width for line in plain(shown).splitlines() if "and" not in line)
    for arguments in ((), ("near",)):
        assert all(
            len(line) <= width
            for line in plain(terminal("repeats", *arguments, "--library", library, width=width)).splitlines()
        )


def test_the_table_has_a_column_for_decisions_once_there_is_one(terminal: Terminal, run: Run) -> None:
    run("add", "--library", "l.db", SAMPLES / "monday.txt")
    assert "status" not in ESCAPE.sub("", terminal("list", "--library", "l.db"))
    run(
        "mark",
        "maybe",
        "-",
        "--library",
        "l.db",
        stdin=run("list", "--library", "l.db", "--format", "ids", "tide*").out,
    )
    header, *rows = ESCAPE.sub("", terminal("list", "--library", "l.db", "status:maybe")).splitlines()
    assert header.split() == ["id", "title", "topics", "status", "seen"]
    assert any(row.split()[-2:] == ["maybe", "1"] for row in rows)
