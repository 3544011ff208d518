"""Where a record was published, as it is compared: venue, volume, issue and pages, whatever the style.

`221-8`, `221 -- 228` and `pp. 221-228` are one range; `56 (Suppl. 1)` holds the numbers 56 and 1.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from litcli.text import fold

_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(r"[a-z]{0,3}\d+[a-z]?")
_EXTENT = re.compile(r"(?<![\d-])\d+ ?p(?:p|ages)?\.?\s*$")
# A spreadsheet makes dates of ranges: `1-14` becomes `Jan-14`.
_MONTHS = {month: str(i) for i, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_MONTH_RANGE = re.compile(rf"\b({'|'.join(_MONTHS)})(?=-\d)|(?<=\d-)({'|'.join(_MONTHS)})\b")
_MINOR = frozenset("the of and for in on a an und der die das fur et de la le les des du y e del di und to".split())


class Place(NamedTuple):
    """Where one record says it was published; what it does not say is empty."""

    venue: tuple[str, ...] = ()
    """The folded words of the journal or the proceedings, without articles, prepositions and years."""
    volume: frozenset[str] = frozenset()
    """The numbers in the volume."""
    number: frozenset[str] = frozenset()
    """The numbers in the issue."""
    first: str = ""
    """The first page or the article's number, in lower case."""
    last: str = ""
    """The last page, whole; empty where there is one page or an article's number."""


def place(venue: str, volume: str, number: str, pages: str) -> Place:
    """Read the fields of a record."""
    first, last = _pages(pages) if pages else ("", "")
    return Place(_venue(venue) if venue else (), numbers(volume), numbers(number), first, last)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text without leading zeros."""
    if not text:
        return frozenset()
    found = (text,) if text.isdecimal() else _NUMBER.findall(text)
    return frozenset(number.lstrip("0") or "0" for number in found)


@lru_cache(maxsize=20_000)
def folded_venue(text: str) -> str:
    """Return a venue's folded words; a source has few venues and many records."""
    return fold(text)


@lru_cache(maxsize=20_000)
def _venue(text: str) -> tuple[str, ...]:
    return tuple(word for word in folded_venue(text).split() if word not in _MINOR and not word.isdigit())


def _pages(text: str) -> tuple[str, str]:
    """Return the first and the last page; a last page that is cut short (`221-8`) is made whole."""
    text = text.lower()
    if "p" in text and _EXTENT.search(text):
        return "", ""
    if "-" in text and text != text.upper():
        text = _MONTH_RANGE.sub(lambda found: _MONTHS[found[1] or found[2]], text)
    found = [page.lstrip("0") for page in _PAGE.findall(text)[:2]]
    if not found:
        return "", ""
    first, last = found[0], found[-1]
    if len(last) < len(first) and last.isdigit():
        last = first[: len(first) - len(last)] + last
    return first, last if last != first else ""
