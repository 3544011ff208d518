"""What the tagged formats share: lines with and without a tag gathered into entries, tags renamed to litcli's fields.

A format says how a line splits into tag and value, which tags begin and end an entry, and which tag is which field. A line
without a tag goes on with the value before it; outside an entry it is furniture. What no field takes stays under its tag.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from litcli.read.entry import Entry, item
from litcli.records import Furniture, Item, Unread
from litcli.text import clean, whole
from litcli.text.identifiers import find_doi, find_urls

Values = dict[str, list[str]]
"""An entry's values by tag, later by field, in their order."""

_LIMIT = 100_000
"""Lines after which an entry ends, whatever stands there: an end mark is missing, and this is no entry any more."""

_PUBMED = re.compile(r"\b(?:NLM|PubMed|MEDLINE)\b", re.IGNORECASE)
_PUBMED_NUMBER = re.compile(r"\d{4,9}")
_WHITE = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"


class Grammar(NamedTuple):
    """How one format puts entries into lines."""

    split: Callable[[str], tuple[str, str]]
    """Takes a line apart into tag and value; a line without a tag has an empty one."""
    bounds: Collection[str]
    """The tags before which an entry may end."""
    rename: Callable[[Values], None]
    """Moves an entry's values from tags to fields."""
    begins: Callable[[Collection[str], str], bool] = lambda _, __: True
    """Tells by the open entry's tags, in their order, whether one of the bounds belongs to the next entry."""
    head: str = ""
    """The tag that every entry begins with; empty where entries may begin with any."""
    ends: str = ""
    """The tag that ends an entry; empty where a blank line does."""
    marks: Collection[str] = ()
    """The tags that no entry begins with: its end, the file's own."""
    lists: Collection[str] = ()
    """Tags whose further lines are further values."""
    usual: Mapping[str, str] = MappingProxyType({})
    """What nearly every line inside an entry begins with, and the tag it is."""
    width: int = 0
    """How long that is."""


@dataclass(slots=True)
class _Block:
    """The lines of one entry while they come."""

    line: int
    raw: list[str] = field(default_factory=list)
    """Every line from the first on, blank ones too."""
    blank: int = 0
    """How many of them are blank."""
    found: Values = field(default_factory=dict)
    """The values by tag as they stand; one that goes on with the value before it begins with a line feed."""
    tag: str = ""
    """The tag that stood last."""

    def open(self, line: str, tag: str, value: str) -> None:
        """Take a line that begins with a tag."""
        self.raw.append(line)
        self.found.setdefault(tag, []).append(value.strip())
        self.tag = tag

    def go_on(self, line: str, blank: bool, lists: Collection[str]) -> None:
        """Take a line without a tag."""
        self.raw.append(line)
        self.blank += blank
        if not blank:
            self.found[self.tag].append(line if self.tag in lists else f"\n{line}")

    def trim(self) -> None:
        """Drop the blank lines after the last one."""
        while not self.raw[-1].strip():
            self.raw.pop()
            self.blank -= 1

    def end(self) -> int:
        """Return the number of the last line."""
        return self.line + len(self.raw) - 1

    def values(self) -> Values:
        """Return the values by tag, white space folded, without empty ones.

        Nearly every entry is folded as it stands, and to ask once for all of it costs a fifth of doing it: between single
        spaces, a space too many at either end of a value makes two.
        """
        if self.found.get(self.tag) == [""]:
            # The end mark, as it should be.
            del self.found[self.tag]
        text = f" {' '.join(map(' '.join, self.found.values()))} "
        if "  " not in text and _has_no_other_space(text):
            return self.found
        folded = {tag: [clean(whole(value)) for value in _joined(given)] for tag, given in self.found.items()}
        return {tag: kept for tag, given in folded.items() if (kept := [value for value in given if value])}


def _has_no_other_space(text: str) -> bool:
    """Say whether the text has no white space but spaces, and nothing that cannot be written."""
    return len(text.encode().translate(None, _WHITE)) == len(text) if text.isascii() else text.isprintable()


def _joined(given: Iterable[str]) -> Iterator[str]:
    """Yield values with the lines that go on with them, each joined once: a value may have a hundred thousand lines."""
    parts: list[str] = []
    for value in given:
        if parts and not value.startswith("\n"):
            yield " ".join(parts)
            parts = []
        parts.append(value)
    yield " ".join(parts)


