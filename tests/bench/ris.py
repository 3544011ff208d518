"""How fast litcli reads RIS beside rispy, and in how much memory: `python tests/bench/ris.py [RECORDS]`.

It writes a file of invented records (100,000 unless told), reads it with both in turns, each time in a process of its own, and
prints the best processor time of each, their ratio, and the peak memory with a tenth of the records and with all of them.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROUNDS = 3
WORDS = (
    "tide model drift probe sensor river network layer angle memory feature sparse noise clay canteen device hearing winter"
    " hive battery gate loss ear listener scale bound proof graph tree field wave cloud stone glass"
).split()
NAMES = ("Ash, K.", "Birch, L.", "Cedar, M.", "Elm, N.", "Fir, O.")


def records(count: int) -> Iterator[str]:
    """Yield RIS records as Zotero lays them out, each with an abstract of some 1,200 characters."""
    chance = random.Random(1)
    for number in range(count):
        lines = ["TY  - JOUR", f"TI  - {words(chance, 11)} {number}"]
        lines += [f"AU  - {name}" for name in chance.choices(NAMES, k=4)]
        lines += [
            f"T2  - Journal of {words(chance, 3)}",
            f"AB  - {words(chance, 205)}",
            "DA  - 2021/02/01/",
            "PY  - 2021",
        ]
        lines += [f"DO  - 10.5555/lit.{number}", "VL  - 3", "IS  - 2", f"SP  - {number}", f"EP  - {number + 9}"]
        lines += ["SN  - 12345678", f"UR  - https://example.org/{number}"]
        lines += [f"KW  - {words(chance, 2)}" for _ in range(5)]
        yield "\n".join([*lines, "ER  - ", "", ""])


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def by_litcli(path: str) -> int:
    from litcli.read import open_source, read
    from litcli.records import Record

    return sum(isinstance(item, Record) for item in read(open_source(path)))


def by_rispy(path: str) -> int:
    import rispy

    with Path(path).open(encoding="utf-8") as file:
        return len(rispy.load(file))


READERS = {"litcli": by_litcli, "rispy": by_rispy}


def measure(reader: str, path: Path) -> tuple[int, float, float]:
    """Return the records, the seconds and the peak memory in MiB of one reading in a new process."""
    done = subprocess.run([sys.executable, __file__, reader, str(path)], capture_output=True, text=True, check=True)
    count, seconds, memory = done.stdout.split()
    return int(count), float(seconds), float(memory)


def child(reader: str, path: str) -> None:
    start = time.process_time()
    count = READERS[reader](path)
    seconds = time.process_time() - start
    print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large.ris"), Path(folder, "small.ris")
        for path, size in ((large, count), (small, count // 10)):
            with path.open("w", encoding="utf-8") as file:
                file.writelines(records(size))
        peers = [reader for reader in READERS if find_spec(reader)]
        best = {reader: (0, float("inf"), 0.0) for reader in peers}
        for _ in range(ROUNDS):
            best = {reader: min(best[reader], measure(reader, large), key=lambda run: run[1]) for reader in peers}
        for reader, (found, seconds, memory) in best.items():
            print(f"{reader}: {found:,} records in {seconds:.2f} s, {memory:.0f} MiB")
        print(f"litcli with {count // 10:,} records: {measure('litcli', small)[2]:.0f} MiB")
        if "rispy" in best:
            print(f"ratio: {best['litcli'][1] / best['rispy'][1]:.2f} times rispy's time (goal: 2)")
        else:
            print("rispy is not installed (pip install rispy): nothing to compare with")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else 100_000)
