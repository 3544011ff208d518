"""A large source is read in another process: the same items and account as in this one, and nothing is left of it."""

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import SAMPLES, Run

from litcli.errors import SourceError
from litcli.read import Reading, Source, open_source, read
from litcli.read import ahead as module
from litcli.read.ahead import pieces
from litcli.records import Furniture, Record, Unread

pytestmark = pytest.mark.skipif(not module._is_possible(), reason="needs Linux and two cores")

SOURCES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
BROKEN = {
    "cut.gz": gzip.compress((SAMPLES / "monday.txt").read_bytes())[:-200],
    "legacy.txt": (SAMPLES / "monday.txt").read_bytes() + "\nCafé tides\n".encode("latin-1"),
    "nothing.txt": b"10 March 2024\n\n\n",
    "header.csv": b"title,abstract\n",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE", 0)
    monkeypatch.setattr(module, "FIRST", 1)
    monkeypatch.setattr(module, "TOGETHER", 3)
    monkeypatch.setattr(module, "PART", 1)
    monkeypatch.setattr(module, "_RAW", 1)
    monkeypatch.setattr(module, "_MOST", 30)
    monkeypatch.setattr(module, "_ROOM", 1)


def itself(record: Record) -> Record:
    return record


def reading(name: str, data: bytes) -> Reading:
    return read(Source(name, io.BytesIO(data)))


def read_here(name: str, data: bytes) -> tuple[object, ...]:
    one = reading(name, data)
    try:
        items = [item for item in one if not isinstance(item, Furniture)]
    except SourceError as error:
        return str(error), vars(one.tally)
    return items, vars(one.tally), one.warnings


def read_there(name: str, data: bytes) -> tuple[object, ...]:
    one = reading(name, data)
    found = []
    try:
        for piece in pieces(one, itself):
            assert 0 < len(piece) <= 3
            found += piece
    except SourceError as error:
        return str(error), vars(one.tally)
    assert one.position() >= len(data) - one.source.size()
    return found, vars(one.tally), one.warnings


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_another_process_reads_the_same(path: Path) -> None:
    data = path.read_bytes()
    try:
        expected = read_here(path.name, data)
    except SourceError:
        return
    assert read_there(path.name, data) == expected
    assert forks() == []


@pytest.mark.usefixtures("small")
def test_another_process_unpacks_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "large.csv.gz"
    packed.write_bytes(gzip.compress(large(tmp_path / "large.csv", 3_000).read_bytes()))
    source = open_source(str(packed))
    found = [item for piece in pieces(read(source), itself) for item in piece]
    assert len(found) == 3_000
    source.close()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", BROKEN)
def test_another_process_says_the_same_of_damage(name: str) -> None:
    here, there = read_here(name, BROKEN[name]), read_there(name, BROKEN[name])
    # Of a source without a paper the account is not kept: nothing is added.
    assert there == here if not isinstance(here[0], str) else there[0] == here[0]
    assert forks() == []


@pytest.mark.usefixtures("small")
def test_an_unforeseen_error_comes_over_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("tides")

    one = reading("monday.txt", (SAMPLES / "monday.txt").read_bytes())
    monkeypatch.setattr(one, "_count", fail)
    with pytest.raises(KeyError, match="tides") as caught:
        list(pieces(one, itself))
    assert "in fail" in caught.value.__notes__[0]
    assert forks() == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("preparing", "storing"), [(0.004, 0.0), (0.0, 0.004)])
def test_records_are_prepared_where_there_is_time(tmp_path: Path, preparing: float, storing: float) -> None:
    def prepare(record: Record) -> tuple[Record, int]:
        time.sleep(preparing)
        return record, os.getpid()

    data = large(tmp_path / "large.csv", 300).read_bytes()
    found: list[tuple[Record, int]] = []
    for piece in pieces(reading("large.csv", data), prepare):
        time.sleep(storing)
        found += [item for item in piece if not isinstance(item, Unread)]
    records = [item for item in reading("large.csv", data) if isinstance(item, Record)]
    assert [record for record, _ in found] == records
    here = sum(process == os.getpid() for _, process in found)
    # Where preparing is all there is to do both do it; where storing takes longer the other process does nearly all.
    assert 75 < here < 225 if preparing else here < 75
    assert forks() == []


@pytest.mark.usefixtures("small")
def test_work_that_is_broken_off_leaves_no_process() -> None:
    found = pieces(reading("monday.txt", (SAMPLES / "monday.txt").read_bytes()), itself)
    next(found)
    assert len(forks()) == 1
    found.close()
    assert forks() == []


@pytest.mark.usefixtures("small")
def test_a_process_that_dies_is_an_error_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    one = reading("monday.txt", (SAMPLES / "monday.txt").read_bytes())
    monkeypatch.setattr(one, "_count", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(SourceError, match=r"monday.txt: the process that read it ended too early"):
        list(pieces(one, itself))
    assert forks() == []


def test_where_no_process_can_be_made_it_is_read_here(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise OSError("no room")

    monkeypatch.setattr(os, "fork", fail)
    data = (SAMPLES / "monday.txt").read_bytes()
    assert read_there("monday.txt", data) == read_here("monday.txt", data)


def large(path: Path, papers: int = 60_000) -> Path:
    words = "tides of the moor rise where no sea is seen and fall again"
    rows = (f"On {i} {words},We count {i} times {words} {words}." for i in range(papers))
    path.write_text("\n".join(["title,abstract", *rows]))
    return path


def test_a_large_source_is_added_whole(run: Run, tmp_path: Path) -> None:
    source = large(tmp_path / "large.csv", 8_000)
    assert source.stat().st_size > module.LARGE
    done = run("add", source, "--library", "l.db")
    assert (done.code, "8,000 records are 8,000 papers" in done.err) == (0, True), done.err
    assert len(run("list", "--library", "l.db", "--format", "ids").lines) == 8_000


def test_an_interrupt_ends_both(tmp_path: Path, home: dict[str, str]) -> None:
    source = large(tmp_path / "large.csv")
    command = [sys.executable, "-m", "litcli", "add", source, "--library", tmp_path / "l.db"]
    adding = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=home,
        start_new_session=True,
        # What runs in the background of a shell is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 20
    while not (both := children(adding.pid)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(both) == 1
    os.killpg(adding.pid, signal.SIGINT)
    assert (adding.communicate(timeout=20)[1], adding.returncode) == ("", 130)
    assert not Path(f"/proc/{both[0]}").exists()


def forks() -> list[int]:
    """The forks of this process: another child runs another command."""
    own = Path("/proc/self/cmdline").read_bytes()
    return [child for child in children() if Path(f"/proc/{child}/cmdline").read_bytes() in (own, b"")]


def children(parent: int | None = None) -> list[int]:
    """The processes that a process has started and not yet cleared away."""
    parent = parent or os.getpid()
    found = (Path("/proc") / str(parent) / "task").glob("*/children")
    return [int(number) for path in found for number in path.read_text().split()]
