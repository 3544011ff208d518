"""Ids as they are given on a command line: `-` stands for those on standard input."""

import sys
from collections.abc import Iterator, Sequence

from litcli.errors import UseError


def given(words: Sequence[str], hint: str) -> list[str]:
    """Return the words, those on standard input where `-` stands. Raises UseError where there is none."""
    found = [word for name in words for word in (sys.stdin.read().split() if name == "-" else [name])]
    if not found:
        raise UseError("no id was given", hint)
    return found


def lines() -> Iterator[tuple[int, list[str]]]:
    """Yield number and columns of each line on standard input: tabs divide them, or white space where there is no tab."""
    for number, line in enumerate(sys.stdin, start=1):
        text = line.strip("\r\n").removeprefix("\ufeff")  # a spreadsheet begins its file so
        if text.strip():
            yield number, [part.strip() for part in text.split("\t")] if "\t" in text else text.split()
