"""litcli's own JSON Lines, read back: a paper a line, each place where it was seen a record."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litcli.records import Item, Record, Sighting, Unread
from litcli.text import NAME_LENGTH, clean, whole

NAME = "jsonl"
DESCRIPTION = "litcli's own JSON Lines (litcli list --format jsonl)"

_ID = re.compile(rf"[a-z][0-9a-z]{{{NAME_LENGTH - 1}}}")
_TEXTS = ("venue", "volume", "number", "pages", "doi", "arxiv", "pmid", "url")


def sniff(head: list[str]) -> bool:
    """Say whether the first line is a paper as litcli writes it."""
    try:
        paper = json.loads(head[0]) if head else None
    except (ValueError, RecursionError):
        return False
    return isinstance(paper, dict) and {"id", "title", "seen"} <= paper.keys()


def read(lines: Iterable[str], source: str, day: str = "") -> Iterator[Item]:
    """Yield a record for every place where each paper was seen; a line that is no paper is unread."""
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        try:
            yield from _records(json.loads(line), Sighting(source, number, "", day if len(day) == 10 else ""))
        except (ValueError, RecursionError) as error:
            yield Unread(source, number, number, line, f"not a paper in JSON: {error}")


def _records(paper: Any, here: Sighting) -> Iterator[Record]:
    """Build the records of one paper. Raises ValueError where a field is not of its kind."""
    if not isinstance(paper, dict):
        raise ValueError("the line is no object")
    seen = [_sighting(place, here) for place in _list(paper, "seen", dict)] or [here]
    name = _text(paper, "id")
    added = _text(paper, "added")
    year = paper.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise ValueError('"year" is not a whole number')
    texts = {field: _text(paper, field) for field in _TEXTS}
    title, abstract = _text(paper, "title"), _text(paper, "abstract")
    if not title and not abstract:
        raise ValueError("no title and no abstract")
    authors = tuple(clean(whole(author)) for author in _list(paper, "authors", str))
    links = tuple(clean(whole(link)) for link in _list(paper, "links", str))
    for place in seen:
        yield Record(
            source=place.source,
            line=place.line,
            # The paper takes one line of this source, however often it was seen elsewhere.
            lines=int(place is seen[0]),
            key=place.key,
            listed=place.listed,
            title=title,
            abstract=abstract,
            authors=authors,
            year=year,
            links=links,
            name=name if _ID.fullmatch(name) else "",
            extra={"added": added} if added else {},
            venue=texts["venue"],
            volume=texts["volume"],
            number=texts["number"],
            pages=texts["pages"],
            doi=texts["doi"],
            arxiv=texts["arxiv"],
            pmid=texts["pmid"],
            url=texts["url"],
        )


def _sighting(place: Mapping[str, Any], here: Sighting) -> Sighting:
    line = place.get("line")
    if not isinstance(line, int) or isinstance(line, bool):
        raise ValueError('"line" in "seen" is not a whole number')
    return Sighting(_text(place, "source") or here.source, line, _text(place, "key"), _text(place, "listed"))


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
