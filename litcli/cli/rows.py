"""What a command prints that lists no papers: a table on a terminal, TSV in a pipe, JSON Lines where it is asked for."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from litcli.cli import options
from litcli.errors import UseError
from litcli.terminal.streams import Streams
from litcli.write.values import tabbed

FORMATS = ("table", "tsv", "jsonl")

Form = Annotated[
    str,
    options.one_of(FORMATS, default="table on a terminal, tsv in a pipe"),
]


def chosen(streams: Streams, form: str) -> str:
    """Return the format that is asked for, or the one that fits standard output. Raises UseError for an unknown one."""
    form = form or ("table" if streams.out_is_terminal else "tsv")
    if form not in FORMATS:
        raise UseError(f'there is no format "{form}" here', f"legal: {', '.join(FORMATS)}")
    return form


def write(streams: Streams, form: str, keys: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as `tsv`, or as `jsonl` with these keys; a value with nothing in it is null there."""
    if form == "jsonl":
        streams.write(
            as_json({key: value if value != "" else None for key, value in zip(keys, row, strict=True)}) for row in rows
        )
    else:
        streams.write(tabbed("" if value is None else value for value in row) for row in rows)


def as_json(value: Any) -> str:
    """Return a line of JSON."""
    return json.dumps(value, ensure_ascii=False) + "\n"
