"""The JSON Schema of the configuration and the parser say the same of every structure, and editors find it offline."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAMPLE, ROOT, Run
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from litcli.errors import ConfigError
from litcli.topics import keys
from litcli.topics.config import loads
from litcli.topics.json_schema import schema

GOLDEN = ROOT / "tests" / "golden" / "configs"
SCHEMA = Draft7Validator(schema())

NOT_OF_STRUCTURE = {
    # not YAML at all
    "a-tab", "a-quote-that-yaml-takes", "an-unclosed-list", "an-unclosed-quote", "an-unknown-alias", "two-documents",
    # what the YAML reader of an editor resolves or refuses before the schema is asked
    "a-merge-key", "a-tag-that-would-run-code", "duplicate-key",
    # what only the language, the other topics or the other files show
    "a-circle-of-includes", "a-circle-of-queries", "an-unknown-query-in-a-term", "near-that-contradicts-itself",
    "a-missing-include", "a-phrase-without-its-word", "a-query-in-two-files",
    "a-query-that-cannot-be-read", "a-score-out-of-reach", "a-score-out-of-reach-in-one-field",
    "a-setting-in-an-included-file", "a-term-that-asks-for-a-topic", "a-term-that-contradicts-itself", "two-kinds-of-faults-in-one-topic",
    "a-term-that-none-excludes", "a-topic-in-two-files", "an-all-that-none-excludes", "an-unknown-field-in-a-term",
    "circle-of-parents", "errors-in-an-included-file", "its-own-parent", "missing-parent", "mistakes-of-all-kinds",
}  # fmt: skip


def is_read(text: str) -> bool:
    try:
        loads(text, Path("litcli.yaml"))
    except ConfigError:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(schema())


def test_the_example_is_valid() -> None:
    SCHEMA.validate(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted({folder.name for folder in GOLDEN.iterdir()} - NOT_OF_STRUCTURE))
def test_a_fault_of_structure_is_one_by_the_schema(name: str) -> None:
    assert not SCHEMA.is_valid(yaml.safe_load((GOLDEN / name / "litcli.yaml").read_text(encoding="utf-8")))


def test_most_golden_faults_are_of_structure_and_the_others_are_there() -> None:
    names = {folder.name for folder in GOLDEN.iterdir()}
    assert names >= NOT_OF_STRUCTURE
    assert len(names - NOT_OF_STRUCTURE) >= 20


# --- every structure ---------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["one", "two", "a b", "a:b", "a(b", "ab*", "A-1", "9x", "_", "x'y", "é"])
JUNK = st.sampled_from(
    [None, True, 7, 0.5, -1, 0, "", " ", "alpha", [], {}, ["beta"], {"gamma": "delta"}, [None], [["x"]]]
)
WORDS = st.text("abcdefgh", min_size=4, max_size=8)
GOOD: dict[str, Any] = {
    "text": WORDS,
    "number": st.sampled_from([0.25, 0.5, 1]),
    "texts": st.lists(WORDS, max_size=2),
    "examples": st.fixed_dictionaries({}, optional=dict.fromkeys(keys.EXAMPLES, st.lists(WORDS, max_size=2))),
    "queries": st.dictionaries(NAMES, WORDS, max_size=2),
}


@st.composite
def mostly(draw: Any, good: Any, other: Any) -> Any:
    return draw(good if draw(st.integers(0, 6)) else other)


def values(key: keys.Key) -> Any:
    return st.sampled_from(key.legal) if key.kind == "choice" else GOOD[key.kind]


def mapping(known: keys.Keys, without: tuple[str, ...]) -> Any:
    """A mapping of known keys, most with what they should have, and now and then an unknown one."""
    held = {name: mostly(values(key), JUNK) for name, key in known.items() if name not in without}
    fixed = st.fixed_dictionaries({}, optional=held)
    return mostly(fixed, fixed.map(lambda made: {**made, "unknown": 1}))


GOOD["terms"] = st.lists(mostly(st.one_of(WORDS, mapping(keys.TERM, ())), JUNK), max_size=2)
RULES = mostly(st.one_of(mapping(keys.TOPIC, ("parent", "none", "min_score")), GOOD["terms"]), JUNK)
GOOD["topics"] = st.dictionaries(NAMES, RULES, max_size=2)


@settings(max_examples=300, deadline=None)
@given(mostly(mapping(keys.TOP, ("include",)), JUNK))
def test_the_parser_and_the_schema_say_the_same(made: Any) -> None:
    """Of structures whose terms are plain words: what is in the terms is not the schema's."""
    if made is not None:  # an empty file is no configuration yet, and no editor asks about it
        assert SCHEMA.is_valid(made) == is_read(yaml.safe_dump(made))


# --- the commands ------------------------------------------------------------------------------------------------------------


def test_config_schema_prints_it(run: Run) -> None:
    done = run("config", "schema")
    assert (done.code, json.loads(done.out), done.err) == (0, schema(), "")


def test_init_names_the_schema_in_its_first_line_and_writes_it_beside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert run("init", "mine/topics.yaml").code == 0
    first = (tmp_path / "mine" / "topics.yaml").read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = tmp_path / "mine" / first.partition("$schema=")[2]
    assert json.loads(named.read_text(encoding="utf-8")) == schema()


def test_config_path_tells_the_file_in_use(run: Run, tmp_path: Path) -> None:
    none = run("config", "path")
    assert (none.code, none.out) == (1, "")
    assert "litcli init" in none.err
    users = tmp_path / "config" / "litcli" / "litcli.yaml"
    users.parent.mkdir(parents=True)
    users.write_text("topics: {a: [x]}")
    assert run("config", "path").lines == [str(users)]
    (tmp_path / "litcli.yaml").write_text("topics: {b: [x]}")
    assert run("config", "path").lines == ["litcli.yaml"]
    assert run("config", "path", "--config", "other.yaml").lines == ["other.yaml"]
    assert run("config", "path", env={"LITCLI_CONFIG": "third.yaml"}).lines == ["third.yaml"]


def test_config_check_says_what_is_held_or_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("config", "check").code == 2
    (tmp_path / "litcli.yaml").write_text("include: [b.yaml]\ntopics: {a: [x, y]}\nqueries: {q: x}\n")
    (tmp_path / "b.yaml").write_text("topics: {b: {any: [x], none: [y]}}")
    done = run("config", "check")
    assert (done.code, done.out) == (0, "")
    assert done.err == "litcli.yaml: nothing is wrong: 2 topics with 4 terms, 1 saved query, in 2 files\n"
    (tmp_path / "b.yaml").write_text("topics: {b: {any: [x], nome: [y]}}")
    assert run("config", "check").err.startswith('litcli: b.yaml:1:24: unknown key "nome"; did you mean "none"?')
