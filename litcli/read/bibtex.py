"""BibTeX and BibLaTeX, parsed by bibtexparser 2.

The source is cut where a line begins an entry, and the parser sees one piece at a time: memory stays flat, damage stays with its
entry, two entries of one key are two entries, and lines are counted here.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from litcli.errors import SourceError
from litcli.read.bibtex_fields import define, fill
from litcli.read.crossref import completed
from litcli.read.entry import Entry, item
from litcli.read.scan import by_pattern
from litcli.records import Furniture, Item, Unread

DESCRIPTION = "BibTeX (needs bibtexparser: pip install 'litcli[bibtex]')"

_OTHER = r"(?:comment|string|preamble)\b"
starts = by_pattern(rf"(?i)^\s*@\s*(?!{_OTHER})\w+\s*[{{(]")
"""A line that begins an entry."""

_KNOWN = (
    r"(?:article|book(?:let)?|collection|conference|dataset|electronic|in(?:book|collection|proceedings)|manual"
    r"|masters?thesis|misc|online|patent|phdthesis|proceedings|report|software|techreport|thesis|unpublished)\b"
)
_BLOCK = re.compile(rf"\s*@\s*(?:\w+\s*[{{(]|(?:{_OTHER}|{_KNOWN})\s*$)", re.IGNORECASE)
_FIRST = re.compile(rf"\s*@\s*(?:(?:{_OTHER}|{_KNOWN})\s*[{{(]|\w+\s*\{{[^\s{{}}\",=]+\s*,)", re.IGNORECASE)
_ANYWHERE = re.compile(r"@\w+\s*[{(]")
_HEAD = re.compile(r"(\s*)@\s*(\w+)(\s*)([{(])")
_ABOVE, _SHORT = 5, 200
"""Lines that a program may write above the first entry, and how long they are."""
_FIELD = re.compile(r"[\s,}]*[A-Za-z][\w-]*\s*=\s*[{\"\w]")
_SWALLOWED = re.compile(r"[, ][A-Za-z][\w-]{1,40} ?= ?[{\"\d]")


@dataclass(frozen=True, slots=True)
class _Block:
    """What the parser made of a stretch of text."""

    kind: str
    """`entry`, `string`, `preamble`, `comment`, or `broken`."""
    start: int
    """Lines before it."""
    lines: int
    name: str = ""
    """An entry's key, a string's name, or why it is broken."""
    type: str = ""
    """An entry's type."""
    fields: tuple[tuple[str, str], ...] = ()
    """The names and values of an entry or a string, as they are written."""


_Parse = Callable[[str], list[_Block]]


def sniff(head: list[str]) -> bool:
    """Say whether an entry begins on the first line, or under a few lines of the program that wrote it."""
    above = 0
    for line in head:
        if _FIRST.match(line):
            return True
        above += not line.lstrip().startswith("%")
        if above > _ABOVE or len(line) > _SHORT:
            return False
    return False


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every entry; what stands between entries is of the page. Raises SourceError without bibtexparser."""
    reader = _Reader(source, day, _parser(source))
    yield from completed(one for first, piece in _pieces(lines) for one in reader.items(first, piece))


def _pieces(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each entry with what follows it, and the number of its first line; lines above the first come one by one."""
    first, piece = 0, list[str]()
    for number, line in enumerate(lines, start=1):
        if _BLOCK.match(line) or (not first and _ANYWHERE.search(line)):
            if piece:
                yield first, piece
            first, piece = number, [line]
        elif first:
            piece.append(line)
        else:
            yield number, [line]
    if piece:
        yield first, piece


