"""The contract of the commands: exit codes, streams, where files are found, what errors say."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, SAMPLES, Run

from litcli.cli.places import spread
from litcli.read.page import date as date_of

MONDAY, TUESDAY = SAMPLES / "monday.txt", SAMPLES / "tuesday.txt"


def test_exit_codes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stray.txt").write_text(f"{MONDAY.read_text(encoding='utf-8')}\nBuy now\n", encoding="utf-8")
    assert run("add", MONDAY, "--library", "l.db").code == 0
    assert run("list", "grokking", "--library", "l.db").code == 0
    nothing = run("list", "title:zzz", "--library", "l.db")
    assert (nothing.code, nothing.out) == (1, "")
    assert 'no paper has the word "zzz"' in nothing.err
    assert run("list", "(", "--library", "l.db").code == 2
    assert run("nonsense").code == 2
    assert run("list", "--nonsense").code == 2
    rejected = run("add", "missing.txt", TUESDAY, "stray.txt", "--library", "l.db")
    assert rejected.code == 3
    assert "litcli: missing.txt: no such file\n" in rejected.err
    assert "stray.txt:31: a short line that is neither a title nor a known part of the page: Buy now" in rejected.err
    assert len(run("list", "--library", "l.db").lines) == 23
    assert run("list", "--from", "missing.txt", "--from", MONDAY).code == 3


def test_interrupted_is_130_and_leaves_the_library_as_it_was(home: dict[str, str], run: Run, tmp_path: Path) -> None:
    run("add", MONDAY, "--library", "l.db")
    before = run("list", "--library", "l.db", "--format", "jsonl").out
    command = [sys.executable, "-m", "litcli", "add", "-", "--library", "l.db"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=home,
        # What runs in the background of a shell is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert (process.returncode, err) == (130, b"")
    assert run("list", "--library", "l.db", "--format", "jsonl").out == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b"\n\n  \n", "is empty"),
        ("a.pdf", b"%PDF-1.7\n\x00\x01", "is a PDF; save the page as text or HTML instead, not text"),
        ("noise.bin", bytes(range(256)) * 40, "is a binary file, not text"),
        ("bad.gz", b"\x1f\x8b\x08\x00nonsense", "looks like gzip and cannot be unpacked"),
        ("page.html.txt", b"Subscribe\nModels\n", "no paper was found in it"),
    ],
)
def test_what_cannot_be_read_gets_one_line_and_the_rest_goes_in(
    run: Run, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("add", name, MONDAY, "--library", "l.db")
    assert done.code == 3
    assert f"litcli: {name}: {message}\n" in done.err
    assert len(run("list", "--library", "l.db").lines) == 14


def test_a_folder_is_refused_with_the_command_for_its_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    done = run("add", "pages", MONDAY, "--library", "l.db")
    assert done.code == 3
    assert "litcli: pages: is a folder\nits files: litcli add pages/*\n" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "titel:x"), 'no field is called "titel"; did you mean "title"?'),
        (("list", "topic:prunning"), 'no topic is called "prunning"; did you mean "pruning"?'),
        (("list", "year:soon"), "year:soon cannot be read"),
        (("list", "--format", "xml"), 'no format is called "xml"\nlegal: table, tsv, csv, json'),
        (("list", "--fields", "id,tilte"), 'no field is called "tilte"\nlegal: id, title'),
        (("list", "--fields", "id", "--format", "bibtex"), "--fields does not go with --format bibtex"),
        (("list", "--sort", "size"), 'cannot sort by "size"\nlegal: added, title, year, venue, seen, score, id'),
        (("list", "--color", "pink"), '--color does not know "pink"\nlegal: auto, always, never'),
        (("list", "--date", "soon", "--from", str(MONDAY)), '"soon" is no date'),
        (("list", "--as", "ris2", "--from", str(MONDAY)), 'no format is called "ris2"\nlegal: '),
        (("show", "zzzz"), 'no paper has an id that begins with "zzzz"'),
        (("show", ""), 'no paper has an id that begins with ""'),
        (("show", "%"), 'no paper has an id that begins with "%"'),
        (("export",), "--format is needed"),
        (("export", "-o", "x.xyz"), "--format is needed"),
        (("export", "-o", "nowhere/x.bib"), "nowhere/x.bib: No such file or directory"),
        (("list", "--config", "none.yaml"), "none.yaml: no such file"),
        (("list", "--library", "none.db"), "there is no library at none.db yet"),
    ],
)
def test_wrong_use_is_told_what_is_legal(run: Run, arguments: tuple[str, ...], message: str) -> None:
    run("add", MONDAY, "--library", "l.db", "--config", EXAMPLE)
    done = run(*arguments, env={"LITCLI_LIBRARY": "l.db"})
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"litcli: {message}")


def test_a_wrong_library_is_not_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("my notes, no database", encoding="utf-8")
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE mine (x)")
    with sqlite3.connect(tmp_path / "newer.db") as db:
        db.execute("PRAGMA user_version = 999")
    for name, message in (
        ("notes.db", "cannot be opened as a library"),
        ("other.db", "an SQLite file of another program"),
        ("newer.db", "made by a newer litcli"),
    ):
        before = (tmp_path / name).read_bytes()
        done = run("add", MONDAY, "--library", name)
        assert (done.code, message in done.err) == (2, True), done.err
        assert (tmp_path / name).read_bytes() == before


def test_a_beginning_of_an_id_is_enough_and_an_ambiguous_one_names_the_candidates(run: Run) -> None:
    run("add", MONDAY, TUESDAY, "--library", "l.db")
    ids = run("list", "--library", "l.db", "--format", "ids").lines
    assert run("show", ids[0][:6], "--library", "l.db", "--format", "ids").lines == [ids[0]]
    first = max({name[0] for name in ids}, key=lambda letter: sum(name[0] == letter for name in ids))
    done = run("show", first, "--library", "l.db")
    assert done.code == 2
    assert all(name in done.err for name in [name for name in sorted(ids) if name[0] == first][:5])


def test_the_configuration_is_found_and_a_change_is_noticed(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "config" / "litcli"
    config.mkdir(parents=True)
    (config / "litcli.yaml").write_text("topics: {bees: [hive*]}", encoding="utf-8")
    run("add", TUESDAY, "--library", "l.db")
    assert run("list", "topic:bees", "--library", "l.db", "--fields", "topics").out == "bees\n"
    (tmp_path / "litcli.yaml").write_text("topics: {drift: [concept drift]}", encoding="utf-8")
    assert run("list", "topic:drift", "--library", "l.db", "--fields", "topics").out == "drift\n"
    assert run("list", "topic:bees", "--library", "l.db").code == 2
    (tmp_path / "named.yaml").write_text("topics: {pots: [jar*, hive*]}", encoding="utf-8")
    named = {"LITCLI_CONFIG": "named.yaml"}
    assert run("list", "topic:pots", "--library", "l.db", "--fields", "topics", env=named).out == "pots\n"


def test_the_library_keeps_the_topics_it_was_last_used_with(run: Run, tmp_path: Path) -> None:
    (tmp_path / "named.yaml").write_text("topics: {bees: [hive*]}", encoding="utf-8")
    run("add", TUESDAY, "--library", "l.db", "--config", "named.yaml")
    (tmp_path / "named.yaml").unlink()
    run("add", MONDAY, "--library", "l.db")
    assert run("list", "topic:bees", "--library", "l.db", "--fields", "topics").out == "bees\n"
    assert run("topics", "--library", "l.db").out == "bees\t1\t\t\n"


def test_a_broken_configuration_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("topics: {a: [x], a: [y]}", encoding="utf-8")
    done = run("add", MONDAY, "--library", "l.db", "--config", "broken.yaml")
    assert done.code == 2
    assert not (tmp_path / "l.db").exists()


def test_sort_limit_fields_and_nul(run: Run) -> None:
    run("add", MONDAY, TUESDAY, "--library", "l.db")
    seen = [int(line) for line in run("list", "--library", "l.db", "--sort", "-seen", "--fields", "seen").lines]
    assert seen == sorted(seen, reverse=True)
    titles = run("list", "--library", "l.db", "--sort", "-title", "--fields", "title", "--limit", "5").lines
    assert len(titles) == 5
    assert titles == sorted(titles, key=str.lower, reverse=True)
    nul = run("list", "--library", "l.db", "--format", "ids", "-0").out
    assert nul.count("\0") == 23
    assert "\n" not in nul


def test_export_writes_by_the_ending_and_wholly(run: Run, tmp_path: Path) -> None:
    run("add", MONDAY, "--library", "l.db")
    done = run("export", "neural collapse", "-o", "x.jsonl", "--library", "l.db")
    assert (done.code, done.out, done.err) == (0, "", "1 paper written to x.jsonl\n")
    assert json.loads((tmp_path / "x.jsonl").read_text(encoding="utf-8"))["title"].startswith("Neural Collapse")
    assert run("export", "--format", "bibtex", "--library", "l.db").out.count("@misc{") == 14
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["l.db", "x.jsonl"]


def test_export_leaves_nothing_where_it_fails_and_writes_where_a_link_leads(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.bib").mkdir()
    done = run("export", "--from", MONDAY, "-o", "folder.bib")
    assert (done.code, done.err) == (2, "litcli: folder.bib: Is a directory\n")
    (tmp_path / "real.bib").write_text("old")
    (tmp_path / "link.bib").symlink_to(tmp_path / "real.bib")
    assert run("export", "--from", MONDAY, "-o", "link.bib").code == 0
    assert (tmp_path / "link.bib").is_symlink()
    assert (tmp_path / "real.bib").read_text(encoding="utf-8").startswith("@")
    assert not list(tmp_path.glob("tmp*"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("list", "--from", MONDAY, "added:3000y"), 0, ""),
        (("list", "--from", MONDAY, "--date", "20240314"), 2, '"20240314" is no date'),
        (("list", "--from", MONDAY, "--date", "2024-W10-1"), 2, '"2024-W10-1" is no date'),
    ],
)  # fmt: skip
def test_days_are_days(run: Run, arguments: Sequence[Any], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.code, message in done.err) == (code, True), done.err


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-13-45", (2024, "")),
        ("2023-02-30", (2023, "")),
        ("2024-02-29", (2024, "02-29")),
        ("31 June 2024", (2024, "")),
        ("29 February", (None, "02-29")),
    ],
)
def test_an_impossible_day_is_none(text: str, found: tuple[int | None, str]) -> None:
    assert date_of(text) == found


def test_init_writes_a_configuration_that_works_and_writes_over_nothing(run: Run, tmp_path: Path) -> None:
    assert run("init").code == 0
    assert (tmp_path / "litcli.yaml").read_bytes() == EXAMPLE.read_bytes()
    assert run("topics", "test").code == 0
    (tmp_path / "litcli.yaml").write_text("topics: {a: [mine]}", encoding="utf-8")
    again = run("init")
    assert again.code == 2
    assert "litcli.yaml: is there already" in again.err
    assert (tmp_path / "litcli.yaml").read_text(encoding="utf-8") == "topics: {a: [mine]}"
    assert run("init", "--force").code == 0
    assert run("init", "-").out == EXAMPLE.read_text(encoding="utf-8")


def test_topics_test_names_what_fails(run: Run, tmp_path: Path) -> None:
    text = "topics:\n  bees:\n    any: [hive*]\n    examples: {match: [A pot.], no_match: [A hive.]}\n"
    (tmp_path / "litcli.yaml").write_text(text, encoding="utf-8")
    done = run("topics", "test")
    assert done.code == 1
    assert done.lines == [
        "litcli.yaml:2: bees: does not match its example (any: none of 1 terms is found): A pot.",
        'litcli.yaml:2: bees: matches what it should not (found: "hive*"): A hive.',
    ]


def test_a_large_gzip_file_is_read_to_its_end(run: Run, tmp_path: Path) -> None:
    import gzip

    # More than any buffer holds, packed too: the numbers' digits do not repeat.
    rows = [
        f"On tides {n},We count {' '.join(str(n * k * 7919 % 99_991) for k in range(1, 40))}." for n in range(4_000)
    ]
    (tmp_path / "large.csv.gz").write_bytes(gzip.compress("\n".join(["title,abstract", *rows]).encode()))
    assert (tmp_path / "large.csv.gz").stat().st_size > 100_000
    done = run("add", "large.csv.gz", "--library", "l.db")
    assert (done.code, done.err.startswith("large.csv.gz  csv      4,000 records of 4,000 entries\n")) == (0, True), (
        done.err
    )


def test_gzip_utf16_and_standard_input_are_one_source_each(run: Run, tmp_path: Path) -> None:
    import gzip

    text = MONDAY.read_text(encoding="utf-8")
    (tmp_path / "page.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "wide.txt").write_bytes(text.encode("utf-16"))
    ids = run("list", "--from", MONDAY, "--format", "ids").out
    assert run("list", "--from", "page.gz", "--format", "ids").out == ids
    assert run("list", "--from", "wide.txt", "--format", "ids").out == ids
    assert run("list", "--from", "-", "--format", "ids", stdin=text).out == ids


def test_help_of_every_command_names_its_options(run: Run) -> None:
    assert run("--version").out == "litcli 0.1.0\n"
    top = run("--help")
    for name in ("add", "list", "show", "export", "topics", "parse", "init"):
        assert f"  {name} " in top.out
        assert "--help" in run(name, "--help").out
    assert run().code == 2


def test_two_at_once_both_go_in(home: dict[str, str], run: Run, tmp_path: Path) -> None:
    run("add", MONDAY, "--library", "l.db")
    pages = [tmp_path / f"{i}.txt" for i in range(4)]
    titles = ("Bees under snow", "Firing marks on jars", "Tides of the northern shore", "Counting syllables by ear")
    for page, title in zip(pages, titles, strict=True):
        page.write_text(f"{title}\n{f'{title} are what we look at here. ' * 9}\n", encoding="utf-8")
    commands = [[sys.executable, "-m", "litcli", "add", page.name, "--library", "l.db"] for page in pages]
    running = [subprocess.Popen(command, cwd=tmp_path, env=home, stderr=subprocess.PIPE) for command in commands]
    assert [process.communicate()[1].count(b"1 new") for process in running] == [1] * 4
    assert len(run("list", "--library", "l.db").lines) == 18


def test_from_takes_all_files_that_the_shell_makes_of_a_pattern(run: Run) -> None:
    one, other = SAMPLES / "monday.txt", SAMPLES / "tuesday.txt"
    apart = run("list", "--from", one, "--from", other, "tide*", "--format", "ids")
    assert apart.lines
    assert run("list", "--from", one, other, "tide*", "--format", "ids").out == apart.out
    assert run("list", "--from", one, "--format", "ids", other, "tide*").out == apart.out
    assert run("repeats", "--from", one, other).code == 0
    assert run("export", "--from", one, other, "--format", "ids").out.count("\n") == 23


def test_an_export_that_finds_nothing_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.bib"
    kept.write_text("mine", encoding="utf-8")
    done = run("export", "--from", SAMPLES / "monday.txt", "status:keep", "-o", "kept.bib")
    assert (done.code, kept.read_text(encoding="utf-8")) == (1, "mine")
    assert "kept.bib is not written" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_in_words(home: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "litcli", "formats"], stdout=full, stderr=subprocess.PIPE, env=home, check=False
        )
    assert (done.returncode, done.stderr.decode()) == (2, "litcli: No space left on device\n")


def test_every_command_takes_all_that_the_shell_makes_of_from(run: Run) -> None:
    (first, *_) = run("list", "--from", MONDAY, TUESDAY, "--format", "ids").out.split()
    assert run("show", "--from", MONDAY, TUESDAY, first).code == 0
    assert (
        run("list", "collapse", "--from", MONDAY, TUESDAY).out == run("list", "--from", MONDAY, TUESDAY, "collapse").out
    )
    assert run("topics", "check", "--config", EXAMPLE, "--from", MONDAY, TUESDAY).code == 0


def test_words_behind_from_are_sources_where_they_are_files_or_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt", "neural"):
        Path(name).touch()
    assert spread(["list", "--from", "a.txt", "b.txt", "neural", "b.txt"]) == [
        *("list", "--from", "a.txt", "--from", "b.txt", "neural", "b.txt")
    ]
    assert spread(["list", "--from=a.txt", "b.txt", "--", "a.txt"]) == [
        *("list", "--from=a.txt", "--from", "b.txt", "--", "a.txt")
    ]
    assert spread(["show", "b.txt", "--from", "no.txt", "gone.txt"]) == [
        "show",
        "b.txt",
        "--from",
        "no.txt",
        "--from",
        "gone.txt",
    ]
    for word in ("abstract:*.txt", "/tmp.txt/", "source:c.txt", "v1.2", "e.g.", '"a.txt"', "network.AND"):
        assert spread(["list", "--from", "a.txt", word]) == ["list", "--from", "a.txt", word]


def test_a_list_is_sorted_by_venue(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("title,journal\nOne paper on tides,moor letters\nAnother on ships,Ash\nA third on salt,Birch\n")
    venues = [
        row.split("\t") for row in run("list", "--from", table, "--sort", "venue", "--fields", "venue").out.split("\n")
    ]
    assert venues == [["Ash"], ["Birch"], ["moor letters"], [""]]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("list", "--not-in", ""), 2, "it is empty"),
        (("list", "--library="), 2, "it is empty"),
        (("show", "a", "--format", ""), 2, "it is empty"),
        (("parse", ""), 3, "an empty name is no source"),
        (("list", "--from", MONDAY, "gone.txt"), 3, "gone.txt: no such file"),
        (("repeats", "--from", MONDAY, "jion", "a"), 2, "did you mean litcli repeats join?"),
        (("repeats", "--from", MONDAY, "near"), 1, "comes first: litcli repeats near ..."),
        (("topics", "--from", MONDAY, "check"), 2, "check comes first"),
        (("mark", "keep", "-"), 1, "no id was given"),
        (("list", "--from", MONDAY, "!tide"), 2, "! is no operator"),
        (("list", "--from", MONDAY, "tide || moon"), 2, "|| is no operator"),
        ((), 2, "Usage: litcli [OPTIONS]"),
        (("config",), 2, "Usage: litcli config"),
    ],
)  # fmt: skip
def test_a_slip_is_told_as_what_it_is(run: Run, arguments: Sequence[Any], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.code, message in done.err, done.out) == (code, True, "" if code != 3 else done.out), done.err


def test_json_without_end_on_standard_input_is_no_id(run: Run) -> None:
    run("add", MONDAY, "--library", "l.db")
    done = run("mark", "keep", "-", "--library", "l.db", stdin='{"a":' * 100_000)
    assert (done.code, "no paper has an id that begins with" in done.err) == (2, True)


@pytest.mark.parametrize(("words", "offered"), [("topics wh", "why"), ("repeats jo", "join"), ("config ch", "check")])
def test_completion_offers_the_commands_of_a_group(words: str, offered: str) -> None:
    asked = {"_LITCLI_COMPLETE": "complete_bash", "COMP_WORDS": f"litcli {words}", "COMP_CWORD": "2"}
    command = [str(Path(sys.executable).with_name("litcli"))]
    done = subprocess.run(command, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert offered in done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("list --format js", "json jsonl"),
        ("list --fields id,ab", "id,abstract"),
        ("list --sort year,-ti", "year,-title"),
        ("list --color n", "never"),
        ("list --as hf", "hf-json hf-html"),
        ("export --format b", "bibtex"),
        ("show x --format te", "text"),
        ("parse --format j", "jsonl"),
        ("repeats near --format t", "table tsv"),
        ("mark ma", "maybe"),
        ("topics suggest ti", "tides"),
        ("topics why abc ti", "tides"),
    ],
)
def test_completion_offers_the_values_that_there_are(tmp_path: Path, words: str, offered: str) -> None:
    (tmp_path / "litcli.yaml").write_text("topics:\n  tides: {any: [tide]}\n")
    count = len(words.split())
    asked = {"_LITCLI_COMPLETE": "complete_bash", "COMP_WORDS": f"litcli {words}", "COMP_CWORD": str(count)}
    command = [str(Path(sys.executable).with_name("litcli"))]
    environment = {**os.environ, **asked}
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == offered.split()


def test_map_says_of_tables_alone_which_columns_are_which_and_adds_up(run: Run, tmp_path: Path) -> None:
    table, other = tmp_path / "a.csv", tmp_path / "b.ris"
    table.write_text("Name,Who\nTides of the north,Karl Ash\n")
    other.write_text("TY  - JOUR\nTI  - Salt wedges in rivers\nER  - \n")
    done = run(
        "list", "--from", table, other, "--map", "title=Name", "--map", "author=Who", "--fields", "title,authors"
    )
    assert sorted(done.lines) == ["Salt wedges in rivers\t", "Tides of the north\tKarl Ash"], done.err


def test_what_list_cannot_read_of_a_source_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d.bib").write_text("@article{a, title={Tides of the north}}\n@misc{b, title = {Unclosed {here}\n")
    done = run("list", "--from", "d.bib", "--format", "ids")
    assert (done.code, len(done.lines), "d.bib:2: " in done.err) == (3, 1, True), done.err
