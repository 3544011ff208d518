"""`list --not-in`: what a new search brings that a library has not, without touching that library."""

from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_dedupe import VARIANTS, write
from test_facts import put

from litcli.library import Library
from litcli.library.comparing import known
from litcli.library.searching import papers

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
