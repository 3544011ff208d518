"""How far the fields of two records agree: True, False, or None where one does not say, or says too little.

Texts are compared by rapidfuzz: titles by the normalised insertion-deletion similarity, abstracts by the token-set ratio, which
sees through a cut-off end and sentences in another order. Measured on 2,217 listing records with known truth, true pairs'
abstracts have 98 or more, false pairs' 62 or less.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from litcli.dedupe.folded import Folded, are_versions
from litcli.dedupe.people import People
from litcli.dedupe.place import Place
from litcli.dedupe.titles import spelled

TITLES_RELATED = 55.0
"""Titles below this are not compared further: 0."""
TITLES_ALIKE = 80.0
"""Two titles that may be one with a few words changed, where the abstracts or authors and place agree."""
TITLES_CLOSE = 90.0
"""Two titles so close that a person should know of the pair."""
_TAILS_ALIKE = 90.0
_VARIANTS = ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (2, 2))
"""Which forms of one title are compared with which of the other: words, tail, second title. Two tails alike say nothing:
`A: a systematic review` and `B: a systematic review` are no variants of each other."""
_TITLE_THAT_STANDS_ALONE = 8
"""Words of a title that no other work will hold by chance."""
ABSTRACTS_SAME = 95.0
"""Two abstracts that are one, whatever the titles say."""
LONG_ENOUGH = 240
"""Folded characters from which an abstract alone is evidence."""
_NAMES_ALIKE = 80.0
"""Two surnames that may be one with a slip or another transcription."""
_VENUES_ALIKE = 85.0
_YEARS_TO_PRINT = 3
"""Years that a preprint may wait for its published form."""
_BEGINNING = 3
"""Letters of a word that an acronym may take."""
_SUMMARY_LENGTH = 200
"""Folded characters up to which an abstract may be a one-sentence summary of the other."""
_TELLING_WORD = 5
"""Letters from which a word tells what a text is about."""
_SHARED_BY_SUMMARY = 0.6
_WORDS_TO_COMPARE = 8
"""Words from which an abstract says something."""

Agreement = bool | None


class Fields(NamedTuple):
    """The verdicts on all fields but title and abstract."""

    authors: Agreement
    year: Agreement
    """None also where the years follow each other: online first, print later."""
    years_follow: bool
    """Whether one is the year after the other."""
    venue: Agreement
    volume: Agreement
    number: Agreement
    pages: Agreement
    whole_range: bool
    """Whether both give the same first and last page."""

    @property
    def agreeing(self) -> int:
        """Return how many of volume, issue and pages agree."""
        return (self.volume is True) + (self.number is True) + (self.pages is True)

    @property
    def differing(self) -> int:
        """Return how many of year, venue, volume, issue and pages differ."""
        return sum(field is False for field in (self.year, self.venue, self.volume, self.number, self.pages))


def fields(one: Folded, other: Folded) -> Fields:
    """Compare everything but the texts; where one is a preprint, the places say nothing."""
    if are_versions(one, other):
        return Fields(
            authors(one.people, other.people),
            _version_years(one.year, other.year),
            False,
            None,
            None,
            None,
            None,
            False,
        )
    a, b = one.place, other.place
    return Fields(
        authors=authors(one.people, other.people),
        year=years(one.year, other.year),
        years_follow=bool(one.year and other.year) and abs((one.year or 0) - (other.year or 0)) == 1,
        venue=venues(a.venue, b.venue),
        volume=_numbers(a.volume, b.volume),
        number=_numbers(a.number, b.number),
        pages=pages(a, b),
        whole_range=bool(a.last) and (a.first, a.last) == (b.first, b.last),
    )


def titles(one: Folded, other: Folded, least: float = TITLES_RELATED) -> float:
    """Return the titles' similarity, 0 to 100, 0 below `least`; a title that is a variant of the other counts as equal to it."""
    a, b = one.title, other.title
    if a.words == b.words or _squashed(a.words) == _squashed(b.words):
        return 100.0
    alike = likeness((a.words, a.tail, a.other), (b.words, b.tail, b.other), least)
    return 100.0 if alike >= TITLES_CLOSE and spelled(a.words) == spelled(b.words) else alike


