"""The fields of a BibTeX entry as litcli's own: which is which, and what a value says in plain text.

The parser gives values as they are written, in braces or quotes, joined by `#`, with the names of @string blocks in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping

from litcli.read import people
from litcli.read.entry import Entry
from litcli.read.tex import plain
from litcli.text import clean
from litcli.text.identifiers import find_arxiv

FIELDS: Mapping[str, str] = {
    "title": "title", "abstract": "abstract", "author": "author", "year": "year", "date": "year", "journal": "venue",
    "journaltitle": "venue", "booktitle": "venue", "volume": "volume", "number": "number", "issue": "number",
    "pages": "pages", "doi": "doi", "pmid": "pmid", "url": "url", "link": "url", "eprint": "eprint",
    "eid": "article", "art_number": "article", "article-number": "article", "articleno": "article",
}  # fmt: skip
"""litcli's field by the entry's; `eprint` and `article` are settled when all others are in."""

_LATER = ("eprint", "article")
_PREFIXES = ("archiveprefix", "eprinttype")
_VERBATIM = frozenset(("doi", "url", "link", "eprint", "file", "isbn", "issn"))
_ESCAPED = re.compile(r"\{?\\([_%&#~$])(?:\{\})?\}?|\\url\s*|[{}]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_MARK = re.compile(r"(?<!\\)[{}\"]|[#=]")
_DASH = re.compile(r" ?(?:-{2,3}|[–—]) ?")
_NAME_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:+."
_EXPANDED_LIMIT = 100_000
"""Characters that @string blocks may make of one value: each may double the one before."""

Fields = Iterable[tuple[str, str]]


def fill(entry: Entry, fields: Fields, strings: Mapping[str, str]) -> None:
    """Put the fields of an entry into it; a field that stands twice, or has no place, is kept under its own name."""
    given = [(name.lower(), text) for name, text in _texts(fields, strings)]
    prefix = next((text.lower() for name, text in given if name in _PREFIXES), "")
    for name, text in sorted(given, key=lambda field: FIELDS.get(field[0], "") in _LATER):
        field = FIELDS.get(name, "")
        if field == "eprint":
            field = _eprint(text, prefix)
        elif field == "article":
            field = "" if "pages" in entry.values else "pages"
        if field == "author" and field not in entry.values:
            _authors(entry, text)
        elif field and (field not in entry.values or field in ("url", "arxiv")):
            _put(entry, field, name, text)
        elif (value := clean(_text(name, text))) not in (entry.first(field), entry.first(name)):
            entry.keep(name, value)
    title, subtitle = entry.first("title"), entry.first("subtitle")
    if title and subtitle:
        # biblatex has them apart; elsewhere, and in other databases, they are one.
        entry.values["title"][0] = title if subtitle in title else f"{title}: {subtitle}"
        del entry.values["subtitle"]


def _put(entry: Entry, field: str, name: str, text: str) -> None:
    value = _text(name, text)
    if field == "pages":
        value = _DASH.sub("-", value)
    if field == "arxiv":
        value = f"arXiv:{value}"
    entry.add(field, value)
    if field == "year" and not value.isdigit():
        entry.keep(name, value)
    if field == "venue" and find_arxiv(value):
        # Google Scholar: `journal={arXiv preprint arXiv:2401.01234}`.
        entry.add("arxiv", value)


def _authors(entry: Entry, text: str) -> None:
    names = people.braced(clean(text))
    if len(names) == 1 and (inside := _unwrapped(names[0])) and inside.count(",") > 1:
        # Web of Science: `Author = {{Ash, K. and Birch, L.}}`; the name of a body has no commas.
        names = people.braced(inside)
    for name in names:
        entry.add("more authors" if name.lower() == "others" else "author", plain(name))


def _eprint(text: str, prefix: str) -> str:
    if prefix == "arxiv" or (not prefix and find_arxiv(text)):
        return "arxiv"
    return "pmid" if prefix == "pubmed" else ""


def _text(name: str, text: str) -> str:
    text = clean(text)
    return _ESCAPED.sub(lambda found: found[1] or "", text) if name in _VERBATIM else plain(text)


def define(strings: MutableMapping[str, str], name: str, value: str) -> None:
    """Add the text of an @string block."""
    strings[name.lower()] = _resolved(value, strings)


def _texts(fields: Fields, strings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields with what their values say, still in TeX; one whose comma is missing has swallowed the next."""
    for name, value in fields:
        *before, name = name.split() or [""]
        if before:
            yield "between fields", " ".join(before)
        text, start = _unwrapped(value), 0
        if text is not None:
            yield name, text
            continue
        for place in [place for place, sign in _outside(value) if sign == "="]:
            head = value[start:place].rstrip()
            rest = head.rstrip(_NAME_SIGNS)
            yield name, _resolved(rest, strings)
            name, start = head[len(rest) :], place + 1
        yield name, _resolved(value[start:], strings)


def _resolved(value: str, strings: Mapping[str, str]) -> str:
    """Put together the parts that `#` joins: texts in braces or quotes, numbers, names of @string blocks."""
    places = [place for place, sign in _outside(value) if sign == "#"]
    parts: list[str] = []
    room = len(value) + _EXPANDED_LIMIT
    for start, end in zip([0, *(place + 1 for place in places)], [*places, len(value)], strict=True):
        part = value[start:end].strip()
        text = _unwrapped(part)
        if text is None:
            # Quotes inside quotes, which BibTeX takes only in braces.
            text = part[1:-1] if part[:1] == part[-1:] == '"' else strings.get(part.lower(), part)
        parts.append(text)
        room -= len(parts[-1])
        if room < 0:
            return value
    return "".join(parts)


def _unwrapped(text: str) -> str | None:
    """Return what is inside the braces or quotes that are round the whole text, or None where none are."""
    inner = text[1:-1]
    if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
        return None if '"' in inner else inner
    if text[:1] != "{" or text[-1:] != "}":
        return None
    depth = 0
    for brace in _BRACE.finditer(inner) if "}" in inner else ():
        depth += 1 if brace[0] == "{" else -1
        if depth < 0:
            return None
    return inner


def _outside(value: str) -> Iterator[tuple[int, str]]:
    """Yield the place of each `#` and `=` outside braces and quotes."""
    depth, quoted = 0, False
    for mark in _MARK.finditer(value):
        sign = mark[0]
        if sign == '"' and depth == 0:
            quoted = not quoted
        elif sign in "{}" and not quoted:
            depth += 1 if sign == "{" else -1
        elif sign in "#=" and depth == 0 and not quoted:
            yield mark.start(), sign
