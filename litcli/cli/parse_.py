"""`litcli parse`: how each line of a source was understood."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from litcli.cli import options
from litcli.cli.declared import Argument
from litcli.errors import ExitCode, SourceError, UseError
from litcli.read import How, Reading, Source, open_sources, read
from litcli.records import Furniture, Item, Record
from litcli.terminal.streams import Streams

_FORMATS = ("text", "tsv", "jsonl")


def command(
    sources: Annotated[list[str], Argument(metavar="SOURCE...", help="Files to read; - is standard input.")],
    form: Annotated[
        str,
        options.one_of(_FORMATS, "text on a terminal, tsv in a pipe", told="text, tsv or jsonl."),
    ] = "",
    date: options.Date = "",
    source_form: options.As = "",
    columns: options.Map = None,
) -> int:
    """Show how each line of a source was understood: records with their lines, furniture of the page, what is unread."""
    streams = Streams()
    form = form or ("text" if streams.out_is_terminal else "tsv")
    if form not in _FORMATS:
        raise UseError(f'parse has no format "{form}"', f"legal: {', '.join(_FORMATS)}")
    how = How(source_form, date, ",".join(columns or ()))
    how.check()
    rejected = [_one(streams, source, how, form) for name in sources for source in open_sources(name)]
    return ExitCode.REJECTED if any(rejected) else ExitCode.DONE


def _one(streams: Streams, source: Source | SourceError, how: How, form: str) -> bool:
    """Print one source and say whether some of it was rejected."""
    if isinstance(source, SourceError):
        streams.say(f"litcli: {source}")
        return True
    try:
        return _parse(streams, read(source, how), form)
    except SourceError as error:
        streams.say(f"litcli: {error}")
        return True
    finally:
        source.close()


def _parse(streams: Streams, reading: Reading, form: str) -> bool:
    """Print the items of one source and the sum of its lines; say whether some of it was rejected."""
    rejected = False
    try:
        streams.write(_line(item, form) for item in reading)
    except SourceError as error:
        streams.say(f"litcli: {error.message}")
        rejected = True
    if reading.tally.lines and reading.tally.adds_up():
        _sum_up(streams, reading)
    return rejected or reading.tally.unread > 0


def _line(item: Item, form: str) -> str:
    if form == "jsonl":
        return json.dumps(_object(item), ensure_ascii=False) + "\n"
    kind, text = _kind(item)
    end = item.line if isinstance(item, Furniture) else max(item.line, item.end)
    if form == "tsv":
        return f"{item.source}\t{item.line}\t{end}\t{kind}\t{' '.join(text.split())}\n"
    place = str(item.line) if end == item.line else f"{item.line}-{end}"
    return f"{place:>9}  {kind:<12}  {text[:160]}{'…' * (len(text) > 160)}\n"


def _kind(item: Item) -> tuple[str, str]:
    if isinstance(item, Record):
        return "record", item.title + ("" if item.abstract else "  (no abstract)")
    if isinstance(item, Furniture):
        return item.what, item.text
    return "UNREAD", f"{item.reason}: {' '.join(item.text.split())}"


def _object(item: Item) -> dict[str, Any]:
    if isinstance(item, Furniture):
        return {"kind": "furniture", "source": item.source, "line": item.line, "what": item.what, "text": item.text}
    if isinstance(item, Record):
        return dict(_fields(item))
    return {
        "kind": "unread",
        "source": item.source,
        "line": item.line,
        "end": item.end,
        "reason": item.reason,
        "text": item.text,
    }


def _fields(record: Record) -> Iterator[tuple[str, Any]]:
    yield "kind", "record"
    for name in record._fields:
        value = getattr(record, name)
        if name == "extra":
            yield name, dict(value)
        elif name != "name":
            yield name, list(value) if isinstance(value, tuple) else value if value != "" else None


def _sum_up(streams: Streams, reading: Reading) -> None:
    tally = reading.tally
    streams.say(
        f"{reading.source.name}: {reading.format.name}, {tally.lines:,} lines = {tally.record_lines:,} in {tally.records:,} records"
        f" + {tally.furniture_lines:,} of the page + {tally.unread_lines:,} unread + {tally.blank:,} blank"
    )
    for warning in reading.warnings:
        streams.say(f"litcli: {warning}")
