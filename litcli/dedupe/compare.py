"""Two records: the same paper, a near miss, or nothing to each other; always with the evidence.

`fields` says which fields agree, differ or are missing; the rules here say what follows. A veto holds a pair apart whatever
else agrees; what comes close and is held apart, or lacks a second witness, is a near miss for a person to decide.
"""

from itertools import takewhile

from litcli.dedupe import fields as compared
from litcli.dedupe.fields import ABSTRACTS_SAME, LONG_ENOUGH, TITLES_ALIKE, TITLES_CLOSE, TITLES_RELATED, Fields
from litcli.dedupe.folded import Folded, are_versions
from litcli.records import Match

TITLES_DISTURBED = 70.0
"""Two titles that may be one misread, on the same pages of the same volume."""
TITLES_SAME = 95.0
"""Two titles that are one but for an article or a slip, where an identifier agrees."""
ABSTRACTS_AGREE = 85.0
"""Two abstracts that may be one, under the same title."""
ABSTRACTS_CLOSE = 93.0
"""Two abstracts that may be one, under titles that differ: companion papers (in men, in women) share most words."""
ABSTRACTS_DIFFER = 60.0
"""Two abstracts that have nothing to do with each other."""
_WORDS_REPLACED = 2
"""Words at a title's end that may be others in a new version."""

VERSIONS = "; preprint and published form"
"""What the rule ends in where two records are versions of one paper."""
TWO_FORMS = "; one text in two venues"
"""What a near miss ends in where a conference and a journal, or two journals, have one text: 87 of 88 such pairs in labelled
clinical records are two papers, so they are never folded; the configuration may link them."""
ELSEWHERE = "published in different places"
"""The veto of year, venue, volume, issue and pages."""


def compare(one: Folded, other: Folded) -> Match | None:
    """Judge a pair that shares a block: a match, a near miss, or None where nothing speaks for it."""
    if other.name < one.name:
        one, other = other, one
    if shared := _shared_identifier(one, other):
        return _by_identifier(one, other, shared)
    title = compared.titles(one, other)
    if title < TITLES_ALIKE and not _may_be_reworded(one, other, title):
        return None
    fields = compared.fields(one, other)
    abstract = compared.abstracts(one, other)
    same, rule = _judge(one, other, title, abstract, fields)
    if same and are_versions(one, other):
        rule = f"{rule}{VERSIONS}"
    if held_apart := _veto(one, other, fields):
        close = title >= TITLES_CLOSE and one.title.is_specific
        same, rule = False, f"{held_apart}; {rule}" if same else held_apart if close else ""
    if rule and not same and _two_forms(one, other, title, abstract, fields):
        rule = f"{rule}{TWO_FORMS}"
    return _told(one, other, same, rule, title, abstract) if rule else None


def _told(one: Folded, other: Folded, same: bool, rule: str, title: float | None, abstract: float | None) -> Match:
    """Return the verdict, with the likeness also of titles that were too unlike to be looked at further."""
    return Match(one.name, other.name, same, rule, compared.titles(one, other, 0) if title == 0 else title, abstract)


def _two_forms(one: Folded, other: Folded, title: float, abstract: float | None, fields: Fields) -> bool:
    """Say whether a near miss is one text by the same authors in two venues."""
    same_text = title == 100 and one.title.is_specific and (abstract or 0) >= ABSTRACTS_AGREE
    return bool(same_text and fields.authors and fields.venue is False and one.title.notice == other.title.notice)


def veto(one: Folded, other: Folded) -> str:
    """Return what holds two records apart whatever else agrees, or an empty string.

    An identifier that they share outweighs one that differs: a preprint and its journal form have two DOIs.
    """
    if _shared_identifier(one, other):
        return ""
    return _veto(one, other, compared.fields(one, other))


# --- what holds apart ---------------------------------------------------------------------------------------------------------


def _veto(one: Folded, other: Folded, fields: Fields) -> str:
    if _same_text(one, other, fields):
        return ""
    for name, a, b in _identifiers(one, other):
        if a and b and not (name == "DOI" and are_versions(one, other)):
            return f"different {name}s"
    if _marks_differ(one, other) and not (_mark_is_a_footnotes(one, other, fields) or _mark_is_replaced(one, other)):
        return "numbers in the titles differ"
    if one.title.notice != other.title.notice and not (fields.pages and fields.volume):
        return _of_two_kinds(one.title.notice, other.title.notice)
    if fields.differing > max(1, fields.agreeing):
        return ELSEWHERE
    return ""