def _parser(source: str) -> _Parse:
    """Return the parser. Raises SourceError where it is not installed."""
    try:
        from bibtexparser import model
        from bibtexparser.entrypoint import parse_string
    except ImportError:
        hint = "pip install 'litcli[bibtex]'"
        raise SourceError(f"{source}: BibTeX needs the package bibtexparser", hint) from None
    # What it could not read is in its result, and told with the source's own lines.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)

    def as_block(block: model.Block) -> _Block:
        start, lines = block.start_line or 0, (block.raw or "").count("\n") + 1
        # An entry with a field twice is kept inside a failed block.
        inner = block.ignore_error_block if isinstance(block, model.ParsingFailedBlock) else block
        if isinstance(inner, model.Entry):
            fields = tuple((one.key, one.value) for one in inner.fields)
            return _Block("entry", start, lines, inner.key, inner.entry_type, fields)
        if isinstance(inner, model.String):
            return _Block("string", start, lines, fields=((inner.key, inner.value),))
        if isinstance(block, model.ParsingFailedBlock) and not (block.raw or "").lower().startswith("@comment"):
            return _Block("broken", start, lines, _reason(getattr(block.error, "abort_reason", "")))
        return _Block("preamble" if isinstance(inner, model.Preamble) else "comment", start, lines)

    def parse(text: str) -> list[_Block]:
        blocks: list[_Block] = []
        for block in parse_string(text, parse_stack=[]).blocks:
            if not isinstance(block, model.ImplicitComment):
                blocks.append(as_block(block))
            elif blocks and blocks[-1].kind == "entry" and _FIELD.match(block.comment):
                blocks[-1] = replace(blocks[-1], kind="broken", name="a brace too many ends it before its last field")
        return blocks

    return parse


def _reason(reason: str) -> str:
    if not reason or "end of file" in reason:
        return "a brace or a quote in it is not closed, or it is cut off"
    return f"not BibTeX: {reason[:1].lower()}{reason[1:].strip()}"


@dataclass(slots=True)
class _Reader:
    """What is known of one source while its pieces come in."""

    source: str
    day: str
    parse: _Parse
    strings: dict[str, str] = field(default_factory=dict)
    """The texts of the @string blocks so far, by name in lower case."""

    def items(self, first: int, lines: list[str]) -> Iterator[Item]:
        """Yield what a piece holds: a block has the lines from its start to its end, a broken one those up to the next."""
        blocks = self._blocks(lines)
        at = 0
        for i, block in enumerate(blocks):
            start, end = max(at, block.start), block.start + block.lines
            if block.kind == "broken":
                end = blocks[i + 1].start if i + 1 < len(blocks) else len(lines)
            yield from self._furniture(first + at, lines[at:start], "text")
            at = max(start, end)
            # A block that begins on the last line of the one before has that line for its place, and not for its own.
            yield from self._of(block, first + min(start, block.start), first + start, lines[start:at])
        yield from self._furniture(first + at, lines[at:], "text")

    def _blocks(self, lines: list[str]) -> list[_Block]:
        if not any("@" in line for line in lines):
            return []
        # The parser wants `@type{` in one word; the lines stay as many as they were.
        head = _HEAD.match(text := "\n".join(lines))
        if head:
            text = f"{head[1]}@{head[2]}{head[4]}" + "\n" * head[3].count("\n") + text[head.end() :]
        return self.parse(text)

    def _of(self, block: _Block, line: int, own: int, lines: list[str]) -> Iterator[Item]:
        if block.kind == "broken":
            block = self._mended(lines) or block
        if block.kind == "entry":
            entry = Entry(line, max(line, own + len(lines) - 1), sum(bool(one.strip()) for one in lines))
            entry.add("key", block.name)
            entry.keep("ENTRYTYPE", block.type)
            fill(entry, block.fields, self.strings)
            yield item(self.source, entry, "\n".join(lines), self.day)
        elif block.kind == "broken":
            yield Unread(self.source, line, max(line, own + len(lines) - 1), "\n".join(lines), block.name)
        else:
            for name, value in block.fields:
                define(self.strings, name, value)
            yield from self._furniture(own, lines, block.kind)

    def _mended(self, lines: list[str]) -> _Block | None:
        """Read an entry that lacks nothing but its last brace: every field is closed, and none has swallowed another."""
        text = "\n".join(lines).rstrip().rstrip(",")
        if not text.endswith(("}", '"')):
            return None
        blocks = self._blocks([*text.split("\n"), "}"])
        if len(blocks) != 1 or blocks[0].kind != "entry":
            return None
        whole = not any(_SWALLOWED.search(" ".join(value.split())) for _, value in blocks[0].fields)
        return blocks[0] if whole else None

    def _furniture(self, line: int, lines: list[str], what: str) -> Iterator[Furniture]:
        for number, text in enumerate(lines, start=line):
            if text and not text.isspace():
                yield Furniture(self.source, number, text, what)
