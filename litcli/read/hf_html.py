"""A page of Hugging Face Papers saved as HTML: of a day, a week, a month, what is trending, or a search.

The page holds its papers twice: as JSON in the attribute `data-props` of an element, whole, and as articles, shortened. The JSON
is read as the service's own; an article is read where the JSON does not have it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from litcli.read import hf_json, markup
from litcli.read.entry import Entry
from litcli.read.ledger import Ledger
from litcli.read.scan import Scan
from litcli.records import Furniture, Item, Record, Unread
from litcli.text import clean

DESCRIPTION = "a page of Hugging Face Papers saved as HTML"

_PAGE = re.compile(r"<title>[^<]{0,80}\bPapers - Hugging Face|huggingface\.co/papers\b|data-target=\"DailyPapers\"")
_LIST = re.compile(r'"dailyPapers"\s*:\s*(?=\[)')
_AFTER_LIST = re.compile(r'(?<=\})\s*+\]\s*+,\s*+"')
_DAY = re.compile(r'"dateString"\s*:\s*"(\d{4}-\d\d-\d\d)')
_HREF = r"(?:https://huggingface\.co)?/papers/"
_NUMBER = re.compile(_HREF + r"(\d{4}\.\d{4,5})(?:[?#].*)?")
_JSON_MARK = re.compile(r"(?:&quot;|\")dailyPapers(?:&quot;|\")\s*:\s*\[\s*\{")
_HEADINGS = ("h2", "h3", "h4")
_articles = markup.scan("article", rf'href="{_HREF}\d{{4}}\.')


def sniff(head: list[str]) -> bool:
    """Say whether it is HTML that names Hugging Face Papers as its own address or title."""
    text = "\n".join(head)
    return text.lstrip("\ufeff \t\n")[:1] == "<" and "<html" in text.lower() and bool(_PAGE.search(text))


def starts() -> Scan:
    """Begin a scan for the line with the JSON, or, on a page without, for articles that link to a paper."""
    count_articles, in_json = _articles(), False

    def count(line: str) -> int:
        nonlocal in_json
        here = bool(_JSON_MARK.search(line)) and not in_json
        in_json = in_json or here
        # The papers in the JSON share its line: only the first of them has one.
        return int(here) if in_json else count_articles(line)

    return count


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every paper; one that the page ends inside is unread."""
    ledger, known = Ledger(source, day), set[str]()
    text = markup.Text.of((number, f"{line}\n") for number, line in _kept(lines, ledger))
    for found in _found(text):
        if isinstance(found, _Card):
            if found.number not in known:
                yield from ledger.entry(found.entry(text), "" if found.whole else "the page ends inside this entry")
        else:
            for item in _from_json(found, text, ledger):
                if isinstance(item, Record):
                    known.add(item.arxiv)
                yield item
    yield from ledger.rest()


def _kept(lines: Iterable[str], ledger: Ledger) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        ledger.line(number, line, "markup")
        yield number, line


def _found(text: markup.Text) -> "Iterator[_Card | markup.Tag]":
    """Yield the tags that hold the JSON, and the articles that link to a paper."""
    card: _Card | None = None
    for token in markup.tokens(text.text):
        holds_json = isinstance(token, markup.Tag) and '"dailyPapers"' in token.attributes.get("data-props", "")
        if isinstance(token, markup.Tag) and (holds_json or token.name == "article"):
            if card and card.number:
                card.end, card.whole = token.end if token.closes else token.start, True
                yield card
            card = None if token.closes or holds_json else _Card(token.start, len(text.text))
            if holds_json:
                yield token
        elif card:
            card.take(token)
    if card and card.number:
        yield card


def _from_json(tag: markup.Tag, text: markup.Text, ledger: Ledger) -> Iterator[Item]:
    """Yield the papers in the JSON of a tag; the first has the tag's lines."""
    props = tag.attributes["data-props"]
    begin = _LIST.search(props)
    if not begin:
        return
    papers = props[begin.end() : _end(props, begin.end(), tag.whole)]
    line, last = text.line(tag.start), text.line(tag.end - 1)
    yield from ledger.before(line)
    day = found[1] if (found := _DAY.search(props)) else ledger.day
    for item in hf_json.read([papers], ledger.source, day):
        if isinstance(item, Furniture):
            continue
        own = ledger.own(last)
        if isinstance(item, Record):
            yield item._replace(line=line, end=last, lines=len(own))
        else:
            reason = item.reason if not item.text else f"{item.reason}: {item.text[:200]}"
            yield Unread(item.source, line, last, "\n".join(own), reason)


def _end(props: str, begin: int, whole: bool) -> int:
    """Return where the list of papers ends; where it is damaged, before the last member that can stand behind it."""
    try:
        return json.JSONDecoder().raw_decode(props, begin)[1]
    except (ValueError, RecursionError):
        ends = [match.start() for match in _AFTER_LIST.finditer(props, begin)] if whole else []
        return ends[-1] if ends else len(props)


@dataclass(slots=True)
class _Card:
    """An article while its tags and texts come."""

    start: int
    end: int
    whole: bool = False
    number: str = ""
    into: str = ""
    """The field that is open: title, abstract."""
    title: str = ""
    abstract: str = ""
    links: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    heading: bool = False

    def take(self, token: markup.Tag | str) -> None:
        if isinstance(token, str):
            self.texts.append(token if self.into else "")
        elif token.closes:
            self._close(token.name)
        elif token.name in _HEADINGS:
            self.heading = True
        elif token.name == "p":
            self.into, self.texts = "abstract", []
        elif token.name == "a":
            self._link(token.attributes.get("href", ""))

    def _link(self, address: str) -> None:
        number = _NUMBER.fullmatch(address)
        if self.heading and number:
            self.number, self.into, self.texts = number[1], "title", []
        elif not number and address.startswith("http") and "huggingface.co/" not in address:
            self.links.append(address)

    def _close(self, name: str) -> None:
        text = clean("".join(self.texts))
        if self.into == "title" and name in ("a", *_HEADINGS):
            self.title, self.into = text, ""
        elif self.into == "abstract" and name == "p":
            self.abstract, self.into = max(self.abstract, text, key=len), ""
        self.heading = self.heading and name not in _HEADINGS

    def entry(self, text: markup.Text) -> Entry:
        """Return what was gathered, by litcli's fields."""
        entry = Entry(text.line(self.start), text.line(max(self.start, self.end - 1)), 0)
        entry.add("title", self.title)
        entry.add("abstract", self.abstract)
        entry.add("key", self.number)
        entry.add("arxiv", self.number)
        for address in (f"https://huggingface.co/papers/{self.number}", *self.links):
            entry.add("url", address)
        return entry