def _same_text(one: Folded, other: Folded, fields: Fields) -> str:
    """Return the rule by which one text by the same authors in the same venue is one paper, whatever its numbers say.

    A journal that prints it again gives it another DOI, volume and pages; a database may have a wrong one. An erratum has no
    abstract of its own: one that is given its paper's, in the same issue, is the paper's record under another title. Of
    10,308 labelled records all 163 such pairs with other numbers are one paper.
    """
    if not (fields.authors and fields.venue and one.abstract == other.abstract and len(one.abstract) >= LONG_ENOUGH):
        return ""
    if one.title.is_specific and one.title.words == other.title.words:
        return "same title, authors, abstract and venue"
    corrects = compared.corrects(one, other) or compared.corrects(other, one)
    return "erratum with its paper's abstract, same issue" if corrects and fields.volume and fields.number else ""


def _mark_is_a_footnotes(one: Folded, other: Folded, fields: Fields) -> bool:
    """Say whether a number behind a title is a footnote's: two parts of a work do not stand on the same pages, nor say the same."""
    if not (fields.authors and fields.volume and fields.pages):
        return False
    return fields.whole_range or (compared.abstracts(one, other) or 0) >= ABSTRACTS_SAME


def _mark_is_replaced(one: Folded, other: Folded) -> bool:
    """Say whether a title's last words, a number among them, gave way to others above the same abstract: `... II`, `... Revisited`.

    `X` and `X II`, `X` and `X2`, `Part I` and `Part II` are not that: there the number is what one has and the other has not.
    """
    a, b = one.title.words.split(), other.title.words.split()
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    if not shared or not 0 < min(len(a), len(b)) - shared <= max(len(a), len(b)) - shared <= _WORDS_REPLACED:
        return False
    mine, theirs = " ".join(a[shared:]), " ".join(b[shared:])
    one_has, other_has = one.title.marks - other.title.marks, other.title.marks - one.title.marks
    if mine.startswith(theirs) or theirs.startswith(mine) or bool(one_has) == bool(other_has):
        return False
    return compared.same_long_abstract(one, other)


def _of_two_kinds(one: str, other: str) -> str:
    """Return the same words whichever notice comes first."""
    if one and other:
        return f"one is {_a(min(one, other))}, the other {_a(max(one, other))}"
    return f"only one is {_a(one or other)}"


def _a(notice: str) -> str:
    return f"an {notice}" if notice[0] in "aeiou" else f"a {notice}"


def _marks_differ(one: Folded, other: Folded) -> bool:
    a, b = one.title, other.title
    if a.marks == b.marks or not a.words or not b.words:
        return False
    # `LatNet2: A study` may be listed as `A study`: then only the tail can be held against it.
    return (a.tail_marks if compared.is_tail(one, other) else a.marks) != (
        b.tail_marks if compared.is_tail(other, one) else b.marks
    )


def _identifiers(one: Folded, other: Folded) -> tuple[tuple[str, str, str], ...]:
    return (
        ("DOI", one.doi, other.doi),
        ("arXiv number", one.arxiv, other.arxiv),
        ("PubMed number", one.pmid, other.pmid),
    )


def _shared_identifier(one: Folded, other: Folded) -> str:
    return next((name for name, a, b in _identifiers(one, other) if a and a == b), "")


# --- what speaks for one paper --------------------------------------------------------------------------------------------------


def _by_identifier(one: Folded, other: Folded, name: str) -> Match | None:
    title = compared.titles(one, other) if one.title.words and other.title.words else None
    abstract, fields = compared.abstracts(one, other), compared.fields(one, other)
    agree = title is None or _identifier_holds(one, other, title, abstract, fields)
    if not agree and fields.pages is False and (title or 0) < TITLES_ALIKE:
        return None
    rule = f"same {name}" if agree else f"same {name}, different titles"
    return _told(one, other, agree, rule, title, abstract)


def _identifier_holds(one: Folded, other: Folded, title: float, abstract: float | None, fields: Fields) -> bool:
    """Say whether a shared identifier is the paper's own: all abstracts of a meeting may have that of the supplement."""
    if fields.pages is False:
        alike = title >= TITLES_SAME and not _marks_differ(one, other)
        return alike and (abstract is None or abstract >= ABSTRACTS_DIFFER)
    if fields.authors and fields.pages:
        return True
    if abstract is not None and abstract < ABSTRACTS_DIFFER:
        return title >= TITLES_CLOSE
    return title >= TITLES_DISTURBED or (abstract or 0) >= ABSTRACTS_AGREE or compared.heads(one, other)


