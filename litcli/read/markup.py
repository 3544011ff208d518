"""HTML as tags and texts, each with its place. It knows nothing of papers.

The standard library's html.parser raises AssertionError on `<![foo bar]>`, and takes 86 s for 100 kB of `<a '` (CPython 3.11.7).
This one never looks back: its time is linear in the length, whatever stands there, and no input is an error.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

_NAME = re.compile(r"(/?)([a-zA-Z][^\s/>]*+)")
_GAP = re.compile(r"[\s/]*+")
_ATTRIBUTE = re.compile(
    r"""([^\s/>=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"?|'(?P<single>[^']*+)'?|(?P<bare>[^\s>]*+)))?"""
)
_RAW = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")}
"""Elements whose content is no markup, with what ends them."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag."""

    name: str
    """In lower case."""
    start: int
    end: int
    """The place behind it."""
    closes: bool = False
    """Whether it is an end tag."""
    whole: bool = True
    """Whether it ends before the text does."""
    attributes: dict[str, str] = field(default_factory=dict)

    def has_class(self, name: str) -> bool:
        """Say whether the element is of a class."""
        return name in self.attributes.get("class", "").split()


class Words(str):
    """A text between tags, entities resolved."""

    __slots__ = ("start",)
    start: int
    """Its place."""


def _words(text: str, start: int, end: int) -> Words:
    made = Words(html.unescape(text[start:end]))
    made.start = start
    return made


def tokens(text: str) -> Iterator[Tag | Words]:
    """Yield the tags and the texts between them; comments, declarations, scripts and styles are left out."""
    at, size = 0, len(text)
    while at < size:
        start = text.find("<", at)
        if start != at:
            yield _words(text, at, start if start >= 0 else size)
        if start < 0:
            return
        named = _NAME.match(text, start + 1)
        if named:
            tag = _tag(text, start, named)
            yield tag
            at = tag.end
            if not tag.closes and (end := _RAW.get(tag.name)):
                closing = end.search(text, at)
                at = closing.start() if closing else size
        elif text.startswith(("!", "?", "/"), start + 1):
            close = "-->" if text.startswith("<!--", start) else ">"
            end_at = text.find(close, start + 2)
            at = end_at + len(close) if end_at >= 0 else size
        else:
            yield _words(text, start, start + 1)
            at = start + 1


def _tag(text: str, start: int, named: re.Match[str]) -> Tag:
    """Read a tag; one that the text ends inside has the attributes that are there."""
    at = named.end()
    attributes: dict[str, str] = {}
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if attribute := _ATTRIBUTE.match(text, at):
            value = attribute["double"] or attribute["single"] or attribute["bare"] or ""
            # Of two attributes with one name, browsers take the first.
            attributes.setdefault(attribute[1].lower(), html.unescape(value))
            at = attribute.end()
        elif at >= len(text) or text[at] == ">":
            break
        else:
            at += 1
    whole = at < len(text)
    return Tag(named[2].lower(), start, at + whole, bool(named[1]), whole, attributes)


@dataclass(slots=True)
class Text:
    """A text put together from the lines of a source, which can say where it comes from."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    """Where in the text each line starts."""
    numbers: list[int] = field(default_factory=list)
    """The lines' numbers."""

    @classmethod
    def of(cls, pieces: Iterable[tuple[int, str]]) -> "Text":
        """Join pieces, each with the number of its line."""
        made, texts, size = cls(), [], 0
        for number, piece in pieces:
            made.starts.append(size)
            made.numbers.append(number)
            texts.append(piece)
            size += len(piece)
        made.text = "".join(texts)
        return made

    def line(self, at: int) -> int:
        """Return the number of the line that a place is in."""
        return self.numbers[max(0, bisect_right(self.starts, at) - 1)]


def scan(names: str, sign: str = "") -> Callable[[], Callable[[str], int]]:
    """Return a scan for elements with a line of their own, by tags alone; `sign` is a pattern that one must hold.

    One that lies on a line of another's is not counted: it has no line in the tally either. A start tag inside an element is text
    (it was quoted), unless it begins its line (an end tag was lost).
    """
    tag = rf"(?P<tag><(?P<end>/?)(?:\w{{1,20}}:)?(?:{names})(?=[\s/>]|$))"
    mark = re.compile(rf"{tag}|(?P<comment><!--)|(?P<over>-->)" + (f"|{sign}" if sign else ""))
    return lambda: _Scan(mark, not sign).count


class _Scan:
    """What a scan has seen of the element that is open."""

    def __init__(self, mark: re.Pattern[str], signed: bool) -> None:
        self._mark = mark
        self._signed_at_first = signed
        self._open = False
        self._signed = False
        self._owns = False
        """Whether it has a line that no other has."""

    def count(self, line: str) -> int:
        found, taken = 0, self._open
        self._owns |= bool(line) and not line.isspace()
        comment, indent = False, len(line) - len(line.lstrip())
        for match in self._mark.finditer(line):
            if match["comment"] or match["over"]:
                comment = bool(match["comment"])
            elif not match["tag"]:
                self._signed = True
            elif match["end"] or not (comment or self._open) or match.start() == indent:
                # Its end; or the next one's start, where the end is lost.
                found += self._open and self._owns and self._signed
                taken = taken or self._open
                self._open = not match["end"]
                self._signed, self._owns = self._signed_at_first, not taken
        return found
