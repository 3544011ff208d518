"""Ids as they are given on a command line: `-` stands for those on standard input."""

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence

from litcli.errors import ExitCode, UseError

_LONGEST = 10_000
"""Characters of a line of CSV that are looked at: an abstract may stand behind the ids, and `csv` refuses very long cells."""
_SEMICOLON = re.compile(r"\w+;")


def given(words: Sequence[str], hint: str) -> list[str]:
    """Return the words, those on standard input where `-` stands. Raises UseError where there is none."""
    found = [word for name in words for word in (_read() if name == "-" else [name])]
    if not found:
        raise NoIds("no id was given", hint)
    return found


class NoIds(UseError):
    """Nothing on standard input: what stands before the pipe has found nothing."""

    code = ExitCode.NOTHING


def _read() -> Iterator[str]:
    """Yield the ids on standard input: the first column of a table, or every word."""
    for line in sys.stdin:
        columns = _columns(line.replace("\0", " "))
        yield from columns[:1] if set("\t,;{") & set(line) else columns


def lines() -> Iterator[tuple[int, list[str]]]:
    """Yield number and columns of each line on standard input, but for blank ones and a header."""
    for number, line in enumerate(sys.stdin, start=1):
        if columns := _columns(line):
            yield number, columns


def _ids_of_json(text: str) -> list[str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return [text]
    return [value[key] for key in ("id", "other") if isinstance(value.get(key), str)] or [text]


def _columns(line: str) -> list[str]:
    """Return the columns of a line, divided by tabs, else by commas or semicolons as spreadsheets write them, else by white space.

    Of a line of JSON they are its ids.
    """
    text = line.strip("\r\n").removeprefix("\ufeff")  # a spreadsheet begins its file so
    if text.startswith("{"):
        return _ids_of_json(text)
    parts = text.split()
    if "\t" not in text and _SEMICOLON.match(text):
        text = text.replace(";", "\t", 2)
    if "\t" in text:
        parts = [part.strip() for part in text.split("\t")]
    elif "," in text and text.partition(",")[0].strip().strip('"').isalnum():
        # An id has no comma, but the name of a source behind one may. Two columns are all that anybody asks for.
        parts = [part.strip() for part in next(csv.reader([text[:_LONGEST]]))]
    # A header says `id`, with which no id begins.
    return [] if not any(parts) or parts[0].lower() == "id" else parts
