"""The objects of a JSON source one by one, each with its lines: an array, JSON Lines, or the pages of a web service.

It knows where an entry begins and ends, and what to do where JSON is damaged or cut off. What an entry means is its format's
business. Between entries no bracket is counted, so that one too many or too few costs nothing.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from litcli.read.window import AHEAD, Span, Window
from litcli.records import Item, Record, Unread

ENTRY_LIMIT = 64 << 20
"""Characters after which an entry that has not ended is given up: a paper with 5,000 authors has about 10 million."""
_TOKEN = 12
"""Where an error lies so near the end of what is in sight, more may mend it: the longest token is `\\ud83d\\ude00`."""
_TRIES = 1_000
"""Objects inside a damaged stretch that are tried before it is given up."""

LISTS = ("results", "data", "items", "recommendedPapers")
"""The members of a page that hold its papers: OpenAlex, Semantic Scholar, Zotero's web service, recommendations."""
_FRAME = "|".join((*LISTS, "meta", "group_by", "total", "offset", "next", "token", "count", "items-per-page", "query"))
# Between entries: where a page begins, what it says of itself, and what says nothing.
_PAGE = re.compile(rf'\{{\s*"(?:{_FRAME})"')
_MEMBER = re.compile(rf'"({_FRAME})"\s*:\s*')
GAP = re.compile("[\\s,\\[\\]}\ufeff]*(?:null\\b[\\s,\\[\\]}\ufeff]*)*")
_LIST = re.compile(rf'"(?:{"|".join(LISTS)})"\s*:\s*\[')
_OBJECT = re.compile(r'\{\s*(?:["}]|\Z)')
_LINE_END = re.compile(r"\n")

_DECODER = json.JSONDecoder()
# Inside a text JSON wants these escaped, and programs forget. None is blank that was not, nor the other way round.
_CONTROLS = {code: " " if chr(code).isspace() else "\ufffd" for code in range(32) if code != 10}
_CUT = "the source ends inside this entry"

Make = Callable[[dict[str, Any], Span], Iterable[Record]]
"""Makes the records of an object. Raises ValueError with the reason where it is no paper."""
IsPaper = Callable[[Mapping[str, Any]], bool]
"""Tells an entry from an object inside one, where damage leaves nothing else to go by."""


def items(lines: Iterable[str], source: str, make: Make, is_paper: IsPaper) -> Iterator[Item]:
    """Yield what the objects of a JSON source are, in its order; damage is unread up to the next entry."""
    return iter(_Objects(Window(lines, source), make, is_paper))


class _Objects:
    """The way through a source, from entry to entry."""

    def __init__(self, window: Window, make: Make, is_paper: IsPaper) -> None:
        self._window = window
        self._make = make
        self._is_paper = is_paper
        self._indent: str | None = None
        """What stands before an entry on its line, where that is nothing but white space: the last whole one's."""

    def __iter__(self) -> Iterator[Item]:
        window = self._window
        while True:
            match = GAP.match(window.text, window.at)
            assert match is not None
            window.at = match.end()
            if len(window.text) - window.at < AHEAD and window.grow():
                continue
            yield from window.settle()
            if window.at == len(window.text):
                break
            yield from self._next()
        yield from window.rest()

    def _next(self) -> Iterator[Item]:
        """Read what stands at the place that was reached."""
        window = self._window
        if _PAGE.match(window.text, window.at):
            window.at += 1
        elif _OBJECT.match(window.text, window.at):
            yield from self._entry()
        elif (member := _MEMBER.match(window.text, window.at)) and (member[1] in LISTS or self._value(member.end())):
            window.at = max(window.at, member.end())
        else:
            yield self._junk()

    def _entry(self) -> Iterator[Item]:
        window = self._window
        start = window.at
        value, end, reason = self._decode(start)
        if reason:
            window.at = self._after_damage(start, reason == _CUT)
            yield window.unread(start, window.at, reason)
            return
        if (page := _LIST.search(window.text, start, end)) and not self._is_paper(value):
            window.at = page.start()
            return
        try:
            made = list(self._make(value, window.span(start, end)))
        except (ValueError, RecursionError) as error:
            yield window.unread(start, end, str(error))
        else:
            self._indent = window.indent(start)
            window.take(start, end)
            yield from made
        window.at = end

    def _value(self, at: int) -> bool:
        """Step over a value that belongs to a page; say whether it could be.

        One that holds a list of papers has lost its own end, and is stepped into.
        """
        value, end, reason = self._decode(at)
        if isinstance(value, dict) and not value.keys().isdisjoint(LISTS):
            end = at + 1
        if not reason:
            self._window.at = end
        return not reason

    def _junk(self) -> Unread:
        """Step over what is no object, or the rest of one that has lost its beginning: what is set in farther is inside."""
        start = self._window.at
        self._window.at = self._find_paper(start, self._window.margin(start))
        return self._window.unread(start, self._window.at, "this is no JSON object")

    def _decode(self, at: int) -> tuple[Any, int, str]:
        """Return the value at a place and where it ends; or None, where it breaks, and the reason."""
        window = self._window
        while True:
            try:
                return *_DECODER.raw_decode(window.text, at), ""
            except json.JSONDecodeError as error:
                if error.msg.startswith("Invalid control") and window.text[error.pos] != "\n":
                    window.text = window.text.translate(_CONTROLS)
                    continue
                short = error.msg.startswith("Unterminated") or error.pos + _TOKEN >= len(window.text)
                if short and len(window.text) - at > ENTRY_LIMIT:
                    return None, error.pos, f"this entry has not ended after {ENTRY_LIMIT >> 20} million characters"
                if short and window.grow():
                    continue
                if short and "}" not in window.text[error.pos :]:
                    return None, error.pos, _CUT
                return None, error.pos, f"damaged JSON: line {window.line(error.pos)}: {error.msg}"
            except RecursionError:
                return None, at, "JSON that is nested too deeply"
            except ValueError:
                return None, at, "JSON with a number that is too long"

    def _after_damage(self, start: int, cut: bool) -> int:
        """Return the place of the next entry after one that is damaged.

        An entry that begins its line is followed by one that begins a line as far to the right; anything farther right is
        inside it. Where entries share lines, an object that looks like a paper is one. A page may have a damaged beginning.
        """
        window = self._window
        indent = window.indent(start)
        if page := _LIST.search(window.text, start, start + AHEAD):
            return page.start()
        if indent is not None:
            begin = f"\n{indent}{{"
            found = window.find(re.compile(re.escape(begin)), start, ENTRY_LIMIT)
            return min(found + len(begin) - 1, len(window.text))
        return len(window.text) if cut else self._find_paper(start + 1)

    def _find_paper(self, at: int, deepest: int = sys.maxsize) -> int:
        """Return the place of the next object that stands like an entry, or looks like one and is set in no farther."""
        window = self._window
        for _ in range(_TRIES):
            at = window.find(_OBJECT, at, ENTRY_LIMIT)
            indent = window.indent(at)
            if at == len(window.text) or (indent is not None and indent == self._indent):
                return at
            if indent is None or len(indent) <= deepest:
                value, *_ = self._decode(at)
                if value is not None and self._is_paper(value):
                    return at
            at += 1
        return window.find(_LINE_END, at, ENTRY_LIMIT)
