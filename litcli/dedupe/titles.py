"""Titles as they are compared: the variants that sources give for one, and the marks that tell one work from the next.

A source may drop the subtitle or what stands before it, add the language of the text (`[Russian]`), or give the original title
behind the translated one (`Crowd work [Arbeiten in der Crowd]`).
"""

import re
from typing import NamedTuple

from litcli.text import fold

_LANGUAGES = (
    "arabic bosnian bulgarian catalan chinese croatian czech danish dutch english estonian finnish french german greek hebrew"
    " hungarian icelandic italian japanese korean latvian lithuanian norwegian persian polish portuguese romanian russian"
    " serbian slovak slovene slovenian spanish swedish turkish ukrainian"
)
_LANGUAGE = "|".join(_LANGUAGES.split())
_NOTE = re.compile(
    rf"[\s.]*[\[(](?:article |paper |text )?(?:in )?(?:{_LANGUAGE})(?:[ ,/;]+(?:and )?(?:{_LANGUAGE}))*[\])][\s.]*$",
    re.IGNORECASE,
)
_OTHER_TITLE = re.compile(r"(?P<title>.{10,}?)\s*\[(?P<other>.{10,})\]?[\s.]*$")
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|p|jats:\w+|inline-formula)>", re.IGNORECASE)
_SUBTITLE = re.compile(r"[:\-‐‑‒–—―](?:(?<=:)|(?<=\s.))\s+")
_NOTICE = re.compile(
    r"(?:(?:publishers?|authors?|editors?) )?(?P<what>erratum|errata|corrigend(?:um|a)|correction|addendum|retraction|expression of concern"
    r"|comments? (?:on|to|about)|commentary (?:on|to)|discussion of|reply|response to|authors? reply|authors? response|rejoinder"
    r"|book review|review of|introduction to)\b"
)
_LABELS = frozenset(
    "abstract appendix author authors berichtigung brief club clinical comment commentary comments corrected correction corrections"
    " corrigenda corrigendum critique data dataset de editor editorial editors errata erratas erratum expression concern fe graphical"
    " guest highlights invited journal lay letter letters language material materials news notice perspective perspectives plain"
    " podcast poster protocol rectificatif rectification registration replies reply response responses retracted retraction summary"
    " supplement supplemental supplementary trial update updated video viewpoint visual withdrawal withdrawn".split()
)
"""Words before a colon that tell of a text beside the work behind it; `Review article` is none, which some sources leave out."""
_BETWEEN = frozenset("a an by for from in of on s the to".split())
_GENERIC = frozenset(
    "abstract abstracts acknowledgments acknowledgements announcement announcements board book books call column comment comments"
    " commentary contents correspondence cover desk discussion editor editors editorial editorials foreword guest index"
    " introduction introductory invited issue journal letter letters memoriam message news note notes obituary panel perspectives"
    " poster posters preface president proceedings received remarks reply response review reviewers reviews section session table"
    " thanks welcome workshop a an and annual associate author authors chair chairs chief for from in list managing mini minitrack"
    " of on our page papers regular s senior special the theme this to track virtual you".split()
)
_LONG_ENOUGH = 20
"""Letters of a title that two works will hardly share."""


class Title(NamedTuple):
    """The title of one record, as it is compared."""

    words: str = ""
    """The folded words, without markup and without the language of the text."""
    head: str = ""
    """The folded words before the subtitle; empty where there is none."""
    tail: str = ""
    """The folded words behind the first colon or dash, which some sources give alone; empty where there is none."""
    other: str = ""
    """The folded words of a second title in square brackets."""
    marks: frozenset[str] = frozenset()
    """What tells one of a series from the next: numbers, Roman numerals, trailing plus signs."""
    tail_marks: frozenset[str] = frozenset()
    """The same of the tail alone."""
    notice: str = ""
    """What the record is where it is about another work: erratum, comments on, reply, text headed "in brief" ..."""
    is_generic: bool = True
    """Whether it names a kind of text and not a work: `Editorial`, `In this issue`."""
    is_specific: bool = False
    """Whether two works will hardly share it: `Editorial` and `Introduction to the special issue` are not specific."""

    @property
    def is_correction(self) -> bool:
        """Say whether it announces a mistake in another text."""
        return self.notice.startswith(("errat", "corri", "correct"))


