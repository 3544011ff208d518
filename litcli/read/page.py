"""What one line of a saved page is when it stands alone: furniture, a date, a link, a count, names, or text.

`listing` decides from neighbours what the text lines are; this module sees one line at a time. What a page prints that is no
paper belongs in the tables here.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from enum import Enum, auto

from litcli.read import people
from litcli.read.makes import ANY, Make

PROSE_LENGTH = 250
"""Characters from which a line is prose: the longest title of the 2,400 listing and arXiv titles measured has 246."""


class Kind(Enum):
    """What a line is by itself."""

    BLANK = auto()
    TEXT = auto()
    """Short: a title, a line of a wrapped abstract, a stray line."""
    PROSE = auto()
    """Long: an abstract or a paragraph of one."""
    HEADING = auto()
    """A Markdown heading."""
    PAGE = auto()
    """Known furniture of the page."""
    RULE = auto()
    """Nothing but punctuation."""
    LINK = auto()
    """One web address, bare or as a Markdown link, or a DOI."""
    ARXIV = auto()
    """An arXiv number."""
    DATE = auto()
    COUNT = auto()
    """A number, alone or with what it counts: `12 authors`."""
    NAMES = auto()
    """A list of people's names."""


TEXTUAL = frozenset({Kind.TEXT, Kind.PROSE, Kind.HEADING})
"""The kinds that titles and abstracts are made of."""


@dataclass(slots=True)
class Line:
    """One line and what it is by itself."""

    number: int
    raw: str
    text: str
    """Without the white space around it, and without a heading's signs."""
    kind: Kind
    level: int = 0
    """A heading's level, 1 to 6."""
    blank_before: bool = False
    """Whether nothing, or a blank line, stands before it."""

    @property
    def width(self) -> int:
        """Return how many columns it takes, the white space before and inside it counted."""
        return len(self.raw.rstrip())

    @property
    def indented(self) -> bool:
        """Say whether white space stands before the text."""
        return self.raw[:1] in (" ", "\t")


