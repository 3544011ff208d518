"""The text of a source, seen through a window that moves: what is in sight, on which line, and which lines are told of.

For formats whose entries do not go by lines. Memory is bounded by the longest stretch that is looked at as one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from litcli.records import Furniture, Unread

CHUNK = 1 << 16
"""Characters that are read at once, at least."""
AHEAD = 1_000
"""Characters that `settle` sees to: more than anything that is judged by its first characters has."""
_EXCERPT = 200
_BLANK = re.compile(r"\s*")


class Span(NamedTuple):
    """Where an entry stands."""

    line: int
    end: int
    lines: int
    """How many lines are its own: none where its line belongs to an entry before it."""


class Window:
    """What is in sight of a source. Places are counted from where it begins; only `settle` moves that."""

    def __init__(self, lines: Iterable[str], source: str) -> None:
        self.text = ""
        """What is in sight."""
        self.at = 0
        """The place that was reached."""
        self._pieces = _pieces(lines)
        self._source = source
        self._starts: list[int] = []
        self._first = 1
        """The number of the first line in sight."""
        self._headless = False
        """Whether that has lost its beginning."""
        self._fresh = True
        """Whether what comes next begins a line."""
        self._told = 0
        """The last line that an item has."""

    def grow(self) -> bool:
        """Read on, so that at least twice as much is in sight beyond the place; say whether there was more."""
        parts, size = [], len(self.text)
        wanted = size + max(CHUNK, size - self.at)
        while size < wanted and (piece := next(self._pieces, "")):
            if self._fresh:
                self._starts.append(size)
            self._fresh = piece[-1] == "\n"
            parts.append(piece)
            size += len(piece)
        self.text += "".join(parts)
        return bool(parts)

    def settle(self) -> Iterator[Furniture]:
        """Yield the lines before the place that no item has, and let go of what was read."""
        line = self.line(self.at)
        yield from self._passed(line)
        if self.at > max(CHUNK, len(self.text) // 2):
            index = line - self._first
            # What stands before the first entry of a line may yet have to be told.
            gone = self.at if line <= self._told else self._starts[index]
            self._headless = gone > self._starts[index] or (self._headless and index == 0)
            self._starts = [max(0, start - gone) for start in self._starts[index:]]
            self.text, self.at, self._first = self.text[gone:], self.at - gone, line

    def rest(self) -> Iterator[Furniture]:
        """Yield the lines in sight that no item has."""
        yield from self._passed(self._first + len(self._starts))

    def _passed(self, line: int) -> Iterator[Furniture]:
        for number in range(self._told + 1, line):
            if text := self.text[self._start(number) : self._end(number)].strip():
                yield Furniture(self._source, number, text, "frame")
        self._told = max(self._told, line - 1)

    def find(self, pattern: re.Pattern[str], start: int, limit: int) -> int:
        """Return where a pattern stands next, or the end of what is in sight where it does not within the limit."""
        at = start
        while not (match := pattern.search(self.text, at)):
            at = max(start, len(self.text) - AHEAD)
            if len(self.text) - start > limit or not self.grow():
                return len(self.text)
        return match.start()

    def line(self, at: int) -> int:
        """Return the number of the line that a place is on."""
        return self._first + max(0, bisect_right(self._starts, at) - 1)

    def _start(self, line: int) -> int:
        return self._starts[line - self._first] if self._starts else 0

    def _end(self, line: int) -> int:
        index = line - self._first + 1
        return self._starts[index] - 1 if index < len(self._starts) else len(self.text)

    def margin(self, at: int) -> int:
        """Return how far the line of a place is set in."""
        start = self._start(self.line(at))
        match = _BLANK.match(self.text, start, at)
        return match.end() - start if match else 0

    def indent(self, at: int) -> str | None:
        """Return what stands before a place on its line, if that is nothing but white space."""
        line = self.line(at)
        start = self._start(line)
        if (self._headless and line == self._first) or start + self.margin(at) < at:
            return None
        return self.text[start:at]

    def span(self, start: int, end: int) -> Span:
        """Return the lines between two places, with how many of them no item has yet."""
        first, last = self.line(start), self.line(end - 1)
        if last <= self._told:
            return Span(first, last, 0)
        text = self.text[self._start(max(first, self._told + 1)) : self._end(last)]
        return Span(first, last, sum(map(bool, map(str.strip, text.split("\n")))))

    def take(self, start: int, end: int) -> Span:
        """Give an item the lines between two places, as far as no other has them."""
        span = self.span(start, end)
        self._told = max(self._told, span.end)
        return span

    def unread(self, start: int, end: int, reason: str) -> Unread:
        """Make the text between two places unread, joined so that it has as many lines as are its own."""
        text = self.text[start:end].rstrip()
        shared = self.line(start) <= self._told
        span = self.take(start, start + len(text))
        if shared:
            head, *rest = (line for line in text.split("\n") if line.strip())
            if not rest:
                return Unread(self._source, span.line, span.end, "", f"{reason}: {head[:_EXCERPT]}")
            text = "\n".join([f"{head} {rest[0]}", *rest[1:]])
        return Unread(self._source, span.line, span.end, text, reason)


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines with their ends, a long one in parts."""
    for line in lines:
        long = len(line) // CHUNK * CHUNK
        for start in range(0, long, CHUNK):
            yield line[start : start + CHUNK]
        yield line[long:] + "\n"
