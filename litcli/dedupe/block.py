"""Blocks: the keys that two records must share to be compared at all.

Each key holds through one kind of change. A title's first words hold when its end is reworded, its last words when a
subtitle's head is dropped, its first words with the abstract's longest where thousands of titles begin so, the abstract's start
when the title has a slip, authors and pages when the title is translated, an identifier through everything. A key is made from
the record alone, so that blocks do not depend on what else is in the library; a title that many works share (`Editorial`) makes
a key only together with who wrote it or where it stands. What a few words bring together is worth comparing only where the
whole titles are alike and the abstracts have words in common: one look that spares nearly all of the work.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from litcli.dedupe.fields import TITLES_ALIKE, TITLES_CLOSE, likeness
from litcli.dedupe.folded import Folded
from litcli.dedupe.titles import spelled

TITLE_WORDS = 5
"""Words of a title, first or last, that make a key: with five there are a third fewer pairs to look at than with four, and of 10,308
labelled records and 120,000 synthetic entries the same repeats are found."""
SHORT_WORDS = 4
"""The same for a short title, of which five words are nearly all."""
MORE_WORDS = 7
"""First words that make another one, for titles that begin as many do; a title of no more words is short."""
FEWER_WORDS = 3
"""First words that make another one, with the longest word of the abstract."""
ABSTRACT_LENGTH = 60
"""Folded characters of the abstract: what a typical opening phrase ("in this paper we propose a novel ...") does not fill."""
_LEAST = 70.0
"""Likeness of titles below which no pair is worth comparing, whatever the abstracts have in common."""
_TELLING_WORDS = 8
"""How many of an abstract's longest words are looked at."""
_TELLING_LENGTH = 9
"""Letters from which a word is one of them."""


class Candidate(NamedTuple):
    """A record as pairs are sought for it."""

    folded: Folded
    keys: tuple[int, ...]
    outline: str


def candidate(record: Folded) -> Candidate:
    """Return the record with its keys and its outline."""
    return Candidate(record, keys(record), outline(record))


def keys(record: Folded) -> tuple[int, ...]:
    """Return the record's block keys as 32-bit integers, each once; the odd ones say enough by themselves."""
    few = [_number(key) & ~1 for key in _of_words(record)]
    return tuple({*few, *[_number(key) | 1 for key in _of_more(record)]})


def says_enough(key: int) -> bool:
    """Say whether two records that share this key are to be compared whatever their titles."""
    return bool(key & 1)


def outline(record: Folded) -> str:
    """Return what `worth_comparing` wants to know of a record: title, tail, second title, signs of telling words; a line each."""
    title = record.title
    if not title.is_specific:
        return ""
    return "\n".join((title.words, title.tail, title.other, " ".join(map(_sign, _telling(record.abstract)))))


def _sign(word: str) -> str:
    """Return four letters for a word: in a large library what is read of outlines is read from anywhere in the file.

    Of the pairs that share no word, one in a thousand shares a sign, which costs a comparison.
    """
    return f"{_number(word) & 0xFFFF:04x}"


@lru_cache(maxsize=4096)
def _telling(abstract: str) -> list[str]:
    """Return the longest words of an abstract, the longest last; an outline and a key ask for those of a whole batch."""
    words = sorted({word for word in abstract.split() if len(word) >= _TELLING_LENGTH})
    words.sort(key=len)
    return words[-_TELLING_WORDS:]


def worth_comparing(one: str, other: str) -> bool:
    """Say whether two records, given as outlines, may be one paper, or so alike that a person should know of the pair.

    The words that tell what an abstract is about, its longest, stay in a version with other sentences: where half of them are
    shared, titles may differ more.
    """
    if not one or not other:
        return False
    *mine, said = one.split("\n")
    *theirs, also = other.split("\n")
    alike = likeness(mine, theirs, _LEAST)
    if alike == 100 or not (alike and said and also):
        return alike >= TITLES_ALIKE
    a, b = set(said.split()), set(also.split())
    shared = len(a & b)
    return shared > 0 if alike >= TITLES_CLOSE else 2 * shared >= min(len(a), len(b))


def _of_words(record: Folded) -> list[str]:
    """Return the keys that are a few words of a title that two works will hardly share."""
    title = record.title
    if not title.is_specific:
        return []
    words = spelled(title.words).split()
    found = ["t" + "".join(words[:TITLE_WORDS]), "e" + "".join(words[-TITLE_WORDS:])]
    if len(words) > TITLE_WORDS:
        # A smaller block for titles that begin as many do; of most titles it leaves out the last word, which may be another.
        found.append("w" + "".join(words[:MORE_WORDS]))
    if SHORT_WORDS < len(words) <= MORE_WORDS:
        found += ("t" + "".join(words[:SHORT_WORDS]), "e" + "".join(words[-SHORT_WORDS:]))
    variants = map(spelled, filter(None, (title.tail, title.other)))
    found += ("t" + "".join(variant.split()[:TITLE_WORDS]) for variant in variants)
    found += (f"x{''.join(words[:FEWER_WORDS])} {longest}" for longest in _telling(record.abstract)[-1:])
    return found


def _of_more(record: Folded) -> list[str]:
    """Return the keys that say enough: identifiers, the abstract's start, a place, a title that many share with its place."""
    given = (("doi:", record.doi), ("arxiv:", record.arxiv), ("pmid:", record.pmid))
    found = [kind + identifier for kind, identifier in given if identifier]
    start = record.abstract[: 2 * ABSTRACT_LENGTH].replace(" ", "")[:ABSTRACT_LENGTH]
    if len(start) == ABSTRACT_LENGTH:
        found.append("a" + start)
    place, first = record.place, record.people.first
    if place.first and first:
        found.append(f"p{first[:4]} {place.first} {place.last} {record.year}")
    if place.last and place.volume:
        found.append(f"v{place.first} {place.last} {max(place.volume, key=int)} {record.year}")
    if record.title.words and not record.title.is_specific:
        found += _of_common_title(record, first)
    return found


def _of_common_title(record: Folded, first: str) -> Iterator[str]:
    """Yield the keys of a title that many works may share, with who wrote it or where it stands."""
    # Where authors and pages are missing on one side, only an abstract or an identifier can bring the two together.
    place = record.place
    whole = record.title.words.replace(" ", "")
    if first:
        yield f"g{whole} {first} {record.year}"
    if place.first:
        yield f"g{whole} {place.first} {min(place.volume, default='')}"
    if not (first or place.first or record.title.is_generic):
        yield f"g{whole}"


def _number(key: str) -> int:
    """Return a number for a key; two keys that share one cost a comparison and change nothing."""
    return crc32(key.encode("utf-8", "replace"))
