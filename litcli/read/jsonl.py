"""litcli's own JSON, read back: a paper a line, or an array of them; each place where one was seen is a record."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from litcli.read import json_entries
from litcli.read.json_entries import Make
from litcli.read.json_head import first_object
from litcli.read.window import Span
from litcli.records import Item, Record, Sighting, Unread
from litcli.text import clean, whole
from litcli.text.names import NAME_LENGTH

DESCRIPTION = "litcli's own JSON Lines or JSON (litcli list --format jsonl, --format json)"
starts = None
"""Several records come from one line."""

_ID = re.compile(rf"[a-z][0-9a-z]{{{NAME_LENGTH - 1}}}")
_TEXTS = ("venue", "volume", "number", "pages", "doi", "arxiv", "pmid", "url")
_KEPT = {"added": "added", "status": "litcli status", "note": "litcli note", "kind": "kind"}
"""Fields that no source but litcli has, and their names on a record; `litcli` keeps a foreign column from being one."""


def sniff(head: list[str]) -> bool:
    """Say whether the first object is a paper as litcli writes it."""
    return is_paper(first_object(head))


def is_paper(value: Mapping[str, Any]) -> bool:
    """Say whether an object is a paper as litcli writes it."""
    return {"id", "title", "seen"} <= value.keys()


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every place where each paper was seen; what is no paper is unread."""
    listed = day if len(day) == 10 else ""

    def make(value: dict[str, Any], span: Span) -> Iterator[Record]:
        return _records(value, Sighting(source, span.line, "", listed), span)

    given = iter(lines)
    before: list[str] = []
    while (line := next(given, None)) is not None and not line.strip():
        before.append(line)
    whole = chain(before, [line or ""], given)
    if _is_spread(line or ""):
        yield from json_entries.items(whole, source, make, is_paper)
    else:
        yield from _of_lines(whole, source, make)


def _is_spread(line: str) -> bool:
    """Say whether a source that begins so is an array, or has objects that another program has spread over lines."""
    return line.strip() == "{" or line.lstrip().startswith("[")


def _of_lines(lines: Iterable[str], source: str, make: Make) -> Iterator[Item]:
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        try:
            yield from make(json.loads(line), Span(number, number, 1))
        except (ValueError, RecursionError) as error:
            yield Unread(source, number, number, line, f"not a paper in JSON: {error}")


def _records(paper: Any, here: Sighting, span: Span) -> Iterator[Record]:
    """Build the records of one paper. Raises ValueError where a field is not of its kind."""
    if not isinstance(paper, dict):
        raise ValueError("the line is no object")
    seen = [_sighting(place, here) for place in _list(paper, "seen", dict)] or [here]
    name = _text(paper, "id")
    year = _number(paper, "year") if paper.get("year") is not None else None
    texts = {field: _text(paper, field) for field in _TEXTS}
    title, abstract = _text(paper, "title"), _text(paper, "abstract")
    if not title and not abstract:
        raise ValueError("no title and no abstract")
    authors = tuple(clean(whole(author)) for author in _list(paper, "authors", str))
    links = tuple(clean(whole(link)) for link in _list(paper, "links", str))
    extra = _kept(paper)
    for place in seen:
        yield Record(
            source=place.source,
            line=place.line,
            # The paper takes its lines of this source once, however often it was seen elsewhere.
            lines=span.lines if place is seen[0] else 0,
            key=place.key,
            listed=place.listed,
            title=title,
            abstract=abstract,
            authors=authors,
            year=year,
            links=links,
            name=name if _ID.fullmatch(name) else "",
            extra=extra,
            venue=texts["venue"],
            volume=texts["volume"],
            number=texts["number"],
            pages=texts["pages"],
            doi=texts["doi"],
            arxiv=texts["arxiv"],
            pmid=texts["pmid"],
            url=texts["url"],
        )


def _kept(paper: Mapping[str, Any]) -> dict[str, str]:
    """Return what a library knew of the paper, by the name it has among a record's `extra`."""
    texts = {key: _text(paper, field) for field, key in _KEPT.items()}
    if texts["litcli status"] not in ("", "keep", "maybe", "drop"):
        raise ValueError('"status" is not keep, maybe or drop')
    return {key: text for key, text in texts.items() if text}


def _sighting(place: Mapping[str, Any], here: Sighting) -> Sighting:
    source, line = _text(place, "source") or here.source, _number(place, "line")
    return Sighting(source, line, _text(place, "key"), _text(place, "listed"))


def _number(paper: Mapping[str, Any], field: str) -> int:
    value = paper.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError(f'"{field}" is not a whole number that can be')
    return value


def _text(paper: Mapping[str, Any], field: str) -> str:
    value = paper.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{field}" is not a text')
    return clean(whole(value))


def _list(paper: Mapping[str, Any], field: str, kind: type) -> list[Any]:
    value = paper.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, kind) for part in value):
        raise ValueError(f'"{field}" is not a list of {"texts" if kind is str else "objects"}')
    return value
