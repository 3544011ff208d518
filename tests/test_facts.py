"""The user's last word: facts outweigh matches and vetoes, hold through every later add in any order, and can be taken back."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_dedupe import VARIANTS, record, write

from litcli.dedupe.cluster import SPLIT, chain, cluster, united
from litcli.dedupe.folded import folded
from litcli.library import Library, facts, schema
from litcli.library.adding import add
from litcli.library.decisions import decide
from litcli.library.lexicon import every
from litcli.library.searching import paper, papers
from litcli.library.undoing import undo
from litcli.read import How, open_source, read
from litcli.records import Match, Record
from litcli.write.json_ import as_object

# --- clusters ---------------------------------------------------------------------------------------------------------------


def match(one: str, other: str, strength: float) -> Match:
    return Match(one, other, True, "m", strength, None)


def none(_: str, __: str) -> str:
    return ""


def test_a_join_outweighs_a_veto_and_needs_no_match() -> None:
    assert cluster("abc", [], lambda *_: "no", together=[("a", "c")]).groups == (("a", "c"), ("b",))


def test_no_chain_of_matches_brings_together_what_was_split() -> None:
    matches = [match("a", "b", 99), match("b", "c", 98), match("c", "d", 97), match("a", "d", 96)]
    found = cluster("abcd", matches, none, apart=[("a", "c")])
    assert found.groups == (("a", "b"), ("c", "d"))
    assert {(m.one, m.other, m.rule) for m in found.refused} == {("b", "c", f"{SPLIT}; m"), ("a", "d", f"{SPLIT}; m")}


def test_who_joins_two_identifiers_speaks_for_all_their_records_and_for_no_third() -> None:
    identifier = {"a": "1", "b": "2", "c": "1", "d": "2", "e": "3", "f": ""}

    def veto(one: str, other: str) -> str:
        x, y = identifier[one], identifier[other]
        return "different DOIs" if x and y and x != y else ""

    matches = [match("a", "c", 99), match("b", "d", 99), match("b", "f", 90), match("e", "f", 89)]
    assert cluster("abcdef", matches, veto, together=[("a", "b")]).groups == (("a", "b", "c", "d", "f"), ("e",))
    assert cluster("abcdef", matches, veto).groups == (("a", "c"), ("b", "d", "f"), ("e",))


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"), st.integers(50, 100)), max_size=14),
    st.randoms(),
)
@settings(deadline=None)
def test_the_weakest_link_is_the_last_of_the_strongest_chain(edges: list[tuple[str, str, int]], random: Any) -> None:
    matches = [match(min(a, b), max(a, b), s) for a, b, s in edges if a != b]
    best = {}
    for name in "bcdefg":
        best[name] = max((s for s in range(50, 101) if name in reached(matches, s)), default=None)
    linked = [m for m in matches if m.one in reached(matches, 50)]
    shuffled = random.sample(linked, len(linked))
    found = list(chain(shuffled))
    assert [m.strength for m in found] == sorted((m.strength for m in found), reverse=True)
    assert min((s for s in best.values() if s is not None), default=None) == (found[-1].strength if found else None)
    assert list(chain(shuffled, [("a", name) for name in "bcdefg"])) == []


def reached(matches: Sequence[Match], least: float) -> set[str]:
    """All that `a` is connected with by matches of at least this strength."""
    found: set[str] = {"a"}
    for _ in matches:
        for m in matches:
            if m.strength >= least and {m.one, m.other} & found:
                found |= {m.one, m.other}
    return found


# --- the library ------------------------------------------------------------------------------------------------------------


def put(library: Library, path: Path) -> None:
    source = open_source(str(path))
    add(library, read(source, How("jsonl")))
    source.close()


def whole(library: Library) -> list[str]:
    """All papers as they are written, without the day."""
    return [json.dumps(as_object(p) | {"added": None}) for p in papers(library, sort="id")]


def id_of(library: Library, one: Record) -> str:
    return paper(library, folded(one).name).id


def take_out(library: Library, one: Record) -> bool:
    """Split a record from its paper, where it is not alone there."""
    name = library.one("SELECT rowid FROM names WHERE name = ?", folded(one).name)
    whole_paper = id_of(library, one)
    if len(facts.names_of(library.db, whole_paper)) < 2:
        return False
    facts.split(library, [(whole_paper, [name])])
    return True


INDEX = st.integers(0, len(VARIANTS) - 1)
STEPS = st.lists(st.tuples(st.sampled_from(("join", "split", "mark")), INDEX, INDEX), max_size=5)


def do(library: Library, step: tuple[str, int, int], records: Sequence[Record]) -> None:
    kind, i, j = step
    one, other = records[i % len(records)], records[j % len(records)]
    if kind == "split":
        take_out(library, one)
    elif kind == "mark":
        decide(library, [id_of(library, one)], ("keep", "maybe", "drop", "none")[j % 4], f"note {j % 3}")
    elif id_of(library, one) != id_of(library, other):
        facts.join(library, [(id_of(library, one), id_of(library, other))])


CHOSEN = st.lists(INDEX, min_size=2, max_size=8, unique=True)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(CHOSEN, CHOSEN, STEPS, st.randoms(), st.integers(1, 3), st.booleans())
@SLOW
def test_facts_and_decisions_hold_in_any_order_of_sources(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[int],
    later: list[int],
    steps: Any,
    random: Any,
    parts: int,
    again: bool,
) -> None:
    folder = tmp_path_factory.mktemp("facts")
    base, rest = [VARIANTS[i] for i in first], [VARIANTS[i] for i in later if i not in first]
    results = []
    for turn in range(2):
        with Library.in_memory() as library:
            for i, piece in enumerate([base] if turn == 0 else [base[i::parts] for i in range(parts)]):
                if piece:
                    put(library, write(folder, f"{turn}-{i}", piece))
            for step in steps:
                do(library, step, base)
            more = rest if turn == 0 else random.sample(rest, len(rest))
            if again and turn:  # a source that is read again, in other company
                more = [*base, *more]
            for i in range(parts if turn else 1):
                if piece := more[i :: parts if turn else 1]:
                    put(library, write(folder, f"more-{turn}-{i}", piece))
            results.append(whole(library))
    assert results[0] == results[1]


@given(CHOSEN, STEPS)
@SLOW
def test_undo_goes_back_step_by_step_to_the_empty_library(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], steps: Any
) -> None:
    folder = tmp_path_factory.mktemp("undo")
    records = [VARIANTS[i] for i in chosen]
    with Library.in_memory() as library:
        states = [whole(library)]
        for i in range(0, len(records), 3):
            known = library.one("SELECT count(*) FROM sources")
            put(library, write(folder, str(i), records[i : i + 3] + records[:1]))
            if library.one("SELECT count(*) FROM sources") > known:  # equal bytes are one source
                states.append(whole(library))
            for step in steps[i // 3 :: 3]:
                before = library.one("SELECT count(*) FROM history")
                do(library, step, records[: i + 3])
                if library.one("SELECT count(*) FROM history") > before:
                    states.append(whole(library))
        for state in reversed(states[:-1]):
            assert undo(library) is not None
            assert whole(library) == state
        assert undo(library) is None
        for table in (
            "sources",
            "records",
            "names",
            "keys",
            "matches",
            "papers",
            "tags",
            "facts",
            "decisions",
            "decided",
        ):
            assert library.one(f"SELECT count(*) FROM {table}") == 0, table


@given(CHOSEN, INDEX)
@SLOW
def test_what_was_split_is_apart_and_joining_or_undoing_it_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], one: int
) -> None:
    records = [VARIANTS[i] for i in chosen]
    with Library.in_memory() as library:
        put(library, write(tmp_path_factory.mktemp("split"), "s", records))
        before = whole(library)
        out = records[one % len(records)]
        mine = set(facts.names_of(library.db, id_of(library, out)))
        others = [r for r in records if id_of(library, r) == id_of(library, out) and folded(r).name != folded(out).name]
        if take_out(library, out):
            assert all(id_of(library, r) != id_of(library, out) for r in others)
            parts = {id_of(library, r) for r in [out, *others]}
            # What the record kept away from its paper may have come in its place.
            same_names = {name for part in parts for name in facts.names_of(library.db, part)} == mine
            facts.join(library, [tuple(parts)])
            assert len({id_of(library, r) for r in [out, *others]}) == 1
            assert whole(library) == before or not same_names
            assert undo(library)
            assert undo(library)
        assert whole(library) == before


def test_a_join_outlives_a_split_of_one_of_its_records(tmp_path: Path) -> None:
    three = [record(f"{word} of the northern shore in winter") for word in ("Bees", "Tides", "Jars")]
    with Library.in_memory() as library:
        put(library, write_own(tmp_path, three))
        facts.join(library, [[id_of(library, one) for one in three]])
        assert len(whole(library)) == 1
        smallest = min(three, key=lambda one: library.one("SELECT rowid FROM names WHERE name = ?", folded(one).name))
        assert take_out(library, smallest)
        left = [one for one in three if one is not smallest]
        assert id_of(library, left[0]) == id_of(library, left[1]) != id_of(library, smallest)


def write_own(folder: Path, records: Sequence[Record]) -> Path:
    path = folder / "own.jsonl"
    rows = [{"id": None, "title": r.title, "seen": [{"source": "s", "line": i}]} for i, r in enumerate(records)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@given(CHOSEN, STEPS)
@SLOW
def test_the_words_that_a_library_keeps_are_those_of_its_index(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int], steps: list[tuple[str, int, int]]
) -> None:
    records = [VARIANTS[i] for i in chosen]
    with Library.in_memory() as library:
        put(library, write(tmp_path_factory.mktemp("words"), "s", records))

        def agree() -> bool:
            told = [term for (term,) in library.db.execute("SELECT term FROM vocabulary")]
            return every(library) == told == every(library)

        assert agree()
        for what, one, other in steps:
            if what == "join":
                facts.join(library, [[id_of(library, records[i % len(records)]) for i in (one, other)]])
            elif what == "split":
                take_out(library, records[one % len(records)])
            assert agree()
        while library.size() and undo(library):
            assert agree()


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4), max_size=30))
def test_groups_that_share_a_member_are_one(groups: list[list[int]]) -> None:
    found = united(groups)
    assert sorted(n for one in found for n in one) == sorted({n for group in groups for n in group})
    assert all(any(set(group) <= one for one in found) for group in groups)
    # Nothing more is united: each is what its groups reach one by one.
    for one in found:
        inside = [set(group) for group in groups if set(group) <= one]
        reached = inside.pop()
        while meeting := [group for group in inside if group & reached]:
            inside = [group for group in inside if not group & reached]
            reached = reached.union(*meeting)
        assert reached == one


def test_two_programs_may_make_a_library_and_add_a_file_at_once(tmp_path: Path, home: dict[str, str]) -> None:
    source = write(tmp_path, "s.jsonl", VARIANTS[:40])
    command = [sys.executable, "-m", "litcli", "add", source, "--library", tmp_path / "l.db"]
    for _ in range(3):
        both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=home) for _ in range(3)]
        told = [(one.communicate(timeout=60)[1], one.returncode) for one in both]
        assert {code for _, code in told} == {0}, told
        assert sum("already in the library" in text for text, _ in told) == 2, told
        for file in tmp_path.glob("l.db*"):
            file.unlink()


def test_a_query_does_not_wait_for_an_add_to_keep_its_words(tmp_path: Path) -> None:
    with Library.open(tmp_path / "l.db") as library, Library.open(tmp_path / "l.db") as other:
        put(library, write(tmp_path, "s", VARIANTS[:5]))
        started = time.monotonic()
        with other.transaction():
            assert every(library)
        assert time.monotonic() - started < 10
        assert every(library) == every(other)


class Refusing:
    """A connection that cannot be set up for a while."""

    def __init__(self, code: int, times: int) -> None:
        self.left, self.error = times, sqlite3.OperationalError("refused")
        self.error.sqlite_errorcode = code

    def execute(self, _: str) -> None:
        self.left -= 1
        if self.left >= 0:
            raise self.error


def test_only_the_lock_of_another_program_is_waited_for() -> None:
    busy, full = Refusing(sqlite3.SQLITE_BUSY, 3), Refusing(sqlite3.SQLITE_FULL, 3)
    schema._log_ahead(busy)  # type: ignore[arg-type]  # what is called of a connection is all there
    assert busy.left == -1
    with pytest.raises(sqlite3.OperationalError):
        schema._log_ahead(full)  # type: ignore[arg-type]
    assert full.left == 2
