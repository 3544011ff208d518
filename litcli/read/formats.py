"""The formats that litcli reads: what a format is, the table of all, and how one is found out.

A format is a module with DESCRIPTION, `sniff`, `read` and `starts`: a scan for the marks that its entries have, so that one that
the reader lost is noticed, or None where they have none. Modules are imported as they are asked; most sources are claimed early.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib import import_module
from itertools import islice
from typing import NamedTuple

from litcli.errors import SourceError, UseError
from litcli.read.json_head import is_json
from litcli.read.scan import Starts
from litcli.read.source import Source
from litcli.records import Item

_TABLES = (".csv", ".tsv", ".tab")
_HEAD_LINES = 60
_HEAD_LENGTH = 20_000
"""Characters of a line that sniffing sees: a JSON file may be one line of a gigabyte."""

_OWN = re.compile(r"· `[0-9a-z]{12}`$|^seen \d+ times? · `[0-9a-z]{12}`$|<meta name=\"generator\" content=\"litcli\">")
"""What litcli's own Markdown has under each title, and its HTML in its head."""


class Format(NamedTuple):
    """One way in which sources are written."""

    name: str
    description: str
    sniff: Callable[[list[str]], bool]
    """Tells by the first lines that are not blank whether a source is of this format."""
    read: Callable[[Iterable[str], str, str], Iterator[Item]]
    """Takes the lines, the source's name, and the day or year the user gave."""
    starts: Starts | None = None
    """Begins a scan for entry starts; None where entries have no mark."""


_MODULES = {
    # What a mail holds comes with it.
    "mail": "mail_page",
    "jsonl": "jsonl",
    "openalex": "openalex",
    "semantic-scholar": "semantic_scholar",
    "hf-json": "hf_json",
    "csl-json": "csl",
    "medline": "medline",
    "wos": "wos",
    "ris": "ris",
    "endnote": "endnote",
    "csv": "table",
    "bibtex": "bibtex",
    "feed": "feed",
    "arxiv-mail": "arxiv_mail",
    "scholar-mail": "scholar",
    "hf-html": "hf_html",
    "html": "html_page",
    "pubmed-text": "pubmed_text",
    # Whatever no other format claims is read as a page: last.
    "listing": "listing",
}
"""The modules by the formats' names, in the order in which they are asked: a format with a surer sign comes first."""


def names() -> Sequence[str]:
    """Return the names of all formats, none of which is imported."""
    return tuple(_MODULES)


def formats() -> Iterator[Format]:
    """Yield all formats, each when it is asked for."""
    return map(named, _MODULES)


@cache
def named(name: str) -> Format:
    """Return the format called `name`. Raises UseError where there is none."""
    if name not in _MODULES:
        raise UseError(f'no format is called "{name}"', f"legal: {', '.join(_MODULES)}")
    module = import_module(f"litcli.read.{_MODULES[name]}")
    return Format(name, module.DESCRIPTION, module.sniff, module.read, module.starts)


def format_of(source: Source, name: str = "", columns: str = "") -> Format:
    """Return the format called `name`, or the one that the source's first lines show. Raises UseError, SourceError.

    `columns` maps the user's columns, `title=Name of work`, of sources that are tables; one that is of no other format is one.
    """
    head = [line[:_HEAD_LENGTH] for line in islice(source.lines(), _HEAD_LINES) if line.strip()] if not name else []
    found = named(name) if name else next(form for form in formats() if form.sniff(head))
    if columns and found.name in ("csv", "listing"):
        from litcli.read import table

        mapping = table.mapped(columns)
        read, starts = partial(table.read, mapping=mapping), partial(table.starts, mapping)
        return named("csv")._replace(read=read, starts=starts)
    if name:
        return found
    if found.name in ("listing", "html") and any(map(_OWN.search, head)):
        raise SourceError(
            f"{source.name}: is what litcli wrote for people, and holds less than it knows",
            "what comes back whole: litcli export --format jsonl",
        )
    if found.name == "listing" and is_json(head):
        raise SourceError(f"{source.name}: is JSON that litcli does not know", "what it reads: litcli formats")
    if head and found.name == "listing" and source.name.lower().removesuffix(".gz").endswith(_TABLES):
        # A table whose columns have other names is no page: as a table it is refused, with how to name them.
        return named("csv")
    return found
