"""What the values of a JSON entry are as text, and the way from an object to a record that its formats share."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from litcli.read import entry, json_entries
from litcli.read.entry import NAMES, Entry
from litcli.read.window import Span
from litcli.records import Item, Record, Unread

_LONG = 2_000
"""Characters from which an object is not kept beside a record: Crossref gives a paper's every reference."""

Fill = Callable[[Entry, Mapping[str, Any]], None]
"""Adds what an object holds to an entry."""


def papers(
    lines: Iterable[str], source: str, day: str, fill: Fill, is_paper: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Item]:
    """Yield a record for every object of a source; one with neither title nor abstract is unread."""

    def make(value: dict[str, Any], span: Span) -> Iterator[Record]:
        found = Entry(span.line, span.end, span.lines)
        fill(found, value)
        made = entry.item(source, found, day=day)
        if isinstance(made, Unread):
            raise ValueError(made.reason)
        yield made

    return json_entries.items(lines, source, make, is_paper)


def text(value: object) -> str:
    """Return a text or a number as text, the first of a list of them; anything else is an empty string."""
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str) and part), None)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)


def inside(value: object, *names: str) -> Any:
    """Return the member that the names lead to, each inside the one before; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def keep(found: Entry, value: Mapping[str, Any], names: Iterable[str]) -> None:
    """Add the members that litcli has no field for, under their own names; objects as JSON, unless they are long."""
    for name in names:
        found.add(f"source's {name}" if name in NAMES else name, _flat(value.get(name)))


def _flat(value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, (str, int, float)) for part in value):
        return "; ".join(map(str, value))
    if isinstance(value, (dict, list)) and value:
        shown = json.dumps(value, ensure_ascii=False)
        return shown if len(shown) <= _LONG else ""
    return "yes" if value is True else text(value)
