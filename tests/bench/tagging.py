"""How long topics take beside ripgrep: `python tests/bench/tagging.py TOPICS.yaml TERMS.txt SOURCE...`.

TERMS.txt has the terms of TOPICS.yaml, one a line. It adds the sources to a new library, then in turns applies the topics to all
its papers, applies them after an edit of one topic, and lets ripgrep count the lines of the sources that have one of the terms;
it prints the best time of each by the clock and their ratios.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from litcli.library import Library, tagging
from litcli.library.adding import add
from litcli.read import open_source, read
from litcli.topics.config import load

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(topics: str, terms: str, sources: list[str]) -> None:
    config = load(Path(topics))
    first = next(iter(config.topics.values()))
    edited = replace(config, topics={**config.topics, first.name: replace(first, any=first.any[1:])})
    grep = ["rg", "-c", "-i", "-w", "-F", "-f", terms, *sources]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder, "library.db")) as library:
        for source in sources:
            add(library, read(open_source(source)))
        rounds = [
            (
                seconds(lambda: tagging.retag(library, config)),
                seconds(lambda: tagging.apply(library, edited)),
                seconds(lambda: subprocess.run(grep, capture_output=True, check=True)),
            )
            for _ in range(ROUNDS)
        ]
        papers, tags = (library.one(f"SELECT count(*) FROM {table}") for table in ("papers", "tags"))
    ours, edit, theirs = map(min, zip(*rounds, strict=True))
    count = sum(len(topic.any) for topic in config.topics.values())
    print(f"{len(config.topics):,} topics of {count:,} terms on {papers:,} papers: {tags:,} tags in {ours:.2f} s")
    print(f"after an edit of the first topic: {edit:.2f} s")
    print(f"ripgrep: {theirs:.2f} s; ratio of all: {ours / theirs:.2f}, of the edit: {edit / theirs:.2f} (goal: 1)")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:]) if len(sys.argv) > 3 else print(__doc__)
