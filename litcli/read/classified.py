"""The lines of a page, each with what it is by itself: what stands before and behind a line decides little here."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from litcli.read.makes import Make
from litcli.read.page import TEXTUAL, Kind, Line, classify

_MATTER_LIMIT = 40
"""Lines in the front matter that some programs write before a page."""

_GLUED = re.compile(r"Subscribe(?=[^a-z\s])")
_MATTER = re.compile(r"[a-z][a-z_-]*:(?:\s|$)|[ \t-]|$")


def classified(head: list[str], lines: Iterable[str], make: Make) -> Iterator[Line]:
    """Classify lines, know front matter, and take `Subscribe` off the first title of a page."""
    matter = _front_matter(head[:_MATTER_LIMIT])
    blank, behind = True, Kind.PAGE
    for number, raw in enumerate(chain(head, lines), start=1):
        line = classify(number, raw, make)
        line.blank_before = blank
        blank = line.kind is Kind.BLANK
        if number <= matter and not blank:
            line.kind = Kind.PAGE
        elif behind is Kind.PAGE and line.kind in TEXTUAL:
            line.text = _GLUED.sub("", line.text, count=1) if line.text.startswith("Subscribe") else line.text
        behind = behind if blank else line.kind
        yield line


def _front_matter(head: list[str]) -> int:
    """Return how many lines the front matter takes: `---`, lines of `key: value`, `---`."""
    if not head or head[0].strip() != "---":
        return 0
    for number, line in enumerate(head[1:], start=2):
        if line.strip() == "---":
            return number
        if not _MATTER.match(line):
            break
    return 0
