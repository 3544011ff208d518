"""Regular expressions on papers: the texts of those that are left, a batch at a time, to the process that matches."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from litcli.library.schema import Library
from litcli.query import Regex, sql
from litcli.query.fields import BadValue, Condition
from litcli.query.regex import SECONDS, Matcher, TooSlow

_BATCH = 2_000
_PLACES = {"": "title, abstract", "title": "title", "abstract": "abstract", "authors": "authors", "venue": "venue"}


def checked(library: Library, seconds: float = SECONDS) -> sql.Checked:
    """Return a function that finds the papers with a regular expression; it raises BadValue where that takes too long."""

    def rowids(regex: Regex, within: Condition) -> Iterable[int]:
        where, values = within
        sql_text = f"SELECT papers.rowid, {_PLACES[regex.scope]} FROM papers WHERE {where}"
        rows = library.db.execute(sql_text, values)
        matcher = Matcher(regex.pattern, seconds)
        try:
            while batch := list(islice(rows, _BATCH)):
                yield from _found(matcher, batch, regex.scope)
        except TooSlow:
            raise BadValue(
                f"/{regex.pattern}/ took more than {seconds:g} seconds; simplify it (no repeat inside a repeat),"
                " or narrow what it is matched on: neural AND /.../"
            ) from None

    return rowids


def _found(matcher: Matcher, batch: list[tuple[int, str, str]], scope: str) -> Iterator[int]:
    texts = [(rowid, text) for rowid, *places in batch for text in places]
    # Authors stand as a list; in one text they are parted as they are shown.
    shown = [("; ".join(json.loads(text)) if scope == "authors" else text) for _, text in texts]
    hits = matcher.found(shown)
    yield from dict.fromkeys(rowid for (rowid, _), hit in zip(texts, hits, strict=True) if hit)
