"""The house as README's readers find it: who may import whom, how long things are, what the plain install needs."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "litcli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Which parts each part may import; `errors`, `text` and `records` are at the bottom and every part may use them.
GROUND = {"errors", "text", "records"}
ALLOWED = {
    "errors": set(),
    "text": set(),
    "records": set(),
    "read": set(),
    "dedupe": set(),
    "query": set(),
    "topics": {"query"},
    "write": set(),
    "library": {"read", "dedupe", "query", "topics"},
    "terminal": set(),
    "cli": {"read", "query", "topics", "write", "library", "terminal"},
}
NOT_ON_GROUND = {"errors", "text", "records"}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def functions() -> Iterator[tuple[str, int]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield (
                    f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                )


@pytest.mark.parametrize(
    "path", [path for path in MODULES if part_of(path) in ALLOWED], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_part_imports_only_what_it_may(path: Path) -> None:
    part = part_of(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("litcli.")}
    allowed = ALLOWED[part] | {part} | (set() if part in NOT_ON_GROUND else GROUND)
    assert used <= allowed, f"{part} may not import {sorted(used - allowed)}"


def test_every_part_has_its_row() -> None:
    assert {part_of(path) for path in MODULES} - {"__init__", "__main__"} == set(ALLOWED)


def test_rich_typer_and_rapidfuzz_are_only_where_they_belong() -> None:
    for path in MODULES:
        roots = {name.split(".")[0] for name in imports(path)}
        if "rich" in roots:
            assert part_of(path) in ("terminal", "cli"), path
        if "typer" in roots:
            assert path.relative_to(PACKAGE) == Path("cli/app.py")
        if "rapidfuzz" in roots:
            assert path.relative_to(PACKAGE) in (
                Path("dedupe/fields.py"),
                Path("query/fuzzy.py"),
            )


def test_functions_and_modules_are_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert lengths[len(lengths) // 2] <= 10
    assert [name for name, length in functions() if length > 45] == []
    assert [path for path in MODULES if path.read_text(encoding="utf-8").count("\n") > 400] == []


def test_every_module_says_what_it_is() -> None:
    assert [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_the_plain_install_needs_four_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(name.split(">")[0] for name in project["dependencies"]) == ["pyyaml", "rapidfuzz", "rich", "typer"]
