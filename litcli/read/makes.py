"""The makes of pages that are copied as text, and what each prints around its papers.

What one make prints may be another's title (`Small Models > Large Models`, `Cite Before You Speak`), so that none of it counts
unless the page shows its make.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_NEVER = re.compile(r"(?!)")


class Make(NamedTuple):
    """What pages of one make print."""

    page: re.Pattern[str] = _NEVER
    """A whole line that is no paper's."""
    label: re.Pattern[str] = _NEVER
    """What stands before a text and is no part of it."""
    byline: re.Pattern[str] = _NEVER
    """A whole line with `names`, `venue` and `year`."""


ANY = Make()
_LABELLED = Make(
    re.compile(r"(?:keywords?|accession number|times cited|source)\s*:.{1,200}", re.IGNORECASE),
    re.compile(r"(?:title|abstract)\s*:\s*(?=\S)", re.IGNORECASE),
)
_ARXIV = Make(
    re.compile(
        r"(?:new|cross|replacement) submissions \(.{1,60}|showing (?:new listings|up to) .{1,80}|total of \d+ entries.{0,40}"
        r"|(?:subjects?|comments?|journal[- ]ref|msc[- ]class(?:es)?|acm[- ]class(?:es)?|report[- ]no)\s*:.{1,200}"
        r"|\[submitted on .{1,120}\]|\[v\d+\] .{1,80}|from: .{1,60}\[view email\]|focus to learn more|see recent articles"
        r"|[a-z][a-z -]{3,40} > [a-z][a-z -]{3,60}|help \| advanced search|skip ahead:.{1,80}|\(\*cross-listing\*\)"
        r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*, .{6,20}\(?showing .{1,60}|arxiv operational status|web accessibility assistance",
        re.IGNORECASE,
    ),
    _LABELLED.label,
)
_INITIALS = r"[A-Z]{1,4}(?:-[A-Z])?"
_PERSON = rf"{_INITIALS} (?:d[aeiu] |van |von |der |de la )*[^\W\d_a-z][\w'’-]+"
_SCHOLAR = Make(
    re.compile(
        r"(?:☆ |save |star |\d+ )*(?:cite |cited by \d).{0,120}|about [\d.,]+ results.{0,40}|related (?:articles|searches)"
        r"|all \d+ versions.{0,3}|view as html|sort by .{1,20}|user profiles for .{1,80}|verified email at .{1,60}|help privacy terms",
        re.IGNORECASE,
    ),
    re.compile(r"(?:\[(?:pdf|html|doc|book|b|citation|c)\]\s*)+(?=\S)", re.IGNORECASE),
    re.compile(
        rf"(?P<names>{_PERSON}(?:(?:, |…, |… ,){_PERSON})*…?)\s?[-–]\s(?:(?P<venue>[^–]{{1,120}}?),\s)?(?P<year>(?:1[89]|20)\d\d)"
        r"(?:\s[-–]\s\S.{0,60})?"
    ),
)
_SIGNS = (
    (_ARXIV, re.compile(r"\s*\[\d+\]\s*arXiv:\d|\s*\(or arXiv:\d.*for this version\)", re.IGNORECASE)),
    (_SCHOLAR, re.compile(r".*\bCite Cited by \d|.*\bCited by \d+ Related articles|\s*(?:☆ )?Save(?: \d+)? Cite\b")),
)
_FIELD = re.compile(r"\s*(title|authors?|abstract)\s*:\s*\S", re.IGNORECASE)


def make_of(head: Iterable[str]) -> Make:
    """Return the make that the first lines of a page show."""
    fields = set()
    for line in head:
        for make, sign in _SIGNS:
            if sign.match(line):
                return make
        if found := _FIELD.match(line):
            fields.add(found[1].lower().removesuffix("s"))
    return _LABELLED if "title" in fields and len(fields) > 1 else ANY
