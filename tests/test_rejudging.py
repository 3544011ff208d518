"""A library made by other rules: at the next `add` its papers are those of today, its ids and decisions what they were."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from litcli.dedupe.folded import Folded
from litcli.library import Library, matching
from litcli.library.adding import add
from litcli.read import open_source, read
from litcli.records import Match

DUMP = """Replaying sketches of the tides by night
We measure the tides of the northern sea for a year with buoys that float, and say what the moon has to do with all of it.

Replaying the sketches of the tides at night
We measure the tides of the northern sea for a year with buoys that float, and say what the moon has to do with all of it.

Replaying sketches of the tides by light
Painters of the old school set their easels by the harbour; their letters tell of colours, prices and the patience of crews.

Ships that pass in fog and what they hear
Fog hides ships from one another; we listen to their horns for a winter, and count how many came too close to each other.
"""


def papers(run: Run, library: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--format", "jsonl", "--library", library).lines]


def nothing(one: Folded, other: Folded) -> None:
    """Say of no pair that it is one paper."""


def anything(one: Folded, other: Folded) -> Match:
    return Match(*sorted((one.name, other.name)), True, "anything goes", 100.0, 100.0)


@pytest.mark.parametrize(("old", "count"), [(nothing, 4), (anything, 2)])
def test_the_next_add_applies_the_rules_of_today(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: Any, count: int
) -> None:
    library, dump, more = tmp_path / "library.db", tmp_path / "dump.txt", tmp_path / "more.txt"
    dump.write_text(DUMP, encoding="utf-8")
    more.write_text(DUMP.split("\n\n")[3], encoding="utf-8")
    monkeypatch.setattr(matching, "compare", old)
    with Library.open(library) as opened:
        add(opened, read(open_source(str(dump))))
        opened.remember("rules", "1")
        names = set(opened.db.execute("SELECT rowid, name FROM names").fetchall())
    before = papers(run, library)
    assert len(before) == count
    run("mark", "keep", before[0]["id"], "--library", library)
    run("add", "--library", library, more)
    run("add", "--library", tmp_path / "fresh.db", dump, more)
    after, expected = papers(run, library), papers(run, tmp_path / "fresh.db")
    assert len(after) == 3
    assert [(p["id"], len(p["seen"])) for p in after] == [(p["id"], len(p["seen"])) for p in expected]
    with Library.open(library) as opened:
        assert names <= set(opened.db.execute("SELECT rowid, name FROM names").fetchall())
    kept = json.loads(run("show", before[0]["id"], "--library", library, "--format", "json").out)
    assert "keep" in json.dumps(kept)
