"""A changed configuration: only the topics that it changes are applied again, and the tags are those of applying all."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litcli.library import Library, applied, tagging
from litcli.library.adding import add
from litcli.read import open_source, read
from litcli.topics.config import loads
from litcli.topics.topic import Config, Topic

WORDS = ("tide", "moon", "buoy", "fog", "horn")
DUMP = "\n\n".join(
    f"Of the {a} and the {b} in winter\nWe look at a {a} for a year, and at what a {c} has to do with it when nobody sees."
    for a in WORDS for b in WORDS for c in WORDS[:2] if a != b
)  # fmt: skip
NAMES = ("one", "two", "three", "four")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    dump = tmp_path_factory.mktemp("dump") / "dump.txt"
    dump.write_text(DUMP, encoding="utf-8")
    made = Library.in_memory()
    add(made, read(open_source(str(dump))))
    return made


def stored(library: Library) -> list[tuple[str, int, float]]:
    return library.db.execute("SELECT topic, paper, score FROM tags ORDER BY 1, 2").fetchall()


@st.composite
def configs(draw: st.DrawFn) -> Config:
    """Draw up to four topics, each perhaps below one that stands before it, and a saved query that some use."""
    chosen = draw(st.lists(st.sampled_from(NAMES), unique=True))
    lines = [f"queries: {{wet: {draw(st.sampled_from(WORDS))}}}", "topics:"]
    for i, name in enumerate(chosen):
        terms = draw(st.lists(st.sampled_from([*WORDS, "tide moon", "'@wet'"]), min_size=1, max_size=3, unique=True))
        parent = draw(st.sampled_from(["", *chosen[:i]]))
        lines.append(f"  {name}: {{any: [{', '.join(terms)}], min_score: {draw(st.sampled_from([1, 2, 3]))}")
        lines[-1] += f", parent: {parent}}}" if parent else "}"
    return loads("\n".join(lines) if chosen else "topics: {}", Path("topics.yaml"))


@given(st.lists(configs(), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_applying_changes_one_after_another_is_applying_the_last(library: Library, steps: list[Config]) -> None:
    for config in steps:
        tagging.apply(library, config)
        step_by_step = stored(library)
        assert applied.is_current(library, config)
        tagging.retag(library, config)
        assert step_by_step == stored(library)


def test_only_what_an_edit_changes_is_looked_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = "topics:\n  sea: [tide]\n  bay: {any: [moon], parent: sea}\n  air: [fog]\n"
    tagging.retag(library, loads(before, Path("a.yaml")))
    looked_for = []

    def noted(self: tagging._Tagger, topic: Topic) -> dict[int, float]:
        looked_for.append(topic.name)
        return scores(self, topic)

    scores = tagging._Tagger._scores
    monkeypatch.setattr(tagging._Tagger, "_scores", noted)
    for after, expected in (
        (before.replace("topics:", "\n\ntopics:"), []),
        (before.replace("[fog]", "[fog, horn]"), ["air"]),
        (before.replace("[moon]", "[buoy]"), ["sea", "bay", "air"]),
        (before.replace("[moon]", "[buoy]").replace(", parent: sea", ""), ["sea"]),
    ):
        tagging.apply(library, loads(after, Path("a.yaml")))
        assert sorted(looked_for) == sorted(expected), after
        looked_for.clear()


def test_a_configuration_is_read_again_only_when_a_file_of_it_has_changed(
    run: Run, home: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "litcli.yaml").write_text(
        "include: [more.yaml]\ntopics: {tides: [tide*]}\nqueries: {all: topic:tides}\n"
    )
    (tmp_path / "more.yaml").write_text("topics: {lamps: [lantern]}\n")
    run("add", SAMPLES / "monday.txt", "--library", "l.db")
    program = "import sys; from litcli.cli import main; code = main(sys.argv[1:]); print('yaml' in sys.modules, code, file=sys.stderr)"

    def reads(*arguments: str) -> str:
        command = [sys.executable, "-c", program, *arguments, "--library", "l.db"]
        done = subprocess.run(command, cwd=tmp_path, env=home, capture_output=True, text=True, check=True)
        return done.stderr.splitlines()[-1]

    assert reads("list", "neural") == "False 0"
    assert reads("list", "@all") == "True 0"
    assert reads("list", "topic:lamps") == "True 0"
    (tmp_path / "more.yaml").write_text("# a comment\ntopics: {lamps: [lantern]}\n")
    assert reads("list", "neural") == "True 0"
    assert reads("list", "neural") == "False 0"
    (tmp_path / "more.yaml").write_text("topics: {lamps: [neural]}\n")
    assert reads("list", "has:topic") == "True 0"
    assert run("list", "topic:lamps", "--library", "l.db").lines == run("list", "neural", "--library", "l.db").lines
    (tmp_path / "more.yaml").unlink()
    assert reads("list", "neural") == "True 2"
    (tmp_path / "litcli.yaml").unlink()
    assert reads("list", "neural") == "False 0"
    assert run("list", "topic:lamps", "--library", "l.db").code == 0
