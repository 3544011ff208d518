"""Plain command lines are read without Typer, and mean what they mean to Typer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import update_wrapper
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest
import typer
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litcli.cli import COMMANDS, plain
from litcli.cli.app import typed
from litcli.cli.declared import Function, Group, Option, parameters


def functions() -> Iterator[tuple[str, Function]]:
    for name in COMMANDS:
        command = import_module(f"litcli.cli.{name}_").command
        if isinstance(command, Group):
            yield from ((f"{name} {one}", command.load(one)) for one in command.commands)
        else:
            yield name, command


ALL = dict(functions())
VALUES = ("", "3", "0", "-1", "+2", " 7 ", "1_0", "x", "a b", "a.txt", "é", "-", "keep", "a=b")
ODD = (
    "--",
    "-n5",
    "-xf",
    "--nope",
    "--lim",
    "--null=yes",
    "--format=",
    "--help=1",
    "-0n",
    "--library=x=y",
    "---",
    "-h",
)


def by_typer(function: Function, words: list[str]) -> dict[str, Any] | None:
    """What Typer hands to a command's function, or None where it hands it nothing."""
    seen: list[dict[str, Any]] = []

    def probe(**values: Any) -> int:
        seen.append(values)
        return 0

    app = typer.Typer()
    app.command(context_settings={"help_option_names": ["-h", "--help"]})(update_wrapper(probe, typed(function)))
    try:
        app(list(words), standalone_mode=False)
    except (typer.exceptions.TyperException, SystemExit):
        return None
    return seen[0] if seen else None


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_read_plain_is_what_typer_reads(
    name: str, data: st.DataObject, capsys: pytest.CaptureFixture[str]
) -> None:
    function = ALL[name]
    names = [word for one in parameters(function) if isinstance(one.declared, Option) for word in one.declared.names]
    value = st.sampled_from(VALUES)
    word = value | st.sampled_from(ODD)
    if names:
        option = st.sampled_from(names)
        word |= option | st.builds("{}={}".format, option, value)
    words = data.draw(st.lists(word, max_size=6))
    around = {
        variable: data.draw(value)
        for variable in ("LITCLI_LIBRARY", "LITCLI_CONFIG", "LITCLI_FORMAT")
        if data.draw(st.booleans())
    }
    with patch.dict(os.environ, around):
        read = plain.read(function, words)
        if read is not None:
            assert read == by_typer(function, words)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "line", "values"),
    [
        ("list", "neural network", {"query": ["neural", "network"]}),
        ("list", "", {"query": None, "limit": None, "nul": False, "color": "auto"}),
        ("list", "a --format ids -n 3 b -0 --library=x.db", {"query": ["a", "b"], "limit": 3, "nul": True, "library": "x.db"}),
        ("list", "--from a.txt --from b.txt -- -x --y", {"sources": ["a.txt", "b.txt"], "query": ["-x", "--y"]}),
        ("list", "--limit 3 --limit 4", {"limit": 4}),
        ("mark", "keep a b", {"status": "keep", "papers": ["a", "b"], "note": None}),
        ("mark", "keep - --note=", {"papers": ["-"], "note": ""}),
        ("show", "kt", {"starts": ["kt"], "form": "text"}),
        ("topics why", "kt --topic", None),
        ("topics why", "kt sets", {"paper_id": "kt", "topic": "sets"}),
        ("topics why", "kt", {"topic": ""}),
        ("topics list", "extra", None),
        ("mark", "keep", None),
        ("list", "-n five", None),
        ("list", "-n -1", None),
        ("list", "-n", None),
        ("list", "--help", None),
        ("list", "-n5", None),
        ("list", "--null=yes", None),
    ],
)  # fmt: skip
def test_a_plain_line_gives_its_values_and_any_other_is_left_to_typer(
    name: str, line: str, values: dict[str, Any] | None
) -> None:
    read = plain.read(ALL[name], line.split())
    assert (read is None) == (values is None)
    assert read is None or (read | (values or {})) == read


@pytest.mark.parametrize(
    ("line", "modules"),
    [
        ("list --from docs/samples/monday.txt tide --format ids", {"typer", "rich", "yaml"}),
        ("topics --config config.example.yaml --from docs/samples/monday.txt", {"typer"}),
        ("list --format ids --library {library} tide", {"typer", "rich", "yaml", "dataclasses", "inspect", "json", "pathlib", "subprocess"}),
    ],
)  # fmt: skip
def test_a_plain_line_loads_none_of_what_it_does_not_use(line: str, modules: set[str], tmp_path: Any) -> None:
    library = str(tmp_path / "papers.db")
    add = [sys.executable, "-m", "litcli", "add", "docs/samples/monday.txt", "--library", library]
    subprocess.run(add, cwd=ROOT, check=True, capture_output=True)
    program = "import sys; from litcli.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", program, *line.format(library=library).split()]
    loaded = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr.split()
    assert not modules & set(loaded)
