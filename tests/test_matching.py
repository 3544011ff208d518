"""Blocks that are too large to compare: what follows does not depend on the order, and undo opens them again."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litcli.library import Library, adding, matching
from litcli.library.adding import add
from litcli.library.searching import papers
from litcli.library.undoing import undo
from litcli.read import How, ahead, open_source, read
from litcli.text import fold

START = "Replaying the tides of the"
ENDS = [
    "north sketches here",
    "north sketche here",
    "south by the moon at night",
    "northern shore in winter",
    "moon",
    "moor and the sea",
]
TITLES = [f"{START} {end}" for end in ENDS] + ["Tides of the north in sketches", "Editorial", "Editorial"]


def grouped(library: Library) -> list[tuple[str, tuple[int, ...]]]:
    return [(p.id, tuple(sorted(s.line for s in p.seen))) for p in papers(library, sort="id")]


def put(library: Library, folder: Path, name: str, chosen: Sequence[int]) -> None:
    path = folder / name
    rows = [{"title": TITLES[i], "seen": [{"source": "s", "line": i + 1, "key": None, "listed": None}]} for i in chosen]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    source = open_source(str(path))
    add(library, read(source, How("jsonl")))
    source.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "CROWDED", 3)
    monkeypatch.setattr(matching, "CROWDED_WORDS", 3)


@given(st.lists(st.sampled_from(range(len(TITLES))), min_size=1, unique=True), st.randoms(), st.integers(1, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_crowded_blocks_leave_the_same_papers_in_any_order_and_undo_goes_back(
    tmp_path: Path, few: None, chosen: list[int], random: object, parts: int
) -> None:
    with Library.in_memory() as library:
        put(library, tmp_path, "all", chosen)
        expected = grouped(library)
    random.shuffle(chosen)  # type: ignore[attr-defined]
    states = []
    with Library.in_memory() as library:
        for number, piece in enumerate(chosen[i::parts] for i in range(parts)):
            states.append(grouped(library))
            put(library, tmp_path, f"{number}", piece) if piece else states.pop()
        assert grouped(library) == expected
        for state in reversed(states):
            undo(library)
            assert grouped(library) == state


def test_what_a_crowded_block_alone_brought_together_comes_apart(tmp_path: Path, few: None) -> None:
    with Library.in_memory() as library:
        put(library, tmp_path, "two", [0, 1])
        assert [lines for _, lines in grouped(library)] == [(1, 2)]
        put(library, tmp_path, "more", [2, 3, 4])
        assert library.one("SELECT count(*) FROM crowded") > 0
        assert sorted(lines for _, lines in grouped(library)) == [(1,), (2,), (3,), (4,), (5,)]


@given(st.lists(st.sampled_from(range(len(TITLES))), min_size=1, max_size=30), st.integers(1, 4), st.integers(1, 9))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_is_that_of_the_papers_however_many_changes_wait(
    tmp_path: Path, chosen: list[int], batch: int, waiting: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, Library.in_memory() as library:
        patch.setattr(ahead, "FIRST", batch)
        patch.setattr(ahead, "TOGETHER", batch)
        patch.setattr(adding, "_INDEXED_TOGETHER", waiting)
        put(library, tmp_path, "all", chosen)
        indexed = dict(library.db.execute("SELECT term, cnt FROM vocabulary").fetchall())
        assert indexed == Counter(word for paper in papers(library) for word in fold(paper.title).split())


@given(st.lists(st.sampled_from(range(len(TITLES))), min_size=1, max_size=20), st.integers(1, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_an_add_is_said_to_have_brought_is_what_is_new_in_the_library(
    tmp_path: Path, chosen: list[int], parts: int
) -> None:
    with Library.in_memory() as library:
        for number, piece in enumerate(filter(None, (chosen[i::parts] for i in range(parts)))):
            names = {name for (name,) in library.db.execute("SELECT name FROM names")}
            before_it = library.one("SELECT count(*) FROM sources")
            put(library, tmp_path, f"{number}", piece)
            last = library.one("SELECT max(rowid) FROM sources")
            if last == before_it:  # the very bytes of a source that is there
                continue
            rows = library.db.execute(
                "SELECT r.origin, n.name, n.paper FROM records AS r JOIN names AS n ON n.rowid = r.name"
            ).fetchall()
            brought = {paper for origin, _, paper in rows if origin == last}
            before = {paper for origin, _, paper in rows if origin < last}
            known = dict(library.db.execute("SELECT name, paper FROM names").fetchall())
            pairs = library.db.execute(
                "SELECT a.name, b.name FROM matches AS m JOIN names AS a ON a.rowid = m.one JOIN names AS b ON b.rowid = m.other"
            ).fetchall()
            near = {frozenset((known[a], known[b])) for a, b in pairs if known[a] != known[b] and not {a, b} <= names}
            assert adding.outcome(library) == (len(piece), len(brought), len(brought - before), len(near))


def test_a_source_that_breaks_off_leaves_nothing_in_the_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    found = []
    for breaks_off in (False, True):
        for path in (":memory:", str(tmp_path / f"{breaks_off}.db")):
            with Library.in_memory() if path == ":memory:" else Library.open(path) as library:
                put(library, tmp_path, "one.jsonl", range(5))
                if breaks_off:
                    with monkeypatch.context() as patched:
                        patched.setattr(adding.decisions, "refresh", full)
                        with pytest.raises(OSError, match="no room"):
                            put(library, tmp_path, "two.jsonl", range(2, len(TITLES)))
                put(library, tmp_path, "three.jsonl", range(1, len(TITLES)))
                matching.store(library)
                keys = library.db.execute("SELECT key, name FROM keys").fetchall()
                found.append((grouped(library), sorted(keys)))
    assert found.count(found[0]) == len(found)
