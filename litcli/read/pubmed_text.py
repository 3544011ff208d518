"""PubMed as text: its summaries and abstracts as they are saved, its alerts, and its results as they are copied.

A numbered list of references in its manner (Vancouver) is read as summaries are. What they have in common is the citation (`read.citation`). In a summary it stands in the entry's one paragraph, in an abstract it
is the first of several, in alerts and copied results it stands on a line under the title and the authors.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from litcli.read.citation import cited
from litcli.read.entry import ABSTRACT, Entry, item
from litcli.read.ledger import Ledger
from litcli.records import Item, Record

DESCRIPTION = "PubMed as text: summaries and abstracts as saved, results as copied, alerts"
starts = None
"""Entries have no mark that all of these share."""

_NUMBER = re.compile(r"(\d{1,6})[.:]\s+")
_PMID_LINE = re.compile(r"PMID: ?\d")
_MARKS = re.compile(r"\(\d+\)")
_BEHIND = re.compile(
    r"(?:DOI|PMCID|PMID): |©|\(c\) |copyright\b|conflict of interest|comment in\b|erratum in\b|update of\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"author information:|collaborators:|\[article in |comment in\b|erratum in\b|\d+\. ", re.IGNORECASE
)
_BUTTON = re.compile(
    r"cite|share|\d{1,6}|similar articles|show more|free (?:pmc )?article.*|abstract|select item \d+", re.IGNORECASE
)
_PERSON = r"[^\W\d_][\w'’ -]{0,60} [A-Z]{1,4}(?: (?:Jr|Sr|\d[a-z]{2}))?"
_PEOPLE = rf"(?:\[No authors listed\]|{_PERSON}(?:, {_PERSON})*(?:; .{{1,200}}?)?(?:, et al)?)"
_AUTHORS = re.compile(rf"{_PEOPLE}\.?")
_TITLE_AND_CITATION = (
    r"(?P<title>\[?.{8,1000}?[.?!\]]\.?)"
    r"\s(?P<cited>[A-Z][^.?!;:]{1,100}(?:\.[^.;:\d]{1,60})?(?:\.\s|\s(?=\d{4};))(?:1[89]|20)\d\d\b.*)"
)
_SUMMARY = re.compile(rf"\d{{1,6}}[.:]\s+(?:(?P<authors>{_PEOPLE})\.?\s)?{_TITLE_AND_CITATION}")
_UNNUMBERED = re.compile(rf"(?P<authors>{_PEOPLE})\.\s{_TITLE_AND_CITATION}")
_TITLE_LINES = 4
_LONGEST = 20_000
"""Characters of a paragraph that may be a summary: with a thousand authors it has as many."""

Line = tuple[int, str]
"""A line's number and text, with one space for each run of white space."""


