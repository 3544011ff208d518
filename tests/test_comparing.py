"""`list --not-in`: what a new search brings that a library has not, without touching that library."""

from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_dedupe import LONG, TITLE, VARIANTS, record, write
from test_facts import put

from litcli.library import Library, facts
from litcli.library.comparing import known
from litcli.library.searching import papers
from litcli.records import Record

MONDAY, TUESDAY = SAMPLES / "monday.txt", SAMPLES / "tuesday.txt"


def test_only_what_is_new_is_listed(run: Run, tmp_path: Path) -> None:
    run("add", MONDAY, "--library", "l.db")
    before = (tmp_path / "l.db").read_bytes()
    done = run("list", "--from", TUESDAY, "--not-in", "l.db", "--format", "ids")
    assert done.code == 0
    assert done.err.endswith("6 of 15 papers are known to l.db, 9 are new\n")
    assert len(done.lines) == 9
    assert (tmp_path / "l.db").read_bytes() == before
    assert run("list", "--from", TUESDAY, "--not-in", "l.db", "--limit", "2").out.count("\n") == 2
    assert len(run("list", "--from", TUESDAY, "--not-in", "l.db", "NOT title:lantern*").lines) == 8
    exported = run("export", "--from", TUESDAY, "--not-in", "l.db", "--format", "ids")
    assert (exported.lines, exported.err) == (done.lines, done.err)
    run("add", TUESDAY, "--library", "l.db")
    nothing = run("list", "--from", TUESDAY, "--not-in", "l.db")
    assert (nothing.code, nothing.out) == (1, "")
    missing = run("list", "--from", TUESDAY, "--not-in", "none.db")
    assert (missing.code, "there is no library at none.db yet" in missing.err) == (2, True)
    assert not (tmp_path / "none.db").exists()


@given(st.lists(st.integers(0, len(VARIANTS) - 1), min_size=2, max_size=2, unique=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_known_is_what_add_would_fold(tmp_path_factory: pytest.TempPathFactory, chosen: list[int]) -> None:
    folder = tmp_path_factory.mktemp("known")
    one, other = (write(folder, str(i), [VARIANTS[n]]) for i, n in enumerate(chosen))
    with Library.in_memory() as old, Library.in_memory() as new:
        put(old, one)
        put(new, other)
        found: Any = known(new, old)
        before = len(list(papers(old)))
        put(old, other)
        assert len(found) == 1 - (len(list(papers(old))) - before)


def known_and_folded(tmp_path: Path, old: list[Record], new: Record, *, joined: bool = False) -> tuple[bool, bool]:
    """Whether a library knows a record, and whether adding it brings no new paper."""
    with Library.in_memory() as library, Library.in_memory() as beside:
        put(library, write(tmp_path, "old", old))
        if joined:
            facts.join(library, [[one.id for one in papers(library)]])
        put(beside, write(tmp_path, "new", [new]))
        found, before = known(beside, library), len(list(papers(library)))
        put(library, write(tmp_path, "new", [new]))
        return bool(found), len(list(papers(library))) == before


def test_an_identifier_outweighs_places_here_too(tmp_path: Path) -> None:
    old = record(TITLE, authors=("Ash, K.",), venue="Tidal Days", year=2015, volume="3", pages="5-9", doi="10.1/a")
    new = old._replace(venue="Journal of Moors", year=2019, volume="11", pages="5-12", number="2", line=2)
    assert known_and_folded(tmp_path, [old], new) == (True, True)


def test_what_the_user_has_joined_holds_here_too(tmp_path: Path) -> None:
    old = [record(TITLE, LONG, doi="10.1/a"), record(TITLE, LONG, doi="10.2/b")]
    new = record(TITLE, f"{LONG} And more.", doi="10.2/b")
    assert known_and_folded(tmp_path, old, new, joined=True) == (True, True)