def read(lines: Iterable[str], source: str, day: str, grammar: Grammar) -> Iterator[Item]:
    """Yield the items of a tagged source; an entry without its first line, or without title and abstract, is unread."""
    for block in _blocks(lines, source, grammar):
        if isinstance(block, Furniture):
            yield block
            continue
        block.trim()
        if grammar.head and grammar.head not in block.found:
            yield from _headless(block, source, grammar.head)
        else:
            values = block.values()
            grammar.rename(values)
            raw = "" if "title" in values or "abstract" in values else "\n".join(block.raw)
            yield item(source, Entry(block.line, block.end(), len(block.raw) - block.blank, values), raw, day)


def _blocks(lines: Iterable[str], source: str, grammar: Grammar) -> Iterator[_Block | Furniture]:
    """Yield entries, and the lines between them."""
    block: _Block | None = None
    usual, width = grammar.usual.get, grammar.width
    for number, line in enumerate(lines, start=1):
        # Nearly every line of a large file ends here: so nothing is called that need not be.
        if block and (tag := usual(line[:width])):
            block.tag = tag
            block.raw.append(line)
            if (given := block.found.get(tag)) is None:
                block.found[tag] = [line[width:]]
            else:
                given.append(line[width:])
            continue
        tag, value = grammar.split(line)
        blank = not tag and not line.strip()
        if block and _is_over(block, blank, tag, grammar):
            yield block
            block = None
        if tag and (block or tag not in grammar.marks):
            block = block or _Block(number)
            block.open(line, tag, value)
        elif block:
            block.go_on(line, blank, grammar.lists)
        elif not blank:
            yield Furniture(source, number, line.strip(), "mark" if tag else "text")
        if block and tag == grammar.ends != "":
            yield block
            block = None
    if block:
        yield block


def _is_over(block: _Block, blank: bool, tag: str, grammar: Grammar) -> bool:
    """Say whether the open entry ends before a line."""
    if tag:
        return tag in grammar.bounds and grammar.begins(block.found, tag)
    return (blank and not grammar.ends) or len(block.raw) >= _LIMIT


def _headless(block: _Block, source: str, head: str) -> Iterator[Item]:
    """Yield lines with tags that no entry began: a paper whose beginning is lost, or, with one tag alone, a stray line.

    Ovid puts the journal's short name behind the end mark.
    """
    if len(block.found) > 1:
        reason = f"the first line of the entry ({head}) is missing"
        yield Unread(source, block.line, block.end(), "\n".join(block.raw), reason)
        return
    for number, line in enumerate(block.raw, start=block.line):
        if line and not line.isspace():
            yield Furniture(source, number, line.strip(), "text")


# --- from tags to fields ---------------------------------------------------------------------------------------------------


def rename(values: Values, fields: Mapping[str, Sequence[str]]) -> None:
    """Give each field the values of the first of its tags that is there; the others stay, unless they say the same."""
    for name, tags in fields.items():
        chosen: list[str] | None = None
        for tag in tags:
            if tag not in values:
                continue
            if chosen is None:
                values[name] = chosen = values.pop(tag)
            elif values[tag] == chosen:
                del values[tag]


def date(values: Values, tags: Sequence[str]) -> None:
    """Let the year be looked for in every tag that may say it; a tag that says more than the year stays as well."""
    given: list[str] = []
    for tag in tags:
        if tag in values:
            given += values[tag]
            text = "".join(values[tag])
            if len(text) == 4 and text.isdecimal():
                del values[tag]
    if given:
        values["year"] = given


def addresses(values: Values, tags: Sequence[str]) -> None:
    """Take web addresses and DOIs from tags that may hold them; any other value stays under its tag."""
    for tag in tags:
        if tag in values:
            for value in values.pop(tag):
                web = value.startswith(("https://", "http://")) or find_urls(value)
                name = "url" if web else "doi" if find_doi(value) else tag
                values.setdefault(name, []).append(value)


def dois(values: Values, tag: str) -> None:
    """Take DOIs, as resolvers' addresses or not, from the tag made for them; any other value stays under it."""
    if tag in values:
        for value in values.pop(tag):
            values.setdefault("doi" if find_doi(value) else tag, []).append(value)


def pubmed(values: Values, number: str, databases: Sequence[str]) -> None:
    """Take an entry's number in its database as PubMed's where the database is PubMed's own."""
    if number not in values:
        return
    numbers = [value for value in values[number] if _PUBMED_NUMBER.fullmatch(value)]
    if numbers and any(_PUBMED.search(name) for tag in databases for name in values.get(tag, ())):
        values["pmid"] = numbers
