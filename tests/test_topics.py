"""Topic files: what their rules give to papers, and what is said of files with errors."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE

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
        ("a: {any: [alpha], parent: b}, b: {any: [beta], min_score: 9}", "", "alpha beta", {"a": 1, "b": 0}),
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


# --- what is said of errors --------------------------------------------------------------------------------------------------

BROKEN = {
    "unknown key": (
        "topics:\n  a:\n    anny: [x]\n    any: [y]\n",
        """
litcli.yaml:3:5: unknown key "anny"; did you mean "any"?
     3 |     anny: [x]
             ^
         legal: label, parent, any, all, none, min_score, examples
""",
    ),
    "unknown key at the top": (
        "topic:\n  a: [x]\n",
        """
litcli.yaml:1:1: unknown key "topic"; did you mean "topics"?
     1 | topic:
         ^
         legal: topics, queries, versions
""",
    ),
    "duplicate key": (
        "topics:\n  a: [x]\n  b: [y]\n  a: [z]\n",
        """
litcli.yaml:4:3: "a" stands twice; the first is on line 2
     4 |   a: [z]
           ^
""",
    ),
    "no as a term": (
        "topics:\n  a: [x, no]\n",
        """
litcli.yaml:2:10: YAML reads no as true or false, a term must be a text
     2 |   a: [x, no]
                  ^
         write "no"
""",
    ),
    "a number as a term": (
        "topics:\n  a:\n    - 2024\n",
        """
litcli.yaml:3:7: YAML reads 2024 as a number, a term must be a text
     3 |     - 2024
               ^
         write "2024"
""",
    ),
    "yes as a topic": (
        "topics:\n  yes: [x]\n",
        """
litcli.yaml:2:3: YAML reads yes as true or false, a key must be a text
     2 |   yes: [x]
           ^
         write "yes"
""",
    ),
    "a space in a name": (
        "topics:\n  a b: [x]\n",
        """
litcli.yaml:2:3: the name of a topic cannot hold a space: "a b"
     2 |   a b: [x]
           ^
         a label may: label: Any text
""",
    ),
    "missing parent": (
        "topics:\n  pruning: [x]\n  b: {parent: prunning, any: [y]}\n",
        """
litcli.yaml:3:15: parent "prunning" is no topic of this file; did you mean "pruning"?
     3 |   b: {parent: prunning, any: [y]}
                       ^
""",
    ),
    "circle of parents": (
        "topics:\n  a: {parent: b, any: [x]}\n  b: {parent: c, any: [x]}\n  c: {parent: b, any: [x]}\n",
        """
litcli.yaml:3:15: "b" is its own ancestor: the parents go in a circle
     3 |   b: {parent: c, any: [x]}
                       ^
litcli.yaml:4:15: "c" is its own ancestor: the parents go in a circle
     4 |   c: {parent: b, any: [x]}
                       ^
""",
    ),
    "its own parent": (
        "topics:\n  a: {parent: a, any: [x]}\n",
        """
litcli.yaml:2:15: "a" is its own ancestor: the parents go in a circle
     2 |   a: {parent: a, any: [x]}
                       ^
""",
    ),
    "a term that asks for a topic": (
        "topics:\n  a: [x OR topic:b]\n  b: [y]\n",
        """
litcli.yaml:2:7: a term cannot ask for a topic; parent: makes one topic imply another
     2 |   a: [x OR topic:b]
               ^
""",
    ),
    "a term without its text": (
        "topics:\n  a: [x, {weight: 2}]\n",
        """
litcli.yaml:2:10: a term with a weight needs its text: {term: "lottery ticket", weight: 2}
     2 |   a: [x, {weight: 2}]
                  ^
""",
    ),
    "a weight of nothing": (
        "topics:\n  a: [{term: x, weight: 0}]\n",
        """
litcli.yaml:2:25: weight must be a number above zero
     2 |   a: [{term: x, weight: 0}]
                                 ^
""",
    ),
    "a score that is no number": (
        "topics:\n  a: {any: [x], min_score: much}\n",
        """
