"""README cannot drift: its commands run, its tables list what there is."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import EXAMPLE, ROOT, SAMPLES, shell

from litcli.cli import COMMANDS
from litcli.errors import ExitCode
from litcli.library import Library, tagging
from litcli.library.adding import add
from litcli.library.searching import count
from litcli.query import parse
from litcli.query.fields import FIELDS, SCOPES
from litcli.query.printing import text
from litcli.read import open_sources, read
from litcli.read.source import Source
from litcli.topics.config import loads
from litcli.write import FIELDS as PAPER_FIELDS
from litcli.write import FORMATS

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.S | re.M)
RECIPES = [
    line for block in BLOCKS for line in block.strip().splitlines() if line.startswith(("litcli", "cat ", "export "))
]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES, tmp_path / "docs" / "samples")
    shutil.copy(EXAMPLE, tmp_path)
    return tmp_path


def test_the_recipes_work_one_after_the_other(home: dict[str, str], checkout: Path) -> None:
    setting, add, *recipes = RECIPES
    assert setting.startswith("export LITCLI_LIBRARY=")
    environment = {**home, **dict(re.findall(r"(\w+)=(\S+)", setting)), "FZF_DEFAULT_OPTS": "--filter tide"}
    assert shell(add, environment, checkout).code == 0
    assert len(recipes) >= 12
    skipped = []
    for recipe in recipes:
        missing = [name for name in ("jq", "fzf") if re.search(rf"\| {name}\b", recipe) and not shutil.which(name)]
        if missing:
            skipped.append(recipe)
            continue
        done = shell(recipe, environment, checkout)
        assert done.code == (1 if "has:arxiv" in recipe and not done.out else 0), (recipe, done)
        assert done.out or " -o " in recipe or " > " in recipe, recipe
        assert "error" not in done.err.lower(), recipe
    if skipped:
        pytest.skip(f"jq or fzf is not installed; {len(skipped)} of {len(recipes)} recipes were not run")


def test_the_files_that_the_recipes_export(home: dict[str, str], checkout: Path) -> None:
    environment = {**home, "LITCLI_LIBRARY": "demo.db", "LITCLI_CONFIG": "config.example.yaml"}
    shell(RECIPES[1], environment, checkout)
    for recipe in (line for line in RECIPES if line.startswith("litcli export")):
        shell(recipe, environment, checkout)
    assert "@misc{" in (checkout / "collapse.bib").read_text(encoding="utf-8")
    assert (checkout / "papers.csv").read_text(encoding="utf-8").startswith("id,title,topics,abstract\n")
    assert (checkout / "lantern.md").read_text(encoding="utf-8").count("## Lantern") == 2


def test_two_commands_do_all_the_setting_up() -> None:
    main, tests = (re.search(rf"<!-- {name} -->\n+```sh\n(.+?)\n```", README, re.S) for name in ("main", "tests"))
    assert main is not None
    assert tests is not None
    assert main[1].count("\n") == tests[1].count("\n") == 0
    assert main[1].startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert "litcli add docs/samples/*.txt" in main[1]
    assert tests[1].endswith(".venv/bin/pytest")


def test_the_topic_file_in_readme_is_one() -> None:
    block = re.search(r"^```yaml\n(topics:.*?)^```", README, re.S | re.M)
    assert block is not None
    config = loads(block[1], Path("README.md"))
    assert set(config.topics) == set(yaml.safe_load(block[1])["topics"])


ROWS = re.findall(r"^\|[^|]*\| `([^`]+)` \| (\d+) \| .+ \|$", README, re.M)


@pytest.fixture(scope="module")
def sampled() -> Iterator[Library]:
    """The sample pages, read and tagged by the example configuration."""
    config = loads(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE)
    with Library.in_memory() as library:
        library.queries = config.queries
        command = 0
        for page in sorted(SAMPLES.glob("*.txt")):
            for source in open_sources(str(page)):
                assert isinstance(source, Source)
                command = add(library, read(source), command=command).command
        tagging.retag(library, config)
        yield library


@pytest.mark.parametrize(("query", "number"), ROWS)
def test_every_line_of_the_table_of_queries_finds_what_it_says(sampled: Library, query: str, number: str) -> None:
    assert count(sampled, query) == int(number)
    assert parse(text(parse(query, sampled.queries))) == parse(query, sampled.queries)


def test_the_table_of_queries_has_every_form() -> None:
    assert len(ROWS) >= 35
    queries = " ".join(query for query, _ in ROWS)
    for form in (
        *(f"{name}:" for name in (*SCOPES, *FIELDS)),
        " AND ",
        " OR ",
        "NOT ",
        " NEAR/",
        " NEAR ",
        "@",
        "~",
        "?",
    ):
        assert form in queries, form


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_readme(command: str) -> None:
    assert f"litcli {command}" in README


def test_the_tables_list_what_there_is() -> None:
    for code in ExitCode:
        assert f"| {code.value} |" in README
    for field in (*SCOPES, *FIELDS):
        assert f"{field}:" in README
    for name in FORMATS:
        assert f"`{name}`" in README
    fields = re.search(r"A JSON paper has `([^`]+)`", README)
    assert fields is not None
    assert re.split(r",\s+", fields[1]) == list(PAPER_FIELDS)


def test_every_variable_that_is_read_is_in_readme() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "litcli").rglob("*.py"))
    for name in set(re.findall(r"\b(LITCLI_[A-Z]+)\b", code)):
        assert f"`{name}`" in README


def test_the_pictures_are_there() -> None:
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file()
