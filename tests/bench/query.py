"""How long a text query takes to print its ids, beside a bare Python program that runs the equal FTS5 query, in the
same order, on the same file.

    python tests/bench/query.py LIBRARY [QUERY]...

Both are run in turn, five times each, and the fastest runs are compared: the goal for the ratio is at most 2.
"""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

BARE = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = db.execute(
    "SELECT p.id FROM words AS w JOIN papers AS p ON p.rowid = w.rowid WHERE words MATCH ?"
    " ORDER BY p.added DESC, p.title COLLATE NOCASE, p.id", (sys.argv[2],)
)
sys.stdout.write("".join(f"{row[0]}\\n" for row in rows))
"""
RUNS = 5


def timed(command: list[str]) -> tuple[float, list[bytes]]:
    started = perf_counter()
    done = subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - started, done.stdout.split()


def main() -> None:
    library, *queries = sys.argv[1:]
    for query in queries or ["neural", "neural network", "lottery ticket"]:
        ours = [str(Path(sys.executable).with_name("litcli")), "list", query, "--format", "ids", "--library", library]
        bare = [sys.executable, "-c", BARE, library, f'{{title abstract}} : "{query}"']
        runs = [(timed(ours), timed(bare)) for _ in range(RUNS)]
        if any(one[1] != other[1] for one, other in runs):
            sys.exit(f"{query}: the two do not print the same")
        mine, theirs = min(one[0] for one, _ in runs), min(other[0] for _, other in runs)
        papers = len(runs[0][0][1])
        print(
            f"{query:<20} {papers:>7,} papers   litcli {mine:.3f} s   bare {theirs:.3f} s   ratio {mine / theirs:.1f}"
        )


if __name__ == "__main__":
    main()