def _may_be_reworded(one: Folded, other: Folded, title: float) -> bool:
    """Say whether a pair with unlike titles is worth a look: a translation on the same pages, the same abstract."""
    same_page = one.place.first == other.place.first != ""
    return same_page or (title >= TITLES_RELATED and compared.begin_or_end_alike(one, other))


def _judge(one: Folded, other: Folded, title: float, abstract: float | None, fields: Fields) -> tuple[bool, str]:
    """Return whether the evidence says that it is one paper, and by which rule; no rule means nothing to report."""
    if rule := _same_text(one, other, fields):
        return True, rule
    if fields.authors is False and not (
        title == 100 and (abstract or 0) >= ABSTRACTS_SAME and fields.pages is not False
    ):
        return False, "titles alike, authors differ" if title >= TITLES_CLOSE else ""
    if rule := _by_place(one, other, title, abstract, fields):
        return True, rule
    if abstract is None:
        return _by_titles(one, other, title, fields)
    if fields.differing and not fields.agreeing and not (fields.authors and fields.year):
        # A meeting's abstract and the article that follows share most of their text.
        return False, f"same text, {ELSEWHERE}" if title >= TITLES_CLOSE else ""
    return _by_texts(one, other, title, abstract)


def _by_place(one: Folded, other: Folded, title: float, abstract: float | None, fields: Fields) -> str:
    """Return the rule by which authors and place make them one paper, or an empty string."""
    specific = one.title.is_specific and other.title.is_specific
    if title == 100 and specific and fields.authors and fields.volume and fields.number and fields.differing <= 1:
        return "same title and authors, same issue"
    if not fields.pages or fields.volume is False or fields.differing > 1 or (fields.differing and not specific):
        return ""
    if title == 100 and (fields.authors or specific) and fields.agreeing >= 2:
        return "same title and place"
    same_pages = fields.whole_range and fields.volume and fields.venue and fields.differing == 0
    if title >= TITLES_DISTURBED and same_pages and (specific or fields.year):
        return "titles alike, same pages of the same volume"
    if not fields.authors or not (fields.agreeing >= 2 or fields.year or (fields.venue and specific)):
        return ""
    if title >= TITLES_ALIKE:
        return "titles alike, same authors and place"
    if compared.heads(one, other) and fields.whole_range:
        return "one title without the other's subtitle, same authors and pages"
    alone = fields.whole_range and fields.agreeing >= 2 and fields.differing == 0 and fields.venue
    if alone and (abstract is None or abstract >= ABSTRACTS_AGREE or not specific):
        return "same authors and pages, another title"
    return ""


def _by_texts(one: Folded, other: Folded, title: float, abstract: float) -> tuple[bool, str]:
    """Judge by title and abstract together."""
    shortest = min(len(one.abstract), len(other.abstract))
    if title == 100 and abstract >= ABSTRACTS_AGREE:
        return True, "same title, abstracts agree"
    if compared.are_companions(one, other):
        return False, "titles and abstracts differ in the same words" if title >= TITLES_ALIKE else ""
    if title >= TITLES_ALIKE and abstract >= ABSTRACTS_CLOSE:
        return True, "titles alike, abstracts agree"
    if title >= TITLES_RELATED and abstract >= ABSTRACTS_SAME and shortest >= LONG_ENOUGH:
        return True, "title reworded, same abstract"
    if one.title.words == other.title.words and one.title.is_specific and compared.summarises(one, other):
        return True, "same title, one abstract is a summary"
    if title >= TITLES_CLOSE or (title >= TITLES_ALIKE and abstract >= ABSTRACTS_AGREE):
        return False, "same title, abstracts differ" if title == 100 else "titles alike, abstracts differ"
    return False, ""


def _by_titles(one: Folded, other: Folded, title: float, fields: Fields) -> tuple[bool, str]:
    """Judge by the titles, where an abstract is missing and the place does not decide."""
    if title < TITLES_CLOSE:
        return False, ""
    if fields.differing:
        return False, f"titles alike, {ELSEWHERE}"
    # An introduction to the same session comes every year.
    at_home = fields.venue and not one.title.notice
    if fields.years_follow and not (fields.agreeing or at_home or are_versions(one, other)):
        return False, "titles alike, years differ"
    if one.title.notice and not fields.authors:
        # A paper may have many comments.
        return False, "titles alike"
    if title == 100 and one.title.is_specific and other.title.is_specific:
        return True, "same title and authors" if fields.authors else "same title"
    same_place = fields.authors and fields.year and fields.venue
    if compared.differ_by_slips(one.title.words, other.title.words, least=5 if same_place else 6):
        return True, "titles alike but for slips"
    if same_place and compared.leads_in(one, other):
        return True, "one title holds the other, same authors and venue"
    return False, "titles alike"
