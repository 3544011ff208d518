"""The scopes and fields of the language: one entry each, with what its values may be and the SQL that asks for it.

A condition is SQL over the table `papers` with its parameters.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeVar

Condition = tuple[str, tuple[str | int, ...]]

SCOPES = {"title": "title", "abstract": "abstract", "author": "authors", "venue": "venue"}
"""A scope's name in the language, and its column in the full-text index."""


class BadValue(Exception):
    """A field's value that does not fit; the message says what is legal."""


class Field(NamedTuple):
    """A field of the paper."""

    example: str
    """A value, as the help shows it."""
    condition: Callable[[str], Condition]
    """Turns a value into SQL. Raises BadValue."""
    listed: bool = True
    """Whether commas part values of which any will do; names of files and identifiers may hold commas."""


# --- numbers and days ---------------------------------------------------------------------------------------------------------

_End = TypeVar("_End", int, str)
_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<number>\d{1,9})|(?P<low>\d{0,9})\.\.(?P<high>\d{0,9})")


def _number(column: str) -> Callable[[str], Condition]:
    """Compare a column with `2020`, `>=2020` or `2020..2024`; either end of a range may be left out."""

    def condition(value: str) -> Condition:
        found = _COMPARED.fullmatch(value)
        if not found or value == "..":
            raise BadValue("expected a number, a comparison (>=3), a range (2020..2024) or several (2020,2022)")
        if found["number"]:
            return f"{column} {found['sign'] or '='} ?", (int(found["number"]),)
        return _between(column, *(int(found[end]) if found[end] else None for end in ("low", "high")))

    return condition


def _between(column: str, low: _End | None, high: _End | None) -> Condition:
    """Compare with both ends of a range. Raises BadValue where it goes backwards, as nothing lies in it."""
    if low is not None and high is not None and low > high:
        raise BadValue("the range goes backwards: its smaller end stands first")
    given = [(sign, end) for sign, end in ((">=", low), ("<=", high)) if end is not None]
    return " AND ".join(f"{column} {sign} ?" for sign, _ in given), tuple(end for _, end in given)


_SPAN = re.compile(r"(?P<number>\d{1,4})(?P<unit>[dwmy])")
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_DATES = "expected a day, month or year (2024-03-14, 2024-03), one compared (>=2024-03), a range (2024-01..2024-03), today, or an age (7d, 2w, 3m, 1y)"


def _added(value: str) -> Condition:
    """Compare the day a paper was added; `7d` is the last seven days."""
    column = "papers.added"
    if span := _SPAN.fullmatch(value):
        days = int(span["number"]) * _DAYS[span["unit"]]
        since = max(date.min.toordinal(), date.today().toordinal() - days)
        return _between(column, date.fromordinal(since).isoformat(), None)
    low, dots, high = value.partition("..")
    if dots and (low or high):
        return _between(column, _period(low)[0] if low else None, _period(high)[1] if high else None)
    sign = re.match(r">=|<=|>|<|=|", value)
    assert sign is not None
    first, last = _period(value[sign.end() :])
    ends = {">=": (">=", first), ">": (">", last), "<=": ("<=", last), "<": ("<", first)}
    if sign[0] in ends:
        compare, end = ends[sign[0]]
        return f"{column} {compare} ?", (end,)
    return _between(column, first, last)


def _period(text: str) -> tuple[str, str]:
    """Return the first and the last day of a day, a month or a year. Raises BadValue."""
    if text == "today":
        return date.today().isoformat(), date.today().isoformat()
    from calendar import monthrange

    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        year, month, day = [*map(int, text.split("-")), 0, 0][:3]
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        raise BadValue(_DATES) from None
    return first.isoformat(), last.isoformat()


# --- names --------------------------------------------------------------------------------------------------------------------


def literal(value: str) -> str:
    """Return a value whose `*` and `?` are no wildcards, as from between quotes: `[*]`, `[?]`."""
    return re.sub(r"[*?]", r"[\g<0>]", value)


def plain(value: str) -> str:
    """Take `literal` back."""
    return re.sub(r"\[([*?])\]", r"\1", value)


def _glob(value: str) -> str:
    """Turn a value with `*` and `?` into a pattern for LIKE with a backslash as escape."""
    signs = {"*": "%", "?": "_", "\\": "\\\\", "%": "\\%", "_": "\\_", "[*]": "*", "[?]": "?"}
    return re.sub(r"\[[*?]\]|[*?\\%_]", lambda m: signs[m[0]], value)


def _note(value: str) -> Condition:
    """Match a text anywhere in what the user noted, be it part of a word."""
    return "papers.rowid IN (SELECT paper FROM decided WHERE note <> '' AND note LIKE ? ESCAPE '\\')", (
        f"%{_glob(value)}%",
    )


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


def _identifier(column: str, around: str = "") -> Callable[[str], Condition]:
    """Match an identifier; what it has `around` it where people copy it from, an address or a version, says nothing."""
    dressing = re.compile(around, re.IGNORECASE)

    def condition(value: str) -> Condition:
        # A paper without the identifier has none that begins with anything.
        where = f"papers.{column} <> '' AND papers.{column} LIKE ? ESCAPE '\\'"
        return where, (_glob(dressing.sub("", value)),)

    return condition


# --- kinds --------------------------------------------------------------------------------------------------------------------


def _one_of(kinds: dict[str, str]) -> Callable[[str], Condition]:
    def condition(value: str) -> Condition:
        if value not in kinds:
            raise BadValue(f"legal: {', '.join(kinds)}")
        return kinds[value], ()

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
    "note": "papers.rowid IN (SELECT paper FROM decided WHERE note <> '')",
}

LAST_ADD = "records before the last add"
"""The setting that holds the largest rowid among the records that were there before the last `add`."""
_BEFORE = f"(SELECT CAST(value AS INTEGER) FROM settings WHERE name = '{LAST_ADD}')"
_KEPT = "papers.rowid IN (SELECT paper FROM decided WHERE status = '{}')"
_STATUS = {status: _KEPT.format(status) for status in ("keep", "maybe", "drop")}
_STATUS["none"] = "papers.rowid NOT IN (SELECT paper FROM decided WHERE status IN ('keep', 'maybe', 'drop'))"

_IS = {
    "new": "papers.rowid IN (SELECT names.paper FROM records JOIN names ON names.rowid = records.name"
    f" WHERE records.rowid > {_BEFORE})"
    " AND NOT EXISTS (SELECT 1 FROM names JOIN records ON records.name = names.rowid"
    f" WHERE names.paper = papers.rowid AND records.rowid <= {_BEFORE})",
}

FIELDS = {
    "topic": Field("topic:pruning", _topic),
    "source": Field("source:mon*", _source, listed=False),
    "year": Field("year:2020..2024", _number("papers.year")),
    "added": Field("added:7d", _added),
    "seen": Field("seen:>=3", _number("papers.seen")),
    "id": Field("id:k3v9", _id),
    "doi": Field("doi:10.1000/*", _identifier("doi", r"^(?:https?://)?(?:dx\.)?doi\.org/"), listed=False),
    "arxiv": Field("arxiv:2403.*", _identifier("arxiv", r"^(?:https?://)?arxiv\.org/(?:abs|pdf)/|v\d+$"), listed=False),
    "pmid": Field("pmid:31452104", _identifier("pmid")),
    "has": Field("has:code", _one_of(_HAS)),
    "status": Field("status:keep,maybe", _one_of(_STATUS)),
    "note": Field('note:"full text"', _note, listed=False),
    "is": Field("is:new", _one_of(_IS)),
}
