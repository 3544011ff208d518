"""What tests share: running litcli as a user does, and finding the real data where it is there."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# The default run gives one verdict on one state of the code; `--hypothesis-profile=search` looks at other examples.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "docs" / "samples"
EXAMPLE = ROOT / "config.example.yaml"


@dataclass(frozen=True)
class Result:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which no file and no variable of the real user is seen."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    folders = {
        "HOME": str(tmp_path / "home"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    return {**kept, **folders, "PYTHONUTF8": "1", "LITCLI_DEBUG": "1", "COLUMNS": "100"}


@pytest.fixture
def run(home: dict[str, str], tmp_path: Path) -> Run:
    """Run litcli in a process of its own, in an empty folder; `stdin` is text or bytes."""

    def call(*arguments: str | Path, stdin: str | bytes = b"", env: dict[str, str] | None = None) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        command = [sys.executable, "-m", "litcli", *map(str, arguments)]
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=tmp_path,
            env={**home, **(env or {})},
            check=False,
            timeout=120,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def shell(command: str, env: dict[str, str], cwd: Path) -> Result:
    """Run a shell command with litcli on the PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        cwd=cwd,
        env={**env, "PATH": path},
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def shared() -> Path:
    """The folder of real data and its tools, which is no part of the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the real data is not here ({SHARED.name}/data beside the checkout)")
    return SHARED


def dumps(shared: Path) -> Sequence[Path]:
    return sorted((shared / "data" / "dumps").glob("*.txt"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite the golden files, for review as a diff")