def sniff(head: list[str]) -> bool:
    """Say whether a PubMed number stands below a citation, or behind one."""
    lines = [" ".join(line.split()) for line in head]
    return any(_is_entry([(0, one)]) or (cited(one) and _PMID_LINE.match(two)) for one, two in pairwise([*lines, ""]))


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry."""
    ledger, kept = Ledger(source, day), list[Line]()
    for number, line in enumerate(lines, start=1):
        ledger.line(number, line, "page")
        kept.append((number, " ".join(line.split())))
    for entry in _entries(kept):
        yield from ledger.entry(entry)
    yield from ledger.rest()


def reference(text: str, source: str, line: int, day: str = "") -> Record | None:
    """Return the record of a line that is a whole reference without a number: authors, title, citation; else None."""
    found = _UNNUMBERED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found or not cited(found["cited"]):
        return None
    made = item(source, _summary((line, text), (line, text), found, ""), text, day)
    return made if isinstance(made, Record) else None


def _entries(lines: list[Line]) -> Iterator[Entry]:
    groups = [list(group) for filled, group in groupby(lines, key=lambda line: bool(line[1])) if filled]
    paragraphs = [part for group in groups for part in _counted_off(group)]
    at = 0
    while at < len(paragraphs):
        text = _joined(paragraphs[at])
        if _is_entry(paragraphs[at]) and (summary := _reference(paragraphs[at][0][1]) or _reference(text)):
            first = paragraphs[at][0]
            below = paragraphs[at][1:] if summary.string == paragraphs[at][0][1] else []
            if not below and at + 1 < len(paragraphs) and _may_be_abstract(paragraphs[at + 1]):
                at += 1
                below = paragraphs[at]
            yield _summary(first, (below or paragraphs[at])[-1], summary, _joined(below))
        elif _is_entry(paragraphs[at]):
            end = next((i for i in range(at + 1, len(paragraphs)) if _is_entry(paragraphs[i])), len(paragraphs))
            yield _abstract(paragraphs[at:end])
            at = end - 1
        else:
            yield from _results(paragraphs[at])
        at += 1


def _counted_off(lines: list[Line]) -> Iterator[list[Line]]:
    """Split a paragraph that begins with a number at the lines that begin with those that follow it."""
    part: list[Line] = []
    number = int(found[1]) if (found := _NUMBER.match(lines[0][1])) else -1
    for line in lines:
        if part and number >= 0 and (found := _NUMBER.match(line[1])) and int(found[1]) == number + 1:
            yield part
            part, number = [], number + 1
        part.append(line)
    yield part


def _joined(paragraph: Sequence[Line]) -> str:
    return " ".join(line for _, line in paragraph)


def _is_entry(paragraph: Sequence[Line]) -> bool:
    """Say whether a paragraph is a summary, or the citation that an abstract begins with."""
    first, text = paragraph[0][1], _joined(paragraph)
    if not _NUMBER.match(first) or len(text) > _LONGEST:
        return False
    # Where the first line ends a sentence it is a title, with authors and citation on the lines below.
    begun = first if first.endswith((".", "?", "!")) else text
    return bool(_reference(begun) or "." not in cited(_NUMBER.sub("", begun, count=1)).get("venue", "."))


def _reference(text: str) -> re.Match[str] | None:
    """Match a paragraph that is a whole entry: authors, title, citation."""
    found = _SUMMARY.fullmatch(text)
    return found if found and (found["authors"] or "PMID: " in text) and cited(found["cited"]) else None


def _entry(first: Line, last: Line, title: str, authors: str, facts: dict[str, str], abstract: str = "") -> Entry:
    entry = Entry(first[0], last[0], 0)
    entry.add("title", title.removesuffix("."))
    for name in _MARKS.sub("", authors).rstrip(". ").split(","):
        if "[" not in name and name.strip() != "et al":
            entry.add("author", name.strip().removesuffix(" et al"))
    for name, value in facts.items():
        entry.add(name, value)
    entry.add("abstract", abstract)
    if pmid := facts.get("pmid"):
        entry.add("url", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
    return entry


def _summary(first: Line, last: Line, found: re.Match[str], abstract: str) -> Entry:
    return _entry(first, last, found["title"], found["authors"] or "", cited(found["cited"]), abstract)


def _may_be_abstract(paragraph: Sequence[Line]) -> bool:
    """Say whether a paragraph below a reference is its abstract."""
    text = _joined(paragraph)
    return len(text) >= ABSTRACT and not (_NUMBER.match(text) or _BEHIND.match(text) or _BESIDE.match(text))


def _abstract(paragraphs: Sequence[Sequence[Line]]) -> Entry:
    """Read an entry of paragraphs: citation, title, authors, abstract, identifiers."""
    texts = [_joined(paragraph) for paragraph in paragraphs]
    facts = cited(f"{_NUMBER.sub('', texts[0], count=1)} {' '.join(text for text in texts if _BEHIND.match(text))}")
    title = texts[1] if len(texts) > 1 else ""
    rest = [text for text in texts[2:] if not _BESIDE.match(text)]
    authors = rest.pop(0) if rest and _AUTHORS.fullmatch(_MARKS.sub("", rest[0])) else ""
    abstract = [text for text in rest if not _BEHIND.match(text)]
    return _entry(paragraphs[0][0], paragraphs[-1][-1], title, authors, facts, " ".join(abstract))


def _results(lines: Sequence[Line]) -> Iterator[Entry]:
    """Yield the entries of a paragraph in which each has a line for title, authors and citation, and maybe a snippet below."""
    places = [i for i, (_, text) in enumerate(lines) if i and cited(text) and not _NUMBER.match(text)]
    for i, following in zip(places, [*places, len(lines)][1:], strict=True):
        has_authors = i > 1 and bool(_AUTHORS.fullmatch(lines[i - 1][1]))
        first = last = i - 1 - has_authors
        while first > 0 and last - first < _TITLE_LINES - 1 and _goes_on(lines[first - 1][1], lines[first][1]):
            first -= 1
        title = " ".join(text for _, text in lines[first : last + 1])
        end = i + 1
        while end < following and not _BUTTON.fullmatch(lines[end][1]) and not _NUMBER.match(lines[end][1]):
            end += 1
        below = [text for _, text in lines[i + 1 : end]]
        numbers = [text for text in below if _PMID_LINE.match(text)]
        # What stands behind the snippet, with no sign between, is the next entry's title and authors.
        snippet = [text for text in below if text not in numbers]
        if following < len(lines) and end == following:
            snippet = snippet[: -1 - bool(len(snippet) > 1 and _AUTHORS.fullmatch(snippet[-1]))]
            end -= len(below) - len(numbers) - len(snippet)
        facts = cited(" ".join([lines[i][1], *numbers]))
        authors = lines[i - 1][1] if has_authors else ""
        yield _entry(lines[first], lines[end - 1], _NUMBER.sub("", title, count=1), authors, facts, " ".join(snippet))


def _goes_on(before: str, line: str) -> bool:
    """Say whether a line above a title is its beginning: no button, no end of a sentence, and the title has no number yet."""
    if _NUMBER.match(line) or _BUTTON.fullmatch(before) or _PMID_LINE.match(before):
        return False
    return not before.endswith((".", "?", "!", "…", ":"))
