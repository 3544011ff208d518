"""Where in a text the phrases of a query stand, so that they can be lit."""

import re
from collections.abc import Iterable, Iterator, Sequence

from litcli.query.syntax import Phrase, Word
from litcli.text import fold

_WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]


def spans(text: str, phrases: Iterable[Phrase], scope: str) -> list[Span]:
    """Return the places of the phrases in a text of this scope (`title` or `abstract`), without overlaps, in order."""
    chosen = [phrase.words for phrase in phrases if phrase.scope in ("", scope)]
    if not chosen or not text:
        return []
    words = list(_folded_words(text))
    return _joined(sorted(place for phrase in chosen for place in _places(words, phrase)))


def _folded_words(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _WORD.finditer(text):
        for word in fold(found[0]).split():
            yield word, found.start(), found.end()


def _places(words: Sequence[tuple[str, int, int]], phrase: Sequence[Word]) -> Iterator[Span]:
    length = len(phrase)
    for at in range(len(words) - length + 1):
        if all(_is(words[at + i][0], word) for i, word in enumerate(phrase)):
            yield words[at][1], words[at + length - 1][2]


def _is(text: str, word: Word) -> bool:
    return text.startswith(word.text) if word.prefix else text == word.text


def _joined(places: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
