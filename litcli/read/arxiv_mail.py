r"""arXiv's daily mails: new submissions, cross-listings and replacements, as one mail, several, or an mbox.

An entry begins at its number under a `\\`, and ends at `\\ ( address , size)`; where that line is lost, at the rule or at the
next number. Replacements have no abstract. What the fields mean: https://info.arxiv.org/help/prep.html.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from litcli.read import mail
from litcli.read.entry import Entry
from litcli.read.ledger import Ledger
from litcli.read.people import natural
from litcli.read.scan import Scan
from litcli.records import Item
from litcli.text.identifiers import find_arxiv

DESCRIPTION = "arXiv's daily mails of new submissions, cross-listings and replacements"

_CROSS = r"\(\*cross-listing\*\)"
_NUMBER = re.compile(rf"(?:arXiv|Paper)(?P<old> ?{_CROSS})?:\s?(?P<id>\S+)\s*+(?P<cross>{_CROSS})?\s*+")
_RULE = re.compile(r"[-%]{20,}\s*")
_END = re.compile(r"\\\\\s?\((?P<url>[^(),]*)(?:,(?P<size>[^()]*))?\)?\s*+")
_DATE = re.compile(r"Date\s?(?:\([^)]*\))?:\s*(?P<date>.*)")
_REPLACED = re.compile(r"replaced with revised version\s*(?P<date>.*)", re.IGNORECASE)
_SIZE = re.compile(r"\(\d+kb[^()]*\)")
_FIELD = re.compile(
    r"(?P<name>Title|Authors?|Categories|Subj-class|Comments?|Journal-ref|DOI|Report-no|MSC-class|ACM-class|Proxy|License|From)"
    r":\s*(?P<value>.*)"
)
_NAMES = {"Title": "title", "Journal-ref": "venue", "DOI": "doi"}

_YEARS = re.compile(r"(?:.*/)?(\d\d)\d{2}")


def year_of(number: str) -> str:
    """Return the year that an arXiv number holds: `2303.08867` is of 2023, `hep-th/9901001` of 1999."""
    found = _YEARS.match(number)
    return f"{19 if int(found[1]) > 90 else 20}{found[1]}" if found else ""


def sniff(head: list[str]) -> bool:
    r"""Say whether an entry's number stands under a `\\`, or the first lines are an arXiv mail's."""
    return any(one.rstrip() == r"\\" and _NUMBER.fullmatch(other) for one, other in pairwise(head)) or (
        any(line.startswith("Send any comments regarding submissions") for line in head)
        and any(line.startswith("Archives at") and "arxiv.org" in line.lower() for line in head)
    )


def starts() -> Scan:
    r"""Begin a scan for numbers under a `\\`."""
    before = ""

    def count(line: str) -> int:
        nonlocal before
        under, before = before, line.rstrip()
        return int(under == r"\\" and line.startswith(("arXiv:", "Paper:", "Paper (")))

    return count


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; one that the source ends inside is unread."""
    ledger, listed, before, mid = Ledger(source, day), "", "", False
    draft: _Draft | None = None
    for number, (line, after) in enumerate(pairwise(chain(lines, [""])), start=1):
        begins = _begins(before, line, after, draft is not None)
        if draft and (begins or _RULE.fullmatch(line)):
            yield from ledger.entry(draft.entry())
            draft = None
        if begins:
            draft, mid = _Draft(number, number, listed, begins), True
        elif draft:
            draft.take(number, line)
        elif date := _DATE.fullmatch(line):
            listed = mail.day(date["date"])
        ledger.line(number, line, _what(line, mid))
        if draft and draft.part == "done":
            yield from ledger.entry(draft.entry())
            draft = None
        if not draft:
            yield from ledger.before(number + 1)
        before = line.rstrip() or before
    if draft:
        yield from ledger.entry(draft.entry(), r"the source ends inside this entry: no `\\ (` closes it")


def _begins(before: str, line: str, after: str, inside: bool) -> re.Match[str] | None:
    """Return a number that begins an entry. In an abstract a line may be a number too: there it wants more of an entry around it."""
    number = _NUMBER.fullmatch(line)
    likely = not inside or before == r"\\" or _RULE.fullmatch(before) or _DATE.match(after) or _REPLACED.match(after)
    return number if number and likely else None


def _what(line: str, mid: bool) -> str:
    if line.rstrip() == r"\\" or _RULE.fullmatch(line):
        return "rule"
    return "mail header" if not mid and mail.HEADER.match(line) else "page"


@dataclass(slots=True)
class _Draft:
    """An entry while its lines come."""

    line: int
    end: int
    listed: str
    number: re.Match[str]
    part: str = "fields"
    """Where in the entry the last line was: fields, abstract, done."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    name: str = ""
    """The field that stood last."""
    abstract: list[str] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        if not line or line.isspace():
            return
        if end := _END.fullmatch(line):
            self.part = "done"
            self._put("size", end["size"] or "")
        elif line.rstrip() == r"\\":
            # A second one has lost its address.
            self.part = "abstract" if self.part == "fields" else "done"
        elif self.part == "abstract":
            self.abstract.append(line)
        else:
            self._field(line)
        self.end = number

    def _field(self, line: str) -> None:
        if found := _FIELD.fullmatch(line):
            self._put(found["name"], found["value"])
        elif replaced := _REPLACED.fullmatch(line):
            self._put("replaced with revised version", _SIZE.sub("", replaced["date"]))
        elif date := _DATE.fullmatch(line):
            self._put("Date", _SIZE.sub("", date["date"]))
        elif self.name:
            self.fields[self.name].append(line)
        else:
            self._put("text", line)

    def _put(self, name: str, value: str) -> None:
        self.name = name
        self.fields.setdefault(name, []).append(value)

    def entry(self) -> Entry:
        """Return what was gathered, by litcli's fields."""
        entry = Entry(self.line, self.end, 0)
        number = find_arxiv(f"arXiv:{self.number['id']}")
        values = {name: " ".join(parts) for name, parts in self.fields.items()}
        for name, value in values.items():
            if name not in ("Authors", "Author"):
                entry.add(_NAMES.get(name, name), value)
        people = values.get("Authors", values.get("Author", ""))
        for name in natural(people):
            entry.add("author", name)
        # Brackets hold what is no name: institutions, and who belongs to which.
        entry.add("Authors", people if "(" in people else "")
        entry.add("abstract", " ".join(self.abstract))
        entry.add("year", values.get("Date", "") or year_of(number))
        entry.add("arxiv", number)
        entry.add("url", f"https://arxiv.org/abs/{number}" if number else "")
        entry.add("key", number or self.number["id"])
        entry.add("listed", self.listed)
        if self.number["cross"] or self.number["old"]:
            entry.add("announced", "cross-listing")
        elif "replaced with revised version" in values:
            entry.add("announced", "replacement")
        return entry
