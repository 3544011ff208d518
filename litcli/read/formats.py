"""The formats that litcli reads: what a format is, the table of all, and how one is found out.

A format is a module with NAME, DESCRIPTION, `sniff`, `read` and, where entries have a mark of their own, `starts`: a scan that
counts the marks without parsing anything, so that an entry that the reader lost is noticed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Protocol

from litcli.errors import SourceError, UseError
from litcli.read import (
    arxiv_mail,
    bibtex,
    csl,
    endnote,
    feed,
    hf_html,
    hf_json,
    jsonl,
    listing,
    medline,
    openalex,
    ris,
    scholar,
    semantic_scholar,
    table,
    wos,
)
from litcli.read.json_entries import marks
from litcli.read.json_head import is_json
from litcli.read.source import Source
from litcli.records import Item

_HEAD_LINES = 60
_HEAD_LENGTH = 20_000
"""Characters of a line that sniffing sees: a JSON file may be one line of a gigabyte."""

Scan = Callable[[str], int]
"""Takes the lines one by one and returns how many entries begin on each."""


@dataclass(frozen=True)
class Format:
    """One way in which sources are written."""

    name: str
    description: str
    sniff: Callable[[list[str]], bool]
    """Tells by the first lines that are not blank whether a source is of this format."""
    read: Callable[[Iterable[str], str, str], Iterator[Item]]
    """Takes the lines, the source's name, and the day or year the user gave."""
    starts: Callable[[], Scan] | None = None
    """Begins a scan for entry starts; None where entries have no mark."""


def by_pattern(pattern: str) -> Callable[[], Scan]:
    """Return a scan that counts the places of a regular expression in each line."""
    found = re.compile(pattern)
    return lambda: lambda line: len(found.findall(line))


class _Module(Protocol):
    """What the module of a format has."""

    NAME: str
    DESCRIPTION: str

    def sniff(self, head: list[str], /) -> bool: ...
    def read(self, lines: Iterable[str], source: str, day: str, /) -> Iterator[Item]: ...


def _format(module: _Module, starts: Callable[[], Scan] | None = None) -> Format:
    return Format(module.NAME, module.DESCRIPTION, module.sniff, module.read, starts)


FORMATS = (
    _format(jsonl),
    _format(openalex, marks(openalex.MARK)),
    _format(semantic_scholar, marks(semantic_scholar.MARK)),
    _format(hf_json, marks(hf_json.MARK)),
    _format(csl, marks(csl.MARK)),
    _format(medline, by_pattern(medline.STARTS)),
    _format(wos, by_pattern(wos.STARTS)),
    _format(ris, lambda: ris.starts),
    _format(endnote, by_pattern(endnote.STARTS)),
    _format(feed, feed.starts),
    _format(arxiv_mail, arxiv_mail.starts),
    _format(scholar, scholar.starts),
    _format(hf_html, hf_html.starts),
    _format(bibtex, by_pattern(bibtex.STARTS)),
    _format(table, table.starts),
    # Whatever no other format claims is read as a page: last.
    _format(listing),
)
"""In the order in which they are asked: a format with a surer sign comes first."""


def format_of(source: Source, name: str = "", columns: str = "") -> Format:
    """Return the format called `name`, or the one that the source's first lines show. Raises UseError, SourceError.

    `columns` maps the user's columns, `title=Name of work`, and says that the source is a table.
    """
    if columns:
        mapping = table.mapped(columns)
        read = partial(table.read, mapping=mapping)
        return Format(table.NAME, table.DESCRIPTION, table.sniff, read, partial(table.starts, mapping))
    if name:
        return named(name)
    head = [line[:_HEAD_LENGTH] for line in islice(source.lines(), _HEAD_LINES) if line.strip()]
    found = next(form for form in FORMATS if form.sniff(head))
    if found.read is listing.read and is_json(head):
        raise SourceError(f"{source.name}: is JSON that litcli does not know", "what it reads: litcli formats")
    return found


def named(name: str) -> Format:
    """Return the format called `name`. Raises UseError where there is none."""
    for form in FORMATS:
        if form.name == name:
            return form
    raise UseError(f'no format is called "{name}"', f"legal: {', '.join(form.name for form in FORMATS)}")
