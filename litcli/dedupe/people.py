"""The authors of a record as they are compared: surnames whatever the style, and every part of every name.

Sources write `Ash, Karl B.`, `Ash K. B.`, `K. B. Ash`, `Ash KB` and `Karl Ash` for one person; what they have in common is the
surname, and where it cannot be told from the given name, the parts.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from litcli.text import fold

_PARTICLES = frozenset(
    "de del della der den des di da do dos du la le van von ter ten el al bin ibn the jr sr ii iii and".split()
)
_NOBODY = frozenset(["anonymous", "anon", "unknown", "no author", "no authors listed", "et al", "others"])
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,3}|[A-Z]{1,3}")


class People(NamedTuple):
    """The authors of one record; none where `surnames` is empty."""

    surnames: tuple[frozenset[str], ...] = ()
    """The folded words of each author's surname, without particles, in the source's order."""
    parts: frozenset[str] = frozenset()
    """Every folded word of two letters or more in all the names."""

    @property
    def first(self) -> str:
        """Return the first author's surname as one word, or an empty string."""
        if not self.surnames:
            return ""
        words = self.surnames[0]
        return max(words, key=lambda word: (len(word), word)) if len(words) > 1 else next(iter(words))


NOBODY = People()


def people(authors: Iterable[str]) -> People:
    """Fold the names of authors; `Anonymous` is nobody."""
    persons = [person for author in authors if (person := _person(author))[0]]
    if not persons:
        return NOBODY
    surnames, parts = zip(*persons, strict=True)
    return People(surnames, frozenset().union(*parts))


@lru_cache(maxsize=20_000)
def folded_name(author: str) -> str:
    """Return a name's folded words."""
    return fold(author)


@lru_cache(maxsize=20_000)
def _person(author: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of an author's surname and those of the whole name; of nobody, none."""
    name = folded_name(author)
    if not name or name in _NOBODY:
        return frozenset(), frozenset()
    words = name.split()
    surname = _surname(author, words)
    return surname, surname.union([word for word in words if len(word) > 1])


def _surname(author: str, words: list[str]) -> frozenset[str]:
    """Return the words of the surname: what stands before a comma or before initials, else the last word."""
    before, comma, _ = author.partition(",")
    if comma and (surname := fold(before).split()):
        return _without_particles(surname)
    given_names = author.split()
    count = len(given_names)
    while len(given_names) > 1 and _INITIALS.fullmatch(given_names[-1]):
        given_names.pop()
    if len(given_names) < count:
        return _without_particles(fold(" ".join(given_names)).split())
    return _without_particles(words[-1:])


def _without_particles(words: list[str]) -> frozenset[str]:
    if len(words) == 1:
        return frozenset(words)
    return frozenset([word for word in words if len(word) > 1 and word not in _PARTICLES] or words)
