"""Sources to records, with the account of how every line of a source was understood."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from litcli.errors import SourceError, UseError
from litcli.read.formats import Format, format_of, formats, named
from litcli.read.ledger import BESIDE, LEFT_OUT
from litcli.read.source import Lines, Source, open_source, open_sources
from litcli.records import Furniture, Item, Record, Tally, Unread

__all__ = ["Format", "How", "Reading", "Source", "formats", "open_source", "open_sources", "read"]


class How(NamedTuple):
    """How the user wants sources to be read."""

    form: str = ""
    """The format's name, where it should not be found out."""
    day: str = ""
    """A year or a day for sources that do not say theirs."""
    columns: str = ""
    """The columns of a table: `title=Name of work,abstract=Summary`."""

    def check(self) -> None:
        """Raise UseError where the format, the day or the columns are none."""
        if self.form:
            named(self.form)
        if self.columns:
            from litcli.read.table import mapped

            mapped(self.columns)
        try:
            if self.day and not re.fullmatch(r"\d{4}", self.day):
                # Python takes `20240314` and `2024-W11-4` too.
                date.fromisoformat(self.day if re.fullmatch(r"\d{4}-\d\d-\d\d", self.day) else "")
        except ValueError:
            raise UseError(f'"{self.day}" is no date', "a year or a day: 2024, 2024-03-14") from None


_AS_FOUND = How()


def read(source: Source, how: How = _AS_FOUND) -> "Reading":
    """Start to read a source; iterate over the result for its items. Raises SourceError where it is not text."""
    return Reading(source, format_of(source, how.form, how.columns), how.day)


class Reading:
    """The items of one source, with the account of its lines kept as they pass."""

    def __init__(self, source: Source, form: Format, day: str = "") -> None:
        self.source = source
        self.format = form
        self.tally = Tally()
        self.warnings: tuple[str, ...] = ()
        """What the user should know of the encoding, once all is read."""
        self.lines: Lines = source.lines()
        self._position = 0
        self._abstracts = 0
        self._left_out = 0
        self._day = day
        self._scan = form.starts() if form.starts else None

    def __iter__(self) -> Iterator[Item]:
        """Yield records, unread stretches and furniture. Raises SourceError where no paper is in it."""
        for item in self.format.read(self._counted(), self.source.name, self._day):
            self._count(item)
            yield item
        yield from self._missing()
        if self._left_out:
            self.warnings = (*self.warnings, f"{self.source.name}: {_left_out(self._left_out)}")
        if self.tally.lines == self.tally.blank:
            raise SourceError(f"{self.source.name}: is empty")
        if not self.tally.records and not self.tally.unread:
            name = self.source.name
            more = f"; {_left_out(self._left_out)}" if self._left_out else ""
            raise SourceError(f"{name}: no paper was found in it{more}", f"how it was read: litcli parse {name}")
        if self.source.is_member and self.format.name == "listing" and not self._abstracts:
            raise SourceError(
                f"{self.source.name}: is in an archive, of no known format, and has no abstract; it may be no list of papers",
                "unpack it and read it by itself",
            )

    def position(self) -> int:
        """Return how many raw bytes were read, for a progress bar."""
        return self._position or self.lines.position()

    def take_over(self, tally: Tally, position: int, warnings: tuple[str, ...]) -> None:
        """Take the account of another process that reads this source."""
        self.tally, self._position, self.warnings = tally, position, warnings

    def _missing(self) -> Iterator[Item]:
        """Yield what the reader itself did not see: a source cut off, entries that begin and never came."""
        after = self.lines.count + 1
        reasons = [self.lines.broken] if self.lines.broken else []
        lost = self.tally.starts - self.tally.entries - self.tally.unread if self._scan else 0
        if lost > 0:
            reasons.append(f"{lost} more entries begin in this source than could be read")
        for reason in reasons:
            item = Unread(self.source.name, after, after, "", reason)
            self._count(item)
            yield item

    def _counted(self) -> Iterator[str]:
        """Pass the lines on and count them; passed once for every line there is, so the counts are local until the end."""
        lines = blank = starts = 0
        scan = self._scan or (lambda _: 0)
        try:
            for line in self.lines:
                lines += 1
                if not line or line.isspace():
                    blank += 1
                else:
                    starts += scan(line)
                yield line
        finally:
            self.tally.lines, self.tally.blank, self.tally.starts = lines, blank, starts
            self.warnings = tuple(self.lines.warnings())

    def _count(self, item: Item) -> None:
        tally = self.tally
        if isinstance(item, Record):
            tally.records += 1
            self._abstracts += bool(item.abstract)
            tally.entries += item.lines > 0
            tally.record_lines += item.lines
        elif isinstance(item, Furniture):
            tally.furniture_lines += item.what != BESIDE
            self._left_out += item.what in (LEFT_OUT, BESIDE)
        else:
            tally.unread += 1
            tally.unread_lines += sum(not line.isspace() for line in item.text.split("\n") if line)


def _left_out(texts: int) -> str:
    if texts == 1:
        return "1 text looks like a title but has no abstract, DOI or arXiv number, and is left out"
    return f"{texts:,} texts look like titles but have no abstract, DOI or arXiv number, and are left out"
