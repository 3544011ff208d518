"""How the time and memory of `litcli add` grow with the library: `python tests/bench/adding.py FOLDER...`.

Each folder holds the text files of one set of listings, the smallest set first. For each it makes a new library with one
command, in a process of its own, and prints the records, the processor time a record, the peak memory, the size of the library,
and how the time compares with plain sqlite3, which in the same run stores every second line with the one before it and builds
an index of them; at last how the time a record has grown from the first set to the last.
"""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from litcli.library import Library

ADD = "import resource, sys\nfrom litcli.cli import main\ncode = main(['add', *sys.argv[1:]])\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\nsys.exit(code)"


def by_litcli(library: Path, sources: list[str]) -> tuple[int, float, float]:
    """Return the records, the seconds of processor time and the peak memory in MiB of adding sources to a new library."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", ADD, "--library", str(library), *sources], capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    with Library.open(library) as found:
        return int(found.one("SELECT count(*) FROM records")), seconds, int(done.stdout) / 1024


def by_sqlite(library: Path, sources: list[str]) -> float:
    """Return the seconds of processor time that sqlite3 alone takes for the same text."""
    start = time.process_time()
    db = sqlite3.connect(library)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE papers (rowid INTEGER PRIMARY KEY, title TEXT, abstract TEXT)")
    for source in sources:
        db.executemany("INSERT INTO papers (title, abstract) VALUES (?, ?)", pairs(Path(source)))
    db.execute("CREATE VIRTUAL TABLE words USING fts5(title, abstract, content='papers', content_rowid='rowid')")
    db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    db.commit()
    db.close()
    return time.process_time() - start


def pairs(source: Path) -> Iterator[tuple[str, str]]:
    lines = [line for line in source.read_text(encoding="utf-8").split("\n") if line]
    return zip(lines[::2], lines[1::2], strict=False)


def main(folders: list[str]) -> None:
    times = []
    for folder in folders:
        sources = sorted(map(str, Path(folder).glob("*.txt")))
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as temporary:
            count, seconds, memory = by_litcli(Path(temporary, "library.db"), sources)
            size = Path(temporary, "library.db").stat().st_size >> 20
            plain = by_sqlite(Path(temporary, "plain.db"), sources)
        times.append(seconds / count * 1e6)
        print(
            f"{count:,} records: {times[-1]:.0f} µs a record, {memory:.0f} MiB of memory, a library of {size:,} MiB;"
            f" {seconds / plain:.1f} times sqlite3 alone",
            flush=True,
        )
    print(f"growth of the time a record: {(times[-1] / times[0] - 1) * 100:+.0f} % (goal: 15)")


if __name__ == "__main__":
    main(sys.argv[1:]) if len(sys.argv) > 1 else print(__doc__)
