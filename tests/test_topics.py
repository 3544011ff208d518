"""Topic files: what their rules give to papers, and what is said of files with errors."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE, ROOT, SAMPLES, Run

from litcli.errors import ConfigError
from litcli.library import Library, examples, tagging
from litcli.library.adding import add
from litcli.library.searching import papers
from litcli.read import How, Source, read
from litcli.topics.config import load, loads

FILE = Path("litcli.yaml")
Tags = dict[str, float]

# --- what the rules give -----------------------------------------------------------------------------------------------------


def tags(rules: str, title: str = "", abstract: str = "") -> Tags:
    """The topics of one paper with their scores; `rules` is what stands under `topics:`."""
    paper = json.dumps({"id": "", "title": title, "abstract": abstract, "seen": []})
    with Library.in_memory() as library:
        add(library, read(Source("papers.jsonl", io.BytesIO(paper.encode())), How("jsonl")))
        tagging.retag(library, loads(f"topics: {{{rules}}}", FILE))
        return {tag.topic: tag.score for paper in papers(library) for tag in paper.tags}


@pytest.mark.parametrize(
    ("rules", "title", "abstract", "expected"),
    [
        ("a: [alpha]", "", "an alpha", {"a": 1}),
        ("a: [alpha]", "Alpha", "", {"a": 3}),
        ("a: [alpha]", "Alpha", "alpha alpha", {"a": 3}),
        ("a: [alpha]", "Alphabet", "", {}),
        ("a: [alpha, beta]", "Alpha", "beta", {"a": 4}),
        ("a: [alpha beta]", "Alpha", "beta", {}),
        ("a: [alpha AND beta]", "Alpha", "beta", {"a": 1}),
        ("a: [alpha AND beta]", "Alpha, beta", "", {"a": 3}),
        ("a: [alpha OR beta]", "Alpha", "beta", {"a": 3}),
        ("a: ['title:alpha']", "Alpha", "", {"a": 3}),
        ("a: ['title:alpha']", "Beta", "alpha", {}),
        ("a: ['abstract:alpha']", "Alpha", "alpha", {"a": 1}),
        ("a: [alpha], b: [beta], c: [gamma]", "Alpha", "beta", {"a": 3, "b": 1}),
        ("a: {any: [{term: alpha, weight: 2}]}", "", "alpha", {"a": 2}),
        ("a: {any: [{term: alpha, weight: 0.5}], min_score: 1}", "", "alpha", {}),
        ("a: {any: [{term: alpha, weight: 0.5}], min_score: 1}", "Alpha", "", {"a": 1.5}),
        ("a: {any: [{term: alpha, weight: 2}, beta], min_score: 3}", "", "alpha beta", {"a": 3}),
        ("a: {any: [alpha, beta], min_score: 2}", "", "alpha alpha", {}),
        ("a: {any: [alpha, beta], min_score: 2}", "", "alpha beta", {"a": 2}),
        ("a: {any: [alpha], all: [beta]}", "", "alpha", {}),
        ("a: {any: [alpha], all: [beta]}", "", "beta", {}),
        ("a: {any: [alpha], all: [beta]}", "", "alpha beta", {"a": 1}),
        ("a: {any: [alpha], all: [beta, gamma]}", "", "alpha beta", {}),
        ("a: {all: [alpha, beta]}", "", "alpha", {}),
        ("a: {all: [alpha, beta]}", "Alpha", "beta", {"a": 4}),
        ("a: {all: [alpha, beta], min_score: 3}", "", "alpha beta", {}),
        ("a: {any: [alpha], none: [beta]}", "", "alpha", {"a": 1}),
        ("a: {any: [alpha], none: [beta]}", "Alpha", "alpha beta", {}),
        ("a: {any: [alpha], none: [beta, gamma]}", "", "alpha gamma", {}),
        ("a: {any: [alpha], none: ['title:beta']}", "", "alpha beta", {"a": 1}),
        ("a: {any: [alpha], none: [beta AND gamma]}", "", "alpha beta", {"a": 1}),
        ("a: {any: [alpha], parent: b}, b: [beta]", "", "alpha", {"a": 1, "b": 0}),
        ("a: {any: [alpha], parent: b}, b: [beta]", "", "alpha beta", {"a": 1, "b": 1}),
        ("a: {any: [alpha], parent: b}, b: [beta]", "", "beta", {"b": 1}),
        (
            "c: [gamma], b: {any: [beta], parent: c}, a: {any: [alpha], parent: b}",
            "",
            "alpha",
            {"a": 1, "b": 0, "c": 0},
        ),
        (
            "a: {any: [alpha], parent: b}, b: {any: [beta], parent: c}, c: [gamma]",
            "",
            "alpha",
            {"a": 1, "b": 0, "c": 0},
        ),
        ("a: {any: [alpha], parent: b}, b: {any: [beta], min_score: 2}", "", "alpha beta", {"a": 1, "b": 0}),
    ],
)
def test_a_paper_gets_its_topics(rules: str, title: str, abstract: str, expected: Tags) -> None:
    assert tags(rules, title, abstract) == expected


@pytest.mark.parametrize("term", ["alpha AND NOT beta", "NOT beta"])
def test_a_term_that_is_not_found_adds_nothing(term: str) -> None:
    assert tags(f"a: [{term}]", "Alpha", "beta") == {}


def test_weights_that_add_up_to_the_least_score_reach_it() -> None:
    rules = "a: {any: [{term: alpha, weight: 0.7}, {term: beta, weight: 0.1}], min_score: 0.8}"
    assert tags(rules, "", "alpha beta") == {"a": pytest.approx(0.8)}


def test_a_changed_rule_is_another_configuration() -> None:
    rules = [
        "a: [alpha]",
        "a: [beta]",
        "b: [alpha]",
        "a: {all: [alpha]}",
        "a: {any: [alpha], none: [beta]}",
        "a: {any: [alpha], min_score: 2}",
        "a: {any: [{term: alpha, weight: 2}]}",
        "a: [alpha], b: [beta]",
        "a: {any: [alpha], parent: b}, b: [beta]",
    ]
    assert len({loads(f"topics: {{{rule}}}", FILE).digest() for rule in rules}) == len(rules)


def test_what_decides_nothing_changes_nothing() -> None:
    plain = loads("topics: {a: [alpha], b: [beta]}", FILE)
    dressed = loads(
        "topics:\n  b: [beta]\n  a: {label: A, any: [{term: alpha, weight: 1}], min_score: 1.0, examples: {match: [x]}}\n",
        FILE,
    )
    assert plain.digest() == dressed.digest()


def test_a_topic_is_read_with_all_that_stands_in_it() -> None:
    text = """
