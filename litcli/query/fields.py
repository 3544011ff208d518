"""The scopes and fields of the language: one entry each, with what its values may be and the SQL that asks for it.

A condition is SQL over the table `papers` with its parameters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Condition = tuple[str, tuple[str | int, ...]]

SCOPES = {"title": "title", "abstract": "abstract", "author": "authors", "venue": "venue"}
"""A scope's name in the language, and its column in the full-text index."""


class BadValue(Exception):
    """A field's value that does not fit; the message says what is legal."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the paper."""

    example: str
    """A value, as the help shows it."""
    condition: Callable[[str], Condition]
    """Turns a value into SQL. Raises BadValue."""


_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<number>\d{1,9})|(?P<low>\d{0,9})\.\.(?P<high>\d{0,9})")


def _number(column: str) -> Callable[[str], Condition]:
    """Compare a column with `2020`, `>=2020` or `2020..2024`; either end of a range may be left out."""

    def condition(value: str) -> Condition:
        found = _COMPARED.fullmatch(value)
        if not found or value == "..":
            raise BadValue("expected a number, a comparison (>=3) or a range (2020..2024)")
        if found["number"]:
            return f"{column} {found['sign'] or '='} ?", (int(found["number"]),)
        bounds = [(">=", found["low"]), ("<=", found["high"])]
        given = [(sign, int(number)) for sign, number in bounds if number]
        return " AND ".join(f"{column} {sign} ?" for sign, _ in given), tuple(number for _, number in given)

    return condition


def _glob(value: str) -> str:
    """Turn a value with `*` and `?` into a pattern for LIKE with a backslash as escape."""
    escaped = re.sub(r"([\\%_])", r"\\\1", value)
    return escaped.replace("*", "%").replace("?", "_")


def _topic(value: str) -> Condition:
    return "papers.rowid IN (SELECT paper FROM tags WHERE topic LIKE ? ESCAPE '\\')", (_glob(value),)


def _source(value: str) -> Condition:
    """Match a source by its whole name or by the last part of its path."""
    pattern = _glob(value)
    where = "records.source LIKE ? ESCAPE '\\' OR records.source LIKE ? ESCAPE '\\'"
    return (
        "papers.rowid IN (SELECT names.paper FROM records JOIN names ON names.rowid = records.name WHERE "
        + where
        + ")",
        (pattern, f"%/{pattern}"),
    )


def _id(value: str) -> Condition:
    """Match a paper by the start of any name it ever had."""
    if not re.fullmatch(r"[0-9A-Za-z]+", value):
        raise BadValue("expected the start of an id, letters and digits")
    # An id is lower case; the range is a look-up in the index where LIKE would read every name.
    return (
        "papers.rowid IN (SELECT paper FROM names WHERE name >= ? AND name < ?)",
        (value.lower(), value.lower() + "~"),
    )


def _identifier(column: str) -> Callable[[str], Condition]:
    def condition(value: str) -> Condition:
        return f"papers.{column} LIKE ? ESCAPE '\\'", (_glob(value),)

    return condition


_HAS = {
    "abstract": "abstract <> ''",
    "authors": "authors <> '[]'",
    "year": "year IS NOT NULL",
    "doi": "doi <> ''",
    "arxiv": "arxiv <> ''",
    "pmid": "pmid <> ''",
    "url": "url <> ''",
    "links": "links <> '[]'",
    "code": "(links LIKE '%github.com/%' OR links LIKE '%gitlab.com/%' OR links LIKE '%huggingface.co/%')",
    "topic": "papers.rowid IN (SELECT paper FROM tags)",
}


def _has(value: str) -> Condition:
    if value not in _HAS:
        raise BadValue(f"legal: {', '.join(_HAS)}")
    return _HAS[value], ()


FIELDS = {
    "topic": Field("topic:pruning", _topic),
    "source": Field("source:mon*", _source),
    "year": Field("year:2020..2024", _number("papers.year")),
    "seen": Field("seen:>=3", _number("papers.seen")),
    "id": Field("id:k3v9", _id),
    "doi": Field("doi:10.1000/*", _identifier("doi")),
    "arxiv": Field("arxiv:2403.*", _identifier("arxiv")),
    "has": Field("has:code", _has),
}
