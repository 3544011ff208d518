"""Keys to cite papers by: readable, and unique in one file."""

import re
from collections.abc import Iterable, Iterator

from litcli.records import Paper
from litcli.text import fold

_SMALL_WORDS = frozenset(
    "a an the on of for in to and with from towards toward is are do does can how what why when".split()
)


def keyed(papers: Iterable[Paper]) -> Iterator[tuple[str, Paper]]:
    """Yield each paper with its key."""
    used: set[str] = set()
    for paper in papers:
        key = _key(paper)
        if key in used:
            # The id tells them apart whatever else is in the file: the same paper keeps its key.
            key = f"{key}-{paper.id[:6]}" if f"{key}-{paper.id[:6]}" not in used else f"{key}-{paper.id}"
        used.add(key)
        yield key, paper


def _key(paper: Paper) -> str:
    """Make a key of the first author's last name, the year and the title's first telling word."""
    names = fold(paper.authors[0].split(",")[0]).split() if paper.authors else []
    surname = _ascii("".join(names if paper.authors and "," in paper.authors[0] else names[-1:]))
    words = [_ascii(word) for word in fold(paper.title).split() if word not in _SMALL_WORDS]
    telling = [word for word in words if word]
    kept = telling[:1] if surname else telling[:3]
    return "".join((surname, str(paper.year or ""), *kept)) if surname or kept else paper.id


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word)
