"""Keys to cite papers by: readable, and unique in one file.

A paper of a bibliography keeps the key that it has there, which texts cite it by.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count

from litcli.records import Paper
from litcli.text import fold
from litcli.write.names import family_first

_SMALL_WORDS = frozenset(
    "a an the on of for in to and with from towards toward is are do does can how what why when".split()
)

_BIBLIOGRAPHIES = (".bib", ".bibtex", ".bib.gz")
"""The endings of sources whose keys are cited; elsewhere a key is a database's number."""
_CITED = re.compile(r"[A-Za-z0-9][\w.:+/-]{0,99}", re.ASCII)
"""A key that BibTeX, biber and pandoc all take."""


def keyed(papers: Iterable[Paper]) -> Iterator[tuple[str, Paper]]:
    """Yield each paper with its key; those that bibliographies give are given out first, whoever comes first."""
    held = list(papers)
    given: dict[str, str] = {}
    for paper in held:
        if key := _given(paper):
            given.setdefault(_alike(key), paper.id)
    used: set[str] = set()
    for paper in held:
        key = next(
            key for key in _choices(paper) if given.get(_alike(key), paper.id) == paper.id and _alike(key) not in used
        )
        used.add(_alike(key))
        yield key, paper


def _alike(key: str) -> str:
    """Return what BibTeX takes two keys for one by, which only capitals tell apart."""
    return key.lower()


def _choices(paper: Paper) -> Iterator[str]:
    """Yield keys for a paper, the best first; its id tells it from others whatever else is in the file."""
    key = _given(paper) or _key(paper)
    yield from (key, f"{key}-{paper.id[:6]}", f"{key}-{paper.id}")
    yield from (f"{key}-{paper.id}-{number}" for number in count(2))


def _given(paper: Paper) -> str:
    """Return the key of the first bibliography that the paper was seen in, or an empty string."""
    keys = (place.key for place in paper.seen if place.source.lower().endswith(_BIBLIOGRAPHIES))
    return next(filter(_CITED.fullmatch, keys), "")


def _key(paper: Paper) -> str:
    """Make a key of the first author's last name, the year and the title's first telling word."""
    first = family_first(paper.authors[0]) if paper.authors else ""
    names = fold(first.split(",")[0]).split()
    surname = _ascii("".join(names if "," in first else names[-1:]))
    words = [_ascii(word) for word in fold(paper.title).split() if word not in _SMALL_WORDS]
    telling = [word for word in words if word]
    kept = telling[:1] if surname else telling[:3]
    return "".join((surname, str(paper.year or ""), *kept)) if surname or kept else paper.id


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word)