def title(raw: str) -> Title:
    """Read a title."""
    text = _MARKUP.sub("", raw) if "<" in raw else raw
    other = ""
    if "[" in text or "(" in text:
        text = _NOTE.sub("", text)
        if (found := _OTHER_TITLE.fullmatch(text)) and len(found["other"].split()) > 2:
            text, other = found["title"], fold(found["other"])
    words = fold(text)
    head, tail, raw_tail = _halves(text)
    split = words.split()
    generic = _GENERIC.issuperset(split)
    return Title(
        words,
        head,
        tail,
        other,
        marks(text, words),
        marks(raw_tail, tail) if tail else frozenset(),
        _notice(words, head),
        generic,
        len(words) >= _LONG_ENOUGH and len(split) > 3 and not generic,
    )


_SPELLINGS = (("z", "s"), ("ae", "e"), ("oe", "e"), ("our", "or"), ("ll", "l"), ("tre", "ter"), ("ph", "f"))
"""Letters that are written in two ways: randomise, anaemia, oedema, tumour, labelled, centre, sulphate."""


def spelled(words: str) -> str:
    """Return folded words in a spelling that is neither British nor American: what is equal in it is the same to a reader."""
    for written, meant in _SPELLINGS:
        words = words.replace(written, meant)
    return words


def _notice(words: str, head: str) -> str:
    """Return what a title says of another work's: that this is its erratum, a comment on it, its summary."""
    if found := _NOTICE.match(words):
        return found["what"].strip()
    label = [word for word in head.split() if word.isalpha() and word not in _BETWEEN]
    return f'text headed "{head}"' if label and _LABELS.issuperset(label) else ""


def _halves(text: str) -> tuple[str, str, str]:
    """Return the folded head and tail around the first subtitle's sign, and the tail as it stands."""
    sign = _SUBTITLE.search(text)
    if sign is None:
        return "", "", ""
    tail = text[sign.end() :]
    return fold(text[: sign.start()]), fold(tail), tail


_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
}  # fmt: skip
_CARDINALS = dict(zip("one two three four five six seven eight nine ten".split(), map(str, range(1, 11)), strict=True))
_COUNTED = frozenset(
    "part parts volume vol chapter book no number phase study stage version paper episode series type class grade group".split()
)
_PLUS = re.compile(r"(\w+)(\+{1,3})(?!\w)")
_NUMERALS = frozenset((*_ROMAN, *_CARDINALS))
_DIGITS = re.compile(r"\d+")


def marks(raw: str, words: str) -> frozenset[str]:
    """Return the marks that tell one title of a series from another.

    Each is a number with how often it has come before in the title. A lone `i`, `v` or `x` is a numeral only behind a word
    such as `part` or at the end of the title; elsewhere it may be a letter (`V-Net`), and `vi` a slip of `via`; `one` is a number
    only behind such a word. `C++` has the mark `++`.
    """
    split = words.split()
    if "+" not in raw and _NUMERALS.isdisjoint(split) and "".join(split).isalpha():
        return frozenset()
    found: list[str] = []
    for i, word in enumerate(split):
        behind = split[i - 1] if i else ""
        if word in _ROMAN and (_is_numeral(word, behind) or (word != "x" and i == len(split) - 1 and i > 1)):
            found.append(_ROMAN[word])
        elif word in _CARDINALS and behind in _COUNTED:
            found.append(_CARDINALS[word])
        else:
            found += (number.lstrip("0") or "0" for number in _DIGITS.findall(word))
    if "+" in raw:
        found += (plus for _, plus in _PLUS.findall(raw))
    return frozenset(f"{mark}#{found[:i].count(mark)}" if mark in found[:i] else mark for i, mark in enumerate(found))


def _is_numeral(word: str, behind: str) -> bool:
    return behind in _COUNTED or (len(word) > 1 and word != "vi")