topics:
  short: [one two, three*]
  long:
    label: "Long: a topic"
    parent: short
    any: [{term: four, weight: 2}]
    all: [five]
    none: [six]
    min_score: 1.5
    examples:
      match: [a four]
      no_match: [a five, a six]
"""
    topics = loads(text, FILE).topics
    short, long = topics["short"], topics["long"]
    assert [term.text for term in short.any] == ["one two", "three*"]
    assert (long.label, long.parent, long.min_score, long.line) == ("Long: a topic", "short", 1.5, 4)
    assert [(term.text, term.weight) for term in (*long.any, *long.all, *long.none)] == [
        ("four", 2),
        ("five", 1),
        ("six", 1),
    ]
    assert (long.match, long.no_match) == (("a four",), ("a five", "a six"))


# --- fields, the weight of the title, several files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "title", "abstract", "expected"),
    [
        ("a: {any: [alpha], field: title}", "", "alpha", {}),
        ("a: {any: [alpha], field: title}", "alpha", "", {"a": 3}),
        ("a: {any: [alpha], field: abstract}", "alpha", "", {}),
        ("a: {any: [alpha], field: abstract}", "alpha", "alpha", {"a": 1}),
        ("a: {any: ['abstract:alpha', beta], field: title}", "beta", "alpha", {"a": 4}),
        ("a: {any: [alpha AND NOT beta], field: title}", "alpha", "beta", {"a": 3}),
        ("a: {any: [alpha], none: [beta], field: title}", "alpha", "beta", {"a": 3}),
        ("a: {none: [beta], any: [alpha], field: title}", "alpha beta", "", {}),
        ("a: {any: [alpha], title_weight: 5}", "alpha", "", {"a": 5}),
        ("a: {any: [alpha], title_weight: 1}, b: [alpha]", "alpha", "", {"a": 1, "b": 3}),
    ],
)
def test_a_topic_has_a_field_and_a_weight_of_the_title(rules: str, title: str, abstract: str, expected: Tags) -> None:
    assert tags(rules, title, abstract) == expected


def test_the_weight_of_the_title_is_set_for_all_topics_that_do_not_set_theirs() -> None:
    topics = loads("topics: {a: [x], b: {any: [x], title_weight: 1}}\ntitle_weight: 2\n", FILE).topics
    assert {name: topic.title_weight for name, topic in topics.items()} == {"a": 2, "b": 1}


def test_included_files_are_read_from_where_they_stand_and_once(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "litcli.yaml").write_text("title_weight: 2\ninclude: [more/b.yaml, more/c.yaml]\ntopics: {a: [x]}\n")
    (tmp_path / "more" / "b.yaml").write_text(
        "include: [c.yaml]\ntopics:\n  b: {any: &t [y], parent: a}\n  d: {any: *t}\n"
    )
    (tmp_path / "more" / "c.yaml").write_text("topics: {c: {any: ['\"AND\"'], parent: b}}\n")
    config = load(tmp_path / "litcli.yaml")
    assert sorted(config.topics) == ["a", "b", "c", "d"]
    assert (config.topics["d"].file, config.topics["d"].line) == (tmp_path / "more" / "b.yaml", 4)
    kept = loads(config.text, Path("kept"))
    assert kept.digest() == config.digest()
    assert {topic.title_weight for topic in kept.topics.values()} == {2}
    assert set(config.children("a")) == {"b", "c"}


def test_an_included_file_is_followed_and_kept_in_the_library(run: Run, tmp_path: Path) -> None:
    def topics() -> list[str]:
        return [line.rsplit("\t", 1)[0] for line in run("topics", "--library", "l.db").lines]

    (tmp_path / "litcli.yaml").write_text("include: [more.yaml]\nqueries: {q: collapse}\ntopics: {a: [neural]}\n")
    (tmp_path / "more.yaml").write_text("queries: {r: '@q OR tide*'}\ntopics: {b: ['@r']}\n")
    assert run("add", *sorted(SAMPLES.glob("*.txt")), "--library", "l.db").code == 0
    before = topics()
    assert [line.split("\t")[0] for line in before] == ["a", "b"]
    (tmp_path / "more.yaml").write_text("queries: {r: '@q'}\ntopics: {b: ['@r'], c: [tide*]}\n")
    after = topics()
    assert [line.split("\t")[0] for line in after] == ["a", "b", "c"]
    assert after[1] != before[1]
    (tmp_path / "litcli.yaml").unlink()
    (tmp_path / "more.yaml").unlink()
    assert topics() == after
    assert run("list", "@r", "--library", "l.db").out == run("list", "topic:b", "--library", "l.db").out


def test_more_than_a_hundred_files_are_an_error(tmp_path: Path) -> None:
    for n in range(102):
        (tmp_path / f"{n}.yaml").write_text(f"include: [{n + 1}.yaml]\n")
    with pytest.raises(ConfigError, match="more than 100 files make this configuration"):
        load(tmp_path / "0.yaml")


def test_what_can_be_is_no_contradiction() -> None:
    rules = "a: {any: [alpha AND NOT beta, 'alpha AND NOT alpha beta', 'title:x AND NOT abstract:x', NOT alpha], none: [alpha beta]}"
    assert len(loads(f"topics: {{{rules}}}", FILE).topics["a"].any) == 4


# --- what is said of errors --------------------------------------------------------------------------------------------------

GOLDEN = ROOT / "tests" / "golden" / "configs"


def errors(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loads(text, FILE)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(folder.name for folder in GOLDEN.iterdir()))
def test_a_file_with_errors_is_answered_so(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pytest --renew` writes what is said now, for review as a diff."""
    monkeypatch.chdir(GOLDEN / name)
    with pytest.raises(ConfigError) as caught:
        load(FILE)
    expected = Path("expected.txt")
    if request.config.getoption("--renew"):
        expected.write_text(f"{caught.value}\n", encoding="utf-8")
    assert f"{caught.value}\n" == expected.read_text(encoding="utf-8")


