"""The rows of a delimited table one by one, each with its lines; a quote that is never closed costs one row, not the rest.

It knows quoting and nothing of what a cell means. A row that the csv module reads strictly is sure; any other is given back
as its first line alone, split as well as it can be, and reading goes on after that line.
"""

import csv
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LINE_LIMIT = 2_000
CHARACTER_LIMIT = 200_000
"""What a quoted cell may span before its quote counts as unclosed. A single line may be of any length."""
_FEWEST_LINES, _REGAINED = 50, 10
"""An unclosed row halves what the next may span, for each is looked through to the limit; a sure row gives some back."""

# The default is 131,072 characters, fewer than the reference list of one review has.
csv.field_size_limit(sys.maxsize)


class Row(NamedTuple):
    """One row of the table."""

    line: int
    """Its first line."""
    lines: list[str]
    """Its lines as they stand in the source."""
    cells: list[str]
    """Its cells."""
    sure: bool
    """Whether its quoting is right, so that the cells are those that were written."""
    torn: bool
    """Whether a quote in it is not closed, or closed where another row is, so that this may be less than a row."""
    last: bool
    """Whether the source ends here."""


class _Unclosed(csv.Error):
    """A quoted cell goes on beyond the limit, or beyond the end of the source."""


class _Feed:
    """The lines of a source as the csv module takes them, kept until the row is known to be one."""

    def __init__(self, lines: Iterable[str], first: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._size = 0
        self.line = first
        """The first line of the row that is being read."""
        self.taken: list[str] = []
        self.limit = LINE_LIMIT

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.taken and (len(self.taken) >= self.limit or self._size > CHARACTER_LIMIT):
            raise _Unclosed
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            raise _Unclosed if self.taken else StopIteration
        self.taken.append(line)
        self._size += len(line)
        return f"{line}\n"

    def begin(self) -> None:
        """Begin a row."""
        self.line += len(self.taken)
        self.taken, self._size = [], 0

    def keep_first(self) -> None:
        """Give back all lines of the row but its first."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def at_end(self) -> bool:
        """Say whether no line is left."""
        if not self._again and (line := next(self._lines, None)) is not None:
            self._again.append(line)
        return not self._again


def rows(lines: Iterable[str], delimiter: str, width: int, first: int = 1) -> Iterator[Row]:
    """Yield the rows of a table of `width` columns, blank lines left out; `first` is the number of the first line."""
    feed = _Feed(lines, first)
    reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        feed.begin()
        try:
            cells, sure, torn = next(reader), True, False
        except StopIteration:
            return
        except csv.Error as error:
            sure, torn = False, len(feed.taken) > 1 or isinstance(error, _Unclosed)
            feed.keep_first()
            cells = _loosely(feed.taken[0], delimiter, width)
        feed.limit = min(LINE_LIMIT, feed.limit + _REGAINED) if sure else max(_FEWEST_LINES, feed.limit // 2)
        if any(line and not line.isspace() for line in feed.taken):
            yield Row(feed.line, feed.taken, _fitted(cells, width), sure, torn, feed.at_end())


def _fitted(cells: list[str], width: int) -> list[str]:
    """Take off the empty cells that some programs end each row with."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def _loosely(line: str, delimiter: str, width: int) -> list[str]:
    """Split a line whose quoting is wrong: with quotes as plain text, as quotes, as escaped ones, whichever has the width."""
    plain = [_unquoted(cell) for cell in line.split(delimiter)]
    if len(plain) == width:
        return plain
    for splits in (
        csv.reader([line], delimiter=delimiter, skipinitialspace=True),
        csv.reader([line], delimiter=delimiter, skipinitialspace=True, doublequote=False, escapechar="\\"),
    ):
        try:
            cells = next(splits, [])
        except csv.Error:
            continue
        if len(cells) == width:
            return cells
    return plain


def _unquoted(cell: str) -> str:
    """Take the quotes off a cell that has them round it, or a quote that nothing closes off its start."""
    cell = cell.strip()
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell[1:] if cell.startswith('"') and cell.count('"') % 2 else cell