_PAGE = frozenset(
    """
    new|subscribe|by|ak|and the research community|by ak and the research community|byak and the research community
    |daily papers|daily papers - hugging face|papers|trending papers|daily|weekly|monthly|trending|hugging face
    |models|datasets|spaces|docs|pricing|log in|sign up|sign in|log out|community|enterprise|posts|buckets|solutions|blog
    |articles|collections|organizations|search|menu|home|settings|tasks|learn|forum|inference|changelog|status|brand
    |upvote|upvotes|previous|next|view all|show more|show less|load more|read more|see more|expand|collapse|back to top|top
    |system theme|light|dark|company|tos|terms|terms of service|privacy|privacy policy|about|jobs|careers|website|contact
    |github|code|pdf|html|abs|arxiv|arxiv page|project page|view pdf|view arxiv page|paper page|abstract|abstract:|comments
    |comment|authors|sort by|sort: recent|recent|most upvoted|hot|date|share|copy|copied|copy link|save|bookmark|cite|bibtex
    |advertisement|sponsored|loading|loading...|loading…|cookie settings|accept|accept all cookies|skip to content
    |skip to main content|toggle navigation|submit|submit paper|submit a paper|submitted by|published|published on
    |load more papers|show more papers|all papers|latest papers|browse papers
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_PAGE_FORM = re.compile(
    r"get trending papers\b.*|(?:by ?)?ak and the research community|.{0,40}\bdaily papers - hugging face\"?|type: \w+"
    r"|(?:log|sign) in(?: or | to | / ).{0,40}|github\s*[\d.,]+k?|submitted by\s+\S{1,40}|page \d+(?: of \d+)?|©.*|copyright .{0,80}"
    r"|(?:all|some) rights reserved\.?|your daily dose of ai .{0,80}|upvote\s*-?\d*",
    re.IGNORECASE,
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:published(?: on)?|submitted(?: on)?|date|posted(?: on)?|updated(?: on)?|listed)?:?\s*"
    rf"(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day2>\d{{1,2}})\s+(?P<month2>{_MONTH})(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?:[T ]\d\d:\d\d.*)?)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:[-*·•]\s*)?(?:\[-\]\s*[-\d][\d.,k]*|[-+]?\d[\d.,]*\s?[km]?\b\s*(?:\+|"
    r"(?:authors?|comments?|votes?|upvotes?|likes?|stars?|points?|replies|papers|results|views|min read|minutes?|hours?|days?"
    r"|weeks?)(?: ago)?)?|·\s*\d+|\d+[.)])\s*(?:\]\(\S*\))?",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:[-*·•]\s*)?(?:(?:(?:url|link|doi|pdf|paper|arxiv):\s*)?https?://\S*[^\s.,;:]|(?:doi:?\s*)?10\.\d{4,9}/\S+|\[(?:LINK|IMAGE|IMG):[^\]]*\]\(\S*\)"
    r"|!\[[^\]]*\]\(\S*\))",
    re.IGNORECASE,
)
_MARKDOWN_LINK = re.compile(r"\[(?P<text>[^\[\]]+(?:\[[^\[\]]*\][^\[\]]*)*)\]\((?P<address>[^()\s]+)\)")
_ARXIV = re.compile(
    r"(?:\[\d+\]\s*|cite as:?\s*|\(or\s+)?(?:arxiv\s*:\s*)?\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?(?:\s*\((?:replaced|cross-list from [\w.-]+)\))?"
    r"(?:\s*\[[\w.,\s-]+\])?(?:\s+for this version\))?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"abstract\s*:\s*(?=\S)", re.IGNORECASE)
_LONG = 120
"""Characters from which a line that begins with `Abstract:` is no title."""
_RULE = re.compile(r"[\W_]+")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŸŹŻŽ]"
_NAME = rf"(?:{_CAPITAL}[\w'’.-]*|d[aeiu]|del|della|van|von|der|den|la|le|al|bin|ibn)"
_SURNAME = rf"(?:d[aeiu] |de la |van |von |der |le )*{_CAPITAL}[\w'’-]+(?: {_CAPITAL}[a-z'’-]\w+)?"
_INITIALS = "[A-Z]{1,3}(?:-[A-Z])?"
_DOTTED = r"(?:[A-Z]\.[ -]?)+(?<! )"
_PERSON = rf"{_NAME}(?:\s+{_NAME}){{1,4}}"
_NAMES = re.compile(
    rf"[Aa]uthors?:\s*[^.?!;]+;[^?!]+|(?:[Aa]uthors?:\s*|[Bb]y\s+){_PERSON}(?:\s*(?:,|;|,?\s+and|&)\s*{_PERSON})*"
    # `Ash KB, Birch L.` and `Ash, K. B., Birch, L.`: initials behind the surname. `K Ash | L Birch`, `K. Ash et al.`
    rf"|{_SURNAME} {_INITIALS}(?:,? {_SURNAME} {_INITIALS})*, {_SURNAME} {_INITIALS}(?:, et al)?\.?"
    rf"|{_SURNAME}, {_DOTTED}(?:[,;]? (?:and |& )?{_SURNAME}, {_DOTTED})+"
    rf"|(?:{_PERSON}|{_SURNAME} {_INITIALS})(?:\s*\|\s*{_PERSON})+|(?:{_PERSON}|{_SURNAME} {_INITIALS}),? et al\.?"
    # Without a label, `A Review and Localized Refinement` is no two people: a comma must set them apart.
    rf"|{_PERSON}(?:\s*[,;]\s*{_PERSON})+(?:,?\s+(?:and|&)\s+{_PERSON})?"
)


def classify(number: int, raw: str, make: Make = ANY) -> Line:
    """Say what a line is by itself, on a page of this make."""
    text = " ".join(raw.split())
    if not text:
        return Line(number, raw, text, Kind.BLANK)
    if text[0] in "TtAa[":
        text = make.label.sub("", text, count=1) if make.label.match(text) else text
        text = _LABEL.sub("", text, count=1) if len(text) > _LONG and _LABEL.match(text) else text
    if len(text) > PROSE_LENGTH:
        return Line(number, raw, text, Kind.PROSE)
    if text[0] == "#" and (heading := _HEADING.fullmatch(text)):
        return _heading(number, raw, heading)
    if make is not ANY and (make.page.fullmatch(text) or make.byline.fullmatch(text)):
        return Line(number, raw, text, Kind.PAGE if make.page.fullmatch(text) else Kind.NAMES)
    return Line(number, raw, text, _short_kind(text))


def _heading(number: int, raw: str, heading: re.Match[str]) -> Line:
    kind = Kind.PAGE if _is_page(heading[2]) else Kind.HEADING
    return Line(number, raw, heading[2], kind, level=len(heading[1]))


def _is_page(text: str) -> bool:
    return text.casefold() in _PAGE or bool(_PAGE_FORM.fullmatch(text))


def _short_kind(text: str) -> Kind:
    if _is_page(text):
        return Kind.PAGE
    for kind, pattern in _BY_PATTERN:
        if pattern.fullmatch(text):
            return kind
    # Most lines are titles, with nothing in them that parts names.
    parts = any(sign in text for sign in _PARTS_NAMES) or text[:2] in ("Au", "au", "By", "by")
    return Kind.NAMES if parts and _NAMES.fullmatch(text) else Kind.TEXT


def may_be_names(text: str) -> bool:
    """Say whether a text may be one person or two, `Karl Ash and Lena Birch`, and as well a title."""
    return bool(_ONE_OR_TWO.fullmatch(text))


_ONE_OR_TWO = re.compile(rf"{_PERSON}(?:,? (?:and|&) {_PERSON})?")
_PARTS_NAMES = (",", ";", "|", " et al")
_BY_PATTERN = (
    (Kind.ARXIV, _ARXIV),
    (Kind.COUNT, _COUNT),
    (Kind.RULE, _RULE),
    (Kind.DATE, _DATE),
    (Kind.LINK, _LINK),
)


def unlinked(text: str) -> tuple[str, str]:
    """Split a text that is one Markdown link, `[Title](address)`, into its text and its address."""
    found = _MARKDOWN_LINK.fullmatch(text)
    return (found["text"].strip("* "), found["address"]) if found else (text, "")


def address(text: str) -> str:
    """Return the web address of a link line or of the link that a count carries, or an empty string."""
    found = re.search(r"https?://(?:[^\s()\]]|\([^\s()]*\))+", text)
    return found[0] if found else ""


def names(text: str) -> tuple[str, ...]:
    """Split a line of names into one each."""
    text = _AND_OTHERS.sub("", _BEFORE_NAMES.sub("", text))
    if ";" in text:
        return tuple(name for part in text.split(";") if (name := part.strip()))
    if _VANCOUVER.search(text) or re.search(rf"{_SURNAME}, {_DOTTED}", text):
        return tuple(people.guessed(text.rstrip(". ") if _VANCOUVER.search(text) else text))
    found = (part.strip() for part in re.split(r"\s*(?:,?\s+and\s+|,|&|\|)\s*", text))
    return tuple(part for part in found if part)


_BEFORE_NAMES = re.compile(r"^(?:authors?:\s*|by\s+)", re.IGNORECASE)
_AND_OTHERS = re.compile(r",?\s+et al\.?$")
_VANCOUVER = re.compile(rf"^{_SURNAME} {_INITIALS}(?:, |,? et al|\.?$)")


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date(text: str) -> tuple[int | None, str]:
    """Return a date line's year, if it has one, and its month and day as `03-14`; an impossible day gives an empty string."""
    found = _DATE.fullmatch(text)
    if not found:
        return None, ""
    if iso := found["iso"]:
        return int(iso[:4]), iso[5:] if _is_day(int(iso[:4]), int(iso[5:7]), int(iso[8:])) else ""
    month = _MONTHS.index((found["month"] or found["month2"])[:3].lower()) + 1
    day, year = int(found["day"] or found["day2"]), found["year"] or found["year2"]
    # Of a day without a year it is not known whether there is a 29 February.
    return (int(year) if year else None), f"{month:02d}-{day:02d}" if _is_day(int(year or 2024), month, day) else ""


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