def test_there_are_many_broken_files() -> None:
    assert len(list(GOLDEN.glob("*/litcli.yaml"))) >= 40


def test_a_command_ends_with_2_at_a_broken_configuration_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "litcli.yaml").write_text("topics: {a: [alpha]}")
    add = ("add", SAMPLES / "monday.txt", "--library", "l.db")
    assert run(*add).code == 0
    before = (tmp_path / "l.db").read_bytes()
    (tmp_path / "litcli.yaml").write_text("topics: {a: [alpha, no]}")
    for command in (add, ("list", "--library", "l.db"), ("topics", "--library", "l.db")):
        done = run(*command)
        assert (done.code, done.out) == (2, ""), command
        assert done.err.startswith("litcli: litcli.yaml:1:21: YAML reads no as true or false"), command
    assert (tmp_path / "l.db").read_bytes() == before
    assert run("add", SAMPLES / "monday.txt", "--library", "new.db").code == 2
    assert not (tmp_path / "new.db").exists()


def test_a_term_is_excluded_only_by_a_none_that_it_always_has() -> None:
    assert "can never match" in errors("topics: {a: {any: [alpha beta, gamma], none: [beta]}}")
    assert loads("topics: {a: {any: [beta, gamma], none: [alpha beta]}}", FILE).topics


