"""Which neighbouring short lines of a page are one text, broken by a hard wrap.

A program that wraps at width W breaks a line only where the next word would not fit, so in wrapped text nearly all lines but
the last are almost W long and `len(line) + 1 + len(next word) > W`. Titles on lines of their own break that rule at once.
For two lines there is no such statistic and the words themselves decide.
"""

import re
from collections.abc import Iterator, Sequence

from litcli.read.page import Kind, Line

NARROWEST, WIDEST = 40, 132
"""The widths that programs wrap at."""
_SLACK = 16
"""How much shorter than the width a wrapped line may be: a long word stands at the start of the next."""

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_UNFINISHED = re.compile(
    r"(?:[-,:;(\[/&–—]|\b(?:a|an|the|of|for|in|on|to|with|via|by|from|and|or|as|at|is|are|using|towards?|through|under|over"
    r"|between|into|beyond|without|within|against|its|their|that|which|de|la|und|der|die|das))$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-*·•]\s|\[LINK:")


def units(run: Sequence[Line], apart: bool) -> Iterator[list[Line]]:
    """Split a run of lines with no blank between them into texts, each a list of lines.

    The lines are at most `page.PROSE_LENGTH` long, and of any kind that the neighbours may show to be part of a text.
    `apart` says that this page sets its texts apart by blank lines, so that lines with none between them belong together.
    """
    width = _width(run)
    unit: list[Line] = []
    for line in run:
        if unit and not _continues(unit, line, width, apart):
            yield unit
            unit = []
        unit.append(line)
    if unit:
        yield unit


def _width(run: Sequence[Line]) -> int:
    """Return the width that the run is wrapped at, or 0: half of its lines must be almost that long.

    A line of one word does not count: a web address is wider than any wrap.
    """
    lengths = [len(line.text) for line in run if line.kind is Kind.TEXT and " " in line.text]
    if len(lengths) < 3:
        return 0
    width = max(lengths)
    full = sum(length >= width - _SLACK for length in lengths)
    return width if NARROWEST <= width <= WIDEST and 2 * full >= len(lengths) - 1 else 0


def _continues(unit: list[Line], line: Line, width: int, apart: bool) -> bool:
    """Say whether the line carries on the text that the unit holds so far."""
    last = unit[-1]
    if line.kind is Kind.HEADING or unit[0].kind not in (Kind.TEXT, Kind.HEADING):
        return False
    if unit[0].kind is Kind.HEADING:
        return line.indented or (line.kind is Kind.TEXT and _by_words(last.text, line.text))
    if line.kind is not Kind.TEXT and (not width or _BULLET.match(line.text)):
        return False
    if not width:
        return _by_words(last.text, line.text) or (apart and _wrapped_title(last.text, line.text))
    if not apart and len(unit) == 1 and _capitals(last.text) > 0.6 >= _capitals(line.text):
        return False
    if line.kind is not Kind.TEXT and _SENTENCE_END.search(last.text):
        return False
    return len(last.text) + 1 + len(line.text.split(" ", 1)[0]) > width - 2


def _by_words(text: str, following: str) -> bool:
    """Decide from the words alone: the first ends in mid-phrase, or the second starts in lower case."""
    if _SENTENCE_END.search(text) or max(len(text), len(following)) > WIDEST:
        return False
    return bool(_UNFINISHED.search(text)) or following[0].islower()


def _wrapped_title(text: str, following: str) -> bool:
    """Two lines that stand apart from all others are one title, unless one of them is a sentence."""
    return NARROWEST <= len(text) <= WIDEST and not ends_sentence(text) and not ends_sentence(following)


def _capitals(text: str) -> float:
    """Return the share of the longer words that start with a capital."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def ends_sentence(text: str) -> bool:
    """Say whether the text ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def joined(lines: Sequence[Line]) -> str:
    """Join the lines of one text; a word that was broken at its hyphen is whole again."""
    text = lines[0].text
    for line in lines[1:]:
        broken_word = text.endswith("-") and text[-2:-1].isalpha() and line.text[0].islower()
        text += line.text if broken_word else f" {line.text}"
    return text
