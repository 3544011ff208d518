"""Dumps in, a triaged library out: on the samples of the project, and on real and synthetic pages where they are there."""

import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, SAMPLES, Run, dumps

from litcli.library import Library
from litcli.library.adding import add
from litcli.read import open_source, read


def papers(run: Run, library: Path | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--library", library, "--format", "jsonl").lines]


def unplaced(found: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What must not depend on the order of reading: everything but the day."""
    return [tuple(json.dumps(paper[key]) for key in paper if key != "added") for paper in found]


def test_the_samples_are_29_records_and_23_papers(run: Run) -> None:
    done = run("add", SAMPLES / "monday.txt", SAMPLES / "tuesday.txt", "--library", "l.db", "--config", EXAMPLE)
    assert (done.code, done.out) == (0, "")
    assert "29 records are 23 papers: 23 new, 6 repeats folded, 1 near miss" in done.err
    found = papers(run, "l.db")
    assert sorted(len(paper["seen"]) for paper in found) == [1] * 17 + [2] * 6
    titles = {paper["title"] for paper in found}
    assert "TidePool: Replaying Compressed Feature Sketches for Exemplar-Free Continual Learning" in titles
    assert sum(title.startswith("Lantern") for title in titles) == 2
    wrapped = next(paper for paper in found if paper["title"].startswith("Simplicity Bias"))
    assert wrapped["title"].endswith("Lasting Shortcuts in Networks Trained by Gradient Descent")
    assert next(paper for paper in found if paper["arxiv"])["title"].startswith("DriftGauge")
    assert any("https://example.org/roadside-weeds" in paper["links"] for paper in found)
    assert {paper["title"][:4] for paper in found if not paper["abstract"]} == {"Neur"}


def test_adding_a_source_again_adds_nothing(run: Run, tmp_path: Path) -> None:
    run("add", SAMPLES / "monday.txt", "--library", "l.db", "--config", EXAMPLE)
    before = papers(run, "l.db")
    (tmp_path / "renamed.txt").write_bytes((SAMPLES / "monday.txt").read_bytes())
    again = run("add", SAMPLES / "monday.txt", "renamed.txt", "--library", "l.db", "--config", EXAMPLE)
    assert again.code == 0
    assert again.err.count("already in the library, read as listing; nothing added") == 2
    assert papers(run, "l.db") == before


def test_own_json_lines_come_back_without_loss(run: Run) -> None:
    run("add", SAMPLES / "monday.txt", SAMPLES / "tuesday.txt", "--library", "l.db", "--config", EXAMPLE)
    written = run("list", "--library", "l.db", "--format", "jsonl").out
    read = run("list", "--from", "-", "--config", EXAMPLE, "--format", "jsonl", stdin=written)
    assert read.code == 0
    assert read.out == written


@pytest.mark.parametrize("options", [(), ("--date", "2024"), ("--date", "2024-06-01")])
def test_a_date_completes_what_a_page_says(run: Run, options: Sequence[str]) -> None:
    done = run(
        "list", "--from", SAMPLES / "tuesday.txt", "--from", SAMPLES / "monday.txt", "--format", "jsonl", *options
    )
    seen = {(place["source"][-11:], place["listed"]) for line in done.lines for place in json.loads(line)["seen"]}
    full = bool(options) and len(options[1]) == 10
    assert seen == {
        ("tuesday.txt", "2024-03-14" if options else "--03-14"),
        ("/monday.txt", "2024-06-01" if full else None),
    }


# --- the real dumps -------------------------------------------------------------------------------------------------


def test_the_real_dumps_are_489_records_and_440_papers(run: Run, shared: Path) -> None:
    done = run("add", *dumps(shared), "--library", "l.db", "--config", EXAMPLE)
    assert done.code == 0
    assert "489 records are 440 papers: 440 new, 49 repeats folded" in done.err
    assert "unread" not in done.err
    found = papers(run, "l.db")
    assert len(found) == 440
    assert sum(len(paper["seen"]) for paper in found) == 489
    assert all(paper["abstract"] for paper in found)
    lines = {path.name: path.read_text(encoding="utf-8").split("\n") for path in dumps(shared)}
    for paper in found:
        places = [(lines[Path(place["source"]).name], place["line"]) for place in paper["seen"]]
        assert paper["title"] in {text[line - 1].removeprefix("Subscribe") for text, line in places}
        following = {next(part for part in text[line:] if part) for text, line in places}
        assert paper["abstract"] in following


def test_the_order_of_the_real_dumps_does_not_matter(run: Run, shared: Path) -> None:
    results = []
    for i, order in enumerate(itertools.permutations(dumps(shared))):
        run("add", *order, "--library", f"{i}.db", "--config", EXAMPLE)
        results.append(unplaced(papers(run, f"{i}.db")))
    for path in reversed(dumps(shared)):
        run("add", path, "--library", "three.db", "--config", EXAMPLE)
    results.append(unplaced(papers(run, "three.db")))
    assert all(result == results[0] for result in results[1:])


def test_a_pipe_from_standard_input_through_jq(run: Run, shared: Path) -> None:
    page = dumps(shared)[0].read_bytes()
    done = run("list", "--from", "-", "title:feature AND NOT survey", "--format", "jsonl", stdin=page)
    titles = [json.loads(line)["title"] for line in done.lines]
    # A listing line has a title, then its abstract; the words are looked for independently of litcli's index.
    lines = page.decode().split("\n")[2:]
    expected = {
        title.removeprefix("Subscribe")
        for title, abstract in zip(lines[::2], lines[1::2], strict=False)
        if "feature" in words(title) and "survey" not in words(title) + words(abstract)
    }
    assert set(titles) == expected
    assert len(titles) > 20


def words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_synthetic_dumps_of_four_layouts_lose_nothing_and_merge_nothing_wrong(
    run: Run, shared: Path, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "dumps"
    make = [sys.executable, shared / "tools" / "make_dumps.py", folder, "--papers", "2000", "--dumps", "4"]
    layouts = ["--layouts", "compact,spaced,markdown,linked", "--seed", str(seed)]
    subprocess.run([*map(str, make), *layouts], check=True, capture_output=True)
    added = run("add", *sorted(folder.glob("dump-*.txt")), "--library", "l.db")
    assert (added.code, "unread" in added.err) == (0, False)
    listed = run("list", "--library", "l.db", "--format", "jsonl")
    score = subprocess.run(
        [sys.executable, str(shared / "tools" / "score_dedup.py"), str(folder)],
        input=listed.out.encode(),
        check=True,
        capture_output=True,
    )
    result = json.loads(score.stdout)
    assert (result["lost"], result["extra"], result["pairs"]["fp"]) == (0, 0, 0)
    assert result["pairs"]["recall"] >= 0.995
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    places = {(row["dump"], row["line"]) for row in gold}
    seen = {(Path(place["source"]).name, place["line"]) for line in listed.lines for place in json.loads(line)["seen"]}
    assert seen == places


def test_papers_that_a_crash_left_without_tags_get_them_at_the_next_command(run: Run, tmp_path: Path) -> None:
    run("add", "--library", "l.db", "--config", EXAMPLE, SAMPLES / "monday.txt")
    with Library.open(tmp_path / "l.db") as library:  # as `add` does, but for the tagging at its end
        source = open_source(str(SAMPLES / "tuesday.txt"))
        add(library, read(source))
        source.close()
    late = run("list", "--library", "l.db", "--config", EXAMPLE, "has:topic", "--format", "ids").lines
    run("add", "--library", "m.db", "--config", EXAMPLE, *SAMPLES.glob("*.txt"))
    assert sorted(late) == sorted(
        run("list", "--library", "m.db", "--config", EXAMPLE, "has:topic", "--format", "ids").lines
    )
