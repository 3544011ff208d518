"""`versions: merge|link|apart`: what becomes of a preprint and its published form."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_dedupe import LONG, TITLE
from test_repeats import ids, own

PREPRINT: dict[str, Any] = {
    "title": TITLE,
    "abstract": LONG,
    "arxiv": "2401.00001",
    "year": 2023,
    "authors": ["Ash, K."],
}
PUBLISHED: dict[str, Any] = {
    "title": TITLE,
    "abstract": LONG,
    "venue": "Journal of Tides",
    "year": 2024,
    "doi": "10.1/a",
    "authors": ["Ash, K."],
}
BARE: dict[str, Any] = {"title": TITLE, "abstract": LONG, "authors": ["Ash, K."]}


def papers(run: Run, config: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in run("list", "--library", "v.db", "--config", config, "--format", "jsonl", "--sort", "id").lines
    ]


@pytest.fixture
def configs(tmp_path: Path) -> None:
    for mode in ("merge", "link", "apart"):
        (tmp_path / f"{mode}.yaml").write_text(
            f"versions: {mode}\ntopics: {{tides: [feature space]}}\n", encoding="utf-8"
        )


@pytest.mark.usefixtures("configs")
def test_versions_are_one_paper_or_two_that_know_each_other_or_two(run: Run, tmp_path: Path) -> None:
    source = own(tmp_path / "own.jsonl", PREPRINT, PUBLISHED)
    run("add", source, "--library", "v.db", "--config", "merge.yaml")
    [one] = papers(run, "merge.yaml")
    assert (one["arxiv"], one["doi"], one["year"], one["versions"]) == ("2401.00001", "10.1/a", 2024, [])
    linked = papers(run, "link.yaml")
    assert [p["versions"] for p in linked] == [[linked[1]["id"]], [linked[0]["id"]]]
    assert [p["topics"] for p in linked] == [["tides"], ["tides"]]
    assert run("repeats", "near", "--library", "v.db", "--config", "link.yaml").code == 1
    apart = papers(run, "apart.yaml")
    assert [p["versions"] for p in apart] == [[], []]
    near = run("repeats", "near", "--library", "v.db", "--config", "apart.yaml").lines
    assert [row.split("\t")[:2] for row in near] == [[p["id"] for p in apart]]
    assert "versions of one paper" in near[0]
    assert papers(run, "merge.yaml") == [one]
    for mode, number in (("merge", 1), ("link", 2), ("apart", 2)):
        assert len(run("list", "--from", source, "--config", f"{mode}.yaml").lines) == number


@pytest.mark.usefixtures("configs")
def test_linked_papers_share_a_decision(run: Run, tmp_path: Path) -> None:
    run("add", own(tmp_path / "one.jsonl", PREPRINT), "--library", "v.db", "--config", "link.yaml")
    run("mark", "keep", *ids(run, "v.db"), "--note", "early", "--library", "v.db", "--config", "link.yaml")
    run("add", own(tmp_path / "two.jsonl", PUBLISHED), "--library", "v.db", "--config", "link.yaml")
    assert [(p["status"], p["note"]) for p in papers(run, "link.yaml")] == [("keep", "early")] * 2
    run("mark", "drop", papers(run, "link.yaml")[1]["id"], "--library", "v.db", "--config", "link.yaml")
    assert [p["status"] for p in papers(run, "link.yaml")] == ["drop"] * 2
    run("undo", "--library", "v.db", "--config", "link.yaml")
    assert [p["status"] for p in papers(run, "link.yaml")] == ["keep"] * 2


@pytest.mark.usefixtures("configs")
@pytest.mark.parametrize("mode", ["link", "apart"])
def test_a_record_of_no_form_does_not_bring_versions_together_and_a_join_does(
    run: Run, tmp_path: Path, mode: str
) -> None:
    run("add", own(tmp_path / "own.jsonl", PREPRINT, BARE, PUBLISHED), "--library", "v.db", "--config", f"{mode}.yaml")
    assert len(papers(run, f"{mode}.yaml")) == 2
    run("repeats", "join", *ids(run, "v.db"), "--library", "v.db", "--config", f"{mode}.yaml")
    assert len(papers(run, f"{mode}.yaml")) == 1


def test_another_word_for_versions_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "litcli.yaml").write_text("versions: both\ntopics: {a: [b]}\n", encoding="utf-8")
    done = run("list", "--from", own(tmp_path / "own.jsonl", BARE))
    assert done.code == 2
    assert 'litcli.yaml:1:11: versions cannot be "both"' in done.err
    assert "merge, link, apart" in done.err


@pytest.mark.usefixtures("configs")
def test_a_conference_paper_and_its_article_are_two_that_a_configuration_may_link(run: Run, tmp_path: Path) -> None:
    conference = PUBLISHED | {"venue": "Proceedings of the Symposium on Moons", "year": 2022, "doi": "10.2/b"}
    source = own(tmp_path / "own.jsonl", conference, PUBLISHED)
    run("add", source, "--library", "v.db", "--config", "merge.yaml")
    merged, linked, apart = (papers(run, f"{mode}.yaml") for mode in ("merge", "link", "apart"))
    assert [p["versions"] for p in merged] == [p["versions"] for p in apart] == [[], []]
    assert [p["versions"] for p in linked] == [[linked[1]["id"]], [linked[0]["id"]]]
    run("mark", "keep", linked[0]["id"], "--library", "v.db", "--config", "link.yaml")
    assert [p["status"] for p in papers(run, "link.yaml")] == ["keep", "keep"]
    [near] = run("repeats", "near", "--library", "v.db", "--config", "apart.yaml").lines
    assert "one text in two venues" in near


@pytest.mark.usefixtures("configs")
def test_undo_takes_a_decision_back_from_all_that_share_it(run: Run, tmp_path: Path) -> None:
    source = own(tmp_path / "own.jsonl", PREPRINT, PUBLISHED)
    run("add", source, "--library", "v.db", "--config", "link.yaml")
    both = [one["id"] for one in papers(run, "link.yaml")]
    run("mark", "maybe", both[0], "--library", "v.db", "--config", "link.yaml")
    run("mark", "keep", *both, "--library", "v.db", "--config", "link.yaml")
    assert [one["status"] for one in papers(run, "link.yaml")] == ["keep", "keep"]
    run("undo", "--library", "v.db")
    assert [one["status"] for one in papers(run, "link.yaml")] == ["maybe", "maybe"]
    run("undo", "--library", "v.db")
    assert [one["status"] for one in papers(run, "link.yaml")] == [None, None]
