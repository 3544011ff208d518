"""Whether blocks that grow with the library make adding slow: `python tests/bench/blocks.py [RECORDS]`.

Each kind of records would fill one block if its key were the title alone: editorials of many journals, and papers whose titles
begin with the same words. It adds a tenth of RECORDS (10,000 unless told) and then all, each to a new library, and prints the
processor time a record of both and their ratio: near 1 where time is linear, near 10 where every record meets every other.
Of the second kind it adds a fifth as many.
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from litcli.library import Library
from litcli.library.adding import add
from litcli.read import open_source, read

WORDS = [
    first + middle + last
    for first in (
        "bar",
        "cel",
        "dor",
        "fen",
        "gal",
        "hir",
        "kor",
        "lum",
        "mar",
        "nor",
        "pel",
        "ron",
        "sil",
        "tor",
        "vel",
    )
    for middle in ("", "an", "er", "il", "os", "ud")
    for last in ("a", "eth", "in", "ost", "um", "ys", "ing", "ment", "ation", "ics")
]
COLUMNS = ("title", "authors", "year", "journal", "volume", "pages", "abstract")
Row = dict[str, str]


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def editorial(chance: random.Random, number: int) -> Row:
    """An editorial with all that a database has of one."""
    return {
        "title": "Editorial",
        "authors": f"{words(chance, 1).title()}, {chance.choice('ABCDEFGH')}.",
        "year": str(chance.randint(1980, 2024)),
        "journal": f"Journal of {words(chance, 2)}",
        "volume": str(chance.randint(1, 60)),
        "pages": f"{number % 997}-{number % 997 + 2}",
    }


def bare_editorial(chance: random.Random, number: int) -> Row:
    """An editorial with its journal and year alone."""
    return {"title": "Editorial", "year": str(1980 + number % 45), "journal": f"Journal of {words(chance, 3)}"}


def series(chance: random.Random, _: int) -> Row:
    """A paper whose title begins as thousands do, with an abstract."""
    title = f"A systematic review of {words(chance, 6)}"
    return {"title": title, "abstract": f"Background and aims. {words(chance, 120)}"}


def bare_series(chance: random.Random, _: int) -> Row:
    """The same with its authors and no abstract."""
    title = f"A systematic review of {words(chance, 6)}"
    return {"title": title, "authors": f"{words(chance, 1).title()}, A.", "year": str(chance.randint(2000, 2024))}


KINDS: dict[str, Callable[[random.Random, int], Row]] = {
    "editorials": editorial,
    "bare editorials": bare_editorial,
    "same first words": series,
    "same, no abstract": bare_series,
}


def per_record(make: Callable[[random.Random, int], Row], count: int, path: Path) -> float:
    """Return the microseconds of processor time that each of so many records takes."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(make(chance, number) for number in range(count))
    with Library.in_memory() as library:
        start = time.process_time()
        add(library, read(open_source(str(path))))
        return (time.process_time() - start) / count * 1e6


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind, make in KINDS.items():
            most = count if make in (editorial, bare_editorial) else count // 5
            few, many = (per_record(make, n, Path(folder, "records.csv")) for n in (most // 10, most))
            print(
                f"{kind:<18} {few:6.0f} µs with {most // 10:,}, {many:6.0f} µs with {most:,}: {many / few:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) == 2 else 10_000)
