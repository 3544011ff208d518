"""Sources to records: which format a source has, and the account of how every line of it was understood.

A format is a module with NAME, DESCRIPTION, `sniff` (if it can be told from its first lines) and `read`; FORMATS names them
all, in the order in which they are asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from litcli.errors import SourceError, UseError
from litcli.read import jsonl, listing
from litcli.read.source import Lines, Source, open_source
from litcli.records import Furniture, Item, Record, Tally, Unread

__all__ = ["FORMATS", "Format", "Reading", "Source", "check_date", "open_source", "read"]

_HEAD_LINES = 60


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which sources are written."""

    name: str
    description: str
    sniff: Callable[[list[str]], bool]
    """Tells by the first lines that are not blank whether a source is of this format."""
    read: Callable[[Iterable[str], str, str], Iterator[Item]]
    """Takes the lines, the source's name, and the day or year the user gave."""


FORMATS = (
    Format(jsonl.NAME, jsonl.DESCRIPTION, jsonl.sniff, jsonl.read),
    # Whatever no other format claims is read as a page: last.
    Format(listing.NAME, listing.DESCRIPTION, lambda _: True, listing.read),
)


def format_of(source: Source, name: str = "") -> Format:
    """Return the format called `name`, or the one that the source's first lines show. Raises UseError, SourceError."""
    if name:
        for form in FORMATS:
            if form.name == name:
                return form
        raise UseError(f'no format is called "{name}"', f"legal: {', '.join(form.name for form in FORMATS)}")
    head = [line for line in islice(source.lines(), _HEAD_LINES) if line.strip()]
    return next(form for form in FORMATS if form.sniff(head))


def check_date(day: str) -> None:
    """Raise UseError where a date from the user is neither a year nor a day."""
    try:
        if day and not re.fullmatch(r"\d{4}", day):
            date.fromisoformat(day)
    except ValueError:
        raise UseError(f'"{day}" is no date', "a year or a day: 2024, 2024-03-14") from None


def read(source: Source, form: str = "", day: str = "") -> "Reading":
    """Start to read a source; iterate over the result for its items. Raises SourceError where it is not text."""
    return Reading(source, format_of(source, form), day)


class Reading:
    """The items of one source, with the account of its lines kept as they pass."""

    def __init__(self, source: Source, form: Format, day: str) -> None:
        self.source = source
        self.format = form
        self.tally = Tally()
        self.lines: Lines = source.lines()
        self._day = day

    def __iter__(self) -> Iterator[Item]:
        """Yield records, unread stretches and furniture. Raises SourceError where no paper is in it."""
        for item in self.format.read(self._counted(), self.source.name, self._day):
            self._count(item)
            yield item
        if self.lines.broken:
            item = Unread(self.source.name, self.lines.count + 1, self.lines.count + 1, "", self.lines.broken)
            self._count(item)
            yield item
        if self.tally.lines == self.tally.blank:
            raise SourceError(f"{self.source.name}: is empty")
        if not self.tally.records and not self.tally.unread:
            raise SourceError(
                f"{self.source.name}: no paper was found in it", f"how it was read: litcli parse {self.source.name}"
            )

    def _counted(self) -> Iterator[str]:
        for line in self.lines:
            self.tally.lines += 1
            self.tally.blank += not line or line.isspace()
            yield line

    def _count(self, item: Item) -> None:
        tally = self.tally
        if isinstance(item, Record):
            tally.records += 1
            tally.record_lines += item.lines
        elif isinstance(item, Furniture):
            tally.furniture_lines += 1
        else:
            tally.unread += 1
            tally.unread_lines += item.text.count("\n") + 1 if item.text else 0