def test_of_very_many_errors_twenty_are_shown() -> None:
    said = errors("topics:\n" + "".join(f"  a{n}: {{any: [b], x: 1}}\n" for n in range(30))).split("\n")
    assert sum(line.startswith("litcli.yaml:") for line in said) == 20
    assert said[-1] == "and 10 more errors"


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("topics:\n  a: [x\n  b: [y]\n", "3:4", "  b: [y]"),
        ("topics:\n\ta: [x]\n", "2:1", "\ta: [x]"),
        ("topics: {a: [x]\n", "2:1", ""),
        ("topics:\n  a: [*b]\n", "2:7", "  a: [*b]"),
        ("topics: {}\n---\ntopics: {}\n", "2:1", "---"),
    ],
    ids=["unclosed", "tab", "end", "alias", "two documents"],
)
def test_what_is_not_yaml_is_located(text: str, place: str, line: str) -> None:
    """Where libyaml finds it, in whatever words."""
    said = errors(text).split("\n")
    number, column = place.split(":")
    assert said[0].startswith(f"litcli.yaml:{place}: not YAML: ")
    assert said[1] == f"{number:>6} | {line}"
    assert said[2] == " " * (9 + int(column) - 1) + "^"


def test_a_control_character_is_located() -> None:
    assert errors("topics:\n  a: [x\x1b]\n").startswith("litcli.yaml:2:8: ")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "topics: {}\n"])
def test_an_empty_file_has_no_topics(text: str) -> None:
    assert loads(text, FILE).topics == {}


def test_a_term_that_cannot_be_read_is_located_and_answered() -> None:
    said = errors("topics:\n  a: [x, titel:y]\n").split("\n")
    assert said[:3] == [
        'litcli.yaml:2:10: the term cannot be read: no field is called "titel"; did you mean "title"?',
        "     2 |   a: [x, titel:y]",
        "                  ^",
    ]
    assert [line.strip()[:12] for line in said[3:]] == ["titel:y", "^^^^^", "legal: title"]