def likeness(one: Sequence[str], other: Sequence[str], least: float) -> float:
    """Return how alike two titles are by the forms that make one a variant of the other, 0 below `least`.

    A title is its words, its tail and its second title, each folded and maybe empty.
    """
    best = 0.0
    for i, j in _VARIANTS:
        if one[i] and other[j]:
            best = max(best, fuzz.ratio(one[i], other[j], score_cutoff=max(best, least)))
    return best


def leads_in(one: Folded, other: Folded) -> bool:
    """Say whether one title is the other with a few words put before it."""
    few, many = sorted((one.title.words, other.title.words), key=lambda words: (len(words), words))
    return few.count(" ") + 1 >= _TITLE_THAT_STANDS_ALONE and many.endswith(f" {few}") and len(many) <= 1.5 * len(few)


def corrects(notice: Folded, paper: Folded) -> bool:
    """Say whether one title is `Erratum to: ...` before the other, whole."""
    return (
        notice.title.is_correction and paper.title.is_specific and notice.title.words.endswith(f" {paper.title.words}")
    )


def heads(one: Folded, other: Folded) -> bool:
    """Say whether one title is the other without its subtitle."""
    a, b = one.title, other.title
    pairs = ((a.head, b.words), (a.words, b.head))
    return any(x and y and _squashed(x) == _squashed(y) for x, y in pairs)


def is_tail(whole: Folded, bare: Folded) -> bool:
    """Say whether the second title is the first without what stands before its colon, give or take a slip."""
    if not whole.title.tail:
        return False
    likeness = fuzz.ratio(whole.title.tail, bare.title.words)
    return likeness >= _TAILS_ALIKE and likeness > fuzz.ratio(whole.title.words, bare.title.words)


def abstracts(one: Folded, other: Folded) -> float | None:
    """Return the abstracts' similarity, 0 to 100, or None where one is missing or too short to say anything."""
    if one.abstract == other.abstract:
        return 100.0 if one.abstract else None
    if min(one.abstract.count(" "), other.abstract.count(" ")) < _WORDS_TO_COMPARE:
        return None
    return fuzz.token_set_ratio(one.abstract, other.abstract)


def same_long_abstract(one: Folded, other: Folded) -> bool:
    """Say whether two abstracts are one, and long enough to be nobody else's."""
    if min(len(one.abstract), len(other.abstract)) < LONG_ENOUGH:
        return False
    return (abstracts(one, other) or 0) >= ABSTRACTS_SAME


def summarises(one: Folded, other: Folded) -> bool:
    """Say whether one abstract may be a summary of the other: short, whole, and most of its long words stand in the other."""
    short, full = sorted((one, other), key=lambda record: (len(record.abstract), record.abstract))
    said = {word for word in short.abstract.split() if len(word) >= _TELLING_WORD}
    if len(short.abstract) > _SUMMARY_LENGTH or short.cut or not said:
        return False
    return len(said & set(full.abstract.split())) >= _SHARED_BY_SUMMARY * len(said)


def are_companions(one: Folded, other: Folded) -> bool:
    """Say whether the words that only one title has stand in its abstract alone, and the other's in the other's.

    Two papers from one mould: `in men` and `in women`, each of them with its text. Of a text in two spellings that does not hold.
    """
    a, b = set(one.title.words.split()), set(other.title.words.split())
    said, also = set(one.abstract.split()), set(other.abstract.split())
    mine, theirs = (a - b) & (said - also), (b - a) & (also - said)
    return bool(mine and theirs) and set(map(_stem, mine)).isdisjoint(map(_stem, theirs))


def _stem(word: str) -> str:
    return spelled(word).removesuffix("s")


def begin_or_end_alike(one: Folded, other: Folded, length: int = 200) -> bool:
    """Say whether two abstracts may be the same one: a look at their beginnings and ends spares the whole comparison."""
    return (
        fuzz.ratio(one.abstract[:length], other.abstract[:length], score_cutoff=70) > 0
        or fuzz.ratio(one.abstract[-length:], other.abstract[-length:], score_cutoff=70) > 0
    )


