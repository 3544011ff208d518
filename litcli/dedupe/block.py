"""Blocks: the keys that two records must share to be compared at all.

Each key holds through one kind of change. A title's first words hold when its end is reworded, its last words when a
subtitle's head is dropped, the abstract's start when the title has a slip, an identifier through everything. A key is made
from the record alone, so that blocks do not depend on what else is in the library.
"""

from collections.abc import Iterator
from hashlib import blake2b

from litcli.dedupe.folded import Folded

TITLE_WORDS = 4
ABSTRACT_LENGTH = 60
"""Folded characters of the abstract: what a typical opening phrase ("in this paper we propose a novel ...") does not fill."""


def keys(record: Folded) -> tuple[int, ...]:
    """Return the record's block keys as 64-bit signed integers, each once."""
    return tuple(dict.fromkeys(_number(key) for key in _texts(record)))


def _texts(record: Folded) -> Iterator[str]:
    words = record.title.split()
    if words:
        yield "t" + "".join(words[:TITLE_WORDS])
        yield "e" + "".join(words[-TITLE_WORDS:])
    if record.tail:
        yield "t" + "".join(record.tail.split()[:TITLE_WORDS])
    start = record.abstract[: 2 * ABSTRACT_LENGTH].replace(" ", "")[:ABSTRACT_LENGTH]
    if len(start) == ABSTRACT_LENGTH:
        yield "a" + start
    for kind, identifier in (("doi:", record.doi), ("arxiv:", record.arxiv), ("pmid:", record.pmid)):
        if identifier:
            yield kind + identifier


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)
