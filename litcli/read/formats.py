"""The formats that litcli reads: what a format is, the table of all, and how one is found out.

A format is a module with NAME, DESCRIPTION, `sniff`, `read` and, where entries have a mark of their own, `starts`: a scan that
counts the marks without parsing anything, so that an entry that the reader lost is noticed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from litcli.errors import UseError
from litcli.read import jsonl, listing
from litcli.read.source import Source
from litcli.records import Item

_HEAD_LINES = 60
_HEAD_LENGTH = 20_000
"""Characters of a line that sniffing sees: a JSON file may be one line of a gigabyte."""

Scan = Callable[[str], int]
"""Takes the lines one by one and returns how many entries begin on each."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which sources are written."""

    name: str
    description: str
    sniff: Callable[[list[str]], bool]
    """Tells by the first lines that are not blank whether a source is of this format."""
    read: Callable[[Iterable[str], str, str], Iterator[Item]]
    """Takes the lines, the source's name, and the day or year the user gave."""
    starts: Callable[[], Scan] | None = None
    """Begins a scan for entry starts; None where entries have no mark."""


FORMATS = (
    Format(jsonl.NAME, jsonl.DESCRIPTION, jsonl.sniff, jsonl.read),
    # Whatever no other format claims is read as a page: last.
    Format(listing.NAME, listing.DESCRIPTION, lambda _: True, listing.read),
)
"""In the order in which they are asked: a format with a surer sign comes first."""


def by_pattern(pattern: str) -> Callable[[], Scan]:
    """Return a scan that counts the places of a regular expression in each line."""
    found = re.compile(pattern)
    return lambda: lambda line: len(found.findall(line))


def format_of(source: Source, name: str = "") -> Format:
    """Return the format called `name`, or the one that the source's first lines show. Raises UseError, SourceError."""
    if name:
        for form in FORMATS:
            if form.name == name:
                return form
        raise UseError(f'no format is called "{name}"', f"legal: {', '.join(form.name for form in FORMATS)}")
    head = [line[:_HEAD_LENGTH] for line in islice(source.lines(), _HEAD_LINES) if line.strip()]
    return next(form for form in FORMATS if form.sniff(head))
