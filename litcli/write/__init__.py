"""Papers to text: one module a format, all named in FORMATS.

A writer takes papers, the fields to write (none means its own choice) and the character that ends a line, and yields text. Only
the module of the format that is asked for is imported.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from litcli.errors import UseError
from litcli.write.values import FIELDS

if TYPE_CHECKING:
    from litcli.records import Paper

__all__ = ["FIELDS", "FORMATS", "Writer", "check_fields", "writer"]

Write = Callable[["Iterable[Paper]", Sequence[str], str], Iterator[str]]


class Writer(NamedTuple):
    """One way to write papers."""

    name: str
    description: str
    write: Write
    endings: tuple[str, ...] = ()
    """File names that ask for it."""
    fields: bool = True
    """Whether `--fields` chooses what it writes."""


def _late(module: str, name: str = "write") -> Write:
    """Return a writer's function that imports its module when it is first called."""

    def write(papers: "Iterable[Paper]", fields: Sequence[str], end: str) -> Iterator[str]:
        late: Write = getattr(import_module(f"litcli.write.{module}"), name)
        return late(papers, fields, end)

    return write


FORMATS = {
    writer.name: writer
    for writer in (
        Writer("tsv", "a line a paper, tab-separated, no header", _late("tables", "tsv"), (".tsv", ".tab")),
        Writer("csv", "comma-separated with a header", _late("tables", "csv"), (".csv",)),
        Writer("json", "one JSON array", _late("json_", "array"), (".json",)),
        Writer(
            "jsonl", "a JSON object a line; litcli add reads it back", _late("json_", "lines"), (".jsonl", ".ndjson")
        ),
        Writer("ids", "an id a line", _late("ids"), (".ids",), fields=False),
        Writer("bibtex", "BibTeX", _late("bibtex"), (".bib",), fields=False),
        Writer("ris", "RIS, for reference managers and screening tools", _late("ris"), (".ris",), fields=False),
        Writer("csl-json", "CSL-JSON, for citation processors", _late("csl"), (".csl.json", ".csljson"), fields=False),
        Writer("markdown", "Markdown, a heading a paper", _late("markdown"), (".md", ".markdown"), fields=False),
        Writer("html", "one page to search in a browser", _late("html_"), (".html", ".htm"), fields=False),
    )
}


def writer(name: str, fields: Sequence[str] = (), guarded: bool = False, also: str = "") -> Writer:
    """Return the writer of a format, with a guard against formulas for CSV.

    `also` is a format that the command has beside these. Raises UseError for an unknown format, and for fields or a guard where it does not take them.
    """
    if guarded and name != "csv":
        raise UseError(f"--safe-csv does not go with --format {name}", "it goes with csv")
    if name not in FORMATS:
        raise UseError(f'no format is called "{name}"', f"legal: {', '.join([also, *FORMATS] if also else FORMATS)}")
    if fields and not FORMATS[name].fields:
        raise UseError(f"--fields does not go with --format {name}", "it goes with tsv, csv, json, jsonl and table")
    return FORMATS[name]._replace(write=_late("tables", "safe_csv")) if guarded else FORMATS[name]


def check_fields(names: str) -> tuple[str, ...]:
    """Split `id,title` into fields. Raises UseError for an unknown one."""
    fields = tuple(name.strip() for name in names.split(",") if name.strip())
    for name in fields:
        if name not in FIELDS:
            raise UseError(f'no field is called "{name}"', f"legal: {', '.join(FIELDS)}")
    return fields