def test_the_carets_of_a_term_stand_under_it() -> None:
    said = errors("topics:\n  a: [x, y AND titel:z]\n").split("\n")
    assert said[4].index("^") == said[3].index("titel")


@pytest.mark.parametrize("term", ["year:soon", "has:wings"])
def test_a_value_that_does_not_fit_is_located(term: str) -> None:
    assert errors(f"topics:\n  a: ['{term}']\n").startswith("litcli.yaml:2:7: ")


def test_a_topic_without_terms_is_told_beside_other_errors() -> None:
    assert "topic b has no terms" in errors("topics:\n  a: {labl: x, any: [y]}\n  b: {label: x}\n")


def test_a_short_topic_without_terms_is_an_error() -> None:
    assert "topic a has no terms" in errors("topics:\n  a: []\n")


# --- files that would do harm ------------------------------------------------------------------------------------------------


def within(seconds: float, act: Callable[[], str]) -> str:
    start = time.monotonic()
    said = act()
    assert time.monotonic() - start < seconds
    return said


def test_a_bomb_of_aliases_in_aliases_ends_quickly() -> None:
    levels = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    said = within(5, lambda: errors(f"topics:\n  a0: &a0 [x, x, x]\n{levels}"))
    assert said.startswith("litcli.yaml:2:7: a term must be a text, not a list\n")


def test_a_bomb_of_topics_in_one_alias_ends_quickly() -> None:
    texts = ", ".join(["x"] * 2000)
    topics = "".join(f"  a{n}: *a\n" for n in range(2000))
    text = f"topics:\n  a: &a {{any: [x], examples: {{match: [{texts}]}}}}\n{topics}"
    assert "more than 200,000 values, aliases counted; litcli stops here" in within(10, lambda: errors(text))


def test_deep_nesting_is_turned_down() -> None:
    code = (
        "from pathlib import Path\nfrom litcli.errors import ConfigError\nfrom litcli.topics.config import loads\n"
        "try: loads('topics: ' + '[' * 100_000, Path('litcli.yaml'))\nexcept ConfigError: print('turned down')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "turned down\n", done.returncode


def test_the_errors_of_one_long_line_are_no_larger_than_a_screen_or_two() -> None:
    assert len(errors(f"topics:\n  a: [{', '.join(['no'] * 1000)}]\n")) < 20_000


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "litcli.yaml"
    with path.open("wb") as file:
        file.truncate(8 * 1024 * 1024 + 1)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: larger than 8 MiB, no configuration is"


@pytest.mark.parametrize(
    ("data", "message"), [(None, "no such file\na new one: litcli init"), (b"topics: {a: [caf\xe9]}", "not UTF-8 text")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, message: str) -> None:
    path = tmp_path / "litcli.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {message}"


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "litcli.yaml"
    path.write_bytes(b"\xef\xbb\xbftopics: {a: [x]}\r\n")
    assert list(load(path).topics) == ["a"]


# --- the example -------------------------------------------------------------------------------------------------------------


def test_the_example_has_many_topics_each_with_its_examples() -> None:
    topics = load(EXAMPLE).topics
    assert len(topics) >= 12
    for name, topic in topics.items():
        assert topic.label, name
        assert (len(topic.match) >= 2, len(topic.no_match) >= 1) == (True, True), name


def test_the_examples_of_the_example_hold() -> None:
    assert list(examples.failures(load(EXAMPLE))) == []


def test_an_example_that_does_not_hold_is_told() -> None:
    text = "topics:\n  a:\n    any: [alpha]\n    examples: {match: [an alpha, a beta], no_match: [a gamma, alpha!]}\n"
    told = [(f.topic.name, f.topic.line, f.text, f.reason, f.because) for f in examples.failures(loads(text, FILE))]
    assert told == [
        ("a", 2, "a beta", "does not match its example", "any: none of 1 terms is found"),
        ("a", 2, "alpha!", "matches what it should not", 'found: "alpha"'),
    ]
