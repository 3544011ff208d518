"""The formats that litcli reads: what a format is, the table of all, and how one is found out.

A format is a module with NAME, DESCRIPTION, `sniff`, `read` and, where entries have a mark of their own, `starts`: a scan that
counts the marks without parsing anything, so that an entry that the reader lost is noticed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

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


@dataclass(frozen=True, slots=True)
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


FORMATS = (
    Format(jsonl.NAME, jsonl.DESCRIPTION, jsonl.sniff, jsonl.read),
    Format(openalex.NAME, openalex.DESCRIPTION, openalex.sniff, openalex.read, marks(openalex.MARK)),
    Format(
        semantic_scholar.NAME,
        semantic_scholar.DESCRIPTION,
        semantic_scholar.sniff,
        semantic_scholar.read,
        marks(semantic_scholar.MARK),
    ),
    Format(hf_json.NAME, hf_json.DESCRIPTION, hf_json.sniff, hf_json.read, marks(hf_json.MARK)),
    Format(csl.NAME, csl.DESCRIPTION, csl.sniff, csl.read, marks(csl.MARK)),
    Format(medline.NAME, medline.DESCRIPTION, medline.sniff, medline.read, by_pattern(medline.STARTS)),
    Format(wos.NAME, wos.DESCRIPTION, wos.sniff, wos.read, by_pattern(wos.STARTS)),
    Format(ris.NAME, ris.DESCRIPTION, ris.sniff, ris.read, lambda: ris.starts),
    Format(endnote.NAME, endnote.DESCRIPTION, endnote.sniff, endnote.read, by_pattern(endnote.STARTS)),
    Format(feed.NAME, feed.DESCRIPTION, feed.sniff, feed.read, feed.starts),
    Format(arxiv_mail.NAME, arxiv_mail.DESCRIPTION, arxiv_mail.sniff, arxiv_mail.read, arxiv_mail.starts),
    Format(scholar.NAME, scholar.DESCRIPTION, scholar.sniff, scholar.read, scholar.starts),
    Format(hf_html.NAME, hf_html.DESCRIPTION, hf_html.sniff, hf_html.read, hf_html.starts),
    Format(bibtex.NAME, bibtex.DESCRIPTION, bibtex.sniff, bibtex.read, by_pattern(bibtex.STARTS)),
    Format(table.NAME, table.DESCRIPTION, table.sniff, table.read, table.starts),
    # Whatever no other format claims is read as a page: last.
    Format(listing.NAME, listing.DESCRIPTION, lambda _: True, listing.read),
)
"""In the order in which they are asked: a format with a surer sign comes first."""


def format_of(source: Source, name: str = "") -> Format:
    """Return the format called `name`, or the one that the source's first lines show. Raises UseError, SourceError."""
    if name:
        for form in FORMATS:
            if form.name == name:
                return form
        raise UseError(f'no format is called "{name}"', f"legal: {', '.join(form.name for form in FORMATS)}")
    head = [line[:_HEAD_LENGTH] for line in islice(source.lines(), _HEAD_LINES) if line.strip()]
    found = next(form for form in FORMATS if form.sniff(head))
    if found.read is listing.read and is_json(head):
        raise SourceError(f"{source.name}: is JSON that litcli does not know", "what it reads: litcli formats")
    return found
