"""Words within a small edit distance: a letter added, left out, changed, or two neighbours changed round, count one each."""

from collections.abc import Iterable


def distance(word: str) -> int:
    """Return how many edits a word allows: none under three letters, one under six, else two."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def alike(word: str, words: Iterable[str]) -> list[str]:
    """Return those of the words that are within the word's distance (optimal string alignment)."""
    from rapidfuzz.distance import OSA  # not needed, and so not loaded, by any other query

    most = distance(word)
    near = range(len(word) - most, len(word) + most + 1)
    return [other for other in words if len(other) in near and OSA.distance(word, other, score_cutoff=most) <= most]
