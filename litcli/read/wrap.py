"""Which neighbouring short lines of a page are one text, broken by a hard wrap.

A program that wraps at width W breaks a line only where the next word would not fit: `len(line) + 1 + len(next word) > W` holds
for every line of a wrapped text but the last. Titles on lines of their own break that rule at once.
For two lines there is no such statistic and the words themselves decide.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from litcli.read.page import Kind, Line

NARROWEST, WIDEST = 40, 132
"""The widths that programs wrap at."""
_SLACK = 16
"""How much shorter than the width a wrapped line may be: a long word stands at the start of the next."""
_TITLE_CASE, _SENTENCE_CASE = 0.6, 0.35
"""Shares of capitalised words from which, and up to which, a line looks like a title, or like running text."""

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_UNFINISHED = re.compile(
    r"(?:[-,:;(\[/&–—]|(?:^|\s)(?:a|an|the|of|for|in|on|to|with|via|by|from|and|or|as|at|is|are|using|towards?|through|under"
    r"|over|between|into|beyond|without|within|against|its|their|that|which|de|la|und|der|die|das))$",
    re.IGNORECASE,
)
_SMALL_START = re.compile(r"[^\W\d_A-Z]+(?:['’-][^\W\d_A-Z]+)*[.,;)]?(?:\s|$)")
_BULLET = re.compile(r"[-*·•]\s|\[LINK:")
_JOINS_A_PREFIX = frozenset(("and", "or", "to", "und", "et", "y"))


def units(run: Sequence[Line], apart: bool) -> Iterator[list[Line]]:
    """Split a run of lines with no blank between them into texts, each a list of lines.

    The lines are at most `page.PROSE_LENGTH` long, and of any kind that the neighbours may show to be part of a text.
    `apart` says that this page sets its texts apart by blank lines, so that lines with none between them belong together.
    """
    width = _width(run)
    unit: list[Line] = []
    for line, following in zip_longest(run, run[1:]):
        if unit and not _continues(unit, line, following, width, apart):
            yield unit
            unit = []
        unit.append(line)
    if unit:
        yield unit


def _width(run: Sequence[Line]) -> int:
    """Return the width that the run is wrapped at, or 0.

    A break between two lines says that the width is at least the first's length, and less than what both would have taken: each
    break gives an interval of widths, and the width that most of them hold is it. Titles on lines of their own agree on none,
    but for a few of about one length: they are known by their capitals.
    """
    texts = [line for line in run if line.kind is Kind.TEXT]
    if 2 * sum(_capitals(line.text) > _TITLE_CASE for line in texts) > len(texts):
        return 0
    steps: Counter[int] = Counter()
    for one, other in pairwise(texts):
        steps[one.width] += 1
        steps[one.width + 1 + _first_word(other)] -= 1
    held, most, width = 0, 0, 0
    for at in sorted(steps):
        held += steps[at]
        if held > most and NARROWEST <= at <= WIDEST:
            most, width = held, at
    # Two breaks may be those to the titles before and behind the text; in a page of short texts they are two of five.
    breaks = len(texts) - 1
    return width if most >= 2 and (most >= breaks - 2 if breaks <= 5 else 5 * most >= 3 * breaks) else 0


def _first_word(line: Line) -> int:
    return len(line.text.split(" ", 1)[0])


def _continues(unit: list[Line], line: Line, following: Line | None, width: int, apart: bool) -> bool:
    """Say whether the line carries on the text that the unit holds so far."""
    last = unit[-1]
    if line.kind is Kind.HEADING or unit[0].kind not in (Kind.TEXT, Kind.HEADING):
        return False
    if unit[0].kind is Kind.HEADING:
        return line.indented or (line.kind is Kind.TEXT and _by_words(last, line))
    if line.kind is not Kind.TEXT and (not width or not _may_be_text(last, line)):
        return False
    if not width:
        return _by_words(last, line) or (apart and _wrapped_title(last, line))
    if apart:
        return not (len(unit) == 1 and _stops(last, line, width) and _capitals(last.text) > _TITLE_CASE)
    return _by_width(last, line, width) and not _title_meets_text(unit, line, following, width)


def _may_be_text(last: Line, line: Line) -> bool:
    """Say whether a line that looks like a part of the page may be a line of wrapped text: one word, in mid-sentence."""
    return " " not in line.text and not _BULLET.match(line.text) and not ends_sentence(last.text)


def _stops(line: Line, following: Line, width: int) -> bool:
    """Say whether the line ends before the width is full: the next word would have fitted."""
    return line.width + 1 + _first_word(following) <= width


def _by_width(line: Line, following: Line, width: int) -> bool:
    """Say whether a wrap at this width would break between the two; a single word may be wider than the width."""
    too_wide = any(one.width > width and " " in one.text for one in (line, following))
    return not too_wide and not _stops(line, following, width)


def _title_meets_text(unit: Sequence[Line], line: Line, following: Line | None, width: int) -> bool:
    """Say whether a title stands on one side, running text on the other, where no blank line sets them apart."""
    before, after = _capitals(unit[-1].text), _capitals(line.text)
    if len(unit) == 1 and before > _TITLE_CASE >= after:
        return True
    if not ends_sentence(unit[-1].text) or ends_sentence(line.text):
        return False
    # A full stop, then a line that is no sentence and is not full either: only a title stops there.
    return after > _TITLE_CASE or (following is not None and _stops(line, following, width))


def _could_break(line: Line, following: Line) -> bool:
    """Say whether any width would break there: the second line is no longer than what the first would have been with its word."""
    room = line.width + 1 + _first_word(following)
    return NARROWEST - _SLACK <= line.width <= WIDEST and following.width < room and not ends_sentence(line.text)


def _by_words(line: Line, next_line: Line) -> bool:
    """Decide from the words alone: the first ends in mid-phrase, or the second starts in lower case."""
    text, following = line.text, next_line.text
    if not _could_break(line, next_line):
        return False
    if _capitals(text) <= _SENTENCE_CASE and _capitals(following) > _TITLE_CASE:
        return False
    return bool(_UNFINISHED.search(text) or _SMALL_START.match(following))


def _wrapped_title(line: Line, following: Line) -> bool:
    """Say whether two lines that stand apart from all others are one title: neither is a sentence."""
    return _could_break(line, following) and not ends_sentence(following.text)


def _capitals(text: str) -> float:
    """Return the share of the longer words that start with a capital."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def ends_sentence(text: str) -> bool:
    """Say whether the text ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def joined(lines: Sequence[Line]) -> str:
    """Join the lines of one text; a word that was broken at its hyphen is whole again (`pre-` before `and` is no such word)."""
    text = lines[0].text
    for line in lines[1:]:
        broken_word = text.endswith("-") and text[-2:-1].isalpha() and line.text.split(" ", 1)[0] not in _JOINS_A_PREFIX
        text += line.text if broken_word else f" {line.text}"
    return text
