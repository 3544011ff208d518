"""Where in a text the terms of a query stand, so that they can be lit."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from litcli.query.fuzzy import alike
from litcli.query.regex import Matcher, TooSlow
from litcli.query.tree import Near, Phrase, Regex, Textual, Word
from litcli.text import fold

_WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]
_Words = Sequence[tuple[str, int, int]]
_Run = tuple[int, int]
"""Words from one number up to, not including, another."""


def spans(text: str, terms: Iterable[Textual], scope: str) -> list[Span]:
    """Return the places of the terms in a text of this scope (`title` or `abstract`), without overlaps, in order."""
    chosen = [term for term in terms if term.scope in ("", scope)]
    if not chosen or not text:
        return []
    words = list(_folded_words(text))
    return _joined(sorted(place for term in chosen for place in _places(text, words, term)))


def _folded_words(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text):
        for word in fold(found[0]).split():
            yield word, found.start(), found.end()


def _places(text: str, words: _Words, term: Textual) -> Iterator[Span]:
    if isinstance(term, Regex):
        yield from _matches(text, term.pattern)
        return
    for first, end in _runs(words, term) if isinstance(term, Phrase) else _near(words, term):
        yield words[first][1], words[end - 1][2]


def _matches(text: str, pattern: str) -> list[Span]:
    try:
        return _matcher(pattern).spans(text)
    except TooSlow:
        return []  # what is lit is a help; the search itself has said what was too slow


@cache
def _matcher(pattern: str) -> Matcher:
    return Matcher(pattern)


def _runs(words: _Words, phrase: Phrase) -> Iterator[_Run]:
    tests = [_test(word) for word in phrase.words]
    for at in range(len(words) - len(tests) + 1):
        if all(test(words[at + i][0]) for i, test in enumerate(tests)):
            yield at, at + len(tests)


def _near(words: _Words, near: Near) -> Iterator[_Run]:
    right = [run for phrase in near.right for run in _runs(words, phrase)]
    for run in (run for phrase in near.left for run in _runs(words, phrase)):
        for other in right:
            if max(run[0], other[0]) - min(run, other)[1] <= near.distance:
                yield from (run, other)


@cache
def _test(word: Word) -> Callable[[str], bool]:
    """Return what says whether a word of a text is this word."""
    if word.form == "prefix":
        return lambda text: text.startswith(word.text)
    if word.form == "fuzzy":
        return lambda text: bool(alike(word.text, [text]))
    if word.form == "glob":
        pattern = re.compile(re.sub(r"[*?]", lambda m: "." + m[0].replace("?", ""), word.text))
        return lambda text: pattern.fullmatch(text) is not None
    return lambda text: text == word.text


def _joined(places: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
