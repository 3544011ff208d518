"""`litcli undo`: take back what changed the library, the newest first."""

import json
from typing import Annotated

import typer

from litcli.cli import options
from litcli.cli.session import Session, opened
from litcli.errors import ExitCode, UseError
from litcli.library import history, tagging
from litcli.library.undoing import undo
from litcli.terminal.streams import Streams

_FORMATS = ("tsv", "jsonl")
_FIELDS = ("command", "at", "kind", "what", "undone")


def command(
    listing: Annotated[
        bool, typer.Option("--list", help="Only list the commands that changed the library, newest first.")
    ] = False,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="tsv or jsonl, of --list.")] = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
) -> int:
    """Take back the newest command that changed the library: add, mark, repeats split, repeats join."""
    streams = Streams.real()
    if form and (not listing or form not in _FORMATS):
        raise UseError(f"--format {form} does not fit", f"legal: {', '.join(_FORMATS)}, with --list")
    with opened(streams, library, config) as session:
        if listing:
            return _list(session, form)
        taken = undo(session.library)
        if taken is None:
            streams.say("there is nothing to take back")
            return ExitCode.NOTHING
        tagging.retag(session.library, session.config)
        streams.say(f"taken back: {taken.kind} {taken.what} ({taken.at})")
    return ExitCode.DONE


def _list(session: Session, form: str) -> int:
    found = list(history.commands(session.library))
    rows = [(one.number, one.at, one.kind, one.what, one.undone) for one in found]
    if form == "jsonl":
        objects = (dict(zip(_FIELDS, row, strict=True)) for row in rows)
        session.streams.write(
            json.dumps(one | {"undone": one["undone"] or None}, ensure_ascii=False) + "\n" for one in objects
        )
    elif session.streams.out_is_terminal and not form:
        session.streams.write(
            f"{number:>4}  {at}  {kind:<5}  {what}{f'  (taken back {undone})' if undone else ''}\n"
            for number, at, kind, what, undone in rows
        )
    else:
        session.streams.write("\t".join(" ".join(str(cell).split()) for cell in row) + "\n" for row in rows)
    return session.code(found=bool(rows))
