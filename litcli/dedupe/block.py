"""Blocks: the keys that two records must share to be compared at all.

Each key holds through one kind of change. A title's first words hold when its end is reworded, its last words when a
subtitle's head is dropped, the abstract's start when the title has a slip, authors and pages when the title is translated, an
identifier through everything. A key is made from the record alone, so that blocks do not depend on what else is in the library;
a title that many works share (`Editorial`) makes a key only together with who wrote it or where it stands. What a few words of a
title bring together is worth comparing only where the whole titles are alike: one look that spares nearly all of the work.
"""

from collections.abc import Iterator
from zlib import crc32

from rapidfuzz import fuzz

from litcli.dedupe.folded import Folded
from litcli.dedupe.titles import Title

TITLE_WORDS = 4
ABSTRACT_LENGTH = 60
"""Folded characters of the abstract: what a typical opening phrase ("in this paper we propose a novel ...") does not fill."""
_TITLES_ALIKE = 80.0
_FEW_WORDS = ("t", "e")
"""What a key of a few of the title's words begins with."""


def keys(record: Folded) -> tuple[int, ...]:
    """Return the record's block keys as 32-bit integers, each once; the odd ones say enough by themselves."""
    return tuple(dict.fromkeys(_number(key) for key in _texts(record)))


def says_enough(key: int) -> bool:
    """Say whether two records that share this key are to be compared whatever their titles."""
    return bool(key & 1)


def outline(record: Folded) -> str:
    """Return the forms of a title that keys are made from, one a line: what `titles_alike` wants to know of a record."""
    title = record.title
    return "\n".join(filter(None, (title.words, title.tail, title.other))) if title.is_specific else ""


def titles_alike(one: str, other: str) -> bool:
    """Say whether any forms of two titles, given as outlines, may be one title."""
    if "\n" not in one and "\n" not in other:
        return fuzz.ratio(one, other, score_cutoff=_TITLES_ALIKE) > 0
    return any(
        fuzz.ratio(mine, theirs, score_cutoff=_TITLES_ALIKE) for mine in one.split("\n") for theirs in other.split("\n")
    )


def _texts(record: Folded) -> Iterator[str]:
    if record.title.words:
        yield from _of_title(record)
    yield from _of_place(record)
    start = record.abstract[: 2 * ABSTRACT_LENGTH].replace(" ", "")[:ABSTRACT_LENGTH]
    if len(start) == ABSTRACT_LENGTH:
        yield "a" + start
    for kind, identifier in (("doi:", record.doi), ("arxiv:", record.arxiv), ("pmid:", record.pmid)):
        if identifier:
            yield kind + identifier


def _of_title(record: Folded) -> Iterator[str]:
    title = record.title
    words = title.words.split()
    if title.is_specific:
        yield from _of_specific_title(title)
        return
    # Where authors and pages are missing on one side, only an abstract or an identifier can bring the two together.
    place, first = record.place, record.people.first
    whole = "".join(words)
    if first:
        yield f"g{whole} {first} {record.year}"
    if place.first:
        yield f"g{whole} {place.first} {min(place.volume, default='')}"
    if not (first or place.first or title.is_generic):
        yield f"g{whole}"


def _of_specific_title(title: Title) -> Iterator[str]:
    words = title.words.split()
    yield "t" + "".join(words[:TITLE_WORDS])
    if len(words) > TITLE_WORDS:
        # Nearly the whole title: a smaller block for titles that begin as many do.
        yield "w" + "".join(words[: max(len(words) - 1, TITLE_WORDS + 1)])
    yield "e" + "".join(words[-TITLE_WORDS:])
    for variant in (title.tail, title.other):
        if variant:
            yield "t" + "".join(variant.split()[:TITLE_WORDS])


def _of_place(record: Folded) -> Iterator[str]:
    place = record.place
    if not place.first:
        return
    if record.people.surnames:
        yield f"p{record.people.first[:4]} {place.first} {place.last} {record.year}"
    if place.last and place.volume:
        yield f"v{place.first} {place.last} {max(place.volume, key=int)} {record.year}"


def _number(key: str) -> int:
    """Return a number for a key; two keys that share one cost a comparison and change nothing."""
    return crc32(key.encode("utf-8", "replace")) & ~1 | (not key.startswith(_FEW_WORDS))
