"""Which line belongs to whom, where entries and lines do not go together: in mails, feeds and HTML.

A line that two entries share is the first one's. It knows nothing of what the lines mean.
"""

from collections import deque
from collections.abc import Iterator

from litcli.read.entry import Entry, item
from litcli.records import Furniture, Item, Unread

LEFT_OUT = "left out"
"""What a line is called that looks like a title and has nothing else of a paper."""
BESIDE = "left out beside another"
"""The same of a text on a line that an entry has: it is no line of its own in the account."""


class Ledger:
    """The lines of a source that no item has yet, blank ones left out."""

    def __init__(self, source: str, day: str = "") -> None:
        self.source = source
        self.day = day
        self._open: deque[tuple[int, str, str]] = deque()
        self._left_out: dict[int, str] = {}

    def line(self, number: int, text: str, what: str) -> None:
        """Take the next line; `what` is what it is should no entry want it."""
        if text and not text.isspace():
            self._open.append((number, text, what))

    def leave_out(self, line: int, text: str) -> Iterator[Furniture]:
        """Take note that a text on a line may be a title, and is not taken; yield it where the line is an entry's already."""
        if self._open and self._open[0][0] <= line:
            self._left_out[line] = f"{self._left_out[line]}; {text}" if line in self._left_out else text
        else:
            yield Furniture(self.source, line, text, BESIDE)

    def beside(self) -> Iterator[Furniture]:
        """Yield what was left out on lines that an entry has taken since."""
        taken = [line for line in self._left_out if not self._open or line < self._open[0][0]]
        yield from (Furniture(self.source, line, self._left_out.pop(line), BESIDE) for line in taken)

    def before(self, number: int) -> Iterator[Furniture]:
        """Yield the lines before this one that no entry wanted."""
        while self._open and self._open[0][0] < number:
            line, text, what = self._open.popleft()
            left_out = self._left_out.pop(line, "")
            yield Furniture(self.source, line, left_out or text.strip(), LEFT_OUT if left_out else what)

    def rest(self) -> Iterator[Furniture]:
        """Yield all lines that no entry wanted."""
        yield from self.before(self._open[-1][0] + 1 if self._open else 0)

    def own(self, end: int) -> list[str]:
        """Give away the lines up to this one, and return their texts."""
        texts = []
        while self._open and self._open[0][0] <= end:
            texts.append(self._open.popleft()[1])
        return texts

    def entry(self, entry: Entry, why: str = "") -> Iterator[Item]:
        """Yield what stands before an entry, then the entry; it is unread where `why` says why."""
        yield from self.before(entry.line)
        texts = self.own(entry.end)
        entry.lines, raw = len(texts), "\n".join(texts)
        yield Unread(self.source, entry.line, entry.end, raw, why) if why else item(self.source, entry, raw, self.day)
