"""`litcli undo`: take back what changed the library, the newest first."""

from typing import Annotated

from litcli.cli import options, rows
from litcli.cli.declared import Option
from litcli.cli.session import Session, opened
from litcli.errors import ExitCode, UseError
from litcli.library import history, tagging
from litcli.library.undoing import undo
from litcli.terminal.streams import Streams

_FIELDS = ("command", "at", "kind", "what", "undone")


def command(
    listing: Annotated[
        bool, Option("--list", help="Only list the commands that changed the library, newest first.")
    ] = False,
    form: rows.Form = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
) -> int:
    """Take back the newest command that changed the library: add, mark, repeats split, repeats join."""
    streams = Streams()
    if form and not listing:
        raise UseError("--format goes with --list", "undo alone prints nothing")
    form = rows.chosen(streams, form)
    with opened(streams, library, config) as session:
        if listing:
            return _list(session, form)
        taken = undo(session.library)
        if taken is None:
            streams.say("there is nothing to take back")
            return ExitCode.NOTHING
        tagging.retag(session.library, session.config)
        streams.say(f"taken back: {taken.kind} {taken.brief} ({taken.at})")
    return ExitCode.DONE


def _list(session: Session, form: str) -> int:
    found = list(history.commands(session.library))
    if form == "table":
        from litcli.terminal.topics import grid

        cells = [(str(one.number), one.at, one.kind, one.brief, one.undone) for one in found]
        session.streams.show([grid(("", "when", "command", "what", "taken back"), cells, right=(0,))] if cells else [])
    else:
        given = [(one.number, one.at, one.kind, one.what, one.undone) for one in found]
        rows.write(session.streams, form, _FIELDS, given)
    return session.code(found=bool(found))