litcli.yaml:2:28: min_score must be a number above zero
     2 |   a: {any: [x], min_score: much}
                                    ^
""",
    ),
    "a topic without terms": (
        "topics:\n  a: {label: x}\n",
        """
litcli.yaml:2:6: topic a has no terms
     2 |   a: {label: x}
              ^
         any: [a term] or all: [a term]
""",
    ),
    "a list where a mapping is due": (
        "topics: [a, b]\n",
        """
litcli.yaml:1:9: topics must be a mapping (key: value)
     1 | topics: [a, b]
                 ^
""",
    ),
    "a list at the top": (
        "- topics\n",
        """
litcli.yaml:1:1: the configuration must be a mapping (key: value)
     1 | - topics
         ^
""",
    ),
    "a text where a list is due": (
        "topics:\n  a: {any: x}\n",
        """
litcli.yaml:2:12: any must be a list ([one, two] or one - line each)
     2 |   a: {any: x}
                    ^
""",
    ),
    "nothing where topics are due": (
        "topics:\n",
        """
litcli.yaml:1:8: topics must be a mapping (key: value)
     1 | topics:
                ^
""",
    ),
    "a tag that would run code": (
        "topics:\n  a: [!!python/object/apply:os.abort []]\n",
        """
litcli.yaml:2:7: a term must be a text
     2 |   a: [!!python/object/apply:os.abort []]
               ^
""",
    ),
    "characters that steer": (
        'topics:\n  a: {label: "\u202eb", "\u202ec": 1, any: [x]}\n',
        """
litcli.yaml:2:20: unknown key "<U+202E>c"
     2 |   a: {label: "<U+202E>b", "<U+202E>c": 1, any: [x]}
                                   ^
         legal: label, parent, any, all, none, min_score, examples
""",
    ),
    "many at once": (
        """
topics:
  a:
    anny: [x]
    any: [no, x]
    label: 2024
  b c: [x]
  d: {parent: e, any: ['topic:x', y], min_score: 0}
  a: [z]
topcis: 1
""",
        """
litcli.yaml:4:5: unknown key "anny"; did you mean "any"?
     4 |     anny: [x]
             ^
         legal: label, parent, any, all, none, min_score, examples
litcli.yaml:5:11: YAML reads no as true or false, a term must be a text
     5 |     any: [no, x]
                   ^
         write "no"
litcli.yaml:6:12: YAML reads 2024 as a number, label must be a text
     6 |     label: 2024
                    ^
         write "2024"
litcli.yaml:7:3: the name of a topic cannot hold a space: "b c"
     7 |   b c: [x]
           ^
         a label may: label: Any text
litcli.yaml:8:24: a term cannot ask for a topic; parent: makes one topic imply another
     8 |   d: {parent: e, any: ['topic:x', y], min_score: 0}
                                ^
litcli.yaml:8:50: min_score must be a number above zero
     8 |   d: {parent: e, any: ['topic:x', y], min_score: 0}
                                                          ^
litcli.yaml:9:3: "a" stands twice; the first is on line 3
     9 |   a: [z]
           ^
litcli.yaml:10:1: unknown key "topcis"; did you mean "topics"?
    10 | topcis: 1
         ^
         legal: topics, queries, versions
litcli.yaml:8:15: parent "e" is no topic of this file
     8 |   d: {parent: e, any: ['topic:x', y], min_score: 0}
                       ^
""",
    ),
}


def errors(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loads(text, FILE)
    return str(caught.value)


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_with_errors_is_answered_so(name: str) -> None:
    text, expected = BROKEN[name]
    assert errors(text) == expected.strip("\n")


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
    assert said.startswith("litcli.yaml:2:7: a term must be a text\n")


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
    told = [(f.topic, f.line, f.text, f.reason) for f in examples.failures(loads(text, FILE))]
    assert told == [("a", 2, "a beta", "does not match its example"), ("a", 2, "alpha!", "matches what it should not")]