def differ_by_slips(one: str, other: str, least: int = 6) -> bool:
    """Say whether two titles differ by one letter too few or too many in one or two words of at least so many letters.

    Only that: `absorption` and `adsorption`, `causal` and `casual`, `symmetric` and `asymmetric` are words of their own.
    """
    a, b = one.split(), other.split()
    if len(a) != len(b) or len(a) < 6:
        return False
    unequal = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    slips = all(min(len(x), len(y)) >= least and x[:2] == y[:2] and Indel.distance(x, y) <= 1 for x, y in unequal)
    return slips and len(unequal) <= 2


def authors(one: People, other: People) -> Agreement:
    """Compare authors: True where half of the shorter list's surnames are in the other, False where none is."""
    if not one.surnames or not other.surnames:
        return None
    few, many = sorted((one, other), key=lambda people: len(people.surnames))
    both_ways = ((few, many), (many, few)) if len(few.surnames) == len(many.surnames) else ((few, many),)
    found = max(_found(these, those) for these, those in both_ways)
    if 2 * found >= len(few.surnames):
        return True
    return None if found or not few.parts.isdisjoint(many.parts) else False


def _found(these: People, those: People) -> int:
    """Return how many of these surnames are those people's; slips are looked for where fewer than half are."""
    found = sum(not surname.isdisjoint(those.parts) for surname in these.surnames)
    if 2 * found >= len(these.surnames):
        return found
    return sum(_is_among(surname, those) for surname in these.surnames)


def _is_among(surname: frozenset[str], people: People) -> bool:
    """Say whether a surname is one of these people's, as it stands or with a slip."""
    if not surname.isdisjoint(people.parts):
        return True
    joined = "".join(sorted(surname))
    return any(fuzz.ratio(joined, "".join(sorted(other))) >= _NAMES_ALIKE for other in people.surnames)


def years(one: int | None, other: int | None) -> Agreement:
    """Compare years; those that follow each other say nothing."""
    if not one or not other or abs(one - other) == 1:
        return None
    return one == other


def _version_years(one: int | None, other: int | None) -> Agreement:
    """Compare the years of a preprint and of what may be its published form."""
    return None if not one or not other or 0 < abs(one - other) <= _YEARS_TO_PRINT else one == other


def pages(one: Place, other: Place) -> Agreement:
    """Compare pages by where they begin; articles that each begin with page 1 say nothing."""
    if not one.first or not other.first:
        return None
    if one.first == other.first:
        return True if one.first != "1" or (one.last and one.last == other.last) else None
    if "1" in (one.first, other.first) or one.first.isdigit() != other.first.isdigit():
        # An article's number beside its own page range.
        return None
    return False


def _numbers(one: frozenset[str], other: frozenset[str]) -> Agreement:
    if not one or not other:
        return None
    return True if one <= other or other <= one else False if one.isdisjoint(other) else None


def venues(one: Sequence[str], other: Sequence[str]) -> Agreement:
    """Compare venues: equal, one inside the other, an abbreviation word by word (`Curr Opin Lipidol`) or initials."""
    if not one or not other:
        return None
    return one == other or _venues_alike(tuple(one), tuple(other))


@lru_cache(maxsize=20_000)
def _venues_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Compare two venues; a source has few, and many records in each."""
    few, many = sorted((one, other), key=lambda words: (len(words), words))
    if _abbreviates(few, many):
        return True
    if _has_acronym(few, many) or _has_acronym(many, few):
        return True
    return fuzz.token_set_ratio(" ".join(one), " ".join(other)) >= _VENUES_ALIKE


def _abbreviates(few: Sequence[str], many: Sequence[str]) -> bool:
    """Say whether each word begins a word of the longer name, in order."""
    rest = iter(many)
    return all(any(word.startswith(short) or short.startswith(word) for word in rest) for short in few)


def _has_acronym(words: Sequence[str], name: Sequence[str]) -> bool:
    return len(name) > 2 and any(_is_acronym(word, name) for word in words if len(word) > 2)


def _is_acronym(word: str, name: Sequence[str]) -> bool:
    """Say whether a word is made of beginnings of all the words of a name: `amcis` of Americas Conference Information Systems."""
    if not name or not word:
        return not name and not word
    lengths = range(1, min(len(word), _BEGINNING) + 1)
    return any(name[0].startswith(word[:k]) and _is_acronym(word[k:], name[1:]) for k in lengths)


def _squashed(text: str) -> str:
    return text.replace(" ", "")
