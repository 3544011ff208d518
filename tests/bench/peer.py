"""How long folding a labelled set takes beside bib-dedupe: `python tests/bench/peer.py RECORDS.csv PYTHON`.

PYTHON is the interpreter of an environment that has bib-dedupe. Whole processes, in turn, by the clock: `litcli list --from
RECORDS.csv --format jsonl`, and a program that reads the file with pandas, finds the repeats and writes what is left. A second is
too short to be fair to anyone on a machine that others use: litcli has ten turns for each of the other's, and of both the mean is told.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean
from time import perf_counter

PEER = """
import sys
import pandas as pd
from bib_dedupe.bib_dedupe import block, match, merge, prep
if __name__ == "__main__":
    records = pd.read_csv(sys.argv[1], dtype=str).fillna("")
    found = match(block(prep(records, verbosity_level=0), verbosity_level=0), verbosity_level=0)
    merge(records, matched_df=found, verbosity_level=0).to_csv(sys.argv[2])
"""
ROUNDS, TURNS = 3, 10


def seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def main(records: str, python: str) -> None:
    ours = [sys.executable, "-m", "litcli", "list", "--from", records, "--format", "jsonl"]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "peer.py")
        script.write_text(PEER, encoding="utf-8")
        theirs = [python, str(script), records, str(Path(folder, "out.csv"))]
        mine, peer = [], []
        for _ in range(ROUNDS):
            mine += [seconds(ours) for _ in range(TURNS)]
            peer.append(seconds(theirs))
    print(
        f"litcli {mean(mine):.2f} s (from {min(mine):.2f} to {max(mine):.2f}), bib-dedupe {mean(peer):.2f} s", end=": "
    )
    print(f"{mean(peer) / mean(mine):.0f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 3 else print(__doc__)
