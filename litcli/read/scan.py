"""Counting the entries that begin in a source, without parsing anything: what the reader lost is noticed by it."""

import re
from collections.abc import Callable

Scan = Callable[[str], int]
"""Takes the lines one by one and returns how many entries begin on each."""
Starts = Callable[[], Scan]
"""Begins a scan."""


def by_pattern(pattern: str) -> Starts:
    """Return what counts the places of a regular expression in each line."""
    found = re.compile(pattern)
    return lambda: lambda line: len(found.findall(line))


def marks(key: str) -> Starts:
    """Return a scan for lines on which an entry begins: those with this key, set in as far as the first that has it.

    Entries that share a line count once, as they do in the tally.
    """
    return lambda: _Marks(key).count


class _Marks:
    """A scan for one key."""

    def __init__(self, key: str) -> None:
        self._name = f'"{key}"'
        self._key = re.compile(rf'"{re.escape(key)}"\s*:')
        self._indent: int | None = None

    def count(self, line: str) -> int:
        if self._name not in line:
            return 0
        # With a backslash before it, it is part of a text.
        if not any(line[match.start() - 1 : match.start()] != "\\" for match in self._key.finditer(line)):
            return 0
        indent = len(line) - len(line.lstrip())
        if self._indent is None:
            self._indent = indent
        return int(indent == self._indent)
