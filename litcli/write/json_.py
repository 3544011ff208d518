"""JSON: one object a line, or one array."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from litcli.records import Paper
from litcli.write.values import FIELDS

# What is written is made here and holds no part of itself: looking for that takes a tenth of the time.
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def as_object(paper: Paper, fields: Sequence[str] = ()) -> dict[str, Any]:
    """Return a paper as a JSON object with the chosen fields, or all."""
    return {name: FIELDS[name](paper) for name in fields or FIELDS}


def lines(papers: Iterable[Paper], fields: Sequence[str], end: str) -> Iterator[str]:
    """Yield an object a line."""
    for paper in papers:
        yield _ENCODE(as_object(paper, fields)) + end


def array(papers: Iterable[Paper], fields: Sequence[str], end: str) -> Iterator[str]:
    """Yield one array, an object a line."""
    return in_array((as_object(paper, fields) for paper in papers), end)


def in_array(objects: Iterable[dict[str, Any]], end: str) -> Iterator[str]:
    """Yield objects as one JSON array, one a line, as they come."""
    before = "[\n"
    for value in objects:
        yield before + _ENCODE(value)
        before = ",\n"
    yield ("[" if before == "[\n" else "\n") + "]" + end
